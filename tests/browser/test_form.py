"""The first hour at the form: what someone who has never seen it meets, at the sizes of a laptop and a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from curriculum_commons.cli.editing import _validate
from curriculum_commons.editor import FOLDER
from curriculum_commons.editor.localhost import HOST
from curriculum_commons.editor.server import EditSession, form_server

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
