"""The outbox, emptied: claim, re-check, send, mark; and letters whose sender died."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flows.errors import NotDelivered
from flows.mail.letters import compose
from flows.parts import Parts
from flows.ports import Delivery, Sought
from review.events import Event, What
from review.letters import LaunchFacts, Letter, LetterState, trimmed, wanted
from review.rounds import Assignment
from storage import UnitOfWork

__all__ = ["Delivered", "deliver_letters", "mark_posted", "recover_letters"]

MOST_ATTEMPTS = 8

log = logging.getLogger(__name__)

_MARKS = {
    LetterState.SENT: What.LETTER_SENT,
    LetterState.WRITTEN: What.LETTER_SENT,
    LetterState.FAILED: What.LETTER_FAILED,
    LetterState.UNCERTAIN: What.LETTER_UNCERTAIN,
    LetterState.DROPPED: What.LETTER_DROPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How many letters went, were written as drafts, were no longer wanted, must wait or failed."""

    sent: int = 0
    written: int = 0
    dropped: int = 0
    waiting: int = 0
    failed: int = 0

    def __add__(self, other: Delivered) -> Delivered:
        """The two together."""
        return Delivered(
            sent=self.sent + other.sent,
            written=self.written + other.written,
            dropped=self.dropped + other.dropped,
            waiting=self.waiting + other.waiting,
            failed=self.failed + other.failed,
        )


def deliver_letters(parts: Parts, *, most: int = 1000) -> Delivered:
    """Send what is queued, at most `most` letters.

    A letter that its address refuses for now waits longer each time and holds nobody up; where no
    letter can go at all, the run ends and the next one tries again.
    """
    counts: Counter[str] = Counter()
    for _ in range(most):
        tried = _deliver_next(parts)
        if tried is None:
            break
        counts[_COUNTED[tried.state]] += 1
        if tried.down:
            break
    return Delivered(**counts)


@dataclass(frozen=True, slots=True)
class _Tried:
    """What became of one letter; `down`: no other letter can go now either."""

    state: LetterState
    down: bool = False


_COUNTED = {
    LetterState.SENT: "sent",
    LetterState.WRITTEN: "written",
    LetterState.DROPPED: "dropped",
    LetterState.QUEUED: "waiting",
    LetterState.SENDING: "waiting",
    LetterState.FAILED: "failed",
}


def recover_letters(parts: Parts) -> int:
    """Settle letters whose sender died; how many there were.

    Each is looked for in the archive before it may go again: found, it is sent; absent, it is
    queued; where the archive cannot be read, a person decides.
    """
    with parts.storage.reading() as work:
        expired = work.letters.expired(parts.now(), timedelta(seconds=parts.settings.grace))
    became = {
        Sought.FOUND: parts.outbox.outcome,
        Sought.ABSENT: LetterState.QUEUED,
        Sought.UNREADABLE: LetterState.UNCERTAIN,
    }
    for letter in expired:
        # The archive is asked outside the transaction: it may take as long as its time limit.
        state = LetterState(became[parts.outbox.seek(letter.message_id)])
        freed = replace(letter, lease_until=None)
        _mark(parts, freed, state, failure="" if state is not LetterState.UNCERTAIN else _UNSURE)
    return len(expired)


_UNSURE = "Its sender died while sending, and the archive mailbox cannot be read."


def mark_posted(parts: Parts, message_ids: frozenset[str]) -> int:
    """Mark drafts as sent that a person has sent (folder transport); how many were."""
    posted = 0
    with parts.storage.unit_of_work() as work:
        for letter in work.letters.in_states(LetterState.WRITTEN):
            if letter.message_id in message_ids:
                _put(work, letter, LetterState.SENT, parts.now())
                posted += 1
        work.commit()
    return posted


def _deliver_next(parts: Parts) -> _Tried | None:
    letter = _claim(parts)
    if letter is None or letter.state is LetterState.DROPPED:
        return _Tried(letter.state) if letter else None
    try:
        message = _message(parts, letter)
        to = (*letter.to, *letter.cc)
        delivery = parts.outbox.deliver(message, message_id=letter.message_id, to=to)
    except NotDelivered as exc:
        log.warning("letter %s: %s", letter.key, exc)
        return _Tried(_after_failure(parts, letter, exc), down=exc.down)
    state = LetterState.SENT if delivery is Delivery.SENT else LetterState.WRITTEN
    _mark(parts, replace(letter, lease_until=None), state)
    return _Tried(state)


