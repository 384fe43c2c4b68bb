"""New words that stand twice when all is accepted, though nobody wrote them twice.

One puts a paragraph behind another, and somebody else has it elsewhere, with a word more; two take
words over the end of a paragraph, and each changes others there. No words of the base are fought
over, and yet something would be said twice without anybody having been asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from rapidfuzz.distance import LCSseq

from chapters.combining.atoms import wanted_by
from chapters.combining.changes import result
from chapters.combining.clashes import Clash, SideDraft
from chapters.combining.resettling import Target, put_by
from chapters.combining.speaking import reads
from chapters.comparing.aligning import Sketch, proposed, sketch
from chapters.comparing.edits import Edits
from chapters.comparing.flow import OBJECT, Container, Mark, Paragraph
from chapters.comparing.objects import spoken

__all__ = ["said_twice"]

_SENTENCE = 3
"""Words that two do not write by chance."""
_FEW = 2
"""Words that they do not write by chance as all that is new in a paragraph."""
_ALIKE = 0.8
"""The share of words that two have in common; with less they are two insertions in an order."""


def said_twice(
    base: Container,
    merged: Edits,
    wishes: Mapping[str, Edits],
    clashes: Sequence[Clash],
    labels: Sequence[str],
) -> Iterator[Clash]:
    """A clash for each pair of words by different returns that say the same, but for those that
    are in one of the `clashes` already.
    """
    put = list(_put_by(merged))
    if len(wishes) < 2 or len(put) < 2:  # noqa: PLR2004 -- a pair
        return
    gained = {label: _gained(base, edits, _put_by(edits)) for label, edits in wishes.items()}
    surplus = _gained(base, merged, put)
    for words in gained.values():
        surplus -= words
    whole = dict.fromkeys(_alike(put, merged, gained))
    for one, other in whole | dict.fromkeys(_beside(put, surplus)):
        marks = [_marks_at(merged, target) for target in (one, other)]
        wanted = [_wanted(side) for side in marks]
        if wanted[0].isdisjoint(wanted[1]) and not _is_listed(clashes, marks):
            block = base.blocks[min(one.slot[0], len(base.blocks) - 1)]
            at = block.elements[-1] if isinstance(block, Paragraph) else block.element
            sides = [
                SideDraft(label, list(side), target.text)
                for target, side, theirs in zip((one, other), marks, wanted, strict=True)
                for label in labels
                if label in theirs
            ]
            yield Clash(at, "", sides, repeats=(one, other) in whole)


def _put_by(edits: Edits) -> Iterator[Target]:
    """The paragraphs, words and tables that edits put somewhere, with what their boxes say."""
    for target in put_by(edits):
        if OBJECT not in target.text:
            yield target
            continue
        pieces = edits.inserts[target.slot][target.start : target.end]
        there = [one for one in pieces if not any(mark.removes for mark in one.marks)]
        said = (spoken(one.key) if one.text == OBJECT else one.text for one in there if one.marks)
        yield replace(target, text="".join(said))
    for slot, pieces in edits.inserts.items():
        for number, piece in enumerate(pieces):
            if piece.role == "table" and piece.marks:
                text = " ".join(reads(piece.nodes[0][1]).replace("\x1e", "\x1c").split("\x1c"))
                yield Target(slot, number, number + 1, text, moved=False, whole=True)


def _gained(base: Container, edits: Edits, put: Iterable[Target]) -> Counter[str]:
    """The words of which there are more after the edits than before, and how many more."""
    words = Counter(word for target in put for word in _words(target.text))
    for number, spans in edits.deletes.items():
        block = base.blocks[number]
        if isinstance(block, Paragraph):
            for span in spans:
                gone = block.text[span.start : span.end]
                if OBJECT in gone:
                    gone = result(block, span.start, span.end, []).text
                words.subtract(_words(gone))
    return +words


def _alike(
    put: Sequence[Target], merged: Edits, gained: Mapping[str, Counter[str]]
) -> Iterator[tuple[Target, Target]]:
    """Sentences of two returns that are alike in what is new in them."""
    sketches: dict[int, Sketch] = {}
    for number, target in enumerate(put):
        theirs = [gained[label] for label in _wanted(_marks_at(merged, target))]
        new = tuple(word for word in _words(target.text) if any(one[word] for one in theirs))
        if len(new) >= _FEW:
            sketches[number] = Sketch("", "", new)
    for i, j in proposed(sketches, sketches):
        mine, others = sketches[i].words, sketches[j].words
        shared = LCSseq.similarity(mine, others) if i < j else 0
        few = _FEW if mine == others else _SENTENCE
        if shared >= few and 2 * shared >= _ALIKE * (len(mine) + len(others)):
            yield put[i], put[j]


def _beside(put: Sequence[Target], surplus: Counter[str]) -> Iterator[tuple[Target, Target]]:
    """Words near each other that hold a word of which there is one too many."""
    holders = [target for target in put if any(surplus[word] for word in _words(target.text))]
    for one, other in combinations(holders, 2):
        both = set(_words(one.text)) & set(_words(other.text))
        if _near(one, other) and any(surplus[word] for word in both):
            yield one, other


def _near(one: Target, other: Target) -> bool:
    return abs(one.slot[0] - other.slot[0]) <= 1


def _words(text: str) -> tuple[str, ...]:
    return sketch("", text.casefold()).words


def _marks_at(merged: Edits, target: Target) -> list[Mark]:
    """The marks under which words are put somewhere."""
    pieces = merged.inserts[target.slot][target.start : target.end]
    return list(dict.fromkeys(piece.marks[0] for piece in pieces if piece.marks))


def _wanted(marks: Sequence[Mark]) -> set[str]:
    return {label for mark in marks for label in wanted_by(mark)}


def _is_listed(clashes: Sequence[Clash], wishes: Sequence[Collection[Mark]]) -> bool:
    """Whether some of the marks of each are in one clash."""
    listed = [{mark for side in clash.sides for mark in side.marks} for clash in clashes]
    return any(all(not one.isdisjoint(wish) for wish in wishes) for one in listed)
