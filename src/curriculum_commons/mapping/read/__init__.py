"""Read what schools have as curriculum maps: workbooks, tables of others and curriculum inventories.

Returns maps and problems; writes nothing. Good rows never fall with bad ones.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...model.maps import MOST_HOURS, MOST_SESSIONS, CurriculumMap, MapSource, Session, Teaching
from ...model.problems import CallError, ContentError, Problem, counted, in_words, name, quoted
from ..framework import MapFramework
from ..map_file import read_map
from .grid import Found, Grid, find
from .inventory import read_inventory
from .inventory_file import is_inventory
from .lookup import Lookup
from .recipes import Recipe
from .report import Report, not_read
from .rows import Draft, Rows, lines
from .tidy import folded


@dataclass(frozen=True)
class Choices:
    """What somebody has chosen for all files of a call."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Names of columns by field."""
    school: str = ""
    year: str = ""
    rater: str = ""
    phase: str = ""
    """Phase of all sessions, where no column has it."""


@dataclass(frozen=True)
class Read:
    """What was read from one file, or from several of one school and year."""

    files: tuple[Path, ...]
    map: CurriculumMap | None
    """None where nothing could be read."""
    problems: tuple[Problem, ...] = ()
    recipe: Recipe | None = None
    """How a table of others was read."""
    notes: tuple[str, ...] = ()
    """How it was read, in sentences."""


def read_files(
    paths: Sequence[Path], framework: MapFramework, choices: Choices | None = None, recipes: Sequence[Recipe] = ()
) -> list[Read]:
    """Return the maps that files hold; those of one school, year and rater are one map.

    Args:
        recipes: How tables of others were read before.
    """
    chosen = choices or Choices()
    return _joined([_read(path, framework, chosen, recipes) for path in paths], framework)


def kept_flags(curriculum_map: CurriculumMap, path: str, before: str) -> CurriculumMap:
    """Return a map with what people have decided in its file: whether it may be named and published."""
    try:
        old = read_map(path, before) if before else None
    except ContentError:
        old = None
    return curriculum_map.model_copy(update={"share": old.share, "publish": old.publish}) if old else curriculum_map


def _read(path: Path, framework: MapFramework, choices: Choices, recipes: Sequence[Recipe]) -> Read:
    try:
        if is_inventory(path):
            recipe = None
            found, sessions, problems = read_inventory(path, framework, choices.phase)
        else:
            found, sessions, problems, recipe = _from_tables(path, framework, choices, recipes)
        school, year = choices.school or found.school, _year(choices.year or found.year)
        _refuse(path, found, framework, school, year)
        digest = _digest(path)
        if not sessions:
            none = not_read(path.name, f"no session with a competency of this framework is in it{_hint(recipe)}")
            return Read((path,), None, (*problems, none), recipe, tuple(found.notes))
    except CallError as error:
        message = str(error).removeprefix(f"{path}").removeprefix(path.name).lstrip(":, ")
        return Read((path,), None, (not_read(path.name, message),))
    phases = _phases(found, sessions, framework)
    order = {phase: at for at, phase in enumerate(phases)}
    curriculum_map = CurriculumMap(
        school=school,
        year=year,
        edition=found.edition or framework.edition,
        framework=found.framework or framework.uuid,
        phases=phases,
        rater=choices.rater or None,
        sources=(MapSource(file=name(path.name), sha256=digest),),
        sessions=tuple(sorted(sessions[:MOST_SESSIONS], key=lambda one: order[one.phase])),
    )
    problems = [*problems, *_too_many(path.name, sessions)]
    return Read((path,), curriculum_map, tuple(problems), recipe, tuple(found.notes))


def _too_many(files: str, sessions: Sequence[Session]) -> Iterator[Problem]:
    if len(sessions) > MOST_SESSIONS:
        message = f"{len(sessions):,} sessions, of which a map keeps the first {MOST_SESSIONS:,}; read it in parts"
        yield not_read(files, message)


def _hint(recipe: Recipe | None) -> str:
    """Return where competencies were looked for."""
    taken = recipe.columns.get("competency", "") if recipe else ""
    return f"; they were looked for in {quoted(taken)}: name another column with --column competency=" if taken else ""


