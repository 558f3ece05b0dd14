"""Files for download are made once, kept while they would come out the same, and listed for scripts."""

from __future__ import annotations

import hashlib
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import yaml
from PIL import Image

from curriculum_commons.build.cache import FILE, Cache
from curriculum_commons.build.downloads import DOWNLOADS, build_downloads, existing_downloads, plan_downloads
from curriculum_commons.build.project import brand_of, context_for, lay_out_toolkit, open_commons, white_label
from curriculum_commons.documents import Recipe
from curriculum_commons.model.build_context import Brand, BuildContext
from curriculum_commons.model.problems import CallError, ContentError, Problem
from curriculum_commons.render import show

DATA = """---
title: Data
purpose: The tables behind the site.
kind: data
formats: [csv, json]
folder: 8-data
---

All tables, with a dictionary. See [teach](../docs/teach.md).
"""


@pytest.fixture
def tiny(tiny: Path) -> Path:
    (tiny / "toolkit").mkdir()
    (tiny / "toolkit/data.md").write_text(DATA, "utf-8")
    return tiny


def quiet(_: str) -> None:
    pass


def made(tiny: Path) -> tuple[BuildContext, list[str]]:
    messages: list[str] = []
    commons = open_commons(tiny)
    context = context_for(tiny, commons)
    with Cache(tiny) as cache:
        downloads = build_downloads(plan_downloads(commons, context), tiny / DOWNLOADS, cache, messages.append)
    return replace(context, downloads=downloads), messages


def downloads(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_every_file_is_made_and_listed_with_its_sum(tiny: Path) -> None:
    context, _ = made(tiny)
    commons = open_commons(tiny)
    files = downloads(tiny / "docs/downloads")
    index = json.loads(files.pop("index.json"))
    assert [file["path"] for file in index["files"]] == [download.path for download in context.downloads]
    assert {file["path"] for file in index["files"]} == files.keys()
    for file in index["files"]:
        content = files[file["path"]]
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert file["title"]
        assert file["purpose"]
        assert file["edition"] == commons.framework.edition
        assert file["url"] == f"{commons.site.address}downloads/{file['path']}"


def test_unchanged_files_are_not_made_again(tiny: Path) -> None:
    _, first = made(tiny)
    before = {file: file.stat().st_mtime_ns for file in (tiny / "docs/downloads").rglob("*")}
    _, second = made(tiny)
    assert len(first) == sum(file.is_file() for file in before) - 1
    assert second == []
    assert {file: file.stat().st_mtime_ns for file in before} == before


OFFICE = """---
title: Tea as {form}
purpose: Tea for deans.
kind: {kind}
formats: [{form}]
folder: 1-start-here
---

## Tea

Tea helps.
"""
BUILD = """
import sys
from pathlib import Path
from curriculum_commons.build import pipeline
root = Path(sys.argv[1])
commons = pipeline.open_commons(root)
plan = pipeline.plan_downloads(commons, pipeline.context_for(root, commons))
with pipeline.Cache(root) as cache:
    pipeline.build_downloads(plan, root / pipeline.DOWNLOADS, cache, lambda _: None)
print(*{"docx", "openpyxl", "pikepdf", "pptx"} & sys.modules.keys())
"""


@pytest.mark.slow
def test_a_build_with_nothing_new_to_make_imports_no_office_library(tiny: Path) -> None:
    for kind, form in {"slides": "pptx", "document": "docx"}.items():
        (tiny / f"toolkit/{kind}.md").write_text(OFFICE.format(kind=kind, form=form), "utf-8")
    imported = []
    for _ in range(2):
        command = [sys.executable, "-c", BUILD, str(tiny)]
        imported.append(set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()))
    assert imported[0] >= {"docx", "pptx"}
    assert imported[1] == set()


def test_only_files_with_a_changed_record_are_made_again(tiny: Path) -> None:
    made(tiny)
    file = tiny / "data/resources.yaml"
    file.write_text(file.read_text("utf-8").replace("title: ", "title: New ", 1), "utf-8")
    _, messages = made(tiny)
    assert messages == ["Making 8-data/resources.csv", "Making 8-data/resources.json", "Making making-tea-toolkit.zip"]


