"""Everything that a review has found out, before anyone puts it into words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..build.publish import Scratch
from ..content.history import changed_since
from ..content.load import DATA
from ..diff.competencies import CompetencyChange, competency_changes, unsettled
from ..diff.records import Changes, changes
from ..model.problems import ContentError, Problem
from .breaking_changes import Break, breaks
from .built import SiteChange, build_both, site_change
from .files import FileChange, Files, RowChange, file_changes, row_changes
from .no_effect import unseen
from .snapshots import States, two_states

_FRAMEWORK = "competencies.yaml"
_PROGRAM = (
    *(f"src/{__name__.partition('.')[0]}/", "tools/", "deploy/", ".github/workflows/", ".gitlab-ci.yml", "Makefile"),
    *("requirements.txt", "pyproject.toml", "macros.py"),
)
"""What makes, checks and publishes a site, in a repository that holds it beside the content."""
_SETTINGS = "mkdocs.yml"
_MENU = re.compile(r"^nav:[ \t]*\n(?:[ \t]+[^!\n]*\n|[ \t]*(?:#.*)?\n)*", re.MULTILINE)
"""The menu in them, as far as it can be nothing else: whatever begins with "!" may be run."""


@dataclass(frozen=True)
class Findings:
    """What differs between two states of a project."""

    states: States
    competencies: tuple[CompetencyChange, ...]
    settle: tuple[Problem, ...]
    """What does not go together with the past."""
    records: Changes
    site: SiteChange | None
    """How the pages differ; None where those of the past could not be built."""
    not_built: str
    """Why they could not be built."""
    files: tuple[FileChange, ...]
    rows: tuple[RowChange, ...]
    breaks: tuple[Break, ...]
    unseen: tuple[str, ...]
    """Files of the project that have changed without a trace in what is published."""
    program: tuple[str, ...]
    """Files that have changed of what makes, checks and publishes the site."""


def find(root: Path, since: str, today: str, place: Scratch, tell: Callable[[str], None]) -> Findings:
    """Find out what differs between a state of the past and the folder as it is.

    Raises ContentError with what is wrong with today's content, and CallError where the past cannot be read.
    """
    tell("Checking the content")
    states = two_states(root, since, today, place.folder)
    before, after = states.before.commons, states.after.commons
    tell("Building both states")
    sizes = {download.path: download.size for download in states.now.downloads}
    was, now = Files.of(states.before, sizes), Files.of(states.after, sizes)
    site, not_built = _site_change(root, place, states, was, now)
    tell("Comparing them")
    dated = Files.of(states.before, sizes, after.as_of)
    competencies = competency_changes(before, after)
    files, rows = file_changes(was, dated, now), row_changes(dated, now)
    touched = changed_since(root, states.moment.commit)
    return Findings(
        states=states,
        competencies=competencies,
        settle=tuple(_settle(states, competencies)),
        records=changes(before, after, today),
        site=site,
        not_built=not_built,
        files=files,
        rows=rows,
        breaks=breaks(states, site, competencies, files),
        unseen=tuple(unseen(states, site, files, touched)),
        program=tuple(name for name in touched if name.startswith(_PROGRAM) or _runs(name, states)),
    )


def _runs(name: str, states: States) -> bool:
    """Tell whether a file of the looks may run something: a template, a script, settings beyond the menu in them."""
    if name.startswith("theme/"):
        return name.endswith((".html", ".js", ".xml"))
    files = (state.folder / _SETTINGS for state in (states.before, states.after))
    was, now = (_MENU.sub("", file.read_text("utf-8")) if file.is_file() else "" for file in files)
    return name == _SETTINGS and was != now


def _site_change(root: Path, place: Scratch, states: States, was: Files, now: Files) -> tuple[SiteChange | None, str]:
    if not states.salvage.can_be_shown:
        return None, str(states.salvage.problems[0])
    before, after = build_both(root, place, (states.before, was), (states.after, now))
    if isinstance(before, ContentError):
        return None, str(before.problems[0]).replace(f"{states.before.folder}/", "").rstrip(".")
    return site_change(before, after), ""


def _settle(states: States, competencies: tuple[CompetencyChange, ...]) -> list[Problem]:
    document = states.after.source.documents[_FRAMEWORK]
    found = unsettled(states.before.commons, states.now, competencies)
    return [Problem(f"{DATA}/{_FRAMEWORK}", *document.locate(one.path), one.message) for one in found]
