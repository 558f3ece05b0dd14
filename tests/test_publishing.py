"""A site is published whole or not at all, and other files in the target are never touched."""

from __future__ import annotations

import getpass
import gzip
import json
import os
import resource
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest

from curriculum_commons.cli import main

pytestmark = pytest.mark.slow

OLD = "20260101T000000Z-0123abcd"
AS_IT_WAS = "; what readers see is as it was\n"
Tree = dict[str, bytes]


def put(root: Path, text: str) -> Path:
    """A project whose site is built and shows this text."""
    for path, content in {
        "data/site.yaml": "name: Tea\n",
        "docs/index.md": "# Tea\n",
        "site/index.html": f"<!doctype html><title>Tea</title><p>{text}</p>" + "<p>Steep it.</p>" * 50,
        "site/teach/index.html": f"<!doctype html><title>Teach</title><p>{text}</p>",
        "site/assets/commons.css": "p { color: black }\n" * 40,
        "site/downloads/tea.zip": f"no real zip: {text}",
        "site/.well-known/about.txt": "Tea\n",
        "site/downloads/a paper für dich.pdf": "no real pdf",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        if path.startswith("site/") or not (root / path).exists():
            (root / path).write_text(content, "utf-8")
    sources = {path: sha256((root / path).read_bytes()).hexdigest() for path in ("data/site.yaml", "docs/index.md")}
    (root / ".commons").mkdir(exist_ok=True)
    built = {"made": "", "pages": 2, "warnings": [], "unready": []}
    (root / ".commons/stamp.json").write_text(json.dumps({"given": {"content": sources}, **built}), "utf-8")
    return root


@pytest.fixture
def tea(tmp_path: Path) -> Path:
    return put(tmp_path / "project", "one")


def command(project: Path, *words: str | Path) -> list[str]:
    return [sys.executable, "-m", "curriculum_commons", "publish", "--root", str(project), *map(str, words)]


def publish(
    project: Path, *words: str | Path, environment: Mapping[str, str] | None = None, **how: object
) -> tuple[int, str]:
    """Publish within this process, or in one of its own if that is to be started in some way."""
    if not how:
        return publish_here(command(project, *words)[3:], environment or {})
    done = subprocess.run(  # type: ignore[call-overload]
        command(project, *words),
        env={**os.environ, **(environment or {})},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **how,
    )
    return done.returncode, done.stdout


def publish_here(words: list[str], environment: Mapping[str, str]) -> tuple[int, str]:
    printed = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed), redirect_stderr(printed):
        patch.setattr(sys, "argv", ["commons", *words])
        for name, value in environment.items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main()
    assert isinstance(ended.value.code, int)
    return ended.value.code, printed.getvalue()


def tree(folder: Path) -> Tree:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def seen(place: Path) -> Tree:
    """What readers see, without the compressed copies, which must agree with it."""
    files = tree(place / "current")
    for path in [path for path in files if path.endswith(".gz")]:
        assert gzip.decompress(files.pop(path)) == files[path.removesuffix(".gz")], path
    return files


def releases(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "releases").iterdir())


def test_readers_see_the_site_that_was_built(tea: Path, tmp_path: Path) -> None:
    code, output = publish(tea, "--to", tmp_path / "web")
    assert (code, output.startswith("6 files from a folder without history: ")) == (0, True), output
    assert seen(tmp_path / "web") == tree(tea / "site")


def test_what_shrinks_lies_there_compressed_as_well(tea: Path, tmp_path: Path) -> None:
    publish(tea, "--to", tmp_path / "web")
    files = tree(tmp_path / "web/current")
    assert {path for path in files if path.endswith(".gz")} == {"index.html.gz", "assets/commons.css.gz"}


def test_a_web_server_may_read_every_file_and_write_none(tea: Path, tmp_path: Path) -> None:
    publish(tea, "--to", tmp_path / "web", preexec_fn=lambda: os.umask(0o077) and None)
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in (tmp_path / "web").rglob("*")}
    assert modes == {True: 0o755, False: 0o644}


