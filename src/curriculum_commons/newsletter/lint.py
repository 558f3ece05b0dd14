"""What may not stand in the text of an issue once it is published: what was left in, and what would not arrive.

Takes the text of a page and its parts; knows nothing of files, and nothing of mail but what its programs refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from ..content.markdown import Link, Markup
from ..model.problems import quoted
from .content import ATTRIBUTES, TAGS
from .markup_lint import typed_problems
from .merge_tags import tag_problems
from .table_lint import table_problems

Found = Iterator[tuple[int, str]]
"""Places in a text, counted from its beginning, and what is to be said of each."""

_PLACEHOLDERS = re.compile(
    r"""\b(?:TODO|FIXME|(?i:TBD|TBA|TBC)|XXX+|TK+)\b | (?<=[^\w*\n])_{3,}(?![\w*]) | (?<!\{)\{[A-Za-z][\w ]*\}(?!\})
        | \?{3,}(?!(?<=\n\?{3})\+?[ ]+\w) | \b[Ll]orem\s+[Ii]psum\b
        | (?:(?<=\n)|\A)todo\b | \b[Tt]o-?do(?=:)""",
    re.VERBOSE,
)
_IN_PLACEHOLDERS = ("TODO", "FIXME", "TB", "tb", "Tb", "XX", "TK", "___", "{", "???", "orem", "todo", "o-do:", "odo:")
"""What a text has in it that has a placeholder in it, as may be seen without a pattern."""
_UNSEEN = re.compile("[\\u00ad\\u200b\\u202d\\u202e\\u2060\\ufeff]")
_COUNTING = re.compile(
    r"https?://(?:[\w.-]+\.)?(?:safelinks\.protection\.outlook\.com|urldefense\.com|urldefense\.proofpoint\.com"
    r"|list-manage\.com/track|rs6\.net|ct\.sendgrid\.net|hubspotlinks\.com|linkprotect\.cudasvc\.com|createsend1?\.com/t/)"
    r"[^\s<>()\"'\]]*",
    re.IGNORECASE,
)
_HEADING_WITHOUT_WORDS = re.compile(r"^#{1,6}[ \t#]*$", re.MULTILINE)
_BRACKETED = re.compile(r"(?<![\]!\[])\\?\[(?!\[)([^\[\]\n\\]{2,60})\\?\](?![(\[:\]])")
_LEFT_OPEN = re.compile(
    r"""(?i: (?:your|our|my|insert|add|name|names|title|date|day|month|year|link|url|address|e-?mail|phone|school
             |university|place|room|time|topic|number|image|picture|text|here|tbd|todo|xx+)\b.* )
         | [_\s-]+ | [A-Z][A-Z _-]+ | [A-Z][a-z]+(?:[ ][A-Za-z]+){0,3}""",
    re.VERBOSE,
)
_QUOTING = re.compile(
    r"sic|emphasis .*|the .*|they|their|he|she|his|her|it|its|we|and|or|in|of|to|a|an|x", re.IGNORECASE
)
_EMPTY_WORDS = re.compile(r"\bclick(?:ing)?\s+here\b", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"(?:click )?here|this(?: link| page)?|(?:read|learn|see|find out) more|more|link", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"\b(?:https?|ftp)://(?:\[[0-9A-Fa-f:.]*\])?[^\s<>()\"'\]`]+|\bfile:/[^\s<>()\"'\]`]*", re.IGNORECASE
)
_ADDRESS_AS_WORDS = re.compile(r"(?:https?://|www\.)[^\s/]+\S*", re.IGNORECASE)
_OWN_NETWORK = (".local", ".localhost", ".internal", ".lan", ".home", ".corp", ".intranet", ".test", ".invalid")
_TAG = re.compile(r"<(?!!)/?([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([a-zA-Z:@_][-\w:.]*)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_IN_BRACES = re.compile(r"\{:?[^{}\n]*?(?<![\w-])(style|color|bgcolor|on[a-z]+)\s*=", re.IGNORECASE)
_HARMLESS = {"class", "id", "lang", "dir", "title", "markdown", "role"}
_COLORS = {"style", "color", "bgcolor", "background"}
_COLOR_SENTENCE = (
    "sets colors or layout by hand, which nobody could read both on a light and on a dark screen; leave it out"
)


def word_problems(text: str) -> Found:
    """Give what was left in a text of one line, or in any other that is no Markdown."""
    for placeholder in _PLACEHOLDERS.finditer(text) if any(sign in text for sign in _IN_PLACEHOLDERS) else ():
        yield placeholder.start(), f"{quoted(placeholder[0])} was left in; write what belongs there, or take it out"
    for bracketed in _BRACKETED.finditer(text):
        if _LEFT_OPEN.fullmatch(bracketed[1]) and not _QUOTING.fullmatch(bracketed[1]):
            message = (
                f"{quoted(bracketed[0])} looks like a place left open; write what belongs there, or use round brackets"
            )
            yield bracketed.start(), message


def text_problems(markup: Markup, service: str) -> Found:
    """Give everything that is wrong with the words, links and tags of an issue."""
    yield from _words(markup)
    yield from typed_problems(markup)
    yield from table_problems(markup)
    yield from _tags(markup)
    yield from _links(markup)
    yield from tag_problems(markup.prose, service)


def _words(markup: Markup) -> Found:
    defined = {link.start for link in markup.links if isinstance(link, Link) and link.target is None}
    for at, message in word_problems(markup.prose):
        if at not in defined:
            yield at, message
    for unseen in _UNSEEN.finditer(markup.prose):
        yield unseen.start(), f"a sign that cannot be seen is here (U+{ord(unseen[0]):04X}); type this part again"
    for heading in _HEADING_WITHOUT_WORDS.finditer(markup.prose):
        yield heading.start(), "heading without words; write what comes below it, or take it out"
    for words in _EMPTY_WORDS.finditer(markup.prose):
        yield words.start(), f"{quoted(words[0])} says nothing to who hears it alone; let the link say where it leads"


def _links(markup: Markup) -> Found:
    for link in markup.links:
        if not isinstance(link, Link) or link.image:
            continue
        words = (link.text or "").strip()
        if _SAYS_NOTHING.fullmatch(words) and not _EMPTY_WORDS.fullmatch(words):
            yield link.at, f"{quoted(words)} does not say where the link leads; write that"
        elif _ADDRESS_AS_WORDS.fullmatch(words) and link.target and _host(words) != _host(link.target):
            message = f"is not where the link leads, {quoted(link.target)}; write the same in both places"
            yield link.at, f"{quoted(words)} {message}"
    for address in _COUNTING.finditer(markup.prose):
        message = f"{quoted(address[0])} leads through a service that counts or checks clicks; write where it ends"
        yield address.start(), message
    for address in _ADDRESS.finditer(markup.prose):
        if is_here(address[0]):
            message = f"{quoted(address[0])} leads to this computer or its own network; write an address for everybody"
            yield address.start(), message


def _host(address: str) -> str:
    return re.sub(r"https?://|www\.", "", address.lower()).partition("/")[0]


def is_here(address: str) -> bool:
    """Tell whether an address leads nowhere from other computers."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False  # no address at all: told where links are
    if parts.scheme.lower() == "file":
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(_OWN_NETWORK))


def _tags(markup: Markup) -> Found:
    for tag in _TAG.finditer(markup.prose):
        name = tag[1].lower()
        if name not in TAGS:
            if not tag[0].startswith("</"):
                message = f"{quoted(f'<{tag[1]}>')} would not come through in e-mail and feeds; say it in Markdown"
                yield tag.start(), message
            continue
        for attribute in _ATTRIBUTE.finditer(tag[2]):
            if refusal := _refusal(name, attribute[1].lower()):
                yield tag.start(2) + attribute.start(), refusal
    for braces in _IN_BRACES.finditer(markup.prose):
        yield braces.start(1), _refusal("", braces[1].lower()) or ""


def _refusal(tag: str, attribute: str) -> str | None:
    if attribute in _COLORS:
        return f"{quoted(attribute)} {_COLOR_SENTENCE}"
    known = attribute in _HARMLESS | ATTRIBUTES.get(tag, set()) or attribute.startswith("aria-")
    return None if known else f"{quoted(attribute)} would not come through in e-mail and feeds; leave it out"
