"""What is wrong with a built site is reported where somebody wrote it: in a text, a record, a template, a setting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path

import pytest

import curriculum_commons
from curriculum_commons.build.audit import audit_mail
from curriculum_commons.build.html_page import Address
from curriculum_commons.build.origins import Sources
from curriculum_commons.build.page_policy import Fault
from curriculum_commons.build.project import check_publishable, lay_out_toolkit, open_commons
from curriculum_commons.build.run import build
from curriculum_commons.content.markdown import macro_calls
from curriculum_commons.model.build_context import Brand
from curriculum_commons.model.commons import Page
from curriculum_commons.model.problems import ContentError
from curriculum_commons.model.records import PageMeta

TODAY = "2026-11-23"
ADDRESS = Address.of("https://tea.example/")
PACKAGE = Path(curriculum_commons.__file__).parent
FAULTS = {
    "docs/about/notes.md": {
        "": """
The style of a script, in an iframe of words: 2 colors, [gone](https://tea.example/school).

<p style="color: red">Red</p>
<p style="color: #00f">Blue</p>

Some text
{ onclick="go()" }

<script>go()</script>

<iframe src="https://maps.example/"></iframe>

<button formaction="/tea/">Go</button>

<picture><source srcset="lost.webp 2x"></picture>

<video poster="//cdn.example/p.png"></video>

```html
<object data="x"></object>
```

<object data="x"></object>
"""
    },
    "docs/plain.html": {
        "": """<!doctype html>
<html lang="en"><head><title>Plain</title>
<meta name="description" content="x"><link rel="canonical" href="https://tea.example/plain.html"></head>
<body><main><h1>Plain</h1>
<p><a href="gone/">x</a></p>
<p><img src="images/cup.png"></p></main></body></html>
"""
    },
    "docs/evidence/index.md": {"": '\n{{ findings("background") }}\n'},
    "data/resources.yaml": {
        "https://kettle.example/film": "https://tea.example/film/",
        "https://kettle.example/terms": "https://tea.example/about/#terms",
    },
    "data/site.yaml": {"url: https://opensource.org/license/mit": 'url: "https://tea.example/mit/"'},
    "data/schools.yaml": {"url: https://school.example/": "url: https://tea.example/school"},
    "theme/parts/foot.html": {
        "</footer>": """<p style="color: {{ 'red' }}">x</p>
<a href="{{ 'lost/' | url }}">Lost</a>
<p id="r-leaf-guide" onmouseover="go()"></p></footer>"""
    },
    "theme/parts/masthead.html": {
        "</header>": "<img src=\"{{ 'images/cup.svg' | url }}\">\n<a href='/tea/#x'>T</a></header>"
    },
    "theme/main.html": {
        '<link rel="canonical" href="{{ page.canonical_url | e }}">': "",
        "<script src=\"{{ 'assets/commons.js'": '<script src="https://cdn.example/x.js"></script>\n  '
        "<script src=\"{{ 'assets/commons.js'",
    },
    "theme/assets/commons.css": {"": "\nb { background: url(../lost.png) }\ni { background: url(//cdn.example/i) }\n"},
    "mkdocs.yml": {
        "theme: commons": "theme: commons\nextra_css:\n  - assets/gone.css",
        "- teach.md": "- teach.md\n  - Gone: gone/away.md",
    },
}
REPORTED = """
data/resources.yaml:17:10 link-target-missing
data/resources.yaml:29:12 link-anchor-missing
data/schools.yaml:8:10 link-target-missing
data/site.yaml:17:8 link-target-missing
docs/about/notes.md:26:64 link-target-missing
docs/about/notes.md:28:1 inline-style
docs/about/notes.md:29:1 inline-style
docs/about/notes.md:32:1 inline-script
docs/about/notes.md:34:1 inline-script
docs/about/notes.md:36:1 embedded-content
docs/about/notes.md:38:1 external-form
docs/about/notes.md:40:10 missing-file
docs/about/notes.md:42:1 external-request
docs/about/notes.md:48:1 embedded-content
docs/evidence/index.md:30:1 duplicate-anchor
docs/plain.html unreachable-page
docs/plain.html:5:4 link-target-missing
docs/plain.html:6:4 image-description
docs/plain.html:6:4 missing-file
mkdocs.yml:10:12 missing-file
mkdocs.yml:54:16 link-target-missing
theme/assets/commons.css:{css[0]}:21 missing-file
theme/assets/commons.css:{css[1]}:21 external-request
theme/main.html missing-metadata
theme/main.html:{main[0]}:3 external-request
theme/parts/foot.html:{foot[0]}:1 inline-style
theme/parts/foot.html:{foot[1]}:1 link-target-missing
theme/parts/foot.html:{foot[2]}:1 duplicate-anchor
theme/parts/foot.html:{foot[2]}:1 inline-script
theme/parts/masthead.html:{head[0]}:1 image-description
theme/parts/masthead.html:{head[1]}:1 link-target-missing
"""


def put(root: Path, faults: Mapping[str, Mapping[str, str]]) -> None:
    """Write what is in place of a piece of each file, or of the theme's; an empty piece is its end."""
    for path, changes in faults.items():
        file = root / path if (root / path).exists() else PACKAGE / path
        text = file.read_text("utf-8") if file.exists() else ""
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new, 1) if old else text + new
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


