"""The framework for OpenSALT: as CSV for its update of a document, and as the workbook that it imports by position.

Source: opensalt/opensalt, core/src/Service (ExcelImport.php, ExcelExport.php, GithubImport.php) and
core/assets/js/lsdoc/index.js. Its CSV is divided at line feeds before quotation marks are looked at, so that all cells
are on one line and the first needs none; a parent is named by its code; the fourth column may have 60 characters.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from ..model.commons import Commons
from ..model.crosswalk import alignments_of
from ..model.records import Competency
from ..model.urls import address
from . import DATA
from .csv_table import csv_table, cut
from .items import kind_name, one_line
from .tree import Row, tree

CSV, XLSX = f"{DATA}opensalt.csv", f"{DATA}opensalt.xlsx"
_COLUMNS = (
    *("identifier", "fullStatement", "humanCodingScheme", "abbreviatedStatement", "conceptKeywords", "notes"),
    *("language", "cfItemType", "isChildOf", "sequenceNumber"),
)
_LONGEST = 60
_DOCUMENT = (
    *("identifier", "creator", "title", "lastChangeDate", "officialSourceURL", "publisher", "description", "subject"),
    *("language", "version", "adoptionStatus", "statusStartDate", "statusEndDate", "licenseTitle", "licenseText"),
    "notes",
)
_ITEM = (
    *("identifier", "fullStatement", "humanCodingScheme", "smartLevel", "listEnumeration", "abbreviatedStatement"),
    *("conceptKeywords", "notes", "language", "educationLevel", "CFItemType", "license"),
)
_ASSOCIATION = (
    *("identifier", "originNodeURI", "originNodeIdentifier", "originNodeHumanCodingScheme", "associationType"),
    *("destinationNodeURI", "destinationNodeIdentifier", "destinationNodeHumanCodingScheme"),
    *("associationGroupIdentifier", "associationGroupName"),
)
_STATUS = {"draft": "Draft", "adopted": "Adopted", "deprecated": "Deprecated"}
_NO_TIME = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
_DAY = len("2026-11-23")


def opensalt_csv(commons: Commons) -> bytes:
    """Return the items of a framework, for the document of a framework that is there or was begun."""
    codes = _codes(commons)
    rows = ((*_cells(commons, row, codes), codes.get(row.parent, ""), str(row.place[-1])) for row in tree(commons))
    # A backslash would take its meaning from the quotation mark behind it.
    return csv_table(_COLUMNS, ([cell.replace('\\"', '"') for cell in row] for row in rows), end="\n")


def opensalt_xlsx(commons: Commons) -> bytes:
    """Return a workbook with the framework, its items, and what they are aligned with."""
    codes = _codes(commons)
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": commons.framework.title, "author": commons.site.publisher.name, "created": _NO_TIME})
    _sheet(book, "CF Doc", _DOCUMENT, [_document(commons)])
    _sheet(book, "CF Item", _ITEM, (_item(commons, row, codes) for row in tree(commons)))
    _sheet(book, "CF Association", _ASSOCIATION, _alignments(commons))
    book.close()
    return stream.getvalue()


def _codes(commons: Commons) -> dict[str, str]:
    """Return the code by which OpenSALT knows each domain and competency, by UUID."""
    codes = {one.uuid: one.shown_code for one in commons.competencies}
    if len(set(codes.values())) < len(codes):
        codes = {one.uuid: one.code for one in commons.competencies}
    taken = set(codes.values())
    return codes | {one.uuid: f"domain-{one.id}" if one.id in taken else one.id for one in commons.domains}


def _cells(commons: Commons, row: Row, codes: dict[str, str]) -> tuple[str, ...]:
    one = row.record if isinstance(row.record, Competency) else None
    short = "" if row.title == row.text else cut(row.title, _LONGEST)
    more = (_keywords(one), one_line(one.gloss or "")) if one else ("", "")
    code = codes.get(row.record.uuid, row.code)
    return row.record.uuid, one_line(row.text), code, short, *more, commons.site.language, kind_name(commons, row.kind)


def _keywords(competency: Competency) -> str:
    return ", ".join(word.replace(",", ";") for word in competency.keywords)  # which are divided at commas


def _document(commons: Commons) -> Sequence[str]:
    framework, site = commons.framework, commons.site
    day = framework.adopted if framework.adopted and len(framework.adopted) == _DAY else ""
    about = (f"{site.address}competencies/", site.publisher.name, framework.summary, "", site.language)
    state = (framework.edition, _STATUS[framework.status], day, "")
    terms = (framework.license.name, framework.license.url)
    return framework.uuid, framework.creator, framework.title, day, *about, *state, *terms, site.attribution


def _item(commons: Commons, row: Row, codes: dict[str, str]) -> Sequence[str]:
    uuid, text, code, short, keywords, notes, language, kind = _cells(commons, row, codes)
    place = (".".join(map(str, row.place)), str(row.place[-1]))
    return uuid, text, code, *place, short, keywords, notes, language, "", kind, commons.framework.license.name


def _alignments(commons: Commons) -> Iterator[Sequence[str]]:
    for one in commons.competencies:
        page = commons.site.address + address("competency", one.code)
        for entry in alignments_of(commons, one.code):
            identity = str(uuid5(NAMESPACE_URL, f"{one.uuid} isRelatedTo {entry.identifier}"))
            origin = (page, one.uuid, one.shown_code)
            yield identity, *origin, "isRelatedTo", entry.url or "", entry.identifier, entry.code, "", ""


def _sheet(
    book: Workbook, name: str, header: Sequence[str], rows: Iterator[Sequence[str]] | list[Sequence[str]]
) -> None:
    sheet = book.add_worksheet(name)
    for number, cells in enumerate((header, *rows)):
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(number, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.set_column(1, 1, _LONGEST)
