"""Sentences of the curriculum mapping workbook that say how much was counted, as formulas with their first values."""

from __future__ import annotations

from ...mapping.gaps import LEFT_OUT, NO_PHASES, NO_SESSIONS, NOTHING, SOME
from .book import quoted
from .layout import Outline

Formula = tuple[str, str]
"""A formula and the value it has while nothing is typed."""

COUNTED = ("{} row is counted.", "{} rows are counted.")


def sentence(number: str, sentences: tuple[str, str]) -> str:
    """Return the formula of a message for one or for more; "" for none."""
    one, more = (quoted(text.removeprefix("{}")) for text in sentences)
    return f'IF({number}=0,"",{number}&IF({number}=1,{one},{more}))'


def state(outline: Outline) -> Formula:
    """Say how many rows are counted and how many are not."""
    typed, counted = outline.sum("typed").ref, outline.sum("counted").ref
    left_out = sentence(f"({typed}-{counted})", LEFT_OUT)
    said = f'TRIM({sentence(counted, COUNTED)}&" "&{left_out})'
    return f"IF({typed}=0,{quoted(_EMPTY)},{said})", _EMPTY


_EMPTY = "No sessions typed yet."


def verdict(outline: Outline) -> Formula:
    """Say what stands above the list of gaps."""
    phases, number = outline.list("Phase in use").ref, outline.sum("gap: number").ref
    formula = (
        f"IF(SUMPRODUCT(--(LEN({phases})>0))=0,{quoted(NO_PHASES)},"
        f"IF({outline.sum('typed').ref}=0,{quoted(NO_SESSIONS)},"
        f"IF({number}=0,{quoted(NOTHING)},{sentence(number, SOME)})))"
    )
    return formula, NO_SESSIONS if any(outline.phases.names) else NO_PHASES
