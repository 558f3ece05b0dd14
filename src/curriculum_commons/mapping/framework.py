"""What a curriculum map is held against: the competencies of one edition, their stages, the lists and the rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..model.commons import Commons
from ..model.crosswalk import AlignedEntry, alignments_of
from ..model.lists import Lists, offered
from ..model.maps import CoverageRule
from ..model.site import SiteTerms
from ..model.urls import address


@dataclass(frozen=True)
class MapCompetency:
    """A competency, as maps need it."""

    code: str
    """Its code in data, which maps use."""
    shown_code: str
    """Its code as people see it."""
    title: str
    statement: str = ""
    components: Mapping[str, str] = field(default_factory=dict)
    """Text of each component with its published code, by id."""
    component_codes: Mapping[str, str] = field(default_factory=dict)
    """Id of each component that has a published code, by that code."""
    uuid: str | None = None


@dataclass(frozen=True)
class MapFramework:
    """A framework in one edition, as maps need it."""

    edition: str
    competencies: tuple[MapCompetency, ...]
    """In the order of the framework."""
    stages: Mapping[str, str] = field(default_factory=dict)
    """Name of each stage by id, in the order in which learners take them; empty where there are none."""
    lists: Lists = field(default_factory=lambda: offered(None))
    """Levels, ways to teach and ways to assess."""
    rule: CoverageRule = field(default_factory=CoverageRule)
    terms: SiteTerms = field(default_factory=SiteTerms)
    uuid: str | None = None
    phases: tuple[str, ...] = ()
    """What the site calls the phases of a curriculum where no school names its own."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Code of each competency by the address of its page."""
    alignments: tuple[tuple[str, AlignedEntry], ...] = ()
    """Links of competencies, by their codes, to entries of other frameworks."""

    @classmethod
    def of(cls, commons: Commons) -> MapFramework:
        """Return the framework of a site."""
        competencies = tuple(
            MapCompetency(
                one.code,
                one.shown_code,
                one.title,
                one.statement,
                {part.id: part.shown_text for part in one.components},
                {part.published_code: part.id for part in one.components if part.published_code},
                one.uuid,
            )
            for one in commons.competencies
        )
        return cls(
            edition=commons.framework.edition,
            competencies=competencies,
            stages={stage.id: stage.name for stage in commons.stages},
            lists=offered(commons.site.vocabulary),
            rule=commons.site.coverage or CoverageRule(),
            terms=commons.terms,
            uuid=commons.framework.uuid,
            phases=commons.site.phases,
            addresses={
                f"{commons.site.address}{address('competency', one.code)}": one.code for one in commons.competencies
            },
            alignments=tuple(
                (one.code, link) for one in commons.competencies for link in alignments_of(commons, one.code)
            ),
        )

    @cached_property
    def competency(self) -> Mapping[str, MapCompetency]:
        """Competencies by code."""
        return {one.code: one for one in self.competencies}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes of the competencies, in order."""
        return tuple(self.competency)
