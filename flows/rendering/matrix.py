"""comments.xlsx: every change and every comment, with what was decided; and what was noticed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from flows.rendering.contents import EditionContents

__all__ = ["comment_matrix"]

_CHANGES = (
    ("No.", 6),
    ("Chapter", 26),
    ("Place", 30),
    ("Partner", 16),
    ("Text before", 46),
    ("Text after", 46),
    ("Decision", 18),
    ("Reason", 40),
)
_REMARKS = (
    ("No.", 6),
    ("Chapter", 26),
    ("Place", 30),
    ("Partner", 16),
    ("Author", 20),
    ("About these words", 40),
    ("Comment", 60),
)
_ANSWER = ("Answer", 50)
_NOTICED = (("Chapter", 26), ("Place", 40), ("Partner", 16), ("Noticed in the file", 80))
_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 -- a document property; Excel knows no zones
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_LONGEST = 32_000  # characters; a cell takes 32,767
_LINE = Side(style="thin", color="BFC7CF")
_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_CHARACTERS_A_LINE = 1.05  # of a column's width
_LINE_HEIGHT = 14.0  # points
_HIGHEST = 400.0  # points; Excel takes 409


def comment_matrix(contents: EditionContents) -> bytes:
    """The comment matrix as a workbook; the same contents give the same bytes."""
    chapters = {one.number: f"{one.number} {one.title}".strip() for one in contents.chapters}
    book = Workbook()
    book.properties.creator = ""
    book.properties.title = f"{contents.title}, {contents.called}: comments"
    book.properties.created = book.properties.modified = _FIXED
    changes = [
        (
            one.number,
            chapters.get(one.chapter, one.chapter),
            one.place,
            one.partner,
            one.before,
            one.after,
            one.decision,
            one.reason,
        )
        for one in contents.changes
    ]
    answers = any(one.answer for one in contents.remarks)
    remarks = [
        (
            one.number,
            chapters.get(one.chapter, one.chapter),
            one.place,
            one.partner,
            one.author,
            one.quoted,
            one.text,
            *((one.answer,) if answers else ()),
        )
        for one in contents.remarks
    ]
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook has one
        sheet = book.create_sheet()
    sheet.title = "Changes"
    _write(sheet, _CHANGES, changes, "No partner proposed a change.")
    columns = (*_REMARKS, _ANSWER) if answers else _REMARKS
    _write(book.create_sheet("Comments"), columns, remarks, "No partner made a comment.")
    noticed = [
        (chapters.get(one.chapter, one.chapter), one.place, one.partner, one.text)
        for one in contents.noticed
    ]
    if noticed:
        _write(book.create_sheet("Noticed"), _NOTICED, noticed, "")
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def _write(
    sheet: Worksheet,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str | int]],
    nothing: str,
) -> None:
    for at, (name, width) in enumerate(columns, 1):
        cell = sheet.cell(1, at, name)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E79")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.row_dimensions[1].height = 22
    for down, row in enumerate(rows, 2):
        for at, value in enumerate(row, 1):
            cell = sheet.cell(down, at, _fit(value))
            if isinstance(value, str):
                cell.data_type = "s"  # a text that starts with "=" is no formula
            # Numbers to the left too: at the right edge they run into the next column's words.
            cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
            cell.border = Border(bottom=_LINE)
        sheet.row_dimensions[down].height = _height(row, columns)
    if not rows:
        sheet.cell(2, 2, nothing).alignment = Alignment(vertical="top", wrap_text=True)
    _set_up(sheet, columns, len(rows))


def _set_up(sheet: Worksheet, columns: Sequence[tuple[str, int]], rows: int) -> None:
    """Header row in view, filter arrows, and a page that prints as wide as it is."""
    sheet.freeze_panes = "A2"
    if rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _fit(value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    text = str(ILLEGAL_CHARACTERS_RE.sub("", value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} […]"


def _height(row: Sequence[str | int], columns: Sequence[tuple[str, int]]) -> float:
    """Points that a row needs; programs other than Excel do not fit heights by themselves."""
    lines = max(
        sum(1 + int(len(line) / (width * _CHARACTERS_A_LINE)) for line in str(value).split("\n"))
        for value, (_, width) in zip(row, columns, strict=True)
    )
    return min(max(lines, 1) * _LINE_HEIGHT + 2, _HIGHEST)


def _timeless(content: bytes) -> bytes:
    """The workbook with every date in it fixed: openpyxl writes the time of saving."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in made.namelist():
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            part = made.read(name)
            new.writestr(
                info,
                _STAMPS.sub(rb"\g<1>2000-01-01T00:00:00Z", part) if "docProps" in name else part,
            )
    return out.getvalue()
