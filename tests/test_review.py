"""A review tells what publishing a folder would change, against any state that git remembers, and touches nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from curriculum_commons.build.project import lay_out_toolkit, open_commons
from curriculum_commons.documents.brand import Brand
from curriculum_commons.model.problems import CallError, ContentError
from curriculum_commons.review.output import as_json, as_markdown, as_text
from curriculum_commons.review.report import HEADINGS, Item, Report
from curriculum_commons.review.reviewing import review

pytestmark = pytest.mark.slow  # a second each, as each builds a site twice

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


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a folder of a repository, its name with a space and letters that not everyone has."""
    root = tmp_path / "Geräte repo" / "Tea & Søn"
    shutil.copytree(ROOT / "tests/tiny", root)
    shutil.copytree(ROOT / "theme", root / "theme")
    (root / "toolkit").mkdir()
    (root / "toolkit/mapping-workbook.md").write_text(WORKBOOK, "utf-8")
    (root / "toolkit/brief.md").write_text(BRIEF, "utf-8")
    (root / "docs/about/leaves.md").write_text(CUPS.replace("Cups", "Leaves"), "utf-8")
    (root / "docs/newsletter").mkdir()
    (root / "docs/newsletter/index.md").write_text(NEWS, "utf-8")
    with (root / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write("newsletter:\n  title: Tea News\n")
    (root / ".gitignore").write_text("/.commons/\n/site/\n/docs/downloads/\n", "utf-8")
    git(root.parent, "init", "-q", "-b", "main")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-qm", "one")
    git(root.parent, "tag", "first")
    return root


def reviewed(root: Path, since: str | None = "first") -> Report:
    return review(root, since, TODAY, lambda _: None)


def lines(items: tuple[Item, ...]) -> list[tuple[str, str, str]]:
    return [(item.what, item.title, item.line) for item in items]


def told(report: Report) -> set[str]:
    return {name for name, items in report.sections.items() if items}


def run(*words: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "curriculum_commons", *map(str, words)]
    around = {**os.environ, "SOURCE_DATE_EPOCH": "1795435200", **environment}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=around, cwd=cwd)


# Nothing, and what has no effect


def test_a_folder_as_it_was_committed_changes_nothing(project: Path) -> None:
    report = reviewed(project)
    assert report.summary == "Changes nothing that visitors see."
    assert told(report) == set()
    assert report.notes == ()
    assert as_text(report).startswith("Changes nothing that visitors see.\nCompared with first (commit ")


def test_what_leaves_no_trace_is_told_as_such(project: Path) -> None:
    with (project / "data/references.yaml").open("a", encoding="utf-8") as file:
        file.write("# only a comment\n")
    change(project / "theme/parts/foot.html", "{#-", "{#- A word more. ")
    change(project / "docs/about/notes.md", "## The end", "\n## The end")
    (project / "docs/newsletter/2026-11-tea-for-winter.md").write_text(
        ISSUE.replace("render_macros", "draft: true\nrender_macros"), "utf-8"
    )
    report = reviewed(project)
    assert report.summary == "Changes nothing that visitors see."
    assert told(report) == {"unseen"}
    assert [(item.title, item.line) for item in report.sections["unseen"]] == [
        ("data/references.yaml", "its values are what they were; only spaces, comments or their order differ"),
        ("docs/about/notes.md", "nothing that is published shows the change"),
        ("docs/newsletter/2026-11-tea-for-winter.md", "a draft, which visitors do not see"),
        ("theme/parts/foot.html", "nothing that is published shows the change"),
    ]


# Pages


def test_new_withdrawn_and_changed_pages_are_told_with_their_sentences(project: Path) -> None:
    docs = project / "docs"
    (docs / "about/cups.md").write_text(CUPS, "utf-8")
    change(docs / "about/notes.md", "Back [up](#here).", "Back [up](#here) [again](cups.md).")
    (docs / "about/leaves.md").unlink()
    report = reviewed(project)
    assert report.summary == (
        "Publishes 1 new page; withdraws 1 page; changes 1 page; changes menus, head or foot of pages; "
        "breaks 1 address that was published."
    )
    new, withdrawn, notes = report.sections["pages"]
    assert new == Item("new", "Cups", "All about cups.", "docs/about/cups.md")
    assert withdrawn == Item("withdrawn", "Leaves", "", "docs/about/leaves.md")
    assert (notes.title, notes.line, notes.place) == ("Notes", "words and links change", "docs/about/notes.md")
    assert [(one.before, one.after) for one in notes.rewordings] == [("Back up.", "Back up again.")]
    assert [(one.what, one.words, one.address) for one in notes.links] == [("new", "again", "../cups/")]
    assert lines(report.sections["breaks"]) == [("page", "Leaves", "")]
    assert report.sections["breaks"][0].place == "about/leaves/"
    assert "      Back up {+again+}.\n" in as_text(report)
    assert "Back up **again**." in as_markdown(report)


