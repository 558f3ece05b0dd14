"""The form: its configuration, who may use the server behind it, and which requests that refuses."""

from __future__ import annotations

import functools
import json
import re
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256
from html import escape
from http.client import HTTPConnection, HTTPResponse
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Annotated, Any

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from curriculum_commons.build.project import open_commons
from curriculum_commons.cli.editing import edit_session
from curriculum_commons.content.load import Source, load
from curriculum_commons.content.yaml_reader import read
from curriculum_commons.editor import server
from curriculum_commons.editor.configuration import LOCAL, SiteNames, backend_of, configuration
from curriculum_commons.editor.fields import fields_of
from curriculum_commons.editor.folder import ABSENT, ChangedError, EditableFolder, MissingError, RefusedError, state_of
from curriculum_commons.editor.following import Following
from curriculum_commons.editor.page import form_files, form_on_site, policy, vendored
from curriculum_commons.editor.session import in_the_form, new_problems
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.descriptions import descriptions
from curriculum_commons.model.framework_file import digest
from curriculum_commons.model.problems import ContentError, Problem
from curriculum_commons.model.record import records_in
from curriculum_commons.model.records import (
    DATA_FILES,
    Competency,
    CslDate,
    IssueMeta,
    PageMeta,
    Record,
    Reference,
    Resource,
    ToolkitMeta,
)
from curriculum_commons.render import signatures
from curriculum_commons.validation.validate import validate

GITHUB = "https://github.com/some-school/commons"
Json = dict[str, Any]
Answer = tuple[int, bytes, Any]
Run = Callable[..., subprocess.CompletedProcess[str]]


PAGES = ["docs/index.md", "docs/about/index.md", "docs/newsletter/2026-11-first.md", "toolkit/brief.md"]


@functools.cache
def sveltia() -> Json:
    """Return the configuration for these pages; to read, never to write."""
    return configuration(SiteNames(), PAGES, LOCAL)["sveltia"]


# The configuration


def ways(model: type[Record], before: str = "") -> Iterator[str]:
    """Every field that people fill in of a record and of the records in it, each with the way to it."""
    for name, field in model.model_fields.items():
        if name == "extensions" or field.json_schema_extra == {"deprecated": True}:
            continue  # what other programs have written, and what has another place now
        way = f"{before}{field.alias or name}"
        yield way
        for inner in records_in(field.annotation):
            if inner is not CslDate:
                yield from ways(inner, f"{way}.")


def shown(fields: list[Json], before: str = "") -> Iterator[str]:
    for field in fields:
        yield f"{before}{field['name']}"
        yield from shown(field.get("fields", []), f"{before}{field['name']}.")


MODELS = [*DATA_FILES.values(), PageMeta, IssueMeta, ToolkitMeta]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_form_has_every_field_of_the_model_in_its_order(model: type[Record]) -> None:
    assert list(shown(fields_of(model))) == list(ways(model))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_form_requires_and_explains_what_the_model_does(model: type[Record]) -> None:
    explained = descriptions(model)
    for name, field in model.model_fields.items():
        made = next(one for one in fields_of(model) if one["name"] == (field.alias or name))
        # Sveltia takes no empty list where something is required; a switch is always on or off.
        needs_nothing = made.get("default") == [] or made["widget"] == "boolean"
        assert made["required"] is (field.is_required() and not needs_nothing)
        description = re.sub("^`true`", "On", explained.get(name, ""))  # it shows a switch
        assert re.sub(r"\W", "", made["hint"]) == re.sub(r"\W", "", description)


def filled(fields: list[Json], value: Any, way: str = "") -> Iterator[tuple[str, Json, Json]]:
    """Every field that has a value, with the way to it and the record that it is in."""
    for field in fields:
        if not isinstance(value, dict) or field["name"] not in value:
            continue
        here, content = f"{way}{field['name']}", value[field["name"]]
        yield here, field, value
        for part in content if isinstance(content, list) else [content]:
            yield from filled(field.get("fields", []), part, f"{here}.")


def problems(root: Path) -> set[str]:
    """The codes of all problems but those of names that lead nowhere any more."""
    try:
        validate(load(root), signatures())
    except ContentError as error:
        return {one.code for one in error.problems} - {"unknown-reference", "link-anchor-missing"}
    return set()


ONE_OF_TWO = {"references.author.family", "references.author.literal"}


@pytest.mark.parametrize(("file", "has_stages"), [*((file, True) for file in DATA_FILES), ("resources.yaml", False)])
@pytest.mark.slow
def test_what_validation_misses_bears_a_star_and_nothing_else_does(tiny: Path, file: str, has_stages: bool) -> None:
    place = tiny / "data" / file
    if not has_stages:
        competencies = tiny / "data" / "competencies.yaml"
        competencies.write_text(re.sub(r"(?ms)^stages:.*?(?=^competencies:)", "stages: []\n", competencies.read_text()))
        competencies.write_text(re.sub(r"(?ms)^    growth:.*?(?=^    [a-z])", "", competencies.read_text()))
        resources = tiny / "data" / "resources.yaml"
        resources.write_text(re.sub(r"(?m)^    stages: .*\n", "", resources.read_text()))
    assert problems(tiny) == set()
    values = read(place.read_bytes()).value
    settings = configuration(SiteNames(has_stages=has_stages), PAGES, LOCAL)["sveltia"]["collections"][0]["files"]
    fields = next(one["fields"] for one in settings if one["file"] == f"data/{file}")
    seen = set(ONE_OF_TWO)
    for way, field, record in filled(fields, values):
        if way in seen:
            continue
        seen.add(way)
        before = dict(record)
        if field["widget"] == "boolean" and field.get("always"):
            record[field["name"]] = False
        elif field.get("default") == []:
            record[field["name"]] = []
        else:
            del record[field["name"]]
        place.write_bytes(yaml.dump(values, Dumper=yaml.CSafeDumper, encoding="utf-8", sort_keys=False))
        assert bool(found := problems(tiny)) is field["required"], (way, found)
        record.clear()
        record.update(before)


