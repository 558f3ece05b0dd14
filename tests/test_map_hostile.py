"""Hostile and sloppy files of sessions: one sentence each, nothing run, and good rows are read all the same."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from datetime import time
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from xlsxwriter import Workbook

from curriculum_commons.content import spreadsheet, tables
from curriculum_commons.content.limits import limited_memory
from curriculum_commons.mapping.framework import MapCompetency, MapFramework
from curriculum_commons.mapping.read import Choices, Read, read_files

FRAMEWORK = MapFramework(
    "2024", tuple(MapCompetency(f"T-{number}", f"T-{number}", f"Tea {number}") for number in (1, 2, 3))
)
HEAD = ["Session", "Phase", "Hours", "Competency", "Required"]
ROW = ["Kettles", "One", 1.5, "T-1", "yes"]
Change = Callable[[bytes], bytes]


def read(folder: Path, content: str | bytes, name: str = "plan.xlsx", columns: dict[str, str] | None = None) -> Read:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with limited_memory(400_000_000):
        (found,) = read_files([file], FRAMEWORK, Choices(columns or {}, "Tea School", "2026-27"))
    return found


def book(*rows: list[Any], sheet: str = "Plan") -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.title = sheet
    for row in rows or (HEAD, ROW):
        made.active.append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def of_excel(change: Mapping[str, Change | bytes]) -> bytes:
    """Return a workbook whose texts are in a part of their own, as Excel has them, with parts that are changed."""
    content = BytesIO()
    with Workbook(content) as made:
        sheet = made.add_worksheet("Plan")
        for row, values in enumerate((HEAD, ROW)):
            sheet.write_row(row, 0, values)
    return changed(change, content.getvalue())


def changed(change: Mapping[str, Change | bytes], made: bytes = b"") -> bytes:
    """Return a workbook with parts that are changed or added."""
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(made or saved(book()))) as old, zipfile.ZipFile(content, "w", 8) as new:
        for name in old.namelist():
            how = change.get(name)
            new.writestr(name, how(old.read(name)) if callable(how) else old.read(name))
        for name, part in change.items():
            if isinstance(part, bytes):
                new.writestr(name, part)
    return content.getvalue()


def before(mark: bytes, text: bytes) -> Change:
    return lambda part: part.replace(mark, text + mark, 1)


SHEET, TEXTS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
DECLARED = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "message"),
    [
        # zip bombs
        (lambda: of_excel({TEXTS: before(b"</sst>", b"<si><t>" + b"a" * 6_100_000 + b"</t></si>")}), "over 6 MB"),
        (lambda: changed({BOOK: before(b"<sheets>", b" " * 8_100_000)}), "over 8 MB"),
        # entities
        (lambda: of_excel({TEXTS: before(b"<sst", DECLARED)}), "document type"),
        (lambda: changed({BOOK: before(b"<workbook", DECLARED)}), "document type"),
        # more rows and cells than a table of sessions has
        (lambda: ",".join(HEAD) + "\nTea,One,1,T-1,yes" * 2_500, "more than 10,000 cells"),
        (lambda: changed({SHEET: before(b"</sheetData>", b'<row r="2000000"><c/></row>')}), "1,048,576 rows"),
        (lambda: ",".join(HEAD) + "\n" + "Tea," * 20_000, "more than 10,000 cells"),
        # damaged
        (lambda: saved(book())[:-300], "cannot be read as a workbook"),
        (lambda: changed({SHEET: before(b"</sheetData>", b"</row>")}), "is damaged"),
        (lambda: other_checksum(saved(book())), "cannot be read as a workbook"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Callable[[], str | bytes], message: str
) -> None:
    monkeypatch.setattr(spreadsheet, "_LARGEST_TEXTS", 6_000_000)
    monkeypatch.setattr(tables, "MOST_CELLS", 10_000)
    made = content()
    found = read(tmp_path, made, "plan.csv" if isinstance(made, str) else "plan.xlsx")
    assert found.map is None
    (problem,) = found.problems
    assert message in problem.message


def other_checksum(content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return content.replace(archive.getinfo(SHEET).CRC.to_bytes(4, "little"), b"\1\2\3\4")


MACROS, LINKS = "has macros, which are not run", "has links to other files, which are not followed"


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (lambda: changed({"xl/vbaProject.bin": b"x"}), MACROS),
        (lambda: changed({"xl/macrosheets/sheet1.xml": b"<x/>"}), MACROS),
        (lambda: changed({"xl/externalLinks/externalLink1.xml": b"<x/>"}), LINKS),
        (lambda: changed({"xl/connections.xml": b"<x/>"}), LINKS),
        (lambda: saved(hidden(rows=(2,))), 'sheet "Plan": hidden, and read too: 1 row.'),
        (lambda: saved(hidden(columns="C")), 'sheet "Plan": hidden, and read too: column "Hours".'),
        (lambda: saved(hidden(sheet=True)), '"Old" is hidden, and not read.'),
    ],
)
def test_what_is_left_alone_or_hidden_is_noted(tmp_path: Path, content: Callable[[], bytes], note: str) -> None:
    found = read(tmp_path, content())
    assert found.problems == ()
    assert found.map is not None
    assert [(one.title, one.hours) for one in found.map.sessions] == [("Kettles", 1.5)]
    assert note in "\n".join(found.notes)


def hidden(rows: tuple[int, ...] = (), columns: str = "", sheet: bool = False) -> openpyxl.Workbook:
    made = book()
    for row in rows:
        made["Plan"].row_dimensions[row].hidden = True
    for column in columns:
        made["Plan"].column_dimensions[column].hidden = True
    if sheet:
        made.create_sheet("Old").append(HEAD)
        made["Old"].sheet_state = "veryHidden"
    return made


def test_merged_cells_count_for_each_row_but_hours_do_not(tmp_path: Path) -> None:
    made = book(HEAD, ROW, ["Pots", None, None, "T-2", None], ["Cups", "Two", 2, "T-3", "no"])
    made["Plan"].merge_cells("B2:B3")
    made["Plan"].merge_cells("C2:C3")
    made["Plan"].merge_cells("E2:E3")
    found = read(tmp_path, saved(made))
    assert found.map is not None
    assert [(one.title, one.phase, one.hours, one.requirement) for one in found.map.sessions] == [
        ("Kettles", "One", 1.5, "required"),
        ("Pots", "One", None, "required"),
        ("Cups", "Two", 2, "elective"),
    ]
    (problem,) = found.problems
    assert problem.message == "Plan!C3: hours are one cell for several rows; type those of each row"


@pytest.mark.parametrize(
    "areas", [[f"{letter}1:{letter}1048576" for letter in "ABCDEFGHIJ"], ["A1:XFD1048576"], ["x", "A2"]]
)
def test_odd_merged_ranges_take_no_memory(tmp_path: Path, areas: list[str]) -> None:
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas).encode()
    found = read(tmp_path, changed({SHEET: before(b"<pageMargins", b"<mergeCells>" + cells + b"</mergeCells>")}))
    assert found.map is not None
    assert len(found.map.sessions) == 1


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        (["Kompetenz", "Stunden", "Phase", "Lehrveranstaltung", "Pflicht"], {}),
        (["Competencias", "Horas", "Fase", "Sesión", "Obligatorio"], {}),
        (["PCRS", "h", "Jahrgang", "Was", "Muss"], {"phase": "Jahrgang", "title": "Was", "requirement": "Muss"}),
    ],
)
def test_columns_may_be_renamed_moved_and_translated(tmp_path: Path, head: list[str], columns: dict[str, str]) -> None:
    found = read(tmp_path, saved(book(head, ["T-1", 1.5, "One", "Kettles", "yes"], sheet="Übersicht")), columns=columns)
    assert found.problems == ()
    assert found.map is not None
    (session,) = found.map.sessions
    assert (session.title, session.hours, session.requirement, session.source) == (
        *("Kettles", 1.5, "required"),
        "Übersicht!2",
    )


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("1,5", 1.5),
        ("1.5\u00a0h", 1.5),
        ("90\u202fmin", 1.5),
        (time(1, 30), 1.5),
        ("1:30", 1.5),
        ("1½", 1.5),
        (" ", None),
        ("\u200b\ufeff", None),  # which nobody sees
    ],
)
def test_hours_are_read_as_schools_type_them(tmp_path: Path, typed: Any, hours: float | None) -> None:
    found = read(tmp_path, saved(book(HEAD, ["Kettles", "\u00a0One\u2009", typed, "t‑1\u200b", "Yes "])))
    assert found.problems == ()
    assert found.map is not None
    (session,) = found.map.sessions
    assert (session.hours, session.phase, session.teaches[0].competency) == (hours, "One", "T-1")


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("=HYPERLINK(0)", None),  # a formula whose result is not in the file
        ("@SUM(1)", "@SUM(1)"),
        ("<img src=x onerror=alert(1)>", None),
        ("<b>Tea</b>", "Tea"),
        ("a <script>b", None),
        ("Tea & <T", "Tea & <T"),
    ],
)
def test_names_that_are_formulas_or_html_are_words_or_refused(tmp_path: Path, title: str, kept: str | None) -> None:
    found = read(tmp_path, saved(book(HEAD, ROW, [title, *ROW[1:]])))
    assert found.map is not None
    assert [one.title for one in found.map.sessions] == ["Kettles", *([kept] if kept else [])]
    assert [one.code for one in found.problems] == ([] if kept else ["map-row"])
