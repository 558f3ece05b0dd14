"""Make sessions of the rows of a table: each row is one, or, where several rows belong together, all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...model.maps import MOST_HOURS, Session, Teaching
from ...model.problems import counted, in_words, quoted
from .grid import Grid
from .report import Report
from .rows import Draft
from .tidy import folded

_MOST_NAMED = 5


class SessionsOfRows:
    """The sessions of one table."""

    def __init__(self, grid: Grid, report: Report) -> None:
        """Begin before the first row."""
        self.grid, self.report = grid, report
        self._joined = list[Sequence[Draft]]()

    def sessions(self, drafts: Iterable[Draft]) -> Iterator[Session]:
        """Yield sessions in the order of their first rows."""
        groups = ([draft] for draft in drafts) if self.grid.form == "sessions" else _groups(drafts)
        for group in groups:
            if len(group) > 1:
                self._joined.append(group)
            yield self._session(group)

    @property
    def notes(self) -> Iterator[str]:
        """Yield which rows of a table of others were taken for one session, in sentences."""
        if self.grid.form != "other" or not self._joined:
            return
        rows = sum(len(group) for group in self._joined)
        once = sum(_has_one_length(group) for group in self._joined)
        examples = [
            f"{quoted(group[0].title)} (rows {in_words([str(one.number) for one in group[:_MOST_NAMED]])})"
            for group in self._joined[:_MOST_NAMED]
        ]
        yield (
            f"  {rows} rows are {counted(len(self._joined), 'session')}, as title, course, phase, day, requirement and "
            f"assessment are the same: {'; '.join(examples)}."
        )
        if once:
            yield f"  In {once} of them all rows have the same hours, which count once; in others they are added up."
        yield "  If each row is a session of its own, name a column by which they differ: --column id=NAME."

    def _session(self, group: Sequence[Draft]) -> Session:
        first, timed = group[0], [one.hours for one in group if one.hours is not None]
        is_shared = len(group) == 1 or not timed or (self.grid.form == "other" and _has_one_length(group))
        total = timed[0] if timed and is_shared else round(sum(timed), 6) if timed else None
        if total is not None and total > MOST_HOURS:
            message = f"hours of all rows of {quoted(first.title)} are over {MOST_HOURS}; correct them"
            self.report.cell(self.grid, first.number, 0, message)
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


def _has_one_length(group: Sequence[Draft]) -> bool:
    return len({one.hours for one in group if one.hours is not None}) == 1


def _groups(drafts: Iterable[Draft]) -> list[Sequence[Draft]]:
    """Return the rows that belong together: all but the competency is the same, and each competency is there once."""
    alike = dict[object, _Alike]()
    for draft in drafts:
        words = draft.title, draft.course, draft.phase, draft.stage, draft.requirement, draft.occasion
        key = (*(folded(one or "") for one in words), draft.assessments)
        alike.setdefault(key, _Alike()).add(draft)
    return sorted((group for one in alike.values() for group in one.groups), key=lambda group: group[0].number)


class _Alike:
    """Rows that are the same but for their competencies, in as few groups as have no competency twice."""

    def __init__(self) -> None:
        self.groups = list[list[Draft]]()
        self._codes = list[set[str]]()
        self._first_without = dict[str, int]()
        """Index of the first group without a competency, so that many rows take no longer than few."""

    def add(self, draft: Draft) -> None:
        at = max((self._first_without.get(code, 0) for code in draft.teaches), default=0)
        while at < len(self.groups) and not self._codes[at].isdisjoint(draft.teaches):
            at += 1
        if at == len(self.groups):
            self.groups.append([])
            self._codes.append(set())
        self.groups[at].append(draft)
        self._codes[at].update(draft.teaches)
        for code in draft.teaches:
            first = self._first_without.get(code, 0)
            while first < len(self.groups) and code in self._codes[first]:
                first += 1
            self._first_without[code] = first
