"""The reference presentation: pandoc's own, with the colors, fonts and places of `look`.

Knows nothing of any deck; pandoc takes masters and layouts from it.
"""

from __future__ import annotations

from functools import cache

from lxml import etree

from ..pandoc import pandoc
from ..zips import packed, unpacked
from . import styles as look
from .styles import Box

Element = etree._Element
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
NAMES = {"a": _A, "p": _P}
POINT = 12700
"""What office files measure in, a point."""
_DEFAULT_WIDTH = 720
_LEVELS = 5

_COLORS = {
    "dk1": look.INK,
    "lt1": look.PAPER,
    "dk2": look.TEAL,
    "lt2": look.PALE,
    "accent1": look.TEAL,
    "accent2": look.CLAY,
    "accent3": look.QUIET,
    "accent4": "3D7B7C",
    "accent5": "B9773F",
    "accent6": "5C6B3C",
    "hlink": look.TEAL,
    "folHlink": look.QUIET,
}
_LEFT, _RIGHT = look.columns((1, 1))
_PLACES: dict[str, dict[str, Box]] = {
    "Title Slide": {"ctrTitle": look.COVER, "subTitle": look.SCHOOL},
    "Title and Content": {"1": look.BODY},
    "Two Content": {"1": _LEFT, "2": _RIGHT},
    "Content with Caption": {"title": look.TITLE, "1": look.BODY, "2": look.BODY},
}
"""Where placeholders lie, by name of the layout, and by kind of placeholder or its number."""
_ON_MASTER = {"title": look.TITLE, "body": look.BODY, "ftr": look.FOOTER, "sldNum": look.NUMBER}


@cache
def reference() -> bytes:
    """Return the presentation that pandoc looks to."""
    files = unpacked(pandoc(b"", ["--print-default-data-file=reference.pptx"]))
    return packed({name: _changed(name, content) for name, content in files.items()})


