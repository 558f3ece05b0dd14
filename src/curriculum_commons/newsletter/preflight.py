"""Judge the issues of the newsletter before they are published: everything that readers would meet and nobody wanted.

Files are read through what the caller gives, and the day is the caller's; a draft is judged only when it is asked for.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from io import BytesIO
from posixpath import dirname

from PIL import Image

from ..content.load import DATA, PAGES
from ..content.markdown import Markup
from ..model.commons import Commons, Issue
from ..model.problems import Problem, quoted
from ..validation.gates.consent import persons_in_words
from ..validation.gates.evaluate import allowed
from ..validation.gates.persons import names_of
from .dependencies import pictured
from .email_parts import newsletter
from .lint import text_problems, word_problems
from .mail import LARGEST, html_mail, size
from .merge_tags import tag_problems

Read = Callable[[str], bytes]
"""Gives the bytes of a file from its place below `docs/`."""

LARGEST_IMAGE = 1_000_000
"""Bytes that an image may have."""
_AROUND = re.compile(
    r"^#(?!#)[^\n]*$|\{\{\s*newsletter_(?:head|foot)\(.*?\)\s*\}\}|<!--.*?-->", re.DOTALL | re.MULTILINE
)
"""What stands in every issue, and what nobody reads."""
_ABOVE = re.compile(
    r"\A\s*#(?!#)[^\n]*\n\s*(?!\{\{|<!--|\s)([^\n]+)\n(?:(?!\{\{).)*?\{\{\s*newsletter_head\(", re.DOTALL
)
_BELOW = re.compile(r"\{\{\s*newsletter_foot\([^)\n]*\)\s*\}\}\s*(?!<!--|\*?\[)(\S)")
"""The first word below the foot that is no note and no comment."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def preflight(commons: Commons, issues: Sequence[Issue], today: str, read: Read) -> Iterator[Problem]:
    """Give everything that keeps issues of a site, drafts or not, from being published, but for whom they name.

    Args:
        today: The day on which they would be.
    """
    for issue in issues:
        yield from _judged(commons, issue, today, read)
    sender = newsletter(commons)
    for key, words in (("title", sender.title), ("address", sender.address or "")):
        for _, message in word_problems(words):
            yield Problem(f"{DATA}/site.yaml", 0, 0, f"newsletter: {key}: {message}")


def persons(commons: Commons, issue: Issue, read: Read) -> Iterator[Problem]:
    """Give the persons whom an issue names without their consent; where a site is built, a gate tells the same."""
    path, text = f"{PAGES}/{issue.page.path}", read(issue.page.path).decode("utf-8-sig")
    for objection in persons_in_words(path, "\n".join(text.splitlines()), issue.page, names_of(commons)):
        if not allowed(commons, objection):
            yield objection.problem


def _judged(commons: Commons, issue: Issue, today: str, read: Read) -> Iterator[Problem]:
    page = issue.page
    markup = Markup(page.body, page.meta.render_macros)
    service = newsletter(commons).service
    found = [
        *text_problems(markup, service),
        *_images(markup, dirname(page.path), read),
        *_whole(issue, markup),
    ]
    for at, message in found:
        line, column = page.body.count("\n", 0, at), at - page.body.rfind("\n", 0, at)
        yield Problem(f"{PAGES}/{page.path}", page.body_line + line, column, message)
    for key, message in _top(issue, service, today):
        yield Problem(f"{PAGES}/{page.path}", *_place(read(page.path), key), f"{key}: {message}")
    if (bytes_ := size(html_mail(commons, issue))) > LARGEST:
        message = (
            f"makes an e-mail of {bytes_ // 1000} KB, which Gmail would cut off; shorten it to {LARGEST // 1000} KB"
        )
        yield Problem(f"{PAGES}/{page.path}", page.body_line, 1, f"{message}, or link to a page with the rest")


def _top(issue: Issue, service: str, today: str) -> Iterator[tuple[str, str]]:
    """Give key and refusal of what is wrong at the top of an issue."""
    meta = issue.meta
    if meta.date > today and not meta.draft:
        yield "date", f'{quoted(meta.date)} is still to come; write "draft: true" until then, or the day it is sent'
    if meta.updated and meta.updated < meta.date:
        yield (
            "updated",
            f"{quoted(meta.updated)} is before {quoted(meta.date)}, the day it was sent; correct one of them",
        )
    elif meta.updated and meta.updated > today:
        yield "updated", f"{quoted(meta.updated)} is still to come; write the day on which it was corrected"
    lines = [("title", meta.title), ("summary", meta.description), ("audience", meta.audience)]
    for key, text in [*lines, *(("authors", author) for author in meta.authors)]:
        for _, message in (*word_problems(text), *tag_problems(text, service)):
            yield key, message


def _whole(issue: Issue, markup: Markup) -> Iterator[tuple[int, str]]:
    """Give what is wrong with an issue as a whole: it says nothing, or is called by two names."""
    if not _AROUND.sub("", markup.body).strip():
        yield 0, "says nothing; write between newsletter_head and newsletter_foot what is new"
    if above := _ABOVE.search(markup.body):
        yield above.start(1), "stands between the title and newsletter_head; write it below newsletter_head"
    if below := _BELOW.search(markup.body):
        yield below.start(1), "stands below newsletter_foot; write it above"
    title = next((heading for heading in markup.headings if heading.level == 1), None)
    if title and _words(title.text) != _words(issue.meta.title):
        message = f'is not what "title:" says, {quoted(issue.meta.title)}; write the same in both places'
        yield title.start, f"{quoted(title.text.strip())} {message}"


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]|_", " ", unescape(text)).split())


def _place(file: bytes, key: str) -> tuple[int, int]:
    """Return line and column of what a key at the top of a page says."""
    for number, line in enumerate(file.decode("utf-8-sig").splitlines()[1:], 2):
        if line.rstrip() in {"---", "..."}:
            break
        if found := re.match(rf"[\"']?{key}[\"']?[ \t]*:[ \t]*", line):
            return number, found.end() + 1
    return 2, 1


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
