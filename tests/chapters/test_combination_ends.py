"""The end of a paragraph that one takes away and another needs: nothing runs together."""

from itertools import permutations

import pytest

from tests.chapters.test_combination import combined
from tests.reviewers import everybody, sides, text
from tests.wordml import docx, p

ONE, TWO, THREE = "Alpha is first.", "Beta is second.", "Gamma is third."
NEW = "A new one comes here."
BASE = docx(p(ONE), p(TWO), p(THREE), p("end"))
JOINED = docx(p(ONE + TWO), p(THREE), p("end"))


@pytest.mark.parametrize(
    ("one", "other", "accepted"),
    [
        pytest.param(
            JOINED,
            docx(p(ONE), p(NEW), p(TWO), p(THREE), p("end")),
            [ONE, NEW, TWO, THREE, "end"],
            id="a join, and a paragraph between the two",
        ),
        pytest.param(
            JOINED,
            docx(p(ONE), p(THREE), p(TWO), p("end")),
            [ONE, THREE, TWO, "end"],
            id="a join, and the second goes elsewhere",
        ),
        pytest.param(
            JOINED,
            docx(p(ONE), p(THREE), p("end")),
            [ONE, THREE, "end"],
            id="a join, and the second goes",
        ),
        pytest.param(
            docx(p(TWO), p(THREE), p("end")),
            docx(p("Alpha is very first."), p(TWO), p(THREE), p("end")),
            ["very ", TWO, THREE, "end"],
            id="a word in a paragraph that goes",
        ),
        pytest.param(
            docx(p(ONE), p(TWO), p(THREE)),
            docx(p(ONE), p(TWO), p(THREE), p(NEW), p("end")),
            [ONE, TWO, THREE, NEW],
            id="the last paragraph goes, and one comes before it",
        ),
        pytest.param(
            docx(p(ONE), p(TWO), p(THREE + "end")),
            docx(p(ONE), p(TWO), p(THREE), p(NEW), p("end")),
            [ONE, TWO, THREE, NEW, "end"],
            id="a join with the last paragraph, and one comes before that",
        ),
    ],
)
def test_what_nobody_joined_does_not_run_together_and_the_clash_is_listed(one, other, accepted):
    for order in permutations([("A", one), ("B", other)]):
        result = combined(BASE, **dict(order))

        assert text(result.data) == accepted
        assert len(result.conflicts) == 1
        assert sides(result) == {"A", "B"}
        assert all(side.revisions for side in result.conflicts[0].sides)
        everybody(result, A=one, B=other)


def test_two_who_join_the_same_paragraphs_join_them():
    other = docx(p(ONE + "Beta is the second."), p(THREE), p("end"))

    result = combined(BASE, A=JOINED, B=other)

    assert text(result.data) == [ONE + "Beta is the second.", THREE, "end"]
    assert result.conflicts == ()


def test_a_join_of_three_paragraphs_by_two_is_one_paragraph():
    other = docx(p(ONE), p(TWO + THREE), p("end"))

    result = combined(BASE, A=JOINED, B=other)

    assert text(result.data) == [ONE + TWO + THREE, "end"]
    assert result.conflicts == ()
    everybody(result, A=JOINED, B=other)


def test_what_comes_behind_the_last_paragraph_comes_behind_all_of_its_words_and_once():
    returns = {
        "A": docx(p(ONE), p(TWO + " More of it.")),
        "B": docx(p(ONE), p(TWO), p(NEW)),
        "C": docx(p(ONE), p(TWO), p(THREE), p(NEW)),
    }

    for order in permutations(returns):
        result = combined(docx(p(ONE), p(TWO)), **{name: returns[name] for name in order})

        assert text(result.data) == [ONE, TWO + " More of it.", THREE, NEW]
        assert result.conflicts == ()
        everybody(result, **returns)


def test_a_new_paragraph_where_another_went_is_not_what_that_became_but_the_one_from_elsewhere():
    joined = docx(p(ONE + "Go on."), p(THREE), p("Delta is the fourth."), p("end"))
    base = docx(p(ONE), p("Go on."), p(THREE), p("Delta is the fourth."), p("end"))
    moved = docx(p(ONE), p("Delta is the 4th."), p(THREE), p("end"))

    result = combined(base, A=joined, B=moved)

    assert text(result.data) == [ONE, "Delta is the 4th.", THREE, "end"]
    assert sides(result) == {"A", "B"}
    everybody(result, A=joined, B=moved)


def test_a_word_parted_from_a_paragraph_where_the_one_before_was_joined_is_not_what_that_became():
    first = "Alpha is the very first of all letters."
    base = docx(p(first), p(TWO), p(THREE), p("end"))
    returns = {
        "A": docx(p(first + TWO), p("Gamma"), p(" is third."), p("end")),
        "B": docx(p(first), p(TWO + "end")),
    }

    result = combined(base, **returns)

    assert text(result.data) == [first + TWO + "end"]
    assert sides(result) == {"A", "B"}
    everybody(result, **returns)


