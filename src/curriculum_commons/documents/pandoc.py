"""Run pandoc, which the package brings along, and change the tree that it makes of a text.

The same input gives the same bytes. Knows nothing of what documents say.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ..content.limits import MEMORY, SPACE, exceeded, run_limited
from ..model.urls import encoded
from ..render.phrases import as_characters

MARKDOWN = (
    "markdown-raw_html-raw_tex-raw_attribute-tex_math_dollars-citations-yaml_metadata_block-pandoc_title_block"
    "-latex_macros-example_lists-markdown_in_html_blocks-native_divs-native_spans-implicit_figures"
)
"""Markdown of texts of the toolkit: that of pages, without anything that could be code."""

Node = Any
"""A part of pandoc's tree: an element (a mapping with `t` and mostly `c`), a list of nodes, or a plain value."""
Ast = dict[str, Any]
"""A document as pandoc hands it on in JSON: `blocks`, `meta` and `pandoc-api-version`."""
Blocks = list[dict[str, Any]]
Change = Callable[[dict[str, Any]], list[Node]]

_EXHAUSTED = 251
"""Exit code of a program in Haskell that may take no more memory."""
STYLE = "custom-style"
"""Attribute that names the style of a Div or Span."""


def pandoc(source: bytes, arguments: Sequence[str], as_of: str = "", folder: Path | None = None) -> bytes:
    """Return a source converted by pandoc; raises RuntimeError with its message, or LimitError.

    Args:
        arguments: As on its command line, without input and output.
        as_of: Date of the file, as far as it is known: "2026", "2026-11" or "2026-11-23".
        folder: Where it runs; it reads no other files unless an argument names them.
    """
    from pypandoc import get_pandoc_path  # not before: it takes a tenth of a second to import

    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(seconds(as_of))}
    command = [get_pandoc_path(), "+RTS", f"-M{MEMORY}", "-RTS", *arguments, "--output=-"]
    done = run_limited("pandoc", command, source, folder, environment)
    if done.returncode == _EXHAUSTED:
        raise exceeded("pandoc", SPACE)
    if done.returncode:
        raise RuntimeError(f"pandoc: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout


def day(as_of: str) -> datetime:
    """Return the first moment of a year, month or day; of 1980, the first year a zip can name, where it is empty."""
    year, month, number = [*(int(part) for part in as_of.split("-")), 1, 1][:3] if as_of else (1980, 1, 1)
    return datetime(year, month, number, tzinfo=UTC)


def seconds(as_of: str) -> int:
    """Return the same moment in seconds since 1970."""
    return int(day(as_of).timestamp())


def read(source: str, form: str) -> Ast:
    """Return a text as pandoc's tree; form is MARKDOWN or "html"."""
    return dict(json.loads(pandoc(source.encode(), [f"--from={form}", "--to=json", "--sandbox"])))


def write(tree: Ast, form: str, *arguments: str, as_of: str = "", folder: Path | None = None) -> bytes:
    """Return pandoc's tree in a format; the rest is as in `pandoc`."""
    return pandoc(json.dumps(tree).encode(), ["--from=json", f"--to={form}", *arguments], as_of, folder)


def markdown(html: str) -> str:
    """Return HTML as Markdown of GitHub, without any HTML."""
    return pandoc(html.encode(), ["--from=html", "--to=gfm-raw_html", "--wrap=none", "--sandbox"]).decode()


def changed(node: Node, change: Change) -> Node:
    """Return a part of the tree with each element replaced by those that `change` returns, innermost first."""
    if isinstance(node, list):
        made: list[Node] = []
        for part in node:
            inside = changed(part, change)
            made += change(inside) if isinstance(inside, dict) and "t" in inside else [inside]
        return made
    if isinstance(node, dict):
        return {key: changed(part, change) for key, part in node.items()}
    return node


def linked(node: Node, move: Callable[[str], str]) -> Node:
    """Return a part of the tree with `move` applied to the target of each link."""

    def moved(target: str) -> str:
        target = move(target)
        return target if target.startswith("#") else encoded(target)

    def change(element: dict[str, Any]) -> list[Node]:
        if element["t"] != "Link":
            return [element]
        attributes, inside, (target, title) = element["c"]
        return [{**element, "c": [attributes, inside, [moved(target), title]]}]

    return changed(node, change)


def elements(node: Node, *kinds: str) -> Iterator[dict[str, Any]]:
    """Yield the elements of these kinds, innermost first."""
    for part in node if isinstance(node, list) else node.values() if isinstance(node, dict) else ():
        yield from elements(part, *kinds)
    if isinstance(node, dict) and node.get("t") in kinds:
        yield node


def style(node: Node) -> str:
    """Return the name of the style of a Div or Span; empty where it has none, and for anything else."""
    if not isinstance(node, dict) or node.get("t") not in {"Div", "Span"}:
        return ""
    return str(dict(node["c"][0][2]).get(STYLE, ""))


class Run(NamedTuple):
    """Characters of one style."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    """Where it leads; empty where nowhere."""
    tag: str = ""
    """Element of HTML by which it is raised, lowered or in small capitals: "sup", "sub" or "sc"."""


_BLANKS = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}
_QUOTES = {"DoubleQuote": "“”", "SingleQuote": "‘’"}
_EMPHASIS: dict[str, dict[str, Any]] = {"Strong": {"bold": True}, "Emph": {"italic": True}}
_EMPHASIS |= {"Superscript": {"tag": "sup"}, "Subscript": {"tag": "sub"}, "SmallCaps": {"tag": "sc"}}


def runs(node: Node, style: Run | None = None) -> Iterator[Run]:
    """Yield the words of a part of the tree; a line feed is a line break."""
    style = style or Run("")
    if isinstance(node, list):
        for part in node:
            yield from runs(part, style)
    if not isinstance(node, dict):
        return
    kind: str = node.get("t", "")
    inside: Any = node.get("c")
    if kind == "Str" or kind in _BLANKS:
        yield style._replace(text=_BLANKS.get(kind, inside))
    elif kind in {"Code", "CodeBlock", "Math"}:
        yield style._replace(text=inside[1])
    elif kind == "Quoted":
        before, after = map(string, _QUOTES[inside[0]["t"]])
        yield from runs([before, *inside[1], after], style)
    elif kind == "Link":
        yield from runs(inside[1], style._replace(link=inside[2][0]))
    else:
        yield from runs(inside, style._replace(**_EMPHASIS.get(kind, {})))


def text(node: Node) -> str:
    """Return the words of a part of the tree."""
    return "".join(as_characters(run.text, run.tag) for run in runs(node))


def string(words: str) -> Node:
    """Return words as an element."""
    return {"t": "Str", "c": words}


def div(name: str, blocks: Blocks) -> Node:
    """Return blocks in a Div of a class."""
    return {"t": "Div", "c": [["", [name], []], blocks]}


def raw_typst(source: str, kind: str = "RawBlock") -> Node:
    """Return code of Typst as an element."""
    return {"t": kind, "c": ["typst", source]}
