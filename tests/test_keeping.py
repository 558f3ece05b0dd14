"""The page of an issue is made once, and kept for as long as nothing has changed that it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from curriculum_commons.commons import Commons
from curriculum_commons.newsletter.mail import html_mail
from curriculum_commons.site.build import build
from curriculum_commons.site.keeping import KEPT, Keeper
from curriculum_commons.workspace import open_commons

TODAY = "2026-12-31"
ENGINES = ("mkdocs", "zensical")


def made(project: Path, engine: str) -> dict[str, bytes]:
    build(project, engine, TODAY, lambda _: None)
    site = project / "site"
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}


def issue_of(project: Path) -> Path:
    return next(file for file in sorted((project / "docs/newsletter").glob("*.md")) if file.name != "index.md")


def copies(project: Path, number: int) -> None:
    first = issue_of(project)
    for month in range(1, number + 1):
        name = f"2025-{month:02}-copy"
        text = first.read_text("utf-8").replace(first.stem, name)
        text = re.sub(r"(?m)^date:.*$", f'date: "2025-{month:02}-03"', text)
        (first.parent / f"{name}.md").write_text(text, "utf-8")


@pytest.fixture
def several(project: Path) -> Path:
    copies(project, 4)
    return project


def keys(project: Path) -> dict[str, str]:
    keeper = Keeper(project, open_commons(project), "mkdocs")
    return {path: note.name for path, note in keeper._notes.items()}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {path.split("/")[1] for path in before if before[path] != after.get(path)}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_a_site_comes_out_the_same_whether_its_issues_are_made_or_kept(several: Path, engine: str) -> None:
    first = made(several, engine)
    assert len(list((several / KEPT).iterdir())) == 5
    assert made(several, engine) == first


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_kept_is_what_is_published(several: Path, engine: str) -> None:
    made(several, engine)
    for note in (several / KEPT).iterdir():
        told = json.loads(note.read_text("utf-8"))
        note.write_text(json.dumps({**told, "html": told["html"].replace("</h1>", " kept</h1>", 1)}), "utf-8")
    pages = [html for path, html in made(several, engine).items() if re.fullmatch(r"newsletter/2.*/index.html", path)]
    assert len(pages) == 5
    assert all(b" kept</h1>" in html for html in pages)


def test_an_issue_is_made_anew_with_its_neighbours_and_no_others(several: Path) -> None:
    before, file = keys(several), several / "docs/newsletter/2025-02-copy.md"
    assert keys(several) == before
    file.write_text(re.sub(r"(?m)^title:.*$", "title: Another title", file.read_text("utf-8")), "utf-8")
    assert changed(before, keys(several)) == {"2025-01-copy", "2025-02-copy", "2025-03-copy"}


def shared() -> Iterator[tuple[str, str, str]]:
    yield "theme/assets/commons.css", "\\Z", "\n.x { color: red; }\n"
    yield "mkdocs.yml", "Home: index.md", "Start: index.md"
    yield "data/site.yaml", "(?m)^name:.*$", "name: Another name"
    yield "data/competencies.yaml", r"(?m)^    title: .*$", "    title: Another title"
    yield "docs/newsletter/index.md", "(?m)^title:.*$", "title: Letters"


@pytest.mark.parametrize(("path", "old", "new"), [*shared()])
def test_what_stands_on_every_page_has_all_issues_made_anew(several: Path, path: str, old: str, new: str) -> None:
    before, file = keys(several), several / path
    text = file.read_text("utf-8")
    file.write_text(re.sub(old, new, text, count=1), "utf-8")
    assert file.read_text("utf-8") != text
    assert len(changed(before, keys(several))) == 5


def test_an_issue_that_lists_issues_is_made_anew_with_any_of_them(several: Path) -> None:
    file = several / "docs/newsletter/2025-04-copy.md"
    foot = '{{ newsletter_foot("2025-04-copy") }}'
    file.write_text(file.read_text("utf-8").replace(foot, f"{{{{ newsletter_list() }}}}\n\n{foot}"), "utf-8")
    before, first = keys(several), several / "docs/newsletter/2025-01-copy.md"
    first.write_text(re.sub(r"(?m)^title:.*$", "title: Another title", first.read_text("utf-8")), "utf-8")
    assert "2025-04-copy" in changed(before, keys(several))


def test_half_of_what_was_kept_is_not_read(several: Path) -> None:
    keeper = Keeper(several, open_commons(several), "mkdocs")
    (several / KEPT).mkdir(parents=True)
    for note in keeper._notes.values():
        note.write_text('{"html": "half of', "utf-8")
    assert Keeper(several, open_commons(several), "mkdocs").kept == {}


def test_an_e_mail_is_made_once_for_who_judges_and_who_publishes_it(several: Path) -> None:
    commons = open_commons(several)
    assert html_mail(commons, commons.issues[0]) is html_mail(commons, commons.issues[0])
    again: Commons = replace(commons, downloads=())
    assert html_mail(again, again.issues[0]) is not html_mail(commons, commons.issues[0])
