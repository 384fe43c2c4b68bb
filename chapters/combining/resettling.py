"""Where the words that a return takes away stand in it now: moved, and maybe reworded.

A program, or a person, that moves a paragraph and changes its words leaves a deletion and an
insertion. Taken apart, two reviewers who do this to one paragraph would have it twice, and an edit
of a third would be lost without a word; so the two are found to be one by how alike they are. What
is moved may be joined to other words there, or be parted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from chapters.comparing.aligning import Sketch, proposed, sketch
from chapters.comparing.edits import Edits, Slot, Span
from chapters.comparing.flow import Container, Paragraph, Piece

__all__ = ["Standing", "Target", "labels_of", "places", "put_by", "within"]

_ALIKE = 0.6
_FEW = 3  # words by which a part is known
_SOME = 2  # words by which it is where the rest of its paragraph is known


@dataclass(frozen=True, slots=True)
class Standing:
    """A new place of words of a paragraph, and what is said there.

    `start` and `end` are where the words were; `alone` whether no others stand there too; `whole`
    whether they are a paragraph there, and do not run on into the next.
    """

    slot: Slot
    text: str
    start: int
    end: int
    alone: bool = True
    whole: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A paragraph, or words, that one return puts at a place: its pieces, from `start` to `end`.

    `moved` is false for one that is not moved letter by letter under a mark that says so; `whole`
    for words that stand in one paragraph with others. `depth` is how many marks stand around their
    own: one where they go along with what another moves.
    """

    slot: Slot
    start: int
    end: int
    text: str
    moved: bool
    whole: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Gone:
    """Words of a paragraph that a return takes away; all of it where it is `whole`."""

    number: int
    start: int
    end: int
    text: str
    whole: bool


def labels_of(piece: Piece, depth: int = 0) -> set[str]:
    """The returns that put a piece where it is, inside what others put there."""
    return {one.label for mark in piece.marks[depth : depth + 1] for one in mark.sharers or (mark,)}


def within(offset: int, start: int, end: int) -> bool:
    """Whether what is put at a position is put among words that stand between two others."""
    return start < offset <= end or offset == start == 0


def put_by(edits: Edits) -> Iterator[Target]:
    """The paragraphs and words that edits put between and into those of the base."""
    for slot, pieces in edits.inserts.items():
        start, lead = 0, bool(slot[1])
        for number, piece in enumerate(pieces):
            if piece.role == "table":
                yield from _target(slot, pieces, start, number, whole=False)
                start, lead = number + 1, False
            elif piece.role == "end":
                # words before it that stand behind others do not have it for themselves, nor
                # those of somebody else
                own = not lead and not _apart(pieces, start, number)
                yield from _target(slot, pieces, start, number + own, whole=not lead)
                start, lead = number + 1, False
            elif piece.marks and _apart(pieces, start, number):
                yield from _target(slot, pieces, start, number, whole=False)
                start, lead = number, True
        yield from _target(slot, pieces, start, len(pieces), whole=False)


def _apart(pieces: Sequence[Piece], start: int, number: int) -> bool:
    """Whether the piece before in this stretch was put there by others."""
    before = next((one for one in reversed(pieces[start:number]) if one.marks), None)
    return before is not None and labels_of(before) != labels_of(pieces[number])


def _target(
    slot: Slot, pieces: Sequence[Piece], start: int, end: int, *, whole: bool
) -> Iterator[Target]:
    here = [one for one in pieces[start:end] if one.marks]
    there = [one for one in here if not any(mark.removes for mark in one.marks)]
    text = "".join(one.text for one in there if one.role != "end")
    if text and all(one.marks[0].adds for one in here):
        moved = whole and all(len(one.marks) == 1 and one.marks[0].kind == "moveTo" for one in here)
        yield Target(slot, start, end, text, moved, whole)


def places(base: Container, edits: Edits) -> dict[int, list[Standing]]:
    """The new places of the base's paragraphs, by their number in it.

    Several paragraphs of the same words that are moved share all their places.
    """
    gone = list(_gone(base, edits))
    if not gone:
        return {}
    targets = list(put_by(edits))
    pairs = list(_moved(gone, targets))
    stand = {one for one, _ in pairs}
    left = [one for one in gone if one not in stand]
    taken = {target.text for _, target in pairs}
    others = [one for one in targets if not (one.moved and one.text in taken)]
    pairs += _likest([one for one in left if one.whole], [one for one in others if one.whole])
    pairs += _parts(gone, others, pairs)
    pairs += _rests(others, pairs)
    sources = Counter(target for _, target in {(one.number, target) for one, target in pairs})
    found: dict[int, list[Standing]] = {}
    for one, target in pairs:
        alone = target.moved or sources[target] == 1
        standing = Standing(target.slot, target.text, one.start, one.end, alone, target.whole)
        found.setdefault(one.number, []).append(standing)
    return found


