"""Automatic replies, delivery reports, read receipts, and what our own server says of a sender."""

from __future__ import annotations

import pytest

from flows.mail.letters import compose
from flows.mail.mime import read_mail
from review.inbounds import Ignored, Report, Verdict
from tests.flows.mail.letters import SENDER, STORE, letter
from tests.flows.mail.mails import docx, mail, message, multi, part, raw, text

LETTER = compose(letter(), STORE.__getitem__, sender=SENDER)
LETTER_ID = letter().message_id

# Automatic replies


@pytest.mark.parametrize(
    ("case", "header"),
    [
        ("a1", "Auto-Submitted: auto-replied"),
        ("a2", 'Auto-Submitted: Auto-Replied; owner-email="x@y.example.org"'),
        ("a2", "Auto-Submitted: auto-generated (by a clock)"),
        ("a4", "X-Autoreply: yes"),
        ("a4", "X-Autorespond: x"),
        ("a4", "X-Autoresponder: x"),
        ("a6", "X-MS-Exchange-Inbox-Rules-Loop: a@p.example.org"),
        ("a7", "Precedence: auto_reply"),
        ("a7", "precedence: Auto-Reply"),
    ],
)
def test_a_program_gives_itself_away(case: str, header: str) -> None:
    read = read_mail(mail(header, "X-Auto-Response-Suppress: All", body="I am away."))

    assert read.automatic.lower().startswith(header.partition(":")[0].lower()), case
    assert read.words == "I am away."


@pytest.mark.parametrize(
    ("case", "header"),
    [
        ("a3", "Auto-Submitted: no"),
        ("a3", "Auto-Submitted: No (a person wrote it)"),
        ("a3", "X-Autoreply: no"),
        ("a5", "X-Auto-Response-Suppress: All"),
        ("a8", "Precedence: bulk"),
        ("a8", "Precedence: list"),
        ("a8", "Precedence: junk"),
    ],
)
def test_a_person_is_not_taken_for_a_program(case: str, header: str) -> None:
    read = read_mail(message(multi("mixed", text("Edits attached."), docx()), header))

    assert (read.automatic, read.suspected) == ("", ""), case


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: [GCI-2017R1-BRS] Reminder",
        "Out of office: Re: x",
        "Out of the office",
        "[EXTERNAL] Automatic reply: x",
        "Réponse automatique : x",
        "=?utf-8?Q?R=C3=A9ponse_automatique?=",
        "Respuesta automática: x",
        "Автоответ: x",
        "自动回复: x",
        "رد تلقائي: x",
        "Automatische Antwort: x",
        "Abwesenheitsnotiz: x",
        "Risposta automatica: x",
        "Your request #123 was received",
    ],
)
def test_a9_and_a13_a_subject_alone_only_raises_a_suspicion(subject: str) -> None:
    read = read_mail(mail(f"Subject: {subject}", body="I am away until 25 October."))

    assert read.suspected
    assert read.automatic == ""


@pytest.mark.parametrize(
    "subject",
    [
        "Re: [GCI-2017R1-BRS] For your review",
        "Our automatic reply texts, chapter 4",
        "Autonomous vessels: edits",
        "Your chapter 3 received with thanks",
    ],
)
def test_a9_an_ordinary_subject_raises_none(subject: str) -> None:
    assert read_mail(mail(f"Subject: {subject}")).suspected == ""


def test_a18_our_own_letters_say_that_a_program_wrote_them_and_carry_their_id() -> None:
    read = read_mail(LETTER)

    assert read.automatic == "Auto-Submitted: auto-generated"
    assert read.headers["x-review-letter"] == LETTER_ID
    assert (read.message_id, read.marker) == (LETTER_ID, LETTER_ID)
    assert read.words == ""


# Delivery reports


def status(*recipients: tuple[str, str, str]) -> bytes:
    blocks = ["Reporting-MTA: dns; mx.gci.example.org"]
    blocks += [
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {code}"
        for address, action, code in recipients
    ]
    body = "\r\n\r\n".join(blocks)
    return f"Content-Type: message/delivery-status\r\n\r\n{body}\r\n".encode()


def report(*parts: bytes, headers: tuple[str, ...] = ()) -> bytes:
    body = multi("report", text("Sorry."), *parts, params="; report-type=delivery-status")
    return message(body, "From: Mail Delivery System <MAILER-DAEMON@mx.gci.example.org>", *headers)


ENCLOSED = b"Content-Type: message/rfc822\r\n\r\n" + LETTER
HEADERS_ONLY = b"Content-Type: text/rfc822-headers\r\n\r\n" + LETTER.partition(b"\r\n\r\n")[0]
GONE = ("gone@brs.example.org", "failed", "5.1.1")


