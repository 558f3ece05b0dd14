"""The text of an issue as HTML that any mail program or feed reader may be given: safe, and with whole links.

Knows pages and the macros, and nothing of mail or feeds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from posixpath import dirname, join, normpath
from urllib.parse import quote, unquote, urljoin
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from selectolax.lexbor import LexborHTMLParser

from ..content.markdown import Call, replace_calls
from ..model.commons import Commons, Issue, Page
from ..render import MACROS, show

AROUND = {"newsletter_head", "newsletter_foot"}
"""Macros that show what is around an issue on its page, and no part of its text."""
_HIGHLIGHT = "pymdownx.highlight"
_EXTENSIONS = (
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", _HIGHLIGHT, "pymdownx.superfences"),
    *("tables", "toc"),
)
"""Markdown as the engines read it; `mkdocs.yml` names the same."""
_AFTER_WORDS = 15
"""Priority of the step that rewrites boxes: after inline Markdown in them is read."""
_PLACEHOLDER = re.compile(r"<!--macro ([0-9]+)-->")
_BETWEEN_LINKS = re.compile(r"</a>\s+<a ")
"""White space between links, which a page separates by its style sheet."""
_WEB = re.compile(r"[a-z]+:|//", re.IGNORECASE)
_IN_ADDRESSES = "/%?#=&:;,+@!$*~"
"""Characters that stay; mail programs follow no address with a space, and not all of them one with an umlaut."""
TAGS = nh3.ALLOWED_TAGS - {"area", "map"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
    "time": {"datetime"},
}


@lru_cache(maxsize=4)  # the forms of an issue are made one after the other
def content(commons: Commons, issue: Issue) -> str:
    """Return the text of an issue without its title; every link is a whole address."""
    text, blocks = _with_placeholders(commons, issue.page)
    html = _read(text)
    address, folder = commons.site.address, dirname(issue.page.path)
    html = linked(html, lambda target: _from_page(address, folder, issue.page.url, target))
    html = _sized(html, {urljoin(address, path): size for path, size in commons.sizes.items()})
    html = _PLACEHOLDER.sub(lambda found: blocks[int(found[1])], html)
    return _without_title(cleaned(html))


def cleaned(html: str) -> str:
    """Return HTML with nothing in it that a mail program or a feed reader should not be given."""
    aligned = {"text-align"}
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, filter_style_properties=aligned, link_rel=None)


def linked(html: str, move: Callable[[str], str]) -> str:
    """Return HTML in which each link and picture leads where `move` says."""
    tree = LexborHTMLParser(f"<body>{html}</body>")
    for way_back in tree.css("a.footnote-backref"):
        way_back.decompose()  # it would lead to the page of the issue
    for name, selector in (("href", "a[href]"), ("src", "img[src]")):
        for node in tree.css(selector):
            node.attrs[name] = move(node.attrs.sget(name))
    return (tree.body.inner_html or "") if tree.body else ""


def _sized(html: str, sizes: Mapping[str, tuple[int, int]]) -> str:
    """Return HTML in which each picture of a known size has width and height, or the width that its author wants."""
    if not sizes or "<img" not in html:
        return html
    tree = LexborHTMLParser(f"<body>{html}</body>")
    for image in tree.css("img"):
        size = sizes.get(unquote(image.attrs.sget("src")))
        if size and not image.attrs.sget("height"):
            wanted = image.attrs.sget("width")
            width = int(wanted) if wanted.isascii() and wanted.isdecimal() else size[0]
            image.attrs["width"] = str(width)
            image.attrs["height"] = str(max(1, round(size[1] * width / size[0])))
    return (tree.body.inner_html or "") if tree.body else ""


def _read(text: str) -> str:
    reader = Markdown(extensions=list(_EXTENSIONS), extension_configs={_HIGHLIGHT: {"use_pygments": False}})
    reader.treeprocessors.register(_Boxes(reader), "boxes", _AFTER_WORDS)
    return reader.convert(text)


class _Boxes(Treeprocessor):
    """Makes each admonition an `aside` with a bold title, for programs that are given no classes."""

    def run(self, root: Element) -> None:
        for box in root.iter("div"):
            if "admonition" in box.get("class", "").split():
                box.tag = "aside"
                for title in box.findall("p[@class='admonition-title']"):
                    _strengthen(title)


def _strengthen(title: Element) -> None:
    words, inside = title.text, list(title)
    for child in inside:
        title.remove(child)
    strong = SubElement(title, "strong")
    title.text, strong.text = None, words
    strong.extend(inside)


def _with_placeholders(commons: Commons, page: Page) -> tuple[str, list[str]]:
    """Return the Markdown with a placeholder for each block of a macro, and the blocks."""
    if not page.meta.render_macros:
        return page.body, []
    blocks: list[str] = []

    def placeholder(_number: int, call: Call) -> str:
        html = "" if call.name in AROUND else _macro(commons, call)
        if MACROS[call.name].signature.inline:
            return html
        blocks.append(html)
        return f"\n\n<!--macro {len(blocks) - 1}-->\n\n"

    return replace_calls(page.body, placeholder), blocks


def _macro(commons: Commons, call: Call) -> str:
    html = show(commons, call.name, call.texts, "", ("newsletter", "toolkit")).strip()
    html = _BETWEEN_LINKS.sub("</a> · <a ", html)
    return linked(html, lambda target: urljoin(commons.site.address, target))


def _from_page(address: str, folder: str, url: str, target: str) -> str:
    path, hash_sign, anchor = target.partition("#")
    if _WEB.match(target):
        return target
    if not path:
        return urljoin(address, url + hash_sign + anchor)
    path = normpath(join(folder, path))
    whole = (Page.address_of(path) if path.endswith(".md") else path) + hash_sign + anchor
    return urljoin(address, quote(whole, safe=_IN_ADDRESSES))


def _without_title(html: str) -> str:
    tree = LexborHTMLParser(f"<body>{html}</body>")
    for title in tree.css("h1"):
        title.decompose()
    return ((tree.body.inner_html or "") if tree.body else "").strip()
