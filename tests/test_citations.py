"""Works are named as readers of the field expect, and no two works by the same words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from curriculum_commons.build.project import open_commons
from curriculum_commons.model.records import Reference
from curriculum_commons.render.citations import in_full, labels


def test_an_article_is_listed_with_authors_title_journal_date_and_pages() -> None:
    article = Reference.model_validate(
        {
            "id": "a",
            "type": "article-journal",
            "title": "On maps",
            "author": [{"family": "Poe", "given": "Ann Lee"}, {"literal": "The Map Group"}],
            "container-title": "Maps",
            "issued": {"date-parts": [[2024, 1]]},
            "volume": "27",
            "issue": "1",
            "page": "39-46",
        }
    )
    assert in_full(article) == "Poe AL, The Map Group. On maps. Maps. 2024 Jan;27(1):39-46."


def test_a_page_of_which_little_is_known_is_listed_by_that() -> None:
    page = Reference.model_validate({"id": "p", "type": "webpage", "title": "A page?"})
    assert in_full(page) == "A page?"


def work(name: str, families: list[str], year: int) -> Reference:
    authors = [{"family": family, "given": "A"} for family in families]
    date = {"date-parts": [[year]]}
    return Reference.model_validate({"id": name, "type": "webpage", "title": "T", "author": authors, "issued": date})


def test_works_are_named_by_author_and_year_and_a_letter_where_they_share_both(tiny: Path) -> None:
    works = [work("one", ["Poe", "Roe", "Doe"], 2022), *(work(name, ["Leaf", "Roe", "Doe"], 2021) for name in "ab")]
    named = labels(replace(open_commons(tiny), references=tuple(works)))
    assert named == {"one": "Poe et al., 2022", "a": "Leaf et al., 2021a", "b": "Leaf et al., 2021b"}
