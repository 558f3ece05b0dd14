"""An issue that was sent shows for ever what it showed when it was sent, and a correction of it is on purpose."""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.run import build
from curriculum_commons.cli.editing import _validate
from curriculum_commons.content.yaml_reader import read
from curriculum_commons.model.problems import command
from curriculum_commons.model.sent import SentIssue, Shown
from curriculum_commons.newsletter.publication import written
from curriculum_commons.render.macros import with_entities, without_entities
from curriculum_commons.theme import LOOK

TODAY = "2026-11-23"
Run = Callable[..., subprocess.CompletedProcess[str]]
NAME = "2026-11-leaves"
ISSUE, RECORD = f"docs/newsletter/{NAME}.md", f"docs/newsletter/{NAME}.sent.yaml"
TEXT = f"""---
title: "Leaves: a beginning"
summary: What is new about leaves, in a few words.
date: "2026-11-20"
audience: everybody who makes tea
authors: [the editors]
render_macros: true
draft: true
---

# Leaves: a beginning

{{{{ newsletter_head("{NAME}") }}}}

There are {{{{ count("resources") }}}} resources, as *we*[^1] know {{{{ cite("leaf-2024", "Table *1*") }}}}.
See [the notes](../about/notes.md), [leaves](../competencies/t-2.md#parts "Parts"), and [it][home].

[home]: ../index.md
[^1]: The editors.

![A cup](cup.png)

## The competencies

{{{{ competency_cards() }}}}

{{{{ competency_statement("T-2") }}}}

{{{{ newsletter_foot("{NAME}") }}}}
"""


@pytest.fixture
def sent(project: Path, run: Run) -> Path:
    """A project with an issue that was just published."""
    (project / ISSUE).write_text(TEXT, "utf-8")
    change(project, "data/site.yaml", ("title: Tea news", "title: Tea news\n  address: 1 Pot Lane"))
    Image.new("RGB", (20, 10)).save(project / "docs/newsletter/cup.png")
    ended = run("newsletter", "publish", NAME, "--root", project)
    assert (ended.returncode, ended.stderr) == (0, "")
    return project


def change(project: Path, path: str, *changes: tuple[str, str]) -> None:
    text = (project / path).read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (project / path).write_text(text, "utf-8")


def shown(project: Path, engine: str = "mkdocs") -> dict[str, str]:
    """Return everything that readers of the issue get, in each form, without what is around it."""
    build(project, engine, TODAY, lambda _: None)
    folder = project / "site/newsletter"
    page = LexborHTMLParser((folder / NAME / "index.html").read_bytes()).css_first("article")
    assert page
    for around in page.css(".for-email, .pager"):
        around.decompose()
    mail = (folder / NAME / "issue.eml").read_text("ascii")
    items = json.loads((folder / "feed.json").read_text("utf-8"))["items"]
    atom = LexborHTMLParser((folder / "feed.xml").read_text("utf-8")).css("entry")
    archive = LexborHTMLParser((folder / "index.html").read_bytes())
    return {
        "page": page.html or "",
        "html": (folder / NAME / "issue.html").read_text("utf-8"),
        "text": (folder / NAME / "issue.txt").read_text("utf-8"),
        "eml": mail,
        "json": json.dumps([item for item in items if NAME in item["id"]]),
        "atom": "".join(entry.html or "" for entry in atom if NAME in (entry.html or "")),
        "archive": "".join(item.text() for item in archive.css(".issues li") if "Leaves" in item.text()),
    }


