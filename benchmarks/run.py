"""Time this program against plain MkDocs, and write the tables of benchmarks/README.md. Takes a quarter of an hour."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from itertools import count
from pathlib import Path

from made_up import SESSIONS, write_framework, write_maps
from plain import write_plain
from reload import seconds_to_reload
from stopwatch import Run, in_turns, run

from curriculum_commons.interchange.forms import FORMS
from curriculum_commons.theme import LOOK

REPOSITORY = Path(__file__).resolve().parent.parent
README = REPOSITORY / "benchmarks" / "README.md"
CONTENT = ("data", "docs", "toolkit", "mkdocs.yml", "macros.py")
SIZES = {500: 1_250, 2_000: 5_000}
"""Competencies of a made-up framework, and its resources."""
ISSUES = 200
"""Issues of the newsletter in an archive."""
MEGABYTE = 1_000_000
MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory; elsewhere all is measured on the disc."""
CHANGES = count()
"""A short word for each change, so that no title or description grows too long."""
ROOM = 2_000 * MEGABYTE
"""Bytes that all projects and sites take together at most."""


def main() -> None:
    """Measure everything, and renew the tables."""
    with tempfile.TemporaryDirectory(dir=in_memory()) as scratch:
        renew("machine", [machine()])
        for name in sys.argv[1:] or ["real", "archive", "made-up", "save", "maps", "exports", "imports"]:
            renew(name, TABLES[name](Path(scratch)))


def renew(name: str, rows: list[str]) -> None:
    """Write a table as soon as it is measured."""
    README.write_text(replaced(README.read_text("utf-8"), name, "\n".join(rows)), "utf-8")


def in_memory() -> Path | None:
    """Return a folder in memory, if there is one with room enough: no disc takes the same time for the same twice."""
    return MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM else None


def commons(command: str, project: Path) -> Callable[[], Run]:
    """Return a run of one of our commands."""
    return partial(
        run, [sys.executable, "-m", "curriculum_commons", command, "--quiet", "--root", project], cwd=project
    )


def cold(project: Path) -> Run:
    """Build with nothing kept but the downloads that are in `docs/downloads/`."""
    for name in ("site", ".commons"):
        shutil.rmtree(project / name, ignore_errors=True)
    return commons("build", project)()


def changed(file: Path, pattern: str, project: Path) -> Run:
    """Build after a change of one word that a pattern finds in a file."""
    text = file.read_text("utf-8")
    changed_text, number = re.subn(pattern, lambda match: f"{match[0]} {next(CHANGES)}", text, count=1)
    assert number == 1, f"{pattern} is not in {file}"
    file.write_text(changed_text, "utf-8")
    return commons("build", project)()


