from __future__ import annotations

import base64
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.mail.mime import read_mail
from review.inbounds import Ignored, Mail
from tests.flows.mail.mails import (
    DOCX,
    WORD,
    docx,
    mail,
    message,
    multi,
    part,
    raw,
    text,
    winmail,
    zipped,
)

hangs_never = pytest.mark.timeout(30)
"""How long a mail takes is for the bench to say: a test is not to fail on a slow machine."""


def looked_at(read: Mail) -> list[tuple[str, bytes]]:
    return [(f.name, f.data) for f in read.files if f.ignored is None]


# Ids and dates


@pytest.mark.parametrize("value", ["", "<>", "<@>", "nonsense", '"', "< >"])
def test_d4_an_empty_message_id_counts_as_none(value: str) -> None:
    assert read_mail(mail(f"Message-ID: {value}")).message_id is None


def test_d3_a_mail_without_id_is_read_like_any_other() -> None:
    read = read_mail(b"From: a@p.example.org\r\n\r\nno comments\r\n")

    assert (read.message_id, read.words) == (None, "no comments")


def test_m6_ids_are_kept_in_order_with_their_brackets() -> None:
    read = read_mail(
        mail(
            "Message-ID: <3@p.example.org> (added by relay)",
            "In-Reply-To: Your message of Monday <2@gci.example.org>",
            "References: <1@gci.example.org>\r\n\t<2@gci.example.org>",
        )
    )

    assert read.message_id == "<3@p.example.org>"
    assert read.in_reply_to == ("<2@gci.example.org>",)
    assert read.references == ("<1@gci.example.org>", "<2@gci.example.org>")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Wed, 18 Oct 2017 20:59:59 +0300", datetime(2017, 10, 18, 17, 59, 59, tzinfo=UTC)),
        ("Wed, 18 Oct 2017 20:59:59", datetime(2017, 10, 18, 20, 59, 59, tzinfo=UTC)),
        ("18 Oct 2017 20:59 GMT (odd)", datetime(2017, 10, 18, 20, 59, tzinfo=UTC)),
        ("garbage", None),
        ("", None),
        ("Wed, 99 Oct 2017 99:99:99 +9999", None),
    ],
)
def test_p4_a_date_is_an_instant_in_utc_or_none(value: str, expected: datetime | None) -> None:
    assert read_mail(mail(f"Date: {value}")).date == expected


# Addresses


@pytest.mark.parametrize(
    ("value", "senders"),
    [
        ('"', ()),
        ("a@", ()),
        ("", ()),
        ("A, B <a@b.example.org>", ("a@b.example.org",)),
        ('"real@x.example.org" <other@y.example.org>', ("other@y.example.org",)),
        ("A <A@P.Example.ORG>", ("a@p.example.org",)),
        ("a@p.example.org, b@p.example.org", ("a@p.example.org", "b@p.example.org")),
        ("(" * 5000 + "a@p.example.org", ("a@p.example.org",)),
    ],
)
def test_p1_and_s14_any_from_is_read(value: str, senders: tuple[str, ...]) -> None:
    assert read_mail(mail(f"From: {value}")).senders == senders


def test_s14_two_from_headers_give_both_senders() -> None:
    read = read_mail(mail("From: a@p.example.org", "From: b@q.example.org"))

    assert read.senders == ("a@p.example.org", "b@q.example.org")


def test_m3_every_address_that_delivered_it_is_kept_in_order() -> None:
    read = read_mail(
        mail(
            "To: list@p.example.org",
            "Cc: gci+k7m2@s.example.org",
            "Delivered-To: gci@s.example.org",
            "X-Original-To: gci+q3@s.example.org",
            "Envelope-To: e@s.example.org",
            "X-Forwarded-To: f@s.example.org",
        )
    )

    assert read.delivered_to == (
        "list@p.example.org",
        "gci+k7m2@s.example.org",
        "gci@s.example.org",
        "gci+q3@s.example.org",
        "e@s.example.org",
        "f@s.example.org",
    )


