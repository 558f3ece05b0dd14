"""What was published keeps its codes, UUIDs and rows of crosswalks, and `commons check --since` refuses the rest."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from curriculum_commons.build.project import open_commons
from curriculum_commons.content.load import load
from curriculum_commons.interchange.framework_json import framework_files
from curriculum_commons.model.problems import CallError
from curriculum_commons.render import signatures
from curriculum_commons.review.published import broken_promises
from curriculum_commons.validation.validate import partial_commons

DATA = "data/competencies.yaml"
CROSSWALK = "data/crosswalks/world-tea-standard.sssom.tsv"


def git(root: Path, *words: str) -> None:
    name = ("-c", "user.name=Tea", "-c", "user.email=tea@tea.example")
    subprocess.run(["git", *name, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture(params=["commit", "file"])
def since(tiny: Path, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """What was published: at a commit, and in a framework.json that somebody kept."""
    if request.param == "commit":
        git(tiny, "init", "-q")
        git(tiny, "add", "-A")
        git(tiny, "commit", "-qm", "Publish")
        return "HEAD"
    file = tmp_path / "kept.json"
    file.write_bytes(framework_files(open_commons(tiny))["framework.json"])
    return str(file)


def edit(root: Path, change: Any) -> None:
    file = root / DATA
    value = yaml.safe_load(file.read_text("utf-8"))
    change(value)
    file.write_text(yaml.safe_dump(value, sort_keys=False, allow_unicode=True), "utf-8")


def codes(root: Path, since: str) -> list[str]:
    return sorted(problem.code for problem in broken_promises(root, open_commons(root), since))


def competency(value: Any, code: str) -> Any:
    return next(one for one in value["competencies"] if one["code"] == code)


def forget(root: Path, code: str) -> None:
    """Take every mention of a competency out of a project, but for its record."""
    (root / CROSSWALK).unlink(missing_ok=True)
    for file in (*(root / "data").glob("*.yaml"), *(root / "docs").rglob("*.md")):
        if file.name != "competencies.yaml" and code in file.read_text("utf-8"):
            text = file.read_text("utf-8")
            file.write_text(text.replace(f'"{code}"', '"T-1"').replace(f"{code}", "T-1"), "utf-8")


@pytest.mark.slow
def test_what_is_as_it_was_keeps_every_promise(tiny: Path, since: str) -> None:
    assert codes(tiny, since) == []


def test_another_framework_is_no_new_edition(tiny: Path, since: str) -> None:
    edit(tiny, lambda value: value["framework"].update(uuid="11111111-1111-4111-8111-111111111112", edition="2025"))
    (tiny / CROSSWALK).write_text((tiny / CROSSWALK).read_text("utf-8").replace("'2024'", "'2025'"), "utf-8")
    assert codes(tiny, since) == ["published-changed"]


def test_a_competency_has_the_uuid_with_which_it_was_published(tiny: Path, since: str) -> None:
    edit(tiny, lambda value: competency(value, "T-2").update(uuid="44444444-4444-4444-8444-4444444444ff"))
    (problem,) = broken_promises(tiny, open_commons(tiny), since)
    assert problem.code == "published-changed"
    assert problem.path == DATA
    assert problem.line
    assert "44444444-4444-4444-8444-444444444402" in problem.message


def test_a_uuid_is_not_used_for_something_else(tiny: Path, since: str) -> None:
    def swap(value: Any) -> None:
        first, second = (competency(value, code) for code in ("T-1", "T-2"))
        first["uuid"], second["uuid"] = second["uuid"], first["uuid"]

    edit(tiny, swap)
    assert {*codes(tiny, since)} >= {"published-changed", "published-reused"}


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["2024", "2025"])
def test_components_go_with_a_new_edition_only(tiny: Path, since: str, edition: str) -> None:
    def change(value: Any) -> None:
        value["framework"]["edition"] = edition
        competency(value, "T-1")["components"].pop()

    edit(tiny, change)
    (tiny / CROSSWALK).write_text((tiny / CROSSWALK).read_text("utf-8").replace("'2024'", f"'{edition}'"), "utf-8")
    assert codes(tiny, since) == (["published-vanished"] if edition == "2024" else [])


def test_a_withdrawn_competency_stays_withdrawn(tiny: Path, since: str) -> None:
    edit(tiny, lambda value: value["framework"].update(withdrawn=[]))
    (problem,) = broken_promises(tiny, open_commons(tiny), since)
    assert problem.code == "published-vanished"
    assert "T-0" in problem.message


def test_a_withdrawn_code_is_never_used_again(tiny: Path, since: str) -> None:
    def change(value: Any) -> None:
        value["framework"]["withdrawn"] = []
        new = {**competency(value, "T-1"), "code": "T-0", "uuid": "44444444-4444-4444-8444-444444444499"}
        new = json.loads(json.dumps(new)) | {
            "title": "Another",
            "components": [],
            "growth": [{"stage": "make", "text": "Pours."}],
        }
        value["competencies"].append(new)

    edit(tiny, change)
    (problem,) = broken_promises(tiny, open_commons(tiny), since)
    assert (problem.code, bool(problem.line)) == ("published-reused", True)


@pytest.mark.slow
@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_competency_is_withdrawn_and_does_not_vanish(tiny: Path, since: str, withdrawn: bool) -> None:
    def change(value: Any) -> None:
        value["competencies"] = [one for one in value["competencies"] if one["code"] != "T-2"]
        if withdrawn:
            value["framework"]["withdrawn"].append({"code": "T-2", "reason": "Leaves choose themselves."})

    edit(tiny, change)
    forget(tiny, "T-2")
    (tiny / "docs/competencies/t-2.md").unlink()
    found = [problem for problem in broken_promises(tiny, _commons(tiny), since) if "T-2" in problem.message]
    assert [problem.code for problem in found] == ([] if withdrawn else ["published-vanished"])
    assert all("retire T-2" in problem.message for problem in found)


def _commons(root: Path) -> Any:
    return partial_commons(load(root), signatures()).commons


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("\tBoil water\tskos:broadMatch", None, "published-vanished"),
        ("standard:wts-1-10", "standard:wts-1-11", "published-vanished"),
        ("skos:broadMatch", "skos:relatedMatch", "published-changed"),
    ],
)
def test_a_row_of_a_crosswalk_neither_vanishes_nor_changes(
    tiny: Path, since: str, old: str, new: str | None, code: str
) -> None:
    file = tiny / CROSSWALK
    lines = [line if new is None else line.replace(old, new) for line in file.read_text("utf-8").split("\n")]
    file.write_text("\n".join(line for line in lines if old not in line), "utf-8")
    (problem,) = broken_promises(tiny, open_commons(tiny), since)
    assert (problem.code, problem.path) == (code, CROSSWALK)
    assert '"Not"' in problem.message


def test_a_row_that_is_denied_keeps_its_promise(tiny: Path, since: str) -> None:
    file = tiny / CROSSWALK
    *head, columns, row = file.read_text("utf-8").rstrip("\n").split("\n")
    file.write_text("\n".join([*head, f"{columns}\tpredicate_modifier", f"{row}\tNot", ""]), "utf-8")
    assert codes(tiny, since) == []


@pytest.mark.parametrize("content", [b"", b"{", b'{"CFDocument": 1}', b"\xff\xfe\x00", json.dumps([]).encode()])
def test_a_file_that_is_no_framework_is_answered_in_one_sentence(tiny: Path, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "kept.json"
    file.write_bytes(content)
    with pytest.raises(CallError):
        broken_promises(tiny, open_commons(tiny), str(file))
