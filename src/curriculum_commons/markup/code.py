"""Code and comments in a Markdown text, which hold no links and no headings."""

from __future__ import annotations

import re

_FENCE = r"^[ \t]*(?P<fence>`{3,}|~{3,})[^\n`]*\n(?:.*?\n)??[ \t]*(?P=fence)[`~]*[ \t]*$"
_COMMENT = r"<!--.*?-->"
_SPAN = r"(?<![\\`])(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
_CODE = re.compile(f"{_FENCE}|{_COMMENT}|{_SPAN}", re.DOTALL | re.MULTILINE)
_SIGN = re.compile(r"[^\n]")


def without_code(body: str) -> str:
    """Return a text of the same length in which letters stand for code, and spaces for blocks of it and comments."""
    if "`" not in body and "~~~" not in body and "<!--" not in body:
        return body
    return _CODE.sub(lambda match: _SIGN.sub("x" if match["ticks"] else " ", match[0]), body)
