"""What must hold for links and images: they lead to a page, file, anchor or address that exists, and can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from posixpath import basename, dirname, join, normpath, relpath, split, splitext
from unicodedata import normalize
from urllib.parse import unquote

from ...content.load import MADE, PAGES, PageText
from ...content.markdown import Call, Link, Undefined
from ...model.problems import Problem, quoted
from ...model.record import web_refusal
from ...model.records import KINDS, Finding, School
from ...model.urls import ANCHORS, slug
from .context import Known, ValidationContext

Refusal = tuple[str, str]
"""Message and code."""
_MADE = MADE.removeprefix(f"{PAGES}/") + "/"
_NO_DESCRIPTION = re.compile(
    r"(?P<file>[\w. ()-]*\.(?:png|jpe?g|gif|webp|svg|heic|bmp|tiff?)|(?:IMG|DSC|image)[_-]?\d+)"
    r"|(?:image|img|pic(?:ture)?|photo(?:graph)?|figure|graphic|diagram|chart|screenshot|logo|icon"
    r"|alt(?:ernative)?(?: text)?|description)[ _-]*[0-9]*|.*\bautomatically generated\b.*",
    re.IGNORECASE | re.DOTALL,
)
_MERGE_TAG = re.compile(
    r"\*\|.*\|\*|%%.*%%|\[\[.*\]\]|\$\{.*\}|%[a-z]+\.[a-z.]+%|\[(?:unsubscribe|webversion)\]", re.IGNORECASE
)
_OF_WORD = {"m", "o", "st1", "v", "w"}
"""Beginnings of the names of tags that Word writes."""
_HOST = re.compile(r"(?:[\w-]+\.)+(?:com|edu|gov|info|io|net|org)(?:[/?#].*)?", re.IGNORECASE)
_PAGE_ENDINGS = {"", ".md", ".htm", ".html"}
_CONTACTS = {
    "mailto": (
        re.compile(r"mailto:[^\s@?]+@[^\s@?]+.*", re.IGNORECASE | re.DOTALL),
        "an e-mail address; write one after mailto:",
    ),
    **dict.fromkeys(
        ("tel", "sms"),
        (
            re.compile(r"(?:tel|sms):\+?(?=[^;?]*[0-9])[0-9*#().-]+(?:[;?][^\s;]+)*", re.IGNORECASE),
            'a phone number; write it without spaces, as in "tel:+1-617-555-0100"',
        ),
    ),
}
"""By scheme, what the address of a person looks like and how to write it."""
_NAME_IT = 'name an anchor, as in "{ #brew }" at the end of its line, and link to "#brew"'
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")


def links_lead_somewhere(context: ValidationContext) -> Iterator[Problem]:
    """The page, file and anchor that a link names exist, and a web address can be followed."""
    targets = _Targets(context)
    for page, link in context.links():
        if isinstance(link, Undefined):
            line = quoted(f"[{link.label}]: …")
            message = f"{quoted(link.label)} has no address on this page; add a line {line}"
            yield page.problem(link.at, message, "link-label-undefined")
        elif link.target is not None and (refusal := targets.refusal(page, link, link.target.strip())):
            yield page.problem(link.at, *refusal)


def images_are_described(context: ValidationContext) -> Iterator[Problem]:
    """Every image has a text about what it shows, for those who cannot see it."""
    for page, link in context.links():
        if isinstance(link, Link) and link.image and (message := _description_refusal(link)):
            yield page.problem(link.start, message, "image-description")


def _description_refusal(image: Link) -> str | None:
    if image.html and image.text is None:
        return 'image without a description; add alt="…" with what it shows'
    text = (image.text or "").strip()
    if not text:
        return None if image.html else "image without a description; write what it shows between [ and ]"
    found = _NO_DESCRIPTION.fullmatch(text)
    if found and found["file"]:
        return f"{quoted(text)} is the name of a file; describe what the image shows"
    return f"{quoted(text)} does not say what the image shows; describe it" if found else None


def links_have_words(context: ValidationContext) -> Iterator[Problem]:
    """Every link has words about where it leads."""
    for page, link in context.links():
        if isinstance(link, Link) and not link.image and link.text is not None and not link.text.strip():
            message = "link without words; write where it leads between [ and ]"
            yield page.problem(link.start, message, "link-without-words")


class _Targets:
    """What a link can lead to, and the message where it does not."""

    def __init__(self, context: ValidationContext) -> None:
        self.files = context.source.files
        self.named = {pages: _Named(self.files, pages) for pages in (True, False)}
        self.spelled = {normalize("NFC", path) for path in self.files if not path.isascii()}
        self.anchors = Anchors(context)

    def refusal(self, page: PageText, link: Link, target: str) -> Refusal | None:
        if not target:
            return "leads nowhere; write the address", "link-target-missing"
        if "{{" in page.body[link.at : link.at + len(target)]:
            return "a macro cannot be an address; write the address itself", "macro-in-address"
        if scheme := _SCHEME.match(re.sub(r"[\x00-\x20]", "", target)):
            automatic = page.body[link.start] == "<" and not link.html
            return _web_refusal(scheme[1].lower(), target, link.image, automatic)
        if target.lower().startswith(("//", "www.")):
            way_out = f"write https:{'//' * (target[0] != '/')} before it"
            return f"{quoted(target)} has no beginning; {way_out}", "not-a-web-address"
        if link.html and not target.startswith("#"):
            message = f"{quoted(target)} is left as it is in HTML; write {'!' * link.image}[words](file) instead"
            return message, "html-link"
        return _no_address(target) or self._path_refusal(page, target)

    def _path_refusal(self, page: PageText, target: str) -> Refusal | None:
        path, _, anchor = target.partition("#")
        path = unquote(path.partition("?")[0])
        # A text of the toolkit is beside the folder of pages, and so are the paths from it.
        here = page.path if page.folder == PAGES else f"../{page.file}"
        file = normpath(join(dirname(here), path)) if path else here
        file = file.removeprefix(f"../{PAGES}/")
        if path.startswith("/"):
            guess = self._guess(file.strip("/"), page)
            message = f'{quoted(target)} begins with "/" but should be the path from this file{guess}'
            return message, "link-target-missing"
        if file.startswith(_MADE):
            return None
        if normalize("NFC", file) in self.spelled and file not in self.files:
            message = f"{quoted(target)} is spelled with other characters than the file, though it looks the same"
            return f"{message}; name the file anew without accents, and write that name here", "link-target-missing"
        if path.endswith("/") or file not in self.files:
            return f"{quoted(target)} is not a file in docs/{self._guess(file, page)}", "link-target-missing"
        is_page = "#" in target and file.endswith(".md")
        return self.anchors.refusal(file, normalize("NFC", unquote(anchor))) if is_page else None

    def _guess(self, path: str, page: PageText) -> str:
        exact = (near for near in (f"{path}.md", f"{path}/index.md") if near in self.files)
        near = next(exact, None) or self.named[splitext(path)[1].lower() in _PAGE_ENDINGS].nearest(path)
        if near:
            return f'; did you mean "{relpath(f"/{PAGES}/{near}", f"/{dirname(page.file)}")}"?'
        if splitext(path)[1] in _PAGE_ENDINGS or path.startswith("../"):
            return "; write the path to a file, ending in .md"
        return "; put the file there, or write the path to one that is"


class _Named:
    """Files by what a person calls them: the name of a file without its ending, and of a folder for its first page."""

    def __init__(self, files: frozenset[str], pages: bool) -> None:
        self.paths: dict[str, list[str]] = {}
        for path in sorted(path for path in files if path.endswith(".md") == pages):
            self.paths.setdefault(_called(path), []).append(path)
        self.known = Known("file", dict.fromkeys(self.paths, 0))

    def nearest(self, path: str) -> str | None:
        """Return the file that is probably meant; `None` where no name is near."""
        called = _called(path)
        near = called if called in self.paths else self.known.nearest(called)
        paths = [] if near is None else self.paths[near]
        return next(iter(get_close_matches(path, paths, n=1, cutoff=0)), None)


def _called(path: str) -> str:
    folder, name = split(splitext(path)[0])
    return basename(folder) if name.lower() in {"index", "readme"} else name


def _no_address(target: str) -> Refusal | None:
    if re.fullmatch(r"[^@\s/]+@[^@\s/]+\.\w+", target):
        return f"{quoted(target)} is an e-mail address; write mailto: before it", "not-a-web-address"
    if re.match(r"https?/", target, re.IGNORECASE):
        message = f"{quoted(target)} is not a web address; write it whole, beginning with https://"
        return message, "not-a-web-address"
    if _HOST.fullmatch(target):
        return f"{quoted(target)} has no beginning; write https:// before it", "not-a-web-address"
    if target[0] in "“”‘’":
        return f"{quoted(target)} has curly quotes; take them out", "curly-quotes"
    if _MERGE_TAG.fullmatch(unquote(target)):
        message = "is a merge tag, which works on no page; take it out: the foot of the e-mail has its own"
        return f"{quoted(target)} {message}", "merge-tag"
    return None


def _web_refusal(scheme: str, target: str, image: bool, automatic: bool) -> Refusal | None:
    message = None
    if automatic and scheme in {"tel", "sms"}:
        target, message = f"<{target}>", f"makes no link; write [words]({target})"
    elif scheme in _CONTACTS:
        form, way_out = _CONTACTS[scheme]
        message = None if form.fullmatch(target) else f"is not {way_out}"
    elif scheme in _OF_WORD and not re.match(r"\w:[\\/]", target):
        target, message = f"<{target}>", "comes from Word; paste the text again without its format"
    elif scheme in {"data", "file"} or len(scheme) == 1:
        message = "is not on the web; put the file beside this page, and write its name"
    elif scheme not in {"http", "https"}:
        message = f'begins with "{scheme}:"; only https:, http:, mailto:, tel: and sms: can be followed'
    elif not (message := web_refusal(target)) and image:
        message = f"is an image on another site; put the file into {PAGES}/"
    return (f"{quoted(target)} {message}", "not-a-web-address") if message else None


class Anchors:
    """The anchors of each page: its headings, its own anchors, and the records that macros show on it."""

    def __init__(self, context: ValidationContext) -> None:
        self._context = context
        self._known = cache(self._anchors_of)

    def has(self, page: str, anchor: str) -> bool:
        """Return True if a page has an anchor, or may have it once its own problems are solved."""
        is_read = f"{PAGES}/{page}" in self._context.texts
        return not is_read or not self._known(page).lacks(anchor) or self._may_come(anchor)

    def refusal(self, page: str, anchor: str) -> Refusal | None:
        """Return what is wrong with a link to an anchor of a page."""
        if self.has(page, anchor):
            return None
        if anchor in self._context.texts[f"{PAGES}/{page}"].unsteady:
            message = f"is made of no words of the heading, and will lead elsewhere; {_NAME_IT}"
            return f"{quoted('#' + anchor)} {message}", "unsteady-anchor"
        near = self._known(page).nearest(anchor)
        guess = f"; did you mean {quoted('#' + near)}?" if near else ""
        return f"{quoted('#' + anchor)} is nowhere on {PAGES}/{page}{guess}", "link-anchor-missing"

    def _anchors_of(self, page: str) -> Known:
        text, macros = self._context.texts[f"{PAGES}/{page}"], self._context.macros
        whole = text.is_readable and all(
            part.name in macros if isinstance(part, Call) else not text.template for part in text.parts
        )
        anchors = [*sorted(text.anchors), *(a for call in text.calls if call.name in macros for a in self._shown(call))]
        return Known("anchor", dict.fromkeys(anchors, 0), whole=whole)

    def _shown(self, call: Call) -> Iterator[str]:
        signature = self._context.macros[call.name]
        given = {kind: name for kind, (_, name) in zip(signature.takes, call.arguments, strict=False)}
        for kind in signature.anchors:
            for name in self._names(kind, given):
                yield _prefix(kind) + (slug(name) if kind == "competency" else name)

    def _names(self, kind: str, given: dict[str, str]) -> Iterator[str]:
        if kind in given:
            yield given[kind]
        elif kind == "finding" and "topic" in given:
            yield from (f.id for _, f in self._context.records("findings", Finding) if f.topic == given["topic"])
        elif kind == "school" and "role" in given:
            yield from (s.id for _, s in self._context.records("schools", School) if s.role == given["role"])
        else:
            yield from self._context.known[kind].numbers

    def _may_come(self, anchor: str) -> bool:
        # A record that is wrong in some other way, or cannot be read, may be what the link means.
        for kind in (*ANCHORS, "competency"):
            if anchor.startswith(_prefix(kind)):
                known = self._context.known[kind]
                number = known.numbers.get(anchor.removeprefix(_prefix(kind)))
                if not known.whole or (number is not None and number not in self._context.good[KINDS[kind]]):
                    return True
        return False


def _prefix(kind: str) -> str:
    return "c-" if kind == "competency" else ANCHORS[kind][1]
