"""What others want of the words of a paragraph goes along when somebody moves it.

Where it stood and where it goes both hold it, so that every choice reads well: the move alone, the
edit alone, both. At the new place the edit is written inside the move; at the old one, what the
others insert is also taken away by whoever moves. Of several new places only the first keeps the
words when all is accepted, so that they stand there once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from chapters.combining.changes import Change, takes_all
from chapters.combining.matching import aligned
from chapters.combining.resettling import Standing, Target, labels_of, put_by, within
from chapters.comparing.edits import Edits
from chapters.comparing.flow import Mark, Paragraph, Piece

__all__ = ["Moved", "bears", "both", "copied", "follow", "mover", "plain"]

_CARRIED = frozenset({"text", "end"})


@dataclass(slots=True, eq=False)
class Moved:
    """A base paragraph that some returns move; `changes` are what the others want of its words.

    `number` is its place in the base; `standings` are its new places; `marks` takes the marks that
    are written for them, by label.
    """

    number: int
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


def both(one: Change | None, other: Change) -> Change:
    """Two changes of one return as one; the other where there is none yet."""
    if one is None:
        return other
    return Change(
        other.label,
        min(one.start, other.start),
        max(one.end, other.end),
        [*one.spans, *other.spans],
        [*one.inserts, *other.inserts],
        splits=one.splits or other.splits,
    )


def bears(change: Change) -> bool:
    """Whether a change can be written twice: words and ends can, notes and pictures cannot."""
    return all(
        piece.role in _CARRIED for _, pieces in change.inserts for piece in pieces if piece.marks
    )


def copied(mark: Mark, name: str) -> Mark:
    """A mark of a return once more, as an insertion or a deletion, under a reviewer's name; of
    several returns, under all their names.
    """
    return Mark(
        kind="ins" if mark.adds else "del",
        author=mark.author if mark.sharers else name,
        date=mark.date,
        label=mark.label,
        sharers=mark.sharers or (mark,),
        owners=mark.owners,
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
    places = _Places(merged)
    for several in _in_order(all_moved):
        for number, moved in enumerate(several):  # that say the same: one new place for each
            found = list(places.of(moved).items())
            places.rewrite(moved, dict(found if len(several) == 1 else found[number : number + 1]))
    places.write()


def _in_order(all_moved: Sequence[Moved]) -> list[list[Moved]]:
    """The moved paragraphs, those together that say the same; behind the others those that somebody
    puts into a paragraph which is moved itself: they go along with that.
    """
    waiting: dict[str, list[Moved]] = {}
    for moved in all_moved:
        waiting.setdefault(moved.block.text, []).append(moved)
    numbers = {moved.number for moved in all_moved}

    def inside(several: Sequence[Moved]) -> bool:
        slots = {one.slot for moved in several for one in moved.standings}
        return any(number in numbers and offset for number, offset in slots)

    return sorted(waiting.values(), key=inside)


class _Places:
    """The new places of paragraphs, and what is written there."""

    def __init__(self, merged: Edits) -> None:
        self._merged = merged
        self._put = list(put_by(merged))
        self._new: dict[Target, list[Piece]] = {}
        self._of: dict[int, list[Target]] = {}
        self._hosts: dict[Target, Target] = {}

    def of(self, moved: Moved) -> dict[Target, Standing]:
        """Where a moved paragraph stands; also inside another one that somebody has put it into,
        and that somebody else moves.
        """
        known = {(one.slot, one.text): one for one in moved.standings}
        found = {one: (one.slot, one.text) for one in self._put}
        for slot, text in sorted(known):
            for host in self._of.get(slot[0], ()):
                for start, end in _brought(self._new[host], text):
                    copy = Target(host.slot, start, end, text, moved=False, whole=False, depth=1)
                    self._hosts[copy] = host
                    found[copy] = (slot, text)
        return {one: known[key] for one, key in found.items() if key in known}

    def rewrite(self, moved: Moved, targets: Mapping[Target, Standing]) -> None:
        """Write what the others want of a paragraph at these places of it."""
        old = {one: self._pieces(one) for one in targets}
        self._new |= old
        _rewrite(moved, targets, self._new)
        self._of[moved.number] = [one for one in targets if one not in self._hosts]
        for copy in [one for one in targets if one in self._hosts]:
            there = self._new[self._hosts[copy]]
            at = next(number for number, one in enumerate(there) if one is old[copy][0])
            there[at : at + len(old[copy])] = self._new.pop(copy)

    def write(self) -> None:
        """Put what was written into the edits."""
        for target in sorted(self._new, key=lambda one: (one.slot, one.start), reverse=True):
            # from behind: places before stay where they are
            pieces = _closed(self._new[target])
            self._merged.inserts[target.slot][target.start : target.end] = pieces

    def _pieces(self, target: Target) -> list[Piece]:
        if target in self._hosts:
            return self._new[self._hosts[target]][target.start : target.end]
        return self._new.get(target, self._merged.inserts[target.slot][target.start : target.end])


def _brought(pieces: Sequence[Piece], text: str) -> Iterator[tuple[int, int]]:
    """Where the words of one who does not move a paragraph say this in it."""
    start = 0
    for whose, stretch in groupby(pieces, _written_by):
        end = start + len(list(stretch))
        if whose and "".join(one.text for one in pieces[start:end]) == text:
            yield start, end
        start = end


def _written_by(piece: Piece) -> set[str]:
    """Who writes words in what another moves; nobody where they are taken away again."""
    if piece.role == "end" or any(mark.removes for mark in piece.marks):
        return set()
    return labels_of(piece, 1)


def _rewrite(
    moved: Moved, targets: Mapping[Target, Standing], new: dict[Target, list[Piece]]
) -> None:
    earlier: list[str] = []
    # of two at one place, the order of the returns must not say which one stays
    ordered = sorted(targets, key=lambda one: (one.slot, one.text, one.start))
    theirs = {target: _labels(new[target], target.depth) for target in ordered}
    kept = {target: aligned(moved.block, new[target])[0] for target in ordered}
    for target in ordered:
        here = theirs[target]
        if not here & set(moved.movers):
            continue  # the same words by somebody who did not move them
        _name(moved, here, new[target], target.depth)
        wanted = [one for one in moved.changes if one.label not in here]
        others = [moved.movers[one] for one in earlier if one in moved.movers and one not in here]
        earlier += sorted(here - {*earlier})
        if moved.parted or target.depth:  # an end has room for one insertion only
            wanted = [one for one in wanted if not one.splits]
        parts = [one for one in ordered if theirs[one] == here]
        standing = targets[target]
        places = range(moved.block.length)
        mine = [n for n in places if within(n, standing.start, standing.end)]
        offsets = [n for n in mine if _home(n, parts, kept) is target]
        pen = _Pen(moved, standing, offsets, target.depth)
        new[target] = pen.written(new[target], wanted, others)
        for mark in [one.marks[target.depth] for one in new[target] if one.marks and moved.parted]:
            plain(mark)


def _home(offset: int, parts: Sequence[Target], kept: Mapping[Target, Mapping[int, int]]) -> Target:
    """Of the parts that a paragraph has become, that in which others insert at a position."""
    near = [one for one in parts if offset - 1 in kept[one]]
    return (near or [one for one in parts if offset in kept[one]] or list(parts))[0]


def _closed(pieces: list[Piece]) -> list[Piece]:
    """The pieces, the end gone with those who take away all words before it."""
    last = pieces[-1]
    words = [one for one in pieces[:-1] if one.marks and one.text.strip()]
    if last.role != "end" or not words or any(mark.removes for mark in last.marks):
        return pieces
    gone = [mark for mark in words[-1].marks if mark.removes]
    for mark in gone:
        if all(any(one.label == mark.label for one in word.marks if one.removes) for word in words):
            return [*pieces[:-1], last.under((*last.marks, mark))]
    return pieces


def _name(moved: Moved, labels: set[str], pieces: Sequence[Piece], depth: int) -> None:
    """Count what is put at a new place with what its mover wants, where no move says so."""
    for mark in dict.fromkeys(mark for one in pieces for mark in one.marks[depth:]):
        for label in labels & set(moved.movers):
            if mark.kind != "moveTo" and mark not in moved.marks.setdefault(label, []):
                moved.marks[label].append(mark)


def _labels(pieces: Sequence[Piece], depth: int) -> set[str]:
    """The returns that put a paragraph where it is."""
    return next((labels_of(one, depth) for one in reversed(pieces) if one.marks), set())


class _Pen:
    """Writes changes into the pieces of a moved paragraph; what comes at `offsets` comes here."""

    def __init__(
        self, moved: Moved, standing: Standing, offsets: Collection[int], depth: int
    ) -> None:
        self._moved = moved
        self._standing = standing
        self._outer = depth + 1
        self._offsets = frozenset(offsets)
        self._made: dict[int, Mark] = {}

    def written(
        self, pieces: Sequence[Piece], changes: Sequence[Change], others: Sequence[Change]
    ) -> list[Piece]:
        """The pieces with what others want of the words; `others` have these words elsewhere."""
        kept, slots, length = aligned(self._moved.block, pieces)
        gone: dict[int, Mark] = {}
        # of several who have the words elsewhere, whoever moves most of them takes them away
        away = [
            self._gone(change, kept, length, all_of_it=True)
            for change in sorted(others, key=_size, reverse=True)
        ]
        for change in changes:
            here = self._gone(change, kept, length, all_of_it=False)
            if takes_all(change, self._moved.block):
                away.append(here)
            gone |= here
        comes: dict[int, list[Piece]] = {}
        for change in changes:
            for offset, written in change.inserts:
                if offset in self._offsets:
                    at = slots[min(offset, len(slots) - 1)]
                    half = change.splits and not 0 < at < length  # only one is there at all
                    new = [one for one in written if one.role != "end" or not half]
                    takers = (one.get(at - 1) or one.get(at) for one in away)
                    taken = next((one for one in takers if one and one.label != change.label), None)
                    comes.setdefault(at, []).extend(self._new(new, pieces, change, _one(taken)))
        for one in away[::-1]:
            gone |= one
        return list(self._cut(pieces, gone, comes))

    def _gone(
        self, change: Change, kept: Mapping[int, int], length: int, *, all_of_it: bool
    ) -> dict[int, Mark]:
        """The letters of the new place that a change takes away."""
        gone: dict[int, Mark] = {}
        size, everything = len(self._moved.block.text), takes_all(change, self._moved.block)
        if everything and self._standing.alone:  # with what its mover wrote in it
            mark = self._copy(change.spans[0].marks[0], change.label)
            ends = any(span.end > size for span in change.spans)
            return dict.fromkeys(range(length + ends), mark)
        for span in change.spans:
            mark = self._copy(span.marks[0], change.label)
            last = span.end if span.start == 0 and self._standing.alone else min(span.end, size)
            held = [at for at in range(span.start, last) if at in kept]
            if self._blank(held) and not self._blank(range(span.start, last)):
                continue  # its words are gone there, and a blank alone is not what it takes
            there = [kept[at] for at in held]
            if there and (all_of_it or _takes_words(change, self._moved.block)):
                there = list(range(min(there), max(there) + 1))
            gone |= dict.fromkeys(there, mark)
        return gone

    def _blank(self, positions: Iterable[int]) -> bool:
        text = self._moved.block.text
        return not any(text[at : at + 1].strip() for at in positions)

    def _new(
        self,
        new: Sequence[Piece],
        pieces: Sequence[Piece],
        change: Change,
        taken: tuple[Mark, ...],
    ) -> Iterator[Piece]:
        outer = next((one.marks[: self._outer] for one in reversed(pieces) if one.marks), ())
        for piece in new:
            if piece.marks:
                own = [self._copy(mark, change.label) for mark in piece.marks]
                around = tuple(map(self._moving, outer)) if piece.role == "end" else outer
                yield piece.under((*around, *own, *taken))

    def _copy(self, mark: Mark, label: str) -> Mark:
        if id(mark) not in self._made:
            self._made[id(mark)] = copied(mark, self._moved.names[label])
            self._moved.marks.setdefault(label, []).append(self._made[id(mark)])
        return self._made[id(mark)]

    def _moving(self, mark: Mark) -> Mark:
        """A mover's mark for the end of somebody else, which has room for one insertion and one
        move, and not for two insertions.
        """
        if mark.kind == "moveTo":
            return mark
        if id(mark) not in self._made:
            sharers = mark.sharers or (mark,)
            new = Mark("moveTo", mark.author, mark.date, label=mark.label, sharers=sharers)
            self._made[id(mark)] = new
            for one in sharers:
                self._moved.marks.setdefault(one.label, []).append(new)
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


def _takes_words(change: Change, block: Paragraph) -> bool:
    """Whether no word of a paragraph stays, though a full stop may."""
    gone = {at for span in change.spans for at in range(span.start, span.end)}
    return not any(one.isalnum() for at, one in enumerate(block.text) if at not in gone)


def _size(change: Change) -> int:
    return sum(span.end - span.start for span in change.spans)


def _part(piece: Piece, start: int, end: int, gone: Mark | None) -> Piece:
    marks = (*piece.marks, *_one(gone))
    return piece.cut(start, end, marks) if piece.role == "text" else piece.under(marks)


def _one(mark: Mark | None) -> tuple[Mark, ...]:
    return () if mark is None else (mark,)