def test_the_form_has_every_data_file() -> None:
    facts = sveltia()["collections"][0]
    assert {file["file"] for file in facts["files"]} == {f"data/{name}" for name in DATA_FILES}


def of_follower(tiny: Path, **entries: Any) -> Json:
    """Return the files of the form where a site takes up what it had as its own, by their names."""
    content = (tiny / "upstream/tea.json").read_bytes()
    given = {"file": "upstream/tea.json", "address": "https://tea.example/framework.json", "edition": "2024"}
    given["sha256"] = digest(content)
    profile = {"uuid": "99999999-4444-4444-8444-444444444400", "upstream": given, **entries}
    (tiny / "data/competencies.yaml").unlink()
    (tiny / "data/profile.yaml").write_text(yaml.safe_dump(profile), "utf-8")
    following = Following.in_content(load(tiny))
    names = SiteNames(following=following) if entries.get("reword") else SiteNames.of(open_commons(tiny))
    facts = configuration(names, [], LOCAL)["sveltia"]["collections"][0]
    return {one["name"]: {field["name"]: field for field in one["fields"]} for one in facts["files"]}


T1 = "44444444-4444-4444-8444-444444444401"


@pytest.mark.parametrize("is_valid", [True, False])
def test_the_form_of_a_site_that_follows_others_changes_its_profile_alone(tiny: Path, is_valid: bool) -> None:
    invalid = {"reword": [{"uuid": T1, "reason": "No other words."}]}
    files = of_follower(tiny, **({"note": [{"uuid": T1, "text": "Hot."}]} if is_valid else invalid))
    assert "competencies" not in files
    assert [*files["profile"]] == ["leave", "reword", "note", "prefix", "domains", "add", "order"]
    published = [
        {"label": "T-1: Boil water", "value": T1},
        {"label": "T-2: Choose leaves", "value": "44444444-4444-4444-8444-444444444402"},
    ]
    for name in ("leave", "reword", "note"):
        (chosen,) = (one for one in files["profile"][name]["fields"] if one["name"] == "uuid")
        assert (chosen["widget"], chosen["options"]) == ("select", published), name
    assert files["profile"]["order"]["field"]["options"] == published
    assert files["resources"]["resources"]["fields"]
    for file in files.values():
        for field in every_field([*file.values()]):
            assert field.get("file") != "competencies", field["name"]
    (teaches,) = (one for one in files["resources"]["resources"]["fields"] if one["name"] == "teaches")
    assert (teaches["widget"], teaches["multiple"]) == ("select", True)
    assert [one["value"] for one in teaches["options"]] == ["T-1", "T-2"]


def test_what_a_site_leaves_out_can_still_be_chosen_for_the_profile(tiny: Path) -> None:
    of_follower(tiny)
    commons = open_commons(tiny)
    following = Following.of(replace(commons, competencies=commons.competencies[1:]))
    assert [uuid for uuid, _ in following.entries] == [one.uuid for one in commons.competencies]
    assert [code for code, _ in dict(following.options)["competencies"]] == ["T-2"]


def test_the_form_of_a_site_that_follows_what_is_gone_asks_for_text(tiny: Path) -> None:
    (tiny / "data/profile.yaml").write_text("upstream: {}\n", "utf-8")
    names = SiteNames(following=Following.in_content(load(tiny)))
    profile = configuration(names, [], LOCAL)["sveltia"]["collections"][0]["files"][1]
    assert {one["widget"] for one in every_field(profile["fields"]) if one["label"] == "Competency"} == {"string"}


def test_the_form_has_the_folder_of_every_page() -> None:
    folders = {one["folder"]: one for one in sveltia()["collections"] if "folder" in one}
    assert folders.keys() == {"docs", "docs/about", "docs/newsletter", "toolkit"}
    names = [field["name"] for field in folders["docs/newsletter"]["fields"]]
    assert sorted(names) == sorted([*shown(fields_of(IssueMeta)), "body", "_as_it_was"])
    assert names[:7] == ["title", "summary", "date", "audience", "authors", "draft", "body"]
    assert [one["folder"] for one in folders.values() if one["editor"]["preview"]] == [
        path for path in folders if path != "toolkit"
    ]


def test_a_new_issue_is_a_draft() -> None:
    issues = next(one for one in sveltia()["collections"] if one.get("folder") == "docs/newsletter")
    assert next(field for field in issues["fields"] if field["name"] == "draft")["default"] is True
    assert not issues["duplicate"]


def every_field(fields: list[Json]) -> Iterator[Json]:
    for field in fields:
        yield field
        yield from every_field([*field.get("fields", []), *([field["field"]] if "field" in field else [])])


def test_references_are_chosen_from_existing_records() -> None:
    resource = fields_of(DATA_FILES["resources.yaml"])[2]["fields"]
    chosen = {field["name"]: field["value_field"] for field in resource if field["widget"] == "relation"}
    assert chosen == {
        "teaches": "competencies.*.code",
        "stages": "stages.*.id",
        "format": "formats.*.id",
        "settings": "settings.*.id",
    }


def test_every_relation_leads_to_a_field_that_the_form_has() -> None:
    known = {f"{name}:{way}" for name, model in DATA_FILES.items() for way in shown(fields_of(model))}
    for model in MODELS:
        for field in every_field(fields_of(model)):
            if field["widget"] == "relation":
                assert f"{field['file']}.yaml:{field['value_field'].replace('.*', '')}" in known


REFUSED = [
    (Resource, "id", "Not An Id"),
    (Resource, "url", "no address"),
    (Resource, "review_by", "soon"),
    (Resource, "checked", "lately"),
    (Resource, "title", "two\nlines"),
    (Competency, "code", "A B"),
    (Reference, "DOI", "x"),
]


