"""The form in a browser changes exactly what someone changes in it, in the files of a folder."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from difflib import unified_diff
from functools import partial
from http.server import ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from curriculum_commons.build.project import open_commons
from curriculum_commons.content.yaml_reader import read
from curriculum_commons.editor.configuration import SiteNames, backend_of
from curriculum_commons.editor.page import form_files
from curriculum_commons.model.framework_file import digest
from curriculum_commons.theme import LOOK

from .conftest import Quiet
from .github import API, GitHub, Proposal

pytestmark = pytest.mark.browser

PATIENCE = 60_000
MERGE = "async ([text, wanted]) => (await import('./merge.js')).merge(text, wanted)"
IN_VIEW = """IntersectionObserver = class {
    constructor(report) { this.report = report }
    observe(target) { requestAnimationFrame(() => this.report([{ target, isIntersecting: true }])) }
    unobserve() {}
    disconnect() {}
}"""
"""Sveltia makes a field when someone scrolls to it; this makes all at once, as on a screen of any height."""

FINDINGS = """\
# What is known of tea.
findings:
  # About the water
  - id: water-first
    topic: background
    text: >-
      Water comes first, the report states: it is boiled, and kept hot until the leaves are in. All who were asked
      agree, and it is "never" the other way round.
    sources:
      - { reference: leaf-2024, at: "page 3, 'Water'" }

  # About those who drink it
  - id: guests-wrote
    topic: guests
    text: >-
      Guests wrote so.
    sources:
      - { reference: leaf-2024 }
      - { reference: board-page }

  # About the leaves
  - id: leaves-last
    topic: background
    text: >-
      Leaves come last.
    sources:
      - { reference: leaf-2024 }
"""
"""A page has the guests as its topic, so that it is a problem if that finding goes."""
READERS = """
  - id: readers
    name: Readers
    charge: They read.
    members: []
    works_by: reading
    status: under way
    as_of: "2024-05"
    sources:
      - { reference: leaf-2024 }

outputs:"""
BOOK = """
  - id: book-{0}
    type: book
    title: Tea, volume {0}
    publisher: Tea Press
    issued: {{ date-parts: [[202{0}]] }}
"""
CHANGES = {
    "resources.yaml": [
        ("    note: The kettle is an old one.", "    note: >-\n      The kettle is an old one; look for a new one."),
        ('"Leaves: a guide"', '"Leaves: a guide to all that grow, and to the water that suits each"'),
    ],
    "working_groups.yaml": [("\noutputs:", READERS)],
}
"""What the small project gets besides: a text of several lines, a title too long to be shown, an empty list."""

PUBLISHED = """<!doctype html><html lang="en" class="no-js"><head><link rel="stylesheet" href="assets/commons.css">
<script src="assets/scheme.js"></script></head><body><header>A site</header>
<main><nav>Menu</nav><article class="text"><h1>Home</h1></article></main><footer>Foot</footer></body></html>"""

BEGIN = """async ([title, body]) =>
    (await import('./texts.js')).page([]).toFile({ title, date: '2026-11-20', body })"""


@pytest.fixture(scope="module")
def content(small_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What each test finds in the folder: to read, never to write."""
    content = Path(shutil.copytree(small_project, tmp_path_factory.mktemp("content") / "project"))
    (content / "data" / "findings.yaml").write_text(FINDINGS, "utf-8")
    for name, changes in CHANGES.items():
        text = (content / "data" / name).read_text("utf-8")
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        (content / "data" / name).write_text(text, "utf-8")
    with (content / "data" / "references.yaml").open("a", encoding="utf-8") as references:
        references.writelines(BOOK.format(number) for number in range(5))  # Sveltia makes a menu of many, not of two
    return content


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("edited") / "project"


@pytest.fixture
def project(content: Path, folder: Path) -> Path:
    """A project that a test may change; the same folder for every test, as one server shows it."""
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(content, folder))


