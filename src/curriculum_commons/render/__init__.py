"""Show records on pages: each macro takes the commons and a few names, and gives a block of HTML.

Knows nothing of the engine that calls it. A view chooses the values, a template of the same name holds the words;
every value is escaped by Jinja2 and no value is ever read as Markdown or as a template.
"""

from __future__ import annotations

from . import evidence, framework, manual, newsletter, teaching, toolkit, work
from .citations import in_full
from .macro import MACROS, Macro, show, signatures, template

__all__ = [
    "MACROS",
    "Macro",
    "evidence",
    "framework",
    "in_full",
    "manual",
    "newsletter",
    "show",
    "signatures",
    "teaching",
    "template",
    "toolkit",
    "work",
]
