"""Decisions.xlsx ⇄ decisions: the open changes as a table that an officer fills in at leisure."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from desk.comment_sheets import SHEET as COMMENTS
from desk.comment_sheets import write_comments
from desk.problems import Problem
from desk.spreadsheets import (
    THIN,
    as_typed,
    cell_text,
    fit_paper,
    fit_row,
    open_workbook,
    put,
    safe_text,
    short_text,
    write_table,
)
from review.decisions import Outcome
from storage.queries import NoticedRow, RemarkRow

__all__ = ["SheetLine", "Taken", "read_decisions", "write_decisions"]

_SHEET = "Decisions"
_NOTICED = "Noticed"
_HEADING_ROW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One change as the officer sees it. `place` names the paragraph or cell; `before` and `after`
    are its words; `weight` what is at stake, empty for plain words; `conflict` names what it
    conflicts with, empty for nothing. `outcome`, `words` and `reason` are what was decided so far.
    """

    number: int
    chapter: str
    place: str
    partner: str
    kind: str
    before: str
    after: str
    weight: str = ""
    conflict: str = ""
    outcome: Outcome | None = None
    words: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the officer filled in for the change with this number."""

    number: int
    outcome: Outcome
    words: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    key: str
    heading: str
    width: int
    ours: bool = True


_COLUMNS = (
    _Column(key="number", heading="No.", width=6),
    _Column(key="chapter", heading="Chapter", width=24),
    _Column(key="place", heading="Place", width=24),
    _Column(key="partner", heading="Partner", width=14),
    _Column(key="kind", heading="Kind", width=13),
    _Column(key="weight", heading="Weight", width=13),
    _Column(key="before", heading="Before", width=44),
    _Column(key="after", heading="After", width=44),
    _Column(key="conflict", heading="Conflict", width=18),
    _Column(key="outcome", heading="Decision", width=24, ours=False),
    _Column(key="words", heading="Other words", width=40, ours=False),
    _Column(key="reason", heading="Reason", width=40, ours=False),
)
_INSTRUCTIONS = (
    "Choose a decision for each line. A rejection needs a reason: the partner reads it. For"
    " “accepted with other words” write the words that shall replace those under After. Lines"
    " without a decision stay open. Save this file, then run: gci-review decide --sheet"
)


def write_decisions(
    lines: Sequence[SheetLine],
    seen: Sequence[NoticedRow] = (),
    said: Sequence[RemarkRow] = (),
    *,
    title: str,
) -> bytes:
    """The workbook with one line per change, under the title of the round; and, where anything
    was noticed besides changes, or said in comments, a sheet of each; the second is filled in too.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 -- a new workbook has one sheet
    sheet.title = _SHEET
    _write_top(sheet, title)
    for row, line in enumerate(lines, _HEADING_ROW + 1):
        _write_line(sheet, row, line)
    last = _HEADING_ROW + max(len(lines), 1)
    words = DataValidation(
        type="list", formula1=f'"{",".join(Outcome)}"', allow_blank=True, showErrorMessage=False
    )
    sheet.add_data_validation(words)
    decided = _letter("outcome")
    words.add(f"{decided}{_HEADING_ROW + 1}:{decided}{last}")
    sheet.auto_filter.ref = f"A{_HEADING_ROW}:{get_column_letter(len(_COLUMNS))}{last}"
    sheet.freeze_panes = f"B{_HEADING_ROW + 1}"
    fit_paper(sheet)
    sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
    if seen:
        write_table(book.create_sheet(_NOTICED), _BESIDE, list(_noticed(seen)))
    if said:
        write_comments(book.create_sheet(COMMENTS), said)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _letter(key: str) -> str:
    """The column of a field, as Excel names it."""
    return get_column_letter([column.key for column in _COLUMNS].index(key) + 1)


_BESIDE = (("Chapter", 24), ("Partner", 14), ("Place", 40), ("Also noticed in the file", 80))


def _noticed(seen: Sequence[NoticedRow]) -> Iterator[tuple[str, ...]]:
    """A line for each thing that was noticed in a file."""
    for row in seen:
        chapter = f"{row.chapter_number} {row.chapter_title}"
        yield from ((chapter, row.partner, f.where, short_text(f.text)) for f in row.findings)


def read_decisions(
    data: bytes, lines: Sequence[SheetLine], *, name: str = "Decisions.xlsx"
) -> tuple[list[Taken], list[Problem]]:
    """What was decided that `lines`, as they were written, did not say yet, in the order of the
    sheet; lines that cannot be taken are problems. Raises `NotAWorkbook`.
    """
    book = open_workbook(data, name)
    sheet = next((s for s in book.worksheets if s.title.strip().casefold() == "decisions"), None)
    rows = list(_rows(sheet)) if sheet is not None else []
    if sheet is None or (lines and not rows):
        text = f"{name} has no sheet {_SHEET} with its headings."
        return [], [Problem(code="no-decisions", text=text, instead="Fill in the file we wrote.")]
    known = {line.number: line for line in lines}
    taken, problems = dict[int, Taken](), list[Problem]()
    for row, cells in rows:
        decided = _taken(row, cells, known, problems)
        if decided is None:
            continue
        if taken.setdefault(decided.number, decided) != decided:
            text = f"Number {decided.number} stands in two lines that say different things."
            problems.append(_problem("line-twice", row, "number", text, "Delete one of them."))
    twice = {p.text for p in problems if p.code == "line-twice"}
    return [t for t in taken.values() if not any(f" {t.number} " in s for s in twice)], problems


