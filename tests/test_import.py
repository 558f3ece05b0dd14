"""A later edition of a table is taken into a site: nothing that people wrote is lost, and nothing is half written."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml

from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.content.load import document_of
from curriculum_commons.content.yaml_edits import YamlEdits
from curriculum_commons.documents.tables import TABLES, _csv
from curriculum_commons.interchange.framework_json import framework_files
from curriculum_commons.model.problems import CallError, ContentError
from curriculum_commons.render import show
from curriculum_commons.starter.into_site import Choices, Import, contents, planned_import
from curriculum_commons.starter.new_site import Answers, Beginning, new_site
from curriculum_commons.starter.program import Program
from curriculum_commons.starter.read import import_table

Run = Callable[..., subprocess.CompletedProcess[str]]
ANSWERS = Answers("Tea at our school", "The Tea School", "tea@school.example", "en", "https://tea.example/")
TABLE = """Code,Domain,Statement,Part
1.1(a),Water,Boils water.,fills the kettle
,,,lights the stove
T-2,Water,Pours it over the leaves.,
T-3,Leaves,Chooses leaves for the season.,
"""
UUID = "44444444-4444-4444-8444-444444444499"
FILE = "data/competencies.yaml"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "tea.csv").write_text(TABLE, "utf-8")
    read = import_table(folder / "tea.csv", ["component=Part"])
    framework = read.framework()
    begun = Beginning(ANSWERS, Program("curriculum-commons"), "2026", framework, read.recipe(framework))
    new_site(folder / "site", begun)
    return folder / "site"


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Path:
    """A site made from the table, to which people have added comments and words of their own."""
    site = Path(shutil.copytree(made, tmp_path / "site"))
    change(site, "  - code: T-2\n", "  # Mind the kettle\n  - code: T-2 # hot\n")
    change(site, "    statement: Pours it over", "    gloss: Slowly. # our words\n    statement: Pours it over")
    change(site, "text: lights the stove", "text: lights the stove # gas")
    change(
        site, "    statement: Boils water.\n", "    statement: Boils water. # theirs\n    keywords: [kettle] # ours\n"
    )
    return site


def change(site: Path, old: str, new: str) -> None:
    text = (site / FILE).read_text("utf-8")
    assert old in text
    (site / FILE).write_text(text.replace(old, new, 1), "utf-8")


def plan(site: Path, table: str | bytes, name: str = "tea.csv", **choices: Any) -> Import:
    file = site.parent / name
    file.write_bytes(table if isinstance(table, bytes) else table.encode())
    return planned_import(site, file, Choices(**choices))


def taken(site: Path, table: str | bytes, name: str = "tea.csv", **choices: Any) -> dict[str, Any]:
    """Return the competencies by code once a table is imported."""
    for path, content in contents(site, plan(site, table, name, **choices)).items():
        (site / path).write_bytes(content)
    open_commons(site)
    return records(site)


def records(site: Path) -> dict[str, Any]:
    return {one["code"]: one for one in yaml.safe_load((site / FILE).read_text("utf-8"))["competencies"]}


def comments(text: str) -> list[str]:
    return [line.partition("# ")[2] for line in text.splitlines() if "# " in line]


LATER = (
    TABLE.replace("Boils water.", '"Boils fresh water, and keeps it hot."')
    .replace("lights the stove", "lights the old stove\n,,,waits")
    .replace("T-3,", "T-9,Cups,Warms the cups.,\nT-3,")
)


def test_what_is_new_in_a_table_is_taken_and_all_else_stays(site: Path) -> None:
    before, was = (site / FILE).read_text("utf-8"), records(site)
    now = taken(site, LATER)
    after = (site / FILE).read_text("utf-8")
    assert comments(after) == comments(before)
    assert list(now) == ["1.1-a", "T-2", "T-9", "T-3"]
    assert {code: one["uuid"] for code, one in now.items() if code in was} == {code: was[code]["uuid"] for code in was}
    assert now["1.1-a"]["statement"] == "Boils fresh water, and keeps it hot."
    assert (now["1.1-a"]["title"], now["1.1-a"]["keywords"]) == ("Boils fresh water, and keeps it hot", ["kettle"])
    parts = now["1.1-a"]["components"]
    assert [one["text"] for one in parts] == ["fills the kettle", "lights the old stove", "waits"]
    assert [one["uuid"] for one in parts[:2]] == [one["uuid"] for one in was["1.1-a"]["components"]]
    assert (now["T-2"], now["T-3"]) == (was["T-2"], was["T-3"])
    assert now["T-9"]["domain"] == "cups"
    lost = [line for line in before.splitlines() if line not in after.splitlines()]
    assert [line.strip() for line in lost] == [
        "title: Boils water",
        "statement: Boils water. # theirs",
        "text: lights the stove # gas",
    ]


def test_the_same_table_changes_nothing(site: Path) -> None:
    before = (site / FILE).read_bytes()
    assert plan(site, TABLE).files == {}
    assert plan(site, TABLE.replace("\n", "\r\n")).files == {}
    assert (site / FILE).read_bytes() == before


def test_what_is_gone_is_named_and_stays_unless_it_is_to_be_removed(site: Path) -> None:
    without = TABLE.replace("T-2,Water,Pours it over the leaves.,\n", "").replace(",,,lights the stove\n", "")
    planned = plan(site, without)
    assert planned.edition.gone == ["1.1(a), component: lights the stove", "T-2: Pours it over the leaves"]
    assert planned.files == {}
    now = taken(site, without, remove=True)
    assert list(now) == ["1.1-a", "T-3"]
    assert [one["text"] for one in now["1.1-a"]["components"]] == ["fills the kettle"]
    assert taken(site, without.replace(",fills the kettle", ",wipes"), remove=True)["1.1-a"]["components"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Chooses leaves for the season.", "Sweeps the floor.", '"T-3" is "Chooses leaves for the season." here'),
        ("T-2,", "T-0,Water,Asks the guest.,\nT-2,", None),
        ("T-3,Leaves,", "T-2,Water,Asks the guest.,\nT-4,Leaves,", "is in row 4 already"),
        (
            "T-2,Water,Pours it over the leaves.,\nT-3,Leaves,Chooses",
            "T-2,Water,Pours water over your leaves.,\nT-3,Water,Pours it over the leaves.,\nT-4,Leaves,Chooses",
            'which is "T-3" in the imported file',
        ),
    ],
)
def test_a_code_that_is_used_again_for_something_else_is_named(
    site: Path, old: str, new: str, words: str | None
) -> None:
    table = TABLE.replace(old, new)
    assert table != TABLE
    if words is None:
        assert len(plan(site, table).edition.new) == 1
        return
    with pytest.raises(ContentError) as error:
        plan(site, table)
    assert any(words in problem.message for problem in error.value.problems), error.value.problems


def test_somebody_can_answer_that_a_competency_is_the_same_in_other_words(site: Path) -> None:
    table = TABLE.replace("Chooses leaves for the season.", "Sweeps the floor.")
    with pytest.raises(ContentError) as error:
        plan(site, table)
    (problem,) = error.value.problems
    assert (problem.path, problem.code) == (FILE, "code-used-again")
    assert (site / FILE).read_text("utf-8").split("\n")[problem.line - 1] == "  - code: T-3"
    was = records(site)["T-3"]["uuid"]
    assert taken(site, table, same=["T-3"])["T-3"]["uuid"] == was


def test_a_code_that_was_withdrawn_is_not_used_again(site: Path) -> None:
    change(site, "  license:\n", '  withdrawn:\n    - code: T-7\n      reason: "Cold."\n  license:\n')
    with pytest.raises(ContentError, match="T-7") as error:
        plan(site, f"{TABLE}T-7,Water,Cools it.,\n")
    assert [problem.code for problem in error.value.problems] == ["code-used-again"]


def test_a_uuid_in_the_table_finds_a_competency_whose_code_has_changed(site: Path) -> None:
    uuid = records(site)["T-3"]["uuid"]
    table = f"Code,Domain,Statement,UUID\nT-30,Leaves,Chooses leaves for the season.,{uuid}\n"
    one = taken(site, table, columns=["uuid=UUID", "component="])["T-3"]
    assert (one["uuid"], one["published_code"]) == (uuid, "T-30")
    with pytest.raises(ContentError, match="uuid of"):
        plan(site, table.replace("T-30", "T-2"), columns=["uuid=UUID", "component="])


CODED = """Code,Domain,Statement,Part code,Part
1.1(a),Water,Boils water.,1.1a,fills the kettle
,,,1.1b,lights the stove
"""
PARTS = ["component-code=Part code", "component=Part"]


def test_published_codes_of_components_are_taken_and_find_them_again(site: Path) -> None:
    first = taken(site, CODED, columns=PARTS)["1.1-a"]["components"]
    assert [(one["published_code"], one["text"]) for one in first] == [
        ("1.1a", "fills the kettle"),
        ("1.1b", "lights the stove"),
    ]
    later = CODED.replace("lights the stove", "makes a fire").replace("1.1b", "1.1aa,waits\n,,,1.1b")
    second = taken(site, later)["1.1-a"]["components"]
    assert [one["published_code"] for one in second] == ["1.1a", "1.1aa", "1.1b"]
    assert [one["uuid"] for one in second[::2]] == [one["uuid"] for one in first]
    assert second[2]["text"] == "makes a fire"
    commons = open_commons(site)
    context = context_for(site, commons)
    assert ">1.1aa waits</li>" in show(commons, context, "competency_components", ("1.1-a",), "")
    assert b"1.1aa waits" in _csv(commons, TABLES["competencies"])
    theirs = json.loads(framework_files(commons)["framework.json"])["competencies"][0]["components"]
    assert [one["published_code"] for one in theirs] == ["1.1a", "1.1aa", "1.1b"]


def test_a_domain_with_another_name_keeps_its_uuid_and_a_hand_written_title_stays(site: Path) -> None:
    was = yaml.safe_load((site / FILE).read_text("utf-8"))["domains"]
    change(site, "title: Chooses leaves for the season", "title: Our choice")
    now = taken(site, TABLE.replace("Leaves,", "Leaf,").replace("for the season", "for a season"))["T-3"]
    domains = yaml.safe_load((site / FILE).read_text("utf-8"))["domains"]
    assert [one["uuid"] for one in domains] == [one["uuid"] for one in was]
    assert [one["name"] for one in domains] == ["Water", "Leaf"]
    assert (now["title"], now["statement"]) == ("Our choice", "Chooses leaves for a season.")


def test_a_table_without_domains_moves_nothing(site: Path) -> None:
    table = "Code,Statement\nT-3,Chooses leaves for the season.\nT-8,Cleans up.\n"
    now = taken(site, table, columns=["domain=", "component="])
    assert (now["T-3"]["domain"], now["T-8"]["domain"]) == ("leaves", "leaves")


def test_another_form_than_before_is_named(site: Path) -> None:
    table = TABLE.replace(",", ";").replace("season", "café").encode("cp1252")
    planned = plan(site, table)
    assert planned.notes == [
        "The separator is a semicolon, and was a comma when the table was imported before; look at its words.",
        'The encoding is "Windows-1252", and was "UTF-8" when the table was imported before; look at its words.',
    ]
    assert "café" in planned.files[FILE]
    assert yaml.safe_load(planned.files["import.yaml"])["separator"] == ";"


def test_a_new_column_is_left_out_until_somebody_chooses_it(site: Path) -> None:
    table = TABLE.replace("\n", ",\n").replace("Part,\n", "Part,Notes\n")
    table = table.replace("water.,fills the kettle,", "water.,fills the kettle,Hot.")
    assert plan(site, table).files == {}
    planned = plan(site, table, columns=["gloss=Notes"])
    assert "gloss: Hot." in planned.files[FILE]
    assert yaml.safe_load(planned.files["import.yaml"])["columns"]["gloss"] == "Notes"


CYCLE = "Code,Parent,Statement\nA,B,Boils.\nB,A,Pours.\n"


@pytest.mark.parametrize(
    ("table", "columns", "words"),
    [
        ("Domain,Statement\nWater,Boils.\n", ["code=", "component="], "tea.csv has no codes"),
        ("Domain,Statement\nWater,Boils.\n", [], 'no column is named "Code"'),
        (TABLE.replace("T-2,", "T-3,"), [], "is in row 4 already"),
        (TABLE.replace("T-2,Water,", ",Water,"), [], "is empty; write the code"),
        (CYCLE, ["parent=Parent", "domain=", "component="], "is a part of itself"),
        ("", [], "is empty; export the table again"),
        ("Code;Domain\n", [], "no rows"),
    ],
)
def test_a_table_that_cannot_be_taken_is_one_sentence_and_changes_nothing(
    site: Path, table: str, columns: list[str], words: str
) -> None:
    before = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    with pytest.raises((CallError, ContentError)) as error:
        plan(site, table, columns=columns)
    texts = [str(one) for one in getattr(error.value, "problems", ())] or [str(error.value)]
    assert any(words in text for text in texts), texts
    assert before == {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}


def test_what_is_no_site_is_one_sentence(tmp_path: Path, run: Run) -> None:
    (tmp_path / "tea.csv").write_text(TABLE, "utf-8")
    done = run("import", tmp_path / "tea.csv", "--to", tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "is not a site, as it has no data/site.yaml" in done.stderr


def test_a_site_that_may_not_be_written_to_is_one_sentence(made: Path) -> None:
    is_root = os.geteuid() == 0
    with TemporaryDirectory() as folder:
        place = Path(shutil.copytree(made, Path(folder) / "site"))
        place.parent.chmod(0o755)
        (place / "data").chmod(0o555)
        os.seteuid(65534 if is_root else os.getuid())
        try:
            with pytest.raises(CallError, match="may not be written to; change its permissions"):
                planned_import(place, place / "tea.csv", Choices())
        finally:
            os.seteuid(os.getuid())
            (place / "data").chmod(0o755)


@pytest.mark.parametrize(
    "recipe", ["columns: [a]\n", "file: tea.csv\n", "columns: {code: 1}\n", "a: [\n", "level: low\ncolumns: {}\n"]
)
def test_a_recipe_that_cannot_be_used_is_one_sentence(site: Path, recipe: str) -> None:
    (site / "import.yaml").write_text(recipe, "utf-8")
    with pytest.raises(CallError, match=r"import\.yaml cannot be used; correct it"):
        plan(site, TABLE)


def test_the_level_is_kept_and_rows_without_a_code_are_known_by_their_words(tmp_path: Path) -> None:
    table = tmp_path / "deep.csv"
    rows = "Code,Parent,Text\ng,,Grade\nr,g,Reading\n,r,Reads fast.\n,r,Writes slowly.\nS,r,Speaks.\nSa,S,aloud\n"
    table.write_text(rows, "utf-8")
    read = import_table(table, (), level=3)
    framework = read.framework()
    begun = Beginning(ANSWERS, Program("curriculum-commons"), "2026", framework, read.recipe(framework))
    new_site(tmp_path / "deep", begun)
    assert not planned_import(tmp_path / "deep", table, Choices()).files
    table.write_text(rows.replace(",r,Reads", ",r,Listens.\n,r,Reads"), "utf-8")
    edition = planned_import(tmp_path / "deep", table, Choices()).edition
    assert (edition.new, edition.changed, edition.gone) == (["r.1-2: Listens"], [], [])


def test_a_site_without_a_recipe_gets_one(site: Path) -> None:
    (site / "import.yaml").unlink()
    planned = plan(site, TABLE, columns=["component=Part"])
    assert list(planned.files) == ["import.yaml"]


def test_a_site_that_follows_others_is_led_to_upgrade(tiny: Path) -> None:
    (tiny / FILE).unlink()
    (tiny / "data/profile.yaml").write_text("upstream:\n", "utf-8")
    for name, words in (("new.json", "upgrade .*new.json"), ("tea.csv", 'at "add:" in data/profile.yaml')):
        (tiny.parent / name).write_text("{}", "utf-8")
        with pytest.raises(CallError, match=words):
            planned_import(tiny, tiny.parent / name, Choices())


def test_a_framework_json_is_taken_by_its_codes(tiny: Path) -> None:
    theirs = json.loads(framework_files(open_commons(tiny))["framework.json"])
    theirs["competencies"][0]["statement"] = "Boil fresh water and keep it hot."
    theirs["competencies"].append(
        {**theirs["competencies"][1], "code": "T-5", "uuid": "44444444-4444-4444-8444-444444444499"}
    )
    theirs["competencies"][-1] |= {"statement": "Washes up the cups.", "title": "Wash up", "components": []}
    theirs["framework"]["edition"] = "2027"
    planned = plan(tiny, json.dumps(theirs), "framework.json")
    assert planned.edition.changed == ["T-1: statement"]
    assert planned.edition.new == ["T-5: Wash up"]
    assert 'The file is edition "2027", and the site has "2024"' in planned.notes[0]
    assert list(planned.files) == [FILE]
    before, after = ((tiny / FILE).read_text("utf-8"), planned.files[FILE])
    lost = [line.strip() for line in before.splitlines() if line not in after.splitlines()]
    assert lost == ["statement: Boil water and keep it hot."]


def test_it_is_shown_and_written_with_consent_alone(site: Path, run: Run) -> None:
    file = site.parent / "later.csv"
    file.write_text(LATER, "utf-8")
    (site / FILE).write_bytes((site / FILE).read_text("utf-8").replace("\n", "\r\n").encode())
    before = (site / FILE).read_bytes()
    for words, code in ((["--dry-run"], 0), ([], 1)):
        shown = run("import", file, "--to", site, *words)
        assert (shown.returncode, (site / FILE).read_bytes()) == (code, before)
    for line in (
        "  T-9: Warms the cups",
        "  1.1(a): title, statement, components",
        "+    statement: Boils fresh water",
    ):
        assert line in shown.stdout
    assert "add --yes" in shown.stdout
    done = run("import", file, "--to", site, "--yes")
    assert (done.returncode, done.stdout.splitlines()[-2]) == (
        0,
        "Imported: 2 new, 1 changed, 0 no longer in the file in 2 files.",
    )
    content = (site / FILE).read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert "nothing to change" in run("import", file, "--to", site).stdout


ODD = """# top
list: # of all
  # one
  - code: "x" # c1
    text: >- # head
      folded text
      more

    # before gloss
    gloss: plain
      over two lines # tail
    words: [a, "b"] # words

  # before two
  - { code: y, text: 'B' } # braces
  - code: z
    text: |
      lit # not

    # after lit
    words:
      - p # first
      - q
