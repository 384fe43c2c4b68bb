from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.errors import NotDelivered
from flows.steps.delivering import Delivered, deliver_letters, recover_letters
from review.letters import LetterState
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.wordml import docx, p

DRAFTS = {"1 Labels.docx": docx(p("Officers check the label."))}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Three members that were sent one chapter; three letters are queued."""
    with home_at(tmp_path) as made:
        plan = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx", everybody=True))
        made.launch(plan, DRAFTS)
        yield made


def states(home: Home) -> dict[str, LetterState]:
    with home.parts.storage.unit_of_work() as work:
        rounds = work.rounds.all()
        return {str(x.partner): x.state for x in work.letters.of_round(rounds[0].id)}


def test_an_address_that_refuses_for_now_holds_nobody_up(home: Home) -> None:
    home.outbox.refusals["@wco."] = NotDelivered("It is busy.")

    first = deliver_letters(home.parts)
    again = deliver_letters(home.parts)

    assert first == Delivered(sent=2, waiting=1)
    assert again == Delivered()
    assert states(home)["WCO"] is LetterState.QUEUED


def test_a_letter_that_was_refused_for_now_goes_later(home: Home) -> None:
    home.outbox.refusals["@wco."] = NotDelivered("It is busy.")
    deliver_letters(home.parts)
    home.outbox.refusals.clear()

    home.pass_time(minutes=6)
    later = deliver_letters(home.parts)

    assert later == Delivered(sent=1)


def test_a_letter_that_is_always_refused_for_now_ends_with_a_person(home: Home) -> None:
    home.outbox.refusals["@wco."] = NotDelivered("It is busy.")

    for _ in range(8):
        deliver_letters(home.parts)
        home.pass_time(hours=24)

    assert states(home)["WCO"] is LetterState.FAILED
    assert deliver_letters(home.parts) == Delivered()


def test_where_no_letter_can_go_the_run_ends_and_no_letter_wears_out(home: Home) -> None:
    down = NotDelivered("The mail server does not answer.", down=True)
    home.outbox.refusals["@"] = down

    for _ in range(20):
        assert deliver_letters(home.parts) == Delivered(waiting=1)
    home.outbox.refusals.clear()

    assert deliver_letters(home.parts) == Delivered(sent=3)


def test_a_refusal_for_good_is_shown_and_not_tried_again(home: Home) -> None:
    home.outbox.refusals["@wco."] = NotDelivered("No such user.", lasting=True)

    deliver_letters(home.parts)

    assert states(home)["WCO"] is LetterState.FAILED
    assert deliver_letters(home.parts) == Delivered()


def test_a_letter_that_may_have_gone_is_looked_for_before_it_goes_again(home: Home) -> None:
    home.outbox.refusals["@wco."] = NotDelivered("The line broke.", unsure=True)
    deliver_letters(home.parts)
    home.outbox.refusals.clear()
    assert states(home)["WCO"] is LetterState.SENDING
    assert deliver_letters(home.parts) == Delivered()

    home.pass_time(minutes=11)
    looked_for = recover_letters(home.parts)

    assert looked_for == 1
    assert deliver_letters(home.parts) == Delivered(sent=1)
