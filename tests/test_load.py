"""Reading takes whatever is in a folder: it returns values with their lines, or reports what cannot be read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from curriculum_commons.build.project import open_commons
from curriculum_commons.build.run import _content
from curriculum_commons.build.serve import files_and_times
from curriculum_commons.content.files import LARGEST
from curriculum_commons.content.load import Document, load
from curriculum_commons.content.yaml_reader import AMERICAN, REFUSED, read
from curriculum_commons.content.yaml_scalars import Unquoted, plain
from curriculum_commons.model.problems import ContentError
from curriculum_commons.model.unreadable import misused_turn
from curriculum_commons.validation.gates.source_files import source_files


def problems(root: Path) -> list[str]:
    return [f"{problem.place} {problem.code}" for problem in sorted(load(root).problems)]


def value_of(text: str) -> Any:
    reading = read(text.encode())
    assert not reading.faults
    return reading.value


def test_good_content_has_no_problems(tiny: Path) -> None:
    source = load(tiny)
    assert source.problems == ()
    assert set(source.documents) == source.names
    assert [page.path for page in source.pages] == sorted(page.path for page in source.pages)
    assert "images/cup.svg" in source.files


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("tea", "tea"),
        ("3 of 5", "3 of 5"),
        ("1.0.0", "1.0.0"),
        ("2026-11", "2026-11"),
        ("2018-2019", "2018-2019"),
        ("+1 555 0100", "+1 555 0100"),
        ("10.1234/tea", "10.1234/tea"),
        ("nothing", "nothing"),
        ("true", True),
        ("False", False),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("1.50", 1.5),
        ("2026-11-23", date(2026, 11, 23)),
    ],
)
def test_plain_text_is_what_everyone_reads_in_it(written: str, value: object) -> None:
    assert plain(written) == value
    assert type(plain(written)) is type(value)


AMBIGUOUS = (
    "~ null no Yes ON n 12:30 1:30:00 0123 08 0x1F 0o17 0b1 1_000 1e3 .5 5. +1 .inf -.INF .nan = "
    "2026-02-30 2026-1-2 2026-11-23T10:00"
)


@pytest.mark.parametrize("written", ["", "2026-11-23 10:00", *AMBIGUOUS.split()])
def test_plain_text_that_programs_read_in_different_ways_is_unclear(written: str) -> None:
    assert plain(written) == Unquoted(written)


def test_a_number_of_thousands_of_digits_is_unclear() -> None:
    assert plain("1" * 5000) == Unquoted("1" * 5000)


@pytest.mark.parametrize("written", ['"no"', "'2026.10'", '"12:30"', "|\n  no", ">-\n  null"])
def test_text_in_quotes_is_text(written: str) -> None:
    assert isinstance(value_of(f"a: {written}\n")["a"], str)


def test_keys_are_text_whatever_they_look_like() -> None:
    assert value_of("n: 1\nno: 2\n2026: 3\n") == {"n": 1, "no": 2, "2026": 3}


def test_comments_directives_and_marks_of_a_document_are_allowed() -> None:
    assert value_of("%YAML 1.1\n# comment\n---\na: 1 # comment\n...\n") == {"a": 1}


@pytest.mark.parametrize("text", ["", "\n\n", "# comment", "---", "--- # comment\n...\n"])
def test_a_text_without_content_is_nothing(text: str) -> None:
    assert value_of(text) is None


@pytest.mark.parametrize(("british", "american"), AMERICAN.items())
def test_a_key_in_british_spelling_is_read_as_the_american_one(british: str, american: str) -> None:
    reading = read(f"a:\n  {british}: 1\n".encode())
    assert reading.value == {"a": {american: 1}}
    assert [(fault[:2], fault.code, fault.severity) for fault in reading.faults] == [((2, 3), "renamed-key", "warning")]
    assert reading.faults[0].message == f'{british}: write "{american}"; the British spelling still works'


def test_a_key_in_both_spellings_is_there_twice() -> None:
    faults = read(b"licence: 1\nlicense: 2\n").faults
    assert [(fault.line, fault.code) for fault in faults] == [(1, "renamed-key"), (2, "duplicate-key")]


def test_a_refused_value_is_marked_as_such() -> None:
    reading = read(b"a: &x 1\nb: *x\nc: !x 1\nd: 1\n")
    assert reading.value == {"a": REFUSED, "b": REFUSED, "c": REFUSED, "d": 1}
    assert [(fault.line, fault.column) for fault in reading.faults] == [(1, 4), (2, 4), (3, 4)]


def test_a_document_knows_where_every_value_is() -> None:
    text = 'a: 1\nb:\n  - c: "é ö" # comment\n    d: [x, é, "y"]\n  - >-\n    folded\n'
    document = Document("data/x.yaml", value_of(text), text, read(text.encode()).position, first_line=3)
    assert document.locate(("a",)) == (3, 4)
    assert document.locate(("a",), key=True) == (3, 1)
    assert document.locate(("b", 0)) == (5, 5)
    assert document.locate(("b", 0, "c")) == (5, 8)
    assert document.locate(("b", 0, "d", 2)) == (6, 15)
    assert document.locate(("b", 1)) == (7, 5)
    assert document.written(("b", 0, "c")) == "é ö"
    assert document.written(("b", 0)) is None


def test_a_document_gives_the_place_around_what_is_not_there() -> None:
    text = "a:\n  b: 1\n"
    document = Document("data/x.yaml", value_of(text), text, read(text.encode()).position)
    assert document.locate(("a", "c")) == (2, 3)
    assert document.locate(("a", "c"), key=True) == (2, 3)
    assert document.locate(("z", "c", 4)) == (1, 1)
    assert document.written(("a", "c")) is None


def test_byte_order_mark_and_line_ends_of_windows_change_nothing(tiny: Path) -> None:
    before = load(tiny)
    for file in [*tiny.glob("data/*.yaml"), *tiny.glob("docs/**/*.md")]:
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert load(tiny) == before


def test_line_ends_of_old_programs_count_as_lines(tiny: Path) -> None:
    (tiny / "data/findings.yaml").write_bytes(b"findings:\r  - id: x\r    id: y\r")
    assert problems(tiny) == ["data/findings.yaml:3:5 duplicate-key"]


def test_a_broken_file_does_not_hide_the_problems_of_others(tiny: Path) -> None:
    (tiny / "data/findings.yaml").write_text("a: [", encoding="utf-8")
    (tiny / "data/site.yaml").write_text("a: 1\na: 2\nb: {", encoding="utf-8")
    assert problems(tiny) == [
        "data/findings.yaml:1:5 yaml-syntax",
        "data/site.yaml:2:1 duplicate-key",
        "data/site.yaml:3:5 yaml-syntax",
    ]


def test_a_large_file_is_not_read(tiny: Path) -> None:
    with (tiny / "data/findings.yaml").open("wb") as file:
        file.truncate(50_000_000)
    with (tiny / "docs/teach.md").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert problems(tiny) == [
        "data/findings.yaml file-too-large",
        "docs/teach.md file-too-large",
    ]


def test_links_out_of_the_project_are_refused(tiny: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    shutil.copytree(tiny / "docs/about", outside)
    (tiny / "data/findings.yaml").unlink()
    (tiny / "data/findings.yaml").symlink_to("/etc/passwd")
    (tiny / "docs/more").symlink_to(outside)
    (tiny / "docs/notes.md").symlink_to(outside / "notes.md")
    (tiny / "docs/gone.md").symlink_to("nowhere.md")
    (tiny / "docs/round.md").symlink_to("round.md")
    (tiny / "docs/circle").symlink_to(".")
    assert problems(tiny) == [
        "data/findings.yaml symbolic-link",
        "docs/circle symbolic-link",
        "docs/gone.md symbolic-link",
        "docs/more symbolic-link",
        "docs/notes.md symbolic-link",
        "docs/round.md symbolic-link",
    ]


def test_what_is_hidden_is_not_published_by_a_link(tiny: Path) -> None:
    (tiny / ".git").mkdir()
    (tiny / ".git/config").write_text("token = x\n", "utf-8")
    (tiny / "docs/tea.txt").symlink_to("../.git/config")
    assert problems(tiny) == ["docs/tea.txt symbolic-link"]


def test_links_out_of_the_project_are_refused_in_the_theme_too(tiny: Path) -> None:
    (tiny / "theme/assets").mkdir(parents=True, exist_ok=True)
    (tiny / "theme/assets/tea.css").symlink_to("/etc/passwd")
    assert problems(tiny) == ["theme/assets/tea.css symbolic-link"]


def test_two_versions_in_the_theme_and_in_the_terms_are_reported_too(tiny: Path) -> None:
    (tiny / "theme/assets").mkdir(parents=True, exist_ok=True)
    for name in ("theme/assets/tea.css", "LICENSE-content"):
        (tiny / name).write_text("a {}\r\n<<<<<<< HEAD\r\nb {}\r\n=======\r\n>>>>>>> mine\r\n", "utf-8")
    assert problems(tiny) == ["LICENSE-content:2:1 merge-conflict", "theme/assets/tea.css:2:1 merge-conflict"]


def test_a_link_within_the_project_is_followed(tiny: Path) -> None:
    (tiny / "more.yaml").write_bytes((tiny / "data/findings.yaml").read_bytes())
    (tiny / "data/findings.yaml").unlink()
    (tiny / "data/findings.yaml").symlink_to("../more.yaml")
    assert problems(tiny) == []
    assert "findings.yaml" in load(tiny).documents


def test_content_folders_that_are_links_are_refused(tiny: Path, tmp_path: Path) -> None:
    for folder in ("data", "docs"):
        (tiny / folder).rename(tmp_path / folder)
        (tiny / folder).symlink_to(tmp_path / folder)
    assert problems(tiny) == [
        "data symbolic-link",
        "docs symbolic-link",
    ]


@pytest.mark.parametrize("folder", ["data", "docs", "toolkit", "theme"])
def test_a_folder_that_is_a_link_is_never_entered(tiny: Path, tmp_path: Path, folder: str) -> None:
    disk = tmp_path / "disk"
    (disk / "deep").mkdir(parents=True)
    for name in ("a.md", "deep/b.yaml"):
        (disk / name).write_text("Elsewhere.", "utf-8")
    shutil.rmtree(tiny / folder, ignore_errors=True)
    (tiny / folder).symlink_to(disk)
    seen = [*(one.path for one in source_files(tiny)), *_content(tiny), *map(str, files_and_times(tiny))]
    assert [path for path in seen if path.endswith(("a.md", "b.yaml"))] == []
    assert f"{folder} symbolic-link" in problems(tiny)


@pytest.mark.parametrize("target", ["/proc/self/mem", "/etc/passwd"])
def test_a_link_out_of_the_project_is_reported_and_never_read(tiny: Path, target: str) -> None:
    for path in ("data/resources.yaml", "docs/teach.md", "docs/files/a.txt"):
        (tiny / path).parent.mkdir(exist_ok=True)
        (tiny / path).unlink(missing_ok=True)
        (tiny / path).symlink_to(target)
    with pytest.raises(ContentError) as error:
        open_commons(tiny)
    reported = {one.path for one in error.value.problems if one.code == "symbolic-link"}
    assert reported == {"data/resources.yaml", "docs/teach.md", "docs/files/a.txt"}
    assert not any(one.path in reported for one in source_files(tiny))


def test_the_project_itself_may_be_reached_by_a_link(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tiny)
    assert problems(tmp_path / "link") == []


def test_what_is_not_a_file_is_refused(tiny: Path) -> None:
    (tiny / "data/findings.yaml").unlink()
    os.mkfifo(tiny / "data/findings.yaml")
    (tiny / "data/site.yaml").unlink()
    (tiny / "data/site.yaml").mkdir()
    os.mkfifo(tiny / "docs/pipe.md")
    os.mkfifo(tiny / "docs/pipe.png")
    assert problems(tiny) == [
        "data/findings.yaml not-a-file",
        "data/site.yaml not-a-file",
        "docs/pipe.md not-a-file",
        "docs/pipe.png not-a-file",
    ]


def test_missing_folders_are_reported_once(tiny: Path) -> None:
    shutil.rmtree(tiny / "data")
    shutil.rmtree(tiny / "docs")
    assert problems(tiny) == [
        "data missing-file",
        "docs missing-file",
    ]


def test_a_name_that_cannot_be_shown_is_refused(tiny: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tiny) + b"/docs/caf\xe9.md"))).write_text("x", encoding="utf-8")
    (tiny / "docs/two\nlines.md").write_text("x", encoding="utf-8")
    assert problems(tiny) == [
        "docs/caf\\udce9.md file-name",
        "docs/two\\nlines.md file-name",
    ]


@pytest.fixture
def another_user(tiny: Path) -> Iterator[Path]:
    """The tiny project where another user, who is not root, can see it."""
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(tiny, folder, dirs_exist_ok=True)
    folder.chmod(0o755)
    as_root = os.geteuid() == 0
    if as_root:
        os.seteuid(65534)
    yield folder
    if as_root:
        os.seteuid(0)
    shutil.rmtree(folder)


def test_what_may_not_be_read_is_reported(another_user: Path) -> None:
    user = os.geteuid()
    os.seteuid(os.getuid())
    for path in ("data/site.yaml", "docs/teach.md", "docs/images/cup.svg", "docs/evidence"):
        (another_user / path).chmod(0)
    os.seteuid(user)
    found = problems(another_user)
    os.seteuid(os.getuid())
    (another_user / "docs/evidence").chmod(0o755)
    assert found == [
        "data/site.yaml unreadable-file",
        "docs/evidence unreadable-file",
        "docs/images/cup.svg unreadable-file",
        "docs/teach.md unreadable-file",
    ]


def test_hidden_files_and_downloads_are_not_content(tiny: Path) -> None:
    (tiny / "data/.swap.yaml").write_text("a: [", encoding="utf-8")
    (tiny / "docs/.obsidian").mkdir()
    (tiny / "docs/.obsidian/x.md").write_text("x", encoding="utf-8")
    (tiny / "docs/downloads").mkdir()
    (tiny / "docs/downloads/x.md").write_text("x", encoding="utf-8")
    found = [(one.path, one.severity) for one in load(tiny).problems]
    assert found == [("data/.swap.yaml", "warning"), ("docs/.obsidian", "warning")]


def test_front_matter_and_body_of_a_page_are_separated(tiny: Path) -> None:
    (tiny / "docs/teach.md").write_text("---  \ntitle: T\n...\n\n# T\n---\nend", encoding="utf-8")
    page = next(page for page in load(tiny).pages if page.path == "teach.md")
    assert page.front is not None
    assert page.front.value == {"title": "T"}
    assert page.body == "\n# T\n---\nend"
    assert page.body_line == 4


def test_deep_nesting_ends_in_a_problem_however_deep() -> None:
    for text in ("[" * 100_000, "{a: " * 100_000, "- " * 100_000, "".join(f"{' ' * n}a:\n" for n in range(2_000))):
        assert [fault.message.partition(";")[0] for fault in read(text.encode()).faults][-1:] in (
            ["is nested more than 40 levels deep"],
            ["cannot be read from here on"],
        )


@pytest.mark.parametrize("unit", ["a: ", "- ", "[", "a:\n ", "*a ", "- &a b\n", "{a, ", "1", "'", "a\n", "? "])
def test_a_long_text_of_the_same_characters_is_read_to_its_end(unit: str) -> None:
    reading = read(b"k: " + unit.encode() * (200_000 // len(unit)) + b"x")
    assert reading.faults or isinstance(reading.value, dict)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Tea \u202ekaet", 4),
        ("Tea\n\u202dkaet\u202c", 4),
        ("שלום \u202etea\u202c", 5),
        ("Tea \u2067and\u2069 cake", 4),
        ("שלום \u2066tea", 5),
        ("שלום tea\u2069", 8),
        ("a &#8238;b", 2),
        ("a &#x202E;b", 2),
        ("a &#x0202eb", None),
        ("שלום \u2066tea\u2069 עולם", None),
        ("\u202bمرحبا tea\u202c", None),
        ("مرحبا\u200f tea\u200e, tea\u061c", None),
        ("Tea " * 9, None),
    ],
)
def test_a_character_that_turns_the_direction_is_found_where_no_language_needs_it(text: str, at: int | None) -> None:
    assert misused_turn(text) == at
