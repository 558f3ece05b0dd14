"""The whole toolkit as one zip: a page that opens first, the files in their folders, terms, citation and sums."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

import yaml

from ..model.commons import Commons, Download
from ..model.records import Reference
from ..render import in_full, template
from .brand import Brand
from .zips import packed

MEDIA_TYPE = "application/zip"
_LICENSE = re.compile(r"CC (BY(?:-NC)?(?:-SA|-ND)?) ([0-9.]+)")
_PLAIN_DOI = re.compile(r"[^{}\\%#]+")
"""A DOI in which nothing means anything to BibTeX."""
_RIS_TYPES = {"article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "book": "BOOK"}
_RIS_TYPES |= {"chapter": "CHAP", "report": "RPRT", "webpage": "ELEC", "post-weblog": "BLOG", "software": "COMP"}


@dataclass(frozen=True)
class Parcel:
    """What goes into a bundle."""

    commons: Commons
    """What its files were made from."""
    brand: Brand
    """Whose toolkit it is."""
    downloads: Sequence[Download]
    """The files that it holds, folder by folder."""
    contents: Mapping[str, bytes]
    """What is in them, by their path."""

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
        return "\x00".join([self.first_page(), _cff(self.commons), works, _terms(self.commons), *sums]).encode()

    def packed(self) -> bytes:
        """Return the zip."""
        files = {
            "README.html": self.first_page().encode(),
            **{download.path: self.contents[download.path] for download in self.downloads},
            "CITATION.cff": _cff(self.commons).encode(),
            "citation.bib": _bibtex(self.commons),
            "citation.ris": "".join(_ris(work) for work in _works(self.commons)).encode(),
            "LICENSE.txt": _terms(self.commons).encode(),
        }
        sums = "".join(f"{sha256(content).hexdigest()}  {path}\n" for path, content in files.items())
        return packed(files | {"SHA256SUMS.txt": sums.encode()})

    def first_page(self) -> str:
        """Return the page that opens first: every file with what it is for, and what may be done with it."""
        commons = self.commons
        works = [(in_full(work), f"https://doi.org/{work.DOI}" if work.DOI else work.URL) for work in _works(commons)]
        return template("toolkit/bundle_page.html").render(
            site=commons.site,
            framework=commons.framework,
            as_of=commons.as_of,
            school=self.brand.school,
            folders=list(by_folder(self.downloads)),
            works=works,
        )


def by_folder(downloads: Sequence[Download]) -> Iterator[tuple[str, list[list[Download]]]]:
    """Give each folder in words, with its files grouped by the title that they share."""
    for folder, files in groupby(downloads, lambda download: download.path.partition("/")[0]):
        titled = [list(group) for _, group in groupby(files, lambda download: download.title)]
        yield folder.partition("-")[2].replace("-", " ").capitalize(), titled


def _works(commons: Commons) -> list[Reference]:
    return [commons.reference[name] for name in dict.fromkeys(one.reference for one in commons.framework.sources)]


def _cff(commons: Commons) -> str:
    site, framework = commons.site, commons.framework
    license = _LICENSE.fullmatch(site.content_license.name)
    told = {
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
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=100)


def _cff_work(work: Reference) -> dict[str, object]:
    people = [
        {"name": name.literal} if name.literal else {"family-names": name.family, "given-names": name.given}
        for name in work.author
    ]
    told = {
        "type": {"article-journal": "article", "book": "book", "report": "report"}.get(work.type, "generic"),
        "title": work.title,
        "authors": people or [{"name": work.publisher or work.container_title or work.title}],
        "journal": work.container_title,
        "year": work.issued.date_parts[0][0] if work.issued else None,
        "volume": work.volume,
        "issue": work.issue,
        "doi": work.DOI,
        "url": work.URL,
    }
    return {key: value for key, value in told.items() if value}


def _bibtex(commons: Commons) -> bytes:
    from .pandoc import pandoc  # needed only where the bundle is made anew

    works = _works(commons)
    told = json.dumps([_as_it_is(_csl(work)) for work in works]).encode()
    made = pandoc(told, ["--from=csljson", "--to=bibtex", "--sandbox"]).decode()
    for work in works:
        # Pandoc knows no DOI in BibTeX, though everyone writes it so.
        if work.DOI and _PLAIN_DOI.fullmatch(work.DOI):
            made = re.sub(
                rf"^(@\w+\{{{re.escape(work.id)},)$", rf"\1\n  doi = {{{work.DOI}}},", made, flags=re.MULTILINE
            )
    return made.encode()


def _as_it_is(work: dict[str, object]) -> dict[str, object]:
    """Return a work whose title keeps its capitals, whatever a style does to titles."""
    return {**work, "title": f'<span class="nocase">{work["title"]}</span>'}


def _terms(commons: Commons) -> str:
    license = commons.site.content_license
    return commons.terms or f"{license.name}\n{license.url}\n"


def _csl(work: Reference) -> dict[str, object]:
    # What its record notes is for those who keep the site.
    return work.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"note"})


def _ris(work: Reference) -> str:
    pages = {"SP": (work.page or "").partition("-")[0], "EP": (work.page or "").partition("-")[2]}
    people = [name.literal or ", ".join(filter(None, (name.family, name.given))) for name in work.author]
    lines: list[tuple[str, str | None]] = [
        ("TY", _RIS_TYPES[work.type]),
        *(("AU", name) for name in people),
        ("TI", work.title),
    ]
    lines += [("JO", work.container_title), ("PB", work.publisher), ("VL", work.volume), ("IS", work.issue)]
    lines += [*pages.items(), ("PY", str(work.issued.date_parts[0][0]) if work.issued else None)]
    lines += [("DO", work.DOI), ("UR", work.URL), ("ER", "")]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value or tag == "ER") + "\r\n"
