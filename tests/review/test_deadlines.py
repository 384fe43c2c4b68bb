from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.deadlines import (
    days_left,
    deadline_facts,
    due_day,
    due_instant,
    is_late,
    is_overdue,
    last_day,
    rung_due,
)
from review.errors import NotAllowed
from review.rounds import State
from tests.builders import DUE_ON, ZONE, assignment, opening

DUE = datetime(2017, 10, 18, 21, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        (date(2017, 10, 18), "Africa/Nairobi", "2017-10-18T21:00"),
        (date(2017, 10, 18), "Asia/Tokyo", "2017-10-18T15:00"),
        (date(2017, 10, 18), "America/New_York", "2017-10-19T04:00"),
        (date(2017, 10, 28), "Europe/Vienna", "2017-10-28T22:00"),
        (date(2017, 10, 29), "Europe/Vienna", "2017-10-29T23:00"),  # the day has 25 hours
        (date(2017, 10, 14), "America/Sao_Paulo", "2017-10-15T03:00"),  # no midnight
        (date(2017, 10, 28), "Atlantic/Azores", "2017-10-29T00:00"),  # midnight twice
        (date(2006, 10, 28), "America/St_Johns", "2006-10-29T03:30"),  # 00:01 goes back to 23:01
        (date(2017, 10, 18), "Etc/GMT+12", "2017-10-19T12:00"),  # anywhere on earth
    ],
)
def test_a_deadline_is_the_end_of_the_local_day(day, zone, instant):
    due = due_instant(day, zone)

    assert due == datetime.fromisoformat(f"{instant}+00:00")
    assert last_day(due, zone) == day


ZONES = [
    "Africa/Nairobi",
    "Africa/Cairo",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/St_Johns",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Vienna",
    "Pacific/Apia",
    "UTC",
]


@settings(max_examples=300)
@given(st.dates(date(2012, 1, 2), date(2037, 12, 30)), st.sampled_from(ZONES))
def test_the_last_moment_before_it_is_on_the_day_and_it_is_not(day, zone):
    due = due_instant(day, zone)

    assert (due - SECOND).astimezone(ZoneInfo(zone)).date() == day
    assert due.astimezone(ZoneInfo(zone)).date() > day


def test_an_unknown_zone_is_refused_by_name():
    for zone in ("Africa/Nirobi", "", "../etc/passwd"):
        with pytest.raises(NotAllowed):
            due_instant(DUE_ON, zone)


def test_the_last_second_of_the_due_day_is_on_time_and_not_overdue():
    it, in_round = assignment(), opening().round

    assert not is_late(DUE - SECOND, it, in_round)
    assert is_late(DUE, it, in_round)
    assert not is_overdue(it, in_round, DUE - SECOND)
    assert is_overdue(it, in_round, DUE)


def test_nothing_is_overdue_that_is_not_awaited():
    in_round = opening().round

    overdue = {s for s in State if is_overdue(assignment(state=s), in_round, DUE)}

    assert overdue == {State.PLANNED, State.SENT, State.UNREACHABLE}


def test_an_extension_is_judged_by_its_own_deadline():
    in_round = opening().round
    it = assignment(extended_to=due_instant(date(2017, 10, 25), ZONE))

    assert not is_late(DUE + timedelta(days=6), it, in_round)
    assert due_day(it, in_round) == date(2017, 10, 25)
    assert deadline_facts(in_round.due, in_round).due_on == DUE_ON


def test_days_left_count_local_days():
    in_round = opening().round

    left = [days_left(assignment(), in_round, DUE - SECOND - timedelta(days=n)) for n in (0, 1, 7)]

    assert left == [0, 1, 7]
    assert days_left(assignment(), in_round, DUE) == -1


def rung(now: str, *, not_before: str = "2017-10-06T08:00", ladder=(7, 1)) -> int | None:
    return rung_due(
        ladder,
        due_on=DUE_ON,
        zone=ZONE,
        not_before=datetime.fromisoformat(f"{not_before}+00:00"),
        now=datetime.fromisoformat(f"{now}+00:00"),
    )


def test_a_rung_comes_at_nine_local_and_not_before():
    assert rung("2017-10-11T05:59") is None
    assert rung("2017-10-11T06:00") == 7
    assert rung("2017-10-17T05:59") == 7
    assert rung("2017-10-17T06:00") == 1


def test_after_an_outage_only_the_nearest_rung_is_due_and_none_after_the_due_day():
    assert rung("2017-10-18T20:59") == 1
    assert rung("2017-10-18T21:00") is None


def test_a_rung_that_came_too_soon_does_not_count_later_either():
    assert rung("2017-10-12T06:00", not_before="2017-10-11T06:01") is None
    assert rung("2017-10-11T06:00", not_before="2017-10-11T06:00") == 7


def test_the_order_of_the_ladder_does_not_matter_and_it_may_be_empty():
    assert rung("2017-10-17T06:00", ladder=(1, 3, 7)) == 1
    assert rung("2017-10-17T06:00", ladder=()) is None
    assert replace(opening().round, ladder=()).ladder == ()
