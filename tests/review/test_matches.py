from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.inbounds import Verdict
from review.matches import Evidence, Hold, Matched, Party, match
from review.partners import PartnerId
from review.returns import Answer, Method, Reason, Trust
from review.rounds import RoundId
from review.senders import acts, owner_trusted, sender_of, trust_of
from tests.builders import contact, mail, partner


def party(id_: str, in_round: str = "2017R1") -> Party:
    return Party(round=RoundId(in_round), partner=PartnerId(id_))


BRS, WCO, OLD = party("BRS"), party("WCO"), party("BRS", "2016R1")
OPEN = ("2017R1",)


@pytest.mark.parametrize(
    ("evidence", "found", "method"),
    [
        (Evidence(tokens=(BRS,), threads=(BRS,), stamps=(BRS,)), BRS, Method.TOKEN),  # M1
        (Evidence(threads=(BRS,), stamps=(BRS,)), BRS, Method.THREAD),  # M5
        (Evidence(stamps=(BRS, BRS)), BRS, Method.STAMP),  # M14
        (Evidence(subjects=(BRS,), senders=(WCO,)), BRS, Method.SUBJECT),  # M10
        (Evidence(senders=(BRS,), likely=(WCO,)), BRS, Method.SENDER),  # M12
        (Evidence(senders=(BRS, party("BRS", "2017R2")), likely=(BRS,)), BRS, Method.LIKENESS),
        (Evidence(tokens=(BRS,), threads=(BRS, party("WCO", "2016R1"))), BRS, Method.TOKEN),
        (Evidence(tokens=(BRS,), subjects=(WCO,)), BRS, Method.TOKEN),
        (Evidence(tokens=(BRS,), threads=(OLD,), open=OPEN), BRS, Method.TOKEN),  # M9
        (Evidence(tokens=(OLD,), stamps=(BRS,), open=OPEN), BRS, Method.STAMP),
        (Evidence(tokens=(OLD,), open=OPEN), OLD, Method.TOKEN),  # M16: kept on its round
        (Evidence(tokens=(OLD,), threads=(BRS,)), BRS, Method.THREAD),  # both closed: the newer
        (Evidence(tokens=(BRS,), threads=(OLD,), open=("2016R1", "2017R1")), BRS, Method.TOKEN),
        (Evidence(threads=(OLD,), stamps=(BRS,), open=("2016R1", "2017R1")), BRS, Method.STAMP),
    ],
)
def test_the_strongest_signal_names_the_party(evidence, found, method):
    matched = match(evidence)

    assert isinstance(matched, Matched)
    assert (matched.party, matched.method) == (found, method)


@pytest.mark.parametrize(
    ("evidence", "reason", "candidates"),
    [
        (Evidence(), Reason.UNMATCHED, ()),
        (Evidence(likely=(BRS, WCO)), Reason.UNMATCHED, (BRS, WCO)),
        (Evidence(tokens=(BRS,), stamps=(WCO,)), Reason.CONFLICTING_SIGNALS, (BRS, WCO)),  # M15
        (Evidence(stamps=(BRS, WCO)), Reason.CONFLICTING_SIGNALS, (BRS, WCO)),
        (Evidence(tokens=(BRS, WCO)), Reason.CONFLICTING_SIGNALS, (BRS, WCO)),
        (Evidence(subjects=(BRS, WCO)), Reason.UNMATCHED, (BRS, WCO)),
        (Evidence(senders=(BRS, WCO)), Reason.UNMATCHED, (BRS, WCO)),
        (
            Evidence(tokens=(party("BRS", "2017R2"),), stamps=(BRS,), open=("2017R1", "2017R2")),
            Reason.CONFLICTING_SIGNALS,
            (party("BRS", "2017R2"), BRS),
        ),
    ],
)
def test_what_is_not_sure_is_held_with_its_candidates(evidence, reason, candidates):
    held = match(evidence)

    assert isinstance(held, Hold)
    assert (held.reason, held.candidates) == (reason, candidates)
    assert held.text.endswith(".")


