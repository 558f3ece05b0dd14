"""Commands print results and problems, end with the right code, and print nothing else."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from textwrap import dedent
from zoneinfo import ZoneInfo

import click
import docx
import openpyxl
import pytest

from curriculum_commons import cli
from curriculum_commons.cli.options import StepDisplay
from curriculum_commons.content.defaults import FOLDER as DEFAULTS
from curriculum_commons.model.problems import CallError, ContentError, Problem, as_typed

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMANDS = {
    "": cli.commons,
    **cli.commons.commands,
    **{f"newsletter {name}": command for name, command in cli.newsletter.commands.items()},
    **{f"map {name}": command for name, command in cli.map_.commands.items()},
}


def test_these_are_the_commands() -> None:
    assert {name for name in COMMANDS if " " not in name} == {
        *(
            "",
            "build",
            "changes",
            "check",
            "edit",
            "fix",
            "forms",
            "guide",
            "import",
            "inspect",
            "links",
            "map",
            "new",
            "newsletter",
            "pages",
        ),
        *("publish", "retire", "schema", "serve", "toolkit", "upgrade"),
    }
    assert {name for name in COMMANDS if " " in name} == {
        *(f"newsletter {name}" for name in ("new", "draft", "publish", "test")),
        *(f"map {name}" for name in ("read", "report", "upgrade", "workbook")),
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_explained(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    for option in command.params:
        if isinstance(option, click.Argument):
            assert (option.metavar or "").removesuffix("...") in command.help.split(), option.name
        else:
            assert isinstance(option, click.Option)
            assert option.help, option.name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_gives_an_example_that_can_be_called(name: str) -> None:
    example = shlex.split((COMMANDS[name].epilog or "").removeprefix("Example: commons "))
    number = 2 if example[0] in {"newsletter", "map"} else 1
    command, words = " ".join(example[:number]), example[number:]
    assert name in {"", command, command.split()[0]}
    there = {
        "logo.png": "theme/assets/favicon.svg",
        **dict.fromkeys(["brief.docx", "slides.pptx"], "README.md"),
    }
    words = ["." if word.startswith("~") else there.get(word, word) for word in words]
    group = click.Context(cli.commons, help_option_names=["-h", "--help"])  # a command keeps these names
    COMMANDS[command].make_context(command, words, parent=group, resilient_parsing=False)


ROOT = Path(__file__).parent.parent
MANUAL = [
    *(DEFAULTS / "docs").rglob("*.md"),
    *(ROOT / name for name in ("README.md", "docs/adopt/start-your-own-site.md")),
]
FENCE = re.compile(r"^( *)```(?:sh|console)?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"(?:\S*[/\\])?commons (.*)")


def calls_of(command: str) -> Iterator[list[str]]:
    """The calls of the program in a command line, each without its name and what follows in a note."""
    for part in re.split("&&", command):
        found = CALL.fullmatch(part.strip())
        if found:
            yield shlex.split(found[1], comments=True)


def called(words: list[str]) -> tuple[click.Command, dict[str, object], list[str]]:
    """Take a call apart as the program does, but look for none of its files."""
    number = 2 if words[0] in {"newsletter", "map"} else 1
    command = COMMANDS[" ".join(words[:number])]
    values, rest, _ = command.make_parser(click.Context(command)).parse_args(words[number:])
    return command, values, rest


@pytest.mark.parametrize("page", MANUAL, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_of_the_manual_can_be_pasted(page: Path) -> None:
    blocks = [dedent(block).replace("\\\n", " ") for _, block in FENCE.findall(page.read_text("utf-8"))]
    for words in (words for block in blocks for line in block.splitlines() for words in calls_of(line)):
        command, values, rest = called(words)
        assert rest == [], words
        for option in command.params:
            value = values.get(option.name or "")
            assert value or not option.required, f"{words} lacks {option.name}"
            if isinstance(option.type, click.Choice):
                for one in value if isinstance(value, list) else [value] if value else []:
                    option.type.convert(one, option, None)


@pytest.mark.parametrize("page", MANUAL, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_named_in_a_sentence_exists(page: Path) -> None:
    for named in re.findall(r"`((?:\.venv/bin/)?commons [a-z][^`]*)`", FENCE.sub("", page.read_text("utf-8"))):
        for words in calls_of(named.replace("\n", " ")):
            assert words[0] in COMMANDS, named
            command = COMMANDS.get(" ".join(words[:2]), COMMANDS[words[0]])
            known = {name for option in command.params for name in option.opts} | {"--help"}
            assert {word.partition("=")[0] for word in words if word.startswith("-")} <= known, named


@pytest.mark.parametrize(
    "line",
    ["commons publsh --to a", "commons build --clean", "commons publish", "commons check twice", "commons map raed a"],
)
def test_a_command_that_cannot_be_pasted_is_found(line: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"1. Run:\n\n    ```\n    {line}\n    ```\n", encoding="utf-8")
    with pytest.raises((KeyError, AssertionError, click.UsageError)):
        test_every_command_of_the_manual_can_be_pasted(page)


@pytest.mark.parametrize(
    "name", ["check", "build", "changes", "guide", "serve", "newsletter new", "newsletter draft", "newsletter test"]
)
def test_the_example_shows_every_option_that_only_some_commands_have(name: str) -> None:
    epilog = COMMANDS[name].epilog or ""
    shared = {option.name for option in COMMANDS["schema"].params}
    own = [option for option in COMMANDS[name].params if option.name not in shared and isinstance(option, click.Option)]
    assert own
    assert all(option.opts[0] in epilog for option in own)


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [("--help",), ("build", "--help"), ("inspect", "--help"), ("newsletter", "--help"), ("--version",)]
)
def test_help_loads_no_slow_package(words: tuple[str, ...]) -> None:
    slow = ("pydantic", "jinja2", "mkdocs", "zensical", "yaml")
    code = f"""if True:
        import sys
        sys.argv = ["commons", *{words!r}]
        try:
            from curriculum_commons.cli import main
            main()
        finally:
            assert not sys.modules.keys() & {set(slow)!r}"""
    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Traceback" not in ended.stdout


@pytest.mark.parametrize("words", [(), ("check",), ("newsletter", "new")])
def test_help_has_a_short_name(words: tuple[str, ...], run: Run) -> None:
    short, long = (run(*words, option) for option in ("-h", "--help"))
    assert (short.returncode, short.stdout) == (long.returncode, long.stdout)
    assert short.stdout.startswith("Usage: ")


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["data", "docs/about", "docs/newsletter"])
def test_the_project_is_found_from_a_folder_in_it(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, folder: str, run: Run
) -> None:
    (tiny / folder).mkdir(exist_ok=True)
    monkeypatch.chdir(tiny / folder)
    ended = run("check")
    assert (ended.returncode, ended.stderr) == (0, "")
    monkeypatch.chdir(tiny.parent)
    assert "data" in run("check").stderr


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ((r".venv\Scripts\commons", "serve"), r".venv\Scripts\commons serve"),
        ((r"C:\Our Files\commons", "check", "--root", "our site"), r'"C:\Our Files\commons" check --root "our site"'),
        (("commons", "map", "report", "R&D/a.yaml"), 'commons map report "R&D/a.yaml"'),
    ],
)
def test_a_command_is_printed_for_the_shells_of_windows_there(words: tuple[str, ...], typed: str) -> None:
    assert as_typed(*words, is_windows=True) == typed
    assert shlex.split(as_typed(*words, is_windows=False)) == [*words]


@pytest.mark.slow
def test_a_command_is_printed_as_it_can_be_pasted(tiny: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    scripts = sysconfig.get_path("scripts")
    monkeypatch.chdir(tiny)
    for path, program in (("/usr/bin:/bin", f"{scripts}/commons"), (f"{scripts}:/usr/bin:/bin", "commons")):
        monkeypatch.setenv("PATH", path)
        (tiny / "docs/newsletter/2027-01-what-is-new.md").unlink(missing_ok=True)
        printed = run("newsletter", "new", "What is new?", "--date", "2027-01-15").stdout.splitlines()
        shown = [line.strip().partition("  # ")[0] for line in printed if line.startswith("  ")]
        names = ["newsletter test 2027-01-what-is-new", "serve", "newsletter publish 2027-01-what-is-new"]
        assert shown == [f"{program} {name}" for name in names]
        ended = subprocess.run([*shlex.split(shown[0]), "--no-browser"], check=False, capture_output=True, text=True)
        assert "docs/newsletter/index.md" in ended.stderr, "it ran, and found what this small project lacks"


def test_a_command_that_is_printed_elsewhere_names_the_project(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    (tmp_path / "else where").mkdir()
    monkeypatch.chdir(tmp_path / "else where")
    printed = run("newsletter", "new", "What is new?", "--date", "2027-01-15", "--root", "../tiny").stdout.splitlines()
    assert [line.strip().partition("  # ")[0].partition(" --root ")[2] for line in printed[-3:]] == ["../tiny"] * 3
    monkeypatch.chdir(tiny / "docs")
    printed = run("newsletter", "new", "What was new?", "--date", "2027-01-15", "--root", "..").stdout.splitlines()
    assert "--root" not in "".join(printed)


def test_content_without_problems_is_reported_in_one_line(tiny: Path, run: Run) -> None:
    ended = run("check", "--root", tiny)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("No problems in data/ and ")
    assert ended.stdout.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("inspect", "gone.docx"), "gone.docx does not exist; check its name and its folder"),
        (("inspect", "data"), "data is a folder; name the files in it"),
        (("toolkit", "--out", "new", "--school", "Tea", "--logo", "gone.png"), "gone.png is not there; look at its"),
        (("toolkit", "--out", "new", "--school", "Tea", "--logo", "data"), "data is a folder; name the picture in it"),
        (("toolkit", "--out", "mkdocs.yml"), "mkdocs.yml is a file; name a folder of its own with --out"),
        (
            ("toolkit", "--out", "data"),
            "data lies in data/, a part of the project; name a folder of its own with --out",
        ),
        (("toolkit", "--out", "new", "--school", ""), "--school is empty; write the name, or leave it out"),
    ],
)
def test_a_mistake_in_a_call_is_one_sentence(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str, run: Run
) -> None:
    monkeypatch.chdir(tiny)
    ended = run(*words)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"commons: {message}")
    assert ended.stderr.count("\n") == 1


def test_problems_are_printed_one_a_line_and_counted(tiny: Path, run: Run) -> None:
    site = tiny / "data/site.yaml"
    site.write_text(site.read_text("utf-8").replace("official: ", "oficial: "), "utf-8")
    ended = run("check", "--root", tiny)
    assert ended.returncode == 1
    assert ended.stdout == ""
    *lines, last = ended.stderr.splitlines()
    assert all(line.startswith("data/site.yaml:") for line in lines)
    number = f"{len(lines)} problem{'s' * (len(lines) != 1)}"
    assert last == number
    assert run("build", "--root", tiny).stderr.splitlines()[-1] == f"{number}; site/ is as it was"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a name that is unknown in two places, a key in British spelling, and a link to nowhere."""
    root = Path(shutil.copytree(Path(__file__).parent / "tiny", tmp_path_factory.mktemp("faulty") / "tiny"))
    for path, old, new in (
        ("data/resources.yaml", "format: guide", "format: gide"),
        ("data/resources.yaml", "format: video", "format: gide"),
        ("data/site.yaml", "content_license:", "content_licence:"),
        ("docs/about/notes.md", "# Notes\n", "# Notes\n\n[100%, tea](a,b%.md)\n\n[x](../teach.md#r-none)\n"),
        ("docs/index.md", "{{ mission() }}", "{{ licences() }}\n\n{{ organisations() }}"),
    ):
        text = (root / path).read_text("utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new), "utf-8")
    return root


def test_problems_are_reported_as_json_with_code_severity_and_places(faulty: Path, run: Run) -> None:
    ended = run("check", "--root", faulty, "--format", "json")
    assert (ended.returncode, ended.stderr) == (1, "")
    problems = json.loads(ended.stdout)
    assert [(one["code"], one["path"], one["severity"], len(one["places"])) for one in problems] == [
        ("unknown-macro", "docs/index.md", "error", 0),
        ("unknown-macro", "docs/index.md", "error", 0),
        ("unknown-reference", "data/resources.yaml", "error", 1),
        ("link-target-missing", "docs/about/notes.md", "error", 0),
        ("link-anchor-missing", "docs/about/notes.md", "error", 0),
        ("renamed-key", "data/site.yaml", "warning", 0),
    ]
    assert problems[0]["message"] == 'unknown macro "licences"; did you mean "licenses"?'
    assert problems[1]["message"] == 'unknown macro "organisations"; did you mean "organizations"?'
    assert problems[2]["message"] == 'format: unknown format "gide"; did you mean "guide"?'
    assert problems[2]["places"] == ["data/resources.yaml:41:13"]


def test_problems_are_annotations_on_github(faulty: Path, run: Run) -> None:
    ended = run("check", "--root", faulty, "--format", "github")
    assert (ended.returncode, ended.stderr) == (1, "")
    lines = ended.stdout.replace(str(faulty), "ROOT").splitlines()
    assert [line.partition("::")[0] for line in lines] == [""] * 6
    assert lines[3] == (
        "::error file=ROOT/docs/about/notes.md,line=8,col=13,title=link-target-missing::"
        '"a,b%25.md" is not a file in docs/; write the path to a file, ending in .md'
    )
    assert lines[5].startswith("::warning file=ROOT/data/site.yaml,line=")


def test_a_file_as_a_whole_has_no_line_in_an_annotation(tiny: Path, run: Run) -> None:
    (tiny / "data/notes, and: more.txt").write_text("x", "utf-8")
    ended = run("check", "--root", tiny, "--format", "github")
    properties = f"file={tiny}/data/notes%2C and%3A more.txt,title=file-name"
    message = "has : in its name, which Windows refuses; rename it, with a hyphen in its place"
    assert ended.stdout == f"::error {properties}::{message}\n"


def test_warnings_alone_let_a_check_pass(tiny: Path, run: Run) -> None:
    assert run("check", "--root", tiny, "--format", "json").stdout == "[]\n"
    site = tiny / "data/site.yaml"
    site.write_text(site.read_text("utf-8").replace("content_license:", "content_licence:"), "utf-8")
    ended = run("check", "--root", tiny)
    line = site.read_text("utf-8").partition("content_licence")[0].count("\n") + 1
    message = 'content_licence: write "content_license"; the British spelling still works'
    assert (ended.returncode, ended.stderr) == (0, f"data/site.yaml:{line}:1: warning: {message}\n")
    assert ended.stdout.startswith("No problems")
    assert run("check", "--root", tiny, "--format", "github").returncode == 0


def test_quiet_prints_nothing_without_problems(tiny: Path, run: Run) -> None:
    ended = run("check", "--quiet", "--root", tiny)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("publish",),
        ("build", "--engine", "jekyll"),
        ("check", "--root", "no/such/folder"),
        ("inspect",),
        ("inspect", "no-such-file.docx"),
        ("inspect", "."),
        ("serve", "--port", "70000"),
        ("build", "--loud"),
        ("newsletter", "send"),
        ("newsletter", "new"),
        ("newsletter", "draft"),
        ("newsletter", "test", "no-such-issue"),
    ],
)
def test_a_wrong_call_is_reported_and_ends_with_2(words: tuple[str, ...], run: Run) -> None:
    ended = run(*words)
    assert ended.returncode == 2
    assert "Error: " in ended.stderr or ended.stderr.startswith("commons: ")
    assert "Traceback" not in ended.stderr


