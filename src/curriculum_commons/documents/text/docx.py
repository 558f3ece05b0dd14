"""Make a docx of a document: what pandoc makes, with what Word and its readers want besides.

Knows the house style only through the reference document.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import etree

from ..pandoc import day, pandoc
from ..zips import packed, unpacked
from .document import Paper
from .reference import SCHOOL, SUBJECT, TITLE, reference
from .styles import House, stays_whole

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_CORE = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_TWENTIETHS = 20
"""Of a point, in which Word measures."""
_GAP = 6
"""Points below a table."""
_ABOVE_A_BREAK, _BELOW_A_BREAK = 2, 2
"""Rows of a short table that are never parted from each other: its header with two more, and the last."""
_FIRST = "[Content_Types].xml"
_REGIONS = {"en": "en-US"}
"""Word knows no language without a country; the page is US Letter."""


def word(paper: Paper) -> bytes:
    """Return the document as docx."""
    parts = unpacked(_made(paper))
    parts.pop("docProps/app.xml")
    parts.pop("docProps/custom.xml", None)
    for name in ("_rels/.rels", _FIRST):
        parts[name] = _without(parts[name], ("docProps/app.xml", "docProps/custom.xml"))
    parts["docProps/core.xml"] = _core(paper)
    parts["word/document.xml"] = _body(parts["word/document.xml"], paper.house)
    parts["word/settings.xml"] = _settings(parts["word/settings.xml"], paper)
    parts["word/styles.xml"] = _styles(parts["word/styles.xml"], paper)
    for name in list(parts):
        if name.startswith(("word/header", "word/footer")):
            parts[name] = _running(parts[name], paper)
    return packed({name: parts[name] for name in [_FIRST, *sorted(set(parts) - {_FIRST})]})


def _made(paper: Paper) -> bytes:
    with TemporaryDirectory(prefix="commons-") as folder:
        Path(folder, "reference.docx").write_bytes(reference(paper.one_sheet))
        for name, content in paper.logo_file.items():
            Path(folder, name).write_bytes(content)
        arguments = ["--from=json", "--to=docx", "--reference-doc=reference.docx", "--syntax-highlighting=none"]
        return pandoc(paper.json, arguments, paper.as_of, Path(folder))


def _without(part: bytes, names: tuple[str, ...]) -> bytes:
    """Return a list of parts without those of these names."""
    root = etree.fromstring(part)
    for entry in list(root):
        if (entry.get("Target") or entry.get("PartName") or "").lstrip("/") in names:
            root.remove(entry)
    return _bytes(root)


def _core(paper: Paper) -> bytes:
    root = etree.Element(f"{{{_CORE['cp']}}}coreProperties", nsmap=_CORE)
    when = day(paper.as_of).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = {"dc:title": paper.title, "dc:creator": paper.author, "dc:language": paper.language}
    said |= {"dcterms:created": when, "dcterms:modified": when}
    for name, value in said.items():
        space, _, tag = name.partition(":")
        entry = etree.SubElement(root, f"{{{_CORE[space]}}}{tag}")
        entry.text = value
        if space == "dcterms":
            entry.set(f"{{{_CORE['xsi']}}}type", "dcterms:W3CDTF")
    return _bytes(root)


def _body(part: bytes, house: House) -> bytes:
    root = etree.fromstring(part)
    for row in root.iter(_w("tr")):
        properties = row.find(_w("trPr"))
        if properties is None:
            properties = etree.Element(_w("trPr"))
            row.insert(0, properties)
        # The schema wants "cannot be split" before "is a header".
        properties.insert(0, etree.Element(_w("cantSplit")))
        words = "TableText" if properties.find(_w("tblHeader")) is None else "TableHead"
        for style in row.iter(_w("pStyle")):
            if style.get(_w("val")) == "Compact":
                style.set(_w("val"), words)
    for picture in root.iter(f"{{{_DRAWING}}}inline"):
        # Where these are left out, LibreOffice sets the picture in.
        picture.attrib.update(dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))
    _ended(root, house)
    for table in root.iter(_w("tbl")):
        _after(table)
        _widened(table, round(house.width * _TWENTIETHS))
        rows = table.findall(_w("tr"))
        if stays_whole(len(rows), sum(len(words.text or "") for words in table.iter(_w("t")))):
            _together(rows)
    return _bytes(root)


def _ended(root: Any, house: House) -> None:
    """Keep a distance below each list; between its entries there is less."""
    for paragraph in root.iter(_w("p")):
        below = paragraph.getnext()
        listed = [
            part is not None and part.find(f"{_w('pPr')}/{_w('numPr')}") is not None for part in (paragraph, below)
        ]
        if listed == [True, False]:
            _spaced(paragraph.find(_w("pPr")), "after", house.looks["Normal"].after)


def _widened(table: Any, line: int) -> None:
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


def _after(table: Any) -> None:
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
        _spaced(properties, "before", _GAP)


def _together(rows: list[Any]) -> None:
    """Keep rows on one page with the next, or where they are more than a few, two at least on each side of a break."""
    for place, row in enumerate(rows[:-1]):
        if _ABOVE_A_BREAK <= place < len(rows) - _BELOW_A_BREAK:
            continue
        for style in row.iter(_w("pStyle")):
            style.addnext(etree.Element(_w("keepNext")))


def _spaced(properties: Any, side: str, points: float) -> None:
    spacing = etree.Element(_w("spacing"), {_w(side): str(round(points * _TWENTIETHS))})
    # The schema wants it before what sets a paragraph in or aligns it, and after numbers of lists.
    later = [found for name in ("ind", "jc", "rPr") if (found := properties.find(_w(name))) is not None]
    if later:
        later[0].addprevious(spacing)
    else:
        properties.append(spacing)


def _settings(part: bytes, paper: Paper) -> bytes:
    root = etree.fromstring(part)
    language = root.find(_w("themeFontLang"))
    if language is not None:
        language.set(_w("val"), _region(paper))
        if root.find(_w("compat")) is None:
            # Without this Word opens the file "in compatibility mode"; the schema wants it before "rsids".
            compat = etree.Element(_w("compat"))
            values = {"name": "compatibilityMode", "uri": "http://schemas.microsoft.com/office/word", "val": "15"}
            etree.SubElement(compat, _w("compatSetting"), {_w(key): value for key, value in values.items()})
            before = root.find(_w("rsids"))
            (language if before is None else before).addprevious(compat)
    return _bytes(root)


def _styles(part: bytes, paper: Paper) -> bytes:
    root = etree.fromstring(part)
    for language in root.iter(_w("lang")):
        language.set(_w("val"), _region(paper))
    return _bytes(root)


def _running(part: bytes, paper: Paper) -> bytes:
    """Return a header or footer with what this document has in it."""
    root = etree.fromstring(part)
    # Word fills the field with the name when it lays out the page. What does not know such fields shows what stands
    # here, and would go on asking for a name that has long been typed.
    school = paper.school if paper.named else ""
    shown: Mapping[str, str] = {TITLE: paper.title, SCHOOL: school, SUBJECT: paper.subject}
    for words in root.iter(_w("t")):
        words.text = shown.get(words.text or "", words.text)
    return _bytes(root)


def _region(paper: Paper) -> str:
    return _REGIONS.get(paper.language, paper.language)


def _w(tag: str) -> str:
    return f"{{{_W}}}{tag}"


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
