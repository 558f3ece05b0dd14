"""What a built page shows, and how that differs from what it was: words, links, pictures and looks.

Knows HTML, and nothing of where two pages come from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .words import Rewording, reworded, sentences

_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp"),
    *("small", "span", "strong", "sub", "sup", "time", "tspan", "u", "var", "wbr"),
}
_HIDDEN = {"script", "style", "template", "noscript", "head"}
_WORDS = ("alt", "title", "aria-label", "placeholder")
"""Attributes that are words."""
_NOT_LOOKS = {"href", "src", "srcset", "id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "action"}
"""Attributes that are compared as links, pictures and anchors, or only connect parts of a page."""


@dataclass
class Part:
    """One part of a page."""

    words: list[str] = field(default_factory=list)
    """Its sentences."""
    links: list[tuple[str, str]] = field(default_factory=list)
    """Text and URL of each link."""
    pictures: list[str] = field(default_factory=list)
    """URL of each picture, or a hash of a drawing."""
    looks: list[str] = field(default_factory=list)
    """Each element with its classes and whatever else is not a word, link or picture."""


@dataclass(frozen=True)
class PageContent:
    """What one page shows."""

    title: str
    """Its first heading."""
    head: dict[str, str]
    """What browsers and search engines show of it."""
    text: Part
    """The part that differs from page to page."""
    frame: Part
    """What is around the text: menus, head and foot."""
    data: str
    """Its JSON-LD."""
    anchors: tuple[str, ...]
    """Ids within the text that others may link to, in their order."""
    apart: tuple[tuple[str, str], ...] = ()
    """Id and HTML of each part of the text that is compared by itself."""


def page_content(html: bytes, apart: Collection[str] = ()) -> PageContent:
    """Return what a page shows.

    Args:
        apart: Ids of parts of the text that are left out of it, because what changes in them is listed elsewhere.
    """
    tree = LexborHTMLParser(html)
    text, frame = Part(), Part()
    article = tree.css_first("main article") or tree.css_first("main")
    left_out = list[LexborNode]()
    if article is not None:
        left_out = [node for node in article.css("[id]:not(h1, h2, h3, h4, h5, h6)") if node.attrs.sget("id") in apart]
        marks = article.css("sup.mark")  # whose numbers change with any source before
        _collect(article, text, {node.mem_id for node in (*left_out, *marks)})
    if tree.body is not None:
        _collect(tree.body, frame, {article.mem_id} if article is not None else set())
    heading = tree.css_first("h1")
    return PageContent(
        title=" ".join(heading.text().split()) if heading is not None else "",
        head=dict(_head(tree)),
        text=text,
        frame=frame,
        data="\n".join(node.text() for node in tree.css('script[type="application/ld+json"]')),
        anchors=tuple(_anchors(article)) if article is not None else (),
        apart=tuple((node.attrs.sget("id"), node.html or "") for node in left_out),
    )


def _anchors(article: LexborNode) -> Iterator[str]:
    """Yield ids that others may link to: not those of form controls, drawings, footnotes, sources or the title."""
    for node in article.css("[id]:not(h1, svg, svg *, input, select, button, textarea, option, datalist, output)"):
        name = node.attrs.sget("id")
        if name and not name.startswith(("fn:", "fnref", "Page-mark-", "Page-source-")):
            yield name


def _head(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    title, description = tree.css_first("title"), tree.css_first('meta[name="description"]')
    if title is not None:
        yield "title in searches and tabs", " ".join(title.text().split())
    if description is not None:
        yield "description in searches", description.attrs.sget("content")


def _collect(node: LexborNode, part: Part, without: Collection[int]) -> None:
    run: list[str] = []
    _walk(node, part, run, without)
    _end_run(part, run)


def _walk(node: LexborNode, part: Part, run: list[str], without: Collection[int]) -> None:
    """Collect the children of a node; `run` is the text since the last block began or ended."""
    for child in node.iter(include_text=True):
        name = child.tag or ""
        if name == "-text":
            run.append(child.text_content or "")
        elif name in _HIDDEN or child.mem_id in without:
            continue
        elif name == "svg":
            _drawing(child, part)
        else:
            _element(child, name, part, run, without)


def _element(node: LexborNode, name: str, part: Part, run: list[str], without: Collection[int]) -> None:
    if name not in _INLINE:
        _end_run(part, run)
    attributes = {key: value or "" for key, value in node.attributes.items()}
    part.words += [words for key in _WORDS if (words := " ".join(attributes.get(key, "").split()))]
    if name == "img":
        part.pictures.append(attributes.get("src", ""))
    looks = [f"{key}={value}" for key, value in attributes.items() if key not in _NOT_LOOKS and key not in _WORDS]
    part.looks.append(" ".join([name, *sorted(looks)]))
    _walk(node, part, run, without)
    if name == "a" and "href" in attributes:
        part.links.append((" ".join(node.text().split()), attributes["href"]))
    if name not in _INLINE:
        _end_run(part, run)


def _drawing(node: LexborNode, part: Part) -> None:
    """Collect the words of a drawing as words, and the rest as one picture."""
    for inner in node.css("text, title, desc"):
        part.words += sentences(inner.text())
    part.pictures.append(f"drawing {sha256((node.html or '').encode()).hexdigest()[:12]}")
    part.looks.append("svg")


def _end_run(part: Part, run: list[str]) -> None:
    part.words += sentences("".join(run))
    run.clear()


@dataclass(frozen=True)
class LinkChange:
    """A link that is new or gone."""

    status: str
    """One of "new" and "gone"."""
    text: str
    url: str
    """Target, as it is written on the page."""


@dataclass(frozen=True)
class PartChange:
    """How a part of a page differs from what it was."""

    words: tuple[Rewording, ...] = ()
    links: tuple[LinkChange, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    """Status ("new" or "gone") and URL of each picture; a drawing has a hash."""
    looks: bool = False
    """Whether the markup has changed: elements, classes and what else is not a word, link or picture."""
    order: bool = False
    """Whether the same words are in another order."""

    def __bool__(self) -> bool:
        return bool(self.words or self.links or self.pictures or self.looks or self.order)


@dataclass(frozen=True)
class PageChange:
    """How a page differs from what it was."""

    head: tuple[Rewording, ...]
    """What browsers and search engines show of it."""
    text: PartChange
    frame: PartChange
    """What is around the text, without what follows from it, such as a list of its headings."""
    data: bool
    """Whether its JSON-LD has changed."""
    anchors_gone: tuple[str, ...]
    """Anchors that it no longer has."""
    apart: int = 0
    """Number of parts that were compared by themselves and are new, gone or not the same."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What has changed in its text, in words."""
        text = self.text
        changed = {
            "words": text.words or self.head,
            "links": text.links,
            "pictures": text.pictures,
            "order": text.order,
            "looks": text.looks,
            "records": self.apart,
        }
        kinds = [kind for kind, is_changed in changed.items() if is_changed]
        return tuple(kinds or (["data for machines"] if self.data else []))


