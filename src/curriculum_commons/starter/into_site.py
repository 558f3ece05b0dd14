"""Take a later edition of a table, or of a framework.json, into a site that is there: all of it, or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..content.files import text_of, with_line_ends_of
from ..content.load import DATA, Document, Source, document_of, load
from ..content.yaml_edits import YamlEdits
from ..content.yaml_text import as_yaml
from ..interchange.read import Incoming
from ..model.framework import CompetenciesFile
from ..model.framework_file import FrameworkFile, read_framework
from ..model.problems import CallError, command, counted, in_words, quoted, shown
from ..model.records import PROFILE, SECTIONS
from ..render import signatures
from ..validation.validate import validate
from . import report
from .framework import Imported
from .incoming import framework_of, incoming_of
from .later_edition import Edition, later_edition
from .new_site import RECIPE, RECIPE_HEAD
from .read import Read, import_table

_FILE = SECTIONS["competencies"].file
_OF_A_TABLE = {"code", "published_code", "uuid", "domain", "title", "statement", "gloss", "keywords", "components"}
_OF_A_DOMAIN = {"id", "uuid", "name", "summary"}


@dataclass(frozen=True)
class Import:
    """What an import would change."""

    edition: Edition
    before: Mapping[str, str]
    files: Mapping[str, str]
    """New text of each file that changes, by its path."""
    notes: Sequence[str]
    """What to know before it is written, in sentences."""


@dataclass(frozen=True)
class Choices:
    """What the options of the command choose."""

    columns: Sequence[str] = ()
    level: int | None = None
    """The level of the competencies in the table, where somebody has chosen it."""
    same: Sequence[str] = ()
    """Codes of competencies that are the same in other words."""
    remove: bool = False
    today: str = ""
    """What has ended by then is withdrawn."""


def planned_import(root: Path, file: Path, choices: Choices, show: Callable[[str], None] = lambda _: None) -> Import:
    """Return what a later edition in a file changes in a site; raises ContentError or CallError.

    Args:
        show: Called with each line of what is recognized, before anything is made of it.
    """
    refuse_place(root)
    source = load(root)
    _refuse_profile(source, file)
    document = _valid(source)
    files, before, notes = dict[str, str](), {document.path: document.text}, list[str]()
    recipe = _recipe(root)
    if incoming := _incoming(source, file, bool(choices.columns or (recipe and file.suffix in _TABLES))):
        table = framework_of(incoming, file.name, choices.today, choices.level)
        for line in (f"{shown(file.name)} is {incoming.title_of_form}.", *report.in_short(table.losses)):
            show(line)
        before[report.NAME] = _text_there(root / report.NAME)
        files[report.NAME] = report.whole(table.losses).decode()
    elif file.suffix.lower() == ".json":
        table = _of_framework(file, document, notes)
    else:
        read = import_table(file, choices.columns, recipe.value if recipe else None, choices.level)
        for line in read.recognized:
            show(line)
        notes += read.differences(recipe.value) if recipe else ()
        table = _of_table(read)
        before[RECIPE], files[RECIPE] = recipe.text if recipe else "", _new_recipe(read.recipe(table), recipe)
    edition = later_edition(document, table, choices.same, choices.remove)
    files[document.path] = edition.document.text
    _refuse_invalid(source, edition.document)
    if edition.reordered:
        notes.append("The file has another order than the site, which keeps its own.")
    changed = {path: text for path, text in files.items() if text != before[path]}
    return Import(edition, before, changed, [*table.notes, *notes])


_TABLES = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm"}


def _incoming(source: Source, file: Path, is_table: bool) -> Incoming | None:
    site = source.documents.get("site.yaml")
    language = site.value.get("language", "") if site and isinstance(site.value, dict) else ""
    return None if is_table else incoming_of(file, str(language))


def _text_there(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace") if file.is_file() else ""


def refuse_place(root: Path) -> None:
    """Raise CallError where a folder is no site, or may not be written to."""
    where = shown(str(root))
    if not (root / DATA / "site.yaml").is_file():
        way_out = f'name its folder with --to, or begin one with "{command("new", "DIR", "--from", "FILE")}"'
        raise CallError(f"{where} is not a site, as it has no {DATA}/site.yaml; {way_out}")
    for place in (root, root / DATA):
        if not os.access(place, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
            raise CallError(f"{shown(str(place))} may not be written to; change its permissions")


def _refuse_profile(source: Source, file: Path) -> None:
    if PROFILE in source.documents:
        upgrade = command("upgrade", file.as_posix() if file.suffix.lower() == ".json" else "framework.json")
        what = "" if file.suffix.lower() == ".json" else f'; competencies of your own are at "add:" in {DATA}/{PROFILE}'
        raise CallError(f'this site follows a framework of others; "{upgrade}" takes a newer edition of it{what}')


def _valid(source: Source) -> Document:
    """Return the data file of the framework; raises ContentError where it cannot be used."""
    document = source.documents.get(_FILE)
    try:
        CompetenciesFile.model_validate(document and document.value)
    except ValidationError:
        validate(source, signatures())  # which reports it in full, and takes as long as the rest for thousands
        raise
    assert document
    return document


def _of_table(read: Read) -> Imported:
    if not {"code", "uuid"} & {*read.columns, *read.codes.values()}:
        message = "has no codes, so that nobody knows which competency is which; add a column with those of the site"
        raise CallError(f"{read.table.file} {message}, or name it with --column code=")
    return read.framework()


def _of_framework(file: Path, document: Document, notes: list[str]) -> Imported:
    try:
        theirs = read_framework(file.read_bytes(), file.name)
    except OSError as error:
        raise CallError(f"{shown(str(file))} cannot be read ({error.strerror}); look at its name") from error
    notes += _of_file_alone(theirs, document)
    return Imported(
        domains=[one.model_dump(mode="json", exclude_none=True, include=_OF_A_DOMAIN) for one in theirs.domains],
        competencies=[_filled(one.model_dump(mode="json", exclude_none=True)) for one in theirs.competencies],
    )


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in record.items() if name in _OF_A_TABLE and one}


def _of_file_alone(theirs: FrameworkFile, document: Document) -> Iterator[str]:
    edition, ours = theirs.framework.edition, document.value["framework"]["edition"]
    if edition != ours:
        yield f"The file is edition {quoted(edition)}, and the site has {quoted(ours)} at framework: edition."
    kinds = {"steps of learning": theirs.stages, "withdrawn competencies": theirs.framework.withdrawn}
    for field in ("growth", "alignments", "sources"):
        kinds[field] = tuple(one for one in theirs.competencies if getattr(one, field))
    if held := [kind for kind, records in kinds.items() if records]:
        yield f"Of the file, {in_words(held)} are not taken; what the site has of them stays."


def _recipe(root: Path) -> Document | None:
    if not (root / RECIPE).exists():
        return None
    problems: list[Any] = []
    text = text_of(root, RECIPE, problems.append)
    document = document_of(RECIPE, text, 1, problems.append) if text is not None else None
    value = document.value if document and isinstance(document.value, dict) else {}
    is_known = _is_text(value.get("columns")) and _is_text(value.get("first_words", {}))
    if problems or document is None or not is_known or not str(value.get("level", 1)).isdecimal():
        reason = f": {problems[0]}" if problems else ""
        raise CallError(f"{RECIPE} cannot be used; correct it, or remove it to choose the columns again{reason}")
    return document


def _is_text(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _new_recipe(read: dict[str, Any], recipe: Document | None) -> str:
    if recipe is None:
        return RECIPE_HEAD + as_yaml(read)
    edits = YamlEdits(recipe)
    for name, value in read.items():
        if recipe.value.get(name) != value:
            edits.set((), name, value, ("file", "sheet", "separator", "encoding"))
    return edits.result().text


def _refuse_invalid(source: Source, document: Document) -> None:
    """Raise ContentError with what would be wrong, such as a page that names what is gone."""
    validate(replace(source, documents={**source.documents, _FILE: document}), signatures())


def contents(root: Path, planned: Import) -> dict[str, bytes]:
    """Return the files to write, with the line ends that they have."""
    return {
        path: text.encode() if path == report.NAME else with_line_ends_of(root / path, text)
        for path, text in planned.files.items()
    }


def in_one_sentence(planned: Import) -> str:
    """Return how much changes."""
    edition = planned.edition
    groups = ((edition.new, "new"), (edition.changed, "changed"), (edition.gone, "no longer in the file"))
    return f"{', '.join(f'{len(lines)} {what}' for lines, what in groups)} in {counted(len(planned.files), 'file')}."
