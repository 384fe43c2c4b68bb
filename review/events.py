"""What happened: the append-only trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from review.partners import PartnerId

__all__ = ["Event", "What"]


class What(StrEnum):
    """The kinds of events, in the past tense."""

    ROUND_OPENED = "RoundOpened"
    ROUND_CLOSED = "RoundClosed"
    ROUND_CANCELLED = "RoundCancelled"
    CONTACTS_CHANGED = "ContactsChanged"
    STANDING_CHANGED = "StandingChanged"
    CHAPTER_WITHHELD = "ChapterWithheld"
    CHAPTER_RELEASED = "ChapterReleased"
    CHAPTER_SETTLED = "ChapterSettled"
    ASSIGNMENT_SENT = "AssignmentSent"
    ASSIGNMENT_ANSWERED = "AssignmentAnswered"
    ASSIGNMENT_EXTENDED = "AssignmentExtended"
    ASSIGNMENT_DECLINED = "AssignmentDeclined"
    ASSIGNMENT_LAPSED = "AssignmentLapsed"
    ASSIGNMENT_UNREACHABLE = "AssignmentUnreachable"
    LETTER_QUEUED = "LetterQueued"
    LETTER_SENT = "LetterSent"
    LETTER_FAILED = "LetterFailed"
    LETTER_UNCERTAIN = "LetterUncertain"
    LETTER_DROPPED = "LetterDropped"
    LETTER_BOUNCED = "LetterBounced"
    INBOUND_STORED = "InboundStored"
    INBOUND_CLASSIFIED = "InboundClassified"
    INBOUND_FAILED = "InboundFailed"
    RETURN_TAKEN = "ReturnTaken"
    RETURN_HELD = "ReturnHeld"
    HELD_SETTLED = "HeldSettled"
    DECISION_TAKEN = "DecisionTaken"
    CHAPTER_AMENDED = "ChapterAmended"
    EDITION_PUBLISHED = "EditionPublished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened at `at` (UTC) to `about` ("assignment:…", "letter:…", "chapter:…").

    `round` and `partner` are none where the event concerns none. `facts` are strings for people
    and programs.
    """

    at: datetime
    what: What
    about: str
    round: str | None = None
    partner: PartnerId | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
