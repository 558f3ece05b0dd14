"""The configuration of the form: every file that can be changed in it, with its fields, and where changes go.

Made from the same model as the validation, so that the two never disagree. Knows no file of the site itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from ..content.yaml_reader import AMERICAN
from ..model.commons import Commons
from ..model.records import PROFILE, IssueMeta, PageMeta, Record, ToolkitMeta
from ..model.urls import NEWSLETTER
from .fields import FACTS, STAGES, Field, Path, dates_in, fields_of, in_order, label
from .following import Following, data_files, of_people

Settings = dict[str, Any]


@dataclass(frozen=True)
class Backend:
    """Where the form sends changes."""

    settings: Settings
    """The part of Sveltia's configuration that describes it."""
    hosts: tuple[str, ...]
    """Origins that a browser must be allowed to connect to, as a security policy names them."""


LOCAL = Backend({"name": "github", "repo": "this-computer/this-folder"}, ())
"""The folder on this computer, which the form reaches through the server that shows it."""


def backend_of(repository: str | None) -> Backend | None:
    """Return how to reach a repository on GitHub or GitLab, also self-hosted ones; None for every other address."""
    parts = urlsplit(repository or "")
    host, path = parts.hostname or "", parts.path.strip("/").removesuffix(".git")
    is_github = "github" in host and path.count("/") == 1
    if parts.scheme != "https" or "/" not in path or not (is_github or "gitlab" in host):
        return None
    origin, name = f"{parts.scheme}://{parts.netloc}", "github" if is_github else "gitlab"
    # A token that an editor makes on the host is enough to log in; OAuth would need a server of our own.
    settings: Settings = {"name": name, "repo": path, "auth_methods": ["token"]}
    if host == f"{name}.com":
        return Backend(settings, ("https://api.github.com" if is_github else origin,))
    api = {"api_root": f"{origin}/api/{'v3' if is_github else 'v4'}", "graphql_api_root": f"{origin}/api/graphql"}
    return Backend({**settings, "base_url": origin, **api}, (origin,))


@dataclass(frozen=True)
class SiteNames:
    """What the form shows of the site that it changes."""

    name: str = "Curriculum Commons"
    address: str = "http://localhost/"
    """Address where the site is published."""
    language: str = "en"
    """Language of the content."""
    has_stages: bool = True
    """Whether the framework has stages, of which each resource then names one."""
    has_published_codes: bool = False
    """Whether every competency has a code as published, which choices then show."""
    following: Following | None = None
    """What there is to choose of a framework of others; None where the competencies are the site's own."""

    @classmethod
    def of(cls, commons: Commons) -> SiteNames:
        """Return the names of a site."""
        site = commons.site
        published = all(competency.published_code for competency in commons.competencies)
        following = Following.of(commons) if commons.provenance else None
        return cls(site.name, site.address, site.language, bool(commons.stages), published, following)


_ISSUES = f"docs/{NEWSLETTER}"
_INDEX = "index"
_PICTURES = "docs/images"
_ICONS = {
    "site": "web",
    "competencies": "school",
    "profile": "school",
    "roadmap": "route",
    "working_groups": "groups",
    "resources": "local_library",
    "survey": "bar_chart",
    "schools": "account_balance",
    "findings": "lightbulb",
    "references": "format_quote",
}
_BEGUN: Field = {"name": "_as_it_was", "widget": "hidden", "default": "{{uuid}}"}
"""Names a new issue for the time until it is read from its file."""
_NEW_ISSUE = """# Title of the issue

{{ newsletter_head("this-issue") }}

TODO: begin with what matters most to your readers, in two or three sentences.

## TODO: a heading that names what is new

TODO: describe it, and link to the page with more.

{{ newsletter_foot("this-issue") }}
"""


def configuration(site: SiteNames, files: Iterable[str], backend: Backend) -> Settings:
    """Return the configuration of the form for a site.

    Args:
        files: All pages and texts from the root of the project, as in "docs/about/index.md".
    """
    collections = [_facts(site), *_pages(files)]
    data = data_files(site.following is not None)
    choices = {_format(name): in_order(name) for name in data if in_order(name)}
    if site.following:
        collections = [site.following.chosen(one) for one in collections]
    if site.has_published_codes:
        collections = _as_published(collections)
        choices = {file: {kind: _published(names) for kind, names in kinds.items()} for file, kinds in choices.items()}
    reviewed = {"publish_mode": "editorial_workflow"} if backend is not LOCAL else {}
    return {
        "sveltia": {
            "load_config_file": False,
            "backend": {**backend.settings, "commit_messages": _MESSAGES},
            **reviewed,
            "site_url": site.address,
            "app_title": site.name,
            "media_folder": _PICTURES,
            "public_folder": "/images",
            "media_libraries": {"default": {"config": {"slugify_filename": True}}, "stock_assets": {"providers": []}},
            "slug": {"encoding": "ascii", "clean_accents": True},
            "editor": {"preview": False},
            "collections": collections,
        },
        "dates": {_format(name): dates_in(model) for name, model in data.items() if dates_in(model)},
        "renamed": AMERICAN,
        "choices": choices,
    }


