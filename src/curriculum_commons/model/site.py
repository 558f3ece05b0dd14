"""The website as a whole, and the front matter of its pages and of issues of the newsletter."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .maps import CoverageRule
from .record import (
    Code,
    Color,
    Day,
    Email,
    Former,
    Language,
    License,
    Line,
    Noun,
    Picture,
    PublishedCode,
    Record,
    Text,
    Url,
    Verbatim,
    YesNo,
)
from .teaching import YourSchool
from .terms import OURS, in_words_of


class Publisher(Record):
    """Who answers for this site."""

    name: Line
    """The name of the organization or group."""
    url: Url | None = None
    """Its own web page."""
    email: Email | None = None
    """An address for questions that someone reads; leave it out where nobody does."""


Service = Literal["none", "mailchimp", "constant contact", "campaign monitor", "listmonk"]


class Newsletter(Record):
    """How the newsletter is sent."""

    title: Line
    """Name of the newsletter."""
    service: Service = "none"
    """What sends it, for the lines that let a reader leave the list or open the issue in a browser; `none` for a list
    server or a program such as Outlook."""
    address: Line | None = None
    """Postal address of the sender, which the law of some countries wants at the foot of an e-mail."""
    subscribe: Url | None = None
    """Web address of the form of your sending service where readers put themselves on the list, if it has one."""


class SiteTerms(Record):
    """What the site calls the parts of a framework, as within a sentence; left out, the words of the program."""

    competency: Noun = OURS["competency"]
    """One of what a graduate can do, such as "outcome" or "skill"."""
    competencies: Noun = OURS["competencies"]
    """More than one of them."""
    domain: Noun = OURS["domain"]
    """A group of them, such as "area"."""
    domains: Noun = OURS["domains"]
    """More than one group."""
    stage: Noun = OURS["stage"]
    """A step of the learning progression, such as "level"."""
    stages: Noun = OURS["stages"]
    """More than one step."""

    def worded(self, text: str) -> str:
        """Return a sentence of the program with the words of the site."""
        words = self.model_dump()
        return text if words == OURS else in_words_of(words, text)


class SiteBrand(Record):
    """How a school is recognized: in pages, e-mails and all documents."""

    logo: Picture | None = None
    """Its logo: a PNG or JPEG file below `docs/`, as in "images/logo.png"."""
    color: Color | None = None
    """Its color, as in "#5b2a86", for headings and links; where words in it could not be read, a darker or lighter
    shade is taken. Left out, the colors of the program."""
    accent: Color | None = None
    """Its second color, for labels and what needs attention; left out, the first one."""


class Level(Record):
    """How far a session can take learners."""

    name: Line
    """Its name, such as "Introduced"."""
    note: Line | None = None
    """What it means, in a few words, such as "learners meet it"."""


class Method(Record):
    """A way to teach or to assess."""

    code: PublishedCode | None = None
    """Its code in the list that it is from, such as "IM001"; leave it out where there is none."""
    name: Line
    """Its name."""


class Vocabulary(Record):
    """What the pick lists of the mapping workbook offer; a list that is left out is that of the program."""

    levels: Annotated[tuple[Level, ...], Field(min_length=1, max_length=20)] | None = None
    """How far sessions take learners, the least first; left out, introduced, reinforced and mastered."""
    methods: Annotated[tuple[Method, ...], Field(min_length=1, max_length=200)] | None = None
    """Ways to teach; left out, those of AAMC and MedBiquitous."""
    assessments: Annotated[tuple[Method, ...], Field(min_length=1, max_length=200)] | None = None
    """Ways to assess; left out, those of AAMC and MedBiquitous."""
    source: Line | None = None
    """Where methods and assessments come from, as the workbook states it."""


Gate = Literal["consent", "kind", "license", "metadata", "patient data", "review", "scripts", "secrets", "size"]


class Allowance(Record):
    """Something that a gate would stop, and that is published all the same."""

    gate: Gate
    """The gate that it may pass; the page "What keeps a page from being published" explains each."""
    where: Verbatim
    """The file that it is in, as the message names it, such as "docs/about/index.md"."""
    what: Verbatim | None = None
    """What the message has in quotation marks, such as a name or a number; left out, all that this gate finds in the
    file may pass."""
    reason: Line
    """Why it may be published, for whoever reads this later."""


class Site(Record):
    """The website as a whole: its name, who publishes it, and under what terms."""

    name: Line
    """Name of the site, as shown at the top of each page."""
    description: Line
    """What the site is, in one sentence; search engines and link previews show it."""
    address: Url
    """Where the site is published; ends with a slash."""
    language: Language = "en"
    """Language of the content, as in "en", "pt-BR" or "zh-Hant"."""
    publisher: Publisher
    """Who answers for the site."""
    official: YesNo
    """`true` only when those whose framework this is publish the site themselves."""
    standing: Text
    """What the site is and is not, for the foot of each page; needed most where it is not official."""
    attribution: Text
    """The line that names the work this site is drawn from, its license, and what was changed."""
    content_license: License
    """Terms for the words and data of this site."""
    code_license: License
    """Terms for the program that makes it."""
    repository: Url | None = None
    """Where the files of this site can be seen and changed; leave it out while they are not public."""
    newsletter: Newsletter | None = None
    """How the newsletter is sent; leave it out where there is none."""
    brand: SiteBrand | None = None
    """Logo and colors of the school; leave it out where those of the program will do."""
    school: YourSchool | None = None
    """The school whose name documents of the toolkit bear; leave it out where they are for any."""
    phases: tuple[Line, ...] = ()
    """What the documents call the phases of a curriculum where no school names its own."""
    vocabulary: Vocabulary | None = None
    """What the pick lists of the mapping workbook offer; leave it out where those of the program will do."""
    coverage: CoverageRule | None = None
    """When maps of a curriculum cover a competency in full; left out, one required session with hours that is assessed
    will do."""
    terms: SiteTerms | None = None
    """What the site calls the parts of a framework; leave it out where they are competencies, domains and stages."""
    demonstration: YesNo = False
    """`true` where the site only shows what the program can do, so that it may be published with an address that does
    not exist and without a way to reach its publisher."""
    leave_out: tuple[Line, ...] = ()
    """Pages and documents of the program that this site does without, such as "docs/about/privacy.md"; `*` matches
    any part of a path."""
    allow: tuple[Allowance, ...] = ()
    """What may be published although a gate would stop it, each with its reason."""

    @property
    def logos(self) -> tuple[tuple[str, tuple[str, str]], ...]:
        """Each logo with its place, the one that documents bear first."""
        named = {"brand": self.brand and self.brand.logo, "school": self.school and self.school.logo}
        return tuple((logo, (key, "logo")) for key, logo in named.items() if logo)


class PageMeta(Record):
    """The lines between `---` at the top of a page."""

    title: Line
    """Title of the page, as menus, browser tabs and search results show it."""
    description: Annotated[Line, Field(max_length=200)]
    """What the page is for, in one sentence of at most 200 characters; search engines show it."""
    render_macros: YesNo = False
    """`true` where the page shows records with `{{ … }}`."""
    competency: Code | None = None
    """Code of the competency, on the page that belongs to it."""
    consent: YesNo = False
    """`true` where it names people outside of citations and every one of them has agreed to it."""
    hide: tuple[Literal["navigation", "toc"], ...] = ()
    """What this page does without: the menu of its section, or the list of its headings."""
    redirect_from: tuple[Former, ...] = ()
    """Addresses that the page had before, such as "about/old-name/"; who follows one is sent on to where it is now."""


class IssueMeta(PageMeta):
    """The lines between `---` at the top of an issue of the newsletter."""

    title: Annotated[Line, Field(max_length=90)]
    """Title of the issue, which is also the subject of the e-mail; at most 90 characters."""
    description: Annotated[Line, Field(alias="summary", min_length=30, max_length=150)]
    """The content of the issue in one sentence of 30 to 150 characters; mail programs show it beside the subject."""
    date: Day
    """The day on which it is sent."""
    updated: Day | None = None
    """The day on which it was corrected after it was sent; shown on the page and in feeds."""
    audience: Line
    """Whom it is for, such as "faculty and curriculum offices"."""
    authors: Annotated[tuple[Line, ...], Field(min_length=1)]
    """Who wrote it, by role and not by name, such as "the editors of this site"."""
    draft: YesNo = False
    """`true` as long as it is not to be published; the preview shows it with a banner."""
