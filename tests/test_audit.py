"""A visitor's browser would stumble over each of these; the build reports them, with a place where one is known."""

from __future__ import annotations

import json
from email.message import EmailMessage
from html import escape
from pathlib import Path

import pytest

from curriculum_commons.build.audit import audit_mail, audit_site, page_facts
from curriculum_commons.build.html_page import Address, BuiltPage
from curriculum_commons.build.origins import Sources
from curriculum_commons.build.page_policy import requests_of_style
from curriculum_commons.content.markdown import macro_calls
from curriculum_commons.model.commons import Page
from curriculum_commons.model.records import PageMeta

ADDRESS = Address.of("https://tea.example/")
MENU = "nav:\n  - Tea: tea.md\n  - Cake: cakes/gone.md\n"
HEAD = (
    '<html lang="en"><head><title>Tea</title><meta name="description" content="All about tea">'
    '<link rel="canonical" href="https://tea.example/tea/">{}</head>'
)
BODY = (
    '<body><nav><a href="/">Home</a> <a href="/tea/">Tea</a></nav>'
    "<main><article><h1>Tea</h1>{}</article></main></body></html>"
)


def page(body: str = "", head: str = "") -> str:
    return f"<!doctype html>{HEAD.format(head)}{BODY.format(body)}"


def sources(root: Path, **pages: str) -> Sources:
    """A project with a menu and these pages; their text begins on line 6."""
    (root / "mkdocs.yml").write_text(MENU, "utf-8")
    meta = PageMeta(title="Tea", description="All about tea")
    return Sources(
        root,
        {
            f"{name}/": Page(f"{name}.md", meta.model_copy(update={"render_macros": "{{" in body}), body, 6)
            for name, body in pages.items()
        },
        shown=lambda page: [(call, f'<p id="c-{call.texts[0]}">') for call in macro_calls(page.body)],
    )


def messages(tmp_path: Path, tea: str, markdown: str = "", files: tuple[str, ...] = ()) -> list[str]:
    """Messages about a site of two pages, the second of which comes from docs/tea.md."""
    html = {"index.html": page('<p id="cups">Cups</p>'), "tea/index.html": tea}
    for path, text in {**dict.fromkeys(files, ""), **html}.items():
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_text(text, "utf-8")
    seen = [page_facts(BuiltPage(path, text.encode()).parse()) for path, text in html.items()]
    return [str(problem) for problem in audit_site(seen, tmp_path / "site", sources(tmp_path, tea=markdown), ADDRESS)]


