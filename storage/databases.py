"""SQLite and PostgreSQL, made to behave alike: one writer at a time, everything flushed, one
sentence for each refusal.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError as SqliteError

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError

from storage.errors import (
    Busy,
    Contradiction,
    StorageError,
    StoreFull,
    Unreachable,
)

__all__ = ["PATIENCE", "connect", "is_sqlite", "label"]

PATIENCE = timedelta(seconds=30)

_WRITER = 5067834219  # names our one lock among PostgreSQL's advisory locks; any number would do
_IDLE = timedelta(minutes=2)  # a machine that vanishes in a transaction must not keep the lock

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}


def connect(url: str, *, patience: timedelta = PATIENCE) -> Engine:
    """The engine for `url`; it raises `StorageError` only. Connections are made when needed."""
    made = _parse(url)
    where = _label(made)
    if made.drivername == _DRIVERS["sqlite"]:
        engine = _sqlite(made, patience)
    else:
        engine = _postgresql(made, patience)
    event.listen(engine, "handle_error", lambda context: _refuse(context, where))
    return engine


def is_sqlite(engine: Engine) -> bool:
    """Whether the engine's database is a file of ours rather than a server's."""
    return engine.dialect.name == "sqlite"


def label(engine: Engine) -> str:
    """The database's name for sentences: a path, or a URL without its password."""
    return _label(engine.url)


def _label(url: URL) -> str:
    if url.drivername == _DRIVERS["sqlite"]:
        return f"the database {url.database}"
    return f"the database {url.render_as_string(hide_password=True).replace('+psycopg', '')}"


def _parse(url: str) -> URL:
    try:
        made = make_url(url)
    except ArgumentError as exc:
        raise StorageError(
            "The database address must look like sqlite:////folder/review.sqlite or "
            "postgresql://user@server/name."
        ) from exc
    name = made.drivername.partition("+")[0]
    if name not in _DRIVERS:
        raise StorageError(
            f"Databases of the kind {name!r} are not supported: use SQLite or PostgreSQL."
        )
    if name == "sqlite" and made.database in (None, "", ":memory:"):
        raise StorageError("The SQLite database needs a file: sqlite:////folder/review.sqlite.")
    return made.set(drivername=_DRIVERS[name])


def _sqlite(url: URL, patience: timedelta) -> Engine:
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise Unreachable(_label(url), exc.strerror or str(exc)) from exc
    engine = create_engine(
        url,
        max_overflow=-1,  # a connection is a file handle: no thread waits for one
        connect_args={
            # the driver's own BEGIN is deferred: three threads then claim one letter
            "isolation_level": None,
            "check_same_thread": False,  # a unit of work may run in any one thread
            "timeout": patience.total_seconds(),
        },
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: SqliteConnection, _record: object) -> None:
        _keep_a_log(connection, patience)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("reading", False):
            connection.exec_driver_sql("PRAGMA query_only = ON")
            connection.exec_driver_sql("BEGIN")
            return
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        try:
            _wait(lambda: connection.exec_driver_sql("BEGIN IMMEDIATE"), patience)
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {_milliseconds(patience)}")

    return engine


def _keep_a_log(connection: SqliteConnection, patience: timedelta) -> None:
    """Switch to WAL, which lets readers read while somebody writes; the file remembers it.

    Switching does not wait for others as statements do, so two first starts could collide.
    """

    def switch() -> None:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except SqliteError as exc:
            raise Busy("the database") if "locked" in str(exc) else exc from exc

    _wait(switch, patience)


def _wait(attempt: Callable[[], object], patience: timedelta) -> None:
    """Try until the database is free. SQLite's own waiting naps for up to 100 ms, so that a writer
    that comes back at once starves the others; these naps are short.
    """
    give_up = time.monotonic() + patience.total_seconds()
    while True:
        try:
            attempt()
        except Busy:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.002)
        else:
            return


def _postgresql(url: URL, patience: timedelta) -> Engine:
    engine = create_engine(
        url,
        isolation_level="READ COMMITTED",  # with the lock below: sees every commit
        pool_pre_ping=True,  # the server may have restarted since
        max_overflow=-1,
        connect_args={"connect_timeout": 10, "application_name": "gci-review"},
    )
    limits = (
        f"SET LOCAL lock_timeout = {_milliseconds(patience)}; "
        f"SET LOCAL idle_in_transaction_session_timeout = {_milliseconds(_IDLE)}"
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("reading", False):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return
        connection.exec_driver_sql(limits)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")

    return engine


def _milliseconds(span: timedelta) -> int:
    return max(1, round(span.total_seconds() * 1000))


def _refuse(context: ExceptionContext, where: str) -> None:
    """Raise our own error for a driver's; SQLAlchemy calls this for whatever goes wrong."""
    exc = context.original_exception
    if isinstance(exc, StorageError):
        raise exc
    driver = context.dialect.loaded_dbapi
    if not isinstance(exc, driver.Error):
        return  # a mistake of ours: as it is
    said = str(exc).strip().partition("\n")[0].rstrip(".")
    if isinstance(exc, driver.IntegrityError):
        raise Contradiction(said) from exc
    for kind, signs in _SIGNS.items():
        if any(sign in said for sign in signs):
            raise kind(where) from exc
    raise Unreachable(where, said) from exc


_SIGNS: dict[type[Busy | StoreFull], tuple[str, ...]] = {
    Busy: ("database is locked", "lock timeout"),
    StoreFull: ("database or disk is full", "No space left", "File too large"),
}
