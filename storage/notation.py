"""Values as JSON and back, exactly: strings, numbers, dates, enums, tuples, nested values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, partial
from types import UnionType
from typing import NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from storage.errors import Damaged, StorageError

__all__ = ["Plain", "Reader", "plain", "readable", "reader", "storable"]

type_of_none = type(None)

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]
"""What JSON can say."""

T = TypeVar("T")

Reader = Callable[[object], object]

# U+FDD0 is no character (Unicode 23.7), so no text has it on purpose. What follows it stands for
# NUL, which PostgreSQL refuses, and half surrogates, which mail programs leave and UTF-8 refuses.
_MARK = "\ufdd0"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff\ufdd0]")
_STORED = re.compile(_MARK + "([0-9a-f]{4})")


def storable(text: str) -> str:
    """The text with every character that a database refuses written as four hexadecimal digits."""
    if not _UNSTORABLE.search(text):
        return str(text)  # an enum member becomes its plain value
    return _UNSTORABLE.sub(lambda m: f"{_MARK}{ord(m[0]):04x}", text)


def readable(text: str) -> str:
    """The text that `storable` was given."""
    return _STORED.sub(lambda m: chr(int(m[1], 16)), text) if _MARK in text else text


def plain(value: object) -> Plain:
    """The value as JSON. `reader` of its type gives it back."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, date):
        return _written(value)
    if isinstance(value, tuple):
        return [plain(v) for v in value]
    if isinstance(value, Mapping):
        return {storable(k): plain(v) for k, v in value.items()}
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def _written(value: date) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is None:
        raise StorageError(f"{value.isoformat()} has no time zone, so it is no point in time.")
    try:
        return value.astimezone(UTC).isoformat()
    except OverflowError:  # year 1 or 9999, as broken Word files have it
        return value.isoformat()


@cache
def reader(hint: object) -> Reader:
    """What turns JSON into a value of the type `hint`; it raises `Damaged` on anything else."""
    if isinstance(hint, NewType):
        return reader(hint.__supertype__)
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _optional(get_args(hint))
    if origin is tuple:
        return _tuple(get_args(hint))
    if origin is not None:  # Mapping[str, X]
        return partial(_read_mapping, reader(get_args(hint)[1]))
    if not isinstance(hint, type):
        raise TypeError(f"{hint} has no JSON form here")
    return _scalar(hint)


def _optional(members: tuple[object, ...]) -> Reader:
    rest = [m for m in members if m is not type_of_none]
    if len(rest) != 1 or len(members) != 2:  # noqa: PLR2004 -- X | None
        raise TypeError(f"{members} has no JSON form here: which one would a reader choose?")
    inner = reader(rest[0])
    return lambda raw: None if raw is None else inner(raw)


def _tuple(members: tuple[object, ...]) -> Reader:
    if members[-1] is Ellipsis:
        inner = reader(members[0])
        return lambda raw: tuple(inner(v) for v in _expect(list, raw))
    each = [reader(m) for m in members]
    return lambda raw: tuple(read(v) for read, v in zip(each, _expect(list, raw), strict=True))


def _read_mapping(inner: Reader, raw: object) -> dict[str, object]:
    return {readable(k): inner(v) for k, v in _expect(dict, raw).items()}


def _scalar(hint: type) -> Reader:
    if hint in _SCALARS:
        return _SCALARS[hint]
    if issubclass(hint, StrEnum):
        return partial(_read_member, hint)
    if is_dataclass(hint):
        return _dataclass(hint)
    raise TypeError(f"{hint.__name__} has no JSON form here")


def _read_member(kind: type[StrEnum], raw: object) -> StrEnum:
    try:
        return kind(_expect(str, raw))
    except ValueError:
        raise Damaged(kind.__name__, f"{raw!r} is none that this program knows") from None


_SCALARS: dict[type, Reader] = {
    str: lambda raw: readable(_expect(str, raw)),
    bool: lambda raw: _expect(bool, raw),
    int: lambda raw: _expect(int, raw),
    date: lambda raw: date.fromisoformat(_expect(str, raw)),
    datetime: lambda raw: datetime.fromisoformat(_expect(str, raw)),
}


def _dataclass(kind: type) -> Reader:
    hints = get_type_hints(kind)
    readers = {f.name: reader(hints[f.name]) for f in fields(kind)}
    # a field that came with a later version is not in older rows: its default says what it meant
    required = {
        f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING
    }

    def read(raw: object) -> object:
        found = _expect(dict, raw)
        if not required <= found.keys() <= readers.keys():
            odd = sorted(required - found.keys()) or sorted(found.keys() - readers.keys())
            raise Damaged(f"value {kind.__name__}", f"its fields do not fit ({', '.join(odd)})")
        return kind(**{name: readers[name](v) for name, v in found.items()})

    return read


def _expect(kind: type[T], raw: object) -> T:
    if not isinstance(raw, kind):
        raise Damaged("value", f"{raw!r:.60} stands where {kind.__name__} should")
    return raw