@pytest.fixture(scope="module")
def server(content: Path, folder: Path) -> Iterator[str]:
    """The address of the form of that folder."""
    shutil.copytree(content, folder, dirs_exist_ok=True)
    command = [sys.executable, "-m", "curriculum_commons", "edit", "--root", str(folder)]
    with subprocess.Popen([*command, "--port", "0", "--no-browser"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        found = re.search(r"http://\S+/", server.stdout.readline())
        try:
            assert found
            urlopen(found[0]).close()  # it answers once it has read the folder, which a test then replaces
            yield found[0]
            server.send_signal(signal.SIGINT)
            server.wait(PATIENCE / 1000)
        finally:
            server.kill()


@pytest.fixture
def desk(server: str, project: Path) -> str:
    """The address of the form of a project that a test may change."""
    return server


@pytest.fixture
def asked() -> list[str]:
    """Addresses that the page asks for."""
    return []


@pytest.fixture
def page(chromium: Browser, desk: str, asked: list[str]) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=desk)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(IN_VIEW)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()


@pytest.fixture(scope="module")
def scripts(chromium: Browser) -> Iterator[Page]:
    """A page that can import the scripts of the form."""
    assets = Path(str(files("curriculum_commons.editor") / "assets"))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(assets))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/yaml.LICENSE.txt")
        yield page
        page.close()
        server.shutdown()


@pytest.fixture(scope="module")
def merge(scripts: Page) -> Callable[[str, Any], str]:
    """Put values into a text as the form does."""
    return lambda text, wanted: str(scripts.evaluate(MERGE, [text, wanted]))


@pytest.fixture(scope="module")
def texts(scripts: Page) -> Callable[[str, str], str]:
    """Begin an issue of November 2026 with a title and a text as the form does."""
    return lambda title, body: str(scripts.evaluate(BEGIN, [title, body]))


class Form:
    """What someone sees and does in the form."""

    def __init__(self, page: Page, project: Path) -> None:
        self._page, self._project = page, project
        self._before = self._texts()

    def look_again(self) -> None:
        self._before = self._texts()

    def open(self, collection: str, name: str) -> None:
        self._page.goto("about:blank")
        self._page.goto(f"./#/collections/{collection}/entries/{name}")
        self._wait()

    def open_again(self, label: str) -> None:
        """Open an entry from the list that a save leads to, by a part of what is shown of it."""
        self._page.get_by_role("row").filter(has_text=label).get_by_text(label).first.click()
        self._wait()

    def _wait(self) -> None:
        expect(self._page.get_by_role("button", name="Save", exact=True)).to_be_visible(timeout=PATIENCE)
        expect(self._page.locator("[data-key-path]").first).to_be_visible(timeout=PATIENCE)

    def at(self, path: str) -> Locator:
        field = self._page.locator(f'.field[data-key-path="{path}"]')
        field.locator("input, textarea, button").first.wait_for()
        field.scroll_into_view_if_needed()
        return field

    def fill(self, path: str, text: str) -> None:
        self.at(path).locator("input, textarea").first.fill(text)

    def unfold(self, path: str, number: int | None = None) -> None:
        fold = self.at(path).get_by_role("button", name="Expand", exact=True)
        (fold.first if number is None else fold.nth(number)).click()

    def save(self) -> str:
        """Save, and return what has changed in the folder."""
        self._page.get_by_role("button", name="Save", exact=True).click()
        expect(self._page).not_to_have_url(re.compile("/(entries/|new$)"), timeout=PATIENCE)  # but that of the list
        expect(self._page.get_by_text("Entry saved.").last).to_be_visible(timeout=PATIENCE)
        after = self._texts()
        changed = [path for path in sorted({*self._before, *after}) if self._before.get(path) != after.get(path)]
        lines = [line for path in changed for line in self._changed(path, after)]
        self._before = after
        return "\n".join(lines)

    def _changed(self, path: str, after: dict[str, str]) -> list[str]:
        old, new = self._before.get(path, ""), after.get(path, "")
        found = unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
        return [path, *(line for line in found if not line.startswith(("---", "+++", "@@")))]

    def _texts(self) -> dict[str, str]:
        folders = ("data", "docs", "toolkit")
        files = [path for folder in folders for path in (self._project / folder).rglob("*")]
        texts = [path for path in files if path.suffix in {".md", ".yaml"} and "downloads" not in path.parts]
        return {path.relative_to(self._project).as_posix(): path.read_bytes().decode() for path in texts}


@pytest.fixture
def form(page: Page, project: Path) -> Form:
    return Form(page, project)


def test_a_title_that_is_changed_changes_that_line_alone(form: Form, asked: list[str], desk: str) -> None:
    form.open("facts", "resources")
    form.unfold("resources")
    form.unfold("resources", 1)
    form.fill("resources.1.title", "Signs: é, “q” # and 'more'")
    changed = form.save().split("\n")
    assert changed[0] == "data/resources.yaml"
    assert [line[0] for line in changed[1:]] == ["-", "+"]
    assert changed[2] == """+    title: "Signs: é, “q” # and 'more'\""""
    own = desk.split("/admin/")[0]
    assert [url for url in asked if not url.startswith((own, "data:", "blob:", "about:"))] == []


