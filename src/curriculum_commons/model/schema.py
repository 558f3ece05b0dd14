"""JSON Schemas of the data files and of the top of a page, for editors that complete and check while one writes.

Made from the models, so that their descriptions are the same that the Contribute pages show.
"""

from __future__ import annotations

import json
from typing import Any

from .records import DATA_FILES, IssueMeta, PageMeta, Record, ToolkitMeta

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """Return each schema as text, by the name of its file in `schema/`."""
    models: dict[str, type[Record]] = {**DATA_FILES, "page": PageMeta, "issue": IssueMeta, "toolkit": ToolkitMeta}
    return {f"{name.removesuffix('.yaml')}.schema.json": _text(model) for name, model in models.items()}


def _text(model: type[Record]) -> str:
    schema = {"$schema": _DIALECT, **_plain(model.model_json_schema(), within_properties=False)}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _plain(schema: Any, within_properties: bool) -> Any:
    """Return a schema without titles that repeat a name, and without the empty value, which nobody may write."""
    if isinstance(schema, list):
        return [_plain(part, False) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if within_properties:
        return {name: _plain(_field(part), False) for name, part in schema.items()}
    return {key: _plain(part, key == "properties") for key, part in schema.items()}


def _field(schema: dict[str, Any]) -> dict[str, Any]:
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    rest = {key: part for key, part in schema.items() if key not in {"title", "anyOf"} and part is not None}
    return {**choices[0], **rest} if len(choices) == 1 else rest
