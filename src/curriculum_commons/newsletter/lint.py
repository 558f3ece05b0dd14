"""Find what an issue must not contain once it is published: leftovers, what is not Markdown, what would not arrive.

Takes the text of a page, its parts, and the bytes of pictures; knows nothing of folders, and of mail only what its
programs refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from posixpath import dirname
from urllib.parse import urlsplit

from PIL import Image

from ..content.markdown import Link, Markup
from ..content.markdown.typed import typed_problems
from ..model.commons import Page
from ..model.problems import quoted
from ..model.unreadable import invisible_characters
from .content import ATTRIBUTES, NOT_A_PICTURE, TAGS, Read, opened_picture, pictured
from .providers import TAG_FORMS

_PLACEHOLDERS = re.compile(
    r"""\b(?:TODO|FIXME|(?i:TBD|TBA|TBC)|XXX+|TK+)\b | (?<=[^\w*\n])_{3,}(?![\w*]) | (?<!\{)\{[A-Za-z][\w ]*\}(?!\})
        | \?{3,}(?!(?<=\n\?{3})\+?[ ]+\w) | \b[Ll]orem\s+[Ii]psum\b
        | (?:(?<=\n)|\A)todo\b | \b[Tt]o-?do(?=:)""",
    re.VERBOSE,
)
_BRACKETED = re.compile(r"(?<![\]!\[])\\?\[(?!\[)([^\[\]\n\\]{2,60})\\?\](?![(\[:\]])")
_LEFT_OPEN = re.compile(
    r"""(?i: (?:your|our|my|insert|add|name|names|title|date|day|month|year|link|url|address|e-?mail|phone|school
             |university|place|room|time|topic|number|image|picture|text|here|tbd|todo|xx+)\b.* )
         | [_\s-]+ | [A-Z][A-Z _-]+ | [A-Z][a-z]+(?:[ ][A-Za-z]+){0,3}""",
    re.VERBOSE,
)
_QUOTING = "sic they their he she his her it its we and or in of to a an x"
"""Words that a writer puts in brackets within a quotation."""
_VAGUE_WORDS = frozenset(
    ["here", "this", "this link", "this page", "more", "read more", "learn more", "see more", "find out more", "link"]
)
_ADDRESS = re.compile(
    r"\b(?:https?|ftp)://(?:\[[0-9A-Fa-f:.]*\])?[^\s<>()\"'\]`]+|\bfile:/[^\s<>()\"'\]`]*", re.IGNORECASE
)
_OWN_NETWORK = (".local", ".localhost", ".internal", ".lan", ".home", ".corp", ".intranet", ".test", ".invalid")
_TAG = re.compile(r"<(?!!)/?([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([a-zA-Z:@_][-\w:.]*)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_IN_BRACES = re.compile(r"\{:?[^{}\n]*?(?<![\w-])(style|color|bgcolor|on[a-z]+)\s*=", re.IGNORECASE)
_HARMLESS = {"class", "id", "lang", "dir", "title", "markdown", "role"}
_COLORS = {"style", "color", "bgcolor", "background"}
LARGEST_IMAGE = 1_000_000
"""Bytes that a picture may have."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_PLACEHOLDER, _VAGUE, _UNSUPPORTED = "placeholder", "vague-link-text", "unsupported-html"


def text_problems(markup: Markup, service: str) -> Findings:
    """Yield everything that is wrong with the words, links and tags of an issue."""
    found = [
        *_words(markup),
        *_html(markup),
        *_links(markup),
        *tag_problems(markup.prose, service),
    ]
    places = {at for at, _, _ in found}
    yield from found
    yield from (finding for finding in typed_problems(markup, is_page=True) if finding[0] not in places)


def word_problems(text: str) -> Findings:
    """Yield what was left in a text of one line, or in any other that is not Markdown."""
    for found in _PLACEHOLDERS.finditer(text):
        message = f"{quoted(found[0])} was left in; write what belongs there, or take it out"
        yield found.start(), message, _PLACEHOLDER
    for found in _BRACKETED.finditer(text):
        words = found[1].lower()
        is_quoting = words in _QUOTING.split() or words.startswith(("emphasis ", "the "))
        if _LEFT_OPEN.fullmatch(found[1]) and not is_quoting:
            message = "looks like a blank to fill in; fill it in, or use round brackets"
            yield found.start(), f"{quoted(found[0])} {message}", _PLACEHOLDER


def tag_problems(text: str, service: str) -> Findings:
    """Yield each merge tag: a service would replace it, a web page shows it."""
    for owner, form in TAG_FORMS.items():
        for tag in re.finditer(form, text):
            yield tag.start(), f"{quoted(tag[0])} {_tag_message(owner, service)}", "merge-tag"


def _tag_message(owner: str, service: str) -> str:
    if owner == service:
        return f"would stay as it is, on the web too; leave it out, for the foot of the e-mail has what {service} needs"
    sender = f"{service} sends this newsletter" if service != "none" else "no service sends this newsletter"
    return f"is an unknown merge tag, one of {owner}, but {sender}; leave it out: only the foot of the e-mail has any"


