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
from review.letters import Letter, LetterKind, LetterState, trimmed, wanted
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
    """Send what is queued, at most `most` letters; a letter that must wait ends the run."""
    counts: Counter[str] = Counter()
    for _ in range(most):
        became = _deliver_next(parts)
        if became is None:
            break
        counts[_COUNTED[became]] += 1
        if became is LetterState.QUEUED:  # the outside does not answer: the next run tries again
            break
    return Delivered(**counts)


_COUNTED = {
    LetterState.SENT: "sent",
    LetterState.WRITTEN: "written",
    LetterState.DROPPED: "dropped",
    LetterState.QUEUED: "waiting",
    LetterState.FAILED: "failed",
    LetterState.UNCERTAIN: "failed",
}


def recover_letters(parts: Parts) -> int:
    """Settle letters whose sender died; how many there were.

    Each is looked for in the archive before it may go again: found, it is sent; absent, it is
    queued; where the archive cannot be read, a person decides.
    """
    with parts.storage.unit_of_work() as work:
        expired = work.letters.expired(parts.now(), timedelta(seconds=parts.settings.grace))
    became = {
        Sought.FOUND: parts.outbox.outcome,
        Sought.ABSENT: LetterState.QUEUED,
        Sought.UNREADABLE: LetterState.UNCERTAIN,
    }
    for letter in expired:
        # The archive is asked outside the transaction: it may take as long as its time limit.
        state = LetterState(became[parts.outbox.seek(letter.message_id)])
        _mark(parts, letter, state, failure="" if state is not LetterState.UNCERTAIN else _UNSURE)
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


def _deliver_next(parts: Parts) -> LetterState | None:
    letter = _claim(parts)
    if letter is None or letter.state is LetterState.DROPPED:
        return letter.state if letter else None
    try:
        message = _message(parts, letter)
        delivery = parts.outbox.deliver(
            message, message_id=letter.message_id, to=(*letter.to, *letter.cc)
        )
    except NotDelivered as exc:
        state = _after_failure(letter, exc)
        log.warning("letter %s: %s", letter.key, exc)
        _mark(parts, letter, state, failure=str(exc))
        return state
    state = LetterState.SENT if delivery is Delivery.SENT else LetterState.WRITTEN
    _mark(parts, letter, state)
    return state


def _after_failure(letter: Letter, exc: NotDelivered) -> LetterState:
    if exc.unsure:
        return LetterState.SENDING  # its lease runs out, then the archive is asked
    if exc.lasting or letter.attempts >= MOST_ATTEMPTS:
        return LetterState.FAILED
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
        with parts.storage.unit_of_work() as work:
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
    lease = letter.lease_until if state is LetterState.SENDING else None
    letter = replace(
        letter,
        state=state,
        failure=failure,
        lease_until=lease,
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
    if gone and letter.kind is LetterKind.LAUNCH:
        for assignment in _concerned(work, letter):
            if assignment.sent_at is None:
                work.assignments.put(replace(assignment, sent_at=now))
    return letter


def _concerned(work: UnitOfWork, letter: Letter) -> list[Assignment]:
    return [a for i in letter.assignments if (a := work.assignments.get(i))]


def queued(parts: Parts) -> int:
    """How many letters wait to go."""
    with parts.storage.unit_of_work() as work:
        return len(work.letters.in_states(LetterState.QUEUED))
