"""Fields of CASE that have no place in a record: below `extensions.case` where a framework was taken from a package.

They are written where they were, as far as both versions of CASE take them; what else a record keeps for other programs
is in `extensions` of the object.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from .case_model import CaseObject

Json = dict[str, Any]
KEY = "case"
"""The name in `extensions` below which they are."""
_OVER = {"CFItemType", "CFItemTypeURI", "adoptionStatus", "humanCodingScheme", "language", "lastChangeDateTime", "uri"}
_OVER |= {
    "licenseURI",
    "listEnumeration",
    "notes",
    "officialSourceURL",
    "publisher",
    "statusEndDate",
    "statusStartDate",
}
"""Fields that are as they were, whatever would be written otherwise; not texts, which may have been edited since."""
AS_IMPORTED = "asImported"
"""Where a record keeps what the import made of fields that are kept: where it is something else now, it was edited."""
OF_PACKAGE = {"CFAssociations", "CFDefinitions", "CFItemURI", "CFRubrics", "items"}
"""What a framework keeps of its package, and not of its document."""


def kept(extensions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields that are kept of an object."""
    return _dict(extensions.get(KEY))


def completed(
    made: Json,
    extensions: Mapping[str, Any],
    model: type[CaseObject],
    *,
    used: Collection[str],
    over: Collection[str] = (),
) -> Json:
    """Return an object with all that was kept of it.

    Args:
        used: Names of fields that are written elsewhere.
        over: Further fields that are as they were.
    """
    if not extensions:
        return made
    fields = {name: value for name, value in kept(extensions).items() if name not in used}
    for name in _edited(fields.pop(AS_IMPORTED, None), made):
        fields.pop(name, None)
    own = _dict(fields.pop("extensions", None))
    known = {name for name in fields if name in model.model_fields}
    known = {name for name in known if name in _OVER or name in over or name not in made}
    known -= refused({**made, **{name: fields[name] for name in known}}, model)
    if "CFItemType" in known and "CFItemTypeURI" not in known:
        made.pop("CFItemTypeURI", None)  # it would lead to another type
    taken = {name: value for name, value in fields.items() if name in known}
    left = {name: value for name, value in fields.items() if name not in known}
    others = {name: value for name, value in extensions.items() if name != KEY}
    whole = own | others | ({KEY: left} if left else {})
    return {**made, **taken, **({"extensions": whole} if whole else {})}


def _edited(as_imported: Any, made: Json) -> set[str]:
    """Return the fields that have other words now than those that the import made of them."""
    edited = {name for name, text in _dict(as_imported).items() if made.get(name, "") != text}
    return edited | ({"abbreviatedStatement"} if "fullStatement" in edited else set())


def repaired(base: Json, found: Json, model: type[CaseObject]) -> Json:
    """Return a definition with what both versions take of it, and with what they need."""
    needed = {name: "" for name, field in model.model_fields.items() if field.is_required() and name not in base}
    known = {name: value for name, value in found.items() if name in model.model_fields}
    wrong = refused({**base, **needed, **known}, model)
    return {**base, **needed, **{name: value for name, value in known.items() if name not in wrong}}


def valid(objects: Any, model: type[CaseObject]) -> Iterator[Json]:
    """Yield the objects of a list that both versions take."""
    for one in objects if isinstance(objects, list) else ():
        if isinstance(one, dict) and not refused(one, model):
            yield one


def refused(value: Mapping[str, Any], model: type[CaseObject]) -> set[str]:
    """Return the fields of an object that one of the versions refuses."""
    try:
        model.model_validate(value)
    except ValidationError as error:
        return {str(problem["loc"][0]) if problem["loc"] else "" for problem in error.errors()}
    return set()


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
