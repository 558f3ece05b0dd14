"""The guide for adopters: what has changed between two editions, what they map again, the same in every format."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import DataObject, data, lists, sampled_from, sets
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.content.load import load
from curriculum_commons.documents.inspection import inspect_path
from curriculum_commons.documents.workbooks import mapping_workbook
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.problems import CallError
from curriculum_commons.model.records import Competency, Component, Withdrawn
from curriculum_commons.render import signatures
from curriculum_commons.review.guide import Guide, guide, guide_files
from curriculum_commons.review.snapshots import commons_at
from curriculum_commons.validation.validate import validate

pytestmark = pytest.mark.slow  # documents are made and read

Run = Callable[..., subprocess.CompletedProcess[str]]
HARD = 'Müller & Søn <School> "of" {{Medicine}} *x* =1+1'
WORKBOOK = (
    "---\ntitle: Mapping\npurpose: To map.\nkind: mapping workbook\nformats: [xlsx]\nfolder: 1-map\n---\n\n## How\n"
)


@pytest.fixture(scope="module")
def before(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Commons:
    project = Path(shutil.copytree(root / "tests/tiny", tmp_path_factory.mktemp("guide") / "tiny"))
    (project / "toolkit").mkdir()
    (project / "toolkit/mapping.md").write_text(WORKBOOK, "utf-8")
    return validate(load(project), signatures())


@pytest.fixture(scope="module")
def after(before: Commons) -> Commons:
    """The next edition: one competency reworded, one merged into another that is new."""
    first, second = before.competencies
    parts = (first.components[0].model_copy(update={"text": "Boil fresh water"}), *first.components[1:])
    new = first.model_copy(update={"statement": "Boil fresh water and keep it hot.", "components": parts})
    third = second.model_copy(update={"code": "T-3", "uuid": first.uuid[:-2] + "77", "statement": HARD})
    gone = (*before.framework.withdrawn, Withdrawn(code="T-2", reason=HARD, now_in=("T-1", "T-3")))
    framework = before.framework.model_copy(update={"edition": "2027.1", "adopted": "2027-01-15", "withdrawn": gone})
    return replace(before, competencies=(new, third), framework=framework)


@pytest.fixture(scope="module")
def files(before: Commons, after: Commons) -> dict[str, bytes]:
    return guide_files(before, after)


def codes(made: Guide) -> dict[str, list[str]]:
    return {kind: [one.code for one in found] for kind, found in made.changes.items()}


def test_the_guide_names_both_editions_and_their_dates(before: Commons, after: Commons) -> None:
    made = guide(before, after)
    assert made.title == "From edition 2024 to edition 2027.1"
    assert (made.before.date, made.after.date) == ("adopted May 2024", "adopted January 15, 2027")
    assert made.summary == (
        "Edition 2027.1 divides T-2 into T-1 and T-3 and rewords T-1; "
        "edition 2024 had 2 competencies, edition 2027.1 has 2 competencies, and 0 stay as they were."
    )
    filled = {status: found for status, found in codes(made).items() if found}
    assert filled == {"added": ["T-3"], "reworded": ["T-1"], "split": ["T-2"]}
    assert not made.unnamed


def test_an_edition_without_a_date_is_dated_by_its_content(before: Commons, after: Commons) -> None:
    undated = replace(before, framework=before.framework.model_copy(update={"adopted": None}))
    assert guide(undated, after).before.date == "content as of November 1, 2026"


def test_the_same_edition_may_have_changed(before: Commons, after: Commons) -> None:
    same = replace(after, framework=after.framework.model_copy(update={"edition": "2024"}))
    made = guide(before, same)
    assert (made.title, made.unnamed) == ("What has changed in edition 2024", True)
    text = guide_files(before, same)["edition-guide.md"].decode()
    assert "The competencies have changed, and the edition is still called 2024." in text


def test_where_nothing_has_changed_nothing_is_mapped_again(before: Commons) -> None:
    made = guide(before, before)
    assert made.summary == "No competency has changed; 2 stay as they were."
    assert (made.again, made.unnamed) == ((), False)
    text = guide_files(before, before)["edition-guide.md"].decode()
    assert "Nothing: what you have mapped holds." in text
    assert "How to take your workbook over" not in text


def _rows(commons: Commons) -> dict[str, list[tuple[int, set[object]]]]:
    """Return number and cells of each row of the mapping workbook, by sheet."""
    (recipe,) = mapping_workbook(commons, BuildContext.of(commons), commons.toolkit[0])
    book = openpyxl.load_workbook(BytesIO(recipe.make()), read_only=True)
    sheets = [one for one in book if one.sheet_state == "visible"]
    return {one.title: [(at, {*row}) for at, row in enumerate(one.iter_rows(values_only=True), 1)] for one in sheets}


def test_the_rows_to_map_again_are_those_of_the_workbook(before: Commons, after: Commons) -> None:
    made = guide(before, after)
    assert [one.change.code for one in made.again] == ["T-1", "T-3", "T-2"]
    books = {edition: _rows(commons) for edition, commons in (("before", before), ("after", after))}
    for one in made.again:
        commons = after if one.change.status == "added" else before
        name = f"{one.change.code} · {commons.competency[one.change.code].title}"
        rows = books["after" if commons is after else "before"]
        found = {sheet: tuple(number for number, cells in rows[sheet] if name in cells) for sheet in rows}
        assert dict(one.rows) == {sheet: rows for sheet, rows in found.items() if rows}
        assert set(dict(one.rows)) == {"Coverage", "Overview", "Lists"}
    assert made.again[2].choose == "T-1 · Boil water” or “T-3 · Choose leaves"


def test_renamed_stages_are_listed(before: Commons) -> None:
    first, second = before.stages
    after = replace(before, stages=(second, first.model_copy(update={"name": "Look on"})))
    made = guide(before, after)
    assert made.stages == (
        (f"1 · {first.name}", "2 · Look on"),
        (f"2 · {second.name}", f"1 · {second.name}"),
    )
    assert made.summary == (
        "Edition 2024 changes stages; it had 2 competencies and has 2 competencies, and 2 stay as they were."
    )
    text = guide_files(before, after)["edition-guide.md"].decode()
    assert f"“1 · {first.name}” is now “2 · Look on”" in text
    assert "Nothing: what you have mapped holds." not in text
    assert ("", "2 · Look on") in guide(replace(before, stages=(second,)), after).stages
    assert (f"1 · {first.name}", "") in guide(before, replace(before, stages=(second,))).stages


def test_the_guide_speaks_to_adopters_and_not_of_records(before: Commons, files: dict[str, bytes]) -> None:
    text = files["edition-guide.md"].decode()
    assert "- Component now:" in text
    assert "omponent boil" not in text
    assert "### T-2 is divided into T-1 and T-3" in text
    paragraphs = docx.Document(BytesIO(files["edition-guide.docx"])).paragraphs
    document = "\n".join(paragraph.text for paragraph in paragraphs)
    assert "[Your school]" not in document
    assert before.site.publisher.name in document


def test_without_a_workbook_the_guide_does_without_its_rows(before: Commons, after: Commons) -> None:
    text = guide_files(replace(before, toolkit=()), replace(after, toolkit=()))["edition-guide.md"].decode()
    assert "mapping workbook" not in text
    assert "### T-1: Boil water: reworded" in text


def test_every_format_has_the_same_words(files: dict[str, bytes]) -> None:
    assert list(files) == ["edition-guide.md", "edition-guide.html", "edition-guide.docx"]
    markdown = files["edition-guide.md"].decode()
    assert (
        "- Statement before: Boil water and keep it hot.\n- Statement now: Boil **fresh** water and keep it hot."
        in (markdown)
    )
    tree = LexborHTMLParser(files["edition-guide.html"])
    document = docx.Document(BytesIO(files["edition-guide.docx"]))
    words = " ".join(paragraph.text for paragraph in document.paragraphs)
    main = tree.css_first("main")
    assert main is not None
    for text in (HARD, "Statement now: Boil fresh water and keep it hot.", "How to take your workbook over"):
        assert text in " ".join(main.text().split()), text
        assert text in " ".join(words.split()), text
    assert 'Müller & Søn \\<School\\> "of" {{Medicine}} \\*x\\* =1+1' in markdown


def test_struck_words_are_struck_in_every_format(before: Commons, after: Commons) -> None:
    first, *others = after.competencies
    changed = replace(after, competencies=(first.model_copy(update={"title": "Boil milk"}), *others))
    files = guide_files(before, changed)
    assert "- Title before: Boil ~~water~~\n- Title now: Boil **milk**" in files["edition-guide.md"].decode()
    runs = [run for one in docx.Document(BytesIO(files["edition-guide.docx"])).paragraphs for run in one.runs]
    assert [run.text for run in runs if run.font.strike] == ["water"]
    assert "<del>water</del>" in files["edition-guide.html"].decode()


def test_the_page_needs_no_other_file(files: dict[str, bytes]) -> None:
    html = files["edition-guide.html"].decode()
    tree = LexborHTMLParser(html)
    assert not tree.css("script, link, img, iframe, [src]")
    assert "url(" not in html
    assert '<td dir="auto">' in html
    assert tree.root is not None
    assert tree.root.attrs.sget("lang") == "en"
    assert [heading.text() for heading in tree.css("h1")] == ["From edition 2024 to edition 2027.1"]
    levels = [int((heading.tag or "h0")[1]) for heading in tree.css("h1, h2, h3")]
    assert all(later - sooner <= 1 for sooner, later in pairwise(levels))
    assert all(cell.attrs.sget("scope") == "col" for cell in tree.css("th"))


def test_the_document_is_accessible_and_has_the_same_bytes_each_time(
    before: Commons, after: Commons, files: dict[str, bytes], tmp_path: Path
) -> None:
    assert guide_files(before, after) == files
    (tmp_path / "guide.docx").write_bytes(files["edition-guide.docx"])
    assert inspect_path(tmp_path / "guide.docx") == []


@pytest.fixture(scope="module")
def editions(before: Commons) -> tuple[Commons, Commons]:
    """Two editions with everything that can become of a competency: eight of 2024, seven of 2027."""
    old = [_competency(before, number) for number in range(1, 9)]
    reworded = old[0].model_copy(update={"statement": "Statement 1, in other words."})
    moved = old[1].model_copy(update={"domain": before.domains[1].id})
    made = _competency(before, 9).model_copy(update={"components": old[2].components[:1]})
    gone = (
        Withdrawn(code="K-3", reason="They are one.", now_in=("K-9",)),
        Withdrawn(code="K-4", reason="They are one.", now_in=("K-9",)),
        Withdrawn(code="K-5", reason="It was two things.", now_in=("K-10", "K-7")),
        Withdrawn(code="K-6", reason="Nobody needs it."),
    )
    new = (reworded, moved, *old[6:], made, *(_competency(before, number) for number in (10, 11)))
    mission = before.framework.mission
    assert mission
    framework = before.framework.model_copy(
        update={"edition": "2027", "withdrawn": gone, "mission": mission.model_copy(update={"text": "Tea for some."})}
    )
    return replace(before, competencies=tuple(old)), replace(before, competencies=new, framework=framework)


def _competency(commons: Commons, number: int) -> Competency:
    first = commons.competencies[0]
    parts = tuple(
        Component(id=f"k-{number}-{part.id}", uuid=_uuid(10 * number + at), text=f"{part.text} {number}")
        for at, part in enumerate(first.components)
    )
    words = {"title": f"Title {number}", "statement": f"Statement {number}.", "components": parts}
    return first.model_copy(update={"code": f"K-{number}", "uuid": _uuid(1000 + number), **words})


def _uuid(number: int) -> str:
    return f"77777777-7777-4777-8777-{number:012}"


def test_all_that_can_become_of_a_competency_is_listed_as_what_it_is(editions: tuple[Commons, Commons]) -> None:
    made = guide(*editions)
    assert codes(made) == {
        "added": ["K-9", "K-10", "K-11"],
        "reworded": ["K-1"],
        "moved": ["K-2"],
        "merged": ["K-3", "K-4"],
        "split": ["K-5"],
        "withdrawn": ["K-6"],
        "unchanged": ["K-7", "K-8"],
    }
    assert made.summary == (
        "Edition 2027 adds K-11, makes K-9 from K-3 and K-4, divides K-5 into K-10 and K-7, rewords K-1, moves K-2 to "
        "another domain and withdraws K-6; edition 2024 had 8 competencies, edition 2027 has 7 competencies, and 2 "
        "stay as they were."
    )
    assert [(one.title, one.vanished) for one in made.comparisons] == [
        ("K-9 is made from K-3 and K-4", ("keep it hot 3", "Boil water 4", "keep it hot 4")),
        ("K-5 is divided into K-10 and K-7", ("Boil water 5", "keep it hot 5")),
    ]
    assert [one.change.code for one in made.again] == ["K-1", "K-9", "K-10", "K-11", "K-3", "K-4", "K-5", "K-6"]


def test_a_new_code_is_named_at_a_glance(editions: tuple[Commons, Commons]) -> None:
    old, new = (
        replace(one, competencies=tuple(c.model_copy(update={"published_code": code}) for c in one.competencies))
        for one, code in zip(editions, ("3.1(a)", "3.2(a)"), strict=True)
    )
    text = guide_files(replace(old, competencies=old.competencies[:1]), replace(new, competencies=new.competencies[:1]))
    row = next(line for line in text["edition-guide.md"].decode().splitlines() if line.startswith("| 3.2(a) "))
    assert row.endswith("| Reworded; its code was 3.1(a) | Map it again; choose its new code |")


def test_what_was_merged_is_beside_what_it_is_now(editions: tuple[Commons, Commons]) -> None:
    text = guide_files(*editions)["edition-guide.md"].decode()
    assert "Added\n\n### K-11" in text
    assert "| Text | Before: K-3 | Before: K-4 | Now: K-9 |" in text
    row = next(line for line in text.splitlines() if line.startswith("| Statement ") and "3." in line)
    assert [cell.strip() for cell in row.strip("|").split("|")][1:] == ["Statement 3.", "Statement 4.", "Statement 9."]
    assert "does it teach what K-9 states now?" in text
    assert "does it still teach what is stated now?" in text
    assert "“keep it hot 3”" in text
    assert "Before: ~~Good tea for all.~~" in text
    assert f"| K-3 | {_uuid(1003)} | {_uuid(1009)} (K-9) |" in " ".join(text.split())
    assert f"| K-6 | {_uuid(1006)} | none |" in " ".join(text.split())
    assert _uuid(1007) not in text.replace(f"{_uuid(1007)} (K-7)", "")


CODES = [f"K-{number}" for number in range(1, 13)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data())
def test_any_two_editions_are_compared_code_by_code(before: Commons, drawn: DataObject) -> None:
    names = drawn.draw(lists(sampled_from(CODES), min_size=1, unique=True))
    today = drawn.draw(lists(sampled_from(CODES), min_size=1, unique=True))
    gone = [code for code in names if code not in today]
    into = {code: drawn.draw(lists(sampled_from(CODES), max_size=3, unique=True)) for code in gone}
    reworded = drawn.draw(sets(sampled_from(CODES)))
    moved = drawn.draw(sets(sampled_from(CODES)))
    old = {code: _competency(before, CODES.index(code) + 1) for code in names}
    new = {code: _competency(before, CODES.index(code) + 1) for code in today}
    for code in reworded & {*new}:
        new[code] = new[code].model_copy(update={"statement": "Other words."})
    for code in moved & {*new}:
        new[code] = new[code].model_copy(update={"domain": before.domains[1].id})
    listed = tuple(Withdrawn(code=code, reason="Why.", now_in=tuple(now)) for code, now in into.items())
    framework = before.framework.model_copy(update={"edition": "2027", "withdrawn": listed})
    first = replace(before, competencies=tuple(old.values()), toolkit=())
    second = replace(first, competencies=tuple(new.values()), framework=framework)
    made = guide(first, second)
    statuses = {one.code: one for found in made.changes.values() for one in found}
    assert {*statuses} == {*names, *today}
    for code, change in statuses.items():
        if code in new:
            expected = "added" if code not in old else "reworded" if code in reworded else "moved"
            assert change.status == ("unchanged" if expected == "moved" and code not in moved else expected)
            assert {*change.made_from} == {one for one in gone if code in statuses[one].now_in}
        else:
            assert {*change.now_in} <= {*today}
            assert {code for code in into[code] if code in today} <= {*change.now_in}
            assert change.status == {0: "withdrawn", 1: "merged"}.get(len(change.now_in), "split")
    assert f"had {len(old)} competenc" in made.summary or made.summary.startswith("No competency")
    shown = {one.code for comparison in made.comparisons for one in comparison.before}
    assert shown == {code for code in gone if statuses[code].now_in}


def commit(root: Path) -> None:
    who = ["-c", "user.name=T", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "one"], ["tag", "edition-2024"]):
        subprocess.run(["git", *who, *command], cwd=root, check=True)


def test_the_command_writes_the_guide(tiny: Path, tmp_path: Path, run: Run) -> None:
    commit(tiny)
    file = tiny / "data/competencies.yaml"
    text = file.read_text("utf-8").replace("Boil water and keep it hot.", "Boil water and keep it warm.")
    file.write_text(text.replace('edition: "2024"', 'edition: "2025"'), "utf-8")
    out = tmp_path / "the guide"
    command = ["guide", "--root", tiny, "--since", "edition-2024", "--out", out]
    ended = run(*command)
    assert (ended.returncode, ended.stderr) == (0, "")
    names = ["edition-guide.md", "edition-guide.html", "edition-guide.docx"]
    assert ended.stdout.splitlines() == [f"{out.as_posix()}/{name}" for name in names]
    assert "keep it ~~hot.~~" in (out / names[0]).read_text("utf-8")
    shutil.rmtree(out)
    out.write_text("a file", "utf-8")
    ended = run(*command)
    message = f"commons: {out} is a file, and the guide needs a folder; name another\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", message)


def test_a_past_with_a_competency_that_cannot_be_read_has_no_guide(tiny: Path) -> None:
    file = tiny / "data/competencies.yaml"
    file.write_text(file.read_text("utf-8").replace("    gloss: No tea", "    glos: No tea"), "utf-8")
    commit(tiny)
    with pytest.raises(CallError, match=r'^the content at "HEAD" cannot be read by today\'s rules, as data/comp'):
        commons_at(tiny, "HEAD")