def test_each_kind_of_field_changes_by_itself(form: Form) -> None:
    form.open("facts", "resources")
    form.unfold("resources")
    form.unfold("resources", 0)
    form.fill("resources.0.note", "")
    assert form.save() == "data/resources.yaml\n-    note: >-\n-      The kettle is an old one; look for a new one."
    form.open_again("Resources")
    form.unfold("resources")
    form.unfold("resources", 1)
    form.at("resources.1.for_teachers").get_by_role("switch").click()
    form.fill("resources.1.minutes", "45")
    assert form.save() == "data/resources.yaml\n+    for_teachers: true\n+    minutes: 45"
    form.open_again("References")
    form.unfold("references", 0)
    expect(form.at("references.0.issued").locator("input")).to_have_value("2024-05-02")
    form.fill("references.0.issued", "2024-10")
    assert form.save() == (
        "data/references.yaml\n-    issued: { date-parts: [[2024, 5, 2]] }\n+    issued: { date-parts: [[2024, 10]] }"
    )


def test_an_entry_that_is_added_moved_or_taken_away_touches_no_other(
    form: Form, page: Page, project: Path, merge: Callable[[str, Any], str]
) -> None:
    file = project / "data" / "findings.yaml"

    def names() -> list[str]:
        return re.findall(r"(?m)^  - id: (\S+)", file.read_text("utf-8"))

    def comments() -> list[str]:
        return sorted(re.findall(r"(?m)^ *#.*", file.read_text("utf-8")))

    before, before_comments = names(), comments()
    form.open("facts", "findings")
    form.at("findings").get_by_role("button", name="Remove").nth(1).click()
    lines = form.save().split("\n")
    assert {line[0] for line in lines[1:]} == {"-"}
    assert names() == [before[0], *before[2:]]
    saved = file.read_text("utf-8")
    form.open_again("Findings")
    form.at("findings").get_by_role("button", name="Reorder Item").nth(1).focus()
    page.keyboard.press("ArrowUp")
    form.save()
    wanted = {"findings": read(saved.encode()).value["findings"][::-1]}
    assert file.read_text("utf-8") == merge(saved, wanted)  # in which the entry that is gone is gone
    form.open_again("Findings")
    page.locator("#note").get_by_role("button", name="Close").click()  # a page shows the topic of the one that is gone
    page.get_by_role("button", name=re.compile("Add .*Finding")).last.click()
    last = len(before) - 1
    form.fill(f"findings.{last}.id", "a-new-one")
    form.fill(f"findings.{last}.topic", "background")
    form.fill(f"findings.{last}.text", "Something was found: it is new.")
    form.at(f"findings.{last}.sources").get_by_role("button", name=re.compile("Add .*Source")).click()
    page.locator(f'[data-key-path="findings.{last}.sources.0.reference"]').get_by_role("combobox").click()
    page.get_by_role("option", name=re.compile("^leaf-2024 ")).click()
    assert form.save() == "\n".join(
        [
            "data/findings.yaml",
            "+",
            "+  - id: a-new-one",
            "+    topic: background",
            "+    text: >-",
            "+      Something was found: it is new.",
            "+    sources:",
            "+      - { reference: leaf-2024 }",
        ]
    )
    assert comments() == before_comments


def test_an_issue_that_is_published_stays_so_when_it_is_corrected(form: Form) -> None:
    name = "2026-11-a-first-cup"
    form.open("newsletter", name)
    expect(form.at("draft").get_by_role("switch")).not_to_be_checked()
    form.fill("audience", "everyone")
    changed = form.save().split("\n")
    assert [changed[0], *(line[0] for line in changed[1:])] == [f"docs/newsletter/{name}.md", "-", "+"]
    form.open_again("A first cup")
    form.at("draft").get_by_role("switch").click()
    assert form.save() == f"docs/newsletter/{name}.md\n+draft: true"


def test_what_a_file_leaves_to_the_program_is_not_written_into_it(form: Form, project: Path) -> None:
    text = (project / "data" / "site.yaml").read_text("utf-8")
    assert [key for key in ("language:", "service:", "gates:") if key in text] == []
    form.open("facts", "site")
    form.fill("name", "Mine")
    assert form.save() == "data/site.yaml\n-name: Tea Commons\n+name: Mine"


