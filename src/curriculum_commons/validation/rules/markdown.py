"""What must hold for Markdown itself: everything is shown as its author means it, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

from ...content.load import PAGES
from ...content.markdown.typed import typed_problems
from ...model.problems import Problem
from ...model.urls import is_issue
from .context import ValidationContext


def markdown_is_shown_as_it_is_meant(context: ValidationContext) -> Iterator[Problem]:
    """Nothing on a page or in a text of the toolkit is shown as typed; issues are looked at before they are sent."""
    for text in context.source.texts:
        is_page = text.folder == PAGES
        if not (is_page and is_issue(text.path)):
            for finding in typed_problems(context.texts[text.file], is_page):
                yield text.problem(*finding)
