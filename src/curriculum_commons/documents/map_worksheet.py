"""The worksheet of an upgrade: what persons decide about sessions before a map is one of the new edition.

It is made as a workbook and as YAML, to be filled in, and as Markdown, to be read. Knows nothing of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import Any

import yaml
from markupsafe import Markup
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from ..mapping.upgrade import ALL, Decisions, Question, Upgraded
from ..model.commons import Commons
from ..model.lists import SEPARATOR, entry
from ..model.maps import Session
from ..model.problems import Problem, did_you_mean, quoted
from ..model.records import Competency
from ..render import template
from .pandoc import day, markdown
from .workbooks import styles as look

ROW, DECISION = "Row", "Decision"
"""Columns by which a filled worksheet is read."""
SHEET = "Decide"
NONE = "none"
"""What is written where a session teaches nothing of it any longer."""
_COLUMNS = (ROW, "Session", "Course", "Phase", "Where", "Before", "Text before", "Now", "Text now", "Why", DECISION)
_WIDTHS = (10, 30, 18, 16, 14, 24, 44, 24, 44, 24, 30)
_ENDS = {"none", "remove", "-", "–", "—", "no"}
_LINE = 15
"""Height of a line, in points."""
_LONGEST_LIST = 255
"""Characters of a list to choose from, in Excel."""


@dataclass(frozen=True)
class Row:
    """One row to decide: one session, or all for which nothing else is decided."""

    number: int
    """Of the session; ALL for all."""
    code: str
    """Of the competency in the old edition."""
    cells: tuple[str, ...]
    """As in the columns, without the decision."""
    choices: tuple[str, ...]
    decision: str
    """As it is decided so far."""

    @property
    def key(self) -> str:
        """By which it is known again."""
        return _key(self.number, self.code)


def _key(number: int, code: str) -> str:
    return f"{'all' if number == ALL else number} {code}"


def rows(upgraded: Upgraded, decisions: Decisions, after: Commons) -> tuple[Row, ...]:
    """Return the rows to decide, and those that are decided, by competency and session."""
    decided = {(one.number, one.code): one.session for one in upgraded.moved if one.decided}
    waiting = {(one.number, one.question.change.code): one.session for one in upgraded.waiting}
    found = []
    for question in upgraded.questions:
        code = question.change.code
        sessions = sorted((number, one) for (number, which), one in {**decided, **waiting}.items() if which == code)
        first = [(ALL, None)] if len(sessions) > 1 or (ALL, code) in decisions else []
        for number, session in (*first, *sessions):
            found.append(_row(number, session, question, decisions, after))
    return tuple(found)


def _row(number: int, session: Session | None, question: Question, decisions: Decisions, after: Commons) -> Row:
    change, now = question.change, question.now
    where = ("all others", "", "", "") if session is None else _where(session)
    before = [question.before] if question.before else []
    texts = (_entries(before), _texts(before))
    becomes = (_entries(now), _texts(now)) if now else ("", "nothing; choose another, or write “none”")
    cells = (_key(number, change.code), *where, *texts, *becomes, change.reason or change.status)
    made = decisions.get((number, change.code))
    words = "" if made is None else "; ".join(after.shown_codes(made)) or NONE
    return Row(number, change.code, cells, tuple(map(_entry, now)), words)


def _where(session: Session) -> tuple[str, str, str, str]:
    return session.title, session.course or "", session.phase, session.place


def _entry(competency: Competency) -> str:
    return entry(competency.shown_code, competency.title)


def _entries(competencies: Sequence[Competency]) -> str:
    return "\n".join(map(_entry, competencies))


def _texts(competencies: Sequence[Competency]) -> str:
    coded = len(competencies) > 1
    return "\n\n".join(f"{one.shown_code}: {one.statement}" if coded else one.statement for one in competencies)


def as_yaml(decide: Sequence[Row]) -> bytes:
    """Return the worksheet as YAML, in which a decision is typed after `decision:`."""
    entries = [
        {
            "row": row.key,
            "session": row.cells[1],
            **({"before": row.cells[5]} if row.number == ALL or not _has_all(decide, row.code) else {}),
            "choices": "; ".join(chain(row.choices, [NONE])),
            "decision": row.decision,
        }
        for row in decide
    ]
    head = "# Type codes of the new edition after decision:, several with a semicolon between, or none.\n"
    text = yaml.safe_dump({"decisions": entries}, allow_unicode=True, sort_keys=False, width=110)
    return f"{head}{text}".encode()


def _has_all(decide: Iterable[Row], code: str) -> bool:
    return any(row.number == ALL and row.code == code for row in decide)


def as_workbook(decide: Sequence[Row], upgraded: Upgraded, after: Commons, as_of: str) -> bytes:
    """Return the worksheet as a workbook: what to decide, what the guide asks, and what was carried over."""
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"title": f"Upgrade to edition {after.framework.edition}", "created": day(as_of)})
    values = [(*cells, row.decision) for row, cells in zip(decide, _texts_once(decide), strict=True)]
    sheet = _sheet(book, after, SHEET, _COLUMNS, _WIDTHS, values or [("", "Nothing is to be decided.")])
    typed = book.add_format({**look.PLAIN, **_recolored(look.TEXT_INPUT, after)})
    for number, row in enumerate(decide, 1):
        sheet.write_string(number, len(_COLUMNS) - 1, row.decision, typed)
        choices = [choice[:80] for choice in chain(row.choices, [NONE])]
        if len(",".join(choices)) <= _LONGEST_LIST and not any("," in one for one in choices):
            rule = {"validate": "list", "source": choices, "error_type": "information"}
            sheet.data_validation(number, len(_COLUMNS) - 1, number, len(_COLUMNS) - 1, rule)
    asked = list(questions(upgraded))
    _sheet(book, after, "Questions", ("Competency", "What happened", "Sessions", "To do"), (44, 16, 12, 70), asked)
    moved = [
        (str(one.number), one.session.title, one.code, "; ".join(after.shown_codes(one.now)) or NONE, one.rule)
        for one in upgraded.moved
    ]
    _sheet(book, after, "Carried over", ("Session", "Title", "Before", "Now", "Rule"), (10, 44, 16, 24, 40), moved)
    if upgraded.notes:
        _sheet(book, after, "Left out", ("What",), (100,), [(note,) for note in upgraded.notes])
    book.close()
    return stream.getvalue()


def _texts_once(decide: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of rows; the texts of a competency are in its first row alone, so that the rows stay short."""
    for number, row in enumerate(decide):
        is_first = number == 0 or decide[number - 1].code != row.code
        texts = zip(_COLUMNS, row.cells, strict=False)
        yield row.cells if is_first else tuple("" if name.startswith("Text ") else one for name, one in texts)


