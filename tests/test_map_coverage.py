"""Maps computed by hand: hours, grades, all phases, gaps and their order, and what always holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum_commons.mapping.coverage import Coverage, coverage, shown_hours
from curriculum_commons.mapping.framework import MapCompetency, MapFramework
from curriculum_commons.mapping.gaps import gaps
from curriculum_commons.model.maps import CoverageRule, CurriculumMap, Grade
from curriculum_commons.model.site import SiteTerms

PHASES = ("Early", "Late")
STAGES = {"watch": "Watch", "make": "Make", "lead": "Lead"}
FULL, PARTIAL, NONE = Grade.FULL, Grade.PARTIAL, Grade.NONE


def framework(codes: str = "A B C", stages: dict[str, str] | None = None, **rule: Any) -> MapFramework:
    competencies = tuple(MapCompetency(code, code, f"Title of {code}") for code in codes.split())
    return MapFramework("2026", competencies, stages or {}, rule=CoverageRule(**rule))


def session(codes: str = "A", phase: str = "Early", **fields: Any) -> dict[str, Any]:
    """A session that counts; a code may have hours of its own and a level, as in "A:0.5:Mastered"."""
    parts = [[*code.split(":"), "", ""][:3] for code in codes.split()]
    teaches = [
        {"competency": code} | ({"hours": float(own)} if own else {}) | ({"level": level} if level else {})
        for code, own, level in parts
    ]
    whole = {"title": "Talk", "phase": phase, "requirement": "required", "hours": 1, "teaches": teaches}
    whole |= {"assessments": [{"method": "AM005"}]}
    return {key: value for key, value in (whole | fields).items() if value is not None}


def curriculum_map(*sessions: dict[str, Any], phases: tuple[str, ...] = PHASES) -> CurriculumMap:
    head = {"school": "Example School", "year": "2026–27", "edition": "2026", "phases": phases}
    return CurriculumMap.model_validate({**head, "sessions": sessions})


def grades(found: Coverage) -> dict[str, str]:
    """The grades of each competency by phase, as their first letters."""
    return {code: "".join(grade[0] for grade in whole.grades.values()) for code, whole in found.whole.items()}


def test_hours_are_shared_equally_among_the_competencies_of_a_session() -> None:
    found = coverage(curriculum_map(session("A B", hours=3), session("A", hours=0.5)), framework())
    assert [found.cells[code, "Early"].required_hours for code in "ABC"] == [2, 1.5, 0]
    assert found.totals["Early"].required_hours == 3.5
    assert found.totals["Early"].sessions == 2


def test_hours_of_a_competency_take_the_place_of_its_share() -> None:
    found = coverage(curriculum_map(session("A:0.5 B:2", hours=9)), framework())
    assert [found.cells[code, "Early"].hours for code in "AB"] == [0.5, 2]
    assert found.totals["Early"].hours == 2.5


def test_hours_are_shared_among_the_competencies_of_the_framework_alone() -> None:
    found = coverage(curriculum_map(session("A X", hours=3), session("X Y"), session(phase="Never")), framework())
    assert found.cells["A", "Early"].hours == found.totals["Early"].hours == 3
    assert [one.teaches[-1].competency for one in found.incomplete.unknown_competency] == ["X"]
    assert [(one.phase, len(one.teaches)) for one in found.incomplete.not_counted] == [("Early", 2), ("Never", 1)]


def test_elective_hours_and_others_are_apart() -> None:
    found = coverage(
        curriculum_map(session(), session(requirement="elective", hours=2), session(requirement=None, hours=4)),
        framework(),
    )
    cell = found.cells["A", "Early"]
    assert (cell.required_hours, cell.elective_hours, cell.other_hours, cell.hours) == (1, 2, 4, 7)
    assert (len(cell.sessions), cell.required, cell.qualifying, cell.assessed) == (3, 1, 1, 3)
    assert len(found.incomplete.no_requirement) == 1


@pytest.mark.parametrize(
    ("fields", "grade"),
    [
        ({}, FULL),
        ({"requirement": "elective"}, PARTIAL),
        ({"requirement": None}, PARTIAL),
        ({"hours": 0}, PARTIAL),
        ({"hours": None}, PARTIAL),
        ({"assessments": []}, PARTIAL),
        ({"assessments": [{"method": "AM999"}]}, PARTIAL),
        ({"assessments": [{"method": "AM999"}, {"method": "AM005", "purpose": "formative"}]}, FULL),
        ({"phase": "Late"}, NONE),
    ],
)
def test_without_a_rule_of_the_site_one_required_session_with_hours_that_is_assessed_is_full(
    fields: dict[str, Any], grade: Grade
) -> None:
    assert coverage(curriculum_map(session(**fields)), framework()).cells["A", "Early"].grade is grade


@pytest.mark.parametrize(
    ("rule", "sessions", "grade"),
    [
        ({"sessions": 2}, [session()], PARTIAL),
        ({"sessions": 2}, [session(), session(hours=0)], PARTIAL),
        ({"sessions": 2}, [session(), session()], FULL),
        ({"hours": 1.5}, [session()], PARTIAL),
        ({"hours": 1.5}, [session(), session(requirement="elective")], PARTIAL),
        ({"hours": 1.5}, [session(), session("A B")], FULL),
        ({"hours": 1}, [session("A B C", hours=0.5)] * 6, FULL),  # six sixths of an hour
        ({"required": False}, [session(requirement="elective")], FULL),
        ({"required": False}, [session(requirement=None)], FULL),
        ({"assessed": False}, [session(assessments=[])], FULL),
        ({"level": "Reinforced"}, [session("A::Introduced")], PARTIAL),
        ({"level": "Reinforced"}, [session("A::Mastered")], FULL),
        ({"level": "Reinforced"}, [session("A")], PARTIAL),
        ({"level": "No such level"}, [session("A::Mastered")], PARTIAL),
    ],
)
def test_the_rule_of_the_site_holds(rule: dict[str, Any], sessions: list[dict[str, Any]], grade: Grade) -> None:
    assert coverage(curriculum_map(*sessions), framework(**rule)).cells["A", "Early"].grade is grade


def test_all_phases_together_have_a_sentence_and_no_grade() -> None:
    phases = ("One", "Two", "Three", "Four")
    sessions = [session(phase=phase) for phase in phases[:2]] + [session(phase="Three", assessments=[])]
    found = coverage(curriculum_map(*sessions, phases=phases), framework("A B"))
    assert found.whole["A"].summary == "Full in 2 of 4 phases; none in 1: Four"
    assert found.whole["B"].summary == "Full in 0 of 4 phases; none in 4: One, Two, Three, Four"
    assert grades(found) == {"A": "ffpn", "B": "nnnn"}
    assert coverage(curriculum_map(session(), phases=("Early",)), framework()).whole["A"].summary == (
        "Full in 1 of 1 phase"
    )


def test_levels_and_stages_are_counted_by_their_order() -> None:
    sessions = [session("A::Mastered", stage="make"), session("A::Introduced B", stage="make"), session(stage="other")]
    cell = coverage(curriculum_map(*sessions), framework(stages=STAGES)).cells["A", "Early"]
    assert (cell.levels, cell.stages) == ((1, 0, 1), (0, 2, 0))


def test_gaps_are_listed_by_their_weight_then_by_competency_and_phase() -> None:
    sessions = [
        session("A"),
        session("B", requirement="elective"),
        session("C", assessments=[]),
        session("D", hours=None),
        session("D", phase="Late", requirement="elective", assessments=[]),
        session("E", phase="Late"),
        session("E", assessments=[]),
    ]
    found = gaps(coverage(curriculum_map(*sessions), framework("A B C D E F")))
    assert [(gap.kind.value, gap.code, gap.phase) for gap in found] == [
        ("nowhere", "F", None),
        ("never required", "B", None),
        ("never assessed", "C", None),
        ("no session", "A", "Late"),
        ("no session", "B", "Late"),
        ("no session", "C", "Late"),
        ("not required", "D", "Late"),
        ("no hours", "D", "Early"),
        ("not assessed", "E", "Early"),
    ]


def test_gaps_say_what_is_missing_and_what_would_close_them() -> None:
    rule = {"sessions": 2, "hours": 4, "level": "Reinforced"}
    sessions = [
        session("A::Introduced"),
        session("B::Mastered"),
        *[session("C::Mastered", hours=1.25)] * 2,
        *[session("D::Mastered", hours=2)] * 2,
    ]
    found = gaps(coverage(curriculum_map(*sessions, phases=("Early",)), framework("A B C D E", **rule)))
    counts = 'required session with hours above 0 that is assessed, at the level "Reinforced" or a higher one'
    assert [(gap.code, gap.missing, gap.closes) for gap in found] == [
        ("E", "No session in any phase", f"Plan a {counts}"),
        ("A", 'No session that counts reaches the level "Reinforced"', 'Take one to the level "Reinforced"'),
        ("B", "Sessions that count in this phase: 1 of 2", f"Plan another {counts} in this phase"),
        ("C", "Hours that count in this phase: 2.5 of 4", "Add 1.5 hours in this phase"),
    ]


@pytest.mark.parametrize(
    ("taught", "skipped"),
    [(["watch", "make", "lead"], []), (["make"], ["watch"]), (["watch", "lead"], ["make"]), (["watch"], []), ([], [])],
)
def test_a_stage_is_skipped_where_a_later_one_is_taught(taught: list[str], skipped: list[str]) -> None:
    sessions = [session(stage=stage, phase=PHASES[number % 2]) for number, stage in enumerate(taught or [None])]
    found = gaps(coverage(curriculum_map(*sessions), framework("A", STAGES)))
    assert [gap.stage for gap in found if gap.kind == "skipped stage"] == skipped


def test_gaps_are_in_the_words_of_the_site() -> None:
    own = MapFramework("2026", framework("A").competencies, STAGES, terms=SiteTerms(stage="level", stages="levels"))
    found = [gap for gap in gaps(coverage(curriculum_map(session(stage="make")), own)) if gap.stage]
    assert [gap.closes for gap in found] == ['Plan a session for the level "Watch"']


def test_a_map_without_sessions_covers_nothing() -> None:
    found = coverage(curriculum_map(), framework("A B"))
    assert grades(found) == {"A": "nn", "B": "nn"}
    assert [(gap.code, gap.kind) for gap in gaps(found)] == [("A", "nowhere"), ("B", "nowhere")]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({}, "at least one required session with hours above 0 that is assessed"),
        ({"sessions": 3, "hours": 2.5}, "at least 3 required sessions with hours above 0 that are assessed, "
         "with 2.5 hours or more together"),
        ({"required": False, "assessed": False}, "at least one session with hours above 0"),
        ({"level": "Mastered"}, "at least one required session with hours above 0 that is assessed, "
         'at the level "Mastered" or a higher one'),
    ],
)  # fmt: skip
def test_the_rule_is_printed(rule: dict[str, Any], sentence: str) -> None:
    assert CoverageRule(**rule).sentences == {
        FULL: sentence,
        PARTIAL: f"at least one session, but not {sentence}",
        NONE: "no session",
    }


@pytest.mark.parametrize(
    ("hours", "shown"),
    [(0, "0"), (2, "2"), (0.5, "0.5"), (1 / 3, "0.33"), (0.125, "0.13"), (1.005, "1.01"), (10, "10"), (2 / 3, "0.67")],
)
def test_hours_are_rounded_half_up(hours: float, shown: str) -> None:
    assert shown_hours(hours) == shown


LEVELS = ("", "Introduced", "Reinforced", "Mastered")
PARTS = st.lists(
    st.tuples(st.sampled_from("ABCX"), st.sampled_from(LEVELS)), min_size=1, max_size=4, unique_by=lambda part: part[0]
)
TIMES = st.none() | st.integers(0, 400).map(lambda hundredths: hundredths / 100)


@st.composite
def any_session(draw: st.DrawFn) -> dict[str, Any]:
    parts, own = draw(PARTS), draw(st.booleans())
    codes = [f"{code}:{draw(st.integers(0, 8)) / 4 if own else ''}:{level}" for code, level in parts]
    fields = {
        "hours": draw(TIMES),
        "requirement": draw(st.sampled_from(["required", "elective", None])),
        "assessments": draw(st.sampled_from([[], [{"method": "AM005"}], [{"method": "AM999"}]])),
        "stage": draw(st.sampled_from([None, *STAGES])),
    }
    return session(" ".join(codes), draw(st.sampled_from([*PHASES, "Never"])), **fields)


SESSIONS = st.lists(any_session(), max_size=12)
RULES = st.builds(
    dict,
    sessions=st.integers(1, 3),
    hours=st.sampled_from([0, 0.5, 1, 2.25]),
    required=st.booleans(),
    assessed=st.booleans(),
    level=st.sampled_from([None, "Introduced", "Reinforced"]),
)


@pytest.mark.slow
@settings(deadline=None)
@given(SESSIONS, RULES)
def test_hours_add_up_over_competencies_and_nothing_is_counted_twice(
    sessions: list[dict[str, Any]], rule: dict[str, Any]
) -> None:
    found = coverage(curriculum_map(*sessions), framework(stages=STAGES, **rule))
    for phase, total in found.totals.items():
        cells = [found.cells[code, phase] for code in "ABC"]
        for kind in ("required_hours", "elective_hours", "other_hours", "hours"):
            assert sum(getattr(cell, kind) for cell in cells) == pytest.approx(getattr(total, kind), abs=1e-4)
        for cell in cells:
            assert len({id(one) for one in cell.sessions}) == len(cell.sessions)
            assert (
                cell.qualifying
                <= cell.tested
                <= cell.timed
                <= len(cell.sessions)
                == (
                    sum(one.requirement == "elective" for one in cell.sessions)
                    + cell.required
                    + sum(one.requirement is None for one in cell.sessions)
                )
            )
    counted = sum(total.sessions for total in found.totals.values())
    assert counted + len(found.incomplete.not_counted) == len(sessions)


@pytest.mark.slow
@settings(deadline=None)
@given(SESSIONS, RULES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(sessions: list[dict[str, Any]], rule: dict[str, Any], random: Any) -> None:
    shuffled = random.sample(sessions, len(sessions))
    one, other = (coverage(curriculum_map(*rows), framework(stages=STAGES, **rule)) for rows in (sessions, shuffled))
    assert grades(one) == grades(other)
    assert one.totals == other.totals
    assert gaps(one) == gaps(other)
    assert [cell.hours for cell in one.cells.values()] == [cell.hours for cell in other.cells.values()]


@pytest.mark.slow
@settings(deadline=None)
@given(SESSIONS, any_session(), RULES)
def test_one_more_session_never_lowers_a_grade(
    sessions: list[dict[str, Any]], more: dict[str, Any], rule: dict[str, Any]
) -> None:
    order = [NONE, PARTIAL, FULL]
    before, after = (
        coverage(curriculum_map(*rows), framework(stages=STAGES, **rule)) for rows in (sessions, [*sessions, more])
    )
    for place, cell in before.cells.items():
        assert order.index(after.cells[place].grade) >= order.index(cell.grade)
        assert after.cells[place].hours >= cell.hours
