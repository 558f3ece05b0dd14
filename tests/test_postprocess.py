"""What is done to built pages changes nothing that they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.cache import Cache, key
from curriculum_commons.build.html_page import BuiltPage
from curriculum_commons.build.postprocess import POLICY, FinishedPage, finish, finish_page, finish_site
from curriculum_commons.build.project import open_commons

PAGE = """<!doctype html>
<html lang="en" class="no-js">
  <head>
    <meta charset="utf-8"><title>Tea</title>
    <meta name="generator" content="an engine of today">
    <script src="./assets/scheme.js"></script>
  </head>
  <body dir="ltr">
    <input class="md-toggle" type="checkbox" id="__drawer" autocomplete="off">
    <label class="md-overlay" for="__drawer"></label>
    <div data-md-component="skip"><a href="#tea" class="md-skip">Skip to content</a></div>
    <div data-md-component="announce">
    </div>
    <a class="skip" href="#Page-text">Skip to the text</a>
    <main><article id="Page-text"><h1 id="tea">Tea &amp; cake</h1>
    <p>Braces from data: &#123;&#123; 7*7 }}, a&nbsp;space, <b>bold</b>. <a href="./../teach/">Teach</a></p>
    <table><tr><th style="text-align: left;">Tea</th><td class="price" style="text-align: right">3</td></tr></table>
    <pre><code>  two  spaces
</code></pre></article></main>
    <div class="md-dialog" data-md-component="dialog"><div class="md-dialog__inner"></div></div>
    <script id="__config" type="application/json">{"base": "."}</script>
  </body>
