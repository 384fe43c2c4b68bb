"""What the secretariat says to a comment of a partner: recorded, and told in the closing letter."""

from __future__ import annotations

from collections.abc import Sequence

from flows.parts import Parts
from flows.steps.gathering import check_chapter
from review.decisions import Outcome
from review.errors import NotAllowed
from review.events import Event, What
from review.remarks import Remark, answered, in_force
from review.rounds import RoundId

__all__ = ["answer_remarks"]


def answer_remarks(
    parts: Parts,
    round_id: RoundId,
    numbers: Sequence[int],
    outcome: Outcome | None,
    *,
    by: str,
    reason: str = "",
) -> list[Remark]:
    """Give the same answer to the comments with these numbers. Nothing of what they ask for is done
    by it. Raises `NotAllowed`.
    """
    now = parts.now()
    with parts.storage.unit_of_work() as work:
        there = in_force(work.remarks.of_round(round_id), work.returns.of_round(round_id))
        known = {one.number: one for one in there}
        if unknown := [f"c{number}" for number in numbers if number not in known]:
            why = "no comment of this round that counts has this number"
            raise NotAllowed("decide", f"comment {', '.join(unknown)}", why)
        check_chapter(work, round_id, *(known[number].chapter for number in numbers))
        done = [answered(known[number], outcome, reason=reason) for number in numbers]
        for one in done:
            work.remarks.put(one)
            work.events.add(
                Event(
                    at=now,
                    what=What.DECISION_TAKEN,
                    about=f"remark:{one.number}",
                    round=round_id,
                    partner=one.partner,
                    facts={"answer": one.answer, "by": by},
                )
            )
        work.commit()
    return done