@pytest.mark.parametrize(("record", "name", "value"), REFUSED, ids=lambda value: str(value)[:12])
def test_the_form_refuses_what_the_model_refuses(record: type[Record], name: str, value: str) -> None:
    made = next(field for field in fields_of(record) if field["name"] == name)
    assert not re.search(made["pattern"][0], value)
    assert refuses(record, name, value)


@pytest.mark.parametrize("record", [Resource, Reference, Competency, PageMeta, IssueMeta, ToolkitMeta])
def test_the_form_takes_what_the_model_takes(record: type[Record]) -> None:
    values = ["a-1", "A title", "https://example.org/x", "2026-11-23", "2026", "10.1186/x", "PMC1", "1-start", "  a  "]
    for field in fields_of(record):
        for value in values if "pattern" in field else ():
            assert re.search(field["pattern"][0], value) or refuses(record, field["name"], value), (field, value)


def refuses(record: type[Record], name: str, value: str) -> bool:
    field = next(field for key, field in record.model_fields.items() if name in {key, field.alias})
    kind = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return True
    return False


def test_numbers_have_the_limits_of_the_model() -> None:
    shares = next(one for one in every_field(fields_of(DATA_FILES["survey.yaml"])) if one["name"] == "percent")
    assert (shares["widget"], shares["value_type"], shares["min"], shares["max"]) == ("number", "int", 0, 100)


def test_a_date_that_is_kept_in_parts_is_shown_as_text() -> None:
    dates = configuration(SiteNames(), [], LOCAL)["dates"]
    assert dates == {"facts-references": ["references.*.issued", "references.*.accessed"]}


def test_all_choices_but_references_have_the_order_of_the_data() -> None:
    choices = configuration(SiteNames(), [], LOCAL)["choices"]
    assert choices["facts-competencies"] == {"competencies": ["code", "title"], "domains": ["name"], "stages": ["name"]}
    assert choices["facts-resources"].keys() == {"formats", "settings", "resources"}
    assert "facts-references" not in choices


def test_each_file_has_a_format_of_its_own() -> None:
    formats = [file["format"] for file in sveltia()["collections"][0]["files"]]
    assert len(set(formats)) == len(formats)


# Where it goes


@pytest.mark.parametrize(
    ("address", "name", "repo", "hosts"),
    [
        ("https://github.com/a/b", "github", "a/b", ("https://api.github.com",)),
        ("https://github.com/a/b.git", "github", "a/b", ("https://api.github.com",)),
        ("https://github.example.edu/a/b", "github", "a/b", ("https://github.example.edu",)),
        ("https://gitlab.com/a/b/c/", "gitlab", "a/b/c", ("https://gitlab.com",)),
        ("https://gitlab.example.edu/a/b", "gitlab", "a/b", ("https://gitlab.example.edu",)),
    ],
)
def test_the_backend_follows_from_the_address_of_the_repository(
    address: str, name: str, repo: str, hosts: tuple[str, ...]
) -> None:
    backend = backend_of(address)
    assert backend
    assert (backend.settings["name"], backend.settings["repo"], backend.hosts) == (name, repo, hosts)


@pytest.mark.parametrize(
    "address", [None, "", "https://example.org/a/b", "http://github.com/a/b", "https://github.com/a"]
)
def test_other_addresses_have_no_backend(address: str | None) -> None:
    assert backend_of(address) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("official", "repository", "there"),
    [(True, GITHUB, True), (False, GITHUB, False), (True, None, False), (True, "https://example.org/a/b", False)],
)
def test_only_an_official_site_with_a_repository_has_the_form(
    real_commons: Commons, official: bool, repository: str | None, there: bool
) -> None:
    site = real_commons.site.model_copy(update={"official": official, "repository": repository})
    assert bool(list(form_on_site(replace(real_commons, site=site), PAGES))) is there


def test_changes_on_a_site_are_reviewed_and_those_of_this_folder_are_not() -> None:
    assert configuration(SiteNames(), PAGES, backend_of(GITHUB))["sveltia"]["publish_mode"] == "editorial_workflow"
    assert "publish_mode" not in sveltia()


def test_the_form_may_connect_to_itself_and_the_host_of_the_repository() -> None:
    backend = backend_of(GITHUB)
    assert backend
    assert set(re.findall(r"https?://\S+", policy(backend))) == {"https://api.github.com;"}
    assert "://" not in policy(LOCAL)
    assert "script-src 'self';" in policy(backend)


def test_the_page_of_the_form_has_its_policy() -> None:
    page = dict(form_files(SiteNames(), PAGES))["admin/index.html"].decode()
    assert f'<meta http-equiv="Content-Security-Policy" content="{escape(policy(LOCAL))}">' in page


def test_the_form_is_not_to_be_found_by_search_engines() -> None:
    page = dict(form_files(SiteNames('A "name" <b>'), PAGES))["admin/index.html"].decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "A &quot;name&quot; &lt;b&gt;" in page


def test_sveltia_is_as_its_makers_publish_it() -> None:
    assets = files("curriculum_commons.editor") / "assets"
    kept = json.loads((assets / "vendored.json").read_text("utf-8"))["sha256"]
    found = {f"sveltia/{path}": content for path, content in vendored()}
    found |= {name: (assets / name).read_bytes() for name in ("yaml.js", "yaml.LICENSE.txt")}
    assert {path: sha256(content).hexdigest() for path, content in found.items()} == kept


def test_vendored_files_name_no_registry() -> None:
    for path, content in vendored():
        assert not re.search(rb"npmjs|registry\.", content), path


# The folder


@pytest.fixture
def folder(tiny: Path) -> EditableFolder:
    return EditableFolder(tiny)


def state(folder: EditableFolder, path: str) -> str:
    return state_of(folder.read(path))


