"""What the security policy of the site forbids on a page, and what a page or an e-mail fetches from elsewhere.

Knows HTML only: neither sources nor the address of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from ..model.problems import quoted

_REQUESTED = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
_DATA = {"application/json", "application/ld+json"}
_EMBEDDED = "iframe, frame, object, embed, applet"
_FETCHED = ("src", "data", "poster", "background")
_HANDLER = re.compile(rb"[\s/\"']on[a-z]+\s*=", re.IGNORECASE)
_IN_STYLE = re.compile(r"""(?:url\(|@import(?!\s*url\())\s*(?:(["'])([^"']+)\1|([^"')\s;]+))""")


@dataclass(frozen=True)
class Fault:
    """Something wrong with one built page."""

    message: str
    code: str
    """As of a problem."""
    value: str = ""
    """The address, text or other value of an attribute that is at fault, as it is on the page."""
    tag: str = ""
    """Name of the element; empty where any may be meant."""
    attribute: str = ""
    """Name of the attribute; empty where any may be meant."""
    without: str = ""
    """Name of the attribute for want of which the element is at fault."""

    @property
    def is_visible(self) -> bool:
        """Whether it is in a part of the page, and not of the page as a whole."""
        return bool(self.value or self.tag)


def requests(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield every address from which a browser fetches something to show a page."""
    for node in tree.css("link[href]"):
        if _REQUESTED & set(node.attrs.sget("rel").lower().split()):
            yield node.attrs.sget("href")
    for node in tree.css("[src], [data], [poster], [background]"):
        if node.tag not in _EMBEDDED.split(", "):
            yield from (node.attrs.sget(name) for name in _FETCHED if node.attrs.get(name))
    for node in tree.css("image, use, feImage"):
        yield node.attrs.sget("href") or node.attrs.sget("xlink:href")
    for node in tree.css("[srcset], [imagesrcset]"):
        choices = (node.attrs.sget("srcset") or node.attrs.sget("imagesrcset")).split(",")
        yield from (choice.split()[0] for choice in choices if choice.strip())


def requests_of_style(css: str) -> Iterator[str]:
    """Yield every address from which a browser fetches something for a style."""
    return (found[2] or found[3] for found in _IN_STYLE.finditer(css))


def runs_script(link: str) -> bool:
    """Return True if a browser would run an address as a program."""
    return _without_blanks(link).lower().startswith(("javascript:", "vbscript:", "data:text/html"))


def against_policy(tree: LexborHTMLParser, raw: bytes) -> Iterator[Fault]:
    """Yield what browsers refuse to do on a page of the site."""
    for script in tree.css("script:not([src])"):
        if script.attrs.sget("type") not in _DATA:
            message = "holds a script, which no browser will run here; put it into a file of theme/assets/"
            yield Fault(message, "inline-script", tag="script", without="src")
    for node in tree.css("style, [style]"):
        message = "holds a style, which no browser will follow here; put it into theme/assets/commons.css"
        attribute = "" if node.tag == "style" else "style"
        yield Fault(message, "inline-style", node.attrs.sget("style"), node.tag or "", attribute)
    if tree.css_first('meta[http-equiv="refresh" i]') is not None:
        message = "sends visitors on to another page by itself; link to it instead"
        yield Fault(message, "automatic-redirect", "refresh", "meta", "http-equiv")
    if tree.css_first("base") is not None:
        message = 'holds "base", which would move every link of the page; take it out'
        yield Fault(message, "embedded-content", tag="base")
    yield from active(tree, raw)


def active(tree: LexborHTMLParser, raw: bytes) -> Iterator[Fault]:
    """Yield what would run a program, show another site, or send to it what a visitor types."""
    for node in tree.css(_EMBEDDED):
        tag = node.tag or ""
        what = f'holds "{tag}", which shows something else within the page, and no browser will do that here'
        yield Fault(f"{what}; link to it instead", "embedded-content", tag=tag)
    for name in ("action", "formaction", "ping"):
        for node in tree.css(f"[{name}]"):
            target = node.attrs.sget(name)
            if name != "action" or _is_elsewhere(target):
                message = (
                    f'"{name}" would send what visitors do to {quoted(target)}, which browsers refuse; link to a page'
                )
                yield Fault(message, "external-form", target, node.tag or "", name)
    for node in tree.css("*") if _HANDLER.search(raw) else ():
        for name in node.attrs:
            if name.startswith("on"):
                message = f'holds "{name}", which no browser will run here; use a file of theme/assets/'
                yield Fault(message, "inline-script", node.attrs.sget(name), node.tag or "", name)


def _without_blanks(address: str) -> str:
    """Return an address without the blanks and control characters that browsers take out."""
    return "".join(char for char in address if char > " ")


def _is_elsewhere(target: str) -> bool:
    parts = urlsplit(_without_blanks(target).replace("\\", "/"))
    return bool(parts.scheme or parts.netloc)
