"""What an issue shows: its text as HTML that any program may be given, safe and with whole links; and its pictures.

Knows pages and the macros, and nothing of mail or feeds. Takes the bytes of pictures, and knows no folders.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BytesIO
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urljoin

import nh3
from PIL import Image
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..content.load import PAGES
from ..content.markdown import Call, Link, Markup, mark, markup_of, replace_calls, separate_terms
from ..content.markdown.engine import reader
from ..model.build_context import BuildContext
from ..model.commons import Commons, Issue, Page
from ..model.problems import CallError, did_you_mean, quoted
from ..model.records import IssueMeta
from ..model.urls import encoded, issue_name
from ..render import MACROS
from ..render.newsletter import show_in_issue
from ..render.phrases import SMALL_CAPITALS

AROUND = {"newsletter_head", "newsletter_foot"}
"""Macros that show what is around an issue on its page, and no part of its text."""
_BETWEEN_LINKS = re.compile(r"</a>\s+<a ")
"""White space between links, which a page separates by its style sheet."""
WEB = re.compile(r"[a-z]+:|//", re.IGNORECASE)
"""Beginning of an address that leads out of the folders of the site."""
_STYLES = {"font-variant", "text-align"}
TAGS = nh3.ALLOWED_TAGS - {"area", "map"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start", "type"},
    "span": {"style"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
    "time": {"datetime"},
}

Read = Callable[[str], bytes]
"""Returns the bytes of a file from its path below `docs/`."""
NOT_A_PICTURE = (OSError, ValueError, SyntaxError)
"""Errors of Pillow for what is not a picture, besides that for one which is too large."""
_TURNED = {5, 6, 7, 8}
"""Ways to hold a camera, as cameras note them, in which width and height change places."""
_ORIENTATION = 0x0112


def find_issue(commons: Commons, name: str) -> Issue:
    """Return an issue or a draft by the name of its file; raises CallError where there is none."""
    drafts = [Issue(page, page.meta) for page in commons.drafts if isinstance(page.meta, IssueMeta)]
    issues = {issue.name: issue for issue in (*commons.issues, *drafts)}
    wanted = issue_name(name.removeprefix("./").removeprefix(f"{PAGES}/"))
    if wanted not in issues:
        titled = {issue.meta.title: issue.name for issue in issues.values()}
        latest = f"; write the name of its file, such as {quoted(max(issues))}" if issues else "; there is none yet"
        near = did_you_mean(titled.get(name, wanted), issues)
        raise CallError(f"unknown issue {quoted(name)}{near or latest}")
    return issues[wanted]


@lru_cache(maxsize=4)  # the forms of an issue are made one after the other
def content(commons: Commons, context: BuildContext, issue: Issue) -> str:
    """Return the text of an issue without its title; every link is a whole address."""
    text, blocks = _with_placeholders(commons, context, issue.page)
    address = commons.site.address
    html = _linked(reader().convert(separate_terms(text)), lambda target: _from_page(address, issue.page, target))
    for placeholder, block in blocks.items():
        html = html.replace(placeholder, block)
    html = html.replace(f"<{SMALL_CAPITALS}>", '<span style="font-variant:small-caps">')
    html = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, filter_style_properties=_STYLES, link_rel=None)
    tree = LexborHTMLParser(f"<body>{html}</body>")
    for title in tree.css("h1"):
        title.decompose()
    for image in tree.css("img"):
        _set_size(image, context.picture_sizes.get(unquote(image.attrs.sget("src")).removeprefix(address)))
    return inner_html(tree).strip()


def inner_html(tree: LexborHTMLParser) -> str:
    """Return what is within the body of an HTML document."""
    return (tree.body.inner_html or "") if tree.body else ""


def _linked(html: str, move: Callable[[str], str]) -> str:
    tree = LexborHTMLParser(f"<body>{html}</body>")
    for way_back in tree.css("a.footnote-backref"):
        way_back.decompose()  # it would lead to the page of the issue
    for title in tree.css("p.admonition-title"):
        title.inner_html = f"<strong>{title.inner_html}</strong>"
    for box in reversed(tree.css("div.admonition")):  # for programs that are given no classes; the inner ones first
        aside = LexborHTMLParser(f"<aside>{box.inner_html}</aside>").css_first("aside")
        assert aside
        box.insert_before(aside)
        box.decompose()
    for name, selector in (("href", "a[href]"), ("src", "img[src]")):
        for node in tree.css(selector):
            node.attrs[name] = move(node.attrs.sget(name))
    return inner_html(tree)


def _set_size(image: LexborNode, size: tuple[int, int] | None) -> None:
    """Note the size of a picture in its attributes, or the width that its author wants with the height to match."""
    if size and not image.attrs.sget("height"):
        wanted = image.attrs.sget("width")
        width = int(wanted) if wanted.isascii() and wanted.isdecimal() else size[0]
        image.attrs["width"] = str(width)
        image.attrs["height"] = str(max(1, round(size[1] * width / size[0])))


def _with_placeholders(commons: Commons, context: BuildContext, page: Page) -> tuple[str, dict[str, str]]:
    """Return the Markdown with a placeholder for each block of a macro, and the blocks by their placeholders."""
    if not page.meta.render_macros:
        return page.body, {}
    own, blocks = mark(page.body), dict[str, str]()

    def placeholder(number: int, call: Call) -> str:
        html = "" if call.name in AROUND else _macro(commons, context, issue_name(page.path), call)
        if MACROS[call.name].signature.inline:
            return html
        blocks[f"<!--{own} {number}-->"] = html
        return f"\n\n<!--{own} {number}-->\n\n"

    return replace_calls(page.body, placeholder), blocks


def _macro(commons: Commons, context: BuildContext, name: str, call: Call) -> str:
    html = show_in_issue(commons, context, name, call, commons.site.address, email=True).strip()
    return html if MACROS[call.name].signature.inline else _BETWEEN_LINKS.sub("</a> · <a ", html)


def _from_page(address: str, page: Page, target: str) -> str:
    path, hash_sign, anchor = target.partition("#")
    if WEB.match(target):
        return encoded(target)
    if not path:
        return urljoin(address, page.url + hash_sign + anchor)
    path = normpath(join(dirname(page.path), path))
    whole = (Page.address_of(path) if path.endswith(".md") else path) + hash_sign + anchor
    return urljoin(address, encoded(whole))


def pictures(page: Page) -> list[str]:
    """Return the paths below `docs/` of the pictures that an issue shows."""
    markup = markup_of(page.body, page.meta.render_macros)
    return [path for _, path in pictured(markup, dirname(page.path))]


def pictured(markup: Markup, folder: str) -> Iterator[tuple[Link, str]]:
    """Yield each picture of ours with its path below `docs/`, as seen from the folder of its page there."""
    for link in markup.links:
        if isinstance(link, Link) and link.image and link.target and not WEB.match(link.target):
            yield link, normpath(join(folder, unquote(link.target.partition("#")[0].partition("?")[0])))


def size_of(picture: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, which Outlook needs; `None` where the bytes are not a picture."""
    try:
        _, (width, height), orientation = opened_picture(picture)
    except (Image.DecompressionBombError, *NOT_A_PICTURE):  # preflight reports what is wrong with it
        return None
    if not (width and height):
        return None
    return (height, width) if orientation in _TURNED else (width, height)


def opened_picture(picture: bytes) -> tuple[str | None, tuple[int, int], object]:
    """Return format, size and orientation; Pillow raises any of four errors for what is not a picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a picture with unusual fields is still a picture
        with Image.open(BytesIO(picture)) as image:
            return image.format, image.size, image.getexif().get(_ORIENTATION)
