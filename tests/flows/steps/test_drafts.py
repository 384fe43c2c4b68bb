from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.mail.folder import FolderOutbox
from flows.steps import delivering, launching
from flows.steps.drafts import as_sent, unsent
from review.rounds import State
from storage.queries import status
from tests.homes import Home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A round whose three opening letters lie in Outbox."""
    made = Home(tmp_path / "home", outbox=FolderOutbox(tmp_path / "Outbox"))
    opened = made.open_round()
    for batch in launching.batches(launching.waiting_partners(made.parts, opened.id)):
        launching.send_copies(made.parts, opened.id, batch)
    delivering.deliver_letters(made.parts)
    yield made
    made.parts.storage.close()


def seen_by_officer(home: Home) -> tuple[dict[str, set[State]], int]:
    """The states of each partner's chapters, and how many drafts wait to be sent."""
    with home.parts.storage.reading() as work:
        round_id = work.rounds.all()[0].id
        stored = status(work, round_id, home.now)
    seen = as_sent(stored, unsent(home.parts, round_id))
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
