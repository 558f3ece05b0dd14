"""What differs between two states of a site: words, competencies, records, pages, and what must be settled first."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from curriculum_commons.content.load import load
from curriculum_commons.diff.competencies import competency_changes, edition_problems
from curriculum_commons.diff.page_diff import PageChange, page_change, page_content
from curriculum_commons.diff.record_diff import changed_records, field_changes, other_records
from curriculum_commons.diff.words import Rewording, reworded, sentences, word_by_word
from curriculum_commons.model.commons import Commons
from curriculum_commons.model.problems import in_words
from curriculum_commons.model.records import Component, Withdrawn
from curriculum_commons.render import signatures
from curriculum_commons.review.sections import licenses
from curriculum_commons.validation.validate import validate

# Words


def marked(before: str, after: str) -> str:
    marks = {"both": "{}", "old": "[-{}-]", "new": "[+{}+]"}
    return " ".join(marks[piece.side].format(piece.text) for piece in word_by_word(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Boil water twice.", "Boil water twice.", "Boil water twice."),
        ("Boil water twice.", "Boil milk twice.", "Boil [-water-] [+milk+] twice."),
        ("Boil water.", "Boil water, and wait.", "Boil [-water.-] [+water, and wait.+]"),
        ("pain and more of it", "pain, worry and more of it", "[-pain-] [+pain, worry+] and more of it"),
        ("values, and goals", "values, hopes, and goals", "values, [+hopes,+] and goals"),
        ("values, hopes, and goals", "values, and goals", "values, [-hopes,-] and goals"),
        ("say hello to all", "say “hello” to all", "say [-hello-] [+“hello”+] to all"),
        ("the “big” cup here", "the “small” cup here", "the [-“big”-] [+“small”+] cup here"),
        ("", "All of it is new.", "[+All of it is new.+]"),
        ("All of it is gone.", "", "[-All of it is gone.-]"),
        ("One thing.", "Something else entirely", "[-One thing.-] [+Something else entirely+]"),
        ("Grüße, née Søn", "Grüße, geborene Søn", "Grüße, [-née-] [+geborene+] Søn"),
    ],
)
def test_two_texts_are_compared_word_by_word(before: str, after: str, expected: str) -> None:
    assert marked(before, after) == expected


def test_both_texts_can_be_read_off_the_pieces_whatever_they_are() -> None:
    chance = random.Random(3)

    def text() -> str:
        return " ".join("".join(chance.choice("ab,.(“é-") for _ in range(4)) for _ in range(chance.randint(0, 8)))

    for _ in range(1_000):
        before, after = text(), text()
        pieces = list(word_by_word(before, after))
        for kept, whole in (("old", before), ("new", after)):
            assert " ".join(piece.text for piece in pieces if piece.side in {"both", kept}) == " ".join(whole.split())


def test_sentences_end_where_a_reader_ends_them() -> None:
    # codespell:ignore-next-line said
    text = 'Ask Dr. Lee. "Why?" she said.  In 2018 it began: 1. Boil, e.g. Water. Cf. Table 2.\nThe end'
    assert sentences(text) == [
        "Ask Dr. Lee.",
        '"Why?" she said.',  # codespell:ignore said
        "In 2018 it began: 1. Boil, e.g. Water.",
        *sentences("Cf. Table 2.\nThe end"),
    ]


def test_sentences_are_changed_put_in_or_taken_out() -> None:
    before = ["Tea is hot.", "Milk comes last.", "The end."]
    after = ["Tea is very hot.", "Sugar is sweet.", "The end."]
    assert reworded(before, after) == (
        Rewording("Tea is hot.", "Tea is very hot."),
        Rewording("", "Sugar is sweet."),
        Rewording("Milk comes last.", ""),
    )


def test_a_sentence_that_was_only_moved_is_no_change() -> None:
    assert reworded(["One is here.", "Two", "Three", "Four"], ["Two", "Three", "Four", "One is here."]) == ()


def test_many_sentences_are_not_compared_by_their_words() -> None:
    old, new = ([f"This is sentence {number} of {kind}." for number in range(300)] for kind in ("many", "plenty"))
    assert len(reworded(old, new)) == 600


def test_words_are_listed_as_a_sentence_does() -> None:
    assert [in_words(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]


# Competencies


@pytest.fixture
def commons(tiny) -> Commons:  # type: ignore[no-untyped-def]
    return validate(load(tiny), signatures())


Edit = Callable[..., Commons]


@pytest.fixture
def edited(commons: Commons) -> Edit:
    """The same framework with other competencies or other words of its own."""

    def edit(*competencies, **framework: object) -> Commons:  # type: ignore[no-untyped-def]
        changed = commons.framework.model_copy(update=framework)
        return replace(commons, competencies=competencies or commons.competencies, framework=changed)

    return edit


def problems(before: Commons, after: Commons) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(one.code, one.path) for one in edition_problems(before, after, competency_changes(before, after))]


def test_competencies_that_stay_as_they_are_are_unchanged(commons: Commons) -> None:
    assert [one.status for one in competency_changes(commons, commons)] == ["unchanged", "unchanged"]
    assert problems(commons, commons) == []


def test_a_reworded_competency_lists_title_statement_and_components(commons: Commons, edited: Edit) -> None:
    first, second = commons.competencies
    parts = (
        first.components[0].model_copy(update={"text": "Boil fresh water"}),
        Component(id="pour", uuid="55555555-5555-4555-8555-555555555599", text="pour it"),
    )
    new = first.model_copy(update={"title": "Boil it", "statement": "Boil fresh water.", "components": parts})
    (one, other) = competency_changes(commons, edited(new, second, edition="2025"))
    assert (one.status, other.status) == ("reworded", "unchanged")
    assert [(words.label, words.before, words.after) for words in one.rewordings] == [
        ("title", "Boil water", "Boil it"),
        ("statement", "Boil water and keep it hot.", "Boil fresh water."),
        ("component boil", "Boil water", "Boil fresh water"),
        ("component pour", "", "pour it"),
        ("component keep", "keep it hot", ""),
    ]


def test_explanations_and_keywords_are_not_rewordings(commons: Commons, edited: Edit) -> None:
    first, second = commons.competencies
    new = first.model_copy(update={"gloss": "Otherwise said.", "keywords": ("pot",)})  # codespell:ignore said
    assert [one.status for one in competency_changes(commons, edited(new, second))] == ["unchanged", "unchanged"]


def test_competencies_are_added_merged_or_withdrawn(commons: Commons, edited: Edit) -> None:
    first, second = commons.competencies
    third = second.model_copy(update={"code": "T-3", "uuid": first.uuid[:-2] + "77"})
    listed_ = (*commons.framework.withdrawn, Withdrawn(code="T-2", reason="It is the same.", now_in=("T-1", "T-3")))
    after = edited(first, third, edition="2025", withdrawn=listed_)
    assert [(one.status, one.code, one.now_in, one.reason) for one in competency_changes(commons, after)] == [
        ("unchanged", "T-1", (), ""),
        ("added", "T-3", (), ""),
        ("split", "T-2", ("T-1", "T-3"), "It is the same."),
    ]
    assert problems(commons, after) == []
    without = edited(first, edition="2025", withdrawn=(*commons.framework.withdrawn, Withdrawn(code="T-2", reason="x")))
    assert [one.status for one in competency_changes(commons, without)] == ["unchanged", "withdrawn"]
    assert problems(commons, without) == []


@pytest.mark.parametrize("field", ["title", "statement"])
def test_changed_competencies_need_a_new_edition(commons: Commons, edited: Edit, field: str) -> None:
    first, second = commons.competencies
    after = edited(first.model_copy(update={field: "Otherwise."}), second)
    assert problems(commons, after) == [("edition-not-new", ("framework", "edition"))]


def test_a_code_means_one_competency_forever(commons: Commons, edited: Edit) -> None:
    first, second = commons.competencies
    other_uuid = first.uuid[:-2] + "88"
    gone = edited(first, edition="2025")
    assert problems(commons, gone) == [("withdrawn-not-listed", ("framework", "withdrawn"))]
    again = edited(first, second.model_copy(update={"code": "T-0"}), edition="2025", withdrawn=())
    assert problems(commons, again)[-1] == ("withdrawn-code", ("competencies", 1, "code"))
    other = edited(first, second.model_copy(update={"uuid": other_uuid}), edition="2025")
    assert problems(commons, other) == [("uuid-changed", ("competencies", 1, "uuid"))]
    renamed = edited(first, second.model_copy(update={"code": "T-9"}), edition="2025")
    assert problems(commons, renamed)[-1] == ("uuid-reused", ("competencies", 1, "uuid"))


def test_a_withdrawn_code_stays_listed_and_was_once_a_competency(commons: Commons, edited: Edit) -> None:
    assert problems(commons, edited(withdrawn=())) == [("withdrawn-not-listed", ("framework", "withdrawn"))]
    never = (*commons.framework.withdrawn, Withdrawn(code="T-7", reason="It never was."))
    assert problems(commons, edited(withdrawn=never)) == [
        ("withdrawn-never-used", ("framework", "withdrawn", 1, "code"))
    ]


def test_a_state_without_a_list_of_withdrawn_codes_can_be_compared(commons: Commons, edited: Edit) -> None:
    before = edited(withdrawn=())
    first, _ = commons.competencies
    after = edited(first, edition="2025", withdrawn=(Withdrawn(code="T-2", reason="Nobody chose leaves."),))
    assert [one.status for one in competency_changes(before, after)] == ["unchanged", "withdrawn"]
    assert problems(before, after) == []


def test_a_state_without_its_domains_can_be_compared(commons: Commons) -> None:
    alone = replace(commons, domains=())  # as where those of the past cannot be read
    assert {one.status for one in competency_changes(alone, alone)} == {"unchanged"}


# Other records


def test_resources_with_unknown_terms_are_listed_once(commons: Commons) -> None:
    first, second = commons.resources
    lost = first.model_copy(update={"terms": first.terms.model_copy(update={"reuse": "not stated"})})
    new = second.model_copy(update={"id": "new-one"})
    found = licenses(commons, replace(commons, resources=(lost, second, new)))
    assert [(one.status, one.title) for one in found] == [("changed", first.title), ("new", second.title)]


def test_other_records_are_listed_with_their_changed_fields(commons: Commons) -> None:
    (finding, *others), (school, coffee) = commons.findings, commons.schools
    after = replace(
        commons,
        findings=(finding.model_copy(update={"text": "Tea helps a lot."}), *others),
        schools=(school, coffee.model_copy(update={"id": "milk-school"})),
    )
    assert [(one.status, one.kind, one.name, one.fields) for one in other_records(commons, after)] == [
        ("new", "school", "milk-school", ()),
        ("gone", "school", "coffee-school", ()),
        ("changed", "finding", finding.id, ("text",)),
    ]
    assert list(other_records(commons, commons)) == []


def test_fields_are_listed_with_their_values(commons: Commons) -> None:
    first, _ = commons.resources
    longer = first.model_copy(update={"minutes": 45, "settings": (), "for_teachers": False})
    assert [(one.label, one.before, one.after) for one in field_changes(first, longer)] == [
        ("settings", ", ".join(first.settings), ""),
        ("for_teachers", "true", ""),
        ("minutes", str(first.minutes or ""), "45"),
    ]
    new = {one.label: one.after for one in field_changes(None, first)}
    assert new["title"] == first.title
    assert new["teaches"] == ", ".join(first.teaches)
    assert new["terms"].startswith(f"reuse: {first.terms.reuse}, ")
    assert "note" not in field_changes(None, first.model_copy(update={"note": None}))
    after = replace(commons, resources=(longer, *commons.resources[1:]), schools=commons.schools[1:])
    assert set(changed_records(commons, after)) == {
        ("teach/", f"r-{first.id}"),
        ("about/schools/", f"school-{commons.schools[0].id}"),
    }


# Pages


PAGE = """<!doctype html><html lang="en"><head><title>Tea · Commons</title>
<meta name="description" content="All of tea.">
<link rel="stylesheet" href="../assets/a.css"><script type="application/ld+json">{"name": "tea"}</script></head>
<body><nav><a href="../">Home</a> <a href="#hot">Hot</a></nav><main><article>
<h1>Tea</h1><p class="lead">Tea is <b>hot</b>. Drink it <a href="https://cup.example/">slowly</a>.</p>
<h2 id="hot">Hot</h2><ul><li id="r-cup">A cup</li></ul><img src="cup.svg" alt="A cup"><input id="field">
<svg id="drawn"><title>Steam</title><path d="M1 1"/></svg></article></main><footer>Made by us.</footer></body></html>"""


def change_of(old: str, new: str) -> PageChange:
    assert old in PAGE
    return page_change(page_content(PAGE.encode()), page_content(PAGE.replace(old, new, 1).encode()))


def test_a_page_has_words_links_pictures_and_anchors() -> None:
    page = page_content(PAGE.encode())
    assert page.title == "Tea"
    assert page.text.words == ["Tea", "Tea is hot.", "Drink it slowly.", "Hot", "A cup", "A cup", "Steam"]
    assert page.text.links == [("slowly", "https://cup.example/")]
    assert page.text.pictures[0] == "cup.svg"
    assert page.anchors == ("hot", "r-cup")
    assert page.frame.words == ["Home Hot", "Made by us."]


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("Tea is", "Tea was", ("words",)),
        ("https://cup.example/", "https://pot.example/", ("links",)),
        ('src="cup.svg"', 'src="pot.svg"', ("pictures",)),
        ("M1 1", "M2 2", ("pictures",)),
        ('class="lead"', 'class="small"', ("looks",)),
        ("<ul><li", "<ul class='x'><li", ("looks",)),
        ("<b>hot</b>", "hot", ("looks",)),
        ('"name": "tea"', '"name": "milk"', ("data for machines",)),
        ('alt="A cup"', 'alt="A big cup"', ("words",)),
        ('content="All of tea."', 'content="All of milk."', ("words",)),
        ("<li id", "<li class='y'>Milk</li><li id", ("words", "looks")),
        ("\n<h2", " <h2", ()),
    ],
)
def test_each_change_of_a_page_has_its_kind(old: str, new: str, kinds: tuple[str, ...]) -> None:
    assert change_of(old, new).kinds == kinds


def test_sentences_links_and_lost_anchors_of_a_page_are_listed() -> None:
    found = change_of('<h2 id="hot">Hot</h2>', '<h2 id="warm">Warm</h2>')
    assert found.text.words == (Rewording("Hot", "Warm"),) or set(found.text.words) == {
        Rewording("", "Warm"),
        Rewording("Hot", ""),
    }
    assert found.anchors_gone == ("hot",)
    found = change_of("https://cup.example/", "https://pot.example/")
    assert [(one.status, one.text, one.url) for one in found.text.links] == [
        ("new", "slowly", "https://pot.example/"),
        ("gone", "slowly", "https://cup.example/"),
    ]


def test_what_is_compared_by_itself_is_counted_and_not_listed() -> None:
    pages = [PAGE, PAGE.replace("A cup</li>", "A mug</li>"), PAGE.replace('<li id="r-cup">A cup</li>', "")]
    before, mug, gone = (page_content(page.encode(), {"r-cup"}) for page in pages)
    assert "A cup" not in before.text.words[:-2]
    for after in (mug, gone):
        change = page_change(before, after)
        assert (change.kinds, change.apart, change.text.words) == (("records",), 1, ())
    assert page_change(before, before).kinds == ()


def test_changes_around_the_text_are_separate() -> None:
    found = change_of("Made by us.", "Made by all of us.")
    assert (found.kinds, found.frame.words) == ((), (Rewording("Made by us.", "Made by all of us."),))
    plain = PAGE.replace(' <a href="#hot">Hot</a></nav>', "</nav>")
    whole = plain.replace("<footer>", '<nav><ul><li><a href="#hot">Hot</a></li></ul></nav><footer>')
    after = whole.replace(">Hot<", ">Warm<")
    listed_headings = page_change(page_content(whole.encode()), page_content(after.encode()))
    assert listed_headings.text.words
    assert not listed_headings.frame
    renamed = after.replace('href="#hot"', 'href="#warm"').replace('id="hot"', 'id="warm"')
    assert not page_change(page_content(whole.encode()), page_content(renamed.encode())).frame


def test_a_page_may_have_no_body() -> None:
    for html in (b"", b"<p>Hello", b"<html><head></head></html>"):
        assert not page_change(page_content(html), page_content(html)).kinds