def test_data_files_and_pages_can_be_changed_and_nothing_else(folder: EditableFolder, tiny: Path) -> None:
    (tiny / "data" / "notes.yaml").write_text("a: b\n")
    (tiny / "docs" / ".hidden.md").write_text("no\n")
    (tiny / "docs" / "script.js").write_text("no\n")
    (tiny / "docs" / "downloads").mkdir(exist_ok=True)
    (tiny / "docs" / "downloads" / "made.md").write_text("no\n")
    found = folder.listed()
    assert {path for path in found if path.startswith("data/")} == {f"data/{name}" for name in DATA_FILES}
    assert "docs/index.md" in found
    assert not {"docs/.hidden.md", "docs/script.js", "docs/downloads/made.md"} & found.keys()


@pytest.mark.parametrize(
    "path",
    [
        "mkdocs.yml",
        "macros.py",
        "data/../macros.py",
        "docs/../../outside.md",
        "/etc/passwd",
        "data//site.yaml",
        "docs/./index.md",
        "docs\\..\\x.md",
        "docs/a\0.md",
        "docs/..",
        "data",
        "",
        ".git/config",
        "docs/.x/y.md",
        "data/new.yaml",
        "docs/index.html",
        "toolkit/sub/x.md",
        "theme/main.md",
    ],
)
def test_no_other_path_is_read_or_written(folder: EditableFolder, path: str) -> None:
    for act in (lambda: folder.read(path), lambda: folder.write(path, b"x", ABSENT), lambda: folder.remove(path, "")):
        with pytest.raises((RefusedError, ValueError)):
            act()


def test_no_link_is_followed(folder: EditableFolder, tiny: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "page.md").write_text("outside\n")
    (tiny / "docs" / "linked").symlink_to(outside)
    (tiny / "docs" / "page.md").symlink_to(outside / "page.md")
    assert not {"docs/linked/page.md", "docs/page.md"} & folder.listed().keys()
    for path in ("docs/linked/page.md", "docs/page.md", "docs/linked/new.md"):
        with pytest.raises(RefusedError):
            folder.write(path, b"x", ABSENT)
    assert (outside / "page.md").read_text() == "outside\n"
    assert not (outside / "new.md").exists()


def test_a_file_is_written_whole_and_keeps_its_rights(folder: EditableFolder, tiny: Path) -> None:
    place = tiny / "data" / "site.yaml"
    place.chmod(0o640)
    folder.write("data/site.yaml", b"name: New\n", state(folder, "data/site.yaml"))
    assert place.read_bytes() == b"name: New\n"
    assert place.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in place.parent.iterdir() if path.name.endswith(".part")] == []


def test_a_file_changed_elsewhere_is_not_overwritten(folder: EditableFolder, tiny: Path) -> None:
    before = state(folder, "docs/index.md")
    (tiny / "docs" / "index.md").write_text("someone else was here\n")
    with pytest.raises(ChangedError, match="changed elsewhere"):
        folder.write("docs/index.md", b"x", before)
    with pytest.raises(ChangedError):
        folder.remove("docs/index.md", before)
    assert (tiny / "docs" / "index.md").read_text() == "someone else was here\n"


def test_a_new_page_never_overwrites_another(folder: EditableFolder) -> None:
    with pytest.raises(ChangedError, match="is there already"):
        folder.write("docs/index.md", b"x", ABSENT)


def test_a_missing_file_is_reported(folder: EditableFolder) -> None:
    with pytest.raises(MissingError, match="not there any more"):
        folder.read("docs/gone.md")


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe", b"x" * 10_000_001])
def test_content_that_is_not_text_is_refused(folder: EditableFolder, content: bytes) -> None:
    before = folder.read("docs/index.md")
    with pytest.raises(RefusedError):
        folder.write("docs/index.md", content, state_of(before))
    assert folder.read("docs/index.md") == before


def test_a_data_file_is_never_removed(folder: EditableFolder) -> None:
    with pytest.raises(RefusedError, match="is needed"):
        folder.remove("data/site.yaml", state(folder, "data/site.yaml"))


# The server


