from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chapters import Combined, Place, RevisionKind
from chapters import Conflict as Overlap
from chapters.combination import Side
from review.conflicts import conflicts_of, in_conflict
from review.decisions import (
    BY_RULE,
    Outcome,
    Selection,
    decide,
    effective,
    latest,
    owner_rule,
    proposals_of,
    select,
    still_open,
)
from review.errors import NotAllowed
from review.remarks import remarks_of
from review.returns import Answer, Method, Trust
from review.rounds import Duty
from tests.builders import (
    LAUNCH,
    assignment,
    comment,
    decision,
    ids,
    proposal,
    returned,
    revision,
)

IT = assignment()


def test_revisions_that_stand_or_fall_together_are_one_proposal():
    revisions = [
        revision("1", group="a"),
        revision("2", group="b"),
        revision("3", group="a", kind=RevisionKind.DELETION),
    ]

    found = proposals_of(returned(IT), revisions, IT, first=7, new_id=ids("p"))

    assert [(p.id, p.number, [r.id for r in p.revisions]) for p in found] == [
        ("p1", 7, ["1", "3"]),
        ("p2", 8, ["2"]),
    ]
    assert found[0].fingerprints == ("f1", "f3")


def test_comments_become_remarks_with_their_thread():
    thread = [comment("0"), comment("1", parent="0", text="It is.")]

    head, reply = remarks_of(returned(IT), thread, IT, first=3)

    assert (head.number, reply.number, reply.parent) == (3, 4, "0")
    assert head.place == "paragraph 3"


def rule(*proposals: object, sent=None, **more: object):
    sent = sent or returned(IT)
    return owner_rule(
        proposals,
        {sent.id: sent},
        in_conflict=more.get("in_conflict", ()),
        decided=more.get("decided", ()),
        now=LAUNCH,
    )


def test_an_owners_change_that_conflicts_with_nobody_is_applied():
    (applied,) = rule(proposal(IT))

    assert (applied.outcome, applied.by) == (Outcome.ACCEPTED, BY_RULE)


@pytest.mark.parametrize(
    "sent",
    [
        {"trust": Trust.LISTED, "method": Method.TOKEN},
        {"trust": Trust.UNKNOWN},
        {"trust": Trust.FAILED},
        {"mergeable": False},
    ],
)
def test_an_owners_change_waits_where_its_sender_or_its_file_is_not_sure(sent):
    assert rule(proposal(IT), sent=returned(IT, **sent)) == []


UNTRACKED = proposal(IT, untracked=True)
GONE = revision(kind=RevisionKind.PARAGRAPH_DELETION, before="", after="")


def test_an_owners_untracked_change_is_applied_in_the_copy_that_we_sent():
    assert len(rule(UNTRACKED)) == 1


@pytest.mark.parametrize(
    "sent", [{"method": Method.TOKEN}, {"method": Method.PERSON}, {"exact": False}]
)
def test_an_owners_untracked_change_waits_where_it_may_be_no_wish(sent):
    assert rule(UNTRACKED, sent=returned(IT, **sent)) == []
    assert len(rule(proposal(IT), sent=returned(IT, **sent))) == 1


def test_what_is_missing_without_a_mark_may_have_been_lost_and_waits():
    lost = proposal(IT, 2, untracked=True, revisions=(revision(before="x"), GONE))

    assert rule(UNTRACKED, lost) == []
    assert len(rule(UNTRACKED, replace(lost, untracked=False))) == 2


def test_what_another_partner_marked_or_a_person_decided_before_is_not_the_owners_to_apply():
    assert rule(proposal(IT, passed_on="BRS")) == []
    assert rule(proposal(IT, again=True)) == []


def test_a_stamp_and_a_listed_address_are_sure_enough():
    assert len(rule(proposal(IT), sent=returned(IT, trust=Trust.LISTED))) == 1


def test_a_reviewers_change_a_conflict_and_what_is_decided_wait():
    assert rule(proposal(IT, duty=Duty.REVIEWER)) == []
    assert rule(proposal(IT), in_conflict={"p1"}) == []
    assert rule(proposal(IT), decided={"p1"}) == []
    assert rule(proposal(IT, returned="other")) == []


def test_a_selection_narrows_by_everything_it_names():
    other = assignment("a2", chapter="c2", partner="BRS")
    them = [
        proposal(IT, 1),
        proposal(IT, 2, revisions=(revision("2", kind=RevisionKind.DELETION),)),
        proposal(other, 3),
        proposal(other, 4, revisions=(revision("4", place=Place(story="body", paragraph=1)),)),
    ]

    def chosen(**what: object) -> list[int]:
        return [p.number for p in select(them, Selection(**what))]

    assert chosen() == [1, 2, 3, 4]
    assert chosen(numbers=(3, 1)) == [1, 3]
    assert chosen(partner="BRS") == [3, 4]
    assert chosen(chapter="c1", kind=RevisionKind.INSERTION) == [1]
    assert chosen(heading="labels") == [1, 2, 3]
    assert chosen(partner="BRS", heading="LABELS") == [3]
    with pytest.raises(NotAllowed, match="change 9"):
        select(them, Selection(numbers=(1, 9)))


