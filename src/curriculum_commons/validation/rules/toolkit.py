"""What must hold for texts of the toolkit, so that files can be made from them and nothing is printed as it is typed.

Pandoc does not report a block that is not closed or has an unknown name: it swallows what follows, or prints what was
meant for the speaker alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ...content.load import PAGES, TOOLKIT, PageText
from ...content.markdown import Link
from ...content.markdown.html import HTML_TAGS
from ...model.problems import Problem, nearest, quoted
from ...model.records import EACH, LOGO_WIDTH, Site
from .context import ValidationContext, folded, repeated
from .error_messages import listed

FORMATS: Mapping[str, tuple[str, ...]] = {
    "document": ("docx", "pdf"),
    "competency pages": ("docx", "pdf"),
    "slides": ("pptx", "pdf"),
    "survey": ("docx", "pdf", "csv"),
    "mapping workbook": ("xlsx",),
    "roadmap planner": ("xlsx",),
    "data": ("xlsx", "csv", "json"),
}
"""The formats that each kind of text can have."""
_FILE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.md")
_LOGO = (".png", ".jpg", ".jpeg")
BLOCKS = ("notes", "source", "columns", "column")
"""What a block between lines of colons can be called on slides."""
_COLONS = re.compile(r"^([ \t]*)(::+)[ \t]*([^\n]*?)[ \t]*$", re.MULTILINE)
_NAMED = re.compile(r"([A-Za-z][\w-]*)(?:[ \t]*:+)?|\{[^{}]*?\.([A-Za-z][\w-]*)[^{}]*\}(?:[ \t]*:+)?")
_NO_SPACE = re.compile(r"^#{2,6}(?=[^#\s{])", re.MULTILINE)
_TAG = re.compile(r"<!--|<(?:!\[CDATA\[|\?)|</?([a-zA-Z][\w-]*)(?:\s[^<>]*)?/?>")
"""What may be a tag of HTML; any other word between angle brackets is text."""


def texts_have_names_that_files_can_have(context: ValidationContext) -> Iterator[Problem]:
    """Everything in the folder is a text, and its name is one that its files can have too."""
    for path in sorted(context.source.toolkit_names):
        if not path.endswith(".md"):
            message = 'is not a text of the toolkit; let its name end in ".md", or move it'
            yield Problem(f"{TOOLKIT}/{path}", 0, 0, message, "unknown-file")
        elif not _FILE_NAME.fullmatch(path):
            message = "has a name that files cannot have; use lower-case letters, digits and hyphens"
            yield Problem(f"{TOOLKIT}/{path}", 0, 0, message, "file-name")


def texts_have_formats_of_their_kind(context: ValidationContext) -> Iterator[Problem]:
    """The formats that a text asks for can be made from it."""
    for text, top in context.toolkit():
        for number, form in enumerate(top.formats):
            possible = FORMATS[top.kind]
            if form not in possible:
                message = f"{quoted(form)} cannot be made from {quoted(top.kind)}"
                message += f"; possible are {listed(possible, 'and')}"
                yield text.front_problem(("formats", number), message, "unsupported-format")


def texts_have_no_images(context: ValidationContext) -> Iterator[Problem]:
    """A text of the toolkit is words and records: a picture would not come through in every format."""
    for text, link in context.links():
        if text.folder == TOOLKIT and isinstance(link, Link) and link.image:
            message = "image in a text of the toolkit; describe it in words"
            yield text.problem(link.start, message, "image-in-toolkit")


_MADE_ONCE = ("mapping workbook", "roadmap planner", "data")
"""Kinds of which a toolkit has one."""


def texts_differ(context: ValidationContext) -> Iterator[Problem]:
    """Each text has a title of its own, and of some kinds there is one."""
    texts = list(context.toolkit())
    for (text, top), (other, _) in repeated((folded(item[1].title), item) for item in texts):
        message = f"{quoted(top.title)} is the title of {other.file}, too; choose another"
        yield text.front_problem(("title",), message, "duplicate-title")
    for (text, top), (other, _) in repeated((item[1].kind, item) for item in texts if item[1].kind in _MADE_ONCE):
        message = f"{quoted(top.kind)} is what {other.file} makes already; a toolkit has one"
        yield text.front_problem(("kind",), message, "duplicate-kind")


def competency_pages_are_about_each_competency(context: ValidationContext) -> Iterator[Problem]:
    """A text of which one document for each competency is made names none of them by its code."""
    for text, call in context.calls():
        top = context.tops.get(text.path) if text.folder == TOOLKIT else None
        signature = context.macros.get(call.name)
        if top is None or top.kind != "competency pages" or signature is None:
            continue
        for kind, (offset, name) in zip(signature.takes, call.arguments, strict=False):
            if kind == "competency" and name != EACH and not context.known[kind].lacks(name):
                message = f"{call.name}: {quoted(name)} would be on the page of every competency; write {quoted(EACH)}"
                yield text.problem(offset, message, "single-competency")


def logo_is_a_file(context: ValidationContext) -> Iterator[Problem]:
    """The logo of a site is a picture that is there."""
    for number, site in context.records("site", Site):
        for logo, path in site.logos:
            if logo not in context.source.files:
                message = f"{quoted(logo)} is not a file in {PAGES}/; put the logo there, and write its path below"
                yield context.problem("site", number, path, f"{message} {PAGES}/", "missing-file")
            elif not logo.lower().endswith(_LOGO):
                message = f"{quoted(logo)} is not a logo that can be used; save it as PNG or JPEG"
                if logo.lower().endswith((".svg", ".svgz")):
                    message = f"{quoted(logo)} is an SVG; save it as PNG, at least {LOGO_WIDTH} pixels wide"
                yield context.problem("site", number, path, message, "logo-format")


def logo_is_part_of_the_brand(context: ValidationContext) -> Iterator[Problem]:
    """The logo is below `brand:`, so that pages and e-mails have it too; below `school:` only documents do."""
    for number, site in context.records("site", Site):
        if site.school and site.school.logo:
            message = 'write it below "brand:", where pages and e-mails have it too; here it still works for documents'
            yield context.problem("site", number, ("school", "logo"), message, "renamed-key").as_warning


class _Line(NamedTuple):
    """A line of colons."""

    start: int
    written: str
    name: str


@dataclass
class _Blocks:
    """One pass over the lines of colons of a text, and what is wrong with them."""

    page: PageText
    prose: str
    open: list[_Line] = field(default_factory=list)

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong, in the order of the text."""
        headings = [(match.start(), match[0]) for match in re.finditer(r"^##? [^\n]*", self.prose, re.MULTILINE)]
        marks: list[tuple[int, re.Match[str] | str]] = [(mark.start(), mark) for mark in _COLONS.finditer(self.prose)]
        for start, mark in sorted([*marks, *headings], key=lambda item: item[0]):
            if isinstance(mark, str):
                yield from self._left_open(f"before {quoted(self._as_written(start))}")
            elif mark[3].strip(": \t"):
                yield from self._opening(mark)
            elif len(mark[2]) > len("::"):
                yield from self._closing(mark)
        yield from self._left_open("before the end of the text")

    def _opening(self, mark: re.Match[str]) -> Iterator[Problem]:
        written, named = self._as_written(mark.start()), _NAMED.fullmatch(mark[3])
        name = (named[1] or named[2]) if named else ""
        within = [above.name for above in self.open[-2:]]
        meant = nearest(name, ("column",) if "columns" in within else BLOCKS[:-1])
        if wrong := _misspelled(mark, name, meant):
            yield self.page.problem(mark.end(1), f"{quoted(written)} {wrong}", "unknown-block")
        elif wrong := self._out_of_line(mark):
            yield self.page.problem(mark.end(1), f"{quoted(written)} {wrong}", "block-syntax")
        # A misspelled name is taken for what was meant, so that its content is not reported as well.
        guess = name if name in BLOCKS else meant or ("column" if "columns" in within else name)
        line = _Line(mark.end(1), written, guess)
        if line.name == "column":
            yield from self._column(line)
        else:
            yield from self._left_open(f"before {quoted(written)}")
        self.open.append(line)

    def _column(self, line: _Line) -> Iterator[Problem]:
        if self.open and self.open[-1].name == "columns":
            return
        if [above.name for above in self.open[-2:]] == ["columns", "column"]:
            above = self.open.pop()
            yield self._unclosed(above, f"before {quoted(line.written)}")
        else:
            yield from self._left_open(f"before {quoted(line.written)}")
            message = f'{quoted(line.written)} is outside of columns; write ":::: columns" above both columns'
            yield self.page.problem(line.start, message, "block-syntax")

    def _closing(self, mark: re.Match[str]) -> Iterator[Problem]:
        if not self.open:
            message = f"{quoted(mark[2])} closes no block; remove it, or write what it should close above it"
            yield self.page.problem(mark.end(1), message, "block-syntax")
        else:
            if wrong := self._out_of_line(mark):
                yield self.page.problem(mark.end(1), f"{quoted(mark[2])} {wrong}", "block-syntax")
            self.open.pop()

    def _out_of_line(self, mark: re.Match[str]) -> str:
        if mark[1]:
            return "has spaces before it; let the line begin with the colons"
        above = self.prose[: mark.start()].rstrip(" \t").removesuffix("\n").rpartition("\n")[2]
        if mark[3].strip(": \t") and above.strip() and not _COLONS.fullmatch(above):
            return "follows a line of text; leave a line empty above it"
        return ""

    def _left_open(self, where: str) -> Iterator[Problem]:
        for line in self.open:
            yield self._unclosed(line, where)
        self.open.clear()

    def _unclosed(self, line: _Line, where: str) -> Problem:
        colons = line.written[: len(line.written) - len(line.written.lstrip(":"))]
        message = f'{quoted(line.written)} is not closed {where}; write "{colons}" on a line below its text'
        return self.page.problem(line.start, message, "unclosed-block")

    def _as_written(self, start: int) -> str:
        return self.page.body[start:].partition("\n")[0].strip()


