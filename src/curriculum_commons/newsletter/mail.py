"""Show an issue as an e-mail: HTML that Outlook, Gmail and Apple Mail understand, plain text, and a draft with both.

Both forms are made from the same parts, so that their words cannot differ. MJML makes the frame once, with variables
for the parts; so nothing of an issue is ever read as MJML.
"""

from __future__ import annotations

import re
from base64 import b64encode, encodebytes
from binascii import b2a_qp
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, formataddr
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TypeAlias
from urllib.parse import unquote, urljoin

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape
from mjml import mjml2html

from ..content.file_names import media_type
from ..model.build_context import BuildContext, SiteLogo, site_logo
from ..model.commons import Commons, Issue
from ..model.languages import is_from_right
from ..model.palette import Palette
from ..model.records import Newsletter, Publisher
from ..model.urls import NEWSLETTER, encoded
from ..render import template
from .content import Read, content, pictures
from .mail_layout import listed, styled
from .plain_text import plain_text
from .providers import SERVICES, Service, Tag

LARGEST = 100_000
"""Bytes that an e-mail may have; Gmail cuts it off at 102 KB."""
_LOGO = 200, 56
"""Pixels that the logo may be wide and high."""
BROWSER = "Read this issue in a browser"
"""Words of the link to the issue on the web."""
_FILLER = Markup("&#847;&zwnj;&nbsp;" * 40)  # else inboxes show the first line of the e-mail after its summary
_IN_COMMENT = re.compile(r"(<!--.*?-->)", re.DOTALL)
_OLD = re.compile(
    r'\s(?:border|cellpadding|cellspacing|align|width|xmlns:[vo])="[^"]*"'
    r"|\s*#outlook a \{[^}]*\}|\s*(?:mso|-ms|-webkit)-[a-z-]+:[^;}]*;"
)
"""Attributes and styles that some programs need, and that the others do not know."""
_FULL_WIDTH = re.compile(r'(<table[^>]*) width="100%"(?![^>]*style=)')
_OFFICE = '<xml xmlns:o="urn:schemas-microsoft-com:office:office">'
_ONLY_OUTLOOK = (
    "<!--[if mso]><style>table,td{mso-table-lspace:0pt;mso-table-rspace:0pt}"
    "td,th,div,p,li{font-family:Segoe UI,Arial,sans-serif}h1,h2,h3,h4{font-family:Palatino Linotype,Georgia,serif}"
    ".name{mso-hide:all}</style><![endif]-->"
)


def newsletter(commons: Commons) -> Newsletter:
    """Return how the newsletter is sent; by default under the name of the site."""
    return commons.site.newsletter or Newsletter(title=commons.site.name)


def service(commons: Commons) -> Service:
    """Return what sends the newsletter."""
    return SERVICES[newsletter(commons).service]


def html_mail(commons: Commons, context: BuildContext, issue: Issue, sender: Service | None = None) -> str:
    """Return an issue as an e-mail in HTML.

    Args:
        sender: What sends it, where that is not the service of `data/site.yaml`.
    """
    sender = sender or service(commons)
    language = commons.site.language
    side, reading = ("right", "rtl") if is_from_right(language) else ("left", "ltr")
    parts, (palette, logo) = _parts(commons, context, issue, sender), _look(commons, context, issue)
    lines = {mark: styled(line, side, palette) for mark, line in parts.lines.items()}
    body = _Parts(sender.disarm_html(styled(parts.html, side, palette)), lines)
    if logo:
        body = replace(body, html=styled(_logo(commons, logo), side, palette) + body.html)
    html = _frame(palette).render(
        lang=language,
        dir=reading,
        side=side,
        title=Markup(sender.disarm_html(escape(issue.meta.title))),
        summary=Markup(sender.disarm_html(escape(issue.meta.description))),
        filler=_FILLER,
        content=Markup(body.filled()),
    )
    return f"{html}\n"


def _look(commons: Commons, context: BuildContext, issue: Issue) -> tuple[Palette, SiteLogo | None]:
    """Return colors and logo: those of today, or those with which an issue was sent."""
    sent = commons.sent[issue.name] if issue.name in commons.settled else None
    return (sent and sent.palette) or commons.palette, site_logo(commons, context, sent)


