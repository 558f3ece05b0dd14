"""What several tests stand on: the real content, copies of it to change, and the site that is built from it once."""

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
from curriculum_commons.cli import main

ROOT = Path(__file__).parent.parent
CONTENT = ("data", "docs", "theme", "toolkit", "mkdocs.yml", "macros.py", "LICENSE-content")
TODAY = "2026-11-23"
# Real content is tried on one day for ever: on the day itself it would begin to fail when its review dates have passed.
os.environ.setdefault("SOURCE_DATE_EPOCH", "1795392000")  # the day above, at midnight
OUTPUT = "output.txt"
"""What the build of the real site printed."""

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


def stock_content(to: Path) -> None:
    copy_content(to)
    commons = open_commons(to)
    plan = plan_downloads(commons, context_for(to, commons))
    with Cache(to) as cache:
        build_downloads(plan, to / DOWNLOADS, cache, lambda _: None)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout itself: to read, never to write."""
    return ROOT


@pytest.fixture(scope="session")
def stocked_content(once: Once) -> Path:
    """The real content with its downloads made: to read, never to write."""
    return once("content", stock_content)


@pytest.fixture
def project(stocked_content: Path, tmp_path: Path) -> Path:
    """The real content with its downloads made, in a folder of its own, to change as a test likes."""
    return Path(shutil.copytree(stocked_content, tmp_path / "project"))


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
