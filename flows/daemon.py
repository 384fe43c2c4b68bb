"""`serve`: the clock and the engine's server together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from os import environ
from pathlib import Path

from flows.clock import Run, make_clock
from flows.engine import answers, running_server
from flows.errors import Misconfigured, NotReachable
from flows.parts import Parts
from flows.server import PAGES, Server, announced
from flows.wiring import utc_now

__all__ = ["FLOWS", "serve_until"]

log = logging.getLogger(__name__)

FLOWS = {
    "launch": ("launch_round", "launch_round"),
    "collect": ("collect_returns", "collect_returns"),
    "remind": ("remind_partners", "remind_partners"),
    "settle": ("settle_chapters", "settle_chapters"),
    "publish": ("publish_edition", "publish_edition"),
    "deliver": ("deliver_letters", "deliver_letters"),
}
"""Each flow by its name: module and function."""


@contextmanager
def serve_until(parts: Parts, *, dispatch: bool = False) -> Iterator[str]:
    """Run the clock while the block runs; gives the address of the engine's pages.

    With `dispatch`, flows are started as deployment runs on a shared server; else they run in this
    process, with the shared server where there is one, or with a server of our own.
    """
    with _server(parts.settings.home) as api:
        environ["PREFECT_API_URL"] = api
        runs = import_module("flows.runs")  # imports the engine, so only after its address is known
        asyncio.run(runs.settle_orphans(str(parts.settings.home)))
        run: Run = runs.dispatch if dispatch else runs.run_here
        clock = make_clock(parts, run)
        clock.start()
        # The first look at once: a restart must not wait for the interval.
        for job in clock.get_jobs():
            job.modify(next_run_time=utc_now())
        try:
            yield api.removesuffix("/api")
        finally:
            clock.shutdown(wait=True)


@contextmanager
def _server(home: Path) -> Iterator[str]:
    """The address of the shared server, or of one of our own that other commands here find."""
    # `prepare` has put the address of a `serve` on this home there, if one answers.
    if running_server(home):
        raise Misconfigured(f"`serve` already runs on {home}; one is enough.")
    shared = environ.get("PREFECT_API_URL")
    if shared:
        if not answers(shared):
            raise NotReachable(f"The workflow server {shared} does not answer.")
        yield shared
        return
    with Server(home, PAGES) as server, announced(home, server.api):
        yield server.api
