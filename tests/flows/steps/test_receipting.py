"""The receipt of a mail that is taken in two steps: one while it can be, and none said twice."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from chapters import read_stamp, stamp
from flows.mail.folder import FolderOutbox
from flows.steps.delivering import deliver_letters, mark_posted
from flows.steps.holding import give, read_anew
from review.letters import LetterKind
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import copy_of, held, writes
from tests.wordml import docx, p

PLAN = builders.plan(
    builders.planned("1", "WCO", file="1 Labels.docx", everybody=True),
    builders.planned("2", "BRS", file="2 Permits.docx", everybody=True),
)
DRAFTS = {"1 Labels.docx": docx(p("A label.")), "2 Permits.docx": docx(p("A permit."))}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A round by the folder transport; one mail of CBD, whose two files are copies of WCO, waits
    for a person.
    """
    with home_at(tmp_path, FolderOutbox(tmp_path / "Outbox")) as made:
        made.launch(PLAN, DRAFTS)
        deliver_letters(made.parts)
        files = {n: copy_of(made, "WCO", n[0]) for n in DRAFTS}
        writes(made, "CBD", "Here are our two files.", files)
        deliver_letters(made.parts)
        yield made


def give_next(home: Home, chapter: str) -> None:
    with home.parts.storage.reading() as work:
        round_id = work.rounds.all()[-1].id
    item = next(h for h in held(home) if h.name.startswith(chapter))
    give(home.parts, item.number, round_id, partner="CBD", chapter=chapter)
    deliver_letters(home.parts)


def drafts(home: Home) -> list[tuple[str, str]]:
    """Subject and words of the receipts that lie in Outbox and nobody has sent."""
    files = sorted((home.parts.settings.home / "Outbox").glob("*Received, thank*.eml"))
    mails = [message_from_bytes(f.read_bytes(), policy=default) for f in files]
    return [(m["Subject"], " ".join(m.get_body(("plain",)).get_content().split())) for m in mails]


def send_all(home: Home) -> None:
    outbox = home.parts.settings.home / "Outbox"
    for file in outbox.glob("*.eml"):
        file.rename(outbox / "Sent" / file.name)


def test_a_receipt_that_nobody_has_sent_tells_the_second_file_of_its_mail_too(home):
    give_next(home, "1")
    [(_, first)] = drafts(home)

    give_next(home, "2")

    [(subject, both)] = drafts(home)
    assert "Still awaited from you" in first
    assert subject.endswith("Received, thank you: 2 files")
    assert "1 Labels.docx" in both
    assert "2 Permits.docx" in both
    assert "Nothing else is awaited from you in this round." in both


def test_after_a_receipt_was_sent_a_second_one_tells_what_came_since(home):
    give_next(home, "1")
    send_all(home)

    give_next(home, "2")

    [(_, second)] = drafts(home)
    assert "1 Labels.docx" not in second
    assert "2 Permits.docx" in second
    assert "Nothing else is awaited from you in this round." in second


def test_a_draft_that_was_sent_is_known_also_where_nothing_was_collected_since(home):
    give_next(home, "1")
    send_all(home)
    mark_posted(home.parts, home.parts.outbox.posted())

    give_next(home, "2")

    assert len(drafts(home)) == 1


def test_a_mail_that_is_read_again_and_brings_nothing_new_gets_no_second_receipt(home):
    give_next(home, "1")
    send_all(home)

    read_anew(home.parts, held(home)[0].number)
    deliver_letters(home.parts)

    with home.parts.storage.reading() as work:
        kinds = [x.kind for x in work.letters.of_round(work.rounds.all()[-1].id)]
    assert drafts(home) == []
    assert kinds.count(LetterKind.RECEIPT) == 1


def test_changes_of_a_file_that_waits_are_counted_nowhere_before_a_person_has_looked(home):
    sign = read_stamp(copy_of(home, "BRS", "1")) or ""

    line = writes(home, "BRS", "Here.", {"1 Labels.docx": stamp(docx(p("Happy new year!")), sign)})
    deliver_letters(home.parts)

    why = "has almost no text in common with 1 Chapter of WCO no. 1, as which it was sent."
    [(_, told)] = drafts(home)
    assert line == f"answers 1 of its 2 chapters; held: “1 Labels.docx” {why}"
    assert f"The file {why} A person looks at it before anything that it changes counts." in told
    assert "without tracking" not in told
    assert "decides on each change" not in told