def test_a_style_a_picture_and_what_stands_around_the_text_are_told_once(project: Path) -> None:
    with (project / "theme/assets/commons.css").open("a", encoding="utf-8") as style:
        style.write("p { color: red }\n")
    change(project / "docs/images/cup.svg", "<svg", "<svg data-new='1'")
    change(project / "theme/parts/foot.html", "Published by", "Brought to you by")
    change(
        project / "mkdocs.yml",
        "site_name: Tea Commons",
        "nav:\n  - Home: index.md\n  - About: about/index.md\nsite_name: Tea Commons",
    )
    report = reviewed(project)
    number = len(open_commons(project).pages)
    found = {item.title: item for item in report.sections["looks"]}
    assert found["theme/assets/commons.css"].line == f"the looks of all {number} pages may change"
    assert found["docs/images/cup.svg"].line == "on “Tea for all”"
    foot = found[f"Around the text of all {number} pages"]
    assert ("Published by", "Brought to you by") in {(one.before[:12], one.after[:17]) for one in foot.rewordings}
    assert f"the looks of all {number} pages may change; changes menus, head or foot of pages" in report.summary
    assert "changes 1 picture" in report.summary
    assert report.summary.endswith("breaks nothing.")


def test_a_picture_that_is_new_or_drawn_anew_is_told_with_its_page(project: Path) -> None:
    change(project / "docs/images/cup.svg", "<svg", "<svg data-new='1'")
    (project / "docs/images/pot.svg").write_text((project / "docs/images/cup.svg").read_text("utf-8"), "utf-8")
    change(project / "docs/about/notes.md", "Back [up](#here).", "![A pot](../images/pot.svg)")
    report = reviewed(project)
    assert {(item.what, item.line) for item in report.sections["looks"]} == {
        ("changed", "on “Tea for all”"),
        ("new", "on “Notes”"),
    }
    assert "adds 1 picture; changes 1 picture" in report.summary


def test_a_heading_that_others_may_link_to_breaks_when_it_is_reworded(project: Path) -> None:
    change(project / "docs/about/index.md", "## How pages are written", "## How one writes a page")
    report = reviewed(project)
    (broken,) = report.sections["breaks"]
    assert (broken.what, broken.place) == ("place on a page", "about/#how-pages-are-written")
    assert broken.title == "how-pages-are-written, on “About”"


def test_a_site_that_moves_and_a_feed_that_ends_break_their_addresses(project: Path) -> None:
    issue = project / "docs/newsletter/2026-11-tea-for-winter.md"
    issue.write_text(ISSUE, "utf-8")
    git(project, "add", ".")
    git(project, "commit", "-qm", "news")
    change(issue, "render_macros", "draft: true\nrender_macros")
    address = open_commons(project).site.address
    change(project / "data/site.yaml", address, "https://tea.example/new/")
    broken = {(item.what, item.place): item for item in reviewed(project, "HEAD").sections["breaks"]}
    assert set(broken) == {
        ("site", address),
        ("page", "newsletter/2026-11-tea-for-winter/"),
        ("feed", "newsletter/feed.xml"),
    }
    assert "https://tea.example/new/" in broken["site", address].line


# Records and files


