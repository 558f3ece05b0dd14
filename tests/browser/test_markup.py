"""Every page as a parser reads it: valid, and every link within the site leads somewhere."""

from __future__ import annotations

import warnings
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
from selectolax.lexbor import LexborHTMLParser

from .conftest import page_file

pytestmark = pytest.mark.slow

REFERENCES = ("href", "src", "poster", "data", "action")


@pytest.fixture(scope="module")
def trees(whole_site: Path) -> dict[str, LexborHTMLParser]:
    return {
        "/" + file.relative_to(whole_site).as_posix(): LexborHTMLParser(file.read_text("utf-8"))
        for file in sorted(whole_site.rglob("*.html"))
    }


def ids(tree: LexborHTMLParser) -> Counter[str]:
    return Counter(node.attributes["id"] for node in tree.css("[id]"))


def test_every_page_parses_without_an_error(whole_site: Path) -> None:
    faults = {}
    for file in sorted(whole_site.rglob("*.html")):
        parser = html5lib.HTMLParser()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parser.parse(file.read_text("utf-8"))
        if parser.errors:
            faults[file.relative_to(whole_site).as_posix()] = [str(error) for error in parser.errors[:5]]
    assert faults == {}


def test_no_id_is_used_twice_on_a_page(trees: dict[str, LexborHTMLParser]) -> None:
    twice = {name: [id_ for id_, n in ids(tree).items() if n > 1] for name, tree in trees.items()}
    assert {name: found for name, found in twice.items() if found} == {}


def test_every_link_within_the_site_leads_somewhere(whole_site: Path, trees: dict[str, LexborHTMLParser]) -> None:
    broken = []
    for name, tree in trees.items():
        for reference in references(tree):
            url = urlsplit(urljoin(f"http://site{name}", reference))
            if url.netloc != "site":
                continue
            file = page_file(whole_site, url.path)
            if not file.is_file() or not has_anchor(whole_site, trees, file, url.fragment):
                broken.append(f"{name}: {reference}")
    assert broken == []


def references(tree: LexborHTMLParser) -> list[str]:
    return [
        value
        for attribute in REFERENCES
        for node in tree.css(f"[{attribute}]")
        if node.tag != "meta" and (value := node.attributes[attribute]) is not None
    ]


def has_anchor(site: Path, trees: dict[str, LexborHTMLParser], file: Path, fragment: str) -> bool:
    if not fragment or file.suffix != ".html":
        return True
    return unquote(fragment) in ids(trees["/" + file.relative_to(site).as_posix()])
