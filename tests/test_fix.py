"""What has one right answer is mended, and nothing else of a file changes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from curriculum_commons.build.engine_client import Engine
from curriculum_commons.build.project import context_for, open_commons
from curriculum_commons.build.run import build
from curriculum_commons.content.journal import write_all
from curriculum_commons.editor.fix import fixes

EARLIER = Path(__file__).parent / "earlier"
TODAY = "2026-11-23"

MADE = "77777777-7777-4777-8777-%012d"


def mend(project: Path) -> dict[str, str | None]:
    numbers = count(1)
    return {fix.path: fix.after for fix in fixes(project, TODAY, lambda: MADE % next(numbers))}


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_content_that_is_right_stays(tiny: Path) -> None:
    assert mend(tiny) == {}


@pytest.mark.parametrize(
    ("old", "new", "mended"),
    [
        (  # a record in lines, with a comment
            "  - code: T-1\n    uuid: 44444444-4444-4444-8444-444444444401\n",
            "  - code: T-1 # hot\n",
            f"  - code: T-1 # hot\n    uuid: {MADE % 1}\n",
        ),
        (  # in braces
            "      - id: keep\n        uuid: 55555555-5555-4555-8555-555555555502\n        text: keep it hot\n",
            "      - { id: keep, text: keep it hot }\n",
            f"      - {{ uuid: {MADE % 1}, id: keep, text: keep it hot }}\n",
        ),
        (  # its name is not its first key
            "  - id: leaves\n    uuid: 22222222-2222-4222-8222-222222222202\n    name: Leaves\n",
            "  - name: Leaves\n    # green\n    id: leaves\n",
            f"  - uuid: {MADE % 1}\n    name: Leaves\n    # green\n    id: leaves\n",
        ),
        (  # the framework
            "framework:\n  uuid: 11111111-1111-4111-8111-111111111111\n",
            "framework:\n",
            f"framework:\n  uuid: {MADE % 1}\n",
        ),
        (  # a key in British spelling
            "  license:\n    name: CC0 1.0",
            '  "licence":\n    name: CC0 1.0',
            '  "license":\n    name: CC0 1.0',
        ),
    ],
)
def test_what_is_missing_is_made_and_comments_stay(tiny: Path, old: str, new: str, mended: str) -> None:
    file = tiny / "data/competencies.yaml"
    before = file.read_text("utf-8")
    change(file, old, new)
    assert mend(tiny) == {"data/competencies.yaml": before.replace(old, mended)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("former", "mended"),
    [
        (  # in lines, with a comment
            "school:\n  name: Tea School\n  logo: images/tea.png # blue\n  phases: [First, Second]\n",
            "brand:\n  logo: images/tea.png # blue\nschool:\n  name: Tea School\n  phases: [First, Second]\n",
        ),
        (  # the last line of the file
            "school:\n  name: École du thé\n  logo: 'images/tea.png'\n",
            "brand:\n  logo: 'images/tea.png'\nschool:\n  name: École du thé\n",
        ),
        (  # beside colors that are there
            'brand:\n    # ours\n    color: "#528"\nschool:\n  logo: images/tea.png\n  name: Tea School\n',
            'brand:\n    # ours\n    logo: images/tea.png\n    color: "#528"\nschool:\n  name: Tea School\n',
        ),
        (  # in braces
            'school: { name: Tea School, logo: images/tea.png }\nbrand: {color: "#528"}\n',
            'school: { name: Tea School }\nbrand: {logo: images/tea.png, color: "#528"}\n',
        ),
        (
            "school: {logo: images/tea.png, name: Tea School}\n",
            "brand:\n  logo: images/tea.png\nschool: {name: Tea School}\n",
        ),
    ],
)
def test_the_logo_of_a_school_becomes_that_of_the_brand(tiny: Path, former: str, mended: str) -> None:
    Image.new("RGB", (64, 64)).save(tiny / "docs/images/tea.png")
    file = tiny / "data/site.yaml"
    before = file.read_text("utf-8")
    file.write_text(before + former, "utf-8")
    assert [problem.code for problem in open_commons(tiny).warnings] == ["renamed-key"]
    assert mend(tiny) == {"data/site.yaml": before + mended}
    file.write_text(before + mended, "utf-8")
    assert open_commons(tiny).site.logos == (("images/tea.png", ("brand", "logo")),)
    assert open_commons(tiny).warnings == ()


def test_a_logo_stays_where_the_brand_has_another(tiny: Path) -> None:
    for name in ("one", "two"):
        Image.new("RGB", (64, 64)).save(tiny / f"docs/images/{name}.png")
    with (tiny / "data/site.yaml").open("a", encoding="utf-8") as site:
        site.write("brand:\n  logo: images/one.png\nschool:\n  name: Tea School\n  logo: images/two.png\n")
    assert mend(tiny) == {}
    assert context_for(tiny, open_commons(tiny)).brand.school == "Tea School"


def test_a_copy_of_the_former_look_is_named_no_longer(tiny: Path) -> None:
    settings = tiny / "mkdocs.yml"
    before = settings.read_text("utf-8")
    former = "theme:\n  name: material\n  variant: classic\n  custom_dir: theme\n  font: false\n"
    change(settings, "theme: commons\n", former)
    change(settings, "markdown_extensions:", "extra_css:\n  - assets/commons.css\n\nmarkdown_extensions:")
    mended = mend(tiny)["mkdocs.yml"] or ""
    assert [line for line in mended.splitlines() if line] == [line for line in before.splitlines() if line]


@pytest.mark.slow
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_it_is_shown_first_and_written_when_asked_to(tiny: Path, ends: str) -> None:
    file = tiny / "data/competencies.yaml"
    shutil.rmtree(tiny / "data/crosswalks")  # which names it by its UUID
    change(file, "    uuid: 44444444-4444-4444-8444-444444444401\n", "")
    file.write_bytes(file.read_text("utf-8").replace("\n", ends).encode())
    before = file.read_bytes()

    def run(*words: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "curriculum_commons", "fix", "--root", str(tiny), *words]
        return subprocess.run(command, input=answer, capture_output=True, text=True, check=False)

    shown = run("--dry-run")
    assert (shown.returncode, "+    uuid: " in shown.stdout, file.read_bytes()) == (0, True, before)
    refused = run(answer="n\n")
    assert (refused.returncode, file.read_bytes()) == (1, before)
    written = run("--yes")
    assert (written.returncode, written.stdout.splitlines()[-1]) == (0, "data/competencies.yaml: UUIDs made")
    assert file.read_bytes().count(ends.encode()) == before.count(ends.encode()) + 1
    assert open_commons(tiny).competencies[0].uuid
    assert run("--yes").stdout == "nothing to mend\n"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site as the version before would have made it, after `commons fix`."""
    site = Path(shutil.copytree(EARLIER, tmp_path_factory.mktemp("earlier") / "site"))
    write_all(site, {fix.path: None if fix.after is None else fix.after.encode() for fix in fixes(site, TODAY)})
    return site


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_a_site_of_the_version_before_is_built_after_its_names_are_mended(migrated: Path, engine: Engine) -> None:
    build(migrated, engine, TODAY, lambda _: None)
    about = (migrated / "site/about/index.html").read_text("utf-8")
    assert "Board of Tea" in about
    assert "CC0 1.0" in about
    assert "Riverside</p></footer>" in about
    assert (migrated / "site/assets/school.css").is_file()
    assert mend(migrated) == {}


