"""What pages may call: macros that exist, with names that exist, and nothing else of a template language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from ...content.load import DATA, PAGES, TOOLKIT, PageText
from ...content.markdown import Call, Code
from ...content.markdown.macro_calls import MacroSignature
from ...model.problems import Problem, did_you_mean, quoted
from ...model.records import EACH, KNOWN_FILES, OTHER_TOPS, SECTIONS, IssueMeta, School
from ...model.urls import competency_page, is_issue, issue_name, shown_on, work_key
from .context import Known, ValidationContext


def pages_call_nothing_but_macros(context: ValidationContext) -> Iterator[Problem]:
    """On a page that calls macros, only macros with text in quotes are between braces."""
    for page in context.source.texts:
        text = context.texts[page.file]
        for part in text.parts if text.template else ():
            if isinstance(part, Code):
                yield page.problem(part.start, *_refusal(part, context.macros))


_MERGE_TAGS = (".", "unsubscribeurl", "messageurl", "tracklink", "optinurl", "contact.", "subscriber.")
"""How what listmonk and other services replace in an e-mail begins, within braces and in small letters."""


def _refusal(code: Code, macros: Mapping[str, MacroSignature]) -> tuple[str, str]:
    name, is_called = code.attempt
    if code.text.startswith("{#"):
        return 'what follows "{#" would be hidden; write "{ #" with a space to name an anchor', "macro-syntax"
    kind, message = "macro-syntax", _syntax_refusal(code)
    if not message and name in macros:
        message = f'is not how to call it; write "{_example(name, macros[name])}"'
    elif not message and is_called:
        return _unknown_macro(name, macros), "unknown-macro"
    elif not message and code.text.lstrip("{-").lstrip().lower().startswith(_MERGE_TAGS):
        kind, message = "merge-tag", "is a merge tag, which pages and feeds would show as it is; leave it out"
    way_out = 'is not a call of a macro; to show it as it is, put it between "{% raw %}" and "{% endraw %}"'
    return f"{quoted(code.text)} {message or way_out}", kind


def _syntax_refusal(code: Code) -> str:
    if code.is_raw:
        return 'has no end; write "{% endraw %}" below it'
    is_open = code.text.startswith("{{") and not code.closed
    return 'is not closed; write "}}" on the same line' if is_open else ""


def _unknown_macro(name: str, macros: Iterable[str]) -> str:
    return f"unknown macro {quoted(name)}{did_you_mean(name, macros)}"


def _example(name: str, signature: MacroSignature) -> str:
    given = ", ".join(['"…"'] * len(signature.takes))
    return f"{{{{ {name}({given}) }}}}"


def pages_with_calls_render_them(context: ValidationContext) -> Iterator[Problem]:
    """A page that calls macros has "render_macros: true" at its top; otherwise visitors would see the call."""
    for page in context.source.texts:
        text = context.texts[page.file]
        if text.template or page.path not in (context.fronts if page.folder == PAGES else context.tops):
            continue
        for part in text.parts:
            shown = page.body[part.start : part.end] if isinstance(part, Call) else part.text
            if not shown.startswith("{#"):
                message = f'{quoted(shown)} would be shown as it is; add "render_macros: true" to the top of the page'
                yield page.problem(part.start, message, "macros-not-rendered")
                break


def calls_name_what_exists(context: ValidationContext) -> Iterator[Problem]:
    """A called macro exists, gets as many arguments as it takes, and each of them names something that exists."""
    known = {**context.known, **_other_names(context)}
    for page, call in context.calls():
        signature = context.macros.get(call.name)
        if signature is None:
            yield page.problem(call.start, _unknown_macro(call.name, context.macros), "unknown-macro")
        elif not len(signature.takes) - signature.optional <= len(call.arguments) <= len(signature.takes):
            yield page.problem(call.start, f"{call.name}: {_count(call, signature)}", "macro-arguments")
        else:
            for kind, (offset, name) in zip(signature.takes, call.arguments, strict=False):
                name = work_key(name) if kind == "reference" else name
                if kind != "text" and known[kind].lacks(name) and not _is_right_here(context, page, kind, name):
                    message, code = known[kind].refusal(name)
                    yield page.problem(offset, f"{call.name}: {message}", code)


def _is_right_here(context: ValidationContext, page: PageText, kind: str, name: str) -> bool:
    """Return True if a name means each competency, the issue that it is written in, or a competency of that day.

    Other rules look at names of issues, and at the page of a withdrawn competency.
    """
    was = kind == "competency" and name in context.known[kind].withdrawn
    if was and page.folder == PAGES and page.path == competency_page(name):
        return True
    if page.folder == PAGES and is_issue(page.path):
        front = context.fronts.get(page.path)
        is_sent = not (isinstance(front, IssueMeta) and front.draft)
        return kind == "issue" or (was and is_sent)
    top = context.tops.get(page.path) if page.folder == TOOLKIT else None
    return (kind, name) == ("competency", EACH) and top is not None and top.kind == "competency pages"


def _count(call: Call, signature: MacroSignature) -> str:
    given, needed = len(call.arguments), ", ".join(kind.replace("_", " ") for kind in signature.takes)
    has = f"has {given or 'no'} argument{'s' * (given != 1)}"
    return f"{has}; it takes: {needed}" if needed else f'{has} but takes none; write "{{{{ {call.name}() }}}}"'


def _other_names(context: ValidationContext) -> dict[str, Known]:
    findings = context.entries["findings"]
    values = [entry.get("topic") if isinstance(entry, dict) else None for entry in findings.values.values()]
    topics = [topic for topic in values if isinstance(topic, str)]
    readable = findings.whole and len(topics) == len(values)
    lists = [section.name for section in SECTIONS.values() if section.many]
    issues = [issue_name(page.path) for page in context.source.pages if is_issue(page.path)]
    return {
        "withdrawn_competency": Known("withdrawn competency", dict.fromkeys(context.known["competency"].withdrawn, 0)),
        "issue": Known("issue of the newsletter", dict.fromkeys(issues, 0)),
        "topic": Known("topic", dict.fromkeys(topics, 0), whole=readable, where=f"{DATA}/findings.yaml"),
        "file": Known("file", dict.fromkeys((*KNOWN_FILES, *OTHER_TOPS), 0)),
        "role": Known("role", dict.fromkeys(get_args(School.model_fields["role"].annotation), 0)),
        "count": Known("kind of record", dict.fromkeys(lists, 0)),
    }


def blocks_are_alone_on_their_line(context: ValidationContext) -> Iterator[Problem]:
    """A macro that makes a block of its own is on a line of its own."""
    for page, call in context.calls():
        signature = context.macros.get(call.name)
        before = page.body[page.body.rfind("\n", 0, call.start) + 1 : call.start]
        after = page.body[call.end :].partition("\n")[0]
        if signature and not signature.inline and (before or after.strip()):
            message = f"{call.name}: makes a block of its own; put the call alone on a line, with no spaces before it"
            yield page.problem(call.start, message, "macro-not-alone")


def records_are_shown_where_links_lead(context: ValidationContext) -> Iterator[Problem]:
    """Every kind of record that others link to is shown on the page that has its address."""
    for kind in sorted(_LINKED & {name for name, known in context.known.items() if known.numbers}):
        file = shown_on(kind)
        call = next((_example(name, sig) for name, sig in context.macros.items() if kind in sig.anchors), None)
        if call is None:
            continue
        named = kind.replace("_", " ")
        if file not in context.source.files and file.replace(".md", "/index.md") not in context.source.files:
            message = f"is missing; links to each {named} lead there, so write it with {call}"
            yield Problem(f"{PAGES}/{file}", 0, 0, message, "missing-page")
        elif file in context.fronts and not _may_show(context, file, kind):
            message = f"shows no {named}, but links to each lead here; put {call} on a line of its own"
            yield Problem(f"{PAGES}/{file}", 0, 0, message, "records-not-shown")


_LINKED = {"domain", "milestone", "output", "reference", "resource", "school", "stage", "working_group"}
"""Kinds of records that macros link to on the page that shows all of them."""


def _may_show(context: ValidationContext, file: str, kind: str) -> bool:
    """Return True if a page shows a kind of record, or calls something that is reported as unknown already."""
    for part in context.texts[f"{PAGES}/{file}"].parts:
        signature = context.macros.get(part.name) if isinstance(part, Call) else None
        if signature is None or kind in signature.anchors:
            return True
    return False
