"""Issue forms for people without git, as GitHub and GitLab show them to whoever opens an issue.

Their choices come from the content, and staff read the answers. Knows no folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import yaml

from ..model.commons import Commons
from ..model.records import Terms

_HEADER = "# Made by `make forms` from the content; change the questions in editor/issue_forms, or the data.\n"


@dataclass(frozen=True)
class Question:
    """One question of a form."""

    key: str
    """Name of the field; unique in its form."""
    label: str
    """Heading above the field."""
    kind: Literal["line", "text", "one", "some", "promise"] = "line"
    """A line, several lines, one of several choices, some of them, or something to agree to."""
    hint: str = ""
    """What to write, in one or two sentences."""
    choices: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Form:
    """One form."""

    name: str
    """Name of its file, without the ending."""
    title: str
    purpose: str
    questions: tuple[Question, ...]


_NO_PERSONS = Question(
    "promise",
    "Before you send it",
    "promise",
    "It will be public.",
    ("It names nobody who has not agreed to it, and no private contact",),
)


def issue_forms(commons: Commons) -> tuple[Form, ...]:
    """Return every form of a site."""
    # codespell:ignore-next-line says
    adopted = f"A school has taken up the framework “{commons.framework.title}”, and says so in public."
    return (
        Form(
            "suggest-a-resource",
            "Suggest a resource",
            "Something to teach or learn with that exists elsewhere and can be opened without paying.",
            tuple(_resource_questions(commons)),
        ),
        Form("report-adoption", "Report adoption", adopted, _ADOPTION),
        Form(
            "report-a-mistake",
            "Report a mistake",
            "Something on the site is wrong, out of date, or cannot be used by you.",
            _MISTAKE,
        ),
    )


def _resource_questions(commons: Commons) -> Iterator[Question]:
    yield Question("title", "Title", hint="As its makers give it.")
    yield Question("organization", "Who made it or offers it")
    yield Question("url", "Its web address", hint="The whole address, beginning with https://")
    yield Question("summary", "What it is, and how it could be used", "text", "One or two sentences of your own.")
    competencies = tuple(f"{competency.shown_code}: {competency.title}" for competency in commons.competencies)
    worded = commons.terms.worded
    yield Question("teaches", worded("Competencies that it helps to teach"), "some", "", competencies)
    if stages := tuple(stage.name for stage in commons.stages):
        yield Question("stages", worded("Stages that it suits"), "some", "", stages, required=False)
    yield Question("format", "Format", "one", "", tuple(record.name for record in commons.formats))
    settings = tuple(record.name for record in commons.settings)
    yield Question("settings", "Settings that it suits", "some", "", settings)
    yield Question("level", "For whom", hint='Such as "third year" or "any year".', required=False)
    yield Question("minutes", "Time a learner needs, in minutes", hint="A whole number.", required=False)
    reuse = get_args(Terms.model_fields["reuse"].annotation)
    yield Question("reuse", "What a teacher may do with it", "one", "As its makers say it.", reuse)
    yield Question("terms", "Their terms in a few words", required=False)
    yield Question("seen", "Seen", "promise", "", ("I opened it today, without paying and without an account",))
    yield _NO_PERSONS


_ADOPTION = (
    Question("name", "Name of the school"),
    # codespell:ignore-next-line says
    Question("url", "Web address that says so", hint="A page of the school, or a report that anyone can open."),
    Question("page", "Title of that page"),
    Question("since", "Since when", hint='A year, month or day, such as "2027" or "2027-01".', required=False),
    _NO_PERSONS,
)
_MISTAKE = (
    Question("where", "Address of the page", hint="With the part after #, if you have it."),
    # codespell:ignore-next-line says
    Question("now", "What it says now", "text"),
    Question("better", "What it should say", "text", "Or what you could not do, and with which program."),
    Question("source", "Where that is published", hint="For a claim about the world.", required=False),
    _NO_PERSONS,
)


def form_files(forms: tuple[Form, ...]) -> Mapping[str, str]:
    """Return the text of every file by its path from the root of the project."""
    files = {".github/ISSUE_TEMPLATE/config.yml": f"{_HEADER}blank_issues_enabled: true\n"}
    for form in forms:
        github = yaml.safe_dump(_github(form), sort_keys=False, allow_unicode=True, width=1_000)
        files[f".github/ISSUE_TEMPLATE/{form.name}.yml"] = _HEADER + github
        files[f".gitlab/issue_templates/{form.title}.md"] = "\n\n".join(_gitlab(form)) + "\n"
    return files


def _github(form: Form) -> dict[str, Any]:
    intro = {"type": "markdown", "attributes": {"value": form.purpose}}
    return {
        "name": form.title,
        "description": form.purpose,
        "title": f"{form.title}: ",
        "body": [intro, *map(_github_field, form.questions)],
    }


def _github_field(question: Question) -> dict[str, Any]:
    kinds = {"line": "input", "text": "textarea", "one": "dropdown"}
    attributes: dict[str, Any] = {"label": question.label}
    field = {"type": kinds.get(question.kind, "checkboxes"), "id": question.key, "attributes": attributes}
    if question.hint:
        attributes["description"] = question.hint
    if question.kind == "one":
        attributes["options"] = [*question.choices]
    if question.kind in kinds:
        field["validations"] = {"required": question.required}
    else:
        # GitHub can require a certain box, but not any one of several.
        required = {"required": True} if question.kind == "promise" else {}
        attributes["options"] = [{"label": label, **required} for label in question.choices]
    return field


def _gitlab(form: Form) -> Iterator[str]:
    yield f"<!-- {form.purpose} Write below each heading, and put an x between the brackets. -->"
    for question in form.questions:
        yield f"### {question.label}"
        hints = [question.hint, "" if question.required else "May stay empty."]
        if question.kind == "one":
            hints.append("Write one of: " + "; ".join(question.choices) + ".")
        if any(hints):
            yield f"<!-- {' '.join(filter(None, hints))} -->"
        if question.kind in {"some", "promise"}:
            yield "\n".join(f"- [ ] {label}" for label in question.choices)
