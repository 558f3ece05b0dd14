"""What should not be published is stopped with a place and a cure, can be allowed by name, and innocent text passes."""

from __future__ import annotations

import base64
import os
import re
import shutil
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import get_args
from zipfile import ZipFile

import docx
import openpyxl
import pikepdf
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from curriculum_commons.build.project import check_publishable, open_commons
from curriculum_commons.content.load import load
from curriculum_commons.model.build_context import BuildContext
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.problems import ContentError
from curriculum_commons.model.records import Gate
from curriculum_commons.render import show, signatures
from curriculum_commons.validation.gates.evaluate import FILE_GATES, Find, GateResult, Subject, evaluate
from curriculum_commons.validation.gates.kinds import check_size
from curriculum_commons.validation.gates.metadata import UnreadableError, hidden_in_picture, hidden_in_svg
from curriculum_commons.validation.gates.patient_data import find_patient_data
from curriculum_commons.validation.gates.records import a_year_after
from curriculum_commons.validation.gates.secrets import find_secrets
from curriculum_commons.validation.gates.source_files import FOLDERS, SETTINGS, GateFinding, SourceFile
from curriculum_commons.validation.validate import validate

TODAY = "2026-11-23"
OnDay = Callable[..., subprocess.CompletedProcess[str]]
PAGE = "docs/about/notes.md"
LINE = 9
"""Line of that page of an added text."""
FOUND: dict[tuple[object, ...], list[GateFinding]] = {}


def remember(inputs: tuple[object, ...], find: Find) -> list[GateFinding]:
    """Read a file once, however many tests have it."""
    if inputs not in FOUND:
        FOUND[inputs] = [*find()]
    return FOUND[inputs]


def gate_result(root: Path, today: str = TODAY) -> GateResult:
    return evaluate(root, Subject.of(validate(load(root), signatures())), today, remember)


def problems(root: Path, today: str = TODAY) -> list[str]:
    return [str(problem) for problem in gate_result(root, today).problems]


def warnings(root: Path, today: str = TODAY) -> list[str]:
    return [str(problem.as_warning) for problem in gate_result(root, today).warnings]


def write(root: Path, text: str, top: str = "render_macros: false") -> None:
    """Let a page say something, on line 9."""
    head = f"---\ntitle: Notes\ndescription: What else there is.\n{top}\n---\n\n# Notes\n\n"
    (root / PAGE).write_text(f"{head}{text}\n", "utf-8")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def allow(root: Path, gate: str, where: str, what: str | None = None) -> None:
    lines = [f"  - gate: {gate}", f"    where: {where}", "    reason: it is only a test"]
    lines += [f'    what: "{what}"'] if what else []
    site = root / "data/site.yaml"
    begin = "" if "\nallow:\n" in site.read_text("utf-8") else "allow:\n"
    with site.open("a", encoding="utf-8") as stream:
        stream.write(begin + "\n".join(lines) + "\n")


def test_every_gate_that_can_be_allowed_runs() -> None:
    asked_otherwise = {"consent", "license", "review"}
    assert {*FILE_GATES, *asked_otherwise} == set(get_args(Gate))


def test_harmless_content_passes(tiny: Path) -> None:
    assert gate_result(tiny) == GateResult((), ())


# Terms


def test_a_link_to_a_resource_of_unknown_terms_is_published(tiny: Path) -> None:
    assert "reuse: not stated" in (tiny / "data/resources.yaml").read_text("utf-8")
    assert problems(tiny) == []


@pytest.mark.parametrize("reuse", ["not stated", "free to read"])
def test_a_copy_of_a_resource_needs_terms_that_allow_it(tiny: Path, reuse: str) -> None:
    resources = tiny / "data/resources.yaml"
    change(resources, "https://leaf.example/guide?edition=2#start", "https://tea.example/files/leaves.pdf")
    change(resources, "reuse: not stated", f"reuse: {reuse}")
    assert problems(tiny) == [
        f'data/resources.yaml:44:14: reuse: "leaf-guide" is on this site, but "{reuse}" allows no copy; '
        'link to where it is published, or write "open", or "free with conditions" with a note'
    ]
    allow(tiny, "license", "data/resources.yaml", "leaf-guide")
    assert gate_result(tiny) == GateResult((), ())


def test_a_document_on_this_site_needs_terms(tiny: Path) -> None:
    document(tiny / "docs/files/cups.docx")
    url = "https://tea.example/files/cups.docx"
    assert problems(tiny) == [
        "docs/files/cups.docx: is published here without terms of use; list it among the outputs, with "
        f'"{url}" as its url and with its "license:"'
    ]
    groups = tiny / "data/working_groups.yaml"
    change(groups, "url: https://school.example/cup", f"url: {url}")
    assert problems(tiny) == [
        'data/working_groups.yaml:27:10: url: "cup-report" is on this site; add "license:", its terms of use'
    ]
    terms = "license: { name: CC0 1.0, url: https://creativecommons.org/publicdomain/zero/1.0/ }"
    change(groups, f"url: {url}", f"url: {url}\n    {terms}")
    assert problems(tiny) == []


@pytest.mark.parametrize("kind", ["no PDF", "half of one", "one with a password"])
def test_a_pdf_that_cannot_be_opened_is_reported(tiny: Path, kind: str) -> None:
    file = tiny / "docs/files/tea.pdf"
    file.parent.mkdir(exist_ok=True)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(file, encryption=pikepdf.Encryption(owner="a", user="b") if "password" in kind else None)
    content = {"no PDF": b"hello", "half of one": file.read_bytes()[:150]}.get(kind, file.read_bytes())
    file.write_bytes(content)
    allow(tiny, "license", "docs/files/tea.pdf")
    message = "cannot be opened, so its metadata cannot be checked; save it again, without a password"
    assert problems(tiny) == [f"docs/files/tea.pdf: {message}"]


def test_findings_in_files_are_reported_with_problems_of_records(tiny: Path) -> None:
    write(tiny, "[x](nowhere.md) MRN: 00482913")
    allow(tiny, "metadata", "docs/images/tea.zip")
    (tiny / "docs/images/tea.zip").write_bytes(b"PK nothing")
    change(tiny / "data/resources.yaml", "format: video", "format: vidoe")
    with pytest.raises(ContentError) as caught:
        open_commons(tiny)
    messages = [f"{one.path}: {one.message.partition('; ')[0]}" for one in caught.value.problems]
    assert messages == [
        f'{PAGE}: "MRN: ••••••••" looks like the record number of a patient',
        "docs/images/tea.zip: is published here without terms of use",
        'data/resources.yaml: format: unknown format "vidoe"',
        f'{PAGE}: "nowhere.md" is not a file in docs/',
    ]


def test_a_document_can_be_allowed_without_terms(tiny: Path) -> None:
    document(tiny / "docs/files/cups.docx")
    allow(tiny, "license", "docs/files/cups.docx")
    assert gate_result(tiny) == GateResult((), ())


# People


def test_a_person_on_a_page_has_to_agree(tiny: Path) -> None:
    write(tiny, "Thanks to Dr. Jane Doe.")
    assert problems(tiny) == [
        f'{PAGE}:{LINE}:11: "Dr. Jane Doe" seems to be a person; name the role instead, or write "consent: true" at '
        "the top once everybody who is named has agreed"
    ]
    write(tiny, "Thanks to Dr. Jane Doe.", "consent: true")
    assert problems(tiny) == []
    write(tiny, "Dr. Mary A. Johnson was there, and so was Dr.\u00a0Johnson.")
    assert len(problems(tiny)) == 2


