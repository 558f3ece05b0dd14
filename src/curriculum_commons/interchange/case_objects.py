"""How objects of CASE are made and linked; knows the framework as a whole, and none of its items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from ..model.commons import Commons
from .case_kept import AS_IMPORTED, kept, refused
from .case_model import CFDocument
from .items import changed_on, extensions, framework_uri, moment, one_line
from .read.incoming import status_of

API = "ims/case/v1p1/"
"""Folder of the newer version below the root of the site."""
Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Maker:
    """Makes the objects of one package."""

    commons: Commons

    @cached_property
    def kept(self) -> Json:
        """What was kept of the package from which the framework was taken; empty where it was taken from none."""
        return dict(kept(extensions(self.commons.framework)))

    @cached_property
    def is_taken(self) -> bool:
        """Whether the framework was taken from a package, whose addresses it keeps."""
        return "uri" not in refused({"uri": self.kept.get("uri")}, CFDocument)

    @cached_property
    def edited(self) -> set[str]:
        """The fields of the document that are kept, and were edited here since."""
        framework, kept = self.commons.framework, self.kept
        as_imported = kept.get(AS_IMPORTED)
        terms = as_imported.get("licenseURI", {}) if isinstance(as_imported, dict) else {}
        began = str(kept.get("statusStartDate", ""))[:10]
        changes = {
            "licenseURI": any(getattr(framework.license, name, None) != terms[name] for name in terms),
            "adoptionStatus": status_of(str(kept.get("adoptionStatus", ""))) != framework.status,
            "statusStartDate": framework.adopted not in {None, began},
        }
        return {name for name, is_changed in changes.items() if is_changed}

    @cached_property
    def changed(self) -> str:
        """When the framework was changed last, here or before it was taken."""
        ours, field = moment(changed_on(self.commons)), "lastChangeDateTime"
        theirs = self.kept.get(field)
        if not isinstance(theirs, str) or field in refused({field: theirs}, CFDocument):
            return ours
        return max(ours, theirs, key=datetime.fromisoformat) if self.commons.framework.adopted else theirs

    @cached_property
    def top(self) -> Json:
        """A link to the document."""
        uri = self.kept["uri"] if self.is_taken else framework_uri(self.commons)
        return link(self.commons.framework.title, self.commons.framework.uuid, uri)

    def new(self, kind: str, uuid: str) -> Json:
        """Return what every object of a kind begins with."""
        uri = f"{self.commons.site.address}{API}{kind}/{uuid}"
        return {"identifier": uuid, "uri": uri, "lastChangeDateTime": self.changed}


def link(title: str, uuid: str, uri: str) -> Json:
    """Return a link to an object."""
    return {"title": one_line(title), "identifier": uuid, "uri": uri}


def link_to(made: Json) -> Json:
    """Return a link to an object that has a title."""
    return link(made["title"], made["identifier"], made["uri"])
