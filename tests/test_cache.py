"""What a build has made is kept under a key of everything that it was made from, and nothing half is read."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import CodeType

import pytest
from jinja2 import DictLoader, Environment

from curriculum_commons.build import cache as cache_module
from curriculum_commons.build.cache import FILE, Cache, CompiledTemplates, Entry, key

FILES = {"a/index.html": b"one", "b.bin": bytes(range(256)) * 100, "empty": b""}
FACTS = {"links": ["x", "ü"], "number": 3}


def put(root: Path, *keys: str) -> None:
    with Cache(root) as cache:
        for one in keys:
            cache.put(one, FILES, FACTS)


def get(root: Path, one: str) -> Entry | None:
    with Cache(root) as cache:
        return cache.get(one)


def test_an_entry_is_returned_as_it_was_put(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        assert cache.get("one") is None
        assert cache.put("one", FILES, FACTS) == cache.get("one") == Entry(FILES, FACTS)
    assert get(tmp_path, "one") == Entry(FILES, FACTS)


def test_files_are_made_only_where_they_are_not_kept(tmp_path: Path) -> None:
    made: list[str] = []

    def make() -> list[tuple[str, bytes]]:
        made.append("made")
        return [("a", b"1")]

    for _ in range(2):
        with Cache(tmp_path) as cache:
            assert cache.keep("one", make).files == {"a": b"1"}
    assert made == ["made"]


def test_a_key_depends_on_its_kind_and_every_input() -> None:
    keys = [key("html", "a", b"b"), key("page", "a", b"b"), key("html", "a", b"c"), key("html", "a"), key("html", b"a")]
    assert len({*keys}) == len(keys)
    assert key("html", "a", b"b") == keys[0]


@pytest.mark.parametrize("column", ["facts", "files", "body"])
def test_an_entry_that_somebody_has_changed_is_not_returned(tmp_path: Path, column: str) -> None:
    put(tmp_path, "one", "two")
    with closing(sqlite3.connect(tmp_path / FILE)) as database, database:
        database.execute(f"UPDATE entries SET {column} = substr({column}, 2) WHERE key = 'one'")
    assert get(tmp_path, "one") is None
    assert get(tmp_path, "two") == Entry(FILES, FACTS)


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0 and no more"])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    put(tmp_path, "one")
    (tmp_path / FILE).write_bytes(content)
    assert get(tmp_path, "one") is None
    put(tmp_path, "one")
    assert get(tmp_path, "one") == Entry(FILES, FACTS)


def test_a_file_of_another_version_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir(parents=True)
    with closing(sqlite3.connect(tmp_path / FILE)) as database, database:
        database.execute("CREATE TABLE entries (key TEXT)")
    put(tmp_path, "one")
    assert get(tmp_path, "one") == Entry(FILES, FACTS)


def test_where_nothing_can_be_written_everything_is_made(tmp_path: Path) -> None:
    (tmp_path / ".commons").write_text("in its place", "utf-8")
    with Cache(tmp_path) as cache:
        assert cache.put("one", FILES) == cache.get("one")
    assert get(tmp_path, "one") is None


def test_a_sweep_leaves_what_was_used(tmp_path: Path) -> None:
    put(tmp_path, "put before", "unused")
    with Cache(tmp_path) as cache:
        cache.get("put before")
        cache.put("put now", FILES)
        cache.sweep()
    assert [get(tmp_path, one) is None for one in ("put before", "put now", "unused")] == [False, False, True]


def test_two_processes_share_a_cache(tmp_path: Path) -> None:
    with Cache(tmp_path) as here:
        here.put("here", FILES)
        subprocess.run([sys.executable, "-c", WRITER, tmp_path, "3"], check=True)
        assert here.get("0") == Entry({"a": b"0"}, None)
    assert get(tmp_path, "here") == Entry(FILES, None)
    assert get(tmp_path, "2") == Entry({"a": b"2"}, None)


WRITER = """
import sys
from pathlib import Path
from types import CodeType
from curriculum_commons.build.cache import Cache
with Cache(Path(sys.argv[1])) as cache:
    for number in range(int(sys.argv[2])):
        cache.put(str(number), {"a": str(number).encode()})
        if number == 1000:
            print("half", flush=True)
"""


def test_what_a_killed_process_had_written_is_whole(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, tmp_path, "10000000"], stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
    assert get(tmp_path, "899") == Entry({"a": b"899"}, None)
    put(tmp_path, "one")
    assert get(tmp_path, "one") == Entry(FILES, FACTS)


class NeverCompiling(Environment):
    def compile(self, *_: object, **__: object) -> CodeType:
        raise AssertionError("a template that is kept was compiled again")


def test_a_template_is_compiled_once(tmp_path: Path) -> None:
    source = DictLoader({"a.html": "{{ name }}, twice"})
    with Cache(tmp_path) as cache:
        Environment(loader=source, bytecode_cache=CompiledTemplates(cache, "block")).get_template("a.html")
    with Cache(tmp_path) as cache:
        kept = NeverCompiling(loader=source, bytecode_cache=CompiledTemplates(cache, "block"))
        assert kept.get_template("a.html").render(name="once") == "once, twice"
        other = NeverCompiling(loader=source, bytecode_cache=CompiledTemplates(cache, "inline"))
        with pytest.raises(AssertionError):
            other.get_template("a.html")


@pytest.mark.slow
def test_any_file_of_the_program_is_part_of_each_key(tmp_path: Path) -> None:
    package = tmp_path / "curriculum_commons"
    shutil.copytree(
        Path(cache_module.__file__).parent.parent, package, ignore=shutil.ignore_patterns("sveltia", "*.pyc")
    )

    def program() -> str:
        code = "from curriculum_commons.build.cache import program; print(program())"
        call = [sys.executable, "-c", code]
        return subprocess.run(
            call, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, check=True, text=True
        ).stdout

    keys = [program()]
    for name in ("mapping/methods.csv", "documents/text/document.openxml", "newsletter/mail_styles.yaml"):
        with (package / name).open("a") as file:
            file.write("\n")
        keys.append(program())
    assert len({*keys}) == len(keys)
    assert program() == keys[-1]
