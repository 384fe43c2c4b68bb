"""Letters out by SMTP submission (RFC 6409), and the archive that proves that they went."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections import deque
from collections.abc import Sequence
from email.message import Message
from email.parser import BytesHeaderParser

from flows.errors import Misconfigured, NotDelivered, NotReachable
from flows.mail.headers import addresses, field_values
from flows.mail.imap import Mailbox, archive_account
from flows.mail.letters import address_of
from flows.ports import Delivery, Sought
from flows.settings import Settings

__all__ = ["SmtpOutbox"]

log = logging.getLogger(__name__)

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_TEMPORARY = range(400, 500)


class SmtpOutbox:
    """Hands letters to a mail server, each with a blind copy to the archive address.

    Connections are kept between letters and used by one thread at a time. Every call to the
    server has the settings' time limit. The envelope's sender is the address in From, or the one
    in Reply-To where that carries a token: then a report finds its partner.
    """

    outcome = Delivery.SENT

    def __init__(self, settings: Settings) -> None:
        self._idle: deque[smtplib.SMTP] = deque()  # append and pop are safe between threads
        if settings.smtp_security == "none" and settings.smtp_host not in _LOOPBACK:
            raise Misconfigured(
                f'smtp_security = "none" would send the password to {settings.smtp_host} in clear: '
                'write "starttls" or "tls" in settings.toml.'
            )
        self.settings = settings

    def deliver(self, message: bytes, *, message_id: str, to: tuple[str, ...]) -> Delivery:
        """Send one letter; raises `NotDelivered`, lasting where the server refused it for good,
        unsure where the connection broke after the whole letter was handed over.
        """
        head = BytesHeaderParser().parsebytes(message.partition(b"\r\n\r\n")[0])
        recipients = [address_of(text).addr_spec for text in to]
        server = self._connection()
        try:
            self._envelope(server, _envelope_sender(head), recipients)
            self._hand_over(server, message, message_id)
        except NotDelivered:
            server.close()
            raise
        except (smtplib.SMTPException, OSError) as exc:
            server.close()
            raise NotDelivered(self._broken(exc)) from exc
        self._idle.append(server)
        return Delivery.SENT

    def seek(self, message_id: str) -> Sought:
        """Whether the archive mailbox holds the letter."""
        account = archive_account(self.settings)
        if not self.settings.archive or account is None:
            return Sought.UNREADABLE
        try:
            with Mailbox(account) as mailbox:
                found = mailbox.holds(message_id, first=self.settings.archive_mailbox)
        except (NotReachable, Misconfigured) as exc:
            log.warning("archive: %s", exc)
            return Sought.UNREADABLE
        return Sought.FOUND if found else Sought.ABSENT

    def posted(self) -> frozenset[str]:
        """Nothing: this outbox writes no drafts."""
        return frozenset()

    def close(self) -> None:
        """Say goodbye on all idle connections."""
        while self._idle:
            _leave(self._idle.pop())

    def __del__(self) -> None:
        for server in self._idle:
            server.close()

    def _connection(self) -> smtplib.SMTP:
        while self._idle:
            server = self._idle.pop()
            try:
                if server.noop()[0] == 250:  # noqa: PLR2004 -- RFC 5321 §4.2.3: done
                    return server
            except (smtplib.SMTPException, OSError):
                pass  # idle for too long
            server.close()
        try:
            return self._connected()
        except smtplib.SMTPAuthenticationError as exc:
            if exc.smtp_code in _TEMPORARY:
                raise NotDelivered(self._broken(exc), down=True) from exc
            raise NotDelivered(
                f"The mail server {self.settings.smtp_host} does not accept the password of "
                f"{self.settings.smtp_user}: correct smtp_user and smtp_password in settings.toml.",
                down=True,
            ) from exc
        except (smtplib.SMTPException, OSError) as exc:
            raise NotDelivered(self._broken(exc), down=True) from exc

    def _connected(self) -> smtplib.SMTP:
        s = self.settings
        if s.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                s.smtp_host, s.smtp_port, timeout=s.timeout, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(s.smtp_host, s.smtp_port, timeout=s.timeout)
        try:
            if s.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if s.smtp_user:
                server.login(s.smtp_user, s.smtp_password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server

    def _envelope(self, server: smtplib.SMTP, sender: str, recipients: Sequence[str]) -> None:
        server.ehlo_or_helo_if_needed()
        _expect(server.mail(sender), f"The mail server does not take letters from {sender}")
        refused = {}
        for address in recipients:
            code, text = server.rcpt(address)
            if code in _TEMPORARY:
                raise NotDelivered(f"{address} cannot take mail now: {_said(code, text)}.")
            if code >= 400:  # noqa: PLR2004 -- RFC 5321 §4.2.1
                refused[address] = _said(code, text)
        if len(refused) == len(recipients):
            why = "; ".join(f"{address} was refused: {said}" for address, said in refused.items())
            raise NotDelivered(f"{why}.", lasting=True)
        for address, said in refused.items():
            log.warning("%s was refused (%s); the others got the letter", address, said)
        self._copy_to_archive(server)

    def _copy_to_archive(self, server: smtplib.SMTP) -> None:
        if not self.settings.archive:
            return
        address = address_of(self.settings.archive).addr_spec
        code, text = server.rcpt(address)
        if code >= 400:  # noqa: PLR2004 -- a letter without its copy might be sent twice one day
            raise NotDelivered(
                f"The archive address {address} was refused: {_said(code, text)}.", down=True
            )

    def _hand_over(self, server: smtplib.SMTP, message: bytes, message_id: str) -> None:
        """The text, then its end: only with the end is the letter the server's."""
        code, text = server.docmd("DATA")
        if code != 354:  # noqa: PLR2004 -- RFC 5321 §4.3.2
            raise _refusal(f"The letter {message_id} was refused", code, text)
        # RFC 5321 §4.5.2: a line that begins with a full stop gets another one.
        stuffed = message.replace(b"\r\n.", b"\r\n..")
        server.send(stuffed.removesuffix(b"\r\n") + b"\r\n")
        try:
            server.send(b".\r\n")
            code, text = server.getreply()
        except (smtplib.SMTPException, OSError) as exc:
            raise NotDelivered(
                f"The connection to {self.settings.smtp_host} broke before it confirmed the letter "
                f"{message_id}: it may have gone.",
                unsure=True,
            ) from exc
        _expect((code, text), f"The letter {message_id} was refused")

    def _broken(self, exc: Exception) -> str:
        where = f"{self.settings.smtp_host}, port {self.settings.smtp_port}"
        if isinstance(exc, smtplib.SMTPResponseException):
            return f"The mail server {where} says: {_said(exc.smtp_code, exc.smtp_error)}."
        if isinstance(exc, TimeoutError) or isinstance(exc.__context__, TimeoutError):
            return f"The mail server {where} did not answer within {self.settings.timeout:g} s."
        return f"The mail server {where} cannot be reached: {exc}."


def _envelope_sender(head: Message) -> str:
    sender = [bare for _, bare in addresses(field_values(head, "From"))]
    answers = [bare for _, bare in addresses(field_values(head, "Reply-To"))]
    tokened = [bare for bare in answers if "+" in bare.partition("@")[0]]
    return (tokened or sender)[0]


def _expect(reply: tuple[int, bytes], what: str) -> None:
    code, text = reply
    if code >= 400:  # noqa: PLR2004 -- RFC 5321 §4.2.1
        raise _refusal(what, code, text)


def _refusal(what: str, code: int, text: bytes) -> NotDelivered:
    return NotDelivered(f"{what}: {_said(code, text)}.", lasting=code not in _TEMPORARY)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}".rstrip(" .")


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
