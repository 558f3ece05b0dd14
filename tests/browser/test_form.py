"""The first hour at the form: what someone who has never seen it meets, at the sizes of a laptop and a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Browser, Locator, Page, expect

from curriculum_commons.cli.editing import _validate, edit_session
from curriculum_commons.editor.localhost import HOST
from curriculum_commons.editor.page import FOLDER
from curriculum_commons.editor.server import form_server
from curriculum_commons.model.records import Resource

pytestmark = pytest.mark.browser

PATIENCE = 60_000
DESK = (1280, 720)
SIZES = [DESK, (1440, 900), (390, 844)]


@pytest.fixture
def desk(project: Path) -> Iterator[str]:
    """The address of the form of the small project."""
    session = edit_session(project, lambda _: None, lambda _: None)
    with form_server(session, 0) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://{HOST}:{server.server_port}/{session.key}/{FOLDER}/"
        server.shutdown()


@pytest.fixture
def page(chromium: Browser, desk: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = getattr(request, "param", DESK)
    context = chromium.new_context(viewport={"width": width, "height": height}, base_url=desk)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def open_entry(page: Page, collection: str, name: str) -> None:
    page.goto("about:blank")
    page.goto(f"./#/collections/{collection}/entries/{name}")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible(timeout=PATIENCE)


def field(page: Page, path: str) -> Locator:
    return page.locator(f'.field[data-key-path="{path}"]')


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).not_to_have_url(re.compile("/(entries/|new$)"), timeout=PATIENCE)  # but that of the list
    expect(page.get_by_text("Entry saved.").last).to_be_visible(timeout=PATIENCE)


def shown_beside(page: Page) -> Locator:
    """The page as the site will show it."""
    return page.frame_locator("#preview").locator("article")


def reach(page: Page, path: str) -> Locator:
    """Scroll down to a field; what is far down is made only when one gets there."""
    found = field(page, path)
    for _ in range(200):
        if found.count():
            break
        page.locator(".field").last.scroll_into_view_if_needed()
        page.wait_for_timeout(20)
    found.scroll_into_view_if_needed()
    return found


def add(page: Page, path: str, first: str) -> Locator:
    """Add an entry to a list, and return its first field."""
    button = reach(page, path).get_by_role("button", name=re.compile("^Add ")).last
    button.scroll_into_view_if_needed()
    button.click()
    control = field(page, first).locator("input, textarea").first
    expect(control).to_be_focused(timeout=PATIENCE)
    expect(control).to_be_in_viewport(ratio=1)
    page.keyboard.type("a-new-one")
    expect(control).to_have_value("a-new-one")
    expect(control).to_be_in_viewport(ratio=1)
    return control


LISTS = [
    ("facts/entries/references", "references", "references.2.id"),
    ("facts/entries/competencies", "stages", "stages.2.id"),
    ("newsletter/new", "authors", "authors.0"),
]


@pytest.mark.parametrize(("address", "path", "first"), LISTS, ids=str)
def test_after_adding_an_entry_its_first_field_has_the_focus_and_is_in_view(
    page: Page, address: str, path: str, first: str
) -> None:
    page.goto(f"./#/collections/{address}")
    add(page, path, first)


def files(project: Path) -> dict[str, bytes]:
    found = [path for name in ("data", "docs", "toolkit") for path in (project / name).rglob("*") if path.is_file()]
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in found}


def undo(page: Page, *, more: bool) -> None:
    with page.expect_event("load", timeout=PATIENCE):  # the page is opened again
        page.locator("#note").get_by_role("button", name="Undo").click()
    expect(page.locator("#note")).to_contain_text("Undone: the files are as they were", timeout=PATIENCE)
    expect(page.locator("#undo")).to_be_visible() if more else expect(page.locator("#undo")).to_be_hidden()


RESOURCE = {
    "title": "Pouring: a “how to”",
    "organization": "The Kettle House",
    "url": "https://kettle.example/pouring",
    "summary": "How to pour.",
    "checked": "2026-11",
    "review_by": "2027-11-01",
}
CHOICES = {"teaches": "T-2 Choose leaves", "stages": "Make", "format": "Guide", "settings": "Alone"}
CHOICES |= {"terms.reuse": "not stated", "checked_how": "live"}
ADDED = """  - id: a-new-one
    title: "Pouring: a “how to”"
    organization: The Kettle House
    url: https://kettle.example/pouring
    summary: How to pour.
    teaches: [T-2]
    stages: [make]
    format: guide
    settings: [alone]
    terms:
      reuse: not stated
    checked: "2026-11"
    checked_how: live
    review_by: "2027-11-01"
