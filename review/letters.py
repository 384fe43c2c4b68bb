"""Letter: which letter goes to whom, with which facts. Its wording is a template, its delivery
`flows.mail`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from review.facts import (
    AnnouncementFacts,
    ChapterFacts,
    ClosingFacts,
    DeadlineFacts,
    DecidedFacts,
    Facts,
    FileFacts,
    HeldFacts,
    LaunchFacts,
    ReceiptFacts,
    ReminderFacts,
)
from review.partners import Contact, PartnerId
from review.publications import Sha256
from review.rounds import Assignment, AssignmentId, Round, RoundId

__all__ = [
    "AnnouncementFacts",
    "Attachment",
    "ChapterFacts",
    "ClosingFacts",
    "DeadlineFacts",
    "DecidedFacts",
    "Facts",
    "FileFacts",
    "HeldFacts",
    "LaunchFacts",
    "Letter",
    "LetterId",
    "LetterKind",
    "LetterState",
    "ReceiptFacts",
    "ReminderFacts",
    "mailbox",
    "reached",
    "trimmed",
    "wanted",
]

LetterId = NewType("LetterId", str)


class LetterKind(StrEnum):
    """The occasions. Each has a folder of templates of the same name, "_" for "-"."""

    LAUNCH = "launch"
    REMINDER = "reminder"
    LAST_REMINDER = "last-reminder"
    RECEIPT = "receipt"
    HELD = "held"
    CLOSING = "closing"
    ANNOUNCEMENT = "announcement"


class LetterState(StrEnum):
    """Where a letter stands on its way out."""

    QUEUED = "queued"
    SENDING = "sending"  # claimed, until `lease_until`
    WRITTEN = "written"  # folder transport: lies in Outbox/, a person sends it
    SENT = "sent"
    FAILED = "failed"  # refused for good; a person looks
    UNCERTAIN = "uncertain"  # may have gone; a person decides
    DROPPED = "dropped"  # no longer wanted when its turn came


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of a letter: its name for the reader and the SHA-256 of its bytes in the store."""

    name: str
    sha256: Sha256
    media_type: str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail we send. `key` is unique: one letter per partner and occasion, whoever asks for it
    and how often.

    `to` are addresses with names ("Focal Point <f@p.example.org>"). `message_id` has its angle
    brackets and is fixed when the letter is queued. `assignments` are those it concerns; the
    re-check before sending looks at them.
    """

    id: LetterId
    key: str
    kind: LetterKind
    round: RoundId | None
    partner: PartnerId | None
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    message_id: str
    in_reply_to: str | None = None
    facts: Facts
    files: tuple[Attachment, ...] = ()
    assignments: tuple[AssignmentId, ...] = ()
    state: LetterState = LetterState.QUEUED
    queued_at: datetime
    lease_until: datetime | None = None
    attempts: int = 0
    failure: str = ""
    sent_at: datetime | None = None


def wanted(
    letter: Letter, in_round: Round | None, assignments: Iterable[Assignment], *, now: datetime
) -> str | None:
    """Why the letter is no longer wanted, in one sentence; none while it is.

    Asked in the transaction that claims it. `assignments` are those that the letter names, as they
    are now. A reminder is wanted while one of its chapters is still awaited by the date it gives.
    """
    raise NotImplementedError


def trimmed(letter: Letter, in_round: Round, assignments: Iterable[Assignment]) -> Letter:
    """The letter as it should leave now: a reminder without the chapters that were answered or
    extended since it was queued; any other letter as it is.
    """
    raise NotImplementedError


def reached(
    assignment: Assignment,
    letters: Iterable[Letter],
    bounced: Mapping[str, Collection[str]],
) -> bool:
    """Whether the partner provably got a letter about the assignment, so that its silence counts.

    `bounced` maps Message-IDs of letters to the final recipients of their delivery reports. A
    letter counts that was sent (not: written, uncertain) and came back from none, or from some but
    not all, of the addresses it went to; a recipient that we did not write to (a forward) or none
    named leaves the letter unproven.
    """
    raise NotImplementedError


def mailbox(contact: Contact) -> str:
    """A contact as an address with a name: "Focal Point <f@p.example.org>", quoted where
    needed.
    """
    raise NotImplementedError
