"""The files of CASE: the package for download, and the answers of its API as files of a site without a server.

A folder of files cannot have a file of the same name, so that the list of all frameworks, `CFDocuments`, is
`CFDocuments.json`; a server can give it under the other name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..model.commons import Commons
from . import DATA
from .case import as_text, case_package, compact
from .case_objects import Json

NAME = f"{DATA}case.json"
"""Path of the package below the root of the site."""
_VERSIONS = ("v1p1", "v1p0")
MOST_ITEMS = 1_000
"""Items up to which each has files of its own; of more, those who import read the package alone."""
_DEFINED = ("CFItemTypes", "CFLicenses", "CFConcepts", "CFSubjects", "CFAssociationGroupings")


def case_files(commons: Commons) -> dict[str, bytes]:
    """Return the package and the files of both versions of the API, by path below the root of the site."""
    package = case_package(commons)
    text, own = as_text(package), package["CFDocument"]["identifier"]
    files = {NAME: text}
    parts = dict(_parts(package)) if len(package["CFItems"]) <= MOST_ITEMS else {}
    for version in _VERSIONS:
        base = f"ims/case/{version}/"
        where = f"{commons.site.address}{base}CFPackages/{own}"
        link = {"title": package["CFDocument"]["title"], "identifier": own, "uri": where}
        document = {**package["CFDocument"], "CFPackageURI": link}
        files[f"{base}CFDocuments.json"] = _file({"CFDocuments": [document]})
        files[f"{base}CFDocuments/{own}"] = _file(document)
        files[f"{base}CFPackages/{own}"] = text
        files |= {f"{base}{path}": content for path, content in parts.items()}
    return files


def _parts(package: Json) -> Iterator[tuple[str, bytes]]:
    """Yield the answer for each object, by its path below the folder of a version."""
    about = package["CFDocument"]
    link = {"CFDocumentURI": {"title": about["title"], "identifier": about["identifier"], "uri": about["uri"]}}
    of_item = defaultdict[str, list[Json]](list)
    for one in package["CFAssociations"]:
        whole = {**one, **link}
        yield f"CFAssociations/{one['identifier']}", _file(whole)
        for end in {one["originNodeURI"]["identifier"], one["destinationNodeURI"]["identifier"]}:
            of_item[end].append(whole)
    for one in package["CFItems"]:
        item = {**one, **link}
        yield f"CFItems/{one['identifier']}", _file(item)
        answer = {"CFItem": item, "CFAssociations": of_item[one["identifier"]]}
        yield f"CFItemAssociations/{one['identifier']}", _file(answer)
    for rubric in package["CFRubrics"]:
        yield f"CFRubrics/{rubric['identifier']}", _file(rubric)
    for kind in _DEFINED:
        for one in package["CFDefinitions"][kind]:
            is_set = kind in {"CFItemTypes", "CFConcepts", "CFSubjects"}
            yield f"{kind}/{one['identifier']}", _file({kind: [one]} if is_set else one)


def _file(answer: Json) -> bytes:
    return f"{compact(answer)}\n".encode()
