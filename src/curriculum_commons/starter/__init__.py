"""Begin a site: read a framework from a table, and write the folder of a new site.

Knows the files that a site has; opens what it has written as every command does, so that nothing unfit is left behind.
"""
