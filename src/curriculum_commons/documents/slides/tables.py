"""What pandoc leaves out of a table on a slide: its place, widths, heights, colors, headers and description."""

from __future__ import annotations

from pptx.shapes.graphfrm import GraphicFrame
from pptx.table import _Cell
from pptx.util import Pt

from . import styles as look
from .deck import Slide
from .fit import Fit
from .inlines import plain
from .reference import NAMES, found, fragment

_EDGE = 0.75


def table(frame: GraphicFrame, said: Slide, fit: Fit) -> None:
    """Set the table of a slide below its text."""
    assert said.table
    shown = frame.table
    frame.left, frame.top = Pt(look.BODY.left), Pt(look.BODY.top + fit.text_height)
    frame.width, frame.height = Pt(look.BODY.width), Pt(fit.table_height)
    shown.first_row, shown.horz_banding = True, False
    shown.first_col = said.names_rows
    for number, width in enumerate(said.widths):
        shown.columns[number].width = Pt(width * look.BODY.width)
    for number, row in enumerate(shown.rows):
        # Every program makes a row as high as its text needs; a guess would leave gaps where a face runs narrow.
        row.height = Pt(fit.table * look.LINE + 2 * look.CELL_TOP)
        for place, cell in enumerate(row.cells):
            _cell(cell, number == 0, place == 0 and shown.first_col, fit.table)
    found(frame._element, "p:cNvPr")[0].set("descr", _description(said))


def _cell(cell: _Cell, in_head: bool, names_row: bool, size: int) -> None:
    cell.margin_left = cell.margin_right = Pt(look.CELL_SIDE)
    cell.margin_top = cell.margin_bottom = Pt(look.CELL_TOP)
    properties = cell._tc.get_or_add_tcPr()
    for side in ("lnL", "lnR", "lnT"):
        properties.append(fragment(f'<a:{side} w="0"><a:noFill/></a:{side}>'))
    line = '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'
    properties.append(fragment(f'<a:lnB w="{round(_EDGE * 12700)}">{line}</a:lnB>'))
    fill = '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>' if in_head else "<a:noFill/>"
    properties.append(fragment(fill))
    for number, paragraph in enumerate(cell.text_frame.paragraphs):
        paragraph.space_before = Pt(look.BETWEEN if number else 0)
        for run in paragraph._p.iterfind(".//a:rPr", NAMES):
            run.set("sz", f"{size}00")
            if in_head or names_row:
                run.set("b", "1")
            color = "bg1" if in_head else "tx1"
            run[:0] = [fragment(f'<a:solidFill><a:schemeClr val="{color}"/></a:solidFill>')]


def _description(said: Slide) -> str:
    """Return what a table shows, in a message: the title of its slide and the heads of its columns."""
    assert said.table
    head = said.table["c"][3][1]
    cells = [plain(block["c"]) for row in head for cell in row[1] for block in cell[4] if "c" in block]
    return f"Table: {said.name} ({', '.join(cells)})" if cells else f"Table: {said.name}"