def test_every_kind_of_record_is_told(project: Path) -> None:
    data = project / "data"
    change(data / "roadmap.yaml", 'status: ahead\n    as_of: "2024"', 'status: done\n    as_of: "2026-10-01"')
    change(data / "resources.yaml", "  - id: leaf-guide\n", "  - id: leaf-book\n")
    change(data / "resources.yaml", '"2027-11-01"', '"2026-11-22"')
    change(data / "working_groups.yaml", "  - id: cup-report\n", "  - id: pot-report\n")
    change(data / "roadmap.yaml", "outputs: [cup-report]", "outputs: [pot-report]")
    change(data / "schools.yaml", "role: member", "role: adopter")
    (project / "docs/newsletter/2026-11-tea-for-winter.md").write_text(ISSUE, "utf-8")
    report = reviewed(project)
    assert lines(report.sections["milestones"]) == [
        ("changed", "Tea for all", "done as of 2026-10-01; it was ahead as of 2024")
    ]
    assert [item[:2] for item in lines(report.sections["resources"])] == [
        ("new", "Leaves: a guide"),
        ("removed", "Leaves: a guide"),
    ]
    assert lines(report.sections["licenses"]) == [("new", "Leaves: a guide", "The Leaf House")]
    assert [item.what for item in report.sections["overdue"]] == ["overdue"]
    assert [item.title for item in report.sections["outputs"]] == ["Report on a cup"]
    assert [item.title for item in report.sections["adopters"]] == ["The School of Tea"]
    assert lines(report.sections["newsletter"]) == [("published", "Tea for winter", "2026-11-20")]
    assert ("changed", "school tea-school", "role") in lines(report.sections["records"])
    assert ("record", "teach/#r-leaf-guide") in {(item.what, item.place) for item in report.sections["breaks"]}
    for words in (
        "publishes 1 new page",
        "adds 1 resource; removes 1 resource; announces 1 output; names 1 new adopter",
        "brings 1 milestone up to date; publishes the newsletter issue “Tea for winter”",
        "breaks 2 addresses that were published",
        "adds one resource whose license is unknown",
    ):
        assert words in f"{report.summary[0].lower()}{report.summary[1:]}"