def _words(markup: Markup) -> Findings:
    defined = {link.start for link in markup.links if isinstance(link, Link) and link.target is None}
    yield from (finding for finding in word_problems(markup.prose) if finding[0] not in defined)
    for at in invisible_characters(markup.prose):
        message = f"invisible character U+{ord(markup.prose[at]):04X}; type this part again"
        yield at, message, "invisible-character"
    for heading in markup.headings:
        if not heading.written.strip():
            message = "heading without words; write what comes below it, or take it out"
            yield heading.start, message, "heading-without-text"
    for pattern, message, code in _NOT_MEANT:
        for found in re.finditer(pattern, markup.prose):
            yield found.start(1), f"{quoted(found[1])} {message}", code


def _links(markup: Markup) -> Findings:
    for link in markup.links:
        if not isinstance(link, Link) or link.image:
            continue
        words = (link.text or "").strip()
        if words.lower() in _VAGUE_WORDS:
            yield link.at, f"{quoted(words)} does not name where the link leads; write that", _VAGUE
        elif _is_address(words) and link.target and _host(words) != _host(link.target):
            message = f"is not where the link leads, {quoted(link.target)}; write the same in both places"
            yield link.at, f"{quoted(words)} {message}", "misleading-link"
    for address in _ADDRESS.finditer(markup.prose):
        if is_here(address[0]):
            message = f"{quoted(address[0])} leads to this computer or its own network; write a public address"
            yield address.start(), message, "local-link"


def _is_address(words: str) -> bool:
    return words.lower().startswith(("http://", "https://", "www.")) and len(words.split()) == 1 and bool(_host(words))


def _host(address: str) -> str:
    return re.sub(r"https?://|www\.", "", address.lower()).partition("/")[0]


def is_here(address: str) -> bool:
    """Return True if an address leads nowhere from other computers."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False  # not an address at all, which is reported with the links
    if parts.scheme.lower() == "file":
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(_OWN_NETWORK))


def _html(markup: Markup) -> Findings:
    for tag in _TAG.finditer(markup.prose):
        name = tag[1].lower()
        if name in TAGS:
            for attribute in _ATTRIBUTE.finditer(tag[2]):
                if problem := _attribute_problem(name, attribute[1].lower()):
                    yield tag.start(2) + attribute.start(), *problem
        elif not tag[0].startswith("</"):
            message = f"{quoted(f'<{tag[1]}>')} would not come through in e-mail and feeds; write it in Markdown"
            yield tag.start(), message, _UNSUPPORTED
    for braces in _IN_BRACES.finditer(markup.prose):
        if problem := _attribute_problem("", braces[1].lower()):
            yield braces.start(1), *problem


def _attribute_problem(tag: str, attribute: str) -> tuple[str, str] | None:
    if attribute in _COLORS:
        message = "sets colors or layout by hand, which cannot be read on both light and dark screens"
        return f"{quoted(attribute)} {message}; leave it out", "layout-by-hand"
    if attribute in _HARMLESS | ATTRIBUTES.get(tag, set()) or attribute.startswith("aria-"):
        return None
    return f"{quoted(attribute)} would not come through in e-mail and feeds; leave it out", _UNSUPPORTED


Findings = Iterator[tuple[int, str, str]]
"""Positions in a text, each with message and code of the problem there."""

_COUNTS_CLICKS = (
    r"(?:safelinks\.protection\.outlook\.com|urldefense\.com|urldefense\.proofpoint\.com|list-manage\.com/track|rs6\.net"
    r"|ct\.sendgrid\.net|hubspotlinks\.com|linkprotect\.cudasvc\.com|createsend1?\.com/t/)"
)
_NOT_MEANT = (
    (
        r"(?i)(\bclick(?:ing)?\s+here\b)",
        "means nothing to a reader who hears it alone; let the link name where it leads",
        _VAGUE,
    ),
    (
        rf"(?i)(https?://(?:[\w.-]+\.)?{_COUNTS_CLICKS}[^\s<>()\"'\]]*)",
        "leads through a service that counts or checks clicks; write where it ends",
        "tracking-link",
    ),
)
"""What no reader should meet, whatever the author thinks."""


def picture_problems(page: Page, markup: Markup, read: Read) -> Findings:
    """Yield each picture of ours that mail programs would not show."""
    for link, path in pictured(markup, dirname(page.path)):
        for message, code in _path_problems(path, read):
            yield link.at, f"{quoted(link.target)} {message}", code


def _path_problems(path: str, read: Read) -> Iterator[tuple[str, str]]:
    if path.lower().endswith((".svg", ".svgz")):
        yield "is an SVG, which mail programs do not show; save it as PNG", "unsupported-picture"
        return
    try:
        picture = read(path)
    except OSError:
        yield "cannot be read; put the file there", "missing-file"
        return
    if len(picture) > LARGEST_IMAGE:
        size = f"{len(picture) / 1e6:.1f} MB"
        yield f"has {size}, too much for an e-mail; save it smaller, with less than 1 MB", "picture-too-large"
    elif problem := _content_problem(picture):
        yield problem


def _content_problem(picture: bytes) -> tuple[str, str] | None:
    try:
        kind, (width, height), _ = opened_picture(picture)
    except Image.DecompressionBombError:
        return "has too many pixels for any screen; save it smaller", "picture-too-large"
    except NOT_A_PICTURE:
        width, height, kind = 0, 0, "PNG"
    if kind not in _FORMATS:
        message = f"is of a kind ({kind}) that not all mail programs show; save it as PNG or JPEG"
        return message, "unsupported-picture"
    if width and height:
        return None
    return "has no width and height that could be read; save it as PNG or JPEG", "unsupported-picture"
