"""`serve`: the clock and the engine's server together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module
from os import environ

from flows.clock import Run, make_clock
from flows.parts import Parts
from flows.server import Server

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
    shared = environ.get("PREFECT_API_URL")
    with nullcontext() if shared else Server(parts.settings.home) as server:
        environ["PREFECT_API_URL"] = api = shared or (server.api if server else "")
        runs = import_module("flows.runs")  # imports the engine, so only after its address is known
        asyncio.run(runs.settle_orphans())
        run: Run = runs.dispatch if dispatch else runs.run_here
        clock = make_clock(parts, run)
        clock.start()
        for (
            job
        ) in clock.get_jobs():  # the first look at once: a restart must not wait for the interval
            job.modify(next_run_time=parts.now())
        try:
            yield api.removesuffix("/api")
        finally:
            clock.shutdown(wait=True)
