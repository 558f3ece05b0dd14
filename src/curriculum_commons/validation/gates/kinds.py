"""Which kinds of files may be published, recognized by suffix and content, how large, and what browsers would run.

Kinds that the other gates cannot look into are stopped, as nobody can see here what is in them. The content is
recognized by its first bytes, with `filetype`, or by being text; of office documents the list of their parts is read.

The site sends a policy with each page, and a web server with each file. GitHub's and GitLab's pages send none for other
files: a drawing that is opened by its address could do there what the site may, and read what `/admin/` stores.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple
from zipfile import ZipFile, ZipInfo

import filetype

from ...content.files import LARGEST
from ...content.load import DATA, PAGES, THEME, UPSTREAM
from ...model.problems import quoted
from .archives import BROKEN, OFFICE, UnreadPart, unread_parts
from .metadata import CANNOT_BE_READ, OLD
from .secrets import KEY_STORES
from .source_files import FOLDERS, TEXTS, GateFinding, SourceFile

PROGRAMS = frozenset([".js", ".mjs", ".cjs", ".htm", ".shtml", ".xhtml", ".xht", ".xsl", ".xslt", ".mht", ".mhtml"])
"""Kinds that browsers run."""
_DRAWINGS = frozenset([".svg", ".xml", ".rss", ".atom", ".rdf", ".mml", ".mathml", ".gpx", ".kml"])
"""Kinds of XML, any of which may hold elements of a page."""
_ACTIVE = re.compile(
    r"<(?:[\w.-]+:)?(script|iframe|embed|object)\b|\s(on[a-z]+)\s*=\s*[\"']"
    r"|<[?!]\s*((?-i:ENTITY|xml-stylesheet))\b",  # their content is somewhere else
    re.IGNORECASE,
)
_ACTIVE_ADDRESS = re.compile(r"[\"';=](javascript:|vbscript:|data:text/html)", re.IGNORECASE)
TEXT, _EMPTY, _UNKNOWN, _MACROS = "text", "empty", "unknown", "document with macros"
KINDS: dict[str, frozenset[str]] = {
    **dict.fromkeys((TEXTS - OLD.keys() - PROGRAMS) | {".css", ".map", ".svg"}, frozenset({TEXT})),
    **{suffix: frozenset({suffix[1:]}) for suffix in [".gif", ".webp", ".avif", ".bmp", ".ico", *sorted(OFFICE)]},
    **{suffix: frozenset({suffix[1:]}) for suffix in [".woff", ".woff2", ".ttf", ".otf", ".eot", ".pdf", ".zip"]},
    **{suffix: frozenset({suffix[1:]}) for suffix in [".mp3", ".wav", ".webm", ".flac"]},
    **dict.fromkeys([".jpg", ".jpeg", ".jpe", ".jfif"], frozenset({"jpg"})),
    **dict.fromkeys([".tif", ".tiff"], frozenset({"tif"})),
    **dict.fromkeys([".ogg", ".oga", ".opus"], frozenset({"ogg"})),
    **dict.fromkeys([".mp4", ".m4v", ".m4a", ".mov"], frozenset({"mp4", "m4v", "m4a", "mov", "3gp"})),
    ".png": frozenset({"png", "apng"}),
}
"""What a file with a suffix may hold."""
STOPPED = OLD.keys() | CANNOT_BE_READ | KEY_STORES
"""Suffixes that other gates stop, whatever the file holds."""
_OF_THEME = frozenset({".js", ".mjs", ".htm"})
"""Kinds that only the theme may have."""
_BEGINNINGS = {
    ".svg": r"<(?:[\w.-]+:)?svg\b",
    ".vtt": r"\AWEBVTT\b",
    ".ics": r"\A\s*(?i:BEGIN:VCALENDAR)\b",
    ".vcf": r"\A\s*(?i:BEGIN:VCARD)\b",
    **dict.fromkeys([".json", ".geojson", ".webmanifest", ".map"], r"\A\s*[\[{\"\d]"),
}
"""What is in each text of a kind that has a mark of its own."""
_DISGUISED = re.compile(
    r"\A(?:\s*(?:(?P<rtf>\{\\rtf)|(?P<pdf>%PDF-)|(?P<ps>%!PS))"
    r"|(?P<eml>(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,80}?(?:MIME-Version|Content-Transfer-Encoding):)"
    r"|(?P<uu>begin(?:-base64)? [0-7]{3} )|(?P<por>[^\n]{0,200}SPSS PORT FILE))"
)
"""Texts that hide what they hold: packed, or written in a code of their own."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_FIRST = 8_192
"""Bytes by which a file that is not text is recognized."""
_LARGEST_LIST = 1_000_000
"""Bytes that the list of the parts of a document may have."""
_MAIN = re.compile(rb"application/vnd\.(?:openxmlformats-officedocument\.(\w+\.\w+)|[\w.-]+?)\.main(?:\+xml)?\"")
_MAINS = {
    b"wordprocessingml.document": "docx",
    b"wordprocessingml.template": "dotx",
    b"presentationml.presentation": "pptx",
    b"presentationml.template": "potx",
    b"spreadsheetml.sheet": "xlsx",
    b"spreadsheetml.template": "xltx",
}
_MIMES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/epub+zip": "epub",
}
_ALLOW = "or allow it in data/site.yaml with gate: kind"
_CURES = {
    "too large": "pack less into it",
    "too many files": "pack fewer into it",
    "too deep": "unpack what is packed within it",
    "damaged": "save it again, without a password",
    "unknown kind": "take it out",
    "strict": 'save it in Excel as "Excel Workbook", not as "Strict Open XML"',
}
_MB = 1_000_000


