"""A folder as an officer keeps it: Word files and a good workbook, from which bad ones start."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

import docx
import openpyxl

__all__ = ["FILES", "TODAY", "GoodBook", "good_book", "good_files", "word_file"]

TODAY = date(2017, 10, 4)
GoodBook = openpyxl.Workbook

FILES = (
    "00 Foreword.docx",
    "03.1 Basel Convention.docx",
    "03.4 CITES.docx",
    "03.5 Minamata Convention.docx",
)

_ROUND = (
    ("What", "Value"),
    ("Title of the round", "GCI Guide 2017, final comments"),
    ("Title of the guide", "Green Customs Guide"),
    ("What partners are asked for", "edit"),
    ("Comments due by", datetime(2017, 10, 18)),  # noqa: DTZ001 -- as Excel keeps a day
    ("Time zone", "Africa/Nairobi"),
    ("Reminders, days before", "7, 1"),
    ("If a partner says nothing", "no objection"),
    ("If something is still open then", "wait"),
    ("Owner's own changes", "applied"),
    ("Answers go to", "gci@secretariat.example.org"),
    ("Reference in subjects", "GCI"),
    ("Language", "en-GB"),
)
_PARTNERS = (
    ("Short name", "Organisation", "Person", "Email", "Role", "Status", "Mail domains"),
    ("BRS", "BRS Secretariat", "One", "one@brs.example.org", "lead", None, "brs.example.org"),
    ("BRS", None, "Legal", "legal@brs.example.org", "reviewer", None, None),
    ("CITES", "CITES Secretariat", "Two", "two@cites.example.org", "lead", None, None),
    ("WCO", "World Customs Organization", "Three", "three@wco.example.org", "lead", None, None),
    ("UNEP Law", "Law Division", "Four", "four@secretariat.example.org", "editor", None, None),
    ("Minamata", "Minamata", "Five", "five@minamata.example.org", "lead", "applicant", None),
)
_CHAPTERS = (
    ("Number", "Title", "File", "Owner", "Also review", "Held back because"),
    ("0", "Foreword", FILES[0], "UNEP Law", "all", None),
    ("3.1", "Basel Convention", FILES[1], "BRS", "WCO", None),
    ("3.4", "CITES", FILES[2], "CITES", "WCO, BRS", None),
    ("3.5", "Minamata Convention", FILES[3], "Minamata", None, "not a partner yet"),
)


def good_book() -> GoodBook:
    """A workbook without a problem."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in (("Round", _ROUND), ("Partners", _PARTNERS), ("Chapters", _CHAPTERS)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book


def good_files() -> dict[str, bytes]:
    """The Word files that the good workbook names."""
    return dict.fromkeys(FILES, word_file())


@cache
def word_file(*headings: str) -> bytes:
    """A small Word file with these headings."""
    document = docx.Document()
    for heading in headings:
        document.add_heading(heading)
    document.add_paragraph("Words.")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def lay_out(folder: Path, book: GoodBook | None, files: Mapping[str, bytes]) -> Path:
    """The folder with these in it."""
    if book is not None:
        book.save(folder / "Round.xlsx")
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder
