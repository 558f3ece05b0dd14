"""Records as CSV tables and as JSON with a dictionary of the columns, and surveys as a data dictionary for REDCap.

Columns and their meanings are the fields of the models and their descriptions, as in the authors' manual.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

from ..interchange.csv_table import csv_table, no_formula
from ..interchange.redcap import survey_dictionary
from ..model.build_context import BuildContext
from ..model.commons import Commons, ToolkitText
from ..model.crosswalk import with_alignments
from ..model.descriptions import descriptions
from ..model.records import SECTIONS, Alignment, Component, Growth, Later, Record, Source, Terms
from . import Recipe
from .pandoc import write
from .text_tree import words

Row = dict[str, str]


@dataclass(frozen=True)
class Table:
    """Records that are offered for download."""

    section: str
    purpose: str

    def records(self, commons: Commons) -> tuple[Record, ...]:
        """Return the records, in their order."""
        if self.section == "competencies":
            return with_alignments(commons, commons.competencies)
        records: tuple[Record, ...] = getattr(commons, self.section)
        return records


TABLES = {
    "competencies": Table("competencies", "Each competency with its statement and all that belongs to it."),
    "resources": Table(
        "resources", "Each resource with the competencies that it helps to teach, its format, setting, time and terms."
    ),
    "roadmap": Table(
        "milestones", "Each piece of work with its status, the date to which that holds, and its sources."
    ),
}
"""All tables, by the names of their files."""
_READ_BY = " As a workbook for people, as CSV and JSON for programs."
_PURPOSE = "The same questions for REDCap: load it into a new project as its data dictionary."
_FOR_COLUMNS = "What each column of the tables means."
_FOR_ALL = "What is in these files, whose it is, and how to use and cite it; read it first."
_SPREAD: tuple[type[Record], ...] = (Later, Terms)
"""Parts of a record that have a column for each of their fields."""
_FOR_PROGRAMS = "extensions"
_PUBLISHED, _BESIDE = "published_code", ".published_code"
_CODES = ("teaches", "competencies")
"""Fields with codes of competencies; where others are published, a column beside each has those."""


def data(commons: Commons, context: BuildContext, text: ToolkitText) -> Iterator[Recipe]:
    """Yield a recipe for each table in each format, for the dictionary of columns, and for the text about them."""
    folder, title, worded = text.meta.folder, text.meta.title, commons.terms.worded

    def recipe(file: str, what: str, content: bytes, purpose: str) -> Recipe:
        return Recipe(f"{folder}/{file}", f"{title}: {worded(what)}", content, partial(bytes, content), purpose)

    tables = {name: table for name, table in TABLES.items() if name == "competencies" or table.records(commons)}
    for name, table in tables.items():
        for form in text.meta.formats:
            if form == "xlsx":
                yield _workbook(commons, context, text, name)
            else:
                content = _csv(commons, table) if form == "csv" else _json(commons, context, table)
                yield recipe(f"{name}.{form}", name, content, worded(table.purpose) + _READ_BY)
    columns = [
        {"table": name, "column": column, "meaning": meaning}
        for name, table in tables.items()
        for column, meaning in _columns(commons, table)
    ]
    yield recipe("data-dictionary.csv", "dictionary", as_csv(columns), _FOR_COLUMNS)
    about = words(commons, context, text)
    heading = f"{title}: {commons.framework.title}, edition {commons.framework.edition}"
    headed = f"{heading}\n{'=' * len(heading)}\n\n".encode()
    yield Recipe(
        f"{folder}/about-the-data.txt",
        f"{title}: about these files",
        headed + about.ingredients.encode(),
        lambda: headed + write(about.tree, "plain", "--reference-links"),
        _FOR_ALL,
    )


def as_csv(rows: Sequence[Row], marked: bool = True) -> bytes:
    """Return rows as CSV; text that a spreadsheet would take for a formula gets an apostrophe, and so stays text.

    Args:
        rows: With the same columns, in the same order.
        marked: Whether it begins with the byte order mark by which Excel recognizes UTF-8.
    """
    cells = (list(map(no_formula, row.values())) for row in rows)
    return csv_table(list(rows[0]) if rows else [], cells, marked=marked)


def _workbook(commons: Commons, context: BuildContext, text: ToolkitText, name: str) -> Recipe:
    table, title = TABLES[name], f"{text.meta.title}: {commons.terms.worded(name)}"
    meanings = {column: meaning for column, meaning in _columns(commons, table) if _PUBLISHED not in column}
    records = map(commons.as_shown, table.records(commons))
    rows = [{column: _cell(record, column, "\n") for column in meanings} for record in records]
    properties = {"title": title, "author": commons.site.publisher.name, "subject": commons.framework.title}
    palette = commons.palette
    parts = (commons.terms.worded(name.capitalize()), rows, meanings, properties, context.as_of, palette)

    def make() -> bytes:
        from .workbooks.records import workbook

        return workbook(*parts)

    purpose = commons.terms.worded(table.purpose) + _READ_BY
    return Recipe(f"{text.meta.folder}/{name}.xlsx", title, repr(parts).encode(), make, purpose)


def _csv(commons: Commons, table: Table) -> bytes:
    columns = [(column, column.removesuffix(_BESIDE)) for column, _ in _columns(commons, table)]
    both = ((record, commons.as_shown(record)) for record in table.records(commons))
    return as_csv([{column: _cell(one[column != field], field) for column, field in columns} for one in both])


def _json(commons: Commons, context: BuildContext, table: Table) -> bytes:
    site, framework = commons.site, commons.framework
    content = {
        "framework": framework.title,
        "edition": framework.edition,
        "as_of": context.as_of,
        "from": site.address,
        "license": site.content_license.model_dump(),
        "attribution": site.attribution,
        **({"published_codes": published} if (published := commons.published_codes) else {}),
        "records": [
            record.model_dump(mode="json", by_alias=True, exclude_none=True) for record in table.records(commons)
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _columns(commons: Commons, table: Table) -> Iterator[tuple[str, str]]:
    """Yield each column with its meaning."""

    def meaning(record: type[Record], field: str) -> str:
        return commons.terms.worded(" ".join(descriptions(record).get(field, "").split()))

    record = SECTIONS[table.section].record
    for name, field in record.model_fields.items():
        if name == _FOR_PROGRAMS or (name == _PUBLISHED and not commons.published_codes):
            continue
        part = next((kind for kind in (field.annotation, *get_args(field.annotation)) if kind in _SPREAD), None)
        if part is not None:
            yield from ((f"{name}.{inner}", meaning(part, inner)) for inner in part.model_fields)
        elif name == "growth" and not commons.has_own_growth:
            yield name, f"{meaning(record, name).partition(';')[0]}."
        else:
            yield name, meaning(record, name)
        if name in _CODES and commons.published_codes:
            yield f"{name}{_BESIDE}", commons.terms.worded("The same competencies, by their codes as published.")


def _cell(record: Record, column: str, between: str = "") -> str:
    value: Any = record
    for step in column.split("."):
        value = getattr(value, step, None)
    if isinstance(value, tuple):
        texts = [_as_text(one) for one in value]
        return between.join(texts) if between else joined(texts)
    return _as_text(value)


def joined(entries: Iterable[str]) -> str:
    r"""Return the entries of a list as one text; "\;" is a semicolon within an entry, and "\\" a backslash."""
    return "; ".join(entry.replace("\\", r"\\").replace(";", r"\;") for entry in entries)


def _as_text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_as_text, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Record):
        return _IN_WORDS[type(value)](value)
    return "" if value is None else str(value)


_IN_WORDS: dict[type[Record], Callable[[Any], str]] = {
    Source: lambda source: f"{source.reference} ({source.at})" if source.at else source.reference,
    Component: lambda component: component.shown_text,
    Growth: lambda growth: f"{growth.stage}: {growth.text}",
    Alignment: lambda alignment: f"{alignment.scheme} {alignment.code} ({alignment.strength})",
}
"""Text of a part of a record, in one cell with others of its kind."""


def redcap(commons: Commons, text: ToolkitText) -> Iterator[Recipe]:
    """Yield the recipe of one dictionary with all surveys, one form for each; nothing where there are none."""
    made = survey_dictionary(commons.surveys)
    if made:
        title = f"{text.meta.title}: data dictionary for REDCap"
        yield Recipe(f"{text.meta.folder}/{text.name}-redcap.csv", title, made, partial(bytes, made), _PURPOSE)
