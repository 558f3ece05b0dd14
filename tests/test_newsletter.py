"""An issue is begun as a valid draft, lists what has changed, and can be seen as an e-mail."""

from __future__ import annotations

import os
import random
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import markdown
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError
from selectolax.lexbor import LexborHTMLParser

from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.content.history import content_at
from curriculum_commons.content.load import load
from curriculum_commons.content.markdown import Link, Markup
from curriculum_commons.diff.record_diff import Change, changes
from curriculum_commons.model.commons import Commons, Issue
from curriculum_commons.model.problems import CallError
from curriculum_commons.model.records import IssueMeta
from curriculum_commons.newsletter import commands
from curriculum_commons.newsletter.commands import MailPreview, as_text, begin_issue, draft_text, name_of, new_issue
from curriculum_commons.newsletter.content import content
from curriculum_commons.newsletter.files import batches
from curriculum_commons.newsletter.mail import html_mail
from curriculum_commons.render import signatures
from curriculum_commons.validation.validate import validate

TODAY = "2026-11-23"
INDEX = "---\ntitle: News\ndescription: All.\nrender_macros: true\n---\n\n# News\n\n{{ newsletter_list() }}\n"
GOOD = {"title": "T", "summary": "x" * 30, "date": TODAY, "audience": "all", "authors": ["the editors"]}


@pytest.fixture
def letters(tiny: Path) -> Path:
    """A project that has a newsletter."""
    with (tiny / "data/site.yaml").open("a", encoding="utf-8") as stream:
        stream.write("newsletter:\n  title: Tea News\n")
    (tiny / "docs/newsletter").mkdir(exist_ok=True)
    (tiny / "docs/newsletter/index.md").write_text(INDEX, "utf-8")
    return tiny


def read(root: Path) -> Commons:
    return validate(load(root), signatures())


def draft_issue(root: Path, title: str | None, since: str, today: str) -> Path:
    return commands.draft_issue(root, read(root), title, since, today)


def preview_mail(root: Path, name: str, today: str) -> MailPreview:
    commons = read(root)
    return commands.preview_mail(root, commons, context_for(root, commons, today), name)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


Run = Callable[..., subprocess.CompletedProcess[str]]


# The front matter of an issue


def test_a_good_top_is_taken() -> None:
    meta = IssueMeta.model_validate(GOOD)
    assert (meta.description, meta.draft, meta.consent) == ("x" * 30, False, False)
    assert IssueMeta.model_validate({**GOOD, "title": "أخبار الشاي\u200f!"}).title == "أخبار الشاي\u200f!"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", "x" * 91),
        ("title", "a\nb"),
        ("title", "a\r\nBcc: x@y.example"),
        ("title", "a\u2028b"),
        ("title", " "),
        ("title", "News \u202egpj.exe"),
        ("audience", "all \u2066of\u2069 you"),
        ("summary", "short"),
        ("summary", "x" * 151),
        ("summary", "x" * 30 + "\nX-Header: y"),
        ("date", "2026-11-31"),
        ("date", "November 2026"),
        ("authors", []),
        ("authors", ["a\nb"]),
        ("audience", ""),
        ("draft", "yes"),
        ("consent", "Jane"),
        ("subject", "unknown"),
    ],
)
def test_a_bad_top_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValidationError):
        IssueMeta.model_validate({**GOOD, key: value})


# New issues


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Five competencies", "2026-11-five-competencies"),
        ('He said: "No" # [x] {{ 7*7 }}', "2026-11-he-said-no-x-7-7"),  # codespell:ignore said
        ("Grüße aus Łódź", "2026-11-grusse-aus-lodz"),
        ("👩‍⚕️ Tea", "2026-11-tea"),
        ("简报", "2026-11-issue"),
        ("../../etc/passwd", "2026-11-etc-passwd"),
        ("It’s O'Neill's", "2026-11-its-oneills"),
        ("very " * 17 + "long", "2026-11" + "-very" * 12),
    ],
)
def test_a_title_gives_a_plain_name(letters: Path, title: str, name: str) -> None:
    file = begin_issue(letters, title, TODAY)
    assert file == letters / f"docs/newsletter/{name}.md"
    (draft,) = read(letters).drafts
    assert draft.meta.title == title.strip()
    assert draft.path == f"newsletter/{name}.md"


