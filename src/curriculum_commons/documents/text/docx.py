"""Make a docx of a document: pandoc's, with what Word and screen readers need besides.

How it looks is in `reference.docx` and `reference-one-sheet.docx`, which open in Word. Its title is among its words;
`document.openxml` keeps pandoc from adding another.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import etree

from ..pandoc import pandoc
from ..recipe import packed, unpacked
from .document import Document
from .tidy import stays_whole

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_APP = b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
"""In place of what the reference document has there: numbers of its own words, and where it was written."""
_GAP = 120
"""Below a table, in twentieths of a point, as Word measures."""
_ABOVE_A_BREAK, _BELOW_A_BREAK = 2, 2
"""Rows of a short table that stay together: its header with two more, and the last."""
_FIRST = "[Content_Types].xml"
_REGIONS = {"en": "en-US"}
"""Word knows no language without a country; the page is US Letter."""


def docx(document: Document) -> bytes:
    """Return the document as docx."""
    language = _REGIONS.get(document.language, document.language)
    parts = _converted(document, language)
    parts["docProps/app.xml"] = _APP
    parts["word/document.xml"] = _body(parts["word/document.xml"], _space_after(parts["word/styles.xml"]))
    parts["word/settings.xml"] = _settings(parts["word/settings.xml"], language)
    for name in parts:
        if name.startswith(("word/header", "word/footer")):
            parts[name] = _running(parts[name], document)
    return packed({name: parts[name] for name in [_FIRST, *sorted(set(parts) - {_FIRST})]})


def _converted(document: Document, language: str) -> dict[str, bytes]:
    here = Path(__file__).parent
    reference = here / ("reference-one-sheet.docx" if document.one_sheet else "reference.docx")
    arguments = ["--from=json", "--to=docx", f"--reference-doc={reference}", "--syntax-highlighting=none"]
    arguments += [f"--template={here / 'document.openxml'}"]
    metadata = {"title": document.title, "author": document.author, "lang": language}
    tree = {**document.tree, "meta": {name: {"t": "MetaString", "c": value} for name, value in metadata.items()}}
    with TemporaryDirectory(prefix="commons-") as folder:
        for name, content in document.logo_file.items():
            Path(folder, name).write_bytes(content)
        return unpacked(pandoc(json.dumps(tree).encode(), arguments, document.as_of, Path(folder)))


def _space_after(styles: bytes) -> str:
    normal = "string(w:style[w:name/@w:val='Normal']/w:pPr/w:spacing/@w:after)"
    return str(etree.fromstring(styles).xpath(normal, namespaces={"w": _W}))


def _body(part: bytes, space_after: str) -> bytes:
    root: Any = etree.fromstring(part)
    _rows(root)
    for picture in root.iter(f"{{{_DRAWING}}}inline"):
        # Where these are left out, LibreOffice sets the picture in.
        picture.attrib.update(dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))
    # Between the entries of a list there is less space than below it.
    for last in root.xpath("//w:p[w:pPr/w:numPr][not(following-sibling::*[1]/w:pPr/w:numPr)]", namespaces={"w": _W}):
        _space(last.find(_w("pPr")), "after", space_after)
    for table in root.iter(_w("tbl")):
        _separate(table)
        _widen(table, _line(root))
        rows = table.findall(_w("tr"))
        if stays_whole(len(rows), sum(len(words.text or "") for words in table.iter(_w("t")))):
            _together(rows)
    return _bytes(root)


def _rows(root: Any) -> None:
    """Keep each row on one page, and style its words."""
    for row in root.iter(_w("tr")):
        properties = row.find(_w("trPr"))
        if properties is None:
            properties = etree.Element(_w("trPr"))
            row.insert(0, properties)
        # The schema wants "cannot be split" before "is a header".
        properties.insert(0, etree.Element(_w("cantSplit")))
        name = "TableText" if properties.find(_w("tblHeader")) is None else "TableHead"
        for style in row.iter(_w("pStyle")):
            if style.get(_w("val")) == "Compact":
                style.set(_w("val"), name)


def _line(root: Any) -> int:
    size, margins = (next(root.iter(_w(name))) for name in ("pgSz", "pgMar"))
    return int(size.get(_w("w"))) - int(margins.get(_w("left"))) - int(margins.get(_w("right")))


def _widen(table: Any, line: int) -> None:
    """Have the columns of a table, which pandoc sets for narrower pages, fill the whole line."""
    columns = table.findall(f"{_w('tblGrid')}/{_w('gridCol')}")
    whole = sum(int(column.get(_w("w"))) for column in columns)
    widths = [str(int(column.get(_w("w"))) * line // whole) for column in columns]
    for column, width in zip(columns, widths, strict=True):
        column.set(_w("w"), width)
    for row in table.findall(_w("tr")):
        cells = row.findall(_w("tc"))
        for cell, width in zip(cells, widths, strict=False) if len(cells) == len(widths) else ():
            cell.find(_w("tcPr")).insert(0, etree.Element(_w("tcW"), {_w("w"): width, _w("type"): "dxa"}))


def _separate(table: Any) -> None:
    """Leave out the empty paragraph that pandoc puts below a table where it can be spared, and keep a distance."""
    below = table.getnext()
    if below is not None and below.tag == _w("p") and len(below) == 0:
        if below.getnext() is not None and below.getnext().tag == _w("tbl"):
            return
        below.getparent().remove(below)
        below = table.getnext()
    properties = below.find(_w("pPr")) if below is not None else None
    style = properties.find(_w("pStyle")) if properties is not None else None
    if style is not None and not style.get(_w("val"), "").startswith("Heading"):
        _space(properties, "before", str(_GAP))


def _together(rows: list[Any]) -> None:
    """Keep rows on one page with the next, or where they are more than a few, two at least on each side of a break."""
    for number, row in enumerate(rows[:-1]):
        if _ABOVE_A_BREAK <= number < len(rows) - _BELOW_A_BREAK:
            continue
        for style in row.iter(_w("pStyle")):
            style.addnext(etree.Element(_w("keepNext")))


def _space(properties: Any, side: str, length: str) -> None:
    spacing = etree.Element(_w("spacing"), {_w(side): length})
    # The schema wants it before what sets a paragraph in or aligns it, and after numbers of lists.
    later = [found for name in ("ind", "jc", "rPr") if (found := properties.find(_w(name))) is not None]
    if later:
        later[0].addprevious(spacing)
    else:
        properties.append(spacing)


def _settings(part: bytes, language: str) -> bytes:
    root: Any = etree.fromstring(part)
    theme = root.find(_w("themeFontLang"))
    theme.set(_w("val"), language)
    if root.find(_w("compat")) is None:
        # Without this Word opens the file "in compatibility mode"; the schema wants it before "rsids".
        compat = etree.Element(_w("compat"))
        values = {"name": "compatibilityMode", "uri": "http://schemas.microsoft.com/office/word", "val": "15"}
        etree.SubElement(compat, _w("compatSetting"), {_w(key): value for key, value in values.items()})
        before = root.find(_w("rsids"))
        (theme if before is None else before).addprevious(compat)
    return _bytes(root)


def _running(part: bytes, document: Document) -> bytes:
    """Return a header or footer with the words of this document in place of those of the reference document."""
    root = etree.fromstring(part)
    # Word fills the field with the name when it lays out the page. What does not know such fields shows what is here,
    # and would go on asking for a name that has long been typed.
    values = {"{title}": document.title, "{school}": document.brand.school or "", "{subject}": document.subject}
    for words in root.iter(_w("t")):
        words.text = values.get(words.text or "", words.text)
    return _bytes(root)


def _w(tag: str) -> str:
    return f"{{{_W}}}{tag}"


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
