"""Each record with an address as a JSON file beside its page, and a list of the records of each page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, RootModel

from ..model.commons import Commons
from ..model.crosswalk import with_alignments
from ..model.record_file import SCHEMA, Kind, Linked, OfFramework, RecordFile, RecordList
from ..model.records import KINDS, Record, Reference, Source, schema_text
from ..model.urls import address
from .framework_json import NAME

Key = tuple[str, str]
"""Kind and name of a record."""

_OF_FRAMEWORK = ("competency", "withdrawn competency", "domain", "stage")
_TITLES = ("title", "name", "text", "code")
"""Fields with what people call a record, the first that it has."""
_NAMED = {
    "domain": "domain",
    "teaches": "competency",
    "competencies": "competency",
    "stages": "stage",
    "working_group": "working_group",
    "outputs": "output",
}
"""Kind of the records that a record names, by field."""


@dataclass(frozen=True)
class _Entry:
    """One record, and where it is."""

    kind: Kind
    name: str
    record: Any
    """One of the kinds of record that a file can hold."""
    address: str
    """Its address below the root of the site."""

    @property
    def path(self) -> str:
        """Path of its file below the root of the site."""
        page, _, anchor = self.address.partition("#")
        return f"{page}{anchor or 'index'}.json"


def record_files(commons: Commons) -> dict[str, bytes]:
    """Return a file for each record, a list for each page, and the schema of both, by path below the root."""
    entries: dict[Key, _Entry] = {(one.kind, one.name): one for one in _entries(commons)}
    site, framework = commons.site, commons.framework
    about = OfFramework(
        uuid=framework.uuid, title=framework.title, edition=framework.edition, **{"json": site.address + NAME}
    )
    linked: dict[Key, Linked] = {key: _linked(site.address, one) for key, one in entries.items()}
    related, lists = _related(entries, linked), defaultdict[str, list[Linked]](list)
    files = dict[str, bytes]()
    for key, one in entries.items():
        lists["competencies/" if one.kind in _OF_FRAMEWORK else one.address.partition("#")[0]].append(linked[key])
        files[one.path] = _written(
            RecordFile.model_construct(  # of values that are valid already
                address_of_schema=site.address + SCHEMA,
                kind=one.kind,
                name=one.name,
                address=site.address + one.address,
                framework=about,
                license=framework.license if one.kind in _OF_FRAMEWORK else site.content_license,
                attribution=site.attribution,
                record=one.record,
                related=tuple(related[key]),
                references=tuple(_for_readers(commons.reference[work]) for work in dict.fromkeys(_cited(one.record))),
            )
        )
    for page, records in lists.items():
        schema = {"$schema": site.address + SCHEMA}
        files[f"{page}index.json"] = _written(RecordList(**schema, address=site.address + page, records=tuple(records)))
    return {**files, SCHEMA: schema_text(RootModel[RecordFile | RecordList]).encode()}


def ingredients(commons: Commons) -> object:
    """Return what the files depend on."""
    records = [getattr(commons, section) for section in KINDS.values()]
    return commons.site, commons.framework, records, sorted(page.url for page in commons.pages)


def _entries(commons: Commons) -> Iterator[_Entry]:
    """Yield every record whose page the site has."""
    pages = {page.url for page in commons.pages}
    records: dict[str, Iterable[Record]] = {kind: getattr(commons, section) for kind, section in KINDS.items()}
    records |= {"competency": with_alignments(commons, commons.competencies)}
    records |= {"withdrawn competency": commons.framework.withdrawn, "reference": map(_for_readers, commons.references)}
    for kind in get_args(Kind):
        for record in records[kind]:
            name = str(getattr(record, "code", "") or getattr(record, "id", ""))
            where = address("competency" if kind == "withdrawn competency" else kind, name)
            if where.partition("#")[0] in pages:
                yield _Entry(kind, name, record, where)


def _for_readers(work: Reference) -> Reference:
    """Return a work without its note, which is for those who maintain the site."""
    return work.model_copy(update={"note": None})


def _linked(site: str, one: _Entry) -> Linked:
    title = next(filter(None, (getattr(one.record, field, None) for field in _TITLES)))
    address, file = site + one.address, site + one.path
    return Linked.model_construct(kind=one.kind, name=one.name, title=str(title), address=address, json_file=file)


def _related(entries: Mapping[Key, _Entry], linked: Mapping[Key, Linked]) -> Mapping[Key, list[Linked]]:
    """Return for each record those that name it."""
    found = defaultdict[Key, list[Linked]](list)
    for key, one in entries.items():
        for field, kind in _NAMED.items():
            value: Any = getattr(one.record, field, None) or ()
            for name in (value,) if isinstance(value, str) else value:
                found[kind, name].append(linked[key])
    return found


def _cited(record: BaseModel) -> Iterator[str]:
    for _, value in record:
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Source):
                yield one.reference
            elif isinstance(one, Record):
                yield from _cited(one)


def _written(file: BaseModel) -> bytes:
    return f"{file.model_dump_json(indent=1, by_alias=True, exclude_none=True)}\n".encode()
