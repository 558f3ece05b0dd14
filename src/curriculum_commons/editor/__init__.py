"""A form in the browser for people who do not write YAML: Sveltia, and what it is told of this commons.

Sveltia and its fonts lie here as their makers published them; nothing is fetched when the form runs.
"""

from __future__ import annotations

from .configuration import Named, collection_name
from .fields import entry_name, label
from .page import FOLDER, form_files, form_on_site, named

__all__ = ["FOLDER", "Named", "collection_name", "entry_name", "form_files", "form_on_site", "label", "named"]
