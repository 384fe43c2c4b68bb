"""The returns that ship are answers to what the demo sends, and to nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from chapters import read_revisions, read_stamp
from desk.demo import LAUNCH, Tour, open_sample
from desk.workbook import read_drafts, read_plan
from flows.mail.mime import read_mail
from flows.steps import launching
from review.inbounds import Mail
from review.rounds import RoundId

_RETURNS = sorted((Path(__file__).parents[2] / "examples/gci-guide/returns").glob("*.eml"))
_STALE = "the demo's ids have changed: run python -m examples.maker.returns"


@pytest.fixture(scope="module")
def launched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tour, RoundId]]:
    """The demo's round, opened as the demo opens it, with its letters queued."""
    tour = open_sample(tmp_path_factory.mktemp("demo") / "home")
    plan, _ = read_plan(tour.folder, today=LAUNCH)
    assert plan is not None
    planned = launching.plan_launch(tour.parts, plan, read_drafts(tour.folder))
    launching.preview_letters(tour.parts, planned)
    opened = launching.open_planned(tour.parts, planned)
    for batch in launching.batches(launching.waiting_partners(tour.parts, opened.id)):
        launching.send_copies(tour.parts, opened.id, batch)
    yield tour, opened.id
    tour.parts.storage.close()


def test_stamps_and_threads_are_those_of_the_round_that_the_demo_opens(
    launched: tuple[Tour, RoundId],
) -> None:
    tour, round_id = launched
    with tour.parts.storage.unit_of_work() as work:
        assignments = {str(a.id) for a in work.assignments.of_round(round_id)}
        letters = {x.message_id for x in work.letters.of_round(round_id)}

    mails = [_mail(path) for path in _RETURNS]

    stamps = {read_stamp(f.data) for mail in mails for f in mail.files if _is_word(f.name)} - {None}
    answered = {i for mail in mails for i in mail.in_reply_to}
    assert stamps <= assignments, _STALE
    assert answered <= letters, _STALE
    assert len(stamps) == 14
    assert len(answered) == 8


def test_every_kind_of_return_is_among_them() -> None:
    mails = {path.name[3:-4]: _mail(path) for path in _RETURNS}
    files = [f for mail in mails.values() for f in mail.files if _is_word(f.name)]

    tracked = [f for f in files if read_revisions(f.data)]

    assert len(mails) == 18
    assert 0 < len(tracked) < len(files)
    assert mails["OzonAction is away"].automatic
    assert mails["INTERPOL cannot be reached"].report is not None
    assert mails["OzonAction writes from a system that strips headers"].in_reply_to == ()
    assert mails["a forged mail in the name of CITES"].verdict == "fail"
    assert not any("unodc" in sender for mail in mails.values() for sender in mail.senders)


def test_no_mail_is_ours_and_each_has_an_id_of_its_own() -> None:
    heads = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in _RETURNS]

    assert len({head["Message-ID"] for head in heads}) == len(heads)
    assert all(head["To"] == "gci-secretariat@secretariat.example.org" for head in heads)
    assert all(".example.org" in str(head["From"]) for head in heads)


def _mail(path: Path) -> Mail:
    return read_mail(path.read_bytes(), authserv_id="mx.secretariat.example.org")


def _is_word(name: str) -> bool:
    return name.endswith(".docx")
