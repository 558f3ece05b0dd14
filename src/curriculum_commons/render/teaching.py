"""Views of what visitors teach with: resources with their filters, and the files of the toolkit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from ..model.build_context import BuildContext, Download
from ..model.commons import Commons
from ..model.records import Resource
from ..model.urls import slug
from .framework import numbered
from .macros import View, macro

_TIMES = {
    "short": "15 minutes or less",
    "hour": "16 to 60 minutes",
    "long": "more than an hour",
    "not-stated": "not stated",
}
_SHORT, _HOUR = 15, 60
_MOSTLY = 0.75


def time_band(minutes: int | None) -> str:
    """Return the choice of the time filter that a number of minutes belongs to."""
    if minutes is None:
        return "not-stated"
    return "short" if minutes <= _SHORT else "hour" if minutes <= _HOUR else "long"


def _resource(commons: Commons, context: BuildContext, record: Resource) -> dict[str, object]:
    return {
        "resource": record,
        "competencies": numbered(commons, record.teaches),
        "stages": [commons.stage[stage] for stage in record.stages],
        "format": commons.format_name[record.format],
        "settings": [commons.setting_name[setting] for setting in record.settings],
        "time": time_band(record.minutes),
        "reuse": record.terms.reuse.replace(" ", "-"),
        "overdue": record.id in context.overdue,
    }


@macro(anchors=("resource",), context=True)
def resource_finder(commons: Commons, context: BuildContext) -> View:
    """All resources with filters by competency, stage, format, setting, time and terms."""
    return {
        "resources": [_resource(commons, context, resource) for resource in commons.resources],
        "filters": _filters(commons),
    }


@macro("competency", context=True)
def competency_resources(commons: Commons, context: BuildContext, code: str) -> View:
    """Resources that help to teach a competency."""
    return {
        "resources": [_resource(commons, context, resource) for resource in commons.resources_for[code]],
        "competency": commons.competency[code],
        "number": commons.label[code],
        "slug": slug(code),
    }


@macro(context=True)
def review_list(commons: Commons, context: BuildContext) -> View:
    """Resources that were to be looked at again by the day on which the site was made, and when the next is due."""
    late = [resource for resource in commons.resources if resource.id in context.overdue]
    days = sorted(resource.review_by for resource in commons.resources if resource.id not in context.overdue)
    late.sort(key=lambda resource: resource.review_by)
    return {"late": late, "next": days[0] if days else None, "number": days.count(days[0]) if days else 0}


def _filters(commons: Commons) -> list[dict[str, object]]:
    """Return the filters that separate resources: none that is mostly not stated, no choice that all of them have."""
    having = _having(commons)
    offers: dict[str, list[tuple[str, str]]] = {
        "competency": [(slug(c.code), f"{commons.label[c.code]}. {c.title}") for c in commons.competencies],
        "stage": [(stage.id, stage.name) for stage in commons.stages],
        "format": [(term.id, term.name) for term in commons.formats],
        "setting": [(term.id, term.name) for term in commons.settings],
        "time": list(_TIMES.items()),
        "terms": [(reuse.replace(" ", "-"), reuse) for reuse in sorted({r.terms.reuse for r in commons.resources})],
    }
    labels = {name: getattr(commons.terms, name) for name in ("competency", "stage")}
    every = len(commons.resources)
    filters = []
    for name, offered in offers.items():
        choices = [
            {"value": value, "label": label, "resources": having[name, value]}
            for value, label in offered
            if 0 < len(having[name, value]) < every
        ]
        if choices and len(having[name, "not-stated"]) < _MOSTLY * every:
            filters.append({"name": name, "label": labels.get(name, name), "choices": choices})
    return filters


def _having(commons: Commons) -> Mapping[tuple[str, str], list[Resource]]:
    having: defaultdict[tuple[str, str], list[Resource]] = defaultdict(list)
    for resource in commons.resources:
        choices = {("competency", slug(code)) for code in resource.teaches}
        choices |= {("stage", stage) for stage in resource.stages}
        choices |= {("setting", setting) for setting in resource.settings}
        choices |= {("format", resource.format), ("time", time_band(resource.minutes))}
        for choice in choices | {("terms", resource.terms.reuse.replace(" ", "-"))}:
            having[choice].append(resource)
    return having


@macro(context=True)
def toolkit_list(commons: Commons, context: BuildContext) -> View:
    """Every file of the toolkit by folder, with what it is for, its formats, sizes and edition."""
    files = [download for download in context.downloads if download.text]
    return {
        "folders": [{"name": name, "entries": entries} for name, entries in _folders(commons, files)],
        "edition": commons.framework.edition,
        "as_of": context.as_of,
    }


@macro(context=True)
def bundle(commons: Commons, context: BuildContext) -> View:
    """What to open first, and the whole toolkit as one zip, with its size and sum."""
    files = [download for download in context.downloads if download.text]
    folders = list(_folders(commons, files))
    return {
        "first": folders[0][1][0] if len(folders) > 1 else None,
        "bundle": next((download for download in context.downloads if not download.text), None),
        "count": len(files),
        "edition": commons.framework.edition,
    }


@macro(context=True)
def data_files(commons: Commons, context: BuildContext) -> View:
    """Files in which other programs read the framework: what each is, and its size."""
    files = [replace(file, purpose=commons.terms.worded(file.purpose)) for file in context.data_files]
    return {"files": files, "edition": commons.framework.edition}


@macro("text", inline=True, context=True)
def data_file(commons: Commons, context: BuildContext, name: str) -> View:
    """One of these files within a sentence, by its name, such as "canvas.csv"."""
    # Zensical takes a link to a file in Markdown for one to a page, so that such a file is named only.
    linked = (file for file in context.data_files if file.name == name and not name.endswith(".md"))
    return {"name": name, "file": next(linked, None)}


@macro(inline=True, context=True)
def phases(commons: Commons, context: BuildContext) -> View:
    """What the school or the site calls the phases of a curriculum, in order, within a message."""
    *most, last = context.phases or ("",)
    return {"phases": context.phases, "most": most, "last": last}


@macro("competency", context=True)
def competency_downloads(commons: Commons, context: BuildContext, code: str) -> View:
    """The files that are made for one competency."""
    texts = {text.path for text in commons.toolkit if text.meta.kind == "competency pages"}
    ending = f"-{slug(code)}."
    files = [file for file in context.downloads if file.text in texts and ending in file.path]
    return {"files": files, "competency": commons.competency[code]}


def _folders(commons: Commons, files: list[Download]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for folder, inside in groupby(files, lambda download: download.path.partition("/")[0]):
        entries = [list(same) for _, same in groupby(inside, lambda download: (download.text, download.title))]
        yield folder.partition("-")[2].replace("-", " ").capitalize(), [_entry(commons, entry) for entry in entries]


def _entry(commons: Commons, files: list[Download]) -> dict[str, Any]:
    # A text may be gone of which files are still there: they were made before.
    aid = any(text.meta.aid for text in commons.toolkit if text.path == files[0].text)
    return {"title": files[0].title, "purpose": files[0].purpose, "aid": aid, "files": files}
