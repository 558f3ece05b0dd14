"""Read a 1EdTech CASE package, 1.0 or 1.1, as it is found in the wild; knows no record of this program.

The tree is made of isChildOf associations alone: codes show none (Texas), and items may name none at all.
"""

from __future__ import annotations

from typing import Any

from ...model.problems import CallError, quoted
from ..items import made_uuid
from .incoming import OUR_END, WITHDRAWN, Incoming, Item, Names, Plain, is_uuid, status_of, text_of
from .tree import arranged

_DOCUMENT = {"title", "creator", "version", "adoptionStatus", "description", "language", "CFPackageURI"}
_ITEM = {"fullStatement", "abbreviatedStatement", "humanCodingScheme", "conceptKeywords", "notes", "CFDocumentURI"}
"""Fields that records have, and those that name the package again."""
_NAMES = Names(
    *("identifier", "fullStatement", "abbreviatedStatement", "humanCodingScheme", "conceptKeywords"),
    *("notes", "listEnumeration"),
)
_MADE = {"uri", "lastChangeDateTime", "caseVersion"}
_MADE_OF_DOCUMENT = {*_MADE, "licenseURI", "notes", "publisher", "officialSourceURL"}
"""What it makes of the site; what an object had before is in `extensions`."""
_GONE = {"deprecated", "retired", "superseded", "withdrawn", "obsolete"}
_WHOLE = "export the whole package"
_OTHERS = {
    "CFDocuments": "a list of CASE documents; download the package of one of them (CFPackages/…)",
    "CFRubrics": f"a rubric alone (CASE CFRubric) and no framework; {_WHOLE}",
    "CFRubric": f"a rubric alone (CASE CFRubric) and no framework; {_WHOLE}",
    "CFRubricCriteria": f"a rubric alone (CASE CFRubric) and no framework; {_WHOLE}",
    "CFConcepts": f"a list of concepts alone (CASE CFConcepts) and no framework; {_WHOLE}",
    "fullStatement": f"one item of a framework (CASE CFItem); {_WHOLE}",
    "CFItem": f"one item of a framework (CASE CFItem); {_WHOLE}",
    "CFAssociations": f"associations alone (CASE CFAssociations) and no framework; {_WHOLE}",
    "CFDocument": "a CASE document without its items; download its package (CFPackages/…)",
}


def is_case(value: Any) -> bool:
    """Return True for JSON that is CASE, or a part of it."""
    return isinstance(value, dict) and any(key in value for key in ("CFPackage", "CFItems", *_OTHERS))


def read_case(value: Any) -> Incoming:
    """Return the framework of a package; raises CallError where it is something else."""
    package = value.get("CFPackage", value)
    if not isinstance(package, dict) or not isinstance(package.get("CFItems"), list):
        what = package if isinstance(package, dict) else value
        known = next((reason for key, reason in _OTHERS.items() if key in what), "a CASE package without CFItems")
        raise CallError(f"the file is {known}")
    return _Reader(package).incoming


