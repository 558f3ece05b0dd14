"""Read a filled form: Markdown with a heading for each question, as GitHub and GitLab keep it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..problems import CallError, did_you_mean, quoted
from .questions import Form, Question

_NONE = "_No response_"
_REMARK = re.compile(r"<!--.*?-->", re.DOTALL)
_BOX = re.compile(r"[-*] \[(?P<tick>[ xX])\] (?P<label>.*)")
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
LONGEST = 70_000
"""Characters of a form; GitHub allows a little less."""

Answers = Mapping[str, str | tuple[str, ...]]


def which(forms: tuple[Form, ...], text: str) -> Form:
    """Return the form that a text is an answer to; raises CallError where it is none of them."""
    found = {form.name: _headings(form, _clean(text)) for form in forms}
    for form in forms:
        if found[form.name] == [question.label for question in form.questions]:
            return form
    near = max(forms, key=lambda form: len(set(found[form.name])))
    missing = [question.label for question in near.questions if question.label not in found[near.name]]
    if not found[near.name]:
        raise CallError("this is no filled form: it has none of the headings of one")
    if missing:
        raise CallError(f"the heading {quoted(missing[0])} is not in this form; it may have been changed by hand")
    raise CallError(
        f"a heading of {quoted(near.title)} is there twice or out of order; put the answers in order by hand"
    )


def answers(form: Form, text: str) -> Answers:
    """Return what was answered, by the keys of the questions; raises CallError where an answer cannot be one."""
    labels = {question.label for question in form.questions}
    parts, label = dict[str, list[str]](), ""
    for line in _clean(text).split("\n"):
        if line.startswith("### ") and line.removeprefix("### ").strip() in labels:
            label = line.removeprefix("### ").strip()
        else:
            parts.setdefault(label, []).append(line)
    return {question.key: _answer(question, "\n".join(parts.get(question.label, []))) for question in form.questions}


def _clean(text: str) -> str:
    if len(text) > LONGEST:
        raise CallError(f"this form has more than {LONGEST:,} characters; nobody fills one like that")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _UNSEEN.sub("", _REMARK.sub("", lines))


def _headings(form: Form, text: str) -> list[str]:
    labels = {question.label for question in form.questions}
    lines = [line.removeprefix("### ").strip() for line in text.split("\n") if line.startswith("### ")]
    return [line for line in lines if line in labels]


def _answer(question: Question, text: str) -> str | tuple[str, ...]:
    if question.kind in {"some", "promise"}:
        return _ticked(question, text)
    said = " ".join(text.split())
    said = "" if said in {_NONE, "_No Response_", "None"} else said
    if question.needed and not said:
        raise CallError(f"{quoted(question.label)} was not answered")
    if question.kind == "one" and said:
        if said not in question.choices:
            near = did_you_mean(said, question.choices)
            raise CallError(f"{quoted(question.label)}: {quoted(said)} is none of the choices{near}")
        return question.choices[said]
    return said


def _ticked(question: Question, text: str) -> tuple[str, ...]:
    boxes = [box for line in text.split("\n") if (box := _BOX.fullmatch(line.strip()))]
    labels = [box["label"].strip() for box in boxes if box["tick"] != " "]
    if unknown := [label for label in labels if label not in question.choices]:
        near = did_you_mean(unknown[0], question.choices)
        raise CallError(f"{quoted(question.label)}: {quoted(unknown[0])} is none of the choices{near}")
    if question.needed and not labels:
        raise CallError(f"{quoted(question.label)}: nothing is ticked")
    return tuple(question.choices[label] for label in question.choices if label in labels)
