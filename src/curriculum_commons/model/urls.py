"""URLs of records and pages, which never change.

Knows the kinds of records and no record; an address is relative to the root of the site.
"""

from __future__ import annotations

from urllib.parse import quote

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
