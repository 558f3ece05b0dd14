"""Several files are changed as one: what was broken off is finished by the next command, and never leads elsewhere."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from filelock import lock_descriptor

from curriculum_commons.content.files import write_whole
from curriculum_commons.content.journal import JOURNAL, finish_writing, write_all

BEFORE = {"data/a.yaml": b"old: 1\n", "docs/b.md": b"# Old\n"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path, content in BEFORE.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


def journal(root: Path, **contents: bytes | None) -> None:
    """Leave a journal as a killed command does, before it has touched any file."""
    entries = {}
    for path, content in contents.items():
        before = (root / path).read_bytes() if (root / path).is_file() else None
        entries[path] = [
            None if before is None else sha256(before).hexdigest(),
            None if content is None else b64encode(content).decode(),
        ]
    (root / JOURNAL).parent.mkdir(exist_ok=True)
    (root / JOURNAL).write_text(json.dumps(entries), "utf-8")


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


CHANGES = {"data/a.yaml": b"new: 1\n", "docs/b.md": None, "toolkit/c.md": b"# New\n"}
AFTER = {"data/a.yaml": b"new: 1\n", "toolkit/c.md": b"# New\n"}


def test_files_are_written_and_removed_and_nothing_else_is_left(project: Path) -> None:
    write_all(project, CHANGES)
    assert contents(project) == AFTER
    assert not (project / JOURNAL.parent).exists()


@pytest.mark.parametrize("done", range(4))
def test_what_was_broken_off_is_finished(project: Path, done: int) -> None:
    journal(project, **CHANGES)
    for path, content in list(CHANGES.items())[:done]:
        if content is None:
            (project / path).unlink()
        else:
            (project / path).parent.mkdir(exist_ok=True)
            (project / path).write_bytes(content)
    finish_writing(project)
    assert contents(project) == AFTER


def test_what_somebody_changed_since_stays_as_it_is(project: Path) -> None:
    journal(project, **CHANGES)
    (project / "data/a.yaml").write_bytes(b"mine: 1\n")
    finish_writing(project)
    assert contents(project) == {"data/a.yaml": b"mine: 1\n", "toolkit/c.md": b"# New\n"}


@pytest.mark.parametrize(
    "path", ["../a", ".git/hooks/post-checkout", "data/../../a", "docs/out/a.md", "macros.py", "/a", ""]
)
def test_a_journal_of_a_stranger_changes_only_content(
    project: Path, tmp_path_factory: pytest.TempPathFactory, path: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (project / "docs/out").symlink_to(outside)
    before = contents(project)
    journal(project, **{path: b"evil"})
    finish_writing(project)
    assert contents(project) == before
    assert list(outside.iterdir()) == []


def test_settings_and_code_are_finished_only_as_the_program_would_write_them(project: Path) -> None:
    (project / "theme").mkdir()
    for path in ("mkdocs.yml", "macros.py", "theme/main.html"):
        (project / path).write_bytes(b"old")
    journal(project, **{"mkdocs.yml": b"new", "theme/main.html": None, "macros.py": b"evil", "theme/404.html": b"evil"})
    finish_writing(project, lambda: {"mkdocs.yml": b"new", "theme/main.html": None, "macros.py": b"new"})
    assert contents(project) == {**BEFORE, "mkdocs.yml": b"new", "macros.py": b"old"}


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"3", b'{"data/a.yaml": 1}', b'{"data/a.yaml": ["x"]}', b"\xff", b'{"": null}']
)
def test_a_journal_that_is_none_is_dropped(project: Path, text: bytes) -> None:
    (project / JOURNAL).parent.mkdir()
    (project / JOURNAL).write_bytes(text)
    finish_writing(project)
    assert contents(project) == BEFORE


def test_any_command_finishes_it(tiny: Path, run: Callable[..., object]) -> None:
    journal(tiny, **{"docs/teach.md": (tiny / "docs/teach.md").read_bytes() + b"\nMore.\n"})
    run("check", "--root", tiny)
    assert (tiny / "docs/teach.md").read_text("utf-8").endswith("\nMore.\n")


@pytest.mark.parametrize("name", ["a.md", "a [b] *.md"])
def test_what_a_killed_run_left_of_a_file_goes_when_it_is_written_again(tmp_path: Path, name: str) -> None:
    left, other = tmp_path / f".{name}.0123456789abcdef.part", tmp_path / f".{name}.old.part"
    for file in (left, other):
        file.touch()
    write_whole(tmp_path / name, b"new")
    assert {file.name for file in tmp_path.iterdir()} == {name, other.name}


def test_what_another_program_is_writing_stays(tmp_path: Path) -> None:
    busy, pipe = tmp_path / ".a.md.0123456789abcdef.part", tmp_path / ".a.md.fedcba9876543210.part"
    os.mkfifo(pipe)
    with busy.open("wb") as stream:
        lock_descriptor(stream.fileno(), blocking=False)
        write_whole(tmp_path / "a.md", b"new")
        assert busy.exists()
