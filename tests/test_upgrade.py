"""A newer edition is taken below the words of a site, of which none is lost."""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum_commons.build.project import open_commons
from curriculum_commons.content.load import load
from curriculum_commons.model.framework_file import digest
from curriculum_commons.model.problems import CallError, ContentError
from curriculum_commons.review.upgrade import Upgrade, upgrade
from curriculum_commons.validation.profile import resolve

TEA = Path(__file__).parent / "tiny/upstream/tea.json"
NUMBERS = range(1, 6)
KINDS = ("leave", "reword", "note")


def uuid(number: int) -> str:
    return f"44444444-4444-4444-8444-{number:012}"


def competency(number: int, words: str = "") -> dict[str, Any]:
    about = f"T-{number}{words}"
    domain = "water" if number == 1 else "leaves"
    words = {"title": f"Title of {about}", "statement": f"Statement of {about}."}  # type: ignore[assignment]
    return {"code": f"T-{number}", "uuid": uuid(number), "domain": domain, **words}  # type: ignore[dict-item]


def framework(edition: str, competencies: list[dict[str, Any]]) -> dict[str, Any]:
    content = json.loads(TEA.read_text("utf-8"))
    content["framework"] |= {"edition": edition, "adopted": edition, "withdrawn": []}
    content["competencies"] = competencies
    return content  # type: ignore[no-any-return]


OLD = framework("2024", [competency(number) for number in NUMBERS])


def as_bytes(content: dict[str, Any]) -> bytes:
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()


def words(kind: str, number: int) -> dict[str, str]:
    return {
        "leave": {"reason": f"left words {number}"},
        "reword": {"statement": f"our words {number}", "reason": f"our reason {number}"},
        "note": {"text": f"our note {number}"},
    }[kind]


def profile_text(entries: dict[str, list[int]], own: int = 0, order: list[str] | None = None) -> str:
    """Write a profile as people do: with comments, one entry in braces, the others with one key a line."""
    lines = [
        "# Our profile",
        f"uuid: {uuid(99)}",
        "upstream:",
        "  file: upstream/tea.json # theirs",
        "  address: https://tea.example/f.json",
    ]
    lines += ["  edition: '2024' # the first", f'  sha256: "{digest(as_bytes(OLD))}"', "", "# What we change"]
    for kind, numbers in entries.items():
        lines += [f"{kind}: # {kind} these"] if numbers else []
        for number in numbers:
            fields = words(kind, number).items()
            if number == max(NUMBERS):
                lines.append(
                    f"  - {{ uuid: {uuid(number)}, {', '.join(f'{key}: {one}' for key, one in fields)} }} # braces"
                )
            else:
                lines += [f"  - uuid: {uuid(number)} # T-{number}"]
                lines += [f"    {key}: {one} # on {kind} {number}" for key, one in fields]
    if own:
        lines += ["prefix: OUR", "add:"]
    for number in range(1, own + 1):
        lines += [f"  - code: OUR-{number}", f"    uuid: 99999999-4444-4444-8444-{number:012}", "    domain: water"]
        lines += [f"    title: Our title {number}", f"    statement: Our statement {number}. # own {number}"]
    return "\n".join([*lines, *([f"order: [{', '.join(order)}]"] if order else [])]) + "\n"


def site(project: Path, profile: str) -> Path:
    """Leave a site nothing but a profile and what it follows."""
    shutil.rmtree(project / "docs")
    (project / "docs").mkdir()
    for file in (project / "data").iterdir():
        if file.is_dir():
            shutil.rmtree(file)
        elif file.name != "site.yaml":
            file.unlink()
    settings = project / "data/site.yaml"
    settings.write_text(settings.read_text("utf-8").replace('leave_out: ["*"]\n', ""), "utf-8")
    return written(project, profile)


def written(project: Path, profile: str) -> Path:
    (project / "upstream/tea.json").write_bytes(as_bytes(OLD))
    (project / "data/profile.yaml").write_text(profile, "utf-8")
    return project


def new_edition(project: Path, content: dict[str, Any]) -> Path:
    file = project / "newer.json"
    file.write_bytes(as_bytes(content))
    return file


