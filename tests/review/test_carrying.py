from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chapters import Place, Revision, RevisionKind
from review.carrying import carry_over, same_edits, shared
from review.decisions import BY_RULE, Outcome, Proposal
from review.partners import PartnerId
from tests.builders import assignment, decision, proposal, revision

IT = assignment()


def at(paragraph: int, *headings: str) -> Place:
    return Place(story="body", headings=headings, paragraph=paragraph)


def swapped(before: str, after: str, number: int, **more: object) -> tuple[Revision, ...]:
    """A deletion and an insertion side by side, as word processors mark a replacement."""
    place = more.pop("place", at(number))
    gone, come = f"{number} {before} gone", f"{number} {after} come"
    return (
        revision(gone, kind=RevisionKind.DELETION, before=before, after="", place=place),
        revision(come, after=after, place=place),
    )


def wants(number: int, *revisions: Revision, **more: object) -> Proposal:
    return proposal(IT, number, revisions=revisions or (revision(str(number)),), **more)


def carried_by(old: list[Proposal], new: list[Proposal], *, by: str = "Officer"):
    return carry_over(old, [decision(p, by=by) for p in old], new)


def test_a_second_return_keeps_the_decisions_on_the_same_changes():
    kept = wants(1, revision("1"), revision("2"))
    undecided = wants(2, revision("4"))
    same = wants(11, revision("2"), revision("1"))
    still = wants(12, revision("4"))
    added = wants(13, revision("10", after="more", place=at(40)))

    carried = carry_over(
        [kept, undecided],
        [decision(kept, Outcome.REJECTED, reason="no")],
        [same, still, added],
    )

    assert [(d.proposal, d.outcome, d.reason) for d in carried.decisions] == [
        ("p11", Outcome.REJECTED, "no")
    ]
    assert (carried.again, carried.gone) == (frozenset(), ())


def test_the_same_wish_by_another_hand_keeps_its_decision():
    tracked = wants(1, revision("t", author="Focal Nine", wish="w1", after="x"))
    untracked = wants(11, revision("u", author="WCO", wish="w1", after="x"), untracked=True)

    for before, after in ((tracked, untracked), (untracked, tracked)):
        carried = carried_by([before], [after])

        assert [d.proposal for d in carried.decisions] == [after.id]
        assert carried.gone == ()


def test_a_phrase_marked_whole_and_marked_word_by_word_is_the_same_wish():
    whole = wants(1, *swapped("each container of waste", "every container of waste", 3))
    by_word = wants(11, *swapped("each", "every", 3))
    otherwise = wants(12, *swapped("each", "any", 3))

    assert len(carried_by([whole], [by_word]).decisions) == 1
    assert carried_by([whole], [otherwise]).decisions == ()


def test_one_of_many_equal_changes_that_is_gone_leaves_the_others_open():
    old = [wants(n, *swapped("UNEP", "UN Environment", n)) for n in (1, 2, 3)]
    new = [wants(n, *swapped("UNEP", "UN Environment", n)) for n in (11, 12)]

    carried = carried_by(old, new)

    assert carried.decisions == ()
    assert carried.gone == ("p1", "p2", "p3")


def test_what_replaces_a_change_that_a_person_decided_on_is_looked_at_again():
    decided = wants(1, *swapped("shall", "should", 7))
    anew = wants(11, *swapped("shall", "must", 7, place=at(9)))
    beside = wants(12, revision("b", after="often", place=at(7)))
    elsewhere = wants(13, revision("e", after="often", place=at(8)))

    carried = carried_by([decided], [anew, beside, elsewhere])

    assert carried.again == {"p11", "p12"}
    assert carried.gone == ("p1",)


def test_what_the_rule_decided_no_person_has_to_look_at_again():
    decided = wants(1, *swapped("shall", "should", 7))
    anew = wants(11, *swapped("shall", "must", 7))

    assert carried_by([decided], [anew], by=BY_RULE).again == frozenset()
    assert carried_by([decided], [anew]).again == {"p11"}


def test_the_same_edit_by_several_partners_is_known_and_a_partners_own_repeats_are_not():
    other = assignment("a2", partner="BRS")
    one = wants(1, revision("1", wish="w"))
    same = proposal(other, 2, revisions=(revision("2", wish="w"),))
    again = wants(3, revision("3", wish="v"))
    again_too = wants(4, revision("4", wish="v"))
    old = wants(5, revision("5"))

    found = same_edits([one, same, again, again_too, old])

    assert found == {one.id: (one, same), same.id: (one, same)}


