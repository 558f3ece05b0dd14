"""One document of the toolkit before it has a format: its words from top to end, and what it says of itself.

Knows nothing of docx or PDF.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property

from jinja2 import Environment, PackageLoader, StrictUndefined

from ...model.commons import Commons, ToolkitText
from ...model.problems import ContentError, Problem
from ...render.citations import in_full
from ..attribution import makers
from ..brand import Brand, Logo
from ..pandoc import Ast
from ..text_tree import Words, words
from .pandoc_tree import pictures, tidy
from .styles import LONG, ONE_SHEET, House

LOGO = "logo.png"
"""Under what name a document asks for the logo of the school."""
_INCH = 72
"""Points."""
_OPEN, _CLOSE = "\ue000", "\ue001"


@dataclass(frozen=True)
class Paper:
    """One document."""

    source: str
    """Text that it is made from, relative to the root of the project."""
    title: str
    """What it is called."""
    subject: str
    """What stands at the foot of each page: framework and edition."""
    school: str
    """Name of the school, or what stands in its place."""
    named: bool
    """Whether a school is named."""
    logo: Logo | None
    """Logo of the school."""
    language: str
    """Language, as in "en" or "pt-BR"."""
    author: str
    """Who publishes it."""
    as_of: str
    """The newest date of what it shows."""
    one_sheet: bool
    """Whether it must fit on one sheet."""
    code: str
    """Of the competency that it is about, where there is one such document for each."""
    words: Words
    """All its words, from the name of the school to the terms of use."""

    @property
    def logo_says(self) -> str:
        """What is said in place of the logo."""
        return _alternative(self.school if self.named else None)

    @property
    def logo_size(self) -> dict[str, float]:
        """Width and height of the logo in inches; nothing where there is none."""
        return _inches(self.logo, self.house.logo) if self.logo else {}

    @property
    def logo_file(self) -> dict[str, bytes]:
        """The logo by the name under which it is asked for; nothing where there is none."""
        return {LOGO: self.logo.png} if self.logo else {}

    @property
    def house(self) -> House:
        """How it is set."""
        return ONE_SHEET if self.one_sheet else LONG

    @property
    def ingredients(self) -> bytes:
        """Everything that comes from the content."""
        facts = [self.source, self.title, self.subject, self.school, self.named, self.language, self.author]
        facts += [self.as_of, self.one_sheet, self.code, self.words.ingredients]
        return json.dumps(facts).encode() + b"\0" + (self.logo.png if self.logo else b"")

    @cached_property
    def tree(self) -> Ast:
        """It as pandoc's tree; raises ContentError where it shows a picture."""
        blocks = tidy(self.words.tree["blocks"])
        if strange := [picture for picture in pictures(blocks) if picture != LOGO]:
            message = f'shows the picture "{strange[0]}"; documents of the toolkit hold words only'
            raise ContentError([Problem(self.source, 0, 0, message)])
        return {**self.words.tree, "blocks": blocks, "meta": {}}

    @property
    def json(self) -> bytes:
        """The same as pandoc reads it."""
        return json.dumps(self.tree).encode()


def paper(commons: Commons, text: ToolkitText, brand: Brand, code: str = "", said: Words | None = None) -> Paper:
    """Return the document that is made from a text of the toolkit.

    Args:
        code: Of the competency that it is about, where one document for each is made.
        said: What it says, in place of the words of the text.
    """
    title = text.meta.title
    if code:
        title = f"{commons.label[code]}. {commons.competency[code].title}"
    one_sheet = text.meta.one_page or bool(code)
    return Paper(
        source=f"toolkit/{text.path}",
        title=title,
        subject=f"{commons.framework.short_title} · Edition {commons.framework.edition}",
        school=brand.name,
        named=brand.school is not None,
        logo=brand.logo,
        language=commons.site.language,
        author=commons.site.publisher.name,
        as_of=commons.as_of,
        one_sheet=one_sheet,
        code=code,
        words=_whole(said or words(commons, text, code), *_ends(commons, text, brand, title, one_sheet)),
    )


def _whole(body: Words, front: str, about: str) -> Words:
    """Return the words of a text with what stands above and below them."""
    above, below = (f"{_OPEN}{len(body.shown) + place}{_CLOSE}" for place in range(2))
    markdown = f"{above}\n\n{body.markdown.strip()}\n\n{below}\n"
    return Words(markdown, (*body.shown, front, about), body.address, body.as_typed)


def _ends(commons: Commons, text: ToolkitText, brand: Brand, title: str, one_sheet: bool) -> tuple[str, str]:
    """Return what stands above and below the words of a text, as HTML."""
    works = [commons.reference[source.reference] for source in commons.framework.sources]
    values = {
        "site": commons.site,
        "framework": commons.framework,
        "creator": makers(commons.framework),
        "works": [{"text": in_full(work), "doi": work.DOI} for work in dict.fromkeys(works)],
        "as_of": commons.as_of,
        "title": title,
        "school": brand.name,
        "logo": brand.logo
        and {**_inches(brand.logo, (ONE_SHEET if one_sheet else LONG).logo), "alt": _alternative(brand.school)},
        "aid": text.meta.aid,
        "compact": one_sheet,
    }
    front, about = (_templates().get_template(f"toolkit/{name}.html").render(values) for name in ("_front", "_about"))
    return front, about


def _alternative(school: str | None) -> str:
    """Return what is said in place of a logo; the name to be typed stands in one place only."""
    return f"Logo of {school or 'the school'}"


def _inches(logo: Logo, most: tuple[float, float]) -> dict[str, float]:
    """Return width and height of a logo as it stands on the first page."""
    scale = min(most[0] / logo.width, most[1] / logo.height) / _INCH
    return {"width": round(logo.width * scale, 3), "height": round(logo.height * scale, 3)}


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("curriculum_commons.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
