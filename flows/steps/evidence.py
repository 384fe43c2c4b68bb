"""What each signal of an inbound names, looked up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flows.steps.files import SeenFile
from review.inbounds import Mail
from review.matches import Evidence, Party
from review.partners import Partner, Voice, voice_of
from review.references import read_references, read_tokens, slug
from review.rounds import Round, RoundId, RoundState
from review.senders import sender_of
from review.states import awaited
from storage import UnitOfWork

__all__ = ["evidence_of", "open_rounds"]

MOST_REFERENCES = 5
"""Ids of References that are looked up, newest first: some mail programs send hundreds."""


def evidence_of(work: UnitOfWork, mail: Mail, files: Sequence[SeenFile]) -> Evidence:
    """What the mail's addresses, thread, files, subject and sender name."""
    partners = work.partners.all()
    rounds = open_rounds(work)
    return Evidence(
        tokens=_once(_tokens(work, mail)),
        threads=_once(_threads(work, mail)),
        stamps=_once(_stamps(work, files)),
        subjects=_once(_subjects(work, mail, partners)),
        senders=_once(_senders(work, mail, partners, rounds)),
        likely=_once(_likely(work, files)),
        open=frozenset(r.id for r in rounds if r.state in {RoundState.OPEN, RoundState.CLOSED}),
    )


def open_rounds(work: UnitOfWork) -> list[Round]:
    """The rounds that still take answers, newest first; closed ones take late answers."""
    return [r for r in reversed(work.rounds.all()) if r.state is not RoundState.CANCELLED]


def _once(parties: Iterable[Party]) -> tuple[Party, ...]:
    return tuple(dict.fromkeys(parties))


def _tokens(work: UnitOfWork, mail: Mail) -> Iterable[Party]:
    for token in read_tokens(mail.delivered_to):
        known = work.participants.by_token(token)
        if known is not None:
            yield Party(round=known.round, partner=known.partner)


def _threads(work: UnitOfWork, mail: Mail) -> Iterable[Party]:
    newest_first = tuple(reversed(mail.references))[:MOST_REFERENCES]
    for message_id in (*mail.in_reply_to, *newest_first, mail.marker):
        letter = work.letters.by_message_id(message_id) if message_id else None
        if letter is not None and letter.round is not None and letter.partner is not None:
            yield Party(round=letter.round, partner=letter.partner)


def _stamps(work: UnitOfWork, files: Sequence[SeenFile]) -> Iterable[Party]:
    for file in files:
        known = work.assignments.get(file.stamp) if file.stamp else None
        if known is not None:
            yield Party(round=known.round, partner=known.partner)


def _subjects(work: UnitOfWork, mail: Mail, partners: Sequence[Partner]) -> Iterable[Party]:
    by_slug = {slug(p.id): p.id for p in partners}
    for reference in read_references(mail.subject):
        named = by_slug.get(reference.slug)
        known = work.participants.get(reference.round, named) if named else None
        if known is not None:
            yield Party(round=known.round, partner=known.partner)


def _senders(
    work: UnitOfWork, mail: Mail, partners: Sequence[Partner], rounds: Sequence[Round]
) -> Iterable[Party]:
    sender = sender_of(mail)
    speaking = [p.id for p in partners if sender and voice_of(p, sender) is not Voice.STRANGER]
    for opened in rounds:
        for partner in speaking:
            asked = work.assignments.of_partner(opened.id, partner)
            if any(awaited(a) for a in asked) or _is_outside(work, opened.id, partner, asked):
                yield Party(round=opened.id, partner=partner)


def _is_outside(
    work: UnitOfWork, round_id: RoundId, partner: object, asked: Sequence[object]
) -> bool:
    """A participant that was asked nothing (an applicant) may still write."""
    return not asked and any(p.partner == partner for p in work.participants.of_round(round_id))


def _likely(work: UnitOfWork, files: Sequence[SeenFile]) -> Iterable[Party]:
    for file in files:
        for chapter_id, score in sorted(file.likeness.items(), key=lambda x: -x[1])[:1]:
            chapter = work.chapters.get(chapter_id)
            if chapter is not None and score >= LIKELY:
                yield Party(round=RoundId(chapter.round), partner=chapter.owner)


LIKELY = 0.6
"""From which likeness on a file counts as a chapter's."""
