"""The commands, what they print, and their exit codes: 0 good, 1 problems, 2 wrong call.

The only package that prints, and the only one that turns errors into sentences.
"""

from __future__ import annotations

import errno
import sys
from io import TextIOWrapper
from typing import NoReturn

import click

from ..model.problems import CallError, ContentError, FileRefusedError, counted
from .comparison import changes, guide
from .documents import inspect, toolkit
from .editing import edit, fix, forms, retire, upgrade
from .mapping import map_
from .newsletter import newsletter
from .publishing import links, pages, publish
from .site import build, check, schema, serve
from .starting import import_, new

_REFUSED = {"ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM", "EIO", "EBUSY", "EXDEV", "ENAMETOOLONG", "EMFILE"}
_INTERRUPTED = 130


@click.group(
    epilog="Example: commons build --root ~/our-framework", context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="curriculum-commons", message="%(version)s")
def commons() -> None:
    """Turn the YAML and Markdown of a competency framework into a website."""


for _command in (
    *(build, changes, check, edit, fix, forms, guide, import_, inspect),
    *(links, map_, new, newsletter, pages, publish, retire, schema, serve, toolkit, upgrade),
):
    commons.add_command(_command)


def main() -> NoReturn:
    """Run the command in sys.argv, and end the process with its exit code."""
    _take_any_character()
    try:
        code = commons.main(prog_name="commons", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except ContentError as error:
        for problem in error.grouped:
            click.echo(str(problem), err=True)
        number = sum(problem.severity == "error" for problem in error.grouped)
        _end(1, f"{counted(number, 'problem')}{_unchanged()}")
    except CallError as error:
        _end(1 if isinstance(error, FileRefusedError) else 2, f"commons: {error}")
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(_INTERRUPTED)
    except OSError as error:
        no_temporary_folder = error.errno == errno.ENOENT and not error.filename  # tempfile finds every disk full
        if errno.errorcode.get(error.errno or 0) not in _REFUSED and not no_temporary_folder:
            raise
        reason = _FULL if error.errno == errno.ENOSPC else error.strerror
        _end(1, f"commons: {reason}{f': {error.filename}' if error.filename else ''}{_unchanged()}")


_FULL = "the disk of this computer is full"


def _take_any_character() -> None:
    """Spell out the characters that the encoding of the output lacks, as that of a pipe on Windows does."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _unchanged() -> str:
    """Return what the failure of this command means for the site; empty for commands that do not build it."""
    endings = {"build": "; site/ is as it was", "changes": "; nothing of this would be published"}
    return endings.get("".join(sys.argv[1:2]), "")


def _end(code: int, message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