def test_a_person_in_a_citation_needs_no_consent(tiny: Path) -> None:
    write(tiny, "See [Tea Leaf, Tea: a beginning](https://doi.org/10.1234/tea.2024), and Leaf et al., 2024.")
    assert problems(tiny) == []


def test_a_person_at_the_top_of_a_page_has_to_agree(tiny: Path) -> None:
    write(tiny, "Notes.", "render_macros: false")
    change(tiny / PAGE, "description: What else there is.", "description: Written by Jane Doe, MD.")
    assert [line.split("; ")[0] for line in problems(tiny)] == [
        f'{PAGE}:3:14: description: "Jane Doe" seems to be a person'
    ]


def test_a_person_in_a_data_file_is_allowed_by_name(tiny: Path) -> None:
    change(
        tiny / "data/resources.yaml",
        "A guide to leaves.",
        "A guide to leaves by\n      Jane Doe, MD, with cups by Dr. John Roe.",
    )
    where = "name the role instead, or allow it in data/site.yaml once whoever is named has agreed"
    assert problems(tiny) == [
        f'data/resources.yaml:39:7: "Jane Doe" seems to be a person; {where}',
        f'data/resources.yaml:39:34: "Dr. John Roe" seems to be a person; {where}',
    ]
    allow(tiny, "consent", "data/resources.yaml", "Jane Doe")
    assert [line.split(" seems")[0] for line in problems(tiny)] == ['data/resources.yaml:39:34: "Dr. John Roe"']
    allow(tiny, "consent", "data/resources.yaml", "Dr. John Roe")
    assert gate_result(tiny) == GateResult((), ())
    for key in ('"allow" :', "'allow':"):
        change(tiny / "data/site.yaml", "\nallow:", f"\n{key}")
        assert gate_result(tiny) == GateResult((), ())
        change(tiny / "data/site.yaml", f"\n{key}", "\nallow:")


def test_a_name_in_the_title_of_a_milestone_needs_consent(tiny: Path) -> None:
    roadmap = tiny / "data/roadmap.yaml"
    title = re.search(r"title: (.+)", roadmap.read_text("utf-8"))
    assert title
    change(roadmap, title[0], "title: Dr. Jane Doe joins in")
    assert [line.split(" seems")[0].split(": ")[1] for line in problems(tiny)] == ['"Dr. Jane Doe"']


def test_a_person_in_a_text_of_the_toolkit_has_to_agree(project: Path) -> None:
    brief = project / "toolkit/brief.md"
    brief.write_text(f"{brief.read_text('utf-8')}\nAsk Dr. Jane Doe.\n", "utf-8")
    assert [line.split(" seems")[0].split(": ")[1] for line in problems(project)] == ['"Dr. Jane Doe"']
    change(brief, "\nkind: ", "\nconsent: true\nkind: ")
    assert problems(project) == []


@pytest.mark.parametrize("address", ["jane.doe@school.edu", "tealover77@gmail.com", "J.Doe@tea.org"])
def test_the_address_of_a_person_needs_consent(tiny: Path, address: str) -> None:
    write(tiny, f"Write to {address} soon.")
    assert [line.split("; ")[0] for line in problems(tiny)] == [
        f'{PAGE}:{LINE}:10: "{address}" seems to be the address of a person'
    ]
    allow(tiny, "consent", PAGE, address)
    assert gate_result(tiny) == GateResult((), ())


@pytest.mark.parametrize(
    "address", ["info@school.edu", "curriculum.office@school.edu", "tea@school.edu", "jane.doe@tea.example"]
)
def test_the_address_of_an_office_needs_no_consent(tiny: Path, address: str) -> None:
    write(tiny, f"Write to {address} soon.")
    assert problems(tiny) == []


def test_a_draft_may_name_people_but_hold_no_secret(tiny: Path) -> None:
    (tiny / "docs/newsletter").mkdir()
    change(tiny / "data/site.yaml", "official: true", "official: true\nnewsletter: { title: Tea News }")
    (tiny / "docs/newsletter/index.md").write_text(
        "---\ntitle: News\ndescription: All.\nrender_macros: true\n---\n\n# News\n\n{{ newsletter_list() }}\n", "utf-8"
    )
    issue = "2026-11-leaves"
    (tiny / f"docs/newsletter/{issue}.md").write_text(
        "---\ntitle: Leaves\nsummary: What is new about leaves, in a few words.\ndate: '2026-11-20'\naudience: all\n"
        "authors: [the editors]\nrender_macros: true\ndraft: true\n---\n\n# Leaves\n\n"
        f'{{{{ newsletter_head("{issue}") }}}}\n\nBy Dr. Jane Doe, {token()}\n\n{{{{ newsletter_foot("{issue}") }}}}\n',
        "utf-8",
    )
    assert [line.split(": ")[1].split(";")[0] for line in problems(tiny)] == [
        'this looks like a secret, of the kind "GitHub token"'
    ]


# Days by which someone should look again


def test_an_overdue_review_is_a_warning(tiny: Path) -> None:
    assert warnings(tiny, "2027-10-31") == []
    assert warnings(tiny, "2027-11-01") == [
        'data/resources.yaml:47:16: warning: review_by: "2027-10-31" is past; look at "leaf-guide" again by '
        '"2028-10-31" at the latest, and write that day at checked and a later one here'
    ]
    assert problems(tiny, "2027-11-01") == []
    assert len(warnings(tiny, "2028-10-31")) == 2


def test_a_review_overdue_for_a_year_stops_publication(tiny: Path) -> None:
    assert problems(tiny, "2028-11-01") == [
        'data/resources.yaml:47:16: review_by: "2027-10-31" is over a year ago; look at "leaf-guide" again, and write '
        "that day at checked and a later one here"
    ]
    assert len(warnings(tiny, "2028-11-01")) == 1
    allow(tiny, "review", "data/resources.yaml", "leaf-guide")
    assert problems(tiny, "2028-11-01") == []


def test_records_in_any_form_have_positions(tiny: Path) -> None:
    resources = tiny / "data/resources.yaml"
    change(resources, 'review_by: "2027-11-01"', 'review_by:\n      "2027-11-01"')
    assert [line.split(": ")[0] for line in warnings(tiny, "2028-01-01")] == [
        "data/resources.yaml:34:7",
        "data/resources.yaml:48:16",
    ]


def test_a_year_after_a_leap_day_can_be_compared() -> None:
    assert a_year_after("2028-02-29") == "2029-02-29"
    assert "2029-02-28" < a_year_after("2028-02-29") < "2029-03-01"


def test_visitors_see_that_a_review_is_overdue(tiny: Path) -> None:
    commons = validate(load(tiny), signatures())
    assert "overdue" not in show(commons, BuildContext.of(commons), "resource_finder", (), "teach/")
    late = BuildContext.of(commons, "2027-11-01")
    shown = show(commons, late, "resource_finder", (), "teach/")
    assert shown.count('class="overdue"') == 1
    assert '<time datetime="2027-10-31">October 31, 2027</time>' in shown.partition('id="r-leaf-guide"')[2]


