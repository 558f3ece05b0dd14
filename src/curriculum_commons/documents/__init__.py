"""Documents, slides, workbooks and data that other schools download: from the commons and a few texts to files.

Here is how any file is made and what it depends on, what identifies it, and archives that are the same whenever they
are made. Knows nothing of the site or of folders; returns bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ..model.build_context import Brand, BuildContext
from ..model.commons import Commons, ToolkitText
from ..model.languages import office_language, typst_language
from ..model.palette import OURS, Palette
from ..render.phrases import long_date, with_article

_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name."""
_UNIX = 3
_READABLE = 0o644 << 16
_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "csv": "text/csv",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "json": "application/json",
    "pdf": "application/pdf",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "txt": "text/plain",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""Media type of each kind of file, by the ending of its name."""


@dataclass(frozen=True)
class Recipe:
    """How one file is made, and all that it depends on."""

    path: str
    """Path below `downloads/`, such as "1-start-here/start-here.docx"; letters, digits, hyphens, dots and slashes."""
    title: str
    ingredients: bytes
    """Everything that comes from the content; the same ingredients give the same file."""
    make: Callable[[], bytes]
    purpose: str = ""
    """What it is for, in one sentence; empty where the text it is made from gives it for all its files."""

    @property
    def media_type(self) -> str:
        """Media type of the file, by its ending."""
        return MEDIA_TYPES[self.path.rpartition(".")[2]]


def recipes(commons: Commons, context: BuildContext, text: ToolkitText) -> Iterator[Recipe]:
    """Yield a recipe for each file that is made from a text of the toolkit, by its kind."""
    # Imported here: a build with nothing new to make starts without the office libraries.
    from .slides import slides
    from .tables import data, redcap
    from .text import documents
    from .workbooks import mapping_workbook
    from .workbooks.planner import roadmap_planner

    match text.meta.kind:
        case "slides":
            yield from slides(commons, context, text)
        case "mapping workbook":
            yield from mapping_workbook(commons, context, text)
        case "roadmap planner":
            yield from roadmap_planner(commons, context, text)
        case "data":
            yield from data(commons, context, text)
        case "document" | "competency pages" | "survey":
            yield from documents(commons, context, text)
    if text.meta.kind == "survey" and "csv" in text.meta.formats:
        yield from redcap(commons, text)


@dataclass(frozen=True)
class Metadata:
    """Of one file."""

    path: str
    """Text that it is made from, relative to the root of the project."""
    title: str
    purpose: str
    author: str
    """Publisher of the site."""
    language: str
    """As in "en" or "zh-Hant"."""
    as_of: str
    """Year, month or day that the file gives as its date: the newest of what it shows."""
    framework: str
    """Its short title."""
    edition: str
    about: str
    """Full title, edition and makers of the framework, and the date of the content where that is known."""
    aid: str
    """Whose aid it is and whose statement it is not, as in "an independent aid of…"; empty where it is no aid."""
    brand: Brand
    """Name and logo of the school."""
    palette: Palette

    @staticmethod
    def of(commons: Commons, context: BuildContext, text: ToolkitText) -> Metadata:
        """Return the metadata of what is made from a text."""
        framework, site = commons.framework, commons.site
        creator = with_article(framework.creator)
        kind = "an aid" if site.official else "an independent aid"
        return Metadata(
            path=f"toolkit/{text.path}",
            title=text.meta.title,
            purpose=text.meta.purpose,
            author=site.publisher.name,
            language=site.language,
            as_of=context.as_of,
            framework=framework.short_title,
            edition=framework.edition,
            about=f"About {framework.title}, edition {framework.edition}, of {creator}."
            + (f" Content as of {long_date(context.as_of)}." if context.as_of else ""),
            aid=f"{kind} of {site.name}, not a statement of {creator}" * text.meta.aid,
            brand=replace(context.brand, phases=()),
            palette=commons.palette,
        )

    @property
    def ingredients(self) -> bytes:
        """All of it."""
        logo = self.brand.logo.png if self.brand.logo else b""
        names = [self.brand.school, self.brand.logo_alt]
        return json.dumps({**asdict(self), "brand": names}).encode() + b"\0" + logo

    @property
    def office_language(self) -> str:
        """Language as office programs name it, with a country."""
        return office_language(self.language)

    @property
    def typst_language(self) -> dict[str, str | None]:
        """Language as Typst names it, in two parts."""
        return typst_language(self.language)


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of these files, in this order."""
    archive = BytesIO()
    with ZipFile(archive, "w") as zipped:
        for name, content in files.items():
            entry = ZipInfo(name, _NO_TIME)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            zipped.writestr(entry, content, ZIP_DEFLATED)
    return archive.getvalue()


def unpacked(archive: bytes) -> dict[str, bytes]:
    """Return the files of an archive, in their order."""
    with ZipFile(BytesIO(archive)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist() if not name.endswith("/")}


def reference(file: Path, palette: Palette, folder: Path) -> Path:
    """Return a reference document that has the colors of a palette; it may be written into a folder."""
    if palette == OURS:
        return file
    parts = unpacked(file.read_bytes())
    xml = {name: palette.recolored(part.decode()).encode() for name, part in parts.items() if name.endswith(".xml")}
    (folder / file.name).write_bytes(packed(parts | xml))
    return folder / file.name
