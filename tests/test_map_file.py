"""The file of a curriculum map: the same bytes for the same map, read back whole, with the place of each problem."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum_commons.content.load import document_of
from curriculum_commons.content.yaml_text import as_written
from curriculum_commons.mapping.map_file import map_name, read_map, written
from curriculum_commons.model.maps import CurriculumMap
from curriculum_commons.model.problems import ContentError, Problem
from curriculum_commons.model.record import RefusedError, _plain, _readable

MAP = dedent("""\
    school: Example School
    year: 2026–27
    edition: "2026"
    phases: ["Early", "Late"]
    share: true
    sources:
      - file: filled.xlsx
        sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa

    sessions:
      - title: Breaking news
        phase: Early
        course: "Block 1: listening"
        stage: watch
        requirement: required
        hours: 1.5
        methods: ["IM013", "IM007"]
        assessments:
          - method: AM005
            purpose: formative
        teaches:
          - competency: A-1
            level: Introduced
            components: ["boil", "keep"]
          - competency: A-2
        lead: Course director
        source: Sessions!12

      - title: Again
        phase: Late
        hours: 2
        teaches:
          - competency: A-1
            hours: 0.75
    """)


def problems_of(text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read_map("map.yaml", text)
    return [f"{problem.code} {problem}" for problem in caught.value.problems]


def test_a_map_is_read_back_as_it_was_written() -> None:
    one = read_map("map.yaml", MAP)
    assert one.sessions[1].teaches[0].hours == 0.75
    assert written(one) == MAP


def test_sessions_are_in_the_order_of_phases_and_a_map_may_have_none() -> None:
    one = read_map("map.yaml", MAP)
    assert written(one.model_copy(update={"sessions": one.sessions[::-1]})) == MAP
    empty = written(one.model_copy(update={"sessions": ()}))
    assert empty == MAP[: MAP.index("\nsessions:")]
    assert not read_map("map.yaml", empty).sessions


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "hours: 1.5", "hours: 1,5",
            'not-a-number map.yaml:16:12: hours: "1,5" is not a number; write one, such as 20',
        ),
        (
            "hours: 2\n", "hours: 501\n",
            'out-of-range map.yaml:31:12: hours: "501" is too large; the most is 500',
        ),
        (
            "competency: A-2", "competency: A-1",
            'duplicate-entry map.yaml:22:7: teaches: a list has competency "A-1" twice; put both into one',
        ),
        (
            "level: Introduced", "hours: 1",
            "some-hours map.yaml:22:7: teaches: a list has hours for some competencies only; "
            "write them for each or for none",
        ),
        (
            '"Early", "Late"', '"Early", "Early"',
            'duplicate-entry map.yaml:4:9: phases: a list has "Early" twice; keep one',
        ),
        (
            "requirement: required", "requirement: Required",
            'unknown-value map.yaml:15:18: requirement: unknown value "Required"; did you mean "required"?',
        ),
        (
            "    course:", "    curse:",
            'unknown-key map.yaml:13:5: curse: unknown key; did you mean "course"?',
        ),
        (
            "title: Again", "title: 'Again",
            "yaml-syntax map.yaml:29:12: this quotation mark is not closed; write another at the end",
        ),
    ],
)  # fmt: skip
def test_a_problem_has_its_line(old: str, new: str, problem: str) -> None:
    assert problems_of(MAP.replace(old, new, 1)) == [problem]


@pytest.mark.parametrize(
    ("school", "year", "rater", "path"),
    [
        ("Example School", "2026–27", None, "data/maps/example-school-2026-27.yaml"),
        ("École de Médecine", "2026", "B", "data/maps/ecole-de-medecine-2026-b.yaml"),
        ("医学院", "2026–27", None, "data/maps/医学院-2026-27.yaml"),
        ("../../etc", "a/b", None, "data/maps/etc-ab.yaml"),
        ("?", "!", None, "data/maps/map.yaml"),
        ("x" * 60, "2026", None, f"data/maps/{'x' * 40}-2026.yaml"),
    ],
)
def test_a_map_is_named_by_school_year_and_rater(school: str, year: str, rater: str | None, path: str) -> None:
    assert map_name(school, year, rater) == path


def is_line(text: str) -> bool:
    try:
        return bool(_readable(_plain(text))) and "\n" not in text
    except RefusedError:
        return False


LINES = st.text(
    st.sampled_from(" :#-[]{}\"'\\,|>&*!%@`~=.0123456789eENoyts–“„é医\u00a0")
    | st.characters(codec="utf-8", categories=["L", "N", "P", "S"]),
    min_size=1,
    max_size=12,
).filter(is_line)
TEACHES = st.lists(
    st.fixed_dictionaries(
        {"competency": st.from_regex(r"[A-Z0-9]{1,3}(\.[0-9])?", fullmatch=True)},
        optional={"level": LINES, "components": st.lists(st.from_regex(r"[a-z0-9]{1,4}", fullmatch=True), max_size=2)},
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one["competency"],
)
SESSIONS = st.fixed_dictionaries(
    {"title": LINES, "phase": st.just("Early"), "teaches": TEACHES},
    optional={
        "course": LINES,
        "hours": st.floats(0, 500),
        "requirement": st.sampled_from(["required", "elective"]),
        "methods": st.lists(LINES, max_size=2),
        "assessments": st.lists(
            st.fixed_dictionaries({"method": LINES}, optional={"purpose": st.just("formative")}), max_size=2
        ),
        "lead": LINES,
        "source": LINES,
    },
)
MAPS = st.fixed_dictionaries(
    {"school": LINES, "year": LINES, "edition": LINES, "phases": st.just(["Early"]), "sessions": st.lists(SESSIONS)},
    optional={"rater": LINES, "share": st.booleans(), "publish": st.booleans()},
)


@pytest.mark.slow
@settings(deadline=None)
@given(MAPS)
def test_any_map_is_read_back_by_parser_and_by_lines(value: dict[str, object]) -> None:
    one = CurriculumMap.model_validate(value)
    text = written(one)
    assert read_map("map.yaml", text) == one
    parsed = CurriculumMap.model_validate(document_of("map.yaml", text, 1, lambda _: None).value)
    assert parsed == one
    assert written(parsed) == text


SIGNS = [
    *" \n:#-[]\"'\\,|>&!.“„\t",
    "  ",
    "- ",
    ": ",
    ":\n",
    "\n\n",
    " #",
    "---",
    "\\u0041",
    "12:30",
    "no",
    "[]",
    "\u2028",
]


@settings(deadline=None)
@given(st.integers(0, len(MAP)), st.integers(0, 6), st.sampled_from(SIGNS))
def test_lines_are_read_as_the_parser_reads_them_or_left_to_it(at: int, cut: int, sign: str) -> None:
    text = MAP[:at] + sign + MAP[at + cut :]
    if (value := as_written(text)) is not None:
        reported: list[Problem] = []
        assert json.dumps(document_of("map.yaml", text, 1, reported.append).value, default=str) == (
            json.dumps(value, default=str)
        )
        assert not reported


def test_the_text_of_a_map_is_read_without_a_parser() -> None:
    assert as_written(MAP)
