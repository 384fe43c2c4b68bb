"""Paragraphs that one puts in the place of others, which somebody else wants gone, or replaced by
other paragraphs.

Of one paragraph that is written anew the words clash as they stand. Several that are written anew
are a deletion that all share and insertions beside it, which have an order; and yet they are
different wishes for the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chapters.combining.clashes import Clash, SideDraft
from chapters.combining.resettling import Standing
from chapters.combining.speaking import of_return
from chapters.comparing.edits import Edits
from chapters.comparing.flow import Container, Mark, Paragraph, Piece

__all__ = ["replaced"]


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Paragraphs side by side that a return takes away, from `start` to before `end`, and the text
    that it puts there.
    """

    label: str
    start: int
    end: int
    text: str


def replaced(
    base: Container,
    merged: Edits,
    wishes: Mapping[str, Edits],
    clashes: Sequence[Clash],
    places_of: Callable[[int, Edits], Sequence[Standing]],
) -> Iterator[Clash]:
    """A clash for paragraphs of the base that several take away, and some put others in their
    place, not all the same; but for those that are in one of the `clashes` already, or that one
    has elsewhere. `places_of` tells where a paragraph stands in a return that takes it away.
    """
    runs = [run for label, edits in wishes.items() for run in _runs(base, label, edits)]
    for together in _overlapping(runs):
        said = {run.text for run in together}
        labels = {run.label for run in together}
        if len(labels) == 1 or len(said) == 1 or _is_listed(base, clashes, together):
            continue
        moved = any(
            places_of(number, wishes[run.label])
            for run in together
            for number in range(run.start, run.end)
        )
        if not moved:
            # with the deletion alone, or with the others' new words, the text is what one wanted
            yield _clash(base, merged, together, follows=len(said - {""}) == 1)


def _runs(base: Container, label: str, edits: Edits) -> Iterator[_Run]:
    gone = {n for n in edits.deletes if _goes(base, n, edits)}
    for start in sorted(n for n in gone if n - 1 not in gone):
        end = next(n for n in range(start, len(base.blocks) + 1) if n not in gone)
        if any(one.text.strip() for one in _paragraphs(base, start, end)):
            yield _Run(label, start, end, _said(edits, range(start, end + 1)))


def _goes(base: Container, number: int, edits: Edits) -> bool:
    """Whether no word of a paragraph stays."""
    block = base.blocks[number]
    if not isinstance(block, Paragraph) or not edits.deletes[number]:
        return False
    size = len(block.text)
    return sum(min(one.end, size) - one.start for one in edits.deletes[number]) >= size


def _said(edits: Edits, numbers: range) -> str:
    """The words that are put before these paragraphs, but for what is moved there."""
    new = [one for n in numbers for one in edits.inserts.get((n, 0), ()) if _comes(one)]
    return "".join("\n" if one.role == "end" else one.text for one in new).strip()


def _comes(piece: Piece) -> bool:
    return any(mark.kind == "ins" for mark in piece.marks)


def _overlapping(runs: Sequence[_Run]) -> Iterator[list[_Run]]:
    """The runs that are about the same paragraphs, together."""
    together: list[_Run] = []
    for run in sorted(runs, key=lambda one: one.start):
        if together and run.start >= max(one.end for one in together):
            yield together
            together = []
        together.append(run)
    if together:
        yield together


def _is_listed(base: Container, clashes: Sequence[Clash], runs: Sequence[_Run]) -> bool:
    """Whether those who want this are in a clash over one of the paragraphs."""
    start, end = _span(runs)
    there = {element for one in _paragraphs(base, start, end) for element in one.elements}
    labels = {run.label for run in runs}
    return any(
        clash.at in there and labels <= {side.label for side in clash.sides} for clash in clashes
    )


def _clash(base: Container, merged: Edits, runs: Sequence[_Run], *, follows: bool) -> Clash:
    sides: dict[str, SideDraft] = {}
    for run in runs:
        side = sides.setdefault(run.label, SideDraft(run.label, [], ""))
        side.marks += [one for one in _marks(merged, run) if one not in side.marks]
        side.text = "\n".join(filter(None, (side.text, run.text)))
    blocks = _paragraphs(base, *_span(runs))
    text = "\n".join(block.text for block in blocks)
    return Clash(blocks[0].elements[-1], text, [*sides.values()], follows=follows)


def _marks(merged: Edits, run: _Run) -> list[Mark]:
    """The marks under which a return's paragraphs go, and others come."""
    spans = [one.marks for n in range(run.start, run.end) for one in merged.deletes.get(n, ())]
    places = range(run.start, run.end + 1)
    new = [one.marks for n in places for one in merged.inserts.get((n, 0), ()) if _comes(one)]
    return of_return((mark for marks in (*spans, *new) for mark in marks), run.label)


def _span(runs: Sequence[_Run]) -> tuple[int, int]:
    return min(run.start for run in runs), max(run.end for run in runs)


def _paragraphs(base: Container, start: int, end: int) -> list[Paragraph]:
    return [one for one in base.blocks[start:end] if isinstance(one, Paragraph)]
