"""Views of what visitors can download: the toolkit, file by file, and the bundle of all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ..model.commons import Commons, Download
from ..model.urls import slug
from .macro import View, macro


@macro()
def toolkit_list(commons: Commons) -> View:
    """Every file of the toolkit by folder, with what it is for, its formats, sizes and edition."""
    files = [download for download in commons.downloads if download.text]
    return {
        "folders": [{"name": name, "entries": entries} for name, entries in _folders(commons, files)],
        "edition": commons.framework.edition,
        "as_of": commons.as_of,
    }


@macro()
def bundle(commons: Commons) -> View:
    """The whole toolkit as one zip, with its size and sum."""
    return {
        "bundle": next((download for download in commons.downloads if not download.text), None),
        "count": sum(bool(download.text) for download in commons.downloads),
        "edition": commons.framework.edition,
    }


@macro(inline=True)
def phases(commons: Commons) -> View:
    """What the school or the site calls the phases of a curriculum, in order, within a message."""
    *most, last = commons.site.phases or ("",)
    return {"phases": commons.site.phases, "most": most, "last": last}


@macro("competency")
def competency_downloads(commons: Commons, code: str) -> View:
    """The files that are made for one competency."""
    texts = {text.path for text in commons.toolkit if text.meta.kind == "competency pages"}
    ending = f"-{slug(code)}."
    files = [one for one in commons.downloads if one.text in texts and ending in one.path]
    return {"files": files, "competency": commons.competency[code]}


def _folders(commons: Commons, files: list[Download]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for folder, inside in groupby(files, lambda download: download.path.partition("/")[0]):
        entries = [list(same) for _, same in groupby(inside, lambda download: (download.text, download.title))]
        yield folder.partition("-")[2].replace("-", " ").capitalize(), [_entry(commons, entry) for entry in entries]


def _entry(commons: Commons, files: list[Download]) -> dict[str, Any]:
    # A text may be gone of which files are still there: they were made before.
    aid = any(text.meta.aid for text in commons.toolkit if text.path == files[0].text)
    return {"title": files[0].title, "purpose": files[0].purpose, "aid": aid, "files": files}
