"""A link is followed as a browser would, and written in one way only."""

from __future__ import annotations

import pytest

from curriculum_commons.build.html_page import Address, Target, tidy

PAGE = "competencies/t-1/"


@pytest.mark.parametrize(
    ("link", "path", "anchor"),
    [
        ("", "competencies/t-1/index.html", ""),
        ("#why", "competencies/t-1/index.html", "why"),
        ("../../teach/#r-tea", "teach/index.html", "r-tea"),
        ("../..", "index.html", ""),
        ("./", "competencies/t-1/index.html", ""),
        ("../t-2/?print#card", "competencies/t-2/index.html", "card"),
        ("../../images/a%20cup.svg", "images/a cup.svg", ""),
        ("/commons/roadmap/", "roadmap/index.html", ""),
        ("/commons/", "index.html", ""),
        ("https://tea.example/commons/teach/", "teach/index.html", ""),
        ("../../../teach/", "../teach/index.html", ""),
        ("/teach/", "../teach/index.html", ""),
        ("../t-3.md", "competencies/t-3.md", ""),
    ],
)
def test_a_link_within_the_site_leads_to_a_file_and_an_anchor(link: str, path: str, anchor: str) -> None:
    assert Address.of("https://tea.example/commons/").target(link, PAGE) == Target(path, anchor)


@pytest.mark.parametrize("link", ["https://other.example/", "//other.example/", "mailto:tea@example.org", "tel:+1"])
def test_a_link_to_elsewhere_leads_to_nothing_here(link: str) -> None:
    assert Address.of("https://tea.example/").target(link, PAGE) is None


@pytest.mark.parametrize(
    ("link", "short"),
    [
        ("./teach/", "teach/"),
        ("././", "./"),
        ("./..", "../"),
        ("../..", "../../"),
        ("/./", "/"),
        ("./../t-2/?a=../b#c/.", "../t-2/?a=../b#c/."),
        ("#why", "#why"),
        ("?format=video", "?format=video"),
        ("https://tea.example/./x/..", "https://tea.example/./x/.."),
        ("//other.example/./", "//other.example/./"),
        ("", ""),
    ],
)
def test_a_link_has_one_form_whichever_engine_wrote_it(link: str, short: str) -> None:
    assert tidy(link) == short