def changed(changes: dict[int, str], new: int = 0) -> dict[str, Any]:
    """Return the edition after, with the changes of competencies by number."""
    found = []
    for number in NUMBERS:
        one = competency(number)
        if changes.get(number) == "statement":
            one |= {"statement": f"Another statement of T-{number}:\n\nin two parts."}
        if changes.get(number) == "title":
            one |= {"title": f'Another "title" of T-{number}: #1'}
        if changes.get(number) == "domain":
            one |= {"domain": "water"}
        found += [] if changes.get(number) == "withdrawn" else [one]
    return framework("2027", [*found, *(competency(10 + number) for number in range(new))])


def marks(project: Path) -> list[tuple[str, str, str]]:
    """Return list, kind and code of each conflict in the profile."""
    value = yaml.safe_load((project / "data/profile.yaml").read_text("utf-8"))
    return sorted(
        (kind, one["conflict"]["kind"], one["conflict"]["code"])
        for kind in KINDS
        for one in value.get(kind, [])
        if "conflict" in one
    )


def test_what_a_site_has_no_words_about_is_taken(tiny: Path) -> None:
    project = site(tiny, profile_text({"note": [1]}))
    found = upgrade(project, new_edition(project, changed({2: "statement", 3: "withdrawn", 4: "domain"}, new=1)))
    assert (found.decide, len(found.taken), len(found.new), len(found.withdrawn)) == ([], 2, 1, 1)
    assert "Edition 2027 adds T-10" in found.summary
    commons = open_commons(project)
    assert [one.code for one in commons.competencies] == ["T-1", "T-2", "T-4", "T-5", "T-10"]
    assert commons.competency["T-2"].statement.startswith("Another statement")
    assert commons.provenance
    assert commons.provenance.edition == "2027"
    assert commons.origin["T-1"].note == "our note 1"


def test_what_touches_words_of_a_site_is_marked_with_both_texts(tiny: Path) -> None:
    before = profile_text({"reword": [1, 5], "note": [2]})
    project = site(tiny, before)
    changes = {1: "statement", 2: "withdrawn", 5: "title"}
    found = upgrade(project, new_edition(project, changed(changes)))
    assert [line.partition(":")[0] for line in found.decide] == ["T-1", "T-5", "T-2"]
    text = (project / "data/profile.yaml").read_text("utf-8")
    first = text.partition("reword:")[2].partition("  - { ")[0]
    assert (
        first
        == f"""\
 # reword these
  - conflict:
      kind: "reworded upstream"
      edition: "2027"
      code: "T-1"
      title_before: "Title of T-1"
      statement_before: "Statement of T-1."
      statement_now: |-
        Another statement of T-1:

        in two parts.
    uuid: {uuid(1)} # T-1
    statement: our words 1 # on reword 1
    reason: our reason 1 # on reword 1
"""
    )
    with pytest.raises(ContentError) as error:
        open_commons(project)
    assert [one.code for one in error.value.problems] == ["profile-conflict"] * 3
    with pytest.raises(ContentError):
        upgrade(project, new_edition(project, changed({})))  # decide first


def test_what_was_split_or_merged_names_where_it_is_now(tiny: Path) -> None:
    project = site(tiny, profile_text({"note": [2, 5]}))
    content = changed({2: "withdrawn", 3: "withdrawn", 5: "withdrawn"}, new=3)
    moves = {2: ["T-10", "T-11"], 3: ["T-12"], 5: ["T-12"]}
    content["framework"]["withdrawn"] = [
        {"code": f"T-{number}", "uuid": uuid(number), "reason": "Clearer so.", "edition": "2027", "now_in": now}
        for number, now in moves.items()
    ]
    found = upgrade(project, new_edition(project, content))
    assert found.withdrawn == [
        "T-2: Title of T-2: Clearer so. (now in T-10 and T-11)",
        "T-3: Title of T-3: Clearer so. (now in T-12)",
        "T-5: Title of T-5: Clearer so. (now in T-12)",
    ]
    assert [line.partition(" (")[2] for line in found.new] == ["from T-2)", "from T-2)", "from T-3 and T-5)"]
    profile = yaml.safe_load((project / "data/profile.yaml").read_text("utf-8"))
    assert [one["conflict"]["now_in"] for one in profile["note"]] == [["T-10", "T-11"], ["T-12"]]


