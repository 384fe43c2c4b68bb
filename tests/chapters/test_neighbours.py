"""Insertions that stand at one place, and deletions of nothing but a comment."""

from __future__ import annotations

from chapters import read_revisions, side_by_side
from chapters.idling import silent_groups
from tests.wordml import cell, comment, dele, docx, ins, ins_mark, p, raw, row, table


def words(data: bytes) -> list[list[str]]:
    """The insertions at each place, by their words."""
    said = {one.id: one.after for one in read_revisions(data)}
    return [[said[one] for one in run if said[one]] for run in side_by_side(data)]


def test_words_with_nothing_between_them_stand_at_one_place():
    data = docx(
        p("One ", ins("two ", by="A"), ins("three ", by="B"), "four."),
        p("One ", ins("two ", by="A"), dele("old ", by="B"), ins("three ", by="B"), "four."),
        p("One ", ins("two ", by="A"), "and ", ins("three ", by="B"), "four."),
    )

    assert words(data) == [["two ", "three "]]


def test_paragraphs_one_behind_the_other_stand_at_one_place_with_their_ends_behind_their_words():
    data = docx(
        p("One."),
        p(ins("Two.", by="A"), mark=ins_mark(by="A")),
        p(ins("Three.", by="B"), mark=ins_mark(by="B")),
        p("Four."),
    )
    ends_first = docx(
        p("One.", mark=ins_mark(by="A")),
        p(ins("Two.", by="A"), mark=ins_mark(by="B")),
        p(ins("Three.", by="B")),
        p("Four."),
    )

    assert words(data) == words(ends_first) == [["Two.", "Three."]]


def test_cells_are_places_of_their_own():
    data = docx(table(row(cell(p(ins("1", by="A"))), cell(p(ins("2", by="B"))))), p("end"))

    assert words(data) == []


def test_a_deleted_comment_is_silent_and_deleted_words_are_not():
    sign = raw('<w:r><w:commentReference w:id="0"/></w:r>')
    said = [comment(p("Why?"), id=0, by="A")]
    gone = docx(p("Words", dele(sign, by="B"), "."), comments=said)
    both = docx(p("Words", dele(" here", sign, by="B"), "."), comments=said)

    assert {one.group for one in read_revisions(gone)} == silent_groups(gone)
    assert silent_groups(both) == frozenset()
