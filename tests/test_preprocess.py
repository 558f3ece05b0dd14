"""An engine gets plain Markdown; what macros show goes in afterwards, as if it had been there all along."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from curriculum_commons.build import preprocess
from curriculum_commons.build.html_page import BuiltPage
from curriculum_commons.build.project import open_commons
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons, Page
from curriculum_commons.model.records import PageMeta
from curriculum_commons.render import show as show_macro

BODY = """# Tea

There are {{ count("resources") }}, and {{ count("schools") }} schools.

{{ mission() }}

{% raw %}Write `{{ mission() }}` to show it.{% endraw %}

{{ competency_list() }}
"""


@pytest.fixture
def commons(tiny: Path) -> Commons:
    return open_commons(tiny)


def show(commons: Commons, name: str, arguments: tuple[str, ...], at: str) -> str:
    return show_macro(commons, BuildContext.of(commons), name, arguments, at)


def manuscript(commons: Commons, page: Page, engine: str) -> str:
    return preprocess.manuscript(commons, BuildContext.of(commons), page, engine)


def page(body: str, *, calls: bool = True) -> Page:
    return Page("about/tea.md", PageMeta(title='Tea: "the" drink', description="Tea", render_macros=calls), body, 6)


def test_a_block_is_marked_and_goes_in_later(commons: Commons) -> None:
    text = manuscript(commons, page(BODY), "mkdocs")
    marks = re.findall(r"\n\n(<!--.*?-->)\n\n", text)
    built = BuiltPage("about/tea/index.html", f"<h1>Tea</h1>\n{marks[0]}\n<p>x</p>{marks[1]}".encode())
    with_page = replace(commons, pages=(page(BODY),))
    html = preprocess.fill(built, preprocess.blocks(with_page, BuildContext.of(commons), built.url)).raw
    blocks = [show(commons, name, (), "about/tea/").strip() for name in ("mission", "competency_list")]
    assert html.decode() == f"<h1>Tea</h1>\n{blocks[0]}\n<p>x</p>{blocks[1]}"


@pytest.mark.parametrize("typed", ["<!--macro 2-->", "<!--macro 99-->", "<!-- 2-->", "\ue0002\ue001"])
def test_nobody_can_type_the_mark_of_a_block(commons: Commons, typed: str) -> None:
    earlier = re.findall(r"<!--.*?-->", manuscript(commons, page(BODY), "mkdocs"))[0]
    body = f"{BODY}\n{typed}\n{earlier}\n"
    blocks = preprocess.blocks(replace(commons, pages=(page(body),)), BuildContext.of(commons), "about/tea/")
    built = BuiltPage("about/tea/index.html", f"{typed}{earlier}".encode())
    assert preprocess.fill(built, blocks).raw.decode() == f"{typed}{earlier}"


def test_what_is_in_a_sentence_goes_in_at_once(commons: Commons) -> None:
    counted = show(commons, "count", ("resources",), "mkdocs")
    assert f"There are {counted}, and " in manuscript(commons, page(BODY), "mkdocs")


def test_raw_text_is_shown_as_it_is(commons: Commons) -> None:
    text = manuscript(commons, page(BODY), "mkdocs")
    assert "\nWrite `{{ mission() }}` to show it.\n" in text


def test_a_page_that_calls_nothing_is_left_alone(commons: Commons) -> None:
    assert manuscript(commons, page(BODY, calls=False), "mkdocs").endswith(f"---\n\n{BODY}")


def test_the_top_of_a_page_keeps_its_fields(commons: Commons) -> None:
    top = manuscript(commons, page(BODY), "mkdocs").split("---\n")[1]
    assert top == '{"title": "Tea: \\"the\\" drink", "description": "Tea"}\n'


@pytest.mark.parametrize(("engine", "start"), [("mkdocs", "about/tea/"), ("zensical", "about/")])
def test_links_within_a_sentence_start_where_the_engine_leaves_them(commons: Commons, engine: str, start: str) -> None:
    work = commons.references[0].id
    text = manuscript(commons, page(f'See {{{{ cite("{work}") }}}}.'), engine)
    assert text.endswith(f"See {show(commons, 'cite', (work,), start)}.")


def test_a_picture_beside_issues_is_published_with_the_page_that_shows_it(tiny: Path, commons: Commons) -> None:
    folder = tiny / "docs/newsletter"
    folder.mkdir()
    for name in ("shown.png", "a kettle.png", "on-a-draft.png", "nowhere.png", ".hidden.png", "notes.md"):
        (folder / name).write_bytes(b"x")
    with_draft = replace(commons, drafts=(page("![z](on-a-draft.png)"),))
    issue = page("![x](shown.png) ![y](a%20kettle.png)")
    files = preprocess.other_files(replace(with_draft, pages=(*commons.pages, issue)), tiny / "docs")
    assert {*files} == {"images/cup.svg", "newsletter/shown.png", "newsletter/a kettle.png"}
