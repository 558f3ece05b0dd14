"""The page of an issue is made once, and kept for as long as nothing has changed that it shows."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from curriculum_commons.build.build import build
from curriculum_commons.build.build_stamp import NOTE
from curriculum_commons.build.cache import Store, bring
from curriculum_commons.build.page_cache import KEPT, Keeper
from curriculum_commons.build.project import open_commons
from curriculum_commons.deploy.site_files import refuse_stale
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.problems import CallError
from curriculum_commons.newsletter.mail import html_mail

TODAY = "2026-12-31"
ENGINES = ("mkdocs", "zensical")


def made(project: Path, engine: str) -> dict[str, bytes]:
    (project / NOTE).unlink(missing_ok=True)  # else there would be nothing to do
    build(project, engine, TODAY, lambda _: None)
    site = project / "site"
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}


def issue_of(project: Path) -> Path:
    return next(file for file in sorted((project / "docs/newsletter").glob("*.md")) if file.name != "index.md")


def copies(project: Path, number: int) -> None:
    first = issue_of(project)
    for at in range(number):
        month = f"{2025 - at // 12}-{at % 12 + 1:02}"
        name = f"{month}-copy"
        text = first.read_text("utf-8").replace(first.stem, name)
        text = re.sub(r"(?m)^date:.*$", f'date: "{month}-03"', text)
        (first.parent / f"{name}.md").write_text(text, "utf-8")


@pytest.fixture
def several(project: Path) -> Path:
    copies(project, 4)
    return project


def keys(project: Path) -> dict[str, str]:
    return dict(Keeper(project, open_commons(project), BuildContext.of(open_commons(project)), "mkdocs")._keys)


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {path.split("/")[1] for path in before if before[path] != after.get(path)}


def changed_to(file: Path, content: bytes) -> None:
    """Change what is in a file without a trace in its size or the moment of its last change."""
    seen = file.stat()
    file.write_bytes(content)
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert file.stat().st_size == seen.st_size


def all_kept(project: Path) -> list[Path]:
    return [file for file in (project / KEPT).iterdir() if file.name != "note.json"]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_a_site_comes_out_the_same_whether_its_issues_are_made_or_kept(several: Path, engine: str) -> None:
    first = made(several, engine)
    assert len(all_kept(several)) == 5
    assert made(several, engine) == first


@pytest.mark.slow
@pytest.mark.parametrize("name", ["2025-01-copy", "2025-03-copy"])
def test_a_site_comes_out_the_same_whether_some_issues_are_kept_or_none(several: Path, name: str) -> None:
    made(several, "mkdocs")
    file = several / f"docs/newsletter/{name}.md"
    file.write_text(
        file.read_text("utf-8").replace("{{ newsletter_foot", "One more word.\n\n{{ newsletter_foot"), "utf-8"
    )
    some = made(several, "mkdocs")
    shutil.rmtree(several / ".commons")
    assert made(several, "mkdocs") == some
    assert b"One more word." in some[f"newsletter/{name}/index.html"]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_kept_is_what_is_published(several: Path, engine: str) -> None:
    made(several, engine)
    for file in all_kept(several):
        changed_to(file, file.read_bytes().replace(b"</h1>", b"</H1>", 1))
    pages = [html for path, html in made(several, engine).items() if re.fullmatch(r"newsletter/2.*/index.html", path)]
    assert len(pages) == 5
    assert all(b"</H1>" in html for html in pages)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index.html", "issue.html"])
def test_a_published_file_that_someone_has_written_into_is_made_again(several: Path, name: str) -> None:
    first = made(several, "mkdocs")
    file = several / "site/newsletter/2025-02-copy" / name
    with file.open("a") as opened:
        opened.write("<!-- by hand -->")
    assert made(several, "mkdocs") == first


@pytest.mark.slow
def test_the_last_site_stays_whole_while_the_next_one_is_made(several: Path) -> None:
    made(several, "mkdocs")
    shutil.copytree(several / "site", several / "before")
    names = {file for file in (several / "site").rglob("*") if file.is_file()}
    held = [os.open(file, os.O_RDONLY) for file in sorted(names)]
    (several / "theme/assets/commons.css").write_bytes(b".x { color: red }\n")
    made(several, "mkdocs")
    for file, handle in zip(sorted(names), held, strict=True):
        with os.fdopen(handle, "rb") as opened:
            assert opened.read() == (several / "before" / file.relative_to(several / "site")).read_bytes(), file


@pytest.mark.slow
def test_a_site_is_not_taken_for_old_because_its_issues_are(several: Path) -> None:
    made(several, "mkdocs")
    os.utime(several / "docs/index.md")
    with pytest.raises(CallError, match="changed after site"):
        refuse_stale(several)
    made(several, "mkdocs")
    refuse_stale(several)


def test_an_issue_is_made_anew_with_its_neighbors_and_no_others(several: Path) -> None:
    before, file = keys(several), several / "docs/newsletter/2025-02-copy.md"
    assert keys(several) == before
    file.write_text(re.sub(r"(?m)^title:.*$", "title: Another title", file.read_text("utf-8")), "utf-8")
    assert changed(before, keys(several)) == {"2025-01-copy", "2025-02-copy", "2025-03-copy"}


def shared() -> Iterator[tuple[str, str, str]]:
    yield "theme/assets/commons.css", "\\Z", "\n.x { color: red; }\n"
    yield "mkdocs.yml", "Home: index.md", "Start: index.md"
    yield "data/site.yaml", "(?m)^name:.*$", "name: Another name"
    yield "data/competencies.yaml", r"(?m)^    title: .*$", "    title: Another title"
    yield "docs/newsletter/index.md", "(?m)^title:.*$", "title: Letters"


@pytest.mark.parametrize(("path", "old", "new"), [*shared()])
def test_what_stands_on_every_page_has_all_issues_made_anew(several: Path, path: str, old: str, new: str) -> None:
    before, file = keys(several), several / path
    text = file.read_text("utf-8")
    file.write_text(re.sub(old, new, text, count=1), "utf-8")
    assert file.read_text("utf-8") != text
    assert len(changed(before, keys(several))) == 5


def test_an_issue_that_lists_issues_is_made_anew_with_any_of_them(several: Path) -> None:
    file = several / "docs/newsletter/2025-04-copy.md"
    foot = '{{ newsletter_foot("2025-04-copy") }}'
    file.write_text(file.read_text("utf-8").replace(foot, f"{{{{ newsletter_list() }}}}\n\n{foot}"), "utf-8")
    before, first = keys(several), several / "docs/newsletter/2025-01-copy.md"
    first.write_text(re.sub(r"(?m)^title:.*$", "title: Another title", first.read_text("utf-8")), "utf-8")
    assert "2025-04-copy" in changed(before, keys(several))


@pytest.mark.parametrize("note", ['{"half of', "[]", '{"KEY": [{}]}', '{"KEY": [{}, {"seen": {}}]}', "3"])
def test_half_of_what_was_kept_is_not_read(several: Path, note: str) -> None:
    (several / KEPT).mkdir(parents=True)
    key = next(iter(keys(several).values()))
    (several / KEPT / "note.json").write_text(note.replace("KEY", key))
    assert Keeper(several, open_commons(several), BuildContext.of(open_commons(several)), "mkdocs").kept == {}


def test_a_store_holds_what_it_held_until_it_is_closed(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept")
    store.put("one", {"a/index.html": b"1", "a/b.txt": b"2"}, ["told"])
    assert Store(tmp_path / "kept").kept("one") is None
    store.close(["one"])
    kept = Store(tmp_path / "kept").kept("one")
    assert kept is not None
    assert kept.told == ["told"]
    assert {path: file.read_bytes() for path, file in kept.names.items()} == {"a/index.html": b"1", "a/b.txt": b"2"}
    again = Store(tmp_path / "kept")
    again.close(["another"])
    assert [file.name for file in (tmp_path / "kept").iterdir()] == ["note.json"]


def test_files_are_copied_in_place_of_others(tmp_path: Path) -> None:
    source, there = tmp_path / "source", tmp_path / "site/a/there"
    source.write_bytes(b"new")
    there.parent.mkdir(parents=True)
    there.write_bytes(b"old")
    bring({"a/there": source, "b/c": source}, tmp_path / "site")
    (tmp_path / "site/b/c").write_bytes(b"by hand")
    assert (there.read_bytes(), source.read_bytes()) == (b"new", b"new")


def test_an_e_mail_is_made_once_for_who_judges_and_who_publishes_it(several: Path) -> None:
    commons = open_commons(several)
    context, issue = BuildContext.of(commons), commons.issues[0]
    assert html_mail(commons, context, issue) is html_mail(commons, context, issue)
    assert html_mail(commons, replace(context, today=""), issue) is not html_mail(commons, context, issue)
