"""Workflows hold no logic, trust nobody they need not, and what they call works in a real repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
NAMES = [file.name for file in WORKFLOWS]
PLUMBING = re.compile(r"cat what-would-change\.md >>\"\$GITHUB_STEP_SUMMARY\"|gh run download \"\$RUN\" --name links")
"""What only GitHub itself can do, and has no place in `make`."""
CALL = re.compile(r"make [a-z-]+( [A-Z]+=[A-Za-z0-9^._-]+)*")
"""A call of `make` and nothing after it: values of others come by the environment, where make runs nothing in them."""
MAY = {
    "change.yml": {"contents: read"},
    "comment.yml": {"contents: read", "actions: read", "pull-requests: write"},
    "links.yml": {"contents: read", "actions: read", "issues: write"},
    "publish.yml": {"contents: read", "pages: write", "id-token: write"},
    "release.yml": {"contents: read"},
    "roll-back.yml": {"contents: read", "pages: write", "id-token: write"},
}
TOOLS = Path(sys.executable).parent


def read(name: str) -> dict[str, Any]:
    found = yaml.load((ROOT / ".github/workflows" / name).read_text("utf-8"), yaml.BaseLoader)
    assert isinstance(found, dict)
    return found


def jobs(name: str) -> list[dict[str, Any]]:
    return list(read(name)["jobs"].values())


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in jobs(name) for step in job["steps"]]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_every_workflow_is_looked_at() -> None:
    assert set(NAMES) == set(MAY)


@pytest.mark.slow
def test_actionlint_finds_nothing_wrong(tmp_path: Path) -> None:
    program = subprocess.run(
        ["sh", "tools/actionlint"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    for file in WORKFLOWS:
        # As .github/actionlint.yaml describes, which this actionlint does not read.
        known = re.sub(r"  queue: max #.*\n", "", file.read_text("utf-8"))
        (tmp_path / file.name).write_text(known, "utf-8")
    command = [program, *(tmp_path / name for name in NAMES)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (done.returncode, "passed" in done.stdout) == (0, True), done.stdout + done.stderr


@pytest.mark.slow
def test_actionlint_finds_what_is_wrong(tmp_path: Path) -> None:
    program = subprocess.run(
        ["sh", "tools/actionlint"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    text = WORKFLOWS[0].read_text("utf-8").replace("github.event", "github.evnt")
    (tmp_path / "bad.yml").write_text(text, "utf-8")
    done = subprocess.run([program, tmp_path / "bad.yml"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert (done.returncode, "evnt" in done.stdout + done.stderr) == (1, True)


def test_a_security_reviewer_finds_nothing_that_is_not_explained() -> None:
    command = [TOOLS / "zizmor", "--offline", "--no-progress", "--persona=pedantic", ".github"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    ignored = [line for file in WORKFLOWS for line in file.read_text("utf-8").splitlines() if "zizmor: ignore" in line]
    assert len(ignored) == 1
    assert re.search(r"ignore\[[a-z-]+\] \w+", ignored[0]), "the reason is beside it"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("vendor.github-workflows", ".github/workflows/*.yml"),
        ("vendor.github-issue-forms", ".github/ISSUE_TEMPLATE/[rs]*.yml"),
        ("vendor.github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
        ("vendor.gitlab-ci", ".gitlab-ci.yml"),
    ],
)
def test_every_file_has_the_form_that_its_host_expects(schema: str, pattern: str) -> None:
    files = sorted(ROOT.glob(pattern))
    assert files
    command = [TOOLS / "check-jsonschema", "--builtin-schema", schema, *files]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_by_its_commit(name: str) -> None:
    text = (ROOT / ".github/workflows" / name).read_text("utf-8")
    used = re.findall(r"uses: (.*)", text)
    assert [one for one in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v[0-9.]+", one)] == []


def test_one_version_of_an_action_is_used_everywhere() -> None:
    used = {step["uses"] for name in NAMES for step in steps(name) if "uses" in step}
    assert len({one.partition("@")[0] for one in used}) == len(used)


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_may_do_what_it_has_to_and_no_more(name: str) -> None:
    assert read(name)["permissions"] == {}
    granted = {f"{key}: {value}" for job in jobs(name) for key, value in job["permissions"].items()}
    assert granted == MAY[name]


@pytest.mark.parametrize("name", NAMES)
def test_whoever_builds_may_not_write(name: str) -> None:
    for job in jobs(name):
        writes = "write" in job["permissions"].values()
        builds = any(re.search(r"make (site|rollback|links|changes)\b", step.get("run", "")) for step in job["steps"])
        assert not (writes and builds)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_others_write_reaches_a_shell(name: str) -> None:
    assert [step["run"] for step in steps(name) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_token_is_left_in_a_checkout_and_no_secret_is_asked_for(name: str) -> None:
    for step in steps(name):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"
    assert "secrets." not in (ROOT / ".github/workflows" / name).read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_workflow_is_bounded_and_does_not_run_twice_at_once(name: str) -> None:
    assert "group" in read(name)["concurrency"]
    assert all(int(job["timeout-minutes"]) <= 45 for job in jobs(name))


@pytest.mark.parametrize("name", ["publish.yml", "roll-back.yml"])
def test_a_publication_waits_for_its_turn_and_is_thrown_out_by_no_other(name: str) -> None:
    guard = {"group": "pages", "queue": "max", "cancel-in-progress": "false"}
    assert read(name)["concurrency"] == guard


def test_the_site_is_built_once_a_week_without_a_push() -> None:
    (schedule,) = read("publish.yml")["on"]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", schedule["cron"])
    (rule,) = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))["pages"]["rules"]
    assert "$CI_PIPELINE_SOURCE" not in rule["if"], "whatever starts a pipeline of the main branch publishes it"


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_calls_make_and_nothing_else(name: str) -> None:
    lines = [line.strip() for step in steps(name) for line in step.get("run", "").splitlines()]
    assert [line for line in lines if not CALL.fullmatch(line) and not PLUMBING.fullmatch(line)] == []
    assert {line.split()[1] for line in lines if line.startswith("make ")} <= targets()


def test_gitlab_calls_make_and_nothing_else() -> None:
    found = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))
    lines = [line for job in found.values() if isinstance(job, dict) for line in job.get("script", [])]
    assert [line for line in lines if not CALL.fullmatch(line) and line != "cat what-would-change.md"] == []
    assert {line.split()[1] for line in lines if line.startswith("make ")} <= targets()


def test_what_comments_runs_nothing_of_the_pull_request() -> None:
    (checkout,) = [step["with"] for step in steps("comment.yml") if "uses" in step]
    assert checkout == {"persist-credentials": "false"}, "the main branch, as it is after another workflow"
    assert [step["run"] for step in steps("comment.yml") if "run" in step] == ["make comment"]


def test_a_pull_request_with_mistakes_reports_them_too() -> None:
    reporting = [step for step in steps("change.yml") if "what-would-change" in str(step)]
    assert len(reporting) == 3
    assert all("!cancelled()" in step["if"] for step in reporting)
    gitlab = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))["change"]
    assert gitlab["script"][0].startswith("make changes"), "the job ends where something is wrong"
    assert gitlab["artifacts"]["when"] == "always"


def test_pull_requests_are_built_without_the_rights_of_those_who_take_them() -> None:
    assert all("pull_request_target" not in file.read_text("utf-8") for file in WORKFLOWS)


GH = """#!/bin/sh
echo "$@" >>"$LOG"
case "$1 $2" in
"api --method") echo '[{"number": 5, "head": {"sha": "bad"}}, {"number": 7, "head": {"sha": "good"}}]' ;;
"run download") printf '%s' "$TEXT" >"${7}/what-would-change.md" ;;
"pr comment") cp "$5" "$LOG.comment" ;;
esac
"""


@pytest.mark.slow
@pytest.mark.parametrize("sha", ["good", "another"])
def test_a_comment_goes_to_the_pull_request_of_the_run_and_mentions_nobody(tmp_path: Path, sha: str) -> None:
    if not shutil.which("jq"):
        pytest.fail("jq, which `make test` installs, is not here; run tools/servers", pytrace=False)
    (tmp_path / "gh").write_text(GH, "utf-8")
    (tmp_path / "gh").chmod(0o755)
    command = ["sh", ROOT / "tools/comment"]
    around = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "LOG": str(tmp_path / "log"),
        "GH_REPO": "us/commons",
        "RUN": "1",
        "ENDED": "success",
        "ADDRESS": "https://github.com/us/commons/actions/runs/1",
    }
    around |= {
        "SHA": sha,
        "HEAD": "them:main; touch hacked",
        "TEXT": "@everyone look &commat;team a#12 &num;12 GH-7 Fixes https://github.com/us/commons/issues/4\n"
        + "@x\u00e9" * 30_000
        + "$(touch hacked)",
    }
    subprocess.run(command, cwd=tmp_path, check=True, env=around)
    comment = tmp_path / "log.comment"
    assert comment.exists() == (sha == "good")
    if comment.exists():
        assert "pr comment 7 " in (tmp_path / "log").read_text("utf-8")
        text = comment.read_text("utf-8")
        assert text.startswith("*Made by the code of this pull request at good;")
        assert "@everyone" not in text
        assert "@&#8203;everyone look &amp;commat;team a#&#8203;12 &amp;num;12 GH-&#8203;7 Fixes " in text
        assert "commons/issues/&#8203;4\n" in text
        assert len(text) < 65_000
    assert not (tmp_path / "hacked").exists()
    if comment.exists():
        (tmp_path / "gh").write_text(GH.replace("${7}/what-would-change.md", "/dev/null"), "utf-8")
        subprocess.run(command, cwd=tmp_path, check=True, env=around | {"ENDED": "failure"})
        first, *_, last = comment.read_text("utf-8").splitlines()
        assert first.startswith(
            "**The check of commit good did not end well, so it cannot be published. [Its run](https://"
        )
        assert last == "The run has left no text."


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=Tea", "-c", "user.email=tea@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


MAKEFILE = """site: ## Build
\t@mkdir -p site && cp word site/index.html && ! grep -q broken word
changes: ## Report
\t@echo "adds one resource" >"$(OUT)"
rollback: ## Go back
\t@sh tools/roll-back
"""


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A repository whose site shows a word, with three states of it."""
    project = tmp_path / "project"
    shutil.copytree(ROOT / "tools", project / "tools")
    (project / "data").mkdir()
    (project / "data/site.yaml").write_text("name: Tea\n", "utf-8")
    (project / "Makefile").write_text(MAKEFILE, "utf-8")
    (project / ".gitignore").write_text(".commons\nsite\n", "utf-8")
    git(project, "init", "-q")
    for word in ("one", "broken", "three"):
        (project / "word").write_text(f"{word}\n", "utf-8")
        git(project, "add", "-A")
        git(project, "commit", "-qm", f"Say {word}")
    (project / "site").mkdir()
    (project / "site/index.html").write_text("three\n", "utf-8")
    return project


