"""What several tests need: made-up content to change, and the content and the built site of the first site to read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from filelock import lock_descriptor

from curriculum_commons.build.cache import Cache
from curriculum_commons.build.downloads import DOWNLOADS, build_downloads, plan_downloads
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.build.run import build
from curriculum_commons.cli import main
from curriculum_commons.model.commons import Commons

ROOT = Path(__file__).parent.parent
CONTENT = ("data", "docs", "toolkit", "mkdocs.yml", "macros.py", "LICENSE-content")
TODAY = "2026-11-23"
# Real content is tried on one day for ever: on the day itself it would begin to fail when its review dates have passed.
os.environ.setdefault("SOURCE_DATE_EPOCH", "1795392000")  # the day above, at midnight
OUTPUT = "output.txt"
"""What the build of the real site printed."""
MENU = """
nav:
  - Home: index.md
  - competencies/index.md
  - roadmap.md
  - teach.md
  - working-groups.md
  - evidence/index.md
  - evidence/references.md
  - newsletter/index.md
  - about/index.md
  - about/notes.md
  - about/schools.md
not_in_nav: |
  /competencies/*
  /newsletter/*
"""
BRIEF = """---
title: A brief
purpose: What tea is about, on one page.
kind: document
formats: [docx, pdf]
folder: 1-brief
---

## What this is about

Tea.
"""
TABLES = """---
title: Data
purpose: The tables behind the site.
kind: data
formats: [csv]
folder: 2-data
---

All tables.
"""

POUR = """
  - id: pour-{0}
    title: Pouring, part {0}
    organization: The Pouring House
    url: https://pouring.example/{0}
    summary: A {1} about pouring for guests, part {0}.
    teaches: [T-2]
    stages: [{2}]
    format: {1}
    settings: [kitchen]
    terms: {{ reuse: not stated }}
    checked: "2026-11-01"
    checked_how: live
    review_by: "2027-11-01"
"""

Once = Callable[[str, Callable[[Path], None]], Path]
Run = Callable[..., subprocess.CompletedProcess[str]]

# A shell lets what it runs in the background ignore Ctrl-C, and so would every preview that a test then ends.
signal.signal(signal.SIGINT, signal.default_int_handler)


def copy_content(to: Path) -> Path:
    for name in CONTENT:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("downloads"))
        else:
            shutil.copy(ROOT / name, to)
    return to


def stock(root: Path) -> None:
    """Make the downloads of a project."""
    commons = open_commons(root)
    plan = plan_downloads(commons, context_for(root, commons))
    with Cache(root) as cache:
        build_downloads(plan, root / DOWNLOADS, cache, lambda _: None)


def stock_content(to: Path) -> None:
    stock(copy_content(to))


def add_project(to: Path) -> None:
    """Write the smallest project that has all a site may have: the theme, a newsletter and a toolkit too."""
    shutil.copytree(ROOT / "tests" / "tiny", to, dirs_exist_ok=True)
    with (to / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write("newsletter:\n  title: Tea news\n")
    with (to / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(MENU)
    shutil.copytree(ROOT / "tests" / "newsletter", to / "docs/newsletter")
    (to / "data/maps").mkdir()
    # Of an earlier edition, so that tests may give the competencies other codes.
    quiet = (ROOT / "tests/qvazhin.yaml").read_text("utf-8").replace('edition: "2024"', 'edition: "2019"')
    (to / "data/maps/qvazhin-2026.yaml").write_text(quiet, "utf-8")
    for path, text in (
        ("toolkit/brief.md", BRIEF),
        ("toolkit/data.md", TABLES),
    ):
        (to / path).parent.mkdir(exist_ok=True)
        (to / path).write_text(text, "utf-8")
    shutil.copy(ROOT / "LICENSE-content", to)
    stock(to)


def build_whole_project(project: Path) -> None:
    """Build the same with every page and text that the program adds, with its menu, and with a dozen resources."""
    add_project(project)
    for page in (project / "docs").rglob("*.md"):
        if "newsletter" not in page.parts and page.name != "notes.md":
            page.unlink()
    with (project / "data/resources.yaml").open("a", encoding="utf-8") as resources:
        resources.writelines(
            POUR.format(number, *(("video", "watch") if number % 3 else ("guide", "make"))) for number in range(1, 13)
        )
    for path, own, instead in (
        ("data/site.yaml", 'leave_out: ["*"]\n', ""),
        ("mkdocs.yml", MENU, ""),
        ("docs/about/notes.md", "#parts", "#its-parts"),
    ):
        text = (project / path).read_text("utf-8")
        assert own in text
        (project / path).write_text(text.replace(own, instead), "utf-8")
    build(project, "mkdocs", TODAY, lambda _: None)


def build_project(content: Path, project: Path) -> None:
    shutil.copytree(content, project, dirs_exist_ok=True)
    build(project, "mkdocs", TODAY, lambda _: None)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout itself: to read, never to write."""
    return ROOT


@pytest.fixture(scope="session")
def real_commons() -> Commons:
    """The content of the first site, which nobody can change."""
    return open_commons(ROOT)


@pytest.fixture(scope="session")
def stocked_content(once: Once) -> Path:
    """The real content with its downloads made: to read, never to write."""
    return once("content", stock_content)


@pytest.fixture
def real_project(stocked_content: Path, tmp_path: Path) -> Path:
    """The real content with its downloads made, in a folder of its own, to change as a test likes."""
    return Path(shutil.copytree(stocked_content, tmp_path / "project"))


@pytest.fixture(scope="session")
def small_project(once: Once) -> Path:
    """A small made-up project with its downloads made: to read, never to write."""
    return once("small", add_project)


@pytest.fixture(scope="session")
def small_site(small_project: Path, once: Once) -> Path:
    """The same project with the site that is built from it: to read, never to write."""
    return once("small-site", partial(build_project, small_project))


@pytest.fixture(scope="session")
def whole_site(once: Once) -> Path:
    """A made-up site with every page and text that the program adds: to read, never to write."""
    return once("whole", build_whole_project) / "site"


@pytest.fixture
def project(small_project: Path, tmp_path: Path) -> Path:
    """A small made-up project with its downloads made, in a folder of its own, to change as a test likes."""
    return Path(shutil.copytree(small_project, tmp_path / "project"))


@pytest.fixture
def built_project(small_site: Path, tmp_path: Path) -> Path:
    """The same with its site built."""
    return Path(shutil.copytree(small_site, tmp_path / "project"))


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The smallest content that has one of everything, in a folder of its own, to change as a test likes."""
    return Path(shutil.copytree(ROOT / "tests" / "tiny", tmp_path / "tiny"))


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Fill a folder of this name once, however many workers ask for it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def fill_once(name: str, fill: Callable[[Path], None]) -> Path:
        folder = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            lock_descriptor(lock.fileno())
            if not folder.exists():
                folder.mkdir()
                fill(folder)
        return folder

    return fill_once


@pytest.fixture(scope="session")
def built_site(stocked_content: Path, once: Once) -> Path:
    """The real site as `commons build` publishes it: to read, never to write."""
    project = once("real", partial(build_site, stocked_content))
    if not (project / "site").is_dir():
        pytest.fail(f"the real site cannot be built:\n{(project / OUTPUT).read_text('utf-8')}", pytrace=False)
    return project / "site"


def build_site(content: Path, project: Path) -> None:
    shutil.copytree(content, project, dirs_exist_ok=True)
    command = [sys.executable, "-m", "curriculum_commons", "build", "--quiet", "--root", str(project)]
    built = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    (project / OUTPUT).write_text(built.stdout, "utf-8")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command within this process, which takes a second less than a process of its own."""

    def run_command(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["commons", *map(str, words)])
            for name, value in environment.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return subprocess.CompletedProcess(words, ended.value.code, out, err)

    return run_command
