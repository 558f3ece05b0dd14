"""The language of a site is one of the registry, and every program that is given it takes it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pikepdf
import pytest
from pptx import Presentation

from curriculum_commons.build.run import build
from curriculum_commons.model.languages import is_from_right, language_refusal, office_language, typst_language

TODAY = "2026-11-23"
SLIDES = """---
title: Slides
purpose: Talk of tea.
kind: slides
formats: [pptx, pdf]
folder: 1-talk
---

## Tea

- Leaves
"""


@pytest.mark.parametrize(
    "tag",
    [
        *["en", "pt-BR", "zh-Hant", "es-419", "haw", "fil", "zh-Hans-CN", "sr-Latn", "de-1996", "ar-EG", "yue", "ckb"],
        *[
            "sl-rozaj",
            "ca-valencia",
            "mi",
            "nv",
            "ase",
            "sl-rozaj-biske-1994",
            "cmn",
            "tl",
            "en-x-iw",
            "de-u-co-phonebk",
        ],
    ],
)
def test_a_language_of_the_registry_is_accepted(tag: str) -> None:
    assert language_refusal(tag) is None


@pytest.mark.parametrize(
    ("tag", "guess"),
    [
        *[("english", "en"), ("Portugese", "pt"), ("en_US", "en-US"), ("zh_Hant", "zh-Hant"), ("EN", "en")],
        *[("pt-br", "pt-BR"), ("eng", "en"), ("ger", "de"), ("jp", "ja"), ("en-UK", "en-GB"), ("zh-min-nan", "nan")],
        *[("iw", "he"), ("jw", "jv"), ("en-BU", "en-MM"), ("sr-Latn-YU", "sr-Latn-RS")],
    ],
)
def test_a_tag_that_is_nearly_right_is_refused_with_the_right_one(tag: str, guess: str) -> None:
    assert str(language_refusal(tag)).endswith(f'; did you mean "{guess}"?')


@pytest.mark.parametrize(
    "tag", ["xx", "en-XX", "und", "mul", "qaa", "x-tea", "e", "en-", "de-de-de", "中文", "klingonish", "en-us-posix"]
)
def test_what_is_no_language_is_refused(tag: str) -> None:
    assert language_refusal(tag)


def test_programs_get_a_language_as_they_name_it() -> None:
    office = {"en": "en-US", "zh-Hant": "zh-TW", "es-419": "es-419", "haw": "haw-US", "sr-Latn": "sr-Latn-RS"}
    assert {tag: office_language(tag) for tag in office} == office
    assert typst_language("zh-Hant") == {"lang": "zh", "region": "TW"}
    assert typst_language("es-419") == {"lang": "es", "region": None}
    assert [tag for tag in ("ar", "arn", "fil", "he-IL", "az-Arab", "ku", "ckb") if is_from_right(tag)] == [
        "ar",
        "he-IL",
        "az-Arab",
        "ckb",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["zh-Hant", "es-419", "haw", "sr-Latn"])
def test_a_site_is_built_in_any_language(project: Path, tag: str) -> None:
    with (project / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write(f"language: {tag}\n")
    (project / "toolkit/slides.md").write_text(SLIDES, "utf-8")
    assert build(project, "mkdocs", TODAY, lambda _: None).warnings == ()
    site = project / "site"
    assert f'<html lang="{tag}"' in (site / "index.html").read_text("utf-8")
    assert f'"{tag.lower()}":' in (site / "pagefind/pagefind-entry.json").read_text("utf-8")
    assert f'xml:lang="{tag}"' in (site / "newsletter/feed.xml").read_text("utf-8")
    assert f'lang="{tag}"' in next(site.glob("newsletter/*/issue.html")).read_text("utf-8")
    files = {file.name: file for file in (site / "downloads").rglob("*")}
    office = office_language(tag)
    assert office in docx.Document(str(files["brief.docx"])).styles.element.xpath("//w:rPrDefault//w:lang/@*")
    slide = ZipFile(BytesIO(files["slides.pptx"].read_bytes())).read("ppt/slides/slide2.xml")
    assert f'lang="{office}"'.encode() in slide
    assert Presentation(str(files["slides.pptx"])).core_properties.language == tag
    with pikepdf.open(files["brief.pdf"]) as pdf:
        assert str(pdf.Root.Lang).partition("-")[0] == tag.partition("-")[0]
