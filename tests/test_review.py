"""A review describes what publishing a folder would change, against any state that git remembers, and touches nothing.

One review answers many questions, because each builds a site twice.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from curriculum_commons.build.downloads import DownloadPlan, plan_downloads
from curriculum_commons.build.project import context_for, lay_out_toolkit, open_commons
from curriculum_commons.cli.comparison import _write, changes
from curriculum_commons.content.history import moment
from curriculum_commons.diff.page_diff import LinkChange
from curriculum_commons.diff.words import Rewording
from curriculum_commons.model.build_context import Brand
from curriculum_commons.model.problems import CallError, ContentError, Problem
from curriculum_commons.review.findings import file_changes
from curriculum_commons.review.report import HEADINGS, Item, Report, Since, as_json, as_markdown, as_text, refused
from curriculum_commons.review.review import review
from curriculum_commons.review.snapshots import commons_at, since_or_published
from curriculum_commons.theme import LOOK

pytestmark = pytest.mark.slow  # some seconds each, as most build a site twice

ROOT = Path(__file__).parent.parent
TODAY = "2026-11-23"
WORKBOOK = """---
title: Mapping workbook
purpose: To map.
kind: mapping workbook
formats: [xlsx]
folder: 1-map
---

## How to map

Type.
"""
BRIEF = """---
title: A brief
purpose: To begin with.
kind: document
formats: [docx]
folder: 2-brief
---

Tea is good for all.
"""
CUPS = "---\ntitle: Cups\ndescription: All about cups.\n---\n\n# Cups\n\nOf clay. [Up](index.md).\n"
NEWS = "---\ntitle: News\ndescription: All.\nrender_macros: true\n---\n\n# News\n\n{{ newsletter_list() }}\n"
ISSUE = """---
title: Tea for winter
summary: What is new about tea in the winter, in one short letter to all.
date: "2026-11-20"
audience: all
authors: [the editors]
render_macros: true
---

# Tea for winter

{{ newsletter_head("2026-11-tea-for-winter") }}

Tea is warm. Read [the notes](../about/notes.md).

{{ newsletter_foot("2026-11-tea-for-winter") }}
"""


def git(root: Path, *words: str, day: str = "2026-10-01") -> str:
    who = ["-c", "user.name=T", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false"]
    when = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    done = subprocess.run(
        ["git", *who, *words], cwd=root, check=True, capture_output=True, text=True, env={**os.environ, **when}
    )
    return done.stdout.strip()


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def add_project(root: Path) -> Path:
    """Commit a project into a folder of a repository, its name with a space and letters that not everyone has."""
    shutil.copytree(ROOT / "tests/tiny", root)
    shutil.copytree(LOOK, root / "theme", ignore=shutil.ignore_patterns("*.py", "*.yml", "__pycache__"))
    (root / "toolkit").mkdir()
    (root / "toolkit/mapping-workbook.md").write_text(WORKBOOK, "utf-8")
    (root / "toolkit/brief.md").write_text(BRIEF, "utf-8")
    (root / "toolkit/letter.md").write_text(BRIEF.replace("A brief", "A letter"), "utf-8")
    (root / "docs/about/leaves.md").write_text(CUPS.replace("Cups", "Leaves"), "utf-8")
    order = CUPS.replace("Cups", "Order").replace("Of clay. [Up](index.md).", "One.\n\nTwo.")
    (root / "docs/about/order.md").write_text(order, "utf-8")
    (root / "docs/newsletter").mkdir()
    (root / "docs/newsletter/index.md").write_text(NEWS, "utf-8")
    (root / "docs/newsletter/2026-11-tea-for-winter.md").write_text(ISSUE, "utf-8")
    with (root / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write("newsletter:\n  title: Tea News\n")
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("nav:\n" + "".join(f"  - {page}\n" for page in pages_of(root)))
    (root / ".gitignore").write_text("/.commons/\n/site/\n/docs/downloads/\n", "utf-8")
    git(root.parent, "init", "-q", "-b", "main")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-qm", "one")
    git(root.parent, "tag", "first")
    return root


def pages_of(root: Path) -> list[str]:
    return sorted(file.relative_to(root / "docs").as_posix() for file in (root / "docs").rglob("*.md"))


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it was committed: to copy, never to write."""
    return add_project(tmp_path_factory.mktemp("review") / "Geräte repo" / "Tea & Søn")


