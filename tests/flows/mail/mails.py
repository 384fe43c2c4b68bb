"""Mails as partners' programs write them, in a line or two."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from textwrap import dedent

DOCX = b"PK\x03\x04" + bytes(range(256)) * 4 + b"PK\x05\x06" + b"\0" * 18
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def raw(text: str) -> bytes:
    """A mail written out; lines end as on the wire."""
    return dedent(text).lstrip("\n").encode("utf-8").replace(b"\n", b"\r\n")


def mail(*headers: str, body: str = "", kind: str = "text/plain; charset=utf-8") -> bytes:
    """A mail of one part; `headers` win over the usual ones."""
    given = {h.partition(":")[0].lower() for h in headers}
    usual = ("From: A <a@p.example.org>", "To: gci@s.example.org", "Message-ID: <1@p.example.org>")
    lines = [h for h in usual if h.partition(":")[0].lower() not in given]
    lines += [*headers, "MIME-Version: 1.0", f"Content-Type: {kind}"]
    return "\r\n".join([*lines, "", body.replace("\n", "\r\n"), ""]).encode()


def multi(kind: str, *parts: bytes, params: str = "") -> bytes:
    """A multipart part around parts."""
    edge = f"edge{sum(map(len, parts))}{kind.replace('-', '')}"
    head = f'Content-Type: multipart/{kind}; boundary="{edge}"{params}\r\n\r\n'.encode()
    inner = b"".join(b"--%b\r\n%b\r\n" % (edge.encode(), part) for part in parts)
    return head + inner + b"--%b--\r\n" % edge.encode()


def message(body: bytes, *headers: str) -> bytes:
    """A mail whose content is a part made with `multi` or `part`."""
    given = {h.partition(":")[0].lower() for h in headers}
    usual = ("From: A <a@p.example.org>", "To: gci@s.example.org", "Message-ID: <1@p.example.org>")
    lines = [h for h in usual if h.partition(":")[0].lower() not in given]
    return "\r\n".join([*lines, *headers, "MIME-Version: 1.0", ""]).encode() + body


def part(data: bytes, kind: str, *headers: str) -> bytes:
    """A part in base64."""
    text = base64.encodebytes(data).replace(b"\n", b"\r\n")
    lines = [f"Content-Type: {kind}", *headers, "Content-Transfer-Encoding: base64", "", ""]
    return "\r\n".join(lines).encode() + text


def text(words: str, kind: str = "plain") -> bytes:
    """A text part in eight bits."""
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head.encode() + words.replace("\n", "\r\n").encode() + b"\r\n"


def docx(name: str = "edits.docx", data: bytes = DOCX) -> bytes:
    """A Word file as an attachment."""
    return part(data, WORD, f'Content-Disposition: attachment; filename="{name}"')


def zipped(**files: bytes) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def winmail(name: str, data: bytes) -> bytes:
    """A TNEF stream with one attachment (MS-OXTNEF), short and long name."""
    long_name = name.encode("utf-16-le") + b"\0\0"
    padded = long_name + b"\0" * (-len(long_name) % 4)
    properties = struct.pack("<I", 2)
    properties += struct.pack("<HHI", 0x0003, 0x3705, 1)
    properties += struct.pack("<HHII", 0x001F, 0x3707, 1, len(long_name)) + padded
    attributes = (
        (1, 0x00089006, struct.pack("<I", 0x10000)),
        (2, 0x00069002, b"\0" * 14),
        (2, 0x00018010, b"EDITS~1.DOC\0"),
        (2, 0x0006800F, data),
        (2, 0x00069005, properties),
    )
    stream = struct.pack("<IH", 0x223E9F78, 1)
    for level, attribute, value in attributes:
        checksum = sum(value) & 0xFFFF
        stream += struct.pack("<BII", level, attribute, len(value)) + value
        stream += struct.pack("<H", checksum)
    return stream
