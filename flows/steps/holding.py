"""What is held, acted on by a person: given to a chapter, its sender confirmed, or set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.parts import Parts
from flows.steps.acts import find_chapter, find_partner
from flows.steps.comparing import look_closer
from flows.steps.evidence import evidence_of
from flows.steps.files import SeenFile
from flows.steps.gathering import opening_of
from flows.steps.reading import process, read_again
from flows.steps.returning import Sighting
from flows.steps.taking import take
from flows.steps.waiting import note_settled
from review.decisions import counting
from review.errors import NotAllowed
from review.matches import Hold, match
from review.partners import Partner
from review.publications import Chapter
from review.returns import Held, Inbound, Method, Nature, Return, Trust
from review.rounds import Assignment, Opening, RoundId
from review.signatures import unsigned

__all__ = ["confirm_sender", "displaced", "give", "read_anew", "set_aside"]


def give(parts: Parts, number: int, round_id: RoundId, *, partner: str, chapter: str) -> str:
    """Take what is held as this partner's answer about this chapter; what became of it.

    The officer's word stands for the sender and for the chapter. Raises `NotAllowed`.
    """
    held, inbound = _waiting(parts, number)
    with parts.storage.reading() as work:
        opening = opening_of(work, round_id)
        known = find_partner(work, partner)
        wanted = find_chapter(work, round_id, chapter)
    asked = _assignments(opening, number, known, wanted)
    mail, files = read_again(parts, inbound)
    # The officer names the chapter, so a stamp of another chapter is outvoted.
    mine = [replace(f, given_to=asked[0].id) for f in _of_item(parts, held, files)]
    sighting = Sighting(
        inbound=inbound,
        mail=unsigned(mail, known),
        files=_closer(parts, mine, inbound, opening, known),
        partner=known,
        opening=opening,
        method=Method.PERSON,
        trust=Trust.CONFIRMED,
        given_to=asked[0].id,
        settles=(_settled(parts, held, f"given to {wanted.number} of {known.id}"),),
    )
    return _said(parts, take(parts, sighting))


def displaced(
    parts: Parts, number: int, round_id: RoundId, *, partner: str, chapter: str
) -> tuple[Return, Inbound] | None:
    """The answer whose place a held file would take if it were given to this chapter, and the
    inbound of the file; none where there is no other. Raises `NotAllowed`.
    """
    held, inbound = _waiting(parts, number)
    with parts.storage.reading() as work:
        known = find_partner(work, partner)
        wanted = find_chapter(work, round_id, chapter)
        asked = _assignments(opening_of(work, round_id), number, known, wanted)
        counts = counting(work.returns.of_assignment(asked[0].id)).get(asked[0].id)
    if counts is None or held.file in {None, counts.file}:
        return None
    return counts, inbound


def _assignments(
    opening: Opening, number: int, partner: Partner, chapter: Chapter
) -> list[Assignment]:
    asked = [a for a in opening.assignments if (a.partner, a.chapter) == (partner.id, chapter.id)]
    if not asked:
        raise NotAllowed("give", f"held item {number}", _not_asked(opening, partner, [chapter]))
    return asked


def _not_asked(opening: Opening, partner: Partner, chapters: Sequence[Chapter]) -> str:
    """Why a partner has no answer to give about these chapters, and what to do instead."""
    numbers = {c.id: c.number for c in opening.chapters}
    asked = [numbers[a.chapter] for a in opening.assignments if a.partner == partner.id]
    if asked:
        wanted = ", ".join(c.number for c in chapters)
        return f"{partner.id} was asked about {', '.join(asked)}, and not about {wanted}"
    later = [
        f"; or, once {c.number} is published, print it with `gci-review publish --correct "
        f'"{c.number}=FILE"`'
        for c in chapters[:1]
    ]
    return (
        f"{partner.id} was asked about nothing in this round, which stays as it was launched. "
        f"Write it out with `gci-review held save`, and take it into a new round{''.join(later)}"
    )


def confirm_sender(parts: Parts, number: int, *, partner: str = "") -> str:
    """Take an inbound on the officer's word that its sender speaks for the partner."""
    held, inbound = _waiting(parts, number)
    mail, files = read_again(parts, inbound)
    with parts.storage.reading() as work:
        found = match(evidence_of(work, mail, files))
        party = None if isinstance(found, Hold) else found.party
        if party is None and held.round is not None and held.partner is not None:
            party_round, party_partner = held.round, held.partner
        elif party is not None:
            party_round, party_partner = party.round, party.partner
        else:
            raise NotAllowed("confirm", f"held item {number}", "give it to a partner's chapter")
        opening = opening_of(work, party_round)
        known = find_partner(work, partner or party_partner)
    if not any(a.partner == known.id for a in opening.assignments):
        # An applicant's: nothing of it could be an answer, whoever sent it.
        own = [c for c in opening.chapters if c.owner == known.id]
        raise NotAllowed("confirm", f"held item {number}", _not_asked(opening, known, own))
    sighting = Sighting(
        inbound=inbound,
        mail=unsigned(mail, known),
        files=_closer(parts, _not_taken(parts, inbound, files), inbound, opening, known),
        partner=known,
        opening=opening,
        method=Method.PERSON if isinstance(found, Hold) else found.method,
        trust=Trust.CONFIRMED,
        settles=tuple(
            _settled(parts, item, f"confirmed as sent for {known.id}")
            for item in _of_inbound(parts, inbound)
        ),
    )
    return _said(parts, take(parts, sighting))


