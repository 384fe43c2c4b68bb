"""Round.xlsx ⇄ Form: sheets, headings and cells, whatever Excel and people did to them."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from desk.forms import CHAPTERS, FACTS, PARTNERS, Column, Form, Line
from desk.problems import Problem

__all__ = [
    "THIN",
    "NotAWorkbook",
    "as_typed",
    "cell_text",
    "fit_paper",
    "open_workbook",
    "put",
    "read_form",
    "safe_text",
    "short_text",
    "write_form",
    "write_table",
]

_OLE = b"\xd0\xcf\x11\xe0"
_DAMAGE = (  # what openpyxl raises on files that are no workbook
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    SyntaxError,
    EOFError,
    OSError,
)
_TALLEST = 400.0  # points; Excel's limit for a row is 409
_HEADING_ROWS = 15  # headings are looked for this far down: people put notes above them


class NotAWorkbook(Exception):
    """Bytes that cannot be read as a workbook; `code` says why, the message is one sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """How one sheet is laid out in a workbook that we write."""

    title: str
    note: str
    columns: tuple[Column, ...]
    widths: tuple[int, ...]


_PARTNERS = _Sheet(
    title="Partners",
    note="One line per person. Delete the line in brackets when yours are in.",
    columns=PARTNERS,
    widths=(20, 52, 26, 38, 12, 12, 28),
)
_CHAPTERS = _Sheet(
    title="Chapters",
    note="One line per Word file, in the order of the guide.",
    columns=CHAPTERS,
    widths=(9, 50, 56, 20, 30, 50),
)


