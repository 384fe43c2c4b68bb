"""Letter: which letter goes to whom, with which facts. Its wording is a template, its delivery
`flows.mail`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from review.deadlines import deadline_of
from review.errors import NotAllowed
from review.facts import (
    AnnouncementFacts,
    AnsweredFacts,
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
from review.rounds import Assignment, AssignmentId, Round, RoundId, RoundState
from review.states import awaited

__all__ = [
    "AnnouncementFacts",
    "AnsweredFacts",
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
    "still_wanted",
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
    rule = _UNWANTED.get(letter.kind)
    return rule(letter, in_round, list(assignments), now) if rule and in_round else None


def still_wanted(
    letters: Sequence[Letter],
    in_round: Round,
    assignments: Sequence[Assignment],
    *,
    now: datetime,
) -> list[Letter]:
    """Those of the letters that a person sends a partner again which would go out; raises
    `NotAllowed` where none would.
    """
    unwanted = {
        x.id: wanted(x, in_round, [a for a in assignments if a.id in x.assignments], now=now)
        for x in letters
    }
    left = [letter for letter in letters if not unwanted[letter.id]]
    if letters and not left:
        why = unwanted[letters[0].id] or ""
        out = in_round.state is RoundState.PUBLISHED
        kept = "; an answer that still comes is taken, and kept for the next edition" * out
        what = f"the opening letter of {letters[0].partner}"
        raise NotAllowed("send again", what, f"{why[:1].lower()}{why[1:].rstrip('.')}{kept}")
    return left


def trimmed(letter: Letter, in_round: Round, assignments: Iterable[Assignment]) -> Letter:
    """The letter as it should leave now: a reminder without the chapters that were answered or
    extended since it was queued; any other letter as it is.
    """
    if not isinstance(letter.facts, ReminderFacts):
        return letter
    now = {a.id: a for a in assignments}
    # `Letter.assignments` and the chapters of the facts are parallel.
    kept = [
        (id_, chapter)
        for id_, chapter in zip(letter.assignments, letter.facts.chapters, strict=True)
        if id_ not in now or _still(now[id_], in_round, letter.facts)
    ]
    return replace(
        letter,
        assignments=tuple(id_ for id_, _ in kept),
        facts=replace(letter.facts, chapters=tuple(chapter for _, chapter in kept)),
    )


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
    return any(
        letter.state is LetterState.SENT and not _came_back(letter, bounced)
        for letter in letters
        if assignment.id in letter.assignments
    )


def mailbox(contact: Contact) -> str:
    """A contact as an address with a name: "Focal Point <f@p.example.org>", quoted where
    needed.
    """
    name = " ".join(contact.name.split())
    if re.search(r'[][()<>@,:;."\\]', name):
        name = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return f"{name} <{contact.address}>" if name else contact.address


Rule = Callable[[Letter, Round, Sequence[Assignment], datetime], str | None]


def _launch_unwanted(
    letter: Letter,
    in_round: Round,
    assignments: Sequence[Assignment],
    now: datetime,  # noqa: ARG001 -- one signature for the table
) -> str | None:
    # What the officer sends again by hand may go while late answers are taken.
    again = isinstance(letter.facts, LaunchFacts) and letter.facts.again
    wanted_in = {RoundState.OPEN, RoundState.CLOSED} if again else {RoundState.OPEN}
    if in_round.state not in wanted_in:
        return f"The round is {in_round.state}."
    if assignments and not any(map(awaited, assignments)):
        return "The partner has answered on every chapter."
    return None


def _reminder_unwanted(
    letter: Letter, in_round: Round, assignments: Sequence[Assignment], now: datetime
) -> str | None:
    if in_round.state is not RoundState.OPEN:
        return f"The round is {in_round.state}."
    facts = letter.facts
    if not isinstance(facts, ReminderFacts):
        return None
    if now >= facts.deadline.due:
        return "The deadline has passed."
    if not any(_still(a, in_round, facts) for a in assignments):
        return "The partner has answered, or got more time, on every chapter."
    return None


_UNWANTED: dict[LetterKind, Rule] = {
    LetterKind.LAUNCH: _launch_unwanted,
    LetterKind.REMINDER: _reminder_unwanted,
    LetterKind.LAST_REMINDER: _reminder_unwanted,
}
"""Receipts, closings and announcements are wanted whatever happens."""


def _still(assignment: Assignment, in_round: Round, facts: ReminderFacts) -> bool:
    """Whether a reminder still says the truth about an assignment."""
    due = deadline_of(assignment, in_round)
    return awaited(assignment) and due == facts.deadline.due


def _came_back(letter: Letter, bounced: Mapping[str, Collection[str]]) -> bool:
    if letter.message_id not in bounced:
        return False
    back = {address.casefold() for address in bounced[letter.message_id]}
    written = {_address(to) for to in letter.to}
    # All came back, or a report names somebody we did not write to: which of ours is not known.
    return not back or not back <= written or back == written


def _address(mailbox_: str) -> str:
    return mailbox_.rpartition("<")[2].rstrip("> ").casefold()
