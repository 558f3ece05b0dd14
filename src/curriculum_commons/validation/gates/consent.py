"""People who are named outside of citations, and their e-mail addresses: published only when they have agreed.

For pages, issues of the newsletter, texts of the toolkit and data files. `consent: true` at the top of a page records
that everybody named on it has agreed; a data file has no such line and needs an allowance by name. `references.yaml`
may name the authors of the works cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...content.load import DATA
from ...content.markdown import Link, Markup
from ...model.commons import Page, ToolkitText
from ...model.problems import quoted
from .finding import Objection, place
from .metadata import files_tell_no_author
from .persons import Names
from .source_files import Holding

_REFERENCES = f"{DATA}/references.yaml"
_SITE = f"{DATA}/site.yaml"
_ALLOWANCES = re.compile(r"^allow:.*\n(?:(?:[ \t#-].*)?\n)*", re.MULTILINE)
_CITATIONS = re.compile(r"(^|/)references\.md#|^https?://(dx\.)?doi\.org/")
_LINES = ("title", "description", "summary", "purpose", "audience")
_BY_TOP = 'name the role instead, or write "consent: true" at the top once everybody who is named has agreed'
_BY_NAME = "name the role instead, or allow it in data/site.yaml once whoever is named has agreed"
_MAIL = re.compile(r"(?<![\w.+/-])([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
_FOR_PERSONS = re.compile(
    r"(?:gmail|googlemail|yahoo|hotmail|outlook|live|msn|icloud|me|mac|aol|gmx|proton|protonmail|comcast|verizon)"
    r"\.(?:com|net|me|org|de|co\.uk)$"
)
_FOR_EXAMPLES = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org))$")
_OF_OFFICES = re.compile(
    r"info|contact|office|news|newsletter|help|support|admin|editor|team|med|school|curriculum|education|library|press|"
    r"web|site|mail|program|project|palliative|student|faculty|no-?reply|privacy|access|permission|copyright|security"
)
_PERSONAL = re.compile(r"[a-z]+[._][a-z]+(?:[._][a-z]+)?\d{0,4}")


def persons_are_named_with_consent(
    holding: Holding, words: Page | ToolkitText | None, names: Names
) -> Iterator[Objection]:
    """Nobody is named in any file without having agreed to it."""
    if words is not None:
        yield from persons_in_words(holding.path, holding.text, words, names)
    elif holding.folder == DATA and holding.suffix == ".yaml" and holding.path != _REFERENCES:
        yield from _persons_in_data(holding, names)
    else:
        yield from files_tell_no_author(holding, names)


def persons_in_a_list(holding: Holding, names: Names) -> Iterator[Objection]:
    """Nobody is named, and no address of a person given, in what files are called."""
    text = holding.text
    for _, name in names.persons_in(text):
        yield Objection(holding.path, 0, 0, "consent", _in_one_line(name), f"{_person(name)}; {_BY_NAME}")
    for _, address in _addresses(text):
        yield Objection(holding.path, 0, 0, "consent", address, f"{_address(address)}; {_BY_NAME}")


def persons_in_words(path: str, text: str, words: Page | ToolkitText, names: Names) -> Iterator[Objection]:
    """Yield the persons that a page or another text names, unless its front matter records that they have agreed.

    Args:
        text: All of its file.
    """
    if words.meta.consent:
        return
    for offset, name, message in _named(words, names):
        line, column = place(words.body, offset)
        yield Objection(path, words.body_line + line - 1, column, "consent", name, f"{message}; {_BY_TOP}")
    top = text[: text.find("\n---", 3) + 1]
    for key, name in _named_at_the_top(words, names):
        found = re.search(rf"^[\"']?{key}[\"']?[ \t]*:[ \t]*", top, re.MULTILINE)
        at = place(text, found.end()) if found else (2, 1)
        yield Objection(path, *at, "consent", name, f"{key}: {quoted(name)} seems to be a person; {_BY_TOP}")


def _named(words: Page | ToolkitText, names: Names) -> Iterator[tuple[int, str, str]]:
    markup = Markup(words.body, words.meta.render_macros)
    cited = list(_cited(markup, names))
    for at, name in names.persons_in(markup.prose):
        if not any(start <= at < end for start, end in cited):
            yield at, _in_one_line(name), _person(name)
    for at, address in _addresses(markup.prose):
        yield at, address, _address(address)


def _named_at_the_top(words: Page | ToolkitText, names: Names) -> Iterator[tuple[str, str]]:
    for key in _LINES:
        text = getattr(words.meta, key, None)
        for _, name in names.persons_in(text or ""):
            # An issue's description is what its authors know as its summary.
            yield ("summary" if key == "description" and hasattr(words.meta, "audience") else key), name
    for author in filter(names.is_person, getattr(words.meta, "authors", ())):
        yield "authors", author


def _persons_in_data(holding: Holding, names: Names) -> Iterator[Objection]:
    text = holding.text
    if holding.path == _SITE:
        text = _ALLOWANCES.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    named = [(at, _in_one_line(name), _person(name)) for at, name in names.persons_in(text)]
    named += [(at, address, _address(address)) for at, address in _addresses(text)]
    for at, what, message in named:
        yield Objection(holding.path, *place(text, at), "consent", what, f"{message}; {_BY_NAME}")


def _cited(markup: Markup, names: Names) -> Iterator[tuple[int, int]]:
    """Yield the places of links to cited works and to what this site shows under its own titles."""
    for link in markup.links:
        if isinstance(link, Link) and link.target:
            is_citation = bool(_CITATIONS.search(link.target)) or link.target in names.works
            yield link.start if is_citation else link.at, link.at + len(link.target)


def _addresses(text: str) -> Iterator[tuple[int, str]]:
    for match in _MAIL.finditer(text) if "@" in text else ():
        user, host = match[1].lower(), match[2].lower()
        if _FOR_EXAMPLES.search(host) or (_OF_OFFICES.search(user) and not _FOR_PERSONS.match(host)):
            continue
        if _FOR_PERSONS.match(host) or _PERSONAL.fullmatch(user):
            yield match.start(), match[0]


def _person(name: str) -> str:
    return f"{quoted(_in_one_line(name))} seems to be a person"


def _in_one_line(name: str) -> str:
    return " ".join(name.split())


def _address(address: str) -> str:
    return f"{quoted(address)} seems to be the address of a person"