def test_a_new_release_shares_what_has_not_changed_with_the_last(tea: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    publish(tea, "--to", web)
    style, page = ((web / "current" / path).stat() for path in ("assets/commons.css", "teach/index.html"))
    time.sleep(1.1)
    put(tea, "two")
    publish(tea, "--to", web)
    assert (web / "current/assets/commons.css").stat().st_ino == style.st_ino
    assert int((web / "current/teach/index.html").stat().st_mtime) > int(page.st_mtime), "its ETag would be the same"


def test_there_is_no_instant_without_a_site(tea: Path, tmp_path: Path) -> None:
    web, over, missing = tmp_path / "web", threading.Event(), list[str]()
    publish(tea, "--to", web)

    def read() -> None:
        while not over.is_set():
            try:
                (web / "current/index.html").read_bytes()
            except OSError as error:
                missing.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(3):
        put(tea, str(number))
        assert publish(tea, "--to", web, "--keep", "2")[0] == 0
    over.set()
    reader.join()
    assert missing == []


def test_only_as_many_releases_stay_as_were_asked_for(tea: Path, tmp_path: Path) -> None:
    for number in range(5):
        put(tea, str(number))
        publish(tea, "--to", tmp_path / "web", "--keep", "3")
    assert len(releases(tmp_path / "web")) == 3
    assert releases(tmp_path / "web") == sorted(path.name for path in (tmp_path / "web/published").iterdir())
    assert seen(tmp_path / "web") == tree(tea / "site")


def test_what_others_put_beside_it_stays(tea: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    publish(tea, "--to", web)
    others = ["notes.txt", "logs/access.log", "releases/mine/index.html", "published/list.txt", "releases/2026"]
    for path in others:
        (web / path).parent.mkdir(exist_ok=True)
        (web / path).write_text("mine", "utf-8")
    for number in range(4):
        put(tea, str(number))
        assert publish(tea, "--to", web, "--keep", "2")[0] == 0
    assert [(web / path).read_text("utf-8") for path in others] == ["mine"] * len(others)


def test_what_a_publication_left_that_was_cut_off_is_swept_up_after_a_day(tea: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    publish(tea, "--to", web)
    young = f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-0123abcd"
    for name in (OLD, young):
        (web / "releases" / name).mkdir()
        (web / "releases" / name / "index.html").write_text("half", "utf-8")
    put(tea, "two")
    publish(tea, "--to", web)
    assert OLD not in releases(web)
    assert young in releases(web), "another publication may be at it"


def test_roll_back_shows_the_release_before_and_goes_further_each_time(tea: Path, tmp_path: Path) -> None:
    web, sites = tmp_path / "web", list[Tree]()
    for text in ("one", "two", "three"):
        publish(put(tea, text), "--to", web)
        sites.append(tree(tea / "site"))
    for site in (sites[1], sites[0]):
        code, output = publish(tea, "--to", web, "--roll-back")
        assert (code, output.endswith(", the release before\n")) == (0, True), output
        assert seen(web) == site
    code, output = publish(tea, "--to", web, "--roll-back")
    assert (code, "no release before this one" in output) == (1, True), output
    assert seen(web) == sites[0]


def test_the_same_site_published_again_is_the_same_release(tea: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    publish(put(tea, "one"), "--to", web)
    publish(put(tea, "two"), "--to", web)
    before = releases(web)
    (web / "current/index.html").write_text("changed on the server", "utf-8")
    publish(put(tea, "two"), "--to", web)
    assert releases(web) == before
    assert b"two" in seen(web)["index.html"]
    publish(tea, "--to", web, "--roll-back")
    assert b"one" in seen(web)["index.html"]


def test_roll_back_passes_over_releases_of_the_same_site(tea: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    for text in ("one", "two"):
        publish(put(tea, text), "--to", web)
    current = (web / "current").resolve().name
    again = f"20991231T000000Z-{current.partition('-')[2]}"  # as versions before this one made them
    shutil.copytree(web / "current", web / "releases" / again)
    (web / "published" / again).write_text("again\n", "utf-8")
    (web / "current").unlink()
    (web / "current").symlink_to(f"releases/{again}")
    publish(tea, "--to", web, "--roll-back")
    assert b"one" in seen(web)["index.html"]


def test_what_was_taken_back_is_not_come_back_to(tea: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    for text in ("good", "bad"):
        publish(put(tea, text), "--to", web)
    publish(tea, "--to", web, "--roll-back")
    publish(put(tea, "new"), "--to", web)
    publish(tea, "--to", web, "--roll-back")
    assert b"good" in seen(web)["index.html"]


def test_a_site_need_not_be_built_to_roll_back(tea: Path, tmp_path: Path) -> None:
    for text in ("one", "two"):
        publish(put(tea, text), "--to", tmp_path / "web")
    shutil.rmtree(tea / "site")
    assert publish(tea, "--to", tmp_path / "web", "--roll-back")[0] == 0


def test_a_dry_run_lists_what_would_change_and_changes_nothing(tea: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    code, output = publish(tea, "--to", web, "--dry-run")
    assert (code, output.splitlines()[-1]) == (0, "6 new, 0 changed, 0 gone; nothing was sent")
    assert not web.exists()
    publish(tea, "--to", web)
    before = releases(web)
    put(tea, "two")
    (tea / "site/assets/commons.css").unlink()
    (tea / "site/new.html").write_text("new", "utf-8")
    code, output = publish(tea, "--to", web, "--dry-run", "--quiet")
    assert (code, output.splitlines()) == (
        0,
        [
            "new:     new.html",
            "changed: index.html",
            "changed: downloads/tea.zip",
            "changed: teach/index.html",
            "gone:    assets/commons.css",
            "1 new, 3 changed, 1 gone; nothing was sent",
        ],
    )
    assert releases(web) == before


def test_the_state_of_the_content_is_reported_and_noted(tea: Path, tmp_path: Path) -> None:
    who = ["-c", "user.name=Tea", "-c", "user.email=tea@example.org"]
    for words in (["init", "-q"], ["add", "data", "docs"], [*who, "commit", "-qm", "Begin"]):
        subprocess.run(["git", *words], cwd=tea, check=True)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=tea, check=True, capture_output=True, text=True
    ).stdout.strip()
    assert f"6 files from commit {commit}: " in publish(tea, "--to", tmp_path / "web")[1]
    (tea / "docs/index.md").write_text("# Coffee\n", "utf-8")
    put(tea, "two")
    output = publish(tea, "--to", tmp_path / "web")[1]
    assert f"from commit {commit} and changes that are not committed: " in output
    notes = [path.read_text("utf-8") for path in sorted((tmp_path / "web/published").iterdir())]
    assert notes[-1] == f"commit {commit} and changes that are not committed\n"


def test_a_site_that_is_not_built_or_older_than_its_content_is_not_published(tea: Path, tmp_path: Path) -> None:
    elsewhere = {"PATH": "/usr/bin:/bin"}  # where the shell does not find the program
    program = shlex.quote(os.path.relpath(f"{sysconfig.get_path('scripts')}/commons"))
    build = f"{program} build --root {shlex.quote(str(tea))}"
    (tea / "docs/new.md").write_text("# New\n", "utf-8")
    code, output = publish(tea, "--to", tmp_path / "web", environment=elsewhere)
    assert (code, output) == (2, f'commons: docs/new.md was changed after site/ was built; run "{build}" first\n')
    (tea / "docs/new.md").unlink()
    (tea / "docs/index.md").unlink()
    assert publish(tea, "--to", tmp_path / "web")[1].startswith("commons: docs/index.md was changed after site/")
    shutil.rmtree(tea / "site")
    code, output = publish(tea, "--to", tmp_path / "web", environment=elsewhere)
    assert (code, output) == (2, f'commons: there is no built site; run "{build}" first\n')
    assert not (tmp_path / "web").exists()


def test_a_checkout_that_leaves_the_content_as_it_was_is_published(tea: Path, tmp_path: Path) -> None:
    (tea / "docs/index.md").write_bytes((tea / "docs/index.md").read_bytes())
    later = time.time_ns() + 10**12
    os.utime(tea / "data/site.yaml", ns=(later, later))
    assert publish(tea, "--to", tmp_path / "web")[0] == 0


@pytest.mark.parametrize("kind", ["files", "file", "no-link", "another-link", "the-project"])
def test_a_place_that_is_not_ours_is_left_alone(tea: Path, tmp_path: Path, kind: str) -> None:
    web = tmp_path / "web"
    if kind == "files":
        web.mkdir()
        (web / "index.html").write_text("mine", "utf-8")
    elif kind == "file":
        web.write_text("mine", "utf-8")
    elif kind == "the-project":
        web = tea
    else:
        publish(tea, "--to", web)
        (web / "current").unlink()
        if kind == "no-link":
            (web / "current").mkdir()
        else:
            (web / "current").symlink_to(tmp_path)
    before = sorted(path for path in web.rglob("*") if ".commons" not in path.parts) if web.is_dir() else []
    code, output = publish(tea, "--to", web)
    assert (code, output.count("\n")) == (1 if kind == "file" else 2, 1), output
    reasons = {"file": "is not a folder", "no-link": "is not the link", "another-link": "is not the link"}
    assert reasons.get(kind, "was not made by commons publish") in output
    after = sorted(path for path in web.rglob("*") if ".commons" not in path.parts) if web.is_dir() else []
    assert after == before


NAMES = ["-x", "täh $(touch b);", 'it\'s "so"', "a:b", "--delete"]


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_may_have_any_name(tea: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "here").mkdir()
    code, output = publish(tea, f"--to=./{name}" if ":" in name else f"--to={name}", cwd=tmp_path / "here")
    assert code == 0, output
    assert [path.name for path in (tmp_path / "here").iterdir()] == [name]
    assert seen(tmp_path / "here" / name) == tree(tea / "site")


@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.long)])
def test_a_killed_publication_leaves_a_whole_site(tea: Path, tmp_path: Path, kills: int) -> None:
    web, sites = tmp_path / "web", list[Tree]()
    for number in range(20 * kills):  # enough to take a while
        (tea / f"site/page-{number}.html").write_text(f"<p>{number}</p>" * 500, "utf-8")
    begun = time.monotonic()
    publish(tea, "--to", web)
    whole = time.monotonic() - begun
    sites.append(tree(tea / "site"))
    for part in range(kills):
        for number in range(0, 20 * kills, 3):
            (tea / f"site/page-{number}.html").write_text(f"<p>{part}.{number}</p>" * 500, "utf-8")
        sites.append(tree(put(tea, str(part)) / "site"))
        running = subprocess.Popen(
            command(tea, "--to", web), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(1.25 * whole * part / kills)
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        assert seen(web) in (sites[-1], sites[-2]), f"killed after {part}/{kills} of a publication"
        sites = [seen(web)]
    assert publish(tea, "--to", web)[0] == 0
    assert seen(web) == tree(tea / "site")


SHELL = """#!{python}
import os, subprocess, sys, threading
cut, command = os.environ["CUT"], " ".join(sys.argv[2:])
if not cut:
    os.execvp("sh", ["sh", "-c", command])
there = subprocess.Popen(["sh", "-c", f"exec {command}"], stdin=subprocess.PIPE)
def pass_on(left):
    while left and (part := os.read(0, left)):
        os.write(there.stdin.fileno(), part)
        left -= len(part)
    if not left:
        there.kill()
    os.close(there.stdin.fileno())
threading.Thread(target=pass_on, args=[int(cut)], daemon=True).start()
os._exit(there.wait() and 255)
"""


@pytest.fixture
def stub(tmp_path: Path) -> Path:
    """A remote shell that is this computer, and breaks off once $CUT bytes were sent to it."""
    script = tmp_path / "stub"
    script.write_text(SHELL.replace("{python}", sys.executable), "utf-8")
    script.chmod(0o755)
    return script


def over(stub: Path, cut: int | None = None) -> dict[str, str]:
    return {"RSYNC_RSH": str(stub), "CUT": "" if cut is None else str(cut)}


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_on_a_server_may_have_any_name(tea: Path, tmp_path: Path, stub: Path, name: str) -> None:
    (tmp_path / "there").mkdir()
    code, output = publish(tea, f"--to=example.org:{tmp_path}/there/{name}", environment=over(stub))
    assert code == 0, output
    assert [path.name for path in (tmp_path / "there").iterdir()] == [name]
    assert seen(tmp_path / "there" / name) == tree(tea / "site")


CUTS = [
    0,
    1,
    40,
    60,
    100,
    150,
    200,
    300,
    400,
    600,
    800,
    1_000,
    1_500,
    2_000,
    3_000,
    5_000,
    10_000,
    20_000,
    40_000,
    80_000,
]


@pytest.mark.parametrize("cuts", [CUTS[::5] + CUTS[-1:], pytest.param(CUTS, marks=pytest.mark.long)], ids=len)
def test_a_publication_that_is_cut_off_leaves_a_whole_site(
    tea: Path, tmp_path: Path, stub: Path, cuts: list[int]
) -> None:
    web, place = tmp_path / "web", f"example.org:{tmp_path}/web"
    (tea / "site/large.bin").write_bytes(os.urandom(60_000))
    assert publish(tea, "--to", place, environment=over(stub))[0] == 0
    codes = set()
    for cut in cuts:
        before = seen(web)
        put(tea, f"cut after {cut}")
        (tea / "site/large.bin").write_bytes(os.urandom(60_000))
        code, output = publish(tea, "--to", place, environment=over(stub, cut))
        codes.add(code)
        assert seen(web) in (before, tree(tea / "site")), f"cut after {cut}: {output}"
        assert code == 0 or (output.count("\n") == 1 and output.endswith(AS_IT_WAS)), output
    assert codes == {0, 1}, "both sides of the cut were tried"


def test_two_publications_at_once_end_in_one_of_the_two(tea: Path, tmp_path: Path) -> None:
    other, web = put(tmp_path / "other", "other"), tmp_path / "web"
    publish(tea, "--to", web)
    for number in range(2):
        put(tea, f"one {number}")
        put(other, f"other {number}")
        both = [subprocess.Popen(command(project, "--to", web, "--quiet")) for project in (tea, other)]
        assert [running.wait() for running in both] == [0, 0]
        assert seen(web) in (tree(tea / "site"), tree(other / "site"))


def test_what_another_publication_removes_meanwhile_is_looked_at_again(tea: Path, tmp_path: Path) -> None:
    publish(tea, "--to", tmp_path / "web")
    put(tea, "another")
    script, times = tmp_path / "rsync", tmp_path / "times"
    script.write_text(
        f'#!/bin/sh\ncase "$*" in *--list-only*)\n  echo x >>{times}\n  case $(wc -l <{times}) in 1|3)\n'
        f"    echo 'file has vanished: \"releases/x\"' >&2; exit 24;; esac;;\n"
        f'esac\nexec {shutil.which("rsync")} "$@"\n',
        "utf-8",
    )
    script.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    assert publish(tea, "--to", tmp_path / "web", environment={"PATH": path})[0] == 0
    assert len(times.read_text().splitlines()) > 3
    assert seen(tmp_path / "web") == tree(tea / "site")


def test_two_publications_of_one_project_wait_for_each_other(tea: Path, tmp_path: Path) -> None:
    both = [subprocess.Popen(command(tea, "--to", tmp_path / "web", "--quiet")) for _ in range(2)]
    assert [running.wait() for running in both] == [0, 0]
    assert seen(tmp_path / "web") == tree(tea / "site")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 KB, or the nearest thing to it that this user may have."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = (
        os.getuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=300k", "none", disk], check=False, capture_output=True
        ).returncode
    )
    yield disk
    if mounted:
        subprocess.run(["umount", disk], check=True)


def test_a_full_disk_leaves_the_last_site_and_is_reported_in_a_sentence(tea: Path, small_disk: Path) -> None:
    publish(tea, "--to", small_disk / "web")
    before = seen(small_disk / "web")
    (tea / "site/large.bin").write_bytes(os.urandom(400_000))
    if os.path.ismount(small_disk):
        code, output = publish(tea, "--to", small_disk / "web")
        assert output == f"commons: the disk of this computer is full{AS_IT_WAS}"
    else:
        most = 350_000
        code, output = publish(
            tea, "--to", small_disk / "web", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        )
    assert (code, output.count("\n")) == (1, 1), output
    assert seen(small_disk / "web") == before


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ("ssh: Could not resolve hostname web: Name or service not known", "has a network"),
        ("ssh: connect to host web port 22: Network is unreachable", "there is no network"),
        ("ssh: connect to host web port 22: Connection refused", "does not answer"),
        ("Host key verification failed.", "call ssh once by hand"),
        ("web@example.org: Permission denied (publickey,password).", "ssh-copy-id"),
        ("sh: 1: rsync: not found", "has no rsync"),
        ("client_loop: send disconnect: Broken pipe", "broke off"),
        ("Connection to web closed by remote host.", "broke off"),
        ('rsync: [Receiver] mkdir "/srv/commons" failed: Permission denied (13)', "may not write to"),
        ('rsync: [Receiver] mkdir "/srv/commons" failed: File exists (17)', "a link that leads nowhere"),
        ("protocol version mismatch -- is your shell clean?", 'ssh web@example.org true" has to show nothing'),
        ('file has vanished: "/srv/commons/releases/x"', "as another publication does; try again"),
        ("something nobody has thought of", "could not go on: something nobody has thought of"),
    ],
)
def test_a_server_that_cannot_be_reached_is_reported_in_a_sentence(
    tea: Path, tmp_path: Path, reply: str, message: str
) -> None:
    script = tmp_path / "ssh"
    script.write_text(f"#!/bin/sh\necho {shlex.quote(reply)} >&2\nexit 255\n", "utf-8")
    script.chmod(0o755)
    code, output = publish(tea, "--to", "web@example.org:/srv/commons", environment={"RSYNC_RSH": str(script)})
    assert (code, output.count("\n"), message in output) == (1, 1, True), output
    assert output.endswith(AS_IT_WAS)


