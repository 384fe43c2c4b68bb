"""Letters as mail: a letter and its frozen facts become RFC 5322 bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from hashlib import sha256

from flows.errors import NotDelivered
from flows.mail.calendars import deadline_entry
from flows.mail.wording import word
from review.letters import LaunchFacts, Letter
from review.publications import Sha256
from review.references import plus_address

__all__ = ["LETTER_HEADER", "address_of", "compose"]

LETTER_HEADER = "X-Review-Letter"
"""Carries our own id, so that a letter of ours is known when a relay replaced its Message-ID."""

_ID = re.compile(r"<[!-;=?-~]+>")


class _Lines(EmailPolicy):
    """The library's policy, but that a field starts in the line of its name.

    The library moves a value that is a little too long to a line of its own; some mail programs
    then show a subject with a blank before it, and old ones show none.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """The field as lines."""
        folded = super().fold_binary(name, value)
        return folded.replace(b":\r\n ", b": ", 1) if folded.startswith(_alone(name)) else folded


def _alone(name: str) -> bytes:
    return f"{name}:\r\n ".encode()


_LINES = _Lines(linesep="\r\n")


def compose(
    letter: Letter,
    files: Callable[[Sha256], bytes],
    *,
    sender: str,
    token: str | None = None,
) -> bytes:
    """The mail of `letter`; the same letter gives the same bytes, whenever it is composed.

    `files` gives the bytes of an attachment by its SHA-256. `sender` is the From address with or
    without a name. `token` goes behind a "+" into Reply-To, none where the mail server takes no
    such addresses. A blind copy to the archive is the outbox's affair: no Bcc header.
    """
    origin = address_of(sender)
    words = word(letter, sender_name=origin.display_name or "The secretariat")
    mail = EmailMessage()
    mail["From"] = origin
    mail["To"] = [address_of(text) for text in letter.to]
    if letter.cc:
        mail["Cc"] = [address_of(text) for text in letter.cc]
    mail["Reply-To"] = _with_token(address_of(letter.facts.reply_to), token)
    mail["Subject"] = words.subject
    mail["Date"] = format_datetime(letter.queued_at)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: a program wrote it; once, or it is spam
    # Quoted-printable although 8 bits would be shorter: relays that recode break signatures.
    mail.set_content(words.text, cte="quoted-printable")
    mail.add_alternative(words.html, subtype="html", cte="quoted-printable")
    _attach(mail, letter, files)
    _fix_boundaries(mail, letter.message_id)
    return _thread(letter) + mail.as_bytes(policy=_LINES)


def address_of(text: str) -> Address:
    """An address with its name, from "Name <address>" as people write it, or a bare address.

    A comma in the name needs no quotes here; a domain in other letters than Latin is written as
    the network wants it (RFC 5891). Raises `NotDelivered`, lasting, for what is no address.
    """
    name, _, rest = " ".join(text.split()).rpartition("<")
    local, _, domain = rest.strip().removesuffix(">").strip().rpartition("@")
    try:
        bare = f"{local}@{domain.encode('idna').decode('ascii')}"
        bare.encode("ascii")
        return Address(display_name=name.strip().strip('"').strip(), addr_spec=bare)
    except (ValueError, IndexError, MessageError) as exc:
        raise NotDelivered(f'"{text}" is no mail address.', lasting=True) from exc


def _with_token(address: Address, token: str | None) -> Address:
    if token is None:
        return Address(addr_spec=address.addr_spec)
    return Address(addr_spec=plus_address(address.addr_spec, token))


def _attach(mail: EmailMessage, letter: Letter, files: Callable[[Sha256], bytes]) -> None:
    for file in letter.files:
        _attach_one(mail, files(file.sha256), file.media_type, file.name)
    facts = letter.facts
    if isinstance(facts, LaunchFacts) and facts.part == 1:
        reference = facts.reference.strip("[] ")
        entry = deadline_entry(facts, reference=reference, written_at=letter.queued_at)
        name = f"Deadline {facts.deadline.due_on.isoformat()}.ics"
        _attach_one(mail, entry, "text/calendar", name, {"method": "PUBLISH", "charset": "utf-8"})


def _attach_one(
    mail: EmailMessage,
    data: bytes,
    media_type: str,
    name: str,
    more: dict[str, str] | None = None,
) -> None:
    kind, _, subtype = media_type.partition("/")
    # The name stands in both headers: some programs read only Content-Type, some only the other.
    params = {"name": name, **(more or {})}
    mail.add_attachment(data, maintype=kind, subtype=subtype, filename=name, params=params)


def _fix_boundaries(mail: EmailMessage, message_id: str) -> None:
    seed = sha256(message_id.encode()).hexdigest()[:32]
    multiparts = [part for part in mail.walk() if part.is_multipart()]
    for number, part in enumerate(multiparts):
        # "=_" cannot occur in quoted-printable or base64, so no content holds a boundary.
        part.set_boundary(f"=_{seed}_{number}")


def _thread(letter: Letter) -> bytes:
    """The header lines with ids, written by hand: a long id that `email` folds is encoded, and
    then matches nothing.
    """
    lines = [f"Message-ID: {letter.message_id}", f"{LETTER_HEADER}: {letter.message_id}"]
    if letter.in_reply_to and _ID.fullmatch(letter.in_reply_to.strip()):
        answered = letter.in_reply_to.strip()
        lines += [f"In-Reply-To: {answered}", f"References: {answered}"]
    return _joined(lines)


def _joined(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")
