"""What a fault of the built site looks like where it was written: in HTML, in Markdown, in a template, in settings.

Knows texts and offsets only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from ..content.markdown import Link, Markup
from ..content.markdown.html import Tag, tags
from .page_policy import Fault

_ADDRESSES = (
    *("href", "src", "srcset", "imagesrcset", "poster", "data", "background", "xlink:href"),
    *("action", "formaction", "ping"),
)
_LINKS = ("href", "action")
_MENU = "\nnav:"
_LAST = re.compile(r"(?:\.md|\.html|/)?[\"']?[ \t]*(?:[#,\]}]|$)", re.MULTILINE)
"""What follows a value in YAML."""


def in_tags(fault: Fault, html: str) -> Iterator[int]:
    """Yield where the tags of a fault begin in HTML, or in a template of it."""
    if fault.value.startswith("{"):
        yield from every(html, fault.value)
    else:
        yield from (tag.start for tag in tags(html) if _has(tag, fault))


def in_markdown(fault: Fault, markup: Markup) -> Iterator[int]:
    """Yield where a fault was written in Markdown."""
    if fault.attribute == "id":
        yield from (at for at, name in markup.places if name == fault.value)
    elif fault.tag == "h1":
        yield from (heading.start for heading in markup.headings if heading.level == 1)
    elif fault.value.startswith("{"):
        yield from every(markup.body, fault.value)
    elif note := _note(fault.value.partition("#")[2]):
        yield from every(markup.body, f"[^{note}]")
    else:
        yield from in_tags(fault, markup.prose)
        yield from (link.at for link in markup.links if isinstance(link, Link) and _leads(link, fault))
        if fault.attribute and fault.value:
            yield from (at for at, inside in markup.braces if fault.attribute in inside and fault.value in inside)


def _note(anchor: str) -> str:
    """Return the name of a note from its id or that of a place that refers to it; empty where it is another id."""
    kind, _, name = anchor.partition(":")
    return name if kind == "fn" or kind.rstrip("0123456789") == "fnref" else ""


def in_settings(fault: Fault, text: str) -> Iterator[int]:
    """Yield the first place in the settings of an engine where the address of a fault is: whole, or in a menu."""
    found = text.find(fault.value) if "//" in fault.value else -1
    if found < 0 and not fault.attribute and (name := _ending(fault.value)):
        entries = [match.start() for match in name.finditer(text) if _LAST.match(text, match.end())]
        menu = f"\n{text}".find(_MENU)
        found = next(iter([*(at for at in entries if at > menu >= 0), *entries]), -1)
    if found >= 0:
        yield found


def _has(tag: Tag, fault: Fault) -> bool:
    if fault.tag not in {"", tag.name} or (fault.without and tag.attributes.get(fault.without, "").strip()):
        return False
    if not fault.attribute and not fault.value:
        return bool(fault.tag)
    names = (fault.attribute,) if fault.attribute else _LINKS if _is_of_link(fault) else _ADDRESSES
    return any(_alike(fault, name, tag.attributes[name]) for name in names if name in tag.attributes)


def _leads(link: Link, fault: Fault) -> bool:
    if link.html or not link.target or fault.attribute not in {"", "href", "src"}:
        return False
    if link.image == _is_of_link(fault) or (fault.without and (link.text or "").strip()):
        return False
    return fault.tag in {"", "img" if link.image else "a"} and _alike(fault, "href", link.target)


def _is_of_link(fault: Fault) -> bool:
    return fault.code.startswith("link-") or fault.value.lower().lstrip().startswith(("javascript:", "vbscript:"))


def _alike(fault: Fault, attribute: str, written: str) -> bool:
    """Return True if a value may be what the engine or a template made that of a fault from."""
    if fault.value.split() == written.split():
        return True
    if attribute not in _ADDRESSES:
        return attribute != "id" and "{{" in written
    if "//" in fault.value or "//" in written:
        return "srcset" in attribute and fault.value in written
    ending = _ending(fault.value)
    return bool(ending and ending.search(unquote(written)))


def _ending(address: str) -> re.Pattern[str] | None:
    """Return what is in an address for certain however it was written: engines change folders, not the last part."""
    path, hash_sign, anchor = unquote(address).partition("#")
    last = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    if not last.strip(".") and not anchor:
        return None
    if anchor:
        return re.compile(rf"{re.escape(hash_sign + anchor)}(?![\w-])")
    return re.compile(rf"(?<![\w.-]){re.escape(last)}(?=(?:\.md|\.html)?(?![\w.-]))")


def every(text: str, words: str) -> Iterator[int]:
    """Yield each place in a text where words begin."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + len(words))
