"""Show an issue as an e-mail, in HTML that Outlook, Gmail and Apple Mail understand, and in plain text.

MJML makes the frame once, with places for what an issue says; so nothing of an issue is ever read as MJML.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape
from mjml import mjml2html
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..model.commons import Commons, Issue
from ..model.palette import LIGHT
from ..render.bidi import LANGUAGES_FROM_RIGHT, direction, has_letters_from_right
from .email_parts import parts, service
from .plain_text import plain_text
from .providers import Service
from .tables import keep_words

LARGEST = 100_000
"""Bytes that an e-mail may have; Gmail cuts it off at 102 KB."""
WIDTH = 600
"""Pixels of the one column, its margins among them."""
_INSIDE = WIDTH - 2 * 20
_INK, _QUIET, _TEAL, _LINE = LIGHT.ink, LIGHT.quiet, LIGHT.teal, LIGHT.rule
_SERIF = "'Palatino Linotype','Iowan Old Style',Palatino,Georgia,serif"
_MONO = "Consolas,Menlo,'Liberation Mono',monospace"
_HEADING = f"font-family:{_SERIF};font-weight:bold"
_CELL = f"padding:6px 8px;border-bottom:1px solid {_LINE};vertical-align:top;font-size:15px;line-height:22px"
_WORDS = f"font-size:17px;line-height:27px;color:{_INK}"
_NESTED = "margin:8px 0;margin-SIDE:26px;padding:0"
_LIST = "margin:0 0 16px;margin-SIDE:26px;padding:0"

_STYLES = {
    "a": f"color:{_TEAL};text-decoration:underline",
    "aside": f"padding:12px 16px 1px;border:1px solid {_LINE};border-SIDE:4px solid {_LINE};{_WORDS};text-align:SIDE",
    "blockquote": f"margin:0 0 16px;padding:0 16px;border-SIDE:4px solid {_TEAL}",
    "caption": "padding:0 8px 8px;text-align:SIDE;font-weight:bold;font-size:15px;line-height:22px",
    "code": f"font-family:{_MONO};font-size:15px",
    "details": "margin:0 0 16px",
    "dd": "margin:0 0 10px;margin-SIDE:26px",
    "dl": "margin:0 0 16px",
    "dt": "margin:0;font-weight:bold",
    "figcaption": "font-size:15px;line-height:22px",
    "figure": "margin:0 0 16px",
    "h1": f"margin:0 0 12px;{_HEADING};font-size:30px;line-height:36px",
    "h2": f"margin:32px 0 12px;{_HEADING};font-size:23px;line-height:30px",
    "h3": f"margin:24px 0 8px;{_HEADING};font-size:19px;line-height:26px",
    "hr": f"margin:28px 0 16px;border:0;border-top:1px solid {_LINE}",
    "img": "max-width:100%;height:auto;border:0;font-size:15px;line-height:22px",
    "kbd": f"font-family:{_MONO};font-size:15px",
    "li": "margin:0 0 8px",
    "mark": f"background-color:{LIGHT.mark};color:{_INK}",
    "ol": _LIST,
    "p": "margin:0 0 16px",
    "pre": f"margin:0 0 16px;font-family:{_MONO};font-size:15px;line-height:22px;white-space:pre-wrap",
    "sub": "font-size:12px;line-height:0",
    "summary": "margin:0 0 8px;font-weight:bold",
    "sup": "font-size:12px;line-height:0",
    "table": "width:100%;margin:0 0 16px;border-collapse:collapse",
    "td": f"{_CELL};text-align:SIDE",
    "th": f"{_CELL};text-align:SIDE;font-weight:bold",
    "ul": _LIST,
}
"""What each element looks like; SIDE is where lines begin."""
_STYLES |= dict.fromkeys(("h4", "h5", "h6"), f"margin:20px 0 8px;{_HEADING};font-size:17px;line-height:25px")
_CLASSES = {
    "small": f"margin:0 0 10px;color:{_QUIET};font-size:14px;line-height:21px",
    "letter": f"margin:20px 0 6px;font-family:{_SERIF};font-size:17px;line-height:25px",
}
"""The same for parts that stand around an issue."""
_FILLER = Markup("&#847;&zwnj;&nbsp;" * 40)  # else inboxes show the first line of the e-mail after its summary
_BLOCKS = "p, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, table, dt, dd, figcaption"
_PLAIN = {"details": "div", "summary": "p"}
"""Elements that mail programs fold together for ever, and what stands in for them."""
_FOLDED = re.compile(r"<(/?)(details|summary)\b")
_BOX = '<table role="presentation" style="width:100%;margin:0 0 16px"><tr><td style="{}">{}</td></tr></table>'

_IN_COMMENT = re.compile(r"(<!--.*?-->)", re.DOTALL)
_OLD = re.compile(r'\s(?:border|cellpadding|cellspacing|align|width)="[^"]*"|\sxmlns:[vo]="[^"]*"')
_FOREIGN = re.compile(r"\s*#outlook a \{[^}]*\}|\s*(?:mso|-ms|-webkit)-[a-z-]+:[^;}]*;")
_FULL_WIDTH = re.compile(r'(<table[^>]*) width="100%"(?![^>]*style=)')
_OFFICE = '<xml xmlns:o="urn:schemas-microsoft-com:office:office">'
_ONLY_OUTLOOK = (
    "<!--[if mso]><style>table,td{mso-table-lspace:0pt;mso-table-rspace:0pt}"
    "td,th,div,p,li{font-family:Segoe UI,Arial,sans-serif}h1,h2,h3,h4{font-family:Palatino Linotype,Georgia,serif}"
    "</style><![endif]-->"
)


def html_mail(commons: Commons, issue: Issue, sender: Service | None = None) -> str:
    """Return an issue as an e-mail in HTML.

    Args:
        sender: What sends it, where that is not the service of `data/site.yaml`.
    """
    sender = sender or service(commons)
    language = commons.site.language
    side, reading = ("right", "rtl") if language[:2] in LANGUAGES_FROM_RIGHT else ("left", "ltr")
    found = parts(commons, issue, sender)
    styled = replace(found, lines={mark: _styled(line, side) for mark, line in found.lines.items()})
    html = _frame().render(
        lang=language,
        dir=reading,
        side=side,
        title=Markup(sender.disarm_html(escape(issue.meta.title))),
        summary=Markup(sender.disarm_html(escape(issue.meta.description))),
        filler=_FILLER,
        content=Markup(styled.filled(sender.disarm_html(_styled(found.html, side)))),
    )
    return f"{html}\n"


def text_mail(commons: Commons, issue: Issue, sender: Service | None = None) -> str:
    """Return an issue as an e-mail in plain text.

    Args:
        sender: What sends it, where that is not the service of `data/site.yaml`.
    """
    sender = sender or service(commons)
    found = parts(commons, issue, sender)
    return plain_text(found.filled(found.html), sender)


def size(html: str) -> int:
    """Return how many bytes of it a mail program gets."""
    return len(html.encode())


@cache
def _frame() -> Template:
    """Return the e-mail without what an issue says, for Jinja to put it in."""
    source = files("curriculum_commons.render").joinpath("templates/newsletter/mail.mjml").read_text("utf-8")
    html = mjml2html(source, fonts={})  # it would fetch some of the fonts that it knows
    # Programs that open the e-mail by itself see a page with a main part; others take the element away.
    html = html.replace("<div aria-label=", "<main><div aria-label=", 1).replace("</body>", "</main></body>")
    # Outside of comments stands what all programs read; old attributes are for Outlook, which reads the comments too.
    pieces = _IN_COMMENT.split(html)
    pieces[::2] = [_modern(piece) for piece in pieces[::2]]
    html = "".join(pieces).replace("<xml>", _OFFICE).replace("</head>", f"{_ONLY_OUTLOOK}</head>", 1)
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(html)


def _modern(html: str) -> str:
    html = _FULL_WIDTH.sub(r'\1 style="width:100%;"', html)
    return _FOREIGN.sub("", _OLD.sub("", html))


def _styled(html: str, side: str) -> str:
    tree = LexborHTMLParser(f"<body>{html}</body>")
    assert tree.body
    for node in tree.body.css("*"):
        _style(node, side)
    for table in tree.body.css("table"):
        keep_words(table, _INSIDE)
    if has_letters_from_right(html):
        for node in tree.body.css(_BLOCKS):
            _turn(node, side)
    for box in reversed(tree.body.css("aside")):  # the inner ones first
        _draw(box)
    return _FOLDED.sub(lambda tag: f"<{tag[1]}{_PLAIN[tag[2]]}", tree.body.inner_html or "")


def _style(node: LexborNode, side: str) -> None:
    tag, attributes = node.tag or "", node.attrs
    nested = tag in {"ol", "ul"} and node.parent is not None and node.parent.tag == "li"
    style = _CLASSES.get(attributes.sget("class")) or (_NESTED if nested else _STYLES.get(tag))
    if style:
        own = attributes.sget("style")  # how a column of a table is aligned
        attributes["style"] = ";".join(filter(None, (style.replace("SIDE", side), own)))
    if tag == "img":
        _fit(node)
    elif tag == "th" and "scope" not in attributes:
        attributes["scope"] = "col"


def _fit(image: LexborNode) -> None:
    """Give a picture a width that Outlook, which knows no other limit, can show."""
    width, height = image.attrs.sget("width"), image.attrs.sget("height")
    if width.isdecimal() and int(width) > _INSIDE:
        image.attrs["width"] = str(_INSIDE)
        if height.isdecimal():
            image.attrs["height"] = str(round(int(height) * _INSIDE / int(width)))


def _draw(box: LexborNode) -> None:
    """Show a box by the one element that has four sides in every mail program: the cell of a table."""
    cell = _BOX.format(escape(box.attrs.sget("style")), box.inner_html)
    drawn = LexborHTMLParser(cell).css_first("table")
    assert drawn
    box.insert_before(drawn)
    box.decompose()


def _turn(node: LexborNode, side: str) -> None:
    """Let a block begin where its own first letter does."""
    reading = direction(node.text())
    wanted = "right" if reading == "rtl" else "left"
    if reading and wanted != side:
        node.attrs["dir"] = reading
        style = node.attrs.sget("style").replace(f"-{side}:", f"-{wanted}:")  # where it is indented, or has a line
        node.attrs["style"] = f"{style};text-align:{wanted}"
        for cell in node.css("td, th, caption") if node.tag == "table" else ():
            cell.attrs["style"] = cell.attrs.sget("style").replace(f"text-align:{side}", f"text-align:{wanted}")
