"""Due, late, overdue, days left: instants in UTC, days in the round's zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from review.errors import NotAllowed
from review.facts import DeadlineFacts
from review.rounds import Assignment, Round
from review.states import awaited

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
    "rung_at",
    "rung_due",
]


def due_instant(due_on: date, zone: str) -> datetime:
    """The UTC instant at which the local day ends, exclusive; raises `NotAllowed` for an unknown
    zone.
    """
    return _midnight(due_on + timedelta(days=1), _zone(zone))


def last_day(due: datetime, zone: str) -> date:
    """The local day that ends at the exclusive instant `due`."""
    return local_day(due - _TICK, zone)


def local_day(instant: datetime, zone: str) -> date:
    """The local date of an instant."""
    return instant.astimezone(_zone(zone)).date()


def deadline_of(assignment: Assignment, in_round: Round) -> datetime:
    """The assignment's own deadline (UTC instant, exclusive), or the round's."""
    return assignment.extended_to or in_round.due


def due_day(assignment: Assignment, in_round: Round) -> date:
    """The last local day for the assignment's answer."""
    return last_day(deadline_of(assignment, in_round), in_round.zone)


def deadline_facts(due: datetime, in_round: Round) -> DeadlineFacts:
    """A deadline as letters print it."""
    return DeadlineFacts(due_on=last_day(due, in_round.zone), zone=in_round.zone, due=due)


def is_late(received_at: datetime, assignment: Assignment, in_round: Round) -> bool:
    """Whether an answer that our server took at `received_at` came after the deadline."""
    return received_at >= deadline_of(assignment, in_round)


def is_overdue(assignment: Assignment, in_round: Round, now: datetime) -> bool:
    """Whether an awaited answer has not come by its deadline; the due day itself never is."""
    return awaited(assignment) and now >= deadline_of(assignment, in_round)


def days_left(assignment: Assignment, in_round: Round, now: datetime) -> int:
    """Local days from today to the due day: 0 on the due day, negative after it."""
    return (due_day(assignment, in_round) - local_day(now, in_round.zone)).days


def rung_due(
    ladder: Sequence[int], *, due_on: date, zone: str, not_before: datetime, now: datetime
) -> int | None:
    """The rung (days before `due_on`) to send now: of those that have come, the one nearest the
    due day.

    A rung comes at 09:00 in `zone`. Those that came before `not_before` do not count; those that
    an outage missed are not made up for. None before the first and after the due day.
    """
    if now >= due_instant(due_on, zone):
        return None
    come = [rung for rung in ladder if not_before <= rung_at(rung, due_on, zone) <= now]
    return min(come, default=None)


def rung_at(rung: int, due_on: date, zone: str) -> datetime:
    """The instant at which a rung, days before `due_on`, comes."""
    return datetime.combine(due_on - timedelta(days=rung), _NINE, _zone(zone))


_TICK = timedelta(microseconds=1)
_NINE = time(9)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise NotAllowed("use", f"the time zone “{name}”", "there is none of this name") from exc


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The UTC instant at which `day` begins and the day before is over for good.

    Where clocks change around midnight there are two candidates: a midnight that does not exist
    (São Paulo until 2018) or exists twice (the Azores every autumn). The right one is the last
    that still ends the day before.
    """
    candidates = [
        datetime.combine(day, time(), zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)
    ]
    ends = [c for c in candidates if (c - _TICK).astimezone(zone).date() < day]
    return max(ends or candidates)
