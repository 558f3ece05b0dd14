"""What would be shown as typed or lost is reported at its line, on pages and in documents; what works is not."""

from __future__ import annotations

import re

import pytest

from curriculum_commons.content.markdown import Markup
from curriculum_commons.content.markdown.engine import reader
from curriculum_commons.content.markdown.typed import typed_problems
from curriculum_commons.documents.pandoc import MARKDOWN, pandoc

BOTH = [
    # Lists.
    ("We need:\n- a pot\n- tea", 2),
    ("We need:\n1. a pot\n2. tea", 2),
    ("**Bold**\n* a pot", 2),
    ("> Quoted:\n> - a pot", 2),
    ("> Quoted\n- a pot", 2),
    ("Text.\n\nMore:\n+ a pot", 4),
    ("Word[^1].\n\n[^1]: Note:\n    - a pot", 4),
    ("Term\n:   Text:\n    - a pot", 3),
    ("Term\n: Text\n- a pot", 3),
    ("Term\n:   Text\n\n    More\n1. a pot\n2. tea", 5),
    ("Word[^1].\n\n[^1]: Note\n- a pot", 4),
    ("Word[^1].\n\n[^1]: Note\n\n    - a pot\n| a | b |\n|---|---|", 6),
    ("Term\n: Text\na | b\n--- | ---\n1 | 2", 3),
    ("> - a pot\n- tea", 2),
    ("> Quoted\n>\n> 1. a pot\n1. tea", 4),
    ("-> a pot\n-> tea", 1),
    ("We need:\n» a pot\n» tea", 2),
    ("• a pot\n• tea", 1),
    ("Text\n• a pot", 2),
    ("– a pot\n– tea", 1),
    ("We need:\n– a pot", 2),
    ("– a pot\n\n– tea", 3),
    ("-a pot\n-tea", 1),
    # Lists as people type them elsewhere.
    ("→ a pot\n→ tea", 1),
    ("★ a pot\n☆ tea", 1),
    ("We need:\n✅ a pot", 2),
    ("🍵 tea\n🫖 pot", 1),
    ("・茶壺\n・茶葉", 1),
    ("用意するもの：\n・茶壺", 2),
    ("１．一つ\n２．二つ", 1),
    ("一、茶壶\n二、茶叶", 1),
    ("1、茶壶\n2、茶叶", 1),
    ("（1）茶壶\n（2）茶叶", 1),
    ("а) чай\nб) вода", 1),
    ("① tea\n② pot", 1),
    ("1\ufe0f\u20e3 tea\n2\ufe0f\u20e3 pot", 1),
    ("نحتاج:\n١. إبريق\n٢. شاي", 2),
    ("＃＃ 茶", 1),
    ("＊ 茶\n＊ 水", 1),
    ("｜ 茶 ｜ 水 ｜", 1),
    ("これは＊＊大切＊＊です", 1),
    ("[茶]（tea.md）", 1),
    ("［茶］（https://tea.example/）", 1),
    # Tables.
    ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", 3),
    ("a | b\n--- | ---\n1 | 2\n3 | 4 | 5", 4),
    ("Text\n| a | b |\n|---|---|\n| 1 | 2 |", 2),
    ("Text:\na | b\n--- | ---\n1 | 2", 2),
    ("| a | b |\n| 1 | 2 |", 1),
    ("| a | b |\n|---|---|\n\n| 1 | 2 |", 4),
    # Notes.
    ("A note.[^9]", 1),
    ("A note.[^9]\n\n[^8]: Other.\n\nMore.[^8]", 1),
    ("Text.\n\n[^9]: Never used.", 3),
    ("Text.[^9]\n\n[^9]: One.\n[^9]: Two.", 4),
    # Signs.
    ("See [[link]] or [[Other page|words]].", 1),
    ("See https://bare.example/ here", 1),
    ("See (https://bare.example/a_b) or\n\nwww.example.org", 1),
    ("**https://bare.example/**", 1),
    ("==marked==", 1),
    ("??? note\n    Text.", 1),
    ("> [!NOTE]\n> Text.", 1),
    ("A :smile: here", 1),
    ("![[pot.png]] and\n\n![[pot.png|A pot]]", 1),
    ("Press ++ctrl+alt+del++ now", 1),
    ("==a=b==", 1),
    ("Two\nlines\n-----", 1),
    ("Green tea\n:Leaves", 2),
    ("Green tea\n\n:Leaves of a bush", 3),
    ('Text.\n\n--8<-- "cup.md"', 3),
    ("-8<- cup.md", 1),
]
PAGES = [
    ("!!! note A pot\n    Text.", 1),
    ("!!! warning “Hot”\n    Text.", 1),
    ('- a\n\n    !!! tip "Open\n        Text.', 3),
    ("> !!! Note: hot\n>     Text.", 1),
    ("Area $r^2$ or", 1),
    ("$$\\frac{1}{2}$$", 1),
    ("- a\n  - b", 2),
    ("1. a\n   - b", 2),
    ("- a\n    - b\n      - c", 3),
    ("> - a\n>   - b", 2),
    ("!!! note\n    - a\n      - b", 3),
    ("- a\n1. b", 2),
    ("- a\n\n1. b", 3),
    ("1. a\n- b", 2),
    ("1. a\n\n   more\n\n2. b", 3),
    ("1. a\n\n   ```\n   code\n   ```\n\n2. b", 3),
    ("1. a\n\nText.\n\n2. b", 5),
    ("3. third", 1),
    ("2026. A year.", 1),
    ("> quoted\n## Heading", 2),
    ("> quoted\n---", 2),
    ("> quoted\nTerm\n: Meaning", 3),
    ("- a\nTerm\n\n:   Meaning", 4),
    ("1.  a\n\n    b\n2.  c", 4),
    ("1) first\n2) second", 1),
    ("1) alone", 1),
    ("a. first\nb. second", 1),
    ("A. first\nB. second", 1),
    ("ii) first\niii) second", 1),
    ("- [ ] todo", 1),
    ("- a\n- [x] done", 2),
    ("~~old~~", 1),
    ("Text ~~of **two** words~~.", 1),
    ("H~2~O", 1),
    ("x^2^", 1),
    ("Text^[A note.]", 1),
    ("| a | b |\n|---|---|---|\n| 1 | 2 | 3 |", 1),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n- x", 4),
    ("::: note\nText.\n:::", 1),
    ("!!! note\nText.", 1),
    # HTML.
    ("Text.\n\n<div>\n\nMore.", 3),
    ('<div class="x" markdown="1">\n\n<div>\n\nText.\n\n</div>', 1),
    ("Text <b>bold.\n\nMore.", 1),
    ("Text.\n\n</div>\n\nMore.", 3),
    ("<ul>\n<li>a\n\nText", 1),
    ("<b>a <i>b</b> c</i>", 1),
    ("<p>\n\n**bold**", 1),
    ("<div/>\n\nText.", 1),
    ("<table><tr><td>a</table></span>", 1),
    ("Dear <your name>,", 1),
    ("<div markdown>\n\n- a\n\n</div>\n| a | b |\n|---|---|\n| 1 | 2 | 3 |", 8),
    ("<details>\n<summary>More</summary>\n\n- a\n- b\n\n</details>", 4),
    ("<div>\n- a\n- b\n</div>", 2),
    ('<div class="x">\n\n## Heading\n\n</div>', 3),
    ("Text.\n\n<p>**bold**</p>", 3),
    ("<figure>\n<figcaption>A [link](x.md)</figcaption>\n</figure>", 2),
    ("<ul>\n<li>a\n<li>*b*\n</ul>", 3),
    ("<details markdown>\n<summary>`x` *y*</summary>\n\nText.\n\n</details>", 2),
    ("<section markdown>\n<div>\n| a | b |\n|---|---|\n| 1 | 2 |\n</div>\n</section>", 3),
    ("Text.\n\nTea <![CDATA[ hidden ]]> and", 3),
    ("Tea <?php hidden ?> and", 1),
    ("A <template>hidden</template> word", 1),
    ("- a\n- <title>hidden</title>", 2),
    ("One\\\ntwo", 1),
]
DOCUMENTS = [
    ("!!! note\n    Text.", 1),
    ("Text\n> quoted", 2),
    ("Text\n## Heading", 2),
    ("Text\nTerm\n: Meaning", 3),
    ("Text\nTerm\n\n: Meaning", 4),
    ("Text\n~~~\ncode\n~~~", 2),
    ("*[HTML]: Markup\n\nHTML", 1),
    ("Text.\n\n[TOC]\n\nText", 3),
    ("١. إبريق\n٢. شاي", 1),
]
FINE = [
    "→ a pot\n\n→ tea",
    "☎ 1 Tea Street  \n✉ The pot  \n→ the door",
    "5 × 3\nis 15, not\n≤ 12",
    "茶［注］（2020）と［1］（水）＊は＃１です。",
    "- ① a pot\n- ② tea",
    "# ★ Tea\n\n© The makers",
    "U.S. tea and\nA. Smith",
    "We need:\n\n- a pot\n- tea",
    "## Pots\n\n- a pot\n- tea\n\nText.",
    "- a\n    - b\n        - c\n- d",
    "1. a\n\n    more\n\n2. b",
    "1. a\n    - b\n2. c",
    "- a\n  goes on\n- b",
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |",
    "| a | b |\n|:--|--:|\n| `1 \\| 2` | 3 \\| 4 |",
    "a | b\n--- | ---\n1 | 2",
    "| a |\n|---|\n| - b |",
    "Word.[^1]\n\n[^1]: Note.\n\n    More of it.",
    "Word.[^note] and[^note]\n\n[^note]: Note.",
    "`~~old~~ [[x]] H~2~O - [ ] ==a==`",
    "```\n- a\ntext\n- b\n??? note\n| a |\nhttps://bare.example/\n```",
    "Text:\n\n    - code\n      - code",
    "\\~\\~old\\~\\~, \\[[x]], 2026\\. A year, \\- a",
    "<https://bare.example/> [https://bare.example/](https://bare.example/) [a](https://bare.example/)",
    "[a][b]\n\n[b]: https://bare.example/ 'Title'",
    "In 2026.\nA – dash\n– and more.",
    "Cups of\n12. November and more.",
    "At 10:30:20, 5 ~ 6, ~5 to ~10, 2 ^ 3, a++, C++ and C++, x == y == z.",
    "> Quoted.\n>\n> - a\n> - b",
    "Term\n:   Text.\n\n    - a\n    - b",
    "Text --- with dashes\n\n---\n\nText",
    "* * *\n\n- a",
    "> - a\n\n- b\n\n> c\ngoes on",
    "- a\n\n- b\n\n    text\n\n    - c",
]
FINE_ON_PAGES = [
    "[TOC]\n\n##Pots",
    "١. إبريق\n٢. شاي",
    "!!! note inline end\n    Text.",
    '!!! danger high "Hot"\n    Text.',
    "It costs $5 for a_b and $6 for more.",
    "Now!!! Really",
    '<div class="x" markdown="1">\n\n## Text\n\n</div>',
    "<ul><li>a<li>b</ul> <br> <img src='a.png' alt='a'> <hr/>",
    "`<div>` and\n\n```\n<div>\n```\n\n<!-- <div> --> 1 < 2 > 1 <a@b.example> <https://a.example/>",
    '<svg viewBox="0 0 1 1"><path d="M0 0"/><circle r="1"></circle></svg> <x-note>a</x-note>',
    "<svg><title>Cup</title></svg> 1 <? 2 <! 3 <![CDATA[ 4",
    "<b>a\nb</b>, <kbd>Ctrl</kbd>, 5 &lt;your name>",
    "a) A cup.\n\nText.",
    "!!! note\n    Text.\n\n    - a\n        - b",
    '!!! note "Title"\n\n    Text.',
    "- a\n\nText.\n\n1. b",
    "- a\n\n<!-- -->\n\n1. b",
    "*[HTML]: Markup\n\nHTML",
    "Text\n## Heading\n- a",
    "Text\n> quoted",
    "H<sub>2</sub>O",
    "<details markdown>\n<summary>More</summary>\n\n- *a*\n- b\n\n</details>",
    "<div>\n<p>5 * 3 and snake_case_name</p>\n<pre>\n- a **b**\n</pre>\n</div>",
    "Text <span>*a*</span>\n\n<b>**c**</b>",
    "Text\nTerm\n: Meaning",
]
FINE_IN_DOCUMENTS = [
    "Term\n: Meaning\n: Other\nTerm 2\n: Third\n\nText",
    "~~old~~ H~2~O x^2^ Text^[A note.]",
    "- [ ] todo\n- [x] done",
    "1) first\n2) second",
    "a. first\nb. second",
    "- a\n  - b\n    - c",
    "- a\n1. b",
    "3. third\n4. fourth",
    "1. a\n\n   more\n\n2. b",
    "One\\\ntwo",
    ":::: columns\n::: column\n### Heading\n\nText.\n:::\n::: column\nText.\n:::\n::::",
]


