"""Column types that give back exactly what was put in, on both databases."""

# ruff: noqa: ARG002 -- the signatures are SQLAlchemy's

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage.errors import StorageError
from storage.notation import readable, storable

if TYPE_CHECKING:
    _Text = TypeDecorator[str]
    _Time = TypeDecorator[datetime]
else:
    _Text = _Time = TypeDecorator

__all__ = ["Instant", "Words"]


class Words(_Text):
    """Text of any characters, also those that PostgreSQL has no room for; sorted by code point,
    as SQLite and Python do, whatever the server's language is.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """The database's own type."""
        return dialect.type_descriptor(
            Text(collation="C" if dialect.name == "postgresql" else None)
        )

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """What the database gets."""
        return None if value is None else storable(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """What was put in."""
        return None if value is None else readable(value)


class Instant(_Time):
    """A point in time: aware going in, UTC coming out; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What the database gets; raises `StorageError` for a naive time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise StorageError(f"{value.isoformat()} has no time zone, so it is no point in time.")
        return _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The same instant, in UTC."""
        if value is None:
            return None
        # SQLite keeps no zone; PostgreSQL answers in the zone of the connection
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:  # year 1 or 9999, as broken Word files have it: hours do not matter there
        return value.replace(tzinfo=UTC)
