"""Sentences of the mapping workbook that are computed: how many rows count, and how many gaps there are."""

from __future__ import annotations

from .book import FIRST
from .cells import quoted
from .workings import Workings

Formula = tuple[str, str]
"""A formula and the value it has while nothing is typed."""

_EMPTY = "No sessions typed yet."
_NO_PHASES = "No phase has a name yet: type the phases on the sheet School."
_NO_SESSIONS = "No sessions typed yet: type them on the sheet Sessions, and this list fills itself."
_NOTHING = "Nothing is missing: every competency is covered in full in every phase."
_ONE, _MORE = "1 gap.", " gaps, the most important first."


def state(workings: Workings, first: bool = False) -> Formula:
    """Return the sentence on how many rows are counted and how many need a look.

    Args:
        workings: Where the numbers are.
        first: Whether it also shows what to look at in the first row that needs it.
    """
    typed, counted, checks = map(workings.top, ("typed", "counted", "checks"))
    shown = ""
    if first:
        position = f"MATCH(1,{workings.row('checks').ref},0)"
        shown = f'&" First: row "&({position}+{FIRST})&": "&INDEX({workings.row("row check").ref},{position})'
    to_look_at = f'IF({checks}=0,""," To look at: "&{checks}&", listed on the sheet Row check."{shown})'
    sentence = f'"Rows typed: "&{typed}&". Counted: "&{counted}&"."&{to_look_at}'
    return f"IF({typed}=0,{quoted(_EMPTY)},{sentence})", _EMPTY


def verdict(workings: Workings, number: str, listed: int) -> Formula:
    """Return the sentence above the list of gaps.

    Args:
        workings: Where the numbers are.
        number: Reference of the number of gaps.
        listed: How many the list shows.
    """
    layout = workings.layout
    phases = layout.list("Phase in use").ref
    more = f'IF({number}>{listed},{quoted(f" The first {listed} are listed.")},"")'
    some = f"IF({number}=1,{quoted(_ONE)},{number}&{quoted(_MORE)}&{more})"
    formula = (
        f"IF(SUMPRODUCT(--(LEN({phases})>0))=0,{quoted(_NO_PHASES)},IF({workings.top('typed')}=0,"
        f"{quoted(_NO_SESSIONS)},IF({number}=0,{quoted(layout.worded(_NOTHING))},{some})))"
    )
    return formula, _NO_SESSIONS if any(layout.phases) else _NO_PHASES
