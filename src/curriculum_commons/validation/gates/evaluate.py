"""Ask every gate, and let pass what the site allows.

The day is the caller's, and so is where it is noted down what was found in files that stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from ...content.load import DATA, PAGES, TOOLKIT
from ...model.commons import Commons, Page, ToolkitText
from ...model.problems import Problem, did_you_mean, quoted
from ...model.records import Allowance, Gate
from .active_content import nothing_runs_by_itself
from .archives import LIST, Packed, Unread, files_within
from .consent import persons_are_named_with_consent, persons_in_a_list
from .finding import Objection
from .kinds import KINDS, files_are_of_a_known_kind, not_looked_into
from .license import copies_have_known_terms
from .memory import Memory
from .metadata import DAMAGED, files_tell_no_author, files_tell_no_more_than_they_show
from .overdue import reviews_are_not_forgotten
from .patient_data import nothing_looks_like_patient_data
from .persons import Names, names_of
from .secrets import no_secret_is_published
from .size import files_are_small_enough
from .source_files import Holding, holdings
from .source_map import Whereabouts

OF_FILES: dict[Gate, Callable[[Holding], Iterator[Objection]]] = {
    "kind": files_are_of_a_known_kind,
    "size": files_are_small_enough,
    "metadata": files_tell_no_more_than_they_show,
    "scripts": nothing_runs_by_itself,
    "patient data": nothing_looks_like_patient_data,
    "secrets": no_secret_is_published,
}
"""Gates that look at a file and at nothing else."""
_SITE = "site.yaml"


@dataclass(frozen=True)
class Verdict:
    """What the gates say of a site."""

    problems: tuple[Problem, ...]
    """What keeps it from being published."""
    warnings: tuple[Problem, ...]
    """What someone should do something about, though it is published."""


def judge(root: Path, commons: Commons, today: str, memory: Memory) -> Verdict:
    """Return what all gates say of a site on a day."""
    files = {holding.path: holding for holding in holdings(root)}
    places = Whereabouts(files)
    found = [*_Gates(commons, files, memory).objections(), *copies_have_known_terms(commons, files.values(), places)]
    found += reviews_are_not_forgotten(commons, today, places)
    left = _first_of_all([objection for objection in found if not allowed(commons, objection)], files)
    warnings = [objection.problem for objection in left if not objection.stops]
    problems = [objection.problem for objection in left if objection.stops]
    stopped = {objection.gate for objection in left if objection.stops}
    for is_misspelt, needless in _needless(commons, found, files, places, stopped):
        # Whoever wrote it does not see why it does nothing.
        (problems if is_misspelt else warnings).append(needless)
    return Verdict(tuple(sorted(set(problems))), tuple(sorted(set(warnings))))


def _first_of_all(left: Sequence[Objection], files: Mapping[str, Holding]) -> list[Objection]:
    """Leave out the terms of files of an unknown kind for as long as it is open whether they are published at all."""
    unknown = {one.path for one in left if one.gate == "kind" and files[one.path].suffix not in KINDS}
    return [one for one in left if one.gate != "license" or one.path not in unknown]


def judge_files(
    root: Path, allowances: Sequence[Allowance], memory: Memory, reported: Collection[str] = ()
) -> Iterator[Problem]:
    """Give what the gates say that look at files alone, for a site whose records are not in order yet.

    Args:
        reported: Files that have a problem already, of which the kind makes no other.
    """
    for holding in holdings(root):
        for objection in memory.judged("", replace(holding), _by_file):
            is_reported = objection.gate == "kind" and holding.path in reported
            if objection.stops and not is_reported and not _allowed(allowances, objection):
                yield objection.problem


def allowed(commons: Commons, objection: Objection) -> bool:
    """Tell whether a site allows what is objected to."""
    return _allowed(commons.site.allow, objection)


def _allowed(allowances: Sequence[Allowance], objection: Objection) -> bool:
    return any(_covers(one, objection) or _is_named_by(one, objection) for one in allowances)


def _is_named_by(allowance: Allowance, objection: Objection) -> bool:
    """Tell whether a phone number is objected to only because an allowance has to name it."""
    is_same = (allowance.gate, allowance.what) == (objection.gate, objection.what)
    return is_same and objection.path == f"{DATA}/{_SITE}" and bool(re.search(r"\d", objection.what))


def _covers(allowance: Allowance, objection: Objection) -> bool:
    return (
        allowance.gate == objection.gate
        and allowance.where == objection.path
        and (allowance.what in {None, objection.what})
    )


def _needless(
    commons: Commons,
    found: Iterable[Objection],
    files: Mapping[str, Holding],
    places: Whereabouts,
    stopped: Collection[Gate],
) -> Iterator[tuple[bool, Problem]]:
    for number, one in enumerate(commons.site.allow):
        if any(_covers(one, objection) for objection in found):
            continue
        there = {objection.what for objection in found if (objection.gate, objection.path) == (one.gate, one.where)}
        key, guess = "where", "" if one.where in files else did_you_mean(one.where, files)
        if one.what and there:
            key, guess = "what", did_you_mean(one.what, there)
        message = f"{key}: nothing in {quoted(one.where)} needs this allowance of {quoted(one.gate)}"
        at = places.of(_SITE, ("allow", number, key))
        yield (
            bool(guess) and one.gate in stopped,
            Problem(f"{DATA}/{_SITE}", *at, f"{message}{guess or '; take it out'}"),
        )


class _Gates:
    """The gates that look at each file by itself, beside what the records let them know."""

    def __init__(self, commons: Commons, files: Mapping[str, Holding], memory: Memory) -> None:
        self._commons, self._files, self._memory = commons, files, memory
        self._words: dict[str, Page | ToolkitText] = {
            **{f"{PAGES}/{page.path}": page for page in commons.pages},  # and no draft, which may name people yet
            **{f"{TOOLKIT}/{text.path}": text for text in commons.toolkit},
        }

    def objections(self) -> Iterator[Objection]:
        """Give what they object to."""
        state = [(holding.path, holding.state) for holding in self._files.values() if holding.folder == DATA]
        records = sha256(repr(state).encode()).hexdigest()
        for holding in self._files.values():
            passing = replace(holding)  # keeps its text for as long as it is looked at, and no longer
            yield from self._memory.judged("", passing, _by_file)
            yield from self._memory.judged(records, passing, self._by_names)

    def _by_names(self, holding: Holding) -> Iterator[Objection]:
        yield from persons_are_named_with_consent(holding, self._words.get(holding.path), self._names)
        for packed in files_within(holding):
            if isinstance(packed, Packed):
                is_list = packed.path.endswith(f"/{LIST}")
                gate = persons_in_a_list if is_list else files_tell_no_author
                yield from (_within(holding, packed, one) for one in gate(packed, self._names))

    @cached_property
    def _names(self) -> Names:
        return names_of(self._commons)


def _by_file(holding: Holding) -> Iterator[Objection]:
    found = list(_by_itself(holding))
    yield from found
    is_lying = any(one.gate == "kind" for one in found)  # and its parts are those of a document
    unread: list[Unread] = []
    for packed in files_within(holding):
        if isinstance(packed, Unread):
            unread.append(packed)
        else:
            left_out = {"size", "kind"} if is_lying else {"size"}
            yield from (_within(holding, packed, one) for one in _by_itself(packed) if one.gate not in left_out)
    yield from not_looked_into(holding.path, unread)


def _by_itself(holding: Holding) -> Iterator[Objection]:
    found = [objection for gate in OF_FILES.values() for objection in gate(holding)]
    is_damaged = any(one.what == DAMAGED for one in found)  # which says more than that it is of another kind
    return (one for one in found if not is_damaged or one.gate != "kind")


def _within(holding: Holding, packed: Packed, one: Objection) -> Objection:
    message = f"in {quoted(packed.path.partition('/')[2])}: {one.message}"
    return replace(one, path=holding.path, line=0, column=0, message=message)
