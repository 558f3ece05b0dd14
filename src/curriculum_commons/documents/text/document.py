"""One document of the toolkit before it has a format: its words from top to end, and its metadata.

Knows nothing of docx or PDF.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

from ...model.build_context import Brand, BuildContext
from ...model.commons import Commons, ToolkitText
from ...model.problems import ContentError, Problem
from ...render import in_full, template
from ...render.phrases import with_article
from ..pandoc import Ast, Node, changed, string, style
from ..text_tree import CLOSE, OPEN, Words, words
from .tidy import pictures, tidy

LOGO = "logo.png"
"""Name under which a document refers to the logo of the school."""
_LOGO_SIZE, _LOGO_ON_ONE_SHEET = (130, 43), (87, 29)
"""Points that a logo may be wide and high."""
_INCH = 72
"""Points."""


@dataclass(frozen=True)
class Document:
    """One document."""

    source: str
    """Text that it is made from, relative to the root of the project."""
    title: str
    """Its title."""
    subject: str
    """Framework and edition, for the foot of each page."""
    brand: Brand
    """Whose it is."""
    language: str
    """Language, as in "en" or "pt-BR"."""
    author: str
    """Who publishes it."""
    as_of: str
    """The newest date of what it shows."""
    one_sheet: bool
    """Whether it must fit on one sheet."""
    code: str
    """Competency that it is about, where there is one such document for each."""
    words: Words
    """All its words, from the name of the school to the terms of use."""

    @property
    def logo(self) -> dict[str, str | float] | None:
        """File, alternative text, width and height of the logo, in inches; None where there is none."""
        return _logo(self.brand, self.one_sheet)

    @property
    def logo_file(self) -> dict[str, bytes]:
        """The logo by the name under which the document refers to it; empty where there is none."""
        return {LOGO: self.brand.logo.png} if self.brand.logo else {}

    @property
    def ingredients(self) -> bytes:
        """Everything that comes from the content."""
        facts: tuple[object, ...] = (self.source, self.title, self.subject, self.brand.school, self.language)
        facts += (self.author, self.as_of, self.one_sheet, self.code, self.words.ingredients)
        return json.dumps(facts).encode() + b"\0" + b"".join(self.logo_file.values())

    @cached_property
    def tree(self) -> Ast:
        """The document as pandoc's tree; raises ContentError where it shows a picture."""
        blocks = tidy(changed(self.words.tree["blocks"], self._named))
        if strange := [picture for picture in pictures(blocks) if picture != LOGO]:
            message = f'shows the picture "{strange[0]}"; documents of the toolkit hold words only'
            raise ContentError([Problem(self.source, 0, 0, message, "image-in-toolkit")])
        return {**self.words.tree, "blocks": blocks, "meta": {}}

    def _named(self, element: Node) -> list[Node]:
        """Keep the quotation marks in the name of the school as they were typed."""
        name = [string(self.brand.name)]
        return [{**element, "c": [element["c"][0], name]}] if style(element) == "School" else [element]


def document(
    commons: Commons, context: BuildContext, text: ToolkitText, code: str = "", body: Words | None = None
) -> Document:
    """Return the document that is made from a text of the toolkit.

    Args:
        code: Competency that it is about, where one document for each is made.
        body: Its words, in place of those of the text.
    """
    title = text.meta.title
    if code:
        title = f"{commons.label[code]}. {commons.competency[code].title}"
    one_sheet = text.meta.one_page or bool(code)
    return Document(
        source=f"toolkit/{text.path}",
        title=title,
        subject=f"{commons.framework.short_title} · Edition {commons.framework.edition}",
        brand=context.brand,
        language=commons.site.language,
        author=commons.site.publisher.name,
        as_of=context.as_of,
        one_sheet=one_sheet,
        code=code,
        words=_whole(body or words(commons, context, text, code), *_ends(commons, context, text, title, one_sheet)),
    )


def _whole(body: Words, front: str, about: str) -> Words:
    above, below = (f"{OPEN}{len(body.shown) + number}{CLOSE}" for number in range(2))
    markdown = f"{above}\n\n{body.markdown.strip()}\n\n{below}\n"
    return Words(markdown, (*body.shown, front, about), body.address, body.as_typed)


def _ends(commons: Commons, context: BuildContext, text: ToolkitText, title: str, one_sheet: bool) -> tuple[str, str]:
    """Return what is above and below the words of a text, as HTML."""
    works = [commons.reference[source.reference] for source in commons.framework.sources]
    values = {
        "site": commons.site,
        "framework": commons.framework,
        "creator": with_article(commons.framework.creator),
        "works": [{"text": in_full(work), "doi": work.DOI} for work in dict.fromkeys(works)],
        "as_of": context.as_of,
        "title": title,
        "school": context.brand.name,
        "logo": _logo(context.brand, one_sheet),
        "aid": text.meta.aid,
        "compact": one_sheet,
    }
    front, about = (template(f"toolkit/{name}.html").render(values) for name in ("_front", "_about"))
    return front, about


def _logo(brand: Brand, one_sheet: bool) -> dict[str, str | float] | None:
    if brand.logo is None:
        return None
    width, height = _LOGO_ON_ONE_SHEET if one_sheet else _LOGO_SIZE
    scale = min(width / brand.logo.width, height / brand.logo.height) / _INCH
    return {
        "file": LOGO,
        "alt": f"Logo of {brand.school or 'the school'}",  # the placeholder is in one place only
        "width": round(brand.logo.width * scale, 3),
        "height": round(brand.logo.height * scale, 3),
    }
