"""Views of the work around the framework: roadmap, working groups, outputs, and who takes part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import get_args

from ..model.commons import Commons
from ..model.record import Status
from ..model.records import Milestone, Output
from .citations import in_full
from .framework import numbered
from .macros import View, macro


def _around(commons: Commons, record: Milestone | Output) -> dict[str, object]:
    """Return the group that a record is of, and the competencies that it is about."""
    return {
        "group": commons.working_group[record.working_group] if record.working_group else None,
        "competencies": numbered(commons, record.competencies),
        "all": len(commons.competencies) > 1 and {*record.competencies} == commons.competency.keys(),
    }


@macro()
def roadmap_picture(commons: Commons) -> View:
    """The roadmap at a glance: what is done, under way and ahead."""
    lanes = [
        {"status": status, "milestones": [one for one in commons.milestones if one.last_status == status]}
        for status in get_args(Status)
    ]
    return {"lanes": lanes, "usual": _usual_date(commons)}


def _usual_date(commons: Commons) -> str | None:
    """Return the date to which most of the statuses hold, which is not to be repeated with each; None without any."""
    return _most(one.last_as_of for one in commons.milestones)


def _most(dates: Iterable[str]) -> str | None:
    return next((date for date, number in Counter(dates).most_common(1) if number > 1), None)


@macro(anchors=("milestone",))
def roadmap_list(commons: Commons) -> View:
    """Each milestone in full, with its last known status, date and sources: first what is done, last what is ahead."""
    ordered = sorted(commons.milestones, key=lambda one: get_args(Status).index(one.last_status))
    return {
        "milestones": [
            {**_around(commons, one), "milestone": one, "outputs": [commons.output[output] for output in one.outputs]}
            for one in ordered
        ],
        "usual": _usual_date(commons),
    }


@macro("competency")
def competency_roadmap(commons: Commons, code: str) -> View:
    """Where a competency is on the roadmap, and which working groups have it in hand."""
    stones = commons.milestones_for[code]
    groups = dict.fromkeys(stone.working_group for stone in stones if stone.working_group)
    return {
        "milestones": stones,
        "groups": [commons.working_group[group] for group in groups],
        "usual": _usual_date(commons),
    }


@macro(anchors=("working_group",))
def working_groups(commons: Commons) -> View:
    """Each working group with its charge, members by role, decisions, milestones and outputs."""
    return {
        "groups": [
            {
                "group": group,
                "milestones": commons.milestones_of[group.id],
                "outputs": commons.outputs_of[group.id],
                "competencies": numbered(
                    commons, tuple({code for stone in commons.milestones_of[group.id] for code in stone.competencies})
                ),
            }
            for group in commons.working_groups
        ],
        "usual": _most(group.as_of for group in commons.working_groups),
    }


@macro(anchors=("output",))
def outputs(commons: Commons) -> View:
    """Everything the groups made, newest first."""
    newest = sorted(commons.outputs, key=lambda output: output.when or "", reverse=True)
    return {
        "outputs": [
            {**_around(commons, one), "output": one, "milestones": commons.milestones_with[one.id]} for one in newest
        ]
    }


@macro()
def latest(commons: Commons) -> View:
    """The three newest outputs, and how much of the roadmap is still open."""
    dated = [output for output in commons.outputs if output.when]
    return {
        "outputs": sorted(dated, key=lambda output: output.when or "", reverse=True)[:3],
        "open": [one for one in commons.milestones if one.last_status != "done"],
    }


@macro("role", anchors=("school",))
def schools(commons: Commons, role: str) -> View:
    """The schools with one role: "member" or "adopter"."""
    return {"schools": [school for school in commons.schools if school.role == role], "role": role}


@macro()
def organizations(commons: Commons) -> View:
    """Bodies other than schools that have a part in the story."""
    return {"organizations": commons.organizations}


@macro()
def attribution(commons: Commons) -> View:
    """What this site is, and the work it is drawn from."""
    return {"site": commons.site}


@macro()
def how_to_cite(commons: Commons) -> View:
    """How to cite the framework and this site."""
    works = [commons.reference[source.reference] for source in commons.framework.sources]
    return {
        "site": commons.site,
        "framework": commons.framework,
        "works": [{"text": in_full(work), "doi": work.DOI, "id": work.id} for work in works],
    }


@macro()
def licenses(commons: Commons) -> View:
    """The terms for the statements, for the words and data, and for the program."""
    return {"site": commons.site, "framework": commons.framework}


@macro()
def ways_to_suggest(commons: Commons) -> View:
    """Where someone without git can suggest something: forms of the repository, and the address of the publisher."""
    repository, host = _repository(commons)
    ends = {"github.com": "issues/new/choose", "gitlab.com": "-/issues/new"}
    return {
        "forms": f"{repository}/{ends[host]}" if host in ends else None,
        "publisher": commons.site.publisher,
    }


def suggestion(commons: Commons) -> str:
    """Return how the address begins that suggests a change to a page, whose own address follows; empty without any."""
    repository, host = _repository(commons)
    ends = {"github.com": "issues/new?title=", "gitlab.com": "-/issues/new?issue[title]="}
    email = commons.site.publisher.email
    start = f"{repository}/{ends[host]}" if host in ends else f"mailto:{email}?subject=" if email else ""
    return f"{start}Change%20to%20{commons.site.address}" if start else ""


def _repository(commons: Commons) -> tuple[str, str]:
    """Return the address of the repository and its host; empty where it is not public."""
    repository = (commons.site.repository or "").rstrip("/")
    return repository, repository.removeprefix("https://").partition("/")[0]
