"""Proposals, the remarks beside them, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import func, select

from review.decisions import Decision, Proposal, ProposalId
from review.partners import PartnerId
from review.publications import ChapterId
from review.remarks import Remark
from review.returns import ReturnId
from review.rounds import RoundId
from storage import tables
from storage.rows import Rows

__all__ = ["Decisions", "Proposals", "Remarks"]


class Proposals(Rows[Proposal]):
    """What partners want changed."""

    def add(self, proposals: Iterable[Proposal]) -> list[Proposal]:
        """The proposals as added, in the order given: each with the next number of its round,
        whatever it was given. No number is ever used again.
        """
        numbered: list[Proposal] = []
        last: dict[str, int] = {}
        for proposal in proposals:
            if proposal.round not in last:
                last[proposal.round] = self._last(proposal.round)
            last[proposal.round] += 1
            numbered.append(replace(proposal, number=last[proposal.round]))
        self._insert(numbered)
        return numbered

    def _last(self, round_id: str) -> int:
        columns = tables.proposals.c
        newest = select(func.max(columns.number)).where(columns.round == round_id)
        return self._session.connection.scalar(newest) or 0

    def get(self, proposal_id: ProposalId) -> Proposal | None:
        """The proposal, none where there is none of that id."""
        return self._one(tables.proposals.c.id == proposal_id)

    def by_number(self, round_id: RoundId, number: int) -> Proposal | None:
        """The proposal with the number that the officer typed, none where there is none."""
        columns = tables.proposals.c
        return self._one(columns.round == round_id, columns.number == number)

    def of_round(self, round_id: RoundId) -> list[Proposal]:
        """The proposals of a round, by number; those of superseded returns too."""
        return self._many(tables.proposals.c.round == round_id, order=["number"])

    def of_partner(self, round_id: RoundId, partner: PartnerId) -> list[Proposal]:
        """The proposals of a partner in a round, by number; those of superseded returns too."""
        columns = tables.proposals.c
        return self._many(columns.round == round_id, columns.partner == partner, order=["number"])

    def of_chapter(self, chapter: ChapterId) -> list[Proposal]:
        """The proposals for a chapter, by number; those of superseded returns too."""
        return self._many(tables.proposals.c.chapter == chapter, order=["number"])

    def of_return(self, return_id: ReturnId) -> list[Proposal]:
        """The proposals of a return, by number."""
        return self._many(tables.proposals.c.returned == return_id, order=["number"])


class Remarks(Rows[Remark]):
    """Word comments of returns."""

    def add(self, remarks: Iterable[Remark]) -> list[Remark]:
        """The remarks as added, in the order given: each with the next number of its round,
        whatever it was given.
        """
        numbered: list[Remark] = []
        last: dict[str, int] = {}
        for remark in remarks:
            if remark.round not in last:
                last[remark.round] = self._last(remark.round)
            last[remark.round] += 1
            numbered.append(replace(remark, number=last[remark.round]))
        self._insert(numbered)
        return numbered

    def _last(self, round_id: str) -> int:
        columns = tables.remarks.c
        newest = select(func.max(columns.number)).where(columns.round == round_id)
        return self._session.connection.scalar(newest) or 0

    def of_round(self, round_id: RoundId) -> list[Remark]:
        """The remarks of a round, by number."""
        return self._many(tables.remarks.c.round == round_id, order=["number"])

    def of_chapter(self, chapter: ChapterId) -> list[Remark]:
        """The remarks on a chapter, by number."""
        return self._many(tables.remarks.c.chapter == chapter, order=["number"])

    def put(self, remark: Remark) -> None:
        """Write the remark over the one of the same round and number; raises `Unknown`."""
        self._replace(remark)


class Decisions(Rows[Decision]):
    """What was decided; a later decision supersedes, none is ever written over."""

    def add(self, decision: Decision) -> None:
        """Add a decision, which from now on is the one that holds for its proposal."""
        self._insert([decision])

    def latest(self, round_id: RoundId) -> dict[ProposalId, Decision]:
        """The decision that holds, for each proposal of a round that has one."""
        asked = select(tables.proposals.c.id).where(tables.proposals.c.round == round_id)
        in_order = self._many(tables.decisions.c.proposal.in_(asked), order=["seq"])
        return {d.proposal: d for d in in_order}

    def history(self, proposal: ProposalId) -> list[Decision]:
        """Every decision on a proposal, the one that holds last."""
        return self._many(tables.decisions.c.proposal == proposal, order=["seq"])
