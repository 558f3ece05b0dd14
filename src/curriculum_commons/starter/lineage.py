"""Find out what of a site a later edition of a framework has ended, where both are known by UUIDs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ..model.extensions import Extensions
from .framework import Imported
from .matching import free_name
from .outline import compared

_KEPT = ("published_code", "uuid", "title", "statement", "components", "sources")
"""What a competency keeps when it is withdrawn."""
_EXTENSIONS: TypeAdapter[dict[str, Any]] = TypeAdapter(Extensions)


def ended(site: Mapping[str, Any], table: Imported, known: Mapping[int, int | None]) -> dict[int, dict[str, Any]]:
    """Return the entries of competencies that the edition has ended, by their numbers in the site.

    One that the edition has no longer ends, too, where another has its code now: both would be shown alike.

    Args:
        site: What is in `data/competencies.yaml`.
        known: The number of each competency of the table, by its identity.
    """
    theirs = {one["uuid"]: one for one in table.framework.get("withdrawn", ())}
    there, now = set(known.values()), {compared(shown(one)) for one in table.competencies}
    codes = _codes(site, table, known)
    found: dict[int, dict[str, Any]] = {}
    for number, one in enumerate(site["competencies"]):
        entry = theirs.get(one["uuid"], {})
        if number in there or not (entry or compared(shown(one)) in now):
            continue
        reason = entry.get("reason") or f"Edition {table.framework.get('edition', 'of today')} has it no longer"
        into = [codes[code] for code in entry.get("now_in", ()) if code in codes]
        kept = {name: one[name] for name in _KEPT if name in one}
        extensions = {"extensions": entry["extensions"]} if "extensions" in entry else {}
        found[number] = {"code": one["code"], "reason": reason, **_dated(entry, table), **kept, **extensions}
        if into:
            found[number]["now_in"] = into
    return found


def _dated(entry: Mapping[str, Any], table: Imported) -> dict[str, str]:
    edition = entry.get("edition") or table.framework.get("edition")
    dated = {"edition": edition, "when": entry.get("when")}
    return {name: value for name, value in dated.items() if value}


def _codes(site: Mapping[str, Any], table: Imported, known: Mapping[int, int | None]) -> dict[str, str]:
    """Return the code in the site of each competency of the table that it has already, by its code there."""
    found = ((one["code"], known[id(one)]) for one in table.competencies)
    return {code: site["competencies"][number]["code"] for code, number in found if number is not None}


def ended_elsewhere(site: Mapping[str, Any], table: Imported, codes: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the entries of what had ended before the site had it.

    Args:
        codes: Those that are taken.
    """
    withdrawn = site["framework"].get("withdrawn") or ()
    parts = (part for one in (*site["competencies"], *withdrawn) for part in one.get("components") or ())
    there = {one.get("uuid") for one in (*site["competencies"], *withdrawn, *parts)}
    for entry in table.framework.get("withdrawn", ()):
        if entry["uuid"] not in there:
            new = {name: value for name, value in entry.items() if name != "now_in"}
            yield new | {"code": free_name(entry["code"], codes)}


def same_extensions(one: Any, other: Any) -> bool:
    """Return True if the values of other systems are the same, in whatever form they are written."""
    try:
        return bool(one) and _EXTENSIONS.validate_python(one) == other
    except ValidationError:
        return False


def shown(one: Mapping[str, Any]) -> str:
    """Return the code of a competency that people see."""
    return str(one.get("published_code") or one["code"])
