from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar

from flows.errors import NotDelivered
from flows.mail.letters import address_of, compose
from flows.mail.wording import brief, count, listed, size, word, wrapped
from review.letters import Attachment, LetterKind
from tests.flows.mail.letters import (
    ANNOUNCEMENT,
    CLOSING,
    DUE,
    HELD,
    LAUNCH,
    RECEIPT,
    REPLY_TO,
    SENDER,
    STORE,
    letter,
)

GOLDENS = Path(__file__).resolve().parents[2] / "specimens" / "letters"


def read(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def compare_golden(name: str, actual: str) -> None:
    expected = GOLDENS / name
    if not expected.exists() or expected.read_text("utf-8") != actual:
        beside = expected.with_suffix(f".actual{expected.suffix}")
        beside.write_text(actual, "utf-8")
        pytest.fail(f"{name} differs; the actual text is in {beside.name}")


@pytest.mark.parametrize("kind", LetterKind)
def test_each_kind_of_letter_says_what_its_golden_text_says(kind: LetterKind) -> None:
    words = word(letter(kind), sender_name="GCI secretariat")

    compare_golden(f"{kind.value}.txt", f"Subject: {words.subject}\n\n{words.text}")
    compare_golden(f"{kind.value}.html", words.html)


@pytest.mark.parametrize("kind", LetterKind)
def test_the_text_of_a_letter_fits_one_screen(kind: LetterKind) -> None:
    lines = word(letter(kind), sender_name="GCI secretariat").text.splitlines()

    # A closing letter is as long as its list of decisions.
    assert len(lines) <= (60 if kind is LetterKind.CLOSING else 45)
    assert max(len(line) for line in lines) <= 76


@pytest.mark.parametrize("kind", LetterKind)
def test_the_same_letter_gives_the_same_bytes(kind: LetterKind) -> None:
    first = compose(letter(kind), STORE.__getitem__, sender=SENDER)

    assert compose(letter(kind), STORE.__getitem__, sender=SENDER) == first


def test_a_letter_has_text_html_its_word_files_and_the_deadline() -> None:
    mail = read(compose(letter(), STORE.__getitem__, sender=SENDER))

    parts = [part.get_content_type() for part in mail.walk()]
    word_file = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert parts == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        word_file,
        word_file,
        "text/calendar",
    ]
    files = [p for p in mail.iter_attachments() if p.get_content_type() == word_file]
    assert [p.get_content() for p in files] == list(STORE.values())
    assert [p.get_filename() for p in files] == [c.file for c in LAUNCH.chapters]


def test_a_letter_says_that_a_program_wrote_it_and_keeps_its_id_and_date() -> None:
    mail = read(compose(letter(), STORE.__getitem__, sender=SENDER))

    assert mail.get_all("Auto-Submitted") == ["auto-generated"]
    assert mail["Message-ID"] == "<launch.0192ab34cd@secretariat.example.org>"
    assert mail["Date"] == "Wed, 04 Oct 2017 06:30:00 +0000"
    assert mail["Reply-To"] == REPLY_TO
    assert mail["Bcc"] is None


def test_a_token_stands_in_reply_to_only_where_it_is_given() -> None:
    mail = read(compose(letter(), STORE.__getitem__, sender=SENDER, token="k7m2"))

    assert mail["Reply-To"] == "gci-secretariat+k7m2@secretariat.example.org"
    assert mail["From"] == SENDER


def test_a_receipt_answers_the_partners_mail_even_if_its_id_is_long() -> None:
    long_id = f"<{'A1b2C3d4' * 16}@mail.partner.example.org>"
    receipt = letter(LetterKind.RECEIPT, in_reply_to=long_id)

    data = compose(receipt, STORE.__getitem__, sender=SENDER)

    assert f"\r\nIn-Reply-To: {long_id}\r\nReferences: {long_id}\r\n".encode() in data


@pytest.mark.parametrize("given", ["", "no id", "<a@b>\r\nBcc: x@y", "<a b@c>"])
def test_what_is_no_message_id_is_not_answered_to(given: str) -> None:
    receipt = letter(LetterKind.RECEIPT, in_reply_to=given)

    mail = read(compose(receipt, STORE.__getitem__, sender=SENDER))

    assert mail["In-Reply-To"] is None
    assert mail["Bcc"] is None


