"""Report which pages an engine is rendering, so that one that it never ends can be named.

Part of *engine_worker*; imports what it has imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.pages import Page

Report = Callable[[list[str]], None]
"""Takes the paths of the pages that are being rendered, below `docs/`."""


def progress(report: Report) -> BasePlugin[Any]:
    """Return a plugin for MkDocs, which renders one page at a time: first its Markdown, then its template."""
    from mkdocs.plugins import BasePlugin

    class Progress(BasePlugin):  # type: ignore[type-arg, no-untyped-call]  # it has no settings
        def begun(self, *_: object, page: Page, **__: object) -> None:
            report([page.file.src_uri])

        def ended(self, *_: object, **__: object) -> None:
            report([])

        on_page_markdown = on_page_context = begun
        on_page_content = on_post_page = ended

    return Progress()


@contextmanager
def rendering_reported(report: Report) -> Iterator[None]:
    """Report the pages whose Markdown Zensical renders; it has no plugins, and calls one function for each page."""
    from zensical.markdown import render as markdown

    render, at = markdown.render, list[str]()

    def reported(content: str, path: str, *rest: Any) -> Any:
        at.append(path)
        report(at)
        try:
            return render(content, path, *rest)
        finally:
            at.remove(path)
            report(at)

    markdown.render = reported  # type: ignore[assignment]
    try:
        yield
    finally:
        markdown.render = render
