"""What home promises is in view without scrolling."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("site", ["built_site"], indirect=True, scope="session")
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_home_shows_doors_and_titles_at_once(
    chromium: Browser, origin: str, site: Path, width: int, height: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": height})
    page.goto(f"{origin}/")
    boxes = [one.bounding_box() for one in page.locator("h1, .cc-front .button, .cc-titles a").all()]
    assert len(boxes) == 8
    for box in boxes:
        assert box is not None
        assert box["y"] + box["height"] <= height
        assert box["x"] + box["width"] <= width
    page.close()
