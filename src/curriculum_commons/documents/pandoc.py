"""Run pandoc, which the package brings along: one format in, another out, the same bytes every time.

Knows nothing of what it is used for.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypandoc

MARKDOWN = (
    "markdown-raw_html-raw_tex-raw_attribute-tex_math_dollars-citations-yaml_metadata_block-pandoc_title_block"
    "-latex_macros-example_lists-markdown_in_html_blocks-native_divs-native_spans-implicit_figures"
)
"""Markdown as texts of the toolkit are written in it: that of pages, and nothing that could be code."""

Ast = dict[str, Any]
"""A document as pandoc hands it on in JSON: `blocks`, `meta` and `pandoc-api-version`."""
Blocks = list[dict[str, Any]]


def pandoc(source: bytes, arguments: Sequence[str], as_of: str = "", folder: Path | None = None) -> bytes:
    """Return what pandoc makes of a source.

    Args:
        arguments: As on its command line, without input and output.
        as_of: The day that a file says it was made on, as far as it is known: "2026", "2026-11" or "2026-11-23".
        folder: Where it works; it reads no file outside unless an argument names it.

    Raises RuntimeError with what pandoc says where it fails.
    """
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(seconds(as_of))}
    command = [pypandoc.get_pandoc_path(), *arguments, "--output=-"]
    done = subprocess.run(command, input=source, env=environment, cwd=folder, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"pandoc: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout


def day(as_of: str) -> datetime:
    """Return the first moment of a year, month or day; of 1980, the first year a zip can name, where it is empty."""
    year, month, number = [*(int(part) for part in as_of.split("-")), 1, 1][:3] if as_of else (1980, 1, 1)
    return datetime(year, month, number, tzinfo=UTC)


def seconds(as_of: str) -> int:
    """Return the same moment in seconds since 1970."""
    return int(day(as_of).timestamp())


def read(source: str, form: str) -> Ast:
    """Return a text as pandoc's tree; form is MARKDOWN or "html"."""
    return dict(json.loads(pandoc(source.encode(), [f"--from={form}", "--to=json", "--sandbox"])))
