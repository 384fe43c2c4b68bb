"""Revisions of several partners over the same words: found, listed, never chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chapters import Combined
from review.decisions import Proposal, ProposalId
from review.partners import PartnerId
from review.publications import ChapterId

__all__ = ["Conflict", "conflicts_of", "in_conflict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Proposals of different partners that want different things of the same words of one
    chapter.
    """

    chapter: ChapterId
    proposals: tuple[ProposalId, ...]
    place: str


def conflicts_of(combined: Combined, proposals: Sequence[Proposal]) -> list[Conflict]:
    """The conflicts of one chapter as its proposals, in document order.

    `combined` was made of the returns that `proposals` come from, with partner ids as reviewers.
    """
    chosen = {(p.partner, r.id): p for p in proposals for r in p.revisions}
    found = []
    for conflict in combined.conflicts:
        sides = [
            chosen[PartnerId(reviewer), original]
            for side in conflict.sides
            for revision in side.revisions
            for reviewer, original in combined.origins.get(revision, ())
            if (PartnerId(reviewer), original) in chosen
        ]
        fighting = tuple(dict.fromkeys(p.id for p in sides))
        if len({p.partner for p in sides}) > 1:
            found.append(
                Conflict(chapter=sides[0].chapter, proposals=fighting, place=str(conflict.place))
            )
    return found


def in_conflict(conflicts: Sequence[Conflict]) -> frozenset[ProposalId]:
    """The proposals that are in any of the conflicts."""
    return frozenset(p for conflict in conflicts for p in conflict.proposals)
