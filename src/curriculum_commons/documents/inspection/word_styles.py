"""What the styles of a Word document lay down: outline, lists, language, and which property of a style counts.

Knows nothing of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from lxml import etree

from .drawings import A

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading ([1-9])")
_NO_OUTLINE = 9
_NO = {"0", "false", "off", "none"}
_THEME_NAMES = {"text1": "dk1", "dark1": "dk1", "background1": "lt1", "light1": "lt1", "text2": "dk2", "dark2": "dk2"}
_THEME_NAMES |= {"background2": "lt2", "light2": "lt2", "hyperlink": "hlink", "followedHyperlink": "folHlink"}


def on(mark: etree._Element | None) -> bool:
    """Tell whether a switch such as bold is there and on."""
    return mark is not None and (mark.get(f"{W}val") or "1") not in _NO


class Styles:
    """The styles of one document."""

    def __init__(self, root: etree._Element, part: Part) -> None:
        self._by_id = {str(style.get(f"{W}styleId")): style for style in root.findall(f"{W}style")}
        self._standard = next(
            (
                one
                for one in root.findall(f"{W}style")
                if one.get(f"{W}type") == "paragraph" and one.get(f"{W}default") in {"1", "true", "on"}
            ),
            None,
        )
        self.defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        """What holds for text of which no style says anything."""
        self.theme = dict(_theme(part))
        """Colors by the name that the theme gives them."""

    @property
    def language(self) -> str:
        """What language text is in unless it says another; empty where that is not said."""
        marks = [] if self.defaults is None else [self.defaults.find(f"{W}lang")]
        marks += [style.find(f"{W}rPr/{W}lang") for style in self._chain(self._standard)]
        return next((mark.get(f"{W}val") or "" for mark in marks if mark is not None and mark.get(f"{W}val")), "")

    def of_paragraph(self, paragraph: etree._Element) -> str:
        """Return the name of a paragraph's style, lower case."""
        return next((name_of(style).lower() for style in self.chain(paragraph, "pPr", "pStyle")), "normal")

    def chain(self, element: etree._Element, properties: str, named: str) -> Iterator[etree._Element]:
        """Give the style that an element names, then those that it is based on; for a paragraph there is always one."""
        mark = element.find(f"{W}{properties}/{W}{named}")
        style = None if mark is None else self._by_id.get(mark.get(f"{W}val") or "")
        yield from self._chain(self._standard if style is None and named == "pStyle" else style)

    def level(self, paragraph: etree._Element) -> int:
        """Return the level of a heading, from 1; 0 for what is none."""
        own = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if own is not None:
            return _outline(own)
        for style in self.chain(paragraph, "pPr", "pStyle"):
            mark = style.find(f"{W}pPr/{W}outlineLvl")
            if mark is not None:
                return _outline(mark)
            if found := _HEADING.fullmatch(name_of(style).lower()):
                return int(found[1])
        return 0

    def is_listed(self, paragraph: etree._Element) -> bool:
        """Tell whether a paragraph is an item of a real list."""
        for owner in (paragraph, *self.chain(paragraph, "pPr", "pStyle")):
            mark = owner.find(f"{W}pPr/{W}numPr")
            if mark is not None:
                number = mark.find(f"{W}numId")
                return number is None or number.get(f"{W}val") != "0"
        return False

    def _chain(self, style: etree._Element | None) -> Iterator[etree._Element]:
        seen = set[int]()
        while style is not None and id(style) not in seen:
            seen.add(id(style))
            yield style
            mark = style.find(f"{W}basedOn")
            style = None if mark is None else self._by_id.get(mark.get(f"{W}val") or "")

    def color(self, mark: etree._Element, value: str, theme: str) -> str | None:
        """Return the color that an attribute names, or the theme in its place; None for "automatic"."""
        said = mark.get(f"{W}{value}") or "auto"
        name = mark.get(f"{W}{theme}")
        if said == "auto" and name:
            return self.theme.get(_THEME_NAMES.get(name, name))
        return None if said == "auto" else said


def name_of(style: etree._Element) -> str:
    """Return the name under which a style is listed."""
    mark = style.find(f"{W}name")
    return "" if mark is None else mark.get(f"{W}val") or ""


def _outline(mark: etree._Element) -> int:
    said = mark.get(f"{W}val") or ""
    return int(said) + 1 if said.isdecimal() and int(said) < _NO_OUTLINE else 0


def _theme(part: Part) -> Iterator[tuple[str, str]]:
    for relation in part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.THEME and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            scheme = etree.fromstring(relation.target_part.blob, parser).find(f".//{A}clrScheme")
            for color in scheme if scheme is not None else ():
                for said in color:
                    yield etree.QName(color).localname, said.get("lastClr") or said.get("val") or ""
