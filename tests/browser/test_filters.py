"""The resources can be narrowed down, with JavaScript and without it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

CARDS = ".finder article"
SHOWN = f"{CARDS}:not([hidden])"


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f".filters select[name={name}]").select_option(value)


def test_a_choice_leaves_only_what_fits(page: Page) -> None:
    page.goto("/teach/")
    every = page.locator(CARDS).count()
    choose(page, "competency", "t-2")
    shown = page.locator(SHOWN).evaluate_all("cards => cards.map(card => card.dataset.searchCompetency.split(' '))")
    assert 0 < len(shown) < every
    assert all("t-2" in codes for codes in shown)
    expect(page.locator(".found [role=status]")).to_contain_text(f"{len(shown)} of {every}")


def test_two_choices_both_hold(page: Page) -> None:
    page.goto("/teach/")
    choose(page, "competency", "t-2")
    one = page.locator(SHOWN).count()
    choose(page, "stage", "make")
    assert page.locator(SHOWN).count() < one


def test_the_choice_is_in_the_address_and_can_be_shared(page: Page) -> None:
    page.goto("/teach/")
    choose(page, "competency", "t-2")
    shared, shown = page.url, page.locator(SHOWN).count()
    assert "competency=t-2" in shared
    page.goto("/")
    page.goto(shared)
    expect(page.locator(".filters select[name=competency]")).to_have_value("t-2")
    assert page.locator(SHOWN).count() == shown


def test_counts_follow_the_other_choices(page: Page) -> None:
    page.goto("/teach/")
    choose(page, "competency", "t-2")
    for option in page.locator(".filters select[name=format] option:not([value=''])").all():
        count = page.locator(f"{SHOWN}[data-search-format='{option.get_attribute('value')}']").count()
        assert (option.text_content() or "").endswith(f"({count})")


@pytest.mark.parametrize("words", ["KETTLE", "kettle how"])
def test_words_leave_what_has_all_of_them_and_are_in_the_address(page: Page, words: str) -> None:
    page.goto("/teach/")
    page.locator(".filters [name=words]").fill(words)
    shown = page.locator(SHOWN).all_inner_texts()
    assert shown
    assert all(word in text.lower() for text in shown for word in words.lower().split())
    expect(page.locator(f"{CARDS}[hidden]")).not_to_have_count(0)
    assert "words=" in page.url
    page.get_by_role("button", name="Remove “").click()
    expect(page.locator(f"{CARDS}[hidden]")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_choice_and_its_first_result_are_in_view(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/teach/")
    choose(page, "competency", "t-2")
    expect(page.locator(SHOWN).first.locator("h3")).to_be_in_viewport(ratio=1)
    chosen = page.locator(".filters select[name=competency] option:checked").text_content() or ""
    expect(page.locator(".chosen button")).to_contain_text(chosen.rpartition(" (")[0])


def test_everything_comes_back(page: Page) -> None:
    page.goto("/teach/?competency=t-2")
    page.locator(".found button[type=reset]").press("Enter")
    expect(page.locator(f"{CARDS}[hidden]")).to_have_count(0)
    assert page.url.endswith("/teach/")


def test_filters_are_set_from_the_keyboard(page: Page) -> None:
    page.goto("/teach/")
    page.locator(".filters select").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator(f"{CARDS}[hidden]")).not_to_have_count(0)


def test_an_address_of_a_resource_shows_it_whatever_was_chosen(page: Page) -> None:
    page.goto("/teach/?competency=t-2")
    other = page.locator(f"{CARDS}[hidden]").first.get_attribute("id")
    page.goto(f"/teach/?competency=t-2#{other}")
    expect(page.locator(f"[id='{other}']")).to_be_visible()


def test_without_javascript_lists_lead_to_the_resources(chromium: Browser, origin: str) -> None:
    context = chromium.new_context(base_url=origin, java_script_enabled=False)
    page = context.new_page()
    page.goto("/teach/")
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator(SHOWN)).to_have_count(page.locator(CARDS).count())
    page.locator(".lists > details > summary").first.click()
    page.locator(".lists details details > summary").first.click()
    link = page.locator(".lists details details a").first
    target = link.get_attribute("href")
    link.click()
    assert page.url.endswith(f"/teach/{target}")
    expect(page.locator(f"[id='{target.removeprefix('#')}']")).to_be_in_viewport()
    context.close()


def test_without_javascript_the_rest_of_the_site_works(chromium: Browser, origin: str) -> None:
    context = chromium.new_context(base_url=origin, java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto("/")
    page.locator("#Page-sections a[href$='roadmap/']").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Roadmap", ignore_case=True)
    for button in ("[data-search]", "[data-menu]", "[data-scheme]"):
        expect(page.locator(button)).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_link_into_the_long_list_lands_on_what_it_names(chromium: Browser, origin: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, reduced_motion="no-preference")
    page = context.new_page()
    for anchor in ("r-pour-12", "how-to-choose"):
        page.goto(f"{origin}/teach/#{anchor}")
        page.wait_for_timeout(700)
        assert 0 <= page.locator(f"#{anchor}").evaluate("node => node.getBoundingClientRect().top") <= 100
    context.close()
