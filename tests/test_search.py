"""Pages and the records on them can be found, each by itself, and the index of the same site is the same."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from curriculum_commons.build.html_page import BuiltPage
from curriculum_commons.build.search import Entry, SearchIndex, entries, in_order

TEACH = """<!doctype html><html lang="en"><body><nav>Sections</nav><main><article id="Page-text"><h1>Teach</h1>
<p>Everything about pouring.</p><form><select><option>Video (1)</option></select></form>
<div data-pagefind-ignore><a href="#r-pot">The pot</a></div><svg><text>drawn</text></svg>
<article id="r-pot" data-search-record data-search-title="The pot" data-search-competency="t-1 t-2"
  data-search-format="video" data-search-stage=""><h3>The pot</h3><p>House of Tea</p><p>How to hold it.</p></article>
<article id="r-leaf" data-search-record data-search-title="A leaf" data-search-competency="t-1"
  data-search-format="guide"><h3>A leaf</h3><p>Which to take.</p></article>
</article></main></body></html>"""
HOME = "<!doctype html><html><body><main><article><h1>Tea Commons</h1><p>Welcome.</p></article></main></body></html>"


def page(path: str, html: str) -> BuiltPage:
    return BuiltPage(path, html.encode())


def test_each_record_is_an_entry_of_its_own() -> None:
    *records, whole = entries(page("teach/index.html", TEACH).parse())
    assert records == [
        Entry(
            "teach/#r-pot",
            "The pot",
            "House of Tea · How to hold it.",
            {"competency": ["t-1", "t-2"], "format": ["video"]},
        ),
        Entry("teach/#r-leaf", "A leaf", "Which to take.", {"competency": ["t-1"], "format": ["guide"]}),
    ]
    assert whole.url == "teach/"


def test_the_page_does_not_repeat_its_records_nor_its_filters() -> None:
    *_, whole = entries(page("teach/index.html", TEACH).parse())
    words = BuiltPage("x", whole.content.encode()).parse().text.text().split()
    assert words == ["Teach", "Everything", "about", "pouring."]


def test_the_page_for_unknown_addresses_cannot_be_found() -> None:
    assert list(entries(page("404.html", HOME).parse())) == []


@pytest.mark.parametrize("path", ["contribute/index.html", "contribute/change-the-roadmap/index.html"])
def test_the_manual_weighs_less_than_the_same_words_elsewhere(path: str) -> None:
    manual, other = (next(entries(page(one, HOME).parse())).content for one in (path, "about/index.html"))
    assert '<h1 data-pagefind-weight="1">' in manual
    assert manual.startswith('<article data-pagefind-weight="0.1">')
    assert "weight" not in other


def index(*pages: BuiltPage) -> dict[str, bytes]:
    with SearchIndex("en") as made:
        for one in pages:
            made.add(entries(one.parse()))
        made.close()
        return made.files()


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return index(page("index.html", HOME), page("teach/index.html", TEACH))


def test_the_index_holds_pages_and_records(files: dict[str, bytes]) -> None:
    entry = json.loads(files["pagefind/pagefind-entry.json"])
    assert entry["languages"]["en"]["page_count"] == 4
    found = [json.loads(gzip.decompress(content)[12:]) for path, content in files.items() if "/fragment/" in path]
    assert {(one["url"], one["meta"]["title"]) for one in found} == {
        ("/", "Tea Commons"),
        ("/teach/", "Teach"),
        ("/teach/#r-pot", "The pot"),
        ("/teach/#r-leaf", "A leaf"),
    }


def test_what_the_theme_does_not_use_is_left_out(files: dict[str, bytes]) -> None:
    names = {Path(path).name.split(".")[0] for path in files if path.count("/") == 1}
    assert names == {"pagefind", "pagefind-entry", "pagefind-worker", "wasm"}
    assert [path for path in files if "wasm" in path] == ["pagefind/wasm.en.pagefind"]


def test_the_same_pages_give_the_same_index(files: dict[str, bytes]) -> None:
    pages = [page("index.html", HOME), page("teach/index.html", TEACH)]
    assert [index(*pages) == files for _ in range(5)] == [True] * 5


def test_every_file_that_the_index_names_is_there(files: dict[str, bytes]) -> None:
    hash_ = json.loads(files["pagefind/pagefind-entry.json"])["languages"]["en"]["hash"]
    meta = gzip.decompress(files[f"pagefind/pagefind.{hash_}.pf_meta"])
    for path in files:
        if path.endswith((".pf_filter", ".pf_fragment", ".pf_index")):
            assert Path(path).stem.encode() in meta, path


def test_many_records_pass_through_a_pipe() -> None:
    record = '<article id="r-{0}" data-search-record data-search-title="Cup {0}"><p>{1}</p></article>'
    records = "".join(record.format(number, "word " * 200) for number in range(500))
    made = index(page("teach/index.html", TEACH.replace("<nav>", "<nav>").replace("</h1>", f"</h1>{records}")))
    assert json.loads(made["pagefind/pagefind-entry.json"])["languages"]["en"]["page_count"] == 503


def test_an_index_of_another_form_is_refused() -> None:
    entry = json.dumps({"languages": {"en": {"hash": "en_0"}}}).encode()
    with pytest.raises(ValueError, match="no index of the Pagefind"):
        in_order({"pagefind-entry.json": entry, "pagefind.en_0.pf_meta": gzip.compress(b"pagefind_xyz")})
