"""A school's colors and logo are in everything that a site makes, and those of the program are nowhere."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import astuple
from email import message_from_bytes
from functools import partial
from pathlib import Path

import pikepdf
import pytest
from lxml import etree
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.downloads import plan_downloads
from curriculum_commons.build.engine_pages import preprocess
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.build.run import build
from curriculum_commons.editor.fields import fields_of
from curriculum_commons.editor.folder import EditableFolder
from curriculum_commons.model.palette import LIGHT, OURS, Palette, palette_of
from curriculum_commons.model.records import Site
from curriculum_commons.newsletter.files import batches
from curriculum_commons.newsletter.mail import as_shown_here, inline_pictures

TODAY = "2026-11-23"
PURPLE, GREEN = "#5b2a86", "#1b7f3b"
BRAND = f'brand:\n  logo: images/logo.png\n  color: "{PURPLE}"\n  accent: "{GREEN}"\n'
ALT = "Logo of The Tea School"
SLIDES = """---
title: Tea in slides
purpose: Tea, shown to a group.
kind: slides
formats: [pptx, pdf]
folder: 3-slides
---

## Tea

| Leaf | Color |
|---|---|
| Green | Pale |
"""
WORKBOOK = """---
title: {title}
purpose: Tea in a workbook.
kind: {kind}
formats: [xlsx]
folder: 4-workbooks
---

## Use

