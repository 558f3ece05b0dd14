"""Time this program against plain MkDocs, and write the tables of benchmarks/README.md. Takes a quarter of an hour."""

from __future__ import annotations

import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

from made_up import write_framework
from plain import write_plain
from reload import seconds_to_reload
from stopwatch import Run, in_turns, run

REPOSITORY = Path(__file__).resolve().parent.parent
README = REPOSITORY / "benchmarks" / "README.md"
CONTENT = ("data", "docs", "theme", "toolkit", "mkdocs.yml", "macros.py")
SIZES = {500: 1_250, 2_000: 5_000}
"""Competencies of a made-up framework, and its resources."""
ISSUES = 200
"""Issues of the newsletter in an archive."""
MEGABYTE = 1_000_000
MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory; elsewhere all is measured on the disc."""
ROOM = 2_000 * MEGABYTE
"""Bytes that all projects and sites take together at most."""


def main() -> None:
    """Measure everything, and renew the tables."""
    tables = {"machine": [machine()]}
    wanted = sys.argv[1:] or ["real", "toolkit", "archive", "made-up", "save"]
    with tempfile.TemporaryDirectory(dir=in_memory()) as scratch:
        folder = Path(scratch)
        tables |= {name: TABLES[name](folder) for name in wanted}
    text = README.read_text("utf-8")
    for name, rows in tables.items():
        text = replaced(text, name, "\n".join(rows))
    README.write_text(text, "utf-8")


def in_memory() -> Path | None:
    """Return a folder in memory, if there is one with room enough: no disc takes the same time for the same twice."""
    return MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM else None


def commons(command: str, project: Path) -> Callable[[], Run]:
    """Return a run of one of our commands."""
    return partial(
        run, [sys.executable, "-m", "curriculum_commons", command, "--quiet", "--root", project], cwd=project
    )


def built(project: Path) -> Run:
    """Build a project again of which nothing has changed: with all that is kept, but for the note that says so."""
    (project / ".commons" / "standing.json").unlink(missing_ok=True)
    return commons("build", project)()


def mkdocs(project: Path) -> Callable[[], Run]:
    """Return a run of plain MkDocs."""
    return partial(run, [sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=project)


def real_site(folder: Path) -> list[str]:
    """Compare what this program adds with plain MkDocs on the same pages and the same theme."""
    project = copied(folder / "real")
    commons("build", project)()  # with it the files for download are made; how long that takes is timed by itself
    write_plain(project, folder / "real-plain", own_theme=True)
    took = in_turns(21, {"ours": partial(built, project), "plain": mkdocs(folder / "real-plain")})
    ours, plain = took["ours"].seconds, took["plain"].seconds
    return [
        "| `commons build` | plain `mkdocs build` | ratio | at most |",
        "|---|---|---|---|",
        f"| {ours:.2f} s | {plain:.2f} s | {ours / plain:.2f} | 1.3 |",
    ]


def toolkit(folder: Path) -> list[str]:
    """Time the making of all files for download: at first, again, and after a change of one competency's text."""
    project = copied(folder / "toolkit")
    file = project / "data" / "competencies.yaml"
    text = file.read_text("utf-8")
    gloss = re.search(r"gloss: >-\n\s+(.*)", text)
    assert gloss
    runs: dict[str, list[Run]] = {"all": [], "unchanged": [], "one text changed": []}
    for number in range(3):
        file.write_text(text, "utf-8")
        shutil.rmtree(project / "docs" / "downloads", ignore_errors=True)
        shutil.rmtree(project / ".commons", ignore_errors=True)
        runs["all"].append(stocking(project))
        runs["unchanged"].append(stocking(project))
        file.write_text(text.replace(gloss[1], f"{gloss[1]} Number {number}.", 1), "utf-8")
        runs["one text changed"].append(stocking(project))
    bounds = {"all": "15 s", "unchanged": "0.3 s", "one text changed": "5 s"}
    rows = [
        f"| {name} | {statistics.median(run.seconds for run in took):.2f} s | {bounds[name]} "
        f"| {max(run.peak for run in took) / MEGABYTE:.0f} MB |"
        for name, took in runs.items()
    ]
    return ["| files | time | at most | peak memory (at most 600 MB) |", "|---|---|---|---|", *rows]


def stocking(project: Path) -> Run:
    """Time the making of files for download by itself, without reading the program and the content."""
    done = run([sys.executable, REPOSITORY / "benchmarks" / "stocking.py", project], cwd=project)
    return Run(float((project / "seconds.txt").read_text("utf-8")), done.peak)


def archive(folder: Path) -> list[str]:
    """Compare the real site with and without an archive of issues, and what either costs plain MkDocs."""
    rows = archive_in(folder)
    if in_memory():
        with tempfile.TemporaryDirectory() as disc:
            rows += archive_in(Path(disc), ", on the disc", "nothing kept", "plain")
    return [f"| wall clock; work of processors | 1 issue | {ISSUES + 1} issues | more |", "|---|---|---|---|", *rows]


def archive_in(folder: Path, where: str = "", *wanted: str) -> list[str]:
    """Compare it in a folder, and return the wanted rows; without any, all."""
    names = {
        "nothing kept": "`commons build`, nothing kept",
        "one page changed": "`commons build`, one page changed",
        "nothing changed": "`commons build`, nothing changed",
        "plain": "plain `mkdocs build`",
    }
    subjects: dict[tuple[int, str], Callable[[], Run]] = {}
    for number in (0, ISSUES):
        project, plain = copied(folder / f"archive-{number}"), folder / f"archive-plain-{number}"
        write_issues(project, number)
        commons("build", project)()
        write_plain(project, plain, own_theme=True)
        subjects[number, "nothing kept"] = partial(built_anew, project)
        subjects[number, "one page changed"] = partial(built_with_a_change, project)
        subjects[number, "nothing changed"] = commons("build", project)
        subjects[number, "plain"] = mkdocs(plain)
    took = in_turns(9, {key: subject for key, subject in subjects.items() if not wanted or key[1] in wanted})
    pairs = {name: (took[0, key], took[ISSUES, key]) for key, name in names.items() if (0, key) in took}
    return [
        f"| {name}{where} | {said(one)} | {said(all_)} | {added(one, all_)} |" for name, (one, all_) in pairs.items()
    ]