"""
BEGUN = """---
title: {}
summary: What has begun, in some words for those who drink tea.
date: "2026-12-01"
audience: guests
authors: [a-new-one]
draft: true
render_macros: true
---

# {}

{{{{ newsletter_head("2026-12-a-beginning") }}}}

The kettle **sings**.

{{{{ newsletter_foot("2026-12-a-beginning") }}}}
"""
ISSUE = "docs/newsletter/2026-12-a-beginning.md"


@pytest.mark.slow
def test_the_first_hour_leaves_what_was_meant_and_nothing_else(page: Page, project: Path) -> None:
    states = [files(project)]

    def expect_changed(path: str, content: bytes) -> None:
        now = files(project)
        assert now[path].decode() == content.decode()
        assert {name for name in now if now[name] != states[-1].get(name)} == {path}
        states.append(now)

    add_a_resource(page)
    expect_changed("data/resources.yaml", states[0]["data/resources.yaml"] + ADDED.encode())
    correct_a_page(page)
    notes = "docs/about/notes.md"
    expect_changed(notes, states[0][notes].replace(b"Back [up](#here).", "Back *up*, at é.".encode()))
    begin_an_issue(page)
    expect_changed(ISSUE, BEGUN.format("A beginning", "A beginning").encode())
    page.get_by_role("row").filter(has_text="A beginning").get_by_text("A beginning").first.click()
    expect(shown_beside(page)).to_contain_text("December 1, 2026 · For guests", timeout=PATIENCE)
    field(page, "title").locator("input").fill("A kettle")
    save(page)
    expect_changed(ISSUE, BEGUN.format("A kettle", "A kettle").encode())
    undo(page, more=True)
    assert files(project) == states[-2]
    undo(page, more=True)
    assert files(project) == states[-3]
    open_entry(page, "docs-about", "notes")
    expect(shown_beside(page)).to_contain_text("Back up, at é.", timeout=PATIENCE)
    expect(page.locator("#note")).to_be_hidden()
    assert _validate(project)[1] == ()


def add_a_resource(page: Page) -> None:
    page.goto("./#/collections/facts/entries/resources")
    for size in reversed(SIZES):
        page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        add(page, "resources", "resources.2.id")
        if size != DESK:
            field(page, "resources").get_by_role("button", name="Remove").last.click()
            expect(field(page, "resources.2.id")).to_be_hidden()
    model = Resource.model_fields
    for name in ("id", *RESOURCE, *CHOICES):
        found = reach(page, f"resources.2.{name}")
        expect(found.locator(".required").first).to_be_visible()
        if name in RESOURCE:
            found.locator("input, textarea").first.fill(RESOURCE[name])
        elif name in CHOICES:
            found.get_by_text(CHOICES[name], exact=True).click()
    starred = {name for name in model if reach(page, f"resources.2.{name}").locator("header .required").count()}
    assert starred == {name for name, one in model.items() if one.is_required()} | {"stages"}
    save(page)


def correct_a_page(page: Page) -> None:
    open_entry(page, "docs-about", "notes")
    beside = shown_beside(page)
    expect(beside.get_by_text("Back up.")).to_be_visible(timeout=PATIENCE)
    text = reach(page, "body").locator("textarea")
    text.fill(text.input_value().replace("Back [up](#here).", "Back *up*, at é."))
    expect(beside.locator("em")).to_have_text("up", timeout=PATIENCE)
    expect(beside.locator("em")).to_be_in_viewport(ratio=1)
    expect(text).to_be_in_viewport()
    expect(beside.get_by_role("heading", level=1)).to_have_css("font-family", re.compile("Palatino"))
    save(page)


def begin_an_issue(page: Page) -> None:
    page.goto("./#/collections/newsletter/new")
    field(page, "title").locator("input").fill("A beginning")
    field(page, "summary").locator("input, textarea").fill("What has begun, in some words for those who drink tea.")
    reach(page, "date").locator("input").fill("2026-12-01")
    reach(page, "audience").locator("input").fill("guests")
    add(page, "authors", "authors.0")
    text = reach(page, "body").locator("textarea")
    written = re.sub("TODO.*TODO[^{]*", "The kettle **sings**.\n\n", text.input_value(), flags=re.DOTALL)
    text.fill(written)
    expect(shown_beside(page).locator("strong")).to_have_text("sings", timeout=PATIENCE)
    save(page)


HOSTILE = """# Hostile