Copy = Callable[[], Path]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def copy(committed: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    def make() -> Path:
        repository = tmp_path_factory.mktemp("review") / committed.parent.name
        return Path(shutil.copytree(committed.parent, repository)) / committed.name

    return make


@pytest.fixture
def project(copy: Copy) -> Path:
    return copy()


def reviewed(root: Path, since: str | None = "first") -> Report:
    return review(root, since, TODAY, lambda _: None)


def details(items: tuple[Item, ...]) -> list[tuple[str, str, str]]:
    return [(item.status, item.title, item.detail) for item in items]


def filled(report: Report) -> set[str]:
    return {name for name, items in report.sections.items() if items}


def locations(items: tuple[Item, ...]) -> set[tuple[str, str]]:
    return {(item.status, item.location) for item in items}


# Nothing, and what has no effect


def test_files_without_effect_are_listed_with_the_reason(project: Path) -> None:
    with (project / "data/references.yaml").open("a", encoding="utf-8") as file:
        file.write("# only a comment\n")
    change(project / "theme/parts/foot.html", "{#-", "{#- A word more. ")
    change(project / "docs/about/notes.md", "## The end", "\n## The end")
    draft = ISSUE.replace("render_macros", "draft: true\nrender_macros").replace("for-winter", "for-spring")
    (project / "docs/newsletter/2026-11-tea-for-spring.md").write_text(draft, "utf-8")
    report = reviewed(project)
    assert report.summary == "Changes nothing that visitors see."
    assert filled(report) == {"no_effect"}
    assert details(report.sections["no_effect"]) == [
        (
            "changed",
            "data/references.yaml",
            "its values are what they were; only spaces, comments or their order differ",
        ),
        ("changed", "docs/about/notes.md", "nothing that is published shows the change"),
        ("changed", "docs/newsletter/2026-11-tea-for-spring.md", "a draft, which visitors do not see"),
        ("changed", "theme/parts/foot.html", "nothing that is published shows the change"),
    ]


# Pages


@pytest.fixture(scope="module")
def pages(copy: Copy) -> Report:
    """A review of changes to pages and what they look like."""
    root = copy()
    docs = root / "docs"
    (docs / "about/cups.md").write_text(CUPS, "utf-8")
    change(
        docs / "about/notes.md", "Back [up](#here).", "Back [up](#here) [again](cups.md). ![A pot](../images/pot.svg)"
    )
    (docs / "about/leaves.md").unlink()
    change(docs / "about/order.md", "One.\n\nTwo.", "Two.\n\nOne.")
    change(docs / "about/index.md", "## How pages are written", "## How one writes a page")
    (docs / "images/pot.svg").write_bytes((docs / "images/cup.svg").read_bytes())
    change(docs / "images/cup.svg", "<svg", "<svg data-new='1'")
    with (root / "theme/assets/commons.css").open("a", encoding="utf-8") as style:
        style.write("p { color: red }\n")
    change(root / "theme/parts/foot.html", "Published by", "Brought to you by")
    change(root / "mkdocs.yml", "  - about/leaves.md\n", "  - about/cups.md\n")
    change(root / "mkdocs.yml", "- about/notes.md", "- What else: about/notes.md")
    (root / ".github/workflows").mkdir(parents=True)
    (root / ".github/workflows/publish.yml").write_text("on: push\n", "utf-8")
    (root / "requirements.txt").write_text("x\n", "utf-8")
    (root / "site").mkdir()
    (root / "site/index.html").write_text("mine", "utf-8")
    (root / "docs/downloads").mkdir()
    (root / "docs/downloads/mine.txt").write_text("mine", "utf-8")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    report = reviewed(root)
    after = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".commons" not in path.parts}
    assert after == before, "a review touches nothing but its scratch folder"
    assert not list((root / ".commons").rglob("*.html"))
    return report


def test_pages_are_new_withdrawn_or_changed(pages: Report) -> None:
    found = {item.title: item for item in pages.sections["pages"]}
    assert found["Cups"] == Item("new", "Cups", "All about cups.", "docs/about/cups.md")
    assert found["Leaves"] == Item("withdrawn", "Leaves", "", "docs/about/leaves.md")
    assert found["Order"].detail == "the order changes"
    notes = found["Notes"]
    assert (notes.detail[:36], notes.location) == ("words, links, pictures and looks cha", "docs/about/notes.md")
    assert [(one.before, one.after) for one in notes.rewordings] == [("Back up.", "Back up again."), ("", "A pot")]
    assert [(one.status, one.text, one.url) for one in notes.links] == [("new", "again", "../cups/")]
    assert pages.summary.startswith("Publishes 1 new page; withdraws 1 page; changes ")


def test_a_withdrawn_page_and_a_reworded_heading_break_their_addresses(pages: Report) -> None:
    leaves, heading = sorted(pages.sections["breaks"], key=lambda item: item.title)
    assert (leaves.status, leaves.title, leaves.location) == ("page", "Leaves", "about/leaves/")
    assert (heading.status, heading.location) == ("place on a page", "about/#how-pages-are-written")
    assert heading.title == "how-pages-are-written, on “About”"
    assert pages.summary.endswith("breaks 2 addresses that were published.")


