"""The whole toolkit as one zip: a first page, the files in their folders, terms, citations and checksums."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

import yaml

from ..model.build_context import BuildContext, Download
from ..model.commons import Commons
from ..model.records import Reference
from ..render import in_full, template
from ..render.phrases import plain
from . import packed
from .pandoc import pandoc

_LICENSE = re.compile(r"CC (BY(?:-NC)?(?:-SA|-ND)?) ([0-9.]+)")
_INTERPRETED = frozenset("{}\\%#")
"""Characters that BibTeX does not take as they are."""
_RIS_TYPES = {"article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "book": "BOOK"}
_RIS_TYPES |= {"chapter": "CHAP", "report": "RPRT", "webpage": "ELEC", "post-weblog": "BLOG", "software": "COMP"}


@dataclass(frozen=True)
class Bundle:
    """The zip and what it is made from."""

    commons: Commons
    context: BuildContext
    downloads: Sequence[Download]
    """The files in it, folder by folder."""
    contents: Mapping[str, bytes]
    """Content of each file, by its path."""

    @property
    def name(self) -> str:
        """Name of the zip, such as "team-science-toolkit.zip"."""
        words = re.sub(r"[^a-z0-9]+", "-", self.commons.framework.short_title.lower()).strip("-")
        return f"{words or 'framework'}-toolkit.zip"

    @property
    def ingredients(self) -> bytes:
        """Everything that the zip depends on."""
        works = json.dumps([_csl(work) for work in _works(self.commons)])
        sums = [download.sha256 for download in self.downloads]
        return "\x00".join([self._first_page(), _cff(self.commons), works, _terms(self.commons), *sums]).encode()

    def packed(self) -> bytes:
        """Return the zip."""
        files = {
            "README.html": self._first_page().encode(),
            **{download.path: self.contents[download.path] for download in self.downloads},
            "CITATION.cff": _cff(self.commons).encode(),
            "citation.bib": _bibtex(self.commons),
            "citation.ris": "".join(_ris(work) for work in _works(self.commons)).encode(),
            "LICENSE.txt": _terms(self.commons).encode(),
        }
        sums = "".join(f"{sha256(content).hexdigest()}  {path}\n" for path, content in files.items())
        return packed(files | {"SHA256SUMS.txt": sums.encode()})

    def _first_page(self) -> str:
        """Return the page that opens first: each file and its purpose, and the terms of use."""
        commons = self.commons
        works = [(in_full(work), work.address) for work in _works(commons)]
        return template("toolkit/bundle_page.html").render(
            site=commons.site,
            framework=commons.framework,
            terms=commons.terms,
            palette=commons.palette,
            as_of=self.context.as_of,
            school=self.context.brand.school,
            folders=list(_folders(self.downloads)),
            works=works,
        )


def _folders(downloads: Sequence[Download]) -> Iterator[tuple[str, list[list[Download]]]]:
    for folder, files in groupby(downloads, lambda download: download.path.partition("/")[0]):
        titled = [list(group) for _, group in groupby(files, lambda download: download.title)]
        yield folder.partition("-")[2].replace("-", " ").capitalize(), titled


def _works(commons: Commons) -> list[Reference]:
    ids = dict.fromkeys(source.reference for source in commons.framework.sources)
    return [commons.reference[id] for id in ids]


def _cff(commons: Commons) -> str:
    site, framework = commons.site, commons.framework
    license = _LICENSE.fullmatch(site.content_license.name)
    fields = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": "Cite the framework by its reference, and say what you changed.",
        "title": f"{framework.short_title}: adoption toolkit, edition {framework.edition}",
        "authors": [{"name": site.publisher.name}],
        "version": framework.edition,
        "url": site.address,
        **({"license": f"CC-{license[1]}-{license[2]}"} if license else {"license-url": site.content_license.url}),
        "references": [_cff_work(work) for work in _works(commons)],
    }
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=100)


def _cff_work(work: Reference) -> dict[str, object]:
    people = [
        {"name": name.literal} if name.literal else {"family-names": name.family, "given-names": name.given}
        for name in work.author
    ]
    fields = {
        "type": {"article-journal": "article", "book": "book", "report": "report"}.get(work.type, "generic"),
        "title": plain(work.title),
        "authors": people or [{"name": work.publisher or plain(work.container_title or work.title)}],
        "journal": plain(work.container_title or ""),
        "year": work.year,
        "volume": work.volume,
        "issue": work.issue,
        "doi": work.DOI,
        "url": work.URL,
    }
    return {key: value for key, value in fields.items() if value}


def _bibtex(commons: Commons) -> bytes:
    works = _works(commons)
    # A title without case keeps its capitals, whatever a citation style does to titles.
    titled = [{**_csl(work), "title": f'<span class="nocase">{work.title}</span>'} for work in works]
    made = pandoc(json.dumps(titled).encode(), ["--from=csljson", "--to=bibtex", "--sandbox"]).decode()
    for work in works:
        # Pandoc writes no DOI for BibTeX, though everyone else does.
        if work.DOI and _INTERPRETED.isdisjoint(work.DOI):
            entry = rf"^(@\w+\{{{re.escape(work.id)},)$"
            made = re.sub(entry, rf"\1\n  doi = {{{work.DOI}}},", made, flags=re.MULTILINE)
    return made.encode()


def _terms(commons: Commons) -> str:
    license = commons.site.content_license
    return commons.license_text or f"{license.name}\n{license.url}\n"


def _csl(work: Reference) -> dict[str, object]:
    # Notes are for those who maintain the site.
    fields = work.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"note"})
    if not fields["editor"]:
        del fields["editor"]
    if work.issued and not work.issued.date_parts:
        del fields["issued"]["date-parts"]
    return fields


def _ris(work: Reference) -> str:
    first_page, _, last_page = (work.page or "").partition("-")
    lines = [
        ("TY", _RIS_TYPES.get(work.type, "GEN")),
        *(("AU", name.literal or ", ".join(filter(None, (name.family, name.given)))) for name in work.author),
        *(("TI", plain(work.title)), ("JO", plain(work.container_title or "")), ("PB", work.publisher)),
        *(("VL", work.volume), ("IS", work.issue), ("SP", first_page), ("EP", last_page)),
        *(("PY", work.year), ("DO", work.DOI), ("UR", work.URL)),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n\r\n"
