"""PDF by LibreOffice: tagged, archivable, with an outline; and the pages that it really has."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import threading
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pikepdf

from flows.errors import NoRenderer, NotReachable

__all__ = ["LibreOfficeRenderer", "page_numbers"]

_NAMES = ("soffice", "libreoffice")
_KNOWN = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
)
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
_REGISTRY = {
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("Office.Common/Misc", "FirstRun"): "false",
    ("Office.Common/Save/Document", "LoadPrinter"): "false",
    ("Office.Writer/Content/Update", "Link"): "0",  # never fetch what a text links to
    ("Inet/Settings", "ooInetProxyType"): "2",
    ("Inet/Settings", "ooInetHTTPProxyName"): "127.0.0.1",
    ("Inet/Settings", "ooInetHTTPProxyPort"): "9",  # discard: nothing gets out by a way around
    ("Inet/Settings", "ooInetHTTPSProxyName"): "127.0.0.1",
    ("Inet/Settings", "ooInetHTTPSProxyPort"): "9",
}
_DAY, _PDF_DAY = "2000-01-01T00:00:00Z", "D:20000101000000Z"
_ICC_DAY = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
"""Instead of the time of making: the same guide gives the same PDF."""
_MEMORY = 8_000_000_000  # bytes of address space; LibreOffice reserves far more than it uses


class LibreOfficeRenderer:
    """Makes PDFs with a LibreOffice of its own: own profile, no network, time and memory limited.

    `program` is the path of soffice; none: found on this machine. `seconds` is the time that one
    file may take.
    """

    def __init__(self, *, program: str | None = None, seconds: float = 300.0) -> None:
        self._program = program or _found()
        self._seconds = seconds
        self._home: Path | None = None
        self._one_at_a_time = threading.Lock()  # a profile serves one LibreOffice

    def pdf(self, docx: bytes, *, title: str, language: str) -> bytes:
        """The tagged PDF (PDF/UA-1, PDF/A-2b) of a Word file, with outline, title and language.

        Raises `NoRenderer` without LibreOffice, `NotReachable` where it fails or takes too long.
        The same Word file gives the same bytes with the same LibreOffice and fonts.
        """
        if self._program is None or shutil.which(self._program) is None:
            raise NoRenderer
        with self._one_at_a_time, tempfile.TemporaryDirectory(prefix="gci-pdf-") as folder:
            source = Path(folder) / "guide.docx"
            source.write_bytes(docx)
            self._convert(self._program, source)
            made = source.with_suffix(".pdf")
            if not made.exists():
                raise NotReachable("LibreOffice could not make a PDF of the guide.")
            return _named(made.read_bytes(), title=title, language=language)

    def _convert(self, program: str, source: Path) -> None:
        with subprocess.Popen(  # noqa: S603 -- our own arguments, no shell
            [*_limited(), program, *self._arguments(source)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=source.parent,
            env={**os.environ, "HOME": str(source.parent), "SAL_USE_VCLPLUGIN": "svp"},
            start_new_session=True,
        ) as office:
            try:
                office.wait(self._seconds)
            except subprocess.TimeoutExpired as late:
                raise NotReachable(
                    f"LibreOffice did not make the PDF within {self._seconds:.0f} seconds."
                ) from late
            finally:
                _end(office)

    def _arguments(self, source: Path) -> list[str]:
        options = {
            name: {"type": kind, "value": str(value).lower()}
            for name, (kind, value) in _EXPORT.items()
        }
        return [
            f"-env:UserInstallation={self._profile().as_uri()}",
            "--headless",
            "--invisible",
            "--norestore",
            "--nologo",
            "--nolockcheck",
            "--infilter=MS Word 2007 XML",
            "--convert-to",
            f"pdf:writer_pdf_Export:{json.dumps(options)}",
            "--outdir",
            str(source.parent),
            str(source),
        ]

    def _profile(self) -> Path:
        if self._home is None:
            self._home = Path(tempfile.mkdtemp(prefix="gci-office-"))
            weakref.finalize(self, shutil.rmtree, self._home, ignore_errors=True)
            user = self._home / "user"
            user.mkdir()
            (user / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
        return self._home


def _found() -> str | None:
    for name in (*_NAMES, *_KNOWN):
        path = shutil.which(name)
        if path is not None:
            return path
    return None


def _limited() -> list[str]:
    prlimit = shutil.which("prlimit")
    return [] if prlimit is None else [prlimit, f"--as={_MEMORY}"]


def _end(office: subprocess.Popen[bytes]) -> None:
    """End LibreOffice and its children; soffice is a script around the real program."""
    try:
        os.killpg(office.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _registry() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{escape(value)}</value></prop></item>"
        for (path, name), value in _REGISTRY.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>'
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
