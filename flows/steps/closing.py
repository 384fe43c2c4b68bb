"""Rounds whose time is over: who has not answered lapses; unattended editions."""

from __future__ import annotations

from flows.parts import Parts
from flows.steps.gathering import opening_of
from review.events import Event, What
from review.rounds import Open, RoundId, RoundState
from review.states import closes, lapses, round_closed

__all__ = ["close_rounds", "due", "to_publish"]


def due(parts: Parts) -> list[RoundId]:
    """The open rounds whose deadline, and every extension, has passed."""
    now = parts.now()
    with parts.storage.reading() as work:
        return [
            r.id
            for r in work.rounds.all()
            if r.state is RoundState.OPEN and closes(r, work.assignments.of_round(r.id), now)
        ]


def close_rounds(parts: Parts) -> list[RoundId]:
    """Close the rounds that are due; which."""
    ended = due(parts)
    for round_id in ended:
        now = parts.now()
        with parts.storage.unit_of_work() as work:
            opening = opening_of(work, round_id)
            if opening.round.state is not RoundState.OPEN:
                continue
            for assignment in lapses(opening.assignments):
                work.assignments.put(assignment)
                work.events.add(
                    Event(
                        at=now,
                        what=What.ASSIGNMENT_LAPSED,
                        about=f"assignment:{assignment.id}",
                        round=round_id,
                        partner=assignment.partner,
                    )
                )
            work.rounds.put(round_closed(opening.round))
            work.events.add(
                Event(at=now, what=What.ROUND_CLOSED, about=f"round:{round_id}", round=round_id)
            )
            work.commit()
    return ended


def to_publish(parts: Parts) -> list[RoundId]:
    """The closed rounds whose policy is to publish with nobody there."""
    with parts.storage.reading() as work:
        return [
            r.id
            for r in work.rounds.all()
            if r.state is RoundState.CLOSED
            and r.at_deadline is Open.PUBLISH
            and not work.editions.of_round(r.id)
        ]
