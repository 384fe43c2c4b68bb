"""The officer's other acts: each one transaction, each with its reason kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from flows.parts import Parts
from flows.steps.gathering import check_chapter, opening_of
from flows.steps.queueing import queue
from flows.steps.waiting import note_settled
from review import states
from review.carrying import shared
from review.deadlines import due_instant
from review.decisions import (
    Decision,
    Outcome,
    Selection,
    apart,
    decide,
    effective,
    select,
)
from review.editions import check_asks, check_withholds
from review.errors import NotAllowed
from review.events import Event, What
from review.launches import resend
from review.letters import LetterKind, LetterState, still_wanted
from review.partners import Partner, PartnerId
from review.publications import Chapter
from review.references import slug
from review.returns import Held, Reason
from review.rounds import Assignment, RoundId
from review.weights import unnamed_figures
from storage import UnitOfWork

__all__ = [
    "Changed",
    "Decided",
    "admit",
    "cancel",
    "decide_on",
    "decline",
    "extend",
    "find_partner",
    "known_selection",
    "mark_sent",
    "release",
    "requeue",
    "send_again",
    "withdraw",
    "withhold",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What is asked of a partner, as an act changed it; `answered` is what was held because the
    partner had asked for that.
    """

    assignments: tuple[Assignment, ...]
    answered: tuple[Held, ...] = ()


def extend(
    parts: Parts, round_id: RoundId, partner: str, until: date, *, chapter: str, reason: str
) -> Changed:
    """Give a partner more time, to the end of the day `until` in the round's zone.

    For one chapter, or, where `chapter` is empty, for all it still has open. Moves its ladder of
    reminders, and answers the partner's request for more time. Raises `NotAllowed`.
    """
    with parts.storage.unit_of_work() as work:
        opened = opening_of(work, round_id).round
        instant = due_instant(until, opened.zone)

        def longer(assignment: Assignment) -> Assignment:
            return states.extended(assignment, until=instant, reason=reason, now=parts.now())

        asked = _asked(work, round_id, partner, chapter, "give more time to")
        done = _apply(parts, work, asked, longer, What.ASSIGNMENT_EXTENDED)
        answered = _settle(parts, work, done, Reason.EXTENSION_ASKED, f"extended to {until}")
        work.commit()
    return Changed(assignments=tuple(done), answered=answered)


def decline(parts: Parts, round_id: RoundId, partner: str, *, chapter: str, reason: str) -> Changed:
    """Note that a partner will not review this time, as it may have said. Raises `NotAllowed`."""
    with parts.storage.unit_of_work() as work:

        def no_more(assignment: Assignment) -> Assignment:
            return states.declined(assignment, reason=reason)

        asked = _asked(work, round_id, partner, chapter, "excuse")
        done = _apply(parts, work, asked, no_more, What.ASSIGNMENT_DECLINED)
        answered = _settle(parts, work, done, Reason.DECLINE_ASKED, "recorded as declined")
        work.commit()
    return Changed(assignments=tuple(done), answered=answered)


def withhold(parts: Parts, round_id: RoundId, chapter: str, *, reason: str) -> Chapter:
    """Keep a chapter out of the edition; its number stays reserved. Raises `NotAllowed`."""
    with parts.storage.unit_of_work() as work:
        wanted_out = find_chapter(work, round_id, chapter)
        check_withholds(work.editions.of_round(round_id), wanted_out)
        done = states.withheld(wanted_out, reason=reason)
        work.chapters.put(done)
        _note(parts, work, What.CHAPTER_WITHHELD, f"chapter:{done.id}", round_id, reason=reason)
        work.commit()
    return done


def release(parts: Parts, round_id: RoundId, chapter: str, *, reason: str) -> Chapter:
    """Let a withheld chapter go out: in the edition, or, if that is out, in an addendum."""
    with parts.storage.unit_of_work() as work:
        done = states.released(find_chapter(work, round_id, chapter))
        work.chapters.put(done)
        _note(parts, work, What.CHAPTER_RELEASED, f"chapter:{done.id}", round_id, reason=reason)
        work.commit()
    return done


def admit(parts: Parts, partner: str, *, reason: str) -> Partner:
    """Make an applicant a member. What open rounds froze stays as it is. Raises `NotAllowed`."""
    return _standing(parts, partner, states.admitted, reason)


def withdraw(parts: Parts, partner: str, *, reason: str) -> Partner:
    """Note that a partner has left. Raises `NotAllowed`."""
    return _standing(parts, partner, states.withdrawn, reason)


