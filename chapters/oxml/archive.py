"""The zip container of a Word file: entries in order, inflated under limits, copied unopened."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from chapters.errors import Refused

__all__ = [
    "Entry",
    "Limits",
    "deflated",
    "inflate",
    "read_archive",
    "weigh_inside",
    "write_archive",
]

_STORED, _DEFLATED = 0, 8
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_FIRST_DAY = 0x21  # 1980-01-01 in the format of zip: the same input gives the same bytes
_UTF8, _ENCRYPTED = 0x800, 0x1
_LEVEL = 6
_DEEPEST = 3  # a workbook within a chart within a chapter
_HARMLESS = frozenset({"damaged", "password"})  # what is only embedded need not be readable
_SMALL = 40_000  # packed bytes, which unpack to 42 MB at most, whatever they declare
_RATIO_MATTERS = 32_000_000  # bytes; smaller parts may be one word repeated
_ROOTED = re.compile(r"/|[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UNREADABLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    IndexError,
    struct.error,
)
"""What `zipfile` raises on a damaged directory; it documents only the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the door lets in.

    `file`, `unpacked`, `xml`: bytes of the file, of all its parts, of one XML part; `parts`: how
    many; `ratio`: how many times smaller than itself a part of more than 32 MB may be packed.
    """

    file: int = 100_000_000
    unpacked: int = 250_000_000
    parts: int = 5_000
    xml: int = 120_000_000
    ratio: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a zip file: its name, its packed bytes, and what they are when unpacked."""

    name: str
    packed: bytes | memoryview
    method: int
    size: int
    crc: int


def read_archive(data: bytes, limits: Limits) -> list[Entry]:
    """The entries of a zip file in their order; names with forward slashes, directories too.

    Raises `Refused` for what cannot be read, is encrypted, or unpacks to more than `limits`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except _UNREADABLE as error:
        raise Refused("damaged", _DAMAGED) from error
    _weigh(infos, limits, len(data))
    view = memoryview(data)
    entries = [_entry(view, info) for info in infos]
    _name_safely(entries)
    return entries


_DAMAGED = "This file is damaged or was cut short on its way; please ask for it to be sent again."
_OUTSIDE = "This file has parts whose names point outside of it and was not opened."
_TOO_LARGE = "This file unpacks to far more than any chapter needs and was not opened."


def _weigh(infos: list[zipfile.ZipInfo], limits: Limits, packed: int) -> None:
    """Refuse, by what the directory declares, before anything is unpacked."""
    if len(infos) > limits.parts:
        raise Refused("too-many-parts", "This file has far too many parts and was not opened.")
    total = sum(info.file_size for info in infos)
    if total > limits.unpacked or total > max(_RATIO_MATTERS, limits.ratio * packed):
        raise Refused("unpacks-too-large", _TOO_LARGE)
    for info in infos:
        if info.file_size > max(_RATIO_MATTERS, limits.ratio * info.compress_size):
            raise Refused("unpacks-too-large", _TOO_LARGE)
        if info.flag_bits & _ENCRYPTED:
            raise Refused("password", "This file is protected by a password and cannot be opened.")


def _name_safely(entries: list[Entry]) -> None:
    """Refuse names that lead out of the file, and two parts of one name; case does not tell names
    apart (ECMA-376 part 2, §9.1.1.4).
    """
    seen: set[str] = set()
    for entry in entries:
        if _is_unsafe(entry.name):
            raise Refused("unsafe-name", _OUTSIDE)
        if entry.name.lower() in seen:
            raise Refused(
                "duplicate-part", "This file holds one of its parts twice and was not opened."
            )
        seen.add(entry.name.lower())


def _is_unsafe(name: str) -> bool:
    """Whether a name begins at the root or on a drive, climbs, or holds what nobody can type."""
    if _ROOTED.match(name) or ".." in name.split("/"):
        return True
    return _CONTROL.search(name) is not None


def _entry(view: memoryview, info: zipfile.ZipInfo) -> Entry:
    at = info.header_offset
    header = view[at : at + _LOCAL.size]
    if len(header) < _LOCAL.size or bytes(header[:4]) != b"PK\x03\x04":
        raise Refused("damaged", _DAMAGED)
    *_, name, extra = _LOCAL.unpack(header)
    start = at + _LOCAL.size + name + extra
    packed = view[start : start + info.compress_size]
    if len(packed) < info.compress_size or info.compress_type not in (_STORED, _DEFLATED):
        raise Refused("damaged", _DAMAGED)
    return Entry(
        name=_name(info),
        packed=packed,
        method=info.compress_type,
        size=info.file_size,
        crc=info.CRC,
    )


def _name(info: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: some write UTF-8 without saying so, some backslashes."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8 and not name.isascii():
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.orig_filename
    return name.replace("\\", "/")


def inflate(entry: Entry, most: int | None = None) -> bytes:
    """The unpacked bytes of an entry, or its first `most`; never more than it declares."""
    if entry.method == _STORED:
        content = bytes(entry.packed[:most])
    else:
        content = _inflated(entry, entry.size + 1 if most is None else most)
    if most is None and (len(content) != entry.size or zlib.crc32(content) != entry.crc):
        raise Refused("damaged", _DAMAGED)
    return content


def _inflated(entry: Entry, most: int) -> bytes:
    try:
        if most > entry.size and len(entry.packed) <= _SMALL:
            return zlib.decompress(entry.packed, -15, entry.size)  # in one piece: half the time
        return zlib.decompressobj(-15).decompress(entry.packed, most)
    except zlib.error as error:
        raise Refused("damaged", _DAMAGED) from error


def weigh_inside(entry: Entry, limits: Limits, depth: int = 1) -> int:
    """How many bytes a zip file within a zip file unpacks to, with those within it; 0 for any other
    entry. Raises `Refused` for archives nested more than three deep, or too large.
    """
    if inflate(entry, 4) != b"PK\x03\x04":
        return 0
    if depth > _DEEPEST:
        raise Refused("nested", "This file holds archives within archives and was not opened.")
    try:
        inner = read_archive(inflate(entry), limits)
        total = sum(one.size + weigh_inside(one, limits, depth + 1) for one in inner)
    except Refused as refusal:
        if refusal.code in _HARMLESS:
            return 0
        raise
    if total > limits.unpacked:
        raise Refused("unpacks-too-large", _TOO_LARGE)
    return total


def deflated(name: str, content: bytes) -> Entry:
    """A new entry with these bytes, packed."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    return Entry(
        name=name, packed=packed, method=_DEFLATED, size=len(content), crc=zlib.crc32(content)
    )


def write_archive(entries: Iterable[Entry]) -> bytes:
    """A zip file of these entries in this order, all dated 1 January 1980."""
    out = bytearray()
    directory = bytearray()
    count = 0
    for entry in entries:
        name = entry.name.encode()
        flags = 0 if entry.name.isascii() else _UTF8
        sizes = (entry.crc, len(entry.packed), entry.size)
        head = (20, flags, entry.method, 0, _FIRST_DAY, *sizes, len(name))
        directory += _CENTRAL.pack(b"PK\x01\x02", 20, *head, 0, 0, 0, 0, 0, len(out)) + name
        out += _LOCAL.pack(b"PK\x03\x04", *head, 0) + name
        out += entry.packed
        count += 1
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), len(out), 0)
    return bytes(out + directory + end)
