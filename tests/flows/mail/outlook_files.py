"""Outlook's .msg files (MS-OXMSG in MS-CFB), just enough of them to be read."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

_SECTOR = 512
_MINI = 64
_CUTOFF = 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

Tree = dict[str, "bytes | Tree"]


def saved_mail(  # noqa: PLR0913 -- all by name
    *,
    subject: str = "",
    body: str = "",
    html: str = "",
    sender: str = "",
    headers: str = "",
    delivered: datetime | None = None,
    files: tuple[tuple[str, bytes], ...] = (),
) -> bytes:
    """A mail as Outlook saves it; `headers` are the transport headers, if it came over a wire."""
    texts = {
        0x001A: "IPM.Note",
        0x0037: subject,
        0x1000: body,
        0x5D01: sender,
        0x0C1F: sender,
        0x007D: headers,
    }
    tree: Tree = {
        f"__substg1.0_{tag:04X}001F": t.encode("utf-16-le") for tag, t in texts.items() if t
    }
    if html:
        tree["__substg1.0_10130102"] = html.encode()
    entries = [_entry(tag, 0x1F, len(t) * 2 + 2) for tag, t in texts.items() if t]
    entries += [_entry(0x1013, 0x0102, len(html))] if html else []
    entries += [_entry(0x3FDE, 0x03, 65001), _entry(0x340D, 0x03, 0x40000)]
    if delivered:
        ticks = int((delivered - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
        entries.append(_entry(0x0E06, 0x40, ticks))
    head = struct.pack("<8x4I8x", 0, len(files), 0, len(files))
    tree["__properties_version1.0"] = head + b"".join(entries)
    for number, (name, data) in enumerate(files):
        tree[f"__attach_version1.0_#{number:08X}"] = _attachment(name, data)
    return compound(tree)


def _attachment(name: str, data: bytes) -> Tree:
    entries = [
        _entry(0x3705, 0x03, 1),
        _entry(0x3707, 0x1F, len(name) * 2 + 2),
        _entry(0x3701, 0x0102, len(data)),
    ]
    return {
        "__properties_version1.0": b"\0" * 8 + b"".join(entries),
        "__substg1.0_3707001F": name.encode("utf-16-le"),
        "__substg1.0_37010102": data,
    }


def _entry(tag: int, kind: int, value: int) -> bytes:
    return struct.pack("<HHIQ", kind, tag, 6, value)


def compound(tree: Tree) -> bytes:
    """A compound file with these storages and streams (MS-CFB §2)."""
    file = _Compound()
    file.add("Root Entry", 5, tree)
    return file.written()


class _Compound:
    def __init__(self) -> None:
        self.entries: list[list[object]] = []  # name, kind, right, child, start, size
        self.fat: list[int] = []
        self.body = b""
        self.mini_fat: list[int] = []
        self.mini = b""

    def add(self, name: str, kind: int, content: bytes | Tree) -> int:
        """An entry with everything below it; its number."""
        number = len(self.entries)
        entry: list[object] = [name, kind, _FREE, _FREE, _END, 0]
        self.entries.append(entry)
        if isinstance(content, bytes):
            entry[4:] = [self._stream(content), len(content)]
            return number
        last = _FREE
        for child, inner in reversed(content.items()):  # a chain to the right is a tree too
            added = self.add(child, 2 if isinstance(inner, bytes) else 1, inner)
            self.entries[added][2] = last
            last = added
        entry[3] = last
        return number

    def written(self) -> bytes:
        """The file: header, sectors, and the table of sectors last."""
        self.entries[0][4:] = [self._sectors(self.mini), len(self.mini)]
        packed = struct.pack(f"<{len(self.mini_fat)}I", *self.mini_fat)
        mini_fat = self._sectors(packed + b"\xff" * (-len(packed) % _SECTOR))
        directory = self._sectors(b"".join(map(self._packed, self.entries)))
        at = len(self.fat)
        tables = (at + 1 + 126) // 127
        self.fat += [_FAT] * tables
        fat = self.fat + [_FREE] * (-len(self.fat) % 128)
        numbers = [at + n for n in range(tables)] + [_FREE] * (109 - tables)
        header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
        header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        header += struct.pack("<IIIII", 0, tables, directory, 0, _CUTOFF)
        header += struct.pack("<IIII", mini_fat, (len(packed) + 511) // 512, _END, 0)
        return (
            header + struct.pack("<109I", *numbers) + self.body + struct.pack(f"<{len(fat)}I", *fat)
        )

    def _stream(self, data: bytes) -> int:
        if len(data) >= _CUTOFF:
            return self._sectors(data)
        if not data:
            return _END
        start, count = len(self.mini_fat), (len(data) + _MINI - 1) // _MINI
        self.mini_fat += [*range(start + 1, start + count), _END]
        self.mini += data + b"\0" * (-len(data) % _MINI)
        return start

    def _sectors(self, data: bytes) -> int:
        if not data:
            return _END
        start, count = len(self.fat), (len(data) + _SECTOR - 1) // _SECTOR
        self.fat += [*range(start + 1, start + count), _END]
        self.body += data + b"\0" * (-len(data) % _SECTOR)
        return start

    def _packed(self, entry: list[object]) -> bytes:
        name, kind, right, child, start, size = entry
        text = str(name).encode("utf-16-le")
        fields = (text, len(text) + 2, kind, 1, _FREE, right, child, start, size)
        return struct.pack("<64sHBBIII16x4x16xIQ", *fields)
