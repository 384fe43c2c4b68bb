"""The receipt of an inbound: one for all that was made of it, or a second one where the first has
gone.
"""

from __future__ import annotations

from dataclasses import replace

from flows.parts import Parts
from flows.steps.moving import moves_by, moves_into
from flows.steps.queueing import queue
from flows.steps.telling import left_standing
from review.letters import Letter, LetterState
from review.moves import Move
from review.receipts import Taken, receipt, receipt_key, rewritten, together
from review.returns import Inbound
from review.rounds import Opening
from storage import UnitOfWork

__all__ = ["posted_drafts", "queue_receipt"]


def posted_drafts(parts: Parts, inbound: Inbound) -> frozenset[str]:
    """The Message-IDs of drafts that a person has sent, asked outside the transaction; empty where
    no receipt of the inbound is a draft.
    """
    with parts.storage.reading() as work:
        earlier = _earlier(work, inbound)
    written = any(letter.state is LetterState.WRITTEN for letter in earlier)
    return parts.outbox.posted() if written else frozenset()


def queue_receipt(  # noqa: PLR0913 -- what was there, and what came
    parts: Parts,
    work: UnitOfWork,
    opening: Opening,
    inbound: Inbound,
    taken: Taken,
    *,
    posted: frozenset[str],
    news: bool,
) -> None:
    """Queue the receipt of what was made of an inbound, in the caller's transaction.

    Where an earlier act on the same mail has one that nobody has sent, that one says both now;
    where it has gone, a second one says what came since, if it is `news`.
    """
    now = parts.now()
    earlier = _earlier(work, inbound)
    if earlier and not news:
        return
    before = earlier[-1] if earlier and rewritten(earlier[-1], posted) else None
    if before is not None:
        held = [h for h in work.held.of_inbound(inbound.id) if h.settled_at is None]
        returns = [r for r in work.returns.of_round(opening.round.id) if r.inbound == inbound.id]
        taken = together(before, taken, opening, returns, held)
    taken = replace(
        taken,
        moves=_moves(work, opening, taken),
        stands=tuple(left_standing(work, inbound, taken.answered)),
    )
    letter = receipt(opening, work.partners.all(), inbound, taken, now=now, new_id=parts.new_id)
    if before is None:
        queue(work, [replace(letter, key=receipt_key(inbound, len(earlier) + 1))], now)
        return
    work.letters.put(replace(letter, id=before.id, key=before.key, message_id=before.message_id))


def _earlier(work: UnitOfWork, inbound: Inbound) -> list[Letter]:
    """The receipts that the inbound has, oldest first."""
    letters: list[Letter] = []
    while letter := work.letters.by_key(receipt_key(inbound, len(letters) + 1)):
        letters.append(letter)
    return letters


def _moves(work: UnitOfWork, opening: Opening, taken: Taken) -> tuple[Move, ...]:
    """What moves from chapter to chapter and concerns who sent this: its own moves as far as it
    speaks of them here, and those of others in chapters of its own.
    """
    partner, here = taken.answered[0].partner, {a.chapter for a in taken.answered}
    mine = [m for m in moves_by(work, opening, partner) if here & {m.source, m.target}]
    return (*mine, *moves_into(work, opening, partner))
