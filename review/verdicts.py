"""What an officer's Word file decides: from what became of each mark to what is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chapters import Fate, RevisionId, RevisionKind, Verdict, Verdicts, in_copies
from review.conflicts import Conflict
from review.decisions import Decision, Outcome, Proposal, ProposalId

__all__ = ["IN_PART", "LOST", "NO_REASON", "Judgement", "judge"]

NO_REASON = "The secretariat kept the text as it was."
LOST = "Another wish for the same words was accepted."
IN_PART = "Taken over in part: see the secretariat's own changes."

Marks = Mapping[ProposalId, Sequence[RevisionId]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a file decides. `open` are the proposals that it leaves open, `divided` those of which
    one piece is decided and another is not, `untold` those whose marks are gone and of which the
    text cannot say what became. `silent` are comments of the officer that are no decision's reason.
    """

    decisions: tuple[Decision, ...]
    open: tuple[ProposalId, ...] = ()
    divided: tuple[ProposalId, ...] = ()
    untold: tuple[ProposalId, ...] = ()
    silent: tuple[str, ...] = ()


def judge(  # noqa: PLR0913 -- a decision has as many facts
    proposals: Sequence[Proposal],
    marks: Marks,
    verdicts: Verdicts,
    conflicts: Sequence[Conflict],
    *,
    by: str,
    now: datetime,
    reason: str = "",
) -> Judgement:
    """What a file that an officer edited decides on `proposals`.

    `marks` are the revisions of each in the file that the officer was given. A rejection has the
    officer's comment beside it as its reason, else `reason`, else a sentence that says that none
    was given. Other words in the place of one insertion are a reworded acceptance.
    """
    cases = [
        _Case(p, [(m, verdicts.by_revision[m]) for m in marks[p.id] if m in verdicts.by_revision])
        for p in proposals
        if p.id in marks
    ]
    for case in cases:
        case.look()
    wanted = {m for case in cases if case.accepts for m, _ in case.seen}
    for case in cases:
        if case.outcome is None and case.waits is None:
            case.weigh(wanted)
    lost = _lost(cases, conflicts)
    for case in cases:
        if case.proposal.id in lost:
            case.outcome = Outcome.REJECTED
    lost |= _beaten(cases, conflicts)
    comments = _comments(cases, verdicts)
    used = {text for texts in comments.values() for text in texts}
    return Judgement(
        decisions=tuple(
            Decision(
                proposal=case.proposal.id,
                outcome=case.outcome,
                at=now,
                by=by,
                reason=" ".join(comments.get(case.proposal.id, ())) or case.why(reason, lost),
                words=case.words if case.outcome is Outcome.REWORDED else None,
            )
            for case in cases
            if case.outcome is not None
        ),
        open=tuple(c.proposal.id for c in cases if c.waits is Fate.OPEN),
        divided=tuple(c.proposal.id for c in cases if c.waits is Fate.DIVIDED),
        untold=tuple(c.proposal.id for c in cases if c.waits is Fate.UNTOLD),
        silent=tuple(c.text for c in verdicts.comments if c.text not in used),
    )


Seen = Sequence[tuple[RevisionId, Verdict]]


