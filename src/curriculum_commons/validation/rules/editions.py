"""What a framework may say of the competencies that it has no longer: a code stands for one thing for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...model.problems import Problem, quoted
from ...model.records import Framework
from ...model.urls import competency_page
from .context import ValidationContext


def withdrawn_codes_are_never_used_again(context: ValidationContext) -> Iterator[Problem]:
    """No competency has a code that was withdrawn, nor one that would lead to the same page."""
    used = {competency_page(code): (code, number) for code, number in context.known["competency"].numbers.items()}
    for number, framework in context.records("framework", Framework):
        for place, withdrawn in enumerate(framework.withdrawn):
            code, competency = used.get(competency_page(withdrawn.code), ("", 0))
            if code:
                line = context.line("competencies", competency, ("code",))
                message = f"{quoted(withdrawn.code)} is listed as withdrawn, and line {line} uses it again"
                way_out = "give that competency a new code, or take this entry out if it never was withdrawn"
                yield context.problem("framework", number, ("withdrawn", place, "code"), f"{message}; {way_out}")


def withdrawn_codes_stand_once(context: ValidationContext) -> Iterator[Problem]:
    """No code is withdrawn twice."""
    for number, framework in context.records("framework", Framework):
        codes = [withdrawn.code for withdrawn in framework.withdrawn]
        for place, code in enumerate(codes):
            if code in codes[:place]:
                message = f"{quoted(code)} is listed as withdrawn twice; keep one entry"
                yield context.problem("framework", number, ("withdrawn", place, "code"), message)


def what_was_withdrawn_is_in_a_thing_once(context: ValidationContext) -> Iterator[Problem]:
    """No withdrawn competency names the same competency twice as the one that holds it now."""
    for number, framework in context.records("framework", Framework):
        for place, withdrawn in enumerate(framework.withdrawn):
            for entry, code in enumerate(withdrawn.now_in):
                if code in withdrawn.now_in[:entry]:
                    path = ("withdrawn", place, "now_in", entry)
                    message = f"{quoted(code)} stands in this list twice; keep one"
                    yield context.problem("framework", number, path, message)


RULES: tuple[Callable[[ValidationContext], Iterator[Problem]], ...] = (
    withdrawn_codes_are_never_used_again,
    withdrawn_codes_stand_once,
    what_was_withdrawn_is_in_a_thing_once,
)
