"""Everything that differs between two states of a project, before it is put into words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ..build.downloads import plan_downloads
from ..build.publish import Scratch
from ..content.history import changed_since
from ..diff.competencies import CompetencyChange, competency_changes
from ..diff.record_diff import Changes, changes
from ..diff.words import Rewording
from ..model.build_context import newest_date
from ..model.commons import Commons
from ..model.problems import ContentError
from .download_diff import FileChange, file_changes, row_changes
from .site_diff import SiteChange, build_both, site_change
from .snapshots import Snapshots, take_snapshots


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
