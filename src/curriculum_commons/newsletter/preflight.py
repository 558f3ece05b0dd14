"""Find what keeps issues of the newsletter from being published: whatever readers would meet and nobody wanted.

Reads files through a function of the caller; the date is the caller's too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape

from ..content.load import DATA, PAGES
from ..content.markdown import Markup, markup_of
from ..model.build_context import BuildContext
from ..model.commons import Commons, Issue
from ..model.problems import Problem, quoted
from ..validation.gates.consent import check_consent_on_page
from ..validation.gates.evaluate import is_allowed
from ..validation.gates.persons import names_of
from .content import Read
from .lint import Findings, picture_problems, tag_problems, text_problems, word_problems
from .mail import LARGEST, html_mail, newsletter

_AROUND = re.compile(
    r"^#(?!#)[^\n]*$|\{\{\s*newsletter_(?:head|foot)\(.*?\)\s*\}\}|<!--.*?-->", re.DOTALL | re.MULTILINE
)
"""What every issue has, and what nobody reads."""
_NOTES = ("<!--", "[", "*[")
"""Beginnings of what may be below the foot: a comment, a note or an abbreviation."""


def preflight(
    commons: Commons,
    context: BuildContext,
    issues: Sequence[Issue],
    read: Read,
    mail: Callable[[Issue], bytes] | None = None,
) -> Iterator[Problem]:
    """Yield everything that keeps issues, drafts or not, from being published, except persons whom they name.

    Args:
        mail: Returns the e-mail of an issue in HTML, where it is made already.
    """
    sender = newsletter(commons)
    for issue in issues:
        yield from issue_problems(issue, sender.service, context.today, read)
        yield from size_problems(issue, mail(issue) if mail else html_mail(commons, context, issue).encode())
    for key, words in (("title", sender.title), ("address", sender.address or "")):
        for _, message, code in word_problems(words):
            yield Problem(f"{DATA}/site.yaml", 0, 0, f"newsletter: {key}: {message}", code, value=words)


def persons(commons: Commons, issue: Issue, read: Read) -> Iterator[Problem]:
    """Yield the persons whom an issue names without their consent; a gate finds them where a site is built."""
    path, text = f"{PAGES}/{issue.page.path}", read(issue.page.path).decode("utf-8-sig")
    for finding in check_consent_on_page(path, "\n".join(text.splitlines()), issue.page, names_of(commons)):
        if not is_allowed(commons.site.allow, finding):
            yield finding.problem


def issue_problems(issue: Issue, service: str, today: str, read: Read) -> Iterator[Problem]:
    """Yield what can be known of an issue by itself, whatever else is wrong with the site.

    Args:
        issue: The issue; what is not known of its front matter is empty.
        service: What sends it.
        today: The day on which it would be published; empty where dates are not to be looked at.
    """
    page, path = issue.page, f"{PAGES}/{issue.page.path}"
    markup = markup_of(page.body, page.meta.render_macros)
    findings = (text_problems(markup, service), picture_problems(page, markup, read), _frame_problems(issue, markup))
    for at, message, code in (finding for found in findings for finding in found):
        line, column = page.body.count("\n", 0, at), at - page.body.rfind("\n", 0, at)
        yield Problem(path, page.body_line + line, column, message, code)
    for key, message, code in (*(_date_problems(issue, today) if today else ()), *_top_problems(issue, service)):
        yield Problem(path, *_location(read(page.path), key), f"{key}: {message}", code)


def size_problems(issue: Issue, mail: bytes) -> Iterator[Problem]:
    """Yield the size of an e-mail in HTML where mail programs would cut it off."""
    page, path = issue.page, f"{PAGES}/{issue.page.path}"
    if (length := len(mail)) > LARGEST:
        message = f"makes an e-mail of {length // 1000} KB, which Gmail would cut off"
        message += f"; shorten it to {LARGEST // 1000} KB, or link to a page with the rest"
        yield Problem(path, page.body_line, 1, message, "mail-too-large")


def _date_problems(issue: Issue, today: str) -> Iterator[tuple[str, str, str]]:
    sent, updated = issue.meta.date, issue.meta.updated
    if sent > today and not issue.meta.draft:
        message = 'is still to come; write "draft: true" until then, or the day it is sent'
        yield "date", f"{quoted(sent)} {message}", "date-in-future"
    if updated and updated < sent:
        message = f"is before {quoted(sent)}, the day it was sent; correct one of them"
        yield "updated", f"{quoted(updated)} {message}", "dates-out-of-order"
    elif updated and updated > today:
        message = "is still to come; write the day on which it was corrected"
        yield "updated", f"{quoted(updated)} {message}", "date-in-future"


def _top_problems(issue: Issue, service: str) -> Iterator[tuple[str, str, str]]:
    meta = issue.meta
    lines = [("title", meta.title), ("summary", meta.description), ("audience", meta.audience)]
    for key, text in [*lines, *(("authors", author) for author in meta.authors)]:
        for _, message, code in (*word_problems(text), *tag_problems(text, service)):
            yield key, message, code


def _frame_problems(issue: Issue, markup: Markup) -> Findings:
    """Yield what is wrong with an issue as a whole: it is empty, words are outside of it, or it has two titles."""
    if not _AROUND.sub("", markup.body).strip():
        yield 0, "is empty; write what is new between newsletter_head and newsletter_foot", "empty-text"
    for at, message in _outside(markup):
        yield at, message, "text-outside-issue"
    title = next((heading for heading in markup.headings if heading.level == 1), None)
    if title and issue.meta.title and _words(title.text) != _words(issue.meta.title):
        message = f'differs from "title:" at the top, {quoted(issue.meta.title)}; write the same in both places'
        yield title.start, f"{quoted(title.text.strip())} {message}", "title-mismatch"


def _outside(markup: Markup) -> Iterator[tuple[int, str]]:
    around = {call.name: call for call in markup.calls}
    if head := around.get("newsletter_head"):
        title, _, above = markup.body[: head.start].lstrip().partition("\n")
        above = above.lstrip()
        is_title = title.startswith("#") and title[1:2] != "#"
        if is_title and "\n" in above and "{{" not in above and not above.startswith("<!--"):
            yield head.start - len(above), "is above newsletter_head; write it below"
    if foot := around.get("newsletter_foot"):
        below = markup.body[foot.end :].lstrip()
        if below and not below.startswith(_NOTES):
            yield len(markup.body) - len(below), "is below newsletter_foot; write it above"


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]|_", " ", unescape(text)).split())


def _location(file: bytes, key: str) -> tuple[int, int]:
    for number, line in enumerate(file.decode("utf-8-sig").splitlines()[1:], 2):
        if line.rstrip() in {"---", "..."}:
            break
        if found := re.match(rf"[\"']?{key}[\"']?[ \t]*:[ \t]*", line):
            return number, found.end() + 1
    return 2, 1
