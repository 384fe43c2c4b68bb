"""Ends of paragraphs that one takes away and another needs.

Somebody joins two paragraphs, and another puts one between them; somebody deletes a paragraph, and
another writes into it or joins it to the one before. Where all of that is accepted, words would run
together that nobody joined. So whoever needs the end gets one of their own: they take away the end
of the base too, and put another in its place. Then each alone, and all together, read well.

Somebody parts a paragraph, and another takes away all words of a half: no empty one stays of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from chapters.comparing.edits import Edits
from chapters.comparing.flow import Container, Mark, Paragraph, Piece

__all__ = ["Kept", "close_halves", "keep_ends"]

Joined = Callable[[Sequence[tuple[str, Mark]]], Mark]
Labels = frozenset[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """The end of a block that got another in its place: whose it is, against whom, and the marks
    that say so, by label; `said` is what the words around it are in the base and for each label.
    """

    block: int
    label: str
    marks: Mapping[str, Sequence[Mark]]
    base: str
    said: Mapping[str, str]


@dataclass(slots=True, eq=False)
class _Atom:
    """Words, an end, or a wall (a table), with who brings it and who takes it away."""

    kind: str
    text: str
    marks: tuple[Mark, ...]
    adds: tuple[Labels, ...]
    gone: Labels
    at: tuple[int, int]
    own: bool
    piece: Piece | None = None

    def stands(self, among: Labels | None) -> bool:
        """Whether it is there when these returns, or all of them, are accepted."""
        if among is None:
            return not self.gone
        return not self.gone & among and all(one & among for one in self.adds)


def keep_ends(
    base: Container, merged: Edits, names: Mapping[str, str], joined: Joined
) -> Iterator[Kept]:
    """Give the ends of the base that somebody takes away to those who need them."""
    reading = _Reading(base, merged)
    ended = len(base.blocks) - 1
    for number in sorted(merged.deletes):
        block = base.blocks[number]
        if not isinstance(block, Paragraph) or number == ended:
            continue
        if all(span.end < block.length for span in merged.deletes[number]):
            continue
        end = reading.end(number)
        if end is None or not end.gone or "" in end.gone or not reading.runs_together(end):
            continue  # an old mark of the base itself is no reviewer's
        needs = reading.needs(end, names)
        if needs is not None:
            yield _own_end(reading, end, needs, (names, joined))
    if ended in merged.deletes and isinstance(base.blocks[ended], Paragraph):
        _empty_last(reading, ended, names)


def close_halves(
    base: Container, merged: Edits, names: Mapping[str, str]
) -> Iterator[tuple[Mark, Mark]]:
    """Let whoever takes away all words of a paragraph that another has made take its end too: gives
    the marks that this was written under, each with the one that tells why.
    """
    reading = _Reading(base, merged)
    for number in sorted({slot[0] for slot, pieces in merged.inserts.items() if _ends(pieces)}):
        for end in reading.new_ends(number):
            cause = _taker(reading.emptied(end), names)
            if cause is not None:
                reading.take(end, cause[1])
                yield cause


def _taker(words: Sequence[_Atom], names: Mapping[str, str]) -> tuple[Mark, Mark] | None:
    """The mark that all these words go under, and one to take their end away with; none where they
    are no one's to take.
    """
    if not words:
        return None
    every = frozenset[str].intersection(*(one.gone for one in words)) & names.keys()
    for mark in (one for one in words[0].marks if one.removes):
        if _labels(mark) <= every and mark.kind == "del":
            return mark, mark
        for label in (one for one in names if one in every & _labels(mark)):
            new = Mark("del", names[label], mark.date, label=label, sharers=(mark,))
            return mark, new
    return None


def _ends(pieces: Sequence[Piece]) -> bool:
    return any(one.role == "end" and one.marks for one in pieces)


def _empty_last(reading: _Reading, number: int, names: Mapping[str, str]) -> None:
    """Let whoever deletes the last paragraph also take the end that another puts before it: the
    last end of all stays, and nothing would be left before it.
    """
    end = reading.end(number)
    before = None if end is None else reading.stands_before(end)
    if end is None or before is None or before.own or before.kind != "end":
        return
    gone = [mark for one in reading.gone_before(end) for mark in one.marks if mark.removes]
    for label, mark in [(label, one) for one in gone for label in _labels(one) if label]:
        if reading.ends_with_words(end, label):
            mine = Mark("del", names[label], mark.date, label=label, sharers=(mark,))
            reading.take(before, mine)
            return


def _own_end(
    reading: _Reading,
    end: _Atom,
    needs: tuple[str, Mark],
    by: tuple[Mapping[str, str], Joined],
) -> Kept:
    """Put an end of one return before an end that others take away, and let it take that away."""
    names, joined = by
    (label, cause), number = needs, end.at[0]
    base, said = reading.around(end, None), {}
    for one in (label, *sorted(end.gone)):
        said[one] = reading.around(end, frozenset({one}))
    new, old = (
        Mark(kind, names[label], cause.date, label=label, sharers=(cause,))
        for kind in ("ins", "del")
    )
    theirs = [
        (one.label, one) for mark in end.marks if mark.removes for one in mark.sharers or (mark,)
    ]
    order = list(names)
    both = joined(sorted([*theirs, (label, old)], key=lambda one: order.index(one[0])))
    both.kind, both.movement = "del", ""
    reading.replace(number, new, both)
    marks = {one: [both] for one in end.gone} | {label: [new, both]}
    return Kept(number, label, marks, base, said)


class _Reading:
    """The words of a container as merged edits want them, atom by atom; read where asked."""

    def __init__(self, base: Container, merged: Edits) -> None:
        self._base = base
        self._merged = merged
        self._inserts = merged.by_block()
        self._atoms: dict[int, list[_Atom]] = {}

    def end(self, number: int) -> _Atom | None:
        """The end of a block of the base."""
        return next(
            (one for one in reversed(self._of(number)) if one.own and one.kind == "end"), None
        )

    def runs_together(self, end: _Atom) -> bool:
        """Whether words would run together over an end, and nobody joined them."""
        if self._before(end, None) is None or self._after(end, None) is None:
            return False
        return not any(self._joins(end, frozenset({label})) for label in end.gone)

    def needs(self, end: _Atom, labels: Mapping[str, str]) -> tuple[str, Mark] | None:
        """Who needs an end that others take away, and the mark that says why."""
        for label in (one for one in labels if one not in end.gone):
            among = end.gone | {label}
            first, last = self._before(end, among), self._after(end, among)
            if first is None or last is None:
                continue
            marks = [mark for one in self._between(first, last) for mark in one.marks]
            theirs = (one for mark in marks for one in mark.sharers or (mark,))
            cause = next((one for one in theirs if one.label == label), None)
            if cause is not None:
                return label, cause
        return None

    def stands_before(self, end: _Atom) -> _Atom | None:
        """What stands before an end when all is accepted."""
        return self._beside(end, -1)

    def gone_before(self, end: _Atom) -> Iterator[_Atom]:
        """The words of the base before an end that are gone when all is accepted."""
        return (one for one in self._of(end.at[0]) if one.own and one.kind == "text" and one.gone)

    def ends_with_words(self, end: _Atom, label: str) -> bool:
        """Whether a return that takes words away before an end has others there."""
        return self._before(end, frozenset({label})) is not None

    def new_ends(self, number: int) -> list[_Atom]:
        """The ends that stand in a block, or before it, because somebody put them there."""
        return [
            one
            for one in self._of(number)
            if one.kind == "end" and one.adds and not one.gone and not one.own
        ]

    def emptied(self, end: _Atom) -> list[_Atom]:
        """The words before or after a new end, nearest first, where none is left when all is
        accepted, though whoever put it there has some on both sides.
        """
        among = frozenset[str]().union(*end.adds)
        before, after = (one.kind if one else "" for one in (self._beside(end, s) for s in (-1, 1)))
        words: list[_Atom] = []
        if before != "text" and (before, after) != ("wall", "wall"):
            words = self._words(end, among, -1)
        if after == "end" and not words:
            words = self._words(end, among, 1)
        return words

    def take(self, atom: _Atom, mark: Mark) -> None:
        """Take away what somebody puts in, under a mark inside theirs."""
        slot = next(one for one, piece in self._merged.inserts.items() if atom.piece in piece)
        pieces = self._merged.inserts[slot]
        at = next(place for place, one in enumerate(pieces) if one is atom.piece)
        atom.piece = pieces[at] = pieces[at].under((*pieces[at].marks, mark))
        atom.gone |= _labels(mark)

    def around(self, end: _Atom, among: Labels | None) -> str:
        """What the paragraphs before and after an end say in the base, or in a return."""
        atoms = [*self._of(end.at[0]), *self._of(end.at[0] + 1)]
        there = [one for one in atoms if one.stands(among or frozenset())]
        return "".join("\n" if one.kind == "end" else one.text for one in there)

    def replace(self, number: int, new: Mark, gone: Mark) -> None:
        """Put an end under a mark before that of a block, which goes under another."""
        block = self._base.blocks[number]
        assert isinstance(block, Paragraph)  # noqa: S101 -- only these have ends
        size = len(block.text)
        own = Piece("end", "", ((None, block.elements[-1]),), marks=(new,))
        self._merged.inserts[number, size].append(own)
        for span in self._merged.deletes[number]:
            span.end = min(span.end, size)
        self._merged.deletes[number] = [
            one for one in self._merged.deletes[number] if one.start < one.end
        ]
        self._merged.delete(number, size, size + 1, (gone,))
        self._inserts.setdefault(number, {})[size] = self._merged.inserts[number, size]
        del self._atoms[number]

    def _joins(self, end: _Atom, among: Labels) -> bool:
        """Whether a return wants the words before and after an end in one paragraph, and nothing
        of the others comes between.
        """
        first, last = self._before(end, among), self._after(end, among)
        if first is None or last is None:
            return False
        return not any(
            one.kind != "text" and one.stands(None) for one in self._between(first, last)
        )

    def _before(self, end: _Atom, among: Labels | None) -> _Atom | None:
        return self._next(end, among, -1)

    def _after(self, end: _Atom, among: Labels | None) -> _Atom | None:
        return self._next(end, among, 1)

    def _next(self, atom: _Atom, among: Labels | None, step: int) -> _Atom | None:
        """The next words in the same paragraph."""
        for one in self._walk(atom, step):
            if one.stands(among):
                return one if one.kind == "text" else None
        return None

    def _beside(self, atom: _Atom, step: int) -> _Atom | None:
        """What stands before or after an atom when all is accepted."""
        return next((one for one in self._walk(atom, step) if one.stands(None)), None)

    def _words(self, end: _Atom, among: Labels, step: int) -> list[_Atom]:
        """The words before or after an end in its paragraph, as some returns have it."""
        there = (one for one in self._walk(end, step) if one.stands(among))
        return list(takewhile(lambda one: one.kind == "text", there))

    def _between(self, first: _Atom, last: _Atom) -> Iterator[_Atom]:
        yield first
        for one in self._walk(first, 1):
            yield one
            if one is last:
                return

    def _walk(self, atom: _Atom, step: int) -> Iterator[_Atom]:
        number = atom.at[0]
        here = self._of(number)
        at = next(place for place, one in enumerate(here) if one is atom) + step
        while True:
            while 0 <= at < len(here):
                yield here[at]
                at += step
            number += step
            if not 0 <= number <= len(self._base.blocks):
                return
            here = self._of(number)
            at = 0 if step > 0 else len(here) - 1

    def _of(self, number: int) -> list[_Atom]:
        if number not in self._atoms:
            self._atoms[number] = list(self._read(number))
        return self._atoms[number]

    def _read(self, number: int) -> Iterator[_Atom]:
        comes = self._inserts.get(number, {})
        blocks = self._base.blocks
        if number >= len(blocks) or not isinstance(block := blocks[number], Paragraph):
            yield from self._added(number, comes.get(0, []))
            if number < len(blocks):
                yield _atom("wall", "", (), (number, 0), own=True)
            return
        spans = self._merged.deletes.get(number, [])
        cuts = {0, len(block.text), block.length, *comes}
        ordered = sorted(cuts | {at for span in spans for at in (span.start, span.end)})
        for start, stop in zip(ordered, [*ordered[1:], block.length], strict=True):
            yield from self._added(number, comes.get(start, []))
            if start < stop:
                marks = next((one.marks for one in spans if one.start <= start < one.end), ())
                kind = "end" if start == len(block.text) else "text"
                if kind == "end" or block.text[start:stop].strip():
                    yield _atom(kind, block.text[start:stop], marks, (number, start), own=True)

    def _added(self, number: int, pieces: Sequence[Piece]) -> Iterator[_Atom]:
        for piece in pieces:
            kind = {"end": "end", "table": "wall"}.get(piece.role, "text")
            if piece.marks and (kind != "text" or piece.text.strip()):
                atom = _atom(kind, piece.text, piece.marks, (number, 0), own=False)
                atom.piece = piece
                yield atom


def _atom(
    kind: str, text: str, marks: tuple[Mark, ...], at: tuple[int, int], *, own: bool
) -> _Atom:
    adds = tuple(_labels(mark) for mark in marks if mark.adds)
    gone = frozenset(one for mark in marks if mark.removes for one in _labels(mark))
    return _Atom(kind, text, marks, adds, gone, at, own)


def _labels(mark: Mark) -> Labels:
    return frozenset(one.label for one in mark.sharers or (mark,))
