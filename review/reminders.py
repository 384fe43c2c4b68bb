"""Who is reminded now, of what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from review.letters import Letter
from review.partners import Partner, PartnerId
from review.rounds import Opening

__all__ = ["reminders_due"]


def reminders_due(
    opened: Opening,
    partners: Sequence[Partner],
    *,
    already: Collection[str],
    now: datetime,
    new_id: Callable[[], str],
    paused: Collection[PartnerId] = (),
) -> list[Letter]:
    """The reminders to queue now: one per contact, rung and due date, listing all open chapters.

    `partners` are those stored, with today's contacts; `already` holds the keys of all letters of
    the round, whatever became of them; `paused` are partners that asked for an extension which
    nobody has decided on.
    """
    raise NotImplementedError