def test_staff_see_a_list_of_reviews(tiny: Path) -> None:
    commons = validate(load(tiny), signatures())
    assert "Nothing was due" in show(commons, BuildContext.of(commons), "review_list", (), "contribute/")
    late = BuildContext.of(commons, "2027-11-01")
    shown = " ".join(show(commons, late, "review_list", (), "contribute/").split())
    assert 'href="../teach/#r-leaf-guide">Leaves: a guide</a>, The Leaf House' in shown
    assert "1 resource is next, by" in shown


# What looks like patient data


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("MRN: 12345678", "record number"),
        ("(MRN 00-12-34-56)", "record number"),
        ("| MRN | 4711001 |", "record number"),
        ("MRN,4711001", "record number"),
        ("medical record number is A1234567", "record number"),
        ("Medical Record # 555123", "record number"),
        ('patient_id: "1234567"', "record number"),
        ("DOB: 3/14/1952", "date of birth"),
        ("D.O.B. 03-14-52", "date of birth"),
        ("date of birth: 1952-03-14", "date of birth"),
        ("She was born on March 14, 1952, in", "date of birth"),
        ("born the 14th March 1952", "date of birth"),
        ("born on the 14th of March 1952", "date of birth"),
        ("Pt. ID 884422", "record number"),
        ("SSN 078.05.1120", "social security number"),
        ("**Birthdate**: 14 Mar. 1952", "date of birth"),
        ("078-05-1120", "social security number"),
        ("SSN 078051120", "social security number"),
        ("social security number is 078 05 1120", "social security number"),
        ("078–05–1120", "social security number"),
    ],
)
def test_patient_data_is_found_and_not_repeated(text: str, what: str) -> None:
    (hit,) = find_patient_data(f"Tea.\n\n{text}\n")
    assert hit.what == what
    assert not re.search(r"\d", hit.message)
    assert f"looks like {'the record number of a patient' if what == 'record number' else f'a {what}'}" in hit.message


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Call 617-253-1000 now", "617-253-1000"),
        ("(617) 253-1000", "(617) 253-1000"),
        ("+1 617 253 1000", "+1 617 253 1000"),
        ("617.253.1000,", "617.253.1000"),
        ("phone: 6172531000", "6172531000"),
        ("tel:+16172531000", "+16172531000"),
        ("617-253-1000 ext. 5", "617-253-1000"),
        ("in London: +44 20 7946 0958", "+44 20 7946 0958"),
    ],
)
def test_a_phone_number_is_found(text: str, number: str) -> None:
    (hit,) = find_patient_data(text)
    assert (hit.start, hit.what) == (text.index(number), number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Questions? Call the curriculum office at 617-432-1000.", 0),
        ("Office of Medical Education: (617) 432-1000", 0),
        ("The help desk, phone 617.432.1000, is open till five.", 0),
        ("**Registrar** – tel. 617-432-1000", 0),
        ("Call 617-432-1000.", 1),
        ("Seen in the office on Monday, then 617-432-1000.", 1),
        ("The patient called the office at 617-432-1000.", 1),
        ("Her daughter; office: 617-432-1000", 1),
        ("Office: 617-432-1000, or her cell 617-432-2000", 2),
        ("Office\n617-432-1000", 1),
        ("Office: MRN 4471829", 1),
    ],
)
def test_the_phone_number_of_an_office_stops_nothing_where_it_is_named_so(text: str, number: int) -> None:
    assert len(find_patient_data(text)) == number


def test_the_phone_number_of_an_office_is_allowed_by_name(tiny: Path) -> None:
    write(tiny, "Call (617) 253-1000 or 617-253-1001.")
    allow(tiny, "patient data", PAGE, "(617) 253-1000")
    message = "looks like a phone number; take it out, or allow it where it is that of an office"
    assert problems(tiny) == [f'{PAGE}:{LINE}:24: "617-253-1001" {message}']
    allow(tiny, "patient data", PAGE, "617-253-1001")
    assert gate_result(tiny) == GateResult((), ())


@pytest.mark.parametrize("text", ["https://a.org/617-253-1000", "10.1089/617-253-1000", "6172531000", "2019-0456-12"])
def test_other_numbers_of_ten_digits_pass(text: str) -> None:
    assert find_patient_data(f"See {text}.") == []


def calls(text: str) -> int:
    """Return how many calls it takes to look for patient data in a text."""
    made = 0

    def count(*_: object) -> None:
        nonlocal made
        made += 1

    sys.setprofile(count)
    try:
        find_patient_data(text)
    finally:
        sys.setprofile(None)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("words", ["617 ", "+1 ", "(617) 253-{} / ", "phone: 1 ", "1-"])
def test_a_long_text_of_numbers_takes_little_work_for_each_character(words: str) -> None:
    find_patient_data("Call 617-253-1000")  # reads the forms of the numbers of a country
    short, long = ("".join(words.format(n) for n in range(1000, 1000 + much)) for much in (400, 1_600))
    assert calls(long) - calls(short) < 8 * (len(long) - len(short))


def test_every_one_of_many_phone_numbers_is_found() -> None:
    assert len(find_patient_data(" ".join(f"617-253-{n}," for n in range(1000, 3000)))) == 2000


INNOCENT = """
<https://doi.org/10.1186/s12909-022-03702-2> doi:10.1001/jama.300.14.1665 10.1089/jpm.2019.0123
PMID: 36050708; PMCID: PMC9438111. ISBN 978-0-262-13472-9, ISBN 0-19-853453-1, ISSN 1472-6920
2022 Sep 1;22(1):654. J Palliat Med 2024;27(1):39-46. pp. 1203-1208; 300:1665-73
In May 2018, on 2018-05-01, from 2016 to 2018, 1990-1995, 18 Feb-7 Mar 2016, 9:30-10:45
grant R25 CA190169-01, NIH 5R01NR012345-03, award #1234567, NCT01234567, IRB 2019-0456-12
3f2504e0-4f89-41d3-9a0c-0305e82c3301 ORCID 0000-0002-1825-0097 (n = 736) 46% and 29%
morphine 2.5-5 mg every 4 hours, 0.5 mg/kg, 100-200-300 mg, 120/80 mmHg, SpO2 94
the Mayo Clinic, Johns Hopkins University School of Medicine, Kaiser Permanente School of Medicine
the Geisel School of Medicine at Dartmouth, the Perelman School of Medicine, UMass Chan Medical School
a doctor (Dr.) and a nurse; the dean, Dr. title; the Collaborative was born in 2018; patients born before 1950
the medical record, one record number a line, patient number one of 12, chart 3, table 12345678
Room 617-253, item 237-253-1000, zip 02139-4307, extension 1000; 1-800; call 911; version 1.2.3-4567; 192.168.10.1
sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
password: changeme; the secret: listen; a key element: trust; tokens of esteem; api_key: YOUR_KEY; `<password>`
<https://example.org/a:b@c> mailto:info@school.example  "keywords: pass123" 555-0100 617-555-0123
12-345-6789 and 1234-56-7890 and 123-456-789
Beth Israel Deaconess Medical Center; Beth Israel Lahey; the John A. Hartford Foundation's poll
Led by Clerkship Directors; Mr. Smith is played by an actor; thanks to Faculty Development and Simulation Center Staff
the Frank H. Netter MD School of Medicine at Quinnipiac; bearer of good news; the bearer token is 12 letters long
"""


def test_innocent_numbers_and_names_pass(tiny: Path) -> None:
    write(tiny, "\n\n".join(INNOCENT.strip().splitlines()))
    assert problems(tiny) == []


