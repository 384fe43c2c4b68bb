"""Compile chapters into a guide against the floor, and docxcompose on the smaller ones.

    .venv/bin/python bench/guides.py [10 50 200 500]

Each chapter has about 18 pages: 120 KB of XML, 20 footnotes, a picture, nine tables. *Floor* is
every XML part of every chapter unzipped, parsed by lxml, serialised and zipped again. Figures of
one line come from one run: processor time as a ratio to its floor, and peak memory in MB. The
exponent says how the time grows from one line to the next: 1 is linear.
"""

from __future__ import annotations

import io
import math
import resource
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docx import Document
from docxcompose.composer import Composer
from lxml import etree

from chapters import compile_guide
from tests.wordml import cell, docx, footnote, p, picture, r, row, table

_SIZES = (10, 50, 200, 500)
_PEER_UP_TO = 50  # docxcompose takes minutes for more
_WORDS = "the goods that a Party controls shall be accompanied by the movement document "


def chapter(number: int) -> bytes:
    """A chapter of about 18 pages."""
    blocks: list[str] = [p(f"Chapter {number}", style="Heading1"), p(picture())]
    for part in range(9):
        blocks.append(p(f"Section {part} of {number}", style="Heading2"))
        blocks += [_paragraph(number, part, count) for count in range(13)]
        blocks += [p(f"item {count}", numbered=(1, 0)) for count in range(4)]
        blocks.append(table(*[row(*[cell(f"{a} {b}") for b in range(4)]) for a in range(6)]))
    notes = {note: p(f"Note {note} of chapter {number}.") for note in range(1, 21)}
    return docx(*blocks, footnotes=notes, headers=[f"Chapter {number}"])


def _paragraph(number: int, part: int, count: int) -> str:
    runs = [r(f"{_WORDS}{number} {part} {run}. ", props="<w:b/>" * (run % 2)) for run in range(4)]
    note = part * 13 + count + 1
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
    start = time.process_time()
    work(chapters)
    return time.process_time() - start


def main() -> None:
    """Print a line for each size."""
    sizes = [int(word) for word in sys.argv[1:]] or _SIZES
    some = [chapter(number) for number in range(10)]
    with zipfile.ZipFile(io.BytesIO(some[0])) as archive:
        print(f"XML of a chapter's body: {len(archive.read('word/document.xml')) // 1000} KB")
    before: tuple[int, float] | None = None
    for size in sizes:
        chapters = [some[number % 10] for number in range(size)]
        base, mine = _seconds(floor, chapters), _seconds(ours, chapters)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        line = f"{size:4} chapters: floor {base:6.2f} s, ours {mine / base:4.1f}×, {peak} MB"
        if before is not None:
            line += f", exponent {math.log(mine / before[1]) / math.log(size / before[0]):.2f}"
        if size <= _PEER_UP_TO:
            line += f", docxcompose {_seconds(docxcompose, chapters) / base:.1f}×"
        before = (size, mine)
        print(line, flush=True)


main()
