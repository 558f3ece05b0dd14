"""Run every gate, and leave out what the site allows.

Does not know the day nor where earlier results are stored: the caller passes both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from ...content.files import LARGEST as LARGEST_TEXT
from ...content.load import DATA, MAPS, PAGES, TOOLKIT
from ...model.commons import Commons, Page, ToolkitText
from ...model.problems import Problem, did_you_mean, quoted
from ...model.records import Allowance, Gate, Output, Resource
from ...model.urls import SENT, is_sent_file
from .archives import LARGEST, LIST, ArchivedFile, UnreadPart, archived_files
from .consent import check_consent, check_consent_in_list
from .kinds import KINDS, TEXT, check_active_content, check_kind, check_size, report_unread
from .metadata import DAMAGED, check_authors, check_metadata
from .patient_data import check_patient_data
from .persons import Names, names_of
from .records import check_licenses, check_reviews
from .secrets import check_secrets
from .source_files import GateFinding, SourceFile, source_files

FILE_GATES: dict[Gate, Callable[[SourceFile], Iterator[GateFinding]]] = {
    "kind": check_kind,
    "size": check_size,
    "metadata": check_metadata,
    "scripts": check_active_content,
    "patient data": check_patient_data,
    "secrets": check_secrets,
}
"""Gates that need a file and nothing else."""
_SITE = f"{DATA}/site.yaml"

Find = Callable[[], Iterable[GateFinding]]
Remember = Callable[[tuple[object, ...], Find], Iterable[GateFinding]]
"""Returns what was found the last time from the same inputs, or else what is found now."""


@dataclass(frozen=True)
class GateResult:
    """What the gates found."""

    problems: tuple[Problem, ...]
    """What keeps the site from being published."""
    warnings: tuple[Problem, ...]
    """What someone should do something about, though the site is published."""


@dataclass(frozen=True)
class Subject:
    """What gates look at besides the files."""

    pages: Mapping[str, Page | ToolkitText]
    """Pages and texts of the toolkit by file; without drafts, which may name people yet."""
    names: Callable[[], Names]
    """Returns the names that the records make known."""
    allow: Sequence[Allowance]
    records: tuple[str, Sequence[Resource], Sequence[Output]] | None
    """Address of the site, its resources and its outputs; None where not all of them are known."""
    is_valid: bool = True
    """Whether all of the content is; if not, it is not known yet which allowances nothing needs."""

    @classmethod
    def of(cls, commons: Commons) -> Subject:
        """Return all of a commons."""
        pages: dict[str, Page | ToolkitText] = {f"{PAGES}/{page.path}": page for page in commons.pages}
        pages |= {f"{TOOLKIT}/{text.path}": text for text in commons.toolkit}
        records = commons.site.address, commons.resources, commons.outputs
        return cls(pages, partial(names_of, commons), commons.site.allow, records)


def evaluate(root: Path, subject: Subject, today: str, remember: Remember = lambda _, find: find()) -> GateResult:
    """Return what all gates find in a site on a day.

    Args:
        today: The day; empty where dates are not to be looked at.
    """
    files = {source.path: source for source in source_files(root)}
    found = list(_in_files(subject, files, remember))
    if subject.records:
        found += check_licenses(*subject.records, files)
        found += check_reviews(subject.records[1], today, files)
    left = _kinds_first([finding for finding in found if not is_allowed(subject.allow, finding)], files)
    problems = [finding.problem for finding in left if finding.stops]
    warnings = [finding.problem for finding in left if not finding.stops]
    stopped = {finding.gate for finding in left if finding.stops}
    for is_misspelt, needless in _needless(subject, found, files, stopped):
        # Otherwise its author would not see why it has no effect.
        (problems if is_misspelt else warnings).append(needless)
    return GateResult(tuple(sorted(set(problems))), tuple(sorted(set(warnings))))


def _kinds_first(left: Sequence[GateFinding], files: Mapping[str, SourceFile]) -> list[GateFinding]:
    """Leave out missing terms of a file as long as its unknown kind keeps it from being published."""
    unknown = {finding.path for finding in left if finding.gate == "kind" and files[finding.path].suffix not in KINDS}
    return [finding for finding in left if finding.gate != "license" or finding.path not in unknown]


def is_allowed(allowances: Sequence[Allowance], finding: GateFinding) -> bool:
    """Return True if one of the allowances covers a finding."""
    return any(_covers(allowance, finding) or _is_named_by(allowance, finding) for allowance in allowances)


def _covers(allowance: Allowance, finding: GateFinding) -> bool:
    path = finding.path  # what an issue may contain, the record of how it was sent may
    path = f"{path.removesuffix(SENT)}.md" if is_sent_file(path.removeprefix(f"{PAGES}/")) else path
    return allowance.gate == finding.gate and allowance.where == path and (allowance.what in {None, finding.what})


def _is_named_by(allowance: Allowance, finding: GateFinding) -> bool:
    """Return True if a finding is a phone number in the allowance that has to name it."""
    is_same = (allowance.gate, allowance.what) == (finding.gate, finding.what)
    return is_same and finding.path == _SITE and bool(re.search(r"\d", finding.what))


def _needless(
    subject: Subject, found: Iterable[GateFinding], files: Mapping[str, SourceFile], stopped: Collection[Gate]
) -> Iterator[tuple[bool, Problem]]:
    """Yield the allowances that cover no finding, and whether each seems to be misspelt."""
    for number, allowance in enumerate(subject.allow if subject.is_valid else ()):
        if any(_covers(allowance, finding) for finding in found):
            continue
        gate, where = allowance.gate, allowance.where
        names = {finding.what for finding in found if (finding.gate, finding.path) == (gate, where)}
        key, guess = "where", "" if where in files else did_you_mean(where, files)
        if allowance.what and names:
            key, guess = "what", did_you_mean(allowance.what, names)
        message = f"{key}: nothing in {quoted(where)} needs this allowance of {quoted(gate)}{guess or '; take it out'}"
        problem = Problem(_SITE, *files[_SITE].document.locate(("allow", number, key)), message, "unneeded-allowance")
        yield bool(guess) and gate in stopped, problem


def _in_files(subject: Subject, files: Mapping[str, SourceFile], remember: Remember) -> Iterator[GateFinding]:
    names = cache(subject.names)
    # Maps are data, too, but make no names known.
    of_records = (source for source in files.values() if source.folder == DATA and f"{MAPS}/" not in source.path)
    records = [(source.path, source.digest) for source in of_records]
    digest = sha256(repr(records).encode()).hexdigest()
    for source in files.values():
        current = replace(source)  # keeps its text only as long as it is checked
        inputs = (current.path, current.digest)
        yield from remember(("file", *inputs), partial(_check_file, current))
        if current.size <= _most_read(current):
            find = partial(_check_names, current, subject.pages.get(current.path), names)
            yield from remember(("names", *inputs, digest), find)


def _check_names(
    source: SourceFile, page: Page | ToolkitText | None, names: Callable[[], Names]
) -> Iterator[GateFinding]:
    yield from check_consent(source, page, names())
    for archived in archived_files(source):
        if isinstance(archived, ArchivedFile):
            gate = check_consent_in_list if archived.path.endswith(f"/{LIST}") else check_authors
            yield from (_in_archive(source, archived, finding) for finding in gate(archived, names()))


def _check_file(source: SourceFile) -> Iterator[GateFinding]:
    if source.size > _most_read(source):
        yield from check_size(source)
        yield from report_unread(source.path, [UnreadPart(source.path.rpartition("/")[2], "too large")])
        return
    found = _check_alone(source)
    yield from found
    # The files in an archive that is something else are the parts of a document.
    left_out = {"size", "kind"} if any(finding.gate == "kind" for finding in found) else {"size"}
    unread: list[UnreadPart] = []
    for archived in archived_files(source):
        if isinstance(archived, UnreadPart):
            unread.append(archived)
        else:
            inside = (finding for finding in _check_alone(archived) if finding.gate not in left_out)
            yield from (_in_archive(source, archived, finding) for finding in inside)
    yield from report_unread(source.path, unread)


def _most_read(source: SourceFile) -> int:
    """Return the bytes that a file may have to be read; a text takes many times as much memory as it has bytes."""
    return LARGEST_TEXT if TEXT in KINDS.get(source.suffix, ()) else LARGEST


def _check_alone(source: SourceFile) -> list[GateFinding]:
    found = [finding for gate in FILE_GATES.values() for finding in gate(source)]
    # Which explains why it seems of another kind.
    is_damaged = any((one.gate, one.what) == ("metadata", DAMAGED) for one in found)
    return [finding for finding in found if not is_damaged or finding.gate != "kind"]


def _in_archive(source: SourceFile, archived: ArchivedFile, finding: GateFinding) -> GateFinding:
    message = f"in {quoted(archived.path.partition('/')[2])}: {finding.message}"
    return replace(finding, path=source.path, line=0, column=0, message=message)
