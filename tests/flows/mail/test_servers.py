from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.errors import Misconfigured, NotDelivered, NotReachable
from flows.mail.imap import ImapInbox
from flows.mail.letters import compose
from flows.mail.mime import read_mail
from flows.mail.smtp import SmtpOutbox
from flows.ports import Delivery, Sought
from flows.settings import Settings
from tests.flows.mail.letters import SENDER, STORE, letter
from tests.servers.lines import cut_after
from tests.servers.mail import HOST, PASSWORD, MailServer

MAIL = b"From: a@p.example.org\r\nMessage-ID: <%d@p.example.org>\r\nSubject: x\r\n\r\nwords\r\n"


def settings(server: MailServer, tmp_path: Path, **changed: object) -> Settings:
    user = f"{tmp_path.name.lower()}@gci.test"[-60:]  # a mailbox for each test
    given = {
        "home": tmp_path,
        "transport": "smtp",
        "smtp_host": HOST,
        "smtp_port": server.submission_port,
        "smtp_security": "none",
        "smtp_user": user,
        "smtp_password": PASSWORD,
        "imap_host": HOST,
        "imap_port": server.imap_port,
        "imap_security": "none",
        "imap_user": user,
        "imap_password": PASSWORD,
        "archive": f"archive.{user}",
        "archive_user": f"archive.{user}",
        "archive_password": PASSWORD,
        "timeout": 60.0,  # no test waits for it; a machine at work elsewhere may take seconds
    }
    return Settings(**{**given, **changed})


def composed(number: int = 1, **changed: object) -> tuple[bytes, str]:
    message_id = f"<launch.{number:04}@secretariat.example.org>"
    return compose(letter(message_id=message_id, **changed), STORE.__getitem__, sender=SENDER), (
        message_id
    )


