"""Change single values of a YAML text that people wrote: every other line, and every comment, stays as it is.

Knows nothing of records. What comes of it is read again, and compared with what it has to be.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from ..model.problems import CallError
from .load import Document, document_of
from .yaml_reader import read
from .yaml_text import lines_of

Way = Sequence[str | int]
"""Keys and numbers from the top of the text to a value."""


class YamlEdits:
    """A data file that can be read, and what becomes of it; numbers of entries are those before any change."""

    def __init__(self, document: Document) -> None:
        self.document, self.text = document, document.text
        self._root: Any = yaml.compose(document.text, Loader=yaml.CSafeLoader)
        self._edits: list[tuple[int, int, int, str]] = []
        """Start, end, what comes first where several are at one place, and the new text."""
        self._expected = copy.deepcopy(document.value)
        self._inserted: list[tuple[Any, int, Any]] = []
        self._removed: list[tuple[Any, int]] = []

    def result(self) -> Document:
        """Return the file with all changes; raises CallError where the form of the text hinders them."""
        parts, at = list[str](), 0
        for start, end, _, new in sorted(self._edits, key=lambda edit: edit[:3]):  # stable, for what goes to one place
            parts += [self.text[at:start], new]
            at = max(at, end)
        path, text = self.document.path, "".join([*parts, self.text[at:]])
        made = document_of(path, text, self.document.first_line, lambda _: None)
        self._change_lists()
        if made.value != self._expected:
            raise CallError(f"{path} cannot be changed line by line; write one key a line, each record below a dash")
        return made

    def _change_lists(self) -> None:
        changes: dict[int, tuple[list[Any], dict[int, list[Any]], set[int]]] = {}
        for entries, number, value in self._inserted:
            changes.setdefault(id(entries), (entries, {}, set()))[1].setdefault(number, []).append(value)
        for entries, number in self._removed:
            changes.setdefault(id(entries), (entries, {}, set()))[2].add(number)
        for entries, new, gone in changes.values():
            kept = [[] if number in gone else [value] for number, value in enumerate(entries)]
            entries[:] = [one for number, old in enumerate([*kept, []]) for one in (*new.get(number, ()), *old)]

    def set(self, way: Way, key: str, value: Any, after: Sequence[str] = ()) -> None:
        """Give a key of a mapping another value; a new one comes below the last of the keys named, or at the end."""
        mapping = self._node(way)
        self._part(way)[key] = _as_read({key: value})[key]
        found = next(((name, one) for name, one in mapping.value if name.value == key), None)
        if mapping.flow_style:
            new = json.dumps(value, ensure_ascii=False)
            end = mapping.value[-1][1].end_mark.index
            edit = (
                (found[1].start_mark.index, found[1].end_mark.index, 0, new)
                if found
                else (end, end, 0, f", {key}: {new}")
            )
            self._edits.append(edit)
            return
        indent = mapping.start_mark.column
        lines = list(lines_of({key: value}, indent))
        if found:
            name, old = found
            start, end, comment = name.start_mark.index, self._line_end(_end(old, self.text)), self._comment(old)
            lines[0] = lines[0].lstrip() + comment
            self._edits.append((start, end, 0, "\n".join(lines)))
            return
        above = [one for name, one in mapping.value if name.value in after] or [mapping.value[-1][1]]
        self._add(self._line_end(_end(above[-1], self.text)), "\n" + "\n".join(lines), indent)

    def insert(self, way: Way, number: int, value: Any) -> None:
        """Add an entry to a list that is not empty, before the one with this number or at the end."""
        entries = self._node(way)
        self._inserted.append((self._part(way), number, _as_read(value)))
        if entries.flow_style:
            new, last = json.dumps(value, ensure_ascii=False), entries.value[number - 1].end_mark.index
            first = entries.value[0].start_mark.index
            self._add(last if number else first, f", {new}" if number else f"{new}, ")
            return
        dash, column = entries.start_mark.column, entries.value[0].start_mark.column
        lines = list(lines_of(value, column)) if isinstance(value, Mapping) else [f"{' ' * column}{json.dumps(value)}"]
        lines[0] = f"{' ' * dash}-{' ' * (column - dash - 1)}{lines[0].lstrip()}"
        gap = "\n\n" if self._is_spaced(entries) else "\n"
        if number:
            self._add(self._line_end(_end(entries.value[number - 1], self.text)), gap + "\n".join(lines), dash)
        else:
            at = self._line_start(entries.value[0].start_mark.index)
            while self.text[:at].rpartition("\n")[0].rpartition("\n")[2].lstrip().startswith("#"):
                at = self._line_start(at - 1)
            self._add(at, "\n".join(lines) + gap)

    def remove(self, way: Way) -> None:
        """Take out an entry of a list, or a key, with all below it; comments above it stay.

        Of several entries in brackets, the first cannot be taken out together with the second.
        """
        *above, last = way
        parent = self._node(above)
        if isinstance(last, int):
            self._removed.append((self._part(above), last))
            node, begin = parent.value[last], parent.value[last].start_mark
        else:
            del self._part(above)[last]
            name, node = next(pair for pair in parent.value if pair[0].value == last)
            begin = name.start_mark
        if parent.flow_style and isinstance(last, int):
            nodes = parent.value
            start = nodes[last - 1].end_mark.index if last else nodes[0].start_mark.index
            end = node.end_mark.index if last or len(nodes) == 1 else nodes[1].start_mark.index
            self._edits.append((start, end, 0, ""))
            return
        start, end = self._line_start(begin.index), self._line_end(_end(node, self.text)) + 1
        while self.text.startswith("\n", end) and self.text.endswith("\n\n", 0, start):
            end += 1
        self._edits.append((start, end, 0, ""))

    def _node(self, way: Way) -> Any:
        node = self._root
        for step in way:
            if isinstance(step, int):
                node = node.value[step]
            else:
                node = next(one for name, one in node.value if name.value == step)
        return node

    def _part(self, way: Way) -> Any:
        part = self._expected
        for step in way:
            part = part[step]
        return part

    def _add(self, at: int, new: str, indent: int = 0) -> None:
        self._edits.append((at, at, -indent, new))  # what is deeper ends first

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end

    def _comment(self, node: Any) -> str:
        """Return the comment on the line of a value, with the space before it."""
        is_block = isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}
        start = node.start_mark.index if is_block else _end(node, self.text)
        before, mark, words = self.text[start : self._line_end(start)].partition("#")
        return f" #{words}" if mark and before.endswith(" ") else ""

    def _is_spaced(self, entries: Any) -> bool:
        first, second = entries.value[0], entries.value[1:2]
        return bool(second) and "\n\n" in self.text[_end(first, self.text) : second[0].start_mark.index]


def _as_read(value: Any) -> Any:
    """Return a value as the reader returns what is written of it: JSON has numbers that are not clear in YAML."""
    if not isinstance(value, Mapping) or not any(isinstance(one, Mapping | list) for one in value.values()):
        return value
    return read("\n".join(lines_of(value, 0)).encode()).value


def _end(node: Any, text: str) -> int:
    """Return the index behind the last character of a value, without what follows a block."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        start, end = int(node.start_mark.index), node.end_mark.index
        return start + len(text[start:end].rstrip())
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last, text)