def test_b1_b3_and_b4_a_bounce_names_the_letter_and_encloses_no_return() -> None:
    read = read_mail(report(status(GONE), ENCLOSED, headers=("Return-Path: <>",)))

    assert read.report == Report(
        message_id=LETTER_ID, action="failed", status="5.1.1", recipients=("gone@brs.example.org",)
    )
    assert {f.ignored for f in read.files} == {Ignored.REPORT}
    assert any(f.name.endswith(".docx") for f in read.files)
    assert read.empty_return_path


def test_b4_headers_alone_name_the_letter_too() -> None:
    read = read_mail(report(status(GONE), HEADERS_ONLY))

    assert read.report
    assert read.report.message_id == LETTER_ID


def test_b4_exchange_answers_the_letter_and_encloses_nothing() -> None:
    read = read_mail(report(status(GONE), headers=(f"In-Reply-To: {LETTER_ID}",)))

    assert read.report
    assert read.report.message_id == LETTER_ID


@pytest.mark.parametrize(
    ("case", "recipients", "expected"),
    [
        ("b2", [("a@x.example.org", "delayed", "4.4.7")], ("delayed", "4.4.7", 1)),
        ("b9", [("a@x.example.org", "Relayed", "2.0.0")], ("relayed", "2.0.0", 1)),
        ("b9", [("a@x.example.org", "expanded", "2.0.0")], ("expanded", "2.0.0", 1)),
        ("b10", [("a@x.example.org", "failed (full)", "5.2.2 (full)")], ("failed", "5.2.2", 1)),
        ("worst", [("a@x.example.org", "delivered", "2.0.0"), GONE], ("failed", "5.1.1", 1)),
        ("both", [GONE, ("b@x.example.org", "failed", "5.7.1")], ("failed", "5.1.1", 2)),
        ("no code", [("a@x.example.org", "failed", "")], ("failed", "", 1)),
    ],
)
def test_what_a_report_says_of_its_recipients(
    case: str, recipients: list[tuple[str, str, str]], expected: tuple[str, str, int]
) -> None:
    found = read_mail(report(status(*recipients), ENCLOSED)).report

    assert found, case
    assert (found.action, found.status, len(found.recipients)) == expected


def test_b5_the_final_recipient_is_told_where_a_contact_forwards() -> None:
    block = b"Original-Recipient: rfc822;a@brs.example.org\r\nFinal-Recipient: rfc822;b@mail.test"
    body = status(GONE).replace(b"Final-Recipient: rfc822; gone@brs.example.org", block)

    found = read_mail(report(body, ENCLOSED)).report

    assert found
    assert found.recipients == ("b@mail.test",)


def test_b6_a_bounce_in_words_only_is_no_report_but_shows_its_empty_sender() -> None:
    read = read_mail(
        mail("From: MAILER-DAEMON@x.example.org", "Return-Path: <>", body="User unknown")
    )

    assert read.report is None
    assert read.empty_return_path
    assert read.senders == ("mailer-daemon@x.example.org",)


def test_b6_a_gateway_that_names_the_address_in_a_header_is_believed() -> None:
    read = read_mail(
        mail(
            "From: Mailer-Daemon@x.example.org",
            "X-Failed-Recipients: gone@brs.example.org",
            body="SMTP error: 550 5.1.1 no such user",
        )
    )

    assert read.report == Report(
        message_id=None, action="failed", status="5.1.1", recipients=("gone@brs.example.org",)
    )


def test_b7_an_empty_return_path_on_a_persons_mail_keeps_its_file() -> None:
    read = read_mail(message(multi("mixed", text("Edits."), docx()), "Return-Path: <>"))

    assert read.empty_return_path
    assert [f.ignored for f in read.files] == [None]


def test_b8_a_file_named_like_a_bounce_is_a_file() -> None:
    read = read_mail(message(multi("mixed", text("Edits."), docx("Undelivered message.docx"))))

    assert read.report is None
    assert [(f.name, f.ignored) for f in read.files] == [("Undelivered message.docx", None)]


def test_a_report_that_a_person_forwards_is_no_report() -> None:
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" + report(status(GONE), ENCLOSED)

    read = read_mail(message(multi("mixed", text("What is this?"), forwarded)))

    assert read.report is None
    assert read.words == "What is this?"


def test_a16_a_read_receipt_is_known() -> None:
    notice = part(b"Disposition: automatic-action; displayed", "message/disposition-notification")
    body = multi("report", text("Read"), notice, params="; report-type=disposition-notification")

    read = read_mail(message(body))

    assert read.read_receipt
    assert read.report is None