def test_s13_reply_to_is_told_apart_from_the_sender() -> None:
    read = read_mail(mail("From: a@p.example.org", "Reply-To: x@elsewhere.example.org"))

    assert read.senders == ("a@p.example.org",)
    assert read.reply_to == ("x@elsewhere.example.org",)


LIST = "List-Id: <environment.lists.example.org>"


def test_s12_a_mail_that_a_list_sent_for_somebody_is_that_persons() -> None:
    read = read_mail(
        mail(
            "From: 'Jane Doe' via Environment <env@lists.example.org>",
            "Reply-To: jane@brs.example.org",
            "X-Original-From: Jane Doe <jane@brs.example.org>",
            LIST,
        )
    )

    assert (read.senders, read.sender_name) == (("jane@brs.example.org",), "Jane Doe")
    assert read.findings == ("list: sent through env@lists.example.org",)


@pytest.mark.parametrize(
    "headers",
    [
        ("Reply-To: jane@brs.example.org",),
        (LIST, "Reply-To: a@x.example.org, b@x.example.org"),
        (LIST, "X-Original-From: jane@brs.example.org", "Reply-To: else@x.example.org"),
        (LIST,),
    ],
)
def test_s12_where_the_list_is_not_consistent_its_own_address_stays(
    headers: tuple[str, ...],
) -> None:
    read = read_mail(mail("From: Jane via Env <env@lists.example.org>", *headers))

    assert read.senders == ("env@lists.example.org",)


# Charsets and broken structure


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("=?utf-8?B?w4ljaG8=?= =?utf-8?Q?_d=C3=A9j=C3=A0?=", "Écho déjà"),
        ("=?bogus-charset?Q?caf=C3=A9?=", "café"),
        ("=?utf-8?B?w4lja?=", "=?utf-8?B?w4lja?="),
        ("=?utf-8?Q?caf=E9?=", "café"),
        ("Re: [GCI-2017R1-BRS]\r\n  folded", "Re: [GCI-2017R1-BRS] folded"),
        ("nul\0 and \u202eturned", "nul and turned"),
    ],
)
def test_p2_any_subject_is_readable(subject: str, expected: str) -> None:
    assert read_mail(mail(f"Subject: {subject}")).subject == expected


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_p5_raw_bytes_in_a_header_are_kept_as_well_as_can_be(encoding: str) -> None:
    data = b"Subject: " + "Überprüfung".encode(encoding)

    assert read_mail(data + b"\nFrom: a@p.example.org\n\nx").subject == "Überprüfung"


@pytest.mark.parametrize("charset", ["bogus", "utf-8", "us-ascii", '"', "unicode-1-1-utf-7"])
def test_p2_a_wrong_charset_still_gives_the_words(charset: str) -> None:
    data = mail(kind=f"text/plain; charset={charset}", body="d'accord sans modification é")

    assert read_mail(data).words.startswith("d'accord sans modification")


def test_p3_a_multipart_without_boundary_is_text() -> None:
    assert read_mail(mail(kind="multipart/mixed", body="no comments")).words == "no comments"


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_p5_bare_line_ends_and_nul_bytes_are_read(end: bytes) -> None:
    data = end.join([b"From: a@p.example.org", b"Subject: x", b"", b"no\0 comments", b""])

    read = read_mail(data)

    assert (read.senders, read.words) == (("a@p.example.org",), "no comments")


@hangs_never
def test_p6_many_recipients_and_references_are_read_in_bounded_time() -> None:
    to = ", ".join(f'"Nine, {n}" <n{n}@p.example.org>' for n in range(500))
    ids = " ".join(f"<{n}@p.example.org>" for n in range(2000))
    data = mail(f"To: {to}", f"References: {ids}", body="x")

    read = read_mail(data)

    assert len(read.delivered_to) == 500
    assert read.references[-1] == "<1999@p.example.org>"
    assert len(read.references) == 100


