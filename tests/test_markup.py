"""Links, headings, anchors and calls are found where Python-Markdown and Jinja would find them, and nowhere else."""

from __future__ import annotations

import re

import pytest
from jinja2 import Environment

from curriculum_commons.content.markdown import Call, Code, Link, Markup, Undefined, replace_calls, separate_terms


def targets(text: str) -> list[str | None]:
    return [link.target for link in Markup(text, template=False).links if isinstance(link, Link)]


def test_each_anchor_has_its_place() -> None:
    body = 'Text.\n\n## One { #first }\n\n## *Two*[^1]\n\n<a id="old"></a>\n\nP.\n{: #p }\n\n## Two\n\n[^1]: N.\n'
    places = [(body.count("\n", 0, at), name) for at, name in Markup(body, template=False).places]
    assert places == [(2, "first"), (4, "two"), (6, "old"), (9, "p"), (11, "two_1")]


def test_of_several_anchors_in_braces_the_engine_takes_the_last() -> None:
    assert Markup("## Tea {#cup #pot}\n", template=False).places == ((0, "pot"),)


def test_what_a_macro_shows_makes_no_anchor_that_stays() -> None:
    text = Markup('## {{ count("resources") }} resources\n\n{{ count("schools") }}\n\n## Fine\n', template=True)
    assert text.anchors == {"fine"}
    assert len(text.unsteady) == 1


def test_anchors_of_html_count() -> None:
    assert Markup('<a id="here"></a> <p class="x" id=\'there\'>', template=False).anchors == {"here", "there"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](b.md)", ["b.md"]),
        ("[a]( b.md )", ["b.md"]),
        ('[a](b.md "title (with) brackets")', ["b.md"]),
        ("[a](b.md 'title')", ["b.md"]),
        ("[a](<b c.md>)", ["b c.md"]),
        ("[a](b_(c).md)", ["b_(c).md"]),
        ("[a](b\\_c.md)", ["b_c.md"]),
        ("[a\nb](c.md)", ["c.md"]),
        ("[a [b] c](d.md)", ["d.md"]),
        ("[![alt](a.png)](b.md)", ["a.png", "b.md"]),
        ("[a](b.md#c) and [d](#e)", ["b.md#c", "#e"]),
        ("[a][b]\n\n[b]: c.md 'title'\n", ["c.md", None]),
        ("[B]\n\n[b]: <c.md>\n", ["c.md", None]),
        ("<https://a.example/>", ["https://a.example/"]),
        ("<a class='x' href=\"b.md\">c</a>", ["b.md"]),
        ("\\[a](b.md)", []),
        ("[a]\n\n(b.md)", []),
        ("[ ] task and [^1]\n\n[^1]: note\n", []),
        ("`[a](b.md)` and ``[c](d`e.md)``", []),
        ("```\n[a](b.md)\n```", []),
        ("    ```\n    [a](b.md)\n    ```", []),
        ("<!-- [a](b.md) -->", []),
        ("`not closed [a](b.md)\n\nnew ` paragraph", ["b.md"]),
        ("text ](b.md) [c", []),
        ("[a](java&#115;cript:b)", ["javascript:b"]),
    ],
)
def test_links_are_found_where_they_are(text: str, found: list[str | None]) -> None:
    assert targets(text) == found


def test_a_link_knows_its_place() -> None:
    text = "é [a](b.md) ![c](d.png)"
    first, second = Markup(text, template=False).links
    assert isinstance(first, Link)
    assert isinstance(second, Link)
    assert (text[first.start], text[first.at], first.image) == ("[", "b", False)
    assert (text[second.start], text[second.at], second.image) == ("!", "d", True)


