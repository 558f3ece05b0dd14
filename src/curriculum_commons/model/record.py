"""What every record is, the kinds of text, number and date in it, and the parts that several records share.

Each refusal of a value is half a sentence that goes on from the name of the field and its value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, get_args
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, Strict
from pydantic_core import CoreSchema

from .descriptions import with_descriptions
from .languages import language_refusal
from .unreadable import CONTROL, misused_turn, unreadable
from .urls import encoded, work_key

_BLANK, _NOT_WHOLE = "\u2800\ufe0e\ufe0f", "is not a web address; write it whole, beginning with https://"
NO_SUCH_DAY = "is not a day in the calendar; look at the month and the day"


class RefusedError(ValueError):
    """A value is refused: why and what to do, and the code of the problem."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def _plain(text: str) -> str:
    if CONTROL.search(text) or "\r" in text:
        raise RefusedError("contains a control character; type the text again without it", "control-character")
    if misused_turn(text) is not None:
        message = "has a character that turns the direction of writing; type the text again without it"
        raise RefusedError(message, "control-character")
    if not text.strip():
        raise RefusedError("is empty; write the text or leave the key out", "empty-value")
    return text.strip()


def _readable(text: str) -> str:
    if refusal := unreadable(text):
        raise RefusedError(*refusal)
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise RefusedError("runs over several lines; write it on one", "several-lines")
    return text


def _seen(text: str) -> str:
    text = " ".join(text.split())  # also a space that Word keeps together
    if odd := next((char for char in text if not char.isprintable() or char in _BLANK), None):
        raise RefusedError(f"has an invisible character (U+{ord(odd):04X}); type it again", "invisible-character")
    return text


def _address(text: str) -> str:
    if refusal := web_refusal(text):
        raise RefusedError(refusal, "not-a-web-address")
    return encoded(text)


def web_refusal(address: str) -> str | None:
    """Return why an address cannot be followed from anywhere by anybody; None where it can."""
    try:
        parts = urlsplit(address)
        labels = (parts.hostname or "").removesuffix(".").split(".")
        good = parts.scheme in {"http", "https"} and all(labels) and parts.port != 0
    except ValueError:
        return _NOT_WHOLE
    if not good:
        return _NOT_WHOLE
    if parts.username is not None:
        return "has a name or a password before the @, which everybody would see; take it out"
    if re.search(r"\s", parts.netloc):
        return "has a space within its name; take it out"
    return "has a space within; write %20 in its place" if re.search(r"\s", address) else None


def _former(text: str) -> str:
    path = unquote(text).removeprefix("/").removesuffix("index.html")
    *folders, name = path.split("/")
    if name and not name.endswith((".html", ".htm")):
        folders, name, path = [*folders, name], "", f"{path}/"
    is_page = all(re.fullmatch(r"[^\s.?#:*|<>\\\"][^\s?#:*|<>\\\"]*", part) for part in (*folders, name or "x"))
    if not path.strip("/") or not is_page or (not name and "." in folders[-1]):
        message = 'is not the former address of a page; write what came after the site, as in "about/old-name/"'
        raise RefusedError(message, "wrong-form")
    return path


def _day(value: Any) -> Any:
    text = value.isoformat() if isinstance(value, date) else value
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise RefusedError('is not a day; write it as "2026-11-23", in quotes', "not-a-date")
    return _known_day(text)


def _when(value: Any) -> Any:
    text = value.isoformat() if isinstance(value, date) else value
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        message = 'is not a year, month or day; write "2026", "2026-11" or "2026-11-23", in quotes'
        raise RefusedError(message, "not-a-date")
    _known_day(f"{text}-01-01"[:10])
    return text


def _known_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(NO_SUCH_DAY, "not-a-date") from error
    return text


def _noun(text: str) -> str:
    if not all(unicodedata.category(sign)[0] in "LM" or sign in " -/'’" for sign in text) or text[0] in "-/'’":
        raise RefusedError("is not made of letters, spaces and hyphens; write it as within a sentence", "not-a-noun")
    return text


def _color(value: Any) -> Any:
    text = value.strip().lower() if isinstance(value, str) else ""
    if not re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", text):
        raise RefusedError('is not a color; write it as "#5b2a86", in quotes', "not-a-color")
    return text if len(text) == 7 else "#" + "".join(2 * part for part in text[1:])  # noqa: PLR2004


def _language(tag: str) -> str:
    if refusal := language_refusal(tag):
        raise RefusedError(refusal, "unknown-language")
    return tag


@dataclass(frozen=True)
class Kind:
    """What an author should write."""

    name: str
    """The kind of value in a few words, as in "web address"."""
    pattern: str | None = None
    """A form that an editor can check, where a validator here checks more."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema with the message that an editor shows for a value without the form."""
        made = handler(schema)
        if self.pattern:
            made["pattern"] = self.pattern
        if "pattern" in made:
            made["patternErrorMessage"] = self.refusal
        return made

    @property
    def refusal(self) -> str:
        """The message for a value that is not of this kind."""
        return f"is not {'an' if self.name[0] in 'aeio' else 'a'} {self.name}"


