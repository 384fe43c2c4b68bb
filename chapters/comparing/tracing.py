"""Base and return, block by block and word by word → what the return wants."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from chapters.comparing.aligning import Sketch, align, sketch
from chapters.comparing.columns import trace_cells
from chapters.comparing.edits import Edits, TableEdits
from chapters.comparing.fields import whole_fields
from chapters.comparing.flow import Block, Container, Mark, Paragraph, Piece, Row, Table
from chapters.comparing.joins import Group, grouped
from chapters.comparing.looks import Looks
from chapters.comparing.reading import looks_changed
from chapters.comparing.settling import settle_end
from chapters.comparing.wording import Token, changes, tokens
from chapters.oxml.namespaces import W
from chapters.oxml.ranges import SIGN

__all__ = ["Hand", "Look", "Tracer"]

_COMMENT = frozenset({f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference"})
_IDLE = frozenset({f"{W}lastRenderedPageBreak", f"{W}annotationRef"})
_MOVED_WORDS = 3
_WORD = re.compile(r"\w+")
_KEPT, _NEW = 1, 2


@dataclass(slots=True, eq=False)
class Hand:
    """Under whose name and when untracked changes are written."""

    author: str
    date: str
    label: str = ""
    moves: int = 0
    inserted: Mark = field(init=False)
    deleted: Mark = field(init=False)

    def __post_init__(self) -> None:
        self.inserted = self.mark("ins")
        self.deleted = self.mark("del")

    def mark(self, kind: str, movement: str = "") -> Mark:
        """A new mark of this hand."""
        return Mark(kind, self.author, self.date, None, movement, self.label)

    def move(self) -> str:
        """A name for the next move."""
        self.moves += 1
        return f"move{self.moves}"


class Tracer:
    """Finds what a return wants of the containers of the base.

    `comments` are the ids of the comments that are new in the return; `looks` compares how words
    and paragraphs look, none where nobody asked for that.
    """

    def __init__(
        self, hand: Hand, comments: Collection[str] = (), looks: Looks | None = None
    ) -> None:
        self.hand = hand
        self._looks = looks
        self._comments = frozenset(comments)
        self._ours: dict[str, Mark] = {}

    def container(self, base: Container, other: Container) -> Edits:
        """What `other` wants of `base`, both read as they are when all is rejected."""
        edits = Edits()
        outer, self._ours = self._ours, _own_insertions(base) if base.marked else {}
        steps = align(
            [block.fingerprint for block in base.blocks],
            [block.fingerprint for block in other.blocks],
            Look(base, other),
        )
        groups = list(grouped(steps, base, other))
        moves = self._moves(groups, base, other)
        at = 0
        for group in groups:
            at = group.before[-1] + 1 if group.before else at
            self._group(edits, group, (base, other), at, moves)
        edits.inserts[len(base.blocks), 0].extend(other.tail)
        if not edits.inserts[len(base.blocks), 0]:
            del edits.inserts[len(base.blocks), 0]
        settle_end(base, edits)
        self._ours = outer
        return edits

    def _group(
        self,
        edits: Edits,
        group: Group,
        both: tuple[Container, Container],
        at: int,
        moves: dict[tuple[str, int], str],
    ) -> None:
        mine = [both[0].blocks[i] for i in group.before]
        theirs = [both[1].blocks[j] for j in group.after]
        if group.equal and not self._worth(mine[0]) and not self._worth(theirs[0]):
            return
        if not theirs:
            movement = moves.get(("from", group.before[0]), "")
            self._out(edits, group.before[0], mine[0], movement)
        elif not mine:
            movement = moves.get(("to", group.after[0]), "")
            edits.inserts[at, 0].extend(self._flow(theirs[0], movement))
        elif isinstance(mine[0], Table) and isinstance(theirs[0], Table):
            if theirs[0].lead:
                edits.inserts[group.before[0], 0].extend(theirs[0].lead)
            edits.tables[group.before[0]] = self._table(mine[0], theirs[0])
        else:
            paragraphs = _Pair(group.before, _paragraphs(mine), _paragraphs(theirs))
            self._words(edits, paragraphs, same=group.equal)

    def _worth(self, block: Block) -> bool:
        """Whether a block has more to it than its words: marks, looks, new comments."""
        if self._looks is not None:
            return True
        if block.marked or not self._comments or isinstance(block, Table):
            return block.marked or (isinstance(block, Table) and bool(self._comments))
        return any(self._is_new_comment(piece) for piece in block.pieces)

    def _is_new_comment(self, piece: Piece) -> bool:
        if piece.role != "pin":
            return False
        node = piece.nodes[0][1]
        return node.tag in _COMMENT and node.get(f"{W}id") in self._comments

    def _moves(
        self, groups: Sequence[Group], base: Container, other: Container
    ) -> dict[tuple[str, int], str]:
        """Names for the paragraphs that stand elsewhere with the same words."""
        gone: dict[str, list[int]] = {}
        for group in groups:
            if group.before and not group.after and _movable(base.blocks[group.before[0]]):
                gone.setdefault(base.blocks[group.before[0]].fingerprint, []).append(
                    group.before[0]
                )
        names: dict[tuple[str, int], str] = {}
        for group in groups:
            if group.before or not _movable(other.blocks[group.after[0]]):
                continue
            sources = gone.get(other.blocks[group.after[0]].fingerprint)
            if sources:
                name = self.hand.move()
                names["from", sources.pop(0)] = name
                names["to", group.after[0]] = name
        return names

    def _out(self, edits: Edits, number: int, block: Block, movement: str) -> None:
        """A base block that the return has no more."""
        if isinstance(block, Table):
            rows = [i for i, row in enumerate(block.rows) if row.before]
            edits.tables[number] = TableEdits(rows_out=dict.fromkeys(rows, self.hand.deleted))
            return
        mark = self.hand.mark("moveFrom", movement) if movement else self.hand.deleted
        for start, end, marks in _own_deletions(block.pieces, (mark,)):
            edits.delete(number, start, end, marks)

    def _flow(self, block: Block, movement: str) -> Iterator[Piece]:
        """A block of the return that the base does not have, as pieces to insert."""
        mark = self.hand.mark("moveTo", movement) if movement else self.hand.inserted
        if isinstance(block, Table):
            yield from block.lead
            yield Piece("table", "", ((None, block.element),), marks=(mark,), home=_home(block))
            return
        for piece in block.pieces:
            if not piece.before:
                yield piece
            elif piece.role != "pin" or self._goes_along(piece):
                yield self._inserted(piece, mark)

    def _inserted(self, piece: Piece, mark: Mark) -> Piece:
        if self._is_new_comment(piece):
            return piece.under(())
        # what the base itself has as inserted was accepted by the partner, not written
        return piece.under((self._ours.get(piece.text.strip(), mark), *piece.marks))

    def _goes_along(self, piece: Piece) -> bool:
        """Whether a pin is worth bringing: the result of a field, a page break, a new comment."""
        run, node = piece.nodes[0]
        return self._is_new_comment(piece) or (
            run is not None and node.tag not in _IDLE and node.tag not in _COMMENT
        )

    def _words(self, edits: Edits, pair: _Pair, *, same: bool) -> None:
        """What changed inside paragraphs that are one and the same, or one split or joined."""
        if any(paragraph.marked for paragraph in pair.mine):
            edits.touched.update(pair.blocks)
        mapping = pair.identity() if same else None
        if mapping is None:
            mapping = pair.mapping()
        for start, end in mapping.gone:
            pair.delete(edits, start, end, (self.hand.deleted,))
        self._walk(edits, pair, mapping)

    def _walk(self, edits: Edits, pair: _Pair, mapping: _Mapping) -> None:
        at = 0
        last = pair.theirs[-1].pieces[-1]
        pieces = [piece for paragraph in pair.theirs for piece in paragraph.pieces]
        news = _between_new(pieces, mapping)
        for number, piece in enumerate(pieces):
            if not piece.before:
                edits.inserts[pair.slot(mapping.slots[at])].append(piece)
            elif piece is last:
                marks = piece.marks or ((self.hand.deleted,) if _stuck(piece) else ())
                pair.delete(edits, pair.size, pair.size + 1, marks)
                pair.format_end(edits, piece)
                if self._looks is not None:
                    pair.look_end(edits, piece, (self._looks, self.hand))
            elif piece.role == "pin":
                self._pin(edits, pair.slot(mapping.slots[at]), piece, new=number in news)
            else:
                at = self._stretches(edits, pair, mapping, piece, at)

    def _pin(self, edits: Edits, slot: tuple[int, int], piece: Piece, *, new: bool) -> None:
        if self._is_new_comment(piece):
            edits.inserts[slot].append(piece.under(()))
        elif new and self._goes_along(piece):
            edits.inserts[slot].append(self._inserted(piece, self.hand.inserted))

    def _stretches(
        self, edits: Edits, pair: _Pair, mapping: _Mapping, piece: Piece, at: int
    ) -> int:
        """Follow a piece of the return through the base; returns the position after it."""
        size = 1 if piece.role == "end" else len(piece.text)
        for start, end, state in _runs(mapping.state[at : at + size]):
            first, last = mapping.slots[at + start], mapping.slots[at + end - 1]
            if state == _KEPT:
                edits.kept_wraps.update(piece.wraps)
                pair.delete(edits, first, last + 1, piece.marks)
                pair.format(edits, first, last + 1, piece)
                if self._looks is not None and piece.role == "text":
                    pair.look(edits, (first, last + 1), piece, (self._looks, self.hand))
            elif state == _NEW:
                part = piece
                if piece.role == "text":
                    part = piece.cut(start, end, piece.marks)
                edits.inserts[pair.slot(first)].append(self._inserted(part, self.hand.inserted))
        return at + size

    def _table(self, base: Table, other: Table) -> TableEdits:
        edits = TableEdits()
        mine = [(i, row) for i, row in enumerate(base.rows) if row.before]
        theirs = [(j, row) for j, row in enumerate(other.rows) if row.before]
        steps = align(
            [row.fingerprint for _, row in mine],
            [row.fingerprint for _, row in theirs],
            _RowLook([row for _, row in mine], [row for _, row in theirs]),
        )
        pairs: dict[int, int] = {}
        new: dict[int, int] = {}
        at = 0
        for step in steps:
            if step.before is not None:
                at = mine[step.before][0]
                if step.after is None:
                    edits.rows_out[at] = self.hand.deleted
                else:
                    pairs[at] = theirs[step.after][0]
                at += 1
            elif step.after is not None:
                new[theirs[step.after][0]] = at
        self._added_rows(edits, other, pairs, new)
        if looks_changed(other.element, f"{W}tblPr", f"{W}tblGrid"):
            edits.looks.append((base.element, other.element, self.hand.label))
        trace_cells(self, edits, base, other, pairs)
        return edits

    def _added_rows(
        self, edits: TableEdits, other: Table, pairs: dict[int, int], new: dict[int, int]
    ) -> None:
        """Rows that the return adds, with and without a mark, in their order."""
        places = {mate: i + 1 for i, mate in pairs.items()} | new
        at = 0
        for number, row in enumerate(other.rows):
            at = places.get(number, at)
            if not row.before and row.mark is not None:
                edits.rows_in[at].append((row, row.mark))
            elif number in new:
                edits.rows_in[at].append((row, self.hand.inserted))


@dataclass(slots=True)
class _Mapping:
    """Where the positions of the return's text are in the base's.

    `slots`: the base position of each, and of the end; `state`: whether the letter is the base's,
    is new, or is a joiner that nobody sees; `gone`: base words that the return has no more.
    """

    slots: list[int]
    state: bytearray
    gone: list[tuple[int, int]]


class _Pair:
    """Paragraphs of the base and of the return that are one text, with their positions."""

    def __init__(
        self, blocks: Sequence[int], mine: Sequence[Paragraph], theirs: Sequence[Paragraph]
    ) -> None:
        self.blocks = list(blocks)
        self.mine = list(mine)
        self.theirs = list(theirs)
        self._starts: list[int] = []
        total = 0
        for paragraph in mine:
            self._starts.append(total)
            total += paragraph.length
        self.size = total - 1
        self._other_size = sum(paragraph.length for paragraph in theirs) - 1

    def identity(self) -> _Mapping | None:
        """The mapping of equal texts, where their letters are the same one by one."""
        if self.mine[0].text != self.theirs[0].text:
            return None
        return _Mapping(list(range(self.size + 1)), bytearray([_KEPT]) * self.size, [])

    def mapping(self) -> _Mapping:
        """The mapping that the words give."""
        a = tokens(_open(self.mine))
        b = tokens(_open(self.theirs))
        mapping = _Mapping([self.size] * (self._other_size + 1), bytearray(self._other_size), [])
        i = j = 0
        hunks = changes(a, b, readable=not any(one.marked for one in self.theirs))
        if self._has_fields():
            hunks = whole_fields(hunks, a, b)
        for start, end, other_start, other_end in [*hunks, (len(a), len(a), len(b), len(b))]:
            _keep(mapping, a[i:start], b[j:other_start])
            place = a[end - 1].end if end else 0
            if end > start:
                mapping.gone.append((a[start].start, place))
            for token in b[other_start:other_end]:
                size = token.end - token.start
                mapping.slots[token.start : token.end] = [place] * size
                mapping.state[token.start : token.end] = bytes([_NEW]) * size
            i, j = end, other_end
        _settle_unseen(mapping)
        return mapping

    def _has_fields(self) -> bool:
        both = (*self.mine, *self.theirs)
        return any(piece.key.startswith("field:") for one in both for piece in one.pieces)

    def slot(self, position: int) -> tuple[int, int]:
        """Block and position in it."""
        number = bisect_right(self._starts, position) - 1
        return self.blocks[number], position - self._starts[number]

    def delete(self, edits: Edits, start: int, end: int, marks: tuple[Mark, ...]) -> None:
        """Want these positions gone, under the base's own mark where it has one."""
        if not marks:
            return
        for number, paragraph in enumerate(self.mine):
            first = max(start - self._starts[number], 0)
            last = min(end - self._starts[number], paragraph.length)
            if first < last:
                for a, b, own in _own_deletions(paragraph.pieces, marks):
                    edits.delete(self.blocks[number], max(a, first), min(b, last), own)

    def format_end(self, edits: Edits, piece: Piece) -> None:
        """Want the paragraph to look as its end does in the return, where a mark says so."""
        if piece.nodes[0][1].find(f"{W}pPr/{W}pPrChange") is not None:
            block, at = self.slot(self.size)
            edits.formats[block].append((at, at + 1, piece))

    def look_end(self, edits: Edits, piece: Piece, by: tuple[Looks, Hand]) -> None:
        """Want the paragraph to look as in the return, where it looks otherwise."""
        looks, hand = by
        mine = self.mine[-1].pieces[-1]
        if looks.of_paragraph(mine) != looks.of_paragraph(piece):
            block, at = self.slot(self.size)
            edits.formats[block].append((at, at + 1, piece.under((hand.mark("pPrChange"),))))

    def look(
        self, edits: Edits, span: tuple[int, int], piece: Piece, by: tuple[Looks, Hand]
    ) -> None:
        """Want these positions to look as the piece does, where they look otherwise."""
        looks, hand = by
        for number, paragraph in enumerate(self.mine):
            at = self._starts[number]
            for own in (one for one in paragraph.pieces if one.before):
                size = 1 if own.role == "end" else len(own.text)
                start, end = max(at, span[0]), min(at + size, span[1])
                if own.role == "text" and start < end and looks.differ(own, piece):
                    first = start - self._starts[number]
                    wanted = piece.under((hand.mark("rPrChange"),))
                    edits.formats[self.blocks[number]].append((first, first + end - start, wanted))
                at += size

    def format(self, edits: Edits, start: int, end: int, piece: Piece) -> None:
        """Want these positions to look as the piece does, where a mark says so."""
        run = piece.nodes[0][0]
        if run is None or run.find(f"{W}rPr/{W}rPrChange") is None:
            return
        block, first = self.slot(start)
        edits.formats[block].append((first, first + end - start, piece))


