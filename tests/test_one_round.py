"""All mistakes that can be known come in one run of `check`, whatever their stage; mending them brings no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from curriculum_commons.build.project import check_publishable, open_commons
from curriculum_commons.model.problems import ContentError

TODAY = "2026-11-27"
NAME = "2026-11-a-second-cup"
ISSUE, PAGE, TEXT = f"docs/newsletter/{NAME}.md", "docs/teach.md", "toolkit/a-cup.md"
RULES = [
    ("summary: Too short.", "summary: What has changed in the two competencies of tea.", "too-short"),
    ('{{ competency_components("T-77") }}', '{{ competency_components("T-1") }}', "unknown-reference"),
    ("{{ no_such_macro() }}", "", "unknown-macro"),
    ("![](../images/nowhere.png)", "", "image-description link-target-missing"),
    ("[More][nothing]", "More", "link-label-undefined"),
    ('newsletter_foot("2026-11")', f'newsletter_foot("{NAME}")', "issue-head-and-foot"),
]
"""Mistakes that are against a rule, with what mends them."""
OTHERS = [
    ('date: "2026-11-30"', 'date: "2026-11-23"', "date-in-future"),
    ("# Another cup", "# A second cup", "title-mismatch"),
    ("Each school:\n- one", "Each school:\n\n- one", "markdown-not-read"),
    ("TODO: the rest.", "The rest.", "placeholder"),
    ("Ask Dr. Erika Mustermann.", "Ask the school.", "person-without-consent"),
    ("[click here](https://tea.example/pot)", "[the pot](https://tea.example/pot)", "vague-link-text"),
    ("https://192.168.0.1/", "https://tea.example/", "local-link"),
    ('<iframe src="https://tea.example/"></iframe>', "", "unsupported-html"),
    ("*|FNAME|*", "you", "merge-tag"),
    ("MRN: 00482913", "", "patient-data"),
    ("password is Hunter2026!", "", "secret"),
]
"""Mistakes that keep it from publication."""
TOP = """---
title: A second cup
summary: Too short.
date: "2026-11-30"
audience: teachers
authors: [the tea makers]
render_macros: true
---

# Another cup

"""
WRONG = f"""{TOP}{{{{ newsletter_head("{NAME}") }}}}

Each school:
- one
- two

TODO: the rest. Ask Dr. Erika Mustermann. Or [click here](https://tea.example/pot), or [a pot](https://192.168.0.1/).

{{{{ competency_components("T-77") }}}}

{{{{ no_such_macro() }}}}

![](../images/nowhere.png)

Look <iframe src="https://tea.example/"></iframe> for *|FNAME|*, MRN: 00482913, password is Hunter2026! [More][nothing]

{{{{ newsletter_foot("2026-11") }}}}
"""


def mended(text: str, *mistakes: tuple[str, str, str]) -> str:
    for wrong, right, _ in mistakes:
        assert wrong in text
        text = text.replace(wrong, right)
    return text


def codes(*mistakes: tuple[str, str, str]) -> set[str]:
    return {code for _, _, listed in mistakes for code in listed.split()}


def found(root: Path, path: str = "") -> set[str]:
    try:
        check_publishable(root, open_commons(root, TODAY), TODAY)
    except ContentError as error:
        errors = (problem for problem in error.problems if problem.severity == "error")
        return {problem.code for problem in errors if problem.path.startswith(path)}
    return set()


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text(text, "utf-8")


@pytest.fixture
def letters(tiny: Path) -> Path:
    site = tiny / "data/site.yaml"
    site.write_text(site.read_text("utf-8") + "newsletter:\n  title: Tea News\n", "utf-8")
    index = (
        "---\ntitle: News\ndescription: All issues.\nrender_macros: true\n---\n\n# News\n\n{{ newsletter_list() }}\n"
    )
    write(tiny, "docs/newsletter/index.md", index)
    return tiny


def test_mistakes_of_an_issue_come_in_one_round(letters: Path) -> None:
    write(letters, ISSUE, WRONG)
    assert found(letters) == codes(*RULES, *OTHERS)
    write(letters, ISSUE, mended(WRONG, *RULES))
    assert found(letters) == codes(*OTHERS)
    write(letters, ISSUE, mended(WRONG, *OTHERS))
    assert found(letters) == codes(*RULES)
    write(letters, ISSUE, mended(WRONG, *RULES, *OTHERS))
    assert found(letters) == set()


@pytest.mark.parametrize(
    ("path", "right", "wrong", "code"),
    [
        ("data/site.yaml", "official:", "oficial:", "unknown-key"),
        ("data/resources.yaml", "format: video", "format: vidoe", "unknown-reference"),
        ("data/references.yaml", "title: ", "titel: ", "unknown-key"),
        (ISSUE, 'date: "', 'dat: "', "unknown-key"),
    ],
)
def test_they_come_whatever_else_is_wrong(letters: Path, path: str, right: str, wrong: str, code: str) -> None:
    write(letters, ISSUE, WRONG)
    whole = (letters / path).read_text("utf-8")
    assert right in whole
    write(letters, path, whole.replace(right, wrong, 1))
    missing = {"date-in-future"} if path == ISSUE else set()
    assert found(letters) - {"missing-key"} == (codes(*RULES, *OTHERS) | {code}) - missing


@pytest.mark.parametrize("draft", ["draft: true", "draft:  true\ntitle: again"])
def test_a_draft_may_contain_what_an_issue_may_not(letters: Path, draft: str) -> None:
    write(letters, ISSUE, WRONG.replace("render_macros: true", f"render_macros: true\n{draft}"))
    reported = found(letters)
    assert reported >= codes(*RULES[1:])
    assert reported & codes(*OTHERS) == {"patient-data", "secret"}


def test_mistakes_of_a_page_come_in_one_round(tiny: Path) -> None:
    page = (tiny / PAGE).read_text("utf-8")
    write(tiny, PAGE, f"{page}\nEach:\n- one\n\n[x](nowhere.md), MRN: 00482913. Ask Dr. Erika Mustermann.\n")
    assert found(tiny, PAGE) == {"link-target-missing", "markdown-not-read", "patient-data", "person-without-consent"}
    write(tiny, PAGE, f"{page}\nEach:\n\n- one\n\nAsk Dr. Erika Mustermann.\n")
    assert found(tiny) == {"person-without-consent"}


def test_mistakes_of_a_text_of_the_toolkit_come_in_one_round(tiny: Path) -> None:
    top = "---\ntitle: A cup\npurpose: Tea.\nkind: document\nformats: [docx, pfd]\nfolder: 1-start\n---\n\n"
    write(tiny, TEXT, f"{top}[x](nowhere.md)\n- one\n\nMRN: 00482913. Ask Dr. Erika Mustermann.\n")
    assert found(tiny, TEXT) == {
        "unknown-value", "link-target-missing", "markdown-not-read", "patient-data", "person-without-consent"
    }  # fmt: skip


def test_an_overdue_review_and_missing_terms_come_with_mistakes_of_pages(tiny: Path) -> None:
    resources = tiny / "data/resources.yaml"
    day = next(line for line in resources.read_text("utf-8").splitlines() if "review_by:" in line)
    write(tiny, "data/resources.yaml", resources.read_text("utf-8").replace(day, '    review_by: "2020-01-01"', 1))
    (tiny / "docs/files").mkdir()
    (tiny / "docs/files/tea.pdf").write_bytes(b"%PDF-1.4")
    write(tiny, PAGE, f"{(tiny / PAGE).read_text('utf-8')}\n[x](nowhere.md)\n")
    assert found(tiny) >= {"link-target-missing", "overdue-review", "missing-license"}
