"""What a deck says of itself: its title and school, the framework that it shows, who made it, and when."""

from __future__ import annotations

from dataclasses import dataclass

from ...commons import Commons, ToolkitText
from ..brand import Brand


@dataclass(frozen=True)
class Imprint:
    """What a deck says of itself, beside its slides."""

    title: str
    """Its title."""
    school: str
    """Name of the school, or the place for it."""
    about: str
    """Full title, edition and makers of the framework, the day as of which all is said, and whose words they are."""
    footer: str
    """What stands at the foot of each slide."""
    author: str
    """Who publishes it."""
    purpose: str
    """What it is for."""
    language: str
    """As in "en" or "pt-BR"."""
    as_of: str
    """Year, month or day that the files say they were made on."""
    path: str
    """File of the text, for problems."""

    @staticmethod
    def of(commons: Commons, text: ToolkitText, brand: Brand) -> Imprint:
        """Return what the slides of a text say of themselves."""
        framework = commons.framework
        makers = framework.creator if framework.creator.lower().startswith("the ") else f"the {framework.creator}"
        return Imprint(
            text.meta.title,
            brand.name,
            f"About {framework.title}, edition {framework.edition}, of {makers}. "
            f"Content as of {_spoken(commons.as_of)}."
            + f" These slides are an aid of {commons.site.name}, not a statement of {makers}."
            * text.meta.aid,
            f"{framework.short_title} · edition {framework.edition}",
            commons.site.publisher.name,
            text.meta.purpose,
            commons.site.language,
            commons.as_of,
            f"toolkit/{text.path}",
        )


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def _spoken(as_of: str) -> str:
    year, month, day = [*(int(part) for part in as_of.split("-")), 0, 0][:3]
    return f"{_MONTHS[month - 1]} {f'{day}, ' * bool(day)}{year}" if month else str(year)
