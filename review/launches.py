"""The letters that open a round, and those sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from review.deadlines import deadline_facts, deadline_of
from review.facts import ChapterFacts, LaunchFacts
from review.letters import Attachment, Letter, LetterId, LetterKind, LetterState, mailbox
from review.partners import Partner, PartnerId
from review.publications import Sha256
from review.references import message_id, slug, subject_reference
from review.rounds import Assignment, Duty, Opening, RoundKind, State

__all__ = ["LARGEST", "chapter_facts", "in_order", "launch_letters", "resend"]

LARGEST = 10_000_000
"""Bytes of files in one letter; more are split over numbered letters."""


def launch_letters(
    opened: Opening,
    partners: Sequence[Partner],
    sizes: Mapping[Sha256, int],
    *,
    now: datetime,
    new_id: Callable[[], str],
    largest: int = LARGEST,
) -> list[Letter]:
    """The opening letters: one per partner with all its copies, own chapters first; more than
    `largest` bytes are split and numbered.

    Takes the planned assignments, each with its `copy`; `sizes` are those of the copies in bytes.
    Key: "launch:2017R1:BRS:1" (the last number is the part). Letter.assignments and
    facts.chapters are parallel.
    """
    letters: list[Letter] = []
    for partner in partners:
        mine = _planned(opened, partner.id)
        parts = _split([(a, sizes[a.copy]) for a in mine if a.copy is not None], largest)
        for part, assignments in enumerate(parts, start=1):
            letter = _launch_letter(opened, partners, partner, assignments, now, new_id)
            letters.append(_numbered(letter, part, len(parts)))
    return letters


def resend(
    letter: Letter, partner: Partner, *, time: int, now: datetime, new_id: Callable[[], str]
) -> Letter:
    """An opening letter once more, to today's contacts; `time` counts the sendings from 2 and is
    in its key.
    """
    facts = letter.facts
    if isinstance(facts, LaunchFacts):
        facts = replace(facts, again=True, contacts=tuple(c.name for c in partner.leads))
    opaque = new_id()
    return replace(
        letter,
        id=LetterId(opaque),
        key=f"{letter.key}:again:{time}",
        to=tuple(mailbox(c) for c in partner.leads),
        message_id=message_id(letter.kind, opaque, letter.message_id.strip("<>")),
        facts=facts,
        state=LetterState.QUEUED,
        queued_at=now,
        lease_until=None,
        attempts=0,
        failure="",
        sent_at=None,
    )


def chapter_facts(
    opened: Opening, partners: Sequence[Partner], assignments: Sequence[Assignment]
) -> tuple[ChapterFacts, ...]:
    """The chapters of assignments as letters print them, in the order given."""
    chapters = {c.id: c for c in opened.chapters}
    names = {p.id: p.name for p in partners}
    return tuple(
        ChapterFacts(
            number=chapter.number,
            title=chapter.title,
            file=chapter.file,
            duty=assignment.duty,
            owner=names.get(chapter.owner, chapter.owner),
            deadline=deadline_facts(deadline_of(assignment, opened.round), opened.round),
        )
        for assignment in assignments
        for chapter in [chapters[assignment.chapter]]
    )


def in_order(opened: Opening, assignments: Iterable[Assignment]) -> list[Assignment]:
    """Assignments in the order in which letters name them: own chapters first, then as in the
    guide.
    """
    places = {c.id: c.place for c in opened.chapters}
    return sorted(assignments, key=lambda a: (a.duty is not Duty.OWNER, places[a.chapter]))


def _planned(opened: Opening, partner: PartnerId) -> list[Assignment]:
    """The planned assignments of a partner in the order to answer them."""
    mine = (a for a in opened.assignments if a.partner == partner and a.state is State.PLANNED)
    return in_order(opened, mine)


def _split(sized: Sequence[tuple[Assignment, int]], largest: int) -> list[list[Assignment]]:
    """Assignments in parts of at most `largest` bytes; one that is larger goes alone."""
    parts: list[list[Assignment]] = []
    room = 0
    for assignment, size in sized:
        if not parts or size > room:
            parts.append([])
            room = largest
        parts[-1].append(assignment)
        room -= size
    return parts


def _launch_letter(
    opened: Opening,
    partners: Sequence[Partner],
    partner: Partner,
    assignments: Sequence[Assignment],
    now: datetime,
    new_id: Callable[[], str],
) -> Letter:
    in_round, opaque = opened.round, new_id()
    chapters = chapter_facts(opened, partners, assignments)
    return Letter(
        id=LetterId(opaque),
        key=f"launch:{in_round.id}:{slug(partner.id)}",
        kind=LetterKind.LAUNCH,
        round=in_round.id,
        partner=partner.id,
        to=tuple(mailbox(c) for c in partner.leads),
        message_id=message_id(LetterKind.LAUNCH, opaque, in_round.reply_to),
        facts=LaunchFacts(
            reference=subject_reference(in_round, partner.id),
            partner=partner.name,
            contacts=tuple(c.name for c in partner.leads),
            round_title=in_round.title,
            publication=in_round.publication,
            chapters=chapters,
            deadline=deadline_facts(in_round.due, in_round),
            silence=in_round.silence,
            owner_applies=in_round.owner_applies,
            reply_to=in_round.reply_to,
            approval=in_round.kind is RoundKind.APPROVAL,
        ),
        files=tuple(
            Attachment(name=chapter.file, sha256=assignment.copy)
            for chapter, assignment in zip(chapters, assignments, strict=True)
            if assignment.copy is not None
        ),
        assignments=tuple(a.id for a in assignments),
        queued_at=now,
    )


def _numbered(letter: Letter, part: int, parts: int) -> Letter:
    if not isinstance(letter.facts, LaunchFacts):
        return letter
    facts = replace(letter.facts, part=part, parts=parts)
    return replace(letter, key=f"{letter.key}:{part}", facts=facts)