def test_what_weaker_signals_say_otherwise_is_kept():
    matched = match(Evidence(tokens=(BRS,), threads=(BRS, OLD), subjects=(WCO,)))

    assert matched.notes == (
        "Its thread also names BRS in round 2016R1.",
        "Its subject also names WCO in round 2017R1.",
    )


PARTIES = st.lists(st.sampled_from([BRS, WCO, OLD]), max_size=2).map(tuple)
EVIDENCE = st.builds(
    Evidence,
    tokens=PARTIES,
    threads=PARTIES,
    stamps=PARTIES,
    subjects=PARTIES,
    senders=PARTIES,
    likely=PARTIES,
    open=st.just(OPEN),
)


@given(EVIDENCE)
def test_two_strong_signals_for_two_partners_are_never_matched(evidence):
    found = match(evidence)

    strong = {p.partner for p in (*evidence.tokens, *evidence.threads[:1], *evidence.stamps)}
    if len(strong) > 1:
        assert isinstance(found, Hold)
    if isinstance(found, Matched) and strong:
        assert found.party.partner in strong
    if isinstance(found, Matched) and not strong and not evidence.subjects:
        assert found.party in evidence.senders


@pytest.mark.parametrize(
    ("sender", "verdict", "trust"),
    [
        ("focal@wco.example.org", Verdict.PASS, Trust.VERIFIED),  # S1
        ("Other@WCO.example.org", Verdict.PASS, Trust.VERIFIED),  # S8
        ("nine@home.test", Verdict.PASS, Trust.VERIFIED),  # S11: another address of the contact
        ("focal@wco.example.org", Verdict.NONE, Trust.LISTED),  # S3
        ("focal@wco.example.org", Verdict.FAIL, Trust.FAILED),  # S7
        ("someone@free.test", Verdict.PASS, Trust.UNKNOWN),  # S9
        ("someone@free.test", Verdict.NONE, Trust.UNKNOWN),
        ("x@notwco.example.org", Verdict.PASS, Trust.UNKNOWN),
        ("x@sub.wco.example.org", Verdict.PASS, Trust.UNKNOWN),
    ],
)
def test_trust_is_the_address_and_our_own_servers_verdict(sender, verdict, trust):
    wco = partner(
        "WCO", contacts=(contact("Focal", "focal@wco.example.org", also=("nine@home.test",)),)
    )

    assert trust_of(wco, mail(senders=(sender,), verdict=verdict)) is trust


def test_two_senders_are_no_sender():
    two = mail(senders=("focal@wco.example.org", "x@y.test"), verdict=Verdict.PASS)

    assert sender_of(two) == ""
    assert trust_of(partner("WCO"), two) is Trust.UNKNOWN
    assert sender_of(mail(senders=("a@b.test", "a@b.test"))) == "a@b.test"


@pytest.mark.parametrize(
    ("trust", "file", "words"),
    [
        (Trust.VERIFIED, None, None),
        (Trust.CONFIRMED, None, None),
        (Trust.LISTED, None, Reason.UNVERIFIED_WORDS),
        (Trust.UNKNOWN, Reason.CONFIRM_SENDER, Reason.CONFIRM_SENDER),
        (Trust.FAILED, Reason.FORGED, Reason.FORGED),
    ],
)
def test_files_are_taken_from_a_listed_address_and_words_from_a_verified_one(trust, file, words):
    assert acts(trust, Answer.FILE) is file
    assert acts(trust, Answer.NO_CHANGES) is file
    assert acts(trust, Answer.WORDS) is words


def test_an_owner_is_trusted_with_its_chapter_by_proof_or_by_stamp_and_address():
    trusted = {(t, m) for t in Trust for m in Method if owner_trusted(t, m)}

    assert {m for t, m in trusted if t is Trust.LISTED} == {Method.STAMP}
    assert {t for t, _ in trusted} == {Trust.VERIFIED, Trust.CONFIRMED, Trust.LISTED}
