"""What may become of an assignment, a round and a chapter: one table, one function per act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from review.errors import NotAllowed
from review.partners import Partner, Standing
from review.publications import Chapter
from review.returns import Held
from review.rounds import Assignment, Round, RoundState, State

__all__ = [
    "admitted",
    "answered",
    "awaited",
    "cancelled",
    "closed",
    "closes",
    "declined",
    "extended",
    "granted",
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


_P, _S, _R, _D = State.PLANNED, State.SENT, State.RETURNED, State.DECLINED
_U, _L, _C = State.UNREACHABLE, State.LAPSED, State.CLOSED

_BECOMES: dict[str, dict[State, State]] = {
    "send": {_P: _S, _S: _S, _U: _S},
    # Late answers are taken; after the close they stay for the next edition.
    "answer": {_P: _R, _S: _R, _R: _R, _U: _R, _L: _R, _C: _C},
    "decline": {_P: _D, _S: _D, _U: _D, _L: _D},
    "extend": {_P: _P, _S: _S, _R: _R, _U: _U, _L: _S},
    "give up": {_P: _U, _S: _U, _U: _U},
    "lapse": {_P: _L, _S: _L},
    "close": {_R: _C},
    "ask again for": {_R: _S, _D: _S, _U: _S, _L: _S, _C: _S},
}
"""Act → present state → next state; what is not there is not allowed."""

_WHY = {
    _P: "its letter has not gone out",
    _S: "its answer is still awaited",
    _R: "it has been answered",
    _D: "its partner declined",
    _U: "its partner cannot be reached",
    _L: "it lapsed without an answer",
    _C: "it is closed",
}


def awaited(assignment: Assignment) -> bool:
    """Whether an answer is still to come: planned, sent or unreachable."""
    return assignment.state in {_P, _S, _U}


def takes_answers(assignment: Assignment, in_round: Round) -> bool:
    """Whether an answer can still be taken; else it is held as not awaited.

    Late ones are taken, also after the edition (they stay for the next); not those of a cancelled
    round or a declined assignment, which a person opens again first.
    """
    return in_round.state is not RoundState.CANCELLED and assignment.state in _BECOMES["answer"]


def sent(assignment: Assignment, *, at: datetime) -> Assignment:
    """The assignment once its letter has gone; raises `NotAllowed`."""
    return replace(_moved("send", assignment), sent_at=assignment.sent_at or at)


def answered(assignment: Assignment, *, at: datetime) -> Assignment:
    """The assignment once an answer is taken, again for a later one; raises `NotAllowed`.

    An answer to a closed assignment is kept and changes nothing of it but the time.
    """
    return replace(_moved("answer", assignment), answered_at=at)


def declined(assignment: Assignment, *, reason: str) -> Assignment:
    """The assignment of a partner that will not review this time; raises `NotAllowed`."""
    return replace(_moved("decline", assignment), note=reason)


def extended(assignment: Assignment, *, until: datetime, reason: str, now: datetime) -> Assignment:
    """The assignment with its own deadline (UTC instant, exclusive); a lapsed one is open again.

    Raises `NotAllowed` where `until` has passed or the assignment is closed or declined.
    """
    moved = _moved("extend", assignment)
    if until <= now:
        raise NotAllowed("extend", "the deadline", f"{until:%d %B %Y %H:%M} UTC has passed")
    return replace(moved, extended_to=until, extended_at=now, note=reason)


def granted(asked: Held, assignments: Iterable[Assignment]) -> bool:
    """Whether what a partner asked for in words is answered: each chapter that it is about has got
    more time since, or is awaited no more.
    """
    about = [a for a in assignments if a.id in asked.candidates]
    return all(
        not awaited(a) or (a.extended_at is not None and a.extended_at >= asked.held_at)
        for a in about
    )


def unreachable(assignment: Assignment, *, reason: str) -> Assignment:
    """The assignment of a partner whose every address bounced; raises `NotAllowed` after an
    answer.
    """
    return replace(_moved("give up", assignment), note=reason)


def lapsed(assignment: Assignment) -> Assignment:
    """The assignment that got no answer by the close; raises `NotAllowed`."""
    return _moved("lapse", assignment)


def closed(assignment: Assignment) -> Assignment:
    """The answered assignment once its chapter is settled; raises `NotAllowed`."""
    return _moved("close", assignment)


def reopened(assignment: Assignment, *, reason: str) -> Assignment:
    """The assignment asked for once more, its answers kept in the trail; raises `NotAllowed`."""
    return replace(_moved("ask again for", assignment), answered_at=None, note=reason)


def closes(in_round: Round, assignments: Iterable[Assignment], now: datetime) -> bool:
    """Whether an open round closes now: its deadline and every extension still awaited passed."""
    if in_round.state is not RoundState.OPEN:
        return False
    own = (a.extended_to for a in assignments if awaited(a) and a.extended_to)
    return now >= max((in_round.due, *own))


def lapses(assignments: Iterable[Assignment]) -> list[Assignment]:
    """Those that lapse when the round closes, lapsed; unreachable ones stay what they are."""
    return [lapsed(a) for a in assignments if a.state in _BECOMES["lapse"]]


def round_closed(in_round: Round) -> Round:
    """The round after its deadline; raises `NotAllowed` unless it is open."""
    return _round_moved("close", in_round, RoundState.CLOSED, {RoundState.OPEN})


def published(in_round: Round) -> Round:
    """The round once its edition is out; again for an addendum. Raises `NotAllowed` if
    cancelled.
    """
    before = {RoundState.OPEN, RoundState.CLOSED, RoundState.PUBLISHED}
    return _round_moved("publish", in_round, RoundState.PUBLISHED, before)


def cancelled(in_round: Round) -> Round:
    """The round given up; raises `NotAllowed` once it is published."""
    before = {RoundState.OPEN, RoundState.CLOSED}
    return _round_moved("cancel", in_round, RoundState.CANCELLED, before)


def withheld(chapter: Chapter, *, reason: str) -> Chapter:
    """The chapter kept out of the edition; raises `NotAllowed` without a reason or if it is
    already.
    """
    what = f"chapter {chapter.number}"
    if not reason.strip():
        raise NotAllowed("withhold", what, "the record must say why: give a reason")
    if chapter.withheld is not None:
        raise NotAllowed("withhold", what, f"it is withheld already ({chapter.withheld})")
    return replace(chapter, withheld=reason.strip())


def released(chapter: Chapter) -> Chapter:
    """The chapter no longer withheld; raises `NotAllowed` unless it is withheld."""
    if chapter.withheld is None:
        raise NotAllowed("release", f"chapter {chapter.number}", "it is not withheld")
    return replace(chapter, withheld=None)


def admitted(partner: Partner) -> Partner:
    """The applicant or observer as a member, from the next round and for an addendum; what open
    rounds froze stays. Raises `NotAllowed` for others.
    """
    if partner.standing not in {Standing.APPLICANT, Standing.OBSERVER}:
        raise NotAllowed("admit", partner.id, f"its standing is {partner.standing}")
    return replace(partner, standing=Standing.MEMBER)


def withdrawn(partner: Partner) -> Partner:
    """The partner once it has left; raises `NotAllowed` if it has already."""
    if partner.standing is Standing.WITHDRAWN:
        raise NotAllowed("withdraw", partner.id, "it has withdrawn already")
    return replace(partner, standing=Standing.WITHDRAWN)


def _moved(act: str, assignment: Assignment) -> Assignment:
    state = _BECOMES[act].get(assignment.state)
    if state is None:
        what = f"the assignment of {assignment.partner}"
        raise NotAllowed(act, what, _WHY[assignment.state])
    return replace(assignment, state=state)


def _round_moved(act: str, in_round: Round, to: RoundState, before: set[RoundState]) -> Round:
    if in_round.state not in before:
        raise NotAllowed(act, f"round {in_round.id}", f"it is {in_round.state}")
    return replace(in_round, state=to)
