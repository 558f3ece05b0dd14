"""External links are checked politely, checked by their answers, and reported if somebody has something to do."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs

import pytest

from curriculum_commons.deploy.link_check import Answer, Limits, Link, as_markdown, ask_all, external_links
from curriculum_commons.model.problems import CallError

QUICK = Limits(seconds=0.5, tries=2, at_once=4, pause=0.01)


@dataclass
class World:
    """A server that gives all kinds of answers, and notes how it was asked."""

    address: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    most_at_once: int = 0


class Server(ThreadingHTTPServer):
    daemon_threads = True
    lock = threading.Lock()
    world = World()


class Answers(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        pass

    def answer(self) -> None:
        world = self.server.world
        with self.server.lock:
            world.asked[f"{self.command} {self.path}"] += 1
            world.at_once += 1
            world.most_at_once = max(world.most_at_once, world.at_once)
        try:
            self.give(*self.path.strip("/").split("/"))
        finally:
            with self.server.lock:
                world.at_once -= 1

    do_GET = do_HEAD = answer

    def give(self, kind: str, *rest: str) -> None:
        if kind == "slow":
            time.sleep(1.2)
        if kind == "hang-up":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(self.code(kind))
        if rest or kind == "circle":
            self.send_header("Location", "/" + "/".join(rest or ("circle",)))
        if kind == "endless" and self.command == "GET":
            self.end_headers()
            for _ in range(1_000):
                self.wfile.write(b"x" * 10_000)
            return
        self.send_header("Content-Length", "0")
        self.end_headers()

    def code(self, kind: str) -> int:
        asked = self.server.world.asked
        if kind == "second-time":
            return 503 if asked[f"HEAD {self.path}"] + asked[f"GET {self.path}"] < 3 else 200
        by_head = {"no-head": 405, "shy": 404} if self.command == "HEAD" else {}
        return by_head.get(kind, int(kind) if kind.isdigit() else 200)


@pytest.fixture
def world() -> Iterator[World]:
    server = Server(("127.0.0.1", 0), Answers)
    server.world = World(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield server.world
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/200", "fine", "answers 200"),
        ("/204", "fine", "answers 204"),
        ("/no-head", "fine", "answers 200"),
        ("/shy", "fine", "answers 200"),
        ("/404", "gone", "answers 404, not found"),
        ("/410", "gone", "answers 410, gone for good"),
        ("/401", "unsure", "answers 401"),
        ("/403", "unsure", "answers 403"),
        ("/429", "unsure", "answers 429"),
        ("/451", "unsure", "answers 451"),
        ("/500", "unsure", "answers 500"),
        ("/503", "unsure", "answers 503"),
        ("/999", "unsure", "answers 999"),
        ("/slow", "unsure", "no answer within 0.5 seconds"),
        ("/hang-up", "unsure", "no connection"),
        ("/301/200", "moved", "has moved for good"),
        ("/308/200", "moved", "has moved for good"),
        ("/302/200", "fine", "answers 200"),
        ("/301/302/200", "fine", "answers 200"),
        ("/301/404", "gone", "answers 404, not found"),
        ("/302/circle", "fine", "answers 200"),
        ("/second-time", "fine", "answers 200"),
        ("/endless", "fine", "answers 200"),
    ],
)
def test_the_answer_decides_the_status(world: World, path: str, status: str, message: str) -> None:
    url = world.address + path
    answer = ask_all([url], QUICK)[url]
    assert (answer.status, answer.message) == (status, message)


def test_the_new_address_is_reported(world: World) -> None:
    url = f"{world.address}/301/200"
    assert ask_all([url], QUICK)[url].moved_to == f"{world.address}/200"


def test_endless_redirects_lead_nowhere(world: World) -> None:
    url = f"{world.address}/301/{'301/' * 12}200"
    assert ask_all([url], QUICK)[url] == Answer(url, "gone", "leads in a circle")


def test_a_host_without_server_cannot_be_checked() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    assert ask_all([url], QUICK)[url] == Answer(url, "unsure", "no connection", reached=False)


def test_without_a_network_nothing_is_checked() -> None:
    with pytest.raises(CallError, match="not one of 2 hosts could be reached"):
        ask_all(["http://127.0.0.1:1/", "http://127.0.0.2:1/tea", "http://127.0.0.2:1/cup"], QUICK)


@pytest.mark.parametrize("url", ["http://[", "http://exa mple/", "http://a..b/", f"http://{'a' * 70}.b/", "http:///x"])
def test_a_broken_address_does_not_stop_the_rest(world: World, url: str) -> None:
    good = f"{world.address}/200"
    findings = ask_all([good, url], QUICK) if url != "http://[" else ask_all([good], QUICK)
    assert findings[good].status == "fine"


def test_get_is_used_only_after_head(world: World) -> None:
    ask_all([f"{world.address}/200", f"{world.address}/404"], QUICK)
    assert world.asked == {"HEAD /200": 1, "HEAD /404": 1, "GET /404": 1}


def test_a_host_is_never_asked_twice_at_once(world: World) -> None:
    ask_all([f"{world.address}/200?{number}" for number in range(20)], QUICK)
    assert (world.most_at_once, sum(world.asked.values())) == (1, 20)


def test_a_host_that_is_out_of_order_is_asked_only_so_often(world: World) -> None:
    ask_all([f"{world.address}/429"], QUICK)
    assert world.asked == {"HEAD /429": QUICK.tries}


def test_a_slow_host_is_asked_only_once(world: World) -> None:
    ask_all([f"{world.address}/slow"], Limits(seconds=0.3, tries=50, pause=0.01))
    assert world.asked == {"HEAD /slow": 1}


def test_a_host_that_does_not_answer_is_given_up(world: World) -> None:
    urls = [f"{world.address}/slow/{number}" for number in range(9)]
    found = ask_all(urls, Limits(seconds=0.2, tries=1, pause=0.01, in_vain=0.3))
    assert 1 <= sum(world.asked.values()) <= 2  # a busy machine may be late with the first
    assert found[urls[-1]] == Answer(urls[-1], "unsure", "its host did not answer", reached=False)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    for path, text in {
        "data/resources.yaml": "resources:\n  - url: https://one.org/a\n  - note: see https://one.org/a, or https://two.org/b/.\n",
        "docs/index.md": "# Tea\n\n[Tea](https://one.org/a)\n",
        "site/index.html": '<a href="https://one.org/a#part">a</a> <a href="https://tea.example/own/">own</a>',
        "site/teach/index.html": '<a href="https://two.org/b/">b</a> <a href="https://one.org/a">a</a>'
        '<a href="mailto:a@b.org">m</a> <a href="teach/">t</a> <a href="https://doi.org/10.1/x">d</a>',
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    return tmp_path


def test_links_are_found_with_their_pages_and_lines(written: Path) -> None:
    assert external_links(written, "https://tea.example/") == [
        Link("https://doi.org/10.1/x", ("teach/",), ()),
        Link(
            "https://one.org/a",
            ("teach/", "the home page"),
            ("data/resources.yaml:2", "data/resources.yaml:3", "docs/index.md:3"),
        ),
        Link("https://two.org/b/", ("teach/",), ("data/resources.yaml:3",)),
    ]


def test_the_report_lists_what_to_do(written: Path) -> None:
    links = external_links(written, "https://tea.example/")
    answers = [
        Answer(links[0].url, "unsure", "answers 403"),
        Answer(links[1].url, "gone", "answers 404, not found"),
        Answer(links[2].url, "moved", "has moved for good", "https://three.org/@b"),
    ]
    assert as_markdown(links, {answer.url: answer for answer in answers}) == (
        "3 external links were checked: 1 lead nowhere, 1 have moved, 1 could not be checked.\n\n"
        "## Lead nowhere\n\nFind where it is now, or take it out.\n\n"
        "- <https://one.org/a> answers 404, not found. In "
        "`data/resources.yaml:2`, `data/resources.yaml:3`, `docs/index.md:3`.\n\n"
        "## Have moved\n\nThey still answer; write the new address, for the old one may end.\n\n"
        "- <https://two.org/b/> has moved for good: now <https://three.org/%40b>. In `data/resources.yaml:3`.\n\n"
        "## Could not be checked\n\nOpen them by hand: some hosts turn programs away, "
        "and some were only out of order for a moment.\n\n"
        "- <https://doi.org/10.1/x> answers 403. In page teach/.\n"
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://github.com/o/r/issues/4", "`https://github.com/o/r/issues/4`"),
        ("https://gitlab.com/o/r/-/merge_requests/4", "`https://gitlab.com/o/r/-/merge_requests/4`"),
        ("https://one.org/?a=1&copy=2&commat;team", "<https://one.org/?a=1&amp;copy=2&amp;commat;team>"),
    ],
)
def test_the_report_refers_to_no_issue_and_keeps_addresses(url: str, shown: str) -> None:
    report = as_markdown([Link(url, ("teach/",), ())], {url: Answer(url, "gone", "answers 404, not found")})
    assert f"\n- {shown} answers 404" in report


def test_a_report_without_anything_to_do_is_one_line(written: Path) -> None:
    links = external_links(written, "https://tea.example/")
    fine = {link.url: Answer(link.url, "fine", "answers 200") for link in links}
    assert as_markdown(links, fine) == "Nothing leads nowhere: 3 external links were checked.\n"


GH = """#!/bin/sh
echo "$@" >>"$LOG"
case "$1 $2" in
"issue list") cat "$OPEN" ;;
"issue create") echo 7 >"$OPEN" ;;
"issue close") : >"$OPEN" ;;
esac
"""


def test_one_issue_is_opened_renewed_and_closed(root: Path, tmp_path: Path) -> None:
    for name in ("log", "open"):
        (tmp_path / name).touch()
    (tmp_path / "gh").write_text(GH, "utf-8")
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "links.md").write_text("3 addresses were asked: 1 lead nowhere.\n", "utf-8")
    around = {
        **os.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "LOG": str(tmp_path / "log"),
        "GITLAB_CI": "",
        "OPEN": str(tmp_path / "open"),
    }
    command = ["sh", root / "tools/issue", tmp_path / "links.md", "links", "Links that lead nowhere"]
    for _ in range(2):
        subprocess.run(command, check=True, env=around)
    (tmp_path / "links.md").write_text("Nothing leads nowhere.\n", "utf-8")
    for _ in range(2):
        subprocess.run(command, check=True, env=around)
    did = [" ".join(line.split()[:2]) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    look = "issue list"
    assert did == [look, "label create", "issue create", look, "issue edit", look, "issue close", look]


class Project(BaseHTTPRequestHandler):
    """As much of GitLab as keeps one issue."""

    open_issues: ClassVar[list[dict[str, object]]] = []
    asked: ClassVar[list[tuple[str, str | None, dict[str, list[str]]]]] = []

    def log_message(self, *_: object) -> None:
        pass

    def answer(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        form = parse_qs(text)
        self.asked.append((f"{self.command} {self.path}", self.headers.get("PRIVATE-TOKEN"), form))
        if self.command == "POST":
            self.open_issues.append({"iid": 7})
        if form.get("state_event") == ["close"]:
            self.open_issues.clear()
        body = json.dumps(self.open_issues).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = answer


@pytest.mark.slow
def test_one_issue_is_kept_on_gitlab_as_well(root: Path, tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Project)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    around = {**os.environ, "GITLAB_CI": "true", "CI_API_V4_URL": f"http://127.0.0.1:{server.server_port}/api/v4"}
    around |= {"CI_PROJECT_ID": "3", "REPORT_TOKEN": "secret"}
    report_file = tmp_path / "links.md"
    command = ["sh", root / "tools/issue", report_file, "links", "Links that lead nowhere"]
    texts = ["1 lead nowhere & more\n", "2 lead nowhere\n", "Nothing leads nowhere.\n", "Nothing leads nowhere.\n"]
    for text in texts:
        report_file.write_text(text, "utf-8")
        subprocess.run(command, check=True, env=around)
    server.shutdown()
    server.server_close()
    issues, look = "/api/v4/projects/3/issues", "GET /api/v4/projects/3/issues?state=opened&labels=links&per_page=1"
    done = [asked for asked, *_ in Project.asked]
    assert done == [look, f"POST {issues}", look, f"PUT {issues}/7", look, f"PUT {issues}/7", look]
    assert {token for _, token, _ in Project.asked} == {"secret"}
    assert Project.asked[1][2] == {
        "title": ["Links that lead nowhere"],
        "labels": ["links"],
        "description": ["1 lead nowhere & more\n"],
    }


@pytest.mark.parametrize(("text", "code"), [("1 lead nowhere\n", 1), ("Nothing leads nowhere.\n", 0)])
def test_without_a_token_the_gitlab_job_fails(root: Path, tmp_path: Path, text: str, code: int) -> None:
    (tmp_path / "links.md").write_text(text, "utf-8")
    command = ["sh", root / "tools/issue", tmp_path / "links.md", "links", "Links that lead nowhere"]
    around = {**os.environ, "GITLAB_CI": "true", "REPORT_TOKEN": ""}
    done = subprocess.run(command, check=False, env=around, capture_output=True, text=True)
    assert (done.returncode, text.strip() in done.stderr) == (code, True)


def test_a_host_that_sends_a_byte_now_and_then_is_given_up() -> None:
    with socket.socket() as host:
        host.bind(("127.0.0.1", 0))
        host.listen()
        ended = threading.Event()

        def trickle() -> None:
            connection, _ = host.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while not ended.wait(0.05):
                    connection.sendall(b"x")

        threading.Thread(target=trickle, daemon=True).start()
        url = f"http://127.0.0.1:{host.getsockname()[1]}/"
        answers = ask_all([url], Limits(seconds=5, total=0.5, tries=1, pause=0))
        ended.set()
    assert answers[url] == Answer(url, "unsure", "no whole answer within 0.5 seconds", reached=False)
