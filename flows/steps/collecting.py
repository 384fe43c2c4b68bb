"""What arrived, stored before anything reads it; then read, one by one."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

from flows.parts import Parts
from flows.ports import Arrival
from flows.steps.delivering import mark_posted
from flows.steps.reading import process
from review.events import Event, What
from review.reasons import explain
from review.returns import Held, HeldId, Inbound, InboundId, Nature, Reason
from review.rounds import RoundId

__all__ = ["Collected", "process_stored", "store", "store_arrivals", "unread"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What was made of the inbound that were read: one line each, and the rounds they touched."""

    lines: tuple[str, ...] = ()
    rounds: tuple[RoundId, ...] = ()


def store_arrivals(parts: Parts) -> int:
    """Store what lies in the inbox; how many were new. What was read before is filed again.

    Drafts that a person has sent since are marked as sent first.
    """
    mark_posted(parts, parts.outbox.posted())
    return sum(_store_or_file(parts, arrival) for arrival in parts.inbox.arrivals())


def store(parts: Parts, arrival: Arrival) -> bool:
    """Keep one arrival as it came; whether it was new. On the disk when this returns."""
    sha256 = parts.storage.files.put(arrival.data)
    now = parts.now()
    inbound = Inbound(
        id=InboundId(parts.new_id()),
        source=arrival.source,
        sha256=sha256,
        stored_at=now,
        received_at=arrival.received_at,
    )
    with parts.storage.unit_of_work() as work:
        if not work.inbounds.store(inbound):
            return False
        work.events.add(
            Event(
                at=now,
                what=What.INBOUND_STORED,
                about=f"inbound:{inbound.id}",
                facts={"sha256": sha256, "source": arrival.source},
            )
        )
        work.commit()
    return True


def unread(parts: Parts) -> int:
    """How many stored inbound nothing has looked at yet."""
    with parts.storage.reading() as work:
        return len(work.inbounds.unread())


def process_stored(parts: Parts) -> Collected:
    """Read every inbound that is stored and unread; one that fails is kept for a person."""
    with parts.storage.reading() as work:
        waiting = work.inbounds.unread()
    read = [_process_one(parts, inbound) for inbound in waiting]
    return Collected(
        lines=tuple(line for line, _ in read),
        rounds=tuple(sorted(_rounds(read))),
    )


def _rounds(read: Iterable[tuple[str, RoundId | None]]) -> set[RoundId]:
    return {round_id for _, round_id in read if round_id is not None}


def _process_one(parts: Parts, inbound: Inbound) -> tuple[str, RoundId | None]:
    try:
        done = process(parts, inbound)
    except Exception as exc:  # the top of a batch: one bad mail never stops the others
        log.exception("inbound %s", inbound.id)
        done = _set_aside(parts, inbound, exc)
    parts.inbox.file(inbound.source, quarantine=done.nature is Nature.UNREADABLE)
    return f"{done.sender or _whence(done)}: {done.reason or done.nature.value}", done.round


def _whence(inbound: Inbound) -> str:
    """Where something came from that names no sender, in words."""
    if not inbound.source.startswith("folder:"):
        return inbound.source
    return f"{inbound.subject or 'A file'}, from Inbox"


def _set_aside(parts: Parts, inbound: Inbound, exc: Exception) -> Inbound:
    why, _ = explain(Reason.FAILED, detail=str(exc))
    with parts.storage.unit_of_work() as work:
        done = replace(inbound, nature=Nature.UNREADABLE, reason=why)
        work.inbounds.put(done)
        work.held.add(
            Held(
                id=HeldId(parts.new_id()),
                number=0,
                inbound=inbound.id,
                reason=Reason.FAILED,
                text=why,
                held_at=parts.now(),
            )
        )
        work.events.add(
            Event(
                at=parts.now(),
                what=What.INBOUND_FAILED,
                about=f"inbound:{inbound.id}",
                facts={"error": f"{type(exc).__name__}: {exc}"},
            )
        )
        work.commit()
    return done


def _store_or_file(parts: Parts, arrival: Arrival) -> bool:
    if store(parts, arrival):
        return True
    with parts.storage.reading() as work:
        known = work.inbounds.by_source(arrival.source)
    if known is not None and known.nature is not Nature.UNREAD:
        # A crash came between the commit and the filing: file it now.
        parts.inbox.file(arrival.source, quarantine=known.nature is Nature.UNREADABLE)
    return False
