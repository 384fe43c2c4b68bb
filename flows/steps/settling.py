"""A chapter, merged: everybody's changes over one base, and of them what was accepted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from chapters import (
    Combined,
    RevisionId,
    RevisionKind,
    in_copies,
    resolve,
)
from flows.parts import Parts
from flows.steps.amending import WithOwn, with_own
from flows.steps.weighing import Weighed, contradiction, of_accepted, weigh
from review.decisions import (
    Outcome,
)
from review.events import Event, What
from review.moves import carried
from review.publications import ChapterId, Sha256
from review.rounds import RoundId

__all__ = [
    "Settled",
    "as_decided",
    "combined_for_accepted",
    "settle_chapters",
    "text_of",
    "to_settle",
]


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


def _settle(parts: Parts, weighed: Weighed) -> Settled:
    """Write the decisions of the rule and the merged draft of one chapter."""
    chapter = weighed.chapter
    undecided = [p.number for p in weighed.proposals if p.id not in weighed.decisions]
    problem = contradiction(parts, weighed)
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
        text = as_decided(combined_for_accepted(parts, weighed.combined, weighed), weighed)
    return with_own(parts, text, weighed.amendments)


def combined_for_accepted(parts: Parts, combined: Combined, weighed: Weighed) -> Combined:
    """The returns side by side so that all that is accepted has a place: a paragraph can say only
    once how else it is to look, and what was left out may be what was accepted.
    """
    wanted = {
        (p.partner, r.id) for p in weighed.proposals if weighed.wants(p.id) for r in p.revisions
    }
    return of_accepted(parts, weighed) if wanted.intersection(combined.left_out) else combined


def _any_accepted(weighed: Weighed) -> bool:
    return any(weighed.wants(p.id) for p in weighed.proposals)


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
    return resolve(combined.data, accept=accept, reject=reject, reword=reword, follow=True)


def _fates(weighed: Weighed) -> dict[tuple[str, RevisionId], bool | str]:
    """For each revision of a return: accepted, not accepted, or the words to put in its place.

    The officer's words stand in for all that a proposal inserts: in its first insertion, and the
    others of the proposal are left out. Of a header that is there several times, in each copy.
    """
    fates: dict[tuple[str, RevisionId], bool | str] = {}
    movers = carried(weighed.proposals)
    for proposal in weighed.proposals:
        mover = movers.get(proposal.id, proposal)
        wanted = weighed.wants(proposal.id) and weighed.wants(mover.id)
        decision = weighed.decisions.get(proposal.id)
        other = decision.words if decision and decision.outcome is Outcome.REWORDED else None
        for copy in in_copies(proposal.revisions):
            words = other
            for revision in copy:
                fate: bool | str = wanted
                if wanted and words is not None and revision.kind is RevisionKind.INSERTION:
                    fate, words = words, ""
                    if fate == "":
                        fate = False
                fates[(proposal.partner, revision.id)] = fate
    return fates
