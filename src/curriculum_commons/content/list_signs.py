"""Signs with which people begin the entries of a list, and which neither Markdown nor YAML takes for that."""

from __future__ import annotations

from unicodedata import category

BULLETS = "\u2022\u2023\u2043\u2219\u00b7\u30fb\u25cf\u25cb\u25e6\u25aa\u25ab\u25a0\u25b6\u25b8\u27a2\u2756\uf0a7\uf0b7"
"""Dots, squares and the like, which mean nothing else."""
_MARKS, _SYMBOLS = "\u203b\u2020", {"So", "Sm"}
"""Arrows, stars, emoji and other signs that may mean something, by their category."""
_ARROWS = ("->", "-->", "=>", "==>", "\u00bb", "\u203a")


def list_sign(line: str) -> str:
    """Return the sign with which a line begins an entry of a list; empty where it begins none."""
    sign = line[:1]
    if sign in (*BULLETS, *_MARKS) or (not sign.isascii() and category(sign) in _SYMBOLS):
        return sign
    return next((arrow for arrow in _ARROWS if line.startswith(f"{arrow} ")), "")
