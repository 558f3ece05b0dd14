"""Macros show the data as text and nothing else, with links relative to the page that calls them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import markdown
import pytest
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.content.load import load
from curriculum_commons.mapping.example import example_map
from curriculum_commons.mapping.framework import MapFramework
from curriculum_commons.model.build_context import BuildContext, DataFile, Download
from curriculum_commons.model.commons import Commons, Page, ToolkitText
from curriculum_commons.model.records import DATA_FILES, IssueMeta, Record, ToolkitMeta
from curriculum_commons.model.site import Newsletter
from curriculum_commons.model.urls import ANCHORS
from curriculum_commons.render import MACROS, manual, signatures
from curriculum_commons.render import evidence as evidence_views
from curriculum_commons.render import show as show_macro
from curriculum_commons.render import work as work_views
from curriculum_commons.validation.validate import validate

TINY = Path(__file__).parent / "tiny"
TEMPLATES = Path(manual.__file__).parent / "templates"
HOSTILE = (
    "<script>alert(1)</script> {{ 7*7 }} {% raw %} {#x} \"'> ]({javascript:alert(1)}) "
    "*a* _b_ `c` &amp; </article></div>"
)


SHEET = ToolkitText(
    "sheet.md",
    ToolkitMeta(title="Sheet", purpose="To pin up.", kind="competency pages", formats=("pdf",), folder="1-sheets"),
    "",
    1,
)
DOWNLOADS = (
    Download("1-sheets/sheet-t-1.pdf", "Sheet", "To pin up.", "pdf", "application/pdf", 1, "0", "sheet.md"),
    Download("tea-toolkit.zip", "All", "All of it.", "zip", "application/zip", 2, "0", ""),
)
ISSUE = Page(
    "newsletter/2026-11-tea.md",
    IssueMeta(
        title="Tea",
        summary="What is new about tea, and about the kettle.",
        date="2026-11-23",
        audience="all",
        authors=("the tea makers",),
    ),
    "# Tea",
    8,
)
OLDER = replace(ISSUE, path="newsletter/2026-10-water.md", meta=ISSUE.meta.model_copy(update={"date": "2026-10-01"}))


@pytest.fixture(scope="module")
def tiny() -> Commons:
    bare = validate(load(TINY), signatures())
    site = bare.site.model_copy(update={"newsletter": Newsletter(title="Tea news")})
    pages = (*bare.pages, ISSUE, OLDER)
    return replace(bare, site=site, pages=pages, toolkit=(SHEET,), maps=(example_map(MapFramework.of(bare)),))


@pytest.fixture(scope="module")
def hostile(tiny: Commons) -> Commons:
    """The tiny commons with every free text replaced."""
    fields = {name: _hostile(getattr(tiny, name)) for name in tiny.__dataclass_fields__}
    pages = tuple(replace(page, meta=_hostile(page.meta)) for page in tiny.pages)
    site = fields["site"].model_copy(update={"phases": (HOSTILE, HOSTILE)})
    return Commons(**{**fields, "site": site, "pages": pages})


def show(commons: Commons, name: str, arguments: tuple[str, ...], at: str) -> str:
    """Return what a macro shows where there is something to download, and a resource is overdue."""
    downloads = DOWNLOADS
    if commons.site.phases == (HOSTILE, HOSTILE):
        downloads = tuple(replace(download, title=HOSTILE, purpose=HOSTILE) for download in DOWNLOADS)
    late = frozenset({commons.resources[0].id})
    words = HOSTILE if commons.site.phases == (HOSTILE, HOSTILE) else "Tea"
    data = (DataFile(words, "downloads/data/tea.json", words, "application/json", 1, ""),)
    context = replace(BuildContext.of(commons), downloads=downloads, overdue=late, data_files=data)
    return show_macro(commons, context, name, arguments, at)


def _hostile(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_hostile(part) for part in value)
    if not isinstance(value, Record):
        return value
    changed = {}
    for name, field in type(value).model_fields.items():
        kind, old = manual.kind(field), getattr(value, name)
        if "text" not in kind.split():
            changed[name] = _hostile(old)
        elif isinstance(old, tuple):
            changed[name] = tuple(HOSTILE for _ in old)
        elif old is not None:
            changed[name] = HOSTILE
    return value.model_copy(update=changed)


def _arguments(commons: Commons, name: str) -> tuple[str, ...]:
    samples = {
        "competency": commons.competencies[0].code,
        "domain": commons.domains[0].id,
        "withdrawn_competency": commons.framework.withdrawn[0].code,
        "survey": commons.surveys[0].id,
        "reference": commons.references[0].id,
        "finding": commons.findings[0].id,
        "topic": commons.findings[0].topic,
        "file": "resources.yaml",
        "role": commons.schools[0].role,
        "issue": commons.issues[0].name,
        "count": "resources",
        "text": HOSTILE,
    }
    return tuple(samples[kind] for kind in MACROS[name].signature.takes)


def _as_page(commons: Commons, name: str) -> LexborHTMLParser:
    html = show(commons, name, _arguments(commons, name), "competencies/x/")
    text = f"Before {html} after" if MACROS[name].signature.inline else f"Before\n\n{html}\n\nAfter"
    extensions = ["abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"]
    return LexborHTMLParser(markdown.markdown(text, extensions=extensions))


def test_every_macro_has_a_template_and_every_template_a_macro() -> None:
    templates = {path.stem for path in TEMPLATES.glob("*.html") if not path.name.startswith("_")}
    assert templates == set(MACROS)


def test_every_macro_is_described_in_one_sentence() -> None:
    assert [name for name, macro in MACROS.items() if not macro.description.endswith(".")] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", MACROS)
def test_a_macro_never_takes_text_for_html(hostile: Commons, name: str) -> None:
    page = _as_page(hostile, name)
    scripts = [script.attributes.get("type") for script in page.css("script")]
    assert set(scripts) <= {"application/ld+json", "application/json", "module"}
    assert not page.css("script[type=module]:not([src])")
    for link in page.css("a[href]"):
        assert not (link.attributes["href"] or "").startswith("javascript:")


@pytest.mark.parametrize("name", sorted(set(MACROS) - {"count", "coverage_rule", "fields", "macro_list", "map_check"}))
def test_a_macro_shows_text_as_the_characters_it_is(hostile: Commons, name: str) -> None:
    shown = re.sub(r"\s+", " ", _as_page(hostile, name).text())
    assert HOSTILE in shown


@pytest.mark.parametrize("name", MACROS)
def test_a_macro_leaves_no_braces_for_an_engine_to_read(hostile: Commons, name: str) -> None:
    html = show(hostile, name, _arguments(hostile, name), "")
    assert not re.search(r"\{[{%#]", html)


@pytest.mark.parametrize("name", sorted(name for name in MACROS if not MACROS[name].signature.inline))
def test_a_block_survives_markdown_as_it_is(tiny: Commons, name: str) -> None:
    html = show(tiny, name, _arguments(tiny, name), "").strip()
    assert (
        markdown.markdown(f"Before\n\n{html}\n\nAfter", extensions=["attr_list", "md_in_html", "toc"]).count(html) == 1
    )


@pytest.mark.parametrize("name", MACROS)
def test_links_to_records_are_relative_to_their_page(tiny: Commons, name: str) -> None:
    for link in LexborHTMLParser(show(tiny, name, _arguments(tiny, name), "competencies/x/")).css("a[href]"):
        href = link.attributes["href"] or ""
        assert href.startswith(("../../", "https://", "http://", "#", "mailto:")), href


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name, macro in MACROS.items() for kind in macro.signature.anchors]
)
def test_a_macro_makes_the_anchors_it_promises(tiny: Commons, name: str, kind: str) -> None:
    html = show(tiny, name, _arguments(tiny, name), "")
    prefix = ANCHORS[kind][1] if kind in ANCHORS else "c-"
    assert re.search(rf'id="{prefix}[a-z0-9-]+"', html)


def test_structured_data_names_each_competency(tiny: Commons) -> None:
    page = LexborHTMLParser(show(tiny, "framework_facts", (), "competencies/"))
    found = page.css_first('script[type="application/ld+json"]')
    assert found is not None
    described = json.loads(found.text())
    assert [term["termCode"] for term in described["hasDefinedTerm"]] == [c.code for c in tiny.competencies]


def test_the_best_rank_is_first_whatever_the_order_of_the_source(tiny: Commons) -> None:
    view = evidence_views.survey_ranking(tiny, tiny.surveys[0].id)
    means = [row["row"].mean for row in view["rankings"][0]["rows"]]
    assert means == sorted(means)


def _words(html: str) -> str:
    return " ".join(LexborHTMLParser(html).text().split())


def test_a_finding_within_a_paragraph_has_its_source_before_the_full_stop(tiny: Commons) -> None:
    words = _words(show(tiny, "finding", ("tea-helps",), ""))
    assert words == "Tea helps, in 9 of 10 cases (Leaf and The Tea Circle, 2024)."


def test_a_work_is_found_by_its_doi_or_else_by_its_address(tiny: Commons) -> None:
    found = [_words(show(tiny, "work", (name,), "")) for name in ("leaf-2024", "board-page")]
    assert found == [
        "Leaf and The Tea Circle, 2024: Journal of Tea. 2024 May 2;3(1):1-9. https://doi.org/10.1234/tea.2024",
        "About the board. https://board.example/about",
    ]


def test_a_survey_asks_again_what_its_results_answer(tiny: Commons) -> None:
    survey = tiny.surveys[0]
    asked = _words(show(tiny, "survey_questions", (survey.id,), ""))
    questions = [row.label for ranking in survey.rankings for row in ranking.rows]
    questions += [share.statement for share in survey.shares] + [named.question for named in survey.named]
    assert [question for question in questions if question not in asked] == []
    answers = [answer for named in survey.named for answer in named.answers]
    assert [answer for answer in answers if answer in asked] == []


def test_the_newest_output_comes_first(tiny: Commons) -> None:
    dates = [entry["output"].when or "" for entry in work_views.outputs(tiny)["outputs"]]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("file", [*DATA_FILES, *manual.OTHER_TOPS])
def test_the_manual_names_every_field_and_what_to_write_there(tiny: Commons, file: str) -> None:
    for record in manual.fields(tiny, file)["records"]:
        for field in record["fields"]:
            assert field["description"].endswith("."), field
            assert field["kind"] != "value", field
