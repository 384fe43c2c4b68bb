"""Mail in by IMAP: what lies in the inbox and in the junk folder, filed once it is stored."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, TypeVar

from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError
from imap_tools.folder import FolderInfo
from imap_tools.mailbox import BaseMailBox
from pydantic import SecretStr

from flows.errors import Misconfigured, NotReachable
from flows.mail.headers import TOO_LARGE_HEADER
from flows.ports import Arrival
from flows.settings import Settings

__all__ = ["Account", "ImapInbox", "Mailbox", "archive_account", "inbox_account"]

PROCESSED = "Processed"
QUARANTINE = "Quarantine"
LARGEST = 60_000_000
"""Bytes of a mail that are fetched; of a larger one only the head."""

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_JUNK = {"junk", "spam", "junk e-mail", "junk email", "bulk mail", "courrier indésirable"}
_BROKEN = (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError)
_UID = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_DATE = re.compile(rb'INTERNALDATE "\s*([^"]+)"')

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A mailbox on a server: where, as whom, and how long one call may take (seconds)."""

    host: str
    port: int
    security: str
    user: str
    password: SecretStr
    timeout: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lying:
    """A mail as the server lists it."""

    folder: str
    validity: int
    uid: int
    size: int
    received_at: datetime

    @property
    def source(self) -> str:
        return f"imap:{self.folder}:{self.validity}:{self.uid}"


def inbox_account(settings: Settings) -> Account:
    """The account that answers come to."""
    return Account(
        host=settings.imap_host,
        port=settings.imap_port,
        security=settings.imap_security,
        user=settings.imap_user or settings.smtp_user,
        password=settings.imap_password if settings.imap_user else settings.smtp_password,
        timeout=settings.timeout,
    )


def archive_account(settings: Settings) -> Account | None:
    """The account that blind copies go to; none where no mail server is set."""
    if not settings.imap_host:
        return None
    inbox = inbox_account(settings)
    if not settings.archive_user:
        return inbox
    return Account(
        host=inbox.host,
        port=inbox.port,
        security=inbox.security,
        user=settings.archive_user,
        password=settings.archive_password,
        timeout=inbox.timeout,
    )


class Mailbox:
    """One connection to an account. Every failure is a `NotReachable` with a sentence."""

    def __init__(self, account: Account) -> None:
        self._open: BaseMailBox | None = None
        if account.security == "none" and account.host not in _LOOPBACK:
            raise Misconfigured(
                f'imap_security = "none" would send the password to {account.host} in clear: '
                'write "tls" or "starttls" in settings.toml.'
            )
        self.account = account

    def __enter__(self) -> Self:
        self._client()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if self._open is not None:
            self._open.client.shutdown()

    def close(self) -> None:
        """Leave, whatever state the connection is in."""
        box, self._open = self._open, None
        if box is None:
            return
        try:
            box.client.logout()
        except _BROKEN:
            box.client.shutdown()

    def ask(self, question: Callable[[BaseMailBox], T]) -> T:
        """The answer to a question; a broken connection is made anew once."""
        try:
            return question(self._client())
        except _BROKEN:
            self.close()
        try:
            return question(self._client())
        except _BROKEN as exc:
            self.close()
            raise NotReachable(self._sentence(exc)) from exc

    def holds(self, message_id: str, *, first: str) -> bool:
        """Whether any folder holds a mail with this id; `first` is looked into first.

        All of them, because rules and people move mail; a wrong "absent" sends a letter twice.
        """
        names = [f.name for f in self.folders() if "\\Noselect" not in f.flags]
        names.sort(key=lambda name: name.lower() != first.lower())
        if first not in names:
            raise NotReachable(f"The mailbox of {self.account.user} has no folder {first}.")
        return any(self._found(name, message_id) for name in names)

    def folders(self) -> list[FolderInfo]:
        """The account's folders."""
        return self.ask(lambda box: list(box.folder.list()))

    def _found(self, folder: str, message_id: str) -> bool:
        def look(box: BaseMailBox) -> bool:
            box.folder.set(folder, readonly=True)
            box.client.noop()
            quoted = message_id.replace("\\", "").replace('"', "")
            _, data = box.client.uid("SEARCH", "HEADER", "Message-ID", f'"{quoted}"')
            return bool(data and data[0])

        return self.ask(look)

    def _client(self) -> BaseMailBox:
        if self._open is None:
            try:
                self._open = self._logged_in()
            except MailboxLoginError as exc:
                raise NotReachable(
                    f"The mail server {self.account.host} does not accept the password of "
                    f"{self.account.user}: correct imap_user and imap_password in settings.toml."
                ) from exc
            except _BROKEN as exc:
                raise NotReachable(self._sentence(exc)) from exc
        return self._open

    def _logged_in(self) -> BaseMailBox:
        a = self.account
        if a.security == "none":
            box: BaseMailBox = MailBoxUnencrypted(a.host, a.port, timeout=a.timeout)
        elif a.security == "starttls":
            context = ssl.create_default_context()
            box = MailBoxStartTls(a.host, a.port, timeout=a.timeout, ssl_context=context)
        else:
            context = ssl.create_default_context()
            box = MailBox(a.host, a.port, timeout=a.timeout, ssl_context=context)
        try:
            return box.login(a.user, a.password.get_secret_value(), initial_folder=None)
        except BaseException:
            box.client.shutdown()
            raise

    def _sentence(self, exc: BaseException) -> str:
        where = f"{self.account.host}, port {self.account.port}"
        if isinstance(exc, TimeoutError):
            return f"The mail server {where} did not answer within {self.account.timeout:g} s."
        said = " ".join(str(exc).split())
        if isinstance(exc, ImapToolsError):  # it answered, and not with "OK"
            return f"The mail server {where} refused what it was asked: {said}."
        return f"The mail server {where} cannot be reached: {said}."