def test_the_order_names_what_is_gone_until_somebody_takes_it_out(tiny: Path) -> None:
    project = site(tiny, profile_text({}, order=[uuid(2), uuid(1)]))
    found = upgrade(project, new_edition(project, changed({2: "withdrawn"})))
    assert found.decide == ["T-2: Title of T-2: withdrawn upstream; touches your order"]
    with pytest.raises(ContentError) as error:
        open_commons(project)
    assert [one.code for one in error.value.problems] == ["profile-entry"]


def test_words_that_upstream_has_now_are_no_conflict(tiny: Path) -> None:
    project = site(tiny, profile_text({"reword": [1]}))
    content = changed({})
    content["competencies"][0]["statement"] = "our words 1"
    assert upgrade(project, new_edition(project, content)).decide == []
    assert open_commons(project).origin["T-1"].kind == "as published"


def test_a_dry_run_changes_nothing(tiny: Path) -> None:
    project = site(tiny, profile_text({"note": [1]}))
    file = new_edition(project, changed({1: "statement"}))
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    assert upgrade(project, file, dry_run=True).decide
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


def test_line_ends_of_windows_stay(tiny: Path) -> None:
    project = site(tiny, profile_text({"note": [1]}))
    profile = project / "data/profile.yaml"
    profile.write_bytes(profile.read_bytes().replace(b"\n", b"\r\n"))
    upgrade(project, new_edition(project, changed({1: "statement"})))
    assert b"\n" not in profile.read_bytes().replace(b"\r\n", b"")
    assert marks(project) == [("note", "reworded upstream", "T-1")]


def test_what_cannot_be_changed_line_by_line_is_left(tiny: Path) -> None:
    profile = profile_text({"note": [1]}).replace("edition: '2024' # the first", "edition: >-\n    2024")
    project = site(tiny, profile)
    with pytest.raises(CallError, match="on one line each"):
        upgrade(project, new_edition(project, changed({1: "title"})))
    assert (project / "data/profile.yaml").read_text("utf-8") == profile
    assert (project / "upstream/tea.json").read_bytes() == as_bytes(OLD)


def older(content: dict[str, Any]) -> None:
    content["framework"] |= {"edition": "2018", "adopted": "2018-05"}


def older_by_name(content: dict[str, Any]) -> None:
    content["framework"] |= {"edition": "Edition 9 of 2023"}
    del content["framework"]["adopted"]


def another(content: dict[str, Any]) -> None:
    content["framework"]["uuid"] = uuid(99)


def twins(content: dict[str, Any]) -> None:
    content["competencies"][1]["uuid"] = uuid(1)


def our_code(content: dict[str, Any]) -> None:
    content["competencies"][1]["code"] = "our-7"


def another_form(content: dict[str, Any]) -> None:
    content["version"] = 2


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (older, "a newer one is there"),
        (older_by_name, "a newer one is there"),
        (another, "is another framework"),
        (twins, "twice"),
        (our_code, "begins your own codes"),
        (another_form, "reads version 1"),
    ],
)
def test_what_is_no_newer_edition_is_refused(tiny: Path, spoil: Callable[[dict[str, Any]], None], message: str) -> None:
    project = site(tiny, profile_text({}, own=1))
    content = copy.deepcopy(changed({}))
    spoil(content)
    file = new_edition(project, content)
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    with pytest.raises(CallError, match=message) as error:
        upgrade(project, file)
    assert "\n" not in str(error.value)
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


def test_the_same_file_is_nothing_new(tiny: Path) -> None:
    project = site(tiny, profile_text({}))
    assert upgrade(project, new_edition(project, OLD)).files == {}


def test_a_site_without_a_profile_has_nothing_to_upgrade(tiny: Path) -> None:
    with pytest.raises(CallError, match=r"profile\.yaml is not there"):
        upgrade(tiny, tiny / "upstream/tea.json")


