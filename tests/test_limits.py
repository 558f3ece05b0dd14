"""What keeps a program busy for ever, or takes all memory, ends in a problem that names the text."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from curriculum_commons.build import engine_client
from curriculum_commons.build.cache import Cache
from curriculum_commons.build.downloads import build_downloads, plan_downloads
from curriculum_commons.build.engine_client import Engine
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.build.publish import scratch
from curriculum_commons.content import limits
from curriculum_commons.documents import pandoc as pandoc_program
from curriculum_commons.documents import typst as typst_program
from curriculum_commons.documents.typst import pdf
from curriculum_commons.model.commons import ToolkitText
from curriculum_commons.model.problems import ContentError
from curriculum_commons.model.records import ToolkitMeta

BRIEF = """---
title: A brief
purpose: What tea is about, on one page.
kind: document
formats: [pdf]
folder: 1-brief
---

Tea.
"""
ENGINES = ("mkdocs", "zensical")
ENDLESS = "[" * 200_000
"""What Python-Markdown reads for minutes; no check is asked here."""
NESTED = "[" * 40 + "tea" + "]" * 40
"""What pandoc reads for longer than anybody lives."""


def places(render: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(ContentError) as caught:
        render()
    return [(problem.path, problem.code) for problem in caught.value.problems]


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_the_page_that_an_engine_never_ends_is_named_and_the_next_try_succeeds(
    tiny: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scratch(tiny, "test", list) as place, Engine(tiny, name, place) as engine:
        docs, out = place.folder / "docs", place.folder / "out"
        shutil.copytree(tiny / "docs", docs)
        out.mkdir()
        engine.begin(docs, out, {})()
        (docs / "about/notes.md").write_text(f"# Notes\n\n{ENDLESS}\n", "utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(engine_client, "SECONDS", 8)  # it is ready by now
            assert places(engine.begin(docs, out, {})) == [("docs/about/notes.md", "time-limit")]
        (docs / "about/notes.md").write_text("# Notes\n\nTea.\n", "utf-8")
        engine.begin(docs, out, {})()
        assert "Tea." in (out / "about/notes/index.html").read_text("utf-8")
    assert not list((tiny / ".commons/test").glob("new*"))


@pytest.mark.slow
def test_an_engine_that_takes_all_memory_is_a_problem_of_its_page(tiny: Path) -> None:
    (tiny / "theme").mkdir()
    main = '{% extends "base.html" %}{% block content %}{{ "tea" * 10**10 }}{% endblock %}'
    (tiny / "theme/main.html").write_text(main, "utf-8")
    with scratch(tiny, "test", list) as place, Engine(tiny, "mkdocs", place) as engine:
        shutil.copytree(tiny / "docs", place.folder / "docs")
        (place.folder / "out").mkdir()
        ((path, code),) = places(engine.begin(place.folder / "docs", place.folder / "out", {}))
    assert code == "memory-limit"
    assert (tiny / path).is_file()


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_that_the_system_ends_is_a_problem(tiny: Path, name: str) -> None:
    with scratch(tiny, "test", list) as place, Engine(tiny, name, place) as engine:
        shutil.copytree(tiny / "docs", place.folder / "docs")
        (place.folder / "docs/index.md").write_text(f"# Tea\n\n{ENDLESS}\n", "utf-8")
        (place.folder / "out").mkdir()
        wait = engine.begin(place.folder / "docs", place.folder / "out", {})
        engine._program.kill()
        assert [code for _, code in places(wait)] == ["memory-limit"]


def toolkit_of(project: Path, body: str, form: str = "docx") -> Callable[[], object]:
    """Return what makes the toolkit of a project with one text, which no rule has looked at."""
    meta = ToolkitMeta(title="Tea", purpose="What tea is, on a page.", kind="document", formats=(form,), folder="1-tea")
    commons = replace(open_commons(project), toolkit=(ToolkitText("tea.md", meta, body, 8),))

    def make() -> None:
        plan = plan_downloads(commons, context_for(project, commons))
        with Cache(project) as cache:
            build_downloads(plan, project / "docs/downloads", cache, lambda _: None)

    return make


@pytest.mark.slow
def test_the_text_that_pandoc_never_ends_is_named_and_nothing_is_written(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SECONDS", 3)
    assert places(toolkit_of(tiny, NESTED)) == [("toolkit/tea.md", "time-limit")]
    assert not (tiny / "docs/downloads").exists()


@pytest.mark.slow
def test_a_text_for_which_pandoc_takes_too_much_memory_is_named(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc_program, "MEMORY", 40_000_000)
    assert places(toolkit_of(tiny, "*tea* and " * 100_000)) == [("toolkit/tea.md", "memory-limit")]


def set_in_toolkit(source: str) -> None:
    with limits.limits_of("toolkit/tea.md"):
        pdf(source, {}, "2026")


@pytest.mark.slow
def test_a_text_that_typst_never_ends_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 3)
    endless = "#for i in range(99999) { for j in range(99999) { } }"
    assert places(partial(set_in_toolkit, endless)) == [("toolkit/tea.md", "time-limit")]


@pytest.mark.slow
def test_a_text_for_which_typst_takes_too_much_memory_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typst_program, "MEMORY", 500_000_000)
    greedy = '#let all = "tea"\n#for i in range(40) { all = all + all }'
    assert places(partial(set_in_toolkit, greedy)) == [("toolkit/tea.md", "memory-limit")]


@pytest.mark.slow
def test_a_check_gives_its_verdict_on_a_full_disk_without_a_folder_for_temporary_files(tiny: Path, root: Path) -> None:
    with (tiny / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write("school:\n  name: Université du Thé\n")
    (tiny / "toolkit").mkdir()
    (tiny / "toolkit/tea.md").write_text(BRIEF, "utf-8")
    shutil.copy(root / "LICENSE-content", tiny)
    checked = check(tiny, resource.RLIMIT_FSIZE, 0, TMPDIR=str(tiny / "nowhere"))
    assert (checked.returncode, checked.stdout) == (0, "[]\n"), checked.stderr


def check(project: Path, kind: int, limit: int, **environment: str) -> subprocess.CompletedProcess[str]:
    """Check a project in a process with a limit."""
    return subprocess.run(
        [sys.executable, "-m", "curriculum_commons", "check", "--format", "json", "--root", str(project)],
        env={**os.environ, **environment},
        preexec_fn=lambda: resource.setrlimit(kind, (limit, limit)),
        capture_output=True,
        text=True,
        check=False,
    )


def whole_columns(file: Path) -> None:
    """Write a workbook that merges 26 whole columns, in few bytes."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Tea"
    book.save(file)
    with ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    merged = "".join(f'<mergeCell ref="{letter}1:{letter}1048576"/>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    sheet = "xl/worksheets/sheet1.xml"
    cells = f'</sheetData><mergeCells count="26">{merged}</mergeCells>'.encode()
    parts[sheet] = parts[sheet].replace(b"</sheetData>", cells)
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def large(file: Path) -> None:
    """Let a file be larger than the memory, which takes no room on the disk."""
    with file.open("wb") as opened:
        opened.truncate(400_000_000)


def codes(project: Path) -> set[tuple[str, str]]:
    """Check a project with 300 MB of memory, and return the codes by file."""
    checked = check(project, resource.RLIMIT_DATA, 300_000_000)
    assert (checked.returncode, checked.stderr) == (1, "")
    return {(problem["path"], problem["code"]) for problem in json.loads(checked.stdout)}


@pytest.mark.slow
def test_a_check_of_large_files_takes_300_megabytes_at_most(tiny: Path) -> None:
    files = tiny / "docs/files"
    files.mkdir()
    whole_columns(files / "merged.xlsx")
    for name in ("a.csv", "a.svg", "a.docx", "a.png"):
        large(files / name)
    found = codes(tiny)
    assert {path for path, code in found if code == "file-too-large"} >= {
        f"docs/files/{name}" for name in ("a.csv", "a.svg", "a.docx", "a.png")
    }
    assert [code for path, code in found if path == "docs/files/merged.xlsx"] == ["missing-license"]


@pytest.mark.long
def test_a_check_of_a_drawing_of_many_parts_takes_300_megabytes_at_most(tiny: Path) -> None:
    (tiny / "docs/files").mkdir()
    (tiny / "docs/files/a.svg").write_text(f"<svg>{'<g/>' * 2_000_000}</svg>", "utf-8")
    assert ("docs/files/a.svg", "file-too-large") in codes(tiny)
