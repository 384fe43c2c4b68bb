"""What the commands say of a round that is published, or was given up."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from desk.cli import app, mount
from desk.workbook import read_plan
from flows.steps import acts, collecting, launching
from review.decisions import Outcome
from review.states import published
from storage.queries import proposals
from tests.desk.folders import good_book, good_files, lay_out
from tests.stories.circulating import Circulation, chapter, members_answer
from tests.stories.test_non_members import bounce
from tests.wordml import ins, p

mount([])


@pytest.fixture
def circulation(tmp_path: Path) -> Circulation:
    """A round in which members have answered; nothing is decided."""
    made = Circulation(tmp_path / "home")
    made.launch()
    members_answer(made)
    return made


def run(of: Circulation | Path, *words: str):
    home = of if isinstance(of, Path) else of.home.folder
    return CliRunner().invoke(app, ["--home", str(home), *words])


def open_number(of: Circulation, chapter_number: str) -> str:
    with of.parts.storage.reading() as work:
        rows = proposals(work, of.round)
    return str(
        next(
            r.proposal.number
            for r in rows
            if r.chapter_number == chapter_number and r.decision is None
        )
    )


ACTS = (
    ("decide", "{}", "--defer"),
    ("decide", "--all", "--defer"),
    ("decide", "{}", "--first"),
    ("decide", "--word"),
    ("decide", "--sheet"),
    ("withhold", "1", "--reason", "too late"),
)


def test_nothing_is_decided_in_a_chapter_that_is_printed(circulation, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    circulation.close()
    circulation.publish()
    number = open_number(circulation, "1")

    refused = [run(circulation, *(w.format(number) for w in act)).exception for act in ACTS]

    for sentence in map(str, refused):
        assert "edition 1 has printed it" in sentence
        assert 'publish --correct "1=FILE"' in sentence
    assert not list(tmp_path.glob("*.docx"))
    assert not list(tmp_path.glob("*.xlsx"))


def test_a_sheet_filled_in_after_the_edition_is_refused_whole(circulation, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(circulation, "decide", "--sheet")
    book = openpyxl.load_workbook("Decisions.xlsx")
    for row in book["Decisions"].iter_rows(min_row=4):
        row[9].value = "deferred"
    book.save("Decisions.xlsx")
    circulation.close()
    circulation.publish()

    done = run(circulation, "decide", "--sheet")

    assert "Cannot decide on chapter 1: edition 1 has printed it" in str(done.exception)
    with circulation.parts.storage.reading() as work:
        decided = [r.decision for r in proposals(work, circulation.round) if r.decision]
    assert not any(d.outcome is Outcome.DEFERRED for d in decided)


ASKING = (
    ("extend", "CBD", "2047-10-25", "--reason", "a meeting"),
    ("decline", "CBD", "--reason", "no capacity"),
    ("resend", "CBD", "--yes", "--reason", "new focal point"),
)


def test_nothing_is_asked_any_more_about_what_is_printed(tmp_path):
    circulation = Circulation(tmp_path / "home")
    circulation.launch()
    circulation.close()
    circulation.publish()

    refused = [str(run(circulation, *act).exception) for act in ASKING]

    for sentence in refused:
        assert "an answer that still comes is taken, and kept for the next" in sentence
    assert refused[0].startswith(
        "Cannot give more time to CBD: edition 1 has printed chapters 1, 3.1, 3.2;"
    )
    assert refused[1].startswith("Cannot excuse CBD: edition 1 has printed chapters 1, 3.1, 3.2;")
    assert refused[2].startswith(
        "Cannot send again the opening letter of CBD: the round is published;"
    )


def test_an_opening_letter_that_would_not_go_is_refused_and_one_that_would_is_sent(tmp_path):
    circulation = Circulation(tmp_path / "home")
    circulation.launch()
    again = ("resend", "CBD", "--yes", "--reason", "lost")

    while_awaited = run(circulation, *again)
    members_answer(circulation)
    once_answered = run(circulation, *again)

    assert "letter to CBD again" in while_awaited.output
    assert str(once_answered.exception) == (
        "Cannot send again the opening letter of CBD: the partner has answered on every chapter."
    )


def test_status_of_a_published_round_says_what_was_left_undecided(circulation):
    before = " ".join(run(circulation, "status").output.split())
    circulation.close()
    circulation.publish()

    after = " ".join(run(circulation, "status").output.split())

    assert "to decide" in before
    assert "to decide" not in after
    assert "left undecided and kept for the next edition." in after


def test_nothing_is_decided_in_a_round_that_was_given_up(circulation):
    number = open_number(circulation, "1")
    acts.cancel(circulation.parts, circulation.round, reason="postponed")

    done = run(circulation, "decide", number, "--defer")

    assert str(done.exception) == (
        f"Cannot decide in round {circulation.round}: it was cancelled, and all of it is kept; "
        "gci-review launch FOLDER opens a new round."
    )


def test_what_an_addendum_may_print_is_decided_after_the_edition(circulation):
    acts.withhold(circulation.parts, circulation.round, "3.1", reason="not agreed")
    circulation.close()
    circulation.publish()

    number = open_number(circulation, "3.1")
    done = run(circulation, "decide", number, "--defer")

    assert done.exit_code == 0, done.exception


def late_line(of: Circulation) -> str:
    """What `collect` says of a late answer of CBD."""
    of.home.now = of.home.now.replace(hour=9)
    lines: list[str] = []
    read = collecting.process_stored
    of.answer("CBD", {"3.2 Cartagena.docx": chapter("Cartagena", p("Things", ins(" live")))})
    with of.parts.storage.reading() as work:
        lines = [i.reason for i in work.inbounds.of_round(of.round)]
    assert read(of.parts).lines == ()
    return lines[-1]


def test_a_late_answer_is_said_to_be_kept_for_the_next_edition(circulation):
    circulation.close()
    circulation.publish()

    assert "the edition is out already, so it is kept for the next one" in late_line(circulation)


def test_an_answer_in_a_round_that_was_given_up_is_held_with_the_reason(circulation):
    acts.cancel(circulation.parts, circulation.round, reason="postponed")

    assert late_line(circulation) == ("held: No answer is awaited there: the round was cancelled.")


def test_a_published_round_that_is_launched_again_says_so_and_sends_nothing(tmp_path):
    folder, home = tmp_path / "draft", tmp_path / "home"
    folder.mkdir()
    lay_out(folder, good_book(), good_files())
    made = Circulation(home)
    plan, _ = read_plan(folder)
    assert plan is not None
    planned = launching.plan_launch(made.parts, plan, good_files())
    opened = launching.open_planned(made.parts, planned)
    with made.parts.storage.unit_of_work() as work:
        work.rounds.put(published(opened))
        work.commit()

    done = run(home, "launch", str(folder), "--yes")

    words = " ".join(done.output.split())
    assert done.exit_code == 0, done.exception
    assert f"Round {opened.id} is published, and nothing is sent in it any more." in words
    assert "is open" not in words


def test_the_record_lists_what_was_deferred_as_what_was_not_decided(circulation):
    number = open_number(circulation, "3.1")
    assert run(circulation, "decide", number, "--defer", "--reason", "too late").exit_code == 0
    circulation.close()

    record = Path(circulation.publish().folder, "record.md").read_text()

    kept = record.partition("## Kept open for the next edition\n\n")[2].partition("\n\n## ")[0]
    assert "Change 2 of WCO in chapter 3.1 was kept for it: too late." in kept
    assert "Change 1 of WCO in chapter 1 was not decided in time." in kept


def closing_letter(circulation: Circulation, partner: str) -> str:
    letters = [message_from_bytes(x, policy=default) for x in circulation.home.ledger.letters()]
    mine = [x for x in letters if f"-{partner}]" in x["Subject"] and "came out" in x["Subject"]]
    return " ".join(mine[0].get_body(("plain",)).get_content().split())


def test_a_partner_whose_letter_came_back_is_not_told_that_its_silence_counted(tmp_path):
    circulation = Circulation(tmp_path / "home")
    circulation.launch()
    circulation.arrive(bounce(circulation.letter("CBD")["Message-ID"], "cbd"))
    circulation.close()
    circulation.publish()

    reached, unreached = (closing_letter(circulation, who) for who in ("WCO", "CBD"))

    counted = "under the rule of this round we counted that as no objection"
    assert counted in reached
    assert counted not in unreached
    assert (
        "As far as we know our letter about them did not reach you. We did not count your silence;"
        ' the record says "not reached".'
    ) in unreached


def test_the_list_says_that_the_round_is_over_instead_of_how_to_decide(circulation):
    while_open = " ".join(run(circulation, "decide").output.split())
    acts.cancel(circulation.parts, circulation.round, reason="postponed")

    after = " ".join(run(circulation, "decide").output.split())

    assert "gci-review decide NUMBER" in while_open
    assert "gci-review decide NUMBER" not in after
    assert f"Round {circulation.round} cannot be decided in: it was cancelled" in after
