"""Read the Markdown of an issue as the engines read that of pages.

Knows nothing of macros, mail or feeds.
"""

from __future__ import annotations

from threading import local
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.treeprocessors import Treeprocessor

_HIGHLIGHT = "pymdownx.highlight"
_EXTENSIONS = (
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", _HIGHLIGHT, "pymdownx.superfences"),
    *("tables", "toc"),
)
"""Markdown as the engines read it; `mkdocs.yml` names the same."""
_AFTER_WORDS = 15
"""Where in the order of Markdown's own steps boxes are rewritten: the words in them are read by then."""

_readers = local()


def read(text: str) -> str:
    """Return Markdown as HTML."""
    # Each thread has its own reader; to make one takes as long as to read a page.
    if not hasattr(_readers, "markdown"):
        _readers.markdown = _reader()
    reader: markdown.Markdown = _readers.markdown
    return reader.reset().convert(text)


def _reader() -> markdown.Markdown:
    reader = markdown.Markdown(extensions=list(_EXTENSIONS), extension_configs={_HIGHLIGHT: {"use_pygments": False}})
    reader.treeprocessors.register(_Boxes(reader), "boxes", _AFTER_WORDS)
    return reader


class _Boxes(Treeprocessor):
    """Lets a box say by its elements that it is one, for programs that are given no classes."""

    def run(self, root: Element) -> None:
        for box in root.iter("div"):
            if "admonition" in box.get("class", "").split():
                box.tag = "aside"
                for title in box.findall("p[@class='admonition-title']"):
                    _strengthen(title)


def _strengthen(words: Element) -> None:
    said, inside = words.text, list(words)
    for child in inside:
        words.remove(child)
    strong = SubElement(words, "strong")
    words.text, strong.text = None, said
    strong.extend(inside)
