"""Only files of a known kind are published: those that can be looked into, and are what their ending promises."""

from __future__ import annotations

import gzip
import io
import pickle
import sqlite3
import struct
import wave
import zlib
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
import openpyxl
import pikepdf
import pptx
import pytest
from openpyxl.comments import Comment
from PIL import Image

from curriculum_commons.build.project import check_publishable, open_commons
from curriculum_commons.content.load import load
from curriculum_commons.model.problems import ContentError
from curriculum_commons.render import signatures
from curriculum_commons.validation.gates import archives
from curriculum_commons.validation.gates.evaluate import Find, GateResult, Subject, evaluate
from curriculum_commons.validation.gates.source_files import GateFinding
from curriculum_commons.validation.validate import validate

TODAY = "2026-11-23"
FOUND: dict[tuple[object, ...], list[GateFinding]] = {}
RECORD = "MRN 4471829"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="i">{}</svg>'


def remember(inputs: tuple[object, ...], find: Find) -> list[GateFinding]:
    """Read a file once, however many tests have it."""
    if inputs not in FOUND:
        FOUND[inputs] = [*find()]
    return FOUND[inputs]


def gate_result(root: Path) -> GateResult:
    return evaluate(root, Subject.of(validate(load(root), signatures())), TODAY, remember)


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in gate_result(root).problems]


def allow(root: Path, gate: str, where: str, what: str | None = None) -> None:
    site = root / "data/site.yaml"
    begin = "" if "\nallow:\n" in site.read_text("utf-8") else "allow:\n"
    named = f'    what: "{what}"\n' if what else ""
    with site.open("a", encoding="utf-8") as stream:
        stream.write(f"{begin}  - gate: {gate}\n    where: {where}\n    reason: it is only a test\n{named}")


def put(root: Path, path: str, content: bytes | str) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def archive(*members: tuple[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return stream.getvalue()


def saved(made: docx.document.Document | openpyxl.Workbook | pptx.presentation.Presentation) -> bytes:
    if hasattr(made, "core_properties"):
        made.core_properties.author = made.core_properties.last_modified_by = ""
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def added(content: bytes, *members: tuple[str, bytes | str]) -> bytes:
    stream = io.BytesIO(content)
    with ZipFile(stream, "a") as made:
        for name, within in members:
            made.writestr(name, within)
    return stream.getvalue()


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 3), "white").save(stream, kind)
    return stream.getvalue()


def database() -> bytes:
    with sqlite3.connect(":memory:") as made:
        made.execute("create table a (b)")
        return made.serialize()


def sound() -> bytes:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as made:
        made.setparams((1, 2, 8000, 0, "NONE", "none"))
        made.writeframes(bytes(800))
    return stream.getvalue()


def pdf() -> bytes:
    stream = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(stream)
    return stream.getvalue()


def macros() -> bytes:
    return added(saved(docx.Document()), ("word/vbaProject.bin", b"\xd0\xcf"))


ENDINGS = (
    "sav por dta rds rda rdata sas7bdat xpt docm dotm xlsm xltm xlsb pptm potm ppsx one pages numbers key2 sqlite "
    "db mdb accdb ipynb eml msg mbox pst dat pkl npy parquet feather h5 mat bin exe dll dmg iso jar apk whl class "
    "wasm ps eps psd ai dcm nii edf hl7 fhir log old py r sql sh bat lnk url torrent zst lz4 br zip2 1"
)


def test_a_file_of_an_unknown_kind_stops_with_one_problem(tiny: Path) -> None:
    for ending in ENDINGS.split():
        put(tiny, f"docs/files/a.{ending}", f"{RECORD}\nDOB 3/14/1952\n")
    assert problems(tiny) == [
        f'docs/files/a.{ending}: is of a kind, "{ending}", that cannot be looked into; save it as a kind that can, or '
        "allow it in data/site.yaml with gate: kind"
        for ending in sorted(ENDINGS.split())
    ]


