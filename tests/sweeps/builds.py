"""Build a project that is damaged in another way each time, by both engines in turn.

`python tests/sweeps/builds.py PROJECT SEED FIRST LAST` does what the test of the same numbers did.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from damage import ALL, MILD, damage  # type: ignore[import-not-found]

ENGINES = ("mkdocs", "zensical")
SECONDS, MEGABYTES = 240, 1_500
"""What one build may take: time on a busy computer, after which it hangs, and memory of any of its processes."""
MADE = {"site", ".cache", ".commons"}
Tree = dict[str, str]


def tree(folder: Path, *without: str) -> Tree:
    """Return what is in a folder: each path with a hash of its content, or what else it is."""
    found: Tree = {}
    for path, folders, names in os.walk(folder):
        here = Path(path).relative_to(folder).as_posix()
        folders[:] = [name for name in folders if f"{here}/{name}".removeprefix("./") not in without]
        for one in (Path(path, name) for name in (*names, *folders)):
            is_file = one.is_file() and not one.is_symlink() and one.stat().st_size < 20_000_000
            seen = hashlib.sha256(one.read_bytes()).hexdigest() if is_file else str(one.is_symlink())
            found[one.relative_to(folder).as_posix()] = seen
    return found


def commons(root: Path, *words: str) -> tuple[int, str]:
    """Run a command, and return its code and what it printed; None in place of the code where it hung."""
    command = [sys.executable, "-m", "curriculum_commons", *words, "--root", str(root)]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="backslashreplace") as output:
        running = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        try:
            code = running.wait(SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, 9)
            running.wait()
            code = -1
        output.seek(0)
        return code, output.read()


def faults_of(root: Path, engine: str, before: Tree, content: Tree) -> tuple[str, list[str]]:
    """Build, and return how it ended and everything that is wrong with that."""
    code, output = commons(root, "build", "--engine", engine)
    ended = {0: "built", 1: "problems", 2: "call"}.get(code, f"code {code}")
    after, found = tree(root / "site"), list[str]()
    if "Traceback" in output or code not in {0, 1, 2}:
        found.append(f"{ended}: {output[-3_000:]}")
    if code == 0 and not {"index.html", "404.html", "sitemap.xml", "robots.txt"} <= set(after):
        found.append(f"not whole: {sorted(after)}")
    if code and after != before:
        found.append(f"failed, and changed site/: {output[-1_000:]}")
    if code and not re.search(r"site/ is as it was$", output.strip()) and code == 1:
        found.append(f"does not say what became of site/: {output[-1_000:]}")
    if tree(root, "docs/downloads", *MADE) != content:
        found.append(f"changed the content: {sorted(tree(root, 'docs/downloads', *MADE).items() ^ content.items())}")
    left = [path.relative_to(root).as_posix() for path in (root / ".commons").rglob("*") if path.is_file()]
    if strange := [path for path in left if not re.fullmatch(r"\.commons/(?:build/lock|cache/.*|[\w.-]+)", path)]:
        found.append(f"left behind: {strange[:9]}")
    return ended, found


def main(base: Path, seed: str, first: int, last: int) -> int:
    faults, counts = 0, dict[str, int]()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(base, Path(folder).resolve() / "project", symlinks=True))
        before = tree(root / "site")
        for number in range(first, last):
            for name in {path.name for path in (*root.iterdir(), *base.iterdir())} - MADE:
                one, kept = root / name, base / name
                shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink(missing_ok=True)
                if kept.exists():
                    shutil.copytree(kept, one) if kept.is_dir() else shutil.copyfile(kept, one)
            kinds = MILD if Random(number).random() < 0.8 else ALL
            what = damage(root, seed, number, kinds)
            ended, found = faults_of(root, ENGINES[number % 2], before, tree(root, "docs/downloads", *MADE))
            counts[ended] = counts.get(ended, 0) + 1
            for fault in found:
                sys.stdout.write(f"build {number} of seed {seed}: {ENGINES[number % 2]}: {what}\n{fault}\n")
                sys.stdout.flush()
                faults += 1
            before = tree(root / "site")
    sys.stdout.write(f"{last - first} builds, {faults} faults, {counts}\n")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