def test_a_good_site_has_no_problems(tmp_path: Path) -> None:
    body = """<p><a href="../#cups">Cups</a> <a href="#top">Top</a> <a href="https://other.example/">Elsewhere</a>
    <a href="mailto:tea@example.org">Write</a> <a href="https://tea.example/tea/">Here</a>
    <img src="../cup.svg" alt="A cup">
    <code>{{ count("resources") }}</code></p><h2 id="top">Top</h2>
    <script type="application/ld+json">{"a": {"b": {}}}</script>"""
    assert messages(tmp_path, page(body, '<link rel="stylesheet" href="../a.css">'), files=("cup.svg", "a.css")) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<a href="../coffee/">x</a>', 'links to "coffee/", and there is no such page or file'),
        ('<a href="../te/">x</a>', 'links to "te/", and there is no such page or file; did you mean "tea/"?'),
        ('<a href="coffee.md">x</a>', 'links to "coffee.md", and there is no such page or file'),
        ('<a href="../#cup">x</a>', 'links to "./#cup", and that page has no "cup"; did you mean "cups"?'),
        ('<a href="#deep">x</a>', 'links to "tea/#deep", and that page has no "deep"'),
        (
            '<a href="../../up/">x</a>',
            'links to "../up/", which is outside this site; write the address whole, beginning with https://',
        ),
        ('<a href="javascript:go()">x</a>', 'link "javascript:go()" runs a script, which no browser will do here;'),
        ('<p id="a"></p><p id="a"></p>', 'id "a" is used 2 times on this page; a link can only lead to the first'),
        (
            "<p>{{ resource_finder() }}</p>",
            'shows "{{ resource_finder() }}" as it is written; put "render_macros: true"',
        ),
        ("<p>{% raw %}</p>", 'shows "{% raw %}" as it is written; put "render_macros: true" at the top of the page'),
        (
            "<h1><em>Macro Rendering Error</em></h1>",
            "shows a Macro Rendering Error in place of its text; mend the macro",
        ),
        ('<img src="../cup.svg">', 'image "../cup.svg" has no alternative text; describe it between'),
        ('<img src="../cup.svg" alt=" ">', 'image "../cup.svg" has no alternative text; describe it between'),
        (
            '<img src="../jug.svg" alt="A jug">',
            'asks for "jug.svg", and there is no such page or file; did you mean "cup',
        ),
        (
            '<img src="https://cdn.example/a.png" alt="A">',
            'asks another host for "https://cdn.example/a.png"; put the file',
        ),
        (
            '<iframe src="//maps.example/" title="Map"></iframe>',
            'holds "iframe", which shows something else within the page, and no browser will do that here; link to it',
        ),
        (
            '<img srcset="../cup.svg 1x, ../big.svg 2x" src="../cup.svg" alt="A">',
            'asks for "big.svg", and there is no such',
        ),
        (
            "<script>go()</script>",
            "holds a script, which no browser will run here; put it into a file of theme/assets/",
        ),
        (
            '<meta http-equiv="Refresh" content="0;url=https://tea.example">',
            "sends visitors on to another page by itself; link to it",
        ),
        ('<a href=" java&#10;script:go()">x</a>', "link"),
        ('<a href="data:text/html,<b>">x</a>', 'link "data:text/html,<b>" runs a script'),
        ("<iframe srcdoc='&lt;p&gt;'></iframe>", 'holds "iframe", which shows something else within the page'),
        ('<object data="/cup.svg"></object>', 'holds "object", which shows something else within the page'),
        ('<base href="https://evil.example/">', 'holds "base", which would move every link of the page; take it out'),
        (
            '<form action="//evil.example/"><p>x</p></form>',
            '"action" would send what visitors do to "//evil.example/", which browsers refuse; link to a page',
        ),
        (
            '<button formaction="/tea/">x</button>',
            '"formaction" would send what visitors do to "/tea/", which',
        ),
        (
            '<a ping="https://p.example/" href="/tea/">x</a>',
            '"ping" would send what visitors do to "https://p.example/", which',
        ),
        ('<video poster="//a.example/x.png"></video>', 'asks another host for "//a.example/x.png"; put the file'),
        ('<svg/onload="go()"></svg>', 'holds "onload", which no browser will run here; use a file of theme/assets/'),
        ('<p onclick="go()">x</p>', 'holds "onclick", which no browser will run here; use a file of theme/assets/'),
        ('<p style="color: red">x</p>', "holds a style, which no browser will follow here; put it into theme/assets/"),
        (
            "<style>p{}</style>",
            "holds a style, which no browser will follow here; put it into theme/assets/commons.css",
        ),
    ],
)
def test_a_fault_of_a_page_is_reported(tmp_path: Path, body: str, message: str) -> None:
    (problem,) = messages(tmp_path, page(body), files=("cup.svg",))
    assert problem.partition(": ")[2].startswith(message)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("<title>Tea</title>", "has no title"),
        ('<meta name="description" content="All about tea">', "has no description"),
        ('<link rel="canonical" href="https://tea.example/tea/">', "has no address of its own"),
        ("<h1>Tea</h1>", "has no first heading"),
        (' lang="en"', "does not state its language"),
    ],
)
def test_a_page_without_a_name_is_reported_with_its_file(tmp_path: Path, part: str, message: str) -> None:
    assert messages(tmp_path, page().replace(part, "")) == [f"docs/tea.md: {message}"]


