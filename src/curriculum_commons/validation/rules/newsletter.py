"""What must hold for issues of the newsletter: named by their month, whole, and with all that goes with them.

What an issue may not contain once it is published is for the preflight of the newsletter; a draft may contain it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from posixpath import dirname, join, normpath, splitext
from urllib.parse import unquote

from ...content.load import PAGES, PageText
from ...content.markdown import Call, Link
from ...model.problems import Problem, command, quoted
from ...model.records import IssueMeta, Site
from ...model.urls import NEWSLETTER, SENT, is_issue, issue_name, sent_file
from . import pages
from .context import ValidationContext, folded, repeated

HEAD, FOOT = "newsletter_head", "newsletter_foot"
"""Macros that every issue calls with its own name."""
NAME = re.compile(r"([0-9]{4}-(?:0[1-9]|1[0-2]))(?:-[a-z0-9]+)+")
"""The name of an issue; its month is the first group."""
_ARCHIVE = f"{NEWSLETTER}/index.md"
_SAVED_AS = {"", ".htm", ".html", ".pages", ".rtf", ".txt"}
_POSITIONS = {HEAD: "below the title", FOOT: "at the end"}


def issues_are_named_by_their_month(context: ValidationContext) -> Iterator[Problem]:
    """The name of an issue begins with its month, and its file is in the folder of issues."""
    for page in _issues(context):
        name = issue_name(page.path)
        named = NAME.fullmatch(name)
        if "/" in name:
            message = f"is in a folder of its own; put the issue into {PAGES}/{NEWSLETTER}/"
            yield Problem(page.file, 0, 0, message, "issue-folder")
        elif not named and pages.NAME.fullmatch(page.path):
            message = 'is not a name for an issue; write year, month and words, such as "2026-11-a-beginning.md"'
            yield Problem(page.file, 0, 0, message, "file-name")
    for page, front in _written(context):
        name = issue_name(page.path)
        if (named := NAME.fullmatch(name)) and front.date[:7] != named[1]:
            file = quoted(f"{front.date[:7]}{name.removeprefix(named[1])}.md")
            message = f"{quoted(front.date)} is not in the month that the file is named by, {quoted(named[1])}"
            message += f"; write a day of it, or name the file {file}"
            yield page.front_problem(("date",), message, "issue-month")


def issues_are_in_their_folder(context: ValidationContext) -> Iterator[Problem]:
    """No page elsewhere has the head of an issue."""
    for page in context.source.pages:
        calls = () if is_issue(page.path) else context.texts[page.file].calls
        if any(call.name == HEAD for call in calls):
            message = f"calls {HEAD}, as issues do; put the issue into {PAGES}/{NEWSLETTER}/"
            yield Problem(page.file, 0, 0, message, "issue-folder")


def issues_are_pages(context: ValidationContext) -> Iterator[Problem]:
    """No file has the name of an issue but was saved as something else than a page."""
    for path in sorted(context.source.files):
        name, ending = splitext(path.removeprefix(f"{NEWSLETTER}/"))
        if is_issue(path) and ending.lower() in _SAVED_AS and NAME.fullmatch(name):
            message = f"is not read as an issue; save it as plain text, as {quoted(f'{name}.md')}"
            yield Problem(f"{PAGES}/{path}", 0, 0, message, "unknown-file")


def issues_have_their_head_and_foot(context: ValidationContext) -> Iterator[Problem]:
    """Every issue calls the macros for its head and its foot once, with its own name."""
    for page in _issues(context):
        text = context.texts[page.file]
        for macro, position in _POSITIONS.items():
            calls = [call for call in text.calls if call.name == macro]
            if not calls:
                title = next((heading.start for heading in text.headings if heading.level == 1), 0)
                example = f'{{{{ {macro}("{issue_name(page.path)}") }}}}'
                offset = title if macro == HEAD else len(page.body.rstrip())
                message = f"{macro}: is not called; write {example} on a line of its own {position}"
                yield page.problem(offset, message, "issue-head-and-foot")
            for call in calls[1:]:
                message = f"{macro}: is called twice; keep the one {position}"
                yield page.problem(call.start, message, "issue-head-and-foot")
            yield from _other_names(page, calls[:1])


def _other_names(page: PageText, calls: list[Call]) -> Iterator[Problem]:
    own = issue_name(page.path)
    for call in calls if NAME.fullmatch(own) else ():  # not where the name has to be changed first
        for offset, name in call.arguments:
            if name != own:
                message = f"{call.name}: {quoted(name)} is not the name of this issue; write {quoted(own)}"
                yield page.problem(offset, message, "issue-head-and-foot")


def issues_are_published_once(context: ValidationContext) -> Iterator[Problem]:
    """No two issues have the same title and day: a copy under another name would be sent a second time."""
    fronts = (item for item in _written(context) if not item[1].draft)
    issues = (((folded(front.title), front.date), (page, front)) for page, front in fronts)
    for (page, front), (other, _) in repeated(issues):
        message = f"{quoted(front.title)} was sent on {front.date} as {other.file} already"
        way_out = "remove one of the two files, or give this issue a title of its own"
        yield page.front_problem(("title",), f"{message}; {way_out}", "duplicate-title")


def sent_issues_stay_as_they_were(context: ValidationContext) -> Iterator[Problem]:
    """An issue that was sent has the words it had then, or the day of its correction."""
    kept = {page.path: sent for page, sent in context.sent_issues()}
    for page, front in _written(context):
        sent = kept.get(page.path)
        if sent is None or front.draft or front.updated != sent.updated:
            continue
        way_out = f'write that again, or "updated:" with the day of the correction below "date: {sent.date}"'
        added = way_out.replace("write that again, or", "take it out, or write", 1)
        for key in sent.changed_keys(front):
            name = "summary" if key == "description" else key
            was = getattr(sent, key)
            message = f"was sent as {quoted(was if isinstance(was, str) else ', '.join(was))}; {way_out}"
            yield page.front_problem((name,), message, "sent-issue-changed")
        if changed := sent.changed_line(page.body):
            number, was = changed
            message = f"is not what was sent, {quoted(was)}; {way_out}" if was else f"was not sent; {added}"
            yield Problem(page.file, page.body_line + number, 1, message, "sent-issue-changed")


def issues_are_kept_as_they_were_sent(context: ValidationContext) -> Iterator[Problem]:
    """What macros showed in an issue is kept once it is sent, as they show something else later."""
    kept = {page.path: sent for page, sent in context.sent_issues()}
    for page, front in _written(context):
        if front.draft or (page.path in kept and kept[page.path].updated == front.updated):
            continue
        shows = [
            call
            for call in context.texts[page.file].calls
            if call.name not in _POSITIONS and call.name in context.macros
        ]
        if page.path in kept or shows:
            way_out = f'keep what it shows: run "{command("newsletter", "publish", issue_name(page.path))}"'
            changing = "this issue would change with the records"
            what = "this issue is not kept as it was corrected" if page.path in kept else changing
            at = shows[0].start if shows else 0
            yield replace(page.problem(at, f"{what}; {way_out}", "issue-not-kept"), severity="warning")


def records_of_sent_issues_have_their_issue(context: ValidationContext) -> Iterator[Problem]:
    """No record of a sent issue is left without it: e-mails and feeds lead there."""
    pages = {f"{PAGES}/{sent_file(issue_name(page.path))}" for page in _issues(context)}
    for record in context.source.sent:
        if record.path not in pages:
            issue = quoted(record.path.removesuffix(SENT) + ".md")
            message = f"belongs to {issue}, which is not there; put it back under that name, or remove this file too"
            yield Problem(record.path, 0, 0, message, "sent-issue-missing")


def issues_have_an_archive(context: ValidationContext) -> Iterator[Problem]:
    """Where there are issues, there is a page that lists them."""
    if any(_issues(context)) and _ARCHIVE not in context.source.files:
        message = "is missing; it lists the issues, so write it with {{ newsletter_list() }}"
        yield Problem(f"{PAGES}/{_ARCHIVE}", 0, 0, message, "missing-page")


def issues_have_a_newsletter(context: ValidationContext) -> Iterator[Problem]:
    """Where there are issues, the site has the name of the newsletter and how it is sent."""
    for number, site in context.records("site", Site):
        if site.newsletter is None and any(_issues(context)):
            message = f'newsletter: missing; there are issues in {PAGES}/{NEWSLETTER}/, so add "newsletter:" with'
            yield context.problem("site", number, (), f'{message} "title: …" below it', "missing-key")


def published_pages_do_not_link_to_drafts(context: ValidationContext) -> Iterator[Problem]:
    """No link of a page that is published leads to an issue that is not."""
    drafts = {page.path for page, front in _written(context) if front.draft}
    for page, link in context.links() if drafts else ():
        if (page.folder == PAGES and page.path in drafts) or not isinstance(link, Link) or not link.target:
            continue
        if (target := _path_of(page, link.target)) in drafts:
            message = f"{quoted(link.target)} is a draft, which visitors do not see"
            way_out = f'take "draft: true" out of {PAGES}/{target}, or take the link out of this page'
            yield page.problem(link.at, f"{message}; {way_out}", "link-to-draft")


def _path_of(page: PageText, target: str) -> str:
    path = unquote(target.partition("#")[0].partition("?")[0])
    file = normpath(join(f"/{dirname(page.file)}", path)) if path else ""
    return file.removeprefix(f"/{PAGES}/")


def _written(context: ValidationContext) -> Iterator[tuple[PageText, IssueMeta]]:
    """Yield each issue whose front matter is good."""
    return ((page, front) for page, front in context.pages() if isinstance(front, IssueMeta))


def _issues(context: ValidationContext) -> Iterator[PageText]:
    return (page for page in context.source.pages if is_issue(page.path))
