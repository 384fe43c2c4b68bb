"""A chapter's changes side by side: everybody's in one file, what conflicts, what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chapters import (
    Combined,
    Contribution,
    RevisionId,
    combine,
    read_revisions,
    reconcile,
    resolve,
)
from flows.parts import Parts
from flows.steps.gathering import opening_of
from flows.steps.moving import half_moves
from review.amendments import Amendment, standing
from review.carrying import shared
from review.conflicts import Conflict, conflicts_of, in_conflict
from review.decisions import Decision, Proposal, ProposalId, effective, owner_rule
from review.moves import carried
from review.neighbours import in_order
from review.partners import PartnerId
from review.publications import Chapter, ChapterId
from review.returns import Return, ReturnId
from review.rounds import Assignment, Opening, RoundId

__all__ = ["Weighed", "contradiction", "of_accepted", "said_twice", "weigh"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A chapter with everybody's changes in one file, before anything is merged.

    `combined` is none where nobody returned a file with changes. `decisions` hold the latest for
    each proposal, with those that the owner's rule gives; `by_rule` the new ones among them.
    `ours` are revisions in `combined` that our own draft had when it was sent. `amendments` are
    the secretariat's own changes to the chapter; `returned` the files that were combined.
    """

    chapter: Chapter
    proposals: tuple[Proposal, ...] = ()
    combined: Combined | None = None
    conflicts: tuple[Conflict, ...] = ()
    decisions: Mapping[ProposalId, Decision]
    by_rule: tuple[Decision, ...] = ()
    ours: frozenset[RevisionId] = frozenset()
    amendments: tuple[Amendment, ...] = ()
    returned: tuple[Contribution, ...] = ()

    def wants(self, proposal: ProposalId) -> bool:
        """Whether a proposal is accepted."""
        decision = self.decisions.get(proposal)
        return decision is not None and decision.outcome.accepts


def weigh(parts: Parts, round_id: RoundId, chapter_id: ChapterId) -> Weighed:
    """A chapter's changes side by side, with conflicts and with what the owner's rule decides."""
    with parts.storage.unit_of_work() as work:
        opening = opening_of(work, round_id)
        returns = {r.id: r for r in work.returns.of_round(round_id)}
        proposals = tuple(effective(work.proposals.of_chapter(chapter_id), returns.values()))
        decided = dict(work.decisions.latest(round_id))
        own = standing(work.amendments.of_round(round_id))
        chapter = next(c for c in opening.chapters if c.id == chapter_id)
        halves = half_moves(work, opening, chapter, proposals)
    own = tuple(a for a in own if a.chapter == chapter_id)
    if not proposals:
        return Weighed(chapter=chapter, decisions=decided, amendments=own)
    base = parts.storage.files.get(chapter.base)
    returned = _returned(parts, base, chapter, opening, proposals, returns)
    combined = combine(base, returned, when=opening.round.launched_at)
    conflicts = tuple(conflicts_of(combined, proposals))
    by_rule: list[Decision] = []
    if opening.round.owner_applies:
        by_rule = owner_rule(
            proposals,
            returns,
            in_conflict=_not_by_rule(in_conflict(conflicts) | halves, proposals, decided),
            decided=decided.keys(),
            now=parts.now(),
        )
        by_rule += shared(by_rule, proposals, decided)
    return Weighed(
        chapter=chapter,
        proposals=proposals,
        combined=combined,
        conflicts=conflicts,
        decisions={**decided, **{d.proposal: d for d in by_rule}},
        by_rule=tuple(by_rule),
        ours=_ours(base, combined),
        amendments=own,
        returned=returned,
    )


def _not_by_rule(
    clashing: frozenset[ProposalId],
    proposals: Sequence[Proposal],
    decided: Mapping[ProposalId, Decision],
) -> frozenset[ProposalId]:
    """What a person decides: what clashes, and what is in a paragraph whose move clashes or was not
    accepted.
    """
    kept = clashing | {name for name, one in decided.items() if not one.outcome.accepts}
    return clashing | {p for p, mover in carried(proposals).items() if mover.id in kept}