def lines_at(template: str, piece: str) -> list[int]:
    """The line of a piece of a template of the theme, and the two after it."""
    first = (PACKAGE / "theme" / template).read_text("utf-8").partition(piece)[0].count("\n") + 1
    return [first, first + 1, first + 2]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_every_fault_is_reported_where_it_was_written(project: Path, engine: str) -> None:
    put(project, FAULTS)
    with pytest.raises(ContentError) as refused:
        build(project, engine, TODAY, lambda _: None)
    end = (PACKAGE / "theme/assets/commons.css").read_text("utf-8").count("\n")
    lines = {"css": [end + 2, end + 3], "main": lines_at("main.html", "<script src=\"{{ 'assets/commons.js'")}
    lines |= {"foot": lines_at("parts/foot.html", "</footer>"), "head": lines_at("parts/masthead.html", "</header>")}
    reported = REPORTED.format_map(lines).split("\n")[1:-1]
    assert sorted(f"{problem.place} {problem.code}" for problem in refused.value.problems) == reported


def sources(root: Path, page: Page, html: str = "") -> Sources:
    """A page each of whose macros makes the same HTML."""
    return Sources(root, {page.url: page}, shown=lambda page: [(call, html) for call in macro_calls(page.body)])


def of(path: str, body: str, made: bool = False) -> Page:
    return Page(path, PageMeta(title="Tea", description="Tea", render_macros=True), body, 6, made)


@pytest.mark.parametrize("html", ['<p style="x">x</p>', "<b STYLE='x'>y</b>"])
def test_a_fault_of_a_page_that_nobody_wrote_is_reported_at_its_record(tiny: Path, html: str) -> None:
    page = of("competencies/t-0.md", '{{ withdrawn_competency("T-0") }}', made=True)
    fault = Fault("holds a style", "inline-style", "x", attribute="style")
    (problem,) = sources(tiny, page, html).problems(fault, "competencies/t-0/index.html", page.url)
    assert problem.place == "data/competencies.yaml:17:13"


def test_a_page_that_was_made_names_its_record_or_what_it_was_made_from(tiny: Path) -> None:
    fault = Fault("holds a style", "inline-style", "x", attribute="style")
    page = of("competencies/t-1.md", '{{ competency_statement("T-1") }}', made=True)
    (problem,) = sources(tiny, page, '<p style="x">').problems(fault, "competencies/t-1/index.html", page.url)
    written = (tiny / problem.path).read_text("utf-8").splitlines()[problem.line - 1]
    assert written.strip() == "- code: T-1"
    page = of("teach.md", "{{ resource_finder() }}", made=True)
    (problem,) = sources(tiny, page, '<p style="x">').problems(fault, "teach/index.html", page.url)
    assert problem.place == "site/teach/index.html"
    assert "docs/teach.md, made from the data" in problem.message


