"""What readers of an issue would meet and nobody wanted is found before it is published, with its place and a cure."""

from __future__ import annotations

import struct
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from curriculum_commons.build.cache import Cache
from curriculum_commons.build.project import context_for, open_commons, unready_issues
from curriculum_commons.content.load import load
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.problems import ContentError, Problem
from curriculum_commons.newsletter.lint import is_here
from curriculum_commons.newsletter.preflight import persons, preflight
from curriculum_commons.render import signatures
from curriculum_commons.validation.gates.persons import Author, Names
from curriculum_commons.validation.validate import validate

TODAY = "2026-11-23"
PAGE = "docs/newsletter/2026-11-leaves.md"
TOP = """---
title: {title}
summary: {summary}
date: "{date}"
audience: {audience}
authors: [{authors}]
render_macros: true
{more}---

# Leaves

{{{{ newsletter_head("2026-11-leaves") }}}}

"""
FIELDS = {
    "title": "Leaves",
    "summary": "What is new about leaves, in a few words.",
    "date": "2026-11-20",
    "audience": "everybody who makes tea",
    "authors": "the editors of this site",
    "more": "",
}
FOOT = '\n\n{{ newsletter_foot("2026-11-leaves") }}\n'
INDEX = "---\ntitle: News\ndescription: All.\nrender_macros: true\n---\n\n# News\n\n{{ newsletter_list() }}\n"
RUN_ON = "begins a list right below other words, which would run on in it; leave the line above it empty"
LINE = TOP.count("\n") + 1
"""Line of the file on which the text of an issue begins, where its front matter has no more fields."""


def set_up(root: Path, service: str = "none") -> None:
    site = root / "data/site.yaml"
    if "newsletter:" not in site.read_text("utf-8"):
        with site.open("a", encoding="utf-8") as stream:
            stream.write(f"newsletter:\n  title: Tea News\n  service: {service}\n")
    (root / "docs/newsletter").mkdir(exist_ok=True)
    (root / "docs/newsletter/index.md").write_text(INDEX, "utf-8")


def messages(
    root: Path, body: str = "The kettle is on.", service: str = "none", today: str = TODAY, **top: str
) -> list[str]:
    """Return the problems of an issue, without the name of its file."""
    set_up(root, service)
    (root / PAGE).write_text(TOP.format(**{**FIELDS, **top}) + body + FOOT, "utf-8")
    commons = validate(load(root), signatures())
    found = sorted(set(problems(root, commons, today)))
    assert all(problem.path == PAGE and problem.line and problem.column and problem.code for problem in found)
    return [str(problem).removeprefix(f"{PAGE}:") for problem in found]


def unready(root: Path, today: str) -> tuple[Problem, ...]:
    commons = open_commons(root)
    with Cache(root) as cache:
        return unready_issues(root, commons, context_for(root, commons, today), cache)


def problems(root: Path, commons: Commons, today: str = TODAY) -> Iterator[Problem]:
    def read(path: str) -> bytes:
        return (root / "docs" / path).read_bytes()

    yield from preflight(commons, BuildContext.of(commons, today), commons.issues, read)
    for issue in commons.issues:
        yield from persons(commons, issue, read)