def _logo(commons: Commons, logo: SiteLogo) -> str:
    width, height = logo.within(*_LOGO)
    picture = '<p><img class="logo" src="{}" alt="{}" width="{}" height="{}"></p>'
    return Markup(picture).format(urljoin(commons.site.address, logo.path), logo.alt, width, height)


def text_mail(commons: Commons, context: BuildContext, issue: Issue, sender: Service | None = None) -> str:
    """Return an issue as an e-mail in plain text.

    Args:
        sender: What sends it, where that is not the service of `data/site.yaml`.
    """
    sender = sender or service(commons)
    return plain_text(_parts(commons, context, issue, sender).filled(), sender)


@dataclass(frozen=True)
class _Parts:
    html: str
    """Newsletter, date and title; the issue; who publishes it, and under what terms."""
    lines: Mapping[str, str]
    """HTML for each mark in the other: links with merge tags, which the rest must not contain."""

    def filled(self) -> str:
        html = self.html
        for mark, line in self.lines.items():
            html = html.replace(mark, line)
        return html


def _parts(commons: Commons, context: BuildContext, issue: Issue, sender: Service) -> _Parts:
    site, letter = commons.site, newsletter(commons)
    leave = sender.unsubscribe
    settled = commons.sent[issue.name] if issue.name in commons.settled else None
    address = letter.address if settled is None or settled.address is None else settled.address
    lines = {
        "<!--browser-->": _link(sender.browser or Tag(urljoin(site.address, issue.page.url)), BROWSER),
        "<!--unsubscribe-->": _link(leave, f"Unsubscribe from {letter.title}") if leave else "",
        "<!--address-->": escape(sender.address or ("" if sender.adds_footer else address or "")),
    }
    top, foot = (settled.top.strip(), settled.foot.strip()) if settled else around(commons, issue)
    for mark, line in lines.items():
        foot = foot if line else foot.replace(f'\n<p class="small">{mark}</p>', "")
    return _Parts(top + listed(content(commons, context, issue)) + foot, lines)


def around(commons: Commons, issue: Issue) -> tuple[str, str]:
    """Return the HTML above and below an issue in its e-mail, with a mark for each line with merge tags."""
    values = {
        "site": commons.site,
        "issue": issue.meta,
        "newsletter": newsletter(commons),
        "archive": urljoin(commons.site.address, f"{NEWSLETTER}/"),
    }
    top, foot = (template(f"newsletter/{name}.html").render(values).strip() for name in ("_top", "_foot"))
    return top, foot


def _link(tag: Tag, words: str) -> str:
    if tag.element:
        return f"<{tag.element}>{escape(words)}</{tag.element}>"
    return f'<a href="{escape(tag.text)}">{escape(words)}</a>'


@cache
def _frame(palette: Palette) -> Template:
    source = files("curriculum_commons.render").joinpath("templates/newsletter/mail.mjml").read_text("utf-8")
    html = mjml2html(palette.recolored(source), fonts={})  # it would fetch some of the fonts that it knows
    # Programs that open the e-mail by itself see a page with a main part; others take the element away.
    html = html.replace("<div aria-label=", "<main><div aria-label=", 1).replace("</body>", "</main></body>")
    # All programs read what is outside of comments; old attributes are for Outlook, which reads the comments too.
    pieces = _IN_COMMENT.split(html)
    wide = (_FULL_WIDTH.sub(r'\1 style="width:100%;"', piece) for piece in pieces[::2])
    pieces[::2] = [_OLD.sub("", piece) for piece in wide]
    html = "".join(pieces).replace("<xml>", _OFFICE).replace("</head>", f"{_ONLY_OUTLOOK}</head>", 1)
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(html)


_NOON = time(12, tzinfo=UTC)
_LINES = compat32.clone(linesep="\r\n", mangle_from_=False)
_LONGEST_WORD = 60
_SPECIAL = set('()<>[]:;,\\" ')
"""Characters that an address may contain only in quotes."""


Inline: TypeAlias = Mapping[str, tuple[str, bytes]]
"""Media type and bytes of pictures that are not online yet, by their addresses in an e-mail."""


def inline_pictures(commons: Commons, issue: Issue, read: Read) -> Inline:
    """Return the logo and the pictures of an issue; the preflight reports one that is not there."""
    found: dict[str, tuple[str, bytes]] = {}
    logo = commons.site.brand.logo if commons.site.brand else None
    for path in [*([logo] if logo else []), *pictures(issue.page)]:
        with suppress(OSError):
            found[urljoin(commons.site.address, encoded(path))] = media_type(path) or "image/png", read(path)
    return found