def _returned(
    parts: Parts,
    base: bytes,
    chapter: Chapter,
    opening: Opening,
    proposals: Sequence[Proposal],
    returns: Mapping[ReturnId, Return],
) -> tuple[Contribution, ...]:
    """The latest file of each partner with every change tracked, in the order of the chapter."""
    order = {
        a.id: (in_order(chapter, a.partner), a.duty, a.partner)
        for a in _assignments(opening, chapter)
    }
    counting = {p.returned for p in proposals}
    by_partner = sorted((returns[r] for r in counting), key=lambda r: order[r.assignment])
    return tuple(
        Contribution(
            reviewer=order[r.assignment][-1],
            data=_tracked(parts, base, r, order[r.assignment][-1]),
        )
        for r in by_partner
        if r.file is not None
    )


def _ours(base: bytes, combined: Combined) -> frozenset[RevisionId]:
    """The old marks of our draft: every return has them, and they are nobody's change."""
    wishes = {r.wish for r in read_revisions(base)}
    if not wishes:
        return frozenset()
    return frozenset(r.id for r in read_revisions(combined.data) if r.wish in wishes)


def _assignments(opening: Opening, chapter: Chapter) -> list[Assignment]:
    return [a for a in opening.assignments if a.chapter == chapter.id]


def _tracked(parts: Parts, base: bytes, returned: Return, partner: PartnerId) -> bytes:
    """The return with every change tracked, the same bytes as when its proposals were read."""
    if returned.reading is not None:
        return parts.storage.files.get(returned.reading)
    if returned.file is None:
        return base
    with parts.storage.unit_of_work() as work:
        known = work.partners.get(partner)
    data = parts.storage.files.get(returned.file)
    author = known.name if known else partner
    return reconcile(base, data, author=author, when=returned.received_at).data


_TWO = 2


def contradiction(parts: Parts, weighed: Weighed) -> str:
    """The sentence for changes over the same words that were all accepted, or for one that was, in
    a paragraph whose move was not; empty where there are none.
    """
    by_id = {p.id: p for p in weighed.proposals}
    for one, mover in carried(weighed.proposals).items():
        if weighed.wants(one) and not weighed.wants(mover.id):
            number = by_id[one].number
            return (
                f"Chapter {weighed.chapter.number}: change {number} was accepted, but it is in what"
                f" change {mover.number} moves, which is not; accept both or reject {number}."
            )
    for conflict in (one for one in weighed.conflicts if not one.stands):
        accepted = {by_id[p].partner for p in conflict.proposals if weighed.wants(p)}
        if len(accepted) > 1:
            return _of_those_accepted(parts, weighed)
    return ""


def said_twice(weighed: Weighed) -> Iterator[str]:
    """A sentence for what several partners put in alike, and was accepted of more than one."""
    by_id = {p.id: p for p in weighed.proposals}
    for conflict in (one for one in weighed.conflicts if one.repeats):
        accepted = [by_id[p] for p in conflict.proposals if weighed.wants(p)]
        if len({p.partner for p in accepted}) > 1:
            these = " and ".join(str(p.number) for p in accepted)
            yield (
                f"Chapter {weighed.chapter.number}: changes {these} say about the same, and were"
                " accepted: it stands there twice."
            )


def of_accepted(parts: Parts, weighed: Weighed) -> Combined:
    """What is left of the returns where all that is not accepted is rejected in them, side by side:
    of many that conflict with one, those that remain may agree, and have a place.
    """
    rejected: dict[str, list[RevisionId]] = {}
    for proposal in (p for p in weighed.proposals if not weighed.wants(p.id)):
        rejected.setdefault(proposal.partner, []).extend(r.id for r in proposal.revisions)
    left = [
        replace(one, data=resolve(one.data, reject=rejected.get(one.reviewer, ())))
        for one in weighed.returned
    ]
    return combine(parts.storage.files.get(weighed.chapter.base), left, when=parts.now())


def _of_those_accepted(parts: Parts, weighed: Weighed) -> str:
    """The same, looked for among what was accepted only: two of them may be one and the same."""
    accepted = [p for p in weighed.proposals if weighed.wants(p.id)]
    numbers = {p.id: p.number for p in accepted}
    found = conflicts_of(of_accepted(parts, weighed), accepted)
    for conflict in (one for one in found if not one.stands):
        these = " and ".join(str(numbers[p]) for p in conflict.proposals)
        both = "both" if len(conflict.proposals) == _TWO else "all"
        return (
            f"Chapter {weighed.chapter.number}: changes {these} are over the same words and"
            f" {both} were accepted; reject one of them."
        )
    return ""
