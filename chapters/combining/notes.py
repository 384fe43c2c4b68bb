"""Notes that one return takes out of the text, and another edits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from chapters.combining.clashes import Clash, SideDraft
from chapters.combining.speaking import container_text, marks_of
from chapters.comparing.edits import Edits
from chapters.comparing.files import StoryKey
from chapters.comparing.flow import Container, Mark, Paragraph, Table
from chapters.comparing.redlining import Traced

__all__ = ["note_clashes"]

_Taken = dict[str, dict[str, list[Mark]]]
"""The marks that a note's reference goes under, by the note and by the return."""


def note_clashes(
    merged: Mapping[StoryKey, Traced], wishes: Mapping[str, Mapping[StoryKey, Traced]]
) -> Iterator[Clash]:
    """A clash for each note that some edit while others take its reference away: what is written in
    a note that is gone is lost (ECMA-376 part 1, §17.11), and no words of the text show it.
    """
    taken: _Taken = defaultdict(lambda: defaultdict(list))
    for story in merged.values():
        for note, mark in _gone(story.base, story.edits):
            for one in mark.sharers or (mark,):
                taken[note][one.label].append(mark)
    for key, story in merged.items():
        takers = taken.get("::".join(key), {})
        editors = [label for label, wanted in wishes.items() if key in wanted]
        kept = [label for label in editors if label not in takers]
        if not takers or not kept or not story.base.blocks:
            continue
        sides = [
            SideDraft(label, marks_of(story.edits, label), _said(wishes[label][key]))
            for label in kept
        ]
        sides += [SideDraft(label, marks, "") for label, marks in takers.items()]
        first = story.base.blocks[0]
        at = first.elements[-1] if isinstance(first, Paragraph) else first.element
        yield Clash(at, container_text(story.base, Edits()), sides, story.part)


def _said(story: Traced) -> str:
    return container_text(story.base, story.edits)


def _gone(base: Container, edits: Edits) -> Iterator[tuple[str, Mark]]:
    """The notes whose references go, with the marks that take them."""
    for number, block in enumerate(base.blocks):
        if isinstance(block, Paragraph):
            for start, note in _references(block):
                for span in edits.deletes.get(number, []):
                    if span.start <= start < span.end:
                        yield from ((note, mark) for mark in span.marks if mark.removes)
        elif number in edits.tables:
            yield from _gone_in_table(base, number, edits)


def _gone_in_table(base: Container, number: int, edits: Edits) -> Iterator[tuple[str, Mark]]:
    table, wanted = base.blocks[number], edits.tables[number]
    assert isinstance(table, Table)  # noqa: S101 -- only tables have such edits
    for i, row in enumerate(table.rows):
        for j, cell in enumerate(row.cells):
            whole = [wanted.rows_out.get(i), wanted.cells_out.get((i, j))]
            for mark in [one for one in whole if one is not None]:
                yield from ((note, mark) for note in _held(cell.content))
            yield from _gone(cell.content, wanted.cells.get((i, j), Edits()))


def _held(base: Container) -> Iterator[str]:
    for block in base.blocks:
        if isinstance(block, Paragraph):
            yield from (note for _, note in _references(block))
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from _held(cell.content)


def _references(block: Paragraph) -> Iterator[tuple[int, str]]:
    at = 0
    for piece in block.pieces:
        if piece.before:
            if piece.key.startswith(("footnote::", "endnote::")):
                yield at, piece.key
            at += len(piece.text)
