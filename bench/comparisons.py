"""Compare and combine against the floor: 33 to 800 pages, a dense redline, unrelated texts.

    .venv/bin/python bench/comparisons.py

The files, the floor and the way of measuring are those of `redlines.py`: processor time as a ratio
to the floor of the same file in the same run; peak memory is the whole process's, in MB.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.redlines import best, floor
from chapters import Contribution, accept_all, combine, compare, plain_text, reject_all
from tests.wordml import cell, docx, p, r, row, table

_SIZES = (33, 66, 266, 800)
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
    spent, ground = time.process_time() - start, best(floor, base)
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
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _compare(base: bytes, revised: bytes) -> bytes:
    return compare(base, revised, author="WCO", when=_WHEN)


if __name__ == "__main__":
    ours()
