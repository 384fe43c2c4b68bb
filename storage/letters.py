"""Letters: the queue of mail out, claimed with a lease so that two senders never share one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from review.letters import Letter, LetterId, LetterState
from review.rounds import RoundId
from storage import tables
from storage.rows import Rows

__all__ = ["Letters"]

_OLDEST_FIRST = ["queued_at", "id"]


class Letters(Rows[Letter]):
    """The letters of all rounds."""

    def queue(self, letter: Letter) -> bool:
        """Whether the letter was added; it is not where one with its key is there already."""
        if self._exists(tables.letters.c.key == letter.key):
            return False
        self._insert([letter])
        return True

    def get(self, letter_id: LetterId) -> Letter | None:
        """The letter, none where there is none of that id."""
        return self._one(tables.letters.c.id == letter_id)

    def by_key(self, key: str) -> Letter | None:
        """The letter of one occasion, none where it was not queued."""
        return self._one(tables.letters.c.key == key)

    def by_message_id(self, message_id: str) -> Letter | None:
        """The letter that went out under this Message-ID, none where it is none of ours."""
        return self._one(tables.letters.c.message_id == message_id)

    def of_round(self, round_id: RoundId) -> list[Letter]:
        """The letters of a round, oldest first."""
        return self._many(tables.letters.c.round == round_id, order=_OLDEST_FIRST)

    def in_states(self, *states: LetterState) -> list[Letter]:
        """The letters of all rounds in one of these states, oldest first."""
        return self._many(tables.letters.c.state.in_(states), order=_OLDEST_FIRST)

    def put(self, letter: Letter) -> None:
        """Write the letter over the one of the same id; raises `Unknown`."""
        self._replace(letter)

    def claim(self, now: datetime, lease: timedelta, limit: int = 1) -> list[Letter]:
        """Up to `limit` of the oldest queued letters, now being sent by the caller until `now` +
        `lease`; may be empty. They are the caller's once the unit of work is committed.
        """
        letters = tables.letters
        oldest = (
            select(letters)
            .where(
                letters.c.state == LetterState.QUEUED,
                # A queued letter with a lease waits until then: its address refused it for now.
                or_(letters.c.lease_until.is_(None), letters.c.lease_until <= now),
            )
            .order_by(letters.c.queued_at, letters.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)  # PostgreSQL; SQLite has one writer anyway
        )
        found = self._session.connection.execute(oldest).mappings().all()
        claimed = [
            replace(
                self._translation.from_row(row),
                state=LetterState.SENDING,
                lease_until=now + lease,
            )
            for row in found
        ]
        for letter in claimed:
            self._replace(letter)
        return claimed

    def expired(self, now: datetime, grace: timedelta) -> list[Letter]:
        """The letters being sent whose lease ran out longer than `grace` before `now`, oldest
        first: whoever claimed them has died or hangs.
        """
        columns = tables.letters.c
        return self._many(
            columns.state == LetterState.SENDING,
            columns.lease_until < now - grace,
            order=_OLDEST_FIRST,
        )
