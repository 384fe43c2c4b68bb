"""The words of a container as merged edits want them: who brings each, and who takes it away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, takewhile

from chapters.comparing.edits import Edits
from chapters.comparing.flow import Container, Mark, Paragraph, Piece

__all__ = ["Atom", "Reading", "wanted_by"]

Labels = frozenset[str]


@dataclass(slots=True, eq=False)
class Atom:
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


class Reading:
    """The words of a container as merged edits want them, atom by atom; read where asked."""

    def __init__(self, base: Container, merged: Edits) -> None:
        self._base = base
        self._merged = merged
        self._inserts = merged.by_block()
        self._atoms: dict[int, list[Atom]] = {}

    def end(self, number: int) -> Atom | None:
        """The end of a block of the base."""
        return next(
            (one for one in reversed(self._of(number)) if one.own and one.kind == "end"), None
        )

    def runs_together(self, end: Atom) -> bool:
        """Whether words would run together over an end, and nobody joined them."""
        if self._before(end, None) is None or self._after(end, None) is None:
            return False
        return not any(self._joins(end, frozenset({label})) for label in end.gone)

    def needs(self, end: Atom, labels: Mapping[str, str]) -> tuple[str, Mark] | None:
        """Who needs an end that others take away, and the mark that says why."""
        for label in (one for one in labels if one not in end.gone):
            among = end.gone | {label}
            first, last = self._before(end, among), self._after(end, among)
            if first is None or last is None:
                continue
            marks = [mark for one in self._between(first, last) for mark in one.marks]
            cause = next((mark for mark in marks if label in wanted_by(mark)), None)
            if cause is not None:
                return label, cause
        return None

    def replaces_last(self, end: Atom, labels: Mapping[str, str]) -> tuple[str, Mark] | None:
        """Who moves the last paragraph, which others join to the one before, and has another in its
        place: that keeps the last end, which nobody can take away; with the mark that says so.
        """
        after = self._after(end, None)
        if after is None or after.own:
            return None
        words = [one for one in self._of(end.at[0] + 1) if one.own and one.kind == "text"]
        moves = [mark for one in words for mark in one.marks if mark.kind == "moveFrom"]
        for label in (one for one in labels if one not in end.gone):
            cause = next((mark for mark in moves if label in wanted_by(mark)), None)
            if cause is not None and any(label in one for one in after.adds):
                return label, cause
        return None

    def stands_before(self, end: Atom) -> Atom | None:
        """What stands before an end when all is accepted."""
        return self._beside(end, -1)

    def gone_before(self, end: Atom) -> Iterator[Atom]:
        """The words of the base before an end that are gone when all is accepted."""
        return (one for one in self._of(end.at[0]) if one.own and one.kind == "text" and one.gone)

    def ends_with_words(self, end: Atom, label: str) -> bool:
        """Whether a return that takes words away before an end has others there."""
        return self._before(end, frozenset({label})) is not None

    def new_ends(self, number: int) -> list[Atom]:
        """The ends that stand in a block, or before it, because somebody put them there."""
        return [
            one
            for one in self._of(number)
            if one.kind == "end" and one.adds and not one.gone and not one.own
        ]

    def emptied(self, end: Atom) -> list[Atom]:
        """The words before or after a new end, nearest first, where none is left when all is
        accepted, though whoever put it there has some on both sides.
        """
        among = frozenset[str]().union(*end.adds)
        before, after = (one.kind if one else "" for one in (self._beside(end, s) for s in (-1, 1)))
        words: list[Atom] = []
        if before != "text" and (before, after) != ("wall", "wall"):
            words = self._words(end, among, -1)
        if after == "end" and not words:
            words = self._words(end, among, 1)
        return words

    def take(self, atom: Atom, mark: Mark) -> None:
        """Take away what somebody puts in, under a mark inside theirs."""
        slot = next(one for one, piece in self._merged.inserts.items() if atom.piece in piece)
        pieces = self._merged.inserts[slot]
        at = next(place for place, one in enumerate(pieces) if one is atom.piece)
        atom.piece = pieces[at] = pieces[at].under((*pieces[at].marks, mark))
        atom.gone |= wanted_by(mark)

    def around(self, end: Atom, among: Labels | None) -> str:
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

    def bring_before(self, number: int) -> bool:
        """Bring the paragraphs behind a block, of those who want nothing of it, before it; false
        where there are none.
        """
        labels = frozenset[str].intersection(*(one.gone for one in self._of(number) if one.own))
        come = self._inserts.get(number, {})
        parts, words = _paragraphs(come.get(0, []))
        inside = [*words, *(one for offset, pieces in come.items() if offset for one in pieces)]
        labels -= {label for one in inside for mark in one.marks[:1] for label in wanted_by(mark)}
        behind, rest = _paragraphs(self._inserts.get(number + 1, {}).get(0, []))
        theirs = [one for one in behind if _put_by(one) <= labels]
        if not theirs:
            return False
        left = [one for one in behind if one not in theirs]
        self._put(number, [*chain(*parts, *theirs), *words])
        self._put(number + 1, [*chain(*left), *rest])
        return True

    def _put(self, number: int, pieces: list[Piece]) -> None:
        """Let these stand before a block."""
        self._merged.inserts[number, 0] = pieces
        self._inserts.setdefault(number, {})[0] = pieces
        self._atoms.pop(number, None)
        if not pieces:
            del self._merged.inserts[number, 0], self._inserts[number][0]

    def _joins(self, end: Atom, among: Labels) -> bool:
        """Whether a return wants the words before and after an end in one paragraph, and nothing
        of the others comes between.
        """
        first, last = self._before(end, among), self._after(end, among)
        if first is None or last is None:
            return False
        return not any(
            one.kind != "text" and one.stands(None) for one in self._between(first, last)
        )

    def _before(self, end: Atom, among: Labels | None) -> Atom | None:
        return self._next(end, among, -1)

    def _after(self, end: Atom, among: Labels | None) -> Atom | None:
        return self._next(end, among, 1)

    def _next(self, atom: Atom, among: Labels | None, step: int) -> Atom | None:
        """The next words in the same paragraph."""
        for one in self._walk(atom, step):
            if one.stands(among):
                return one if one.kind == "text" else None
        return None

    def _beside(self, atom: Atom, step: int) -> Atom | None:
        """What stands before or after an atom when all is accepted."""
        return next((one for one in self._walk(atom, step) if one.stands(None)), None)

    def _words(self, end: Atom, among: Labels, step: int) -> list[Atom]:
        """The words before or after an end in its paragraph, as some returns have it."""
        there = (one for one in self._walk(end, step) if one.stands(among))
        return list(takewhile(lambda one: one.kind == "text", there))

    def _between(self, first: Atom, last: Atom) -> Iterator[Atom]:
        yield first
        for one in self._walk(first, 1):
            yield one
            if one is last:
                return

    def _walk(self, atom: Atom, step: int) -> Iterator[Atom]:
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

    def _of(self, number: int) -> list[Atom]:
        if number not in self._atoms:
            self._atoms[number] = list(self._read(number))
        return self._atoms[number]

    def _read(self, number: int) -> Iterator[Atom]:
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

    def _added(self, number: int, pieces: Sequence[Piece]) -> Iterator[Atom]:
        for piece in pieces:
            kind = {"end": "end", "table": "wall"}.get(piece.role, "text")
            if piece.marks and (kind != "text" or piece.text.strip()):
                atom = _atom(kind, piece.text, piece.marks, (number, 0), own=False)
                atom.piece = piece
                yield atom


def _paragraphs(pieces: Sequence[Piece]) -> tuple[list[list[Piece]], list[Piece]]:
    """The whole paragraphs and tables among the pieces at a place, and the words behind."""
    parts: list[list[Piece]] = [[]]
    for one in pieces:
        parts[-1].append(one)
        if one.role in ("end", "table"):
            parts.append([])
    return parts[:-1], parts[-1]


def _put_by(pieces: Sequence[Piece]) -> Labels:
    """The returns that put a paragraph where it is."""
    return frozenset[str]().union(*(wanted_by(one.marks[0]) for one in pieces if one.marks))


def _atom(kind: str, text: str, marks: tuple[Mark, ...], at: tuple[int, int], *, own: bool) -> Atom:
    adds = tuple(wanted_by(mark) for mark in marks if mark.adds)
    gone = frozenset(one for mark in marks if mark.removes for one in wanted_by(mark))
    return Atom(kind, text, marks, adds, gone, at, own)


def wanted_by(mark: Mark) -> Labels:
    """The returns that want what a mark says."""
    return frozenset(one.label for one in mark.sharers or (mark,))
