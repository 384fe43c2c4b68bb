"""What `decide` lists: the open changes of a round with what touches them, or some of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.touching import touching, undecided_moves
from review.conflicts import Conflict
from review.decisions import ProposalId, Selection, select
from review.moves import Move
from review.neighbours import Neighbours
from review.publications import Chapter, ChapterId
from review.weights import Together, alike_changes
from storage.queries import NoticedRow, ProposalRow, RemarkRow, noticed, proposals, remarks

if TYPE_CHECKING:
    from flows.parts import Parts
    from review.rounds import Round

__all__ = ["Listed", "listed_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is listed. `only` says of what it is a part, as in "of BRS in chapter 3.1"; empty for
    the whole round. `rows` are those listed, `every` all of the round.
    """

    only: str
    rows: Sequence[ProposalRow]
    every: Sequence[ProposalRow]
    conflicts: Sequence[Conflict]
    neighbours: Sequence[Neighbours]
    together: Sequence[Together]
    moved: Sequence[Move]
    seen: Sequence[NoticedRow]
    remarks: Sequence[RemarkRow]
    chapters: Mapping[ChapterId, Chapter]

    @property
    def with_same(self) -> list[ProposalRow]:
        """The rows listed, and the same changes by other partners, which are decided with them."""
        numbers = {n for r in self.rows for n in (r.proposal.number, *r.same)}
        return [r for r in self.every if r.proposal.number in numbers]


def listed_of(parts: Parts, opened: Round, said: Selection) -> Listed:
    """What a selection, as a person types it, names, and what touches that; an empty one names
    all. Raises `NotAllowed`.
    """
    from flows.steps.acts import known_selection  # noqa: PLC0415 -- slow import

    with parts.storage.reading() as work:
        wanted = known_selection(work, opened.id, said)
        every, seen = proposals(work, opened.id), noticed(work, opened.id)
        comments = remarks(work, opened.id)
        chapters = {c.id: c for c in work.chapters.of_round(opened.id)}
    named = {p.id for p in select([r.proposal for r in every], wanted)}
    rows = [r for r in every if r.proposal.id in named]
    conflicts, neighbours = touching(parts, opened, every)
    undecided = [r for r in rows if r.decision is None]
    number = chapters[wanted.chapter].number if wanted.chapter else ""
    return Listed(
        only=_only(wanted, number),
        rows=rows,
        every=every,
        conflicts=[c for c in conflicts if named & set(c.proposals)],
        neighbours=[n for n in neighbours if named & set(n.proposals)],
        together=alike_changes(
            [r.proposal for r in undecided], [(r.proposal.number, *r.same) for r in undecided]
        ),
        moved=[m for m in undecided_moves(every) if _is_about(m, named)],
        seen=[s for s in seen if _is_beside(wanted, s.partner, s.chapter_number, number)],
        remarks=[
            c for c in comments if _is_beside(wanted, c.remark.partner, c.chapter_number, number)
        ],
        chapters=chapters,
    )


def _is_about(move: Move, named: set[ProposalId]) -> bool:
    return any(p.id in named for p in move.proposals)


def _is_beside(wanted: Selection, partner: str, chapter: str, number: str) -> bool:
    """Whether what is no change, of this partner in this chapter, is listed beside a selection:
    not where it is about what only a change has.
    """
    if wanted.numbers or wanted.kind or wanted.weight or wanted.heading:
        return False
    return wanted.partner in {None, partner} and number in {"", chapter}


def _only(wanted: Selection, number: str) -> str:
    """A selection in words; empty for all."""
    said = (
        f"with the numbers {', '.join(map(str, wanted.numbers))}" if wanted.numbers else "",
        f"of {wanted.partner}" if wanted.partner else "",
        f"of the kind “{wanted.kind.value}”" if wanted.kind else "",
        f"of the weight “{wanted.weight.value}”" if wanted.weight else "",
        f"in chapter {number}" if number else "",
        f"under “{wanted.heading}”" if wanted.heading else "",
    )
    return " ".join(filter(None, said))
