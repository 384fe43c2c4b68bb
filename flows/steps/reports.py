"""Delivery reports: a letter that did not arrive, noted on whom it was for."""

from __future__ import annotations

from dataclasses import replace

from flows.parts import Parts
from review.events import Event, What
from review.inbounds import Report
from review.letters import Letter
from review.natures import lasting
from review.partners import Partner
from review.returns import Inbound
from review.rounds import RoundId
from review.states import awaited, unreachable
from storage import UnitOfWork

__all__ = ["bounced_addresses", "note_bounce"]


def note_bounce(parts: Parts, work: UnitOfWork, inbound: Inbound, report: Report) -> Inbound:
    """Note a failed delivery on its letter, and on the assignments when nobody was reached."""
    letter = work.letters.by_message_id(report.message_id or "")
    if letter is None or letter.round is None or letter.partner is None:
        return inbound
    work.events.add(
        Event(
            at=parts.now(),
            what=What.LETTER_BOUNCED,
            about=f"letter:{letter.id}",
            round=letter.round,
            partner=letter.partner,
            facts={
                "message-id": letter.message_id,
                "recipients": " ".join(report.recipients),
                "status": report.status,
                "lasting": "yes" if lasting(report) else "no",
            },
        )
    )
    partner = work.partners.get(letter.partner)
    if partner is not None and lasting(report):
        _silence(parts, work, letter, partner)
    return replace(inbound, round=letter.round, partner=letter.partner)


def bounced_addresses(work: UnitOfWork, round_id: RoundId) -> dict[str, frozenset[str]]:
    """Message-IDs of letters that came back for good, with the recipients of their reports."""
    found: dict[str, frozenset[str]] = {}
    for event in work.events.of_round(round_id):
        if event.what is What.LETTER_BOUNCED and event.facts.get("lasting") == "yes":
            who = frozenset(event.facts.get("recipients", "").split())
            key = event.facts.get("message-id", "")
            found[key] = found.get(key, frozenset()) | who
    return found


def _silence(parts: Parts, work: UnitOfWork, letter: Letter, partner: Partner) -> None:
    """Stop letters to addresses that bounced; where none is left, the partner was not asked."""
    dead = bounced_addresses(work, RoundId(letter.round or "")).get(letter.message_id, frozenset())
    contacts = tuple(
        replace(c, silent=True) if c.address.casefold() in dead else c for c in partner.contacts
    )
    work.partners.put(replace(partner, contacts=contacts))
    alive = [c for c in replace(partner, contacts=contacts).leads if not c.silent]
    if alive:
        return
    for assignment_id in letter.assignments:
        assignment = work.assignments.get(assignment_id)
        if assignment is None or not awaited(assignment):
            continue
        reason = f"letters to {', '.join(sorted(dead)) or partner.id} came back"
        work.assignments.put(unreachable(assignment, reason=reason))
        work.events.add(
            Event(
                at=parts.now(),
                what=What.ASSIGNMENT_UNREACHABLE,
                about=f"assignment:{assignment.id}",
                round=assignment.round,
                partner=assignment.partner,
                facts={"why": reason},
            )
        )
