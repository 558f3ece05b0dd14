"""The steps of the manual, followed to the letter in a small project; commands and examples come from its pages."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from curriculum_commons.build.project import open_commons
from curriculum_commons.content.defaults import FOLDER

Run = Callable[..., subprocess.CompletedProcess[str]]
ISSUE = "2027-01-mapping-workshop-in-march"
DAY = "1799971200"
"""The day on which the issue of the manual is sent, January 15, 2027."""


def manual(name: str) -> str:
    return (FOLDER / f"docs/contribute/{name}.md").read_text("utf-8")


def command(page: str, begin: str) -> list[str]:
    """The one command in a block of a page that begins like this, without the name of the program."""
    (line,) = re.findall(rf"^ *commons ({begin}.*)$", page, re.MULTILINE)
    return shlex.split(line)


def test_an_issue_is_begun_looked_at_and_published_as_the_manual_has_it(tiny: Path, run: Run) -> None:
    page = manual("newsletter")
    settings = re.search(r"```yaml\n(newsletter:\n.*?)```", page, re.DOTALL)
    assert settings
    with (tiny / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write(settings[1])
    (tiny / "docs/newsletter").mkdir(exist_ok=True)
    top = "---\ntitle: News\ndescription: All issues.\nrender_macros: true\n---\n\n# News\n\n"
    (tiny / "docs/newsletter/index.md").write_text(top + "{{ newsletter_list() }}\n", "utf-8")

    def follow(begin: str, *more: str) -> subprocess.CompletedProcess[str]:
        return run(*command(page, begin), *more, "--root", tiny, SOURCE_DATE_EPOCH=DAY)

    assert follow("newsletter new").returncode == 0
    issue = tiny / f"docs/newsletter/{ISSUE}.md"
    text = issue.read_text("utf-8")
    for macro in re.findall(r"^\{\{ newsletter_.* \}\}$", page, re.MULTILINE):
        assert macro in text
    unfinished = follow("newsletter publish")
    assert (unfinished.returncode, "TODO" in unfinished.stderr) == (1, True)
    text = re.sub(r"^summary:.*$", "summary: A workshop on mapping, in March.", text, flags=re.MULTILINE)
    text = re.sub(r"^audience:.*$", "audience: everybody", text, flags=re.MULTILINE)
    text = re.sub(r"^( +-|authors:).*TODO.*$", "authors: [the editors]", text, flags=re.MULTILINE)
    issue.write_text(re.sub("TODO[^{]*", "We map together.\n\n", text), "utf-8")
    looked_at = follow("newsletter test", "--no-browser")
    assert (looked_at.returncode, looked_at.stderr) == (0, "")
    for name in ("issue.html", "issue.txt", "issue.eml"):
        assert (tiny / f".commons/newsletter-test/{ISSUE}/{name}").is_file(), name
    published = follow("newsletter publish")
    assert published.returncode == 0, published.stderr
    assert issue.with_suffix(".sent.yaml").is_file()
    assert "draft: true" not in issue.read_text("utf-8")


def test_the_example_of_a_resource_fits_with_the_words_of_a_site(tiny: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", manual("add-a-resource"), re.DOTALL)
    for ours, theirs in {
        "id: kettle-film": "id: another-film",
        "kettle.example/film": "kettle.example/another",
        "ABC-4": "T-1",
        "supervised": "make",
        "classroom, online": "kitchen",
    }.items():
        assert ours in example
        example = example.replace(ours, theirs)
    with (tiny / "data/resources.yaml").open("a", encoding="utf-8") as file:
        file.write(example)
    added = open_commons(tiny).resources[-1]
    assert added.title == "How a kettle works: a film for whoever teaches beginners"
    assert (added.teaches, added.checked_how) == (("T-1",), "archived copy")


@pytest.mark.parametrize("name", [path.stem for path in sorted((FOLDER / "docs/contribute").glob("*.md"))])
def test_a_page_begins_with_its_task_in_few_lines(name: str) -> None:
    text = re.sub(r"\A---\n.*?\n---\n", "", manual(name), flags=re.DOTALL)
    first = text.partition("\n## ")[0]
    marks = ("# ", "|---", "    ```", "```")
    steps = [line for line in first.splitlines() if line.strip() and not line.startswith(marks)]
    assert len(steps) <= 10
