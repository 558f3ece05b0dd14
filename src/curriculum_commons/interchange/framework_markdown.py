"""The whole framework as one Markdown file, to be read by people and by language models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.commons import Commons
from ..model.crosswalk import alignments_of
from ..model.records import Competency, Domain, Source, Withdrawn
from ..model.urls import address
from ..render import in_full
from ..render.phrases import plain
from . import DATA
from .description import growth_note
from .items import one_line
from .tree import tree

NAME = f"{DATA}framework.md"
_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#|&"})
"""What Markdown takes for its own, wherever it is."""


def framework_markdown(commons: Commons) -> bytes:
    """Return the framework, its competencies, the learning progression, what it cites and its terms."""
    blocks = [*_framework(commons), *_competencies(commons), *_stages(commons), *_withdrawn(commons), *_end(commons)]
    return ("\n\n".join(blocks) + "\n").encode()


def written(text: str) -> str:
    """Return a text as Markdown shows it, on one line."""
    line = one_line(text)
    return ("\\" if line.startswith(("-", "+", "=", "~")) else "") + line.translate(_SIGNS)


def _framework(commons: Commons) -> Iterator[str]:
    framework, site = commons.framework, commons.site
    yield f"# {written(framework.title)}"
    yield written(framework.summary)
    facts = {
        "Edition": f"{framework.edition} ({framework.status})",
        "Made by": framework.creator,
        "For": framework.learners,
        "License": f"{framework.license.name}, {framework.license.url}",
        "Published at": site.address,
        "UUID": framework.uuid,
        "Published in": _works(framework.sources),
    }
    yield "\n".join(f"- {name}: {written(fact)}" for name, fact in facts.items() if fact)
    if framework.mission:
        yield "## Mission"
        yield f"> {written(framework.mission.text)}"


def _competencies(commons: Commons) -> Iterator[str]:
    for row in tree(commons):
        if isinstance(row.record, Domain):
            yield f"## {written(row.title)}"
            if row.record.summary:
                yield written(row.record.summary)
        elif isinstance(row.record, Competency):
            yield from _competency(commons, row.record)


def _competency(commons: Commons, one: Competency) -> Iterator[str]:
    yield f"### {written(one.shown_code)} {written(one.title)}"
    yield f"> {written(one.statement)}"
    if one.gloss:
        yield f"In plain words: {written(one.gloss)}"
    facts = {
        "Keywords": ", ".join(one.keywords),
        "Published in": _works(one.sources),
        "Page": commons.site.address + address("competency", one.code),
        "UUID": one.uuid,
    }
    yield "\n".join(f"- {name}: {written(fact)}" for name, fact in facts.items() if fact)
    if one.components:
        yield _listed("Parts:", (part.shown_text for part in one.components))
    if one.growth:
        steps = (f"{commons.stage[step.stage].name}: {step.text}" for step in one.growth)
        yield _listed(f"How it grows{growth_note(commons, one)}:", steps)
    if entries := alignments_of(commons, one.code):
        goes_with = (f"{entry.scheme} {entry.code} ({entry.fit}): {entry.statement}" for entry in entries)
        yield _listed(f"Goes with, as assessed by the editors of {commons.site.name}:", goes_with)


def _stages(commons: Commons) -> Iterator[str]:
    if commons.stages:
        yield "## Learning progression"
        if commons.has_own_steps:
            yield written(f"An aid for planning of {commons.site.name}, not a part of the framework.")
        yield "\n".join(
            f"{number}. {written(stage.name)}: {written(stage.summary)}"
            for number, stage in enumerate(commons.stages, 1)
        )


def _withdrawn(commons: Commons) -> Iterator[str]:
    if commons.framework.withdrawn:
        yield "## Withdrawn"
        yield "\n".join(f"- {written(_as_withdrawn(commons, one))}" for one in commons.framework.withdrawn)


def _as_withdrawn(commons: Commons, one: Withdrawn) -> str:
    now_in = ", ".join(commons.shown_codes(commons.successors[one.code]))
    texts = (one.shown_code, one.title, one.statement, f"({one.reason})", f"Now in {now_in}." if now_in else "")
    return " ".join(filter(None, texts))


def _end(commons: Commons) -> Iterator[str]:
    cited = [*commons.framework.sources, *(source for one in commons.competencies for source in one.sources)]
    works = (commons.reference[name] for name in dict.fromkeys(source.reference for source in cited))
    yield "## Works cited"
    yield "\n".join(f"- {written(' '.join(filter(None, (plain(in_full(work)), work.address))))}" for work in works)
    yield "## Terms of use"
    yield written(commons.site.attribution)
    yield written(commons.site.standing)


def _works(sources: Iterable[Source]) -> str:
    return "; ".join(f"{source.reference}{f', {source.at}' if source.at else ''}" for source in sources)


def _listed(heading: str, texts: Iterable[str]) -> str:
    return f"{written(heading)}\n\n" + "\n".join(f"- {written(text)}" for text in texts)
