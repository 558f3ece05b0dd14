"""Works are named as readers of the field expect, and no two works by the same words."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pptx import Presentation
from pydantic import ValidationError
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.project import open_commons
from curriculum_commons.documents.slides import slides
from curriculum_commons.documents.text import documents as text_documents
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons, Issue, Page, ToolkitText
from curriculum_commons.model.records import IssueMeta, Reference, ToolkitMeta
from curriculum_commons.model.urls import doi_address
from curriculum_commons.newsletter.content import content
from curriculum_commons.newsletter.mail import html_mail, text_mail
from curriculum_commons.render import show
from curriculum_commons.render.citations import in_full, labels, where
from curriculum_commons.render.phrases import plain


def test_an_article_is_listed_with_authors_title_journal_date_and_pages() -> None:
    article = Reference.model_validate(
        {
            "id": "a",
            "type": "article-journal",
            "title": "On maps",
            "author": [{"family": "Poe", "given": "Ann Lee"}, {"literal": "The Map Group"}],
            "container-title": "Maps",
            "issued": {"date-parts": [[2024, 1]]},
            "volume": "27",
            "issue": "1",
            "page": "39-46",
        }
    )
    assert in_full(article) == "Poe AL, The Map Group. On maps. Maps. 2024 Jan;27(1):39-46."


def test_a_page_of_which_little_is_known_is_listed_by_that() -> None:
    page = Reference.model_validate({"id": "p", "type": "webpage", "title": "A page?"})
    assert in_full(page) == "A page?"


def work(name: str, families: list[str], year: int) -> Reference:
    authors = [{"family": family, "given": "A"} for family in families]
    date = {"date-parts": [[year]]}
    return Reference.model_validate({"id": name, "type": "webpage", "title": "T", "author": authors, "issued": date})


def test_works_are_named_by_author_and_year_and_a_letter_where_they_share_both(tiny: Path) -> None:
    works = [work("one", ["Poe", "Roe", "Doe"], 2022), *(work(name, ["Leaf", "Roe", "Doe"], 2021) for name in "ab")]
    named = labels(replace(open_commons(tiny), references=tuple(works)))
    assert named == {"one": "Poe et al., 2022", "a": "Leaf et al., 2021a", "b": "Leaf et al., 2021b"}


ZOTERO = {
    "id": "coli-2020",
    "type": "article-journal",
    "abstract": "Long.\nText.",
    "container-title": "J <i>Micro</i>",
    "container-title-short": "J M",
    "DOI": "10.1002/(sici)1099-050x(199823/24)37:3/4<197::aid-hrm2>3.0.co;2-k",
    "URL": "https://doi.org/10.1002/(sici)1099-050x",
    "ISSN": "1234-5678",
    "issued": {"date-parts": [["2020", 5, "2"]]},
    "accessed": {"raw": "2024-01-31"},
    "language": "en",
    "note": "PMID: 123\nfree to read",
    "page": "e123",
    "source": "DOI.org (Crossref)",
    "title": 'Growth of <i>E. coli</i> at 10<sup>2</sup> <span style="font-variant: small-caps;">cfu</span>',
    "title-short": "Growth",
    "author": [
        {"family": "Berg", "given": "Anna Lee", "non-dropping-particle": "van den"},
        {"family": "King", "given": "M.", "suffix": "Jr.", "comma-suffix": True},
        {"family": "Plato"},
    ],
}


def reference(**changes: object) -> Reference:
    return Reference.model_validate({key: value for key, value in {**ZOTERO, **changes}.items() if value is not None})


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("https://doi.org/10.1000/182", "10.1000/182"),
        ("http://dx.doi.org/10.1000/a%3C1%3E%23", "10.1000/a<1>#"),
        ("doi:10.1000/a%3C", "10.1000/a%3C"),
        (" DOI 10.1000/182", "10.1000/182"),
    ],
)
def test_a_doi_is_taken_with_what_is_written_before_it(written: str, doi: str) -> None:
    assert doi == reference(DOI=written, URL=None).DOI


def test_a_work_is_taken_as_zotero_writes_it() -> None:
    work = reference()
    assert (work.PMID, work.note, work.URL, work.year) == ("123", "free to read", None, 2020)
    assert plain(in_full(work)) == (
        "van den Berg AL, King M Jr, Plato. Growth of E. coli at 10² cfu. J Micro. 2020 May 2:e123."
    )


def test_the_address_of_a_doi_is_encoded_whole() -> None:
    assert reference().address == (
        "https://doi.org/10.1002/%28sici%291099-050x%28199823/24%2937%3A3/4%3C197%3A%3Aaid-hrm2%3E3.0.co%3B2-k"
    )
    assert doi_address("10.1016/S0140-6736(20)30183-5;#?x%20") == (
        "https://doi.org/10.1016/S0140-6736%2820%2930183-5%3B%23%3Fx%2520"
    )


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"page": None}, "J Micro. 2020 May 2"),
        ({"volume": "7"}, "J Micro. 2020 May 2;7:e123"),
        ({"volume": 7, "issue": 2, "page": None}, "J Micro. 2020 May 2;7(2)"),
        ({"type": "article-magazine", "issue": "Fall"}, "J Micro. 2020 May 2;(Fall):e123"),
        ({"issue": "2-3", "page": None}, "J Micro. 2020 May 2;[volume not given](2-3)"),
        ({"issue": "2"}, "J Micro. 2020 May 2;[volume not given](2):e123"),
        ({"issued": None}, "J Micro. e123"),
        ({"issued": None, "volume": "7"}, "J Micro. 7:e123"),
        ({"container-title": None, "issued": None}, "e123"),
        ({"container-title": "J. Med.", "page": None}, "J. Med. 2020 May 2"),
        ({"issued": {"date-parts": [[2020]], "season": "1"}}, "J Micro. 2020 Spring:e123"),
        ({"issued": {"literal": "in press"}}, "J Micro. in press:e123"),
        ({"issued": {"raw": "winter of 1999"}, "page": None}, "J Micro. winter of 1999"),
    ],
)
def test_no_sign_is_around_what_is_missing(changes: dict[str, object], shown: str) -> None:
    assert plain(where(reference(**changes))) == shown


def test_a_work_without_authors_is_listed_by_its_editors_or_its_title() -> None:
    edited = reference(author=None, editor=[{"family": "Poe", "given": "A"}], title="Tea?", page=None)
    assert in_full(edited).startswith("Poe A, editor. Tea? J ")
    assert in_full(reference(author=None, title="Of <i>E. coli.</i>")).startswith("Of <i>E. coli.</i> J ")


def test_italics_and_raised_signs_are_shown_wherever_a_work_is_named(tiny: Path) -> None:
    commons = open_commons(tiny)
    commons = replace(commons, references=(*commons.references, reference()))
    context = BuildContext.of(commons)
    for folders in ((), ("toolkit",)):
        for html in (
            show(commons, context, "references", (), "", folders=folders),
            show(commons, context, "work", ("coli-2020",), "", folders=folders),
        ):
            assert "J <i>Micro</i>" in html
            assert "%28sici%29" in unescape(html)
            assert "&lt;i" not in html
        listed = show(commons, context, "references", (), "", folders=folders)
        assert "<i>E. coli</i> at 10<sup>2</sup>" in listed
    assert labels(commons)["coli-2020"] == "van den Berg et al., 2020"


MARKED = "On <i>E. coli</i> at 10<sup>2</sup> H<sub>2</sub>O <b>bold</b> <sc>cfu</sc> of the 4<sup>th</sup> day"


@pytest.fixture
def marked(tiny: Path) -> Commons:
    """A site with a work whose journal has one of every mark."""
    commons = open_commons(tiny)
    return replace(commons, references=(*commons.references, reference(**{"container-title": MARKED})))


def toolkit_text(kind: str, form: str) -> ToolkitText:
    top = {"title": "Tea", "purpose": "Tea.", "kind": kind, "formats": (form,), "folder": "1-tea"}
    return ToolkitText("tea.md", ToolkitMeta.model_validate({**top, "render_macros": True}), BODY, 9)


BODY = '## Sources\n\n{{ work("coli-2020") }}\n'


def test_marks_of_titles_come_through_in_word(marked: Commons) -> None:
    (recipe,) = text_documents(marked, BuildContext.of(marked), toolkit_text("document", "docx"))
    runs = [run for found in docx.Document(BytesIO(recipe.make())).paragraphs for run in found.runs]
    assert "E. coli" in "".join(run.text for run in runs if run.italic)
    assert [run.text for run in runs if run.font.superscript] == ["2", "th"]
    assert [run.text for run in runs if run.font.subscript] == ["2"]
    assert "bold" in [run.text for run in runs if run.bold]
    assert [run.text for run in runs if run.font.small_caps] == ["cfu"]


def test_marks_of_titles_come_through_on_slides(marked: Commons) -> None:
    (recipe,) = slides(marked, BuildContext.of(marked), toolkit_text("slides", "pptx"))
    frames = [shape.text_frame for slide in Presentation(BytesIO(recipe.make())).slides for shape in slide.shapes]
    runs = [run for frame in frames for found in frame.paragraphs for run in found.runs]
    marks = {name: [run.text for run in runs if run.font._rPr.get(name)] for name in ("baseline", "cap", "i", "b")}
    assert marks["baseline"] == ["2", "2", "th"]
    assert marks["cap"] == ["cfu"]
    assert "E. coli" in marks["i"]
    assert "bold" in marks["b"]


def test_marks_of_titles_come_through_in_mails_feeds_and_plain_text(marked: Commons) -> None:
    top = {"title": "Tea", "summary": "What is new in the two competencies.", "date": "2026-11-23", "audience": "all"}
    meta = IssueMeta.model_validate({**top, "authors": ("us",), "render_macros": True})
    page = Page("newsletter/2026-11-tea.md", meta, f'# Tea\n\n{{{{ newsletter_head("2026-11-tea") }}}}\n\n{BODY}', 9)
    commons = replace(marked, pages=(*marked.pages, page))
    context, issue = BuildContext.of(commons), Issue(page, meta)
    for html in (html_mail(commons, context, issue), content(commons, context, issue)):  # feeds take the second
        found = LexborHTMLParser(html)
        words = {tag: [node.text() for node in found.css(f"p {tag}")] for tag in ("i", "b", "sup", "sub", "span")}
        assert words == {"i": ["E. coli"], "b": ["bold"], "sup": ["2", "th"], "sub": ["2"], "span": ["cfu"]}
        assert "font-variant:small-caps" in html
    text = " ".join(text_mail(commons, context, issue).split())
    assert "On E. coli at 10² H₂O bold cfu of the 4^th day." in text


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("10<sup>-2</sup>", "10⁻²"),
        ("CO<sub>2</sub> and <i>x</i><sup>n</sup>", "CO₂ and xⁿ"),
        ("the 4<sup>th</sup>", "the 4th"),
        ("<sc>Tea</sc> < 5 > 3", "Tea < 5 > 3"),
    ],
)
def test_a_name_in_plain_characters_keeps_raised_and_lowered_numbers(title: str, shown: str) -> None:
    assert plain(title) == shown


@pytest.mark.parametrize(
    "title", ["Of <i>E. coli", "Of E. coli</i>", "<b><i>x</b></i>", "<script>x</script>", "a &amp; b", "x<br>y"]
)
def test_other_markup_in_a_title_is_refused(title: str) -> None:
    with pytest.raises(ValidationError):
        reference(title=title)


def test_a_misspelt_variable_is_refused() -> None:
    with pytest.raises(ValidationError):
        reference(**{"titel-short": "x"})
