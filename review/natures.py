"""What an inbound turned out to be: ours, a delivery report, automatic, a duplicate, or human."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256

from review.inbounds import Mail, Report
from review.reasons import explain
from review.references import is_reply
from review.returns import Nature, Reason

__all__ = ["Classified", "is_ours", "lasting", "nature_of", "same_content"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """What an inbound is, and why in words. `hold` is set where it must wait for a person before
    anything else is done with it.
    """

    nature: Nature
    why: str
    hold: Reason | None = None


def is_ours(mail: Mail, *, letters: Collection[str], addresses: Collection[str]) -> bool:
    """Whether a mail is a letter of ours that came back.

    `letters` are the Message-IDs of our letters among those the mail names (its own and its
    marker's); `addresses` our own. The address alone never decides: the secretariat's own returns
    come from it. A marker counts only where nobody wrote above it.
    """
    if mail.message_id is not None and mail.message_id in letters:
        return True
    answers = mail.in_reply_to or mail.references or is_reply(mail.subject)
    return (
        mail.marker in letters
        and bool(set(mail.senders) & {a.casefold() for a in addresses})
        and not mail.words.strip()
        and not answers
    )


def nature_of(mail: Mail, *, ours: bool, earlier: Sequence[Mail] = ()) -> Classified:
    """The nature of a mail, first rule first: ours, delivery report, automatic, duplicate.

    `earlier` are the mails taken before with the same Message-ID, or, for one that has none, those
    of the same sender that have none.
    """
    if ours:
        return Classified(nature=Nature.OWN, why="It carries the Message-ID of a letter of ours.")
    for rule in (_reported, _automatic, _repeated, _unread, _odd):
        found = rule(mail, earlier)
        if found is not None:
            return found
    return Classified(nature=Nature.HUMAN, why="A person wrote it.")


def same_content(one: Mail, other: Mail) -> bool:
    """Whether two mails say the same: sender, subject, words and files, not the way they came."""
    return _content(one) == _content(other)


def lasting(report: Report) -> bool:
    """Whether a failed delivery will fail again: not for a full mailbox or a 4.x.x status."""
    return (
        report.action == "failed"
        and not report.status.startswith("4.")
        and (report.status not in _FULL)
    )


_FULL = {"5.2.2"}
"""The mailbox is full: a 5.x.x status, and yet most are emptied in days."""

_DELIVERY = {
    "failed": (Nature.BOUNCE, "A delivery report says that a letter failed to arrive."),
    "delayed": (Nature.DELAY, "A delivery report says that a letter is late."),
}
_DELIVERED = (Nature.DELAY, "A delivery report says what became of a letter.")

_PROGRAMS = ("mailer-daemon@", "postmaster@")

Rule = Callable[[Mail, Sequence[Mail]], Classified | None]


def _reported(mail: Mail, _: Sequence[Mail]) -> Classified | None:
    if mail.report is not None:
        nature, why = _DELIVERY.get(mail.report.action, _DELIVERED)
        return Classified(nature=nature, why=why)
    if mail.read_receipt:
        return Classified(nature=Nature.READ_RECEIPT, why="It only says that a letter was opened.")
    return None


def _automatic(mail: Mail, _: Sequence[Mail]) -> Classified | None:
    files = any(f.ignored is None for f in mail.files)
    if mail.calendar_reply and not files and not mail.words.strip():
        return Classified(nature=Nature.AUTOMATIC, why="It only answers the calendar entry.")
    if mail.automatic and files:
        # A ticket system may pass a partner's file on; it may also send our own file back.
        return Classified(nature=Nature.AUTOMATIC, why=mail.automatic, hold=Reason.SUSPECTED_BOUNCE)
    if mail.automatic:
        return Classified(nature=Nature.AUTOMATIC, why=mail.automatic)
    if mail.suspected and not files:
        return Classified(nature=Nature.AUTOMATIC, why=mail.suspected)
    return None


def _repeated(mail: Mail, earlier: Sequence[Mail]) -> Classified | None:
    if any(same_content(mail, other) for other in earlier):
        return Classified(nature=Nature.DUPLICATE, why="The same mail came before.")
    if mail.message_id is not None and earlier:
        return Classified(
            nature=Nature.HUMAN,
            why="Another mail with the same Message-ID came before.",
            hold=Reason.SAME_ID_OTHER_BYTES,
        )
    return None


_UNREAD = {
    "too large": Reason.TOO_LARGE,
    "too many": Reason.TOO_LARGE,
    "too deep": Reason.TOO_LARGE,
    "unsafe archive": Reason.UNREADABLE_FILE,
    "unreadable": Reason.UNREADABLE_FILE,
    "broken": Reason.FAILED,
}
"""What the reader of mails did not look into: the words before the colon in `Mail.findings`."""


def _unread(mail: Mail, _: Sequence[Mail]) -> Classified | None:
    if any(f.ignored is None for f in mail.files):
        return None  # what could be read is judged by itself
    for finding in mail.findings:
        reason = _UNREAD.get(finding.partition(":")[0])
        if reason is not None:
            return Classified(nature=Nature.HUMAN, why=explain(reason)[0], hold=reason)
    return None


def _odd(mail: Mail, _: Sequence[Mail]) -> Classified | None:
    if mail.empty_return_path or any(s.startswith(_PROGRAMS) for s in mail.senders):
        return Classified(
            nature=Nature.HUMAN,
            why="It has no sender to answer, like a delivery report without its report.",
            hold=Reason.SUSPECTED_BOUNCE,
        )
    if mail.encrypted:
        return Classified(nature=Nature.HUMAN, why="It is encrypted.", hold=Reason.ENCRYPTED)
    return None


def _content(mail: Mail) -> tuple[object, ...]:
    files = tuple((f.name, sha256(f.data).hexdigest()) for f in mail.files)
    words = " ".join(mail.words.split()), " ".join(mail.quoted.split())
    return mail.senders, " ".join(mail.subject.split()), words, files
