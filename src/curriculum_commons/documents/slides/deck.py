"""From pandoc's tree of a text to a deck: its slides, each with title, body, source and notes.

Knows nothing of any format. What a deck cannot show is said with the line of the slide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...model.commons import ToolkitText
from ...model.problems import ContentError, Problem, quoted
from ..brand import Logo
from ..pandoc import Ast, Blocks
from .inlines import plain
from .metadata import Imprint

Inlines = list[dict[str, Any]]
_BEGINS_A_SLIDE = 2
_HEADING = re.compile(r"^##? ", re.MULTILINE)
_FENCED = re.compile(r"^(```+|~~~+).*?^\1", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Slide:
    """One slide after the first."""

    title: Inlines
    columns: tuple[Blocks, ...]
    """Its text, in one column or two; before the table where there is one."""
    shares: tuple[float, ...]
    """How the widths of its columns stand to each other."""
    table: dict[str, Any] | None
    """Its table, below the text."""
    source: Inlines
    """Where what it says comes from, in one line; empty where nothing is named."""
    notes: Blocks
    """What the speaker says."""
    line: int
    """Where it begins in the text; 0 where that cannot be told."""

    @property
    def name(self) -> str:
        """Its title as plain text."""
        return plain(self.title)

    @property
    def widths(self) -> list[float]:
        """Widths of the columns of its table, as parts of the whole; none where there is no table."""
        return [width["c"] for _, width in self.table["c"][2]] if self.table else []

    @property
    def names_rows(self) -> bool:
        """Whether the first column of its table names the rows."""
        return any(body[1] > 0 for body in self.table["c"][4]) if self.table else False


@dataclass(frozen=True)
class Deck:
    """All slides."""

    imprint: Imprint
    logo: Logo | None
    fine: Blocks
    """What stands small on the title slide."""
    source: Inlines
    """Source of the title slide."""
    notes: Blocks
    """Notes of the title slide."""
    slides: tuple[Slide, ...]
    version: tuple[int, ...]
    """Of pandoc's tree."""


def deck(tree: Ast, text: ToolkitText, imprint: Imprint, logo: Logo | None) -> Deck:
    """Return the deck that a tree holds; raises ContentError where a slide cannot be shown."""
    first, *rest = _cut(tree["blocks"])
    lines = _lines(text, len(rest))
    fine, source, notes = _sorted(first)
    problems: list[Problem] = []
    made = []
    for blocks, line in zip(rest, lines, strict=True):
        slide = _slide(blocks, line)
        problems += [Problem(imprint.path, line, 0, wrong) for wrong in _wrong(slide)]
        made.append(slide)
    if problems:
        raise ContentError(problems)
    return Deck(imprint, logo, _opened(fine), source, notes, tuple(made), tuple(tree["pandoc-api-version"]))


def _cut(blocks: Blocks) -> list[Blocks]:
    """Return what stands before the first slide, and the blocks of each slide."""
    parts: list[Blocks] = [[]]
    for block in blocks:
        if block["t"] == "Header" and block["c"][0] <= _BEGINS_A_SLIDE:
            parts.append([])
        parts[-1].append(block)
    return parts


def _lines(text: ToolkitText, slides: int) -> list[int]:
    """Return the line on which each slide begins."""
    body = _FENCED.sub(lambda code: re.sub("[^\n]", " ", code[0]), text.body)
    found = [text.body_line + body.count("\n", 0, heading.start()) for heading in _HEADING.finditer(body)]
    return found if len(found) == slides else [0] * slides


def _slide(blocks: Blocks, line: int) -> Slide:
    heading, *rest = blocks
    body, source, notes = _sorted(rest)
    if any("columns" in classes(block) for block in body):
        parts = [part for part in body[0]["c"][1] if "column" in classes(part)] if len(body) == 1 else []
        columns = tuple(_opened(part["c"][1]) for part in parts)
        return Slide(heading["c"][2], columns, tuple(map(_share, parts)), None, source, notes, line)
    body = _opened(body)
    table = _as_wide_as_the_slide(body.pop()) if body and body[-1]["t"] == "Table" else None
    return Slide(heading["c"][2], (body,), (1,), table, source, notes, line)


