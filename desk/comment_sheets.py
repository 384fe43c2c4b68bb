"""The sheet Comments of Decisions.xlsx ⇄ answers: partners' comments, and what is said to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.styles import PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from desk.problems import Problem
from desk.spreadsheets import (
    as_typed,
    cell_text,
    open_workbook,
    safe_text,
    short_text,
    write_table,
)
from review.decisions import Outcome
from review.errors import NotAllowed
from review.remarks import answered
from storage.queries import RemarkRow

__all__ = ["SHEET", "Answered", "read_answers", "write_comments"]

SHEET = "Comments"
_HEADINGS = {
    "number": ("No.", 6),
    "chapter": ("Chapter", 24),
    "place": ("Place", 30),
    "partner": ("Partner", 14),
    "author": ("Author", 18),
    "about": ("About these words", 40),
    "comment": ("Comment", 60),
    "asks": ("Asks for", 14),
    "outcome": ("Decision", 14),
    "answer": ("Answer", 40),
}
_FILLED_IN = ("outcome", "answer")
_OUTCOMES = (Outcome.ACCEPTED, Outcome.REJECTED, Outcome.DEFERRED)
_TO_FILL = PatternFill("solid", fgColor="FFF9E5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the officer says to the comment with this number; no `outcome` is an answer in words."""

    number: int
    outcome: Outcome | None
    words: str


def write_comments(sheet: Worksheet, said: Sequence[RemarkRow]) -> None:
    """The comments, a line each under the number that answers it on screen; the two columns behind
    them are filled in.
    """
    lines = [tuple(_shown(row).values()) for row in said]
    write_table(sheet, tuple(_HEADINGS.values()), lines)
    keys = list(_HEADINGS)
    for key in _FILLED_IN:
        place = keys.index(key) + 1
        sheet.cell(row=1, column=place).fill = PatternFill("solid", fgColor="7F6000")
        for row in range(2, len(lines) + 2):
            cell = sheet.cell(row=row, column=place)
            cell.fill, cell.protection = _TO_FILL, Protection(locked=False)
    words = DataValidation(
        type="list", formula1=f'"{",".join(_OUTCOMES)}"', allow_blank=True, showErrorMessage=False
    )
    sheet.add_data_validation(words)
    column = get_column_letter(keys.index("outcome") + 1)
    words.add(f"{column}2:{column}{len(lines) + 1}")


def read_answers(
    data: bytes, said: Sequence[RemarkRow], *, name: str = "Decisions.xlsx"
) -> tuple[list[Answered], list[Problem]]:
    """What was answered that the comments do not have yet, in the order of the sheet; lines that
    cannot be taken are problems. Raises `NotAWorkbook`.
    """
    book = open_workbook(data, name)
    known = {f"c{row.remark.number}": row for row in said}
    taken, twice, problems = dict[int, Answered](), set[int](), list[Problem]()
    for number, cells in _rows(book):
        found = _taken(cells, known)
        if isinstance(found, Answered) and taken.setdefault(found.number, found) != found:
            twice.add(found.number)
            found = _Fault("line-twice", "number", "Two lines answer this comment.", _DELETE)
        if isinstance(found, _Fault):
            heading = _HEADINGS[found.key][0]
            problems.append(
                Problem(
                    code=found.code,
                    text=found.text,
                    instead=found.instead,
                    sheet=SHEET,
                    row=number,
                    column=heading,
                )
            )
    return [one for one in taken.values() if one.number not in twice], problems


_DELETE = "Delete one of them."


@dataclass(frozen=True, slots=True)
class _Fault:
    code: str
    key: str
    text: str
    instead: str


def _shown(row: RemarkRow) -> dict[str, str]:
    one = row.remark
    outcome, words = _parted(one.answer)
    return {
        "number": f"c{one.number}",
        "chapter": f"{row.chapter_number} {row.chapter_title}",
        "place": one.place,
        "partner": one.partner,
        "author": one.author,
        "about": short_text(one.quoted),
        "comment": short_text(one.text),
        "asks": "a change" if row.asks else "",
        "outcome": outcome,
        "answer": words,
    }


def _parted(answer: str) -> tuple[str, str]:
    """The decision and the words of an answer; people write both into one cell, too."""
    head, _, rest = answer.partition(":")
    said = head.strip().casefold()
    return (said, rest.strip()) if said in list(_OUTCOMES) else ("", answer.strip())


def _rows(book: Workbook) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The lines below the headings, as text; what stands beside them under "beside"."""
    sheet = next((s for s in book.worksheets if s.title.strip().casefold() == "comments"), None)
    if sheet is None:
        return
    rows = [[cell_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    # Of an earlier version: "Answer so far; to answer: gci-review decide c1 --accept".
    names = ["Answer" if name.startswith("Answer") else name for name in rows[0]] if rows else []
    places = {key: names.index(name) for key, (name, _) in _HEADINGS.items() if name in names}
    for number, row in enumerate(rows[1:], 2):
        cells = {key: row[place] for key, place in places.items()}
        beside = [text for name, text in zip(names, row, strict=True) if text and not name]
        yield number, cells | {"beside": " ".join(beside)}


def _taken(cells: Mapping[str, str], known: Mapping[str, RemarkRow]) -> Answered | _Fault | None:
    outcome, words = cells.get("outcome", "").casefold(), cells.get("answer", "")
    if not outcome:
        outcome, words = _parted(words)
    row = known.get(cells.get("number", "").casefold())
    if beside := cells["beside"]:
        text = f"“{beside}” stands in a column without a heading."
        return _Fault("answer-beside", "answer", text, "Write it under 'Answer'.")
    if not (outcome or words):
        return None
    if row is None:
        text = f"No comment has the number {cells.get('number', '')!r}."
        return _Fault("unknown-number", "number", text, "Leave the numbers as they are.")
    return _changed(cells, row) or _answer(row, outcome, words)


def _changed(cells: Mapping[str, str], row: RemarkRow) -> _Fault | None:
    """Somebody typed into a column of ours."""
    for key, ours in _shown(row).items():
        theirs = cells.get(key)
        if theirs is None or key in _FILLED_IN:
            continue
        if as_typed(theirs) != as_typed(str(safe_text(ours))):
            text = f"The text under {_HEADINGS[key][0]!r} is not the one that we wrote."
            return _Fault("fixed-changed", key, text, "Put it back, and write under 'Answer'.")
    return None


def _answer(row: RemarkRow, outcome: str, words: str) -> Answered | _Fault | None:
    """The answer, unless the comment has it, or the rules refuse it."""
    if outcome and outcome not in list(_OUTCOMES):
        text = f"{outcome!r} is no decision on a comment."
        instead = f"Choose one of: {', '.join(_OUTCOMES)}; or leave it empty, and answer in words."
        return _Fault("unknown-decision", "outcome", text, instead)
    said = Outcome(outcome) if outcome else None
    try:
        new = answered(row.remark, said, reason=words)
    except NotAllowed:
        text = "A rejection needs a reason: the partner reads it in the closing letter."
        return _Fault("rejected-without-reason", "answer", text, "Write one sentence.")
    if as_typed(new.answer) == as_typed(row.remark.answer):
        return None
    return Answered(number=row.remark.number, outcome=said, words=words)
