"""The schemas of editors are those of the models, describe every field, and take what the program takes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from curriculum_commons.content.load import load
from curriculum_commons.model.records import schemas
from curriculum_commons.model.urls import is_issue

HERE = Path(__file__).parent
MADE = schemas()
CONTENT = [HERE.parent, HERE / "tiny"]
TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def refusals(value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str = "") -> Iterator[str]:
    """Yield faults of a value by the part of JSON Schema that the schemas use; an unknown word is an error."""
    if reference := schema.get("$ref"):
        schema = {**whole["$defs"][reference.removeprefix("#/$defs/")], **schema}
    value = value.isoformat() if isinstance(value, date) else value
    if not isinstance(value, TYPES[schema["type"]]) or (isinstance(value, bool) and schema["type"] != "boolean"):
        yield f"{at}: {value!r} is no {schema['type']}"
        return
    for word, limit in schema.items():
        assert word in LIMITS or word in WORDS.split()
        if word in LIMITS and not LIMITS[word](value, limit):
            yield f"{at}: {value!r} does not hold to {word} {limit}"
    for key, part in value.items() if isinstance(value, dict) else ():
        yield from refusals(part, schema["properties"].get(key, {"type": "null"}), whole, f"{at}.{key}")
    for number, part in enumerate(value) if isinstance(value, list) else ():
        yield from refusals(part, schema["items"], whole, f"{at}.{number}")


LIMITS: dict[str, Callable[[Any, Any], bool]] = {
    "pattern": lambda value, form: re.search(form, value) is not None,
    "enum": lambda value, choices: value in choices,
    "minimum": lambda value, least: value >= least,
    "maximum": lambda value, most: value <= most,
    "minItems": lambda value, least: len(value) >= least,
    "maxItems": lambda value, most: len(value) <= most,
    "minLength": lambda value, least: len(value) >= least,
    "maxLength": lambda value, most: len(value) <= most,
    "required": lambda value, keys: set(keys) <= set(value),
}
WORDS = "$ref $defs $schema type properties items additionalProperties title description default patternErrorMessage"


@pytest.mark.parametrize("name", MADE)
def test_the_schema_that_is_kept_is_the_one_that_is_made(name: str, root: Path) -> None:
    assert (root / "schema" / name).read_text(encoding="utf-8") == MADE[name], "run `make schema`"


def test_no_schema_is_kept_that_nothing_makes(root: Path) -> None:
    assert {file.name for file in (root / "schema").iterdir()} == set(MADE)


@pytest.mark.parametrize("root", CONTENT, ids=["real", "tiny"])
def test_good_content_is_good_for_its_schema(root: Path) -> None:
    source = load(root)
    texts = [(Path(name).stem, document) for name, document in source.documents.items()]
    texts += [("issue" if is_issue(page.path) else "page", page.front) for page in source.pages if page.front]
    for stem, document in texts:
        schema = json.loads(MADE[f"{stem}.schema.json"])
        assert list(refusals(document.value, schema, schema)) == [], document.path


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": 3, "description": "D"},
        {"title": "T"},
        {"title": "T", "description": "D", "color": "green"},
        {"title": " ", "description": "D"},
        {"title": "T\nT", "description": "D"},
        {"title": "T", "description": "D" * 201},
        {"title": "T", "description": "D", "competency": None},
        {"title": "T", "description": "D", "render_macros": "yes"},
        {"title": "T", "description": "D", "hide": ["footer"]},
    ],
    ids=str,
)
def test_a_schema_refuses_what_the_program_refuses(wrong: dict[str, Any]) -> None:
    schema = json.loads(MADE["page.schema.json"])
    assert list(refusals(wrong, schema, schema))


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield from [schema] if "properties" in schema else []
        for part in schema.values():
            yield from objects(part)


@pytest.mark.parametrize("name", MADE)
def test_every_record_and_every_field_is_described(name: str) -> None:
    for record in objects(json.loads(MADE[name])):
        assert record["description"].endswith(".")
        assert record["additionalProperties"] is False
        assert all(field["description"].endswith(".") for field in record["properties"].values())


@pytest.mark.parametrize("name", MADE)
def test_every_pattern_has_an_error_message(name: str) -> None:
    forms = re.findall(r'"pattern": ".*"\n|"pattern": ".*",\n(.*)\n', MADE[name])
    assert all(after.strip().startswith('"patternErrorMessage": "is not a') for after in forms)