def _own_insertions(base: Container) -> dict[str, Mark]:
    """The words that the base itself has as tracked insertions, with their marks."""
    found: dict[str, Mark] = {}
    for block in base.blocks:
        for piece in block.pieces if isinstance(block, Paragraph) else block.lead:
            if not piece.before and piece.text.strip() and len(piece.marks) == 1:
                found[piece.text.strip()] = piece.marks[0]
    return found


def _stuck(end: Piece) -> bool:
    """Whether `resolve` took this end away and could not yet join what it ended."""
    return end.nodes[0][1].get(f"{W}rsidDel") == SIGN


def _between_new(pieces: Sequence[Piece], mapping: _Mapping) -> set[int]:
    """The pins, by number, that stand between pieces that are new on either side."""
    new: list[bool | None] = []
    at = 0
    for piece in pieces:
        size = 1 if piece.role == "end" else len(piece.text)
        if not piece.before:
            new.append(True)
        elif size:
            new.append(mapping.state[at : at + size].endswith(bytes([_NEW])))
            at += size
        else:
            new.append(None)
    found = set()
    for number, one in enumerate(new):
        left = next((side for side in reversed(new[:number]) if side is not None), False)
        right = next((side for side in new[number + 1 :] if side is not None), False)
        if one is None and left and right:
            found.add(number)
    return found


