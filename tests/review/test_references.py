from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.partners import PartnerId
from review.references import (
    bare_subject,
    looks_ours,
    message_id,
    plus_address,
    read_markers,
    read_references,
    read_tokens,
    slug,
    subject_reference,
    write_marker,
)
from tests.builders import opening


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BRS", "BRS"),
        ("Ozone Secretariat", "OZONE-SECRETARIAT"),
        ("  UNEP  Law ", "UNEP-LAW"),
        ("Série Évaluée", "SERIE-EVALUEE"),
        ("A/B & C", "A-B-C"),
    ],
)
def test_a_slug_is_the_short_name_in_plain_capitals(name, expected):
    assert slug(PartnerId(name)) == expected


def test_a_name_without_latin_letters_has_a_slug_of_its_own():
    one, other = slug(PartnerId("الأوزون")), slug(PartnerId("海关"))

    assert one != other
    assert one[0] == other[0] == "P"
    assert len(one) == 9


@pytest.mark.parametrize(
    "subject",
    [
        "[GCI-2017R1-OZONE-SECRETARIAT] Your chapters",
        "Re: [GCI-2017R1-OZONE-SECRETARIAT] Your chapters",
        "AW: RE: Fwd: [gci-2017r1-ozone-secretariat] x",
        "TR: [ GCI - 2017R1 - OZONE-SECRETARIAT ]",
        "RV: [GCI-2017R1-OZONE-\r\n SECRETARIAT] Your",
        "رد: [GCI-2017R1-OZONE-SECRETARIAT]",
        "答复: 【GCI-2017R1-OZONE-SECRETARIAT】",
        "回复： ［GCI–2017R1–OZONE‑SECRETARIAT］",
        "\u202bRe: [GCI\u200e-2017R1-OZONE-SECRETARIAT]\u202c",
        "[EXTERNAL] Re: [GCI-2017 R1-OZONE-SECRETARIAT] (#4711)",
        "Re: GCI-2017R1-OZONE-SECRETARIAT, final",
    ],
)
def test_a_reference_is_read_whatever_mail_programs_did_to_it(subject):
    (found,) = read_references(subject)

    assert (found.prefix, found.round, found.slug) == ("GCI", "2017R1", "OZONE-SECRETARIAT")


def test_every_reference_is_read_once_and_other_brackets_are_none():
    subject = "[GCI-2016R2-BRS] was [GCI-2017R1-BRS] and [gci-2016r2-brs] [ABC-123] [2017]"

    assert [(r.round, r.slug) for r in read_references(subject)] == [
        ("2016R2", "BRS"),
        ("2017R1", "BRS"),
    ]


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_what_is_written_is_read_back(name):
    written = subject_reference(opening().round, PartnerId(name))

    (read,) = read_references(f"RE: {written} words")

    assert read.slug == slug(PartnerId(name))


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: AW: TR: Your chapters", "Your chapters"),
        ("RE[2]: Fwd: [GCI-2017R1-BRS] Your chapters", "Your chapters"),
        ("رد: فصولكم", "فصولكم"),
        ("答复：章节", "章节"),
        ("Return: a story", "Return: a story"),
        ("Research", "Research"),
    ],
)
def test_the_bare_subject_has_no_prefix_and_no_reference(subject, bare):
    assert bare_subject(subject) == bare


def test_a_token_is_read_from_any_plus_address_also_rewritten_ones():
    written = plus_address("gci@secretariat.example.org", "k3j4h5")

    assert written == "gci+k3j4h5@secretariat.example.org"
    assert read_tokens(
        [
            "other@x.example.org",
            written.upper(),
            "srs0=ab=cd=secretariat.example.org=gci+other1@relay.example.org",
            "prvs=1234=gci+third@secretariat.example.org",
            "bounce-gci+fourth=secretariat.example.org@list.example.org",
        ]
    ) == ("k3j4h5", "other1", "third", "fourth")


def test_the_marker_is_read_from_quoted_and_wrapped_text():
    ours = message_id("launch", "3f9a-B_c", "GCI <gci@Secretariat.example.org>")

    text = f"Thanks\n> {write_marker(ours)}\n>> gci-review-letter: {ours}, and so on."

    assert ours == "<launch.3f9a-B_c@secretariat.example.org>"
    assert read_markers(text) == (ours,)
    assert read_markers("nothing here") == ()


def test_an_id_of_our_form_is_told_from_others():
    address = "gci@secretariat.example.org"

    assert looks_ours("<receipt.abc@secretariat.example.org>", address)
    assert looks_ours("<last-reminder.abc@SECRETARIAT.example.org>", address)
    assert not looks_ours("<receipt.abc@elsewhere.example.org>", address)
    assert not looks_ours("<CAFE1234@secretariat.example.org>", address)


@pytest.mark.parametrize("piece", ["A", "[", "[2017R1 ", "GCI-2017R1-", "Re: ", "A-"])
def test_a_subject_of_any_length_is_read_at_once(piece):
    assert len(read_references(piece * 30_000)) <= 100
    assert bare_subject(piece * 30_000) is not None
