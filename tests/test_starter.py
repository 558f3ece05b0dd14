"""A school begins a site of its own with one command, with its framework from whatever table it has."""

from __future__ import annotations

import io
import os
import pty
import py_compile
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from curriculum_commons.build.project import open_commons
from curriculum_commons.build.run import build
from curriculum_commons.content.cleaned_text import cleaned
from curriculum_commons.content.yaml_text import as_yaml
from curriculum_commons.interchange.framework_json import framework_files
from curriculum_commons.interchange.items import title_of
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.problems import CallError, ContentError
from curriculum_commons.starter.columns import recognized
from curriculum_commons.starter.framework import Imported
from curriculum_commons.starter.new_site import (
    FOLDER,
    Answers,
    Beginning,
    answers,
    begin_history,
    new_site,
    refuse_folder,
)
from curriculum_commons.starter.program import Program, _program
from curriculum_commons.starter.read import import_table

Run = Callable[..., subprocess.CompletedProcess[str]]
LEAKS = re.compile(
    r"serious illness|massachusetts|palliative|collaborative|medical (?!record)|reidy|SIC-[0-9]"
    r"|PCRS|clerkship|clinic|hospital",
    re.IGNORECASE,
)
PROGRAM = Program("curriculum-commons==0.1.0")
ANSWERS = Answers("Tea at our school", "The Tea School", "tea@school.example", "en", "https://tea.example/")
PLAIN = "Code,Domain,Statement\nT-1,Water,Boils water.\nT-2,Leaves,Chooses leaves.\n"


def read(
    folder: Path, table: str | bytes, *columns: str, name: str = "framework.csv", level: int | None = None
) -> Imported:
    file = folder / name
    file.write_bytes(table if isinstance(table, bytes) else table.encode())
    return import_table(file, columns, level=level).framework()


