"""Make the document that pandoc takes styles, page and footer of an odt from: pandoc's own, in the house style."""

from __future__ import annotations

from functools import cache
from typing import Any

from lxml import etree

from ..pandoc import pandoc
from ..zips import packed, unpacked
from .house import LONG, ONE_SHEET, PAGE, RULE, SANS, TEAL, House, Look

NAMES = {
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
TITLE, SUBJECT = "\ue010", "\ue012"
"""What stands in header and footer until a document is made: its title, and framework and edition."""
_RUNNING = (("header", TITLE), ("header-first", ""), ("footer", SUBJECT), ("footer-first", SUBJECT))
_STYLES = "styles.xml"
_CALLED = {
    "Normal": "Standard",
    "Body Text": "Text body",
    "First Paragraph": "First paragraph",
    "Block Text": "Quotations",
    "Table Caption": "TableCaption",
    "Table Text": "Table Contents",
    "Table Head": "Table Heading",
}
"""What pandoc calls a style in OpenDocument, where that is another name than in docx."""
_LINKS = ("Internet_20_link", "Definition")
"""Pandoc sets the words of a link in the second of these."""


@cache
def reference(one_sheet: bool) -> bytes:
    """Return the reference document, for documents of one sheet or for longer ones."""
    house = ONE_SHEET if one_sheet else LONG
    parts = unpacked(pandoc(b"", ["--print-default-data-file=reference.odt"]))
    root = etree.fromstring(parts[_STYLES])
    styles = root.find("office:styles", NAMES)
    for name in ("Heading", *(f"Heading {level}" for level in range(1, 7))):
        _properties(_style(styles, name.replace(" ", "_20_")), "text", {})
    for name, look in house.looks.items():
        _set(_style(styles, _CALLED.get(name, name).replace(" ", "_20_")), look)
    for name in _LINKS:
        link = {"fo:color": f"#{TEAL}", "style:text-underline-style": "solid", "style:text-underline-width": "auto"}
        _properties(_style(styles, name, "text"), "text", link)
    _style(styles, "School", "text")
    _page(root, house)
    parts[_STYLES] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return packed(parts, ("mimetype",))


def tag(name: str) -> str:
    """Return a name such as "fo:color" as lxml wants it."""
    space, _, local = name.partition(":")
    return f"{{{NAMES[space]}}}{local}"


def _style(styles: Any, name: str, family: str = "paragraph") -> Any:
    for found in styles.findall("style:style", NAMES):
        if (found.get(tag("style:name")), found.get(tag("style:family"))) == (name, family):
            return found
    made = etree.SubElement(styles, tag("style:style"))
    made.set(tag("style:name"), name)
    made.set(tag("style:family"), family)
    if family == "paragraph":
        made.set(tag("style:parent-style-name"), "Standard")
    return made


def _properties(style: Any, kind: str, values: dict[str, str]) -> Any:
    """Give a style these properties of its text or its paragraphs, and no others."""
    name = f"style:{kind}-properties"
    for old in style.findall(name, NAMES):
        style.remove(old)
    made = etree.Element(tag(name), {tag(key): value for key, value in values.items()})
    style.insert(0 if kind == "paragraph" else len(style), made)
    return made


def _set(style: Any, look: Look) -> None:
    paragraph = {
        "fo:margin-top": f"{look.before}pt",
        "fo:margin-bottom": f"{look.after}pt",
        "fo:margin-left": "12pt" if look.bar else "0pt",
        "fo:text-indent": "0pt",
        "fo:line-height": f"{look.line:.0%}",
        "fo:orphans": "2",
        "fo:widows": "2",
        "fo:text-align": "start",
        "fo:keep-with-next": "always" if look.keeps else "auto",
    }
    if look.bar:
        paragraph |= {"fo:border-left": f"2.5pt solid #{TEAL}", "fo:padding-left": "9pt"}
    if look.rule:
        paragraph |= {"fo:border-top": f"0.75pt solid #{RULE}", "fo:padding-top": "5pt"}
    _properties(style, "paragraph", paragraph)
    words = {
        "fo:font-family": f"{look.font}, Carlito" if look.font == SANS else f"{look.font}, Gelasio",
        "fo:font-size": f"{look.size}pt",
        "fo:color": f"#{look.colour}",
        "fo:font-weight": "bold" if look.bold else "normal",
        "fo:font-style": "normal",
    }
    _properties(style, "text", words)


def _page(root: Any, house: House) -> None:
    layout = root.find(".//style:page-layout-properties", NAMES)
    for side, length in zip(("top", "right", "bottom", "left"), house.margins, strict=True):
        # Header and footer stand within what is left to the page, so half of the margin is theirs.
        layout.set(tag(f"fo:margin-{side}"), f"{length / 2 if side in {'top', 'bottom'} else length}pt")
    layout.set(tag("fo:page-width"), f"{PAGE[0]}pt")
    layout.set(tag("fo:page-height"), f"{PAGE[1]}pt")
    for kind, side, length in (("header", "bottom", house.margins[0]), ("footer", "top", house.margins[2])):
        place = root.find(f".//style:{kind}-style", NAMES)
        for old in list(place):
            place.remove(old)
        values = {"fo:min-height": f"{length / 2}pt", f"fo:margin-{side}": "10pt", "style:dynamic-spacing": "false"}
        etree.SubElement(
            place, tag("style:header-footer-properties"), {tag(key): value for key, value in values.items()}
        )
    master = root.find(".//style:master-page", NAMES)
    for old in list(master):
        master.remove(old)
    for name, words in _RUNNING:
        line = etree.SubElement(etree.SubElement(master, tag(f"style:{name}")), tag("text:p"))
        line.set(tag("text:style-name"), name.partition("-")[0].capitalize())
        line.text = words
        if words == SUBJECT:
            _numbered(line)
    stop = {"style:position": f"{house.width}pt", "style:type": "right"}
    stops = etree.Element(tag("style:tab-stops"))
    etree.SubElement(stops, tag("style:tab-stop"), {tag(key): value for key, value in stop.items()})
    _style(root.find("office:styles", NAMES), "Footer").find("style:paragraph-properties", NAMES).append(stops)


def _numbered(line: Any) -> None:
    """Put "Page X of Y" at the right end of a line."""
    etree.SubElement(line, tag("text:tab")).tail = "Page "
    number = etree.SubElement(line, tag("text:page-number"), {tag("text:select-page"): "current"})
    number.text, number.tail = "1", " of "
    etree.SubElement(line, tag("text:page-count")).text = "1"
