"""`mail test`, against a real mail server on loopback and without any."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flows.errors import Misconfigured, NotDelivered, NotReachable
from flows.mail.folder import FolderInbox
from flows.mail.mime import read_mail
from flows.mail.trials import trial_letter
from flows.settings import Settings, note_plus_addresses, read_settings
from flows.steps.probing import probe_mail
from review.natures import nature_of
from review.returns import Nature
from tests.builders import LAUNCH, ids
from tests.flows.mail.test_servers import settings as server_settings
from tests.servers.mail import MailServer

WAIT = 10.0
_NOTED = "plus_addresses = true stands in {file}; a running `serve` must be started again."


def at_server(server: MailServer, tmp_path: Path, **changed: object) -> Settings:
    """The mailbox of a sender whose address is its user name; each test has its own."""
    plain = server_settings(server, tmp_path)
    return server_settings(
        server, tmp_path, **{"sender": f"GCI secretariat <{plain.imap_user}>", **changed}
    )


def lying(server: MailServer, user: str, folder: str) -> list[str]:
    with server.box(user, folder) as box:
        return [m.subject for m in box.fetch(mark_seen=False)]


def test_a_server_that_takes_tokens_is_known_and_the_test_letters_are_filed(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = at_server(mail_server, tmp_path)
    (tmp_path / "settings.toml").write_text('# ours\nsmtp_host = "127.0.0.1"\n')

    probed = probe_mail(s, new_id=ids("token"), wait=WAIT)

    assert list(probed.lines) == [
        f"The mail server 127.0.0.1, port {s.smtp_port} takes letters from {s.imap_user}.",
        f"The letter to {s.imap_user} arrived in the mailbox of {s.imap_user}.",
        f"The archive copy to {s.archive} arrived.",
        "“+token” addresses arrive.",
        _NOTED.format(file=tmp_path / "settings.toml"),
    ]
    assert (probed.works, probed.plus_addresses) == (True, True)
    assert lying(mail_server, s.imap_user, "INBOX") == []
    assert len(lying(mail_server, s.imap_user, "Processed")) == 3
    assert (tmp_path / "settings.toml").read_text() == (
        'plus_addresses = true\n# ours\nsmtp_host = "127.0.0.1"\n'
    )


def test_a_server_that_refuses_tokens_is_known_and_the_rest_works(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = at_server(mail_server, tmp_path, plus_addresses=True)
    refused = s.imap_user.replace("@", "+token3@")  # the first id looks, the second is plain
    mail_server.world.refusals[refused] = "550 5.1.1 no such user"

    probed = probe_mail(s, new_id=ids("token"), wait=WAIT)

    assert (probed.works, probed.plus_addresses) == (True, False)
    assert f"“+token” addresses do not arrive: {refused} was refused" in probed.lines[3]
    assert read_settings(tmp_path).plus_addresses is False


def test_a_copy_in_the_archive_does_not_pass_for_the_letter_itself(
    mail_server: MailServer, tmp_path: Path
) -> None:
    user = at_server(mail_server, tmp_path).imap_user
    s = at_server(mail_server, tmp_path, archive=user, archive_user="")
    elsewhere = at_server(mail_server, tmp_path, sender=f"other.{user}", archive=user)

    works = probe_mail(s, new_id=ids("a"), wait=WAIT)
    lost = probe_mail(elsewhere, new_id=ids("b"), wait=1)

    assert (works.works, works.plus_addresses) == (True, True)
    assert (lost.works, lost.plus_addresses) == (False, False)


def test_a_letter_that_does_not_come_to_the_mailbox_is_said(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = at_server(mail_server, tmp_path, sender="somebody.else@gci.test", archive="")

    probed = probe_mail(s, new_id=ids("lost"), wait=1)

    assert (probed.works, probed.plus_addresses) == (False, False)
    assert "did not arrive in the mailbox of" in probed.lines[1]
    assert "No archive address is set" in probed.lines[2]


def test_a_letter_that_a_running_serve_filed_first_has_arrived(
    mail_server: MailServer, tmp_path: Path
) -> None:
    s = at_server(mail_server, tmp_path, archive="")
    with mail_server.box(s.imap_user) as box:
        box.folder.create("Processed")
        box.append(_trial("busy2", s.imap_user), "Processed")
        box.append(_trial("busy3", s.imap_user), "Processed")
    mail_server.world.after_data = "250 2.0.0 taken"

    probed = probe_mail(s, new_id=ids("busy"), wait=WAIT)

    assert probed.works
    assert len(lying(mail_server, s.imap_user, "INBOX")) == 0


def _trial(token: str, address: str) -> bytes:
    return trial_letter(
        sender=address, to=address, token=token, message_id=f"<{token}@gci.test>", now=LAUNCH
    )


def test_a_trial_letter_is_automatic_to_whoever_collects_it() -> None:
    whole = _trial("k7", "gci@secretariat.example.org")
    stripped = whole.replace(b"Auto-Submitted: auto-generated\r\n", b"")

    natures = [nature_of(read_mail(data), ours=False) for data in (whole, stripped)]

    assert stripped != whole
    assert [(n.nature, n.hold) for n in natures] == [(Nature.AUTOMATIC, None)] * 2


@pytest.mark.parametrize(
    ("changed", "error", "sentence"),
    [
        ({"smtp_password": "wrong"}, NotDelivered, "does not accept the password of"),
        ({"imap_password": "wrong"}, NotReachable, "does not accept the password of"),
        ({"smtp_port": 1}, NotDelivered, "cannot be reached"),
        ({"imap_port": 1}, NotReachable, "cannot be reached"),
        ({"sender": "", "smtp_user": ""}, Misconfigured, "Write sender"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_written(
    mail_server: MailServer,
    tmp_path: Path,
    changed: dict[str, object],
    error: type[Exception],
    sentence: str,
) -> None:
    with pytest.raises(error, match=sentence) as caught:
        probe_mail(at_server(mail_server, tmp_path, **changed), new_id=ids("bad"), wait=1)

    assert "\n" not in str(caught.value)
    assert not (tmp_path / "settings.toml").exists()


def run(home: Path) -> subprocess.CompletedProcess[str]:
    command = "from desk.cli import main; main()"
    words = [sys.executable, "-c", command, "--home", str(home), "mail", "test", "--wait", "5"]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_the_command_says_that_no_server_is_used(tmp_path: Path) -> None:
    done = run(tmp_path)

    words = " ".join(done.stdout.split())
    assert done.returncode == 0
    assert "No mail server is used. Nothing leaves while nobody is there" in words


def test_the_command_exits_with_4_where_the_server_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        'transport = "smtp"\nsender = "gci@gci.test"\nsmtp_host = "127.0.0.1"\nsmtp_port = 1\n'
        'imap_host = "127.0.0.1"\nimap_port = 1\nimap_security = "none"\nsmtp_security = "none"\n'
    )

    done = run(tmp_path)

    assert done.returncode == 4
    assert "cannot be reached" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "plus_addresses = true\n"),
        ('sender = "é"\r\n', 'plus_addresses = true\r\nsender = "é"\r\n'),
        (
            "a = 1\nplus_addresses=false # learnt\nb = 2",
            "a = 1\nplus_addresses = true # learnt\nb = 2",
        ),
        ("plus_addresses = false\r\nb = 2\r\n", "plus_addresses = true\r\nb = 2\r\n"),
        ("[more]\nx = 1\n", "plus_addresses = true\n[more]\nx = 1\n"),
    ],
)
def test_one_line_of_the_settings_changes_and_the_rest_stays(
    tmp_path: Path, before: str | None, after: str
) -> None:
    file = tmp_path / "settings.toml"
    if before is not None:
        file.write_bytes(before.encode())
        file.chmod(0o600)

    note_plus_addresses(tmp_path, takes=True)

    assert file.read_bytes().decode() == after
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "odd", ["[more]\nplus_addresses = false\n", "x = \n", "plus_addresses = 1\n"]
)
def test_settings_that_cannot_be_changed_safely_stay_as_they_are(tmp_path: Path, odd: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(odd)

    with pytest.raises(Misconfigured):
        note_plus_addresses(tmp_path, takes=True)

    assert file.read_text() == odd


def test_nothing_of_a_folder_is_taken_for_a_trial(tmp_path: Path) -> None:
    s = Settings(home=tmp_path)

    probed = probe_mail(s, new_id=ids())

    assert probed.plus_addresses is None
    assert list(FolderInbox(s.inbox_folder).arrivals()) == []
    assert not (tmp_path / "settings.toml").exists()