def test_the_framework_the_site_and_what_may_pass_a_gate_are_told(project: Path) -> None:
    change(project / "data/competencies.yaml", 'edition: "2024"', 'edition: "2027"')
    change(project / "data/site.yaml", "official: true", "official: false")
    with (project / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write("allow:\n  - {gate: consent, where: docs/index.md, what: Mary Johnson, reason: she agreed}\n")
    report = reviewed(project)
    assert "goes from edition 2024 to edition 2027 (adopters will be told)" in report.summary
    assert report.summary.endswith("; lets 1 thing past a gate.")
    told = {
        item.title: (item.line, [(one.what, one.before, one.after) for one in item.rewordings])
        for item in report.sections["records"]
    }
    assert told == {
        "framework": ("edition", [("edition", "2024", "2027")]),
        "site": ("official", [("official", "true", "false")]),
    }
    assert lines(report.sections["allowances"]) == [("new", "consent: Mary Johnson in docs/index.md", "she agreed")]


def test_an_issue_that_is_published_already_is_told_when_it_is_corrected(project: Path) -> None:
    issue = project / "docs/newsletter/2026-11-tea-for-winter.md"
    issue.write_text(ISSUE, "utf-8")
    git(project, "add", ".")
    git(project, "commit", "-qm", "issue")
    change(issue, "Tea is warm.", "Tea is hot.")
    report = reviewed(project, "HEAD")
    assert [item[:2] for item in lines(report.sections["newsletter"])] == [("corrected", "Tea for winter")]
    assert "corrects the newsletter issue “Tea for winter”" in report.summary


def test_a_milestone_that_stands_where_it_stood_is_not_brought_up_to_date(project: Path) -> None:
    change(project / "data/roadmap.yaml", "title: Tea for all", "title: Tea for everybody")
    report = reviewed(project)
    assert "rewords 1 milestone" in report.summary
    assert "up to date" not in report.summary


def test_what_is_told_of_a_resource_is_not_told_twice(project: Path) -> None:
    change(project / "data/resources.yaml", "title: How a kettle works", "title: How each kettle works")
    report = reviewed(project)
    assert [item.title for item in report.sections["resources"]] == ["How each kettle works"]
    assert report.sections["records"] == ()


def test_the_terms_in_the_zip_are_told(project: Path) -> None:
    (project / "LICENSE-content").write_text("All may copy it.", "utf-8")
    report = reviewed(project)
    assert [item.title for item in report.sections["files"]] == ["The whole toolkit, with its terms"]


def test_the_same_words_in_another_order_are_no_change_of_looks(project: Path) -> None:
    (project / "docs/about/leaves.md").write_text(CUPS.replace("Of clay. [Up](index.md).", "One.\n\nTwo."), "utf-8")
    git(project, "commit", "-qam", "two")
    change(project / "docs/about/leaves.md", "One.\n\nTwo.", "Two.\n\nOne.")
    (page,) = reviewed(project, "HEAD").sections["pages"]
    assert page.line == "what was there stands in another order"


def test_a_resource_whose_terms_were_known_and_are_no_longer_is_told(project: Path) -> None:
    change(project / "data/resources.yaml", "reuse: free with conditions", "reuse: not stated")
    report = reviewed(project)
    assert lines(report.sections["licenses"]) == [("changed", "How a kettle works", "The Kettle House")]
    assert report.summary.endswith("leaves the license of 1 resource unknown that was known.")


def test_a_reworded_competency_is_told_with_its_page_files_and_rows(project: Path) -> None:
    change(project / "data/competencies.yaml", "title: Boil water", "title: Boil fresh water")
    report = reviewed(project)
    (one,) = report.sections["competencies"]
    assert (one.what, one.title, one.line) == ("reworded", "T-1: Boil fresh water", "adopters will be told")
    assert [(words.what, words.before, words.after) for words in one.rewordings] == [
        ("title", "Boil water", "Boil fresh water")
    ]
    assert "rewords T-1 (a reworded competency: adopters will be told)" in report.summary
    (problem,) = report.sections["settle"]
    assert (problem.place, problem.title) == (
        "data/competencies.yaml:6:12",
        'edition: competencies changed but the edition is still "2024"; write a new edition',
    )
    assert report.summary.endswith("; 1 thing must be settled first.")
    rows = {item.title: item.rewordings[0] for item in report.sections["workbook"]}
    assert f"{len(rows)} rows in the mapping workbook change" in report.summary
    assert {name.partition(",")[0] for name in rows} == {"Coverage", "Overview", "Lists"}
    lay_out_toolkit(project, open_commons(project), Brand(), project / "made", lambda _: None)
    book = openpyxl.load_workbook(project / "made/1-map/mapping-workbook.xlsx")
    for name in rows:
        sheet, _, number = name.partition(", row ")
        assert "T-1 · Boil fresh water" in {cell.value for cell in book[sheet][int(number)]}, name


def test_a_sentence_is_told_once_and_counted_on_other_pages(project: Path) -> None:
    change(project / "data/competencies.yaml", "Boil water and keep it hot.", "Boil fresh water and keep it hot.")
    report = reviewed(project)
    page = next(item for item in report.sections["pages"] if item.place == "docs/competencies/t-1.md")
    assert page.line.startswith("words change; 1 sentence as told above")
    everything = [(one.before, one.after) for item in report.sections["pages"] for one in item.rewordings]
    assert len(everything) == len(set(everything))
    assert ("Boil water and keep it hot.", "Boil fresh water and keep it hot.") not in everything


def test_files_that_only_bear_another_date_are_counted_together(project: Path) -> None:
    change(project / "data/roadmap.yaml", 'status: ahead\n    as_of: "2024"', 'status: ahead\n    as_of: "2026-11-20"')
    report = reviewed(project)
    assert lines(report.sections["files"]) == [("dated", "2 files", "another date, and the same words as before")]
    assert "dates the files to download anew" in report.summary
    assert report.sections["workbook"] == ()
    change(project / "toolkit/brief.md", "Tea is good", "Tea is best")
    (brief, dated) = reviewed(project).sections["files"]
    assert (brief.what, brief.title, brief.place) == ("changed", "A brief", "docs/downloads/2-brief/brief.docx")
    assert dated.title == "1 file"


def test_the_sentences_of_a_document_that_change_are_told(project: Path) -> None:
    change(project / "toolkit/brief.md", "Tea is good for all.", "Tea is good for most.")
    (one,) = reviewed(project).sections["files"]
    assert (one.title, one.line) == ("A brief", "docx")
    assert [(words.before, words.after) for words in one.rewordings] == [
        ("Tea is good for all.", "Tea is good for most.")
    ]


def test_a_file_to_download_that_is_gone_breaks_its_address(project: Path) -> None:
    (project / "toolkit/brief.md").rename(project / "toolkit/letter.md")
    report = reviewed(project)
    assert [(item.what, item.place) for item in report.sections["breaks"]] == [("file", "downloads/2-brief/brief.docx")]
    assert {(item.what, item.place) for item in report.sections["files"]} >= {
        ("new", "docs/downloads/2-brief/letter.docx"),
        ("gone", "docs/downloads/2-brief/brief.docx"),
    }


def test_a_merged_competency_breaks_its_code_and_its_page(project: Path) -> None:
    merge(project)
    report = reviewed(project)
    assert "rewords T-1" not in report.summary
    assert "merges T-2 into T-1" in report.summary
    assert lines(report.sections["competencies"]) == [("merged", "T-2: Choose leaves", "now in T-1: They go together.")]
    found = {(item.what, item.place) for item in report.sections["breaks"]}
    assert {("code", ""), ("page", "competencies/t-2/")} <= found
    assert "1 code that adopters may hold on to" in report.summary
    assert report.sections["settle"] == ()


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


# How it is told


def test_the_json_has_the_same_keys_whatever_was_found(project: Path) -> None:
    nothing = json.loads(as_json(reviewed(project)))
    change(project / "docs/about/notes.md", "Back [up](#here).", "Back.")
    something = json.loads(as_json(reviewed(project)))
    assert list(nothing) == list(something) == ["format", "summary", "since", "problems", "notes", "sections"]
    assert list(nothing["sections"]) == list(something["sections"]) == list(HEADINGS)
    (page,) = something["sections"]["pages"]
    assert list(page) == ["what", "title", "line", "place", "rewordings", "links"]
    assert page["rewordings"] == [{"before": "Back up.", "after": "Back.", "what": ""}]
    assert something["since"] == {"asked": "first", "commit": something["since"]["commit"], "day": "2026-10-01"}
    assert as_json(reviewed(project)) == as_json(reviewed(project))


def test_every_key_of_the_json_is_explained_to_reviewers() -> None:
    manual = (ROOT / "docs/contribute/review.md").read_text("utf-8")
    for name in ("format", "summary", "since", "problems", "notes", "sections", *HEADINGS):
        assert f"`{name}`" in manual, name
    for field in ("what", "title", "line", "place", "rewordings", "links"):
        assert f"`{field}`" in manual, field


def test_no_value_is_taken_for_markdown_or_calls_anyone(project: Path) -> None:
    page = CUPS.replace("title: Cups", 'title: "Cups @all <i>#7</i> *x*"')
    page = page.replace("Of clay.", "Ask `@dean` at `*noon* <b>now</b> [x](y) #1 ~~no~~ |` of a/b#12, GH-7.")
    (project / "docs/about/cups.md").write_text(page, "utf-8")
    change(project / "docs/about/notes.md", "Back [up](#here).", "Back `@dean <b>x</b> *up* #1 {{ 7*7 }}`.")
    made = as_markdown(reviewed(project))
    assert "dean" in made
    assert "{{ 7\\*7 }}" in made
    assert not re.search(r"@\w|(?<!\\)<[bi]>|(?<!\\)\*up|#\d|GH-\d", made)


def test_markdown_fits_into_a_comment_however_much_has_changed(project: Path) -> None:
    for number in range(80):
        words = " ".join(f"Sentence {line} of page {number} says so." for line in range(60))
        (project / f"docs/about/p-{number}.md").write_text(CUPS.replace("Of clay.", words), "utf-8")
    git(project, "add", ".")
    git(project, "commit", "-qm", "many")
    for number in range(80):
        page = project / f"docs/about/p-{number}.md"
        page.write_text(page.read_text("utf-8").replace("says so", f"says another thing {number}"), "utf-8")
    report = reviewed(project, "HEAD")
    assert len(as_markdown(report)) < 65_000
    assert "… and " in as_text(report)
    change(project / "docs/about/p-0.md", "Sentence 0", " ".join(f"word{number}" for number in range(20_000)))
    assert len(as_markdown(reviewed(project, "HEAD"))) < 65_000
    assert len(json.loads(as_json(report))["sections"]["pages"]) == 80


# Where it cannot be told, or only in part


def test_a_past_that_today_cannot_build_is_compared_as_far_as_it_goes(project: Path) -> None:
    shutil.rmtree(project / "theme")
    git(project, "add", "-A", ".")
    git(project, "commit", "-qm", "bare", day="2026-10-02")
    shutil.copytree(ROOT / "theme", project / "theme")
    (project / "docs/about/leaves.md").unlink()
    change(project / "docs/about/notes.md", "Back [up](#here).", "Back [up](#here) again.")
    report = reviewed(project, "HEAD")
    note = next(note for note in report.notes if "cannot be built" in note)
    assert note.startswith('the pages at "HEAD" cannot be built by today\'s rules, as mkdocs.yml: ')
    assert str(project) not in note
    assert lines(report.sections["pages"]) == [("rewritten", "Notes", ""), ("withdrawn", "Leaves", "")]
    (words,) = report.sections["pages"][0].rewordings
    assert words.after == "Back [up](#here) again."
    assert [(item.what, item.place) for item in report.sections["breaks"]] == [("page", "about/leaves/")]


def test_records_of_the_past_that_cannot_be_read_are_named_and_not_called_new(project: Path) -> None:
    change(project / "data/resources.yaml", "    format: guide\n", "    kind: guide\n")
    git(project, "commit", "-qam", "old form")
    change(project / "data/resources.yaml", "    kind: guide\n", "    format: guide\n")
    report = reviewed(project, "HEAD")
    assert 'what cannot be read at "HEAD" is not compared: leaf-guide' in report.notes
    assert report.sections["resources"] == ()
    assert report.sections["licenses"] == ()
    assert report.sections["breaks"] == ()


def test_a_page_of_the_past_that_cannot_be_read_is_named_and_not_called_new(project: Path) -> None:
    change(project / "docs/about/leaves.md", "description:", "descripton:")
    git(project, "commit", "-qam", "misspelt")
    change(project / "docs/about/leaves.md", "descripton:", "description:")
    report = reviewed(project, "HEAD")
    assert 'what cannot be read at "HEAD" is not compared: about/leaves.md' in report.notes
    assert told(report) == set()


def test_a_slip_in_the_words_of_the_past_does_not_keep_it_from_being_built(project: Path) -> None:
    change(project / "docs/about/notes.md", "[the beginning](../index.md)", "[the beginning](../indx.md)")
    git(project, "commit", "-qam", "a slip")
    change(project / "docs/about/notes.md", "[the beginning](../indx.md)", "[the beginning](../index.md)")
    report = reviewed(project, "HEAD")
    assert report.notes == ("uncommitted changes are counted too: 1 file (docs/about/notes.md)",)
    assert [item.line for item in report.sections["pages"]] == ["links change"]


def test_a_past_whose_framework_cannot_be_read_is_told_in_a_sentence(project: Path) -> None:
    change(project / "data/site.yaml", "official: ", "oficial: ")
    git(project, "commit", "-qam", "broken")
    change(project / "data/site.yaml", "oficial: ", "official: ")
    with pytest.raises(CallError, match=r'^the content at "HEAD" cannot be read by today\'s rules, as data/site.yaml:'):
        reviewed(project, "HEAD")


def test_problems_of_today_are_told_and_nothing_else(project: Path) -> None:
    change(project / "data/site.yaml", "official: ", "oficial: ")
    ended = run("changes", "--root", project, "--since", "first")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("data/site.yaml:")


def test_a_page_that_would_not_pass_is_refused_and_a_file_says_so(project: Path, tmp_path: Path) -> None:
    change(project / "docs/about/notes.md", "Back [up](#here).", '<meta http-equiv="refresh" content="0;url=../">')
    ended = run("changes", "--root", project, "--since", "first", "--format", "markdown", "--out", tmp_path / "r.md")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.endswith("1 problem; nothing of this would be published\n")
    made = (tmp_path / "r.md").read_text("utf-8")
    assert made.startswith("**Cannot be published: 1 problem has to be mended first.")
    assert "docs/about/notes.md" in made
    assert "sends visitors on to another page by itself" in made
    ended = run("changes", "--root", project, "--since", "first", "--format", "json", "--out", tmp_path / "r.json")
    told = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert (ended.returncode, told["since"], told["problems"][0]["path"]) == (1, None, "docs/about/notes.md")
    assert list(told["sections"]) == list(HEADINGS)


def test_settings_are_named_among_what_makes_the_site_and_the_menu_is_not(project: Path) -> None:
    settings, docs = project / "mkdocs.yml", project / "docs"
    pages = sorted(file.relative_to(docs).as_posix() for file in docs.rglob("*.md"))
    with settings.open("a", encoding="utf-8") as file:
        file.write("\nnav:\n" + "".join(f"  - {page}\n" for page in pages))
    git(project, "commit", "-qam", "two")
    change(settings, "- about/notes.md", "- What else: about/notes.md")
    assert not any("what makes" in note for note in reviewed(project, "HEAD").notes)
    (docs / "hook.py").write_text("", "utf-8")
    with settings.open("a", encoding="utf-8") as file:
        file.write("hooks:\n  - docs/hook.py\n")
    told = "what makes, checks or publishes the site has changed too: 1 file (mkdocs.yml); "
    assert reviewed(project, "HEAD").notes[1].startswith(told)


@pytest.mark.parametrize(("file", "is_told"), [("main.html", True), ("assets/tea.js", True), ("assets/tea.css", False)])
def test_what_the_theme_runs_is_named_among_it(project: Path, file: str, is_told: bool) -> None:
    with (project / "theme" / file).open("a", encoding="utf-8") as other:
        other.write("\n")
    assert any("publishes the site has changed too" in note for note in reviewed(project).notes) == is_told


def test_what_makes_and_publishes_the_site_is_named_where_it_changes(project: Path) -> None:
    (project / ".github/workflows").mkdir(parents=True)
    (project / ".github/workflows/publish.yml").write_text("on: push\n", "utf-8")
    (project / "requirements.txt").write_text("x\n", "utf-8")
    git(project, "add", ".")
    git(project, "commit", "-qm", "two")
    (note,) = reviewed(project).notes
    assert note.startswith(
        "what makes, checks or publishes the site has changed too: 2 files (.github/workflows/publish.yml, requirements"
    )


def test_what_is_wrong_with_the_theme_of_today_is_a_problem(project: Path) -> None:
    change(project / "theme/main.html", "{% block site_meta %}", "{% block site_meta ")
    with pytest.raises(ContentError, match=r"theme/main\.html:"):
        reviewed(project)


# Repositories


def test_uncommitted_changes_are_counted_and_said_to_be(project: Path) -> None:
    (project / "docs/about/cups.md").write_text(CUPS, "utf-8")
    change(project / "docs/about/notes.md", "Back [up](#here).", "Back.")
    (note,) = reviewed(project, "HEAD").notes
    assert note == "uncommitted changes are counted too: 2 files (docs/about/cups.md, docs/about/notes.md)"


def test_a_branch_that_has_gone_on_is_told(project: Path) -> None:
    git(project, "checkout", "-q", "-b", "mine")
    git(project, "checkout", "-q", "main")
    (project / "docs/about/cups.md").write_text(CUPS, "utf-8")
    git(project, "add", ".")
    git(project, "commit", "-qm", "two")
    git(project, "checkout", "-q", "mine")
    report = reviewed(project, "main")
    assert report.notes == (
        '"main" has 1 commit that this folder lacks, so they appear here as undone; take them over first',
    )
    assert [item.what for item in report.sections["pages"]] == ["withdrawn"]


def test_a_detached_head_and_a_day_will_do(project: Path) -> None:
    change(project / "docs/about/notes.md", "Back [up](#here).", "Back.")
    git(project, "commit", "-qam", "two", day="2026-10-10")
    git(project, "checkout", "-q", "--detach")
    for since in ("2026-10-02", "HEAD~1", "first", "main~1"):
        assert [item.title for item in reviewed(project, since).sections["pages"]] == ["Notes"]
    assert told(reviewed(project, "2026-10-11")) == set()


def test_without_a_ref_it_is_compared_with_the_published_branch_or_the_last_commit(
    project: Path, tmp_path: Path
) -> None:
    change(project / "docs/about/notes.md", "Back [up](#here).", "Back.")
    report = reviewed(project, None)
    assert report.since.asked == "HEAD"
    assert report.notes[0] == (
        'this copy knows no published branch "origin/main", so it is compared with the last commit'
    )
    git(tmp_path, "clone", "-q", str(project.parent), "copy")
    copy = tmp_path / "copy" / project.name
    change(copy / "docs/about/notes.md", "Back [up](#here).", "Back.")
    git(copy, "commit", "-qam", "mine")
    report = reviewed(copy, None)
    assert (report.since.asked, [item.title for item in report.sections["pages"]]) == ("origin/main", ["Notes"])


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
def test_what_git_does_not_know_is_told_in_a_sentence(project: Path, since: str, message: str) -> None:
    for command in (["changes"], ["guide", "--out", str(project / "out")]):
        ended = run(*command, "--root", project, f"--since={since}")
        assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"commons: {message}\n")


