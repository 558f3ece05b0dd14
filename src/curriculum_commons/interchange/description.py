"""What a competency is, as HTML for programs that have one field for a description of it.

Knows nothing of pages: no address, no style.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from ..model.commons import Commons
from ..model.records import Competency


def described(commons: Commons, competency: Competency, *, with_components: bool) -> str:
    """Return the statement, its meaning and its growth; the parts too where the program has no place for them."""
    return "".join(_blocks(commons, competency, with_components))


def paragraph(text: str) -> str:
    """Return a text as a paragraph."""
    return f"<p>{escape(text, quote=False)}</p>"


def _blocks(commons: Commons, competency: Competency, with_components: bool) -> Iterator[str]:
    yield paragraph(competency.statement)
    if competency.gloss:
        yield paragraph(competency.gloss)
    if competency.components and with_components:
        yield _listed(part.shown_text for part in competency.components)
    if competency.growth:
        yield paragraph(f"How it grows{growth_note(commons, competency)}:")
        yield _listed(f"{commons.stage[step.stage].name}: {step.text}" for step in competency.growth)


def growth_note(commons: Commons, competency: Competency) -> str:
    """Return whose aid it is how a competency grows, in brackets; nothing where it is a part of the framework."""
    origin = commons.origin.get(competency.code)
    is_aid = commons.has_own_growth or (origin is not None and origin.kind == "added here")
    return f" (an aid for planning of {commons.site.name}, not a part of the framework)" if is_aid else ""


def _listed(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text, quote=False)}</li>' for text in texts)}</ul>"
