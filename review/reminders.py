"""Who is reminded now, of what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from review.deadlines import (
    deadline_facts,
    deadline_of,
    last_day,
    local_day,
    rung_at,
    rung_due,
)
from review.facts import ChapterFacts, ReminderFacts
from review.launches import chapter_facts
from review.letters import Letter, LetterId, LetterKind, mailbox
from review.partners import Contact, Partner, PartnerId
from review.publications import ChapterId
from review.references import message_id, slug, subject_reference
from review.rounds import Assignment, AssignmentId, Duty, Opening, Round, RoundState, State

__all__ = ["QUIET", "never_sent", "reminders_due"]

QUIET = timedelta(hours=48)
"""After the launch; whoever has just got the letter needs no reminder of it."""


def never_sent(in_round: Round) -> tuple[int, ...]:
    """The rungs of a round, in days before its deadline, that come too early after the launch, or
    before it, to be sent.
    """
    quiet = in_round.launched_at + QUIET
    return tuple(r for r in in_round.ladder if rung_at(r, in_round.due_on, in_round.zone) < quiet)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Occasion:
    """Why a partner is reminded: a rung of the ladder, the deadline it counts to, and what is
    still open by then. `chapters` and `assignments` are parallel.
    """

    partner: Partner
    rung: int
    due: datetime
    chapters: tuple[ChapterFacts, ...]
    assignments: tuple[AssignmentId, ...]


def reminders_due(
    opened: Opening,
    partners: Sequence[Partner],
    *,
    already: Collection[str],
    now: datetime,
    new_id: Callable[[], str],
    paused: Collection[PartnerId] = (),
) -> list[Letter]:
    """The reminders to queue now: one per contact, rung and due date, listing all open chapters.

    `partners` are those stored, with today's contacts; `already` holds the keys of all letters of
    the round, whatever became of them; `paused` are partners that asked for an extension which
    nobody has decided on.
    """
    if opened.round.state is not RoundState.OPEN:
        return []
    return [
        _reminder(opened.round, occasion, contact, now, new_id())
        for occasion in _occasions(opened, partners, now)
        if occasion.partner.id not in paused
        for contact in occasion.partner.leads
        if not contact.silent and _key(opened.round, occasion, contact) not in already
    ]


def _occasions(opened: Opening, partners: Sequence[Partner], now: datetime) -> list[_Occasion]:
    """The rungs that have come, one per partner and due date, in the order of `partners`."""
    grouped: dict[tuple[PartnerId, datetime], list[Assignment]] = defaultdict(list)
    for assignment in _open(opened):
        grouped[assignment.partner, deadline_of(assignment, opened.round)].append(assignment)
    by_id = {p.id: p for p in partners}
    found = []
    for (partner, due), assignments in grouped.items():
        rung = _rung(assignments, due, opened.round, now)
        if rung is None or partner not in by_id:
            continue
        found.append(
            _Occasion(
                partner=by_id[partner],
                rung=rung,
                due=due,
                chapters=chapter_facts(opened, partners, assignments),
                assignments=tuple(a.id for a in assignments),
            )
        )
    places = {p.id: place for place, p in enumerate(partners)}
    return sorted(found, key=lambda o: (places[o.partner.id], o.due))


def _open(opened: Opening) -> list[Assignment]:
    """The assignments that await an answer to a letter that went out, own chapters first."""
    places: Mapping[ChapterId, int] = {c.id: c.place for c in opened.chapters if c.withheld is None}
    awaited = [a for a in opened.assignments if a.state is State.SENT and a.chapter in places]
    return sorted(awaited, key=lambda a: (a.duty is not Duty.OWNER, places[a.chapter]))


def _rung(
    assignments: Sequence[Assignment], due: datetime, in_round: Round, now: datetime
) -> int | None:
    """The rung that has come for assignments of one deadline.

    All of them were asked together; where one was asked later, the letter that lists it goes by
    the rungs of the earliest, so that there is one letter.
    """
    rungs = [
        rung_due(
            in_round.ladder,
            due_on=last_day(due, in_round.zone),
            zone=in_round.zone,
            not_before=_quiet_until(assignment, in_round),
            now=now,
        )
        for assignment in assignments
    ]
    return min((r for r in rungs if r is not None), default=None)


def _quiet_until(assignment: Assignment, in_round: Round) -> datetime:
    """Until when rungs do not count: 48 hours from the launch, or the day an extension came."""
    asked = in_round.launched_at
    if assignment.sent_at and assignment.sent_at - asked > timedelta(days=1):
        asked = assignment.sent_at  # a chapter released later, or a draft posted late
    return max(asked + QUIET, assignment.extended_at or asked)


def _key(in_round: Round, occasion: _Occasion, contact: Contact) -> str:
    """One per contact, rung and due date: "reminder:2017R1:WCO:focal.nine:7d:2017-10-18"."""
    name = contact.address.partition("@")[0].casefold()
    same = [c for c in occasion.partner.leads if c.address.casefold().startswith(f"{name}@")]
    if len(same) > 1:  # info@ at two domains: the whole address tells them apart
        name = contact.address.casefold()
    due_on = last_day(occasion.due, in_round.zone)
    return f"reminder:{in_round.id}:{slug(occasion.partner.id)}:{name}:{occasion.rung}d:{due_on}"


def _reminder(
    in_round: Round, occasion: _Occasion, contact: Contact, now: datetime, opaque: str
) -> Letter:
    last = occasion.rung == min(in_round.ladder)
    kind = LetterKind.LAST_REMINDER if last else LetterKind.REMINDER
    due_on = last_day(occasion.due, in_round.zone)
    return Letter(
        id=LetterId(opaque),
        key=_key(in_round, occasion, contact),
        kind=kind,
        round=in_round.id,
        partner=occasion.partner.id,
        to=(mailbox(contact),),
        message_id=message_id(kind, opaque, in_round.reply_to),
        facts=ReminderFacts(
            reference=subject_reference(in_round, occasion.partner.id),
            partner=occasion.partner.name,
            contacts=(contact.name,),
            round_title=in_round.title,
            publication=in_round.publication,
            chapters=occasion.chapters,
            deadline=deadline_facts(occasion.due, in_round),
            days_left=(due_on - local_day(now, in_round.zone)).days,
            silence=in_round.silence,
            reply_to=in_round.reply_to,
        ),
        assignments=occasion.assignments,
        queued_at=now,
    )
