"""A form in the browser for people who do not write YAML: Sveltia, configured from the model.

Sveltia and its fonts are kept here as their makers published them; nothing is fetched when the form runs.
"""
