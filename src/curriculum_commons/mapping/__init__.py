"""What a school teaches set against the competencies: the lists to choose from, the sessions, coverage and gaps.

Knows nothing of spreadsheets: rows go in as they were typed, and judgments come out. The formulas of the mapping
workbook say the same as this package does; a test recomputes them.
"""
