"""The mark of a site, its icons and its card, drawn from its framework and its colors; and what the foot leads to."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import combinations
from math import dist
from pathlib import Path
from types import SimpleNamespace
from xml.etree.ElementTree import fromstring

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.look import icon
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.documents.card import Card
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.palette import LIGHT, OURS, palette_of
from curriculum_commons.render.mark import SIDE, drops, mark_svg, parts_of
from curriculum_commons.render.work import suggestion


@pytest.mark.parametrize("number", range(3, 10))
def test_drops_are_within_the_mark_and_apart(number: int) -> None:
    drawn = drops(number)
    assert len(drawn) == number
    for one in drawn:
        assert all(one.radius <= at <= SIDE - one.radius for at in one.center)
        assert dist(one.tip, one.center) > one.radius
    for one, other in combinations(drawn, 2):
        assert dist(one.center, other.center) > 2 * one.radius + 1
        assert dist(one.tip, other.tip) > 1
    svg = fromstring(mark_svg(number, LIGHT))
    assert [path.get("class") for path in svg.iter("{http://www.w3.org/2000/svg}path")] == ["first"] + [None] * (
        number - 1
    )


@pytest.mark.parametrize(
    ("domains", "parts"), [("aaaaa", 5), ("a" * 21, 5), ("abcd" * 5, 4), ("ab", 5), ("abcdefghi", 9), ("abc" * 30, 3)]
)
def test_a_mark_has_a_drop_for_each_competency_or_domain_if_they_are_few(domains: str, parts: int) -> None:
    commons: Commons = SimpleNamespace(competencies=[SimpleNamespace(domain=one) for one in domains])  # type: ignore[assignment]
    assert parts_of(commons) == parts


def test_an_icon_has_the_two_colors_of_the_site() -> None:
    for palette in (OURS, palette_of("#5b2a86", "#1b7f3b")):
        with Image.open(BytesIO(icon(5, palette))) as made:
            assert made.info["sizes"] == {(32, 32), (48, 48)}
            seen = {color[:3] for _, color in made.convert("RGBA").getcolors(10_000) or () if color[3]}
        assert seen == {tuple(bytes.fromhex(color[1:])) for color in (palette.light.teal, palette.light.clay)}


def test_a_card_has_its_size_and_the_same_bytes_every_time(small_project: Path) -> None:
    commons = open_commons(small_project)
    card = Card(commons, context_for(small_project, commons))
    made = card.make()
    assert made == card.make()
    with Image.open(BytesIO(made)) as picture:
        assert picture.size == (1200, 630)
        assert {color[:3] for _, color in picture.convert("RGB").getcolors(100_000) or ()} >= {
            tuple(bytes.fromhex(color[1:])) for color in (LIGHT.paper, LIGHT.teal, LIGHT.clay)
        }


@pytest.mark.parametrize(
    "name", ["お茶の共有地", "Die große Teesammlung für Anfänger, Fortgeschrittene und " + "Kenner, " * 8]
)
def test_a_card_is_made_of_any_name(small_project: Path, name: str) -> None:
    commons = open_commons(small_project)
    card = Card(
        replace(commons, site=commons.site.model_copy(update={"name": name})), context_for(small_project, commons)
    )
    assert card.make().startswith(b"\x89PNG")


def test_pages_name_the_card_by_its_whole_address_and_show_the_mark(small_site: Path) -> None:
    for path in ("index.html", "competencies/t-1/index.html"):
        page = LexborHTMLParser((small_site / "site" / path).read_bytes())
        image = page.css_first('meta[property="og:image"]')
        assert image is not None
        assert image.attrs["content"] == "https://tea.example/card.png"
        assert len(page.css(".masthead .mark path")) == parts_of(open_commons(small_site))
    assert (small_site / "site/card.png").is_file()
    assert b"prefers-color-scheme" in (small_site / "site/assets/favicon.svg").read_bytes()


@pytest.mark.parametrize(
    ("repository", "email", "start"),
    [
        ("https://github.com/tea/pot/", "a@b.example", "https://github.com/tea/pot/issues/new?title="),
        ("https://gitlab.com/tea/pot", None, "https://gitlab.com/tea/pot/-/issues/new?issue[title]="),
        ("https://code.example/tea", "a@b.example", "mailto:a@b.example?subject="),
        (None, None, ""),
    ],
)
def test_a_change_is_suggested_where_someone_reads_it(
    small_project: Path, repository: str | None, email: str | None, start: str
) -> None:
    commons = open_commons(small_project)
    publisher = commons.site.publisher.model_copy(update={"email": email})
    site = commons.site.model_copy(update={"repository": repository, "publisher": publisher})
    assert suggestion(replace(commons, site=site)) == (start and f"{start}Change%20to%20https://tea.example/")


def test_the_foot_leads_to_the_publisher_and_the_files(small_site: Path) -> None:
    page = LexborHTMLParser((small_site / "site/competencies/t-1/index.html").read_bytes())
    links = {node.text(strip=True): node.attrs.sget("href") for node in page.css(".foot a")}
    assert links["Suggest a change to this page"].endswith("Change%20to%20https://tea.example/competencies/t-1/")
    assert links["Write to us"].startswith("mailto:")
    assert links["The Tea School"] == "https://school.example/"
    assert "Files of this site" in links
