"""A site that is what a build would make of what there is now is left as it is; in doubt it is made again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from curriculum_commons.build.run import STAMP, BuildStamp, Built, build
from curriculum_commons.model.problems import Problem

BUILT = Built(2, (Problem("data/site.yaml", 3, 1, "is old", "overdue-review"),))
FILES = (
    *("data/a.yaml", "docs/a.md", "docs/downloads/a.pdf", "theme/a.css", "toolkit/a.md"),
    *("LICENSE-content", "macros.py", "mkdocs.yml"),
)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    for name in (*FILES, "site/index.html", "site/a/index.html", ".commons/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    BuildStamp(tmp_path, "mkdocs", "2026-11-23").write(BUILT)
    return tmp_path


def last(root: Path, *about: str) -> Built | None:
    return BuildStamp(root, *(about or ("mkdocs", "2026-11-23"))).unchanged()


def test_an_unchanged_site_is_left_alone_with_its_warnings(built: Path) -> None:
    assert last(built) == Built(BUILT.pages, BUILT.warnings, is_new=False)


@pytest.mark.slow
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
def test_a_changed_file_has_the_site_built(built: Path, name: str, change: Callable[[Path], object]) -> None:
    change(built / name)
    assert last(built) is None


@pytest.mark.parametrize("about", [("mkdocs", "2026-11-24"), ("zensical", "2026-11-23")])
def test_another_day_or_engine_has_the_site_built(built: Path, about: tuple[str, str]) -> None:
    assert last(built, *about) is None


def test_a_file_of_the_same_size_and_time_is_looked_into(built: Path) -> None:
    for name in ("docs/a.md", "mkdocs.yml"):
        file = built / name
        before = file.stat()
        file.write_bytes(file.read_bytes()[::-1])
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert last(built) is None
        BuildStamp(built, "mkdocs", "2026-11-23").write(BUILT)
        assert last(built)


def test_a_link_to_a_folder_has_the_site_built(built: Path) -> None:
    (built / "docs/root").symlink_to("/")
    assert last(built) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "{}", '{"given": 1}'])
def test_half_a_stamp_is_none(built: Path, text: str) -> None:
    (built / STAMP).write_text(text, "utf-8")
    assert last(built) is None


def test_what_changes_during_a_build_is_built_again(built: Path) -> None:
    stamp = BuildStamp(built, "mkdocs", "2026-11-24")
    (built / "docs/a.md").write_text("another", "utf-8")
    stamp.write(BUILT)
    assert last(built, "mkdocs", "2026-11-24") is None


def test_links_to_nowhere_and_in_a_circle_are_allowed(built: Path) -> None:
    (built / "docs/nowhere").symlink_to(built / "nothing")
    (built / "docs/round").symlink_to(built / "docs")
    assert last(built) is None
    BuildStamp(built, "mkdocs", "2026-11-23").write(BUILT)
    assert last(built)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["docs/pipe.md", "data/pipe.yaml", "pipe.txt"])
def test_a_pipe_is_waited_for_by_nobody(built: Path, path: str) -> None:
    os.mkfifo(built / path)
    command = [sys.executable, "-c", "import sys; from pathlib import Path; from curriculum_commons.build.run "]
    command[-1] += "import BuildStamp; BuildStamp(Path(sys.argv[1]), 'mkdocs', 'x').unchanged()"
    assert subprocess.run([*command, str(built)], check=False, timeout=60).returncode == 0


@pytest.fixture
def project(tiny: Path, root: Path) -> Path:
    """The smallest content, with the real theme."""
    return tiny


@pytest.mark.slow
def test_a_build_leaves_an_unchanged_site_alone(project: Path) -> None:
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
    index = project / "docs/index.md"
    os.utime(index)
    assert "nothing has changed" in built("--engine", "zensical")
    before, words = index.stat(), index.read_bytes()
    index.write_bytes(words.replace(b"There are", b"Those are"))
    assert index.stat().st_size == before.st_size
    os.utime(index, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "nothing has changed" not in built("--engine", "zensical")


@pytest.mark.slow
def test_warnings_of_an_unchanged_site_are_shown_again(project: Path) -> None:
    first = build(project, "mkdocs", "2027-11-23", lambda _: None)
    again = build(project, "mkdocs", "2027-11-23", lambda _: None)
    assert first.warnings
    assert (again.warnings, again.pages, again.is_new) == (first.warnings, first.pages, False)
