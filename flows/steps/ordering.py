"""Which of several insertions at one place comes first: found, and said by a person."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chapters import side_by_side
from flows.parts import Parts
from flows.steps.gathering import check_chapter
from flows.steps.weighing import Weighed, weigh
from review.decisions import Proposal, effective
from review.errors import NotAllowed
from review.events import Event, What
from review.neighbours import Neighbours, neighbours_of, put_first, why_no_order
from review.rounds import RoundId

__all__ = ["Ordered", "neighbours_in", "order_first"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """What a partner's words come before now: the change that was named, and all places of its
    chapter where that partner and others insert.
    """

    named: Proposal
    chapter: str
    places: tuple[Neighbours, ...]


def neighbours_in(weighed: Weighed) -> list[Neighbours]:
    """Where several partners insert at one place of a chapter, as the order stands."""
    if weighed.combined is None:
        return []
    runs = side_by_side(weighed.combined.data)
    return neighbours_of(
        weighed.chapter, weighed.combined, runs, weighed.proposals, weighed.conflicts
    )


def order_first(parts: Parts, round_id: RoundId, number: int, *, by: str) -> Ordered:
    """Let the partner of a change come first wherever its words stand at one place with others' in
    that chapter. Raises `NotAllowed` for a change that stands nowhere beside others.
    """
    with parts.storage.reading() as work:
        counting = effective(work.proposals.of_round(round_id), work.returns.of_round(round_id))
    named = next((p for p in counting if p.number == number), None)
    if named is None:
        why = "no change of this round has this number"
        raise NotAllowed("put first", f"change {number}", why)
    with parts.storage.reading() as work:
        check_chapter(work, round_id, named.chapter)
    weighed = weigh(parts, round_id, named.chapter)
    if not any(named.id in one.proposals for one in neighbours_in(weighed)):
        why = why_no_order(named, weighed.proposals, weighed.conflicts)
        raise NotAllowed("put first", f"change {number}", why)
    now = parts.now()
    with parts.storage.unit_of_work() as work:
        chapter = work.chapters.get(named.chapter)
        if chapter is None:  # it was read a moment ago
            raise NotAllowed("put first", f"change {number}", "its chapter is not there any more")
        done = replace(chapter, first=put_first(chapter, named.partner))
        work.chapters.put(done)
        work.events.add(
            Event(
                at=now,
                what=What.DECISION_TAKEN,
                about=f"chapter:{chapter.id}",
                round=round_id,
                partner=named.partner,
                facts={"first": ", ".join(done.first), "by": by},
            )
        )
        work.commit()
    after = neighbours_in(weigh(parts, round_id, named.chapter))
    whose = {p.id: p.partner for p in counting}
    places = [x for x in after if named.partner in {whose[p] for p in x.proposals}]
    return Ordered(named=named, chapter=done.number, places=tuple(places))