class _Reader:
    def __init__(self, package: dict[str, Any]) -> None:
        self.incoming = incoming = Incoming("case", "a CASE package", _NAMES)
        self.plain = Plain(incoming)
        document = package.get("CFDocument")
        self.licenses = {
            one.get("identifier"): one
            for one in _list(_dict(package.get("CFDefinitions")).get("CFLicenses"))
            if isinstance(one, dict)
        }
        self.document(document if isinstance(document, dict) else {})
        self.items: dict[str, Item] = {}
        self.tops = {incoming.identifier, _known(incoming.identifier)}
        for number, one in enumerate(package["CFItems"]):
            self.item(one, f"CFItems[{number}]")
        self.placed: set[str] = set()
        associations = package.get("CFAssociations")
        if associations is not None and not isinstance(associations, list):
            incoming.report("CFAssociations", "associations", "refused", "is not a list")
        for number, one in enumerate(_list(associations)):
            self.association(one, f"CFAssociations[{number}]")
        self.rest(package)
        for item in incoming.items:
            if self.placed and item.identifier not in self.placed and item.parent is None:
                item.is_loose = True
                incoming.report(item.place, item.name, "kept", _LOOSE)
        arranged(incoming)

    def document(self, one: dict[str, Any]) -> None:
        to, place = self.incoming, "CFDocument"
        texts = {key: text_of(value, f"{place}, {key}", to) for key, value in one.items()}
        to.identifier, to.title, to.creator = (texts.get(key, "") for key in ("identifier", "title", "creator"))
        to.edition = texts.get("version", "") or texts.get("lastChangeDateTime", "")[:4]
        to.summary = texts.get("description", "")
        to.language, to.address = texts.get("language", ""), texts.get("officialSourceURL", "")
        status = texts.get("adoptionStatus", "")
        to.status = status_of(status)
        to.adopted = texts.get("statusStartDate", "")[:10]
        uri = one.get("licenseURI")
        named = _dict(uri) or {"uri": uri, "title": ""}
        terms = _dict(self.licenses.get(named.get("identifier")))
        to.license_name = text_of(named.get("title") or terms.get("title"), f"{place}, licenseURI", to)
        to.license_url = text_of(terms.get("licenseText"), place, to)
        if not to.license_url.startswith(("http:", "https:")):
            to.license_url = text_of(named.get("uri"), place, to)
        exact = {"adopted": "Adopted", "deprecated": "Deprecated", "draft": "Draft"}[to.status] == status
        known = _DOCUMENT - ({"adoptionStatus"} if status and not exact else set())
        to.is_ours = texts.get("uri", "").endswith(OUR_END)
        known |= {"identifier"} if is_uuid(to.identifier) else set()
        self.same_moment = one.get("lastChangeDateTime")
        to.extensions |= self.fields(one, place, known | (_MADE_OF_DOCUMENT if to.is_ours else set()))
        to.others = _others(to.extensions)
        if not one:
            to.report(place, "the document", "refused", "is missing; its title and creator are to be written")

    def fields(self, one: dict[str, Any], place: str, known: set[str]) -> dict[str, Any]:
        """Return the fields that no record has, in bounds, and report them and what is null."""
        nulls = [key for key, value in one.items() if value is None]
        if nulls:
            self.incoming.report(place, ", ".join(nulls), "refused", "is null, which is as good as left out")
        kept = {
            key: self.plain.value(value, f"{place}, {key}")
            for key, value in one.items()
            if value is not None and key not in known and value not in ("", [], {})
        }
        if kept:
            self.incoming.report(place, ", ".join(kept), "kept as extension", "")
        return kept

    def item(self, one: Any, place: str) -> None:
        to = self.incoming
        if not isinstance(one, dict):
            to.report(place, quoted(one), "refused", "is not an item")
            return
        get = {key: text_of(one.get(key), f"{place}, {key}", to) for key in _TEXTS}
        identifier = _known(get["identifier"]) or get["uri"] or place
        if not get["identifier"]:
            to.report(place, "identifier", "refused", "is missing; the item is known by its address or its place here")
        words = one.get("conceptKeywords")
        words = words if isinstance(words, list) else str(words or "").replace("|", ",").split(",")
        kept = self.fields(one, place, _ITEM | self.same(one, get, identifier))
        inside = _dict(one.get("extensions"))
        places = (one, inside, _dict(inside.get("case")))
        status = next((str(at["adoptionStatus"]).lower() for at in places if at.get("adoptionStatus")), "")
        ended = get["statusEndDate"][:10]
        item = Item(
            identifier=identifier,
            place=place,
            statement=get["fullStatement"],
            code=" ".join(get["humanCodingScheme"].split()),
            title=" ".join(get["abbreviatedStatement"].split()),
            is_known=identifier != place,
            kind=get["CFItemType"] or text_of(_dict(one.get("CFItemTypeURI")).get("title"), place, to),
            keywords=[word for one in words if (word := " ".join(text_of(one, place, to).split()))],
            retired=ended if ended or status in _GONE else None,
            gloss=get["notes"],
            id=get["uri"].partition("#")[2].removeprefix("domain-") if to.is_ours else "",
            others=_others(kept),
            extensions=kept,
        )
        if to.is_ours and (found := WITHDRAWN.fullmatch(item.gloss)):
            item.retired = ended if ended != to.adopted else ""
            item.ended_in, item.reason, item.gloss = found[1] or "", " ".join(found[2].split()), ""
        to.items.append(item)
        self.items.setdefault(identifier, item)

    def same(self, one: dict[str, Any], get: dict[str, str], identifier: str) -> set[str]:
        """Return the fields of an item that are those of the framework, or are its address with its identifier."""
        kept = self.incoming.extensions
        same = {"identifier"} if is_uuid(get["identifier"]) else set[str]()
        same |= {"language"} if one.get("language") == self.incoming.language else set()
        same |= {"lastChangeDateTime"} if one.get("lastChangeDateTime") == self.same_moment else set()
        if self.incoming.is_ours:
            kind = _dict(one.get("CFItemTypeURI")).get("identifier")
            is_made = kind in {
                made_uuid(self.incoming.identifier, name) for name in ("domain", "competency", "component")
            }
            return same | _MADE | ({"CFItemType", "CFItemTypeURI"} if is_made else set())
        base = get["uri"].removesuffix(get["identifier"])
        if get["identifier"] and base != get["uri"] and kept.setdefault(_URI, base + _ID) == base + _ID:
            same.add("uri")
        return same

    def association(self, one: Any, place: str) -> None:
        to = self.incoming
        if not isinstance(one, dict):
            to.report(place, quoted(one), "refused", "is not an association")
            return
        kind = text_of(one.get("associationType"), place, to)
        origin, destination = (_node(one.get(f"{end}NodeURI")) for end in ("origin", "destination"))
        child, what = self.items.get(origin), f"{kind} {origin} {destination}"
        if child is None:
            is_empty = not origin and not destination
            to.report(place, what, "refused" if is_empty else "kept as extension", "begins at no item of the file")
            if not is_empty:
                self.keep(one, place)
            return
        if self.is_held(one, kind, child, destination):
            to.report(place, what, "kept")
            return
        self.keep(one, place)
        to.report(place, what, "kept as extension", "" if destination in self.items else "leads out of the file")

    def is_held(self, one: dict[str, Any], kind: str, child: Item, destination: str) -> bool:
        """Return True if the tree, or what has taken the place of what, has all of an association."""
        if kind == "isChildOf" and child.identifier not in self.placed:
            self.placed.add(child.identifier)
            sequence = one.get("sequenceNumber")
            if isinstance(sequence, int | float) and not isinstance(sequence, bool) and abs(sequence) < _FAR:
                child.position = float(sequence)
            if self.incoming.is_ours and child.extensions.get(_NAMES.number) == str(sequence):
                del child.extensions[_NAMES.number]
            child.parent = None if destination in self.tops or not destination else destination
            return not _small(one).keys() & {"CFAssociationGroupingURI", "notes", "extensions"}
        if kind == "replacedBy" and destination in self.items:
            child.replaced_by.append(destination)
            return bool(one.get("identifier") == made_uuid(child.identifier, kind, destination, ""))
        return False

    def keep(self, one: dict[str, Any], place: str) -> None:
        """Keep an association that is not of the tree."""
        self.incoming.extensions.setdefault("CFAssociations", []).append(self.plain.value(_small(one), place, 5))

    def rest(self, package: dict[str, Any]) -> None:
        known = {"CFDocument", "CFItems", "CFAssociations"}
        for key, value in package.items():
            if key in known or not value or (isinstance(value, dict) and not any(value.values())):
                continue
            number = len(value) if isinstance(value, list) else len(_dict(value))
            if self.incoming.is_ours and key in {"CFDefinitions", "CFRubrics"}:
                continue  # which are made of the records
            self.incoming.extensions[key] = self.plain.value(value, key)
            self.incoming.report(key, f"{number} entries", "kept as extension")


