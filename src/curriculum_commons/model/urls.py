"""URLs of records and pages, which never change.

Knows the kinds of records and no record; an address is relative to the root of the site.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import quote, unquote

import idna

ANCHORS: dict[str, tuple[str, str]] = {
    "resource": ("teach/", "r-"),
    "milestone": ("roadmap/", "m-"),
    "working_group": ("working-groups/", "g-"),
    "output": ("working-groups/", "o-"),
    "reference": ("evidence/references/", "ref-"),
    "finding": ("evidence/", "f-"),
    "survey": ("evidence/", "survey-"),
    "stage": ("competencies/", "stage-"),
    "domain": ("competencies/", "domain-"),
    "school": ("about/schools/", "school-"),
}
"""Page and prefix of the anchor, by kind of record; a competency has a page of its own."""


def address(kind: str, name: str) -> str:
    """Return the address of a record from the root of the site, as in "teach/#r-nurse-statements"."""
    if kind == "competency":
        return f"competencies/{slug(name)}/"
    page, prefix = ANCHORS[kind]
    return f"{page}#{prefix}{name}"


def competency_page(code: str) -> str:
    """Return the path of a competency's page below `docs/`."""
    return f"competencies/{slug(code)}.md"


def shown_on(kind: str) -> str:
    """Return the path below `docs/` of the page that shows all records of a kind."""
    page = ANCHORS[kind][0].rstrip("/")
    return f"{page}/index.md" if page in _FOLDERS else f"{page}.md"


_FOLDERS = {"competencies", "evidence"}
"""Pages that have others below them."""


def slug(code: str) -> str:
    """Return a code as it is in a URL, as in "sic-1"."""
    return code.lower().replace(".", "-")


NEWSLETTER = "newsletter"
"""Folder of the newsletter below `docs/`, and its address below the root of the site."""


def is_issue(page: str) -> bool:
    """Return True if a page below `docs/` is an issue of the newsletter."""
    return page.startswith(f"{NEWSLETTER}/") and page != f"{NEWSLETTER}/index.md"


def issue_page(name: str) -> str:
    """Return the path of an issue below `docs/`, from its name, such as "2026-11-a-beginning"."""
    return f"{NEWSLETTER}/{name}.md"


def sent_file(name: str) -> str:
    """Return the path of the record of a sent issue below `docs/`, from the name of the issue."""
    return f"{NEWSLETTER}/{name}{SENT}"


SENT = ".sent.yaml"
"""Ending of the record of a sent issue, in place of the ".md" of the issue."""


def is_sent_file(path: str) -> bool:
    """Return True if a file below `docs/` is the record of a sent issue, which is not published."""
    return path.startswith(f"{NEWSLETTER}/") and path.endswith(SENT)


def issue_name(page: str) -> str:
    """Return the name of the issue that is a page below `docs/`."""
    return page.removeprefix(f"{NEWSLETTER}/").removesuffix(".md")


_KEPT = "/!$&'()*+,;=:@-._~%"
"""Characters that stay in a path; "?" stays after the first, too."""


def encoded(address: str) -> str:
    """Return an address with the characters alone that one may have, whatever was typed; what is encoded stays so."""
    main, hash_sign, fragment = address.strip().partition("#")
    main, question, query = main.partition("?")
    scheme, colon, rest = main.partition("://")
    host, slash, path = rest.partition("/") if colon else ("", "", main)
    begin = f"{scheme}{colon}{_host(host)}{slash}" if colon else ""
    return f"{begin}{_quoted(path)}{question}{_quoted(query, '?')}{hash_sign}{_quoted(fragment, '?')}"


def _quoted(text: str, more: str = "") -> str:
    first, *rest = quote(text, safe=_KEPT + more).split("%")
    hexadecimal = set("0123456789abcdefABCDEF")
    return first + "".join(f"%{'' if len(part) > 1 and hexadecimal >= set(part[:2]) else '25'}{part}" for part in rest)


def _host(host: str) -> str:
    """Return a host as name servers know it."""
    if host.isascii():
        return quote(host, safe=f"{_KEPT}[]")
    name, colon, port = host.partition(":")
    try:
        return idna.encode(name, uts46=True).decode() + colon + port
    except idna.IDNAError:
        return quote(host, safe=_KEPT)


def readable(address: str) -> str:
    """Return an address in the letters of its language, for people; the address itself where that would be another."""
    scheme, colon, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    with suppress(idna.IDNAError):
        host = idna.decode(host) if "xn--" in host else host
    shown = f"{scheme}{colon}{host}{slash}{unquote(path)}"
    is_same = not shown.isascii() and shown.isprintable() and " " not in shown and encoded(shown) == address
    return shown if is_same else address


def work_key(name: Any) -> Any:
    """Return the short name of a work whose id is the address of an entry of Zotero, or another address."""
    if not isinstance(name, str) or not name.startswith(("http://", "https://")):
        return name
    host, *path = [part for part in encoded(name).lower().partition("://")[2].split("/") if part]
    words = ["zotero", *path[-1:]] if host.removeprefix("www.") == "zotero.org" else [host, *path]
    letters = (letter if letter.isascii() and letter.isalnum() else "-" for letter in "-".join(words))
    return "-".join(part for part in "".join(letters).split("-") if part)[-_LONGEST_KEY:].lstrip("-")


_LONGEST_KEY = 60


def doi_address(doi: str) -> str:
    """Return the address of a work by its DOI, which may have brackets, semicolons and angle brackets."""
    return f"https://doi.org/{quote(doi, safe='/')}"


def contact(address: str) -> str | None:
    """Return the e-mail address or phone number that a link leads to, without a subject; None for other links."""
    scheme, _, person = address.partition(":")
    return person.partition("?")[0] if scheme.lower() in {"mailto", "tel", "sms"} else None


def relative(target: str, at: str) -> str:
    """Return the URL from one page of the site to another, given from its root.

    Args:
        at: The page that it is on, also from the root; the whole address of the site where it is read elsewhere.
    """
    return at + target if "://" in at else "../" * at.count("/") + target or "./"
