"""Lay out what visitors can download: make what has changed, keep the rest, and write a list of it all.

The only module that writes into `docs/downloads/`. Knows nothing of what is in the files.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock

from ..content.files import write_whole
from ..documents import recipes
from ..documents.bundle import MEDIA_TYPE, Bundle
from ..documents.recipe import Recipe
from ..model.build_context import BuildContext, Download
from ..model.commons import Commons, ToolkitText
from ..model.problems import ContentError, Problem

DOWNLOADS = Path("docs/downloads")
INDEX = "index.json"
"""The list of all files, for scripts."""
_MADE_WITH = (
    *("Jinja2", "lxml", "Markdown", "mjml-python", "nh3", "pikepdf", "Pillow", "pypandoc-binary"),
    *("python-pptx", "selectolax", "typst", "XlsxWriter"),
)
_AT_ONCE = min(4, os.cpu_count() or 1)

Tell = Callable[[str], None]


@dataclass(frozen=True)
class _Wanted:
    """One file of the toolkit: how it is made, and from which text."""

    recipe: Recipe
    text: ToolkitText

    @property
    def key(self) -> str:
        """What tells whether a file that is there already would come out the same."""
        return _sum(b"\x00".join([program(), self.recipe.path.encode(), self.recipe.ingredients]))


class Folder:
    """A folder of downloads, with a note of what each file in it was made from."""

    def __init__(self, files: Path, note: Path) -> None:
        self.files, self._note = files, note
        noted = json.loads(note.read_text("utf-8")) if note.is_file() else {}
        self._whole: str = noted.get("whole", "")
        self._known: dict[str, dict[str, str]] = noted.get("files", {})
        self._new: dict[str, bytes] = {}
        self._lock = Lock()

    def has_all(self, whole: str) -> bool:
        """Tell whether all files were made from the same as now, and nobody has changed any since."""
        known = self._known.items()
        return whole == self._whole and all(self.kept(path, one["key"]) is not None for path, one in known)

    def kept(self, path: str, key: str) -> bytes | None:
        """Return a file that was made from the same, as long as nobody has changed it since."""
        known = self._known.get(path)
        if known is None or known["key"] != key or not (self.files / path).is_file():
            return None
        content = (self.files / path).read_bytes()
        return content if _sum(content) == known["sha256"] else None

    def put(self, path: str, key: str, content: bytes) -> None:
        """Take a file; it is written when all are there."""
        with self._lock:
            self._new[path] = content
            self._known[path] = {"key": key, "sha256": _sum(content)}

    def close(self, whole: str, paths: Sequence[str]) -> None:
        """Write what was put, note what all and each were made from, and remove what is wanted no longer.

        Until then the folder is as it was, whatever goes wrong.
        """
        for path, content in self._new.items():
            (self.files / path).parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.files / path, content)
        for path in self._known.keys() - set(paths):
            (self.files / path).unlink(missing_ok=True)
        self._known = {path: self._known[path] for path in sorted(paths) if path in self._known}
        self._note.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._note, json.dumps({"whole": whole, "files": self._known}, indent=1).encode())


def stock(commons: Commons, context: BuildContext, folder: Folder, tell: Tell) -> tuple[Download, ...]:
    """Let a folder hold the files of the toolkit, the bundle of all and their list; return what it holds.

    Raises ContentError with what is wrong with the texts that they are made from.
    """
    whole = _sum(program() + repr((_ingredients(commons), context.brand, context.as_of)).encode())
    if folder.has_all(whole):
        return _listed(folder.files)
    wanted = [_Wanted(recipe, text) for recipe, text in planned(commons, context)]
    contents = _made(wanted, folder, tell)
    downloads = [_download(one.recipe, one.text, contents[one.recipe.path]) for one in wanted]
    if downloads:
        bundle = Bundle(commons, context, downloads, contents)
        downloads = [*downloads, _bundled(bundle, folder, tell)]
        listed = _index(commons, context, downloads)
        if folder.kept(INDEX, _sum(listed)) is None:
            folder.put(INDEX, _sum(listed), listed)
    folder.close(whole, [*(download.path for download in downloads), *([INDEX] if downloads else [])])
    return tuple(downloads)


def _ingredients(commons: Commons) -> object:
    """Return all of a commons that files are made from; they name pages and say nothing of what stands on them."""
    named = [(page.path, page.meta) for page in (*commons.pages, *commons.drafts)]
    return named, replace(commons, pages=(), drafts=())


def planned(commons: Commons, context: BuildContext) -> list[tuple[Recipe, ToolkitText]]:
    """Return how each file of the toolkit is made and from which text, in their order, without making any."""
    context = replace(context, phases=context.brand.phases or commons.site.phases)
    return [(recipe, text) for text in in_order(commons) for recipe in recipes(commons, context, text)]


def in_order(commons: Commons) -> list[ToolkitText]:
    """Return the texts of the toolkit in the order of their folders; one that makes many files comes after others."""

    def place(text: ToolkitText) -> tuple[int, bool, str]:
        return int(text.meta.folder.partition("-")[0]), text.meta.kind == "competency pages", text.path

    return sorted(commons.toolkit, key=place)


def existing_downloads(root: Path) -> tuple[Download, ...]:
    """Return the files that were made last, as far as they are there."""
    return tuple(download for download in _listed(root / DOWNLOADS) if (root / DOWNLOADS / download.path).is_file())


def _listed(folder: Path) -> tuple[Download, ...]:
    index = folder / INDEX
    files = json.loads(index.read_text("utf-8"))["files"] if index.is_file() else ()
    names = Download.__dataclass_fields__.keys() - {"size"}
    return tuple(Download(**{name: file[name] for name in names}, size=file["bytes"]) for file in files)


def _made(wanted: Sequence[_Wanted], folder: Folder, tell: Tell) -> dict[str, bytes]:
    contents = {one.recipe.path: content for one in wanted if (content := folder.kept(one.recipe.path, one.key))}
    missing = [one for one in wanted if one.recipe.path not in contents]
    problems: list[Problem] = []

    def make(one: _Wanted) -> None:
        tell(f"Making {one.recipe.path}")
        try:
            content = one.recipe.make()
        except ContentError as error:
            problems.extend(error.problems)
        else:
            contents[one.recipe.path] = content
            folder.put(one.recipe.path, one.key, content)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for done in [pool.submit(make, one) for one in missing]:
            done.result()
    if problems:
        raise ContentError(problems)
    return contents


def _download(recipe: Recipe, text: ToolkitText, content: bytes) -> Download:
    suffix = recipe.path.rpartition(".")[2]
    told = (recipe.path, recipe.title, recipe.purpose or text.meta.purpose, suffix, recipe.media_type)
    return Download(*told, len(content), _sum(content), text.path)


def _bundled(bundle: Bundle, folder: Folder, tell: Tell) -> Download:
    path, key = bundle.name, _sum(bundle.ingredients + program())
    content = folder.kept(path, key)
    if content is None:
        tell(f"Making {path}")
        content = bundle.packed()
        folder.put(path, key, content)
    purpose = "The whole toolkit in one file: all documents in numbered folders, with a page that opens first."
    return Download(path, "The whole toolkit", purpose, "zip", MEDIA_TYPE, len(content), _sum(content), "")


def _index(commons: Commons, context: BuildContext, downloads: Sequence[Download]) -> bytes:
    base = f"{commons.site.address}downloads/"
    edition = commons.framework.edition
    told = {
        "title": f"{commons.framework.short_title}: adoption toolkit",
        "edition": edition,
        "as_of": context.as_of,
        "license": commons.site.content_license.model_dump(),
        "files": [_told(one) | {"edition": edition, "url": base + one.path} for one in downloads],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _told(download: Download) -> dict[str, str | int]:
    return {"bytes" if name == "size" else name: value for name, value in asdict(download).items()}


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@cache
def program() -> bytes:
    """Return what tells one state of this program, and of what it makes files with, from another."""
    package = Path(__file__).parent.parent
    suffixes = {".css", ".docx", ".html", ".mjml", ".openxml", ".pptx", ".py", ".typ", ".yaml"}
    files = (file for file in package.rglob("*") if file.suffix in suffixes)
    texts = [file.read_bytes() for file in sorted(files)]
    return _sum(b"\x00".join([*texts, *(version(name).encode() for name in _MADE_WITH)])).encode()
