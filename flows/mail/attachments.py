"""The parts of a mail, whatever they are nested in: bodies to read and files to look at."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from email.parser import BytesParser

from flows.mail import archives, outlook, tnef
from flows.mail.headers import addresses, clean, field_values, inner_parts, parameter
from review.inbounds import Ignored, MailFile

__all__ = ["Body", "Contents", "read_contents"]

MOST_FILES = 200
DEEPEST = 5
"""How many mails and archives may lie in one another."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = {
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "application/pgp-keys",
}
_REPORTS = {
    "message/delivery-status",
    "message/global-delivery-status",
    "message/disposition-notification",
    "text/rfc822-headers",
    "message/global-headers",
}
_MAILS = {"message/rfc822", "message/global"}
_BASE64_ALPHABET = re.compile(rb"[^A-Za-z0-9+/]")


@dataclass(slots=True, kw_only=True)
class Body:
    """One stretch of text as the sender wrote it, in one or both forms."""

    text: str = ""
    html: str = ""


@dataclass(slots=True, kw_only=True)
class Contents:
    """What a walk over a mail found. `enclosed` are the bodies of mails within the mail."""

    bodies: list[Body] = field(default_factory=list)
    enclosed: list[Body] = field(default_factory=list)
    files: list[MailFile] = field(default_factory=list)
    content_ids: list[str] = field(default_factory=list)
    """The content id of each file, "" for none, in the order of `files`."""
    findings: list[str] = field(default_factory=list)
    encrypted: bool = False
    calendar_reply: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    """Where the walk is: in which wrapping, how deep, in which alternative, in a report or not.

    `cut`: the mail ends before the parts around this one do.
    """

    inside: str = ""
    depth: int = 0
    alternative: Body | None = None
    report: bool = False
    cut: bool = False


def read_contents(message: Message) -> Contents:
    """All bodies and files of a mail; never raises."""
    contents = Contents()
    in_report = message.get_content_type() == "multipart/report"
    _walk(message, contents, _Where(report=in_report))
    return contents


def _walk(part: Message, contents: Contents, where: _Where) -> None:
    kind = part.get_content_type()
    parts = inner_parts(part)
    if kind in _MAILS and parts is not None:
        for inner in parts:
            _walk_enclosed(inner, contents, where)
    elif parts is not None and kind not in _REPORTS:
        _walk_parts(part, parts, contents, where)
    else:
        _leaf(part, kind, contents, where)


def _walk_parts(part: Message, parts: Iterable[Message], contents: Contents, where: _Where) -> None:
    kind = part.get_content_type()
    if kind == "multipart/encrypted":
        contents.encrypted = True
    if kind == "multipart/alternative" and where.alternative is None:
        body = Body()
        _bodies(contents, where).append(body)
        where = replace(where, alternative=body)
    if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects):
        where = replace(where, cut=True)
    for inner in parts:
        _walk(inner, contents, where)


def _walk_enclosed(mail: Message, contents: Contents, where: _Where) -> None:
    if where.depth >= DEEPEST:
        contents.findings.append("too deep: mails within mails were not all looked at")
        return
    sender = next((bare for _, bare in addresses(field_values(mail, "From"))), "")
    inside = f"forwarded mail from {sender}" if sender else "forwarded mail"
    _walk(mail, contents, _Where(inside=inside, depth=where.depth + 1, report=where.report))


def _bodies(contents: Contents, where: _Where) -> list[Body]:
    return contents.enclosed if where.inside else contents.bodies


def _leaf(part: Message, kind: str, contents: Contents, where: _Where) -> None:
    name = _name(part)
    if _is_body(part, kind, name):
        text = _text(part)
        body = where.alternative
        if body is None:
            body = Body()
            _bodies(contents, where).append(body)
        if kind == "text/html":
            body.html += text
        else:
            body.text += text
        return
    data, damaged = _data(part)
    damaged = damaged or (where.cut and _lacks_end(data))
    file = MailFile(name=name, media_type=kind, data=data, damaged=damaged, inside=where.inside)
    if kind == "text/calendar" and parameter(part, "Content-Type", "method").upper() == "REPLY":
        contents.calendar_reply = True
    _take(file, contents, where, content_id=_content_id(part))


def _is_body(part: Message, kind: str, name: str) -> bool:
    if kind.startswith("multipart/"):  # without a boundary: its text is all there is
        return True
    return kind in {"text/plain", "text/html"} and not name and not _is_attachment(part)


def _take(file: MailFile, contents: Contents, where: _Where, *, content_id: str = "") -> None:
    """Keep a file, or what is packed in it."""
    if len(contents.files) >= MOST_FILES:
        contents.findings.append(f"too many: only {MOST_FILES} files were looked at")
        return
    file = replace(file, ignored=_ignored(file, where))
    if file.media_type in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        contents.encrypted = True
    unpack = None if file.ignored else _unpacker(file)
    if unpack and where.depth < DEEPEST:
        unpack(file, contents, replace(where, depth=where.depth + 1))
    else:
        _keep(file, contents, content_id)


