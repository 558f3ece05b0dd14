"""An engine gets plain Markdown; what macros show goes in afterwards, as if it had been there all along."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from curriculum_commons.build import preprocess
from curriculum_commons.build.preprocess import filled
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


def lay_out(root: Path, commons: Commons, folder: Path, engine: str) -> None:
    preprocess.lay_out(root, commons, BuildContext.of(commons), folder, engine_name=engine)


def page(body: str, *, calls: bool = True) -> Page:
    return Page("about/tea.md", PageMeta(title='Tea: "the" drink', description="Tea", render_macros=calls), body, 6)


def test_a_block_is_marked_and_goes_in_later(commons: Commons) -> None:
    text = manuscript(commons, page(BODY), "mkdocs")
    assert "\n\n<!--macro 2-->\n\n" in text
    html = filled(
        commons, BuildContext.of(commons), page(BODY), b"<h1>Tea</h1>\n<!--macro 2-->\n<p>x</p><!--macro 3-->"
    )
    blocks = [show(commons, name, (), "about/tea/").strip() for name in ("mission", "competency_list")]
    assert html.decode() == f"<h1>Tea</h1>\n{blocks[0]}\n<p>x</p>{blocks[1]}"


def test_what_stands_in_a_sentence_goes_in_at_once(commons: Commons) -> None:
    counted = show(commons, "count", ("resources",), "mkdocs")
    assert f"There are {counted}, and " in manuscript(commons, page(BODY), "mkdocs")


def test_raw_text_is_shown_as_it_is(commons: Commons) -> None:
    text = manuscript(commons, page(BODY), "mkdocs")
    assert "\nWrite `{{ mission() }}` to show it.\n" in text


def test_a_page_that_calls_nothing_is_left_alone(commons: Commons) -> None:
    assert manuscript(commons, page(BODY, calls=False), "mkdocs").endswith(f"---\n\n{BODY}")


def test_the_top_of_a_page_says_what_it_said(commons: Commons) -> None:
    top = manuscript(commons, page(BODY), "mkdocs").split("---\n")[1]
    assert top == '{"title": "Tea: \\"the\\" drink", "description": "Tea"}\n'


@pytest.mark.parametrize(("engine", "start"), [("mkdocs", "about/tea/"), ("zensical", "about/")])
def test_links_within_a_sentence_start_where_the_engine_leaves_them(commons: Commons, engine: str, start: str) -> None:
    work = commons.references[0].id
    text = manuscript(commons, page(f'See {{{{ cite("{work}") }}}}.'), engine)
    assert text.endswith(f"See {show(commons, 'cite', (work,), start)}.")


def test_only_what_has_changed_is_written(tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "laid out"
    lay_out(tiny, open_commons(tiny), folder, "mkdocs")
    before = {path: path.stat().st_ctime_ns for path in folder.rglob("*.md")}
    roadmap = tiny / "docs/roadmap.md"
    roadmap.write_text(roadmap.read_text("utf-8") + "\nOne more line.\n", "utf-8")
    lay_out(tiny, open_commons(tiny), folder, "mkdocs")
    changed = [path.name for path, time in before.items() if path.stat().st_ctime_ns != time]
    assert changed == ["roadmap.md"]


def test_a_page_that_is_gone_goes_and_other_files_come_along(tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "laid out"
    (folder / "old").mkdir(parents=True)
    (folder / "old/page.md").touch()
    lay_out(tiny, open_commons(tiny), folder, "mkdocs")
    assert not (folder / "old/page.md").exists()
    assert (folder / "images/cup.svg").read_bytes() == (tiny / "docs/images/cup.svg").read_bytes()


def test_a_file_that_was_replaced_is_replaced(tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "laid out"
    lay_out(tiny, open_commons(tiny), folder, "mkdocs")
    cup = tiny / "docs/images/cup.svg"
    cup.unlink()
    cup.write_text("<svg/>", "utf-8")
    lay_out(tiny, open_commons(tiny), folder, "mkdocs")
    assert (folder / "images/cup.svg").read_text("utf-8") == "<svg/>"


def test_manuscripts_bear_no_time_by_which_an_engine_would_render_them_all_again(tiny: Path, tmp_path: Path) -> None:
    lay_out(tiny, open_commons(tiny), tmp_path / "laid out", "mkdocs")
    assert {path.stat().st_mtime for path in (tmp_path / "laid out").rglob("*.md")} == {0}


def test_a_picture_beside_issues_is_published_with_the_page_that_shows_it(tiny: Path, tmp_path: Path) -> None:
    folder, laid_out = tiny / "docs/newsletter", tmp_path / "laid out"
    folder.mkdir()
    for name in ("shown.png", "a kettle.png", "on-a-draft.png", "nowhere.png"):
        (folder / name).write_bytes(b"x")
    commons = open_commons(tiny)
    issue = page("![x](shown.png) ![y](a%20kettle.png)")
    draft = page("![z](on-a-draft.png)")
    lay_out(tiny, replace(commons, pages=(*commons.pages, issue), drafts=(draft,)), laid_out, "mkdocs")
    kept = {file.name for file in (laid_out / "newsletter").iterdir()}
    assert kept == {"shown.png", "a kettle.png"}
