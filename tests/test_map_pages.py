"""Pages about curriculum maps: one that reads files in the browser, and one for maps that their schools publish."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.postprocess import ALONE, POLICY
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.mapping.coverage import coverage
from curriculum_commons.mapping.example import example_map
from curriculum_commons.mapping.framework import MapFramework
from curriculum_commons.mapping.map_file import written
from curriculum_commons.model.maps import Grade
from curriculum_commons.render import show
from curriculum_commons.theme import LOOK

CHECK = "adopt/check-your-map/index.html"
WHERE = "teach/where.md"
MOST = 60 * 1024


@pytest.fixture
def with_pages(tiny: Path) -> Path:
    """A small project with the pages that the program adds."""
    site = tiny / "data/site.yaml"
    site.write_text(site.read_text("utf-8").replace('leave_out: ["*"]\n', ""), "utf-8")
    return tiny


def publish(project: Path, is_published: bool = True) -> None:
    made_up = example_map(MapFramework.of(open_commons(project)))
    (project / "data/maps").mkdir(exist_ok=True)
    (project / "data/maps/example.yaml").write_text(
        written(made_up.model_copy(update={"publish": is_published})), "utf-8"
    )


@pytest.mark.slow
def test_only_the_page_that_reads_files_may_connect_to_nothing(whole_site: Path) -> None:
    def policy(path: str) -> str:
        page = LexborHTMLParser((whole_site / path).read_bytes())
        return page.css_first('meta[http-equiv="Content-Security-Policy"]').attrs.sget("content")

    assert policy(CHECK) == ALONE
    assert {"connect-src 'none'", "worker-src 'none'", "form-action 'none'"} <= set(ALONE.split("; "))
    assert policy("adopt/index.html") == POLICY


def test_the_page_with_all_that_it_loads_is_light(whole_site: Path) -> None:
    scripts = [file for file in (LOOK / "assets/map").iterdir() if file.suffix in {".js", ".css"}]
    files = [whole_site / CHECK, *(whole_site / "assets/map" / file.name for file in scripts)]
    files += [whole_site / "assets" / name for name in ("commons.css", "commons.js", "scheme.js")]
    assert sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) <= MOST


def test_other_pages_load_none_of_its_scripts(whole_site: Path) -> None:
    pages = (path for path in whole_site.rglob("*.html") if path != whole_site / CHECK)
    assert not [path for path in pages if b"assets/map/" in path.read_bytes() and b"showing.js" in path.read_bytes()]


def test_what_is_vendored_is_as_its_makers_published_it() -> None:
    folder = LOOK / "assets/map"
    kept = dict(line.split()[::-1] for line in Path("tools/fflate.sha256").read_text("utf-8").splitlines()[1:])
    found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in kept}
    assert kept == found
    assert set(found) == {"fflate.js", "fflate.LICENSE.txt"}


def test_the_page_has_the_framework_and_a_made_up_school(with_pages: Path) -> None:
    commons = open_commons(with_pages)
    html = LexborHTMLParser(show(commons, context_for(with_pages, commons), "map_check", (), "adopt/check-your-map/"))
    framework = json.loads(html.css_first("#Map-framework").text())
    assert [one["shown"] for one in framework["competencies"]] == ["T-1", "T-2"]
    assert framework["headers"]["Competency 2"] == "competency_2"
    assert "made up" in json.loads(html.css_first("#Map-example-data").text())["map"]["school"]


def test_the_made_up_school_has_every_grade(with_pages: Path) -> None:
    framework = MapFramework.of(open_commons(with_pages))
    cells = coverage(example_map(framework), framework).cells.values()
    assert {cell.grade for cell in cells} == set(Grade)


@pytest.mark.slow
def test_there_is_a_page_for_learners_where_a_map_is_published(with_pages: Path) -> None:
    assert WHERE not in {page.path for page in open_commons(with_pages).pages}
    publish(with_pages, is_published=False)
    assert WHERE not in {page.path for page in open_commons(with_pages).pages}
    publish(with_pages)
    assert WHERE in {page.path for page in open_commons(with_pages).pages}


def test_that_page_has_each_session_below_its_phase_and_competency(with_pages: Path) -> None:
    publish(with_pages)
    commons = open_commons(with_pages)
    html = LexborHTMLParser(show(commons, context_for(with_pages, commons), "where_taught", (), "teach/where/"))
    assert [node.text() for node in html.css("h3")] == ["First phase", "Second phase", "Third phase"]
    first = html.css_first("table tbody tr")
    assert "T-1 Boil water" in first.css_first("th").text()
    assert "Workshop 1" in first.css_first("td").text()
    assert "required" in first.css_first("td").text()
