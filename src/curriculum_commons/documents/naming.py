"""What may be the name of a school or of a phase: one line that can be set in every format.

Each refusal is half a sentence that goes on from the name.
"""

from __future__ import annotations

import json
import re

from ..model.problems import quoted, shown
from .typst import UnsetError, pdf

LONGEST = 120
"""Characters that a name may have; more would not fit where it stands."""
_SURE = re.compile(r"[ -~\u00a0-\u017f\u2010-\u2014\u2018-\u201e\u2026]*")
"""Signs that the letters of the PDF certainly have."""
_SPOKEN = {"\t": "a tab", "\n": "a line break", "\r": "a line break", "\u200d": "a joiner, as within some emoji"}
_SAMPLE = '#set document(title: "Name")\n#set text(font: "Libertinus Serif")\n#json("name.json")'


def unfit(name: str) -> str:
    """Return why a name cannot be one; empty where it can."""
    if not name.strip():
        return "is empty; write the name, or leave it out"
    if strange := next((sign for sign in name if not sign.isprintable()), ""):
        said = _SPOKEN.get(strange, f'the sign "{shown(strange)}", which cannot be seen')
        return f'is "{shown(name[:LONGEST])}" and has {said}; write it on one line, without that'
    if len(name) > LONGEST:
        return f"is {quoted(name)} and has {len(name)} characters; a name may have {LONGEST}"
    return f"is {quoted(name)} and {lacks}" if (lacks := unset(name)) else ""


def unset(name: str) -> str:
    """Return what keeps a name from being set as PDF, such as a sign without a letter; empty where nothing does."""
    if _SURE.fullmatch(name):
        return ""
    try:
        pdf(_SAMPLE, {"name.json": json.dumps(name).encode()}, "")
    except UnsetError as error:
        return str(error)
    return ""