def write_issues(project: Path, number: int) -> None:
    """Write so many issues beside the first one, with its words, ten a year."""
    first = next(file for file in sorted((project / "docs/newsletter").glob("*.md")) if file.name != "index.md")
    text = first.read_text("utf-8")
    for place in range(number):
        month = f"{2005 + place // 10}-{1 + place % 10:02}"
        name = f"{month}-issue-{place}"
        told = re.sub(r"(?m)^date:.*$", f'date: "{month}-10"', text.replace(first.stem, name))
        (first.parent / f"{name}.md").write_text(told, "utf-8")


def built_anew(project: Path) -> Run:
    """Build a project of which nothing was kept but its files for download, which are timed by themselves."""
    # Moved and not removed: on some discs a file that is made costs twenty times as much once others were removed.
    away = Path(tempfile.mkdtemp(dir=project.parent))
    for name in ("site", *(f".commons/{kept}" for kept in ("newsletter", "pages", "passed.txt", "gates.json"))):
        if (project / name).exists():
            (project / name).rename(away / Path(name).name)
    return commons("build", project)()


def built_with_a_change(project: Path) -> Run:
    """Build a project of which one page says one word more than before."""
    with (project / "docs" / "about" / "index.md").open("a", encoding="utf-8") as page:
        page.write("More.\n")
    return commons("build", project)()


def said(took: Run) -> str:
    """Return how long something took, and how much work it was."""
    return f"{took.seconds:.2f} s; {took.work:.2f} s"


def added(before: Run, after: Run) -> str:
    """Return how much longer and how much more work the second is."""
    return f"{after.seconds - before.seconds:+.2f} s; {after.work - before.work:+.2f} s"


def made_up_framework(folder: Path) -> list[str]:
    """Compare two sizes with each other, and each of them with plain MkDocs and Material as it comes."""
    subjects: dict[tuple[int, str], Callable[[], Run]] = {}
    for competencies, resources in SIZES.items():
        project, plain = folder / f"made-up-{competencies}", folder / f"plain-{competencies}"
        write_framework(project, REPOSITORY, competencies, resources)
        write_plain(project, plain, own_theme=False)
        subjects[competencies, "check"] = commons("check", project)
        subjects[competencies, "ours"] = partial(built, project)
        subjects[competencies, "plain"] = mkdocs(plain)
    took = in_turns(3, subjects)
    builds = {size: {name: took[size, name] for name in ("check", "ours", "plain")} for size in SIZES}
    small, large = builds.values()
    growth = large["ours"].seconds / small["ours"].seconds
    header = (
        "| competencies, resources | `commons check` | `commons build` | peak memory | plain MkDocs, Material | ratio |"
    )
    return [
        header,
        "|---|---|---|---|---|---|",
        *(row(size, runs) for size, runs in builds.items()),
        f"| growth | {large['check'].seconds / small['check'].seconds:.1f} × | {growth:.1f} × | | | |",
        "| at most | 2 s | growth 4.4 × | 500 MB | | 1.3 |",
    ]


def row(size: int, took: dict[str, Run]) -> str:
    """Return the row of one size."""
    ours, plain = took["ours"], took["plain"]
    return (
        f"| {size:,}, {SIZES[size]:,} | {took['check'].seconds:.2f} s | {ours.seconds:.1f} s "
        f"| {ours.peak / MEGABYTE:.0f} MB | {plain.seconds:.1f} s | {ours.seconds / plain.seconds:.2f} |"
    )


def saving(folder: Path) -> list[str]:
    """Measure how long a person waits for a saved page, with each engine."""
    browser = subprocess.run(["sh", "tools/browser"], cwd=REPOSITORY, check=True, text=True, stdout=subprocess.PIPE)
    rows = ["| engine | save → reloaded page | at most |", "|---|---|---|"]
    for engine, bound in {"mkdocs": 1.5, "zensical": 0.8}.items():
        project = copied(folder / f"serve-{engine}")
        seconds = seconds_to_reload(project, engine, browser.stdout.strip(), times=9)
        rows.append(f"| {engine} | {seconds:.2f} s | {bound} s |")
    return rows


def copied(to: Path) -> Path:
    """Return a copy of the real content, to build and to change."""
    to.mkdir()
    for name in CONTENT:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, to / name)
        else:
            shutil.copy(source, to)
    return to


def machine() -> str:
    """Say what it was measured on, as far as it matters."""
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material", "zensical", "pagefind-bin")
    )
    return f"Python {platform.python_version()}, {os.cpu_count()} processors ({platform.machine()}); {packages}."


def replaced(text: str, name: str, content: str) -> str:
    """Return the text with new content between the two marks of a table."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    return re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n\n{content}\n\n{end}", text, flags=re.DOTALL)


TABLES: dict[str, Callable[[Path], list[str]]] = {
    "real": real_site,
    "toolkit": toolkit,
    "archive": archive,
    "made-up": made_up_framework,
    "save": saving,
}
"""Every table, by its name in benchmarks/README.md; names after the command choose some of them."""


if __name__ == "__main__":
    main()
