"""Inspect a PowerPoint presentation.

Colors are not inspected: a picture may lie behind the text of a slide.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.slide import Slide

from . import rules
from .rules import A, Fault, alternative, beginning, named, remove_fallbacks

_TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
_FURNITURE = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER}
_SMALLEST = 12.0
_USUAL = 18.0
_WHOLE = 100_000
"""Scale of text that is not shrunk, in thousandths of a percent."""
_PAINTED = " | ".join(
    f"p:spPr/a:{fill}" for fill in ("solidFill", "gradFill", "blipFill", "pattFill", "ln", "custGeom")
)

_Shape = Any
"""A shape of python-pptx; what it can do depends on its kind."""


def faults(content: bytes) -> Iterator[Fault]:
    """Yield what is wrong with a presentation, slide by slide."""
    presentation = Presentation(BytesIO(content))
    yield from rules.title(presentation.core_properties.title, "File > Info > Title")
    slides = list(presentation.slides)
    for slide in slides:
        remove_fallbacks(slide.element)
    runs = [
        [run for run in slide.element.iter(f"{A}r") if any(map(str.isalpha, run.findtext(f"{A}t") or ""))]
        for slide in slides
    ]
    has_language = any(_language(run) for group in runs for run in group)
    if any(runs) and not has_language:
        yield Fault("", "has no language; select the text of all slides and choose Review > Language")
    titles = dict[str, int]()
    for number, slide in enumerate(slides, 1):
        location = f"slide {number}"
        shapes = list(_shapes(slide.shapes))
        yield from _title_faults(location, number, slide, titles)
        unmarked = [run for run in runs[number - 1] if not _language(run)]
        if has_language and unmarked:
            text = beginning(unmarked[0].findtext(f"{A}t") or "")
            yield Fault(location, f"has no language for “{text}”; choose Review > Language")
        yield from _order_faults(location, slide)
        yield from _picture_faults(location, slide.shapes)
        for shape in shapes:
            kind = _placeholder(shape)
            if kind and kind not in _TITLES | _FURNITURE and shape.has_text_frame and not _text(shape._element):
                yield Fault(f"{location}, {named('placeholder', shape.name)}", "is empty; fill it or delete it")
        yield from _table_faults(location, shapes)
        yield from _size_faults(location, shapes, slide)
        yield from _link_faults(location, slide)


def _shapes(shapes: Any) -> Iterator[_Shape]:
    for shape in shapes:
        yield shape
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from _shapes(shape.shapes)


def _placeholder(shape: _Shape) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _text(element: etree._Element) -> str:
    return " ".join("".join(text.text or "" for text in line.iter(f"{A}t")) for line in element.iter(f"{A}p")).strip()


def _language(run: etree._Element) -> str:
    properties = run.find(f"{A}rPr")
    return "" if properties is None else properties.get("lang") or ""


def _title_faults(location: str, number: int, slide: Slide, titles: dict[str, int]) -> Iterator[Fault]:
    shape = slide.shapes.title
    text = "" if shape is None else " ".join(_text(shape._element).split())
    if shape is None:
        yield Fault(location, "has no title; choose a layout with a title, and hide the title if it must not be seen")
    elif not text:
        yield Fault(location, "has an empty title; describe in it what the slide shows")
    elif text.lower() in titles:
        other = f"slide {titles[text.lower()]}, “{beginning(text)}”"
        yield Fault(location, f"has the title of {other}; give each its own")
    else:
        titles[text.lower()] = number


def _order_faults(location: str, slide: Slide) -> Iterator[Fault]:
    for shape in slide.shapes:
        if _placeholder(shape) in _TITLES:
            return
        if _placeholder(shape) not in _FURNITURE and (_text(shape._element) or alternative(_properties(shape))):
            if slide.shapes.title is not None:
                yield Fault(
                    location, "is not read from its title on; move the title to the top of the Reading Order pane"
                )
            return


def _properties(shape: _Shape) -> etree._Element:
    properties: etree._Element = shape._element.xpath("./*/p:cNvPr")[0]
    return properties


def _picture_faults(location: str, shapes: Any) -> Iterator[Fault]:
    for shape in shapes:
        text = alternative(_properties(shape))
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP and text == "":
            yield from _picture_faults(location, shape.shapes)  # a group needs none where its parts have one
        elif _is_picture(shape):
            yield from rules.picture(f"{location}, {named('picture', shape.name)}", text)


def _is_picture(shape: _Shape) -> bool:
    if shape.has_text_frame:
        painted = shape._element.xpath(f"{_PAINTED} | p:style")
        return not shape.is_placeholder and not _text(shape._element) and bool(painted)
    return not shape.has_table


def _table_faults(location: str, shapes: list[_Shape]) -> Iterator[Fault]:
    for shape in shapes:
        if shape.has_table:
            spot = f"{location}, {named('table', _text(shape._element))}"
            if not shape.table.first_row:
                yield Fault(spot, "has no header row; tick Header Row under Table Design")
            yield from rules.merged_cells(spot, (cell.is_merge_origin for cell in shape.table.iter_cells()))


def _size_faults(location: str, shapes: list[_Shape], slide: Slide) -> Iterator[Fault]:
    sizes = [
        (_points(run, shape, slide), text)
        for shape in shapes
        if shape.shape_type != MSO_SHAPE_TYPE.GROUP and _placeholder(shape) not in _FURNITURE
        for run in shape._element.iter(f"{A}r")
        if (text := (run.findtext(f"{A}t") or "").strip())
    ]
    size, text = min(sizes, default=(_SMALLEST, ""), key=lambda pair: pair[0])
    if size < _SMALLEST:
        message = f"is {size:g} points high; use {_SMALLEST:g} or more, or fewer words"
        yield Fault(f"{location}, {named('text', text)}", message)


def _points(run: etree._Element, shape: _Shape, slide: Slide) -> float:
    """Return the size of a run: its own, or the nearest in its shape, layout, master and presentation.

    Source:
        ECMA-376, 19.3 and 21.1.2.4.
    """
    line = next(run.iterancestors(f"{A}p"))
    outline = line.find(f"{A}pPr")
    level = 1 if outline is None else int(outline.get("lvl", "0")) + 1
    own = run.find(f"{A}rPr")
    styles = [style.find(f"{A}lvl{level}pPr/{A}defRPr") for style in _list_styles(shape, slide)]
    sizes = (style.get("sz") for style in (own, *styles) if style is not None)
    size = next((int(size) / 100 for size in sizes if size), _USUAL)
    scale = shape._element.xpath("p:txBody/a:bodyPr/a:normAutofit/@fontScale")
    return size * int(scale[0]) / _WHOLE if scale else size


def _list_styles(shape: _Shape, slide: Slide) -> Iterator[etree._Element]:
    base = shape
    while base is not None:
        yield from base._element.xpath("p:txBody/a:lstStyle")
        base = getattr(base, "_base_placeholder", None)
    kind = _placeholder(shape)
    family = "titleStyle" if kind in _TITLES else "bodyStyle" if kind else "otherStyle"
    yield from slide.slide_layout.slide_master.element.xpath(f"p:txStyles/p:{family}")
    yield from slide.part.package.presentation_part.presentation.element.xpath("p:defaultTextStyle")


def _link_faults(location: str, slide: Slide) -> Iterator[Fault]:
    for run in slide.element.iter(f"{A}r"):
        text = run.findtext(f"{A}t") or ""
        if run.xpath("a:rPr/a:hlinkClick[@r:id != '']"):
            yield from rules.link(f"{location}, {named('link', text)}", text)
