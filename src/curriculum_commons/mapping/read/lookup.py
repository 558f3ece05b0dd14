"""Find what a cell means in the lists of the framework: by entry, code or name, and competencies by crosswalk too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal

from ...content.column_names import words_of
from ...model.lists import SEPARATOR, entry
from ...model.maps import Purpose, Requirement
from ...model.problems import did_you_mean, quoted
from ..cell_words import ELECTIVE, NO, REQUIRED, YES
from ..framework import MapFramework
from .tidy import NotReadError, folded

NOTHING = frozenset(
    {"", "-", "none", "n/a", "na", "n.a.", "no", "keine", "nein", "aucun", "aucune", "ninguno", "nessuno", "0"}
)
"""What is typed where there is nothing."""

_LONGEST_CODE, _LONGEST_BEGINNING = 12, 3
"""Characters of a code, and words of one at the beginning of a title."""
_STRONG, _WEAK = ("\n", ";", "|"), (",", " / ", "/", " & ", " + ", " ")
"""What divides the entries of a cell; the weak ones only where a part is known then."""


class Choices:
    """Entries of one list."""

    def __init__(self, field: str, entries: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Take the entries.

        Args:
            field: What the list is of, for messages.
            entries: What a map has for each entry, and the words by which it is known, as people see it first.
        """
        self.field = field
        self._shown: dict[str, str] = {}
        self._found: dict[str, str | None] = {}
        for value, names in entries:
            self._shown[value] = names[0]
            for name in dict.fromkeys(map(folded, names)):
                is_new = name not in self._found or self._found[name] == value
                self._found[name] = value if is_new else None  # which of two is not known

    def find(self, text: str) -> str | None:
        """Return the value that a text means; None where it is none, or more than one."""
        return self._found.get(folded(text))

    def refusal(self, text: str) -> str:
        """Return why a text means nothing, and the way out."""
        typed = words_of(text)
        within = [one for one in self._shown.values() if typed and {*typed} <= {*words_of(one)}]
        near = f"; did you mean {quoted(within[0])}?" if within else did_you_mean(text, self._shown.values())
        way_out = near or f"; choose an entry of the list, such as {quoted(next(iter(self._shown.values()), '…'))}"
        return f"{quoted(text)} is not on the list{way_out}"


def _listed(entries: Sequence[str]) -> Iterable[tuple[str, Sequence[str]]]:
    for whole in entries:
        code, sign, name = whole.partition(SEPARATOR)
        yield code, [whole, code, name.removesuffix("…")] if sign else [whole]


