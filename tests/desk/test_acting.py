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


def test_giving_a_file_asks_where_it_takes_the_place_of_an_answer(home):
    sign = read_stamp(copy_of(home, "CBD")) or ""
    earlier = stamp(docx(p("A red label.")), sign)
    later = stamp(docx(p("A blue label.")), read_stamp(copy_of(home, "WCO")) or "")
    writes(home, "CBD", "Here it is.", {"ours.docx": earlier})
    home.pass_time(days=1)
    writes(home, "CBD", "Here it is.", {"1 Labels.docx": later})
    writes(home, "CBD", "And here.", {"2 Permits.docx": docx(p("Something else."))})
    first, second = (str(item.number) for item in held(home))

    refused = run(home, "held", "give", first, "CBD", "1")
    still = [str(item.number) for item in held(home)]
    free = run(home, "held", "give", second, "CBD", "2")
    given = run(home, "held", "give", first, "CBD", "1", "--yes")

    assert (
        "It takes the place of the answer of Wednesday 4 October 2017, “ours.docx”."
        " What both want stays as decided. Take it? Nobody is at the terminal to ask:"
        " run it again with --yes."
    ) in refused
    assert still == [first, second]
    assert "takes the place" not in free + given
    assert held(home) == []


def test_a_file_that_came_before_the_answer_is_said_to_be_older(home):
    writes(home, "CBD", "Here.", {"1 Labels.docx": copy_of(home, "WCO")})
    home.pass_time(days=1)
    sign = read_stamp(copy_of(home, "CBD")) or ""
    writes(home, "CBD", "Here it is.", {"ours.docx": stamp(docx(p("A red label.")), sign)})
    [item] = held(home)

    asked = run(home, "held", "give", str(item.number), "CBD", "1")

    assert "although it came before that, on Wednesday 4 October 2017" in asked
