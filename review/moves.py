"""What partners move, in a chapter or from one to another: its two halves may be two changes, and
one of them alone is never wanted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from chapters import Revision, RevisionKind, reworded_moves
from review.decisions import Proposal, ProposalId
from review.partners import PartnerId
from review.publications import ChapterId
from review.wordings import MOVED_FROM, MOVED_TO, is_moved

__all__ = [
    "Move",
    "carried",
    "halved",
    "moves",
    "moves_across",
    "moves_within",
    "whole_paragraph",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Text that a partner takes away at one place and brings at another: from chapter to chapter,
    or, where `source` and `target` are one, within a chapter.

    `proposals` are its changes by number; `halves` those of which one goes and the other comes.
    `words` is how it begins; `reworded`: some words of it are others now. `length` is how many
    paragraphs and rows it has.
    """

    partner: PartnerId
    source: ChapterId
    target: ChapterId
    proposals: tuple[Proposal, ...]
    halves: tuple[tuple[ProposalId, ProposalId], ...]
    words: str
    reworded: bool = False
    length: int = 1


def moves(proposals: Sequence[Proposal]) -> list[Move]:
    """What partners move, within chapters and from one to another."""
    return [*moves_within(proposals), *moves_across(proposals)]


def moves_across(proposals: Sequence[Proposal]) -> list[Move]:
    """What partners move from chapter to chapter: the owners of both must agree."""
    found: dict[tuple[PartnerId, ChapterId, ChapterId], list[_Stretch]] = defaultdict(list)
    for gone, come in _pairs(proposals):
        if gone.chapter != come.chapter:
            found[gone.partner, gone.chapter, come.chapter].append(_Stretch(gone, come))
    return [_move(stretches) for stretches in found.values()]


def moves_within(proposals: Sequence[Proposal]) -> list[Move]:
    """What partners move within a chapter by more than one change: a paragraph that was reworded as
    well, a section with its headings and tables.
    """
    found: dict[tuple[PartnerId, ChapterId], list[_Stretch]] = defaultdict(list)
    for gone, come in _pairs(proposals):
        if gone.chapter == come.chapter:
            found[gone.partner, gone.chapter].append(_Stretch(gone, come))
    for one in filter(is_moved, proposals):
        found[one.partner, one.chapter].append(_Stretch(one, one))
    return [
        _move(together)
        for stretches in found.values()
        for together in _together(sorted(stretches, key=lambda one: one.comes))
        if len(together) > 1 or together[0].gone is not together[0].come
    ]


def halved(all_moves: Iterable[Move], accepted: Collection[ProposalId]) -> list[Move]:
    """The moves of which one half would come into the guide and the other not: the text would be
    lost, or stand twice.
    """
    return [m for m in all_moves if any((a in accepted) != (b in accepted) for a, b in m.halves)]


def carried(proposals: Sequence[Proposal]) -> dict[ProposalId, Proposal]:
    """The changes that stand in a paragraph at its new place, each with the change that moves the
    paragraph there: without that one they have no place.
    """
    movers = {
        (p.partner, p.chapter, r.place): p
        for p in proposals
        for r in p.revisions
        if r.kind is RevisionKind.PARAGRAPH_MOVE_TO
    }
    found: dict[ProposalId, Proposal] = {}
    for one in proposals:
        for revision in one.revisions:
            mover = movers.get((one.partner, one.chapter, revision.place))
            if mover is not None and mover is not one and not is_moved(one):
                found[one.id] = mover
    return found


def whole_paragraph(proposal: Proposal) -> bool:
    """Whether a change does nothing but bring a paragraph or take one away: it may be a half of a
    move to another chapter.
    """
    kinds = {r.kind for r in proposal.revisions}
    before = any(r.before for r in proposal.revisions)
    after = any(r.after for r in proposal.revisions)
    goes = RevisionKind.PARAGRAPH_DELETION in kinds and before and not after
    return goes or (RevisionKind.PARAGRAPH_INSERTION in kinds and after and not before)


class _Stretch:
    """A paragraph, or a row of a table, that goes and comes: by one change, or by two."""

    def __init__(self, gone: Proposal, come: Proposal) -> None:
        self.gone, self.come = gone, come
        gone_of, come_of = gone.revisions, come.revisions
        if gone is come:
            gone_of = tuple(r for r in gone_of if r.kind in MOVED_FROM)
            come_of = tuple(r for r in come_of if r.kind in MOVED_TO)
        self.goes, self.comes = _span(gone_of), _span(come_of)
        self.words = _said(r.after for r in come_of)
        self.reworded = self.words != _said(r.before for r in gone_of)

    def leads_to(self, other: _Stretch) -> bool:
        """Whether another stood behind it, and stands behind it now."""
        return self.goes.leads_to(other.goes) and self.comes.leads_to(other.comes)


class _Span(NamedTuple):
    """The paragraphs of a story from one to another, by number."""

    story: str
    first: int
    last: int

    def leads_to(self, other: _Span) -> bool:
        """Whether another begins where it ends, or behind one empty paragraph."""
        return self.story == other.story and 0 <= other.first - self.last <= _NEAR


def _span(revisions: Sequence[Revision]) -> _Span:
    numbers = [r.place.paragraph for r in revisions]
    return _Span(revisions[0].place.story, min(numbers), max(numbers))


_NEAR = 2


def _said(words: Iterable[str]) -> str:
    return " ".join(" ".join(words).split())


def _together(stretches: Sequence[_Stretch]) -> Iterator[list[_Stretch]]:
    """What stood side by side and does so now is one move."""
    if not stretches:
        return
    line = [stretches[0]]
    for one, other in pairwise(stretches):
        if not one.leads_to(other):
            yield line
            line = []
        line.append(other)
    yield line


def _move(stretches: Sequence[_Stretch]) -> Move:
    first = min(stretches, key=lambda one: one.come.number)
    every = {p.id: p for one in stretches for p in (one.gone, one.come)}
    return Move(
        partner=first.gone.partner,
        source=first.gone.chapter,
        target=first.come.chapter,
        proposals=tuple(sorted(every.values(), key=lambda p: p.number)),
        halves=tuple((s.gone.id, s.come.id) for s in stretches if s.gone is not s.come),
        words=first.words,
        reworded=any(one.reworded for one in stretches),
        length=len(stretches),
    )


def _pairs(proposals: Sequence[Proposal]) -> Iterator[tuple[Proposal, Proposal]]:
    """Proposals of one partner: what goes, and what comes much like it."""
    by_id = {str(p.id): p for p in proposals}
    files: dict[str, dict[str, list[Revision]]] = defaultdict(lambda: defaultdict(list))
    for one in proposals:
        files[one.partner][one.chapter] += [replace(r, group=one.id) for r in one.revisions]
    for chapters in files.values():
        for (_, gone), (_, come) in reworded_moves(chapters):
            yield by_id[gone], by_id[come]