- [Tea](https://tea.example/)
"""


def every(made: Palette) -> Iterator[str]:
    *office, more = astuple(made.office)
    yield from (*astuple(made.light), *astuple(made.dark), *office, *more)


FOREIGN = {*every(OURS)} - {*every(palette_of(PURPLE, GREEN))}
# Excel writes the opacity before the color.
WRITTEN = re.compile(rf"(?<![0-9a-z])(?:ff)?({'|'.join(color[1:] for color in FOREIGN)})(?![0-9a-z])", re.IGNORECASE)
SHADES = {tuple(round(part / 255, 2) for part in bytes.fromhex(color[1:])) for color in FOREIGN}
IN_PDF = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:scn?|SCN?|rg|RG)\b")


def add_brand(content: Path, to: Path) -> None:
    shutil.copytree(content, to, dirs_exist_ok=True)
    Image.new("RGBA", (400, 100), (91, 42, 134, 255)).save(to / "docs/images/logo.png")
    with (to / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write(BRAND)
    texts = {"slides": SLIDES, "data": (to / "toolkit/data.md").read_text("utf-8").replace("[csv]", "[xlsx, csv]")}
    for name, kind in (("mapping", "mapping workbook"), ("planner", "roadmap planner")):
        texts[name] = WORKBOOK.format(title=name.capitalize(), kind=kind)
    for name, text in texts.items():
        (to / f"toolkit/{name}.md").write_text(text, "utf-8")
    build(to, "mkdocs", TODAY, lambda _: None)


@pytest.fixture(scope="session")
def branded(small_project: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A small project with a brand, with its site built: to read, never to write."""
    return once("branded", partial(add_brand, small_project))


def contents(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file, or what is in it where it is an archive or a message."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for one in archive.namelist():
                yield from contents(f"{name}!{one}", archive.read(one))
    elif name.endswith(".eml"):
        for part in message_from_bytes(content).walk():
            if not part.is_multipart():
                yield f"{name}!{part.get_content_type()}", bytes(part.get_payload(decode=True))
    else:
        yield name, content


def foreign(name: str, content: bytes) -> set[object]:
    """Return the colors of the program that a file has."""
    if content.startswith(b"%PDF"):
        return set(colors_of_pdf(content)) & SHADES
    if name.endswith((".ico", ".png")):
        picture = Image.open(io.BytesIO(content)).convert("RGBA")
        seen = {color[:3] for _, color in picture.getcolors(100_000) or () if color[3] == 255}
        return {"#" + bytes(color).hex() for color in seen} & FOREIGN
    return {found.lower() for found in WRITTEN.findall(content.decode("utf-8", "replace"))}


def colors_of_pdf(content: bytes) -> Iterator[tuple[float, ...]]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            for color in IN_PDF.findall(page.Contents.read_bytes()):
                yield tuple(round(float(part), 2) for part in color)


@pytest.mark.slow
def test_no_color_of_the_program_is_in_any_file(branded: Path) -> None:
    files = {file.relative_to(branded).as_posix(): file.read_bytes() for file in (branded / "site").rglob("*.*")}
    parts = [part for name, content in files.items() if "pagefind" not in name for part in contents(name, content)]
    assert {name: found for name, content in parts if (found := foreign(name, content))} == {}
    endings = {name.rpartition(".")[2] for name, _ in parts}
    assert {"html", "css", "svg", "ico", "xml", "pdf"} <= endings
    assert {Path(name).suffix for name in files} >= {".docx", ".pptx", ".xlsx", ".eml", ".zip"}


@pytest.mark.slow
def test_a_color_of_the_program_would_be_found(small_site: Path) -> None:
    site = small_site / "site"
    for path in ("assets/commons.css", "favicon.ico", "feeds/feed.css", "newsletter/latest.html"):
        assert foreign(path, (site / path).read_bytes()), path
    for path in ("brief.docx", "brief.pdf"):
        parts = contents(path, (site / "downloads/1-brief" / path).read_bytes())
        assert any(foreign(name, content) for name, content in parts), path
    assert foreign("xl/styles.xml", b'<fgColor rgb="FF0B5D5E"/>') == {"0b5d5e"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("1-brief/brief.docx", "word/styles.xml"),
        ("3-slides/slides.pptx", "ppt/theme/theme1.xml"),
        ("4-workbooks/mapping.xlsx", "xl/styles.xml"),
        ("4-workbooks/planner.xlsx", "xl/styles.xml"),
        ("2-data/competencies.xlsx", "xl/styles.xml"),
    ],
)
def test_office_files_have_the_colors_of_the_school(branded: Path, path: str, part: str) -> None:
    parts = dict(contents("", (branded / "site/downloads" / path).read_bytes()))
    assert PURPLE[1:].encode() in parts[f"!{part}"].lower()


@pytest.mark.slow
@pytest.mark.parametrize("path", ["1-brief/brief.pdf", "3-slides/slides.pdf"])
def test_pdf_has_the_colors_of_the_school(branded: Path, path: str) -> None:
    wanted = tuple(round(part / 255, 2) for part in bytes.fromhex(PURPLE[1:]))
    assert wanted in set(colors_of_pdf((branded / "site/downloads" / path).read_bytes()))


@pytest.mark.slow
def test_style_sheets_and_icon_have_the_colors_of_the_school(branded: Path) -> None:
    site, made = branded / "site", palette_of(PURPLE, GREEN)
    for path in ("assets/commons.css", "assets/favicon.svg", "feeds/feed.css", "newsletter/latest.html"):
        text = (site / path).read_text("utf-8")
        assert PURPLE in text, path
        assert made.dark.teal in text, path
    with Image.open(site / "favicon.ico") as icon:
        assert icon.info["sizes"] == {(32, 32), (48, 48)}
        assert (*bytes.fromhex(PURPLE[1:]), 255) in {color for _, color in icon.convert("RGBA").getcolors(10_000) or ()}


@pytest.mark.slow
def test_pages_show_the_logo_and_describe_it(branded: Path) -> None:
    for path, up in (("index.html", ""), ("competencies/t-1/index.html", "../../")):
        logo = LexborHTMLParser((branded / "site" / path).read_bytes()).css_first(".masthead img.logo")
        assert logo is not None
        assert logo.attrs["src"] == f"{up}images/logo.png"
        assert [logo.attrs[name] for name in ("alt", "width", "height")] == [ALT, "400", "100"]
    assert ".logo" in (branded / "site/assets/commons.css").read_text("utf-8")


@pytest.mark.slow
def test_mails_show_the_logo_and_describe_it(branded: Path) -> None:
    mail = next((branded / "site/newsletter").glob("*/issue.html"))
    logo = LexborHTMLParser(mail.read_bytes()).css_first("img")
    assert logo is not None
    assert logo.attrs["src"] == "https://tea.example/images/logo.png"
    assert [logo.attrs[name] for name in ("alt", "width", "height")] == [ALT, "200", "50"]
    # Where pictures are blocked, the words are read on the white of the logo in a dark scheme too.
    assert {"background-color:#ffffff", f"color:{palette_of(PURPLE).light.ink}"} <= {
        *logo.attrs.sget("style").split(";")
    }
    assert "Logo" not in mail.with_name("issue.txt").read_text("utf-8")


@pytest.mark.slow
def test_a_test_of_a_mail_brings_the_logo_along(branded: Path) -> None:
    commons = open_commons(branded)
    inline = inline_pictures(commons, commons.issues[0], lambda path: (branded / "docs" / path).read_bytes())
    mail = (branded / "site" / commons.issues[0].page.url / "issue.html").read_text("utf-8")
    logo = LexborHTMLParser(as_shown_here(mail, inline)).css_first("img")
    assert logo is not None
    assert logo.attrs.sget("src").startswith("data:image/png;base64,")


def test_the_form_asks_for_logo_and_colors() -> None:
    asked = next(field for field in fields_of(Site) if field["name"] == "brand")["fields"]
    assert [(field["name"], field["widget"]) for field in asked] == [
        ("logo", "image"),
        ("color", "string"),
        ("accent", "string"),
    ]
    for field in asked[1:]:
        pattern, message = field["pattern"]
        assert [bool(re.search(pattern, text)) for text in ("#5b2a86", "#528", "purple", "5b2a86")] == [True] * 2 + [
            False
        ] * 2
        assert message == 'This is not a color, as in "#5b2a86".'


def test_a_logo_from_the_form_begins_with_a_slash(project: Path) -> None:
    Image.new("RGB", (64, 64)).save(project / "docs/images/logo.png")
    with (project / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write("brand:\n  logo: /images/logo.png\n")
    assert open_commons(project).site.logos == (("images/logo.png", ("brand", "logo")),)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "part", "attribute"),
    [
        ("1-brief/brief.docx", "word/document.xml", "descr"),
        ("3-slides/slides.pptx", "ppt/slides/slide1.xml", "descr"),
        ("4-workbooks/mapping.xlsx", "xl/drawings/drawing1.xml", "descr"),
    ],
)
def test_office_files_show_the_logo_and_describe_it(branded: Path, path: str, part: str, attribute: str) -> None:
    parts = dict(contents("", (branded / "site/downloads" / path).read_bytes()))
    described = etree.fromstring(parts[f"!{part}"]).xpath(f"//@{attribute}")
    assert ALT in described


