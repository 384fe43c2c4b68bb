"""Insertions of several partners at one place: all are wanted, a person says in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chapters import RevisionId
from review.conflicts import Conflict
from review.decisions import Proposal, ProposalId
from review.partners import PartnerId
from review.publications import Chapter, ChapterId

if TYPE_CHECKING:
    from chapters import Combined

__all__ = ["Neighbours", "in_order", "neighbours_of", "put_first", "why_no_order"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Proposals of different partners that bring words to one place of a chapter, in the order in
    which they would stand there. `chosen`: a person has said so.
    """

    chapter: ChapterId
    proposals: tuple[ProposalId, ...]
    chosen: bool


def neighbours_of(
    chapter: Chapter,
    combined: Combined,
    runs: Iterable[Sequence[RevisionId]],
    proposals: Sequence[Proposal],
    conflicts: Collection[Conflict],
) -> list[Neighbours]:
    """Where partners insert at one place, in document order; but for what they fight over there.

    `runs` are the insertions that stand at one place in `combined`
    (`chapters.side_by_side`).
    """
    chosen = {(p.partner, r.id): p for p in proposals for r in p.revisions}
    fights = [frozenset(c.proposals) for c in conflicts]
    found = []
    for run in runs:
        there = [_proposal(combined, revision, chosen) for revision in run]
        here = list(dict.fromkeys(p.id for p in there if p is not None))
        whose = {p.id: p.partner for p in there if p is not None}
        fought = {p for fight in fights if len(fight & set(here)) > 1 for p in fight}
        apart = tuple(p for p in here if p not in fought)
        partners = {whose[p] for p in apart}
        if len(partners) > 1:
            said = bool(partners & set(chapter.first))
            found.append(Neighbours(chapter=chapter.id, proposals=apart, chosen=said))
    return found


def _proposal(
    combined: Combined,
    revision: RevisionId,
    chosen: dict[tuple[PartnerId, RevisionId], Proposal],
) -> Proposal | None:
    """The proposal that brings an insertion; none for what several bring alike, which stands once,
    and for our own.
    """
    origins = combined.origins.get(revision, ())
    if len({reviewer for reviewer, _ in origins}) != 1:
        return None
    return next((chosen[o] for o in map(_key, origins) if o in chosen), None)


def _key(origin: tuple[str, RevisionId]) -> tuple[PartnerId, RevisionId]:
    return PartnerId(origin[0]), origin[1]


def put_first(chapter: Chapter, partner: PartnerId) -> tuple[PartnerId, ...]:
    """Whose words come first in a chapter, now that a partner's do; the others keep their order."""
    return (partner, *(one for one in chapter.first if one != partner))


def why_no_order(
    named: Proposal, proposals: Iterable[Proposal], conflicts: Iterable[Conflict]
) -> str:
    """Why a change cannot be put before others: it fights with them, and one of them is accepted;
    or there is none.
    """
    fights = {p for c in conflicts if named.id in c.proposals and not c.stands for p in c.proposals}
    rivals = [p for p in proposals if p.id in fights - {named.id}]
    if not rivals:
        return "no other partner inserts at its place"
    listed = " and ".join(f"{p.number} of {p.asked_by}" for p in rivals)
    numbers = " ".join(str(p.number) for p in rivals)
    return (
        f"it is in conflict with {listed}, so that only one of them can stand. Say which: "
        f"gci-review decide {named.number} --accept, and"
        f" gci-review decide {numbers} --reject --reason WHY"
    )


def in_order(chapter: Chapter, partner: PartnerId) -> int:
    """The rank of a partner's words where others' stand at the same place; the smallest first."""
    named = chapter.first
    return named.index(partner) if partner in named else len(named)