def as_shown_here(html: str, inline: Inline) -> str:
    """Return an e-mail as a file that shows its pictures by itself."""
    for address, (kind, picture) in inline.items():
        html = html.replace(_source(address), f'src="data:{kind};base64,{b64encode(picture).decode()}"')
    return html


def _source(address: str) -> str:
    return f'src="{escape(address)}"'


def _with_pictures(issue: Issue, html: str, inline: Inline) -> Message:
    names = {address: f"{number}.{issue.name}@picture.invalid" for number, address in enumerate(inline, 1)}
    for address, name in names.items():
        html = html.replace(_source(address), f'src="cid:{name}"')
    related = Message()
    related.add_header(
        "Content-Type", "multipart/related", type="text/html", boundary=f"=_{sha256(html.encode()).hexdigest()[:32]}"
    )
    related.attach(_part("html", html))
    for address, name in names.items():
        kind, picture = inline[address]
        part = Message()
        part["Content-Type"] = kind
        part["Content-ID"] = f"<{name}>"
        part.add_header("Content-Disposition", "inline", filename=unquote(address.rpartition("/")[2]))
        part["Content-Transfer-Encoding"] = "base64"
        part.set_payload(encodebytes(picture).decode("ascii"))
        related.attach(part)
    return related


def message(commons: Commons, issue: Issue, text: str, html: str, inline: Inline | None = None) -> bytes:
    """Return a message without receivers that holds an issue in both forms, the plain one first.

    Args:
        inline: Pictures that are sent along.
    """
    when = datetime.combine(date.fromisoformat(issue.meta.date), _NOON)
    draft = Message()
    # As they are: the library would take what looks like an encoded word for what it may hide, line breaks too.
    headers = {"From": _from(_publisher(commons, issue)), "Subject": _encoded(issue.meta.title, "Subject")}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    draft["X-Unsent"] = "1"
    draft["X-Uniform-Type-Identifier"] = "com.apple.mail-draft"
    draft["Date"] = format_datetime(when)
    draft["MIME-Version"] = "1.0"
    # Quoted-printable writes "=" as "=3D", and base64 has no "_", so that neither can contain this.
    boundary = f"=_{sha256(issue.name.encode()).hexdigest()[:32]}"
    draft.add_header("Content-Type", "multipart/alternative", boundary=boundary)
    draft.attach(_part("plain", text))
    draft.attach(_with_pictures(issue, html, inline) if inline else _part("html", html))
    return lines.encode("ascii") + draft.as_bytes(policy=_LINES)


def _part(kind: str, text: str) -> Message:
    part = Message()
    part.add_header("Content-Type", f"text/{kind}", charset="utf-8")
    # The shorter one: letters outside of Latin take three times their bytes in quoted-printable.
    readable, packed = b2a_qp(text.encode()), encodebytes(text.replace("\n", "\r\n").encode())
    encoding, payload = min(("quoted-printable", readable), ("base64", packed), key=lambda encoded: len(encoded[1]))
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(payload.decode("ascii"))
    return part


def _publisher(commons: Commons, issue: Issue) -> Publisher:
    known = commons.sent[issue.name].sender if issue.name in commons.settled else ()
    return (
        Publisher.model_construct(name=known[0], email=next(iter(known[1:]), None)) if known else commons.site.publisher
    )


def _from(publisher: Publisher) -> str:
    """Return who sends it; empty where that is not known or unusual, so that the program fills it in."""
    address = publisher.email or ""
    if not address or not address.isascii() or not address.isprintable() or _SPECIAL & set(address):
        return ""
    if _is_plain(publisher.name):
        return formataddr((publisher.name, address))
    return f"{_encoded(publisher.name, 'From')} <{address}>"


def _encoded(text: str, header: str) -> str:
    line = " ".join(text.split())
    # A longer word cannot be folded, and would begin on the line below the name of the header.
    plain = _is_plain(line) and max(map(len, line.split())) <= _LONGEST_WORD
    return Header(line, "us-ascii" if plain else "utf-8", header_name=header).encode(linesep="\r\n")


def _is_plain(line: str) -> bool:
    """Return True if a header can contain a line as it is: no program could read it as encoded."""
    return line.isascii() and line.isprintable() and "=?" not in line
