"""What `commons serve` shows follows every save, with either engine."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from curriculum_commons.theme import LOOK

pytestmark = pytest.mark.browser

PATIENCE = 20_000
"""Milliseconds for a save to be seen; a busy machine is no failure."""


@pytest.fixture(scope="module", params=["mkdocs", "zensical"])
def served(
    small_project: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[Path, str]]:
    """A project that tests change one after another, and the address of its preview."""
    project = Path(shutil.copytree(small_project, tmp_path_factory.mktemp("served") / "project"))
    command = [sys.executable, "-m", "curriculum_commons", "serve", "--root", str(project), "--port", "0"]
    with subprocess.Popen([*command, "--engine", request.param], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        lines = iter(server.stdout.readline, "")
        address = next(found[0] for line in lines if (found := re.search(r"http://[^;\s]+/", line)))
        try:
            yield project, address
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE / 1000)
        finally:
            server.kill()


@pytest.fixture
def project(served: tuple[Path, str]) -> Path:
    return served[0]


@pytest.fixture
def preview(served: tuple[Path, str]) -> str:
    return served[1]


@pytest.fixture
def page(chromium: Browser, preview: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=preview)
    yield context.new_page()
    context.close()


def add(file: Path, text: str) -> str:
    """Add text to a file, and return what was there before."""
    before = file.read_text("utf-8")
    file.write_text(before + text, "utf-8")
    return before


def test_a_saved_page_is_shown(project: Path, page: Page) -> None:
    page.goto("/roadmap/")
    add(project / "docs" / "roadmap.md", "\nA sentence that was just saved.\n")
    expect(page.get_by_text("A sentence that was just saved.")).to_be_visible(timeout=PATIENCE)


def test_a_saved_fact_is_shown(project: Path, page: Page) -> None:
    page.goto("/")
    file = project / "data" / "site.yaml"
    file.write_text(re.sub("(?m)^name: .*", "name: A name that was just saved", file.read_text("utf-8")), "utf-8")
    expect(page.locator(".masthead .name")).to_have_text("A name that was just saved", timeout=PATIENCE)


def test_a_saved_style_is_shown(project: Path, page: Page) -> None:
    page.goto("/")
    style = project / "theme" / "assets" / "commons.css"
    style.parent.mkdir(parents=True)
    shutil.copy(LOOK / "assets/commons.css", style)
    add(style, "\nh1 { color: rgb(1, 2, 3); }\n")
    expect(page.locator("h1")).to_have_css("color", "rgb(1, 2, 3)", timeout=PATIENCE)


def test_a_mistake_is_reported_on_the_page_and_goes_when_it_is_fixed(project: Path, page: Page) -> None:
    page.goto("/roadmap/")
    heading = page.get_by_role("heading", level=1).inner_text()
    file = project / "docs" / "roadmap.md"
    before = add(file, "\n[nowhere](nowhere.md)\n")
    expect(page.get_by_role("alert")).to_contain_text("docs/roadmap.md:", timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    file.write_text(before, "utf-8")
    expect(page.get_by_role("alert")).to_have_count(0, timeout=PATIENCE)


def test_search_works_in_the_preview(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("Leaves")
    expect(page.get_by_role("status")).to_contain_text("result", timeout=PATIENCE)
