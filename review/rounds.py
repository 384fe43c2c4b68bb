"""Round and Assignment: launch, answer, extend, decline, close, lapse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from review.partners import Partner, PartnerId, Standing
from review.publications import Chapter, ChapterId, Sha256

__all__ = [
    "Assignment",
    "AssignmentId",
    "Duty",
    "Open",
    "Opening",
    "Participant",
    "Plan",
    "PlannedChapter",
    "Round",
    "RoundId",
    "RoundKind",
    "RoundState",
    "Silence",
    "State",
    "next_round_id",
    "round_order",
]

RoundId = NewType("RoundId", str)
"""Year and ordinal, as it stands in references: "2017R1"."""

AssignmentId = NewType("AssignmentId", str)
"""Opaque; written into the stamp of the copy that goes out."""


class RoundKind(StrEnum):
    """What a round asks for."""

    EDIT = "edit"
    APPROVAL = "approval"


class RoundState(StrEnum):
    """Where a round stands. A draft round is a workbook, not a row."""

    OPEN = "open"
    CLOSED = "closed"  # its deadline and every extension passed; late returns are still taken
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Silence(StrEnum):
    """What a member's silence means."""

    NO_OBJECTION = "no objection"
    NO_ANSWER = "no answer"


class Open(StrEnum):
    """What unattended publishing does while changes are undecided or members have not answered."""

    PUBLISH = "publish"  # open revisions are deferred, undecided chapters carried over
    WAIT = "wait"  # a person publishes


class Duty(StrEnum):
    """Why a partner is asked."""

    OWNER = "owner"
    REVIEWER = "reviewer"


class State(StrEnum):
    """Where an assignment stands. Overdue is computed, never stored."""

    PLANNED = "planned"
    SENT = "sent"
    RETURNED = "returned"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    LAPSED = "lapsed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One circulation with one deadline; everything here but `state` is frozen at launch.

    `due_on` is the last local day for answers in `zone`; `due` is the UTC instant at which that
    day ends (exclusive). `ladder` holds how many days before `due_on` each reminder goes out,
    largest first. `owner_applies`: an owner's change to its own chapter that conflicts with nobody
    is applied without a decision.
    """

    id: RoundId
    title: str
    publication: str
    kind: RoundKind = RoundKind.EDIT
    state: RoundState = RoundState.OPEN
    zone: str
    due_on: date
    due: datetime
    ladder: tuple[int, ...] = (7, 1)
    silence: Silence = Silence.NO_OBJECTION
    at_deadline: Open = Open.WAIT
    owner_applies: bool = True
    reply_to: str
    reference: str = "GCI"  # opens every subject reference: [GCI-2017R1-BRS]
    language: str = "en-GB"
    launched_at: datetime
    manifest: Sha256  # over everything that launching froze


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A partner as one round froze it: its standing at launch, and the token of its address."""

    round: RoundId
    partner: PartnerId
    standing: Standing
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One partner, one chapter, one round.

    `copy` names the stamped bytes that were sent to it, none while planned. `extended_to` is its
    own deadline (UTC instant, exclusive), none where the round's holds; `extended_at` is when it
    was granted: reminders that were due before do not count. `note` is the reason of the last act
    on it.
    """

    id: AssignmentId
    round: RoundId
    chapter: ChapterId
    partner: PartnerId
    duty: Duty
    state: State = State.PLANNED
    extended_to: datetime | None = None
    extended_at: datetime | None = None
    copy: Sha256 | None = None
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChapter:
    """A chapter as the workbook says it. `everybody`: all members but the owner review it,
    besides `reviewers`. `withheld` is the reason to keep it out, none to circulate it.
    """

    file: str
    number: str
    title: str
    owner: PartnerId
    reviewers: tuple[PartnerId, ...] = ()
    everybody: bool = False
    withheld: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the workbook says of a round before it is launched; chapters in the order of the
    guide.

    `due_on`, `zone`, `ladder`, `silence`, `at_deadline`, `owner_applies`, `reply_to` and
    `reference` mean what they mean in `Round`.
    """

    title: str
    publication: str
    reference: str = "GCI"
    kind: RoundKind = RoundKind.EDIT
    due_on: date
    zone: str
    ladder: tuple[int, ...] = (7, 1)
    silence: Silence = Silence.NO_OBJECTION
    at_deadline: Open = Open.WAIT
    owner_applies: bool = True
    reply_to: str
    language: str = "en-GB"
    partners: tuple[Partner, ...]
    chapters: tuple[PlannedChapter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A round with everything that belongs to it; chapters in the order of the guide.

    There is a participant for every partner of the plan, whatever its standing, and an assignment
    only for members, and only on chapters that are not withheld.
    """

    round: Round
    participants: tuple[Participant, ...]
    chapters: tuple[Chapter, ...]
    assignments: tuple[Assignment, ...]


def next_round_id(existing: Iterable[RoundId], today: date) -> RoundId:
    """The id of the next round: the year and the first ordinal after those of that year."""
    taken = [ordinal for year, ordinal in map(round_order, existing) if year == today.year]
    return RoundId(f"{today.year}R{max(taken, default=0) + 1}")


def round_order(round_id: RoundId) -> tuple[int, int]:
    """Year and ordinal of a round, by which an older round sorts before a newer one."""
    year, _, ordinal = round_id.upper().partition("R")
    return int(year), int(ordinal)