def test_a_fault_of_what_a_macro_makes_by_itself_is_reported_at_its_call(tiny: Path) -> None:
    page = of("teach.md", "Tea.\n\n{{ resource_finder() }}\n")
    fault = Fault("holds a style", "inline-style", "x", attribute="style")
    (problem,) = sources(tiny, page, '<p style="x">').problems(fault, "teach/index.html", page.url)
    assert problem.place == "docs/teach.md:8:1"


@pytest.mark.parametrize("subtype", ["json", "xml"])
def test_a_fault_of_a_feed_is_reported_in_the_issue_that_it_quotes(tiny: Path, subtype: str) -> None:
    html = "<iframe src='x'></iframe>"
    page = of("newsletter/a.md", f"Tea.\n\n{html}\n")
    link = "https://tea.example/newsletter/a/"
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="{link}"/><content>{escape(html)}</content>'
    feed = json.dumps({"items": [{"url": link, "content_html": html}]})
    content = feed if subtype == "json" else f"{atom}</entry></feed>"
    found = audit_mail([(f"feeds/news.{subtype}", content.encode())], sources(tiny, page), ADDRESS)
    assert [(problem.place, problem.code) for problem in found] == [("docs/newsletter/a.md:8:1", "embedded-content")]


def test_what_cannot_be_traced_names_the_page_that_it_belongs_to(tiny: Path) -> None:
    fault = Fault("holds a style", "inline-style", "x", attribute="style")
    (problem,) = sources(tiny, of("teach.md", "Tea.")).problems(fault, "teach/index.html", "teach/")
    assert problem.place == "site/teach/index.html"
    assert "docs/teach.md" in problem.message


BRIEF = """---
title: A brief
purpose: What tea is about.
kind: document
formats: [pdf]
folder: 1-brief
one_page: true
---

## What this is about

"""
SLIDES = """---
title: {title}
purpose: What tea is about.
kind: slides
formats: [pptx]
folder: 2-slides
---

{text}

## One

Tea.
"""
LONG = "All about tea and all that is drunk with it. " * 9
DOCUMENTS = [
    ("A brief", "Words.\n\nThe sign 東 is lacking.\n", "toolkit/brief.md:15:10 not-typeset"),
    ("A brief", '{{ competency_statement("T-1") }}\n', "data/competencies.yaml:59:16 not-typeset"),
    ("A brief", "Tea.\n\n" * 300, "toolkit/brief.md:7:1 too-long"),
    ("Slides", SLIDES.format(title=LONG, text=""), "toolkit/slides.md:2:8 too-long"),
    ("Slides", SLIDES.format(title="Tea", text=LONG * 9), "toolkit/slides.md:8 too-long"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "text", "place"), DOCUMENTS, ids=[place for _, _, place in DOCUMENTS])
def test_a_fault_of_a_document_is_reported_where_it_was_written(tiny: Path, kind: str, text: str, place: str) -> None:
    (tiny / "toolkit").mkdir()
    (tiny / "LICENSE-content").write_text("CC0\n", "utf-8")
    name, body = ("slides", text) if kind == "Slides" else ("brief", f"{BRIEF}{text}")
    (tiny / f"toolkit/{name}.md").write_text(body.replace("---\n\n#", "render_macros: true\n---\n\n#", 1), "utf-8")
    put(tiny, {"data/competencies.yaml": {"statement: Boil water": "statement: Boil 水 water"}})
    commons = open_commons(tiny)
    with pytest.raises(ContentError) as refused:
        lay_out_toolkit(tiny, commons, Brand(), tiny.with_name("out"), lambda _: None)
    assert [f"{problem.place} {problem.code}" for problem in refused.value.problems] == [place]


@pytest.mark.parametrize("line", ["  title: TODO\n", "  title: Tea\n  address: Somewhere, TODO\n"])
def test_what_was_left_in_the_words_about_the_sender_has_a_line(tiny: Path, line: str) -> None:
    site = tiny / "data/site.yaml"
    site.write_text(f"{site.read_text('utf-8')}newsletter:\n{line}", "utf-8")
    with pytest.raises(ContentError) as refused:
        check_publishable(tiny, open_commons(tiny), TODAY)
    (problem,) = refused.value.problems
    written = site.read_text("utf-8").splitlines()[problem.line - 1][problem.column - 1 :]
    assert (problem.path, written.split()[-1]) == ("data/site.yaml", "TODO")
