"""The look of every site: templates, styles and script, as a theme of MkDocs that extends Material."""

from pathlib import Path

LOOK = Path(__file__).parent
"""Its folder; a file of the same name in the folder `theme/` of a project takes the place of one here."""