def change_everything(project: Path) -> None:
    """Add a resource, reword all, withdraw T-2 with its page, remove another page, rename the site, redo the look."""
    resources = (project / "data/resources.yaml").read_text("utf-8")
    entry = resources[resources.index("  - id: leaf-guide") :]
    added = entry.replace("leaf-guide", "new-guide").replace("https://", "https://new.")
    title = next(line for line in entry.splitlines() if line.lstrip().startswith("title:"))
    (project / "data/resources.yaml").write_text(resources + added.replace(title, "    title: A new guide"), "utf-8")
    change(project, "data/competencies.yaml", ("T-2", "T-9"), ('"2024"', '"2027"'), ("Boil water", "Heat the kettle"))
    for path in ("data/resources.yaml", "data/roadmap.yaml", "docs/competencies/t-2.md"):
        change(project, path, ("T-2", "T-9"))
    (project / "docs/competencies/t-2.md").rename(project / "docs/competencies/t-9.md")
    (project / "docs/about/notes.md").unlink()
    change(project, "mkdocs.yml", ("  - about/notes.md\n", ""))
    change(project, "data/references.yaml", ("Tea: a beginning", "Tea: another beginning"))
    change(
        project,
        "data/site.yaml",
        *(("Tea Commons", "Cup Commons"), ("Tea news", "Cup news"), ("The Tea School", "The Cup School")),
        *(
            ("made up", "invented"),
            ("1 Pot Lane", "2 Cup Street"),
            ("tea@school.example", "cup@school.example"),
            ("official: true", "official: false"),
        ),
    )
    with (project / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write('brand:\n  color: "#7a1f1f"\n  logo: images/logo.png\n')
    Image.new("RGB", (1200, 600), "white").save(project / "docs/images/logo.png")
    (project / "theme/parts").mkdir(parents=True)
    shutil.copy(LOOK / "parts/foot.html", project / "theme/parts")
    change(project, "theme/parts/foot.html", ("</", " Another word</"))
    (project / ISSUE.replace("leaves", "more-leaves")).write_text(
        TEXT.replace(NAME, NAME.replace("leaves", "more-leaves"))
        .replace("Leaves:", "More:")
        .replace("T-2", "T-9")
        .replace("t-2", "t-9")
        .replace("notes.md", "schools.md")
        .replace("draft: true\n", ""),
        "utf-8",
    )


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_whatever_changes_around_an_issue_it_stays_as_it_was_sent(sent: Path, engine: str) -> None:
    before = shown(sent, engine)
    assert "There are 2 resources" in before["page"]
    assert "1 Pot Lane" in before["html"]
    change_everything(sent)
    after = shown(sent, engine)
    assert "There are 3 resources" in (sent / "site/newsletter/2026-11-more-leaves/index.html").read_text("utf-8")
    assert all(before.values())
    assert {form: text for form, text in after.items() if text != before[form]} == {}


@pytest.mark.slow
def test_a_draft_and_the_issue_that_was_sent_show_the_same(sent: Path) -> None:
    kept = shown(sent)
    (sent / RECORD).unlink()
    assert shown(sent) == kept


@pytest.mark.slow
def test_the_record_can_be_read_and_is_not_published(sent: Path) -> None:
    kept = (sent / RECORD).read_text("utf-8")
    assert '- call: \'count("resources")\'\n  page: "2"\n  email: "2"\n' in kept
    assert '  page: \'(<a class="cite" href="../evidence/references/#ref-leaf-2024">' in kept
    assert "\ntext: |2-\n  # Leaves: a beginning\n" in kept
    assert "draft" not in (sent / ISSUE).read_text("utf-8")
    build(sent, "mkdocs", TODAY, lambda _: None)
    assert not list((sent / "site").rglob("*.yaml"))


def problems(project: Path, run: Run) -> list[str]:
    ended = run("check", "--root", project)
    return [line for line in ended.stderr.splitlines() if line.startswith("docs/")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change_to", "place", "was"),
    [
        (("as *we*", "as *they*"), ":14:1: ", 'is not what was sent, "There are {{ count'),
        (("[^1]: The editors.", "[^1]: The editors.\n\nAdded."), ":20:1: ", 'is not what was sent, "![A cup]'),
        (("in a few words", "in many words"), ":3:10: summary: ", 'was sent as "What is new about leaves, in a few'),
        (("[the editors]", "[the cooks]"), ":6:10: authors: ", 'was sent as "the editors"'),
        (('"2026-11-20"', '"2026-11-21"'), ":4:7: date: ", 'was sent as "2026-11-20"'),
    ],
)
def test_a_change_of_what_was_sent_is_reported_with_what_it_was(
    sent: Path, run: Run, change_to: tuple[str, str], place: str, was: str
) -> None:
    change(sent, ISSUE, change_to)
    found = next(line for line in problems(sent, run) if "sent" in line)
    assert found.startswith(f"{ISSUE}{place}{was}")
    assert 'or "updated:" with the day of the correction below "date: 2026-11-20"' in found


def test_a_picture_of_a_sent_issue_is_not_exchanged(sent: Path, run: Run) -> None:
    assert problems(sent, run) == []
    Image.new("RGB", (20, 10), "red").save(sent / "docs/newsletter/cup.png")
    assert problems(sent, run) == [
        "docs/newsletter/cup.png: is not the picture that was sent on 2026-11-20; put that one back, or write "
        f'"updated:" at the top of "{ISSUE}"'
    ]
    (sent / "docs/newsletter/cup.png").unlink()
    assert any("is gone, and was sent" in line for line in problems(sent, run))


def correct(project: Path) -> None:
    change(project, ISSUE, ('date: "2026-11-20"', 'date: "2026-11-20"\nupdated: "2026-11-22"'), ("as *we*", "as *all*"))


@pytest.mark.slow
def test_a_correction_keeps_what_macros_showed_and_is_kept_in_its_turn(sent: Path, run: Run) -> None:
    change_everything(sent)
    correct(sent)
    change(sent, ISSUE, ("../about/notes.md", "../about/schools.md"), ("t-2.md", "t-9.md"))
    change(sent, ISSUE, ('{{ competency_statement("T-2") }}\n', ""))
    assert [line for line in problems(sent, run) if NAME + ".md" in line] == [
        f"{ISSUE}:15:11: warning: this issue is not kept as it was corrected; keep what it shows: run "
        f'"{command("newsletter", "publish", NAME, "--root", str(sent))}"'
    ]
    for _ in range(2):
        page = shown(sent)["page"]
        assert "There are 2 resources" in page
        assert "<em>all</em>" in page
        assert run("newsletter", "publish", NAME, "--root", sent).returncode == 0
    assert 'updated: "2026-11-22"' in (sent / RECORD).read_text("utf-8")
    assert run("newsletter", "publish", NAME, "--renew", "--root", sent).returncode == 0
    assert "There are 3 resources" in shown(sent)["page"]


def test_a_published_issue_that_is_not_kept_is_reported(sent: Path, run: Run) -> None:
    (sent / RECORD).unlink()
    assert problems(sent, run) == [
        f"{ISSUE}:14:11: warning: this issue would change with the records; keep what it shows: run "
        f'"{command("newsletter", "publish", NAME, "--root", str(sent))}"'
    ]


def test_a_draft_with_a_mistake_stays_a_draft(project: Path, run: Run) -> None:
    (project / ISSUE).write_text(TEXT.replace("![A cup](cup.png)", "TODO"), "utf-8")
    ended = run("newsletter", "publish", NAME, "--root", project)
    assert ended.returncode == 1
    assert '"TODO" was left in' in ended.stderr
    assert "draft: true" in (project / ISSUE).read_text("utf-8")
    assert not (project / RECORD).exists()


def test_a_record_without_its_issue_is_reported(sent: Path, run: Run) -> None:
    (sent / ISSUE).unlink()
    assert problems(sent, run) == [
        f'{RECORD}: belongs to "{ISSUE}", which is not there; put it back under that name, or remove this file too'
    ]


def test_links_to_pages_that_are_gone_are_reported_and_stop_nothing(sent: Path, run: Run) -> None:
    change_everything(sent)
    ended = run("check", "--root", sent)
    assert ended.returncode == 0
    assert [line.partition(" ")[0] for line in ended.stderr.splitlines() if NAME + ".md" in line] == [
        f"{ISSUE}:15:17:",
        f"{ISSUE}:15:46:",
    ]


@pytest.mark.slow
def test_the_form_keeps_what_an_issue_shows_as_soon_as_it_is_no_draft(project: Path) -> None:
    git = ["git", "-c", "user.name=Cups", "-c", "user.email=cups@example.org", "-C", str(project)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "data"], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "Cups"], check=True)
    Image.new("RGB", (20, 10)).save(project / "docs/newsletter/cup.png")
    (project / ISSUE).write_text(TEXT, "utf-8")
    lines: list[str] = []
    assert _validate(project, lines.append)[1] == ()
    assert (lines, (project / RECORD).exists()) == ([], False)
    change(project, ISSUE, ("draft: true\n", ""))
    assert _validate(project, lines.append)[1] == ()
    assert lines == [f"{RECORD} keeps what the issue shows; publish it too"]
    change(project, ISSUE, ("as *we*", "as *all*"))  # nobody has seen it before
    assert _validate(project, lines.append)[1] == ()
    assert "*all*" in (project / RECORD).read_text("utf-8")
    subprocess.run([*git, "add", "docs"], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "Sent"], check=True)
    change(project, ISSUE, ("as *all*", "as *some*"))
    (_, found) = _validate(project, lines.append)
    assert [problem.code for problem in found] == ["sent-issue-changed"]


