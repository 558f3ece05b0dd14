"""A new site takes the place of the last one in one step, and what a dead run left behind does no harm."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from curriculum_commons.build import publish as publishing
from curriculum_commons.build.publish import publish, refuse_foreign, scratch
from curriculum_commons.model.problems import CallError


def never() -> None:
    raise AssertionError("there is nothing to wait for")


def put(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text, "utf-8")
    return folder


def shown(site: Path) -> str:
    return (site / "index.html").read_text("utf-8")


def build(root: Path, text: str) -> None:
    with scratch(root, "build", never) as place:
        publish(put(place.folder / "site", text), root / "site")


def test_the_first_site_is_published(tmp_path: Path) -> None:
    build(tmp_path, "one")
    assert shown(tmp_path / "site") == "one"


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_new_site_takes_the_place_of_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(publishing, "_exchange", lambda *_: False)
    for text in ("one", "two", "three"):
        build(tmp_path, text)
        assert shown(tmp_path / "site") == text
    assert [path.name for path in (tmp_path / ".commons/build").iterdir()] == ["lock"]


def test_an_open_site_stays_whole_for_whoever_reads_it(tmp_path: Path) -> None:
    build(tmp_path, "one")
    with (tmp_path / "site/index.html").open(encoding="utf-8") as reader:
        build(tmp_path, "two")
        assert reader.read() == "one"


def test_every_file_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    with scratch(tmp_path, "build", never) as place:
        new = put(place.folder / "site", "one")
        new.chmod(0o700)
        (new / "index.html").chmod(0o600)
        publish(new, tmp_path / "site")
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "site", tmp_path / "site/index.html")]
    assert modes == [0o755, 0o644]


def test_a_run_that_fails_leaves_the_last_site_and_no_rubbish(tmp_path: Path) -> None:
    build(tmp_path, "one")

    def fail() -> None:
        with scratch(tmp_path, "build", never) as place:
            put(place.folder / "site", "two")
            raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        fail()
    assert shown(tmp_path / "site") == "one"
    assert not (tmp_path / ".commons/build/new").exists()


def test_the_last_site_is_put_back_where_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, "one")
    rename = os.rename

    def refuse_new(old: Path, to: Path) -> None:  # as Windows does while another program has a file of it open
        if Path(old).parent.name == "new":
            raise PermissionError(errno.EACCES, "Access is denied", str(old))
        rename(old, to)

    monkeypatch.setattr(sys, "platform", "elsewhere")
    monkeypatch.setattr(os, "rename", refuse_new)
    with pytest.raises(PermissionError):
        build(tmp_path, "two")
    assert shown(tmp_path / "site") == "one"


def test_what_a_killed_run_left_is_swept_away(tmp_path: Path) -> None:
    put(tmp_path / ".commons/build/new/site", "half")
    with scratch(tmp_path, "build", never) as place:
        assert list(place.folder.iterdir()) == []


def test_a_site_that_was_moved_aside_by_a_killed_run_is_put_back(tmp_path: Path) -> None:
    put(tmp_path / ".commons/build/last", "one")
    with scratch(tmp_path, "build", never):
        assert shown(tmp_path / "site") == "one"


def test_a_site_that_was_replaced_by_a_killed_run_stays(tmp_path: Path) -> None:
    put(tmp_path / ".commons/build/last", "one")
    put(tmp_path / "site", "two")
    with scratch(tmp_path, "build", never):
        assert shown(tmp_path / "site") == "two"
    assert not (tmp_path / ".commons/build/last").exists()


def test_a_second_run_waits_until_the_first_has_ended(tmp_path: Path) -> None:
    holder = (
        "import filelock, sys; f = open(sys.argv[1], 'w'); filelock.lock_descriptor(f.fileno());"
        "print(flush=True); input()"
    )
    (tmp_path / ".commons/build").mkdir(parents=True)
    with subprocess.Popen(
        [sys.executable, "-c", holder, tmp_path / ".commons/build/lock"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin
        assert other.stdout
        other.stdout.readline()
        waited = []

        def wait() -> None:
            waited.append(True)
            assert other.stdin
            other.stdin.close()

        with scratch(tmp_path, "build", wait):
            assert waited == [True]


def test_two_kinds_of_runs_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with scratch(tmp_path, "build", never) as one, scratch(tmp_path, "serve-8000", never) as other:
        assert one.folder != other.folder


def test_a_place_is_taken_until_the_last_who_holds_it_has_ended(tmp_path: Path) -> None:
    with scratch(tmp_path, "build", never) as place:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[place.lock])
    waited = []

    def wait() -> None:
        waited.append(True)
        child.communicate(b"")

    with scratch(tmp_path, "build", wait):
        assert waited == [True]


def test_a_link_in_place_of_the_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").symlink_to(tmp_path)
    with pytest.raises(CallError, match="symbolic link"):
        refuse_foreign(tmp_path / "site")


def test_a_file_in_place_of_the_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").touch()
    with pytest.raises(CallError, match="is a file"):
        refuse_foreign(tmp_path / "site")
