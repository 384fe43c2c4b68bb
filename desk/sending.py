"""What of the letters has not gone, said after every command that wrote some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.screen import complain, counted, say
from flows.steps.outgoing import outgoing

if TYPE_CHECKING:
    from flows.parts import Parts
    from review.rounds import RoundId

__all__ = ["NOT_SENT", "send_queued", "show_outgoing"]

NOT_SENT = 4
"""The exit code of a command whose letters could not all be sent, though its work is done."""


def show_outgoing(parts: Parts, round_id: RoundId | None = None) -> bool:
    """Say which letters of a round, or of all, wait for a person or a server; whether none waits
    for a server.
    """
    out = outgoing(parts, round_id)
    if out.drafts:
        say(f"{_drafts_lie(len(out.drafts))} Nothing leaves while nobody sends.")
    if out.failure:
        complain(
            f"{counted(len(out.waiting), 'letter')} not sent yet: {out.failure} Nothing is lost: "
            "gci-review collect tries again, and sends."
        )
    if out.failed:
        complain(
            f"{counted(len(out.failed), 'letter')} could not be sent: gci-review status says why."
        )
    return not (out.failure or out.failed)


def send_queued(parts: Parts) -> bool:
    """Send the letters that an act queued, and say which could not go; whether all could. No
    engine is started for one letter.
    """
    from flows.steps.delivering import deliver_letters  # noqa: PLC0415 -- slow import

    deliver_letters(parts)
    return show_outgoing(parts)


def _drafts_lie(number: int) -> str:
    """What to do with so many drafts in Outbox, in a sentence."""
    if number == 1:
        return (
            "1 draft lies in Outbox: send it from your mail program, then move it to Outbox/Sent."
        )
    return (
        f"{number} drafts lie in Outbox: send each from your mail program, then move it to "
        "Outbox/Sent."
    )
