"""Data dictionaries for REDCap: a self-rating by the framework, and the questions of the surveys of a site.

In a survey each ranking becomes a matrix in which no rank can be chosen twice, each share a question for yes or no, and
each question that was answered in words a field for notes. The eighteen columns and their rules are REDCap's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from ..model.commons import Commons
from ..model.records import Competency, Ranking, Survey
from ..render.phrases import with_article
from . import DATA
from .csv_table import csv_table, no_formula
from .items import one_line

NAME = f"{DATA}redcap.csv"
COLUMNS = (
    *("Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label"),
    *("Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number"),
    *("Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)"),
    *("Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?"),
    "Field Annotation",
)
_NAME, _FORM, _HEADER, _TYPE, _LABEL, _CHOICES = COLUMNS[:6]
_MATRIX, _RANKING = COLUMNS[15:17]
_AGREE = "1, Yes | 0, No | 9, Not sure"
_CONFIDENT = "1, Not at all confident | 2, A little confident | 3, Fairly confident | 4, Very confident"
_SELF = "self_rating"
_LONGEST_VARIABLE = 26

Field = Mapping[str, str]


def redcap(commons: Commons) -> bytes:
    """Return a form in which learners rate themselves by each component, or each competency that has none."""
    framework, site = commons.framework, commons.site
    about = (
        f"{framework.title}, edition {framework.edition}. How confident are you that you can do each of these? This "
        f"form is an aid of {site.name}, not a statement of {with_article(framework.creator)}."
    )
    return _dictionary([_field("about_self_rating", _SELF, "descriptive", about, {}), *_ratings(commons)])


def survey_dictionary(surveys: Sequence[Survey]) -> bytes:
    """Return one form for each survey; nothing where none has a question."""
    fields = [field for survey in surveys for field in _form(survey)]
    return _dictionary(fields) if fields else b""


def _dictionary(fields: Sequence[Field]) -> bytes:
    # The first field of a dictionary is the number of the record, in the first form. Dictionaries are edited in Excel,
    # so that a label like a formula has an apostrophe, which people see in REDCap.
    first = _field("record_id", fields[0][_FORM], "text", "Record ID", {})
    return csv_table(COLUMNS, ([no_formula(cell) for cell in field.values()] for field in (first, *fields)))


def _ratings(commons: Commons) -> Iterator[Field]:
    variables = _variables(commons)
    order = {domain.id: number for number, domain in enumerate(commons.domains)}
    by_domain = sorted(commons.competencies, key=lambda one: order[one.domain])
    for _, together in groupby(by_domain, lambda one: one.uuid if one.components else one.domain):
        members = list(together)
        first = members[0]
        if first.components:
            header = f"{first.shown_code} {first.title}: {first.statement}"
            rated = [(part.uuid, part.shown_text) for part in first.components]
        else:
            header = commons.domain[first.domain].name
            rated = [(one.uuid, _in_one_line(one)) for one in members]
        group = f"m_{variables[rated[0][0]]}"
        for number, (uuid, label) in enumerate(rated):
            more = {_HEADER: _text(header) if number == 0 else "", _CHOICES: _CONFIDENT, _MATRIX: group}
            yield _field(variables[uuid], _SELF, "radio", label, more)


def _in_one_line(one: Competency) -> str:
    return f"{one.shown_code} {one.title}" + (f": {one.statement}" if one.statement != one.title else "")


def _variables(commons: Commons) -> dict[str, str]:
    """Return the variable of each competency and component by UUID: its code or id, or the UUID where that is none."""
    named = {one.uuid: one.code for one in commons.competencies}
    named |= {part.uuid: part.id for one in commons.competencies for part in one.components}
    short = {uuid: f"r_{name.lower().replace('-', '_').replace('.', '_')}" for uuid, name in named.items()}
    times = Counter(short.values())
    return {
        uuid: name
        if times[name] == 1 and len(name) <= _LONGEST_VARIABLE
        else f"r_{uuid.replace('-', '')}"[:_LONGEST_VARIABLE]
        for uuid, name in short.items()
    }


def _form(survey: Survey) -> Iterator[Field]:
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


def _ranking(ranking: Ranking, form: str, number: int) -> Iterator[Field]:
    ranks = len(ranking.rows)
    labels = {1: _rank_label(ranking.first), ranks: _rank_label(ranking.last)}
    choices = " | ".join(f"{rank}, {labels.get(rank, rank)}" for rank in range(1, ranks + 1))
    for line, row in enumerate(ranking.rows, 1):
        header = _text(ranking.title) if line == 1 else ""
        more = {_HEADER: header, _CHOICES: choices, _MATRIX: f"{form}_rank_{number}", _RANKING: "y"}
        yield _field(f"{form}_r{number}_{line}", form, "radio", row.label, more)


def _field(name: str, form: str, kind: str, label: str, more: Field) -> Field:
    return {**dict.fromkeys(COLUMNS, ""), _NAME: name, _FORM: form, _TYPE: kind, _LABEL: _text(label), **more}


def _form_name(text: str) -> str:
    """Return a short name as REDCap needs it: a letter first, then letters, digits and underscores."""
    name = "_".join(part for part in text.lower().split("-") if part)[:14].rstrip("_")
    return name if name[:1].isalpha() else f"s_{name}"


def _rank_label(text: str) -> str:
    """Return the label of a rank, such as "1 = most important"."""
    number, equals, words = text.partition("=")
    return f"{number.strip()} = {_text(words).strip()}" if equals else _text(text)


def _text(text: str) -> str:
    # In REDCap "|" separates choices, and "<" begins a tag.
    return one_line(text).replace("|", "/").replace("<", "‹").replace(">", "›")
