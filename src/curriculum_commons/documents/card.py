"""Draw the picture that goes along where someone posts the address of a site: its name, what it is, and its mark."""

from __future__ import annotations

import json
from hashlib import sha256

from ..model.build_context import BuildContext
from ..model.commons import Commons
from ..render.mark import mark_svg, parts_of
from .brand import unset
from .typst import png

WIDTH, HEIGHT = 1200, 630
"""Pixels, as programs that show such pictures ask for them."""
_TEXT = f"""\
#let card = json("card.json")
#set page(width: {WIDTH}pt, height: {HEIGHT}pt, margin: 0pt, fill: rgb(card.paper))
#set text(font: "Libertinus Serif", fill: rgb(card.ink), hyphenate: false)
#set par(leading: 0.5em)
#place(right + horizon, dx: -70pt, image(bytes(read("mark.svg")), format: "svg", width: 400pt))
#place(bottom, rect(width: 100%, height: 14pt, fill: rgb(card.teal)))
#place(left + horizon, dx: 70pt, block(width: 610pt, {{
  if card.has_logo {{ block(below: 40pt, image(bytes(json("logo.png")), height: 72pt)) }}
  block(text(size: if card.name.len() > 50 {{ 50pt }} else {{ 64pt }}, weight: "semibold", card.name))
  block(above: 34pt, text(size: 29pt, fill: rgb(card.quiet), card.words))
}}))
"""


class Card:
    """The picture of one site."""

    def __init__(self, commons: Commons, context: BuildContext) -> None:
        shades = commons.palette.light
        words = {"name": commons.site.name, "words": _short(commons.site.description)}
        colors = {name: getattr(shades, name) for name in ("paper", "ink", "quiet", "teal")}
        logo = context.brand.logo.png if context.brand.logo else b""
        self._words, self._colors, self._logo = words, colors, logo
        self._mark = mark_svg(parts_of(commons), shades)

    @property
    def ingredients(self) -> tuple[object, ...]:
        """Everything that it is made from."""
        return (_TEXT, self._words, self._colors, self._mark, sha256(self._logo).hexdigest())

    def make(self) -> bytes:
        """Return it as PNG; words that its fonts lack are left out."""
        words = {name: "" if not text.isascii() and unset(text) else text for name, text in self._words.items()}
        facts = {**words, **self._colors, "has_logo": bool(self._logo)}
        files = {"card.json": json.dumps(facts).encode(), "mark.svg": self._mark}
        return png(_TEXT, files | ({"logo.png": self._logo} if self._logo else {}))


def _short(text: str) -> str:
    """Return what a card has room for: a text up to the end of a word."""
    most = 150
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0]} …"