class ImapInbox:
    """Gives what lies in INBOX and in the junk folder, whether somebody has opened it or not.

    Nothing is marked as read. A source names folder, UIDVALIDITY and UID, so it is never given to
    another mail. `largest` is the size (bytes) above which only a mail's head is fetched.
    """

    def __init__(self, settings: Settings, *, largest: int = LARGEST) -> None:
        self.largest = largest
        self._mailbox = Mailbox(inbox_account(settings))

    def arrivals(self) -> Iterator[Arrival]:
        """What lies there now, oldest first; one mail at a time is in memory."""
        lying = [mail for folder in self._watched() for mail in self._listed(folder)]
        for mail in sorted(lying, key=lambda m: (m.received_at, m.source)):
            data = self._fetched(mail)
            if data is not None:
                yield Arrival(source=mail.source, data=data, received_at=mail.received_at)

    def file(self, source: str, *, quarantine: bool = False) -> None:
        """Move a mail away; nothing happens where it is gone or the folder was made anew."""
        kind_and_folder, validity, uid = source.rsplit(":", 2)
        folder = kind_and_folder.removeprefix("imap:")
        target = self._folder_for(QUARANTINE if quarantine else PROCESSED)

        def move(box: BaseMailBox) -> None:
            if _select(box, folder) == int(validity):
                box.move(uid, target)

        self._mailbox.ask(move)

    def named(self, words: str) -> list[str]:
        """The sources of mails with these words (ASCII) in their subject, filed ones too.

        Only where mail arrives or is filed: a copy among the sent ones proves nothing.
        """
        delim = next((f.delim for f in self._mailbox.folders()), "/")
        filed = {PROCESSED, f"INBOX{delim}{PROCESSED}"}
        there = [f.name for f in self._mailbox.folders() if f.name in filed]
        return [
            source
            for folder in (*self._watched(), *there)
            for source in self._titled(folder, words)
        ]

    def close(self) -> None:
        """Leave the server."""
        self._mailbox.close()

    def _titled(self, folder: str, words: str) -> list[str]:
        def look(box: BaseMailBox) -> list[str]:
            validity = _select(box, folder)
            box.client.noop()
            _, found = box.client.uid("SEARCH", "SUBJECT", f'"{words}"')
            uids = found[0].split() if found and found[0] else []
            return [f"imap:{folder}:{validity}:{int(uid)}" for uid in uids]

        return self._mailbox.ask(look)

    def _watched(self) -> list[str]:
        junk = [
            f.name
            for f in self._mailbox.folders()
            if "\\Junk" in f.flags or f.name.rpartition(f.delim)[2].lower() in _JUNK
        ]
        return ["INBOX", *junk]

    def _listed(self, folder: str) -> list[_Lying]:
        def look(box: BaseMailBox) -> list[_Lying]:
            validity = _select(box, folder)
            # Without NOOP a folder that stayed selected does not show what came since.
            box.client.noop()
            _, found = box.client.uid("SEARCH", "ALL")
            if not (found and found[0]):
                return []
            _, lines = box.client.uid("FETCH", "1:*", "(UID INTERNALDATE RFC822.SIZE)")
            return [one for line in lines if (one := _lying(line, folder, validity))]

        return self._mailbox.ask(look)

    def _fetched(self, mail: _Lying) -> bytes | None:
        """The mail's bytes; of one that is too large its head; none where it is gone."""
        large = mail.size > self.largest
        part = "BODY.PEEK[HEADER]" if large else "BODY.PEEK[]"

        def fetch(box: BaseMailBox) -> bytes | None:
            if _select(box, mail.folder) != mail.validity:
                return None
            _, answer = box.client.uid("FETCH", str(mail.uid), f"({part})")
            pieces = [piece[1] for piece in answer if isinstance(piece, tuple)]
            return bytes(pieces[0]) if pieces else None

        data = self._mailbox.ask(fetch)
        if data is None or not large:
            return data
        return f"{TOO_LARGE_HEADER}: {mail.size}\r\n".encode() + data

    def _folder_for(self, name: str) -> str:
        """The name of a folder of ours, made where it is missing.

        Some servers keep all folders below INBOX, and refuse others.
        """
        folders = self._mailbox.folders()
        delim = next((f.delim for f in folders), "/")
        candidates = (name, f"INBOX{delim}{name}")
        there = next((f.name for f in folders if f.name in candidates), None)
        if there:
            return there

        def make(box: BaseMailBox) -> str:
            try:
                box.folder.create(candidates[0])
            except ImapToolsError:
                box.folder.create(candidates[1])
                return candidates[1]
            return candidates[0]

        return self._mailbox.ask(make)


def _select(box: BaseMailBox, folder: str) -> int:
    """Select a folder and give its UIDVALIDITY."""
    box.folder.set(folder)
    _, validity = box.client.response("UIDVALIDITY")
    return int(validity[0]) if validity and validity[0] else 0


def _lying(line: object, folder: str, validity: int) -> _Lying | None:
    text = line[0] if isinstance(line, tuple) else line
    if not isinstance(text, bytes):
        return None
    uid, size, date = _UID.search(text), _SIZE.search(text), _DATE.search(text)
    if not (uid and size and date):
        return None
    when = datetime.strptime(date[1].decode("ascii"), "%d-%b-%Y %H:%M:%S %z")
    return _Lying(
        folder=folder,
        validity=validity,
        uid=int(uid[1]),
        size=int(size[1]),
        received_at=when.astimezone(UTC),
    )