def test_titles_without_letters_do_not_get_into_each_others_way(letters: Path) -> None:
    names = [begin_issue(letters, title, TODAY).name for title in ("简报", "новости", "!!!")]
    assert names == ["2026-11-issue.md", "2026-11-issue-2.md", "2026-11-issue-3.md"]
    assert len(read(letters).drafts) == 3


def test_a_file_that_is_there_is_never_touched(letters: Path) -> None:
    file = begin_issue(letters, "Leaves", TODAY)
    file.write_text("mine", "utf-8")
    with pytest.raises(CallError, match="is there already; choose another title, or edit it"):
        begin_issue(letters, "Leaves!", TODAY)
    assert file.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("title", "day", "message"),
    [
        ("a\nb", TODAY, 'title "a b" runs over several lines; write it on one'),
        ("a\r\nBcc: you", TODAY, 'title "a  Bcc: you" contains a control character; type the text again without it'),
        ("x" * 91, TODAY, f'title "{"x" * 59}…" has 91 characters; shorten it to 90'),
        (" ", TODAY, "the title is empty; write in quotes what the issue is about"),
        ("\udcff", TODAY, 'title "\\udcff" has characters that no file can contain; type it again'),
        ("Tea", "2026-02-30", 'date "2026-02-30" is not a day in the calendar; look at the month and the day'),
        ("Tea", "../../x", 'date "../../x" is not a day; write it as "2026-11-23", in quotes'),
    ],
)
def test_a_title_or_day_that_is_not_valid_is_reported(letters: Path, title: str, day: str, message: str) -> None:
    with pytest.raises(CallError) as caught:
        begin_issue(letters, title, day)
    assert str(caught.value) == message
    assert len(list((letters / "docs/newsletter").iterdir())) == 1


def test_an_issue_is_begun_in_a_project_only(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="has no docs/; name the folder of a project with --root"):
        begin_issue(tmp_path, "Tea", TODAY)
    (tmp_path / "project/docs").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "project/docs/newsletter").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CallError, match="leads out of this project"):
        begin_issue(tmp_path / "project", "Tea", TODAY)
    assert not list((tmp_path / "elsewhere").iterdir())


IN_ONE_FOLDER = [HealthCheck.function_scoped_fixture]


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=IN_ONE_FOLDER)
@given(st.text(max_size=95))
def test_any_title_gives_a_valid_draft_or_one_sentence(letters: Path, title: str) -> None:
    begin_and_remove(letters, title)


@pytest.mark.long
@settings(max_examples=300, deadline=None, suppress_health_check=IN_ONE_FOLDER)
@given(st.text(max_size=95))
def test_any_of_300_titles_gives_a_valid_draft_or_one_sentence(letters: Path, title: str) -> None:
    begin_and_remove(letters, title)


def begin_and_remove(letters: Path, title: str) -> None:
    try:
        file = begin_issue(letters, title, TODAY)
    except CallError as error:
        message = str(error)
    else:
        message = ""
    if message:
        assert message.isprintable()
        return
    assert re.fullmatch(r"2026-11(-[a-z0-9]+)+\.md", file.name)
    (draft,) = read(letters).drafts
    assert draft.meta.title == title.strip()
    file.unlink()


def test_text_is_shown_as_it_is() -> None:
    assert as_text("[x](y) *z* `c` {{ 7*7 }} <b> & _") == (
        r"\[x\](y) \*z\* \`c\` &#123;&#123; 7\*7 &#125;&#125; &lt;b&gt; &amp; \_"
    )


def test_any_text_is_shown_as_it_is_in_titles_and_links() -> None:
    chance = random.Random(5)
    signs = [*"ab[](){}*_`#\\<>&!:|~^\"'=+-.@$%1 ", "{{", "}}", "{%", "%}", "{#", "](", "&amp;", "<b>", "[^1]", "*|X|*"]
    for _ in range(100):
        words = " ".join("".join(chance.choice(signs) for _ in range(chance.randint(1, 10))).split()) or "x"
        body = f"# {as_text(words)}\n\n- New: [{as_text(words)}](../teach.md): {as_text(words)}\n"
        markup = Markup(body, template=True)
        assert not markup.parts
        assert [link.target for link in markup.links if isinstance(link, Link)] == ["../teach.md"]
        tree = LexborHTMLParser(markdown.markdown(body, extensions=["attr_list", "footnotes", "tables"]))
        for place in ("h1", "li a"):
            shown = tree.css_first(place)
            assert shown is not None
            assert " ".join(shown.text().split()) == words


