"""The roadmap: each piece of work under its last known status, and a date that most share given once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from curriculum_commons.build.project import open_commons
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.work import Later, Milestone
from curriculum_commons.render.work import roadmap_list, roadmap_picture

SOURCES = [{"reference": "book"}]


def work(name: str, status: str, as_of: str = "2022-09-01", since: dict[str, object] | None = None) -> Milestone:
    values = {"id": name, "title": name, "summary": "What it is.", "status": status, "as_of": as_of, "sources": SOURCES}
    return Milestone.model_validate({**values, "since": since and {"text": "News.", "sources": SOURCES, **since}})


@pytest.fixture
def roadmap(tiny: Path) -> Commons:
    stones = (
        work("plan", "ahead"),
        work("paper", "ahead", since={"status": "done", "as_of": "2024-01"}),
        work("survey", "done"),
        work("course", "under way", since={"as_of": "2026"}),
    )
    return replace(open_commons(tiny), milestones=stones)


def test_a_later_status_is_the_last_one_and_a_later_text_alone_is_not(roadmap: Commons) -> None:
    lanes = {lane["status"]: [one.id for one in lane["milestones"]] for lane in roadmap_picture(roadmap)["lanes"]}
    assert lanes == {"done": ["paper", "survey"], "under way": ["course"], "ahead": ["plan"]}
    assert [entry["milestone"].id for entry in roadmap_list(roadmap)["milestones"]] == [
        "paper",
        "survey",
        "course",
        "plan",
    ]
    assert {one.id: one.last_as_of for one in roadmap.milestones} == {
        "plan": "2022-09-01",
        "paper": "2024-01",
        "survey": "2022-09-01",
        "course": "2022-09-01",
    }


def test_a_date_is_given_once_only_where_entries_share_it(roadmap: Commons) -> None:
    assert roadmap_list(roadmap)["usual"] == "2022-09-01"
    assert roadmap_picture(replace(roadmap, milestones=roadmap.milestones[:2]))["usual"] is None
    assert roadmap_picture(replace(roadmap, milestones=()))["usual"] is None


def test_a_status_that_is_unknown_is_refused() -> None:
    with pytest.raises(ValueError, match="status"):
        Later.model_validate({"text": "News.", "status": "finished", "as_of": "2024", "sources": SOURCES})