def _as_published(part: Any) -> Any:
    """Return a part of the settings in which competencies are shown, and looked for, by their codes as published."""
    if isinstance(part, list):
        return [_as_published(one) for one in part]
    if not isinstance(part, dict):
        return part
    made = {key: _as_published(value) for key, value in part.items()}
    return {**made, **{key: _published(made[key]) for key in ("display_fields", "search_fields") if key in made}}


def _published(names: list[str]) -> list[str]:
    return [re.sub(r"(^|\.)code$", r"\1published_code", name) for name in names]


_MESSAGES = {
    "create": "Add {{path}}",
    "update": "Change {{path}}",
    "delete": "Remove {{path}}",
    "uploadMedia": "Add {{path}}",
    "deleteMedia": "Remove {{path}}",
}


def _format(file: str) -> str:
    return f"{FACTS}-{file.removesuffix('.yaml')}"


def _facts(site: SiteNames) -> Settings:
    required = {STAGES} if site.has_stages else set()
    data = data_files(site.following is not None)
    files = [_data_file(name, model, required) for name, model in data.items()]
    about = "The facts that pages, documents and data exchange are made from."
    return {"name": FACTS, "label": "Facts", "icon": "database", "description": about, "files": files}


def _data_file(file: str, model: type[Record], required: Collection[Path]) -> Settings:
    name = file.removesuffix(".yaml")
    icon = _ICONS.get(name, "description")
    names = {"name": name, "label": label(name), "icon": icon, "file": f"data/{file}", "format": _format(file)}
    fields = fields_of(model, required)
    return {**names, "fields": of_people(fields) if file == PROFILE else fields}


def _pages(files: Iterable[str]) -> Iterator[Settings]:
    for folder in sorted({PurePosixPath(path).parent.as_posix() for path in files}):
        if folder == _ISSUES:
            yield _issues(folder)
        elif folder == "toolkit":
            about = "The words of the documents that other schools download."
            yield _folder(folder, "description", ToolkitMeta, about)
        else:
            yield _folder(folder, "article", PageMeta, f"The pages in {folder}/.")


def collection_name(folder: str) -> str:
    """Return the name in the form of the pages or texts of a folder, as in "docs/about"."""
    names = {_ISSUES: "Newsletter", "toolkit": "Toolkit documents", "docs": "Pages: first level"}
    return names.get(folder) or f"Pages: {label(PurePosixPath(folder).name)}"


def _folder(folder: str, icon: str, model: type[Record], about: str) -> Settings:
    return {
        "name": folder.replace("/", "-"),
        "label": collection_name(folder),
        "icon": icon,
        "description": about,
        "folder": folder,
        **_markdown(model),
        # A page needs its line in the menu, and a text of the toolkit its folder: the form cannot add or remove them.
        **{"create": False, "delete": False, "duplicate": False},
        "slug": "{{title}}",
        **_written(fields_of(model), _body(), preview=model is PageMeta),
    }


def _issues(folder: str) -> Settings:
    fields = [_draft_default(field) for field in fields_of(IssueMeta)]
    written = _written(fields, {**_body(), "default": _NEW_ISSUE})
    index = {"name": _INDEX, "label": "The page that lists the issues", **_written(fields_of(PageMeta), _body())}
    return {
        "name": NEWSLETTER,
        "label": collection_name(folder),
        "label_singular": "Issue",
        "icon": "mail",
        "description": "One file for each issue; a new one is a draft until you say that it is none.",
        "folder": folder,
        **_markdown(IssueMeta),
        "duplicate": False,  # a copy would have the name of the original, and would not be a draft
        "slug": "{{date | date('YYYY-MM')}}-{{title}}",
        "summary": "{{date}}: {{title}}",
        "index_file": index,
        **written,
        "fields": [*written["fields"], _BEGUN],
    }


def _draft_default(field: Field) -> Field:
    return {**field, "default": True} if field["name"] in {"draft", "render_macros"} else field


def _written(top: Sequence[Field], body: Field, preview: bool = True) -> Settings:
    """Return the fields of a text, which comes before those that few need, and whether it is shown beside them."""
    fields = [{**field, "preview": False} for field in top]
    ordered = [*filter(_comes_first, fields), body, *(field for field in fields if not _comes_first(field))]
    return {"editor": {"preview": preview}, "fields": ordered}


def _comes_first(field: Field) -> bool:
    return bool(field["required"]) or field["name"] == "draft"


def _markdown(model: type[Record]) -> Settings:
    return {"extension": "md", "format": f"{model.__name__.lower()}-frontmatter"}


def _body() -> Field:
    hint = "The words in Markdown; the page “Write pages” below “Contribute” explains it."
    return {"name": "body", "label": "Text", "hint": hint, "widget": "text", "use_emoji_autocomplete": False}
