"""The preview shows what was saved last, or what was good last and what is wrong since."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from curriculum_commons.build.engine_client import Engine
from curriculum_commons.build.preview import Preview
from curriculum_commons.build.publish import scratch
from curriculum_commons.build.serve import files_and_times
from curriculum_commons.theme import LOOK

pytestmark = pytest.mark.slow  # each test starts a preview

ENGINES = ("mkdocs", "zensical")
PATIENCE = 20
DATA = """---
title: Data
purpose: The tables behind the site.
kind: data
formats: [csv]
folder: 8-data
---

All tables.
"""


OWN = ("main.html", "parts/foot.html")
"""Files of the theme that the site has itself, to change them."""


def lay_out(project: Path) -> None:
    """Write the smallest content with files of the theme, or bring all of it back as a person would: with new times."""
    for folder in ("data", "docs", "theme", "toolkit"):
        shutil.rmtree(project / folder, ignore_errors=True)
    shutil.copytree(Path(__file__).parent / "tiny", project, dirs_exist_ok=True, copy_function=shutil.copyfile)
    for name in OWN:
        (project / "theme" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(LOOK / name, project / "theme" / name)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The smallest content, in a folder of its own."""
    lay_out(tmp_path / "tiny")
    return tmp_path / "tiny"


def change(file: Path, old: str, new: str) -> Callable[[], int]:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return lambda: file.write_text(text, "utf-8")


