"""Write the folder of a new site: whole and checked, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ..build.project import open_commons
from ..content.defaults import environment
from ..content.file_names import name_refusal
from ..content.history import git
from ..content.yaml_text import as_yaml
from ..interchange.framework_json import NAME
from ..model.framework_file import FrameworkFile, as_kept, digest, read_framework
from ..model.problems import CallError, shown
from ..model.record import Email, Language, Line, Url
from . import report
from .framework import Imported, new_uuid
from .names import folded
from .program import WHEELS, Program

FOLDER = Path(__file__).parent / "site"
_EXAMPLES = (
    ("EX-1", "First example", "[write: the first competency, in one sentence]"),
    ("EX-2", "Second example", "[write: the second competency, in one sentence]"),
)
_CREATOR = "[write: the group that made the framework]"
_PUBLISHER = "[write: who publishes this site]"
_LICENSE = {
    "name": "[write: the terms of the framework, such as CC BY 4.0]",
    "url": "https://creativecommons.org/share-your-work/cclicenses/",
}
_SUMMARY = "[write: what the framework is, in two or three sentences]"
_HEAD = """# The framework with its domains and competencies. A code or uuid in use is never changed, nor used again.
# "commons fix" makes the uuid of a record that you add.
"""
_PROFILE = """# The framework that this site follows. Leave out, reword, note and add below, as the page "Take a
# framework of others" of the manual shows. "commons upgrade FILE" brings a newer edition.
"""
UPSTREAM = "upstream/framework.json"
RECIPE = "import.yaml"
RECIPE_HEAD = """# Which column of the table was taken for what, for the next import of the same table.
"""


@dataclass(frozen=True)
class Answers:
    """What was asked."""

    name: str
    publisher: str
    contact: str | None
    language: str
    address: str


def answers(
    *, name: str, publisher: str | None, contact: str | None, language: str | None, address: str | None
) -> Answers:
    """Return the answers with plain ones for those that are missing; raises CallError where one cannot be used."""
    address = _whole(address) if address else _made_up(name)
    given = {"name": name, "publisher": publisher, "contact": contact, "language": language, "address": address}
    for option, value in given.items():
        if value is not None:
            refuse_answer(option, value)
    return Answers(name.strip(), (publisher or _PUBLISHER).strip(), contact, language or "en", address)


_KINDS: Mapping[str, Any] = {"name": Line, "publisher": Line, "contact": Email, "language": Language, "address": Url}


def refuse_answer(option: str, value: str) -> None:
    """Raise CallError where an answer cannot be used."""
    try:
        TypeAdapter(_KINDS[option]).validate_python(_whole(value) if option == "address" else value)
    except ValidationError as error:
        reason = error.errors()[0].get("ctx", {}).get("error", "has another form than it should have")
        raise CallError(f"--{option} {shown(value)}: {reason}") from error


def _whole(address: str) -> str:
    whole = address if "://" in address else f"https://{address}"
    return whole if whole.endswith("/") else f"{whole}/"


def _made_up(name: str) -> str:
    return f"https://{folded(name).lower()[:60].strip('-') or 'our-site'}.example/"


@dataclass(frozen=True)
class Beginning:
    """What a new site begins with."""

    answers: Answers
    program: Program
    year: str
    """The year of today, as the edition."""
    framework: Imported | None = None
    """What was made of a table; None for two examples."""
    recipe: Mapping[str, Any] | None = None
    """How it was made."""
    upstream: bytes | None = None
    """The `framework.json` of another site, which this one follows by a profile."""


def new_site(folder: Path, begun: Beginning, show: Callable[[str], None] = lambda _: None) -> int:
    """Write a new site, and return how many files it has; raises CallError where the folder cannot be made."""
    refuse_folder(folder)
    with _beside(folder) as part:
        show("Writing the files")
        _write(part, begun)
        show("Checking the site")
        open_commons(part)
        shutil.rmtree(part / ".commons", ignore_errors=True)
        number = sum(one.is_file() for one in part.rglob("*"))
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            folder.rmdir()
        part.replace(folder)
    return number


def refuse_folder(folder: Path) -> None:
    """Raise CallError where a new site cannot be, before anybody answers a question."""
    name = shown(str(folder))
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CallError(f"{name} is there already, and is not a folder; name another")
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise CallError(f"{name} is not empty; name a new folder")
    except OSError as error:
        raise CallError(f"{name} may not be read; name another folder") from error
    if folder.is_dir() and folder.resolve() == Path.cwd().resolve():
        raise CallError("this folder is open in your terminal; name a new one, such as our-framework")
    if refusal := name_refusal(folder.resolve().name):
        raise CallError(f"{name} {refusal}")
    above = _nearest(folder)
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        raise CallError(f"{name} cannot be made, as {shown(str(above))} may not be written to; name another folder")


def _nearest(folder: Path) -> Path:
    """Return the nearest folder above that is there."""
    return next(one for one in folder.absolute().parents if one.exists())


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Yield a folder on the same disk, which is removed unless it was moved away."""
    try:
        place = tempfile.TemporaryDirectory(prefix=".commons-new-", dir=_nearest(folder), ignore_cleanup_errors=True)
    except OSError as error:
        raise _unmade(folder, error) from error
    try:
        with place as part:
            inner = Path(part) / "site"
            inner.mkdir()
            yield inner
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise _unmade(folder, error) from error


