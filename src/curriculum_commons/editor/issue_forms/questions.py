"""What each form asks, with the choices that the content of this site gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ...model.commons import Commons
from ...model.records import Terms

Kind = Literal["line", "text", "one", "some", "promise"]


@dataclass(frozen=True)
class Question:
    """One thing that a form asks."""

    key: str
    """What it is called here."""
    label: str
    """What a person reads above the field."""
    kind: Kind = "line"
    """A line, a text, one of several choices, some of them, or something to agree to."""
    hint: str = ""
    """What to write, in one or two sentences."""
    choices: tuple[str, ...] = ()
    """What a person chooses from or ticks."""
    needed: bool = True
    """Whether it has to be answered."""


@dataclass(frozen=True)
class Form:
    """One form."""

    name: str
    """Name of its file."""
    title: str
    purpose: str
    questions: tuple[Question, ...]


NO_PATIENTS = Question(
    "promise",
    "Before you send it",
    "promise",
    "It will be public.",
    ("It names no patient, no student and no private contact",),
)


def forms(commons: Commons) -> tuple[Form, ...]:
    """Return every form of a site."""
    return _resource(commons), _adoption(commons), _mistake()


def _resource(commons: Commons) -> Form:
    competencies = tuple(f"{competency.code}: {competency.title}" for competency in commons.competencies)
    stages = tuple(stage.name for stage in commons.stages)
    reuse = get_args(Terms.model_fields["reuse"].annotation)
    more = (Question("stages", "Stages that it suits", "some", "", stages, needed=False),) if stages else ()
    return Form(
        "suggest-a-resource",
        "Suggest a resource",
        "Something to teach or learn with that exists elsewhere and can be opened without paying.",
        (
            Question("title", "Title", hint="As its makers give it."),
            Question("organization", "Who made it or offers it"),
            Question("url", "Its web address", hint="The whole address, beginning with https://"),
            Question("summary", "What it is, and how it could be used", "text", "One or two sentences of your own."),
            Question("teaches", "Competencies that it helps to teach", "some", "", competencies),
            *more,
            Question("format", "Format", "one", "", tuple(format.name for format in commons.formats)),
            Question(
                "settings", "Settings that it suits", "some", "", tuple(setting.name for setting in commons.settings)
            ),
            Question("level", "For whom", hint='Such as "third year" or "any year".', needed=False),
            Question("minutes", "Time a learner needs, in minutes", hint="A whole number.", needed=False),
            Question("reuse", "What a teacher may do with it", "one", "As its makers say it.", reuse),
            Question("terms", "Their terms in a few words", needed=False),
            Question("seen", "Seen", "promise", "", ("I opened it today, without paying and without an account",)),
            NO_PATIENTS,
        ),
    )


def _adoption(commons: Commons) -> Form:
    return Form(
        "report-adoption",
        "Report adoption",
        f"A school has taken up the framework “{commons.framework.title}”, and says so in public.",
        (
            Question("name", "Name of the school"),
            Question("url", "Web address that says so", hint="A page of the school, or a report that anyone can open."),
            Question("page", "Title of that page"),
            Question("since", "Since when", hint='A year, month or day, such as "2027" or "2027-01".', needed=False),
            NO_PATIENTS,
        ),
    )


def _mistake() -> Form:
    return Form(
        "report-a-mistake",
        "Report a mistake",
        "Something on the site is wrong, out of date, or cannot be used by you.",
        (
            Question("where", "Address of the page", hint="With the part after #, if you have it."),
            Question("now", "What it says now", "text"),
            Question("better", "What it should say", "text", "Or what you could not do, and with which program."),
            Question("source", "Where that is published", hint="For a claim about the world.", needed=False),
            NO_PATIENTS,
        ),
    )
