"""An issue as an e-mail has the same words in HTML and in plain text, safely, in what mail programs understand."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.cache import Cache
from curriculum_commons.build.pipeline import newsletter_files
from curriculum_commons.content.load import load
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons, Issue, Page
from curriculum_commons.model.records import IssueMeta
from curriculum_commons.model.site import Newsletter
from curriculum_commons.model.urls import address
from curriculum_commons.newsletter.feeds import feed_files
from curriculum_commons.newsletter.files import batches, issue_files
from curriculum_commons.newsletter.mail import LARGEST, html_mail, text_mail
from curriculum_commons.newsletter.mail import message as eml_message
from curriculum_commons.newsletter.plain_text import WIDTH, display_width, wrapped
from curriculum_commons.newsletter.providers import SERVICES
from curriculum_commons.render import signatures
from curriculum_commons.validation.validate import validate

TESTS = Path(__file__).parent
TEA = (TESTS / "tea.md").read_text("utf-8")
NAME = "2026-11-the-first-pot"
HOSTILE = "<x-script>x</x-script> {{ 7*7 }} *|X|* [[X]] [email] ](javascript:x) https://a.example/@TrackLink & ${x}"
OWN = ["&#42;|LIST:ADDRESS|&#42;", "&#42;|UNSUB|&#42;", "&#91;[viewAsWebpage]]", "&#91;unsubscribe]"]
ADDRESS = re.compile(r"(?:https?|mailto):\S+|\b[\w.]+@[\w.]+\b")
BREAKS = re.compile(r"</?(?:br|d[dlt]|h\d|li|p|sup|t[dhr]|div|summary)\b[^>]*>")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def page(body: str = TEA, name: str = NAME, **top: Any) -> Page:
    front: dict[str, Any] = {
        "title": "The first pot: warm it, and other news of tea",
        "summary": "What has changed in the two competencies of tea.",
        "date": "2026-11-23",
        "audience": "those who drink tea",
        "authors": ("the tea makers",),
        "render_macros": True,
        **top,
    }
    around = f'{{{{ newsletter_head("{name}") }}}}', f'{{{{ newsletter_foot("{name}") }}}}'
    text = f"# A title\n\n{around[0]}\n\n{body}\n\n{around[1]}\n"
    return Page(f"newsletter/{name}.md", IssueMeta.model_validate(front), text, 10)


def with_issue(commons: Commons, issue: Page, **sent: Any) -> Commons:
    site = commons.site.model_copy(update={"newsletter": Newsletter(title="Tea News", **sent)})
    others = (one for one in commons.pages if not isinstance(one.meta, IssueMeta))
    return replace(commons, site=site, pages=(*others, issue))


def only(commons: Commons) -> tuple[Commons, BuildContext, Issue]:
    return commons, BuildContext.of(commons), commons.issues[0]


def eml(commons: Commons, context: BuildContext, issue: Issue) -> bytes:
    by_hand = SERVICES["none"]
    return eml_message(
        commons, issue, text_mail(commons, context, issue, by_hand), html_mail(commons, context, issue, by_hand)
    )


@pytest.fixture(scope="module")
def bare() -> Commons:
    return validate(load(TESTS / "tiny"), signatures())


@pytest.fixture(scope="module")
def tea(bare: Commons) -> Commons:
    return with_issue(bare, page())


@pytest.fixture(scope="module")
def html(tea: Commons) -> str:
    return html_mail(*only(tea))


@pytest.fixture(scope="module")
def text(tea: Commons) -> str:
    return text_mail(*only(tea))


def parsed(html: str) -> LexborHTMLParser:
    tree = LexborHTMLParser(html)
    for hidden in tree.css('[style*="display:none"], head'):
        hidden.decompose()
    return tree


def words_of_html(html: str) -> list[str]:
    for alt in re.findall(r'<img[^>]* alt="([^"]*)"', html):
        html = re.sub(r"<img[^>]*>", f" Picture: {alt} ", html, count=1)
    body = parsed(BREAKS.sub(r" \g<0> ", html)).body
    assert body
    return re.findall(r"\w+", ADDRESS.sub(" ", body.text()))


def words_of_text(text: str) -> list[str]:
    text = re.sub(r"\nLinks\n-----\n.*", "", text, flags=re.DOTALL)
    text = re.sub(r"\s\[\d+\]", "", text).replace("H₂O", "H2O").replace("10²", "10 2")
    text = re.sub(r"(?m)^[> ]*\d+\. ", "", text)
    return re.findall(r"\w+", ADDRESS.sub(" ", text))


def opened(message: bytes) -> EmailMessage:
    read = email.message_from_bytes(message, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found
    return str(found.get_content()).replace("\r\n", "\n")


def test_text_has_the_words_of_the_html_in_the_same_order(html: str, text: str) -> None:
    assert words_of_text(text) == words_of_html(html)


def test_plain_text_reads_well_by_itself(text: str) -> None:
    assert text == (TESTS / "golden" / "tea.txt").read_text("utf-8")


def test_lines_of_text_are_at_most_72_wide_but_for_long_words(text: str) -> None:
    long = [line for line in text.splitlines() if display_width(line) > WIDTH]
    assert [line for line in long if " " in line.strip() and not re.match(r"\[\d+\] ", line)] == []


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("a https://a.example/long b", 8, ["a", "https://a.example/long", "b"]),
        ("茶は毎日飲みましょう", 8, ["茶は毎日", "飲みまし", "ょう"]),
        ("e\u0301e\u0301 e\u0301", 3, ["e\u0301e\u0301", "e\u0301"]),
        ("one\ntwo", 72, ["one", "two"]),
        ("", 72, []),
    ],
)
def test_text_is_wrapped_by_the_width_that_it_takes(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


def test_a_table_too_wide_for_columns_becomes_a_list_for_each_row(bare: Commons) -> None:
    long = "a long cell that takes a good part of a line by itself"
    table = f"| Tea | First | Second |\n| --- | --- | --- |\n| Green | {long} | {long} |\n"
    text = text_mail(*only(with_issue(bare, page(table))))
    assert f"Tea: Green\n  - First: {long}\n  - Second: {long}\n" in text


WIDE = """
| Stage | Setting | Minutes | Who | What | *Source* | Review |
| --- | --- | --- | --- | --- | --- | --- |
| Steep | kitchen table | 3 | pairs | watch & wait | [leaf](https://tea.example/a) | 2026-01-01 |
| Pour | veranda | | groups | pour slowly | [pot](https://tea.example/b) | 2026-02-01 |
"""


def test_a_wide_table_without_rows_lists_the_names_of_its_columns(bare: Commons) -> None:
    names = [f"a name of a column that takes room {number}" for number in range(3)]
    issue = only(with_issue(bare, page(f"|{'|'.join(names)}|\n|---|---|---|\n")))
    assert "\n  - ".join(names) in text_mail(*issue)
    assert [name.text() for name in LexborHTMLParser(html_mail(*issue)).css("th")] == names


def test_a_wide_table_stays_one_and_names_its_cells_for_phones_alone(bare: Commons) -> None:
    html = html_mail(*only(with_issue(bare, page(WIDE))))
    assert [cell.text() for cell in LexborHTMLParser(html).css(".rows th.names")] == [
        "Stage", "Setting", "Minutes", "Who", "What", "Source", "Review"
    ]  # fmt: skip
    names = LexborHTMLParser(html).css("td .name")
    assert [name.text() for name in names][:3] == ["Stage: ", "Setting: ", "Minutes: "]
    assert {name.attrs.sget("style") for name in names} == {"display:none"}
    # What has no style sheet shows the table, and each word once.
    rows = [[cell.text() for cell in row.css("td")] for row in parsed(html).css(".rows tr")[1:]]
    assert rows[1] == ["Pour", "veranda", "", "groups", "pour slowly", "pot", "2026-02-01"]
    assert [cell.attrs.sget("class") for cell in LexborHTMLParser(html).css(".rows tr")[2].css("td")][:3] == [
        "head", "item", "none"
    ]  # fmt: skip


def test_the_text_of_a_wide_table_has_each_cell_once(bare: Commons) -> None:
    text = text_mail(*only(with_issue(bare, page(WIDE))))
    assert "Stage: Pour\n  - Setting: veranda\n  - Who: groups\n  - What: pour slowly\n" in text
    assert text.count("kitchen table") == text.count("groups") == 1


@pytest.mark.parametrize("head", [f"Lieferschwierigkeiten {{}} {n}" for n in "ab"])
def test_a_table_too_wide_for_any_screen_is_a_list_for_each_row(bare: Commons, head: str) -> None:
    names = [head.format(number) for number in range(9)]
    table = f"|{'|'.join(names)}|\n{'|---' * 9}|\n|{'|'.join('abcdefghi')}|\n"
    issue = only(with_issue(bare, page(table)))
    tree = LexborHTMLParser(html_mail(*issue))
    assert not tree.css("th")
    cells = zip(names[1:], "bcdefghi", strict=True)
    assert [item.text() for item in tree.css("li")] == [f"{name}: {cell}" for name, cell in cells]
    assert words_of_text(text_mail(*issue)) == words_of_html(html_mail(*issue))


@pytest.mark.parametrize("count", range(4, 13))
def test_words_of_many_columns_have_room_by_their_length(bare: Commons, count: int) -> None:
    address = f"https://tea.example/{'a' * 60}"
    table = f"| Page |{'|'.join(f' N {at} ' for at in range(1, count))}|\n{'|---' * count}|\n"
    table += f"| <{address}> |{'|'.join('12' for _ in range(1, count))}|\n"
    tree = LexborHTMLParser(html_mail(*only(with_issue(bare, page(table)))))
    widths = [float(cell.attrs.sget("style").rpartition("width:")[2].rstrip("%")) for cell in tree.css("th")]
    assert len(widths) == count
    assert sum(widths) == pytest.approx(100, abs=1)
    assert min(widths) * 5.6 > 12


RAW = "<table><tr><th colspan='6'>Tea</th></tr><tr>" + "<td>Lieferschwierigkeiten</td>" * 6 + "</tr></table>"


@pytest.mark.parametrize("table", [RAW, RAW.replace(" colspan='6'", "")])
def test_a_wide_table_without_a_name_for_each_column_scrolls_on_a_phone(bare: Commons, table: str) -> None:
    tree = LexborHTMLParser(html_mail(*only(with_issue(bare, page(table)))))
    assert [found.attrs.sget("class") for found in tree.css("table:not([role])")] == ["scrolls"]


def test_a_draft_contains_the_plain_form_then_html(tea: Commons, html: str, text: str) -> None:
    message = opened(eml(*only(tea)))
    assert message.get_content_type() == "multipart/alternative"
    kinds = [one.get_content_type() for one in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    assert (part(message, "plain"), part(message, "html")) == (text, html)
    assert {one.get_content_charset() for one in message.iter_parts()} == {"utf-8"}


def test_a_draft_has_the_headers_of_one_and_no_others(tea: Commons) -> None:
    message = opened(eml(*only(tea)))
    assert dict(message.items()) == {
        "From": "The Tea School <tea@school.example>",
        "Subject": "The first pot: warm it, and other news of tea",
        "X-Unsent": "1",
        "X-Uniform-Type-Identifier": "com.apple.mail-draft",
        "Date": "Mon, 23 Nov 2026 12:00:00 +0000",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }


def test_a_message_brings_every_line_as_it_was_written(bare: Commons) -> None:
    """Lines that mail servers and archives take for their own: a dot alone, one that begins with From."""
    body = "    .\n    From here on it is tea\n    a = b  c\u00a0\n    --\n\nFrom the pot, 茶 and = tea. " + "x" * 120
    commons = with_issue(bare, page(body))
    message = opened(eml(*only(commons)))
    assert part(message, "plain") == text_mail(*only(commons))
    assert part(message, "html") == html_mail(*only(commons))
    assert "\n.\nFrom here on it is tea\n" in text_mail(*only(commons))


def test_a_message_in_arabic_is_not_much_longer_than_its_text(bare: Commons) -> None:
    commons = with_issue(bare, page("أخبار الشاي لكل من يصنعه ويشربه. " * 300))
    message = eml(*only(commons))
    html, text = html_mail(*only(commons)), text_mail(*only(commons))
    assert len(message) < 1.5 * len((html + text).encode())
    assert (part(opened(message), "html"), part(opened(message), "plain")) == (html, text)
    assert max(map(len, message.split(b"\r\n"))) <= 78


def test_every_line_of_a_message_ends_and_is_as_long_as_mail_servers_want(tea: Commons) -> None:
    message = eml(*only(tea))
    assert message.isascii()
    assert b"\n" not in message.replace(b"\r\n", b"")
    assert max(map(len, message.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "title",
    [
        "=?utf-8?Q?Tea=0D=0ABcc:_all@a.example?=",
        "=?utf-8?B?VGVhDQpCY2M6IGFsbEBhLmV4YW1wbGU=?=",
        "Tee für alle: Grüße =?utf-8?q?x?= 🍵",
        'Tea: \\"quoted\\", <all@a.example>; and, a, list',
        "A title of ninety letters, which goes on and on until there are no letters left: ä",
        "x" * 90,
    ],
)
def test_titles_and_names_put_no_header_into_a_message(bare: Commons, title: str) -> None:
    # Python 3.11 puts a space between two encoded words of a name, which is against the standard.
    name = title if title.isascii() else title[:30]
    publisher = bare.site.publisher.model_copy(update={"name": name})
    commons = with_issue(bare, page(title=title))
    commons = replace(commons, site=commons.site.model_copy(update={"publisher": publisher}))
    message = opened(eml(*only(commons)))
    assert message["Subject"] == title
    assert [(one.display_name, one.addr_spec) for one in message["From"].addresses] == [(name, "tea@school.example")]
    assert message["Bcc"] is None
    assert len(message.keys()) == 7


@pytest.mark.parametrize("address", [None, "tea@schööl.example", "tea,all@school.example", "a\u2028b@school.example"])
def test_a_message_names_no_sender_whose_address_is_not_known_or_unusual(bare: Commons, address: str | None) -> None:
    publisher = bare.site.publisher.model_copy(update={"email": address})
    commons = with_issue(bare, page())
    commons = replace(commons, site=commons.site.model_copy(update={"publisher": publisher}))
    assert opened(eml(*only(commons)))["From"] is None


def test_html_is_valid(html: str) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(html)
    assert parser.errors == []


def test_an_email_is_small_enough_for_gmail(html: str) -> None:
    assert len(html.encode()) < LARGEST < 102 * 1024


def test_an_email_has_nothing_that_could_run_or_be_fetched(html: str) -> None:
    tree = LexborHTMLParser(html)
    assert tree.css("script, link, iframe, object, form, input, base, svg") == []
    assert [node.html for node in tree.css("*") if any(name.startswith("on") for name in node.attrs)] == []
    assert "@import" not in html
    assert "url(" not in html


def test_every_link_and_picture_of_an_email_has_a_whole_address(html: str) -> None:
    tree = LexborHTMLParser(html)
    found = [node.attrs.sget("href") or node.attrs.sget("src") for node in tree.css("a[href], img[src]")]
    assert found
    assert {urlsplit(address).scheme for address in found} == {"https", "mailto"}


def test_an_email_has_its_language_title_and_summary(html: str) -> None:
    tree = LexborHTMLParser(html)
    assert tree.root is not None
    assert tree.root.attrs["lang"] == "en"
    title, preheader = tree.css_first("title"), tree.css_first('body [style*="display:none"]')
    assert title is not None
    assert preheader is not None
    assert title.text() == "The first pot: warm it, and other news of tea"
    assert preheader.text().startswith("What has changed in the two competencies of tea.")


def test_an_email_has_one_title_and_headings_in_order(html: str) -> None:
    levels = [int((node.tag or "")[1]) for node in LexborHTMLParser(html).css("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_layout_tables_are_presentational_and_data_tables_have_headers(html: str) -> None:
    # Outlook reads tables in comments too, so those need the same role.
    layout = [table for table in re.findall(r"<table[^>]*>", html) if "presentation" in table]
    data = [table for table in LexborHTMLParser(html).css("table") if table.attrs.sget("role") != "presentation"]
    assert len(layout) == 5
    assert len(data) == 1
    assert {cell.attrs.sget("scope") for cell in data[0].css("th")} == {"col"}
    right = [cell.text() for cell in data[0].css("td, th") if "text-align:right" in cell.attrs.sget("style")]
    assert right == ["Minutes", "2", "4"]


def test_a_picture_is_no_wider_than_the_column_and_keeps_its_words(html: str) -> None:
    picture = LexborHTMLParser(html).css_first("img")
    assert picture is not None
    attributes = picture.attrs
    assert (attributes["width"], attributes["height"], attributes["alt"]) == ("560", "280", "A cup of tea with steam")


def test_words_of_a_table_are_broken_only_where_it_would_be_too_wide_for_a_phone(bare: Commons) -> None:
    def cells(*names: str) -> list[bool]:
        table = f"| {' | '.join(names)} |\n| {' | '.join('---' for _ in names)} |\n"
        tree = LexborHTMLParser(html_mail(*only(with_issue(bare, page(table)))))
        return ["word-break:normal" in cell.attrs.sget("style") for cell in tree.css("th")]

    assert cells("Minutes", "Degrees") == [True, True]
    assert cells("Minutes" * 3, "Degrees" * 3) == [False, False]


PHONES = {"rows", "names", "name", "head", "item", "none", "scrolls"}
"""Classes by which a phone shows a wide table."""


def test_layout_on_a_desk_depends_on_no_class(html: str) -> None:
    outside = COMMENT.sub("", html)
    for style in re.findall(r"<style[^>]*>(.*?)</style>", outside, re.DOTALL):
        rules = style.replace("\n", " ")
        if "prefers-color-scheme" in rules:
            named = set(re.findall(r"([a-z-]+):", rules.split("{", 2)[2]))
            assert named == {"background-color", "color", "border-color"}
        else:
            on_phones = PHONES if "max-width:479px" in rules else set()
            assert set(re.findall(r"\.([a-z0-9-]+)", rules)) <= {"mj-column-per-100", "moz-text-html"} | on_phones


def test_an_arabic_sentence_begins_at_the_right(html: str) -> None:
    turned = [node.text() for node in LexborHTMLParser(html).css("[dir=rtl]")]
    assert turned == ["مرحبا بالعالم، هذا نص من اليمين إلى اليسار."]


def test_an_email_in_a_language_from_right_to_left_is_laid_out_so(bare: Commons) -> None:
    commons = with_issue(bare, page("Guten Tag.\n\n- مرحبا\n"))
    commons = replace(commons, site=commons.site.model_copy(update={"language": "ar"}))
    html = html_mail(*only(commons))
    assert '<html lang="ar" dir="rtl"' in html
    assert "direction:ltr" not in html
    assert "margin-right:26px" in html
    assert '<p style="margin:0 0 16px;text-align:left" dir="ltr">Guten Tag.</p>' in html


# ---- What mail programs understand ----

UNTESTED = {"color", "font-family", "font-variant"}
"""What caniemail has never tested, since everything understands it."""
WITHOUT = {
    "height": ({"yahoo desktop-webmail"}, "of pictures, which have it as an attribute too"),
    "max-height": ({"outlook windows"}, "of the summary, which is hidden by other means too"),
    "opacity": ({"outlook windows"}, "of the summary, too"),
    "overflow": ({"outlook windows"}, "of the summary, too"),
    "white-space": ({"outlook windows"}, "of code, which is in `pre`"),
    "word-break": ({"yahoo desktop-webmail"}, "a very long word goes beyond its column there"),
    "word-spacing": ({"outlook windows"}, "normal, as it is anyway"),
}
"""Which programs do without a style, and why that does little harm."""


def properties(html: str) -> set[str]:
    styles = re.findall(r'style="([^"]*)"', COMMENT.sub("", html))
    return {line.split(":")[0].strip() for style in styles for line in style.split(";") if ":" in line}


def test_mail_programs_understand_every_style_of_an_email(html: str, bare: Commons) -> None:
    html += html_mail(*only(with_issue(bare, page(f"{WIDE}\n{RAW}"))))
    known = json.loads((TESTS / "caniemail.json").read_text("utf-8"))
    for name in properties(html) - UNTESTED:
        feature = re.sub(r"-(?:left|right|top|bottom|color)$", "", name) if name != "background-color" else name
        grades = dict(zip(known["clients"], known["css"][feature], strict=True))
        refused = {client for client, grade in grades.items() if grade not in "ya"}
        assert refused <= WITHOUT.get(name, (set(), ""))[0], name


# ---- Services ----


@pytest.mark.parametrize("name", SERVICES)
def test_only_our_own_lines_contain_merge_tags(bare: Commons, name: str) -> None:
    milestones = tuple(one.model_copy(update={"title": HOSTILE, "summary": HOSTILE}) for one in bare.milestones)
    own = "".join(f"\n\n<b>{tag}</b> [there](https://a.example/{tag})" for tag in OWN)
    own += "\n\n<b>&#42;</b>|UNSUB|&#42; <i>&#91;</i>[viewAsWebpage]] <i>&#91;</i>unsubscribe] \ue000 \ue001"
    body = (
        "{{ roadmap_list() }}\n\n<https://a.example/@TrackLink>"
        + own
        + "\n\n"
        + HOSTILE.replace("{{ 7*7 }}", "{% raw %}{{ 7*7 }}{% endraw %}").replace("*|", "\\*|")
    )
    issue = page(body, title=HOSTILE[:60], summary=HOSTILE[:140], audience=HOSTILE)
    commons = replace(with_issue(bare, issue, service=name), milestones=milestones)
    sender = SERVICES[name]
    html, text = html_mail(*only(commons)), text_mail(*only(commons))
    assert not re.search(r"(?i)<script|href=.javascript", html)
    for shown in (COMMENT.sub("", html), text):
        for tag in sender.tags:
            assert shown.count(tag) <= 1
            shown = shown.replace(tag, "")
        assert not sender.openings or not re.search(sender.openings, shown)


@pytest.mark.parametrize(
    "typed",
    [
        "**b** ![x](//evil.example/x) [y](https://evil.example/)",
        "_i_ `c` <b>b</b> &lt;i&gt; https://evil.example/ # 1\\. [z][z]",
        '| a | b | "q" ***c***{: .d } ^[n] *[A]: B',
    ],
)
def test_a_finding_reads_as_it_was_typed_in_mails_and_feeds(bare: Commons, typed: str) -> None:
    finding = bare.findings[0].model_copy(update={"text": typed})
    issue = page(f'It is known: {{{{ finding("{finding.id}") }}}}\n\n{{{{ finding("{finding.id}") }}}} End.')
    commons = replace(with_issue(bare, issue), findings=(finding, *bare.findings[1:]))
    feed = json.loads(dict(feed_files(commons, BuildContext.of(commons)))["newsletter/feed.json"])
    message = part(opened(eml(*only(commons))), "html")
    for shown in (html_mail(*only(commons)), message, feed["items"][0]["content_html"]):
        tree = parsed(shown)
        assert " ".join(tree.text().split()).count(" ".join(typed.split())) == 2
        assert not tree.css('img, b, [href*="evil"]')
        source = address("reference", finding.sources[0].reference)
        assert {node.attrs.sget("href") for node in tree.css("a[href*=references]")} == {commons.site.address + source}


@pytest.mark.parametrize("name", SERVICES)
def test_what_looks_like_code_reads_as_it_was_written(bare: Commons, name: str) -> None:
    milestones = tuple(one.model_copy(update={"title": HOSTILE}) for one in bare.milestones)
    commons = replace(with_issue(bare, page("{{ roadmap_list() }}"), service=name), milestones=milestones)
    body = parsed(html_mail(*only(commons))).body
    assert body
    assert HOSTILE in body.text()
    assert HOSTILE.split()[0] in text_mail(*only(commons)).replace("\u2060", "")


@pytest.mark.parametrize("name", SERVICES)
def test_text_and_html_have_the_same_lines_for_a_service(bare: Commons, name: str) -> None:
    commons = with_issue(bare, page(), service=name, address="1 Pot Lane, Teatown")
    html, text = html_mail(*only(commons)), text_mail(*only(commons))
    for tag in SERVICES[name].tags:
        text = text.replace(f": {tag}", "").replace(f":\n{tag}", "")
    assert words_of_text(text) == words_of_html(html)


@pytest.mark.parametrize(
    ("name", "in_html", "in_text"),
    [
        ("mailchimp", ['href="*|ARCHIVE|*"', 'href="*|UNSUB|*"', ">*|LIST:ADDRESS|*<"], ["*|ARCHIVE|*", "*|UNSUB|*"]),
        ("listmonk", ['href="{{ MessageURL }}"', 'href="{{ UnsubscribeURL }}"'], ["{{ UnsubscribeURL }}"]),
        ("campaign monitor", ["<webversion", "<unsubscribe"], ["[webversion]", "[unsubscribe]"]),
        ("constant contact", ['href="[[viewAsWebpage]]"'], ["[[viewAsWebpage]]"]),
        ("none", [f'href="https://tea.example/newsletter/{NAME}/"'], [f"https://tea.example/newsletter/{NAME}/"]),
    ],
)
def test_each_service_gets_its_own_merge_tags(bare: Commons, name: str, in_html: list[str], in_text: list[str]) -> None:
    commons = with_issue(bare, page(), service=name)
    html, text = html_mail(*only(commons)), text_mail(*only(commons))
    assert [tag for tag in in_html if tag not in html] == []
    assert [tag for tag in in_text if tag not in text] == []
    assert ("Unsubscribe" in html) == ("Unsubscribe" in text) == (name not in {"none", "constant contact"})


@pytest.mark.parametrize("name", SERVICES)
def test_a_draft_to_be_sent_by_hand_has_no_merge_tags(bare: Commons, name: str) -> None:
    commons = with_issue(bare, page(), service=name)
    files = dict(issue_files(*only(commons)))
    message = opened(files[f"newsletter/{NAME}/issue.eml"])
    for tag in SERVICES[name].tags:
        assert tag not in part(message, "plain")
        assert tag not in part(message, "html")
    assert f"https://tea.example/newsletter/{NAME}/" in part(message, "plain")


def test_the_postal_address_is_in_the_foot(bare: Commons) -> None:
    commons = with_issue(bare, page(), address="1 Pot Lane, Teatown")
    assert "1 Pot Lane, Teatown" in html_mail(*only(commons))
    assert "1 Pot Lane, Teatown" in text_mail(*only(commons))


@pytest.mark.parametrize("official", [True, False])
def test_the_email_of_an_unofficial_site_has_its_disclaimer(bare: Commons, official: bool) -> None:
    commons = with_issue(bare, page())
    commons = replace(commons, site=commons.site.model_copy(update={"official": official}))
    assert (commons.site.standing in html_mail(*only(commons))) is not official


# ---- Size, and whatever people write ----


def test_an_issue_of_20_000_words_gives_a_readable_email(bare: Commons) -> None:
    body = "\n\n".join(f"## Part {part}\n\n" + "tea " * 199 for part in range(100))
    html, text = html_mail(*only(with_issue(bare, page(body)))), text_mail(*only(with_issue(bare, page(body))))
    assert html.count("tea") > 19_900
    assert text.count("tea") > 19_900


def test_a_word_of_300_letters_stays_whole_in_text(bare: Commons) -> None:
    word = "tea" * 100
    assert f"\n{word}\n" in text_mail(*only(with_issue(bare, page(f"A {word} word."))))


@pytest.mark.slow
def test_the_same_issue_gives_the_same_bytes_anywhere(tea: Commons, tmp_path: Path) -> None:
    here = {path: content for path, content in issue_files(*only(tea))}
    script = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1]); import test_mail as t;"
        "c = t.with_issue(t.validate(t.load(t.TESTS / 'tiny'), t.signatures()), t.page());"
        "[(pathlib.Path(sys.argv[2]) / p.rpartition('/')[2]).write_bytes(b) for p, b in t.issue_files(*t.only(c))]"
    )
    elsewhere = {**os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", script, str(TESTS), str(tmp_path)], check=True, env=elsewhere)
    assert {path: (tmp_path / path.rpartition("/")[2]).read_bytes() for path in here} == here


# ---- Kept from build to build ----


def test_cached_mails_equal_those_made_afresh(tea: Commons, tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        with Cache(tmp_path) as cache:
            made.append(dict(newsletter_files(tea, BuildContext.of(tea), cache)))
    assert made[0] == made[1]
    assert {path: made[0][path] for path, _ in issue_files(*only(tea))} == dict(issue_files(*only(tea)))


def test_an_issue_is_made_anew_where_it_or_a_record_on_it_has_changed(tea: Commons) -> None:
    def first(commons: Commons) -> str:
        return next(batches(commons, BuildContext.of(commons))).ingredients

    def with_plain(commons: Commons) -> Commons:
        return replace(commons, pages=(*commons.pages[:-1], page("No record.")))

    renamed = replace(tea, milestones=tuple(one.model_copy(update={"title": "x"}) for one in tea.milestones))
    assert first(renamed) != first(tea)
    assert first(with_plain(renamed)) == first(with_plain(tea)) != first(tea)


# ---- In the built site ----


@pytest.mark.parametrize("call", ["competency_cards()", "competency_list()", 'competency_statement("T-1")'])
def test_a_competency_leads_to_its_page(bare: Commons, call: str) -> None:
    commons = with_issue(bare, page(f"{{{{ {call} }}}}"))
    place = f"{commons.site.address}competencies/t-1/"
    link = LexborHTMLParser(html_mail(*only(commons))).css_first(f'a[href="{place}"]')
    assert link is not None
    assert place in text_mail(*only(commons))


def test_a_table_from_the_right_has_its_first_column_there(bare: Commons) -> None:
    tree = parsed(html_mail(*only(with_issue(bare, page("| שלום | שעות |\n|---|---|\n| תה | 12 |\n")))))
    table = tree.css_first("table[dir=rtl]")
    assert table is not None
    assert all("text-align:right" in cell.attrs.sget("style") for cell in table.css("td, th"))
    assert all("dir" not in cell.attrs for cell in table.css("td, th"))


def test_a_list_or_a_quote_from_the_right_is_indented_there(bare: Commons) -> None:
    tree = parsed(html_mail(*only(with_issue(bare, page("- أخبار الشاي\n\n> שלום\n\n1. Tea\n")))))
    for selector, property_ in (("ul", "margin-right:26px"), ("blockquote", "border-right:4px")):
        node = tree.css_first(selector)
        assert node is not None
        assert node.attrs.sget("dir") == "rtl"
        assert property_ in node.attrs.sget("style")
    numbered = tree.css_first("ol")
    assert numbered is not None
    assert "dir" not in numbered.attrs


CODE_IN_A_LIST = '1. Brew\n\n    ```python\n    def brew(pot):\n        return "<tea>"\n    ```\n\n2. Drink\n'


def test_code_within_a_list_keeps_its_lines_as_on_the_page(bare: Commons) -> None:
    issue = only(with_issue(bare, page(CODE_IN_A_LIST)))
    code = LexborHTMLParser(html_mail(*issue)).css_first("ol li pre")
    assert code is not None
    assert code.text().strip() == 'def brew(pot):\n    return "<tea>"'
    assert '1. Brew\n\n   def brew(pot):\n       return "<tea>"\n\n2. Drink\n' in text_mail(*issue)


def test_a_box_is_set_apart_under_its_title(bare: Commons) -> None:
    box = '!!! note "Hot & *strong*"\n    Warm the pot.\n\n    - Twice\n\nThen wait.\n'
    box += "\n!!! tip\n    !!! note\n        Inside.\n"
    issue = only(with_issue(bare, page(box)))
    assert "\n| Hot & strong\n|\n| Warm the pot.\n|\n| - Twice\n\nThen wait.\n" in text_mail(*issue)
    tree = LexborHTMLParser(html_mail(*issue))
    title = next(bold for bold in tree.css("p > strong") if bold.text() == "Hot & strong")
    around = title.parent and title.parent.parent
    assert around
    assert around.tag == "td"
    assert "border-left:4px" in around.attrs.sget("style")
    assert "Warm the pot." in around.text()
    assert "Then wait." not in around.text()


def test_adjacent_links_are_separated(bare: Commons) -> None:
    text = text_mail(*only(with_issue(bare, page('{{ competency_pager("T-1") }}'))))
    assert re.search(r"\[\d+\] · ", text.partition("=====")[2])


def test_a_mail_address_is_shown_without_the_subject_of_its_link(bare: Commons) -> None:
    text = text_mail(
        *only(with_issue(bare, page("Write to [the office](mailto:tea@school.example?subject=Tea%20time).")))
    )
    assert "] tea@school.example\n" in text
