"""The clock of `serve`: a few interval jobs, each asking the database what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler

from flows.errors import FlowError
from flows.parts import Parts
from flows.steps import closing, collecting, delivering, reminding
from storage import StorageError

__all__ = ["Run", "due_jobs", "make_clock"]

log = logging.getLogger(__name__)


class Run(Protocol):
    """Starts a flow by its name and waits for it, or hands it to a worker."""

    def __call__(self, flow: str, **arguments: str) -> None:
        """Run one flow with these arguments."""


def make_clock(parts: Parts, run: Run) -> BackgroundScheduler:
    """A scheduler that is not started yet.

    One in memory per daemon: two on one job store fire a job twice. `coalesce` and no misfire limit make a clock
    that slept through an hour ask once, not sixty times; what is due is the database's word, so asking late or
    twice gives the same letters.
    """
    clock = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
    for name, (seconds, job) in due_jobs(parts, run).items():
        clock.add_job(_guarded(name, job), "interval", seconds=seconds, id=name)
    return clock


def due_jobs(parts: Parts, run: Run) -> dict[str, tuple[float, Callable[[], None]]]:
    """Each job with its interval in seconds. A job looks first and starts a flow only where there is work."""
    home = str(parts.settings.home)

    def mail() -> None:
        collecting.store_arrivals(parts)
        if collecting.unread(parts):
            run("collect", home=home)

    def ladder() -> None:
        if reminding.due(parts) or closing.due(parts):
            run("remind", home=home)

    def outbox() -> None:
        if delivering.queued(parts) or delivering.recover_letters(parts):
            run("deliver", home=home)

    def editions() -> None:
        for round_id in closing.to_publish(parts):
            run("publish", home=home, round_id=round_id)

    return {
        "mail": (parts.settings.collect_every, mail),
        "ladder": (60, ladder),
        "outbox": (30, outbox),
        "editions": (60, editions),
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
