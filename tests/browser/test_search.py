"""Search opens, finds and closes again, from the keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def search(page: Page, words: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(words)
    expect(page.get_by_role("status")).to_contain_text("result")


def test_a_resource_is_found_by_its_organization(page: Page) -> None:
    page.goto("/")
    search(page, "Pouring House")
    found = page.locator("#Page-search li a")
    assert any("/teach/#r-" in link.get_attribute("href") for link in found.all())


def test_a_competency_is_found_by_a_word_of_its_text(page: Page) -> None:
    page.goto("/about/privacy/")
    search(page, "bubbles")
    hrefs = [link.get_attribute("href") for link in page.locator("#Page-search li a").all()]
    assert any(href.split("#")[0].endswith("/competencies/t-1/") for href in hrefs)


def test_a_result_is_opened_with_the_arrow_keys(page: Page) -> None:
    page.goto("/")
    search(page, "Pouring House")
    page.keyboard.press("ArrowDown")
    target = page.locator("#Page-search li a").first
    expect(target).to_be_focused()
    href = target.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{href}")
    expect(page.locator("#Page-search")).to_be_hidden()


def test_results_can_be_narrowed_by_format(page: Page) -> None:
    page.goto("/")
    search(page, "pouring")
    before = page.get_by_role("status").inner_text()
    page.locator("#Page-search select[name=format]").select_option(index=1)
    expect(page.get_by_role("status")).not_to_have_text(before)


def test_nothing_found_is_reported(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("zzyzx")
    expect(page.get_by_role("status")).to_contain_text("zzyzx")


@pytest.mark.parametrize("opens", ["/", "Control+k"])
def test_escape_closes_search_and_returns_to_where_one_was(page: Page, opens: str) -> None:
    page.goto("/")
    link = page.locator("#Page-text a").first
    link.focus()
    page.keyboard.press(opens)
    expect(page.locator("#Page-search-words")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#Page-search")).to_be_hidden()
    expect(link).to_be_focused()


def test_the_button_opens_search_and_gets_the_focus_back(page: Page) -> None:
    page.goto("/")
    button = page.locator("button[data-search]")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#Page-search-words")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_a_slash_that_is_typed_into_a_field_stays_there(page: Page) -> None:
    page.goto("/")
    search(page, "kettle")
    page.keyboard.type("/")
    expect(page.locator("#Page-search-words")).to_have_value("kettle/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_search(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto("/")
    search(page, "kettle")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