def test_a_folder_without_history_and_a_machine_without_git_are_told(project: Path, tmp_path: Path) -> None:
    bare = Path(shutil.copytree(project, tmp_path / "bare"))
    around = {"GIT_CEILING_DIRECTORIES": str(tmp_path)}
    for since in ([], ["--since", "HEAD"]):
        ended = run("changes", "--root", bare, *since, **around)
        assert ended.returncode == 2
        assert ended.stderr == (f"commons: {bare} has no history that git can read; name a folder in a repository\n")
    ended = run("changes", "--root", project, "--since", "first", PATH="")
    assert (ended.returncode, ended.stderr) == (
        2,
        "commons: git is not installed, so there is no history to compare with\n",
    )


def test_a_shallow_copy_and_a_state_before_there_was_content_are_told(project: Path, tmp_path: Path) -> None:
    (project.parent / "README").write_text("x", "utf-8")
    git(project, "add", "..")
    git(project, "commit", "-qm", "two")
    git(tmp_path, "clone", "-q", "--depth", "1", project.parent.as_uri(), "copy")
    ended = run("changes", "--root", tmp_path / "copy" / project.name, "--since", "HEAD~1")
    assert ended.returncode == 2
    assert '"git fetch --unshallow" brings the rest' in ended.stderr
    git(project, "checkout", "-q", "--orphan", "empty")
    git(project, "rm", "-rqf", "--cached", "..")
    git(project, "commit", "-q", "--allow-empty", "-m", "nothing")
    git(project, "checkout", "-qf", "main")
    ended = run("changes", "--root", project, "--since", "empty")
    assert ended.returncode == 2
    assert 'at "empty" there was no data/ in this folder yet; name a later one' in ended.stderr