def test_what_a_page_embeds_is_placed_where_it_was_written(tmp_path: Path) -> None:
    body = '<IFRAME SRCDOC="x"></IFRAME>'
    (problem,) = messages(tmp_path, page(body), f"# Tea\n\nA\n{body}\n")
    assert problem.startswith('docs/tea.md:9:1: holds "iframe"')


def mail(subtype: str, html: str) -> tuple[str, bytes]:
    if subtype == "eml":
        letter = EmailMessage()
        letter.set_content("Tea")
        letter.add_alternative(html, subtype="html")
        return "tea/issue.eml", bytes(letter)
    if subtype == "json":
        return "tea/feed.json", json.dumps({"items": [{"content_html": html}]}).encode()
    if subtype == "xml":
        atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content>{escape(html)}</content></entry></feed>'
        return "tea/feed.xml", atom.encode()
    return "tea/issue.html", html.encode()


@pytest.mark.parametrize("subtype", ["html", "eml", "json", "xml"])
@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<img src="//evil.example/x" alt="x">', "external-request"),
        ('<a href="javascript:go()">x</a>', "inline-script"),
        ("<script src='x.js'></script>", "inline-script"),
        ('<form action="https://evil.example/"></form>', "external-form"),
    ],
)
def test_mails_and_feeds_are_looked_at_too(tmp_path: Path, subtype: str, html: str, code: str) -> None:
    written = sources(tmp_path, tea=f"Tea\n\n{html}")
    good = '<p>x</p><img src="https://tea.example/cup.png" alt="x">'
    (problem,) = audit_mail([mail(subtype, good + html)], written, ADDRESS)
    assert (problem.path, problem.line, problem.code) == ("docs/tea.md", 8, code)
    assert list(audit_mail([mail(subtype, good)], written, ADDRESS)) == []


def test_a_link_is_placed_where_it_was_written(tmp_path: Path) -> None:
    markdown = "# Tea\n\nOne [good](index.md) and [one](coffee.md) link.\n"
    (problem,) = messages(tmp_path, page('<a href="coffee.md">one</a>'), markdown)
    assert problem.startswith('docs/tea.md:8:32: links to "coffee.md"')


@pytest.mark.parametrize(
    ("ids", "markdown", "place"),
    [
        ("a a", "## A\n\nText.\n\n## B { #a }\n", "10:1"),
        ("a a", 'Text <a id="a"></a>.\n\n## A\n', "8:1"),
        ("c-1-a c-1-a", '## C 1-a\n\n{{ card("1-a") }}\n', "6:1"),
        ("c-1-a c-1-a", '{{ card("1-a") }}\n\n{{ card("1-a") }}\n', "8:1"),
        ("茶 茶", "## 茶\n\n### *茶*[^1] { #茶 }\n\n[^1]: Note.\n", "8:1"),
    ],
)
def test_an_id_that_is_used_twice_is_placed_at_the_second(tmp_path: Path, ids: str, markdown: str, place: str) -> None:
    (problem,) = messages(tmp_path, page("".join(f'<p id="{one}"></p>' for one in ids.split())), markdown)
    assert problem.startswith(f'docs/tea.md:{place}: id "{ids.split()[0]}" is used 2 times')
    assert f'so give this one another, as in "{{ #{ids.split()[0]}-2 }}"' in problem


def test_a_note_is_placed_where_it_was_written(tmp_path: Path) -> None:
    (problem,) = messages(tmp_path, page('<a href="#fnref:n">x</a>'), "Text.\n\n[^n]: Never used.\n")
    assert problem.startswith('docs/tea.md:8:1: links to "tea/#fnref:n"')


