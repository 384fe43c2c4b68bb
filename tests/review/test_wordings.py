"""What a change takes away and brings, as people read it."""

import pytest

from chapters import Place, Revision, RevisionKind
from review.decisions import Proposal
from review.wordings import before_and_after
from tests.builders import assignment, proposal, revision

GONE, COME = RevisionKind.ROW_DELETION, RevisionKind.ROW_INSERTION


def row(number: int, kind: RevisionKind, words: str) -> tuple[Revision, ...]:
    """A row with the words of its cells once more, as a file has them."""
    place = Place(story="body", paragraph=1, table=1, row=number)
    pieces = [(kind, words), *((RevisionKind.INSERTION, cell) for cell in words.split("\t"))]
    return tuple(
        revision(
            f"{kind}{number}{at}",
            kind=one,
            place=place,
            before=said if kind is GONE else "",
            after=said if kind is COME else "",
        )
        for at, (one, said) in enumerate(pieces)
    )


def change(*rows: tuple[Revision, ...]) -> Proposal:
    return proposal(assignment(), revisions=tuple(one for several in rows for one in several))


ELEVEN, TWELVE = "CFC-11\t2903.41", "CFC-12\t2903.42"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (change(row(2, COME, ELEVEN)), ("", "CFC-11 | 2903.41")),
        (
            change(row(2, COME, ELEVEN), row(3, COME, TWELVE)),
            ("", "CFC-11 | 2903.41 … CFC-12 | 2903.42"),
        ),
        (
            change(row(2, GONE, ELEVEN), row(3, COME, "CFC-11\t2903.77")),
            ("CFC-11 | 2903.41", "CFC-11 | 2903.77"),
        ),
        (
            change(row(2, GONE, ELEVEN), row(4, COME, ELEVEN)),
            ("CFC-11", "rows re-ordered: CFC-11"),
        ),
        (
            change(
                row(2, GONE, ELEVEN),
                row(3, GONE, TWELVE),
                row(4, COME, "CFC-12\t2903.77"),
                row(5, COME, ELEVEN),
            ),
            ("CFC-11, CFC-12", "rows re-ordered: CFC-12, CFC-11; in CFC-12: 2903.42 → 2903.77"),
        ),
    ],
)
def test_rows_say_their_cells_once_and_those_that_moved_their_order(made, said):
    assert before_and_after(made) == said


def test_words_that_are_no_row_are_shown_as_they_are():
    nbsp = change((revision("1", before="100  kg", after="100\u00a0kg"), revision("2", after="x")))

    assert before_and_after(nbsp) == ("100  kg", "100\u00a0kg … x")
    assert before_and_after(nbsp, between=" ") == ("100  kg", "100\u00a0kg x")


def test_a_change_of_a_header_is_said_once_for_all_its_copies():
    copies = [
        (revision(story, place=Place(story=story, paragraph=1), before="draft", after="final"),)
        for story in ("header 1", "header 2", "header 3")
    ]

    assert before_and_after(change(*copies)) == ("draft", "final")
    assert [one.id for one in change(*copies).told] == ["header 1"]


def moved(gone: str, *come: str) -> Proposal:
    """A paragraph at a new place, where its words stand in these pieces."""
    sides = [
        (RevisionKind.MOVE_FROM, 30, gone, ""),
        *((RevisionKind.MOVE_TO, 12, "", piece) for piece in come),
    ]
    return proposal(
        assignment(),
        revisions=tuple(
            revision(
                f"m{number}",
                kind=kind,
                place=Place(story="body", paragraph=at),
                before=before,
                after=after,
            )
            for number, (kind, at, before, after) in enumerate(sides)
        ),
    )


@pytest.mark.parametrize(
    "come",
    [
        ("Take the wastes back within 30 days.",),
        ("Take the wastes back within ", "."),
        (" the wastes back within 30 days.",),
        ("Take the wastes back within ",),
    ],
)
def test_a_moved_paragraph_with_an_edit_in_it_is_told_whole_for_the_edit_is_told_by_itself(come):
    gone = "Take the wastes back within 30 days."

    assert before_and_after(moved(gone, *come)) == (gone, "moved to paragraph 12")


def test_a_move_whose_words_are_others_at_the_new_place_is_told_as_that():
    assert before_and_after(moved("A permit.", "A licence.")) == ("A permit.", "A licence.")