def test_text_within_documents_is_read(tiny: Path) -> None:
    document(tiny / "docs/files/case.docx", "The patient, MRN 1234567, was well.")
    allow(tiny, "license", "docs/files/case.docx")
    assert problems(tiny) == [
        'docs/files/case.docx: "MRN •••••••" looks like the record number of a patient; take it out'
    ]
    allow(tiny, "patient data", "docs/files/case.docx")
    assert gate_result(tiny) == GateResult((), ())


def test_tables_of_numbers_are_read(tiny: Path) -> None:
    (tiny / "docs/files").mkdir()
    (tiny / "docs/files/cases.csv").write_text("case,ssn\n1,078-05-1120\n", "utf-8")
    assert [line.split(" looks")[0] for line in problems(tiny)] == [
        'docs/files/cases.csv:2:3: "•••-••-••••"',
    ]


def test_the_head_of_a_column_counts_for_the_values_below_it(tiny: Path) -> None:
    (tiny / "docs/files").mkdir()
    (tiny / "docs/files/cases.csv").write_bytes('Case;MRN;Year\n1;"1234567";2018\n'.encode("utf-16"))
    write(tiny, "| Case | DOB | Grant |\n|---|---|---|\n| 1 | 3/14/1952 | 1234567 |\n\nMRN, 1 and 2\nYear, 1234567")
    book = openpyxl.Workbook()
    for row in (["Case", "Patient ID", "Grant"], [1, 7654321, 1234567]):
        book.active.append(row)
    book.save(tiny / "docs/files/cases.xlsx")
    allow(tiny, "license", "docs/files/cases.xlsx")
    assert [line.split(" looks")[0] for line in problems(tiny)] == [
        f'{PAGE}:{LINE + 2}:7: "•/••/••••"',
        'docs/files/cases.csv:2:4: "•••••••"',
        'docs/files/cases.xlsx: "•••••••"',
    ]


def test_words_of_drawings_are_read_and_coordinates_are_not(tiny: Path) -> None:
    (tiny / "docs/files").mkdir()
    (tiny / "docs/files/a.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nMRN 1234567\n", "utf-8")
    (tiny / "docs/files/a.svg").write_text(DRAWING.format('<path d="M617-253-1000"/><text>MRN 1234567</text>'), "utf-8")
    assert [line.partition(" looks")[0] for line in problems(tiny)] == [
        'docs/files/a.svg: "MRN •••••••"',
        'docs/files/a.vtt:4:5: "MRN •••••••"',
    ]


@pytest.mark.slow
def test_archives_and_documents_are_searched(tiny: Path) -> None:
    picture(tiny / "docs/files/cup.jpg", "JPEG", exif=exif(device=True))
    document(tiny / "docs/files/key.docx", f"The key: {token()}")
    document(tiny / "docs/files/case.docx", "MRN 1234567")
    with ZipFile(tiny / "docs/files/all.zip", "w") as archive:
        archive.write(tiny / "docs/files/cup.jpg", "a/cup.jpg")
        archive.write(tiny / "docs/files/case.docx", "case.docx")
        archive.writestr("key.txt", token())
    for name in ("cup.jpg", "case.docx"):
        (tiny / "docs/files" / name).unlink()
    for name in ("all.zip", "key.docx"):
        allow(tiny, "license", f"docs/files/{name}")
    secret = 'looks like a secret, of the kind "GitHub token"'
    assert [line.partition("; ")[0] for line in problems(tiny)] == [
        'docs/files/all.zip: in "a/cup.jpg": holds "Apple iPhone 15", which reveals the device it was made with',
        'docs/files/all.zip: in "case.docx": "MRN •••••••" looks like the record number of a patient',
        f'docs/files/all.zip: in "key.txt": this {secret}',
        f"docs/files/key.docx: holds what {secret}",
    ]
    with ZipFile(tiny / "docs/files/outer.zip", "w") as archive:
        archive.write(tiny / "docs/files/all.zip", "all.zip")
    allow(tiny, "license", "docs/files/outer.zip")
    assert any('outer.zip: in "all.zip/key.txt": this looks like' in line for line in problems(tiny))
    (tiny / "docs/files/outer.zip").write_bytes(b"PK nothing")
    assert any("outer.zip: cannot be opened, so its metadata cannot be checked" in line for line in problems(tiny))
    (tiny / "docs/files/outer.zip").write_bytes(
        (tiny / "docs/files/all.zip").read_bytes().replace(b"PK\1\2\x14\x03\x14\0\0\0", b"PK\1\2\x14\x03\x14\0\1\0")
    )
    assert any("outer.zip: cannot be opened, so its metadata cannot be checked" in line for line in problems(tiny))
    (tiny / "docs/files/outer.zip").rename(tiny / "docs/files/outer.7z")
    assert any(
        'outer.7z: is of a kind, "7z", that may hold hidden metadata; save it as zip' in line for line in problems(tiny)
    )
    (tiny / "docs/files/outer.7z").unlink()
    change(tiny / "data/site.yaml", "    where: docs/files/outer.zip\n", "    where: docs/files/key.docx\n")
    for gate in ("metadata", "patient data", "secrets"):
        allow(tiny, gate, "docs/files/all.zip")
    allow(tiny, "secrets", "docs/files/key.docx")
    assert gate_result(tiny) == GateResult((), ())


# What files hold besides what they show


def document(file: Path, text: str = "Tea.", author: str = "") -> None:
    made = docx.Document()
    made.add_paragraph(text)
    made.core_properties.author = author
    file.parent.mkdir(exist_ok=True)
    made.save(str(file))


def exif(*, place: bool = False, device: bool = False) -> Image.Exif:
    fields = Image.Exif()
    if place:
        fields.get_ifd(0x8825).update({1: "N", 2: (42.0, 21.0, 36.0), 3: "W", 4: (71.0, 3.0, 36.0)})
    if device:
        fields[0x010F], fields[0x0110] = "Apple", "iPhone 15"
    return fields


def picture(file: Path, kind: str, **how: object) -> None:
    file.parent.mkdir(exist_ok=True)
    Image.new("RGB", (4, 3), "white").save(file, kind, **how)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.tiff", "TIFF")]
)
def test_location_and_device_of_a_picture_are_found(tiny: Path, name: str, kind: str) -> None:
    file = tiny / "docs/images" / name
    picture(file, kind)
    assert problems(tiny) == []
    if kind == "TIFF":  # Pillow writes no place into its EXIF
        picture(file, kind, tiffinfo={0x8825: {1: "N", 2: (42.0, 21.0, 36.0)}, 0x010F: "Apple", 0x0110: "iPhone 15"})
    else:
        picture(file, kind, exif=exif(place=True, device=True))
    assert (b"eXIf" in file.read_bytes()) == (kind == "PNG")
    tail = "export it again without metadata"
    assert problems(tiny) == [
        f'docs/images/{name}: holds "Apple iPhone 15", which reveals the device it was made with; {tail}',
        f'docs/images/{name}: holds "GPS position", which reveals where it was taken; {tail}',
    ]
    allow(tiny, "metadata", f"docs/images/{name}")
    assert gate_result(tiny) == GateResult((), ())


def test_an_empty_gps_field_reveals_no_location(tiny: Path) -> None:
    fields = Image.Exif()
    fields.get_ifd(0x8825)[0] = b"\x02\x03\x00\x00"
    picture(tiny / "docs/images/a.jpg", "JPEG", exif=fields)
    assert problems(tiny) == []


