"""What others want of the words of a paragraph goes along when somebody moves it.

Where it stood and where it goes both hold it, so that every choice reads well: the move alone, the
edit alone, both. At the new place the edit is written inside the move; at the old one, what the
others insert is also taken away by whoever moves. Of several new places only the first keeps the
words when all is accepted, so that they stand there once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel

from chapters.comparing.changes import Change, takes_all
from chapters.comparing.edits import Edits
from chapters.comparing.flow import Container, Mark, Paragraph, Piece
from chapters.comparing.resettling import Standing, Target, paragraphs_put
from chapters.comparing.wording import tokens

__all__ = ["Moved", "bears", "copied", "follow", "mover", "plain"]

_CARRIED = frozenset({"text", "end"})


@dataclass(slots=True, eq=False)
class Moved:
    """A base paragraph that some returns move; `changes` are what the others want of its words.

    `standings` are its new places; `marks` takes the marks that are written for them, by label.
    """

    block: Paragraph
    movers: Mapping[str, Change]
    changes: Sequence[Change]
    standings: Collection[Standing]
    names: Mapping[str, str]
    marks: dict[str, list[Mark]] = field(default_factory=dict)

    @property
    def parted(self) -> bool:
        """Whether several want all its words gone: then nobody's move is one half and the other."""
        gone = [one for one in self.changes if takes_all(one, self.block)]
        return len(self.movers) + len(gone) > 1


def mover(change: Change) -> bool:
    """Whether a change takes a whole paragraph away because it moves it."""
    return any(mark.kind == "moveFrom" for span in change.spans for mark in span.marks)


def bears(change: Change) -> bool:
    """Whether a change can be written twice: words and ends can, notes and pictures cannot."""
    return all(
        piece.role in _CARRIED for _, pieces in change.inserts for piece in pieces if piece.marks
    )


def copied(mark: Mark, name: str) -> Mark:
    """A mark of a return once more, as an insertion or a deletion, under a reviewer's name."""
    return Mark(
        kind="ins" if mark.adds else "del",
        author=name,
        date=mark.date,
        label=mark.label,
        sharers=(mark,),
    )


def plain(mark: Mark) -> Mark:
    """The mark, no longer half of a move."""
    mark.kind = "ins" if mark.adds else "del"
    mark.movement = ""
    return mark


def follow(base: Container, merged: Edits, all_moved: Sequence[Moved]) -> None:
    """Write what the others want at the new places of paragraphs too."""
    if not all_moved:
        return
    put = list(paragraphs_put(base, merged))
    waiting: dict[str, list[Moved]] = {}
    for moved in all_moved:
        waiting.setdefault(moved.block.text, []).append(moved)
    rewritten: list[tuple[Target, list[Piece]]] = []
    for several in waiting.values():
        for number, moved in enumerate(several):  # that say the same: one new place for each
            targets = [one for one in put if Standing(one.slot, one.text) in moved.standings]
            mine = targets if len(several) == 1 else targets[number : number + 1]
            rewritten += _rewritten(merged, moved, mine)
    rewritten.sort(key=lambda one: (one[0].slot, one[0].start), reverse=True)
    for target, pieces in rewritten:  # from behind: places before stay where they are
        merged.inserts[target.slot][target.start : target.end] = pieces


def _rewritten(
    merged: Edits, moved: Moved, targets: list[Target]
) -> Iterator[tuple[Target, list[Piece]]]:
    # of two at one place, the order of the returns must not say which one stays
    targets.sort(key=lambda one: (one.slot, one.text, one.start))
    first: set[str] = set()
    for target in targets:
        pieces = merged.inserts[target.slot][target.start : target.end]
        here = _labels(pieces)
        if not here & set(moved.movers):
            continue  # the same words by somebody who did not move them
        _name(moved, here, pieces)
        wanted = [one for one in moved.changes if one.label not in here]
        wanted += [one for label, one in moved.movers.items() if label in first - here]
        first = first or here
        if moved.parted or not _as_move(pieces):  # an end has room for one insertion only
            wanted = [one for one in wanted if not one.splits]
        new = _Pen(moved).written(pieces, wanted)
        for mark in [one.marks[0] for one in new if one.marks and moved.parted]:
            plain(mark)
        yield target, new


def _as_move(pieces: Sequence[Piece]) -> bool:
    return all(mark.kind == "moveTo" for piece in pieces for mark in piece.marks[:1])


def _name(moved: Moved, labels: set[str], pieces: Sequence[Piece]) -> None:
    """Count what is put at a new place with what its mover wants, where no move says so."""
    for mark in dict.fromkeys(mark for one in pieces for mark in one.marks):
        for label in labels & set(moved.movers):
            if mark.kind != "moveTo" and mark not in moved.marks.setdefault(label, []):
                moved.marks[label].append(mark)


