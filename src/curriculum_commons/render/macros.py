"""The table of all macros that a page may call, the decorator that fills it, and how a call becomes HTML.

Knows nothing of what a macro shows; the docstring of the package describes how to add one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from html import unescape
from typing import Any
from urllib.parse import unquote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from ..content.markdown.macro_calls import MacroSignature
from ..model.build_context import BuildContext
from ..model.commons import Commons
from ..model.terms import capital
from ..model.urls import address, doi_address, readable, relative
from .citations import cited
from .paragraphs import laid_out, marked
from .phrases import ended, long_date, rich, with_article

View = Mapping[str, Any]
_ENTITY, _TAG, _VALUE = re.compile(r"&#([0-9]+);"), re.compile(r"(<[^<>]*>)"), re.compile(r'="([^"]*)"')


@dataclass(frozen=True)
class Macro:
    """A view that pages may call, with its template."""

    name: str
    """Name of the macro and of its template."""
    view: Callable[..., View]
    """Chooses the values that the template shows."""
    signature: MacroSignature
    """What it takes, and the anchors it makes."""
    context: bool
    """Whether its view takes the build context too."""

    @property
    def description(self) -> str:
        """What it shows, in one sentence for authors."""
        return (self.view.__doc__ or "").strip().splitlines()[0]


MACROS: dict[str, Macro] = {}
"""Every macro by its name, in the order of the manual."""


def macro(
    *takes: str, optional: int = 0, anchors: tuple[str, ...] = (), inline: bool = False, context: bool = False
) -> Callable[[Callable[..., View]], Callable[..., View]]:
    """Enter a view in the table of macros, under its own name."""

    def enter(view: Callable[..., View]) -> Callable[..., View]:
        MACROS[view.__name__] = Macro(view.__name__, view, MacroSignature(takes, optional, anchors, inline), context)
        return view

    return enter


def signatures() -> dict[str, MacroSignature]:
    """Return what each macro takes, by its name."""
    return {name: entry.signature for name, entry in MACROS.items()}


def show(  # noqa: PLR0913 — what is shown, and where
    commons: Commons,
    context: BuildContext,
    name: str,
    arguments: tuple[str, ...],
    at: str,
    *,
    folders: tuple[str, ...] = (),
) -> str:
    """Return the HTML of one macro call.

    Args:
        arguments: As written in the call, validated against the signature.
        at: Address of the calling page from the root of the site; links in the result start from there.
        folders: Where templates are looked for first, below those of pages.
    """
    if "competency" in MACROS[name].signature.takes and arguments[0] in commons.withdrawn:
        name = "withdrawn_competency"  # in an issue that was sent before
    entry = MACROS[name]
    environment = environments()["inline" if entry.signature.inline else "block"]
    html = environment.select_template([*(f"{folder}/{name}.html" for folder in folders), f"{name}.html"]).render(
        entry.view(commons, context, *arguments) if entry.context else entry.view(commons, *arguments),
        link=lambda kind, record: relative(address(kind, record), at),
        page=lambda target: relative(target, at),
        cited=partial(cited, commons, at),
        terms=commons.terms,
    )
    return " ".join(html.split()) if entry.signature.inline else f"\n\n{html.strip()}\n\n"


def template(name: str) -> Template:
    """Return a template of a whole page of its own, in which values are escaped as in blocks."""
    return environments()["block"].get_template(name)


@cache
def environments() -> dict[str, Environment]:
    """Return where all templates are compiled: for blocks of their own, and for what is within a sentence."""
    return {"block": _environment(_as_text), "inline": _environment(_as_inline_text)}


def _as_text(value: object) -> object:
    # Braces become entities so that neither an engine nor attr_list can take a value for code.
    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup(marked(value, _escaped))
    return value


def _escaped(text: str) -> str:
    return str(escape(text)).replace("{", "&#123;").replace("}", "&#125;")


def _as_inline_text(value: object) -> object:
    # Within a sentence Markdown would still read its own characters, so each of them becomes an entity.
    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup(marked(value, lambda text: "".join(map(_guarded_sign, text))))
    return value


def _guarded_sign(char: str) -> str:
    return char if char.isspace() or (char.isascii() and char.isalnum()) else f"&#{ord(char)};"


def without_entities(html: str) -> str:
    """Return the HTML of a call within a sentence as a person reads it: its text is not guarded from Markdown."""
    return _ENTITY.sub(lambda found: found[0] if (char := chr(int(found[1]))) in "<>&\"'{}" else char, html)


def with_entities(html: str) -> str:
    """Return the HTML of a call within a sentence with its text and its addresses guarded from Markdown."""
    pieces = _TAG.split(html)
    pieces[::2] = map(_guarded, pieces[::2])
    pieces[1::2] = (_VALUE.sub(lambda value: f'="{_guarded(value[1])}"', tag) for tag in pieces[1::2])
    return "".join(pieces)


def _guarded(text: str) -> str:
    return str(_as_inline_text(unescape(text)))


def _as_json(value: object) -> Markup:
    # "{{" and "{%" can only stand inside strings of JSON; both engines would read them as code.
    text = str(htmlsafe_json_dumps(value, sort_keys=False, ensure_ascii=False))
    return Markup(re.sub(r"\{(?=[{%#])", r"\\u007b", text))


class _Template(Template):
    def render(self, *values: Any, **named: Any) -> str:
        return laid_out(super().render(*values, **named))


def _environment(finalize: Callable[[object], object]) -> Environment:
    environment = Environment(
        loader=PackageLoader("curriculum_commons.render"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        auto_reload=False,  # else it would look at the file each time that it is used
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.template_class = _Template
    environment.filters |= {
        "doi_address": doi_address,
        "readable": readable,
        "doi_in": lambda address: unquote(address.removeprefix("https://doi.org/")),
        "rich": lambda text: Markup(rich(text, lambda part: str(finalize(part)))),
    }
    environment.filters["recolored"] = lambda css, palette: Markup(palette.recolored(css))
    environment.filters |= {
        "day": long_date,
        "json": _as_json,
        "with_article": with_article,
        "ended": ended,
        "capital": capital,
    }
    return environment
