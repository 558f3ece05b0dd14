"""What several tests stand on: the real content, copies of it to change, and the site that is built from it once."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTENT = ("data", "docs", "theme", "mkdocs.yml", "macros.py")


def copy_content(to: Path) -> Path:
    for name in CONTENT:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name)
        else:
            shutil.copy(ROOT / name, to)
    return to


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout itself: to read, never to write."""
    return ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The real content in a folder of its own, to change as a test likes."""
    folder = tmp_path / "project"
    folder.mkdir()
    return copy_content(folder)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The smallest content that has one of everything, in a folder of its own, to change as a test likes."""
    return Path(shutil.copytree(ROOT / "tests" / "tiny", tmp_path / "tiny"))


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site as `commons build` publishes it, made once for all workers: to read, never to write."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    project = shared / "real"
    with (shared / "real.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not project.exists():
            project.mkdir()
            copy_content(project)
            command = [sys.executable, "-m", "curriculum_commons", "build", "--quiet", "--root", str(project)]
            built = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            (project / "said.txt").write_text(built.stdout, "utf-8")
    if not (project / "site").is_dir():
        pytest.fail(f"the real site cannot be built:\n{(project / 'said.txt').read_text('utf-8')}", pytrace=False)
    return project / "site"