def _keep(mapping: _Mapping, mates: Sequence[Token], tokens: Sequence[Token]) -> None:
    """Note that these tokens are those of the base."""
    if not tokens:
        return
    whole = mates[-1].end - mates[0].start, tokens[-1].end - tokens[0].start
    if whole[0] == whole[1] == sum(token.end - token.start for token in tokens):
        mapping.slots[tokens[0].start : tokens[-1].end] = range(mates[0].start, mates[-1].end)
        mapping.state[tokens[0].start : tokens[-1].end] = bytes([_KEPT]) * whole[1]
        return
    for mate, token in zip(mates, tokens, strict=True):
        for offset, at in enumerate(range(token.start, token.end)):
            mapping.slots[at] = min(mate.start + offset, mate.end - 1)
            mapping.state[at] = _KEPT


def _settle_unseen(mapping: _Mapping) -> None:
    """Give the joiners that nobody sees the place of what follows them."""
    if 0 not in mapping.state:
        return
    place = mapping.slots[-1]
    for at in range(len(mapping.state) - 1, -1, -1):
        if not mapping.state[at]:
            mapping.slots[at] = place
        place = mapping.slots[at]


def _runs(states: bytearray) -> Iterator[tuple[int, int, int]]:
    """The stretches of one state, as (start, end, state)."""
    start, size = 0, len(states)
    while states:
        state = states[0]
        states = states.lstrip(bytes([state]))
        yield start, size - len(states), state
        start = size - len(states)


