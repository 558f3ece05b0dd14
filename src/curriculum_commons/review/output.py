"""A review as text for a terminal, as Markdown for a pull request, and as JSON for a script.

Knows a report, and nothing of how it came about.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict

from ..diff.words import Piece, Rewording
from ..documents.pandoc import pandoc
from ..model.problems import shown
from ..render import template
from .report import HEADINGS, Item, Report, Since

_FORMAT = 1
"""Of the JSON; a higher number means that a key has changed its meaning or is gone."""
_WIDTH = 100
_ITEMS = 30
"""Items of a section and sentences of an item that a person is shown; JSON has them all."""
_LINKS = 8
_PROBLEMS = 100
_LONGEST = 60_000
"""Characters of Markdown: a comment of GitHub takes 65,536."""


def as_json(report: Report) -> str:
    """Return everything, with the same keys in the same order whatever was found."""
    told = {
        "format": _FORMAT,
        "summary": report.summary,
        "since": asdict(report.since) if report.since else None,
        "problems": [asdict(problem) for problem in report.problems],
        "notes": report.notes,
        "sections": {name: [asdict(item) for item in report.sections[name]] for name in HEADINGS},
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_text(report: Report) -> str:
    """Return it for a terminal."""
    lines = [report.summary]
    lines += [f"Compared with {_compared(report.since)}."] if report.since else []
    lines += [str(problem) for problem in report.problems]
    lines += [f"Note: {note}." for note in report.notes]
    for name, heading in HEADINGS.items():
        items = report.sections[name]
        if items:
            lines += ["", heading]
            lines += [line for item in items[:_ITEMS] for line in _item(item)]
            lines += _more(len(items), "  ")
    if any(piece.kind != "both" for piece in _pieces(report)):
        lines += ["", "[-words-] are taken out, {+words+} are put in."]
    return "\n".join(shown_lines(lines)) + "\n"


def shown_lines(lines: list[str]) -> Iterator[str]:
    """Give lines without signs that would steer a terminal."""
    yield from (shown(line) for line in lines)


def _compared(since: Since) -> str:
    return f"{since.asked} (commit {since.commit[:10]} of {since.day})"


def _item(item: Item) -> Iterator[str]:
    said = f"{item.what}: {item.title}" + (f" ({item.line})" if item.line else "")
    place = f"  [{item.place}]" if item.place else ""
    yield from textwrap.wrap(said + place, _WIDTH, initial_indent="  - ", subsequent_indent="    ")
    for one in item.rewordings[:_ITEMS]:
        told = f"{one.what}: {_worded(one)}" if one.what else _worded(one)
        yield from textwrap.wrap(told, _WIDTH, initial_indent="      ", subsequent_indent="      ")
    yield from _more(len(item.rewordings), "      ")
    for link in item.links[:_LINKS]:
        address = f" ({link.address})" if link.address != link.words else ""
        told = f"{'new link' if link.what == 'new' else 'link gone'}: {link.words}{address}"
        yield from textwrap.wrap(told, _WIDTH, initial_indent="      ", subsequent_indent="      ")
    yield from _more(len(item.links), "      ", _LINKS)


def _worded(one: Rewording) -> str:
    marks = {"both": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    words = "".join(" " * piece.spaced + marks[piece.kind].format(piece.text) for piece in one.pieces)
    return words.strip()


def _more(number: int, indent: str, most: int = _ITEMS) -> list[str]:
    return [f"{indent}… and {number - most} more; --format json tells all"] if number > most else []


def _pieces(report: Report) -> Iterator[Piece]:
    for items in report.sections.values():
        for item in items:
            for one in item.rewordings:
                yield from one.pieces


def as_markdown(report: Report) -> str:
    """Return it for a comment on a pull request, shortened until it fits into one."""
    for most, longest in ((_ITEMS, 4_000), (12, 2_000), (5, 1_000), (2, 200)):
        made = _markdown(report, most, longest)
        if len(made) <= _LONGEST:
            break
    return made


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
    made = pandoc(html.encode(), ["--from=html", "--to=gfm-raw_html", "--wrap=none", "--sandbox"]).decode()
    return _unlinked(made)


def _unlinked(text: str) -> str:
    # GitHub and GitLab would tell people of it who are called so, and link numbers to whatever bears them.
    return re.sub(r"@|\\#|#(?=\d)|\bGH-(?=\d)", lambda found: f"{found[0]}\N{WORD JOINER}", text)


FORMS: Mapping[str, Callable[[Report], str]] = {"text": as_text, "markdown": as_markdown, "json": as_json}
"""What a report can be told as."""
