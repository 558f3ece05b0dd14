"""Read a 1EdTech CASE package, 1.0 or 1.1, as it is found in the wild; knows no record of this program.

The tree is made of isChildOf associations alone: codes show none (Texas), and items may name none at all.
"""

from __future__ import annotations

from typing import Any

from ...model.problems import CallError, quoted
from .incoming import Incoming, Item, Names, Plain, is_uuid, text_of
from .tree import arranged

_DOCUMENT = {"title", "creator", "version", "adoptionStatus", "description", "language", "CFPackageURI"}
_ITEM = {"fullStatement", "abbreviatedStatement", "humanCodingScheme", "conceptKeywords", "CFDocumentURI"}
"""Fields that records have, and those that name the package again."""
_NAMES = Names("identifier", "fullStatement", "abbreviatedStatement", "humanCodingScheme", "conceptKeywords")
OURS = "curriculum-commons"
"""Key of `extensions` below which this program writes what other forms know."""
_STATUSES = {"adopted": "adopted", "implemented": "adopted", "published": "adopted", "deprecated": "deprecated"}
_STATUSES |= {"retired": "deprecated", "superseded": "deprecated"}
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
        to.status = _STATUSES.get(status.lower(), "draft")  # type: ignore[assignment]
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
        to.extensions |= self.fields(one, place, known | ({"identifier"} if is_uuid(to.identifier) else set()))
        to.others = _of_ours(to.extensions)
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
        status = str(one.get("adoptionStatus") or _dict(one.get("extensions")).get("adoptionStatus") or "").lower()
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
            others=_of_ours(kept),
            extensions=kept,
        )
        to.items.append(item)
        self.items.setdefault(identifier, item)

    def same(self, one: dict[str, Any], get: dict[str, str], identifier: str) -> set[str]:
        """Return the fields of an item that are those of the framework, or are its address with its identifier."""
        kept, document = self.incoming.extensions, self.incoming.extensions.get("lastChangeDateTime")
        same = {"identifier"} if is_uuid(get["identifier"]) else set[str]()
        same |= {"language"} if one.get("language") == self.incoming.language else set()
        same |= {"lastChangeDateTime"} if document and one.get("lastChangeDateTime") == document else set()
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
            reason = "begins at no item of the file"
            outcome = "refused" if not origin and not destination else "kept as extension"
            to.report(place, what, outcome, reason)  # type: ignore[arg-type]
            if outcome != "refused":
                to.extensions.setdefault("associations", []).append(self.plain.value(_small(one), place))
            return
        if kind == "isChildOf" and origin not in self.placed:
            self.placed.add(origin)
            sequence = one.get("sequenceNumber")
            if isinstance(sequence, int | float) and not isinstance(sequence, bool) and abs(sequence) < _FAR:
                child.position = float(sequence)
            child.parent = None if destination in self.tops or not destination else destination
            more = _small(one).keys() & {"CFAssociationGroupingURI", "notes", "extensions"}
            if not more:
                to.report(place, what, "kept")
                return
        if kind == "replacedBy" and destination in self.items:
            child.replaced_by.append(destination)
        child.extensions.setdefault("associations", []).append(self.plain.value(_small(one), place, 4))
        to.report(place, what, "kept as extension", "" if destination in self.items else "leads out of the file")

    def rest(self, package: dict[str, Any]) -> None:
        known = {"CFDocument", "CFItems", "CFAssociations"}
        for key, value in package.items():
            if key in known or not value or (isinstance(value, dict) and not any(value.values())):
                continue
            number = len(value) if isinstance(value, list) else len(_dict(value))
            self.incoming.extensions[key] = self.plain.value(value, key)
            self.incoming.report(key, f"{number} entries", "kept as extension")


_TEXTS = (
    *("identifier", "uri", "fullStatement", "humanCodingScheme", "abbreviatedStatement", "CFItemType"),
    "statusEndDate",
)
_FAR = 1e15
_LOOSE = "hangs nowhere (no isChildOf); it is kept without a parent"
_URI, _ID = "CFItemURI", "{identifier}"
"""Where a framework keeps the form of the addresses of its items, and what it has in place of their identifiers."""


def _of_ours(kept: dict[str, Any]) -> dict[str, Any]:
    """Take out of the extensions of a record those of other forms, which this program has written there."""
    inside = _dict(kept.get("extensions"))
    ours = _dict(inside.pop(OURS, None))
    if not inside:
        kept.pop("extensions", None)
    return ours


def _small(one: dict[str, Any]) -> dict[str, Any]:
    """Return an association without what names the package again, and without nulls."""
    return {key: value for key, value in one.items() if value is not None and key not in {"CFDocumentURI"}}


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
