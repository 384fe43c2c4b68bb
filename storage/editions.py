"""Editions, and the trail of events."""

from __future__ import annotations

from review.editions import Edition
from review.events import Event
from review.rounds import RoundId
from storage import tables
from storage.rows import Rows

__all__ = ["Editions", "Events"]


class Editions(Rows[Edition]):
    """What was published; none is ever written over."""

    def add(self, edition: Edition) -> None:
        """Add an edition; raises `Contradiction` where its round has one of that number."""
        self._insert([edition])

    def get(self, number: str) -> Edition | None:
        """The edition of that number, the latest where several rounds have one; none if none."""
        found = self._many(tables.editions.c.number == number, order=["seq"])
        return found[-1] if found else None

    def all(self) -> list[Edition]:
        """Every edition, in the order of publication."""
        return self._many(order=["seq"])

    def of_round(self, round_id: RoundId) -> list[Edition]:
        """The editions of a round, in the order of publication."""
        return self._many(tables.editions.c.round == round_id, order=["seq"])


class Events(Rows[Event]):
    """The trail: append-only, in the order in which it happened."""

    def add(self, event: Event) -> None:
        """Append an event."""
        self._insert([event])

    def of_round(self, round_id: RoundId | None) -> list[Event]:
        """The events of a round, or those of no round, oldest first."""
        return self._many(tables.events.c.round == round_id, order=["seq"])

    def about(self, about: str) -> list[Event]:
        """The events about one thing ("assignment:…"), oldest first."""
        return self._many(tables.events.c.about == about, order=["seq"])