def _after_failure(parts: Parts, letter: Letter, exc: NotDelivered) -> LetterState:
    if exc.unsure:
        return LetterState.SENDING  # its lease runs out, then the archive is asked
    if exc.down:
        _mark(parts, replace(letter, lease_until=None), LetterState.QUEUED, failure=str(exc))
        return LetterState.QUEUED
    tried = replace(letter, attempts=letter.attempts + 1, lease_until=None)
    if exc.lasting or tried.attempts >= MOST_ATTEMPTS:
        _mark(parts, tried, LetterState.FAILED, failure=str(exc))
        return LetterState.FAILED
    pause = timedelta(minutes=5) * 2**letter.attempts  # 5 minutes, 10, 20, …: 10 hours in all
    later = replace(tried, lease_until=parts.now() + pause)
    _mark(parts, later, LetterState.QUEUED, failure=str(exc))
    return LetterState.QUEUED


def _claim(parts: Parts) -> Letter | None:
    """The next letter, claimed, and in the same transaction checked to be still wanted."""
    now = parts.now()
    with parts.storage.unit_of_work() as work:
        claimed = work.letters.claim(now, timedelta(seconds=parts.settings.lease))
        if not claimed:
            return None
        letter = claimed[0]
        why = _unwanted(work, letter, now)
        if why:
            letter = _put(work, letter, LetterState.DROPPED, now, failure=why)
        else:
            letter = _as_it_should_leave(work, letter)
        work.commit()
    return letter


def _unwanted(work: UnitOfWork, letter: Letter, now: datetime) -> str:
    opened = work.rounds.get(letter.round) if letter.round else None
    assignments = [a for i in letter.assignments if (a := work.assignments.get(i))]
    return wanted(letter, opened, assignments, now=now) or ""


def _as_it_should_leave(work: UnitOfWork, letter: Letter) -> Letter:
    """A reminder without the chapters that were answered since it was queued."""
    opened = work.rounds.get(letter.round) if letter.round else None
    if opened is None:
        return letter
    left = trimmed(letter, opened, _concerned(work, letter))
    if left != letter:
        work.letters.put(left)
    return left


def _message(parts: Parts, letter: Letter) -> bytes:
    token = None
    if parts.settings.plus_addresses and letter.round and letter.partner:
        with parts.storage.reading() as work:
            participant = work.participants.get(letter.round, letter.partner)
        token = participant.token if participant else None
    return compose(
        letter,
        parts.storage.files.get,
        sender=parts.settings.sender or letter.facts.reply_to,
        token=token,
    )


def _mark(parts: Parts, letter: Letter, state: LetterState, *, failure: str = "") -> None:
    with parts.storage.unit_of_work() as work:
        _put(work, letter, state, parts.now(), failure=failure)
        work.commit()


def _put(
    work: UnitOfWork, letter: Letter, state: LetterState, now: datetime, *, failure: str = ""
) -> Letter:
    gone = state in {LetterState.SENT, LetterState.WRITTEN}
    letter = replace(
        letter,
        state=state,
        failure=failure,
        sent_at=now if gone else letter.sent_at,
    )
    work.letters.put(letter)
    if state in _MARKS:
        facts = {"key": letter.key, "state": state.value, "failure": failure}
        work.events.add(
            Event(
                at=now,
                what=_MARKS[state],
                about=f"letter:{letter.id}",
                round=letter.round,
                partner=letter.partner,
                facts=facts,
            )
        )
    if gone and isinstance(letter.facts, LaunchFacts) and not letter.facts.again:
        for assignment in _concerned(work, letter):
            work.assignments.put(replace(assignment, sent_at=now))
    return letter


def _concerned(work: UnitOfWork, letter: Letter) -> list[Assignment]:
    return [a for i in letter.assignments if (a := work.assignments.get(i))]


def queued(parts: Parts) -> int:
    """How many letters can go now."""
    now = parts.now()
    with parts.storage.reading() as work:
        waiting = work.letters.in_states(LetterState.QUEUED)
    return sum(x.lease_until is None or x.lease_until <= now for x in waiting)