def nested(depth: int, inner: bytes) -> bytes:
    for level in range(depth):
        edge = f"b{level}".encode()
        inner = b"Content-Type: multipart/mixed; boundary=%b\r\n\r\n--%b\r\n%b\r\n--%b--\r\n" % (
            edge,
            edge,
            inner,
            edge,
        )
    return message(inner)


@hangs_never
@pytest.mark.parametrize("depth", [100, 249])
def test_p6_a_word_file_hundreds_of_levels_deep_is_found(depth: int) -> None:
    read = read_mail(nested(depth, docx()))

    assert looked_at(read) == [("edits.docx", DOCX)]


@hangs_never
def test_p6_a_mail_of_thousands_of_levels_is_read_at_its_head_only() -> None:
    read = read_mail(nested(5000, docx()))

    assert read.senders == ("a@p.example.org",)
    assert read.findings[0].startswith("too deep")


LONG = [
    "<a" * 200_000,
    "<!--" * 100_000,
    "<div>" * 50_000 + "no comments",
    "<blockquote>" * 20_000 + "x",
    "From: " * 50_000,
    ("On " + "x " * 300 + "\n") * 2000,
    "> " * 200_000,
    "a@" * 200_000,
    "_" * 400_000,
    ("1" * 690 + ":\n") * 600,
    "Letter gci-review-letter: " * 20_000,
]
"""Texts on which a careless expression takes for ever; `bench/strangers.py` times them."""


@hangs_never
@pytest.mark.parametrize("body", LONG, ids=lambda b: b[:8])
@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_p6_no_text_takes_long(kind: str, body: str) -> None:
    read_mail(mail(kind=kind, body=body))


def test_p6_memory_stays_in_proportion_to_the_mail() -> None:
    data = message(multi("mixed", text("x"), docx(data=b"PK\x03\x04" + b"x" * 8_000_000)))

    tracemalloc.start()
    read_mail(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 8 * len(data)


@given(st.binary(max_size=3000))
@settings(max_examples=150, deadline=None)
def test_p7_random_bytes_never_raise(data: bytes) -> None:
    assert isinstance(read_mail(data, authserv_id="mx.gci.example.org"), Mail)


PIECES = [
    b"From: ", b"a@", b"<@>", b'"', b"Message-ID: <>", b"\r\n", b"\n\n", b"Content-Type: ",
    b"multipart/mixed; boundary=x", b"multipart/report; report-type=delivery-status; boundary=x",
    b"message/rfc822", b"message/delivery-status", b"text/html", b"--x", b"--x--", b"=?utf-8?B?",
    b"?=", b"Content-Transfer-Encoding: base64", b"x-uuencode", b"begin 644 x", b"filename*0*=",
    b"utf-8''%ff", b"name=", b";", b"\x00", b"\xff\xfe", b"Authentication-Results: mx; dmarc=",
    b"application/ms-tnef", b"application/pkcs7-mime", b"text/calendar; method=REPLY",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Date: ", b"Wed, 18 Oct", b"Final-Recipient: rfc822;",
    b"<blockquote>", b"cid:", b"On x wrote:", b"> ", b"From: x\nSent: y\nTo: z\n",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=60))
@settings(max_examples=400, deadline=None)
def test_p7_shuffled_pieces_of_mails_never_raise(pieces: list[bytes]) -> None:
    read = read_mail(b"".join(pieces), authserv_id="mx")

    assert not [f for f in read.findings if f.startswith("broken")]


# Nestings


BODY = text("Our edits are attached.")
HTML = text("<p>Our edits are attached.</p>", "html")