def ask(address: tuple[str, int], path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """Send a request as a page of the form would, and return status, content and headers of the answer."""
    connection = HTTPConnection(*address, timeout=10)
    ours = {"Origin": f"http://{address[0]}:{address[1]}"} if method != "GET" else {}
    connection.request(method, path, body or None, {**ours, **{k.replace("_", "-"): v for k, v in headers.items()}})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content, answer.headers


class Form:
    """The server behind the form, in this process, with the lines that it reported."""

    def __init__(self, root: Path, idle_seconds: float = 30) -> None:
        self.lines: list[str] = []
        self.root = root
        self._session = edit_session(root, self.lines.append, self.lines.append)
        self._server = server.form_server(self._session, 0, idle_seconds)
        self.key, self.port = self._session.key, self._server.server_port

    def __enter__(self) -> Form:
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        return ask(("127.0.0.1", self.port), path, method, body, **headers)

    def connect(self, sent: bytes = b"") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.sendall(sent)
        return connection

    def head(self, method: str, path: str, *lines: str) -> bytes:
        host = f"127.0.0.1:{self.port}"
        file = self.root / path
        match = f'If-Match: "{state_of(file.read_bytes()) if file.exists() else ABSENT}"'
        first = f"{method} /{self.key}/files/{path} HTTP/1.1"
        return "\r\n".join([first, f"Host: {host}", f"Origin: http://{host}", match, *lines, "", ""]).encode("latin-1")


@pytest.fixture
def form(tiny: Path) -> Iterator[Form]:
    with Form(tiny) as form:
        form.ask(f"/{form.key}/files")  # as the page does when it opens
        yield form


def start(root: Path, *options: str, **how: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "curriculum_commons", "edit", "--root", str(root), "--no-browser", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **how)


def test_the_form_is_served_under_its_key(form: Form) -> None:
    status, page, headers = form.ask(f"/{form.key}/admin/")
    assert status == 200
    assert b"here.js" in page
    assert headers["Referrer-Policy"] == "no-referrer"
    assert form.ask(f"/{form.key}/admin/sveltia/index.js")[0] == 200
    names = json.loads(form.ask(f"/{form.key}/files")[1])["files"]
    assert "data/site.yaml" in names


def test_a_page_is_shown_as_it_is_being_written_with_the_style_sheets_of_the_site(form: Form, tiny: Path) -> None:
    status, page, _ = form.ask(f"/{form.key}/")
    assert status == 200
    of_theme = re.findall(rb'href="(.*?)"', page)
    assert of_theme == [b"assets/commons.css", b"assets/map/map.css"]
    (tiny / "docs" / "own.css").write_text("p { color: red }")
    with (tiny / "mkdocs.yml").open("a") as settings:
        settings.write("\nextra_css: [own.css]\n")
    form.ask(f"/{form.key}/admin/")
    assert re.findall(rb'href="(.*?)"', form.ask(f"/{form.key}/")[1]) == [*of_theme, b"own.css"]
    assert form.ask(f"/{form.key}/own.css")[1] == b"p { color: red }"
    status, html, headers = form.ask(f"/{form.key}/articles/docs/about/index.md", "POST", "**Tea** é".encode())
    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert "<p><strong>Tea</strong> é</p>" in html.decode()
    assert form.ask("/articles/docs/about/index.md", "POST", b"Tea")[0] == 404
    assert (
        form.ask(f"/{form.key}/articles/docs/about/index.md", "POST", b"Tea", Origin="https://evil.example")[0] == 403
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/admin/", "/files", "/wrong/admin/", "/wrong/files/data/site.yaml"])
def test_without_the_key_nothing_is_there(form: Form, path: str) -> None:
    assert form.ask(path)[0] == 404


def test_another_name_for_this_computer_is_refused(form: Form) -> None:
    assert form.ask(f"/{form.key}/files", Host="evil.example")[0] == 403
    assert form.ask(f"/{form.key}/files", Host=f"evil.example:{form.port}")[0] == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_another_site_can_neither_read_nor_write(form: Form, tiny: Path, headers: dict[str, str]) -> None:
    before = (tiny / "data" / "site.yaml").read_bytes()
    path = f"/{form.key}/files/data/site.yaml"
    assert form.ask(path, **headers)[0] == 403
    assert form.ask(path, "PUT", b"x", If_Match=f'"{state_of(before)}"', **headers)[0] == 403
    assert form.ask(path, "DELETE", If_Match=f'"{state_of(before)}"', **headers)[0] == 403
    assert (tiny / "data" / "site.yaml").read_bytes() == before


def test_a_save_is_written_and_checked(form: Form, tiny: Path) -> None:
    path = f"/{form.key}/files/data/site.yaml"
    before = form.ask(path)
    text = re.sub(rb"(?m)^name: .*", b"name: Saved", before[1])
    status, answer, headers = form.ask(path, "PUT", text, If_Match=before[2]["ETag"])
    assert (status, json.loads(answer)) == (200, {"problems": [], "gone": [], "undo": 1})
    assert headers["ETag"] == f'"{state_of(text)}"'
    assert (tiny / "data" / "site.yaml").read_bytes() == text


def test_problems_after_a_save_are_reported(form: Form) -> None:
    path = f"/{form.key}/files/data/site.yaml"
    before = form.ask(path)
    answer = form.ask(path, "PUT", b"surprise: 1\n" + before[1], If_Match=before[2]["ETag"])[1]
    assert json.loads(answer)["problems"][0].startswith("Site, Surprise: unknown key")
    assert form.lines[0] == "Saved data/site.yaml; 1 problem"
    assert form.lines[1].startswith("data/site.yaml:1:1: surprise")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "change", "message"),
    [
        (
            "data/resources.yaml",
            ("https://kettle.example/film", "kettle.example/film"),
            'Resources, "{entry}", Web address: "kettle.example/film"',
        ),
        ("data/resources.yaml", ("    url: ", "    # url: "), 'Resources, "{entry}", Web address: missing; add "url:"'),
        (
            "data/resources.yaml",
            ("teaches: [", "teaches: [XX-9, "),
            'Resources, "{entry}", Teaches: unknown competency',
        ),
        ("data/site.yaml", ("\naddress: https:", "\naddress: ftp:"), 'Site, Address: "ftp:'),
        (
            "docs/index.md",
            ("\n# ", "\n[x](nowhere.md)\n\n# "),
            'Pages: first level, "{title}", Text: "nowhere.md" is not a file',
        ),
        ("docs/index.md", ("title: ", "consent: 3\ntitle: "), 'Pages: first level, "{title}", Consent: "3" is '),
    ],
)
def test_problems_name_the_entry_and_field_of_the_form(
    tiny: Path, path: str, change: tuple[str, str], message: str
) -> None:
    file = tiny / path
    before = file.read_text("utf-8")
    assert change[0] in before
    file.write_text(before.replace(*change, 1), "utf-8")
    with pytest.raises(ContentError) as caught:
        open_commons(tiny)
    names = {
        "entry": yaml.safe_load((tiny / "data/resources.yaml").read_text("utf-8"))["resources"][0]["title"],
        "title": yaml.safe_load((tiny / "docs/index.md").read_text("utf-8").split("---")[1])["title"],
    }
    source = load(tiny)
    lines = [in_the_form(problem, source) for problem in caught.value.problems]
    found = [line for line in lines if line.startswith(message.format(**names))]
    assert found, lines
    assert re.search(rf" \({re.escape(path)}:\d+:\d+\)$", found[0])


def test_a_problem_outside_the_form_keeps_its_location() -> None:
    problem = Problem("mkdocs.yml", 3, 1, "nav: something", "unknown-value")
    assert in_the_form(problem, Source({}, frozenset(), (), (), frozenset(), frozenset(), "", ())) == str(problem)


