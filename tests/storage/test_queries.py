"""What the desk shows of a round: one look, few statements, the same on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine, event

from review.decisions import Outcome
from review.letters import LetterState
from review.publications import ChapterId
from review.returns import Answer, HeldId, ReturnId
from review.rounds import AssignmentId, Duty, RoundId, State
from storage import Storage
from storage.queries import Candidate, held_items, open_proposals, proposals, status
from tests.storage import sample

LATER = sample.NOW + timedelta(days=1)


def test_status_says_of_each_assignment_who_what_and_until_when(running: Storage) -> None:
    sent = sample.assignment(sample.WCO, state=State.SENT, sent_at=sample.NOW, extended_to=LATER)
    with running.unit_of_work() as work:
        work.assignments.put(sent)
        work.commit()

    with running.reading() as work:
        brs, wco = status(work, sample.ROUND, sample.NOW).rows

    assert (brs.partner, brs.partner_name, brs.duty) == ("BRS", "Secretariat BRS", Duty.OWNER)
    assert (brs.due, brs.extended, brs.sent_at) == (sample.DUE, False, None)
    assert (wco.due, wco.extended, wco.sent_at) == (LATER, True, sample.NOW)
    assert (wco.number, wco.title, wco.state) == ("3.1", "Chapter 3.1", State.SENT)


def test_status_rows_come_by_partner_and_then_in_the_order_of_the_guide(running: Storage) -> None:
    with running.unit_of_work() as work:
        for number, place in (("10", 3), ("9", 2)):
            work.chapters.add(sample.chapter(number, place=place))
            work.assignments.add(sample.assignment(number=number))
        work.commit()

    with running.reading() as work:
        rows = status(work, sample.ROUND, sample.NOW).rows

    assert [(r.partner, r.number) for r in rows] == [
        ("BRS", "3.1"),
        ("BRS", "9"),
        ("BRS", "10"),
        ("WCO", "3.1"),
    ]


def test_status_counts_the_proposals_that_count_and_those_still_open(running: Storage) -> None:
    second = sample.returned(2)
    with running.unit_of_work() as work:
        work.proposals.add([sample.proposal("old")])
        work.returns.add(second)
        work.returns.add(sample.returned(3, answer=Answer.WORDS, file=None, words="thank you"))
        new = [sample.proposal(name, returned=second.id) for name in "abc"]
        work.proposals.add(new)
        work.decisions.add(sample.decision("a"))
        work.decisions.add(sample.decision("a", outcome=Outcome.DEFERRED))
        work.commit()

    with running.reading() as work:
        brs, wco = status(work, sample.ROUND, sample.NOW).rows

    assert (brs.returns, brs.answer, brs.late) == (3, Answer.WORDS, False)
    assert (brs.proposals, brs.open) == (3, 2)
    assert (wco.returns, wco.answer, wco.proposals, wco.open) == (0, None, 0, 0)


def test_status_counts_what_is_held_where_it_may_belong(running: Storage) -> None:
    with running.unit_of_work() as work:
        for name, changes in {
            "for one assignment": {"candidates": (AssignmentId("BRS-3.1"),)},
            "for a partner": {"partner": sample.WCO},
            "for nobody known": {},
            "settled": {"partner": sample.WCO, "settled_at": sample.NOW},
            "of another round": {"partner": sample.WCO, "round": RoundId("2018R1")},
        }.items():
            item = sample.held(id=HeldId(name))
            work.held.add(replace(item, **{"round": sample.ROUND} | changes))
        work.rounds.add(sample.a_round(id=RoundId("2018R1")))
        work.held.add(sample.held(id=HeldId("in no round")))
        work.commit()

    with running.reading() as work:
        found = status(work, sample.ROUND, sample.NOW)

    assert {row.partner: row.held for row in found.rows} == {"BRS": 1, "WCO": 1}
    assert found.held == 4


def test_status_names_the_letters_that_a_person_must_look_at(running: Storage) -> None:
    lease = {"state": LetterState.SENDING, "lease_until": sample.NOW}
    letters = [
        sample.letter("queued"),
        sample.letter("sent", state=LetterState.SENT),
        sample.letter("failed", state=LetterState.FAILED, failure="550 no such user"),
        sample.letter("uncertain", state=LetterState.UNCERTAIN),
        sample.letter("written", state=LetterState.WRITTEN),
        sample.letter("being sent", **lease),
    ]
    with running.unit_of_work() as work:
        for letter in letters:
            work.letters.queue(letter)
        work.commit()

    with running.reading() as work:
        during = status(work, sample.ROUND, sample.NOW)
        after = status(work, sample.ROUND, LATER)

    assert [x.key for x in during.troubled] == ["failed", "uncertain"]
    assert [x.key for x in after.troubled] == ["being sent", "failed", "uncertain"]
    assert [x.key for x in during.written] == ["written"]
    assert during.troubled[0].failure == "550 no such user"
    assert during.troubled[0].to == ("Focal Point <focal@brs.example.org>",)
    assert during.letters == dict.fromkeys({x.state for x in letters}, 1)


def test_a_round_that_is_not_there_has_an_empty_status(store: Storage) -> None:
    with store.reading() as work:
        found = status(work, sample.ROUND, sample.NOW)

    assert (found.rows, found.letters, found.held) == ((), {}, 0)


def test_held_items_name_their_mail_and_where_they_may_belong(running: Storage) -> None:
    mail = sample.inbound("folder:9", sender="x@brs.example.org", subject="Chapter")
    likely = (AssignmentId("WCO-3.1"), AssignmentId("BRS-3.1"))
    with running.unit_of_work() as work:
        work.inbounds.store(mail)
        work.held.add(sample.held(inbound=mail.id, partner=sample.BRS, candidates=likely))
        work.held.add(sample.held(id=HeldId("done"), settled_at=sample.NOW))
        work.commit()

    with running.reading() as work:
        (item,) = held_items(work, sample.ROUND)

    assert (item.number, item.sender, item.subject) == (1, "x@brs.example.org", "Chapter")
    assert (item.partner_name, item.raw) == ("Secretariat BRS", sample.MAIL)
    assert item.candidates == (
        Candidate(assignment=likely[0], partner=sample.WCO, number="3.1", title="Chapter 3.1"),
        Candidate(assignment=likely[1], partner=sample.BRS, number="3.1", title="Chapter 3.1"),
    )


def test_a_replacement_is_shown_with_the_words_before_and_after(running: Storage) -> None:
    replacement = (
        sample.revision("out", before="permit", after=""),
        sample.revision("in", before="", after="licence"),
    )
    with running.unit_of_work() as work:
        work.proposals.add([sample.proposal("a", revisions=replacement), sample.proposal("b")])
        work.decisions.add(sample.decision("b"))
        work.commit()

    with running.reading() as work:
        everything = proposals(work, sample.ROUND)
        still_open = open_proposals(work, sample.ROUND)

    assert [(row.before, row.after) for row in everything] == [
        ("permit", "licence"),
        ("", "and labels"),
    ]
    assert [row.decision for row in everything] == [None, sample.decision("b")]
    assert still_open == everything[:1]
    assert still_open[0].where == "Inspection > Labels, paragraph 12"
    assert (still_open[0].chapter_number, still_open[0].partner_name) == ("3.1", "Secretariat BRS")


def test_the_desk_asks_as_few_questions_of_a_long_round_as_of_a_short_one(
    running: Storage,
) -> None:
    with running.reading() as work, _statements(running.engine) as short:
        status(work, sample.ROUND, sample.NOW)
        held_items(work, sample.ROUND)
        open_proposals(work, sample.ROUND)

    with running.unit_of_work() as work:
        for n in range(30):
            _add_returned_chapter(work, n)
        work.commit()
    with running.reading() as work, _statements(running.engine) as long:
        rows = status(work, sample.ROUND, sample.NOW).rows
        held = held_items(work, sample.ROUND)
        undecided = open_proposals(work, sample.ROUND)

    assert (len(rows), len(held), len(undecided)) == (32, 30, 30)
    assert len(long) == len(short) <= 15


def _add_returned_chapter(work, n: int) -> None:
    number = f"9.{n}"
    asked = sample.assignment(number=number)
    came = sample.returned(id=ReturnId(f"return-{number}"), assignment=asked.id)
    work.chapters.add(sample.chapter(number))
    work.assignments.add(asked)
    work.returns.add(came)
    work.proposals.add(
        [
            sample.proposal(
                number,
                chapter=ChapterId(f"chapter-{number}"),
                assignment=asked.id,
                returned=came.id,
            )
        ]
    )
    work.held.add(sample.held(id=HeldId(number), candidates=(asked.id,)))


@contextmanager
def _statements(engine: Engine) -> Iterator[list[str]]:
    said: list[str] = []

    def note(*arguments: object) -> None:
        said.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)
