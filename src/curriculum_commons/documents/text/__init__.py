"""Documents for offices: texts of the toolkit as docx and PDF.

What is here is one document before it has a format, its words from top to end and its metadata; how it looks is in
`reference*.docx` and `house.typ`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial

from ...model.build_context import Brand, BuildContext
from ...model.commons import Commons, ToolkitText
from ...model.problems import ContentError, Problem
from ...model.urls import slug
from ...render import in_full, template
from ...render.phrases import with_article
from .. import Metadata, Recipe
from ..pandoc import Ast, Node, changed, string, style
from ..text_tree import CALL, Words, words
from .tidy import pictures, tidy

LOGO = "logo.png"
"""Name under which a document refers to the logo of the school."""
_LOGO_SIZE, _LOGO_ON_ONE_SHEET = (130, 43), (87, 29)
"""Points that a logo may be wide and high."""
_INCH = 72
"""Points."""


def documents(commons: Commons, context: BuildContext, text: ToolkitText) -> Iterator[Recipe]:
    """Yield a recipe for each document that is made from a text; competency pages have one for each competency."""
    each = text.meta.kind == "competency pages"
    for code in [competency.code for competency in commons.competencies] if each else [""]:
        made = document(commons, context, text, code)
        stem = f"{text.meta.folder}/{text.name}" + (f"-{slug(code)}" if code else "")
        checked = made.one_sheet and "pdf" not in text.meta.formats
        for name in text.meta.formats:
            if name in {"docx", "pdf"}:
                make = partial(_made, made, name, checked)
                ingredients = b"\0".join([name.encode(), made.ingredients])
                yield Recipe(f"{stem}.{name}", made.metadata.title, ingredients, make)


def _made(made: Document, name: str, checked: bool) -> bytes:
    from .docx import docx  # not before: python-docx and Typst take a while to import
    from .pdf import pdf

    if checked:  # only a PDF shows how many pages it takes
        try:
            pdf(made)
        except ContentError as error:
            if any(problem.code != "not-typeset" for problem in error.problems):
                raise  # but it need not have the letters of a Word file
    return pdf(made) if name == "pdf" else docx(made)


@dataclass(frozen=True)
class Document:
    """One document."""

    metadata: Metadata
    one_sheet: bool
    """Whether it must fit on one sheet."""
    code: str
    """Competency that it is about, where there is one such document for each."""
    words: Words
    """All its words, from the name of the school to the terms of use."""
    landscape: bool = False
    """Whether its paper lies on its side, for wide tables; only as docx."""

    @property
    def logo(self) -> dict[str, str | float] | None:
        """File, alternative text, width and height of the logo, in inches; None where there is none."""
        return _logo(self.metadata.brand, self.one_sheet)

    @property
    def logo_file(self) -> dict[str, bytes]:
        """The logo by the name under which the document refers to it; empty where there is none."""
        return {LOGO: self.metadata.brand.logo.png} if self.metadata.brand.logo else {}

    @property
    def subject(self) -> str:
        """Framework and edition, for the foot of each page."""
        return f"{self.metadata.framework} · Edition {self.metadata.edition}"

    @property
    def ingredients(self) -> bytes:
        """Everything that comes from the content."""
        facts = f"\0{self.one_sheet}\0{self.code}\0{self.words.ingredients}"
        return self.metadata.ingredients + facts.encode()

    @cached_property
    def tree(self) -> Ast:
        """The document as pandoc's tree; raises ContentError where it shows a picture."""
        blocks = tidy(changed(self.words.tree["blocks"], self._named))
        if strange := [picture for picture in pictures(blocks) if picture != LOGO]:
            message = f'shows the picture "{strange[0]}"; documents of the toolkit hold words only'
            raise ContentError([Problem(self.metadata.path, 0, 0, message, "image-in-toolkit", value=strange[0])])
        return {**self.words.tree, "blocks": blocks, "meta": {}}

    def _named(self, element: Node) -> list[Node]:
        """Keep the quotation marks in the name of the school as they were typed."""
        name = [string(self.metadata.brand.name)]
        return [{**element, "c": [element["c"][0], name]}] if style(element) == "School" else [element]


def document(
    commons: Commons, context: BuildContext, text: ToolkitText, code: str = "", body: Words | None = None
) -> Document:
    """Return the document that is made from a text of the toolkit.

    Args:
        code: Competency that it is about, where one document for each is made.
        body: Its words, in place of those of the text.
    """
    metadata = Metadata.of(commons, context, text)
    if code:
        metadata = replace(metadata, title=f"{commons.label[code]}. {commons.competency[code].title}")
    one_sheet = text.meta.one_page or bool(code)
    front, about = _ends(commons, metadata, one_sheet)
    body = body or words(commons, context, text, code)
    markdown = f"{CALL}\n\n{body.markdown.strip()}\n\n{CALL}\n"
    whole = replace(body, markdown=markdown, shown=(front, *body.shown, about))
    return Document(metadata, one_sheet, code, whole)


def _ends(commons: Commons, metadata: Metadata, one_sheet: bool) -> tuple[str, str]:
    """Return what is above and below the words of a text, as HTML."""
    works = [commons.reference[source.reference] for source in commons.framework.sources]
    values = {
        "site": commons.site,
        "framework": commons.framework,
        "terms": commons.terms,
        "creator": with_article(commons.framework.creator),
        "works": [{"text": in_full(work), "doi": work.DOI} for work in dict.fromkeys(works)],
        "as_of": metadata.as_of,
        "title": metadata.title,
        "school": metadata.brand.name,
        "logo": _logo(metadata.brand, one_sheet),
        "aid": metadata.aid,
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
        "alt": brand.logo_alt,
        "width": round(brand.logo.width * scale, 3),
        "height": round(brand.logo.height * scale, 3),
    }
