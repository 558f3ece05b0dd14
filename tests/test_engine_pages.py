"""An engine renders the pages that would come out different, and either engine makes the same pages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from curriculum_commons.build.cache import Cache
from curriculum_commons.build.engine_client import Engine
from curriculum_commons.build.engine_pages import EnginePages, Manuscripts, begin, html_path, preprocess
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.build.publish import scratch
from curriculum_commons.theme import LOOK

ENGINES = ("mkdocs", "zensical")
NAV = "\nnav:\n  - Home: index.md\n  - Roadmap: roadmap.md\n"
KEPT = b"<html>kept</html>"


def own(project: Path, name: str) -> Path:
    """Let a site have a file of the theme itself, to change it."""
    file = project / "theme" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(LOOK / name, file)
    return file


@pytest.fixture
def project(tiny: Path, root: Path) -> Path:
    """The smallest content, with the real theme."""
    return tiny


def manuscripts(project: Path, engine: str) -> Manuscripts:
    commons = open_commons(project)
    return preprocess(project, commons, context_for(project, commons), engine, ["8-data/roadmap.csv"])


def render(project: Path, name: str) -> EnginePages:
    with scratch(project, "test", list) as place, Engine(project, name, place) as engine, Cache(project) as cache:
        return begin(project, manuscripts(project, name), engine, place.folder / "engine", cache)()


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    changed = re.sub(old, lambda _: new, text, count=1)
    assert changed != text
    file.write_text(changed, "utf-8")


def rendered_after(project: Path, change: Callable[[Path], object], engine: str = "mkdocs") -> set[str]:
    """Return the pages that are rendered after a change, which are those whose key in the cache is another."""
    before = manuscripts(project, engine).keys
    change(project)
    return {html_path(path) for path, key in manuscripts(project, engine).keys.items() if key != before.get(path)}


def pages(project: Path) -> set[str]:
    return {html_path(page.path) for page in open_commons(project).pages}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_cached_pages_equal_those_made_afresh(project: Path, engine: str) -> None:
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(NAV)
    first = render(project, engine)
    assert render(project, engine) == first
    change(project / "docs/roadmap.md", "# Roadmap", "# Roadmap\n\nA line that was not there before.")
    some = render(project, engine)
    shutil.rmtree(project / ".commons/cache")
    assert render(project, engine) == some
    assert [path for path in first.html if first.html[path] != some.html[path]] == ["roadmap/index.html"]
    assert b"A line that was not there before." in some.html["roadmap/index.html"]


def test_a_changed_record_has_no_page_rendered(project: Path) -> None:
    assert rendered_after(project, lambda root: change(root / "data/roadmap.yaml", "title: ", "title: New ")) == set()


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_whose_key_is_known_comes_from_the_cache(project: Path, engine: str) -> None:
    known = manuscripts(project, engine)
    with Cache(project) as cache:
        cache.put(known.frame, {"404.html": KEPT}, [])
        for key in known.keys.values():
            cache.put(key, {"html": KEPT})
    change(project / "docs/teach.md", r"\Z", "\nMore.\n")
    html = render(project, engine).html
    assert [path for path in html if html[path] != KEPT] == ["teach/index.html"]
    assert b"More." in html["teach/index.html"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_changed_text_has_its_page_rendered(project: Path, engine: str) -> None:
    after = rendered_after(project, lambda root: change(root / "docs/teach.md", r"\Z", "\nMore.\n"), engine)
    assert after == {"teach/index.html"}


def test_a_title_that_no_menu_shows_has_its_page_rendered(project: Path) -> None:
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(NAV)
    after = rendered_after(project, lambda root: change(root / "docs/teach.md", "(?m)^title: .*", "title: Another"))
    assert after == {"teach/index.html"}


def _new_file(root: Path) -> None:
    (root / "docs/images/new.svg").write_text("<svg/>", "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    "change_of_all",
    [
        lambda root: change(root / "docs/teach.md", "(?m)^title: .*", "title: Another"),
        lambda root: change(root / "data/site.yaml", "(?m)^name: .*", "name: Another"),
        lambda root: change(root / "mkdocs.yml", r"\Z", NAV),
        lambda root: change(own(root, "parts/foot.html"), "Published by", "Made by"),
        lambda root: change(root / "macros.py", r"\Z", "\n# more\n"),
        _new_file,
    ],
    ids=["title in menus", "name of the site", "menus", "template", "macros.py", "new file"],
)
def test_what_all_pages_depend_on_has_all_rendered(project: Path, change_of_all: Callable[[Path], object]) -> None:
    assert rendered_after(project, change_of_all) == pages(project)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_links_to_planned_downloads_are_valid(project: Path, engine: str) -> None:
    change(project / "docs/about/notes.md", r"\Z", "\nSee [the table](../downloads/8-data/roadmap.csv).\n")
    made = render(project, engine)
    assert b'href="../../downloads/8-data/roadmap.csv"' in made.html["about/notes/index.html"]
    assert "downloads/8-data/roadmap.csv" in made.copied


@pytest.mark.slow
def test_other_files_are_laid_out_beside_the_pages(project: Path, tmp_path: Path) -> None:
    made = render(project, "mkdocs")
    made.lay_out(tmp_path / "site")
    cup = "images/cup.svg"
    assert (tmp_path / "site" / cup).read_bytes() == (project / "docs" / cup).read_bytes()
    assert (tmp_path / "site/assets/commons.css").read_bytes() == (LOOK / "assets/commons.css").read_bytes()
    assert [page.path for page in made.pages()] == sorted({*pages(project), "404.html"})
    assert not (project / ".commons/test/new/engine").exists()
