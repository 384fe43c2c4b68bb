from __future__ import annotations

import pytest

from review.mentions import agreed_apart, assignments_meant, chapters_named, why_none
from review.returns import Reason
from review.rounds import Assignment
from review.words import Said, kind_of
from tests.builders import answer, of, opening, plan, planned


def test_chapters_are_named_by_number_or_title():
    of = plan(
        planned("3", "WCO", title="CITES"),
        planned("3.1", "BRS", title="Basel Convention"),
        planned("3.10", "BRS", title="Annexes"),
    )
    chapters = opening(of).chapters

    def named(words: str) -> list[str]:
        found = chapters_named(words, chapters)
        return [c.number for c in chapters if c.id in found]

    assert named("no comments on 3.1.") == ["3.1"]
    assert named("no comments on 3.10") == ["3.10"]
    assert named("the BASEL Convention is fine") == ["3.1"]
    assert named("Chapter 3: no comments") == ["3"]
    assert named("we have 3 comments; CITES") == []


def test_words_are_about_the_chapters_they_name_or_all_that_are_awaited():
    opened = answer(opening(), "WCO", "1")
    mine = [a for a in opened.assignments if a.partner == "WCO"]
    first, basel, cartagena = (of(opened, "WCO", n) for n in ("1", "3.1", "3.2"))

    def meant(words: str) -> tuple:
        return assignments_meant(words, opened, mine)

    assert meant("no comments") == (basel, cartagena)
    assert meant("no comments on 3.2") == (cartagena,)
    assert meant("no comments on chapter 1") == (first,)
    assert meant("no comments on 3.5") == ()  # not ours: a person reads it
    assert assignments_meant("no comments", opened, [first]) == ()


@pytest.mark.parametrize(
    ("words", "beside_a_file", "alone"),
    [
        ("Please find attached chapter 3.1. No comments on chapter 1.", ["1"], ["1"]),
        ("Here is Basel. We have no comments on chapter 1.", ["1"], []),
        ("No comments on chapters 1 and 3.1. Cartagena follows.", ["1", "3.1"], ["1", "3.1"]),
        ("Chapter 1: no comments. Chapter 3.1: see attached.", ["1"], ["1"]),
        ("No comments on chapter 1. We need more time for 3.1.", ["1"], ["1"]),
        ("No comments on chapter 1. Chapter 1 needs a map.", [], []),
        ("No comments on chapter 1. The second paragraph is wrong.", [], []),
        ("No comments on chapter 1. But look at the map.", [], []),
        ("Chapter 1: no comments. The map is old.", [], []),
        ("No comments on chapter 1. Is it final?", [], []),
        ("No comments on chapter 1 but see the map.", [], []),
        ("Please find our file attached. No comments.", [], []),
    ],
)
def test_what_a_whole_sentence_agrees_to_counts_unless_the_rest_may_be_about_it(
    words, beside_a_file, alone
):
    opened = opening()
    mine = [a for a in opened.assignments if a.partner == "WCO"]
    numbers = {c.id: c.number for c in opened.chapters}

    def agreed(*, has_file: bool) -> list[str]:
        return [numbers[a.chapter] for a in agreed_apart(words, opened, mine, has_file=has_file)]

    assert (agreed(has_file=True), agreed(has_file=False)) == (beside_a_file, alone)


@pytest.mark.parametrize(
    ("words", "apart"),
    [
        ("No comments on the other chapters.", ["3.1", "3.2"]),
        ("Here is our file. No comments on the rest.", ["3.1", "3.2"]),
        ("Chapter 1 is attached. No comments on the other two chapters.", ["3.1", "3.2"]),
        ("We changed a line. Nothing on the others.", ["3.1", "3.2"]),
        ("Other chapters: no comments.", ["3.1", "3.2"]),
        ("Chapter 3.1 needs a map. No comments on the other chapters.", ["3.2"]),
        ("No comments on chapter 3.1. The other chapters follow.", ["3.1"]),
        ("We changed a line. No comments on the rest.", []),  # of the chapter?
        ("No comments on the other three chapters.", []),
        ("No comments on the other chapter.", []),
        ("No comments on the other chapters. The map is old.", []),
        ("Other chapters: the map is old. No comments on chapter 3.1", []),
    ],
)
def test_the_other_chapters_are_those_that_no_file_answers(words, apart):
    opened = opening()
    mine = [a for a in opened.assignments if a.partner == "WCO"]
    numbers = {c.id: c.number for c in opened.chapters}

    found = agreed_apart(words, opened, mine, has_file=True, busy=[of(opened, "WCO", "1").id])

    assert [numbers[a.chapter] for a in found] == apart


def test_the_rest_is_what_is_awaited_while_no_file_of_it_waits():
    opened = answer(opening(), "WCO", "1")
    mine = [a for a in opened.assignments if a.partner == "WCO"]
    basel, cartagena = (of(opened, "WCO", n) for n in ("3.1", "3.2"))

    def meant(words: str, *waiting: Assignment) -> tuple:
        return assignments_meant(words, opened, mine, waiting=[a.id for a in waiting])

    assert meant("No comments on the rest.") == (basel, cartagena)
    assert meant("No comments on the rest.", basel) == (cartagena,)
    assert meant("Chapter 3.1: no comments. No comments on the rest.") == (basel, cartagena)
    assert meant("No comments on the other chapters 3.1 and 3.2.") == (basel, cartagena)
    assert meant("No comments on the other three chapters.") == ()
    assert why_none("No comments on the other three chapters.", opened, mine) is Reason.QUESTION
    assert why_none("No comments on 3.5.", opened, mine) is Reason.NOT_AWAITED
    assert kind_of("no comments on the other chapters 3.1 and 3.2") is Said.NO_CHANGES