@pytest.mark.parametrize("is_cached", [True, False])
def test_a_file_that_somebody_has_changed_is_written_again(tiny: Path, is_cached: bool) -> None:
    made(tiny)
    file = tiny / "docs/downloads/8-data/roadmap.csv"
    good = file.read_bytes()
    file.write_bytes(b"changed")
    if not is_cached:
        (tiny / FILE).unlink()
    _, messages = made(tiny)
    assert bool(messages) is not is_cached
    assert file.read_bytes() == good


@pytest.mark.slow
@pytest.mark.parametrize("place", ["8-data/roadmap.csv", "8-data", "index.json"])
@pytest.mark.parametrize("is_folder", [True, False])
def test_what_is_in_the_place_of_a_file_goes(tiny: Path, place: str, is_folder: bool) -> None:
    _, expected = made(tiny), downloads(tiny / DOWNLOADS)
    there = tiny / DOWNLOADS / place
    shutil.rmtree(there) if there.is_dir() else there.unlink()
    if is_folder:
        (there / "within").mkdir(parents=True)
    else:
        os.mkfifo(there)
    made(tiny)
    assert downloads(tiny / DOWNLOADS) == expected


def test_a_list_that_names_files_elsewhere_has_none_removed(tiny: Path) -> None:
    made(tiny)
    index = tiny / "docs/downloads/index.json"
    index.write_text(index.read_text("utf-8").replace("8-data/roadmap.csv", "../../data/roadmap.yaml"), "utf-8")
    made(tiny)
    assert (tiny / "data/roadmap.yaml").is_file()


def test_files_that_are_no_longer_planned_are_removed_and_others_stay(tiny: Path) -> None:
    made(tiny)
    (tiny / "docs/downloads/mine.txt").write_text("mine", "utf-8")
    (tiny / "toolkit/data.md").unlink()
    context, _ = made(tiny)
    assert context.downloads == ()
    assert downloads(tiny / "docs/downloads").keys() == {"mine.txt"}


def test_the_list_names_what_was_made_last(tiny: Path) -> None:
    context, _ = made(tiny)
    assert context.downloads == existing_downloads(tiny) != ()


