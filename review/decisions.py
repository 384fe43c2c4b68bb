"""Proposal and Decision: what is decided, by whom, and what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from chapters import Revision
from review.partners import PartnerId
from review.publications import ChapterId
from review.returns import ReturnId
from review.rounds import AssignmentId, Duty

__all__ = ["Decision", "Outcome", "Proposal", "ProposalId", "Remark"]

ProposalId = NewType("ProposalId", str)


class Outcome(StrEnum):
    """What was settled for a proposal."""

    ACCEPTED = "accepted"
    REWORDED = "accepted with other words"
    REJECTED = "rejected"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The revisions of one return that stand or fall together (one group of `chapters.Revision`).

    `number` is what the officer types; unique in the round, never reused. `fingerprints` are those
    of the revisions, in document order: they name the same revisions in a later return of the same
    partner.
    """

    id: ProposalId
    number: int
    round: str
    chapter: ChapterId
    partner: PartnerId
    duty: Duty
    assignment: AssignmentId
    returned: ReturnId
    revisions: tuple[Revision, ...]

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """The lasting names of its revisions, in document order."""
        return tuple(r.fingerprint for r in self.revisions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was settled for a proposal; a later one on the same proposal supersedes it.

    `by` is a person's name or "rule: owner". `words` replace what the proposal wanted to insert,
    none unless reworded. A rejection has a reason.
    """

    proposal: ProposalId
    outcome: Outcome
    at: datetime
    by: str
    reason: str = ""
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A Word comment of a return, kept for the comment matrix, with what the secretariat
    answered.
    """

    number: int
    round: str
    chapter: ChapterId
    partner: PartnerId
    returned: ReturnId
    author: str
    at: datetime | None
    place: str
    quoted: str
    text: str
    parent: str | None = None
    resolved: bool = False
    answer: str = ""