def cancel(parts: Parts, round_id: RoundId, *, reason: str) -> None:
    """Give a round up: nothing more is sent; everything is kept. Raises `NotAllowed`."""
    with parts.storage.unit_of_work() as work:
        work.rounds.put(states.cancelled(opening_of(work, round_id).round))
        _note(parts, work, What.ROUND_CANCELLED, f"round:{round_id}", round_id, reason=reason)
        work.commit()


def send_again(parts: Parts, round_id: RoundId, partner: str, *, reason: str) -> int:
    """Queue a partner's opening letters once more, to today's contacts; how many. Raises
    `NotAllowed`, also where none would be sent.
    """
    now = parts.now()
    with parts.storage.unit_of_work() as work:
        known = find_partner(work, partner)
        letters = [
            letter
            for letter in work.letters.of_round(round_id)
            if letter.kind is LetterKind.LAUNCH and letter.partner == known.id
        ]
        if not letters:
            raise NotAllowed("send again to", known.id, "it was sent nothing in this round")
        first = [letter for letter in letters if not letter.facts.again]  # type: ignore[union-attr]
        time = len(letters) // len(first) + 1
        again = [resend(letter, known, time=time, now=now, new_id=parts.new_id) for letter in first]
        opening = opening_of(work, round_id)
        going = still_wanted(again, opening.round, opening.assignments, now=now)
        queued = queue(work, going, now)
        _note(parts, work, What.LETTER_QUEUED, f"partner:{known.id}", round_id, reason=reason)
        work.commit()
    return queued


def mark_sent(parts: Parts, key: str) -> None:
    """Note that a letter which may have gone has gone. Raises `NotAllowed`."""
    _settle_letter(parts, key, LetterState.SENT, What.LETTER_SENT)