def mkdocs(project: Path) -> Callable[[], Run]:
    """Return a run of plain MkDocs."""
    return partial(run, [sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=project)


def real_site(folder: Path) -> list[str]:
    """Compare the real site with plain MkDocs on the same pages and the same theme."""
    project, plain = copied(folder / "real"), folder / "real-plain"
    (project / "theme/assets").mkdir(parents=True)
    shutil.copy(LOOK / "assets/commons.css", project / "theme/assets")  # a style of its own, to be changed
    commons("build", project)()
    write_plain(project, plain, own_theme=True)
    took = in_turns(
        9,
        {
            "all pages": partial(changed, project / "theme/assets/commons.css", r"\A/\*", project),
            "one record": partial(changed, project / "data/resources.yaml", r"(?m)^    title: \w+", project),
            "nothing": commons("build", project),
            "all": partial(cold, project),
            "plain": mkdocs(plain),
        },
    )
    names = {
        "all": ("nothing kept", ""),
        "all pages": ("the theme changed: all pages, documents kept", "1.3"),
        "one record": ("one record changed", ""),
        "nothing": ("nothing changed", "0.5 s"),
        "plain": ("plain `mkdocs build`", ""),
    }
    return [
        "| `commons build` | time | ratio to plain MkDocs | at most |",
        "|---|---|---|---|",
        *(
            f"| {name} | {took[key].seconds:.2f} s | {took[key].seconds / took['plain'].seconds:.2f} | {bound} |"
            for key, (name, bound) in names.items()
        ),
    ]


def archive(folder: Path) -> list[str]:
    """Compare the real site with and without an archive of issues, and with plain MkDocs on the same pages."""
    subjects: dict[tuple[int, str], Callable[[], Run]] = {}
    for number in (0, ISSUES):
        project, plain = copied(folder / f"archive-{number}"), folder / f"archive-plain-{number}"
        write_issues(project, number)
        commons("build", project)()
        write_plain(project, plain, own_theme=True)
        page = project / "docs" / "about" / "index.md"
        subjects[number, "`commons build`, nothing kept"] = partial(cold, project)
        subjects[number, "`commons build`, one page changed"] = partial(
            changed, page, r"(?m)^description: \w+", project
        )
        subjects[number, "plain `mkdocs build`"] = mkdocs(plain)
    took = in_turns(5, subjects)
    header = [f"| | 1 issue | {ISSUES + 1} issues | more | at most |", "|---|---|---|---|---|"]
    for name in dict.fromkeys(name for _, name in subjects):
        one, all_ = took[0, name].seconds, took[ISSUES, name].seconds
        bound = "4 s" if "nothing kept" in name else ""
        header.append(f"| {name} | {one:.2f} s | {all_:.2f} s | {all_ - one:+.2f} s | {bound} |")
    return header


def write_issues(project: Path, number: int) -> None:
    """Write so many issues beside the first one, with its words, ten a year."""
    first = next(file for file in sorted((project / "docs/newsletter").glob("*.md")) if file.name != "index.md")
    text = first.read_text("utf-8")
    for index in range(number):
        month = f"{2005 + index // 10}-{1 + index % 10:02}"
        name = f"{month}-issue-{index}"
        issue = re.sub(r"(?m)^date:.*$", f'date: "{month}-10"', text.replace(first.stem, name))
        (first.parent / f"{name}.md").write_text(issue, "utf-8")


def made_up_framework(folder: Path) -> list[str]:
    """Compare two sizes with each other, and each of them with plain MkDocs and Material as it comes."""
    subjects: dict[tuple[int, str], Callable[[], Run]] = {}
    for competencies, resources in SIZES.items():
        project, plain = folder / f"made-up-{competencies}", folder / f"plain-{competencies}"
        write_framework(project, REPOSITORY, competencies, resources)
        write_plain(project, plain, own_theme=False)
        subjects[competencies, "check"] = commons("check", project)
        subjects[competencies, "cold"] = partial(cold, project)
        subjects[competencies, "one record"] = partial(
            changed, project / "data/competencies.yaml", r"(?s)code: MU-100\n.*?title: \w+", project
        )
        subjects[competencies, "nothing"] = commons("build", project)
        subjects[competencies, "plain"] = mkdocs(plain)
    took = in_turns(3, subjects)
    sizes = list(SIZES)
    growth = took[sizes[1], "cold"].seconds / took[sizes[0], "cold"].seconds
    return [
        "| competencies, resources | check | cold | ratio to Material | one record changed | ratio to cold "
        "| nothing changed | memory | Material |",
        "|---|---|---|---|---|---|---|---|---|",
        *(
            row(size, {name: took[size, name] for name in ("check", "cold", "one record", "nothing", "plain")})
            for size in SIZES
        ),
        f"| growth | | {growth:.1f} × | | | | | | |",
        "| at most | 2 s | growth 4.4 × | 1.0 | | 0.4 | 0.5 s | 550 MB | |",
    ]


def row(size: int, took: dict[str, Run]) -> str:
    """Return the row of one size."""
    cold_run, plain, one = took["cold"], took["plain"], took["one record"]
    return (
        f"| {size:,}, {SIZES[size]:,} | {took['check'].seconds:.2f} s | {cold_run.seconds:.1f} s "
        f"| {cold_run.seconds / plain.seconds:.2f} | {one.seconds:.1f} s | {one.seconds / cold_run.seconds:.2f} "
        f"| {took['nothing'].seconds:.2f} s | {cold_run.peak / MEGABYTE:.0f} MB | {plain.seconds:.1f} s |"
    )


def curriculum_maps(folder: Path) -> list[str]:
    """Measure reports on one large map and on many schools."""
    project, maps = copied(folder / "maps"), folder / "maps-of-schools"
    write_maps(project, maps)
    report: list[str | Path]
    report = [sys.executable, "-m", "curriculum_commons", "map", "report", "--quiet", "--root", project]
    out: list[str | Path] = ["--out", folder / "report"]
    schools = sorted(maps.glob("school-*.yaml"))
    took = in_turns(
        3,
        {
            "page": partial(run, [*report, maps / "large.yaml", *out, "--format", "html"], cwd=project),
            "all": partial(run, [*report, maps / "large.yaml", *out], cwd=project),
            "schools": partial(run, [*report, *schools, *out], cwd=project),
        },
    )
    names = {
        "page": (f"{SESSIONS:,} sessions read, the page", "5 s"),
        "all": (f"{SESSIONS:,} sessions read, all formats", ""),
        "schools": ("50 schools, 10 years each, 100 sessions a year, side by side in all formats", "20 s"),
    }
    return [
        "| `commons map report` | time | work of processors | memory | at most |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {took[key].seconds:.1f} s | {took[key].work:.1f} s | {took[key].peak / MEGABYTE:.0f} MB "
            f"| {bound} |"
            for key, (name, bound) in names.items()
        ),
    ]