def workbook(*rows: list[Any], title: str = "Sheet1", formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "About"
    sheet.append(["Made in 2024"])
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def outline(framework: Imported) -> list[str]:
    """The competencies with what they are part of and what is part of them."""
    names = {one["id"]: one["name"] for one in framework.domains}
    return [
        f"{names[one['domain']]} > {one.get('published_code') or one['code']} {one['statement']}"
        + "".join(f" / {part['text']}" for part in one.get("components", ()))
        for one in framework.competencies
    ]


TWO = ["Water > T-1 Boils water.", "Leaves > T-2 Chooses leaves."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_is_read_whatever_its_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    table = PLAIN.replace("Water", "Wärme – „heiß“").replace(",", separator).replace("\n", "\r\n")
    framework = read(tmp_path, table.encode(encoding))
    assert outline(framework) == ["Wärme – „heiß“ > T-1 Boils water.", TWO[1]]


@pytest.mark.parametrize(
    ("encoding", "table"),
    [
        (
            "cp932",
            "コード,領域,コンピテンシー,説明\nN-1,看護の実践,記録できる,学生は、看護の実践を統合し、記録できる。\n",
        ),
        ("gb18030", "代码,领域,能力,描述\nN-1,护理,记录,学生能够解释并运用知识，并记录结果。\n"),
        ("cp949", "코드,영역,역량,설명\nN-1,간호,기록,학생은 지식을 설명하고 기록할 수 있다.\n"),
        ("cp1251", "Код;Область;Компетенция;Описание\nN-1;Уход;Запись;Студент записывает результаты ухода.\n"),
        ("cp1250", "Kod;Obszar;Kompetencja;Opis\nN-1;Źródła;Zapis;Student zapisuje źródła i ocenia ból.\n"),
        ("cp1252", "Código;Área;Competencia;Descripción\nN-1;Atención;Situación;Comunica según la situación.\n"),
    ],
)
def test_a_table_of_another_script_and_code_page_is_read(tmp_path: Path, encoding: str, table: str) -> None:
    (one,) = read(tmp_path, table.encode(encoding)).competencies
    statement = table.split("\n")[1].replace(";", ",").split(",")[3]
    assert (one["code"], one["statement"]) == ("N-1", statement)
    shown = import_table(tmp_path / "framework.csv", ()).recognized[0]
    assert "where letters are wrong, save it as csv in UTF-8" in shown


def test_names_of_columns_in_two_rows_are_read_together(tmp_path: Path) -> None:
    rows = [
        ["Outcomes 2026"],
        ["Area", "Outcome", None, None, "Notes"],
        [None, "Ref.", "Short title", "Learning outcome", None],
        ["Skills", "P 1", "Drafting", "Drafts a contract.", "S. 302"],
        [None, "P 2", "Advocacy", "Argues a case.", None],
    ]
    framework = read(tmp_path, workbook(*rows), name="framework.xlsx")
    assert outline(framework) == ["Skills > P 1 Drafts a contract.", "Skills > P 2 Argues a case."]
    table = "Competency,,Domain\nCode,Statement,\nT-1,Boils water.,Water\n"
    assert outline(read(tmp_path, table)) == ["Water > T-1 Boils water."]
    table = "Code,Domain,Statement\nT-1,Skill,Outcome\n"  # a row that looks like names
    assert outline(read(tmp_path, table)) == ["Skill > T-1 Outcome"]


def test_lines_above_the_names_of_the_columns_are_passed_over(tmp_path: Path) -> None:
    assert outline(read(tmp_path, f"Framework of tea,,\n,,\nEdition 2024,,\n{PLAIN}")) == TWO


@pytest.mark.parametrize(
    "names",
    [
        "Code,Domain,Statement",
        "Ref.,Area,Learning Outcome",
        "Nr.;Kompetenzbereich;Kompetenz",
        "Numéro;Domaine;Énoncé de la compétence",
        "Código;Ámbito;Competencia",
        "humanCodingScheme,Competency Area,fullStatement",
        "No,Category,Description",
        "Competency code,Name of the domain,Competency statement",
        "Código,Dimensão,Resultado de aprendizagem",
        "Code;Axe;Acquis d'apprentissage",
        "ID;Kapitel;Lernziel",
        "Código;Área de competencia;Resultado de aprendizaje",
    ],
)
def test_columns_are_recognized_by_many_names(names: str) -> None:
    assert recognized(re.split("[,;]", names)) == {"code": 0, "domain": 1, "statement": 2}


def test_a_column_is_taken_for_one_field_and_the_likelier_one() -> None:
    assert recognized(["ID", "Competency", "Description", "Level"]) == {
        "code": 0,
        "title": 1,
        "statement": 2,
        "level": 3,
    }
    assert recognized(["Name"]) == {"statement": 0}
    assert recognized(["Domain code", "Domain", "Domain summary", "Code", "Statement", "Summary"]) == {
        **{"domain-code": 0, "domain": 1, "domain-summary": 2, "code": 3, "statement": 4},
    }
    assert recognized(["Code", "Component", "Component code", "Competency"]) == {
        "code": 0,
        "component": 1,
        "component-code": 2,
        "statement": 3,
    }


@pytest.mark.parametrize(
    ("table", "title", "statement"),
    [
        (
            "番号,資質・能力,到達目標\nA-1,信頼,相手との信頼関係を築くことができる。\n",
            "信頼",
            "相手との信頼関係を築くことができる。",
        ),
        ("Code,Title,Skill\nA-1,Argues a motion in time.,Advocacy\n", "Advocacy", "Argues a motion in time."),
    ],
)
def test_of_two_columns_with_words_the_longer_one_is_the_statement(
    tmp_path: Path, table: str, title: str, statement: str
) -> None:
    (one,) = read(tmp_path, table).competencies
    assert (one["title"], one["statement"]) == (title, statement)
    (one,) = read(tmp_path, "A,B,C\n1,Long words here.,x\n", "code=A", "title=B", "statement=C").competencies
    assert (one["title"], one["statement"]) == ("Long words here.", "x")  # as chosen


@pytest.mark.parametrize(
    ("statement", "title"),
    [
        (
            "Frames the question that a client’s facts raise – always",
            "Frames the question that a client’s facts raise …",
        ),
        ("Boils one two three four five six seven; and pours", "Boils one two three four five six seven …"),
    ],
)
def test_a_title_that_is_cut_ends_with_a_word(statement: str, title: str) -> None:
    assert title_of(statement) == title


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Competências do egresso", "https://competencias-do-egresso.example/"),
        ("Kärnkompetenzen (2026)", "https://karnkompetenzen-2026.example/"),
        ("看護学", "https://our-site.example/"),
    ],
)
def test_an_address_that_is_made_up_keeps_letters_without_their_accents(name: str, address: str) -> None:
    found = answers(name=name, publisher=None, contact=None, language=None, address=None)
    assert found.address == address


def test_a_column_can_be_chosen_and_left_out(tmp_path: Path) -> None:
    table = "Foo,Bar,Level\nT-1,Boils water.,spring\nT-2,Chooses leaves.,autumn\n"
    framework = read(tmp_path, table, "code=foo", "statement=Bar", "level=")
    assert [one["code"] for one in framework.competencies] == ["T-1", "T-2"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (["code"], "has no equals sign"),
        (["cod=Ref"], 'no field is named "cod"; did you mean "code"?'),
        (["code=Reff"], 'no column is named "Reff"; did you mean "Ref"?'),
        (["statement="], "no column is known to hold statements"),
    ],
)
def test_a_choice_that_cannot_be_is_reported(tmp_path: Path, columns: list[str], message: str) -> None:
    with pytest.raises(CallError, match=re.escape(message)):
        read(tmp_path, "Ref,Statement\n1,Boils.\n", *columns)


ROWS = ["Water > 1.1 Boils water / fast / long", "Water > 1.2 Pours water", "Leaves > 2.1 Chooses leaves"]