def requeue(parts: Parts, key: str) -> None:
    """Send a failed or uncertain letter again, with the same Message-ID. Raises `NotAllowed`."""
    _settle_letter(parts, key, LetterState.QUEUED, What.LETTER_QUEUED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What an act decided. `figures` are the numbers of open figures that it would have accepted
    without naming them, and left open; `kept` those that were decided before, and stay so as they
    were not named.
    """

    decisions: tuple[Decision, ...]
    figures: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()


def decide_on(  # noqa: PLR0913 -- a decision has as many facts
    parts: Parts,
    round_id: RoundId,
    selection: Selection,
    outcome: Outcome,
    *,
    by: str,
    reason: str = "",
    words: str | None = None,
) -> Decided:
    """Take the same decision on all proposals of a selection, and on the same change by other
    partners. What was decided before is decided anew only where its number is given. Raises
    `NotAllowed`.
    """
    now = parts.now()
    with parts.storage.unit_of_work() as work:
        opening = opening_of(work, round_id)
        selection = known_selection(work, round_id, selection)
        counting = effective(
            work.proposals.of_round(opening.round.id), work.returns.of_round(opening.round.id)
        )
        taken = work.decisions.latest(opening.round.id)
        chosen, kept = apart(select(counting, selection), selection, taken.values())
        check_chapter(work, round_id, *(p.chapter for p in chosen))
        figures = {p.id: p for p in unnamed_figures(chosen, selection, outcome)}
        named = [p for p in chosen if p.id not in figures]
        decisions: list[Decision] = []
        if named or not (figures or kept):
            decisions = decide(named, outcome, by=by, now=now, reason=reason, words=words)
        decisions += shared(decisions, counting, taken)
        for decision in decisions:
            note_decision(work, round_id, decision, at=now)
        work.commit()
    left = tuple(p.number for p in figures.values())
    stay = tuple(p.number for p in kept)
    return Decided(decisions=tuple(decisions), figures=left, kept=stay)


def known_selection(work: UnitOfWork, round_id: RoundId, said: Selection) -> Selection:
    """A selection as a person types it, with the ids of its partner and its chapter. Raises
    `NotAllowed` where there is none of that name.
    """
    if said.chapter:
        said = replace(said, chapter=find_chapter(work, round_id, said.chapter).id)
    if said.partner:
        said = replace(said, partner=find_partner(work, said.partner).id)
    return said


def note_decision(work: UnitOfWork, round_id: RoundId, decision: Decision, *, at: datetime) -> None:
    """Write what a person decided, with its event."""
    work.decisions.add(decision)
    work.events.add(
        Event(
            at=at,
            what=What.DECISION_TAKEN,
            about=f"proposal:{decision.proposal}",
            round=round_id,
            facts={
                "outcome": decision.outcome.value,
                "by": decision.by,
                "reason": decision.reason,
            },
        )
    )


def find_partner(work: UnitOfWork, name: str) -> Partner:
    """A partner by its short name, its full name or its reference, whatever the case."""
    wanted = name.strip().casefold()
    for partner in work.partners.all():
        if wanted in {partner.id.casefold(), partner.name.casefold(), slug(partner.id).casefold()}:
            return partner
    known = ", ".join(p.id for p in work.partners.all())
    raise NotAllowed("find", f"partner {name!r}", f"the partners are {known}")


def find_chapter(work: UnitOfWork, round_id: RoundId, name: str) -> Chapter:
    """A chapter by its number, id, title or file name."""
    chapters = work.chapters.of_round(round_id)
    wanted = name.strip().casefold()
    for chapter in chapters:
        names = (chapter.number, chapter.id, chapter.title, chapter.file)
        if wanted in {n.casefold() for n in names}:
            return chapter
    known = ", ".join(c.number for c in chapters)
    raise NotAllowed("find", f"chapter {name!r}", f"the chapters are {known}")


def _asked(
    work: UnitOfWork, round_id: RoundId, partner: str, chapter: str, act: str
) -> list[Assignment]:
    known = find_partner(work, partner)
    asked = work.assignments.of_partner(round_id, known.id)
    if chapter:
        wanted = find_chapter(work, round_id, chapter)
        asked = [a for a in asked if a.chapter == wanted.id]
    else:
        asked = [a for a in asked if states.awaited(a) or a.state.value == "lapsed"]
    if not asked:
        raise NotAllowed("change what is asked of", known.id, "nothing of it is open")
    return check_asks(act, work.editions.of_round(round_id), asked)


def _apply(
    parts: Parts,
    work: UnitOfWork,
    asked: Sequence[Assignment],
    act: Callable[[Assignment], Assignment],
    what: What,
) -> list[Assignment]:
    done = [act(a) for a in asked]
    for assignment in done:
        work.assignments.put(assignment)
        work.events.add(
            Event(
                at=parts.now(),
                what=what,
                about=f"assignment:{assignment.id}",
                round=assignment.round,
                partner=assignment.partner,
                facts={"reason": assignment.note},
            )
        )
    return done


def _settle(
    parts: Parts, work: UnitOfWork, done: Sequence[Assignment], reason: Reason, outcome: str
) -> tuple[Held, ...]:
    """Settle what was held because a partner asked for what it has now got."""
    partner, round_id = done[0].partner, done[0].round
    mine = work.assignments.of_partner(round_id, partner)
    met = tuple(
        replace(held, settled_at=parts.now(), outcome=outcome)
        for held in work.held.waiting(round_id)
        if (held.reason, held.partner) == (reason, partner) and states.granted(held, mine)
    )
    for held in met:
        note_settled(work, held)
    return met


def _standing(
    parts: Parts, partner: str, act: Callable[[Partner], Partner], reason: str
) -> Partner:
    with parts.storage.unit_of_work() as work:
        done = act(find_partner(work, partner))
        work.partners.put(done)
        work.events.add(
            Event(
                at=parts.now(),
                what=What.STANDING_CHANGED,
                about=f"partner:{done.id}",
                partner=PartnerId(done.id),
                facts={"standing": done.standing.value, "reason": reason},
            )
        )
        work.commit()
    return done


def _settle_letter(parts: Parts, key: str, state: LetterState, what: What) -> None:
    with parts.storage.unit_of_work() as work:
        letter = work.letters.by_key(key)
        if letter is None:
            raise NotAllowed("find", f"letter {key}", "there is none; `status` prints the keys")
        if letter.state not in {LetterState.UNCERTAIN, LetterState.FAILED, LetterState.WRITTEN}:
            raise NotAllowed("change", f"letter {key}", f"it is {letter.state.value}")
        sent_at = parts.now() if state is LetterState.SENT else None
        work.letters.put(
            replace(letter, state=state, failure="", attempts=0, lease_until=None, sent_at=sent_at)
        )
        work.events.add(
            Event(
                at=parts.now(),
                what=what,
                about=f"letter:{letter.id}",
                round=letter.round,
                partner=letter.partner,
                facts={"key": key, "by": "officer"},
            )
        )
        work.commit()


def _note(
    parts: Parts, work: UnitOfWork, what: What, about: str, round_id: RoundId, *, reason: str
) -> None:
    work.events.add(
        Event(at=parts.now(), what=what, about=about, round=round_id, facts={"reason": reason})
    )
