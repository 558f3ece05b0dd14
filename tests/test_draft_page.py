"""A page is shown beside its text while somebody writes it: as the site will show it, whatever is still wrong in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.preview import draft_article
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.cli.editing import edit_session
from curriculum_commons.editor.folder import RefusedError

Show = Callable[[str, str], LexborHTMLParser]


@pytest.fixture(scope="module")
def show(small_project: Path) -> Show:
    """Show a text as the page at a path."""
    commons = open_commons(small_project)
    context = context_for(small_project, commons, "2026-11-23")
    return lambda path, text: LexborHTMLParser(draft_article(commons, context, path, text))


def words(html: LexborHTMLParser) -> str:
    return " ".join(html.text(separator=" ").split())


@pytest.mark.slow
@pytest.mark.parametrize("path", ["index.md", "teach.md", "competencies/t-1.md", "newsletter/2026-11-a-first-cup.md"])
def test_a_page_has_the_words_that_the_site_shows(small_project: Path, small_site: Path, show: Show, path: str) -> None:
    body = (small_project / "docs" / path).read_text("utf-8").split("\n---\n", 1)[1]
    address = path.removesuffix("index.md") if path.endswith("index.md") else f"{path.removesuffix('.md')}/"
    built = LexborHTMLParser((small_site / "site" / address / "index.html").read_bytes()).css_first("main article")
    assert built
    assert words(show(f"docs/{path}", body)) == " ".join(built.text(separator=" ").split())


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('See {{ count("kettles") }} of {{ count("resources") }}.', "count(&quot;kettles&quot;) }}</code> of 2."),
        ('{{ newsletter_head("this-issue") }}', '<code class="macro-call">{{ newsletter_head('),
        ("{{ resource_finder( and {% half", "{{ resource_finder( and {% half"),
        ("| a |\n|:-:|\n| 1 |", '<div class="scroll" role="region" aria-label="Table: a" tabindex="0">'),
        ("<div>open", "<h1>New page</h1>"),
        ("[" * 50_000, "This text is too long"),
    ],
)
def test_what_is_still_wrong_in_a_text_is_shown_beside_the_rest(show: Show, text: str, html: str) -> None:
    assert html in (show("docs/newsletter/new.md", text).html or "").replace('"kettles"', "&quot;kettles&quot;")


def test_the_records_of_a_preview_are_those_that_were_valid_last(small_project: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(small_project, tmp_path / "project"))
    session = edit_session(project, lambda _: None, lambda _: None)
    with pytest.raises(RefusedError, match="was not valid since"):
        session.article("docs/teach.md", "")
    session.validate()
    resources = project / "data" / "resources.yaml"
    before = resources.read_bytes()
    for content in (before.replace(b"id: kettle-film", b"id: [", 1), before):
        resources.write_bytes(content)
        session.validate()
        assert b"How a kettle works" in session.article("docs/teach.md", "{{ resource_finder() }}")
