"""Workbooks: sheets to type into, and formulas that compute the rest in Excel, LibreOffice and Google Sheets.

Plain functions only, no macros, no dynamic arrays; the value of each formula is in the file as well.
"""

from __future__ import annotations

from .mapping import Row, mapping_rows, mapping_workbook
from .planner import roadmap_planner

__all__ = ["Row", "mapping_rows", "mapping_workbook", "roadmap_planner"]
