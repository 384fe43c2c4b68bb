"""What each shelf of a unit of work finds, in which order, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from review.decisions import Outcome, ProposalId
from review.letters import LetterState
from review.partners import PartnerId
from review.publications import ChapterId, Sha256
from review.returns import Answer, HeldId, Nature, ReturnId
from review.rounds import AssignmentId, RoundId, RoundState, State
from storage import Contradiction, Storage
from tests.storage import sample

OTHER = RoundId("2018R1")
MINUTE = timedelta(minutes=1)


def test_rounds_come_oldest_launch_first(store: Storage) -> None:
    older = sample.a_round(id=OTHER, launched_at=sample.NOW - timedelta(days=400))

    with store.unit_of_work() as work:
        work.rounds.add(sample.a_round())
        work.rounds.add(older)

        assert work.rounds.all() == [older, sample.a_round()]


def test_a_round_is_closed_by_writing_it_again(running: Storage) -> None:
    closed = sample.a_round(state=RoundState.CLOSED)

    with running.unit_of_work() as work:
        work.rounds.put(closed)
        work.commit()

    with running.reading() as work:
        assert work.rounds.get(sample.ROUND) == closed


def test_a_round_is_added_once(running: Storage) -> None:
    with running.unit_of_work() as work, pytest.raises(Contradiction):
        work.rounds.add(sample.a_round())


def test_a_participant_is_found_by_its_token(running: Storage) -> None:
    with running.reading() as work:
        assert work.participants.by_token("t-WCO") == sample.participant(sample.WCO)
        assert work.participants.by_token("t-nobody") is None
        assert work.participants.get(sample.ROUND, sample.BRS) == sample.participant(sample.BRS)
        assert [p.partner for p in work.participants.of_round(sample.ROUND)] == ["BRS", "WCO"]


def test_a_token_names_one_participant(running: Storage) -> None:
    with running.unit_of_work() as work:
        work.rounds.add(sample.a_round(id=OTHER))

        with pytest.raises(Contradiction, match="token"):
            work.participants.add(sample.participant(round=OTHER))


def test_chapters_come_in_the_order_of_the_guide(running: Storage) -> None:
    last, second = sample.chapter("10", place=3), sample.chapter("9", place=2)

    with running.unit_of_work() as work:
        work.chapters.add(last)
        work.chapters.add(second)

        assert work.chapters.of_round(sample.ROUND) == [sample.chapter(), second, last]
        assert work.chapters.of_round(OTHER) == []


def test_a_chapter_is_withheld_by_writing_it_again(running: Storage) -> None:
    withheld = sample.chapter(withheld="its owner is an applicant")

    with running.unit_of_work() as work:
        work.chapters.put(withheld)

        assert work.chapters.get(withheld.id) == withheld


def test_a_partner_is_asked_once_for_a_chapter(running: Storage) -> None:
    again = sample.assignment(id=AssignmentId("another"))

    with running.unit_of_work() as work, pytest.raises(Contradiction):
        work.assignments.add(again)


def test_assignments_are_found_by_chapter_and_by_partner(running: Storage) -> None:
    second = sample.assignment(number="3.2")

    with running.unit_of_work() as work:
        work.chapters.add(sample.chapter("3.2"))
        work.assignments.add(second)

        of_chapter = work.assignments.of_chapter(ChapterId("chapter-3.1"))
        of_partner = work.assignments.of_partner(sample.ROUND, sample.BRS)
        of_round = work.assignments.of_round(sample.ROUND)

    assert of_chapter == [sample.assignment(sample.BRS), sample.assignment(sample.WCO)]
    assert of_partner == [sample.assignment(sample.BRS), second]
    assert of_round == [*of_partner, sample.assignment(sample.WCO)]


def test_an_assignment_moves_on_by_writing_it_again(running: Storage) -> None:
    sent = sample.assignment(state=State.SENT, sent_at=sample.NOW)

    with running.unit_of_work() as work:
        work.assignments.put(sent)

        assert work.assignments.get(sent.id) == sent


def test_a_letter_is_queued_once_per_occasion(running: Storage) -> None:
    again = sample.letter(message_id="<other@example.org>")

    with running.unit_of_work() as work:
        first = work.letters.queue(sample.letter())
        second = work.letters.queue(replace(again, id="other"))
        queued = work.letters.of_round(sample.ROUND)

    assert (first, second) == (True, False)
    assert queued == [sample.letter()]


def test_a_letter_is_found_by_what_an_answer_quotes(running: Storage) -> None:
    letter = sample.letter()

    with running.unit_of_work() as work:
        work.letters.queue(letter)

        assert work.letters.by_message_id(letter.message_id) == letter
        assert work.letters.by_key(letter.key) == letter
        assert work.letters.get(letter.id) == letter
        assert work.letters.by_message_id("<unknown@example.org>") is None


def test_claiming_takes_the_oldest_and_only_the_queued(running: Storage) -> None:
    lease = timedelta(minutes=10)
    newest = sample.letter("c", queued_at=sample.NOW)
    oldest = sample.letter("b", queued_at=sample.NOW - 2 * MINUTE)
    sent = sample.letter("a", queued_at=sample.NOW - 9 * MINUTE, state=LetterState.SENT)

    with running.unit_of_work() as work:
        for letter in (newest, oldest, sent):
            work.letters.queue(letter)
        first = work.letters.claim(sample.NOW, lease)
        rest = work.letters.claim(sample.NOW, lease, limit=5)
        none = work.letters.claim(sample.NOW, lease)
        sending = work.letters.in_states(LetterState.SENDING)

    claimed = {"state": LetterState.SENDING, "lease_until": sample.NOW + lease}
    assert first == [replace(oldest, **claimed)]
    assert rest == [replace(newest, **claimed)]
    assert none == []
    assert sending == [*first, *rest]


def test_a_lease_is_expired_only_after_the_grace(running: Storage) -> None:
    lease, grace = timedelta(minutes=10), timedelta(minutes=5)

    with running.unit_of_work() as work:
        work.letters.queue(sample.letter())
        claimed = work.letters.claim(sample.NOW, lease)
        within = work.letters.expired(sample.NOW + lease + grace, grace)
        after = work.letters.expired(sample.NOW + lease + grace + MINUTE, grace)

    assert within == []
    assert after == claimed


def test_an_inbound_is_stored_once_per_source(running: Storage) -> None:
    same_source = sample.inbound(id="another", sha256=sample.FILE)

    with running.unit_of_work() as work:
        stored = work.inbounds.store(same_source)

        assert not stored
        assert work.inbounds.by_source(sample.inbound().source) == sample.inbound()


def test_inbounds_are_found_by_message_id_by_bytes_and_unread(running: Storage) -> None:
    human = sample.inbound("folder:2", message_id="<m@brs.example.org>", nature=Nature.HUMAN)
    copy = sample.inbound("folder:3", message_id="<m@brs.example.org>", round=sample.ROUND)

    with running.unit_of_work() as work:
        work.inbounds.store(human)
        work.inbounds.store(copy)

        assert work.inbounds.by_message_id("<m@brs.example.org>") == [human, copy]
        assert work.inbounds.by_sha256(sample.MAIL) == [human, copy, sample.inbound()]
        assert work.inbounds.unread() == [copy, sample.inbound()]
        assert work.inbounds.of_round(sample.ROUND) == [copy]
        assert work.inbounds.get(human.id) == human


def test_returns_supersede_by_ordinal(running: Storage) -> None:
    second = sample.returned(2, answer=Answer.WORDS, file=None, words="no comments")

    with running.unit_of_work() as work:
        work.returns.add(second)

        assert work.returns.of_assignment(second.assignment) == [sample.returned(), second]
        assert work.returns.of_round(sample.ROUND) == [sample.returned(), second]
        assert work.returns.of_round(OTHER) == []
        assert work.returns.by_file(sample.FILE) == [sample.returned()]


def test_two_returns_cannot_have_one_ordinal(running: Storage) -> None:
    other = sample.returned(1, id=ReturnId("other"))

    with running.unit_of_work() as work, pytest.raises(Contradiction):
        work.returns.add(other)


def test_held_items_are_numbered_over_all_rounds_and_never_again(running: Storage) -> None:
    with running.unit_of_work() as work:
        first = work.held.add(sample.held(id=HeldId("a"), round=sample.ROUND))
        second = work.held.add(sample.held(id=HeldId("b"), number=77))
        work.held.put(replace(second, settled_at=sample.NOW, outcome="set aside"))
        third = work.held.add(sample.held(id=HeldId("c")))

        assert [first.number, second.number, third.number] == [1, 2, 3]
        assert work.held.get(1) == first
        assert work.held.waiting() == [first, third]
        assert work.held.waiting(sample.ROUND) == [first]
        assert [h.number for h in work.held.of_inbound(sample.inbound().id)] == [1, 2, 3]


def test_proposals_are_numbered_within_their_round(running: Storage) -> None:
    with running.unit_of_work() as work:
        first = work.proposals.add([sample.proposal("a", number=9), sample.proposal("b")])
        second = work.proposals.add([sample.proposal("c")])

        assert [p.number for p in [*first, *second]] == [1, 2, 3]
        assert work.proposals.of_round(sample.ROUND) == [*first, *second]
        assert work.proposals.of_chapter(ChapterId("chapter-3.1")) == [*first, *second]
        assert work.proposals.of_return(ReturnId("return-1")) == [*first, *second]
        assert work.proposals.by_number(sample.ROUND, 3) == second[0]
        assert work.proposals.by_number(OTHER, 3) is None
        assert work.proposals.get(ProposalId("b")) == first[1]


def test_adding_no_proposals_adds_none(running: Storage) -> None:
    with running.unit_of_work() as work:
        assert work.proposals.add([]) == []


def test_remarks_are_numbered_within_their_round_and_can_be_answered(running: Storage) -> None:
    with running.unit_of_work() as work:
        first, second = work.remarks.add([sample.remark("one"), sample.remark("two")])
        answered = replace(second, answer="Done.")
        work.remarks.put(answered)

        assert (first.number, second.number) == (1, 2)
        assert work.remarks.of_round(sample.ROUND) == [first, answered]
        assert work.remarks.of_chapter(ChapterId("chapter-3.1")) == [first, answered]


def test_the_decision_added_last_holds_whatever_its_time(running: Storage) -> None:
    accepted = sample.decision("a", at=sample.NOW)
    rejected = sample.decision(
        "a", at=sample.NOW - MINUTE, outcome=Outcome.REJECTED, reason="wrong code"
    )

    with running.unit_of_work() as work:
        work.proposals.add([sample.proposal("a"), sample.proposal("b")])
        work.decisions.add(accepted)
        work.decisions.add(rejected)

        assert work.decisions.latest(sample.ROUND) == {ProposalId("a"): rejected}
        assert work.decisions.history(ProposalId("a")) == [accepted, rejected]
        assert work.decisions.latest(OTHER) == {}


def test_editions_come_in_the_order_of_publication(running: Storage) -> None:
    addendum = sample.edition("1-A1", adds_to="1")

    with running.unit_of_work() as work:
        work.editions.add(sample.edition())
        work.editions.add(addendum)

        assert work.editions.all() == [sample.edition(), addendum]
        assert work.editions.of_round(sample.ROUND) == [sample.edition(), addendum]
        assert work.editions.get("1-A1") == addendum
        assert work.editions.get("2") is None


def test_an_edition_is_published_once(running: Storage) -> None:
    with running.unit_of_work() as work:
        work.editions.add(sample.edition())

        with pytest.raises(Contradiction):
            work.editions.add(sample.edition())


def test_the_trail_keeps_its_order_and_needs_no_row_to_refer_to(store: Storage) -> None:
    first = sample.event(about="letter:1")
    second = sample.event(about="letter:2", at=sample.NOW - MINUTE, partner=PartnerId("gone"))
    elsewhere = sample.event(about="letter:1", round=None)

    with store.unit_of_work() as work:
        for event in (first, second, elsewhere):
            work.events.add(event)
        work.commit()

    with store.reading() as work:
        assert work.events.of_round(sample.ROUND) == [first, second]
        assert work.events.of_round(None) == [elsewhere]
        assert work.events.about("letter:1") == [first, elsewhere]


def test_a_file_of_another_name_has_no_returns(running: Storage) -> None:
    with running.reading() as work:
        assert work.returns.by_file(Sha256("0" * 64)) == []
