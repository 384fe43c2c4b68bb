"""Compare and combine against the floor: 33 to 800 pages, a dense redline, unrelated texts; peers.

    .venv/bin/python bench/comparisons.py [PYTHON]

The files, the floor and the way of measuring are those of `redlines.py`: processor time as a ratio
to the floor of the same file in the same run; peak memory is that of a program which compares 800
pages and does nothing else. PYTHON is one that has the peers, `python-redlines` with its engines
(docxodus is one of them); they need another environment than this. Without it a line says so.
Their time is that of the whole program, its start included, because that is how they are called.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.redlines import best, floor
from chapters import (
    ChapterError,
    Contribution,
    accept_all,
    combine,
    compare,
    plain_text,
    reject_all,
)
from tests.corpora import cases, corpora
from tests.judge import differences
from tests.wordml import cell, docx, p, r, row, table

_SIZES = (33, 66, 266, 800)
_LONG = 66
_EDITED = 0.05
_WHEN = datetime(2017, 10, 12, 9, tzinfo=UTC)
_LETTERS = Random(7)  # noqa: S311 -- the same words each time
_WORDS = [
    "".join(_LETTERS.choice("etaoinshrdlu") for _ in range(_LETTERS.randint(2, 10)))
    for _ in range(3000)
]
Block = tuple[str, list[list[str]]]


def text(pages: int, seed: int = 1) -> list[Block]:
    """The blocks of a file of that many pages: paragraphs as lists of runs, some tables."""
    random = Random(seed)  # noqa: S311 -- the same text each time
    blocks: list[Block] = []
    for number in range(pages * 9):
        if number % 30 == 0:
            cells = [[_sentence(random, 4) for _ in range(3)] for _ in range(4)]
            blocks.append(("table", cells))
        else:
            size = 5 if number % 12 == 0 else random.randint(30, 70)
            blocks.append(("paragraph", [_sentence(random, size).split(" ")]))
    return blocks


def _sentence(random: Random, words: int) -> str:
    return " ".join(random.choice(_WORDS) for _ in range(words))


def edited(blocks: list[Block], share: float, seed: int) -> list[Block]:
    """The blocks with three words replaced in this share of the paragraphs, a few gone or new."""
    random = Random(seed)  # noqa: S311 -- the same edits each time
    result: list[Block] = []
    for kind, content in blocks:
        if kind == "table" or random.random() >= share:
            result.append((kind, content))
            continue
        words = list(content[0])
        for _ in range(3):
            words[random.randrange(len(words))] = f"edited{random.randrange(1000)}"
        if random.random() >= share:
            result.append((kind, [words]))
        if random.random() < share:
            result.append((kind, [_sentence(random, 40).split(" ")]))
    return result


def made(blocks: list[Block]) -> bytes:
    """The Word file; a paragraph has three runs, as Word cuts them."""
    return docx(*(_paragraph(c[0]) if kind == "paragraph" else _table(c) for kind, c in blocks))


def _paragraph(words: list[str]) -> str:
    third = len(words) // 3
    first, second = " ".join(words[:third]) + " ", " ".join(words[third : 2 * third]) + " "
    return p(first, r(second, props="<w:b/>"), " ".join(words[2 * third :]))


def _table(cells: list[list[str]]) -> str:
    return table(*[row(*map(cell, line)) for line in cells])


def measured(name: str, work: Callable[[], object], base: bytes) -> None:
    """One line: what was done, its time, and its ratio to the floor of the base."""
    start = time.process_time()
    work()
    spent, [ground] = time.process_time() - start, best([floor], base)
    print(f"{name:<28}{ground * 1e3:>10.0f}{spent * 1e3:>10.0f}{spent / ground:>8.1f}")


def checked(base: bytes, revised: bytes) -> bytes:
    """The redline, after asserting once that it is right: speed of wrong answers is no speed."""
    redline = compare(base, revised, author="WCO", when=_WHEN)
    assert plain_text(reject_all(redline)) == plain_text(base)
    assert plain_text(accept_all(redline)) == plain_text(revised)
    return redline


def ours() -> None:
    """One line for each case."""
    print(f"{'case':<28}{'floor ms':>10}{'ms':>10}{'ratio':>8}")
    checked(made(text(20)), made(edited(text(20), 0.5, 2)))
    for pages in _SIZES:
        base, revised = made(text(pages)), made(edited(text(pages), _EDITED, 2))
        measured(f"compare {pages} pages", lambda b=base, a=revised: _compare(b, a), base)
    base, revised = made(text(266)), made(edited(text(266), 1.0, 3))
    measured("every paragraph edited, 266", lambda: _compare(base, revised), base)
    one, other = made(text(100, 4)), made(text(100, 5))
    measured("unrelated texts, 100", lambda: _compare(one, other), one)
    returns = [
        Contribution(reviewer=name, data=made(edited(text(266), _EDITED, seed)))
        for seed, name in enumerate("ABC", 10)
    ]
    measured("combine 3 returns, 266", lambda: combine(base, returns, when=_WHEN), base)
    here = [sys.executable, __file__, _ALONE]
    said = subprocess.run(here, check=True, capture_output=True, text=True).stdout  # noqa: S603 -- itself
    print(f"peak memory, 800 pages: {said.strip()} MB")


def _compare(base: bytes, revised: bytes) -> bytes:
    return compare(base, revised, author="WCO", when=_WHEN)


def alone() -> None:
    """The most memory that this program holds when it compares the largest file, in MB."""
    pages = _SIZES[-1]
    _compare(made(text(pages)), made(edited(text(pages), _EDITED, 2)))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)


@dataclass(slots=True)
class Score:
    """What one engine made of the pairs of the corpora."""

    rejected: int = 0
    accepted: int = 0
    failed: int = 0
    seconds: float = 0.0


def judge(engine: Callable[[bytes, bytes], bytes], pairs: list[tuple[bytes, bytes]]) -> Score:
    """Run one engine over all pairs; our own resolver and judge look at what comes out."""
    score = Score()
    for before, after in pairs:
        start = _spent()
        try:
            redline = engine(before, after)
        except (subprocess.SubprocessError, ChapterError):
            score.failed += 1
            continue
        finally:
            score.seconds += _spent() - start
        try:
            score.rejected += not differences(reject_all(redline), reject_all(before))
            score.accepted += not differences(accept_all(redline), accept_all(after))
        except ChapterError:
            score.failed += 1
    return score


def _spent() -> float:
    """Processor time of this program and of those that it started."""
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + child.ru_utime + child.ru_stime


def peer(python: str, name: str) -> Callable[[bytes, bytes], bytes]:
    """An engine of python-redlines, run by a Python that has it."""

    def run(before: bytes, after: bytes) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            one, other, out = (Path(folder, f"{n}.docx") for n in ("before", "after", "out"))
            one.write_bytes(before)
            other.write_bytes(after)
            job = [python, "-W", "ignore", "-c", _PEER, name, *map(str, (one, other, out))]
            subprocess.run(job, check=True, capture_output=True, timeout=300)  # noqa: S603 -- asked for
            return out.read_bytes()

    return run


def beside_peers(python: str) -> None:
    """Ours and the peers on the same pairs: how many come right each way, failures, time."""
    pairs = [
        (
            (corpora(folder) / case["before"]).read_bytes(),
            (corpora(folder) / case["after"]).read_bytes(),
        )
        for folder in ("compare", "pairs")
        for case in cases(folder)
    ]
    if not pairs:
        print("peers: the corpora, on which they are compared, are not here")
        return
    own = judge(_compare, pairs)
    print(
        f"{'of ' + str(len(pairs)):<24}{'reject':>8}{'accept':>8}{'failed':>8}{'s':>8}{'ratio':>8}"
    )
    print(_line("gci-review", own, own))
    there = _PEERS if python and _has(python) else {}
    for name in _PEERS.keys() - there.keys():
        print(f"{name}: not installed; name a Python that has python-redlines[{name}]")
    for name, engine in there.items():
        print(_line(name, judge(peer(python, engine), pairs), own))
    long = [(made(text(_LONG)), made(edited(text(_LONG), _EDITED, 2)))]
    own = judge(_compare, long)
    print(_line(f"gci-review, {_LONG} pages", own, own))
    for name, engine in there.items():
        print(_line(f"{name}, {_LONG} pages", judge(peer(python, engine), long), own))


def _has(python: str) -> bool:
    job = [python, "-c", "import python_redlines"]
    return not subprocess.run(job, check=False, capture_output=True).returncode  # noqa: S603 -- asked for


def _line(name: str, score: Score, own: Score) -> str:
    counts = f"{score.rejected:>8}{score.accepted:>8}{score.failed:>8}"
    return f"{name:<24}{counts}{score.seconds:>8.1f}{score.seconds / own.seconds:>8.1f}"


_ALONE = "alone"
_PEERS = {"docxodus": "DocxodusEngine", "ooxmlpowertools": "XmlPowerToolsEngine"}
_PEER = """
import pathlib, sys
import python_redlines
engine = getattr(python_redlines, sys.argv[1])()
before, after = (pathlib.Path(name).read_bytes() for name in sys.argv[2:4])
pathlib.Path(sys.argv[4]).write_bytes(engine.run_redline("WCO", before, after)[0])
"""


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    if asked == _ALONE:
        alone()
    else:
        ours()
        beside_peers(asked)
