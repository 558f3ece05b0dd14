"""Competencies that are withdrawn keep their codes, their pages and their place in the past."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.run import build
from curriculum_commons.content.load import load
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons, successors
from curriculum_commons.model.problems import ContentError
from curriculum_commons.newsletter.content import content
from curriculum_commons.render import show, signatures
from curriculum_commons.validation.validate import validate

Edit = Callable[..., Commons]
TODAY = "2026-11-23"
ISSUE = """---
title: Tea that was
summary: What became of cold tea, and what it is in now.
date: "2024-03-01"
audience: all
authors: [the tea makers]
render_macros: true
---

# Tea that was

{{ newsletter_head("2024-03-tea") }}

{{ competency_statement("T-0") }}

See [cold tea](../competencies/t-0.md).

{{ newsletter_foot("2024-03-tea") }}
"""
ARCHIVE = "---\ntitle: News\ndescription: All issues.\nrender_macros: true\n---\n\n{{ newsletter_list() }}\n"
LAST = 'now_in: [T-1]\n      edition: "2024"\n      title: Make cold tea\n      statement: Make tea with cold water.'


@pytest.fixture
def edited(tiny: Path) -> Edit:
    """Validate the smallest content after texts in `data/` were replaced, and files were written."""

    def edit(changes: dict[str, tuple[str, str]], **written: str) -> Commons:
        for name, (old, new) in changes.items():
            file = tiny / f"data/{name}.yaml"
            text = file.read_text("utf-8")
            assert old in text
            file.write_text(text.replace(old, new), "utf-8")
        for path, text in written.items():
            (tiny / "docs" / path).parent.mkdir(exist_ok=True)
            (tiny / "docs" / path).write_text(text, "utf-8")
        return validate(load(tiny), signatures())

    return edit


def shown(commons: Commons, name: str, *arguments: str) -> str:
    return " ".join(show(commons, BuildContext.of(commons), name, arguments, "").split())


@pytest.mark.parametrize(
    ("section", "old", "new"),
    [
        ("roadmap", "competencies: [T-1, T-2]", "competencies: [T-0, T-2]"),  # done
        ("roadmap", "as_of: 2024-05-31", "as_of: 2024-04-30\n    competencies: [T-0]"),  # before this edition
        ("roadmap", 'as_of: "2024"', 'as_of: "2023"\n    competencies: [T-2, T-0]'),
        ("working_groups", "competencies: [T-1]", "competencies: [T-1, T-0]"),
    ],
)
def test_the_past_keeps_naming_what_was_withdrawn(edited: Edit, section: str, old: str, new: str) -> None:
    commons = edited({section: (old, new)})
    views = {"roadmap": "roadmap_list", "working_groups": "outputs"}
    html = shown(commons, views[section])
    assert '<a href="competencies/t-0/" title="T-0">T-0 (withdrawn)</a>' in html
    document = show(commons, BuildContext.of(commons), views[section], (), "", folders=("toolkit",))
    assert "T-0 (withdrawn)" in document


def test_the_day_of_the_withdrawal_decides_where_it_is_known(edited: Edit) -> None:
    later = ("now_in: [T-1]", 'when: "2024-06"')
    commons = edited(
        {"competencies": later, "roadmap": ("as_of: 2024-05-31", "as_of: 2024-05-31\n    competencies: [T-0]")}
    )
    assert commons.milestones[1].competencies == ("T-0",)


def test_an_issue_that_was_sent_keeps_showing_what_was_withdrawn(edited: Edit) -> None:
    site = ("standing:", "newsletter:\n  title: Tea news\nstanding:")
    written = {"newsletter/index.md": ARCHIVE, "newsletter/2024-03-tea.md": ISSUE}
    commons = edited({"competencies": ("now_in: [T-1]", LAST), "site": site}, **written)
    html = content(commons, BuildContext.of(commons), commons.issues[0])
    assert "Withdrawn in edition 2024; now in" in html
    assert "Make tea with cold water." in html
    assert "https://tea.example/competencies/t-0/" in html


def test_a_draft_does_not_name_what_was_withdrawn(edited: Edit) -> None:
    site = ("standing:", "newsletter:\n  title: Tea news\nstanding:")
    draft = ISSUE.replace("audience:", "draft: true\naudience:")
    with pytest.raises(ContentError) as caught:
        edited({"site": site}, **{"newsletter/index.md": ARCHIVE, "newsletter/2024-03-tea.md": draft})
    assert [problem.code for problem in caught.value.problems] == ["withdrawn-reference"]


def test_a_withdrawn_competency_has_a_page_at_its_address(edited: Edit) -> None:
    commons = edited({"competencies": ("now_in: [T-1]", LAST)})
    page = commons.page_at["competencies/t-0/"]
    assert (page.made, page.meta.title) == (True, "T-0: Make cold tea (withdrawn)")
    assert page.meta.description == "T-0 was withdrawn in edition 2024, and now in T-1."
    assert page.body.strip() == '{{ withdrawn_competency("T-0") }}'
    html = shown(commons, "withdrawn_competency", "T-0")
    assert 'Withdrawn in edition 2024; now in <a href="competencies/t-1/">T-1</a></strong>. Cold tea is made' in html
    assert "<blockquote><p>Make tea with cold water.</p></blockquote>" in html


def test_an_authors_page_of_a_withdrawn_competency_is_used(edited: Edit) -> None:
    top = "---\ntitle: Cold tea\ndescription: What it was.\nrender_macros: true\n---"
    text = top + '\n\n{{ withdrawn_competency("T-0") }}\n'
    page = edited({}, **{"competencies/t-0.md": text}).page_at["competencies/t-0/"]
    assert (page.made, page.meta.title) == (False, "Cold tea")


def test_what_was_withdrawn_twice_over_leads_to_today() -> None:
    into = {"A": ("B", "C"), "B": ("D",), "C": (), "D": ("A", "E")}
    assert successors("A", into, {"E"}) == ("E",)
    assert successors("C", into, {"E"}) == ()
    assert successors("D", into, {"C", "E"}) == ("C", "E")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_old_addresses_lead_on_and_are_in_no_index(project: Path, engine: str) -> None:
    data = project / "data/competencies.yaml"
    divided = "    - { code: T-9, reason: It was two things., now_in: [T-1, T-2], title: Tea }\n  license:"
    data.write_text(data.read_text("utf-8").replace("now_in: [T-1]", LAST).replace("  license:", divided, 1), "utf-8")
    page = project / "docs/about/notes.md"
    front = "---\nredirect_from: [about/scraps/, /über/tee.html, wiki]\n"
    page.write_text(page.read_text("utf-8").replace("---\n", front, 1), "utf-8")
    build(project, engine, TODAY, lambda _: None)
    site = project / "site"
    merged = LexborHTMLParser((site / "competencies/t-0/index.html").read_bytes())
    assert refresh(merged) == "0; url=../../competencies/t-1/"
    assert "Make tea with cold water." in merged.text()
    assert refresh(LexborHTMLParser((site / "competencies/t-9/index.html").read_bytes())) is None
    targets = {"about/scraps/index.html": "../../about/notes/", "über/tee.html": "../about/notes/"}
    for path, target in {**targets, "wiki/index.html": "../about/notes/"}.items():
        moved = LexborHTMLParser((site / path).read_bytes())
        assert refresh(moved) == f"0; url={target}"
        assert [link.attributes["href"] for link in moved.css("a")] == [target]
    known = (site / "sitemap.xml").read_text("utf-8")
    assert "competencies/t-9/" in known
    assert not [old for old in ("t-0/", "scraps", "tee.html", "wiki") if old in known]
    found = b"".join(gzip.decompress(file.read_bytes()) for file in site.glob("pagefind/fragment/*"))
    assert (b"T-9" in found, b"/competencies/t-0/" in found, b"has moved" in found) == (True, False, False)


def refresh(page: LexborHTMLParser) -> str | None:
    node = page.css_first('meta[http-equiv="refresh"]')
    return node.attributes["content"] if node else None


@pytest.mark.slow
def test_a_former_address_at_which_something_is_made_is_refused(project: Path) -> None:
    page = project / "docs/about/notes.md"
    page.write_text(
        page.read_text("utf-8").replace("---\n", "---\nredirect_from: [about/404/, 404.html]\n", 1), "utf-8"
    )
    with pytest.raises(ContentError) as caught:
        build(project, "mkdocs", TODAY, lambda _: None)
    (problem,) = caught.value.problems
    assert (problem.place, problem.code) == ("docs/about/notes.md:2:29", "duplicate-address")
    assert problem.message == 'redirect_from: "404.html" is where the site has something else; take it out'
