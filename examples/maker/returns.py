"""Writes examples/gci-guide/returns/: the answers to the launched sample round, as mails.

    python -m examples.maker.returns [HOME]

HOME is a home in which the sample round was launched with the demo's seeded ids; without it one is
launched in a temporary folder. The edits are made by LibreOffice on the copies that went out.
"""

from __future__ import annotations

import hashlib
import io
import re
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from desk.at_home import AtHome
from desk.demo import SAMPLE, open_sample
from desk.running import engine
from examples.maker.answers import ANSWERS, Answer, File
from tests.servers.office import Office

_OURS = "gci-secretariat@secretariat.example.org"
_MX = "mx.secretariat.example.org"
_WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document"
_TODAY = re.compile(rb"20(?!17)\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ?")
_POLICY = policy.SMTP.clone(max_line_length=78)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """A launch letter that went out: to whom, its id, its headers and the copies in it."""

    message: EmailMessage
    copies: Mapping[str, bytes]

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


def main() -> None:
    """Make the mails from the home that was named, or from one made for this."""
    if len(sys.argv) > 1:
        _write_returns(_letters(Path(sys.argv[1])))
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        home.mkdir()
        tour = open_sample(home)
        with engine(AtHome(home=home, round=None, programs=False, debug=False), tour.parts):
            tour.launch()
        _write_returns(_letters(home))


def _write_returns(letters: Mapping[str, _Letter]) -> None:
    target = SAMPLE / "returns"
    target.mkdir(exist_ok=True)
    for old in target.glob("*.eml"):
        old.unlink()
    with Office() as office:
        for number, answer in enumerate(ANSWERS, 1):
            letter = letters.get(answer.partner)
            files = [
                (f.name or f.chapter, _edited(office, f, answer, letter)) for f in answer.files
            ]
            mail = _KINDS[answer.kind](answer, letter)
            for name, data in files:
                mail.add_attachment(data, maintype="application", subtype=_WORD, filename=name)
            path = target / f"{number:02} {answer.name}.eml"
            path.write_bytes(_received(answer) + _bytes(mail))
            sys.stdout.write(f"{path.name}\n")


def _letters(home: Path) -> dict[str, _Letter]:
    """The launch letters by the partner that their reference names."""
    letters = {}
    for path in (home / "Outbox").rglob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        if not str(message["Message-ID"]).startswith("<launch."):
            continue
        copies = {
            str(part.get_filename()): part.get_content()
            for part in message.iter_attachments()
            if str(part.get_filename()).endswith(".docx")
        }
        reference = str(message["Subject"]).partition("]")[0].rpartition("R1-")[2]
        letters[_PARTNERS[reference]] = _Letter(message=message, copies=copies)
    return letters


_PARTNERS = {answer.partner.upper().replace(" ", "-"): answer.partner for answer in ANSWERS} | {
    "UNODC": "UNODC"
}


def _edited(office: Office, file: File, answer: Answer, letter: _Letter | None) -> bytes:
    if file.copy:
        assert letter is not None  # noqa: S101 -- the table of answers is wrong
        data = letter.copies[file.chapter]
    else:
        data = (SAMPLE / file.chapter).read_bytes()
    if file.edits is None:
        return data
    edited = office.edit(data, by=answer.sender, edits=file.edits, tracked=file.tracked)
    return _dated(edited, _at(answer) - timedelta(minutes=20))


