"""What an engine is told about the site: the facts of `data/site.yaml` under the names that engines know."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from ..model.commons import Commons
from ..render.newsletter import feeds


def settings(commons: Commons) -> dict[str, Any]:
    """Return the settings that come from the content; all others stand in `mkdocs.yml`."""
    site = commons.site
    return {
        "site_name": site.name,
        "site_description": site.description,
        "site_url": site.address,
        "extra": {"commons": _for_templates(commons)},
    }


def apply_settings(commons: Commons, configuration: MutableMapping[str, Any]) -> None:
    """Put the settings into the configuration of an engine that has read `mkdocs.yml`."""
    told = settings(commons)
    extra = {**(configuration.get("extra") or {}), **told.pop("extra")}
    configuration.update({**told, "extra": extra})


def _for_templates(commons: Commons) -> dict[str, Any]:
    site = commons.site
    return {
        "language": site.language,
        "publisher": site.publisher.name,
        "official": site.official,
        "standing": site.standing,
        "attribution": site.attribution,
        "license_name": site.content_license.name,
        "license_url": site.content_license.url,
        "repository": site.repository or "",
        "edition": commons.framework.edition,
        "framework": commons.framework.short_title,
        "feeds": [{"title": feed.title, "place": f"{feed.path}.xml"} for feed in feeds(commons)],
    }
