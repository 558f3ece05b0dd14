"""A curriculum map is carried over to another edition: no grade gets higher by itself, and nothing is lost."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum_commons.content.load import load
from curriculum_commons.documents import map_worksheet as worksheet
from curriculum_commons.editor.retire import retire
from curriculum_commons.editor.withdrawn_entries import Withdrawal
from curriculum_commons.mapping.coverage import coverage
from curriculum_commons.mapping.framework import MapFramework
from curriculum_commons.mapping.upgrade import ALL, Decisions, upgrade
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.maps import Assessment, CoverageRule, CurriculumMap, Grade, Session, Teaching
from curriculum_commons.model.problems import CallError
from curriculum_commons.model.records import Competency, Component, Withdrawn
from curriculum_commons.render import signatures
from curriculum_commons.review.guide import guide
from curriculum_commons.review.map_report import map_at
from curriculum_commons.validation.validate import validate

Run = Callable[..., subprocess.CompletedProcess[str]]
PHASES = ("Early", "Late")


def uuid(number: int) -> str:
    return f"44444444-4444-4444-8444-4444444444{number:02}"


@pytest.fixture(scope="module")
def before(root: Path) -> Commons:
    """Five competencies: T-1 and T-2 of the made-up site, and three more."""
    commons = validate(load(root / "tests/tiny"), signatures())
    first = commons.competencies[0]
    parts = (Component(id="steep", uuid="55555555-5555-4555-8555-555555555509", text="Steep"),)
    more = tuple(
        Competency(
            code=f"T-{n}",
            uuid=uuid(n),
            domain=first.domain,
            title=f"Title {n}",
            statement=f"Old {n}.",
            components=parts,
        )
        for n in (3, 4, 5)
    )
    return replace(commons, competencies=(*commons.competencies, *more))


@pytest.fixture(scope="module")
def after(before: Commons) -> Commons:
    """T-1 stays, T-2 is reworded, T-3 is merged into T-6, T-4 divided into T-6 and T-7, T-5 withdrawn."""
    first, second, third, *_ = before.competencies
    reworded = second.model_copy(update={"statement": "Choose leaves, and taste them."})
    new = [
        third.model_copy(update={"code": f"T-{n}", "uuid": uuid(n), "statement": f"New {n}.", "components": ()})
        for n in (6, 7)
    ]
    gone = (
        Withdrawn(code="T-3", reason="The same as others", now_in=("T-6",)),
        Withdrawn(code="T-4", reason="Two things", now_in=("T-6", "T-7")),
        Withdrawn(code="T-5", reason="Nobody does it"),
    )
    framework = before.framework.model_copy(
        update={"edition": "2027", "withdrawn": (*before.framework.withdrawn, *gone)}
    )
    return replace(before, competencies=(first, reworded, *new), framework=framework)


def session(*codes: str, hours: float | None = 6, **more: object) -> Session:
    values = {"title": "Tea", "phase": "Early", "requirement": "required", "assessments": (Assessment(method="AM001"),)}
    return Session(**{**values, "hours": hours, "teaches": tuple(Teaching(competency=code) for code in codes), **more})  # type: ignore[arg-type]


def a_map(*sessions: Session) -> CurriculumMap:
    return CurriculumMap(school="Tea School", year="2025–26", edition="2024", phases=PHASES, sessions=sessions)


def test_the_questions_are_those_of_the_guide(before: Commons, after: Commons) -> None:
    found = upgrade(a_map(session("T-1"), session("T-4", "T-2")), before, after).questions
    assert [one.change for one in found] == [one.change for one in guide(before, after).again]
    assert {one.change.code: one.sessions for one in found} == {
        **{"T-2": (2,), "T-3": (), "T-4": (2,), "T-5": ()},
        **{"T-6": (2,), "T-7": (2,)},  # made from T-4
    }


def test_same_and_reworded_ones_are_carried_over_by_a_rule(before: Commons, after: Commons) -> None:
    found = upgrade(a_map(session("T-1", "T-2"), session("T-5")), before, after)
    assert [(one.number, one.now, one.rule) for one in found.moved] == [
        (1, ("T-1",), "unchanged"),
        (1, ("T-2",), "reworded: statement"),
    ]
    assert found.map.sessions == (session("T-1", "T-2"),)
    assert (found.map.edition, found.map.framework) == ("2027", after.framework.uuid)
    assert [(one.number, one.question.change.code) for one in found.waiting] == [(2, "T-5")]


def test_what_stays_keeps_its_hours_while_the_rest_waits(before: Commons, after: Commons) -> None:
    (made,) = upgrade(a_map(session("T-1", "T-3", "T-4", hours=10)), before, after).map.sessions
    assert made.teaches == (Teaching(competency="T-1", hours=3.33),)


@pytest.mark.parametrize(
    ("codes", "decisions", "expected"),
    [
        (("T-3",), {(1, "T-3"): ("T-6",)}, {"T-6": None}),  # the only one, so its hours are those of the session
        (("T-1", "T-3"), {(1, "T-3"): ("T-6",)}, {"T-1": None, "T-6": None}),
        (("T-1", "T-4"), {(1, "T-4"): ("T-6", "T-7")}, {"T-1": 3, "T-6": 1.5, "T-7": 1.5}),
        (("T-3", "T-4"), {(1, "T-3"): ("T-6",), (1, "T-4"): ("T-6",)}, {"T-6": None}),
        (("T-1", "T-5"), {(ALL, "T-5"): ()}, {"T-1": 3}),
        (("T-1", "T-5"), {(ALL, "T-5"): (), (1, "T-5"): ("T-1",)}, {"T-1": None}),
    ],
)
def test_decisions_take_the_hours_along(
    before: Commons,
    after: Commons,
    codes: tuple[str, ...],
    decisions: Decisions,
    expected: dict[str, float | None],
) -> None:
    found = upgrade(a_map(session(*codes)), before, after, decisions)
    assert not found.waiting
    assert {one.competency: one.hours for one in found.map.sessions[0].teaches} == expected


def test_components_and_stages_that_are_gone_are_left_out_with_a_note(before: Commons, after: Commons) -> None:
    stages = replace(after, stages=after.stages[:1])
    part = Teaching(competency="T-3", components=("steep",))
    found = upgrade(a_map(session(teaches=(part,), stage="make")), before, stages, {(1, "T-3"): ("T-6",)})
    assert found.map.sessions == (session("T-6"),)
    assert found.notes == (
        'session 1, "Tea": component "steep" of T-6 is left out',
        'session 1, "Tea": stage "make" is left out',
    )


def test_a_competency_that_the_edition_never_had_is_refused(before: Commons, after: Commons) -> None:
    with pytest.raises(CallError, match='session "Tea" teaches "Z-9", which edition 2024 does not have'):
        upgrade(a_map(session("Z-9")), before, after)


KNOWN = st.sampled_from([0.0, 1.0, 2.5, 10.0])
HOURS = st.none() | KNOWN
CODES = st.lists(st.sampled_from([f"T-{n}" for n in range(1, 6)]), min_size=1, max_size=4, unique=True)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    codes = draw(CODES)
    own = draw(st.booleans())
    levels = st.sampled_from([None, "Introduced", "Mastered"])
    teaches = tuple(Teaching(competency=code, level=draw(levels), hours=draw(KNOWN) if own else None) for code in codes)
    return session(
        title=draw(st.sampled_from(["Tea", "Pot"])),
        phase=draw(st.sampled_from(PHASES)),
        requirement=draw(st.sampled_from(["required", "elective", None])),
        hours=draw(HOURS),
        assessments=draw(st.sampled_from([(), (Assessment(method="AM001"),)])),
        teaches=teaches,
    )


RULES = st.builds(
    CoverageRule,
    sessions=st.integers(1, 3),
    hours=st.sampled_from([0.0, 0.5, 10 / 3, 5.0]),
    required=st.booleans(),
    assessed=st.booleans(),
    level=st.sampled_from([None, "Mastered"]),
)
WORTH = {Grade.NONE: 0, Grade.PARTIAL: 1, Grade.FULL: 2}


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(sessions(), max_size=6), RULES)
def test_no_grade_is_higher_before_a_person_decides(
    before: Commons, after: Commons, found: list[Session], rule: CoverageRule
) -> None:
    old = a_map(*found)
    was, now = (replace(MapFramework.of(one), rule=rule) for one in (before, after))
    then = coverage(old, was).cells
    for cell, made in coverage(upgrade(old, before, after).map, now).cells.items():
        assert WORTH[made.grade] <= (WORTH[then[cell].grade] if cell in then else 0)


@settings(max_examples=50, deadline=None)
@given(st.lists(sessions(), max_size=6))
def test_each_competency_of_each_session_is_carried_over_or_waits(
    before: Commons, after: Commons, found: list[Session]
) -> None:
    made = upgrade(a_map(*found), before, after)
    pairs = [(one.number, one.code) for one in made.moved] + [
        (one.number, one.question.change.code) for one in made.waiting
    ]
    assert sorted(pairs) == sorted((n, part.competency) for n, one in enumerate(found, 1) for part in one.teaches)
    assert {one.question.change.code for one in made.waiting} <= {"T-3", "T-4", "T-5"}


MAP = """school: Tea School
year: "2025–26"
edition: "2024"
phases: [Early, Late]

