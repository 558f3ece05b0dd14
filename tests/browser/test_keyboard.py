"""Everything that can be done with a mouse can be done with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until an element that fits the selector has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with {most} presses of Tab on {page.url}")


def test_the_first_stop_skips_to_the_text(page: Page) -> None:
    page.goto("/competencies/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#Page-text")).to_be_focused()


WATCH = """() => {
    window.stops = []
    addEventListener('focusin', ({ target }) => {
        const box = target.getBoundingClientRect()
        const style = getComputedStyle(target)
        const seen = box.width >= 1 && box.height >= 1 && style.visibility === 'visible' && Number(style.opacity) > 0
        window.stops.push(seen ? '' : target.outerHTML.slice(0, 120))
    })
}"""
"""Look at each stop at the moment it gets the focus."""
STOPS = 25


def test_the_first_25_stops_can_be_seen(page: Page, one_of_each: list[str]) -> None:
    assert unseen_stops(page, one_of_each) == []


@pytest.mark.long
def test_the_first_25_stops_on_every_page_can_be_seen(page: Page, addresses: list[str]) -> None:
    assert unseen_stops(page, addresses) == []


def unseen_stops(page: Page, addresses: list[str]) -> list[str]:
    unseen, numbers = [], []
    for address in addresses:
        page.goto(address)
        page.evaluate(WATCH)
        for _ in range(STOPS):
            page.keyboard.press("Tab")
        stops = page.evaluate("window.stops")
        numbers.append(len(stops))
        unseen += [f"{address}: {html}" for html in stops if html]
    assert max(numbers) == STOPS
    return unseen


def test_the_menu_of_a_phone_opens_and_closes(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    menu = page.locator("#Page-sections")
    expect(menu).to_be_hidden()
    tab_to(page, "[data-menu]")
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    tab_to(page, "#Page-sections a", most=3)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.locator("[data-menu]")).to_be_focused()
    expect(page.locator("[data-menu]")).to_have_attribute("aria-expanded", "false")


def test_a_section_is_reached_through_the_menu(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    tab_to(page, "[data-menu]")
    page.keyboard.press("Enter")
    tab_to(page, "#Page-sections a[href$='roadmap/']", most=12)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Roadmap", ignore_case=True)


def test_the_color_scheme_changes_and_is_kept(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    tab_to(page, "[data-scheme]")
    for _ in range(2):
        page.keyboard.press("Enter")
    expect(page.locator("[data-scheme-name]")).to_have_text("dark")
    dark = page.evaluate(paper)
    assert dark != light
    page.goto("/teach/")
    assert page.evaluate(paper) == dark
    expect(page.locator("[data-scheme-name]")).to_have_text("dark")