def test_a_good_issue_has_no_problems(tiny: Path) -> None:
    body = """We are on day 3. Read [what a kettle does](../teach.md), ask [the school](https://school.example/), or
quote it {{ cite("leaf-2024") }}: "They [the leaves] are […] green [sic]."[^1]

- one
- two

| a | b |
|---|---|
| 1 | 2 |

[https://school.example](https://www.school.example/). ___Strong___ words { .small }, from 5% to 6% OF them.

___

`TODO`, `*|FNAME|*` and `[Name]` may stand in code. {% raw %}Braces { here }{% endraw %}.
<abbr title="x" class="y">x</abbr>

[^1]: A note. See [here it is][way].

[way]: https://school.example/way
"""
    assert messages(tiny, body) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "column", "message"),
    [
        ("See TODO.", 5, '"TODO" was left in; write what belongs there, or take it out'),
        ("On TBD.", 4, '"TBD" was left in; write what belongs there, or take it out'),
        ("XXX cups", 1, '"XXX" was left in; write what belongs there, or take it out'),
        ("Is it ??? or", 7, '"???" was left in; write what belongs there, or take it out'),
        ("Lorem ipsum dolor", 1, '"Lorem ipsum" was left in; write what belongs there, or take it out'),
        (
            "At [Your school] x",
            4,
            '"[Your school]" looks like a blank to fill in; fill it in, or use round brackets',
        ),
        ("Dear [Name],", 6, '"[Name]" looks like a blank to fill in; fill it in, or use round brackets'),
        (
            "on [insert day here]",
            4,
            '"[insert day here]" looks like a blank to fill in; fill it in, or use round brackets',
        ),
        ("todo the kettle", 1, '"todo" was left in; write what belongs there, or take it out'),
        ("Then todo: more", 6, '"todo" was left in; write what belongs there, or take it out'),
        ("• one", 1, '"•" is typed where a list belongs; begin the line with "- "'),
        ("\uf0b7 one", 1, '"\\uf0b7" is typed where a list belongs; begin the line with "- "'),
        ("??? tip", 1, '"??? tip" makes no box here; begin it with "!!!"'),
        ("It is ~~gone~~.", 7, '"~~gone~~" is shown as typed; take out each "~~", or the words'),
        ("It is ==new==.", 7, '"==new==" is shown as typed; write ** in place of =='),
        (
            '<p class="MsoNormal">Some</p>',
            11,
            '"MsoNormal" comes from Word; paste it again without its format',
        ),
        ("ket\u00adtle", 4, "invisible character U+00AD; type this part again"),
        ("ket\u200btle", 4, "invisible character U+200B; type this part again"),
        ("At tbd, in", 4, '"tbd" was left in; write what belongs there, or take it out'),
        ("At ____ in", 4, '"____" was left in; write what belongs there, or take it out'),
        ("At {school name} in", 4, '"{school name}" was left in; write what belongs there, or take it out'),
        ("One\\\ntwo", 4, '"\\" is shown as typed; end the line with two spaces instead'),
        (
            "[https://tea.example/a](https://cups.example/)",
            25,
            '"https://tea.example/a" is not where the link leads, "https://cups.example/"; '
            "write the same in both places",
        ),
        ("x[^9] y", 2, '"[^9]" has no note; add a line "[^9]: …"'),
        ("## ", 1, "heading without words; write what comes below it, or take it out"),
        (
            "See <https://nam1.safelinks.protection.outlook.com/?u=x>",
            6,
            '"https://nam1.safelinks.protection.outlook.com/?u=x" leads through a service that counts or '
            "checks clicks; write where it ends",
        ),
        (
            "Dear %recipient.name%",
            6,
            '"%recipient.name%" is an unknown merge tag, one of some services, but no service sends this newsletter; '
            "leave it out: only the foot of the e-mail has any",
        ),
        ("- a cup", 1, f'"-" {RUN_ON}'),
        ("1. a cup\n2. a pot", 1, f'"1." {RUN_ON}'),
        ("-a cup\n-a pot", 1, '"-" is typed where a list belongs; begin the line with "- "'),
        ("– a cup\n– a pot", 1, '"–" is typed where a list belongs; begin the line with "- "'),
        ("1) a cup\n2) a pot", 1, '"1)" is typed where a list belongs; begin the line with "1. "'),
        (
            "\n- a cup\n  - blue",
            3,
            '"-" is indented by 2 spaces, too few to be part of the line above; use four',
        ),
        (
            "See [the pot] (../teach.md).",
            5,
            '"[the pot] (" makes no link; take out what is between "]" and "("',
        ),
        (
            "See (the pot)[https://school.example].",
            5,
            '"(the pot)[" makes no link; write the words in [ ] and the address in ( )',
        ),
        (
            "{ competency_cards() }",
            1,
            '"{ competency_cards() }" is shown as typed; write a macro between {{ and }}',
        ),
        (
            "Click here to",
            1,
            '"Click here" means nothing to a reader who hears it alone; let the link name where it leads',
        ),
        ("[here](../teach.md)", 8, '"here" does not name where the link leads; write that'),
        ("[Read more](../teach.md)", 13, '"Read more" does not name where the link leads; write that'),
    ],
)
def test_what_was_left_in_is_found(tiny: Path, words: str, column: int, message: str) -> None:
    line = LINE + 1 + (2 if words.startswith("\n") else 0)
    assert messages(tiny, f"Hello.\n{words}") == [f"{line}:{column}: {message}"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "## Cups\n- a cup\n- a pot",
        "Tea.\n## Cups\n- a cup",
        "- a cup\n- a pot\n    - blue",
        "Cups of\n12. November – a pot\n– and more.",
        "- a cup\nof tea\n- a pot",
        "The pot - a blue one - is\n-5 degrees cold.",
        "```\nCups\n- a cup\n```",
        "Tea.\n\n<!--\nCups\n- a cup\n-->",
        "| a |\n|---|\n| - b |",
        "In [1] (2018) and f(x)[1] { .blue }.",
        "a) A cup.\n\nb) A pot.",
    ],
)
def test_lists_and_brackets_that_are_shown_as_they_are_meant_are_left_alone(tiny: Path, text: str) -> None:
    assert messages(tiny, text) == []


