"""Sources of statements are raised marks with their notes at the end of the page."""

from __future__ import annotations

import pytest

from curriculum_commons.build.html_page import BuiltPage
from curriculum_commons.build.postprocess import finish_page

CUP = '<span class="sources"> (<a href="#">Leaf, 2024</a>, p. 3 (top))</span>'
POT = '<span class="sources"> (<a href="#">Pot, 2023</a>; <a href="#">Leaf, 2024</a>)</span>'


def finished(text: str) -> str:
    page = f'<html><head><meta charset="utf-8"></head><body><main><article>{text}</article></main></body></html>'
    return finish_page(BuiltPage("tea/index.html", page.encode()).parse(), "en").decode()


@pytest.mark.parametrize("around", ["p", "li", "dd", "caption"])
def test_a_statement_has_a_mark_and_the_page_a_note_for_each_source_once(around: str) -> None:
    table = ("<table>", "</table>") if around == "caption" else ("", "")
    html = finished("".join(f"{table[0]}<{around}>Tea.{one}</{around}>{table[1]}" for one in (CUP, POT, CUP)))
    assert html.count('<sup class="mark">') == html.count('href="#Page-source-1"') + 1 == 3
    assert html.count('id="Page-mark-1"') == html.count('id="Page-source-2"') == 1
    assert '<li id="Page-source-1"><a href="#">Leaf, 2024</a>, p. 3 (top). <a href="#Page-mark-1"' in html
    assert 'class="sources"' not in html


def test_notes_are_above_what_leads_to_other_pages() -> None:
    html = finished(f"<p>Tea.{CUP}</p><nav class='pager'></nav>")
    assert html.index('class="notes"') < html.index('class="pager"')


def test_a_page_without_sources_has_no_notes() -> None:
    assert "Page-sources" not in finished("<p>Tea.</p>")