def test_problems_of_all_texts_are_raised_at_once_and_nothing_is_written(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(name: str) -> bytes:
        raise ContentError(
            [Problem(f"toolkit/{name}.md", 0, 0, "takes 2 pages and may take one; shorten it", "too-long")]
        )

    def recipes(*_: object) -> list[Recipe]:
        return [Recipe(f"8-data/{name}.pdf", name, b"", partial(too_long, name)) for name in "ab"]

    monkeypatch.setattr("curriculum_commons.build.downloads.recipes", recipes)
    with pytest.raises(ContentError) as caught:
        made(tiny)
    assert [problem.path for problem in caught.value.problems] == ["toolkit/a.md", "toolkit/b.md"]
    assert not (tiny / "docs/downloads").exists()


def test_the_bundle_opens_with_a_page_that_links_to_every_file(tiny: Path) -> None:
    context, _ = made(tiny)
    zipped = zipfile.ZipFile(tiny / "docs/downloads" / context.downloads[-1].path)
    page = zipped.read("README.html").decode()
    for download in context.downloads[:-1]:
        assert f'href="{download.path}"' in page
        assert zipped.read(download.path) == (tiny / "docs/downloads" / download.path).read_bytes()
    for name in (
        *("LICENSE.txt", "CITATION.cff", "citation.bib", "citation.ris", ".zenodo.json", "ro-crate-metadata.json"),
    ):
        assert zipped.read(name).strip()
        assert f'href="{name}"' in page


def test_every_file_of_the_bundle_but_the_sums_has_its_sum(tiny: Path) -> None:
    context, _ = made(tiny)
    zipped = zipfile.ZipFile(tiny / "docs/downloads" / context.downloads[-1].path)
    sums = {
        path: sum
        for sum, _, path in (line.partition("  ") for line in zipped.read("SHA256SUMS.txt").decode().splitlines())
    }
    assert sums == {
        name: hashlib.sha256(zipped.read(name)).hexdigest() for name in zipped.namelist() if name != "SHA256SUMS.txt"
    }


def test_a_citation_has_a_doi_keeps_its_capitals_and_reveals_nothing_of_ours(tiny: Path) -> None:
    context, _ = made(tiny)
    commons = open_commons(tiny)
    work = commons.reference[commons.framework.sources[0].reference]
    zipped = zipfile.ZipFile(tiny / "docs/downloads" / context.downloads[-1].path)
    cited = " ".join(zipped.read("citation.bib").decode().split())
    assert f"doi = {{{work.DOI}}}," in cited
    assert work.title in re.sub("[{}]", "", cited)
    assert "title = {{" in cited
    assert "free to read" not in cited


def test_an_archive_learns_what_the_bundle_is_and_what_is_in_it(tiny: Path) -> None:
    context, _ = made(tiny)
    zipped = zipfile.ZipFile(tiny / "docs/downloads" / context.downloads[-1].path)
    crate = {one["@id"]: one for one in json.loads(zipped.read("ro-crate-metadata.json"))["@graph"]}
    assert crate["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert crate["./"]["version"] == "2024"
    assert crate["./"]["license"]["@id"] in crate
    assert crate["./"]["datePublished"] == context.as_of
    parts = {part["@id"] for part in crate["./"]["hasPart"]}
    assert parts == {download.path for download in context.downloads[:-1]}
    assert {crate[part]["@type"] for part in parts} == {"File"}
    zenodo = json.loads(zipped.read(".zenodo.json"))
    assert (zenodo["license"], zenodo["version"]) == ("cc0-1.0", "2024")
    assert zenodo["creators"] == [{"name": "The Tea School"}]
    assert {"identifier": "10.1234/tea.2024", "relation": "isDerivedFrom", "scheme": "doi"} in zenodo[
        "related_identifiers"
    ]
    assert yaml.safe_load(zipped.read("CITATION.cff"))["license"] == "CC0-1.0"


def test_each_file_states_what_it_is_for(tiny: Path) -> None:
    context, _ = made(tiny)
    purposes = {download.path: download.purpose for download in context.downloads}
    assert purposes["8-data/data-dictionary.csv"] == "What each column of the tables means."
    assert purposes["8-data/roadmap.csv"] != purposes["8-data/resources.csv"]
    page = zipfile.ZipFile(tiny / "docs/downloads" / context.downloads[-1].path).read("README.html").decode()
    assert all(page.count(f"<br>{purpose}") for path, purpose in purposes.items() if path.endswith(".csv"))


def test_the_words_about_the_data_have_a_title(tiny: Path) -> None:
    made(tiny)
    commons = open_commons(tiny)
    first, line, *_ = (tiny / "docs/downloads/8-data/about-the-data.txt").read_text("utf-8").splitlines()
    assert first == f"Data: {commons.framework.title}, edition {commons.framework.edition}"
    assert line == "=" * len(first)


def test_names_in_the_bundle_are_plain_and_bear_no_time(tiny: Path) -> None:
    context, _ = made(tiny)
    zipped = zipfile.ZipFile(tiny / "docs/downloads" / context.downloads[-1].path)
    for entry in zipped.infolist():
        assert entry.filename.isascii()
        assert not entry.filename.startswith("/")
        assert ".." not in entry.filename
        assert "\\" not in entry.filename
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)


def test_the_terms_of_the_project_are_in_the_bundle(tiny: Path) -> None:
    (tiny / "LICENSE-content").write_text("Do what you like.\n", "utf-8")
    context, _ = made(tiny)
    zipped = zipfile.ZipFile(tiny / "docs/downloads" / context.downloads[-1].path)
    assert zipped.read("LICENSE.txt") == b"Do what you like.\n"


@pytest.mark.slow
def test_the_same_content_gives_the_same_bytes_in_any_time_zone_and_locale(
    run: Callable[..., subprocess.CompletedProcess[str]], tiny: Path, tmp_path: Path
) -> None:
    command = ["toolkit", "--root", str(tiny), "--out"]
    abroad = {"TZ": "Pacific/Auckland", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}
    started = [sys.executable, "-m", "curriculum_commons", *command, str(tmp_path / "abroad")]
    subprocess.run(started, check=True, env={**os.environ, **abroad})
    assert run(*command, tmp_path / "here").returncode == 0
    assert downloads(tmp_path / "abroad") == downloads(tmp_path / "here")


def test_a_school_of_its_own_is_written_on_the_first_page(tiny: Path, tmp_path: Path) -> None:
    name = 'Müller & Søn <School> "of" {{Medicine}}'
    commons = open_commons(tiny)
    lay_out_toolkit(tiny, commons, white_label(tiny, commons, name, None, ()), tmp_path / "out", quiet)
    zipped = zipfile.ZipFile(io.BytesIO((tmp_path / "out/making-tea-toolkit.zip").read_bytes()))
    page = zipped.read("README.html").decode()
    assert f"Made for {name}." in html.unescape(page)
    assert "<School>" not in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "is empty; write the name, or leave it out"),
        (" ", "is empty; write the name, or leave it out"),
        ("a\tb", r'is "a\tb" and has a tab; write it on one line, without that'),
        ("a\nb", r'is "a\nb" and has a line break; write it on one line, without that'),
        (
            "a\x07b",
            r'is "a\x07b" and has the character "\x07", which cannot be seen; write it on one line, without that',
        ),
        ("x" * 121, f'is "{"x" * 59}…" and has 121 characters; a name may have 120'),
        (
            "北京",
            'is "北京" and has the character "北", which the fonts of the PDF lack; write it otherwise',
        ),
        (
            "Tea 😀",
            'is "Tea 😀" and has the character "😀", which the fonts of the PDF lack; write it otherwise',
        ),
    ],
)
def test_what_is_no_name_is_refused_in_one_sentence(tiny: Path, name: str, message: str) -> None:
    commons = open_commons(tiny)
    with pytest.raises(CallError) as caught:
        white_label(tiny, commons, name, None, ())
    assert str(caught.value) == f"--school {message}"
    with pytest.raises(CallError) as caught:
        white_label(tiny, commons, None, None, ("First", name))
    assert str(caught.value) == f"--phase {message}"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Müller & Søn", "Łódź – Ὀξφόρδη", "Факультет"])