def _recolored(style: look.Style, commons: Commons) -> dict[str, Any]:
    return {name: commons.palette.recolored(one) if isinstance(one, str) else one for name, one in style.items()}


def _sheet(  # noqa: PLR0913, PLR0917 — a table and where it goes
    book: Workbook,
    commons: Commons,
    name: str,
    columns: Sequence[str],
    widths: Sequence[int],
    values: Sequence[Sequence[str]],
) -> Any:
    sheet = book.add_worksheet(name)
    head = book.add_format({**look.PLAIN, **_recolored(look.HEAD, commons)})
    text = book.add_format({**look.PLAIN, **_recolored(look.TEXT_CELL, commons), "num_format": "@"})
    for number, row in enumerate((columns, *values)):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value, text if number else head)
        lines = (look.lines_of_cell(value, width - 1) for value, width in zip(row, widths, strict=False))
        sheet.set_row(number, _LINE * max(lines))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def questions(upgraded: Upgraded) -> Iterator[tuple[str, str, str, str]]:
    """Yield what the guide asks, with the number of sessions of this map, and what to do."""
    todo = {
        "added": "look for sessions that teach it, and add it to them in the map",
        "reworded": "carried over; check whether each session still teaches it as it is worded now",
        "merged": "decide for each session whether it teaches what is stated now",
        "split": "choose for each session which of the new ones it teaches",
        "withdrawn": "choose what each session serves instead, or none",
    }
    for one in upgraded.questions:
        change = one.change
        what = f"made from {', '.join(change.shown_made_from)}" if change.made_from else change.status
        yield change.name, what, str(len(one.sessions)), todo[change.status]


def as_markdown(decide: Sequence[Row], upgraded: Upgraded, after: Commons) -> bytes:
    """Return the worksheet as Markdown, to be read beside the others."""
    values = {
        "columns": _COLUMNS,
        "rows": decide,
        "questions": tuple(questions(upgraded)),
        "upgraded": upgraded,
        "edition": after.framework.edition,
        "none": NONE,
    }
    return markdown(Markup(template("map_report/worksheet.html").render(values))).encode()


Typed = Iterable[tuple[str, str, str]]
"""Place, key and decision of each row as they were typed."""


def read_decisions(typed: Typed, known: Iterable[str], after: Commons) -> tuple[Decisions, list[Problem]]:
    """Return what was decided, and what cannot be read; an empty cell decides nothing.

    Args:
        typed: Rows in any order; a place is as in "worksheet.xlsx: Decide!K2".
        known: Keys of the rows that there are.
    """
    keys = {key: _parsed(key) for key in known}
    found: dict[tuple[int, str], tuple[str, ...]] = {}
    problems = []
    for place, key, words in typed:
        if not words.strip():
            continue
        made, message = _codes(words, after)
        if key not in keys:
            message = (
                f"{quoted(key)} is not a row of this upgrade{did_you_mean(key, keys)}; leave the column {ROW} as it is"
            )
        elif not message and found.setdefault(keys[key], made) != made:
            message = f"row {quoted(key)} is decided in two ways; make both the same, or empty one"
        if message:
            problems.append(Problem(place, 0, 0, message, "map-decision"))
    return found, problems


def _parsed(key: str) -> tuple[int, str]:
    number, _, code = key.partition(" ")
    return ALL if number == "all" else int(number), code


def _codes(words: str, after: Commons) -> tuple[tuple[str, ...], str]:
    """Return the codes that were typed, or what is wrong with them."""
    if words.strip().casefold() in _ENDS:
        return (), ""
    names = ((name, one.code) for one in after.competencies for name in (one.shown_code, _entry(one), one.code))
    known = {name.casefold(): code for name, code in names}
    made = []
    for part in filter(None, (" ".join(part.split()) for part in re.split(r"[;\n]", words))):
        first = part.partition(SEPARATOR)[0]
        code = known.get(part.casefold()) or known.get(first.casefold())
        if code is None:
            near = did_you_mean(first, after.shown_codes(after.competency))
            return (), f"decision: unknown code {quoted(part)}{near or f'; write a code of the new edition, or {NONE}'}"
        made.append(code)
    return tuple(dict.fromkeys(made)), ""
