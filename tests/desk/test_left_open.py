"""What the officer is told before an edition of a text that says itself that it is not final."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from chapters import read_stamp, stamp
from desk.cli import app, mount
from flows.steps.delivering import deliver_letters
from tests import builders
from tests.flows.steps.homes import home_at
from tests.flows.steps.returns import answers, copy_of
from tests.wordml import docx, ins, p

mount([])

PLAN = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx", everybody=True))
WORDS = "The fine is [to be agreed]; see [3]."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a round in which BRS adds one more open point."""
    with home_at(tmp_path) as made:
        made.launch(PLAN, {"1 Labels.docx": docx(p(WORDS))})
        deliver_letters(made.parts)
        wanted = docx(p(WORDS, ins(" It is due on a date TBC.", by="Nine")))
        answers(made, "BRS", stamp(wanted, read_stamp(copy_of(made, "BRS")) or ""))
    return tmp_path


def run(home: Path, *words: str) -> str:
    return " ".join(CliRunner().invoke(app, ["--home", str(home), *words]).output.split())


def test_publishing_lists_what_the_text_leaves_open_before_it_asks(home: Path) -> None:
    shown = run(home, "publish")

    listed = (
        "1 place in the text left open by its own words: Chapter 1, paragraph 1: [to be agreed]"
    )
    assert listed in shown
    assert shown.index(listed) < shown.index("Publish edition 1 now?")
    assert "TBC" not in shown


def test_what_was_accepted_since_is_looked_at_too(home: Path) -> None:
    run(home, "decide", "1", "--accept")

    shown = run(home, "publish")

    assert (
        "2 places in the text left open by its own words:"
        " Chapter 1, paragraph 1: [to be agreed] Chapter 1, paragraph 1: TBC"
    ) in shown
