"""A chapter, merged: everybody's changes over one base, and of them what was accepted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from chapters import (
    Combined,
    Contribution,
    RevisionId,
    RevisionKind,
    combine,
    in_copies,
    read_revisions,
    reconcile,
    resolve,
)
from flows.parts import Parts
from flows.steps.amending import WithOwn, with_own
from flows.steps.gathering import opening_of
from flows.steps.moving import half_moves
from review.amendments import Amendment, standing
from review.carrying import shared
from review.conflicts import Conflict, conflicts_of, in_conflict
from review.decisions import (
    Decision,
    Outcome,
    Proposal,
    ProposalId,
    effective,
    owner_rule,
)
from review.events import Event, What
from review.neighbours import in_order
from review.partners import PartnerId
from review.publications import Chapter, ChapterId, Sha256
from review.returns import Return, ReturnId
from review.rounds import Assignment, Opening, RoundId

__all__ = [
    "Settled",
    "Weighed",
    "as_decided",
    "contradiction",
    "settle_chapters",
    "text_of",
    "to_settle",
    "weigh",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A chapter with everybody's changes in one file, before anything is merged.

    `combined` is none where nobody returned a file with changes. `decisions` hold the latest for
    each proposal, with those that the owner's rule gives; `by_rule` the new ones among them.
    `ours` are revisions in `combined` that our own draft had when it was sent. `amendments` are
    the secretariat's own changes to the chapter.
    """

    chapter: Chapter
    proposals: tuple[Proposal, ...] = ()
    combined: Combined | None = None
    conflicts: tuple[Conflict, ...] = ()
    decisions: Mapping[ProposalId, Decision]
    by_rule: tuple[Decision, ...] = ()
    ours: frozenset[RevisionId] = frozenset()
    amendments: tuple[Amendment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a chapter: the merged draft (none: it stays as it was sent), the numbers of
    proposals still open, and a sentence where it could not be merged.
    """

    chapter: str
    number: str
    merged: Sha256 | None
    open: tuple[int, ...] = ()
    problem: str = ""


def to_settle(parts: Parts, round_id: RoundId) -> list[ChapterId]:
    """The chapters of a round that are not withheld, in the guide's order."""
    with parts.storage.unit_of_work() as work:
        return [c.id for c in work.chapters.of_round(round_id) if c.withheld is None]


def settle_chapters(
    parts: Parts, round_id: RoundId, chapters: Sequence[ChapterId]
) -> list[Settled]:
    """Merge what was accepted of these chapters; what is open stays out, and is named."""
    return [_settle(parts, weigh(parts, round_id, chapter)) for chapter in chapters]


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
    combined = _combined(parts, chapter, opening, proposals, returns)
    conflicts = tuple(conflicts_of(combined, proposals))
    by_rule: list[Decision] = []
    if opening.round.owner_applies:
        by_rule = owner_rule(
            proposals,
            returns,
            in_conflict=in_conflict(conflicts) | halves,
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
        ours=_ours(parts.storage.files.get(chapter.base), combined),
        amendments=own,
    )


def _combined(
    parts: Parts,
    chapter: Chapter,
    opening: Opening,
    proposals: Sequence[Proposal],
    returns: Mapping[ReturnId, Return],
) -> Combined:
    base = parts.storage.files.get(chapter.base)
    order = {
        a.id: (in_order(chapter, a.partner), a.duty, a.partner)
        for a in _assignments(opening, chapter)
    }
    counting = {p.returned for p in proposals}
    by_partner = sorted((returns[r] for r in counting), key=lambda r: order[r.assignment])
    contributions = [
        Contribution(
            reviewer=order[r.assignment][-1],
            data=_tracked(parts, base, r, order[r.assignment][-1]),
        )
        for r in by_partner
        if r.file is not None
    ]
    return combine(base, contributions, when=opening.round.launched_at)


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


def _settle(parts: Parts, weighed: Weighed) -> Settled:
    """Write the decisions of the rule and the merged draft of one chapter."""
    chapter = weighed.chapter
    undecided = [p.number for p in weighed.proposals if p.id not in weighed.decisions]
    problem = contradiction(weighed)
    merged: Sha256 | None = None
    if not problem and (weighed.amendments or _any_accepted(weighed)):
        text = text_of(parts, weighed)
        problem = text.problem and f"Chapter {chapter.number}: {text.problem}"
        merged = None if problem else parts.storage.files.put(text.data)
    _write(parts, weighed, merged, problem=problem)
    return Settled(
        chapter=chapter.id,
        number=chapter.number,
        merged=merged,
        open=tuple(undecided),
        problem=problem,
    )


def _write(parts: Parts, weighed: Weighed, merged: Sha256 | None, *, problem: str) -> None:
    now = parts.now()
    with parts.storage.unit_of_work() as work:
        taken = work.decisions.latest(RoundId(weighed.chapter.round))
        for decision in weighed.by_rule:
            if decision.proposal not in taken:
                work.decisions.add(decision)
        current = work.chapters.get(weighed.chapter.id)
        if current is not None and not problem and current.merged != merged:
            work.chapters.put(replace(current, merged=merged))
            work.events.add(
                Event(
                    at=now,
                    what=What.CHAPTER_SETTLED,
                    about=f"chapter:{current.id}",
                    round=current.round,
                    facts={"merged": merged or "", "base": current.base},
                )
            )
        work.commit()


def text_of(parts: Parts, weighed: Weighed) -> WithOwn:
    """The chapter as it is decided, with the secretariat's own changes."""
    if weighed.combined is None:
        text = parts.storage.files.get(weighed.chapter.base)
    else:
        text = as_decided(weighed.combined, weighed)
    return with_own(parts, text, weighed.amendments)


def _any_accepted(weighed: Weighed) -> bool:
    return any(_wanted(weighed, p.id) for p in weighed.proposals)


def _wanted(weighed: Weighed, proposal: ProposalId) -> bool:
    decision = weighed.decisions.get(proposal)
    return decision is not None and decision.outcome.accepts


def contradiction(weighed: Weighed) -> str:
    """The sentence for a conflict of which both sides were accepted; empty where there is none."""
    numbers = {p.id: p.number for p in weighed.proposals}
    for conflict in weighed.conflicts:
        both = [numbers[p] for p in conflict.proposals if _wanted(weighed, p)]
        if len(both) > 1:
            these = " and ".join(str(n) for n in both)
            return (
                f"Chapter {weighed.chapter.number}: changes {these} are over the same words and"
                " both were accepted; reject one of them."
            )
    return ""


def as_decided(
    combined: Combined, weighed: Weighed, *, leave: Collection[RevisionId] = frozenset()
) -> bytes:
    """The base with every accepted change in it and no mark left but those to `leave`, and the old
    marks of the base itself.
    """
    fates = _fates(weighed)
    accept: list[RevisionId] = []
    reject: list[RevisionId] = []
    reword: dict[RevisionId, str] = {}
    for revision, origins in combined.origins.items():
        if revision in leave or revision in weighed.ours:
            continue
        known = [fates[origin] for origin in origins if origin in fates]
        words = next((fate for fate in known if isinstance(fate, str)), None)
        if words is not None:
            reword[revision] = words
        elif any(known):
            accept.append(revision)
        else:
            reject.append(revision)
    return resolve(combined.data, accept=accept, reject=reject, reword=reword)


def _fates(weighed: Weighed) -> dict[tuple[str, RevisionId], bool | str]:
    """For each revision of a return: accepted, not accepted, or the words to put in its place.

    The officer's words stand in for all that a proposal inserts: in its first insertion, and the
    others of the proposal are left out. Of a header that is there several times, in each copy.
    """
    fates: dict[tuple[str, RevisionId], bool | str] = {}
    for proposal in weighed.proposals:
        decision = weighed.decisions.get(proposal.id)
        other = decision.words if decision and decision.outcome is Outcome.REWORDED else None
        for copy in in_copies(proposal.revisions):
            words = other
            for revision in copy:
                fate: bool | str = _wanted(weighed, proposal.id)
                if words is not None and revision.kind is RevisionKind.INSERTION:
                    fate, words = words, ""
                    if fate == "":
                        fate = False
                fates[(proposal.partner, revision.id)] = fate
    return fates
