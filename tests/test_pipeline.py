"""A build publishes a whole site or changes nothing, and the same content always gives the same bytes."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.build_stamp import STAMP
from curriculum_commons.build.cache import FILE

pytestmark = pytest.mark.slow

ENGINES = ("mkdocs", "zensical")
Tree = dict[str, tuple[str, int]]


def start(
    project: Path,
    *options: str,
    environment: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "curriculum_commons", "build", "--root", str(project), *options]
    return subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        preexec_fn=before,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def build(project: Path, *options: str, **how: object) -> tuple[int, str]:
    running = start(project, *options, **how)  # type: ignore[arg-type]
    output, errors = running.communicate()
    return running.returncode, output + errors


def tree(folder: Path) -> Tree:
    """Everything in a folder: path, content and mode of each file."""
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mode)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def published(project: Path, *options: str) -> Tree:
    code, output = build(project, *options)
    assert code == 0, output
    return tree(project / "site")


def retitle(project: Path, title: str) -> None:
    site = project / "data/site.yaml"
    lines = site.read_text("utf-8").splitlines(keepends=True)
    changed = [f"name: {title}\n" if line.startswith("name:") else line for line in lines]
    site.write_text("".join(changed), "utf-8")


def test_a_build_that_is_killed_leaves_the_last_site_or_a_whole_new_one(project: Path) -> None:
    kill_in_parts(project, [4, 12])


@pytest.mark.long
def test_a_build_that_is_killed_at_any_time_leaves_a_whole_site(project: Path) -> None:
    kill_in_parts(project, range(1, 20))


def kill_in_parts(project: Path, parts: Iterable[int]) -> None:
    """Kill a build after so many sixteenths of the time that it takes."""
    retitle(project, "Second")
    begun = time.monotonic()
    second = published(project)
    whole = time.monotonic() - begun
    retitle(project, "First")
    first = published(project)
    retitle(project, "Second")
    for part in parts:
        running = start(project)
        time.sleep(whole * part / 16)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        assert tree(project / "site") in (first, second), f"killed after {part}/16 of a build"
    assert published(project) == second
    assert [path for path in (project / ".commons").rglob("*.html")] == []


@pytest.mark.parametrize("most", [0, 3_000, 40_000])
def test_a_full_disk_leaves_the_last_site_and_is_reported_in_a_sentence(built_project: Path, most: int) -> None:
    project = built_project
    before = tree(project / "site")
    retitle(project, "Another")
    code, output = build(project, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    assert code == 1, output
    assert "Traceback" not in output
    assert output.strip().endswith("site/ is as it was")
    assert tree(project / "site") == before


def test_a_site_that_fails_inspection_is_not_published(built_project: Path) -> None:
    project = built_project
    before = tree(project / "site")
    with (project / "theme/parts/foot.html").open("a", encoding="utf-8") as foot:
        foot.write('<p><a href="nowhere/">A way to nowhere</a></p>\n')
    code, output = build(project)
    assert (code, "nowhere" in output) == (1, True), output
    assert tree(project / "site") == before


def test_content_with_problems_is_not_published(built_project: Path) -> None:
    project = built_project
    before = tree(project / "site")
    retitle(project, "[Broken")
    code, output = build(project)
    assert (code, output.startswith("data/site.yaml:")) == (1, True), output
    assert tree(project / "site") == before


def test_two_builds_at_once_do_not_harm_each_other(built_project: Path) -> None:
    project = built_project
    alone = tree(project / "site")
    shutil.rmtree(project / "site")
    both = [start(project), start(project, "--engine", "mkdocs")]
    assert [(running.communicate(), running.returncode)[1] for running in both] == [0, 0]
    assert tree(project / "site") == alone


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_content_gives_the_same_bytes_wherever_it_is_built(project: Path, tmp_path: Path, engine: str) -> None:
    here = published(project, "--engine", engine)
    elsewhere = tmp_path / "another folder" / "with a longer name"
    ignored = shutil.ignore_patterns("site", ".commons", ".cache")
    shutil.copytree(project, elsewhere, copy_function=shutil.copyfile, ignore=ignored)
    code, output = build(
        elsewhere,
        "--engine",
        engine,
        environment={"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "42", "HOME": "/"},
        before=lambda: os.umask(0o077) and None,
    )
    assert code == 0, output
    assert tree(elsewhere / "site") == here


def test_both_engines_build_the_same_site(project: Path) -> None:
    by_mkdocs, by_zensical = (published(project, "--engine", engine) for engine in ENGINES)
    assert by_zensical.keys() == by_mkdocs.keys()
    assert [path for path in by_mkdocs if by_mkdocs[path] != by_zensical[path]] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_build_with_a_cache_gives_the_same_bytes_as_one_without(project: Path, engine: str) -> None:
    published(project, "--engine", engine)
    file = project / "data/roadmap.yaml"
    file.write_text(file.read_text("utf-8").replace("title: ", "title: New ", 1), "utf-8")
    page = project / "docs/teach.md"
    page.write_text(page.read_text("utf-8") + "\nMore.\n", "utf-8")
    cached = published(project, "--engine", engine)
    shutil.rmtree(project / ".commons")
    assert published(project, "--engine", engine) == cached


def test_a_damaged_cache_gives_the_same_bytes(built_project: Path) -> None:
    project = built_project
    first = tree(project / "site")
    (project / STAMP).unlink()
    cache = project / FILE
    cache.write_bytes(cache.read_bytes()[:5000])
    assert published(project) == first


def test_the_last_site_stays_whole_while_the_next_one_is_made(built_project: Path) -> None:
    project = built_project
    files = {file: file.read_bytes() for file in (project / "site").rglob("*") if file.is_file()}
    opened = {file: os.open(file, os.O_RDONLY) for file in files}
    (project / "theme/assets/commons.css").write_bytes(b".x { color: red }\n")
    published(project)
    for file, handle in opened.items():
        with os.fdopen(handle, "rb") as content:
            assert content.read() == files[file], file


def test_plain_mkdocs_shows_the_same_text(built_project: Path) -> None:
    project = built_project
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(project / "plain")]
    subprocess.run(command, cwd=project, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    pages = sorted(path.relative_to(project / "site") for path in (project / "site").rglob("index.html"))
    pages.remove(Path("competencies/t-0/index.html"))  # only the program makes pages that no file holds
    assert len(pages) > 10
    for page in pages:
        texts = [_words((project / folder / page).read_bytes()) for folder in ("plain", "site")]
        assert texts[0] == texts[1], page


def _words(html: bytes) -> list[str]:
    main = LexborHTMLParser(html).css_first("main")
    assert main is not None
    return main.text(separator=" ").split()


@pytest.mark.parametrize("kind", ["link", "file"])
def test_a_site_that_is_no_folder_is_left_alone(project: Path, kind: str) -> None:
    site = project / "site"
    if kind == "link":
        (project / "elsewhere").mkdir()
        site.symlink_to(project / "elsewhere")
    else:
        site.write_text("mine", "utf-8")
    code, output = build(project)
    assert (code, output.count("\n")) == (2, 1), output
    assert site.is_symlink() if kind == "link" else site.read_text("utf-8") == "mine"
