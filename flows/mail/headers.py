"""Header fields, read tolerantly: what a field says, or nothing, but never an exception.

The library's modern policy raises on `Message-ID: <>`, `From: "` and the like when a field is
merely looked at, so mail is parsed with the old policy and its raw fields are read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

__all__ = [
    "TOO_LARGE_HEADER",
    "addresses",
    "clean",
    "decoded",
    "field_values",
    "first_value",
    "inner_parts",
    "instant",
    "message_ids",
    "parameter",
]

TOO_LARGE_HEADER = "X-Review-Too-Large"
"""The first line of a mail of which an inbox took only the head; its value is the size in bytes."""

# Bounds, so that no field costs more than a moment however long it is.
LONGEST_FIELD = 100_000
MOST_ADDRESSES = 1000
MOST_IDS = 100

_BAD = (ValueError, LookupError, TypeError, AttributeError, RecursionError, MessageError)
_ID = re.compile(r"<[^<>\s]+>")
_BARE = re.compile(r"[^\s<>,;:\"()\[\]\\]+@[^\s<>,;:\"()\[\]\\]+")
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
# Control characters, and the marks that turn text round: in a file name they lie about its type.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def field_values(message: Message, name: str) -> list[str]:
    """Every value of a field, unfolded, eight-bit bytes decoded, encoded words left as they are."""
    return [
        " ".join(_unescaped(str(value)[:LONGEST_FIELD]).split())
        for key, value in message.raw_items()
        if key.lower() == name.lower()
    ]


def first_value(message: Message, name: str) -> str:
    """The first value of a field, decoded for reading; empty where there is none."""
    return decoded(next(iter(field_values(message, name)), ""))


def decoded(value: str) -> str:
    """Text with its encoded words (RFC 2047) decoded; what cannot be decoded stays readable."""
    try:
        pieces = decode_header(value)
    except _BAD:
        return clean(value)
    return clean("".join(_piece(data, charset) for data, charset in pieces))


def clean(text: str) -> str:
    """Text without what no database and no screen should get: NUL, controls, turned writing."""
    whole = text.encode("utf-8", "replace").decode("utf-8", "replace")
    return _UNSEEN.sub("", whole)


def addresses(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(name, bare lower-case address) pairs of address fields, in order; what is none is left out.

    `A, B <a@b.test>` gives one: the unquoted comma makes "A" an address without "@".
    """
    joined = [value[:LONGEST_FIELD] for value in values]
    try:
        pairs = getaddresses(joined)
    except (*_BAD, IndexError):
        pairs = [("", found) for value in joined for found in _BARE.findall(value)]
    return tuple(
        (decoded(name), clean(bare).lower())
        for name, bare in pairs[:MOST_ADDRESSES]
        if _BARE.fullmatch(bare)
    )


def message_ids(values: Sequence[str]) -> tuple[str, ...]:
    """The ids in a field, with their brackets, in order; of a very long chain the newest."""
    found = [i for value in values for i in _ID.findall(value) if i.strip("<@>")]
    return tuple(clean(i) for i in found[-MOST_IDS:])


def inner_parts(part: Message) -> list[Message] | None:
    """The parts within a part; none where it holds text or bytes.

    The library's own way fails on text whose charset has a NUL in its name.
    """
    if not part.is_multipart():
        return None
    payload = part.get_payload()
    return [p for p in payload if isinstance(p, Message)] if isinstance(payload, list) else None


def instant(value: str) -> datetime | None:
    """The instant (UTC) of a date field; none where it is missing, garbage or before 1980."""
    try:
        moment = parsedate_to_datetime(value)
        # Without a zone it is read as UTC: "-0000" says just that (RFC 5322 §3.3).
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (*_BAD, OverflowError, IndexError):
        return None
    return moment if moment >= _EARLIEST else None


def parameter(message: Message, field: str, name: str) -> str:
    """A parameter of a field: RFC 2231 with continuations, RFC 2047 in quotes, or raw bytes."""
    for value in field_values(message, field)[:1]:
        alone = Message()
        alone[field] = value
        try:
            found = alone.get_param(name, "", field)
        except _BAD:
            return ""
        return decoded(_collapsed(found))
    return ""


def _collapsed(found: object) -> str:
    if not isinstance(found, tuple):
        return str(found or "")
    charset, _, text = found
    return _piece(str(text).encode("latin-1", "replace"), charset or "utf-8")


def _piece(data: bytes | str, charset: str | None) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, ValueError):
        return _guessed(data)


def _unescaped(text: str) -> str:
    """Raw bytes in a field (not allowed, and sent) become the characters they most likely mean."""
    try:
        data = text.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return text
    return _guessed(data)


def _guessed(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
