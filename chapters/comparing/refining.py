"""Which old marks a return accepted, where its text can be read in several ways: by trying."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from lxml import etree
from rapidfuzz.distance import Indel

from chapters.comparing import walking
from chapters.comparing.aligning import Step, align
from chapters.comparing.files import File
from chapters.comparing.flow import Block, Container, Table
from chapters.comparing.marking import end_marks
from chapters.comparing.sketching import Look, RowLook
from chapters.marked import marked_parts
from chapters.oxml.marks import find_marks
from chapters.oxml.namespaces import W
from chapters.oxml.settling import settle
from chapters.values import RevisionId

__all__ = ["Refiner", "apart"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type
Taken = frozenset[RevisionId]
Gap = tuple[tuple[int, int], tuple[int, int]]

_PARAGRAPHS = 15_000
"""How many paragraphs are read for all that is tried."""

_NEAR = 8
"""How many things that are tried stand between two that are tried together."""

_SILENT = frozenset(f"{W}{name}PrChange" for name in ("r", "p", "tbl", "tr", "sect"))
"""The marks that change nothing of what a file says, however they are decided."""

_RANKS = {f"{W}trPr": 0, f"{W}tcPr": 1, f"{W}rPr": 2}
"""The order of marks by what they stand in; last those around words."""

_WORD = re.compile(r"\x04[^\x05]*\x05|\x02[^\x03]*\x03|\w+|\W")
"""A thing or the address of a link, each one whatever it is called; a word; any other sign."""
_END = "\x1e"

_NAME, _NUMBER = "name", "number"
"""Attributes that are set on the base while it is read, and never written to a file."""

_CELLS = (f"{W}cellIns", f"{W}cellDel")
_MERGES = (f"{W}vMerge", f"{W}cellMerge")


@dataclass(slots=True, eq=False)
class _Piece:
    """Paragraphs or tables of the base, or rows of one table, that read the same whatever becomes
    of those around them; `known` what they say, by which of their marks are taken.
    """

    nodes: Sequence[Element]
    table: Element | None
    marks: Taken
    known: dict[Taken, list[str]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """What it costs to read it, in paragraphs."""
        return 1 + sum(1 for node in self.nodes for _ in node.iter(f"{W}p"))


class _Window(NamedTuple):
    """A place where base and return differ: pieces of the base, and what the return says there."""

    pieces: Sequence[_Piece]
    wanted: Sequence[str]

    @property
    def size(self) -> int:
        """What it costs to read it, in paragraphs."""
        return sum(piece.size for piece in self.pieces)


class _Unit(NamedTuple):
    """Marks that are tried together: all taken, all not, or each the other way."""

    marks: Taken
    taken: bool | None

    def on(self, taken: Taken) -> Taken:
        """The marks taken then."""
        if self.taken is None:
            return taken - self.marks if self.marks & taken else taken | self.marks
        return taken | self.marks if self.taken else taken - self.marks


class Refiner:
    """Looks for the old marks that somebody accepted in the body of a file, where what the text
    tells of them leaves a difference: the words of equal rows may be of any of them, and what is
    merged says nothing by itself. What brings the base nearer to the return is more likely so.

    Only what differs is read again for each try, and of that what a mark can change.
    """

    def __init__(self, base: File, groups: Mapping[RevisionId, str]) -> None:
        self._base = base
        self._groups = groups
        self._left, self._last = _PARAGRAPHS, 0
        self._root = base.package.tree(base.package.main)
        self._moves: dict[RevisionId, Taken] = {}
        for part in marked_parts(base.package):
            halves: dict[str, set[RevisionId]] = {}
            for name, mark in part.marks.items() if part.name == base.package.main else ():
                for element in mark.elements:
                    element.set(_NAME, name)
                if mark.move is not None:
                    halves.setdefault(mark.move, set()).add(RevisionId(name))
            self._moves |= {one: frozenset(both) for both in halves.values() for one in both}

    def refined(self, taken: Taken, other: Container) -> Taken:
        """The marks to take for accepted so that the base is near to what the return says."""
        windows = sorted(self._windows(taken, other), key=lambda one: one.size)
        for done, window in enumerate(windows):
            units = self._units(window)
            self._last = self._left - self._left // (len(windows) - done)
            if units:
                search = _Search(partial(self._distance, window), taken)
                search.run(units)
                taken = search.taken
        return taken

    def _units(self, window: _Window) -> list[_Unit]:
        """What may be tried: one mark the other way; all of a group one way, or of a cell, or row.
        Rows before cells before paragraphs before words, so that those of one kind are near.
        """
        groups: dict[object, Taken] = {}
        ranks: dict[object, int] = {}
        tops = (top for piece in window.pieces if piece.marks for top in piece.nodes)
        for node in (node for top in tops for node in top.iter(etree.Element)):
            name, parent = node.get(_NAME), node.getparent()
            if name is None or parent is None or node.tag in _SILENT:
                continue
            halves = self._moves.get(RevisionId(name), frozenset({RevisionId(name)}))
            row = next(node.iterancestors(f"{W}tr"), parent)
            keys: list[object] = [halves, parent, row, self._groups.get(RevisionId(name), name)]
            for key in keys:
                groups[key] = groups.get(key, frozenset()) | halves
                ranks.setdefault(key, _RANKS.get(str(parent.tag), len(_RANKS)))
        units: list[_Unit] = []
        for key in sorted(groups, key=ranks.__getitem__):
            marks = groups[key]
            if key == marks:
                units.append(_Unit(marks, None))
            elif len(marks) > 1:
                units += [_Unit(marks, taken=True), _Unit(marks, taken=False)]
        return list(dict.fromkeys(units))

    def _distance(self, window: _Window, taken: Taken) -> int | None:
        """How far a window is from what is wanted; none where too much has been read already."""
        found: list[str] = []
        for piece in window.pieces:
            if self._left <= self._last:
                return None
            found += self._read(piece, taken)
        return apart(found, window.wanted)

    def _read(self, piece: _Piece, taken: Taken) -> list[str]:
        taken &= piece.marks
        if taken not in piece.known:
            self._left -= piece.size
            if piece.table is None:
                # what stands alone is read as what must not be empty, or ends what holds it
                first = _number(piece.nodes[0]) == 0
                before = [] if first else [etree.Element(f"{W}p")]
                body = self._settled([*before, *piece.nodes], None, taken)
                blocks = self._base.box(body).blocks[len(before) :]
                found = [block.fingerprint for block in blocks]
            else:
                blocks = self._base.box(self._settled(piece.nodes, piece.table, taken)).blocks
                rows = (row for block in blocks if isinstance(block, Table) for row in block.rows)
                found = [row.fingerprint for row in rows]
            piece.known[taken] = found
        return piece.known[taken]

    def _settled(self, nodes: Sequence[Element], table: Element | None, taken: Taken) -> Element:
        """A body with copies of these nodes, all marks rejected that were not taken."""
        root = etree.Element(f"{W}document")
        body = home = etree.SubElement(root, f"{W}body")
        if table is not None:
            home = etree.SubElement(body, f"{W}tbl")
            nodes = [*table.iterchildren(f"{W}tblPr", f"{W}tblGrid"), *nodes]
        home.extend(map(deepcopy, nodes))
        found = find_marks(root)
        rejected = {
            mark: False for mark in found if not mark.vacant and mark.first.get(_NAME) not in taken
        }
        settle(root, rejected, [mark for mark in found if mark.vacant])
        return body

    def _windows(self, taken: Taken, other: Container) -> Iterator[_Window]:
        """What differs, with the equal ones around it; what differs in a table also by itself."""
        top = self._root.find(f"{W}body")
        if top is None:
            return
        nodes = _numbered(walking.blocks(top))
        for table in top.iterchildren(f"{W}tbl"):
            _numbered(walking.rows(table))
        mine = self._base.box(self._settled(list(top), None, taken))
        spans = _spans(mine.blocks)
        prints = [[block.fingerprint for block in one.blocks] for one in (mine, other)]
        steps = align(prints[0], prints[1], Look(mine, other))
        for step in steps:
            if not step.equal and step.before is not None and step.after is not None:
                one, mate = mine.blocks[step.before], other.blocks[step.after]
                if isinstance(one, Table) and isinstance(mate, Table):
                    yield from _rows(nodes[spans[step.before].start], one, mate)
        for (a, b), (c, d) in _gaps(steps, prints[0], prints[1]):
            start = spans[a - 1].stop if a > 0 else 0
            stop = spans[b + 1].start if b + 1 < len(spans) else len(nodes)
            yield _window(_cut(nodes[start:stop]), None, prints[1][max(c, 0) : d + 1])


class _Search:
    """A search for the marks to take: what comes nearer is kept, and the rest is tried from there.
    Two things at once only where none comes nearer alone, as where one cell went for another.
    """

    def __init__(self, distance: Callable[[Taken], int | None], taken: Taken) -> None:
        self.taken = taken
        self._distance = distance
        self._best = distance(taken)
        self._seen = {taken}

    def run(self, units: Sequence[_Unit]) -> None:
        """Try until nothing comes nearer."""
        while self._best and (self._one_by_one(units) or self._two_at_once(units)):
            pass

    def _one_by_one(self, units: Sequence[_Unit]) -> bool:
        nearer = False
        for unit in units:
            nearer |= self._is_nearer(unit.on(self.taken))
        return nearer

    def _two_at_once(self, units: Sequence[_Unit]) -> bool:
        pairs = (
            pair
            for apart in range(1, _NEAR)
            for pair in zip(units, units[apart:], strict=False)  # the last have none after them
        )
        return any(self._is_nearer(other.on(one.on(self.taken))) for one, other in pairs)

    def _is_nearer(self, way: Taken) -> bool:
        if way in self._seen or not self._best:
            return False
        self._seen.add(way)
        distance = self._distance(way)
        if distance is None or distance >= self._best:
            return False
        self._best, self.taken = distance, way
        return True


def apart(before: Sequence[str], after: Sequence[str]) -> int:
    """How many words of some paragraphs are not those of others: words and not letters, or "gone"
    would seem to have become "new".
    """
    one, other = (
        [word for line in lines for word in (*_WORD.findall(line), _END)]
        for lines in (before, after)
    )
    return Indel.distance(one, other)


def _gaps(steps: Sequence[Step], before: Sequence[str], after: Sequence[str]) -> Iterator[Gap]:
    """Between which equal ones each difference stands, in both lists; only such as are there once:
    of many empty paragraphs nobody can say which is which.
    """
    times = Counter(before), Counter(after)
    last, differs = (-1, -1), False
    for step in [*steps, Step(len(before), len(after))]:
        is_end = step.before == len(before)
        differs |= not step.equal and not is_end
        if step.before is None or step.after is None:
            continue
        if is_end or (
            step.equal and times[0][before[step.before]] == 1 == times[1][after[step.after]]
        ):
            if differs and max(step.before - last[0], step.after - last[1]) > 1:
                yield (last[0], step.before), (last[1], step.after)
            last, differs = (step.before, step.after), False


def _cut(nodes: Sequence[Element]) -> list[list[Element]]:
    """Paragraphs and tables cut where no mark joins what is before to what is after."""
    pieces: list[list[Element]] = [[]]
    for node in nodes:
        pieces[-1].append(node)
        if node.tag == f"{W}p":
            ends = next(end_marks(node.find(f"{W}pPr")), None) is None
        else:
            ends = next(node.iter(f"{W}ins", f"{W}del", f"{W}cellDel", f"{W}cellIns"), None) is None
        if ends:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _rows(table: Element, mine: Table, theirs: Table) -> Iterator[_Window]:
    """The rows of a table that differ, with the equal ones around them; not where cells come or go,
    as columns are counted in all.
    """
    if next(table.iter(*_CELLS), None) is not None:
        return
    nodes = list(walking.rows(table))
    before, after = ([row for row in one.rows if row.before] for one in (mine, theirs))
    prints = [[row.fingerprint for row in rows] for rows in (before, after)]
    steps = align(prints[0], prints[1], RowLook(before, after))
    merged = next(table.iter(*_MERGES), None) is not None
    for (a, b), (c, d) in _gaps(steps, prints[0], prints[1]):
        start = _number(before[a].element) if a >= 0 else 0
        stop = _number(before[b].element) + 1 if b < len(before) else len(nodes)
        rows = nodes[start:stop]
        pieces = [rows] if merged else [[row] for row in rows]
        yield _window(pieces, table, prints[1][max(c, 0) : d + 1])


def _window(
    pieces: Sequence[Sequence[Element]], table: Element | None, wanted: Sequence[str]
) -> _Window:
    found = []
    for nodes in pieces:
        names = (node.get(_NAME) for top in nodes for node in top.iter(etree.Element))
        marks = frozenset(RevisionId(name) for name in names if name is not None)
        found.append(_Piece(nodes, table, marks))
    return _Window(found, wanted)


def _numbered(nodes: Iterator[Element]) -> list[Element]:
    """The nodes, each with its number on it, which copies of it keep."""
    found = list(nodes)
    for number, node in enumerate(found):
        node.set(_NUMBER, str(number))
    return found


def _number(node: Element) -> int:
    return int(node.get(_NUMBER, ""))


def _spans(blocks: Sequence[Block]) -> list[range]:
    """Which of the numbered paragraphs and tables each block spans."""
    spans: list[range] = []
    end = 0
    for block in blocks:
        elements = [block.element] if isinstance(block, Table) else block.elements
        numbers = [_number(one) for one in elements if one.get(_NUMBER) is not None]
        start, end = min(numbers, default=end), max(numbers, default=end - 1) + 1
        spans.append(range(start, end))
    return spans
