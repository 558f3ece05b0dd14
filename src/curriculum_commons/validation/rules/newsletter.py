"""What issues of the newsletter must be: named by their month, whole, and with all that goes with them.

What an issue may not say once it is published, the preflight of the newsletter judges; a draft may say it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath, splitext
from urllib.parse import unquote

from ...content.load import PAGES, PageText
from ...content.markdown import Call, Link
from ...model.problems import Problem, quoted
from ...model.records import IssueMeta, Site
from ...model.urls import NEWSLETTER, is_issue, issue_name
from . import fields
from .context import ValidationContext, on_page

HEAD, FOOT = "newsletter_head", "newsletter_foot"
"""Macros that every issue calls with its own name."""
NAME = re.compile(r"([0-9]{4}-(?:0[1-9]|1[0-2]))(?:-[a-z0-9]+)+")
"""The name of an issue; its month is the first group."""
_ARCHIVE = f"{NEWSLETTER}/index.md"
_SAVED_AS = {"", ".htm", ".html", ".pages", ".rtf", ".txt"}
_TOLD_OF_ALL_PAGES = re.compile(r"[^a-z0-9._/-]")
_PLACES = {HEAD: "below the title", FOOT: "at the end"}


def issues_are_named_by_their_month(context: ValidationContext) -> Iterator[Problem]:
    """The name of an issue tells its month and what it is about, and lies where all issues do."""
    for page in _issues(context):
        name, front = issue_name(page.path), context.fronts.get(page.path)
        named = NAME.fullmatch(name)
        if "/" in name:
            yield Problem(page.file, 0, 0, f"lies in a folder of its own; put the issue into {PAGES}/{NEWSLETTER}/")
        elif not named and not _TOLD_OF_ALL_PAGES.search(name):
            message = 'is no name of an issue; write year, month and words, such as "2026-11-a-beginning.md"'
            yield Problem(page.file, 0, 0, message)
        elif named and page.front and isinstance(front, IssueMeta) and front.date[:7] != named[1]:
            words = name.removeprefix(named[1])
            message = (
                f"{quoted(front.date)} is not in the month that the file is named by, {quoted(named[1])}; "
                f"write a day of it, or name the file {quoted(f'{front.date[:7]}{words}.md')}"
            )
            yield fields.problem(page.front, ("date",), message)


def issues_lie_where_all_do(context: ValidationContext) -> Iterator[Problem]:
    """No page elsewhere shows what is around an issue."""
    for page in context.source.pages:
        calls = () if is_issue(page.path) else context.texts[page.file].calls
        if any(call.name == HEAD for call in calls):
            yield Problem(page.file, 0, 0, f"calls {HEAD}, as issues do; put the issue into {PAGES}/{NEWSLETTER}/")


def issues_are_pages(context: ValidationContext) -> Iterator[Problem]:
    """What has the name of an issue, and was saved as something else, is not forgotten in silence."""
    for path in sorted(context.source.files):
        name, ending = splitext(path.removeprefix(f"{NEWSLETTER}/"))
        if is_issue(path) and ending.lower() in _SAVED_AS and NAME.fullmatch(name):
            message = f"is not read as an issue; save it as plain text, as {quoted(f'{name}.md')}"
            yield Problem(f"{PAGES}/{path}", 0, 0, message)


def issues_show_what_belongs_to_them(context: ValidationContext) -> Iterator[Problem]:
    """Every issue calls once, with its own name, each macro that shows what is around it."""
    for page in _issues(context):
        text = context.texts[page.file]
        for macro, place in _PLACES.items():
            calls = [call for call in text.calls if call.name == macro]
            if not calls:
                title = next((one.start for one in text.headings if one.level == 1), 0)
                example = f'{{{{ {macro}("{issue_name(page.path)}") }}}}'
                at = title if macro == HEAD else len(page.body.rstrip())
                yield on_page(page, at, f"{macro}: is not called; write {example} on a line of its own {place}")
            for call in calls[1:]:
                yield on_page(page, call.start, f"{macro}: is called twice; keep the one {place}")
            yield from _other_names(page, calls[:1])


def _other_names(page: PageText, calls: list[Call]) -> Iterator[Problem]:
    own = issue_name(page.path)
    for call in calls if NAME.fullmatch(own) else ():  # a name that has to be changed helps nobody here
        for place, name in call.arguments:
            if name != own:
                message = f"{call.name}: {quoted(name)} is not the name of this issue; write {quoted(own)}"
                yield on_page(page, place, message)


def issues_are_published_once(context: ValidationContext) -> Iterator[Problem]:
    """No two issues have one title and one day: a copy under another name would come a second time."""
    first: dict[tuple[str, str], str] = {}
    for page in _issues(context):
        front = context.fronts.get(page.path)
        if isinstance(front, IssueMeta) and page.front and not front.draft:
            other = first.setdefault((front.title, front.date), page.file)
            if other != page.file:
                message = f"{quoted(front.title)} was sent on {front.date} as {other} already"
                way_out = "remove one of the two files, or give this issue a title of its own"
                yield fields.problem(page.front, ("title",), f"{message}; {way_out}")


def issues_have_an_archive(context: ValidationContext) -> Iterator[Problem]:
    """Where there are issues, there is a page that lists them."""
    if any(_issues(context)) and _ARCHIVE not in context.source.files:
        yield Problem(
            f"{PAGES}/{_ARCHIVE}", 0, 0, "is missing; it lists the issues, so write it with {{ newsletter_list() }}"
        )


def issues_have_a_newsletter(context: ValidationContext) -> Iterator[Problem]:
    """Where there are issues, the site says what the newsletter is called and how it is sent."""
    for number, site in context.records("site", Site):
        if site.newsletter is None and any(_issues(context)):
            message = f'newsletter: missing; there are issues in {PAGES}/{NEWSLETTER}/, so add "newsletter:" with'
            yield context.problem("site", number, (), f'{message} "title: …" below it')


def published_pages_do_not_link_to_drafts(context: ValidationContext) -> Iterator[Problem]:
    """No link of a page that is published leads to an issue that is not."""
    drafts = {page.path for page in _issues(context) if _is_draft(context, page)}
    for page in context.source.texts if drafts else ():
        if page.folder == PAGES and page.path in drafts:
            continue
        for link in context.texts[page.file].links:
            if isinstance(link, Link) and link.target and (target := _place(page, link.target)) in drafts:
                message = f"{quoted(link.target)} is a draft, which visitors do not see"
                way_out = f'take "draft: true" out of {PAGES}/{target}, or take the link out of this page'
                yield on_page(page, link.at, f"{message}; {way_out}")


def _place(page: PageText, target: str) -> str:
    path = unquote(target.partition("#")[0].partition("?")[0])
    place = normpath(join(f"/{dirname(page.file)}", path)) if path else ""
    return place.removeprefix(f"/{PAGES}/")


def _is_draft(context: ValidationContext, page: PageText) -> bool:
    front = context.fronts.get(page.path)
    return isinstance(front, IssueMeta) and front.draft


def _issues(context: ValidationContext) -> Iterator[PageText]:
    return (page for page in context.source.pages if is_issue(page.path))


RULES: tuple[Callable[[ValidationContext], Iterator[Problem]], ...] = (
    issues_are_named_by_their_month,
    issues_lie_where_all_do,
    issues_are_pages,
    issues_show_what_belongs_to_them,
    issues_are_published_once,
    issues_have_an_archive,
    issues_have_a_newsletter,
    published_pages_do_not_link_to_drafts,
)
