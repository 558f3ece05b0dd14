"""Tell from the address of a repository how a form in a browser reaches it.

Knows GitHub and GitLab, hosted by their makers or by others; nothing is asked of anyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Backend:
    """Where the form sends what is changed."""

    settings: dict[str, Any]
    """What Sveltia is told of it."""
    hosts: tuple[str, ...]
    """What a browser must be let ask, as a security policy names it."""


def backend_of(repository: str | None) -> Backend | None:
    """Return how to reach a repository, or `None` where it is on no host that the form can speak to."""
    parts = urlsplit(repository or "")
    host, path = parts.hostname or "", parts.path.strip("/").removesuffix(".git")
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme != "https" or "/" not in path:
        return None
    if "github" in host and path.count("/") == 1:
        return _github(origin, host, path)
    return _gitlab(origin, host, path) if "gitlab" in host else None


# A token that an editor makes on the host is enough to sign in; the other way needs a server of one's own.
_ANY = {"auth_methods": ["token"]}


def _github(origin: str, host: str, path: str) -> Backend:
    if host == "github.com":
        return Backend({"name": "github", "repo": path, **_ANY}, ("https://api.github.com",))
    own = {"base_url": origin, "api_root": f"{origin}/api/v3", "graphql_api_root": f"{origin}/api/graphql"}
    return Backend({"name": "github", "repo": path, **own, **_ANY}, (origin,))


def _gitlab(origin: str, host: str, path: str) -> Backend:
    if host == "gitlab.com":
        return Backend({"name": "gitlab", "repo": path, **_ANY}, (origin,))
    own = {"base_url": origin, "api_root": f"{origin}/api/v4", "graphql_api_root": f"{origin}/api/graphql"}
    return Backend({"name": "gitlab", "repo": path, **own, **_ANY}, (origin,))