def test_neither_folder_nor_a_strange_name_lets_it_pass(tiny: Path) -> None:
    names = ["README", "a.", "a.SAV", "a b.sav", "a.csv.sav", "a.csv "]
    paths = [f"{folder}/{name}" for folder in ("docs/files", "theme/assets", "toolkit", "data") for name in names]
    for path in paths:
        put(tiny, path, "Tea.")
    with pytest.raises(ContentError) as error:
        check_publishable(tiny, open_commons(tiny), TODAY)
    assert sorted(problem.path for problem in error.value.problems) == sorted(paths)


def test_a_file_without_an_ending_is_named_as_such(tiny: Path) -> None:
    put(tiny, "docs/files/cups", "Tea.")
    assert [message.partition(",")[0] for message in problems(tiny)] == ['docs/files/cups: has "no ending"']


def test_it_can_be_allowed_by_name_and_then_needs_terms(tiny: Path) -> None:
    put(tiny, "docs/files/a.sav", database())
    allow(tiny, "kind", "docs/files/a.sav", "sav")
    assert [message.partition(";")[0] for message in problems(tiny)] == [
        "docs/files/a.sav: is published here without terms of use"
    ]
    allow(tiny, "license", "docs/files/a.sav")
    assert gate_result(tiny) == GateResult((), ())


LYING: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a database as a table": ("a.csv", database, "sqlite"),
    "a database as a page of text": ("a.txt", database, "sqlite"),
    "a workbook as text": ("a.txt", lambda: saved(openpyxl.Workbook()), "xlsx"),
    "a packed file as JSON": ("a.json", lambda: gzip.compress(b"{}"), "gz"),
    "pickled values as text": ("a.txt", lambda: pickle.dumps(["tea"]), "unknown"),
    "text without a byte order mark": ("a.txt", lambda: RECORD.encode("utf-16-le"), "unknown"),
    "text of a mainframe": ("a.csv", lambda: RECORD.encode("cp037"), "unknown"),
    "PDF as text": ("a.txt", lambda: b"%PDF-1.4\n%abc\n", "pdf"),
    "rich text as text": ("a.txt", lambda: rb"{\rtf1 \'4d\'52\'4e}", "rtf"),
    "mail as text": ("a.txt", lambda: b"From: a\nSubject: b\n c\nMIME-Version: 1.0\n\nTVJO\n", "eml"),
    "a notebook as JSON": ("a.json", lambda: b'{"cells": [], "nbformat": 4}', "ipynb"),
    "packed lines as text": ("a.txt", lambda: b"begin 644 a.sav\n#0V%T\n`\nend\n", "uu"),
    "a page as a drawing": ("a.svg", lambda: b"<html></html>", "not svg"),
    "a table as subtitles": ("a.vtt", lambda: b"a,b\n", "not vtt"),
    "a table as a calendar": ("a.ics", lambda: b"a,b\n", "not ics"),
    "text as JSON": ("a.json", lambda: b"Tea.", "not json"),
    "a document with macros": ("a.docx", macros, "document with macros"),
    "a document as a workbook": ("a.xlsx", lambda: saved(docx.Document()), "docx"),
    "a document as a zip": ("a.zip", lambda: saved(docx.Document()), "docx"),
    "a zip as a document": ("a.docx", lambda: archive(("a.txt", "Tea.")), "zip"),
    "a TIFF as PNG": ("a.png", lambda: picture("TIFF"), "tif"),
    "a GIF as JPEG": ("a.jpg", lambda: picture("GIF"), "gif"),
    "a database as a font": ("a.woff2", database, "sqlite"),
    "a picture as an icon": ("a.ico", lambda: picture("PNG"), "png"),
    "text as a recording": ("a.mp3", lambda: RECORD.encode(), "unknown"),
    "a film as a recording": ("a.wav", lambda: b"\0\0\0\x18ftypisom\0\0\0\0isom", "mp4"),
    "nothing as a font": ("a.woff", lambda: b"", "empty"),
}


