"""Styles of a Word document: headings, lists and language; and text whose color is hard to see.

Follows styles and the first row of the style of a table; pictures behind text and text boxes are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from ...model.colors import contrast
from .rules import YES, Fault, named, remove_fallbacks

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NO = {"0", "false", "off", "none"}
_STORIES = {RELATIONSHIP_TYPE.HEADER: "header", RELATIONSHIP_TYPE.FOOTER: "footer"}
_WHITE = "FFFFFF"
_HIGHLIGHTS = {"yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF", "magenta": "FF00FF", "blue": "0000FF"}
_HIGHLIGHTS |= {"red": "FF0000", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000", "darkRed": "800000"}
_HIGHLIGHTS |= {"darkMagenta": "800080", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0"}
_HIGHLIGHTS |= {"black": "000000", "white": _WHITE}
_USUAL_HALF_POINTS = "20"
_LARGE, _LARGE_BOLD = 18.0, 14.0
"""Points from which text needs less contrast."""

_Element = etree._Element


def value(mark: _Element | None, name: str = "val") -> str:
    """Return an attribute of an element; empty where either is missing."""
    return "" if mark is None else mark.get(f"{W}{name}") or ""


def is_on(mark: _Element | None) -> bool:
    """Return True if a property such as bold is there and on."""
    return mark is not None and value(mark) not in _NO


def _first(owners: Iterable[_Element | None], path: str) -> _Element | None:
    path = "/".join(f"{W}{part}" for part in path.split("/"))
    marks = (owner.find(path) for owner in owners if owner is not None)
    return next((mark for mark in marks if mark is not None), None)


class Styles:
    """The styles of one document."""

    def __init__(self, root: _Element) -> None:
        styles = root.findall(f"{W}style")
        self._by_id = {value(style, "styleId"): style for style in styles}
        standard = (one for one in styles if value(one, "type") == "paragraph" and value(one, "default") in YES)
        self._standard = next(standard, None)
        self.defaults = _first([root], "docDefaults/rPrDefault/rPr")
        """Properties of text to which no style gives others."""

    @property
    def language(self) -> str:
        """Language of text that has no other; empty where it is missing."""
        return value(_first([self.defaults], "lang")) or value(_first(self._bases(self._standard), "rPr/lang"))

    def chain(self, element: _Element, kind: str) -> Iterator[_Element]:
        """Yield the style of an element of a kind, "p", "r" or "tbl", then those that it is based on."""
        style = self._by_id.get(value(_first([element], f"{kind}Pr/{kind}Style")))
        yield from self._bases(self._standard if style is None and kind == "p" else style)

    def _bases(self, style: _Element | None) -> Iterator[_Element]:
        seen = list[_Element]()
        while style is not None and style not in seen:
            seen.append(style)
            yield style
            style = self._by_id.get(value(_first([style], "basedOn")))

    def name(self, paragraph: _Element) -> str:
        """Return the name of the style of a paragraph, in lower case."""
        return next((name_of(style).lower() for style in self.chain(paragraph, "p")), "normal")

    def level(self, paragraph: _Element) -> int:
        """Return the level of a heading, from 1; 0 for any other paragraph."""
        for owner in (paragraph, *self.chain(paragraph, "p")):
            outline = value(_first([owner], "pPr/outlineLvl"))
            if outline:
                return int(outline) + 1 if re.fullmatch("[0-8]", outline) else 0
            if heading := re.fullmatch("heading ([1-9])", name_of(owner).lower()):
                return int(heading[1])
        return 0

    def is_listed(self, paragraph: _Element) -> bool:
        """Return True if a paragraph is an item of a list of Word."""
        mark = _first([paragraph, *self.chain(paragraph, "p")], "pPr/numPr")
        return mark is not None and value(_first([mark], "numId")) != "0"


def name_of(style: _Element) -> str:
    """Return the name under which Word lists a style."""
    return value(_first([style], "name"))


# Contrast


class _Pale(NamedTuple):
    """Text that is hard to see, however often."""

    color: str
    behind: str
    wanted: float
    style: str
    """Name of the style that gives it its color; empty where it has it directly."""


def contrast_faults(document: Document, styles: Styles) -> Iterator[Fault]:
    """Yield each pair of colors that is hard to distinguish, once."""
    first: dict[_Pale, str] = {}
    for story, root in _stories(document):
        for run in root.iter(f"{W}r"):
            text = "".join(part.text or "" for part in run.iter(f"{W}t"))
            if text.strip() and (pale := _pale(run, styles)):
                first.setdefault(pale, named(story, text))
    for (color, behind, wanted, style), location in first.items():
        reached = int(contrast(f"#{color}", f"#{behind}") * 10) / 10
        yield Fault(
            f"style “{style[:1].upper()}{style[1:]}”" if style else location,
            f"#{color} on {'white' if behind == _WHITE else f'#{behind}'} has a contrast of {reached}:1; "
            f"choose colors with at least {wanted:g}:1",
        )


def _stories(document: Document) -> Iterator[tuple[str, _Element]]:
    yield "text", document.element.body
    for relation in document.part.rels.values():
        if relation.reltype in _STORIES and not relation.is_external:
            remove_fallbacks(relation.target_part.element)
            yield _STORIES[relation.reltype], relation.target_part.element


def _pale(run: _Element, styles: Styles) -> _Pale | None:
    paragraph = next(run.iterancestors(f"{W}p"), None)
    if paragraph is None or next(run.iterancestors(f"{W}txbxContent"), None) is not None:
        return None
    in_table = list(_table_styles(paragraph, styles))
    owners = [run, *styles.chain(run, "r"), *styles.chain(paragraph, "p"), *in_table]
    sources = [*(_first([owner], "rPr") for owner in owners), styles.defaults]
    source = next((number for number, one in enumerate(sources) if _first([one], "color") is not None), None)
    color = "" if source is None else value(_first([sources[source]], "color")).upper()
    behind = _background(paragraph, sources, in_table, styles)
    if source is None or not behind or not re.fullmatch("[0-9A-F]{6}", color):
        return None
    points = float(value(_first(sources, "sz")) or _USUAL_HALF_POINTS) / 2
    large = points >= (_LARGE_BOLD if is_on(_first(sources, "b")) else _LARGE)
    wanted = 3.0 if large else 4.5
    style = name_of(owners[source]) if 0 < source < len(owners) else ""
    return _Pale(color, behind, wanted, style) if contrast(f"#{color}", f"#{behind}") < wanted else None


def _table_styles(paragraph: _Element, styles: Styles) -> Iterator[_Element]:
    """Yield the styles of the table around a paragraph; before each, its part for the first row if that is meant."""
    row = next(paragraph.iterancestors(f"{W}tr"), None)
    table = next(paragraph.iterancestors(f"{W}tbl"), None)
    if row is None or table is None:
        return
    in_head = value(_first([table], "tblPr/tblLook"), "firstRow") in YES and table.find(f"{W}tr") is row
    for style in styles.chain(table, "tbl"):
        yield from (part for part in style.findall(f"{W}tblStylePr") if in_head and value(part, "type") == "firstRow")
        yield style


def _background(paragraph: _Element, sources: list[_Element | None], in_table: list[_Element], styles: Styles) -> str:
    highlight = value(_first(sources[:1], "highlight"))
    if highlight:
        return _HIGHLIGHTS.get(highlight, _WHITE)
    shades = chain(
        (_first([source], "shd") for source in sources),
        (_first([owner], "pPr/shd") for owner in (paragraph, *styles.chain(paragraph, "p"))),
        (_first([owner], "tcPr/shd") for owner in (next(paragraph.iterancestors(f"{W}tc"), None), *in_table)),
    )
    fills = (value(shade, "fill") for shade in shades)
    fill = next((fill for fill in fills if fill not in {"", "auto"}), _WHITE).upper()
    return fill if re.fullmatch("[0-9A-F]{6}", fill) else ""
