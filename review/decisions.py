"""Proposal and Decision: what is decided, by whom, and what is still open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from chapters import Comment, Revision, RevisionKind
from review.partners import PartnerId
from review.publications import ChapterId
from review.returns import Return, ReturnId
from review.rounds import Assignment, AssignmentId, Duty

__all__ = [
    "Carried",
    "Decision",
    "Outcome",
    "Proposal",
    "ProposalId",
    "Remark",
    "Selection",
    "carry_over",
    "decide",
    "effective",
    "latest",
    "owner_rule",
    "proposals_of",
    "remarks_of",
    "select",
    "still_open",
]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which proposals an act is about; what is empty or none does not narrow.

    `chapter` is a chapter's number or id; `heading` words of any heading above the change.
    """

    numbers: tuple[int, ...] = ()
    partner: PartnerId | None = None
    chapter: ChapterId | None = None
    kind: RevisionKind | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a second return keeps of the first: decisions on the same changes, carried over to the
    new proposals, and the numbers of new proposals that a person must look at again because the
    change that was decided is there no longer as it was.
    """

    decisions: tuple[Decision, ...] = ()
    again: tuple[int, ...] = ()


def proposals_of(
    returned: Return,
    revisions: Sequence[Revision],
    assignment: Assignment,
    *,
    first: int,
    new_id: Callable[[], str],
) -> list[Proposal]:
    """The proposals of a return, one per group of revisions, in document order, numbered from
    `first`.
    """
    raise NotImplementedError


def remarks_of(
    returned: Return, comments: Sequence[Comment], assignment: Assignment, *, first: int
) -> list[Remark]:
    """The remarks of a return, one per Word comment, in document order, numbered from `first`."""
    raise NotImplementedError


def owner_rule(
    proposals: Iterable[Proposal],
    returns: Mapping[ReturnId, Return],
    *,
    in_conflict: Collection[ProposalId],
    decided: Collection[ProposalId],
    now: datetime,
) -> list[Decision]:
    """The acceptances that the owner rule gives: an owner's changes to its own chapter, in
    conflict with nobody, not decided yet, from a sender sure enough (`senders.owner_trusted`).

    Asked only where the round's `owner_applies` is on.
    """
    raise NotImplementedError


def select(proposals: Iterable[Proposal], selection: Selection) -> list[Proposal]:
    """The proposals that a selection names, in the order given; raises `NotAllowed` for a number
    that there is none of.
    """
    raise NotImplementedError


def decide(
    proposals: Sequence[Proposal],
    outcome: Outcome,
    *,
    by: str,
    now: datetime,
    reason: str = "",
    words: str | None = None,
) -> list[Decision]:
    """The same decision on each of `proposals`.

    Raises `NotAllowed` for a rejection without reason, for other words without words or on several
    proposals at once, for other words on a change that inserts nothing, and for nothing selected.
    """
    raise NotImplementedError


def latest(decisions: Iterable[Decision]) -> dict[ProposalId, Decision]:
    """The decision that holds for each proposal: the last one taken."""
    raise NotImplementedError


def still_open(proposals: Iterable[Proposal], decisions: Iterable[Decision]) -> list[Proposal]:
    """The proposals that nobody has decided, in the order given."""
    raise NotImplementedError


def effective(proposals: Iterable[Proposal], returns: Iterable[Return]) -> list[Proposal]:
    """The proposals of each assignment's latest mergeable return; those of superseded returns
    stay readable and count no more.
    """
    raise NotImplementedError


def carry_over(
    old: Sequence[Proposal], decisions: Iterable[Decision], new: Sequence[Proposal]
) -> Carried:
    """What decisions on a return mean for the next return of the same assignment: a proposal with
    the same fingerprints keeps its decision; one that shares some or replaces the same words is
    to be looked at again.
    """
    raise NotImplementedError
