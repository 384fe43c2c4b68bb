"""What a matched inbound says, taken: returns, what is held, and the receipt, in one
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from flows.parts import Parts
from flows.steps.files import SeenFile
from flows.steps.gathering import opening_of
from flows.steps.queueing import queue
from flows.steps.waiting import held_event, held_item, note_settled, placed, taken_before
from review.deadlines import is_late, local_day
from review.decisions import carry_over, proposals_of, remarks_of
from review.events import Event, What
from review.facts import FileFacts
from review.inbounds import Mail
from review.judgements import Judged, judge_files
from review.partners import Partner
from review.publications import Chapter
from review.reasons import explain
from review.receipts import Taken, held_letter, receipt
from review.returns import (
    Answer,
    Held,
    Inbound,
    Method,
    Reason,
    Return,
    ReturnId,
    Trust,
)
from review.rounds import Assignment, AssignmentId, Opening
from review.senders import acts
from review.states import answered, takes_answers
from review.words import Meaning, Said, assignments_meant, meaning_of, words_wait
from storage import UnitOfWork

__all__ = ["RECONCILES", "Sighting", "take"]

RECONCILES = False
"""Whether changes made without tracking may be merged as `chapters.reconcile` found them."""


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


@dataclass(slots=True)
class _Tray:
    """What one transaction has made of an inbound so far."""

    answered: list[Assignment] = field(default_factory=list)
    files: list[FileFacts] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    no_changes: bool = False
    late: bool = False


def take(parts: Parts, sighting: Sighting) -> Inbound:
    """Make returns of what can be taken, hold what cannot, and queue one answer to the sender."""
    meaning = _meaning(parts, sighting)
    with parts.storage.unit_of_work() as work:
        if not sighting.settles and (known := taken_before(work, sighting.inbound)):
            return known
        # What was seen was seen outside the transaction; what is decided, is decided on the rows.
        current = replace(sighting, opening=opening_of(work, sighting.opening.round.id))
        tray = _Tray()
        _take_files(parts, work, current, tray)
        _take_words(parts, work, current, meaning, tray)
        done = _close(parts, work, current, tray)
        for item in sighting.settles:
            note_settled(work, item)
        work.commit()
    return done


def _meaning(parts: Parts, sighting: Sighting) -> Meaning:
    today = local_day(parts.now(), sighting.opening.round.zone)
    return meaning_of(sighting.mail.words, today=today)


def _take_files(parts: Parts, work: UnitOfWork, sighting: Sighting, tray: _Tray) -> None:
    seen = [f.seen for f in sighting.files]
    judged = judge_files(seen, sighting.asked, sighting.opening, reconciles=RECONCILES)
    for file, judgement in zip(sighting.files, judged, strict=True):
        _take_one(parts, work, sighting, file, judgement, tray)


def _take_one(
    parts: Parts,
    work: UnitOfWork,
    sighting: Sighting,
    file: SeenFile,
    judged: Judged,
    tray: _Tray,
) -> None:
    assignment = next((a for a in sighting.asked if a.id == judged.assignment), None)
    chapter = _chapter(sighting.opening, assignment)
    reason, note = judged.reason, judged.note
    if judged.answer is not None and assignment is not None:
        blocked = _blocked(sighting, assignment, judged.answer)
        if blocked is None:
            taken = _take_file(parts, work, sighting, file, judged, assignment)
            tray.answered.append(taken)
            tray.late |= is_late(sighting.inbound.received_at, assignment, sighting.opening.round)
            tray.no_changes |= judged.answer is Answer.NO_CHANGES
        reason = blocked or reason
    if reason is not None:
        why, _ = explain(reason, **_names(sighting, chapter, file))
        candidates = judged.candidates or ((assignment.id,) if assignment else ())
        tray.held.append(
            held_item(parts, sighting.inbound, reason, why, file=file, candidates=candidates)
        )
        note = note or why
    tray.files.append(_file_facts(file, chapter, note))


def _blocked(sighting: Sighting, assignment: Assignment, answer: Answer) -> Reason | None:
    if not takes_answers(assignment, sighting.opening.round):
        return Reason.NOT_AWAITED
    return acts(sighting.trust, answer)


def _names(sighting: Sighting, chapter: Chapter | None, file: SeenFile) -> dict[str, str]:
    return {
        "partner": sighting.partner.name,
        "chapter": f"{chapter.number} {chapter.title}" if chapter else "",
        "file": file.file.name,
        "sender": sighting.inbound.sender,
        "detail": file.refused,
    }


def _chapter(opening: Opening, assignment: Assignment | None) -> Chapter | None:
    if assignment is None:
        return None
    return next(c for c in opening.chapters if c.id == assignment.chapter)


def _file_facts(file: SeenFile, chapter: Chapter | None, note: str) -> FileFacts:
    groups = {r.group for r in file.revisions}
    untracked = {r.group for r in file.revisions if r.id in file.untracked}
    return FileFacts(
        name=file.file.name,
        size=len(file.file.data),
        sha256=file.sha256[:12],
        chapter=f"{chapter.number} {chapter.title}" if chapter else "",
        tracked=len(groups) - len(untracked),
        untracked=len(untracked) or len(file.untracked),
        comments=len(file.comments),
        note=note,
    )


def _take_file(
    parts: Parts,
    work: UnitOfWork,
    sighting: Sighting,
    file: SeenFile,
    judged: Judged,
    assignment: Assignment,
) -> Assignment:
    """Make a return of one file, with its proposals and remarks; the assignment, answered."""
    returned = _return(parts, work, sighting, assignment, judged.answer or Answer.FILE)
    returned = replace(
        returned,
        file=file.sha256,
        name=file.file.name,
        method=Method.STAMP if judged.by is Method.STAMP else sighting.method,
        mergeable=judged.mergeable,
        findings=(*file.findings, *sighting.notes),
    )
    work.returns.add(returned)
    proposals = proposals_of(returned, file.revisions, assignment, first=1, new_id=parts.new_id)
    new = work.proposals.add(proposals)
    work.remarks.add(remarks_of(returned, file.comments, assignment, first=1))
    old = [
        p for p in work.proposals.of_chapter(assignment.chapter) if p.assignment == assignment.id
    ]
    before = [p for p in old if p.returned != returned.id]
    decided = work.decisions.latest(sighting.opening.round.id)
    carried = carry_over(before, list(decided.values()), new)
    for decision in carried.decisions:
        work.decisions.add(decision)
    return _answer(parts, work, returned, assignment)


def _return(
    parts: Parts, work: UnitOfWork, sighting: Sighting, assignment: Assignment, answer: Answer
) -> Return:
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


def _answer(parts: Parts, work: UnitOfWork, returned: Return, assignment: Assignment) -> Assignment:
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


def _take_words(
    parts: Parts, work: UnitOfWork, sighting: Sighting, meaning: Meaning, tray: _Tray
) -> None:
    has_file = bool(tray.files)
    agrees = meaning.said is Said.NO_CHANGES and not has_file
    given = [a for a in sighting.asked if a.id == sighting.given_to]
    if given and not has_file:
        # A person says that these words answer this chapter; what they say is kept with them.
        answer = Answer.NO_CHANGES if agrees else Answer.WORDS
        _take_agreement(parts, work, sighting, given, tray, answer=answer)
        return
    reason = words_wait(meaning.said, sighting.trust, has_file=has_file)
    if agrees and reason is None:
        meant = assignments_meant(sighting.mail.words, sighting.opening, sighting.asked)
        if meant:
            _take_agreement(parts, work, sighting, meant, tray)
            return
        reason = Reason.NOT_AWAITED
    if reason is None:
        return
    why, _ = explain(reason, partner=sighting.partner.name, sender=sighting.inbound.sender)
    meant = assignments_meant(sighting.mail.words, sighting.opening, sighting.asked)
    candidates = tuple(a.id for a in meant or sighting.asked)
    tray.held.append(held_item(parts, sighting.inbound, reason, why, candidates=candidates))


def _take_agreement(
    parts: Parts,
    work: UnitOfWork,
    sighting: Sighting,
    meant: Sequence[Assignment],
    tray: _Tray,
    *,
    answer: Answer = Answer.NO_CHANGES,
) -> None:
    for assignment in meant:
        returned = _return(parts, work, sighting, assignment, answer)
        work.returns.add(returned)
        tray.answered.append(_answer(parts, work, returned, assignment))
        tray.late |= returned.late
        tray.no_changes |= answer is Answer.NO_CHANGES


def _close(parts: Parts, work: UnitOfWork, sighting: Sighting, tray: _Tray) -> Inbound:
    """Write what is known of the inbound now, and queue the one answer that its sender gets."""
    done = replace(
        sighting.inbound,
        round=sighting.opening.round.id,
        partner=sighting.partner.id,
        method=sighting.method,
        trust=sighting.trust,
        reason=_summary(tray, len(sighting.asked)),
    )
    items = [work.held.add(placed(h, done, sighting.mail)) for h in tray.held]
    for item in items:
        work.events.add(held_event(parts, done, item.reason))
    work.inbounds.put(done)
    now = parts.now()
    opening = opening_of(work, sighting.opening.round.id)
    partners = work.partners.all()
    if tray.answered:
        ignored = tuple((f.name, f.ignored.value) for f in sighting.mail.files if f.ignored)
        taken = Taken(
            answered=tuple(tray.answered),
            files=tuple(tray.files),
            ignored=ignored,
            words=sighting.mail.words,
            no_changes=tray.no_changes,
            late=tray.late,
            held=tuple(items),
        )
        queue(work, [receipt(opening, partners, done, taken, now=now, new_id=parts.new_id)], now)
    elif items:
        letter = held_letter(opening, sighting.partner, done, items, now=now, new_id=parts.new_id)
        queue(work, [letter] if letter else [], now)
    return done


def _summary(tray: _Tray, asked: int) -> str:
    count = len(tray.answered)
    said = [f"answers {count} of its {asked} chapters"] if tray.answered else []
    said += [f"held: {h.text}" for h in tray.held]
    return "; ".join(said) or "nothing to take"