_TEXTS = (
    *("identifier", "uri", "fullStatement", "humanCodingScheme", "abbreviatedStatement", "CFItemType"),
    *("statusEndDate", "notes"),
)
_FAR = 1e15
_LOOSE = "hangs nowhere (no isChildOf); it is kept without a parent"
_URI, _ID = "CFItemURI", "{identifier}"
"""Where a framework keeps the form of the addresses of its items, and what it has in place of their identifiers."""


def _others(kept: dict[str, Any]) -> dict[str, Any]:
    """Take the extensions out of an object: those of CASE belong to its fields, the others are beside them."""
    inside = kept.pop("extensions", None)
    if not isinstance(inside, dict):
        return {"extensions": inside} if inside else {}
    kept |= _dict(inside.pop("case", None))
    return inside


def _small(one: dict[str, Any]) -> dict[str, Any]:
    """Return an association without what names the package again, and without nulls."""
    small = {key: value for key, value in one.items() if value is not None and key not in {"CFDocumentURI"}}
    others = _others(small)
    return small | ({"extensions": others} if others else {})


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _node(value: Any) -> str:
    """Return what a node is known by: its identifier, or the end of its address."""
    if isinstance(value, dict):
        return _known(str(value.get("identifier") or value.get("uri") or ""))
    return _known(str(value or "").rstrip("/").rpartition("/")[2])


def _known(identifier: str) -> str:
    """Return an identifier as it is compared: a UUID may be written in capitals."""
    plain = identifier.strip()
    return plain.lower() if plain.count("-") == _HYPHENS else plain


_HYPHENS = 4
