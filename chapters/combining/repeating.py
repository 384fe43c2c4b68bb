"""New words that two returns have beside each other, and nothing else has shown to be one wish.

One puts a paragraph behind another, and somebody else has the same words at the end of that one: no
words of the base are fought over, and yet they would be there twice without anybody having been
asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from chapters.combining.atoms import wanted_by
from chapters.combining.clashes import Clash, SideDraft
from chapters.combining.resettling import Target, put_by
from chapters.comparing.aligning import sketch
from chapters.comparing.edits import Edits
from chapters.comparing.flow import Container, Mark, Paragraph

__all__ = ["said_twice"]

_SENTENCE = 3
"""Words that two do not write at one place by chance."""


def said_twice(
    base: Container, merged: Edits, clashes: Sequence[Clash], labels: Sequence[str]
) -> Iterator[Clash]:
    """A clash for each pair of the same new words in neighbouring blocks by different returns, but
    for those that are in one of the `clashes` already.
    """
    new: dict[tuple[str, ...], list[Target]] = {}
    for target in put_by(merged):
        words = sketch("", target.text).words
        if len(words) >= _SENTENCE:
            new.setdefault(words, []).append(target)
    for one, other in (pair for same in new.values() for pair in combinations(same, 2)):
        marks = [_marks_at(merged, target) for target in (one, other)]
        wanted = [{label for mark in side for label in wanted_by(mark)} for side in marks]
        near = abs(one.slot[0] - other.slot[0]) <= 1
        if near and wanted[0].isdisjoint(wanted[1]) and not _is_listed(clashes, marks):
            block = base.blocks[min(one.slot[0], len(base.blocks) - 1)]
            at = block.elements[-1] if isinstance(block, Paragraph) else block.element
            sides = [
                SideDraft(label, list(side), target.text)
                for target, side, theirs in zip((one, other), marks, wanted, strict=True)
                for label in labels
                if label in theirs
            ]
            yield Clash(at, "", sides)


def _marks_at(merged: Edits, target: Target) -> list[Mark]:
    """The marks under which words are put somewhere."""
    pieces = merged.inserts[target.slot][target.start : target.end]
    return list(dict.fromkeys(piece.marks[0] for piece in pieces if piece.marks))


def _is_listed(clashes: Sequence[Clash], wishes: Sequence[Collection[Mark]]) -> bool:
    """Whether some of the marks of each are in one clash."""
    listed = [{mark for side in clash.sides for mark in side.marks} for clash in clashes]
    return any(all(not one.isdisjoint(wish) for wish in wishes) for one in listed)
