from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from flows.mail.folder import FolderInbox
from flows.mail.mime import read_mail
from tests.flows.mail.mails import DOCX, docx, message, multi, part, text
from tests.flows.mail.outlook_files import saved_mail

HEADERS = (
    "Received: from a by b; Wed, 18 Oct 2017 10:00:00 +0300\r\n"
    "From: Jane Doe <jane@brs.example.org>\r\nTo: gci+k7m2@s.example.org\r\n"
    "Subject: =?utf-8?Q?R=C3=A9: [GCI-2017R1-BRS]?=\r\nMessage-ID: <j1@brs.example.org>\r\n"
    "In-Reply-To: <launch.0192ab34cd@secretariat.example.org>\r\n"
    "Content-Type: multipart/mixed; boundary=gone\r\n\r\n"
)


def test_a_saved_mail_reads_like_the_mail_itself() -> None:
    data = saved_mail(
        subject="Ré: [GCI-2017R1-BRS]",
        body="Our edits are attached.\r\n\r\nKind regards,\r\nJane",
        html="<p>Our edits are attached.</p>",
        headers=HEADERS,
        files=(("03.1 Протокол.docx", DOCX * 9), ("annex.pdf", b"%PDF")),
    )

    read = read_mail(data)

    assert read.message_id == "<j1@brs.example.org>"
    assert read.in_reply_to == ("<launch.0192ab34cd@secretariat.example.org>",)
    assert read.senders == ("jane@brs.example.org",)
    assert read.delivered_to == ("gci+k7m2@s.example.org",)
    assert read.subject == "Ré: [GCI-2017R1-BRS]"
    assert read.words == "Our edits are attached."
    assert [(f.name, f.data) for f in read.files] == [
        ("03.1 Протокол.docx", DOCX * 9),
        ("annex.pdf", b"%PDF"),
    ]


def test_a_mail_sent_inside_exchange_has_no_headers_and_still_a_sender() -> None:
    read = read_mail(saved_mail(subject="edits", body="Approved", sender="jane@brs.example.org"))

    assert (read.senders, read.subject) == (("jane@brs.example.org",), "edits")
    assert read.words == "Approved"


def test_a_saved_mail_attached_to_a_mail_is_looked_into() -> None:
    saved = saved_mail(body="x", headers=HEADERS, files=(("edits.docx", DOCX),))
    attached = part(saved, 'application/vnd.ms-outlook; name="fwd.msg"')

    read = read_mail(message(multi("mixed", text("See attached."), attached)))

    assert [(f.name, f.data, f.inside) for f in read.files] == [
        ("edits.docx", DOCX, "forwarded mail from jane@brs.example.org")
    ]
    assert read.words == "See attached."


def test_a_saved_mail_in_the_folder_was_received_when_its_mailbox_took_it(tmp_path: Path) -> None:
    when = datetime(2017, 10, 18, 17, 59, 59, tzinfo=UTC)
    (tmp_path / "answer.msg").write_bytes(saved_mail(body="Approved", delivered=when))

    (arrival,) = FolderInbox(tmp_path, settle=0).arrivals()

    assert arrival.received_at == when
    assert read_mail(arrival.data).words == "Approved"


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_saved_mail_never_stops_the_others(seed: int) -> None:
    data = bytearray(saved_mail(body="x" * 50, headers=HEADERS, files=(("e.docx", DOCX),)))
    chance = Random(seed)
    for _ in range(seed * 3):
        data[chance.randrange(len(data))] = chance.randrange(256)

    read = read_mail(bytes(data[: len(data) - seed * 100]))

    assert not [f for f in read.findings if f.startswith("broken")]


def test_a_word_file_of_the_old_kind_is_no_saved_mail() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

    read = read_mail(message(multi("mixed", docx("edits.doc", old))))

    assert [(f.name, f.data) for f in read.files] == [("edits.doc", old)]
