"""What identifies a file that is made from a text, and whose it is, whatever its format."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from ..model.build_context import Brand, BuildContext
from ..model.commons import Commons, ToolkitText
from ..model.languages import office_language, typst_language
from ..model.palette import Palette
from ..render.phrases import long_date, with_article


@dataclass(frozen=True)
class Metadata:
    """Of one file."""

    path: str
    """Text that it is made from, relative to the root of the project."""
    title: str
    purpose: str
    author: str
    """Publisher of the site."""
    language: str
    """As in "en" or "zh-Hant"."""
    as_of: str
    """Year, month or day that the file gives as its date: the newest of what it shows."""
    framework: str
    """Its short title."""
    edition: str
    about: str
    """Full title, edition and makers of the framework, and the date of the content where that is known."""
    aid: str
    """Whose aid it is and whose statement it is not, beginning with "an aid"; empty where it is no aid."""
    brand: Brand
    """Name and logo of the school."""
    palette: Palette

    @staticmethod
    def of(commons: Commons, context: BuildContext, text: ToolkitText) -> Metadata:
        """Return the metadata of what is made from a text."""
        framework, site = commons.framework, commons.site
        creator = with_article(framework.creator)
        return Metadata(
            path=f"toolkit/{text.path}",
            title=text.meta.title,
            purpose=text.meta.purpose,
            author=site.publisher.name,
            language=site.language,
            as_of=context.as_of,
            framework=framework.short_title,
            edition=framework.edition,
            about=f"About {framework.title}, edition {framework.edition}, of {creator}."
            + (f" Content as of {long_date(context.as_of)}." if context.as_of else ""),
            aid=f"an aid of {site.name}, not a statement of {creator}" * text.meta.aid,
            brand=replace(context.brand, phases=()),
            palette=commons.palette,
        )

    @property
    def ingredients(self) -> bytes:
        """All of it."""
        logo = self.brand.logo.png if self.brand.logo else b""
        names = [self.brand.school, self.brand.logo_alt]
        return json.dumps({**asdict(self), "brand": names}).encode() + b"\0" + logo

    @property
    def office_language(self) -> str:
        """Language as office programs name it, with a country."""
        return office_language(self.language)

    @property
    def typst_language(self) -> dict[str, str | None]:
        """Language as Typst names it, in two parts."""
        return typst_language(self.language)
