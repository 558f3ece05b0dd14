"""Begin an issue of the newsletter in a project, and show one as its readers will get it.

A new issue has its front matter, its macros, and what has changed as far as that is known; it begins as a draft.
Writes one new file or a folder to look at, and changes no other file. Sends nothing.
"""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from posixpath import relpath

from pydantic import ValidationError

from ..content.files import write_whole
from ..content.history import content_at
from ..content.load import PAGES, load
from ..diff.record_diff import Change, Changes, changes
from ..model.build_context import BuildContext
from ..model.commons import Commons, Issue
from ..model.problems import CallError, ContentError, Problem, counted, quoted, shown
from ..model.records import IssueMeta
from ..model.site import SiteTerms
from ..model.urls import NEWSLETTER, issue_page
from ..render import signatures
from ..validation.rules.links import Anchors
from ..validation.validate import validate, validation_context
from .content import find_issue
from .mail import LARGEST, as_shown_here, html_mail, inline_pictures, message, text_mail
from .preflight import persons, preflight
from .providers import SERVICES


@dataclass(frozen=True)
class MailPreview:
    """The e-mail of an issue, written to a folder to be looked at."""

    issue: Issue
    """The issue."""
    html: str
    """The e-mail for programs that show HTML."""
    text: str
    """The e-mail for all others."""
    folder: Path
    """Folder with both and a draft: `issue.html`, `issue.txt` and `issue.eml`."""
    problems: tuple[Problem, ...]
    """What keeps it from being published, by line."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Subject, sizes, files and number of problems, a line each."""
        subject = self.issue.meta.title
        sizes = [len(part.encode()) for part in (self.html, self.text)]
        cut = f" ({len(subject)} characters; phones cut it after about {_ON_A_PHONE})" * (len(subject) > _ON_A_PHONE)
        return (
            f"Subject:   {shown(subject)}{cut}",
            f"Preheader: {shown(self.issue.meta.description)}",
            f"HTML:      {sizes[0]:,} bytes of at most {LARGEST:,}: {(self.folder / 'issue.html').as_posix()}",
            f"Text:      {sizes[1]:,} bytes: {(self.folder / 'issue.txt').as_posix()}",
            f"Draft:     {(self.folder / 'issue.eml').as_posix()}",
            f"Preflight: {counted(len(self.problems), 'problem') if self.problems else 'no problems'}",
        )


_ON_A_PHONE = 60
PREVIEWS = ".commons/newsletter-test"
"""Where the e-mails to look at are written, a folder for each issue."""


def begin_issue(root: Path, title: str, day: str, text: str = "") -> Path:
    """Write a new issue as a draft and return its file; raises CallError where that cannot be, or the file exists.

    Args:
        text: Its text as Markdown; blanks to fill in, if left out.
    """
    folder = root / PAGES / NEWSLETTER
    if not (root / PAGES).is_dir():
        raise CallError(f"{shown(str(root.resolve()))} has no {PAGES}/; name the folder of a project with --root")
    if not folder.resolve().is_relative_to(root.resolve()):
        raise CallError(f"{PAGES}/{NEWSLETTER} leads out of this project; put a folder there")
    name = name_of(title, day)
    numbered = (f"{name}{f'-{number}' * (number > 1)}" for number in count(1))
    if name == f"{day[:7]}-{NO_WORDS}":  # no letter can be typed of many titles
        name = next(one for one in numbered if not (root / PAGES / issue_page(one)).exists())
    content, file = new_issue(title, day, name, text), root / PAGES / issue_page(name)
    folder.mkdir(exist_ok=True)
    if file.exists():
        raise CallError(f"{PAGES}/{issue_page(name)} is there already; choose another title, or edit it")
    write_whole(file, content.encode())
    return file


def draft_issue(root: Path, commons: Commons, title: str | None, since: str, today: str) -> Path:
    """Write a draft of what has changed since a day or a commit, and return its file.

    Args:
        commons: The content as it is now.
    """
    if since > today and _is_day(since):
        raise CallError(f"{quoted(since)} is still to come; write a day that has passed")
    anchors = Anchors(validation_context(load(root), signatures())[0])
    with content_at(root, since) as folder:
        try:
            before = validate(load(folder), signatures())
        except ContentError as error:
            message = f"the content at {quoted(since)} cannot be read by today's rules, as {error.problems[0]}"
            raise CallError(f"{message}; name a later one") from error
    whole = f"What has changed since {since}"
    fitting = whole if len(whole) <= _LONGEST_TITLE and whole.isprintable() else "What has changed"
    return begin_issue(
        root, title or fitting, today, draft_text(changes(before, commons, today), since, anchors.has, commons.terms)
    )


_LONGEST_TITLE = 90


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False  # a commit, or a day that is reported where it is looked up