@pytest.mark.parametrize("name", ["cup.png", "a cup.png"])
def test_a_test_and_its_draft_bring_pictures_that_are_not_online_yet(project: Path, run: Run, name: str) -> None:
    Image.new("RGB", (20, 10), "red").save(project / "docs/newsletter" / name)
    picture = (project / "docs/newsletter" / name).read_bytes()
    (project / ISSUE).write_text(TEXT.replace("cup.png", name.replace(" ", "%20")), "utf-8")
    assert run("newsletter", "test", NAME, "--no-browser", "--root", project).returncode == 0
    folder = project / ".commons/newsletter-test" / NAME
    mail = message_from_bytes((folder / "issue.eml").read_bytes())
    assert [part.get_content_type() for part in mail.walk()] == [
        *("multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png")
    ]
    *_, html, shown_in_it = mail.walk()
    assert shown_in_it.get_payload(decode=True) == picture
    (image,) = LexborHTMLParser(html.get_payload(decode=True)).css("img")  # type: ignore[arg-type]
    assert f"<{image.attrs.sget('src').removeprefix('cid:')}>" == shown_in_it["Content-ID"]
    (image,) = LexborHTMLParser((folder / "issue.html").read_bytes()).css("img")
    assert image.attrs.sget("src") == f"data:image/png;base64,{b64encode(picture).decode()}"


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["docs/images", "docs/about"])
def test_a_picture_is_published_with_the_first_page_that_shows_it(project: Path, run: Run, folder: str) -> None:
    Image.new("RGB", (20, 10)).save(project / folder / "new.png")
    path = f"{folder.replace('docs', '..')}/new.png"
    (project / ISSUE).write_text(TEXT.replace("cup.png", path), "utf-8")
    published = project / "site" / folder.removeprefix("docs/") / "new.png"
    build(project, "mkdocs", TODAY, lambda _: None)
    assert not published.exists()
    assert run("newsletter", "publish", NAME, "--root", project).returncode == 0
    build(project, "mkdocs", TODAY, lambda _: None)
    assert published.exists()


