"""However the content is damaged, the program ends in a commons or in problems with places, and never otherwise."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum_commons.content.load import load
from curriculum_commons.model.problems import ContentError, Problem
from curriculum_commons.render import signatures
from curriculum_commons.validation.validate import validate

HERE = Path(__file__).parent
Damage = Callable[[bytes], bytes]

CHARACTERS = [
    *"'\"{}[]():#-&*!|>%@`\\<=~?,.\t \n\r\0\x07é\u2028\ufeff\u0085🫖",
    "{{",
    "}}",
    "{%",
    "{#",
    "---",
    "](",
    "![",
    ": ",
]
WORDS = """
no Yes null ~ 12:30 2026.10 0x1F 1_000 -1 0 1e999 .nan true 2026-02-30 2026-11-23 [] {} [[]] [{}] *a << | >- ' " @a %a #
javascript:alert(1) "\\0" "\\ud800" "<script>" https://[ mailto: SIC-9 T-9 é {a:{a:{a:1}}} [a](b) {{7*7}}
"""
VALUES = [*WORDS.split(), "", "&a b", "!a b", "? a", "- a", "a: b", "{{ 7*7 }}", "{a: {a: 1}}", "9" * 5000, "x" * 3000]
JARGON = re.compile(r"pydantic|Input should|NoneType|Traceback|validat|<class|mapping|scalar|token|context|object at")


def lines(change: Callable[[list[bytes], int], list[bytes]]) -> st.SearchStrategy[Damage]:
    """Change one line of a text."""

    def damage(place: int) -> Damage:
        def done(text: bytes) -> bytes:
            parts = text.split(b"\n")
            number = place % len(parts)
            return b"\n".join([*parts[:number], *change(parts, number), *parts[number + 1 :]])

        return done

    return st.builds(damage, st.integers(0, 2_000))


def at_a_place(piece: st.SearchStrategy[bytes]) -> st.SearchStrategy[Damage]:
    """Put something in the place of up to three bytes."""

    def damage(place: int, length: int, put: bytes) -> Damage:
        return lambda text: text[: place % (len(text) + 1)] + put + text[place % (len(text) + 1) + length :]

    return st.builds(damage, st.integers(0, 60_000), st.integers(0, 3), piece)


def value(put: str) -> st.SearchStrategy[Damage]:
    """Put something in the place of a value."""
    return lines(
        lambda parts, n: [re.sub(rb"(:|-) .*", lambda found: found[1] + b" " + put.encode(), parts[n], count=1)]
    )


DAMAGES = st.one_of(
    lines(lambda parts, n: []),
    lines(lambda parts, n: [parts[n], parts[n]]),
    lines(lambda parts, n: [parts[-n], parts[n]]),
    lines(lambda parts, n: [b" " + parts[n]]),
    lines(lambda parts, n: [b"  " + parts[n]]),
    lines(lambda parts, n: [b"\t" + parts[n].lstrip()]),
    lines(lambda parts, n: [parts[n].removeprefix(b"  ")]),
    lines(lambda parts, n: [parts[n].lstrip()]),
    lines(lambda parts, n: [parts[n][: len(parts[n]) // 2]]),
    lines(lambda parts, n: [re.sub(rb"(\w)(\w)", rb"\2\1", parts[n], count=1)]),
    lines(lambda parts, n: [parts[n].replace(b": ", b":")]),
    lines(lambda parts, n: [parts[n].replace(b'"', b"")]),
    lines(lambda parts, n: [parts[n].upper()]),
    st.sampled_from(VALUES).flatmap(value),
    at_a_place(st.sampled_from(CHARACTERS).map(str.encode)),
    at_a_place(st.binary(max_size=3)),
    at_a_place(st.just(b"")),
    st.integers(0, 60_000).map(lambda end: lambda text: text[: end % (len(text) + 1)]),
    st.sampled_from([b"", b"\n", b"[]", b"- a", b"null", b"a", b"\xef\xbb\xbf", b"---\n", b"a: 1\n---\nb: 2"]).map(
        lambda text: lambda _: text
    ),
)


@pytest.fixture(scope="module", params=["tiny", pytest.param("real", marks=pytest.mark.long)])
def content(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content to damage; each test puts it back as it was."""
    folder = tmp_path_factory.mktemp(request.param)
    for name in ("data", "docs"):
        shutil.copytree((HERE / "tiny" if request.param == "tiny" else HERE.parent) / name, folder / name)
    return folder


def result_of(root: Path) -> tuple[Problem, ...]:
    try:
        validate(load(root), signatures())
    except ContentError as error:
        return error.problems
    return ()


def assert_that_it_can_be_found(problem: Problem, root: Path) -> None:
    assert JARGON.search(re.sub(r'"[^"]*"', "", problem.message)) is None
    assert problem.message.isprintable()
    file = root / problem.path
    assert file.exists() or "is missing" in problem.message
    if problem.line:
        text = file.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= problem.line <= len(rows)
        assert 1 <= problem.column <= len(rows[problem.line - 1]) + 1


def damage_and_check(root: Path, damages: list[tuple[int, Damage]]) -> None:
    files = sorted([*root.glob("data/*.yaml"), *root.glob("docs/**/*.md")])
    before = {}
    try:
        for number, damage in damages:
            file = files[number % len(files)]
            before.setdefault(file, file.read_bytes())
            file.write_bytes(damage(file.read_bytes()))
        for problem in result_of(root):
            assert_that_it_can_be_found(problem, root)
    finally:
        for file, text in before.items():
            file.write_bytes(text)


MANY = st.lists(st.tuples(st.integers(0, 60), DAMAGES), min_size=1, max_size=4)


@given(damages=MANY)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_content_ends_in_problems_with_places(content: Path, damages: list[tuple[int, Damage]]) -> None:
    damage_and_check(content, damages)


@pytest.mark.long
@given(damages=MANY)
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_much_damaged_content_ends_in_problems_with_places(content: Path, damages: list[tuple[int, Damage]]) -> None:
    damage_and_check(content, damages)