def _dated(data: bytes, when: datetime) -> bytes:
    """The file as it would be had the partner's clock said so: LibreOffice only knows today's."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as edited,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as dated,
    ):
        for entry in edited.infolist():
            content = edited.read(entry)
            if entry.filename.endswith(".xml"):
                content = _TODAY.sub(when.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), content)
            to = zipfile.ZipInfo(entry.filename, when.timetuple()[:6])
            dated.writestr(to, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _reply(answer: Answer, letter: _Letter | None) -> EmailMessage:
    assert letter is not None  # noqa: S101 -- the table of answers is wrong
    mail = _fresh(answer, letter)
    mail.replace_header("Subject", f"Re: {letter.message['Subject']}")
    mail["In-Reply-To"] = letter.message_id
    mail["References"] = letter.message_id
    mail.set_content(f"{answer.words}\n\n{_quoted(letter)}", cte="quoted-printable")
    return mail


def _fresh(answer: Answer, _letter: _Letter | None) -> EmailMessage:
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = f"{answer.sender} <{answer.address}>"
    mail["To"] = _OURS
    mail["Subject"] = answer.subject
    mail["Date"] = format_datetime(_at(answer))
    mail["Message-ID"] = f"<{_digest(answer)}@{answer.address.rpartition('@')[2]}>"
    mail.set_content(answer.words + "\n", cte="quoted-printable")
    return mail


def _away(answer: Answer, letter: _Letter | None) -> EmailMessage:
    mail = _fresh(answer, letter)
    assert letter is not None  # noqa: S101 -- the table of answers is wrong
    mail.replace_header("Subject", f"Automatic reply: {letter.message['Subject']}")
    mail["In-Reply-To"] = letter.message_id
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    return mail


def _forged(answer: Answer, letter: _Letter | None) -> EmailMessage:
    """It knows the subject, which many people have seen, and none of our ids."""
    mail = _fresh(answer, letter)
    assert letter is not None  # noqa: S101 -- the table of answers is wrong
    mail.replace_header("Subject", f"RE: {letter.message['Subject']}")
    mail.replace_header("Message-ID", f"<{_digest(answer)}@host-17.broadband.test>")
    return mail


def _bounce(answer: Answer, letter: _Letter | None) -> EmailMessage:
    """A delivery report (RFC 3464) with the headers of our letter (RFC 6522)."""
    assert letter is not None  # noqa: S101 -- the table of answers is wrong
    mail = _fresh(answer, letter)
    to = letter.message["To"].addresses[0].addr_spec
    mail.replace_header("Subject", "Undelivered Mail Returned to Sender")
    mail["Auto-Submitted"] = "auto-replied"
    mail.make_mixed()
    mail.replace_header("Content-Type", "multipart/report; report-type=delivery-status")
    mail.attach(
        _part(
            "message/delivery-status",
            f"Reporting-MTA: dns; mx.interpol.example.org\r\n"
            f"Arrival-Date: {format_datetime(_at(answer))}\r\n\r\n"
            f"Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            f"Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient rejected: User unknown\r\n",
        )
    )
    headers = "".join(
        f"{name}: {letter.message[name]}\r\n"
        for name in ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted")
    )
    mail.attach(_part("text/rfc822-headers", headers))
    return mail


def _part(kind: str, text: str) -> EmailMessage:
    data = f"Content-Type: {kind}\r\n\r\n{text}".encode()
    return message_from_bytes(data, policy=_POLICY)


_KINDS = {
    "reply": _reply,
    "fresh": _fresh,
    "away": _away,
    "forged": _forged,
    "bounce": _bounce,
}


def _quoted(letter: _Letter) -> str:
    """Our letter below the answer, as mail programs put it."""
    body = letter.message.get_body(("plain",))
    assert body is not None  # noqa: S101 -- every letter has plain text
    lines = "\n".join(f"> {line}".rstrip() for line in body.get_content().splitlines())
    return f"On Wed, 4 Oct 2017 at 09:00, GCI secretariat wrote:\n{lines}\n"


def _received(answer: Answer) -> bytes:
    """What our own mail server writes above a mail: when it came, from where, and whether the
    sender's domain vouches for it.
    """
    domain = answer.address.rpartition("@")[2].removeprefix("mx.")
    forged = answer.kind == "forged"
    host = "host-17.broadband.test" if forged else f"mail.{domain}"
    verdict = "fail" if forged else "pass"
    bounce = "Return-Path: <>\r\n" if answer.kind == "bounce" else ""
    return (
        f"{bounce}Received: from {host} by {_MX} with ESMTPS id {_digest(answer)[:10]}\r\n"
        f" for <{_OURS}>; {format_datetime(_at(answer))}\r\n"
        f"Authentication-Results: {_MX}; dmarc={verdict} header.from={domain}\r\n"
    ).encode()


def _bytes(mail: EmailMessage) -> bytes:
    """With boundaries that are the same each time."""
    for number, part in enumerate(mail.walk()):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{number}_{mail['Message-ID'].strip('<>').partition('@')[0]}")
    return mail.as_bytes(policy=_POLICY)


def _at(answer: Answer) -> datetime:
    return datetime.strptime(answer.at, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def _digest(answer: Answer) -> str:
    return hashlib.sha256(f"{answer.address} {answer.at}".encode()).hexdigest()[:24]


if __name__ == "__main__":
    main()