def test_what_the_form_does_not_show_stays_as_other_programs_wrote_it(form: Form, project: Path) -> None:
    file = project / "data/competencies.yaml"
    kept = '    extensions:\n      case:\n        educationLevel: ["09", null]\n        notes: {}\n'
    statement = "    statement: Boil water and keep it hot.\n"
    file.write_text(file.read_text("utf-8").replace(statement, statement + kept), "utf-8")
    form.open("facts", "competencies")
    form.unfold("competencies")
    form.unfold("competencies", 0)
    form.fill("competencies.0.title", "Boil the water")
    form.save()
    assert kept in (text := file.read_text("utf-8"))
    assert "title: Boil the water" in text


def test_a_key_in_british_spelling_is_filled_in_and_saved_in_american(form: Form, project: Path) -> None:
    file = project / "data" / "resources.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("organization:", "organisation:"), "utf-8")
    form.open("facts", "resources")
    form.unfold("resources")
    form.unfold("resources", 0)
    expect(form.at("resources.0.organization").locator("input")).to_have_value(re.compile(r"\w"))
    form.fill("resources.0.title", "Mine")
    changed = form.save().splitlines()
    assert [line[0] for line in changed] == ["d", "-", "+"]


PROFILE = """# Our profile
uuid: 99999999-4444-4444-8444-444444444400
upstream:
  file: upstream/tea.json # theirs
  address: https://tea.example/framework.json
  edition: "2024"
  sha256: {0}
note:
  - uuid: 44444444-4444-4444-8444-444444444401 # T-1
    text: We buy it. # in spring
  - uuid: 44444444-4444-4444-8444-444444444402 # T-2
    text: We pick them.
"""


def test_a_profile_is_changed_where_a_site_follows_others_on_a_phone_too(form: Form, page: Page, project: Path) -> None:
    (project / "data/competencies.yaml").unlink()
    content = (project / "upstream/tea.json").read_bytes()
    (project / "data/profile.yaml").write_text(PROFILE.format(digest(content)), "utf-8")
    form.look_again()
    form.open("facts", "site")  # which lets the form see the profile
    form.open("facts", "profile")
    form.unfold("note")
    form.unfold("note", 0)
    expect(form.at("note.0.uuid")).to_contain_text("T-1: Boil water")
    assert page.locator('.field[data-key-path^="upstream"]').count() == 0
    form.fill("note.0.text", "We boil it.")
    assert form.save().split("\n") == [
        "data/profile.yaml",
        "-    text: We buy it. # in spring",
        "+    text: We boil it. # in spring",
    ]
    assert open_commons(project).origin["T-1"].note == "We boil it."
    page.set_viewport_size({"width": 390, "height": 844})
    form.open_again("Profile")
    for name, kind in (("reword", "Reword"), ("add", "Competency"), ("order", "Order")):
        form.at(name).get_by_role("button", name=re.compile(f"^Add .*{kind}")).click()
    form.at("reword.0.uuid").get_by_label("T-1: Boil water").click()
    form.fill("reword.0.statement", "Boils fresh water.")
    form.fill("reword.0.reason", "Ours is hard.")
    form.fill("prefix", "US")
    for field, text in (("code", "US-1"), ("domain", "water"), ("title", "Rest"), ("statement", "Rests the pot.")):
        form.fill(f"add.0.{field}", text)
    form.at("order.0").get_by_label("T-2: Choose leaves").click()
    lines = form.save().split("\n")
    assert [line for line in lines[1:] if line.startswith("-")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    commons = open_commons(project)
    assert [one.code for one in commons.competencies] == ["T-2", "T-1", "US-1"]
    assert commons.competency["T-1"].statement == "Boils fresh water."
    assert (commons.origin["T-1"].kind, commons.origin["US-1"].kind) == ("reworded here", "added here")
    form.open_again("Profile")
    form.at("leave").get_by_role("button", name=re.compile("^Add .*Leave")).click()
    form.at("leave.0.uuid").get_by_label("T-2: Choose leaves").click()
    form.fill("leave.0.reason", "We have no leaves.")
    assert form.save().split("\n")[1:] == [
        "+leave:",
        '+  - uuid: "44444444-4444-4444-8444-444444444402"',
        "+    reason: We have no leaves.",
    ]


def test_a_list_that_may_be_empty_can_be_saved_empty(form: Form) -> None:
    form.open("facts", "working_groups")
    form.unfold("working_groups")
    form.unfold("working_groups", 1)
    form.fill("working_groups.1.name", "Mapping")
    lines = form.save().split("\n")
    assert [line[0] for line in lines[1:]] == ["-", "+"]
    form.open_again("Working groups")
    form.unfold("working_groups")
    form.unfold("working_groups", 0)
    form.at("working_groups.0.members").get_by_role("button", name="Remove").click()
    assert form.save().split("\n")[1:] == [
        "-    members:",
        "-      - two apprentices",
        "+    members: []",
    ]


def test_what_does_not_fit_is_refused_before_it_is_saved(form: Form, page: Page, project: Path) -> None:
    before = (project / "data" / "resources.yaml").read_bytes()
    form.open("facts", "resources")
    form.unfold("resources")
    form.unfold("resources", 0)
    form.fill("resources.0.url", "no address")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(form.at("resources.0.url").get_by_text("web address, as in")).to_be_visible()
    assert (project / "data" / "resources.yaml").read_bytes() == before


def test_what_only_the_check_can_find_is_reported_after_a_save(form: Form, page: Page) -> None:
    form.open("facts", "resources")
    form.unfold("resources")
    form.unfold("resources", 1)
    form.fill("resources.1.id", "kettle-film")
    form.save()
    note = page.locator("#note")
    expect(note).to_contain_text('Resources, "Leaves: a guide to all that grow, and to the water that sui…", Id: ')
    expect(note).to_contain_text("is used in line 14 already")


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(form: Form, page: Page, project: Path) -> None:
    site = project / "data" / "site.yaml"
    form.open("facts", "site")
    changed = site.read_text("utf-8").replace("made up, for tests", "made up")
    site.write_text(changed, "utf-8")
    form.fill("name", "Mine")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alertdialog")).to_contain_text("was changed elsewhere since this form read it")
    assert site.read_text("utf-8") == changed


@pytest.fixture
def site(project: Path, tmp_path: Path) -> Iterator[str]:
    """The address of the form on an official site of a project whose files are on GitHub."""
    shutil.copytree(LOOK / "assets", tmp_path / "site" / "assets")
    (tmp_path / "site" / "index.html").write_text(PUBLISHED, "utf-8")
    paths = [path.relative_to(project).as_posix() for path in (project / "docs").rglob("*.md")]
    backend = backend_of("https://github.com/some-school/commons")
    assert backend
    for path, content in form_files(SiteNames.of(open_commons(project)), paths, backend):
        (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / path).write_bytes(content)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "site"))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/admin/"
        server.shutdown()