def test_serial_numbers_owners_and_computers_are_found(tiny: Path) -> None:
    fields = Image.Exif()
    fields[0x013C] = "Janes-MacBook"
    fields.get_ifd(0x8769).update({0xA430: "Jane", 0xA431: "4711", 0xA434: "50mm"})
    picture(tiny / "docs/images/a.jpg", "JPEG", exif=fields)
    assert [line.split('"')[1] for line in problems(tiny)] == [
        "Janes-MacBook",
        "model of the lens",
        "name of the owner",
        "serial number of the camera",
    ]


def test_iptc_fields_are_read(tiny: Path) -> None:
    photo = tiny / "docs/images/a.jpg"
    picture(photo, "JPEG")
    city = b"\x1c\x02\x5a\x00\x0bExampletown\x00"
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", 16) + city
    whole = photo.read_bytes()
    photo.write_bytes(whole[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + whole[2:])
    assert [line.split('"')[1] for line in problems(tiny)] == ["city"]


XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="42,21.6N" photoshop:City="Exampletown"/>'


def test_xmp_is_read_even_if_compressed(tiny: Path) -> None:
    noted = PngInfo()
    noted.add_itxt("XML:com.adobe.xmp", XMP, zip=True)
    picture(tiny / "docs/images/a.png", "PNG", pnginfo=noted)
    assert b"GPSLatitude" not in (tiny / "docs/images/a.png").read_bytes()
    picture(tiny / "docs/images/b.jpg", "JPEG", xmp=XMP.encode())
    found = [line.split(",")[0] for line in problems(tiny)]
    assert found == [
        f'docs/images/{name}: holds "{what}"'
        for name in ("a.png", "b.jpg")
        for what in ("GPS position", "name of a place")
    ]


def test_pictures_in_drawings_and_documents_are_read(tiny: Path) -> None:
    photo = tiny / "photo.jpg"
    picture(photo, "JPEG", exif=exif(place=True))
    within = base64.b64encode(photo.read_bytes()).decode()
    (tiny / "docs/images/cup.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/jpeg;base64,{within}"/></svg>', "utf-8"
    )
    made = docx.Document()
    made.add_picture(str(photo))
    made.core_properties.author = ""
    made.save(str(tiny / "docs/images/cup.docx"))
    allow(tiny, "license", "docs/images/cup.docx")
    assert [line.split(",")[0] for line in problems(tiny)] == [
        'docs/images/cup.docx: holds "GPS position"',
        'docs/images/cup.svg: holds "GPS position"',
    ]


def test_a_home_folder_in_a_drawing_is_found(tiny: Path) -> None:
    cup = tiny / "docs/images/cup.svg"
    cup.write_text('<svg xmlns:i="i" i:export-filename="/home/jane/cup.png"></svg>', "utf-8")
    assert problems(tiny) == [
        'docs/images/cup.svg: holds "path in a home folder", which reveals the computer it was made on; '
        "export it again without metadata"
    ]


@pytest.mark.slow
def test_the_author_of_a_document_is_found(tiny: Path) -> None:
    file = tiny / "docs/files/cups.docx"
    allow(tiny, "license", "docs/files/cups.docx")
    for author in ("python-docx", "Office of Medical Education", ""):
        document(file, author=author)
        assert problems(tiny) == []
    document(file, author="Jane Doe")
    assert problems(tiny) == [
        'docs/files/cups.docx: names "Jane Doe" among its properties; take the name out there, and save it again'
    ]
    allow(tiny, "metadata", "docs/files/cups.docx", "Jane Doe")
    assert gate_result(tiny) == GateResult((), ())


def test_the_author_of_a_pdf_is_found(tiny: Path) -> None:
    (tiny / "docs/files").mkdir()
    allow(tiny, "license", "docs/files/cups.pdf")
    for author, number in (("Office of Medical Education", 0), ("Jane Doe", 1)):
        with pikepdf.new() as made:
            made.add_blank_page()
            made.docinfo["/Author"] = author
            made.save(tiny / "docs/files/cups.pdf")
        assert len(problems(tiny)) == number


def test_the_location_of_a_film_is_found(tiny: Path) -> None:
    (tiny / "docs/files").mkdir()
    allow(tiny, "license", "docs/files/cups.mp4")
    (tiny / "docs/files/cups.mp4").write_bytes(b"\0\0\0\x18ftypmp42\0moov\0udta\0\x14\xa9xyz\0+42.36-071.06/")
    assert problems(tiny) == [
        'docs/files/cups.mp4: holds "GPS position", which reveals where it was taken; export it again without metadata'
    ]


def test_old_kinds_of_documents_are_stopped(tiny: Path) -> None:
    (tiny / "docs/files").mkdir()
    (tiny / "docs/files/cups.doc").write_bytes(b"\xd0\xcf")
    assert 'docs/files/cups.doc: is of a kind, "doc", that may hold hidden metadata; save it as docx' in problems(tiny)


def test_unreadable_pictures_are_stopped(tiny: Path) -> None:
    images = tiny / "docs/images"
    (images / "a.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (images / "b.jpg").write_bytes(b"no picture")
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    (images / "c.png").write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + header
        + struct.pack(">I", zlib.crc32(header))
        + bytes(4)
        + b"IDAT"
    )
    assert problems(tiny) == [
        'docs/images/a.heic: is of a kind, "heic", that may hold hidden metadata; save it as PNG or JPEG',
        "docs/images/b.jpg: cannot be opened as a picture, so its metadata cannot be checked; save it again",
        "docs/images/c.png: has too many pixels for any screen; save it smaller",
    ]


def test_pictures_of_the_theme_are_read(tiny: Path) -> None:
    (tiny / "theme").mkdir(exist_ok=True)
    picture(tiny / "theme/logo.jpg", "JPEG", exif=exif(device=True))
    assert [line.split(" holds")[0] for line in problems(tiny)] == ["theme/logo.jpg:"]


# Sizes


@pytest.mark.parametrize(
    ("name", "limit", "end"),
    [
        ("docs/images/a.svg", 1, "a picture may have 1.0 MB; save it smaller"),
        ("docs/files/a.epub", 10, "a document may have 10.0 MB; save it with smaller pictures"),
        ("docs/files/a.mp4", 25, "a recording may have 25.0 MB; put it where films are kept, and link to it"),
        ("docs/files/a.json", 1, "such a file may have 1.0 MB; make it smaller"),
        ("theme/a.woff2", 1, "such a file may have 1.0 MB; make it smaller"),
    ],
)
def test_a_file_is_no_larger_than_its_kind_may_be(name: str, limit: int, end: str) -> None:
    good, large = (SourceFile(name, Path(name), (0, limit * 1_000_000 + more)) for more in (0, 100_000))
    assert [*check_size(good)] == []
    (finding,) = check_size(large)
    assert str(finding.problem) == f'{name}: has "{limit}.1 MB", and {end}'


def test_a_large_file_can_be_allowed(tiny: Path) -> None:
    (tiny / "theme").mkdir(exist_ok=True)
    (tiny / "theme/a.woff2").write_bytes(b"wOF2\0\1\0\0" + bytes(1_100_000))
    assert [line.partition(",")[0] for line in problems(tiny)] == ['theme/a.woff2: has "1.1 MB"']
    allow(tiny, "size", "theme/a.woff2")
    assert problems(tiny) == []


# Secrets


def token() -> str:
    # Put together here, so that nobody who looks for secrets finds one in this file.
    return "ghp" + "_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


SECRETS = {
    "-----BEGIN " + "OPENSSH PRIVATE KEY-----": "private key",
    "-----BEGIN " + "PGP PRIVATE KEY BLOCK-----": "private key",
    token(): "GitHub token",
    "github_" + "pat_" + "11ABCDEFG0aBcDeFgHiJkL_" + "m1" * 29: "GitHub token",
    "gl" + "pat-" + "AbCdEfGhIjKlMnOpQr12": "GitLab token",
    "AKIA" + "IOSFODNN7EXAMPLE": "AWS key",
    "aws_secret_access_key = " + "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY": "AWS key",
    "AIza" + "SyA1234567890abcdefghijklmnopqrstuv": "Google key",
    "xox" + "b-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx": "Slack token",
    "https://hooks.slack.com/" + "services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX": "Slack token",
    "sk_" + "live_4eC39HqLyjWDarjtT1zdp7dc": "Stripe key",
    "sk-" + "ant-api03-" + "aB3" * 20: "key of a language model",
    "sk-" + "proj-" + "aB3_" * 12: "key of a language model",
    "SG." + "a" * 22 + "." + "b" * 43: "SendGrid key",
    "0123456789abcdef" * 2 + "-us" + "12": "Mailchimp key",
    "twilio AC" + "0123456789abcdef" * 2: "Twilio key",
    "npm" + "_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8": "npm token",
    "pypi-" + "AgEIcHlwaS5vcmc" + "a1B2" * 15: "PyPI token",
    "hf" + "_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH": "Hugging Face token",
    "Account" + "Key=" + "aB3+" * 21 + "aB==": "Azure key",
    "123456789:" + "AA" + "aB3_" * 8 + "x": "Telegram token",
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123456_-xyz": "web token",
    "postgres://tea:" + "s3cret99@db.school.edu/x": "password in an address",
    "password: " + "hunter2-hunter2": "password",
    "api_key = '" + "9f8e7d6c5b4a'": "password",
    "Authorization: Bearer " + "9f8e7d6c5b4a3210": "",
    "Authorization: Bearer " + "9f8e7d6c5b4a3210" * 2: "bearer token",
    "https://discord.com/" + "api/webhooks/123456789012345678/" + "aB3_" * 17: "Discord address",
    "dop_v1_" + "0123456789abcdef" * 4: "DigitalOcean token",
    "shpat_" + "0123456789abcdef" * 2: "Shopify token",
    "lin_api_" + "aB3d" * 10: "Linear key",
    "key-" + "0123456789abcdef" * 2: "Mailgun key",
    "AGE-SECRET-KEY-1" + "QPZRY9X8GF" * 5 + "QPZRY9X8": "age key",
}


@pytest.mark.parametrize("text", SECRETS)
def test_secrets_are_found(text: str) -> None:
    found = [kind for _, kind in find_secrets(f"one\nuse {text} here\n")]
    assert found == [SECRETS[text]] * bool(SECRETS[text])


def test_secrets_in_settings_are_found(tiny: Path) -> None:
    with (tiny / "mkdocs.yml").open("a", encoding="utf-8") as stream:
        stream.write(f"\nextra:\n  key: {token()}\n")
    (tiny / "LICENSE-content").write_text(f"All may use it with {token()}.\n", "utf-8")
    assert [line.partition(":")[0] for line in problems(tiny)] == ["LICENSE-content", "mkdocs.yml"]


def test_a_secret_is_stopped_wherever_it_lies_and_not_repeated(tiny: Path) -> None:
    (tiny / "theme").mkdir(exist_ok=True)
    (tiny / "theme/extra.js").write_text(f'const key = "{token()}";\n', "utf-8")
    write(tiny, f"`{token()}`")
    change(tiny / "data/site.yaml", "name: Tea Commons", f"name: Tea Commons # {token()}")
    message = 'this looks like a secret, of the kind "GitHub token"; take it out, and revoke it where it was'
    assert [line.partition(" issued")[0] for line in problems(tiny)] == [
        f"data/site.yaml:2:21: {message}",
        f"{PAGE}:{LINE}:2: {message}",
        f"theme/extra.js:1:14: {message}",
    ]
    assert token()[4:] not in "".join(problems(tiny))
    for where in ("theme/extra.js", PAGE, "data/site.yaml"):
        allow(tiny, "secrets", where, "GitHub token")
    assert gate_result(tiny) == GateResult((), ())


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
RUNNING = {
    "<script>1</script>": "script",
    '<s:script xmlns:s="http://www.w3.org/2000/svg" href="x"/>': "script",
    '<rect onload="1"/>': "onload",
    '<a href="java&#115;cript:1"><path d="M0 0"/></a>': "javascript:",
    '<a href=" java\nscript:1"><path d="M0 0"/></a>': "javascript:",
    '<set attributeName="href" values="x;javascript:1"/>': "javascript:",
    '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>': "iframe",
}


@pytest.mark.parametrize("path", ["docs/images/{}.svg", "theme/assets/{}.svg", "docs/{}.xml"])
def test_a_drawing_that_a_browser_would_run_is_stopped(tiny: Path, path: str) -> None:
    expected = list[str]()
    for number, (code, part) in enumerate(product(["utf-8", "utf-16"], RUNNING), 10):
        file = tiny / path.format(number)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(DRAWING.format(part).encode(code))
        message = f'holds "{RUNNING[part]}", by which a browser may run a program; save it again as a plain drawing'
        expected.append(f"{path.format(number)}: {message}")
    assert problems(tiny) == expected
    allow(tiny, "scripts", path.format(10), "script")
    assert problems(tiny) == expected[1:]


@pytest.mark.parametrize(
    ("top", "what"),
    [
        ('<!DOCTYPE svg [<!ENTITY tea "<script/>">]>', "ENTITY"),
        ('<?xml-stylesheet href="https://elsewhere.example/tea.xsl"?>', "xml-stylesheet"),
    ],
)
def test_a_drawing_with_outside_content_is_stopped(tiny: Path, top: str, what: str) -> None:
    (tiny / "docs/cup.svg").write_text(top + DRAWING.format("").replace("<script/>", ""), "utf-8")
    assert any(f'docs/cup.svg: holds "{what}"' in problem for problem in problems(tiny))


def test_a_plain_drawing_is_published(tiny: Path) -> None:
    plain = '<style>path{fill:red}</style><desc>on = off, javascript: none</desc><path d="M0 0"/><a href="#x"/>'
    (tiny / "docs/cup.svg").write_text(DRAWING.format(plain), "utf-8")
    assert problems(tiny) == []


@pytest.mark.parametrize("kind", ["js", "mjs", "xhtml", "htm", "xsl"])
def test_a_program_beside_the_pages_is_stopped(tiny: Path, kind: str) -> None:
    (tiny / f"docs/tea.{kind}").write_text("1", "utf-8")
    assert problems(tiny) == [
        f'docs/tea.{kind}: is of a kind, "{kind}", that browsers run; put what the pages need into theme/assets/'
    ]


def test_a_key_store_is_stopped_by_its_name(tiny: Path) -> None:
    (tiny / "docs/files").mkdir()
    (tiny / "docs/files/server.pem").write_text("x", "utf-8")
    assert [line.partition("; ")[0] for line in problems(tiny)] == [
        'docs/files/server.pem: is by its name a "key store", which nobody else should have'
    ]


# Allowances


def test_an_unknown_gate_is_reported_with_a_guess(tiny: Path) -> None:
    allow(tiny, "licenses", PAGE)
    with pytest.raises(ContentError, match=r'gate: unknown value "licenses"; did you mean "license"\?'):
        validate(load(tiny), signatures())


def test_an_allowance_needs_a_reason(tiny: Path) -> None:
    allow(tiny, "size", PAGE)
    change(tiny / "data/site.yaml", "    reason: it is only a test\n", "")
    with pytest.raises(ContentError, match='reason: missing; add "reason:", why it may be published'):
        validate(load(tiny), signatures())


def test_an_unneeded_allowance_is_reported(tiny: Path) -> None:
    allow(tiny, "size", PAGE)
    allow(tiny, "consent", "docs/about/note.md", "Jane Doe")
    assert warnings(tiny) == [
        f'data/site.yaml:23:12: warning: where: nothing in "{PAGE}" needs this allowance of "size"; take it out',
        'data/site.yaml:26:12: warning: where: nothing in "docs/about/note.md" needs this allowance of "consent"; '
        'did you mean "docs/about/notes.md"?',
    ]
    assert problems(tiny) == []


def test_a_misspelt_allowance_is_reported_beside_its_finding(tiny: Path) -> None:
    write(tiny, "Thanks to Dr. Doe and Dr. Roe.")
    allow(tiny, "consent", "docs/about/note.md", "Dr. Doe")
    allow(tiny, "consent", PAGE, "Dr. Row")
    needed = 'needs this allowance of "consent"; did you mean'
    assert problems(tiny)[:2] == [
        f'data/site.yaml:23:12: where: nothing in "docs/about/note.md" {needed} "{PAGE}"?',
        f'data/site.yaml:29:11: what: nothing in "{PAGE}" {needed} "Dr. Roe"?',
    ]
    assert len(problems(tiny)) == 4


def test_an_allowance_holds_for_its_gate_and_file_and_words_only(tiny: Path) -> None:
    write(tiny, "Thanks to Dr. Doe and Dr. Roe.")
    allow(tiny, "consent", PAGE, "Dr. Doe")
    allow(tiny, "size", PAGE)
    allow(tiny, "consent", "docs/index.md")
    assert [line.split(" seems")[0] for line in problems(tiny)] == [f'{PAGE}:{LINE}:23: "Dr. Roe"']


def test_an_allowance_does_not_cover_site_yaml(tiny: Path) -> None:
    write(tiny, f"{token()} MRN 1234567")
    allow(tiny, "secrets", PAGE, "GitHub token")
    allow(tiny, "patient data", PAGE, "record number")
    assert gate_result(tiny) == GateResult((), ())
    change(tiny / "data/site.yaml", "name: Tea Commons", f"name: Tea Commons # {token()} MRN 1234567 by Dr. Doe")
    assert [line.partition(": ")[0] for line in problems(tiny)] == [
        "data/site.yaml:2:21",
        "data/site.yaml:2:66",
        "data/site.yaml:2:77",
    ]


# Cache, commands


def test_unchanged_files_keep_their_findings_and_changed_ones_are_read(tiny: Path) -> None:
    write(tiny, "Thanks to Dr. Jane Doe. 078-05-1120")

    def messages() -> list[str]:
        with pytest.raises(ContentError) as caught:
            check_publishable(tiny, open_commons(tiny), TODAY)
        return [str(problem) for problem in caught.value.problems]

    first = messages()
    assert len(first) == 2
    assert messages() == first
    write(tiny, "Thanks to nobody. 078-05-1120")
    assert len(messages()) == 1
    allow(tiny, "patient data", PAGE)
    assert check_publishable(tiny, open_commons(tiny), TODAY) == ()


def test_a_file_is_read_once_as_long_as_it_stays_the_same(tiny: Path) -> None:
    commons, found = open_commons(tiny), dict[tuple[object, ...], list[GateFinding]]()

    def remember(inputs: tuple[object, ...], find: Find) -> list[GateFinding]:
        if inputs not in found:
            found[inputs] = [*find()]
        return found[inputs]

    first = evaluate(tiny, Subject.of(commons), TODAY, remember)
    known = {*found}
    assert evaluate(tiny, Subject.of(commons), TODAY, remember) == first
    assert {*found} == known
    write(tiny, "Thanks to nobody.")
    evaluate(tiny, Subject.of(commons), TODAY, remember)
    assert {inputs[1] for inputs in {*found} - known} == {PAGE}


def test_names_are_checked_again_when_records_have_changed(tiny: Path) -> None:
    write(tiny, "Priyanka Oduya, MD, joins in.")
    with pytest.raises(ContentError, match="Priyanka Oduya"):
        check_publishable(tiny, open_commons(tiny), TODAY)
    change(tiny / "data/site.yaml", "name: The Tea School", "name: Priyanka Oduya School")
    assert check_publishable(tiny, open_commons(tiny), TODAY) == ()


@pytest.fixture
def on_day(tiny: Path, run: Callable[..., subprocess.CompletedProcess[str]]) -> OnDay:
    def command(*words: str, day: str = TODAY) -> subprocess.CompletedProcess[str]:
        seconds = str(int(time.mktime(time.strptime(f"{day} UTC", "%Y-%m-%d %Z"))) - time.timezone + 43_200)
        return run(*words, "--root", tiny, SOURCE_DATE_EPOCH=seconds)

    return command


def test_check_warns_of_overdue_reviews(tiny: Path, run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    late, later = "1827619200", "1859241600"  # a month and a year and a month after the first
    ended = run("check", "--root", tiny, SOURCE_DATE_EPOCH=late)
    assert (ended.returncode, ended.stdout.count("\n")) == (0, 1)
    assert [line.split(": ")[1] for line in ended.stderr.splitlines()] == ["warning", "warning"]
    assert run("check", "--quiet", "--root", tiny, SOURCE_DATE_EPOCH=late).stderr == ""
    ended = run("check", "--quiet", "--root", tiny, SOURCE_DATE_EPOCH=later)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == "2 problems"


@pytest.mark.slow
def test_the_day_changes_no_byte_but_where_something_is_due_with_either_engine(
    root: Path, tiny: Path, on_day: OnDay
) -> None:
    sites = []
    for day, engine, warnings in (
        ("2026-11-23", "mkdocs", 0),
        ("2027-10-31", "mkdocs", 0),
        ("2027-11-01", "mkdocs", 1),
        ("2027-11-01", "mkdocs", 1),
        ("2027-11-01", "zensical", 1),
    ):
        ended = on_day("build", "--engine", engine, day=day)
        assert (ended.returncode, ended.stderr.count("warning")) == (0, warnings), ended.stderr
        pages = (file for file in (tiny / "site").rglob("*") if file.is_file() and "pagefind" not in file.parts)
        sites.append({file.relative_to(tiny).as_posix(): file.read_bytes() for file in pages})
    assert sites[0] == sites[1]
    assert {path for path in sites[0] if sites[0][path] != sites[2][path]} == {"site/teach/index.html"}
    assert len(re.findall(rb'<p class="overdue">.*?</p>', sites[2]["site/teach/index.html"])) == 1
    assert sites[2] == sites[3] == sites[4]


@pytest.mark.slow
def test_a_gate_keeps_the_last_site(root: Path, tiny: Path, on_day: OnDay) -> None:
    assert on_day("build").returncode == 0
    before = (tiny / "site/about/notes/index.html").read_bytes()
    write(tiny, "MRN 1234567")
    ended = on_day("build")
    assert ended.returncode == 1
    assert ended.stderr.startswith(f'{PAGE}:{LINE}:5: "MRN •••••••" looks like the record number of a patient')
    assert (tiny / "site/about/notes/index.html").read_bytes() == before


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=400), st.binary(max_size=400))
def test_any_text_and_any_file_can_be_read(text: str, content: bytes) -> None:
    read_any(text, content)


