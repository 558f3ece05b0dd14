"""A site calls competencies, domains and stages by its own words wherever the program speaks of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.preprocess import menu
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.build.run import build
from curriculum_commons.diff.record_diff import changes
from curriculum_commons.documents.tables import data
from curriculum_commons.documents.workbooks import mapping_workbook
from curriculum_commons.editor.issue_forms import form_files, issue_forms
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.problems import ContentError
from curriculum_commons.model.site import SiteTerms
from curriculum_commons.model.terms import capital, with_a
from curriculum_commons.newsletter.commands import draft_text
from curriculum_commons.render import MACROS, show
from curriculum_commons.review.guide import guide_files

TODAY = "2026-12-01"
OURS = re.compile(r"\b(competenc|domain|stages?\b)", re.IGNORECASE)
NEWS = Path(__file__).parent / "newsletter"
MANUAL = "contribute/"
"""Pages that explain the keys of data files, which stay."""
SPOKEN = ("aria-label", "title", "alt", "content", "data-competency", "data-stage")
"""Attributes that people read or hear."""
SITE = """terms:
  competency: outcome
  competencies: outcomes
  domain: area
  domains: areas
  stage: level
  stages: levels
newsletter:
  title: Tea news
"""


@pytest.fixture
def school(tiny: Path) -> Path:
    """A site with words of its own, and no text of its own that has those of the program."""
    shutil.rmtree(tiny / "docs")
    site, framework = tiny / "data/site.yaml", tiny / "data/competencies.yaml"
    text = site.read_text("utf-8").replace("Two competencies", "Two outcomes").replace('leave_out: ["*"]\n', "")
    site.write_text(text + SITE, "utf-8")
    framework.write_text(framework.read_text("utf-8").replace("title: Competencies", "title: Outcomes"), "utf-8")
    shutil.copytree(NEWS, tiny / "docs/newsletter")
    settings = tiny / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").partition("\nnav:")[0] + "\n", "utf-8")
    return tiny


def visible(html: str) -> str:
    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style"])
    spoken = [value for node in tree.css("*") for name in SPOKEN if (value := node.attributes.get(name))]
    text = " | ".join([tree.root.text(separator=" "), *spoken]) if tree.root else ""
    return re.sub(r"(https?://|url=)\S+", "", text)


def calls(commons: Commons) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield a call of each macro but those of the manual, which shows the keys of data files."""
    values = {"competency": "T-1", "withdrawn_competency": "T-0", "survey": commons.surveys[0].id, "role": "adopter"}
    for name, macro in MACROS.items():
        if all(kind in values for kind in macro.signature.takes) and name not in {"fields", "macro_list"}:
            yield name, tuple(values[kind] for kind in macro.signature.takes)


@pytest.mark.slow
def test_no_block_page_or_menu_has_the_words_of_the_program(school: Path) -> None:
    commons = open_commons(school)
    context = context_for(school, commons)
    pages = [page for page in commons.pages if not page.path.startswith(MANUAL)]
    texts = {f"{page.path}: {page.meta.title}": re.sub(r"\{\{.*?\}\}|\]\([^)]*\)", "", page.body) for page in pages}
    texts |= {
        f"{text.meta.title} {text.meta.purpose}": re.sub(r"\{\{.*?\}\}", "", text.body) for text in commons.toolkit
    }
    for folder in ((), ("toolkit",), ("slides", "toolkit"), ("newsletter", "toolkit")):
        for name, arguments in calls(commons):
            key = f"{folder} {name}"
            texts[key] = visible(show(commons, context, name, arguments, "x/", folders=folder))
    shown = [key.partition(": ")[2] for key in texts] + [*texts.values()]
    shown += [page.meta.description for page in pages] + [text.meta.title for text in commons.toolkit]
    shown += [next(iter(entry)) for entry in menu("site_name: Tea\n", commons.pages, commons.terms) or []]
    assert [text for text in shown if OURS.search(text)] == []
    assert "Outcomes" in shown
    assert any("Outcome 1: Boil water" in text for text in shown)
    assert any("Teaching resources with filters by outcome, level, format" in text for text in shown)