def _misspelled(mark: re.Match[str], name: str, meant: str | None) -> str:
    if name not in BLOCKS:
        way_out = f"did you mean {quoted(meant)}?" if meant else f"possible are {listed(BLOCKS, 'and')}"
        return f"is not a block that slides have; {way_out}"
    return "begins with two colons; write three" if len(mark[2]) == len("::") else ""


def slides_close_their_blocks(context: ValidationContext) -> Iterator[Problem]:
    """Every block on slides has a name that is known, and is closed on the slide on which it begins."""
    for text, top in context.toolkit():
        if top.kind == "slides":
            yield from _Blocks(text, context.texts[text.file].prose).problems()


def only_slides_have_blocks(context: ValidationContext) -> Iterator[Problem]:
    """Lines of colons mean something on slides alone; in any other text they would be lost, and their text stay."""
    for text, top in context.toolkit():
        for mark in _COLONS.finditer(context.texts[text.file].prose):
            if top.kind != "slides" and mark[3].strip(": \t"):
                written = text.body[mark.end(1) : mark.end()]
                message = f"{quoted(written)} means something on slides only; remove it and the line that closes it"
                yield text.problem(mark.end(1), message, "block-outside-slides")


def texts_have_no_html(context: ValidationContext) -> Iterator[Problem]:
    """A text of the toolkit is Markdown; a tag of HTML would be printed as it is typed."""
    for text, _ in context.toolkit():
        prose = context.texts[text.file].prose
        for tag in _TAG.finditer(text.body):
            # Elsewhere a comment is hidden as code is; here it would be printed.
            is_comment = tag[0] == "<!--"
            shown = prose[tag.start()] in " <" if is_comment else prose[tag.start() : tag.end()] == tag[0]
            way_out = "remove the comment" if is_comment else "use Markdown, or remove it"
            if shown and (tag[1] is None or tag[1].lower() in HTML_TAGS):
                message = f"{quoted(tag[0])} would be printed as it is typed; {way_out}"
                yield text.problem(tag.start(), message, "html-in-toolkit")


def headings_of_texts_have_words(context: ValidationContext) -> Iterator[Problem]:
    """A heading in a text of the toolkit has words, and a space before them."""
    for text, _ in context.toolkit():
        markup = context.texts[text.file]
        for heading in markup.headings:
            if not heading.text:
                message = f'heading without words; write them after "{"#" * heading.level} "'
                yield text.problem(heading.start, message, "heading-without-text")
        for mark in _NO_SPACE.finditer(markup.prose):
            message = f'"{mark[0]}" makes no heading here; write a space after it'
            yield text.problem(mark.start(), message, "heading-syntax")
