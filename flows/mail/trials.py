"""A trial letter: sent by `mail test` to ourselves, known again by its subject."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from flows.mail.letters import address_of

__all__ = ["trial_letter", "trial_subject"]

_WORDS = """This letter was sent by "gci-review mail test" to see whether mail goes and comes.

Nobody needs to do anything about it.
"""


def trial_subject(token: str) -> str:
    """The words by which a trial letter is found, whatever ids a relay gives it."""
    return f"Mail test {token}"


def trial_letter(*, sender: str, to: str, token: str, message_id: str, now: datetime) -> bytes:
    """The mail of a trial letter. It says by two headers that a program wrote it, so that whoever
    collects it on the way takes it for nothing else.
    """
    mail = EmailMessage()
    mail["From"] = address_of(sender)
    mail["To"] = address_of(to)
    mail["Subject"] = trial_subject(token)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834
    mail["X-Review-Test"] = token
    mail.set_content(_WORDS, cte="quoted-printable")
    return mail.as_bytes(policy=SMTP)