@pytest.mark.parametrize(
    ("rows", "place", "message"),
    [
        (
            "| a | b |\n| 1 | 2 |",
            "0:1",
            'begins lines that make no table; write "| --- | --- |" below the first of them',
        ),
        (
            "| a | b |\n|---|:-:|\n| 1 | 2 | three |",
            "2:11",
            '"three" would be left out, as the first row has 2 cells and this row more; '
            'a "|" that is no border is "\\|"',
        ),
    ],
)
def test_tables_that_would_lose_words_or_be_none_are_found(tiny: Path, rows: str, place: str, message: str) -> None:
    line, _, column = place.partition(":")
    assert messages(tiny, rows) == [f"{LINE + int(line)}:{column}: {message}"]


@pytest.mark.parametrize("rows", ["| a | b |\n|---|---|\n| 1 | 2 | |\n| x\\|y |\n| `p|q` | z |", "|x| is a number."])
def test_tables_that_are_shown_whole_are_left_alone(tiny: Path, rows: str) -> None:
    assert messages(tiny, rows) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8000/x",
        "https://127.0.0.1/",
        "http://127.1.2.3:80",
        "http://[::1]:8000/",
        "http://10.0.0.4/tea",
        "http://192.168.1.5",
        "http://172.16.0.9/",
        "http://intranet/news",
        "http://kettle.local/",
        "http://0.0.0.0:1",
    ],
)
def test_links_to_this_computer_are_found(tiny: Path, address: str) -> None:
    message = f'"{address}" leads to this computer or its own network; write a public address'
    assert messages(tiny, f"Read [it all]({address}).") == [f"{LINE}:15: {message}"]
    assert messages(tiny, f"Go to {address} now") == [f"{LINE}:7: {message}"]


def test_addresses_of_others_lead_somewhere() -> None:
    assert not any(
        map(
            is_here, ["https://8.8.8.8/", "https://school.example/localhost", "https://localhost.example/", "https://["]
        )
    )


@pytest.mark.parametrize(
    ("service", "tag", "owner"),
    [
        ("listmonk", r"\*|UNSUB|\*", "mailchimp"),
        ("mailchimp", "[[FIRSTNAME]]", "constant contact"),
        ("mailchimp", "%%name%%", "some services"),
        ("mailchimp", "%FIRSTNAME%", "some services"),
        ("mailchimp", "{$name}", "some services"),
        ("mailchimp", "[firstname,fallback=you]", "campaign monitor"),
        ("mailchimp", "{% raw %}{{ UnsubscribeURL }}{% endraw %}", "listmonk"),
    ],
)
def test_merge_tags_of_another_service_are_found(tiny: Path, service: str, tag: str, owner: str) -> None:
    found = messages(tiny, f"Dear {tag}!", service)
    assert len(found) == 1
    assert f'" is an unknown merge tag, one of {owner}, but {service} sends this newsletter; leave it out' in found[0]


