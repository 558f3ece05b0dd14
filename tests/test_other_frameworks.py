"""A framework may be larger or smaller than the first one, of another field, or without what that one has."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import docx
import pikepdf
import pytest

from curriculum_commons.build.downloads import plan_downloads
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.content.defaults import _OF_PDF
from curriculum_commons.documents import Metadata
from curriculum_commons.documents.typst import pdf
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons
from curriculum_commons.render import show
from curriculum_commons.render.phrases import ended, with_article
from curriculum_commons.starter.new_site import Answers, Beginning, new_site
from curriculum_commons.starter.program import Program
from curriculum_commons.starter.read import import_table

ANSWERS = Answers("Outcomes in pharmacy", "The Pharmacy School", "p@school.example", "en", "https://p.example/")


def site_of(folder: Path, competencies: int, domains: int, **more: str) -> Commons:
    """Begin a site with a made-up framework."""
    stream = io.StringIO()
    rows = csv.writer(stream)
    words = more.pop("words", "Labels preparation")
    rows.writerow(["Code", "Domain", "Title", "Statement", *more])
    for number in range(competencies):
        domain = number % domains + 1
        at = number // domains
        code = f"{domain}.{at // 26 + 1}({chr(97 + at % 26)})"
        rows.writerow([code, f"Area {domain}", f"Labels {number}", f"{words} {number}.", *more.values()])
    table = folder / "framework.csv"
    table.write_text(stream.getvalue(), "utf-8")
    new_site(
        folder / "site", Beginning(ANSWERS, Program("curriculum-commons"), "2026", import_table(table, ()).framework())
    )
    return open_commons(folder / "site")


def shown(commons: Commons, name: str, *arguments: str) -> str:
    return show(commons, BuildContext(), name, arguments, "")


def body(commons: Commons, path: str) -> str:
    (page,) = [page for page in commons.pages if page.path == path]
    return page.body


@pytest.mark.slow
@pytest.mark.parametrize(("competencies", "domains", "cards"), [(24, 3, 24), (25, 3, 3), (40, 1, 1)])
def test_cards_are_those_of_domains_where_there_are_many_competencies(
    tmp_path: Path, competencies: int, domains: int, cards: int
) -> None:
    commons = site_of(tmp_path, competencies, domains)
    made = shown(commons, "competency_cards")
    assert made.count("<article") == cards
    counts = [int(number) for number in re.findall(r"([0-9]+) competenc", made)]
    assert sum(counts) == (competencies if cards == domains else 0)
    assert f"{commons.domains[-1].name}</a>" in made or cards == competencies


@pytest.mark.slow
def test_competencies_are_listed_below_their_domains(tmp_path: Path) -> None:
    commons = site_of(tmp_path, 7, 3)
    page = body(commons, "competencies/index.md")
    assert re.findall(r"(?m)^## (.*)", page) == ["The domains", "Area 1", "Area 2", "Area 3"]
    listed = shown(commons, "competency_list", commons.domains[1].id)
    assert re.findall(r"Labels preparation [0-9]", listed) == ["Labels preparation 1", "Labels preparation 4"]


def test_one_domain_is_no_plural_and_no_section_of_its_own(tmp_path: Path) -> None:
    page = body(site_of(tmp_path, 2, 1), "competencies/index.md")
    assert re.findall(r"(?m)^## (.*)", page) == ["The domain", "All of them"]


@pytest.mark.slow
@pytest.mark.parametrize(("competencies", "in_full"), [(300, True), (301, False)])
def test_a_page_of_many_hundreds_lists_titles_alone(tmp_path: Path, competencies: int, in_full: bool) -> None:
    commons = site_of(tmp_path, competencies, 4)
    assert ("Labels preparation 7." in shown(commons, "competency_list")) is in_full
    assert "Labels 7" in shown(commons, "competency_list")
    assert (shown(commons, "domains").count('class="number"') == competencies) is in_full
    length = len(shown(commons, "competency_list")) + len(shown(commons, "framework_facts"))
    assert (length > competencies * 250) is in_full  # a page of thousands has to load on a phone
    assert ("quoted word for word." in body(commons, "competencies/index.md")) is in_full


def test_the_framework_as_a_document_has_domains_and_parts(tmp_path: Path) -> None:
    commons = site_of(tmp_path, 3, 2, Component="writes it down")
    (text,) = [text for text in commons.toolkit if text.path == "framework.md"]
    headings = re.findall(r"(?m)^## (.*)", text.body)
    assert headings[1:5] == ["The competencies", "Area 1", "Area 2", "Their parts"]
    assert text.body.count("competency_components(") == 3
    assert len(re.findall(r"(?m)^### [12]\.1\\?\([ab]\\?\)\. Labels", text.body)) == 3


def test_nothing_is_offered_of_what_a_site_has_no_records_of(tmp_path: Path, tiny: Path) -> None:
    commons = site_of(tmp_path, 3, 2)
    files = {path.rpartition("/")[2] for path in plan_downloads(commons, BuildContext()).paths}
    assert {"competencies.csv", "data-dictionary.csv"} <= files
    assert not {"resources.csv", "resources.xlsx", "roadmap.json"} & files
    (text,) = [text for text in commons.toolkit if text.path == "data.md"]
    assert "Resources" not in text.body
    assert "Roadmap" not in text.body


def test_content_without_a_date_gives_none(tmp_path: Path) -> None:
    commons = site_of(tmp_path, 1, 1)
    context = context_for(tmp_path / "site", commons)
    assert context.as_of == ""
    plan = plan_downloads(commons, context)
    about = Metadata.of(commons, context, commons.toolkit[0]).about
    dated = BuildContext(downloads=plan.downloads({}))
    assert about.endswith("made the framework].")
    assert "as of" not in show(commons, dated, "toolkit_list", (), "")


def test_no_name_comes_twice_in_a_citation(tmp_path: Path) -> None:
    commons = site_of(tmp_path, 1, 1)
    assert shown(commons, "how_to_cite").count("Outcomes in pharmacy") == 2  # the framework's own line, and the site's
    assert "Published in" not in shown(commons, "competency_citation", commons.competencies[0].code)


def test_a_new_site_has_pick_lists_of_no_one_field(tmp_path: Path) -> None:
    commons = site_of(tmp_path, 1, 1)
    assert commons.site.vocabulary
    names = [
        one.name for one in (*(commons.site.vocabulary.methods or ()), *(commons.site.vocabulary.assessments or ()))
    ]
    assert len(names) > 10
    assert not [name for name in names if re.search("clinic|patient|clerk", name, re.IGNORECASE)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "formats"),
    [
        ("Étiquette une préparation", {"docx", "pdf"}),
        ("Маркирует препарат", {"docx", "pdf"}),
        (
            "Labels 調剤した薬 with its name and the day",
            {"docx"},
        ),
        ("調剤した薬に正しく表示する", {"docx"}),
        ("ติดฉลากยา", {"docx"}),
    ],
)
def test_a_framework_in_letters_that_no_pdf_has_is_no_pdf(tmp_path: Path, words: str, formats: set[str]) -> None:
    commons = site_of(tmp_path, 2, 1, words=words)
    plan = plan_downloads(commons, BuildContext())
    paths = [path for path in plan.paths if path.startswith("2-")]
    assert {path.rpartition(".")[2] for path in paths} == formats
    sheets = [recipe.make() for recipe, _ in plan.recipes if recipe.path.endswith("-1-1-a.docx")]
    assert [sheet[:2] for sheet in sheets] == [b"PK"]
    assert ("PDF/UA-1" in body(commons, "adopt/toolkit.md")) is ("pdf" in formats)


def test_our_pdfs_have_the_letters_that_we_take_them_to_have() -> None:
    texts = "سلام Բարև Привет नमस्ते გამარჯობა Γειά שלום Olá ª º µ ʼ"
    assert pdf(f'#set document(title: "Letters")\n#set text(font: "Libertinus Serif")\n{texts}', {}, "2026")
    assert not [char for char in texts if char.isalpha() and not unicodedata.name(char).startswith(_OF_PDF)]


@pytest.mark.slow
@pytest.mark.parametrize(("competencies", "times"), [(3, 3), (30, 1)])
def test_what_many_sheets_are_for_is_named_once(tmp_path: Path, competencies: int, times: int) -> None:
    commons = site_of(tmp_path, competencies, 2)
    downloads = plan_downloads(commons, BuildContext()).downloads({})
    listed = show(commons, BuildContext(downloads=downloads), "toolkit_list", (), "")
    assert listed.count("One competency on one sheet") == times
    assert listed.count("Labels ") >= competencies


@pytest.mark.slow
def test_statements_alone_fill_the_first_page(tmp_path: Path) -> None:
    words = "Labels a preparation with its name, its strength and the date, and signs for it as number"
    recipes = plan_downloads(site_of(tmp_path, 40, 2, words=words), BuildContext()).recipes
    made = {recipe.path: recipe.make() for recipe, _ in recipes if recipe.path.startswith("2-framework/framework.")}
    with pikepdf.open(io.BytesIO(made["2-framework/framework.pdf"])) as file:
        used = [len(pikepdf.parse_content_stream(page)) for page in file.pages]
    assert used[0] > used[1]
    paragraphs = docx.Document(io.BytesIO(made["2-framework/framework.docx"])).paragraphs
    named = [(one, str(one.style and one.style.name)) for one in paragraphs]
    before = [one for (one, name), (_, after) in pairwise(named) if (name, after[:7]) == ("Block Text", "Heading")]
    assert [one.paragraph_format.keep_with_next for one in before] == [False] * 40


def test_texts_name_parts_where_there_are_some(tmp_path: Path) -> None:
    for folder, more, is_named in ((tmp_path / "one", {}, False), (tmp_path / "two", {"Component": "writes it"}, True)):
        folder.mkdir()
        texts = {text.path: text for text in site_of(folder, 2, 1, **more).toolkit}
        found = [texts[name].meta.purpose for name in ("competency.md", "framework.md")] + [texts["data.md"].body]
        assert ["parts" in text for text in found] == [is_named] * 3


@pytest.mark.parametrize(
    ("creator", "named"),
    [
        ("Tea Circle", "the Tea Circle"),
        ("School of Tea", "the School of Tea"),
        ("The Tea Circle", "The Tea Circle"),
        ("Bay Tea School", "Bay Tea School"),
        ("Riverside University", "Riverside University"),
        ("[write: the group that made the framework]", "[write: the group that made the framework]"),
        ("青葉看護大学", "青葉看護大学"),
    ],
)
def test_a_name_has_an_article_where_english_has_one(creator: str, named: str) -> None:
    assert with_article(creator) == named


@pytest.mark.parametrize(
    "sentence", ["築くことができる。", "Is it tea?", "“Tea.”", "He sang …", "سأشرب الشاي؟", "चाय पीता है।"]
)
def test_a_sentence_that_is_ended_gets_no_period(sentence: str) -> None:
    assert (ended(sentence), ended("Boils water")) == (sentence, "Boils water.")


@pytest.mark.slow
@pytest.mark.parametrize(("competencies", "is_there"), [(3, True), (1001, False)])
def test_a_workbook_to_map_with_has_at_most_a_thousand_to_choose_from(
    tmp_path: Path, competencies: int, is_there: bool
) -> None:
    commons = site_of(tmp_path, competencies, 2)
    assert ("mapping-workbook.md" in {text.path for text in commons.toolkit}) is is_there
    for page in ("adopt/index.md", "adopt/toolkit.md", "adopt/check-your-map.md"):
        assert ("apping workbook" in body(commons, page).partition("## What it reads")[0]) >= is_there
    assert ("Write it into a table," in body(commons, "adopt/index.md")) is not is_there
    assert ("A filled mapping workbook" in body(commons, "adopt/toolkit.md")) is is_there
