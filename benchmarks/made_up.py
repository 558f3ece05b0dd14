"""A made-up framework of any size, as valid content for this program.

Everything in it is drawn from one list of words with a fixed seed, so that it is the same on every machine.
"""

from __future__ import annotations

import random
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from curriculum_commons.mapping.map_file import written
from curriculum_commons.model.maps import Assessment, CurriculumMap, Session, Teaching

WORDS = (
    "listen pause ask learn teach ward clinic family patient question answer plan hope worry time morning team nurse "
    "note story meaning choice value trust silence practice review goal step reason change support comfort visit"
)
STAGES = ("observe", "practise", "supervised", "ready")
FORMATS = ("video", "guide", "course", "case")
SETTINGS = ("classroom", "clinic", "online")
SOURCES = [{"reference": "made-up-2026"}]
SESSIONS = 10_000
"""Sessions of the large curriculum map."""
NAVIGATION = [
    {"Home": "index.md"},
    {"Competencies": "competencies/index.md"},
    {"Roadmap": "roadmap.md"},
    {"Working groups": "working-groups.md"},
    {"Teach": "teach.md"},
    {"Evidence": ["evidence/index.md", "evidence/references.md"]},
    {"About": "about/schools.md"},
]
SECTIONS = {
    "index.md": ("Home", ["{{ mission() }}"]),
    "competencies/index.md": ("Competencies", ["{{ competency_list() }}", "{{ progression() }}", "{{ domains() }}"]),
    "roadmap.md": ("Roadmap", ["{{ roadmap_list() }}"]),
    "working-groups.md": ("Working groups", ["{{ working_groups() }}", "{{ outputs() }}"]),
    "teach.md": ("Teach", ["{{ resource_finder() }}"]),
    "evidence/index.md": ("Evidence", ['{{ survey_facts("asked") }}', '{{ findings("mapping") }}']),
    "evidence/references.md": ("References", ["{{ references() }}"]),
    "about/schools.md": ("Schools", ['{{ schools("member") }}']),
}
PARTS = (
    ("Why it matters", ""),
    ("How it grows", '{{ competency_growth("CODE") }}'),
    ("Resources", '{{ competency_resources("CODE") }}'),
    ("Where it stands", '{{ competency_roadmap("CODE") }}'),
)


class InFull(yaml.CSafeDumper):
    """Writes a value out wherever it occurs; references from one place to another are no content."""

    def ignore_aliases(self, data: Any) -> bool:
        """Say that nothing is shared."""
        return True


