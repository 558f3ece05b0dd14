"""A framework in the two standards of MedBiquitous: one Competency Framework, and a Competency Object for each item.

The framework has the structure and no words; each object has one statement. Elements are in the order of the schemas.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from ..model.commons import Commons
from ..model.crosswalk import alignments_of
from ..model.records import Competency, Source, Withdrawn
from ..model.urls import address
from ..render.citations import in_full
from ..render.phrases import plain
from . import DATA
from .items import Item, day, framework_uri, items, kind_name, one_line

FRAMEWORK = f"{DATA}medbiquitous-framework.xml"
OBJECTS = f"{DATA}medbiquitous-objects.zip"
"""Their paths below the root of the site."""
_EACH = f"{DATA}medbiquitous/"
MOST_FILES = 1_000
"""Objects up to which each is a file of its own beside the zip of all."""
_NS, _LOM = "http://ns.medbiq.org/competency", "{http://ltsc.ieee.org/xsd/LOM}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NARROWER, _RELATED = (f"http://www.w3.org/2004/02/skos/core#{kind}" for kind in ("narrower", "related"))
_DATE = (1980, 1, 1, 0, 0, 0)
"""Of the files in the zip: the same content gives the same bytes."""


def medbiquitous_files(commons: Commons) -> dict[str, bytes]:
    """Return the framework and its objects, by path below the root of the site."""
    entries, replaced = list(items(commons)), defaultdict[str, list[str]](list)
    for former in commons.framework.withdrawn:
        for code in former.now_in:
            replaced[code].append(_page(commons, former.code))
    objects = {f"{entry.uuid}.xml": _object(commons, entry, replaced) for entry in entries}
    files = {FRAMEWORK: _framework(commons, entries), OBJECTS: _packed(objects)}
    if len(objects) <= MOST_FILES:
        files |= {f"{_EACH}{name}": content for name, content in objects.items()}
    return files


def _page(commons: Commons, code: str) -> str:
    return f"{commons.site.address}{address('competency', code)}"


def _framework(commons: Commons, entries: list[Item]) -> bytes:
    root, framework, language = _Root("framework", "CompetencyFramework"), commons.framework, commons.site.language
    former = {entry.uuid for entry in entries if entry.withdrawn}
    present = {entry.uuid: entry for entry in entries if not former & {entry.uuid, entry.parent}}
    identifiers = [("URI", framework_uri(commons)), ("UUID", framework.uuid)]
    about = root.about(language, identifiers, framework.title, [framework.summary], ())
    version = _add(_add(about, f"{_LOM}lifeCycle"), f"{_LOM}version")
    _add(version, f"{_LOM}string", framework.edition, language=language)
    terms = _add(_add(about, f"{_LOM}rights"), f"{_LOM}description")
    _add(terms, f"{_LOM}string", f"{framework.license.name}, {framework.license.url}", language=language)
    if framework.adopted and framework.status != "draft":
        root.add("EffectiveDate", day(framework.adopted))
    _add(root.add("SupportingInformation"), f"{root.own}Link", commons.site.address)
    for entry in present.values():
        root.refer(root.element, "Includes", entry.uri)
    for first, kind, second in _relations(commons, present):
        relation = root.add("Relation")
        root.refer(relation, "Reference1", first)
        _add(relation, f"{root.own}Relationship", kind)
        root.refer(relation, "Reference2", second)
    return root.written()


def _relations(commons: Commons, present: dict[str, Item]) -> Iterator[tuple[str, str, str]]:
    """Yield what lies below what, and then which competency goes with which entry of another framework."""
    yield from ((present[one.parent].uri, _NARROWER, one.uri) for one in present.values() if one.parent)
    for entry in present.values():
        if isinstance(entry.record, Competency):
            urls = dict.fromkeys(other.url for other in alignments_of(commons, entry.record.code) if other.url)
            yield from ((entry.uri, _RELATED, url) for url in urls)


def _object(commons: Commons, entry: Item, replaced: Mapping[str, list[str]]) -> bytes:
    root, record = _Root("object", "CompetencyObject"), entry.record
    identifiers = [("URI", entry.uri), ("UUID", entry.uuid), *([("Code", entry.code)] if entry.code else [])]
    texts = [entry.statement] if entry.statement != entry.title else []
    texts += filter(None, (getattr(record, "gloss", None), getattr(record, "summary", None)))
    words = record.keywords if isinstance(record, Competency) else ()
    root.about(commons.site.language, identifiers, one_line(entry.title), texts, words)
    root.add("Status", "Retired" if entry.withdrawn else "Active")
    for uri in replaced.get(getattr(record, "code", ""), ()):
        root.add("Replaces", uri)
    for code in record.now_in if isinstance(record, Withdrawn) else ():
        root.add("IsReplacedBy", _page(commons, code))
    root.add("Category", term=entry.kind, label=kind_name(commons, entry.kind))
    if works := [_cited(commons, source) for source in getattr(record, "sources", ())]:
        references = root.add("References")
        for work in works:
            _add(references, f"{root.own}Reference", work)
    _add(root.add("SupportingInformation"), f"{root.own}Link", entry.uri)
    return root.written()


def _cited(commons: Commons, source: Source) -> str:
    work = plain(in_full(commons.reference[source.reference]))
    return f"{work} {source.at}" if source.at else work


class _Root:
    """A file of one of the two standards, as it grows."""

    def __init__(self, kind: str, name: str) -> None:
        space = f"{_NS}{kind}/v1/"
        self.own = f"{{{space}}}"
        names: Any = {None: space, "lom": _LOM.strip("{}"), "xsi": _XSI.strip("{}")}
        self.element = etree.Element(f"{self.own}{name}", nsmap=names)
        self.element.set(f"{_XSI}schemaLocation", f"{space} {space}competency{kind}.xsd")

    def add(self, name: str, text: str | None = None, **given: str) -> etree._Element:
        """Add an element at the end."""
        return _add(self.element, f"{self.own}{name}", text, **given)

    def refer(self, parent: etree._Element, name: str, uri: str) -> None:
        """Add a reference to an item."""
        made = _add(parent, f"{self.own}{name}")
        _add(made, f"{self.own}Catalog", "URI")
        _add(made, f"{self.own}Entry", uri)

    def about(
        self,
        language: str,
        identifiers: Iterable[tuple[str, str]],
        title: str,
        texts: Iterable[str],
        words: Iterable[str],
    ) -> etree._Element:
        """Add the metadata of learning objects: what it is called, and what it is about."""
        about = _add(self.element, f"{_LOM}lom")
        general = _add(about, f"{_LOM}general")
        for catalog, entry in identifiers:
            identifier = _add(general, f"{_LOM}identifier")
            _add(identifier, f"{_LOM}catalog", catalog)
            _add(identifier, f"{_LOM}entry", entry)
        _add(_add(general, f"{_LOM}title"), f"{_LOM}string", title, language=language)
        _add(general, f"{_LOM}language", language)
        for name, values in (("description", texts), ("keyword", words)):
            for value in values:
                _add(_add(general, f"{_LOM}{name}"), f"{_LOM}string", value, language=language)
        return about

    def written(self) -> bytes:
        """Return the whole file."""
        etree.indent(self.element)
        return etree.tostring(self.element, xml_declaration=True, encoding="UTF-8") + b"\n"


def _add(parent: etree._Element, name: str, text: str | None = None, **given: str) -> etree._Element:
    made = etree.SubElement(parent, name, given)
    made.text = text
    return made


def _packed(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, _DATE), content, ZIP_DEFLATED)
    return packed.getvalue()
