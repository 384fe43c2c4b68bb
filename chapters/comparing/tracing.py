"""Base and return, block by block and word by word → what the return wants."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from chapters.comparing.aligning import align
from chapters.comparing.columns import trace_cells
from chapters.comparing.controls import filled_anew
from chapters.comparing.edits import Edits, TableEdits
from chapters.comparing.flow import (
    Block,
    Container,
    Mark,
    Paragraph,
    Piece,
    Table,
)
from chapters.comparing.hands import Hand
from chapters.comparing.joins import Group, grouped
from chapters.comparing.looks import Looks
from chapters.comparing.marking import end_marks
from chapters.comparing.pairing import KEPT, NEW, Mapping, Pair, between_new, runs
from chapters.comparing.properties import marked_sections
from chapters.comparing.reading import looks_changed
from chapters.comparing.settling import settle_end, settle_sections
from chapters.comparing.sketching import Look, RowLook
from chapters.oxml.namespaces import W
from chapters.oxml.paragraphs import is_stuck, may_be_freed, waits_for_table
from chapters.oxml.ranges import OF_COMMENTS

__all__ = ["Tracer"]

_IDLE = frozenset({f"{W}lastRenderedPageBreak", f"{W}annotationRef"})
_MOVED_WORDS = 3
_WORD = re.compile(r"\w+")


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

    def container(self, base: Container, other: Container) -> Edits:
        """What `other` wants of `base`, both read as they are when all is rejected."""
        edits = Edits()
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
        sections = marked_sections(base.element, other.element)
        edits.looks += [(*pair, self.hand.label) for pair in sections]
        settle_sections(base, other, edits)
        settle_end(base, edits)
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
            paragraphs = Pair(group.before, _paragraphs(mine), _paragraphs(theirs))
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
        return node.tag in OF_COMMENTS and node.get(f"{W}id") in self._comments

    def _moves(
        self, groups: Sequence[Group], base: Container, other: Container
    ) -> dict[tuple[str, int], str]:
        """Names for the paragraphs that stand elsewhere with the same words."""
        gone: dict[str, list[int]] = {}
        out = {g.before[0] for g in groups if not g.after}
        come = {g.after[0] for g in groups if not g.before}
        for number in sorted(out):
            if _movable(base.blocks[number]):
                gone.setdefault(base.blocks[number].fingerprint, []).append(number)
        pairs: dict[int, int] = {}
        for number in sorted(come):
            sources = gone.get(other.blocks[number].fingerprint)
            if sources and _movable(other.blocks[number]):
                pairs[sources.pop(0)] = number
        _take_along(pairs, (out, come), (base, other))
        names: dict[tuple[str, int], str] = {}
        for source, target in sorted(pairs.items(), key=lambda pair: pair[1]):
            names["from", source] = names["to", target] = self.hand.move()
        return names

    def _out(self, edits: Edits, number: int, block: Block, movement: str) -> None:
        """A base block that the return has no more."""
        if isinstance(block, Table):
            rows = [i for i, row in enumerate(block.rows) if row.before]
            out = dict.fromkeys(rows, self.hand.deleted)
            edits.tables[number] = TableEdits(rows_out=out)
            return
        mark = self.hand.mark("moveFrom", movement) if movement else self.hand.deleted
        edits.delete(number, 0, block.length, (mark,))

    def _flow(self, block: Block, movement: str) -> Iterator[Piece]:
        """A block of the return that the base does not have, as pieces to insert."""
        mark = self.hand.mark("moveTo", movement) if movement else self.hand.inserted
        if isinstance(block, Table):
            yield from block.lead
            yield Piece("table", "", ((None, block.element),), marks=(mark,), home=_home(block))
            return
        pieces = _without_stuck_end(block.pieces)
        for piece in pieces:
            if not piece.before:
                yield piece
            elif piece is pieces[-1] and waits_for_table(piece.nodes[0][1]):
                yield piece.under((mark, self.hand.deleted))
            elif piece.role != "pin" or self._goes_along(piece):
                yield self._inserted(piece, mark)

    def _inserted(self, piece: Piece, mark: Mark) -> Piece:
        if self._is_new_comment(piece):
            return piece.under(())
        if piece.role == "end" and not piece.marks and mark is self.hand.inserted:
            mark = _mark_of_last(piece, self.hand.label) or mark
        return piece.under((mark, *piece.marks))

    def _goes_along(self, piece: Piece) -> bool:
        """Whether a pin is worth bringing: the result of a field, a page break, a new comment."""
        run, node = piece.nodes[0]
        return self._is_new_comment(piece) or (
            run is not None and node.tag not in _IDLE and node.tag not in OF_COMMENTS
        )

    def _words(self, edits: Edits, pair: Pair, *, same: bool) -> None:
        """What changed inside paragraphs that are one and the same, or one split or joined."""
        mapping = pair.identity() if same else None
        if mapping is None:
            mapping = pair.mapping()
        for start, end in mapping.gone:
            pair.delete(edits, start, end, (self.hand.deleted,))
        if mapping.gone:
            edits.kept_wraps |= filled_anew(pair.mine, pair.theirs, mapping)
        self._walk(edits, pair, mapping)

    def _walk(self, edits: Edits, pair: Pair, mapping: Mapping) -> None:
        at = 0
        last = pair.theirs[-1].pieces[-1]
        pieces = [piece for paragraph in pair.theirs for piece in paragraph.pieces]
        news = between_new(pieces, mapping)
        for number, piece in enumerate(pieces):
            if not piece.before:
                edits.inserts[pair.slot(mapping.slots[at])].append(piece)
            elif piece is last:
                own = any(one.text for one in _own(pieces))
                freed = may_be_freed(piece.nodes[0][1])
                goes = _stuck(piece) and not (
                    (_stays(pieces) and not freed) or (own and _is_marked(pair.mine[-1].pieces[-1]))
                )
                marks = piece.marks or ((self.hand.deleted,) if goes else ())
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

    def _stretches(self, edits: Edits, pair: Pair, mapping: Mapping, piece: Piece, at: int) -> int:
        """Follow a piece of the return through the base; returns the position after it."""
        size = 1 if piece.role == "end" else len(piece.text)
        for start, end, state in runs(mapping.state[at : at + size]):
            first, last = mapping.slots[at + start], mapping.slots[at + end - 1]
            if state == KEPT:
                edits.kept_wraps.update(piece.wraps)
                pair.delete(edits, first, last + 1, piece.marks)
                pair.format(edits, first, last + 1, piece)
                if self._looks is not None and piece.role == "text":
                    pair.look(edits, (first, last + 1), piece, (self._looks, self.hand))
            elif state == NEW:
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
            RowLook([row for _, row in mine], [row for _, row in theirs]),
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


def _stuck(end: Piece) -> bool:
    """Whether `resolve` took this end away and could not yet join what it ended."""
    return is_stuck(end.nodes[0][1])


def _without_stuck_end(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a new paragraph; without its end where that went and only could not be joined,
    so that an inserted end before it is the last.
    """
    ends = [one for one in pieces[:-1] if one.role == "end"]
    others = bool(ends) and not any(mark.removes for mark in ends[-1].marks)
    gone = _stuck(pieces[-1]) and others and not any(one.text for one in _own(pieces))
    return pieces[:-1] if gone else pieces


