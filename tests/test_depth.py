"""What no person writes is reported before an engine reads it; what a person writes is not, however long it is."""

from __future__ import annotations

import pytest

from curriculum_commons.content.markdown import Markup
from curriculum_commons.content.markdown.engine import MOST_BRACKETS_ON_PAGE, too_deep
from curriculum_commons.content.markdown.html import html_problems

NESTED = {
    "numbers": "1. " * 500 + "a",
    "a list": "\n".join(f"{'    ' * deep}- a" for deep in range(247)),
    "a list of numbers with tabs": "\n".join("\t" * deep + "1. a" for deep in range(60)),
    "quotes": "> " * 300 + "a",
    "quotes without spaces": ">" * 300 + " a",
    "lists in quotes": "> - " * 40 + "a",
    "boxes": "\n".join(f"{'    ' * deep}!!! note" for deep in range(150)),
    "definitions": "\n\n".join(f"{'    ' * deep}a\n{'    ' * deep}:   b" for deep in range(150)),
    "emphasis": "*a **b " * 300 + "c" + "** a*" * 300,
    "underlines": "_a __b " * 300 + "c" + "__ a_" * 300,
    "brackets": "[" * 300 + "a" + "]" * 300,
    "pictures": "![" * 300 + "a" + "](a.png)" * 300,
    "links": "[a](b [" * 300,
}
WRITTEN = {
    "a glossary": "".join(f"Term {number}\n: Meaning {number}\n" for number in range(500)),
    "abbreviations": "".join(f"*[A{number}]: Meaning\n" for number in range(500)),
    "a table": "| a | b |\n|---|---|\n" + "".join(f"| *a* {n} | [b](index.md) |\n" for n in range(2_000)),
    "stars in a table": "| a | b |\n|---|---|\n" + "| *Tea | **Cup |\n" * 300,
    "a list": "".join(f"- entry {n} with [a link](https://example.org/{n}) and *words*\n" for n in range(1_000)),
    "a list with stars": "".join(f"* entry {number}\n" for number in range(1_000)),
    "a list in lists": "".join(f"- a\n{'    ' * 1}- b\n{'    ' * 2}- c\n{'    ' * 3}> - d\n" for _ in range(300)),
    "forty pages": "\n\n".join(
        "Words on *tea*, [links](https://example.org/a) and notes.[^1] " * 60 for _ in range(40)
    ),
    "rules": "* * * * * * * * * * * * * * * *\n\n- - - - - - - - - - - - - - - -\n",
    "code": f"```\n{'    ' * 30}- a\n```\n",
    "lines": "A line.<br>\n" * 300 + "<p>a\n" * 300,
    "cells": "<table>" + "<tr><td>a<td>b\n" * 300 + "</table>",
}


def found(text: str) -> list[int]:
    prose = Markup(text, template=False).prose
    return [at for at, _ in too_deep(prose, MOST_BRACKETS_ON_PAGE)]


@pytest.mark.parametrize("kind", NESTED)
def test_what_no_person_writes_is_reported_where_it_is_too_deep(kind: str) -> None:
    text = f"Words.\n\n{NESTED[kind]}\n\nWords.\n"
    assert found(text)
    assert 8 <= found(text)[0] < 8 + len(NESTED[kind])


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_a_person_writes_is_not_reported_however_long_it_is(kind: str) -> None:
    assert found(WRITTEN[kind]) == []
    assert [code for _, _, code in html_problems(WRITTEN[kind]) if code == "too-complex"] == []


@pytest.mark.parametrize("tag", ["div", "span", "b"])
def test_tags_in_each_other_are_reported_where_they_are_too_deep(tag: str) -> None:
    text = f"Words.\n\n<br>{f'<{tag}>' * 3_000}a{f'</{tag}>' * 3_000}"
    assert [(at, code) for at, _, code in html_problems(text)] == [(12 + 100 * (len(tag) + 2), "too-complex")]


def test_anchors_of_a_page_with_very_many_links_are_known() -> None:
    text = "## Tea\n\n" + "".join(f"- [entry {number}](https://example.org/{number})\n" for number in range(1_500))
    assert Markup(text, template=False).is_readable
    assert Markup(text, template=False).anchors == {"tea"}


@pytest.mark.parametrize("text", ["Tea <![p](q.png) cup", "<b>a</b><![CDATx[", "<!["])
def test_what_is_no_section_of_xml_is_read_as_browsers_read_it(text: str) -> None:
    assert list(html_problems(text)) == []