def document(path: Path, title: str) -> Path:
    made = docx.Document()
    made.core_properties.title = title
    made.save(str(path))
    return path


def test_faults_of_documents_are_printed_one_a_line_and_counted(tmp_path: Path, run: Run) -> None:
    good, bad = document(tmp_path / "good.docx", "Tea"), document(tmp_path / "bad.docx", "")
    ended = run("inspect", good, bad)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout == f"{bad}: has no title; give it one under File > Info > Title\n2 files, 1 fault\n"
    assert run("inspect", bad, "--quiet").stdout.splitlines()[1:] == ["1 file, 1 fault"]


def test_a_document_without_faults_is_reported_in_one_line(tmp_path: Path, run: Run) -> None:
    good = document(tmp_path / "good.docx", "Tea")
    ended = run("inspect", good)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "1 file, nothing wrong\n", "")
    assert run("inspect", good, "--quiet").stdout == ""


def test_a_note_is_not_a_fault(tmp_path: Path, run: Run) -> None:
    book = openpyxl.Workbook()
    book.properties.title = "Tea"
    for sheet, name in ((book.worksheets[0], "Tea"), (book.create_sheet(), "Cups")):
        sheet.title, sheet["A1"] = name, name
    book["Cups"].sheet_state = "hidden"
    book.save(tmp_path / "tea.xlsx")
    ended = run("inspect", tmp_path / "tea.xlsx")
    line = f"{tmp_path}/tea.xlsx: note: sheet Cups: is hidden; make sure that nobody needs it, for nobody finds it"
    assert (ended.returncode, ended.stdout.splitlines()) == (0, [line, "1 file, nothing wrong"])
    assert run("inspect", tmp_path / "tea.xlsx", "--quiet").stdout == ""


