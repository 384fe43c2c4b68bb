"""Letter: which letter goes to whom, with which facts. Its wording is a template, its delivery
`flows.mail`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from review.partners import PartnerId
from review.publications import Sha256
from review.rounds import AssignmentId, Duty, RoundId, Silence

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
class DeadlineFacts:
    """A deadline as letters print it: last local day, zone name, the UTC instant at which that day
    ends.
    """

    due_on: date
    zone: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterFacts:
    """A chapter as letters print it. `file` is the attachment's name; `owner` the owner's full
    name.
    """

    number: str
    title: str
    file: str
    duty: Duty
    owner: str
    deadline: DeadlineFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchFacts:
    """What the opening letter says. `chapters` in the order in which to answer them: own ones
    first.

    `part` of `parts` where the files were too large for one mail, else 1 of 1.
    """

    reference: str
    partner: str
    contacts: tuple[str, ...]
    round_title: str
    publication: str
    chapters: tuple[ChapterFacts, ...]
    deadline: DeadlineFacts
    silence: Silence
    owner_applies: bool
    reply_to: str
    approval: bool = False
    part: int = 1
    parts: int = 1
    again: bool = False  # sent a second time, on the officer's word


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderFacts:
    """What a reminder says; `chapters` are those still open; `days_left` counts local days to the
    due day.
    """

    reference: str
    partner: str
    contacts: tuple[str, ...]
    round_title: str
    publication: str
    chapters: tuple[ChapterFacts, ...]
    deadline: DeadlineFacts
    days_left: int
    silence: Silence
    reply_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """A file as the receipt prints it: bytes counted, SHA-256 shortened to 12 digits, what was
    made of it.
    """

    name: str
    size: int
    sha256: str
    chapter: str
    tracked: int
    untracked: int
    comments: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    """What a receipt says. `ignored` are (name, why); `next_steps` sentences; `still_open`
    chapters awaited.
    """

    reference: str
    partner: str
    contacts: tuple[str, ...]
    round_title: str
    received_at: datetime
    zone: str
    late: bool
    files: tuple[FileFacts, ...]
    ignored: tuple[tuple[str, str], ...]
    words: str
    no_changes: bool
    next_steps: tuple[str, ...]
    still_open: tuple[ChapterFacts, ...]
    deadline: DeadlineFacts
    reply_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFacts:
    """What somebody reads whose mail waits for a person. A stranger gets nothing but one line."""

    stranger: bool
    reference: str
    partner: str
    contacts: tuple[str, ...]
    round_title: str
    received_at: datetime
    zone: str
    files: tuple[str, ...]
    why: str
    what_to_do: str
    reply_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedFacts:
    """One proposal of the reader's, and what was decided on it. `outcome` is a word of `Outcome`,
    or "open".
    """

    number: int
    chapter: str
    place: str
    before: str
    after: str
    outcome: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFacts:
    """What a partner reads when its chapters are settled: what was decided on each of its
    changes.
    """

    reference: str
    partner: str
    contacts: tuple[str, ...]
    round_title: str
    publication: str
    chapters: tuple[ChapterFacts, ...]
    decided: tuple[DecidedFacts, ...]
    answered: bool
    silence: Silence
    reply_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementFacts:
    """What everybody reads when an edition is out. `chapters` are (number, title, fate)."""

    reference: str
    partner: str
    contacts: tuple[str, ...]
    publication: str
    edition: str
    addendum: bool
    chapters: tuple[tuple[str, str, str], ...]
    files: tuple[str, ...]
    reply_to: str


Facts = LaunchFacts | ReminderFacts | ReceiptFacts | HeldFacts | ClosingFacts | AnnouncementFacts


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
