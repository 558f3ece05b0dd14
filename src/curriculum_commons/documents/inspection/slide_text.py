"""How large a text of a slide is: what it says itself, or what its shape, layout or master says for it.

Source:
    ECMA-376, 19.3 and 21.1.2.4: the nearest that names a size counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from pptx.slide import Slide

from .drawings import A

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_USUAL = 18.0
_WHOLE = 100_000
_BODIES = {"body", "subTitle", "obj", "chart", "tbl", "dgm", "pic", "media", "clipArt"}
_SAME = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}
"""Kinds of placeholders that take after another kind on the master."""


def kind_of(shape: etree._Element) -> str:
    """Return what a placeholder is for; empty for a shape that is none."""
    mark = shape.find(f"./*/{P}nvPr/{P}ph")
    return "" if mark is None else mark.get("type") or "obj"


def points(run: etree._Element, shape: etree._Element, slide: Slide) -> float:
    """Return the size at which a piece of text is shown."""
    level = _level(run)
    said = [run.find(f"{A}rPr"), *(_of_level(one, level) for one in _lists(shape, slide))]
    size = next((int(one.get("sz", "")) / 100 for one in said if one is not None and one.get("sz")), _USUAL)
    fit = shape.find(f"{P}txBody/{A}bodyPr/{A}normAutofit")
    return size * int(fit.get("fontScale", _WHOLE)) / _WHOLE if fit is not None else size


def _level(run: etree._Element) -> int:
    line = run.getparent()
    look = None if line is None else line.find(f"{A}pPr")
    return int(look.get("lvl", "0")) + 1 if look is not None else 1


def _of_level(styles: etree._Element | None, level: int) -> etree._Element | None:
    return None if styles is None else styles.find(f"{A}lvl{level}pPr/{A}defRPr")


def _lists(shape: etree._Element, slide: Slide) -> Iterator[etree._Element | None]:
    own = f"{P}txBody/{A}lstStyle"
    yield shape.find(own)
    kind = kind_of(shape)
    layout = slide.slide_layout
    master = layout.slide_master
    if kind:
        yield _in(layout.element, shape, kind, own)
        yield _in(master.element, None, _SAME.get(kind, kind), own)
    family = "titleStyle" if kind in {"title", "ctrTitle"} else "bodyStyle" if kind in _BODIES else "otherStyle"
    yield master.element.find(f"{P}txStyles/{P}{family}")
    yield slide.part.package.presentation_part.presentation.element.find(f"{P}defaultTextStyle")


def _in(sheet: etree._Element, shape: etree._Element | None, kind: str, path: str) -> etree._Element | None:
    index = None if shape is None else _index(shape)
    for one in sheet.iter(f"{P}sp"):
        if (_index(one) == index) if index else (kind_of(one) == kind):
            return one.find(path)
    return None


def _index(shape: etree._Element) -> str:
    mark = shape.find(f"./*/{P}nvPr/{P}ph")
    return "" if mark is None else mark.get("idx") or ""
