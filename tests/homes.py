"""A home with a small round in it: the real storage, fakes at the ports, a clock that stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flows.errors import NotReachable
from flows.parts import Parts
from flows.ports import Arrival, Inbox, Outbox
from flows.settings import Settings
from flows.steps import launching
from flows.wiring import keep, random_id
from review.rounds import Plan, Round
from storage import Folder, open_storage
from tests.fakes import LedgerOutbox, ListedInbox, NoPdf
from tests.stories.killing import DRAFTS, LAUNCHED, plan


@dataclass
class Home:
    """Parts that flows find by `name`; `now` is moved by the test."""

    folder: Path
    database: str = ""
    now: datetime = LAUNCHED
    mail: list[Arrival] = field(default_factory=list)
    outbox: Outbox | None = None
    inbox: Inbox | None = None
    new_id: Callable[[], str] = random_id
    authserv_id: str = ""

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        settings = Settings(home=self.folder, database=self.database, authserv_id=self.authserv_id)
        outbox = self.outbox or self.ledger
        inbox = self.inbox or ListedInbox(self.mail, self.folder / "filed")
        self.parts = Parts(
            settings=settings,
            storage=open_storage(settings.database_url, files=Folder(self.folder / "files")),
            now=lambda: self.now,
            new_id=self.new_id,
            make_outbox=lambda: outbox,
            make_inbox=lambda: inbox,
            make_renderer=NoPdf,
        )
        keep(self.parts)

    @property
    def name(self) -> str:
        return str(self.folder)

    @property
    def ledger(self) -> LedgerOutbox:
        return LedgerOutbox(self.folder / "ledger")

    def open_round(self, of: Plan | None = None) -> Round:
        """Three members and an applicant; two chapters that all members review. Nothing is sent."""
        planned = launching.plan_launch(self.parts, of or plan(), DRAFTS)
        return launching.open_planned(self.parts, planned)


@dataclass
class DeafInbox:
    """A mailbox that does not answer some times."""

    times: int
    asked: int = 0

    def arrivals(self) -> list[Arrival]:
        self.asked += 1
        if self.asked <= self.times:
            raise NotReachable("The mailbox at mail.test does not answer.")
        return []

    def file(self, source: str, *, quarantine: bool = False) -> None:
        """Nothing comes, so nothing is filed."""