def test_merge_tags_that_nothing_replaces_are_found(tiny: Path) -> None:
    message = (
        '"*|FNAME|*" is an unknown merge tag, one of mailchimp, but no service sends this newsletter; leave it out'
    )
    assert messages(tiny, "Dear *|FNAME|*!") == [f"{LINE}:6: {message}: only the foot of the e-mail has any"]


def test_merge_tags_of_the_chosen_service_are_for_the_foot_of_the_mail(tiny: Path) -> None:
    found = messages(tiny, "Dear *|FNAME|*!", "mailchimp")
    assert len(found) == 1
    assert "would stay as it is, on the web too; leave it out" in found[0]


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ('<p style="color: red">x</p>', '"style" sets colors or layout by hand'),
        ('<td bgcolor="#fff">x</td>', '"bgcolor" sets colors or layout by hand'),
        ("x\n{: style='color:red' }", '"style" sets colors or layout by hand'),
        ("<script>x</script>", '"<script>" would not come through in e-mail and feeds; write it in Markdown'),
        ("<iframe src='x'></iframe>", '"<iframe>" would not come through'),
        ("<video controls></video>", '"<video>" would not come through'),
        ("<font color=red>x</font>", '"<font>" would not come through'),
        ('<p onclick="x()">x</p>', '"onclick" would not come through in e-mail and feeds; leave it out'),
        ("x { onclick='y()' }", '"onclick" would not come through'),
    ],
)
def test_html_that_would_not_come_through_is_found(tiny: Path, html: str, message: str) -> None:
    found = messages(tiny, html)
    assert len(found) == 1
    assert message in found[0]


def picture(file: Path, kind: str = "PNG", size: tuple[int, int] = (4, 3)) -> None:
    file.parent.mkdir(exist_ok=True)
    Image.new("RGB", size, "white").save(file, kind)


def test_pictures_that_all_mail_programs_show_are_good(tiny: Path) -> None:
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        picture(tiny / f"docs/images/a.{kind.lower()}", kind)
    links = "\n".join(f"![A cup](../images/a.{kind})" for kind in ("png", "jpeg", "gif", "webp"))
    assert messages(tiny, links) == []


def test_pictures_that_would_not_be_shown_are_found(tiny: Path) -> None:
    images = tiny / "docs/images"
    picture(images / "big.png")
    (images / "big.png").write_bytes((images / "big.png").read_bytes() + bytes(1_000_000))
    (images / "none.png").write_text("no picture")
    picture(images / "old.bmp", "BMP")
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    (images / "bomb.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + bytes(4) + b"IDAT"
    )
    names = ("cup.svg", "big.png", "none.png", "old.bmp", "bomb.png")
    found = messages(tiny, "\n".join(f"![A cup](../images/{name})" for name in names))
    assert [line.partition(": ")[2] for line in found] == [
        '"../images/cup.svg" is an SVG, which mail programs do not show; save it as PNG',
        '"../images/big.png" has 1.0 MB, too much for an e-mail; save it smaller, with less than 1 MB',
        '"../images/none.png" has no width and height that could be read; save it as PNG or JPEG',
        '"../images/old.bmp" is of a kind (BMP) that not all mail programs show; save it as PNG or JPEG',
        '"../images/bomb.png" has too many pixels for any screen; save it smaller',
    ]


def test_an_issue_of_tomorrow_is_not_published_today(tiny: Path) -> None:
    message = 'is still to come; write "draft: true" until then, or the day it is sent'
    assert messages(tiny, date="2026-11-24") == [f'4:7: date: "2026-11-24" {message}']
    assert messages(tiny, date="2026-11-23") == []
    assert messages(tiny, date="2026-11-24", more="draft: true\n") == []


