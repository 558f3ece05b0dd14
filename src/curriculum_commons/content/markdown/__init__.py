"""What stands in a Markdown text, by its place: links, images, headings, anchors, and calls of macros.

Finds what Python-Markdown would make of them without making it. Knows nothing of files, pages or macros.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .code import masked, without_code
from .headings import Heading, anchors, headings
from .links import Link, Undefined, links
from .macro_calls import Call, Code, macro_calls, replace_calls, template_parts

__all__ = ["Call", "Code", "Heading", "Link", "Markup", "Undefined", "macro_calls", "replace_calls"]


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

    @property
    def calls(self) -> tuple[Call, ...]:
        """Calls of macros, in order."""
        return tuple(part for part in self.parts if isinstance(part, Call))

    @cached_property
    def prose(self) -> str:
        """The text with letters or spaces in place of calls and code."""
        if not self.template:
            return without_code(self.body)
        return without_code(masked(self.body, ((call.start, call.end, "x") for call in self.calls)))

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