@pytest.mark.parametrize(
    ("case", "body"),
    [
        ("t1", multi("mixed", BODY, docx())),
        (
            "t2",
            multi(
                "mixed",
                BODY,
                part(DOCX, WORD, "Content-Disposition: inline; filename=edits.docx"),
            ),
        ),
        ("t3", multi("mixed", BODY, part(DOCX, 'application/octet-stream; name="edits.docx"'))),
        ("t4", multi("alternative", BODY, multi("mixed", HTML, docx()))),
        ("t5", multi("mixed", multi("related", HTML, docx()))),
        (
            "t6",
            multi(
                "signed",
                multi("mixed", BODY, docx()),
                part(b"0", "application/pkcs7-signature; name=smime.p7s"),
            ),
        ),
        (
            "t6 pgp",
            multi("signed", multi("mixed", BODY, docx()), part(b"0", "application/pgp-signature")),
        ),
        ("body after", multi("mixed", docx(), BODY)),
        ("only file", docx()),
    ],
)
def test_a_word_file_is_found_in_any_nesting(case: str, body: bytes) -> None:
    read = read_mail(message(body))

    assert looked_at(read) == [("edits.docx", DOCX)]
    assert read.words == ("" if case == "only file" else "Our edits are attached.")


def test_t6_a_signature_is_listed_as_ignored() -> None:
    signature = part(b"0", "application/pkcs7-signature; name=smime.p7s")
    read = read_mail(message(multi("signed", multi("mixed", BODY, docx()), signature)))

    assert [f.ignored for f in read.files] == [None, Ignored.SIGNATURE]
    assert not read.encrypted


@pytest.mark.parametrize(
    "body",
    [
        part(b"0", "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"),
        multi(
            "encrypted",
            part(b"Version: 1", "application/pgp-encrypted"),
            part(b"x", "application/octet-stream"),
        ),
        text("-----BEGIN PGP MESSAGE-----\nhQEMA\n-----END PGP MESSAGE-----"),
    ],
)
def test_t7_an_encrypted_mail_is_known(body: bytes) -> None:
    assert read_mail(message(body)).encrypted


@pytest.mark.parametrize("kind", ["application/ms-tnef", "application/octet-stream"])
def test_t8_a_word_file_in_winmail_dat_is_taken_out(kind: str) -> None:
    packed = part(winmail("Copy of ch3 – final.docx", DOCX), f'{kind}; name="winmail.dat"')

    read = read_mail(message(multi("mixed", BODY, packed)))

    assert looked_at(read) == [("Copy of ch3 – final.docx", DOCX)]
    assert read.files[0].inside == "winmail.dat"


@pytest.mark.parametrize("length", [0, 3, 40, 900])
def test_t9_an_unreadable_winmail_dat_is_kept_as_it_is(length: int) -> None:
    stream = winmail("x.docx", DOCX)[:length]

    read = read_mail(
        message(multi("mixed", BODY, part(stream, "application/ms-tnef; name=winmail.dat")))
    )

    assert looked_at(read) == [("winmail.dat", stream)]
    assert read.findings == ("unreadable: winmail.dat",)


def test_t10_a_file_in_a_forwarded_mail_says_whose_mail_it_was() -> None:
    inner = message(multi("mixed", text("Please use this one."), docx()), "From: x@q.example.org")
    outer = multi("mixed", text("See below."), b"Content-Type: message/rfc822\r\n\r\n" + inner)

    read = read_mail(message(outer))

    assert looked_at(read) == [("edits.docx", DOCX)]
    assert read.files[0].inside == "forwarded mail from x@q.example.org"
    assert (read.words, read.quoted) == ("See below.", "Please use this one.")


def test_t10_a_mail_attached_as_an_eml_file_is_looked_into() -> None:
    inner = message(multi("mixed", BODY, docx()), "From: x@q.example.org")
    attached = part(inner, 'application/octet-stream; name="fwd.eml"')

    read = read_mail(message(multi("mixed", BODY, attached)))

    assert looked_at(read) == [("edits.docx", DOCX)]


def test_t11_a_mail_forwarded_inline_gives_the_outer_files_and_the_outer_words() -> None:
    words = (
        "Please see our colleague's edits.\n\n-------- Forwarded Message --------\nFrom: x\n\nold"
    )

    read = read_mail(message(multi("mixed", text(words), docx())))

    assert looked_at(read) == [("edits.docx", DOCX)]
    assert read.words == "Please see our colleague's edits."