@pytest.mark.slow
def test_notes_of_an_issue_are_below_its_text_and_above_the_rest(sent: Path) -> None:
    build(sent, "mkdocs", TODAY, lambda _: None)
    html = (sent / "site/newsletter" / NAME / "index.html").read_text("utf-8")
    places = [
        html.index(mark) for mark in ("Choose leaves that suit", "The editors.", 'class="for-email"', 'class="pager"')
    ]
    assert places == sorted(places)
    assert html.count("The editors.") == 1


LINES = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]) | st.sampled_from("\n:#'\"|->&*!%@`{}[], ")
)


@pytest.mark.slow
@given(text=LINES, call=LINES, name=st.text(st.characters(categories=["L", "P"]), min_size=1))
def test_any_text_that_is_kept_is_read_as_it_was(text: str, call: str, name: str) -> None:
    text, call = text.strip("\n"), " ".join(call.split("\n"))
    around = {"top": text, "foot": call, "shows": (Shown(call=call, page=text, email=call),)}
    issue = SentIssue(
        date="2026-11-20", title=name, description=name, audience=name, authors=(name,), text=text, **around
    )
    reading = read(written(issue).encode())
    assert not reading.faults
    assert SentIssue.model_validate(reading.value) == issue


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("*_[]()`<>&\"'{}#!\\")))
def test_text_within_a_sentence_is_guarded_from_markdown_again(text: str) -> None:
    guarded = with_entities("".join(f"&#{ord(char)};" for char in text) + '<a href="a&#95;b">x</a>')
    assert with_entities(without_entities(guarded)) == guarded
