"""How a table of others is read: which column holds what, and what its own words mean; kept for the next time.

One file for all tables, `data/maps/recipes.yaml`: a table is known by the names of its columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from ...content.load import MAP_RECIPES
from ...content.yaml_text import as_yaml
from ...model.maps import FIELDS, MapRecipes
from ...model.problems import CallError, command
from .tidy import folded

_HEAD = (
    "# How tables of sessions are read that are not the workbook of this site; commons map read keeps this file.\n"
    '# Where a word means "?", write the entry of the list that it means, such as AM003, or "-" to leave it out.\n'
)
NOT_KNOWN = "?"
"""What is written beside a word whose meaning is still to be given."""


@dataclass(frozen=True)
class Recipe:
    """How one kind of table is read."""

    names: frozenset[str] = frozenset()
    """Names of all its columns."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Name of the column of each field, several divided by a bar; "@sheet", "@heading" or ":" and a text for none."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What words of the table mean, by field."""

    def instead(self, name: str, text: str) -> str:
        """Return what is read in the place of a text; empty where that is the text."""
        one = self._by_field.get(name, {}).get(folded(text), "")
        return "" if one == NOT_KNOWN else one

    @cached_property
    def _by_field(self) -> Mapping[str, Mapping[str, str]]:
        return {name: {folded(text): one for text, one in of.items()} for name, of in self.values.items()}

    @property
    def unknown(self) -> bool:
        """Whether a word is still without a meaning."""
        return any(one == NOT_KNOWN for of in self.values.values() for one in of.values())

    def with_unknown(self, unknown: Mapping[str, Iterable[str]]) -> Recipe:
        """Return the same with words whose meaning is to be given, after those that are there."""
        values = {name: dict(of) for name, of in self.values.items()}
        for name, texts in unknown.items():
            known = {folded(text) for text in values.get(name, {})}
            for text in texts:
                if folded(text) not in known:
                    values.setdefault(name, {})[text] = NOT_KNOWN
        return replace(self, values=values)


def recipe_for(recipes: Sequence[Recipe], names: Iterable[str]) -> Recipe | None:
    """Return the recipe of a table with columns of these names."""
    wanted = frozenset(map(folded, names)) - {""}
    return next((one for one in recipes if one.names == wanted), None)


def read_recipes(value: Any) -> list[Recipe]:
    """Return the recipes of a file; raises CallError where it has another form."""
    try:
        read = MapRecipes.model_validate(value or {})
    except ValidationError as error:
        raise CallError(f"{MAP_RECIPES} cannot be used; {command('check')} names what is wrong with it") from error
    return [
        Recipe(
            frozenset(map(folded, one.names)),
            one.columns.model_dump(exclude_none=True),
            {field: {of.word: of.means for of in words} for field, words in one.values if words},
        )
        for one in read.recipes
    ]


def written(recipes: Sequence[Recipe]) -> str:
    """Return the text of the file; the same recipes give the same text."""
    entries = list[dict[str, Any]]()
    for one in sorted(recipes, key=lambda one: sorted(one.names)):
        columns = {name: one.columns[name] for name in FIELDS if name in one.columns}
        values = {
            name: [{"word": word, "means": means} for word, means in one.values[name].items()]
            for name in FIELDS
            if one.values.get(name)
        }
        entries.append({"names": sorted(one.names), "columns": columns} | ({"values": values} if values else {}))
    return _HEAD + as_yaml({"recipes": entries})
