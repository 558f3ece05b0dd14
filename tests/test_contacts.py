"""Links to a phone and files for programs get to their readers: on pages, in e-mails and in documents."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from curriculum_commons.build.cache import Cache
from curriculum_commons.build.project import context_for, open_commons, refuse_unpublishable
from curriculum_commons.build.run import build
from curriculum_commons.deploy.site_files import as_tar
from curriculum_commons.documents import recipes
from curriculum_commons.model.problems import ContentError
from curriculum_commons.newsletter.mail import html_mail, text_mail
from curriculum_commons.newsletter.providers import SERVICES

TODAY = "2026-11-23"
PLANNER = """---
title: A planner
purpose: Plan tea.
kind: roadmap planner
formats: [xlsx]
folder: 1-plan
---

Plan it.

[Call the office](tel:+1-617-724-5000)

[Text the office](sms:+16177245001?body=Tea)
"""


def append(file: Path, text: str) -> None:
    file.write_text(f"{file.read_text('utf-8')}\n{text}\n", "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_links_to_a_phone_and_files_for_programs_are_published(project: Path, engine: str) -> None:
    (project / "docs/.well-known").mkdir()
    (project / "docs/.well-known/security.txt").write_text("Contact: mailto:tea@example.org\n", "utf-8")
    (project / "docs/.well-known/dnt-policy.txt").write_text("None.\n", "utf-8")
    call = "Call [617-724-5000](tel:+1-617-724-5000) or see [how](../.well-known/security.txt)."
    append(project / "docs/about/notes.md", call)
    assert build(project, engine, TODAY, lambda _: None).warnings == ()
    html = (project / "site/about/notes/index.html").read_text("utf-8")
    assert '<a href="tel:+1-617-724-5000">617-724-5000</a>' in html
    assert '<a href="../../.well-known/security.txt">how</a>' in html
    assert (project / "site/.well-known/dnt-policy.txt").read_text("utf-8") == "None.\n"
    assert b"./.well-known/security.txt" in as_tar(project / "site")


def test_hidden_files_are_reported_but_for_those_of_systems(tiny: Path) -> None:
    for path in (".htaccess", ".DS_Store", "images/.notes.md", "images/.~lock.tea.odt#", ".obsidian/app.json"):
        (tiny / "docs" / path).parent.mkdir(exist_ok=True)
        (tiny / "docs" / path).write_text("x", "utf-8")
    (tiny / "toolkit").mkdir()
    for path in ("data/.resources-2.yaml", "data/.resources.yaml.swp", "toolkit/.brief.md", "toolkit/.gitkeep"):
        (tiny / path).write_text("x", "utf-8")
    warned = {(one.path, one.code) for one in open_commons(tiny).warnings}
    left_out = [
        "docs/.htaccess",
        "docs/.obsidian",
        "docs/images/.notes.md",
        "data/.resources-2.yaml",
        "toolkit/.brief.md",
    ]
    assert warned == {(path, "hidden-file") for path in left_out}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_no_file_is_overwritten_by_one_of_the_program(project: Path, engine: str) -> None:
    taken = ["docs/framework.json", "docs/newsletter/feed.xml", "docs/sitemap.xml"]
    for path in taken:
        (project / path).write_text("<a/>" if path.endswith("xml") else "{}", "utf-8")
    with pytest.raises(ContentError) as caught:
        build(project, engine, TODAY, lambda _: None)
    assert [(one.path, one.code) for one in caught.value.problems] == [(path, "duplicate-address") for path in taken]


def test_gates_look_into_files_for_programs(project: Path) -> None:
    (project / "docs/.well-known").mkdir()
    (project / "docs/.well-known/patients.txt").write_text("MRN 4471829\n", "utf-8")
    assert _stopped(project) == ["docs/.well-known/patients.txt:1:5"]


def test_only_a_number_that_is_linked_may_be_called(project: Path) -> None:
    append(project / "docs/about/notes.md", "Call [617-724-5000](tel:+16177245000), (617) 724 5000, or 617-724-5001.")
    append(project / "docs/about/index.md", "tel:617-724-5000")
    assert [place.partition(":")[0] for place in _stopped(project)] == ["docs/about/index.md", "docs/about/notes.md"]


def _stopped(project: Path) -> list[str]:
    commons = open_commons(project)
    with Cache(project) as cache, pytest.raises(ContentError) as raised:
        refuse_unpublishable(project, commons, context_for(project, commons, TODAY), cache)
    return [problem.place for problem in raised.value.problems]


def test_a_link_to_a_phone_is_in_both_forms_of_an_email(project: Path) -> None:
    issue = next(project.glob("docs/newsletter/2*.md"))
    foot = "{{ newsletter_foot("
    text = issue.read_text("utf-8").replace(foot, f"Call [the office](tel:+1-617-724-5000) now.\n\n{foot}")
    issue.write_text(text, "utf-8")
    commons = open_commons(project)
    context = context_for(project, commons)
    sent = next(one for one in commons.issues if one.page.path.endswith(issue.name))
    assert "tel:+1-617-724-5000" in html_mail(commons, context, sent, SERVICES["none"])
    assert "] +1-617-724-5000\n" in text_mail(commons, context, sent, SERVICES["none"])


@pytest.mark.slow
def test_a_link_to_a_phone_is_in_documents_and_on_the_first_sheet_of_a_workbook(project: Path) -> None:
    append(project / "toolkit/brief.md", "Call [the office](tel:+1-617-724-5000).")
    (project / "toolkit/planner.md").write_text(PLANNER, "utf-8")
    commons = open_commons(project)
    context = context_for(project, commons)
    made = {recipe.path: recipe.make() for text in commons.toolkit for recipe in recipes(commons, context, text)}
    docx = ZipFile(BytesIO(next(content for path, content in made.items() if path.endswith("brief.docx"))))
    assert b'Target="tel:+1-617-724-5000"' in docx.read("word/_rels/document.xml.rels")
    content = next(content for path, content in made.items() if path.endswith("xlsx"))
    book = load_workbook(BytesIO(content), read_only=True)
    values = [row[0] for row in book.worksheets[0].iter_rows(values_only=True, max_col=1)]
    assert {"Call the office (+1-617-724-5000)", "Text the office (+16177245001)"} <= set(values)
