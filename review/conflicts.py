"""Revisions of several partners over the same words: found, listed, never chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from review.decisions import Proposal, ProposalId
from review.partners import PartnerId
from review.publications import ChapterId

if TYPE_CHECKING:
    from chapters import Combined, RevisionId

__all__ = ["Conflict", "conflicts_of", "in_conflict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Proposals of different partners that want different things of the same words of one
    chapter. `repeats`: they say about the same, each somewhere; both can stand. `follows`: one
    moves what the others edit, or takes a row away to which they add a column; all of it can stand.
    """

    chapter: ChapterId
    proposals: tuple[ProposalId, ...]
    place: str
    repeats: bool = False
    follows: bool = False

    @property
    def stands(self) -> bool:
        """Whether all of it can be accepted."""
        return self.repeats or self.follows


def conflicts_of(combined: Combined, proposals: Sequence[Proposal]) -> list[Conflict]:
    """The conflicts of one chapter as its proposals, in document order.

    `combined` was made of the returns that `proposals` come from, with partner ids as reviewers.
    A mark of one partner that another has edited is in conflict with what it was: to a file that
    has both they are two texts at one place.
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
                Conflict(
                    chapter=sides[0].chapter,
                    proposals=fighting,
                    place=str(conflict.place),
                    repeats=conflict.repeats,
                    follows=conflict.follows,
                )
            )
    for more in (*_left_out(combined, chosen), *_edited(proposals)):
        if not any(set(one.proposals).issuperset(more.proposals) for one in found):
            found.append(more)
    return found


def _left_out(
    combined: Combined, chosen: Mapping[tuple[PartnerId, RevisionId], Proposal]
) -> Iterator[Conflict]:
    """What the combined file has no place for beside what another wants of the same paragraph."""
    fighting: dict[ProposalId, list[Proposal]] = {}
    for pair in combined.left_out.items():
        lost, instead = (chosen.get((PartnerId(who), name)) for who, name in pair)
        if lost is not None and instead is not None and lost.partner != instead.partner:
            fighting.setdefault(instead.id, [instead]).append(lost)
    for first, *others in fighting.values():
        yield Conflict(
            chapter=first.chapter,
            proposals=tuple(dict.fromkeys(p.id for p in (first, *others))),
            place=str(first.revisions[0].place),
        )


def _edited(proposals: Sequence[Proposal]) -> Iterator[Conflict]:
    """Marks that a partner passes on otherwise than their own partner sent them."""
    for mine in (p for p in proposals if p.passed_on is None):
        for theirs in (p for p in proposals if p.passed_on == mine.partner):
            if theirs.chapter == mine.chapter and _same_mark(mine, theirs):
                yield Conflict(
                    chapter=mine.chapter,
                    proposals=(mine.id, theirs.id),
                    place=str(mine.revisions[0].place),
                )


def _same_mark(one: Proposal, other: Proposal) -> bool:
    """Whether both hold what was one mark: by one hand at one second, the words of one in the
    other's.
    """
    hands = [{(r.author, r.time) for r in p.revisions} for p in (one, other)]
    words = ["".join(r.before + r.after for r in p.revisions).strip() for p in (one, other)]
    within = words[0] in words[1] or words[1] in words[0]
    return bool(hands[0] & hands[1]) and all(words) and within


def in_conflict(conflicts: Sequence[Conflict]) -> frozenset[ProposalId]:
    """The proposals that are in any of the conflicts."""
    return frozenset(p for conflict in conflicts for p in conflict.proposals)
