"""Letters that have not gone: drafts that a person must send, and those that wait for a try."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.parts import Parts
from review.letters import LaunchFacts, Letter, LetterState
from review.rounds import RoundId, State
from storage.queries import StatusRow, StatusRows

__all__ = ["Outgoing", "as_sent", "outgoing"]

_STATES = (LetterState.QUEUED, LetterState.SENDING, LetterState.WRITTEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """The letters of a round that have not gone: `drafts` lie in Outbox (folder transport),
    `waiting` are tried again; `failure` says why the last try failed, empty where none did.
    """

    drafts: tuple[Letter, ...] = ()
    waiting: tuple[Letter, ...] = ()
    failure: str = ""


def outgoing(parts: Parts, round_id: RoundId) -> Outgoing:
    """What has not gone of a round's letters. A draft is looked for in Sent, where a person may
    have moved it since the last collection. Nothing is stored.
    """
    with parts.storage.reading() as work:
        letters = [x for x in work.letters.in_states(*_STATES) if x.round == round_id]
    written = [x for x in letters if x.state is LetterState.WRITTEN]
    posted = parts.outbox.posted() if written else frozenset[str]()
    waiting = tuple(x for x in letters if x.state is not LetterState.WRITTEN)
    return Outgoing(
        drafts=tuple(x for x in written if x.message_id not in posted),
        waiting=waiting,
        failure=next((x.failure for x in waiting if x.failure), ""),
    )


def as_sent(seen: StatusRows, out: Outgoing) -> StatusRows:
    """The status in which a chapter is not sent whose opening letter has not gone."""
    staying = {
        assignment
        for letter in (*out.drafts, *out.waiting)
        if isinstance(letter.facts, LaunchFacts) and not letter.facts.again
        for assignment in letter.assignments
    }

    def row_of(row: StatusRow) -> StatusRow:
        if row.assignment not in staying or row.state is not State.SENT:
            return row
        return replace(row, state=State.PLANNED, sent_at=None)

    keys = {letter.key for letter in out.drafts}
    return replace(
        seen,
        rows=tuple(map(row_of, seen.rows)),
        written=tuple(letter for letter in seen.written if letter.key in keys),
    )
