"""Each record as a JSON file beside its page."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from curriculum_commons.build.project import open_commons
from curriculum_commons.interchange.record_json import record_files
from curriculum_commons.model.records import KINDS

SITE = "https://tea.example/"
SCHEMA = "schema/record-1.json"


@pytest.fixture
def files(tiny: Path) -> dict[str, Any]:
    return {path: json.loads(content) for path, content in record_files(open_commons(tiny)).items()}


def test_every_record_with_an_address_has_a_file_at_one(tiny: Path, files: dict[str, Any]) -> None:
    commons = open_commons(tiny)
    with_address = [section for kind, section in KINDS.items() if kind not in {"format", "setting", "organization"}]
    records = sum(len(getattr(commons, section)) for section in with_address) + len(commons.framework.withdrawn)
    single = [one for one in files.values() if one.get("format") == "curriculum-commons record"]
    assert len(single) == records
    assert files["competencies/t-1/index.json"]["record"]["statement"] == "Boil water and keep it hot."
    assert files["competencies/t-0/index.json"]["kind"] == "withdrawn competency"
    assert files["teach/r-kettle-film.json"]["address"] == f"{SITE}teach/#r-kettle-film"


@pytest.mark.slow
def test_the_schema_holds_every_file(files: dict[str, Any]) -> None:
    schema = files.pop(SCHEMA)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path, file in files.items():
        validator.validate(file)
        assert file["$schema"] == SITE + SCHEMA, path
    wrong = files["competencies/t-1/index.json"]
    wrong["record"]["code"] = 7
    assert not validator.is_valid(wrong)


def test_a_file_names_the_records_that_name_it_and_what_it_cites(files: dict[str, Any]) -> None:
    boil = files["competencies/t-1/index.json"]
    assert {(one["kind"], one["name"]) for one in boil["related"]} >= {
        ("resource", "kettle-film"),
        ("milestone", "first-cup"),
    }
    for one in boil["related"]:
        assert one["json"].removeprefix(SITE) in files
    assert [work["id"] for work in boil["references"]] == ["leaf-2024"]
    assert boil["framework"]["json"] == f"{SITE}framework.json"


def test_a_list_names_every_record_of_its_page(files: dict[str, Any]) -> None:
    listed = [one["json"].removeprefix(SITE) for path in files for one in files[path].get("records", ())]
    single = [path for path, one in files.items() if one.get("format") == "curriculum-commons record"]
    assert sorted(listed) == sorted(single)
    assert [one["name"] for one in files["competencies/index.json"]["records"]][:3] == ["T-1", "T-2", "T-0"]


def test_a_record_whose_page_the_site_leaves_out_has_no_file(tiny: Path) -> None:
    commons = open_commons(tiny)
    without = replace(commons, pages=tuple(page for page in commons.pages if page.path != "teach.md"))
    assert not [path for path in record_files(without) if path.startswith("teach/")]
