"""Time a form in which other programs read a framework, for one of any size: `export.py PROJECT ITEMS FORM`."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid5

from curriculum_commons.build.project import open_commons
from curriculum_commons.interchange.forms import FORMS
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.records import Component


def enlarged(commons: Commons, items: int) -> Commons:
    """Return a commons whose framework has so many items: a fifth are competencies, each with four components."""
    first, made = commons.competencies[0], []
    for number in range(items // 5):
        parts = tuple(
            Component(id=f"c-{number}-{part}", uuid=str(uuid5(UUID(first.uuid), f"{number} {part}")), text=first.title)
            for part in range(4)
        )
        own = {"code": f"MU-{number}", "uuid": str(uuid5(UUID(first.uuid), str(number))), "components": parts}
        made.append(first.model_copy(update=own))
    return replace(commons, competencies=tuple(made))


def main() -> None:
    """Print the seconds that a form takes; with "-" as its name, only make the framework."""
    project, items, name = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    commons = enlarged(open_commons(project), items)
    begin = time.perf_counter()
    for form in FORMS:
        if form.name == name:
            form.files(commons)
    sys.stdout.write(f"{time.perf_counter() - begin:.3f}\n")


if __name__ == "__main__":
    main()