def test_an_issue_that_passed_is_checked_again_when_it_has_changed(tiny: Path) -> None:
    picture(tiny / "docs/images/a.png")
    assert messages(tiny, "![A cup](../images/a.png)") == []
    for _ in range(2):
        assert unready(tiny, TODAY) == ()
    (problem,) = unready(tiny, "2026-11-01")
    assert "is still to come" in problem.message
    picture(tiny / "docs/images/a.png", "BMP")
    (problem,) = unready(tiny, TODAY)
    assert "is of a kind" in problem.message
    picture(tiny / "docs/images/a.png")
    messages(tiny, "TODO")
    (problem,) = unready(tiny, TODAY)
    assert "was left in" in problem.message


def test_what_was_left_in_the_words_about_the_sender_is_found(tiny: Path) -> None:
    assert messages(tiny) == []
    site = tiny / "data/site.yaml"
    site.write_text(site.read_text("utf-8") + "  address: TODO, 1 Tea Road\n", "utf-8")
    (problem,) = unready(tiny, TODAY)
    assert problem.place == "data/site.yaml"
    assert problem.message == 'newsletter: address: "TODO" was left in; write what belongs there, or take it out'


def test_a_mail_that_would_be_cut_off_is_found(tiny: Path) -> None:
    found = messages(tiny, "The kettle is on. " * 6_000)
    assert len(found) == 1
    assert found[0].startswith("9:1: makes an e-mail of 1")
    assert "KB, which Gmail would cut off; shorten it to 100 KB" in found[0]


def test_the_front_matter_is_checked_too(tiny: Path) -> None:
    found = messages(
        tiny,
        title="News of [month]",
        summary="TODO and some more words are here.",
        authors="Jane Doe",
        audience="x XXX",
    )
    assert [line.split(": ")[:2] for line in found[:-1]] == [
        ["2:8", "title"],
        ["3:10", "summary"],
        ["5:11", "audience"],
        ["6:10", "authors"],
    ]


def test_a_draft_may_contain_anything(tiny: Path) -> None:
    assert messages(tiny, "TODO [Name] http://localhost/ Dr. Jane Doe", more="draft: true\n") == []


NAMES = Names(
    (Author("Jennifer A.", "Reidy"), Author("Megan", "Young"), Author("Stephanie", "Chan"), Author("Tea", "Leaf")),
    "UMass Chan Medical School | The John Hancock Building | Ariadne Labs | The Leaf House",
    "young people and old trees like palliative care",
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Thanks to Dr. Jane Doe and Prof Smith.", ["Dr. Jane Doe", "Prof Smith"]),
        ("Professor Dr. J. R. van der Roe spoke.", ["Dr. J. R. van der Roe"]),
        ("Many came. Dean Roberts and Professor Wu were there for it.", ["Dean Roberts", "Professor Wu"]),
        ("Mrs. Mary\n  O'Neill-Smith", ["Mrs. Mary\n  O'Neill-Smith"]),
        ("Dr. Søren Kjær's view", ["Dr. Søren Kjær"]),
        ("Xu Wangari, MD, of Tufts", ["Xu Wangari"]),
        ("Maria de la Cruz PhD MPH says", ["Maria de la Cruz"]),  # codespell:ignore says
        ("by Jane Doe, M.D. Then", ["Jane Doe"]),
        ("Megan Young, RN", ["Megan Young"]),
        ("Jennifer Reidy wrote it.", ["Jennifer Reidy"]),
        ("Jennifer\n  Reidy wrote it.", ["Jennifer\n  Reidy"]),
        ("the work of J. Reidy", ["J. Reidy"]),
        ("as Reidy says", ["Reidy"]),  # codespell:ignore says
        ("Reidy's paper", ["Reidy"]),
    ],
)
def test_people_are_found(text: str, names: list[str]) -> None:
    assert [name for _, name in NAMES.persons_in(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "Reidy et al., 2022",
        "Reidy and colleagues found",
        "Reidy (2022) found",
        "Young says",  # codespell:ignore says
        "UMass Chan's plan",
        "Led by Clerkship Directors",
        "Mr. Smith is played by an actor",
        "from the John A. Hartford Foundation",
        "Read by Palliative Care Teams.",
        "Dean of Medicine",
        "Professor Emeritus",
        "Young People, MD or DO",
        "Old Trees, MD",
        "the Frank H. Netter MD School of Medicine",
        "Martin Luther King Jr. Day",
        "Contact: Ariadne Labs",
        "The Leaf House, MD",
        "In Austin, Georgia and Charlotte, Virginia it rained.",
        "Leaf by leaf",
    ],
)
def test_what_is_no_person_is_left_alone(text: str) -> None:
    assert list(NAMES.persons_in(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, Priyanka",
        "dr. jane doe",
        "Thanks to Jane Doe, who said so",  # codespell:ignore said
        "Mrs. Jones, 72",
        "王小明医生",
        "the work of Bauer",
        "the work of Reidy",
    ],
)
def test_what_no_sign_shows_is_not_found(text: str) -> None:
    """Known limits, which the manual lists."""
    assert list(NAMES.persons_in(text)) == []


