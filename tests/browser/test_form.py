"""The first hour at the form: what someone who has never seen it meets, at the sizes of a laptop and a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Browser, Locator, Page, expect

from curriculum_commons.cli.editing import _validate
from curriculum_commons.editor import FOLDER
from curriculum_commons.editor.localhost import HOST
from curriculum_commons.editor.server import form_server
from curriculum_commons.editor.session import EditSession

pytestmark = pytest.mark.browser

PATIENCE = 15_000
DESK = (1280, 720)
SIZES = [DESK, (1440, 900), (390, 844)]


@pytest.fixture
def desk(project: Path) -> Iterator[str]:
    """The address of the form of the small project."""
    session = EditSession(project, partial(_validate, project), lambda _: None, lambda _: None)
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
    return page.locator(f'[data-key-path="{path}"]')


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Entry saved.")).to_be_visible(timeout=PATIENCE)


LISTS = [
    ("facts/entries/resources", "resources", "resources.2.id"),
    ("facts/entries/references", "references", "references.2.id"),
    ("facts/entries/competencies", "stages", "stages.2.id"),
    ("newsletter/new", "authors", "authors.0"),
]


@pytest.mark.parametrize(
    ("page", "address", "path", "first"),
    [*((DESK, *one) for one in LISTS), *((size, *LISTS[0]) for size in SIZES[1:])],
    indirect=["page"],
    ids=str,
)
def test_after_adding_an_entry_its_first_field_has_the_focus_and_is_in_view(
    page: Page, address: str, path: str, first: str
) -> None:
    page.goto(f"./#/collections/{address}")
    for _ in range(20):  # what is far down is made only when one gets there
        if field(page, path).count():
            break
        page.locator("[data-key-path]").last.scroll_into_view_if_needed()
    field(page, path).scroll_into_view_if_needed()
    add = field(page, path).get_by_role("button", name=re.compile("^Add ")).last
    add.scroll_into_view_if_needed()
    add.click()
    control = field(page, first).locator("input, textarea").first
    expect(control).to_be_focused(timeout=PATIENCE)
    expect(control).to_be_in_viewport(ratio=1)
    page.keyboard.type("a-new-one")
    expect(control).to_have_value("a-new-one")
    expect(control).to_be_in_viewport(ratio=1)


def files(project: Path) -> dict[str, bytes]:
    found = [path for name in ("data", "docs", "toolkit") for path in (project / name).rglob("*") if path.is_file()]
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in found}


def undo(page: Page, *, more: bool) -> None:
    page.locator("#note").get_by_role("button", name="Undo").click()
    expect(page.locator("#note")).to_contain_text("Undone: the files are as they were", timeout=PATIENCE)
    expect(page.locator("#undo")).to_be_visible() if more else expect(page.locator("#undo")).to_be_hidden()


def test_saves_are_undone_one_after_the_other(page: Page, project: Path) -> None:
    states = [files(project)]
    for title in ("Of tea", "Of tea and water"):
        open_entry(page, "docs", "teach")
        field(page, "title").locator("input").fill(title)
        save(page)
        states.append(files(project))
    assert states[0] != states[1] != states[2]
    undo(page, more=True)
    assert files(project) == states[1]
    open_entry(page, "docs", "teach")
    expect(field(page, "title").locator("input")).to_have_value("Of tea", timeout=PATIENCE)
    expect(page.locator("#note")).to_be_hidden()
    field(page, "title").locator("input").fill("Of tea, again")
    save(page)
    for more in (True, False):
        undo(page, more=more)
    assert files(project) == states[0]


@pytest.mark.parametrize("page", [SIZES[2]], indirect=True, ids=str)
def test_an_issue_that_was_begun_goes_and_a_draft_that_was_removed_comes_back(page: Page, project: Path) -> None:
    before = files(project)
    page.goto("./#/collections/newsletter/new")
    field(page, "title").locator("input").fill("A beginning")
    field(page, "summary").locator("input, textarea").fill("What has begun, in some words for those who drink tea.")
    field(page, "date").locator("input").fill("2026-12-01")
    field(page, "audience").scroll_into_view_if_needed()
    field(page, "audience").locator("input").fill("guests")
    field(page, "authors").scroll_into_view_if_needed()
    field(page, "authors").get_by_role("button", name=re.compile("^Add ")).last.click()
    field(page, "authors.0").locator("input, textarea").fill("the editors")
    save(page)
    begun = files(project)
    assert begun.keys() - before.keys() == {"docs/newsletter/2026-12-a-beginning.md"}
    remove(page, "2026-12-a-beginning")
    assert files(project) == before
    undo(page, more=True)
    assert files(project) == begun
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


@pytest.mark.parametrize("page", [DESK, SIZES[2]], indirect=True, ids=str)
def test_the_search_opens_a_record_unfolded(page: Page) -> None:
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
    ("Screenshot 1.png", "PNG", (1170, 2532), "screenshot-1.png"),
]


@pytest.mark.parametrize("made", PHOTOS, ids=lambda made: made[0])
def test_a_photo_of_a_phone_is_shrunk_and_keeps_nothing_of_where_it_was_taken(
    page: Page, project: Path, made: tuple[str, str, tuple[int, int], str]
) -> None:
    name, kind, size, saved = made
    content = photo(kind, size)
    assert b"A phone" in content
    page.goto("./#/assets")
    file = {"name": name, "mimeType": f"image/{kind.lower()}", "buffer": content}
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="Upload", exact=True).last.click()
    expect(page.get_by_text("Asset saved.")).to_be_visible(timeout=PATIENCE)
    place = project / "docs/images" / saved
    with Image.open(place) as picture:
        assert (picture.format, dict(picture.getexif())) == (kind, {})
        assert max(picture.size) <= 2000
        assert picture.height / picture.width == pytest.approx(size[1] / size[0], rel=0.01)
        assert picture.convert("RGB").resize((1, 20)).getpixel((0, 0))[1] < 60  # its red top is above
    assert b"A phone" not in place.read_bytes()
    assert validation_problems(project, saved) == []


def validation_problems(project: Path, name: str) -> list[str]:
    return [str(problem) for problem in _validate(project)[1] if name in str(problem)]


def test_a_picture_that_few_browsers_show_is_refused_with_the_way_out(page: Page, project: Path) -> None:
    content = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"x" * 1000
    page.goto("./#/assets")
    file = {"name": "IMG_7.HEIC", "mimeType": "image/heic", "buffer": content}
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="Upload", exact=True).last.click()
    message = "is not a picture that this form takes; save it as PNG, JPEG, WebP, GIF or AVIF"
    expect(page.locator("#note")).to_contain_text(message, timeout=PATIENCE)
    assert not (project / "docs/images/img_7.heic").exists()
