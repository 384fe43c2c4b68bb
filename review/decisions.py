"""Proposal and Decision: what is decided, by whom, and what is still open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from chapters import Revision, RevisionId, RevisionKind, Weight, in_copies
from review.errors import NotAllowed
from review.partners import PartnerId
from review.publications import ChapterId
from review.returns import Answer, Method, Return, ReturnId
from review.rounds import Assignment, AssignmentId, Duty
from review.senders import owner_trusted

__all__ = [
    "BY_RULE",
    "Decision",
    "Outcome",
    "Proposal",
    "ProposalId",
    "Selection",
    "apart",
    "counting",
    "decide",
    "effective",
    "latest",
    "noticed_in",
    "owner_rule",
    "proposals_of",
    "select",
    "shown",
    "still_open",
    "without_effect",
]

ProposalId = NewType("ProposalId", str)

BY_RULE = "rule: owner"
"""Who decided where the owner rule did."""


class Outcome(StrEnum):
    """What was settled for a proposal."""

    ACCEPTED = "accepted"
    REWORDED = "accepted with other words"
    REJECTED = "rejected"
    DEFERRED = "deferred"

    @property
    def accepts(self) -> bool:
        """Whether the change comes into the text, in its own words or in others."""
        return self in {Outcome.ACCEPTED, Outcome.REWORDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The revisions of one return that stand or fall together (one group of `chapters.Revision`).

    `number` is what the officer types; unique in the round, never reused. `fingerprints` are those
    of the revisions, in document order: they name the same revisions in a later return of the same
    partner.

    `weight` is what is at stake; those that come to nothing (`Weight.NOTHING`) are kept and never
    count. `untracked`: the partner made it, or some of it, without tracking. `again`: an earlier
    return wanted something else there, which a person had decided on. `passed_on` is another
    partner, whose mark it is and in whose file it was made, none for the partner's own.
    """

    id: ProposalId
    number: int
    round: str
    chapter: ChapterId
    partner: PartnerId
    duty: Duty
    assignment: AssignmentId
    returned: ReturnId
    revisions: tuple[Revision, ...]
    weight: Weight = Weight.WORDS
    untracked: bool = False
    again: bool = False
    passed_on: PartnerId | None = None

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """The lasting names of its revisions, in document order."""
        return tuple(r.fingerprint for r in self.revisions)

    @property
    def told(self) -> tuple[Revision, ...]:
        """Its revisions as people are told of them: those of a header that is in the file several
        times are one change.
        """
        return in_copies(self.revisions)[0]

    @property
    def asked_by(self) -> PartnerId:
        """The partner whose wish it is, in whoever's file it came."""
        return self.passed_on or self.partner


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was settled for a proposal; a later one on the same proposal supersedes it.

    `by` is a person's name or "rule: owner". `words` replace what the proposal wanted to insert,
    none unless reworded. A rejection has a reason.
    """

    proposal: ProposalId
    outcome: Outcome
    at: datetime
    by: str
    reason: str = ""
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which proposals an act is about; what is empty or none does not narrow.

    `chapter` is a chapter's id; `heading` words of any heading above the change, in any case.
    """

    numbers: tuple[int, ...] = ()
    partner: PartnerId | None = None
    chapter: ChapterId | None = None
    kind: RevisionKind | None = None
    weight: Weight | None = None
    heading: str = ""


def proposals_of(  # noqa: PLR0913 -- what was seen of a return
    returned: Return,
    revisions: Sequence[Revision],
    assignment: Assignment,
    *,
    first: int,
    new_id: Callable[[], str],
    untracked: Collection[RevisionId] = frozenset(),
    weights: Mapping[str, Weight] = MappingProxyType({}),
) -> list[Proposal]:
    """The proposals of a return, one per group of revisions, in document order, numbered from
    `first`. `untracked` are those of the revisions that were made without tracking; `weights` are
    by group, words where one has none.
    """
    groups: dict[str, list[Revision]] = {}
    for revision in revisions:
        groups.setdefault(revision.group, []).append(revision)
    return [
        Proposal(
            id=ProposalId(new_id()),
            number=number,
            round=assignment.round,
            chapter=assignment.chapter,
            partner=assignment.partner,
            duty=assignment.duty,
            assignment=assignment.id,
            returned=returned.id,
            revisions=tuple(group),
            weight=weights.get(name, Weight.WORDS),
            untracked=any(r.id in untracked for r in group),
        )
        for number, (name, group) in enumerate(groups.items(), start=first)
    ]


