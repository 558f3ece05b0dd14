"""What must hold for single words: no Markdown where nothing reads it, and in HTML only languages that there are."""

from __future__ import annotations

from collections.abc import Iterator

from ...content.load import Document
from ...content.markdown.html import tags
from ...content.markdown.unread import markdown_in
from ...content.yaml_reader import Position
from ...model.languages import language_refusal
from ...model.problems import Problem, quoted
from ...model.records import PROFILE, SECTIONS, Reference
from .context import Path, ValidationContext

_WORKS = "references"
_SHOWN = {field.alias or name for name, field in Reference.model_fields.items()}


def records_have_no_markdown(context: ValidationContext) -> Iterator[Problem]:
    """No text in the data, or at the top of a page, has Markdown: it is shown there as it is typed."""
    for document, path, text in _texts(context):
        of_works = path[:1] == (_WORKS,)
        if (passage := markdown_in(text)) and not (of_works and path[2] not in _SHOWN):
            way_out = "write words only" + (", and <i>…</i> for italics" if of_works else "")
            message = f"has {quoted(passage)}, which is shown as it is; {way_out}"
            yield document.problem(path, message, "markup-in-text").as_warning


def _texts(context: ValidationContext) -> Iterator[tuple[Document, Path, str]]:
    """Yield each text that may have Markdown, of what is good by itself, with its document and the path in that."""
    documents = context.source.documents
    tops = [page.front for page in context.source.texts if page.front and not page.made]
    whole = [top for top in tops if top.path.split("/", 1)[1] in {*context.fronts, *context.tops}]
    if context.provenance:
        whole.append(documents[PROFILE])
    places: list[tuple[Document, Path]] = [(document, ()) for document in whole]
    for section in SECTIONS.values():
        if section.file in documents and documents[section.file].path.endswith(f"/{section.file}"):
            places += [(documents[section.file], section.path(number)) for number in context.good[section.name]]
    for document, path in places:
        if position := document.place_of(path):
            yield from ((document, way, text) for way, text in _within(position, path))


def _within(position: Position, path: Path) -> Iterator[tuple[Path, str]]:
    if position.text is not None:
        yield path, position.text
    for step, inside in position.inside.items():
        if step not in _NEVER_SHOWN:
            yield from _within(inside, (*path, step))


_NEVER_SHOWN = {"extensions", "id", "uuid"}
"""Fields for programs, of which there are many in a framework of another system."""


def languages_in_html_exist(context: ValidationContext) -> Iterator[Problem]:
    """Every language that HTML, or braces after a text, name is in the registry."""
    for page in context.source.texts:
        text = context.texts[page.file]
        if "lang" not in text.body or not text.is_readable:
            continue
        found = tags(text.prose)
        named = [(tag.start, tag.attributes[key]) for tag in found for key in tag.attributes if key in _LANGUAGE]
        parts = ((at, part.partition("=")) for at, inside in text.braces for part in inside.split())
        named += [(at, value.strip("\"'")) for at, (key, _, value) in parts if key in _LANGUAGE]
        for at, language in named:
            if language and (refusal := language_refusal(_cased(language))):
                yield page.problem(at, f"lang: {quoted(language)} {refusal}", "unknown-language")


_LANGUAGE = {"lang", "xml:lang", "hreflang"}


def _cased(tag: str) -> str:
    """Return a tag with the letters that its language has as capitals, for which HTML does not care."""
    language, *parts = tag.split("-")
    cased = {2: str.upper, 4: str.title}
    return "-".join([language.lower(), *(cased.get(len(part), str.lower)(part) for part in parts)])
