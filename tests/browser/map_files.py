"""Made-up files of sessions, tidy, sloppy and damaged, as schools might choose them."""

from __future__ import annotations

import csv
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

Rows = list[dict[str, Any]]

PHASES = ("Morning", "Noon", "Night")
ONE = {
    "title": "Session title",
    "course": "Course",
    "phase": "Phase",
    "stage": "Stage",
    "requirement": "Required or elective",
    "hours": "Hours",
}
SEVERAL = {"competency": 4, "level": 4, "components": 4, "method": 3, "assessment": 2, "purpose": 2}
PAIRS = {
    **ONE,
    "competency": "Competency",
    "level": "Level",
    "method": "Instructional method",
    "assessment": "Assessment method",
    "purpose": "Formative or summative",
}
HEADERS = {
    **ONE,
    **{
        f"{field}_{number}": f"{field.capitalize()} {number}"
        for field, most in SEVERAL.items()
        for number in range(1, most + 1)
    },
    "lead": "Who leads (role)",
}
TIDY: dict[str, Sequence[Any]] = {
    "course": (None, "Pots", "Cups"),
    "phase": PHASES,
    "stage": (None, "1 · Watch", "2 · Make"),
    "requirement": ("Required", "Required", "Elective", None),
    "hours": (None, 0, 0.5, 1, 1.25, 2),
    "competency": ("T-1 · Boil water", "T-2 · Choose leaves"),
    "level": (None, "Introduced", "Reinforced", "Mastered"),
    "components": (None,),
    "method": (None, "IM013 · Lecture"),
    "assessment": (None, "AM005", "AM019"),
    "purpose": (None, "Formative", "Summative"),
    "lead": (None, "Course director"),
}
SLOPPY: dict[str, Sequence[Any]] = {
    "course": ("  Pots\u00a0and  cups ", "R&D", "A &amp; B", "<b>Bold</b>", 12, True),
    "phase": ("morning", " NOON\u2009", "Tuesday", None, "Night\u200b"),
    "stage": ("watch", "Make", "2", "Sip"),
    "requirement": ("required", "ELECTIVE ", "Pflicht", "optional", "perhaps", "yes", "no", 1),
    "hours": (
        *(
            "1,5",
            "1½",
            "90 min",
            "90 min.",
            "1:30",
            "1 h 30",
            "2 Std.",
            "1h15m",
            "½",
            "two",
            "-1",
            "501",
            501,
            -2,
            True,
        ),
        *("1.5.2", "", " ", "45'", "PT1H", time(1, 30), date(2026, 5, 1), "#N/A", "0,25 h", "1 1/2", "7 h 75"),
    ),
    "competency": ("t-1", "T-2", "Boil  water", "choose leaves", "T‑1", "T-99", "T-1; T-2", "=T-1", "<i>T-1</i>"),
    "level": ("introduced", "REINFORCED", "Expert", 2),
    "components": ("boil; keep", "boil", "Boil water", "stir", "boil, keep"),
    "method": ("im013", "Lecture", "Shouting", "\u200b\ufeff"),
    "assessment": ("am005", "Tasting", "AM005 · whatever", None),
    "purpose": ("formative", "SUMMATIVE", "both"),
    "lead": ("Dr. Tea\u00a0(role)", "a\nb", "\u200b"),
    "title": (None, "  ", "<img src=x onerror=alert(1)>", "=1+1", "Tea <t> time", "Same", "\u202bSame"),
}


def rows(chance: random.Random, number: int, sloppiness: float, *, pairs: bool) -> Rows:
    """Return rows by field; as pairs, each has one competency."""

    def cell(field: str) -> Any:
        kind = field.rpartition("_")[0] or field
        return chance.choice(SLOPPY[kind] if chance.random() < sloppiness else TIDY[kind])

    made = []
    for at in range(number):
        row: dict[str, Any] = {"title": f"Session {at // (2 if pairs else 1)}"}
        if chance.random() < sloppiness:
            row["title"] = chance.choice(SLOPPY["title"])
        slots = 1 if pairs else chance.randint(0, 4)
        for field in PAIRS if pairs else HEADERS:
            slot = int(field.rpartition("_")[2]) if "_" in field else 1
            if field != "title" and slot <= max(slots, 1):
                row[field] = cell(field)
        made.append(row)
        if chance.random() < 0.1:
            made.append({})
    return made


