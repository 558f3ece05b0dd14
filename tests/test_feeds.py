"""Feeds have the words of the content, as feed readers and standards want it, and nothing in them can run."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
import html5lib
import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.content.load import load
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons, Page
from curriculum_commons.model.records import IssueMeta
from curriculum_commons.model.site import Newsletter
from curriculum_commons.model.urls import is_issue
from curriculum_commons.newsletter.feeds import NEWEST, SHOWN, feed_files, moment
from curriculum_commons.newsletter.files import batches
from curriculum_commons.render import show as show_macro
from curriculum_commons.render import signatures
from curriculum_commons.render.newsletter import feeds
from curriculum_commons.validation.validate import validate

TINY = Path(__file__).parent / "tiny"
ATOM = {"a": "http://www.w3.org/2005/Atom", "h": "http://www.w3.org/1999/xhtml"}
HOSTILE = "<x-script>alert(1)</x-script> ]]> {{ 7*7 }} & \"quotes\" 'and' <x-b>bold</x-b> --> العربية 🙂"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
FEEDS = ["newsletter/feed", "feeds/resources", "feeds/roadmap"]


def issue(day: str, name: str = "on-tea", body: str = "", **top: Any) -> Page:
    place = f"newsletter/{day[:7]}-{name}.md"
    front: dict[str, Any] = {
        "title": f"On tea, {day}",
        "summary": "What is new about tea, and what has become of the kettle.",
        "date": day,
        "audience": "those who drink tea",
        "authors": ("the tea makers",),
        "render_macros": True,
        **top,
    }
    call = f'{{{{ newsletter_head("{place.removeprefix("newsletter/").removesuffix(".md")}") }}}}'
    text = body or "The kettle boils. See [the roadmap](../roadmap.md#m-kettle)."
    return Page(place, IssueMeta.model_validate(front), f"# On tea\n\n{call}\n\n{text}\n", 10)


def with_issues(commons: Commons, issues: Sequence[Page], title: str = "Tea news") -> Commons:
    site = commons.site.model_copy(update={"newsletter": Newsletter(title=title)})
    return replace(commons, site=site, pages=(*commons.pages, *issues))


@pytest.fixture(scope="module")
def bare() -> Commons:
    """A site without a newsletter."""
    tiny = validate(load(TINY), signatures())
    site = tiny.site.model_copy(update={"newsletter": None})
    return replace(tiny, site=site, drafts=(), pages=tuple(page for page in tiny.pages if not is_issue(page.path)))


@pytest.fixture(scope="module")
def tiny(bare: Commons) -> Commons:
    days = ["2025-03-01", "2026-11-23", "2026-02-28"]
    return with_issues(bare, [issue(day) for day in days])


@pytest.fixture(scope="module")
def hostile(bare: Commons) -> Commons:
    body = f"{HOSTILE.replace('{{ 7*7 }}', '{% raw %}{{ 7*7 }}{% endraw %}')}\n\n`{HOSTILE[:25]}`"
    page = issue("2026-11-23", body=body, title=HOSTILE[:60], summary=HOSTILE, audience=HOSTILE, authors=(HOSTILE,))
    resources = tuple(
        one.model_copy(update={"title": HOSTILE, "summary": HOSTILE, "note": HOSTILE}) for one in bare.resources
    )
    milestones = tuple(one.model_copy(update={"title": HOSTILE, "summary": HOSTILE}) for one in bare.milestones)
    return replace(with_issues(bare, [page], HOSTILE), resources=resources, milestones=milestones)


def show(commons: Commons, name: str, arguments: tuple[str, ...], at: str) -> str:
    return show_macro(commons, BuildContext.of(commons), name, arguments, at)


def files(commons: Commons) -> dict[str, bytes]:
    return dict(feed_files(commons, BuildContext.of(commons)))


def read(commons: Commons, feed: str) -> Any:
    return feedparser.parse(files(commons)[f"{feed}.xml"], sanitize_html=False, resolve_relative_uris=False)


def read_json(commons: Commons, feed: str) -> Any:
    return json.loads(files(commons)[f"{feed}.json"])


@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_reader_reads_a_feed_without_complaint(tiny: Commons, feed: str) -> None:
    found = read(tiny, feed)
    assert not found.bozo
    assert found.version == "atom10"
    assert found.entries


@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_has_what_the_standard_wants_of_it(tiny: Commons, feed: str) -> None:
    root = etree.fromstring(files(tiny)[f"{feed}.xml"])
    for element in [root, *root.iterfind("a:entry", ATOM)]:
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", ATOM)) == 1, name
        assert MOMENT.fullmatch(element.findtext("a:updated", "", ATOM))
        assert element.find("a:link[@rel='alternate']", ATOM) is not None
    assert root.findtext("a:author/a:name", "", ATOM) == tiny.site.publisher.name
    links = {link.get("rel"): link.get("href") for link in root.iterfind("a:link", ATOM)}
    assert links["self"] == f"https://tea.example/{feed}.xml"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert root.get("{http://www.w3.org/XML/1998/namespace}base") == "https://tea.example/"
    assert tiny.site.content_license.name in root.findtext("a:rights", "", ATOM)


@pytest.mark.parametrize("feed", FEEDS)
def test_a_json_feed_has_what_its_standard_wants_and_equals_the_atom_feed(tiny: Commons, feed: str) -> None:
    json_feed, atom = read_json(tiny, feed), read(tiny, feed)
    assert json_feed["version"] == "https://jsonfeed.org/version/1.1"
    assert json_feed["feed_url"] == f"https://tea.example/{feed}.json"
    assert json_feed["language"] == "en"
    assert json_feed["title"] == atom.feed.title
    assert [item["id"] for item in json_feed["items"]] == [entry.id for entry in atom.entries]
    assert [item["title"] for item in json_feed["items"]] == [entry.title for entry in atom.entries]
    assert [item["content_html"] for item in json_feed["items"]] == [entry.content[0].value for entry in atom.entries]
    assert [item["date_modified"] for item in json_feed["items"]] == [entry.updated for entry in atom.entries]


@pytest.mark.parametrize("feed", FEEDS)
def test_ids_are_unique_and_stay_when_words_and_dates_change(tiny: Commons, feed: str) -> None:
    pages = tuple(
        replace(page, meta=page.meta.model_copy(update={"title": "Another title", "description": "Other words."}))
        for page in tiny.pages
    )
    resources = tuple(one.model_copy(update={"title": "Other", "checked": "2001"}) for one in tiny.resources)
    milestones = tuple(one.model_copy(update={"title": "Other", "status": "done"}) for one in tiny.milestones)
    changed = replace(tiny, pages=pages, resources=resources, milestones=milestones)
    before, after = ([entry.id for entry in read(one, feed).entries] for one in (tiny, changed))
    assert len(set(before)) == len(before)
    assert sorted(after) == sorted(before)


def test_the_newest_issue_comes_first_in_feed_archive_and_list_for_others(tiny: Commons) -> None:
    days = ["2026-11-23", "2026-02-28", "2025-03-01"]
    assert [entry.published[:10] for entry in read(tiny, "newsletter/feed").entries] == days
    for html in (show(tiny, "newsletter_list", (), "newsletter/"), files(tiny)["newsletter/latest.html"].decode()):
        assert [node.attributes["datetime"] for node in LexborHTMLParser(html).css("time")] == days


def test_a_corrected_issue_has_the_date_and_keeps_its_position(tiny: Commons) -> None:
    pages = tuple(
        replace(one, meta=one.meta.model_copy(update={"updated": "2026-12-01"}))
        if one.path.startswith("newsletter/2026-02")
        else one
        for one in tiny.pages
    )
    corrected = replace(tiny, pages=pages)
    feed = read(corrected, "newsletter/feed")
    assert [entry.published[:10] for entry in feed.entries] == ["2026-11-23", "2026-02-28", "2025-03-01"]
    assert [entry.updated[:10] for entry in feed.entries] == ["2026-11-23", "2026-12-01", "2025-03-01"]
    assert feed.feed.updated[:10] == "2026-12-01"
    head = show(corrected, "newsletter_head", (corrected.issues[1].name,), "newsletter/x/")
    assert "corrected" in head
    assert "December 1, 2026" in head


def test_an_issue_is_there_in_full_and_its_links_lead_somewhere_from_anywhere(tiny: Commons) -> None:
    entry = read(tiny, "newsletter/feed").entries[0]
    assert entry.content[0].type == "text/html"
    html = LexborHTMLParser(entry.content[0].value)
    assert "The kettle boils." in html.text()
    assert [link.attributes["href"] for link in html.css("a")] == ["https://tea.example/roadmap/#m-kettle"]
    assert entry.link == "https://tea.example/newsletter/2026-11-on-tea/"
    assert [author.name for author in entry.authors] == ["the tea makers"]


@pytest.mark.parametrize("feed", FEEDS)
def test_every_link_of_a_feed_is_whole(tiny: Commons, feed: str) -> None:
    for item in read_json(tiny, feed)["items"]:
        for link in LexborHTMLParser(item["content_html"]).css("a[href]"):
            assert urlsplit(link.attributes["href"] or "").scheme in {"https", "http"}


def test_a_resource_lists_what_it_teaches_and_when_it_was_checked(tiny: Commons) -> None:
    resource = next(one for one in tiny.resources if one.id == "kettle-film")
    item = next(item for item in read_json(tiny, "feeds/resources")["items"] if item["url"].endswith("#r-kettle-film"))
    text = LexborHTMLParser(item["content_html"]).text()
    assert resource.summary in text
    assert [code for code in resource.teaches if f"{code}: {tiny.competency[code].title}" not in text] == []
    assert "Last checked: " in text
    assert item["date_modified"] == moment(resource.checked)
    assert resource.summary in item["summary"]
    assert "Last checked: " in item["summary"]


def test_a_milestone_has_its_status_with_its_date(tiny: Commons) -> None:
    for milestone, item in zip(
        sorted(tiny.milestones, key=lambda one: one.id),
        sorted(read_json(tiny, "feeds/roadmap")["items"], key=lambda item: str(item["id"])),
        strict=True,
    ):
        text = " ".join(LexborHTMLParser(item["content_html"]).text().split())
        assert text.startswith(f"{milestone.status.capitalize()} as of ")
        assert item["summary"].startswith(f"{milestone.status.capitalize()} as of ")
        assert milestone.as_of[:4] in text
        assert (milestone.since.text if milestone.since else "") in text
        assert item["date_modified"] == max(
            moment(milestone.as_of), moment(milestone.since.as_of) if milestone.since else ""
        )


@pytest.mark.parametrize(
    ("when", "begins"), [("2022", "2022-01-01"), ("2026-11", "2026-11-01"), ("2026-11-23", "2026-11-23")]
)
def test_a_date_of_any_length_becomes_a_moment_of_its_first_day(when: str, begins: str) -> None:
    assert moment(when) == f"{begins}T12:00:00Z"


@pytest.mark.parametrize("feed", FEEDS)
def test_hostile_text_comes_out_as_the_characters_it_is(hostile: Commons, feed: str) -> None:
    root = etree.fromstring(files(hostile)[f"{feed}.xml"])
    assert {element.tag.rpartition("}")[2] for element in root.iter("{*}div", "{*}p", "{*}a", "{*}script", "{*}b")} == {
        "div",
        "p",
        "a",
    }
    entry, item = root.find("a:entry", ATOM), read_json(hostile, feed)["items"][0]
    assert entry is not None
    assert entry.findtext("a:title", "", ATOM) == item["title"]
    assert HOSTILE.startswith(item["title"])
    assert entry.findtext("a:summary/h:div/h:p", "", ATOM) == item["summary"]
    assert HOSTILE in item["summary"]


@pytest.mark.parametrize("feed", FEEDS)
def test_nothing_in_the_text_of_an_entry_can_run(hostile: Commons, feed: str) -> None:
    for item in read_json(hostile, feed)["items"]:
        html = LexborHTMLParser(item["content_html"])
        assert html.css("script, style, iframe, [style], [onclick], a[href^=javascript]") == []
        assert "{{ 7*7 }}" in html.text()


def test_the_list_for_others_is_a_whole_page_that_asks_nobody_for_anything(tiny: Commons, hostile: Commons) -> None:
    for commons in (tiny, hostile):
        page = files(commons)["newsletter/latest.html"].decode()
        html5lib.HTMLParser(strict=True).parse(page)
        html = LexborHTMLParser(page)
        assert html.css('script, img, link:not([href="data:,"]), iframe, [src]') == []
        assert "url(" not in page
        assert "@import" not in page
        for link in html.css("a"):
            assert (link.attributes["href"] or "").startswith("https://tea.example/newsletter/")
            assert link.attributes["target"] == "_top"


def test_the_list_for_others_is_short(bare: Commons) -> None:
    many = with_issues(bare, [issue(f"2026-{month:02d}-01") for month in range(1, 13)])
    assert len(LexborHTMLParser(files(many)["newsletter/latest.html"]).css("li")) == SHOWN


def test_a_feed_contains_the_newest_issues(bare: Commons) -> None:
    many = with_issues(bare, [issue(f"2026-01-{day:02d}", f"tea-{day}") for day in range(1, 32)])
    entries = read(many, "newsletter/feed").entries
    assert [entry.published[:10] for entry in entries] == [f"2026-01-{day:02d}" for day in range(31, 31 - NEWEST, -1)]


def test_a_site_without_a_newsletter_has_the_other_feeds(bare: Commons) -> None:
    places = {"feeds/resources.xml", "feeds/resources.json", "feeds/roadmap.xml", "feeds/roadmap.json"}
    assert files(bare).keys() == places | {"feeds/feed.css"}
    assert files(with_issues(bare, [])).keys() == places | {"feeds/feed.css"}


def test_a_site_without_records_has_no_feed(bare: Commons) -> None:
    nothing = replace(bare, resources=(), milestones=())
    assert files(nothing) == {}
    assert "There is no feed yet." in show(nothing, "newsletter_feeds", (), "newsletter/")
    assert "No issue has appeared yet." in show(nothing, "newsletter_list", (), "newsletter/")


def test_a_draft_is_in_no_feed_and_is_marked_on_its_page(tiny: Commons) -> None:
    draft = issue("2027-01-09", "a-draft", draft=True)
    commons = replace(tiny, drafts=(draft,))
    assert files(commons) == files(tiny)
    assert "This is a draft." in show(commons, "newsletter_head", ("2027-01-a-draft",), draft.url)
    assert "draft" not in show(commons, "newsletter_head", ("2026-11-on-tea",), "newsletter/2026-11-on-tea/")


def test_the_same_content_gives_the_same_bytes(tiny: Commons) -> None:
    assert files(tiny) == files(replace(tiny))


def test_links_to_feeds_lead_to_files_that_are_made(tiny: Commons) -> None:
    made = {path for batch in batches(tiny, BuildContext.of(tiny)) for path, _ in batch.make()}
    at = urljoin(tiny.site.address, "newsletter/")
    for link in LexborHTMLParser(show(tiny, "newsletter_feeds", (), "newsletter/")).css("a[href]"):
        assert urljoin(at, link.attributes["href"] or "").removeprefix(tiny.site.address) in made
    assert {f"{feed.path}.xml" for feed in feeds(tiny)} <= made


def test_the_style_sheet_of_a_feed_is_there_and_asks_nobody_for_anything(tiny: Commons) -> None:
    made = files(tiny)
    for feed in FEEDS:
        style = etree.fromstring(made[f"{feed}.xml"]).getprevious()
        assert style is not None
        href = re.search(r'type="text/css" href="([^"]+)"', str(style))
        assert href
        place = urljoin(f"https://tea.example/{feed}.xml", href[1]).removeprefix("https://tea.example/")
        assert "url(" not in made[place].decode()
        assert "@import" not in made[place].decode()
