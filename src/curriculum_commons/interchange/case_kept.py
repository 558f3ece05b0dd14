"""Fields of CASE that have no place in a record: below `extensions.case` where a framework was taken from a package.

They are written where they were, as far as both versions of CASE take them; all else is in `extensions` of the object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from .case_model import CaseObject

KEY = "case"
"""The name in `extensions` below which they are."""
_OVER = {
    "CFItemType",
    "CFItemTypeURI",
    "abbreviatedStatement",
    "adoptionStatus",
    "language",
    "listEnumeration",
    "notes",
}
_OVER |= {"officialSourceURL", "publisher", "statusEndDate", "statusStartDate"}
"""Fields that are as they were, whatever would be written otherwise."""
LISTS = ("CFAssociations", "CFRubrics", "CFDefinitions")
"""Parts of a package that are kept with its framework."""


def kept(extensions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields that are kept of an object."""
    fields = extensions.get(KEY)
    return fields if isinstance(fields, dict) else {}


def completed(made: dict[str, Any], extensions: Mapping[str, Any], model: type[CaseObject]) -> dict[str, Any]:
    """Return an object with all that was kept of it."""
    if not extensions:
        return made
    fields = {name: value for name, value in kept(extensions).items() if name not in LISTS}
    known = {name for name in fields if name in model.model_fields and (name in _OVER or name not in made)}
    known -= {"extensions"}
    whole = {**made, **{name: fields[name] for name in fields if name in known}}
    refused = {str(name) for name in _refused(whole, model)} & known
    if "CFItemType" in known - refused and "CFItemTypeURI" not in known - refused:
        made.pop("CFItemTypeURI", None)  # it would lead to another type
    taken = {name: value for name, value in fields.items() if name in known - refused}
    left = {name: value for name, value in fields.items() if name not in taken}
    others = {name: value for name, value in extensions.items() if name != KEY or not isinstance(value, dict)}
    rest = {**others, **({KEY: left} if left else {})}
    return {**made, **taken, **({"extensions": rest} if rest else {})}


def valid(objects: Any, model: type[CaseObject]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list that both versions take."""
    for one in objects if isinstance(objects, list) else ():
        if isinstance(one, dict) and not _refused(one, model):
            yield one


def _refused(value: Mapping[str, Any], model: type[CaseObject]) -> set[str | int]:
    try:
        model.model_validate(value)
    except ValidationError as error:
        return {problem["loc"][0] if problem["loc"] else "" for problem in error.errors()}
    return set()