def _labels(pieces: Sequence[Piece]) -> set[str]:
    """The returns that put a paragraph where it is."""
    marks = next((one.marks[:1] for one in reversed(pieces) if one.marks), ())
    return {one.label for mark in marks for one in mark.sharers or (mark,)}


class _Pen:
    """Writes changes into the pieces of a moved paragraph."""

    def __init__(self, moved: Moved) -> None:
        self._moved = moved
        self._made: dict[int, Mark] = {}

    def written(self, pieces: Sequence[Piece], changes: Sequence[Change]) -> list[Piece]:
        size = len(self._moved.block.text)
        kept, slots, length = _aligned(self._moved.block, pieces)
        gone: dict[int, Mark] = {}
        comes: dict[int, list[Piece]] = {}
        for change in changes:
            if takes_all(change, self._moved.block):  # with what its mover wrote in it
                mark = self._copy(change.spans[0].marks[0], change.label)
                ends = any(span.end > size for span in change.spans)
                gone |= dict.fromkeys(range(length + ends), mark)
            for span in () if takes_all(change, self._moved.block) else change.spans:
                mark = self._copy(span.marks[0], change.label)
                last = span.end if span.start == 0 else min(span.end, size)
                gone |= {kept[at]: mark for at in range(span.start, last) if at in kept}
            for offset, new in change.inserts:
                at = slots[min(offset, size)]
                comes.setdefault(at, []).extend(self._new(new, pieces[-1], change))
        return list(self._cut(pieces, gone, comes))

    def _new(self, new: Sequence[Piece], end: Piece, change: Change) -> Iterator[Piece]:
        for piece in new:
            if piece.marks:
                own = [self._copy(mark, change.label) for mark in piece.marks]
                yield piece.under((*end.marks[:1], *own))

    def _copy(self, mark: Mark, label: str) -> Mark:
        if id(mark) not in self._made:
            self._made[id(mark)] = copied(mark, self._moved.names[label])
            self._moved.marks.setdefault(label, []).append(self._made[id(mark)])
        return self._made[id(mark)]

    def _cut(
        self,
        pieces: Sequence[Piece],
        gone: Mapping[int, Mark],
        comes: dict[int, list[Piece]],
    ) -> Iterator[Piece]:
        at = 0
        for piece in pieces:
            if any(mark.removes for mark in piece.marks):
                yield piece
                continue
            if piece.role == "end" or not piece.text:
                if piece.role == "end":
                    yield from comes.pop(at, [])
                yield piece.under((*piece.marks, *_one(gone.get(at)))) if piece.marks else piece
                continue
            start = 0
            for here in range(len(piece.text)):
                before, mark = gone.get(at + here - 1), gone.get(at + here)
                if here and (mark is not before or at + here in comes):
                    yield _part(piece, start, here, before)
                    start = here
                yield from comes.pop(at + here, [])
            yield _part(piece, start, len(piece.text), gone.get(at + len(piece.text) - 1))
            at += len(piece.text)
        for last in comes.values():  # behind a paragraph without an end of its own
            yield from last


def _aligned(block: Paragraph, pieces: Sequence[Piece]) -> tuple[dict[int, int], list[int], int]:
    """Where the letters of a paragraph are in what it has become, and where its gaps are; the
    length of that.
    """
    there = [one for one in pieces if one.marks and not any(mark.removes for mark in one.marks)]
    length = sum(len(one.text) for one in there if one.role != "end")
    if "".join(one.text for one in there if one.role != "end") == block.text:
        numbers = list(range(len(block.text) + 1))
        return dict(zip(numbers, numbers, strict=True)), numbers, length
    here = tokens([one.under(()) for one in there])
    words = (tokens([one for one in block.pieces if one.before]), here)
    kept: dict[int, int] = {len(block.text): length}
    for code in Indel.opcodes(*([token.key for token in one] for one in words)):
        if code.tag == "equal":
            for n in range(code.src_end - code.src_start):
                mine, theirs = words[0][code.src_start + n], words[1][code.dest_start + n]
                size = min(mine.end - mine.start, theirs.end - theirs.start)
                kept |= {mine.start + i: theirs.start + i for i in range(size)}
    slots = [0] * (len(block.text) + 1)
    for at in range(len(slots)):
        before = kept[at - 1] + 1 if at - 1 in kept else slots[at - 1] if at else 0
        slots[at] = kept[at] if at in kept and at - 1 not in kept else before
    return kept, slots, length


def _part(piece: Piece, start: int, end: int, gone: Mark | None) -> Piece:
    marks = (*piece.marks, *_one(gone))
    return piece.cut(start, end, marks) if piece.role == "text" else piece.under(marks)


def _one(mark: Mark | None) -> tuple[Mark, ...]:
    return () if mark is None else (mark,)
