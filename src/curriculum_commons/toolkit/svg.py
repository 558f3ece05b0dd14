"""Clean an SVG: keep what draws, and take out what runs, what lies outside of it, and what grows without end.

Knows nothing of how it is drawn afterwards; what draws it here runs no script and fetches nothing either.
"""

from __future__ import annotations

import base64
import re
import warnings
from io import BytesIO

from lxml import etree
from PIL import Image

_SVG = "{http://www.w3.org/2000/svg}"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_DRAWS = {
    *("svg", "g", "defs", "symbol", "use", "switch", "a", "title", "desc", "style", "clipPath", "mask", "marker"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath", "image"),
    *("linearGradient", "radialGradient", "stop"),
}
_FILTERS = {"filter", "enable-background"}
_COSTLY = {f"{_SVG}filter", f"{_SVG}pattern"}
"""Shadows and the like: drawing one may take minutes, or all the memory there is."""
_IN_STYLE = re.compile(r"(?:^|(?<=[;{\s]))filter\s*:[^;}]*", re.IGNORECASE)
_DATA = re.compile(r"data:image/(?:png|jpe?g);base64,", re.IGNORECASE)
_OUTSIDE = re.compile(r"""url\(\s*["']?\s*(?!["'#\s])[^)]*\)?""", re.IGNORECASE)
_IMPORT = re.compile(r"@import[^;{]*;?", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_INSIDE = re.compile(r"""url\(\s*["']?\s*#([^)"']+)""", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(px|pt|mm|cm|in|pc)?\s*")
_MOST_DRAWN = 5_000
"""Elements, each counted as often as it is shown: one takes up to a millisecond."""
_LAYERS = ("opacity", "mask", "clip-path")
_LAYERED = re.compile(
    r"(?:^|[;{\s])(?:opacity\s*:\s*(?!1(?![.\d]))|(?:mask|clip-path|mix-blend-mode)\s*:\s*(?!none|normal))",
    re.IGNORECASE,
)
_LAYER = 10
"""What an element counts that may be drawn on a sheet of its own first."""
_DEEPEST = 40
"""References that lead from one to the next."""
_MOST_PIXELS = 36_000_000


class UnfitError(Exception):
    """A picture cannot be used; its text is what follows the name of the file."""


def is_svg(content: bytes) -> bool:
    """Tell whether this is meant to be an SVG, whatever it is called."""
    text = _ascii(content).lstrip()
    return text.startswith(b"<") and re.search(rb"<(?:[A-Za-z_][\w.-]*:)?svg[\s>/]", text) is not None


def cleaned(content: bytes) -> tuple[bytes, float, float]:
    """Return an SVG without anything that runs or lies outside of it, with its width and height in its own units."""
    if b"<!ENTITY" in _ascii(content):
        raise UnfitError("holds entities, which are not read; save the logo again as plain SVG")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnfitError("is damaged; save the logo again, or as PNG") from error
    if root.tag != f"{_SVG}svg":
        raise UnfitError("is no PNG, JPEG or SVG; save the logo as one of these")
    if next(root.iter(*_COSTLY), None) is not None:
        raise UnfitError("has shadows, filters or patterns, which are not drawn; save the logo as PNG")
    for element in list(root.iter()):
        _clean(element)
    _refuse_growth(root)
    width, height = _size(root)
    return etree.tostring(root, encoding="utf-8"), width, height


def _ascii(content: bytes) -> bytes:
    """Return content in which marks of XML can be looked for, in UTF-16 too."""
    return content.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe")


def _clean(element: etree._Element) -> None:
    parent = element.getparent()
    kind = str(element.tag).removeprefix(_SVG)
    if kind not in _DRAWS:
        if parent is not None:
            parent.remove(element)
        return
    for name, value in element.attrib.items():
        safe = _attribute(kind, str(name), str(value))
        if safe is None:
            del element.attrib[name]
        elif safe != value:
            element.set(name, safe)
    if kind == "style":
        element.text = _css(element.text or "")
        for child in list(element):
            element.remove(child)


def _attribute(kind: str, name: str, value: str) -> str | None:
    if name in _HREFS:
        kept = value.strip().startswith("#") or (kind == "image" and _is_picture(value.strip()))
        return value.strip() if kept else None
    if name in _FILTERS or name.startswith("on") or (name.startswith("{") and not name.endswith("}space")):
        return None
    return _css(value) if name == "style" or "\\" in value or "(" in value else value


def _css(text: str) -> str:
    if "\\" in text:  # spells words so that they are not found
        return ""
    return _IN_STYLE.sub("", _OUTSIDE.sub("none", _IMPORT.sub("", _COMMENT.sub(" ", text))))


def _is_picture(address: str) -> bool:
    """Tell whether an address holds a picture of its own that may be opened."""
    begins = _DATA.match(address)
    if not begins:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(base64.b64decode(address[begins.end() :])), formats=["PNG", "JPEG"])
    except Exception:  # damage is any kind of error
        return False
    return picture.width * picture.height <= _MOST_PIXELS


def _refuse_growth(root: etree._Element) -> None:
    """Refuse what shows its parts again and again: a few lines could ask for more shapes than there are stars."""
    by_id = {str(element.get("id")): element for element in reversed(list(root.iter())) if element.get("id")}
    counted = dict[str, int]()
    styled = any(_LAYERED.search(style.text or "") for style in root.iter(f"{_SVG}style"))

    def count(element: etree._Element, depth: int) -> int:
        if depth > _DEEPEST:
            raise UnfitError("leads from one part to the next without end; save the logo as PNG")
        number = 0
        for part in element.iter():
            number += _LAYER if styled or _is_layer(part) else 1
            for target in _targets(part):
                if target in by_id and target not in counted:
                    counted[target] = count(by_id[target], depth + 1)
                number += counted.get(target, 0)
        if number > _MOST_DRAWN:
            raise UnfitError("has too many parts to be drawn; save the logo as PNG")
        return number

    count(root, 0)


def _is_layer(element: etree._Element) -> bool:
    return any(element.get(name) for name in _LAYERS) or bool(_LAYERED.search(element.get("style") or ""))


def _targets(element: etree._Element) -> set[str]:
    inside = {found for value in element.attrib.values() for found in _INSIDE.findall(str(value))}
    links = (str(element.get(name) or "") for name in _HREFS)
    return inside | {link[1:] for link in links if link.startswith("#")}


def _size(root: etree._Element) -> tuple[float, float]:
    """Return width and height, and leave the picture with one saying of them."""
    box = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    try:
        width, height = float(box[2]), float(box[3])
        for name in {"width", "height", "preserveAspectRatio"} & set(root.attrib):
            del root.attrib[name]
    except (IndexError, ValueError):
        found = [_LENGTH.fullmatch(root.get(name) or "") for name in ("width", "height")]
        if found[0] is None or found[1] is None or found[0][2] != found[1][2]:
            raise UnfitError("does not say how large it is; save the logo again with a viewBox, or as PNG") from None
        width, height = float(found[0][1]), float(found[1][1])
    if not (0 < width < float("inf") and 0 < height < float("inf")):
        raise UnfitError("does not say how large it is; save the logo again with a viewBox, or as PNG")
    return width, height
