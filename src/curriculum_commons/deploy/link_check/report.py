"""Say in Markdown which addresses of others lead nowhere, which have moved, and which could not be judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...model.problems import shown
from .ask import Finding, Verdict
from .gather import Link

_PARTS: tuple[tuple[Verdict, str, str], ...] = (
    ("gone", "Lead nowhere", "Find where it is now, or take it out."),
    ("moved", "Have moved", "They still answer; write the new address, for the old one may end."),
    (
        "unsure",
        "Could not be judged",
        "Open them by hand: some hosts turn programs away, and some were only out of order for a moment.",
    ),
)
_PLACES = 5


def report(links: Iterable[Link], findings: Mapping[str, Finding]) -> str:
    """Return the report; its first line begins with "Nothing" where nobody has anything to do."""
    found = [(link, findings[link.url]) for link in links]
    numbers = {verdict: sum(one.verdict == verdict for _, one in found) for verdict, *_ in _PARTS}
    todo = [
        f"{number} {title.lower()}"
        for (verdict, title, _), number in zip(_PARTS, numbers.values(), strict=True)
        if number
    ]
    asked = f"{len(found)} addresses of others were asked"
    if not (numbers["gone"] or numbers["moved"]):
        head = f"Nothing leads nowhere: {asked}{', and ' + todo[0] if todo else ''}."
    else:
        head = f"{asked.capitalize()}: {', '.join(todo)}."
    parts = [head]
    for verdict, title, advice in _PARTS:
        lines = [_line(link, finding) for link, finding in found if finding.verdict == verdict]
        parts += [f"## {title}", advice, "\n".join(lines)] if lines else []
    return "\n\n".join(parts) + "\n"


def _line(link: Link, finding: Finding) -> str:
    new = f": now <{_plain(finding.leads_to)}>" if finding.leads_to else ""
    places = [f"`{place}`" for place in link.written] or [f"page {_plain(page)}" for page in link.pages]
    more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
    return f"- <{_plain(link.url)}> {finding.said}{new}. In {', '.join(places[:_PLACES])}{more}."


def _plain(text: str) -> str:
    """Return text from elsewhere that can neither leave its place nor mention anybody."""
    return shown(text).replace("<", "%3C").replace(">", "%3E").replace("`", "%60").replace("@", "%40")