# What has changed


def test_a_draft_without_changes_has_a_sentence_for_it(letters: Path) -> None:
    found = changes(read(letters), read(letters), TODAY)
    assert not found
    assert draft_text(found, "2026-11-01").startswith("Nothing has changed since 2026-11-01: ")


def test_every_kind_of_change_is_listed(letters: Path) -> None:
    before = read(letters)
    data, docs = letters / "data", letters / "docs"
    change(data / "competencies.yaml", before.competency["T-2"].statement[:20], "Choose good leaves th")
    change(data / "roadmap.yaml", "status: under way\n    as_of: 2024-05-31", 'status: done\n    as_of: "2026-10-01"')
    change(data / "roadmap.yaml", 'status: ahead\n    as_of: "2024"', 'status: ahead\n    as_of: "2025"')
    change(data / "roadmap.yaml", "A second cup followed.", "A third cup followed.")
    change(data / "resources.yaml", "  - id: leaf-guide\n", "  - id: leaf-book\n")
    change(data / "resources.yaml", "Leaves: a guide", "Leaves: a *book* {{ x }}")
    change(data / "working_groups.yaml", "  - id: cup-report\n", "  - id: pot-report\n")
    change(data / "roadmap.yaml", "outputs: [cup-report]", "outputs: [pot-report]")
    change(data / "schools.yaml", "role: member", "role: adopter")
    change(docs / "about/notes.md", "Back [up](#here).", "Back [up](#here) again.")
    page = "---\ntitle: Cups\ndescription: All about cups.\n---\n\n# Cups\n"
    (docs / "about/cups.md").write_text(page, "utf-8")
    after = read(letters)
    found = changes(before, after, "2027-10-31")
    assert [(one.status, one.page) for one in found.competencies] == [("reworded", "competencies/t-2.md")]
    assert [(one.status, one.detail) for one in found.milestones] == [
        ("known since", "A third cup followed. (as of 2024-06-01)"),
        ("changed", "done as of 2026-10-01; it was under way as of 2024-05-31"),
        ("confirmed", "still ahead as of 2025"),
    ]
    assert found.milestones[1].anchor == "m-second-pot"
    assert [(one.status, one.title, one.page, one.anchor) for one in found.resources] == [
        ("new", "Leaves: a *book* {{ x }}", "teach.md", "r-leaf-book"),
        ("removed", "Leaves: a guide", "", ""),
    ]
    assert found.overdue == ()
    assert [one.anchor for one in found.outputs] == ["o-pot-report"]
    assert [one.title for one in found.adopters] == ["The School of Tea"]
    assert [(one.status, one.page) for one in found.pages] == [
        ("new", "about/cups.md"),
        ("rewritten", "about/notes.md"),
    ]
    begin_issue(letters, "All of it", TODAY, draft_text(found, "2026-11-01"))
    (draft,) = read(letters).drafts
    assert (
        r"- New: [Leaves: a \*book\* &#123;&#123; x &#125;&#125;](../teach.md#r-leaf-book): The Leaf House"
        in draft.body
    )
    assert (
        "- Changed: [A second pot](../roadmap.md#m-second-pot): done as of 2026-10-01; it was under way" in draft.body
    )


def test_removed_and_overdue_records_are_listed(letters: Path) -> None:
    after = read(letters)
    first, second = after.competencies
    before = replace(after, competencies=(replace_code(first), second), milestones=after.milestones[1:])
    found = changes(before, after, "2028-01-01")
    assert [(one.status, one.title[:4]) for one in found.competencies] == [("new", "T-1:"), ("withdrawn", "T-9:")]
    assert [one.status for one in found.milestones] == ["new"]
    line = "should have been looked at again by 2027-11-01"
    assert found.overdue[0] == Change("overdue", "How a kettle works", line, "teach.md", "r-kettle-film")
    assert [one.status for one in changes(after, before, TODAY).milestones] == ["removed"]


def replace_code(competency):  # type: ignore[no-untyped-def]
    return competency.model_copy(update={"code": "T-9"})