@pytest.mark.slow
@pytest.mark.parametrize("path", ["1-brief/brief.pdf", "3-slides/slides.pdf"])
def test_pdf_shows_the_logo_and_describes_it(branded: Path, path: str) -> None:
    with pikepdf.open(branded / "site/downloads" / path) as pdf:
        assert any(one.get("/Subtype") == "/Image" for one in pdf.objects if isinstance(one, pikepdf.Stream))
        texts = [str(one["/Alt"]) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    assert ALT in texts


def recolor(project: Path, color: str) -> None:
    file = project / "data/site.yaml"
    file.write_text(file.read_text("utf-8").replace(PURPLE, color), "utf-8")


@pytest.mark.slow
def test_another_color_is_another_key_of_documents_and_mails(branded: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(branded, tmp_path / "project", ignore=shutil.ignore_patterns("site")))

    def keys() -> tuple[dict[str, bytes], list[str]]:
        commons = open_commons(project)
        context = context_for(project, commons)
        recipes = {one.path: one.ingredients for one, _ in plan_downloads(commons, context).recipes}
        return recipes, [batch.ingredients for batch in batches(commons, context)]

    before, mails = keys()
    recolor(project, "#0000c0")
    after, others = keys()
    shown = {path for path in before if path.endswith(("docx", "pdf", "pptx", "xlsx"))}
    assert {path for path in before if before[path] != after[path]} >= shown
    assert not {*mails} & {*others}


def test_a_style_sheet_of_the_site_stays_as_it_is(project: Path) -> None:
    with (project / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write(f'brand:\n  color: "{PURPLE}"\n')
    commons = open_commons(project)
    manuscripts = preprocess(project, commons, context_for(project, commons), "mkdocs", ())
    own = {"assets/commons.css": f"a {{ color: {LIGHT.teal} }}".encode()}
    assert manuscripts.with_brand(own) == own
    form = EditableFolder(project)
    assert PURPLE.encode() in form.styles(commons.palette)["assets/commons.css"]
    (project / "theme/assets").mkdir(parents=True)
    (project / "theme/assets/commons.css").write_bytes(own["assets/commons.css"])
    assert form.styles(commons.palette)["assets/commons.css"] == own["assets/commons.css"]


@pytest.mark.parametrize(
    ("brand", "warned"),
    [
        ('color: "#5b2a86"', []),
        ('color: "#F2C94C"', [("color", "#f2c94c")]),
        ('color: "#528"\n  accent: "#9cf"', [("accent", "#99ccff")]),
        ('color: "#ffffff"\n  accent: "#ffff00"', [("color", "#ffffff"), ("accent", "#ffff00")]),
    ],
)
def test_a_school_knows_which_of_its_colors_is_shown_in_another_shade(
    tiny: Path, brand: str, warned: list[tuple[str, str]]
) -> None:
    with (tiny / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write(f"brand:\n  {brand}\n")
    warnings = open_commons(tiny).warnings
    assert {one.code for one in warnings} <= {"color-too-light"}
    found = [re.match(r'(\w+): "(#\w+)" is too light', one.message) for one in warnings]
    assert [one.groups() for one in found if one] == warned
