"""Records as CSV tables and as JSON, with a dictionary of the columns.

Columns and their meanings are the fields of the models and their descriptions, as in the authors' manual.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

from ..model.build_context import BuildContext
from ..model.commons import Commons, ToolkitText
from ..model.records import Alignment, Competency, Component, Growth, Later, Milestone, Record, Resource, Source, Terms
from .pandoc import pandoc
from .recipe import Recipe
from .text_tree import words

Row = dict[str, str]


@dataclass(frozen=True)
class Table:
    """Records that are offered for download."""

    records: Callable[[Commons], Sequence[Record]]
    kind: type[Record]
    purpose: str


TABLES = {
    "competencies": Table(
        lambda commons: commons.competencies,
        Competency,
        "Each competency with its statement, what it means, its parts and how it grows.",
    ),
    "resources": Table(
        lambda commons: commons.resources,
        Resource,
        "Each resource with the competencies that it helps to teach, its format, setting, time and terms.",
    ),
    "roadmap": Table(
        lambda commons: commons.milestones,
        Milestone,
        "Each piece of work with its status, the date to which that holds, and its sources.",
    ),
}
"""All tables, by the names of their files."""
_READ_BY = " As CSV for spreadsheets and statistics, as JSON for programs."
_FOR_COLUMNS = "What each column of the tables means."
_FOR_ALL = "What is in these files, whose it is, and how to use and cite it; read it first."
_TYPES = {"csv": "text/csv", "json": "application/json"}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SPREAD: tuple[type[Record], ...] = (Later, Terms)
"""Parts of a record that have a column for each of their fields."""


def data(commons: Commons, context: BuildContext, text: ToolkitText) -> Iterator[Recipe]:
    """Yield a recipe for each table in each format, for the dictionary of columns, and for the text about them."""
    folder, title = text.meta.folder, text.meta.title

    def recipe(file: str, what: str, content: bytes, purpose: str) -> Recipe:
        media_type = _TYPES[file.rpartition(".")[2]]
        return Recipe(f"{folder}/{file}", media_type, f"{title}: {what}", content, partial(bytes, content), purpose)

    for name, table in TABLES.items():
        makers = {"csv": partial(_table, commons, table), "json": partial(_json, commons, context, table)}
        for form in text.meta.formats:
            yield recipe(f"{name}.{form}", name, makers[form](), table.purpose + _READ_BY)
    columns = [
        {"table": name, "column": column, "meaning": meaning}
        for name, table in TABLES.items()
        for column, meaning in _columns(table.kind)
    ]
    yield recipe("data-dictionary.csv", "dictionary", as_csv(columns), _FOR_COLUMNS)
    about = words(commons, context, text)
    heading = f"{title}: {commons.framework.title}, edition {commons.framework.edition}"
    headed = f"{heading}\n{'=' * len(heading)}\n\n".encode()
    yield Recipe(
        f"{folder}/about-the-data.txt",
        "text/plain",
        f"{title}: about these files",
        headed + about.ingredients.encode(),
        lambda: headed + pandoc(json.dumps(about.tree).encode(), ["--from=json", "--to=plain", "--reference-links"]),
        _FOR_ALL,
    )


def as_csv(rows: Sequence[Row], marked: bool = True) -> bytes:
    """Return rows as CSV; text that a spreadsheet would take for a formula gets an apostrophe, and so stays text.

    Args:
        rows: With the same columns, in the same order.
        marked: Whether it begins with the byte order mark by which Excel recognizes UTF-8.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else [], lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {name: f"'{value}" if value.startswith(_FORMULA_STARTS) else value for name, value in row.items()}
        )
    return out.getvalue().encode("utf-8-sig" if marked else "utf-8")


def _table(commons: Commons, table: Table) -> bytes:
    columns = [column for column, _ in _columns(table.kind)]
    return as_csv([{column: _cell(record, column) for column in columns} for record in table.records(commons)])


def _json(commons: Commons, context: BuildContext, table: Table) -> bytes:
    site, framework = commons.site, commons.framework
    content = {
        "framework": framework.title,
        "edition": framework.edition,
        "as_of": context.as_of,
        "from": site.address,
        "license": site.content_license.model_dump(),
        "attribution": site.attribution,
        "records": [
            record.model_dump(mode="json", by_alias=True, exclude_none=True) for record in table.records(commons)
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _columns(kind: type[Record]) -> Iterator[tuple[str, str]]:
    """Yield name and meaning of each column of a kind of record."""
    for name, field in kind.model_fields.items():
        part = next((kind for kind in (field.annotation, *get_args(field.annotation)) if kind in _SPREAD), None)
        if part is None:
            yield name, " ".join((field.description or "").split())
        else:
            for inner, inner_field in part.model_fields.items():
                yield f"{name}.{inner}", " ".join((inner_field.description or "").split())


def _cell(record: Record, column: str) -> str:
    value: Any = record
    for step in column.split("."):
        value = getattr(value, step, None)
    return _as_text(value)


def _as_text(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(_as_text, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Record):
        return _IN_WORDS[type(value)](value)
    return "" if value is None else str(value)


_IN_WORDS: dict[type[Record], Callable[[Any], str]] = {
    Source: lambda source: f"{source.reference} ({source.at})" if source.at else source.reference,
    Component: lambda component: component.text,
    Growth: lambda growth: f"{growth.stage}: {growth.text}",
    Alignment: lambda alignment: f"{alignment.scheme} {alignment.code} ({alignment.strength})",
}
"""Text of a part of a record, in one cell with others of its kind."""