def _keep(file: MailFile, contents: Contents, content_id: str = "") -> None:
    contents.files.append(file)
    contents.content_ids.append(content_id)


def _ignored(file: MailFile, where: _Where) -> Ignored | None:
    if where.report:
        # The letter that bounced is enclosed with our own chapter: nobody sent it back.
        return Ignored.REPORT
    if file.media_type in _SIGNATURES:
        return Ignored.SIGNATURE
    if file.media_type == "text/calendar":
        return Ignored.CALENDAR
    return Ignored.REPORT if file.media_type in _REPORTS else None


def _unpacker(file: MailFile) -> Callable[[MailFile, Contents, _Where], None] | None:
    name = file.name.lower()
    if file.media_type == "application/ms-tnef" or name == "winmail.dat":
        return _unpack_tnef
    if name.endswith(".eml") or file.media_type in _MAILS:
        return _unpack_mail
    if file.data.startswith(_OLE) and (
        name.endswith(".msg") or file.media_type == "application/vnd.ms-outlook"
    ):
        return _unpack_outlook
    return _unpack_archive if archives.is_archive(file.data) else None


def _unpack_mail(file: MailFile, contents: Contents, where: _Where) -> None:
    _walk_enclosed(BytesParser().parsebytes(file.data), contents, where)


def _unpack_outlook(file: MailFile, contents: Contents, where: _Where) -> None:
    try:
        mail = outlook.read_outlook(file.data)
    except outlook.NotOutlook:
        contents.findings.append(f"unreadable: {file.name}")
        _keep(file, contents)
        return
    _walk_enclosed(mail, contents, where)


def _unpack_tnef(file: MailFile, contents: Contents, where: _Where) -> None:
    try:
        packed = tnef.unpack(file.data)
    except tnef.Unreadable:
        contents.findings.append("unreadable: winmail.dat")
        packed = []
    if not packed:
        _keep(file, contents)
    for name, data in packed:
        _take_packed(name, data, contents, replace(where, inside="winmail.dat"))


def _unpack_archive(file: MailFile, contents: Contents, where: _Where) -> None:
    try:
        packed = archives.unpack(file.data)
    except archives.Unsafe as exc:
        contents.findings.append(f"unsafe archive: {file.name}, {exc.why}")
        packed = []
    if not packed:
        _keep(file, contents)
    inside = file.name or "an archive"
    for name, data in packed:
        _take_packed(name, data, contents, replace(where, inside=inside))


def _take_packed(name: str, data: bytes, contents: Contents, where: _Where) -> None:
    file = MailFile(
        name=_shown(name), media_type="application/octet-stream", data=data, inside=where.inside
    )
    _take(file, contents, where)


def _name(part: Message) -> str:
    written = parameter(part, "Content-Disposition", "filename") or parameter(
        part, "Content-Type", "name"
    )
    return _shown(written)


def _shown(name: str) -> str:
    """A name without folders, on one line, at most 200 characters with its ending kept."""
    last = re.split(r"[/\\]", " ".join(clean(name).split()))[-1].strip()
    if len(last) <= 200:  # noqa: PLR2004 -- what every file system takes
        return last
    return last[:180] + last[-20:]


def _is_attachment(part: Message) -> bool:
    said = field_values(part, "Content-Disposition")
    return bool(said) and said[0].lower().startswith("attachment")


def _content_id(part: Message) -> str:
    return "".join(field_values(part, "Content-ID")[:1]).strip("<> ").lower()


def _data(part: Message) -> tuple[bytes, bool]:
    """The bytes of a part, and whether some were lost on the way."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        return b"", True
    if not isinstance(data, bytes):
        return _written(part), False
    names = {type(defect).__name__ for defect in part.defects}
    if "InvalidBase64LengthDefect" in names:
        return _forgiving(data), True  # the library gives the text undecoded then
    if "InvalidBase64CharactersDefect" in names:
        return data, True
    # Padding is left out by some programs without harm; a zip without its end was cut off.
    return data, "InvalidBase64PaddingDefect" in names and _lacks_end(data)


def _lacks_end(data: bytes) -> bool:
    """Whether these bytes begin like a zip (a Word file) and do not end like one."""
    return data.startswith(b"PK") and b"PK\x05\x06" not in data[-70_000:]


def _written(part: Message) -> bytes:
    """A part that has parts itself (a delivery status), as it came, as far as it can be written."""
    try:
        return part.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError):
        return b""


def _forgiving(text: bytes) -> bytes:
    letters = _BASE64_ALPHABET.sub(b"", text)
    return binascii.a2b_base64(letters[: len(letters) // 4 * 4])


def _text(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
        charset = part.get_content_charset() or "utf-8"
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    if not isinstance(data, bytes):
        return ""
    for candidate in (charset, "utf-8", "cp1252"):
        try:
            return clean(data.decode(candidate))
        except (LookupError, ValueError):
            continue
    return clean(data.decode("latin-1"))
