"""Compile chapters into a guide against the floor, and docxcompose on the smaller ones.

    .venv/bin/python bench/guides.py [10 50 200 500]

Each chapter has about 18 pages: 124 KB of XML, 20 footnotes, a picture, nine tables. *Floor* is
every XML part of every chapter unzipped, parsed by lxml, serialised and zipped again. Figures of
one line come from one run: processor time as a ratio to its floor, the least of three for up to
200 chapters, and peak memory in MB. The exponent says how the time grows from the first line: 1 is
linear. At the end a guide of 56 chapters as a PDF with right page numbers, against one plain
conversion by LibreOffice.
"""

from __future__ import annotations

import io
import math
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pikepdf
from docx import Document
from docxcompose.composer import Composer
from lxml import etree

from chapters import compile_guide
from chapters.compilation import ChapterFile
from flows.rendering.contents import EditionContents
from flows.rendering.edition import with_pages
from flows.rendering.pdf import LibreOfficeRenderer
from tests.wordml import cell, docx, footnote, p, picture, r, row, table

_SIZES = (10, 50, 200, 500)
_PEER_UP_TO = 50  # docxcompose takes minutes for more
_THRICE_UP_TO = 200
_PRINTED = 56  # chapters of the PDF, over 900 pages
_PARAGRAPHS = 16  # in a section
_WORDS = "the goods that a Party controls shall be accompanied by the movement document "


def chapter(number: int) -> bytes:
    """A chapter of about 18 pages."""
    blocks: list[str] = [p(f"Chapter {number}", style="Heading1"), p(picture())]
    for part in range(9):
        blocks.append(p(f"Section {part} of {number}", style="Heading2"))
        blocks += [_paragraph(number, part, count) for count in range(_PARAGRAPHS)]
        blocks += [p(f"item {count}", numbered=(1, 0)) for count in range(4)]
        blocks.append(table(*[row(*[cell(f"{a} {b}") for b in range(4)]) for a in range(6)]))
    notes = {note: p(f"Note {note} of chapter {number}.") for note in range(1, 21)}
    return docx(*blocks, footnotes=notes, headers=[f"Chapter {number}"])


def _paragraph(number: int, part: int, count: int) -> str:
    runs = [r(f"{_WORDS}{number} {part} {run}. ", props="<w:b/>" * (run % 2)) for run in range(4)]
    note = part * _PARAGRAPHS + count + 1
    return p(*runs, *([footnote(note)] if note <= 20 else []))  # noqa: PLR2004 -- 20 notes


def floor(chapters: Sequence[bytes]) -> None:
    """What any merger must do: read every part, and write it again."""
    for data in chapters:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as read,
            zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as written,
        ):
            for name in read.namelist():
                content = read.read(name)
                if name.endswith((".xml", ".rels")):
                    content = etree.tostring(etree.fromstring(content))
                written.writestr(name, content)


def ours(chapters: Sequence[bytes]) -> None:
    """Compile as this project does, with contents."""
    compile_guide(chapters, title="Guide", contents="Contents")


def docxcompose(chapters: Sequence[bytes]) -> None:
    """Compile as docxcompose does."""
    composer = Composer(Document(io.BytesIO(chapters[0])))
    for data in chapters[1:]:
        composer.append(Document(io.BytesIO(data)))
    composer.save(io.BytesIO())


def _seconds(work: Callable[[Sequence[bytes]], None], chapters: Sequence[bytes]) -> float:
    """Processor time of the work, the least of three where it is short."""
    found = []
    for _ in range(3 if len(chapters) <= _THRICE_UP_TO else 1):
        start = time.process_time()
        work(chapters)
        found.append(time.process_time() - start)
    return min(found)


def printed(chapters: Sequence[bytes]) -> None:
    """The time of a PDF with right page numbers, as a ratio to one plain conversion."""
    files = [
        ChapterFile(data=data, number=str(number), title=f"Chapter {number}")
        for number, data in enumerate(chapters, 1)
    ]
    contents = EditionContents(title="Guide", number="1", published="today", chapters=())
    guide = compile_guide(files, title="Guide", contents="Contents").data
    start = _everything()
    plain = _plainly(guide)
    once = _everything() - start
    start = _everything()
    with_pages(guide, LibreOfficeRenderer(), contents)
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        pages = len(pdf.pages)
    ratio = (_everything() - start) / once
    print(f"PDF of {pages} pages: plain {once:.1f} s, with true page numbers {ratio:.1f}×")


def _plainly(guide: bytes) -> bytes:
    """What soffice makes of a Word file without options, in a profile of its own."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "guide.docx")
        source.write_bytes(guide)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        subprocess.run([*command, source], check=True, capture_output=True)  # noqa: S603 -- ours
        return source.with_suffix(".pdf").read_bytes()


def _everything() -> float:
    """Processor time of this program and of those that it has started and that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    """Print a line for each size."""
    sizes = [int(word) for word in sys.argv[1:]] or _SIZES
    some = [chapter(number) for number in range(10)]
    with zipfile.ZipFile(io.BytesIO(some[0])) as archive:
        print(f"XML of a chapter's body: {len(archive.read('word/document.xml')) // 1000} KB")
    first: tuple[int, float] | None = None
    for size in sizes:
        chapters = [some[number % 10] for number in range(size)]
        base, mine = _seconds(floor, chapters), _seconds(ours, chapters)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        line = f"{size:4} chapters: floor {base:6.2f} s, ours {mine / base:4.1f}×, {peak} MB"
        if first is None:
            first = (size, mine)
        else:
            line += f", exponent {math.log(mine / first[1]) / math.log(size / first[0]):.2f}"
        if size <= _PEER_UP_TO:
            line += f", docxcompose {_seconds(docxcompose, chapters) / base:.1f}×"
        print(line, flush=True)
    if shutil.which("soffice"):
        printed([chapter(number) for number in range(_PRINTED)])
    else:
        print("LibreOffice is not installed: no PDF is made.")


main()
