"""One inbound, read: what it is, whose it is, what its files are; then handed to `taking`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.mail.mime import read_mail
from flows.parts import Parts
from flows.steps import reports
from flows.steps.comparing import look_closer
from flows.steps.evidence import evidence_of, open_rounds
from flows.steps.files import SeenFile, as_word, compare_texts, look_at
from flows.steps.gathering import opening_of
from flows.steps.returning import Sighting
from flows.steps.taking import take
from flows.steps.waiting import hold, taken_before
from review.events import Event, What
from review.inbounds import Mail
from review.letters import LetterState
from review.matches import Hold, Matched, Party, match
from review.natures import Classified, is_ours, nature_of
from review.partners import Partner, Standing
from review.returns import Inbound, Nature, Reason, Trust
from review.senders import sender_of, trust_of
from review.signatures import unsigned
from storage import UnitOfWork

__all__ = ["process", "read_again"]


def process(parts: Parts, inbound: Inbound) -> Inbound:
    """Read one stored inbound and do what it asks for; the inbound as it is known then."""
    mail = _read(parts, inbound)
    sender = sender_of(mail)
    # A file that a person dragged in has no subject: it is known by its name.
    subject = mail.subject or ("" if sender else ", ".join(f.name for f in mail.files))
    inbound = replace(inbound, sender=sender, subject=subject, message_id=mail.message_id)
    with parts.storage.reading() as work:
        classified = _classify(parts, work, mail, inbound)
    if classified.nature is Nature.HUMAN:
        return _human(parts, inbound, mail, classified)
    return _program(parts, inbound, mail, classified)


def read_again(parts: Parts, inbound: Inbound) -> tuple[Mail, list[SeenFile]]:
    """The mail and the files of an inbound that was read before, for the officer's acts."""
    mail = _read(parts, inbound)
    return mail, [as_word(parts, look_at(parts, f)) for f in mail.files if f.ignored is None]


def _read(parts: Parts, inbound: Inbound) -> Mail:
    return read_mail(
        parts.storage.files.get(inbound.sha256), authserv_id=parts.settings.authserv_id or None
    )


def _classify(parts: Parts, work: UnitOfWork, mail: Mail, inbound: Inbound) -> Classified:
    named = [i for i in (mail.message_id, mail.marker) if i]
    letters = [i for i in named if work.letters.by_message_id(i) is not None]
    addresses = {r.reply_to.casefold() for r in open_rounds(work)}
    before = [
        i
        for i in work.inbounds.by_message_id(mail.message_id or "")
        if i.id != inbound.id and i.nature is not Nature.UNREAD
    ]
    if mail.message_id is None:
        # Without an id the bytes are the name: a file dragged in twice is the same file.
        before = [
            i
            for i in work.inbounds.by_sha256(inbound.sha256)
            if i.id != inbound.id and i.nature is not Nature.UNREAD
        ]
    return nature_of(
        mail,
        ours=is_ours(mail, letters=letters, addresses=addresses),
        earlier=[_read(parts, i) for i in before],
    )


def _program(parts: Parts, inbound: Inbound, mail: Mail, classified: Classified) -> Inbound:
    """Keep what no person wrote: nothing is answered; reports are noted on the letter they name."""
    done = replace(inbound, nature=classified.nature, reason=classified.why)
    if classified.hold is not None:
        files = [look_at(parts, f) for f in mail.files if f.ignored is None]
        hold(parts, done, mail, reason=classified.hold, text=classified.why, files=files)
        return done
    with parts.storage.unit_of_work() as work:
        if known := taken_before(work, inbound):
            return known
        if classified.nature is Nature.BOUNCE and mail.report is not None:
            done = reports.note_bounce(parts, work, done, mail.report)
        if classified.nature is Nature.OWN:
            _note_own(parts, work, mail)
        work.inbounds.put(done)
        work.events.add(_classified_event(parts, done))
        work.commit()
    return done


