"""What XlsxWriter does not write by itself: formulas that are shared by many cells, and rows that grow."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_SHARED = "\0"
"""Sign before the parts of a formula that several cells share; no formula has it."""


def shared_formula(number: int, formula: str = "", area: str = "") -> str:
    """Return what a sheet takes for a formula that several cells share.

    Args:
        number: Number of the formula on its sheet.
        formula: The formula for the first cell; left out for the others.
        area: All cells that share it; left out for the others.
    """
    return _SHARED.join(("", str(number), area, formula))


class GrowingSheet(Worksheet):  # type: ignore[misc]
    """A sheet that does not search each formula for sixty new functions: that is most of the time, and we use none.

    Some formulas are shared by the cells below, and some rows become higher by themselves when more is typed.
    """

    growing = range(0)
    """Rows whose height is only where they begin."""

    def _prepare_formula(self, formula: str, _: bool = False) -> str:
        return formula.removeprefix("=")

    def _xml_formula_element(self, formula: str, result: object, attributes: Sequence[tuple[str, object]] = ()) -> None:
        if not formula.startswith(_SHARED):
            super()._xml_formula_element(formula, result, attributes)
            return
        _, number, area, formula = formula.split(_SHARED)
        cell = "".join(f' {key}="{value}"' for key, value in attributes)
        ref = f' ref="{area}"' if area else ""
        self.fh.write(f'<c{cell}><f t="shared"{ref} si="{number}">{escape(formula)}</f><v>{result}</v></c>')

    def _xml_empty_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        super()._xml_empty_tag_unencoded(tag, self._row_attributes(tag, attributes))

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        super()._xml_start_tag_unencoded(tag, self._row_attributes(tag, attributes))

    def _row_attributes(self, tag: str, attributes: Sequence[tuple[str, object]]) -> list[tuple[str, object]]:
        grows = tag == "row" and int(str(dict(attributes)["r"])) - 1 in self.growing
        return [(name, value) for name, value in attributes if not (grows and name == "customHeight")]