@pytest.mark.slow
def test_a_wrong_suffix_is_reported_with_what_the_file_is(tiny: Path) -> None:
    expected = list[str]()
    for number, (name, content, kind) in enumerate(LYING.values(), 10):
        path = f"docs/files/{number}{name}"
        put(tiny, path, content())
        allow(tiny, "license", path)
        expected.append(f'{path}: ends in "{name[1:]}" but holds "{kind}"; name it after what it is')
    assert [line.partition(", or")[0] for line in problems(tiny)] == expected
    for line in expected:
        allow(tiny, "kind", line.partition(":")[0], line.split('"')[3])
    assert problems(tiny) == []


def test_what_cannot_be_opened_is_reported_once(tiny: Path) -> None:
    put(tiny, "docs/images/a.png", database())
    put(tiny, "theme/b.pdf", database())
    assert [message.partition(",")[0] for message in problems(tiny)] == [
        "docs/images/a.png: cannot be opened as a picture",
        "theme/b.pdf: cannot be opened",
    ]


USED: dict[str, Callable[[], bytes]] = {
    "theme/a.woff2": lambda: b"wOF2\0\1\0\0" + bytes(40),
    "theme/a.woff": lambda: b"wOFF\0\1\0\0" + bytes(40),
    "theme/a.ttf": lambda: b"\0\1\0\0\0" + bytes(40),
    "theme/a.otf": lambda: b"OTTO\0" + bytes(40),
    "theme/a.js": lambda: b"let a;\n",
    "theme/a.css": lambda: b"a{}\n",
    "theme/empty.css": lambda: b"",
    "theme/a.map": lambda: b'{"version":3}',
    "theme/a.html": lambda: b"{% extends 'a' %}",
    "theme/a.ico": lambda: picture("ICO"),
    "docs/images/a.svg": lambda: SVG.format("").encode(),
    "docs/images/wide.svg": lambda: SVG.format("").encode("utf-16"),
    "docs/images/a.png": lambda: picture("PNG"),
    "docs/images/a.JPG": lambda: picture("JPEG"),
    "docs/images/a.gif": lambda: picture("GIF"),
    "docs/images/a.webp": lambda: picture("WEBP"),
    "docs/images/a.avif": lambda: picture("AVIF"),
    "docs/images/a.tiff": lambda: picture("TIFF"),
    "docs/images/a.bmp": lambda: picture("BMP"),
    "docs/files/a.vtt": lambda: b"\xef\xbb\xbfWEBVTT\n",
    "docs/files/a.srt": lambda: b"1\r\n",
    "docs/files/a.ics": lambda: b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "docs/files/a.csv": lambda: "a,é\n".encode(),
    "docs/files/b.csv": lambda: "a,é\n".encode("utf-16"),
    "docs/files/a.txt": lambda: b"BM, PK and II are letters, and MZ too.\n",
    "docs/files/a.json": lambda: b" [1]",
    "docs/files/a.mp3": lambda: b"ID3\3\0\0\0\0\0\0",
    "docs/files/b.mp3": lambda: b"\xff\xfb\x90\x64" + bytes(400),
    "docs/files/a.mp4": lambda: b"\0\0\0\x18ftypisom\0\0\2\0isomiso2",
    "docs/files/b.mp4": lambda: b"\0\0\0\x18ftypiso5\0\0\2\0iso5dash",
    "docs/files/a.m4a": lambda: b"\0\0\0\x18ftypM4A \0\0\2\0M4A isom",
    "docs/files/a.mov": lambda: b"\0\0\0\x14ftypqt  \0\0\2\0qt  ",
    "docs/files/a.webm": lambda: b"\x1a\x45\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\xf2\x81\4B\xf3\x81\x08B\x82\x84webm",
    "docs/files/a.ogg": lambda: b"OggS\0\2" + bytes(40),
    "docs/files/a.wav": sound,
    "docs/files/a.pdf": pdf,
    "docs/files/a.docx": lambda: saved(docx.Document()),
    "docs/files/a.pptx": lambda: saved(pptx.Presentation()),
    "docs/files/a.xlsx": lambda: saved(openpyxl.Workbook()),
    "docs/files/a.odt": lambda: archive(
        ("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<a/>")
    ),
    "docs/files/a.epub": lambda: archive(("mimetype", "application/epub+zip"), ("a.xhtml", "<p>Tea.</p>")),
    "docs/files/a.zip": lambda: archive(("a/", ""), ("a/a.txt", "Tea."), ("a/b.zip", archive(("c.csv", "a,b")))),
}