@pytest.mark.parametrize(
    "table",
    [
        "Level,Code,Text\n1,1,Water\n2,1.1,Boils water\n3,,fast\n3,,long\n"
        "2,1.2,Pours water\n1,2,Leaves\n2,2.1,Chooses leaves\n",
        "Type,Code,Text\nArea,1,Water\nCompetence,1.1,Boils water\nSub-competency,a,fast\nIndicator,b,long\n"
        "Competence,1.2,Pours water\nArea,2,Leaves\nSkill,2.1,Chooses leaves\n",
        "Code,Parent,Text\n1.1,1,Boils water\na,1.1,fast\nb,1.1,long\n1.2,1,Pours water\n"
        "2.1,2,Chooses leaves\n1,,Water\n2,,Leaves\n",
        "Code,Domain,Competency,Component\n1.1,Water,Boils water,fast\n1.1,Water,Boils water,long\n"
        "1.2,Water,Pours water,\n2.1,Leaves,Chooses leaves,\n",
        "Code,Domain,Competency,Component\n1.1,Water,Boils water,fast\n,,,long\n"
        "1.2,,Pours water,\n2.1,Leaves,Chooses leaves,\n",
        "smartLevel,humanCodingScheme,fullStatement\n1,1,Water\n1.1,1.1,Boils water\n1.1.1,a,fast\n1.1.2,b,long\n"
        "1.2,1.2,Pours water\n2,2,Leaves\n2.1,2.1,Chooses leaves\n",
    ],
)
def test_a_hierarchy_is_found_however_it_is_written(tmp_path: Path, table: str) -> None:
    assert outline(read(tmp_path, table)) == ROWS


def test_codes_at_the_beginning_of_cells_are_codes(tmp_path: Path) -> None:
    table = "Domain,Competency,Sub-competency\nWater,1.1 Boils water.,1.1a fast\n"
    table += "Water,1.1 Boils water.,1.1b long\n,2.1(a): Pours.,\n"
    framework = read(tmp_path, table)
    assert outline(framework) == ["Water > 1.1 Boils water. / fast / long", "Water > 2.1(a) Pours."]
    assert [part["id"] for part in framework.competencies[0]["components"]] == ["1-1a", "1-1b"]
    table = "Competence,Description\n1. Boils,Boils 2 l of water.\n2. Pours,Pours it.\n"
    assert [(one["code"], one["title"]) for one in read(tmp_path, table).competencies] == [
        ("1", "Boils"),
        ("2", "Pours"),
    ]
    table = "Statement\n5 cups are filled.\n5 pots are filled.\n"
    assert [one["code"] for one in read(tmp_path, table).competencies] == ["C-1", "C-2"]


def test_a_column_is_taken_for_what_its_rows_hold(tmp_path: Path) -> None:
    table = (
        'Element ID,Element Name,Description,Parent ID,Tags\n1,Care,All of it.,,\n1.1,Boil,Boils.,1,"tea\nhot, wet"\n'
    )
    (one,) = read(tmp_path, table).competencies
    assert (one["code"], one["title"], one["statement"]) == ("1.1", "Boil", "Boils.")
    assert one["keywords"] == ["tea", "hot, wet"]
    (tmp_path / "levels.csv").write_text(
        "Area,Ref,Statement,Level\nTea,1,Boils.,basic\nTea,2,Pours.,advanced\n", "utf-8"
    )
    assert set(import_table(tmp_path / "levels.csv", ()).columns) == {"domain", "code", "statement"}
    table = "URI,Name,Description\nhttps://skills.example/0005c151,boil water,Boils.\n"
    assert [one["code"] for one in read(tmp_path, table).competencies] == ["C-1"]


def test_a_row_for_the_framework_itself_is_no_level(tmp_path: Path) -> None:
    table = "Identifier,fullStatement,Code,isChildOf\nf,Tea,,\nd,Water,W,f\nc,Boils water,W1,d\np,fast,W1a,c\n"
    assert outline(read(tmp_path, table)) == ["Water > W1 Boils water / fast"]


DEEP = (
    "Code,Parent,Text\ng,,Grade 1\nr,g,Reading\nk,r,Ideas\nK1,k,Reads\nK1a,K1,fast\nK1b,K1,slowly\nw,g,Writing\n"
    "W1,w,Writes\nh,,Grade 2\ns,h,Speaking\n"
)


@pytest.mark.parametrize(
    ("level", "rows", "note"),
    [
        (
            None,
            [
                "Grade 1 / Reading / Ideas > K1 Reads / fast / slowly",
                "Grade 1 / Writing > W1 Writes",
                "Grade 2 > s Speaking",
            ],
            "Of its 5 levels, 1 to 3 hold domains, 4 holds competencies and 5 holds components",
        ),
        (
            2,
            [
                "Grade 1 > r Reading / Ideas / Reads / fast / slowly",
                "Grade 1 > w Writing / Writes",
                "Grade 2 > s Speaking",
            ],
            "Of its 5 levels, 1 holds domains, 2 holds competencies and 3 to 5 hold components",
        ),
        (
            1,
            [
                "Competencies > g Grade 1 / Reading / Ideas / Reads / fast / slowly / Writing / Writes",
                "Competencies > h Grade 2 / Speaking",
            ],
            "1 holds competencies and 2 to 5 hold components",
        ),
    ],
)
def test_a_table_of_many_levels_is_three_by_a_rule_that_is_shown(
    tmp_path: Path, level: int | None, rows: list[str], note: str
) -> None:
    framework = read(tmp_path, DEEP, level=level)
    assert outline(framework) == rows
    assert any(note in one for one in framework.notes)
    held = {one["domain"] for one in framework.competencies}
    assert held == {one["id"] for one in framework.domains}
    outlined = "Outline,Code,Text\n1.1.1.1,K1,Reads\n1.1.1.1.1,K1a,fast\n1.1.1.1.10,K1b,slowly\n1.1.1,k,Ideas\n"
    outlined += "1.1,r,Reading\n1,g,Grade 1\n1.2,w,Writing\n1.2.1,W1,Writes\n2,h,Grade 2\n2.1,s,Speaking\n"
    assert outline(read(tmp_path, outlined, level=level)) == rows
    numbered = "Level,Code,Text\n1,g,Grade 1\n2,r,Reading\n3,k,Ideas\n4,K1,Reads\n5,K1a,fast\n5,K1b,slowly\n"
    numbered += "2,w,Writing\n3,W1,Writes\n1,h,Grade 2\n2,s,Speaking\n"
    assert outline(read(tmp_path, numbered, level=level)) == rows


