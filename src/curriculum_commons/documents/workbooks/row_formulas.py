"""The formulas for one row of Sessions on the sheet Workings: what is typed as numbers, and what to look at.

Each row looks up its own row on Sessions, so that rows there can be sorted, deleted and inserted. What is typed is
compared without regard to case and to spaces around it, as programs that read the workbook do; MATCH takes the signs
of wildcards for themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ...model.maps import MOST_HOURS
from .book import FIRST, HEADER, Sheet
from .cells import at, quoted
from .columns import ALL_ROWS, ASSESSMENTS, METHODS, PHASES, ROWS, SLOTS, SPARE, name_of
from .workings import NUMBERED, PHASES_APART, ROW_HEADERS, Workings

_TEXTS = ("look at", "look at more", "row check")
_SPACES = "\u00a0\u2009\u202f"
"""No-break and thin spaces, which people do not see."""
_ENTRIES = {"stage": "Stage", "requirement": "Required or elective"}


def row_formulas(sheet: Sheet, workings: Workings) -> None:
    """Write the formulas of all rows, and their sums above the headers."""
    for row in range(FIRST, FIRST + ROWS + SPARE):
        sheet.number(row, 0, row - HEADER)
    for header, formula in _Rows(workings).formulas():
        sheet.fill(workings.row(header), formula, "" if header in _TEXTS else 0)
    for header, formula in {"typed": 'COUNTIF({},">0")', "counted": "SUM({})", "checks": "MAX({})"}.items():
        column = workings.row(header)
        sheet.formula(HEADER - 1, column.col, formula.format(column.ref), 0)
    column = workings.row("typed")
    sheet.formula(HEADER - 2, column.col, f"MAX(1,{column.ref})", 1)


@dataclass(frozen=True)
class _Rows:
    """The formulas of the first row; those of the others follow from them, with no sheet named but by names."""

    workings: Workings

    @cached_property
    def here(self) -> Mapping[str, str]:
        """Reference of each cell of the row, by header."""
        return {header: at(FIRST, column, False, True) for column, header in enumerate(ROW_HEADERS)}

    def formulas(self) -> Iterator[tuple[str, str]]:
        """Yield the header and the formula of each column."""
        here, row = self.here, self.here["row"]
        typed = f"IFERROR(IF(SUMPRODUCT(LEN(INDEX({ALL_ROWS},{row}+1,0)))>0,{row},0),{row})"
        yield "typed", f"IF({row}>=ROWS({ALL_ROWS}),0,{typed})"
        for header, formula in {**self._read(), **self._counted()}.items():
            yield header, f"IF({here['typed']}=0,0,{formula})"
        yield "look at", f'IF({here["typed"]}=0,"",{"&".join(self._remarks())})'
        yield "look at more", f'IF({here["typed"]}=0,"",{"&".join(self._remarks_on_competencies())})'
        every = f"{here['look at']}&{here['look at more']}"
        look_at = f'IF({here["counted"]}=1,"Counted; look at: ","Not counted; look at: ")&MID({every},3,250)'
        yield "row check", f'IF({every}="","",{look_at})'
        yield "checks", f'N({at(FIRST - 1, ROW_HEADERS.index("checks"))})+IF({here["row check"]}="",0,1)'

    def _read(self) -> dict[str, str]:
        """Return formulas for what is typed: its number on the list, 0 for nothing, -1 where it is not there."""
        hours, layout = self._cell("hours"), self.workings.layout
        is_number = f"AND(ISNUMBER({hours}),NOT(ISLOGICAL({hours})))"
        return {
            "phase": self._number("phase", PHASES, len(layout.phases)),
            "stage": self._listed("stage", "stage") if "stage" in layout.columns else "0",
            "requirement": self._listed("requirement", "requirement"),
            "timed": f"IFERROR(IF({is_number},IF(AND({hours}>=0,{hours}<={MOST_HOURS}),1,0),0),0)",
            "hours": f"IF({self.here['timed']}=1,ROUND({hours},6),0)",
            **{
                f"{name} {number}": self._listed(f"{name}_{number}", name)
                for name in ("competency", "level", "assessment")
                for number in range(1, NUMBERED[name] + 1)
            },
        }

    def _counted(self) -> dict[str, str]:
        here, rule = self.here, self.workings.layout.framework.rule
        used = self._all("used")
        conditions = [
            f"{here['share']}>0",
            *([f"{here['requirement']}=1"] if rule.required else []),
            *([f"{here['assessed']}=1"] if rule.assessed else []),
        ]
        is_known = f"{_length(self._cell('title'))}>0,{here['phase']}>0,MAX({self._all('competency')})>0"
        return {
            **{f"used {slot}": self._used(slot) for slot in range(1, SLOTS + 1)},
            "counted": f"IF(AND({is_known}),1,0)",
            "share": f'IF({here["counted"]}=1,{here["hours"]}/COUNTIF({used},">0"),0)',
            "assessed": f"IF(MAX({self._all('assessment')})>0,1,0)",
            "qualifies": f"IF(AND({','.join(conditions)}),1,0)",
        }

    def _used(self, slot: int) -> str:
        """Return the formula for a competency that counts: the same one a second time does not."""
        own, counted = self.here[f"competency {slot}"], self.here["counted"]
        differs = "".join(f",{own}<>{self.here[f'competency {other}']}" for other in range(1, slot))
        return f"IF(AND({counted}=1,{own}>0{differs}),{own}*{PHASES_APART}+{self.here['phase']},0)"

    def _remarks(self) -> Iterator[str]:
        here, columns, length = self.here, self.workings.layout.columns, self._length
        no_competency = self.workings.layout.worded("no competency")
        yield _if(f"{length('title')}=0", "no session title")
        yield _if(f"{here['phase']}=0", "no phase") + "&" + self._if_wrong("phase", "phase")
        yield _if(f"COUNTIF({self._all('competency')},0)={SLOTS}", no_competency)
        if "stage" in columns:
            yield self._if_wrong("stage", "stage")
        yield _if(f"{here['requirement']}=0", "neither required nor elective")
        yield self._if_wrong("requirement", "requirement")
        yield f'IF({here["timed"]}=1,"",IF({length("hours")}=0,", no hours",", hours"))'
        for number in range(1, METHODS + 1):
            field = f"method_{number}"
            yield self._if_not_listed(field, "method")
        for number in range(1, ASSESSMENTS + 1):
            yield self._if_wrong(f"assessment {number}", f"assessment_{number}")
            field = f"purpose_{number}"
            name, lonely = self.workings.layout.remark(field), f"{here[f'assessment {number}']}=0,{length(field)}>0"
            yield self._if_not_listed(field, "purpose")
            yield _if(f"AND({lonely})", f"{name} (no assessment)")

    def _remarks_on_competencies(self) -> Iterator[str]:
        layout, here = self.workings.layout, self.here
        none = layout.worded("(no competency)")
        for slot in range(1, SLOTS + 1):
            competency, level, components = (f"{name}_{slot}" for name in ("competency", "level", "components"))
            own = here[f"competency {slot}"]
            again = [f"{own}={here[f'competency {other}']}" for other in range(1, slot)]
            yield self._if_wrong(f"competency {slot}", competency)
            if again:
                twice = f"AND({own}>0,OR({','.join(again)}))"
                yield _if(twice, f"{layout.remark(competency)} (twice)")
            yield self._if_wrong(f"level {slot}", level)
            yield _if(f"AND({own}=0,{self._length(level)}>0)", f"{layout.remark(level)} {none}")
            if components in layout.columns:
                name = layout.remark(components)
                unknown = f'IF({own}=0,", {name} {none}",{self._unknown_components(components, own)})'
                yield f'IF({self._length(components)}=0,"",{unknown})'

    def _unknown_components(self, field: str, competency: str) -> str:
        """Return the formula of a remark if not all codes with ; or , between are those of components."""
        typed = f'";"&SUBSTITUTE(SUBSTITUTE({self._cell(field)},",",";")," ","")&";"'
        codes, owners = self.workings.known("component").local, self.workings.known("owner").local
        found = f'SUMPRODUCT(({owners}=""&{competency})*ISNUMBER(SEARCH(";"&{codes}&";",{typed})))'
        number = f'LEN({typed})-LEN(SUBSTITUTE({typed},";",""))-1'
        return _if(f"{found}<{number}", self.workings.layout.remark(field))

    def _if_wrong(self, header: str, field: str) -> str:
        return _if(f"{self.here[header]}<0", self.workings.layout.remark(field))

    def _if_not_listed(self, field: str, name: str) -> str:
        """Return the formula of a remark on what nothing is computed from; so it is a short one."""
        typed, forms = f'TRIM(SUBSTITUTE({self._cell(field)},"{_SPACES[0]}"," "))', self.workings.known(name).local
        return _if(f"AND({self._length(field)}>0,ISNA(MATCH({typed},{forms},0)))", self.workings.layout.remark(field))

    def _all(self, name: str) -> str:
        """Return the cells of columns of which there are several."""
        return f"{self.here[f'{name} 1']}:{self.here[f'{name} {NUMBERED[name]}']}"

    def _cell(self, field: str) -> str:
        return f"INDEX({name_of(field)},{self.here['row']}+1)"

    def _length(self, field: str) -> str:
        return _length(self._cell(field))

    def _listed(self, field: str, name: str) -> str:
        entries = self.workings.layout.lists[_ENTRIES.get(name, name.capitalize())]
        return self._number(field, self.workings.known(name).local, len(entries))

    def _number(self, field: str, forms: str, entries: int) -> str:
        position = f"MATCH({_tidied(self._cell(field))},{forms},0)"
        return f"IF({self._length(field)}=0,0,IFERROR(MOD({position}-1,{entries})+1,-1))"


def _if(condition: str, remark: str) -> str:
    return f'IF({condition},{quoted(f", {remark}")},"")'


def _length(cell: str) -> str:
    return f"LEN(TRIM({cell}))"


def _tidied(cell: str) -> str:
    """Return the formula of what is typed without spaces around it, for MATCH."""
    for space in _SPACES:
        cell = f'SUBSTITUTE({cell},"{space}"," ")'
    cell = f"TRIM({cell})"
    for sign in "~*?":
        cell = f'SUBSTITUTE({cell},"{sign}","~{sign}")'
    return cell
