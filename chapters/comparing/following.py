"""What others want of the words of a paragraph goes along when somebody moves it.

Where it stood and where it goes both hold it, so that every choice reads well: the move alone, the
edit alone, both. At the new place the edit is written inside the move; at the old one, what the
others insert is also taken away by whoever moves. Of several new places only the first keeps the
words when all is accepted, so that they stand there once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chapters.comparing.changes import Change
from chapters.comparing.edits import Edits, Slot
from chapters.comparing.flow import Mark, Paragraph, Piece

__all__ = ["Moved", "bears", "copied", "destinations", "follow", "mover", "plain"]

_CARRIED = frozenset({"text", "end"})


@dataclass(slots=True, eq=False)
class Moved:
    """A base paragraph that some returns move; `changes` are what the others want of its words.

    `marks` takes the marks that are written for them, by label.
    """

    block: Paragraph
    movers: Mapping[str, Change]
    changes: Sequence[Change]
    names: Mapping[str, str]
    marks: dict[str, list[Mark]] = field(default_factory=dict)

    @property
    def parted(self) -> bool:
        """Whether several want all its words gone: then nobody's move is one half and the other."""
        size = len(self.block.text)
        gone = [
            one
            for one in self.changes
            if any(span.start == 0 and span.end >= size for span in one.spans)
        ]
        return len(self.movers) + len(gone) > 1


@dataclass(slots=True, eq=False)
class _Target:
    """A new place of a moved paragraph: its pieces in a slot, from `start` to `end`."""

    slot: Slot
    start: int
    end: int


def mover(change: Change) -> bool:
    """Whether a change takes a whole paragraph away because it moves it."""
    return any(mark.kind == "moveFrom" for span in change.spans for mark in span.marks)


def bears(change: Change) -> bool:
    """Whether a change can be written twice: words and ends can, notes and pictures cannot."""
    return all(
        piece.role in _CARRIED for _, pieces in change.inserts for piece in pieces if piece.marks
    )


def destinations(edits: Edits) -> dict[str, list[Slot]]:
    """Where a return moves paragraphs to, by what they say."""
    found: dict[str, list[Slot]] = {}
    for text, target in _targets(edits):
        found.setdefault(text, []).append(target.slot)
    return found


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


def follow(merged: Edits, all_moved: Sequence[Moved]) -> None:
    """Write what the others want at the new places of paragraphs too."""
    if not all_moved:
        return
    places: dict[str, list[_Target]] = {}
    for text, target in _targets(merged):
        places.setdefault(text, []).append(target)
    waiting: dict[str, list[Moved]] = {}
    for moved in all_moved:
        waiting.setdefault(moved.block.text, []).append(moved)
    rewritten: list[tuple[_Target, list[Piece]]] = []
    for text, several in waiting.items():
        for number, moved in enumerate(several):  # that say the same: one new place for each
            targets = places.get(text, [])
            mine = targets if len(several) == 1 else targets[number : number + 1]
            rewritten += _rewritten(merged, moved, mine)
    rewritten.sort(key=lambda one: (one[0].slot, one[0].start), reverse=True)
    for target, pieces in rewritten:  # from behind: places before stay where they are
        merged.inserts[target.slot][target.start : target.end] = pieces


def _rewritten(
    merged: Edits, moved: Moved, targets: list[_Target]
) -> Iterator[tuple[_Target, list[Piece]]]:
    targets.sort(key=lambda one: (one.slot, one.start))
    for target in targets:
        pieces = merged.inserts[target.slot][target.start : target.end]
        here = _labels(pieces[0])
        wanted = [one for one in moved.changes if one.label not in here]
        if target is not targets[0]:
            first = _labels(merged.inserts[targets[0].slot][targets[0].start])
            wanted += [one for label, one in moved.movers.items() if label in first - here]
        new = _Pen(moved).written(pieces, wanted)
        for mark in [one.marks[0] for one in new if one.marks and moved.parted]:
            plain(mark)
        yield target, new


def _labels(piece: Piece) -> set[str]:
    return {one.label for mark in piece.marks for one in mark.sharers or (mark,)}


def _targets(edits: Edits) -> Iterator[tuple[str, _Target]]:
    """The paragraphs that are moved to a place, with what they say."""
    for slot, pieces in edits.inserts.items():
        start = 0
        for number, piece in enumerate(pieces):
            if piece.role == "end":
                text = _moved_text(pieces[start : number + 1])
                if text:
                    yield text, _Target(slot, start, number + 1)
                start = number + 1
            elif piece.role == "table":
                start = number + 1


def _moved_text(pieces: Sequence[Piece]) -> str:
    """What a paragraph says that is moved as a whole; empty for any other."""
    there = [piece for piece in pieces if piece.marks]
    if all(len(piece.marks) == 1 and piece.marks[0].kind == "moveTo" for piece in there):
        return "".join(piece.text for piece in there if piece.role != "end")
    return ""


class _Pen:
    """Writes changes into the pieces of a moved paragraph."""

    def __init__(self, moved: Moved) -> None:
        self._moved = moved
        self._made: dict[int, Mark] = {}

    def written(self, pieces: Sequence[Piece], changes: Sequence[Change]) -> list[Piece]:
        size = len(self._moved.block.text)
        gone = {
            at: self._copy(span.marks[0], change.label)
            for change in changes
            for span in change.spans
            for at in range(span.start, span.end if span.start == 0 else min(span.end, size))
        }
        comes: dict[int, list[Piece]] = {}
        for change in changes:
            for offset, new in change.inserts:
                comes.setdefault(min(offset, size), []).extend(self._new(new, pieces[-1], change))
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


def _part(piece: Piece, start: int, end: int, gone: Mark | None) -> Piece:
    marks = (*piece.marks, *_one(gone))
    return piece.cut(start, end, marks) if piece.role == "text" else piece.under(marks)


def _one(mark: Mark | None) -> tuple[Mark, ...]:
    return () if mark is None else (mark,)