def test_files_that_sites_are_made_of_pass(tiny: Path) -> None:
    for path, content in USED.items():
        put(tiny, path, content())
        if path.startswith("docs/files/"):
            allow(tiny, "license", path)
    assert problems(tiny) == []


# Archives


def packed(root: Path, *members: tuple[str, bytes | str]) -> list[str]:
    put(root, "docs/files/all.zip", archive(*members))
    allow(root, "license", "docs/files/all.zip")
    return [message.removeprefix("docs/files/all.zip: ") for message in problems(root)]


ZIP = archive(("a.txt", "Tea."))
BOMB = bytes(60_000_000)


def empty(number: int) -> list[tuple[str, bytes | str]]:
    return [(f"{one}.txt", "") for one in range(number)]


def damaged() -> bytes:
    content = archive(("a.txt", "Tea."), ("b.txt", RECORD * 20))
    return content.replace(zlib.crc32((RECORD * 20).encode()).to_bytes(4, "little"), b"abcd")


def of_another_packing() -> bytes:
    content = bytearray(archive(("a.txt", RECORD)))
    for sign, at in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        place = content.index(sign) + at
        content[place : place + 2] = struct.pack("<H", 97)
    return bytes(content)


CLOSED: dict[str, tuple[Callable[[], list[tuple[str, bytes | str]]], str]] = {
    "a first file too large": (lambda: [("a.csv", b" " * 6_000), ("b.txt", "Tea.")], '"a.csv": "too large"'),
    "a sum too large": (
        lambda: [("a.csv", b" " * 3_000), ("b.csv", b" " * 3_000), ("c.csv", b" " * 3_000)],
        '"b.csv" and 1 more: "too large"',
    ),
    "a sum too large within": (
        lambda: [("a.csv", b" " * 3_000), ("b.zip", archive(("c.csv", b" " * 3_000)))],
        '"c.csv": "too large"',
    ),
    "too many": (lambda: empty(22), '"20.txt" and 1 more: "too many files"'),
    "too many within": (
        lambda: [
            ("a.zip", archive(*((f"{number}.txt", "") for number in range(15)))),
            *[(f"{n}.txt", "") for n in range(6)],
        ],
        '"4.txt" and 1 more: "too many files"',
    ),
    "too deep": (lambda: [("a.zip", archive(("b.zip", ZIP)))], '"b.zip": "too deep"'),
    "damaged within": (lambda: [("a.zip", damaged())], '"b.txt": "damaged"'),
    "packed in another way": (lambda: [("a.zip", of_another_packing())], '"a.txt": "damaged"'),
}


@pytest.mark.parametrize("case", CLOSED)
def test_archives_over_a_limit_stop(tiny: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    monkeypatch.setattr(archives, "LARGEST", 5_000)
    monkeypatch.setattr(archives, "MOST", 20)
    members, named = CLOSED[case]
    assert [message.partition("; ")[0] for message in packed(tiny, *members())] == [
        f"has parts that cannot be looked into, {named}"
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["a.sav", "a/b.docm", "README", "._a.docx", "a.rds", "a/.DS_Store", "Thumbs.db", "b.tar"]
)
def test_an_unknown_kind_within_a_zip_stops(tiny: Path, name: str) -> None:
    for content in ([(name, b"\0\5\x16\7")], [("a.zip", archive((name, b"\0\5\x16\7")))]):
        (message,) = packed(tiny, *content)
        assert name in message
        assert 'in "' in message


def test_a_zip_reports_what_is_allowed_within(tiny: Path) -> None:
    assert packed(tiny, ("a.sav", database()), ("b.txt", "Tea.")) == [
        'in "a.sav": is of a kind, "sav", that cannot be looked into; save it as a kind that can, or allow it in '
        "data/site.yaml with gate: kind"
    ]
    allow(tiny, "kind", "docs/files/all.zip", "sav")
    assert gate_result(tiny) == GateResult((), ())


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "MRN 4471829.txt",
        "MRN_4471829/a.txt",
        "a/SSN 123-45-6788.txt",
        "DOB_1952-03-14.csv",
        "MRN 4471829/",
        "b\\MRN 4471829.txt",
    ],
)
def test_names_within_a_zip_are_read(tiny: Path, name: str) -> None:
    for members in ([(name, "")], [("a.zip", archive((name, "")))]):
        found = packed(tiny, *members)
        assert found
        assert all("looks like" in message and "list of its files" in message for message in found)