def open_workbook(data: bytes, name: str) -> Workbook:
    """The workbook in these bytes, formulas as the values last shown; raises `NotAWorkbook`."""
    if data.startswith(_OLE):
        raise NotAWorkbook(
            "workbook-encrypted",
            f"{name} is protected by a password, or is in the old .xls format:"
            " save it as an Excel workbook (.xlsx) without a password.",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of every decoration it drops
            return openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except _DAMAGE as exc:
        raise NotAWorkbook(
            "workbook-damaged",
            f"{name} cannot be opened as a workbook: open it in Excel and save it again.",
        ) from exc


def read_form(data: bytes, name: str) -> Form:
    """What is filled in on the three sheets; raises `NotAWorkbook`. Sheets and columns that are not
    there are problems of the form.
    """
    book = open_workbook(data, name)
    problems: list[Problem] = []
    sheets = {sheet.title.strip().casefold(): sheet for sheet in book.worksheets}
    for title in ("Round", "Partners", "Chapters"):
        if title.casefold() not in sheets:
            text = f"{name} has no sheet {title}."
            problems.append(
                Problem(code="missing-sheet", text=text, instead="Name the sheet so.", sheet=title)
            )
    return Form(
        facts=_facts(sheets.get("round"), problems),
        partners=_lines(sheets.get("partners"), _PARTNERS, problems),
        chapters=_lines(sheets.get("chapters"), _CHAPTERS, problems),
        problems=tuple(problems),
    )


def write_form(form: Form) -> bytes:
    """The workbook that says what the form says, with headings, hints and drop-downs."""
    book = openpyxl.Workbook()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101 -- a new workbook has one sheet
    _write_round(first, form)
    _write_lines(book.create_sheet(_PARTNERS.title), _PARTNERS, form.partners)
    _write_lines(book.create_sheet(_CHAPTERS.title), _CHAPTERS, form.chapters)
    for sheet in book.worksheets:
        fit_paper(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def fit_paper(sheet: Worksheet) -> None:
    """Lay a sheet out for people who print it: A4 on its side, as wide as the paper."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def fit_row(sheet: Worksheet, row: int, values: Sequence[object], widths: Sequence[int]) -> None:
    """Make a row as high as its longest text needs; programs do not always measure themselves."""
    lines = (
        sum(len(part) // (width + 4) + 1 for part in str(value or "").split("\n"))
        for value, width in zip(values, widths, strict=True)
    )
    sheet.row_dimensions[row].height = min(15.0 * max(lines) + 3, _TALLEST)


def safe_text(value: object) -> object:
    """The value as it may be written into a cell: text that Excel would take for a formula gets the
    mark that says it is text, and control characters, which no cell can hold, go.
    """
    if not isinstance(value, str):
        return value
    return "".join(sign for sign in value if sign >= " " or sign in "\n\t")


def put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Write a value; text is always text, whatever sign it begins with."""
    cell = sheet.cell(row=row, column=column)
    cell.value = safe_text(value)  # type: ignore[assignment]  # the stubs know no `object`
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
        if value[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True


def cell_text(value: object) -> str:
    """What stands in a cell, as text."""
    return "" if value is None else str(value).strip()


def as_typed(text: str) -> str:
    """What is left when spreadsheet programs have had their way with line ends and spaces."""
    return " ".join(text.replace("_x000D_", " ").split())


def short_text(text: str | None) -> str:
    """A text as long as a cell can hold."""
    if text and len(text) > _LONGEST:
        return text[:_LONGEST] + " …"
    return text or ""


_LONGEST = 32_000  # signs; Excel's limit for a cell is 32,767


THIN = Border(bottom=Side(style="thin", color="D0D0D0"))


def write_table(
    sheet: Worksheet, columns: Sequence[tuple[str, int]], lines: Sequence[Sequence[str]]
) -> None:
    """A table that is only read: Excel says so to whoever types where no cell is unlocked."""
    sheet.protection.enable()
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # may be made wider
    for place, (heading, width) in enumerate(columns, 1):
        put(sheet, 1, place, heading)
        cell = sheet.cell(row=1, column=place)
        cell.font = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E79")
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, line in enumerate(lines, 2):
        fit_row(sheet, number, line, [width for _, width in columns])
        for place, text in enumerate(line, 1):
            put(sheet, number, place, text)
            cell = sheet.cell(row=number, column=place)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = THIN
    sheet.freeze_panes = "A2"
    fit_paper(sheet)
    sheet.print_title_rows = "1:1"


def _named(columns: Sequence[Column]) -> dict[str, Column]:
    """Every heading that means a column, in lower case."""
    return {
        word.casefold(): column
        for column in columns
        for word in (*column.also, column.toml, column.heading)
    }


def _plain(value: object) -> str:
    return " ".join(str(value or "").replace("*", " ").split()).strip(" :").casefold()


def _facts(sheet: Worksheet | None, problems: list[Problem]) -> dict[str, Line]:
    """The lines of the sheet Round: a known heading in column A, its value in column B."""
    if sheet is None:
        return {}
    named, facts = _named(FACTS), dict[str, Line]()
    for number, row in enumerate(sheet.iter_rows(max_col=2, values_only=True), 1):
        label, value = (*row, None, None)[:2]
        column = named.get(_plain(label))
        if column is not None:
            cells = {} if _empty(value) else {column.key: value}
            headings = {column.key: str(label).strip()}
            facts[column.key] = Line(sheet=sheet.title, row=number, cells=cells, headings=headings)
        elif not _empty(value) and _plain(label) not in {"", "what", "sent on"}:
            text = f"The line {str(label).strip()!r} means nothing to this program."
            problems.append(Problem(code="unknown-line", text=text, sheet=sheet.title, row=number))
    return facts


def _lines(sheet: Worksheet | None, layout: _Sheet, problems: list[Problem]) -> tuple[Line, ...]:
    if sheet is None:
        return ()
    rows = list(sheet.iter_rows(values_only=True))
    at, columns = _heading_row(rows, layout.columns)
    missing = [c for c in layout.columns if c.needed and c.key not in columns]
    for column in missing:
        text = f"The sheet {layout.title} has no column {column.heading!r}."
        problems.append(
            Problem(
                code="missing-column",
                text=text,
                instead=f"Add a column with the heading {column.heading}.",
                sheet=sheet.title,
            )
        )
    if missing:
        return ()
    headings = {key: str(rows[at][place]).strip() for key, place in columns.items()}
    return tuple(
        Line(sheet=sheet.title, row=number, cells=cells, headings=headings)
        for number, cells in _filled(rows[at + 1 :], columns, first=at + 2)
    )


def _heading_row(
    rows: Sequence[Sequence[object]], columns: Sequence[Column]
) -> tuple[int, dict[str, int]]:
    """Where the headings stand and which column is where; the row that knows most of them."""
    named = _named(columns)
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(rows[:_HEADING_ROWS]):
        found = dict[str, int]()
        for place, value in enumerate(row):
            column = named.get(_plain(value))
            if column is not None:
                found.setdefault(column.key, place)
        if len(found) > len(best[1]):
            best = (number, found)
    return best


def _filled(
    rows: Sequence[Sequence[object]], columns: Mapping[str, int], *, first: int
) -> Iterator[tuple[int, dict[str, object]]]:
    """Lines that say something. The example that we put in is in brackets."""
    for number, row in enumerate(rows, first):
        cells = {key: row[at] for key, at in columns.items() if not _empty(row[at])}
        example = str(cells.get("short", "")).strip().startswith("(")
        if cells and not example:
            yield number, cells


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


_BOLD = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_DARK = PatternFill("solid", fgColor="1F4E79")
_PALE = PatternFill("solid", fgColor="FFF9E5")
_GREY = Font(name="Calibri", size=10, italic=True, color="595959")
_WRAP = Alignment(wrap_text=True, vertical="top")
_EMPTY_LINES = 60  # drop-downs reach this far below the last line


def _write_round(sheet: Worksheet, form: Form) -> None:
    sheet.title = "Round"
    _headings(sheet, 1, ("What", "Value", "How to fill it in"), (34, 64, 84))
    for row, column in enumerate(FACTS, 2):
        label = column.heading + (" *" if column.needed else "")
        put(sheet, row, 1, label)
        put(sheet, row, 3, column.hint)
        line = form.facts.get(column.key)
        value = line.cells.get(column.key) if line else None
        put(sheet, row, 2, value)
        cell = sheet.cell(row=row, column=2)
        cell.fill = _PALE
        if column.key == "due_on":
            cell.number_format = "d mmmm yyyy"
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        sheet.cell(row=row, column=3).font = _GREY
        _offer(sheet, column, f"B{row}")
    put(sheet, len(FACTS) + 3, 1, "* must be filled in")
    sheet.cell(row=len(FACTS) + 3, column=1).font = _GREY


def _write_lines(sheet: Worksheet, layout: _Sheet, lines: Sequence[Line]) -> None:
    put(sheet, 1, 1, layout.note)
    sheet.cell(row=1, column=1).font = _GREY
    _headings(sheet, 3, tuple(c.heading for c in layout.columns), layout.widths)
    fit_row(sheet, 2, [column.hint for column in layout.columns], layout.widths)
    last = len(lines) + 3
    for place, column in enumerate(layout.columns, 1):
        put(sheet, 2, place, column.hint)
        sheet.cell(row=2, column=place).font = _GREY
        sheet.cell(row=2, column=place).alignment = _WRAP
        letter = get_column_letter(place)
        _offer(sheet, column, f"{letter}4:{letter}{last + _EMPTY_LINES}")
    for row, line in enumerate(lines, 4):
        values = [line.cells.get(column.key) for column in layout.columns]
        fit_row(sheet, row, values, layout.widths)
        for place, column in enumerate(layout.columns, 1):
            put(sheet, row, place, line.cells.get(column.key))
            sheet.cell(row=row, column=place).alignment = _WRAP
    sheet.freeze_panes = "A4"


def _headings(sheet: Worksheet, row: int, titles: Sequence[str], widths: Sequence[int]) -> None:
    for place, (title, width) in enumerate(zip(titles, widths, strict=True), 1):
        put(sheet, row, place, title)
        cell = sheet.cell(row=row, column=place)
        cell.font, cell.fill = _BOLD, _DARK
        sheet.column_dimensions[get_column_letter(place)].width = width


def _offer(sheet: Worksheet, column: Column, cells: str) -> None:
    """A drop-down of the words that a column takes; other words are not refused here but by
    `check`, which says why.
    """
    if not column.words:
        return
    words = DataValidation(type="list", formula1=f'"{",".join(column.words)}"', allow_blank=True)
    words.showErrorMessage = False
    sheet.add_data_validation(words)
    words.add(cells)
