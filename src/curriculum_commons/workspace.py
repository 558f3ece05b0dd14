"""Open the commons of a folder, and keep it for as long as its data files stay as they are.

Engines ask for it again and again, one of them for every page.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from .check import check
from .commons import Commons
from .load import DATA, PAGES, TOOLKIT, load
from .newsletter.preflight import preflight
from .pages import keep_compiled, signatures
from .problems import CallError, ContentError, Problem, quoted
from .shelf import DOWNLOADS, Folder, Tell, on_the_shelf, stock
from .toolkit.brand import Brand, Logo

NOTE = ".commons/downloads.json"
"""Where the note lies that tells which downloads are up to date."""
COMPILED = ".commons/templates"
"""Where templates lie as Python code."""
_SITE = "site.yaml"
LONGEST_NAME = 120
"""Characters that the name of a school or a phase may have; more would not fit where it stands."""
_State = tuple[tuple[str, int, int], ...]
_opened: dict[Path, tuple[_State, Commons]] = {}


def open_commons(root: Path) -> Commons:
    """Read and check everything afresh, with the downloads made last; raises ContentError with all problems."""
    state = _state(root)
    commons = replace(check(load(root), signatures()), downloads=on_the_shelf(root))
    _opened[root.resolve()] = (state, commons)
    return commons


def refuse_unready_issues(root: Path, commons: Commons, today: str) -> None:
    """Raise ContentError with everything that keeps issues of the newsletter from being published on a day."""
    if problems := list(preflight(commons, today, lambda path: (root / PAGES / path).read_bytes())):
        raise ContentError(problems)


def stocked(root: Path, commons: Commons, tell: Tell) -> Commons:
    """Make what visitors can download, as far as it has changed, and return the commons with it."""
    (root / COMPILED).mkdir(parents=True, exist_ok=True)
    keep_compiled(root / COMPILED)
    folder = Folder(root / DOWNLOADS, root / NOTE)
    return replace(commons, downloads=stock(commons, brand_of(root, commons), folder, tell))


def brand_of(root: Path, commons: Commons) -> Brand:
    """Return whose toolkit it is, as `data/site.yaml` says; raises ContentError where its logo cannot be used."""
    school = commons.site.school
    if school is None:
        return Brand(phases=commons.site.phases)
    try:
        logo = logo_of(root / PAGES / school.logo) if school.logo else None
    except CallError as error:
        place = load(root).documents[_SITE].locate(("school", "logo"))
        raise ContentError([Problem(f"{DATA}/{_SITE}", *place, f"logo: {error}")]) from error
    return Brand(school.name, logo, school.phases or commons.site.phases)


def logo_of(file: Path) -> Logo:
    """Return the picture in a file; raises CallError where it is none that documents can bear."""
    from .toolkit.logo import read_logo

    return read_logo(file.name, file.read_bytes())


def white_label(root: Path, commons: Commons, school: str | None, logo: Path | None, phases: tuple[str, ...]) -> Brand:
    """Return whose toolkit it is, as a call says; raises CallError where a name cannot be one."""
    for name in filter(None, (school, *phases)):
        if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
            raise CallError(f"{quoted(name)} is no name; write one line of at most {LONGEST_NAME} characters")
    if logo and not school:
        raise CallError("a logo needs the name of its school; give it with --school")
    if not (school or phases):
        return brand_of(root, commons)
    return Brand(school and school.strip(), logo_of(logo) if logo else None, phases or commons.site.phases)


def lay_out_toolkit(root: Path, commons: Commons, brand: Brand, out: Path, tell: Tell) -> int:
    """Make the toolkit of one school in a folder, and return the number of its files."""
    note = root / NOTE.replace(".json", f"-{sha256(bytes(out.resolve())).hexdigest()[:16]}.json")
    return len(stock(commons, brand, Folder(out, note), tell))


def commons_for_pages(root: Path) -> Commons:
    """Return the commons last opened here, or open it again where a data file has changed since."""
    state, commons = _opened.get(root.resolve(), ((), None))
    return commons if commons and state == _state(root) else open_commons(root)


def content_state(root: Path) -> object:
    """Return what changes whenever something is saved that files for download are made from."""
    texts = sorted((root / TOOLKIT).glob("*"))
    return _state(root), [(file.name, file.stat().st_mtime_ns) for file in texts]


def _state(root: Path) -> _State:
    files = sorted((root / "data").glob("*.yaml"))
    return tuple((file.name, status.st_mtime_ns, status.st_size) for file in files for status in [file.stat()])
