"""The guide from one edition of a framework to another, for those who have adopted it: Markdown, a page, a document.

Knows two states of a framework, and nothing of how either was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from ..diff.competencies import CompetencyChange, competency_changes
from ..diff.words import listed
from ..documents.attribution import spoken
from ..documents.brand import Brand
from ..documents.pandoc import pandoc
from ..documents.text.document import document
from ..documents.text_tree import Words
from ..documents.workbooks import Row, mapping_rows
from ..mapping.vocabulary import entry
from ..model.commons import Commons, ToolkitText
from ..model.records import ToolkitMeta
from ..render import template

NAME = "edition-guide"
"""Name of each file, without its ending."""
_PURPOSE = "What has changed for those who have adopted the framework, and what they map again."
_KINDS = ("added", "reworded", "merged", "withdrawn", "unchanged")
_MAPPING = "mapping workbook"
_ONE_PIECE = "\ue0000\ue001"
"""Stands for the whole text where it is HTML."""


@dataclass(frozen=True)
class Edition:
    """What the guide says of one of the two editions."""

    name: str
    """Such as "2018"."""
    date: str
    """When it was adopted or, where nobody says, of when its content is."""


@dataclass(frozen=True)
class Again:
    """What a school maps again because of one competency."""

    change: CompetencyChange
    choose: str
    """Where its rows belong now; empty where they stay or end."""
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    """Where it stands in the workbook of the old edition, or of the new one if it is new: sheet and rows."""


@dataclass(frozen=True)
class Guide:
    """What the guide says."""

    title: str
    before: Edition
    after: Edition
    summary: str
    """What has changed, in one message."""
    unnamed: bool
    """Whether competencies have changed and the edition bears the same name."""
    changes: Mapping[str, tuple[CompetencyChange, ...]]
    """Competencies by what has become of them."""
    again: tuple[Again, ...]
    """What is mapped again, competency by competency."""
    stages: tuple[tuple[str, str], ...]
    """Entries of the stages that are not as they were, before and now; one of them is empty where it is new or gone."""
    workbook: bool
    """Whether there is a workbook to map with."""


def guide(before: Commons, after: Commons) -> Guide:
    """Return what has changed from one state of a framework to another."""
    found = competency_changes(before, after)
    changes = {kind: tuple(one for one in found if one.what == kind) for kind in _KINDS}
    old, new = _edition(before), _edition(after)
    moved = any(changes[kind] for kind in _KINDS if kind != "unchanged")
    same = old.name == new.name
    stages = tuple(_stages(before, after))
    return Guide(
        title=f"What has changed in edition {new.name}" if same else f"From edition {old.name} to edition {new.name}",
        before=old,
        after=new,
        summary=_summary(changes, new.name, bool(stages)),
        unnamed=moved and same,
        changes=changes,
        again=tuple(_again(before, after, found)),
        stages=stages,
        workbook=any(text.meta.kind == _MAPPING for text in after.toolkit),
    )


def _edition(commons: Commons) -> Edition:
    framework = commons.framework
    if framework.adopted:
        verb = "adopted" if framework.status == "adopted" else framework.status
        return Edition(framework.edition, f"{verb} {spoken(framework.adopted)}")
    return Edition(framework.edition, f"content as of {spoken(commons.as_of)}")


def _summary(changes: Mapping[str, tuple[CompetencyChange, ...]], edition: str, stages: bool) -> str:
    codes = {kind: [one.code for one in found] for kind, found in changes.items()}
    parts = [f"{verb} {listed(codes[kind])}" for kind, verb in _VERBS.items() if codes[kind]]
    parts += [f"merges {one.code} into {listed(one.now_in)}" for one in changes["merged"]]
    parts += ["changes stages"] * stages
    number = len(codes["unchanged"])
    kept = f"{number} competenc{'y' if number == 1 else 'ies'} of {sum(map(len, codes.values()))}"
    stay = f"{kept} {'stays as it was' if number == 1 else 'stay as they were'}"
    return f"Edition {edition} {listed(parts)}; {stay}." if parts else f"No competency has changed; {stay}."


_VERBS = {"added": "adds", "reworded": "rewords", "withdrawn": "withdraws"}


def _again(before: Commons, after: Commons, found: tuple[CompetencyChange, ...]) -> Iterator[Again]:
    changed = [one for one in found if one.what != "unchanged"]
    old, new = (_workbook(commons) if changed else {} for commons in (before, after))
    for one in changed:
        commons, rows = (after, new) if one.what == "added" else (before, old)
        competency = commons.competency[one.code]
        here = entry(one.code, competency.title)
        yield Again(one, _choose(after, one), tuple(_places(rows, here)))


def _stages(before: Commons, after: Commons) -> Iterator[tuple[str, str]]:
    old, new = (
        {stage.id: entry(str(number), stage.name) for number, stage in enumerate(one.stages, 1)}
        for one in (before, after)
    )
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield old.get(name, ""), new.get(name, "")


def _choose(after: Commons, one: CompetencyChange) -> str:
    codes = [one.code] if one.what in {"added", "reworded"} else [*one.now_in]
    return "” or “".join(entry(code, after.competency[code].title) for code in codes if code in after.competency)


def _workbook(commons: Commons) -> Mapping[str, Mapping[int, Row]]:
    texts = [text for text in commons.toolkit if text.meta.kind == _MAPPING]
    return mapping_rows(commons, texts[0], Brand()) if texts else {}


def _places(sheets: Mapping[str, Mapping[int, Row]], name: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    for sheet, rows in sheets.items():
        if found := tuple(number for number, cells in rows.items() if name in cells):
            yield sheet, found


def guide_files(before: Commons, after: Commons) -> dict[str, bytes]:
    """Return the guide by the names of its files; the same content gives the same bytes."""
    made = guide(before, after)
    values = {"guide": made, "site": after.site, "framework": after.framework}
    body = Markup(template("guide/body.html").render(values))
    page = template("guide/page.html").render(values, body=body)
    return {
        f"{NAME}.md": _markdown(made.title, body),
        f"{NAME}.html": f"{page.strip()}\n".encode(),
        f"{NAME}.docx": _document(after, made.title, body),
    }


def _markdown(title: str, body: Markup) -> bytes:
    html = Markup("<h1>{}</h1>{}").format(title, body)
    return pandoc(html.encode(), ["--from=html", "--to=gfm-raw_html", "--wrap=none", "--sandbox"])


def _document(commons: Commons, title: str, body: str) -> bytes:
    from ..documents.text.docx import docx

    meta = ToolkitMeta(title=title, purpose=_PURPOSE, kind="document", formats=("docx",), folder="0-guide")
    text = ToolkitText(f"{NAME}.md", meta, "", 1)
    whose = Brand(commons.site.publisher.name)
    return docx(document(commons, text, whose, body=Words(_ONE_PIECE, (body,), commons.site.address, as_typed=True)))