def test_styles_pictures_and_the_frame_are_listed_once(pages: Report) -> None:
    found = {item.title: item for item in pages.sections["looks"]}
    line = found["theme/assets/commons.css"].detail
    assert re.fullmatch(r"the looks of all \d+ pages may change", line)
    assert (found["docs/images/cup.svg"].status, found["docs/images/cup.svg"].detail) == ("changed", "on “Tea for all”")
    assert (found["docs/images/pot.svg"].status, found["docs/images/pot.svg"].detail) == ("new", "on “Notes”")
    rewordings = [
        one for title, item in found.items() if title.startswith("Around the text of") for one in item.rewordings
    ]
    assert ("Published by", "Brought to you by") in {(one.before[:12], one.after[:17]) for one in rewordings}
    assert f"{line}; changes menus, head or foot of pages" in pages.summary
    assert "adds 1 picture; changes 1 picture" in pages.summary


def test_changes_of_what_makes_the_site_are_noted_and_those_of_the_menu_are_not(pages: Report) -> None:
    uncommitted, program = pages.notes
    assert uncommitted.startswith("uncommitted changes are counted too: 12 files (")
    assert program.startswith(
        "what makes, checks or publishes the site has changed too: "
        "3 files (.github/workflows/publish.yml, requirements.txt, theme/parts/foot.html);"
    )


def test_a_review_is_written_as_text_and_markdown(pages: Report) -> None:
    text = as_text(pages)
    assert text.startswith(f"{pages.summary}\nCompared with first (commit ")
    assert " of 2026-10-01).\n" in text
    assert "      Back [-up.-] {+up again.+}\n" in text
    assert "Back ~~up.~~ **up again.**" in as_markdown(pages)


# Records and files


@pytest.fixture(scope="module")
def records_project(copy: Copy) -> Path:
    root = copy()
    data = root / "data"
    change(data / "roadmap.yaml", 'status: ahead\n    as_of: "2024"', 'status: done\n    as_of: "2026-10-01"')
    change(data / "roadmap.yaml", "title: A second pot", "title: Another pot")
    change(data / "resources.yaml", "  - id: leaf-guide\n", "  - id: leaf-book\n")
    change(data / "resources.yaml", '"2027-11-01"', '"2026-11-22"')
    change(data / "resources.yaml", "reuse: free with conditions", "reuse: not stated")
    change(data / "resources.yaml", "title: How a kettle works", "title: How each kettle works")
    change(data / "working_groups.yaml", "  - id: cup-report\n", "  - id: pot-report\n")
    change(data / "roadmap.yaml", "outputs: [cup-report]", "outputs: [pot-report]")
    change(data / "schools.yaml", "role: member", "role: adopter")
    change(data / "competencies.yaml", 'edition: "2024"', 'edition: "2027"')
    change(data / "competencies.yaml", "title: Boil water", "title: Boil fresh water")
    change(data / "competencies.yaml", "Boil water and keep it hot.", "Boil fresh water and keep it hot.")
    change(data / "site.yaml", "official: true", "official: false")
    with (data / "site.yaml").open("a", encoding="utf-8") as site:
        site.write("allow:\n  - {gate: consent, where: docs/index.md, what: Mary Johnson, reason: she agreed}\n")
    issue = root / "docs/newsletter/2026-11-tea-for-winter.md"
    (root / "docs/newsletter/2026-11-more-tea.md").write_text(
        ISSUE.replace("2026-11-tea-for-winter", "2026-11-more-tea").replace("Tea for winter", "More tea"), "utf-8"
    )
    change(
        root / "mkdocs.yml",
        "  - newsletter/index.md\n",
        "  - newsletter/2026-11-more-tea.md\n  - newsletter/index.md\n",
    )
    change(issue, "Tea is warm.", "Tea is hot.")
    (root / "LICENSE-content").write_text("All may copy it.", "utf-8")
    change(root / "toolkit/brief.md", "Tea is good for all.", "Tea is good for most.")
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("extra:\n  tea: hot\n")
    for name in ("main.html", "assets/tea.js", "assets/tea.css"):
        with (root / "theme" / name).open("a", encoding="utf-8") as other:
            other.write("\n")
    return root


@pytest.fixture(scope="module")
def records(records_project: Path) -> Report:
    """A review of changes to records, documents and settings."""
    return reviewed(records_project)