def test_a_problem_that_only_moved_is_not_new() -> None:
    known = [
        Problem("data/site.yaml", 3, 1, "name: empty", "empty-value"),
        Problem("data/site.yaml", 9, 1, "name: empty", "empty-value"),
    ]
    moved = [Problem("data/site.yaml", line, 1, "name: empty", "empty-value") for line in (4, 10, 12)]
    assert new_problems(moved, known) == [moved[2]]


def test_known_problems_are_not_reported_again(form: Form) -> None:
    site, page = f"/{form.key}/files/data/site.yaml", f"/{form.key}/files/docs/index.md"
    before = form.ask(site)
    form.ask(site, "PUT", b"surprise: 1\n" + before[1], If_Match=before[2]["ETag"])
    before = form.ask(page)
    answer = form.ask(page, "PUT", before[1] + b"\nMore.\n", If_Match=before[2]["ETag"])[1]
    assert json.loads(answer)["problems"] == []
    assert form.lines[2:] == ["Saved docs/index.md; 1 problem"]


def test_a_save_of_something_old_is_refused_in_a_sentence(form: Form, tiny: Path) -> None:
    path = f"/{form.key}/files/data/site.yaml"
    status, answer, _ = form.ask(path, "PUT", b"name: x\n", If_Match='"old"')
    assert status == 409
    assert b"was changed elsewhere" in answer


def change(form: Form, path: str, content: bytes | None, save: str) -> Json:
    """Write a file, or remove it, as the form does in one save."""
    place = form.root / path
    headers = {"If_Match": f'"{state_of(place.read_bytes())}"'} if place.exists() else {}
    method = "DELETE" if content is None else "PUT"
    status, answer, _ = form.ask(f"/{form.key}/files/{path}", method, content or b"", X_Save=save, **headers)
    assert status == 200, answer
    found: Json = json.loads(answer)
    return found


def contents(root: Path) -> dict[str, bytes]:
    files = [file for name in ("data", "docs") for file in (root / name).rglob("*") if file.is_file()]
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


DRAFT = b"---\ntitle: A draft\nsummary: Not yet.\ndate: 2026-11-20\ndraft: true\n---\n\nTo come.\n"
SENT = DRAFT.replace(b"draft: true\n", b"")


@pytest.mark.slow
def test_saves_are_undone_whole_and_the_last_first(form: Form, tiny: Path) -> None:
    (tiny / "docs/newsletter").mkdir(exist_ok=True)
    (tiny / "docs/newsletter/2026-11-draft.md").write_bytes(DRAFT)
    states = [contents(tiny)]
    saves: list[dict[str, bytes | None]] = [
        {"data/site.yaml": states[0]["data/site.yaml"] + b"# One\n", "docs/new.md": b"# New\n"},
        {"docs/newsletter/2026-11-draft.md": None},
        {"docs/images/cup.png": b"a picture"},
        {"docs/new.md": None, "docs/newer.md": b"# Newer\n", "data/site.yaml": states[0]["data/site.yaml"]},
    ]
    for number, save in enumerate(saves):
        for path, content in save.items():
            assert change(form, path, content, f"save {number}")["undo"] == number + 1
        states.append(contents(tiny))
    for left in (3, 2, 1, 0):
        status, answer, _ = form.ask(f"/{form.key}/undo", "POST")
        assert (status, json.loads(answer)["undo"]) == (200, left)
        assert contents(tiny) == states[left]
    assert form.lines[-1].startswith("Undone: data/site.yaml, docs/new.md; ")
    assert json.loads(answer)["gone"] == ["docs/new.md"]
    status, message, _ = form.ask(f"/{form.key}/undo", "POST")
    assert (status, message[:24]) == (409, b"there is nothing to undo")


@pytest.mark.slow
@pytest.mark.parametrize("elsewhere", [b"someone else was here\n", None])
def test_a_save_is_not_undone_when_one_of_its_files_was_changed_since(
    form: Form, tiny: Path, elsewhere: bytes | None
) -> None:
    change(form, "docs/one.md", b"# One\n", "save")
    change(form, "docs/two.md", b"# Two\n", "save")
    (tiny / "docs/one.md").unlink() if elsewhere is None else (tiny / "docs/one.md").write_bytes(elsewhere)
    before = contents(tiny)
    status, message, _ = form.ask(f"/{form.key}/undo", "POST")
    assert (status, message) == (409, b"docs/one.md was changed since it was saved; nothing was undone")
    assert contents(tiny) == before


def test_undo_is_only_for_our_own_page(form: Form, tiny: Path) -> None:
    change(form, "docs/one.md", b"# One\n", "save")
    assert form.ask(f"/{form.key}/undo", "POST", Origin="https://evil.example")[0] == 403
    assert form.ask("/wrong/undo", "POST")[0] == 404
    assert form.ask(f"/{form.key}/other", "POST")[0] == 404
    assert (tiny / "docs/one.md").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "content", [SENT, SENT.replace(b"date:", b"draft: false\ndate:"), b"no front matter\n", b"---\na: [\n---\n\nx\n"]
)
def test_an_issue_that_is_not_a_draft_is_not_removed(form: Form, tiny: Path, content: bytes) -> None:
    place = tiny / "docs/newsletter/2026-11-sent.md"
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content)
    path = f"/{form.key}/files/docs/newsletter/2026-11-sent.md"
    status, message, _ = form.ask(path, "DELETE", If_Match=f'"{state_of(content)}"')
    assert status == 403
    assert message.endswith(b"nothing was removed; to remove it all the same, turn Draft on, save, and delete it then")
    assert place.read_bytes() == content
    change(form, "docs/newsletter/2026-11-sent.md", DRAFT, "draft on")
    change(form, "docs/newsletter/2026-11-sent.md", None, "remove")
    assert not place.exists()