def _own_deletions(
    pieces: Sequence[Piece], marks: tuple[Mark, ...]
) -> Iterator[tuple[int, int, tuple[Mark, ...]]]:
    """The stretches of a paragraph with the marks to delete them under: the base's own first."""
    at = 0
    for piece in pieces:
        size = 1 if piece.role == "end" else len(piece.text)
        if piece.before and size:
            yield at, at + size, piece.marks if piece.marks and not marks[0].source else marks
            at += size


def _open(paragraphs: Sequence[Paragraph]) -> list[Piece]:
    """The pieces of paragraphs as one text, without the last end."""
    return [piece for paragraph in paragraphs for piece in paragraph.pieces][:-1]


def _paragraphs(blocks: Sequence[Block]) -> list[Paragraph]:
    return [block for block in blocks if isinstance(block, Paragraph)]


def _movable(block: Block) -> bool:
    return isinstance(block, Paragraph) and len(_WORD.findall(block.text)) >= _MOVED_WORDS


def _home(table: Table) -> str:
    return next((row.home for row in table.rows), "")


class Look:
    """Sketches of the blocks of two containers, made when asked for."""

    def __init__(self, base: Container, other: Container) -> None:
        self._blocks = (base.blocks, other.blocks)

    def __call__(self, i: int, j: int) -> tuple[Sketch, Sketch]:
        """The sketches of two blocks; of nothing where a number is negative."""
        return self._sketch(0, i), self._sketch(1, j)

    def _sketch(self, side: int, number: int) -> Sketch:
        if number < 0:
            return Sketch("", "", ())
        block = self._blocks[side][number]
        return sketch(type(block).__name__, block.fingerprint)


class _RowLook:
    """Sketches of the rows of two tables."""

    def __init__(self, base: Sequence[Row], other: Sequence[Row]) -> None:
        self._rows = (base, other)

    def __call__(self, i: int, j: int) -> tuple[Sketch, Sketch]:
        """The sketches of two blocks; of nothing where a number is negative."""
        return self._sketch(0, i), self._sketch(1, j)

    def _sketch(self, side: int, number: int) -> Sketch:
        if number < 0:
            return Sketch("", "", ())
        return sketch("row", self._rows[side][number].fingerprint)
