"""Either engine makes the same pages of a project, and reports what is wrong with its settings and templates."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import Any

import pytest

from curriculum_commons.build import engine_worker as engine_program
from curriculum_commons.build.audit import page_facts
from curriculum_commons.build.cache import Cache
from curriculum_commons.build.engine_client import Engine
from curriculum_commons.build.engine_pages import begin, preprocess
from curriculum_commons.build.html_page import ParsedPage
from curriculum_commons.build.postprocess import finish_page
from curriculum_commons.build.preprocess import blocks, fill
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.build.publish import scratch
from curriculum_commons.model.problems import CallError, ContentError
from curriculum_commons.theme import LOOK

ENGINES = ("mkdocs", "zensical")
HOSTILE = "Tea </x-title><x-script>go()</x-script> {{ 7*7 }} {% raw %} & \"cake\" 'n' ]({javascript:go()})"


@pytest.fixture
def project(tiny: Path, root: Path) -> Path:
    """The smallest content, with the real theme."""
    return tiny


def render(project: Path, name: str) -> dict[str, ParsedPage]:
    """Every page that an engine makes, finished, by its address."""
    commons = open_commons(project)
    context = context_for(project, commons)
    with scratch(project, "test", list) as place, Engine(project, name, place) as engine, Cache(project) as cache:
        manuscripts = preprocess(project, commons, context, name, [])
        rendered = begin(project, manuscripts, engine, place.folder / "engine", cache)()
    pages = {}
    for built in rendered.pages():
        page = fill(built, blocks(commons, context, built.url)).parse()
        finish_page(page, commons.site.language)
        pages[page.url] = page
    return pages


def own(project: Path, name: str) -> Path:
    """Let a site have a file of the theme itself, to change it."""
    file = project / "theme" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(LOOK / name, file)
    return file


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, dict[str, ParsedPage]]:
    """What each engine makes of one project whose name and other texts are code: to read, never to write."""
    project = tmp_path_factory.mktemp("hostile") / "tiny"
    shutil.copytree(root / "tests/tiny", project)
    lines = (project / "data/site.yaml").read_text("utf-8").splitlines()
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    keys = ("name", "description", "standing", "attribution")
    kept = [f"{line.partition(':')[0]}: {quoted}" if line.startswith(keys) else line for line in lines]
    (project / "data/site.yaml").write_text("\n".join(kept) + "\n", "utf-8")
    change(project / "mkdocs.yml", "site_name: ", "site_name: Not ")
    terms = "".join(f"Term {number}\n: Meaning {number}\n" for number in range(500))
    change(project / "docs/about/notes.md", "# Notes\n", f"# Notes\n\n{terms}\n")
    return {name: render(project, name) for name in ENGINES}


@pytest.mark.slow
def test_both_engines_make_the_same_pages(hostile: dict[str, dict[str, ParsedPage]]) -> None:
    by_mkdocs, by_zensical = (hostile[name] for name in ENGINES)
    assert by_mkdocs.keys() == by_zensical.keys()
    for url, page in by_mkdocs.items():
        other = by_zensical[url]
        assert page.text.text().split() == other.text.text().split(), url
        for selector in ("title", "h1", "nav", "footer"):
            shown = [[node.text().split() for node in one.tree.css(selector)] for one in (page, other)]
            assert shown[0] == shown[1], (url, selector)
        seen, same = page_facts(page), page_facts(other)
        assert (seen.links, seen.ids, seen.requests) == (same.links, same.ids, same.requests), url


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_text_from_data_stays_text(hostile: dict[str, dict[str, ParsedPage]], name: str) -> None:
    for url, page in hostile[name].items():
        title = page.tree.css_first("title")
        assert title is not None
        assert "</x-title><x-script>go()</x-script> {{ 7*7 }}" in title.text(), url
        assert [script.html for script in page.tree.css("script:not([src])") if "json" not in (script.html or "")] == []
        standing = page.tree.css_first("footer .standing")
        assert standing is not None
        assert standing.text() == HOSTILE


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_the_site_is_called_what_its_data_call_it(
    hostile: dict[str, dict[str, ParsedPage]], root: Path, name: str
) -> None:
    home = hostile[name][""]
    title = home.tree.css_first("title")
    canonical = home.tree.css_first('link[rel="canonical"]')
    assert title is not None
    assert canonical is not None
    assert title.text() == HOSTILE
    assert canonical.attributes["href"] == open_commons(root / "tests/tiny").site.address


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_a_glossary_without_blank_lines_becomes_a_page(hostile: dict[str, dict[str, ParsedPage]], name: str) -> None:
    page = hostile[name]["about/notes/"]
    (glossary,) = [found for found in page.tree.css("article dl") if found.css_first("dt")]
    assert (len(glossary.css("dt")), len(glossary.css("dd"))) == (500, 500)
    assert glossary.css("dd")[7].text() == "Meaning 7"


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_nothing_is_printed_and_nothing_left_behind(
    project: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before = {path.name for path in project.iterdir()}
    render(project, name)
    assert capfd.readouterr() == ("", "")
    assert {path.name for path in project.iterdir()} - before <= {".commons", ".cache"}


def problems(project: Path, name: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        render(project, name)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_a_broken_template_is_reported_with_its_line(project: Path, name: str) -> None:
    change(own(project, "main.html"), "{% endblock %}", "{% endblok %}")
    (problem,) = problems(project, name)
    assert problem.startswith("theme/main.html:")
    assert "is not a template: " in problem
    assert "endblok" in problem


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_settings_that_cannot_be_read_are_reported_with_their_line(project: Path, name: str) -> None:
    settings = project / "mkdocs.yml"
    change(settings, "theme: commons\n", "theme: [commons\n")
    (problem,) = problems(project, name)
    assert problem.startswith("mkdocs.yml:")


@pytest.mark.parametrize(
    ("settings", "place", "message"),
    [
        (b"<<<<<<< HEAD\ntheme: x\n=======\n>>>>>>> mine\n", (1, 1), "two versions of these lines"),
        (b"theme: x\n# caf\xe9\n", (2, 6), "has a byte here (0xE9) that is not UTF-8"),
    ],
)
def test_the_line_of_settings_that_is_wrong_is_found(
    tmp_path: Path, settings: bytes, place: tuple[int, int], message: str
) -> None:
    (tmp_path / "mkdocs.yml").write_bytes(settings)
    ((_, line, column, words, _),) = engine_program.answer(tmp_path, lambda *_: None, {})["problems"]
    assert ((line, column), message in words) == (place, True)


@pytest.mark.slow
def test_a_setting_that_mkdocs_does_not_take_is_reported(project: Path) -> None:
    change(project / "mkdocs.yml", "docs_dir: docs", "docs_dir: docs\nremote_name: [1]")
    assert problems(project, "mkdocs")[0].startswith("mkdocs.yml: Config value 'remote_name'")


def test_a_folder_without_settings_is_no_project(project: Path) -> None:
    (project / "mkdocs.yml").unlink()
    with pytest.raises(CallError, match=r"there is no mkdocs\.yml"):
        render(project, "mkdocs")


@pytest.mark.parametrize(
    ("error", "number"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x"), errno.ENOSPC),
        (RuntimeError("No space left on device (os error 28)"), errno.ENOSPC),
        (RuntimeError('caught panic: Os { code: 28, kind: StorageFull, message: "…" }'), errno.ENOSPC),
        (RuntimeError("a bug"), None),
    ],
)
def test_what_the_system_refuses_is_distinguished_from_a_bug(
    project: Path, error: Exception, number: int | None
) -> None:
    def fail(*_: object) -> None:
        raise error

    answer = engine_program.answer(project, fail, {})
    assert "Error" in answer["bug"]
    assert (answer["refused"] or [None])[0] == number


@pytest.mark.parametrize(
    ("menu", "places"),
    [
        ("nav:\n  - 2026\n", [(2, 5)]),
        ("nav:\n  - Tea: tea.md\n  - More:\n    - Cups: 7\n    - a.md\n    - [b.md]\n", [(4, 13), (6, 7)]),
        ("nav:\n  - 2026: tea.md\n  - {A: a.md, B: b.md}\n  - C:\n", [(2, 5), (3, 5), (4, 7)]),
        ("nav:\n  - true\n  - A: {B: b.md}\n", [(2, 5), (3, 8)]),
        ('nav:\n  - "2026"\n  - "2027": tea.md\n  - More: [a.md, B: b.md]\n', []),
    ],
)
def test_an_odd_entry_of_the_menu_is_reported_where_it_is(tmp_path: Path, menu: str, places: list[Any]) -> None:
    (tmp_path / "mkdocs.yml").write_text(menu, "utf-8")
    problems = engine_program.answer(tmp_path, lambda *_: None, {}).get("problems", [])
    assert [(line, column, code) for _, line, column, _, code in problems] == [(*at, "menu-entry") for at in places]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
@pytest.mark.parametrize("extension", ["nosuch", "nosuch: {}", "pymdownx.snippets: { nosuch: 1 }"])
def test_an_extension_that_cannot_be_had_is_one_sentence(project: Path, engine: str, extension: str) -> None:
    settings = project / "mkdocs.yml"
    settings.write_text(f"{settings.read_text('utf-8')}\nmarkdown_extensions:\n  - {extension}\n", "utf-8")
    with pytest.raises(ContentError) as error:
        render(project, engine)
    (problem,) = error.value.problems
    assert (problem.path, problem.code) == ("mkdocs.yml", "engine-refusal")
    assert "nosuch" in problem.message


def test_watches_are_waited_for(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Zensical watches what it reads; without a watch it raises an error, or ends without a page, as seen on Linux."""
    attempts, pauses = list[str](), list[float]()

    def build(configuration: str, _: dict[str, bool]) -> None:
        attempts.append(Path(configuration).read_text("utf-8"))
        if len(attempts) == 1:
            raise RuntimeError("Watcher disconnected")
        if len(attempts) == 3:
            (out / "guide/index.html").write_text("<p>Tea", "utf-8")

    docs, out = project / "engine/docs", project / "engine/site"
    for folder in (docs, out / "guide"):
        folder.mkdir(parents=True)
    (docs / "guide.md").write_text("Tea", "utf-8")
    request = {"docs": docs, "out": out, "configuration": project / "z.yml", "settings": {}}
    monkeypatch.setattr("zensical.build", build)
    monkeypatch.setattr("time.sleep", pauses.append)
    engine_program._zensical(project, request, lambda *_: None)
    assert (len(attempts), len(set(attempts)), pauses) == (3, 1, [1, 4])

    (out / "guide/index.html").unlink()
    attempts[:] = ["", "", ""]
    with pytest.raises(ContentError) as error:
        engine_program._zensical(project, request, lambda *_: None)
    assert [(one.path, one.code) for one in error.value.problems] == [("mkdocs.yml", "engine-refusal")]
    assert "watch" in error.value.problems[0].message