@pytest.mark.slow
@pytest.mark.parametrize("path", ["../macros.py", "%2e%2e/macros.py", "docs/%2e%2e/%2e%2e/x.md", "macros.py"])
def test_no_path_leads_out(form: Form, path: str) -> None:
    assert form.ask(f"/{form.key}/files/{path}")[0] in {403, 404}
    assert form.ask(f"/{form.key}/files/{path}", "PUT", b"x")[0] in {403, 404}


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/%00", "/{key}/files/docs/%00.md", "http://[x]/", "/{key}/files/docs/" + "a" * 300])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_what_is_no_address_is_answered(form: Form, method: str, path: str) -> None:
    host = f"127.0.0.1:{form.port}"
    first = f"{method} {path.format(key=form.key)} HTTP/1.1"
    head = "\r\n".join([first, f"Host: {host}", f"Origin: http://{host}", "Content-Length: 0", "", ""])
    assert broken_off(form, head.encode()).startswith(b"HTTP/1.1 400 ")


def test_a_page_too_large_is_refused_before_it_is_read(form: Form) -> None:
    with socket.create_connection(("127.0.0.1", form.port), timeout=10) as connection:
        host = f"127.0.0.1:{form.port}"
        head = f"PUT /{form.key}/files/docs/x.md HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
        connection.sendall(f"{head}Content-Length: 999999999999\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 403")


def received(connection: socket.socket) -> bytes:
    """What is answered until the server closes the connection."""
    with connection:
        return b"".join(iter(lambda: connection.recv(10_000), b""))


def broken_off(form: Form, sent: bytes) -> bytes:
    connection = form.connect(sent)
    connection.shutdown(socket.SHUT_WR)
    return received(connection)


@pytest.mark.parametrize("path", ["data/site.yaml", "docs/index.md", "docs/new.md", "docs/images/new.png"])
def test_a_save_that_breaks_off_writes_nothing(tiny: Path, path: str) -> None:
    before = {file: file.read_bytes() for file in tiny.rglob("*") if file.is_file()}
    body = b"x" * 9_994 + "\U0001f375é".encode()
    with Form(tiny) as form:
        head = form.head("PUT", path, f"Content-Length: {len(body)}")
        for arrived in (0, 1, 5_000, 9_996, 9_999):  # the last two end within a character
            answer = broken_off(form, head + body[:arrived])
            assert answer.startswith(b"HTTP/1.1 400 "), arrived
            assert answer.endswith(b"fewer than the announced 10,000 bytes arrived; nothing was saved"), arrived
    assert {file: file.read_bytes() for file in tiny.rglob("*") if file.is_file()} == before
    assert form.lines == []


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["Content-Length:"],
        ["Content-Length: -1"],
        ["Content-Length: +7"],
        ["Content-Length: 7.0"],
        ["Content-Length: 0x7"],
        ["Content-Length: 1_0"],
        ["Content-Length: 7, 7"],
        ["Content-Length: 7", "Content-Length: 6"],
        ["Content-Length: \xb2"],
        ["Content-Length: " + "9" * 5_000],
        ["Transfer-Encoding: chunked"],
        ["Content-Length: 7", "Transfer-Encoding: chunked"],
    ],
    ids=lambda lines: " ".join(lines)[:40] or "none",
)
def test_a_save_of_unknown_length_is_refused(tiny: Path, lines: list[str]) -> None:
    with Form(tiny) as form:
        answer = broken_off(form, form.head("PUT", "docs/images/new.png", *lines) + b"picture")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert not (tiny / "docs/images/new.png").exists()
    assert form.lines == []


@pytest.mark.parametrize("cut", [2, 1, 40])
def test_a_request_whose_headers_break_off_changes_nothing(tiny: Path, cut: int) -> None:
    page = (tiny / "docs/index.md").read_bytes()
    with Form(tiny) as form:
        assert broken_off(form, form.head("DELETE", "docs/index.md", "Accept: text/plain; q=0.9")[:-cut]) == b""
    assert (tiny / "docs/index.md").read_bytes() == page
    assert form.lines == []


def test_of_several_saves_only_the_one_that_breaks_off_is_lost(tiny: Path) -> None:
    names = ["docs/index.md", "docs/one.md", "docs/two.md"]
    text = (tiny / "docs/index.md").read_bytes()
    with Form(tiny) as form:
        whole = f"Content-Length: {len(text) + 6}"
        saves = [form.connect(form.head("PUT", name, whole, "Connection: close") + text[:50]) for name in names]
        for connection in saves[1:]:
            connection.sendall(text[50:] + b"\nMore\n")
        saves[0].sendall(text[50:])
        saves[0].shutdown(socket.SHUT_WR)
        answers = [received(connection).split()[1] for connection in saves]
    assert answers == [b"400", b"200", b"200"]
    assert [(tiny / name).read_bytes() for name in names] == [text, text + b"\nMore\n", text + b"\nMore\n"]


@pytest.mark.slow
@pytest.mark.parametrize("sent", ["nothing", "half the headers", "half the body"])
def test_an_idle_connection_is_closed_and_nothing_is_saved(tiny: Path, sent: str) -> None:
    with Form(tiny, idle_seconds=0.3) as form:
        head = form.head("PUT", "docs/new.md", "Content-Length: 100")
        answer = received(form.connect({"nothing": b"", "half the headers": head[:-30]}.get(sent, head + b"# New\n")))
    assert answer[:13] == (b"HTTP/1.1 400 " if sent == "half the body" else b"")
    assert not (tiny / "docs/new.md").exists()
    assert form.lines == []


def test_a_connection_is_kept_open_between_requests(tiny: Path) -> None:
    with Form(tiny) as form, form.connect() as connection:
        for _ in range(3):
            connection.sendall(form.head("GET", "data/site.yaml"))
            answer = HTTPResponse(connection)
            answer.begin()
            assert answer.read() == (tiny / "data/site.yaml").read_bytes()


