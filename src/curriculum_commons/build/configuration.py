"""What `mkdocs.yml` asks of an engine, whichever it is; refused, with its line, where engines cannot read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from ..content.files import text_of
from ..content.load import CONFIGURATION
from ..content.markdown.engine import EXTENSIONS, SETTINGS
from ..content.yaml_errors import explain
from ..model.problems import ContentError, Problem

_OPTIONS = {"language", "favicon", "logo"}
"""Settings of the theme that a project may have."""
_MACROS = "macros"
"""Name of the plugin that calls macros for plain `mkdocs`; here they are called by *preprocess*."""


def refuse_configuration(configuration: Path) -> None:
    """Raise ContentError where it is not YAML, or its menu has an entry that engines cannot read."""
    problems: list[Problem] = []
    text = text_of(configuration.parent, CONFIGURATION, problems.append)
    if text is None:
        raise ContentError(problems)
    try:
        settings = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        raise ContentError([Problem(CONFIGURATION, *explain(error, text), "yaml-syntax")]) from error
    pairs = settings.value if isinstance(settings, yaml.MappingNode) else ()
    menus = (value for name, value in pairs if name.value == "nav" and isinstance(value, yaml.SequenceNode))
    if odd := [node for menu in menus for node in _odd_entries(menu)]:
        message = 'is not an entry of a menu; write "page.md", or "Title: page.md", with quotes around a number'
        raise ContentError(
            Problem(
                CONFIGURATION, node.start_mark.line + 1, node.start_mark.column + 1, f"nav: {message}", "menu-entry"
            )
            for node in odd
        )


def _odd_entries(menu: yaml.Node) -> Iterator[yaml.Node]:
    """Yield what is neither the path of a page nor a title with a path or with a list of entries."""
    for entry in menu.value:
        if not isinstance(entry, yaml.MappingNode):
            yield from () if _is_text(entry) else [entry]
        elif len(entry.value) != 1 or not _is_text(entry.value[0][0]):
            yield entry
        elif isinstance(below := entry.value[0][1], yaml.SequenceNode):
            yield from _odd_entries(below)
        elif not _is_text(below):
            yield below


def _is_text(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str"


def shared_settings(root: Path) -> dict[str, Any]:
    """Return what both engines get of a project's settings, whatever else is in its `mkdocs.yml`."""
    from mkdocs.utils.yaml import yaml_load

    with (root / CONFIGURATION).open("rb") as file:
        given = yaml_load(file)
    more = [one for one in given.get("markdown_extensions") or () if _name(one) not in EXTENSIONS]
    theme = given.get("theme")
    options = {name: value for name, value in theme.items() if name in _OPTIONS} if isinstance(theme, dict) else {}
    return {
        "theme": options,
        "markdown_extensions": [*({name: SETTINGS.get(name, {})} for name in EXTENSIONS), *more],
        "plugins": [plugin for plugin in given.get("plugins", []) if _name(plugin) != _MACROS],
        "exclude_docs": f"{given.get('exclude_docs') or ''}\n!.well-known",  # all else that is hidden is left out
        "use_directory_urls": True,
    }


def _name(extension: Any) -> Any:
    """Return the name of an extension or plugin, which may have settings below it."""
    return next(iter(extension), None) if isinstance(extension, dict) else extension
