"""Tags of languages (BCP 47): which ones exist, and how each kind of program names a language.

Knows the registry of languages, through `langcodes`, and no records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from .problems import quoted

if TYPE_CHECKING:
    from langcodes import Language

# codespell:ignore-next-line mis
_NO_LANGUAGE = {"mis", "mul", "und", "zxx"}
"""What the registry has for several or unknown languages; it has "qaa" to "qtz" for private ones."""
_PRIVATE_REGION = re.compile(r"AA|Q[M-Z]|X[A-JL-Z]|ZZ")
_FROM_RIGHT = {"Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"}
"""Scripts that are written from the right."""


def language_refusal(tag: str) -> str | None:
    """Return why a tag names no language, with the one that is probably meant; None for a good one."""
    reason, guess = _reason(tag), _guess(tag)
    if reason is None:
        return None
    return f"{reason}; did you mean {quoted(guess)}?" if guess else f'{reason}; write one such as "en" or "pt-BR"'


def _reason(tag: str) -> str | None:
    if "_" in tag:
        return "has an underscore where a tag of a language has a hyphen"
    return "is the name of a language and not its tag" if _tag_of_name(tag) else _reason_of_parts(tag)


def _reason_of_parts(tag: str) -> str | None:
    language = _parsed(tag)
    if language is None:
        return "is not a tag of a language"
    if not language.is_valid() or language.extlangs or _PRIVATE_REGION.fullmatch(language.territory or ""):
        return "is not in the registry of languages (BCP 47)"
    code = language.language or "und"
    if code in _NO_LANGUAGE or code.startswith("x-") or (len(code) == len("qaa") and "qaa" <= code <= "qtz"):
        return "is for no one language"
    if _is_deprecated(tag):
        return "has a part that the registry of languages has given up"
    # Variants may be in any order.
    is_usual = sorted(language.to_tag().split("-")) == sorted(tag.split("-"))
    return None if is_usual else "has small and capital letters in other places than its language has"


def _is_deprecated(tag: str) -> bool:
    from langcodes import standardize_tag

    # What CLDR leaves as it is is not deprecated; what it replaces may be good all the same, such as "cmn".
    return standardize_tag(tag) != tag and not _deprecated().isdisjoint(tag.partition("-x-")[0].split("-"))


@cache
def _deprecated() -> frozenset[str]:
    from langcodes.registry_parser import parse_registry

    entries = parse_registry()  # type: ignore[no-untyped-call]
    return frozenset(entry["Subtag"] for entry in entries if "Deprecated" in entry and "Subtag" in entry)


def _guess(tag: str) -> str | None:
    from langcodes import standardize_tag

    if name := _tag_of_name(tag):
        return name
    if _parsed(tag.replace("_", "-")) is None:
        return None
    guesses = [standardize_tag(tag), *_of_country(tag)]
    return next((guess for guess in guesses if guess != tag and _reason(guess) is None), None)


def _of_country(code: str) -> Iterator[str]:
    """Yield the language that is written most in a country, by the code of the country."""
    if re.fullmatch("[A-Z]{2}", code.upper()) and not _PRIVATE_REGION.fullmatch(code.upper()):
        yield _whole(f"und-{code}").language or "und"


def _parsed(tag: str) -> Language | None:
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    try:
        return Language.get(tag, normalize=False)
    except LanguageTagError:
        return None


@cache
def _tag_of_name(name: str) -> str | None:
    """Return the tag of a language by its English name, if it is that or nearly."""
    if len(name) < _SHORTEST_NAME or "-" in name:
        return None
    from langcodes.registry_parser import parse_registry

    found: dict[str, str] = {}
    for entry in parse_registry():  # type: ignore[no-untyped-call]
        if entry["Type"] == "language" and "Preferred-Value" not in entry:
            for description in entry["Description"]:
                found.setdefault(re.sub(r" \(.*", "", description).lower(), entry["Subtag"])
    near = get_close_matches(name.lower(), found, n=1, cutoff=0.85)
    return found[near[0]] if near else None


_SHORTEST_NAME = 4


def is_from_right(tag: str) -> bool:
    """Return True if a language is written from the right."""
    return _whole(tag).script in _FROM_RIGHT


def office_language(tag: str) -> str:
    """Return a language as office programs name it: with a country, and Chinese without its script."""
    language, whole = _known(tag), _whole(tag)
    script = language.script if language.script and language.language != "zh" else None
    return "-".join(filter(None, [language.language, script, whole.territory]))


def typst_language(tag: str) -> dict[str, str | None]:
    """Return a language as Typst names it, in two parts; a country of three digits is none for it."""
    language = _known(tag)
    region = _whole(tag).territory if language.script else language.territory
    return {"lang": language.language, "region": region if region and region.isalpha() else None}


def _known(tag: str) -> Language:
    language = _parsed(tag)
    assert language, f"{tag} was validated"
    return language


def _whole(tag: str) -> Language:
    """Return a language with the script and country that it has most likely."""
    return _known(tag).maximize()