def preview_mail(root: Path, commons: Commons, context: BuildContext, name: str) -> MailPreview:
    """Write the e-mail of an issue or a draft to a folder; raises CallError where there is no such issue."""
    issue = find_issue(commons, name)
    by_hand = SERVICES["none"]  # no service replaces anything in a preview
    html, text = html_mail(commons, context, issue, by_hand), text_mail(commons, context, issue, by_hand)
    folder = root / PREVIEWS / issue.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    def read(path: str) -> bytes:
        return (root / PAGES / path).read_bytes()

    inline = inline_pictures(commons, issue, read)
    (folder / "issue.html").write_text(as_shown_here(html, inline), "utf-8", newline="\n")
    (folder / "issue.txt").write_text(text, "utf-8", newline="\n")
    (folder / "issue.eml").write_bytes(message(commons, issue, text, html, inline))

    problems = {*preflight(commons, context, (issue,), read), *persons(commons, issue, read)}
    return MailPreview(issue, html, text, folder, tuple(sorted(problems)))


SUMMARY = "TODO: say in one sentence of 30 to 150 characters what this issue brings its readers."
AUDIENCE = "TODO: say whom it is for"
AUTHORS = ("TODO: who wrote it, by role",)
_LONGEST_SLUG = 60
NO_WORDS = "issue"
"""Words of a name whose title has no letter that can be typed."""
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)
_MARKUP = re.compile(r"([\\`*_\[\]]|#(?=\s*$)|^#)")
_HEADINGS = {
    "competencies": "Competencies",
    "milestones": "Roadmap",
    "resources": "Resources",
    "overdue": "Resources to look at again",
    "outputs": "New work",
    "adopters": "Schools that have joined",
    "pages": "Pages",
}


def name_of(title: str, day: str) -> str:
    """Return the name of an issue from its title and day; where no letter of it can be typed, it ends in "issue"."""
    return f"{day[:7]}-{_slug(title) or NO_WORDS}"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain)).strip("-")
    if len(words) > _LONGEST_SLUG:
        words = words[:_LONGEST_SLUG].rpartition("-")[0] or words[:_LONGEST_SLUG]
    return words.strip("-")


def new_issue(title: str, day: str, name: str, text: str = "") -> str:
    """Return a new issue; raises CallError where the title or the day cannot be one.

    Args:
        text: Its text as Markdown; blanks to fill in, if left out.
    """
    top = {"title": title, "summary": SUMMARY, "date": day, "audience": AUDIENCE, "authors": list(AUTHORS)}
    if any("\ud800" <= letter <= "\udfff" for letter in title):  # half a character, or bytes that are not text
        raise CallError(f"title {quoted(title)} has characters that no file can contain; type it again")
    try:
        meta = IssueMeta.model_validate(top)
    except ValidationError as error:
        raise CallError(_refusal(error)) from error
    top |= {"title": meta.title}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in top.items()]
    head, foot = (f'{{{{ newsletter_{part}("{name}") }}}}' for part in ("head", "foot"))
    parts = [f"# {as_text(meta.title)}", head, text.strip() or _EMPTY, foot]
    return "\n".join(["---", *lines, "render_macros: true", "draft: true", "---", "", "\n\n".join(parts), ""])


_EMPTY = """TODO: begin with what matters most to your readers, in two or three sentences.

## TODO: a heading that names what is new

TODO: describe it, and link to the page with more."""


def _refusal(error: ValidationError) -> str:
    first = error.errors()[0]
    key, value, kind = first["loc"][0], first["input"], first["type"]
    if isinstance(value, str) and not value.strip():
        return f"the {key} is empty; write in quotes what the issue is about"
    if kind in {"too_long", "string_too_long"}:
        return f"{key} {quoted(value)} has {len(value)} characters; shorten it to {first['ctx']['max_length']}"
    return f"{key} {quoted(value)} {first.get('ctx', {}).get('error', 'is not allowed here')}"


def draft_text(
    found: Changes,
    since: str,
    has: Callable[[str, str], bool] = lambda _page, _anchor: True,
    terms: SiteTerms = SiteTerms(),  # noqa: B008 - frozen
) -> str:
    """Return as Markdown what has changed, each record with its link and one line.

    Args:
        since: Beginning of the time as text, such as "December 1, 2026".
        has: Returns True if a page has an anchor; otherwise a link leads to the page alone.
    """
    day = as_text(since)
    if not found:
        return f"Nothing has changed since {day}: no {terms.competency}, milestone, resource, output, adopter or page."
    parts = [f"What has changed since {day}. TODO: keep what your readers need, and say why it matters to them."]
    for part, heading in _HEADINGS.items():
        if listed := getattr(found, part):
            parts += [f"## {terms.worded(heading)}", "\n".join(_lines(listed, has))]
    return "\n\n".join(parts)


def _lines(found: Iterable[Change], has: Callable[[str, str], bool]) -> Iterator[str]:
    for change in found:
        title = as_text(change.title)
        if change.page:
            anchor = f"#{change.anchor}" if change.anchor and has(change.page, change.anchor) else ""
            title = f"[{title}]({relpath(change.page, NEWSLETTER)}{anchor})"
        line = f": {as_text(' '.join(change.detail.split()))}" if change.detail else ""
        yield f"- {change.status.capitalize()}: {title}{line}"


def as_text(text: str) -> str:
    """Return text as Markdown that shows it as it is, and in which no macro can be called."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", text).replace("{", "&#123;").replace("}", "&#125;")
