"""What must hold in crosswalks: they name competencies that there are, once, with who compared them and when.

A crosswalk of an earlier edition may lie there, and is shown as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ...content.sssom import CrosswalkText
from ...content.yaml_reader import Position, Value
from ...content.yaml_scalars import Unquoted, plain
from ...model.problems import Problem, did_you_mean, quoted
from ...model.record import Record, web_refusal
from ...model.records import PROFILE, Competency, Framework, Withdrawn
from ...model.sssom import BUILT_IN, NONE, OTHER_SLOTS, Crosswalk, CrosswalkHead, CrosswalkRow
from ...model.urls import slug
from .context import ValidationContext, repeated
from .entries import validate_record

_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_SOURCES = ("subject_source", "object_source")


def validate_crosswalk(text: CrosswalkText, problems: list[Problem]) -> Crosswalk | None:
    """Return the crosswalk of a file, or add to the problems what is wrong with its form."""
    head, defined = _head(text, problems)
    columns = [*_problems_of_columns(text, defined)]
    problems += columns
    if columns:
        return None
    rows = [_row(text, number, problems) for number in range(len(text.sheet.rows))]
    good = tuple(row for row in rows if row)
    return Crosswalk(text.name, head, good) if head and len(good) == len(rows) else None


def _problems_of_columns(text: CrosswalkText, defined: frozenset[str]) -> Iterator[Problem]:
    known, line = _known_slots(CrosswalkRow) | defined, text.sheet.line
    for name in text.sheet.columns:
        if name not in known:
            yield _unknown(text, (line, text.sheet.place(line, name)), name, known)
    for name in _NEEDED:
        if name not in text.sheet.columns:
            yield Problem(text.path, line, 1, f"{name}: missing; add a column of this name", "missing-key")


def _head(text: CrosswalkText, problems: list[Problem]) -> tuple[CrosswalkHead | None, frozenset[str]]:
    value = text.head.value
    if not isinstance(value, dict):
        message = 'the head has no keys; write "mapping_set_id: …" and the others, each line after a "#"'
        problems.append(Problem(text.path, 1, 1, message, "not-a-record"))
        return None, frozenset()
    value = _as_text(value, text.head.position)
    definitions = value.get("extension_definitions")
    listed = [one for one in definitions if isinstance(one, dict)] if isinstance(definitions, list) else []
    defined = frozenset(str(one.get("slot_name")) for one in listed)
    more = (OTHER_SLOTS[CrosswalkHead] | defined) - CrosswalkHead.model_fields.keys()
    others = {key: value.pop(key) for key in [*value] if key in more}
    known = _known_slots(CrosswalkHead) | defined
    for key in [key for key in value if key not in known]:
        problems.append(_unknown(text, text.head.locate((key,), key=True), key, known))
        del value[key]
    return validate_record(CrosswalkHead, {**value, "others": others}, text.head, (), problems), defined


def _known_slots(kind: type[Record]) -> frozenset[str]:
    return (frozenset(kind.model_fields) | OTHER_SLOTS[kind]) - {"others"}


def _unknown(text: CrosswalkText, at: tuple[int, int], name: str, known: Iterable[str]) -> Problem:
    meant = did_you_mean(name, sorted(known)) or "; take it out, or define it in extension_definitions"
    return Problem(text.path, *at, f"{name}: SSSOM has nothing of this name{meant}", "unknown-key")


def _as_text(value: Value, position: Position) -> Any:
    """Return a value of the head with numbers and days as they are written: "2018" there needs no quotes."""
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        inside = {key: _as_text(value[key], position.inside[key]) for key in keys}
        return inside if isinstance(value, dict) else list(inside.values())
    is_bare = not isinstance(value, str | bool) and value is not None
    return position.text if is_bare and position.text and (not isinstance(value, Unquoted) or value.text) else value


def _row(text: CrosswalkText, number: int, problems: list[Problem]) -> CrosswalkRow | None:
    cells: dict[str, Any] = {}
    others: dict[str, str] = {}
    for name, cell in text.sheet.rows[number][1].items():
        if name == "confidence":
            cells[name] = plain(cell)
        elif name in CrosswalkRow.model_fields:
            cells[name] = cell
        else:
            others[name] = cell
    value = {**cells, "others": others}
    try:
        return CrosswalkRow.model_validate(value)
    except ValueError:
        # Only now is it worth the time to look for the places.
        return validate_record(CrosswalkRow, value, text.row(number), (), problems)


def names_of(competencies: Iterable[Competency | Withdrawn]) -> dict[str, str]:
    """Return the code of each competency by what rows may call it: its code, published code, address or UUID."""
    found: dict[str, str] = {}
    for one in competencies:
        for name in (one.code, one.published_code, slug(one.code), one.uuid):
            if name:
                found.setdefault(name.casefold(), one.code)
    return found


def with_codes(crosswalk: Crosswalk, names: Mapping[str, str]) -> Crosswalk:
    """Return a crosswalk with the codes of the competencies that its rows name."""
    subjects = {row.subject_id: names.get(_name(row.subject_id).casefold()) for row in crosswalk.rows}
    return replace(crosswalk, codes={subject: code for subject, code in subjects.items() if code})


def _name(identifier: str) -> str:
    """Return what an identifier has at its end: "sic-1" of "site:competencies/sic-1/", a UUID of "urn:uuid:…"."""
    return identifier.rstrip("/").rpartition("/")[2].rpartition(":")[2]


def prefixes_of_crosswalks_mean_an_address(context: ValidationContext) -> Iterator[Problem]:
    """Every prefix of `curie_map` is short for the beginning of an address, and those of SSSOM for their own."""
    for text, one in context.crosswalks.values():
        for prefix, address in one.head.curie_map.items():
            wanted = BUILT_IN.get(prefix, address)
            if address != wanted:
                message = f"{quoted(address)} is not what this prefix means everywhere, {quoted(wanted)}; leave it out"
                yield text.head.problem(("curie_map", prefix), message, "unknown-prefix")
            elif not address.startswith("urn:") and (refusal := web_refusal(address)):
                yield text.head.problem(("curie_map", prefix), f"{quoted(address)} {refusal}", "not-a-web-address")


def prefixes_of_crosswalks_are_known(context: ValidationContext) -> Iterator[Problem]:
    """Every prefix of an identifier is in `curie_map`; one that is not is reported where it is first used."""
    for text, one in context.crosswalks.values():
        known = {**BUILT_IN, **one.head.curie_map}
        used = [(getattr(one.head, name), partial(text.head.problem, (name,))) for name in _SOURCES]
        for number, row in enumerate(one.rows):
            used += [(getattr(row, name), partial(text.problem, number, name)) for name in ("subject_id", "object_id")]
        first = {identifier.partition(":")[0]: report for identifier, report in reversed(used)}
        for prefix, report in first.items():
            if prefix not in known:
                yield report(_prefix_refusal(prefix, known), "unknown-prefix")


def _prefix_refusal(prefix: str, known: Iterable[str]) -> str:
    meant = did_you_mean(prefix, known) or '; add it to "curie_map:" with the address that it is short for'
    return f"unknown prefix {quoted(prefix)}{meant}"


def crosswalks_name_what_there_is(context: ValidationContext) -> Iterator[Problem]:
    """Every competency that a row names exists or was withdrawn: a row holds as of its day."""
    competencies, section = context.known["competency"], "competencies"
    if len(context.good[section]) < len(context.entries[section].values):
        return  # one that cannot be read has a UUID, too
    for text, one in context.crosswalks.values():
        for number, row in enumerate(one.rows):
            code = one.codes.get(row.subject_id, _name(row.subject_id))
            if row.subject_id == row.object_id == NONE:
                message = f"{quoted(NONE)} is on both sides; write the competency or the entry that has no match"
                yield text.problem(number, "object_id", message, "unknown-reference")
            elif row.subject_id != NONE and code not in competencies.withdrawn and competencies.lacks(code):
                yield text.problem(number, "subject_id", *competencies.refusal(code))


def statements_of_crosswalks_are_there_once(context: ValidationContext) -> Iterator[Problem]:
    """No row is there twice, and none contradicts another: a match and none, or a match and its denial."""
    for text, one in context.crosswalks.values():
        numbered = list(enumerate(one.rows))
        for (number, _), (first, _) in repeated((row.identity, (number, row)) for number, row in numbered):
            line = text.sheet.rows[first][0]
            yield text.problem(
                number, "subject_id", f"this row is in line {line} already; remove one", "duplicate-entry"
            )
        for side in ("subject_id", "object_id"):
            yield from _contradictions(text, one, side)


def _contradictions(text: CrosswalkText, one: Crosswalk, side: str) -> Iterator[Problem]:
    other = "object_id" if side == "subject_id" else "subject_id"
    matched = {getattr(row, side): number for number, row in reversed([*enumerate(one.rows)]) if row.is_match}
    for number, row in enumerate(one.rows):
        if getattr(row, other) == NONE and row.predicate_modifier is None and getattr(row, side) in matched:
            line = text.sheet.rows[matched[getattr(row, side)]][0]
            message = f"{quoted(NONE)} contradicts line {line}, which names a match; remove one of the two"
            yield text.problem(number, other, message, "contradicting-rows")


def crosswalks_name_their_authors_and_dates(context: ValidationContext) -> Iterator[Problem]:
    """Every row has an author and a day."""
    for text, one in context.crosswalks.values():
        for number, row in enumerate(one.rows):
            if not (row.author_label or row.author_id):
                message = 'missing; write who compared them, a role or a group such as "the editors of this site"'
                yield text.problem(number, "author_label", message, "missing-key")
            if not (row.mapping_date or one.head.mapping_date):
                message = 'missing; write the day on which they were compared, here or as "mapping_date:" in the head'
                yield text.problem(number, "mapping_date", message, "missing-key")


def crosswalks_are_of_this_edition(context: ValidationContext) -> Iterator[Problem]:
    """Every crosswalk is of the edition of today; else it is out of date, which its page states."""
    edition = _edition(context)
    for text, one in context.crosswalks.values():
        if edition and one.is_stale(edition):
            message = f"this crosswalk compares edition {quoted(one.edition)}, and this site has {quoted(edition)}; "
            message += f"look through its rows again, and write {quoted(edition)} here"
            problem = text.head.problem(("subject_source_version",), message, "crosswalk-of-another-edition")
            yield problem.as_warning


def alignments_are_in_crosswalks(context: ValidationContext) -> Iterator[Problem]:
    """No competency has `alignments:` of its own, as earlier versions had them; they are read all the same."""
    for number, one in context.records("competencies", Competency) if PROFILE not in context.source.names else ():
        if one.alignments:
            message = "is read from a crosswalk now; commons fix moves it there"
            yield context.problem("competencies", number, ("alignments",), message, "renamed-key").as_warning


def crosswalks_have_addresses_of_their_own(context: ValidationContext) -> Iterator[Problem]:
    """No two crosswalks have the same address."""
    keyed = ((one.head.mapping_set_id, (text, one)) for text, one in context.crosswalks.values())
    for (text, one), (other, _) in repeated(keyed):
        message = f"{quoted(one.head.mapping_set_id)} is that of {other.path} already; give each its own"
        yield text.head.problem(("mapping_set_id",), message, "duplicate-record")


def _edition(context: ValidationContext) -> str:
    return next((one.edition for _, one in context.records("framework", Framework)), "")
