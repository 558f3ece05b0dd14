"""Write the Markdown of a new issue: its front matter, its macros, and what has changed as far as that is known.

Returns text. Every issue begins as a draft, so that a person reads it before it is published.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from posixpath import relpath

from pydantic import ValidationError

from ..diff.record_diff import Change, Changes
from ..model.problems import CallError, quoted
from ..model.records import IssueMeta
from ..model.urls import NEWSLETTER

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


def draft_text(found: Changes, since: str, has: Callable[[str, str], bool] = lambda _page, _anchor: True) -> str:
    """Return as Markdown what has changed, each record with its link and one line.

    Args:
        since: Beginning of the time as text, such as "December 1, 2026".
        has: Returns True if a page has an anchor; otherwise a link leads to the page alone.
    """
    if not found:
        return (
            f"Nothing has changed since {as_text(since)}: no competency, milestone, resource, output, adopter or page."
        )
    sections = [
        f"## {heading}\n\n" + "\n".join(_lines(getattr(found, part), has))
        for part, heading in _HEADINGS.items()
        if getattr(found, part)
    ]
    first = (
        f"What has changed since {as_text(since)}. TODO: keep what your readers need, and say why it matters to them."
    )
    return "\n\n".join([first, *sections])


def _lines(found: Iterable[Change], has: Callable[[str, str], bool]) -> Iterator[str]:
    for change in found:
        title = as_text(change.title)
        if change.page:
            target = relpath(change.page, NEWSLETTER) + (
                f"#{change.anchor}" if change.anchor and has(change.page, change.anchor) else ""
            )
            title = f"[{title}]({target})"
        line = f": {as_text(' '.join(change.detail.split()))}" if change.detail else ""
        yield f"- {change.status.capitalize()}: {title}{line}"


def as_text(text: str) -> str:
    """Return text as Markdown that shows it as it is, and in which no macro can be called."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", text).replace("{", "&#123;").replace("}", "&#125;")