def test_changes_of_records_are_listed_by_kind(records: Report) -> None:
    found = records.sections
    assert details(found["milestones"]) == [
        ("reworded", "Another pot", "its title; under way as of 2024-05-31"),
        ("changed", "Tea for all", "done as of 2026-10-01; it was ahead as of 2024"),
    ]
    assert [(item.status, item.title) for item in found["resources"]] == [
        ("new", "Leaves: a guide"),
        ("changed", "How each kettle works"),
        ("removed", "Leaves: a guide"),
    ]
    new, changed, _ = found["resources"]
    title, terms = changed.rewordings
    assert (title.label, title.before, title.after) == ("title", "How a kettle works", "How each kettle works")
    assert (terms.label, terms.before.split(", ")[0]) == ("terms", "reuse: free with conditions")
    assert terms.after == terms.before.replace("free with conditions", "not stated")
    assert {one.label for one in new.rewordings} >= {"title", "organization", "url", "teaches", "review_by"}
    page = next(item for item in found["pages"] if item.location == "docs/teach.md")
    assert "3 records in their own section below" in page.detail
    assert not any("The Leaf House" in one.after for one in page.rewordings)
    assert details(found["licenses"]) == [
        ("changed", "How each kettle works", "The Kettle House"),
        ("new", "Leaves: a guide", "The Leaf House"),
    ]
    assert [(item.status, item.title) for item in found["overdue"]] == [("overdue", "How each kettle works")]
    assert [item.title for item in found["outputs"]] == ["Report on a cup"]
    assert [item.title for item in found["adopters"]] == ["The School of Tea"]
    assert [item[:2] for item in details(found["newsletter"])] == [
        ("published", "More tea"),
        ("corrected", "Tea for winter"),
    ]
    assert ("record", "teach/#r-leaf-guide") in locations(found["breaks"])
    assert details(found["allowances"]) == [("new", "consent: Mary Johnson in docs/index.md", "she agreed")]
    assert found["settle"] == ()


def test_changes_without_a_section_of_their_own_are_other_facts(records: Report) -> None:
    found = {item.title: item for item in records.sections["records"]}
    assert [(one.label, one.before, one.after) for one in found["framework"].rewordings] == [
        ("edition", "2024", "2027")
    ]
    assert [(one.label, one.before, one.after) for one in found["site"].rewordings] == [("official", "true", "false")]
    assert found["school tea-school"].detail == "role"
    assert found["resource kettle-film"].detail == "review_by"


@pytest.mark.parametrize(
    "words",
    [
        "publishes 1 new page",
        "goes from edition 2024 to edition 2027 (adopters will be notified)",
        "rewords T-1 (a reworded competency: adopters will be notified)",
        "adds 1 resource; removes 1 resource; announces 1 output; names 1 new adopter",
        "rewords 1 milestone;",
        "brings 1 milestone up to date",
        "publishes the newsletter issue “More tea”; corrects the newsletter issue “Tea for winter”",
        "adds one resource whose license is unknown",
        "leaves the license of 1 resource unknown that was known",
        "adds 1 exception to a gate",
    ],
)
def test_the_summary_names_each_kind_of_change(records: Report, words: str) -> None:
    assert words in f"{records.summary[0].lower()}{records.summary[1:]}"


def test_a_reworded_competency_lists_its_sentences_once(records: Report) -> None:
    (one,) = records.sections["competencies"]
    assert (one.status, one.title, one.detail) == ("reworded", "T-1: Boil fresh water", "adopters will be notified")
    assert [(words.label, words.before, words.after) for words in one.rewordings] == [
        ("title", "Boil water", "Boil fresh water"),
        ("statement", "Boil water and keep it hot.", "Boil fresh water and keep it hot."),
    ]
    page = next(item for item in records.sections["pages"] if item.location == "docs/competencies/t-1.md")
    assert re.search(r"\d sentences? as above", page.detail)
    sentences = [(one.before, one.after) for item in records.sections["pages"] for one in item.rewordings]
    assert len(sentences) == len(set(sentences))
    assert ("Boil water and keep it hot.", "Boil fresh water and keep it hot.") not in sentences


def test_changed_rows_are_those_of_the_workbook(records_project: Path, records: Report) -> None:
    rows = {item.title: item.rewordings[0] for item in records.sections["workbook"]}
    assert f"{len(rows)} rows in the mapping workbook change" in records.summary
    assert {name.partition(",")[0] for name in rows} >= {"Coverage", "Overview", "Lists"}
    lay_out_toolkit(records_project, open_commons(records_project), Brand(), records_project / "made", lambda _: None)
    book = openpyxl.load_workbook(records_project / "made/1-map/mapping-workbook.xlsx", read_only=True)
    for name, rewording in rows.items():
        if "T-1 · Boil fresh water" in rewording.after:
            sheet, _, number = name.partition(", row ")
            (cells,) = book[sheet].iter_rows(int(number), int(number), values_only=True)
            assert "T-1 · Boil fresh water" in cells, name