def test_a_pipe_is_not_waited_for(tmp_path: Path, run: Run) -> None:
    os.mkfifo(tmp_path / "tea.docx")
    ended = run("inspect", tmp_path / "tea.docx")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"commons: {tmp_path}/tea.docx is not a file that can be inspected\n"


def test_schemas_are_written(tmp_path: Path, run: Run) -> None:
    ended = run("schema", "--root", tmp_path)
    assert ended.returncode == 0
    names = {path.name for path in (tmp_path / "schema").iterdir()}
    assert "resources.schema.json" in names
    assert ended.stdout == f"{len(names)} schemas in {tmp_path}/schema/\n"


Outcome = Callable[[BaseException], tuple[object, str]]


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Outcome:
    """Exit code of a command that raises something, and what is printed about it."""

    def end(error: BaseException) -> tuple[object, str]:
        def fail(**_: object) -> None:
            raise error

        monkeypatch.setattr(cli.commons, "main", fail)
        monkeypatch.setattr(sys, "argv", ["commons", "build"])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        return caught.value.code, capsys.readouterr().err

    return end


def test_each_kind_of_failure_has_its_exit_code(outcome: Outcome) -> None:
    problem = Problem("data/site.yaml", 3, 1, "name: is empty", "empty-value")
    assert outcome(ContentError([problem])) == (
        1,
        "data/site.yaml:3:1: name: is empty\n1 problem; site/ is as it was\n",
    )
    assert outcome(CallError("port 80 is taken")) == (2, "commons: port 80 is taken\n")
    assert outcome(click.Abort()) == (130, "")
    assert outcome(OSError(28, "No space left on device", "/x")) == (
        1,
        "commons: the disk of this computer is full: /x; site/ is as it was\n",
    )


