"""The rules: what must hold in the content of a site.

A rule is a small generator of problems whose name is what must hold. To add one: write it in the module of its subject,
without an underscore at the beginning of its name, and add a case to `tests/broken/`. Records are validated by
themselves first: rules about names look at every record that can be read, all others only at records that are good by
themselves, so that nothing is reported only because something else is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from inspect import isgeneratorfunction
from types import ModuleType

from ...model.problems import Problem
from . import (
    competency_pages,
    consistency,
    crosswalks,
    links,
    macro_calls,
    maps,
    newsletter,
    pages,
    records,
    toolkit,
    words,
)
from .context import ValidationContext

Rule = Callable[[ValidationContext], Iterator[Problem]]


def _rules_in(module: ModuleType) -> tuple[Rule, ...]:
    """Return the public generator functions of a module."""
    own = (one for one in vars(module).values() if isgeneratorfunction(one) and one.__module__ == module.__name__)
    return tuple(one for one in own if not one.__name__.startswith("_"))


RULES: Mapping[str, tuple[Rule, ...]] = {
    "records": _rules_in(records),
    "maps": _rules_in(maps),
    "crosswalks": _rules_in(crosswalks),
    "consistency": _rules_in(consistency),
    "pages": _rules_in(pages),
    "competency pages": _rules_in(competency_pages),
    "macro calls": _rules_in(macro_calls),
    "links": _rules_in(links),
    "toolkit": _rules_in(toolkit),
    "newsletter": _rules_in(newsletter),
    "words": _rules_in(words),
}
"""Every rule, by its subject."""
