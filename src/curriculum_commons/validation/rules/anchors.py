"""What `#` can lead to on each page: headings, anchors that are written out, and records that macros show."""

from __future__ import annotations

from collections.abc import Iterator

from ...content.load import PAGES
from ...content.markdown import Call
from ...model.collections import KINDS
from ...model.problems import quoted
from ...model.records import Finding, School
from ...model.urls import ANCHORS, slug
from .context import Known, ValidationContext


class Anchors:
    """Found page by page, when a link asks."""

    def __init__(self, context: ValidationContext) -> None:
        self._context = context
        self._pages: dict[str, Known] = {}

    def has(self, page: str, anchor: str) -> bool:
        """Tell whether a page has an anchor, or whether that cannot be known before it is mended."""
        return (
            f"{PAGES}/{page}" not in self._context.texts
            or not self._known(page).lacks(anchor)
            or self._may_come(anchor)
        )

    def guess(self, page: str, anchor: str) -> str:
        """Return a question after the nearest anchor of a page, or nothing."""
        near = self._known(page).nearest(anchor)
        return f"; did you mean {quoted('#' + near)}?" if near else ""

    def _known(self, page: str) -> Known:
        if page not in self._pages:
            self._pages[page] = self._found(page)
        return self._pages[page]

    def _found(self, page: str) -> Known:
        text, macros = self._context.texts[f"{PAGES}/{page}"], self._context.macros
        whole = all(part.name in macros if isinstance(part, Call) else not text.template for part in text.parts)
        found = dict.fromkeys(sorted(text.anchors), 0)
        for call in text.calls:
            if call.name in macros:
                found |= dict.fromkeys(self._shown(call), 0)
        return Known("anchor", found, whole=whole)

    def _shown(self, call: Call) -> Iterator[str]:
        signature = self._context.macros[call.name]
        given = {kind: name for kind, (_, name) in zip(signature.takes, call.arguments, strict=False)}
        for kind in signature.anchors:
            for name in self._names(kind, given):
                yield _prefix(kind) + (slug(name) if kind == "competency" else name)

    def _names(self, kind: str, given: dict[str, str]) -> Iterator[str]:
        if kind in given:
            yield given[kind]
        elif kind == "finding" and "topic" in given:
            yield from (f.id for _, f in self._context.records("findings", Finding) if f.topic == given["topic"])
        elif kind == "school" and "role" in given:
            yield from (s.id for _, s in self._context.records("schools", School) if s.role == given["role"])
        else:
            yield from self._context.known[kind].numbers

    def _may_come(self, anchor: str) -> bool:
        # A record that is wrong in some other way, or cannot be read, may be what the link means.
        for kind in (*ANCHORS, "competency"):
            if anchor.startswith(_prefix(kind)):
                known = self._context.known[kind]
                number = known.numbers.get(anchor.removeprefix(_prefix(kind)))
                if not known.whole or (number is not None and number not in self._context.good[KINDS[kind]]):
                    return True
        return False


def _prefix(kind: str) -> str:
    return "c-" if kind == "competency" else ANCHORS[kind][1]
