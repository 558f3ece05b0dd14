"""Documents for offices: texts of the toolkit as docx and PDF.

Knows nothing of folders; what a text says is put together in `paper`, how it looks is in `house`. What reads and writes
a format is imported only where a file is made: most builds make none anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ...model.commons import Commons, ToolkitText
from ...model.urls import slug
from ..brand import Brand
from ..recipe import Recipe
from .document import Paper, paper


def _docx(made: Paper) -> bytes:
    from .docx import word

    return word(made)


def _pdf(made: Paper) -> bytes:
    from .pdf import sheet

    return sheet(made)


_MAKERS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
    "pdf": ("application/pdf", _pdf),
}
"""Media type and maker of each format."""


def documents(commons: Commons, text: ToolkitText, brand: Brand) -> Iterator[Recipe]:
    """Give a recipe for each document that is made from a text: in each format, and of competency pages for each."""
    each = text.meta.kind == "competency pages"
    for code in [competency.code for competency in commons.competencies] if each else [""]:
        made = paper(commons, text, brand, code)
        stem = f"{text.meta.folder}/{text.name}" + (f"-{slug(code)}" if code else "")
        for name in text.meta.formats:
            if name in _MAKERS:
                media_type, maker = _MAKERS[name]
                ingredients = b"\0".join([name.encode(), made.ingredients])
                if made.one_sheet and "pdf" not in text.meta.formats:
                    maker = partial(_judged, maker)
                yield Recipe(f"{stem}.{name}", media_type, made.title, ingredients, partial(maker, made))


def _judged(maker: Callable[[Paper], bytes], made: Paper) -> bytes:
    """Make a file of which there is no PDF; how many pages it takes can only be seen from one."""
    _pdf(made)
    return maker(made)
