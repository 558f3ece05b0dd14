"""Tell what is wrong with the tags of a PDF, by which screen readers know headings, tables and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf

from .fault import Fault

_MOST = 500_000
"""Tags that are looked at; a file that has more goes in circles."""
_HEADING = re.compile(r"H([1-6])")


@dataclass(frozen=True)
class _Tag:
    kind: str
    element: Object
    page: int
    """Number of the page it stands on; 0 where that is not said."""

    @property
    def place(self) -> str:
        return f"page {self.page}" if self.page else ""


def tag_faults(pdf: Pdf) -> Iterator[Fault]:
    """Tell what is wrong with the tags, or that there are none."""
    root = pdf.Root.get(Name.StructTreeRoot)
    marked = pdf.Root.get(Name.MarkInfo)
    is_marked = isinstance(marked, Dictionary) and bool(marked.get(Name.Marked, False))
    if not isinstance(root, Dictionary) or not is_marked or Name.K not in root:
        yield Fault("", "has no tags; make it anew from its source with tags (in Word: Save As > PDF > Options)")
        return
    tags = list(_tags(pdf, root))
    yield from _pictures(tags)
    yield from _headings(tags, len(pdf.pages))
    yield from _tables(tags)


def _tags(pdf: Pdf, root: Dictionary) -> Iterator[_Tag]:
    pages: dict[tuple[int, int], int] = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    roles = root.get(Name.RoleMap)
    seen = set[tuple[int, int]]()
    waiting: list[tuple[Object, int]] = [(root.K, 0)]
    looked_at = 0
    while waiting and looked_at < _MOST:
        looked_at += 1
        element, page = waiting.pop()
        if isinstance(element, Array):
            waiting.extend((child, page) for child in reversed(list(element)))
            continue
        if not isinstance(element, Dictionary) or (element.is_indirect and element.objgen in seen):
            continue
        seen.add(element.objgen)
        own = element.get(Name.Pg)
        page = pages.get(own.objgen, page) if isinstance(own, Dictionary) else page
        if isinstance(kind := element.get(Name.S), Name):
            yield _Tag(_role(str(kind), roles), element, page or _below(element, pages))
        if Name.K in element:
            waiting.append((element.K, page))


def _below(element: Dictionary, pages: dict[tuple[int, int], int]) -> int:
    """Return the page that the first parts of a tag stand on."""
    for _ in range(8):
        child = element.get(Name.K)
        if isinstance(child, Array) and len(child):
            child = child[0]
        if not isinstance(child, Dictionary):
            return 0
        own = child.get(Name.Pg)
        if isinstance(own, Dictionary):
            return pages.get(own.objgen, 0)
        element = child
    return 0


def _role(kind: str, roles: object) -> str:
    for _ in range(8):
        named = roles.get(kind) if isinstance(roles, Dictionary) else None
        if not isinstance(named, Name) or str(named) == kind:
            break
        kind = str(named)
    return kind.removeprefix("/")


def _pictures(tags: list[_Tag]) -> Iterator[Fault]:
    number = 0
    for tag in tags:
        if tag.kind in {"Figure", "Formula"}:
            number += 1
            said = f"{tag.element.get(Name.Alt, '')}{tag.element.get(Name.ActualText, '')}"
            if not said.strip():
                kind = "picture" if tag.kind == "Figure" else "formula"
                place = f"{tag.place}, {kind} {number}".removeprefix(", ")
                yield Fault(place, "has no alternative text; say in the source what it shows, and make the PDF anew")


def _headings(tags: list[_Tag], pages: int) -> Iterator[Fault]:
    before = 0
    headings = [tag for tag in tags if _HEADING.fullmatch(tag.kind)]
    for number, tag in enumerate(headings, 1):
        level = int(tag.kind[1:])
        if level > before + 1 and (before or level > 1):
            after = f"after level {before}" if before else "and is the first"
            place = f"{tag.place}, heading {number}".removeprefix(", ")
            yield Fault(place, f"has level {level} {after}; give it level {before + 1} in the source")
        before = level
    if not headings and pages > 1 and not any(tag.kind == "H" for tag in tags):
        yield Fault("", "has no headings among its tags; use the heading styles of the program it is made with")


def _tables(tags: list[_Tag]) -> Iterator[Fault]:
    number, waiting = 0, ""
    for tag in [*tags, None]:
        if tag is None or tag.kind == "Table":
            if waiting:
                yield Fault(waiting, "has no header cells; mark its first row as header in the source")
            number += 1
            waiting = f"{tag.place}, table {number}".removeprefix(", ") if tag else ""
        elif tag.kind == "TH":
            waiting = ""