def test_issues_of_the_newsletter_are_not_listed_as_changes(letters: Path) -> None:
    before = read(letters)
    file = begin_issue(letters, "Leaves", TODAY)
    change(file, "draft: true\n", "")
    assert not changes(before, read(letters), TODAY)


# History


def git(root: Path, *words: str, day: str = "2026-10-01") -> None:
    who = ["-c", "user.name=T", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false"]
    when = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    command = ["git", *who, *words]
    subprocess.run(command, cwd=root, check=True, capture_output=True, env={**os.environ, **when})


@pytest.fixture
def remembered(letters: Path) -> Path:
    """A project in a folder of a repository: three states, the second of which is tagged."""
    root = letters.parent
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "tiny")
    git(root, "commit", "-qm", "one")
    change(letters / "data/roadmap.yaml", "status: under way", "status: done")
    git(root, "commit", "-qam", "two", day="2026-10-10")
    git(root, "tag", "second")
    change(letters / "docs/about/notes.md", "Back [up](#here).", "Back [up](#here) again.")
    git(root, "commit", "-qam", "three", day="2026-10-20")
    return letters


@pytest.mark.slow
@pytest.mark.parametrize(
    ("since", "lines"),
    [
        ("2026-10-02", ["Changed: [A second pot]", "Rewritten: [Notes]"]),
        ("2026-10-11", ["Rewritten: [Notes]"]),
        ("second", ["Rewritten: [Notes]"]),
        ("HEAD~2", ["Changed: [A second pot]", "Rewritten: [Notes]"]),
        ("HEAD", []),
    ],
)
def test_a_draft_lists_the_changes_since(remembered: Path, since: str, lines: list[str]) -> None:
    state = subprocess.run(["git", "status", "--porcelain"], cwd=remembered, check=True, capture_output=True).stdout
    file = draft_issue(remembered, "News", since, TODAY)
    text = file.read_text("utf-8")
    assert re.findall(r"^- (.*?\])", text, re.MULTILINE) == lines
    assert ("Nothing has changed since" in text) == (not lines)
    assert read(remembered).drafts
    file.unlink()
    now = subprocess.run(["git", "status", "--porcelain"], cwd=remembered, check=True, capture_output=True).stdout
    assert now == state


def test_what_is_not_committed_yet_is_news_too(remembered: Path) -> None:
    change(remembered / "data/roadmap.yaml", "status: ahead", "status: under way")
    assert "under way as of 2024; it was ahead" in draft_issue(remembered, None, "HEAD", TODAY).read_text("utf-8")


@pytest.mark.slow
def test_a_link_leads_to_a_record_only_where_a_page_shows_it(remembered: Path) -> None:
    new = "  - { id: new, name: New School, role: adopter, sources: [{ reference: leaf-2024 }] }\n"
    change(remembered / "data/schools.yaml", "schools:\n", f"schools:\n{new}")
    change(remembered / "docs/about/schools.md", '{{ schools("adopter") }}', "")
    text = draft_issue(remembered, "News", "second", TODAY).read_text("utf-8")
    assert "- New: [New School](../about/schools.md)" in text
    assert "- Changed: [A second pot](../roadmap.md#m-second-pot)" in draft_issue(
        remembered, "Older news", "HEAD~2", TODAY
    ).read_text("utf-8")
    read(remembered)  # the links of an untouched draft keep nobody from building the site


@pytest.mark.slow
def test_a_full_disk_leaves_no_empty_issue(tiny: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    before = sorted(tiny.rglob("*"))
    words = [sys.executable, "-m", "curriculum_commons", "newsletter", "new", "Full", "--root", str(tiny)]
    ended = subprocess.run(words, check=False, capture_output=True, text=True, preexec_fn=limit)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert sorted(path for path in tiny.rglob("*") if path.is_file()) == [path for path in before if path.is_file()]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("since", "message"),
    [
        ("2026-11-24", '"2026-11-24" is still to come; write a day that has passed'),
        ("2026-13-40", '"2026-13-40" is not a day in the calendar; look at the month and the day'),
        ("2026-10-01", 'there is no commit before "2026-10-01"; the first is of 2026-10-01, so write a later day'),
        ("third", 'unknown commit "third"; write a day, such as 2026-12-01, a tag, a branch or a commit'),
        ("--output=x", 'unknown commit "--output=x"; write a day, such as 2026-12-01, a tag, a branch or a commit'),
        ("HEAD:tiny", 'unknown commit "HEAD:tiny"; write a day, such as 2026-12-01, a tag, a branch or a commit'),
        ("a\nb", 'unknown commit "a b"; write a day, such as 2026-12-01, a tag, a branch or a commit'),
        ("a\0b", "a commit cannot be named so; write a day, such as 2026-12-01, a tag, a branch or a commit"),
    ],
)
def test_an_unknown_commit_is_reported(remembered: Path, since: str, message: str) -> None:
    with pytest.raises(CallError) as caught:
        draft_issue(remembered, "News", since, TODAY)
    assert str(caught.value) == message


