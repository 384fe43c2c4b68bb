from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from review.hands import attributed
from tests.builders import LAUNCH, assignment, contact, partner, proposal, revision

WCO = partner("WCO", contacts=(contact("Focal Nine"),))
BRS = partner("BRS", contacts=(contact("Ana Lopez", "ana@brs.example.org"),))
CBD = partner("CBD", contacts=(contact("Ana  LOPEZ", "ana@cbd.example.org"),))
ITS, THEIRS = assignment("a1", partner="WCO"), assignment("a2", partner="BRS")


def by(author: str, number: int = 1, **more: object):
    return proposal(ITS, number, revisions=(revision(str(number), author=author, **more),))


def whose(found, others=(BRS,), there=()):
    (one,) = attributed([found], WCO, others, there)
    return one.passed_on


@pytest.mark.parametrize(
    ("author", "expected"),
    [("Ana Lopez", "BRS"), (" ana  lopez", "BRS"), ("Focal Nine", None), ("A colleague", None)],
)
def test_a_mark_of_another_partners_contact_is_that_partners(author, expected):
    assert whose(by(author)) == expected


def test_a_name_that_two_partners_have_says_nothing():
    assert whose(by("Ana Lopez"), others=(BRS, CBD)) is None


def test_a_mark_that_stands_in_another_partners_return_is_that_partners_whatever_it_is_called():
    theirs = proposal(THEIRS, revisions=(revision("9", author="Author"),))
    later = by("Author", time=LAUNCH + timedelta(seconds=1))

    assert whose(by("Author"), there=[theirs]) == "BRS"
    assert whose(later, there=[theirs]) is None
    assert whose(by("Author"), there=[replace(theirs, partner="WCO")]) is None
    assert whose(by("Author"), there=[replace(theirs, untracked=True)]) is None


def test_marks_of_two_hands_that_stand_together_and_changes_without_a_mark_are_the_partners():
    mixed = proposal(
        ITS, revisions=(revision("1", author="Ana Lopez"), revision("2", author="Focal Nine"))
    )

    assert whose(mixed) is None
    assert whose(replace(by("Ana Lopez"), untracked=True)) is None
