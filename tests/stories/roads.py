"""The two roads of mail: servers, and folders from which a person sends. Stories run on both."""

from __future__ import annotations

import smtplib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from pathlib import Path
from secrets import token_hex

from pydantic import SecretStr

from flows.settings import Settings
from tests.servers.mail import HOST, PASSWORD, MailServer


class Road(ABC):
    """How letters reach a partner, and how its answers come back. `domain` is a story's own: the
    mail server is shared.
    """

    settings: Settings
    domain: str

    @property
    def secretariat(self) -> str:
        return f"gci@{self.domain}"

    @property
    def archive(self) -> str:
        return f"archive@{self.domain}"

    def focal(self, partner: str) -> str:
        """The address of a partner's focal point."""
        return f"focal@{partner.lower()}.{self.domain}"

    @abstractmethod
    def letters(self, address: str) -> list[EmailMessage]:
        """What lies in somebody's mailbox, oldest first."""

    @abstractmethod
    def send(self, mail: EmailMessage) -> None:
        """Somebody's mail to us, on its way."""


@dataclass
class ByServer(Road):
    """SMTP submission and IMAP."""

    server: MailServer
    settings: Settings
    domain: str

    def letters(self, address: str) -> list[EmailMessage]:
        with self.server.box(address) as box:
            raw = [message.obj.as_bytes() for message in box.fetch(mark_seen=False)]
        return [message_from_bytes(one, policy=default) for one in raw]

    def send(self, mail: EmailMessage) -> None:
        with smtplib.SMTP(HOST, self.server.submission_port) as smtp:
            smtp.login(parseaddr(mail["From"])[1], PASSWORD)
            smtp.send_message(mail)


@dataclass
class ByFolder(Road):
    """Outbox/ and Inbox/, with a person who sends every draft."""

    settings: Settings
    domain: str
    arrived: int = 0

    def letters(self, address: str) -> list[EmailMessage]:
        """All that was ever written to somebody; whatever is new is sent first."""
        outbox = self.settings.outbox_folder
        (outbox / "Sent").mkdir(exist_ok=True)
        for draft in outbox.glob("*.eml"):
            draft.rename(outbox / "Sent" / draft.name)
        sent = sorted((outbox / "Sent").glob("*.eml"), key=lambda path: path.stat().st_mtime)
        mails = [message_from_bytes(path.read_bytes(), policy=default) for path in sent]
        return [mail for mail in mails if address in str(mail["To"])]

    def send(self, mail: EmailMessage) -> None:
        self.arrived += 1
        inbox = self.settings.inbox_folder
        inbox.mkdir(exist_ok=True)
        (inbox / f"{self.arrived}.eml").write_bytes(mail.as_bytes())


def by_server(server: MailServer, home: Path, database: str) -> ByServer:
    """The road over a mail server, with an archive mailbox."""
    domain, password = _domain(), SecretStr(PASSWORD)
    secretariat, archive = f"gci@{domain}", f"archive@{domain}"
    settings = Settings(
        home=home,
        database=database,
        transport="smtp",
        sender=secretariat,
        archive=archive,
        archive_user=archive,
        archive_password=password,
        smtp_host=HOST,
        smtp_port=server.submission_port,
        smtp_security="none",
        smtp_user=secretariat,
        smtp_password=password,
        imap_host=HOST,
        imap_port=server.imap_port,
        imap_security="none",
        imap_user=secretariat,
        imap_password=password,
    )
    return ByServer(server=server, settings=settings, domain=domain)


def by_folder(home: Path, database: str) -> ByFolder:
    """The road over folders."""
    return ByFolder(settings=Settings(home=home, database=database), domain=_domain())


def _domain() -> str:
    return f"{token_hex(3)}.example.org"


def answer(letter: EmailMessage, files: dict[str, bytes], words: str) -> EmailMessage:
    """A reply as a mail program writes it, with these files."""
    reply = EmailMessage()
    reply["From"], reply["To"] = str(letter["To"]), str(letter["Reply-To"])
    reply["Subject"], reply["In-Reply-To"] = f"Re: {letter['Subject']}", letter["Message-ID"]
    reply["Message-ID"] = f"<re.{str(letter['Message-ID']).strip('<>')}>"
    reply["Date"] = letter["Date"]
    reply.set_content(words)
    for name, data in files.items():
        reply.add_attachment(
            data,
            maintype="application",
            subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
            filename=name,
        )
    return reply


def word_files(letter: EmailMessage) -> dict[str, bytes]:
    """The Word files of a letter by name."""
    return {
        str(part.get_filename()): part.get_payload(decode=True)
        for part in letter.iter_attachments()
        if str(part.get_filename()).endswith(".docx")
    }