# Our own server's verdict

OURS = "mx.gci.example.org"
PASS = f"{OURS}; dmarc=pass (p=reject) header.from=p.example.org"
FAIL = f"{OURS}; dmarc=fail header.from=p.example.org"
FORGED = "mx.other.example.org; dmarc=pass header.from=p.example.org"


@pytest.mark.parametrize(
    ("case", "headers", "verdict"),
    [
        ("s1", [PASS], Verdict.PASS),
        ("s1 case", [PASS.replace(OURS, OURS.upper())], Verdict.PASS),
        ("s1 version", [PASS.replace(";", " 1;", 1)], Verdict.PASS),
        ("s2 another server's word", [FORGED], Verdict.NONE),
        ("s4 ours below another", [FORGED, PASS], Verdict.PASS),
        ("s4 only the topmost of ours", [FAIL, PASS], Verdict.FAIL),
        ("s7", [FAIL], Verdict.FAIL),
        ("s6", [f"{OURS}; spf=pass smtp.mailfrom=x@relay.test"], Verdict.NONE),
        ("spf aligned", [f"{OURS}; spf=pass smtp.mailfrom=a@p.example.org"], Verdict.PASS),
        ("dkim aligned", [f"{OURS}; dkim=pass header.d=p.example.org"], Verdict.PASS),
        ("dkim above", [f"{OURS}; dkim=pass header.d=example.org"], Verdict.PASS),
        ("dkim of a suffix", [f"{OURS}; dkim=pass header.d=org"], Verdict.NONE),
        ("dkim of another", [f"{OURS}; dkim=pass header.d=xp.example.org"], Verdict.NONE),
        ("dkim by id", [f"{OURS}; dkim=pass header.i=@p.example.org"], Verdict.PASS),
        ("dmarc on another", [f"{OURS}; dmarc=pass header.from=relay.test"], Verdict.FAIL),
        ("dmarc none", [f"{OURS}; dmarc=none header.from=p.example.org"], Verdict.NONE),
        ("nothing", [f"{OURS}; none"], Verdict.NONE),
        ("garbage", [f"{OURS}; ===;;;"], Verdict.NONE),
        ("no header", [], Verdict.NONE),
    ],
)
def test_only_our_own_servers_topmost_word_counts(
    case: str, headers: list[str], verdict: Verdict
) -> None:
    data = mail(*[f"Authentication-Results: {value}" for value in headers])

    assert read_mail(data, authserv_id=OURS).verdict is verdict, case


@pytest.mark.parametrize("authserv_id", [None, ""])
def test_s3_without_a_name_for_our_server_nothing_is_verified(authserv_id: str | None) -> None:
    data = mail(f"Authentication-Results: {PASS}")

    assert read_mail(data, authserv_id=authserv_id).verdict is Verdict.NONE


def test_s5_results_without_an_id_count_only_by_explicit_setting() -> None:
    exchange = (
        "spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=p.example.org; dkim=none;"
        "dmarc=pass action=none header.from=p.example.org;compauth=pass reason=100"
    )
    data = mail(f"Authentication-Results: {exchange}")

    assert read_mail(data, authserv_id="-").verdict is Verdict.PASS
    assert read_mail(data, authserv_id=OURS).verdict is Verdict.NONE


def test_s14_with_two_senders_there_is_no_verdict() -> None:
    data = mail("From: a@p.example.org", "From: b@q.example.org", f"Authentication-Results: {PASS}")

    assert read_mail(data, authserv_id=OURS).verdict is Verdict.NONE


def test_s12_a_verdict_on_a_list_is_none_on_the_writer() -> None:
    data = mail(
        "From: Jane via Env <env@p.example.org>",
        "List-Id: <env.p.example.org>",
        "Reply-To: jane@brs.example.org",
        f"Authentication-Results: {PASS}",
    )

    read = read_mail(data, authserv_id=OURS)

    assert read.senders == ("jane@brs.example.org",)
    assert read.verdict is Verdict.NONE


def test_raw_mail_with_folded_results_is_read() -> None:
    data = raw(
        f"""
        Authentication-Results: {OURS};
        \tdkim=pass header.d=p.example.org header.s=s1;
        \tspf=softfail (x) smtp.mailfrom=a@p.example.org;
        \tdmarc=pass (p=NONE sp=NONE dis=NONE) header.from=p.example.org
        From: a@p.example.org

        x
        """
    )

    assert read_mail(data, authserv_id=OURS).verdict is Verdict.PASS
