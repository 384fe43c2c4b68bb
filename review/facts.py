"""What letters say, as values: a template gets exactly one of these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from review.rounds import Duty, Silence

__all__ = [
    "AnnouncementFacts",
    "AnsweredFacts",
    "ChapterFacts",
    "ClosingFacts",
    "DeadlineFacts",
    "DecidedFacts",
    "Facts",
    "FileFacts",
    "HeldFacts",
    "LaunchFacts",
    "ReceiptFacts",
    "ReminderFacts",
]


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
    made of it. Of one that `waits` the changes do not count before a person has looked.
    """

    name: str
    size: int
    sha256: str
    chapter: str
    tracked: int
    untracked: int
    comments: int
    note: str
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    """What a receipt says. `ignored` are (name, why); `next_steps` sentences, and `waits` those on
    what a person must look at first; `still_open` chapters awaited. `bare`: a file, without a mail.
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
    waits: tuple[str, ...] = ()
    bare: bool = False


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
    or "open"; `kind` one of `RevisionKind`: what it does that has no words. `moved_to` is where
    words stand that it only moves.

    Of what the reader moved by several proposals which have one fate, `others` are the numbers of
    those after the first, and `behind` says how many paragraphs or rows went along with the first.
    """

    number: int
    chapter: str
    place: str
    before: str
    after: str
    outcome: str
    words: str
    reason: str
    kind: str = ""
    moved_to: str = ""
    others: tuple[int, ...] = ()
    behind: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredFacts:
    """A comment of the reader's, and what was answered to it."""

    number: int
    chapter: str
    place: str
    comment: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFacts:
    """What a partner reads when its chapters are settled: what was decided on each of its changes,
    and answered to its comments. `reached`: one of our letters about them provably got there;
    `early`: the time that it had was not over.
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
    answers: tuple[AnsweredFacts, ...] = ()
    reached: bool = True
    early: bool = False

    @property
    def changes(self) -> int:
        """How many of the reader's changes were decided on."""
        return sum(1 + len(one.others) for one in self.decided)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementFacts:
    """What everybody reads when an edition is out. `chapters` are (number, title, fate); `corrects`
    is the edition of which a corrigendum replaces chapters, empty elsewhere.
    """

    reference: str
    partner: str
    contacts: tuple[str, ...]
    publication: str
    edition: str
    addendum: bool
    chapters: tuple[tuple[str, str, str], ...]
    files: tuple[str, ...]
    reply_to: str
    corrects: str = ""


Facts = LaunchFacts | ReminderFacts | ReceiptFacts | HeldFacts | ClosingFacts | AnnouncementFacts
