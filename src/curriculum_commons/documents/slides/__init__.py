"""Slides from a text of the toolkit: PowerPoint with speaker notes, and PDF without them.

Each `##` of the text begins a slide. From pandoc's tree comes a deck, which knows nothing of any format; what it cannot
show is reported with the line of the slide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from ...content.markdown import Markup
from ...model.build_context import BuildContext
from ...model.commons import Commons, ToolkitText
from ...model.problems import ContentError, Problem, quoted
from .. import Metadata, Recipe
from ..pandoc import Ast, Blocks, elements, string, text
from ..text_tree import words

Inlines = list[dict[str, Any]]
_FIRST_LEVEL = 2


def slides(commons: Commons, context: BuildContext, text: ToolkitText) -> Iterator[Recipe]:
    """Yield a recipe for each format in which the slides are offered.

    Making a file raises ContentError where a slide has too much text.
    """
    content = words(commons, context, text, folder="slides")
    metadata = Metadata.of(commons, context, text)
    ingredients = metadata.ingredients + content.ingredients.encode()

    def make(form: str) -> bytes:
        from .pdf import pdf  # not before: python-pptx takes a quarter of a second to import
        from .pptx import pptx

        deck = build_deck(content.tree, text, metadata)
        return pptx(deck) if form == "pptx" else pdf(deck)

    for form in text.meta.formats:
        if form in {"pptx", "pdf"}:
            path = f"{text.meta.folder}/{text.name}.{form}"
            yield Recipe(path, text.meta.title, ingredients, partial(make, form))


@dataclass(frozen=True)
class Slide:
    """One slide after the first."""

    title: Inlines
    columns: tuple[Blocks, ...]
    """Its text, in one column or two; above the table where there is one."""
    shares: tuple[float, ...]
    """Proportions of the widths of its columns."""
    table: dict[str, Any] | None
    """Its table, below the text."""
    source: Inlines
    """Where its content comes from, in one line; empty where no source is given."""
    notes: Blocks
    line: int
    """First line of the slide in the text; 0 where it is not known."""

    @property
    def name(self) -> str:
        """Its title as plain text."""
        return text(self.title)

    @property
    def widths(self) -> list[float]:
        """Widths of the columns of its table, as parts of the whole; empty where there is no table."""
        return [width["c"] for _, width in self.table["c"][2]] if self.table else []

    @property
    def names_rows(self) -> bool:
        """Whether the first column of its table names the rows."""
        return any(body[1] > 0 for body in self.table["c"][4]) if self.table else False


@dataclass(frozen=True)
class Deck:
    """All slides."""

    metadata: Metadata
    fine: Blocks
    """Small text on the title slide; source and notes are those of this slide, too."""
    source: Inlines
    notes: Blocks
    slides: tuple[Slide, ...]
    line: int
    """Line of the file on which the text begins."""
    version: tuple[int, ...]
    """Version of pandoc's tree."""

    @property
    def about(self) -> str:
        """What the slides are about and whose they are, for the title slide."""
        aid = self.metadata.aid
        return f"{self.metadata.about} These slides are {aid}." if aid else self.metadata.about

    @property
    def logo_alt(self) -> str:
        """What is read to those who do not see the logo; the name of the school is in one place only."""
        return "Logo of the school" if self.metadata.brand.school else self.metadata.brand.logo_alt

    @property
    def footer(self) -> str:
        """Text at the foot of each slide."""
        return f"{self.metadata.framework} · edition {self.metadata.edition}"


def build_deck(tree: Ast, text: ToolkitText, metadata: Metadata) -> Deck:
    """Return the deck of a tree; raises ContentError where a slide cannot be shown."""
    cover, *parts = _split_at_headings(tree["blocks"])
    slides = [_slide(blocks, line) for blocks, line in zip(parts, _lines(text, len(parts)), strict=True)]
    problems = [
        Problem(metadata.path, slide.line, 0, message, code) for slide in slides for message, code in _unfit(slide)
    ]
    if problems:
        raise ContentError(problems)
    fine, source, notes = _taken_apart(cover)
    return Deck(
        metadata, _unwrapped(fine), source, notes, tuple(slides), text.body_line, tuple(tree["pandoc-api-version"])
    )


def _split_at_headings(blocks: Blocks) -> list[Blocks]:
    parts: list[Blocks] = [[]]
    for block in blocks:
        if block["t"] == "Header" and block["c"][0] <= _FIRST_LEVEL:
            parts.append([])
        parts[-1].append(block)
    return parts


