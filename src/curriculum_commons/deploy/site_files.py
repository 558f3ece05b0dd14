"""The files of a built site: whether they are up to date, and how they are laid out for delivery.

The same site gives the same files whenever it is laid out.
"""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
from hashlib import sha256
from pathlib import Path

from ..build.run import SOURCES, changed_source, unready
from ..content.history import git
from ..model.problems import CallError, ContentError, command, shown

COMPRESSED = frozenset({".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".csv", ".eml", ".md", ".ico", ".ics"})
"""Suffixes of what servers may send compressed; documents, pictures and the search index are compressed already."""
_GAIN = 0.95


def refuse_stale(root: Path) -> None:
    """Raise CallError if there is no site to deliver, or if its content has changed since it was built."""
    if not (root / "site/index.html").is_file():
        raise CallError(f'there is no built site; run "{command("build")}" first')
    if path := changed_source(root):
        raise CallError(f'{shown(path)} was changed after site/ was built; run "{command("build")}" first')


def refuse_unready(root: Path) -> None:
    """Raise ContentError if a site has places left to write, no real address, or nobody who can be reached."""
    if problems := unready(root):
        raise ContentError(problems)


def state_in_git(root: Path) -> str:
    """Return the state of the content in words, such as "commit 1a2b3c4"."""
    try:
        head = git(root, "rev-parse", "--short", "HEAD").decode().strip()
        changed = git(root, "status", "--porcelain", "--untracked-files=normal", "--", *SOURCES)
    except CallError:
        return "a folder without history"
    return f"commit {head} and changes that are not committed" if changed else f"commit {head}"


def lay_out(site: Path, folder: Path) -> int:
    """Copy a site into a new folder with compressed copies beside the files, and return the number of its files."""
    files, part = site_files(site), folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a run that was killed
    for file in files:
        copy = part / file.relative_to(site)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        if file.suffix in COMPRESSED:
            content = file.read_bytes()
            compressed = gzip.compress(content, 9, mtime=0)
            if len(compressed) < _GAIN * len(content):
                copy.with_name(f"{copy.name}.gz").write_bytes(compressed)
    part.rename(folder)
    return len(files)


def as_tar(site: Path) -> bytes:
    """Return a site as the archive that GitHub Pages takes: plain files without owners and dates."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for file in site_files(site):
            entry = tarfile.TarInfo(f"./{file.relative_to(site).as_posix()}")
            entry.size, entry.mode = file.stat().st_size, 0o644
            with file.open("rb") as content:
                archive.addfile(entry, content)
    return packed.getvalue()


def checksum(site: Path) -> str:
    """Return a short name for exactly this content."""
    digest = sha256()
    for file in site_files(site):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(site).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:8]


def site_files(site: Path) -> list[Path]:
    """Return all files of a site, in order."""
    return sorted(file for file in site.rglob("*") if file.is_file())
