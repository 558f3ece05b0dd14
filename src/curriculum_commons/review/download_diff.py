"""What would change among the downloads: which files, and which rows of the mapping workbook.

Nothing is made but the rows of a workbook: a file is the same if what it is made from is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import zip_longest

from ..build.downloads import INDEX, plan_downloads
from ..documents.bundle import Bundle
from ..documents.recipe import Recipe
from ..documents.workbooks import Row, mapping_rows
from ..model.build_context import BuildContext, Download
from ..model.commons import Commons, ToolkitText
from .snapshots import Snapshot

_MAPPING = "mapping workbook"


@dataclass(frozen=True)
class PlannedDownloads:
    """The downloads of one state, none of them made."""

    commons: Commons
    context: BuildContext
    recipes: tuple[tuple[Recipe, ToolkitText], ...]
    sizes: Mapping[str, int]

    @classmethod
    def of(cls, snapshot: Snapshot, sizes: Mapping[str, int], as_of: str = "") -> PlannedDownloads:
        """Return the downloads of a state.

        Args:
            sizes: Sizes in bytes that pages show, the same for both states, so that they are no difference.
            as_of: Date for the files, in place of that of the content.
        """
        context = replace(snapshot.context, as_of=as_of or snapshot.context.as_of)
        return cls(snapshot.commons, context, plan_downloads(snapshot.commons, context).recipes, sizes)

    @cached_property
    def ingredients(self) -> Mapping[str, bytes]:
        """What each file is made from, by its path; of the zip with all of them, only its terms."""
        files = {recipe.path: recipe.ingredients for recipe, _ in self.recipes}
        return files | ({self.bundle: self.commons.terms.encode()} if files else {})

    @property
    def bundle(self) -> str:
        """Name of the zip with all files."""
        return Bundle(self.commons, self.context, (), {}).name

    @property
    def downloads(self) -> tuple[Download, ...]:
        """The files as pages list them."""
        files = [self._download(recipe, text) for recipe, text in self.recipes]
        size = self.sizes.get(self.bundle, 1)
        bundle = Download(self.bundle, "The whole toolkit", "", "zip", "application/zip", size, "", "")
        return (*files, bundle) if files else ()

    def _download(self, recipe: Recipe, text: ToolkitText) -> Download:
        suffix, size = recipe.path.rpartition(".")[2], self.sizes.get(recipe.path, 1)
        purpose = recipe.purpose or text.meta.purpose
        return Download(recipe.path, recipe.title, purpose, suffix, recipe.media_type, size, "", text.path)

    @property
    def paths(self) -> list[str]:
        """Path of each file below `downloads/`."""
        return [*(download.path for download in self.downloads), *([INDEX] if self.recipes else [])]

    def workbook_ingredients(self) -> list[bytes]:
        """Return what the mapping workbook is made from; empty if there is none."""
        return [recipe.ingredients for recipe, text in self.recipes if text.meta.kind == _MAPPING]

    def workbook_rows(self) -> Mapping[str, Mapping[int, Row]]:
        """Return the rows of the mapping workbook by sheet and number; empty if there is none."""
        texts = [text for _, text in self.recipes if text.meta.kind == _MAPPING]
        return mapping_rows(self.commons, self.context, texts[0]) if texts else {}


@dataclass(frozen=True)
class FileChange:
    """What becomes of one file."""

    status: str
    """One of "new", "gone", "changed" and "dated": of the last only the date changes."""
    path: str
    """Path below `downloads/`."""
    title: str
    text: str
    """Text in `toolkit/` that it is made from; empty for the zip."""


@dataclass(frozen=True)
class RowChange:
    """A row of the mapping workbook that has changed."""

    sheet: str
    row: int
    """Number in the new workbook, or in the old one if the row is gone; from 1."""
    before: str
    """Cells of the old row; empty if it is new."""
    after: str
    """Cells of the new row; empty if it is gone."""


def file_changes(before: PlannedDownloads, dated: PlannedDownloads, after: PlannedDownloads) -> tuple[FileChange, ...]:
    """Return what becomes of each file that is not the same.

    Args:
        dated: The files of the past with today's date.
    """
    names = {recipe.path: (recipe.title, text.path) for one in (before, after) for recipe, text in one.recipes}
    names |= {one.bundle: ("The whole toolkit, with its terms", "") for one in (before, after) if one.recipes}
    changes = []
    for path, (title, text) in names.items():
        was, would, now = (files.ingredients.get(path) for files in (before, dated, after))
        if was != now:
            status = "new" if was is None else "gone" if now is None else "dated" if would == now else "changed"
            changes.append(FileChange(status, path, title, text))
    return tuple(changes)


def row_changes(before: PlannedDownloads, after: PlannedDownloads) -> tuple[RowChange, ...]:
    """Return the rows of the mapping workbook that have changed; empty if one of the states has none."""
    was, now = before.workbook_ingredients(), after.workbook_ingredients()
    if was == now or not (was and now):
        return ()
    old, new = before.workbook_rows(), after.workbook_rows()
    sheets = dict.fromkeys([*new, *old])
    return tuple(change for sheet in sheets for change in _rows(sheet, old.get(sheet, {}), new.get(sheet, {})))


def _rows(sheet: str, old: Mapping[int, Row], new: Mapping[int, Row]) -> Iterator[RowChange]:
    before, after = list(old.items()), list(new.items())
    matcher = SequenceMatcher(None, [*old.values()], [*new.values()], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            for was, now in zip_longest(before[i1:i2], after[j1:j2], fillvalue=None):
                yield RowChange(sheet, (now or was or (0,))[0], _cells(was), _cells(now))


def _cells(row: tuple[int, Row] | None) -> str:
    return " ".join(" | ".join(row[1]).split()) if row else ""
