"""The figure of the competencies and their steps, drawn from records."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest

from curriculum_commons.render.figure import NARROW, WIDE, Row, Size, figure

STAGES = ["Watch", "Brew with a friend at the table", "Pour"]
ROWS = [
    Row("1", "Choose a leaf", (True, True, True)),
    Row("1.1.12-b", "Know when the water is ready & " + "what to do while it is not, " * 20, (True, False, True)),
]


def drawn(size: Size, rows: list[Row] = ROWS) -> Element:
    return fromstring(figure(rows, STAGES, "Two <competencies>", size))


def of_kind(svg: Element, kind: str) -> list[Element]:
    return [element for element in svg.iter() if kind in element.get("class", "").split()]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_step_that_is_described_is_a_circle_that_fills(size: Size) -> None:
    svg = drawn(size)
    assert svg.get("aria-label") == "Two <competencies>"
    assert len(of_kind(svg, "full")) == 2
    assert len(of_kind(svg, "part")) == 3  # the second competency has no middle step
    radii = sorted(float(circle.get("r", "")) for circle in of_kind(svg, "empty"))
    assert radii == [size.radius / 3, *[size.radius] * 3]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_all_is_within_the_picture_and_rows_do_not_overlap(size: Size) -> None:
    svg = drawn(size)
    _, _, width, height = map(float, svg.get("viewBox", "").split())
    for element in (*of_kind(svg, "full"), *of_kind(svg, "empty"), *of_kind(svg, "badge")):
        x, y, radius = (float(element.get(name, "")) for name in ("cx", "cy", "r"))
        assert radius <= x <= width - radius
        assert radius <= y <= height - radius
    first, second = (float(rule.get("d", "M0 ").split("H")[0].removeprefix("M0 ")) for rule in of_kind(svg, "rule"))
    titles = [(float(line.get("y", "")), line.text or "") for line in of_kind(svg, "title")]
    assert all(first < y < second for y, text in titles if text.startswith("Choose"))
    assert all(second < y < height for y, text in titles if not text.startswith("Choose"))
    assert titles[-1][1].endswith("…")


def test_names_of_steps_are_numbers_on_a_phone() -> None:
    assert [line.text for line in of_kind(drawn(NARROW), "step")] == ["1", "2", "3"]
    assert " ".join(line.text or "" for line in of_kind(drawn(WIDE), "step")) == " ".join(STAGES)
