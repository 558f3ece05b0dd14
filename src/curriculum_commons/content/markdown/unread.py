"""Find Markdown where nothing reads it: in records, and in HTML on pages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from textwrap import dedent

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SIGNS = frozenset("*_`[<#~")
_SIGNS_OF_LINES = _SIGNS | frozenset("|=-")
"""One of these is in all Markdown that is looked for, but in lists: on one line, and on several."""
_LONGEST = 5_000
"""Characters of a text that are looked at: of what nobody writes, a parser takes minutes."""
_BLOCKS = ("heading_open", "fence", "table_open", "hr")
_AROUND = {"strong_open": "strong_close", "em_open": "em_close", "s_open": "s_close"}
_NOTE = "[^"


def markdown_in(text: str, with_lists: bool = False) -> str | None:
    """Return the first passage of a text that is Markdown; None where there is none.

    Args:
        with_lists: Whether lists count, which some places show as such without being Markdown.
    """
    if not with_lists and (_SIGNS_OF_LINES if "\n" in text else _SIGNS).isdisjoint(text):
        return None
    text = dedent(text[:_LONGEST])
    lines = text.split("\n")
    tokens = _parser().parse(text)
    if with_lists and sum(token.type == "list_item_open" for token in tokens) > 1:
        return next(lines[token.map[0]].strip() for token in tokens if token.type == "list_item_open" and token.map)
    for token in tokens:
        if token.type in _BLOCKS and token.map and (len(lines) > 1 or token.markup[:2] == "##"):
            return lines[token.map[token.markup in {"=", "-"}] - (token.markup in {"=", "-"})].strip()
        passages = _passages(token.children or []) if token.type == "inline" else ()
        if passage := next((passage for passage in passages if _is_meant(passage, text)), None):
            return passage
    return None


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _passages(tokens: list[Token]) -> Iterator[str]:
    """Yield what is marked up in a paragraph, nearly as it was written."""
    for number, token in enumerate(tokens):
        if token.type in _AROUND:
            yield token.markup + _words(tokens[number + 1 :], _AROUND[token.type]) + token.markup
        elif token.type == "code_inline":
            yield token.markup + token.content + token.markup
        elif token.type == "image":
            yield f"![{token.content}]({token.attrGet('src')})"
        elif token.type == "link_open":
            address, words = token.attrGet("href"), _words(tokens[number + 1 :], "link_close")
            if not {*"./:#"}.isdisjoint(str(address)):
                yield f"<{address}>" if token.markup == "autolink" else f"[{words}]({address})"
        elif token.type == "text" and _NOTE in token.content:
            yield token.content[(at := token.content.index(_NOTE)) : token.content.find("]", at) + 1]


def _words(tokens: list[Token], end: str) -> str:
    return "".join(token.content for token in tokens[: next(n for n, one in enumerate(tokens) if one.type == end)])


def _is_meant(passage: str, text: str) -> bool:
    """Return False for signs within a word or an address, as in "2*3*4", and for quotation marks such as `this'."""
    if passage[:1] not in {*"*_`"} or passage[:2] in {"**", "__"}:
        return bool(passage)
    before, found, after = text.partition(passage)
    if not found or passage[-2:-1].isspace():
        return False
    is_path = any(sign in "/.@:" for sign in (before[-1:] or " ") + (after[:1] or " ")) and " " not in text
    return not (before[-1:].isalnum() or after[:1].isalnum() or is_path)
