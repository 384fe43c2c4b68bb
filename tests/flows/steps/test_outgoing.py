from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.errors import NotDelivered
from flows.mail.folder import FolderOutbox
from flows.steps import delivering, launching
from flows.steps.outgoing import as_sent, outgoing
from review.rounds import RoundId, State
from storage.queries import status
from tests.fakes import StubbornOutbox
from tests.homes import Home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A round whose three opening letters lie in Outbox."""
    made = Home(tmp_path / "home", outbox=FolderOutbox(tmp_path / "Outbox"))
    launch(made)
    yield made
    made.parts.storage.close()


def launch(home: Home) -> RoundId:
    opened = home.open_round()
    for batch in launching.batches(launching.waiting_partners(home.parts, opened.id)):
        launching.send_copies(home.parts, opened.id, batch)
    delivering.deliver_letters(home.parts)
    return opened.id


def seen_by_officer(home: Home) -> tuple[dict[str, set[State]], int]:
    """The states of each partner's chapters, and how many drafts wait to be sent."""
    with home.parts.storage.reading() as work:
        round_id = work.rounds.all()[0].id
        stored = status(work, round_id, home.now)
    seen = as_sent(stored, outgoing(home.parts, round_id))
    states: dict[str, set[State]] = {}
    for row in seen.rows:
        states.setdefault(row.partner, set()).add(row.state)
    return states, len(seen.written)


def test_a_chapter_is_not_sent_while_its_letter_is_a_draft(home: Home) -> None:
    states, drafts = seen_by_officer(home)

    assert states == {who: {State.PLANNED} for who in ("BRS", "CBD", "WCO")}
    assert drafts == 3


def test_a_draft_that_was_moved_to_sent_is_sent_before_anything_is_collected(
    home: Home, tmp_path: Path
) -> None:
    letter = next((tmp_path / "Outbox").glob("*WCO*.eml"))
    letter.rename(letter.parent / "Sent" / letter.name)

    states, drafts = seen_by_officer(home)

    assert states == {"BRS": {State.PLANNED}, "CBD": {State.PLANNED}, "WCO": {State.SENT}}
    assert drafts == 2


def test_letters_that_no_server_took_are_not_sent_and_say_why(tmp_path: Path) -> None:
    outbox = StubbornOutbox()
    outbox.refusals["@"] = NotDelivered("The mail server is away.", down=True)
    home = Home(tmp_path / "home", outbox=outbox)

    round_id = launch(home)

    out = outgoing(home.parts, round_id)
    assert (len(out.waiting), out.failure) == (3, "The mail server is away.")
    assert seen_by_officer(home)[0] == {who: {State.PLANNED} for who in ("BRS", "CBD", "WCO")}
    outbox.refusals.clear()
    delivering.deliver_letters(home.parts)
    assert outgoing(home.parts, round_id).waiting == ()
    assert seen_by_officer(home)[0] == {who: {State.SENT} for who in ("BRS", "CBD", "WCO")}
    home.parts.storage.close()


def test_letters_go_as_soon_as_a_folder_can_be_written_again(tmp_path: Path) -> None:
    in_the_way = tmp_path / "Outbox"
    in_the_way.write_text("a file where the folder should be")
    home = Home(tmp_path / "home", outbox=FolderOutbox(in_the_way))

    round_id = launch(home)
    refused = outgoing(home.parts, round_id)
    in_the_way.unlink()
    delivering.deliver_letters(home.parts)

    assert len(refused.waiting) == 3
    assert str(in_the_way) in refused.failure
    assert len(outgoing(home.parts, round_id).drafts) == 3
    home.parts.storage.close()
