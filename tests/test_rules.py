"""Every mistake in `tests/broken/` is reported as it is written there, and nothing else is."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import yaml

from curriculum_commons.content import yaml_errors as mistakes
from curriculum_commons.content.load import load
from curriculum_commons.model.problems import ContentError
from curriculum_commons.model.record import records_in
from curriculum_commons.model.records import DATA_FILES, SECTIONS, IssueMeta, PageMeta, Record, ToolkitMeta
from curriculum_commons.render import signatures
from curriculum_commons.validation.gates.evaluate import Find, Subject, evaluate
from curriculum_commons.validation.gates.source_files import GateFinding
from curriculum_commons.validation.rules import RULES
from curriculum_commons.validation.rules import error_messages as words
from curriculum_commons.validation.rules.consistency import colors_can_be_read
from curriculum_commons.validation.rules.newsletter import issues_are_kept_as_they_were_sent
from curriculum_commons.validation.rules.pages import nothing_is_left_to_write
from curriculum_commons.validation.rules.records import LINKS
from curriculum_commons.validation.validate import validate, validation_context

HERE = Path(__file__).parent
TODAY = "2026-11-23"
FOUND: dict[tuple[object, ...], list[GateFinding]] = {}
BROKEN = sorted((HERE / "broken").glob("*.yaml"))


@cache
def read_case(file: Path) -> dict[str, Any]:
    case: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return case


def remember(inputs: tuple[object, ...], find: Find) -> list[GateFinding]:
    """Read a file once, however many tests have it."""
    if inputs not in FOUND:
        FOUND[inputs] = [*find()]
    return FOUND[inputs]


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest content that has one of everything; each test puts it back as it was."""
    return Path(shutil.copytree(HERE / "tiny", tmp_path_factory.mktemp("mended"), dirs_exist_ok=True))


@contextmanager
def broken(root: Path, case: dict[str, Any]) -> Iterator[None]:
    files = {path for key in ("remove", "write", "bytes", "change") for path in case.get(key, ())}
    before = {path: (root / path).read_bytes() for path in files if (root / path).exists()}
    try:
        break_content(root, case)
        yield
    finally:
        for path in files:
            (root / path).unlink(missing_ok=True)
        for path, content in before.items():
            (root / path).write_bytes(content)


