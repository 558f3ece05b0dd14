"""Show records on pages: each macro takes the commons and a few names, and returns a block of HTML.

To add a macro: write a view below `@macro(…)` in the module of its topic, and a template of the same name in
`templates/`. The decorator, in `macros.py`, enters it in the table `MACROS`, from which engines, checks and the
authors' manual take it; the docstring of the view is its line in the manual. A macro that documents or e-mails show in
another form has a second template in `templates/toolkit/`, `templates/slides/` or `templates/newsletter/`. A view that
needs the day, the downloads or the phases takes the build context too: `@macro(…, context=True)`.

Knows nothing of the engine that calls it. A view chooses the values, a template has the words; Jinja2 escapes every
value, and no value is ever read as Markdown or as a template.
"""

from __future__ import annotations

from . import crosswalks, evidence, framework, manual, maps, newsletter, teaching, work
from .citations import in_full
from .macros import MACROS, Macro, environments, show, signatures, template

__all__ = [
    "MACROS",
    "Macro",
    "crosswalks",
    "environments",
    "evidence",
    "framework",
    "in_full",
    "manual",
    "maps",
    "newsletter",
    "show",
    "signatures",
    "teaching",
    "template",
    "work",
]