def owner_rule(
    proposals: Iterable[Proposal],
    returns: Mapping[ReturnId, Return],
    *,
    in_conflict: Collection[ProposalId],
    decided: Collection[ProposalId],
    now: datetime,
) -> list[Decision]:
    """The acceptances that the owner rule gives: an owner's changes to its own chapter, in
    conflict with nobody, not decided yet, from a sender sure enough (`senders.owner_trusted`).

    Not what another partner had marked, nor what a person decided otherwise before. A change that
    was not tracked must be one that the owner surely made: in the copy that we sent, and where no
    paragraph or row is missing without a mark. Asked only where the round's `owner_applies` is on.
    """
    proposals = list(proposals)
    lossy = {p.returned for p in proposals if p.untracked and _takes_away(p)}
    return [
        Decision(proposal=p.id, outcome=Outcome.ACCEPTED, at=now, by=BY_RULE)
        for p in proposals
        if p.duty is Duty.OWNER
        and p.id not in in_conflict
        and p.id not in decided
        and (returned := returns.get(p.returned)) is not None
        and returned.mergeable
        and owner_trusted(returned.trust, returned.method)
        and p.passed_on is None
        and not p.again
        and not (p.untracked and (p.returned in lossy or not _ours(returned)))
    ]


_TAKES_AWAY = {
    RevisionKind.PARAGRAPH_DELETION,
    RevisionKind.ROW_DELETION,
    RevisionKind.CELL_DELETION,
    RevisionKind.CONTROL_DELETION,
}


def _takes_away(proposal: Proposal) -> bool:
    """Whether a paragraph, a row or a cell goes: without a mark it may as well have been lost, and
    what was written in its place belongs to it.
    """
    return any(r.kind in _TAKES_AWAY for r in proposal.revisions)


def _ours(returned: Return) -> bool:
    """Whether the file is the copy that we sent: then what differs is what the partner did."""
    return returned.exact and returned.method is Method.STAMP


def select(proposals: Iterable[Proposal], selection: Selection) -> list[Proposal]:
    """The proposals that a selection names, in the order given; raises `NotAllowed` for a number
    that there is none of.
    """
    pool = list(proposals)
    unknown = set(selection.numbers) - {p.number for p in pool}
    if unknown:
        names = ", ".join(map(str, sorted(unknown)))
        raise NotAllowed("decide", f"change {names}", "no change of this round has this number")
    return [p for p in pool if _selected(p, selection)]


def apart(
    chosen: Iterable[Proposal], selection: Selection, decisions: Iterable[Decision]
) -> tuple[list[Proposal], list[Proposal]]:
    """What an act is about, and what of its selection was decided before and stays so: a decision
    is changed only where somebody gives the number. A selection of nothing says: all that is open.
    """
    chosen = list(chosen)
    if selection.numbers:
        return chosen, []
    undecided = still_open(chosen, decisions)
    if selection == Selection():
        return undecided, []
    remaining = {p.id for p in undecided}
    return undecided, [p for p in chosen if p.id not in remaining]


def decide(
    proposals: Sequence[Proposal],
    outcome: Outcome,
    *,
    by: str,
    now: datetime,
    reason: str = "",
    words: str | None = None,
) -> list[Decision]:
    """The same decision on each of `proposals`.

    Raises `NotAllowed` for a rejection without reason, for other words without words or on several
    proposals at once, for other words on a change that inserts nothing, and for nothing selected.
    """
    _refuse(proposals, outcome, reason.strip(), (words or "").strip())
    return [
        Decision(
            proposal=p.id,
            outcome=outcome,
            at=now,
            by=by,
            reason=reason.strip(),
            words=words.strip() if words and outcome is Outcome.REWORDED else None,
        )
        for p in proposals
    ]


def latest(decisions: Iterable[Decision]) -> dict[ProposalId, Decision]:
    """The decision that holds for each proposal: the last one taken."""
    # Sorting is stable: of two at one instant, the one that was given later holds.
    return {d.proposal: d for d in sorted(decisions, key=lambda d: d.at)}


