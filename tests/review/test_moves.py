"""What partners move: which changes are one move, and when only half of it is accepted."""

from chapters import Place, Revision, RevisionKind
from review.decisions import Proposal
from review.moves import Move, carried, halved, moves_across, moves_within
from review.partners import PartnerId
from review.publications import ChapterId
from review.wordings import before_and_after, stands
from tests.builders import assignment, proposal, revision

MOVED = "Officers shall report each case within 24 hours to the district office."
DELETED = RevisionKind.DELETION, RevisionKind.PARAGRAPH_DELETION
INSERTED = RevisionKind.INSERTION, RevisionKind.PARAGRAPH_INSERTION
TAKEN = RevisionKind.MOVE_FROM, RevisionKind.PARAGRAPH_MOVE_FROM
BROUGHT = RevisionKind.MOVE_TO, RevisionKind.PARAGRAPH_MOVE_TO


def marks(
    words: str, kinds: tuple[RevisionKind, RevisionKind], paragraph: int, name: str
) -> tuple[Revision, ...]:
    goes = kinds in (DELETED, TAKEN)
    place = Place(story="body", paragraph=paragraph)
    said = {"before": words, "after": ""} if goes else {"before": "", "after": words}
    return (
        revision(f"{name}1", group="g", kind=kinds[0], place=place, **said),
        revision(f"{name}2", group="g", kind=kinds[1], place=place, before="", after=""),
    )


def change(
    number: int, *revisions: Revision, chapter: str = "3-1", partner: str = "WCO"
) -> Proposal:
    whose = assignment(f"a{chapter}", partner=PartnerId(partner), chapter=ChapterId(chapter))
    return proposal(whose, number, revisions=revisions)


def goes(number: int, words: str, paragraph: int = 1, **where: str) -> Proposal:
    return change(number, *marks(words, DELETED, paragraph, "a"), **where)


def comes(number: int, words: str, paragraph: int = 1, **where: str) -> Proposal:
    return change(number, *marks(words, INSERTED, paragraph, "b"), **where)


def moves(number: int, words: str, source: int, target: int, **where: str) -> Proposal:
    halves = marks(words, TAKEN, source, "a"), marks(words, BROUGHT, target, "b")
    first, second = halves if source < target else reversed(halves)  # as the text has them
    return change(number, *first, *second, **where)


def numbers(move: Move) -> list[int]:
    return [p.number for p in move.proposals]


def test_a_paragraph_that_was_moved_and_reworded_is_one_move() -> None:
    gone, come = goes(3, MOVED), comes(7, MOVED.replace("each case", "any case"))
    other = comes(8, "Something else altogether, on labels of drums.")

    [move] = moves_within([gone, come, other])

    assert move.reworded
    assert numbers(move) == [3, 7]
    assert move.halves == ((gone.id, come.id),)
    assert moves_across([gone, come, other]) == []


def test_a_section_that_was_moved_as_it_is_is_one_move_and_not_reworded() -> None:
    heading = moves(1, "Sampling", 40, 10)
    text = moves(2, "Samples are taken by trained persons under national rules.", 41, 11)
    box = (
        comes(3, "Box 3. The chain of custody says who had it.", 13),
        goes(4, "Box 3. The chain of custody says who had it.", 43),
    )
    alone = moves(5, "Another paragraph that goes somewhere else.", 60, 20)

    [move] = moves_within([heading, text, *box, alone])

    assert not move.reworded
    assert numbers(move) == [1, 2, 3, 4]
    assert move.words == "Sampling"
    assert (move.source, move.target) == ("3-1", "3-1")


def test_paragraphs_that_stood_apart_are_no_section() -> None:
    assert moves_within([moves(1, "One.", 40, 10), moves(2, "Two.", 50, 11)]) == []
    assert moves_within([moves(1, "One.", 40, 10), moves(2, "Two.", 41, 30)]) == []


def test_half_of_a_move_is_a_half_that_is_accepted_alone() -> None:
    gone, come, whole = goes(3, MOVED, 41), comes(7, MOVED, 11), moves(2, "Sampling", 40, 10)
    found = moves_within([whole, gone, come])

    assert [numbers(move) for move in found] == [[2, 3, 7]]
    assert halved(found, {whole.id, gone.id}) == found
    assert halved(found, {whole.id, come.id}) == found
    assert halved(found, {gone.id, come.id}) == []
    assert halved(found, {whole.id}) == []


def test_a_paragraph_that_comes_in_another_chapter_is_told_and_one_of_another_partner_is_not() -> (
    None
):
    gone, come = goes(3, MOVED), comes(9, MOVED, chapter="3-2")

    assert moves_within([gone, come]) == []
    assert moves_across([come, gone]) == [
        Move(
            partner=PartnerId("WCO"),
            source=ChapterId("3-1"),
            target=ChapterId("3-2"),
            proposals=(gone, come),
            halves=((gone.id, come.id),),
            words=MOVED,
        )
    ]
    assert moves_across([gone, comes(9, MOVED, chapter="3-2", partner="BRS")]) == []
    assert moves_across([gone, comes(9, MOVED)]) == []


def test_words_that_are_only_moved_are_told_with_the_place_where_they_stand_now() -> None:
    assert before_and_after(moves(1, MOVED, 40, 10)) == (MOVED, "moved to paragraph 10")
    assert stands(moves(1, MOVED, 40, 10)) == "paragraph 40"

    both = marks(MOVED, TAKEN, 40, "a"), marks("Officers report.", BROUGHT, 10, "b")
    assert before_and_after(change(1, *both[0], *both[1])) == (MOVED, "Officers report.")


def test_what_stands_in_a_paragraph_at_its_new_place_goes_with_the_move_that_brings_it() -> None:
    moved = moves(1, "Wastes go back within 30 days.", 27, 12)
    inside = change(2, *marks("60 days", INSERTED, 12, "n")[:1])
    beside = change(3, *marks("14 days", INSERTED, 27, "o")[:1])
    others = change(4, *marks("14 days", INSERTED, 12, "o")[:1], partner="BRS")

    assert carried([moved, inside, beside, others]) == {inside.id: moved}
