"""The commands run where the names are missing that only Unix has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

WITHOUT = """
import os, shutil, signal, sys, sysconfig, tempfile
import filelock  # has code of its own for Windows
for module in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[module] = None
shutil._use_fd_functions = False
gone = "O_NONBLOCK O_NOFOLLOW O_DIRECTORY O_CLOEXEC O_SYNC O_NOCTTY fchmod fchown chown lchown fchdir fork forkpty"
gone += " geteuid getuid getgid getegid getgroups getpgid killpg mkfifo mknod nice openpty pread setsid"
gone += " statvfs sync sysconf"
for name in gone.split():
    hasattr(os, name) and delattr(os, name)
for name in ("SIGHUP", "SIGALRM", "SIGUSR1", "SIGUSR2", "SIGQUIT", "SIGPIPE", "SIGCHLD"):
    delattr(signal, name)
def refuse(*_, **__):
    raise OSError("A required privilege is not held by the client")
os.symlink = refuse
rename = os.rename
def rename_to_what_is_free(old, new, **other):
    if os.path.lexists(new):
        raise FileExistsError(17, "Cannot create a file when that file already exists", os.fspath(new))
    rename(old, new, **other)
os.rename = rename_to_what_is_free
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
        place = [] if words[0] in {"new", "import"} else ["--root", str(project)]
        command = [sys.executable, "-u", "-m", "curriculum_commons", *words, *place]
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
@pytest.mark.parametrize("encoding", ["cp1252", "cp437"])
def test_words_that_the_output_lacks_are_spelled_out(tmp_path: Path, encoding: str) -> None:
    table = tmp_path / "枠組み.csv"
    table.write_text("番号,領域,コンピテンシー\nN-1,看護の実践,記録できる。\n", "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "curriculum_commons", *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout.decode(encoding)

    assert r"\u756a\u53f7" in run("new", "our site", "--name", "看護", "--from", table.name, "--no-git")
    assert json.loads(run("check", "--root", "our site", "--format", "json"))


@pytest.mark.slow
def test_a_toolkit_is_made(project: Path, tmp_path: Path, start: Callable[..., subprocess.Popen[str]]) -> None:
    with start(project, "toolkit", "--school", "Riverside", "--out", str(tmp_path / "riverside")) as program:
        _, errors = program.communicate()
    assert program.returncode == 0, errors
    assert list((tmp_path / "riverside").rglob("*.docx"))


@pytest.mark.slow
def test_a_site_begins_and_follows_its_table(
    tiny: Path, tmp_path: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    table, site = tmp_path / "framework.csv", tmp_path / "site"
    table.write_bytes("Code;Bereich;Kompetenz\r\nT-1;Wärme;Kocht Wasser.\r\n".encode("cp1252"))
    later = tmp_path / "later.csv"
    later.write_bytes("Code;Bereich;Kompetenz\r\nT-1;Wärme;Kocht frisches Wasser.\r\n".encode("cp1252"))
    theirs = str(tiny / "upstream/tea.json")
    runs = [
        ("new", str(site), "--name", "Tee", "--from", str(table)),
        ("import", str(later), "--to", str(site), "--yes"),
        ("check",),
        ("fix", "--yes"),
        ("retire", "T-9"),
        ("pages", str(tmp_path / "public")),
        ("new", str(tmp_path / "followed"), "--name", "Tea", "--from", theirs),
    ]
    for words in runs:
        with start(site, *words) as program:
            output, errors = program.communicate()
        assert "Traceback" not in errors, errors
        assert (program.returncode > 0) == (words[0] in {"retire", "pages"}), (words, output, errors)
    assert b"Kocht frisches Wasser." in (site / "data/competencies.yaml").read_bytes()
    assert b"\r" not in (site / "data/competencies.yaml").read_bytes()
    with start(tmp_path / "followed", "upgrade", theirs) as program:
        output, errors = program.communicate()
    assert program.returncode == 0, (output, errors)


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
