"""The files of the guide from one edition to another: Markdown, a page, a document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup

from ..build.project import open_commons
from ..content.files import write_whole
from ..documents.pandoc import markdown
from ..documents.text.document import document
from ..documents.text_tree import CALL, Words
from ..model.build_context import Brand, BuildContext
from ..model.commons import Commons, ToolkitText
from ..model.problems import CallError, shown
from ..model.records import ToolkitMeta
from ..render import template
from .guide import guide
from .snapshots import commons_at, since_or_published

NAME = "edition-guide"
"""Name of each file, without its ending."""
_PURPOSE = "What has changed for those who have adopted the framework, and what they map again."


def write_guide(root: Path, since: str | None, out: Path, report: Callable[[str], None]) -> list[str]:
    """Write the guide from a past edition to that in the folder, in each format, and return the names of its files.

    Raises ContentError with the problems of today's content, and CallError if the past cannot be read.
    """
    report("Checking the content")
    after = open_commons(root)
    before = commons_at(root, since_or_published(root, since)[0])
    report("Writing the guide")
    files = guide_files(before, after)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise CallError(f"{shown(str(out))} is a file, and the guide needs a folder; name another") from error
    for name, content in files.items():
        write_whole(out / name, content)
    return [*files]


def guide_files(before: Commons, after: Commons) -> dict[str, bytes]:
    """Return the guide by the names of its files; the same content gives the same bytes."""
    content = guide(before, after)
    values = {"guide": content, "site": after.site, "framework": after.framework, "terms": after.terms}
    body = Markup(template("guide/body.html").render(values))
    page = template("guide/page.html").render(values, body=body)
    return {
        f"{NAME}.md": _markdown(content.title, body),
        f"{NAME}.html": f"{page.strip()}\n".encode(),
        f"{NAME}.docx": _document(after, content.title, body),
    }


def _markdown(title: str, body: Markup) -> bytes:
    html = Markup("<h1>{}</h1>{}").format(title, body)
    return markdown(html).encode()


def _document(commons: Commons, title: str, body: str) -> bytes:
    from ..documents.text.docx import docx

    meta = ToolkitMeta(title=title, purpose=_PURPOSE, kind="document", formats=("docx",), folder="0-guide")
    text = ToolkitText(f"{NAME}.md", meta, "", 1)
    context = BuildContext.of(commons, brand=Brand(commons.site.publisher.name))
    words = Words(CALL, (body,), commons.site.address, as_typed=True)
    return docx(document(commons, context, text, body=words))
