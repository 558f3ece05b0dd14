"""Open the commons of a folder, with what is known beside it, and evaluate what keeps it from publication."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from ..content.load import DATA, PAGES, data_file, load
from ..documents.brand import read_logo, unfit, unset
from ..model.build_context import Brand, BuildContext, Logo
from ..model.commons import Commons, Issue
from ..model.problems import CallError, ContentError, Problem, quoted, shown
from ..newsletter.content import Read, pictures, size_of
from ..newsletter.files import html_path, issue_batch, records
from ..newsletter.preflight import preflight
from ..newsletter.publication import changed_pictures
from ..render import signatures
from ..validation.gates.evaluate import Find, Subject, evaluate
from ..validation.gates.source_files import GateFinding
from ..validation.validate import examine
from .cache import Cache, key
from .downloads import Report, build_downloads, existing_downloads, plan_downloads, refuse_folder
from .invalid import further_problems
from .origins import located

_SITE = "site.yaml"
_MADE_UP = {"example", "invalid", "localhost", "test"}
"""Last parts of names of hosts that nobody can have, as RFC 2606 has them."""


def open_commons(root: Path, today: str = "") -> Commons:
    """Read and validate the content; raises ContentError with all problems, and all that would come after them.

    Args:
        today: The day on which it would be published; empty where dates are not to be looked at.
    """
    examined = examine(load(root), signatures())
    if examined.commons and examined.is_valid:
        return examined.commons
    problems = [*examined.problems, *further_problems(root, examined, today)]
    raise ContentError([*problems, *(_brand_problems(root, examined.commons) if examined.commons else ())])


def context_for(root: Path, commons: Commons, today: str = "", brand: Brand | None = None) -> BuildContext:
    """Return what is known beside the content before anything is made: the downloads are those of the last build.

    Raises ContentError where the logo of the school cannot be used.
    """
    context = BuildContext.of(commons, today, brand or brand_of(root, commons))
    return replace(context, downloads=existing_downloads(root), picture_sizes=_sizes(root, commons))


def _sizes(root: Path, commons: Commons) -> dict[str, tuple[int, int]]:
    pages = (*(issue.page for issue in commons.issues), *commons.drafts)
    logo = commons.site.brand.logo if commons.site.brand else None
    wanted = sorted({path for page in pages for path in pictures(page)} | ({logo} if logo else set()))
    if not wanted:
        return {}
    files = {path: root / PAGES / path for path in wanted}
    return {path: size for path, file in files.items() if file.is_file() and (size := size_of(file.read_bytes()))}


def refuse_unpublishable(
    root: Path, commons: Commons, context: BuildContext, cache: Cache, known: tuple[Problem, ...] = ()
) -> tuple[Problem, ...]:
    """Return what someone should look at again; raises ContentError with all that keeps a site from publication.

    Args:
        known: What is known to keep it from that already.
    """

    def remember(inputs: tuple[object, ...], find: Find) -> Iterator[GateFinding]:
        one = key("gates", *inputs)
        entry = cache.get(one) or cache.put(one, {}, [astuple(finding) for finding in find()])
        return (GateFinding(*finding) for finding in entry.facts)

    found = evaluate(root, Subject.of(commons), context.today, remember)
    if problems := (*known, *unready_issues(root, commons, context, cache), *found.problems):
        raise ContentError(problems)
    return (*commons.warnings, *found.warnings)


def check_publishable(root: Path, commons: Commons, today: str) -> tuple[Problem, ...]:
    """Do the same outside of a build."""
    with Cache(root) as cache, located(root):
        return _checked(root, commons, today, cache)


def unpublishable(root: Path, commons: Commons, today: str, cache: Cache) -> tuple[Problem, ...]:
    """Return all that keeps valid content from publication and can be known before it is built."""
    try:
        with located(root):
            _checked(root, commons, today, cache)
    except ContentError as error:
        return error.problems
    return ()


def _checked(root: Path, commons: Commons, today: str, cache: Cache) -> tuple[Problem, ...]:
    problems = _brand_problems(root, commons)
    context = context_for(root, commons, today, Brand() if problems else None)
    return refuse_unpublishable(root, commons, context, cache, problems)


def unready_issues(root: Path, commons: Commons, context: BuildContext, cache: Cache) -> tuple[Problem, ...]:
    """Return everything that keeps issues of the newsletter from being published; what has passed once stays so."""

    def read(path: str) -> bytes:
        return (root / PAGES / path).read_bytes()

    def mail(issue: Issue) -> bytes:
        batch = issue_batch(commons, context, issue)
        return cache.keep(key("mail", batch.ingredients), batch.make).files[html_path(issue)]

    new = [issue for issue in commons.issues if issue.name not in commons.settled]
    keys = {issue: _passed(commons, context, issue, read) for issue in new}
    unknown = [issue for issue, one in keys.items() if cache.get(one) is None]
    problems = tuple(preflight(commons, context, unknown, read, mail))
    for issue in () if problems else unknown:
        cache.put(keys[issue], {})
    settled = [(issue, commons.sent[issue.name]) for issue in commons.issues if issue.name in commons.settled]
    return (*problems, *(problem for issue, sent in settled for problem in changed_pictures(issue, sent, read)))


def _passed(commons: Commons, context: BuildContext, issue: Issue, read: Read) -> str:
    shown = [sha256(read(path)).hexdigest() for path in pictures(issue.page)]
    dates = [day <= context.today for day in (issue.meta.date, issue.meta.updated or "")]
    return key("preflight", records(commons, context), issue.page, shown, dates)


def _brand_problems(root: Path, commons: Commons) -> tuple[Problem, ...]:
    try:
        brand_of(root, commons)
    except ContentError as error:
        return error.problems
    return ()


def brand_of(root: Path, commons: Commons) -> Brand:
    """Return whose toolkit it is, as in `data/site.yaml`; raises ContentError where its logo cannot be used."""
    site, school = commons.site, commons.site.school
    if problems := list(_unset_names(root, commons)):
        raise ContentError(problems)
    logo = None
    for path, place in site.logos[:1]:
        try:
            logo = logo_of(root / PAGES / path)
        except CallError as error:
            raise ContentError([_in_site(root, place, f"logo: {error}", "logo-format")]) from error
    if school is None:
        return Brand(None, logo, site.phases, site.publisher.name)
    return Brand(school.name, logo, school.phases or site.phases)


def _unset_names(root: Path, commons: Commons) -> Iterator[Problem]:
    """Yield what is wrong with names of the site that every PDF would bear."""
    school = commons.site.school
    names: list[tuple[tuple[str | int, ...], str]] = [(("school", "name"), school.name)] if school else []
    names += [(("school", "phases", number), name) for number, name in enumerate(school.phases if school else ())]
    names += [(("phases", number), name) for number, name in enumerate(commons.site.phases)]
    if any("pdf" in text.meta.formats for text in commons.toolkit):
        for path, name in names:
            if not name.isascii() and (wrong := unset(name)):
                yield _in_site(
                    root, path, f"{'name' if 'name' in path else 'phases'}: {quoted(name)} {wrong}", "not-typeset"
                )


def unready(root: Path, commons: Commons) -> tuple[Problem, ...]:
    """Return what keeps a site from being published: places left to write, no real address, nobody to be reached."""
    site = commons.site
    problems = [replace(one, severity="error") for one in commons.warnings if one.code == "left-to-write"]
    if not site.demonstration:
        if (urlsplit(site.address).hostname or "").rpartition(".")[2] in _MADE_UP:
            message = "address: is an address that cannot exist; write where the site will be"
            problems.append(_in_site(root, ("address",), message, "made-up-address"))
        if not (site.publisher.email or site.publisher.url):
            message = "publisher: cannot be reached; add an email or a url"
            problems.append(_in_site(root, ("publisher",), message, "no-contact"))
    return tuple(problems)


def _in_site(root: Path, path: tuple[str | int, ...], message: str, code: str) -> Problem:
    file = f"{DATA}/{_SITE}"
    document = data_file(root.resolve(), file, lambda _: None)
    return Problem(file, *(document.locate(path) if document else (0, 0)), message, code)


def logo_of(file: Path) -> Logo:
    """Return the picture in a file; raises CallError where it is none that documents can bear."""
    if not file.is_file():
        what = (
            "is a folder; name the picture in it" if file.is_dir() else "is not there; look at its name and its folder"
        )
        raise CallError(f"{shown(str(file))} {what}")
    return read_logo(file.name, file.read_bytes())


def white_label(root: Path, commons: Commons, school: str | None, logo: Path | None, phases: tuple[str, ...]) -> Brand:
    """Return whose toolkit it is, as named on the command line; raises CallError where a name cannot be one."""
    named = [("--school", school)] if school is not None else []
    for option, name in [*named, *(("--phase", phase) for phase in phases)]:
        if wrong := unfit(name):
            raise CallError(f"{option} {wrong}")
    phases = tuple(phase.strip() for phase in phases)
    if again := next((phase for number, phase in enumerate(phases) if phase in phases[:number]), None):
        raise CallError(f"--phase {quoted(again)} is there twice; give each phase a name of its own")
    if logo and not school:
        raise CallError("a logo needs the name of its school; give it with --school")
    if not (school or phases):
        return brand_of(root, commons)
    return Brand(school and school.strip(), logo_of(logo) if logo else None, phases or commons.site.phases)


def lay_out_toolkit(root: Path, commons: Commons, brand: Brand, out: Path, report: Report) -> int:
    """Make the toolkit of one school in a folder, and return the number of its files.

    Raises CallError if anything else is in the folder.
    """
    refuse_folder(root, out)
    plan = plan_downloads(commons, context_for(root, commons, brand=brand))
    with Cache(root) as cache, located(root):
        return len(build_downloads(plan, out, cache, report))