@pytest.mark.parametrize("author", ["Jane Doe", "J. Doe", "Doe, Jane", "Dr. X Y", "Jane Doe, MD", "Mary Ann Roe"])
def test_an_author_by_name_is_a_person(author: str) -> None:
    assert NAMES.is_person(author)


@pytest.mark.parametrize(
    "author",
    ["the editors of this site", "Communications Team", "Medical Students", "UMass Chan", "Tea House", "Office User"],
)
def test_an_author_by_role_is_not_a_person(author: str) -> None:
    assert not NAMES.is_person(author)


def test_a_person_is_named_in_a_citation_or_with_consent(tiny: Path) -> None:
    way_out = 'name the role instead, or write "consent: true" at the top once everybody who is named has agreed'
    assert messages(tiny, "Thanks to Dr. Jane Doe.") == [f'{LINE}:11: "Dr. Jane Doe" seems to be a person; {way_out}']
    assert messages(tiny, "Thanks to Dr. Jane Doe.", more="consent: true\n") == []
    assert messages(tiny, "See [Tea Leaf, Tea: a beginning](https://doi.org/10.1234/tea.2024).") == []
    assert messages(tiny, "See [Tea Leaf, 2024](../evidence/references.md#ref-leaf-2024).") == []
    assert len(messages(tiny, "We met Tea Leaf.")) == 1


@pytest.mark.parametrize("words", ["a-", "A. ", "[", " ", "de ", "Dr. ", "Jane Roe MD ", "MD ", "Jane "])
def test_a_long_text_does_not_hang_the_search_for_persons(words: str) -> None:
    text = f"a{words * 10_000}b"
    assert all(text[at:].startswith(name) for at, name in NAMES.persons_in(text))


IN_ONE_FOLDER = [HealthCheck.function_scoped_fixture]


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=IN_ONE_FOLDER)
@given(st.text(max_size=300), st.text(min_size=1, max_size=60))
def test_any_text_gives_messages_on_one_line(tiny: Path, body: str, title: str) -> None:
    check_text(tiny, body, title)


@pytest.mark.long
@settings(max_examples=300, deadline=None, suppress_health_check=IN_ONE_FOLDER)
@given(st.text(max_size=300), st.text(min_size=1, max_size=60))
def test_any_of_300_texts_gives_messages_on_one_line(tiny: Path, body: str, title: str) -> None:
    check_text(tiny, body, title)


def check_text(tiny: Path, body: str, title: str) -> None:
    set_up(tiny)
    top = TOP.format(**{**FIELDS, "title": repr(title)})
    (tiny / PAGE).write_text(top + body + FOOT, "utf-8", errors="surrogatepass", newline="")
    try:
        commons = validate(load(tiny), signatures())
    except ContentError:
        return
    for problem in problems(tiny, commons):
        assert problem.line
        assert problem.message.isprintable()


