"""The publish gate: whether an edition can be made, by members' chapters alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from review.amendments import Amendment
from review.deadlines import deadline_of
from review.decisions import Decision, Proposal, ProposalId, effective, still_open
from review.letters import Letter
from review.partners import PartnerId, Standing
from review.publications import Chapter, ChapterId, Sha256
from review.remarks import Remark
from review.returns import Answer, Return
from review.rounds import Assignment, Open, Opening, State
from review.states import awaited

__all__ = [
    "GateChapter",
    "Ready",
    "Waiting",
    "Work",
    "gate",
    "gate_chapters",
    "in_gate",
    "members",
    "work_of_members",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateChapter:
    """What the publish gate knows of a chapter: its owner was a member at launch and it is not
    withheld. There is no place here for anybody else.

    `draft` is what would be published now: merged, or the base. `silent` are the members that were
    asked and have not answered, `undecided` the proposals nobody has decided, `decided` how many
    were. `answered`: anybody answered at all. `due_passed`: so did every deadline of the silent.
    `unmerged` are the members whose last file waits for a person to look at it.
    """

    chapter: ChapterId
    number: str
    title: str
    owner: PartnerId
    draft: Sha256
    silent: tuple[PartnerId, ...] = ()
    undecided: tuple[ProposalId, ...] = ()
    decided: int = 0
    answered: bool = False
    due_passed: bool = False
    unmerged: tuple[PartnerId, ...] = ()

    @property
    def settled(self) -> bool:
        """Nothing to wait for: every member answered, every change is decided, every file read."""
        return not (self.silent or self.undecided or self.unmerged)

    @property
    def carried(self) -> bool:
        """It would go out as it was sent because nobody answered, or nobody decided."""
        return not self.answered or bool((self.undecided or self.unmerged) and not self.decided)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The edition can be made. `deferred` are proposals that stay open for the next edition,
    `carried` the numbers of chapters that go out as they were sent, `silent` those who did not
    answer, by chapter number.
    """

    deferred: tuple[ProposalId, ...] = ()
    carried: tuple[str, ...] = ()
    silent: tuple[tuple[str, PartnerId], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The edition waits; `reasons` are sentences. `instead` is what publishing now would mean."""

    reasons: tuple[str, ...]
    instead: Ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Everything that happened in a round, as stored; of members and of anybody else."""

    returns: tuple[Return, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    decisions: tuple[Decision, ...] = ()
    remarks: tuple[Remark, ...] = ()
    letters: tuple[Letter, ...] = ()
    amendments: tuple[Amendment, ...] = ()


def gate(chapters: Sequence[GateChapter], policy: Open) -> Ready | Waiting:
    """Whether the edition can be made: every chapter settled, or its deadlines passed and the
    policy is to publish. A person who publishes in spite of `Waiting` gets what `instead` says.
    """
    ready = Ready(
        deferred=tuple(id_ for c in chapters for id_ in c.undecided),
        carried=tuple(c.number for c in chapters if c.carried),
        silent=tuple((c.number, partner) for c in chapters for partner in c.silent),
    )
    waiting = [c for c in chapters if not (c.settled or (policy is Open.PUBLISH and c.due_passed))]
    if not waiting:
        return ready
    return Waiting(reasons=tuple(s for c in waiting for s in _reasons(c)), instead=ready)


def gate_chapters(opened: Opening, work: Work, *, now: datetime) -> list[GateChapter]:
    """The chapters that the gate looks at, in the order of the guide: whose owner was a member at
    launch and that are not withheld. Everything of non-members is left out here.
    """
    ours = work_of_members(opened, work)
    proposals = effective(ours.proposals, ours.returns)
    open_ones = {p.id for p in still_open(proposals, ours.decisions)}
    asked = _asked(opened)
    return [
        GateChapter(
            chapter=chapter.id,
            number=chapter.number,
            title=chapter.title,
            owner=chapter.owner,
            draft=chapter.merged or chapter.base,
            silent=tuple(a.partner for a in mine if _silent(a)),
            undecided=tuple(p.id for p in its if p.id in open_ones),
            decided=sum(p.id not in open_ones for p in its),
            answered=not all(map(_silent, mine)),
            unmerged=_unmerged(mine, ours.returns),
            due_passed=all(now >= deadline_of(a, opened.round) for a in mine if awaited(a))
            and now >= opened.round.due,
        )
        for chapter in in_gate(opened)
        for mine in [[a for a in asked if a.chapter == chapter.id]]
        for its in [[p for p in proposals if p.chapter == chapter.id]]
    ]


def members(opened: Opening) -> frozenset[PartnerId]:
    """The partners that were members at launch, whatever they are today."""
    return frozenset(p.partner for p in opened.participants if p.standing is Standing.MEMBER)


def in_gate(opened: Opening) -> list[Chapter]:
    """The chapters whose owner was a member at launch and that are not withheld, in order."""
    ours = members(opened)
    chapters = [c for c in opened.chapters if c.owner in ours and c.withheld is None]
    return sorted(chapters, key=lambda c: c.place)


def work_of_members(opened: Opening, work: Work) -> Work:
    """What members at launch did about gate chapters, and nothing else."""
    asked = {a.id for a in _asked(opened)}
    inside = {chapter.id for chapter in in_gate(opened)}
    returns = tuple(r for r in work.returns if r.assignment in asked)
    taken = {r.id for r in returns}
    proposals = tuple(p for p in work.proposals if p.returned in taken)
    ids = {p.id for p in proposals}
    ours = members(opened)
    return Work(
        returns=returns,
        proposals=proposals,
        decisions=tuple(d for d in work.decisions if d.proposal in ids),
        remarks=tuple(r for r in work.remarks if r.returned in taken),
        letters=tuple(
            letter
            for letter in work.letters
            if letter.partner in ours and (not letter.assignments or asked & {*letter.assignments})
        ),
        amendments=tuple(a for a in work.amendments if a.chapter in inside),
    )


def _asked(opened: Opening) -> list[Assignment]:
    """The assignments of members on gate chapters."""
    ours, chapters = members(opened), {c.id for c in in_gate(opened)}
    return [a for a in opened.assignments if a.partner in ours and a.chapter in chapters]


def _unmerged(asked: Sequence[Assignment], returns: Sequence[Return]) -> tuple[PartnerId, ...]:
    """The members of which a file waits for a person, with no later file that can be merged."""
    files = [r for r in sorted(returns, key=lambda r: r.ordinal) if r.answer is Answer.FILE]
    last = {r.assignment: r for r in files}
    return tuple(a.partner for a in asked if a.id in last and not last[a.id].mergeable)


def _silent(assignment: Assignment) -> bool:
    """Whether there is no answer, whoever is to blame; a partner that declined has answered."""
    return awaited(assignment) or assignment.state is State.LAPSED


def _reasons(chapter: GateChapter) -> list[str]:
    name = f"Chapter {chapter.number}, {chapter.title}"
    reasons = []
    if chapter.silent:
        reasons.append(f"{name}: no answer yet from {', '.join(chapter.silent)}.")
    if chapter.unmerged:
        who = ", ".join(chapter.unmerged)
        reasons.append(f"{name}: the file of {who} waits for a person; see what is held.")
    if chapter.undecided:
        count = len(chapter.undecided)
        changes = "1 change waits" if count == 1 else f"{count} changes wait"
        reasons.append(f"{name}: {changes} for a decision.")
    return reasons
