"""Take the rows of a spreadsheet of OpenSALT or OpenCASE as items of a framework; knows no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...content.tables import Row, Table
from ...model.problems import CallError, quoted
from .incoming import Incoming, Item, Names, is_uuid
from .incoming import text_of as checked
from .tree import arranged

_NAMES = Names(
    *("identifier", "fullStatement", "abbreviatedStatement", "humanCodingScheme", "conceptKeywords"),
    *("notes", "listEnumeration"),
)
_FIELDS = (
    *("identifier", "fullStatement", "humanCodingScheme", "smartLevel", "listEnumeration", "abbreviatedStatement"),
    *("conceptKeywords", "notes", "language", "educationLevel", "CFItemType", "license", "isChildOf", "isPartOf"),
    *("replacedBy", "exemplar", "precedes", "isPeerOf", "hasSkillLevel", "isRelatedTo", "exactMatchOf"),
    *("sequenceNumber", "statusStartDate", "statusEndDate", "lastChangeDateTime", "level", "subject", "uri"),
)
_SPELLINGS = {
    "parentidentifier": "isChildOf",
    "parent": "isChildOf",
    "parentid": "isChildOf",
    "itemtype": "CFItemType",
    "type": "CFItemType",
    "keywords": "conceptKeywords",
    "statement": "fullStatement",
    "codingscheme": "humanCodingScheme",
    "code": "humanCodingScheme",
    "educationlevels": "educationLevel",
    "grade": "educationLevel",
    "grades": "educationLevel",
    "note": "notes",
    "smartlevels": "smartLevel",
    "sequence": "sequenceNumber",
    "guid": "identifier",
    "uuid": "identifier",
    "caseid": "identifier",
    "lastchangedate": "lastChangeDateTime",
}
_KNOWN = {name.lower(): name for name in _FIELDS} | _SPELLINGS
WAYS = {"identifier", "smartLevel", "isChildOf", "level"}
"""One of these shows how rows hang together, or which is which; a table without is read as any other."""
_HELD = {"identifier", "fullStatement", "humanCodingScheme", "abbreviatedStatement", "conceptKeywords", "notes"}
_TREE = {"isChildOf", "smartLevel", "level", "sequenceNumber"}
_LISTS = {"educationLevel", "subject"}
_WIDTH = 10
_LONGEST = 9


def field_of(name: str) -> str:
    """Return the field that a header names, in whatever spelling; empty for a column of one's own."""
    return _KNOWN.get("".join(char for char in name.lower() if char.isalpha()), "")


def framework_in(table: Table, document: Mapping[str, str], associations: Sequence[Row]) -> Incoming:
    """Return the framework in a table.

    Args:
        document: What is known of the whole, by the names of its fields.
        associations: The rows of the sheet with associations.
    """
    return _Reader(table, document, associations).incoming


