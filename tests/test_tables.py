"""Records as tables, and a survey as a data dictionary, as other programs read them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from curriculum_commons.documents import Recipe
from curriculum_commons.documents.tables import TABLES, as_csv, data, joined, redcap
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons, ToolkitText
from curriculum_commons.model.records import Ranking, Survey, ToolkitMeta

MOST_IN_A_NAME = 26
"""Characters of a field's name that REDCap advises at most."""


@pytest.fixture(scope="module")
def commons(real_commons: Commons) -> Commons:
    return real_commons


def text(kind: str, *formats: str) -> ToolkitText:
    meta = {"title": "Data", "purpose": "To look at.", "kind": kind, "formats": formats, "folder": "8-data"}
    return ToolkitText("data.md", ToolkitMeta.model_validate(meta), "Words.", 1)


def rows(recipe: Recipe) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(recipe.make().decode("utf-8-sig"), newline="")))


def recipes(made: Iterator[Recipe]) -> dict[str, Recipe]:
    return {recipe.path.removeprefix("8-data/"): recipe for recipe in made}


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_csv_and_json_have_the_same_records_in_the_same_order(commons: Commons, name: str) -> None:
    made = recipes(data(commons, BuildContext.of(commons), text("data", "csv", "json")))
    table, whole = rows(made[f"{name}.csv"]), json.loads(made[f"{name}.json"].make())
    assert whole["edition"] == commons.framework.edition
    assert whole["attribution"] == commons.site.attribution
    assert len(table) == len(whole["records"]) == len(TABLES[name].records(commons))
    for row, record in zip(table, whole["records"], strict=True):
        for column, value in record.items():
            if isinstance(value, str):
                assert row[column].removeprefix("'") == value


@pytest.mark.parametrize("name", TABLES)
def test_the_dictionary_has_a_meaning_for_every_column(commons: Commons, name: str) -> None:
    made = recipes(data(commons, BuildContext.of(commons), text("data", "csv")))
    meanings = {row["column"]: row["meaning"] for row in rows(made["data-dictionary.csv"]) if row["table"] == name}
    assert list(meanings) == list(rows(made[f"{name}.csv"])[0])
    assert all(meanings.values())


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_like_a_formula_stays_text(value: str) -> None:
    line = as_csv([{"a": value}], marked=False).decode().partition("\r\n")[2]
    assert next(csv.reader([line.removesuffix("\r\n")], strict=True))[0].startswith("'")


def test_characters_of_every_kind_are_kept() -> None:
    value = 'Müller & Søn <School> "of" {{Medicine}}, 🫖\nand more'
    made = list(csv.reader(io.StringIO(as_csv([{"a": value}]).decode("utf-8-sig"), newline="")))
    assert made == [["a"], [value]]


def test_a_dictionary_follows_the_rules_of_redcap(commons: Commons) -> None:
    (made,) = redcap(commons, text("survey", "csv"))
    fields = rows(made)
    names = [field["Variable / Field Name"] for field in fields]
    assert len(fields[0]) == 18
    assert names[0] == "record_id"
    assert len(set(names)) == len(names)
    for field in fields:
        assert re.fullmatch(r"[a-z][a-z0-9_]+", field["Variable / Field Name"])
        assert len(field["Variable / Field Name"]) <= MOST_IN_A_NAME
        assert re.fullmatch(r"[a-z][a-z0-9_]*", field["Form Name"])
        assert field["Field Label"]
        choices = field["Choices, Calculations, OR Slider Labels"]
        assert bool(choices) == (field["Field Type"] == "radio")
        assert all(re.fullmatch(r"\d+, .+", choice) for choice in choices.split(" | ") if choice)


def test_no_rank_can_be_chosen_twice(commons: Commons) -> None:
    (made,) = redcap(commons, text("survey", "csv"))
    (ranking,) = commons.surveys[0].rankings
    ranked = [field for field in rows(made) if field["Matrix Ranking?"] == "y"]
    assert [field["Field Label"] for field in ranked] == [row.label for row in ranking.rows]
    assert len({field["Matrix Group Name"] for field in ranked}) == 1
    choices = ranked[0]["Choices, Calculations, OR Slider Labels"].split(" | ")
    assert choices[0] == "1, 1 = most important"
    assert choices[-1] == "5, 5 = least important"
    assert len(choices) == len(ranked)


def test_characters_with_a_meaning_in_redcap_are_replaced(commons: Commons) -> None:
    survey = commons.surveys[0]
    ranking = survey.rankings[0].model_copy(update={"title": "A | <b>", "first": "1 = good | best"})
    changed = replace(commons, surveys=(survey.model_copy(update={"rankings": (ranking,)}),))
    (made,) = redcap(changed, text("survey", "csv"))
    first = rows(made)[1]
    assert first["Section Header"] == "A / ‹b›"
    assert first["Choices, Calculations, OR Slider Labels"].startswith("1, 1 = good / best | 2, 2")


def test_without_a_survey_there_is_no_dictionary(commons: Commons) -> None:
    assert not list(redcap(replace(commons, surveys=()), text("survey", "csv")))


def test_a_survey_in_words_alone_has_fields_for_notes(commons: Commons) -> None:
    survey: Survey = commons.surveys[0].model_copy(update={"rankings": tuple[Ranking](), "shares": ()})
    (made,) = redcap(replace(commons, surveys=(survey,)), text("survey", "csv"))
    assert [field["Field Type"] for field in rows(made)] == ["text", "notes", "notes"]


def parted(text: str) -> list[str]:
    """Take a list apart as the text about the data describes it."""
    return [re.sub(r"\\(.)", r"\1", entry) for entry in re.findall(r"((?:\\.|[^\\;])+)(?:; |$)", text)]


@pytest.mark.parametrize(
    "entries",
    [["asks; and waits", "listens"], ["a"], ["a;", ";b"], ["c:\\;", "\\", "x\\; y"], ["one; ", "; two;;", "three"]],
)
def test_a_list_in_a_table_can_be_split_again(entries: list[str]) -> None:
    assert parted(joined(entries)) == entries


def test_codes_and_numbers_are_text_in_the_workbook_for_people(commons: Commons) -> None:
    codes = ("1.1", "1.10", "1E5", "007")
    first = commons.competencies[0]
    changed = replace(
        commons,
        competencies=tuple(
            first.model_copy(update={"code": code, "title": f"={code}", "keywords": ("a; b", "c")}) for code in codes
        ),
    )
    made = recipes(data(changed, BuildContext.of(commons), text("data", "xlsx", "csv")))
    book = load_workbook(io.BytesIO(made["competencies.xlsx"].make()))
    sheet = book["Competencies"]
    heads = [cell.value for cell in sheet[1]]
    cells = {head: [row[number] for row in sheet.iter_rows(min_row=2)] for number, head in enumerate(heads)}
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells["code"]] == [
        (c, "s", "@") for c in codes
    ]
    assert [cell.value for cell in cells["title"]] == [f"={code}" for code in codes]
    assert cells["keywords"][0].value == "a; b\nc"
    assert [row[0].value for row in book["Columns"].iter_rows(min_row=2)] == heads
    assert parted(rows(made["competencies.csv"])[0]["keywords"]) == ["a; b", "c"]
    assert made["competencies.xlsx"].make() == made["competencies.xlsx"].make()