def page_change(before: PageContent, after: PageContent) -> PageChange:
    """Return how a page differs from what it was."""
    text, frame = _part_change(before.text, after.text), _part_change(before.frame, after.frame)
    head = (Rewording(before.head.get(name, ""), value, name) for name, value in after.head.items())
    return PageChange(
        head=tuple(rewording for rewording in head if rewording.before != rewording.after),
        text=text,
        frame=_without_echo(frame, text),
        data=before.data != after.data,
        anchors_gone=tuple(name for name in before.anchors if name not in set(after.anchors)),
        apart=len({name for name, _ in {*before.apart} ^ {*after.apart}}),
    )


def _part_change(before: Part, after: Part) -> PartChange:
    words = reworded(before.words, after.words) if before.words != after.words else ()
    # Another text for the same URL is a change of words.
    text_of = {url: text for text, url in (*before.links, *after.links)}
    urls = _new_and_gone([url for _, url in before.links], [url for _, url in after.links])
    links = tuple(LinkChange(status, text_of[url], url) for status, url in urls)
    pictures = tuple(_new_and_gone(before.pictures, after.pictures))
    order = before.words != after.words and not words
    looks = before.looks != after.looks
    if looks and (words or links or pictures or order):
        # More or fewer elements of the same kinds follow from the other changes.
        looks = set(before.looks) != set(after.looks)
    return PartChange(words, links, pictures, looks, order)


def _new_and_gone(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    old, new = Counter(before), Counter(after)
    yield from (("new", item) for item in new - old)
    yield from (("gone", item) for item in old - new)


def _without_echo(frame: PartChange, text: PartChange) -> PartChange:
    """Return what has changed around the text by itself: lists of its headings and the like follow from the text."""
    pairs = {(rewording.before, rewording.after) for rewording in text.words}
    words = tuple(one for one in frame.words if (one.before, one.after) not in pairs)
    links = tuple(link for link in frame.links if not link.url.startswith("#"))
    if words or links or frame.pictures:
        return PartChange(words, links, frame.pictures, frame.looks)
    looks = frame.looks and not (frame.words or frame.links or frame.order)
    return PartChange(looks=looks, order=frame.order and not text.order)