def still_open(proposals: Iterable[Proposal], decisions: Iterable[Decision]) -> list[Proposal]:
    """The proposals that nobody has decided, in the order given."""
    decided = latest(decisions)
    return [p for p in proposals if p.id not in decided]


def effective(proposals: Iterable[Proposal], returns: Iterable[Return]) -> list[Proposal]:
    """The proposals of each assignment's latest mergeable return; those of superseded returns
    stay readable and count no more, and so do those that come to nothing.

    A mark of another partner counts once: as that partner's own, where it is in that partner's
    return too.
    """
    there = [p for p in _there(proposals, returns) if p.weight is not Weight.NOTHING]
    own = {(p.partner, p.chapter, p.fingerprints) for p in there if p.passed_on is None}
    return [
        p
        for p in there
        if p.passed_on is None or (p.passed_on, p.chapter, p.fingerprints) not in own
    ]


def without_effect(proposals: Iterable[Proposal], returns: Iterable[Return]) -> list[Proposal]:
    """What was typed and taken back in the returns that count: for the record only."""
    return [p for p in _there(proposals, returns) if p.weight is Weight.NOTHING]


def _there(proposals: Iterable[Proposal], returns: Iterable[Return]) -> list[Proposal]:
    ids = {returned.id for returned in counting(returns).values()}
    return [p for p in proposals if p.returned in ids]


def counting(returns: Iterable[Return]) -> dict[AssignmentId, Return]:
    """The return of each assignment whose changes count: the latest mergeable file.

    Only a file takes the place of a file: "no further comments", or our own file sent back, does
    not take back what was asked before.
    """
    last: dict[AssignmentId, Return] = {}
    for returned in returns:
        if returned.mergeable and returned.answer is Answer.FILE:
            before = last.get(returned.assignment)
            if before is None or before.ordinal < returned.ordinal:
                last[returned.assignment] = returned
    return last


def noticed_in(returns: Iterable[Return]) -> list[Return]:
    """The returns of `shown` in which something was noticed that a person should know."""
    return [r for r in shown(returns) if r.noticed]


def shown(returns: Iterable[Return]) -> list[Return]:
    """The returns whose files a person looks at: of each assignment the one that counts, or the
    last where none has changes that count.
    """
    there = sorted(returns, key=lambda r: r.ordinal)
    last = {r.assignment: r for r in there if r.file is not None}
    return list({**last, **counting(there)}.values())


def _selected(proposal: Proposal, selection: Selection) -> bool:
    heading = selection.heading.casefold()
    return (
        (not selection.numbers or proposal.number in selection.numbers)
        and selection.partner in {None, proposal.partner}
        and selection.chapter in {None, proposal.chapter}
        and (selection.kind is None or any(r.kind is selection.kind for r in proposal.revisions))
        and selection.weight in {None, proposal.weight}
        and (
            not heading
            or any(heading in h.casefold() for r in proposal.revisions for h in r.place.headings)
        )
    )


_NOT_REWORDED = frozenset(
    {
        RevisionKind.MOVE_TO,
        RevisionKind.PARAGRAPH_MOVE_TO,
        RevisionKind.ROW_INSERTION,
        RevisionKind.CELL_INSERTION,
    }
)
"""Kinds of changes whose words are not in one place, or belong to another one as well."""


def _refuse(proposals: Sequence[Proposal], outcome: Outcome, reason: str, words: str) -> None:
    """Raise `NotAllowed` for what cannot be decided like this."""
    rewords = outcome is Outcome.REWORDED
    rows = (
        (not proposals, "no change is selected"),
        (outcome is Outcome.REJECTED and not reason, "its partner will ask why: give a reason"),
        (rewords and not words, "give the other words"),
        (rewords and len(proposals) > 1, "other words fit one change at a time"),
        (
            rewords and not any(r.after for p in proposals for r in p.revisions),
            "it inserts no words that others could replace; reject it instead",
        ),
        (
            rewords and any(r.kind in _NOT_REWORDED for p in proposals for r in p.revisions),
            "other words fit no move, row or cell; accept it and write in gci-review decide --word",
        ),
        (bool(words) and not rewords, "words belong to a change that is accepted with other words"),
    )
    what = "change " + ", ".join(str(p.number) for p in proposals) if proposals else "this"
    for holds, why in rows:
        if holds:
            raise NotAllowed("decide", what, why)
