"""Raw bytes of a mail → `Mail`: everything that rules may ask of it, and never an exception.

`Mail.findings` are sentences that begin with a code and a colon: "too large", "too deep", "too
many", "unsafe archive", "unreadable", "list" (the address in From was a list's), "broken".
"""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import Message
from email.parser import BytesParser

from flows.mail import outlook
from flows.mail.attachments import Body, Contents, read_contents
from flows.mail.authentication import verdict_on
from flows.mail.automatic import automatic, suspected
from flows.mail.headers import (
    TOO_LARGE_HEADER,
    addresses,
    clean,
    decoded,
    field_values,
    first_value,
    instant,
    message_ids,
)
from flows.mail.letters import LETTER_HEADER
from flows.mail.pages import Page, read_page
from flows.mail.reports import is_read_receipt, read_report
from flows.mail.words import LONGEST_BODY, marker_in, own_words, urls_in
from review.inbounds import Ignored, Mail, MailFile, Verdict

__all__ = ["read_mail"]

MOST_PARTS = 250
"""Multiparts and enclosed mails; the parser's time grows with the square of their depth."""

_WHERE_DELIVERED = (
    "To",
    "Cc",
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Delivered-To",
    "X-Forwarded-To",
    "X-Forwarded-For",
    "Resent-To",
    "Apparently-To",
)
_KEPT_HEADERS = (
    "Auto-Submitted",
    "Precedence",
    "List-Id",
    "X-Original-From",
    "Resent-From",
    "Return-Path",
    "X-Failed-Recipients",
    "X-Mailer",
    "Content-Language",
    LETTER_HEADER,
)
_NESTS = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_TOO_LARGE = f"{TOO_LARGE_HEADER}:".encode()
_PGP = "-----BEGIN PGP MESSAGE-----"
_VIA = re.compile(r"\s+(?:via|par|por|über|через)\s+.+$", re.IGNORECASE)


def read_mail(data: bytes, *, authserv_id: str | None = None) -> Mail:
    """What a mail says. Takes RFC 5322 bytes, an Outlook .msg, or anything else; never raises.

    `authserv_id` is the name under which our own server writes Authentication-Results; none:
    no verdict is believed. Time and memory are bounded by the size of `data`.
    """
    try:
        message, findings = _parsed(data)
        mail = _read(message, authserv_id)
        return replace(mail, findings=(*findings, *mail.findings))
    except Exception as exc:  # noqa: BLE001 -- the contract: one bad mail never stops the others
        return Mail(message_id=None, findings=(f"broken: {type(exc).__name__}",))


def _parsed(data: bytes) -> tuple[Message, tuple[str, ...]]:
    """The mail as the library parses it, and what hindered that."""
    if outlook.is_outlook(data):
        try:
            return outlook.read_outlook(data), ()
        except outlook.NotOutlook:
            return Message(), ("unreadable: an Outlook file that is damaged",)
    if data.startswith(_TOO_LARGE):  # as the very first line only we can write it
        size = data.partition(b"\n")[0].removeprefix(_TOO_LARGE).strip().decode("ascii", "replace")
        return _only_head(data), (f"too large: {size[:20]} bytes",)
    if len(_NESTS.findall(data)) > MOST_PARTS:
        return _only_head(data), ("too deep: only its header was read",)
    return BytesParser().parsebytes(data), ()


def _only_head(data: bytes) -> Message:
    """The mail without its content, which is not here, or would take too long to look into."""
    head = BytesParser().parsebytes(data, headersonly=True)
    for name in ("Content-Type", "Content-Transfer-Encoding"):
        del head[name]
    head.set_payload("")
    return head


def _read(message: Message, authserv_id: str | None) -> Mail:
    contents = read_contents(message)
    mail = _about(message, authserv_id)
    mail = _with_bodies(mail, contents)
    return replace(
        mail,
        findings=(*mail.findings, *contents.findings),
        encrypted=contents.encrypted or _PGP in mail.words,
        calendar_reply=contents.calendar_reply,
        report=read_report(message),
        read_receipt=is_read_receipt(message),
        automatic=automatic(message),
        suspected=suspected(message),
    )


