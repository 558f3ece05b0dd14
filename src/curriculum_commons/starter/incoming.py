"""Make a framework of what another system has published, and report what became of each part of it.

Levels and codes follow the rules for tables; items that have ended are withdrawn; what has no field is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..content.limits import limited_memory
from ..content.tables import content_of
from ..interchange.case_kept import AS_IMPORTED
from ..interchange.items import title_of
from ..interchange.read import LARGEST as LARGEST_FILE
from ..interchange.read import Incoming, Kept, read_incoming
from ..model.extensions import LARGEST
from ..model.problems import CallError, FileRefusedError
from ..model.record import web_refusal
from ..model.urls import slug
from .cells import fits
from .framework import Imported, imported
from .items import ItemCells, readable
from .matching import free_name
from .names import folded
from .outline import compared

_SHORT = 40
_OURS = 2
"""The level of competencies in what this program has written."""
_ENDED = "Ended in the framework as it was published"
_LONGEST_CODE = 34
"""Characters of a code that may get a number."""


MEMORY = 800_000_000
"""Bytes that reading a file may take beside what the program has."""


def incoming_of(file: Path, language: str = "") -> Incoming | None:
    """Return the framework of another system in a file; None for a table, a `framework.json` or what is not there.

    Args:
        language: The one to take of several; by default that of the file.
    """
    if not file.is_file():
        return None
    try:
        content = content_of(file, LARGEST_FILE)
        with limited_memory(MEMORY):
            return read_incoming(content, file.name, language)
    except CallError as error:
        raise FileRefusedError(str(error)) from error


def answers_in(incoming: Incoming) -> dict[str, str | None]:
    """Return what a file answers of the questions about a new site."""
    name = " ".join(readable(incoming.title).split())
    language = incoming.language.replace("_", "-")
    return {
        "name": name if fits("line", name) else None,
        "language": language if fits("language", language) else None,
    }


def framework_of(incoming: Incoming, file: str, today: str, level: int | None = None) -> Imported:
    """Return the records that items make, and what is known of the whole; raises CallError where there are none.

    Args:
        today: An item that has ended by then is withdrawn.
        level: The one of the competencies, from 1, where somebody has chosen it.
    """
    maker = _Framework(incoming, ItemCells(incoming, file, today), level)
    result = maker.result
    result.framework = maker.top()
    result.by_uuid = True
    result.losses = [*maker.report(), *incoming.losses]
    return result


class _Framework:
    def __init__(self, incoming: Incoming, cells: ItemCells, level: int | None) -> None:
        self.incoming, self.cells = incoming, cells
        has_levels = any(item.parent is not None for item in incoming.items)
        self.result = imported(cells, level or (_OURS if incoming.is_ours and has_levels else None))
        order = {one["id"]: number for number, one in enumerate(self.result.domains)}
        self.result.competencies.sort(key=lambda one: order[one["domain"]])
        self.rows = self.result.rows
        for one in self.result.domains:
            if one["id"] == self.result.made_up_domain:  # so that an export can do without it
                one["extensions"] = {incoming.form: {"isMade": True}}
        self.shown = {compared(one.get("published_code", one["code"])) for one in self.result.competencies}
        self.withdrawn: dict[int, dict[str, Any]] = {}
        gone = {row for row in self.rows if cells.has_ended(row)}
        coded = {id(one): row for row, one in self.rows.items() if "code" in one}
        if set(coded.values()) <= gone:
            if gone:
                self.result.notes.append("All its competencies have ended, so that none is withdrawn here.")
        else:
            self._withdraw(gone)

    def _withdraw(self, gone: set[int]) -> None:
        """Take items that have ended out of the competencies, components and domains."""
        result = self.result
        ended = {id(self.rows[row]) for row in gone}
        codes = {slug(one["code"]) for one in result.competencies}
        whole = {id(part): one for one in result.competencies for part in one.get("components", ())}
        result.competencies = [one for one in result.competencies if id(one) not in ended]
        for row in sorted(gone, key=lambda row: ("code" not in self.rows[row], row)):
            one = self.rows[row]
            if "code" in one:
                self.withdrawn[row] = self._entry(row, one, one["code"])
            elif "text" in one and id(whole[id(one)]) not in ended:
                whole[id(one)]["components"].remove(one)
                self.withdrawn[row] = self._entry(row, one, self._code_of(row, codes, whole[id(one)]))
        for one in result.competencies:
            if not one.get("components", True):
                del one["components"]
        used = {one["domain"] for one in result.competencies}
        unused = [one for one in result.domains if one["id"] not in used]
        domains = {id(one) for one in unused if id(one) in ended or one["id"] == result.made_up_domain}
        result.domains = [one for one in result.domains if id(one) not in domains]
        self.rows = {row: one for row, one in self.rows.items() if id(one) not in domains and row not in self.withdrawn}
        self._lead_on()

    def _code_of(self, row: int, taken: set[str], whole: dict[str, Any]) -> str:
        code = self.cells.item(row).code or f"{whole['code']}.{row}"
        name = code if fits("code", code) else folded(code, "-", ".")
        return free_name(name[:_LONGEST_CODE].strip("-.") or f"W-{row}", taken)

    def _entry(self, row: int, one: dict[str, Any], code: str) -> dict[str, Any]:
        item, form = self.cells.item(row), self.incoming.form
        text = one.get("statement") or one["text"]
        shown = one.get("published_code") or (item.code if fits("published code", item.code) else "")
        inner = {"isChildOf": item.parent or ""} | one.get("extensions", {}).get(form, {})
        if (plain := compared(shown)) and plain in self.shown and "code" not in one:
            shown = ""
            inner[self.incoming.names.code] = item.code
            inner[AS_IMPORTED] = {**inner.get(AS_IMPORTED, {}), self.incoming.names.code: code}
        made = {name: words for name, words in inner.get(AS_IMPORTED, {}).items() if name == self.incoming.names.code}
        inner = {name: value for name, value in inner.items() if name != AS_IMPORTED}
        inner |= {AS_IMPORTED: made} if made else {}
        self.shown.add(plain)
        day = {"when": item.retired} if fits("day", item.retired or "") else {}
        entry: dict[str, Any] = {"code": code} | ({"published_code": shown} if shown not in {"", code} else {})
        entry |= {"reason": item.reason or _ENDED} | ({"edition": item.ended_in} if item.ended_in else {}) | day
        entry["uuid"] = one["uuid"]
        entry |= {"title": one.get("title") or self.cells.line(row, "title") or title_of(text), "statement": text}
        if one.get("components"):
            entry["components"] = one["components"]
        extensions = dict(one.get("extensions", {}))
        if inner.get(self.incoming.names.title) == entry["title"]:
            inner.pop(self.incoming.names.title)
        if item.gloss:
            inner.setdefault(self.incoming.names.notes, item.gloss)
        if inner.get("statusEndDate") == entry.get("when"):
            inner.pop("statusEndDate", None)
        if item.keywords:
            inner[self.incoming.names.keywords] = list(item.keywords)
        if item.title and item.title != entry["title"]:
            inner[self.incoming.names.title] = item.title
        return entry | {"extensions": extensions | {form: inner}}

    def _lead_on(self) -> None:
        """Name what has taken the place of each, as far as it is a competency of today."""
        codes = {id(one): one["code"] for one in self.result.competencies}
        for row, entry in self.withdrawn.items():
            now, seen = list(self.cells.item(row).replaced_by), set[int]()
            found: dict[str, None] = {}
            while now:
                at = self.cells.numbers.get(now.pop(0), 0)
                if at in seen or not at:
                    continue
                seen.add(at)
                if code := codes.get(id(self.rows.get(at))):
                    found[code] = None
                now += self.cells.item(at).replaced_by if at in self.withdrawn else ()
            if found:
                entry["now_in"] = list(found)

    def top(self) -> dict[str, Any]:
        """Return the fields of the framework that are known."""
        one = self.incoming
        title, creator = (" ".join(readable(text).split()) for text in (one.title, one.creator))
        kept = dict(one.extensions)
        if items := list(self._between()):
            kept["items"] = items
        summary = readable(one.summary)
        texts = (("title", one.title, title), ("creator", one.creator, creator), ("description", one.summary, summary))
        kept |= {name: text for name, text, made in texts if text != made}
        top: dict[str, Any] = {"title": title, "creator": creator, "edition": " ".join(readable(one.edition).split())}
        top |= {"short_title": title if len(title) <= _SHORT else title_of(title), "status": one.status}
        top |= {"uuid": one.uuid, "adopted": one.adopted if fits("when", one.adopted) else ""}
        top["summary"] = summary
        if one.license_name or one.license_url:
            url = "" if web_refusal(one.license_url) else one.license_url
            name = " ".join(readable(one.license_name or url).split())
            top["license"] = {key: value for key, value in (("name", name), ("url", url)) if value}
        if "license" in top and "licenseURI" in kept:
            kept[AS_IMPORTED] = {"licenseURI": top["license"]}
        known = {name: value for name, value in top.items() if value}
        if self.withdrawn:
            known["withdrawn"] = list(self.withdrawn.values())
        extensions = ({one.form: self._bounded(kept)} if kept else {}) | one.others
        return known | ({"extensions": extensions} if extensions else {})

    def _between(self) -> Iterator[dict[str, Any]]:
        """Yield the items of levels that are no records here."""
        names = self.incoming.names
        for row in self.cells.rows():
            if row not in self.rows and row not in self.withdrawn:
                item = self.cells.item(row)
                texts = zip(names, (item.identifier, item.statement, item.title, item.code), strict=False)
                whole = {name: text for name, text in texts if text} | item.extensions
                whole |= {names.keywords: list(item.keywords)} if item.keywords else {}
                yield whole | {"isChildOf": item.parent or ""} | ({"extensions": item.others} if item.others else {})

    def _bounded(self, kept: dict[str, Any]) -> dict[str, Any]:
        """Return the extensions of the framework as far as they are within bounds, the largest left out first."""
        sizes = {name: len(json.dumps(value, ensure_ascii=False)) for name, value in kept.items()}
        for name in sorted(sizes, key=lambda name: -sizes[name]):
            if sum(sizes.values()) <= LARGEST:
                break
            self.incoming.report(name, f"{sizes.pop(name):,} characters", "refused", "is more than can be kept")
            kept.pop(name)
        return kept

    def report(self) -> Iterator[Kept]:
        """Yield what became of each item."""
        for row in self.cells.rows():
            item, one = self.cells.item(row), self.rows.get(row)
            if row in self.withdrawn:
                yield Kept(item.place, item.name, "kept", f"withdrawn competency {self.withdrawn[row]['code']}")
            elif one is None:
                reason = "of a level that is no record here; the names of domains have its name"
                yield Kept(item.place, item.name, "kept as extension", reason)
            else:
                kind = "competency" if "code" in one else "component" if "text" in one else "domain"
                yield Kept(item.place, item.name, "kept", f"{kind} {one.get('code') or one['id']}")
