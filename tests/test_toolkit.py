"""The toolkit of the real content: every file is there, names its school once, and can be read by everyone.

What needs no real content is tested in test_documents, test_slides, test_workbooks and test_downloads.
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
from pathlib import Path

import pytest

from curriculum_commons.build.cache import Cache
from curriculum_commons.build.downloads import DOWNLOADS, build_downloads, plan_downloads
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.documents.inspection import inspect_file
from curriculum_commons.model.build_context import PLACEHOLDER

pytestmark = pytest.mark.slow

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
_TEXT = re.compile(r"<(?:\w+:)?t\b[^>]*>([^<]*)</(?:\w+:)?t>")
_FIELD = re.compile(r"<w:fldSimple\b.*?</w:fldSimple>|<f>.*?</f><v>[^<]*</v>", re.DOTALL)


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
    return "\n".join("".join(_TEXT.findall(_FIELD.sub("", part))) for part in parts)


def test_every_file_that_was_promised_is_there(stocked_content: Path) -> None:
    assert files(stocked_content).keys() >= PROMISED


def test_no_file_has_an_accessibility_fault(stocked_content: Path) -> None:
    faults = {
        f"{name}: {fault.location}: {fault.message}"
        for name, content in files(stocked_content).items()
        if Path(name).suffix in INSPECTED
        for fault in inspect_file(name, content)
    }
    assert not faults


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".xlsx"])
def test_the_placeholder_for_a_school_is_there_once_in_each_file(stocked_content: Path, suffix: str) -> None:
    counts = {
        name: texts(content).count(PLACEHOLDER)
        for name, content in files(stocked_content).items()
        if name.endswith(suffix)
    }
    assert counts
    assert set(counts.values()) == {1}, counts


@pytest.mark.long
def test_the_name_of_a_school_arrives_as_text_in_every_format(stocked_content: Path, tmp_path: Path) -> None:
    made = toolkit(stocked_content, tmp_path / "out", "--school", NAME)
    escaped = NAME.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for name, content in made.items():
        if name.endswith((".docx", ".pptx", ".xlsx")):
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