def _refuse(path: Path, found: Found, framework: MapFramework, school: str, year: str) -> None:
    lacking = [option for option, one in (("--school", school), ("--year", year)) if not one]
    if lacking:
        raise CallError(f"{path.name} does not name its school and year; add {in_words(lacking)}")
    if found.framework and framework.uuid and found.framework.lower() != framework.uuid.lower():
        raise CallError(f"{path.name} is for another framework ({found.framework}); read it on the site of that one")
    if found.edition and found.edition != framework.edition:
        raise CallError(
            f"{path.name} is for edition {quoted(found.edition)} and the site has {quoted(framework.edition)}; "
            "read it on a copy of the site of that edition, then take the map over with commons map upgrade"
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _year(text: str) -> str:
    """Return a year with the dash that all have, so that "2026-27" and "2026/27" are one."""
    return re.sub(r"(?<=\d)\s*[-‐‑‒–—/]\s*(?=\d)", "–", name(text)) if text else ""


def _from_tables(
    path: Path, framework: MapFramework, choices: Choices, recipes: Sequence[Recipe]
) -> tuple[Found, list[Session], list[Problem], Recipe | None]:
    lookup, report = Lookup(framework), Report(path.name)
    found = find(path, lookup, recipes, choices.columns)
    lookup = Lookup(framework, found.phases)
    sessions = list[Session]()
    recipe: Recipe | None = None
    for grid in found.grids:
        used = grid.recipe
        if choices.phase:
            used = replace(used, columns={**used.columns, "phase": f":{choices.phase}"})
        _refuse_without_phase(path, grid, used)
        rows = Rows(grid, lookup, report, used)
        sessions += _sessions(rows.drafts(), grid, report)
        found.notes += lines(rows.counts, path.name, grid.sheet)
        if grid.form == "other":
            found.notes += _columns(grid)
            recipe = used.with_unknown(report.unknown)
    found.notes += report.notes
    return found, sessions, report.problems, recipe


def _columns(grid: Grid) -> Iterator[str]:
    yield f"  columns named in row {grid.head}: {in_words([f'{one.field} = {name(one.name)}' for one in grid.columns])}"
    used = {one.index for one in grid.columns}
    if ignored := [name(one) for at, one in enumerate(grid.names) if one and at not in used]:
        yield f"  not used: {in_words(ignored)}"


def _refuse_without_phase(path: Path, grid: Grid, recipe: Recipe) -> None:
    if "phase" not in {one.field for one in grid.columns} and not recipe.columns.get("phase"):
        names = in_words([quoted(one) for one in grid.names if one][:30])
        raise CallError(
            f"{path.name}: no column is known to hold the phase; name it with --column phase=, of {names}; or take the "
            "name of the sheet (--column phase=@sheet), the heading above the rows (--column phase=@heading), or one "
            "phase for all (--phase NAME)"
        )


def _phases(found: Found, sessions: Sequence[Session], framework: MapFramework) -> tuple[str, ...]:
    """Return the phases in order: as typed, as the site has them, by their numbers, or as they are met."""
    if found.phases:
        return found.phases
    met = tuple(dict.fromkeys(one.phase for one in sessions))
    if set(met) <= set(framework.phases):
        return framework.phases
    numbers = [re.findall(r"\d+", phase) for phase in met]
    if all(len(one) == 1 for one in numbers):
        return tuple(sorted(met, key=lambda phase: int(re.findall(r"\d+", phase)[0][:9])))
    return met


def _sessions(drafts: Iterator[Draft], grid: Grid, report: Report) -> Iterator[Session]:
    """Yield sessions: each row is one, or, where a row is a session and a competency, the rows that belong together."""
    if grid.form == "sessions":
        for draft in drafts:
            yield _session([draft], grid, report)
        return
    groups = dict[object, list[list[Draft]]]()
    for draft in drafts:
        same = (
            draft.title,
            draft.course or "",
            draft.phase,
            draft.stage or "",
            draft.requirement or "",
            draft.occasion,
        )
        of_key = groups.setdefault((*map(folded, same), draft.assessments), [])
        free = next(
            (group for group in of_key if not any(draft.teaches.keys() & one.teaches.keys() for one in group)), None
        )
        if free is None:
            of_key.append(free := [])
        free.append(draft)
    firsts = sorted((group for of_key in groups.values() for group in of_key), key=lambda group: group[0].number)
    for group in firsts:
        yield _session(group, grid, report)


def _session(group: Sequence[Draft], grid: Grid, report: Report) -> Session:
    first, timed = group[0], [one.hours for one in group if one.hours is not None]
    is_shared = len(group) == 1 or not timed or (grid.form == "other" and len(set(timed)) == 1)
    total = timed[0] if timed and is_shared else round(sum(timed), 6) if timed else None
    if total is not None and total > MOST_HOURS:
        report.cell(
            grid, first.number, 0, f"hours of all rows of {quoted(first.title)} are over {MOST_HOURS}; correct them"
        )
        total, is_shared = None, True
    # Each value was compared with its list, or read as a line: it need not be validated once more.
    teaches = [
        Teaching.model_construct(
            competency=code,
            level=level,
            components=components,
            hours=None if is_shared else round((one.hours or 0) / len(one.teaches), 6),
        )
        for one in group
        for code, (level, components) in one.teaches.items()
    ]
    return Session.model_construct(
        title=first.title,
        phase=first.phase,
        course=first.course,
        stage=first.stage,
        requirement=first.requirement,
        hours=total,
        methods=tuple(dict.fromkeys(method for one in group for method in one.methods)),
        assessments=first.assessments,
        teaches=tuple(teaches),
        lead=first.lead,
        source=first.place,
    )


def _joined(reads: Sequence[Read], framework: MapFramework) -> list[Read]:
    """Return one for each school, year and rater."""
    groups = dict[object, list[Read]]()
    for at, read in enumerate(reads):
        one = read.map
        groups.setdefault((folded(one.school), one.year, one.rater) if one else at, []).append(read)
    return [_one(group, framework) for group in groups.values()]


def _one(group: Sequence[Read], framework: MapFramework) -> Read:
    maps = [read.map for read in group if read.map]
    if len(maps) < 2:  # noqa: PLR2004
        return group[0]
    phases = tuple(dict.fromkeys(phase for one in maps for phase in one.phases))
    order = {phase: at for at, phase in enumerate(phases)}
    sessions = [
        session.model_copy(update={"source": f"{one.sources[0].file}: {session.source}"})
        for one in maps
        for session in one.sessions
    ]
    sessions.sort(key=lambda one: order[one.phase])
    whole = maps[0].model_copy(
        update={
            "phases": phases,
            "sources": tuple(source for one in maps for source in one.sources),
            "sessions": tuple(sessions[:MOST_SESSIONS]),
        }
    )
    names = in_words([read.files[0].name for read in group])
    note = f"{names} are one map, of {maps[0].school} in {maps[0].year}: {counted(len(sessions), 'session')}."
    return Read(
        tuple(path for read in group for path in read.files),
        whole,
        (*(problem for read in group for problem in read.problems), *_too_many(names, sessions)),
        next((read.recipe for read in group if read.recipe), None),
        (*(line for read in group for line in read.notes), note),
    )