def test_changed_documents_are_listed_with_their_sentences(records: Report) -> None:
    found = {item.title: item for item in records.sections["files"]}
    assert found["A brief"].location == "docs/downloads/2-brief/brief.docx"
    assert [(one.before, one.after) for one in found["A brief"].rewordings] == [
        ("Tea is good for all.", "Tea is good for most.")
    ]
    assert "The whole toolkit, with its terms" in found


def test_what_the_theme_and_the_settings_run_is_noted(records: Report) -> None:
    note = next(note for note in records.notes if "publishes the site has changed too" in note)
    assert "3 files (mkdocs.yml, theme/assets/tea.js, theme/main.html);" in note


def test_files_of_which_only_the_date_changes_are_dated(project: Path) -> None:
    def planned(as_of: str = "") -> DownloadPlan:
        commons = open_commons(project)
        context = context_for(project, commons)
        return plan_downloads(commons, replace(context, as_of=as_of or context.as_of))

    before, dated = planned(), planned("2026-11-20")
    change(project / "data/roadmap.yaml", 'status: ahead\n    as_of: "2024"', 'status: ahead\n    as_of: "2026-11-20"')
    change(project / "toolkit/brief.md", "Tea is good", "Tea is best")
    found = {file.path.rpartition("/")[2]: file.status for file in file_changes(before, dated, planned())}
    assert found == {"brief.docx": "changed", "letter.docx": "dated", "mapping-workbook.xlsx": "dated"}


def merge(root: Path) -> None:
    """Take the second competency out of the framework, as a careful editor would."""
    file = root / "data/competencies.yaml"
    text = file.read_text("utf-8")
    text = text[: text.index("  - code: T-2")].replace('edition: "2024"', 'edition: "2025"')
    text = text.replace(
        "  withdrawn:\n", "  withdrawn:\n    - { code: T-2, reason: They go together., now_in: [T-1] }\n"
    )
    file.write_text(text, "utf-8")
    (root / "docs/competencies/t-2.md").unlink()
    for place in (root / "data/resources.yaml", root / "data/roadmap.yaml"):
        place.write_text(place.read_text("utf-8").replace("[T-1, T-2]", "[T-1]"), "utf-8")


@pytest.fixture(scope="module")
def breaking(copy: Copy) -> Report:
    """A review of changes that break addresses and codes, without a new edition."""
    root = copy()
    merge(root)
    change(root / "data/competencies.yaml", 'edition: "2025"', 'edition: "2024"')
    change(root / "mkdocs.yml", "  - competencies/t-2.md\n", "")
    change(root / "docs/newsletter/2026-11-tea-for-winter.md", "render_macros", "draft: true\nrender_macros")
    change(root / "mkdocs.yml", "  - newsletter/2026-11-tea-for-winter.md\n", "")
    change(root / "data/site.yaml", "address: https://tea.example/", "address: https://tea.example/new/")
    (root / "toolkit/brief.md").rename(root / "toolkit/leaflet.md")
    (root / "docs/about/leaves.md").rename(root / "docs/about/foliage.md")
    change(root / "docs/about/foliage.md", "---\n", "---\nredirect_from: [about/leaves/]\n")
    change(root / "mkdocs.yml", "about/leaves.md", "about/foliage.md")
    return reviewed(root)


def test_everything_that_breaks_is_listed(breaking: Report) -> None:
    assert locations(breaking.sections["breaks"]) >= {
        ("site", "https://tea.example/"),
        ("code", ""),
        ("place on a page", "competencies/#c-t-2"),
        ("page", "newsletter/2026-11-tea-for-winter/"),
        ("feed", "newsletter/feed.xml"),
        ("file", "downloads/2-brief/brief.docx"),
    }
    assert ("page", "about/leaves/") not in locations(breaking.sections["breaks"])
    assert "https://tea.example/new/" in breaking.sections["breaks"][0].detail
    assert locations(breaking.sections["files"]) >= {
        ("new", "docs/downloads/2-brief/leaflet.docx"),
        ("gone", "docs/downloads/2-brief/brief.docx"),
    }
    assert "1 code that adopters may hold on to" in breaking.summary


def test_a_merged_competency_without_a_new_edition_must_be_settled(breaking: Report) -> None:
    assert details(breaking.sections["competencies"]) == [
        ("merged", "T-2: Choose leaves", "now in T-1: They go together.")
    ]
    assert "merges T-2 into T-1" in breaking.summary
    (problem,) = breaking.sections["settle"]
    assert problem.location == "data/competencies.yaml:6:12"
    assert breaking.summary.endswith("1 problem must be settled first.")


# How it is written


def report_of(*items: Item) -> Report:
    return Report(
        "Changes.", Since("first", "a" * 40, "2026-10-01"), (), {**dict.fromkeys(HEADINGS, ()), "pages": items}
    )


