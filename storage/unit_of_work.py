"""UnitOfWork: one transaction over everything that is kept."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from storage import translation
from storage.amendments import Amendments
from storage.decisions import Decisions, Proposals, Remarks
from storage.editions import Editions, Events
from storage.errors import StorageError
from storage.inbounds import HeldItems, Inbounds, Returns
from storage.letters import Letters
from storage.rounds import Assignments, Chapters, Participants, Partners, Rounds

__all__ = ["UnitOfWork"]


class UnitOfWork:
    """One transaction: `with storage.unit_of_work() as work: …; work.commit()`.

    Leaving without `commit` takes everything back. It sees and writes the database alone among
    the writers, so what it read is still true when it writes: keep it short, and keep the outside
    world out of it. Every verb raises `StorageError` only.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._open: Connection | None = None
        self.partners = Partners(self, translation.PARTNERS)
        self.rounds = Rounds(self, translation.ROUNDS)
        self.participants = Participants(self, translation.PARTICIPANTS)
        self.chapters = Chapters(self, translation.CHAPTERS)
        self.assignments = Assignments(self, translation.ASSIGNMENTS)
        self.letters = Letters(self, translation.LETTERS)
        self.inbounds = Inbounds(self, translation.INBOUNDS)
        self.returns = Returns(self, translation.RETURNS)
        self.held = HeldItems(self, translation.HELD)
        self.proposals = Proposals(self, translation.PROPOSALS)
        self.remarks = Remarks(self, translation.REMARKS)
        self.decisions = Decisions(self, translation.DECISIONS)
        self.amendments = Amendments(self, translation.AMENDMENTS)
        self.editions = Editions(self, translation.EDITIONS)
        self.events = Events(self, translation.EVENTS)

    @property
    def connection(self) -> Connection:
        """The open connection, for `storage` alone; raises `StorageError` outside the `with`."""
        if self._open is None:
            raise StorageError("This unit of work is over: begin another one.")
        return self._open

    def __enter__(self) -> Self:
        self._open = self._engine.connect()
        try:
            self._open.begin()
        except BaseException:
            self._close()
            raise
        return self

    def commit(self) -> None:
        """Keep everything that was done; it is on the disk when this returns. Ends the unit."""
        connection = self.connection
        try:
            connection.commit()
        except BaseException:
            # SQLite keeps a transaction open that it could not commit: never use this one again
            connection.invalidate()
            raise
        finally:
            self._close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        """Give the connection back; an open transaction is taken back with it."""
        opened, self._open = self._open, None
        if opened is not None:
            opened.close()
