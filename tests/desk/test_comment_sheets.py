"""The sheet Comments of Decisions.xlsx: written, answered in Excel, and read back."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from chapters import read_stamp, stamp
from desk.cli import app, mount
from desk.comment_sheets import Answered, read_answers
from desk.problems import DECISION_FAULTS
from desk.sheets import write_decisions
from flows.steps.delivering import deliver_letters
from review.decisions import Outcome
from review.partners import PartnerId
from review.publications import ChapterId
from review.remarks import Remark
from review.returns import ReturnId
from storage.queries import RemarkRow
from tests import builders
from tests.flows.steps.homes import home_at
from tests.flows.steps.returns import answers, copy_of
from tests.wordml import comment, commented, docx, p

mount([])


def row(number: int, text: str, answer: str = "") -> RemarkRow:
    return RemarkRow(
        remark=Remark(
            number=number,
            round="2017R1",
            chapter=ChapterId("c"),
            partner=PartnerId("WCO"),
            returned=ReturnId("r"),
            author="Nine",
            at=None,
            place="paragraph 2",
            quoted="a label",
            text=text,
            answer=answer,
        ),
        chapter_number="1",
        chapter_title="Labels",
        asks=text.startswith("Please"),
        answers=False,
    )


ROWS = [
    row(1, "Please delete this."),
    row(2, "Why a label?"),
    row(3, "=1+1", "deferred: next time"),
]


def filled(cells: dict[str, object]) -> bytes:
    """The sheet as it is written, with these cells of Comments filled in."""
    book = openpyxl.load_workbook(io.BytesIO(write_decisions([], said=ROWS, title="GCI Guide")))
    sheet = book["Comments"]
    assert isinstance(sheet, Worksheet)
    for place, value in cells.items():
        sheet[place] = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_nothing_filled_in_answers_nothing() -> None:
    assert read_answers(filled({}), ROWS) == ([], [])


def test_decisions_and_words_are_read_from_the_columns_that_excel_lets_one_fill_in() -> None:
    data = filled(
        {"I2": "Rejected", "J2": "The sentence stays.", "J3": "It is the law.", "I4": "accepted"}
    )

    taken, problems = read_answers(data, ROWS)

    assert problems == []
    assert taken == [
        Answered(number=1, outcome=Outcome.REJECTED, words="The sentence stays."),
        Answered(number=2, outcome=None, words="It is the law."),
        Answered(number=3, outcome=Outcome.ACCEPTED, words="next time"),
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Comments"]
    assert sheet.protection.sheet
    assert [sheet[f"{c}2"].protection.locked for c in "GHIJ"] == [True, True, False, False]


def test_a_decision_written_before_the_words_of_an_answer_is_one() -> None:
    taken, _ = read_answers(filled({"J2": "accepted", "J3": "Rejected: it is the law"}), ROWS)

    assert taken == [
        Answered(number=1, outcome=Outcome.ACCEPTED, words=""),
        Answered(number=2, outcome=Outcome.REJECTED, words="it is the law"),
    ]


def test_the_column_of_an_earlier_version_is_read_as_the_answer() -> None:
    old = "Answer so far; to answer: gci-review decide c1 --accept"

    taken, _ = read_answers(filled({"I1": "", "J1": old, "J3": "It is the law."}), ROWS)

    assert [(t.number, t.words) for t in taken] == [(2, "It is the law.")]


TWICE = {"A3": "c1", "G3": "Please delete this.", "H3": "a change", "J2": "Yes.", "J3": "No."}


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("unknown-decision", {"I2": "accepted with other words"}),
        ("rejected-without-reason", {"I2": "rejected"}),
        ("unknown-number", {"A2": "c7", "J2": "Yes."}),
        ("line-twice", TWICE),
        ("fixed-changed", {"G2": "Please delete it all.", "J2": "Yes."}),
        ("answer-beside", {"K2": "Yes."}),
    ],
)
def test_an_answer_that_cannot_be_taken_is_a_problem_in_its_row(code, cells) -> None:
    taken, problems = read_answers(filled(cells), ROWS)

    assert taken == []
    assert [x.code for x in problems] == [code]
    assert code in DECISION_FAULTS
    assert problems[0].where.startswith("Comments, row ")


def test_an_answer_written_beside_a_comment_is_recorded(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    plan = builders.plan(builders.planned("1", "WCO", file="1 Labels.docx"))
    with home_at(tmp_path) as home:
        home.launch(plan, {"1 Labels.docx": docx(p("A label."))})
        deliver_letters(home.parts)
        data = docx(
            p(commented("A label.", id=1)), comments=[comment(p("Please delete it."), id=1)]
        )
        answers(home, "WCO", stamp(data, read_stamp(copy_of(home, "WCO")) or ""))
    run = CliRunner().invoke
    run(app, ["--home", ".", "decide", "--sheet"])
    book = openpyxl.load_workbook("Decisions.xlsx")
    book["Comments"]["I2"] = "accepted"
    book.save("Decisions.xlsx")

    read = " ".join(run(app, ["--home", ".", "decide", "--sheet"]).output.split())
    again = run(app, ["--home", ".", "decide", "--sheet"]).output

    assert "1 comment answered. The text is as it was: write the change yourself" in read
    assert "answered" not in again
