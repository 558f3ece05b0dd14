"""A site may take up a framework of others: its profile has what it leaves, rewords, notes and adds."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from docx import Document

from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.build.run import build
from curriculum_commons.editor.fix import fixes
from curriculum_commons.editor.retire import Withdrawal, retire
from curriculum_commons.interchange.framework_json import framework_files
from curriculum_commons.model.crosswalk import with_alignments
from curriculum_commons.model.framework_file import digest, read_framework
from curriculum_commons.model.problems import CallError, ContentError
from curriculum_commons.render import show
from curriculum_commons.review.review import review

T1, T2 = (f"44444444-4444-4444-8444-4444444444{number}" for number in ("01", "02"))
FRAMEWORK = "99999999-4444-4444-8444-444444444400"
OWN = [f"99999999-4444-4444-8444-4444444444{number}" for number in ("01", "02")]


def upstream(project: Path) -> dict[str, str]:
    content = (project / "upstream/tea.json").read_bytes()
    address = "https://tea.example/framework.json"
    return {"file": "upstream/tea.json", "address": address, "edition": "2024", "sha256": digest(content)}


def own(number: int, code: str, domain: str = "water") -> dict[str, Any]:
    words = {"title": f"Serve {code}", "statement": f"Serve tea as in {code}."}
    return {"code": code, "uuid": OWN[number], "domain": domain, **words}


def take_up(project: Path, **entries: Any) -> Path:
    """Let a site take up the framework that it had as its own."""
    (project / "data/competencies.yaml").unlink(missing_ok=True)
    text = yaml.safe_dump({"uuid": FRAMEWORK, "upstream": upstream(project), **entries}, sort_keys=False)
    (project / "data/profile.yaml").write_text(text, "utf-8")
    return project


@pytest.fixture
def follower(tiny: Path) -> Path:
    """A site that rewords one competency, notes another and adds two."""
    return take_up(
        tiny,
        reword=[
            {"uuid": T1, "title": "Boil our water", "statement": "Boil our <hard> water.", "reason": "It is hard."}
        ],
        note=[{"uuid": T2, "text": "We buy *leaves* in spring."}],
        prefix="OUR",
        domains=[{"id": "guests", "uuid": "88888888-4444-4444-8444-444444444401", "name": "Guests"}],
        add=[own(0, "OUR-10", "guests"), own(1, "OUR-2")],
        order=[OWN[0]],
    )


def problems(project: Path) -> list[tuple[str, str]]:
    with pytest.raises(ContentError) as error:
        open_commons(project)
    return [(one.place, one.code) for one in error.value.problems if one.severity == "error"]


def test_each_competency_knows_where_it_comes_from(follower: Path) -> None:
    commons = open_commons(follower)
    assert [one.code for one in commons.competencies] == ["OUR-10", "T-1", "T-2", "OUR-2"]
    kinds = {code: origin.kind for code, origin in commons.origin.items()}
    assert kinds == {"OUR-10": "added here", "T-1": "reworded here", "T-2": "as published", "OUR-2": "added here"}
    (t1, t2) = (commons.origin[code] for code in ("T-1", "T-2"))
    assert (t1.title, t1.statement, t1.reason) == ("Boil water", "Boil water and keep it hot.", "It is hard.")
    assert commons.competency["T-1"].statement == "Boil our <hard> water."
    assert t2.note == "We buy *leaves* in spring."
    assert commons.competency["OUR-2"].sources == ()  # published nowhere else


def test_a_profile_without_entries_is_the_framework_itself(tiny: Path) -> None:
    before = open_commons(tiny)
    after = open_commons(take_up(tiny))
    for name in ("framework", "domains", "stages", "competencies", "references"):
        now = getattr(after, name)
        now = now.model_copy(update={"uuid": before.framework.uuid}) if name == "framework" else now
        then = getattr(before, name)
        assert now == (with_alignments(before, then) if name == "competencies" else then)
    assert before.provenance is None
    assert before.origin == {}


def bare(project: Path) -> Path:
    """Take away what a site does not need."""
    shutil.rmtree(project / "docs")
    (project / "docs").mkdir()
    for file in (project / "data").iterdir():
        if file.is_dir():
            shutil.rmtree(file)
        elif file.stem not in {"site", "competencies"}:
            file.unlink()
    return with_pages_of_ours(project)


def with_pages_of_ours(project: Path) -> Path:
    site = project / "data/site.yaml"
    site.write_text(site.read_text("utf-8").replace('leave_out: ["*"]\n', ""), "utf-8")
    return project


@pytest.mark.parametrize("whose", [None, "site", "framework"])
def test_an_aid_of_those_who_published_the_framework_is_not_called_ours(follower: Path, whose: str | None) -> None:
    file, profile = follower / "upstream/tea.json", follower / "data/profile.yaml"
    published = json.loads(file.read_text("utf-8"))
    published["framework"]["mission"]["origin"] = "site"
    published["framework"] |= {"progression": {"origin": whose}} if whose else {}
    former = digest(file.read_bytes())
    file.write_text(json.dumps(published), "utf-8")
    text = profile.read_text("utf-8").replace(former, digest(file.read_bytes()))
    grown = "  title: Serve OUR-2\n  growth: [{stage: watch, text: Looks on.}]\n"
    profile.write_text(text.replace("  title: Serve OUR-2\n", grown), "utf-8")
    commons = open_commons(follower)
    context = context_for(follower, commons)

    def shown(name: str, *code: str) -> str:
        return " ".join(show(commons, context, name, code, "x/", folders=()).split())

    assert "planning aid of this site" in shown("competency_growth", "OUR-2")
    assert ("A planning aid, not part" in shown("competency_growth", "T-1")) == (whose != "framework")
    assert ("A planning aid, not part" in shown("progression")) == (whose == "site")
    assert "Mission statement, not part of the framework" in shown("mission")
    for folder in ("toolkit", "slides"):
        text = show(commons, context, "mission", (), "x/", folders=(folder,))
        assert "ot part of the framework" in text
        assert "Tea School" not in text


def test_works_that_the_framework_cites_come_along(tiny: Path) -> None:
    assert [work.id for work in open_commons(take_up(bare(tiny))).references] == ["leaf-2024"]


def test_what_a_site_leaves_is_not_there(tiny: Path) -> None:
    commons = open_commons(take_up(bare(tiny), leave=[{"uuid": T1, "reason": "We have no stove."}]))
    assert [one.code for one in commons.competencies] == ["T-2"]
    assert [one.id for one in commons.domains] == ["leaves"]
    assert commons.withdrawn["T-0"].now_in == ()  # it was merged into what is left out
    assert commons.provenance
    assert commons.provenance.left == (T1,)


def test_what_is_left_out_has_no_other_entry(tiny: Path) -> None:
    path = take_up(tiny, leave=[{"uuid": T2}], note=[{"uuid": T2, "text": "Why?"}], order=[T2])
    found = [(place, code) for place, code in problems(path) if code == "profile-entry"]
    assert len(found) == 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_entries_does_not_matter(follower: Path, seed: int) -> None:
    first = open_commons(follower)
    profile = yaml.safe_load((follower / "data/profile.yaml").read_text("utf-8"))
    pairs = list(profile.items())
    random.Random(seed).shuffle(pairs)
    for name in ("reword", "note", "add"):
        random.Random(seed).shuffle(profile[name])
    (follower / "data/profile.yaml").write_text(yaml.safe_dump(dict(pairs), sort_keys=False), "utf-8")
    again = open_commons(follower)
    assert (again.competencies, again.provenance) == (first.competencies, first.provenance)


def test_a_problem_of_an_own_competency_is_in_the_profile(follower: Path) -> None:
    profile = follower / "data/profile.yaml"
    profile.write_text(profile.read_text("utf-8").replace("domain: water", "domain: tables"), "utf-8")
    line = profile.read_text("utf-8").split("\n").index("  domain: tables") + 1
    assert problems(follower) == [(f"data/profile.yaml:{line}:11", "unknown-reference")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: "", "upstream-file"),
        (lambda text: text.replace("Boil water", "Boil tea"), "upstream-file"),
    ],
)
def test_a_file_that_is_another_is_refused(follower: Path, change: Any, code: str) -> None:
    file = follower / "upstream/tea.json"
    file.write_text(change(file.read_text("utf-8")), "utf-8")
    assert [one for _, one in problems(follower)] == [code]


def test_line_ends_of_windows_are_no_change(follower: Path) -> None:
    file = follower / "upstream/tea.json"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert open_commons(follower).provenance


@pytest.mark.parametrize(
    ("way", "what"), [(("competencies", 1, "uuid"), "UUID"), (("competencies", 1, "code"), "code")]
)
def test_a_framework_with_something_twice_is_refused(tiny: Path, way: tuple[Any, ...], what: str) -> None:
    file = tiny / "upstream/tea.json"
    content = json.loads(file.read_text("utf-8"))
    content["competencies"][1][way[2]] = content["competencies"][0][way[2]]
    file.write_text(json.dumps(content), "utf-8")
    with pytest.raises(ContentError) as error:
        open_commons(take_up(tiny))
    (problem,) = error.value.problems
    assert (problem.code, f"the {what} " in problem.message) == ("upstream-file", True)


def test_another_work_of_the_same_id_is_reported(tiny: Path) -> None:
    works = tiny / "data/references.yaml"
    text = re.sub("10.1234/tea.2024", "10.1234/another", works.read_text("utf-8"))
    works.write_text(text.replace("Tea: a beginning", "Coffee"), "utf-8")
    assert [code for place, code in problems(take_up(tiny)) if "references" in place] == ["profile-code"]


def test_the_file_of_the_site_has_the_provenance(follower: Path) -> None:
    files = framework_files(open_commons(follower))
    read = read_framework(files["framework.json"], "framework.json")
    assert read.provenance
    assert read.provenance.sha256 == upstream(follower)["sha256"]
    theirs = read_framework((follower / "upstream/tea.json").read_bytes(), "tea.json")
    assert (read.framework.uuid, read.provenance.framework) == (FRAMEWORK, theirs.framework.uuid)
    kept = {one.uuid for one in read.competencies} - {*OWN}
    assert kept == {one.uuid for one in theirs.competencies}
    assert [one.kind for one in read.provenance.competencies] == [
        *("added here", "reworded here", "as published", "added here"),
    ]
    schema = json.loads(files["framework.schema.json"])
    jsonschema.Draft202012Validator(schema).validate(json.loads(files["framework.json"]))


def test_a_uuid_of_an_own_competency_is_made(follower: Path) -> None:
    profile = follower / "data/profile.yaml"
    profile.write_text(profile.read_text("utf-8").replace(f"  uuid: {OWN[1]}\n", ""), "utf-8")
    (fix,) = fixes(follower, "2026-11-23", lambda: OWN[1])
    assert OWN[1] in fix.after


@pytest.mark.parametrize("written", [None, "theirs"])
def test_the_framework_of_the_site_has_a_uuid_of_its_own(follower: Path, written: str | None) -> None:
    profile, line = follower / "data/profile.yaml", f"uuid: {FRAMEWORK}\n"
    theirs = json.loads((follower / "upstream/tea.json").read_text("utf-8"))["framework"]["uuid"]
    text = profile.read_text("utf-8")
    assert line in text
    profile.write_text(text.replace(line, f"uuid: {theirs}\n" if written else "# Ours\n"), "utf-8")
    assert [code for _, code in problems(follower)] == ["profile-code" if written else "missing-key"]
    if not written:
        (fix,) = fixes(follower, "2026-11-23", lambda: FRAMEWORK)
        assert fix.after == text.replace(line, f"# Ours\n{line}")


def test_a_framework_of_others_is_not_retired(follower: Path) -> None:
    with pytest.raises(CallError, match="leave"):
        retire(follower, Withdrawal(("T-1",), (), None, None, "2026-12-01"))


WORDS = """---
title: Our words
purpose: Whose words are whose.
kind: document
formats: [docx]
folder: 1-words
render_macros: true
---

