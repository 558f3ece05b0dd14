"""Turn what a form says into records, and put them into a project once they have been checked like any other."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from ..artifacts import write_whole
from ..commons import Commons
from ..load import DATA, PAGES, TERMS, TOOLKIT
from ..newsletter.writing import short_name
from ..problems import CallError, ContentError, Problem, quoted
from ..workspace import open_commons, refuse_unpublishable
from .filled import Answers, answers, which
from .questions import Form, forms
from .writing import Inline, with_record

_Placed = tuple[str, str, Mapping[str, Any]]
_MOST_MINUTES = 100_000


def suggest(root: Path, text: str, today: str) -> list[str]:
    """Put what a filled form suggests into the data of a project, and return the places of the new records.

    Raises CallError where the form cannot be read, and ContentError where its records do not fit; then nothing is
    changed.
    """
    commons = open_commons(root)
    form = which(forms(commons), text)
    said = answers(form, text)
    makers = {"suggest-a-resource": _resource, "report-adoption": _adoption}
    if form.name not in makers:
        raise CallError(f"{quoted(form.title)} is for a person to read; there is no record in it")
    files, places = dict[str, str](), list[str]()
    for path, key, record in makers[form.name](commons, said, today):
        before = files.get(path) or (root / path).read_text("utf-8")
        files[path], line = with_record(before, path, key, record)
        places.append(f"{path}:{line}: {record['id']}")
    try:
        _refuse_what_does_not_fit(root, files, today)
    except ContentError as error:
        raise ContentError(_with_question(form, problem) for problem in error.problems) from error
    for path, content in files.items():
        write_whole(root / path, content.encode())
    return places


def _resource(commons: Commons, said: Answers, today: str) -> Iterator[_Placed]:
    if any(resource.url.rstrip("/") == str(said["url"]).rstrip("/") for resource in commons.resources):
        raise CallError(f"a resource with the address {quoted(said['url'])} is there already")
    terms = {"reuse": said["reuse"], "note": said["terms"]}
    record = {
        "id": _new_id(str(said["title"]), {resource.id for resource in commons.resources}),
        **{key: said[key] for key in ("title", "organisation", "url", "summary", "teaches")},
        "stages": said.get("stages", ()),
        **{key: said[key] for key in ("format", "settings", "level")},
        "minutes": _minutes(str(said["minutes"])),
        "terms": {key: value for key, value in terms.items() if value},
        "checked": today,
        "checked_how": "live",
        "review_by": _in_a_year(today),
    }
    yield f"{DATA}/resources.yaml", "resources", {key: value for key, value in record.items() if value}


def _adoption(commons: Commons, said: Answers, today: str) -> Iterator[_Placed]:
    name, url, title = (str(said[key]) for key in ("name", "url", "page"))
    if any(school.name.casefold() == name.casefold() for school in commons.schools):
        raise CallError(f"the school {quoted(name)} is there already; bring its record up to date by hand")
    school = _new_id(name, {school.id for school in commons.schools})
    reference = _new_id(f"{school}-adoption", {reference.id for reference in commons.references})
    seen = {"date-parts": [[int(part) for part in today.split("-")]]}
    work: dict[str, Any] = {"id": reference, "type": "webpage", "title": title, "author": ({"literal": name},)}
    yield f"{DATA}/references.yaml", "references", work | {"accessed": Inline(seen), "URL": url}
    record: dict[str, Any] = {"id": school, "name": name, "role": "adopter", "since": said["since"], "url": url}
    record |= {"sources": ({"reference": reference},)}
    yield f"{DATA}/schools.yaml", "schools", {key: value for key, value in record.items() if value}


def _new_id(title: str, taken: Collection[str]) -> str:
    name = short_name(title) or "suggestion"
    return next(one for n in range(1, len(taken) + 2) if (one := name if n == 1 else f"{name}-{n}") not in taken)


def _minutes(said: str) -> int | None:
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and 0 < int(said[:7]) <= _MOST_MINUTES):
        raise CallError(f"{quoted(said)} is no number of minutes; write a whole number, such as 20")
    return int(said)


def _in_a_year(today: str) -> str:
    day = date.fromisoformat(today)
    return day.replace(year=day.year + 1, day=min(day.day, 28)).isoformat()


def _with_question(form: Form, problem: Problem) -> Problem:
    """Name what the form calls a field: whoever filled it in knows no other name."""
    key, _, rest = problem.sentence.partition(": ")
    label = next((question.label for question in form.questions if question.key == key), None)
    return replace(problem, sentence=f"{key} (in the form {quoted(label)}): {rest}") if label else problem


def _refuse_what_does_not_fit(root: Path, files: Mapping[str, str], today: str) -> None:
    with tempfile.TemporaryDirectory(prefix="commons-") as made:
        folder = Path(made)
        for name in (DATA, PAGES, TOOLKIT):
            if (root / name).is_dir():
                shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("downloads"))
        if (root / TERMS).is_file():
            shutil.copy(root / TERMS, folder)
        for path, content in files.items():
            (folder / path).write_text(content, "utf-8")
        refuse_unpublishable(folder, open_commons(folder), today)
