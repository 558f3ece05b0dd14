"""What a deck says of itself: its title and school, the framework that it shows, who made it, and when."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.commons import Commons, ToolkitText
from ..attribution import makers, spoken
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
        return Imprint(
            text.meta.title,
            brand.name,
            f"About {framework.title}, edition {framework.edition}, of {makers(framework)}. "
            f"Content as of {spoken(commons.as_of)}."
            + f" These slides are an aid of {commons.site.name}, not a statement of {makers(framework)}."
            * text.meta.aid,
            f"{framework.short_title} · edition {framework.edition}",
            commons.site.publisher.name,
            text.meta.purpose,
            commons.site.language,
            commons.as_of,
            f"toolkit/{text.path}",
        )
