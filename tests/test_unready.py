"""A site that is not ready is built and shown, and not published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from curriculum_commons.build.project import open_commons, unready
from curriculum_commons.build.run import build
from curriculum_commons.cli.site import check
from curriculum_commons.deploy.site_files import refuse_unready
from curriculum_commons.model.problems import ContentError


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def found(project: Path) -> list[str]:
    return [f"{one.place}: {one.code}" for one in open_commons(project).warnings]


def refused(project: Path) -> list[str]:
    problems = unready(project, open_commons(project))
    return [f"{one.place}: {one.code}" for one in problems if one.severity == "error"]


def test_a_place_in_the_terms_that_go_with_the_documents_is_counted(tiny: Path) -> None:
    (tiny / "LICENSE-content").write_text("Words and data:\n[write: a license]\n", "utf-8")
    assert found(tiny) == ["LICENSE-content:2:1: left-to-write"]
    assert refused(tiny) == ["LICENSE-content:2:1: left-to-write"]


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("docs/about/notes.md", "# Notes\n", "# Notes\n\nIt costs [write: what it costs you].\n", "8:10"),
        ("docs/teach.md", "description: ", "description: '[write: whom it is for]' #", "3:15"),
        ("data/site.yaml", "standing: ", 'standing: "[write: who\n  answers for it]" #', "10:12"),
        ("data/competencies.yaml", "summary: What", "summary: 'Tea [write: what' #", "11:17"),
    ],
)
def test_a_place_to_write_is_counted_and_not_published(tiny: Path, file: str, old: str, new: str, place: str) -> None:
    change(tiny / file, old, new)
    assert found(tiny) == [f"{file}:{place}: left-to-write"]
    assert refused(tiny) == [f"{file}:{place}: left-to-write"]


def test_a_place_that_a_text_only_shows_is_none(tiny: Path) -> None:
    change(tiny / "docs/about/notes.md", "# Notes\n", "# Notes\n\nWrite `[write: your words]`.\n")
    assert (found(tiny), refused(tiny)) == ([], [])


def test_check_counts_the_places(tiny: Path) -> None:
    change(tiny / "docs/teach.md", "description: ", "description: '[write: whom it is for]' #")
    change(tiny / "docs/about/notes.md", "# Notes\n", "# Notes\n\n[write: whom it is for], [write: more].\n")
    ended = CliRunner().invoke(check, ["--root", str(tiny)])
    assert ended.exit_code == 0
    assert "3 places left to write before the site can be published" in ended.output


def test_check_names_what_else_keeps_a_site_from_being_published(tiny: Path) -> None:
    site = tiny / "data/site.yaml"
    change(site, "demonstration: true\n", "")
    change(site, "  url: https://school.example/\n  email: tea@school.example\n", "")
    ended = CliRunner().invoke(check, ["--root", str(tiny)])
    assert ended.exit_code == 0
    assert "data/site.yaml:4:10: warning: address: is an address that cannot exist" in ended.output
    assert "warning: publisher: cannot be reached" in ended.output
    form = CliRunner().invoke(check, ["--root", str(tiny), "--format", "json"])
    assert {"made-up-address", "no-contact"} <= {one["code"] for one in json.loads(form.output)}


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("demonstration: true", "demonstration: true", []),
        ("demonstration: true", "demonstration: false", ["made-up-address"]),
        ("https://tea.example/", "https://tea.test/", ["made-up-address"]),
        ("https://tea.example/", "https://example.org/tea/", []),
        ("https://tea.example/", "http://localhost:8000/", ["made-up-address"]),
    ],
)
def test_an_address_that_cannot_exist_is_not_published(tiny: Path, old: str, new: str, codes: list[str]) -> None:
    change(tiny / "data/site.yaml", old, new)
    if old != "demonstration: true":
        change(tiny / "data/site.yaml", "demonstration: true\n", "")
    assert found(tiny) == []
    assert [one.rpartition(" ")[2] for one in refused(tiny)] == codes


def test_a_publisher_whom_nobody_can_reach_publishes_nothing(tiny: Path) -> None:
    site = tiny / "data/site.yaml"
    for old, new in (
        ("demonstration: true\n", ""),
        ("  url: https://school.example/\n  email: tea@school.example\n", ""),
        ("https://tea.example/", "https://tea.org/"),
    ):
        change(site, old, new)
    assert [one.rpartition(" ")[2] for one in refused(tiny)] == ["no-contact"]


@pytest.mark.slow
def test_what_a_build_left_is_refused_when_it_is_published(tiny: Path) -> None:
    change(tiny / "docs/teach.md", "description: ", "description: '[write: whom it is for]' #")
    for _ in range(2):  # the second time nothing has changed
        build(tiny, "mkdocs", "2026-12-01", lambda _: None)
        with pytest.raises(ContentError) as error:
            refuse_unready(tiny)
        assert [f"{one.place}: {one.code}" for one in error.value.problems] == ["docs/teach.md:3:15: left-to-write"]
    change(tiny / "docs/teach.md", "'[write: whom it is for]' #", "")
    build(tiny, "mkdocs", "2026-12-01", lambda _: None)
    refuse_unready(tiny)
