"""HTML within a text: tags that are left open, close nothing, or are no tags at all, so that words would vanish."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import accumulate
from typing import NamedTuple

from markdown.util import BLOCK_LEVEL_ELEMENTS

from ...model.problems import quoted
from .sections import UNREAD, Finding
from .unread import markdown_in

_NO_CONTENT = "area base br col embed hr img input link meta source track wbr"
_IMPLIED = "p li dt dd tr td th thead tbody tfoot colgroup caption option optgroup rt rp"
_REST = (
    "a abbr address article aside audio b bdi bdo blockquote body button canvas center cite code data datalist del"
    " details dfn dialog div dl em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup"
    " html i iframe ins kbd label legend main map mark math menu meter nav noscript object ol output picture pre"
    " progress q ruby s samp script search section select small span strike strong style sub summary sup svg table"
    " template textarea time title tt u ul var video"
)
_VOID, _ENDS_BY_ITSELF, _OTHERS = (frozenset(names.split()) for names in (_NO_CONTENT, _IMPLIED, _REST))
"""Tags that have no end, those that end with what is around them, and all others."""
_BLOCKS = frozenset(BLOCK_LEVEL_ELEMENTS) | {"summary"}
"""Tags within which nothing is read as Markdown unless they have `markdown`."""
_VERBATIM = {"pre", "script", "style", "textarea", "svg", "math"}
HTML_TAGS = _VOID | _ENDS_BY_ITSELF | _OTHERS
_DEEPEST = 100
_UNSEEN = {"template", "title"}
"""Hold words that browsers do not show."""
_FOREIGN = {"svg", "math"}
"""Has tags of its own."""
_UNSEEN_SIGN = 'nobody would see it; write "&lt;" for a "<" that is shown'
_OPEN, _UNKNOWN = "unclosed-html", "unknown-html"


def html_problems(prose: str) -> Iterator[Finding]:
    """Yield what is wrong with the tags of a text in which no code is left."""
    if "<" in prose:
        reader = _Tags(prose)
        try:
            reader.feed(prose)
            reader.close()
        except _TooDeepError as error:
            message = f"more than {_DEEPEST} tags within each other; write without the outer ones"
            yield error.args[0], message, "too-complex"
        else:
            yield from sorted(reader.found + [_left_open(tag) for tag in reader.open])


class Tag(NamedTuple):
    """A tag that begins an element."""

    start: int
    """Where it begins."""
    name: str
    """Its name, in small letters."""
    attributes: dict[str, str]
    """Its attributes, without entities."""


def tags(text: str) -> list[Tag]:
    """Return the tags of a text that begin elements, in order; of a template too."""
    reader = _Beginnings(text)
    if "<" in text:
        reader.feed(text)
        reader.close()
    return reader.tags


class _TooDeepError(Exception):
    pass


class _Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._lines = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Read "<![" as browsers do: all up to the next ">" is a comment, whatever it is."""
        return self.parse_bogus_comment(i)


class _Beginnings(_Reader):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.tags: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(self._at(), tag, {name: value or "" for name, value in reversed(attrs)}))


class _Open(NamedTuple):
    start: int
    name: str
    unread: str
    """The tag, itself or around it, within which no Markdown is read; empty where it is."""


class _Tags(_Reader):
    def __init__(self, prose: str) -> None:
        super().__init__(prose)
        self.prose = prose
        self.open: list[_Open] = []
        self.found: list[Finding] = []
        self._excused: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ":" in tag or "@" in tag:
            return  # an address between < and >
        is_foreign = any(one.name in _FOREIGN for one in self.open)
        if tag in _UNSEEN and not is_foreign:
            self._lost(f"<{tag}>", f"holds words that nobody would see; take out {quoted(f'<{tag}>')} and its end")
        if tag in HTML_TAGS or "-" in tag or is_foreign:
            if tag not in _VOID:
                self.open.append(_Open(self._at(), tag, self._unread(tag, dict(attrs).get("markdown", "0") == "0")))
                if len(self.open) > _DEEPEST and sum(one.name not in _ENDS_BY_ITSELF for one in self.open) > _DEEPEST:
                    raise _TooDeepError(self._at())
        else:
            self._lost(self.get_starttag_text() or "", f"is no tag of HTML, and {_UNSEEN_SIGN}")

    def _unread(self, tag: str, is_plain: bool) -> str:
        """Return the tag that keeps Markdown within this one from being read; empty where it is read."""
        around = self.open[-1].unread if self.open else ""
        begins = bool(self.open) or not self.prose[: self._at()].rpartition("\n")[2].strip()
        return around or (tag if tag in _BLOCKS and is_plain and begins else "")

    def handle_data(self, data: str) -> None:
        """Report Markdown where none is read; that of others is found in the text itself."""
        around = self.open[-1] if self.open else None
        is_unread = around and around.unread and _VERBATIM.isdisjoint(one.name for one in self.open)
        if around and is_unread and (passage := markdown_in(data, with_lists=True)):
            at = self._at() + max(data.find(passage), 0)
            is_own = around.unread == around.name
            way_out = f"write {quoted(f'<{around.unread} markdown>')}" if is_own else "write HTML in its place"
            message = f"{quoted(passage)} is shown as typed within {quoted(f'<{around.unread}>')}; {way_out}"
            self.found.append((at, message, UNREAD))

    def handle_pi(self, data: str) -> None:
        """Report what is between "<?" and ">", which browsers take for a comment."""
        self._lost("<?", f"begins what belongs to programs, and {_UNSEEN_SIGN}")

    def handle_comment(self, data: str) -> None:
        """Report what browsers take for a comment though it is none, which the engine leaves as it is."""
        if data.startswith("[CDATA["):
            self._lost("<![CDATA[", f"begins what belongs to programs, and {_UNSEEN_SIGN}")

    def _lost(self, sign: str, message: str) -> None:
        self.found.append((self._at(), f"{quoted(sign)} {message}", _UNKNOWN))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Leave alone what is closed at once, unless a browser does not take it so."""
        if tag in _OTHERS and not any(one.name in _FOREIGN for one in self.open) and tag not in _FOREIGN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._excused:
            self._excused.remove(tag)
        elif any(one.name == tag for one in self.open):
            while (last := self.open.pop()).name != tag:
                if last.name not in _ENDS_BY_ITSELF:
                    self.found.append(_left_open(last))
                    self._excused.append(last.name)
        elif tag in HTML_TAGS - _VOID:
            message = f"{quoted(f'</{tag}>')} closes nothing; remove it, or write {quoted(f'<{tag}>')} where it begins"
            self.found.append((self._at(), message, _OPEN))


def _left_open(tag: _Open) -> Finding:
    end = quoted(f"</{tag.name}>")
    message = f"{quoted(f'<{tag.name}>')} is left open, and would take in what follows; write {end} where it ends"
    return tag.start, message, _OPEN
