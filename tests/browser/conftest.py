"""A browser, a server for the built site, and its pages."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from selectolax.lexbor import LexborHTMLParser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder as a host of static sites does, 404.html included, and keeps no log."""

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self.send_response(code, message)
        body = Path(self.directory, "404.html").read_bytes()
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Path:
    """The site that is shown: a made-up one, or the one that the parameter names by its fixture."""
    return Path(request.getfixturevalue(getattr(request, "param", "whole_site")))


@pytest.fixture(scope="session")
def origin(site: Path) -> Iterator[str]:
    """Where the site is served, without a slash at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def addresses(site: Path, whole_site: Path) -> list[str]:
    """Every page as a path, 404.html too, but none that leads elsewhere; of the manual, those of the made-up site."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    shown = [name for name, path in files.items() if b'http-equiv="refresh"' not in path.read_bytes()]
    if site != whole_site:
        shown = [name for name in shown if not name.startswith("contribute/")]
    return sorted("/" + name.removesuffix("index.html") for name in shown)


@pytest.fixture(scope="session")
def one_of_each(site: Path, whole_site: Path, addresses: list[str]) -> list[str]:
    """Pages of the made-up site with every element and class of it; of another one, with what none of its pages has."""
    known = set() if site == whole_site else set[str]().union(*map(features, whole_site.rglob("*.html")))
    return chosen({address: features(page_file(site, address)) - known for address in addresses})


def chosen(missing: dict[str, set[str]]) -> list[str]:
    """Return few pages that together have all that each of them has."""
    chosen = []
    while any(missing.values()):
        richest = max(missing, key=lambda address: len(missing[address]))
        chosen.append(richest)
        missing = {address: found - missing[richest] for address, found in missing.items()}
    return chosen


def features(file: Path) -> set[str]:
    nodes = LexborHTMLParser(file.read_bytes()).css("body *")
    return {name for node in nodes for name in (node.tag, *(node.attributes.get("class") or "").split())}


def page_file(site: Path, path: str) -> Path:
    """Return the file of a page or of another address."""
    file = site / unquote(path).lstrip("/")
    return file / "index.html" if file.is_dir() else file


@pytest.fixture(scope="session")
def chromium(root: Path) -> Iterator[Browser]:
    found = subprocess.run(["sh", "tools/browser"], cwd=root, check=True, text=True, stdout=subprocess.PIPE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, origin: str) -> Iterator[BrowserContext]:
    """A visitor who was never here, at a desk, with the light scheme; `page.goto` takes paths."""
    context = chromium.new_context(base_url=origin, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(5_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