@pytest.mark.long
@settings(max_examples=1_000, deadline=None)
@given(st.text(max_size=400), st.binary(max_size=400))
def test_many_texts_and_files_can_be_read(text: str, content: bytes) -> None:
    read_any(text, content)


def read_any(text: str, content: bytes) -> None:
    for sight in find_patient_data(text):
        assert 0 <= sight.start < sight.end <= len(text)
    for at, _ in find_secrets(text):
        assert 0 <= at <= len(text)
    hidden_in_svg(content)
    with suppress(UnreadableError):
        hidden_in_picture(content)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 400))
def test_a_damaged_photograph_is_reported_or_read(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    file = tmp_path_factory.mktemp("photo") / "a.jpg"
    picture(file, "JPEG", exif=exif(place=True, device=True))
    content = file.read_bytes()
    with suppress(UnreadableError):
        hidden_in_picture(content[:at] + noise + content[at + len(noise) :])


def test_gates_do_not_change_the_commons(tiny: Path) -> None:
    commons: Commons = open_commons(tiny)
    before = repr(commons)
    evaluate(tiny, Subject.of(commons), TODAY)
    assert repr(commons) == before


# Before a commit


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    settings = ["-c", "user.name=T", "-c", "user.email=t@school.example", "-c", "commit.gpgsign=false"]
    around = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        ["git", *settings, *words], cwd=folder, env=around, check=False, capture_output=True, text=True
    )