<script>parent.ran = "script"</script><img src="x" onerror="parent.ran = 'error'">
<svg onload="parent.ran = 'load'"></svg> <a href="javascript:parent.ran = 'link'">A link</a>
<style>h1 { display: none }</style> ![](https://evil.example/p.png)

<iframe srcdoc="<script>parent.parent.ran = 'frame'</script>">
</iframe><meta http-equiv="refresh" content="0;url=//evil.example">
<base href="//evil.example"><link rel="stylesheet" href="//evil.example/x.css"><form action="//evil.example"></form>

</article></main><math><mtext><table><mglyph><style><img src=x onerror="parent.ran = 'math'">
"""


@pytest.mark.parametrize("page", [SIZES[2]], indirect=True, ids=str)
def test_what_is_shown_beside_a_text_runs_nothing_and_asks_nobody(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_entry(page, "docs-about", "notes")
    reach(page, "body").locator("textarea").fill(HOSTILE)
    page.get_by_role("button", name="Preview").press("Enter")  # a phone has room for one of both
    beside = shown_beside(page)
    expect(beside.get_by_role("heading", name="Hostile")).to_be_visible(timeout=PATIENCE)
    beside.get_by_text("A link").click()
    for _ in range(20):  # from the switch into the frame
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "preview":
            break
    assert page.evaluate("[window.ran, document.activeElement.id]") == [None, "preview"]
    own = page.url.split("/admin/")[0]
    assert [url for url in asked if not url.startswith((own, "data:", "blob:", "about:"))] == []
    page.get_by_role("button", name="Preview").click()
    expect(field(page, "body").locator("textarea")).to_have_value(HOSTILE, timeout=PATIENCE)


@pytest.mark.parametrize("page", [SIZES[2]], indirect=True, ids=str)
def test_a_draft_that_was_removed_comes_back(page: Page, project: Path) -> None:
    text = BEGUN.format("A beginning", "A beginning").encode()
    (project / ISSUE).write_bytes(text)
    before = files(project)
    remove(page, "2026-12-a-beginning")
    assert files(project) == {path: content for path, content in before.items() if path != ISSUE}
    undo(page, more=False)
    assert files(project) == before


def remove(page: Page, name: str) -> None:
    open_entry(page, "newsletter", name)
    page.get_by_role("button", name="Show Editor Options").click()
    page.get_by_role("menuitem", name=re.compile("^Delete")).click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.locator("#note")).to_be_visible(timeout=PATIENCE)


def test_an_issue_that_was_sent_is_not_deleted_by_a_click(page: Page, project: Path) -> None:
    before = files(project)
    name = next(path.stem for path in sorted((project / "docs/newsletter").glob("20*.md")))
    remove(page, name)
    expect(page.locator("#note")).to_contain_text("to remove it all the same, turn Draft on, save, and delete it then")
    assert files(project) == before


def test_choices_have_the_order_of_the_data(page: Page, project: Path) -> None:
    file = project / "data/competencies.yaml"
    more = "".join(
        f"  - id: step-{number}\n    uuid: 33333333-3333-4333-8333-33333333338{number}\n    name: {name}\n"
        f"    summary: A step.\n    sources:\n      - {{ reference: leaf-2024 }}\n"
        for number, name in enumerate(["Zeal", "Abstain", "12 hours", "Abstain and zeal", "9 hours"])
    )
    file.write_text(file.read_text("utf-8").replace("\ncompetencies:\n", f"{more}\ncompetencies:\n", 1), "utf-8")
    open_entry(page, "facts", "resources")
    for _ in ("the list", "its first entry"):
        field(page, "resources").get_by_role("button", name="Expand", exact=True).first.click()
    stages = field(page, "resources.0.stages")
    page.mouse.move(600, 500)
    for _ in range(100):  # what is far down is made only when one gets there
        if stages.get_by_role("combobox").count():
            break
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(50)
    stages.scroll_into_view_if_needed()
    stages.get_by_role("combobox").click()
    names = ["Zeal", "Abstain", "12 hours", "Abstain and zeal", "9 hours"]
    expect(page.get_by_role("option")).to_have_text(names)  # "Watch" and "Make" are chosen already


def test_the_search_opens_a_record_unfolded(page: Page) -> None:
    for width, height in (DESK, SIZES[2]):
        page.set_viewport_size({"width": width, "height": height})
        page.goto("./#/search/KETTLE%20film")
        found = page.get_by_role("region", name="Records").get_by_role("button")
        expect(found).to_have_text(["Resource How a kettle works"], timeout=PATIENCE)
        found.click()
        title = field(page, "resources.0.title").locator("input")
        expect(title).to_have_value("How a kettle works", timeout=PATIENCE)
        expect(title).to_be_in_viewport()


def photo(kind: str, size: tuple[int, int]) -> bytes:
    """A picture as a phone makes it: large, lying on its side, with the place where it was taken; its top is red."""
    lying = (size[1], size[0])
    picture = Image.effect_noise((lying[0] // 4, lying[1] // 4), 60).convert("RGB").resize(lying)
    picture.paste("red", (0, 0, lying[0] // 8, lying[1]))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Model] = "A phone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (42.0, 21.0, 30.0)
    picture.save(
        written := BytesIO(), kind, exif=exif, **({"quality": 98} if kind == "JPEG" else {"compress_level": 1})
    )
    return written.getvalue()


PHOTOS = [
    ("IMG_1234.JPG", "JPEG", (3000, 4000), "img_1234.jpg"),
    ("IMG_2.jpeg", "JPEG", (300, 400), "img_2.jpeg"),
    ("Übersicht & “Plan” (1).png", "PNG", (1170, 2532), "uebersicht-plan-1.png"),
]


def upload(page: Page, name: str, kind: str, content: bytes) -> None:
    page.locator("input[type=file]").first.set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Upload", exact=True).last.click()


def test_a_photo_of_a_phone_is_shrunk_and_keeps_nothing_of_where_it_was_taken(page: Page, project: Path) -> None:
    page.goto("./#/assets")
    for name, kind, size, saved in PHOTOS:
        content = photo(kind, size)
        assert b"A phone" in content
        upload(page, name, f"image/{kind.lower()}", content)
        place = project / "docs/images" / saved
        expect(page.get_by_role("row").filter(has_text=saved)).to_be_visible(timeout=PATIENCE)
        with Image.open(place) as picture:
            assert (picture.format, dict(picture.getexif())) == (kind, {})
            assert max(picture.size) <= 2000
            assert picture.height / picture.width == pytest.approx(size[1] / size[0], rel=0.01)
            assert picture.convert("RGB").resize((1, 20)).getpixel((0, 0))[1] < 60  # its red top is above
        assert b"A phone" not in place.read_bytes()
    assert _validate(project)[1] == ()


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"x" * 1000
REFUSED = {
    "IMG_7.HEIC": ("image/heic", HEIC),
    "Drawing.svg": ("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
}


def test_a_picture_that_few_browsers_show_is_refused_with_the_way_out(page: Page, project: Path) -> None:
    before = files(project)
    page.goto("./#/assets")
    for name, (kind, content) in REFUSED.items():
        upload(page, name, kind, content)
        message = f'"{name.lower()}" is not a picture that this form takes; save it as PNG, JPEG, WebP, GIF or AVIF'
        expect(page.locator("#note")).to_contain_text(message, timeout=PATIENCE)
    assert files(project) == before
