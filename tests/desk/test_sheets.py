"""Decisions.xlsx: written for an officer, read back with everything people do to a table."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from chapters import Finding
from desk.problems import DECISION_FAULTS
from desk.sheets import SheetLine, Taken, read_decisions, write_decisions
from desk.spreadsheets import NotAWorkbook
from review.decisions import Outcome
from review.partners import PartnerId
from storage.queries import NoticedRow

LINES = [
    SheetLine(
        number=4,
        chapter="3.1 Basel Convention",
        place="Paragraph 7",
        partner="WCO",
        kind="replacement",
        before="competent authority",
        after="customs authority",
        conflict="with BRS, number 5",
    ),
    SheetLine(
        number=5,
        chapter="3.1 Basel Convention",
        place="Paragraph 7",
        partner="BRS",
        kind="replacement",
        before="competent authority",
        after="customs authority\nof the State of export",
        conflict="with WCO, number 4",
    ),
    SheetLine(
        number=9,
        chapter="3.4 CITES",
        place="Table 1, row 3, HS code",
        partner="CITES",
        kind="insertion",
        before="",
        after="+44.03",
        outcome=Outcome.ACCEPTED,
        reason="as at the last meeting",
    ),
]


def test_the_sheet_comes_back_as_it_was_filled_in() -> None:
    sheet, saved = _filled(
        {
            4: ("accepted with other words", "customs administration", None),
            5: ("Rejected", None, "the Convention says so"),
        }
    )

    taken, problems = read_decisions(saved(), LINES)

    assert problems == []
    assert taken == [
        Taken(number=4, outcome=Outcome.REWORDED, words="customs administration", reason=""),
        Taken(number=5, outcome=Outcome.REJECTED, words="", reason="the Convention says so"),
    ]
    assert sheet.freeze_panes == "B4"


def test_nothing_filled_in_is_nothing_decided() -> None:
    assert read_decisions(write_decisions(LINES, title="GCI Guide"), LINES) == ([], [])


def test_a_decision_that_was_changed_is_taken_again() -> None:
    _, saved = _filled({9: ("deferred", None, "for the next edition")})

    taken, _ = read_decisions(saved(), LINES)

    assert [(t.number, t.outcome) for t in taken] == [(9, Outcome.DEFERRED)]


def test_sorted_and_filtered_rows_and_moved_columns_are_read_by_their_headings() -> None:
    sheet, saved = _filled({4: ("accepted", None, None), 5: ("deferred", None, None)})
    rows = [list(row) for row in sheet.iter_rows(min_row=4, values_only=True)]
    sheet.delete_rows(4, 3)
    for row in reversed(rows):
        sheet.append(row)
    sheet.insert_cols(3)
    sheet["C3"] = "My notes"

    taken, problems = read_decisions(saved(), LINES)

    assert problems == []
    assert [(t.number, t.outcome) for t in taken] == [
        (5, Outcome.DEFERRED),
        (4, Outcome.ACCEPTED),
    ]


@pytest.mark.parametrize(
    ("code", "cell", "value"),
    [
        ("unknown-decision", "J4", "yes"),
        ("rejected-without-reason", "J4", "rejected"),
        ("reworded-without-words", "J4", "accepted with other words"),
        ("words-without-decision", "K4", "customs"),
        ("words-without-decision", "L4", "because"),
        ("unknown-number", "A4", 77),
        ("fixed-changed", "H4", "my own words"),
    ],
)
def test_a_line_that_cannot_be_taken_is_a_problem_in_its_row(
    code: str, cell: str, value: object
) -> None:
    sheet, saved = _filled({5: ("accepted", None, None)})
    if code == "fixed-changed":
        sheet["J4"] = "accepted"
    sheet[cell] = value

    taken, problems = read_decisions(saved(), LINES)

    assert [(problem.code, problem.row) for problem in problems] == [(code, 4)]
    assert problems[0].instead
    assert [t.number for t in taken] == [5]


def test_words_beside_another_decision_are_asked_about() -> None:
    _, saved = _filled({4: ("accepted", "customs", None)})

    taken, problems = read_decisions(saved(), LINES)

    assert taken == []
    assert [problem.code for problem in problems] == ["words-without-decision"]


def test_one_number_on_two_lines_is_taken_only_where_they_agree() -> None:
    sheet, saved = _filled({4: ("accepted", None, None), 5: ("deferred", None, None)})
    for row in (4, 5):
        sheet.append([cell.value for cell in sheet[row]])
    sheet["J8"] = "accepted"

    taken, problems = read_decisions(saved(), LINES)

    assert [t.number for t in taken] == [4]
    assert [problem.code for problem in problems] == ["line-twice"]


def test_a_workbook_of_something_else_is_one_sentence() -> None:
    other = io.BytesIO()
    openpyxl.Workbook().save(other)

    taken, problems = read_decisions(other.getvalue(), LINES)

    assert taken == []
    assert [problem.code for problem in problems] == ["no-decisions"]
    with pytest.raises(NotAWorkbook):
        read_decisions(b"no zip", LINES)


def test_every_code_is_one_of_the_list() -> None:
    assert len(DECISION_FAULTS) == 9


def test_a_line_that_was_decided_on_screen_meanwhile_stays_decided() -> None:
    _, save = _filled({})
    rejected = replace(LINES[0], outcome=Outcome.REJECTED, reason="the owner's word is kept")

    taken, problems = read_decisions(save(), [rejected, *LINES[1:]])

    assert (taken, problems) == ([], [])


@pytest.mark.parametrize("sign", "=+-@")
def test_what_a_partner_wrote_is_never_a_formula(sign: str) -> None:
    line = replace(LINES[0], after=f"{sign}1+1", partner=f"{sign}A1", words=f"{sign}SUM(1)")

    sheet = openpyxl.load_workbook(io.BytesIO(write_decisions([line], title="=1+1")))["Decisions"]

    assert sheet["H4"].value == f"{sign}1+1"
    assert {sheet[cell].data_type for cell in ("A1", "D4", "H4", "K4")} == {"s"}
    assert sheet["H4"].quotePrefix


def test_long_and_strange_text_fits_a_cell_and_is_known_again() -> None:
    line = replace(LINES[0], before="word " * 9_000, after="a\x0bb\x00c\r\nd")
    book = openpyxl.load_workbook(io.BytesIO(write_decisions([line], title="GCI")))
    book["Decisions"]["J4"] = "accepted"

    taken, problems = read_decisions(_bytes(book), [line])

    assert problems == []
    assert [t.number for t in taken] == [4]


def _filled(decisions: dict[int, tuple[str | None, ...]]) -> tuple[Worksheet, object]:
    """The sheet with these decisions by number, and how to save it."""
    book = openpyxl.load_workbook(io.BytesIO(write_decisions(LINES, title="GCI Guide")))
    sheet = book["Decisions"]
    for row, line in enumerate(LINES, 4):
        for place, value in enumerate(decisions.get(line.number, ()), 10):
            sheet.cell(row=row, column=place).value = value
    return sheet, lambda: _bytes(book)


def _bytes(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_what_was_noticed_is_a_sheet_of_its_own_that_nobody_fills_in() -> None:
    seen = NoticedRow(
        chapter_number="3.4",
        chapter_title="CITES",
        partner=PartnerId("WCO"),
        findings=(
            Finding(code="link-changed", where="Permits, paragraph 2", text="“list”: a → b"),
            Finding(code="page-break", where="Permits, paragraph 9", text="=A page break"),
        ),
    )
    data = write_decisions(LINES, [seen], title="GCI Guide")

    sheet = openpyxl.load_workbook(io.BytesIO(data))["Noticed"]

    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["3.4 CITES", "WCO", "Permits, paragraph 2", "“list”: a → b"],
        ["3.4 CITES", "WCO", "Permits, paragraph 9", "=A page break"],
    ]
    assert sheet["D3"].data_type == "s"
    assert read_decisions(data, LINES) == ([], [])


def test_the_weight_of_a_change_stands_beside_it() -> None:
    lines = [replace(LINES[0], weight="figure"), *LINES[1:]]

    sheet = openpyxl.load_workbook(io.BytesIO(write_decisions(lines, title="GCI")))["Decisions"]

    assert [sheet[f"F{row}"].value for row in range(3, 7)] == ["Weight", "figure", None, None]