def _write_top(sheet: Worksheet, title: str) -> None:
    put(sheet, 1, 1, title)
    sheet.cell(row=1, column=1).font = Font(name="Calibri", bold=True, size=14, color="1F4E79")
    put(sheet, 2, 1, _INSTRUCTIONS)
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=len(_COLUMNS))
    sheet.cell(row=2, column=1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[2].height = 34
    for place, column in enumerate(_COLUMNS, 1):
        put(sheet, _HEADING_ROW, place, column.heading)
        cell = sheet.cell(row=_HEADING_ROW, column=place)
        cell.font = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E79" if column.ours else "7F6000")
        sheet.column_dimensions[get_column_letter(place)].width = column.width


_TO_FILL = PatternFill("solid", fgColor="FFF9E5")
_CONFLICT = PatternFill("solid", fgColor="FBE3D6")


def _write_line(sheet: Worksheet, row: int, line: SheetLine) -> None:
    widths = [column.width for column in _COLUMNS]
    fit_row(sheet, row, [_shown(line, column.key) for column in _COLUMNS], widths)
    for place, column in enumerate(_COLUMNS, 1):
        put(sheet, row, place, _shown(line, column.key))
        cell = sheet.cell(row=row, column=place)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = THIN
        if not column.ours:
            cell.fill = _TO_FILL
        elif line.conflict:
            cell.fill = _CONFLICT


def _shown(line: SheetLine, key: str) -> str | int | None:
    """What a cell says; none for an empty one, which a person can fill in."""
    value = getattr(line, key)
    if isinstance(value, int):
        return value
    if isinstance(value, Outcome):
        return value.value
    return short_text(value) or None


def _rows(sheet: Worksheet) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Filled lines below the headings, wherever a person moved them; columns by their headings."""
    by_heading = {column.heading.casefold(): column.key for column in _COLUMNS}
    columns = dict[int, str]()
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if not columns:
            found = {
                place: by_heading[str(value).strip().casefold()]
                for place, value in enumerate(row)
                if str(value).strip().casefold() in by_heading
            }
            columns = found if {"number", "outcome", "reason"} <= set(found.values()) else {}
            continue
        cells = {key: row[place] for place, key in columns.items()}
        if any(value not in (None, "") for value in cells.values()):
            yield number, cells


def _taken(
    row: int, cells: Mapping[str, object], known: Mapping[int, SheetLine], problems: list[Problem]
) -> Taken | None:
    line = known.get(_number(cells.get("number")))
    said, words, reason = (cell_text(cells.get(key)) for key in ("outcome", "words", "reason"))
    if line is None:
        text = f"No change has the number {cell_text(cells.get('number'))!r}."
        problems.append(
            _problem("unknown-number", row, "number", text, "Leave the numbers as they are.")
        )
        return None
    if not said and not _filled_beside(line, words, reason):
        return None
    found = _changed(row, cells, line) or _fault(row, said, words, reason)
    if found is not None:
        problems.append(found)
        return None
    taken = Taken(number=line.number, outcome=Outcome(said.casefold()), words=words, reason=reason)
    before = (line.outcome, as_typed(line.words), as_typed(line.reason))
    return taken if before != (taken.outcome, as_typed(words), as_typed(reason)) else None


def _filled_beside(line: SheetLine, words: str, reason: str) -> bool:
    """Whether somebody wrote words or a reason and forgot the decision. Where the cells are empty
    nobody did: the line was decided on screen after the sheet was written.
    """
    written = (as_typed(words), as_typed(reason))
    return any(written) and written != (as_typed(line.words), as_typed(line.reason))


def _changed(row: int, cells: Mapping[str, object], line: SheetLine) -> Problem | None:
    """Somebody typed into a column of ours: most likely new words, in the wrong place."""
    for column in _COLUMNS:
        if not column.ours or column.key not in cells or column.key == "number":
            continue
        ours = cell_text(safe_text(_shown(line, column.key)))
        if as_typed(cell_text(cells[column.key])) != as_typed(ours):
            text = f"The text under {column.heading!r} is not the one that we wrote."
            instead = "Put it back, and write your own words under 'Other words'."
            return _problem("fixed-changed", row, column.key, text, instead)
    return None


def _fault(row: int, said: str, words: str, reason: str) -> Problem | None:
    outcomes = [outcome.value for outcome in Outcome]
    allowed = f"Choose one of: {', '.join(outcomes)}."
    if not said:
        text = "There are words or a reason, but no decision."
        return _problem("words-without-decision", row, "outcome", text, allowed)
    if said.casefold() not in outcomes:
        text = f"{said!r} is no decision."
        return _problem("unknown-decision", row, "outcome", text, allowed)
    outcome = Outcome(said.casefold())
    if outcome is Outcome.REJECTED and not reason:
        text = "A rejection needs a reason: the partner reads it in the closing letter."
        return _problem("rejected-without-reason", row, "reason", text, "Write one sentence.")
    if outcome is Outcome.REWORDED and not words:
        text = "There are no other words to accept it with."
        instead = "Write them under 'Other words', or choose accepted."
        return _problem("reworded-without-words", row, "words", text, instead)
    if outcome is not Outcome.REWORDED and words:
        text = f"There are other words, but the decision is {outcome.value!r}."
        instead = f"Choose {Outcome.REWORDED.value!r}, or delete the words."
        return _problem("words-without-decision", row, "words", text, instead)
    return None


def _problem(code: str, row: int, key: str, text: str, instead: str) -> Problem:
    heading = next(column.heading for column in _COLUMNS if column.key == key)
    return Problem(code=code, text=text, instead=instead, sheet=_SHEET, row=row, column=heading)


def _number(value: object) -> int:
    """The number of a line, 0 for what is none."""
    text = str(value).strip().removesuffix(".0")
    return int(text) if text.isdecimal() else 0
