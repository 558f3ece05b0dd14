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

from curriculum_commons.build.cache import FILE
from curriculum_commons.build.run import STAMP
from curriculum_commons.build.run import build as build_site
from curriculum_commons.theme import LOOK

pytestmark = pytest.mark.slow

ENGINES = ("mkdocs", "zensical")
TODAY = "2026-11-23"
Once = Callable[[str, Callable[[Path], None]], Path]
Run = Callable[..., subprocess.CompletedProcess[str]]
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
    """Build a site in a process of its own, which has its own limits and environment."""
    running = start(project, *options, **how)  # type: ignore[arg-type]
    output, errors = running.communicate()
    return running.returncode, output + errors


def build_here(project: Path, engine: str = "mkdocs") -> Tree:
    build_site(project, engine, TODAY, lambda _: None)
    return tree(project / "site")


def tree(folder: Path) -> Tree:
    """Everything in a folder: path, content and mode of each file."""
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mode)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def sites(small_project: Path, small_site: Path, once: Once) -> dict[str, Path]:
    """The small project with the site that each engine builds of it: to read, never to write."""

    def build_with_zensical(project: Path) -> None:
        shutil.copytree(small_project, project, dirs_exist_ok=True)
        build_here(project, "zensical")

    return {"mkdocs": small_site, "zensical": once("small-zensical", build_with_zensical)}


def own(project: Path, name: str) -> Path:
    """Let a site have a file of the theme itself, to change it."""
    file = project / "theme" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(LOOK / name, file))


def retitle(project: Path, title: str) -> None:
    site = project / "data/site.yaml"
    lines = site.read_text("utf-8").splitlines(keepends=True)
    changed = [f"name: {title}\n" if line.startswith("name:") else line for line in lines]
    site.write_text("".join(changed), "utf-8")


def test_a_build_that_is_killed_leaves_the_last_site_or_a_whole_new_one(built_project: Path) -> None:
    kill_in_parts(built_project, [4, 12])


@pytest.mark.long
def test_a_build_that_is_killed_at_any_time_leaves_a_whole_site(built_project: Path) -> None:
    kill_in_parts(built_project, range(1, 20))


def kill_in_parts(project: Path, parts: Iterable[int]) -> None:
    """Kill a build after so many sixteenths of the time that it takes."""
    first = tree(project / "site")
    copy = Path(shutil.copytree(project, project.with_name("copy")))
    retitle(copy, "Second")
    begun = time.monotonic()
    code, output = build(copy)
    whole = time.monotonic() - begun
    assert code == 0, output
    second = tree(copy / "site")
    retitle(project, "Second")
    for part in parts:
        running = start(project)
        time.sleep(whole * part / 16)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        assert tree(project / "site") in (first, second), f"killed after {part}/16 of a build"
    assert build_here(project) == second
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


def test_a_site_that_fails_inspection_is_not_published(run: Run, built_project: Path) -> None:
    project = built_project
    before = tree(project / "site")
    with own(project, "parts/foot.html").open("a", encoding="utf-8") as foot:
        foot.write('<p><a href="nowhere/">A way to nowhere</a></p>\n')
    ended = run("build", "--root", project)
    assert (ended.returncode, "nowhere" in ended.stderr) == (1, True), ended.stderr
    assert tree(project / "site") == before


def test_content_with_problems_is_not_published(run: Run, built_project: Path) -> None:
    project = built_project
    before = tree(project / "site")
    retitle(project, "[Broken")
    ended = run("build", "--root", project)
    assert (ended.returncode, ended.stderr.startswith("data/site.yaml:")) == (1, True), ended.stderr
    assert tree(project / "site") == before


def test_two_builds_at_once_do_not_harm_each_other(built_project: Path) -> None:
    project = built_project
    alone = tree(project / "site")
    shutil.rmtree(project / "site")
    both = [start(project), start(project, "--engine", "mkdocs")]
    assert [(running.communicate(), running.returncode)[1] for running in both] == [0, 0]
    assert tree(project / "site") == alone


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_content_gives_the_same_bytes_wherever_it_is_built(
    sites: dict[str, Path], tmp_path: Path, engine: str
) -> None:
    elsewhere = tmp_path / "another folder" / "with a longer name"
    ignored = shutil.ignore_patterns("site", ".commons", ".cache")
    shutil.copytree(sites[engine], elsewhere, copy_function=shutil.copyfile, ignore=ignored)
    code, output = build(
        elsewhere,
        "--engine",
        engine,
        environment={"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "42", "HOME": "/"},
        before=lambda: os.umask(0o077) and None,
    )
    assert code == 0, output
    assert tree(elsewhere / "site") == tree(sites[engine] / "site")


def test_both_engines_build_the_same_site(sites: dict[str, Path]) -> None:
    by_mkdocs, by_zensical = (tree(sites[engine] / "site") for engine in ENGINES)
    assert by_zensical.keys() == by_mkdocs.keys()
    assert [path for path in by_mkdocs if by_mkdocs[path] != by_zensical[path]] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_build_with_a_cache_gives_the_same_bytes_as_one_without(
    sites: dict[str, Path], tmp_path: Path, engine: str
) -> None:
    project = Path(shutil.copytree(sites[engine], tmp_path / "project"))
    file = project / "data/roadmap.yaml"
    file.write_text(file.read_text("utf-8").replace("title: ", "title: New ", 1), "utf-8")
    page = project / "docs/teach.md"
    page.write_text(page.read_text("utf-8") + "\nMore.\n", "utf-8")
    cached = build_here(project, engine)
    shutil.rmtree(project / ".commons")
    assert build_here(project, engine) == cached


def test_a_damaged_cache_gives_the_same_bytes(built_project: Path) -> None:
    project = built_project
    first = tree(project / "site")
    (project / STAMP).unlink()
    cache = project / FILE
    cache.write_bytes(cache.read_bytes()[:5000])
    assert build_here(project) == first


def test_the_last_site_stays_whole_while_the_next_one_is_made(built_project: Path) -> None:
    project = built_project
    files = {file: file.read_bytes() for file in (project / "site").rglob("*") if file.is_file()}
    opened = {file: os.open(file, os.O_RDONLY) for file in files}
    own(project, "assets/commons.css").write_bytes(b".x { color: red }\n")
    build_here(project)
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
    """The words of a page but for its sources, which only the program puts at its end."""
    main = LexborHTMLParser(html).css_first("main")
    assert main is not None
    for part in main.css("span.sources, sup.mark, section.notes"):
        part.decompose()
    return main.text(separator=" ").split()


@pytest.mark.parametrize("kind", ["link", "file"])
def test_a_site_that_is_no_folder_is_left_alone(run: Run, project: Path, kind: str) -> None:
    site = project / "site"
    if kind == "link":
        (project / "elsewhere").mkdir()
        site.symlink_to(project / "elsewhere")
    else:
        site.write_text("mine", "utf-8")
    ended = run("build", "--root", project)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1), ended.stderr
    assert site.is_symlink() if kind == "link" else site.read_text("utf-8") == "mine"
