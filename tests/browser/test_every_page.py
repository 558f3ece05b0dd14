"""Every page in a real browser: nothing keeps anyone out, nothing comes from elsewhere, nothing is heavy."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("site", ["whole_site", "built_site"], indirect=True, scope="session"),
]

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIRST_LOAD = 64 * 1024
ORIGIN = "http://site"
"""Used in place of the address of the server, which differs between workers."""

Once = Callable[[str, Callable[[Path], None]], Path]


class Visit:
    """A page, what it complained of and what it fetched."""

    def __init__(self, page: Page, address: str) -> None:
        self._complaints: list[str] = []
        self._responses: list[Response] = []
        page.on("console", lambda message: self._complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        page.on("requestfailed", lambda request: self._complaints.append(f"failed: {request.url}"))
        page.on("response", lambda response: self._responses.append(response))
        page.goto(address)
        self._page = page

    def end(self) -> dict[str, Any]:
        """Close the page when it fetches nothing any more, weigh what it fetched, and measure it when narrow."""
        self._page.wait_for_load_state("networkidle")
        weight = sum(len(gzip.compress(response.body(), 6)) for response in self._responses)
        fetched = [response.url for response in self._responses]
        self._page.set_viewport_size({"width": 320, "height": 640})
        width = self._page.evaluate("document.documentElement.scrollWidth")
        self._page.close()
        return {"complaints": self._complaints, "fetched": fetched, "weight": weight, "width": width}


@pytest.fixture(scope="module")
def visits(once: Once, chromium: Browser, site: Path, origin: str, addresses: list[str]) -> dict[str, dict[str, Any]]:
    """The first load of every page, by its address."""

    def look(folder: Path) -> None:
        context = chromium.new_context(base_url=origin)
        seen = {}
        for some in batched(addresses):
            # Each is idle for a while before it counts as such: they wait for that together.
            begun = {address: Visit(context.new_page(), address) for address in some}
            seen |= {address: visit.end() for address, visit in begun.items()}
        context.close()
        (folder / "visits.json").write_text(json.dumps(seen).replace(origin, ORIGIN), "utf-8")

    seen: dict[str, dict[str, Any]] = json.loads(
        (once(f"visits-{site.parent.name}", look) / "visits.json").read_text("utf-8")
    )
    return seen


def batched(addresses: list[str], size: int = 12) -> Iterator[list[str]]:
    return (addresses[start : start + size] for start in range(0, len(addresses), size))


def axe_faults(page: Page, address: str | None = None) -> list[str]:
    """Return what axe finds on the page that is shown, or at an address."""
    if address is not None:
        page.goto(address)
    found = page.evaluate("rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES)
    return [
        f"{page.url} [{violation['id']}] {violation['help']}: {node['target']} {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.fixture
def axed(context: BrowserContext, scheme: str, width: int) -> Page:
    context.add_init_script(path=AXE)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    return page


SETTINGS = [("light", 390), ("dark", 1280), ("light", 1280), ("dark", 390)]


@pytest.mark.long
@pytest.mark.parametrize(("scheme", "width"), SETTINGS)
def test_axe_finds_nothing(axed: Page, addresses: list[str]) -> None:
    assert [fault for address in addresses for fault in axe_faults(axed, address)] == []


@pytest.mark.parametrize(("scheme", "width"), SETTINGS[:2])
def test_axe_finds_nothing_on_pages_that_have_one_of_each(axed: Page, one_of_each: list[str]) -> None:
    assert [fault for address in one_of_each for fault in axe_faults(axed, address)] == []


def test_no_page_scrolls_sideways_at_320_pixels(visits: dict[str, dict[str, Any]]) -> None:
    assert {address: seen["width"] for address, seen in visits.items() if seen["width"] > 320} == {}


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
