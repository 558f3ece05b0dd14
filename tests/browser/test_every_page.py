"""Every page in a real browser: nothing keeps anyone out, nothing comes from elsewhere, nothing is heavy."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIRST_LOAD = 64 * 1024
one_worker = pytest.mark.xdist_group("visits")


@dataclass
class Visit:
    """What one first load of one page brought with it."""

    complaints: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    weight: int = 0
    """Bytes of everything that was fetched, each gzipped as a host would."""


def visit(page: Page, address: str) -> Visit:
    seen = Visit()
    page.on("console", lambda message: seen.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("requestfailed", lambda request: seen.complaints.append(f"failed: {request.url}"))
    page.on("response", lambda response: seen.responses.append(response))
    page.goto(address, wait_until="networkidle")
    seen.weight = sum(len(gzip.compress(response.body(), 6)) for response in seen.responses)
    return seen


@pytest.fixture(scope="module")
def visits(chromium: Browser, origin: str, addresses: list[str]) -> dict[str, Visit]:
    visits = {}
    for address in addresses:
        context = chromium.new_context(base_url=origin)
        visits[address] = visit(context.new_page(), address)
        context.close()
    return visits


def axe_faults(page: Page) -> list[str]:
    found = page.evaluate("rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES)
    return [
        f"{page.url} [{violation['id']}] {violation['help']}: {node['target']} {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(context: BrowserContext, addresses: list[str], width: int, scheme: str) -> None:
    context.add_init_script(path=AXE)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    faults = []
    for address in addresses:
        page.goto(address)
        faults += axe_faults(page)
    assert faults == []


def test_no_page_scrolls_sideways_at_320_pixels(page: Page, addresses: list[str]) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    wide = {}
    for address in addresses:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[address] = width
    assert wide == {}


@one_worker
def test_the_console_stays_empty(visits: dict[str, Visit]) -> None:
    assert {address: seen.complaints for address, seen in visits.items() if seen.complaints} == {}


@one_worker
def test_nothing_is_asked_of_another_host(visits: dict[str, Visit], origin: str) -> None:
    elsewhere = {response.url for seen in visits.values() for response in seen.responses}
    assert {url for url in elsewhere if not url.startswith((origin, "data:"))} == set()


@one_worker
def test_search_fetches_nothing_before_it_is_opened(visits: dict[str, Visit]) -> None:
    paths = {urlsplit(response.url).path for seen in visits.values() for response in seen.responses}
    assert {path for path in paths if "pagefind" in path} == set()


@one_worker
def test_a_first_load_is_at_most_64_kib(visits: dict[str, Visit]) -> None:
    assert {address: seen.weight for address, seen in visits.items() if seen.weight > FIRST_LOAD} == {}
