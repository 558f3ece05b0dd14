"""An e-mail in a browser, as a mail program shows it: on a phone and a desk, in the light and in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from curriculum_commons.content.load import load
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Page as Text
from curriculum_commons.model.records import IssueMeta
from curriculum_commons.model.site import Newsletter
from curriculum_commons.newsletter.mail import html_mail
from curriculum_commons.render import signatures
from curriculum_commons.validation.validate import validate

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TABLE = f"| {'Tea' * 20} | Two | Three | Four |\n| --- | --- | --- | --- |\n| 1 | 2 | 3 | 4 |\n"
DAYS = (
    "| Institution | Afternoons | Requirements |\n| --- | --- | --- |\n"
    "| Department of Palliative Medicine and everybody who works with it on the wards | Afternoons | "
    "A room with a projector, twenty chairs and somebody who has time to show it |\n"
)
SIX = """
| Competency | Preclerkship | Clerkship | Postclerkship | Who | Minutes |
| --- | --- | --- | --- | --- | ---: |
| T-1 Warm the pot | [A kettle](https://tea.example/) | Rounds | Family meeting | teachers | 120 |
| T-2 Pour | | Rounds | Review | learners | 5 |
"""
LONG = f"A long word: {'tea' * 100}.\n\n{TABLE}\n{DAYS}\n{SIX}"


@pytest.fixture(scope="module")
def html(root: Path) -> str:
    bare = validate(load(root / "tests" / "tiny"), signatures())
    meta = {
        "title": "The first pot: warm it, and other news of tea",
        "summary": "What has changed in the two competencies of tea.",
        "date": "2026-11-23",
        "audience": "those who drink tea",
        "authors": ("the tea makers",),
        "render_macros": True,
    }
    body = f"# Tea\n\n{(root / 'tests' / 'tea.md').read_text('utf-8')}\n\n{LONG}"
    text = Text("newsletter/2026-11-tea.md", IssueMeta.model_validate(meta), body, 10)
    newsletter = Newsletter(title="Tea News", service="mailchimp", address="1 Pot Lane")
    others = (one for one in bare.pages if not isinstance(one.meta, IssueMeta))
    commons = replace(bare, site=bare.site.model_copy(update={"newsletter": newsletter}), pages=(*others, text))
    return html_mail(commons, BuildContext.of(commons), commons.issues[0])


SHOWN = [(width, scheme) for width in (320, 600, 1280) for scheme in ("light", "dark")]


@pytest.fixture(scope="module", params=SHOWN, ids=str)
def mail(request: pytest.FixtureRequest, chromium: Browser, html: str) -> Iterator[Page]:
    """The e-mail with images off, since nothing can be fetched: to look at, never to change."""
    width, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.route("**/*", lambda route: route.abort())
    page = context.new_page()
    page.set_content(html)
    yield page
    context.close()


def test_nobody_has_to_scroll_sideways(mail: Page) -> None:
    assert mail.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_word_of_a_table_is_whole_where_there_is_room_for_it(mail: Page) -> None:
    size = mail.viewport_size
    if size and size["width"] > 320:
        # As many boxes as lines: a word that is broken has two of them.
        lines = mail.evaluate(
            """() => [...document.querySelectorAll('td, th')].filter(cell => cell.innerText == 'Afternoons').map(
                cell => { const all = document.createRange(); all.selectNodeContents(cell);
                return all.getClientRects().length })"""
        )
        assert lines == [1, 1]


def test_six_columns_are_a_table_on_a_desk_and_a_list_on_a_phone(mail: Page) -> None:
    size = mail.viewport_size
    assert size
    row = mail.locator(".rows tr", has_text="T-2 Pour")
    if size["width"] < 480:
        assert row.inner_text().split("\n") == [
            "Competency: T-2 Pour", "Clerkship: Rounds", "Postclerkship: Review", "Who: learners", "Minutes: 5"
        ]  # fmt: skip
        expect(mail.get_by_text("Preclerkship", exact=True)).to_be_hidden()
    else:
        assert row.inner_text().split("\t") == ["T-2 Pour", "", "Rounds", "Review", "learners", "5"]
        expect(mail.get_by_role("columnheader", name="Postclerkship")).to_be_visible()
    if size["width"] > 600:
        heads = mail.locator(".rows tr", has_text="Postclerkship").first
        assert heads.evaluate("row => row.offsetHeight") < 40  # no word is broken


def test_axe_finds_nothing_wrong_with_an_email(mail: Page) -> None:
    mail.evaluate(AXE.read_text("utf-8"))
    found = mail.evaluate("rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []


def test_colors_follow_the_scheme(mail: Page) -> None:
    dark = mail.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    shown = "selector => [getComputedStyle(document.querySelector(selector))].map(s => s.color + s.backgroundColor)[0]"
    ink, paper = ("rgb(236, 231, 221)", "rgb(28, 26, 23)") if dark else ("rgb(29, 42, 46)", "rgb(253, 252, 249)")
    assert ink in mail.evaluate(shown, "h1")
    assert ink in mail.evaluate(shown, "td td td div")
    assert paper in mail.evaluate(shown, "body")
    assert paper in mail.evaluate(shown, ".paper")


def test_an_image_that_is_off_shows_its_description(mail: Page) -> None:
    expect(mail.get_by_role("img", name="A cup of tea with steam")).to_be_visible()


def test_the_summary_is_not_seen(mail: Page) -> None:
    expect(mail.get_by_text("What has changed in the two")).to_be_hidden()


# ---- The page of an issue ----


@pytest.fixture
def issue(whole_site: Path) -> str:
    """Address of the newest issue of the real site."""
    found = sorted(whole_site.glob("newsletter/*/issue.html"))
    return f"/{found[-1].parent.relative_to(whole_site).as_posix()}/"


def test_the_button_copies_the_email(context: BrowserContext, whole_site: Path, issue: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(issue)
    page.get_by_role("button", name="Copy the e-mail in HTML").click()
    expect(page.locator(".for-email").get_by_role("status")).to_have_text("Copied")
    mail = (whole_site / issue.strip("/") / "issue.html").read_text("utf-8")
    assert page.evaluate("navigator.clipboard.readText()") == mail


def test_the_button_reports_when_nothing_could_be_copied(context: BrowserContext, issue: str) -> None:
    page = context.new_page()
    page.route("**/issue.html", lambda route: route.fulfill(status=404))
    page.goto(issue)
    page.get_by_role("button", name="Copy the e-mail in HTML").click()
    expect(page.locator(".for-email").get_by_role("status")).to_have_text(
        "Could not be copied; open it, and copy the source of that page."
    )


def test_an_older_browser_copies_too(context: BrowserContext, issue: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script("delete window.ClipboardItem")
    page = context.new_page()
    page.goto(issue)
    page.get_by_role("button", name="Copy the e-mail in HTML").click()
    expect(page.locator(".for-email").get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("<!doctype html>")


def test_there_is_no_button_without_a_clipboard(context: BrowserContext, issue: str) -> None:
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })")
    page = context.new_page()
    page.goto(issue)
    expect(page.get_by_role("link", name="The e-mail in HTML")).to_be_visible()
    expect(page.locator(".for-email").get_by_role("button")).to_have_count(0)


def test_there_is_no_button_without_javascript(chromium: Browser, origin: str, issue: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(origin + issue)
    expect(page.locator(".for-email").get_by_role("button")).to_have_count(0)
    context.close()


def test_every_form_of_an_issue_can_be_had_from_its_page(context: BrowserContext, origin: str, issue: str) -> None:
    page = context.new_page()
    page.goto(issue)
    links = [link.get_attribute("href") for link in page.locator(".for-email a").all()]
    assert [(link or "").rpartition("/")[2] for link in links] == ["issue.html", "issue.eml", "issue.txt"]
    for link in page.locator(".for-email a").all():
        assert page.request.get(link.evaluate("link => link.href")).ok
