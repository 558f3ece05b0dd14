"""Make the domains and competencies of a framework from the rows of a table; knows nothing of files."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from ..content.file_names import beside_device, is_device
from ..interchange.items import title_of
from ..interchange.read import Kept
from ..model.problems import CallError, counted, quoted
from ..model.urls import slug
from .cells import Cells, fits
from .names import folded
from .outline import KINDS, Entry, compared, outline

_LONGEST_CODE = 40
_LONGEST_ID = 80
_MOST_NOTES = 5
_BETWEEN = " / "
"""Between the names of levels that are one domain here."""


@dataclass
class Imported:
    """What was made of a table."""

    domains: list[dict[str, Any]] = field(default_factory=list)
    competencies: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was done that nobody asked for, in sentences."""
    made_up_domain: str = ""
    """Id of the domain of competencies for which the table names none."""
    level: int | None = None
    """The level of the competencies, from 1, where the table has several."""
    numbered: set[int] = field(default_factory=set)
    """Identities of the competencies whose code is made, as the table has none for them."""
    titled_by_statement: set[int] = field(default_factory=set)
    """Identities of the competencies whose title is the beginning of their statement."""
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    """The record that each row is."""
    framework: dict[str, Any] = field(default_factory=dict)
    """What is known of the framework as a whole, by the names of its fields."""
    by_uuid: bool = False
    """Whether records are known by their UUIDs, whatever their codes."""
    losses: list[Kept] = field(default_factory=list)
    """What became of each part of a file of another system."""

    @property
    def has_parts(self) -> bool:
        """Whether the table has components at all."""
        return self.components > 0

    @property
    def components(self) -> int:
        """How many components the competencies have."""
        return sum(len(one.get("components", ())) for one in self.competencies)


def new_uuid() -> str:
    """Return an identity for data exchange."""
    return str(uuid.uuid4())


def imported(cells: Cells, level: int | None = None) -> Imported:
    """Return what the rows of a table are; raises ContentError with all that is wrong, or CallError.

    Args:
        level: The one of the competencies, from 1, where somebody has chosen it.
    """
    maker, found = _Maker(cells), outline(cells, level)
    for entry in sorted(found.entries, key=maker.order):
        maker.add(entry)
    cells.refuse()
    result = maker.result
    result.level = found.level
    result.notes += [*found.notes(), *maker.twice[:_MOST_NOTES]]
    if (rest := len(maker.twice) - _MOST_NOTES) > 0:
        result.notes.append(f"{rest} more codes are there twice, too.")
    if result.numbered and maker.is_coded:
        codes = [one.get("published_code", one["code"]) for one in result.competencies if id(one) in result.numbered]
        what = "competency has" if len(codes) == 1 else "competencies have"
        result.notes.append(f"{len(codes)} {what} no code in the table, and got one here, such as {codes[0]}.")
    if not result.competencies:
        raise CallError(f"{cells.table.file} has no competency; look at its columns")
    if cells.cleaned:
        result.notes.append(f"Invisible characters or HTML were taken out of {counted(cells.cleaned, 'cell')}.")
    if maker.replaced:
        result.notes.append(f"{maker.replaced} UUIDs in the table are none, or are there twice; new ones were made.")
    if not maker.is_coded:
        result.notes.append("The table has no codes; competencies are numbered from C-1.")
    return result