def lines(body: str, is_page: bool) -> list[int]:
    found = typed_problems(Markup(body, template=False), is_page)
    return sorted({body.count("\n", 0, at) + 1 for at, _, _ in found})


@pytest.mark.slow
@pytest.mark.parametrize(("body", "line"), [*BOTH, *PAGES])
def test_what_a_page_would_not_show_is_reported_at_its_line(body: str, line: int) -> None:
    assert lines(body, is_page=True)[:1] == [line]


@pytest.mark.parametrize(("body", "line"), [*BOTH, *DOCUMENTS])
def test_what_a_document_would_not_show_is_reported_at_its_line(body: str, line: int) -> None:
    assert lines(body, is_page=False)[:1] == [line]


@pytest.mark.parametrize("body", [*FINE, *FINE_ON_PAGES])
def test_what_a_page_shows_is_left_alone(body: str) -> None:
    assert lines(body, is_page=True) == []


@pytest.mark.parametrize("body", [*FINE, *FINE_IN_DOCUMENTS])
def test_what_a_document_shows_is_left_alone(body: str) -> None:
    assert lines(body, is_page=False) == []


def words(html: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"<[^<>]*>", " ", html))


@pytest.mark.slow
@pytest.mark.parametrize("body", FINE)
def test_what_is_left_alone_is_read_alike_by_both(body: str) -> None:
    tags = [re.findall(r"<(li|table|blockquote|h[1-6]|td|th|del|sub|dt|dd)\b", html) for html in both(body)]
    assert tags[0] == tags[1]


def both(body: str) -> tuple[str, str]:
    page = re.sub(r'<div class="footnote">.*', "", reader().convert(body), flags=re.DOTALL)
    return page, re.sub(r'<section[^>]*class="footnotes.*', "", document(body), flags=re.DOTALL)


def document(body: str) -> str:
    return pandoc(body.encode(), [f"--from={MARKDOWN}", "--to=html", "--wrap=none"]).decode()


@pytest.mark.parametrize("body", [text for text, _ in (*BOTH[:4], *BOTH[14:20])])
def test_what_is_reported_is_not_shown_as_it_is_meant(body: str) -> None:
    """As a list or a table with all its words, in either."""
    for html in (reader().convert(body), document(body)):
        assert not re.search("<(li|td)", html) or len(words(html)) < len(re.findall(r"\w+", body)) or "|" in html
