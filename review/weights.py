"""What the weight of a change means for deciding: figures by name, equal changes together, and the
two halves of what was moved, in a chapter or from one to another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from chapters import Revision, RevisionKind, Weight, alike, reworded_moves
from review.decisions import Outcome, Proposal, ProposalId, Selection
from review.partners import PartnerId
from review.publications import ChapterId

__all__ = [
    "Across",
    "Together",
    "alike_changes",
    "halved",
    "moved_changes",
    "moves_across",
    "unnamed_figures",
    "whole_paragraph",
]


def unnamed_figures(
    chosen: Iterable[Proposal], selection: Selection, outcome: Outcome
) -> list[Proposal]:
    """The figures among `chosen` that a selection would accept without naming them: a fine, a
    date or a tariff code is accepted by its number, or where figures were asked for.
    """
    if not outcome.accepts or selection.numbers or selection.weight is Weight.FIGURE:
        return []
    return [p for p in chosen if p.weight is Weight.FIGURE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Changes that belong together: what they do, and their numbers in order."""

    what: str
    numbers: tuple[int, ...]


def alike_changes(
    proposals: Sequence[Proposal], shown: Iterable[Collection[int]] = ()
) -> list[Together]:
    """The changes that make the same replacement, or follow the same rule of spelling, whichever
    file they are in: one command could decide them.

    `shown` are numbers that are one line for the officer already (the same change by several
    partners): such a line counts once.
    """
    line = {number: min(numbers) for numbers in shown for number in numbers}
    by_id: dict[str, Proposal] = {p.id: p for p in proposals}
    # Groups are named within a file; here they must differ from file to file.
    revisions = [replace(r, group=p.id) for p in proposals for r in p.revisions]
    found = []
    for one in alike(revisions):
        numbers = tuple(sorted(by_id[p].number for p in one.groups))
        if len({line.get(n, n) for n in numbers}) > 1:
            found.append(Together(what=one.what, numbers=numbers))
    return found


def moved_changes(proposals: Sequence[Proposal]) -> list[Together]:
    """A paragraph that a partner takes away and one much like it that the same partner brings, in
    the same chapter: whoever decides on one must see the other.
    """
    by_id = {p.id: p for p in proposals}
    return [
        Together(
            what="moved and reworded",
            numbers=tuple(sorted((by_id[gone].number, by_id[come].number))),
        )
        for gone, come in _moves(proposals)
        if by_id[gone].chapter == by_id[come].chapter
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """Text that a partner moves from one chapter to another: deletions in the one, insertions in
    the other. `words` is how it begins.
    """

    partner: PartnerId
    source: ChapterId
    target: ChapterId
    proposals: tuple[Proposal, ...]
    words: str


def moves_across(proposals: Sequence[Proposal]) -> list[Across]:
    """What partners move from chapter to chapter: the owners of both must agree, and half of it is
    never wanted.
    """
    by_id = {p.id: p for p in proposals}
    found: dict[tuple[PartnerId, ChapterId, ChapterId], list[Proposal]] = defaultdict(list)
    for gone, come in _moves(proposals):
        out, in_ = by_id[gone], by_id[come]
        if out.chapter != in_.chapter:
            found[out.partner, out.chapter, in_.chapter] += [out, in_]
    return [
        Across(
            partner=partner,
            source=source,
            target=target,
            proposals=tuple(sorted(both, key=lambda p: p.number)),
            words=next(r.after for p in both for r in p.revisions if r.after.strip()).strip(),
        )
        for (partner, source, target), both in found.items()
    ]


def halved(moves: Iterable[Across], accepted: Collection[ProposalId]) -> list[Across]:
    """The moves of which a part would come into the guide and another not: the text would be lost,
    or stand in both chapters.
    """
    return [
        move
        for move in moves
        if any(p.id in accepted for p in move.proposals)
        and not all(p.id in accepted for p in move.proposals)
    ]


def whole_paragraph(proposal: Proposal) -> bool:
    """Whether a change does nothing but bring a paragraph or take one away: it may be a half of a
    move to another chapter.
    """
    kinds = {r.kind for r in proposal.revisions}
    before = any(r.before for r in proposal.revisions)
    after = any(r.after for r in proposal.revisions)
    goes = RevisionKind.PARAGRAPH_DELETION in kinds and before and not after
    return goes or (RevisionKind.PARAGRAPH_INSERTION in kinds and after and not before)


def _moves(proposals: Sequence[Proposal]) -> list[tuple[ProposalId, ProposalId]]:
    """Pairs of proposals of one partner: what goes, and what comes much like it."""
    files: dict[str, dict[str, list[Revision]]] = defaultdict(lambda: defaultdict(list))
    for one in proposals:
        mine = files[one.partner][one.chapter]
        mine += [replace(r, group=one.id) for r in one.revisions]
    return [
        (ProposalId(gone), ProposalId(come))
        for chapters in files.values()
        for (_, gone), (_, come) in reworded_moves(chapters)
    ]
