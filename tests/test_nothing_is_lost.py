"""Whatever a person types is on the page, in the document and in the e-mail, or a problem names its line.

Made-up texts of lists, tables, notes, headings, quotes and code go in, written well and not so well. Each word is there
once, so that it can be found again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.run import build
from curriculum_commons.content.markdown import Markup
from curriculum_commons.content.markdown.engine import reader
from curriculum_commons.content.markdown.typed import typed_problems
from curriculum_commons.documents.pandoc import MARKDOWN, pandoc

TODAY = "2026-11-23"
SCRIPTS = ("kettle", "Übergüsse", "чайник", "选茶", "שלום", "شاي", "चाय", "τσάι", "차", "ชา", "ჩაი", "ሻይ", "ﬁlter")
Made = tuple[str, dict[str, tuple[str, ...]]]
"""A text, and by word the elements one of which it is meant to be in."""
PAGE = "---\ntitle: Made\ndescription: What was made up.\n---\n\n"
TEXT = "---\ntitle: Made {0}\npurpose: To try.\nkind: document\nformats: [docx]\nfolder: 1-start-here\n---\n\n{1}"
ISSUE = """---
title: Made
summary: What was made up, in a few words that are enough.
date: "{1}-01-15"
audience: everybody who makes tea
authors: [the editors of this site]
render_macros: true
---

# Made

{{{{ newsletter_head("{0}") }}}}

{2}
{{{{ newsletter_foot("{0}") }}}}
"""
HEADINGS, CELLS = ("h2", "h3"), ("td", "th")


@dataclass
class Typed:
    """A text while it is made up."""

    draw: Callable[[st.SearchStrategy[object]], object]
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By word, the elements one of which it is meant to be in."""
    notes: list[str] = field(default_factory=list)
    is_page: bool = False
    """Whether it may have HTML, which documents have not."""

    def one_of(self, *choices: str) -> str:
        return str(self.draw(st.sampled_from(choices)))

    def word(self, *tags: str) -> str:
        word = f"{self.one_of(*SCRIPTS)}{len(self.places)}x"
        self.places[word] = tags
        return word

    def words(self, *tags: str) -> str:
        form = self.one_of("{}", "{}", "*{}*", "**{}**", "`{}`", "[{}](https://tea.example/)", "{}[^{}]")
        if form.endswith("[^{}]"):
            name = f"n{len(self.places)}"
            self.notes.append(f"[^{name}]: {self.word()}")
            return form.format(self.word(*tags), name)
        return f"{form.format(self.word(*tags))} and {self.word(*tags)}"

    def heading(self) -> str:
        return f"## {self.word(*HEADINGS)} {self.one_of('', f'{{ #a{len(self.places)} }}')}"

    def paragraph(self) -> str:
        return "\n".join(self.words() for _ in range(int(self.one_of("1", "2"))))

    def quote(self) -> str:
        return f"> {self.words('blockquote')}"

    def code(self) -> str:
        return f"```\n{self.word('pre')}\n```"

    def items(self, depth: int = 0) -> str:
        mark = self.one_of("- ", "* ", "1. ", "- ", "1) ", "– ")
        tags = () if mark == "– " else ("li",)  # one line alone may be a sentence
        lines = []
        for number in range(int(self.one_of("1", "2", "3"))):
            lines.append(" " * depth + (f"{number + 1}. " if mark == "1. " else mark) + self.words(*tags))
            if depth < 8 and self.one_of("no", "no", "yes") == "yes":
                lines.append(self.items(depth + int(self.one_of("2", "3", "4", "4"))))
        return "\n".join(lines)

    def table(self) -> str:
        rows = [[self.word(*CELLS), self.word(*CELLS)] for _ in range(int(self.one_of("2", "3")))]
        if self.one_of("fits", "fits", "more") == "more":
            rows[-1].append(self.word(*CELLS))
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return "\n".join([lines[0], *([] if self.one_of("-", "-", "") == "" else ["|---|---|"]), *lines[1:]])

    def terms(self) -> str:
        word, means = self.word("dt", "p"), self.one_of(": ", ":   ", "\n: ")
        below = self.one_of("none", "other", "list")
        more = {"other": f"\n{means.strip()} {self.word('dd', 'p')}", "list": f"\n\n    - {self.word('li')}\n    - b"}
        return f"{word}\n{means}{self.word('dd', 'p')}{more.get(below, '')}"

    def rich_item(self) -> str:
        more = self.one_of("words", "code", "table", "quote")
        inside = {"code": ("```", "pre"), "table": ("| a |\n    |---|\n    | ", "td"), "quote": ("> ", "blockquote")}
        begin, tag = inside.get(more, ("", "li"))
        block = f"```\n    {self.word(tag)}\n    ```" if more == "code" else f"{begin}{self.word(tag)}"
        return f"1. {self.words('li')}\n\n    {block}\n\n2. {self.word('li')}"

    def html(self) -> str:
        name, markdown = self.one_of("div", "details", "section"), self.one_of("", " markdown")
        inside = self.one_of("word", "list", "table")
        made = {"word": self.word, "list": lambda: f"- {self.word('li')}\n- {self.word('li')}", "table": self.table}
        return f"<{name}{markdown}>\n\n{made[inside]()}\n\n</{name}>"

    def text(self) -> str:
        kinds = (self.heading, self.paragraph, self.quote, self.code, self.items, self.items, self.table)
        kinds += (self.terms, self.rich_item, *([self.html] if self.is_page else []))
        body = self.paragraph()
        for _ in range(int(self.one_of("2", "4", "6"))):
            block = kinds[int(self.one_of(*map(str, range(len(kinds)))))]()
            body += self.one_of("\n\n", "\n\n", "\n\n", "\n") + block
        return "\n\n".join([body, *self.notes]) + "\n"


