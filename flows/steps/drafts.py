"""Drafts that nobody has sent yet (folder transport): what they mean for how a round stands."""

from __future__ import annotations

from dataclasses import replace

from flows.parts import Parts
from review.letters import LaunchFacts, Letter, LetterState
from review.rounds import RoundId, State
from storage.queries import StatusRow, StatusRows

__all__ = ["as_sent", "unsent"]


def unsent(parts: Parts, round_id: RoundId) -> list[Letter]:
    """The letters of a round that lie in Outbox as drafts: looked for in Sent, where a person may
    have moved them since the last collection. Nothing is stored.
    """
    with parts.storage.reading() as work:
        written = [
            letter
            for letter in work.letters.in_states(LetterState.WRITTEN)
            if letter.round == round_id
        ]
    posted = parts.outbox.posted() if written else frozenset[str]()
    return [letter for letter in written if letter.message_id not in posted]


def as_sent(seen: StatusRows, drafts: list[Letter]) -> StatusRows:
    """The status in which a chapter whose opening letter is a draft is not sent."""
    waiting = {
        assignment
        for letter in drafts
        if isinstance(letter.facts, LaunchFacts) and not letter.facts.again
        for assignment in letter.assignments
    }

    def row_of(row: StatusRow) -> StatusRow:
        if row.assignment not in waiting or row.state is not State.SENT:
            return row
        return replace(row, state=State.PLANNED, sent_at=None)

    keys = {letter.key for letter in drafts}
    return replace(
        seen,
        rows=tuple(map(row_of, seen.rows)),
        written=tuple(letter for letter in seen.written if letter.key in keys),
    )
