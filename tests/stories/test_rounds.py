"""A round from its launch to its edition: real mail, a real word processor, both databases."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from chapters import plain_text
from flows.parts import Parts
from flows.steps import acts, launching
from flows.wiring import keep, parts_of, utc_now
from review.decisions import Outcome, Selection
from review.letters import LetterState
from review.publications import Sha256
from review.rounds import Plan, Round, State
from storage import upgrade
from storage.queries import open_proposals
from tests import builders
from tests.fakes import NoPdf
from tests.servers.engine import ON_ENGINE
from tests.servers.mail import MailServer
from tests.servers.office import Office
from tests.servers.office import replace as reworded
from tests.stories.roads import Road, answer, by_folder, by_server, word_files
from tests.wordml import docx, p

pytestmark = ON_ENGINE

DRAFTS = {
    "1 Labels.docx": docx(p("Officers check the label of every cylinder."), p("They keep it.")),
    "2 Permits.docx": docx(p("A permit is needed for each shipment."), p("It names the goods.")),
}


def plan(road: Road) -> Plan:
    """Two chapters that three members review; the deadline is in two weeks."""
    return builders.plan(
        builders.planned("1", "WCO", file="1 Labels.docx", title="Labels", everybody=True),
        builders.planned("2", "BRS", file="2 Permits.docx", title="Permits", everybody=True),
        partners=tuple(
            builders.partner(
                who, contacts=(builders.contact(f"Focal {who}", road.focal(who)),), domains=()
            )
            for who in ("BRS", "CBD", "WCO")
        ),
        due_on=date.today() + timedelta(days=14),  # noqa: DTZ011 -- a mail server has one clock
        reply_to=road.secretariat,
    )


@pytest.fixture
def server_road(mail_server: MailServer, tmp_path: Path, postgresql_url: str) -> Road:
    upgrade(postgresql_url)
    return by_server(mail_server, tmp_path / "home", postgresql_url)


@pytest.fixture
def folder_road(tmp_path: Path) -> Road:
    return by_folder(tmp_path / "home", "")


@pytest.fixture(params=["server_road", "folder_road"])
def road(request: pytest.FixtureRequest) -> Road:
    found: Road = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def parts(road: Road) -> Iterator[Parts]:
    made = replace(parts_of(road.settings), make_renderer=NoPdf)
    keep(made)
    yield made
    made.storage.close()


def run(parts: Parts, module: str, function: str, **arguments: str) -> Any:
    """A flow, run to its end; imported late, since the engine's address must be known before."""
    flow = getattr(import_module(f"flows.{module}"), function)
    return asyncio.run(flow(home=str(parts.settings.home), **arguments))


def test_a_round_ends_with_the_text_that_was_decided(
    road: Road, parts: Parts, office: Office
) -> None:
    opened = launching.open_planned(parts, launching.plan_launch(parts, plan(road), DRAFTS))
    run(parts, "launch_round", "launch_round", round_id=opened.id)

    edit_and_return(road, office, "WCO", reworded("every", "each"))
    edit_and_return(road, office, "BRS", reworded("They keep it.", "They keep it in writing."))
    collect(parts)
    decide(parts, opened)
    settled = run(parts, "settle_chapters", "settle_chapters", round_id=opened.id)
    edition = run(parts, "publish_edition", "publish_edition", round_id=opened.id)

    assert [len(road.letters(road.focal(who))) for who in ("WCO", "BRS", "CBD")] == [4, 4, 3]
    labels = next(s for s in settled if s.number == "1")
    assert text(parts, labels.merged) == (
        "Officers check the label of each cylinder.\nThey keep it in writing."
    )
    guide = plain_text((Path(edition.folder) / "guide.docx").read_bytes())
    assert "Officers check the label of each cylinder.\nThey keep it in writing." in guide
    assert "A permit is needed for each shipment.\nIt names the goods." in guide


def test_a_partner_gets_one_letter_and_one_receipt_whatever_dies_and_the_archive_has_them(
    server_road: Road, office: Office
) -> None:
    road = server_road
    parts = replace(parts_of(road.settings), make_renderer=NoPdf)
    keep(parts)
    opened = launching.open_planned(parts, launching.plan_launch(parts, plan(road), DRAFTS))
    run(parts, "launch_round", "launch_round", round_id=opened.id)
    edit_and_return(road, office, "WCO", reworded("every", "each"))
    collect(parts)

    die_while_sending(parts, opened)
    run(parts, "deliver_letters", "deliver_letters")

    with parts.storage.reading() as work:
        letters = work.letters.of_round(opened.id)
    assert {letter.state for letter in letters} == {LetterState.SENT}
    assert len(road.letters(road.focal("WCO"))) == 2
    archived = [str(mail["Message-ID"]) for mail in road.letters(road.archive)]
    assert sorted(archived) == sorted(letter.message_id for letter in letters)
    parts.storage.close()


def edit_and_return(road: Road, office: Office, who: str, edit: Any) -> None:
    """The partner opens what it got, changes the first chapter, and replies."""
    letter = road.letters(road.focal(who))[-1]
    files = word_files(letter)
    name = next(name for name in files if "Labels" in name)
    edited = office.edit(files[name], by=f"Focal point of {who}", edits=[edit])
    road.send(answer(letter, {name: edited}, "Please find our changes attached."))


def collect(parts: Parts) -> None:
    """Read what came, once the files in the folder are old enough to be whole."""
    if parts.settings.inbox_folder.is_dir():
        for file in parts.settings.inbox_folder.glob("*.eml"):
            os.utime(file, (time.time() - 60, time.time() - 60))
    run(parts, "collect_returns", "collect_returns")


def decide(parts: Parts, opened: Round) -> None:
    """The officer takes what is open; the owner's own changes are applied by the round's rule."""
    with parts.storage.reading() as work:
        asked = work.assignments.of_round(opened.id)
        rows = open_proposals(work, opened.id)
    assert {a.partner for a in asked if a.state is State.RETURNED} == {"WCO", "BRS"}
    numbers = tuple(r.proposal.number for r in rows if r.proposal.partner == "BRS")
    acts.decide_on(parts, opened.id, Selection(numbers=numbers), Outcome.ACCEPTED, by="officer")


def text(parts: Parts, name: Sha256) -> str:
    return plain_text(parts.storage.files.get(name))


def die_while_sending(parts: Parts, opened: Round) -> None:
    """Leave a letter as a process does that dies after the mail server took it."""
    with parts.storage.unit_of_work() as work:
        letter = work.letters.of_round(opened.id)[0]
        lease = utc_now() - timedelta(hours=1)
        work.letters.put(
            replace(letter, state=LetterState.SENDING, lease_until=lease, sent_at=None)
        )
        work.commit()
