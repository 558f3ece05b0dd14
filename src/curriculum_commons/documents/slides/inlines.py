"""What the words of pandoc's tree say, without how they look."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def plain(inlines: Iterable[Any]) -> str:
    """Return inlines as plain text, with a line feed for each line break."""
    return "".join(_plain(inline) for inline in inlines)


def _plain(inline: Any) -> str:
    kind, content = inline["t"], inline.get("c", [])
    match kind:
        case "Str":
            text = str(content)
        case "Space" | "SoftBreak":
            text = " "
        case "LineBreak":
            text = "\n"
        case "Code" | "Math":
            text = str(content[1])
        case "Quoted":
            text = _QUOTED[content[0]["t"]].format(plain(content[1]))
        case "Link" | "Span":
            text = plain(content[1])
        case _:
            text = plain(content)
    return text


_QUOTED = {"DoubleQuote": "“{}”", "SingleQuote": "‘{}’"}
