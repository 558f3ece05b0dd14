"""A site needs little more than its competencies: the program has a page for all else that it has data for."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import yaml

from curriculum_commons.build.preprocess import menu
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.build.run import build
from curriculum_commons.content.defaults import FOLDER
from curriculum_commons.model.problems import ContentError
from curriculum_commons.model.site import SiteTerms
from curriculum_commons.render import show

TODAY = "2026-12-01"
ALWAYS = {
    *("index.md", "competencies/index.md", "competencies/t-0.md", "competencies/t-1.md", "competencies/t-2.md"),
    *(
        "adopt/index.md",
        "adopt/toolkit.md",
        "adopt/check-your-map.md",
        "adopt/use-the-data.md",
        "about/index.md",
        "about/cite.md",
        "about/licence.md",
    ),
    *("about/privacy.md", "about/accessibility.md"),
    *(f"contribute/{page.name}" for page in (FOLDER / "docs/contribute").iterdir()),
}


def without(project: Path, *, data: bool) -> Path:
    """Take away the pages of a site, and its data but for the competencies and what they cite."""
    shutil.rmtree(project / "docs")
    (project / "docs").mkdir()
    site = project / "data/site.yaml"
    site.write_text(site.read_text("utf-8").replace('leave_out: ["*"]\n', ""), "utf-8")
    for name in () if data else ("findings", "resources", "roadmap", "schools", "survey", "working_groups"):
        (project / f"data/{name}.yaml").unlink()
    if not data:
        shutil.rmtree(project / "data/crosswalks")
    return project


def own(project: Path, path: str) -> None:
    page = project / "docs" / path
    page.parent.mkdir(exist_ok=True)
    page.write_text("---\ntitle: Ours\ndescription: Ours alone.\n---\n\n# Ours\n\nTea.\n", "utf-8")


def paths(project: Path) -> set[str]:
    return {page.path for page in open_commons(project).pages}


def test_a_site_of_competencies_alone_has_the_pages_that_they_need(tiny: Path) -> None:
    assert paths(without(tiny, data=False)) == {*ALWAYS, "evidence/references.md"}


def test_data_bring_their_pages_along(tiny: Path) -> None:
    more = {"roadmap.md", "working-groups.md", "teach.md", "evidence/index.md", "about/schools.md"}
    more.add("evidence/crosswalks.md")
    assert paths(without(tiny, data=True)) == {*ALWAYS, "evidence/references.md", *more}


def test_a_page_of_the_site_takes_the_place_of_ours(tiny: Path) -> None:
    own(without(tiny, data=False), "about/privacy.md")
    (page,) = [page for page in open_commons(tiny).pages if page.path == "about/privacy.md"]
    assert (page.meta.title, page.made) == ("Ours", False)


def test_a_page_at_the_address_of_ours_has_to_have_its_name(tiny: Path) -> None:
    own(without(tiny, data=False), "adopt.md")
    with pytest.raises(ContentError) as error:
        open_commons(tiny)
    assert [(one.path, one.code) for one in error.value.problems] == [("docs/adopt.md", "duplicate-address")]
    assert "name it docs/adopt/index.md" in error.value.problems[0].message


def test_the_page_of_a_competency_shows_its_code_as_published(tiny: Path) -> None:
    data = without(tiny, data=False) / "data/competencies.yaml"
    data.write_text(
        data.read_text("utf-8").replace("code: T-2\n", "code: T-2\n    published_code: '2.1(a)'\n"), "utf-8"
    )
    (page,) = [page for page in open_commons(tiny).pages if page.path == "competencies/t-2.md"]
    assert page.meta.title == "2.1(a): Choose leaves"
    assert "# 2.1(a): Choose leaves" in unescape(page.body)


def test_what_a_site_leaves_out_is_not_there(tiny: Path) -> None:
    site = without(tiny, data=False) / "data/site.yaml"
    site.write_text(site.read_text("utf-8") + 'leave_out: [docs/about/privacy.md, "toolkit/*"]\n', "utf-8")
    commons = open_commons(tiny)
    assert {page.path for page in commons.pages} == {*ALWAYS, "evidence/references.md"} - {
        "about/privacy.md",
        "adopt/toolkit.md",
    }
    assert commons.toolkit == ()


SINGLE = sorted(ALWAYS - {"index.md", "competencies/index.md"})


@pytest.mark.parametrize(
    "pattern",
    [
        *("contribute/*", "about/[ailpc]*", "adopt/*"),
        *(pytest.param(page, marks=pytest.mark.slow) for page in SINGLE),
    ],
)
def test_no_page_of_ours_needs_another_one(tiny: Path, pattern: str) -> None:
    site = without(tiny, data=True) / "data/site.yaml"
    site.write_text(site.read_text("utf-8") + f'newsletter: {{title: Tea}}\nleave_out: ["docs/{pattern}"]\n', "utf-8")
    commons = open_commons(tiny)
    assert commons.warnings == ()
    assert len(commons.pages) > 10


def test_a_link_to_a_page_that_is_left_out_leaves_its_words(tiny: Path) -> None:
    site = without(tiny, data=False) / "data/site.yaml"
    site.write_text(site.read_text("utf-8") + "leave_out: [docs/about/cite.md, docs/contribute/pages.md]\n", "utf-8")
    pages = {page.path: page.body for page in open_commons(tiny).pages}
    assert "Ready-made lines to cite are under how to cite." in pages["adopt/index.md"]
    assert "[a command checks it](../contribute/toolkit.md#check-a-document)" in pages["adopt/toolkit.md"]


def test_a_link_to_a_heading_that_a_page_of_the_site_lacks_leads_to_its_page(tiny: Path) -> None:
    own(without(tiny, data=False), "adopt/index.md")
    own(tiny, "contribute/toolkit.md")
    with (tiny / "docs/contribute/toolkit.md").open("a", encoding="utf-8") as page:
        page.write("\n## Check a document\n\nTea.\n")
    theirs = tiny / "docs/contribute/toolkit.md"
    theirs.write_text(theirs.read_text("utf-8").replace("title: Ours", "title: Theirs"), "utf-8")
    (page,) = [page.body for page in open_commons(tiny).pages if page.path == "adopt/toolkit.md"]
    assert "[what you may reuse](index.md)." in page
    assert "[a set for one school](../contribute/toolkit.md)" in page
    assert "(../contribute/toolkit.md#check-a-document)" in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("competencies.yaml", "short_title: Making tea", "short_title: [tea]"),
        ("competencies.yaml", "competencies:\n", "competencies: tea\nothers:\n"),
        ("site.yaml", "official: true", "official: true\nleave_out: 7"),
        ("resources.yaml", "resources:\n", "resources: tea\nothers:\n"),
        ("resources.yaml", "teaches: [T-1]", "teaches: 7"),
        ("findings.yaml", "topic: guests", "topic: [guests]"),
        ("schools.yaml", "schools:\n", "schools: 7\nothers:\n"),
    ],
)
def test_data_of_another_form_are_problems_and_no_bug(tiny: Path, file: str, old: str, new: str) -> None:
    data = without(tiny, data=True) / "data" / file
    text = data.read_text("utf-8")
    assert old in text
    data.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as error:
        open_commons(tiny)
    assert all(problem.path == f"data/{file}" for problem in error.value.problems), [*error.value.problems]


@pytest.mark.slow
def test_what_data_hold_is_text_on_our_pages(tiny: Path) -> None:
    site = without(tiny, data=True) / "data/site.yaml"
    name = "'Tea: *all* [x](y) \"<% if %>\" #1 & `so` <3 | _a_ ~~b~~ +c-'"
    site.write_text(re.sub("(?m)^(name|description): .*", rf"\1: {name}", site.read_text("utf-8")), "utf-8")
    build(tiny, "mkdocs", TODAY, lambda _: None)
    home = (tiny / "site/index.html").read_text("utf-8")
    heading = unescape(home.partition("<h1")[2].partition(">")[2].partition("</h1>")[0])
    assert heading == 'Tea: *all* [x](y) "<% if %>" #1 & `so` <3 | _a_ ~~b~~ +c-'


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_such_a_site_is_whole(tiny: Path, engine: str) -> None:
    settings = without(tiny, data=True) / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").partition("\nnav:")[0] + "\n", "utf-8")
    built = build(tiny, engine, TODAY, lambda _: None)
    assert built.pages == len(paths(tiny))
    sections = re.findall(r"<a [^>]*>([^<]+)</a>", (tiny / "site/404.html").read_text("utf-8").partition("<ul>")[2])
    assert sections[1:9] == [
        "Competencies",
        "Roadmap",
        "Working groups",
        "Teach",
        "Adopt",
        "Evidence",
        "About",
        sections[8],
    ]


def test_other_pages_have_their_place_in_the_menu(tiny: Path) -> None:
    docs = without(tiny, data=False) / "docs"
    for path in ("leaves.md", "about/tea.md", "tasting/cups.md", "tasting/index.md"):
        (docs / path).parent.mkdir(exist_ok=True)
        (docs / path).write_text(f"---\ntitle: {path}\ndescription: Tea.\n---\n\n# {path}\n\nTea.\n", "utf-8")
    assert menu("site_name: Tea\n", open_commons(tiny).pages, SiteTerms()) == [
        {"Home": "index.md"},
        {"Competencies": "competencies/index.md"},
        {"Adopt": [f"adopt/{name}.md" for name in ("index", "toolkit", "check-your-map", "use-the-data")]},
        {"References": "evidence/references.md"},
        {"Leaves": "leaves.md"},
        {"Tasting": ["tasting/index.md", "tasting/cups.md"]},
        {
            "About": [
                *("about/index.md", "about/tea.md"),
                *("about/cite.md", "about/licence.md", "about/accessibility.md", "about/privacy.md"),
            ]
        },
        {"Contribute": yaml.safe_load((FOLDER / "menu.yaml").read_text("utf-8"))[-1]["Contribute"]},
    ]
    assert menu("site_name: Tea\nnav:\n  - index.md\n", open_commons(tiny).pages, SiteTerms()) is None


def test_a_competency_without_an_explanation_is_shown_by_its_statement(tiny: Path) -> None:
    data = tiny / "data/competencies.yaml"
    data.write_text(data.read_text("utf-8").replace("    gloss: No tea without hot water.\n", ""), "utf-8")
    commons = open_commons(tiny)
    context = context_for(tiny, commons)
    assert "<p>Boil water and keep it hot.</p>" in show(commons, context, "competency_cards", (), "")
    assert "<p></p>" not in show(commons, context, "competency_list", (), "").replace("None", "")
    assert "None" not in show(commons, context, "competency_statement", ("T-1",), "competencies/t-1/")


@pytest.mark.parametrize("title", ["Boil water and keep it hot", "boil water  and keep it hot."])
def test_a_card_shows_a_title_that_is_the_statement_once(tiny: Path, title: str) -> None:
    commons = open_commons(tiny)
    first = commons.competencies[0].model_copy(update={"title": title, "gloss": None})
    commons = replace(commons, competencies=(first, *commons.competencies[1:]))
    cards = show(commons, context_for(tiny, commons), "competency_cards", (), "")
    assert cards.lower().count("keep it hot") == 1
    assert "<p></p>" not in cards


def test_our_pages_name_no_framework() -> None:
    words = re.compile(r"massachusetts|palliative|serious illness|collaborative|reidy|hospice|\bsic-", re.IGNORECASE)
    files = [file for file in FOLDER.rglob("*") if file.is_file()]
    assert len(files) > 15
    assert [(file.name, found[0]) for file in files if (found := words.search(file.read_text("utf-8")))] == []
