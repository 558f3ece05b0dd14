"""A table that is wider than its place scrolls by itself: seen, reached from the keyboard, and named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from markdown import markdown
from playwright.sync_api import Page

from curriculum_commons.build.html_page import BuiltPage
from curriculum_commons.build.postprocess import finish_page

from .test_every_page import AXE, axe_faults

pytestmark = pytest.mark.browser

PHASES = """| Competency | Preclerkship | Clerkship | Postclerkship |
|---|---|---|---|
| Prognostication | Interprofessional | Longitudinal | Acknowledgement |"""
COUNTS = "| " + " | ".join(f"Column{number}" for number in range(12)) + " |\n" + "|---" * 12 + "|\n" + "| 1 " * 12 + "|"
ADDRESS = "| Where |\n|---|\n| " + "verylongword" * 9 + " |"
SMALL = "| Tea | Cup |\n|---|---|\n| Green | 1 |"
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
WIDE = "[...document.querySelectorAll('.scroll')].map(table => table.scrollWidth > table.clientWidth)"
MARKED = """[...document.querySelectorAll('.scroll')].map(table => [
    table.tabIndex === 0, getComputedStyle(table, '::before').content.includes('sideways')])"""


Show = Callable[..., Page]


@pytest.fixture
def show(page: Page, whole_site: Path) -> Show:
    """Open a page of the site with tables in place of its text, in it and in boxes, as the build finishes it."""

    def open_page(tables: list[str], width: int, scheme: Literal["light", "dark"] = "light") -> Page:
        body = "".join(markdown(f"## Table\n\n{table}", extensions=["tables", "toc"]) for table in tables)
        boxes = "".join(f'<div class="admonition">{markdown(table, extensions=["tables"])}</div>' for table in tables)
        parsed = BuiltPage("about/index.html", (whole_site / "about/index.html").read_bytes()).parse()
        parsed.text.inner_html = f"<h1>Tables</h1>{body}{boxes}"
        finished = finish_page(parsed, "en")
        page.route("**/about/", lambda route: route.fulfill(body=finished, content_type="text/html; charset=utf-8"))
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto("/about/")
        page.evaluate(DRAWN)
        return page

    return open_page


@pytest.mark.parametrize("table", [PHASES, COUNTS, ADDRESS])
def test_a_wide_table_scrolls_by_itself_with_a_hint_and_a_stop_for_the_keyboard(show: Show, table: str) -> None:
    page = show([table], 390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(WIDE) == [True, True]
    assert page.evaluate(MARKED) == [[True, True]] * 2
    region = page.locator(".scroll").first
    region.focus()
    scrolled = page.evaluate_handle(
        "table => ({ done: new Promise(done => table.addEventListener('scroll', done)) })", region.element_handle()
    )
    page.keyboard.press("ArrowRight")
    page.evaluate("scrolled => scrolled.done", scrolled)
    assert region.evaluate("table => table.scrollLeft") > 0


def test_a_table_that_has_room_is_no_stop(show: Show) -> None:
    page = show([PHASES, SMALL], 1280)
    assert page.evaluate(MARKED) == [[False, False]] * 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_about_tables(show: Show, width: int, scheme: Literal["light", "dark"]) -> None:
    page = show([PHASES, COUNTS, SMALL], width, scheme)
    page.evaluate(AXE.read_text("utf-8"))
    assert axe_faults(page) == []
