from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from flows.ports import Arrival
from flows.steps.collecting import process_stored, store_arrivals
from flows.steps.delivering import deliver_letters
from flows.steps.holding import give
from review.partners import Standing
from review.returns import Answer, Nature, Reason
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.wordml import docx, p

DRAFTS = {"1 Labels.docx": docx(p("Officers check the label."))}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A round of three members and an applicant, whose letters have gone."""
    with home_at(tmp_path) as made:
        plan = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx", everybody=True))
        assert any(x.standing is Standing.APPLICANT for x in plan.partners)
        made.launch(plan, DRAFTS)
        deliver_letters(made.parts)
        made.outbox.sent.clear()
        yield made


def arrive(home: Home, number: int, mail: bytes) -> None:
    home.mail.append(Arrival(source=f"test:{number}", data=mail, received_at=home.now))


def letter(sender: str, words: str, **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, "gci@secretariat.example.org"
    mail["Subject"] = headers.pop("subject", "About the guide")
    mail["Message-ID"] = headers.pop("message_id", "<a@elsewhere.example.org>")
    mail.set_content(words)
    mail.add_attachment(
        DRAFTS["1 Labels.docx"],
        maintype="application",
        subtype="octet-stream",
        filename="1 Labels.docx",
    )
    return mail.as_bytes()


def test_one_mail_that_cannot_be_read_stops_no_other(home: Home) -> None:
    home.parts.storage.files.put(b"")
    arrive(home, 1, b"\xff\x00 no mail at all")
    arrive(home, 2, letter("Focal <focal@wco.example.org>", "Here is our file."))

    store_arrivals(home.parts)
    collected = process_stored(home.parts)

    assert len(collected.lines) == 2
    assert collected.lines[1] == "focal@wco.example.org: answers its chapter"
    with home.parts.storage.unit_of_work() as work:
        kept = [i.nature for i in work.inbounds.of_round(work.rounds.all()[0].id)]
        held = work.held.waiting()
    assert kept == [Nature.HUMAN]
    assert len(held) == 1


def test_the_same_mail_from_two_places_is_one_return_and_one_receipt(home: Home) -> None:
    mail = letter("Focal <focal@wco.example.org>", "Here is our file.")
    arrive(home, 1, mail)
    arrive(home, 2, mail)

    store_arrivals(home.parts)
    process_stored(home.parts)
    deliver_letters(home.parts)

    with home.parts.storage.unit_of_work() as work:
        returns = work.returns.of_round(work.rounds.all()[0].id)
    assert len(returns) == 1
    assert len(home.outbox.sent) == 1


def test_what_a_stranger_sends_is_kept_and_held_and_names_nobody(home: Home) -> None:
    arrive(home, 1, letter("Somebody <x@stranger.test>", "I have a guide for you."))

    store_arrivals(home.parts)
    process_stored(home.parts)
    deliver_letters(home.parts)

    with home.parts.storage.unit_of_work() as work:
        held = work.held.waiting()
        returns = work.returns.of_round(work.rounds.all()[0].id)
    assert returns == []
    assert [h.reason for h in held] == [Reason.UNMATCHED]
    assert home.outbox.sent == ["x@stranger.test"]


def test_words_that_a_person_gives_to_a_chapter_are_its_answer(home: Home) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "focal@brs.example.org", "gci@secretariat.example.org"
    mail["Subject"], mail["Message-ID"] = "The guide", "<w@brs.example.org>"
    mail.set_content("Could you say which annex is meant in paragraph 3?")
    arrive(home, 1, mail.as_bytes())
    store_arrivals(home.parts)
    process_stored(home.parts)
    with home.parts.storage.reading() as work:
        round_id = work.rounds.all()[0].id
        [held] = work.held.waiting()

    give(home.parts, held.number, round_id, partner="BRS", chapter="1")

    with home.parts.storage.reading() as work:
        [returned] = work.returns.of_round(round_id)
        assert work.held.waiting() == []
    assert (returned.answer, returned.words) == (
        Answer.WORDS,
        "Could you say which annex is meant in paragraph 3?",
    )