@pytest.mark.slow
def test_the_connection_after_32_waits_until_one_has_ended(tiny: Path) -> None:
    with Form(tiny) as form, ExitStack() as stack:
        idle = [stack.enter_context(form.connect()) for _ in range(32)]
        next_one = form.connect(form.head("GET", "data/site.yaml", "Connection: close"))
        next_one.settimeout(0.5)
        with pytest.raises(TimeoutError):
            next_one.recv(1)
        next_one.settimeout(20)
        idle[7].close()
        assert received(next_one).startswith(b"HTTP/1.1 200 ")


@pytest.mark.slow
def test_idle_connections_do_not_block_others(tiny: Path) -> None:
    with Form(tiny, idle_seconds=0.3) as form, ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(form.connect())
        answer = received(form.connect(form.head("GET", "data/site.yaml", "Connection: close")))
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_only_this_computer_is_listened_to(form: Form) -> None:
    listening = Path("/proc/net/tcp").read_text("ascii")
    port = f":{form.port:04X}"
    hosts = {line.split()[1].split(":")[0] for line in listening.splitlines() if line.split()[1].endswith(port)}
    assert hosts == {"0100007F"}


@pytest.mark.slow
def test_ctrl_c_ends_the_command_silently(tiny: Path) -> None:
    with start(tiny, "--port", "0") as process:
        assert process.stdout
        assert re.search(r" http://127\.0\.0\.1:[0-9]+/[\w-]+/admin/\n$", process.stdout.readline())
        process.send_signal(signal.SIGINT)
        assert process.stdout.read().strip() == ""
        # CPython ends by the signal where it came while a class was made, although it was caught.
        assert process.wait(10) in {0, -signal.SIGINT}


@pytest.mark.slow
def test_a_taken_port_is_reported_in_a_sentence(form: Form, tiny: Path) -> None:
    with start(tiny, "--port", str(form.port)) as second:
        assert second.stdout
        assert second.stdout.read() == f"commons: port {form.port} is taken; name another one with --port\n"
        assert second.wait(10) == 2


@pytest.mark.slow
def test_a_folder_without_content_is_reported_in_a_sentence(tmp_path: Path) -> None:
    with start(tmp_path) as process:
        assert process.stdout
        assert "has no data/; name the folder of a project with --root" in process.stdout.read()
        assert process.wait(10) == 2


@pytest.mark.slow
def test_content_with_problems_can_be_opened_in_the_form(tiny: Path) -> None:
    (tiny / "data" / "site.yaml").write_text("name: [\n")
    with start(tiny, "--port", "0") as process:
        assert process.stdout
        found = re.search(r":(\d+)/([^/]+)/admin/", process.stdout.readline())
        assert found
        assert process.stdout.readline().startswith("data/site.yaml:")
        address, key = ("127.0.0.1", int(found[1])), found[2]
        assert ask(address, f"/{key}/admin/")[0] == 200
        assert json.loads(ask(address, f"/{key}/files")[1])["problems"][0].startswith("data/site.yaml:")
        process.kill()


def fill_disk() -> None:
    """Let no file grow past 1,000 bytes, which fails at the same place as a full disc."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


@pytest.mark.slow
def test_a_full_disk_is_reported_and_leaves_the_file_as_it_was(tiny: Path) -> None:
    before = (tiny / "docs" / "index.md").read_bytes()
    with start(tiny, "--port", "0", preexec_fn=fill_disk) as process:
        assert process.stdout
        found = re.search(r":(\d+)/([^/]+)/admin/", process.stdout.readline())
        assert found
        address, page = ("127.0.0.1", int(found[1])), f"/{found[2]}/files/docs/index.md"
        status, message, _ = ask(address, page, "PUT", before + b"x" * 5000, If_Match=f'"{state_of(before)}"')
        process.kill()
    assert status == 507
    assert message == b"File too large: nothing was saved; the file is as it was"
    assert (tiny / "docs" / "index.md").read_bytes() == before
    assert [path.name for path in (tiny / "docs").iterdir() if path.name.startswith(".")] == []


# The site


@pytest.fixture
def official(tiny: Path, root: Path) -> Path:
    """The smallest content as an official site whose files are on GitHub."""
    site = tiny / "data" / "site.yaml"
    text = re.sub("(?m)^(official|repository):.*\n", "", site.read_text("utf-8"))
    site.write_text(f"{text}official: true\nrepository: {GITHUB}\n", "utf-8")
    return tiny


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_an_official_site_has_the_form_and_lists_it_nowhere(run: Run, official: Path, engine: str) -> None:
    ended = run("build", "--quiet", "--root", official, "--engine", engine)
    assert (ended.returncode, ended.stderr) == (0, "")
    site = official / "site"
    answer = json.loads((site / "admin" / "configuration.json").read_text("utf-8"))
    assert answer["sveltia"]["backend"]["repo"] == "some-school/commons"
    assert (site / "admin" / "sveltia" / "index.js").is_file()
    assert "admin/" not in (site / "sitemap.xml").read_text("utf-8")
    linking = [page for page in site.rglob("*.html") if page.parent.name != "admin"]
    assert [page for page in linking if re.search(r'href="[^"]*admin/"', page.read_text("utf-8"))] == []


@pytest.mark.slow
def test_a_page_at_the_address_of_the_form_is_a_problem(run: Run, official: Path) -> None:
    (official / "docs" / "admin").mkdir()
    top = "---\ntitle: Ours\ndescription: A page of our own.\n---\n\n# Ours\n"
    (official / "docs" / "admin" / "index.md").write_text(top, "utf-8")
    ended = run("build", "--quiet", "--root", official)
    assert ended.returncode == 1
    assert "docs/admin: is where the form for staff lies on an official site" in ended.stderr
