"""The content of the first site keeps to what its sources say, and what is made of it can be published and read.

Everything else is tested with made-up content.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from pptx import Presentation

from curriculum_commons.build.cache import Cache
from curriculum_commons.build.downloads import DOWNLOADS, build_downloads, plan_downloads
from curriculum_commons.build.project import context_for, open_commons, unready_issues
from curriculum_commons.documents.inspection import inspect_file
from curriculum_commons.editor.fields import fields_of
from curriculum_commons.editor.issue_forms import form_files, issue_forms
from curriculum_commons.model import records as model
from curriculum_commons.model.build_context import PLACEHOLDER
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.crosswalk import AlignedEntry, alignments_of
from curriculum_commons.render.citations import labels
from curriculum_commons.validation.gates.evaluate import GateResult, Subject, evaluate
from curriculum_commons.validation.gates.persons import names_of

TODAY = "2026-11-23"
ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
REPORT = "2022-09-01"
NAME = 'Müller & Søn <School> "of" {{Medicine}}'
PROMISED = {
    "1-start-here/start-here.docx",
    "1-start-here/start-here.pdf",
    "2-framework/framework.docx",
    "2-framework/framework.pdf",
    "2-framework/competency-sic-1.pdf",
    "2-framework/competency-sic-1.docx",
    "2-framework/competency-sic-5.pdf",
    "3-for-deans/brief.docx",
    "3-for-deans/brief.pdf",
    "4-slides/slides.pptx",
    "4-slides/slides.pdf",
    "5-survey-and-groups/survey.docx",
    "5-survey-and-groups/survey-redcap.csv",
    "5-survey-and-groups/focus-group-guide.docx",
    "5-survey-and-groups/interest-group-starter.docx",
    "5-survey-and-groups/faculty-development-plan.docx",
    "6-mapping/mapping-workbook.xlsx",
    "7-roadmap/roadmap-planner.xlsx",
    "8-data/competencies.csv",
    "8-data/competencies.json",
    "8-data/resources.csv",
    "8-data/resources.json",
    "8-data/roadmap.csv",
    "8-data/roadmap.json",
    "8-data/data-dictionary.csv",
    "index.json",
    "serious-illness-communication-toolkit.zip",
}
INSPECTED = {".docx", ".pptx", ".xlsx", ".pdf"}
TEXT_OF_OFFICE = re.compile(r"<(?:\w+:)?t\b[^>]*>([^<]*)</(?:\w+:)?t>")
FIELD_OF_OFFICE = re.compile(r"<w:fldSimple\b.*?</w:fldSimple>|<f>.*?</f><v>[^<]*</v>", re.DOTALL)

MISSION = (
    "Upon graduation, medical students will have acquired the foundational knowledge, skills and inspiration to engage "
    "as residents in goal-oriented conversations with seriously ill patients, with commitment to lifelong learning and "
    "deliberate practice."
)
STATEMENTS = {
    "SIC-1": "Explores patient and family understanding of illness, concerns, values, and goals in order to develop "
    "goal-concordant treatment plans across settings of care",
    "SIC-2": "Demonstrates effective approaches to exploring and responding to strong emotions in patients and "
    "families facing serious illness",
    "SIC-3": "Applies a patient-centered framework to sharing difficult news, exploring pain and symptom burden, "
    "assessing prognostic awareness, discussing resuscitation preferences, and describing care at end of life",
    "SIC-4": "Demonstrates awareness of one's own emotions and attitudes, and coping strategies for managing stress "
    "and uncertainty when caring for seriously ill patients",
    "SIC-5": "Defines and explains the philosophy and role of palliative care and differentiates hospice from "
    "palliative care",
}
COVERAGE = {
    "SIC-1": {
        "serious-illness-conversation-guide",
        "reset-goals-of-care-remap",
        "talking-maps",
        "pcc4u",
        "advance-care-planning-workshop",
        "having-the-conversation",
        "raising-the-bar",
    },
    "SIC-2": {
        "nurse-statements",
        "track-and-respond-to-emotion",
        "responding-to-patient-emotion",
        "pcc4u",
        "breaking-bad-news-module",
        "benefits-of-teaching-communication",
        "doccom-emotions-and-bad-news",
        "interactive-emotions-module",
        "raising-the-bar",
    },
    "SIC-3": {
        "serious-illness-conversation-guide",
        "discussing-prognosis-adapt",
        "reset-goals-of-care-remap",
        "talking-maps",
        "delivering-bad-news",
        "discussing-dnr-orders",
        "breaking-bad-news-module",
        "advance-care-planning-workshop",
        "palliative-care-ethics-internship",
        "care-of-the-dying-simulation",
        "code-status-workshop",
        "end-of-life-skills-workshop",
        "benefits-of-teaching-communication",
        "doccom-emotions-and-bad-news",
        "nci-prognosis-videos",
        "core-im-prognosis",
        "raising-the-bar",
    },
    "SIC-4": {
        "delivering-bad-news",
        "responding-to-patient-emotion",
        "the-pause",
        "pcc4u",
        "palliative-care-ethics-internship",
        "end-of-life-skills-workshop",
        "benefits-of-teaching-communication",
        "doccom-emotions-and-bad-news",
        "raising-the-bar",
    },
    "SIC-5": {"pcc4u", "nia-hospice-and-palliative-care", "raising-the-bar"},
}


@cache
def raw(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


@cache
def records(name: str) -> Any:
    return model.DATA_FILES[name].model_validate(raw(name))


def strings(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def everything() -> list[str]:
    return [text for name in model.DATA_FILES for text in strings(raw(name))]


def prose() -> list[str]:
    """Every text but those of the references, which are the words of others."""
    return [text for name in model.DATA_FILES if name != "references.yaml" for text in strings(raw(name))]


def by_id(found: Any, name: str) -> Any:
    return next(record for record in found if record.id == name)


def survey() -> Any:
    return by_id(records("survey.yaml").surveys, "member-survey")


def findings(topic: str) -> list[Any]:
    return [finding for finding in records("findings.yaml").findings if finding.topic == topic]


# What is quoted


def test_the_mission_is_quoted_word_for_word() -> None:
    assert records("competencies.yaml").framework.mission.text == MISSION


@pytest.mark.parametrize("code", STATEMENTS)
def test_each_statement_is_quoted_word_for_word(code: str) -> None:
    competency = next(one for one in records("competencies.yaml").competencies if one.code == code)
    assert competency.statement == STATEMENTS[code]


def test_there_are_five_competencies_and_no_more() -> None:
    assert [one.code for one in records("competencies.yaml").competencies] == list(STATEMENTS)


@pytest.mark.parametrize("slip", ["ton engage", "goal-ariented", "palns", "presentatons", "member's perspectives"])
def test_no_slip_of_the_source_is_carried_over(slip: str) -> None:
    assert not [text for text in everything() if slip in text]


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        ("physicians-unsure", 'they "frequently or sometimes feel unsure of what to say"'),
        ("physicians-unsure", "46%"),
        ("physicians-unsure", "736 physicians who see patients aged 65 and older"),
        (
            "few-formally-trained",
            '29% reported "any formal training specifically on talking with patients and their families about '
            'end-of-life care"',
        ),
    ],
)
def test_the_poll_of_physicians_is_quoted_in_its_own_words(finding: str, words: str) -> None:
    assert words in by_id(findings("background"), finding).text


# The survey


def test_table_1_has_the_numbers_of_the_report() -> None:
    (ranking,) = survey().rankings
    assert [(row.label, row.median, row.mean, row.sd) for row in ranking.rows] == [
        ("Communication", 1.0, 1.5, 1.0),
        ("Pain and symptom management", 3.0, 2.9, 1.1),
        ("Palliative care principles and practice", 3.0, 2.9, 1.2),
        ("Psychosocial, spiritual, and cultural aspects of care", 3.5, 3.6, 1.0),
        ("Terminal care and bereavement", 5.0, 4.1, 1.4),
    ]


def test_the_ranking_states_that_lower_is_more_important() -> None:
    (ranking,) = survey().rankings
    assert (ranking.first, ranking.last) == ("1 = most important", "5 = least important")


def test_the_mean_ranks_add_up_as_five_ranks_must() -> None:
    (ranking,) = survey().rankings
    assert sum(row.mean for row in ranking.rows) == pytest.approx(1 + 2 + 3 + 4 + 5)


def test_the_shares_are_those_of_the_report() -> None:
    assert [share.percent for share in survey().shares] == [81, 81, 56, 38, 31]


def test_each_share_is_one_that_sixteen_people_can_make() -> None:
    possible = {round(100 * count / 16) for count in range(17)}
    assert {share.percent for share in survey().shares} <= possible


def test_sixteen_members_answered() -> None:
    assert survey().n == 16


def test_respondents_are_called_members_and_not_students() -> None:
    assert survey().respondents.startswith("members of the Collaborative (not students)")


def test_the_domains_are_those_of_table_1() -> None:
    (ranking,) = survey().rankings
    domains = records("competencies.yaml").domains
    assert [(row.domain, row.label) for row in ranking.rows] == [(domain.id, domain.name) for domain in domains]


# Dates and what holds when


def test_the_sponsors_part_is_dated() -> None:
    coalition = by_id(records("schools.yaml").organizations, "coalition")
    assert coalition.as_of == REPORT
    assert "sponsor and convener of the Collaborative as of 2022" in coalition.role


def test_the_sponsors_letter_of_january_2026_is_reported() -> None:
    coalition = by_id(records("schools.yaml").organizations, "coalition")
    assert coalition.since.as_of == "2026-01-08"
    assert "wind down in 2026" in coalition.since.text


def test_nobody_is_called_the_sponsor_without_a_year() -> None:
    mentions = [text for text in prose() if re.search(r" (sponsor|convener)\b", text)]
    assert mentions
    assert [text for text in mentions if "2022" not in text] == []


def test_numbers_of_member_organizations_carry_their_date() -> None:
    coalition = by_id(records("schools.yaml").organizations, "coalition")
    assert "2022, when it had over 125 member organizations" in coalition.role
    assert "more than 135 organizations" in coalition.since.text


def test_every_milestone_is_as_the_report_left_it() -> None:
    assert {milestone.as_of for milestone in records("roadmap.yaml").milestones} == {REPORT}


@pytest.mark.parametrize("milestone", ["curriculum-mapping", "focus-groups", "peer-reviewed-results"])
def test_what_was_published_later_is_noted_where_work_was_still_going_on(milestone: str) -> None:
    assert by_id(records("roadmap.yaml").milestones, milestone).since.as_of.startswith("2024")


def test_milestones_have_no_date_but_those_that_sources_give() -> None:
    assert {one.id: one.when for one in records("roadmap.yaml").milestones if one.when} == {
        "public-unveiling": "2018",
        "curriculum-mapping": "July 2019 to April 2021",
        "focus-groups": "January to May 2021",
    }


def test_a_graduation_requirement_is_only_ever_a_goal() -> None:
    mentions = [text for text in prose() if re.search(r"requirement for graduation|graduation requirement", text)]
    assert mentions
    assert [text for text in mentions if "goal" not in text] == []


def test_implementation_at_the_schools_is_not_claimed() -> None:
    assert by_id(records("roadmap.yaml").milestones, "implementation").status == "ahead"


def test_stages_are_not_tied_to_years_of_school() -> None:
    stages = raw("competencies.yaml")["stages"]
    assert [text for text in strings(stages) if re.search(r"\byears?\b|\bMS\d", text)] == []


# Who speaks, and who is named


@pytest.mark.parametrize("praise", ["first of its kind", "first-of-its-kind", "nationally recognized"])
def test_praise_is_put_in_the_mouth_of_those_who_gave_it(praise: str) -> None:
    assert [text for text in prose() if praise in text and "called" not in text] == []


def test_the_site_states_that_it_is_not_official() -> None:
    site = records("site.yaml")
    assert not site.official
    assert "independent" in site.standing
    assert "not an official publication" in site.standing


def test_nobody_is_invited_in_the_collaboratives_name() -> None:
    invitation = re.compile(r"join us|contact us|get in touch|sign up|become a member|write to us", re.IGNORECASE)
    assert [text for text in prose() if invitation.search(text)] == []


def test_nobody_is_named_but_authors_of_works_and_two_people_of_the_story() -> None:
    authors = {author.family for work in records("references.yaml").references for author in work.author}
    school = "Chan"  # UMass Chan Medical School
    named = {
        name for text in prose() for name in authors - {None, school} if re.search(rf"\b{re.escape(name)}\b", text)
    }
    assert named == {"Berman", "Gawande", "Kotter", "Reidy"}


def test_the_first_author_is_only_in_the_attribution() -> None:
    assert [text for text in prose() if "Reidy" in text] == [records("site.yaml").attribution]


def test_boston_university_has_both_of_its_names() -> None:
    school = by_id(records("schools.yaml").schools, "bu")
    assert school.name == "Boston University School of Medicine"
    assert school.later_name == "Boston University Chobanian & Avedisian School of Medicine"


def test_the_three_kinds_of_working_groups_are_kept_apart() -> None:
    groups = {group.id for group in records("working_groups.yaml").working_groups}
    assert groups == {
        "collaborative",
        "competencies",
        "mapping",
        "student-engagement",
        "faculty-development",
        "analysis",
    }


def test_members_of_roadmap_groups_are_not_guessed() -> None:
    groups = records("working_groups.yaml").working_groups
    assert {by_id(groups, name).members for name in ("mapping", "student-engagement", "faculty-development")} == {()}


# What is not known stays out


def test_the_students_study_has_no_volume_since_no_source_seen_gives_one() -> None:
    study = by_id(records("references.yaml").references, "reidy-2024-students")
    assert (study.volume, study.issue, study.page) == (None, "5", "550-557")


def test_themes_of_the_students_study_are_not_numbered() -> None:
    numbered = re.compile(r"\bsix\b|\b(first|second|third|fourth|fifth|sixth) theme", re.IGNORECASE)
    assert [finding.id for finding in findings("students") if numbered.search(finding.text)] == []


def test_the_sentence_that_is_cut_off_in_every_copy_is_not_completed() -> None:
    assert [text for text in prose() if re.search(r"only one school", text, re.IGNORECASE)] == []


def test_no_reference_claims_a_day_on_which_its_page_was_seen() -> None:
    assert [work.id for work in records("references.yaml").references if work.accessed] == []


@pytest.mark.parametrize("host", ["maseriouscare.org", "umassmed.edu", "jhartfound.org"])
def test_web_pages_known_from_archived_copies_say_so(host: str) -> None:
    pages = [work for work in records("references.yaml").references if work.URL and host in work.URL]
    assert pages
    assert [work.id for work in pages if "archived copy" not in (work.note or "")] == []


# Teaching resources


def test_there_are_25_resources() -> None:
    assert len({resource.id for resource in records("resources.yaml").resources}) == 25


@pytest.mark.parametrize("code", COVERAGE)
def test_each_competency_has_the_resources_that_were_vetted_for_it(code: str) -> None:
    assert {one.id for one in records("resources.yaml").resources if code in one.teaches} == COVERAGE[code]


def test_every_resource_is_looked_at_again_after_it_was_checked() -> None:
    assert [one.id for one in records("resources.yaml").resources if one.review_by <= one.checked] == []
    months = Counter(one.review_by[:7] for one in records("resources.yaml").resources)
    assert max(months.values()) <= 3, "so that nobody has to look at all of them at once"


def test_no_resource_claims_that_its_page_was_seen_live() -> None:
    assert {one.checked_how for one in records("resources.yaml").resources} == {"archived copy"}


def test_no_resource_claims_a_license_that_was_not_confirmed() -> None:
    assert [one.id for one in records("resources.yaml").resources if one.terms.reuse == "open"] == []


def test_minutes_stand_only_where_a_source_gives_them() -> None:
    assert {one.id: one.minutes for one in records("resources.yaml").resources if one.minutes} == {
        "advance-care-planning-workshop": 25 + 25 + 120,
        "code-status-workshop": 120,
        "doccom-emotions-and-bad-news": 45,
    }


# What programs rely on


def uuids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for key, text in value.items() if key == "uuid")
        for part in value.values():
            yield from uuids(part)
    elif isinstance(value, list):
        for part in value:
            yield from uuids(part)


def test_every_uuid_is_used_once() -> None:
    found = list(uuids(raw("competencies.yaml")))
    assert len(found) == len(set(found))


def test_every_uuid_is_random() -> None:
    assert {UUID(text).version for text in uuids(raw("competencies.yaml"))} == {4}


def aligned() -> list[AlignedEntry]:
    commons = open_commons(ROOT)
    return [one for code in commons.competency for one in alignments_of(commons, code)]


@pytest.mark.slow
def test_each_alignment_has_the_identifier_of_its_code() -> None:
    wanted = ["aamc-pcrs-comp-c{:02}{:02}".format(*map(int, one.code.split("."))) for one in aligned()]
    assert [one.identifier for one in aligned()] == wanted
    assert len(wanted) == 15


@pytest.mark.slow
def test_each_alignment_leads_to_its_entry() -> None:
    assert [one.url for one in aligned()] == [
        f"https://services.aamc.org/30/ci-school-web/pcrs/PCRS.html#{one.identifier}" for one in aligned()
    ]


@pytest.mark.slow
def test_an_entry_that_two_competencies_touch_reads_the_same_in_both() -> None:
    assert len({one.code for one in aligned()}) == len({(one.code, one.statement) for one in aligned()})


@pytest.mark.parametrize("name", model.DATA_FILES)
def test_each_file_names_its_schema_in_its_first_line(name: str) -> None:
    first = (DATA / name).read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema=../schema/{name.removesuffix('.yaml')}.schema.json"


# What is made of it


@pytest.fixture(scope="module")
def commons(real_commons: Commons) -> Commons:
    return real_commons


@pytest.mark.slow
def test_the_content_passes_all_gates_and_needs_all_that_it_allows(root: Path, commons: Commons) -> None:
    assert evaluate(root, Subject.of(commons), TODAY) == GateResult((), ())


def test_the_names_of_resources_are_not_persons(commons: Commons) -> None:
    names = names_of(commons)
    for resource in commons.resources:
        assert list(names.persons_in(f"See {resource.title} by {resource.organization}")) == []


def test_values_fit_the_form_for_staff(commons: Commons) -> None:
    fields = [field for field in fields_of(model.Resource) if "pattern" in field]
    values = [(field, getattr(resource, field["name"])) for resource in commons.resources for field in fields]
    assert [value for field, value in values if value and not re.search(field["pattern"][0], value)] == []


def test_the_issues_can_be_published(root: Path, commons: Commons) -> None:
    with Cache(root) as cache:
        assert unready_issues(root, commons, context_for(root, commons, "9999-12-31"), cache) == ()


def test_the_forms_are_those_of_the_content(root: Path, commons: Commons) -> None:
    files = form_files(issue_forms(commons))
    for path, text in files.items():
        assert (root / path).read_text("utf-8") == text, f"{path}: run `make forms`"
    kept = [*(root / ".github/ISSUE_TEMPLATE").iterdir(), *(root / ".gitlab/issue_templates").iterdir()]
    assert {file.relative_to(root).as_posix() for file in kept} == files.keys()


def test_works_are_named_by_author_and_year(commons: Commons) -> None:
    named = labels(commons)
    assert named["reidy-2022"] == "Reidy et al., 2022"
    assert named["reidy-2024-students"] == "Reidy et al., 2024a"
    assert named["reidy-2024-mapping"] == "Reidy et al., 2024b"


@pytest.mark.slow
def test_no_file_is_made_from_the_text_of_pages(root: Path, commons: Commons) -> None:
    silent = replace(commons, pages=tuple(replace(page, body="") for page in commons.pages))
    keys = [
        [recipe.ingredients for recipe, _ in plan_downloads(one, context_for(root, one)).recipes]
        for one in (commons, silent)
    ]
    assert keys[0] == keys[1] != []


@pytest.mark.slow
def test_the_site_has_no_form_as_it_is_not_official(built_site: Path) -> None:
    assert not (built_site / "admin").exists()


@pytest.mark.slow
def test_the_forms_of_an_issue_are_beside_its_page_and_not_indexed(built_site: Path) -> None:
    pages = sorted(page.parent for page in built_site.glob("newsletter/*/index.html"))
    assert pages
    for folder in pages:
        assert {file.name for file in folder.iterdir()} == {"index.html", "issue.html", "issue.txt", "issue.eml"}
        mail = message_from_bytes((folder / "issue.eml").read_bytes(), policy=default)
        (plain,) = (part for part in mail.walk() if part.get_content_type() == "text/plain")
        assert plain.get_content().splitlines() == (folder / "issue.txt").read_text("utf-8").splitlines()
    assert "issue." not in (built_site / "sitemap.xml").read_text("utf-8")


@pytest.fixture
def slides(stocked_content: Path) -> Any:
    return Presentation(str(stocked_content / "docs/downloads/4-slides/slides.pptx")).slides


@pytest.mark.slow
def test_the_deck_has_fifteen_to_twenty_slides_with_notes_and_sources(slides: Any) -> None:
    assert 15 <= len(slides) <= 20
    for number, slide in enumerate(slides, 1):
        sentences = re.findall(r"[.?!](?=\s|$)", slide.notes_slide.notes_text_frame.text)
        assert 2 <= len(sentences) <= 6, slide.shapes.title.text
        source = [shape.text_frame.text for shape in slide.shapes if shape.name == f"Source {number}"]
        assert number == 1 or re.match(r"Sources?: .+\.$", "".join(source)), slide.shapes.title.text


@pytest.mark.slow
def test_the_deck_quotes_mission_and_statements_word_for_word(slides: Any, commons: Commons) -> None:
    boxes = [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]
    shown = [text.replace("’", "'") for text in boxes]
    assert any(text.startswith(f"{MISSION}\n") for text in shown)
    for competency in commons.competencies:
        assert competency.statement in shown
        assert f"Competency {commons.label[competency.code]}: {competency.title}" in shown


@pytest.mark.slow
def test_nothing_on_a_slide_lies_on_anything_else(slides: Any) -> None:
    for slide in slides:
        boxes = [(s.top, s.top + s.height, s.left, s.left + s.width, s.name) for s in slide.shapes]
        for (top, bottom, left, right, name), other in combinations(boxes, 2):
            assert bottom <= other[0] or other[1] <= top or right <= other[2] or other[3] <= left, (name, other[4])


def files(content: Path) -> dict[str, bytes]:
    folder = content / "docs" / "downloads"
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def toolkit(content: Path, out: Path, *words: str, **environment: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "curriculum_commons", "toolkit", "--quiet", "--root", str(content)]
    subprocess.run([*command, "--out", str(out), *words], check=True, env={**os.environ, **environment})
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in out.rglob("*") if file.is_file()}


def texts(office: bytes) -> str:
    """Return the words of an office file that a person can change, without fields and formulas."""
    with zipfile.ZipFile(io.BytesIO(office)) as zipped:
        parts = [zipped.read(name).decode() for name in zipped.namelist() if name.endswith(".xml")]
    return "\n".join("".join(TEXT_OF_OFFICE.findall(FIELD_OF_OFFICE.sub("", part))) for part in parts)


@pytest.mark.slow
def test_every_file_that_was_promised_is_there(stocked_content: Path) -> None:
    assert files(stocked_content).keys() >= PROMISED


@pytest.mark.slow
def test_no_file_has_an_accessibility_fault(stocked_content: Path) -> None:
    faults = {
        f"{name}: {fault.location}: {fault.message}"
        for name, content in files(stocked_content).items()
        if Path(name).suffix in INSPECTED
        for fault in inspect_file(name, content)
        if not fault.note  # the mapping workbook hides the sheet that counts for the others
    }
    assert not faults


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".xlsx"])
def test_the_placeholder_for_a_school_is_there_once_in_each_file(stocked_content: Path, suffix: str) -> None:
    counts = {
        name: texts(content).count(PLACEHOLDER)
        for name, content in files(stocked_content).items()
        if name.endswith(suffix) and not name.startswith("8-data/")  # which is the same for all schools
    }
    assert counts
    assert set(counts.values()) == {1}, counts


@pytest.mark.long
def test_the_name_of_a_school_arrives_as_text_in_every_format(stocked_content: Path, tmp_path: Path) -> None:
    made = toolkit(stocked_content, tmp_path / "out", "--school", NAME)
    escaped = NAME.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for name, content in made.items():
        # The data are the same for all schools.
        if name.endswith((".docx", ".pptx", ".xlsx")) and not name.startswith("8-data/"):
            with zipfile.ZipFile(io.BytesIO(content)) as zipped:
                parts = "\n".join(zipped.read(part).decode() for part in zipped.namelist() if part.endswith(".xml"))
            assert escaped in parts.replace("&quot;", '"'), name
            assert PLACEHOLDER not in parts, name


@pytest.mark.long
def test_all_files_are_the_same_in_any_time_zone_and_locale(stocked_content: Path, tmp_path: Path) -> None:
    here = files(stocked_content)
    elsewhere = toolkit(stocked_content, tmp_path / "out", TZ="Pacific/Auckland", LC_ALL="de_DE.UTF-8")
    assert elsewhere.keys() == here.keys()
    assert [name for name in here if here[name] != elsewhere[name]] == []


@pytest.mark.slow
def test_only_files_that_hold_a_changed_text_are_made_again(real_project: Path) -> None:
    file = real_project / "data/competencies.yaml"
    file.write_text(file.read_text("utf-8").replace("Strong feelings belong", "Strong feelings do belong"), "utf-8")
    messages: list[str] = []
    commons = open_commons(real_project)
    plan = plan_downloads(commons, context_for(real_project, commons))
    with Cache(real_project) as cache:
        build_downloads(plan, real_project / DOWNLOADS, cache, messages.append)
    made = {line.removeprefix("Making ") for line in messages}
    assert {"2-framework/competency-sic-2.pdf", "2-framework/framework.docx", "8-data/competencies.csv"} <= made
    assert not made & {
        "2-framework/competency-sic-1.pdf",
        "3-for-deans/brief.pdf",
        "5-survey-and-groups/focus-group-guide.docx",
        "7-roadmap/roadmap-planner.xlsx",
        "8-data/roadmap.csv",
    }


@pytest.mark.long
def test_the_build_after_a_killed_one_makes_all_files(real_project: Path, built_site: Path) -> None:
    good = files(real_project)
    shutil.rmtree(real_project / ".commons")
    for after in (0.6, 1.2, 2.4):
        command = [sys.executable, "-m", "curriculum_commons", "build", "--quiet", "--root", str(real_project)]
        build = subprocess.Popen(command)
        time.sleep(after)
        build.send_signal(signal.SIGKILL)
        build.wait()
        assert not (real_project / "site").exists()
    subprocess.run(command, check=True)
    assert {name: good[name] == content for name, content in files(real_project).items()} == dict.fromkeys(good, True)
    assert (real_project / "site/index.html").read_bytes() == (built_site / "index.html").read_bytes()
