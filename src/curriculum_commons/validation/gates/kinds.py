"""Which kinds of files may be published: those that the other gates can look into, by ending and by content.

Anything else is stopped, as nobody can see here what is in it. What is in a file is recognized by its first bytes, for
which `filetype` is asked, or by being text; of office documents the list of their parts is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from zipfile import ZipFile

import filetype

from ...content.load import PAGES, THEME
from ...model.problems import quoted
from . import pictures
from .active_content import PROGRAMS
from .archives import BROKEN, Unread
from .finding import Objection
from .metadata import OLD
from .office import OFFICE, parts_unread
from .secrets import KEY_STORES
from .source_files import FOLDERS, TEXTS, Holding

_TEXT, _EMPTY, _UNKNOWN = "text", "empty", "unknown"
KINDS: dict[str, frozenset[str]] = {
    **dict.fromkeys((TEXTS - OLD.keys() - PROGRAMS) | {".css", ".map", ".svg"}, frozenset({_TEXT})),
    **{suffix: frozenset({suffix[1:]}) for suffix in [".gif", ".webp", ".avif", ".bmp", ".ico", *sorted(OFFICE)]},
    **{suffix: frozenset({suffix[1:]}) for suffix in [".woff", ".woff2", ".ttf", ".otf", ".eot"]},
    **{suffix: frozenset({suffix[1:]}) for suffix in [".pdf", ".zip", ".mp3", ".wav", ".webm", ".flac"]},
    **dict.fromkeys([".jpg", ".jpeg", ".jpe", ".jfif"], frozenset({"jpg"})),
    **dict.fromkeys([".tif", ".tiff"], frozenset({"tif"})),
    **dict.fromkeys([".ogg", ".oga", ".opus"], frozenset({"ogg"})),
    **dict.fromkeys([".mp4", ".m4v", ".m4a", ".mov"], frozenset({"mp4", "m4v", "m4a", "mov", "3gp"})),
    ".png": frozenset({"png", "apng"}),
}
"""What a file with an ending may be within."""
STOPPED = OLD.keys() | pictures.CANNOT_BE_READ | KEY_STORES
"""Endings that other gates stop, whatever the file holds."""
_PROGRAMS = frozenset({".js", ".mjs", ".htm"})
"""Kinds that only the theme may bring."""
_BEGINNINGS = {
    ".svg": re.compile(r"<(?:[\w.-]+:)?svg\b"),
    ".vtt": re.compile(r"\AWEBVTT\b"),
    ".ics": re.compile(r"\A\s*BEGIN:VCALENDAR\b", re.IGNORECASE),
    ".vcf": re.compile(r"\A\s*BEGIN:VCARD\b", re.IGNORECASE),
    **dict.fromkeys([".json", ".geojson", ".webmanifest", ".map"], re.compile(r"\A\s*[\[{\"\d]")),
}
"""What is in each text of a kind that has a sign of its own."""
_DISGUISED = (
    ("rtf", re.compile(r"\A\s*\{\\rtf")),
    ("pdf", re.compile(r"\A\s*%PDF-")),
    ("ps", re.compile(r"\A\s*%!PS")),
    (
        "eml",
        re.compile(r"\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,80}?(?:MIME-Version|Content-Transfer-Encoding):"),
    ),
    ("uu", re.compile(r"\Abegin(?:-base64)? [0-7]{3} ")),
    ("por", re.compile(r"\A[^\n]{0,200}SPSS PORT FILE")),
)
"""Texts that hide what they hold: packed, or written in signs of their own."""
_NOTEBOOK = re.compile(r'"nbformat"\s{0,9}:')
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_FIRST = 8_192
"""Bytes by which a file that is not text is recognized."""
_ANY = 1_000_000
_MAIN = re.compile(rb"application/vnd\.([\w.-]+?)\.main(?:\+xml)?\"")
_MAINS = {
    b"openxmlformats-officedocument.wordprocessingml.document": "docx",
    b"openxmlformats-officedocument.wordprocessingml.template": "dotx",
    b"openxmlformats-officedocument.presentationml.presentation": "pptx",
    b"openxmlformats-officedocument.presentationml.template": "potx",
    b"openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    b"openxmlformats-officedocument.spreadsheetml.template": "xltx",
}
_MIMES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/epub+zip": "epub",
}
_MACROS = "document with macros"
_ALLOW = "or allow it in data/site.yaml with gate: kind"
_REASONS = {
    "too large": "pack less into it",
    "too many files": "pack fewer into it",
    "too deep": "unpack what is packed within it",
    "damaged": "save it again, without a password",
    "unknown kind": "take it out",
}


def files_are_of_a_known_kind(holding: Holding) -> Iterator[Objection]:
    """Every file is of a kind that can be looked into, and is what its ending promises."""
    if holding.folder not in FOLDERS or _is_stopped_elsewhere(holding):
        return
    kinds = KINDS.get(holding.suffix)
    if kinds is None and holding.folder == THEME and holding.suffix in _PROGRAMS:
        kinds = frozenset({_TEXT})
    if kinds is None:
        kind = holding.suffix[1:] or "no ending"
        has = "is of a kind," if holding.suffix else "has"
        message = f"{has} {quoted(kind)}, that cannot be looked into; save it as a kind that can, {_ALLOW}"
        yield _objection(holding.path, kind, message)
        return
    within = _kind_within(holding, is_text=_TEXT in kinds)
    if within not in kinds:
        message = f'ends in "{holding.suffix}" and is {quoted(within)} within; name it after what it is, {_ALLOW}'
        yield _objection(holding.path, within, message)
        return
    yield from not_looked_into(holding.path, parts_unread(holding))


def not_looked_into(path: str, parts: Iterable[Unread]) -> Iterator[Objection]:
    """Yield an objection for each reason why parts of a file cannot be looked into."""
    names: dict[str, list[str]] = {}
    for part in parts:
        names.setdefault(part.reason, []).append(part.name)
    for reason, (name, *more) in names.items():
        others = f" and {len(more)} more" if more else ""
        message = (
            f"has parts that cannot be looked into, {quoted(name)}{others}: {quoted(reason)}; "
            f"{_REASONS[reason]}, {_ALLOW}"
        )
        yield _objection(path, reason, message)


def _objection(path: str, what: str, message: str) -> Objection:
    return Objection(path, 0, 0, "kind", what, message)


def _is_stopped_elsewhere(holding: Holding) -> bool:
    """Return True if another gate stops a file by its ending alone, and says what to save it as."""
    return holding.suffix in STOPPED or (holding.folder == PAGES and holding.suffix in PROGRAMS)


def _kind_within(holding: Holding, *, is_text: bool) -> str:
    if is_text and (kind := _kind_of_text(holding)):
        return kind
    with holding.opened() as stream:
        first = stream.read(_FIRST)
    if not first:
        return _EMPTY
    if first.startswith(b"PK"):
        return _kind_of_archive(holding)
    if first[4:8] == b"ftyp":
        return filetype.guess_extension(first) or "mp4"
    return filetype.guess_extension(first) or _UNKNOWN


def _kind_of_text(holding: Holding) -> str | None:
    """Return "text", what a text is instead, or `None` where it is none."""
    content = holding.content()
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content.decode()
        except UnicodeDecodeError:
            return None
    text = holding.text
    if _CONTROLS.search(text):
        return None
    if holding.suffix == ".md":
        return _TEXT
    if holding.suffix == ".json" and _NOTEBOOK.search(text):
        return "ipynb"
    sign = _BEGINNINGS.get(holding.suffix)
    if sign and text and not sign.search(text):
        return f"not {holding.suffix[1:]}"
    return next((kind for kind, pattern in _DISGUISED if pattern.search(text)), _TEXT)


def _kind_of_archive(holding: Holding) -> str:
    try:
        with holding.opened() as stream, ZipFile(stream) as archive:
            names = {part.filename: part for part in archive.infolist()}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return _MACROS
            signs = [archive.read(name) for name in ("mimetype", "[Content_Types].xml") if _is_small(names.get(name))]
    except BROKEN:
        return "zip"
    for content in signs:
        if content.strip() in _MIMES:
            return _MIMES[content.strip()]
        if mains := {_MAINS.get(match[1], _MACROS) for match in _MAIN.finditer(content)}:
            return mains.pop() if len(mains) == 1 else _UNKNOWN
    return "zip"


def _is_small(part: object) -> bool:
    return getattr(part, "file_size", _ANY) < _ANY