def break_content(root: Path, case: dict[str, Any]) -> None:
    for path in case.get("remove", []):
        (root / path).unlink()
    for path, text in case.get("write", {}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for path, text in case.get("bytes", {}).items():
        (root / path).write_bytes(text.encode("latin-1"))
    for path, changes in case.get("change", {}).items():
        text = (root / path).read_text(encoding="utf-8")
        for change in changes:
            assert change["from"] in text, f"{change['from']!r} is not in {path}"
            text = text.replace(change["from"], change["to"], 1)
        (root / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_the_mistake_is_reported_and_nothing_else(mended: Path, file: Path) -> None:
    case = read_case(file)
    with broken(mended, case), pytest.raises(ContentError) as caught:
        raise ContentError(evaluate(mended, Subject.of(validate(load(mended), signatures())), TODAY, remember).problems)
    assert [f"{problem.code or '-'} {problem}" for problem in caught.value.grouped] == case["expect"].splitlines()


def test_messages_follow_the_house_style() -> None:
    place = r"([a-z-]+ )(data|docs|toolkit)/[^:]+(:[1-9][0-9]*:[1-9][0-9]*)?: "
    for line in (line for file in BROKEN for line in read_case(file)["expect"].splitlines()):
        message = re.sub(place, "", line, count=1)
        assert re.match(place, line)
        assert not message.endswith((".", "!"))
        assert not re.search(r"(^|: |; )[A-Z][a-z]", re.sub(r'"[^"]*"', '""', message))


@pytest.mark.slow
def test_each_rule_finds_at_least_one_of_the_mistakes(mended: Path) -> None:
    # These stop nothing; tests/test_sent.py, tests/test_unready.py and tests/test_brand.py try them.
    warnings = {issues_are_kept_as_they_were_sent, nothing_is_left_to_write, colors_can_be_read}
    silent = {rule for rules in RULES.values() for rule in rules} - warnings
    for file in BROKEN:
        if silent:
            with broken(mended, read_case(file)):
                context, _ = validation_context(load(mended), signatures())
            silent -= {rule for rule in silent if any(rule(context))}
    assert not {rule.__name__ for rule in silent}


def ways_to_names(kind: type[Record], before: str = "") -> set[str]:
    found = set()
    for name, field in kind.model_fields.items():
        way = f"{before}{name}{'.*' if 'tuple' in str(field.annotation) else ''}"
        within = list(records_in(field.annotation))
        if within:
            found |= ways_to_names(within[0], f"{way}.")
        elif names_something(field.annotation, field.metadata) and name not in {"id", "code", "topic"}:
            found.add(way)
    return found


def names_something(annotation: Any, metadata: Sequence[Any]) -> bool:
    names = [str(getattr(rule, "name", "")) for rule in metadata]
    inner = [(get_args(part)[0], get_args(part)[1:]) for part in get_args(annotation) if get_args(part)]
    return any(re.match("short name|code:", word) for word in names) or any(names_something(*part) for part in inner)


def patterns(kind: object) -> Iterator[str]:
    """The patterns of a type, of its parts and of what they are made of."""
    for rule in getattr(kind, "__metadata__", ()):
        yield from (part.pattern for part in getattr(rule, "metadata", ()) if hasattr(part, "pattern"))
    for part in get_args(kind):
        yield from patterns(part)
    if isinstance(kind, type) and issubclass(kind, Record):
        for hint in get_type_hints(kind, include_extras=True).values():
            yield from patterns(hint)


def test_every_pattern_of_the_model_has_its_message() -> None:
    kinds = [*DATA_FILES.values(), PageMeta, IssueMeta, ToolkitMeta]
    found = {form for kind in kinds for form in patterns(kind)}
    assert len(found) > 4
    assert not {form for form in found if not words.refusals().get(form)}


def test_every_field_that_names_a_record_is_followed() -> None:
    fields = {(name, way) for name, section in SECTIONS.items() for way in ways_to_names(section.record)}
    assert fields == {(section, way) for section, way, _ in LINKS}


ENTRY = re.compile(r"^`([a-z-]+)` \{ #([a-z-]+) \}\n:   (?:(`+) ?(.+?) ?\3$)?", re.MULTILINE)
"""An entry of the manual: code, anchor and, where there is one, an example."""
BETWEEN = re.compile(r'"[^"]*"|U\+[0-9A-F]+|[0-9][0-9.]*( [KM]B)?|(docs|toolkit)/\S+|[…;,:]')
"""What divides a message into parts: its values, and marks between sentences."""


@pytest.fixture(scope="module")
def entries(root: Path) -> list[tuple[str, str, str]]:
    manual = (root / "src/curriculum_commons/defaults/docs/contribute/when-it-fails.md").read_text(encoding="utf-8")
    return [(code, anchor, example) for code, anchor, _, example in ENTRY.findall(manual)]


@pytest.fixture(scope="module")
def nodes(root: Path) -> list[list[ast.AST]]:
    """The parts of every module of the program."""
    return [list(ast.walk(ast.parse(path.read_text("utf-8")))) for path in sorted((root / "src").rglob("*.py"))]


def codes(module: list[ast.AST]) -> set[str]:
    """The codes of problems in a module: words with a hyphen right after a message, and tables of codes."""
    found: list[ast.expr] = []
    tables: list[ast.expr] = []
    for node in module:
        if isinstance(node, ast.Call | ast.Tuple | ast.List):
            found += after_a_message(node.args if isinstance(node, ast.Call) else node.elts)
        elif isinstance(node, ast.Dict):
            found += [first for value in node.values if isinstance(value, ast.Tuple) for first in value.elts[:1]]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict) and "CODES" in ast.dump(node.target):
            tables += node.value.values
    names = {ast.unparse(node) for node in found}
    pairs = (pair for node in module if isinstance(node, ast.Assign) for pair in constants(node))
    tables += [value for name, value in pairs if name in names and name.isupper()]
    texts = [*(text for text in map(text_of, found) if "-" in text), *map(text_of, tables)]
    return {text for text in texts if re.fullmatch("[a-z]+(-[a-z]+)*", text)}


def text_of(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def constants(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(map(ast.unparse, target.elts), value.elts, strict=True)
    else:
        yield ast.unparse(target), value


def after_a_message(elements: Sequence[ast.expr]) -> Iterator[ast.expr]:
    for message, code in pairwise(elements):
        is_sentence = isinstance(message, ast.Constant) and " " in str(message.value)
        is_made = isinstance(message, ast.JoinedStr | ast.Call | ast.Starred)
        if is_sentence or is_made or (isinstance(message, ast.Name) and message.id in {"message", "refusal"}):
            yield code


@pytest.mark.slow
def test_every_code_of_a_problem_has_one_entry_in_the_manual(
    nodes: list[list[ast.AST]], entries: list[tuple[str, str, str]]
) -> None:
    used = set().union(*map(codes, nodes))
    assert used >= {line.split()[0] for file in BROKEN for line in read_case(file)["expect"].splitlines()}
    assert sorted(code for code, _, _ in entries) == sorted(used)
    assert [(code, anchor) for code, anchor, _ in entries if code != anchor] == []


def gist(line: str) -> str:
    """The part of a message that is the same whatever it is about: its first half, without field, value and place."""
    message = re.sub(r"^((data|docs|toolkit)/[^:]+(:\d+)*: )?(warning: )?(\w[\w-]*: )?", "", line).partition(";")[0]
    return re.sub(r'"[^"]*"|docs/\S+|\d+|^\w+ (?=is not read)', "…", message)


@pytest.mark.slow
def test_every_message_in_the_manual_is_one_that_is_reported(
    nodes: list[list[ast.AST]], entries: list[tuple[str, str, str]]
) -> None:
    lines = [line.split(" ", 1) for file in BROKEN for line in read_case(file)["expect"].splitlines()]
    reported = {(code, gist(message)) for code, message in lines}
    reported |= {("yaml-syntax", gist(message)) for _, _, message in mistakes.EXPLANATIONS}
    broken = {code for code, _ in reported}
    texts = {text_of(node) for module in nodes for node in module if isinstance(node, ast.Constant)}
    assert [example for code, _, example in entries if code in broken and (code, gist(example)) not in reported] == []
    assert [part for code, _, example in entries if code not in broken for part in parts_not_in(texts, example)] == []


def parts_not_in(texts: Iterable[str], example: str) -> list[str]:
    """The parts of a message that are in none of the texts."""
    parts = (part.strip() for part in BETWEEN.sub("\n", example).split("\n"))
    return [part for part in parts if not any(part in text for text in texts)]
