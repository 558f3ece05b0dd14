"""A workbook of any program is read as it was saved; one that is damaged or hostile is refused in one sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime, time

import openpyxl
import pytest

from curriculum_commons.content import sheet_cells, spreadsheet
from curriculum_commons.content.sheet_cells import Faulty, Moment, SheetRows
from curriculum_commons.content.spreadsheet import Workbook
from curriculum_commons.model.problems import CallError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def related(**targets: str) -> str:
    """Return a part with relations of these kinds."""
    kinds = (f'<Relationship Id="{k}" Type="{RELATIONS}/{k}" Target="{target}"/>' for k, target in targets.items())
    return f'<r xmlns="p">{"".join(kinds)}</r>'


def raw(cells: str, more: Mapping[str, str] | None = None, namespace: str = MAIN, prefix: str = "") -> bytes:
    """Return the least that is a workbook, with one sheet of these rows."""
    colon, p = (f":{prefix}", f"{prefix}:") if prefix else ("", "")
    parts = {
        "_rels/.rels": related(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<{p}workbook xmlns{colon}="{namespace}" xmlns:r="{RELATIONS}"><{p}sheets>'
        f'<{p}sheet name="Plan" sheetId="1" r:id="worksheet"/></{p}sheets></{p}workbook>',
        "xl/_rels/workbook.xml.rels": related(worksheet="/xl/s.xml"),
        "xl/s.xml": f'<{p}worksheet xmlns{colon}="{namespace}">{cells}</{p}worksheet>',
    }
    return zipped({**parts, **(more or {})})


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def rows(content: bytes, known: SheetRows | None = None) -> list[tuple[int, list[object]]]:
    book = Workbook("plan.xlsx", content)
    return [(number, list(cells)) for number, cells in book.rows(book.sheets[0], known)]


def test_values_are_those_that_were_saved() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Tea", 1.5, True, time(1, 30), datetime(2026, 11, 30), None, "_x000D_a\nb"])  # noqa: DTZ001
    sheet["I3"] = "=A1"
    content = io.BytesIO()
    book.save(content)
    (first, cells), (third, formula) = rows(content.getvalue())
    assert (first, third) == (1, 3)
    assert cells[:3] == ["Tea", 1.5, True]
    assert cells[5] is None
    assert cells[6] == "\ra\nb"
    hour, day = cells[3], cells[4]
    assert isinstance(hour, Moment)
    assert isinstance(day, Moment)
    assert (hour.is_time, hour * 24, day.is_time) == (True, 1.5, False)
    assert formula[:8] == [None] * 8
    assert isinstance(formula[8], Faulty)
    assert "formula whose result is not in the file" in formula[8].reason


@pytest.mark.parametrize(("namespace", "prefix"), [(MAIN, "x"), (STRICT, ""), (STRICT, "s")])
def test_any_prefix_and_either_namespace_is_read(namespace: str, prefix: str) -> None:
    p = f"{prefix}:" if prefix else ""
    inline = f'<{p}c t="inlineStr"><{p}is><{p}t>a</{p}t></{p}is></{p}c>'
    cells = f"<{p}sheetData><{p}row>{inline}<{p}c><{p}v>2</{p}v></{p}c></{p}row></{p}sheetData>"
    assert rows(raw(cells, namespace=namespace, prefix=prefix)) == [(1, ["a", 2.0])]


def test_texts_in_runs_are_whole_and_pronunciation_is_left_out() -> None:
    run = "<is><r><t>ti</t></r><r><t>tle</t></r><rPh><t>no</t></rPh></is>"
    assert rows(raw(f'<sheetData><row r="7"><c r="C7" t="inlineStr">{run}</c></row></sheetData>')) == [
        (7, [None, None, "title"])
    ]


def test_merged_ranges_and_hidden_rows_are_known() -> None:
    known = SheetRows([], [])
    cells = '<sheetData><row r="2" hidden="1"><c r="A2"><v>1</v></c></row></sheetData>'
    assert rows(raw(cells + '<mergeCells><mergeCell ref="A2:A9"/></mergeCells>'), known) == [(2, [1.0])]
    assert (known.merged, known.hidden) == (["A2:A9"], [2])


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
FILLED = '<sheetData><row><c t="inlineStr"><is><t>{}</t></is></c></row></sheetData>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (raw("", {"xl/s.xml": f'{DOCTYPE}<worksheet>{FILLED.format("&a;&c;")}</worksheet>'}), "document type"),
        (raw("", {"xl/s.xml": f'{DOCTYPE}<worksheet x="&a;"/>'.encode("utf-16")}), "document type"),
        (raw("", {"xl/workbook.xml": f"{DOCTYPE}<workbook>&a;</workbook>"}), "document type"),
        (raw("", {"xl/s.xml": "<worksheet><sheetData>"}), "is damaged at line 1"),
        (raw("", {"xl/s.xml": "\0\1\2"}), "is damaged at line 1"),
        (raw('<sheetData><row r="1048577"/></sheetData>'), "more than 1,048,576 rows"),
        (raw("<sheetData/><!--" + "x" * 700_000), "no usual XML"),
        (raw("<sheetData/>" + "".join(f"<a{n}/>" for n in range(10_100))), "no usual XML"),
        (raw("", {"xl/workbook.xml": " " * 9_000_000}), "over 8 MB once it is unpacked"),
        (raw("", {"xl/workbook.bin": ""}), "is a binary workbook"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "is an OpenDocument file"),
        (zipped({"word/document.xml": ""}), "is a Word document"),
        (zipped({"a.txt": "tea"}), "cannot be read as a workbook"),
        (zipped({str(n): "" for n in range(5_001)}), "over 5000 parts"),
        (b"PK\3\4 and no more", "cannot be read as a workbook"),
        (raw("<sheetData/>")[:-200], "cannot be read as a workbook"),
    ],
)  # fmt: skip
def test_what_is_damaged_or_hostile_is_one_sentence(content: bytes, message: str) -> None:
    with pytest.raises(CallError, match=message):
        rows(content)


@pytest.mark.parametrize(
    ("limit", "cells", "message"),
    [
        ("MOST_CELLS", "<row>" + "<c><v>1</v></c>" * 101 + "</row>", "more than 100 cells"),
        ("MOST_CELLS", '<row><c r="CW1"><v>1</v></c></row>', "more than 100 cells"),
        ("_MOST_TEXT", f'<row><c t="inlineStr"><is><t>{"x" * 101}</t></is></c></row>', "more than 100 characters"),
        ("_DEEPEST", "<a>" * 101 + "</a>" * 101, "is no usual sheet"),
        ("_DEEPEST", "<c>" * 101 + "</c>" * 101, "is no usual sheet"),
        ("_MOST_EMPTY", "<row>" + "<c/>" * 101 + "</row>", "million empty cells"),
    ],
)
def test_cells_are_counted_before_they_are_kept(
    monkeypatch: pytest.MonkeyPatch, limit: str, cells: str, message: str
) -> None:
    monkeypatch.setattr(sheet_cells, limit, 100)
    with pytest.raises(CallError, match=message):
        rows(raw(f"<sheetData>{cells}</sheetData>"))


@pytest.mark.parametrize(
    ("texts", "message"),
    [("<si/>" * 101, "more than 100 texts"), (" " * 5_000_001, "over 5 MB once it is unpacked")],
)
def test_texts_are_counted_too(monkeypatch: pytest.MonkeyPatch, texts: str, message: str) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_CELLS", 100)
    monkeypatch.setattr(spreadsheet, "_LARGEST_TEXTS", 5_000_000)
    parts = {
        "xl/texts.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        "xl/_rels/workbook.xml.rels": related(worksheet="s.xml", sharedStrings="texts.xml"),
    }
    with pytest.raises(CallError, match=message):
        rows(raw("<sheetData/>", parts))


def test_macros_and_links_are_named() -> None:
    book = Workbook("plan.xlsm", raw("", {"xl/vbaProject.bin": "x", "xl/externalLinks/externalLink1.xml": "<x/>"}))
    assert [note.partition(" has ")[2].partition(",")[0] for note in book.notes] == ["macros", "links to other files"]
