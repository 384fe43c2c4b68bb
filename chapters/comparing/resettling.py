"""Where the paragraphs that a return takes away stand in it now: moved, and maybe reworded.

A program, or a person, that moves a paragraph and changes its words leaves a deletion and an
insertion. Taken apart, two reviewers who do this to one paragraph would have it twice, and an edit
of a third would be lost without a word; so the two are found to be one by how alike they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from chapters.comparing.aligning import Sketch, proposed, sketch
from chapters.comparing.edits import Edits, Slot
from chapters.comparing.flow import Container, Paragraph, Piece

__all__ = ["Standing", "Target", "paragraphs_put", "places"]

_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Standing:
    """A new place of a paragraph, and what it says there."""

    slot: Slot
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A whole paragraph put at a place: its pieces in a slot, from `start` to `end`.

    `moved` is false for one that is not moved letter by letter under a mark that says so.
    """

    slot: Slot
    start: int
    end: int
    text: str
    moved: bool


def paragraphs_put(base: Container, edits: Edits) -> Iterator[Target]:
    """The whole paragraphs that edits put between those of the base, and behind the last one."""
    last = base.blocks[-1] if base.blocks else None
    behind = (len(base.blocks) - 1, len(last.text)) if isinstance(last, Paragraph) else None
    for slot, pieces in edits.inserts.items():
        start = 0
        for number, piece in enumerate(pieces, 1):
            if piece.role in ("end", "table"):
                if piece.role == "end" and (start or not slot[1]):
                    yield from _target(slot, pieces, start, number)
                start = number
        if start and slot == behind:  # what comes last has no end of its own (`settling`)
            yield from _target(slot, pieces, start, len(pieces))


def _target(slot: Slot, pieces: Sequence[Piece], start: int, end: int) -> Iterator[Target]:
    here = _marked(pieces[start:end])
    there = [one for one in here if not any(mark.removes for mark in one.marks)]
    text = "".join(one.text for one in there if one.role != "end")
    if text and all(one.marks[0].adds for one in here):
        moved = all(len(one.marks) == 1 and one.marks[0].kind == "moveTo" for one in here)
        yield Target(slot, start, end, text, moved)


def places(base: Container, edits: Edits) -> dict[int, list[Standing]]:
    """The new places of the base's paragraphs, by their number in it.

    Several paragraphs of the same words that are moved share all their places.
    """
    targets = list(paragraphs_put(base, edits))
    exact: dict[str, list[Standing]] = {}
    for one in targets:
        if one.moved:
            exact.setdefault(one.text, []).append(Standing(one.slot, one.text))
    gone = {number: base.blocks[number] for number in edits.deletes if _goes(base, edits, number)}
    texts = {n: block.text for n, block in gone.items() if isinstance(block, Paragraph)}
    found = {number: exact[text] for number, text in texts.items() if text in exact}
    left = {number: text for number, text in texts.items() if number not in found}
    others = [one for one in targets if not (one.moved and one.text in texts.values())]
    for number, target in _likest(left, others):
        found[number] = [Standing(target.slot, target.text)]
    return found


def _goes(base: Container, edits: Edits, number: int) -> bool:
    """Whether a return wants all words of a paragraph gone, and puts none in their place."""
    block = base.blocks[number]
    if not isinstance(block, Paragraph) or not block.text.strip():
        return False
    gone = sum(min(one.end, len(block.text)) - one.start for one in edits.deletes[number])
    words = [
        piece
        for (at, offset), pieces in edits.inserts.items()
        if at == number and offset
        for piece in pieces
        if piece.marks
    ]
    return gone >= len(block.text) and not words


def _likest(gone: dict[int, str], come: Sequence[Target]) -> Iterator[tuple[int, Target]]:
    """Paragraphs that go and come, the likest first, each once."""
    if not gone or not come:
        return
    before = {number: sketch("", text) for number, text in gone.items()}
    after = {number: sketch("", one.text) for number, one in enumerate(come)}
    weighed = [(_like(before[i], after[j]), i, j) for i, j in proposed(before, after)]
    taken: set[int] = set()
    for like, i, j in sorted(weighed, key=lambda one: (-one[0], one[1:])):
        if like >= _ALIKE and i in gone and j not in taken:
            taken.add(j)
            del gone[i]
            yield i, come[j]


def _like(a: Sketch, b: Sketch) -> float:
    """The share of words that two paragraphs have in common, in order."""
    both = len(a.words) + len(b.words)
    return 2 * LCSseq.similarity(a.words, b.words) / both if both else 0.0


def _marked(pieces: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.marks]