def _changed(name: str, content: bytes) -> bytes:
    folder = name.rpartition("/")[0]
    change = {
        "ppt/theme": _theme,
        "ppt/slideMasters": _master,
        "ppt/slideLayouts": _layout,
    }.get(folder, _size if name == "ppt/presentation.xml" else None)
    if change is None:
        return content
    root = etree.fromstring(content)
    change(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _size(root: Element) -> None:
    size = found(root, "p:sldSz")[0]
    size.attrib.clear()
    size.attrib.update({"cx": str(look.WIDTH * POINT), "cy": str(look.HEIGHT * POINT)})


def _theme(root: Element) -> None:
    for name, color in _COLORS.items():
        scheme = found(root, f"a:{name}")[0]
        scheme[:] = [fragment(f'<a:srgbClr val="{color}"/>')]
    for kind, font in (("majorFont", look.TITLES), ("minorFont", look.TEXT)):
        found(root, f"a:{kind}/a:latin")[0].set("typeface", font)


def _master(root: Element) -> None:
    _scale(root)
    for shape in found(root, "p:sp"):
        kind = _placeholder(shape).get("type", "")
        if kind in _ON_MASTER:
            move(shape, _ON_MASTER[kind])
        insets = found(shape, "a:bodyPr")[0]
        insets.attrib.update({"lIns": "0", "rIns": "0", "tIns": "0", "bIns": "0"})
        if kind == "title":
            insets.set("anchor", "b")
        if kind in {"ftr", "sldNum"}:
            found(shape, "a:lstStyle")[0][:] = [_small("l" if kind == "ftr" else "r")]
    found(root, "p:spTree")[0].append(_rule(look.RULE))
    root.replace(found(root, "p:txStyles")[0], _styles())


def _layout(root: Element) -> None:
    _scale(root)
    name = found(root, "p:cSld")[0].get("name", "")
    for shape in found(root, "p:sp"):
        mark = _placeholder(shape)
        found(shape, "a:lstStyle")[0][:] = []
        found(shape, "a:bodyPr")[0].attrib.clear()
        places = _PLACES.get(name, {})
        for key in (mark.get("type", ""), mark.get("idx", "")):
            if key in places:
                move(shape, places[key])
    if name == "Title Slide":
        _cover(root)


def _cover(root: Element) -> None:
    root.set("showMasterSp", "0")
    for shape in found(root, "p:sp"):
        kind = _placeholder(shape).get("type")
        if kind == "ctrTitle":
            _first_level(shape, f'<a:lvl1pPr algn="l"><a:defRPr sz="{look.COVER_SIZE}00"/></a:lvl1pPr>')
        if kind == "subTitle":
            color = '<a:solidFill><a:schemeClr val="accent2"/></a:solidFill>'
            size = f'<a:defRPr sz="{look.SCHOOL_SIZES[0]}00">{color}<a:latin typeface="+mj-lt"/></a:defRPr>'
            _first_level(shape, f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/>{size}</a:lvl1pPr>')
    found(root, "p:spTree")[0].append(_rule(look.COVER_RULE))


def _first_level(shape: Element, style: str) -> None:
    found(shape, "a:lstStyle")[0][:] = [fragment(style)]


def _scale(root: Element) -> None:
    for place in found(root, "a:off") + found(root, "a:ext"):
        for name in {"x", "y", "cx", "cy"} & set(place.keys()):
            place.set(name, str(round(int(place.get(name, "0")) * look.WIDTH / _DEFAULT_WIDTH)))


def _small(side: str) -> Element:
    color = f'<a:solidFill><a:srgbClr val="{look.QUIET}"/></a:solidFill>'
    return fragment(f'<a:lvl1pPr algn="{side}"><a:defRPr sz="{look.SMALL_SIZE}00">{color}</a:defRPr></a:lvl1pPr>')


def _rule(box: Box) -> Element:
    return fragment(
        f'<p:sp><p:nvSpPr><p:cNvPr id="90" name="Rule"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'{_place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def _styles() -> Element:
    def font(size: int, color: str, face: str) -> str:
        fill = f'<a:solidFill><a:schemeClr val="{color}"/></a:solidFill>'
        return f'<a:defRPr sz="{size}00" kern="1200">{fill}<a:latin typeface="{face}"/></a:defRPr>'

    levels = "".join(
        f'<a:lvl{level}pPr marL="{level * look.INDENT * POINT}" indent="-{look.INDENT * POINT}" algn="l">'
        f'<a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:spcBef><a:spcPts val="{look.BETWEEN}00"/></a:spcBef>'
        f'<a:buClr><a:schemeClr val="accent2"/></a:buClr><a:buFont typeface="Arial"/><a:buChar char="•"/>'
        f"{font(look.BODY_SIZES[0], 'tx1', '+mn-lt')}</a:lvl{level}pPr>"
        for level in range(1, _LEVELS + 1)
    )
    title = f'<a:lvl1pPr algn="l"><a:buNone/>{font(look.TITLE_SIZE, "tx2", "+mj-lt")}</a:lvl1pPr>'
    other = f'<a:lvl1pPr algn="l">{font(18, "tx1", "+mn-lt")}</a:lvl1pPr>'
    return fragment(
        f"<p:txStyles><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{levels}</p:bodyStyle>"
        f"<p:otherStyle>{other}</p:otherStyle></p:txStyles>"
    )


def _placeholder(shape: Element) -> Element:
    marks = found(shape, "p:ph")
    return marks[0] if marks else etree.Element("none")


def _place(box: Box) -> str:
    left, top, width, height = (round(value * POINT) for value in (box.left, box.top, box.width, box.height))
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def move(shape: Element, box: Box) -> None:
    """Put a shape at a place."""
    properties = found(shape, "p:spPr")[0]
    for old in properties.findall("a:xfrm", NAMES):
        properties.remove(old)
    properties.insert(0, fragment(_place(box)))


def found(root: Element, path: str) -> list[Element]:
    """Return the elements below one that are called so, in their order."""
    return list(root.iterfind(f".//{path}", NAMES))


def fragment(xml: str) -> Element:
    """Return an element of ours; no text of others is in it."""
    head = f'<x xmlns:a="{_A}" xmlns:p="{_P}">'
    return etree.fromstring(f"{head}{xml}</x>")[0]
