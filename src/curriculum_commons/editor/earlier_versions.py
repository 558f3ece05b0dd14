"""What earlier versions called by other names or had in other places, and how a site comes to those of today.

Writes nothing: returns texts. What a person has to decide is named, and left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from ..content.load import THEME, Document, PageText, document_of
from ..content.markdown.macro_calls import macro_calls
from ..content.yaml_edits import YamlEdits
from ..model.urls import is_issue

SETTINGS, MACROS = "mkdocs.yml", "macros.py"
_MACROS = {"licences": "licenses", "organisations": "organizations"}  # codespell:ignore
_GATES = {"licence": "license"}  # codespell:ignore
_GONE_FORMAT, _FORMAT = "odt", "docx"
_IMPORT = "from curriculum_commons.{}.macros import define_env"
_SLUGIFY = "slugify: !!python/name:curriculum_commons.content.markdown.engine.slugify"
_ENGINE_THEME, _STYLE = "material", "assets/commons.css"
_LEFT = {
    ".github/workflows/suggest.yml": 'calls "commons suggest", which is gone; remove it',
    "docs/contribute/index.md": "the manual is part of the program; remove what is not yours in docs/contribute/",
    "src/curriculum_commons/__init__.py": "the program is installed now; remove the copy of it in src/",
}
"""Files of earlier versions that a person looks at, with the way out."""


@cache
def _former_theme() -> frozenset[tuple[str, ...]]:
    """Return SHA-256 and path of each file that the folder `theme/` of an earlier version had."""
    lines = Path(__file__).with_name("former_theme.sha256").read_text("utf-8").splitlines()
    return frozenset(tuple(line.split()) for line in lines)


def theme_files(root: Path) -> tuple[list[str], list[str]]:
    """Return the files of `theme/` that are copies of an earlier version's, and those that are changed copies."""
    files = [file for file in sorted((root / THEME).rglob("*")) if file.is_file() and not file.is_symlink()]
    found = {file.relative_to(root / THEME).as_posix(): file.read_bytes().replace(b"\r\n", b"\n") for file in files}
    same = [path for path, content in found.items() if (sha256(content).hexdigest(), path) in _former_theme()]
    known = {path for _, path in _former_theme()}
    return [f"{THEME}/{path}" for path in same], [f"{THEME}/{path}" for path in found if path in known - {*same}]


def left_to_people(root: Path) -> Iterator[str]:
    """Yield what is left of an earlier version that only a person can decide."""
    for path in theme_files(root)[1]:
        yield f"{path}: takes the place of the program's; look whether it still fits, or remove it"
    for path, what in _LEFT.items():
        if (root / path).is_file():
            yield f"{path}: {what}"


def with_todays_macros(page: PageText) -> str:
    """Return the body of a page or text that calls macros by the names that they have now."""
    values = page.front.value if page.front and isinstance(page.front.value, dict) else {}
    body = page.body
    for call in reversed(macro_calls(body) if values.get("render_macros") is True or is_issue(page.path) else ()):
        if call.name in _MACROS:
            at = body.index(call.name, call.start)
            body = body[:at] + _MACROS[call.name] + body[at + len(call.name) :]
    return body


def with_todays_formats(front: Document) -> str:
    """Return the front matter of a text of the toolkit without a format that is gone."""
    formats = front.value.get("formats") if isinstance(front.value, dict) else None
    if not isinstance(formats, list) or _GONE_FORMAT not in formats:
        return front.text
    edits, left = YamlEdits(front), [one for one in formats if one != _GONE_FORMAT]
    for number, one in enumerate(formats if left else ()):
        if one == _GONE_FORMAT:
            edits.remove(("formats", number))
    if not left:
        edits.set((), "formats", [_FORMAT])
    return edits.result().text


def with_todays_gates(path: str, text: str) -> str:
    """Return the text of `data/site.yaml` with gates under the names that they have now."""
    document = document_of(path, text, 1, lambda _: None)
    allowed: Any = document.value.get("allow") if isinstance(document.value, dict) else None
    names = [one.get("gate") if isinstance(one, dict) else None for one in allowed or () if isinstance(allowed, list)]
    if not {*map(str, names)} & {*_GATES}:
        return text
    edits = YamlEdits(document)
    for number, name in enumerate(names):
        if isinstance(name, str) and name in _GATES:
            edits.set(("allow", number), "gate", _GATES[name])
    return edits.result().text


def with_todays_import(text: str) -> str:
    """Return `macros.py` with the macros from where they are now."""
    return text.replace(_IMPORT.format("site"), _IMPORT.format("build"))


def with_todays_settings(text: str) -> str:
    """Return the settings of an engine with the look from the program, where a copy of it was named before."""
    try:
        top = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return text  # which is reported when it is built
    parts = top.value if isinstance(top, yaml.MappingNode) else []
    lines = text.split("\n")
    for key, value in reversed(parts):
        first, last = key.start_mark.line, value.end_mark.line
        if key.value == "theme" and _is_former_theme(value):
            lines[first:last] = ["theme: commons", ""]
        elif key.value == "markdown_extensions":
            _add_slugify(value, lines)
        elif key.value == "extra_css" and isinstance(value, yaml.SequenceNode):
            _drop_style(value, first, last, lines)
    return "\n".join(lines)


def _is_former_theme(value: yaml.Node) -> bool:
    if not isinstance(value, yaml.MappingNode):
        return False
    options: Mapping[str, str] = {key.value: one.value for key, one in value.value}
    return options.get("name") == _ENGINE_THEME and options.get("custom_dir") == THEME


def _drop_style(value: yaml.SequenceNode, first: int, last: int, lines: list[str]) -> None:
    styles = [one.value for one in value.value]
    if styles == [_STYLE]:
        del lines[first:last]
    elif _STYLE in styles and not value.flow_style:
        del lines[value.value[styles.index(_STYLE)].start_mark.line]


def _add_slugify(extensions: yaml.Node, lines: list[str]) -> None:
    """Add the line by which headings have the ids that the program expects, where it is missing."""
    for one in extensions.value if isinstance(extensions, yaml.SequenceNode) else ():
        for key, options in one.value if isinstance(one, yaml.MappingNode) else ():
            is_block = isinstance(options, yaml.MappingNode) and not options.flow_style
            if key.value == "toc" and is_block and all(name.value != "slugify" for name, _ in options.value):
                lines.insert(options.start_mark.line, f"{' ' * options.start_mark.column}{_SLUGIFY}")
