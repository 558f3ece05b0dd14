"""The files of the form: its page, its configuration, its scripts, and Sveltia with its fonts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template

from ..model.records import Site
from .backend import Backend, backend_of
from .configuration import HERE, Named, configuration

FOLDER = "admin"
"""Where the form lies on a site."""
SVELTIA = "sveltia"
"""Where its program lies below that."""
_OWN = ("form.css", "form.js", "merge.js", "texts.js", "values.js", "writer.js", "yaml.js")


def form_on_site(site: Site, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Give every file of the form with its place on the site; none where the site is not to be changed by a form.

    Args:
        paths: Places of all pages and texts from the root of the project.
    """
    backend = backend_of(site.repository) if site.official else None
    return form_files(named(site), paths, backend) if backend else iter(())


def named(site: Site) -> Named:
    """Return what the form says of a site."""
    return Named(site.name, site.address, site.language)


def form_files(site: Named, paths: Iterable[str], backend: Backend = HERE) -> Iterator[tuple[str, bytes]]:
    """Give every file of the form with its place on the site; it changes this folder where no backend is named."""
    told = configuration(site, paths, backend)
    yield f"{FOLDER}/index.html", _page(site, backend).encode()
    yield f"{FOLDER}/configuration.json", json.dumps(told, ensure_ascii=False).encode()
    for name in (*_OWN, *(["here.js"] if backend is HERE else [])):
        yield f"{FOLDER}/{name}", (_assets() / name).read_bytes()
    for path, content in vendored():
        yield f"{FOLDER}/{SVELTIA}/{path}", content


def vendored() -> Iterator[tuple[str, bytes]]:
    """Give every file of Sveltia with its place in the package that its makers publish."""
    yield from _below(_assets() / SVELTIA, "")


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda one: one.name):
        if item.is_dir():
            yield from _below(item, f"{path}{item.name}/")
        else:
            yield f"{path}{item.name}", item.read_bytes()


def _assets() -> Traversable:
    return files(__package__) / "assets"


def _page(site: Named, backend: Backend) -> str:
    told = {
        "language": site.language,
        "title": f"Change the content of {site.name}",
        "policy": policy(backend),
        "script": "here.js" if backend is HERE else "form.js",
    }
    page = Template((_assets() / "page.html").read_text("utf-8"))
    return page.substitute({name: escape(said) for name, said in told.items()})


def policy(backend: Backend) -> str:
    """Return the security policy of the form: itself, and the host of the repository."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",  # Sveltia puts its styles into the page
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "font-src 'self'",
            " ".join(["connect-src 'self' data: blob:", *backend.hosts]),
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
