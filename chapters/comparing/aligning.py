"""Which block of the base is which block of the other file: equal ones first, then alike ones."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, LCSseq

__all__ = ["Sketch", "Step", "align", "likeness", "proposed", "sketch"]

_WORD = re.compile(r"\w+")
_TABLE = "\x1d"  # begins the fingerprint of a table, and stands between its rows
_ALIKE = 0.4
_LETTERS_ALIKE = 0.6
_FEW_WORDS = 4
_CONTAINED = 0.8
_SMALL_GAP = 400  # pairs in a gap that are all looked at
_RARE = 8  # blocks of a gap that may share a word which proposes them
_PROPOSALS = 4  # partners looked at for one block of a large gap
_LARGEST = 500_000_000  # cells of the matcher's bit matrix: 60 MB


@dataclass(frozen=True, slots=True)
class Step:
    """A step through both lists: `before` and `after` are indexes, none where there is no mate."""

    before: int | None
    after: int | None
    equal: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """What alignment knows of a block: its kind, its fingerprint, its words."""

    kind: str
    fingerprint: str
    words: tuple[str, ...]


def sketch(kind: str, fingerprint: str) -> Sketch:
    """The sketch of a block with this fingerprint."""
    return Sketch(kind, fingerprint, tuple(_WORD.findall(fingerprint)))


def align(
    before: Sequence[str], after: Sequence[str], look: Callable[[int, int], tuple[Sketch, Sketch]]
) -> list[Step]:
    """The steps through two lists of fingerprints, in order; `look` gives sketches on demand.

    Work grows with the number of blocks, not with its square: equal blocks anchor the rest, and
    in a large gap only blocks that share a rare word are looked at together.
    """
    steps: list[Step] = []
    last = (0, 0)
    mates = _alike_tables(before, after, look)
    known = [before[mates[j]] if j in mates else one for j, one in enumerate(after)]
    for pair in [*_equal(before, known), (len(before), len(after))]:
        gap = _Gap(range(last[0], pair[0]), range(last[1], pair[1]), look)
        steps.extend(gap.steps())
        if pair[0] < len(before):
            steps.append(Step(*pair, equal=before[pair[0]] == after[pair[1]]))
        last = (pair[0] + 1, pair[1] + 1)
    return steps


def _alike_tables(
    before: Sequence[str], after: Sequence[str], look: Callable[[int, int], tuple[Sketch, Sketch]]
) -> dict[int, int]:
    """The tables of the first list that those of the other are, with other words: a table that was
    edited anchors as well as one that was not, or a paragraph that was moved across it would seem
    to stay, and the table to go and come.
    """
    mine, theirs = _tables(before, set(after)), _tables(after, set(before))
    first = {i: look(i, -1)[0] for i in mine if theirs}
    second = {j: look(-1, j)[1] for j in theirs if mine}
    pairs = [(likeness(first[i], second[j]), i, j) for i, j in proposed(first, second)]
    found: dict[int, int] = {}
    for like, i, j in sorted(pairs, key=lambda one: (-one[0], one[1:])):
        if like >= _LETTERS_ALIKE and j not in found and i not in found.values():
            found[j] = i
    return found


def _tables(prints: Sequence[str], others: Container[str]) -> list[int]:
    return [n for n, one in enumerate(prints) if one.startswith(_TABLE) and one not in others]


def _equal(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pairs of equal items, increasing in both lists."""
    start, (end, other_end) = 0, (len(before), len(after))
    while start < min(end, other_end) and before[start] == after[start]:
        start += 1
    while end > start and other_end > start and before[end - 1] == after[other_end - 1]:
        end, other_end = end - 1, other_end - 1
    found = [(number, number) for number in range(start)]
    found.extend(_between(before, after, range(start, end), range(start, other_end)))
    found.extend(zip(range(end, len(before)), range(other_end, len(after)), strict=True))
    return found


def _between(
    before: Sequence[Hashable], after: Sequence[Hashable], mine: range, theirs: range
) -> Iterator[tuple[int, int]]:
    """Equal pairs inside two ranges: what is there once in each anchors the rest."""
    once = _once(before, mine)
    other_once = _once(after, theirs)
    shared = sorted((once[item], other_once[item]) for item in once.keys() & other_once.keys())
    chain = _chain([(i, j, _rows(before[i])) for i, j in shared])
    last = (mine.start, theirs.start)
    for pair in [*chain, (mine.stop, theirs.stop)]:
        yield from _matched(before, after, range(last[0], pair[0]), range(last[1], pair[1]))
        if pair[0] < mine.stop:
            yield pair
        last = (pair[0] + 1, pair[1] + 1)


def _rows(item: Hashable) -> float:
    """How much an item weighs: a table as much as its rows."""
    return float(max(1, item.count(_TABLE))) if isinstance(item, str) else 1.0