def test_names_in_letters_that_the_pdf_has_are_taken(tiny: Path, name: str) -> None:
    assert white_label(tiny, open_commons(tiny), name, None, ()).name == name


@pytest.mark.slow
def test_texts_name_phases_as_the_school_does_or_else_the_site(tiny: Path) -> None:
    text = DATA.replace("folder", "render_macros: true\nfolder") + "\nFrom {{ phases() }} on.\n"
    (tiny / "toolkit/data.md").write_text(text, "utf-8")
    site = tiny / "data/site.yaml"

    def about_the_data(*phases: str) -> str:
        commons = open_commons(tiny)
        lay_out_toolkit(tiny, commons, white_label(tiny, commons, None, None, phases), tiny / "out", quiet)
        return " ".join((tiny / "out/8-data/about-the-data.txt").read_text("utf-8").split())

    assert "From each phase of the curriculum on." in about_the_data()
    site.write_text(site.read_text("utf-8") + "phases: [First cups, Later cups]\n", "utf-8")
    assert "From First cups and Later cups on." in about_the_data()
    assert "From MS1 & <b>, *Clerkships* and MS4 on." in about_the_data("MS1 & <b>", "*Clerkships*", "MS4")


@pytest.mark.slow
def test_two_phases_have_two_names(tiny: Path) -> None:
    with pytest.raises(CallError, match=r'^--phase "Clerkship" is there twice; give each phase a name of its own$'):
        white_label(tiny, open_commons(tiny), None, None, ("Clerkship", "Electives", "Clerkship "))


@pytest.mark.parametrize(
    ("key", "line"), [("school", 'school:\n  name: "北京"\n'), ("phases", 'phases:\n  - First\n  - "北京"\n')]
)
def test_a_name_of_the_site_that_the_pdf_cannot_show_is_reported_with_its_line(tiny: Path, key: str, line: str) -> None:
    (tiny / "toolkit/brew.md").write_text(
        DATA.replace("kind: data", "kind: document")
        .replace("[csv, json]", "[pdf]")
        .replace("title: Data", "title: Brew"),
        "utf-8",
    )
    site = tiny / "data/site.yaml"
    site.write_text(site.read_text("utf-8") + line, "utf-8")
    with pytest.raises(ContentError) as caught:
        made(tiny)
    (problem,) = caught.value.problems
    assert "北京" in site.read_text("utf-8").splitlines()[problem.line - 1]
    assert 'has the character "北", which the fonts of the PDF lack' in problem.message
    assert not (tiny / "docs/downloads").exists()


