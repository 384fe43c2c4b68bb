"""What waits for a person: held with its reason, its candidates and one answer to the sender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.parts import Parts
from flows.steps.evidence import open_rounds
from flows.steps.files import SeenFile
from flows.steps.gathering import opening_of
from flows.steps.queueing import queue
from review.events import Event, What
from review.inbounds import Mail
from review.judgements import refusal_of
from review.matches import Party
from review.reasons import explain
from review.receipts import held_letter
from review.returns import Held, HeldId, Inbound, Nature, Reason
from review.rounds import AssignmentId
from storage import UnitOfWork

__all__ = ["held_event", "held_item", "hold", "note_settled", "placed", "taken_before"]


def hold(  # noqa: PLR0913 -- everything that is known of what waits
    parts: Parts,
    inbound: Inbound,
    mail: Mail,
    *,
    reason: Reason,
    text: str,
    parties: Sequence[Party] = (),
    files: Sequence[SeenFile] = (),
) -> Inbound:
    """Hold a whole inbound, one item for each of its files, for a person to look at."""
    party = parties[0] if parties else None
    with parts.storage.unit_of_work() as work:
        if known := taken_before(work, inbound):
            return known
        rounds = [party.round] if party else [r.id for r in open_rounds(work)[:1]]
        opening = opening_of(work, rounds[0]) if rounds else None
        partner = work.partners.get(party.partner) if party else None
        names = {"partner": partner.name if partner else "", "sender": inbound.sender}
        why = text or explain(reason, **names)[0]
        candidates = tuple(
            a.id for p in parties for a in work.assignments.of_partner(p.round, p.partner)
        )
        items = [
            held_item(parts, inbound, *_why(file, reason, why), file=file, candidates=candidates)
            for file in (files or (None,))
        ]
        said = dict.fromkeys(item.text for item in items)
        done = replace(
            inbound,
            round=party.round if party else None,
            partner=party.partner if party else None,
            reason=f"held: {' '.join(said)}",
        )
        items = [work.held.add(placed(h, done, mail)) for h in items]
        if opening is not None:
            letter = held_letter(
                opening, partner, done, items, now=parts.now(), new_id=parts.new_id
            )
            queue(work, [letter] if letter else [], parts.now())
        work.inbounds.put(done)
        work.events.add(held_event(parts, done, reason))
        work.commit()
    return done


def _why(file: SeenFile | None, reason: Reason, why: str) -> tuple[Reason, str]:
    """Why one file waits: of what nobody can read, that comes before whose it is."""
    refusal = refusal_of(file.seen) if file and reason is Reason.UNMATCHED else None
    if file is None or refusal is None:
        return reason, why
    detail = file.pdf or file.refused
    return refusal, explain(refusal, file=file.file.name, detail=detail)[0]


def taken_before(work: UnitOfWork, inbound: Inbound) -> Inbound | None:
    """The inbound as another process left it that was faster; none while it is still to be read.

    Two daemons may read one mail at the same time; only the first to come here says what it is.
    """
    known = work.inbounds.get(inbound.id)
    return known if known is not None and known.nature is not Nature.UNREAD else None


def note_settled(work: UnitOfWork, held: Held) -> None:
    """Put a held item as it was settled, with its event, in the caller's transaction."""
    if held.settled_at is None:
        raise ValueError(f"held item {held.number} is not settled")
    work.held.put(held)
    work.events.add(
        Event(
            at=held.settled_at,
            what=What.HELD_SETTLED,
            about=f"held:{held.number}",
            round=held.round,
            partner=held.partner,
            facts={"outcome": held.outcome},
        )
    )


def held_item(
    parts: Parts,
    inbound: Inbound,
    reason: Reason,
    why: str,
    *,
    file: SeenFile | None = None,
    candidates: tuple[AssignmentId, ...] = (),
) -> Held:
    """A new item, not stored yet; its number is given when it is."""
    return Held(
        id=HeldId(parts.new_id()),
        number=0,
        inbound=inbound.id,
        reason=reason,
        text=why,
        candidates=candidates,
        file=file.sha256 if file else None,
        name=file.file.name if file else "",
        held_at=parts.now(),
    )


def placed(held: Held, inbound: Inbound, mail: Mail) -> Held:
    """The item with the round, the partner and the words of its mail."""
    return replace(held, round=inbound.round, partner=inbound.partner, words=mail.words)


def held_event(parts: Parts, inbound: Inbound, reason: Reason) -> Event:
    """The trail of an item being held."""
    return Event(
        at=parts.now(),
        what=What.RETURN_HELD,
        about=f"inbound:{inbound.id}",
        round=inbound.round,
        partner=inbound.partner,
        facts={"reason": reason.value},
    )
