"""What stands in a Markdown text, by its place: links, images, headings, anchors, and calls of macros.

Finds what Python-Markdown would make of them without making it. Knows nothing of files, pages or macros.
"""

from __future__ import annotations

from .code import prose
from .headings import Heading, anchors, headings
from .links import Link, links
from .template import Call, Code, template_parts, without_calls

__all__ = [
    "Call",
    "Code",
    "Heading",
    "Link",
    "anchors",
    "headings",
    "links",
    "prose",
    "template_parts",
    "without_calls",
]
