"""Whether mail goes and comes, tried with letters to ourselves."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from flows.errors import Misconfigured, NotDelivered
from flows.mail.imap import ImapInbox
from flows.mail.letters import address_of
from flows.mail.smtp import SmtpOutbox
from flows.mail.trials import trial_letter, trial_subject
from flows.ports import Sought
from flows.settings import Settings, note_plus_addresses
from review.references import plus_address

__all__ = ["Probed", "probe_mail"]

PAUSE = 1.0
"""Seconds between two looks into the mailbox."""

BETWEEN = 20.0
"""Seconds that a "+token" letter may take longer than the other one, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What a test of the mail found, in sentences. `plus_addresses` is none where no server is
    used; `works` is false where a letter that was handed over did not arrive.
    """

    lines: tuple[str, ...]
    works: bool = True
    plus_addresses: bool | None = None


def probe_mail(settings: Settings, *, new_id: Callable[[], str], wait: float = 60.0) -> Probed:
    """Send one letter to our own address and one to address+token, and look where they arrive.

    `wait` is how long to look, in seconds. What was learnt about "+token" addresses is written
    into the settings file. Raises `NotDelivered`, `NotReachable`, `Misconfigured`.
    """
    if settings.transport == "folder":
        return Probed(lines=_folder(settings))
    sender = settings.sender or settings.smtp_user
    if "@" not in sender:
        raise Misconfigured('Write sender = "Name <address>" into settings.toml: letters need one.')
    inbox = ImapInbox(settings)
    try:
        inbox.named(trial_subject(new_id()))  # a wrong password is said before a letter goes
        return _Trial(settings, inbox, sender, new_id, wait).run()
    finally:
        inbox.close()


def _folder(settings: Settings) -> tuple[str, ...]:
    return (
        "No mail server is used.",
        "Nothing leaves while nobody is there: a person opens each letter and sends it.",
        f"Letters are written to {settings.outbox_folder}.",
        f"Answers are read from {settings.inbox_folder}, where a person puts them.",
    )


class _Trial:
    """Letters on their way: to our address, to address+token, and one with its archive copy."""

    def __init__(
        self,
        settings: Settings,
        inbox: ImapInbox,
        sender: str,
        new_id: Callable[[], str],
        wait: float,
    ) -> None:
        self.settings, self.inbox, self.sender, self.wait = settings, inbox, sender, wait
        self.new_id = new_id
        self.address = address_of(sender).addr_spec
        self.server = f"{settings.smtp_host}, port {settings.smtp_port}"

    def run(self) -> Probed:
        outbox = SmtpOutbox(self.settings)
        # Without a copy: one that came by the archive's address would prove nothing.
        alone = SmtpOutbox(self.settings.model_copy(update={"archive": ""}))
        plain, plus, copied = self.new_id(), self.new_id(), self.new_id()
        try:
            self._send(alone, plain, self.address)
            message_id = self._send(outbox, copied, self.address) if self.settings.archive else ""
            refused = self._sent_to_token(alone, plus)
            until = time.monotonic() + self.wait
            lines = [f"The mail server {self.server} takes letters from {self.address}."]
            arrived = self._arrived(plain, until)
            lines.append(self._of_mailbox(arrived))
            lines.append(self._of_archive(outbox, message_id, until))
            # Where the first one never came, the second one has had its time.
            took = [] if refused else self._arrived(plus, min(until, time.monotonic() + BETWEEN))
            lines += self._of_tokens(bool(took), refused)
        finally:
            outbox.close()
            alone.close()
            self._file_away(plain, plus, copied)
        return Probed(lines=tuple(lines), works=bool(arrived), plus_addresses=bool(took))

    def _send(self, outbox: SmtpOutbox, token: str, to: str) -> str:
        message_id = f"<mail-test.{token}@{self.address.rpartition('@')[2]}>"
        message = trial_letter(
            sender=self.sender, to=to, token=token, message_id=message_id, now=datetime.now(UTC)
        )
        outbox.deliver(message, message_id=message_id, to=(to,))
        return message_id

    def _sent_to_token(self, outbox: SmtpOutbox, token: str) -> str:
        """Why the server refused the letter to address+token; empty where it took it."""
        try:
            self._send(outbox, token, plus_address(self.address, token))
        except NotDelivered as exc:
            if not exc.lasting:
                raise
            return str(exc)
        return ""

    def _arrived(self, token: str, until: float) -> list[str]:
        """The sources of a letter, as soon as there are any."""
        while not (found := self.inbox.named(trial_subject(token))):
            if time.monotonic() >= until:
                break
            time.sleep(min(PAUSE, self.wait))
        return found

    def _of_mailbox(self, arrived: list[str]) -> str:
        whose = f"the mailbox of {self.settings.imap_user or self.settings.smtp_user}"
        if not arrived:
            return (
                f"The letter to {self.address} did not arrive in {whose} within {self.wait:g} s:"
                " is it the mailbox of that address?"
            )
        folder = arrived[0].split(":", 1)[1].rsplit(":", 2)[0]
        if folder.casefold() == "inbox" or "processed" in folder.casefold():
            return f"The letter to {self.address} arrived in {whose}."
        return f"The letter to {self.address} arrived in {whose}, but in its folder {folder}."

    def _of_archive(self, outbox: SmtpOutbox, message_id: str, until: float) -> str:
        archive = self.settings.archive
        if not archive:
            return (
                "No archive address is set: where a connection breaks while a letter is sent, a"
                " person must say whether it went."
            )
        while (found := outbox.seek(message_id)) is Sought.ABSENT and time.monotonic() < until:
            time.sleep(PAUSE)
        if found is Sought.UNREADABLE:
            return (
                f"The archive mailbox of {archive} cannot be read: correct archive_user,"
                " archive_password and archive_mailbox in settings.toml."
            )
        if found is Sought.ABSENT:
            return f"The archive copy to {archive} did not arrive within {self.wait:g} s."
        return f"The archive copy to {archive} arrived."

    def _of_tokens(self, took: bool, refused: str) -> list[str]:  # noqa: FBT001 -- a fact
        file = note_plus_addresses(self.settings.home, took)
        said = "“+token” addresses arrive." if took else "“+token” addresses do not arrive."
        if refused:
            said = f"“+token” addresses do not arrive: {refused}"
        noted = f"plus_addresses = {'true' if took else 'false'} stands in {file}"
        again = took != self.settings.plus_addresses
        return [
            said,
            f"{noted}; a running `serve` must be started again." if again else f"{noted}.",
        ]

    def _file_away(self, *tokens: str) -> None:
        for token in tokens:
            for source in self.inbox.named(trial_subject(token)):
                if "processed:" not in source.casefold():
                    self.inbox.file(source)
