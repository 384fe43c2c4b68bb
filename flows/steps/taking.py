"""What a matched inbound says, taken: returns, what is held, and the receipt, in one
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from flows.parts import Parts
from flows.steps.files import SeenFile, how_read
from flows.steps.gathering import opening_of
from flows.steps.mail_words import keep_words
from flows.steps.queueing import queue
from flows.steps.receipting import posted_drafts, queue_receipt
from flows.steps.returning import Made, Sighting, note_answer, return_file, return_of
from flows.steps.telling import UNCOUNTED, notes_on, stand_still, withdrawn
from flows.steps.waiting import held_event, held_item, note_settled, placed, taken_before
from review.deadlines import is_late, local_day
from review.facts import FileFacts
from review.judgements import Judged, judge_files
from review.mentions import agreed_apart, assignments_meant, rest_left, why_none
from review.publications import Chapter, Sha256
from review.reasons import explain, for_sender, told_to_sender
from review.receipts import Taken, held_letter
from review.returns import Answer, Held, HeldId, Inbound, Reason, Return
from review.rounds import Assignment, AssignmentId, Opening, RoundState, State
from review.senders import acts, sender_said
from review.states import takes_answers
from review.words import Meaning, Said, meaning_of, words_wait
from storage import UnitOfWork

__all__ = ["take"]


@dataclass(slots=True)
class _Tray:
    """What one transaction has made of an inbound so far."""

    answered: list[Assignment] = field(default_factory=list)
    spoken: list[tuple[Return, Assignment]] = field(default_factory=list)
    """The answers beside which the mail may say more: all but those that words alone agree to."""
    files: list[FileFacts] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    agreed: list[Assignment] = field(default_factory=list)
    wrong: dict[HeldId, str] = field(default_factory=dict)
    repeated: list[Sha256] = field(default_factory=list)
    no_changes: bool = False
    late: bool = False


def take(parts: Parts, sighting: Sighting) -> Inbound:
    """Make returns of what can be taken, hold what cannot, and queue one answer to the sender."""
    meaning = _meaning(parts, sighting)
    posted = posted_drafts(parts, sighting.inbound)
    with parts.storage.unit_of_work() as work:
        if not sighting.settles and (known := taken_before(work, sighting.inbound)):
            return known
        # What was seen was seen outside the transaction; what is decided, is decided on the rows.
        current = replace(sighting, opening=opening_of(work, sighting.opening.round.id))
        tray = _Tray()
        _take_files(parts, work, current, tray)
        _take_words(parts, work, current, meaning, tray)
        tray.notes += stand_still(work, current.opening, current.inbound, tray.answered)
        tray.notes += filter(None, [keep_words(work, current, tray.spoken)])
        for item in sighting.settles:
            note_settled(work, item)
        done = _close(parts, work, current, tray, posted)
        work.commit()
    return done


def _meaning(parts: Parts, sighting: Sighting) -> Meaning:
    today = local_day(parts.now(), sighting.opening.round.zone)
    return meaning_of(sighting.mail.words, today=today)


def _take_files(parts: Parts, work: UnitOfWork, sighting: Sighting, tray: _Tray) -> None:
    seen = [f.seen for f in sighting.files]
    judged = judge_files(seen, sighting.asked, sighting.opening)
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
    reason, notes, waits = judged.reason, [judged.note], False
    if judged.answer is not None and assignment is not None:
        blocked = _blocked(sighting, assignment, judged.answer)
        if blocked is None:
            made = return_file(parts, work, sighting, file, judged, assignment)
            tray.no_changes |= judged.answer is Answer.NO_CHANGES
            if isinstance(made, Return):
                tray.answered.append(assignment)
                tray.spoken.append((made, assignment))
                notes = [_note_repeated(sighting, file, made, tray)]
            else:
                notes += _note_made(sighting, file, made, tray)
                waits = not made.mergeable
        reason = blocked or reason
    if reason is not None:
        why, _ = explain(reason, **_names(sighting, chapter, file))
        candidates = judged.candidates or ((assignment.id,) if assignment else ())
        item = held_item(parts, sighting.inbound, reason, why, file=file, candidates=candidates)
        tray.held.append(item)
        tray.wrong[item.id] = "" if file.pdf else for_sender(file.refused)
        wrong = file.pdf or tray.wrong[item.id]
        notes = notes if any(notes) else [_told(reason, sighting, chapter, file, wrong)]
        notes += [UNCOUNTED] if waits else []
    facts = _file_facts(file, chapter, " ".join(filter(None, notes)))
    tray.files.append(replace(facts, waits=waits))


def _note_made(sighting: Sighting, file: SeenFile, made: Made, tray: _Tray) -> list[str]:
    """Note a return that was made of a file; the sentences for its sender."""
    tray.answered.append(made.assignment)
    tray.spoken.append((made.returned, made.assignment))
    tray.notes += [*how_read(file), *withdrawn(made)]
    received = sighting.inbound.received_at
    tray.late |= is_late(received, made.assignment, sighting.opening.round)
    return notes_on(file, made) if made.mergeable else []


def _note_repeated(sighting: Sighting, file: SeenFile, before: Return, tray: _Tray) -> str:
    """Note that a file came before, and changes nothing; the sentence for its sender."""
    day = local_day(before.received_at, sighting.opening.round.zone)
    since = f"{day.day} {day:%B %Y}"
    tray.repeated.append(file.sha256)
    tray.notes.append(f"“{file.file.name}” came before, on {since}, and changes nothing")
    return f"We have this file already, since {since}. This one changes nothing."


def _blocked(sighting: Sighting, assignment: Assignment, answer: Answer) -> Reason | None:
    if not takes_answers(assignment, sighting.opening.round):
        return Reason.NOT_AWAITED
    return acts(sighting.trust, answer)


def _names(sighting: Sighting, chapter: Chapter | None, file: SeenFile) -> dict[str, str]:
    return {
        "partner": sighting.partner.name,
        "chapter": f"{chapter.number} {chapter.title}" if chapter else "",
        "file": file.file.name,
        "sender": sender_said(sighting.mail),
        "detail": file.pdf or file.refused or file.failed,
        "over": _over(sighting, [] if chapter is None else [chapter]),
    }


def _told(
    reason: Reason, sighting: Sighting, chapter: Chapter | None, file: SeenFile, wrong: str
) -> str:
    """Why a file waits, as its sender reads it under the file's name, which it does not repeat."""
    names = _names(sighting, chapter, file) | {"file": "", "detail": wrong}
    return told_to_sender(reason, **names)


