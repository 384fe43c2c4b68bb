"""Due, late, overdue, days left: instants in UTC, days in the round's zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from review.facts import DeadlineFacts
from review.rounds import Assignment, Round

__all__ = [
    "days_left",
    "deadline_facts",
    "deadline_of",
    "due_day",
    "due_instant",
    "is_late",
    "is_overdue",
    "last_day",
    "local_day",
    "rung_due",
]


def due_instant(due_on: date, zone: str) -> datetime:
    """The UTC instant at which the local day ends, exclusive; raises `NotAllowed` for an unknown
    zone.
    """
    raise NotImplementedError


def last_day(due: datetime, zone: str) -> date:
    """The local day that ends at the exclusive instant `due`."""
    raise NotImplementedError


def local_day(instant: datetime, zone: str) -> date:
    """The local date of an instant."""
    raise NotImplementedError


def deadline_of(assignment: Assignment, in_round: Round) -> datetime:
    """The assignment's own deadline (UTC instant, exclusive), or the round's."""
    raise NotImplementedError


def due_day(assignment: Assignment, in_round: Round) -> date:
    """The last local day for the assignment's answer."""
    raise NotImplementedError


def deadline_facts(due: datetime, in_round: Round) -> DeadlineFacts:
    """A deadline as letters print it."""
    raise NotImplementedError


def is_late(received_at: datetime, assignment: Assignment, in_round: Round) -> bool:
    """Whether an answer that our server took at `received_at` came after the deadline."""
    raise NotImplementedError


def is_overdue(assignment: Assignment, in_round: Round, now: datetime) -> bool:
    """Whether an awaited answer has not come by its deadline; the due day itself never is."""
    raise NotImplementedError


def days_left(assignment: Assignment, in_round: Round, now: datetime) -> int:
    """Local days from today to the due day: 0 on the due day, negative after it."""
    raise NotImplementedError


def rung_due(
    ladder: Sequence[int], *, due_on: date, zone: str, not_before: datetime, now: datetime
) -> int | None:
    """The rung (days before `due_on`) to send now: of those that have come, the one nearest the
    due day.

    A rung comes at 09:00 in `zone`. Those that came before `not_before` do not count; those that
    an outage missed are not made up for. None before the first and after the due day.
    """
    raise NotImplementedError
