"""A framework as another system has published it: its items, how they hang together, and what became of each part.

Every reader makes one of these; nothing here knows a form, a file or a record of this program.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from ...model.extensions import DEEPEST, LONGEST_KEY
from ...model.problems import CallError
from ...model.unreadable import CONTROL

Outcome = Literal["kept", "kept as extension", "refused"]
LONGEST = 20_000
"""Characters of one text; no statement of a framework has a tenth of it."""
MOST_ITEMS = 100_000
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
OUR_END = "/competencies/#framework"
"""How the address of a framework ends that this program has written."""
WITHDRAWN = re.compile(r"Withdrawn(?: in edition ([^:]{1,200}))?: (.+)", re.DOTALL)
"""What this program writes about an item that has ended: the edition without it, and the reason."""
_SURROGATES = re.compile("[\ud800-\udfff]")


Status = Literal["draft", "adopted", "deprecated"]
_STATUSES: dict[str, Status] = {"adopted": "adopted", "implemented": "adopted", "published": "adopted"}
_STATUSES |= dict.fromkeys(("deprecated", "retired", "superseded"), "deprecated")


class Kept(NamedTuple):
    """What became of one part of a file: a row of the report."""

    place: str
    """Where it is in the file, such as "CFItems[3]"."""
    what: str
    """What it is, such as its code or the names of fields."""
    outcome: Outcome
    reason: str = ""
    """What it is here, or why it is not."""


class Names(NamedTuple):
    """What a form calls the fields of an item that a record may not hold as they were."""

    identifier: str
    statement: str
    title: str
    code: str
    keywords: str
    notes: str = ""
    """Empty where notes are no explanation."""
    number: str = ""
    """Where an item has its number among others."""


@dataclass
class Item:
    """One item of a framework, whatever its level."""

    identifier: str
    """As found; unique in the file."""
    place: str
    is_known: bool = True
    """Whether others know it by its identifier, which is one of the file alone otherwise."""
    statement: str = ""
    code: str = ""
    title: str = ""
    parent: str | None = None
    """Identifier of the item that it is a part of."""
    position: float | None = None
    """Its place among its siblings, where the file numbers them."""
    kind: str = ""
    keywords: Sequence[str] = ()
    gloss: str = ""
    id: str = ""
    """Its id in what this program has written."""
    is_loose: bool = False
    """Whether it hangs nowhere, though others do."""
    retired: str | None = None
    """Day on which it ended, or empty where it is retired without a day; None where it is of today."""
    reason: str = ""
    """Why it ended, where the file has a reason."""
    ended_in: str = ""
    """The first edition without it."""
    replaced_by: list[str] = field(default_factory=list)
    """Identifiers of the items that have taken its place."""
    extensions: dict[str, Any] = field(default_factory=dict)
    """What there is no field for, by the names of its form."""
    others: dict[str, Any] = field(default_factory=dict)
    """The same of other forms that it came through, by the name of each."""

    @property
    def uuid(self) -> str:
        """Its UUID, the same for the same identifier for ever; empty where the file has none."""
        return uuid_of(self.identifier) if self.is_known else ""

    @property
    def name(self) -> str:
        """What people know it by."""
        return self.code or self.title or self.statement or self.identifier


@dataclass
class Incoming:
    """A framework that has been read."""

    form: str
    """Name of its form, below which extensions are kept, such as "case"."""
    title_of_form: str
    """As in "a CASE package"."""
    names: Names
    """What its form calls the fields of an item."""
    identifier: str = ""
    """As found; empty where the file has none."""
    title: str = ""
    creator: str = ""
    edition: str = ""
    status: Status = "draft"
    is_ours: bool = False
    """Whether this program wrote it, so that its levels are those of records."""
    adopted: str = ""
    """A day, month or year."""
    license_name: str = ""
    license_url: str = ""
    language: str = ""
    address: str = ""
    """Where people read it."""
    summary: str = ""
    extensions: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    losses: list[Kept] = field(default_factory=list)
    """What became of each part, as far as it is known when it is read."""

    @property
    def uuid(self) -> str:
        """Its UUID; empty where the file has no identifier."""
        return uuid_of(self.identifier) if self.identifier else ""

    def report(self, place: str, what: str, outcome: Outcome, reason: str = "") -> None:
        """Note what became of a part of the file."""
        self.losses.append(Kept(place, what, outcome, reason))


def status_of(word: str) -> Status:
    """Return the status that a word of CASE means; its words are free."""
    return _STATUSES.get(word.lower(), "draft")


def uuid_of(identifier: str) -> str:
    """Return the UUID that is an identifier or its end; another, always the same, where it has none that is valid."""
    plain = identifier.strip().lower().rstrip("/}").removeprefix("{")
    last = re.split(r"[/:#]", plain)[-1].removeprefix("_").removeprefix("ce-")
    return last if _UUID.fullmatch(last) else str(uuid.uuid5(uuid.NAMESPACE_URL, identifier.strip()))


def is_uuid(identifier: str) -> bool:
    """Return True for an identifier that is a UUID as it is here."""
    return bool(_UUID.fullmatch(identifier))


def text_of(value: Any, place: str, incoming: Incoming) -> str:
    """Return a text or a number as text without characters that no text has; raises CallError for one without end."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    text = str(value)
    if len(text) > LONGEST:
        way_out = "look at what is in it, and shorten it"
        raise CallError(f"{place} has {len(text):,} characters, and a text may have {LONGEST:,} here; {way_out}")
    if not text.isprintable():
        clean = CONTROL.sub("", _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n")))
        clean = clean.replace("\r", "\n")
        if CONTROL.search(text) or _SURROGATES.search(text):
            incoming.report(place, "control characters", "refused", "taken out of the text, the rest of which is kept")
        text = clean
    return text.strip()


class Plain:
    """Brings values of JSON into bounds, and reports what is beyond them."""

    def __init__(self, incoming: Incoming) -> None:
        self.incoming = incoming

    def value(self, value: Any, place: str, depth: int = 3) -> Any:
        """Return a value as it can be kept; depth is counted from the record that it is kept in."""
        if isinstance(value, str):
            return text_of(value, place, self.incoming) if not value.isprintable() or len(value) > LONGEST else value
        if isinstance(value, dict | list) and depth >= DEEPEST:
            return self._refused(place, f"is over {DEEPEST} levels deep")
        if isinstance(value, dict):
            return dict(self._fields(value, place, depth))
        if isinstance(value, list):
            return [self.value(one, place, depth + 1) for one in value]
        if isinstance(value, float) and (value != value or value in {float("inf"), float("-inf")}):  # noqa: PLR0124
            return self._refused(place, "is a number without an end")
        return value

    def _fields(self, value: dict[str, Any], place: str, depth: int) -> Iterator[tuple[str, Any]]:
        for key, one in value.items():
            name = text_of(key, place, self.incoming) if not key.isprintable() else key
            if len(name) > LONGEST_KEY:
                self._refused(place, f"has a key of over {LONGEST_KEY} characters")
            else:
                yield name, self.value(one, place, depth + 1)

    def _refused(self, place: str, reason: str) -> None:
        self.incoming.report(place, "a value", "refused", reason)