def test_a_folder_is_as_it_was_where_a_file_cannot_be_made(tiny: Path, tmp_path: Path) -> None:
    (tiny / "toolkit/brew.md").write_text(
        DATA.replace("kind: data", "kind: document")
        .replace("[csv, json]", "[pdf]")
        .replace("title: Data", "title: Brew")
        .replace("8-data", "9-brew")
        + "\n東\n",
        "utf-8",
    )
    out = tmp_path / "out"
    with pytest.raises(ContentError, match=r'^toolkit/brew\.md:11:1: has the character "東"'):
        lay_out_toolkit(tiny, open_commons(tiny), Brand(), out, quiet)
    assert not out.exists()


def test_a_toolkit_is_laid_into_a_folder_of_its_own(tiny: Path, tmp_path: Path) -> None:
    commons, out = open_commons(tiny), tmp_path / "out"
    assert lay_out_toolkit(tiny, commons, Brand(), out, quiet) == lay_out_toolkit(
        tiny, commons, Brand("Tea"), out, quiet
    )
    (out / ".DS_Store").write_bytes(b"")
    shutil.rmtree(tiny / ".commons")
    lay_out_toolkit(tiny, commons, Brand(), out, quiet)
    (out / "8-data/mine.txt").write_text("mine", "utf-8")
    with pytest.raises(
        CallError, match=r'out holds "8-data/mine\.txt", which is not a file of the toolkit; name a new or an'
    ):
        lay_out_toolkit(tiny, commons, Brand(), out, quiet)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["data", "data/new", "docs/downloads", "toolkit", "src/new", "site", ".commons", ".", "..", "mkdocs.yml"]
)
def test_no_toolkit_is_laid_into_the_project_itself(tiny: Path, name: str) -> None:
    before = downloads(tiny)
    with pytest.raises(CallError, match=r"name a folder of its own with --out$"):
        lay_out_toolkit(tiny, open_commons(tiny), Brand(), tiny / name, quiet)
    assert downloads(tiny) == before


def test_a_logo_needs_a_name(tiny: Path) -> None:
    with pytest.raises(CallError, match="a logo needs the name of its school"):
        white_label(tiny, open_commons(tiny), None, tiny / "docs/images/cup.png", ())


def test_the_size_of_a_file_that_is_not_made_is_not_invented(tiny: Path) -> None:
    commons = open_commons(tiny)
    context = context_for(tiny, commons)
    plan = plan_downloads(commons, context)
    sizes = {recipe.path: 12_345 for recipe, _ in plan.recipes[:1]}
    shown = show(commons, replace(context, downloads=plan.downloads(sizes)), "toolkit_list", (), "")
    assert re.findall(r"<small>(.*?)</small>", shown) == ["12 KB", *["size not known yet"] * (len(plan.recipes) - 1)]


def test_a_project_without_a_toolkit_offers_nothing(tiny: Path) -> None:
    (tiny / "toolkit/data.md").unlink()
    context, messages = made(tiny)
    assert (context.downloads, messages) == ((), [])
    assert not (tiny / "docs/downloads").exists()


def give_a_school(tiny: Path, logo: str) -> None:
    site = tiny / "data/site.yaml"
    school = f'school:\n  name: "=Tea & <School>"\n  logo: {logo}\n  phases: [First, Second]\n'
    site.write_text(site.read_text("utf-8") + school, "utf-8")


def test_the_site_of_a_school_has_its_name_logo_and_phases_in_its_files(tiny: Path) -> None:
    Image.new("RGB", (60, 40)).save(tiny / "docs/images/logo.png")
    give_a_school(tiny, "images/logo.png")
    brand = brand_of(tiny, open_commons(tiny))
    assert (brand.name, brand.phases) == ("=Tea & <School>", ("First", "Second"))
    assert brand.logo
    assert brand.logo.png.startswith(b"\x89PNG")


def test_a_logo_that_cannot_be_used_is_reported_with_its_line(tiny: Path) -> None:
    (tiny / "docs/images/logo.png").write_bytes(b"no picture")
    give_a_school(tiny, "images/logo.png")
    with pytest.raises(ContentError) as caught:
        made(tiny)
    (problem,) = caught.value.problems
    line = (tiny / "data/site.yaml").read_text("utf-8").splitlines()[problem.line - 1]
    assert line[problem.column - 1 :] == "images/logo.png"
    assert problem.message == "logo: logo.png is not a PNG or JPEG; save the logo as one of these"