def read_anew(parts: Parts, number: int) -> str:
    """Read a held mail as if it had just arrived, after the program or the partners changed.

    Files of it that are returns already stay returns; reading one again makes a later version of
    it. Raises `NotAllowed`.
    """
    _, inbound = _waiting(parts, number)
    with parts.storage.unit_of_work() as work:
        for item in work.held.of_inbound(inbound.id):
            if item.settled_at is None:
                note_settled(work, _settled(parts, item, "read again"))
        work.inbounds.put(replace(inbound, nature=Nature.UNREAD))
        work.commit()
    return _said(parts, process(parts, replace(inbound, nature=Nature.UNREAD)))


def _said(parts: Parts, done: Inbound) -> str:
    """What became of an inbound, and whose it is as far as that is known."""
    with parts.storage.reading() as work:
        partner = work.partners.get(done.partner) if done.partner else None
    whose = partner.name if partner else done.sender or done.subject
    return ": ".join(filter(None, (whose, done.reason or done.nature.value)))


def set_aside(parts: Parts, number: int, *, reason: str) -> None:
    """Put what is held aside, with the reason; it stays readable. Raises `NotAllowed`."""
    held, _ = _waiting(parts, number)
    if not reason.strip():
        raise NotAllowed("set aside", f"held item {number}", "say why with --reason")
    done = _settled(parts, held, f"set aside: {reason}")
    with parts.storage.unit_of_work() as work:
        note_settled(work, done)
        work.commit()


def _settled(parts: Parts, held: Held, outcome: str) -> Held:
    return replace(held, settled_at=parts.now(), outcome=outcome)


def _closer(
    parts: Parts,
    files: Sequence[SeenFile],
    inbound: Inbound,
    opening: Opening,
    partner: Partner,
) -> tuple[SeenFile, ...]:
    asked = [a for a in opening.assignments if a.partner == partner.id]
    when = inbound.received_at
    return tuple(
        look_closer(parts, f, opening, asked, author=partner.name, when=when) for f in files
    )


def _of_item(parts: Parts, held: Held, files: Sequence[SeenFile]) -> list[SeenFile]:
    """The files that an item is about: its own; none where it is the words beside files that were
    taken, or wait by themselves; else all of the mail.
    """
    with parts.storage.reading() as work:
        others = {h.file for h in work.held.of_inbound(held.inbound)}
        inbound = work.inbounds.get(held.inbound)
    if held.file is not None:
        return [f for f in files if f.sha256 == held.file]
    left = _not_taken(parts, inbound, files) if inbound else files
    return [f for f in left if f.sha256 not in others]


def _not_taken(parts: Parts, inbound: Inbound, files: Sequence[SeenFile]) -> list[SeenFile]:
    """Those files of an inbound that are no return yet."""
    with parts.storage.reading() as work:
        taken = {
            f.sha256
            for f in files
            if any(r.inbound == inbound.id for r in work.returns.by_file(f.sha256))
        }
    return [f for f in files if f.sha256 not in taken]


def _waiting(parts: Parts, number: int) -> tuple[Held, Inbound]:
    with parts.storage.reading() as work:
        held = work.held.get(number)
        inbound = work.inbounds.get(held.inbound) if held else None
    if held is None or inbound is None:
        raise NotAllowed("act on", f"held item {number}", "there is none; see `gci-review held`")
    if held.settled_at is not None:
        raise NotAllowed("act on", f"held item {number}", f"it was {held.outcome}")
    return held, inbound


def _of_inbound(parts: Parts, inbound: Inbound) -> list[Held]:
    with parts.storage.reading() as work:
        return [h for h in work.held.of_inbound(inbound.id) if h.settled_at is None]
