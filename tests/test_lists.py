"""Lists of what can be chosen for a session are those of the site, and those of the program where it has none."""

from __future__ import annotations

from curriculum_commons.model.lists import ASSESSMENT, INSTRUCTION, entry, offered
from curriculum_commons.model.site import Level, Method, Vocabulary


def test_the_lists_of_methods_leave_out_the_one_that_is_retired() -> None:
    assert "AM015" not in ASSESSMENT
    assert (len(ASSESSMENT), len(INSTRUCTION)) == (18, 31)


def test_a_long_name_is_cut_and_its_code_kept() -> None:
    cut = entry("A-1", "long " * 80)
    assert len(cut) == 120
    assert cut.startswith("A-1 · long")


def test_a_list_that_a_site_leaves_out_is_that_of_the_program() -> None:
    ours, own = offered(None), offered(Vocabulary(methods=(Method(name="Talk"),), source="our senate"))
    assert offered(Vocabulary()) == ours
    assert (own.levels, own.assessment, own.meaning) == (ours.levels, ours.assessment, ours.meaning)
    assert (own.instruction, own.source) == (("Talk",), "our senate")
    assert ours.source.startswith("Codes and names of methods: AAMC")
    assert offered(Vocabulary(methods=(Method(name="Talk"),))).source == ""
    assert offered(Vocabulary(levels=(Level(name="Knows"),))).meaning == "How far the session takes learners."
    long = tuple(Level(name=f"Level {number}", note="words " * 20) for number in range(9))
    assert len(offered(Vocabulary(levels=long)).meaning) <= 250
