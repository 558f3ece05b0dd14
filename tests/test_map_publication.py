"""Nothing of a curriculum map is on a site unless its school publishes it."""

from __future__ import annotations

import gzip
import shutil
from collections import defaultdict
from collections.abc import Iterator
from email import message_from_bytes
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest

from curriculum_commons.content.load import load
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.problems import ContentError
from curriculum_commons.render import signatures
from curriculum_commons.validation.gates.evaluate import Subject, evaluate
from curriculum_commons.validation.validate import validate

QUIET = "data/maps/qvazhin-2026.yaml"
TODAY = "2026-11-23"


def parts(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file with its name, and all that is packed in it."""
    yield name, name.encode() + b"\n" + content
    if content.startswith(b"PK\x03\x04"):
        with ZipFile(BytesIO(content)) as archive:
            for one in archive.namelist():
                yield from parts(f"{name}!{one}", archive.read(one))
    elif content.startswith(b"\x1f\x8b"):
        yield name, gzip.decompress(content)
    elif content.startswith(b"%PDF"):
        yield from ((name, part) for part in parts_of_pdf(content))
    elif name.endswith(".eml"):
        bodies = (part for part in message_from_bytes(content).walk() if not part.is_multipart())
        yield from ((name, bytes(part.get_payload(decode=True))) for part in bodies)


def parts_of_pdf(content: bytes) -> Iterator[bytes]:
    with pikepdf.open(BytesIO(content)) as pdf:
        for one in pdf.objects:
            yield str(one).encode("utf-8", "replace")
            if isinstance(one, pikepdf.Stream) and not is_picture(one):
                yield one.read_bytes()


def is_picture(stream: pikepdf.Stream) -> bool:
    return stream.get("/Subtype") == "/Image"


def files_with(word: str, site: Path) -> dict[str, list[str]]:
    """Return the files that have a word, whatever its capitals, by suffix."""
    found = defaultdict[str, list[str]](list)
    for file in sorted(one for one in site.rglob("*") if one.is_file()):
        for name, content in parts(file.relative_to(site).as_posix(), file.read_bytes()):
            if word.encode() in content.lower():
                found[name.rpartition(".")[2]].append(name)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["small_site", "whole_site"])
def test_nothing_of_a_map_that_is_not_published_is_in_any_file(name: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(name)
    site = folder / "site" if (folder / "site").is_dir() else folder
    assert (site.parent / QUIET).is_file()
    assert not files_with("qvazhin", site)


def test_a_word_would_be_found_wherever_it_was(small_site: Path) -> None:
    found = files_with("boil", small_site / "site")
    assert found.keys() >= {"html", "csv", "json", "xml", "eml", "txt", "pf_fragment", "pf_index"}
    assert any(".zip!" in name for name in found["csv"])
    assert any(".docx!word/document" in name for name in files_with("what this is about", small_site / "site")["xml"])


@pytest.fixture
def mapped(tiny: Path) -> Path:
    """The smallest content with a map that is not published."""
    (tiny / "data/maps").mkdir()
    shutil.copy(Path(__file__).parent / "qvazhin.yaml", tiny / QUIET)
    return tiny


def commons_of(project: Path) -> Commons:
    return validate(load(project), signatures())


def test_only_published_maps_enter_the_commons(mapped: Path) -> None:
    assert commons_of(mapped).maps == ()
    quiet = (mapped / QUIET).read_text("utf-8")
    shown = quiet.replace("Qvazhin School", "Example School").replace("share: true", "publish: true")
    (mapped / "data/maps/example.yaml").write_text(shown, "utf-8")
    assert [one.school for one in commons_of(mapped).maps] == ["Example School of Tea"]


def test_a_published_map_is_of_this_edition(mapped: Path) -> None:
    quiet = (mapped / QUIET).read_text("utf-8").replace("2024", "2019")
    (mapped / QUIET).write_text(quiet, "utf-8")
    assert commons_of(mapped).maps == ()
    (mapped / QUIET).write_text(quiet.replace("share: true", "publish: true"), "utf-8")
    with pytest.raises(ContentError, match=r"map-of-another-edition|commons map upgrade"):
        commons_of(mapped)


@pytest.mark.parametrize(
    ("old", "new", "gate"),
    [
        ("Qvazhin director", "Dr. Jane Doe", "person-without-consent"),
        ("Qvazhin course", "Mail jane.doe@gmail.com", "person-without-consent"),
        ("A qvazhin cup", "Patient, DOB 03/14/1952", "patient-data"),
    ],
)
def test_the_gates_look_into_maps(mapped: Path, old: str, new: str, gate: str) -> None:
    text = (mapped / QUIET).read_text("utf-8")
    (mapped / QUIET).write_text(text.replace(old, new), "utf-8")
    found = evaluate(mapped, Subject.of(commons_of(mapped)), TODAY).problems
    line = text[: text.index(old)].count("\n") + 1
    assert [(one.path, one.line, one.code) for one in found] == [(QUIET, line, gate)]


def test_a_folder_of_maps_may_be_missing_or_have_no_map(mapped: Path) -> None:
    shutil.rmtree(mapped / "data/maps")
    assert commons_of(mapped).maps == ()
    (mapped / "data/maps").mkdir()
    (mapped / "data/maps/recipes.yaml").write_text("recipes: []\n", "utf-8")
    assert commons_of(mapped).maps == ()