def _once(items: Sequence[Hashable], where: range) -> dict[Hashable, int]:
    counts = Counter(items[number] for number in where)
    return {items[number]: number for number in where if counts[items[number]] == 1}


def _matched(
    before: Sequence[Hashable], after: Sequence[Hashable], mine: range, theirs: range
) -> Iterator[tuple[int, int]]:
    if not mine or not theirs or len(mine) * len(theirs) > _LARGEST:
        return
    a, b = before[mine.start : mine.stop], after[theirs.start : theirs.stop]
    for code in Indel.opcodes(a, b):
        if code.tag == "equal":
            for offset in range(code.src_end - code.src_start):
                yield mine.start + code.src_start + offset, theirs.start + code.dest_start + offset


def _chain(weighted: Iterable[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The heaviest chain of pairs that increases in both, in n log n (a Fenwick tree of maxima)."""
    pairs = sorted(weighted, key=lambda one: (one[0], -one[1]))
    places = {j: rank + 1 for rank, j in enumerate(sorted({one[1] for one in pairs}))}
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(places) + 1)
    came: list[int] = []
    for number, (_, j, weight) in enumerate(pairs):
        top = max(_below(best, places[j] - 1), default=(0.0, -1))
        came.append(top[1])
        _raise(best, places[j], (top[0] + weight, number))
    chain: list[tuple[int, int]] = []
    at = max(best)[1]
    while at >= 0:
        chain.append(pairs[at][:2])
        at = came[at]
    return chain[::-1]


def _below(tree: list[tuple[float, int]], place: int) -> Iterator[tuple[float, int]]:
    while place > 0:
        yield tree[place]
        place &= place - 1


def _raise(tree: list[tuple[float, int]], place: int, value: tuple[float, int]) -> None:
    while place < len(tree):
        tree[place] = max(tree[place], value)
        place += place & -place


class _Gap:
    """A stretch of both lists without equal blocks."""

    def __init__(
        self, mine: range, theirs: range, look: Callable[[int, int], tuple[Sketch, Sketch]]
    ) -> None:
        self._mine = mine
        self._theirs = theirs
        self._before = {i: look(i, -1)[0] for i in mine} if theirs else {}
        self._after = {j: look(-1, j)[1] for j in theirs} if mine else {}

    def steps(self) -> Iterator[Step]:
        """The steps through this stretch."""
        last = (self._mine.start, self._theirs.start)
        for pair in [*self._pairs(), (self._mine.stop, self._theirs.stop)]:
            yield from self._unlike(range(last[0], pair[0]), range(last[1], pair[1]))
            if pair[0] < self._mine.stop:
                yield Step(*pair)
            last = (pair[0] + 1, pair[1] + 1)

    def _unlike(self, mine: range, theirs: range) -> Iterator[Step]:
        """Blocks that are like no other: one that stands alone for one is its rewriting."""
        alone = len(mine) == len(theirs) == 1
        if alone and self._before[mine[0]].kind == self._after[theirs[0]].kind:
            yield Step(mine[0], theirs[0])
            return
        yield from (Step(i, None) for i in mine)
        yield from (Step(None, j) for j in theirs)

    def _pairs(self) -> list[tuple[int, int]]:
        if not self._mine or not self._theirs:
            return []
        weighed = ((i, j, self._weight(i, j)) for i, j in proposed(self._before, self._after))
        return _chain(one for one in weighed if one[2] > 0)

    def _weight(self, i: int, j: int) -> float:
        a, b = self._before[i], self._after[j]
        like = likeness(a, b)
        return like * (len(a.words) + len(b.words) + 1) if like else 0.0


def proposed(
    before: Mapping[int, Sketch], after: Mapping[int, Sketch]
) -> Iterator[tuple[int, int]]:
    """Pairs worth looking at: all of few, of many those that share a rare word."""
    if len(before) * len(after) <= _SMALL_GAP:
        yield from ((i, j) for i in before for j in after)
        return
    where = defaultdict(list)
    for j, block in after.items():
        for word in set(block.words):
            where[word].append(j)
    for i, block in before.items():
        votes: Counter[int] = Counter()
        for word in set(block.words):
            if len(where[word]) <= _RARE:
                votes.update(where[word])
        yield from ((i, j) for j, _ in votes.most_common(_PROPOSALS))


def likeness(a: Sketch, b: Sketch) -> float:
    """How alike two blocks are, 0 to 1; 0 where they are not one block in two states."""
    if a.kind != b.kind:
        return 0.0
    if min(len(a.words), len(b.words)) < _FEW_WORDS:
        like = float(Indel.normalized_similarity(a.fingerprint, b.fingerprint))
        return like if like >= _LETTERS_ALIKE else 0.0
    shared = LCSseq.similarity(a.words, b.words)
    like = 2 * shared / (len(a.words) + len(b.words))
    contained = shared / min(len(a.words), len(b.words))
    if contained >= _CONTAINED:
        like = max(like, contained / 2)
    return float(like) if like >= _ALIKE else 0.0
