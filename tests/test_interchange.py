"""The framework as files for other programs, and back."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.macros import commons_for_pages
from curriculum_commons.build.project import open_commons
from curriculum_commons.interchange.forms import FORMS, interchange_files
from curriculum_commons.interchange.framework_json import framework_files
from curriculum_commons.model.crosswalk import with_alignments
from curriculum_commons.model.framework_file import read_framework
from curriculum_commons.model.problems import CallError
from curriculum_commons.render import show


@pytest.fixture
def files(tiny: Path) -> dict[str, bytes]:
    return framework_files(open_commons(tiny))


def test_the_file_holds_the_framework_and_what_it_cites(tiny: Path, files: dict[str, bytes]) -> None:
    commons = open_commons(tiny)
    read = read_framework(files["framework.json"], "framework.json")
    assert (read.framework, read.domains, read.stages, read.competencies) == (
        *(commons.framework, commons.domains),
        *(commons.stages, with_alignments(commons, commons.competencies)),
    )
    assert [work.id for work in read.references] == ["leaf-2024"]  # and not what other records cite
    assert read.site == "https://tea.example/"


def test_its_schema_holds_it(files: dict[str, bytes]) -> None:
    schema, file = (json.loads(files[name]) for name in ("framework.schema.json", "framework.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(file)
    file["competencies"][0]["code"] = 7
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(file)


def test_every_file_that_pages_list_is_made_once_and_always_the_same(tiny: Path) -> None:
    commons = open_commons(tiny)
    made = [(path, content) for form in FORMS for path, content in form.files(commons).items()]
    assert len(dict(made)) == len(made)
    assert all(any(fnmatchcase(path, one.path) for path, _ in made) for form in FORMS for one in form.listed)
    assert dict(made) == interchange_files(open_commons(tiny))


def test_a_page_lists_them_with_their_sizes(tiny: Path) -> None:
    commons, context = commons_for_pages(tiny)
    page = LexborHTMLParser(show(commons, context, "data_files", (), "adopt/data/"))
    links = [link.attributes["href"] for link in page.css("a[download]")]
    assert links == [f"../../{one.path}" for one in context.data_files]
    assert "KB" in page.css("tbody tr")[0].text()


def changed(content: bytes, *way: str, value: Any) -> bytes:
    file = json.loads(content)
    inside = file
    for step in way[:-1]:
        inside = inside[int(step) if step.isdigit() else step]
    inside[way[-1]] = value
    return json.dumps(file).encode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("way", "value", "words"),
    [
        (("version",), 2, "has version 2; this program reads version 1"),
        (("format",), "CASE", "is not a framework of this program"),
        (("competencies",), [], "has something else at competencies"),
        (("competencies", "0", "statement"), 7, "has something else at competencies.0.statement"),
        (("framework", "tea"), "hot", "has something else at framework.tea"),
    ],
)
def test_another_file_is_refused_in_one_sentence(
    files: dict[str, bytes], way: tuple[str, ...], value: object, words: str
) -> None:
    with pytest.raises(CallError) as error:
        read_framework(changed(files["framework.json"], *way, value=value), "theirs.json")
    assert words in str(error.value)
    assert "theirs.json" in str(error.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe{}", b"[" * 100_000, b"7", b'{"format": []}'])
def test_what_is_no_such_file_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(CallError):
        read_framework(content, "theirs.json")


@pytest.mark.parametrize(
    ("content", "form"),
    [(b'{"CFDocument": {}, "CFItems": []}', "a CASE package"), (b'{"@context": "", "@graph": []}', "linked data")],
)
def test_a_form_of_other_programs_is_named(content: bytes, form: str) -> None:
    with pytest.raises(CallError, match=f"{form}, which is not read; export the framework as csv or xlsx"):
        read_framework(content, "theirs.json")


def test_a_file_of_another_encoding_is_refused_in_one_sentence(files: dict[str, bytes]) -> None:
    with pytest.raises(CallError, match="is not written in UTF-8"):
        read_framework(files["framework.json"].decode().encode("utf-16"), "theirs.json")
