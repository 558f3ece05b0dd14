"""Whose the steps of learning and the mission are is data, and is stated in words wherever they are shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.documents.tables import data
from curriculum_commons.interchange.framework_json import NAME, framework_files
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import ToolkitText
from curriculum_commons.model.problems import ContentError
from curriculum_commons.model.records import ToolkitMeta
from curriculum_commons.render import show

FOLDERS = ((), ("toolkit",), ("slides", "toolkit"))
MISSION = "  mission:\n    text: Good tea for all.\n    sources:\n      - { reference: leaf-2024, at: Foreword }\n"
STEPS = "    examples: [a morning at the stove]\n    sources:\n      - { reference: leaf-2024 }\n"


def change(project: Path, *pairs: tuple[str, str]) -> None:
    file = project / "data/competencies.yaml"
    text = file.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def shown(project: Path, name: str, *arguments: str) -> list[str]:
    """Return a block as pages, documents and slides have it."""
    commons = open_commons(project)
    context = context_for(project, commons)
    return [" ".join(show(commons, context, name, arguments, "x/", folders=folders).split()) for folders in FOLDERS]


def origin(project: Path, whose: str, more: str = "") -> None:
    change(project, ("  withdrawn:\n", f"  progression:\n    origin: {whose}\n{more}  withdrawn:\n"))


def test_left_out_the_steps_are_the_frameworks_and_their_growth_is_an_aid(tiny: Path) -> None:
    assert not any("planning aid" in text for text in shown(tiny, "progression"))
    assert all("planning aid" in text for text in shown(tiny, "competency_growth", "T-1"))


def test_where_the_steps_are_an_aid_of_the_site_all_of_them_are(tiny: Path) -> None:
    origin(tiny, "site")
    change(tiny, (STEPS, STEPS.partition("    sources")[0]))
    assert all("planning aid" in text for text in shown(tiny, "progression"))
    assert all("planning aid" in text for text in shown(tiny, "competency_growth", "T-1"))
    assert open_commons(tiny).stages[0].sources == ()
    assert not any("Sources: " in text or "()" in text for text in shown(tiny, "progression"))


def test_where_the_steps_are_the_frameworks_nothing_is_an_aid(tiny: Path) -> None:
    origin(tiny, "framework", "    sources: [{ reference: leaf-2024, at: Table 7 }]\n")
    change(tiny, (STEPS, STEPS.partition("    sources")[0]))
    page, document, _ = shown(tiny, "progression")
    assert "Table 7" in page
    assert "Table 7" in document
    for text in (page, document, *shown(tiny, "competency_growth", "T-1")):
        assert "planning aid" not in text
        assert 'class="aid' not in text
    commons = open_commons(tiny)
    meta = {"title": "Data", "purpose": "Data.", "kind": "data", "formats": ["csv"], "folder": "8-data"}
    text = ToolkitText("data.md", ToolkitMeta.model_validate(meta), "Words.", 1)
    dictionary = next(
        one for one in data(commons, BuildContext.of(commons), text) if one.path.endswith("dictionary.csv")
    )
    assert "planning aid" not in dictionary.make().decode()
    written = json.loads(framework_files(commons)[NAME])
    assert written["framework"]["progression"]["origin"] == "framework"


def test_the_mission_of_a_site_is_shown_as_its_own(tiny: Path) -> None:
    assert all("word for word" in text for text in shown(tiny, "mission"))
    change(tiny, (MISSION, "  mission:\n    text: Good tea for all.\n    origin: site\n"))
    for text in shown(tiny, "mission"):
        assert "Tea School, not part of the framework" in text
        assert "word for word" not in text
        assert "Source:" not in text
    assert not open_commons(tiny).framework.mission.sources  # type: ignore[union-attr]


def test_a_mission_without_sources_has_those_of_the_framework(tiny: Path) -> None:
    change(tiny, (MISSION, "  mission:\n    text: Good tea for all.\n"))
    commons = open_commons(tiny)
    assert commons.framework.mission
    assert commons.framework.mission.sources == commons.framework.sources


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("    origin: school\n", "unknown-value"),
        ("    origin: site\n    sources: [{ reference: leaf-2099 }]\n", "unknown-reference"),
        ("    sources: []\n", "missing-key"),
    ],
)
def test_what_is_wrong_with_an_origin_has_its_place(tiny: Path, lines: str, code: str) -> None:
    change(tiny, ("  withdrawn:\n", f"  progression:\n{lines}  withdrawn:\n"))
    with pytest.raises(ContentError) as error:
        open_commons(tiny)
    assert [(one.path, one.code) for one in error.value.problems] == [("data/competencies.yaml", code)]
