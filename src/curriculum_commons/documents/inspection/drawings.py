"""What office files say in words about their pictures, charts and drawings: DrawingML, the same in all three.

Knows nothing of the documents around it.
"""

from __future__ import annotations

from lxml import etree

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_YES = {"1", "true", "on"}


def alternative(properties: etree._Element) -> str | None:
    """Return the alternative text in the non-visual properties of a drawing; None where it is only decoration."""
    if any(mark.get("val") in _YES for mark in properties.iter(_DECORATIVE)):
        return None
    return properties.get("descr") or properties.get("title") or ""


def without_copies(root: etree._Element) -> None:
    """Take away what old programs show in place of something: it says the same again."""
    for copy in list(root.iter(FALLBACK)):
        parent = copy.getparent()
        if parent is not None:
            parent.remove(copy)