class Limit(NamedTuple):
    """How large files of a kind may be."""

    kind: str
    """What such a file is called."""
    suffixes: str
    """Their suffixes, with spaces between them."""
    bytes: int
    cure: str


LIMITS = (
    Limit("a picture", ".png .jpg .jpeg .gif .webp .avif .svg .ico .bmp .tif .tiff", _MB, "save it smaller"),
    Limit(
        "a document",
        f".pdf .docx .pptx .xlsx .odt .odp .ods .epub .zip {' '.join(OLD)}",
        10 * _MB,
        "save it with smaller pictures",
    ),
    Limit(
        "a recording",
        ".mp3 .m4a .ogg .oga .wav .mp4 .webm .mov",
        25 * _MB,
        "put it where films are kept, and link to it",
    ),
    Limit("a page", ".md", _MB // 2, "make two of it"),
)
_OTHERS = Limit("such a file", "", _MB, "make it smaller")
_RECORDS = Limit("a data file", "", LARGEST, "shorten it")


def check_size(source: SourceFile) -> Iterator[GateFinding]:
    """Yield a file that visitors on a phone would wait for, and that a repository would carry forever."""
    limit = next((limit for limit in LIMITS if source.suffix in limit.suffixes.split()), _OTHERS)
    limit = _RECORDS if source.folder in {DATA, UPSTREAM} else limit
    if source.size > limit.bytes:
        size, most = (f"{size / _MB:.1f} MB" for size in (source.size, limit.bytes))
        message = f'has "{size}", and {limit.kind} may have {most}; {limit.cure}'
        yield GateFinding(source.path, 0, 0, "size", size, message)


def check_active_content(source: SourceFile) -> Iterator[GateFinding]:
    """Yield what a browser would run in a file."""
    if source.folder == PAGES and source.suffix in PROGRAMS:
        kind = source.suffix[1:]
        message = f"is of a kind, {quoted(kind)}, that browsers run; put what the pages need into theme/assets/"
        yield GateFinding(source.path, 0, 0, "scripts", kind, message)
    elif source.folder != DATA and source.suffix in _DRAWINGS:
        for what in dict.fromkeys(_active_parts(source.content())):
            message = f"holds {quoted(what)}, by which a browser may run a program; save it again as a plain drawing"
            yield GateFinding(source.path, 0, 0, "scripts", what, message)


def _active_parts(content: bytes) -> Iterator[str]:
    text = content.replace(b"\0", b"").decode("utf-8", "replace")  # every other byte of UTF-16 is one
    yield from (str(match[match.lastindex or 0]) for match in _ACTIVE.finditer(text))
    # Browsers resolve entities in an address and ignore white space in it.
    yield from _ACTIVE_ADDRESS.findall(re.sub(r"[\s\x00-\x20]+", "", unescape(text)))


def check_kind(source: SourceFile) -> Iterator[GateFinding]:
    """Yield a file of a kind that cannot be looked into, or that is not what its suffix promises."""
    # Another gate stops some by their suffix alone, with advice on what to save them as.
    is_stopped = source.suffix in STOPPED or (source.folder == PAGES and source.suffix in PROGRAMS)
    if source.folder not in FOLDERS or is_stopped:
        return
    is_program = source.folder == THEME and source.suffix in _OF_THEME
    kinds = KINDS.get(source.suffix, frozenset({TEXT}) if is_program else frozenset())
    if not kinds:
        kind = source.suffix[1:] or "no ending"
        has = "is of a kind," if source.suffix else "has"
        message = f"{has} {quoted(kind)}, that cannot be looked into; save it as a kind that can, {_ALLOW}"
        yield _finding(source.path, kind, message)
    elif (content := _kind_of_content(source, is_text=TEXT in kinds)) not in kinds:
        message = f'ends in "{source.suffix}" but holds {quoted(content)}; name it after what it is, {_ALLOW}'
        yield _finding(source.path, content, message)
    else:
        yield from report_unread(source.path, unread_parts(source))


def report_unread(path: str, parts: Iterable[UnreadPart]) -> Iterator[GateFinding]:
    """Yield one finding for each reason why parts of a file cannot be read."""
    names: dict[str, list[str]] = {}
    for part in parts:
        names.setdefault(part.reason, []).append(part.name)
    for reason, (name, *more) in names.items():
        others = f" and {len(more)} more" if more else ""
        message = f"has parts that cannot be looked into, {quoted(name)}{others}: {quoted(reason)}"
        yield _finding(path, reason, f"{message}; {_CURES[reason]}, {_ALLOW}")


def _finding(path: str, what: str, message: str) -> GateFinding:
    return GateFinding(path, 0, 0, "kind", what, message)


def _kind_of_content(source: SourceFile, *, is_text: bool) -> str:
    if is_text and (kind := _kind_of_text(source)):
        return kind
    with source.opened() as stream:
        first = stream.read(_FIRST)
    if not first:
        return _EMPTY
    if first.startswith(b"PK"):
        return _kind_of_archive(source)
    return filetype.guess_extension(first) or ("mp4" if first[4:8] == b"ftyp" else _UNKNOWN)


def _kind_of_text(source: SourceFile) -> str | None:
    """Return "text", what a text is instead, or `None` if it is not a text."""
    content = source.content()
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content.decode()
        except UnicodeDecodeError:
            return None
    text = source.text
    if _CONTROLS.search(text):
        return None
    if source.suffix == ".md":
        return TEXT
    if source.suffix == ".json" and re.search(r'"nbformat"\s{0,9}:', text):
        return "ipynb"
    if text and not re.search(_BEGINNINGS.get(source.suffix, ""), text):
        return f"not {source.suffix[1:]}"
    disguised = _DISGUISED.match(text)
    return str(disguised.lastgroup) if disguised else TEXT


def _kind_of_archive(source: SourceFile) -> str:
    try:
        with source.opened() as stream, ZipFile(stream) as archive:
            names = {part.filename: part for part in archive.infolist()}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return _MACROS
            mime, parts = (_small_part(archive, names.get(name)) for name in ("mimetype", "[Content_Types].xml"))
    except BROKEN:
        return "zip"
    if mime.strip() in _MIMES:
        return _MIMES[mime.strip()]
    mains = {_MAINS.get(match[1], _MACROS) for match in _MAIN.finditer(parts)}
    return "zip" if not mains else mains.pop() if len(mains) == 1 else _UNKNOWN


def _small_part(archive: ZipFile, part: ZipInfo | None) -> bytes:
    return archive.read(part) if part and part.file_size < _LARGEST_LIST else b""