class Lookup:
    """All lists of a framework."""

    def __init__(self, framework: MapFramework, phases: Sequence[str] = ()) -> None:
        """Take the framework.

        Args:
            phases: Names of the phases that the map knows; none where any is taken.
        """
        self.framework = framework
        lists = framework.lists
        self.levels = Choices("level", ((name, [name]) for name in lists.levels))
        self.methods = Choices("method", _listed(lists.instruction))
        self.assessments = Choices("assessment", _listed(lists.assessment))
        self.phases = Choices("phase", ((name, [name]) for name in phases)) if phases else None
        self._met = {folded(name): name for name in framework.phases}
        stages = enumerate(framework.stages.items(), 1)
        self.stages = Choices("stage", ((id_, [entry(str(n), name), name, id_, str(n)]) for n, (id_, name) in stages))
        self.competencies = Choices("competency", ((one.code, _names(one)) for one in framework.competencies))

    def met(self, phase: str) -> str:
        """Return a phase as the site or an earlier row writes it."""
        return self._met.setdefault(folded(phase), phase)

    @cached_property
    def initials(self) -> Mapping[str, str]:
        """Levels by their first letters, where no other begins with the same."""
        by_letter: dict[str, list[str]] = {}
        for name in self.framework.lists.levels:
            by_letter.setdefault(folded(name)[:1], []).append(name)
        return {letter: names[0] for letter, names in by_letter.items() if len(names) == 1}

    @cached_property
    def _known(self) -> Mapping[str, str]:
        """Codes of competencies by their UUIDs, addresses and statements."""
        found = {one.uuid.lower(): one.code for one in self.framework.competencies if one.uuid}
        found |= {folded(one.statement).rstrip("/."): one.code for one in self.framework.competencies if one.statement}
        return found | {folded(address).rstrip("/."): code for address, code in self.framework.addresses.items()}

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(folded(code) for one in self.framework.competencies for code in (one.code, one.shown_code))

    @cached_property
    def _crosswalk(self) -> Mapping[str, Mapping[str, tuple[str, dict[str, None]]]]:
        """By strength: an entry of another framework, and the competencies that are linked to it, by its names."""
        found: dict[str, dict[str, tuple[str, dict[str, None]]]] = {"strong": {}, "partial": {}}
        for code, link in self.framework.alignments:
            short = link.scheme.rpartition(" ")[2]
            for name in {f"{link.scheme} {link.code}", f"{short} {link.code}", link.identifier, link.url or ""} - {""}:
                found[link.strength].setdefault(folded(name), (f"{link.scheme} {link.code}", {}))[1][code] = None
        return found

    def by_identifier(self, text: str) -> str | None:
        """Return the competency with a UUID that is in a text, or with this address or statement."""
        found = re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text.lower())
        return self._known.get(found[0] if found else folded(text).rstrip("/."))

    def by_title(self, text: str) -> Sequence[str]:
        """Return the competencies that an objective of a school is, by all its words, or names by their codes."""
        for name in (text, *(text.partition(sign)[2] for sign in (" ", ": ", " - "))):  # numbered by the school
            if code := self.competencies.find(name) or self.by_identifier(name):
                return [code]
        parts = text.split()
        names = [" ".join(parts[:number]) for number in range(2, _LONGEST_BEGINNING + 1)] + parts
        plain = (folded(end) for name in names for end in (name, name.strip("()[].:;,-–—")))
        # A bare number is more likely one of the school.
        codes = (
            self.competencies.find(one) for one in plain if one in self._codes and not one.replace(".", "").isdecimal()
        )
        return list(dict.fromkeys(filter(None, codes)))

    def by_crosswalk(
        self, text: str, hint: str = "", strength: Literal["strong", "partial"] = "strong"
    ) -> tuple[str, Sequence[str]]:
        """Return the entry of another framework that a text names, and the competencies that are linked to it.

        Args:
            hint: Name of the column, which may name the framework.
            strength: Whether most of a competency lies within the entry, or a part.
        """
        names = (text, text.rpartition("#")[2], text.rpartition("/")[2], *(f"{word} {text}" for word in hint.split()))
        found = (self._crosswalk[strength].get(folded(name)) for name in names)
        other, codes = next(filter(None, found), ("", {}))
        return other, list(codes)

    def component(self, competency: str, text: str) -> str | None:
        """Return the id of a component of a competency by its id, published code or words."""
        one = self.framework.competency[competency]
        wanted = folded(text)
        known = {
            **{folded(words): id_ for id_, words in one.components.items()},
            **{folded(code): id_ for code, id_ in one.component_codes.items()},
            **{folded(id_): id_ for id_ in one.components},
        }
        return known.get(wanted)


def _names(one: object) -> list[str]:
    code, shown, title, uuid = (getattr(one, name) for name in ("code", "shown_code", "title", "uuid"))
    names = [entry(shown, title), entry(code, title), shown, code, f"{shown}{SEPARATOR}{title}", title]
    return [*names, uuid, f"urn:uuid:{uuid}"] if uuid else names


def requirement(text: str, is_elective: bool = False) -> Requirement:
    """Return whether a session is required; raises NotReadError for what is neither.

    Args:
        is_elective: Whether yes means that it is elective.
    """
    word = folded(text)
    if word in REQUIRED or word in (NO if is_elective else YES):
        return "required"
    if word in ELECTIVE or word in (YES if is_elective else NO):
        return "elective"
    raise NotReadError(f'{quoted(text)} is neither; write "Required" or "Elective"')


def purpose(text: str) -> Purpose:
    """Return what an assessment is for; raises NotReadError for what is neither."""
    word = folded(text)
    if word.startswith(("formativ", "formatif")):
        return "formative"
    if word.startswith(("summativ", "sommatif", "sumativ", "somativ", "sommativ")):
        return "summative"
    raise NotReadError(f'{quoted(text)} is neither; write "Formative" or "Summative"')


def is_yes(text: str) -> bool:
    """Return True for a word that means yes."""
    return folded(text) in YES


def parted(text: str, find: Callable[[str], object]) -> Sequence[str]:
    """Return the entries of a cell: itself where it is one, else its parts."""
    if find(text):
        return [text]
    for sign in (*_STRONG, *_WEAK):
        pieces = [piece.strip() for piece in text.split(sign) if piece.strip()]
        are_codes = sign == "," and max(map(len, pieces), default=0) <= _LONGEST_CODE
        if len(pieces) > 1 and (sign in _STRONG or are_codes or any(map(find, pieces))):
            if sign == " ":
                return [piece for piece in pieces[:1] if find(piece)] or [text]
            return [part for piece in pieces for part in parted(piece, find)]
    return [text]
