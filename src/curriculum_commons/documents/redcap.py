"""The surveys of a commons as a data dictionary that REDCap can import into a new project.

Each ranking becomes a matrix in which no place is given twice, each share a question for yes or no, and each question
that was answered in words a field for notes. The eighteen columns and their rules are REDCap's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ..model.commons import Commons, ToolkitText
from ..model.records import Named, Ranking, Share, Survey
from .recipe import Recipe
from .tables import Row, as_csv

_COLUMNS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
_PURPOSE = "The same questions for REDCap: load it into a new project as its data dictionary."
_NAME, _FORM, _HEADER, _TYPE, _LABEL, _CHOICES = _COLUMNS[:6]
_MATRIX, _RANKING = _COLUMNS[15:17]
_AGREE = "1, Yes | 0, No | 9, Not sure"


def redcap(commons: Commons, text: ToolkitText) -> Iterator[Recipe]:
    """Give the recipe of one dictionary with all surveys, one form for each."""
    # A dictionary begins with the field that counts the records; it lies in the first form.
    rows = [row for survey in commons.surveys for row in _form(survey)]
    if not rows:
        return
    made = as_csv([_row("record_id", rows[0][_FORM], "text", "Record ID"), *rows], marked=False)
    title = f"{text.meta.title}: data dictionary for REDCap"
    yield Recipe(f"{text.meta.folder}/{text.name}-redcap.csv", "text/csv", title, made, partial(bytes, made), _PURPOSE)


def _form(survey: Survey) -> Iterator[Row]:
    form = _name(survey.id)
    for number, ranking in enumerate(survey.rankings, 1):
        yield from _ranking(ranking, form, number)
    yield from _shares(survey.shares, form)
    for number, named in enumerate(survey.named, 1):
        yield _named(named, form, number)


def _ranking(ranking: Ranking, form: str, number: int) -> Iterator[Row]:
    places = len(ranking.rows)
    words = {1: _words(ranking.first), places: _words(ranking.last)}
    choices = " | ".join(f"{place}, {words.get(place, place)}" for place in range(1, places + 1))
    matrix = f"{form}_rank_{number}"
    for line, row in enumerate(ranking.rows, 1):
        header = _text(ranking.title) if line == 1 else ""
        told = {_HEADER: header, _CHOICES: choices, _MATRIX: matrix, _RANKING: "y"}
        yield _row(f"{form}_r{number}_{line}", form, "radio", row.label) | told


def _shares(shares: tuple[Share, ...], form: str) -> Iterator[Row]:
    for number, share in enumerate(shares, 1):
        header = "Should we do this?" if number == 1 else ""
        told = {_HEADER: header, _CHOICES: _AGREE, _MATRIX: f"{form}_agree"}
        yield _row(f"{form}_a{number}", form, "radio", share.statement) | told


def _named(named: Named, form: str, number: int) -> Row:
    header = "In your own words" if number == 1 else ""
    return _row(f"{form}_w{number}", form, "notes", named.question) | {_HEADER: header}


def _row(name: str, form: str, kind: str, label: str) -> Row:
    return dict.fromkeys(_COLUMNS, "") | {_NAME: name, _FORM: form, _TYPE: kind, _LABEL: _text(label)}


def _name(text: str) -> str:
    """Return a text as the short name that REDCap wants: a letter first, then letters, digits and low lines."""
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:14].rstrip("_")
    return name if name[:1].isalpha() else f"s_{name}"


def _words(told: str) -> str:
    """Return what a number means without the number, as in "1 = most important"."""
    number, sign, words = told.partition("=")
    return f"{number.strip()} = {_text(words).strip()}" if sign else _text(told)


def _text(text: str) -> str:
    # "|" parts the choices, and "<" begins a tag in what REDCap shows.
    return text.replace("|", "/").replace("<", "‹").replace(">", "›")