def test_nothing_else_of_a_site_of_the_version_before_changes(migrated: Path) -> None:
    changed = {}
    for file in sorted(one for one in EARLIER.rglob("*") if one.is_file() and one.suffix != ".ico"):
        path = file.relative_to(EARLIER)
        after = (migrated / path).read_text("utf-8").splitlines() if (migrated / path).exists() else []
        before = file.read_text("utf-8").splitlines()
        gone = [line.strip() for line in before if line not in after]
        if path.parts[0] == "theme":
            assert (after == before) == (path.name in {"school.css", "foot.html"}), path
        elif gone:
            changed[path.as_posix()] = gone
            assert "".join(before).count("# ") == "".join(after).count("# ")
    assert changed == {
        "data/competencies.yaml": [
            'licence: { name: CC0 1.0, url: "https://creativecommons.org/publicdomain/zero/1.0/" } # free'
        ],
        "data/schools.yaml": ["organisations:"],
        "data/site.yaml": [
            "content_licence: # as the dean wishes",
            "code_licence:",
            "- gate: licence # the leaflet is by others",
        ],
        "docs/about/index.md": ["{{ organisations() }}", "{{licences( )}}"],
        "macros.py": ["from curriculum_commons.site.macros import define_env"],
        "mkdocs.yml": [
            *("theme:", "name: material", "variant: classic", "custom_dir: theme", "language: en", "font: false"),
            *("favicon: assets/favicon.svg", "- assets/commons.css"),
        ],
        "toolkit/framework.md": ["formats: [docx, odt, pdf] # three", "{{ licences() }}"],
    }


def test_what_only_a_person_can_decide_is_named(tmp_path: Path, run: Callable[..., Any]) -> None:
    site = Path(shutil.copytree(EARLIER, tmp_path / "site"))
    (site / ".github/workflows").mkdir(parents=True)
    (site / ".github/workflows/suggest.yml").write_text("on: issues\n", "utf-8")
    done = run("fix", "--root", site, "--dry-run")
    assert "theme/main.html: removed" in done.stdout.splitlines()
    assert [line.partition("left to you: ")[2] for line in done.stdout.splitlines() if "left to you" in line] == [
        "theme/parts/foot.html: takes the place of the program's; look whether it still fits, or remove it",
        '.github/workflows/suggest.yml: calls "commons suggest", which is gone; remove it',
    ]


@pytest.mark.parametrize(
    ("formats", "mended"),
    [("[odt]", '["docx"]'), ("[odt, pdf]", "[pdf]"), ("[docx, odt]", "[docx]"), ("\n  - odt\n  - pdf", "\n  - pdf")],
)
def test_a_format_that_is_gone_is_taken_out(tiny: Path, formats: str, mended: str) -> None:
    text = "---\ntitle: Tea\nformats: {}\npurpose: All of it.\n---\n\nTea.\n"
    (tiny / "toolkit").mkdir(exist_ok=True)
    (tiny / "toolkit/tea.md").write_text(text.format(formats), "utf-8")
    assert mend(tiny)["toolkit/tea.md"] == text.format(mended)
