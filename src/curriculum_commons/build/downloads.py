"""Plan what visitors can download, make what has changed, and write it into a folder with a list of it all.

The only module that writes into `docs/downloads/`. Knows nothing of what is in the files.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from ..content.files import write_whole
from ..content.limits import limits_of
from ..content.load import TOOLKIT
from ..documents import MEDIA_TYPES, Recipe, recipes
from ..documents.bundle import Bundle
from ..model.build_context import BuildContext, Download
from ..model.commons import Commons, ToolkitText
from ..model.problems import CallError, ContentError, Problem, quoted, shown
from .cache import Cache, key

DOWNLOADS = Path("docs/downloads")
INDEX = "index.json"
"""The list of all files, for scripts."""
_AT_ONCE = min(4, os.cpu_count() or 1)
_WHOLE = "The whole toolkit in one file: all documents in numbered folders, with a page that opens first."

_PROJECT = (
    *("benchmarks", "data", "decisions", "deploy", "docs", "schema", "site", "src", "tests", "theme", "toolkit"),
    *("tools", "upstream"),
)
"""Folders of a project; those whose names begin with a dot belong to it, too."""
_UNNOTICED = (".DS_Store", "desktop.ini", "Thumbs.db", ".part")
"""Endings of files that a computer puts into a folder by itself, or that a killed run has left."""

Report = Callable[[str], None]
"""Takes a step as it begins."""


@dataclass(frozen=True)
class DownloadPlan:
    """How all files are made, none of them made yet."""

    commons: Commons
    context: BuildContext
    recipes: tuple[tuple[Recipe, ToolkitText], ...]
    """How each file is made, and from which text, in order."""

    @property
    def bundle(self) -> str:
        """Name of the zip with all files."""
        return Bundle(self.commons, self.context, (), {}).name

    @property
    def paths(self) -> tuple[str, ...]:
        """Path of each file below `downloads/`, with the zip and the list of all; none where there is no toolkit."""
        return (*(recipe.path for recipe, _ in self.recipes), self.bundle, INDEX) if self.recipes else ()

    def downloads(self, sizes: Mapping[str, int]) -> tuple[Download, ...]:
        """Return the files as pages list them, none of them made; a size that is not known is 0 bytes."""
        files = [_download(recipe, text, sizes.get(recipe.path, 0), "") for recipe, text in self.recipes]
        return (*files, _bundle(self.bundle, sizes.get(self.bundle, 0), "")) if files else ()


def plan_downloads(commons: Commons, context: BuildContext) -> DownloadPlan:
    """Return how each file of the toolkit is made, in the words of the school."""
    context = replace(context, phases=context.brand.phases or commons.site.phases)
    made = list[tuple[Recipe, ToolkitText]]()
    for text in _in_order(commons):
        with limits_of(f"{TOOLKIT}/{text.path}"):
            made += ((recipe, text) for recipe in recipes(commons, context, text))
    return DownloadPlan(commons, context, tuple(made))


def _in_order(commons: Commons) -> list[ToolkitText]:
    """Return the texts of the toolkit in the order of their folders; one that makes many files comes after others."""

    def order(text: ToolkitText) -> tuple[int, bool, str]:
        return int(text.meta.folder.partition("-")[0]), text.meta.kind == "competency pages", text.path

    return sorted(commons.toolkit, key=order)


def build_downloads(plan: DownloadPlan, folder: Path, cache: Cache, report: Report) -> tuple[Download, ...]:
    """Make the files of a plan, as far as they are not cached, and let a folder have them and no others of ours.

    Raises ContentError with everything that is wrong with their texts; the folder then stays as it is.
    """
    contents = _made(plan.recipes, cache, report)
    downloads = [_download(recipe, text, *_facts(contents[recipe.path])) for recipe, text in plan.recipes]
    if downloads:
        bundle = Bundle(plan.commons, plan.context, downloads, contents)
        name = bundle.name
        made = cache.keep(key("document", name, bundle.ingredients), lambda: [_make(report, name, bundle.packed)])
        contents[name] = made.files[name]
        downloads.append(_bundle(name, *_facts(contents[name])))
        contents[INDEX] = _index(plan, downloads)
        now = {download.path for download in downloads}
        former = [download for download in _listed(folder) if download.path not in now]
        # A run that is killed has listed what it has written, so that the next one knows it.
        _write(folder, {INDEX: _index(plan, [*downloads, *former])})
    _write(folder, contents, remove=True)
    return tuple(downloads)


def existing_downloads(root: Path) -> tuple[Download, ...]:
    """Return the downloads that were made last, as far as they are there."""
    folder = root / DOWNLOADS
    return tuple(download for download in _listed(folder) if (folder / download.path).is_file())


def refuse_folder(root: Path, out: Path) -> None:
    """Raise CallError where a folder belongs to the project, or holds other files than those of a former run."""
    name, project, folder = shown(str(out)), root.resolve(), out.resolve()
    if out.exists() and not out.is_dir():
        raise CallError(f"{name} is a file; name a folder of its own with --out")
    if project.is_relative_to(folder):
        raise CallError(f"{name} holds the project itself; name a folder of its own with --out")
    part = folder.relative_to(project).parts[0] if folder.is_relative_to(project) else ""
    if part in _PROJECT or part.startswith("."):
        raise CallError(f"{name} lies in {part}/, a part of the project; name a folder of its own with --out")
    known = {INDEX, *(download.path for download in _listed(out))}
    files = sorted(file.relative_to(out).as_posix() for file in out.rglob("*") if not file.is_dir())
    if others := [file for file in files if file not in known and not file.endswith(_UNNOTICED)]:
        message = f"{name} holds {quoted(others[0])}, which is not a file of the toolkit"
        raise CallError(f"{message}; name a new or an empty folder with --out")


def _made(planned: Sequence[tuple[Recipe, ToolkitText]], cache: Cache, report: Report) -> dict[str, bytes]:
    """Return the content of each file by its path; what is wrong with several is raised at once."""
    keys = {recipe.path: key("document", recipe.path, recipe.ingredients) for recipe, _ in planned}
    contents = {path: entry.files[path] for path, one in keys.items() if (entry := cache.get(one))}
    problems: list[Problem] = []

    def make(planned: tuple[Recipe, ToolkitText]) -> tuple[str, bytes]:
        recipe, text = planned
        try:
            with limits_of(f"{TOOLKIT}/{text.path}"):
                return _make(report, recipe.path, recipe.make)
        except ContentError as error:
            problems.extend(error.problems)
            return recipe.path, b""

    # Pandoc is a program of its own, so that several files can be made at once.
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        made = dict(pool.map(make, [one for one in planned if one[0].path not in contents]))
    if problems:
        raise ContentError(problems)
    for path, content in made.items():
        cache.put(keys[path], {path: content})
    return contents | made


def _make(report: Report, path: str, make: Callable[[], bytes]) -> tuple[str, bytes]:
    report(f"Making {path}")
    return path, make()


def _bundle(name: str, size: int, checksum: str) -> Download:
    return Download(name, "The whole toolkit", _WHOLE, "zip", MEDIA_TYPES["zip"], size, checksum, "")


def _download(recipe: Recipe, text: ToolkitText, size: int, checksum: str) -> Download:
    form = recipe.path.rpartition(".")[2]
    purpose = recipe.purpose or text.meta.purpose
    return Download(recipe.path, recipe.title, purpose, form, recipe.media_type, size, checksum, text.path)


def _facts(content: bytes) -> tuple[int, str]:
    return len(content), sha256(content).hexdigest()


def _write(folder: Path, contents: Mapping[str, bytes], remove: bool = False) -> None:
    """Write what differs, and perhaps remove what the list of a former run names and this one does not."""
    former = {download.path for download in _listed(folder)} | {INDEX}
    for path, content in contents.items():
        file = folder / path
        if not file.is_file() or file.read_bytes() != content:
            _make_room(file, folder)
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, content)
    for path in former - contents.keys() if remove else ():
        if (folder / path).resolve().is_relative_to(folder.resolve()):
            (folder / path).unlink(missing_ok=True)


def _make_room(file: Path, folder: Path) -> None:
    """Remove what is in the place of a file or of the folders that it is in; all of these are the program's own."""
    for place in reversed(file.parents):
        if place.is_relative_to(folder) and not place.is_dir():
            place.unlink(missing_ok=True)
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)


def _index(plan: DownloadPlan, downloads: Sequence[Download]) -> bytes:
    base, edition = f"{plan.commons.site.address}downloads/", plan.commons.framework.edition
    content = {
        "title": f"{plan.commons.framework.short_title}: adoption toolkit",
        "edition": edition,
        "as_of": plan.context.as_of,
        "license": plan.commons.site.content_license.model_dump(),
        "files": [
            {"bytes" if name == "size" else name: value for name, value in asdict(one).items()}
            | {"edition": edition, "url": base + one.path}
            for one in downloads
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _listed(folder: Path) -> list[Download]:
    if not (folder / INDEX).is_file():  # a pipe would be waited for
        return []
    try:
        files = json.loads((folder / INDEX).read_text("utf-8"))["files"]
        names = Download.__dataclass_fields__
        return [Download(**{name: one["bytes" if name == "size" else name] for name in names}) for one in files]
    except (OSError, ValueError, LookupError, TypeError):  # never made, or not by us
        return []
