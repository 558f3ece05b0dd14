"""Withdrawing competencies moves their records, changes what is of today, and leaves the past and every comment."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from curriculum_commons.content.load import load
from curriculum_commons.editor.retire import retire
from curriculum_commons.editor.withdrawn_entries import Withdrawal
from curriculum_commons.model.problems import CallError, ContentError
from curriculum_commons.render import signatures
from curriculum_commons.validation.validate import validate

Run = Callable[..., subprocess.CompletedProcess[str]]
NEW = """  - code: T-3
    uuid: 44444444-4444-4444-8444-444444444403
    domain: leaves
    title: Make tea
    statement: Boil water and choose leaves.
    gloss: All of it.
    sources:
      - { reference: leaf-2024 }
"""


def write(project: Path, files: Mapping[str, tuple[str, str]]) -> None:
    for path, (old, new) in files.items():
        text = (project / path).read_text("utf-8")
        assert old in text, path
        (project / path).write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def project(tiny: Path) -> Path:
    """The smallest content with a third competency, which two others may be merged into, and without maps."""
    shutil.rmtree(tiny / "data/maps", ignore_errors=True)
    with (tiny / "data/competencies.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\n# The newest comes last.\n{NEW}")
    top = "---\ntitle: Make tea\ndescription: All of it.\ncompetency: T-3\nrender_macros: true\n---\n\n"
    page = top + '# Make tea\n\n{{ competency_statement("T-3") }}\n'
    (tiny / "docs/competencies/t-3.md").write_text(page, "utf-8")
    index = tiny / "docs/competencies/index.md"
    index.write_text(index.read_text("utf-8") + "\n[Make tea](t-3.md)\n", "utf-8")
    return tiny


def texts(project: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(project.rglob("*")) if path.is_file()}


def withdrawal(*codes: str, into: tuple[str, ...] = (), edition: str | None = "2027") -> Withdrawal:
    return Withdrawal(codes, into, edition, None, "2027-01-15")


def test_two_are_merged_into_a_third(project: Path) -> None:
    write(
        project,
        {
            "data/competencies.yaml": ("    statement: Boil water", "    # Word for word.\n    statement: Boil water"),
            "data/resources.yaml": ("teaches: [T-1, T-2]", "teaches:  # both\n      - T-1 # one\n      - 'T-2'"),
            "docs/index.md": ("\n#", '\n{{ competency_components("T-1") }}\n\n#'),
            "docs/teach.md": ("---\n\n", "---\n\n[how](competencies/t-1.md#parts)\n\n"),
        },
    )
    done = retire(project, withdrawal("T-1", "T-2", into=("T-3",)))
    commons = validate(load(project), signatures())
    assert [one.code for one in commons.competencies] == ["T-3"]
    assert commons.successors == {"T-0": ("T-3",), "T-1": ("T-3",), "T-2": ("T-3",)}
    entry = commons.withdrawn["T-1"]
    assert (entry.uuid, entry.edition, entry.when) == ("44444444-4444-4444-8444-444444444401", "2027", "2027-01-15")
    assert [part.id for part in entry.components] == ["boil", "keep"]
    data = (project / "data/competencies.yaml").read_text("utf-8")
    assert "      title: Boil water\n      # Word for word.\n      statement: Boil water and keep it hot.\n" in data
    assert "      statement: >-\n        Choose leaves that suit the guest,\n        and say why.\n" in data
    assert "\n# The newest comes last.\n  - code: T-3\n" in data
    assert "    now_in: [T-1]\n" in data  # as it was
    resources = (project / "data/resources.yaml").read_text("utf-8")
    assert "teaches: [T-3]" in resources
    assert "teaches:  # both\n      - T-3 # one\n    stages" in resources
    assert 'competency_components("T-3")' in (project / "docs/index.md").read_text("utf-8")
    assert "[how](competencies/t-1.md)" in (project / "docs/teach.md").read_text("utf-8")
    assert done.removed == ("docs/competencies/t-1.md", "docs/competencies/t-2.md")
    assert commons.milestones[0].competencies == ("T-1", "T-2")
    past = [line.partition(": ")[0] for line in done.kept if "codes of its day" in line]
    assert past == ["data/roadmap.yaml:10", "data/working_groups.yaml:26"]
    assert commons.page_at["competencies/t-1/"].made


def test_what_is_plainly_withdrawn_is_taken_out(project: Path) -> None:
    retire(project, withdrawal("T-2", edition=None))
    commons = validate(load(project), signatures())
    assert [one.teaches for one in commons.resources] == [("T-1",), ("T-1",)]
    entry = commons.withdrawn["T-2"]
    assert (entry.edition, entry.now_in, entry.reason) == ("2024", (), "Edition 2024 has it no longer.")


def test_a_competency_is_divided_among_others(project: Path) -> None:
    write(project, {"data/resources.yaml": ("teaches: [T-1]", "teaches:\n      - T-1")})
    retire(project, withdrawal("T-1", into=("T-2", "T-3")))
    resources = (project / "data/resources.yaml").read_text("utf-8")
    assert "teaches:\n      - T-2\n      - T-3\n    stages" in resources
    assert "teaches: [T-3, T-2]" in resources


@pytest.mark.parametrize(
    ("what", "path", "change"),
    [
        (withdrawal("T-1"), "data/resources.yaml", None),  # nothing would be left
        (withdrawal("T-2", into=("T-1", "T-3")), "docs/index.md", ("\n#", '\n{{ competency_components("T-2") }}\n\n#')),
    ],
)
def test_nothing_is_written_where_anything_is_refused(
    project: Path, what: Withdrawal, path: str, change: tuple[str, str] | None
) -> None:
    write(project, {path: change} if change else {})
    before = texts(project)
    with pytest.raises(ContentError) as caught:
        retire(project, what)
    assert {problem.path for problem in caught.value.problems} == {path}
    assert texts(project) == before


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (withdrawal("T-9"), '"T-9" is not a competency of today; add its record first, or look at the code'),
        (withdrawal("T-1", into=("T-1",)), '"T-1" cannot be withdrawn into itself; name another with --into'),
        (withdrawal("T-1", "T-2", "T-3"), "a framework has one competency at least; leave one of these"),
    ],
)
def test_a_call_that_cannot_work_is_one_sentence(project: Path, what: Withdrawal, message: str) -> None:
    before = texts(project)
    with pytest.raises(CallError) as caught:
        retire(project, what)
    assert str(caught.value) == message
    assert texts(project) == before


def test_the_command_lists_what_it_did_and_what_is_next(project: Path, run: Run) -> None:
    ended = run("retire", "T-2", "--into", "T-3", "--reason", 'It is "one".', "--root", project)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "  data/resources.yaml:39:20: T-3 in its place\n" in ended.stdout
    assert "  docs/competencies/t-2.md\n" in ended.stdout
    assert "Next: " in ended.stdout
    assert validate(load(project), signatures()).withdrawn["T-2"].reason == 'It is "one".'


def test_files_of_windows_keep_their_line_ends(project: Path) -> None:
    file = project / "data/competencies.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    retire(project, Withdrawal(("T-2",), ("T-3",), None, "Tea.", "2026-12-01"))
    content = file.read_bytes()
    assert b"Tea." in content
    assert content.count(b"\n") == content.count(b"\r\n")


def test_curriculum_maps_keep_the_codes_of_their_edition(project: Path) -> None:
    (project / "data/maps").mkdir()
    file = project / "data/maps/tea.yaml"
    taught = "sessions:\n  - title: Tea\n    phase: Early\n    teaches:\n      - competency: T-2\n"
    text = f'school: Tea School\nyear: "2026"\nedition: "2024"\nphases: [Early]\n\n{taught}'
    file.write_text(text, "utf-8")
    done = retire(project, withdrawal("T-2", into=("T-3",)))
    assert [line.partition(": ")[0] for line in done.kept if "commons map upgrade" in line] == ["data/maps/tea.yaml"]
    assert file.read_text("utf-8") == text