def test_earlier_content_that_does_not_load_is_reported(remembered: Path) -> None:
    change(remembered / "data/site.yaml", "official: ", "oficial: ")
    git(remembered, "commit", "-qam", "four", day="2026-10-30")
    change(remembered / "data/site.yaml", "oficial: ", "official: ")
    with pytest.raises(CallError, match=r'^the content at "HEAD" cannot be read by today\'s rules, as data/site.yaml:'):
        draft_issue(remembered, "News", "HEAD", TODAY)


def test_a_folder_without_history_is_reported(letters: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(letters.parent))
    with pytest.raises(CallError, match="has no history that git can read; name a folder in a repository"):
        draft_issue(letters, "News", "HEAD", TODAY)
    git(letters, "init", "-q")
    with pytest.raises(CallError, match="there is no commit yet; make one, and compare with it later"):
        draft_issue(letters, "News", "HEAD", TODAY)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CallError, match="git is not installed"):
        draft_issue(letters, "News", "HEAD", TODAY)


def test_a_shallow_clone_is_reported(remembered: Path, tmp_path: Path) -> None:
    address = remembered.parent.as_uri()
    git(tmp_path, "clone", "-q", "--depth", "1", address, "copy")
    with pytest.raises(CallError, match='this copy holds only the newest commits; "git fetch --unshallow" brings the'):
        draft_issue(tmp_path / "copy/tiny", "News", "2026-10-11", TODAY)


def test_a_commit_without_content_is_reported(remembered: Path) -> None:
    (remembered.parent / "other").mkdir()
    (remembered.parent / "other/x.md").write_text("x")
    with (
        pytest.raises(CallError, match='at "HEAD" there was no data/ in this folder yet; name a later one'),
        content_at(remembered.parent / "other", "HEAD"),
    ):
        pass


# As an e-mail


@pytest.mark.slow
@pytest.mark.parametrize(
    "title", ["Tea", "=?utf-8?q?Tea=0ABcc:_x?=", "Grüße 👩‍⚕️ שלום", "a: b; c, <d@e.example>", "." * 80]
)
def test_the_draft_contains_both_forms_of_an_issue(letters: Path, title: str) -> None:
    name = begin_issue(letters, title, TODAY).stem
    seen = preview_mail(letters, name, TODAY)
    assert {file.name for file in seen.folder.iterdir()} == {"issue.html", "issue.txt", "issue.eml"}
    message = message_from_bytes((seen.folder / "issue.eml").read_bytes(), policy=default)
    assert message.get_all("Subject") == [title]
    assert message["Bcc"] is None
    for kind, name in (("html", "issue.html"), ("plain", "issue.txt")):
        part = message.get_body((kind,))
        assert part is not None
        assert part.get_content().replace("\r\n", "\n") == (seen.folder / name).read_text("utf-8")
    assert "TODO" in seen.text
    assert "TODO" in seen.html
    assert seen.problems


@pytest.mark.parametrize("written", ["{}", "{}.md", "docs/newsletter/{}.md", "./docs/newsletter/{}.md"])
def test_an_issue_is_named_in_any_way_a_shell_completes_it(letters: Path, written: str) -> None:
    name = begin_issue(letters, "Tea", TODAY).stem
    assert preview_mail(letters, written.format(name), TODAY).issue.name == name


def test_an_unknown_issue_is_reported(letters: Path) -> None:
    with pytest.raises(CallError, match='unknown issue "x"; there is none yet'):
        preview_mail(letters, "x", TODAY)
    begin_issue(letters, "Tea leaves", TODAY)
    begin_issue(letters, "A cup", "2026-12-01")
    for name in ("2026-11-tea-leafs", "Tea leaves"):
        with pytest.raises(CallError, match=f'unknown issue "{name}"; did you mean "2026-11-tea-leaves"'):
            preview_mail(letters, name, TODAY)
    with pytest.raises(CallError, match='unknown issue "x"; write the name of its file, such as "2026-12-a-cup"'):
        preview_mail(letters, "x", TODAY)