def test_competencies_are_where_statements_begin_if_rows_above_have_titles_alone(tmp_path: Path) -> None:
    table = "Code,Parent,Title,Description\nS,,Water,\nA,S,Heat,\nG1,A,,Boils water.\nG2,A,Pouring,Pours water.\n"
    assert outline(read(tmp_path, table)) == ["Water / Heat > G1 Boils water.", "Water / Heat > G2 Pours water."]
    table = "Code,Parent,Title,Description\nS,,Water,All of it.\nA,S,Heat,Heats water.\nG1,A,,fast\n"
    assert outline(read(tmp_path, table)) == ["Water > A Heats water. / fast"]


def test_what_is_wrong_in_many_rows_is_counted_at_the_last_that_is_shown(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as error:
        read(tmp_path, "Code,Statement\n" + "T,\n" * 40)
    last = error.value.problems[-1]
    assert (last.place, last.message[:13]) == ("framework.csv:41", "29 more are w")


@pytest.mark.parametrize(("table", "level", "message"), [(DEEP, 6, "has 5 levels"), (PLAIN, 2, "cannot be used")])
def test_a_level_that_is_not_there_is_one_sentence(tmp_path: Path, table: str, level: int, message: str) -> None:
    with pytest.raises(CallError, match=message):
        read(tmp_path, table, level=level)


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("Code,Parent,Text\nL,,Language\nL.1,L,Hears\n,L,Speaks\n,L,Reads\n", ["L.1", "L.2", "L.3"]),
        ("Code,Outline,Text\n,1,Language\n,1.2,Hears\nL.9,1.3,Speaks\n", ["1.2", "L.9"]),
        ("Code,Parent,Item ID,Text\n,,a,Language\n,a,b,Hears\nC-1,a,c,Speaks\n", ["C-2", "C-1"]),
    ],
)
def test_a_row_of_a_tree_without_a_code_gets_one_that_is_named(tmp_path: Path, table: str, codes: list[str]) -> None:
    framework = read(tmp_path, table)
    assert [one["code"] for one in framework.competencies] == codes
    assert any("no code in the table" in note for note in framework.notes)


def test_two_rows_of_one_code_are_two_where_the_table_knows_them_by_uuid(tmp_path: Path) -> None:
    one, other = "0b0f2b1e-7c1d-11ee-9b1e-3f5a6c7d8e9f", "1b0f2b1e-7c1d-41ee-9b1e-3f5a6c7d8e9f"
    framework = read(tmp_path, f"Code,UUID,Statement\nL.6,{one},Boils.\nL.6,{other},Pours.\n")
    assert [made["code"] for made in framework.competencies] == ["L.6", "L.6-2"]
    assert any('the second is "L.6-2" here' in note for note in framework.notes)


def test_a_workbook_is_read_from_the_sheet_that_has_the_framework(tmp_path: Path) -> None:
    rows = [
        ["Tea"],
        [],
        ["Code", "Domain", "Statement"],
        [1.1, "Water", "Boils."],
        [1.1, "Water", "Pours."],
        [2, None, "Drinks."],
    ]
    content = workbook(*rows, title="Framework", formats={"A5": "0.00"})
    framework = read(tmp_path, content, name="framework.xlsx")
    assert outline(framework) == ["Water > 1.1 Boils.", "Water > 1.10 Pours.", "Water > 2 Drinks."]


def test_a_code_of_which_a_workbook_has_made_a_date_is_reported(tmp_path: Path) -> None:
    content = workbook(["Code", "Statement"], [date(2024, 1, 2), "Boils."])
    with pytest.raises(ContentError, match=r'row 2, column A \("Code"\): is a date'):
        read(tmp_path, content, name="framework.xlsx")


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("1.1(a)", "1.1-a"),
        ("PC 1", "PC-1"),
        ("EPA1/2", "EPA1-2"),
        ("Übung 3", "Ubung-3"),
        ("能力", "C-1"),
        ("CON", "CON-1"),
    ],
)
def test_a_code_that_cannot_be_an_address_is_kept_as_published(tmp_path: Path, code: str, made: str) -> None:
    (one,) = read(tmp_path, f"Code,Statement\n{code},Boils.\n").competencies
    assert (one["code"], one["published_code"]) == (made, code)