def test_the_json_always_has_the_same_keys() -> None:
    link, words = LinkChange("new", "up", "../"), Rewording("Back up.", "Back.")
    something = json.loads(
        as_json(report_of(Item("changed", "Notes", "words change", "docs/notes.md", (words,), (link,))))
    )
    nothing = json.loads(as_json(refused([Problem("data/site.yaml", 3, 1, "name: is empty", "empty")])))
    assert list(nothing) == list(something) == ["format", "summary", "since", "problems", "notes", "sections"]
    assert list(nothing["sections"]) == list(something["sections"]) == list(HEADINGS)
    assert nothing["since"] is None
    (problem,) = nothing["problems"]
    assert list(problem) == ["path", "line", "column", "message", "code", "severity", "places"]
    (page,) = something["sections"]["pages"]
    assert list(page) == ["status", "title", "detail", "location", "rewordings", "links"]
    assert page["rewordings"] == [{"before": "Back up.", "after": "Back.", "label": ""}]
    assert page["links"] == [{"status": "new", "text": "up", "url": "../"}]


def test_every_key_of_the_json_is_explained_to_reviewers() -> None:
    manual = (ROOT / "src/curriculum_commons/defaults/docs/contribute/review.md").read_text("utf-8")
    keys = ("format", "summary", "since", "problems", "notes", "sections", *HEADINGS)
    for key in (*keys, "status", "title", "detail", "location", "rewordings", "links"):
        assert f"`{key}`" in manual, key


def test_values_are_not_read_as_markdown_and_notify_nobody() -> None:
    words = Rewording("", "Ask @dean at *noon* <b>now</b> [x](y) #1 ~~no~~ | of a/b#12, GH-7 {{ 7*7 }}.")
    text = as_markdown(report_of(Item("new", "Cups @all <i>#7</i> *x*", "`@dean` #8", "docs/a.md", (words,))))
    assert "dean" in text
    assert "{{ 7\\*7 }}" in text
    assert not re.search(r"@\w|(?<!\\)<[bi]>|(?<!\\)\*noon|#\d|GH-\d", text)


@pytest.mark.parametrize(
    ("typed", "forbidden"),
    [
        ("&commat;team and &#64;team, &#x40;all", r"(?<!\\)&"),
        ("see &num;12 or &#35;4", r"(?<!\\)&"),
        ("Resolves https://github.com/o/r/issues/4", r"issues/4|Resolves "),
        ("fixes: o/r#4, closes #5", r"#\d|fixes:|closes "),
        ("https://gitlab.com/o/r/-/merge_requests/7 and !12", r"requests/7|!1"),
        ("www.github.com/o/r/pull/5, gh-9", r"pull/5|gh-9"),
    ],
)
def test_a_comment_mentions_nobody_and_refers_to_no_issue(typed: str, forbidden: str) -> None:
    report = report_of(Item("new", typed, typed, "docs/a.md", (Rewording(typed, typed),)))
    assert not re.search(forbidden, as_markdown(report))
    assert typed in as_text(report)


@pytest.mark.parametrize(("pages", "lines", "words"), [(80, 10, 60), (1, 40, 400)])
def test_markdown_fits_into_a_comment(pages: int, lines: int, words: int) -> None:
    texts = [" ".join(f"word{number}of{page}" for number in range(words)) for page in range(pages)]
    rewordings = [tuple(Rewording("", f"{line} {text}") for line in range(lines)) for text in texts]
    report = report_of(*(Item("new", str(page), "", "", rewordings[page]) for page in range(pages)))
    assert len(as_markdown(report)) < 65_000
    assert "… and " in as_text(report)
    assert len(json.loads(as_json(report))["sections"]["pages"]) == pages


# What cannot be compared


def test_without_the_past_pages_their_markdown_is_compared(project: Path) -> None:
    change(project / "mkdocs.yml", "theme: commons\n", "theme: commons\nremote_name: [tea]\n")
    git(project, "add", "-A", ".")
    git(project, "commit", "-qm", "bare", day="2026-10-02")
    change(project / "mkdocs.yml", "remote_name: [tea]\n", "")
    (project / "docs/about/leaves.md").unlink()
    change(project / "mkdocs.yml", "  - about/leaves.md\n", "")
    change(project / "docs/about/notes.md", "Back [up](#here).", "Back [up](#here) again.")
    report = reviewed(project, "HEAD")
    note = next(note for note in report.notes if "cannot be built" in note)
    assert note.startswith('the pages at "HEAD" cannot be built by today\'s rules, as mkdocs.yml: ')
    assert str(project) not in note
    assert details(report.sections["pages"]) == [("rewritten", "Notes", ""), ("withdrawn", "Leaves", "")]
    (words,) = report.sections["pages"][0].rewordings
    assert words.after == "Back [up](#here) again."
    assert locations(report.sections["breaks"]) == {("page", "about/leaves/")}