def test_the_same_decision_falls_on_every_proposal_selected():
    them = [proposal(IT, 1), proposal(IT, 2)]

    taken = decide(them, Outcome.REJECTED, by="Officer", now=LAUNCH, reason=" out of scope ")

    assert [(d.proposal, d.outcome, d.reason) for d in taken] == [
        ("p1", Outcome.REJECTED, "out of scope"),
        ("p2", Outcome.REJECTED, "out of scope"),
    ]


def test_other_words_are_kept_with_the_decision():
    (taken,) = decide(
        [proposal(IT)], Outcome.REWORDED, by="Officer", now=LAUNCH, words="better words"
    )

    assert taken.words == "better words"


@pytest.mark.parametrize(
    ("proposals", "outcome", "more", "said"),
    [
        ([], Outcome.ACCEPTED, {}, "no change is selected"),
        ([proposal(IT)], Outcome.REJECTED, {"reason": "  "}, "reason"),
        ([proposal(IT)], Outcome.REWORDED, {}, "other words"),
        ([proposal(IT), proposal(IT, 2)], Outcome.REWORDED, {"words": "x"}, "one change at a time"),
        (
            [proposal(IT, revisions=(revision(before="old", after=""),))],
            Outcome.REWORDED,
            {"words": "x"},
            "inserts no words",
        ),
        (
            [proposal(IT, revisions=(revision(after="new", kind=RevisionKind.ROW_INSERTION),))],
            Outcome.REWORDED,
            {"words": "x"},
            "no move, row or cell",
        ),
        ([proposal(IT)], Outcome.ACCEPTED, {"words": "x"}, "other words"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(proposals, outcome, more, said):
    with pytest.raises(NotAllowed) as refusal:
        decide(proposals, outcome, by="Officer", now=LAUNCH, **more)

    assert said in str(refusal.value)


def test_a_later_decision_holds_and_what_has_none_is_open():
    one, other = proposal(IT, 1), proposal(IT, 2)
    first = decision(one, Outcome.ACCEPTED, at=LAUNCH + timedelta(hours=1))
    second = decision(one, Outcome.DEFERRED, at=LAUNCH + timedelta(hours=2))

    assert latest([second, first]) == {one.id: second}
    assert latest([first, replace(second, at=first.at)])[one.id].outcome is Outcome.DEFERRED
    assert still_open([one, other], [first, second]) == [other]


def test_a_mark_that_another_partner_passes_on_counts_once():
    other = assignment("a2", partner="BRS")
    own = proposal(IT, 1)
    copied = proposal(other, 2, returned="r2", revisions=own.revisions, passed_on=IT.partner)
    alone = proposal(other, 3, returned="r2", passed_on=IT.partner)
    returns = [returned(IT, "r1"), returned(other, "r2")]

    assert effective([own, copied, alone], returns) == [own, alone]
    assert effective([own, copied, alone], returns[1:]) == [copied, alone]


def test_only_the_latest_mergeable_file_of_an_assignment_counts():
    first, second = returned(IT, "r1"), returned(IT, "r2", ordinal=2)
    one, two = proposal(IT, 1, returned="r1"), proposal(IT, 2, returned="r2")

    def count(*returns: object) -> list[int]:
        return [p.number for p in effective([one, two], returns)]

    assert count(second, first) == [2]
    assert count(first, replace(second, mergeable=False)) == [1]
    assert count(first, replace(second, answer=Answer.NO_CHANGES)) == [1]
    assert count(first, replace(second, answer=Answer.WORDS)) == [1]


def test_conflicts_are_listed_as_the_proposals_of_their_partners():
    brs, wco = assignment("a1", partner="BRS"), assignment("a2", partner="WCO")
    one = proposal(brs, 1, revisions=(revision("5"), revision("6")))
    other = proposal(wco, 2, revisions=(revision("5"),))
    apart = proposal(wco, 3, revisions=(revision("7"),))
    combined = Combined(
        data=b"",
        conflicts=(
            Overlap(
                place=Place(story="body", paragraph=2),
                base="words",
                sides=(
                    Side(reviewer="BRS", revisions=("101", "102"), text="x"),
                    Side(reviewer="WCO", revisions=("103",), text="y"),
                ),
            ),
        ),
        reviewers={},
        origins={
            "101": (("BRS", "5"),),
            "102": (("BRS", "6"),),
            "103": (("WCO", "5"),),
            "104": (("WCO", "7"),),
        },
    )

    (found,) = conflicts_of(combined, [one, other, apart])

    assert (found.chapter, found.proposals, found.place) == ("c1", ("p1", "p2"), "paragraph 2")
    assert in_conflict([found]) == {"p1", "p2"}
