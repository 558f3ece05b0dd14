"""The form of a site that takes up a framework of others: it changes the profile, and chooses from what is published.

Knows fields in the words of Sveltia's configuration, and no file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..content.load import Source
from ..model.commons import Commons
from ..model.framework_file import FrameworkFile, read_framework
from ..model.problems import CallError
from ..model.records import DATA_FILES, KNOWN_FILES, PROFILE, SECTIONS, Competency, Record
from .fields import Field

_COMPETENCIES = SECTIONS["competencies"].file
_OF_PROGRAMS = {"uuid", "upstream"}
"""Keys at the top of a profile that commands write."""
_BY_UUID = {"leave", "reword", "note", "order"}
"""Lists of a profile whose entries name a competency of the framework."""
_ENTRY = "entry"
"""Name in the settings of the list of competencies that an entry of the profile is about."""


def data_files(is_following: bool) -> dict[str, type[Record]]:
    """Return the data files that the form changes: the profile in place of competencies that others publish."""
    names = (PROFILE if is_following and name == _COMPETENCIES else name for name in DATA_FILES)
    return {name: KNOWN_FILES[name] for name in names}


def of_people(fields: Sequence[Field]) -> list[Field]:
    """Return the fields of a profile without those that commands write; entries choose their competency."""
    return [_choosing(one) if one["name"] in _BY_UUID else one for one in fields if one["name"] not in _OF_PROGRAMS]


def _choosing(field: Field) -> Field:
    """Return a list of the profile whose entries choose a competency in place of a UUID."""
    if "field" in field:
        return {**field, "field": _chosen_entry(field["field"])}
    inside = [_chosen_entry(one) if one["name"] == "uuid" else one for one in field["fields"]]
    return {**field, "summary": "{{fields.uuid}}", "fields": inside}


def _chosen_entry(field: Field) -> Field:
    return {**field, "label": "Competency", "widget": _ENTRY, "hint": "The one of the framework that this is about."}


@dataclass(frozen=True)
class Following:
    """What there is to choose, each with the value that is written and the words that are shown."""

    entries: Sequence[tuple[str, str]] = ()
    """Competencies by UUID: those that were published, and those of the site."""
    options: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    """Competencies by code, stages and domains by id: the section of each, and what it has."""

    @classmethod
    def of(cls, commons: Commons) -> Following:
        """Return what a site takes up, with what is its own."""
        published = {one.uuid for one in commons.followed}
        own = [one for one in commons.competencies if one.uuid not in published]
        return cls._among((*commons.followed, *own), commons)

    @classmethod
    def _among(cls, competencies: Sequence[Competency], framework: Commons | FrameworkFile) -> Following:
        options = {"competencies": tuple((one.code, _name(one)) for one in framework.competencies)}
        options["stages"] = tuple((one.id, one.name) for one in framework.stages)
        options["domains"] = tuple((one.id, one.name) for one in framework.domains)
        return cls(tuple((one.uuid, _name(one)) for one in competencies), tuple(options.items()))

    @classmethod
    def in_content(cls, source: Source) -> Following | None:
        """Return what there is to choose while the content is not valid, as when somebody has to decide something."""
        document = source.documents.get(PROFILE)
        if document is None:
            return None
        given = document.value.get("upstream") if isinstance(document.value, dict) else None
        path = str(given.get("file")) if isinstance(given, dict) else ""
        try:
            theirs = read_framework(source.upstream.get(path, "").encode(), path)
        except CallError:
            return cls()
        return cls._among(theirs.competencies, theirs)

    def chosen(self, part: Any) -> Any:
        """Return a part of the settings in which what others publish is chosen from a list that is fixed."""
        if isinstance(part, list):
            return [self.chosen(one) for one in part]
        if not isinstance(part, dict):
            return part
        made = {key: self.chosen(value) for key, value in part.items()}
        if made.get("widget") == _ENTRY:
            return {**made, **_select(self.entries)}
        if made.get("widget") != "relation" or f"{made['file']}.yaml" != _COMPETENCIES:
            return made
        section = made["value_field"].partition(".")[0]
        kept = {key: value for key, value in made.items() if key not in _OF_RELATIONS}
        options = dict(self.options).get(section, ())
        if not options and kept.get("multiple"):
            return {**kept, "widget": "list"}
        return {**kept, **_select(options)}


_OF_RELATIONS = {"collection", "file", "value_field", "display_fields", "search_fields"}


def _select(options: Sequence[tuple[str, str]]) -> Field:
    if not options:
        return {"widget": "string"}
    return {"widget": "select", "options": [{"label": label, "value": value} for value, label in options]}


def _name(one: Competency) -> str:
    return f"{one.shown_code}: {one.title}"
