"""Everything that differs between two states of a project, before it is put into words.

No download is made but the rows of a workbook: a file is the same if what it is made from is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from ..build.downloads import DownloadPlan, plan_downloads
from ..build.publish import Scratch
from ..content.history import changed_since
from ..diff.competencies import CompetencyChange, competency_changes
from ..diff.record_diff import Changes, changes
from ..diff.words import Rewording
from ..documents.workbooks import Row, mapping_rows
from ..model.build_context import BuildContext, newest_date
from ..model.commons import Commons
from ..model.problems import ContentError
from .site_diff import SiteChange, build_both, site_change
from .snapshots import Snapshots, take_snapshots

MAPPING = "mapping workbook"
"""Kind of the text in `toolkit/` that makes it."""


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
class Findings:
    """What differs between two states of a project."""

    snapshots: Snapshots
    competencies: tuple[CompetencyChange, ...]
    records: Changes
    site: SiteChange | None
    """How the pages differ; None if those of the past could not be built."""
    not_built: str
    """Why they could not be built."""
    files: tuple[FileChange, ...]
    rows: tuple[tuple[str, Rewording], ...]
    """Rows of the mapping workbook by sheet and number."""
    touched: tuple[str, ...]
    """Every file of the project that has changed, whatever for."""

    @property
    def before(self) -> Commons:
        """The content of the past."""
        return self.snapshots.before.commons

    @property
    def now(self) -> Commons:
        """All of today's content, also what cannot be compared."""
        return self.snapshots.now


def find_differences(root: Path, since: str, today: str, scratch: Scratch, report: Callable[[str], None]) -> Findings:
    """Return what differs between a state of the past and the folder as it is.

    Raises ContentError with the problems of today's content, and CallError if the past cannot be read.
    """
    report("Checking the content")
    snapshots = take_snapshots(root, since, today, scratch.folder)
    before, after = snapshots.before, snapshots.after
    report("Building both states")
    site, not_built = _site_change(root, scratch, snapshots)
    report("Comparing them")
    dated = plan_downloads(before.commons, replace(before.context, as_of=newest_date(after.commons)))
    return Findings(
        snapshots=snapshots,
        competencies=competency_changes(before.commons, after.commons),
        records=changes(before.commons, after.commons, today),
        site=site,
        not_built=not_built,
        files=file_changes(before.plan, dated, after.plan),
        rows=tuple(row_changes(dated, after.plan)),
        touched=tuple(changed_since(root, snapshots.moment.commit)),
    )


def _site_change(root: Path, scratch: Scratch, snapshots: Snapshots) -> tuple[SiteChange | None, str]:
    if not snapshots.past.can_be_shown:
        return None, str(snapshots.past.problems[0])
    before, after = build_both(root, scratch, snapshots.before, snapshots.after)
    if isinstance(before, ContentError):
        return None, str(before.problems[0]).replace(f"{snapshots.before.folder}/", "").rstrip(".")
    return site_change(before, after), ""


def file_changes(before: DownloadPlan, dated: DownloadPlan, after: DownloadPlan) -> tuple[FileChange, ...]:
    """Return what becomes of each file that is not the same.

    Args:
        dated: The files of the past with today's date.
    """
    plans = (before, after)
    names = {recipe.path: (recipe.title, text.path) for plan in plans for recipe, text in plan.recipes}
    names |= {plan.bundle: ("The whole toolkit, with its terms", "") for plan in plans if plan.recipes}
    ingredients = [_ingredients(plan) for plan in (before, dated, after)]
    changes = []
    for path, (title, text) in names.items():
        was, would, now = (files.get(path) for files in ingredients)
        if was != now:
            status = "new" if was is None else "gone" if now is None else "dated" if would == now else "changed"
            changes.append(FileChange(status, path, title, text))
    return tuple(changes)


def _ingredients(plan: DownloadPlan) -> dict[str, bytes]:
    """Return what each file is made from; of the zip with all of them, only its terms."""
    files = {recipe.path: recipe.ingredients for recipe, _ in plan.recipes}
    return files | ({plan.bundle: plan.commons.license_text.encode()} if files else {})


def row_changes(before: DownloadPlan, after: DownloadPlan) -> Iterator[tuple[str, Rewording]]:
    """Yield each row of the mapping workbook that has changed, by sheet and number; none if a state has no workbook.

    The number is that in the new workbook, or in the old one if the row is gone.
    """
    was, now = (
        [recipe.ingredients for recipe, text in plan.recipes if text.meta.kind == MAPPING] for plan in (before, after)
    )
    if was == now or not (was and now):
        return
    old, new = (workbook_rows(plan.commons, plan.context) for plan in (before, after))
    for sheet in dict.fromkeys([*new, *old]):
        for row, rewording in _rows(old.get(sheet, {}), new.get(sheet, {})):
            yield f"{sheet}, row {row}", rewording


def workbook_rows(commons: Commons, context: BuildContext) -> Mapping[str, Mapping[int, Row]]:
    """Return the rows of the mapping workbook by sheet and number; empty if there is none."""
    texts = [text for text in commons.toolkit if text.meta.kind == MAPPING]
    return mapping_rows(commons, context, texts[0]) if texts else {}


def _rows(old: Mapping[int, Row], new: Mapping[int, Row]) -> Iterator[tuple[int, Rewording]]:
    before, after = list(old.items()), list(new.items())
    matcher = SequenceMatcher(None, [*old.values()], [*new.values()], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            for was, now in zip_longest(before[i1:i2], after[j1:j2], fillvalue=None):
                yield (now or was or (0,))[0], Rewording(_cells(was), _cells(now))


def _cells(row: tuple[int, Row] | None) -> str:
    return " ".join(" | ".join(row[1]).split()) if row else ""
