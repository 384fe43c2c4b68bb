"""What the record of an edition says: who answered, who did not, and how much there was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from review.carrying import not_taken_back
from review.deadlines import deadline_of
from review.decisions import effective, still_open
from review.gates import Work, in_gate, members, work_of_members
from review.letters import LetterKind, LetterState
from review.partners import PartnerId
from review.returns import Answer, Return
from review.rounds import Assignment, Duty, Opening, Silence, State

__all__ = ["AnswerLine", "Counts", "answers", "count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """What one member did about one chapter, as the record prints it: "changes", "changes, not
    merged", "changes (a later “no changes” does not take them back)", "no changes", "words",
    "declined", "not yet", "not reached", "no answer" or "no answer, counted as no objection under
    this round's rule". Never "approved" for silence.
    """

    number: str
    partner: PartnerId
    duty: Duty
    answer: str
    answered_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a round was, counting members at launch and chapters of the gate only.

    `letters` are those that left before the edition: opening, reminders, receipts, held.
    `revisions`, `decisions` and `comments` are those of the returns that count; words in place of
    others are one change, as they are one decision.
    """

    letters: int
    reminders: int
    returns: int
    revisions: int
    decisions: int
    comments: int


NO_OBJECTION = "no answer, counted as no objection under this round's rule"

_STANDS = "changes (a later “no changes” does not take them back)"
_WORDS = {Answer.FILE: "changes", Answer.NO_CHANGES: "no changes", Answer.WORDS: "words"}

_REMINDERS = {LetterKind.REMINDER, LetterKind.LAST_REMINDER}
_BEFORE = _REMINDERS | {LetterKind.LAUNCH, LetterKind.RECEIPT, LetterKind.HELD}
_GONE = {LetterState.SENT, LetterState.WRITTEN}


def answers(
    opened: Opening, work: Work, *, reached: Mapping[str, bool], now: datetime
) -> tuple[AnswerLine, ...]:
    """What every member did about every gate chapter, by chapter, owner first.

    `reached` says for assignment ids whether the partner provably got its letter
    (`letters.reached`); without it silence does not count.
    """
    ours = members(opened)
    stands = not_taken_back(work.returns, work.proposals)
    last: dict[str, Return] = {}
    for returned in sorted(work.returns, key=lambda r: r.ordinal):
        last[returned.assignment] = returned
    return tuple(
        AnswerLine(
            number=chapter.number,
            partner=assignment.partner,
            duty=assignment.duty,
            answer=(
                _STANDS
                if assignment.id in stands
                else _answer(opened, assignment, last.get(assignment.id), reached, now)
            ),
            answered_at=assignment.answered_at,
            late=assignment.id in last and last[assignment.id].late,
        )
        for chapter in in_gate(opened)
        for assignment in sorted(opened.assignments, key=lambda a: a.duty is not Duty.OWNER)
        if assignment.chapter == chapter.id and assignment.partner in ours
    )


def count(opened: Opening, work: Work) -> Counts:
    """The counts of the record, of gate members and gate chapters only."""
    ours = work_of_members(opened, work)
    gone = [x for x in ours.letters if x.kind in _BEFORE and x.state in _GONE]
    proposals = effective(ours.proposals, ours.returns)
    undecided = still_open(proposals, ours.decisions)
    latest = {p.returned for p in proposals}
    return Counts(
        letters=len(gone),
        reminders=sum(x.kind in _REMINDERS for x in gone),
        returns=len(ours.returns),
        revisions=len(proposals),
        decisions=len(proposals) - len(undecided),
        comments=sum(r.returned in latest for r in ours.remarks),
    )


def _answer(
    opened: Opening,
    assignment: Assignment,
    last: Return | None,
    reached: Mapping[str, bool],
    now: datetime,
) -> str:
    if last is not None and assignment.answered_at is not None:
        if last.answer is Answer.FILE and not last.mergeable:
            return "changes, not merged"
        return _WORDS[last.answer]
    if assignment.state is State.DECLINED:
        return "declined"
    if assignment.answered_at is not None:
        return "words"
    if not reached.get(assignment.id, False) or assignment.state is State.UNREACHABLE:
        return "not reached"
    if now < deadline_of(assignment, opened.round):
        return "not yet"
    return NO_OBJECTION if opened.round.silence is Silence.NO_OBJECTION else "no answer"
