"""Sessions are graded by one rule, nothing is guessed, and each gap is listed once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from curriculum_commons.mapping.row_coverage import (
    ALL_PHASES,
    NO_HOURS,
    NO_PHASES,
    NO_SESSION,
    NO_SESSIONS,
    NOT_ASSESSED,
    NOT_REQUIRED,
    NOTHING,
    NOWHERE,
    RULES,
    Coverage,
    Gap,
    Grade,
    coverage,
    gaps,
    verdict,
)
from curriculum_commons.mapping.sessions import (
    ASSESSMENT,
    INSTRUCTION,
    CurriculumMap,
    Row,
    Value,
    entry,
    offered,
    phase_names,
)
from curriculum_commons.model.site import Level, Method, Vocabulary

CODES = ("A-1", "A-2")
STAGES = ("1 · Watch", "2 · Do")
PHASES = ("First years", "Last years")
FULL = Row(
    title="Role play",
    competency="A-1 · Listen",
    stage="2 · Do",
    phase="First years",
    level="Reinforced",
    requirement="Required",
    instruction="IM022 · Role Play/Dramatization",
    assessment="AM002 · Clinical Performance Rating/Checklist",
    purpose="Formative",
    hours=1.5,
)


def covered(*rows: Row, phases: tuple[Value, ...] = PHASES) -> Coverage:
    return coverage(CODES, STAGES, CurriculumMap(phases, rows))


def grade(*rows: Row) -> Grade:
    return covered(*rows).cells["A-1", 0].grade


def test_a_required_session_with_hours_that_is_assessed_is_full() -> None:
    assert grade(FULL) is Grade.FULL


@pytest.mark.parametrize(
    "change",
    [{"requirement": "Elective"}, {"requirement": None}, {"hours": 0}, {"hours": None}, {"assessment": None}],
    ids=str,
)
def test_a_session_that_lacks_one_of_these_is_partial(change: dict[str, Value]) -> None:
    assert grade(replace(FULL, **change)) is Grade.PARTIAL


def test_no_session_is_none() -> None:
    assert grade() is Grade.NONE
    assert grade(replace(FULL, phase="Last years")) is Grade.NONE


def test_two_sessions_do_not_make_up_for_each_other() -> None:
    assert grade(replace(FULL, assessment=None), replace(FULL, requirement="Elective")) is Grade.PARTIAL


def test_each_grade_has_a_rule_in_words() -> None:
    assert list(RULES) == list(Grade)


def test_hours_are_summed_by_whether_they_are_required() -> None:
    elective, neither = replace(FULL, requirement="Elective", hours=4), replace(FULL, requirement="?")
    cell = covered(FULL, FULL, elective, neither).whole["A-1"]
    assert (cell.required_hours, cell.elective_hours, cell.sessions, cell.assessed) == (3.0, 4, 4, 4)
    assert (cell.levels, cell.stages) == ((0, 4, 0), (0, 4))


@pytest.mark.parametrize("hours", [None, "", "2", "two", -1, 500.5, True, float("nan")], ids=repr)
def test_hours_outside_0_to_500_are_reported(hours: Value) -> None:
    found = covered(replace(FULL, hours=hours))
    assert found.whole["A-1"].required_hours == 0
    assert found.incomplete.no_hours == 1


@pytest.mark.parametrize(
    "change",
    [{"competency": None}, {"competency": "a-1"}, {"competency": 1.1}, {"phase": ""}, {"phase": "first years"}],
    ids=str,
)
def test_a_row_without_a_known_competency_or_phase_is_not_counted_but_reported(change: dict[str, Value]) -> None:
    found = covered(replace(FULL, **change))
    assert found.incomplete.not_counted == 1
    assert not any(cell.sessions for cell in found.whole.values())


def test_an_empty_row_is_ignored() -> None:
    assert covered(Row(), Row(title="")).typed == 0


def test_a_competency_is_recognized_by_its_code_alone() -> None:
    assert grade(replace(FULL, competency="A-1")) is Grade.FULL
    assert grade(replace(FULL, competency="A-1 · as it was called last year")) is Grade.FULL


@pytest.mark.parametrize("change", [{"assessment": "AM015 · Practical (Lab)"}, {"assessment": None}], ids=str)
def test_an_assessment_that_is_not_on_the_list_is_reported(change: dict[str, Value]) -> None:
    found = covered(replace(FULL, **change))
    assert (found.whole["A-1"].assessed, found.incomplete.no_assessment) == (0, 1)


def test_a_session_without_any_assessment_is_not_reported() -> None:
    assert covered(replace(FULL, assessment=None, purpose=None)).incomplete.no_assessment == 0


def test_a_row_that_is_neither_required_nor_elective_is_reported() -> None:
    assert covered(replace(FULL, requirement="required")).incomplete.no_requirement == 1


def test_a_phase_named_twice_is_one_phase() -> None:
    assert phase_names(["A", "B", "A", None, 2027, "2027"]) == ("A", "B", "", "", "2027", "")


def test_a_phase_may_be_a_number() -> None:
    assert covered(replace(FULL, phase="1"), phases=(1, 2)).cells["A-1", 0].grade is Grade.FULL


def test_before_anything_is_typed_no_gap_is_listed() -> None:
    assert (list(gaps(covered())), verdict(covered())) == ([], NO_SESSIONS)


def test_without_phases_the_school_is_asked_for_them() -> None:
    found = covered(FULL, phases=(None, ""))
    assert (list(gaps(found)), verdict(found)) == ([], NO_PHASES)


def test_full_coverage_has_no_gaps() -> None:
    rows = [replace(FULL, competency=code, phase=phase) for code in CODES for phase in PHASES]
    assert (list(gaps(covered(*rows))), verdict(covered(*rows))) == ([], NOTHING)


def test_a_competency_that_is_taught_nowhere_is_one_gap() -> None:
    found = covered(FULL, replace(FULL, phase="Last years"))
    assert list(gaps(found)) == [Gap("A-2", ALL_PHASES, NOWHERE)]
    assert verdict(found).startswith("1 gap,")


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"requirement": "Elective"}, NOT_REQUIRED),
        ({"hours": None}, NO_HOURS),
        ({"assessment": None}, NOT_ASSESSED),
    ],
    ids=str,
)
def test_a_gap_names_the_first_of_what_is_missing(change: dict[str, Value], missing: str) -> None:
    found = covered(
        replace(FULL, **change), replace(FULL, competency="A-2"), replace(FULL, competency="A-2", phase="Last years")
    )
    assert list(gaps(found)) == [Gap("A-1", "First years", missing), Gap("A-1", "Last years", NO_SESSION)]


def test_the_lists_of_methods_leave_out_the_one_that_is_retired() -> None:
    assert "AM015" not in ASSESSMENT
    assert (len(ASSESSMENT), len(INSTRUCTION)) == (18, 31)


def test_a_long_name_is_cut_and_its_code_kept() -> None:
    cut = entry("A-1", "long " * 80)
    assert len(cut) == 120
    assert cut.startswith("A-1 · long")


def test_sessions_are_read_by_the_lists_of_the_site() -> None:
    vocabulary = Vocabulary(
        levels=(Level(name="Knows"), Level(name="Does", note="without help")),
        assessments=(Method(code="OSCE", name="Stations"), Method(name="Portfolio · yearly")),
    )
    lists = offered(vocabulary)
    rows = (
        replace(FULL, level="Does", assessment="OSCE · Stations"),
        replace(FULL, level="Knows", assessment="Portfolio·yearly"),
        FULL,
    )
    cell = coverage(CODES, STAGES, CurriculumMap(PHASES, rows), lists).cells["A-1", 0]
    assert (cell.sessions, cell.full, cell.levels) == (3, 2, (1, 1))
    assert covered(*rows).cells["A-1", 0].full == 1


def test_a_list_that_a_site_leaves_out_is_that_of_the_program() -> None:
    ours, own = offered(None), offered(Vocabulary(methods=(Method(name="Talk"),), source="our senate"))
    assert offered(Vocabulary()) == ours
    assert (own.levels, own.assessment, own.meaning) == (ours.levels, ours.assessment, ours.meaning)
    assert (own.instruction, own.source) == (("Talk",), "our senate")
    assert ours.source.startswith("Codes and names of methods: AAMC")
    assert offered(Vocabulary(methods=(Method(name="Talk"),))).source == ""
    assert offered(Vocabulary(levels=(Level(name="Knows"),))).meaning == "How far the session takes learners."
    long = tuple(Level(name=f"Level {number}", note="words " * 20) for number in range(9))
    assert len(offered(Vocabulary(levels=long)).meaning) <= 250
