"""What a review reports, and how it reads: as text for a terminal, Markdown for a pull request, JSON for a script."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from ..diff.page_diff import LinkChange
from ..diff.words import Rewording
from ..documents.pandoc import markdown
from ..model.problems import Problem, counted, quiet, shown
from ..render import template

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


_FORMAT = 2
"""Version of the JSON; a higher number means that a key has changed its meaning or is gone."""
_WIDTH = 100
_ITEMS = 30
"""Items of a section and sentences of an item that text and Markdown show; JSON has them all."""
_MARKS = {"both": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
_LINKS = 8
_PROBLEMS = 100
_LONGEST = 60_000
"""Characters of Markdown; a comment on GitHub takes 65,536."""


def as_json(report: Report) -> str:
    """Return everything; the keys and their order are always the same."""
    document = {
        "format": _FORMAT,
        "summary": report.summary,
        "since": asdict(report.since) if report.since else None,
        "problems": [problem.as_data for problem in report.problems],
        "notes": report.notes,
        "sections": {name: [asdict(item) for item in report.sections[name]] for name in HEADINGS},
    }
    return json.dumps(document, indent=2) + "\n"


def as_text(report: Report) -> str:
    """Return the report for a terminal."""
    lines = [report.summary]
    lines += [f"Compared with {_compared(report.since)}."] if report.since else []
    lines += [str(problem) for problem in report.problems]
    lines += [f"Note: {note}." for note in report.notes]
    for name, heading in HEADINGS.items():
        if items := report.sections[name]:
            lines += ["", heading]
            lines += [line for item in items[:_ITEMS] for line in _item(item)]
            lines += _more(items, _ITEMS, "  ")
    if any(item.rewordings for section in report.sections.values() for item in section):
        lines += ["", "[-words-] are taken out, {+words+} are put in."]
    return "\n".join(map(shown, lines)) + "\n"


def _compared(since: Since) -> str:
    return f"{since.asked} (commit {since.commit[:10]} of {since.day})"


def _item(item: Item) -> Iterator[str]:
    detail = f" ({item.detail})" if item.detail else ""
    location = f"  [{item.location}]" if item.location else ""
    first = f"{item.status}: {item.title}{detail}{location}"
    yield from textwrap.wrap(first, _WIDTH, initial_indent="  - ", subsequent_indent="    ")
    for rewording in item.rewordings[:_ITEMS]:
        label = f"{rewording.label}: " if rewording.label else ""
        words = " ".join(_MARKS[piece.side].format(piece.text) for piece in rewording.pieces)
        yield from _wrapped(label + words)
    yield from _more(item.rewordings, _ITEMS, "      ")
    for link in item.links[:_LINKS]:
        url = f" ({link.url})" if link.url != link.text else ""
        yield from _wrapped(f"{'new link' if link.status == 'new' else 'link gone'}: {link.text}{url}")
    yield from _more(item.links, _LINKS, "      ")


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, _WIDTH, initial_indent="      ", subsequent_indent="      ")


def _more(entries: Sequence[object], most: int, indent: str) -> list[str]:
    return [f"{indent}… and {len(entries) - most} more; --format json has all"] if len(entries) > most else []


def as_markdown(report: Report) -> str:
    """Return the report for a comment on a pull request, shortened until it fits."""
    for most, longest in ((_ITEMS, 4_000), (12, 2_000), (5, 1_000), (2, 200)):
        text = _markdown(report, most, longest)
        if len(text) <= _LONGEST:
            break
    return text


def _markdown(report: Report, most: int, longest: int) -> str:
    html = template("review/report.html").render(
        report=report,
        compared=_compared(report.since) if report.since else "",
        sections=[(heading, report.sections[name]) for name, heading in HEADINGS.items() if report.sections[name]],
        most=most,
        longest=longest,
        problems=_PROBLEMS,
        links=_LINKS,
    )
    return quiet(markdown(html))


FORMS: Mapping[str, Callable[[Report], str]] = {"text": as_text, "markdown": as_markdown, "json": as_json}
"""Functions that write a report, by the name of the format."""