def test_an_anchor_is_placed_where_it_was_written(tmp_path: Path) -> None:
    (problem,) = messages(tmp_path, page('<a href="../#mug">x</a>'), "Look [here](index.md#mug).\n")
    assert problem.startswith("docs/tea.md:6:13: ")


def test_a_link_of_the_menu_is_placed_in_the_menu(tmp_path: Path) -> None:
    (problem,) = messages(tmp_path, page('<a href="../cakes/gone.md">Cake</a>'))
    assert problem.startswith("mkdocs.yml:3:17: ")


def test_a_fault_of_a_template_is_reported_once(tmp_path: Path) -> None:
    html = page('<a href="/lost/">x</a> <a href="/a/">a</a> <a href="/b/">b</a>').replace('<a href="/tea/">Tea</a>', "")
    (tmp_path / "index.html").touch()
    seen = [page_facts(BuiltPage(f"{name}/index.html", html.encode()).parse()) for name in ("a", "b")]
    for one in seen:
        (tmp_path / one.path).parent.mkdir()
        (tmp_path / one.path).touch()
    problems = list(audit_site(seen, tmp_path, sources(tmp_path), ADDRESS))
    assert [(problem.place, problem.code) for problem in problems] == [("site/a/index.html", "link-target-missing")]


def test_what_a_style_asks_for_is_looked_at_too(tmp_path: Path) -> None:
    style = "@import 'more.css'; a { b: url(../cup.svg) } b { c: url('https://fonts.example/f') } i { c: url(data:,) }"
    for folder in ("site", "theme"):
        (tmp_path / folder / "assets").mkdir(parents=True)
        (tmp_path / folder / "assets/commons.css").write_text(f"/* ours */\n{style}", "utf-8")
    assert [line.partition(";")[0] for line in messages(tmp_path, page(), files=("cup.svg",))] == [
        'theme/assets/commons.css:2:10: asks for "assets/more.css", and there is no such page or file',
        'theme/assets/commons.css:2:58: asks another host for "https://fonts.example/f"',
    ]


def test_a_page_to_which_nothing_leads_is_reported(tmp_path: Path) -> None:
    lonely = page().replace('<a href="/tea/">Tea</a>', "")
    written = sources(tmp_path, tea="")
    seen = [
        page_facts(BuiltPage(path, lonely.encode()).parse()) for path in ("index.html", "404.html", "tea/index.html")
    ]
    for one in seen:
        (tmp_path / one.path).parent.mkdir(exist_ok=True)
        (tmp_path / one.path).touch()
    message = "no menu and no page leads here; add it to nav in mkdocs.yml, or link to it from another page"
    assert [str(problem) for problem in audit_site(seen, tmp_path, written, ADDRESS)] == [f"docs/tea.md: {message}"]


@pytest.mark.parametrize(
    ("path", "html", "codes"),
    [
        ("tea/index.html", page().replace("<h1>Tea", "<h1>The {{ cup }} &amp; more"), []),
        ("tea/index.html", page("<p>{{ cup }}").replace("<h1>Tea", "<h1>The {{ pot }}"), ["macros-not-rendered"]),
        ("404.html", page("<ul><li><a href='/'>The {{ cup }}</a></ul>"), []),
    ],
)
def test_braces_in_a_title_are_text(path: str, html: str, codes: list[str]) -> None:
    faults = page_facts(BuiltPage(path, html.encode()).parse()).faults
    assert [fault.code for fault in faults if fault.code == "macros-not-rendered"] == codes


@pytest.mark.parametrize(
    ("style", "asked"),
    [
        ("a { b: url(\"two words.svg\") url( 'one (1).svg' ) }", ["two words.svg", "one (1).svg"]),
        ('@import url(more.css); @import "rest.css" print;', ["more.css", "rest.css"]),
        ('a { b: url("") url() }', []),
    ],
)
def test_addresses_in_styles_are_read_whole(style: str, asked: list[str]) -> None:
    assert list(requests_of_style(style)) == asked
