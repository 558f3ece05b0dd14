"""The files around the program agree with each other."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from curriculum_commons.content.defaults import FOLDER
from curriculum_commons.starter.new_site import FOLDER as BEGUN

REQUIREMENTS = ("requirements.txt", "requirements-test.txt")


@pytest.fixture(scope="module")
def asked(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def targets(root: Path) -> set[str]:
    return set(re.findall(r"^([a-z]+):.* ## ", (root / "Makefile").read_text("utf-8"), re.MULTILINE))


def pinned(root: Path, file: str) -> dict[str, str]:
    text = (root / file).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[ ]", requirement)[0].lower() for requirement in requirements}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_a_make_target_that_is_named_exists(root: Path, page: str) -> None:
    named = set(re.findall(r"^make ([a-z]+)|`make ([a-z]+)", (root / page).read_text("utf-8"), re.MULTILINE))
    assert {first or second for first, second in named} <= targets(root)


def test_a_file_that_the_readme_links_to_exists(root: Path) -> None:
    links = re.findall(r"\]\(([^):]+)\)", (root / "README.md").read_text("utf-8"))
    assert [link for link in links if not (root / link).exists()] == []


@pytest.mark.slow
def test_a_text_has_the_same_line_ends_on_windows(root: Path) -> None:
    calls = [
        (file.name, node.lineno, {word.arg for word in node.keywords})
        for file in (root / "src").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "write_text"
    ]
    assert calls
    assert [call for call in calls if "newline" not in call[2]] == []


def test_a_module_that_is_named_to_programmers_exists(root: Path) -> None:
    named = re.findall(r"`((?:\w+/)+(?:\w+\.py)?)`", (root / "CONTRIBUTING.md").read_text("utf-8"))
    package = root / "src" / "curriculum_commons"
    named.remove("site/")  # which a build makes
    assert [name for name in named if not any((place / name).exists() for place in (package, root, root / "src"))] == []


@pytest.mark.parametrize("file", REQUIREMENTS)
def test_every_package_is_pinned_with_a_hash(root: Path, file: str) -> None:
    entries = re.split(r"\n(?=[a-z])", (root / file).read_text("utf-8"))[1:]
    assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("file", REQUIREMENTS)
def test_no_address_is_named_where_packages_are_pinned(root: Path, file: str) -> None:
    text = (root / file).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_what_the_program_asks_for_is_pinned(root: Path, asked: dict[str, Any]) -> None:
    wanted = names(asked["project"]["dependencies"]) | names(asked["dependency-groups"]["install"])
    assert wanted <= pinned(root, "requirements.txt").keys()


def test_what_the_tests_ask_for_is_pinned(root: Path, asked: dict[str, Any]) -> None:
    wanted = names([name for group in asked["dependency-groups"].values() for name in group])
    assert wanted <= pinned(root, "requirements-test.txt").keys()


def test_the_tests_run_with_the_versions_that_the_site_is_built_with(root: Path) -> None:
    assert pinned(root, "requirements.txt").items() <= pinned(root, "requirements-test.txt").items()


def test_the_license_names_the_work_as_the_site_does(root: Path) -> None:
    site = yaml.safe_load((root / "data" / "site.yaml").read_text("utf-8"))
    license = " ".join((root / "LICENSE-content").read_text("utf-8").split())
    assert " ".join(site["attribution"].split()) in license


def test_the_citation_names_a_work_of_the_references(root: Path) -> None:
    cited = yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))["preferred-citation"]
    references = yaml.safe_load((root / "data" / "references.yaml").read_text("utf-8"))["references"]
    work = next(reference for reference in references if reference.get("DOI") == cited["doi"])
    assert work["title"] == cited["title"]
    assert [name["family"] for name in work["author"]] == [name["family-names"] for name in cited["authors"]]


def test_the_first_site_is_laid_out_like_one_that_is_begun(root: Path) -> None:
    files = [file for file in BEGUN.rglob("*") if file.is_file() and file.suffix != ".pyc"]
    begun = {file.relative_to(BEGUN).as_posix().replace("dot-", "."): file.read_text("utf-8") for file in files}
    assert {path for path in begun if not (root / path).exists()} == {"docs/.gitkeep"}
    assert (root / "macros.py").read_text("utf-8") == begun["macros.py"]
    assert all((root / path).read_text("utf-8") == text for path, text in begun.items() if path.startswith("deploy/"))
    same = ("mkdocs.yml", ".gitignore", ".gitattributes")
    ours = {path: (root / path).read_text("utf-8").splitlines() for path in same}
    missing = {line for path, lines in ours.items() for line in begun[path].splitlines() if line not in lines}
    assert missing == {"site_name: <%= name | yaml %>", "*.whl binary"}
    assert len(ours["mkdocs.yml"]) == len(begun["mkdocs.yml"].splitlines())


def test_the_first_site_has_no_copy_of_a_page_of_the_program(root: Path) -> None:
    shared = {}
    for default in FOLDER.rglob("*.md"):
        own = root / default.relative_to(FOLDER)
        if own.is_file():
            lines = [line for line in own.read_text("utf-8").splitlines() if len(line) > 40]
            known = {*default.read_text("utf-8").splitlines()}
            shared[own.name] = sum(line in known for line in lines) / len(lines)
    assert {name: share for name, share in shared.items() if share > 0.75} == {}
