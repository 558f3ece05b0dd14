"""What would change among the files to download: which of them, and which rows of the mapping workbook.

Nothing is made for it but the rows of a workbook: what a file is made from tells whether it comes out the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

from ..build.downloads import INDEX, planned
from ..build.project import brand_of
from ..content.load import MADE
from ..documents.brand import Brand
from ..documents.bundle import Bundle
from ..documents.recipe import Recipe
from ..documents.workbooks import Row, mapping_rows
from ..model.commons import Commons, Download, ToolkitText
from .snapshots import State

_MAPPING = "mapping workbook"


@dataclass(frozen=True)
class Files:
    """The files to download of one state, none of them made."""

    commons: Commons
    brand: Brand
    recipes: tuple[tuple[Recipe, ToolkitText], ...]
    sizes: Mapping[str, int]

    @classmethod
    def of(cls, state: State, sizes: Mapping[str, int], as_of: str = "") -> Files:
        """Return the files of a state; raises ContentError where its logo cannot be used.

        Args:
            sizes: What pages say of the sizes of files, the same for both states: that is no change worth telling.
            as_of: The date that they bear, in place of their own.
        """
        commons = state.commons
        if as_of:
            commons = replace(commons)
            vars(commons)["as_of"] = as_of  # what is kept there is what would be worked out
        brand = brand_of(state.folder, commons)
        return cls(commons, brand, tuple(planned(commons, brand)), sizes)

    @cached_property
    def made_from(self) -> Mapping[str, bytes]:
        """What each file is made from, by its path."""
        made = {recipe.path: recipe.ingredients for recipe, _ in self.recipes}
        return made | ({self.bundle: self.commons.terms.encode()} if made else {})

    @property
    def bundle(self) -> str:
        """Name of the zip with all of them; of what is in it besides, only the terms are told of."""
        return Bundle(self.commons, self.brand, (), {}).name

    @property
    def downloads(self) -> tuple[Download, ...]:
        """The files as pages list them."""
        listed = [self._download(recipe, text) for recipe, text in self.recipes]
        if not listed:
            return ()
        size = self.sizes.get(self.bundle, 1)
        return (*listed, Download(self.bundle, "The whole toolkit", "", "zip", "application/zip", size, "", ""))

    def _download(self, recipe: Recipe, text: ToolkitText) -> Download:
        suffix, size = recipe.path.rpartition(".")[2], self.sizes.get(recipe.path, 1)
        purpose = recipe.purpose or text.meta.purpose
        return Download(recipe.path, recipe.title, purpose, suffix, recipe.media_type, size, "", text.path)

    def stand_in(self, folder: Path) -> None:
        """Let empty files stand for them, so that links lead somewhere."""
        for path in [download.path for download in self.downloads] + [INDEX] * bool(self.recipes):
            (folder / MADE / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / MADE / path).touch()

    def rows(self) -> Mapping[str, Mapping[int, Row]]:
        """Return what stands in the mapping workbook, by sheet and row; nothing where there is none."""
        texts = [text for _, text in self.recipes if text.meta.kind == _MAPPING]
        return mapping_rows(self.commons, texts[0], self.brand) if texts else {}

    def made_from_of(self, kind: str) -> list[bytes]:
        """Return what the files of one kind are made from."""
        return [recipe.ingredients for recipe, text in self.recipes if text.meta.kind == kind]


@dataclass(frozen=True)
class FileChange:
    """What becomes of one file."""

    what: str
    """One of "new", "gone", "changed" and "dated": the last one only bears another date."""
    path: str
    """Place below `downloads/`."""
    title: str
    """What it is called."""
    text: str
    """Text in `toolkit/` that it is made from; empty for the zip."""


@dataclass(frozen=True)
class RowChange:
    """One row of the mapping workbook that is not as it was."""

    sheet: str
    row: int
    """As a person counts it in the new workbook, or in the old one where it is gone."""
    before: str
    """What stood there; empty where it is new."""
    after: str
    """What stands there; empty where it is gone."""


def file_changes(before: Files, dated: Files, after: Files) -> tuple[FileChange, ...]:
    """Return what becomes of each file that is not the same.

    Args:
        dated: The files of the past with today's date.
    """
    named = {recipe.path: (recipe.title, text.path) for one in (before, after) for recipe, text in one.recipes}
    named |= {one.bundle: ("The whole toolkit, with its terms", "") for one in (before, after) if one.recipes}
    found = []
    for path, (title, text) in named.items():
        was, would, now = (files.made_from.get(path) for files in (before, dated, after))
        if was != now:
            what = "new" if was is None else "gone" if now is None else "dated" if would == now else "changed"
            found.append(FileChange(what, path, title, text))
    return tuple(found)


def row_changes(before: Files, after: Files) -> tuple[RowChange, ...]:
    """Return the rows of the mapping workbook that are not as they were."""
    was, now = before.made_from_of(_MAPPING), after.made_from_of(_MAPPING)
    if was == now or not (was and now):
        return ()
    old, new = before.rows(), after.rows()
    sheets = dict.fromkeys([*new, *old])
    return tuple(change for sheet in sheets for change in _rows(sheet, old.get(sheet, {}), new.get(sheet, {})))


def _rows(sheet: str, old: Mapping[int, Row], new: Mapping[int, Row]) -> Iterator[RowChange]:
    before, after = list(old.items()), list(new.items())
    matcher = SequenceMatcher(None, [row for _, row in before], [row for _, row in after], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        for place in range(max(i2 - i1, j2 - j1)):
            was = before[i1 + place] if i1 + place < i2 else None
            now = after[j1 + place] if j1 + place < j2 else None
            number = (now or was or (0,))[0]
            yield RowChange(sheet, number, _told(was), _told(now))


def _told(row: tuple[int, Row] | None) -> str:
    return " ".join(" | ".join(row[1]).split()) if row else ""
