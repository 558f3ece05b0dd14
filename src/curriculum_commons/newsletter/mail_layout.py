"""Lay out the HTML of an e-mail by styles on each element, which all mail programs read, and fit its tables to a phone.

Knows HTML, and nothing of issues.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from itertools import zip_longest

import yaml
from markupsafe import escape
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..model.palette import LIGHT, OURS, Palette
from ..render.phrases import direction, has_letters_from_right
from .content import inner_html
from .plain_text import display_width

WIDTH = 600
"""Pixels of the one column, its margins among them."""
_INSIDE = WIDTH - 2 * 20
_NAMES = {
    **{name: getattr(LIGHT, name) for name in ("ink", "quiet", "teal", "mark", "sheet")},
    "line": LIGHT.rule,
    "serif": "'Palatino Linotype','Iowan Old Style',Palatino,Georgia,serif",
    "mono": "Consolas,Menlo,'Liberation Mono',monospace",
}
_NAMES |= {
    "heading": f"font-family:{_NAMES['serif']};font-weight:bold",
    "cell": f"padding:6px 8px;border-bottom:1px solid {LIGHT.rule};vertical-align:top;font-size:15px;line-height:22px",
    "words": f"font-size:17px;line-height:27px;color:{LIGHT.ink}",
    "list": "margin:0 0 16px;margin-SIDE:26px;padding:0",
}
"""Colors, fonts, and what several elements share, by their names in `mail_styles.yaml`."""
_SHEET = yaml.safe_load(files(__package__).joinpath("mail_styles.yaml").read_text("utf-8"))
_STYLES, _CLASSES = (
    {name: style.format_map(_NAMES) for name, style in _SHEET[part].items()} for part in ("elements", "classes")
)
"""What each element looks like, and the same by class, for the parts around an issue."""
_NESTED = "margin:8px 0;margin-SIDE:26px;padding:0"
_BLOCKS = "p, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, table, dt, dd, figcaption"
_PLAIN = {"details": "div", "summary": "p"}
"""Elements that mail programs would keep closed, with their replacements."""
_BOX = '<table role="presentation" style="width:100%;margin:0 0 16px"><tr><td style="{}">{}</td></tr></table>'
_PHONE, _LETTER, _PADDING = 320 - 2 * 20, 9, 2 * 8
"""Pixels of a line on a small phone, of a letter of a table at most, or nearly so, and of the space beside a cell."""
_SMALL = "font-size:13px;line-height:19px;padding:6px 4px"
"""Style of the cells of a table whose words would not all have room otherwise."""
_WIDEST = _INSIDE * 2
"""Pixels that the longest words of a row may take together; a wider table would break most of them, though small."""
_LONGEST_WORD = 24
"""Letters of a longer word, such as an address, that are counted: it is broken in any table."""
_NAME = '<span class="name" style="display:none">{}: </span>'
"""What a cell bears for a phone, which shows it and not the row of names."""
_IN_CELLS = "p, ul, ol, dl, pre, div, blockquote, table"

Rows = Sequence[Sequence[LexborNode]]


def styled(html: str, side: str, palette: Palette = OURS) -> str:
    """Return HTML with the style of each element on it.

    Args:
        side: Where lines begin: "left" or "right".
        palette: Colors of the site, in place of those of the program.
    """
    tree = LexborHTMLParser(f"<body>{html}</body>")
    assert tree.body
    for node in tree.body.css("*"):
        _style(node, side, palette)
    for table in tree.body.css("table"):
        _fit_table(table)
    if has_letters_from_right(html):
        for node in tree.body.css(_BLOCKS):
            _turn(node, side)
    for box in reversed(tree.body.css("aside")):  # the inner ones first
        _draw(box)
    html = tree.body.inner_html or ""
    for folded, plain in _PLAIN.items():
        html = html.replace(f"<{folded}", f"<{plain}").replace(f"</{folded}", f"</{plain}")
    return html


def _style(node: LexborNode, side: str, palette: Palette) -> None:
    tag, attributes = node.tag or "", node.attrs
    nested = tag in {"ol", "ul"} and node.parent is not None and node.parent.tag == "li"
    style = _CLASSES.get(attributes.sget("class")) or (_NESTED if nested else _STYLES.get(tag))
    if style:
        own = attributes.sget("style")  # how a column of a table is aligned
        attributes["style"] = ";".join(filter(None, (palette.recolored(style.replace("SIDE", side)), own)))
    if tag == "img":
        _fit(node)
    elif tag == "th" and "scope" not in attributes:
        attributes["scope"] = "col"


def _fit(image: LexborNode) -> None:
    """Limit the width of a picture by its attributes, the only limit that Outlook knows."""
    width, height = image.attrs.sget("width"), image.attrs.sget("height")
    if width.isdecimal() and int(width) > _INSIDE:
        image.attrs["width"] = str(_INSIDE)
        if height.isdecimal():
            image.attrs["height"] = str(round(int(height) * _INSIDE / int(width)))


def _draw(box: LexborNode) -> None:
    """Turn a box into the cell of a table, the one element with borders in every mail program."""
    cell = _BOX.format(escape(box.attrs.sget("style")), box.inner_html)
    drawn = LexborHTMLParser(cell).css_first("table")
    assert drawn
    box.insert_before(drawn)
    box.decompose()


def _turn(node: LexborNode, side: str) -> None:
    reading = direction(node.text())
    wanted = "right" if reading == "rtl" else "left"
    if reading and wanted != side:
        node.attrs["dir"] = reading
        style = node.attrs.sget("style").replace(f"-{side}:", f"-{wanted}:")  # where it is indented, or has a line
        node.attrs["style"] = f"{style};text-align:{wanted}"
        for cell in node.css("td, th, caption") if node.tag == "table" else ():
            cell.attrs["style"] = cell.attrs.sget("style").replace(f"text-align:{side}", f"text-align:{wanted}")


def listed(html: str) -> str:
    """Return HTML in which each table that is too wide for any screen is a list for each of its rows."""
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
    return inner_html(tree)


def _fit_table(table: LexborNode) -> None:
    """Keep words of a table whole on a desk, and let a phone show it as a list, or scroll it, where it is too wide."""
    rows = _rows(table)
    needed = _needed(rows)
    if sum(needed) <= _PHONE:
        for cell in table.css("td, th"):
            _add_style(cell, "word-break:normal")
        return
    if sum(needed) > _INSIDE:
        needed = _shrunk(needed)
        for cell in table.css("td, th"):
            _add_style(cell, _SMALL)
    if all(len(row) == len(needed) for row in rows):
        _share_width(rows, needed)
    if _is_plain(table, rows):
        _name_cells(table, rows)
    else:
        table.attrs["class"] = "scrolls"


def _shrunk(needed: Sequence[int]) -> list[int]:
    """Return what columns need in small letters; where that is too much, the widest give up what is missing."""
    small = [round((need - _PADDING) * 14 / 15) + _PADDING // 2 for need in needed]
    while sum(small) > _INSIDE:
        small[small.index(max(small))] -= 1
    return small


def _add_style(node: LexborNode, style: str) -> None:
    node.attrs["style"] = f"{node.attrs.sget('style')};{style}"


def _share_width(rows: Rows, needed: Sequence[int]) -> None:
    """Give the room that words leave free to the columns with the longest text."""
    texts = [max(len(cell.text()) for cell in cells) + 1 for cells in zip(*rows, strict=True)]
    free = max(0, _INSIDE - sum(needed))
    wanted = [need + free * text / sum(texts) for need, text in zip(needed, texts, strict=True)]
    for cell, width in zip(rows[0], wanted, strict=True):
        _add_style(cell, f"width:{100 * width / sum(wanted):.1f}%")


def _name_cells(table: LexborNode, rows: Rows) -> None:
    """Let a phone show each row as a list, by classes and by a name in each cell that all others leave out."""
    table.attrs["class"] = "rows"
    names = [_NAME.format(escape(" ".join(cell.text().split()))) if cell.text().strip() else "" for cell in rows[0]]
    for cell in rows[0]:
        cell.attrs["class"] = "names"
    for row in rows[1:]:
        filled = [(name, cell) for name, cell in zip(names, row, strict=True) if cell.first_child]
        for cell in row:
            cell.attrs["class"] = "none"
        for at, (name, cell) in enumerate(filled):
            cell.attrs["class"] = "item" if at else "head"
            cell.inner_html = name + (cell.inner_html or "")


def _rows(table: LexborNode) -> Rows:
    return [list(row.iter()) for row in table.css("tr")]


def _needed(rows: Rows) -> list[int]:
    return [_LETTER * max(map(_longest_word, cells)) + _PADDING for cells in zip_longest(*rows)]


def _longest_word(cell: LexborNode | None) -> int:
    return min(_LONGEST_WORD, max(map(display_width, cell.text().split()), default=0)) if cell else 0


def _is_plain(table: LexborNode, rows: Rows) -> bool:
    """Return True if each cell has a named column above it, and the first of each row can be its heading."""
    cells = [cell for row in rows for cell in row]
    return (
        any(cell.text().strip() for row in rows[1:] for cell in row)
        and all(cell.tag == "th" for cell in rows[0])
        and all(len(row) == len(rows[0]) for row in rows)
        and not any("rowspan" in cell.attrs or "colspan" in cell.attrs for cell in cells)
        and not any(row[0].css_first(_IN_CELLS) for row in rows)
        and table.css_first("table table") is None
    )


def _lists(table: LexborNode, rows: Rows) -> str:
    names = [name.inner_html or "" for name in rows[0]]
    captions = [f"<p><strong>{caption.inner_html}</strong></p>" for caption in table.css("caption")]
    return "".join([*captions, *(_list(names, [cell.inner_html or "" for cell in row]) for row in rows[1:])])


def _list(names: Sequence[str], cells: Sequence[str]) -> str:
    filled = [f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=True) if cell]
    items = "".join(f"<li>{item}</li>" for item in filled[1:])
    return f"<p><strong>{filled[0]}</strong></p>" + (f"<ul>{items}</ul>" if items else "") if filled else ""
