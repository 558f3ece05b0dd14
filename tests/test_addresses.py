"""An address is written in the form that every program can follow, wherever it is shown; what is encoded stays so."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.html_page import tidy
from curriculum_commons.build.project import open_commons
from curriculum_commons.documents.pandoc import linked
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Issue, Page
from curriculum_commons.model.problems import ContentError
from curriculum_commons.model.records import IssueMeta, Reference, Resource
from curriculum_commons.model.urls import doi_address, encoded, readable, work_key
from curriculum_commons.newsletter.content import content
from curriculum_commons.newsletter.feeds import feed_files
from curriculum_commons.render import show

ADDRESSES = {
    "https://a.example/a b/c": "https://a.example/a%20b/c",
    "https://a.example/Grüße?q=Tee trinken#Über": "https://a.example/Gr%C3%BC%C3%9Fe?q=Tee%20trinken#%C3%9Cber",
    "https://a.example/(SICI)1097:8<693::AID>3.0.CO;2-O": "https://a.example/(SICI)1097:8%3C693::AID%3E3.0.CO;2-O",
    'https://a.example/a"b|c[d]{e}^f`g\\h': "https://a.example/a%22b%7Cc%5Bd%5D%7Be%7D%5Ef%60g%5Ch",
    "https://a.example/x?a[]=1|2&b=<c>": "https://a.example/x?a%5B%5D=1%7C2&b=%3Cc%3E",
    "https://a.example/%C3%BC%20%7c": "https://a.example/%C3%BC%20%7c",
    "https://a.example/100%?of=50%zz": "https://a.example/100%25?of=50%25zz",
    "https://a.example/a#b#c": "https://a.example/a#b%23c",
    "https://müller.example:8080/ü": "https://xn--mller-kva.example:8080/%C3%BC",
    "https://faß.example": "https://xn--fa-hia.example",
    "https://例え.jp/パス": "https://xn--r8jz45g.jp/%E3%83%91%E3%82%B9",
    "http://[2001:db8::1]:80/x": "http://[2001:db8::1]:80/x",
    "https://a.example/?": "https://a.example/?",
    "mailto:tea@a.example?subject=Grüße an alle": "mailto:tea@a.example?subject=Gr%C3%BC%C3%9Fe%20an%20alle",
    "../images/eine Tasse.png": "../images/eine%20Tasse.png",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_encoded_once(address: str) -> None:
    assert encoded(address) == ADDRESSES[address]
    assert encoded(ADDRESSES[address]) == ADDRESSES[address]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"])))
def test_whatever_is_typed_becomes_an_address_that_leads_to_the_same(text: str) -> None:
    address = encoded(f"https://a.example/{text}")
    assert address.isascii()
    assert not set(address) & set(' <>"\\^`{|}[]')
    assert encoded(address) == address
    assert unquote(address) == unquote(f"https://a.example/{text}")


def test_people_see_an_address_in_their_letters() -> None:
    shown = "https://müller.example/Grüße/パス?q=ä"
    assert readable(encoded(shown)) == shown
    for address in ("https://a.example/a%20b%C3%BC", "https://a.example/%2F%FF", doi_address("10.1000/a<b>")):
        assert readable(address) == address


ODD = 'https://müller.example/a|b[c]<d>"e"%20f'
SAFE = "https://xn--mller-kva.example/a%7Cb%5Bc%5D%3Cd%3E%22e%22%20f"


@pytest.mark.parametrize("field", ["url", "terms"])
def test_addresses_of_records_are_encoded(tiny: Path, field: str) -> None:
    resource = open_commons(tiny).resources[0].model_dump()
    resource |= {"url": ODD} if field == "url" else {"terms": {**resource["terms"], "url": ODD}}
    made = Resource.model_validate(resource)
    assert (made.url if field == "url" else made.terms.url) == SAFE


def test_addresses_are_encoded_on_pages_in_mails_documents_and_feeds(tiny: Path) -> None:
    file = tiny / "data/resources.yaml"
    file.write_text(file.read_text("utf-8").replace("https://kettle.example/film", f"'{ODD}'", 1), "utf-8")
    commons = open_commons(tiny)
    context = BuildContext.of(commons)
    for folders in ((), ("toolkit",)):
        assert f'href="{SAFE}"' in show(commons, context, "resource_finder", (), "", folders=folders)
    assert any(
        SAFE.encode() in made for path, made in feed_files(commons, context) if path.startswith("feeds/resources")
    )
    assert tidy(ODD) == SAFE
    link = {"t": "Link", "c": [["", [], []], [], [ODD, ""]]}
    assert linked([link], lambda target: target)[0]["c"][2][0] == SAFE


def test_a_link_of_an_issue_is_encoded(tiny: Path) -> None:
    top = {
        "title": "Tea", "summary": "What has changed in the two competencies of tea.", "date": "2026-11-23",
        "audience": "all", "authors": ("us",),
    }  # fmt: skip
    page = Page("newsletter/2026-11-tea.md", IssueMeta.model_validate(top), f"[x](<{ODD.replace('<d>', 'd')}>)\n", 10)
    commons = replace(open_commons(tiny), pages=(page,))
    html = content(commons, BuildContext.of(commons), Issue(page, commons.issues[0].meta))
    node = LexborHTMLParser(html).css_first("a")
    assert node is not None
    assert node.attrs["href"] == SAFE.replace("%3Cd%3E", "d")


# ---- Works whose id is an address ----

ZOTERO = "http://zotero.org/users/123/items/ABCD2345"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (ZOTERO, "zotero-abcd2345"),
        ("http://zotero.org/users/local/aBc1/items/QX7", "zotero-qx7"),
        ("https://www.zotero.org/groups/55/items/ABCD2345", "zotero-abcd2345"),
        ("https://doi.org/10.1002/(sici)1<2>", "doi-org-10-1002-sici-1-3c2-3e"),
        ("leaf-2024", "leaf-2024"),
    ],
)
def test_the_address_of_a_work_has_a_short_name_of_its_own(name: str, key: str) -> None:
    work = Reference.model_validate({"id": name, "type": "book", "title": "Tea"})
    assert work.id == work_key(name) == key


def renamed(root: Path, old: str, new: str, *files: str) -> None:
    for name in files:
        file = root / name
        assert old in file.read_text("utf-8")
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")


def test_a_work_with_an_address_can_be_cited_by_both(tiny: Path) -> None:
    renamed(tiny, "id: leaf-2024", f"id: {ZOTERO}", "data/references.yaml")
    for file in sorted((tiny / "data").glob("*.yaml")):
        file.write_text(file.read_text("utf-8").replace("reference: leaf-2024", f"reference: {ZOTERO}"), "utf-8")
    for file in sorted((tiny / "docs").rglob("*.md")):
        text = (
            file.read_text("utf-8")
            .replace('"leaf-2024"', f'"{ZOTERO}"')
            .replace("ref-leaf-2024", "ref-zotero-abcd2345")
        )
        file.write_text(text, "utf-8")
    commons = open_commons(tiny)
    assert "zotero-abcd2345" in commons.reference
    shown = [show(commons, BuildContext.of(commons), "cite", (name,), "") for name in (ZOTERO, "zotero-abcd2345")]
    assert shown[0] == shown[1]
    assert "#ref-zotero-abcd2345" in unescape(shown[0])


def test_unknown_and_repeated_addresses_are_reported(tiny: Path) -> None:
    works = tiny / "data/references.yaml"
    text = works.read_text("utf-8")
    entries = "".join(
        f'  - {{ id: "{name}", type: book, title: "{name[-2:]}" }}\n' for name in (ZOTERO, ZOTERO.lower())
    )
    works.write_text(f"{text.rstrip()}\n{entries}", "utf-8")
    for file in sorted((tiny / "data").glob("*.yaml")):
        new = file.read_text("utf-8").replace("reference: leaf-2024", f"reference: {ZOTERO}X", 1)
        file.write_text(new, "utf-8")
    with pytest.raises(ContentError) as caught:
        open_commons(tiny)
    found = {problem.code for problem in caught.value.problems}
    assert {"duplicate-name", "unknown-reference"} <= found
