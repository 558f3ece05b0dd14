"""Tell what is wrong with a PowerPoint presentation.

Knows nothing of colors: what lies behind a text of a slide may be a picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from lxml import etree
from pptx import Presentation
from pptx.slide import Slide

from .drawings import A, R, alternative, without_copies
from .fault import Fault, alternative_fault, link_fault, named, title_fault
from .slide_text import P, kind_of, points

_TITLES = {"title", "ctrTitle"}
_FURNITURE = {"dt", "ftr", "sldNum", "hdr"}
_SMALLEST = 12.0
_DRAWN = {f"{P}sp", f"{P}pic", f"{P}graphicFrame", f"{P}cxnSp", f"{P}grpSp"}


def faults(content: bytes) -> Iterator[Fault]:
    """Tell what is wrong with a presentation, slide by slide."""
    presentation = Presentation(BytesIO(content))
    if fault := title_fault(presentation.core_properties.title, "File > Info > Title"):
        yield fault
    slides = list(presentation.slides)
    for slide in slides:
        without_copies(slide.element)
    speechless = {number: _speechless(slide) for number, slide in enumerate(slides, 1)}
    everywhere = any(speechless.values()) and not any(_spoken(slide) for slide in slides)
    if everywhere:
        yield Fault("", "does not say its language; select the text of all slides and choose Review > Language")
    titles = dict[str, int]()
    for number, slide in enumerate(slides, 1):
        place = f"slide {number}"
        yield from _title(place, number, slide, titles)
        if speechless[number] and not everywhere:
            yield Fault(place, f"does not say the language of “{speechless[number]}”; choose Review > Language")
        yield from _order(place, slide)
        yield from _alternatives(place, _tree(slide))
        yield from _placeholders(place, slide)
        yield from _tables(place, slide)
        yield from _sizes(place, slide)
        yield from _links(place, slide)


def _tree(slide: Slide) -> etree._Element:
    found: etree._Element | None = slide.element.find(f"{P}cSld/{P}spTree")
    if found is None:
        raise ValueError("a slide without shapes")
    return found


def _text(shape: etree._Element) -> str:
    return " ".join("".join(run.text or "" for run in line.iter(f"{A}t")) for line in shape.iter(f"{A}p")).strip()


def _short(text: str) -> str:
    return named("", text).removeprefix(", “").removesuffix("”")


def _title(place: str, number: int, slide: Slide, titles: dict[str, int]) -> Iterator[Fault]:
    shape = next((one for one in _tree(slide).iter(f"{P}sp") if kind_of(one) in _TITLES), None)
    text = "" if shape is None else " ".join(_text(shape).split())
    if shape is None:
        yield Fault(place, "has no title; choose a layout with a title, and hide the title if it must not be seen")
    elif not text:
        yield Fault(place, "has an empty title; say in it what the slide shows")
    elif text.lower() in titles:
        yield Fault(place, f"has the title of slide {titles[text.lower()]}, “{_short(text)}”; give each its own")
    else:
        titles[text.lower()] = number


def _runs(slide: Slide) -> Iterator[etree._Element]:
    for run in slide.element.iter(f"{A}r"):
        text = run.find(f"{A}t")
        if text is not None and any(sign.isalpha() for sign in text.text or ""):
            yield run


def _says(run: etree._Element) -> bool:
    properties = run.find(f"{A}rPr")
    return properties is not None and bool(properties.get("lang"))


def _spoken(slide: Slide) -> bool:
    return any(_says(run) for run in _runs(slide))


def _speechless(slide: Slide) -> str:
    return next(
        (_short("".join(t.text or "" for t in run.iter(f"{A}t"))) for run in _runs(slide) if not _says(run)), ""
    )


def _order(place: str, slide: Slide) -> Iterator[Fault]:
    before = 0
    for shape in _tree(slide):
        if kind_of(shape) in _TITLES:
            if before:
                yield Fault(place, "is not read from its title on; move the title to the top of the Reading Order pane")
            return
        if shape.tag in _DRAWN and kind_of(shape) not in _FURNITURE and (_text(shape) or _alternative(shape)):
            before += 1


def _properties(shape: etree._Element) -> etree._Element | None:
    return shape.find(f"./*/{P}cNvPr")


def _alternative(shape: etree._Element) -> str | None:
    properties = _properties(shape)
    return None if properties is None else alternative(properties)


def _alternatives(place: str, shapes: etree._Element) -> Iterator[Fault]:
    for shape in shapes:
        properties = _properties(shape)
        if properties is None or shape.tag not in _DRAWN:
            continue
        said = alternative(properties)
        if shape.tag == f"{P}grpSp" and not said and said is not None:
            yield from _alternatives(place, shape)  # a group needs none when its parts have
        elif said is not None and _is_seen_only(shape):
            fault = alternative_fault(f"{place}, {named('picture', properties.get('name') or '')}", said)
            if fault:
                yield fault


def _is_seen_only(shape: etree._Element) -> bool:
    if shape.tag == f"{P}sp":
        return not _text(shape) and not kind_of(shape) and _is_painted(shape)
    return shape.find(f".//{A}tbl") is None


def _is_painted(shape: etree._Element) -> bool:
    look = shape.find(f"{P}spPr")
    painted = look is not None and any(
        look.find(f"{A}{fill}") is not None
        for fill in ("solidFill", "gradFill", "blipFill", "pattFill", "ln", "custGeom")
    )
    return painted or shape.find(f"{P}style") is not None


def _placeholders(place: str, slide: Slide) -> Iterator[Fault]:
    for shape in _tree(slide).iter(f"{P}sp"):
        kind = kind_of(shape)
        if kind and kind not in _TITLES | _FURNITURE and not _text(shape):
            properties = _properties(shape)
            name = "" if properties is None else properties.get("name") or ""
            yield Fault(f"{place}, {named('placeholder', name)}", "is empty; fill it or delete it")


def _tables(place: str, slide: Slide) -> Iterator[Fault]:
    for table in _tree(slide).iter(f"{A}tbl"):
        where = f"{place}, {named('table', _text(table))}"
        look = table.find(f"{A}tblPr")
        if look is None or look.get("firstRow") not in {"1", "true"}:
            yield Fault(where, "has no header row; tick Header Row under Table Design")
        if any(cell.get("gridSpan", "1") != "1" or cell.get("rowSpan", "1") != "1" for cell in table.iter(f"{A}tc")):
            yield Fault(where, "has merged cells; split them, so that each row has the same cells")


def _sizes(place: str, slide: Slide) -> Iterator[Fault]:
    smallest: tuple[float, str] | None = None
    for shape in _tree(slide).iter(f"{P}sp", f"{P}graphicFrame"):
        if kind_of(shape) in _FURNITURE:
            continue
        for run in shape.iter(f"{A}r"):
            text = run.findtext(f"{A}t") or ""
            size = points(run, shape, slide)
            if text.strip() and size < _SMALLEST and (smallest is None or size < smallest[0]):
                smallest = size, text
    if smallest:
        size, text = smallest
        yield Fault(
            f"{place}, {named('text', text)}", f"is {size:g} points high; use {_SMALLEST:g} or more, or fewer words"
        )


def _links(place: str, slide: Slide) -> Iterator[Fault]:
    for run in _tree(slide).iter(f"{A}r"):
        link = run.find(f"{A}rPr/{A}hlinkClick")
        text = run.findtext(f"{A}t") or ""
        if link is not None and link.get(f"{R}id") and (fault := link_fault(f"{place}, {named('link', text)}", text)):
            yield fault
