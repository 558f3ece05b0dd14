"""Add to the content of a site the pages and texts that it has no file for: templates filled from its data.

Knows nothing of what the data means: a template asks for it by file and key. A page that comes out empty is left out.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader, TemplateError

from ..model.terms import OURS, capital, with_a
from .load import PAGES, TOOLKIT, PageText, Source, page_text
from .markdown import Link, Markup
from .yaml_reader import REFUSED

FOLDER = Path(__file__).parent.parent / "defaults"
_WRITTEN = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]#|!"} | {sign: f"&#{ord(sign)};" for sign in "~:&<>"})
"""What Markdown takes for its own, as it is written to be read: not every sign may have a backslash before it."""


_OF_PDF = (
    *("ARABIC", "ARMENIAN", "CYRILLIC", "DEVANAGARI", "GEORGIAN", "GREEK", "HEBREW", "LATIN"),
    *("FEMININE", "MASCULINE", "MICRO", "MODIFIER"),
)
"""First words of the names of letters that PDFs can be set in."""
_MOST_STRANGE = 0.01
"""Share of other letters in a text, up to which they are reported rather than taken for its script."""


def with_defaults(source: Source) -> Source:
    """Return the content with a page or text for each of ours that the site neither has nor leaves out."""
    values = _values(source)
    texts = tuple(_defaults(TOOLKIT, source.toolkit_names, values))
    values["published_maps"] = any(
        isinstance(one.value, dict) and one.value.get("publish") is True for one in source.maps
    )
    values["has_crosswalks"] = bool(source.crosswalks)
    values["has_toolkit"] = bool(source.toolkit or texts)
    values["toolkit_formats"] = {one for text in (*source.toolkit, *texts) for one in _formats(text)}
    values["has_workbook"] = any(_top(text).get("kind") == "mapping workbook" for text in (*source.toolkit, *texts))
    pages = _with_links_that_lead(source, _left_out(source, values), tuple(_defaults(PAGES, source.files, values)))
    return replace(
        source,
        pages=(*source.pages, *pages),
        toolkit=(*source.toolkit, *texts),
        files=source.files | {page.path for page in pages},
        toolkit_names=source.toolkit_names | {text.path for text in texts},
    )


def _formats(text: PageText) -> Iterator[str]:
    """Yield the formats that a text of the toolkit is made in, as far as its top names them."""
    named = _top(text).get("formats")
    yield from (one for one in named if isinstance(one, str)) if isinstance(named, list) else ()


def _top(text: PageText) -> dict[str, Any]:
    top = text.front.value if text.front else None
    return top if isinstance(top, dict) else {}


def _left_out(source: Source, values: Mapping[str, Any]) -> frozenset[str]:
    """Return our pages that the site does without."""
    patterns = _patterns(values)
    return frozenset(path for path in _names(PAGES) if path not in source.files and _is_left_out(PAGES, path, patterns))


def _with_links_that_lead(source: Source, gone: frozenset[str], pages: tuple[PageText, ...]) -> tuple[PageText, ...]:
    """Leave the words of each link whose page is gone, and the page of each whose heading a page of the site lacks."""
    own = {page.path: page for page in source.pages}
    return tuple(replace(page, body=_relinked(page, gone, own)) for page in pages) if gone or own else pages


def _relinked(page: PageText, gone: frozenset[str], own: Mapping[str, PageText]) -> str:
    body = page.body
    for link in sorted((one for one in Markup(body, True).links if isinstance(one, Link)), reverse=True):
        target, _, anchor = (link.target or "").partition("#")
        path = normpath(join(dirname(page.path), target))
        end = body.find(")", link.at)
        if target and path in gone:
            body = f"{body[: link.start]}{link.text}{body[end + 1 :]}"
        elif anchor and path in own and anchor not in Markup(own[path].body, True).anchors:
            body = f"{body[: link.at]}{target}{body[end:]}"
    return body


def _values(source: Source) -> dict[str, Any]:
    """Return the data by file and key, without what is not YAML, and the words of the site."""
    values = {name.removesuffix(".yaml"): _read(document.value) for name, document in source.documents.items()}
    site = values.get("site")
    words = site.get("terms") if isinstance(site, dict) else None
    chosen = {key: word for key, word in words.items() if isinstance(word, str)} if isinstance(words, dict) else {}
    return {**values, "terms": OURS | chosen, "has_letters_of_pdf": _has_letters_of_pdf(values.get("competencies"))}


def _has_letters_of_pdf(data: Any) -> bool:
    """Return True if the fonts of our PDFs have nearly all letters of some data."""
    letters = Counter(char for text in _texts(data) if not text.isascii() for char in text if char.isalpha())
    strange = sum(number for char, number in letters.items() if not unicodedata.name(char, "").startswith(_OF_PDF))
    return strange <= sum(map(len, _texts(data))) * _MOST_STRANGE


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from _texts(one)


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _read(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_read(one) for one in value]
    return None if value is REFUSED else value


def _defaults(folder: str, taken: frozenset[str], values: Mapping[str, Any]) -> Iterator[PageText]:
    patterns = _patterns(values)
    for path in _names(folder):
        if path in taken or _is_left_out(folder, path, patterns):
            continue
        try:
            text = environment(FOLDER).get_template(f"{folder}/{path}").render(values)
        except (TemplateError, TypeError, AttributeError):
            continue  # data of another form than it should have, which is reported
        if text.strip():
            yield page_text(folder, path, text, lambda _: None, made=True)


def _patterns(values: Mapping[str, Any]) -> list[str]:
    site = values.get("site")
    left_out = site.get("leave_out") if isinstance(site, dict) else None
    return [one for one in left_out if isinstance(one, str)] if isinstance(left_out, list) else []


def _is_left_out(folder: str, path: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(f"{folder}/{path}", pattern) for pattern in patterns)


def competency_texts(competencies: Mapping[str, Mapping[str, Any]], source: Source) -> dict[str, PageText]:
    """Return the page of each competency, by its path: all that the data has about it."""
    template, values = environment(FOLDER).get_template("competency.md"), _values(source)
    texts = {path: template.render(values, competency=one) for path, one in competencies.items()}
    return {path: page_text(PAGES, path, text, lambda _: None, made=True) for path, text in texts.items()}


@cache
def _names(folder: str) -> tuple[str, ...]:
    return tuple(sorted(file.relative_to(FOLDER / folder).as_posix() for file in (FOLDER / folder).rglob("*.md")))


@cache
def environment(folder: Path) -> Environment:
    """Return what fills the templates; its marks are none of Markdown, and none of the macros of a page."""
    environment = Environment(
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<%=",
        variable_end_string="%>",
        comment_start_string="<%#",
        comment_end_string="%>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=ChainableUndefined,
        loader=FileSystemLoader(folder, encoding="utf-8"),
        autoescape=False,  # Markdown, in which each value is written by one of the filters
    )
    environment.filters["that_name"] = _that_name
    environment.filters |= {"capital": capital, "with_a": with_a}
    environment.filters["markdown"] = _as_markdown
    environment.filters["yaml"] = lambda value: json.dumps(str(value), ensure_ascii=False)
    return environment


def _that_name(records: object, field: str, name: str) -> bool:
    """Return True if one of some records has a name in its list of names."""
    lists = [one.get(field) for one in records if isinstance(one, dict)] if isinstance(records, list) else []
    return any(name in names for names in lists if isinstance(names, list))


def _as_markdown(value: object) -> str:
    return " ".join(str(value).split()).translate(_WRITTEN)