def test_nothing_but_the_scratch_folder_is_touched(project: Path) -> None:
    (project / "site").mkdir()
    (project / "site/index.html").write_text("mine", "utf-8")
    (project / "docs/downloads").mkdir()
    (project / "docs/downloads/mine.txt").write_text("mine", "utf-8")
    change(project / "docs/about/notes.md", "Back [up](#here).", "Back.")
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    reviewed(project)
    after = {path: path.read_bytes() for path in project.rglob("*") if path.is_file() and ".commons" not in path.parts}
    assert after == before
    assert not list((project / ".commons").rglob("*.html"))


# The command


def test_the_command_shows_or_writes_the_review(project: Path, tmp_path: Path) -> None:
    change(project / "docs/about/notes.md", "Back [up](#here).", "Back.")
    ended = run("changes", "--since", "first", cwd=project)
    first, *_ = ended.stdout.splitlines()
    assert (ended.returncode, ended.stderr, first) == (0, "", "Changes 1 page; breaks nothing.")
    elsewhere = run("changes", "--since", "first", cwd=project, TZ="Pacific/Kiritimati", LC_ALL="C", LANG="de_DE.UTF-8")
    assert elsewhere.stdout == ended.stdout
    assert " of 2026-10-01)." in ended.stdout
    out = tmp_path / "new folder/review.md"
    ended = run("changes", "--root", project, "--since", "first", "--format", "markdown", "--out", out)
    assert (ended.returncode, ended.stdout) == (0, f"{first}\n")
    assert out.read_text("utf-8").startswith(f"**{first}**\n\n")
    quiet = run("changes", "--root", project, "--since", "first", "--format", "json", "--out", out, "--quiet")
    assert (quiet.returncode, quiet.stdout, json.loads(out.read_text("utf-8"))["summary"]) == (0, "", first)
    wrong = run("changes", "--root", project, "--since", "first", "--out", project / "mkdocs.yml/x")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