LOGO = part(
    b"\x89PNG",
    "image/png; name=image001.png",
    "Content-ID: <image001.png@01D3>",
    "Content-Disposition: inline",
)


def test_t12_a_picture_that_the_text_shows_is_no_file_to_look_at() -> None:
    html = text('<p>Hi</p><img src="cid:image001.png@01D3">', "html")

    read = read_mail(message(multi("mixed", multi("related", html, LOGO), docx())))

    assert [(f.name, f.ignored) for f in read.files] == [
        ("image001.png", Ignored.INLINE_PICTURE),
        ("edits.docx", None),
    ]


def test_t13_a_picture_that_no_text_shows_is_kept() -> None:
    read = read_mail(message(multi("mixed", BODY, LOGO)))

    assert [(f.name, f.ignored) for f in read.files] == [("image001.png", None)]


def test_t12_a_word_file_is_never_taken_for_a_picture() -> None:
    html = text('<a href="cid:doc1">chapter</a>', "html")
    word = part(DOCX, f"{WORD}; name=edits.docx", "Content-ID: <doc1>")

    assert looked_at(read_mail(message(multi("related", html, word)))) == [("edits.docx", DOCX)]


def test_t22_files_in_an_archive_are_taken_out_with_their_names_only() -> None:
    archive = zipped(
        **{"../../etc/ch3.docx": DOCX, "__MACOSX/._ch3.docx": b"x", "sub/a.pdf": b"%PDF"}
    )

    read = read_mail(message(multi("mixed", BODY, part(archive, "application/zip; name=c.zip"))))

    assert looked_at(read) == [("ch3.docx", DOCX), ("a.pdf", b"%PDF")]
    assert {f.inside for f in read.files} == {"c.zip"}


def test_t22_an_office_document_is_no_archive() -> None:
    word = zipped(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})

    assert looked_at(read_mail(message(docx(data=word)))) == [("edits.docx", word)]


@pytest.mark.parametrize(
    ("archive", "why"),
    [
        (zipped(**{"big.docx": b"\0" * 30_000_000}), "far larger unpacked"),
        (zipped(**{f"{n}.docx": b"x" for n in range(300)}), "300 files"),
        (
            zipped(**{"a.docx": DOCX})[:60] + b"\0" * 40 + zipped(**{"a.docx": DOCX})[100:],
            "damaged",
        ),
    ],
    ids=["bomb", "many", "damaged"],
)
def test_t23_an_unsafe_archive_is_kept_unopened(archive: bytes, why: str) -> None:
    read = read_mail(message(multi("mixed", BODY, part(archive, "application/zip; name=c.zip"))))

    assert looked_at(read) == [("c.zip", archive)]
    assert why in read.findings[0]


def test_t22_archives_in_archives_end_at_a_bound() -> None:
    archive = zipped(**{"a.docx": DOCX})
    for _ in range(20):
        archive = zipped(**{"inner.zip": archive})

    read = read_mail(message(part(archive, "application/zip; name=c.zip")))

    assert [f.name for f in read.files] == ["inner.zip"]


# Damaged attachments


CODED = base64.encodebytes(DOCX)


