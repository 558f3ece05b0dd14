"""What must hold for Markdown itself: everything is shown as its author means it, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ...content.load import PAGES
from ...content.markdown.typed import typed_problems
from ...model.problems import Problem, quoted
from ...model.urls import is_issue
from .context import ValidationContext


def markdown_is_shown_as_it_is_meant(context: ValidationContext) -> Iterator[Problem]:
    """Nothing on a page or in a text of the toolkit is shown as typed; issues are looked at before they are sent."""
    for text in context.source.texts:
        is_page = text.folder == PAGES
        if not (is_page and is_issue(text.path)):
            for finding in typed_problems(context.texts[text.file], is_page):
                yield text.problem(*finding)


_PLACE = "[write:"


def nothing_is_left_to_write(context: ValidationContext) -> Iterator[Problem]:
    """No place is left that a new site marks for words of its own, as in `[write: what it costs you]`."""
    written = [text for text in context.source.texts if not text.made]
    texts = [(text.file, context.texts[text.file].prose, text.body_line) for text in written]
    tops = [text.front for text in written if text.front]
    for document in chain(context.source.documents.values(), tops):
        texts.append((document.path, document.text, document.first_line))
    for file, text, first_line in texts:
        at = text.find(_PLACE)
        while at >= 0:
            end = text.find("]", at)
            words = " ".join(text[at : end + 1].split()) if end > 0 else _PLACE
            line, column = text.count("\n", 0, at) + first_line, at - text.rfind("\n", 0, at)
            message = f"{quoted(words)} is a place for words of your own; the site is not published while it is there"
            yield Problem(file, line, column, message, "left-to-write", "warning")
            at = text.find(_PLACE, at + 1)
