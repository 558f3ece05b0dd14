"""`llms.txt`: what a site has, for language models, in the form that llmstxt.org describes."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.commons import Commons
from ..model.terms import with_a
from ..model.urls import address
from . import framework_csv, framework_json, framework_markdown
from .framework_markdown import written
from .items import one_line

NAME = "llms.txt"
_MOST = 300
"""Competencies, beyond which domains are listed in their place."""
_NOT_LISTED = ("competencies/", "contribute/", "newsletter/")


def llms_txt(commons: Commons) -> bytes:
    """Return the name of the site, what it is, and links to the framework, its competencies and all main pages."""
    site, framework = commons.site, commons.framework
    lines = [
        f"# {written(site.name)}",
        f"> {written(site.description)}",
        written(f"{framework.title}, edition {framework.edition}, by {framework.creator}. {framework.summary}"),
        written(site.standing),
        written(f"Terms: {framework.license.name}, {framework.license.url}."),
        written(
            f'The page of {with_a(commons.terms.competency)} has a record beside it: "index.json" after its address.'
        ),
        "## The framework",
        "\n".join(_framework(commons)),
        f"## {commons.terms.competencies.capitalize()}",
        "\n".join(_competencies(commons)),
        "## Pages",
        "\n".join(_pages(commons)),
    ]
    return ("\n\n".join(lines) + "\n").encode()


def ingredients(commons: Commons) -> object:
    """Return what the file depends on."""
    parts = (commons.site, commons.framework, commons.domains, commons.competencies)
    return parts, [(page.url, page.meta.title, page.meta.description) for page in commons.pages]


def _framework(commons: Commons) -> Iterator[str]:
    yield _link(commons, "The whole framework as Markdown", framework_markdown.NAME, "to be read")
    yield _link(
        commons, "The whole framework as JSON", framework_json.NAME, "with everything that this site knows of it"
    )
    yield _link(commons, "The whole framework as a table", framework_csv.NAME, "for spreadsheets")


def _competencies(commons: Commons) -> Iterator[str]:
    if len(commons.competencies) > _MOST:
        for domain in commons.domains:
            yield _link(commons, domain.name, address("domain", domain.id), domain.summary or "")
        return
    for one in commons.competencies:
        yield _link(commons, f"{one.shown_code} {one.title}", address("competency", one.code), one.statement)


def _pages(commons: Commons) -> Iterator[str]:
    for page in sorted(commons.pages, key=lambda page: page.url):
        if page.url == "competencies/" or not page.url.startswith(_NOT_LISTED):
            yield _link(commons, page.meta.title, page.url, page.meta.description)


def _link(commons: Commons, title: str, path: str, note: str) -> str:
    return f"- [{written(title)}]({commons.site.address}{path})" + (f": {written(one_line(note))}" if note else "")
