"""What is held, with the mail it came in and the assignments it may belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, or_, select

from review.partners import PartnerId
from review.publications import Sha256
from review.returns import InboundId, Reason
from review.rounds import AssignmentId, RoundId
from storage import tables
from storage.notation import readable
from storage.unit_of_work import UnitOfWork

__all__ = ["Candidate", "HeldRow", "held_items", "still_waiting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An assignment that something held may belong to."""

    assignment: AssignmentId
    partner: PartnerId
    number: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """Something that waits for a person, with the mail it came in. `raw` names the mail's bytes,
    `file` those of the file it is about, none for the whole mail.
    """

    number: int
    reason: Reason
    text: str
    round: RoundId | None
    partner: PartnerId | None
    partner_name: str
    candidates: tuple[Candidate, ...]
    file: Sha256 | None
    name: str
    words: str
    held_at: datetime
    inbound: InboundId
    raw: Sha256
    sender: str
    subject: str
    received_at: datetime


def held_items(work: UnitOfWork, round_id: RoundId | None = None) -> tuple[HeldRow, ...]:
    """What waits for a person, by number: in a round and in none, or everywhere."""
    held, inbounds, partners = tables.held, tables.inbounds, tables.partners
    found = (
        select(
            held,
            inbounds.c.sha256.label("raw"),
            inbounds.c.sender,
            inbounds.c.subject,
            inbounds.c.received_at,
            partners.c.name.label("partner_name"),
        )
        .join(inbounds, inbounds.c.id == held.c.inbound)
        .outerjoin(partners, partners.c.id == held.c.partner)
        .where(still_waiting(round_id))
        .order_by(held.c.number)
    )
    rows = work.connection.execute(found).mappings().all()
    named = {AssignmentId(readable(one)) for row in rows for one in row["candidates"]}
    known = _candidates(work, named)
    return tuple(_held_row(row, known) for row in rows)


def still_waiting(round_id: RoundId | None) -> ColumnElement[bool]:
    """What has not been settled: in a round and in none, or everywhere."""
    columns = tables.held.c
    if round_id is None:
        return columns.settled_at.is_(None)
    return and_(
        columns.settled_at.is_(None), or_(columns.round == round_id, columns.round.is_(None))
    )


def _candidates(work: UnitOfWork, ids: Iterable[AssignmentId]) -> dict[AssignmentId, Candidate]:
    asked, chapters = tables.assignments, tables.chapters
    found = (
        select(asked.c.id, asked.c.partner, chapters.c.number, chapters.c.title)
        .join(chapters, chapters.c.id == asked.c.chapter)
        .where(asked.c.id.in_(ids))
    )
    return {
        row["id"]: Candidate(
            assignment=row["id"], partner=row["partner"], number=row["number"], title=row["title"]
        )
        for row in work.connection.execute(found).mappings()
    }


def _held_row(row: RowMapping, known: dict[AssignmentId, Candidate]) -> HeldRow:
    likeliest_first = [AssignmentId(readable(one)) for one in row["candidates"]]
    return HeldRow(
        number=row["number"],
        reason=Reason(row["reason"]),
        text=row["text"],
        round=row["round"],
        partner=row["partner"],
        partner_name=row["partner_name"] or "",
        candidates=tuple(known[one] for one in likeliest_first if one in known),
        file=row["file"],
        name=row["name"],
        words=row["words"],
        held_at=row["held_at"],
        inbound=row["inbound"],
        raw=row["raw"],
        sender=row["sender"],
        subject=row["subject"],
        received_at=row["received_at"],
    )
