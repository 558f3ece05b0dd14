"""Kill commands while they write; what is there then is the old or the new state, and the next run works.

`python tests/sweeps/kills.py PROJECT SEED FIRST LAST` does what the test of the same numbers did.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from builds import Tree, commons, tree  # type: ignore[import-not-found]

KILLED = Path(__file__).with_name("killed.py")
EARLIER = Path(__file__).parents[1] / "earlier"
PART = re.compile(r"(^|/)\.[^/]*\.part(/|$)|^\.commons-[a-z]+\.yml$")
"""What a killed run may leave beside a file until that is written again."""
TABLE = """Code,UUID,Domain,Title,Statement
T-1,,Water,Boil water,Boil water and keep it very hot.
T-2,,Leaves,Choose leaves,"Choose leaves that suit the guest, and say why."
T-3,44444444-4444-4444-8444-444444444403,Leaves,Pour,Pour it slowly.
"""
DRAFT = """---
title: A second cup
summary: What is new about tea, and about the pot.
date: "2026-11-22"
audience: all who drink tea
authors: [the tea makers]
draft: true
render_macros: true
---

# A second cup

{{ newsletter_head("2026-11-a-second-cup") }}

The pot boils: {{ count("resources") }}.

{{ newsletter_foot("2026-11-a-second-cup") }}
"""


@dataclass(frozen=True)
class Command:
    """A command that writes, and what it must keep."""

    words: tuple[str, ...]
    whole: tuple[str, ...] = ()
    """Folders and files that are as a whole the old or the new ones; of all others each file is."""
    again: tuple[int, ...] = (0,)
    """How it may end when it is run after it was killed; 2 where it is done already."""
    before: Callable[[Path], None] = lambda _: None


def _retitled(root: Path) -> None:
    site = root / "data/site.yaml"
    site.write_text(site.read_text("utf-8").replace("name: Tea Commons", "name: Other Commons"), "utf-8")


def _with_table(root: Path) -> None:
    """Add a later edition of the framework, as somebody got it in a table."""
    (root / "later.csv").write_text(TABLE, "utf-8")


def _as_earlier(root: Path) -> None:
    """Bring a project to what the version before had: its names, its settings, and its copy of the theme."""
    for name, key, british in (("competencies", "license", "licence"), ("resources", "organization", "organisation")):
        file = root / f"data/{name}.yaml"
        file.write_text(file.read_text("utf-8").replace(f" {key}:", f" {british}:"), "utf-8")
    for name in ("mkdocs.yml", "macros.py"):
        shutil.copy(EARLIER / name, root / name)
    shutil.copytree(EARLIER / "theme", root / "theme")


COMMANDS = {
    "retire": Command(("retire", "T-2"), ("data", "docs", "toolkit"), (0, 2)),
    "newsletter publish": Command(("newsletter", "publish", "2026-11-a-second-cup"), ("data", "docs")),
    "fix": Command(("fix", "--yes"), ("data", "mkdocs.yml", "macros.py", "theme"), before=_as_earlier),
    "import": Command(("import", "{root}/later.csv", "--yes"), ("data", "import.yaml"), before=_with_table),
    "build": Command(("build",), ("site",), before=_retitled),
    "zensical": Command(("build", "--engine", "zensical"), ("site",), before=_retitled),
    "newsletter new": Command(("newsletter", "new", "A third cup"), ("data", "docs"), (0, 2)),
    "forms": Command(("forms",)),
    "schema": Command(("schema",)),
    "toolkit": Command(("toolkit", "--out", "{root}/for-us"), ("data", "docs")),
    "pages": Command(("pages", "{root}/public"), ("public", "site"), (0, 2)),
    "tar": Command(("pages", "{root}/site.tar"), ("site.tar", "site"), (0, 2)),
    "publish": Command(("publish", "--to", "{root}/web"), ("site", "web/current")),
}


def _state(root: Path) -> Tree:
    found = tree(root, ".commons", ".cache")
    current = root / "web/current"
    shown = {f"web/current/{path}": one for path, one in tree(current.resolve()).items()} if current.exists() else {}
    left = {path: one for path, one in found.items() if not path.startswith("web/") and not PART.search(path)}
    return {**left, **shown}


def _below(state: Tree, path: str) -> Tree:
    return {name: one for name, one in state.items() if name == path or name.startswith(f"{path}/")}


def _faults(command: Command, now: Tree, old: Tree, new: Tree) -> list[str]:
    found = [
        f"neither old nor new: {path}: {sorted(_below(now, path).items() ^ _below(old, path).items())[:6]}"
        for path in command.whole
        if _below(now, path) not in (_below(old, path), _below(new, path))
    ]
    half = [path for path, one in now.items() if one not in (old.get(path), new.get(path))]
    lost = [path for path in old if path in new and path not in now]
    return [*found, *([f"half: {half[:6]}"] if half else []), *([f"lost: {lost[:6]}"] if lost else [])]


def _run(root: Path, number: int, sign: int, words: tuple[str, ...]) -> tuple[int, str]:
    place = [word.replace("{root}", str(root)) for word in words]
    line = [sys.executable, KILLED, str(number), str(int(sign)), root, *place, "--root", root]
    ended = subprocess.run(list(map(str, line)), check=False, capture_output=True, text=True)
    return ended.returncode, ended.stdout + ended.stderr


class Kept:
    """The old and the new state of each command, and how many changes lie between."""

    def __init__(self, base: Path, folder: Path) -> None:
        self._base, self._folder = folder / "base", folder
        shutil.copytree(base, self._base, symlinks=True)
        (self._base / "docs/newsletter/2026-11-a-second-cup.md").write_text(DRAFT, "utf-8")
        code, output = commons(self._base, "build")
        assert code == 0, output
        self._known: dict[str, tuple[Tree, Tree, int]] = {}

    def project(self, name: str) -> Path:
        root = self._folder / "project"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self._base, root, symlinks=True)
        COMMANDS[name].before(root)
        return root

    def of(self, name: str) -> tuple[Tree, Tree, int]:
        if name not in self._known:
            root = self.project(name)
            old = _state(root)
            code, output = _run(root, -1, signal.SIGKILL, COMMANDS[name].words)
            assert code == 0, output
            self._known[name] = old, _state(root), int(output.split()[-1])
        return self._known[name]


def one(kept: Kept, seed: str, number: int) -> tuple[str, list[str]]:
    dice = Random(f"{seed} {number}")
    name = list(COMMANDS)[number % len(COMMANDS)]
    command, (old, new, changes) = COMMANDS[name], kept.of(name)
    root, sign, at = (
        kept.project(name),
        dice.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]),
        dice.randrange(changes),
    )
    code, output = _run(root, at, sign, command.words)
    what = f"{name} by {sign.name} before change {at} of {changes}"
    found = [] if code == -sign else [f"was not killed: {code} {output[-500:]}"]
    if name in {"retire", "newsletter publish", "fix", "import"}:
        code, output = commons(root, "check", "--quiet")
        found += [] if code == 0 else [f"check: {code} {output[-900:]}"]
    found += _faults(command, _state(root), old, new)
    code, output = commons(root, *(word.replace("{root}", str(root)) for word in command.words))
    if code not in command.again or "Traceback" in output:
        found.append(f"run again: {code} {output[-2_000:]}")
    if _state(root) != new:
        found.append(f"not new after all: {sorted(_state(root).items() ^ new.items())[:6]}")
    parts = [path for path in tree(root, ".commons", ".cache", "web") if PART.search(path)]
    return what, found + ([f"left behind: {parts}"] if parts else [])


def main(base: Path, seed: str, first: int, last: int) -> int:
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        kept = Kept(base, Path(folder).resolve())
        for number in range(first, last):
            what, found = one(kept, seed, number)
            faults += bool(found)
            for fault in found:
                sys.stdout.write(f"kill {number} of seed {seed}: {what}\n{fault}\n")
                sys.stdout.flush()
    sys.stdout.write(f"{last - first} kills, {faults} faults\n")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