def test_codes_that_would_share_an_address_get_two(tmp_path: Path) -> None:
    made = read(tmp_path, "Code,Statement\nA-1,Boils.\nA.1,Pours.\n(A.1),Drinks.\n").competencies
    assert [(one["code"], one.get("published_code")) for one in made] == [
        ("A-1", None),
        ("A.1-2", "A.1"),
        ("A.1-3", "(A.1)"),
    ]


def test_what_a_table_lacks_is_made(tmp_path: Path) -> None:
    statement = "Listens to guests and asks them what they would like before any of the leaves are chosen"
    framework = read(tmp_path, f"Statement\n{statement}\nPours.\n")
    first, second = framework.competencies
    assert (first["code"], first["title"]) == ("C-1", "Listens to guests and asks them what they would …")
    assert (second["code"], second["title"], second["domain"]) == ("C-2", "Pours", "competencies")
    uuids = {one["uuid"] for one in (*framework.domains, *framework.competencies)}
    assert len(uuids) == 3


@pytest.mark.parametrize("column", ["UUID", "Identifier"])
def test_uuids_are_kept(tmp_path: Path, column: str) -> None:
    one, other, none = (f"0B0F2B1E-7C1D-{four}-9B1E-3F5A6C7D8E9F" for four in ("4A7B", "11ee", "0000"))
    framework = read(tmp_path, f"Code,{column},Statement\n1,{one},Boils.\n2,{other},Pours.\n3,{none},Drinks.\n")
    assert [made["uuid"] for made in framework.competencies][:2] == [one.lower(), other.lower()]
    assert framework.competencies[2]["uuid"] != none.lower()
    assert any("1 UUIDs" in note for note in framework.notes)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("Boils\u200b wa\u00adter\ufeff", "Boils water"),
        ("salt &amp; water &gt; 3", "salt & water > 3"),
        ("<p>Boils <b>water</b>.</p>", "Boils water."),
        ("<![CDATA[Hot]]> water", "Hot water"),
        ("Water <?pot hot?> boils", "Water <?pot hot?> boils"),
        ("Boils<br/>and pours", "Boils\nand pours"),
        ("a < b", "a < b"),
        ("H<sub>2</sub>O", "H<sub>2</sub>O"),
        ('see <a href="x">this</a>', 'see <a href="x">this</a>'),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_cell_is_cleaned_where_no_word_is_lost(typed: str, read_as: str) -> None:
    assert cleaned(typed) == read_as


FAULTS = [
    ("Code,Statement\nT-1,Boils.\nt-1,Pours.\n", 'row 3, column A ("Code"): "t-1" is in row 2 already'),
    ("Code,Statement\nT-1,Boils.\n,Pours.\n", 'row 3, column A ("Code"): is empty'),
    ("Code,Statement\nT-1,Boils.\n-,Pours.\n", 'row 3, column A ("Code"): "-" has no letter and no digit'),
    ("Ref,Statement\n…,Boils.\n2,Pours.\n", 'row 2, column A ("Ref"): "…" has no letter and no digit'),
    ("Code,Statement\nT-1,\nT-2,Pours.\n", 'row 2, column B ("Statement"): is empty'),
    ("Code,Statement\nT-1,H<sub>2</sub>O\n", 'row 2, column B ("Statement"): "H<sub>2</sub>O" has "<sub>"'),
    ("Code,Statement\nT-1,a\x07b\n", 'row 2, column B ("Statement"): "a" is followed by a character (U+0007)'),
    (f"Code,Statement\nT-1,{'x' * 200} Mus\x8ee\n", 'Mus" is followed by a character (U+008E)'),
    ("Code,Statement\nT-1,Boils,pours.\n", "row 2: has more cells than there are columns"),
    ("Code,Parent,Statement\nA,B,Boils.\nB,A,Pours.\n", 'row 2, column B ("Parent"): is a part of itself'),
    ("Code,Parent,Statement\nA,,Boils.\nB,Z,Pours.\n", 'row 3, column B ("Parent"): "Z" is the code of no row'),
    ("Level,Code,Text\n1,A,Water\n3,B,fast\n2,C,Boils.\n", 'row 3, column A ("Level"): is a component before any'),
    (f"Code,Statement\n{'x' * 41},Boils.\n", "has over 40 characters"),
]


@pytest.mark.parametrize(("table", "message"), FAULTS)
def test_what_is_wrong_with_a_row_is_reported_with_row_and_column(tmp_path: Path, table: str, message: str) -> None:
    with pytest.raises(ContentError) as error:
        read(tmp_path, table)
    assert any(message in problem.message for problem in error.value.problems), [*error.value.problems]
    assert {problem.code for problem in error.value.problems} == {"table-cell"}


