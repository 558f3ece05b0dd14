"""A stand-in for GitHub, as far as the form asks it for anything: one repository, and what is proposed to it."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path
from typing import Any

from playwright.sync_api import Route

API = "https://api.github.com"
HEAD, NEXT = "c" * 40, "d" * 40
NOW = "2026-11-23T00:00:00Z"
_ANYONE = {f"Access-Control-Allow-{what}": "*" for what in ("Origin", "Headers", "Methods")}
Json = dict[str, Any]


@dataclass
class Proposal:
    """A pull request."""

    branch: str
    base: str
    is_draft: bool


@dataclass
class GitHub:
    """The repository of a project, read from its folder."""

    root: Path
    commits: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Branch of each commit, and the files that it writes."""
    proposals: list[Proposal] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """What was asked for that this stand-in does not know."""

    def answer(self, route: Route) -> None:
        """Answer a request of the browser."""
        request = route.request
        if request.method == "OPTIONS" or "/collaborators/" in request.url:
            route.fulfill(status=204, headers=_ANYONE)
            return
        path, body = request.url.removeprefix(API), json.loads(request.post_data or "{}")
        answer = self._asked(" ".join(body["query"].split()), body["variables"]) if path == "/graphql" else None
        answer = answer if path == "/graphql" else self._rest(path, body)
        if answer is None:
            self.unknown.append(f"{request.method} {path} {request.post_data}")
        headers = {**_ANYONE, "Content-Type": "application/json"}
        route.fulfill(status=200 if answer is not None else 500, headers=headers, body=json.dumps(answer))

    def _rest(self, path: str, body: Json) -> Any:
        if path == "/user":
            return {"id": 1, "name": "An editor", "login": "editor", "email": "", "avatar_url": "", "html_url": ""}
        if "/git/trees/" in path:
            blobs = [{"path": name, "type": "blob", "sha": sha, "size": 1} for name, (sha, _) in self._files().items()]
            return {"sha": HEAD, "truncated": False, "tree": blobs}
        if path.endswith("/pulls"):
            self.proposals.append(Proposal(body["head"], body["base"], body["draft"]))
            head = {"ref": body["head"], "sha": NEXT}
            answer = {"number": 1, "node_id": "P", "html_url": "", "title": body["title"], "state": "open"}
            return {**answer, "head": head, "created_at": NOW, "updated_at": NOW, "user": {"login": "editor"}}
        return [] if path.endswith("/labels") else None

    def _asked(self, query: str, variables: Json) -> Json | None:
        if "createRef" in query:
            return {"data": {"createRef": {"ref": {"name": "new"}}}}
        if "createCommitOnBranch" in query:
            asked = variables["input"]
            added = {
                one["path"]: base64.b64decode(one["contents"]).decode() for one in asked["fileChanges"]["additions"]
            }
            self.commits.append((asked["branch"]["branchName"], added))
            return {"data": {"createCommitOnBranch": {"commit": {"oid": NEXT, "committedDate": NOW}}}}
        if "fork: repository" in query:
            return {"data": {"fork": {"id": "R"}, "base": {"ref": {"target": {"oid": HEAD}}}}}
        answer = self._repository(query)
        return None if answer is None else {"data": {"repository": answer}}

    def _repository(self, query: str) -> Json | None:
        if "pullRequests(" in query:
            return {"pullRequests": {"nodes": []}}
        if "defaultBranchRef" in query:
            return {"defaultBranchRef": {"name": "main"}}
        if blobs := re.findall(r'(content_\d+): object\(oid: "(\w+)"', query):
            texts = dict(self._files().values())
            return {name: {"text": texts[sha], "isTruncated": False} for name, sha in blobs}
        if logs := re.findall(r"(commit_\d+):", query):
            author = {"name": "An editor", "email": "", "user": None}
            return {name: _target(history={"nodes": [{"author": author, "committedDate": NOW}]}) for name in logs}
        if "history(first: 1)" in query:
            return {"ref": _target(history={"nodes": [{"oid": HEAD, "message": "first"}]})}
        return {"ref": _target(oid=HEAD)} if "... on Commit { oid }" in query else None

    def _files(self) -> dict[str, tuple[str, str]]:
        texts = [path for folder in ("data", "docs", "toolkit") for path in (self.root / folder).rglob("*.*")]
        found = {path.relative_to(self.root).as_posix(): path for path in texts if path.suffix in {".md", ".yaml"}}
        return {name: (sha1(path.read_bytes()).hexdigest(), path.read_text("utf-8")) for name, path in found.items()}


def _target(**values: Any) -> Json:
    return {"target": values}
