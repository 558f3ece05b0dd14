"""Merge tags in what people write: a sending service would put something in their place, a web page shows them.

Knows how services write their tags, and nothing of issues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.problems import quoted

_NAMED_IN_BRACKETS = (
    "firstname|lastname|fullname|email|currentday|currentdayname|currentmonth|currentmonthname|currentyear|listname|"
    "webversion|unsubscribe|preferences|forwardtoafriend"
)
FORMS = {
    "mailchimp": re.compile(r"\\?\*\\?\|[^|*\n]{1,80}\|\\?\*"),
    "constant contact": re.compile(r"\\?\[\\?\[[^\[\]\n]{1,80}\]\\?\]|\$\{[^{}\n]{1,80}\}"),
    "campaign monitor": re.compile(
        rf"\\?\[(?:[a-z]+:?[a-z]*,fallback=[^\[\]\n]{{0,80}}|{_NAMED_IN_BRACKETS})\](?![(\[:])"
    ),
    "listmonk": re.compile(r"\{\{[^{}\n]{1,80}\}\}|@TrackLink\b"),
    "some services": re.compile(
        r"%%[^%\n]{1,80}%%|%(?:(?:recipient|subscriber|contact|user)[\w.-]{0,60}|[A-Z][A-Z_]{2,60})%"
        r"|\{\$[a-z][\w.]{1,60}\}|<%[^%\n]{1,80}%>"
    ),
}
"""How a tag looks, by the service that reads it."""


def tag_problems(text: str, service: str) -> Iterator[tuple[int, str]]:
    """Give place and refusal of each merge tag in a text that is read on the web and in feeds as well as in e-mail."""
    for owner, form in FORMS.items():
        for tag in form.finditer(text):
            yield tag.start(), f"{quoted(tag[0])} {_refusal(owner, service)}"


def _refusal(owner: str, service: str) -> str:
    if owner == service:
        return f"would stay as it is, on the web too; leave it out, for the foot of the e-mail has what {service} needs"
    sender = f"{service} sends this newsletter" if service != "none" else "no service sends this newsletter"
    return f"is an unknown merge tag, one of {owner}, but {sender}; leave it out: only the foot of the e-mail has any"
