from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.errors import NotDelivered
from flows.mail.folder import FolderInbox, FolderOutbox
from flows.mail.letters import compose
from flows.mail.mime import read_mail
from flows.ports import Delivery, Sought
from tests.flows.mail.letters import LAUNCH, SENDER, STORE, letter

TO = ("Amina Wanjiru <amina@brs.example.org>",)
MAIL = (
    b"Received: from mail.p.example.org by mx.gci.example.org; Wed, 18 Oct 2017 20:59:59 +0300\n"
    b"Received: from laptop by mail.p.example.org; Wed, 18 Oct 2017 10:00:00 +0300\n"
    b"From: a@p.example.org\nMessage-ID: <1@p.example.org>\n\nno comments\n"
)


def composed(number: int = 1, **changed: object) -> tuple[bytes, str]:
    message_id = f"<launch.{number:04}@secretariat.example.org>"
    made = letter(message_id=message_id, **changed)
    return compose(made, STORE.__getitem__, sender=SENDER), message_id


def inbox_with(folder: Path, **files: bytes) -> FolderInbox:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return FolderInbox(folder, settle=0)


def test_a_letter_becomes_a_draft_with_a_readable_name(tmp_path: Path) -> None:
    outbox = FolderOutbox(tmp_path / "Outbox")
    message, message_id = composed()

    delivery = outbox.deliver(message, message_id=message_id, to=TO)

    (file,) = (tmp_path / "Outbox").glob("*.eml")
    assert delivery is Delivery.WRITTEN
    assert file.name.startswith("GCI-2017R1-BRS For your review by 18 October 2017 Green Customs")
    assert file.read_bytes() == b"X-Unsent: 1\r\n" + message
    assert outbox.seek(message_id) is Sought.FOUND
    assert outbox.posted() == frozenset()


def test_the_same_letter_again_changes_nothing_even_after_it_was_sent(tmp_path: Path) -> None:
    outbox = FolderOutbox(tmp_path)
    message, message_id = composed()
    outbox.deliver(message, message_id=message_id, to=TO)
    (file,) = tmp_path.glob("*.eml")
    file.rename(tmp_path / "Sent" / file.name)

    outbox.deliver(message, message_id=message_id, to=TO)

    assert list(tmp_path.glob("*.eml")) == []
    assert outbox.seek(message_id) is Sought.FOUND
    assert outbox.seek("<launch.other@secretariat.example.org>") is Sought.ABSENT


def test_two_letters_with_one_subject_are_two_files(tmp_path: Path) -> None:
    outbox = FolderOutbox(tmp_path)

    for number in (1, 2):
        message, message_id = composed(number)
        outbox.deliver(message, message_id=message_id, to=TO)

    assert len(list(tmp_path.glob("*.eml"))) == 2


def test_a_long_title_in_any_script_makes_a_name_that_the_disk_takes(tmp_path: Path) -> None:
    outbox = FolderOutbox(tmp_path)
    facts = replace(LAUNCH, publication="国境での環境条約の手引き" * 12)
    message, message_id = composed(facts=facts)

    outbox.deliver(message, message_id=message_id, to=TO)

    (file,) = tmp_path.glob("*.eml")
    assert len(file.name.encode()) <= 255
    assert outbox.seek(message_id) is Sought.FOUND


def test_what_a_person_moved_to_sent_is_known_whatever_it_is_called(tmp_path: Path) -> None:
    outbox = FolderOutbox(tmp_path)
    message, message_id = composed()
    outbox.deliver(message, message_id=message_id, to=TO)
    (file,) = tmp_path.glob("*.eml")
    moved = file.rename(tmp_path / "Sent" / "renamed.eml")
    os.utime(moved, (0, datetime(2017, 10, 4, tzinfo=UTC).timestamp()))

    assert outbox.seek(message_id) is Sought.FOUND
    assert outbox.posted() == {message_id}
    assert outbox.posted(datetime(2017, 10, 3, tzinfo=UTC)) == {message_id}
    assert outbox.posted(datetime(2017, 10, 5, tzinfo=UTC)) == frozenset()


def test_a_title_full_of_forbidden_characters_makes_a_safe_name(tmp_path: Path) -> None:
    outbox = FolderOutbox(tmp_path)
    facts = replace(LAUNCH, publication='../a\\b: "c" <d> | e? * ' + "long " * 60)
    message, message_id = composed(facts=facts)

    outbox.deliver(message, message_id=message_id, to=TO)

    (file,) = tmp_path.glob("*.eml")
    assert not set(file.name) & set('/\\:*?"<>|')
    assert len(file.name) < 160


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "Outbox").write_text("a file where the folder should be")
    message, message_id = composed()

    with pytest.raises(NotDelivered, match="could not be written to") as caught:
        FolderOutbox(tmp_path / "Outbox").deliver(message, message_id=message_id, to=TO)

    assert not caught.value.lasting