def test_a_label_that_nothing_defines_is_found() -> None:
    found = Markup("[a][b], [c][], [d], [e] [f]\n\n[c]: d.md\n", template=False).links
    assert [link.label for link in found if isinstance(link, Undefined)] == ["b"]


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("{{ a() }}", ["a()"]),
        ("{{a( 'b' , \"c\" )}}", ["a(b, c)"]),
        ('{{ a(\n  "b",\n  "c"\n) }}', ["a(b, c)"]),
        ('{{ a("}}") }} {{ b("{{ c() }}") }}', ["a(}})", "b({{ c() }})"]),
        ("{% raw %}{{ a() }}{% endraw %} {{ b() }}", ["b()"]),
        ("{% raw %}{{ a() }}", ["{% raw %}", "a()"]),
        ("{{ a(b) }}", ["{{ a(b) }}"]),
        ('{{ a("b",) }}', ['{{ a("b",) }}']),
        ('{{ a("b" "c") }}', ['{{ a("b" "c") }}']),
        ('{{ a("\\"") }}', ['{{ a("\\"") }}']),
        ("{{ a() | b }}", ["{{ a() | b }}"]),
        ("{{- a() -}}", ["{{- a() -}}"]),
        ("{{ 7*7 }} {% if a %}", ["{{ 7*7 }}", "{% if a %}"]),
        ("{{ a\n}}", ["{{ a"]),
        ("# a {#b}", ["{#b}"]),
        ("{ #b } {a} }} %}", []),
        ("`{{ a() }}`", ["a()"]),
    ],
)
def test_everything_that_jinja_would_read_is_found(body: str, parts: list[str]) -> None:
    found = [
        f"{part.name}({', '.join(text for _, text in part.arguments)})" if isinstance(part, Call) else part.text
        for part in Markup(body, template=True).parts
    ]
    assert found == parts


@pytest.mark.parametrize(
    "text", ["a {{ b() }} c", "{% raw %}{{ 7*7 }}{% endraw %}", "{ #a } }} %} {x}", "{{ a('b') }}"]
)
def test_what_is_only_calls_is_good_jinja(text: str) -> None:
    assert not any(isinstance(part, Code) for part in Markup(text, template=True).parts)
    Environment().parse(text)


def test_calls_are_replaced_and_marks_of_raw_blocks_removed() -> None:
    body = '{{ a("x") }} {% raw %}{{ b() }}{% endraw %}, {{- c() }}\n{{ d() }}'
    text = replace_calls(body, lambda number, call: f"<{number} {call.name} {call.texts}>")
    assert text == "<0 a ('x',)> {{ b() }}, {{- c() }}\n<1 d ()>"


def test_outside_of_templates_code_is_only_shown() -> None:
    assert Markup("`{{ a() }}` and\n\n```\n{{ b() }}\n```\n", template=False).parts == ()


def test_prose_has_the_length_of_the_text() -> None:
    body = "a `b` {{ c() }}\n\n```\nd\n```\n<!-- e\nf -->\n{{ g(\n) }}"
    prose = Markup(body, template=True).prose
    assert len(prose) == len(body)
    assert [offset for offset, char in enumerate(prose) if char == "\n"] == [
        offset for offset, char in enumerate(body) if char == "\n"
    ]
    assert not re.search("[b-g`<{]", prose)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["[", "`", "![", "<a ", '<a "', "{{ a(", "[a](", "{% raw %}", "```a\n", "<!-- ", "{#", "# a\n\n"]
)
def test_a_long_text_of_the_same_characters_is_read_to_its_end(unit: str) -> None:
    text = Markup("x " + unit * (200_000 // len(unit)), template=True)
    assert (text.parts, text.links, text.anchors) is not None
    assert len(text.prose) == len(text.body)


def test_a_term_right_below_a_meaning_begins_an_entry_of_its_own() -> None:
    text = "A\n: a\nB\n: b\n  more\nC\n: c\n\n```\nX\n: x\nY\n: y\n```\n"
    assert separate_terms(text) == text.replace("\nB\n", "\n\nB\n").replace("\nC\n", "\n\nC\n")
    for untouched in ("A\n: a\n\nB\n: b\n", "A\n: a\n- b\n", "A: b\nC\n", "A\n: a\nB\nC\n: c\n"):
        assert separate_terms(untouched) == untouched
