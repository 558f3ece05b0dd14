"""Good content becomes a commons, whole and as it was written; bad content becomes problems, all at once."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from pydantic import ValidationError

from curriculum_commons.content.load import load
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.problems import ContentError, Problem, grouped
from curriculum_commons.model.records import KINDS
from curriculum_commons.model.urls import ANCHORS
from curriculum_commons.render import signatures
from curriculum_commons.validation.validate import MacroSignature, validate, validation_context


def commons_of(root: Path) -> Commons:
    return validate(load(root), signatures())


def problems_of(root: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        commons_of(root)
    return [str(problem) for problem in caught.value.problems]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_everything_in_the_files_is_in_the_commons(tiny: Path) -> None:
    commons = commons_of(tiny)
    assert commons.site.name == "Tea Commons"
    assert [competency.code for competency in commons.competencies] == ["T-1", "T-2"]
    assert [len(records) for records in (commons.domains, commons.stages, commons.milestones)] == [2, 2, 3]
    assert [len(records) for records in (commons.resources, commons.formats, commons.settings)] == [2, 2, 2]
    assert [len(records) for records in (commons.schools, commons.organizations, commons.findings)] == [2, 1, 2]
    assert [len(records) for records in (commons.working_groups, commons.outputs, commons.surveys)] == [1, 1, 1]
    assert [page.path for page in commons.pages][:2] == ["about/index.md", "about/notes.md"]


def test_text_keeps_the_characters_of_other_languages(tiny: Path) -> None:
    gloss = commons_of(tiny).competency["T-2"].gloss
    assert gloss.endswith("<t>strong</t> tea; {{ 7*7 }} and ]({javascript:alert(1)}) are just text.")


def test_folded_text_is_one_line(tiny: Path) -> None:
    assert commons_of(tiny).competency["T-2"].statement == "Choose leaves that suit the guest, and say why."


def test_a_day_without_quotes_is_a_day(tiny: Path) -> None:
    assert commons_of(tiny).milestones[1].as_of == "2024-05-31"


def test_nobody_can_change_a_commons(tiny: Path) -> None:
    commons = commons_of(tiny)
    with pytest.raises(FrozenInstanceError):
        commons.pages = ()  # type: ignore[misc]
    with pytest.raises(ValidationError):
        commons.competencies[0].code = "T-9"


def test_a_list_that_is_left_out_is_empty(tiny: Path) -> None:
    schools = (tiny / "data/schools.yaml").read_text(encoding="utf-8")
    (tiny / "data/schools.yaml").write_text(schools.partition("organizations:")[0], encoding="utf-8")
    assert commons_of(tiny).organizations == ()


def test_lists_that_may_be_empty_may_be_empty(tiny: Path) -> None:
    (tiny / "data/survey.yaml").write_text("surveys: []\n", encoding="utf-8")
    (tiny / "data/findings.yaml").write_text("findings: []\n", encoding="utf-8")
    change(tiny / "docs/evidence/index.md", '{{ findings("background") }}', "")
    change(tiny / "docs/evidence/index.md", '{{ findings("guests") }}', "")
    for block in ("facts", "ranking", "shares", "named"):
        change(tiny / "docs/evidence/index.md", f'{{{{ survey_{block}("guests") }}}}', "")
    assert commons_of(tiny).surveys == ()


def test_one_bad_record_does_not_hide_another(tiny: Path) -> None:
    change(tiny / "data/roadmap.yaml", "status: under way", "status: soon")
    change(tiny / "data/roadmap.yaml", "status: ahead", "status: later")
    assert [problem.split(":")[1] for problem in problems_of(tiny)] == ["22", "29"]


def test_a_record_that_is_wrong_is_known_all_the_same(tiny: Path) -> None:
    change(tiny / "data/references.yaml", "type: article-journal", "type: article-in-a-journal")
    change(tiny / "data/resources.yaml", "minutes: 10", "minutes: ten")
    assert len(problems_of(tiny)) == 2


def test_problems_come_in_the_order_of_their_places(tiny: Path) -> None:
    for number in range(12):
        change(tiny / "docs/about/notes.md", "# Notes\n", f"# Notes\n\n[{number}](nowhere-{number}.md)\n")
    lines = [int(problem.split(":")[1]) for problem in problems_of(tiny)]
    assert lines == sorted(lines)
    assert len(lines) == 12


def test_places_of_pages_are_counted_in_their_files(tiny: Path) -> None:
    page = "---\ntitle: T\ndescription: D\n---\n\n# é\n\n- é [x](gone.md)\n"
    (tiny / "docs/teach.md").write_bytes(b"\xef\xbb\xbf" + page.replace("\n", "\r\n").encode())
    assert 'docs/teach.md:8:9: "gone.md" is not a file in docs/' in problems_of(tiny)[-1]


def test_links_to_what_is_made_are_left_to_the_engine(tiny: Path) -> None:
    change(tiny / "docs/about/notes.md", "(../index.md)", "(../downloads/toolkit.zip)")
    assert commons_of(tiny)


def test_a_link_may_have_a_query(tiny: Path) -> None:
    change(tiny / "docs/about/notes.md", "(../index.md)", "(../teach.md?competency=t-1#r-leaf-guide)")
    assert commons_of(tiny)


def test_macros_are_those_that_are_given(tiny: Path) -> None:
    macros = {name: MacroSignature(optional=0) for name in signatures()}
    with pytest.raises(ContentError, match="has 1 argument but takes none"):
        validate(load(tiny), macros)


def test_every_kind_that_a_macro_takes_or_shows_can_be_checked(tiny: Path) -> None:
    draft, _ = validation_context(load(tiny), signatures())
    for name, signature in signatures().items():
        others = {"topic", "file", "role", "count", "issue", "text", "withdrawn_competency"}
        assert set(signature.takes) <= {*KINDS, *others}, name
        assert set(signature.anchors) <= {*ANCHORS, "competency"}, name
        assert set(signature.takes) & set(KINDS) <= set(draft.known), name


@pytest.mark.slow
def test_thousands_of_mistakes_are_all_reported(tiny: Path) -> None:
    resources = "".join(f"  - id: r-{number}\n    titel: x\n    teaches: [T-{number}]\n" for number in range(1000))
    (tiny / "data/resources.yaml").write_text(f"formats: []\nsettings: []\nresources:\n{resources}", encoding="utf-8")
    assert len(problems_of(tiny)) > 10_000


def test_a_problem_is_shown_with_as_much_of_its_place_as_is_known() -> None:
    assert str(Problem("data/x.yaml", 3, 4, "a: b", "c")) == "data/x.yaml:3:4: a: b"
    assert str(Problem("data/x.yaml", 0, 0, "is missing", "missing-file")) == "data/x.yaml: is missing"


def test_a_name_that_is_unknown_in_many_places_is_one_problem() -> None:
    problems = [
        Problem("data/x.yaml", line, 3, 'a: unknown stage "b"', "unknown-reference") for line in range(9, 4, -1)
    ]
    problems += [Problem("data/y.yaml", 2, 1, "a: is empty", "empty-value"), problems[0]]
    assert str(ContentError(problems)).splitlines() == [
        "data/y.yaml:2:1: a: is empty",
        'data/x.yaml:5:3: a: unknown stage "b" '
        "(in 5 places: also data/x.yaml:6:3, data/x.yaml:7:3, data/x.yaml:8:3 and 1 more)",
    ]
    assert len(ContentError(problems).problems) == 6


def test_the_same_message_of_another_kind_is_a_problem_in_each_place() -> None:
    problems = [Problem("data/x.yaml", line, 3, "a: is empty", "empty-value") for line in (1, 2)]
    assert grouped(problems) == problems


def test_content_in_british_spelling_is_valid_and_has_warnings(tiny: Path) -> None:
    change(tiny / "data/resources.yaml", "organization:", "organisation:")
    change(tiny / "data/schools.yaml", "organizations:", "organisations:")
    commons = commons_of(tiny)
    assert len(commons.organizations) == 1
    assert [(warning.path, warning.code, warning.severity) for warning in commons.warnings] == [
        *[("data/resources.yaml", "renamed-key", "warning")] * 2,
        ("data/schools.yaml", "renamed-key", "warning"),
    ]