def test_a_replacement_is_the_same_whichever_half_a_program_writes_first():
    other = assignment("a2", partner="BRS")
    gone = revision("1", kind=RevisionKind.DELETION, before="register", after="", wish="w")
    first = wants(1, gone, revision("2", after="logbook", wish="behind it"))
    second = (revision("3", after="logbook", wish="before it"), gone)
    third = (revision("4", after="ledger", wish="before it"), gone)

    assert first.id in same_edits([first, proposal(other, 2, revisions=second)])
    assert same_edits([first, proposal(other, 2, revisions=third)]) == {}


def test_one_edit_by_several_partners_has_one_fate():
    others = [
        proposal(assignment(f"a{n}", partner=who), n, revisions=(revision(str(n), wish="w"),))
        for n, who in ((2, "BRS"), (3, "CBD"))
    ]
    mine = wants(1, revision("1", wish="w"))
    no = decision(mine, Outcome.REJECTED, reason="as in Annex B")

    also = shared([no], [mine, *others], decided=[others[0].id])

    assert [(d.proposal, d.outcome, d.reason) for d in also] == [
        ("p3", Outcome.REJECTED, "as in Annex B")
    ]


MARKS = st.lists(st.sets(st.integers(1, 9), min_size=1, max_size=3), max_size=5)


def disjoint(marks: list[set[int]], first: int) -> list[Proposal]:
    """Proposals of one file: no fingerprint is in it twice."""
    seen: set[int] = set()
    found = []
    for number, some in enumerate(marks, first):
        left = sorted(some - seen)
        seen |= some
        if left:
            found.append(wants(number, *(revision(str(m), after=f"word{m}") for m in left)))
    return found


@given(MARKS, MARKS, st.sets(st.integers(0, 4)))
def test_nothing_is_decided_by_carrying_over_that_nobody_decided(old, new, decided):
    before, after = disjoint(old, 0), disjoint(new, 100)
    taken = [decision(p) for p in before if p.number in decided]
    known = {frozenset(p.fingerprints) for p in before if p.number in decided}

    carried = carry_over(before, taken, after)

    by_id = {p.id: p for p in after}
    assert all(frozenset(by_id[d.proposal].fingerprints) in known for d in carried.decisions)
    assert len(carried.decisions) == sum(frozenset(p.fingerprints) in known for p in after)
    assert not {d.proposal for d in carried.decisions} & carried.again


def test_a_header_that_one_program_wrote_three_times_keeps_its_decision():
    def headers(number: int, copies: int) -> Proposal:
        stories = [Place(story=f"header {copy}", paragraph=1) for copy in range(1, copies + 1)]
        return wants(
            number,
            *(
                replace(one, fingerprint=f"{one.fingerprint} {place.story}")
                for place in stories
                for one in swapped("draft", "final", 5, place=place)
            ),
        )

    once, thrice = headers(1, 1), headers(2, 3)

    assert [d.proposal for d in carried_by([once], [thrice]).decisions] == [thrice.id]
    assert [d.proposal for d in carried_by([thrice], [once]).decisions] == [once.id]


def looked(number: int, name: str, look: str, **more: object) -> Proposal:
    kind = RevisionKind.PARAGRAPH_FORMAT
    same = revision(name, kind=kind, after=look, wish="a paragraph's look", place=at(7))
    return wants(number, same, **more)


def test_another_look_of_the_same_words_is_another_wish():
    """The names of marks of formatting do not say how the words are to look."""
    centred, right = looked(1, "mark", "alignment center"), looked(11, "mark", "alignment right")

    carried = carried_by([centred], [right])
    again = carried_by([centred], [looked(12, "mark", "alignment center")])

    assert (carried.decisions, carried.again, carried.gone) == ((), {"p11"}, ("p1",))
    assert [d.proposal for d in again.decisions] == ["p12"]


def test_two_partners_that_want_different_looks_of_a_paragraph_do_not_want_the_same():
    mine = looked(1, "by BRS", "alignment center", partner=PartnerId("BRS"))
    theirs = looked(2, "by CBD", "alignment right", partner=PartnerId("CBD"))
    too = looked(3, "by WCO", "alignment center", partner=PartnerId("WCO"))

    assert same_edits([mine, theirs]) == {}
    assert set(same_edits([mine, theirs, too])) == {"p1", "p3"}
