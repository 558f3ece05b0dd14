"""What a review reports: a summary, and sections of items, some of them empty.

Knows nothing of text, Markdown or JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..diff.page_diff import LinkChange
from ..diff.words import Rewording
from ..model.problems import Problem, counted

HEADINGS: Mapping[str, str] = {
    "settle": "To settle first",
    "allowances": "Exceptions to gates",
    "competencies": "Competencies",
    "breaks": "What breaks",
    "pages": "Pages",
    "looks": "Looks",
    "milestones": "Roadmap",
    "resources": "Resources",
    "licenses": "Resources whose license is unknown",
    "overdue": "Resources to look at again",
    "outputs": "New work",
    "adopters": "Schools that have joined",
    "newsletter": "Newsletter",
    "records": "Other facts",
    "files": "Files to download",
    "workbook": "Rows of the mapping workbook",
    "no_effect": "Changed, and not shown anywhere",
}
"""Every section by its name, in reading order."""


@dataclass(frozen=True)
class Item:
    """One change; its fields are the keys of the JSON."""

    status: str
    """What happens, in a word or two, such as "new" or "reworded"."""
    title: str
    detail: str = ""
    """One line about it; may be empty."""
    location: str = ""
    """A file of the project, or an address of the site from its root."""
    rewordings: tuple[Rewording, ...] = ()
    """Sentences that change."""
    links: tuple[LinkChange, ...] = ()
    """Links that are new or gone."""


@dataclass(frozen=True)
class Since:
    """What the folder was compared with."""

    asked: str
    """Day, commit, tag or branch, as it was given."""
    commit: str
    """Full name of the commit."""
    day: str
    """Day of the commit, in UTC."""


@dataclass(frozen=True)
class Report:
    """A whole review."""

    summary: str
    """One sentence."""
    since: Since | None
    """None if nothing was compared because today's content has problems."""
    notes: tuple[str, ...]
    """How far the comparison goes, a sentence each."""
    sections: Mapping[str, tuple[Item, ...]]
    """Items by section; every section is there."""
    problems: tuple[Problem, ...] = ()
    """What keeps everything from publication."""


def refused(problems: Sequence[Problem]) -> Report:
    """Return the report if today's content has problems."""
    number = f"{counted(len(problems), 'problem')} {'has' if len(problems) == 1 else 'have'}"
    summary = f"Cannot be published: {number} to be mended first. What readers see stays as it is."
    return Report(summary, None, (), dict.fromkeys(HEADINGS, ()), tuple(problems))