@pytest.mark.parametrize(
    ("before", "message"),
    [("", "broke off"), ("something nobody has thought of\n", "could not go on: something nobody has thought of")],
)
def test_the_error_of_ssh_goes_before_the_broken_pipe_that_follows_from_it(
    tea: Path, tmp_path: Path, before: str, message: str
) -> None:
    """Whether rsync writes to ssh before or after it has gone is chance."""
    script = tmp_path / "rsync"
    errors = f"{before}rsync: [sender] safe_write failed to write 4 bytes to socket: Broken pipe (32)"
    script.write_text(
        f'#!/bin/sh\ncase "$*" in *--version*) exec {shutil.which("rsync")} --version;; esac\n'
        f"echo {shlex.quote(errors)} >&2\nexit 12\n",
        "utf-8",
    )
    script.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    code, output = publish(tea, "--to", "web@example.org:/srv/commons", environment={"PATH": path})
    assert (code, output.count("\n"), message in output) == (1, 1, True), output


BREAKS = """#!/bin/sh
case "$*" in *--version*) exec {rsync} "$@" ;; esac
echo >>{count}
[ "$(wc -l <{count})" -lt "$CALL" ] && exec {rsync} "$@"
{code}
"""
"""An rsync that goes wrong at one call."""


def rsync_that_ends(tmp_path: Path, call: int, code: str) -> dict[str, str]:
    """Return an environment in which a call of rsync, counted from 1, runs other code, and so do those after it."""
    script, count = tmp_path / "rsync", tmp_path / "count"
    script.write_text(BREAKS.format(rsync=shutil.which("rsync"), count=count, code=code), "utf-8")
    script.chmod(0o755)
    count.write_text("", "utf-8")
    return {"PATH": f"{tmp_path}:{os.environ['PATH']}", "CALL": str(call)}