def _note_own(parts: Parts, work: UnitOfWork, mail: Mail) -> None:
    """A copy of a draft that came back was sent by a person."""
    for message_id in filter(None, (mail.message_id, mail.marker)):
        letter = work.letters.by_message_id(message_id)
        if letter is not None and letter.state is LetterState.WRITTEN:
            work.letters.put(replace(letter, state=LetterState.SENT, sent_at=parts.now()))


def _classified_event(parts: Parts, inbound: Inbound) -> Event:
    return Event(
        at=parts.now(),
        what=What.INBOUND_CLASSIFIED,
        about=f"inbound:{inbound.id}",
        round=inbound.round,
        partner=inbound.partner,
        facts={"nature": inbound.nature.value, "why": inbound.reason},
    )


def _human(parts: Parts, inbound: Inbound, mail: Mail, classified: Classified) -> Inbound:
    inbound = replace(inbound, nature=Nature.HUMAN)
    files = _opened(parts, mail)
    with parts.storage.reading() as work:
        chapters = [c for r in open_rounds(work) for c in work.chapters.of_round(r.id)]
        stamped = {f.stamp for f in files if f.stamp and work.assignments.get(f.stamp)}
    files = [f if f.stamp in stamped else compare_texts(parts, f, chapters) for f in files]
    with parts.storage.reading() as work:
        found = match(evidence_of(work, mail, files))
    if isinstance(found, Hold) or classified.hold is not None:
        return _hold_unmatched(parts, inbound, mail, files, found, classified)
    return _matched(parts, inbound, mail, files, found)


def _opened(parts: Parts, mail: Mail) -> list[SeenFile]:
    """The files of a person's mail. Texts of other programs are converted where a partner is named
    without them: nobody else makes LibreOffice work.
    """
    files = [look_at(parts, f) for f in mail.files if f.ignored is None]
    with parts.storage.reading() as work:
        known = evidence_of(work, mail, [])
    named = known.tokens or known.threads or known.subjects or known.senders
    return [as_word(parts, f) for f in files] if named else files


def _hold_unmatched(
    parts: Parts,
    inbound: Inbound,
    mail: Mail,
    files: Sequence[SeenFile],
    found: Hold | Matched,
    classified: Classified,
) -> Inbound:
    parties: tuple[Party, ...] = (found.party,) if isinstance(found, Matched) else found.candidates
    reason = classified.hold or (found.reason if isinstance(found, Hold) else Reason.UNMATCHED)
    text = classified.why if classified.hold or isinstance(found, Matched) else found.text
    return hold(parts, inbound, mail, reason=reason, text=text, parties=parties, files=files)


def _matched(
    parts: Parts, inbound: Inbound, mail: Mail, files: Sequence[SeenFile], found: Matched
) -> Inbound:
    with parts.storage.reading() as work:
        opening = opening_of(work, found.party.round)
        partner = work.partners.get(found.party.partner)
    asked = [a for a in opening.assignments if a.partner == found.party.partner]
    standing = next(
        (p.standing for p in opening.participants if p.partner == found.party.partner), None
    )
    if partner is None or standing is not Standing.MEMBER:
        return hold(
            parts,
            inbound,
            mail,
            reason=_outside(partner, mail),
            text="",
            parties=(found.party,),
            files=files,
        )
    files = [
        look_closer(parts, f, opening, asked, author=partner.name, when=inbound.received_at)
        for f in files
    ]
    sighting = Sighting(
        inbound=inbound,
        mail=unsigned(mail, partner),
        files=tuple(files),
        partner=partner,
        opening=opening,
        method=found.method,
        trust=trust_of(partner, mail),
        notes=found.notes,
    )
    return take(parts, sighting)


def _outside(partner: Partner | None, mail: Mail) -> Reason:
    """Why a non-member's mail waits: a forged one is not the non-member's, and gets no answer."""
    forged = partner is not None and trust_of(partner, mail) is Trust.FAILED
    return Reason.FORGED if forged else Reason.NON_MEMBER
