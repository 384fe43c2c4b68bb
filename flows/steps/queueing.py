"""Letters, queued: in the caller's transaction, each with its event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from review.events import Event, What
from review.letters import Letter
from storage import UnitOfWork

__all__ = ["queue"]


def queue(work: UnitOfWork, letters: Iterable[Letter], now: datetime) -> int:
    """Queue letters whose keys are new; how many were."""
    queued = 0
    for letter in letters:
        if not work.letters.queue(letter):
            continue
        queued += 1
        work.events.add(
            Event(
                at=now,
                what=What.LETTER_QUEUED,
                about=f"letter:{letter.id}",
                round=letter.round,
                partner=letter.partner,
                facts={"key": letter.key},
            )
        )
    return queued