Text = Annotated[str, Kind("text", r"\S"), AfterValidator(_plain), AfterValidator(_readable)]
Verbatim = Annotated[str, Kind("text on one line", r"^\s*\S.*\s*$"), AfterValidator(_plain), AfterValidator(_one_line)]
"""A line that is compared and not shown."""
Line = Annotated[Verbatim, AfterValidator(_readable)]
Noun = Annotated[
    str,
    Kind('word or words as within a sentence, as in "outcome"', r"^\s*\S.*\s*$"),
    AfterValidator(_plain),
    AfterValidator(_one_line),
    AfterValidator(_readable),
    AfterValidator(_noun),
    Field(max_length=40),
]
Url = Annotated[
    str,
    Kind('web address, as in "https://example.org/page"', r"^\s*https?://\S+\s*$"),
    AfterValidator(_plain),
    AfterValidator(_address),
]
Former = Annotated[
    str, Kind('former address, as in "about/old-name/"', r"^[^\s?#]+$"), AfterValidator(_plain), AfterValidator(_former)
]
Day = Annotated[str, Kind('day, as in "2026-11-23"', r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), BeforeValidator(_day)]
When = Annotated[
    str, Kind('year, month or day, as in "2026-11"', r"^[0-9]{4}(-[0-9]{2}){0,2}$"), BeforeValidator(_when)
]
Whole = Annotated[int, Kind("whole number"), Strict(), Field(ge=1, le=100_000)]
Percent = Annotated[int, Kind("whole number from 0 to 100"), Strict(), Field(ge=0, le=100)]
Number = Annotated[float, Kind("number"), Strict(), Field(allow_inf_nan=False)]
YesNo = Annotated[bool, Kind("true or false"), Strict()]
Id = Annotated[
    str,
    Kind("short name: lower-case letters, digits and hyphens"),
    Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80),
]
WorkId = Annotated[
    str,
    Kind("short name: lower-case letters, digits and hyphens", r"^([a-z0-9]+(-[a-z0-9]+)*|https?://\S+)$"),
    BeforeValidator(work_key),
    Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80),
]
FolderName = Annotated[
    str,
    Kind('name of a folder of the bundle, as in "1-start-here": a number and words in small letters'),
    Field(pattern=r"^[0-9]+-[a-z0-9]+(-[a-z0-9]+)*$", max_length=40),
]
Code = Annotated[
    str,
    Kind("code: letters and digits, with hyphens or dots between"),
    Field(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$", max_length=40),
]
PublishedCode = Annotated[
    str,
    Kind('code of at most 40 characters, as in "1.1(a)"', r"^\s*\S.*\s*$"),
    AfterValidator(_plain),
    AfterValidator(_one_line),
    AfterValidator(_readable),
    AfterValidator(_seen),
    Field(max_length=40),
]
Uuid = Annotated[
    str,
    Kind("UUID, in lower-case letters"),
    Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"),
]
"""Of version 1 to 5, as 1EdTech CASE takes them; other systems publish frameworks with any of these."""
Sha256 = Annotated[str, Kind("SHA-256: 64 digits and lower-case letters"), Field(pattern=r"^[0-9a-f]{64}$")]
Email = Annotated[str, Kind("e-mail address"), Field(pattern=r"^[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+$")]
Language = Annotated[
    str,
    Kind('tag of a language, as in "en" or "pt-BR"', r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"),
    AfterValidator(_language),
]
Color = Annotated[str, Kind('color, as in "#5b2a86"', r"^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"), BeforeValidator(_color)]
"""In lower-case letters, with six digits."""
PICTURE = {"format": "picture"}
Picture = Annotated[Line, AfterValidator(lambda path: path.removeprefix("/")), Field(json_schema_extra=PICTURE)]
"""Path of a picture below `docs/`; the form puts a slash before it."""
Doi = Annotated[str, Kind('DOI, as in "10.1000/182"'), Field(pattern=r"^10\.[0-9]{4,9}/[!-~]+$")]
Pmid = Annotated[str, Kind("PubMed number"), Field(pattern=r"^[0-9]+$")]
Pmcid = Annotated[str, Kind('PubMed Central number, as in "PMC9438111"'), Field(pattern=r"^PMC[0-9]+$")]
Status = Literal["done", "under way", "ahead"]


class Record(BaseModel):
    """One entry of a data file: frozen, with no key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema with the description of each field."""
        return with_descriptions(cls, handler(schema), handler)


def records_in(annotation: Any) -> Iterator[type[Record]]:
    """Yield the kinds of record that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for part in get_args(annotation):
        yield from records_in(part)


class Source(Record):
    """Where a claim comes from."""

    reference: WorkId
    """Id of a work in `references.yaml`."""
    at: Line | None = None
    """The place in that work, such as "Table 2" or "Results, paragraph 3"."""


Sources = Annotated[tuple[Source, ...], Field(min_length=1)]


class Term(Record):
    """One choice of a list that this site uses to sort its resources."""

    id: Id
    """Short name for use in other records; never changed once used."""
    name: Line
    """What a visitor reads."""
    note: Text | None = None
    """One sentence of explanation, where the name leaves a question."""


class License(Record):
    """The terms under which something may be used again."""

    name: Line
    """Its usual name, such as "CC BY 4.0"."""
    url: Url
    """Where the terms stand."""