def test_past_records_and_pages_that_cannot_be_read_are_named_and_not_new(project: Path) -> None:
    change(project / "data/resources.yaml", "    format: guide\n", "    kind: guide\n")
    change(project / "docs/about/leaves.md", "description:", "descripton:")
    git(project, "commit", "-qam", "old form")
    change(project / "data/resources.yaml", "    kind: guide\n", "    format: guide\n")
    change(project / "docs/about/leaves.md", "descripton:", "description:")
    report = reviewed(project, "HEAD")
    assert 'what cannot be read at "HEAD" is not compared: about/leaves.md, leaf-guide' in report.notes
    assert filled(report) <= {"overdue"}


def test_a_past_with_a_broken_link_is_built(project: Path) -> None:
    change(project / "docs/about/notes.md", "[the beginning](../index.md)", "[the beginning](../indx.md)")
    git(project, "commit", "-qam", "a slip")
    change(project / "docs/about/notes.md", "[the beginning](../indx.md)", "[the beginning](../index.md)")
    report = reviewed(project, "HEAD")
    assert report.notes == ("uncommitted changes are counted too: 1 file (docs/about/notes.md)",)
    assert [item.detail for item in report.sections["pages"]] == ["links change"]


def test_a_past_without_a_readable_framework_cannot_be_compared(project: Path) -> None:
    change(project / "data/site.yaml", "official: ", "oficial: ")
    git(project, "commit", "-qam", "broken")
    change(project / "data/site.yaml", "oficial: ", "official: ")
    with pytest.raises(CallError, match=r'^the content at "HEAD" cannot be read by today\'s rules, as data/site.yaml:'):
        reviewed(project, "HEAD")


def test_a_page_that_cannot_be_published_is_refused_also_in_the_file(project: Path, tmp_path: Path) -> None:
    change(project / "docs/about/notes.md", "Back [up](#here).", '<meta http-equiv="refresh" content="0;url=../">')
    words = ["--root", str(project), "--since", "first", "--format", "markdown", "--out", str(tmp_path / "r.md")]
    ended = CliRunner().invoke(changes, words)
    assert isinstance(ended.exception, ContentError)
    assert [problem.path for problem in ended.exception.problems] == ["docs/about/notes.md"]
    text = (tmp_path / "r.md").read_text("utf-8")
    assert text.startswith("**Cannot be published: 1 problem has to be mended first.")
    assert "docs/about/notes.md" in text
    assert "sends visitors on to another page by itself" in text


def test_a_broken_theme_is_a_problem_of_today(project: Path) -> None:
    change(project / "theme/main.html", "{% block site_meta %}", "{% block site_meta ")
    with pytest.raises(ContentError, match=r"theme/main\.html:"):
        reviewed(project)


# Repositories


def test_a_clone_is_compared_with_its_published_branch(project: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(project.parent), "copy")
    copy = tmp_path / "copy" / project.name
    (project / "docs/about/cups.md").write_text(CUPS, "utf-8")
    change(project / "mkdocs.yml", "\nnav:\n", "\nnav:\n  - about/cups.md\n")
    git(project, "add", ".")
    git(project, "commit", "-qm", "two")
    git(copy, "fetch", "-q")
    report = reviewed(copy, None)
    assert report.since is not None
    assert report.since.asked == "origin/main"
    assert report.notes == (
        '"origin/main" has 1 commit that this folder lacks, so they appear here as undone; take them over first',
    )
    assert ("withdrawn", "Cups", "") in details(report.sections["pages"])


def test_without_a_published_branch_the_last_commit_is_compared(committed: Path) -> None:
    assert since_or_published(committed, None) == (
        "HEAD",
        'this copy knows no published branch "origin/main", so it is compared with the last commit',
    )


def test_a_past_state_is_named_by_a_day_a_commit_a_tag_or_a_branch(project: Path) -> None:
    change(project / "docs/about/notes.md", "Back [up](#here).", "Back.")
    git(project, "commit", "-qam", "two", day="2026-10-10")
    git(project, "checkout", "-q", "--detach")
    first = git(project, "rev-parse", "first")
    assert {moment(project, since).commit for since in ("2026-10-02", "HEAD~1", "first", "main~1")} == {first}
    assert moment(project, "2026-10-11").commit != first


