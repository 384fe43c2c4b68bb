"""A home for tests of steps: storage on the disk, fakes at the ports, a clock that is moved."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.parts import Parts
from flows.ports import Arrival, Outbox
from flows.settings import Settings
from flows.steps import launching
from review.rounds import Plan, Round
from storage import Folder, open_storage
from tests.fakes import ListedInbox, NoPdf, StubbornOutbox

LAUNCHED = datetime(2017, 10, 4, 6, tzinfo=UTC)


@dataclass
class Home:
    """What a test works with. `mail` is what lies in the mailbox."""

    parts: Parts
    outbox: StubbornOutbox
    mail: list[Arrival]
    now: datetime = LAUNCHED

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)

    def launch(self, plan: Plan, drafts: dict[str, bytes]) -> Round:
        """Open the round and queue every letter; nothing is delivered yet."""
        planned = launching.plan_launch(self.parts, plan, drafts)
        opened = launching.open_planned(self.parts, planned)
        for batch in launching.batches(launching.waiting_partners(self.parts, opened.id)):
            launching.send_copies(self.parts, opened.id, batch)
        return opened


@contextmanager
def home_at(folder: Path, outbox: Outbox | None = None) -> Iterator[Home]:
    """A home in `folder`, closed at the end."""
    stubborn = outbox or StubbornOutbox()
    mail: list[Arrival] = []
    inbox = ListedInbox(mail, folder / "filed")
    settings = Settings(home=folder)
    source = random.Random(1)
    made: list[Home] = []
    parts = Parts(
        settings=settings,
        storage=open_storage(settings.database_url, files=Folder(folder / "files")),
        now=lambda: made[0].now,
        new_id=lambda: f"{source.getrandbits(64):016x}",
        make_outbox=lambda: stubborn,
        make_inbox=lambda: inbox,
        make_renderer=NoPdf,
    )
    made.append(Home(parts=parts, outbox=stubborn, mail=mail))
    try:
        yield made[0]
    finally:
        parts.storage.close()