def write_an_issue(project: Path, top: str = "") -> None:
    with (project / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write("newsletter:\n  title: Tea news\n")
    shutil.copytree(Path(__file__).parent / "newsletter", project / "docs/newsletter")
    change(project / "docs/newsletter/2026-11-a-first-cup.md", "date:", f"{top}date:")


@dataclass(frozen=True)
class Previewed:
    """A project and its preview."""

    project: Path
    preview: Preview


@pytest.fixture(scope="module", params=ENGINES)
def previewed(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Previewed]:
    """A preview by each engine, which all tests look at one after another."""
    project = tmp_path_factory.mktemp("preview") / "tiny"
    lay_out(project)
    with scratch(project, "serve-test", list) as place, Engine(project, request.param, place) as engine:
        preview = Preview(project, engine, place.folder)
        preview.refresh()
        yield Previewed(project, preview)


@pytest.fixture
def preview(previewed: Previewed) -> Preview:
    """The preview, to look at only."""
    return previewed.preview


@pytest.fixture
def edited(previewed: Previewed) -> Iterator[Path]:
    """The project of the preview, to change; afterwards all is as it was."""
    yield previewed.project
    lay_out(previewed.project)
    previewed.preview.refresh()
    assert previewed.preview.wrong == ()


def shown(preview: Preview, path: str = "roadmap/index.html") -> str:
    html = preview.page(path)
    assert html is not None
    return html.decode()


def test_a_page_waits_for_news_without_breaking_its_policy(preview: Preview) -> None:
    html = shown(preview)
    assert f'<script src="/.commons/reload.js" data-version="{preview.version}" defer></script></body>' in html
    assert "<script>" not in html
    assert "Content-Security-Policy" in html


def test_a_saved_page_is_shown(edited: Path, preview: Preview) -> None:
    before = preview.version
    change(edited / "docs/roadmap.md", "\n\n", "\n\nA line that was not there before.\n\n")
    preview.refresh()
    assert "A line that was not there before." in shown(preview)
    assert preview.wait(before)


def test_a_page_that_moved_is_found_at_its_former_address(edited: Path, preview: Preview) -> None:
    change(edited / "docs/roadmap.md", "---\n", "---\nredirect_from: [plans/]\n")
    preview.refresh()
    assert '<a href="../roadmap/">' in shown(preview, "plans/index.html")


def test_saved_data_are_shown(edited: Path, preview: Preview) -> None:
    change(edited / "data/roadmap.yaml", "title: ", "title: Another ")
    preview.refresh()
    assert "Another " in shown(preview)


def test_a_saved_template_is_shown(edited: Path, preview: Preview) -> None:
    change(edited / "theme/parts/foot.html", "Published by", "Made by")
    preview.refresh()
    assert "Made by" in shown(preview)


def test_what_is_wrong_is_shown_below_the_last_good_page_until_it_is_mended(edited: Path, preview: Preview) -> None:
    mend = change(edited / "data/roadmap.yaml", "title: ", "titel: <b>")
    preview.refresh()
    html = shown(preview)
    assert '<aside id="commons-note" role="alert">' in html
    assert "data/roadmap.yaml:" in html
    assert "titel: unknown key" in html
    mend()
    preview.refresh()
    assert "commons-note" not in shown(preview)
    assert preview.wrong == ()


def test_even_a_bug_does_not_end_the_preview(edited: Path, preview: Preview) -> None:
    mend = change(edited / "theme/main.html", "{% block header %}", "{% block header %}{{ page.no.such.thing }}")
    preview.refresh()
    assert preview.wrong
    assert "commons-note" in shown(preview)
    mend()
    preview.refresh()
    assert preview.wrong == ()


def test_feeds_and_e_mails_are_made_when_they_are_asked_for(edited: Path, preview: Preview) -> None:
    assert b"<feed " in (preview.file("feeds/roadmap.xml") or b"")
    assert preview.file("newsletter/feed.xml") is None
    write_an_issue(edited)
    preview.refresh()
    assert preview.wrong == ()
    assert b"A first cup" in (preview.file("newsletter/feed.xml") or b"")
    assert b"A first cup" in (preview.file("newsletter/2026-11-a-first-cup/issue.html") or b"")


def test_files_for_other_programs_have_what_was_saved(edited: Path, preview: Preview) -> None:
    change(edited / "data/competencies.yaml", "Boil water and keep it hot.", "Boil fresh water.")
    change(edited / "docs/roadmap.md", "\n\n", "\n\n{{ data_files() }}\n\n")
    preview.refresh()
    assert b"Boil fresh water." in (preview.file("downloads/data/case.json") or b"")
    assert '<a href="../downloads/data/case.json" download' in shown(preview)


def test_a_draft_is_shown_and_marked_as_one(edited: Path, preview: Preview) -> None:
    write_an_issue(edited, "draft: true\n")
    preview.refresh()
    assert "This is a draft." in shown(preview, "newsletter/2026-11-a-first-cup/index.html")
    assert "in the preview only" in shown(preview, "newsletter/index.html")


def test_search_is_made_when_it_is_asked_for(preview: Preview) -> None:
    assert (preview.file("pagefind/pagefind-entry.json") or b"").startswith(b'{"include')
    assert preview.file("pagefind/no-such-file") is None


def test_only_files_of_the_site_are_given(preview: Preview) -> None:
    assert preview.file("assets/commons.js")
    assert preview.file("../docs/roadmap.md") is None
    assert preview.file("../../../mkdocs.yml") is None
    assert preview.file("assets") is None


def test_a_new_text_of_the_toolkit_can_be_downloaded_soon(edited: Path, preview: Preview) -> None:
    (edited / "toolkit").mkdir()
    (edited / "toolkit/data.md").write_text(DATA, "utf-8")
    before = preview.version
    preview.refresh()
    assert preview.wait(before + 1)  # the first news are the pages, the second the files
    assert (preview.file("downloads/8-data/roadmap.csv") or b"").startswith(b"\xef\xbb\xbfid,")
    assert preview.file("downloads/../roadmap.md") is None


def test_files_for_download_are_no_change_that_a_page_is_loaded_again_for(project: Path) -> None:
    (project / "docs/downloads").mkdir()
    before = files_and_times(project)
    (project / "docs/downloads/new.txt").write_text("new", "utf-8")
    assert files_and_times(project) == before
    (project / "docs/roadmap.md").touch()
    assert files_and_times(project) != before


def test_before_anything_was_good_the_problems_are_a_page(project: Path) -> None:
    (project / "data/site.yaml").write_text("name: [\n", "utf-8")
    with scratch(project, "serve-test", list) as place, Engine(project, "mkdocs", place) as engine:
        preview = Preview(project, engine, place.folder)
        preview.refresh()
        assert preview.page("index.html") is None
        assert b"data/site.yaml:" in preview.empty()


@dataclass
class Server:
    """A preview in a process of its own."""

    project: Path
    process: subprocess.Popen[str]
    port: int

    def get(self, path: str, host: str = "") -> tuple[int, str, str]:
        """Status, body, and where it leads to."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", path, headers={"Host": host} if host else {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace"), answer.headers.get("Location", "")

    def until(self, path: str, holds: Callable[[str], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not holds(self.get(path)[1]):
            assert time.monotonic() < end, path
            time.sleep(0.02)


def serving(project: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "curriculum_commons", "serve", "--root", str(project), *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that several tests ask, one after another."""
    project = tmp_path_factory.mktemp("served") / "tiny"
    lay_out(project)
    with started(project) as server:
        yield server


@contextmanager
def started(project: Path) -> Iterator[Server]:
    with serving(project, "--port", "0") as process:
        assert process.stdout
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:([0-9]+)/", line):
                break
        assert found
        try:
            yield Server(project, process, int(found[1]))
        finally:
            process.terminate()


def test_a_browser_gets_pages_files_and_news(server: Server) -> None:
    status, html, _ = server.get("/roadmap/")
    assert (status, "<h1" in html) == (200, True)
    assert server.get("/roadmap")[::2] == (301, "/roadmap/")
    assert server.get("/assets/commons.css")[0] == 200
    assert server.get("/.commons/reload.js")[0] == 200
    assert server.get("/.commons/note.css")[0] == 200
    assert server.get("/nowhere/")[0] == 404
    assert server.get("/%2e%2e/%2e%2e/mkdocs.yml")[0] == 404
    numbers = ("x", "-1", "9" * 5_000)
    for odd in ("/%00", "/a%00.md", f"/{'a' * 300}", *(f"/.commons/wait?{number}" for number in numbers)):
        assert server.get(odd)[0] == 400, odd
    for line in (b"http://[x]/", b"http://["):  # which the client above refuses itself
        with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
            connection.sendall(b"GET %b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % line)
            assert connection.recv(100).startswith(b"HTTP/1.1 400"), line
    found = re.search(r'data-version="([0-9]+)"', html)
    assert found
    change(server.project / "docs/roadmap.md", "\n\n", "\n\nA line that was not there before.\n\n")
    assert server.get(f"/.commons/wait?{found[1]}")[0] == 200
    assert "A line that was not there before." in server.get("/roadmap/")[1]


def test_a_site_elsewhere_cannot_read_the_preview_by_leading_its_name_here(server: Server) -> None:
    for host in (
        "evil.example",
        f"evil.example:{server.port}",
        "127.0.0.1.evil.example",
        "localhost.evil.example:1",
        "[",
    ):
        assert server.get("/roadmap/", host)[:2] == (403, "unexpected Host header"), host
    for host in ("localhost", f"localhost:{server.port}", "127.0.0.1:9"):
        assert server.get("/roadmap/", host)[0] == 200, host


def test_a_server_outlives_what_is_saved(server: Server) -> None:
    for file, old in {"data/site.yaml": "name:", "mkdocs.yml": "theme:", "theme/main.html": "{% block"}.items():
        mend = change(server.project / file, old, "{% x [")
        server.until("/", lambda html: "commons-note" in html)
        mend()
        server.until("/", lambda html: "commons-note" not in html)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_server_ends_cleanly(project: Path, how: signal.Signals) -> None:
    with started(project) as server:
        server.process.send_signal(how)
        _, wrong = server.process.communicate(timeout=PATIENCE)
    assert (server.process.returncode, wrong) == (0, "")
    assert list((project / ".commons").glob("serve-*/new")) == []


def test_a_port_that_is_taken_is_reported_in_one_sentence(project: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with serving(project, "--port", str(port)) as process:
            output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (2, "")
    assert errors == f"commons: port {port} is taken; name another one with --port\n"