@dataclass(slots=True)
class _Case:
    """One proposal with what became of its marks. `waits` says why nothing is decided, and
    `in_part` that the smaller part of it was decided the other way.
    """

    proposal: Proposal
    seen: Seen
    outcome: Outcome | None = None
    words: str | None = None
    in_part: bool = False
    waits: Fate | None = None
    fates: set[Fate] = field(default_factory=set)

    @property
    def accepts(self) -> bool:
        return self.outcome is not None and self.outcome.accepts

    def look(self) -> None:
        """Decide what is plain from the marks of this proposal alone."""
        self.fates = {verdict.fate for _, verdict in self._telling()}
        if not self.fates:
            self.waits = Fate.UNTOLD
        elif self.fates == {Fate.OPEN} and not self._written_into():
            self.waits = Fate.OPEN
        elif Fate.DIVIDED in self.fates or (Fate.OPEN in self.fates and len(self.fates) > 1):
            self.waits = Fate.DIVIDED
        elif self.fates != {Fate.REJECTED} or self._other_words() is not None:
            self._accept()

    def weigh(self, wanted: set[RevisionId]) -> None:
        """Decide by the marks that no accepted proposal shares: the larger part."""
        own = [v.fate for m, v in self._telling() if m not in wanted]
        accepted = own.count(Fate.ACCEPTED)
        self.outcome = Outcome.ACCEPTED if accepted * 2 > len(own) else Outcome.REJECTED
        self.in_part = bool(accepted)

    def why(self, reason: str, lost: set[ProposalId]) -> str:
        """A reason where the officer wrote none beside it."""
        if self.outcome is not Outcome.REJECTED:
            return IN_PART if self.in_part else ""
        if self.proposal.id in lost:
            return reason or LOST
        return reason or (IN_PART if self.in_part else NO_REASON)

    def _telling(self) -> Seen:
        """The marks that say what became of it: what one inserts and another deletes does only
        where there is nothing else.
        """
        told = [(m, v) for m, v in self.seen if v.fate is not Fate.UNTOLD]
        return [(m, v) for m, v in told if not v.consumed] or told

    def _accept(self) -> None:
        """Take it as it is, or with other words; a mixture waits to be weighed."""
        self.words = self._other_words()
        if self.words is not None:
            self.outcome = Outcome.REWORDED
        elif len(self.fates) == 1:
            self.outcome = Outcome.ACCEPTED

    def _written_into(self) -> bool:
        """Whether somebody wrote inside what it inserts: who does so, wants what it then says."""
        brings = any(r.after for r in self.proposal.revisions)
        return brings and any(v.edited or v.words is not None for _, v in self.seen)

    def _other_words(self) -> str | None:
        """The words in the place of the only insertion, where all that it takes away is gone."""
        inserted = [r for r in self.proposal.told if r.kind is RevisionKind.INSERTION]
        spoken = {m: v.words for m, v in self.seen if v.words is not None}
        copies = {1, len(in_copies(self.proposal.revisions))}
        if len(inserted) != 1 or len(spoken) not in copies or len({*spoken.values()}) != 1:
            return None
        words = next(iter(spoken.values()))
        rest = {v.fate for m, v in self.seen if m not in spoken} - {Fate.UNTOLD}
        return None if rest & {Fate.REJECTED, Fate.DIVIDED} or words == inserted[0].after else words


def _lost(cases: Sequence[_Case], conflicts: Sequence[Conflict]) -> set[ProposalId]:
    """Accepted proposals of which everything that became true is another one's wish in conflict:
    who wants words gone, loses to who wants others in their place.
    """
    accepted = {c.proposal.id: {m for m, _ in c.seen} for c in cases if c.accepts}
    return {
        one
        for conflict in conflicts
        for one in conflict.proposals
        if one in accepted
        and any(accepted[one] < accepted.get(other, set()) for other in conflict.proposals)
    }


def _beaten(cases: Sequence[_Case], conflicts: Sequence[Conflict]) -> set[ProposalId]:
    """The proposals of conflicts in which another one is accepted."""
    accepted = {c.proposal.id for c in cases if c.accepts}
    return {
        one
        for conflict in conflicts
        for one in conflict.proposals
        if accepted & {*conflict.proposals} - {one}
    }


def _comments(cases: Sequence[_Case], verdicts: Verdicts) -> dict[ProposalId, list[str]]:
    """The officer's comments by the decision that each is a reason of: of the rejections beside
    it, else of any decision.
    """
    found: dict[ProposalId, list[str]] = {}
    for comment in verdicts.comments:
        beside = [c for c in cases if {m for m, _ in c.seen} & {*comment.revisions}]
        rejected = [c for c in beside if c.outcome is Outcome.REJECTED]
        for case in rejected or [c for c in beside if c.outcome is not None]:
            found.setdefault(case.proposal.id, []).append(comment.text)
    return found
