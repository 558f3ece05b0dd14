"""The files of the form: its page, its configuration, its scripts, and Sveltia with its fonts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from string import Template

from ..model.commons import Commons
from .configuration import LOCAL, Backend, SiteNames, backend_of, configuration

FOLDER = "admin"
"""Folder of the form on a site."""
SVELTIA = "sveltia"
"""Folder of Sveltia below that."""
_SCRIPTS = (
    *("added.js", "find.js", "form.css", "form.js", "merge.js", "order.js", "pictures.js", "preview.css", "preview.js"),
    *("texts.js", "values.js", "writer.js", "yaml.js"),
)
_ASSETS = Path(__file__).parent / "assets"


def form_on_site(commons: Commons, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of every file of the form; none if the site is not official or has no repository.

    Args:
        paths: All pages and texts, from the root of the project.
    """
    site = commons.site
    backend = backend_of(site.repository) if site.official else None
    return form_files(SiteNames.of(commons), paths, backend) if backend else iter(())


def form_files(site: SiteNames, paths: Iterable[str], backend: Backend = LOCAL) -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of every file of the form; without a backend it changes the local folder."""
    settings = configuration(site, paths, backend)
    yield f"{FOLDER}/index.html", _page(site, backend).encode()
    yield f"{FOLDER}/configuration.json", json.dumps(settings, ensure_ascii=False).encode()
    for name in (*_SCRIPTS, *(["here.js"] if backend is LOCAL else [])):
        yield f"{FOLDER}/{name}", (_ASSETS / name).read_bytes()
    for path, content in vendored():
        yield f"{FOLDER}/{SVELTIA}/{path}", content


def look_of_site(styles: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return style sheets and a page without text that uses them; with a site, the form takes its look from that.

    Args:
        styles: Content of each style sheet by its path on the site.
    """
    links = "".join(f'<link rel="stylesheet" href="{escape(path)}">' for path in styles)
    body = '<main class="md-main"><div class="md-main__inner md-grid"><article class="text"></article></div></main>'
    page = f'<!doctype html><html><head><meta charset="utf-8">{links}</head><body>{body}</body></html>'
    return {"index.html": page.encode(), **styles}


def vendored() -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of every file of Sveltia, as in the package that its makers publish."""
    folder = _ASSETS / SVELTIA
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        yield file.relative_to(folder).as_posix(), file.read_bytes()


def _page(site: SiteNames, backend: Backend) -> str:
    values = {
        "language": site.language,
        "title": f"Change the content of {site.name}",
        "policy": policy(backend),
        "script": "here.js" if backend is LOCAL else "form.js",
    }
    page = Template((_ASSETS / "page.html").read_text("utf-8"))
    return page.substitute({name: escape(value) for name, value in values.items()})


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
