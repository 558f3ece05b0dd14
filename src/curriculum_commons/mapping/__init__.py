"""Curriculum mapping: what a school's sessions cover of a framework, what is missing, and what changes over the years.

Maps go in, grades come out. The formulas of the mapping workbook and the script of *Check your map* follow the same
rules; tests compare them.
"""
