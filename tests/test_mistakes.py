"""Text that is not YAML is explained in plain words, where an author would fix it."""

from __future__ import annotations

import pytest

from curriculum_commons.content import yaml_errors as mistakes
from curriculum_commons.content.yaml_reader import REFUSED, read

CASES = {
    "a: 1\n\tb: 2\n": "2:1: a tab indents this line; use spaces",
    "a: 1\nb: [\n\n": "2:5: the file ends within brackets; close them",
    "a: @b\n": '1:4: text cannot begin with "@"; put the text in quotes',
    "a: `b`\n": '1:4: text cannot begin with "`"; put the text in quotes',
    "a: 1\n: 2\n": "2:1: a key is missing before this colon; write it, or put the text in quotes",
    "a: b: c\n": '1:5: a second ": " on this line; put the text in quotes',
    "a:1\nb: 2\n": "1:1: this key has no space after its colon; write one",
    'a "b c"\nd: e\n': '1:1: this line has no "key: "; write one, or indent it under its key',
    "a: 1\n  b: 2\n": "2:4: a key cannot be here; look at its indentation, and at the end of the line above",
    "a:\n  b: 1\n c: 2\n": "3:2: this line is indented differently from the lines above; use as many spaces",
    'a: "b\nc: "d"\n': "2:5: a quotation mark above is not closed, and this one closes it; look there",
    'a: "b" c\n': "1:8: text goes on after the closing quotation mark; put the whole in one pair of quotes",
    "a: [b](c)\n": "1:7: text goes on after the closing bracket; put the whole in quotes",
    "a: ]\n": "1:4: text cannot begin with this character; put the text in quotes",
    "a: 1\nb:2\nc: 3\n": "2:1: this key has no space after its colon; write one",
    "a: 1\nb\nc: 2\n": '2:1: this line has no "key: "; write one, or indent it under its key',
    "a: - b\n": '1:4: a list cannot begin here; begin it with "- " on the next line',
    "a: 'b\nc: d\n": "1:4: this quotation mark is not closed; write another at the end",
    'a: "b\n---\n': "1:4: this quotation mark is not closed before the next ---",
    "a: [b, c\nd: e\n": '1:4: this "[" is not closed by "]", or a comma is missing',
    "a: {b: 1\nd: e\n": '1:4: this "{" is not closed by "}", or a comma is missing',
    'a: "\\d"\n': '1:5: a "\\" in double quotes begins a special character; write "\\\\", or use single quotes',
    'a: "\\xg"\n': '1:7: the number after "\\x" or "\\u" is not whole',
    'a: "\\ud800"\n': '1:7: the number after "\\u" is not the number of a character',
    "a: **b**\n": '1:4: text that begins with "*" must be in quotes',
    "a: *b c\n": '1:7: text that begins with "*" must be in quotes',
    "a: & b\n": '1:4: text that begins with "&" must be in quotes',
    "a: !<b c\n": '1:4: text that begins with "!" must be in quotes',
    "a: ? b\n": '1:4: text that begins with "? " must be in quotes',
    "%a\n": '1:1: text that begins with "%" must be in quotes',
    "%YAML 1.1\n%YAML 1.1\n---\na: 1\n": "2:1: this line is not needed here; remove it",
    "a: >b\n": '1:5: text begins on the line below ">" or "|", indented',
    "- a\nb: 1\n": '2:1: this line belongs to no entry of the list; begin it with "- ", or indent it',
    "a: 1\n...\nb: 2\n": "3:1: text goes on after the end of the file's content; remove it",
    "a: |0\n": "1:5: cannot be read from here on; look at the quotes, colons and indentation of this line",
    "a: é [b\n  c: [": "2:4: a key cannot be here; look at its indentation, and at the end of the line above",
    "a: 'b' c 'd'\nb: 1": "1:8: text goes on after the closing quotation mark; put the whole in one pair of quotes",
}


def explained(text: str) -> str:
    reading = read(text.encode())
    assert reading.value is REFUSED
    fault = reading.faults[-1]
    return f"{fault.line}:{fault.column}: {fault.message}"


@pytest.mark.parametrize("text", CASES)
def test_the_mistake_is_explained_where_it_is(text: str) -> None:
    assert explained(text) == CASES[text]


@pytest.mark.parametrize("number", range(len(mistakes.EXPLANATIONS)))
def test_no_explanation_can_be_left_out(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    left_out = (
        *mistakes.EXPLANATIONS[:number],
        *mistakes.EXPLANATIONS[number + 1 :],
        ("", mistakes._END, "nothing fits"),
    )
    monkeypatch.setattr(mistakes, "EXPLANATIONS", left_out)
    assert any(explained(text) != CASES[text] for text in CASES)