REFUSED = [
    ("framework.csv", b"", "is empty"),
    ("framework.csv", b"\x00\x01\x02\x03" * 20, "is not a table in text"),
    ("framework.csv", b"Code,Statement\n", "has no rows below"),
    ("framework.csv", "Code,Text\nA,Größe\n".encode() + "B,Wärme\n".encode("cp1252"), "row 2 is written in UTF-8"),
    ("framework.csv", "Code,Text\nA,É\n".encode("cp1252") + "B,déjà\n".encode(), "row 3 is written in UTF-8"),
    ("framework.csv", b'Code,Statement\nT-1,"Boils.\nT-2,Pours.\n', "a quotation mark is not closed"),
    ("framework.csv", b"Foo,Bar\n1,2\n", "no column is known to hold statements"),
    ("framework.csv", b"Type,Text\nArea,a\nStep,b\n", 'level "Step" is none that is known'),
    ("framework.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old or a locked workbook"),
    ("framework.xlsx", b"PK\x03\x04 no workbook", "cannot be read as a workbook"),
    ("framework.xlsx", workbook([]), "has no rows below"),
]


@pytest.mark.parametrize(("name", "content", "message"), REFUSED)
def test_a_table_that_cannot_be_read_is_one_sentence(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(CallError, match=re.escape(message)) as error:
        read(tmp_path, content, name=name)
    assert "\n" not in str(error.value)


def test_texts_are_written_as_they_are_read() -> None:
    texts = [
        "Yes",
        "1.10",
        "null",
        "a: b",
        "# x",
        "“x”",
        "- a",
        "2024-01-01",
        "x " * 80 + "end",
        "a\n\nb\n - c",
        "é\u00a0x",
        "'",
        "=1",
        "~",
    ]
    texts += [" ".join(["word"] * 25 + ["-", "dash"] * 30), "[x]", "a #b", "x:", "0x1F", "1e3", "on", '"q" \\ t']
    assert yaml.safe_load(as_yaml({"one": {f"k{at}": text for at, text in enumerate(texts)}}))["one"] == {
        f"k{at}": text for at, text in enumerate(texts)
    }


def begun(folder: Path, table: str | None = None) -> Commons:
    framework = read(folder.parent, table) if table else None
    new_site(folder, Beginning(ANSWERS, PROGRAM, "2026", framework, {"file": "framework.csv"}))
    return open_commons(folder)


def test_a_new_site_is_whole_and_nothing_of_it_is_of_ours(tmp_path: Path) -> None:
    commons = begun(tmp_path / "site", PLAIN)
    assert (commons.site.name, [one.code for one in commons.competencies]) == ("Tea at our school", ["T-1", "T-2"])
    files = [one for one in (tmp_path / "site").rglob("*") if one.is_file()]
    assert len(files) <= 40
    assert [(file.name, found[0]) for file in files if (found := LEAKS.search(file.read_text("utf-8")))] == []
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]
    assert {problem.code for problem in commons.warnings} == {"left-to-write"}
    (sheet,) = [text.body for text in commons.toolkit if text.path == "competency.md"]
    assert "##" not in sheet  # no heading over parts and steps that the table does not have


def test_a_new_site_has_these_files_alone(tmp_path: Path) -> None:
    py_compile.compile(str(FOLDER / "macros.py"))  # as pip does where it installs the program
    begun(tmp_path / "site")
    found = {one.relative_to(tmp_path / "site").as_posix() for one in (tmp_path / "site").rglob("*") if one.is_file()}
    assert found == {
        *(".gitattributes", ".github/workflows/change.yml", ".github/workflows/publish.yml", ".gitignore"),
        *(".gitlab-ci.yml", "LICENSE-content", "README.md", "data/competencies.yaml", "data/references.yaml"),
        *(f"deploy/{name}" for name in ("Caddyfile", "nginx-commons.conf", "nginx-server.conf", "nginx-site.conf")),
        *("data/site.yaml", "docs/.gitkeep", "import.yaml", "macros.py", "mkdocs.yml", "requirements.txt"),
    }


@pytest.mark.slow
@pytest.mark.parametrize(("mark", "ends"), [(b"", b"\n"), (b"\xef\xbb\xbf", b"\n"), (b"", b"\r\n")])
def test_a_site_follows_the_framework_of_another(
    tmp_path: Path, tiny: Path, run: Run, mark: bytes, ends: bytes
) -> None:
    theirs = open_commons(tiny)
    saved = mark + framework_files(theirs)["framework.json"].replace(b"\n", ends)
    (tmp_path / "framework.json").write_bytes(saved)
    ended = run("new", tmp_path / "ours", "--name", "Our tea", "--from", tmp_path / "framework.json", "--no-git")
    assert (ended.returncode, "Follows Competencies in making tea, edition 2024" in ended.stdout) == (0, True), ended
    commons = open_commons(tmp_path / "ours")
    assert [one.statement for one in commons.competencies] == [one.statement for one in theirs.competencies]
    assert {one.id for one in commons.references} == {"leaf-2024"}
    assert not (tmp_path / "ours/data/competencies.yaml").exists()
    other = tmp_path / "other.json"
    other.write_text("[]", "utf-8")
    assert run("new", tmp_path / "more", "--name", "More", "--from", other).returncode == 1
    assert not (tmp_path / "more").exists()


