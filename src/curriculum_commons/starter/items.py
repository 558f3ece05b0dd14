"""Take the items that another system has published as rows of a table, so that the same rules make records of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..content.tables import Table
from ..interchange.case_kept import AS_IMPORTED
from ..interchange.items import title_of
from ..interchange.read import Incoming, Item
from ..model.unreadable import CONTROL, misused_turn, unreadable
from .cells import Cells, fits
from .columns import names_of_columns, plain_name
from .markup import words_only

_COLUMNS = ("code", "title", "statement", "keywords", "uuid", "identifier", "parent", "gloss")
_NEEDED = {"statement", "uuid"}
_LONGEST_NAME = 120
"""Characters of a title; what is longer is a statement."""


class ItemCells(Cells):
    """The items of a framework by row and field; what is wrong with one is reported and kept."""

    def __init__(self, incoming: Incoming, file: str, today: str) -> None:
        self.incoming, self.today = incoming, today
        self._wholes = {item.parent for item in incoming.items}
        self._counts = Counter[tuple[str, int | None]]()
        self.numbers = {item.identifier: row for row, item in enumerate(incoming.items, 1)}
        rows = [_COLUMNS, *(self._row(item) for item in incoming.items)]
        used = [field for at, field in enumerate(_COLUMNS) if field in _NEEDED or any(row[at] for row in rows[1:])]
        super().__init__(Table(file, None, 0, rows), {field: _COLUMNS.index(field) for field in used})
        self._kinds = {name: kind for kind, names in names_of_columns()["levels"].items() for name in names}

    def item(self, row: int) -> Item:
        """Return the item of a row."""
        return self.incoming.items[row - 1]

    def _row(self, item: Item) -> tuple[str, ...]:
        code = item.code if fits("published code", item.code) else ""
        title = item.title if len(item.title) <= _LONGEST_NAME else ""
        words = item.statement or item.title or item.code
        return code, title, words, "\n".join(item.keywords), item.uuid, item.identifier, item.parent or "", item.gloss

    def _read(self, row: int, field: str, kind: str) -> str:
        raw = self.raw(row, field)
        text = readable(raw)
        self.cleaned += text.split() != raw.split()
        return " ".join(text.split()) if kind == "line" else text

    def words(self, row: int, kind: str) -> str:
        """Return the words of a component, or a name for a domain."""
        if kind == "component":
            return self.line(row, "statement")
        title, statement = self.line(row, "title"), self.line(row, "statement")
        if self.incoming.is_ours:
            return statement
        return title or (statement if len(statement) <= _LONGEST_NAME else title_of(statement))

    def summary(self, row: int) -> str:
        """Return the explanation of a domain, or its statement where its name is another."""
        is_named = self.words(row, "domain") == self.line(row, "statement")
        return self.text(row, "gloss") or ("" if is_named else self.text(row, "statement"))

    def keywords(self, row: int) -> list[str]:
        """Return the keywords of an item, each once."""
        return list(dict.fromkeys(filter(None, (" ".join(readable(one).split()) for one in self.item(row).keywords))))

    def id(self, row: int) -> str:
        """Return the id that this program has given an item."""
        return self.item(row).id if fits("id", self.item(row).id) else ""

    def has_ended(self, row: int) -> bool:
        """Return True for an item that has ended by today."""
        ended = self.item(row).retired
        return ended is not None and ended <= self.today

    def is_loose(self, row: int) -> bool:
        """Return True for an item that hangs nowhere, or at the top as it has ended."""
        item = self.item(row)
        if item.parent is not None or not (item.is_loose or item.retired is not None):
            return False
        if self.incoming.is_ours:
            return not item.id  # domains have one
        return item.identifier not in self._wholes or (item.retired is not None and self._named(row) == "competency")

    def kind(self, row: int) -> str:
        """Return what the type of an item of today means."""
        return "" if self.item(row).retired is not None else self._named(row)

    def _named(self, row: int) -> str:
        return self._kinds.get(plain_name(self.item(row).kind), "") if self.item(row).kind else ""

    def report(self, row: int, field: str, message: str) -> None:
        """Report what is wrong with an item that is kept all the same."""
        if field != "code":  # which is made, and named in the report
            self.incoming.report(self.item(row).place, self.item(row).name, "kept", message)

    def extensions(self, row: int, made: Mapping[str, Any], parent: int | None) -> dict[str, Any]:
        """Return what an item has beside what was made of it, below the name of its form."""
        item, names = self.item(row), self.incoming.names
        kept = self._as_found(item, made) | item.extensions
        if item.parent != (self.item(parent).identifier if parent is not None else None):
            kept["isChildOf"] = item.parent or ""
        if list(item.keywords) != made.get("keywords", []):
            kept[names.keywords] = list(item.keywords)
        of = made.get("domain", "") if "code" in made else "component" if "text" in made else "domain"
        self._counts[of, parent] += 1
        if kept.get(names.number) == str(self._counts[of, parent]):
            del kept[names.number]
        explained = made.get("gloss") or made.get("summary")
        if item.gloss and names.notes and item.gloss != explained:
            kept.setdefault(names.notes, item.gloss)
        code = made.get("published_code") or made.get("code") or ""
        words = {names.code: code, names.notes: explained or "", names.statement: made.get("name"), names.title: None}
        if as_imported := {name: text for name, text in words.items() if name in kept and text is not None}:
            kept[AS_IMPORTED] = as_imported
        return ({self.incoming.form: kept} if kept else {}) | item.others

    def _as_found(self, item: Item, made: Mapping[str, Any]) -> dict[str, str]:
        """Return the words of an item as far as the record holds others."""
        names, found = self.incoming.names, dict[str, str]()
        if item.code and item.code != (made.get("published_code") or made.get("code")):
            found[names.code] = item.code
        if item.title and item.title != made.get("title"):
            found[names.title] = item.title
        held = made.get("statement") or made.get("text") or ("" if item.title else made.get("name"))
        if item.statement and item.statement != held:
            found[names.statement] = item.statement
        return found


def readable(text: str) -> str:
    """Return the words of a text that may have markup, as a record takes them."""
    if text.isascii() and text.isprintable() and "&" not in text and "<" not in text:
        return " ".join(text.split())
    plain = words_only(text)
    if unreadable(plain) or misused_turn(plain) is not None or CONTROL.search(plain):
        plain = plain.replace("<", "‹").replace("&", "＆")
    return plain
