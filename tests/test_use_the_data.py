"""The page *Use the data*: what it names is there, and what it calls lost is lost."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.project import open_commons
from curriculum_commons.content.defaults import FOLDER
from curriculum_commons.interchange.forms import FORMS
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.records import Alignment, Domain

PAGE = "adopt/use-the-data.md"
WHOLE = {"framework-json", "records", "llms", "sssom"}
"""Forms that hold everything, one that only names what there is, and one for crosswalks alone."""
FEATURES = {
    "published codes": "Zq1",
    "components": "zqcomponent",
    "explanations": "zqgloss",
    "growth": "zqgrowth",
    "descriptions of stages": "zqstage",
    "keywords": "zqkeyword",
    "alignments": "zqalignment",
    "sources": "zqplace",
    "domains without competencies": "zqempty",
    "withdrawn competencies": "zqwithdrawn",
}
"""A word of each in a framework that has everything."""


def framework() -> Commons:
    commons = open_commons(Path("tests/tiny"))
    first, *others = commons.competencies
    alignment = Alignment(
        scheme="Tea", code="zqalignment", identifier="zqalignment", statement="Heats.", strength="strong"
    )
    words = {
        "published_code": "Zq1",
        "gloss": "zqgloss",
        "components": (first.components[0].model_copy(update={"text": "zqcomponent"}),),
        "growth": (first.growth[0].model_copy(update={"text": "zqgrowth"}),),
        "keywords": ("zqkeyword",),
        "alignments": (alignment,),
        "sources": (first.sources[0].model_copy(update={"at": "zqplace"}),),
    }
    uuid = "22222222-2222-4222-8222-222222222203"
    withdrawn = commons.framework.withdrawn[0].model_copy(
        update={"title": "zqwithdrawn", "uuid": "44444444-4444-4444-8444-444444444400", "statement": "zqwithdrawn"}
    )
    return replace(
        commons,
        framework=commons.framework.model_copy(update={"withdrawn": (withdrawn,)}),
        domains=(*commons.domains, Domain(id="cups", uuid=uuid, name="zqempty")),
        stages=(commons.stages[0].model_copy(update={"summary": "zqstage"}), *commons.stages[1:]),
        competencies=(first.model_copy(update=words), *others),
    )


def text(content: bytes) -> str:
    if not is_zipfile(io.BytesIO(content)):
        return content.decode("utf-8-sig")
    with ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def lost() -> dict[tuple[str, ...], set[str]]:
    """Return what each file leaves out by the page, by its name."""
    body = (FOLDER / "docs" / PAGE).read_text("utf-8").partition("## What each form loses")[2]
    for name in ("competency", "competencies", "domain", "domains", "stage", "stages"):
        body = body.replace(f"<%= terms.{name} %>", name)
    cells = [line.strip("| ").split("|") for line in body.splitlines() if line.startswith("| ")][1:]
    words = {name.strip(): {one.strip() for one in words.split(",")} - {"nothing"} for name, words in cells}
    return {tuple(names.split(" and ")): lost for names, lost in words.items()}


LISTED = {one.path.rpartition("/")[2]: (form, one.path) for form in FORMS for one in form.listed}


@pytest.mark.slow
@pytest.mark.parametrize("names", lost(), ids=" ".join)
def test_a_form_loses_what_the_page_names_and_nothing_else(names: tuple[str, ...]) -> None:
    commons = framework()
    found = "".join(text(form.files(commons)[path]) for form, path in map(LISTED.__getitem__, names))
    assert lost()[names] & set(FEATURES) == {what for what, word in FEATURES.items() if word not in found}


def test_the_page_names_every_file_and_no_other() -> None:
    body = (FOLDER / "docs" / PAGE).read_text("utf-8")
    listed = {name for name, (form, _) in LISTED.items() if form.name not in WHOLE}
    assert {name for names in lost() for name in names} == listed
    asked = {part.partition('"')[0] for part in body.split('data_file("')[1:]}
    assert LISTED.keys() - asked == {"framework.schema.json", "framework.md", "*.sssom.tsv"}
    assert asked <= LISTED.keys()
    assert "`.sssom.tsv`" in body


@pytest.mark.slow
def test_each_step_links_to_its_file(whole_site: Path) -> None:
    page = LexborHTMLParser((whole_site / "adopt/use-the-data/index.html").read_bytes())
    links = {link.attributes["href"] or "" for link in page.css("a[download]")}
    assert "../../downloads/data/canvas.csv" in links
    for link in links:
        assert (whole_site / "adopt/use-the-data" / link).resolve().is_file(), link
