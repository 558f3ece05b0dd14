"""What each sending service replaces in an e-mail on its way to the readers, and how to keep it from replacing more.

A merge tag is what a service replaces. Each one here is from the service's own manual, or from several programs that
write for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

_JOINER = "\u2060"
"""A character without width, which keeps a service from reading those around it as one tag."""


@dataclass(frozen=True)
class Tag:
    """A merge tag that the service replaces by a web address."""

    text: str
    """How it is written in plain text, and in `href` unless there is an element for it."""
    element: str = ""
    """The element that it is in HTML, where the service has one."""


@dataclass(frozen=True)
class Service:
    """One way to send a newsletter."""

    browser: Tag | None = None
    """Leads to the e-mail on the web; None where the service has no such page."""
    unsubscribe: Tag | None = None
    """Leads out of the list; None where the service has no such tag, or adds the link by itself."""
    address: str = ""
    """Merge tag of the sender's postal address; empty where the service has none."""
    adds_footer: bool = False
    """Whether the service adds a footer of its own with the postal address and the link out of the list."""
    openings: str = ""
    """Regular expression of the beginnings of whatever the service replaces; empty where it replaces nothing."""

    def disarm_html(self, html: str) -> str:
        """Return HTML that reads the same, and in which the service finds nothing to replace."""
        return self._disarm(html, lambda opening: "".join(f"&#{ord(letter)};" for letter in opening))

    def disarm_text(self, text: str) -> str:
        """Return plain text that reads the same, and in which the service finds nothing to replace."""
        return self._disarm(text, lambda opening: "".join(letter + _JOINER for letter in opening))

    def disarm_address(self, address: str) -> str:
        """Return an address that leads to the same page, and in which the service finds nothing to replace."""
        return self._disarm(address, lambda opening: "".join(f"%{ord(letter):02X}" for letter in opening))

    def _disarm(self, text: str, spell: Callable[[str], str]) -> str:
        return re.sub(self.openings, lambda opening: spell(opening[0]), text) if self.openings else text

    @cached_property
    def tags(self) -> frozenset[str]:
        """All merge tags that an e-mail may contain."""
        return frozenset(filter(None, [*(tag.text for tag in self._links), self.address]))

    @cached_property
    def elements(self) -> Mapping[str, str]:
        """Merge tags in plain text, by the element that each is in HTML."""
        return {tag.element: tag.text for tag in self._links if tag.element}

    @property
    def _links(self) -> list[Tag]:
        return [tag for tag in (self.browser, self.unsubscribe) if tag]


SERVICES: Mapping[str, Service] = {
    "none": Service(),
    # Mailchimp: "All the merge tags".
    "mailchimp": Service(
        browser=Tag("*|ARCHIVE|*"),
        unsubscribe=Tag("*|UNSUB|*"),
        address="*|LIST:ADDRESS|*",
        openings=r"\*\|",
    ),
    # Constant Contact: "Design custom code emails" for developers, which also names what may not occur in them. Its own
    # footer comes below every e-mail.
    "constant contact": Service(
        browser=Tag("[[viewAsWebpage]]"),
        adds_footer=True,
        openings=r"\[\[|\[#|\$\{|<@",
    ),
    # Campaign Monitor: its template language, with square brackets in plain text.
    "campaign monitor": Service(
        browser=Tag("[webversion]", "webversion"),
        unsubscribe=Tag("[unsubscribe]", "unsubscribe"),
        openings=r"\[(?=[a-z])",
    ),
    # listmonk: "Templating".
    "listmonk": Service(
        browser=Tag("{{ MessageURL }}"),
        unsubscribe=Tag("{{ UnsubscribeURL }}"),
        openings=r"\{\{|@(?=TrackLink)",
    ),
}
"""Every way to send a newsletter that `data/site.yaml` may name."""

_NAMED_IN_BRACKETS = (
    "firstname|lastname|fullname|email|currentday|currentdayname|currentmonth|currentmonthname|currentyear|listname|"
    "webversion|unsubscribe|preferences|forwardtoafriend"
)
TAG_FORMS: Mapping[str, str] = {
    "mailchimp": r"\\?\*\\?\|[^|*\n]{1,80}\|\\?\*",
    "constant contact": r"\\?\[\\?\[[^\[\]\n]{1,80}\]\\?\]|\$\{[^{}\n]{1,80}\}",
    "campaign monitor": rf"\\?\[(?:[a-z]+:?[a-z]*,fallback=[^\[\]\n]{{0,80}}|{_NAMED_IN_BRACKETS})\](?![(\[:])",
    "listmonk": r"\{\{[^{}\n]{1,80}\}\}|@TrackLink\b",
    "some services": (
        r"%%[^%\n]{1,80}%%|%(?:(?:recipient|subscriber|contact|user)[\w.-]{0,60}|[A-Z][A-Z_]{2,60})%"
        r"|\{\$[a-z][\w.]{1,60}\}|<%[^%\n]{1,80}%>"
    ),
}
"""Regular expression of a tag, by the service that reads it."""