def _mark_of_last(end: Piece, label: str) -> Mark | None:
    """The mark of who inserted a last paragraph that has words of its own: rejecting it there does
    nothing, and any other end goes with it.
    """
    node = next(end_marks(end.nodes[0][1].find(f"{W}pPr")), None)
    if node is None or node.tag != f"{W}ins":
        return None
    author, date = str(node.get(f"{W}author", "")), str(node.get(f"{W}date", ""))
    return Mark("ins", author, date, node, label=label)


def _stays(pieces: Sequence[Piece]) -> bool:
    """Whether words before the last end stay when all is accepted."""
    own = (one for one in _own(pieces) if one.text)
    return any(not any(mark.removes for mark in one.marks) for one in own)


def _own(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """What stands before the last end, after the one before, from the last."""
    return takewhile(lambda piece: piece.role != "end", reversed(pieces[:-1]))


def _is_marked(end: Piece) -> bool:
    """Whether the base's own old marks say already that this end comes or goes."""
    return _stuck(end) or next(end_marks(end.nodes[0][1].find(f"{W}pPr")), None) is not None


def _paragraphs(blocks: Sequence[Block]) -> list[Paragraph]:
    return [block for block in blocks if isinstance(block, Paragraph)]


def _movable(block: Block) -> bool:
    if not isinstance(block, Paragraph) or _stuck(block.pieces[-1]):
        return False
    return len(_WORD.findall(block.text)) >= _MOVED_WORDS


def _take_along(
    pairs: dict[int, int],
    loose: tuple[Collection[int], Collection[int]],
    both: tuple[Container, Container],
) -> None:
    """Add to the moves, which block goes where, the paragraphs that stand beside a moved one before
    and after: a heading of a word or two moves with its section, also past a table.
    """
    out, come = (
        set(side).difference(taken)
        for side, taken in zip(loose, (pairs, pairs.values()), strict=True)
    )
    for side in (-1, 1):
        for source, target in list(pairs.items()):
            one, other = source + side, target + side
            while one in out and other in come:
                mine, theirs = both[0].blocks[one], both[1].blocks[other]
                if mine.fingerprint != theirs.fingerprint:
                    break
                if isinstance(mine, Paragraph) and mine.text.strip():
                    pairs[one] = other
                    out.remove(one)
                    come.remove(other)
                one, other = one + side, other + side


def _home(table: Table) -> str:
    return next((row.home for row in table.rows), "")