class _Maker:
    """Makes records of rows, one after the other."""

    def __init__(self, cells: Cells) -> None:
        self.cells, self.result = cells, Imported()
        self.is_coded = "code" in cells.columns
        self.replaced = 0
        self.twice: list[str] = []
        self._counts: dict[str, Iterator[int]] = {}
        self._made: dict[str, Iterator[int]] = {}
        self._domains: dict[object, dict[str, Any]] = {}
        self._competencies: dict[object, dict[str, Any]] = {}
        self._coded: dict[str, int] = {}
        self._taken: set[str] = set()
        self._uuids: set[str] = set()
        self._above: str = ""
        self._written = {compared(cells.raw(row, "code")) for row in cells.rows()}

    def order(self, entry: Entry) -> tuple[int, bool]:
        """Return what sorts wholes before their parts, which may be above them, and codes of today before the past."""
        return KINDS.index(entry.kind), entry.kind != KINDS[0] and self.cells.has_ended(entry.row)

    def add(self, entry: Entry) -> None:
        """Add what a row is."""
        if entry.kind == "domain":
            name = _BETWEEN.join(self._words(row, "domain") for row in (*entry.above, entry.row))
            self._domains[entry.row] = self._domain(self.cells.line(entry.row, "code"), name, entry.row)
        elif entry.kind == "component":
            self._add_component(entry)
        else:
            self._add_competency(entry)

    def _words(self, row: int, kind: str) -> str:
        words = self.cells.words(row, kind)
        if not words:
            self.cells.report(row, "statement", "is empty; write what this row is")
        return words

    def _domain(self, code: str, name: str, row: int) -> dict[str, Any]:
        one: dict[str, Any] = {
            "id": self._id(self.cells.id(row) or code or name, "domain"),
            "uuid": self._uuid(row),
            "name": name,
        }
        if summary := self.cells.summary(row):
            one["summary"] = summary
        self._extend(one, row, None)
        self.result.domains.append(one)
        return one

    def _extend(self, one: dict[str, Any], row: int, parent: int | None) -> None:
        self.result.rows[row] = one
        if extensions := self.cells.extensions(row, one, parent):
            one["extensions"] = extensions

    def _add_component(self, entry: Entry) -> None:
        competency = self._competencies.get(entry.parent)
        if competency is None:
            return  # which is reported
        text = self._words(entry.row, "component")
        self._append(competency, self._uuid(entry.row), text, (entry.row, "code"))
        self._extend(competency["components"][-1], entry.row, entry.parent)

    def _append(self, competency: dict[str, Any], identity: str, text: str, coded: tuple[int, str]) -> None:
        parts, code = competency.setdefault("components", []), self.cells.line(*coded)
        if len(code) > _LONGEST_CODE:
            self.cells.report(*coded, f"{quoted(code)} has over {_LONGEST_CODE} characters; choose another column")
        own = self.cells.id(coded[0]) or code
        name = self._id(own or f"{slug(competency['code'])}-{len(parts) + 1}", "part")
        parts.append({"id": name, "uuid": identity, "text": text} | ({"published_code": code} if code else {}))

    def _add_competency(self, entry: Entry) -> None:
        row, cells = entry.row, self.cells
        code, part = cells.line(row, "code"), cells.line(row, "component")
        if part and (known := self._same(row, code)):
            self._append(known, new_uuid(), part, (row, "component-code"))
            return
        cells.refuse_rest(row)
        if not (statement := cells.text(row, "statement")):
            cells.report(row, "statement", "is empty; write the statement of the competency")
        made = "" if code else self._made_code(entry)
        one: dict[str, Any] = self._codes(row, code or made) | {
            "uuid": self._uuid(row),
            "domain": self._domain_of(entry),
        }
        one["title"] = cells.line(row, "title") or title_of(statement)
        one["statement"] = statement
        if not code:
            self.result.numbered.add(id(one))
        if not cells.raw(row, "title"):
            self.result.titled_by_statement.add(id(one))
        if gloss := cells.text(row, "gloss"):
            one["gloss"] = gloss
        if words := cells.keywords(row):
            one["keywords"] = words
        self._extend(one, row, entry.parent)
        self.result.competencies.append(one)
        self._competencies[row] = self._competencies[compared(code) or statement] = one
        if part:
            self._append(one, new_uuid(), part, (row, "component-code"))

    def _same(self, row: int, code: str) -> dict[str, Any] | None:
        """Return the competency of which a row has one more component."""
        statement = self.cells.text(row, "statement")
        known = self._competencies.get(compared(code) or statement)
        if not code and not statement and self.result.competencies:
            return self.result.competencies[-1]  # below merged cells
        is_same = known and statement in {"", known["statement"]}
        return known if is_same else None

    def _made_code(self, entry: Entry) -> str:
        """Return a code for a row of a tree that has none: its outline number, or that of its parent and a number."""
        if not self.is_coded or entry.parent is None:
            return ""
        number, above = self.cells.raw(entry.row, "outline").strip("."), self.cells.line(entry.parent, "code")
        counted = (f"{above}.{number}" if above else f"C-{number}" for number in self._made.setdefault(above, count(1)))
        made = next(one for one in chain([number] if number else [], counted) if compared(one) not in self._written)
        self._written.add(compared(made))
        return made

    def _codes(self, row: int, code: str) -> dict[str, Any]:
        if self.is_coded and not any(map(str.isalnum, code)):
            what = f"{quoted(code)} has no letter and no digit" if code else "is empty"
            self.cells.report(row, "code", f"{what}; write the code of the competency")
        first = self._coded.setdefault(compared(code), row) if code else row
        if first != row and self._is_known(row) and self._is_known(first):
            code = self._another(row, code)
        elif first != row:
            self.cells.report(row, "code", f"{quoted(code)} is in row {first + 1} already; give this one another")
        if len(code) > _LONGEST_CODE:
            way_out = "choose another column, or number the competencies with --column code="
            self.cells.report(row, "code", f"{quoted(code)} has over {_LONGEST_CODE} characters; {way_out}")
        number = len(self.result.competencies) + 1
        name = code if fits("code", code) else folded(code, "-", ".")[:_LONGEST_CODE].strip("-.")
        name = self._free(name or f"C-{number}", "competencies", _LONGEST_CODE)
        return {"code": name} | ({"published_code": code} if code not in {"", name} else {})

    def _is_known(self, row: int) -> bool:
        """Return True if the table has a UUID for a row, by which others know it, whatever its code."""
        return fits("uuid", self._written_uuid(row))

    def _another(self, row: int, code: str) -> str:
        ends = (f"-{number}" for number in self._numbers(code))
        codes = (f"{code[: _LONGEST_CODE - len(end)]}{end}" for end in ends)
        new, first = next(one for one in codes if compared(one) not in self._written), self._coded[compared(code)]
        self._written.add(compared(new))
        twice = f"{quoted(code)} is the code of row {first + 1} and of row {row + 1}"
        self.twice.append(f"{twice}, which have different UUIDs; the second is {quoted(new)} here.")
        return new

    def _numbers(self, name: str) -> Iterator[int]:
        """Yield numbers for a name that is taken, each once: thousands may have the same."""
        return self._counts.setdefault(name, count(2))

    def _domain_of(self, entry: Entry) -> str:
        if entry.parent is not None:
            return str(self._domains[entry.parent]["id"]) if entry.parent in self._domains else ""
        name = self.cells.line(entry.row, "domain") or self.cells.line(entry.row, "domain-code") or self._above
        self._above = name  # for the rows below, where cells are merged or named once
        key = compared(name)
        if key not in self._domains:
            code = self.cells.line(entry.row, "domain-code")
            one = {"id": self._id(code or name or "competencies", "domain"), "uuid": new_uuid()}
            one["name"] = name or "Competencies"
            if summary := self.cells.text(entry.row, "domain-summary"):
                one["summary"] = summary
            self._domains[key] = one
            self.result.domains.append(one)
            self.result.made_up_domain = self.result.made_up_domain if name else str(one["id"])
        return str(self._domains[key]["id"])

    def _uuid(self, row: int) -> str:
        written = self._written_uuid(row)
        good = bool(written) and fits("uuid", written) and written not in self._uuids
        self.replaced += bool(written) and not good
        one = written if good else new_uuid()
        self._uuids.add(one)
        return one

    def _written_uuid(self, row: int) -> str:
        return self.cells.raw(row, "uuid").lower().removeprefix("urn:uuid:").strip("{}")

    def _id(self, text: str, kind: str) -> str:
        name = slug(folded(text, "-"))[: _LONGEST_ID - 6].strip("-")
        return self._free(name or f"{kind}-1", kind, _LONGEST_ID)

    def _free(self, name: str, kind: str, longest: int) -> str:
        """Return a name like this one that no other of the kind has, nor a device of Windows."""
        name, first = beside_device(name) if is_device(name) else name, name
        while f"{kind}/{slug(name)}" in self._taken:
            number = next(self._numbers(f"{kind}/{first}"))
            name = f"{first[: longest - len(str(number)) - 1]}-{number}"
        self._taken.add(f"{kind}/{slug(name)}")
        return name