@st.composite
def typed(draw: Callable[[st.SearchStrategy[object]], object], is_page: bool = False) -> Made:
    text = Typed(draw, is_page=is_page)
    body = text.text()
    return body, {word: tags for word, tags in text.places.items() if word in body}


def lost(html: str | bytes, places: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the words that are not where they are meant to be."""
    tree = LexborHTMLParser(html)
    whole = tree.text()
    texts = {tag: "".join(node.text() for node in tree.css(tag)) for tags in places.values() for tag in tags}
    return [
        word
        for word, tags in places.items()
        if word not in whole or (tags and not any(word in texts[tag] for tag in tags))
    ]


def is_reported(body: str, is_page: bool) -> bool:
    found = list(typed_problems(Markup(body, template=False), is_page))
    assert all(0 <= at < len(body) for at, _, _ in found)
    return bool(found)


def page(body: str) -> str:
    return reader().convert(body)


def document(body: str) -> bytes:
    return pandoc(body.encode(), [f"--from={MARKDOWN}", "--to=html"])


@pytest.mark.slow
@settings(max_examples=150, deadline=None, derandomize=True)
@given(typed(is_page=True))
def test_each_word_is_on_the_page_as_it_is_meant_or_reported(made: Made) -> None:
    body, places = made
    assert is_reported(body, is_page=True) or lost(page(body), places) == [], body


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True)
@given(typed())
def test_each_word_is_in_the_document_as_it_is_meant_or_reported(made: Made) -> None:
    body, places = made
    assert is_reported(body, is_page=False) or lost(document(body), places) == [], body


@pytest.mark.slow
@settings(
    max_examples=1,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # a failing build takes minutes to shrink
    suppress_health_check=list(HealthCheck),
)
@given(
    made=st.lists(
        typed().filter(lambda made: not is_reported(made[0], is_page=True)),
        min_size=9,
        max_size=9,
        unique_by=itemgetter(0),
    )
)
def test_each_word_is_in_everything_that_is_built(
    small_project: Path, tmp_path_factory: pytest.TempPathFactory, made: list[Made]
) -> None:
    root = Path(shutil.copytree(small_project, tmp_path_factory.mktemp("built") / "project"))
    for number, (body, _) in enumerate(made):
        (root / f"docs/about/made{number}.md").write_text(PAGE.replace("Made", f"Made {number}") + body, "utf-8")
        name = f"{2000 + number}-01-made"
        (root / f"docs/newsletter/{name}.md").write_text(ISSUE.format(name, 2000 + number, body), "utf-8")
        if not is_reported(body, is_page=False):
            (root / f"toolkit/made{number}.md").write_text(TEXT.format(number, body), "utf-8")
    with (root / "docs/index.md").open("a", encoding="utf-8") as home:
        home.writelines(f"\n[Made {number}](about/made{number}.md)\n" for number in range(len(made)))
    for engine in ("mkdocs", "zensical"):  # one after the other in one folder, so that documents are made once
        build(root, engine, TODAY, lambda _: None)
        assert_nothing_is_lost(root, made)


def assert_nothing_is_lost(root: Path, made: list[Made]) -> None:
    for number, (_, places) in enumerate(made):
        assert lost((root / f"site/about/made{number}/index.html").read_bytes(), places) == []
        mail = (root / f"site/newsletter/{2000 + number}-01-made/issue.txt").read_text("utf-8")
        letters = "".join(mail.split())  # a line may end within a Chinese word
        assert [word for word in places if word not in letters] == []
    files = {file.stem: file for file in (root / "site").rglob("made*.docx")}
    assert files.keys() == {file.stem for file in (root / "toolkit").glob("made*.md")}
    for name, file in files.items():
        with ZipFile(file) as parts:
            xml = b"".join(parts.read(part) for part in parts.namelist() if part.startswith("word/")).decode(
                "utf-8", "replace"
            )
        assert [word for word in made[int(name.removeprefix("made"))][1] if word not in xml] == []


@pytest.mark.long
@settings(max_examples=3_000, deadline=None)
@given(typed(is_page=True))
def test_each_word_of_many_texts_is_shown_or_reported(made: Made) -> None:
    body, places = made
    assert is_reported(body, is_page=True) or lost(page(body), places) == [], body


@pytest.mark.long
@settings(max_examples=600, deadline=None)
@given(typed())
def test_each_word_of_many_documents_is_shown_or_reported(made: Made) -> None:
    body, places = made
    assert is_reported(body, is_page=False) or lost(document(body), places) == [], body