def _over(sighting: Sighting, chapters: Sequence[Chapter] = ()) -> str:
    """Why no answer is awaited about these chapters, or about any that the partner was asked."""
    if sighting.opening.round.state is RoundState.CANCELLED:
        return "the round was cancelled"
    about = {c.id for c in chapters} or {a.chapter for a in sighting.asked}
    if all(a.state is State.DECLINED for a in sighting.asked if a.chapter in about):
        return f"{sighting.partner.name} declined"
    return "it names no chapter that is still open to its partner"


def _chapter(opening: Opening, assignment: Assignment | None) -> Chapter | None:
    if assignment is None:
        return None
    return next(c for c in opening.chapters if c.id == assignment.chapter)


def _file_facts(file: SeenFile, chapter: Chapter | None, note: str) -> FileFacts:
    return FileFacts(
        name=file.file.name,
        size=len(file.file.data),
        sha256=file.sha256[:12],
        chapter=f"{chapter.number} {chapter.title}" if chapter else "",
        tracked=file.tracked_groups,
        untracked=file.untracked_groups,
        comments=len(file.comments),
        note=note,
    )


def _take_words(
    parts: Parts, work: UnitOfWork, sighting: Sighting, meaning: Meaning, tray: _Tray
) -> None:
    # A file that was taken before is beside the words all the same.
    has_file = any(f.ignored is None for f in sighting.mail.files)
    agrees = meaning.said is Said.NO_CHANGES and not has_file
    given = [a for a in sighting.asked if a.id == sighting.given_to]
    if given and not tray.files:
        # A person says that these words answer this chapter; what they say is kept with them.
        no_changes = meaning.said is Said.NO_CHANGES
        answer = Answer.NO_CHANGES if no_changes else Answer.WORDS
        tray.no_changes |= no_changes
        _take_agreement(parts, work, sighting, given, tray, answer=answer)
        return
    reason = words_wait(meaning.said, sighting.trust, has_file=has_file)
    if agrees and reason is None:
        meant = assignments_meant(
            sighting.mail.words,
            sighting.opening,
            sighting.asked,
            waiting=_waiting(work, sighting, []),
        )
        if meant:
            tray.no_changes = True
            _take_agreement(parts, work, sighting, meant, tray)
            return
        reason = why_none(sighting.mail.words, sighting.opening, sighting.asked)
    if not agrees:
        left = _take_apart(parts, work, sighting, tray, has_file=has_file)
        if left and has_file and reason is None:
            _hold_words(parts, sighting, Reason.QUESTION, left, tray)
    if reason is None:
        return
    meant = assignments_meant(sighting.mail.words, sighting.opening, sighting.asked)
    _hold_words(parts, sighting, reason, meant or sighting.asked, tray)