def test_the_command_names_what_is_to_be_decided(tiny: Path, run: Callable[..., Any]) -> None:
    project = site(tiny, profile_text({"note": [1]}))
    file = new_edition(project, changed({1: "statement", 2: "title"}))
    done = run("upgrade", file, "--root", project)
    assert (done.returncode, done.stderr) == (0, "")
    assert "  T-1: Title of T-1: reworded upstream; touches your note" in done.stdout
    assert '  T-2: Another "title" of T-2: #1 (reworded)' in done.stdout


ACTIONS = st.sampled_from([(), (), ("leave",), ("reword",), ("note",), ("reword", "note")])
CHANGES = st.sampled_from(["", "", "statement", "title", "domain", "withdrawn"])


def expected(actions: dict[int, tuple[str, ...]], changes: dict[int, str]) -> Iterator[tuple[str, str, str]]:
    for number, kinds in actions.items():
        for kind in kinds:
            if changes[number] == "withdrawn":
                yield kind, "withdrawn upstream", f"T-{number}"
            elif kind != "leave" and changes[number] in {"statement", "title"}:
                yield kind, "reworded upstream", f"T-{number}"


def shuffled(entries: dict[str, list[int]], seed: int) -> dict[str, list[int]]:
    mixed = [(kind, random.Random(seed).sample(numbers, len(numbers))) for kind, numbers in entries.items()]
    return dict(random.Random(seed).sample(mixed, len(mixed)))


def outcome(project: Path, profile: str, content: dict[str, Any]) -> tuple[Upgrade, object, str]:
    """Return what an upgrade finds, the profile by UUID, and its text."""
    written(project, profile)
    found = upgrade(project, new_edition(project, content))
    text = (project / "data/profile.yaml").read_text("utf-8")
    value = yaml.safe_load(text)
    entries = {kind: {one["uuid"]: one for one in value.get(kind, [])} for kind in KINDS}
    return found, entries, text


def check_pair(project: Path, draw: st.DataObject) -> None:
    actions = {number: draw.draw(ACTIONS) for number in NUMBERS}
    changes = {number: draw.draw(CHANGES) for number in NUMBERS}
    actions[1], changes[1] = actions[1] if "leave" not in actions[1] else (), changes[1].replace("withdrawn", "")
    entries = {kind: [number for number in NUMBERS if kind in actions[number]] for kind in KINDS}
    own, new = draw.draw(st.integers(0, 2)), draw.draw(st.integers(0, 2))
    before, content = profile_text(entries, own), changed(changes, new)
    found, values, text = outcome(project, before, content)
    assert marks(project) == sorted(expected(actions, changes))
    for _, _, code in expected(actions, changes):
        assert any(line.startswith(f"{code}: ") for line in found.decide)
    for kind, numbers in entries.items():
        assert all(one in text for number in numbers for one in words(kind, number).values())
    assert all(line.partition("#")[2] in text for line in before.split("\n"))
    problems = [one.code for one in resolve(load(project)).problems]
    assert problems == ["profile-conflict"] * len(marks(project))
    again, others, _ = outcome(project, profile_text(shuffled(entries, draw.draw(st.integers())), own), content)
    assert (values, found.taken, found.decide, found.new, found.withdrawn) == (
        *(others, again.taken),
        *(again.decide, again.new, again.withdrawn),
    )


FOLDER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=FOLDER, derandomize=True)
@given(draw=st.data())
def test_no_word_is_lost_and_every_conflict_is_named(following: Path, draw: st.DataObject) -> None:
    check_pair(following, draw)


@pytest.mark.long
@settings(max_examples=200, deadline=None, suppress_health_check=FOLDER)
@given(draw=st.data())
def test_no_word_of_200_sites_is_lost(following: Path, draw: st.DataObject) -> None:
    check_pair(following, draw)


@pytest.fixture
def following(tiny: Path) -> Path:
    """A site that takes up a framework; each example writes its profile anew."""
    return site(tiny, profile_text({}))
