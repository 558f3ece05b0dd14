"""What a school teaches is read from whatever file it has, and what is wrong with it is named by its cell."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from curriculum_commons.content.sheet_cells import Moment
from curriculum_commons.mapping.framework import MapCompetency, MapFramework
from curriculum_commons.mapping.read import Choices, Read, read_files
from curriculum_commons.mapping.read.columns import reading
from curriculum_commons.mapping.read.recipes import Recipe, read_recipes, written
from curriculum_commons.mapping.read.tidy import NotReadError, hours
from curriculum_commons.model.crosswalk import AlignedEntry

UUID = "44444444-4444-4444-8444-44444444440{}"
ENTRY = "World Tea WTS", "4.6", "wts-4-6", "Pours."
FRAMEWORK = MapFramework(
    edition="2024",
    competencies=(
        MapCompetency(
            "T-1",
            "1.1(a)",
            "Boil water",
            "",
            {"boil": "Boil water", "keep": "1.1b keep it hot"},
            {"1.1b": "keep"},
            UUID.format(1),
        ),
        MapCompetency("T-2", "T-2", "Choose leaves", uuid=UUID.format(2)),
        MapCompetency("T-3", "T-3", "Pour", uuid=UUID.format(3)),
    ),
    stages={"watch": "Watch", "make": "Make"},
    phases=("Pre-clerkship", "Clerkship"),
    addresses={"https://tea.example/competencies/t-3/": "T-3"},
    alignments=(
        ("T-3", AlignedEntry(*ENTRY, "skos:broadMatch")),
        ("T-1", AlignedEntry(*ENTRY, "skos:relatedMatch")),
    ),
)
CHOICES = Choices(school="Tea School", year="2026-27")
HEAD = (
    "Session title,Course,Phase,Stage,Required or elective,Hours,Competency 1,Level 1,Components 1,"
    "Competency 2,Level 2,Components 2,Method 1,Method 2,Assessment 1,Purpose 1,Who leads (role)"
)


def read(
    folder: Path, text: str | bytes, choices: Choices = CHOICES, name: str = "plan.csv", recipes: Sequence[Recipe] = ()
) -> Read:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    (found,) = read_files([file], FRAMEWORK, choices, recipes)
    return found


def sessions(found: Read) -> list[dict[str, Any]]:
    assert found.map is not None, found.problems
    return [one.model_dump(exclude_defaults=True) for one in found.map.sessions]


def messages(found: Read) -> list[str]:
    return [f"{one.code}: {one.text}" for one in found.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            ("1,5", 1.5),
            ("1.5", 1.5),
            ("1½", 1.5),
            ("1 ½", 1.5),
            ("½", 0.5),
            ("90 min", 1.5),
            ("90min.", 1.5),
            ("1:30", 1.5),
        ),
        *(
            ("1 h 30", 1.5),
            ("1h30min", 1.5),
            ("1 hr. 15 mins", 1.25),
            ("2 Std.", 2),
            ("PT1H30M", 1.5),
            ("pt90m", 1.5),
            (" 2 h ", 2),
        ),
        *(("2,", 2), (".5", 0.5), ("０", 0), ("1:30:00", 1.5), ("500", 500)),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, expected: float) -> None:
    assert hours(text) == expected


@pytest.mark.parametrize(
    "text",
    ["1,5,5", "1e3", "nan", "-1", "501", "1:75", "2 x 45 min", "two", "1 h 90", "PT1X", "1 2", "=1+1", "½½", "1-2"],
)
def test_anything_else_is_no_hours(text: str) -> None:
    with pytest.raises(NotReadError):
        hours(text)


def test_a_time_of_a_spreadsheet_is_hours_and_a_date_is_not() -> None:
    time = Moment(0.0625)
    time.is_time = True
    assert hours(time) == 1.5
    time.is_time = False
    with pytest.raises(NotReadError, match="is a date"):
        hours(time)
    assert hours(90.0, "minutes") == 1.5
    assert hours("1:30", "minutes") == 1.5
    with pytest.raises(NotReadError, match="without a unit"):
        hours("90", "")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Lehrveranstaltung", "title"),
        ("Intitulé", "title"),
        ("Título de la sesión", "title"),
        ("SessionTitle", "title"),
        ("Block / Course", "course"),
        ("Clerkship", "course"),
        ("Studienjahr", "phase"),
        ("Year of Study", "phase"),
        ("MS Year", "phase"),
        ("Mandatory (Y/N)", "requirement"),
        ("Pflicht/Wahl", "requirement"),
        ("Elective?", "elective"),
        ("Dauer (Min.)", "minutes"),
        ("Duration (min)", "minutes"),
        ("Contact Hours", "hours"),
        ("Durée (h)", "hours"),
        ("Duration", "duration"),
        ("EPA(s)", "competency"),
        ("EPA / competency codes", "competency"),
        ("Lernziele", "competency"),
        ("Type of session", "method"),
        ("Prüfungsform", "assessment"),
        ("Week", "date"),
        ("Course director", ""),
        ("Room", ""),
        ("Number of students", ""),
    ],
)
def test_columns_are_recognized_in_several_languages(name: str, field: str) -> None:
    assert reading(name)[0] == field


def test_a_row_of_our_table_is_a_session(tmp_path: Path) -> None:
    row = (
        "Kettles,Water,clerkship,1 · Watch,REQUIRED,“x”,1.1(a) · Boil water,introduced,boil; 1.1b,T-2,,,"
        "IM013,Workshop,AM003,summative,course director"
    )
    found = read(tmp_path, f"{HEAD}\n{row.replace('“x”', '1½')}\n")
    assert messages(found) == []
    (session,) = sessions(found)
    assert session == {
        "title": "Kettles",
        "phase": "Clerkship",
        "course": "Water",
        "stage": "watch",
        "requirement": "required",
        "hours": 1.5,
        "methods": ("IM013", "IM030"),
        "assessments": ({"method": "AM003", "purpose": "summative"},),
        "teaches": (
            {"competency": "T-1", "level": "Introduced", "components": ("boil", "keep")},
            {"competency": "T-2"},
        ),
        "lead": "course director",
        "source": "2",
    }


def test_wrong_cells_are_left_out_and_good_rows_stay(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"{HEAD}\n"
        "Good,,Clerkship,,Required,1,T-1,,,,,,,,,,\n"
        "Half,,Clerkship,Brew,Perhaps,x,T-2,Expert,,T-9,,,IM999,,Quiz,Never,\n"
        ",,Clerkship,,,1,T-1,,,,,,,,,,\n"
        "No phase,,,,,1,T-1,,,,,,,,,,\n"
        "Unknown,,Clerkship,,,1,T-9,,,,,,,,,,\n"
        ",,,,,,,,,,,,,,,,\n",
    )
    assert [one["title"] for one in sessions(found)] == ["Good", "Half"]
    assert sessions(found)[1] == {
        "title": "Half",
        "phase": "Clerkship",
        "teaches": ({"competency": "T-2"},),
        "source": "3",
    }
    assert [text.split(";")[0] for text in messages(found)] == [
        'map-cell: D3: stage "Brew" is not on the list',
        'map-cell: E3: requirement "Perhaps" is neither',
        'map-cell: F3: hours "x" is not a time',
        'map-cell: H3: level "Expert" is not on the list',
        'map-cell: J3: competency "T-9" is not on the list',
        'map-cell: M3: method "IM999" is not on the list',
        'map-cell: O3: assessment "Quiz" is not on the list',
        'map-cell: P3: purpose "Never" is neither',
        "map-row: A4: the row has no title",
        "map-row: C5: the row has no phase",
        'map-row: G6: competency "T-9" is not on the list',
    ]
    assert "plan.csv: 5 rows read, 2 kept, 3 left out." in found.notes


def test_the_same_wrong_value_is_one_problem_with_its_places(tmp_path: Path) -> None:
    row = "Tea,,Clerkship,,,x,T-1,,,,,,,,,,\n"
    (problem,) = read(tmp_path, f"{HEAD}\n{row * 40}").problems
    assert (problem.line, problem.places[:2], len(problem.places)) == (2, ("F3", "F4"), 39)


def test_rows_of_the_workbook_before_become_sessions(tmp_path: Path) -> None:
    head = (
        "Session title,Course,Competency,Stage,Phase,Level,Required or elective,Instructional method,"
        "Assessment method,Formative or summative,Hours,Who leads (role)"
    )
    rows = (
        "Kettles,W,T-1 · Boil water,,Clerkship,Introduced,Required,IM013,AM003,Formative,1,",
        "Kettles,W,T-2,,Clerkship,,Required,IM008,AM003,Formative,0.5,",
        "Kettles,W,T-3,,Clerkship,,Required,IM008,,,2,",
        "kettles,W,T-1,,Clerkship,,Required,IM013,AM003,Formative,1,",
    )
    found = read(tmp_path, "\n".join((head, *rows)))
    assert messages(found) == []
    first, other, again = sessions(found)
    assert first["hours"] == 1.5
    assert first["methods"] == ("IM013", "IM008")
    assert [(one["competency"], one["hours"]) for one in first["teaches"]] == [("T-1", 1.0), ("T-2", 0.5)]
    assert (other["teaches"], other["hours"]) == (({"competency": "T-3"},), 2.0)  # it is not assessed
    assert again["teaches"] == ({"competency": "T-1"},)


PLAN = """MD program, plan of 2026;;;;;;;;
;;;;;;;;
Week;Block / Course;Session title;Type of session;Duration (min);Mandatory (Y/N);Year;EPA / competency codes;Assessment
Block 1: Water;;;;;;;;
1;Water;Kettles;Small group;90;Y;2;T-1, T-2;OSCE
1;Water;Introduction;Lecture;50;Y;1;;
2;Water;"Hot, or not";IM013;45;N;1;"T-2
WTS 4.6";AM003
3;Water;Teams;Workshop;2 h;maybe;1;PC-7;Quiz
4;Water;Odd;Lecture;x;Y;1;T-1 Boil water;none
Total;;;;185;;;;
"""


def test_a_table_of_others_is_read_with_notes_on_how(tmp_path: Path) -> None:
    found = read(tmp_path, PLAN)
    assert [(one["title"], one["phase"], one.get("hours"), one["requirement"]) for one in sessions(found)] == [
        ("Hot, or not", "Year 1", 0.75, "elective"),
        ("Odd", "Year 1", None, "required"),
        ("Kettles", "Year 2", 1.5, "required"),
    ]
    assert [[of["competency"] for of in one["teaches"]] for one in sessions(found)] == [
        ["T-2", "T-3"],
        ["T-1"],
        ["T-1", "T-2"],
    ]
    assert [one.message.partition(" ")[0] for one in found.problems] == ["D5:", "I5:", "H8:", "E9:"]
    text = "\n".join(found.notes)
    assert "5 rows read, 3 kept, 1 left out" in text
    assert "1 more have no competency" in text
    assert "Row 4: taken for a heading" in text
    assert "Row 10: taken for a total" in text
    assert "minutes = Duration (min)" in text
    assert "World Tea WTS 4.6 is read as T-3, by the crosswalk of the site (1 place)" in text


def test_a_recipe_keeps_columns_and_the_meaning_of_words(tmp_path: Path) -> None:
    import yaml

    first = read(tmp_path, PLAN.replace("Session title", "Was"), Choices({"title": "Was"}, "Tea School", "2026-27"))
    assert first.recipes
    text = written(first.recipes)
    assert 'word: OSCE\n          means: "?"' in text
    meant = text.replace('word: OSCE\n          means: "?"', "word: OSCE\n          means: AM003").replace(
        'word: Quiz\n          means: "?"', 'word: Quiz\n          means: "-"'
    )
    again = read(tmp_path, PLAN.replace("Session title", "Was"), recipes=read_recipes(yaml.safe_load(meant)))
    assert sessions(again)[2]["assessments"] == ({"method": "AM003"},)
    assert not any("OSCE" in text for text in messages(again))
    assert written(again.recipes) == meant


def book(**sheets: list[list[Any]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def saved(made: openpyxl.Workbook, folder: Path) -> bytes:
    made.save(folder / "made.xlsx")
    return (folder / "made.xlsx").read_bytes()


def test_named_columns_are_found_wherever_they_are(tmp_path: Path) -> None:
    made = book(
        Schule=[["", "Teeschule"], ["", "2026/27"], ["", "2"], ["", "2024"], ["", "Klinik"], ["", "Vorklinik"]],
        Einheiten=[
            ["", ""],
            ["h", "Kompetenz", "irgendwas", "Titel", "Abschnitt"],
            [1.5, "t-1", "x", " Kessel\u00a0", "Klinik"],
            [1, "T-2", "", "Tee", "Pause"],
        ],
    )
    places = {
        "School": "Schule!$B$1",
        "Academic_year": "Schule!$B$2",
        "Map_format": "Schule!$B$3",
        "Map_edition": "Schule!$B$4",
        "Phase_1": "Schule!$B$5",
        "Phase_2": "Schule!$B$6",
        "Map_title": "Einheiten!$D$2:$D$2002",
        "Map_phase": "'Einheiten'!$E$2:$E$2002",
        "Map_hours": "Einheiten!$A$2:$A$2002",
        "Map_competency_1": "Einheiten!$B$2:$B$2002",
        "Map_level_1": "#REF!",
        "Map_lead": "Einheiten!#REF!",
    }
    for name, place in places.items():
        made.defined_names[name] = DefinedName(name, attr_text=place)
    found = read(tmp_path, saved(made, tmp_path), Choices(), "plan.xlsx")
    assert found.map is not None
    assert (found.map.school, found.map.year, found.map.phases) == ("Teeschule", "2026–27", ("Klinik", "Vorklinik"))
    assert sessions(found) == [
        {
            "title": "Kessel",
            "phase": "Klinik",
            "hours": 1.5,
            "teaches": ({"competency": "T-1"},),
            "source": "Einheiten!3",
        }
    ]
    (problem,) = found.problems
    assert problem.message.startswith('Einheiten!E4: phase "Pause" is not on the list')


def test_a_sheet_that_was_renamed_without_its_ranges_is_found_by_its_headers(tmp_path: Path) -> None:
    made = book(
        Schule=[["", "Teeschule"], ["", "2026/27"]],
        Einheiten=[
            ["Session title", "Phase", "Required or elective", "Hours", "Competency 1"],
            ["Kessel", "Clerkship", "Required", 1.5, "T-1"],
        ],
    )
    for name, place in {"School": "Schule!$B$1", "Academic_year": "Schule!$B$2", "Map_title": "Sessions!$A$4"}.items():
        made.defined_names[name] = DefinedName(name, attr_text=place)
    found = read(tmp_path, saved(made, tmp_path), Choices(), "plan.xlsx")
    assert messages(found) == []
    assert [(one["title"], one["source"]) for one in sessions(found)] == [("Kessel", "Einheiten!2")]


def test_merged_headings_sheets_for_years_and_columns_of_marks(tmp_path: Path) -> None:
    made = book(
        Notes=[["How to use"]],
        **{
            "Year 1": [
                ["Block", "Session", "Hours", "Competencies", None],
                [None, None, None, "T-1", "T-2"],
                ["Water", "Kettles", 2, "x", None],
                [None, "Steam", 1, None, "I"],
                [None, "Rest", 1, None, None],
            ],
            "Year 2": [["Block", "Session", "Hours", "T-1", "T-2"], ["Leaves", "Green", 3, None, "yes"]],
            "Old": [["Block", "Session", "Hours", "T-1", "T-2"], ["Leaves", "Gone", 3, None, "yes"]],
        },
    )
    made["Year 1"].merge_cells("A3:A5")
    made["Year 1"].merge_cells("D1:E1")
    made["Year 1"].row_dimensions[4].hidden = True
    made["Old"].sheet_state = "hidden"
    found = read(tmp_path, saved(made, tmp_path), Choices({"phase": "@sheet"}, "Tea School", "2026-27"), "plan.xlsx")
    assert messages(found) == []
    assert [(one["title"], one["course"], one["phase"], one["source"]) for one in sessions(found)] == [
        ("Kettles", "Water", "Year 1", "Year 1!3"),
        ("Steam", "Water", "Year 1", "Year 1!4"),
        ("Green", "Leaves", "Year 2", "Year 2!2"),
    ]
    assert sessions(found)[1]["teaches"] == ({"competency": "T-2", "level": "Introduced"},)
    text = "\n".join(found.notes)
    assert '"Old" is hidden, and not read' in text
    assert 'sheet "Year 1": hidden, and read too: 1 row.' in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Session,Room\nKettles,7\n", "no row names a column of titles and one of competencies"),
        ("Session,Competency\nKettles,T-1\n", "no column is known to hold the phase; name it with --column phase="),
        (HEAD, "no session with a competency of this framework is in it"),
        ("", "is empty"),
        (HEAD + "," * 10_001, "has a row of more than 10,000 cells"),
        (b"\xd0\xcf\x11\xe0old", "is an old or a locked workbook"),
        (b"PK\3\4", "cannot be read as a workbook"),
        ("<?xml version='1.0'?><html/>", 'is XML, but no curriculum inventory: it begins with "html"'),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path, text: str | bytes, message: str) -> None:
    found = read(tmp_path, text)
    assert found.map is None
    (problem,) = found.problems
    assert (problem.code, problem.path) == ("map-file", "plan.csv")
    assert message in problem.message


def test_a_phase_without_a_session_of_ours_is_not_hidden(tmp_path: Path) -> None:
    found = read(tmp_path, "Semester,Session,Hours,Competency\n1,Kettles,2,T-1\n2,Anatomy,2,\n3,Pots,1,T-2\n")
    assert found.map is not None
    assert found.map.phases == ("Semester 1", "Semester 2", "Semester 3")


@pytest.mark.parametrize(
    ("text", "choices", "message"),
    [
        (
            "Phase,Session,Competency\n" + "".join(f"Week {at},Tea {at},T-1\n" for at in range(21)),
            CHOICES,
            'has 21 phases, such as "Week 0", "Week 1" and "Week 2", and a map has 20 at most; name another column',
        ),
        ("Phase,Session,Competency\nOne,Tea,T-1\n", Choices(school="<script>", year="2026"), 'school "<script>" has'),
        ("Phase,Session,Competency\nOne,Tea,T-1\n", Choices(school="S", year="2026", rater="\u202eA"), "rater"),
    ],
)
def test_what_a_map_cannot_have_is_one_problem(tmp_path: Path, text: str, choices: Choices, message: str) -> None:
    found = read(tmp_path, text, choices)
    assert found.map is None
    (problem,) = found.problems
    assert message in problem.message


def test_phases_of_several_files_are_too_many_together(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        rows = "".join(f"{name[0]} {at},Tea,T-1\n" for at in range(11))
        (tmp_path / name).write_text(f"Phase,Session,Competency\n{rows}")
    (found,) = read_files([tmp_path / "a.csv", tmp_path / "b.csv"], FRAMEWORK, CHOICES)
    assert found.map is None
    assert [one.message for one in found.problems] == ["have 22 phases together, and a map has 20 at most"]


def test_a_recipe_is_kept_for_each_kind_of_table_in_a_workbook(tmp_path: Path) -> None:
    made = book(
        A=[["Was", "Phase", "Competency"], ["Kettles", "One", "T-1"]],
        B=[["Was", "Phase", "Room", "Competency"], ["Pots", "One", 7, "T-2"]],
    )
    chosen = Choices({"title": "Was"}, "Tea School", "2026-27")
    found = read(tmp_path, saved(made, tmp_path), chosen, "plan.xlsx")
    assert len(sessions(found)) == 2
    again = read(tmp_path, saved(made, tmp_path), CHOICES, "plan.xlsx", found.recipes)
    assert sessions(again) == sessions(found)


SAME = "Session,Phase,Hours,Competency\nKettles,One,2,T-1\nKettles,One,2,T-2\nPots,One,1,T-1\nPots,One,2,T-3\n"


def test_rows_that_are_taken_for_one_session_are_named(tmp_path: Path) -> None:
    found = read(tmp_path, SAME)
    assert [(one["title"], one["hours"], len(one["teaches"])) for one in sessions(found)] == [
        ("Kettles", 2.0, 2),
        ("Pots", 3.0, 2),
    ]
    text = "\n".join(found.notes)
    assert (
        '4 rows are 2 sessions, as title, course, phase, day, requirement and assessment are the same: "Kettles" (rows'
        in text
    )
    assert "In 1 of them all rows have the same hours, which count once; in others they are added up." in text
    apart = read(tmp_path, SAME.replace("Hours", "Hours,Nr").replace("One,2", "One,2,7").replace("One,1", "One,1,8"))
    assert [(one["title"], one["hours"]) for one in sessions(apart)] == [("Kettles", 2.0), ("Pots", 1.0), ("Pots", 2.0)]


@pytest.mark.slow
def test_many_rows_of_one_title_take_no_longer_than_as_many_of_several(tmp_path: Path) -> None:
    rows = "".join(f"Tea,One,1,T-{at % 3 + 1}\n" for at in range(9_000))
    found = read(tmp_path, f"Session,Phase,Hours,Competency\n{rows}")
    assert len(sessions(found)) == 3_000
    assert "9000 rows are 3000 sessions" in "\n".join(found.notes)


def test_good_files_are_read_beside_bad_ones_and_two_of_a_year_are_one_map(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(f"{HEAD}\n{name},,Clerkship,,,1,T-1,,,,,,,,,,\n")
    (tmp_path / "c.csv").write_text("nothing\nof use\n")
    joined, bad = read_files(
        [tmp_path / name for name in ("a.csv", "c.csv", "b.csv", "none.csv")][:3], FRAMEWORK, CHOICES
    )
    assert [one["source"] for one in sessions(joined)] == ["a.csv: 2", "b.csv: 2"]
    assert bad.map is None


def test_sessions_beyond_those_that_a_map_may_have_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curriculum_commons.mapping.read.MOST_SESSIONS", 3)
    for name in ("a.csv", "b.csv"):
        rows = (f"{name} {number},,Clerkship,,,1,T-1,,,,,,,,,,\n" for number in range(3 if name == "a.csv" else 4))
        (tmp_path / name).write_text(f"{HEAD}\n{''.join(rows)}")
    (whole,) = read_files([tmp_path / "a.csv"], FRAMEWORK, CHOICES)
    (cut,) = read_files([tmp_path / "b.csv"], FRAMEWORK, CHOICES)
    (joined,) = read_files([tmp_path / "a.csv", tmp_path / "b.csv"], FRAMEWORK, CHOICES)
    assert [len(sessions(one)) for one in (whole, cut, joined)] == [3, 3, 3]
    assert whole.problems == ()
    assert messages(cut) == ["map-file: 4 sessions, of which a map keeps the first 3; read it in parts"]
    assert "6 sessions" in messages(joined)[-1]


def test_what_is_code_or_markup_is_text_or_refused(tmp_path: Path) -> None:
    rows = (
        '"=HYPERLINK(""http://evil.example"")"',
        "<b>Bold</b> &amp; more",
        "+cmd|x!A1",
        "Tea\u202eaet",
        "K\u00adettles\u200b\u00a0now",
    )
    found = read(tmp_path, HEAD + "".join(f"\n{title},,Clerkship,,,1,T-1,,,,,,,,,," for title in rows))
    assert [one["title"] for one in sessions(found)] == [
        '=HYPERLINK("http://evil.example")',
        "Bold & more",
        "+cmd|x!A1",
        "Kettles now",
    ]
    (problem,) = found.problems
    assert problem.code == "map-row"


def test_years_of_the_calendar_are_no_phases_and_sentences_no_competencies(tmp_path: Path) -> None:
    rows = "Year,Session,Learning objectives\n2026-27,Kettles,T-1\n2026,Summer tea,T-2\nTotal,2,\n"
    found = read(tmp_path, rows)
    assert [one.message.partition(" is")[0] for one in found.problems][:2] == [
        'A2: phase "2026-27"',
        'A3: phase "2026"',
    ]
    text = "Phase,Session,Learning objectives\n"
    text += "One,Kettles,Explains to all the others in the room how water boils and then why\n"
    found = read(tmp_path, text)
    assert not any(recipe.unknown for recipe in found.recipes), found.recipes
    assert 'they were looked for in "Learning objectives": name another column' in found.problems[-1].message


def test_the_column_with_known_codes_is_that_of_the_competencies(tmp_path: Path) -> None:
    head = "Phase,Session,Learning objectives,MEPO,Assessment,Formative or summative"
    found = read(tmp_path, f"{head}\nOne,Kettles,Boils water well,T-1; T-2,AM003,S\nOne,Pots,Warms a pot,T-3,,\n")
    assert messages(found) == []
    assert [[of["competency"] for of in one["teaches"]] for one in sessions(found)] == [["T-1", "T-2"], ["T-3"]]
    assert sessions(found)[0]["assessments"] == ({"method": "AM003", "purpose": "summative"},)
    assert "not used: Learning objectives" in "\n".join(found.notes)


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ","), ("utf-16-le", ";"), ("utf-8", "|")],
)
def test_a_csv_file_of_any_program_is_read(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = ("Thé\u00a0vert,,CLERKSHIP,,required ,1\u00a0h 30,T-1,,", "Tea,,clerkship,,,2,T-2,,")
    text = "\r\n".join((",".join(HEAD.split(",")[:9]), "", *rows)).replace(",", separator)
    found = read(tmp_path, text.encode(encoding))
    assert messages(found) == []
    assert [(one["title"], one["phase"], one["hours"]) for one in sessions(found)] == [
        ("Thé vert", "Clerkship", 1.5),
        ("Tea", "Clerkship", 2.0),
    ]


def test_the_command_writes_what_is_good_and_keeps_what_people_decided(
    tiny: Path, tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(PLAN, "utf-8")
    chosen = ("--root", tiny, "--school", "Tea School", "--year", "2026-27")
    done = run("map", "read", file, tmp_path / "none.csv", *chosen)
    assert done.returncode == 1
    assert 'plan.csv:8:8: H8: competency "PC-7" is not on the list' in done.stderr
    assert "none.csv: is not there" in done.stderr
    assert "5 rows read, 3 kept, 1 left out" in done.stdout
    written_map = tiny / "data/maps/tea-school-2026-27.yaml"
    first = written_map.read_text("utf-8")
    assert "publish" not in first
    written_map.write_text(first.replace("phases:", "publish: true\nphases:", 1), "utf-8")
    assert run("map", "read", file, *chosen).returncode == 1
    assert written_map.read_text("utf-8").replace("publish: true\n", "") == first
    assert 'word: PC-7\n          means: "?"' in (tiny / "data/maps/recipes.yaml").read_text("utf-8")
    assert run("check", "--root", tiny).returncode == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / written_map.name).write_text("publish: true\nphases: [a\n", "utf-8")
    lost = run("map", "read", file, *chosen, "--to", elsewhere)
    assert (lost.returncode, "is not written anew, as what is decided in it (share, publish)" in lost.stderr) == (
        1,
        True,
    )
    assert (elsewhere / written_map.name).read_text("utf-8") == "publish: true\nphases: [a\n"
    wrong = run("map", "read", file, *chosen, "--column", "titel=Session title")
    assert (wrong.returncode, 'did you mean "title"?' in wrong.stderr) == (2, True)
