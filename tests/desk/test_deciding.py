"""What the officer is told about figures, equal changes, and what else a file does."""

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

PLAN = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx", everybody=True))
WORDS = "UNEP asks for 500 dollars - no more. UNEP is paid at the port."
WANTED = (
    dele("UNEP", by="Nine"),
    ins("UN Environment", by="Nine"),
    " asks for ",
    dele("500", by="Nine"),
    ins("600", by="Nine"),
    " dollars ",
    dele("-", by="Nine"),
    ins("–", by="Nine"),
    " no more. ",
    dele("UNEP", by="Nine"),
    ins("UN Environment", by="Nine"),
    " is paid at the port.",
    ins(" PLEASE CHECK", by="Nine"),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with an open round in which BRS has answered."""
    with home_at(tmp_path) as made:
        made.launch(PLAN, {"1 Labels.docx": docx(p(WORDS))})
        deliver_letters(made.parts)
        sign = read_stamp(copy_of(made, "BRS")) or ""
        answers(made, "BRS", stamp(docx(p(*WANTED)), sign))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(home: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["--home", str(home), *words])
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_equal_changes_are_named_in_one_line(home: Path) -> None:
    assert "“UNEP” → “UN Environment”: changes 1, 4" in said(home, "decide")


def test_what_was_noticed_follows_the_changes(home: Path) -> None:
    shown = said(home, "decide")

    at = shown.index("Also noticed in the file of BRS, chapter 1:")
    assert "Typed into the text, in capitals: “PLEASE CHECK”." in shown[at:]
    assert "UN Environment" not in shown[at:]
    assert "1 noticed beside them." in said(home, "status")


def test_all_of_one_weight_are_decided_with_one_command(home: Path) -> None:
    assert said(home, "decide", "--weight", "typographic", "--accept") == "1 change accepted."
    assert "4 open, 1 decided." in said(home, "decide")


def test_accepting_in_bulk_says_which_figures_stay_open_and_how_to_accept_them(home: Path) -> None:
    bulk = said(home, "decide", "--partner", "BRS", "--accept")

    assert bulk == (
        "4 changes accepted. 2 is a figure and stays open; accept it by number:"
        " gci-review decide 2 --accept"
    )
    assert said(home, "decide", "2", "--accept") == "1 change accepted."
    assert "0 open, 5 decided." in said(home, "decide")


def test_what_was_decided_before_stays_so_unless_it_is_named(home: Path) -> None:
    said(home, "decide", "3", "--reject", "--reason", "a dash is our style")

    bulk = said(home, "decide", "--partner", "BRS", "--accept")
    again = said(home, "decide", "--weight", "typographic", "--accept")

    assert bulk == (
        "3 changes accepted. 2 is a figure and stays open; accept it by number:"
        " gci-review decide 2 --accept"
        " 3 was decided before and stays as decided; to change it, give the number."
    )
    assert again == (
        "No changes accepted."
        " 3 was decided before and stays as decided; to change it, give the number."
    )
    assert said(home, "decide", "3", "--accept") == "1 change accepted."


def test_the_sheet_and_programs_are_told_the_same(home: Path) -> None:
    said(home, "decide", "--sheet")
    told = json.loads(CliRunner().invoke(app, ["--home", str(home), "--json", "decide"]).output)

    book = openpyxl.load_workbook("Decisions.xlsx")
    assert [cell.value for cell in book["Decisions"]["F"][3:]] == [
        None,
        "figure",
        "typographic",
        None,
        None,
    ]
    [noticed] = told["noticed"]
    assert book["Noticed"]["D2"].value == noticed["findings"][0]["text"]
    assert [one["numbers"] for one in told["alike"]] == [[1, 4]]
    assert told["moved"] == []