## All

{{ competency_list() }}

## One

{{ competency_statement("OUR-2") }}
"""


@pytest.mark.slow
def test_pages_lists_and_documents_show_it(follower: Path) -> None:
    site = with_pages_of_ours(follower) / "data/site.yaml"
    left_out = 'leave_out: ["toolkit/*", "docs/contribute/*"]\n'
    site.write_text(site.read_text("utf-8") + left_out, "utf-8")
    (follower / "toolkit").mkdir()
    (follower / "toolkit/words.md").write_text(WORDS, "utf-8")
    build(follower, "mkdocs", "2026-12-01", lambda _: None)
    page = (follower / "site/competencies/t-1/index.html").read_text("utf-8")
    for words in ("Boil our &lt;hard&gt; water.", "Boil water and keep it hot.", "Reworded here", "It is hard."):
        assert words in page, words
    assert "We buy *leaves* in spring." in (follower / "site/competencies/t-2/index.html").read_text("utf-8")
    added = (follower / "site/competencies/our-2/index.html").read_text("utf-8")
    assert "Added here" in added
    assert "Added to: Competencies in making tea" in added
    assert "<dt>Added to</dt>" in added
    whole = (follower / "site/competencies/index.html").read_text("utf-8")
    assert "Reworded here" in whole
    (document,) = (follower / "site/downloads").rglob("*.docx")
    text = "\n".join(paragraph.text for paragraph in Document(str(document)).paragraphs)
    for words in (
        "Boil our <hard> water.",
        "Boil water and keep it hot.",
        "Reworded here",
        "Added here",
        "As published",
    ):
        assert words in text, words
    facts = show(open_commons(follower), context_for(follower, open_commons(follower)), "framework_facts", (), "")
    assert "1 as published, 1 reworded here and 2 added here" in facts


def commit(root: Path, *words: str) -> None:
    who = ("-c", "user.name=T", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.mark.slow
def test_a_review_knows_what_a_profile_changes(tiny: Path) -> None:
    project = take_up(bare(tiny), note=[{"uuid": T1, "text": "In spring."}])
    site = project / "data/site.yaml"
    site.write_text(site.read_text("utf-8") + 'leave_out: ["toolkit/*", "docs/contribute/*"]\n', "utf-8")
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").partition("\nnav:")[0] + "\n", "utf-8")
    for words in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-qm", "one")):
        commit(project, *words)
    take_up(
        project, note=[{"uuid": T1, "text": "In autumn."}], reword=[{"uuid": T2, "title": "Leaf", "reason": "Short."}]
    )
    report = review(project, "HEAD", "2026-12-01", lambda _: None)
    assert report.sections["no_effect"] == ()
    assert [item.title for item in report.sections["competencies"]] == ["T-2: Leaf"]
    assert report.sections["settle"] == ()  # the framework is that of others


def test_what_others_have_left_to_write_is_counted_until_it_is_reworded(tiny: Path) -> None:
    file = tiny / "upstream/tea.json"
    framework = json.loads(file.read_text("utf-8"))
    framework["framework"]["summary"] = "[write: what it is]"
    for one in framework["competencies"]:
        one["statement"] = f"[write: statement of {one['code']}]" if one["uuid"] in {T1, T2} else one["statement"]
    file.write_text(json.dumps(framework), "utf-8")
    found = open_commons(take_up(tiny)).warnings
    assert [(one.place, one.code) for one in found] == [("data/profile.yaml:3:9", "left-to-write")] * 3
    words = {"statement": "Boil water.", "reason": "It was not written."}
    found = open_commons(take_up(tiny, reword=[{"uuid": one, **words} for one in (T1, T2)])).warnings
    assert [one.message.partition('"')[2].partition('"')[0] for one in found] == ["[write: what it is]"]
