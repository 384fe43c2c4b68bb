"""Mails that Outlook saved as .msg, turned into the form of all others."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser
from email.utils import format_datetime

import oxmsg
from olefile.olefile import OleFileError

__all__ = ["NotOutlook", "delivered_at", "is_outlook", "read_outlook"]

_SUBJECT_OF_CONTENT = {"content-type", "content-transfer-encoding", "mime-version"}
_DELIVERY_TIME = 0x0E06  # PidTagMessageDeliveryTime (MS-OXOMSG §2.2.3.9)
_MESSAGE_ID = 0x1035  # PidTagInternetMessageId (MS-OXOMSG §2.2.1.12)
_IN_REPLY_TO = 0x1042  # PidTagInReplyToId
_HEADERS = 0x007D  # PidTagTransportMessageHeaders; missing in what Outlook itself sent
_SENDER_SMTP = 0x5D01  # PidTagSenderSmtpAddress: the other one is an X.500 name inside Exchange

# Broken containers make the two libraries fail in all these ways.
_BAD = (
    OleFileError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    struct.error,
    RecursionError,
    OverflowError,
)


class NotOutlook(Exception):
    """Bytes that are no readable .msg file."""


def is_outlook(data: bytes) -> bool:
    """Whether these bytes may be a .msg file: an OLE container with a mail's property stream."""
    return (
        data.startswith(b"\xd0\xcf\x11\xe0")
        and "__properties_version1.0".encode("utf-16-le") in data
    )


def read_outlook(data: bytes) -> Message:
    """The mail in a .msg file, with its transport headers if it has any; raises `NotOutlook`."""
    try:
        return _converted(oxmsg.Message.load(data))
    except _BAD as exc:
        raise NotOutlook from exc


def delivered_at(data: bytes) -> datetime | None:
    """When the mailbox took the mail (UTC); none where the file does not say."""
    try:
        moment = oxmsg.Message.load(data).properties.date_prop_value(_DELIVERY_TIME)
    except _BAD:
        return None
    return moment.astimezone(UTC) if moment else None


def _converted(saved: oxmsg.Message) -> Message:
    mail = MIMEMultipart()
    for name, value in _headers(saved):
        mail[name] = value
    bodies = MIMEMultipart("alternative")
    for body, kind in ((saved.body, "plain"), (saved.html_body, "html")):
        if body:
            bodies.attach(MIMEText(body, kind, "utf-8"))
    mail.attach(bodies)
    for attached in saved.attachments:
        data = attached.file_bytes or b""
        part = MIMEApplication(data, "octet-stream")
        part.add_header("Content-Disposition", "attachment", filename=attached.file_name or "")
        mail.attach(part)
    return mail


def _headers(saved: oxmsg.Message) -> list[tuple[str, str]]:
    written = saved.properties.str_prop_value(_HEADERS) or ""
    fields = HeaderParser().parsestr(written)
    kept = [(k, str(v)) for k, v in fields.raw_items() if k.lower() not in _SUBJECT_OF_CONTENT]
    named = {name.lower() for name, _ in kept}
    return kept + [(k, v) for k, v in _properties(saved) if v and k.lower() not in named]


def _properties(saved: oxmsg.Message) -> list[tuple[str, str]]:
    said = saved.properties
    sent = saved.sent_date
    smtp = said.str_prop_value(_SENDER_SMTP)
    to = [f'"{r.name}" <{r.email_address}>' for r in saved.recipients]
    return [
        ("From", smtp or saved.sender or ""),
        ("To", ", ".join(to)),
        ("Subject", saved.subject),
        ("Date", format_datetime(sent) if sent else ""),
        ("Message-ID", said.str_prop_value(_MESSAGE_ID) or ""),
        ("In-Reply-To", said.str_prop_value(_IN_REPLY_TO) or ""),
    ]