@pytest.mark.parametrize(
    ("coded", "damaged"),
    [
        (CODED, False),
        (CODED.rstrip(b"=\n"), False),
        (CODED[: len(CODED) // 2 - 3], True),
        (CODED[: len(CODED) // 2 - 2], True),
        (CODED[:300] + b"!!" + CODED[300:], True),
        (CODED.rstrip(b"=\n") + b"A", True),
    ],
    ids=["whole", "unpadded", "cut", "cut elsewhere", "alien characters", "one too many"],
)
def test_t24_damaged_base64_is_noticed_and_never_given_undecoded(
    coded: bytes, *, damaged: bool
) -> None:
    head = f'Content-Type: {WORD}; name="e.docx"\r\nContent-Transfer-Encoding: base64\r\n\r\n'

    (file,) = read_mail(message(head.encode() + coded)).files

    assert file.damaged is damaged
    assert file.data.startswith(b"PK\x03\x04")


@pytest.mark.parametrize("lines", [6, 7, 8, 9])
def test_t24_a_mail_that_ends_too_early_has_a_damaged_file(lines: int) -> None:
    whole = message(multi("mixed", BODY, docx(data=DOCX)))
    start = whole.index(b"UEsDB")
    cut = whole[:start] + b"".join(whole[start:].splitlines(keepends=True)[:lines])

    (file,) = read_mail(cut).files

    assert file.damaged
    assert not read_mail(whole).files[0].damaged


def test_s18_a_sender_cannot_use_our_own_headers() -> None:
    read = read_mail(mail("X-Review-Too-Large: 9", "X-Review-Unread: too deep", body="Approved"))

    assert (read.words, read.findings) == ("Approved", ())


def test_t25_an_empty_file_arrives_empty() -> None:
    assert looked_at(read_mail(message(docx(data=b"")))) == [("edits.docx", b"")]


# Names


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("filename=edits.docx", "edits.docx"),
        ("filename*=utf-8''%D0%9F%D1%80%D0%BE.docx", "Про.docx"),
        ("filename*0*=utf-8''%D0%9F; filename*1*=%D1%80; filename*2=o.docx", "Прo.docx"),
        ('filename="=?utf-8?B?0J/RgNC+LmRvY3g=?="', "Про.docx"),
        ('filename="Протокол.docx"', "Протокол.docx"),
        ('filename="الفصل.docx"', "الفصل.docx"),
        ("filename*=iso-8859-1''caf%E9.docx", "café.docx"),
        ("filename*=bogus''caf%C3%A9.docx", "café.docx"),
        ('filename="../../x.docx"', "x.docx"),
        ('filename="C:\\\\Users\\\\me\\\\x.docx"', "x.docx"),
        ('filename="a\u202excod.docx"', "axcod.docx"),
        ('filename="a\0b.docx"', "ab.docx"),
        (f'filename="{"n" * 300}.docx"', "n" * 180 + "n" * 15 + ".docx"),
        ('filename=""', ""),
        ("", ""),
    ],
)
def test_t32_and_t33_any_name_is_decoded_and_none_is_dangerous(header: str, name: str) -> None:
    body = part(DOCX, WORD, f"Content-Disposition: attachment; {header}")

    (file,) = read_mail(message(body)).files

    assert file.name == name


# Calendars


def test_a17_an_answer_to_the_calendar_entry_is_known() -> None:
    reply = text("BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR").replace(
        b"text/plain;", b"text/calendar; method=REPLY;"
    )

    read = read_mail(message(multi("alternative", text(""), reply)))

    assert read.calendar_reply
    assert [f.ignored for f in read.files] == [Ignored.CALENDAR]


# Links


def test_t26_links_in_the_senders_words_are_kept_and_quoted_ones_are_not() -> None:
    body = (
        "Our edits: https://files.example.org/s/abc?x=1.\n\n"
        "On Wed, 4 Oct 2017 GCI <gci@s.example.org> wrote:\n> see https://gci.example.org/guide\n"
    )

    assert read_mail(mail(body=body)).links == ("https://files.example.org/s/abc?x=1",)


def test_t26_links_in_html_are_kept_too() -> None:
    html = (
        '<p>Our edits: <a href="https://files.example.org/s/abc">here</a></p>'
        '<div class="gmail_quote"><a href="https://gci.example.org/">old</a></div>'
    )

    assert read_mail(message(text(html, "html"))).links == ("https://files.example.org/s/abc",)


def test_any_other_bytes_are_words_at_most() -> None:
    read = read_mail(raw("just some words, no mail at all"))

    assert (read.senders, read.files) == ((), ())


def test_p2_a_charset_with_a_nul_in_its_name_is_no_reason_to_fail() -> None:
    read = read_mail(mail(kind='text/plain; charset="utf-\0-8"', body="ja, gerne – schön"))

    assert read.words == "ja, gerne – schön"
    assert read.findings == ()
