"""Write the forms as GitHub and GitLab show them when somebody opens an issue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from .questions import Form, Question

_MADE = "# Made by `make forms` from the content; change the questions in editor/issue_forms, or the data.\n"


def form_files(forms: tuple[Form, ...]) -> Mapping[str, str]:
    """Return the text of every file, by its place in the project."""
    files = {".github/ISSUE_TEMPLATE/config.yml": f"{_MADE}blank_issues_enabled: true\n"}
    for form in forms:
        files[f".github/ISSUE_TEMPLATE/{form.name}.yml"] = _MADE + _yaml(_github(form))
        files[f".gitlab/issue_templates/{form.title}.md"] = "\n\n".join(_gitlab(form)) + "\n"
    return files


def _yaml(value: Any) -> str:
    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=1_000))


def _github(form: Form) -> dict[str, Any]:
    intro = {"type": "markdown", "attributes": {"value": form.purpose}}
    return {
        "name": form.title,
        "description": form.purpose,
        "title": f"{form.title}: ",
        "body": [intro, *(_field(question) for question in form.questions)],
    }


def _field(question: Question) -> dict[str, Any]:
    told: dict[str, Any] = {"label": question.label} | ({"description": question.hint} if question.hint else {})
    needed = {"validations": {"required": question.needed}}
    if question.kind in {"line", "text"}:
        kind = "input" if question.kind == "line" else "textarea"
        return {"type": kind, "id": question.key, "attributes": told} | needed
    if question.kind == "one":
        return {"type": "dropdown", "id": question.key, "attributes": told | {"options": [*question.choices]}} | needed
    # GitHub can ask for a certain box, not for any of several.
    boxes = [
        {"label": label} | ({"required": True} if question.kind == "promise" else {}) for label in question.choices
    ]
    return {"type": "checkboxes", "id": question.key, "attributes": told | {"options": boxes}}


def _gitlab(form: Form) -> Iterator[str]:
    yield f"<!-- {form.purpose} Write below each heading, and put an x between the brackets. -->"
    for question in form.questions:
        yield f"### {question.label}"
        hints = [question.hint] if question.hint else []
        hints += [] if question.needed else ["May stay empty."]
        if question.kind == "one":
            hints.append("Write one of: " + "; ".join(question.choices) + ".")
        if hints:
            yield f"<!-- {' '.join(hints)} -->"
        if question.kind in {"some", "promise"}:
            yield "\n".join(f"- [ ] {label}" for label in question.choices)
