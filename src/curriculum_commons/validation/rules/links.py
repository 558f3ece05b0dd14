"""Where the links of pages lead: to a page, file, anchor or address that is there; and that each can be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from posixpath import basename, dirname, join, normpath, relpath, splitext
from unicodedata import normalize
from urllib.parse import unquote

from ...content.load import MADE, PAGES, PageText
from ...content.markdown import Link, Undefined
from ...model.problems import Problem, quoted
from ...model.text import web_refusal
from .anchors import Anchors
from .context import Known, ValidationContext, on_page

_MADE = MADE.removeprefix(f"{PAGES}/") + "/"
_FILE_NAME = re.compile(
    r"[\w. ()-]*\.(?:png|jpe?g|gif|webp|svg|heic|bmp|tiff?)|(?:IMG|DSC|image)[_-]?\d+", re.IGNORECASE
)
_SAYS_NOTHING = re.compile(
    r"(?:image|img|pic(?:ture)?|photo(?:graph)?|figure|graphic|diagram|chart|screenshot|logo|icon"
    r"|alt(?:ernative)?(?: text)?|description)[ _-]*[0-9]*|.*\bautomatically generated\b.*",
    re.IGNORECASE | re.DOTALL,
)
_MERGE_TAG = re.compile(
    r"\*\|.*\|\*|%%.*%%|\[\[.*\]\]|\$\{.*\}|%[a-z]+\.[a-z.]+%|\[(?:unsubscribe|webversion)\]", re.IGNORECASE
)
_OF_WORD = {"m", "o", "st1", "v", "w"}
"""What names of tags begin with that Word writes."""
_HOST = re.compile(r"(?:[\w-]+\.)+(?:com|edu|gov|info|io|net|org)(?:[/?#].*)?", re.IGNORECASE)
_FIRST_PAGE = re.compile(r"(?:^|/)(?:index|README)(?:\.\w+)?$", re.IGNORECASE)
_PAGE_ENDINGS = {"", ".md", ".htm", ".html"}
_TO_WRITE_TO = re.compile(r"mailto:[^\s@?]+@[^\s@?]+", re.IGNORECASE)
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")


def links_lead_somewhere(context: ValidationContext) -> Iterator[Problem]:
    """The page, file and anchor that a link names exist, and a web address can be followed."""
    targets = _Targets(context)
    for page in context.source.texts:
        for link in context.texts[page.file].links:
            if isinstance(link, Undefined):
                line = quoted(f"[{link.label}]: …")
                message = f"{quoted(link.label)} has no address on this page; add a line {line}"
                yield on_page(page, link.at, message)
            elif link.target is not None and (refusal := targets.refusal(page, link, link.target.strip())):
                yield on_page(page, link.at, refusal)


def images_are_described(context: ValidationContext) -> Iterator[Problem]:
    """Every image says what it shows, for those who cannot see it."""
    for page in context.source.texts:
        for link in context.texts[page.file].links:
            if isinstance(link, Link) and link.image and link.html and link.text is None:
                yield on_page(page, link.start, 'image without a description; add alt="…" with what it shows')
            elif isinstance(link, Link) and link.image and not link.html and not (link.text or "").strip():
                yield on_page(page, link.start, "image without a description; write what it shows between [ and ]")
            elif isinstance(link, Link) and link.image and link.text and _FILE_NAME.fullmatch(link.text.strip()):
                message = f"{quoted(link.text.strip())} is the name of a file; describe what the image shows"
                yield on_page(page, link.start, message)
            elif isinstance(link, Link) and link.image and link.text and _SAYS_NOTHING.fullmatch(link.text.strip()):
                message = f"{quoted(link.text.strip())} does not say what the image shows; describe it"
                yield on_page(page, link.start, message)


def links_have_words(context: ValidationContext) -> Iterator[Problem]:
    """Every link has words that say where it leads."""
    for page in context.source.texts:
        for link in context.texts[page.file].links:
            if isinstance(link, Link) and not link.image and link.text is not None and not link.text.strip():
                yield on_page(page, link.start, "link without words; write where it leads between [ and ]")


RULES: tuple[Callable[[ValidationContext], Iterator[Problem]], ...] = (
    links_lead_somewhere,
    images_are_described,
    links_have_words,
)


class _Targets:
    """What a link can lead to, and what is to be said where it does not."""

    def __init__(self, context: ValidationContext) -> None:
        self.files = context.source.files
        self.named = {True: _Named(self.files, pages=True), False: _Named(self.files, pages=False)}
        self.spelled = {normalize("NFC", path) for path in self.files if not path.isascii()}
        self.anchors = Anchors(context)

    def refusal(self, page: PageText, link: Link, target: str) -> str | None:
        if not target:
            return "leads nowhere; write the address"
        if "{{" in page.body[link.at : link.at + len(target)]:
            return "a macro cannot be an address; write the address itself"
        if scheme := _SCHEME.match(re.sub(r"[\x00-\x20]", "", target)):
            return _web_refusal(scheme[1].lower(), target, link.image)
        if target.lower().startswith(("//", "www.")):
            return f"{quoted(target)} has no beginning; write https:{'//' * (target[0] != '/')} before it"
        if link.html and not target.startswith("#"):
            return f"{quoted(target)} is left as it is in HTML; write {'!' * link.image}[words](file) instead"
        return _no_address(target) or self._place_refusal(page, target)

    def _place_refusal(self, page: PageText, target: str) -> str | None:
        path, _, anchor = target.partition("#")
        path = unquote(path.partition("?")[0])
        # A text of the toolkit is beside the folder of pages, and so are the ways from it.
        here = page.path if page.folder == PAGES else f"../{page.file}"
        folder = dirname(here)
        place = normpath(join(folder, path)) if path else here
        place = place.removeprefix(f"../{PAGES}/")
        if path.startswith("/"):
            guess = self._guess(place.strip("/"), page)
            return f'{quoted(target)} begins with "/" but should be the way from this file{guess}'
        if place.startswith(_MADE):
            return None
        if normalize("NFC", place) in self.spelled and place not in self.files:
            way_out = "name the file anew without accents, and write that name here"
            return f"{quoted(target)} is spelled with other signs than the file, though it looks the same; {way_out}"
        if path.endswith("/") or place not in self.files:
            return f"{quoted(target)} is no file in docs/{self._guess(place, page)}"
        if "#" in target and place.endswith(".md") and not self.anchors.has(place, unquote(anchor)):
            return f"{quoted('#' + anchor)} is nowhere on {PAGES}/{place}{self.anchors.guess(place, unquote(anchor))}"
        return None

    def _guess(self, place: str, page: PageText) -> str:
        exact = (near for near in (f"{place}.md", f"{place}/index.md") if near in self.files)
        near = next(exact, None) or self.named[splitext(place)[1].lower() in _PAGE_ENDINGS].nearest(place)
        if near:
            return f'; did you mean "{relpath(f"/{PAGES}/{near}", f"/{dirname(page.file)}")}"?'
        if splitext(place)[1] in _PAGE_ENDINGS or place.startswith("../"):
            return "; write the way to a file, ending in .md"
        return "; put the file there, or write the way to one that is"


class _Named:
    """Files by what a person calls them: the name of a file without its ending, and of a folder for its first page."""

    def __init__(self, files: frozenset[str], pages: bool) -> None:
        self.paths: dict[str, list[str]] = {}
        for path in sorted(path for path in files if path.endswith(".md") == pages):
            self.paths.setdefault(_called(path), []).append(path)
        self.known = Known("file", {name: number for number, name in enumerate(self.paths)})

    def nearest(self, place: str) -> str | None:
        """Return the file that is probably meant; `None` where no name is near."""
        called = _called(place)
        near = called if called in self.paths else self.known.nearest(called)
        paths = [] if near is None else self.paths[near]
        return next(iter(get_close_matches(place, paths, n=1, cutoff=0)), None)


def _called(path: str) -> str:
    return splitext(basename(_FIRST_PAGE.sub("", path)))[0]


def _no_address(target: str) -> str | None:
    if re.fullmatch(r"[^@\s/]+@[^@\s/]+\.\w+", target):
        return f"{quoted(target)} is an e-mail address; write mailto: before it"
    if re.match(r"https?/", target, re.IGNORECASE):
        return f"{quoted(target)} is not a web address; write it whole, beginning with https://"
    if _HOST.fullmatch(target):
        return f"{quoted(target)} has no beginning; write https:// before it"
    if target[0] in "“”‘’":
        return f"{quoted(target)} has curly quotes; take them out"
    if _MERGE_TAG.fullmatch(unquote(target)):
        return (
            f"{quoted(target)} is a merge tag, which works on no page; take it out: the foot of the e-mail has its own"
        )
    return None


def _web_refusal(scheme: str, target: str, image: bool) -> str | None:
    if scheme == "mailto":
        return None if _TO_WRITE_TO.match(target) else f"{quoted(target)} is no e-mail address; write one after mailto:"
    if scheme in _OF_WORD and not re.match(r"\w:[\\/]", target):
        return f"{quoted(f'<{target}>')} comes from Word; paste the text again without its format"
    if scheme in {"data", "file"} or len(scheme) == 1:
        return f"{quoted(target)} is not on the web; put the file beside this page, and write its name"
    if scheme not in {"http", "https"}:
        return f'{quoted(target)} begins with "{scheme}:"; only https:, http: and mailto: can be followed'
    if refusal := web_refusal(target):
        return f"{quoted(target)} {refusal}"
    return f"{quoted(target)} is an image on another site; put the file into {PAGES}/" if image else None
