"""A launch as a flow, in a process that stops at a point and waits to be killed.

`python -m tests.stories.killed_flow HOME POINT NUMBER`: at the NUMBERth time of "before deliver",
"after deliver" or "before commit" it says so and goes no further.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from importlib import import_module
from pathlib import Path

from flows.engine import prepare
from flows.ports import Delivery
from tests.fakes import LedgerOutbox
from tests.homes import Home
from tests.stories.killing import Points, watch


class Stops(Points):
    """Stops at the nth time of one point."""

    def __init__(self, name: str, number: int) -> None:
        super().__init__(number, 0)
        self.name = name

    def pass_by(self, name: str) -> None:
        if name != self.name:
            return
        self.number += 1
        if self.number == self.stop_at:
            sys.stdout.write("here\n")
            sys.stdout.flush()
            signal.sigwait([signal.SIGUSR1])  # for ever, in whichever thread this is


class CountedLedger(LedgerOutbox):
    """A mail server whose calls are points."""

    def __init__(self, ledger: Path, points: Points) -> None:
        super().__init__(ledger)
        self.points = points

    def deliver(self, message: bytes, *, message_id: str, to: tuple[str, ...]) -> Delivery:
        self.points.pass_by("before deliver")
        done = super().deliver(message, message_id=message_id, to=to)
        self.points.pass_by("after deliver")
        return done


def main(folder: Path, name: str, number: int) -> None:
    """Open the round and launch it."""
    prepare(folder)
    points = Stops(name, number)
    home = Home(folder, outbox=CountedLedger(folder / "ledger", points))
    opened = home.open_round()
    watch(points)
    launch = import_module("flows.launch_round").launch_round
    asyncio.run(launch(home=home.name, round_id=opened.id))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
