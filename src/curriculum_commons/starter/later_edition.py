"""Find out what a later edition of a table changes in the framework of a site, and change its data file by that.

What people have added to the file stays: fields that the table does not have, competencies of their own, comments.
Knows no columns, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..content.load import Document
from ..content.yaml_edits import Way, YamlEdits
from ..interchange.items import title_of
from ..model.problems import ContentError, Problem, quoted
from ..model.urls import slug
from .framework import Imported
from .lineage import ended, ended_elsewhere, same_extensions
from .matching import OTHER_THING, Domains, Records, free_name, is_same, likeness, paired
from .outline import compared

_TEXTS = ("title", "statement", "gloss")
_ABOVE = {
    "published_code": ("text",),
    "gloss": ("statement",),
    "keywords": ("components", "growth", "gloss", "statement"),
}


@dataclass
class Edition:
    """What a later edition changes, each as one line, and the data file that comes of it."""

    document: Document
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """What is in the site, and not in the table; it stays unless it is to be removed."""
    codes_gone: list[str] = field(default_factory=list)
    reordered: bool = False
    """Whether the table has another order than the site, which stays."""


def later_edition(document: Document, table: Imported, same: Sequence[str], remove: bool) -> Edition:
    """Return what a table changes; raises ContentError where a code is used again for something else.

    Args:
        document: `data/competencies.yaml`, valid.
        same: Codes of competencies that are the same in other words, however little is left of them.
        remove: Whether what the table has no longer is taken out.
    """
    merger = _Merger(document, table, same, remove)
    merger.refuse_used_again()
    merger.merge_domains()
    merger.merge_competencies()
    if table.by_uuid:
        merger.merge_framework()
    edition = merger.edition
    edition.document = merger.edits.result()
    return edition


class _Merger:
    def __init__(self, document: Document, table: Imported, same: Sequence[str], remove: bool) -> None:
        self.document, self.table, self.remove = document, table, remove
        self.same = {compared(code) for code in same}
        self.edits, self.edition = YamlEdits(document), Edition(document)
        value = document.value
        self.competencies: Records = value["competencies"]
        self.withdrawn: Records = value["framework"].get("withdrawn") or ()
        coded = list(enumerate(self.competencies))
        self.by_code = {compared(one["code"]): number for number, one in coded}
        self.by_code |= {compared(_shown(one)): number for number, one in coded}
        self.by_uuid = {one["uuid"]: number for number, one in coded}
        by_statement = {" ".join(one["statement"].split()): number for number, one in coded}
        self.known = {
            id(one): by_statement.get(" ".join(one["statement"].split()))
            if id(one) in table.numbered
            else self.by_code.get(compared(_shown(one)))
            for one in table.competencies
        }
        if table.by_uuid and any(one["uuid"] in self.by_uuid for one in table.competencies):
            self.known = {id(one): self.by_uuid.get(one["uuid"]) for one in table.competencies}
        claimed = {*self.known.values()}
        for one in table.competencies:  # by its uuid, where its code has changed
            number = self.by_uuid.get(one["uuid"])
            if self.known[id(one)] is None and number not in claimed:
                self.known[id(one)] = number
        self.gone = {one.get("uuid") for one in self.withdrawn}
        self.stated = {" ".join(one["statement"].split()): _shown(one) for one in table.competencies}
        self.ended: dict[int, dict[str, Any]] = ended(value, table, self.known) if table.by_uuid else {}
        self.domains = Domains(value["domains"], table, self.known, self.competencies)
        self.codes = {slug(one["code"]) for one in (*self.competencies, *self.withdrawn)}
        self.ids = {part["id"] for one in (*self.competencies, *self.withdrawn) for part in one.get("components") or ()}

    def refuse_used_again(self) -> None:
        """Raise ContentError with each code that means another competency now."""
        problems = [problem for one in self.table.competencies for problem in self._used_again(one)]
        if problems:
            raise ContentError(problems)

    def _used_again(self, one: dict[str, Any]) -> Iterator[Problem]:
        code, number = _shown(one), self.known[id(one)]
        is_same = number is None or self.competencies[number]["uuid"] == one["uuid"]
        if self.table.by_uuid and is_same and one["uuid"] not in self.gone:
            return
        whose = self.by_uuid.get(one["uuid"], number)
        if whose is not None and whose != number:
            other = quoted(_shown(self.competencies[whose]))
            message = f"{quoted(code)} has the uuid of {other} in the imported file; correct one of them there"
            yield self._problem(("competencies", whose, "code"), message)
        elif number is not None:
            yield from self._means_another(one, code, number)
        else:
            for at, old in enumerate(self.withdrawn):
                if compared(code) in {compared(_shown(old)), compared(old["code"])}:
                    message = f"{quoted(code)} was withdrawn, and the imported file has it; give it another code there"
                    yield self._problem(("framework", "withdrawn", at, "code"), message)

    def _means_another(self, one: dict[str, Any], code: str, number: int) -> Iterator[Problem]:
        old = self.competencies[number]
        if {compared(code), compared(old["code"])} & self.same or is_same(old["statement"], one["statement"]):
            return
        now = self.stated.get(" ".join(old["statement"].split()))
        if now or not (is_same(old["title"], one["title"]) or likeness(_words(old), _words(one)) >= OTHER_THING):
            moved = f" (which is {quoted(now)} in the imported file)" if now else ""
            was, new = quoted(old["statement"]), quoted(one["statement"])
            message = (
                f"{quoted(code)} is {was} here{moved} and {new} in the imported file;"
                f" give what is new a code of its own, or add --same {quoted(code)} if it is the same in other words"
            )
            yield self._problem(("competencies", number, "code"), message)

    def _problem(self, way: tuple[str | int, ...], message: str) -> Problem:
        return self.document.problem(way, message, "code-used-again")

    def merge_framework(self) -> None:
        """Take what is new of the framework as a whole, and withdraw what has ended."""
        way, old = ("framework",), self.document.value["framework"]
        for name in ("edition", "status", "adopted"):
            if (new := self.table.framework.get(name)) and str(old.get(name, "")) != new:
                self.edits.set(way, name, new, ("status", "edition"))
                self.edition.changed.append(f"framework: {name} {new}")
        self._set_extensions(way, old, self.table.framework)
        entries = [*self.ended.values(), *ended_elsewhere(self.document.value, self.table, self.codes)]
        for number in self.ended:
            self.edits.remove(("competencies", number))
        self.edition.changed += [f"{_shown(entry)}: withdrawn" for entry in entries]
        if there := old.get("withdrawn"):
            for entry in entries:
                self.edits.insert(("framework", "withdrawn"), len(there), entry)
        elif entries:
            self.edits.set(way, "withdrawn", entries, ("progression", "mission", "summary"))

    def _set_extensions(self, way: Way, old: dict[str, Any], one: dict[str, Any]) -> list[str]:
        if "extensions" not in one or same_extensions(old.get("extensions"), one["extensions"]):
            return []
        self.edits.set(way, "extensions", one["extensions"])
        return ["extensions"]

    def merge_domains(self) -> None:
        """Rename domains, and add new ones behind those that they follow."""
        at = 0
        for one in self.table.domains:
            number = self.domains.numbers.get(one["id"])
            if number is not None:
                at = number + 1
                old = self.document.value["domains"][number]
                self._set_texts(("domains", number), old, one, ("name", "summary"))
                self._set_extensions(("domains", number), old, one)
            elif one["id"] != self.domains.made_up:
                self.edits.insert(("domains",), at, one | {"id": self.domains.ids[one["id"]]})
                self.edition.new.append(f"domain {quoted(one['name'])}")

    def _set_texts(self, way: Way, old: dict[str, Any], one: dict[str, Any], names: Sequence[str]) -> list[str]:
        changed = [name for name in names if name in one and not is_same(old.get(name, ""), one[name])]
        for name in changed:
            self.edits.set(way, name, one[name], _ABOVE.get(name, ()))
        if way[0] == "domains" and changed:
            self.edition.changed.append(f"domain {quoted(old['name'])}: {', '.join(changed)}")
        return changed

    def merge_competencies(self) -> None:
        """Change competencies, add new ones behind those that they follow, and name those that are gone."""
        at, order = 0, []
        for one in self.table.competencies:
            number = self.known[id(one)]
            if number is None:
                self._add(one, at)
            else:
                at = number + 1
                order.append(number)
                self._change(number, one)
        self.edition.reordered = order != sorted(order)
        for number, old in enumerate(self.competencies):
            if number not in {*order, *self.ended}:
                self.edition.gone.append(f"{_shown(old)}: {old['title']}")
                self.edition.codes_gone.append(old["code"])
                if self.remove:
                    self.edits.remove(("competencies", number))

    def _add(self, one: dict[str, Any], at: int) -> None:
        parts = [part | {"id": free_name(part["id"], self.ids)} for part in one.get("components", ())]
        code = free_name(one["code"], self.codes)
        is_published = _shown(one) != code and id(one) not in self.table.numbered
        published = {"published_code": _shown(one)} if is_published else {}
        domain = self.domains.id_of(one, self.competencies[at - 1] if at else None)
        rest = {name: value for name, value in one.items() if name not in {"code", "published_code"}}
        new = {"code": code} | published | rest | {"domain": domain} | ({"components": parts} if parts else {})
        self.edits.insert(("competencies",), at, new)
        self.edition.new.append(f"{_shown(new)}: {one['title']}")

    def _change(self, number: int, one: dict[str, Any]) -> None:
        old, way = self.competencies[number], ("competencies", number)
        titled = id(one) not in self.table.titled_by_statement or old["title"] == title_of(old["statement"])
        changed = self._set_texts(way, old, one, _TEXTS if titled else _TEXTS[1:])
        is_coded = id(one) not in self.table.numbered
        if is_coded and compared(_shown(one)) not in {compared(_shown(old)), compared(old["code"])}:
            self.edits.set(way, "published_code", _shown(one), ("code",))
            changed.append(f"code {_shown(one)}")
        if (domain := self.domains.id_of(one, old)) != old["domain"]:
            self.edits.set(way, "domain", domain)
            changed.append("domain")
        changed += self._merge_keywords(way, old, one) + self._merge_parts(way, old, one)
        changed += self._set_extensions(way, old, one)
        if changed:
            self.edition.changed.append(f"{_shown(old)}: {', '.join(changed)}")

    def _merge_keywords(self, way: Way, old: dict[str, Any], one: dict[str, Any]) -> list[str]:
        """Add words that are new; those that are there may be somebody's own."""
        there = old.get("keywords") or []
        new = [word for word in one.get("keywords", ()) if word not in there]
        if there:
            for word in new:
                self.edits.insert((*way, "keywords"), len(there), word)
        elif new:
            self.edits.set(way, "keywords", new, _ABOVE["keywords"])
        return ["keywords"] if new else []

    def _merge_parts(self, way: Way, old: dict[str, Any], one: dict[str, Any]) -> list[str]:
        there, parts = old.get("components") or [], one.get("components", ())
        pairs = paired(there, parts)
        new = [part | {"id": free_name(part["id"], self.ids)} for part in parts if id(part) not in pairs]
        changed = ["components"] if new else []
        if self.remove and new and not pairs:
            self.edition.gone += [f"{_shown(old)}, component: {part['text']}" for part in there]
            there = []
        if not there:
            if new:
                self.edits.set(way, "components", new, ("gloss", "statement"))
            return changed
        at, rest = 0, iter(new)
        for part in parts:
            if id(part) not in pairs:
                self.edits.insert((*way, "components"), at, next(rest))
                continue
            at = pairs[id(part)] + 1
            if self._set_texts((*way, "components", at - 1), there[at - 1], part, ("text", "published_code")):
                changed = ["components"]
        if self.table.has_parts:
            self._lose_parts(way, old, [number for number in range(len(there)) if number not in pairs.values()])
        return changed

    def _lose_parts(self, way: Way, old: dict[str, Any], lost: Sequence[int]) -> None:
        there = old["components"]
        self.edition.gone += [f"{_shown(old)}, component: {there[number]['text']}" for number in lost]
        if self.remove and lost and len(lost) == len(there):
            self.edits.remove((*way, "components"))
        elif self.remove:
            for number in lost:
                self.edits.remove((*way, "components", number))


def _shown(one: dict[str, Any]) -> str:
    return str(one.get("published_code") or one["code"])


def _words(one: dict[str, Any]) -> str:
    return f"{one['title']} {one['statement']}"
