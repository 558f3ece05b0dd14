"""Forms ask what records need; what is filled in becomes a record like any other, or is refused with a reason."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from curriculum_commons.check import check
from curriculum_commons.forms.filled import answers, which
from curriculum_commons.forms.questions import Form, Question, forms
from curriculum_commons.forms.suggestion import suggest
from curriculum_commons.forms.templates import form_files
from curriculum_commons.forms.writing import with_record, written
from curriculum_commons.load import load
from curriculum_commons.pages import signatures
from curriculum_commons.problems import CallError, ContentError
from curriculum_commons.workspace import open_commons

DAY = "2027-02-28"
RESOURCE = {
    "Title": "Fast Fact #29: tea & biscuits",
    "Who made it or offers it": "Tea School",
    "Its web address": "https://tea-school.org/29",
    "What it is, and how it could be used": "Two pages.\n\nRead them,\nthen pour.",
    "Time a learner needs, in minutes": "20",
    "What a teacher may do with it": "open",
}
ADOPTION = {
    "Name of the school": "Müller & Søn <School>",
    "Web address that says so": "https://mueller.org/tea",
    "Title of that page": "We teach tea: all of us",
    "Since when": "2027-01",
}


def form_of(root: Path, name: str) -> Form:
    return next(form for form in forms(open_commons(root)) if form.name == name)


def filled(form: Form, said: Mapping[str, str], ticks: Mapping[str, list[str]] | None = None) -> str:
    """A form as GitHub keeps it: every question a heading, whatever was not answered as well."""
    parts = []
    for question in form.questions:
        if question.kind in {"some", "promise"}:
            wanted = (ticks or {}).get(question.label, [next(iter(question.choices))])
            text = "\n".join(f"- [{'X' if label in wanted else ' '}] {label}" for label in question.choices)
        else:
            first = next(iter(question.choices), "_No response_")
            text = said.get(question.label, first if question.needed else "_No response_")
        parts.append(f"### {question.label}\n\n{text}")
    return "\r\n\r\n".join(part.replace("\n", "\r\n") for part in parts)


def records(root: Path, name: str, key: str) -> list[dict[str, object]]:
    found = yaml.safe_load((root / "data" / name).read_text("utf-8"))[key]
    assert isinstance(found, list)
    return found


def test_the_forms_are_those_of_the_content(root: Path) -> None:
    for path, text in form_files(forms(open_commons(root))).items():
        assert (root / path).read_text("utf-8") == text, f"{path}: run `make forms`"


def test_a_form_asks_nothing_that_a_framework_does_not_have(tiny: Path) -> None:
    data = tiny / "data/competencies.yaml"
    assert "Stages that it suits" in {question.label for question in form_of(tiny, "suggest-a-resource").questions}
    without = Question("stages", "Stages that it suits")
    commons = open_commons(tiny)
    labels = {question.label for question in forms(type(commons)(**{**vars(commons), "stages": ()}))[0].questions}
    assert without.label not in labels
    assert data.exists()


def test_a_suggestion_becomes_a_record_at_the_end_of_its_list(tiny: Path) -> None:
    file = tiny / "data/resources.yaml"
    before = file.read_text("utf-8")
    places = suggest(tiny, filled(form_of(tiny, "suggest-a-resource"), RESOURCE), DAY)
    after = file.read_text("utf-8")
    assert after.startswith(before.rstrip("\n"))
    line = before.rstrip("\n").count("\n") + 3
    assert places == [f"data/resources.yaml:{line}: fast-fact-29-tea-biscuits"]
    commons = open_commons(tiny)
    assert after.removeprefix(before.rstrip("\n")) == (
        "\n\n  - id: fast-fact-29-tea-biscuits\n"
        '    title: "Fast Fact #29: tea & biscuits"\n'
        "    organisation: Tea School\n"
        "    url: https://tea-school.org/29\n"
        "    summary: Two pages. Read them, then pour.\n"
        f"    teaches: [{commons.competencies[0].code}]\n"
        f"    stages: [{commons.stages[0].id}]\n"
        f"    format: {commons.formats[0].id}\n"
        f"    settings: [{commons.settings[0].id}]\n"
        "    minutes: 20\n"
        "    terms:\n"
        "      reuse: open\n"
        '    checked: "2027-02-28"\n'
        "    checked_how: live\n"
        '    review_by: "2028-02-28"\n'
    )


def test_only_the_file_that_gets_a_record_changes(tiny: Path) -> None:
    def rest() -> dict[Path, bytes]:
        files = (file for file in tiny.rglob("*") if file.is_file() and ".commons" not in file.parts)
        return {file: file.read_bytes() for file in files if file.name != "resources.yaml"}

    before = rest()
    suggest(tiny, filled(form_of(tiny, "suggest-a-resource"), RESOURCE), DAY)
    assert rest() == before


def test_an_adoption_becomes_a_school_and_the_work_that_says_so(tiny: Path) -> None:
    suggest(tiny, filled(form_of(tiny, "report-adoption"), ADOPTION), DAY)
    assert records(tiny, "schools.yaml", "schools")[-1] == {
        "id": "muller-son-school",
        "name": "Müller & Søn <School>",
        "role": "adopter",
        "since": "2027-01",
        "url": "https://mueller.org/tea",
        "sources": [{"reference": "muller-son-school-adoption"}],
    }
    assert records(tiny, "references.yaml", "references")[-1] == {
        "id": "muller-son-school-adoption",
        "type": "webpage",
        "title": "We teach tea: all of us",
        "author": [{"literal": "Müller & Søn <School>"}],
        "accessed": {"date-parts": [[2027, 2, 28]]},
        "URL": "https://mueller.org/tea",
    }
    assert "    accessed: { date-parts: [[2027, 2, 28]] }\n" in (tiny / "data/references.yaml").read_text("utf-8")


def test_a_mistake_is_for_a_person(tiny: Path) -> None:
    form = form_of(tiny, "report-a-mistake")
    text = filled(form, {question.label: "Tea" for question in form.questions if question.kind in {"line", "text"}})
    with pytest.raises(CallError, match="for a person to read"):
        suggest(tiny, text, DAY)


def test_an_id_is_not_given_twice(tiny: Path) -> None:
    form = form_of(tiny, "suggest-a-resource")
    for number in range(3):
        suggest(tiny, filled(form, RESOURCE | {"Its web address": f"https://tea-school.org/{number}"}), DAY)
    ids = [record["id"] for record in records(tiny, "resources.yaml", "resources")][-3:]
    assert ids == [f"fast-fact-29-tea-biscuits{end}" for end in ("", "-2", "-3")]


def test_a_resource_that_is_there_is_not_put_there_again(tiny: Path) -> None:
    form = form_of(tiny, "suggest-a-resource")
    suggest(tiny, filled(form, RESOURCE), DAY)
    with pytest.raises(CallError, match="there already"):
        suggest(tiny, filled(form, RESOURCE), DAY)


HOSTILE = [
    'Tea"; rm -rf / #',
    "$(touch /tmp/x) `id` ${{ secrets.TOKEN }}",
    "{{ config }} {% include 'x' %}",
    "<script>alert(1)</script>",
    "- id: other\n    title: two records",
    "&anchor *alias !!python/object:os.system",
    "yes",
    "2027-01-01",
    "=1+1",
    "key: value # no remark",
    "| >- [ ] { } , ' \" \\ \\n",
    "ends with a colon:",
    "Ünïcödé 漢字 🍵 \u202egnirts\u200b",
    "\x00\x07\x1b[31mred",
    "~",
    "'quoted'",
    "a" * 3_000,
    "word " * 500,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_is_only_ever_text(tiny: Path, text: str) -> None:
    form = form_of(tiny, "suggest-a-resource")
    known = records(tiny, "resources.yaml", "resources")
    said = RESOURCE | {"Title": text.replace("\n", " "), "What it is, and how it could be used": text}
    suggest(tiny, filled(form, said), DAY)
    *rest, new = records(tiny, "resources.yaml", "resources")
    assert rest == known
    meant = " ".join(re.sub("[\x00-\x08\x1b\u200b\u202e]", "", text).split())
    assert (new["title"], new["summary"]) == (meant, meant)
    assert check(load(tiny), signatures()).resources[-1].title == meant


@pytest.mark.parametrize("text", HOSTILE)
def test_a_field_is_read_as_what_was_written(text: str) -> None:
    said = " ".join(re.sub("[\x00-\x08\x1b]", "", text).split())
    lines = "\n".join(written({"id": "x", "title": said, "teaches": (said, "a, b"), "terms": {"note": said}}))
    assert yaml.safe_load(f"resources:\n{lines}\n")["resources"] == [
        {"id": "x", "title": said, "teaches": [said, "a, b"], "terms": {"note": said}}
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("### Title", "### Titel"), 'the heading "Title" is not in this form'),
        (("Two pages.", "### Title\n\nAnother"), "twice or out of order"),
        (("https://tea-school.org/29", "_No response_"), '"Its web address" was not answered'),
        (("https://tea-school.org/29", ""), '"Its web address" was not answered'),
        (("\n\nopen", "\n\nfree"), "none of the choices"),
        (("[X]", "[ ]"), "nothing is ticked"),
        (("- [X] ", "- [X] Not "), "none of the choices"),
        (("\n\n20", "\n\ntwenty"), "no number of minutes"),
        (("\n\n20", "\n\n0"), "no number of minutes"),
        (("Two pages.", "x" * 80_000), "more than 70,000"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused_with_a_reason(tiny: Path, change: tuple[str, str], reason: str) -> None:
    before = (tiny / "data/resources.yaml").read_bytes()
    text = filled(form_of(tiny, "suggest-a-resource"), RESOURCE).replace("\r\n", "\n")
    assert change[0] in text
    with pytest.raises(CallError, match=re.escape(reason)):
        suggest(tiny, text.replace(*change), DAY)
    assert (tiny / "data/resources.yaml").read_bytes() == before


@pytest.mark.parametrize("text", ["", "Hello", "### \n\n###", "### Other\n\nx"])
def test_what_is_no_form_is_refused(tiny: Path, text: str) -> None:
    with pytest.raises(CallError, match="no filled form"):
        suggest(tiny, text, DAY)


def test_a_record_that_does_not_fit_is_told_with_its_place_and_changes_nothing(tiny: Path) -> None:
    before = (tiny / "data/resources.yaml").read_bytes()
    with pytest.raises(ContentError) as caught:
        suggest(tiny, filled(form_of(tiny, "suggest-a-resource"), RESOURCE | {"Its web address": "tea-school"}), DAY)
    (problem,) = caught.value.problems
    assert problem.path == "data/resources.yaml"
    assert problem.sentence.startswith('url (in the form "Its web address"): "tea-school" is not a web address')
    assert (tiny / "data/resources.yaml").read_bytes() == before


def test_a_form_filled_in_on_gitlab_is_read_as_well(tiny: Path) -> None:
    form = form_of(tiny, "suggest-a-resource")
    text = form_files(forms(open_commons(tiny)))[f".gitlab/issue_templates/{form.title}.md"]
    for label, said in (RESOURCE | {"Format": next(iter(form_of(tiny, form.name).questions[6].choices))}).items():
        text = text.replace(f"### {label}\n", f"### {label}\n\n{said}\n")
    assert which(forms(open_commons(tiny)), text).name == form.name
    said = answers(form, text.replace("- [ ]", "- [x]"))
    assert said["url"] == "https://tea-school.org/29"
    assert len(said["teaches"]) == len(open_commons(tiny).competencies)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("resources: []\n", "resources:\n  - id: x\n"),
        ("resources:\n  - id: a\n", "resources:\n  - id: a\n\n  - id: x\n"),
        ("resources:\n  - id: a", "resources:\n  - id: a\n\n  - id: x"),
        (
            "resources:\n  - id: a\n\n# others\nothers:\n  - id: b\n",
            "resources:\n  - id: a\n\n  - id: x\n\n# others\nothers:\n  - id: b\n",
        ),
        (
            "resources: # all\n  # first\n  - id: a\n  # last\n",
            "resources: # all\n  # first\n  - id: a\n  # last\n\n  - id: x\n",
        ),
    ],
)
def test_a_record_is_put_at_the_end_of_its_list_whatever_stands_around(text: str, after: str) -> None:
    assert with_record(text, "data/resources.yaml", "resources", {"id": "x"})[0] == after


@pytest.mark.parametrize("text", ["others: []\n", "resources: {a: b}\n", "resources: [a]\n", ""])
def test_a_file_without_such_a_list_is_left_to_a_person(text: str) -> None:
    with pytest.raises(CallError, match="by hand"):
        with_record(text, "data/resources.yaml", "resources", {"id": "x"})


def test_the_commands_say_what_they_did(tiny: Path) -> None:
    def run(*words: str, said: str = "") -> tuple[int, str]:
        command = [sys.executable, "-m", "curriculum_commons", *words, "--root", str(tiny)]
        done = subprocess.run(command, check=False, input=said, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    assert run("forms") == (0, "7 files in .github/ISSUE_TEMPLATE/ and .gitlab/issue_templates/\n")
    code, told = run("suggest", "-", said=filled(form_of(tiny, "suggest-a-resource"), RESOURCE))
    assert (code, told.startswith("data/resources.yaml:")) == (0, True), told
    code, told = run("suggest", "-", said="no form")
    assert (code, told) == (2, "commons: this is no filled form: it has none of the headings of one\n")
