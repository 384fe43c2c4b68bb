"""Reminders that are due, queued."""

from __future__ import annotations

from flows.parts import Parts
from flows.steps.gathering import opening_of
from flows.steps.queueing import queue
from review.letters import Letter
from review.partners import PartnerId
from review.reminders import reminders_due
from review.returns import Reason
from review.rounds import RoundId, RoundState
from storage import UnitOfWork

__all__ = ["due", "queue_reminders"]


def due(parts: Parts) -> bool:
    """Whether any reminder is due now."""
    with parts.storage.reading() as work:
        return any(_due(parts, work, round_id) for round_id in _open(work))


def queue_reminders(parts: Parts) -> int:
    """Queue the reminders that are due now; how many.

    Each round is decided and queued in one transaction; the letter's key keeps a second clock from
    queueing it again, and its sender asks once more whether it is wanted.
    """
    queued = 0
    with parts.storage.reading() as work:
        rounds = _open(work)
    for round_id in rounds:
        with parts.storage.unit_of_work() as work:
            queued += queue(work, _due(parts, work, round_id), parts.now())
            work.commit()
    return queued


def _open(work: UnitOfWork) -> list[RoundId]:
    return [r.id for r in work.rounds.all() if r.state is RoundState.OPEN]


def _due(parts: Parts, work: UnitOfWork, round_id: RoundId) -> list[Letter]:
    return reminders_due(
        opening_of(work, round_id),
        work.partners.all(),
        already=[letter.key for letter in work.letters.of_round(round_id)],
        now=parts.now(),
        new_id=parts.new_id,
        paused=_paused(work, round_id),
    )


def _paused(work: UnitOfWork, round_id: RoundId) -> set[PartnerId]:
    """Partners whose wish for more time waits for the officer."""
    return {
        h.partner
        for h in work.held.waiting(round_id)
        if h.reason is Reason.EXTENSION_ASKED and h.partner is not None
    }
