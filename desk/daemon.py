"""`serve`, `deploy`, `db upgrade`: for whoever keeps the program running."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from typing import Annotated

import typer

from desk.at_home import given
from desk.running import flow_of
from desk.screen import as_json, say

__all__ = ["mount"]

PATIENCE = 7.0
"""Seconds for which a turn that is under way may go on after Ctrl-C."""

db = typer.Typer(help="The database.", no_args_is_help=True)


def mount(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("serve")(serve)
    app.command("deploy")(deploy)
    app.add_typer(db, name="db")


def serve(
    context: typer.Context,
    dispatch: Annotated[
        bool,
        typer.Option(
            "--dispatch", help="Start deployed flows on workers instead of running them here."
        ),
    ] = False,
) -> None:
    """Stay: send, collect, remind and close, until Ctrl-C.

    Example: `gci-review serve`
    """
    from flows.daemon import serve_until  # noqa: PLC0415 -- slow import
    from flows.engine import prepare  # noqa: PLC0415 -- slow import
    from flows.wiring import keep  # noqa: PLC0415 -- slow import

    at_home = given(context)
    parts = at_home.parts()
    say("starting…")
    _log()
    prepare(parts.settings.home)
    keep(parts)
    stop = threading.Event()

    def end(*_: object) -> None:
        stop.set()
        _give_up_after(PATIENCE)

    # From here on, or it would break into the start of the engine, whose parts then wait for one
    # another. A shell starts what it puts into the background with Ctrl-C ignored; here it counts.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    with serve_until(parts, dispatch=dispatch) as pages:
        if at_home.programs:
            as_json({"home": parts.settings.home, "pages": pages})
            sys.stdout.flush()
        say(
            f"Serving {parts.settings.home}. Pages of the workflow engine: {pages}. "
            f"Stop with Ctrl-C."
        )
        stop.wait()
        say("stopping…")


def _log() -> None:
    """Print what a person should know of, such as a mail server that does not answer."""
    logging.getLogger().setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        handler.addFilter(Once(hour=3600))
    # A turn that takes longer than its interval is no news.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Once(logging.Filter):
    """Lets the same line through once an hour: an outage is one line, not one for every turn."""

    def __init__(self, *, hour: float) -> None:
        super().__init__()
        self._hour = hour
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is new, or was last said an hour ago."""
        line = record.getMessage()
        if record.created - self._said.get(line, -self._hour) < self._hour:
            return False
        self._said = {
            known: at for known, at in self._said.items() if record.created - at < self._hour
        }
        self._said[line] = record.created
        return True


def _give_up_after(seconds: float) -> None:
    """End this process, and with it its server, should a call to the outside not come back.

    Any step may be killed anywhere: the next start goes on from there.
    """
    ending = threading.Timer(seconds, os._exit, (0,))
    ending.daemon = True
    ending.start()


def deploy(
    context: typer.Context,
    pool: Annotated[str, typer.Option(help="The work pool whose workers run the flows.")],
) -> None:
    """Register the five flows on a work pool of a shared workflow server (PREFECT_API_URL).

    Example: `gci-review deploy --pool reviews`
    """
    from flows.engine import prepare  # noqa: PLC0415 -- slow import

    parts = given(context).parts()
    prepare(parts.settings.home)
    for name in asyncio.run(flow_of("deployments", "deploy")(pool, home=str(parts.settings.home))):
        say(f"registered {name}")


@db.command("upgrade")
def upgrade_database(context: typer.Context) -> None:
    """Bring the database's schema to this version of the program.

    Example: `gci-review db upgrade`
    """
    from flows.settings import read_settings  # noqa: PLC0415 -- slow import
    from storage import upgrade  # noqa: PLC0415 -- slow import

    settings = read_settings(given(context).home)
    settings.home.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    say("The database is at this version's schema.")
