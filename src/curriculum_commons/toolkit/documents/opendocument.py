"""Make an odt of a document: what pandoc makes, with what its readers want besides.

Knows the house style through the reference document, and how tables look.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import etree

from ..pandoc import day, pandoc
from ..zips import packed, unpacked
from .house import RULE, TINT, stays_whole
from .paper import Paper
from .reference_odt import NAMES, SUBJECT, TITLE, reference, tag

_FIRST = "mimetype"


def opendocument(paper: Paper) -> bytes:
    """Return the document as odt."""
    parts = unpacked(_made(paper))
    parts["content.xml"] = _content(parts["content.xml"], paper)
    parts["styles.xml"] = _styles(parts["styles.xml"], paper)
    parts["meta.xml"] = _meta(paper)
    return packed({name: parts[name] for name in [_FIRST, *sorted(set(parts) - {_FIRST})]}, (_FIRST,))


def _made(paper: Paper) -> bytes:
    with TemporaryDirectory(prefix="commons-") as folder:
        Path(folder, "reference.odt").write_bytes(reference(paper.one_sheet))
        for name, content in paper.logo_file.items():
            Path(folder, name).write_bytes(content)
        arguments = ["--from=json", "--to=odt", "--reference-doc=reference.odt", "--syntax-highlighting=none"]
        return pandoc(paper.json, arguments, paper.as_of, Path(folder))


def _content(part: bytes, paper: Paper) -> bytes:
    root: Any = etree.fromstring(part)
    styles = root.find("office:automatic-styles", NAMES)
    for style in styles.findall("style:style", NAMES):
        _mend(style, paper)
    row = etree.SubElement(
        styles, tag("style:style"), _named("style:name", "Row") | _named("style:family", "table-row")
    )
    etree.SubElement(row, tag("style:table-row-properties"), _named("fo:keep-together", "always"))
    for found in root.iter(tag("table:table-row")):
        found.set(tag("table:style-name"), "Row")
    for number, found in enumerate(root.findall("office:body/office:text/text:list", NAMES)):
        _ended(styles, found, f"End{number}", paper)
    for table in root.iter(tag("table:table")):
        rows = list(table.iter(tag("table:table-row")))
        if stays_whole(len(rows), len("".join(table.itertext()))):
            _whole(styles, table.get(tag("table:style-name")))
    for frame in root.iter(tag("draw:frame")):
        frame.set(tag("text:anchor-type"), "as-char")
        etree.SubElement(frame, tag("svg:title")).text = paper.logo_says
    return _bytes(root)


def _ended(styles: Any, found: Any, name: str, paper: Paper) -> None:
    """Keep a distance below a list; between its entries there is less."""
    *_, last = found.iter(tag("text:p"))
    for style in styles.findall("style:style", NAMES):
        if style.get(tag("style:name")) == last.get(tag("text:style-name")):
            ended = deepcopy(style)
            ended.set(tag("style:name"), name)
            for paragraph in ended.findall("style:paragraph-properties", NAMES):
                paragraph.set(tag("fo:margin-bottom"), f"{paper.house.looks['Normal'].after}pt")
            styles.append(ended)
            last.set(tag("text:style-name"), name)
            return


def _whole(styles: Any, name: str) -> None:
    """Have the tables of a style not split between two pages."""
    for style in styles.findall("style:style", NAMES):
        if style.get(tag("style:name")) == name:
            style.find("style:table-properties", NAMES).set(tag("style:may-break-between-rows"), "false")


def _mend(style: Any, paper: Paper) -> None:
    """Give one of the styles that pandoc writes into each document the look of the house."""
    name, parent = style.get(tag("style:name")), style.get(tag("style:parent-style-name"))
    paragraph = style.find("style:paragraph-properties", NAMES)
    if name in {"TableRowCell", "TableHeaderRowCell"}:
        cell = style.find("style:table-cell-properties", NAMES)
        cell.set(tag("fo:border"), f"0.5pt solid #{RULE}")
        cell.set(tag("fo:padding"), "3pt")
        if name == "TableHeaderRowCell":
            cell.set(tag("fo:background-color"), f"#{TINT}")
    elif style.get(tag("style:family")) == "table":
        style.find("style:table-properties", NAMES).set(tag("fo:margin-bottom"), "8pt")
    elif parent == "Quotations":
        style.remove(paragraph)
    elif style.get(tag("style:list-style-name")) and paragraph is not None and len(paragraph.attrib):
        paragraph.set(tag("fo:margin-bottom"), f"{paper.house.looks['Compact'].after}pt")


def _styles(part: bytes, paper: Paper) -> bytes:
    root = etree.fromstring(part)
    language, _, country = paper.language.partition("-")
    for words in root.iter(tag("style:text-properties")):
        if words.get(tag("fo:language")):
            words.set(tag("fo:language"), language)
            words.set(tag("fo:country"), country or ("US" if language == "en" else "none"))
    for line in root.iter(tag("text:p")):
        line.text = {TITLE: paper.title, SUBJECT: paper.subject}.get(line.text or "", line.text)
    return _bytes(root)


def _meta(paper: Paper) -> bytes:
    wanted = {prefix: NAMES[prefix] for prefix in ("office", "dc", "meta")}
    root = etree.Element(tag("office:document-meta"), _named("office:version", "1.3"), nsmap=wanted)
    inside = etree.SubElement(root, tag("office:meta"))
    when = day(paper.as_of).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = {"dc:title": paper.title, "meta:initial-creator": paper.author, "dc:creator": paper.author}
    said |= {"meta:creation-date": when, "dc:date": when, "dc:language": paper.language}
    for name, value in said.items():
        etree.SubElement(inside, tag(name)).text = value
    return _bytes(root)


def _named(name: str, value: str) -> dict[str, str]:
    return {tag(name): value}


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