def _unmade(folder: Path, error: OSError) -> CallError:
    return CallError(f"{shown(str(folder))} cannot be made: {error.strerror}; name another folder")


def _write(part: Path, begun: Beginning) -> None:
    competencies, program = _competencies(begun), begun.program
    theirs = read_framework(begun.upstream, UPSTREAM) if begun.upstream else None
    if theirs:
        competencies["framework"] = theirs.framework.model_dump(mode="json", exclude_none=True)
    values = {**competencies["framework"], **vars(begun.answers), "requirement": program.requirement}
    templates = environment(FOLDER)
    for file in sorted(one for one in FOLDER.rglob("*") if one.is_file() and one.suffix != ".pyc"):  # which pip makes
        below = file.relative_to(FOLDER).as_posix()
        to = part / below.replace("dot-", ".")
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(templates.get_template(below).render(values), "utf-8", newline="\n")
    if theirs and begun.upstream:
        _follow(part, theirs, begun.upstream)
    else:
        (part / "data/competencies.yaml").write_text(_HEAD + as_yaml(competencies), "utf-8", newline="\n")
    if begun.framework and begun.framework.losses:
        (part / report.NAME).write_bytes(report.whole(begun.framework.losses))
    if begun.recipe is not None:
        (part / RECIPE).write_text(RECIPE_HEAD + as_yaml(begun.recipe), "utf-8", newline="\n")
    if program.wheel:
        (part / WHEELS).mkdir()
        shutil.copyfile(program.wheel, part / WHEELS / program.wheel.name)


def _follow(part: Path, theirs: FrameworkFile, content: bytes) -> None:
    """Let a site take up a framework of others; the works that it cites come along."""
    (part / "data/references.yaml").unlink()
    (part / UPSTREAM).parent.mkdir()
    (part / UPSTREAM).write_bytes(as_kept(content))
    upstream = {
        "file": UPSTREAM,
        "address": theirs.site + NAME,
        "edition": theirs.framework.edition,
        "sha256": digest(content),
    }
    (part / "data/profile.yaml").write_text(
        _PROFILE + as_yaml({"uuid": new_uuid(), "upstream": upstream}), "utf-8", newline="\n"
    )


def _competencies(begun: Beginning) -> dict[str, Any]:
    answers, framework = begun.answers, begun.framework
    is_known = framework is None and answers.publisher != _PUBLISHER
    top = {
        "uuid": new_uuid(),
        "title": answers.name,
        "short_title": answers.name,
        "edition": begun.year,
        "status": "draft",
        "creator": answers.publisher if is_known else _CREATOR,
        "learners": "learners",
        "summary": _SUMMARY,
        "license": _LICENSE,
        "sources": [{"reference": "framework"}],
    }
    made = framework or _examples()
    known = made.framework
    top |= known | {"license": _LICENSE | known.get("license", {})}
    top |= {"sources": top.pop("sources")} | ({"extensions": top.pop("extensions")} if "extensions" in top else {})
    return {"framework": top, "domains": made.domains, "competencies": made.competencies}


def _examples() -> Imported:
    examples = [
        {"code": code, "uuid": new_uuid(), "domain": "examples", "title": title, "statement": statement}
        for code, title, statement in _EXAMPLES
    ]
    return Imported([{"id": "examples", "uuid": new_uuid(), "name": "Examples"}], examples)


def begin_history(folder: Path) -> str | None:
    """Make a repository of a new site with a first commit; return what is missing of it, in a sentence."""
    try:
        git(folder, "-c", "init.defaultBranch=main", "init", "--quiet")
        git(folder, "add", "--all")
    except CallError as error:
        return f"It has no history yet: {error}."
    try:
        git(folder, "-c", "commit.gpgsign=false", "commit", "--quiet", "--no-verify", "--message", "Begin this site")
    except CallError:
        return 'git does not know who you are, so nothing is committed yet: "git commit -m Begin" does it once it does.'
    return None