@pytest.mark.parametrize("error", [ValueError("a bug"), FileNotFoundError(2, "No such file", "x"), KeyError("a bug")])
def test_a_bug_keeps_its_traceback(outcome: Outcome, error: Exception) -> None:
    with pytest.raises(type(error)):
        outcome(error)


@pytest.mark.slow
def test_a_terminal_shows_the_step_and_its_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with StepDisplay(quiet=False) as display:
            display.step("Rendering the pages")
            time.sleep(1.7)
        seen = b""
        while not seen.endswith(b" 1 s\r\x1b[K"):
            seen += os.read(ours, 1_000)
    os.close(ours)
    assert "Rendering the pages … 1 s" in seen.decode()


@pytest.mark.slow
def test_ctrl_c_ends_a_build_silently(project: Path) -> None:
    command = [sys.executable, "-m", "curriculum_commons", "build", "--root", str(project)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        while running.poll() is None and not (project / ".commons/build/new/engine").exists():
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        output, errors = running.communicate()
    assert (running.returncode, output, errors.strip()) == (130, "", "")
    assert not (project / "site").exists()


def test_an_engine_that_is_not_installed_is_named_with_the_way_to_install_it(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "zensical", None)
    with pytest.raises(CallError, match=r"zensical is not installed; .* -m pip install zensical==[0-9.]+$"):
        COMMANDS["build"].main(["--root", str(tiny), "--engine", "zensical"], standalone_mode=False)
    assert not (tiny / "site").exists()


WEST, EAST = "Etc/GMT+12", "Pacific/Kiritimati"
"""Zones 26 hours apart, in which it is never the same day."""


def day_in(project: Path, zone: str) -> str:
    """Return the day that a new issue gets by default, with the clock of this computer in a zone."""
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"} | {"TZ": zone}
    command = [sys.executable, "-m", "curriculum_commons", "newsletter", "new", zone, "--root", str(project)]
    ended = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    written = Path(ended.stdout.splitlines()[0]).read_text("utf-8")
    return next(line for line in written.splitlines() if line.startswith("date: "))[7:-1]


@pytest.mark.slow
@pytest.mark.parametrize("zone", [EAST, WEST])
def test_today_is_the_day_of_the_author(tiny: Path, zone: str) -> None:
    (before, day, after) = (datetime.now(ZoneInfo(zone)), day_in(tiny, zone), datetime.now(ZoneInfo(zone)))
    assert day in {before.date().isoformat(), after.date().isoformat()}


@pytest.mark.slow
@pytest.mark.parametrize("hours", [0, 48])
def test_a_server_takes_the_day_of_the_author_who_committed_unless_that_clock_is_wrong(tiny: Path, hours: int) -> None:
    git = ["git", "-c", "user.name=Cups", "-c", "user.email=cups@example.org", "-C", str(tiny)]
    written = (datetime.now(ZoneInfo(EAST)) + timedelta(hours=hours)).replace(microsecond=0)
    subprocess.run([*git, "init", "--quiet"], check=True)
    commit = [*git, "commit", "--quiet", "--allow-empty", "-m", "Cups", "--date", written.isoformat()]
    subprocess.run(commit, check=True)
    day = day_in(tiny, WEST)
    assert (day == written.date().isoformat()) is (hours == 0)


@pytest.mark.slow
@pytest.mark.parametrize("until", ["build/new/engine/docs", "build/lock"])
def test_a_project_that_is_moved_away_meanwhile_is_one_sentence(tiny: Path, root: Path, until: str) -> None:
    command = [sys.executable, "-m", "curriculum_commons", "build", "--root", str(tiny)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not (tiny / ".commons" / until).exists():
            time.sleep(0.002)
        tiny.rename(tiny.with_name("moved"))
        output, errors = process.communicate(timeout=120)
    sentence = f"commons: {tiny} was moved or removed meanwhile; begin again where it is now"
    assert (process.returncode, output, errors.splitlines()[-1]) == (2, "", sentence)
    assert "Traceback" not in errors
