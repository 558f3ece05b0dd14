"""The file of a crosswalk: the same crosswalk always gives the same text, with nothing in it that nothing uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..content import sssom
from ..model.sssom import BUILT_IN, CrosswalkHead, CrosswalkRow

_DCTERMS = {"dcterms": "http://purl.org/dc/terms/"}
_PROPERTIES = {
    "ext_object_source_replaced_by": "dcterms:isReplacedBy",
    "ext_object_source_title": "dcterms:title",
    "ext_object_code": "skos:notation",
}
"""What our extensions of SSSOM mean."""


def written(head: CrosswalkHead, rows: Sequence[CrosswalkRow]) -> str:
    """Return the text of the file of a crosswalk."""
    cells = [dict(_cells(row)) for row in rows]
    values = head.model_dump(exclude_none=True, exclude={"curie_map", "others"})
    others = {**head.others}
    extensions = {key: values.pop(key) for key in _PROPERTIES if key in values}
    defined = [one for one in others.pop("extension_definitions", ()) if one.get("slot_name") not in _PROPERTIES]
    used = [key for key in _PROPERTIES if key in extensions or any(key in row for row in cells)]
    definitions = [*defined, *({"slot_name": key, "property": _PROPERTIES[key]} for key in used)]
    whole = {**values, **others, **({"extension_definitions": definitions} if definitions else {}), **extensions}
    prefixes = {text.partition(":")[0] for text in _texts([whole, cells])}
    curie_map = {**head.curie_map, **_DCTERMS}
    kept = {prefix: curie_map[prefix] for prefix in sorted(curie_map) if prefix in prefixes and prefix not in BUILT_IN}
    columns = dict.fromkeys([*CrosswalkRow.model_fields, *(name for row in cells for name in row)])
    return sssom.written({"curie_map": kept, **whole}, [*columns], cells)


def _cells(row: CrosswalkRow) -> Iterator[tuple[str, str]]:
    for name, value in row.model_dump(exclude_none=True, exclude={"others"}).items():
        yield name, f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float | int) else value
    yield from row.others.items()


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, those apart that are divided by "|"."""
    if isinstance(value, str):
        yield from value.split("|")
    elif isinstance(value, dict | list | tuple):
        parts: Iterable[Any] = value.values() if isinstance(value, dict) else value
        for part in parts:
            yield from _texts(part)
