"""Judge the issues of the newsletter before they are published: everything that readers would meet and nobody wanted.

Files are read through what the caller gives, and the day is the caller's; a draft is judged only when it is asked for.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from posixpath import dirname
from typing import Any

from PIL import Image

from ..commons import Commons, Issue
from ..load import PAGES
from ..markup import Link, Markup
from ..model import Record
from ..problems import Problem, quoted
from .ingredients import pictured
from .mail import LARGEST, html_mail, size
from .merge_tags import tag_problems
from .parts import newsletter
from .persons import Author, Names
from .wording import text_problems, word_problems

Read = Callable[[str], bytes]
"""Gives the bytes of a file from its place below `docs/`."""

LARGEST_IMAGE = 1_000_000
"""Bytes that an image may have."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_CITATIONS = re.compile(r"(^|/)references\.md#|^https?://(dx\.)?doi\.org/")
_CONSENT = 'name the role instead, or write "consent: true" at the top once everybody who is named has agreed'


def preflight(commons: Commons, issues: Sequence[Issue], today: str, read: Read) -> Iterator[Problem]:
    """Give everything that keeps issues of a site, drafts or not, from being published.

    Args:
        today: The day on which they would be.
    """
    if issues:
        names = names_of(commons)
    for issue in issues:
        yield from _judged(commons, issue, names, today, read)


def _judged(commons: Commons, issue: Issue, names: Names, today: str, read: Read) -> Iterator[Problem]:
    page = issue.page
    markup = Markup(page.body, page.meta.render_macros)
    service = newsletter(commons).service
    found = [*text_problems(markup, service), *_images(markup, dirname(page.path), read)]
    if not issue.meta.consent:
        found += _persons(commons, markup, names)
    for at, sentence in found:
        line, column = page.body.count("\n", 0, at), at - page.body.rfind("\n", 0, at)
        yield Problem(f"{PAGES}/{page.path}", page.body_line + line, column, sentence)
    for key, sentence in _top(issue, names, service, today):
        yield Problem(f"{PAGES}/{page.path}", *_place(read(page.path), key), f"{key}: {sentence}")
    if (bytes_ := size(html_mail(commons, issue))) > LARGEST:
        sentence = (
            f"makes an e-mail of {bytes_ // 1000} KB, which Gmail would cut off; shorten it to {LARGEST // 1000} KB"
        )
        yield Problem(f"{PAGES}/{page.path}", page.body_line, 1, f"{sentence}, or link to a page with the rest")


def names_of(commons: Commons) -> Names:
    """Return what a site lets us know about names."""
    authors = {
        (name.given or "", name.family) for reference in commons.references for name in reference.author if name.family
    }
    records: tuple[Record, ...] = (
        commons.site, commons.framework, *commons.domains, *commons.stages, *commons.competencies,
        *commons.milestones, *commons.working_groups, *commons.outputs, *commons.formats, *commons.settings,
        *commons.resources, *commons.surveys, *commons.schools, *commons.organisations,
    )  # fmt: skip
    said = [record.model_dump(mode="json") for record in records]
    works = [text for work in commons.references for text in (work.title, work.container_title, work.publisher) if text]
    own = [*(text for record in said for text in _texts(record, only=_NAMED)), *works]
    texts = [text for record in said for text in _texts(record)]
    return Names(tuple(Author(*author) for author in sorted(authors)), " | ".join(own), "\n".join(texts))


_NAMED = frozenset({"name", "title", "short_title", "organisation", "creator", "later_name", "label"})


def _texts(value: Any, key: str = "", only: frozenset[str] = frozenset()) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner, part in value.items():
            yield from _texts(part, inner, only)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, key, only)
    elif isinstance(value, str) and (not only or key in only):
        yield value


def _top(issue: Issue, names: Names, service: str, today: str) -> Iterator[tuple[str, str]]:
    """Give key and refusal of what is wrong at the top of an issue."""
    meta = issue.meta
    if meta.date > today:
        yield "date", f'{quoted(meta.date)} is still to come; write "draft: true" until then, or the day it is sent'
    lines = [("title", meta.title), ("summary", meta.description), ("audience", meta.audience)]
    for key, text in [*lines, *(("authors", author) for author in meta.authors)]:
        for _, sentence in (*word_problems(text), *tag_problems(text, service)):
            yield key, sentence
    if not meta.consent:
        for key, text in lines:
            for _, name in names.found(text):
                yield key, f"{quoted(name)} seems to be a person; {_CONSENT}"
        for author in filter(names.is_name, meta.authors):
            yield "authors", f"{quoted(author)} seems to be a person; {_CONSENT}"


def _place(file: bytes, key: str) -> tuple[int, int]:
    """Return line and column of what a key at the top of a page says."""
    for number, line in enumerate(file.decode("utf-8-sig").splitlines()[1:], 2):
        if line.rstrip() in {"---", "..."}:
            break
        if found := re.match(rf"[\"']?{key}[\"']?[ \t]*:[ \t]*", line):
            return number, found.end() + 1
    return 2, 1


def _persons(commons: Commons, markup: Markup, names: Names) -> Iterator[tuple[int, str]]:
    cited = list(_cited(commons, markup))
    for at, name in names.found(markup.prose):
        if not any(start <= at < end for start, end in cited):
            yield at, f"{quoted(name)} seems to be a person; {_CONSENT}"


def _cited(commons: Commons, markup: Markup) -> Iterator[tuple[int, int]]:
    """Give the places of links to cited works and to what this site shows under its own titles."""
    works = {work.URL for work in commons.references if work.URL}
    for link in markup.links:
        if isinstance(link, Link) and link.target:
            is_citation = bool(_CITATIONS.search(link.target)) or link.target in works
            yield link.start if is_citation else link.at, link.at + len(link.target)


def _images(markup: Markup, folder: str, read: Read) -> Iterator[tuple[int, str]]:
    for link, path in pictured(markup, folder):
        if refusal := _image_refusal(path, read):
            yield link.at, f"{quoted(link.target)} {refusal}"


def _image_refusal(path: str, read: Read) -> str | None:
    if path.lower().endswith((".svg", ".svgz")):
        return "is an SVG, which mail programs do not show; save it as PNG"
    try:
        content = read(path)
    except OSError:
        return "cannot be read; put the file there"
    if len(content) > LARGEST_IMAGE:
        return f"has {len(content) / 1e6:.1f} MB, too much for an e-mail; save it smaller, with less than 1 MB"
    return _kind_refusal(content)


def _kind_refusal(content: bytes) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a picture with strange fields is still a picture
            with Image.open(BytesIO(content)) as image:
                kind, (width, height) = image.format, image.size
    except Image.DecompressionBombError:
        return "has too many pixels for any screen; save it smaller"
    except (OSError, ValueError, SyntaxError):  # as Pillow says that it is no picture, or half of one
        return "has no width and height that could be read; save it as PNG or JPEG"
    if kind not in _FORMATS:
        return f"is of a kind ({kind}) that not all mail programs show; save it as PNG or JPEG"
    return None if width and height else "has no width or height; save it as PNG or JPEG"
