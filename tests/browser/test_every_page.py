"""Every page in a real browser: nothing keeps anyone out, nothing comes from elsewhere, nothing is heavy."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIRST_LOAD = 64 * 1024
ORIGIN = "http://site"
"""Used in place of the address of the server, which differs between workers."""

Once = Callable[[str, Callable[[Path], None]], Path]


def visit(page: Page, address: str) -> dict[str, Any]:
    """Load a page and return what it complained of, what it fetched, and how heavy all of that is, gzipped."""
    complaints: list[str] = []
    responses: list[Response] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    page.on("response", lambda response: responses.append(response))
    page.goto(address, wait_until="networkidle")
    weight = sum(len(gzip.compress(response.body(), 6)) for response in responses)
    return {"complaints": complaints, "fetched": [response.url for response in responses], "weight": weight}


@pytest.fixture(scope="module")
def visits(once: Once, chromium: Browser, origin: str, addresses: list[str]) -> dict[str, dict[str, Any]]:
    """The first load of every page, by its address."""

    def look(folder: Path) -> None:
        context = chromium.new_context(base_url=origin)
        seen = {address: visit(context.new_page(), address) for address in addresses}
        context.close()
        (folder / "visits.json").write_text(json.dumps(seen).replace(origin, ORIGIN), "utf-8")

    seen: dict[str, dict[str, Any]] = json.loads((once("visits", look) / "visits.json").read_text("utf-8"))
    return seen


def axe_faults(page: Page) -> list[str]:
    found = page.evaluate("rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES)
    return [
        f"{page.url} [{violation['id']}] {violation['help']}: {node['target']} {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("dark", 1280),
        ("light", 390),
        pytest.param("light", 1280, marks=pytest.mark.long),
        pytest.param("dark", 390, marks=pytest.mark.long),
    ],
)
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


def test_the_console_stays_empty(visits: dict[str, dict[str, Any]]) -> None:
    assert {address: seen["complaints"] for address, seen in visits.items() if seen["complaints"]} == {}


def test_nothing_is_asked_of_another_host(visits: dict[str, dict[str, Any]]) -> None:
    fetched = {url for seen in visits.values() for url in seen["fetched"]}
    assert {url for url in fetched if not url.startswith((ORIGIN, "data:"))} == set()


def test_search_fetches_nothing_before_it_is_opened(visits: dict[str, dict[str, Any]]) -> None:
    fetched = {url for seen in visits.values() for url in seen["fetched"]}
    assert {url for url in fetched if "pagefind" in url} == set()


def test_a_first_load_is_at_most_64_kib(visits: dict[str, dict[str, Any]]) -> None:
    assert {address: seen["weight"] for address, seen in visits.items() if seen["weight"] > FIRST_LOAD} == {}
