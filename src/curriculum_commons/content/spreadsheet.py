"""Read the cells of a workbook (xlsx, xlsm) row by row, within bounds; nothing in it is evaluated, run or followed.

Takes the values that the program which saved the workbook has computed. Knows nothing of what the rows are about.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from ..model.problems import CallError, quoted
from .sheet_cells import LONGEST, MOST_CELLS, Cells, Rows, SheetRows, form_of, unescaped
from .xml_stream import Reader, parsed

_MOST_PARTS = 5_000
_LARGEST_PART, _LARGEST_TEXTS = 8_000_000, 60_000_000
"""Bytes of a part that is no sheet, and of that with the texts of all cells."""
_DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, etree.XMLSyntaxError)
_DAMAGED_TOO = (RuntimeError, NotImplementedError, OSError, EOFError, ValueError)
"""What zipfile raises for archives that are damaged, locked or packed in another way."""
_REFUSED = "cannot be read as a workbook; open it, and save it as .xlsx"
_OTHERS = {
    "xl/workbook.bin": "a binary workbook",
    "mimetype": "an OpenDocument file",
    "Index/Document.iwa": "a Numbers document",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a presentation",
}
"""What an archive is that has such a part."""


@dataclass(frozen=True)
class SheetInfo:
    """A sheet, not yet read."""

    name: str
    part: str
    """Where it is within the archive."""
    is_hidden: bool


class Texts:
    """Collects texts, each in one or several runs, without how they are pronounced."""

    def __init__(self, name: str) -> None:
        """Begin with none; the name is what messages call the workbook."""
        self._name = name
        self.found: list[str] = []
        self._runs: list[str] = []
        self._is_text, self._is_sound = False, False

    def start(self, element: str, _given: Mapping[str, str]) -> None:
        """Begin an element."""
        local = element.rpartition(" ")[2]
        self._is_text = local == "t" and not self._is_sound
        self._is_sound = self._is_sound or local == "rPh"
        if local == "si":
            self._runs = []

    def end(self, element: str) -> None:
        """End an element."""
        local = element.rpartition(" ")[2]
        self._is_text = False
        if local == "rPh":
            self._is_sound = False
        elif local == "si":
            self.found.append(unescaped("".join(self._runs)[:LONGEST]))
            if len(self.found) > MOST_CELLS:
                raise CallError(f"{self._name} has more than {MOST_CELLS:,} texts; copy the sheet into a new workbook")

    def data(self, text: str) -> None:
        """Take text."""
        if self._is_text:
            self._runs.append(text)


class Workbook:
    """A workbook that is open for reading."""

    def __init__(self, name: str, content: bytes) -> None:
        """Open it; raises CallError with the reason where it cannot be read.

        Args:
            name: What messages call the file.
        """
        self.name = name
        with self._readable():
            self._archive = self._opened(content)
        self._parts = {one.filename.lstrip("/"): one for one in self._archive.infolist()}
        main = next((target for kind, target in self._targets("").values() if kind == "officeDocument"), "")
        self._main, self._of_main = self._tree(main), self._targets(main)

    def _opened(self, content: bytes) -> zipfile.ZipFile:
        if content.count(b"PK\x01\x02") > _MOST_PARTS:
            raise CallError(f"{self.name} has over {_MOST_PARTS} parts, as no workbook has; save the one sheet as csv")
        archive = zipfile.ZipFile(io.BytesIO(content))
        if other := next((what for part, what in _OTHERS.items() if part in archive.namelist()), None):
            raise CallError(f"{self.name} is {other}; save or export it as .xlsx")
        return archive

    @cached_property
    def sheets(self) -> tuple[SheetInfo, ...]:
        """Sheets with cells, in their order."""
        found = list[SheetInfo]()
        for sheet in self._main.iter("{*}sheet"):
            key = next((str(value) for name, value in sheet.items() if str(name).endswith("}id")), "")
            kind, part = self._of_main.get(key, ("", ""))
            if kind == "worksheet":
                found.append(SheetInfo(sheet.get("name", ""), part, sheet.get("state", "visible") != "visible"))
        return tuple(found)

    @cached_property
    def defined(self) -> dict[str, str]:
        """Ranges by their names, such as "Sessions!$A$4:$A$504"."""
        names = (one for one in self._main.iter("{*}definedName") if one.get("localSheetId") is None)
        return {one.get("name", ""): one.text or "" for one in names}

    @property
    def notes(self) -> Iterator[str]:
        """Yield what it has that is left alone, in sentences."""
        if any(part.endswith("vbaProject.bin") or "/macrosheets/" in part for part in self._parts):
            yield f"{self.name} has macros, which are not run."
        if any("/externalLinks/" in part or part.endswith("/connections.xml") for part in self._parts):
            yield f"{self.name} has links to other files, which are not followed; the values they had last are read."

    def rows(self, sheet: SheetInfo, known: SheetRows | None = None) -> Iterator[tuple[int, Cells]]:
        """Yield the number of each row with anything in it, and its cells from the first column on."""
        reader = Rows(f"{self.name}, sheet {quoted(sheet.name)}", self._texts, self._formats, known)
        for _ in self._stream(sheet.part, reader):
            yield from reader.taken()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Let a damaged archive be one sentence."""
        try:
            yield
        except (*_DAMAGED, *_DAMAGED_TOO) as error:
            locked = "password" in str(error) or "encrypted" in str(error)
            reason = "is locked with a password; save it without one" if locked else _REFUSED
            raise CallError(f"{self.name} {reason}") from error

    def _stream(self, part: str, reader: Reader, **limit: int) -> Iterator[None]:
        if part not in self._parts:
            raise CallError(f"{self.name} {_REFUSED}")
        with self._readable(), self._archive.open(self._parts[part]) as stream:
            yield from parsed(stream, f"{self.name}, part {quoted(part)}", reader, **limit)

    def _tree(self, part: str) -> etree._Element:
        """Return a part that is no sheet, as a whole."""
        if part not in self._parts:
            raise CallError(f"{self.name} {_REFUSED}")
        with self._readable(), self._archive.open(self._parts[part]) as stream:
            content = stream.read(_LARGEST_PART + 1)
            if len(content) > _LARGEST_PART:
                what = f"part {quoted(part)}, which is over {_LARGEST_PART // 1_000_000} MB once it is unpacked"
                raise CallError(f"{self.name} has a {what}; copy the sheet into a new workbook")
            tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        if getattr(tree.getroottree().docinfo, "doctype", ""):
            raise CallError(f"{self.name} has a document type, with which entities can be defined; save it again")
        return tree

    def _targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Return kind and part of each relation of a part, by id."""
        folder, file = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        found = dict[str, tuple[str, str]]()
        for one in self._tree(relations).iter("{*}Relationship") if relations in self._parts else ():
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
            if one.get("TargetMode") != "External":
                found[one.get("Id", "")] = one.get("Type", "").rpartition("/")[2], target
        return found

    def _of_kind(self, kind: str) -> str:
        return next((target for one, target in self._of_main.values() if one == kind), "")

    @cached_property
    def _texts(self) -> list[str]:
        reader = Texts(self.name)
        if (part := self._of_kind("sharedStrings")) in self._parts:
            for _ in self._stream(part, reader, largest=_LARGEST_TEXTS):
                pass
        return reader.found

    @cached_property
    def _formats(self) -> list[str | int | None]:
        """How the numbers of each style are shown: as "day" or "time", or with so many decimal places."""
        if (part := self._of_kind("styles")) not in self._parts:
            return []
        styles = self._tree(part)
        codes = {one.get("numFmtId", ""): one.get("formatCode") for one in styles.iterfind("{*}numFmts/{*}numFmt")}
        used = (one.get("numFmtId", "0") for one in styles.iterfind("{*}cellXfs/{*}xf"))
        return [form_of(number, codes.get(number)) for number in used]
