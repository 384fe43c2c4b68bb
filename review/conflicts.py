"""Revisions of several partners over the same words: found, listed, never chosen."""

from __future__ import annotations

from dataclasses import dataclass

from review.decisions import ProposalId
from review.publications import ChapterId

__all__ = ["Conflict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Proposals of different partners that want different things of the same words of one
    chapter.
    """

    chapter: ChapterId
    proposals: tuple[ProposalId, ...]
    place: str
