"""A heading can be linked to by the same id in a check, in either engine and on the page, in any script."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.cache import Cache
from curriculum_commons.build.engine_client import Engine
from curriculum_commons.build.engine_pages import begin, html_path, preprocess
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.build.publish import scratch
from curriculum_commons.build.run import build
from curriculum_commons.content.load import load
from curriculum_commons.content.markdown import Markup
from curriculum_commons.content.markdown.engine import EXTENSIONS, slugify
from curriculum_commons.model.commons import Page
from curriculum_commons.model.problems import ContentError
from curriculum_commons.render import signatures
from curriculum_commons.theme import LOOK
from curriculum_commons.validation.validate import validate

TODAY = "2026-11-23"
NOTE = "\n[^1]: A note.\n"
KINDS = [
    # Notes, marks and links.
    "## Times[^1]\n" + NOTE,
    "## Times [^1]\n\n## Times\n" + NOTE,
    "## Before[^1] and after\n" + NOTE,
    "## [^1]\n" + NOTE,
    "## Times[^missing]\n",
    "## *Five* steps\n\n## **Bold** ones\n\n## ***Both*** of them\n",
    "## _Five_ steps\n\n## __Bold__ ones\n\n## snake_case_name\n",
    "## A * star * alone\n\n## 2 * 3 * 4\n\n## un*fin*ished\n",
    "## `code_here`\n\n## ``a ` b``\n\n## `<b>`\n\n## `&amp;`\n",
    "## A [link](teach.md)\n\n## [All of it](teach.md)\n".replace("teach.md", "https://example.org/"),
    "## A [label][x] and [y]\n\n[x]: https://a.example/\n[y]: https://b.example/\n",
    "## An [unknown][label]\n",
    "## <https://example.org/>\n\n## <a@example.org>\n",
    "## ![A cup](https://example.org/cup.png)\n\n## Cup ![A cup](https://example.org/cup.png) here\n",
    '## [Link](https://example.org/ "with a title")\n',
    "## [*Nested* `code`](https://example.org/)\n",
    "## ~~Old~~ and ==marked==\n\n## H~2~O and x^2^\n",
    "## https://example.org/ bare\n",
    "## A line  \n\n## Escaped \\*stars\\* and \\_lines\\_ \\# \\`\n\n## \\[no\\](link)\n",
    # HTML and entities.
    "## <b>Bold</b> and <i>more</i>\n",
    '## <span id="inner">Inner</span>\n',
    '## A <a id="old"></a>place\n\n## B <a name="older"></a>place\n',
    "## Tea &amp; cake\n\n## Tea & cake\n\n## Caf&eacute;\n\n## &#8212; dash\n",
    "## a < b > c\n\n## <not closed\n\n## 1 <2\n",
    "## Line<br>break\n\n## H<sub>2</sub>O\n\n## x<sup>2</sup>\n",
    "## <!-- hidden --> Seen\n\n## Seen <!-- hidden -->\n",
    '<h2 id="raw">Raw</h2>\n\n## Raw\n',
    '<div id="box" markdown="1">\n\n## Inside\n\n</div>\n',
    "<h2>Raw without id</h2>\n",
    '<a id="here"></a>\n\nText.\n',
    # Lists of attributes.
    "## Given { #given }\n\n## Given {#other}\n\n## Given {: #third .big }\n",
    "## Class { .big }\n\n## Key { data-x=1 }\n",
    "## Braces {not attributes}\n\n## Braces { }\n",
    "A paragraph.\n{: #below }\n\n- item\n{: #item }\n",
    "## Same { #twice }\n\n## Twice\n",
    "## Twice\n\n## Other { #twice }\n",
    "## Label { data-toc-label='Short' }\n",
    "## UPPER { #Upper }\n",
    "A [link](https://example.org/){ #linked } here.\n",
    # Levels and forms.
    "# Title\n\n## Two\n\n### Three\n\n#### Four\n\n##### Five\n\n###### Six\n\n####### Seven\n",
    "Setext\n======\n\nSecond one\n---\n\ntext\n",
    "Two\nlines\n-----\n",
    "##No space\n\n##\tTab\n\n##  Two spaces\n",
    "## Closed ##\n\n## Closed too #\n\n## C\\#\n\n## C#\n\n## C #\n",
    " ## One space\n\n   ## Three\n\n    ## Four are code\n",
    "Text right above.\n## Heading\nText right below.\n",
    "> ## In a quote\n\n- ## In a list\n",
    "!!! note\n    ## In a box\n\n    Text.\n",
    "- item\n\n    ## Below an item\n",
    "Term\n:   ## In a definition\n",
    "```\n## in code\n```\n\n~~~ python\n## nor this\n~~~\n\n    ## indented\n",
    "| ## a | b |\n|---|---|\n| ## c | d |\n",
    "Word[^1].\n\n[^1]: ## In a note\n",
    # Twice, empty and signs alone.
    "## Same\n\n## Same\n\n## Same\n\n## Same_1\n\n## Same_5\n\n## Same_5\n\n## Same\n",
    "## ***\n\n##   \n\n## !\n\n## ?\n",
    "## 1.\n\n## 2026\n\n## 3.1.4\n",
    "## A - B -- C\n\n## -\n\n## --- x\n\n## - x -\n",
    "## What? Why! (How) \"so\" 'it'\n\n## 50 % of $5\n\n## a/b\\c\n",
    "## “Curly” ‘quotes’ — and… dashes\n",
    "## A&nbsp;B\n\n## A\u00a0B\n\n## A\u200bB\n\n## A\u00adB\n",
    "## Tab\there\n\n## Many     spaces\n",
    # Letters.
    "## Über\n\n## Cafe\u0301\n\n## Café\n\n## žlutý kůň\n",
    "## Straße\n\n## Łódź\n\n## Søren\n\n## Þór\n",
    "## 选茶\n\n## 泡茶\n\n## 烧水\n\n## 选茶\n",
    "## 選ぶ お茶\n\n## カップ\n\n## ｶｯﾌﾟ\n\n## Ｔｅａ\n",
    "## 차 고르기\n\n## 한국어\n",
    "## Чай и пироги\n\n## Ёлка\n\n## Ѓорѓи\n",
    "## Τσάι\n\n## ΑΒΓ ς\n",
    "## שלום עולם\n\n## שָׁלוֹם\n",
    "## شاي\n\n## شَاي ١٢٣\n\n## چای\u200cها\n",
    "## चाय बनाना\n\n## চা\n\n## தேநீர்\n\n## น้ำชา\n\n## တီး\n",
    "## Trà đá\n\n## Tiếng Việt\n",
    "## İstanbul\n\n## ISPARTA\n",
    "## ﬁne\n\n## ½ cup\n\n## ²\n\n## Ⅳ\n\n## ①\n",
    "## 🍵\n\n## 🫖 Tea\n\n## Tea 🍵 cup\n\n## ☕\ufe0f\n\n## 👩🏽\u200d⚕\ufe0f\n\n## 🇫🇷\n",
    "## 中文 and English\n\n## 第 1 章\n\n## 中文，标点。\n",
    "## Math 𝐀𝐁\n\n## ℵ\n\n## µ and μ\n",
    # What else a page may hold.
    "*[HTML]: Markup\n\n## HTML here\n",
    "[TOC]\n\n## One\n\n## Two\n",
    "## [TOC]\n",
    "## {not a macro} here\n\n## { x }\n",
    "## A_1\n\n## A\n\n## A\n",
    "## fn:1\n\nWord[^1].\n" + NOTE,
    "## Content\n\n## Search\n\n## Sections\n",
    "## " + "long " * 60 + "\n",
]


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) >= 80


def test_settings_of_the_site_name_the_same_extensions(root: Path) -> None:
    settings = yaml.load((root / "mkdocs.yml").read_text("utf-8"), Loader=yaml.UnsafeLoader)["markdown_extensions"]
    named = {name: value for one in settings for name, value in (one.items() if isinstance(one, dict) else [(one, {})])}
    assert tuple(sorted(named)) == tuple(sorted(EXTENSIONS))
    assert named["toc"]["slugify"] is slugify


@pytest.mark.parametrize(
    ("words", "anchor"),
    [
        ("Über snake_case — “quoted” & 100%", "uber-snake_case-quoted-100"),
        ("Straße", "straße"),
        ("选茶 和 泡茶", "选茶-和-泡茶"),
        ("चाय बनाना", "चाय-बनाना"),
        ("Cafe\u0301 Чай", "café-чай"),
        ("☕\ufe0f", ""),
        ("中文，标点。", "中文标点"),
    ],
)
def test_ids_are_made_of_words_in_any_script(words: str, anchor: str) -> None:
    assert slugify(words, "-") == anchor


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mkdocs", "zensical"])
def test_the_check_knows_the_ids_of_the_built_page(tiny: Path, root: Path, name: str) -> None:
    commons = open_commons(tiny)
    meta = commons.page_at["about/notes/"].meta
    pages = [Page(f"about/h{number}.md", meta, body, 6) for number, body in enumerate(KINDS)]
    whole = replace(commons, pages=(*commons.pages, *pages))
    with scratch(tiny, "test", list) as place, Engine(tiny, name, place) as engine, Cache(tiny) as cache:
        manuscripts = preprocess(tiny, whole, context_for(tiny, commons), name, [])
        made = begin(tiny, manuscripts, engine, place.folder / "engine", cache)()
    for page in pages:
        article = LexborHTMLParser(made.html[html_path(page.path)]).css_first("article.text")
        assert article
        names = [node.attrs.sget("id") or node.attrs.sget("name") for node in article.css("[id], a[name]")]
        found = Markup(page.body, template=False)
        assert found.anchors | found.unsteady == set(names[1:]), page.body


def problems(root: Path, body: str) -> list[str]:
    top = "---\ntitle: Tea\ndescription: About tea.\n---\n\n"
    (root / "docs/about/tea.md").write_text(top + body, "utf-8")
    try:
        validate(load(root), signatures())
    except ContentError as error:
        return [f"{one.line}:{one.column}: {one.code}" for one in error.problems]
    return []


@pytest.mark.parametrize(
    "body", ["[a](#times)\n\n## Times[^1]\n" + NOTE, "[a](#烧水) [b](#%E6%B3%A1%E8%8C%B6)\n\n## 烧水\n\n## 泡茶\n"]
)
def test_a_link_to_the_words_of_a_heading_is_good(tiny: Path, body: str) -> None:
    assert problems(tiny, body) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("[a](#times1)\n\n## Times[^1]\n" + NOTE, "link-anchor-missing"),
        ("[a](#_1)\n\n## 选茶\n", "link-anchor-missing"),
        ("[a](#_1)\n\n## 🍵\n", "unsteady-anchor"),
        ("[a](#_2)\n\n## ?\n\n## !\n", "unsteady-anchor"),
    ],
)
def test_a_link_to_what_may_move_is_refused(tiny: Path, body: str, code: str) -> None:
    assert problems(tiny, body) == [f"6:5: {code}"]


def test_no_heading_can_have_an_id_of_the_theme(root: Path) -> None:
    ids = [name for file in LOOK.rglob("*.html") for name in re.findall(r' id="([^"]+)"', file.read_text("utf-8"))]
    assert len(ids) >= 4
    assert [name for name in ids if slugify(name, "-") == name] == []


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_headings_may_be_called_as_parts_of_the_page_are(project: Path, engine: str) -> None:
    words = "## Content\n\n## Search\n\n## Sections\n\n## Search words\n\n## Page text\n\n[a](#content) [b](#search)\n"
    with (project / "docs/about/notes.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{words}")
    build(project, engine, TODAY, lambda _: None)
    html = LexborHTMLParser((project / "site/about/notes/index.html").read_bytes())
    assert len(html.css("#content, #search, #sections, #search-words, #page-text")) == 5


@pytest.mark.slow
def test_an_id_used_twice_is_reported_at_its_line(project: Path) -> None:
    page = project / "docs/about/notes.md"
    body = page.read_text("utf-8")
    page.write_text(f'{body}\n## Cup\n\nA <span id="cup">cup</span>.\n', "utf-8")
    with pytest.raises(ContentError) as caught:
        build(project, "mkdocs", TODAY, lambda _: None)
    line = body.count("\n") + 4
    assert [(one.path, one.line, one.code) for one in caught.value.problems] == [
        ("docs/about/notes.md", line, "duplicate-anchor")
    ]
