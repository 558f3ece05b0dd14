"""Make the files in which other programs read the framework, as far as they are not cached, and list them for pages.

Knows no form, only the table of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from hashlib import sha256

from ..interchange.forms import FORMS, Form, interchange_files
from ..model.build_context import DataFile
from ..model.commons import Commons
from .cache import Cache, key


def build_data_files(commons: Commons, cache: Cache | None = None) -> Mapping[str, bytes]:
    """Return all files by path below the root of the site; those of a form whose records are as before are kept."""
    if cache is None:
        return interchange_files(commons)
    files = dict[str, bytes]()
    for form in FORMS:
        files |= cache.keep(key("form", form.name, form.ingredients(commons)), partial(_made, form, commons)).files
    return files


def _made(form: Form, commons: Commons) -> Iterable[tuple[str, bytes]]:
    return form.files(commons).items()


def listed(files: Mapping[str, bytes]) -> Iterator[DataFile]:
    """Yield those of the files that pages list."""
    for form in FORMS:
        for one in form.listed:
            for path in (path for path in files if fnmatchcase(path, one.path)):
                digest = sha256(files[path]).hexdigest()
                yield DataFile(form.title, path, one.purpose, one.media_type, len(files[path]), digest)