def _gone(base: Container, edits: Edits) -> Iterator[_Gone]:
    """The paragraphs, and the parts of some words, that a return wants gone."""
    for number, spans in edits.deletes.items():
        block = base.blocks[number]
        if not isinstance(block, Paragraph):
            continue
        for start, end in _stretches(spans, block):
            text = block.text[start:end]
            whole = end - start == len(block.text)
            if text.strip() and (whole or len(sketch("", text).words) >= _FEW):
                yield _Gone(number, start, end, text, whole)


def _stretches(spans: Sequence[Span], block: Paragraph) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda one: one.start):
        end = min(span.end, len(block.text))
        if found and found[-1][1] >= span.start:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif span.start < end:
            found.append((span.start, end))
    return found


def _moved(gone: Sequence[_Gone], targets: Sequence[Target]) -> Iterator[tuple[_Gone, Target]]:
    """Paragraphs that stand elsewhere letter by letter, under marks that say so."""
    exact: dict[str, list[Target]] = {}
    for target in targets:
        if target.moved:
            exact.setdefault(target.text, []).append(target)
    for one in gone:
        if one.whole:
            yield from ((one, target) for target in exact.get(one.text, ()))


def _likest(gone: Sequence[_Gone], come: Sequence[Target]) -> Iterator[tuple[_Gone, Target]]:
    """Paragraphs that go and come, the likest first, each once."""
    before = {number: sketch("", one.text) for number, one in enumerate(gone)}
    after = {number: sketch("", one.text) for number, one in enumerate(come)}
    weighed = [(_like(before[i], after[j]), i, j) for i, j in proposed(before, after)]
    taken: set[int] = set()
    left = set(before)
    for like, i, j in sorted(weighed, key=lambda one: (-one[0], one[1:])):
        if like >= _ALIKE and i in left and j not in taken and not _in_place(gone[i], come[j]):
            taken.add(j)
            left.discard(i)
            yield gone[i], come[j]


def _parts(
    gone: Sequence[_Gone], come: Sequence[Target], known: Sequence[tuple[_Gone, Target]]
) -> Iterator[tuple[_Gone, Target]]:
    """Words that went and stand among others now, and paragraphs that stand parted elsewhere."""
    found = {(one, target) for one, target in known}
    placed = {one for one, _ in known}
    used = {target for _, target in known}
    before = {number: sketch("", one.text) for number, one in enumerate(gone)}
    after = {number: sketch("", one.text) for number, one in enumerate(come)}
    for i, j in proposed(before, after):
        one, target = gone[i], come[j]
        if (one, target) in found or _in_place(one, target):
            continue
        joined = one not in placed and _dense(before[i], after[j])
        parted = target not in used and _dense(after[j], before[i])
        if joined or parted:
            yield one, target


def _rests(
    come: Sequence[Target], known: Sequence[tuple[_Gone, Target]]
) -> Iterator[tuple[_Gone, Target]]:
    """What is left of paragraphs that stand parted elsewhere, and what that became."""
    used = {target for _, target in known}
    left = {number: one for number, one in enumerate(come) if one.whole and one not in used}
    placed: dict[_Gone, list[Target]] = {}
    for one, target in known if left else ():
        placed.setdefault(one, []).append(target)
    sources = dict(enumerate(placed))
    before = {number: _rest(one, placed[one]) for number, one in sources.items()}
    after = {number: sketch("", one.text) for number, one in left.items()}
    for i, j in proposed(before, after):
        shared = LCSseq.similarity(before[i].words, after[j].words)
        if shared >= _SOME and _like(before[i], after[j]) >= _ALIKE:
            yield sources[i], left[j]


def _rest(gone: _Gone, placed: Sequence[Target]) -> Sketch:
    """The words of a paragraph that stand at none of its known places."""
    words = sketch("", gone.text).words
    there = {
        number
        for target in placed
        for code in LCSseq.opcodes(words, sketch("", target.text).words)
        if code.tag == "equal"
        for number in range(code.src_start, code.src_end)
    }
    return Sketch("", "", tuple(one for n, one in enumerate(words) if n not in there))


def _dense(part: Sketch, whole: Sketch) -> bool:
    """Whether most words of a part stand close together in a whole."""
    codes = LCSseq.opcodes(part.words, whole.words)
    same = [code for code in codes if code.tag == "equal"]
    shared = sum(code.src_end - code.src_start for code in same)
    if not shared or shared < min(_FEW, len(part.words)) or shared < _ALIKE * len(part.words):
        return False
    return shared >= _ALIKE * (same[-1].dest_end - same[0].dest_start)


def _in_place(gone: _Gone, target: Target) -> bool:
    """Whether words are put where those go that they replace."""
    number, at = target.slot
    return number == gone.number and gone.start <= at <= gone.end and bool(at)


def _like(a: Sketch, b: Sketch) -> float:
    """The share of words that two paragraphs have in common, in order."""
    both = len(a.words) + len(b.words)
    return 2 * LCSseq.similarity(a.words, b.words) / both if both else 0.0