def _about(message: Message, authserv_id: str | None) -> Mail:
    """What the header says."""
    people = addresses(field_values(message, "From"))
    senders = tuple(dict.fromkeys(bare for _, bare in people))
    ids = message_ids(field_values(message, "Message-ID"))
    mail = Mail(
        message_id=ids[0] if ids else None,
        in_reply_to=message_ids(field_values(message, "In-Reply-To")),
        references=message_ids(field_values(message, "References")),
        senders=senders,
        sender_name=people[0][0] if people else "",
        reply_to=_bare(message, "Reply-To"),
        delivered_to=_bare(message, *_WHERE_DELIVERED),
        subject=first_value(message, "Subject")[:1000],
        date=instant("".join(field_values(message, "Date")[:1])),
        empty_return_path=[v.strip() for v in field_values(message, "Return-Path")[:1]] == ["<>"],
        verdict=verdict_on(message, senders, authserv_id),
        headers={
            name.lower(): decoded(values[0])[:1000]
            for name in _KEPT_HEADERS
            if (values := field_values(message, name))
        },
    )
    return _behind_list(mail)


def _bare(message: Message, *names: str) -> tuple[str, ...]:
    values = [value for name in names for value in field_values(message, name)]
    return tuple(dict.fromkeys(bare for _, bare in addresses(values)))


def _behind_list(mail: Mail) -> Mail:
    """The mail under its writer's address, where a list put its own into From.

    Only if the list says so, and Reply-To or X-Original-From names one person who fits the name
    before "via". Our server's verdict was on the list's domain: it is not the writer's.
    """
    if "list-id" not in mail.headers or not _VIA.search(mail.sender_name):
        return mail
    original = addresses([mail.headers.get("x-original-from", "")])
    named = tuple(bare for _, bare in original) or mail.reply_to
    others = [bare for bare in named if bare not in mail.senders]
    if len(others) != 1 or (mail.reply_to and others[0] not in mail.reply_to):
        return mail
    return replace(
        mail,
        senders=(others[0],),
        sender_name=_VIA.sub("", mail.sender_name).strip("'\" "),
        verdict=Verdict.NONE,
        findings=(f"list: sent through {mail.senders[0]}",),
    )


def _with_bodies(mail: Mail, contents: Contents) -> Mail:
    pages = {id(body): read_page(body.html) for body in contents.bodies if body.html.strip()}
    texts = [_text_of(body, pages) for body in contents.bodies]
    words = own_words("\n".join(text for text in texts if text.strip()))
    enclosed = [body.text or body.html for body in contents.enclosed]
    everything = "\n".join([*texts, *(page.everything for page in pages.values()), *enclosed])
    links = [*urls_in(words.own), *(link for page in pages.values() for link in page.links)]
    pictures = frozenset(cid for page in pages.values() for cid in page.pictures)
    return replace(
        mail,
        words=words.own,
        quoted="\n".join([words.quoted, *enclosed]).strip()[:LONGEST_BODY],
        marker=marker_in(everything),
        links=tuple(dict.fromkeys(clean(link) for link in links))[:200],
        files=_files(contents, pictures),
    )


def _text_of(body: Body, pages: dict[int, Page]) -> str:
    if body.text.strip() or id(body) not in pages:
        return body.text
    return pages[id(body)].text


def _files(contents: Contents, pictures: frozenset[str]) -> tuple[MailFile, ...]:
    return tuple(
        replace(file, ignored=Ignored.INLINE_PICTURE) if _is_shown(file, cid, pictures) else file
        for file, cid in zip(contents.files, contents.content_ids, strict=True)
    )


def _is_shown(file: MailFile, content_id: str, pictures: frozenset[str]) -> bool:
    """Whether a picture stands in the text: the text names its content id."""
    return (
        file.ignored is None
        and file.media_type.startswith("image/")
        and content_id != ""
        and content_id in pictures
    )