def test_a_site_without_a_framework_has_two_examples_to_write(tmp_path: Path) -> None:
    commons = begun(tmp_path / "site")
    assert all(one.statement.startswith("[write: ") for one in commons.competencies)
    assert len(commons.competencies) == 2


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_the_pages_and_documents_of_a_new_site_are_its_own(tmp_path: Path, engine: str) -> None:
    table = "Code,Domain,Statement,Component\n1.1(a),Water,Boils water.,fast\n,,,long\nPC 1,Leaves,Chooses leaves.,\n"
    begun(tmp_path / "site", table)
    built = build(tmp_path / "site", engine, "2026-12-01", lambda _: None)
    assert built.pages >= 12
    shown = {file: file.read_bytes() for file in (tmp_path / "site/site").rglob("*") if file.is_file()}
    texts = {file.name: content for file, content in shown.items() if file.suffix in {".html", ".json", ".xml", ".txt"}}
    for file, content in shown.items():
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                texts |= {f"{file.name}:{name}": archive.read(name) for name in archive.namelist()}
    assert sum(".docx:" in name or ".xlsx:" in name for name in texts) > 20
    found = {name: leak[0] for name, text in texts.items() if (leak := LEAKS.search(text.decode("utf-8", "replace")))}
    assert found == {}


def test_an_existing_folder_is_left_alone(tmp_path: Path, run: Run) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/a.txt").write_text("mine", "utf-8")
    (tmp_path / "file").write_text("mine", "utf-8")
    for name, reason in (("full", "is not empty"), ("file", "is not a folder"), ("file/new", "may not be written to")):
        done = run("new", tmp_path / name, "--name", "Tea")
        assert (done.returncode, reason in done.stderr, done.stdout) == (2, True, ""), done.stderr
    assert {one.name for one in tmp_path.iterdir()} == {"full", "file"}
    assert [one.name for one in (tmp_path / "full").iterdir()] == ["a.txt"]


@pytest.mark.parametrize("name", ["aux", "com1.site", "our:site", "site."])
def test_a_folder_that_windows_could_not_have_is_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(CallError, match="Windows"):
        refuse_folder(tmp_path / name)


@pytest.mark.parametrize("place", ["/proc/site", "/sys/kernel/a/site"])
def test_a_folder_where_nothing_can_be_made_is_one_sentence(place: str, run: Run) -> None:
    done = run("new", place, "--name", "Tea", "--no-git")
    assert (done.returncode, done.stderr.count("\n"), "name another folder" in done.stderr) == (2, 1, True), done.stderr


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    assert len(begun(tmp_path / "site", PLAIN).competencies) == 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], 'the site needs a name; add it, as in --name "Our competencies"'),
        (["--name", "Tea", "--contact", "nobody"], "--contact nobody: "),
        (["--name", "Tea", "--language", "xx-tea"], "--language xx-tea: "),
        (["--name", "Tea", "--address", "not an address"], "--address https://not an address/: "),
        (["--name", "<b>Tea</b>"], "--name <b>Tea</b>: "),
        (["--name", "Tea", "--from", "none.csv"], "none.csv is not there"),
        (["--name", "Tea", "--from", "."], ". is a folder"),
    ],
)
def test_an_answer_that_cannot_be_is_one_sentence(tmp_path: Path, run: Run, words: list[str], reason: str) -> None:
    done = run("new", tmp_path / "site", *words)
    assert (done.returncode, reason in done.stderr, done.stderr.count("\n")) == (2, True, 1), done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_terminal_asks_six_questions_and_asks_again_where_an_answer_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "framework.csv").write_text(PLAIN, "utf-8")
    here, there = pty.openpty()
    command = [sys.executable, "-m", "curriculum_commons", "new", "site", "--no-git"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=there, stdout=there, stderr=there, close_fds=True) as program:
        os.close(there)
        os.write(here, b"Tea\nThe School\nnobody\ntea@school.example\nframework.csv\n\n\n")
        output = b""
        while b"README.md" not in output:
            output += os.read(here, 4096)
        os.close(here)
    assert program.returncode == 0, output.decode()
    assert "Error: --contact nobody: " in output.decode()
    questions = ("Name of the site", "Who publishes", "E-mail", "File with", "Language", "Address where")
    assert [output.decode().count(question) for question in questions] == [1, 1, 2, 1, 1, 1]
    site = open_commons(tmp_path / "site").site
    assert (site.name, site.publisher.email, site.address) == ("Tea", "tea@school.example", "https://tea.example/")


def test_nothing_is_left_where_a_table_is_wrong(tmp_path: Path, run: Run) -> None:
    (tmp_path / "framework.csv").write_text("Code,Statement\nT-1,Boils.\nT-1,Pours.\n", "utf-8")
    done = run("new", tmp_path / "site", "--name", "Tea", "--from", tmp_path / "framework.csv")
    assert (done.returncode, "row 3" in done.stderr, "1 problem" in done.stderr) == (1, True, True), done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["framework.csv"]