def test_notes_of_a_zip_are_read(tiny: Path) -> None:
    file = put(tiny, "docs/files/all.zip", ZIP)
    with ZipFile(file, "a") as made:
        made.comment = RECORD.encode()
    allow(tiny, "license", "docs/files/all.zip")
    assert ["MRN" in message for message in problems(tiny)] == [True]


def test_persons_in_names_and_properties_within_a_zip_are_named_with_consent(tiny: Path) -> None:
    document = docx.Document()
    document.core_properties.author = "Jane Doe"
    stream = io.BytesIO()
    document.save(stream)
    found = packed(tiny, ("Dr._Jane_Doe.txt", "Tea."), ("b/jane.doe@school.edu.txt", ""), ("c.docx", stream.getvalue()))
    assert [message.partition(";")[0] for message in found] == [
        'in "c.docx": names "Jane Doe" among its properties',
        'in "list of its files.txt": "Dr. Jane Doe" seems to be a person',
        'in "list of its files.txt": "jane.doe@school.edu.txt" seems to be the address of a person',
    ]


def test_a_pdf_within_a_zip_is_opened(tiny: Path) -> None:
    assert packed(tiny, ("a.pdf", pdf())) == []


# Words that are not seen at once


def commented() -> bytes:
    made = openpyxl.Workbook()
    made.active["A1"].comment = Comment(RECORD, "the office")
    return saved(made)


def in_slides(name: str, xml: str) -> bytes:
    return added(saved(pptx.Presentation()), (name, xml))


def in_workbook(name: str, xml: str) -> bytes:
    return added(saved(openpyxl.Workbook()), (name, xml))


def in_words(name: str, xml: str) -> bytes:
    return added(saved(docx.Document()), (name, xml))


def with_title() -> bytes:
    made = docx.Document()
    made.core_properties.title = RECORD
    return saved(made)


def sheet_named() -> bytes:
    made = openpyxl.Workbook()
    made.active.title = RECORD
    return saved(made)


def workbook() -> bytes:
    made = openpyxl.Workbook()
    made.active["A1"] = RECORD
    return saved(made)


