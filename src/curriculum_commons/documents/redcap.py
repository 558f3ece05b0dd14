"""The surveys of a commons as a data dictionary that REDCap can import into a new project.

Each ranking becomes a matrix in which no rank can be chosen twice, each share a question for yes or no, and each
question that was answered in words a field for notes. The eighteen columns and their rules are REDCap's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from ..model.commons import Commons, ToolkitText
from ..model.records import Ranking, Survey
from .recipe import Recipe
from .tables import Row, as_csv

_COLUMNS = (
    *("Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label"),
    *("Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number"),
    *("Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)"),
    *("Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?"),
    "Field Annotation",
)
_PURPOSE = "The same questions for REDCap: load it into a new project as its data dictionary."
_NAME, _FORM, _HEADER, _TYPE, _LABEL, _CHOICES = _COLUMNS[:6]
_MATRIX, _RANKING = _COLUMNS[15:17]
_AGREE = "1, Yes | 0, No | 9, Not sure"


def redcap(commons: Commons, text: ToolkitText) -> Iterator[Recipe]:
    """Yield the recipe of one dictionary with all surveys, one form for each; nothing where there are none."""
    rows = [row for survey in commons.surveys for row in _form(survey)]
    if not rows:
        return
    # The first field of a dictionary is the number of the record, in the first form.
    made = as_csv([_field("record_id", rows[0][_FORM], "text", "Record ID", {}), *rows], marked=False)
    title = f"{text.meta.title}: data dictionary for REDCap"
    yield Recipe(f"{text.meta.folder}/{text.name}-redcap.csv", "text/csv", title, made, partial(bytes, made), _PURPOSE)


def _form(survey: Survey) -> Iterator[Row]:
    form = _form_name(survey.id)
    for number, ranking in enumerate(survey.rankings, 1):
        yield from _ranking(ranking, form, number)
    for number, share in enumerate(survey.shares, 1):
        header = "Should we do this?" if number == 1 else ""
        more = {_HEADER: header, _CHOICES: _AGREE, _MATRIX: f"{form}_agree"}
        yield _field(f"{form}_a{number}", form, "radio", share.statement, more)
    for number, named in enumerate(survey.named, 1):
        header = "In your own words" if number == 1 else ""
        yield _field(f"{form}_w{number}", form, "notes", named.question, {_HEADER: header})


def _ranking(ranking: Ranking, form: str, number: int) -> Iterator[Row]:
    ranks = len(ranking.rows)
    labels = {1: _rank_label(ranking.first), ranks: _rank_label(ranking.last)}
    choices = " | ".join(f"{rank}, {labels.get(rank, rank)}" for rank in range(1, ranks + 1))
    for line, row in enumerate(ranking.rows, 1):
        header = _text(ranking.title) if line == 1 else ""
        more = {_HEADER: header, _CHOICES: choices, _MATRIX: f"{form}_rank_{number}", _RANKING: "y"}
        yield _field(f"{form}_r{number}_{line}", form, "radio", row.label, more)


def _field(name: str, form: str, kind: str, label: str, more: Mapping[str, str]) -> Row:
    return {**dict.fromkeys(_COLUMNS, ""), _NAME: name, _FORM: form, _TYPE: kind, _LABEL: _text(label), **more}


def _form_name(text: str) -> str:
    """Return a short name as REDCap needs it: a letter first, then letters, digits and underscores."""
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:14].rstrip("_")
    return name if name[:1].isalpha() else f"s_{name}"


def _rank_label(text: str) -> str:
    """Return the label of a rank, such as "1 = most important"."""
    number, equals, words = text.partition("=")
    return f"{number.strip()} = {_text(words).strip()}" if equals else _text(text)


def _text(text: str) -> str:
    # In REDCap "|" separates choices, and "<" begins a tag.
    return text.replace("|", "/").replace("<", "‹").replace(">", "›")
