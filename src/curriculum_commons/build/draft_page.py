"""Show the text of a page while somebody writes it: what a build would make of it, without an engine.

Knows both engines by the extensions that they share, and takes whatever is still wrong in the text.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

from ..content.load import PAGES
from ..content.markdown import Call, Markup, mark, replace_calls, separate_terms
from ..content.markdown.engine import reader
from ..model.build_context import BuildContext
from ..model.commons import Commons, Page
from ..model.records import PageMeta
from ..render import MACROS
from .engine_pages import html_path
from .html_page import BuiltPage
from .postprocess import finish_page
from .preprocess import fill, show_call

_TOO_LONG = "<p>This text is too long, or has too many signs, to be shown while you write.</p>"


def draft_article(commons: Commons, context: BuildContext, path: str, text: str) -> str:
    """Return the HTML of the article of a page.

    Args:
        path: Its path from the root of the project; links and pictures start from its folder.
        text: The Markdown below its top, as somebody is writing it.
    """
    page = _page(commons, path, text)
    if not Markup(text, page.meta.render_macros).is_readable:
        return _TOO_LONG
    own, shown = mark(text), dict[bytes, bytes]()

    def placeholder(number: int, call: Call) -> str:
        inline, html = _shown(commons, context, page, call)
        name = f"<!--{own} {number}-->"
        shown[name.encode()] = html.strip().encode()
        return html if inline is True else name if inline is None else f"\n\n{name}\n\n"

    body = replace_calls(text, placeholder) if page.meta.render_macros else text
    try:
        article = reader().convert(separate_terms(body))
    except RecursionError:
        return _TOO_LONG
    title = "" if "<h1" in article else f"<h1>{escape(page.meta.title)}</h1>\n"
    html = f"<html><head></head><body><main><article>{title}{article}</article></main></body></html>"
    built = fill(BuiltPage(html_path(page.path), html.encode()), shown).parse()
    finish_page(built, commons.site.language)
    return built.text.inner_html or ""


def _page(commons: Commons, path: str, text: str) -> Page:
    """Return a page with its text of now; one that is begun has the top of none."""
    below = path.removeprefix(f"{PAGES}/")
    known = next((page for page in (*commons.pages, *commons.drafts) if page.path == below), None)
    meta = PageMeta(title="New page", description="It is not saved yet.", render_macros=True)
    return replace(known, body=text) if known else Page(below, meta, text, 1)


def _shown(commons: Commons, context: BuildContext, page: Page, call: Call) -> tuple[bool | None, str]:
    """Return whether a call is used within a sentence, and its HTML; None and the call where it cannot be shown."""
    try:
        html = show_call(commons, context, page, call, page.path[: page.path.rfind("/") + 1])
        return MACROS[call.name].signature.inline, html
    except Exception:  # whatever it is, its author is still at it, and the check after a save names it
        return None, f'<code class="macro-call">{escape(page.body[call.start : call.end])}</code>'
