"""The clock of `serve`: a few interval jobs, each asking the database what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler

from flows.errors import FlowError
from flows.parts import Parts
from flows.steps import closing, collecting, delivering, launching, reminding
from storage import StorageError

__all__ = ["Duties", "Run", "make_clock"]

log = logging.getLogger(__name__)


class Run(Protocol):
    """Starts a flow by its name and waits for it, or hands it to a worker."""

    def __call__(self, flow: str, **arguments: str) -> None:
        """Run one flow with these arguments."""


def make_clock(parts: Parts, run: Run) -> BackgroundScheduler:
    """A scheduler that is not started yet.

    One in memory per daemon: two on one job store fire a job twice. `coalesce` and no misfire
    limit make a clock that slept through an hour ask once, not sixty times; what is due is the
    database's word, so asking late or twice gives the same letters.
    """
    clock = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
    for name, (seconds, job) in Duties(parts, run).by_name().items():
        clock.add_job(_guarded(name, job), "interval", seconds=seconds, id=name)
    return clock


class Duties:
    """What the clock asks for at every turn. A duty looks first; a flow is only for work."""

    def __init__(self, parts: Parts, run: Run) -> None:
        self._parts, self._run = parts, run
        self._home = str(parts.settings.home)

    def mail(self) -> None:
        """Store what arrived; read it where anything did."""
        collecting.store_arrivals(self._parts)
        if collecting.unread(self._parts):
            self._run("collect", home=self._home)

    def ladder(self) -> None:
        """Remind and close."""
        if reminding.due(self._parts) or closing.due(self._parts):
            self._run("remind", home=self._home)

    def outbox(self) -> None:
        """Send what waits; settle letters whose sender died."""
        if delivering.recover_letters(self._parts) or delivering.queued(self._parts):
            self._run("deliver", home=self._home)

    def launches(self) -> None:
        """Go on with a launch that was cut off."""
        for round_id in launching.cut_off(self._parts):
            self._run("launch", home=self._home, round_id=round_id)

    def editions(self) -> None:
        """Publish rounds whose policy is to publish with nobody there."""
        for round_id in closing.to_publish(self._parts):
            self._run("publish", home=self._home, round_id=round_id)

    def by_name(self) -> dict[str, tuple[float, Callable[[], None]]]:
        """Each duty with its interval in seconds."""
        return {
            "mail": (self._parts.settings.collect_every, self.mail),
            "ladder": (60, self.ladder),
            "outbox": (30, self.outbox),
            "launches": (120, self.launches),
            "editions": (60, self.editions),
        }


def _guarded(name: str, job: Callable[[], None]) -> Callable[[], None]:
    """A job whose failure is one line in the log, so that the next turn comes."""

    def guarded() -> None:
        try:
            job()
        except (FlowError, StorageError) as exc:
            log.warning("%s: %s", name, exc)
        except Exception:  # the daemon outlives anything one turn meets; the trace goes to the log
            log.exception("%s failed", name)

    return guarded
