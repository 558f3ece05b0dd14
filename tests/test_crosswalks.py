"""Crosswalks: read with places, shown on both sides, written as SSSOM, and never taken for coverage."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
import sssom_pydantic
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.project import open_commons
from curriculum_commons.content.sssom import MOST_ROWS, crosswalk_text
from curriculum_commons.editor.fix import fixes
from curriculum_commons.interchange.sssom import crosswalk_files
from curriculum_commons.mapping.coverage import Grade, coverage
from curriculum_commons.mapping.crosswalk_file import written
from curriculum_commons.mapping.example import example_map
from curriculum_commons.mapping.framework import MapFramework
from curriculum_commons.mapping.posture import OF_FIT, OF_GRADE, Reach, posture
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.crosswalk import FITS, alignments_of
from curriculum_commons.model.problems import ContentError, Problem
from curriculum_commons.model.sssom import NONE, Crosswalk, CrosswalkHead, CrosswalkRow
from curriculum_commons.render import show
from curriculum_commons.validation.rules.crosswalks import validate_crosswalk

TODAY = "2026-11-23"
ROOT = Path(__file__).parent.parent
FILE = "data/crosswalks/world-tea-standard.sssom.tsv"
HEAD = CrosswalkHead(
    curie_map={"competency": "https://tea.example/competencies/", "herbs": "https://herbs.example/"},
    mapping_set_id="https://tea.example/downloads/data/herbs.sssom.tsv",
    license="https://creativecommons.org/publicdomain/zero/1.0/",
    subject_source="competency:all",
    subject_source_version="2024",
    object_source="herbs:all",
    object_source_version="7",
    mapping_date="2024-06-01",
    ext_object_source_title="Herbs",
)


def row(subject: str, predicate: str, entry: str, **more: str) -> CrosswalkRow:
    return CrosswalkRow.model_validate(
        {
            "subject_id": subject,
            "predicate_id": f"skos:{predicate}",
            "object_id": entry,
            "mapping_justification": "semapv:ManualMappingCuration",
            "author_label": "the editors",
            **more,
        }
    )


def put(project: Path, rows: Sequence[CrosswalkRow], head: CrosswalkHead = HEAD) -> None:
    (project / "data/crosswalks/herbs.sssom.tsv").write_text(written(head, rows), "utf-8")


def problems_of(project: Path) -> list[Problem]:
    with pytest.raises(ContentError) as caught:
        open_commons(project)
    return list(caught.value.problems)


def block(commons: Commons, name: str, *arguments: str, at: str = "competencies/t-1/") -> LexborHTMLParser:
    return LexborHTMLParser(show(commons, BuildContext(), name, arguments, at))


def text_of(html: LexborHTMLParser) -> str:
    return " ".join(html.text().split())


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("#", "# ").replace("# skos", "#skos"),
        lambda text: "".join(f"{line}\t\t\n" if line.startswith("#") else f"{line}\n" for line in text.splitlines()),
        lambda text: text.replace("#mapping_date: '2024-06-01'", "\"#mapping_date: '2024-06-01'\""),
    ],
    ids=["mark", "windows", "spaces", "tabs of a spreadsheet", "quotes of a spreadsheet"],
)
def test_a_file_is_read_as_spreadsheets_and_systems_write_it(tiny: Path, change) -> None:  # type: ignore[no-untyped-def]
    before, file = alignments_of(open_commons(tiny), "T-1"), tiny / FILE
    file.write_bytes(change(file.read_text("utf-8")).encode())
    assert alignments_of(open_commons(tiny), "T-1") == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("#a: 1\nsubject_id\n".encode("utf-16"), "wrong-encoding"),
        ("#a: é\nsubject_id\n".encode("latin-1"), "wrong-encoding"),
        (b"#a: 1\nsubject_id\nx\x00y\n", "control-character"),
        (b"#a: 1\nsubject_id\nx\x1b[0my\n", "control-character"),
        (b"#a: 1\nsubject_id\n@SUM(A1)\n", "formula-in-text"),
        (b'#a: 1\nsubject_id\n"=HYPERLINK(""x"")"\n', "formula-in-text"),
        (b"#a: 1\nsubject_id\n" + b"x\n" * 100_000, "sssom-form"),
        (b"#a: 1\nsubject_id\n" + b"x\n" * (MOST_ROWS + 1), "sssom-form"),
        (b"#a: 1\nsubject_id\n" + b'"' + b"x" * 200_000 + b'"\n', "sssom-form"),
        (b"", "sssom-form"),
        (b"#\n#\n\n\n", "sssom-form"),
    ],
)
def test_a_hostile_file_is_answered_in_one_sentence(tiny: Path, content: bytes, code: str) -> None:
    csv.field_size_limit(60_000_000)  # as reading a table leaves it
    (tiny / FILE).write_bytes(content)
    assert [problem.code for problem in problems_of(tiny)] == [code]


def test_a_competency_is_known_by_code_published_code_address_and_uuid(tiny: Path) -> None:
    names = {
        "competency:T-1": "T-1",
        "competency:t-2/": "T-2",
        "urn:uuid:44444444-4444-4444-8444-444444444401": "T-1",
        "site:competencies/t-2/": "T-2",
    }
    prefixes = {**HEAD.curie_map, "urn": "urn:", "site": "https://tea.example/"}
    rows = [row(name, "closeMatch", f"herbs:{number}") for number, name in enumerate(names)]
    put(tiny, rows, HEAD.model_copy(update={"curie_map": prefixes}))
    (found,) = (one for one in open_commons(tiny).crosswalks if one.name == "herbs")
    assert dict(found.codes) == names


IDENTIFIERS = st.from_regex(r"[a-z][a-z0-9.-]{0,8}", fullmatch=True)
WORDS = (
    st.text("abcé \"'|#,;", min_size=1, max_size=20).map(str.strip).filter(lambda text: text and text[0] not in "\"'")
)


@st.composite
def rows_of(draw: st.DrawFn) -> list[CrosswalkRow]:
    entries = draw(st.lists(IDENTIFIERS, min_size=1, max_size=6, unique=True))
    return [
        row(
            f"competency:{draw(st.sampled_from(['T-1', 'T-2']))}",
            draw(st.sampled_from(list(FITS))).removeprefix("skos:"),
            f"herbs:{entry}",
            object_label=draw(WORDS),
            comment=draw(WORDS),
            ext_object_code=draw(IDENTIFIERS),
        )
        for entry in entries
    ]


@settings(max_examples=15, deadline=None)
@given(rows_of())
def test_what_is_written_is_read_as_the_same_and_is_sssom(rows: list[CrosswalkRow]) -> None:
    text = written(HEAD, rows)
    problems: list[Problem] = []
    read = crosswalk_text("x", text, problems.append)
    assert read is not None
    found = validate_crosswalk(read, problems)
    assert problems == []
    assert found is not None
    assert found.rows == tuple(rows)
    assert written(found.head, found.rows) == text
    mappings, _, head = sssom_pydantic.read(io.StringIO(text))
    assert [(one.subject.curie, one.predicate.curie, one.object.curie) for one in mappings] == [
        (one.subject_id, one.predicate_id, one.object_id) for one in rows
    ]
    assert str(head.license) == HEAD.license


@pytest.mark.parametrize("name", ["site", "tiny"])
def test_what_a_site_offers_is_sssom_in_which_competencies_have_the_addresses_of_their_pages(
    tiny: Path, name: str
) -> None:
    commons = open_commons(tiny if name == "tiny" else ROOT)
    for content in crosswalk_files(commons).values():
        mappings, prefixes, _ = sssom_pydantic.read(io.StringIO(content.decode()))
        assert mappings
        for one in mappings:
            page = prefixes.expand(one.subject.curie).removeprefix(commons.site.address)
            assert page in commons.page_at
            assert one.object.curie == NONE or prefixes.expand(one.object.curie).startswith("https://")


def test_a_page_of_a_competency_shows_its_entries_its_crosswalk_and_that_there_is_none(tiny: Path) -> None:
    put(tiny, [row("competency:T-2", "exactMatch", NONE)])
    commons = open_commons(tiny)
    first, second = (text_of(block(commons, "competency_alignments", code)) for code in ("T-1", "T-2"))
    assert "World Tea Standard 1.10 Heats water.strong" in first
    assert "Strong: most of the competency lies within the entry. Partial: the two only touch." in first
    assert "edition 2024 here, version 3 there" in first
    assert "found none" in second
    assert "No entry of another framework" not in second


def test_the_page_shows_each_entry_with_its_competencies_in_the_order_of_its_codes(tiny: Path) -> None:
    rows = [
        row("competency:T-1", "exactMatch", "herbs:b", ext_object_code="1.10"),
        row("competency:T-2", "narrowMatch", "herbs:a", ext_object_code="1.9", predicate_modifier="Not"),
        row("competency:T-1", "relatedMatch", "herbs:a", ext_object_code="1.9"),
        row(NONE, "exactMatch", "herbs:c", ext_object_code="2"),
        row("competency:T-2", "exactMatch", NONE),
    ]
    put(tiny, rows, HEAD.model_copy(update={"ext_object_source_replaced_by": "Herbs of tomorrow"}))
    page = block(open_commons(tiny), "crosswalks", at="evidence/crosswalks/")
    entries = [" ".join(one.text().split()) for one in page.css("#crosswalk-herbs tbody tr")]
    assert entries == [
        "1.9 1.9 T-2 Choose leaves: not narrow T-1 Boil water: partial",
        "1.10 1.10 T-1 Boil water: same",
        "2 2 none: the editors looked, and no competency goes with it",
    ]
    text = text_of(page)
    assert "A newer set exists and is not mapped here: Herbs of tomorrow." in text
    assert "No entry goes with: T-2 Choose leaves ." in text or "No entry goes with: T-2 Choose leaves." in text
    assert page.css_first('a[download][href="../../downloads/data/herbs.sssom.tsv"]')


@pytest.mark.parametrize("edition", ["2019", "2025"])
def test_a_crosswalk_of_another_edition_is_a_warning_and_its_pages_state_it(tiny: Path, edition: str) -> None:
    put(
        tiny,
        [row("competency:T-0", "broadMatch", "herbs:1"), row("competency:T-1", "broadMatch", "herbs:1")],
        HEAD.model_copy(update={"subject_source_version": edition}),
    )
    commons = open_commons(tiny)
    (warning,) = commons.warnings
    assert (warning.code, warning.path) == ("crosswalk-of-another-edition", "data/crosswalks/herbs.sssom.tsv")
    for name, arguments in (("competency_alignments", ("T-1",)), ("crosswalks", ())):
        assert f"compares edition {edition}, and today's edition is 2024" in text_of(block(commons, name, *arguments))


def test_text_of_a_crosswalk_is_never_markup(tiny: Path) -> None:
    see_also = "javascript:alert(1)"
    rows = [row("competency:T-1", "broadMatch", "herbs:1", object_label="a {b} & 'c'", comment='"d"')]
    put(tiny, [rows[0].model_copy(update={"others": {"see_also": see_also}})])
    page = block(open_commons(tiny), "crosswalks", at="evidence/crosswalks/")
    assert see_also not in page.html
    assert "a {b} & 'c'" in text_of(page)


@pytest.mark.slow
@pytest.mark.parametrize(("grade", "predicate"), [*product(Grade, OF_FIT)])
def test_an_entry_is_never_touched_better_than_by_the_weaker_link(tiny: Path, grade: Grade, predicate: str) -> None:
    commons = open_commons(tiny)
    framework = MapFramework.of(commons)
    found = coverage(example_map(framework), framework)
    phase = found.phases[0]
    cells = {**found.cells, ("T-1", phase): replace(found.cells["T-1", phase], grade=grade)}
    rows = (row("competency:T-1", predicate.removeprefix("skos:"), "herbs:1"),)
    crosswalk = Crosswalk("herbs", HEAD, rows, {"competency:T-1": "T-1"})
    (touched,) = posture(replace(found, cells=cells), crosswalk)
    assert touched.reach[phase] == min(OF_GRADE[grade], OF_FIT[rows[0].predicate_id])
    assert "cover" not in touched.reach[phase].words
    stale = Crosswalk("herbs", HEAD.model_copy(update={"subject_source_version": "2019"}), rows, crosswalk.codes)
    assert posture(replace(found, cells=cells), stale)[0].reach[phase] <= Reach.LOOSE


def test_fits_bear_less_and_less_from_the_same_to_what_only_touches() -> None:
    bears = [OF_FIT[predicate] for predicate in FITS]
    assert bears == sorted(bears, reverse=True)
    assert bears[0] > bears[-1] > Reach.NONE


ALIGNED = """    alignments:
      - {{ scheme: Herbs & spices, code: "1", identifier: h-1, statement: "Heats: all", strength: strong{0} }}
      - {{ scheme: Herbs & spices, code: "2", identifier: "h 2", statement: Cools., strength: partial{1} }}
"""


@pytest.mark.parametrize(
    "urls",
    [("", ""), (", url: https://h.example/#h-1", ", url: https://h.example/two"), (", url: https://h.example/h-1", "")],
)
def test_fix_moves_alignments_into_a_crosswalk_and_they_stay_what_they_were(tiny: Path, urls: tuple[str, str]) -> None:
    file = tiny / "data/competencies.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("    keywords: [kettle", ALIGNED.format(*urls) + "    keywords: [kettle", 1), "utf-8")
    before = open_commons(tiny)
    assert [warning.code for warning in before.warnings] == ["renamed-key"]
    for fix in fixes(tiny, TODAY):
        assert fix.after is not None
        (tiny / fix.path).write_text(fix.after, "utf-8")
    after = open_commons(tiny)
    assert file.read_text("utf-8") == text
    assert after.warnings == ()
    shown = [
        {(one.scheme, one.code, one.statement, one.strength, one.url) for one in alignments_of(commons, "T-1")}
        for commons in (before, after)
    ]
    assert shown[0] == shown[1]
    assert fixes(tiny, TODAY) == []