def workbook(chance: random.Random, made: Rows, headers: dict[str, str], *, named: bool) -> bytes:
    """Return a workbook: with the names of the columns, which may then be renamed and moved, or with headers alone."""
    book = Workbook()
    sheet = book.create_sheet("Sitzungen '26" if named else "Sessions")
    fill_school(book, with_edition=named)
    fields = list(headers)
    if named:
        chance.shuffle(fields)
    for column, field in enumerate(fields, 1):
        letter = get_column_letter(column)
        sheet[f"{letter}4"] = f"Spalte {column}" if named else headers[field]
        if named:
            title = sheet.title.replace("'", "''")
            name(book, f"Map_{field}", f"'{title}'!${letter}$4:${letter}$2004")
        for number, row in enumerate(made, 5):
            sheet.cell(number, column, row.get(field))
    if chance.random() < 0.3 and len(made) > 3:
        for field in ("course", "hours"):
            letter = get_column_letter(fields.index(field) + 1)
            sheet.merge_cells(f"{letter}5:{letter}7")
    sheet.row_dimensions[6].hidden = True
    return saved(book)


def fill_school(book: Workbook, *, with_edition: bool) -> None:
    sheet = book.worksheets[0]
    sheet.title = "School"
    cells = {"School": (4, "A school"), "Academic_year": (5, "2026-27")}
    cells |= {f"Phase_{number}": (8 + number, phase) for number, phase in enumerate(PHASES, 1)}
    for title, (row, value) in {**cells, **({"Map_edition": (6, "2024")} if with_edition else {})}.items():
        sheet.cell(row, 2, value)
        name(book, title, f"School!$B${row}")


def name(book: Workbook, title: str, place: str) -> None:
    book.defined_names[title] = DefinedName(title, attr_text=place)


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def table(chance: random.Random, made: Rows, headers: dict[str, str]) -> bytes:
    """Return a csv file with the headers of the workbook."""
    file = StringIO()
    writer = csv.DictWriter(
        file, list(headers), delimiter=chance.choice(",;\t"), lineterminator=chance.choice(("\r\n", "\n"))
    )
    writer.writerow(headers)
    writer.writerows([{field: "" if value is None else str(value) for field, value in row.items()} for row in made])
    return file.getvalue().encode(chance.choice(("utf-8", "utf-8-sig", "utf-16")))


def changed(content: bytes, path: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """Return a workbook with a part that is changed, or gone."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(old.read(name)) if name.endswith(path) else old.read(name)
            if part is not None:
                new.writestr(name, part)
    return file.getvalue()


SHEET = "worksheets/sheet2.xml"
BOMB = b"<row r='9'><c r='A9' t='inlineStr'><is><t>" + b"a" * 70_000_000 + b"</t></is></c></row></sheetData>"


def damaged(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield damaged and hostile forms of a workbook with a name for each."""
    yield "cut.xlsx", content[: len(content) // 2]
    yield "empty.xlsx", b""
    yield "text.xlsx", b"not a workbook at all"
    yield "old.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600
    yield "word.xlsx", changed(content, "xl/workbook.xml", lambda _: None)
    yield "no-sheet.xlsx", changed(content, SHEET, lambda _: None)
    yield "no-texts.xlsx", changed(content, "sharedStrings.xml", lambda _: None)
    yield "unclosed.xlsx", changed(content, SHEET, lambda xml: xml.replace(b"</v>", b"", 1))
    yield "half.xlsx", changed(content, SHEET, lambda xml: xml[: len(xml) // 2])
    entities = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    yield "entities.xlsx", changed(content, SHEET, lambda xml: xml.replace(b"<worksheet", entities + b"<worksheet", 1))
    yield "unknown-entity.xlsx", changed(content, SHEET, lambda xml: xml.replace(b"</v>", b"&b;</v>", 1))
    yield "bomb.xlsx", changed(content, SHEET, lambda xml: xml.replace(b"</sheetData>", BOMB, 1))
    yield "checksum.xlsx", other_checksum(content, SHEET)
    yield "checksum-of-book.xlsx", other_checksum(content, "xl/workbook.xml")
    yield "page.csv", b"<html><body>Sign in</body></html>"
    yield "other.csv", b"Name,Size\nTea,1\n"
    yield "quote.csv", b'Session title,Phase,Hours,Required or elective,Competency 1\n"Tea,Morning,1,Required,T-1\n'


def other_checksum(content: bytes, path: str) -> bytes:
    """Return a workbook in which a part is not what its checksum promises, as after a fault of a disk."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        wanted = next(one for one in archive.infolist() if one.filename.endswith(path)).CRC.to_bytes(4, "little")
    return content.replace(wanted, bytes(4))


def unusual(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield forms of a workbook that other programs write, with the same content."""

    def prefixed(xml: bytes) -> bytes:
        for name in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"dimension"):
            for end in (b" ", b">", b"/"):
                xml = xml.replace(b"<" + name + end, b"<x:" + name + end).replace(
                    b"</" + name + end, b"</x:" + name + end
                )
        return xml.replace(b"xmlns=", b"xmlns:x=")

    yield (
        "comments.xlsx",
        changed(content, SHEET, lambda xml: xml.replace(b"<sheetData>", b"<!-- <row> --><sheetData>")),
    )
    yield "prefixed.xlsx", changed(content, SHEET, prefixed)
