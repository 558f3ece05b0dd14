"""What a review says, before it has a form: one message, and sections of items, some of them empty.

Knows nothing of text, Markdown or JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..diff.pages import LinkChange
from ..diff.words import Rewording
from ..model.problems import Problem

HEADINGS: Mapping[str, str] = {
    "settle": "To settle first",
    "allowances": "Let past a gate",
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
    "unseen": "Changed, and not shown anywhere",
}
"""Every section by its name, in the order in which it is read."""


@dataclass(frozen=True)
class Item:
    """One thing that would change."""

    what: str
    """What happens to it, in a word or two, such as "new" or "reworded"."""
    title: str
    """What it is called."""
    line: str = ""
    """One line about it; empty where nothing is to be added."""
    place: str = ""
    """Where to look: a file of the project, or an address of the site from its root."""
    rewordings: tuple[Rewording, ...] = ()
    """Sentences that change, each before and after."""
    links: tuple[LinkChange, ...] = ()
    """Links that are new or gone."""


@dataclass(frozen=True)
class Since:
    """What the folder was compared with."""

    asked: str
    """As it was asked for."""
    commit: str
    """Full name of the commit."""
    day: str
    """The day of the commit, in UTC."""


@dataclass(frozen=True)
class Report:
    """A whole review."""

    summary: str
    """One message."""
    since: Since | None
    """None where nothing was compared, as today's content has problems."""
    notes: tuple[str, ...]
    """What is to be known of the comparison itself, a sentence each."""
    sections: Mapping[str, tuple[Item, ...]]
    """Items by the name of their section; every name is there."""
    problems: tuple[Problem, ...] = ()
    """What keeps everything from being published."""


def refused(problems: Sequence[Problem]) -> Report:
    """Return what is told in place of a review where the content has problems."""
    number = len(problems)
    things = "1 problem has" if number == 1 else f"{number} problems have"
    summary = f"Cannot be published: {things} to be mended first. What readers see stays as it is."
    return Report(summary, None, (), dict.fromkeys(HEADINGS, ()), tuple(problems))
