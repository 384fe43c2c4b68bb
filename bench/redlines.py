"""Read, accept and reject against the floor, on redlines of 20, 266 and 800 pages.

    .venv/bin/python bench/redlines.py

*Floor* is every XML part unzipped, parsed by lxml, serialised and zipped again. All figures of one
line come from one run and are ratios to its floor; peak memory is Python's own, in MB. Peers from
the package index are run on the same files where they install.
"""

from __future__ import annotations

import io
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from random import Random

from lxml import etree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from chapters import accept_all, read_revisions, reject_all
from tests.wordml import cell, del_mark, dele, docx, ins, ins_mark, p, r, row, table

_PAGES = (20, 266, 800)
_RUNS = 9
_LETTERS = Random(7)  # noqa: S311 -- the same words each time
_WORDS = [
    "".join(_LETTERS.choice("etaoinshrdlu") for _ in range(_LETTERS.randint(2, 10)))
    for _ in range(3000)
]


def redline(pages: int, *, every: int = 1) -> bytes:
    """A file of about that many pages with ten paragraphs each, and about three changes on each
    page; with `every` two on every second page only, and so on.

    Paragraphs are cut into runs with a language each, as Word cuts them.
    """
    random = Random(pages)  # noqa: S311 -- the same file each time
    blocks = []
    for page in range(pages):
        blocks.append(p(*_runs(random, 1), style="Heading1" if page % 5 == 0 else ""))
        blocks += [p(*_runs(random, 5)) for _ in range(7)]
        is_changed = page % every == 0
        change = (dele(_words(random, 2)), ins(_words(random, 3))) if is_changed else ()
        blocks.append(p(*_runs(random, 2), *change, *_runs(random, 2)))
        if is_changed and page % 3 == 0:
            blocks.append(p(ins(*_runs(random, 2)), mark=ins_mark()))
        if is_changed and page % 7 == 0:
            blocks.append(p(dele(*_runs(random, 2)), mark=del_mark()))
        if page % 4 == 0:
            cells = [[cell(_words(random, 4)) for _ in range(3)] for _ in range(4)]
            blocks.append(table(*[row(*line) for line in cells]))
    return docx(*blocks)


def _runs(random: Random, count: int) -> list[str]:
    return [
        r(_words(random, random.randint(4, 14)), props='<w:lang w:val="en-GB"/>')
        for _ in range(count)
    ]


def _words(random: Random, count: int) -> str:
    return "".join(f"{random.choice(_WORDS)} " for _ in range(count))


def floor(data: bytes) -> bytes:
    """Every XML part unzipped, parsed, serialised and zipped again."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name.endswith((".xml", ".rels")):
                root = etree.fromstring(content)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            target.writestr(name, content)
    return out.getvalue()


def best(works: Sequence[Callable[[bytes], object]], data: bytes) -> list[float]:
    """The shortest of a few runs of each, in seconds of processor time: other work does not count.

    They take turns, so that a machine that slows down slows all of them.
    """
    times: list[list[float]] = [[] for _ in works]
    for _ in range(_RUNS):
        for work, spent in zip(works, times, strict=True):
            start = time.process_time()
            work(data)
            spent.append(time.process_time() - start)
    return [min(spent) for spent in times]


def peak(work: Callable[[bytes], object], data: bytes) -> float:
    """The most memory that Python held at a time, in MB (lxml's trees are not counted)."""
    tracemalloc.start()
    work(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def ours() -> None:
    """Two lines for each size: about three changes a page, and half as many."""
    print(
        f"{'pages':>6}{'changes':>9}{'floor ms':>10}{'read':>8}{'accept':>8}{'reject':>8}{'MB':>7}"
    )
    for pages, every in product(_PAGES, (1, 3)):
        data = redline(pages, every=every)
        base, *rest = best((floor, read_revisions, accept_all, reject_all), data)
        ratios = [one / base for one in rest]
        print(
            f"{pages:>6}{len(read_revisions(data)):>9}{base * 1e3:>10.1f}"
            + "".join(f"{ratio:>8.2f}" for ratio in ratios)
            + f"{peak(accept_all, data):>7.1f}"
        )


if __name__ == "__main__":
    ours()
