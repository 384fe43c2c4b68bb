"""Rows: the verbs that all tables share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, UnaryExpression, insert, select, update

from storage.errors import Unknown
from storage.translation import Translation

__all__ = ["Rows", "Session"]

V = TypeVar("V")


class Session(Protocol):
    """The open transaction that rows are read and written in."""

    @property
    def connection(self) -> Connection:
        """The connection; raises `StorageError` once the unit of work is over."""


Order = ColumnElement[object] | UnaryExpression[object]


class Rows(Generic[V]):
    """The rows of one table, as values."""

    def __init__(self, session: Session, translation: Translation[V]) -> None:
        self._session = session
        self._translation = translation
        self._table = translation.table

    def _insert(self, values: Iterable[V]) -> None:
        rows = [self._translation.to_row(v) for v in values]
        if rows:
            self._session.connection.execute(insert(self._table), rows)

    def _replace(self, value: V) -> None:
        """Write `value` over the row of the same key; raises `Unknown` where there is none."""
        row = self._translation.to_row(value)
        key = {c.name: row.pop(c.name) for c in self._table.primary_key}
        where = [self._table.c[name] == part for name, part in key.items()]
        done = self._session.connection.execute(update(self._table).where(*where).values(**row))
        if done.rowcount != 1:
            raise Unknown(self._table.name, " ".join(str(part) for part in key.values()))

    def _one(self, *where: ColumnElement[bool]) -> V | None:
        row = self._session.connection.execute(select(self._table).where(*where)).mappings().first()
        return None if row is None else self._translation.from_row(row)

    def _many(self, *where: ColumnElement[bool], order: Iterable[str]) -> list[V]:
        columns = [self._table.c[name] for name in order]
        found = self._session.connection.execute(
            select(self._table).where(*where).order_by(*columns)
        )
        return [self._translation.from_row(row) for row in found.mappings()]

    def _exists(self, *where: ColumnElement[bool]) -> bool:
        found = self._session.connection.execute(select(1).select_from(self._table).where(*where))
        return found.first() is not None