def test_names_in_any_script_survive_the_way() -> None:
    names = ("03.6 Протокол.docx", "الفصل الثالث.docx", "第三章 (2).docx", 'a "quoted", name;.docx')
    digest = next(iter(STORE))
    files = tuple(Attachment(name=name, sha256=digest) for name in names)
    to = ("Müller, Jörg <j@p.example.org>", "أمينة <a@p.example.org>", "bare@p.example.org")

    mail = read(compose(letter(to=to, files=files), STORE.__getitem__, sender=SENDER))

    attached = [p.get_filename() for p in mail.iter_attachments()]
    assert tuple(attached[:4]) == names
    people = [(a.display_name, a.addr_spec) for a in mail["To"].addresses]
    assert people == [
        ("Müller, Jörg", "j@p.example.org"),
        ("أمينة", "a@p.example.org"),
        ("", "bare@p.example.org"),
    ]


def test_a_line_break_in_a_title_makes_no_header() -> None:
    facts = replace(LAUNCH, publication="Guide\r\nBcc: all@p.example.org")

    mail = read(compose(letter(facts=facts), STORE.__getitem__, sender=SENDER))

    assert mail["Bcc"] is None
    assert "Guide Bcc: all@p.example.org" in str(mail["Subject"])


@pytest.mark.parametrize("length", range(40, 90))
def test_a_subject_starts_in_the_line_of_its_name_however_long_it_is(length: int) -> None:
    title = ("Guide " * 15)[:length].strip()

    data = compose(
        letter(facts=replace(LAUNCH, publication=title)), STORE.__getitem__, sender=SENDER
    )

    assert b"\r\nSubject: [GCI-2017R1-BRS] " in data
    assert title in str(read(data)["Subject"])


def test_a_letter_leaves_in_seven_bits_and_short_lines() -> None:
    data = compose(letter(LetterKind.CLOSING), STORE.__getitem__, sender=SENDER)

    assert data.isascii()
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_the_calendar_entry_is_the_whole_due_day_and_moves_with_an_extension() -> None:
    later = replace(DUE, due_on=date(2017, 10, 25))
    first, second = (
        Calendar.from_ical(_entry(facts)) for facts in (LAUNCH, replace(LAUNCH, deadline=later))
    )

    event, moved = first.walk("VEVENT")[0], second.walk("VEVENT")[0]
    assert first["METHOD"] == "PUBLISH"
    assert event.decoded("dtstart") == date(2017, 10, 18)
    assert event.decoded("dtend") == date(2017, 10, 19)
    assert event["UID"] == moved["UID"]
    assert moved["SEQUENCE"] > event["SEQUENCE"]


def _entry(facts: object) -> bytes:
    mail = read(compose(letter(facts=facts), STORE.__getitem__, sender=SENDER))
    return list(mail.iter_attachments())[-1].get_payload(decode=True)


def test_html_letters_show_a_partners_words_and_run_none_of_them() -> None:
    facts = replace(RECEIPT, words="<script>alert(1)</script> & more")

    words = word(letter(LetterKind.RECEIPT, facts=facts), sender_name="GCI secretariat")

    assert "<script>" not in words.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in words.html
    assert "<script>alert(1)</script> & more" in words.text


def test_a_stranger_reads_one_line_and_nothing_about_the_round() -> None:
    facts = replace(HELD, stranger=True, reference="", partner="", contacts=())

    words = word(letter(LetterKind.HELD, facts=facts), sender_name="GCI secretariat")

    assert words.subject == "Received, and being checked"
    for told in (HELD.why, HELD.round_title, HELD.partner, *HELD.files):
        assert told not in words.text + words.html


def test_a_partner_that_was_silent_reads_what_its_silence_counted_as() -> None:
    facts = replace(CLOSING, answered=False, decided=())

    words = word(letter(LetterKind.CLOSING, facts=facts), sender_name="GCI secretariat")

    assert "we counted that as no objection" in " ".join(words.text.split())
    assert words.subject.startswith("[GCI-2017R1-BRS] How your chapters came out")