# The commands


def test_the_commands_print_the_file_and_the_next_steps(letters: Path, run: Run) -> None:
    ended = run("newsletter", "new", "Tea: a beginning", "--date", "2027-01-15", "--root", letters)
    path = letters / "docs/newsletter/2027-01-tea-a-beginning.md"
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[0] == path.as_posix()
    assert "commons newsletter test 2027-01-tea-a-beginning" in ended.stdout
    again = run("newsletter", "new", "Tea: a beginning", "--date", "2027-01-15", "--root", letters)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.count("\n") == 1
    quiet = run("newsletter", "new", "Cups", "--quiet", "--root", letters, SOURCE_DATE_EPOCH="1795132800")
    assert quiet.stdout == f"{letters.as_posix()}/docs/newsletter/2026-11-cups.md\n"
    bare = run("newsletter", "new", "Tea", "in", "March", "--date", "2027-02-15", "--quiet", "--root", letters)
    assert bare.stdout == f"{letters.as_posix()}/docs/newsletter/2027-02-tea-in-march.md\n"


def test_newsletter_test_prints_sizes_subject_and_problems(letters: Path, run: Run) -> None:
    begin_issue(letters, "Tea " * 17, TODAY)
    name = name_of("Tea " * 17, TODAY)
    ended = run("newsletter", "test", name, "--no-browser", "--root", letters)
    assert ended.returncode == 1
    subject, preheader, html, text, draft, preflight = ended.stdout.splitlines()
    assert subject == f"Subject:   {('Tea ' * 17).strip()} (67 characters; phones cut it after about 60)"
    assert preheader.startswith("Preheader: TODO: say")
    assert re.match(r"HTML:      [0-9,]+ bytes of at most 100,000: /", html)
    assert re.match(r"Text:      [0-9,]+ bytes: /", text)
    assert re.match(r"Draft:     /.*/issue\.eml", draft)
    assert preflight == f"Preflight: {len(ended.stderr.splitlines())} problems"
    assert all(line.startswith(f"docs/newsletter/{name}.md:") for line in ended.stderr.splitlines())


@pytest.mark.slow
def test_newsletter_test_opens_a_browser(letters: Path, tmp_path: Path) -> None:
    name = begin_issue(letters, "Tea", TODAY).stem
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s" "$1" > {tmp_path}/asked\n')
    browser.chmod(0o755)
    words = [sys.executable, "-m", "curriculum_commons", "newsletter", "test", name, "--root", str(letters)]
    subprocess.run(words, check=False, capture_output=True, env={**os.environ, "BROWSER": str(browser)})
    assert re.fullmatch(r"file:///.*/issue\.html", (tmp_path / "asked").read_text())


def test_a_draft_is_written_by_the_command(remembered: Path, run: Run) -> None:
    words = ("newsletter", "draft", "--root", remembered, "--since")
    ended = run(*words, "second", "What is new", SOURCE_DATE_EPOCH="1795132800")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (remembered / "docs/newsletter/2026-11-what-is-new.md").exists()
    wrong = run(*words, "third")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith('commons: unknown commit "third"')


def test_drafts_are_not_pages_of_the_site(letters: Path) -> None:
    begin_issue(letters, "Tea", TODAY)
    commons = open_commons(letters)
    assert [page.path for page in commons.drafts] == ["newsletter/2026-11-tea.md"]
    assert all(page.path != "newsletter/2026-11-tea.md" for page in commons.pages)
    assert not commons.issues


def test_a_draft_may_be_written_long_before_it_is_sent(letters: Path) -> None:
    begin_issue(letters, "Tea", "2026-12-30", "Tea is ready.")
    messages = [problem.message for problem in preview_mail(letters, "2026-12-tea", TODAY).problems]
    assert messages
    assert all("was left in" in message for message in messages)


def test_the_same_title_and_day_give_the_same_issue() -> None:
    assert new_issue("Tea", TODAY, "x") == new_issue("Tea", TODAY, "x")


# Pictures