@pytest.mark.parametrize(
    ("call", "readers"),
    [
        (2, "what readers see is as it was"),
        (3, "readers may see the site as it was or as it was to be"),
        (4, "readers see what was asked for all the same, and the next publication does the rest"),
        (5, "readers see what was asked for all the same, and the next publication does the rest"),
    ],
)
def test_the_message_states_what_readers_see_when_the_connection_breaks_off(
    tea: Path, tmp_path: Path, call: int, readers: str
) -> None:
    publish(tea, "--to", tmp_path / "web")
    before, after = seen(tmp_path / "web"), tree(put(tea, "two") / "site")
    broken = rsync_that_ends(tmp_path, call, 'echo "Connection closed by 1.2.3.4" >&2; exit 12')
    code, output = publish(tea, "--to", tmp_path / "web", environment=broken)
    assert (code, output) == (1, f"commons: the connection to this computer broke off; try again; {readers}\n")
    assert seen(tmp_path / "web") == (before if call < 4 else after)


def test_what_did_not_fit_is_not_left_there(tea: Path, small_disk: Path) -> None:
    publish(tea, "--to", small_disk / "web")
    (tea / "site/large.bin").write_bytes(os.urandom(400_000))
    most = resource.RLIM_INFINITY if os.path.ismount(small_disk) else 350_000
    publish(tea, "--to", small_disk / "web", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    assert len(list((small_disk / "web/releases").iterdir())) == 1


def test_a_disk_that_fails_without_a_reason_is_reported(tea: Path, tmp_path: Path) -> None:
    """The words of the far side may be lost on their way; the code comes through."""
    code, output = publish(tea, "--to", tmp_path / "web", environment=rsync_that_ends(tmp_path, 3, "exit 11"))
    assert (code, "look whether it may, and has room" in output, output.endswith(AS_IT_WAS)) == (1, True, True), output


def test_a_folder_that_is_nowhere_is_reported_in_a_sentence(tea: Path, tmp_path: Path) -> None:
    code, output = publish(tea, "--to", tmp_path / "no/such")
    assert (code, output.endswith(f"is not there; make it first{AS_IT_WAS}")) == (1, True), output


def test_a_computer_without_rsync_is_shown_how_to_get_it(tea: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, output = publish(tea, "--to", tmp_path / "web", environment={"PATH": str(tmp_path / "empty")})
    assert (code, output.startswith("commons: rsync is not installed here")) == (1, True), output


def test_an_rsync_that_is_too_old_is_reported(tea: Path, tmp_path: Path) -> None:
    script = tmp_path / "rsync"
    script.write_text("#!/bin/sh\necho 'openrsync: protocol version 29'\n", "utf-8")
    script.chmod(0o755)
    code, output = publish(tea, "--to", tmp_path / "web", environment={"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert (code, output.startswith("commons: rsync 3.1 or newer is needed")) == (1, True), output


def test_a_dry_run_of_a_roll_back_is_refused(tea: Path, tmp_path: Path) -> None:
    code, output = publish(tea, "--to", tmp_path / "web", "--dry-run", "--roll-back")
    assert (code, output.count("\n")) == (2, 1), output


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A real ssh server on this computer, and what lets ssh into it."""
    place, port = tmp_path / "ssh", free_port()
    place.mkdir()
    place.chmod(0o700)
    for name in ("host", "mine"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", place / name], check=True)
    shutil.copy(place / "mine.pub", place / "keys")
    (place / "config").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {place}/host\nAuthorizedKeysFile {place}/keys\n"
        f"PidFile {place}/pid\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\n",
        "utf-8",
    )
    (place / "known").write_text(f"[127.0.0.1]:{port} {(place / 'host.pub').read_text('utf-8')}", "utf-8")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert sshd, "the ssh server that `make test` installs is not here; run tools/servers"
    running = subprocess.Popen([sshd, "-D", "-f", place / "config", "-E", place / "log"])
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield {"RSYNC_RSH": f"ssh -F none -p {port} -i {place}/mine -o UserKnownHostsFile={place}/known -o BatchMode=yes"}
    running.terminate()
    running.wait()


def test_a_site_reaches_a_real_server_and_is_taken_back_there(
    tea: Path, tmp_path: Path, server: dict[str, str]
) -> None:
    place, web = f"{getpass.getuser()}@127.0.0.1:{tmp_path}/täh; web", tmp_path / "täh; web"
    code, output = publish(tea, "--to", place, environment=server)
    assert code == 0, output
    first = seen(web)
    assert publish(put(tea, "two"), "--to", place, environment=server)[0] == 0
    assert seen(web) == tree(tea / "site") != first
    assert publish(tea, "--to", place, "--roll-back", environment=server)[0] == 0
    assert seen(web) == first
    code, output = publish(tea, "--to", f"nobody-here@127.0.0.1:{web}", environment=server)
    assert (code, "ssh-copy-id" in output) == (1, True), output


@pytest.mark.slow
def test_a_key_that_may_do_nothing_else_will_do(tea: Path, tmp_path: Path, server: dict[str, str]) -> None:
    rrsync = shutil.which("rrsync")
    if not rrsync:
        pytest.fail("rrsync, which comes with rsync, is not here; run tools/servers", pytrace=False)
    keys = tmp_path / "ssh/keys"
    keys.write_text(f'command="{rrsync} {tmp_path}",restrict {keys.read_text("utf-8")}', "utf-8")
    place = f"{getpass.getuser()}@127.0.0.1:/web"
    code, output = publish(tea, "--to", place, environment=server)
    assert (code, "is not there; make it first" in output) == (1, True), output
    (tmp_path / "web").mkdir()
    assert publish(tea, "--to", place, environment=server)[0] == 0
    first = seen(tmp_path / "web")
    for words in (["--keep", "2"], ["--roll-back"]):
        code, output = publish(put(tea, "two"), "--to", place, *words, environment=server)
        assert code == 0, output
    assert seen(tmp_path / "web") == first
