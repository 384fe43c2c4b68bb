"""What LibreOffice makes: a PDF, tagged, archivable, with an outline and the pages that it really
has; and Word files of what other programs wrote.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterable, Mapping
from typing import Any

import pikepdf

from flows.rendering.office import Office

__all__ = ["LibreOfficeRenderer", "page_numbers"]

_EXPORT = {
    "SelectPdfVersion": ("long", 2),  # PDF/A-2b: fonts inside, no outside reference
    "PDFUACompliance": ("boolean", True),
    "UseTaggedPDF": ("boolean", True),
    "ExportBookmarks": ("boolean", True),
    "ExportBookmarksToPDFDestination": ("boolean", True),  # `page_numbers` reads them
    "DisplayPDFDocumentTitle": ("boolean", True),
    "InitialView": ("long", 1),  # with the outline beside the page
    "ExportNotes": ("boolean", False),
    "ExportFormFields": ("boolean", False),
    "ReduceImageResolution": ("boolean", True),
    "MaxImageResolution": ("long", 300),
    "Quality": ("long", 90),
}
_FOR_PAGES = {
    "SelectPdfVersion": ("long", 0),
    "UseTaggedPDF": ("boolean", False),
    "ExportBookmarks": ("boolean", False),
    "ExportBookmarksToPDFDestination": ("boolean", True),
    "ExportNotes": ("boolean", False),
    "ExportFormFields": ("boolean", False),
    "ReduceImageResolution": ("boolean", True),
    "MaxImageResolution": ("long", 75),
    "Quality": ("long", 10),
}
"""Of a PDF that is only asked for its pages: the same lines, and nothing that takes time."""

_DAY, _PDF_DAY = "2000-01-01T00:00:00Z", "D:20000101000000Z"
_ICC_DAY = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
"""Instead of the time of making: the same guide gives the same PDF."""

_DOCX = "MS Word 2007 XML"
_TEXTS = {".docx": _DOCX, ".odt": "writer8", ".doc": "MS Word 97", ".rtf": "Rich Text Format"}
"""The filters of LibreOffice by the endings of what they read and write."""


class LibreOfficeRenderer:
    """What LibreOffice makes of a file: PDFs, and Word files of what other programs wrote.

    `program` is the path of soffice; none: found on this machine. `seconds` is the time that one
    file may take.
    """

    def __init__(self, *, program: str | None = None, seconds: float = 300.0) -> None:
        self._office = Office(program=program, seconds=seconds)

    def pdf(self, docx: bytes, *, title: str, language: str) -> bytes:
        """The tagged PDF (PDF/UA-1, PDF/A-2b) of a Word file, with outline, title and language.

        Raises `NoRenderer` without LibreOffice, `NotReachable` where it fails or takes too long.
        The same Word file gives the same bytes with the same LibreOffice and fonts.
        """
        return _named(self._exported(docx, _EXPORT), title=title, language=language)

    def pages(self, docx: bytes, bookmarks: Iterable[str]) -> Mapping[str, int]:
        """The page of each of these bookmarks, in less time than it takes to make the PDF.

        Raises as `pdf` does.
        """
        return page_numbers(self._exported(docx, _FOR_PAGES), bookmarks)

    def _exported(self, docx: bytes, export: Mapping[str, tuple[str, int]]) -> bytes:
        options = {
            name: {"type": kind, "value": str(value).lower()}
            for name, (kind, value) in export.items()
        }
        write = f"writer_pdf_Export:{json.dumps(options)}"
        return self._office.convert(
            docx, read=_DOCX, write=write, ending="pdf", what="a PDF of the guide"
        )

    def convert(self, data: bytes, *, source: str, target: str) -> bytes:
        """A text in another format; both are endings: ".docx", ".odt", ".doc" or ".rtf".

        Tracked changes and comments come along as far as the formats have them. Raises
        `NoRenderer` without LibreOffice, `NotReachable` where it fails or takes too long.
        """
        return self._office.convert(
            data,
            read=_TEXTS[source],
            write=_TEXTS[target],
            ending=target.removeprefix("."),
            what=f"a {target} of it",
        )


def _named(content: bytes, *, title: str, language: str) -> bytes:
    """The PDF with this title and language, which LibreOffice takes from elsewhere."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as about:
            about["dc:title"] = title
            about["dc:language"] = [language]
            for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
                if name in about:
                    about[name] = _DAY
        _date_profiles(pdf)
        _unfold_figures(pdf)
        for name in ("/ID", "/DocChecksum"):  # made of the time; qpdf makes an id of the content
            if name in pdf.trailer:
                del pdf.trailer[name]
        for name in ("/CreationDate", "/ModDate"):
            if name in pdf.docinfo:
                pdf.docinfo[name] = pikepdf.String(_PDF_DAY)
        pdf.Root.Lang = pikepdf.String(language)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _date_profiles(pdf: pikepdf.Pdf) -> None:
    """Give the colour profile of PDF/A a fixed date: LibreOffice makes it anew each time."""
    intents: Any = pdf.Root.get("/OutputIntents", [])
    for intent in intents:
        profile = intent.DestOutputProfile
        content = profile.read_bytes()
        profile.write(content[:24] + _ICC_DAY + content[36:])  # ICC.1:2022, 7.2.1: bytes 24 to 35


