"""The officer's other acts: what they answer, and what they do not do twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chapters import read_stamp, stamp
from desk.cli import app, mount
from flows.steps.delivering import deliver_letters
from tests import builders
from tests.flows.steps.homes import Home, home_at
from tests.flows.steps.returns import copy_of, held, writes
from tests.wordml import docx, p

mount([])

PLAN = builders.plan(
    builders.planned("1", "WCO", file="1 Labels.docx", everybody=True),
    builders.planned("2", "BRS", file="2 Permits.docx", everybody=True),
)
DRAFTS = {"1 Labels.docx": docx(p("A label.")), "2 Permits.docx": docx(p("A permit."))}
LONG = "2047-10-25"  # the clock of the commands is that of the machine


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A round of two chapters that WCO, BRS and CBD review."""
    with home_at(tmp_path) as made:
        made.launch(PLAN, DRAFTS)
        deliver_letters(made.parts)
        yield made


def run(home: Home, *words: str) -> str:
    done = CliRunner().invoke(app, ["--home", str(home.parts.settings.home), *words])
    return " ".join(f"{done.output} {done.exception or ''}".split())


def test_more_time_for_a_chapter_answers_the_request_for_it_and_no_other(home):
    writes(home, "CBD", "We need more time for chapter 1.")
    writes(home, "BRS", "Could you extend the deadline?")
    first, second = held(home)

    one = run(home, "extend", "CBD", LONG, "--chapter", "2", "--reason", "a meeting")
    two = run(home, "extend", "CBD", LONG, "--chapter", "1", "--reason", "a meeting")

    assert "That answers" not in one
    assert f"That answers what was held as {first.number}: CBD in full asks for more time." in two
    assert [h.number for h in held(home)] == [second.number]


def test_an_opening_letter_is_not_written_again_while_one_waits_to_be_sent(home):
    first = run(home, "resend", "WCO", "--reason", "new focal point")

    second = run(home, "resend", "wco", "--reason", "new focal point")
    asked_for = run(home, "resend", "WCO", "--reason", "new focal point", "--yes")

    assert "1 letter to WCO again. 1 draft lies in Outbox" in first
    assert "An opening letter to WCO waits to be sent already, and it would get two." in second
    assert "run it again with --yes" in second
    assert "2 drafts lie in Outbox" in asked_for


def test_status_counts_no_tracked_changes_where_there_are_none(home):
    sign = read_stamp(copy_of(home, "WCO")) or ""
    writes(home, "WCO", "Here it is.", {"1 Labels.docx": stamp(docx(p("A red label.")), sign)})

    assert "1 change so far, not tracked; 1 to decide." in run(home, "status")
