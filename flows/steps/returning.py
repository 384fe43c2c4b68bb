"""An answer made a return: with its proposals, its remarks, and what an earlier one leaves it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chapters import Finding, Weight
from flows.parts import Parts
from flows.steps.files import SeenFile, how_read
from review.carrying import carry_over, repeated
from review.deadlines import is_late
from review.decisions import Proposal, counting, proposals_of
from review.events import Event, What
from review.hands import attributed, contradictions
from review.inbounds import Mail
from review.judgements import Judged
from review.partners import Partner, PartnerId
from review.remarks import remarks_of, with_answers
from review.returns import Answer, Held, Inbound, Method, Return, ReturnId, Trust
from review.rounds import Assignment, AssignmentId, Opening
from review.states import answered
from storage import UnitOfWork

__all__ = ["Made", "Sighting", "note_answer", "return_file", "return_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A matched inbound with everything that was seen of it."""

    inbound: Inbound
    mail: Mail
    files: tuple[SeenFile, ...]
    partner: Partner
    opening: Opening
    method: Method
    trust: Trust
    notes: tuple[str, ...] = ()
    given_to: AssignmentId | None = None
    """The assignment that a person gave it to."""
    settles: tuple[Held, ...] = ()
    """What was held of this inbound and is settled by taking it."""

    @property
    def asked(self) -> list[Assignment]:
        """What the partner was asked in this round."""
        return [a for a in self.opening.assignments if a.partner == self.partner.id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A return that was made of a file; where it is not `mergeable`, a person looks at it first.
    `gone` counts the changes of the return before it that it has no more, `accepted` those of them
    that were; `passed_on` counts marks of another partner; `noticed` is what else the file does.
    """

    returned: Return
    assignment: Assignment
    mergeable: bool
    gone: int
    accepted: int
    passed_on: dict[PartnerId, int]
    noticed: tuple[Finding, ...] = ()


def return_file(
    parts: Parts,
    work: UnitOfWork,
    sighting: Sighting,
    file: SeenFile,
    judged: Judged,
    assignment: Assignment,
) -> Made | Return:
    """Make a return of one file, with its proposals and remarks; the assignment is answered.

    Decisions on an earlier return stay with the changes that are wanted again. A file that came
    before, byte for byte, changes nothing: then the return that was made of it.
    """
    others = _others(work, sighting, assignment)
    both = contradictions(file.quarrels, sighting.partner, others)
    returned = replace(
        return_of(parts, work, sighting, assignment, judged.answer or Answer.FILE),
        file=file.sha256,
        name=file.file.name,
        method=Method.STAMP if judged.by is Method.STAMP else sighting.method,
        mergeable=judged.mergeable,
        findings=(*how_read(file), *file.findings, *sighting.notes),
        reading=file.reading,
        exact=file.exact(assignment.chapter),
        noticed=(*both, *file.noticed),
    )
    earlier = work.returns.of_assignment(assignment.id)
    if (known := repeated(assignment, earlier, returned)) is not None:
        return known
    proposals = proposals_of(
        returned,
        file.revisions,
        assignment,
        first=1,
        new_id=parts.new_id,
        untracked=file.untracked,
        weights=file.weights,
    )
    there = work.proposals.of_chapter(assignment.chapter)
    proposals = attributed(proposals, sighting.partner, others, there)
    counted = counting(earlier).get(assignment.id)
    before = [p for p in work.proposals.of_return(counted.id) if _counts(p)] if counted else []
    decided = work.decisions.latest(sighting.opening.round.id)
    carried = carry_over(before, list(decided.values()), list(filter(_counts, proposals)))
    work.returns.add(returned)
    work.proposals.add([replace(p, again=p.id in carried.again) for p in proposals])
    asked = {returned.id, *(r.id for r in earlier)}
    said = [r for r in work.remarks.of_chapter(assignment.chapter) if r.returned in asked]
    remarks = remarks_of(returned, file.comments, assignment, first=1)
    work.remarks.add(with_answers(remarks, said))
    for decision in carried.decisions:
        work.decisions.add(decision)
    foreign = [p.passed_on for p in proposals if p.passed_on is not None]
    gone = carried.gone if returned.mergeable else ()
    return Made(
        returned=returned,
        assignment=note_answer(parts, work, returned, assignment),
        mergeable=returned.mergeable,
        gone=len(gone),
        accepted=sum(p in decided and decided[p].outcome.accepts for p in gone),
        passed_on={partner: foreign.count(partner) for partner in dict.fromkeys(foreign)},
        noticed=returned.noticed,
    )


def _counts(proposal: Proposal) -> bool:
    return proposal.weight is not Weight.NOTHING


def _others(work: UnitOfWork, sighting: Sighting, assignment: Assignment) -> list[Partner]:
    """The other partners that were asked about the same chapter."""
    asked = {a.partner for a in sighting.opening.assignments if a.chapter == assignment.chapter}
    return [p for p in work.partners.all() if p.id in asked - {sighting.partner.id}]


def return_of(
    parts: Parts, work: UnitOfWork, sighting: Sighting, assignment: Assignment, answer: Answer
) -> Return:
    """A return of an assignment, not stored yet; without a file."""
    before = work.returns.of_assignment(assignment.id)
    received = sighting.inbound.received_at
    return Return(
        id=ReturnId(parts.new_id()),
        inbound=sighting.inbound.id,
        assignment=assignment.id,
        ordinal=max((r.ordinal for r in before), default=0) + 1,
        answer=answer,
        received_at=received,
        late=is_late(received, assignment, sighting.opening.round),
        sender=sighting.inbound.sender,
        method=sighting.method,
        trust=sighting.trust,
        words=sighting.mail.words,
    )


def note_answer(
    parts: Parts, work: UnitOfWork, returned: Return, assignment: Assignment
) -> Assignment:
    """The assignment as it is once it is answered, written with its event."""
    done = answered(assignment, at=returned.received_at)
    work.assignments.put(done)
    work.events.add(
        Event(
            at=parts.now(),
            what=What.RETURN_TAKEN,
            about=f"assignment:{assignment.id}",
            round=assignment.round,
            partner=assignment.partner,
            facts={
                "return": returned.id,
                "answer": returned.answer.value,
                "method": returned.method.value,
                "trust": returned.trust.value,
                "sender": returned.sender,
            },
        )
    )
    return done
