"""Storage: a database at the tables of this program, and the files beside it."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto

from sqlalchemy import Connection, Engine, text

from storage.databases import PATIENCE, connect, is_sqlite, label
from storage.errors import SchemaAhead, SchemaBehind
from storage.files import Files
from storage.migrations import REVISIONS
from storage.unit_of_work import UnitOfWork

__all__ = ["Storage", "open_storage", "upgrade"]


class Storage:
    """What a review keeps: rows in a database, bytes in `files`. Threads may share it."""

    def __init__(self, engine: Engine, files: Files) -> None:
        self.engine = engine
        self.files = files

    def unit_of_work(self) -> UnitOfWork:
        """One transaction that may write; the only one at a time, so the next one waits."""
        return UnitOfWork(self.engine)

    def reading(self) -> UnitOfWork:
        """One transaction that sees the database as it is now and cannot write; nobody waits."""
        return UnitOfWork(self.engine.execution_options(reading=True))

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def open_storage(
    url: str, *, files: Files, upgrade: bool | None = None, patience: timedelta = PATIENCE
) -> Storage:
    """The storage at `url` ("sqlite:////home/…/review.sqlite", "postgresql://…"), ready for use.

    Tables that are missing or older than the program are made here: on SQLite unless `upgrade` is
    false, on PostgreSQL only if it is true. Raises `SchemaBehind`, `SchemaAhead`, `Unreachable`.
    `patience` is how long a unit of work waits for another writer before it raises `Busy`.
    """
    engine = connect(url, patience=patience)
    try:
        if upgrade is None:
            upgrade = is_sqlite(engine)
        _bring_up(engine, allowed=upgrade)
    except BaseException:
        engine.dispose()
        raise
    return Storage(engine, files)


def upgrade(url: str) -> None:
    """Make or bring up the tables at `url`; nothing happens where they are current."""
    engine = connect(url)
    try:
        _bring_up(engine, allowed=True)
    finally:
        engine.dispose()


class _Schema(Enum):
    BEHIND = auto()
    CURRENT = auto()
    AHEAD = auto()


def _bring_up(engine: Engine, *, allowed: bool) -> None:
    with engine.execution_options(reading=True).connect() as connection:
        found = _schema(connection)
    if found is _Schema.AHEAD:
        raise SchemaAhead(label(engine))
    if found is _Schema.BEHIND and not allowed:
        raise SchemaBehind(label(engine))
    if found is _Schema.BEHIND:
        with engine.begin() as connection:  # alone among the writers: another start waits here
            _run_migrations(connection)


def _schema(connection: Connection) -> _Schema:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return _Schema.BEHIND
    version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if version == REVISIONS[-1]:
        return _Schema.CURRENT
    return _Schema.BEHIND if version is None or version in REVISIONS else _Schema.AHEAD


def _run_migrations(connection: Connection) -> None:
    from storage.migrations.running import run_migrations  # noqa: PLC0415 -- slow import: Alembic

    run_migrations(connection)
