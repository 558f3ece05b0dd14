"""How the framework and what it draws on are cited, in the forms that reference managers and archives read.

Archives give an edition a DOI when its bundle is deposited; they read `CITATION.cff`, `.zenodo.json` and the RO-Crate.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html import escape

import yaml

from ..model.build_context import Download
from ..model.commons import Commons
from ..model.records import License, Reference
from ..render import in_full
from ..render.phrases import plain
from .pandoc import pandoc

_CRATE = "https://w3id.org/ro/crate/1.1"
_MOST_KEYWORDS = 30
_LICENSE = re.compile(r"CC (BY(?:-NC)?(?:-SA|-ND)?) ([0-9.]+)")
_INTERPRETED = frozenset("{}\\%#")
"""Characters that BibTeX does not take as they are."""
_RIS_TYPES = {"article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "book": "BOOK"}
_RIS_TYPES |= {"chapter": "CHAP", "report": "RPRT", "webpage": "ELEC", "post-weblog": "BLOG", "software": "COMP"}


def citation_files(commons: Commons, as_of: str, downloads: Sequence[Download]) -> dict[str, str]:
    """Return the citation of a bundle in each form that needs no program to be made, by the name of its file.

    Args:
        as_of: The date of the content, a year, month or day; empty where none is known.
        downloads: The files of the bundle.
    """
    return {
        "CITATION.cff": _cff(commons),
        "citation.ris": "".join(map(_ris, works(commons))),
        ".zenodo.json": _json(_zenodo(commons, as_of)),
        "ro-crate-metadata.json": _json(_crate(commons, as_of, downloads)),
    }


def works(commons: Commons) -> list[Reference]:
    """Return the works in which the framework was published."""
    ids = dict.fromkeys(source.reference for source in commons.framework.sources)
    return [commons.reference[id] for id in ids]


def _cff(commons: Commons) -> str:
    site, framework = commons.site, commons.framework
    license = _spdx(site.content_license)
    fields = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": "Cite the framework by its reference, and say what you changed.",
        "title": _title(commons),
        "authors": [{"name": site.publisher.name}],
        "version": framework.edition,
        "url": site.address,
        **({"license": license} if license else {"license-url": site.content_license.url}),
        "references": [_cff_work(work) for work in works(commons)],
    }
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=100)


def _title(commons: Commons) -> str:
    return f"{commons.framework.short_title}: adoption toolkit, edition {commons.framework.edition}"


def _spdx(license: License) -> str | None:
    """Return the identifier of a license in the list of SPDX; None for others than those of Creative Commons."""
    if license.name == "CC0 1.0":
        return "CC0-1.0"
    found = _LICENSE.fullmatch(license.name)
    return f"CC-{found[1]}-{found[2]}" if found else None


def _zenodo(commons: Commons, as_of: str) -> Mapping[str, object]:
    """Return the metadata that Zenodo takes from a release on GitHub."""
    site, framework = commons.site, commons.framework
    license = _spdx(site.content_license)
    texts = (framework.summary, site.attribution, site.standing)
    made = [
        {"identifier": work.DOI, "relation": "isDerivedFrom", "scheme": "doi"} for work in works(commons) if work.DOI
    ]
    fields = {
        "upload_type": "dataset",
        "title": _title(commons),
        "description": "".join(f"<p>{escape(text, quote=False)}</p>" for text in texts),
        "creators": [{"name": site.publisher.name}],
        "version": framework.edition,
        "publication_date": as_of if len(as_of) == len("2026-11-23") else "",
        "access_right": "open",
        "license": license.lower() if license else "",
        "keywords": list(dict.fromkeys(word for one in commons.competencies for word in one.keywords))[:_MOST_KEYWORDS],
        "related_identifiers": [{"identifier": site.address, "relation": "isIdenticalTo", "scheme": "url"}, *made],
    }
    return {name: value for name, value in fields.items() if value}


def _crate(commons: Commons, as_of: str, downloads: Sequence[Download]) -> Mapping[str, object]:
    """Return the metadata of the bundle as an RO-Crate, which archives and researchers read."""
    site, framework = commons.site, commons.framework
    license, publisher = site.content_license.url, site.publisher.url or "#publisher"
    cited = [{"@id": work.address or f"#{work.id}", "@type": "CreativeWork", **_named(work)} for work in works(commons)]
    files = [
        {
            "@id": download.path,
            "@type": "File",
            "name": download.title,
            "description": download.purpose,
            "encodingFormat": download.media_type,
            "contentSize": str(download.size),
        }
        for download in downloads
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": _title(commons),
        "description": f"{framework.summary} {site.attribution}",
        "version": framework.edition,
        "inLanguage": site.language,
        "url": site.address,
        "license": {"@id": license},
        "author": {"@id": publisher},
        "publisher": {"@id": publisher},
        "citation": [{"@id": work["@id"]} for work in cited],
        "hasPart": [{"@id": file["@id"]} for file in files],
        **({"datePublished": as_of} if as_of else {}),
    }
    described = {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"}}
    about = [
        {"@id": license, "@type": "CreativeWork", "name": site.content_license.name},
        {"@id": publisher, "@type": "Organization", "name": site.publisher.name},
    ]
    graph = [{**described, "conformsTo": {"@id": _CRATE}}, root, *files, *about, *cited]
    return {"@context": f"{_CRATE}/context", "@graph": graph}


def _named(work: Reference) -> Mapping[str, str]:
    return {"name": plain(work.title), "description": plain(in_full(work))}


def _json(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"


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


def bibtex(commons: Commons) -> bytes:
    """Return the works in which the framework was published, for BibTeX."""
    cited = works(commons)
    # A title without case keeps its capitals, whatever a citation style does to titles.
    titled = [{**csl(work), "title": f'<span class="nocase">{work.title}</span>'} for work in cited]
    made = pandoc(json.dumps(titled).encode(), ["--from=csljson", "--to=bibtex", "--sandbox"]).decode()
    for work in cited:
        # Pandoc writes no DOI for BibTeX, though everyone else does.
        if work.DOI and _INTERPRETED.isdisjoint(work.DOI):
            entry = rf"^(@\w+\{{{re.escape(work.id)},)$"
            made = re.sub(entry, rf"\1\n  doi = {{{work.DOI}}},", made, flags=re.MULTILINE)
    return made.encode()


def csl(work: Reference) -> dict[str, object]:
    """Return a work as CSL-JSON."""
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