def _share(column: dict[str, Any]) -> float:
    """Return what a column says of its width, as in `{.column width="60%"}`."""
    said = dict(column["c"][0][2]).get("width", "")
    return float(said[:-1]) if re.fullmatch(r"[1-9][0-9]?%", said) else 50


def _as_wide_as_the_slide(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with the width of each column, as parts of the whole, and without a caption."""
    # Pandoc would put a caption onto whatever lies below; the title of the slide says what the table shows.
    attributes, _, columns, *rest = table["c"]
    given = [width.get("c", 0) for _, width in columns]
    whole = sum(given) if all(given) else 0
    widths = [part / whole if whole else 1 / len(given) for part in given]
    wide = [[side, {"t": "ColWidth", "c": width}] for (side, _), width in zip(columns, widths, strict=True)]
    return {**table, "c": [attributes, [None, []], wide, *rest]}


def _opened(blocks: Blocks) -> Blocks:
    """Return blocks without divs around some of them, and without those of which nothing is left."""
    inner = [inner for block in blocks for inner in (_opened(block["c"][1]) if block["t"] == "Div" else [block])]
    return [block for block in inner if block.get("c") != [] or block["t"] not in {"Para", "Plain"}]


def _sorted(blocks: Blocks) -> tuple[Blocks, Inlines, Blocks]:
    """Return body, source and notes."""
    notes: Blocks = []
    sources: list[Inlines] = []
    body = list(_without(blocks, notes, sources))
    return body, _joined(sources), notes


def _without(node: Any, notes: Blocks, sources: list[Inlines]) -> Any:
    """Return a part of the tree without notes and sources, which are put into the lists."""
    if isinstance(node, list):
        return [_without(part, notes, sources) for part in node if not _taken(part, notes, sources)]
    if isinstance(node, dict):
        return {key: _without(part, notes, sources) for key, part in node.items()}
    return node


def _taken(node: Any, notes: Blocks, sources: list[Inlines]) -> bool:
    if "notes" in classes(node):
        notes.extend(node["c"][1])
        return True
    if "source" in classes(node):
        inside = node["c"][1]
        sources.extend([inside] if node["t"] == "Span" else [block["c"] for block in inside if "c" in block])
        return True
    return False


def classes(node: Any) -> list[str]:
    """Return the classes of a div or span, and of anything else none."""
    if isinstance(node, dict) and node.get("t") in {"Div", "Span"}:
        return list(node["c"][0][1])
    return []


def _joined(sources: list[Inlines]) -> Inlines:
    """Return sources as one line, each once, and without those of which another says the place as well."""
    said = {plain(source): source for source in sources}
    once = [source for text, source in said.items() if not any(other.startswith(f"{text}, ") for other in said)]
    if not once:
        return []
    line: Inlines = [_str("Source:" if len(once) == 1 else "Sources:"), {"t": "Space"}]
    for number, source in enumerate(once):
        line += [*([_str(";"), {"t": "Space"}] if number else []), *source]
    return line if plain(line).endswith(".") else [*line, _str(".")]


def _str(text: str) -> dict[str, Any]:
    return {"t": "Str", "c": text}


def _wrong(slide: Slide) -> Iterator[str]:
    name = f"slide {quoted(slide.name)}"
    shown = set(types(slide.columns))
    if not slide.name.strip():
        yield 'a slide has no title; write one after "##"'
    if len(slide.columns) not in {1, 2} or (len(slide.columns) > 1 and not all(slide.columns)):
        yield f"{name} needs two columns with text in both, and nothing beside them"
    yield from (f"{name} has {what}" for kind, what in _UNFIT.items() if kind in shown)


_UNFIT = {
    "Table": "a table that is not the last thing on it; put what follows on a slide of its own",
    "Image": "a picture; slides show text and tables",
    "Figure": "a picture; slides show text and tables",
    "Note": "a footnote; put it into the source or the notes",
    "HorizontalRule": 'a line across; write "##" and a title where a slide begins',
}
"""What a slide cannot show in its text."""


def types(node: Any) -> Iterator[str]:
    """Give the kind of each part of a tree."""
    if isinstance(node, dict):
        if isinstance(node.get("t"), str):
            yield node["t"]
        node = list(node.values())
    if isinstance(node, (list, tuple)):
        for part in node:
            yield from types(part)
