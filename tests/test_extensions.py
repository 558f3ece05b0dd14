"""What other systems know of a record is kept as it is, and shown nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from curriculum_commons.build.project import open_commons
from curriculum_commons.content.yaml_reader import read
from curriculum_commons.content.yaml_text import as_yaml
from curriculum_commons.diff.record_diff import field_changes
from curriculum_commons.editor.fields import fields_of
from curriculum_commons.interchange.framework_json import framework_files
from curriculum_commons.model.framework import Domain
from curriculum_commons.model.records import CompetenciesFile

KEPT: dict[str, Any] = {
    "case": {
        "educationLevel": ["09", "10", None],
        "notes": "no: 3 #1\n“ß”",
        "weight": 1e21,
        "exact": 0.12345678901234567,
        "long": 12345678901234567890,
        "is": True,
        "nothing": None,
        "markup": "**bold** [link](https://example.org/)",
        "empty": {"list": [], "keys": {}},
    },
    "urn:other form": {"@value": "2026-11-30"},
}
UUID = "22222222-2222-4222-8222-222222222201"


def domain(extensions: Any) -> Domain:
    return Domain.model_validate({"id": "water", "uuid": UUID, "name": "Water", "extensions": extensions})


def test_they_are_the_same_in_the_data_file() -> None:
    text = as_yaml({"id": "water", "uuid": UUID, "name": "Water", "extensions": KEPT})
    reading = read(text.encode())
    assert not reading.faults
    assert Domain.model_validate(reading.value).extensions == KEPT


def test_a_person_may_write_them_as_any_yaml() -> None:
    value = read(b"case:\n  when: 2026-11-30\n  levels:\n    - null\n    - 7\n").value
    assert domain(value).extensions == {"case": {"when": "2026-11-30", "levels": [None, 7]}}


@pytest.mark.parametrize(
    "value",
    [
        "case",
        [1],
        {"case": "x" * 5_000_001},
        {"x" * 201: 1},
        {"case": "bell\x07"},
        {"case": {"\x85": 1}},
        {"case": float("inf")},
        json.loads("[" * 21 + "]" * 21),
        {"case": json.loads("[" * 21 + "]" * 21)},
    ],
    ids=lambda value: str(value)[:12],
)
def test_what_is_out_of_bounds_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        domain(value)


def test_they_are_published_for_programs_and_shown_nowhere(tiny: Path) -> None:
    file = tiny / "data/competencies.yaml"
    text = file.read_text("utf-8")
    at = "    title: Choose leaves\n"
    file.write_text(text.replace(at, f"{at}    extensions:\n      case: {json.dumps(KEPT['case'])}\n"), "utf-8")
    commons = open_commons(tiny)
    published = json.loads(framework_files(commons)["framework.json"])
    assert published["competencies"][1]["extensions"] == {"case": KEPT["case"]}
    assert not [one for one in commons.warnings if "bold" in one.message]
    assert "extensions" not in json.dumps(fields_of(CompetenciesFile))


def test_a_review_shows_what_has_changed_in_them() -> None:
    changes = field_changes(domain({"case": {"a": 1}}), domain({"case": {"a": 2}}))
    assert [(one.before, one.after, one.label) for one in changes] == [
        ('{"case": {"a": 1}}', '{"case": {"a": 2}}', "extensions")
    ]
