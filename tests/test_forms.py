"""Issue forms ask for what a record needs, with the choices that the content gives."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import yaml

from curriculum_commons.build.project import open_commons
from curriculum_commons.editor.issue_forms import Form, form_files, issue_forms

Run = Callable[..., subprocess.CompletedProcess[str]]


def resource_form(root: Path) -> Form:
    return next(form for form in issue_forms(open_commons(root)) if form.name == "suggest-a-resource")


def test_a_form_asks_nothing_that_a_framework_does_not_have(tiny: Path) -> None:
    assert "Stages that it suits" in {question.label for question in resource_form(tiny).questions}
    without_stages = replace(open_commons(tiny), stages=())
    assert "Stages that it suits" not in {question.label for question in issue_forms(without_stages)[0].questions}


def test_the_choices_are_the_records_of_the_content(tiny: Path) -> None:
    commons = open_commons(tiny)
    choices = {question.key: question.choices for question in resource_form(tiny).questions}
    assert choices["teaches"] == tuple(f"{record.code}: {record.title}" for record in commons.competencies)
    assert choices["stages"] == tuple(record.name for record in commons.stages)
    assert choices["format"] == tuple(record.name for record in commons.formats)
    assert choices["settings"] == tuple(record.name for record in commons.settings)


def test_no_form_has_two_questions_of_one_name(tiny: Path) -> None:
    for form in issue_forms(open_commons(tiny)):
        assert len({question.key for question in form.questions}) == len(form.questions)
        assert len({question.label for question in form.questions}) == len(form.questions)


def test_both_hosts_ask_the_same(tiny: Path) -> None:
    files = form_files(issue_forms(open_commons(tiny)))
    for form in issue_forms(open_commons(tiny)):
        github = yaml.safe_load(files[f".github/ISSUE_TEMPLATE/{form.name}.yml"])["body"][1:]
        gitlab = files[f".gitlab/issue_templates/{form.title}.md"].splitlines()
        labels = [question.label for question in form.questions]
        assert [field["attributes"]["label"] for field in github] == labels
        assert [line.removeprefix("### ") for line in gitlab if line.startswith("### ")] == labels


def test_the_command_writes_the_forms(tiny: Path, run: Run) -> None:
    done = run("forms", "--root", tiny)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "7 files in .github/ISSUE_TEMPLATE/ and .gitlab/issue_templates/\n"
    for path, text in form_files(issue_forms(open_commons(tiny))).items():
        assert (tiny / path).read_text("utf-8") == text