RUNS = "<a><text><r><t>MRN </t></r><r><t>4471829</t></r></text></a>"
WITHIN: dict[str, tuple[str, Callable[[], bytes]]] = {
    "comment of a cell": ("a.xlsx", commented),
    "comment of Excel": ("a.xlsx", lambda: in_workbook("xl/comments1.xml", RUNS)),
    "thread": ("a.xlsx", lambda: in_workbook("xl/threadedComments/threadedComment1.xml", RUNS)),
    "text box of a sheet": ("a.xlsx", lambda: in_workbook("xl/drawings/drawing7.xml", f"<a:t>{RECORD}</a:t>")),
    "pivot table": ("a.xlsx", lambda: in_workbook("xl/pivotCache/pivotCacheRecords1.xml", f'<r><s v="{RECORD}"/></r>')),
    "name of a sheet": ("a.xlsx", sheet_named),
    "comment in Word": ("a.docx", lambda: in_words("word/comments.xml", f"<w:p><w:t>{RECORD}</w:t></w:p>")),
    "footnote": ("a.docx", lambda: in_words("word/footnotes.xml", f"<w:p><w:t>{RECORD}</w:t></w:p>")),
    "chart": ("a.docx", lambda: in_words("word/charts/chart1.xml", f"<c:v>{RECORD}</c:v>")),
    "title among the properties": ("a.docx", with_title),
    "workbook within a document": ("a.docx", lambda: in_words("word/embeddings/sheet.xlsx", workbook())),
    "comment on a slide": ("a.pptx", lambda: in_slides("ppt/comments/comment1.xml", f"<p:text>{RECORD}</p:text>")),
    "thread on a slide": ("a.pptx", lambda: in_slides("ppt/comments/modernComment_1_A.xml", f"<a:t>{RECORD}</a:t>")),
    "notes of a slide": ("a.pptx", lambda: in_slides("ppt/notesSlides/notesSlide1.xml", f"<a:t>{RECORD}</a:t>")),
    "comment in a drawing": ("a.svg", lambda: SVG.format(f"<!-- {RECORD} -->").encode()),
    "comment with a sign": ("a.svg", lambda: SVG.format(f"<!-- a > b, {RECORD} -->").encode()),
    "comment without end": ("a.svg", lambda: SVG.format(f"<!-- {RECORD}").encode()),
    "title of a drawing": ("a.svg", lambda: SVG.format(f"<title>{RECORD}</title>").encode()),
    "description of a drawing": ("a.svg", lambda: SVG.format("<desc>MRN&#32;4471829</desc>").encode()),
    "properties of a drawing": ("a.svg", lambda: SVG.format(f"<metadata><b>{RECORD}</b></metadata>").encode()),
    "name of a layer": ("a.svg", lambda: SVG.format(f"<g i:label='{RECORD}'/>").encode()),
    "words as they are": ("a.svg", lambda: SVG.format(f"<text><![CDATA[{RECORD}]]></text>").encode()),
}


@pytest.mark.slow
def test_hidden_words_are_read(tiny: Path) -> None:
    paths = [f"docs/files/{number}{name}" for number, (name, _) in enumerate(WITHIN.values(), 10)]
    for path, (_, content) in zip(paths, WITHIN.values(), strict=True):
        put(tiny, path, content())
        allow(tiny, "license", path)
    message = '"MRN •••••••" looks like the record number of a patient; take it out'
    assert problems(tiny) == [f"{path}: {message}" for path in paths]


@pytest.mark.slow
@pytest.mark.parametrize(
    "case", ["comment of a cell", "thread", "comment in Word", "comment on a slide", "comment in a drawing"]
)
def test_secrets_are_looked_for_there_too(tiny: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    monkeypatch.setitem(globals(), "RECORD", token := "ghp_" + "a1B2" * 9)
    monkeypatch.setitem(globals(), "RUNS", f"<a><text><t>{token}</t></text></a>")
    name, content = WITHIN[case]
    put(tiny, f"docs/files/{name}", content())
    allow(tiny, "license", f"docs/files/{name}")
    assert ['"GitHub token"' in message for message in problems(tiny)] == [True]


@pytest.mark.slow
def test_parts_of_documents_that_cannot_be_read_stop(tiny: Path) -> None:
    object_within = in_words("word/embeddings/oleObject1.bin", database())
    large = in_slides("ppt/comments/comment1.xml", "")
    stream = io.BytesIO(large)
    with ZipFile(stream, "a", ZIP_DEFLATED) as made:
        made.writestr("ppt/slides/slide99.xml", BOMB)
    put(tiny, "docs/files/a.docx", object_within)
    put(tiny, "docs/files/b.pptx", stream.getvalue())
    for name in ("a.docx", "b.pptx"):
        allow(tiny, "license", f"docs/files/{name}")
    assert [message.partition("; ")[0] for message in problems(tiny)] == [
        'docs/files/a.docx: has parts that cannot be looked into, "word/embeddings/oleObject1.bin": "unknown kind"',
        'docs/files/b.pptx: has parts that cannot be looked into, "ppt/slides/slide99.xml": "too large"',
    ]