def test_without_git_the_hook_cannot_be_installed(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "tools", tmp_path / "tools")
    command = ["sh", "tools/before-commit", "--install"]
    ended = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "make: there is no git repository here, so nothing is committed that could be checked\n"


@pytest.fixture
def clone(root: Path, tiny: Path) -> Path:
    """A repository with one commit, in which commits are checked from now on."""
    (tiny / "tools").mkdir()
    shutil.copy(root / "tools/before-commit", tiny / "tools")
    (tiny / ".gitignore").write_text("/.venv\n", "utf-8")
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "one")):
        assert git(tiny, *words).returncode == 0
    installed = subprocess.run(["sh", "tools/before-commit", "--install"], cwd=tiny, check=True, capture_output=True)
    assert b"what you commit is checked first" in installed.stdout
    return tiny


def commits(clone: Path) -> int:
    return len(git(clone, "log", "--format=%h").stdout.split())


def test_a_fresh_clone_names_the_command_to_run_first(clone: Path) -> None:
    write(clone, "More.")
    git(clone, "add", ".")
    ended = git(clone, "commit", "-m", "two")
    assert (ended.returncode, commits(clone)) == (1, 1)
    assert ended.stderr == (
        'Nothing was committed, because the program that checks it is not here yet; run "make hooks" once, '
        "and commit again\n"
    )


