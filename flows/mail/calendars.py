"""The deadline as a calendar entry (RFC 5545, RFC 5546)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from review.letters import LaunchFacts

__all__ = ["deadline_entry"]

# SEQUENCE must grow when an entry is published again (RFC 5546 §2.1.4). Deadlines only ever move
# to a later day, so the day itself counts.
_DAY_ZERO = date(2000, 1, 1)


def deadline_entry(facts: LaunchFacts, *, reference: str, written_at: datetime) -> bytes:
    """An iCalendar file with the deadline as an all-day entry; METHOD:PUBLISH asks for no answer.

    Its UID stays the same for one partner and round, so a later deadline moves the entry.
    """
    due = facts.deadline.due_on
    entry = Event()
    entry.add("uid", f"{reference}@{facts.reply_to.rpartition('@')[2]}")
    entry.add("sequence", (due - _DAY_ZERO).days)
    entry.add("dtstamp", written_at)
    entry.add("dtstart", due)
    entry.add("dtend", due + timedelta(days=1))
    entry.add("summary", f"Due today: {facts.round_title} [{reference}]")
    entry.add(
        "description",
        f"Last day to send your changes, until midnight in {facts.deadline.zone}, "
        f"by reply to {facts.reply_to}.",
    )
    entry.add("transp", "TRANSPARENT")
    entry.add_component(_alarm(timedelta(days=-1)))
    calendar = Calendar()
    calendar.add("prodid", "-//GCI Review//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _alarm(before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "Due tomorrow")
    alarm.add("trigger", before)
    return alarm
