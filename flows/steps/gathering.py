"""What steps read before they decide: a round with everything that belongs to it."""

from __future__ import annotations

from review.editions import Work
from review.errors import NotAllowed
from review.rounds import Opening, RoundId
from storage import UnitOfWork

__all__ = ["opening_of", "work_of"]


def opening_of(work: UnitOfWork, round_id: RoundId) -> Opening:
    """A round as it stands; raises `NotAllowed` where there is none of that id."""
    opened = work.rounds.get(round_id)
    if opened is None:
        raise NotAllowed("work on", f"round {round_id}", "there is no such round")
    return Opening(
        round=opened,
        participants=tuple(work.participants.of_round(round_id)),
        chapters=tuple(work.chapters.of_round(round_id)),
        assignments=tuple(work.assignments.of_round(round_id)),
    )


def work_of(work: UnitOfWork, round_id: RoundId) -> Work:
    """Everything that happened in a round."""
    return Work(
        returns=tuple(work.returns.of_round(round_id)),
        proposals=tuple(work.proposals.of_round(round_id)),
        decisions=tuple(work.decisions.latest(round_id).values()),
        remarks=tuple(work.remarks.of_round(round_id)),
        letters=tuple(work.letters.of_round(round_id)),
    )