def test_a_partner_whose_time_was_not_over_reads_that_its_silence_did_not_count() -> None:
    facts = replace(CLOSING, answered=False, early=True, decided=())

    words = word(letter(LetterKind.CLOSING, facts=facts), sender_name="GCI secretariat")

    said = " ".join(words.text.split())
    assert "counted that as no objection" not in said + words.html
    assert "before the time that you had was over. We did not count your silence;" in said


def test_an_approval_round_asks_for_approval() -> None:
    facts = replace(LAUNCH, approval=True)

    words = word(letter(facts=facts), sender_name="GCI secretariat")

    assert "For your approval by 18 October 2017" in words.subject
    assert 'reply "approved"' in words.text


def test_eleven_chapters_still_fit_on_a_screen() -> None:
    many = tuple(replace(LAUNCH.chapters[1], number=f"3.{n}") for n in range(1, 11))
    facts = replace(LAUNCH, chapters=(LAUNCH.chapters[0], *many))

    words = word(letter(facts=facts), sender_name="GCI secretariat")

    assert len(words.text.splitlines()) <= 48
    assert "1. Chapter 3.1, Basel Convention (you own it)\n2. Chapter 3.1, " in words.text


def test_files_too_large_for_one_mail_are_numbered() -> None:
    facts = replace(LAUNCH, part=2, parts=3)

    mail = read(compose(letter(facts=facts), STORE.__getitem__, sender=SENDER))

    assert str(mail["Subject"]).endswith("(mail 2 of 3)")
    assert "text/calendar" not in [p.get_content_type() for p in mail.walk()]


@pytest.mark.parametrize(
    ("text", "name", "bare"),
    [
        ("Doe, Jane <j@x.example.org>", "Doe, Jane", "j@x.example.org"),
        ('"Doe, Jane" <j@x.example.org>', "Doe, Jane", "j@x.example.org"),
        ("j@x.example.org", "", "j@x.example.org"),
        ("<j@x.example.org>", "", "j@x.example.org"),
        ("J <j@bücher.example.org>", "J", "j@xn--bcher-kva.example.org"),
    ],
)
def test_an_address_is_read_as_people_write_it(text: str, name: str, bare: str) -> None:
    address = address_of(text)

    assert (address.display_name, address.addr_spec) == (name, bare)


@pytest.mark.parametrize(
    "text", ["", "Jane", "jane@", "@x.test", "ünï@x.test", "a b@x.test", "a@b@c"]
)
def test_what_is_no_address_fails_for_good_with_a_sentence(text: str) -> None:
    with pytest.raises(NotDelivered, match="is no mail address") as caught:
        compose(letter(to=(text,)), STORE.__getitem__, sender=SENDER)

    assert caught.value.lasting


def test_words_for_numbers_names_sizes_and_long_texts() -> None:
    assert [count(n, "chapter") for n in (0, 1, 3)] == ["no chapters", "1 chapter", "3 chapters"]
    assert [listed(n) for n in ((), ("A",), ("A", "B"), ("A", "B", "C"))] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
    assert [size(n) for n in (14, 38_412, 2_400_000)] == ["14 bytes", "38 KB", "2.4 MB"]
    assert len(brief("word " * 500)) <= 220
    assert wrapped("- " + "long words " * 12).splitlines()[1].startswith("  ")


def test_a_long_text_is_cut_between_words_where_it_has_any() -> None:
    words = " ".join(f"w{number:03}" for number in range(200))
    address = "https://treaties.example.org/" + "x" * 400

    first, last = brief(words).split(" […] ")

    assert {*first.split(), *last.split()} <= set(words.split())
    assert len(brief(words)) <= 220
    assert len(brief(address)) <= 220


def test_an_addendum_says_nothing_of_what_a_new_member_has() -> None:
    facts = replace(ANNOUNCEMENT, edition="1-A1", addendum=True)

    words = word(letter(LetterKind.ANNOUNCEMENT, facts=facts), sender_name="GCI secretariat")

    assert "It adds to the published guide" in " ".join(words.text.split())
    assert "that you have" not in words.text
