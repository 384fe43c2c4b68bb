"""Paragraphs of the base and of a return that are one text, position by position."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chapters.comparing.edits import Edits
from chapters.comparing.fields import whole_fields
from chapters.comparing.flow import Mark, Paragraph, Piece
from chapters.comparing.hands import Hand
from chapters.comparing.looks import Looks
from chapters.comparing.marking import holds_marks
from chapters.comparing.properties import has_marked_looks
from chapters.comparing.wording import Token, changes, parted, tokens
from chapters.oxml.namespaces import W

__all__ = ["KEPT", "NEW", "Mapping", "Pair", "between_new", "runs"]

KEPT, NEW = 1, 2
"""The states of a letter of the return; 0 is a joiner that nobody sees."""


@dataclass(slots=True)
class Mapping:
    """Where the positions of the return's text are in the base's.

    `slots`: the base position of each, and of the end; `state`: whether the letter is the base's,
    is new, or is a joiner that nobody sees; `gone`: base words that the return has no more.
    """

    slots: list[int]
    state: bytearray
    gone: list[tuple[int, int]]


class Pair:
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

    def identity(self) -> Mapping | None:
        """The mapping of equal texts, where their letters are the same one by one."""
        if self.mine[0].text != self.theirs[0].text:
            return None
        return Mapping(list(range(self.size + 1)), bytearray([KEPT]) * self.size, [])

    def mapping(self) -> Mapping:
        """The mapping that the words give."""
        a, b = tokens(_open(self.mine)), tokens(_open(self.theirs))
        a, b = parted(a, b), parted(b, a)
        mapping = Mapping([self.size] * (self._other_size + 1), bytearray(self._other_size), [])
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
                mapping.state[token.start : token.end] = bytes([NEW]) * size
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
        """Want these positions gone."""
        if not marks:
            return
        for number, paragraph in enumerate(self.mine):
            first = max(start - self._starts[number], 0)
            last = min(end - self._starts[number], paragraph.length)
            if first < last:
                edits.delete(self.blocks[number], first, last, marks)

    def format_end(self, edits: Edits, piece: Piece) -> None:
        """Want the paragraph to look as its end does in the return, where a mark says so."""
        if has_marked_looks(piece.nodes[0][1].find(f"{W}pPr")):
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
        looks = run is not None and run.find(f"{W}rPr/{W}rPrChange") is not None
        if not looks and not holds_marks(piece):
            return
        block, first = self.slot(start)
        edits.formats[block].append((first, first + end - start, piece))


def between_new(pieces: Sequence[Piece], mapping: Mapping) -> set[int]:
    """The pins, by number, that stand between pieces that are new on either side."""
    new: list[bool | None] = []
    at = 0
    for piece in pieces:
        size = 1 if piece.role == "end" else len(piece.text)
        if not piece.before:
            new.append(True)
        elif size:
            new.append(mapping.state[at : at + size].endswith(bytes([NEW])))
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


def _keep(mapping: Mapping, mates: Sequence[Token], tokens: Sequence[Token]) -> None:
    """Note that these tokens are those of the base."""
    if not tokens:
        return
    whole = mates[-1].end - mates[0].start, tokens[-1].end - tokens[0].start
    if whole[0] == whole[1] == sum(token.end - token.start for token in tokens):
        mapping.slots[tokens[0].start : tokens[-1].end] = range(mates[0].start, mates[-1].end)
        mapping.state[tokens[0].start : tokens[-1].end] = bytes([KEPT]) * whole[1]
        return
    for mate, token in zip(mates, tokens, strict=True):
        for offset, at in enumerate(range(token.start, token.end)):
            mapping.slots[at] = min(mate.start + offset, mate.end - 1)
            mapping.state[at] = KEPT


def _settle_unseen(mapping: Mapping) -> None:
    """Give the joiners that nobody sees the place of what follows them."""
    if 0 not in mapping.state:
        return
    place = mapping.slots[-1]
    for at in range(len(mapping.state) - 1, -1, -1):
        if not mapping.state[at]:
            mapping.slots[at] = place
        place = mapping.slots[at]


def runs(states: bytearray) -> Iterator[tuple[int, int, int]]:
    """The stretches of one state, as (start, end, state)."""
    start, size = 0, len(states)
    while states:
        state = states[0]
        states = states.lstrip(bytes([state]))
        yield start, size - len(states), state
        start = size - len(states)


def _open(paragraphs: Sequence[Paragraph]) -> list[Piece]:
    """The pieces of paragraphs as one text, without the last end."""
    return [piece for paragraph in paragraphs for piece in paragraph.pieces][:-1]
