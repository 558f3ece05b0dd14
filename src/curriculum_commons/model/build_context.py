"""What one build knows beside the content: the day, whose toolkit it is, and what was made so far.

Like the content, it is never changed: a build that knows more goes on with another context.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .commons import Commons
from .records import Milestone, Organization
from .sent import SentIssue
from .urls import encoded

PLACEHOLDER = "[Your school]"
"""What each file shows in one place until somebody writes the name of a school there."""


@dataclass(frozen=True)
class Logo:
    """A picture that was found fit to be put into documents."""

    png: bytes
    """The picture as PNG, without anything but the picture."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""


@dataclass(frozen=True)
class SiteLogo:
    """The logo at the top of pages and e-mails."""

    path: str
    """Path below the root of the site."""
    alt: str
    width: int
    """Pixels of the file, as is the height."""
    height: int

    def within(self, width: int, height: int) -> tuple[int, int]:
        """Return the width and height at which it is shown in a space of so many pixels."""
        scale = min(width / self.width, height / self.height, 1)
        return round(self.width * scale), round(self.height * scale)


@dataclass(frozen=True)
class Brand:
    """What the files of one toolkit bear."""

    school: str | None = None
    """Name of the school; None where the files are for any."""
    logo: Logo | None = None
    """Its logo."""
    phases: tuple[str, ...] = ()
    """What the phases of a curriculum are called, in order."""
    publisher: str = ""
    """Whose logo it is, where that is not the school."""

    @property
    def logo_alt(self) -> str:
        """What is read to those who do not see the logo; the placeholder is in one place only."""
        return f"Logo of {self.school or self.publisher or 'the school'}"

    @property
    def name(self) -> str:
        """The name of the school, or the placeholder for it."""
        return self.school or PLACEHOLDER


@dataclass(frozen=True)
class Download:
    """One file that visitors can download."""

    path: str
    """Path below `downloads/`, such as "1-start-here/start-here.docx"."""
    title: str
    """What it is called."""
    purpose: str
    """What it is for, in one sentence."""
    format: str
    """Its ending, such as "docx"."""
    media_type: str
    """Its media type."""
    size: int
    """Bytes; 0 as long as the file is not made."""
    sha256: str
    """Its SHA-256 sum, in hexadecimal digits."""
    text: str
    """Path below `toolkit/` of the text that it was made from; empty for the bundle of all."""


@dataclass(frozen=True)
class DataFile:
    """One file in which other programs read the framework."""

    form: str
    """What people call its form, such as "CASE 1.0 and 1.1"."""
    path: str
    """Path below the root of the site, such as "downloads/data/case.json"."""
    purpose: str
    """What it is and who reads it, in one sentence."""
    media_type: str
    """Its media type."""
    size: int
    """Bytes."""
    sha256: str
    """Its SHA-256 sum, in hexadecimal digits."""

    @property
    def name(self) -> str:
        """The name under which it is saved."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, eq=False)
class BuildContext:
    """What pages, documents and mails show beside the content; one context equals only itself."""

    today: str = ""
    """The day, as in "2026-11-23"; without one, nothing is overdue."""
    as_of: str = ""
    """The date of the content, which files bear: a year, month or day."""
    brand: Brand = Brand()
    """Whose toolkit it is."""
    phases: tuple[str, ...] = ()
    """What the phases of a curriculum are called where a text names them."""
    downloads: tuple[Download, ...] = ()
    """Files for visitors to download; empty until they are made."""
    data_files: tuple[DataFile, ...] = ()
    """Files in which other programs read the framework; empty until they are made."""
    overdue: frozenset[str] = frozenset()
    """Ids of the resources that should have been looked at again before the day."""
    picture_sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Width and height in pixels of the pictures that issues show and of the logo, by their path below `docs/`."""

    @classmethod
    def of(cls, commons: Commons, today: str = "", brand: Brand | None = None) -> BuildContext:
        """Return what follows from the content and the day alone."""
        late = frozenset(resource.id for resource in commons.resources if resource.review_by < today)
        return cls(today, newest_date(commons), brand or Brand(), commons.site.phases, overdue=late)


def site_logo(commons: Commons, context: BuildContext, sent: SentIssue | None = None) -> SiteLogo | None:
    """Return the logo of a site, or the one with which an issue was sent; None where there is none."""
    path, name = commons.site.brand.logo if commons.site.brand else None, commons.site.publisher.name
    if sent and sent.logo is not None and sent.sender:
        path, name = sent.logo, sent.sender[0]
    if not path or path not in context.picture_sizes:
        return None
    return SiteLogo(encoded(path), f"Logo of {name}", *context.picture_sizes[path])


def newest_date(commons: Commons) -> str:
    """Return the newest date that any record bears."""
    dates = [commons.framework.adopted or ""]
    dates += [resource.checked for resource in commons.resources]
    dates += [group.as_of for group in commons.working_groups]
    dated: tuple[Milestone | Organization, ...] = (*commons.milestones, *commons.organizations)
    for record in dated:
        dates += [record.as_of, record.since.as_of if record.since else ""]
    return max(dates)