def _lines(text: ToolkitText, slides: int) -> list[int]:
    headings = Markup(text.body, text.meta.render_macros).headings
    starts = [heading.start for heading in headings if heading.level <= _FIRST_LEVEL]
    lines = [text.body_line + text.body.count("\n", 0, start) for start in starts]
    return lines if len(lines) == slides else [0] * slides


def _slide(blocks: Blocks, line: int) -> Slide:
    heading, *rest = blocks
    title = heading["c"][2]
    body, source, notes = _taken_apart(rest)
    if any("columns" in _classes(block) for block in body):
        parts = [part for part in body[0]["c"][1] if "column" in _classes(part)] if len(body) == 1 else []
        columns = tuple(_unwrapped(part["c"][1]) for part in parts)
        return Slide(title, columns, tuple(map(_share, parts)), None, source, notes, line)
    body = _unwrapped(body)
    table = _with_widths(body.pop()) if body and body[-1]["t"] == "Table" else None
    return Slide(title, (body,), (1,), table, source, notes, line)


def _share(column: dict[str, Any]) -> float:
    """Return the width of a column, as in `{.column width="60%"}`."""
    width = dict(column["c"][0][2]).get("width", "")
    return float(width[:-1]) if re.fullmatch(r"[1-9][0-9]?%", width) else 50


def _with_widths(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with the width of each column, as parts of the whole, and without a caption."""
    # Pandoc would put a caption onto whatever lies below; the title of the slide describes the table.
    attributes, _, columns, *rest = table["c"]
    given = [width.get("c", 0) for _, width in columns]
    whole = sum(given) if all(given) else 0
    widths = [part / whole if whole else 1 / len(given) for part in given]
    wide = [[side, {"t": "ColWidth", "c": width}] for (side, _), width in zip(columns, widths, strict=True)]
    return {**table, "c": [attributes, [None, []], wide, *rest]}


def _unwrapped(blocks: Blocks) -> Blocks:
    inner = [inner for block in blocks for inner in (_unwrapped(block["c"][1]) if block["t"] == "Div" else [block])]
    return [block for block in inner if block.get("c") != [] or block["t"] not in {"Para", "Plain"}]


def _taken_apart(blocks: Blocks) -> tuple[Blocks, Inlines, Blocks]:
    notes: Blocks = []
    sources: list[Inlines] = []

    def take(node: Any) -> bool:
        if "notes" in (names := _classes(node)):
            notes.extend(node["c"][1])
        elif "source" in names:
            inside = node["c"][1]
            sources.extend([inside] if node["t"] == "Span" else [block["c"] for block in inside if "c" in block])
        else:
            return False
        return True

    def body(node: Any) -> Any:
        if isinstance(node, list):
            return [body(part) for part in node if not take(part)]
        return {key: body(part) for key, part in node.items()} if isinstance(node, dict) else node

    return body(blocks), _joined(sources), notes


def _classes(node: Any) -> list[str]:
    if isinstance(node, dict) and node.get("t") in {"Div", "Span"}:
        return list(node["c"][0][1])
    return []


def _joined(sources: list[Inlines]) -> Inlines:
    """Return sources as one line, each once, and without those that another gives with a location."""
    unique = {text(source): source for source in sources}
    once = [source for text, source in unique.items() if not any(other.startswith(f"{text}, ") for other in unique)]
    if not once:
        return []
    line = [*_words("Source:" if len(once) == 1 else "Sources:"), *once[0]]
    for source in once[1:]:
        line += [*_words(";"), *source]
    return line if text(line).endswith(".") else [*line, string(".")]


def _words(words: str) -> Inlines:
    return [string(f"{words} ")]


_UNFIT = {
    "Table": "a table that is not the last thing on it; put what follows on a slide of its own",
    "Image": "a picture; slides show text and tables",
    "Figure": "a picture; slides show text and tables",
    "Note": "a footnote; put it into the source or the notes",
    "HorizontalRule": 'a line across; write "##" and a title where a slide begins',
}
"""Elements that a slide cannot show in its text."""


def _unfit(slide: Slide) -> Iterator[tuple[str, str]]:
    name = f"slide {quoted(slide.name)}"
    kinds = {element["t"] for element in elements(list(slide.columns), *_UNFIT)}
    if not slide.name.strip():
        yield 'a slide has no title; write one after "##"', "missing-title"
    if len(slide.columns) not in {1, 2} or (len(slide.columns) > 1 and not all(slide.columns)):
        yield f"{name} needs two columns with text in both, and nothing beside them", "slide-layout"
    yield from ((f"{name} has {what}", "slide-layout") for kind, what in _UNFIT.items() if kind in kinds)