class Writer:
    """Words for one framework, always the same ones."""

    def __init__(self) -> None:
        self._random = random.Random(20261123)
        self._words = WORDS.split()

    def words(self, number: int) -> str:
        """Return a sentence of so many words, without a full stop."""
        return " ".join(self._random.choices(self._words, k=number)).capitalize()

    def paragraph(self) -> str:
        """Return 45 words in three sentences."""
        return " ".join(f"{self.words(15)}." for _ in range(3))

    def uuid(self) -> str:
        """Return a UUID that is valid as a random one."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def some(self, choices: tuple[str, ...], most: int = 2) -> list[str]:
        """Return one or a few of the choices, in their order."""
        kept = self._random.sample(choices, k=self._random.randint(1, most))
        return [choice for choice in choices if choice in kept]


def write_framework(project: Path, repository: Path, competencies: int, resources: int) -> None:
    """Write a project with so many competencies, each with its page of about 360 words, and so many resources."""
    writer = Writer()
    codes = tuple(f"MU-{n}" for n in range(1, competencies + 1))
    project.mkdir(parents=True)
    shutil.copy(repository / "macros.py", project)
    (project / "mkdocs.yml").write_text(_configuration(repository), "utf-8")
    for name, content in _data(writer, codes, resources):
        _write(project / "data" / name, yaml.dump(content, Dumper=InFull, sort_keys=False))
    for name, text in _pages(writer, codes):
        _write(project / "docs" / name, text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _configuration(repository: Path) -> str:
    text = (repository / "mkdocs.yml").read_text("utf-8")
    kept = re.sub(r"^nav:\n(?:[ -].*\n|\n)*", "", text, flags=re.MULTILINE)
    return f"{kept}\n{yaml.dump({'nav': NAVIGATION}, sort_keys=False)}"


def _data(writer: Writer, codes: tuple[str, ...], resources: int) -> Iterator[tuple[str, Any]]:
    yield "site.yaml", _site()
    yield (
        "competencies.yaml",
        {
            "framework": _framework(writer),
            "domains": [{"id": "one", "uuid": writer.uuid(), "name": "The one domain", "sources": SOURCES}],
            "stages": [
                {"id": stage, "uuid": writer.uuid(), "name": stage.title(), "summary": "A step.", "sources": SOURCES}
                for stage in STAGES
            ],
            "competencies": [_competency(writer, code) for code in codes],
        },
    )
    yield (
        "resources.yaml",
        {
            "formats": [{"id": name, "name": name.title()} for name in FORMATS],
            "settings": [{"id": name, "name": name.title()} for name in SETTINGS],
            "resources": [_resource(writer, codes, n) for n in range(resources)],
        },
    )
    yield "roadmap.yaml", {"milestones": [_milestone(writer, codes, n) for n in range(20)]}
    yield "working_groups.yaml", {"working_groups": [_group(writer)], "outputs": [_output(writer)]}
    yield "survey.yaml", {"surveys": [_survey()]}
    yield "schools.yaml", {"schools": [{"id": "one", "name": "School One", "role": "member", "sources": SOURCES}]}
    finding = {"id": "one", "topic": "mapping", "text": writer.paragraph(), "sources": SOURCES}
    yield "findings.yaml", {"findings": [finding]}
    reference = {"id": "made-up-2026", "type": "report", "title": "A made-up report", "URL": "https://example.org/"}
    yield "references.yaml", {"references": [reference]}


def _site() -> dict[str, Any]:
    terms = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
    return {
        "name": "Made-up Commons",
        "description": "A framework that nobody uses, for timing.",
        "address": "https://made-up.example/",
        "publisher": {"name": "Nobody"},
        "leave_out": ["*"],
        "official": False,
        "standing": "Made up.",
        "attribution": "Made up.",
        "content_license": terms,
        "code_license": terms,
    }


def _framework(writer: Writer) -> dict[str, Any]:
    return {
        "uuid": writer.uuid(),
        "title": "A made-up framework",
        "short_title": "Made up",
        "edition": "2026",
        "status": "draft",
        "creator": "Nobody",
        "learners": "nobody",
        "summary": "Made up.",
        "mission": {"text": writer.paragraph(), "sources": SOURCES},
        "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        "sources": SOURCES,
    }


def _competency(writer: Writer, code: str) -> dict[str, Any]:
    return {
        "code": code,
        "uuid": writer.uuid(),
        "domain": "one",
        "title": writer.words(5),
        "statement": f"{writer.words(20)}.",
        "gloss": f"{writer.words(20)}.",
        "growth": [{"stage": stage, "text": f"{writer.words(12)}."} for stage in STAGES],
        "keywords": writer.some(tuple(WORDS.split()), 3),
        "sources": SOURCES,
    }


def _resource(writer: Writer, codes: tuple[str, ...], number: int) -> dict[str, Any]:
    return {
        "id": f"resource-{number}",
        "title": writer.words(6),
        "organization": writer.words(2),
        "url": f"https://example.org/{number}",
        "summary": f"{writer.words(20)}.",
        "teaches": writer.some(codes, min(2, len(codes))),
        "stages": writer.some(STAGES),
        "format": writer.some(FORMATS, 1)[0],
        "settings": writer.some(SETTINGS),
        "minutes": 10 + number % 50,
        "terms": {"reuse": "free to read"},
        "checked": "2026-11-23",
        "checked_how": "live",
        "review_by": "2027-11-23",
    }


def _milestone(writer: Writer, codes: tuple[str, ...], number: int) -> dict[str, Any]:
    return {
        "id": f"milestone-{number}",
        "title": writer.words(5),
        "summary": f"{writer.words(20)}.",
        "status": ("done", "under way", "ahead")[number % 3],
        "as_of": "2026-11-23",
        "working_group": "group",
        "competencies": writer.some(codes, min(2, len(codes))),
        "outputs": ["output"],
        "sources": SOURCES,
    }


def _group(writer: Writer) -> dict[str, Any]:
    return {
        "id": "group",
        "name": "The group",
        "charge": f"{writer.words(12)}.",
        "members": ["faculty"],
        "status": "under way",
        "as_of": "2026-11-23",
        "sources": SOURCES,
    }


def _output(writer: Writer) -> dict[str, Any]:
    summary = f"{writer.words(12)}."
    return {"id": "output", "title": writer.words(4), "kind": "paper", "summary": summary, "sources": SOURCES}


def _survey() -> dict[str, Any]:
    return {
        "id": "asked",
        "title": "A made-up survey",
        "respondents": "nobody",
        "n": 10,
        "anonymous": True,
        "asked_about": ["nothing"],
        "sources": SOURCES,
    }


def _pages(writer: Writer, codes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name, (title, calls) in SECTIONS.items():
        yield name, _page(title, [writer.paragraph(), *calls])
    for code in codes:
        blocks = [f'{{{{ competency_statement("{code}") }}}}']
        for heading, call in PARTS:
            blocks += [f"## {heading}", writer.paragraph(), writer.paragraph(), call.replace("CODE", code)]
        yield f"competencies/{code.lower()}.md", _page(code, blocks, competency=code)


def _page(title: str, blocks: list[str], **meta: str) -> str:
    top = {"title": title, "description": f"{title}, made up.", "render_macros": True, **meta}
    return f"---\n{yaml.dump(top, sort_keys=False)}---\n\n# {title}\n\n" + "\n\n".join(filter(None, blocks)) + "\n"


def write_maps(project: Path, folder: Path) -> None:
    """Write one large curriculum map for a project, and those of 50 schools in 10 years."""
    data = yaml.safe_load((project / "data/competencies.yaml").read_text("utf-8"))
    edition, codes = data["framework"]["edition"], [one["code"] for one in data["competencies"]]
    folder.mkdir()
    _write_map(folder / "large.yaml", "Made-up School", "2026", edition, codes, SESSIONS)
    for number in range(50):
        for year in range(2016, 2026):
            _write_map(folder / f"school-{number}-{year}.yaml", f"School {number}", str(year), edition, codes, 100)


def _write_map(file: Path, school: str, year: str, edition: str, codes: list[str], sessions: int) -> None:  # noqa: PLR0913, PLR0917
    chosen = random.Random(file.name)
    phases = ("early", "middle", "late")
    made = tuple(
        Session(
            title=f"Session {number} on {chosen.choice(WORDS.split())}",
            phase=chosen.choice(phases),
            requirement=chosen.choice(("required", "elective")),
            hours=chosen.choice((1.0, 1.5, 2.0)),
            assessments=(Assessment(method="AM005"),) * chosen.randrange(2),
            teaches=tuple(Teaching(competency=code) for code in chosen.sample(codes, min(len(codes), 2))),
            source=f"Sessions!{number + 5}",
        )
        for number in range(sessions)
    )
    made_map = CurriculumMap(school=school, year=year, edition=edition, phases=phases, sessions=made)
    file.write_text(written(made_map), "utf-8")
