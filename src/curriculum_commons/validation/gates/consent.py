"""Persons who are named outside of citations, and their e-mail addresses: published only when they have agreed.

For pages, issues of the newsletter, texts of the toolkit and data files. `consent: true` at the top of a page records
that everybody named on it has agreed; a data file has no such line and needs an allowance by name. `references.yaml`
may name the authors of the works cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...content.load import DATA
from ...content.markdown import Link, Markup, markup_of
from ...model.commons import Page, ToolkitText
from ...model.problems import quoted
from .metadata import check_authors
from .persons import Names
from .source_files import GateFinding, SourceFile, line_and_column

_REFERENCES = f"{DATA}/references.yaml"
_SITE = f"{DATA}/site.yaml"
_ALLOWANCES = re.compile(r"^[\"']?allow[\"']?[ \t]*:.*\n(?:(?:[ \t#-].*)?\n)*", re.MULTILINE)
_CITATIONS = tuple(f"{scheme}://{host}/" for scheme in ("https", "http") for host in ("doi.org", "dx.doi.org"))
_LINES = ("title", "description", "summary", "purpose", "audience")
_BY_TOP = 'name the role instead, or write "consent: true" at the top once everybody who is named has agreed'
_BY_NAME = "name the role instead, or allow it in data/site.yaml once whoever is named has agreed"
_MAIL = re.compile(r"(?<![\w.+/-])([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
_FOR_PERSONS = "gmail googlemail yahoo hotmail outlook live msn icloud me mac aol gmx proton protonmail comcast verizon"
"""Names of hosts on which people have addresses of their own."""
_FOR_EXAMPLES = (".example", ".test", ".invalid", ".localhost", ".example.com", ".example.net", ".example.org")
_OF_OFFICES = (
    "info contact office news help support admin editor team med school curriculum education library press web site"
    " mail program project palliative student faculty noreply no-reply privacy access permission copyright security"
)
_PERSONAL = re.compile(r"[a-z]+[._][a-z]+(?:[._][a-z]+)?\d{0,4}")


def check_consent(source: SourceFile, page: Page | ToolkitText | None, names: Names) -> Iterator[GateFinding]:
    """Yield the persons that a file names without a record that they have agreed.

    Args:
        page: What the file is, if it is a page or a text of the toolkit.
    """
    if page is not None:
        yield from check_consent_on_page(source.path, source.text, page, names)
    elif source.folder == DATA and source.suffix == ".yaml" and source.path != _REFERENCES:
        text = source.text
        if source.path == _SITE:
            text = _ALLOWANCES.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
        for offset, what, message in _persons(text, names):
            at = line_and_column(text, offset)
            yield GateFinding(source.path, *at, "consent", what, f"{message}; {_BY_NAME}")
    else:
        yield from check_authors(source, names)


def check_consent_in_list(source: SourceFile, names: Names) -> Iterator[GateFinding]:
    """Yield the persons that the names of files name."""
    for _, what, message in _persons(source.text, names):
        yield GateFinding(source.path, 0, 0, "consent", what, f"{message}; {_BY_NAME}")


def check_consent_on_page(path: str, text: str, page: Page | ToolkitText, names: Names) -> Iterator[GateFinding]:
    """Yield the persons that a page or another text names, unless its front matter records that they have agreed.

    Args:
        text: All of its file.
    """
    if page.meta.consent:
        return
    markup = markup_of(page.body, page.meta.render_macros)
    for offset, what, message in _persons(markup.prose, names, _cited(markup, names)):
        line, column = line_and_column(page.body, offset)
        yield GateFinding(path, page.body_line + line - 1, column, "consent", what, f"{message}; {_BY_TOP}")
    top = text[: text.find("\n---", 3) + 1]
    for key, name in _named_at_top(page, names):
        found = re.search(rf"^[\"']?{key}[\"']?[ \t]*:[ \t]*", top, re.MULTILINE)
        at = line_and_column(text, found.end()) if found else (2, 1)
        yield GateFinding(path, *at, "consent", name, f"{key}: {quoted(name)} seems to be a person; {_BY_TOP}")


def _cited(markup: Markup, names: Names) -> list[range]:
    """Return the offsets in links to cited works, and to what this site shows under its own titles."""
    ranges = list[range]()
    for link in markup.links:
        if isinstance(link, Link) and (target := link.target):
            is_work = target.startswith(_CITATIONS) or "/references.md#" in f"/{target}" or target in names.works
            ranges.append(range(link.start if is_work else link.at, link.at + len(target)))
    return ranges


def _persons(text: str, names: Names, cited: Iterable[range] = ()) -> Iterator[tuple[int, str, str]]:
    """Yield offset, name and message of each person and each address of a person in a text."""
    for offset, name in names.persons_in(text):
        if not any(offset in within for within in cited):
            in_one_line = " ".join(name.split())
            yield offset, in_one_line, f"{quoted(in_one_line)} seems to be a person"
    for match in _MAIL.finditer(text) if "@" in text else ():
        user, host = match[1].lower(), match[2].lower()
        provider, _, end = host.partition(".")
        is_private = provider in _FOR_PERSONS.split() and end in {"com", "net", "me", "org", "de", "co.uk"}
        is_example = f".{host}".endswith(_FOR_EXAMPLES)
        is_of_office = is_example or (not is_private and any(word in user for word in _OF_OFFICES.split()))
        if not is_of_office and (is_private or _PERSONAL.fullmatch(user)):
            yield match.start(), match[0], f"{quoted(match[0])} seems to be the address of a person"


def _named_at_top(page: Page | ToolkitText, names: Names) -> Iterator[tuple[str, str]]:
    for key in _LINES:
        text = getattr(page.meta, key, None)
        for _, name in names.persons_in(text or ""):
            # The description of an issue is called summary in its file.
            yield ("summary" if key == "description" and hasattr(page.meta, "audience") else key), name
    for author in filter(names.is_person, getattr(page.meta, "authors", ())):
        yield "authors", author
