"""Make the files for download of one project, and write down how long that took; started by `run.py`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from curriculum_commons.build.project import open_commons, stocked

project = Path(sys.argv[1])
commons = open_commons(project)
start = time.perf_counter()
stocked(project, commons, lambda _: None)
(project / "seconds.txt").write_text(str(time.perf_counter() - start), "utf-8")
