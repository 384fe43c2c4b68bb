"""Delivery reports (RFC 3464, RFC 6522): which letter, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from flows.mail.headers import clean, field_values, inner_parts, message_ids
from review.inbounds import Report

__all__ = ["is_read_receipt", "read_report"]

# Worst first: a report on three recipients is about the one that was not reached.
_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fate:
    action: str
    status: str
    recipient: str


def read_report(message: Message) -> Report | None:
    """What a delivery report says; none where the mail is no report.

    A read receipt is none, and a report that a person forwards is none: only the mail itself
    counts. Exim and some gateways send no report part, but name the address in a header.
    """
    fates = [_fate(block) for block in _status_blocks(message)]
    known = sorted((f for f in fates if f.action), key=lambda f: _ACTIONS.index(f.action))
    if known:
        worst = known[0].action
        told = [f for f in known if f.action == worst]
        return Report(
            message_id=_original_id(message),
            action=worst,
            status=next((f.status for f in told if f.status), ""),
            recipients=tuple(dict.fromkeys(f.recipient for f in told if f.recipient)),
        )
    return _failed_recipients(message)


def is_read_receipt(message: Message) -> bool:
    """Whether the mail only says that a mail of ours was opened (RFC 8098)."""
    return any(
        part.get_content_type() == "message/disposition-notification"
        for part in _own_parts(message)
    )


def _own_parts(message: Message) -> Iterator[Message]:
    """The parts of the report itself, not of the letter it encloses."""
    if message.get_content_type() == "multipart/report":
        yield from inner_parts(message) or ()


def _status_blocks(message: Message) -> Iterator[Message]:
    for part in _own_parts(message):
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            yield from inner_parts(part) or ()


def _fate(block: Message) -> _Fate:
    action = " ".join(field_values(block, "Action")[:1]).lower().split(" ")[0]
    recipient = field_values(block, "Final-Recipient") or field_values(block, "Original-Recipient")
    address = "".join(recipient[:1]).rpartition(";")[2].strip().strip("<>").lower()
    status = _STATUS.search(" ".join(field_values(block, "Status")))
    return _Fate(
        action=action if action in _ACTIONS else "",
        status=status[1] if status else "",
        recipient=clean(address),
    )


def _original_id(message: Message) -> str | None:
    for part in _own_parts(message):
        for enclosed in _enclosed(part):
            found = message_ids(field_values(enclosed, "Message-ID"))
            if found:
                return found[0]
    # Exchange answers the letter and encloses nothing of it.
    about = message_ids(field_values(message, "In-Reply-To") + field_values(message, "References"))
    return about[0] if about else None


def _enclosed(part: Message) -> Iterator[Message]:
    if part.get_content_type() in {"message/rfc822", "message/global"}:
        yield from (inner_parts(part) or [])[:1]
    elif part.get_content_type() in {"text/rfc822-headers", "message/global-headers"}:
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            yield HeaderParser().parsestr(data.decode("ascii", "replace"))


def _failed_recipients(message: Message) -> Report | None:
    failed = field_values(message, "X-Failed-Recipients")
    if not failed:
        return None
    text = b"" if message.is_multipart() else message.get_payload(decode=True)
    status = _STATUS.search(text[:20_000].decode("latin-1")) if isinstance(text, bytes) else None
    return Report(
        message_id=_original_id(message),
        action="failed",
        status=status[1] if status else "",
        recipients=tuple(a.strip().lower() for v in failed for a in v.split(",") if a.strip()),
    )