@pytest.mark.slow
def test_workbooks_have_the_words_of_the_site(school: Path) -> None:
    commons = open_commons(school)
    context = context_for(school, commons)
    (text,) = [text for text in commons.toolkit if text.meta.kind == "mapping workbook"]
    (made,) = mapping_workbook(commons, context, text)
    workbook = made.make()
    with ZipFile(BytesIO(workbook)) as parts:
        found = {name: parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")}
    assert {name: one[0] for name, text in found.items() if (one := OURS.search(text))} == {}
    book = openpyxl.load_workbook(BytesIO(workbook), read_only=True)
    headers = [cell.value for row in book["Sessions"] for cell in row if cell.value in {"Level 1", "Outcome 1"}]
    assert sorted(headers) == ["Level 1", "Outcome 1"]
    assert any(cell.value == "Level of the framework" for row in book["Sessions"] for cell in row)
    (text,) = [text for text in commons.toolkit if text.meta.kind == "data"]
    recipes = list(data(commons, context, text))
    assert [recipe.purpose for recipe in recipes if OURS.search(recipe.purpose)] == []
    assert "An outcome" not in recipes[0].purpose
    assert recipes[0].purpose.startswith("Each outcome with its statement")
    dictionary = next(one for one in recipes if one.path.endswith("dictionary.csv")).make().decode()
    assert "Id of the area it belongs to." in dictionary
    assert not re.search(r"[a-z] (competenc|domain|stage)", dictionary)


def test_issue_forms_ask_in_the_words_of_the_site(school: Path) -> None:
    forms = form_files(issue_forms(open_commons(school)))
    assert [name for name, text in forms.items() if OURS.search(re.sub(r"id: \w+", "", text))] == []
    assert any("Outcomes that it helps to teach" in text for text in forms.values())


@pytest.mark.slow
def test_the_guide_and_drafts_have_the_words_of_the_site(school: Path) -> None:
    commons = open_commons(school)
    first, *others = commons.competencies
    moved = first.model_copy(update={"domain": "leaves"})
    other = moved.model_copy(update={"code": "T-3", "uuid": "44444444-4444-4444-8444-444444444403", "title": "Pour"})
    framework = commons.framework.model_copy(update={"edition": "2027"})
    stages = (commons.stages[0].model_copy(update={"name": "Look", "uuid": "33333333-3333-4333-8333-333333333309"}),)
    after = replace(commons, framework=framework, competencies=(moved, *others, other), stages=stages)
    guide = guide_files(commons, after)["edition-guide.html"].decode()
    assert not OURS.search(visible(guide))
    assert "Moved to another area" in guide
    assert "had 2 outcomes, edition 2027 has 3 outcomes" in guide
    draft = draft_text(changes(commons, after, TODAY), "2026-11-01", terms=after.terms)
    assert "## Outcomes" in draft
    assert "now in the area Leaves" in draft
    assert not OURS.search(re.sub(r"\]\([^)]*\)", "", draft))
    assert "no outcome, milestone" in draft_text(changes(commons, commons, "2026-11-01"), "x", terms=after.terms)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_nobody_who_opens_the_site_meets_the_words_of_the_program(school: Path, engine: str) -> None:
    build(school, engine, TODAY, lambda _: None)
    texts: dict[str, str] = {}
    for path in sorted((school / "site").rglob("*")):
        name = path.relative_to(school / "site").as_posix()
        if path.suffix == ".html" and not name.startswith(MANUAL):
            texts[name] = visible(path.read_text("utf-8"))
        elif path.name == "issue.txt" or re.fullmatch(r"feeds/\w+\.xml", name):
            texts[name] = re.sub(r"https?://\S+|<[^>]*>", " ", path.read_text("utf-8"))
        elif path.suffix in {".docx", ".pptx"}:
            with ZipFile(path) as parts:
                xml = "".join(parts.read(part).decode() for part in parts.namelist() if part.endswith(".xml"))
            texts[name] = re.sub(r"<[^>]*>", "", xml)
    assert {name: found[0] for name, text in texts.items() if (found := OURS.search(text))} == {}
    assert len(texts) > 20
    assert 'data-competency="Outcome" data-stage="Level"' in (school / "site/teach/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("ours", "site"),
    [
        ("A competency of one domain", "An outcome of one area"),
        ("Competencies and domains, by stage", "Outcomes and areas, by EPA"),
        ("for a domain, a stage", "for an area, an EPA"),
        ("competency-pages backstage", "outcome-pages backstage"),
    ],
)
def test_a_sentence_of_the_program_takes_the_words_of_a_site(ours: str, site: str) -> None:
    terms = SiteTerms(
        competency="outcome", competencies="outcomes", domain="area", domains="areas", stage="EPA", stages="EPAs"
    )
    assert terms.worded(ours) == site
    assert SiteTerms().worded(ours) == ours


def test_articles_go_by_the_sound_and_capitals_leave_other_letters_alone() -> None:
    nouns = ("outcome", "unit", "EPA", "skill", "hour", "objective", "use", "umbrella", "Übung")
    assert [with_a(noun).split()[0] for noun in nouns] == ["an", "a", "an", "a", "an", "an", "a", "an", "a"]
    assert [capital(text) for text in ("outcome", "iEPA", "étape", "")] == ["Outcome", "IEPA", "Étape", ""]


@pytest.mark.slow
@pytest.mark.parametrize("word", ["<b>outcome</b>", "out*come", "a: b", "-outcome", "{{ x }}", "x" * 41, "1", "a\nb"])
def test_a_word_that_is_none_is_a_problem_with_its_place(school: Path, word: str) -> None:
    site = school / "data/site.yaml"
    written = word.replace("\n", "\\n")
    site.write_text(site.read_text("utf-8").replace("competency: outcome\n", f'competency: "{written}"\n'), "utf-8")
    with pytest.raises(ContentError) as error:
        open_commons(school)
    assert {(one.path, one.line) for one in error.value.problems} == {("data/site.yaml", 21)}
