"""Files in a winmail.dat (MS-OXTNEF), which Outlook sends to those it takes for Outlook."""

from __future__ import annotations

import struct
from collections.abc import Iterator

__all__ = ["Unreadable", "unpack"]

_SIGNATURE = 0x223E9F78
_ATTACHMENT = 2  # the level of an attribute (MS-OXTNEF §2.1.3.2)
_STARTS = 0x00069002  # attAttachRendData: a new attachment begins (§2.1.3.3.15)
_TITLE = 0x00018010  # attAttachTitle: its name in eight bits, often shortened to 8.3
_DATA = 0x0006800F  # attAttachData
_PROPERTIES = 0x00069005  # attAttachment: MAPI properties, among them the long name
_LONG_NAME = 0x3707  # PidTagAttachLongFilename
_NAMED = 0x8000
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8}
_TEXTS = {0x1E: "cp1252", 0x1F: "utf-16-le"}


class Unreadable(Exception):
    """Bytes that are no TNEF stream, or a damaged one."""


def unpack(data: bytes) -> list[tuple[str, bytes]]:
    """The files as (name, bytes), in order; may be empty. Raises `Unreadable`."""
    files: list[tuple[str, bytes]] = []
    try:
        for attribute, value in _attributes(data):
            if attribute == _STARTS:
                files.append(("", b""))
            elif files:
                files[-1] = _completed(*files[-1], attribute, value)
    except (struct.error, ValueError) as exc:
        raise Unreadable from exc
    return files


def _completed(name: str, content: bytes, attribute: int, value: bytes) -> tuple[str, bytes]:
    if attribute == _DATA:
        return name, value
    if attribute == _TITLE:
        return name or _title(value), content
    if attribute == _PROPERTIES:
        return _long_name(value) or name, content
    return name, content


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(id, value) of each attribute of an attachment; those of the mail itself are passed over."""
    (signature,) = struct.unpack_from("<I", data)
    if signature != _SIGNATURE:
        raise Unreadable
    at = 6  # signature, legacy key
    while at < len(data):
        level, attribute, length = struct.unpack_from("<BII", data, at)
        at += 9
        if at + length + 2 > len(data):
            raise Unreadable
        if level == _ATTACHMENT:
            yield attribute, data[at : at + length]
        at += length + 2  # a checksum, which many programs get wrong


def _title(value: bytes) -> str:
    return value.split(b"\0")[0].decode("cp1252", "replace")


def _long_name(value: bytes) -> str:
    """The long name in a list of MAPI properties; empty where the list is odd: the file counts."""
    try:
        return _searched(value)
    except struct.error:
        return ""


def _searched(value: bytes) -> str:
    (count,) = struct.unpack_from("<I", value)
    at = 4
    for _ in range(count):
        kind, tag = struct.unpack_from("<HH", value, at)
        at += 4
        if tag >= _NAMED:  # a GUID, then a number or a name
            at += 16
            at = _after_name(value, at)
        if kind in _FIXED:
            at += _FIXED[kind]
            continue
        texts, at = _values(value, at)
        if tag == _LONG_NAME and kind in _TEXTS and texts:
            return texts[0].decode(_TEXTS[kind], "replace").rstrip("\0")
    return ""


def _after_name(value: bytes, at: int) -> int:
    (is_text,) = struct.unpack_from("<I", value, at)
    if not is_text:
        return at + 8
    (length,) = struct.unpack_from("<I", value, at + 4)
    return at + 8 + _padded(length)


def _values(value: bytes, at: int) -> tuple[list[bytes], int]:
    (count,) = struct.unpack_from("<I", value, at)
    at += 4
    values = []
    for _ in range(min(count, 100)):
        (length,) = struct.unpack_from("<I", value, at)
        values.append(value[at + 4 : at + 4 + length])
        at += 4 + _padded(length)
    return values, at


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4
