"""Tell which text of a Word document is hard to see: its color against what lies behind it.

Follows styles and the first row of a table's style; knows nothing of pictures behind text, nor of boxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from .contrast import WHITE, contrast, is_color, wanted
from .drawings import without_copies
from .fault import Fault, named
from .word_styles import Styles, W, name_of, on

_STORIES = {RELATIONSHIP_TYPE.HEADER: "header", RELATIONSHIP_TYPE.FOOTER: "footer"}
_NAMED = {"yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF", "magenta": "FF00FF", "blue": "0000FF"}
_NAMED |= {"red": "FF0000", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000", "darkRed": "800000"}
_NAMED |= {"darkMagenta": "800080", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0"}
_NAMED |= {"black": "000000", "white": WHITE}
_USUAL_HALF_POINTS = 20.0


@dataclass(frozen=True)
class _Pale:
    """Text that is hard to see, however often."""

    color: str
    behind: str
    wanted: float
    style: str
    """What gives it its color; empty where it has it of its own."""


def contrast_faults(document: Document, styles: Styles) -> Iterator[Fault]:
    """Tell each pair of colors that is hard to tell apart, once."""
    first: dict[_Pale, str] = {}
    for where, root in _stories(document):
        for run in root.iter(f"{W}r"):
            text = "".join(part.text or "" for part in run.iter(f"{W}t"))
            if text.strip() and (pale := _pale(run, styles)):
                first.setdefault(pale, named(where, text))
    for pale, place in first.items():
        behind = "white" if pale.behind == WHITE else f"#{pale.behind}"
        reached = int(contrast(pale.color, pale.behind) * 10) / 10
        yield Fault(
            f"style “{pale.style[0].upper()}{pale.style[1:]}”" if pale.style else place,
            f"#{pale.color} on {behind} has a contrast of {reached}:1; choose colors with at least {pale.wanted:g}:1",
        )


def _stories(document: Document) -> Iterator[tuple[str, etree._Element]]:
    yield "text", document.element.body
    for relation in document.part.rels.values():
        if relation.reltype in _STORIES and not relation.is_external:
            root = relation.target_part.element
            without_copies(root)
            yield _STORIES[relation.reltype], root


def _pale(run: etree._Element, styles: Styles) -> _Pale | None:
    paragraph = next(run.iterancestors(f"{W}p"), None)
    if paragraph is None or next(run.iterancestors(f"{W}txbxContent"), None) is not None:
        return None
    sources = list(_sources(run, paragraph, styles))
    mark, style = _found(sources, "color")
    color = None if mark is None else styles.color(mark, "val", "themeColor")
    behind = _behind(paragraph, sources, styles)
    if not is_color(color) or not is_color(behind) or color is None:
        return None
    size, _ = _found(sources, "sz")
    said = size.get(f"{W}val") if size is not None else None
    points = (float(said) if said else _USUAL_HALF_POINTS) / 2
    enough = wanted(points, on(_found(sources, "b")[0]))
    if contrast(color, behind) >= enough:
        return None
    return _Pale(color.upper(), behind.upper(), enough, style)


def _sources(
    run: etree._Element, paragraph: etree._Element, styles: Styles
) -> Iterator[tuple[etree._Element | None, str]]:
    """Give what may lay down how text looks, the strongest first, with the name of the style it belongs to."""
    yield run.find(f"{W}rPr"), ""
    for style in styles.chain(run, "rPr", "rStyle"):
        yield style.find(f"{W}rPr"), name_of(style)
    for style in styles.chain(paragraph, "pPr", "pStyle"):
        yield style.find(f"{W}rPr"), name_of(style)
    for part, name in _table_parts(paragraph, styles):
        yield part.find(f"{W}rPr"), name
    yield styles.defaults, ""


def _found(sources: list[tuple[etree._Element | None, str]], name: str) -> tuple[etree._Element | None, str]:
    for properties, style in sources:
        mark = None if properties is None else properties.find(f"{W}{name}")
        if mark is not None:
            return mark, style
    return None, ""


def _table_parts(paragraph: etree._Element, styles: Styles) -> Iterator[tuple[etree._Element, str]]:
    row = next(paragraph.iterancestors(f"{W}tr"), None)
    table = next(paragraph.iterancestors(f"{W}tbl"), None)
    if row is None or table is None:
        return
    look = table.find(f"{W}tblPr/{W}tblLook")
    heads = look is not None and _first_row(look) and table.find(f"{W}tr") is row
    for style in styles.chain(table, "tblPr", "tblStyle"):
        for part in style.findall(f"{W}tblStylePr") if heads else ():
            if part.get(f"{W}type") == "firstRow":
                yield part, name_of(style)
        yield style, name_of(style)


def _first_row(look: etree._Element) -> bool:
    said = look.get(f"{W}firstRow")
    if said is not None:
        return said in {"1", "true", "on"}
    mask = look.get(f"{W}val") or "0"
    return bool(int(mask, 16) & 0x20)


def _behind(paragraph: etree._Element, sources: list[tuple[etree._Element | None, str]], styles: Styles) -> str:
    highlight, _ = _found(sources[:1], "highlight")
    if highlight is not None:
        return _NAMED.get(highlight.get(f"{W}val") or "", WHITE)
    shades = [None if properties is None else properties.find(f"{W}shd") for properties, _ in sources]
    owners = [paragraph, *styles.chain(paragraph, "pPr", "pStyle")]
    shades += [owner.find(f"{W}pPr/{W}shd") for owner in owners]
    cell = next(paragraph.iterancestors(f"{W}tc"), None)
    if cell is not None:
        shades.append(cell.find(f"{W}tcPr/{W}shd"))
    shades += [part.find(f"{W}tcPr/{W}shd") for part, _ in _table_parts(paragraph, styles)]
    for shade in shades:
        color = None if shade is None else styles.color(shade, "fill", "themeFill")
        if color:
            return color
    return WHITE