def exports(folder: Path) -> list[str]:
    """Measure each form in which other programs read a framework, without what it takes to read the content."""
    project = copied(folder / "exports")
    command: list[str | Path] = [sys.executable, REPOSITORY / "benchmarks/export.py", project]
    names = ["-", *(form.name for form in FORMS)]
    subjects = {
        (size, name): partial(run, [*command, str(size), name], cwd=project)
        for size in (10_000, 17_000)
        for name in names
    }
    took = in_turns(3, subjects)

    def seconds(size: int, name: str) -> str:
        return f"{max(took[size, name].seconds - took[size, '-'].seconds, 0):.1f} s"

    return [
        "| form | 10,000 items | 17,000 items | memory | at most |",
        "|---|---|---|---|---|",
        *(
            f"| {form.title} | {seconds(10_000, form.name)} | {seconds(17_000, form.name)} "
            f"| {took[17_000, form.name].peak / MEGABYTE:.0f} MB | {'2 s, 600 MB' if form.name == 'case' else ''} |"
            for form in FORMS
        ),
    ]


def imports(folder: Path) -> list[str]:
    """Measure how long a CASE package takes to become records, and a new site that is checked as a whole."""
    program = REPOSITORY / "benchmarks/incoming.py"
    rows = ["| items | records made | memory | new site | memory | at most |", "|---|---|---|---|---|---|"]
    for size, most in ((10_000, "5 s"), (17_000, "10 s, 600 MB")):
        file = folder / f"{size}.json"
        run([sys.executable, program, file, str(size), "write"], cwd=folder)
        read = in_turns(3, {"read": partial(run, [sys.executable, program, file, str(size)], cwd=folder)})["read"]
        start: list[str | Path] = [sys.executable, "-m", "curriculum_commons", "new", folder / f"new-{size}"]
        new = run([*start, "--from", file, "--no-git", "--quiet"], cwd=folder)
        rows.append(
            f"| {size:,} | {read.seconds:.1f} s | {read.peak / MEGABYTE:.0f} MB "
            f"| {new.seconds:.1f} s | {new.peak / MEGABYTE:.0f} MB | {most} |"
        )
    return rows


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
    """Return what it was measured on, as far as it matters."""
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
    "archive": archive,
    "made-up": made_up_framework,
    "save": saving,
    "maps": curriculum_maps,
    "exports": exports,
    "imports": imports,
}
"""Every table, by its name in benchmarks/README.md; names after the command choose some of them."""


if __name__ == "__main__":
    main()
