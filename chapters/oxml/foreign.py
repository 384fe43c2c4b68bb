"""What a file is that is no Word file, in a sentence for the person who received it."""

from __future__ import annotations

import io
import struct

import olefile

from chapters.errors import Refused

__all__ = ["no_word_file", "other_zip", "refuse_foreign", "refuse_other_office"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body")
_AGAIN = "please ask for it as a Word file (.docx)."
_PASSWORD = "This file is protected by a password; please ask for a copy without one."  # noqa: S105 -- a sentence
_RIGHTS = "This file is locked by rights management; please ask for a copy without it."
_DAMAGED = "This file is damaged or was cut short on its way; please ask for it to be sent again."

_BEGINNINGS = (
    (b"%PDF", "pdf", f"This file is a PDF, whatever its name says; {_AGAIN}"),
    (b"{\\rtf", "rtf", f"This file is an RTF text, whatever its name says; {_AGAIN}"),
    (b"MZ", "program", "This file is a program, not a text, and was not opened."),
    (b"\x7fELF", "program", "This file is a program, not a text, and was not opened."),
    (b"\x89PNG", "picture", f"This file is a picture, whatever its name says; {_AGAIN}"),
    (b"\xff\xd8\xff", "picture", f"This file is a picture, whatever its name says; {_AGAIN}"),
    (b"GIF8", "picture", f"This file is a picture, whatever its name says; {_AGAIN}"),
    (b"Rar!", "archive", f"This file is a packed archive; {_AGAIN}"),
    (b"7z\xbc\xaf", "archive", f"This file is a packed archive; {_AGAIN}"),
    (b"\x1f\x8b", "archive", f"This file is a packed archive; {_AGAIN}"),
    (b"PK\x05\x06", "empty", "This file is an empty archive; please ask for it to be sent again."),
)
_STREAMS = (
    ("EncryptedPackage", "password", _PASSWORD),
    ("EncryptionInfo", "password", _PASSWORD),
    ("WordDocument", "old-word", "This file is in the old Word format (.doc); " + _AGAIN),
    ("Workbook", "excel", f"This file is an Excel workbook; {_AGAIN}"),
    ("Book", "excel", f"This file is an Excel workbook; {_AGAIN}"),
    ("PowerPoint Document", "powerpoint", f"This file is a PowerPoint presentation; {_AGAIN}"),
    ("__properties_version1.0", "mail", "This file is a mail from Outlook, not a Word file."),
)
_MIMES = (
    (b"application/vnd.oasis.opendocument.text", "odt", "an OpenDocument text (.odt)"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods", "an OpenDocument table (.ods)"),
    (b"application/vnd.oasis.opendocument", "opendocument", "an OpenDocument file"),
    (b"application/epub", "epub", "an electronic book (.epub)"),
)
_OFFICE = (
    ("spreadsheetml", "excel", "an Excel workbook"),
    ("ms-excel", "excel", "an Excel workbook"),
    ("presentationml", "powerpoint", "a PowerPoint presentation"),
    ("ms-powerpoint", "powerpoint", "a PowerPoint presentation"),
    ("ms-visio", "visio", "a Visio drawing"),
    ("fixedrepresentation", "xps", "an XPS page file"),
)
_UNREADABLE = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    struct.error,
)
"""What `olefile` raises on damaged directories; it documents only the first."""


def no_word_file() -> Refused:
    """The refusal of a file that nothing more can be said about."""
    return Refused("not-word", f"This file is no Word file; {_AGAIN}")


def refuse_foreign(data: bytes) -> None:
    """Refuse, by its first bytes, what is no zip file at all."""
    if data.startswith(_ZIP):
        return
    if not data.strip(b"\0 \t\r\n"):
        raise Refused("empty", "This file is empty; please ask for it to be sent again.")
    if data.startswith(_OLE):
        raise _ole(data)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for beginning, code, sentence in _BEGINNINGS:
        if start.startswith(beginning):
            raise Refused(code, sentence)
    if start.lower().startswith(_HTML) or b"<html" in start.lower():
        raise Refused("html", f"This file is a web page, whatever its name says; {_AGAIN}")
    if start.startswith(b"<?xml"):
        raise Refused("xml", f"This file is XML text, not a packed Word file; {_AGAIN}")
    raise no_word_file()


def _ole(data: bytes) -> Refused:
    """What lies in the container of old Office files, where also passwords are kept (MS-OFFCRYPTO
    2.3).
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            there = {path[0] for path in container.listdir(streams=True, storages=True)}
    except _UNREADABLE:
        return Refused("damaged", _DAMAGED)
    if "EncryptedPackage" in there and "EncryptionInfo" not in there:  # MS-OFFCRYPTO 2.2
        return Refused("rights", _RIGHTS)
    for stream, code, sentence in _STREAMS:
        if stream in there:
            return Refused(code, sentence)
    return Refused("old-office", f"This file is in an old Office format; {_AGAIN}")


def other_zip(names: set[str], mime: bytes) -> Refused:
    """The refusal of a zip file without `[Content_Types].xml`; `mime` is what its entry
    `mimetype` says.
    """
    for beginning, code, what in _MIMES:
        if mime.startswith(beginning):
            return Refused(code, f"This file is {what}, whatever its name says; {_AGAIN}")
    if any(name.endswith(".iwa") for name in names):
        return Refused("pages", f"This file is from Apple Pages; {_AGAIN}")
    if any(name.lower().endswith((".docx", ".doc", ".docm")) for name in names):
        return Refused(
            "archive", "This file is a zip archive with documents in it; please unpack it first."
        )
    return no_word_file()


def refuse_other_office(content_type: str) -> None:
    """Refuse the main part of a workbook, a presentation, …; nothing for any other type."""
    for part, code, what in _OFFICE:
        if part in content_type:
            raise Refused(code, f"This file is {what}, whatever its name says; {_AGAIN}")
