"""An engine in a process of its own: it gets ready at once, and renders as often as it is asked to.

Knows how to ask, and nothing of what is rendered.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..model.problems import CallError, ContentError, Problem
from .publish import SCRATCH, Scratch

CONFIGURATION = "mkdocs.yml"
_SPARING = {"mkdocs"}
"""Engines that leave pages as they are if asked to."""


class Engine:
    """MkDocs or Zensical, getting ready or waiting."""

    def __init__(self, root: Path, name: str, workplace: Scratch) -> None:
        """Start it; it has the lock too, so that no other run gets the workplace while only the engine is left."""
        if not (root / CONFIGURATION).is_file():
            raise CallError(f'there is no {CONFIGURATION} in "{root}"; name the folder of a project with --root')
        self.name = name
        self._root, self._lock = root, workplace.lock
        self.spares = name in _SPARING
        """Whether it can leave a page as it is."""
        # Zensical wants its settings in a file beside mkdocs.yml.
        self._configuration = root / f"{SCRATCH}-{workplace.folder.parent.name}.yml"
        self._configuration.unlink(missing_ok=True)
        self._program = self._start()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self._program.kill()
        self._program.communicate()
        self._configuration.unlink(missing_ok=True)

    def begin(self, docs: Path, out: Path, settings: Mapping[str, Any], *, spared: bool = False) -> Callable[[], None]:
        """Begin to write the HTML of a folder of Markdown, and the theme's files; return what waits for the end.

        Args:
            docs: A folder of the project, as `out` is.
            spared: Whether pages that are in `out` already stay as they are.
        """
        paths = {"docs": docs, "out": out, "configuration": self._configuration}
        self._ask({**{name: str(path) for name, path in paths.items()}, "settings": settings, "spared": spared})
        return self._hear

    def _hear(self) -> None:
        assert self._program.stdout
        line = self._program.stdout.readline()
        answer = json.loads(line) if line else {"bug": f"{self.name} ended without a word"}
        if "problems" in answer:
            raise ContentError(Problem(*problem) for problem in answer["problems"])
        if answer.get("refused"):
            raise OSError(*answer["refused"])
        if "bug" in answer:
            raise RuntimeError(answer["bug"])

    def _ask(self, request: dict[str, Any]) -> None:
        if self._program.poll() is not None:
            self._program = self._start()
        assert self._program.stdin
        self._program.stdin.write(f"{json.dumps(request)}\n")
        self._program.stdin.flush()

    def _start(self) -> subprocess.Popen[str]:
        # -P: a project that has a yaml.py beside its macros.py must not be taken for what engines import.
        command = [sys.executable, "-P", "-m", "curriculum_commons.build.engine_worker", self.name, str(self._root)]
        pipe = subprocess.PIPE
        held = [self._lock] if os.name == "posix" else []
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, pass_fds=held, encoding="utf-8")
