"""Curriculum mapping: lists to choose from, a school's sessions, their coverage of the competencies, and the gaps.

Knows nothing of spreadsheets: rows go in as typed, grades come out. The formulas of the mapping workbook follow the
same rules; a test recalculates them and compares.
"""
