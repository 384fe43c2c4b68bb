from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from review.deadlines import due_instant
from review.letters import LetterKind, trimmed, wanted
from review.partners import Role
from review.reminders import never_sent, reminders_due
from review.rounds import RoundState, State
from review.states import extended
from tests.builders import (
    LAUNCH,
    ZONE,
    answer,
    changed,
    contact,
    ids,
    of,
    opening,
    partner,
    plan,
    planned,
)

WEEK_BEFORE = datetime(2017, 10, 11, 6, tzinfo=UTC)
DAY_BEFORE = datetime(2017, 10, 17, 6, tzinfo=UTC)


def due(opened, now, *, partners=None, already=(), paused=()):
    partners = partners or plan().partners
    return reminders_due(opened, partners, already=already, now=now, new_id=ids("n"), paused=paused)


def asked(letter, opened):
    return [a for a in opened.assignments if a.id in letter.assignments]


def keys(letters):
    return [letter.key for letter in letters]


def test_each_partner_gets_one_reminder_that_lists_all_its_open_chapters():
    letters = due(opening(), WEEK_BEFORE)

    assert keys(letters) == [
        "reminder:2017R1:BRS:focal:7d:2017-10-18",
        "reminder:2017R1:CBD:focal:7d:2017-10-18",
        "reminder:2017R1:WCO:focal:7d:2017-10-18",
    ]
    assert [c.number for c in letters[2].facts.chapters] == ["1", "3.1", "3.2"]
    assert len(letters[2].assignments) == 3
    assert letters[2].facts.days_left == 7
    assert letters[2].to == ("Focal WCO <focal@wco.example.org>",)
    assert letters[2].message_id == "<reminder.n3@secretariat.example.org>"


def test_the_rung_nearest_the_due_day_is_the_last_reminder():
    first, last = due(opening(), WEEK_BEFORE)[0], due(opening(), DAY_BEFORE)[0]

    assert (first.kind, last.kind) == (LetterKind.REMINDER, LetterKind.LAST_REMINDER)
    assert last.key == "reminder:2017R1:BRS:focal:1d:2017-10-18"


def test_no_letter_is_written_twice_and_an_outage_skips_the_earlier_rung():
    first = due(opening(), WEEK_BEFORE)

    assert due(opening(), WEEK_BEFORE + timedelta(hours=1), already=keys(first)) == []
    assert len(due(opening(), DAY_BEFORE)) == 3  # the week's rung was missed and is not made up
    last = keys(due(opening(), DAY_BEFORE))
    assert due(opening(), DAY_BEFORE, already=last) == []


def test_who_has_answered_on_everything_is_left_alone_and_else_only_the_rest_is_listed():
    opened = answer(answer(opening(), "BRS", "1"), "BRS", "3.1")
    opened = answer(opened, "WCO", "3.1")

    letters = due(opened, WEEK_BEFORE)

    assert [letter.partner for letter in letters] == ["CBD", "WCO"]
    assert [c.number for c in letters[1].facts.chapters] == ["1", "3.2"]


def test_only_what_was_sent_is_reminded_of():
    for state in State:
        expected = 3 if state is State.SENT else 0
        assert len(due(opening(state=state), WEEK_BEFORE)) == expected, state


def test_every_lead_gets_its_own_letter_but_the_silent_ones():
    wco = partner(
        "WCO",
        contacts=(
            contact("Nine", "focal.nine@wco.example.org"),
            contact("Ten", "ten@wco.example.org", silent=True),
            contact("Info", "info@wco.example.org"),
            contact("Other Info", "Info@wco2.example.org"),
            contact("Legal", "legal@wco.example.org", role=Role.REVIEWER),
        ),
    )

    letters = due(opening(), WEEK_BEFORE, partners=(wco,))

    assert keys(letters) == [
        "reminder:2017R1:WCO:focal.nine:7d:2017-10-18",
        "reminder:2017R1:WCO:info@wco.example.org:7d:2017-10-18",
        "reminder:2017R1:WCO:info@wco2.example.org:7d:2017-10-18",
    ]


def test_a_rung_within_48_hours_of_the_launch_is_skipped():
    short = opening(due_on=date(2017, 10, 13))  # 7 days before is the 6th, 09:00: 46 hours later
    enough = opening(due_on=date(2017, 10, 14))

    assert due(short, datetime(2017, 10, 6, 6, tzinfo=UTC)) == []
    assert due(short, datetime(2017, 10, 9, 6, tzinfo=UTC)) == []
    assert len(due(short, datetime(2017, 10, 12, 6, tzinfo=UTC))) == 3
    assert len(due(enough, datetime(2017, 10, 7, 6, tzinfo=UTC))) == 3