@pytest.mark.parametrize(
    ("written", "turned", "sizes"),
    [
        ("![Tea](the%20pot.png)", False, ("900", "300", "560", "187")),
        ("![Tea](the%20pot.png)", True, ("300", "900", "300", "900")),
        ("![Tea](the%20pot.png){ width=90 }", False, ("90", "30", "90", "30")),
        ("![Tea](the%20pot.png){ width=90 height=90 }", False, ("90", "90", "90", "90")),
    ],
)
def test_a_picture_has_its_width_and_height(letters: Path, written: str, turned: bool, sizes: tuple[str, ...]) -> None:
    file = begin_issue(letters, "Pots", TODAY, written)
    picture, exif = Image.new("RGB", (900, 300)), Image.Exif()
    exif[0x0112] = 6 if turned else 1
    picture.save(file.with_name("the pot.png"), exif=exif)
    opened = open_commons(letters)
    (draft,) = opened.drafts
    assert isinstance(draft.meta, IssueMeta)
    context, issue = context_for(letters, opened), Issue(draft, draft.meta)
    shown = [content(opened, context, issue), html_mail(opened, context, issue)]
    images = [LexborHTMLParser(html).css_first("img[src$='pot.png']") for html in shown]
    assert tuple(image.attrs.sget(key) for image in images if image for key in ("width", "height")) == sizes


@pytest.mark.parametrize(
    ("name", "address"),
    [("my pot.png", "my%20pot.png"), ("Kännchen.png", "K%C3%A4nnchen.png"), ("pot (1).png", "pot%20(1).png")],
)
def test_a_picture_of_any_name_has_an_address_that_mail_programs_follow(letters: Path, name: str, address: str) -> None:
    file = begin_issue(letters, "Pots", TODAY, f"![A pot]({name})")
    Image.new("RGB", (90, 30)).save(file.with_name(name))
    opened = open_commons(letters)
    (draft,) = opened.drafts
    assert isinstance(draft.meta, IssueMeta)
    html = html_mail(opened, context_for(letters, opened), Issue(draft, draft.meta))
    image = LexborHTMLParser(html).css_first("img[alt='A pot']")
    assert image is not None
    assert image.attrs.sget("src") == f"{opened.site.address}newsletter/{address}"
    assert image.attrs.sget("height") == "30"


def test_an_issue_is_made_anew_when_its_picture_has_another_size(letters: Path) -> None:
    file = begin_issue(letters, "Pots", TODAY, "![Tea](pot.png)")
    change(file, "draft: true\n", "")
    made = []
    for width in (90, 91):
        Image.new("RGB", (width, 30)).save(file.with_name("pot.png"))
        opened = open_commons(letters)
        made.append(next(batches(opened, context_for(letters, opened))).ingredients)
    assert made[0] != made[1]


def test_looking_at_an_issue_again_leaves_one_folder(letters: Path) -> None:
    file = begin_issue(letters, "Pots", TODAY)
    folders = {preview_mail(letters, file.stem, TODAY).folder for _ in range(2)}
    assert folders == {letters / ".commons/newsletter-test" / file.stem}


@pytest.mark.parametrize(
    ("part", "new", "change"),
    [
        ("milestones", {"title": "Another cup"}, ("reworded", "Another cup", "its title; done as of 2024-05")),
        ("milestones", {"summary": "x"}, ("reworded", "The first cup", "its summary; done as of 2024-05")),
        ("competencies", {"gloss": "x"}, ("changed", None, "its explanation")),
        ("competencies", {"growth": ()}, ("changed", None, "its steps of learning")),
        (
            "resources",
            {"summary": "x", "url": "https://x.example/"},
            ("changed", None, "its summary and address on the web"),
        ),
        ("resources", {"checked": "2026-11-20"}, None),
        ("outputs", {"title": "x", "kind": "event"}, ("changed", "x", "its title and kind")),
    ],
)
def test_whatever_visitors_see_of_a_record_is_news(
    letters: Path, part: str, new: dict[str, object], change: tuple[str, str | None, str] | None
) -> None:
    before = read(letters)
    first, *others = getattr(before, part)
    found = getattr(changes(before, replace(before, **{part: (first.model_copy(update=new), *others)}), TODAY), part)
    assert [(one.status, change and change[1] and one.title, one.detail) for one in found] == (
        [change] if change else []
    )