# end
other:
- code: w
  text: c # last"""


@pytest.mark.parametrize("seed", range(60))
def test_any_edit_keeps_every_comment_and_every_other_value(seed: int) -> None:
    rng = random.Random(seed)
    document = document_of("odd.yaml", ODD, 1, lambda _: None)
    edits = YamlEdits(document)
    values = ["new", "a: b # c", "two\nlines", "long " * 40, "- 1", "007", "“q”", 'x "y"']
    for way in rng.sample([("list", 0), ("list", 1), ("list", 2), ("other", 0)], 3):
        edits.set(way, rng.choice(["text", "gloss", "more"]), rng.choice(values).strip(), ("code",))
    for number in rng.choices(range(4), k=2):
        edits.insert(("list",), number, {"code": f"n{number}", "text": rng.choice(values).strip()})
    edits.insert(("list", 0, "words"), 2, "c # d")
    edits.insert(("list", 2, "words"), rng.randrange(3), "r")
    made = edits.result()  # which compares the values
    lost = [one for one in comments(ODD) if one != "not" and f"# {one}\n" not in f"{made.text}\n"]
    assert lost == []


@pytest.mark.parametrize("numbers", [(0,), (1,), (2,), (0, 1), (1, 2), (0, 2)])
def test_an_entry_is_taken_out_with_the_others_in_place(numbers: tuple[int, ...]) -> None:
    edits = YamlEdits(document_of("odd.yaml", ODD, 1, lambda _: None))
    for number in numbers:
        edits.remove(("list", number))
    edits.insert(("list",), 0, {"code": "new"})
    edits.remove(("other", 0, "text"))
    assert "# one" in edits.result().text


@pytest.mark.long
def test_many_thousands_are_taken(site: Path) -> None:
    rows = [f"S{n},Area {n % 50},Manages staff number {n} and its scores." for n in range(17_000)]
    columns = {"columns": ["component="]}
    taken(site, "\n".join(["Code,Domain,Statement", *rows]), remove=True, **columns)
    planned = plan(site, "\n".join(["Code,Domain,Statement", *rows[500:]]).replace("its", "all"), **columns)
    assert (len(planned.edition.changed), len(planned.edition.gone)) == (16_500, 500)