sessions:
  - title: "=Tea \\"for\\" two"
    phase: Early
    requirement: required
    hours: 4
    assessments:
      - method: AM001
    teaches:
      - competency: T-1
      - competency: T-2

  - title: Leaves
    phase: Late
    hours: 2
    teaches:
      - competency: T-2
"""


@pytest.fixture
def changed(tiny: Path) -> Path:
    """A project whose newest edition has merged T-2 into T-1, with a map of the edition before."""
    git = partial(subprocess.run, cwd=tiny, check=True, capture_output=True)
    git(["git", "init", "-q"])
    git(["git", "add", "-A"])
    git(["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "2024"])
    retire(tiny, Withdrawal(("T-2",), ("T-1",), "2027", None, "2027-01-15"))
    data = tiny / "data/competencies.yaml"
    data.write_text(data.read_text("utf-8").replace('edition: "2024"', 'edition: "2027"', 1), "utf-8")
    shutil.rmtree(tiny / "data/maps", ignore_errors=True)
    (tiny / "data/maps").mkdir()
    (tiny / "data/maps/tea.yaml").write_text(MAP, "utf-8")
    return tiny


def upgrading(run: Run, project: Path) -> subprocess.CompletedProcess[str]:
    return run("map", "upgrade", project / "data/maps/tea.yaml", "--to", "2027", "--root", project)


@pytest.mark.slow
def test_what_is_typed_into_the_workbook_or_the_yaml_is_applied_by_a_second_run(run: Run, changed: Path) -> None:
    first = upgrading(run, changed)
    assert (first.returncode, first.stdout.splitlines()[0]) == (0, "1 carried over, 0 decided, 2 to decide")
    assert (changed / "data/maps/tea.yaml").read_text("utf-8") == MAP
    folder = changed / "map-upgrade"
    assert sorted(file.name for file in folder.iterdir()) == [
        *("tea-worksheet.md", "tea-worksheet.xlsx", "tea-worksheet.yaml", "tea.yaml")
    ]
    (undecided,) = map_at(folder / "tea.yaml").sessions
    assert undecided.teaches == (Teaching(competency="T-1", hours=2),)
    text = (folder / "tea-worksheet.md").read_text("utf-8")
    assert "Choose leaves that suit the guest, and say why." in text
    assert "Boil water and keep it hot." in text

    book = openpyxl.load_workbook(folder / "tea-worksheet.xlsx")
    sheet = book["Decide"]
    texts = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, min_col=7, max_col=7)]
    assert texts[0][0]
    assert all(not text for (text,) in texts[1:])  # once for a competency
    assert sheet.row_dimensions[2].height >= 30
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert list(rows) == ["all T-2", "1 T-2", "2 T-2"]
    assert rows["1 T-2"][1].value == '=Tea "for" two'
    assert rows["1 T-2"][1].data_type == "s"
    rows["1 T-2"][10].value = "t-1 · Boil water"
    book.save(folder / "tea-worksheet.xlsx")
    typed = yaml.safe_load((folder / "tea-worksheet.yaml").read_text("utf-8"))
    typed["decisions"][0]["decision"] = "None"
    (folder / "tea-worksheet.yaml").write_text(yaml.safe_dump(typed, allow_unicode=True), "utf-8")

    second = upgrading(run, changed)
    assert (second.returncode, second.stdout.splitlines()[0]) == (0, "1 carried over, 2 decided, 0 to decide")
    made = map_at(changed / "data/maps/tea.yaml")
    assert made.edition == "2027"
    assert [(one.title, one.teaches) for one in made.sessions] == [('=Tea "for" two', (Teaching(competency="T-1"),))]
    again = upgrading(run, changed)
    assert (again.returncode, 'is of edition "2027" already' in again.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "decision", "message"),
    [
        ("1 T-2", "T-9", "map-upgrade/tea-worksheet.yaml:"),
        ("1 T-2", "T-9", 'decision: unknown code "T-9"'),
        ("7 T-2", "T-1", '"7 T-2" is not a row of this upgrade; did you mean'),
    ],
)
def test_a_decision_that_cannot_be_read_is_named_with_its_place(
    run: Run, changed: Path, row: str, decision: str, message: str
) -> None:
    (changed / "map-upgrade").mkdir()
    sheet = {"decisions": [{"row": row, "decision": decision}]}
    (changed / "map-upgrade/tea-worksheet.yaml").write_text(yaml.safe_dump(sheet), "utf-8")
    done = upgrading(run, changed)
    assert done.returncode == 1
    assert message in done.stderr


def test_two_worksheets_may_not_contradict_each_other(before: Commons, after: Commons) -> None:
    typed = [("a", "1 T-3", "T-6"), ("b", "1 T-3", "none"), ("c", "2 T-3", "T-6;\n T-7"), ("d", "2 T-3", " ")]
    decisions, (problem,) = worksheet.read_decisions(typed, ["1 T-3", "2 T-3"], after)
    assert decisions == {(1, "T-3"): ("T-6",), (2, "T-3"): ("T-6", "T-7")}
    assert (problem.path, problem.code) == ("b", "map-decision")


def test_an_edition_that_no_state_has_is_refused(run: Run, changed: Path) -> None:
    (changed / "data/maps/tea.yaml").write_text(MAP.replace('edition: "2024"', 'edition: "1999"'), "utf-8")
    assert 'no state of this folder in git has edition "1999"' in upgrading(run, changed).stderr
    done = run("map", "upgrade", changed / "data/maps/tea.yaml", "--to", "2030", "--root", changed)
    assert (done.returncode, 'this folder has edition "2027"; write --to "2027"' in done.stderr) == (2, True)
