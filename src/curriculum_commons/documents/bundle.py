"""The whole toolkit as one zip: a first page, the files in their folders, terms, citations and checksums."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from ..model.build_context import BuildContext, Download
from ..model.commons import Commons
from ..render import in_full, template
from . import packed
from .citation import bibtex, citation_files, csl, works


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
        cited = json.dumps([csl(work) for work in works(self.commons)])
        sums = [download.sha256 for download in self.downloads]
        citations = self._citations().values()
        return "\x00".join([self._first_page(), *citations, cited, _terms(self.commons), *sums]).encode()

    def packed(self) -> bytes:
        """Return the zip."""
        files = {
            "README.html": self._first_page().encode(),
            **{download.path: self.contents[download.path] for download in self.downloads},
            **{name: text.encode() for name, text in self._citations().items()},
            "citation.bib": bibtex(self.commons),
            "LICENSE.txt": _terms(self.commons).encode(),
        }
        sums = "".join(f"{sha256(content).hexdigest()}  {path}\n" for path, content in files.items())
        return packed(files | {"SHA256SUMS.txt": sums.encode()})

    def _citations(self) -> dict[str, str]:
        return citation_files(self.commons, self.context.as_of, self.downloads)

    def _first_page(self) -> str:
        """Return the page that opens first: each file and its purpose, and the terms of use."""
        commons = self.commons
        cited = [(in_full(work), work.address) for work in works(commons)]
        return template("toolkit/bundle_page.html").render(
            site=commons.site,
            framework=commons.framework,
            terms=commons.terms,
            palette=commons.palette,
            as_of=self.context.as_of,
            school=self.context.brand.school,
            folders=list(_folders(self.downloads)),
            works=cited,
        )


def _folders(downloads: Sequence[Download]) -> Iterator[tuple[str, list[list[Download]]]]:
    for folder, files in groupby(downloads, lambda download: download.path.partition("/")[0]):
        titled = [list(group) for _, group in groupby(files, lambda download: download.title)]
        yield folder.partition("-")[2].replace("-", " ").capitalize(), titled


def _terms(commons: Commons) -> str:
    license = commons.site.content_license
    return commons.license_text or f"{license.name}\n{license.url}\n"
