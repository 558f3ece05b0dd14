"""Works are named as readers of the field expect, and no two works by the same words."""

from __future__ import annotations

from pathlib import Path

import pytest

from curriculum_commons.build.project import open_commons
from curriculum_commons.model.records import Reference
from curriculum_commons.render.citations import in_full, labels


@pytest.fixture(scope="module")
def named(root: Path) -> dict[str, str]:
    return labels(open_commons(root))


def test_a_work_of_many_authors_is_named_by_the_first_and_its_year(named: dict[str, str]) -> None:
    assert named["reidy-2022"] == "Reidy et al., 2022"


def test_works_of_the_same_author_and_year_have_a_letter(named: dict[str, str]) -> None:
    assert named["reidy-2024-students"] == "Reidy et al., 2024a"
    assert named["reidy-2024-mapping"] == "Reidy et al., 2024b"


def test_no_two_works_share_their_words(named: dict[str, str]) -> None:
    assert len(set(named.values())) == len(named)


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