class _Reader:
    def __init__(self, table: Table, document: Mapping[str, str], associations: Sequence[Row]) -> None:
        fields = [field_of(name) for name in table.names]
        is_leveled = "level" in fields and "smartLevel" not in fields
        form = ("opencase", "an OpenCASE table") if is_leveled else ("opensalt", "an OpenSALT table")
        self.incoming = Incoming(*form, _NAMES)
        self.table = table
        self.columns = {field: at for at, field in reversed(list(enumerate(fields))) if field}
        self.document(document)
        self.codes: dict[str, str] = {}
        self.rows: dict[str, int] = {}
        for number in range(table.head + 1, len(table.rows)):
            if any(table.rows[number]):
                self.item(number)
        for item in self.incoming.items:
            self.codes.setdefault(item.code, item.identifier)
        self.parents()
        self.associations(associations)
        arranged(self.incoming)

    def document(self, given: Mapping[str, str]) -> None:
        to = self.incoming
        texts = {key: checked(value, key, to) for key, value in given.items()}
        plain = {"".join(filter(str.isalpha, key.lower())): value for key, value in texts.items()}
        for field in ("identifier", "title", "creator", "language"):
            setattr(to, field, plain.get(field, ""))
        to.edition, to.summary = plain.get("version", ""), plain.get("description", "")
        to.adopted, to.address = plain.get("statusstartdate", "")[:10], plain.get("officialsourceurl", "")
        to.license_name, to.license_url = plain.get("licensetitle", ""), plain.get("licensetext", "")
        status = plain.get("adoptionstatus", "").lower()
        to.status = (
            "adopted" if status in {"adopted", "implemented"} else "deprecated" if status == "deprecated" else "draft"
        )
        held = {"title", "creator", "version", "description", "language"}
        to.extensions |= {key: text for key, text in texts.items() if text and key not in held}
        if to.extensions:
            to.report("the document", ", ".join(to.extensions), "kept as extension")

    def cell(self, number: int, field: str) -> str:
        row, at = self.table.rows[number], self.columns.get(field, -1)
        text = row[at] if 0 <= at < len(row) else ""
        return checked(text, f"row {number + 1}, {field}", self.incoming)

    def item(self, number: int) -> None:
        to, place = self.incoming, f"row {number + 1}"
        identifier = self.cell(number, "identifier").lower()
        item = Item(
            identifier=identifier or self.cell(number, "smartLevel") or place,
            place=place,
            statement=self.cell(number, "fullStatement"),
            code=" ".join(self.cell(number, "humanCodingScheme").split()),
            title=" ".join(self.cell(number, "abbreviatedStatement").split()),
            is_known=bool(identifier),
            gloss=self.cell(number, "notes"),
            kind=self.cell(number, "CFItemType"),
            keywords=list(_words(self.cell(number, "conceptKeywords"))),
            extensions=dict(self.rest(number)),
        )
        if identifier and not is_uuid(identifier):
            item.extensions["identifier"] = identifier
        ended = self.cell(number, "statusEndDate")[:10]
        item.retired = ended or None
        if item.extensions:
            to.report(place, ", ".join(item.extensions), "kept as extension")
        self.rows.setdefault(item.identifier, number)
        to.items.append(item)

    def rest(self, number: int) -> Iterator[tuple[str, Any]]:
        """Yield what no record has, by the name of its column."""
        row = self.table.rows[number]
        for at, name in enumerate(self.table.names):
            field, text = field_of(name), row[at] if at < len(row) else ""
            is_first = self.columns.get(field) == at
            if text and not (is_first and field in _HELD | _TREE):
                value = checked(text, f"row {number + 1}, {name}", self.incoming)
                yield (
                    field if is_first else name or f"column {at + 1}",
                    list(_words(value)) if field in _LISTS else value,
                )
        for at in range(len(self.table.names), len(row)):
            if row[at]:
                yield f"column {at + 1}", checked(row[at], f"row {number + 1}", self.incoming)

    def parents(self) -> None:
        items = self.incoming.items
        if any(self.cell(self.rows[item.identifier], "isChildOf") for item in items):
            for item in items:
                self.named_parent(item)
        elif "smartLevel" in self.columns:
            self.by_number()
        elif "level" in self.columns:
            self.by_level()

    def named_parent(self, item: Item) -> None:
        number = self.rows[item.identifier]
        name, *others = [*_words(self.cell(number, "isChildOf")), ""]
        sequence = self.cell(number, "sequenceNumber")
        item.position = float(sequence) if sequence.isdecimal() and len(sequence) < _LONGEST else None
        if name and name.lower() != self.incoming.identifier.lower():
            item.parent = name.lower() if name.lower() in self.rows else self.codes.get(name, name)
        if any(others):
            item.extensions["isChildOf"] = self.cell(number, "isChildOf")
            self.incoming.report(item.place, item.name, "kept as extension", "has more parents; the first is taken")

    def by_number(self) -> None:
        levels = {
            item.identifier: self.cell(self.rows[item.identifier], "smartLevel").strip(".")
            for item in self.incoming.items
        }
        known = {level: identifier for identifier, level in reversed(levels.items()) if level}
        for item in self.incoming.items:
            level = levels[item.identifier]
            last = level.rpartition(".")[2]
            item.position = float(last) if last.isdecimal() and len(last) < _LONGEST else None
            above = level.rpartition(".")[0]
            while above and above not in known:
                above = above.rpartition(".")[0]
            item.parent = known.get(above)
            if not level:
                item.is_loose = True
                self.incoming.report(item.place, item.name, "kept", "has no smartLevel; it is kept without a parent")
            elif item.parent is None and "." in level:
                self.incoming.report(
                    item.place, item.name, "kept", f"no row above {quoted(level)}; it is kept without a parent"
                )

    def by_level(self) -> None:
        way: list[tuple[int, Item]] = []
        for item in self.incoming.items:
            text = self.cell(self.rows[item.identifier], "level").removesuffix(".0")
            if not text.isdecimal() or len(text) > 2:  # noqa: PLR2004
                raise CallError(
                    f"{item.place}: the level {quoted(text)} is not a number; write 1 at the top, 2 below it"
                )
            while way and way[-1][0] >= int(text):
                way.pop()
            item.parent = way[-1][1].identifier if way else None
            way.append((int(text), item))

    def associations(self, rows: Sequence[Row]) -> None:
        """Take the sheet with associations, whose columns are known by their order."""
        known = {item.identifier: item for item in self.incoming.items}
        children = set[str]()
        for number, row in enumerate(rows[1:], 2):
            cells = [*row, *[""] * (_WIDTH - len(row))]
            if not any(cells):
                continue
            origin, kind, destination = cells[2].lower(), cells[4], cells[6].lower()
            item, place, what = known.get(origin), f"CF Association, row {number}", f"{cells[4]} {cells[3]} {cells[7]}"
            if item is None:
                self.incoming.report(place, what, "refused", "begins at no item of the file")
            elif kind == "isChildOf" and origin not in children:
                children.add(origin)
                item.parent = destination if destination in known else None
                self.incoming.report(place, what, "kept")
            else:
                names = ("identifier", "associationType", "destinationNodeURI", "destinationNodeIdentifier")
                values = (cells[0], kind, cells[5], cells[6])
                kept = {
                    name: checked(value, place, self.incoming)
                    for name, value in zip(names, values, strict=True)
                    if value
                }
                item.extensions.setdefault("associations", []).append(kept)
                if kind == "replacedBy":
                    item.replaced_by.append(destination)
                self.incoming.report(place, what, "kept as extension")


def _words(cell: str) -> Iterator[str]:
    separator = next((one for one in "\n;|" if one in cell), ",")
    yield from (word for part in cell.split(separator) if (word := " ".join(part.split())))