def test_columns_are_shown_and_kept_as_a_recipe(tmp_path: Path, run: Run) -> None:
    (tmp_path / "framework.csv").write_text("Ref,Foo,Outcome\nT-1,x,Boils.\n", "utf-8")
    words = ["--name", "Tea", "--from", tmp_path / "framework.csv", "--column", "gloss=foo", "--no-git"]
    done = run("new", tmp_path / "site", *words)
    assert done.returncode == 0, done.stderr
    assert re.search(r"code +Ref\n.*statement +Outcome\n", done.stdout, re.DOTALL)
    recipe = yaml.safe_load((tmp_path / "site/import.yaml").read_text("utf-8"))
    columns = {"gloss": "Foo", "code": "Ref", "statement": "Outcome"}
    assert recipe == {"file": "framework.csv", "separator": ",", "encoding": "UTF-8", "columns": columns}
    assert not (tmp_path / "site/.git").exists()


def test_a_history_begins_with_a_commit_or_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Tea")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "tea@school.example")
    (tmp_path / "one").mkdir()
    (tmp_path / "one/a").write_text("a", "utf-8")
    assert begin_history(tmp_path / "one") is None
    log = subprocess.run(
        ["git", "log", "--format=%s %D"], cwd=tmp_path / "one", capture_output=True, text=True, check=True
    )
    assert log.stdout == "Begin this site HEAD -> main\n"
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "")
    (tmp_path / "two").mkdir()
    (tmp_path / "two/a").write_text("a", "utf-8")
    assert "does not know who you are" in (begin_history(tmp_path / "two") or "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in (begin_history(tmp_path / "two") or "")


@pytest.mark.parametrize(
    ("origin", "requirement"),
    [
        ({}, "curriculum-commons==0.1.0"),
        (
            {"url": "https://code.example/cc.git", "vcs_info": {"vcs": "git", "commit_id": "ab12"}},
            "curriculum-commons @ git+https://code.example/cc.git@ab12",
        ),
        ({"url": "file:///src/cc", "dir_info": {"editable": True}}, "curriculum-commons==0.1.0"),
        ({"url": "file:///gone/cc-0.1.0-py3-none-any.whl", "archive_info": {}}, "curriculum-commons==0.1.0"),
    ],
)
def test_a_site_asks_for_the_program_as_it_was_installed(origin: dict[str, Any], requirement: str) -> None:
    assert _program("0.1.0", origin).requirement == requirement


def test_a_site_gets_a_copy_of_the_file_that_the_program_was_installed_from(tmp_path: Path) -> None:
    wheel = tmp_path / "a b" / "curriculum_commons-0.1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    wheel.write_bytes(b"wheel")
    program = _program("0.1.0", {"url": wheel.as_uri(), "archive_info": {}})
    new_site(tmp_path / "site", Beginning(ANSWERS, program, "2026"))
    assert (tmp_path / "site/requirements.txt").read_text("utf-8").endswith(f"\n./wheels/{wheel.name}\n")
    assert (tmp_path / "site/wheels" / wheel.name).read_bytes() == b"wheel"


@pytest.mark.slow
def test_the_workflows_of_a_new_site_have_the_form_that_their_hosts_expect(tmp_path: Path) -> None:
    begun(tmp_path / "site")
    tools, site = Path(sys.executable).parent, tmp_path / "site"
    commands = [[tools / "zizmor", "--offline", "--no-progress", "--persona=pedantic", site / ".github"]]
    for schema, pattern in (("github-workflows", ".github/workflows/*.yml"), ("gitlab-ci", ".gitlab-ci.yml")):
        commands.append([tools / "check-jsonschema", "--builtin-schema", f"vendor.{schema}", *site.glob(pattern)])
    program = subprocess.run(["sh", "tools/actionlint"], check=True, capture_output=True, text=True).stdout.strip()
    commands.append([Path(program).resolve(), *site.glob(".github/workflows/*.yml")])
    for command in commands:
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=site)
        assert done.returncode == 0, done.stdout + done.stderr


def test_its_workflows_use_the_actions_that_ours_use(root: Path) -> None:
    ours = set(
        re.findall(r"uses: (.*)", "".join(file.read_text("utf-8") for file in (root / ".github/workflows").iterdir()))
    )
    files = (root / "src/curriculum_commons/starter/site/dot-github/workflows").iterdir()
    theirs = set(re.findall(r"uses: (.*)", "".join(file.read_text("utf-8") for file in files)))
    assert theirs <= ours
    image = re.search(r"image: (.*)", (root / ".gitlab-ci.yml").read_text("utf-8"))
    assert image
    assert image[0] in (root / "src/curriculum_commons/starter/site/dot-gitlab-ci.yml").read_text("utf-8")


@pytest.mark.long
def test_a_framework_of_many_thousands_is_taken_over(tmp_path: Path) -> None:
    rows = "".join(
        f"S{n},Area {n % 50},Manages staff number {n} in the areas of scoring and arranging music.\n"
        for n in range(17_000)
    )
    assert len(begun(tmp_path / "site", f"Code,Domain,Statement\n{rows}").competencies) == 17_000


def test_a_site_in_another_language_is_given_notice_of_english_pages(tmp_path: Path, run: Run) -> None:
    for language, noted in (("pt-BR", True), ("nl", True), ("en-GB", False)):
        ended = run("new", tmp_path / language, "--name", "Tea", "--language", language, "--no-git")
        assert ("the program writes is in English" in ended.stdout) is noted
