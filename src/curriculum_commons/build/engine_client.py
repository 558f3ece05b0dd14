"""An engine in a process of its own: it gets ready at once, and renders as often as it is asked to.

Knows how to ask, and nothing of what is rendered.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from ..content.limits import SECONDS, SPACE, TIME, exceeded
from ..content.load import CONFIGURATION, PAGES
from ..model.problems import CallError, ContentError, Problem
from .publish import SCRATCH, Scratch

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
        self._end()
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
        answer, at = dict[str, Any](), list[str]()
        while not answer.get("done"):
            try:
                answer = self._answers.get(timeout=SECONDS)
            except Empty:
                answer = {"done": True, "limit": TIME}
            at = answer.get("at", at)
        if "problems" in answer:
            raise ContentError(Problem(*problem) for problem in answer["problems"])
        if answer.get("refused"):
            raise OSError(*answer["refused"])
        if "bug" in answer:
            raise RuntimeError(answer["bug"])
        if "limit" in answer:
            self._end()
            raise ContentError(self._exceeded(at, answer["limit"]))

    def _exceeded(self, at: list[str], code: str) -> Iterator[Problem]:
        """Yield a problem for each page that was being rendered; Zensical renders several at once."""
        message = str(exceeded(self.name, code))
        yield from (Problem(f"{PAGES}/{path}", 0, 0, message, code) for path in at)
        if not at:
            yield Problem(CONFIGURATION, 0, 0, message[message.index(self.name) - 1 :], code)

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
        program = subprocess.Popen(command, stdin=pipe, stdout=pipe, pass_fds=held, encoding="utf-8")
        self._answers = SimpleQueue[dict[str, Any]]()
        # It must never wait for a reader, whatever else is done before its answer is wanted.
        self._listener = Thread(target=_listen, args=(program, self._answers), daemon=True)
        self._listener.start()
        return program

    def _end(self) -> None:
        self._program.kill()
        self._listener.join()
        self._program.communicate()


def _listen(program: subprocess.Popen[str], answers: SimpleQueue[dict[str, Any]]) -> None:
    assert program.stdout
    for line in program.stdout:
        answers.put(json.loads(line))
    answers.put({"done": True, "limit": SPACE})  # where it ends by itself, the system had no more memory for it