def _take_apart(
    parts: Parts, work: UnitOfWork, sighting: Sighting, tray: _Tray, *, has_file: bool
) -> tuple[Assignment, ...]:
    """Take what a mail agrees to beside a file of another chapter, or beside other words; where
    nothing proves who wrote it, it waits, with the other words where they wait too.

    What it may mean besides by “the rest”, for a person to say.
    """
    busy = {c for h in tray.held for c in h.candidates} | {a.id for a in tray.answered}
    meant = agreed_apart(
        sighting.mail.words,
        sighting.opening,
        sighting.asked,
        has_file=has_file,
        busy=busy,
        waiting=_waiting(work, sighting, tray.held),
    )
    blocked = words_wait(Said.NO_CHANGES, sighting.trust, has_file=False)
    if blocked is None:
        _take_agreement(parts, work, sighting, meant, tray)
        tray.agreed += meant
    elif meant and has_file:
        _hold_words(parts, sighting, blocked, meant, tray)
    answered = {a.id for a in (*tray.answered, *meant)}
    words, asked = sighting.mail.words, sighting.asked
    return rest_left(words, sighting.opening, asked, taken=answered)


def _waiting(work: UnitOfWork, sighting: Sighting, held: Sequence[Held]) -> set[AssignmentId]:
    """The assignments to which files of the partner may belong that wait for a person: those that
    are `held` now, and earlier ones. A file that nobody can read may belong to any.
    """
    settled = {h.id for h in sighting.settles}
    before = [h for h in work.held.waiting() if h.partner == sighting.partner.id]
    files = [h for h in (*before, *held) if h.file is not None and h.id not in settled]
    every = tuple(a.id for a in sighting.asked)
    return {c for h in files for c in (h.candidates or every)}


def _hold_words(
    parts: Parts, sighting: Sighting, reason: Reason, meant: Sequence[Assignment], tray: _Tray
) -> None:
    """Hold words of a mail, which may be about these chapters, but for those that it answers."""
    names = {"partner": sighting.partner.name, "sender": sender_said(sighting.mail)}
    why, _ = explain(reason, **names, over=_over(sighting))
    answered = {a.id for a in tray.agreed}
    candidates = tuple(a.id for a in meant if a.id not in answered)
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
        returned = return_of(parts, work, sighting, assignment, answer)
        work.returns.add(returned)
        tray.answered.append(note_answer(parts, work, returned, assignment))
        tray.spoken += [(returned, assignment)] if answer is Answer.WORDS else []
        tray.late |= returned.late


def _close(
    parts: Parts, work: UnitOfWork, sighting: Sighting, tray: _Tray, posted: frozenset[str]
) -> Inbound:
    """Write what is known of the inbound now, and queue the one answer that its sender gets."""
    done = replace(
        sighting.inbound,
        round=sighting.opening.round.id,
        partner=sighting.partner.id,
        method=sighting.method,
        trust=sighting.trust,
        reason=_summary(tray, sighting),
    )
    items = [work.held.add(placed(h, done, sighting.mail)) for h in tray.held]
    for item in items:
        work.events.add(held_event(parts, done, item.reason))
    work.inbounds.put(done)
    now = parts.now()
    opening = opening_of(work, sighting.opening.round.id)
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
            agreed=tuple(tray.agreed),
        )
        news = len(tray.answered) > len(tray.repeated)
        queue_receipt(parts, work, opening, done, taken, posted=posted, news=news)
    elif items:
        letter = held_letter(
            opening,
            sighting.partner,
            done,
            items,
            now=now,
            new_id=parts.new_id,
            wrong=tray.wrong,
        )
        queue(work, [letter] if letter else [], now)
    return done


def _summary(tray: _Tray, sighting: Sighting) -> str:
    count = len(tray.answered) - len(tray.repeated)
    said = [f"answers {_answered(count, len(sighting.asked))}{_counts(tray)}"] if count else []
    if count and sighting.opening.round.state is RoundState.PUBLISHED:
        said.append("the edition is out already, so it is kept for the next one")
    said += [f"held: {h.text}" for h in tray.held]
    return "; ".join(said + tray.notes) or "nothing to take"


def _answered(count: int, asked: int) -> str:
    if count < asked:
        return f"{count} of its {asked} chapters"
    return "its chapter" if asked == 1 else f"all {asked} of its chapters"


def _counts(tray: _Tray) -> str:
    """How many changes came, where any did."""
    known = {sha256[:12] for sha256 in tray.repeated}
    new = [f for f in tray.files if f.sha256 not in known and not f.waits]
    tracked, untracked = sum(f.tracked for f in new), sum(f.untracked for f in new)
    said = f", {tracked} tracked change{'' if tracked == 1 else 's'}" if tracked else ""
    if untracked and tracked:
        return f"{said} and {untracked} without tracking"
    alone = f", {untracked} change{'' if untracked == 1 else 's'} without tracking"
    return alone if untracked else said
