"""Inbounds, the returns made of them, and what is held for a person."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, func, select

from review.publications import Sha256
from review.returns import Held, Inbound, InboundId, Nature, Return
from review.rounds import AssignmentId, RoundId
from storage import tables
from storage.rows import Rows

__all__ = ["HeldItems", "Inbounds", "Returns"]

_OLDEST_FIRST = ["received_at", "stored_at", "id"]


class Inbounds(Rows[Inbound]):
    """Everything that came in, whatever it is."""

    def store(self, inbound: Inbound) -> bool:
        """Whether the inbound was added; it is not where its source is there already."""
        if self._exists(tables.inbounds.c.source == inbound.source):
            return False
        self._insert([inbound])
        return True

    def get(self, inbound_id: InboundId) -> Inbound | None:
        """The inbound, none where there is none of that id."""
        return self._one(tables.inbounds.c.id == inbound_id)

    def by_source(self, source: str) -> Inbound | None:
        """The inbound that came from `source`, none where nothing did."""
        return self._one(tables.inbounds.c.source == source)

    def by_message_id(self, message_id: str) -> list[Inbound]:
        """The inbounds with this Message-ID, oldest first; may be several, may be empty."""
        return self._many(tables.inbounds.c.message_id == message_id, order=_OLDEST_FIRST)

    def by_sha256(self, sha256: Sha256) -> list[Inbound]:
        """The inbounds with these bytes, oldest first; may be empty."""
        return self._many(tables.inbounds.c.sha256 == sha256, order=_OLDEST_FIRST)

    def unread(self) -> list[Inbound]:
        """The inbounds nothing has looked at yet, oldest first."""
        return self._many(tables.inbounds.c.nature == Nature.UNREAD, order=_OLDEST_FIRST)

    def of_round(self, round_id: RoundId) -> list[Inbound]:
        """The inbounds known to belong to a round, oldest first."""
        return self._many(tables.inbounds.c.round == round_id, order=_OLDEST_FIRST)

    def put(self, inbound: Inbound) -> None:
        """Write the inbound over the one of the same id; raises `Unknown`."""
        self._replace(inbound)


class Returns(Rows[Return]):
    """The returns; none is ever written over."""

    def add(self, returned: Return) -> None:
        """Add a return; raises `Contradiction` where its ordinal is taken."""
        self._insert([returned])

    def of_assignment(self, assignment_id: AssignmentId) -> list[Return]:
        """The returns to an assignment by ordinal: the last one holds."""
        return self._many(tables.returns.c.assignment == assignment_id, order=["ordinal"])

    def of_round(self, round_id: RoundId) -> list[Return]:
        """The returns to a round, by assignment and ordinal."""
        asked = select(tables.assignments.c.id).where(tables.assignments.c.round == round_id)
        return self._many(tables.returns.c.assignment.in_(asked), order=["assignment", "ordinal"])

    def by_file(self, sha256: Sha256) -> list[Return]:
        """The returns with these bytes, oldest first; may be empty."""
        return self._many(tables.returns.c.file == sha256, order=["received_at", "id"])


class HeldItems(Rows[Held]):
    """What waits, or waited, for a person."""

    def add(self, held: Held) -> Held:
        """The item as added: with the next number over all rounds, whatever it was given."""
        last = self._session.connection.scalar(select(func.max(tables.held.c.number))) or 0
        numbered = replace(held, number=last + 1)
        self._insert([numbered])
        return numbered

    def get(self, number: int) -> Held | None:
        """The item with the number that the officer typed, none where there is none."""
        return self._one(tables.held.c.number == number)

    def waiting(self, round_id: RoundId | None = None) -> list[Held]:
        """What still waits, by number: of a round, or of all and none."""
        columns = tables.held.c
        where: list[ColumnElement[bool]] = [columns.settled_at.is_(None)]
        if round_id is not None:
            where.append(columns.round == round_id)
        return self._many(*where, order=["number"])

    def of_inbound(self, inbound_id: InboundId) -> list[Held]:
        """What was held of an inbound, settled or not, by number."""
        return self._many(tables.held.c.inbound == inbound_id, order=["number"])

    def put(self, held: Held) -> None:
        """Write the item over the one of the same id; raises `Unknown`."""
        self._replace(held)
