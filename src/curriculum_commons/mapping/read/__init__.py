"""Read what schools have as curriculum maps: workbooks, tables of others and curriculum inventories.

Returns maps and problems; writes nothing. Good rows never fall with bad ones.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from ...model.maps import MOST_PHASES, MOST_SESSIONS, CurriculumMap, MapSource, Session
from ...model.problems import CallError, Problem, counted, in_words, name, quoted
from ..framework import MapFramework
from .grid import Found, Grid, find
from .inventory import read_inventory
from .inventory_file import is_inventory
from .lookup import Lookup
from .recipes import Recipe
from .report import Report, not_read
from .rows import Rows, lines
from .sessions import SessionsOfRows
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
    recipes: tuple[Recipe, ...] = ()
    """How tables of others were read."""
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


def _read(path: Path, framework: MapFramework, choices: Choices, recipes: Sequence[Recipe]) -> Read:
    used: tuple[Recipe, ...] = ()
    try:
        if is_inventory(path):
            found, sessions, problems = read_inventory(path, framework, choices.phase)
        else:
            found, sessions, problems, used = _from_tables(path, framework, choices, recipes)
        school, year = choices.school or found.school, _year(choices.year or found.year)
        _refuse(path, found, framework, school, year)
        if not sessions:
            none = not_read(path.name, f"no session with a competency of this framework is in it{_hint(used)}")
            return Read((path,), None, (*problems, none), used, tuple(found.notes))
        curriculum_map = _map(path, found, sessions, framework, (school, year, choices.rater))
    except CallError as error:
        message = str(error).removeprefix(f"{path}").removeprefix(path.name).lstrip(":, ")
        return Read((path,), None, (not_read(path.name, message),))
    problems = [*problems, *_too_many(path.name, sessions)]
    return Read((path,), curriculum_map, tuple(problems), used, tuple(found.notes))


def _map(
    path: Path, found: Found, sessions: Sequence[Session], framework: MapFramework, names: tuple[str, str, str]
) -> CurriculumMap:
    school, year, rater = names
    phases = _phases(found, sessions, framework)
    if len(phases) > MOST_PHASES:
        first = in_words(list(map(quoted, phases[:3])))
        raise CallError(
            f"{path.name} has {len(phases)} phases, such as {first}, and a map has {MOST_PHASES} at most; name another "
            "column with --column phase=, or one phase for all with --phase"
        )
    order = {phase: at for at, phase in enumerate(phases)}
    try:
        return CurriculumMap(
            school=school,
            year=year,
            edition=found.edition or framework.edition,
            framework=found.framework or framework.uuid,
            phases=phases,
            rater=rater or None,
            sources=(MapSource(file=name(path.name), sha256=_digest(path)),),
            sessions=tuple(sorted(sessions[:MOST_SESSIONS], key=lambda one: order[one.phase])),
        )
    except ValidationError as error:  # what is typed on the sheet School, or as an option
        first_error = error.errors()[0]
        reason = first_error.get("ctx", {}).get("error", "cannot be used; type it again")
        raise CallError(f"{path.name}: {first_error['loc'][0]} {quoted(str(first_error['input']))} {reason}") from error


def _too_many(files: str, sessions: Sequence[Session]) -> Iterator[Problem]:
    if len(sessions) > MOST_SESSIONS:
        message = f"{len(sessions):,} sessions, of which a map keeps the first {MOST_SESSIONS:,}; read it in parts"
        yield not_read(files, message)


def _hint(recipes: Sequence[Recipe]) -> str:
    """Return where competencies were looked for."""
    taken = in_words([quoted(one) for recipe in recipes if (one := recipe.columns.get("competency", ""))])
    return f"; they were looked for in {taken}: name another column with --column competency=" if taken else ""


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
) -> tuple[Found, list[Session], list[Problem], tuple[Recipe, ...]]:
    lookup, report = Lookup(framework), Report(path.name)
    found = find(path, lookup, recipes, choices.columns)
    lookup = Lookup(framework, found.phases)
    sessions = list[Session]()
    others = dict[frozenset[str], Recipe]()
    for grid in found.grids:
        used = grid.recipe
        if choices.phase:
            used = replace(used, columns={**used.columns, "phase": f":{choices.phase}"})
        _refuse_without_phase(path, grid, used)
        rows = Rows(grid, lookup, report, used)
        of_rows = SessionsOfRows(grid, report)
        sessions += of_rows.sessions(rows.drafts())
        found.notes += (*lines(rows.counts, path.name, grid.sheet), *of_rows.notes)
        if grid.form == "other":
            found.notes += _columns(grid)
            others[used.names] = used
            found.met |= rows.phases
    found.notes += report.notes
    return found, sessions, report.problems, tuple(one.with_unknown(report.unknown) for one in others.values())


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
    met = tuple(found.met or dict.fromkeys(one.phase for one in sessions))
    if set(met) <= set(framework.phases):
        return framework.phases
    numbers = [re.findall(r"\d+", phase) for phase in met]
    if all(len(one) == 1 for one in numbers):
        return tuple(sorted(met, key=lambda phase: int(re.findall(r"\d+", phase)[0][:9])))
    return met


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
    problems = [*(problem for read in group for problem in read.problems), *_too_many(names, sessions)]
    is_one = len(phases) <= MOST_PHASES
    if not is_one:
        problems.append(not_read(names, f"have {len(phases)} phases together, and a map has {MOST_PHASES} at most"))
    return Read(
        tuple(path for read in group for path in read.files),
        whole if is_one else None,
        tuple(problems),
        tuple(recipe for read in group for recipe in read.recipes),
        (*(line for read in group for line in read.notes), *([note] if is_one else [])),
    )
