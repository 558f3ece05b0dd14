"""Maps compared: one school's years, schools side by side, and two raters; all figures computed by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum_commons.mapping.agreement import agreement
from curriculum_commons.mapping.change import CellChange, changes
from curriculum_commons.mapping.compare import side_by_side
from curriculum_commons.mapping.framework import MapCompetency, MapFramework
from curriculum_commons.model.maps import CurriculumMap, Grade

FRAMEWORK = MapFramework("2026", tuple(MapCompetency(code, code, code) for code in "AB"))
FULL, PARTIAL, NONE = Grade.FULL, Grade.PARTIAL, Grade.NONE


def session(title: str, codes: str = "A", phase: str = "Early", **fields: Any) -> dict[str, Any]:
    teaches = [dict(zip(("competency", "level"), code.split(":"), strict=False)) for code in codes.split()]
    whole = {"title": title, "phase": phase, "requirement": "required", "hours": 1, "teaches": teaches}
    return whole | {"assessments": [{"method": "AM005"}]} | fields


def curriculum_map(*sessions: dict[str, Any], school: str = "Example School", **fields: Any) -> CurriculumMap:
    head = {"school": school, "year": "2026–27", "edition": "2026", "phases": ["Early", "Late"]}
    return CurriculumMap.model_validate({**head, **fields, "sessions": sessions})


def test_sessions_are_new_dropped_moved_longer_or_teach_something_else() -> None:
    before = curriculum_map(
        session("Listening"),
        session("Breaking  news", hours=2),
        session("Old talk"),
        session("Rounds", phase="Late"),
        session("Seminar", course="One"),
        session("Ward", phase="Late"),
    )
    after = curriculum_map(
        session("LISTENING", hours=1.5),
        session("Breaking news", phase="Late", hours=2),
        session("New talk", "B"),
        session("Rounds", "A B", phase="Late"),
        session("Seminar", course="Two"),
        session("Ward", phase="Late", requirement="elective", assessments=[]),
    )
    found = changes(before, after, FRAMEWORK)
    assert [(one.title, one.course) for one in found.new] == [("New talk", None), ("Seminar", "Two")]
    assert [(one.title, one.course) for one in found.dropped] == [("Old talk", None), ("Seminar", "One")]
    assert [(pair.before.phase, pair.after.phase) for pair in found.moved] == [("Early", "Late")]
    assert [pair.after.title for pair in found.taught] == ["Rounds"]
    assert [pair.after.title for pair in found.required] == ["Ward"]
    assert [pair.after.title for pair in found.assessed] == ["Ward"]
    assert [(one.after.title, one.hours_before, one.hours_after) for one in found.hours] == [("LISTENING", 1, 1.5)]
    assert found.cells == {
        ("A", "Early"): CellChange(5, 2.5, FULL, FULL),
        ("A", "Late"): CellChange(2, 3.5, FULL, FULL),
        ("B", "Early"): CellChange(0, 1, NONE, FULL),
        ("B", "Late"): CellChange(0, 0.5, NONE, FULL),
    }


def test_sessions_of_one_name_are_paired_by_phase_first() -> None:
    before = curriculum_map(session("Talk"), session("Talk", phase="Late", hours=3))
    after = curriculum_map(session("Talk", phase="Late", hours=3), session("Talk", phase="Late"))
    found = changes(before, after, FRAMEWORK)
    assert [(pair.before.hours, pair.after.hours) for pair in found.moved] == [(1, 1)]
    assert not any((found.new, found.dropped, found.hours))
    assert len(changes(before, curriculum_map(session("Talk")), FRAMEWORK).dropped) == 1


def test_a_phase_of_one_year_alone_has_no_grade_in_the_other() -> None:
    found = changes(curriculum_map(), curriculum_map(phases=["Early", "Late", "Last"]), FRAMEWORK)
    assert found.cells == {(code, "Last"): CellChange(None, 0, None, NONE) for code in "AB"}


def test_a_year_without_change_has_none() -> None:
    one = curriculum_map(session("Talk"), session("Talk"), session("Rounds", "A B"))
    found = changes(one, one.model_copy(update={"sessions": one.sessions[::-1]}), FRAMEWORK)
    assert not any((found.new, found.dropped, found.moved, found.taught, found.hours, found.cells))


TITLES = st.sampled_from(["Talk", "TALK ", "Rounds", "Seminar"])
ROWS = st.lists(st.builds(session, TITLES, st.sampled_from(["A", "B", "A B"]), st.sampled_from(["Early", "Late"])))


@pytest.mark.slow
@settings(deadline=None)
@given(ROWS, ROWS)
def test_each_session_is_kept_new_or_dropped_once(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    found = changes(curriculum_map(*before), curriculum_map(*after), FRAMEWORK)
    assert len(before) - len(found.dropped) == len(after) - len(found.new)
    back = changes(curriculum_map(*after), curriculum_map(*before), FRAMEWORK)
    assert (len(back.new), len(back.dropped)) == (len(found.dropped), len(found.new))


def test_schools_are_named_only_where_all_of_their_maps_are_shared() -> None:
    phases = ["Harbor blocks", "Harbor rounds"]
    maps = [
        curriculum_map(school="Harbor", phases=phases, year="2025–26", share=True),
        curriculum_map(session("Talk", phase=phases[0]), school="Harbor", phases=phases, year="2026–27"),
        curriculum_map(session("Talk"), school="Hill", share=True),
        curriculum_map(school="Example School"),
    ]
    found = side_by_side(maps, FRAMEWORK)
    assert sorted(school.name for school in found.schools) == ["Hill", "School A", "School B"]
    assert "Harbor" not in str(found)
    assert "Example" not in str(found)
    shared = next(school for school in found.schools if school.is_named)
    assert shared.years["2026–27"]["A"].summary == "Full in 1 of 2 phases; none in 1: Late"
    harbor = next(school for school in found.schools if len(school.years) == 2)
    assert list(harbor.years) == ["2025–26", "2026–27"]
    assert harbor.years["2026–27"]["A"].grades == {"Phase 1": FULL, "Phase 2": NONE}


def test_the_order_of_maps_changes_nothing_and_is_not_that_of_the_alphabet() -> None:
    names = [f"School of {letter}" for letter in "ABCDEFGH"]
    maps = [curriculum_map(*[session("Talk")] * number, school=name) for number, name in enumerate(names)]
    found = side_by_side(maps, FRAMEWORK)
    assert side_by_side(maps[::-1], FRAMEWORK) == found
    numbers = [school.years["2026–27"]["A"].sessions for school in found.schools]
    assert sorted(numbers) == list(range(8))
    assert numbers not in (sorted(numbers), sorted(numbers, reverse=True))
    assert [school.name for school in found.schools] == [f"School {letter}" for letter in "ABCDEFGH"]


def test_names_go_on_after_the_alphabet() -> None:
    found = side_by_side([curriculum_map(school=f"S{number}") for number in range(54)], FRAMEWORK)
    assert [school.name for school in found.schools][25:28] == ["School Z", "School AA", "School AB"]
    assert found.schools[-1].name == "School BB"


def test_averages_are_those_of_three_schools_or_more() -> None:
    both = [session("Talk", hours=2), session("Talk", phase="Late", requirement="elective")]
    maps = [
        curriculum_map(*both, session("Rounds", phase="Late"), school="One"),
        curriculum_map(*both, school="Two"),
        curriculum_map(school="Three"),
    ]
    earlier = [one.model_copy(update={"year": "2025–26"}) for one in maps[:2]]
    found = side_by_side([*maps, *earlier], FRAMEWORK)
    assert found.years == ("2025–26", "2026–27")
    assert set(found.averages) == {("A", "2026–27"), ("B", "2026–27")}
    one = found.averages["A", "2026–27"]
    assert (one.schools, one.full, one.partial, one.none) == (3, 1, 1, 1)
    assert (one.required_hours, one.hours) == (pytest.approx(5 / 3), pytest.approx(7 / 3))
    assert not side_by_side(maps[:2], FRAMEWORK).averages


def test_agreement_of_the_textbook() -> None:
    """Twenty yes by both, fifteen no by both, five and ten apart: 70 percent, and a kappa of 0.4."""
    one = MapFramework("2026", FRAMEWORK.competencies[:1])
    answers = [("A", "A")] * 20 + [("A", "B")] * 5 + [("B", "A")] * 10 + [("B", "B")] * 15
    first, second = (
        curriculum_map(*(session(f"Session {number}", pair[rater]) for number, pair in enumerate(answers)))
        for rater in (0, 1)
    )
    found = agreement(first, second, one)
    assert (found.taught.decisions, found.taught.agreed, found.taught.percent) == (50, 35, 70)
    assert found.taught.kappa == pytest.approx(0.4)
    assert len(found.differences) == 15
    assert found.differences[0].is_taught == (True, False)


def test_levels_are_compared_where_both_say_taught() -> None:
    first = curriculum_map(session("One", "A:Introduced B:Mastered"), session("Two", "A:Mastered"), session("Three"))
    second = curriculum_map(session("One", "A:Introduced B"), session("two", "A:Introduced"), session("Four"))
    found = agreement(first, second, FRAMEWORK)
    assert [one.title for one in found.only_first] == ["Three"]
    assert [one.title for one in found.only_second] == ["Four"]
    assert (found.levels.decisions, found.levels.agreed, found.levels.percent, found.levels.kappa) == (2, 1, 50, 0)
    assert [(one.second.title, one.code, one.levels) for one in found.differences] == [
        ("One", "B", ("Mastered", None)),
        ("two", "A", ("Mastered", "Introduced")),
    ]
    assert (found.taught.decisions, found.taught.percent, found.taught.kappa) == (4, 100, 1)


def test_kappa_is_not_defined_without_decisions_or_without_variety() -> None:
    nothing = agreement(curriculum_map(session("One")), curriculum_map(session("Two")), FRAMEWORK).taught
    assert (nothing.percent, nothing.kappa, nothing.reason) == (None, None, "there is no decision that both made")
    both = curriculum_map(session("One", "A B"))
    always = agreement(both, both, FRAMEWORK).taught
    assert (always.percent, always.kappa) == (100, None)
    assert always.reason == "both decided the same way every time, as chance would, too"


@pytest.mark.slow
@settings(deadline=None)
@given(ROWS, ROWS)
def test_agreement_does_not_depend_on_who_is_first(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    there = agreement(curriculum_map(*one), curriculum_map(*other), FRAMEWORK)
    back = agreement(curriculum_map(*other), curriculum_map(*one), FRAMEWORK)
    assert there.taught.decisions == back.taught.decisions
    assert there.taught.kappa is None or -1 <= there.taught.kappa <= 1