def test_a_change_on_an_official_site_is_proposed_as_a_draft(chromium: Browser, site: str, project: Path) -> None:
    github = GitHub(project)
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.route(f"{API}/**", github.answer)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(site)
    page.get_by_role("button", name="Sign In Using Access Token").click()
    page.locator("input").first.fill("a token")
    page.get_by_role("button", name="Sign In", exact=True).click()
    expect(page.get_by_text("The facts that pages, documents and data exchange are made from.")).to_be_visible()
    page.goto(f"{site}#/collections/docs/entries/teach")
    beside = page.frame_locator("#preview").locator("body")
    expect(beside).to_have_text(
        re.compile(r"^\s*Find something to teach with\s*{{ resource_finder\(\) }}\s*$"), timeout=PATIENCE
    )
    expect(beside.locator("h1")).to_have_css("font-family", re.compile("Palatino"))
    page.goto(f"{site}#/collections/facts/entries/site")
    page.locator('[data-key-path="name"] input').fill("A new name")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Send for Review")).to_be_visible(timeout=PATIENCE)
    context.close()
    before = (project / "data" / "site.yaml").read_text("utf-8")
    after = before.replace("name: Tea Commons", "name: A new name")
    assert github.commits == [("cms/facts/site", {"data/site.yaml": after})]
    assert github.proposals == [Proposal("cms/facts/site", "main", is_draft=True)]
    assert github.unknown == []
    assert complaints == []


def test_ends_of_lines_stay_as_they_are(form: Form, project: Path) -> None:
    site = project / "data" / "site.yaml"
    windows = site.read_bytes().replace(b"\n", b"\r\n") + b"\r\n"
    site.write_bytes(windows)
    form.open("facts", "site")
    form.fill("name", "Mine")
    form.save()
    assert site.read_bytes() == windows.replace(b"name: Tea Commons", b"name: Mine")


