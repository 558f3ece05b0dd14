"""Read JSON-LD as it is found, without its contexts: prefixes are taken as they are usual."""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ...model.problems import CallError

_TEXTS = {"name", "description", "competencyText", "competencyLabel"}


def graph_of(value: Any) -> list[dict[str, Any]] | None:
    """Return the nodes of JSON-LD, from an envelope of a registry too; None for other JSON."""
    for key in ("decoded_resource", "resource"):
        if isinstance(value, dict) and key in value and ("envelope_id" in value or key == "decoded_resource"):
            return graph_of(value[key] if isinstance(value[key], dict | list) else _of_token(str(value[key])))
    if isinstance(value, dict):
        nodes = value.get("@graph", [value] if "@type" in value or "@context" in value else None)
    else:
        is_graph = isinstance(value, list) and any(isinstance(one, dict) and "@type" in one for one in value)
        nodes = value if is_graph else None
    if isinstance(nodes, dict):
        nodes = [nodes]
    return [one for one in nodes if isinstance(one, dict)] if isinstance(nodes, list) else None


def _of_token(token: str) -> Any:
    """Return what a signed token of a registry holds (RFC 7519); its signature is not looked at."""
    try:
        payload = token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError, binascii.Error, RecursionError) as error:
        raise CallError(
            "the file is an envelope of a registry, whose content cannot be read; export the graph"
        ) from error


def types_of(node: dict[str, Any]) -> set[str]:
    """Return the classes of a node, without prefixes."""
    kinds = node.get("@type")
    return {local_name(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind}


def local_name(key: str) -> str:
    """Return the name of a property or class without its prefix or address."""
    return key if key.startswith("@") else key.rstrip("/").replace("#", "/").rpartition("/")[2].rpartition(":")[2]


def local(node: Any) -> dict[str, Any]:
    """Return the values of a node by the names of its properties, without prefixes."""
    return {local_name(key): value for key, value in node.items()} if isinstance(node, dict) else {}


def first_of(value: Any) -> Any:
    """Return a value, or the first of a list."""
    return (value[0] if value else None) if isinstance(value, list) else value


def ids_in(value: Any) -> Iterator[str]:
    """Yield the ids in a value, whether it is one, a list of them, or has them at "@id"."""
    for one in value if isinstance(value, list) else [value]:
        name = one.get("@id") or one.get("targetNode") or one.get("@value") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip():
            yield name.strip()


def language_of(frameworks: list[dict[str, Any]], nodes: list[dict[str, Any]]) -> str:
    """Return the language that a framework names, or that most of its texts are in."""
    named = next(iter(ids_in(local(frameworks[0]).get("inLanguage"))), "") if frameworks else ""
    tags = Counter(
        str(tag)
        for node in nodes
        for key, value in node.items()
        if local_name(key) in _TEXTS and isinstance(value, dict)
        for tag in value
        if not str(tag).startswith("@")
    )
    return named or (max(tags, key=lambda tag: (tags[tag], tag)) if tags else "")


def nearest(language: str, tags: dict[str, Any]) -> str:
    """Return the tag of the texts that are in a language, or in a variant of it, or the first."""
    wanted = language.lower().replace("_", "-")
    same = [tag for tag in tags if tag.lower().replace("_", "-") == wanted]
    main = [tag for tag in tags if tag.lower().partition("-")[0] == wanted.partition("-")[0]]
    return next(iter([*same, *main, *tags]), "")
