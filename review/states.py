"""What may become of an assignment, a round and a chapter: one table, one function per act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from review.partners import Partner
from review.publications import Chapter
from review.rounds import Assignment, Round

__all__ = [
    "admitted",
    "answered",
    "awaited",
    "cancelled",
    "closed",
    "closes",
    "declined",
    "extended",
    "lapsed",
    "lapses",
    "published",
    "released",
    "reopened",
    "round_closed",
    "sent",
    "takes_answers",
    "unreachable",
    "withdrawn",
    "withheld",
]


def awaited(assignment: Assignment) -> bool:
    """Whether an answer is still to come: planned, sent or unreachable."""
    raise NotImplementedError


def takes_answers(assignment: Assignment, in_round: Round) -> bool:
    """Whether an answer can still be taken; else it is held as not awaited.

    Late ones are taken, also after the edition (they stay for the next); not those of a cancelled
    round or a declined assignment, which a person opens again first.
    """
    raise NotImplementedError


def sent(assignment: Assignment, *, at: datetime) -> Assignment:
    """The assignment once its letter has gone; raises `NotAllowed`."""
    raise NotImplementedError


def answered(assignment: Assignment, *, at: datetime) -> Assignment:
    """The assignment once an answer is taken, again for a later one; raises `NotAllowed`.

    An answer to a closed assignment is kept and changes nothing of it but the time.
    """
    raise NotImplementedError


def declined(assignment: Assignment, *, reason: str) -> Assignment:
    """The assignment of a partner that will not review this time; raises `NotAllowed`."""
    raise NotImplementedError


def extended(assignment: Assignment, *, until: datetime, reason: str, now: datetime) -> Assignment:
    """The assignment with its own deadline (UTC instant, exclusive); a lapsed one is open again.

    Raises `NotAllowed` where `until` has passed or the assignment is closed or declined.
    """
    raise NotImplementedError


def unreachable(assignment: Assignment, *, reason: str) -> Assignment:
    """The assignment of a partner whose every address bounced; raises `NotAllowed` after an
    answer.
    """
    raise NotImplementedError


def lapsed(assignment: Assignment) -> Assignment:
    """The assignment that got no answer by the close; raises `NotAllowed`."""
    raise NotImplementedError


def closed(assignment: Assignment) -> Assignment:
    """The answered assignment once its chapter is settled; raises `NotAllowed`."""
    raise NotImplementedError


def reopened(assignment: Assignment, *, reason: str) -> Assignment:
    """The assignment asked for once more, its answers kept in the trail; raises `NotAllowed`."""
    raise NotImplementedError


def closes(in_round: Round, assignments: Iterable[Assignment], now: datetime) -> bool:
    """Whether an open round closes now: its deadline and every extension still awaited passed."""
    raise NotImplementedError


def lapses(assignments: Iterable[Assignment]) -> list[Assignment]:
    """Those that lapse when the round closes, lapsed; unreachable ones stay what they are."""
    raise NotImplementedError


def round_closed(in_round: Round) -> Round:
    """The round after its deadline; raises `NotAllowed` unless it is open."""
    raise NotImplementedError


def published(in_round: Round) -> Round:
    """The round once its edition is out; again for an addendum. Raises `NotAllowed` if
    cancelled.
    """
    raise NotImplementedError


def cancelled(in_round: Round) -> Round:
    """The round given up; raises `NotAllowed` once it is published."""
    raise NotImplementedError


def withheld(chapter: Chapter, *, reason: str) -> Chapter:
    """The chapter kept out of the edition; raises `NotAllowed` without a reason or if it is
    already.
    """
    raise NotImplementedError


def released(chapter: Chapter) -> Chapter:
    """The chapter no longer withheld; raises `NotAllowed` unless it is withheld."""
    raise NotImplementedError


def admitted(partner: Partner) -> Partner:
    """The applicant or observer as a member, from the next round and for an addendum; what open
    rounds froze stays. Raises `NotAllowed` for others.
    """
    raise NotImplementedError


def withdrawn(partner: Partner) -> Partner:
    """The partner once it has left; raises `NotAllowed` if it has already."""
    raise NotImplementedError
