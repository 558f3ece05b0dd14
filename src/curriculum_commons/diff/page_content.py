"""What a built page shows: its words, links, pictures and looks, in the text and in the frame around it.

Knows HTML, and nothing of a site.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .words import sentences

_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp"),
    *("small", "span", "strong", "sub", "sup", "time", "tspan", "u", "var", "wbr"),
}
_UNSEEN = {"script", "style", "template", "noscript", "head"}
_TEXT = "-text"
_CONTROLS = {"svg", "input", "select", "button", "textarea", "option", "datalist", "output"}
_FOOTNOTES = ("fn:", "fnref")
_SAID = ("alt", "title", "aria-label", "placeholder")
"""Attributes that are words."""
_TOLD = {"href", "src", "srcset", "id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "action"}
"""Attributes that are told as links, pictures and anchors, or only tie a page together."""


@dataclass
class Part:
    """One part of a page."""

    words: list[str] = field(default_factory=list)
    """Its sentences."""
    links: list[tuple[str, str]] = field(default_factory=list)
    """Words and address of each link."""
    pictures: list[str] = field(default_factory=list)
    """Each picture: its address, or what tells a drawing from another."""
    looks: list[str] = field(default_factory=list)
    """Each element with what it looks like: its name, classes and whatever else is no word, link or picture."""


@dataclass(frozen=True)
class Shown:
    """One page as it is shown."""

    title: str
    """Its first heading."""
    head: tuple[tuple[str, str], ...]
    """What browsers and searches show of it: name and words."""
    text: Part
    """The part that differs from page to page."""
    frame: Part
    """What stands around it: menus, head and foot."""
    data: str
    """What it says to machines."""
    anchors: tuple[str, ...]
    """Ids within the text, in its order."""
    files: tuple[str, ...]
    """Addresses of the styles, scripts and pictures that it asks for."""


def shown(html: bytes) -> Shown:
    """Take down what a page shows."""
    tree = LexborHTMLParser(html)
    text, frame = Part(), Part()
    article = tree.css_first("main article") or tree.css_first("main")
    body = tree.body
    if article is not None:
        _take(article, text, None)
    if body is not None:
        _take(body, frame, article)
    anchors = [_anchor(node) for node in article.css("[id]")] if article is not None else []
    heading = tree.css_first("h1")
    return Shown(
        title=" ".join(heading.text().split()) if heading is not None else "",
        head=tuple(_head(tree)),
        text=text,
        frame=frame,
        data="\n".join(node.text() for node in tree.css('script[type="application/ld+json"]')),
        anchors=tuple(filter(None, anchors)),
        files=tuple(_files(tree)),
    )


def _anchor(node: LexborNode) -> str:
    """Return the id of an element that people link to: not what ties a form or a drawing together, nor the title's."""
    name = node.attrs.sget("id")
    inside = node.parent
    while inside is not None and inside.tag != "svg":
        inside = inside.parent
    is_tied = node.tag in _CONTROLS or inside is not None or name.startswith(_FOOTNOTES)
    return "" if is_tied or node.tag == "h1" else name


def _head(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    title, description = tree.css_first("title"), tree.css_first('meta[name="description"]')
    if title is not None:
        yield "title in searches and tabs", " ".join(title.text().split())
    if description is not None:
        yield "description in searches", description.attrs.sget("content")


def _files(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("link[rel~=stylesheet][href], link[rel~=icon][href]"):
        yield node.attrs.sget("href")
    for node in tree.css("script[src], img[src], source[src], video[src], audio[src]"):
        yield node.attrs.sget("src")


def _take(node: LexborNode, part: Part, without: LexborNode | None) -> None:
    run: list[str] = []
    _walk(node, part, run, without)
    _end(part, run)


def _walk(node: LexborNode, part: Part, run: list[str], without: LexborNode | None) -> None:
    for child in node.iter(include_text=True):
        name = child.tag or ""
        if name == _TEXT:
            run.append(child.text_content or "")
        elif name in _UNSEEN or (without is not None and child.mem_id == without.mem_id):
            continue
        elif name == "svg":
            _draw(child, part)
        else:
            _element(child, name, part, run, without)


def _element(node: LexborNode, name: str, part: Part, run: list[str], without: LexborNode | None) -> None:
    block = name not in _INLINE
    if block:
        _end(part, run)
    attributes = {key: value or "" for key, value in node.attributes.items()}
    _attributes(name, attributes, part)
    _walk(node, part, run, without)
    if name == "a" and "href" in attributes:
        part.links.append((" ".join(node.text().split()), attributes["href"]))
    if block:
        _end(part, run)


def _attributes(name: str, attributes: dict[str, str], part: Part) -> None:
    part.words += [said for key in _SAID if (said := " ".join(attributes.get(key, "").split()))]
    if name == "img":
        part.pictures.append(attributes.get("src", ""))
    others = sorted(f"{key}={value}" for key, value in attributes.items() if key not in _TOLD and key not in _SAID)
    part.looks.append(" ".join([name, *others]))


def _draw(node: LexborNode, part: Part) -> None:
    """Take down a drawing: its words as words, and the rest as one picture."""
    run: list[str] = []
    for inner in node.css("text, title, desc"):
        run.append(inner.text())
        _end(part, run)
    name = sha256((node.html or "").encode()).hexdigest()[:12]
    part.pictures.append(f"drawing {name}")
    part.looks.append("svg")


def _end(part: Part, run: list[str]) -> None:
    part.words += sentences("".join(run))
    run.clear()
