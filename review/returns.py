"""Inbound → Return: what came, whose it is, and what must wait for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from chapters import Finding
from review.partners import PartnerId
from review.publications import Sha256
from review.rounds import AssignmentId, RoundId

__all__ = [
    "Answer",
    "Held",
    "HeldId",
    "Inbound",
    "InboundId",
    "Method",
    "Nature",
    "Reason",
    "Return",
    "ReturnId",
    "Trust",
]

InboundId = NewType("InboundId", str)
ReturnId = NewType("ReturnId", str)
HeldId = NewType("HeldId", str)


class Nature(StrEnum):
    """What an inbound turned out to be."""

    UNREAD = "unread"  # stored, nothing has looked at it yet
    HUMAN = "human"
    OWN = "own"  # a letter of ours that came back
    BOUNCE = "bounce"  # a delivery report that says "failed"
    DELAY = "delay"  # a delivery report that says "not yet" or "delivered"
    AUTOMATIC = "automatic"  # out of office, ticket system
    READ_RECEIPT = "read receipt"
    DUPLICATE = "duplicate"
    UNREADABLE = "unreadable"  # our program failed on it; kept, shown in `held`


class Method(StrEnum):
    """The signal that matched an inbound, strongest first."""

    TOKEN = "token"  # noqa: S105 -- the name of a signal
    THREAD = "thread"
    STAMP = "stamp"
    SUBJECT = "subject"
    SENDER = "sender"
    LIKENESS = "likeness"
    PERSON = "person"  # the officer gave it


class Trust(StrEnum):
    """How sure we are that the sender speaks for the partner."""

    VERIFIED = "verified"  # a listed contact or domain, proven by our own server's verdict
    LISTED = "listed"  # the address says so, nothing proves it
    UNKNOWN = "unknown"
    FAILED = "failed"  # our own server's verdict says forged
    CONFIRMED = "confirmed"  # a person confirmed the sender


class Answer(StrEnum):
    """What a return says."""

    FILE = "file"
    NO_CHANGES = "no changes"
    WORDS = "words"


class Reason(StrEnum):
    """Why an inbound, or a file in it, waits for a person. One sentence each:
    `review.reasons.explain`.
    """

    UNMATCHED = "unmatched"
    CONFLICTING_SIGNALS = "conflicting signals"
    CONFIRM_SENDER = "confirm sender"
    FORGED = "forged"
    WRONG_CHAPTER = "wrong chapter"
    WHICH_CHAPTER = "which chapter"
    WHICH_IS_FINAL = "which is final"
    UNTRACKED = "untracked"  # only in homes of earlier versions, which did not compare
    NOT_COMPARABLE = "not comparable"
    OTHER_TEXT = "other text"
    OTHER_FORMAT = "other format"
    UNREADABLE_FILE = "unreadable file"
    NOT_WORD = "not a Word file"
    NO_FILE = "no file"
    UNVERIFIED_WORDS = "unverified words"
    CONDITIONAL_WORDS = "conditional words"
    QUESTION = "question"
    EXTENSION_ASKED = "extension asked"
    DECLINE_ASKED = "decline asked"
    DELEGATE_ASKED = "delegate asked"
    NOT_AWAITED = "not awaited"
    NON_MEMBER = "non-member"
    SAME_ID_OTHER_BYTES = "same id, other bytes"
    SUSPECTED_BOUNCE = "suspected bounce"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too large"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A mail or file we got, stored raw before anything reads it.

    `source` is where it came from and is unique ("imap:INBOX:1700000000:17", "folder:<sha256>").
    `received_at` is the instant at which our server took it, which decides "on time". `message_id`
    is none where the mail has none. `sha256` names the raw bytes. `reason` says in words why it is
    of its nature.
    """

    id: InboundId
    source: str
    sha256: Sha256
    stored_at: datetime
    received_at: datetime
    nature: Nature = Nature.UNREAD
    sender: str = ""
    subject: str = ""
    message_id: str | None = None
    round: RoundId | None = None
    partner: PartnerId | None = None
    method: Method | None = None
    trust: Trust = Trust.UNKNOWN
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """An inbound matched to an assignment. Immutable; a later one supersedes it by a higher
    `ordinal`, from 1.

    `file` names the bytes as received, none for words. `name` is the file's name as the sender
    wrote it. `words` are the sender's own words, without quoted text. `mergeable` is false where a
    person must look at the file first. `method` is `STAMP` where the file carries the stamp of
    this very assignment, else the signal that matched the inbound.

    `reading` names the Word file that was made of `file` to read its proposals from: every change
    tracked, against the draft of this round. None where nothing was read, or by a version that did
    not keep it. `noticed` is what `file` does besides changing words, and where two hands in it
    want the opposite. `exact`: `file` is a Word file made from that draft; not exact where it was
    converted, or made from an older draft: then what differs without a mark may be no wish.
    """

    id: ReturnId
    inbound: InboundId
    assignment: AssignmentId
    ordinal: int
    answer: Answer
    received_at: datetime
    late: bool = False
    sender: str
    method: Method
    trust: Trust
    file: Sha256 | None = None
    name: str = ""
    words: str = ""
    mergeable: bool = True
    findings: tuple[str, ...] = ()
    noticed: tuple[Finding, ...] = ()
    reading: Sha256 | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Something that waits for a person: an inbound, or one file of it.

    `candidates` are assignments it may belong to, likeliest first. `settled_at` is none while it
    waits; `outcome` says what the person did ("given to 3.1 of BRS", "set aside: advertisement").
    """

    id: HeldId
    number: int  # what the officer types
    inbound: InboundId
    reason: Reason
    text: str
    round: RoundId | None = None
    partner: PartnerId | None = None
    candidates: tuple[AssignmentId, ...] = ()
    file: Sha256 | None = None
    name: str = ""
    words: str = ""
    held_at: datetime
    settled_at: datetime | None = None
    outcome: str = ""
