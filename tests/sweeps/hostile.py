"""Fill every field of every record with text that is code somewhere, and look for it in whatever the program makes.

`python tests/sweeps/hostile.py PROJECT FIRST LAST` tries the payloads of these numbers.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import openpyxl
import pikepdf
import yaml
from builds import commons  # type: ignore[import-not-found]
from lxml import etree
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from curriculum_commons.build.project import check_publishable, open_commons
from curriculum_commons.content.load import load
from curriculum_commons.model.problems import ContentError, Problem
from curriculum_commons.model.record import Record
from curriculum_commons.model.records import DATA_FILES, CslDate, IssueMeta, Name, PageMeta, ToolkitMeta
from curriculum_commons.render.manual import kind

PAYLOADS = [
    "<x-evil onpwn=1>",
    '"onpwn="1" x=\'',
    "'><x-evil>",
    "{{ 7919*7919 }}",
    "{% xevil %}",
    "[xevil](javascript:xevil)",
    "![xevil](//evil.example/x)",
    "[xevil](https://evil.example/) [a][xevil]",
    "**bevil** _bevil_ `bevil` ~~bevil~~",
    '=HYPERLINK("http://evil.example/","xevil")',
    "+cmd|' /C xevil'!A0",
    "-2+3+xevil()",
    "@SUM(1+1)*xevil()",
    '"&HYPERLINK("http://evil.example/","open")&"',
    "@evil-team #12 GH-7 Resolves evil/repo#4",
    ']]> </script x> --> */ "evil"',
    '#link("http://evil.example")[xevil] $xevil$ \\ #xevil()',
    "\\u003cx-evil\\u003e \\x3cx-evil\\x3e %3Cx-evil%3E",
    "| xevil | b |",
    "Bcc: evil@evil.example",
    "https://evil.example/ www.evil.example",
    "{: onpwn=1 .xevil } { #xevil }",
    "# xevil",
    "1. xevil",
    "*[xevil]: bevil",
    "[^xevil]",
    "::: xevil",
    "!!! xevil",
    "$(xevil) ; `xevil` && xevil",
    "%s %n {0} {evil} ${evil}",
]
TEXTS = ("text", "text on one line")
OTHERS = {
    "web address": "https://good.example/'onpwn='1'&x=(xevil)&amp;%22%3E%3Cx-evil%3E",
    "e-mail address": "xevil'onpwn=1&{{7919*7919}}?bcc=a@good.example",
    "DOI": "10.1234/<x-evil>\"onpwn=1'{{7919*7919}}",
    "former": "x-evil'onpwn='1&/",
}
"""Kinds of fields that are no text, and what of ours they take, if anything."""
TOOLKIT = {
    "document": "docx, pdf",
    "competency pages": "docx, pdf",
    "slides": "pptx, pdf",
    "survey": "docx, pdf",
    "mapping workbook": "xlsx",
    "roadmap planner": "xlsx",
    "data": "xlsx, csv, json",
}
BODIES = {
    "slides": "## Tea\n\nTea is hot.\n",
    "competency pages": '{{ competency_statement("*") }}\n\n{{ competency_components("*") }}\n',
}
Way = tuple[str | int, ...]


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in {Union, UnionType}:
        return _bare(next(part for part in get_args(annotation) if part is not type(None)))
    return annotation


class Filled:
    """A file with the payload in every field that could take it."""

    def __init__(self, payload: str, first: int) -> None:
        self._payload, self.number = payload, first
        self.before: dict[Way, Any] = {}
        """What was in each field that was filled; None where there was nothing."""

    def fill(self, model: type[Record], value: dict[str, Any], way: Way = ()) -> None:
        for field in model.model_fields.values():
            name = field.alias or next(key for key, one in model.model_fields.items() if one is field)
            if name not in value and model in {Name, CslDate}:  # a name is that of a person or of an organization
                continue
            self._field(kind(field), _bare(field.annotation), value, name, (*way, name))

    def _field(self, words: str, annotation: Any, value: dict[str, Any], name: str, way: Way) -> None:
        old, many = value.get(name), get_origin(annotation) is tuple
        inner = _bare(get_args(annotation)[0]) if many else annotation
        if isinstance(inner, type) and issubclass(inner, Record):
            for number, one in enumerate(old if many and old else ()):
                self.fill(inner, one, (*way, number))
            if not many and old:
                self.fill(inner, old, way)
        elif new := self._new(words.removeprefix("list of: ")):
            self.before[way] = old
            value[name] = [new, *(old or [])[1:]] if many else new

    def _new(self, words: str) -> str | None:
        self.number += 1
        if words in TEXTS:
            return f"{self._payload} z{self.number}z"
        return next((value for key, value in OTHERS.items() if key in words), None)


def _at(value: Any, way: Way) -> Any:
    for step in way:
        value = value[step]
    return value


def _restore(value: Any, way: Way, old: Any) -> None:
    for step in way[:-1]:
        value = value[step]
    if old is None:
        value.pop(way[-1], None)
    else:
        value[way[-1]] = old


class Project:
    """A project with the payload in every field that takes it; what refuses it is as it was."""

    def __init__(self, root: Path, payload: str) -> None:
        self.root, self.refused = root, 0
        self._values: dict[str, Any] = {}
        self._filled: dict[str, Filled] = {}
        self._bodies: dict[str, str] = {}
        number = 0
        for path, model in self._models():
            text = (root / path).read_text("utf-8")
            top, body = (text, "") if path.startswith("data/") else text.split("---\n", 2)[1:]
            value, filled = yaml.safe_load(top), Filled(payload, number)
            filled.fill(model, value)
            self._values[path], self._filled[path], self._bodies[path] = value, filled, body
            number = filled.number
        self.fields = sum(len(one.before) for one in self._filled.values())
        self._settle()

    def _models(self) -> Iterator[tuple[str, type[Record]]]:
        for name, model in DATA_FILES.items():
            yield f"data/{name}", model
        for file in sorted([*self.root.glob("docs/**/*.md"), *self.root.glob("toolkit/*.md")]):
            path = file.relative_to(self.root).as_posix()
            is_issue = path.startswith("docs/newsletter/2")
            yield path, ToolkitMeta if path.startswith("toolkit/") else IssueMeta if is_issue else PageMeta

    def _write(self) -> None:
        for path, value in self._values.items():
            text = yaml.safe_dump(value, allow_unicode=True, width=10_000, sort_keys=False)
            body = self._bodies[path]
            (self.root / path).write_text(text if path.startswith("data/") else f"---\n{text}---\n{body}", "utf-8")

    def _settle(self) -> None:
        """Take the payload out of whatever field is reported, until nothing is."""
        for _ in range(40):
            self._write()
            try:
                check_publishable(self.root, open_commons(self.root), "2026-11-23")
            except ContentError as error:
                if not any([self._take_out(problem) for problem in error.problems if problem.severity == "error"]):
                    raise AssertionError(f"not for a field: {error}") from error
            else:
                return
        raise AssertionError("never settles")

    def take_out(self, output: str) -> int:
        """Take the payload out of the fields that a build has refused, and return how many there were."""
        marks = {f"z{number}z" for number in re.findall(r"z([0-9]+)z", output)}
        before = self.refused
        for path, filled in self._filled.items():
            for way in list(filled.before):
                if any(mark in str(_at(self._values[path], way)) for mark in marks):
                    _restore(self._values[path], way, filled.before.pop(way))
                    self.refused += 1
        self._write()
        return self.refused - before

    def _take_out(self, problem: Problem) -> bool:
        filled = self._filled.get(problem.path)
        if filled is None:
            return False
        source = load(self.root)
        document = next(
            (one for one in source.documents.values() if one.path == problem.path),
            next((page.front for page in source.texts if page.file == problem.path), None),
        )
        way = document.way_to(problem.line, problem.column) if document and problem.line else ()
        hit = [one for one in filled.before if way and (one[: len(way)] == way or way[: len(one)] == one)]
        for one in sorted(hit, key=lambda one: one != way) or sorted(filled.before, key=lambda one: one != ("title",)):
            _restore(self._values[problem.path], one, filled.before.pop(one))
            self.refused += 1
            return True
        return False


# What came of it


ADDRESSES = {"href", "src", "action", "srcset", "poster", "data", "formaction"}
DRAWN = {"rect", "svg", "use", "text", "image"}
"""Elements that have an attribute called x."""
ELSEWHERE = re.compile(r"\s*(?:javascript:|(?:https?:)?//(?:www\.)?evil\.)", re.IGNORECASE)


def faults_of_html(html: str, where: str) -> Iterator[str]:
    tree = LexborHTMLParser(html)
    for node in tree.css("*"):
        attributes = node.attributes.items()
        if _is_markup(node) or any(_is_hostile(node.tag or "", name, value or "") for name, value in attributes):
            yield f"{where}: {(node.html or '')[:200]}"
    if "62710561" in html:
        yield f"{where}: braces were read"
    for script in tree.css("script"):
        if script.attributes.get("type") in {"application/ld+json", "application/json"}:
            json.loads(script.text())
        elif "evil" in script.text():
            yield f"{where}: script {(script.html or '')[:200]}"


def _is_markup(node: LexborNode) -> bool:
    tag, own = node.tag or "", node.text(deep=False).strip()
    meant = tag in {"strong", "b", "em", "i", "code", "del", "s"} and own in {"bevil", "xevil"}
    return meant or "evil" in tag or (tag == "abbr" and "bevil" in (node.attributes.get("title") or ""))


def _is_hostile(tag: str, name: str, value: str) -> bool:
    if name in ADDRESSES:
        return bool(ELSEWHERE.match(value))
    if name in {"id", "class"}:
        return bool(re.search(r"(^|\s)xevil", value))
    return name.startswith(("onpwn", "x-evil")) or (name == "x" and tag not in DRAWN)


def faults_of_xml(content: bytes, where: str) -> Iterator[str]:
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))
    for node in root.iter(etree.Element):
        name = etree.QName(node).localname
        if "evil" in name or any("onpwn" in key for key in node.attrib):
            yield f"{where}: element {etree.tostring(node)[:200]!r}"
        if name == "Relationship" and re.search(r"evil\.|javascript:", node.get("Target", "")):
            yield f"{where}: link {node.get('Target')}"
        if name in {"instrText", "f", "fldSimple"} and re.search(r"evil", (node.text or "") + node.get("{*}instr", "")):
            formula = re.sub(r'"(?:[^"]|"")*"', "", node.text or "")
            if "evil" in formula:
                yield f"{where}: formula {node.text}"
        if name == "hyperlink" and "evil" in node.get("location", ""):
            yield f"{where}: link {etree.tostring(node)[:200]!r}"


def faults_of_file(name: str, content: bytes) -> Iterator[str]:
    look = BY_ENDING.get(name.rpartition(".")[2])
    yield from look(name, content) if look else ()


def faults_of_archive(name: str, content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.namelist():
            if part.endswith((".xml", ".rels")):
                yield from faults_of_xml(archive.read(part), f"{name}!{part}")
            elif name.endswith(".zip"):
                yield from faults_of_file(f"{name}!{part}", archive.read(part))


def faults_of_workbook(name: str, content: bytes) -> Iterator[str]:
    yield from faults_of_archive(name, content)
    lighter = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(lighter, "w") as new:
        for part in old.namelist():  # without formulas that thousands of cells share, which openpyxl writes anew
            new.writestr(part, re.sub(rb'<f t="shared" si="\d+"></f>', b"", old.read(part)))
    for sheet in openpyxl.load_workbook(lighter).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink):
            if ELSEWHERE.match(str(cell.hyperlink.target)):
                yield f"{name}: link in {cell.coordinate}"


def faults_of_pdf(name: str, content: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(content)) as paper:
        for found in (one for one in paper.objects if isinstance(one, pikepdf.Dictionary)):
            if ELSEWHERE.match(str(found.get("/URI", ""))):
                yield f"{name}: link {found.get('/URI')}"
            if found.get("/S") in {"/JavaScript", "/Launch"}:
                yield f"{name}: action"


def faults_of_json(name: str, content: bytes) -> Iterator[str]:
    read = json.loads(content)
    for item in read.get("items", []) if isinstance(read, dict) else ():
        yield from faults_of_html(item.get("content_html", ""), name)


def faults_of_feed(name: str, content: bytes) -> Iterator[str]:
    yield from faults_of_xml(content, name)
    for node in etree.fromstring(content).iter("{*}content", "{*}summary", "{*}title"):
        if node.get("type") == "html":
            yield from faults_of_html(node.text or "", name)


def faults_of_table(name: str, content: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
        yield from (f"{name}: formula {cell[:80]!r}" for cell in row if re.match(r"[=+@-].*(?:evil|SUM)", cell))


def faults_of_mail(name: str, content: bytes) -> Iterator[str]:
    mail = message_from_bytes(content, policy=policy.default)
    if strange := {"bcc", "cc", "reply-to"} & {key.lower() for key in mail}:
        yield f"{name}: header {strange}"
    for part in mail.walk():
        if part.get_content_type() == "text/html":
            yield from faults_of_html(part.get_content(), name)


BY_ENDING: dict[str, Callable[[str, bytes], Iterator[str]]] = {
    **dict.fromkeys(("docx", "pptx", "zip"), faults_of_archive),
    "xlsx": faults_of_workbook,
    "pdf": faults_of_pdf,
    "html": lambda name, content: faults_of_html(content.decode(), name),
    "json": faults_of_json,
    "xml": faults_of_feed,
    "csv": faults_of_table,
    "eml": faults_of_mail,
}


OWN_MARK = "review: <strong>xevil</strong>"


def faults_of_comment(text: str) -> Iterator[str]:
    """Look at a review as GitHub shows it: Markdown, with mentions and numbers of issues."""
    yield from faults_of_html(MarkdownIt("commonmark").enable("table").render(text), "review")
    shown = re.sub(r"`[^`]*`", "", text)
    if found := re.search(r"(?<![\w`\\])@evil|(?<![\w&\\])#12\b|\bGH-7\b|evil/repo#4", shown):
        yield f"review: reference {shown[max(0, found.start() - 60) : found.end() + 60]!r}"


def prepare(base: Path, root: Path) -> None:
    """Copy a project, give it a text of each kind, and commit it, so that it can be compared with later."""
    shutil.copytree(base, root, ignore=shutil.ignore_patterns("site", ".commons", "downloads"))
    for file in (root / "toolkit").iterdir():
        file.unlink()
    for number, (made, formats) in enumerate(TOOLKIT.items(), 1):
        top = f"title: Text {number}\npurpose: What it is for.\nkind: {made}\nformats: [{formats}]\n"
        top += f"folder: {number}-part\n"
        macros = "render_macros: true\n" if "{{" in BODIES.get(made, "") else ""
        text = f"---\n{top}{macros}---\n\n{BODIES.get(made, 'Tea.' + chr(10))}"
        (root / f"toolkit/{made.replace(' ', '-')}.md").write_text(text, "utf-8")
    (root / ".gitignore").write_text(".cache/\n.commons/\nsite/\ndocs/downloads/\n", "utf-8")
    git = ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b.example"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Tea"]):
        subprocess.run([*git, *words], check=True)


def one(base: Path, folder: Path, number: int) -> tuple[str, list[str]]:
    payload, root = PAYLOADS[number], folder / f"project-{number}"
    prepare(base, root)
    project, found = Project(root, payload), list[str]()
    build = ("build", "--engine", ("mkdocs", "zensical")[number % 2])
    code, output = commons(root, *build)
    if code == 1 and project.take_out(output):
        code, output = commons(root, *build)
    if code:
        found.append(f"build: {code} {output[-1_500:]}")
    for file in sorted((root / "site").rglob("*")):
        if file.is_file() and "pagefind" not in file.parts:
            found += faults_of_file(file.relative_to(root / "site").as_posix(), file.read_bytes())
    code, output = commons(root, "changes", "--since", "HEAD", "--format", "markdown", "--out", str(root / "review.md"))
    review = (root / "review.md").read_text("utf-8") if (root / "review.md").exists() else ""
    # A review marks new words in bold; only a text with marks of its own can have been read as such.
    seen = [one for one in faults_of_comment(review) if one != OWN_MARK or re.search(r"[*_<]", payload)]
    found += seen if review else [f"changes: {code} {output[-1_500:]}"]
    shutil.rmtree(root)
    taken = project.fields - project.refused
    return f"{payload!r}: {taken} of {project.fields} fields take it", found


def main(base: Path, first: int, last: int) -> int:
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, min(last, len(PAYLOADS))):
            what, found = one(base, Path(folder).resolve(), number)
            faults += len(found)
            sys.stdout.write("\n".join([f"payload {number}: {what}", *dict.fromkeys(found)]) + "\n")
            sys.stdout.flush()
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), int(sys.argv[2]), int(sys.argv[3])))
