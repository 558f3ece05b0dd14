"""A site that is what a build would make of what there is now is left as it is; in doubt it is made again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from curriculum_commons.build.build import build
from curriculum_commons.build.build_stamp import NOTE, Built, Standing
from curriculum_commons.model.problems import Problem

BUILT = Built(2, (Problem("data/site.yaml", 3, 1, "is old", "overdue-review"),))
FILES = (
    *("data/a.yaml", "docs/a.md", "docs/downloads/a.pdf", "theme/a.css", "toolkit/a.md"),
    *("LICENSE-content", "macros.py", "mkdocs.yml"),
)


@pytest.fixture
def stands(tmp_path: Path) -> Path:
    for name in (*FILES, "site/index.html", "site/a/index.html", ".commons/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    Standing(tmp_path, "mkdocs", "2026-11-23").note(BUILT)
    return tmp_path


def last(root: Path, *about: str) -> Built | None:
    return Standing(root, *(about or ("mkdocs", "2026-11-23"))).last()


def test_where_nothing_has_changed_the_site_stands_with_what_was_said_of_it(stands: Path) -> None:
    assert last(stands) == Built(BUILT.pages, BUILT.warnings, is_new=False)


@pytest.mark.parametrize("name", [*FILES, "site/index.html"])
@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.write_text("x", "utf-8"),
        lambda file: file.write_text(file.read_text("utf-8").upper(), "utf-8"),
        lambda file: file.unlink(),
        lambda file: file.rename(file.with_name(f"{file.name}.old")),
        lambda file: file.with_name("new").write_text("", "utf-8"),
        lambda file: file.chmod(0o600),
    ],
    ids=["longer", "of the same length", "gone", "renamed", "one more", "mode"],
)
def test_where_a_file_has_changed_nothing_stands(stands: Path, name: str, change: Callable[[Path], object]) -> None:
    change(stands / name)
    assert last(stands) is None


@pytest.mark.parametrize("about", [("mkdocs", "2026-11-24"), ("zensical", "2026-11-23")])
def test_another_day_or_engine_makes_another_site(stands: Path, about: tuple[str, str]) -> None:
    assert last(stands, *about) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "{}", '{"given": 1}'])
def test_half_a_note_is_none(stands: Path, text: str) -> None:
    (stands / NOTE).write_text(text, "utf-8")
    assert last(stands) is None


def test_what_changed_while_a_site_was_made_is_made_again(stands: Path) -> None:
    standing = Standing(stands, "mkdocs", "2026-11-24")
    (stands / "docs/a.md").write_text("another", "utf-8")
    standing.note(BUILT)
    assert last(stands, "mkdocs", "2026-11-24") is None


def test_a_link_that_leads_nowhere_and_one_in_a_circle_are_no_trouble(stands: Path) -> None:
    (stands / "docs/nowhere").symlink_to(stands / "nothing")
    (stands / "docs/round").symlink_to(stands / "docs")
    assert last(stands) is None
    Standing(stands, "mkdocs", "2026-11-23").note(BUILT)
    assert last(stands)


@pytest.mark.slow
def test_a_build_leaves_a_site_that_stands_as_it_is_and_makes_one_that_does_not(project: Path) -> None:
    def built(*options: str) -> str:
        command = [sys.executable, "-m", "curriculum_commons", "build", "--root", str(project), *options]
        ended = subprocess.run(command, check=True, capture_output=True, text=True)
        return ended.stdout

    assert "nothing has changed" not in built()
    at = (project / "site").stat().st_ino
    assert "pages, no problems, nothing has changed, " in built()
    assert (project / "site").stat().st_ino == at
    assert "nothing has changed" not in built("--engine", "zensical")
    page = project / "site/index.html"
    page.write_bytes(page.read_bytes() + b"by hand")
    assert "nothing has changed" not in built("--engine", "zensical")
    assert b"by hand" not in page.read_bytes()
    os.utime(project / "docs/index.md")
    assert "nothing has changed" not in built("--engine", "zensical")


@pytest.mark.slow
def test_what_was_said_of_a_site_is_said_again(project: Path) -> None:
    first = build(project, "mkdocs", "2027-11-23", lambda _: None)
    again = build(project, "mkdocs", "2027-11-23", lambda _: None)
    assert first.warnings
    assert (again.warnings, again.pages, again.is_new) == (first.warnings, first.pages, False)
