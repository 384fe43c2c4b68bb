"""The five flows on the real workflow server: what they leave behind, there and with us."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from flows.errors import NotDelivered, NotReachable
from flows.ports import Delivery
from review.rounds import State
from tests.fakes import LedgerOutbox
from tests.homes import DeafInbox, Home
from tests.servers.engine import ON_ENGINE
from tests.stories.killing import ANSWERED, arrivals
from tests.wordml import docx, p

pytestmark = ON_ENGINE


def run(module: str, function: str, **arguments: Any) -> Any:
    """A flow, run to its end; imported late, since the engine's address must be known before."""
    return asyncio.run(getattr(import_module(f"flows.{module}"), function)(**arguments))


def read(what: str, **wanted: Any) -> list[Any]:
    """What the server's API answers."""

    async def asked() -> list[Any]:
        async with import_module("prefect.client.orchestration").get_client() as client:
            return await getattr(client, what)(**wanted)

    return asyncio.run(asked())


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "home")
    yield made
    made.parts.storage.close()


def test_a_launch_sends_one_letter_to_each_member_and_a_second_launch_none(home: Home) -> None:
    opened = home.open_round()

    first = run("launch_round", "launch_round", home=home.name, round_id=opened.id)
    second = run("launch_round", "launch_round", home=home.name, round_id=opened.id)

    assert (first.sent, second.sent) == (3, 0)
    assert len(home.ledger.taken()) == 3


def test_a_collection_takes_the_returns_and_writes_who_answered(home: Home) -> None:
    opened = home.open_round()
    run("launch_round", "launch_round", home=home.name, round_id=opened.id)
    home.now = ANSWERED
    home.mail += arrivals(home.folder)

    collected = run("collect_returns", "collect_returns", home=home.name)

    assert len(collected.lines) == 2
    assert answered(home) == {("BRS", "2"), ("WCO", "1")}
    artifacts = [a for a in read("read_artifacts") if a.key == f"who-answered-{opened.id.lower()}"]
    newest = max(artifacts, key=lambda a: a.created)
    rows = json.loads(newest.data)
    assert {r["partner"] for r in rows if r["answered"]} == {"BRS", "WCO"}
    assert {r["state"] for r in rows if r["partner"] == "CBD"} == {"sent"}


def test_reminders_go_once_to_who_has_not_answered(home: Home) -> None:
    opened = home.open_round()
    run("launch_round", "launch_round", home=home.name, round_id=opened.id)
    home.now = ANSWERED.replace(day=11, hour=7)  # seven days before, 10:00 in Nairobi

    queued = run("remind_partners", "remind_partners", home=home.name)
    again = run("remind_partners", "remind_partners", home=home.name)

    assert (queued, again) == (3, 0)
    assert len(home.ledger.taken()) == 6


def test_what_owners_changed_is_merged(home: Home) -> None:
    opened = home.open_round()
    run("launch_round", "launch_round", home=home.name, round_id=opened.id)
    home.now = ANSWERED
    home.mail += arrivals(home.folder)
    run("collect_returns", "collect_returns", home=home.name)

    settled = run("settle_chapters", "settle_chapters", home=home.name, round_id=opened.id)

    assert [s.number for s in settled] == ["1", "2"]
    assert not any(s.problem for s in settled)


def test_a_mailbox_that_is_deaf_twice_is_asked_a_third_time(tmp_path: Path) -> None:
    inbox = DeafInbox(times=2)
    home = Home(tmp_path / "home", inbox=inbox)

    collected = run("collect_returns", "collect_returns", home=home.name)

    assert inbox.asked == 3
    assert collected.lines == ()
    home.parts.storage.close()


@dataclass
class DeafOutbox(LedgerOutbox):
    """A mail server that is down some times."""

    ledger: Path
    times: int
    asked: int = 0

    def deliver(self, message: bytes, *, message_id: str, to: tuple[str, ...]) -> Delivery:
        self.asked += 1
        if self.asked <= self.times:
            raise NotDelivered("The mail server mail.test cannot be reached.", down=True)
        return super().deliver(message, message_id=message_id, to=to)


def test_a_mail_server_that_is_down_twice_gets_every_letter_at_the_third_try(
    tmp_path: Path,
) -> None:
    outbox = DeafOutbox(tmp_path / "ledger", times=2)
    home = Home(tmp_path / "home", outbox=outbox)
    opened = home.open_round()

    delivered = run("launch_round", "launch_round", home=home.name, round_id=opened.id)

    assert (delivered.sent, delivered.waiting) == (3, 0)
    assert len(set(outbox.taken())) == len(outbox.taken()) == 3
    home.parts.storage.close()


def test_nothing_of_the_engine_reaches_the_terminal(
    home: Home, capfd: pytest.CaptureFixture[str]
) -> None:
    opened = home.open_round()
    broken = Home(home.folder.with_name("broken"), inbox=DeafInbox(times=9))

    run("launch_round", "launch_round", home=home.name, round_id=opened.id)
    store_mail = import_module("flows.collect_returns").store_mail
    with pytest.raises(NotReachable):
        asyncio.run(store_mail.with_options(retries=0)(home=broken.name))

    assert capfd.readouterr() == ("", "")
    broken.parts.storage.close()


def answered(home: Home) -> set[tuple[str, str]]:
    """Who answered for which chapter."""
    with home.parts.storage.reading() as work:
        rounds = work.rounds.all()
        asked = [a for r in rounds for a in work.assignments.of_round(r.id)]
        numbers = {c.id: c.number for r in rounds for c in work.chapters.of_round(r.id)}
    return {(a.partner, numbers[a.chapter]) for a in asked if a.state is State.RETURNED}


def test_a_corrigendum_is_made_and_announced_by_the_flow_of_publishing(home: Home) -> None:
    opened = home.open_round()
    run("launch_round", "launch_round", home=home.name, round_id=opened.id)
    run("publish_edition", "publish_edition", home=home.name, round_id=opened.id)
    before = len(home.ledger.taken())
    new = home.parts.storage.files.put(docx(p("A corrected chapter.")))

    published = run(
        "publish_edition",
        "publish_edition",
        home=home.name,
        round_id=opened.id,
        corrected={"2": new},
        reason="a code was wrong",
    )

    assert (published.number, published.kind) == ("1.1", "corrigendum")
    assert [line.draft for line in published.lines] == [new]
    assert len(home.ledger.taken()) == before + 3
