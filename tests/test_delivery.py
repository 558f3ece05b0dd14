"""The target of a publication is understood or refused, and the files are laid out for it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from curriculum_commons.deploy.rsync import Target, target
from curriculum_commons.deploy.site_files import as_tar, lay_out
from curriculum_commons.model.problems import CallError


@pytest.fixture
def tea(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for path, content in {
        "data/site.yaml": "name: Tea\n",
        ".commons/stamp.json": json.dumps(
            {
                "given": {"content": {"data/site.yaml": sha256(b"name: Tea\n").hexdigest()}},
                **{"made": "", "pages": 1, "warnings": [], "unready": []},
            }
        ),
        "site/index.html": "<!doctype html><title>Tea</title>" + "<p>Steep it.</p>" * 50,
        "site/downloads/tea.zip": "no real zip",
        "site/.well-known/about.txt": "Tea\n",
        "site/downloads/a paper für dich.pdf": "no real pdf",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, "utf-8")
    return root


def tree(folder: Path) -> dict[str, bytes]:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "not a folder"),
        ("/", "whole disk"),
        ("web\n/x", "not a folder"),
        ("-oProxyCommand=touch x:/srv", "not the name of a server"),
        ("web@-oProxyCommand=x:/srv", "not the name of a server"),
        ("web@ex ample:/srv", "not the name of a server"),
        ("web;id@example.org:/srv", "not the name of a server"),
        ("example.org:", "names no folder"),
        ("example.org:.", "names no folder"),
        ("example.org:/", "names no folder"),
        ("example.org:~other/x", "home of another"),
        ("example.org:/srv/*", "pattern"),
        ("example.org::module", "over ssh"),
        ("rsync://example.org/x", "over ssh"),
    ],
)
def test_an_ambiguous_target_is_refused(words: str, reason: str) -> None:
    with pytest.raises(CallError, match=reason):
        target(words)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("web@example.org:/srv/commons/", Target("web@example.org", "/srv/commons")),
        ("web:~/commons", Target("web", "commons")),
        ("web:-x", Target("web", "./-x")),
        ("me@[::1]:/srv", Target("me@[::1]", "/srv")),
        ("/srv/a:b", Target(None, "/srv/a:b")),
    ],
)
def test_a_target_is_understood(words: str, meant: Target) -> None:
    assert target(words) == meant


def test_hosts_of_pages_get_a_folder_or_an_archive_with_the_same_bytes_each_time(tea: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        lay_out(tea / "site", tmp_path / name)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    packed = as_tar(tea / "site")
    for file in (tea / "site").rglob("*"):
        os.utime(file, (0, 0))
    assert as_tar(tea / "site") == packed
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        names = {entry.name.removeprefix("./") for entry in archive.getmembers() if entry.isfile()}
        assert all(entry.isfile() and entry.mode == 0o644 for entry in archive.getmembers())
    assert names == set(tree(tea / "site"))


@pytest.mark.slow
def test_pages_are_laid_out_for_a_host_and_never_over_something(tea: Path, tmp_path: Path) -> None:
    def pages(out: str) -> tuple[int, str]:
        words = [sys.executable, "-m", "curriculum_commons", "pages", "--root", str(tea), str(tmp_path / out)]
        done = subprocess.run(words, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    assert pages("public") == (0, f"{tmp_path}/public\n")
    assert pages("site.tar") == (0, f"{tmp_path}/site.tar\n")
    assert (tmp_path / "public/index.html.gz").exists()
    code, output = pages("public")
    assert (code, "is there already" in output) == (2, True), output