def _unfold_figures(pdf: pikepdf.Pdf) -> None:
    """Make a figure that only holds a figure a plain group (PDF/UA-1, 7.3: a figure has a text).

    LibreOffice 7 puts each picture into two, of which the inner one has the alternative text.
    """
    waiting: list[Any] = [pdf.Root.get("/StructTreeRoot", {})]
    while waiting:
        one = waiting.pop()
        inside = one.get("/K", ())
        kids = inside if isinstance(inside, pikepdf.Array) else [inside]
        elements = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        if one.get("/S") == "/Figure" and "/Alt" not in one and elements:
            one.S = pikepdf.Name.Div
        waiting += elements


def page_numbers(pdf: bytes, bookmarks: Iterable[str]) -> Mapping[str, int]:
    """The page, from 1, of each of these bookmarks of the Word file that a PDF was made of.

    A bookmark that the PDF does not have is left out.
    """
    with pikepdf.open(io.BytesIO(pdf)) as made:
        pages = {_number(page): number for number, page in enumerate(made.pages, 1)}
        there: dict[str, int] = {}
        for name, target in _destinations(made):
            place = target.D if isinstance(target, pikepdf.Dictionary) else target
            if _number(place[0]) in pages:
                there[name] = pages[_number(place[0])]
    return {name: there[_written(name)] for name in bookmarks if _written(name) in there}


def _number(page: Any) -> int:
    """The number of a page's object in the PDF; 0 where it is written out in place."""
    return int(page.objgen[0])


def _written(name: str) -> str:
    """A bookmark's name as LibreOffice writes it into a PDF: letters and digits, others as hex."""
    return "".join(letter if _plain(letter) else _hex(ord(letter)) for letter in name)


def _plain(letter: str) -> bool:
    return letter.isascii() and (letter.isalnum() or letter == "-")


def _hex(code: int) -> str:
    high, low = divmod(code, 256)
    return f"{high:02X}{low:02X}" if high else f"{low:02X}"


def _destinations(made: pikepdf.Pdf) -> list[tuple[str, pikepdf.Object]]:
    """The named destinations, in the old form or the new (ISO 32000-1, 12.3.2.3)."""
    found: list[tuple[str, pikepdf.Object]] = []
    if "/Dests" in made.Root:
        found += [(name[1:], made.Root.Dests[name]) for name in made.Root.Dests.keys()]  # noqa: SIM118 -- no mapping
    if "/Names" in made.Root and "/Dests" in made.Root.Names:
        found += list(pikepdf.NameTree(made.Root.Names.Dests).items())
    return found
