"""`decide` without an act: what is open, whole or of a partner, a chapter, a weight or a number."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from chapters import read_stamp, stamp
from desk.cli import app, mount
from flows.steps.delivering import deliver_letters
from tests import builders
from tests.flows.steps.homes import home_at
from tests.flows.steps.returns import answers, copy_of
from tests.wordml import dele, docx, ins, p

mount([])

PLAN = builders.plan(
    builders.planned("1", "WCO", file="1 Labels.docx", everybody=True),
    builders.planned("2", "BRS", file="2 Permits.docx", everybody=True),
)
DRAFTS = {
    "1 Labels.docx": docx(p("A red label costs 500 dollars.")),
    "2 Permits.docx": docx(p("A permit.")),
}


def red(colour: str, by: str, *more: object) -> bytes:
    """Chapter 1, in which somebody wants another colour, and what else follows it."""
    rest = more or (" label costs 500 dollars.",)
    return docx(p("A ", dele("red", by=by), ins(colour, by=by), *rest))


BRS = red("blue", "Bo", " label costs ", dele("500", by="Bo"), ins("600", by="Bo"), " dollars.")
WCO = red("green", "Wim", " label costs 500 dollars", ins(" net", by="Wim"), ".")
CBD = red("blue", "Chen")
PERMITS = docx(p("A permit", ins(" is needed", by="Wim"), "."))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A round in which BRS (1 and 2), WCO (3 and 4) and CBD (5: as 1) change chapter 1, WCO (6)
    chapter 2; 1 and 3 want different words.
    """
    with home_at(tmp_path) as made:
        made.launch(PLAN, DRAFTS)
        deliver_letters(made.parts)
        for partner, number, data in (
            ("BRS", "1", BRS),
            ("WCO", "1", WCO),
            ("CBD", "1", CBD),
            ("WCO", "2", PERMITS),
        ):
            sign = read_stamp(copy_of(made, partner, number)) or ""
            name = next(n for n in DRAFTS if n.startswith(number))
            answers(made, partner, stamp(data, sign), name=name)
    return tmp_path


def run(home: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["--home", str(home), *words])
    return " ".join(f"{done.output} {done.exception or ''}".split())


@pytest.mark.parametrize(
    ("words", "numbers", "only"),
    [
        ((), [1, 2, 3, 4, 5, 6], ""),
        (("--partner", "wco"), [3, 4, 6], "of WCO"),
        (("--partner", "WCO", "--chapter", "2"), [6], "of WCO in chapter 2"),
        (("--weight", "figure"), [2], "of the weight “figure”"),
        (("4", "6"), [4, 6], "with the numbers 4, 6"),
    ],
)
def test_only_what_is_asked_for_is_listed(home, words, numbers, only):
    told = json.loads(run(home, "--json", "decide", *words))

    assert [row["proposal"]["number"] for row in told["proposals"]] == numbers
    assert told["only"] == only


def test_a_conflict_is_shown_with_its_other_sides_and_the_same_change_with_all_its_partners(home):
    shown = run(home, "decide", "--partner", "CBD")

    assert "Only changes of CBD" in shown
    assert "choose one" in shown
    assert "3: WCO, owner" in shown
    assert "1*, 5*" in shown
    assert "net" not in shown
    assert "1 open, 0 decided of CBD; 6 open in all: gci-review decide." in shown


def test_a_partner_or_a_number_that_there_is_not_is_refused(home):
    assert "Cannot find partner 'XYZ'" in run(home, "decide", "--partner", "XYZ")
    assert "no change of this round has this number" in run(home, "decide", "77")


def test_a_sheet_may_hold_some_changes_and_is_read_under_any_name(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    written = run(home, "decide", "--sheet", "--partner", "WCO", "--chapter", "1")
    book = openpyxl.load_workbook("Decisions.xlsx")
    numbers = [row[0].value for row in book["Decisions"].iter_rows(min_row=4)]
    conflict = book["Decisions"]["I4"].value
    book["Decisions"]["J5"] = "accepted"
    book.save("Of Monday.xlsx")
    missing = run(home, "decide", "--sheet", "Of Tuesday.xlsx")
    read = run(home, "decide", "--sheet", "Of Monday.xlsx")

    assert "with 2 changes of WCO in chapter 1." in written
    assert (numbers, conflict) == ([3, 4], "1, 5")
    assert "Cannot read Of Tuesday.xlsx: there is no such file here" in missing
    assert "1 decision taken from Of Monday.xlsx." in read
