"""Changes that touch each other: over the same words, at one place, two halves of a move."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from desk.screen import complain, shortened
from review.moves import Move, carried, halved, moves
from storage.queries import ProposalRow, proposals

if TYPE_CHECKING:
    from flows.parts import Parts
    from review.conflicts import Conflict
    from review.decisions import ProposalId
    from review.neighbours import Neighbours
    from review.publications import ChapterId
    from review.rounds import Round

__all__ = ["half_moved", "touching", "undecided_moves", "warn"]


def touching(
    parts: Parts, opened: Round, rows: Iterable[ProposalRow]
) -> tuple[list[Conflict], list[Neighbours]]:
    """In the chapters that more than one partner changed: the conflicts, and what stands at one
    place.
    """
    from flows.steps.ordering import neighbours_in  # noqa: PLC0415 -- slow import
    from flows.steps.weighing import weigh  # noqa: PLC0415 -- slow import

    weighed = [weigh(parts, opened.id, chapter) for chapter in _of_several(rows)]
    return (
        [conflict for one in weighed for conflict in one.conflicts],
        [neighbours for one in weighed for neighbours in neighbours_in(one)],
    )


def undecided_moves(rows: Sequence[ProposalRow]) -> list[Move]:
    """What partners move, and nobody has decided on or only half of it is accepted."""
    every = moves([r.proposal for r in rows])
    half = halved(every, {r.proposal.id for r in _accepted(rows)})
    waiting = {r.proposal.id for r in rows if r.decision is None}
    return [m for m in every if m in half or waiting & {p.id for p in m.proposals}]


def half_moved(rows: Sequence[ProposalRow]) -> Iterator[str]:
    """A sentence for each move of which only one half is accepted, and what comes of that; and for
    each of which a piece was rejected, and stays behind.
    """
    accepted = {r.proposal.id for r in _accepted(rows)}
    by_id = {r.proposal.id: r for r in rows}
    every = moves([r.proposal for r in rows])
    half = halved(every, accepted)
    yield from _left_behind([m for m in every if m not in half], accepted, by_id)
    for move in half:
        where = "within a chapter" if move.source == move.target else "to another chapter"
        split = [
            _half(by_id[gone], by_id[come], lost=gone in accepted)
            for gone, come in move.halves
            if (gone in accepted) != (come in accepted)
        ]
        more = f"; and {len(split) - _SHOWN} more" if len(split) > _SHOWN else ""
        yield (
            f"Only half of what {move.partner} moves {where} is accepted:"
            f" {'; '.join(split[:_SHOWN])}{more}."
        )


_SHOWN = 3


def _left_behind(
    all_moves: Iterable[Move],
    accepted: Collection[ProposalId],
    rows: Mapping[ProposalId, ProposalRow],
) -> Iterator[str]:
    """A sentence for each move of which a piece goes and another was rejected."""
    for move in all_moves:
        stays = [
            rows[p.id]
            for p in move.proposals
            if p.id not in accepted and rows[p.id].decision is not None
        ]
        if stays and any(p.id in accepted for p in move.proposals):
            numbers = " and ".join(str(row.proposal.number) for row in stays)
            words = shortened(next((row.before for row in stays if row.before), ""), _SHORT)
            yield (
                f"Of what {move.partner} moves together, {numbers} is not accepted, so that"
                f" “{words}” stays behind."
            )


def _half(gone: ProposalRow, come: ProposalRow, *, lost: bool) -> str:
    """Which half is accepted alone, and what becomes of the words."""
    numbers = (gone.proposal.number, come.proposal.number)
    one, other = numbers if lost else reversed(numbers)
    fate = "is lost" if lost else "stands there twice"
    words = shortened(come.after, _SHORT)
    return f"{one} without {other}, so that “{words}” {fate}"


_SHORT = 40


def warn(parts: Parts, opened: Round, decided: Collection[ProposalId]) -> None:
    """Say where two changes over the same words are accepted now, which cannot be published, where
    two that say the same are, and where only half of what was moved is; in the chapters that were
    decided on.
    """
    from flows.steps.weighing import contradiction, said_twice, weigh  # noqa: PLC0415 -- slow import

    with parts.storage.reading() as work:
        every = proposals(work, opened.id)
    touched = {r.proposal.chapter for r in every if r.proposal.id in decided}
    inside = carried([r.proposal for r in every])
    in_moved = {r.proposal.chapter for r in every if r.proposal.id in inside}
    to_weigh = in_moved.union(_of_several(_accepted(every)))
    for chapter in sorted(touched & to_weigh):
        weighed = weigh(parts, opened.id, chapter)
        problem = contradiction(parts, weighed)
        for sentence in (*([problem] if problem else ()), *said_twice(weighed)):
            complain(sentence)
    movers = {r.proposal.partner for r in every if r.proposal.id in decided}
    for sentence in half_moved([r for r in every if r.proposal.partner in movers]):
        complain(sentence)


def _accepted(rows: Iterable[ProposalRow]) -> list[ProposalRow]:
    return [r for r in rows if r.decision is not None and r.decision.outcome.accepts]


def _of_several(rows: Iterable[ProposalRow]) -> list[ChapterId]:
    """The chapters in which more than one partner wants something."""
    who: dict[ChapterId, set[str]] = {}
    for row in rows:
        who.setdefault(row.proposal.chapter, set()).add(row.proposal.partner)
    return [chapter for chapter, partners in who.items() if len(partners) > 1]
