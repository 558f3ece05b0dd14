"""The parts of an e-mail as plain HTML, before anything is laid out: what stands around an issue, and what it says.

HTML and text are both made from these parts, so that they cannot say different things.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from markupsafe import escape

from ..model.commons import Commons, Issue
from ..model.records import Newsletter
from ..model.urls import NEWSLETTER
from ..render import template
from .content import content
from .providers import SERVICES, Service, Tag
from .tables import listed

BROWSER = "Read this issue in a browser"
"""What the link to the issue on the web says."""
_MARK = re.compile("<!--(?:browser|unsubscribe|address)-->")


@dataclass(frozen=True)
class Parts:
    """An e-mail before it is laid out."""

    html: str
    """Newsletter, date and title; the issue; who publishes it, and under what terms."""
    lines: Mapping[str, str]
    """Replacement of each mark in the HTML: links with merge tags."""

    def filled(self, html: str) -> str:
        """Return HTML of these parts with the lines in it; whatever else looks like a merge tag is text by then."""
        return _MARK.sub(lambda mark: self.lines[mark[0]], html)


def newsletter(commons: Commons) -> Newsletter:
    """Return how the newsletter is sent; where nothing is said, it bears the name of the site."""
    return commons.site.newsletter or Newsletter(title=commons.site.name)


def service(commons: Commons) -> Service:
    """Return what sends the newsletter."""
    return SERVICES[newsletter(commons).service]


def parts(commons: Commons, issue: Issue, sender: Service) -> Parts:
    """Return the parts of an issue as it leaves a service."""
    site, letter = commons.site, newsletter(commons)
    leave = sender.unsubscribe
    lines = {
        "<!--browser-->": _link(sender.browser or Tag(urljoin(site.address, issue.page.url)), BROWSER),
        "<!--unsubscribe-->": _link(leave, f"Unsubscribe from {letter.title}") if leave else "",
        "<!--address-->": escape(sender.address or ("" if sender.adds_footer else letter.address or "")),
    }
    told = {
        "site": site,
        "issue": issue.meta,
        "newsletter": letter,
        "archive": urljoin(site.address, f"{NEWSLETTER}/"),
        "lines": {mark for mark, line in lines.items() if line},
    }
    top, foot = (template(f"newsletter/{name}.html").render(told).strip() for name in ("_top", "_foot"))
    return Parts(top + listed(content(commons, issue)) + foot, lines)


def _link(tag: Tag, words: str) -> str:
    if tag.element:
        return f"<{tag.element}>{escape(words)}</{tag.element}>"
    return f'<a href="{escape(tag.text)}">{escape(words)}</a>'
