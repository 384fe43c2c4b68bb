"""The clock: what it asks at a turn, and that no turn hurts the next."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows.clock import Duties, make_clock
from flows.errors import NotReachable
from flows.steps import delivering, launching
from tests.homes import DeafInbox, Home
from tests.stories.killing import ANSWERED, arrivals


@dataclass
class Asked:
    """Stands where flows are started; keeps what it was asked for."""

    flows: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, flow: str, **arguments: str) -> None:
        self.flows.append((flow, arguments.get("round_id", "")))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "home")
    yield made
    made.parts.storage.close()


def turn(home: Home) -> list[tuple[str, str]]:
    """What one turn of every duty starts."""
    asked = Asked()
    for _, duty in Duties(home.parts, asked).by_name().values():
        duty()
    return asked.flows


def test_where_nothing_is_due_no_flow_is_started(home: Home) -> None:
    assert turn(home) == []


def test_a_launch_that_was_cut_off_is_taken_up(home: Home) -> None:
    opened = home.open_round()

    assert turn(home) == [("launch", opened.id)]


def test_letters_that_wait_are_sent_and_what_came_is_read(home: Home) -> None:
    launch(home)
    home.mail += arrivals(home.folder)
    home.now = ANSWERED

    assert turn(home) == [("collect", "")]


def test_a_reminder_that_is_due_and_a_round_that_is_over_start_the_same_flow(home: Home) -> None:
    launch(home)
    home.now = ANSWERED.replace(day=11, hour=7)
    reminded = turn(home)
    home.now = datetime.fromisoformat("2017-10-18T21:00:01Z")

    assert reminded == [("remind", "")]
    assert turn(home) == [("remind", "")]


def test_a_mailbox_that_does_not_answer_is_one_line_and_the_next_turn_comes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = Home(tmp_path / "home", inbox=DeafInbox(times=1))
    clock = make_clock(home.parts, Asked())
    clock.start(paused=True)
    mail = clock.get_job("mail").func

    with caplog.at_level(logging.WARNING):
        mail()
        mail()

    assert [r.getMessage() for r in caplog.records] == [
        "mail: The mailbox at mail.test does not answer."
    ]
    assert [r.exc_info for r in caplog.records] == [None]
    clock.shutdown()
    home.parts.storage.close()


def test_a_turn_that_takes_longer_than_its_interval_is_not_started_again(home: Home) -> None:
    running, most, overlaps, twice = threading.Event(), [0], [], threading.Event()
    clock = make_clock(home.parts, Asked())
    logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def long() -> None:
        overlaps.append(running.is_set())
        running.set()
        most[0] += 1
        threading.Event().wait(0.5)  # five turns are due meanwhile
        running.clear()
        if most[0] > 1:
            twice.set()

    for job in clock.get_jobs():
        job.remove()
    clock.add_job(long, "interval", seconds=0.1)
    clock.start()
    came = twice.wait(60)
    clock.shutdown(wait=True)

    assert came
    assert not any(overlaps)


def test_any_failure_of_a_flow_is_logged_and_kept_from_the_clock(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    home.open_round()

    def broken(flow: str, **arguments: str) -> None:
        raise NotReachable(f"{flow} cannot run.")

    clock = make_clock(home.parts, broken)
    clock.start(paused=True)
    clock.get_job("launches").func()

    assert [r.getMessage() for r in caplog.records if r.name == "flows.clock"] == [
        "launches: launch cannot run."
    ]
    clock.shutdown()


def launch(home: Home) -> None:
    """Open the round and send its letters, without the engine."""
    opened = home.open_round()
    for batch in launching.batches(launching.waiting_partners(home.parts, opened.id)):
        launching.send_copies(home.parts, opened.id, batch)
    delivering.deliver_letters(home.parts)
    home.now += timedelta(minutes=1)
