"""Letters that have not gone: drafts that a person must send, and those that wait for a try."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.parts import Parts
from review.letters import LaunchFacts, Letter, LetterState
from review.rounds import RoundId, State
from storage.queries import StatusRow, StatusRows

__all__ = ["Outgoing", "as_sent", "outgoing"]

_WAITING = (LetterState.QUEUED, LetterState.SENDING)
_FAILED = (LetterState.FAILED, LetterState.UNCERTAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Letters that have not gone: `drafts` lie in Outbox (folder transport), `waiting` are tried
    again; `failure` says why the last try failed, empty where none did. `failed` are not tried
    again unless a person says so.
    """

    drafts: tuple[Letter, ...] = ()
    waiting: tuple[Letter, ...] = ()
    failed: tuple[Letter, ...] = ()
    failure: str = ""


def outgoing(parts: Parts, round_id: RoundId | None = None) -> Outgoing:
    """What has not gone of a round's letters, or of all. A draft is looked for in Sent, where a
    person may have moved it since the last collection. Nothing is stored.
    """
    with parts.storage.reading() as work:
        found = work.letters.in_states(LetterState.WRITTEN, *_WAITING, *_FAILED)
    letters = [x for x in found if round_id in {None, x.round}]
    written = [x for x in letters if x.state is LetterState.WRITTEN]
    posted = parts.outbox.posted() if written else frozenset[str]()
    waiting = tuple(x for x in letters if x.state in _WAITING)
    return Outgoing(
        drafts=tuple(x for x in written if x.message_id not in posted),
        waiting=waiting,
        failed=tuple(x for x in letters if x.state in _FAILED),
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
