"""Curly quotation marks and apostrophes in what macros show: those of the Markdown around it are curly, too.

The name of a school stays as it was typed.
"""

from __future__ import annotations

from typing import Any

Node = Any
"""A part of pandoc's tree."""
_OPENING = "([{–—“‘"
_SPACES = {"Space", "SoftBreak", "LineBreak"}
_AS_TYPED = {"Code", "CodeBlock", "RawInline", "RawBlock", "Math"}


def curled(node: Node) -> Node:
    """Return a part of the tree in which no quotation mark and no apostrophe is straight."""
    if isinstance(node, list):
        made = []
        for place, part in enumerate(node):
            begins = place == 0 or _kind(node[place - 1]) in _SPACES
            made.append(_word(part, begins) if _kind(part) == "Str" else curled(part))
        return made
    if isinstance(node, dict):
        if _kind(node) in _AS_TYPED or _is_letterhead(node):
            return node
        return {key: curled(part) if key == "c" else part for key, part in node.items()}
    return node


def _word(node: Node, begins: bool) -> Node:
    """Return a word with curly signs; the first of them opens if the word begins with it."""
    if '"' not in node["c"] and "'" not in node["c"]:
        return node
    signs = list(node["c"])
    for place, sign in enumerate(signs):
        if sign in _CURLY:
            opens = begins if place == 0 else signs[place - 1] in _OPENING
            signs[place] = _CURLY[sign][0 if opens else 1]
    return {**node, "c": "".join(signs)}


_CURLY = {'"': "“”", "'": "‘’"}


def _kind(node: Node) -> str:
    return str(node.get("t", "")) if isinstance(node, dict) else ""


def _is_letterhead(node: Node) -> bool:
    return _kind(node) == "Div" and dict(node["c"][0][2]).get("custom-style") == "Letterhead"
