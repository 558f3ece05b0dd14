"""What a workbook says of itself: what it is, which edition, on what terms, and who made it."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.commons import Commons, ToolkitText
from ..attribution import makers, spoken
from ..brand import Brand
from ..pandoc import day
from .book import Book


@dataclass(frozen=True)
class Imprint:
    """What a workbook says of itself."""

    title: str
    """Its title."""
    publisher: str
    """Who made it."""
    as_of: str
    """The day of the newest of its facts."""
    address: str
    """Address of the site."""
    lines: tuple[str, ...]
    """What stands at the foot of its first sheet."""

    def shortened(self, target: str) -> str:
        """Return "#" for a place on a page of the site, whose address would say less than the words of the link."""
        return "#" if target.startswith(self.address) and "#" in target else target

    def describe(self, book: Book, brand: Brand) -> None:
        """Put it among the properties of the file."""
        book.properties(self.title, self.publisher, brand.school or self.publisher, day(self.as_of))


def imprint(commons: Commons, text: ToolkitText) -> Imprint:
    """Return what the workbook of a text says of itself."""
    site, framework = commons.site, commons.framework
    license = site.content_license
    lines = [
        f"About {framework.title}, edition {framework.edition}, of {makers(framework)}. "
        f"Content as of {spoken(commons.as_of)}.",
        f"An aid of {site.name}, not a statement of {makers(framework)}." if text.meta.aid else "",
        site.attribution,
        # The line above names the terms, as a rule, with their address.
        "" if license.url in site.attribution else f"Terms for words and data: {license.name}, {license.url}",
        site.standing,
        f"From {site.name}, {site.address}",
        "Sheets that compute are protected against slips of the hand, without a password: in Excel, Review, Unprotect "
        "Sheet.",
    ]
    return Imprint(
        text.meta.title, site.publisher.name, commons.as_of, site.address, tuple(line for line in lines if line)
    )
