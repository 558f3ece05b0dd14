"""Paragraphs and lists of a text in the data are kept in every form that it takes, and nothing unreadable gets in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import html5lib
import pytest
from openpyxl import load_workbook
from pydantic import ValidationError

from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.content.markdown.unread import markdown_in
from curriculum_commons.content.yaml_reader import read
from curriculum_commons.documents import recipes
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.records import Term
from curriculum_commons.model.unreadable import unreadable
from curriculum_commons.newsletter.feeds import feed_files
from curriculum_commons.newsletter.mail import html_mail, text_mail
from curriculum_commons.render import MACROS, show
from curriculum_commons.render.paragraphs import laid_out, lines, marked

LONG = r"First of all.\n\nSecond:\n- warm the pot\n- pour {it}\n\n3. Serve\n4. Wait\n\n(a) a cup\n(b) a bowl"
WORDS = ["First of all.", "Second:", "warm the pot", "pour {it}", "Serve", "Wait", "(a) a cup", "(b) a bowl"]
TEXT = """---
title: {0}
purpose: About tea.
kind: {0}
formats: [{1}]
folder: 1-tea
render_macros: true
---

## Tea

{{{{ competency_statement("T-1") }}}}
"""
FORMATS = {"document": "docx", "slides": "pptx", "mapping workbook": "xlsx"}


@pytest.fixture
def long_project(project: Path) -> Path:
    for file, field in (("competencies", "statement"), ("resources", "summary")):
        path = project / f"data/{file}.yaml"
        text = re.sub(rf"(?<= {field}: ).*", lambda _: f'"{LONG}"', path.read_text("utf-8"), count=1)
        path.write_text(text, "utf-8")
    for kind, form in FORMATS.items():
        (project / f"toolkit/{kind.replace(' ', '-')}.md").write_text(TEXT.format(kind, form), "utf-8")
    issue = next(project.glob("docs/newsletter/2*.md"))
    text = issue.read_text("utf-8").replace("boils.", 'boils.\n\n{{ competency_statement("T-1") }}')
    issue.write_text(text, "utf-8")
    return project


@pytest.fixture
def opened(long_project: Path) -> tuple[Commons, BuildContext]:
    commons = open_commons(long_project)
    return commons, context_for(long_project, commons)


def test_a_page_and_an_email_have_paragraphs_and_lists(opened: tuple[Commons, BuildContext]) -> None:
    commons, context = opened
    for html in (show(commons, context, "competency_statement", ("T-1",), ""), html_mail(*opened, commons.issues[0])):
        assert re.findall(
            r"<p[^<>]*>(First of all\.|Second:|\(a\) a cup|\(b\) a bowl)(?: ?<span class=.sources.*?)?</p>", html
        ) == [
            WORDS[0],
            WORDS[1],
            *WORDS[6:],
        ]
        assert re.search(r"<ul[^<>]*><li[^<>]*>warm the pot</li><li[^<>]*>pour (\{|&#123;)it", html)
        assert re.search(r'<ol[^<>]*start="3"[^<>]*>', html)
    text = text_mail(*opened, commons.issues[0])
    assert "\n> First of all.\n>\n> Second:\n>\n> - warm the pot\n> - pour {it}\n" in text


def test_every_macro_shows_long_texts_as_valid_html(opened: tuple[Commons, BuildContext]) -> None:
    commons, context = opened
    for name, arguments in shown_with(commons):
        html = show(commons, context, name, arguments, "")
        assert not re.search("[\x02-\x05]", html)
        html5lib.HTMLParser(strict=True).parseFragment(html)


def shown_with(commons: Commons) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in ("competency_statement", "competency_citation"):
        yield name, ("T-1",)
    yield from ((name, ()) for name in ("competency_list", "resource_finder") if name in MACROS)


@pytest.mark.slow
def test_documents_slides_and_workbooks_have_them_line_by_line(opened: tuple[Commons, BuildContext]) -> None:
    for text in opened[0].toolkit:
        if text.meta.folder == "1-tea":
            recipe = next(iter(recipes(*opened, text)))
            assert words_of(recipe.path, recipe.make()) >= set(WORDS), recipe.path


def words_of(path: str, content: bytes) -> set[str]:
    """Return the texts of an office file by the paragraph, without the marks of lists."""
    if path.endswith("xlsx"):
        rows = load_workbook(BytesIO(content), read_only=True).worksheets[0].iter_rows(values_only=True, max_col=1)
        return {re.sub(r"^(?:•|[0-9]\.) ", "", str(row[0])) for row in rows}
    with ZipFile(BytesIO(content)) as zipped:
        parts = [name for name in zipped.namelist() if re.search(r"word/document|slides/slide\d+\.xml", name)]
        xml = "".join(zipped.read(name).decode() for name in parts)
    return {"".join(re.findall(r"<[aw]:t[^<>]*>([^<>]*)", part)) for part in re.split(r"</[aw]:p>", xml)}


def test_a_feed_has_them_in_summary_and_content(opened: tuple[Commons, BuildContext]) -> None:
    feed = dict(feed_files(*opened))["feeds/resources.xml"].decode()
    assert "<p>First of all.</p><p>Second:</p><p>• warm the pot</p><p>• pour {it}</p><p>3. Serve</p>" in feed
    assert escape("<p>Second:</p>\n<ul><li>warm the pot</li>", quote=False) in feed


def test_where_no_paragraph_is_around_lines_are_broken() -> None:
    text = marked("One.\n\n- a\n- b\n\nEnd.", escape)
    assert laid_out(f"<td>{text}</td>") == "<td>One.<br>• a<br>• b<br><br>End.</td>"
    assert laid_out(f"<p><b>{text}</b></p>") == "<p><b>One.<br>• a<br>• b<br><br>End.</b></p>"
    assert laid_out(f'<a title="{text}">x</a>') == '<a title="One. a b End.">x</a>'
    assert laid_out(f'<p id="x" class="y">{marked("a.", escape)}</p>') == '<p id="x" class="y">a.</p>'
    two = marked("a.\n\nb.", escape)
    assert laid_out(f'<p id="x" class="y">{two}</p>') == '<p id="x" class="y">a.</p>\n<p class="y">b.</p>'
    assert [*lines("One\nmore.\n\n2) a\n\n3) b")] == ["One more.", "2. a", "3. b"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *[(f"Do:\n{one} warm\n{one} pour", ["Do:", "• warm", "• pour"]) for one in ("—", "●", "▪", "\uf0b7", "・")],
        *[(f"Do:\n{one}warm\n{one}pour", ["Do:", "• warm", "• pour"]) for one in ("•", "▸")],
        # What may mean something is kept.
        *[
            (f"Do:\n{one} warm\n{one} pour", ["Do:", f"{one} warm", f"{one} pour"])
            for one in ("→", "⇒", "->", "=>", "»", "✓", "★", "☐", "✔️", "🍵", "≥", "†")
        ],
        ("→ warm\n→ pour", ["→ warm", "→ pour"]),
        ("Water turns\n→ to steam", ["Water turns → to steam"]),
    ],
)
def test_lines_that_begin_with_a_sign_do_not_run_on(text: str, shown: list[str]) -> None:
    assert [*lines(text)] == shown


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        *[(text, text) for text in ("**Hot**", "*hot*", "_hot_", "__hot__", "~~cold~~", "`kettle`")],
        *[(f"Pour {text}, now", text) for text in ("[tea](https://a.example/)", "![A cup](cup.png)", "<https://a.b>")],
        ("Pour[^1] it", "[^1]"),
        ("## Steps\n\nPour", "## Steps"),
        ("Steps\n=====\n\nPour", "====="),
        ("Steps\n-----\n\nPour", "-----"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |"),
        ("Pour:\n\n- *hot* water\n- milk", "*hot*"),
        ("a\n\n***\n\nb", "***"),
    ],
)
def test_markdown_in_data_is_found(text: str, passage: str) -> None:
    assert markdown_in(text) == passage


@pytest.mark.parametrize(
    "text",
    [
        *["2*3*4 cups", "snake_case_name", "Required*; optional*", "*p < 0.05, **p < 0.01", "`tea' and `coffee'"],
        *["images/_a_.png", "https://a.example/_b_/", "# of sessions", "> 80 % of guests", "Name: ____", "f[x](y)"],
        *["[sic]", "- hot\n- clean", "1. a\n2. b", "*", "C# and F#", "3 > 2", "---", "a | b", "~5 minutes"],
    ],
)
def test_what_only_looks_like_markdown_passes(text: str) -> None:
    assert markdown_in(text) is None


@pytest.mark.parametrize(
    ("yaml", "value"),
    [
        ("a: >-\n  One\n  line.\n\n  Another.", "One line.\n\nAnother."),
        ("a: 'One\n\n  Two'", "One\n\nTwo"),
        ("a: One\n  line\n\n  Two", "One line\n\nTwo"),
        ('a: "x:\\n- a\\n- b"', "x:\n- a\n- b"),
        ("a: |-\n  x:\n  - a\n  - b", "x:\n- a\n- b"),
        ("a: >-\n  x:\n\n  - a\n\n  - b", "x:\n\n- a\n\n- b"),
    ],
)
def test_an_empty_line_in_the_data_divides_paragraphs(yaml: str, value: str) -> None:
    reading = read(yaml.encode())
    assert (reading.value, reading.faults) == ({"a": value}, [])


@pytest.mark.parametrize(
    "yaml",
    [
        "a: >-\n  x:\n  - a\n  - b",
        'a: "x:\n  1. a\n  2. b"',
        "a: x\n  * a\n  * b",
        "a: >\n  x\n  • a\n  • b\n",
        "a: >\n  x\n  → a\n  → b\n",
    ],
)
def test_a_list_that_yaml_would_fold_into_one_paragraph_is_reported(yaml: str) -> None:
    assert [(fault.line, fault.code) for fault in read(yaml.encode()).faults] == [
        (3 if ">" in yaml else 2, "folded-list")
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[
            (text, "markup-in-text")
            for text in (
                "a &lt;b",
                "Q&amp;A",
                "a&nbsp;b",
                "&#8212;",
                "&#x2014;",
                "&eacute;",
                "10&nbsp mg",
                "&copy 2024",
            )
        ],
        *[
            (text, "markup-in-text")
            for text in ("<b>x</b>", "x<br/>y", "</p>", "<!-- x", "<o:p></o:p>", "<SPAN a='b'>")
        ],
        *[(f"te{sign}a", "invisible-character") for sign in "\u200b\u00ad\ufeff\u2060\u200c\u200d\u200e\u034f\u2063"],
    ],
)
def test_markup_and_invisible_characters_in_data_are_reported(text: str, code: str) -> None:
    found = unreadable(text)
    assert found is not None
    assert found[1] == code
    with pytest.raises(ValidationError):
        Term(id="a", name=text)


@pytest.mark.parametrize(
    "text",
    [
        *[
            "AT&T; R&D",
            "the copy R&copywriters keep, https://a.example/?a=1&copy=2",
            "p < 0.05 and n > 3",
            "<School>",
            "می‌خواهم",
            "क्‍ष",
            "👩‍🔬",
            "👍🏽‍♂️",
            "שלום‎ (a)",
            "ខ្មែរ​ភាសា",
            "10 °C",
        ],
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ],
)
def test_what_a_language_needs_is_accepted(text: str) -> None:
    assert unreadable(text) is None
