"""Text that a partner moves from one chapter to another: found in both, told to both owners."""

from __future__ import annotations

from collections.abc import Iterable

from review.decisions import Proposal, ProposalId, effective
from review.moves import Move, moves_across, whole_paragraph
from review.partners import PartnerId
from review.publications import Chapter, ChapterId
from review.rounds import Opening
from storage import UnitOfWork

__all__ = ["half_moves", "moves_by", "moves_into"]


def moves_by(work: UnitOfWork, opening: Opening, partner: PartnerId) -> list[Move]:
    """What a partner moves from chapter to chapter, as its returns stand."""
    mine = work.proposals.of_partner(opening.round.id, partner)
    if len({p.chapter for p in mine if whole_paragraph(p)}) < 2:  # noqa: PLR2004 -- from and to
        return []
    returns = [
        r
        for a in opening.assignments
        if a.partner == partner
        for r in work.returns.of_assignment(a.id)
    ]
    return moves_across(effective(mine, returns))


def moves_into(work: UnitOfWork, opening: Opening, owner: PartnerId) -> list[Move]:
    """What others move out of the chapters of an owner, or into them, and nobody has decided on."""
    own = {c.id for c in opening.chapters if c.owner == owner}
    movers = {
        p.partner
        for chapter in own
        for p in work.proposals.of_chapter(chapter)
        if p.partner != owner and whole_paragraph(p)
    }
    decided = work.decisions.latest(opening.round.id) if movers else {}
    return [
        move
        for mover in sorted(movers)
        for move in moves_by(work, opening, mover)
        if own & {move.source, move.target} and any(p.id not in decided for p in move.proposals)
    ]


def half_moves(
    work: UnitOfWork, opening: Opening, chapter: Chapter, proposals: Iterable[Proposal]
) -> frozenset[ProposalId]:
    """The changes of the owner of a chapter that are half of a move from one chapter to another:
    its own rule does not apply them, or the text would be lost, or stand twice, where the owner of
    the other chapter says no.
    """
    mine = [p for p in proposals if p.partner == chapter.owner and whole_paragraph(p)]
    moves = moves_by(work, opening, chapter.owner) if mine else []
    owners = {c.id: c.owner for c in opening.chapters}
    return frozenset(
        p.id for move in moves if _another(move, owners, chapter.owner) for p in move.proposals
    )


def _another(move: Move, owners: dict[ChapterId, PartnerId], owner: PartnerId) -> bool:
    """Whether somebody else must agree: who owns both chapters moves as it likes."""
    return any(owners[c] != owner for c in (move.source, move.target))
