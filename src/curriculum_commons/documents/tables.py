"""Records as tables and as JSON, with a dictionary that says what each column means.

The columns are the fields of the models, so that the dictionary is the authors' manual once more.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, get_args

from ..model.commons import Commons, ToolkitText
from ..model.records import Alignment, Competency, Component, Growth, Later, Milestone, Record, Resource, Source, Terms
from .pandoc import pandoc
from .recipe import Recipe
from .text_tree import words

TABLES: dict[str, Callable[[Commons], Sequence[Record]]] = {
    "competencies": lambda commons: commons.competencies,
    "resources": lambda commons: commons.resources,
    "roadmap": lambda commons: commons.milestones,
}
"""What is offered, by the name of its files."""
_PURPOSES = {
    "competencies": "Each competency with its statement, what it means, its parts and how it grows.",
    "resources": "Each resource with the competencies that it helps to teach, its format, setting, time and terms.",
    "roadmap": "Each piece of work with its status, the date to which that holds, and its sources.",
}
_READ_BY = " As CSV for spreadsheets and statistics, as JSON for programs."
_FOR_COLUMNS = "What each column of the tables means."
_FOR_ALL = "What is in these files, whose it is, and how to use and cite it; read it first."
_KINDS: dict[str, type[Record]] = {"competencies": Competency, "resources": Resource, "roadmap": Milestone}
_TYPES = {"csv": "text/csv", "json": "application/json"}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
_SPREAD: tuple[type[Record], ...] = (Later, Terms)
"""Parts of a record that have columns of their own."""

Row = dict[str, str]


def data(commons: Commons, text: ToolkitText) -> Iterator[Recipe]:
    """Give a recipe for each table in each format, for the dictionary, and for the words about them."""
    folder, title = text.meta.folder, text.meta.title
    for name, records in TABLES.items():
        makers = {"csv": partial(_table, name, records(commons)), "json": partial(_json, commons, records(commons))}
        for form in text.meta.formats:
            made = makers[form]()
            yield Recipe(
                f"{folder}/{name}.{form}",
                _TYPES[form],
                f"{title}: {name}",
                made,
                partial(bytes, made),
                _PURPOSES[name] + _READ_BY,
            )
    made = as_csv([_column_row(name, column) for name in TABLES for column in _columns(_KINDS[name])])
    yield Recipe(
        f"{folder}/data-dictionary.csv", _TYPES["csv"], f"{title}: dictionary", made, partial(bytes, made), _FOR_COLUMNS
    )
    about, heading = words(commons, text), f"{title}: {commons.framework.title}, edition {commons.framework.edition}"
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
    """Return rows as CSV; what a spreadsheet would take for a formula gets an apostrophe, and so stays text.

    Args:
        marked: Whether it begins with the mark by which Excel knows UTF-8.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else [], lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return out.getvalue().encode("utf-8-sig" if marked else "utf-8")


def harmless(value: str) -> str:
    """Return a text as a spreadsheet shows it and does not work it out."""
    return f"'{value}" if value.startswith(_DANGEROUS) else value


def _table(name: str, records: Sequence[Record]) -> bytes:
    columns = [column for column, _ in _columns(_KINDS[name])]
    return as_csv([{column: _cell(record, column) for column in columns} for record in records])


def _json(commons: Commons, records: Sequence[Record]) -> bytes:
    site, framework = commons.site, commons.framework
    told = {
        "framework": framework.title,
        "edition": framework.edition,
        "as_of": commons.as_of,
        "from": site.address,
        "license": site.content_license.model_dump(),
        "attribution": site.attribution,
        "records": [record.model_dump(mode="json", by_alias=True, exclude_none=True) for record in records],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _columns(kind: type[Record]) -> Iterator[tuple[str, str]]:
    """Give name and meaning of each column of a kind of record."""
    for name, field in kind.model_fields.items():
        part = next((one for one in (field.annotation, *get_args(field.annotation)) if one in _SPREAD), None)
        if part is None:
            yield name, " ".join((field.description or "").split())
        else:
            for inner, inner_field in part.model_fields.items():
                yield f"{name}.{inner}", " ".join((inner_field.description or "").split())


def _column_row(table: str, column: tuple[str, str]) -> Row:
    return {"table": table, "column": column[0], "meaning": column[1]}


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
"""How a part of a record stands in one cell with others of its kind."""
