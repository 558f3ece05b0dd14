"""Keep the words of a table whole on the screen of a phone: give its columns room, or show it as lists.

Knows HTML as it stands in an e-mail, and nothing of what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .plain_text import display_width

_PHONE, _LETTER, _PADDING = 320 - 2 * 20, 9, 2 * 8
"""Pixels of a line on a small phone, of a letter of a table at most, or nearly so, and of the space beside a cell."""
_WIDEST = _PHONE * 3 // 2
"""Pixels that the longest words of a row may take together; in a wider one a phone would break most of them."""
_BLOCKS = "p, ul, ol, dl, pre, div, blockquote, table"

Rows = Sequence[Sequence[LexborNode]]


def listed(html: str) -> str:
    """Return HTML in which each table that is too wide for a phone is a list for each of its rows."""
    if "<table" not in html:
        return html
    tree = LexborHTMLParser(f"<body>{html}</body>")
    for table in tree.css("table"):
        rows = _rows(table)
        if sum(_needed(rows)) > _WIDEST and _is_plain(table, rows):
            lists = LexborHTMLParser(f"<body>{_lists(table, rows)}</body>").body
            for part in lists.iter() if lists else ():
                table.insert_before(part)
            table.decompose()
    return (tree.body.inner_html or "") if tree.body else ""


def keep_words(table: LexborNode, room: int) -> None:
    """Let no word of a table be broken where its longest ones find room: on a phone, or at least on a desk.

    Args:
        room: Pixels of a line on a desk.
    """
    rows = _rows(table)
    needed = _needed(rows)
    if sum(needed) <= _PHONE:
        for cell in table.css("td, th"):
            cell.attrs["style"] = f"{cell.attrs.sget('style')};word-break:normal"
    elif all(len(row) == len(needed) for row in rows):
        # What the words leave free goes to the columns that say most.
        said = [max(len(cell.text()) for cell in cells) + 1 for cells in zip(*rows, strict=True)]
        free = max(0, room - sum(needed))
        wanted = [need + free * text / sum(said) for need, text in zip(needed, said, strict=True)]
        for cell, width in zip(rows[0], wanted, strict=True):
            cell.attrs["style"] = f"{cell.attrs.sget('style')};width:{100 * width / sum(wanted):.1f}%"


def _rows(table: LexborNode) -> Rows:
    return [list(row.iter()) for row in table.css("tr")]


def _needed(rows: Rows) -> list[int]:
    """Return the pixels that the longest word of each column takes."""
    return [_LETTER * max(map(_longest_word, cells)) + _PADDING for cells in zip_longest(*rows)]


def _longest_word(cell: LexborNode | None) -> int:
    return max(map(display_width, cell.text().split()), default=0) if cell else 0


def _is_plain(table: LexborNode, rows: Rows) -> bool:
    """Tell whether each cell is below the name of its column, and the first of a row can be what it is called by."""
    cells = [cell for row in rows for cell in row]
    return (
        any(cell.text().strip() for row in rows[1:] for cell in row)
        and all(cell.tag == "th" for cell in rows[0])
        and all(len(row) == len(rows[0]) for row in rows)
        and not any("rowspan" in cell.attrs or "colspan" in cell.attrs for cell in cells)
        and not any(row[0].css_first(_BLOCKS) for row in rows)
        and table.css_first("table table") is None
    )


def _lists(table: LexborNode, rows: Rows) -> str:
    names = [name.inner_html or "" for name in rows[0]]
    captions = [f"<p><strong>{caption.inner_html}</strong></p>" for caption in table.css("caption")]
    return "".join([*captions, *(_list(names, [cell.inner_html or "" for cell in row]) for row in rows[1:])])


def _list(names: Sequence[str], cells: Sequence[str]) -> str:
    said = [f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=True) if cell]
    items = "".join(f"<li>{item}</li>" for item in said[1:])
    return f"<p><strong>{said[0]}</strong></p>" + (f"<ul>{items}</ul>" if items else "") if said else ""
