"""The notes that somebody put into a PDF: read for a person, never applied."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

__all__ = ["NO_NOTES", "PdfNote", "about_pdf", "notes_in"]

log = logging.getLogger(__name__)

NO_NOTES = "It is a PDF without notes."
"""What is said of a PDF that nobody must read for its notes."""

_PAGES = 500  # of a longer file the rest is not looked through
_FEW = 12  # notes that are quoted
_LONGEST = 300  # signs of a note
_SILENT = {"/Link", "/Popup", "/Widget", "/PrinterMark", "/TrapNet"}
"""Annotations that say nothing by themselves (ISO 32000-1, 12.5.6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfNote:
    """A note on a page: who wrote it, as the file says, and its words; both may be empty, as for
    something that was only drawn, struck out or highlighted.
    """

    page: int
    author: str
    words: str


def about_pdf(data: bytes) -> str:
    """What a person reads of a PDF, in sentences: its notes in their own words."""
    notes = notes_in(data)
    if notes is None:
        return "It is a PDF, and whether there are notes in it could not be read."
    if not notes:
        return NO_NOTES
    spoken = [one for one in notes if one.words]
    said = [_said(one) for one in spoken[:_FEW]]
    said += [f"And {len(spoken) - _FEW} more."] if len(spoken) > _FEW else []
    if drawn := len(notes) - len(spoken):
        marks = "One mark has" if drawn == 1 else f"{drawn} marks have"
        said.append(f"{marks} no words: look at the page.")
    count = "a note" if len(notes) == 1 else f"{len(notes)} notes"
    return f"It is a PDF with {count} in it. {' '.join(said)}"


def _said(note: PdfNote) -> str:
    who = f", {note.author}" if note.author else ""
    return f"Page {note.page}{who}: “{note.words}”."


def notes_in(data: bytes) -> tuple[PdfNote, ...] | None:
    """The notes of a PDF, page by page; none where it cannot be read, as with a password."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages = [page for _, page in zip(range(_PAGES), pdf.pages, strict=False)]
            return tuple(
                one for number, page in enumerate(pages, 1) for one in _on_page(number, page)
            )
    except Exception:  # a broken PDF must not hold up what came with it
        log.info("The notes of a PDF could not be read.", exc_info=True)
        return None


def _on_page(number: int, page: pikepdf.Page) -> Iterator[PdfNote]:
    listed = page.obj.get("/Annots")
    for one in listed if isinstance(listed, pikepdf.Array) else ():
        if isinstance(one, pikepdf.Dictionary) and str(one.get("/Subtype", "")) not in _SILENT:
            words = " ".join(str(one.get("/Contents", "")).split())
            yield PdfNote(
                page=number,
                author=" ".join(str(one.get("/T", "")).split()),
                words=words if len(words) <= _LONGEST else words[:_LONGEST] + " …",
            )