def test_what_is_written_for_a_paragraph_stands_before_what_another_wrote_in_it_and_joined_on():
    first = "Alpha is the first of all letters here."
    base = docx(p(first), p(TWO), p(THREE), p("end"))
    returns = {
        "A": docx(p(first.replace("first", "very first") + TWO), p(THREE), p("end")),
        "B": docx(p(NEW), p("Some more of it."), p(TWO), p(THREE), p("end")),
    }

    for order in permutations(returns):
        result = combined(base, **{name: returns[name] for name in order})

        assert text(result.data) == [NEW, "Some more of it.", "very " + TWO, THREE, "end"]
        assert sides(result) == {"A", "B"}
        everybody(result, **returns)


def test_a_paragraph_that_goes_takes_nothing_along_of_the_one_that_another_joined_to_it():
    returns = {
        "A": docx(p("Alpha is very first. " + TWO), p(THREE), p("end")),
        "B": docx(p(TWO), p(THREE), p("end")),
    }

    for order in permutations(returns):
        result = combined(BASE, **{name: returns[name] for name in order})

        assert text(result.data) == [" " + TWO, THREE, "end"]
        assert sides(result) == {"A", "B"}
        everybody(result, **returns)


def test_a_paragraph_of_codes_like_those_before_it_is_not_what_these_became():
    codes, others = "U0 U1 U2.", "U50 U51 U52 U53 U54."
    base = docx(p(codes), p(TWO), p(THREE), p(others), p("end"))
    returns = {
        "A": docx(p(codes + TWO), p(THREE), p(others), p("end")),
        "B": docx(p("U0 U2."), p("U50 U51 U52 N1x U54."), p(TWO), p(THREE), p("end")),
    }

    for order in permutations(returns):
        result = combined(base, **{name: returns[name] for name in order})

        assert text(result.data) == ["U0 U2.", "U50 U51 U52 N1x U54.", TWO, THREE, "end"]
        assert sides(result) == {"A", "B"}
        everybody(result, **returns)


def test_a_paragraph_that_two_part_alike_is_parted_once_though_one_drops_the_next_one():
    key, dates = "Timetable", " set."
    base = docx(p(key + dates), p(ONE), p(TWO), p("end"))
    returns = {
        "A": docx(p(key), p(dates), p(TWO), p("end")),
        "B": docx(p(key), p(dates), p(ONE), p(TWO), p("end")),
    }

    result = combined(base, **returns)

    assert text(result.data) == [key, dates, TWO, "end"]
    assert result.conflicts == ()
    everybody(result, **returns)


@pytest.mark.parametrize(
    ("halves", "other", "accepted"),
    [
        pytest.param(
            ["Alpha", " is first."], [" is first.", TWO], [" is first.", TWO], id="the first goes"
        ),
        pytest.param(
            ["Alpha is", " first."], ["Alpha is", TWO], ["Alpha is", TWO], id="the second"
        ),
        pytest.param(["Alpha is", " first."], [TWO], [TWO], id="both"),
        pytest.param(
            ["Alpha is", " first."], ["Nothing of it.", TWO], ["Nothing of it.", TWO], id="reworded"
        ),
    ],
)
def test_no_empty_paragraph_stays_of_a_half_whose_words_another_takes_away(halves, other, accepted):
    returns = {
        "A": docx(*map(p, halves), p(TWO), p(THREE), p("end")),
        "B": docx(*map(p, other), p(THREE), p("end")),
    }

    for order in permutations(returns):
        result = combined(BASE, **{name: returns[name] for name in order})

        assert text(result.data) == [*accepted, THREE, "end"]
        assert [sorted(side.reviewer for side in one.sides) for one in result.conflicts] == [
            ["A", "B"]
        ]
        everybody(result, **returns)


def test_no_empty_paragraph_stays_at_the_end_where_one_of_two_new_places_is_taken_away():
    returns = {
        "A": docx(p(TWO), p(ONE), p(THREE), p("end")),
        "B": docx(p(TWO), p(THREE + "end"), p("Alpha is the first.")),
    }

    for order in permutations(returns):
        result = combined(BASE, **{name: returns[name] for name in order})

        assert text(result.data) == [TWO, ONE, THREE + "end"]
        assert sides(result) == {"A", "B"}
        everybody(result, **returns)


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_what_stands_in_place_of_a_last_paragraph_that_moved_is_joined_to_nothing(order):
    first, second, last, new = (
        "Alpha is the first letter of all.",
        "Beta is the second letter.",
        "Gamma closes the text for good.",
        "Another closing line.",
    )
    returns = {
        name: {
            "A": docx(p(first), p(second + last)),
            "B": docx(p(last), p(first), p(second), p(new)),
        }[name]
        for name in order
    }

    result = combined(docx(p(first), p(second), p(last)), **returns)

    assert text(result.data) == [last, first, second, new]
    assert len(result.conflicts) == 1
    everybody(result, **returns)
