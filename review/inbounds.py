"""Mail: what an inbound says, once its bytes are parsed; what it turned out to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

__all__ = ["Ignored", "Mail", "MailFile", "Report", "Verdict"]


class Verdict(StrEnum):
    """What our own mail server says of the sender's domain (RFC 8601, DMARC); others' words do not
    count.
    """

    PASS = "pass"  # noqa: S105 -- the word of the standard
    FAIL = "fail"
    NONE = "none"


class Ignored(StrEnum):
    """Why a part of a mail is no file to look at."""

    INLINE_PICTURE = "picture in the mail's text"
    SIGNATURE = "signature"
    CALENDAR = "calendar entry"
    REPORT = "part of a delivery report"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFile:
    """A file of a mail. `name` as the sender wrote it, decoded, not safe as a path; `data` may be
    empty.

    `ignored` says why it is none to look at. `damaged`: the mail says more bytes than could be
    decoded. `inside` names the wrapping ("forwarded mail from X", "winmail.dat", "chapters.zip"),
    empty for none.
    """

    name: str
    media_type: str
    data: bytes
    ignored: Ignored | None = None
    damaged: bool = False
    inside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A delivery report (RFC 3464): the letter it is about and what became of it.

    `message_id` is that of the letter, none where the report does not say. `action` is failed,
    delayed, delivered, relayed or expanded; `status` the enhanced code ("5.1.1"), may be empty.
    `recipients` are final recipients.
    """

    message_id: str | None
    action: str
    status: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as values. Addresses are bare and lower case; ids keep their angle brackets.

    `senders` are the addresses in From (one, unless somebody errs). `delivered_to` are all
    addresses it may have been delivered by: To, Cc, Delivered-To, X-Original-To, Envelope-To, … in
    this order. `words` are the sender's own words without quoted text, signature and our letter;
    `quoted` the rest. `marker` is our own id found in the body. `automatic` is why it was made by
    a program, empty for none; `suspected` the same where only its subject says so. `headers` holds
    the remaining headers that rules look at, lower-case names.
    """

    message_id: str | None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    sender_name: str = ""
    reply_to: tuple[str, ...] = ()
    delivered_to: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None
    words: str = ""
    quoted: str = ""
    files: tuple[MailFile, ...] = ()
    links: tuple[str, ...] = ()
    marker: str | None = None
    automatic: str = ""
    suspected: str = ""
    read_receipt: bool = False
    calendar_reply: bool = False
    encrypted: bool = False
    report: Report | None = None
    empty_return_path: bool = False
    verdict: Verdict = Verdict.NONE
    findings: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