</html>
"""


@pytest.fixture
def finished() -> str:
    return finish_page(BuiltPage("tea/index.html", PAGE.encode()).parse(), "pt-BR").decode()


def test_the_policy_is_the_first_thing_after_the_encoding(finished: str) -> None:
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    assert f'<meta charset="utf-8">{policy}' in finished


def test_comments_are_not_published_and_what_looks_like_one_stays() -> None:
    shown = '<p title="a <!-- b -->">x <!-- ask the dean -->y</p><pre>&lt;!-- kept --&gt;</pre><!--\nlater -->'
    html = finish_page(
        BuiltPage("tea/index.html", PAGE.replace("<p>", f"{shown}<p>", 1).encode()).parse(), "en"
    ).decode()
    assert "ask the dean" not in html
    assert "later" not in html
    assert "x y</p>" in html
    assert "&lt;!-- kept --&gt;" in html
    assert "a <!-- b -->" in html.replace("&lt;", "<").replace("&gt;", ">")


def test_a_block_that_is_written_from_the_right_begins_there() -> None:
    blocks = (
        "<p>שלום and tea</p><ul><li>أخبار</li></ul><p>Tea – “as ever”</p><p>12</p>"
        "<blockquote><p>שלום</p><p>Tea</p></blockquote><table><tr><th>שלום</th><td>12</td></tr></table>"
    )
    html = finish_page(
        BuiltPage("tea/index.html", PAGE.replace("<p>", f"{blocks}<p>", 1).encode()).parse(), "en"
    ).decode()
    assert '<p dir="rtl">שלום' in html
    assert '<ul dir="rtl"><li>' in html
    assert '<blockquote dir="rtl"><p>שלום</p><p dir="ltr">Tea</p></blockquote>' in html
    assert '<table dir="rtl"><tbody><tr><th>שלום</th><td>12</td>' in html
    assert html.count("dir=") == 1 + 5  # that of the body, too


def test_the_policy_lets_nothing_run_that_is_in_a_page() -> None:
    assert "unsafe-inline" not in POLICY
    assert POLICY.startswith("default-src 'none'")


def test_a_page_states_the_language_of_the_site(finished: str) -> None:
    assert '<html lang="pt-BR" class="no-js">' in finished


@pytest.mark.parametrize(
    "part", ["__drawer", "md-overlay", "md-skip", "announce", "md-dialog", "__config", "generator"]
)
def test_the_skeleton_of_the_theme_below_is_gone(finished: str, part: str) -> None:
    assert part not in finished


def test_the_text_stays_as_it_was(finished: str) -> None:
    before, after = (BuiltPage("x", html).parse().text.html or "" for html in (PAGE.encode(), finished.encode()))
    kept = BuiltPage("x", after.encode()).parse().text.text()
    assert kept == BuiltPage("x", before.encode()).parse().text.text()
    assert "Braces from data: {{ 7*7 }}" in kept
    assert '<a class="skip" href="#Page-text">' in finished


def test_a_column_is_aligned_by_a_class(finished: str) -> None:
    assert '<th class="align-left">' in finished
    assert '<td class="price align-right">' in finished


def test_links_have_one_form(finished: str) -> None:
    assert 'href="../teach/"' in finished
    assert 'src="assets/scheme.js"' in finished


def test_code_can_be_scrolled_without_a_mouse(finished: str) -> None:
    assert '<pre tabindex="0">' in finished


def scrolling(tables: str) -> list[tuple[str | None, str]]:
    """Return label and text of each region that scrolls on a page with some tables."""
    html = finish_page(BuiltPage("tea/index.html", f"<main><article>{tables}</article></main>".encode()).parse(), "en")
    regions = LexborHTMLParser(html).css("div.scroll[tabindex='0']")
    return [(region.attrs.get("aria-label"), region.text().strip()) for region in regions]


HEAD = "<thead><tr><th>Competency</th><th>Pre<b>clerk</b>ship</th><th></th></tr></thead>"
BODY = "<tbody><tr><td>Ask</td><td>Listen</td><td>1</td></tr></tbody>"


@pytest.mark.parametrize(
    ("tables", "labels"),
    [
        (f"<table>{HEAD}{BODY}</table>", ["Table: Competency, Preclerkship"]),
        (f"<ul><li><table>{BODY}</table></li></ul>", ["Table"]),
        (f"<table><caption>Who \n asks</caption>{HEAD}{BODY}</table>", ["Table: Who asks"]),
        (
            f"<table>{HEAD}{BODY}</table>" * 2,
            ["Table: Competency, Preclerkship", "Table: Competency, Preclerkship (2)"],
        ),
        ("<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>", ["Table"]),
        (f'<div class="scroll" tabindex="0" role="group" aria-label="Ours">{BODY}</div>', ["Ours"]),
        (f'<div class="scroll" tabindex="0" aria-label="Ours"><table>{BODY}</table></div>', ["Ours"]),
        ("<p>None.</p>", []),
    ],
)
def test_a_table_scrolls_by_itself_in_a_region_that_is_named_for_it(tables: str, labels: list[str]) -> None:
    regions = scrolling(tables)
    assert [label for label, _ in regions] == labels
    shown = "".join(LexborHTMLParser(tables).body.text().split())  # type: ignore[union-attr]
    assert shown == ("".join("".join(text.split()) for _, text in regions) or "None.")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in {
        "project/theme/assets/commons.js": "ours",
        "project/docs/images/cup.svg": "<svg/>",
        "site/index.html": "",
        "site/assets/commons.js": "ours",
        "site/assets/asked.css": "a{}\n/*# sourceMappingURL=asked.css.map */",
        "site/assets/asked.css.map": "{}",
        "site/assets/spare/bundle.js": "",
        "site/images/cup.svg": "<svg/>",
        "site/search.json": "{}",
        "site/sitemap.xml.gz": "",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    pages = ["teach/", "", "competencies/t-1/"]
    finish_site(tmp_path / "site", tmp_path / "project", pages, "https://tea.example/a&b/", {"assets/asked.css"})
    return tmp_path / "site"


def test_only_files_that_are_asked_for_or_ours_are_kept(site: Path) -> None:
    kept = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    ours = {"index.html", "assets/commons.js", "images/cup.svg", "assets/asked.css"}
    assert kept == ours | {"sitemap.xml", "robots.txt"}
    assert not (site / "assets/spare").exists()


def test_a_style_names_no_map_that_is_gone(site: Path) -> None:
    assert (site / "assets/asked.css").read_text("utf-8") == "a{}"


def test_the_sitemap_lists_every_page_in_order_and_no_dates(site: Path) -> None:
    root = ElementTree.parse(site / "sitemap.xml").getroot()  # ours, made a moment ago
    assert ["".join(url.itertext()) for url in root] == [
        "https://tea.example/a&b/",
        "https://tea.example/a&b/competencies/t-1/",
        "https://tea.example/a&b/teach/",
    ]


def test_robots_are_shown_where_the_sitemap_is(site: Path) -> None:
    assert "Sitemap: https://tea.example/a&b/sitemap.xml" in (site / "robots.txt").read_text("utf-8")


def test_a_robots_txt_of_the_project_stays(tmp_path: Path) -> None:
    (tmp_path / "robots.txt").write_text("Disallow: /", "utf-8")
    finish_site(tmp_path, tmp_path, [""], "https://tea.example/", ())
    assert (tmp_path / "robots.txt").read_text("utf-8") == "Disallow: /"


def test_a_page_without_faults_is_taken_from_the_cache(tiny: Path) -> None:
    commons = open_commons(tiny)
    page = BuiltPage("teach/index.html", PAGE.replace("</head>", HEAD).encode())
    with Cache(tiny) as cache:
        first = finish(cache, commons, page)
        assert first.facts.faults == ()
        assert first.entries
        cache.put(key("page", page.path, page.raw, "en", None), {"html": b"kept"}, _facts(first))
        assert finish(cache, commons, page) == replace(first, html=b"kept")
        changed = replace(page, raw=page.raw.replace(b"Tea", b"Cake"))
        assert b"Cake" in finish(cache, commons, changed).html


def test_faults_of_a_page_are_found_in_every_build(tiny: Path) -> None:
    commons = open_commons(tiny)
    page = BuiltPage("teach/index.html", PAGE.replace("<p>", '<p><img src="../cup.svg">', 1).encode())
    for _ in range(2):
        with Cache(tiny) as cache:
            assert finish(cache, commons, page).facts.faults


HEAD = '<meta name="description" content="Tea"><link rel="canonical" href="https://tea.example/teach/"></head>'


def _facts(page: FinishedPage) -> dict[str, object]:
    facts = {"ids": sorted(page.facts.ids), "links": page.facts.links, "requests": page.facts.requests}
    return {**facts, "entries": [vars(entry) for entry in page.entries]}
