"""What the secretariat itself wrote into chapters."""

from __future__ import annotations

from review.amendments import Amendment
from review.rounds import RoundId
from storage import tables
from storage.rows import Rows

__all__ = ["Amendments"]


class Amendments(Rows[Amendment]):
    """Amendments, in the order in which they were taken; none is ever written over."""

    def add(self, amendment: Amendment) -> None:
        """Add an amendment; it stands in place of an earlier one of the same source."""
        self._insert([amendment])

    def of_round(self, round_id: RoundId) -> list[Amendment]:
        """Every amendment of a round, also those that no longer hold, oldest first."""
        return self._many(tables.amendments.c.round == round_id, order=["seq"])