def test_check_reports_an_issue_with_a_future_date(
    tiny: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    messages(tiny, date="2026-11-20")
    ended = run("check", "--root", tiny, SOURCE_DATE_EPOCH="1763510400")  # 2025-11-19
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f'{PAGE}:4:7: date: "2026-11-20" is still to come; ')
    assert run("check", "--root", tiny, SOURCE_DATE_EPOCH="1795132800").returncode == 0
    wrong = run("check", "--root", tiny, SOURCE_DATE_EPOCH="tomorrow")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == 'commons: SOURCE_DATE_EPOCH is "tomorrow"; write seconds since 1970, or unset it\n'


def test_an_empty_issue_is_reported(tiny: Path) -> None:
    message = "is empty; write what is new between newsletter_head and newsletter_foot"
    assert messages(tiny, "") == [f"{LINE - 5}:1: {message}"]
    assert messages(tiny, "<!-- later -->") == [f"{LINE - 5}:1: {message}"]


def test_an_issue_has_one_title(tiny: Path) -> None:
    message = '"Leaves" differs from "title:" at the top, "Roots"; write the same in both places'
    assert messages(tiny, title="Roots") == [f"{LINE - 4}:1: {message}"]
    assert messages(tiny, title="'Leaves!'") == []


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2026-11-19", '"2026-11-19" is before "2026-11-20", the day it was sent; correct one of them'),
        ("2026-11-24", '"2026-11-24" is still to come; write the day on which it was corrected'),
        ("2026-11-23", ""),
    ],
)
def test_a_correction_is_made_after_an_issue_was_sent(tiny: Path, day: str, message: str) -> None:
    assert messages(tiny, more=f'updated: "{day}"\n') == ([f"8:10: updated: {message}"] if message else [])


def test_words_above_the_head_are_reported(tiny: Path) -> None:
    message = "is above newsletter_head; write it below"
    set_up(tiny)
    text = TOP.format(**FIELDS).replace("# Leaves\n\n", "# Leaves\n\nNobody knows who reads this.\n\n")
    (tiny / PAGE).write_text(f"{text}The kettle is on.{FOOT}", "utf-8")
    commons = validate(load(tiny), signatures())
    found = preflight(
        commons, BuildContext.of(commons, TODAY), commons.issues, lambda path: (tiny / "docs" / path).read_bytes()
    )
    assert [str(problem) for problem in found] == [f"{PAGE}:{LINE - 2}:1: {message}"]


def test_words_below_the_foot_are_reported(tiny: Path) -> None:
    foot = '{{ newsletter_foot("2026-11-leaves") }}'
    assert messages(tiny, "Tea.[^1]\n\n[^1]: A note.") == []
    set_up(tiny)
    top = TOP.format(**FIELDS)
    for below, wrong in (("P.S. Bring a cup.", True), ("<!-- soon -->", False), ("[^1]: A note.", False)):
        number = "[^1]" * below.startswith("[^1]")
        (tiny / PAGE).write_text(f"{top}Tea.{number}\n\n{foot}\n\n{below}\n", "utf-8")
        found = [problem.message for problem in problems(tiny, validate(load(tiny), signatures()))]
        assert found == ["is below newsletter_foot; write it above"] * wrong


def test_an_empty_required_key_is_reported_as_empty(tiny: Path) -> None:
    with pytest.raises(ContentError, match=r"summary: is empty; write something there$"):
        messages(tiny, summary="")
    with pytest.raises(ContentError, match=r'summary: "" is empty; write the text$'):
        messages(tiny, summary='""')


def test_a_macro_is_known_by_its_beginning(tiny: Path) -> None:
    with pytest.raises(ContentError, match='did you mean "competency_statement"'):
        messages(tiny, '{{ competency_stat("T-1") }}')