def test_a_letter_arrives_with_its_files_and_is_found_in_the_archive(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = settings(mail_server, tmp_path)
    outbox = SmtpOutbox(s)
    message, message_id = composed()
    before = outbox.seek(message_id)

    delivery = outbox.deliver(
        message, message_id=message_id, to=("Amina Wanjiru <amina@brs.test>", "jose@brs.test")
    )

    assert before is Sought.ABSENT
    assert delivery is Delivery.SENT
    assert outbox.seek(message_id) is Sought.FOUND
    with mail_server.box("jose@brs.test") as box:
        (got,) = [m for m in box.fetch(mark_seen=False) if message_id in m.headers["message-id"]]
    mail = read_mail(got.obj.as_bytes())
    assert [f.data for f in mail.files if f.ignored is None] == list(STORE.values())
    assert mail.marker == message_id
    assert "bcc" not in got.headers


def test_the_envelope_names_the_archive_and_the_token_and_the_headers_do_not(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = settings(mail_server, tmp_path)
    message = compose(letter(), STORE.__getitem__, sender=SENDER, token="k7m2")

    SmtpOutbox(s).deliver(message, message_id="<l@x>", to=("amina@brs.test",))

    (envelope,) = mail_server.world.envelopes
    assert envelope == (
        "gci-secretariat+k7m2@secretariat.example.org",
        ("amina@brs.test", s.archive),
    )


@pytest.mark.parametrize(
    ("reply", "lasting"),
    [("550 5.1.1 no such user", True), ("451 4.3.0 try again later", False)],
)
def test_a_refused_address_says_whether_trying_again_can_help(
    mail_server: MailServer, tmp_path: Path, reply: str, *, lasting: bool
) -> None:
    mail_server.world.refusals["gone@brs.test"] = reply
    message, message_id = composed()

    with pytest.raises(NotDelivered, match=r"gone@brs\.test") as caught:
        SmtpOutbox(settings(mail_server, tmp_path)).deliver(
            message, message_id=message_id, to=("gone@brs.test",)
        )

    assert (caught.value.lasting, caught.value.unsure) == (lasting, False)


def test_one_dead_address_does_not_keep_the_letter_from_the_others(
    mail_server: MailServer, tmp_path: Path
) -> None:
    mail_server.world.refusals["gone@brs.test"] = "550 5.1.1 no such user"
    message, message_id = composed()

    SmtpOutbox(settings(mail_server, tmp_path)).deliver(
        message, message_id=message_id, to=("gone@brs.test", "here@brs.test")
    )

    assert "here@brs.test" in mail_server.world.envelopes[0][1]


def test_no_letter_leaves_without_its_copy_for_the_archive(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = settings(mail_server, tmp_path)
    mail_server.world.refusals[s.archive] = "550 5.1.1 no such user"
    message, message_id = composed()

    with pytest.raises(NotDelivered, match="archive address") as caught:
        SmtpOutbox(s).deliver(message, message_id=message_id, to=("here@brs.test",))

    assert not caught.value.lasting
    assert mail_server.world.envelopes == []


@pytest.mark.parametrize(
    ("reply", "lasting"), [("552 5.3.4 too big", True), ("452 4.3.1 disk full", False)]
)
def test_a_letter_refused_after_its_text_is_known_not_to_have_gone(
    mail_server: MailServer, tmp_path: Path, reply: str, *, lasting: bool
) -> None:
    mail_server.world.after_data = reply
    message, message_id = composed()

    with pytest.raises(NotDelivered, match="refused") as caught:
        SmtpOutbox(settings(mail_server, tmp_path)).deliver(
            message, message_id=message_id, to=("here@brs.test",)
        )

    assert (caught.value.lasting, caught.value.unsure) == (lasting, False)


@pytest.mark.parametrize(
    ("last", "unsure"),
    [(b"mail FROM", False), (b"DATA", False), (b"\r\n.\r\n", True)],
)
def test_a_connection_cut_on_the_way_says_whether_the_letter_may_have_gone(
    mail_server: MailServer, tmp_path: Path, last: bytes, *, unsure: bool
) -> None:
    message, message_id = composed()

    with (
        cut_after(last, mail_server.submission_port) as port,
        pytest.raises(NotDelivered) as caught,
    ):
        SmtpOutbox(settings(mail_server, tmp_path, smtp_port=port)).deliver(
            message, message_id=message_id, to=("here@brs.test",)
        )

    assert (caught.value.lasting, caught.value.unsure) == (False, unsure)


def test_a_server_that_hung_up_meanwhile_is_called_again(
    mail_server: MailServer, tmp_path: Path
) -> None:
    outbox = SmtpOutbox(settings(mail_server, tmp_path))
    first, first_id = composed(1)
    second, second_id = composed(2)
    outbox.deliver(first, message_id=first_id, to=("here@brs.test",))
    outbox._idle[0].sock.shutdown(socket.SHUT_RDWR)

    outbox.deliver(second, message_id=second_id, to=("here@brs.test",))

    assert len(mail_server.world.envelopes) == 2
    outbox.close()


def test_a_wrong_password_is_said_in_one_sentence(mail_server: MailServer, tmp_path: Path) -> None:
    s = settings(mail_server, tmp_path, smtp_password="horse", imap_password="horse")
    message, message_id = composed()

    with pytest.raises(NotDelivered, match="does not accept the password") as out:
        SmtpOutbox(s).deliver(message, message_id=message_id, to=("here@brs.test",))
    with pytest.raises(NotReachable, match="does not accept the password") as incoming:
        list(ImapInbox(s).arrivals())

    assert not out.value.lasting
    assert "imap_password in settings.toml" in str(incoming.value)
    assert "horse" not in str(out.value) + str(incoming.value)


def test_a_server_that_is_not_there_or_does_not_speak_is_said_in_one_sentence(
    tmp_path: Path,
) -> None:
    message, message_id = composed()
    with socket.socket() as mute:
        mute.bind((HOST, 0))
        mute.listen()
        nowhere = Settings(
            home=tmp_path,
            smtp_host=HOST,
            smtp_port=mute.getsockname()[1],
            smtp_security="none",
            imap_host=HOST,
            imap_port=1,
            imap_security="none",
            timeout=0.3,
            archive="a@gci.test",
        )

        with pytest.raises(NotDelivered, match="did not answer within"):
            SmtpOutbox(nowhere).deliver(message, message_id=message_id, to=("here@brs.test",))
    with pytest.raises(NotReachable, match="cannot be reached"):
        list(ImapInbox(nowhere).arrivals())
    assert SmtpOutbox(nowhere).seek(message_id) is Sought.UNREADABLE


def test_a_password_never_travels_in_clear_to_another_machine(tmp_path: Path) -> None:
    far = Settings(
        home=tmp_path,
        smtp_host="mail.example.org",
        smtp_security="none",
        imap_host="mail.example.org",
        imap_security="none",
    )

    for make in (SmtpOutbox, ImapInbox):
        with pytest.raises(Misconfigured, match="in clear"):
            make(far)


@pytest.mark.parametrize(("security", "port"), [("tls", "imaps_port"), ("starttls", "imap_port")])
def test_mail_travels_encrypted_where_the_certificate_is_trusted(
    mail_server: MailServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    security: str,
    port: str,
) -> None:
    s = settings(
        mail_server,
        tmp_path,
        smtp_security="starttls",
        imap_security=security,
        imap_port=getattr(mail_server, port),
    )
    message, message_id = composed()
    with pytest.raises(NotDelivered, match="certificate"):
        SmtpOutbox(s).deliver(message, message_id=message_id, to=(s.imap_user,))
    with pytest.raises(NotReachable, match="certificate"):
        list(ImapInbox(s).arrivals())

    monkeypatch.setenv("SSL_CERT_FILE", str(mail_server.certificate))
    SmtpOutbox(s).deliver(message, message_id=message_id, to=(s.imap_user,))

    assert len(list(ImapInbox(s).arrivals())) == 1
    assert SmtpOutbox(s).seek(message_id) is Sought.FOUND


def test_without_archive_nothing_is_known_of_a_letter(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = settings(mail_server, tmp_path, archive="")

    assert SmtpOutbox(s).seek("<launch.1@x>") is Sought.UNREADABLE


def test_mail_is_given_oldest_first_from_inbox_and_junk_read_or_not(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = settings(mail_server, tmp_path)
    times = [datetime(2017, 10, day, 12, tzinfo=UTC) for day in (3, 1, 2)]
    with mail_server.box(s.imap_user) as box:
        for number, (folder, when) in enumerate(
            zip(("INBOX", "Junk", "INBOX"), times, strict=True)
        ):
            box.append(MAIL % number, folder, dt=when, flag_set=[r"\Seen"] if number else [])

    arrivals = list(ImapInbox(s).arrivals())

    assert [a.received_at for a in arrivals] == sorted(times)
    assert [read_mail(a.data).message_id for a in arrivals] == [
        "<1@p.example.org>",
        "<2@p.example.org>",
        "<0@p.example.org>",
    ]
    with mail_server.box(s.imap_user) as box:
        unread = [m.headers["message-id"][0] for m in box.fetch("UNSEEN", mark_seen=False)]
    assert unread == ["<0@p.example.org>"]


def test_mail_that_comes_while_the_folder_is_open_is_seen(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = settings(mail_server, tmp_path)
    inbox = ImapInbox(s)
    assert list(inbox.arrivals()) == []

    for number in range(5):
        mail_server.deliver(MAIL % number, to=s.imap_user)

    assert len(list(inbox.arrivals())) == 5
    inbox.close()


def test_a_mail_comes_again_until_it_is_filed(mail_server: MailServer, tmp_path: Path) -> None:
    s = settings(mail_server, tmp_path)
    inbox = ImapInbox(s)
    for number in range(3):
        mail_server.deliver(MAIL % number, to=s.imap_user)
    first = list(inbox.arrivals())
    again = list(inbox.arrivals())

    inbox.file(first[0].source)
    inbox.file(first[1].source, quarantine=True)
    inbox.file(first[1].source, quarantine=True)

    assert [a.source for a in first] == [a.source for a in again]
    assert [a.source for a in inbox.arrivals()] == [first[2].source]
    for folder in ("Processed", "Quarantine"):
        with mail_server.box(s.imap_user, folder) as box:
            assert len(box.uids()) == 1
    inbox.close()


def test_filing_while_reading_loses_none(mail_server: MailServer, tmp_path: Path) -> None:
    s = settings(mail_server, tmp_path)
    inbox = ImapInbox(s)
    for number in range(4):
        mail_server.deliver(MAIL % number, to=s.imap_user)

    given = []
    for arrival in inbox.arrivals():
        given.append(read_mail(arrival.data).message_id)
        inbox.file(arrival.source)

    assert sorted(given) == [f"<{n}@p.example.org>" for n in range(4)]
    assert list(inbox.arrivals()) == []
    inbox.close()


def test_a_folder_made_anew_never_gives_an_old_source_to_a_new_mail(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = settings(mail_server, tmp_path)
    with mail_server.box(s.imap_user) as box:
        box.folder.create("Spam")
        box.append(MAIL % 1, "Spam", dt=datetime(2017, 10, 1, tzinfo=UTC))
    inbox = ImapInbox(s)
    (old,) = inbox.arrivals()
    with mail_server.box(s.imap_user) as box:
        box.folder.delete("Spam")
        box.folder.create("Spam")
        box.append(MAIL % 2, "Spam", dt=datetime(2017, 10, 2, tzinfo=UTC))

    (new,) = inbox.arrivals()
    inbox.file(old.source)

    assert old.source.rpartition(":")[2] == new.source.rpartition(":")[2]
    assert old.source != new.source
    assert [a.source for a in inbox.arrivals()] == [new.source]
    inbox.close()


def test_a_mail_of_twenty_megabytes_goes_out_and_comes_in_whole(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = settings(mail_server, tmp_path, timeout=60.0)
    large = bytes(range(256)) * 80_000
    digest = next(iter(STORE))
    message = compose(letter(), {**STORE, digest: large}.__getitem__, sender=SENDER)

    SmtpOutbox(s).deliver(message, message_id="<large@x>", to=(s.imap_user,))
    (arrival,) = ImapInbox(s).arrivals()

    files = [f for f in read_mail(arrival.data).files if f.ignored is None]
    assert files[0].data == large
    assert not files[0].damaged


def test_of_a_mail_that_is_too_large_the_head_arrives_and_says_so(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = settings(mail_server, tmp_path)
    mail_server.deliver(MAIL % 1 + b"x" * 50_000, to=s.imap_user)
    mail_server.deliver(MAIL % 2, to=s.imap_user)

    large, small = (read_mail(a.data) for a in ImapInbox(s, largest=10_000).arrivals())

    assert large.message_id == "<1@p.example.org>"
    assert large.findings[0].startswith("too large: 5")
    assert large.words == ""
    assert small.findings == ()


def test_a_connection_cut_while_reading_is_made_anew(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = settings(mail_server, tmp_path)
    for number in range(3):
        mail_server.deliver(MAIL % number, to=s.imap_user)

    with cut_after(b"BODY.PEEK[]", mail_server.imap_port, times=1) as port:
        inbox = ImapInbox(settings(mail_server, tmp_path, imap_port=port))
        given = [read_mail(a.data).message_id for a in inbox.arrivals()]
        inbox.close()

    assert sorted(given) == [f"<{n}@p.example.org>" for n in range(3)]


def test_received_at_is_the_servers_instant_whatever_the_mail_says(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = settings(mail_server, tmp_path)
    mail_server.deliver(b"Date: Mon, 1 Jan 2001 00:00:00 +0000\r\n" + MAIL % 1, to=s.imap_user)

    (arrival,) = ImapInbox(s).arrivals()

    assert abs(datetime.now(UTC) - arrival.received_at) < timedelta(minutes=1)