def test_one_odd_end_of_a_line_changes_no_other(form: Form, project: Path) -> None:
    site = project / "data" / "site.yaml"
    site.write_bytes(site.read_bytes().replace(b"\n", b"\r\n", 1))
    form.open("facts", "site")
    form.fill("name", "Mine")
    form.save()
    assert site.read_bytes().count(b"\r\n") <= 1


ODD = """\
# first
a: 'single'   # on the line
b:   "double"
list:
- one   # about one

# between
- three
records:
    # before the first
    - id: x
      text: |
        literal
          text
      n: 1.50

    # before the second
    - { id: w, text: flow, tags: [a, "b", 'c'] }
nested: {a: {b: [1, 2, {c: d}]}}
last: end # end
"""
CASES: dict[str, tuple[Callable[[Any], None], list[str]]] = {
    "a comment on the line stays": (lambda v: v.update(a="it's"), ["-a: 'single'   # on", "+a: 'it''s'   # on"]),
    "quotes stay": (lambda v: v.update(b="x"), ['-b:   "double"', '+b:   "x"']),
    "an entry goes": (lambda v: v["list"].pop(0), ["-- one   # about one", "-"]),
    "a line of a block": (
        lambda v: v["records"][0].update(text="literal\n  more\n"),
        ["-          text", "+          more"],
    ),
    "within brackets": (
        lambda v: v["nested"]["a"]["b"].append("it, is"),
        ["-nested:", '+nested: {a: {b: [1, 2, {c: d}, "it, is"]}}'],
    ),
    "within braces": (
        lambda v: v["records"][1]["tags"].remove("b"),
        ["-    - {", "+    - { id: w, text: flow, tags: [a, 'c'] }"],
    ),
    "a new key": (
        lambda v: v["records"][1].update(more="y"),
        ["-    - {", """+    - { id: w, text: flow, tags: [a, "b", 'c'], more: "y" }"""],
    ),
    "text like a time": (lambda v: v.update(last="12:30"), ["-last", '+last: "12:30" # end']),
    "text like no": (lambda v: v.update(last="no"), ["-last", '+last: "no" # end']),
    "several lines beside a comment": (lambda v: v.update(last="1\n2"), ["-last", '+last: "1\\n2" # end']),
    "nothing": (lambda v: None, []),
}


@pytest.mark.parametrize(("change", "lines"), CASES.values(), ids=CASES)
def test_what_is_put_into_a_text_leaves_the_rest_of_it(
    merge: Callable[[str, Any], str], change: Callable[[Any], None], lines: list[str]
) -> None:
    wanted = read(ODD.encode()).value
    change(wanted)
    merged = merge(ODD, wanted)
    assert read(merged.encode()).value == wanted
    found = [line for line in unified_diff(ODD.splitlines(), merged.splitlines(), lineterm="", n=0)][2:]
    found = [line for line in found if not line.startswith("@@")]
    assert len(found) == len(lines)
    assert [line for line, begin in zip(found, lines, strict=True) if not line.startswith(begin)] == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Résumé of a year", "resume-of-a-year"),
        ("“Teach” day: 100%", "teach-day-100"),
        ("😀 first", "first"),
        ("Łódź ŒUVRE Æther ı İ", "lodz-oeuvre-aether-i-i"),
        ("Übung für a\u0308ltere Öre", "uebung-fuer-aeltere-oere"),
        ("Straße & Øre, (New) Đuro þorn ð", "strasse-ore-new-duro-thorn-d"),
        ("ﬁne ½ №5", "ne-5"),
    ],
)
def test_an_issue_calls_itself_by_the_name_that_sveltia_gives_to_its_file(
    texts: Callable[[str, str], str], title: str, name: str
) -> None:
    assert texts(title, '{{ newsletter_foot("this-issue") }}').endswith(f'("2026-11-{name}") }}}}')


def test_every_data_file_is_kept_as_it_is_where_nothing_was_changed(
    merge: Callable[[str, Any], str], root: Path
) -> None:
    for file in sorted((root / "data").glob("*.yaml")):
        text = file.read_text("utf-8")
        values = json.loads(json.dumps(read(text.encode()).value, default=str))
        assert merge(text, values) == text


def test_entries_in_any_order_keep_their_words_and_comments(merge: Callable[[str, Any], str], root: Path) -> None:
    text = (root / "data" / "findings.yaml").read_text("utf-8")
    wanted = read(text.encode()).value
    wanted["findings"].reverse()
    merged = merge(text, wanted)
    assert read(merged.encode()).value == wanted
    assert sorted(merged.splitlines()) == sorted(text.splitlines())