@pytest.mark.parametrize(
    ("since", "message"),
    [
        ("2026-10-01", 'there is no commit before "2026-10-01"; the first is of 2026-10-01, so write a later day'),
        ("third", 'unknown commit "third"; write a day, such as 2026-12-01, a tag, a branch or a commit'),
        ("2026-13-40", '"2026-13-40" is not a day in the calendar; look at the month and the day'),
        ("mian", 'unknown commit "mian"; did you mean "main"?'),
        ("--output=x", 'unknown commit "--output=x"; write a day, such as 2026-12-01, a tag, a branch or a commit'),
    ],
)
def test_a_state_that_git_does_not_know_is_reported_in_a_sentence(committed: Path, since: str, message: str) -> None:
    with pytest.raises(CallError) as caught:
        moment(committed, since)
    assert str(caught.value) == message


def test_a_folder_without_history_and_a_machine_without_git_are_reported(
    committed: Path, tmp_path: Path, run: Run
) -> None:
    bare = Path(shutil.copytree(committed, tmp_path / "bare"))
    ended = run("changes", "--root", bare, GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert ended.returncode == 2
    assert ended.stderr == f"commons: {bare} has no history that git can read; name a folder in a repository\n"
    ended = run("changes", "--root", committed, "--since", "first", PATH="")
    assert (ended.returncode, ended.stderr) == (
        2,
        "commons: git is not installed, so there is no history to compare with\n",
    )


def test_a_shallow_clone_and_a_state_without_content_are_reported(project: Path, tmp_path: Path) -> None:
    (project.parent / "README").write_text("x", "utf-8")
    git(project, "add", "..")
    git(project, "commit", "-qm", "two")
    git(tmp_path, "clone", "-q", "--depth", "1", project.parent.as_uri(), "copy")
    with pytest.raises(CallError, match='"git fetch --unshallow" brings the rest'):
        moment(tmp_path / "copy" / project.name, "HEAD~1")
    git(project, "checkout", "-q", "--orphan", "empty")
    git(project, "rm", "-rqf", "--cached", "..")
    git(project, "commit", "-q", "--allow-empty", "-m", "nothing")
    git(project, "checkout", "-qf", "main")
    with pytest.raises(CallError, match='at "empty" there was no data/ in this folder yet; name a later one'):
        commons_at(project, "empty")


# The command


def test_the_command_shows_the_review_the_same_everywhere(project: Path) -> None:
    change(project / "docs/about/notes.md", "Back [up](#here).", "Back.")
    around = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "de_DE.UTF-8"}
    command = [sys.executable, "-m", "curriculum_commons", "changes", "--since", "first"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795435200", **around}
    ended = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, cwd=project)
    first, second, *_ = ended.stdout.splitlines()
    assert (ended.returncode, ended.stderr, first) == (0, "", "Changes 1 page; breaks nothing.")
    assert second.endswith(" of 2026-10-01).")


def test_the_review_is_written_into_a_new_folder(tmp_path: Path) -> None:
    _write(tmp_path / "new folder/review.md", "Tea")
    assert (tmp_path / "new folder/review.md").read_text("utf-8") == "Tea"
    with pytest.raises(CallError, match=r"review\.md/x cannot be written: .*; name another file"):
        _write(tmp_path / "new folder/review.md/x", "Tea")


PICTURE = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><title>x</title></svg>"
NAMES = ["my cup.svg", "täe.svg", "brew (1).svg", "茶.svg", "by-label.svg", "up.svg"]


def test_the_pages_that_show_a_picture_are_found_by_its_address(project: Path) -> None:
    images, notes = project / "docs/images", project / "docs/about/notes.md"
    for name in NAMES:
        (images / name).write_text(PICTURE, "utf-8")
    (project / "theme/assets/back ground.svg").write_text(PICTURE, "utf-8")
    with notes.open("a", encoding="utf-8") as page:
        page.write(
            "\n![One](<../images/my cup.svg>) ![Two](../images/t%C3%A4e.svg) ![Three](<../images/brew (1).svg>)\n\n"
            "![Four](../images/茶.svg) ![Five][cup]\n\n[cup]: ../images/by-label.svg\n"
        )
    with (project / "theme/assets/commons.css").open("a", encoding="utf-8") as style:
        style.write('.records { background: url("back%20ground.svg") }\n')
    git(project, "add", "-A", ".")
    git(project, "commit", "-qm", "pictures", day="2026-10-02")
    for file in [*images.glob("*.svg"), project / "theme/assets/back ground.svg"]:
        file.write_text(PICTURE.replace("x<", "y<"), "utf-8")
    report = review(project, "HEAD", TODAY, lambda _: None)
    found = {item.title.rpartition("/")[2]: item.detail for item in report.sections["looks"]}
    assert {found[name] for name in ("my cup.svg", "täe.svg", "brew (1).svg", "茶.svg", "by-label.svg")} == {
        "on “Notes”"
    }
    assert found["up.svg"] == "no page shows it"  # though its name is the end of another
    assert re.fullmatch(r"on all \d+ pages", found["back ground.svg"])
    assert "nothing that visitors see" not in report.summary