def test_an_extension_moves_the_ladder_of_that_chapter_only():
    opened = opening()
    until = due_instant(date(2017, 10, 27), ZONE)
    longer = extended(of(opened, "WCO", "3.1"), until=until, reason="", now=DAY_BEFORE)
    opened = changed(opened, longer)

    last = [x for x in due(opened, DAY_BEFORE) if x.partner == "WCO"]
    week = due(opened, datetime(2017, 10, 20, 6, tzinfo=UTC))

    assert [[c.number for c in x.facts.chapters] for x in last] == [["1", "3.2"]]
    assert keys(week) == ["reminder:2017R1:WCO:focal:7d:2017-10-27"]
    assert week[0].facts.deadline.due_on == date(2017, 10, 27)


def test_who_has_just_got_more_time_is_not_reminded_of_a_rung_that_had_passed():
    opened = opening()
    until = due_instant(date(2017, 10, 22), ZONE)
    longer = extended(of(opened, "CBD", "3.2"), until=until, reason="", now=DAY_BEFORE)
    opened = changed(opened, longer)

    letters = [x for x in due(opened, DAY_BEFORE + timedelta(hours=2)) if x.partner == "CBD"]
    last = due(opened, datetime(2017, 10, 21, 6, tzinfo=UTC))

    assert [[c.number for c in x.facts.chapters] for x in letters] == [["1"]]
    assert keys(last) == ["reminder:2017R1:CBD:focal:1d:2017-10-22"]


def test_reminders_wait_while_an_extension_is_undecided_and_end_with_the_round():
    opened = opening()
    closed = replace(opened, round=replace(opened.round, state=RoundState.CLOSED))

    assert [x.partner for x in due(opened, WEEK_BEFORE, paused={"WCO"})] == ["BRS", "CBD"]
    assert due(closed, WEEK_BEFORE) == []
    assert due(opened, opened.round.due) == []


def test_an_answer_between_writing_and_sending_makes_the_reminder_unwanted():
    opened = opening()
    brs = due(opened, WEEK_BEFORE)[0]

    half = answer(opened, "BRS", "3.1")
    done = answer(half, "BRS", "1")

    assert wanted(brs, half.round, asked(brs, half), now=WEEK_BEFORE) is None
    assert [c.number for c in trimmed(brs, half.round, asked(brs, half)).facts.chapters] == ["1"]
    assert wanted(brs, done.round, asked(brs, done), now=WEEK_BEFORE) == (
        "The partner has answered, or got more time, on every chapter."
    )
    assert (
        wanted(brs, half.round, asked(brs, half), now=half.round.due) == "The deadline has passed."
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 24 * 60 * 20), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 24 * 60 * 15), st.integers(0, 7)), max_size=4),
    st.sets(st.integers(0, 12), max_size=4),
)
def test_however_often_and_late_the_clock_ticks_nobody_is_reminded_twice_or_after_an_answer(
    ticks, replies, ladder
):
    opened = opening(ladder=tuple(ladder))
    sent, lists = set(), []
    answered_at = {}
    for minute, index in replies:
        target = opened.assignments[index % len(opened.assignments)].id
        answered_at[target] = min(minute, answered_at.get(target, minute))

    for minute in sorted(ticks):
        now = LAUNCH + timedelta(minutes=minute)
        gone = {a for a, at in answered_at.items() if at <= minute}
        state = replace(
            opened,
            assignments=tuple(
                replace(a, state=State.RETURNED) if a.id in gone else a for a in opened.assignments
            ),
        )
        letters = due(state, now, already=sent)
        lists += [(x.partner, x.key, now) for x in letters]

        assert not {a for x in letters for a in x.assignments} & gone
        assert len({x.partner for x in letters}) == len(letters)  # one per partner and tick
        sent |= set(keys(letters))

    assert len({key for _, key, _ in lists}) == len(lists)
    assert all(LAUNCH + timedelta(hours=48) <= now < opened.round.due for _, _, now in lists)


def test_a_chapter_asked_for_later_has_its_own_quiet_time():
    opened = opening(plan(planned("1", "WCO"), due_on=date(2017, 10, 18)))
    late = replace(opened.assignments[0], sent_at=datetime(2017, 10, 10, 12, tzinfo=UTC))

    assert due(changed(opened, late), WEEK_BEFORE) == []
    assert len(due(changed(opened, late), DAY_BEFORE)) == 1


def test_the_rungs_that_a_late_launch_skips_are_known_at_the_launch():
    usual = opening().round

    # The deadline is the 18th of October: 09:00 in Nairobi is 06:00 UTC.
    days = {
        day: never_sent(replace(usual, launched_at=datetime(2017, 10, day, 6, tzinfo=UTC)))
        for day in (4, 9, 10, 15, 16, 17)
    }

    assert days == {4: (), 9: (), 10: (7,), 15: (7,), 16: (7, 1), 17: (7, 1)}