def test_a_mail_was_received_when_our_server_took_it_not_when_it_was_dragged_here(
    tmp_path: Path,
) -> None:
    inbox = inbox_with(tmp_path, **{"answer.eml": MAIL})

    (arrival,) = inbox.arrivals()

    assert arrival.received_at == datetime(2017, 10, 18, 17, 59, 59, tzinfo=UTC)
    assert arrival.data == MAIL


def test_without_a_servers_word_the_files_own_time_counts(tmp_path: Path) -> None:
    inbox = inbox_with(tmp_path, **{"answer.eml": b"From: a@p.example.org\n\nx\n"})
    when = datetime(2017, 10, 12, 9, 30, tzinfo=UTC)
    os.utime(tmp_path / "answer.eml", (0, when.timestamp()))

    (arrival,) = inbox.arrivals()

    assert arrival.received_at == when


def test_a_word_file_becomes_a_mail_without_sender(tmp_path: Path) -> None:
    name = "03.1 Протокол (2).docx"
    inbox = inbox_with(tmp_path, **{name: b"PK\x03\x04 edits"})

    (arrival,) = inbox.arrivals()

    mail = read_mail(arrival.data)
    assert mail.senders == ()
    assert mail.message_id is None
    assert [(f.name, f.data) for f in mail.files] == [(name, b"PK\x03\x04 edits")]


def test_what_is_still_being_written_or_is_no_arrival_is_left_alone(tmp_path: Path) -> None:
    inbox = inbox_with(
        tmp_path,
        **{
            "~$chapter.docx": b"lock",
            "chapter.docx.crdownload": b"half",
            "chapter.docx.part": b"half",
            ".hidden.eml": MAIL,
            "Thumbs.db": b"x",
            "empty.docx": b"",
            "answer.eml": MAIL,
        },
    )
    (tmp_path / "a folder.eml").mkdir()

    assert [a.data for a in inbox.arrivals()] == [MAIL]


def test_a_file_that_grows_while_we_look_is_left_for_the_next_time(tmp_path: Path) -> None:
    growing = tmp_path / "growing.eml"
    growing.write_bytes(MAIL[:50])
    inbox = FolderInbox(tmp_path, settle=0.5)
    copying = threading.Timer(0.1, growing.write_bytes, [MAIL])

    copying.start()
    while_copying = list(inbox.arrivals())
    copying.join()

    assert while_copying == []
    assert [a.data for a in inbox.arrivals()] == [MAIL]


def test_an_arrival_comes_again_until_it_is_filed(tmp_path: Path) -> None:
    inbox = inbox_with(tmp_path, **{"one.eml": MAIL, "two.docx": b"PK two"})
    first, second = inbox.arrivals()

    FolderInbox(tmp_path, settle=0).file(first.source)  # another process files it
    inbox.file(second.source, quarantine=True)
    inbox.file(second.source, quarantine=True)

    assert list(inbox.arrivals()) == []
    assert {p.name for p in (tmp_path / "Processed").iterdir()} == {"one.eml"}
    assert {p.name for p in (tmp_path / "Quarantine").iterdir()} == {"two.docx"}


def test_the_same_bytes_under_two_names_are_one_arrival_and_both_are_filed(
    tmp_path: Path,
) -> None:
    inbox = inbox_with(tmp_path, **{"a.eml": MAIL, "a (1).eml": MAIL})

    (arrival,) = inbox.arrivals()
    inbox.file(arrival.source)
    (tmp_path / "a.eml").write_bytes(MAIL)
    (again,) = inbox.arrivals()
    inbox.file(again.source)

    assert again.source == arrival.source
    assert {p.name for p in (tmp_path / "Processed").iterdir()} == {
        "a.eml",
        "a (1).eml",
        "a (2).eml",
    }


def test_a_file_that_is_too_large_arrives_as_its_name(tmp_path: Path) -> None:
    inbox = inbox_with(tmp_path, **{"film.docx": b"x" * 5000})
    inbox.largest = 1000

    (arrival,) = inbox.arrivals()

    assert read_mail(arrival.data).findings == ("too large: 5000 bytes",)
    assert read_mail(arrival.data).subject == "film.docx"
