"""What each sending service replaces in an e-mail on its way to the readers, and what it would take for such a place.

A merge tag is what a service replaces. Each one here stands in the service's own manual, or in several programs that
write for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

_JOINER = "\u2060"
"""A sign without width: between two others it keeps a service from reading them as one."""


@dataclass(frozen=True)
class Tag:
    """A merge tag that stands for an address on the web."""

    text: str
    """How it is written in plain text, and in `href` unless there is an element for it."""
    element: str = ""
    """The element that it is in HTML, where the service has one."""


@dataclass(frozen=True)
class Service:
    """One way to send a newsletter."""

    browser: Tag | None = None
    """Leads to the e-mail on the web; None where only the page of the issue does."""
    unsubscribe: Tag | None = None
    """Leads out of the list; None where there is no such place, or where the service adds it by itself."""
    address: str = ""
    """The merge tag of the sender's postal address; empty where there is none."""
    adds_footer: bool = False
    """Whether the service adds a footer of its own with the postal address and the way out of the list."""
    signs: re.Pattern[str] | None = None
    """How everything begins that the service replaces; None where it replaces nothing."""

    def disarm_html(self, html: str) -> str:
        """Return HTML that reads the same, and in which the service finds nothing to replace."""
        return self._disarm(html, lambda sign: "".join(f"&#{ord(letter)};" for letter in sign))

    def disarm_text(self, text: str) -> str:
        """Return plain text that reads the same, and in which the service finds nothing to replace."""
        return self._disarm(text, lambda sign: "".join(letter + _JOINER for letter in sign))

    def disarm_address(self, address: str) -> str:
        """Return an address that leads to the same place, and in which the service finds nothing to replace."""
        return self._disarm(address, lambda sign: "".join(f"%{ord(letter):02X}" for letter in sign))

    def _disarm(self, text: str, spell: Callable[[str], str]) -> str:
        return self.signs.sub(lambda sign: spell(sign[0]), text) if self.signs else text

    @cached_property
    def tags(self) -> frozenset[str]:
        """All merge tags that an e-mail may hold."""
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
        signs=re.compile(r"\*\|"),
    ),
    # Constant Contact: "Design custom code emails" for developers, which also names what may not occur in them. Its own
    # footer comes below every e-mail.
    "constant contact": Service(
        browser=Tag("[[viewAsWebpage]]"),
        adds_footer=True,
        signs=re.compile(r"\[\[|\[#|\$\{|<@"),
    ),
    # Campaign Monitor: its template language, with square brackets in plain text.
    "campaign monitor": Service(
        browser=Tag("[webversion]", "webversion"),
        unsubscribe=Tag("[unsubscribe]", "unsubscribe"),
        signs=re.compile(r"\[(?=[a-z])"),
    ),
    # listmonk: "Templating".
    "listmonk": Service(
        browser=Tag("{{ MessageURL }}"),
        unsubscribe=Tag("{{ UnsubscribeURL }}"),
        signs=re.compile(r"\{\{|@(?=TrackLink)"),
    ),
}
"""Every way to send a newsletter that `data/site.yaml` may name."""

_NAMED_IN_BRACKETS = (
    "firstname|lastname|fullname|email|currentday|currentdayname|currentmonth|currentmonthname|currentyear|listname|"
    "webversion|unsubscribe|preferences|forwardtoafriend"
)
TAG_FORMS = {
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
