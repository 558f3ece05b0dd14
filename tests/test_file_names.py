"""Every file of the content has a name that all systems can have, and is reported once where it has not."""

from __future__ import annotations

import mimetypes
import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from curriculum_commons.build.project import open_commons
from curriculum_commons.content.file_names import media_type, name_refusal
from curriculum_commons.model.problems import ContentError, Problem

with BytesIO() as written:
    Image.new("L", (1, 1)).save(written, "PNG")
    PICTURE = written.getvalue()
REFUSED = [
    *["competencies/com1.md", "aux.md", "images/nul.png", "a:b.png", "images/<tea>.png", 'images/"tea".png', "a|b.txt"],
    *[
        "why?.md",
        "all*.png",
        "a\\b.png",
        "images/tea.",
        "images/tea .png ",
        " tea.png",
        "tea\u00a0cup.png",
        "a\u202fb.md",
    ],
    *["tea\u200bcup.png", "tea\x07.png", "CON", "Lpt9.a.txt", "com².md", f"images/{'t' * 130}.png", "prn .txt"],
]


@pytest.mark.slow
@pytest.mark.parametrize("path", REFUSED)
def test_a_name_that_another_system_refuses_is_reported_once(tiny: Path, path: str) -> None:
    (tiny / "docs" / path).write_bytes(PICTURE if path.lower().endswith(("png", "png ")) else b"tea")
    reported = problems(tiny)
    assert [(one[0].startswith("docs/"), one[1]) for one in reported] == [(True, "file-name")]


@pytest.mark.parametrize(
    "path", ["com.md", "com10.md", "console.md", "auxiliary.md", "null.png", "é.png", "茶.png", "a b.png"]
)
def test_a_name_that_every_system_can_have_is_accepted(path: str) -> None:
    assert name_refusal(f"docs/{path}") is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("one", "other"), [("Tea.png", "tea.png"), ("caf\u00e9.png", "cafe\u0301.png"), ("Ärzte.txt", "ärzte.txt")]
)
def test_of_two_files_that_some_system_takes_for_one_the_second_is_reported(tiny: Path, one: str, other: str) -> None:
    for name in (one, other):
        (tiny / "docs/images" / name).write_bytes(PICTURE if name.lower().endswith(("png", "png ")) else b"tea")
    assert [code for _, code, message in problems(tiny) if "remove or rename one" in message] == ["file-name"]
    assert len(problems(tiny)) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["data/nul.yaml", "data/a:b.yaml", "data/tea\u00a0.yaml", "toolkit/con.md", "docs/aux"]
)
def test_names_are_looked_at_in_every_folder(tiny: Path, path: str) -> None:
    (tiny / path).parent.mkdir(exist_ok=True)
    (tiny / path).write_text("a: b", "utf-8")
    assert [code for _, code, _ in problems(tiny)] == ["file-name"]


def test_a_folder_is_reported_and_not_what_is_in_it(tiny: Path) -> None:
    (tiny / "docs/aux").mkdir()
    for name in ("a.md", "b:c.md"):
        (tiny / "docs/aux" / name).write_text("x", "utf-8")
    assert [place for place, _, _ in problems(tiny)] == ["docs/aux"]


def problems(root: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(ContentError) as raised:
        open_commons(root)
    return [(one.place, one.code, one.message) for one in raised.value.problems]


@pytest.mark.parametrize("twin", ["About", "aBout"])
def test_a_folder_of_a_wrong_name_hides_no_page(tiny: Path, twin: str) -> None:
    (tiny / "docs" / twin).mkdir()
    (tiny / "docs" / twin / "cup.txt").write_text("Tea", "utf-8")
    (reported,) = problems(tiny)
    assert reported[:2] in {("docs/about", "file-name"), (f"docs/{twin}", "file-name")}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("theme/commons.js", "text/javascript"),
        ("a/Cup.WEBP", "image/webp"),
        ("tea.png", "image/png"),
        ("index.html", "text/html"),
        ("tea.qvazhin", None),
    ],
)
def test_a_system_that_calls_scripts_plain_text_is_not_asked(
    name: str, kind: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ending in (".js", ".webp", ".png", ".qvazhin"):  # as the registry of Windows may have it
        monkeypatch.setitem(mimetypes.types_map, ending, "text/plain")
    assert media_type(name) == kind


def test_the_place_of_a_problem_can_be_written_whatever_the_name_of_its_file_is() -> None:
    for path in (os.fsdecode(b"docs/\xff\xfe.md"), "docs/a\nb.md", "docs/\u202ea.md"):
        problem = Problem(path, 3, 1, "is too large", "too-large")
        for text in (problem.place, str(problem), str(problem.as_data["path"])):
            assert text.isprintable()
            text.encode()
