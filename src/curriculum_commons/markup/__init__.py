"""What stands in a Markdown text, by its place: links, images, headings, anchors, and calls of macros.

Finds what Python-Markdown would make of them without making it. Knows nothing of files, pages or macros.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .code import without_code
from .headings import Heading, anchors, headings
from .links import Link, Undefined, links
from .template import Call, Code, template_parts, without_calls

__all__ = ["Call", "Code", "Heading", "Link", "Markup", "Undefined"]


@dataclass(frozen=True)
class Markup:
    """A Markdown text and what is found in it; places are counted from its beginning."""

    body: str
    """The text."""
    template: bool
    """Whether a template engine reads it before it is read as Markdown."""

    @cached_property
    def parts(self) -> tuple[Call | Code, ...]:
        """What a template engine reads in it, or would read outside of code if it ever came there."""
        return tuple(template_parts(self.body if self.template else self.prose))

    @cached_property
    def prose(self) -> str:
        """The text with letters or spaces in place of calls and code."""
        return without_code(without_calls(self.body, self.parts) if self.template else self.body)

    @cached_property
    def links(self) -> tuple[Link | Undefined, ...]:
        """Links and images."""
        return tuple(links(self.prose))

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Headings, in order."""
        return tuple(headings(self.body, self.prose))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What `#` can lead to, save for what macros make."""
        return frozenset(anchors(self.headings, self.prose))