def roll_back(project: Path, word: str, to: str) -> tuple[int, str]:
    done = subprocess.run(
        ["make", "rollback"],
        cwd=project,
        env={**os.environ, "WORD": word, "TO": to},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def test_a_former_state_is_built_by_its_own_program(history: Path) -> None:
    code, output = roll_back(history, "roll back", "HEAD~2")
    assert (code, "Say one" in output) == (0, True), output
    assert (history / "site/index.html").read_text("utf-8") == "one\n"
    assert git(history, "status", "--porcelain") == ""
    assert git(history, "log", "-1", "--format=%s") == "Say three"
    assert len(git(history, "worktree", "list").splitlines()) == 1


def test_a_copy_that_holds_only_the_newest_commits_is_recognized(history: Path, tmp_path: Path) -> None:
    clone = tmp_path / "shallow"
    git(history, "clone", "-q", "--depth", "1", f"file://{history}", str(clone))
    for to in ("", "HEAD~1"):
        code, output = roll_back(clone, "roll back", to)
        assert (code, '"git fetch --unshallow" brings the rest' in output) == (2, True), output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "to", "reason"),
    [
        ("", "HEAD~2", 'type "roll back"'),
        ("rollback", "HEAD~2", 'type "roll back"'),
        ("roll back", "no-such", "no commit of the name"),
        ("roll back", "--help", "no commit of the name"),
        ("roll back", "HEAD; touch hacked", "no commit of the name"),
        ("roll back", "$(touch hacked)", "no commit of the name"),
        ('"; touch hacked; "', "HEAD~2", 'type "roll back"'),
        ("roll back", "", "cannot be built any more"),
        ("roll back", "elsewhere", "never part of this branch"),
    ],
)
def test_what_cannot_be_gone_back_to_is_reported_and_changes_nothing(
    history: Path, word: str, to: str, reason: str
) -> None:
    git(history, "switch", "-q", "-c", "elsewhere", "HEAD~2")
    git(history, "commit", "-q", "--allow-empty", "-m", "Never published")
    git(history, "switch", "-q", "main")
    code, output = roll_back(history, word, to)
    assert (code, reason in output) == (2, True), output
    assert (history / "site/index.html").read_text("utf-8") == "three\n"
    assert not (history / "hacked").exists()
    assert len(git(history, "worktree", "list").splitlines()) == 1


def test_a_copy_with_the_newest_commit_only_is_reported(history: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{history}", "shallow")
    code, output = roll_back(tmp_path / "shallow", "roll back", "")
    assert (code, "git fetch --unshallow" in output) == (2, True), output


def test_git_revert_brings_back_what_was_before(history: Path) -> None:
    git(history, "revert", "--no-edit", "HEAD")
    assert (history / "word").read_text("utf-8") == "broken\n"


def test_the_image_of_gitlab_is_named_by_its_digest(root: Path) -> None:
    images = re.findall(r"^ *image: *(\S+)", (root / ".gitlab-ci.yml").read_text("utf-8"), re.MULTILINE)
    assert images
    assert all(re.fullmatch(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}", image) for image in images)