@pytest.mark.slow
def test_a_commit_with_findings_is_refused(clone: Path) -> None:
    (clone / ".venv").symlink_to(Path(sys.prefix))
    write(clone, "MRN 1234567")
    git(clone, "add", ".")
    write(clone, "Mended, but not added.")
    ended = git(clone, "commit", "-m", "two")
    assert (ended.returncode, commits(clone)) == (1, 1)
    assert ended.stderr.splitlines() == [
        f'{PAGE}:{LINE}:5: "MRN •••••••" looks like the record number of a patient; take it out',
        'Nothing was committed; mend this, add it with "git add", and commit again',
    ]
    git(clone, "add", ".")
    write(clone, "MRN 1234567, but not added.")
    ended = git(clone, "commit", "-m", "two")
    assert (ended.returncode, ended.stderr, commits(clone)) == (0, "", 2)


@pytest.mark.slow
def test_a_merge_with_findings_is_refused(clone: Path) -> None:
    (clone / ".venv").symlink_to(Path(sys.prefix))
    git(clone, "checkout", "-q", "-b", "other")
    write(clone, "MRN 1234567")
    git(clone, "commit", "-qam", "two", "--no-verify")
    git(clone, "checkout", "-q", "-")
    (clone / "notes.txt").write_text("Mine.", "utf-8")
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "three")
    ended = git(clone, "merge", "--no-edit", "other")
    assert ended.returncode == 1
    assert "looks like the record number of a patient" in ended.stderr
    assert git(clone, "log", "-1", "--format=%s").stdout == "three\n"


def test_a_hook_of_someone_else_is_left_alone(clone: Path) -> None:
    hook = clone / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    ended = subprocess.run(
        ["sh", "tools/before-commit", "--install"], cwd=clone, check=False, capture_output=True, text=True
    )
    assert ended.returncode == 1
    assert 'is there already; add the line "exec sh tools/before-commit" to it' in ended.stderr
    assert hook.read_text("utf-8") == "#!/bin/sh\nexit 0\n"


def test_the_program_pre_commit_runs_the_same_and_fetches_nothing(root: Path) -> None:
    asked = yaml.safe_load((root / ".pre-commit-config.yaml").read_text("utf-8"))
    (repository,) = asked["repos"]
    (hook,) = repository["hooks"]
    assert (repository["repo"], hook["language"], hook["entry"]) == ("local", "system", "sh tools/before-commit")
    assert all(re.match(hook["files"], f"{folder}/x") for folder in FOLDERS)
    assert all(re.match(hook["files"], name) for name in SETTINGS)
    assert hook["stages"] == asked["default_install_hook_types"] == ["pre-commit", "pre-merge-commit"]


def strict(file: Path) -> None:
    """Let an office file call itself one of ISO 29500 Strict."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            content = content.replace(b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/")
            archive.writestr(name, content.replace(b"ooxml/officeDocument/2006/", b"ooxml/officeDocument/"))


def test_a_strict_workbook_is_never_passed_unread(tiny: Path) -> None:
    file = tiny / "docs/files/cases.xlsx"
    file.parent.mkdir()
    book = openpyxl.Workbook()
    book.active.append(["MRN", "4471829"])
    book.save(file)
    strict(file)
    allow(tiny, "license", "docs/files/cases.xlsx")
    found = problems(tiny)
    assert any('"strict"' in line or "record number" in line for line in found), found


def test_a_file_of_60_mb_is_reported_and_never_read_whole(tiny: Path) -> None:
    file = tiny / "docs/files/cases.csv"
    file.parent.mkdir()
    with file.open("wb") as stream:
        stream.truncate(60_000_000)
    allow(tiny, "license", "docs/files/cases.csv")
    tracemalloc.start()
    try:
        found = problems(tiny)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
    assert [line.split("; ")[0] for line in found] == [
        'docs/files/cases.csv: has "60.0 MB", and a page may have 0.5 MB',
        'docs/files/cases.csv: has parts that cannot be looked into, "cases.csv": "too large"',
    ] or len(found) == 2
