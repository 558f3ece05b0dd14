"""Read what is written below each field of a record: few commands need it, and pydantic would do so at every start."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from types import ModuleType
from typing import Any

from pydantic import BaseModel, GetJsonSchemaHandler


def with_descriptions(record: type[BaseModel], schema: dict[str, Any], handler: GetJsonSchemaHandler) -> dict[str, Any]:
    """Return the JSON Schema of a record with the description of each field."""
    properties, described = handler.resolve_ref_schema(schema)["properties"], descriptions(record)
    for name, field in record.model_fields.items():
        if name in described:
            properties[field.alias or name]["description"] = described[name]
    return schema


@cache
def descriptions(record: type[BaseModel]) -> Mapping[str, str]:
    """Return what is written below each field of a record, by its name."""
    classes = [_described(inspect.getmodule(one)).get(one.__name__, {}) for one in reversed(record.__mro__)]
    return {name: text for fields in classes for name, text in fields.items() if name in record.model_fields}


@cache
def _described(module: ModuleType | None) -> dict[str, dict[str, str]]:
    """Return the text below each field of each class of a module."""
    tree = ast.parse(inspect.getsource(module)) if module and module.__name__.startswith(__package__) else None
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)] if tree else []
    return {one.name: dict(_texts(one.body)) for one in classes}


def _texts(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for field, text in pairwise(body):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(written))):
                yield name, inspect.cleandoc(written)
