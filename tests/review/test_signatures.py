from __future__ import annotations

import pytest

from review.signatures import unsigned
from tests import builders

WCO = builders.partner("WCO", contacts=(builders.contact("Ida Berg"),))


def words_of(words: str) -> str:
    mail = builders.mail(words, senders=("jane.nine@wco.example.org",), sender_name="Jane")
    return unsigned(mail, WCO).words


SIGNED = [
    "No comments on chapter 3. Ida",
    "No comments on chapter 3. Ida Berg, WCO",
    "No comments on chapter 3. Jane Nine.",
    "No comments on chapter 3.\nIda",
    "No comments on chapter 3.\n\nIda Berg\nWCO in full\nTel: +41 22 000 00 00\nida@wco.test",
]


@pytest.mark.parametrize("words", SIGNED)
def test_a_known_name_at_the_end_is_no_part_of_what_is_said(words: str) -> None:
    assert words_of(words) == "No comments on chapter 3."


def test_a_name_behind_a_dash_or_a_comma_is_a_signature_too() -> None:
    assert words_of("No comments - Ida") == words_of("No comments, Ida") == "No comments"


KEPT = [
    "No comments on chapter 3. Otto",
    "No comments on chapter 3. Pending",
    "No comments on chapter 3. Ida?",
    "No comments on chapter 3. Ida wants table 2 to go.",
    "No comments on chapter 3. Ida 2",
    "No comments on chapter 3.\nIda\nPlease delete table 2.",
    "No comments on chapter 3.\nIda\nDelete table 2",
    "Dear all\nWCO\nNo comments on chapter 3",
    "No comments on chapter 3.\nIda\nLegal officer",
    "Ida",
]


@pytest.mark.parametrize("words", KEPT)
def test_whatever_else_stands_there_is_kept(words: str) -> None:
    assert words_of(words) == words
