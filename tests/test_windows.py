"""The commands run where the names are missing that only Unix has."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

WITHOUT = """
import os, shutil, signal, sys, sysconfig
import filelock  # has code of its own for Windows
for module in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[module] = None
shutil._use_fd_functions = False
for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_DIRECTORY", "fchmod", "fork", "geteuid", "getuid", "killpg", "mkfifo"):
    delattr(os, name)
for name in ("SIGHUP", "SIGALRM", "SIGUSR1"):
    delattr(signal, name)
sysconfig.get_config_vars()  # which looks for a file named after the platform
sys.platform = "elsewhere"
"""
"""Run at the start of every Python, so that commands and the programs they start all lack the same."""


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    (tmp_path / "without").mkdir()
    (tmp_path / "without/sitecustomize.py").write_text(WITHOUT, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "without"), "PYTHONIOENCODING": "cp1252"}

    def start(project: Path, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-u", "-m", "curriculum_commons", *words, "--root", str(project)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, encoding="cp1252")

    return start


@pytest.mark.slow
@pytest.mark.parametrize("word", ["check", "build"])
def test_content_is_checked_and_built(project: Path, start: Callable[..., subprocess.Popen[str]], word: str) -> None:
    with start(project, word) as program:
        _, errors = program.communicate()
    assert program.returncode == 0, errors
    assert (project / "site/index.html").is_file() == (word == "build")


@pytest.mark.slow
def test_a_toolkit_is_made(project: Path, tmp_path: Path, start: Callable[..., subprocess.Popen[str]]) -> None:
    with start(project, "toolkit", "--school", "Riverside", "--out", str(tmp_path / "riverside")) as program:
        _, errors = program.communicate()
    assert program.returncode == 0, errors
    assert list((tmp_path / "riverside").rglob("*.docx"))


@pytest.mark.slow
def test_an_issue_is_drafted(tiny: Path, start: Callable[..., subprocess.Popen[str]]) -> None:
    git = ["git", "-c", "user.name=Tea", "-c", "user.email=tea@example.org"]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "Begin"]):
        subprocess.run([*git, *words], cwd=tiny, check=True)
    with start(tiny, "newsletter", "draft", "--since", "HEAD", "Of tea") as program:
        _, errors = program.communicate()
    assert program.returncode == 0, errors
    assert [file.suffix for file in (tiny / "docs/newsletter").iterdir()] == [".md"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "ready"), [(["serve"], "preview: http"), (["edit", "--no-browser"], "address to yourself: http")]
)
def test_a_browser_is_served(
    project: Path, start: Callable[..., subprocess.Popen[str]], words: list[str], ready: str
) -> None:
    with start(project, *words, "--port", "0") as program:
        assert program.stdout
        shown = next((line for line in program.stdout if ready in line), None)
        program.terminate()
        _, errors = program.communicate()
    assert shown, errors
