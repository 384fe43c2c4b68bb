"""The cells of matching rows, and columns that were added or taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from chapters.comparing.aligning import Sketch, align, sketch
from chapters.comparing.edits import TableEdits
from chapters.comparing.flow import Cell, Mark, Row, Table
from chapters.comparing.reading import looks_changed
from chapters.oxml.namespaces import W

if TYPE_CHECKING:
    from chapters.comparing.tracing import Tracer

__all__ = ["trace_cells", "whole_columns"]


def trace_cells(
    tracer: Tracer, edits: TableEdits, base: Table, other: Table, pairs: dict[int, int]
) -> None:
    """Add what is wanted of the cells of matching rows: {row of the base: row of the other}."""
    columns = None
    others: set[int] = set()
    for i, j in pairs.items():
        mine, theirs = base.rows[i], other.rows[j]
        if looks_changed(theirs.element, f"{W}trPr", f"{W}tblPrEx"):
            edits.looks.append((mine.element, theirs.element, tracer.hand.label))
        if theirs.mark is not None and theirs.mark.removes:
            edits.rows_out[i] = theirs.mark
        before = _standing(theirs)
        if _shape(mine.cells) == _shape(before):
            _marked_cells(edits, i, theirs)
            for number, (cell, mate) in enumerate(zip(mine.cells, before, strict=True)):
                _cell(tracer, edits, (i, number), cell, mate)
            continue
        columns = columns or _columns(base, other, pairs)
        if i not in edits.rows_out and not _by_columns(
            tracer, edits, i, (mine, theirs), columns or []
        ):
            others.add(i)
    _rewrite_rows(tracer, edits, base, {i: other.rows[j] for i, j in pairs.items()}, others)


def _rewrite_rows(
    tracer: Tracer, edits: TableEdits, base: Table, mates: Mapping[int, Row], rows: Collection[int]
) -> None:
    """Take away the rows that cannot be edited, with those they are merged with, for others."""
    joined = {i for i, mate in mates.items() if _joins(base.rows[i], mate)}
    wrong = joined.union(rows)
    for group in _merged_groups(base, mates, wrong) if wrong else ():
        _rewrite(tracer, edits, group, mates)
        theirs = [mates[i] for i in group if i in mates]
        if any(cell.handed for row in theirs for cell in row.cells):
            # behind rows that go, these would begin a merge that they only continue
            edits.rows_in[group.start] += edits.rows_in.pop(group.stop)


def _merged_groups(base: Table, mates: Mapping[int, Row], rows: Collection[int]) -> Iterator[range]:
    """The rows that a vertical merge keeps together, before or after, of those among which is one
    of these: one alone would be taken out of the merge, and what is below it would begin one of its
    own.
    """
    start = 0
    for end in range(1, len(base.rows) + 1):
        both = [base.rows[end], *_mate(mates, end)] if end < len(base.rows) else []
        if any(cell.merge == "continue" for row in both for cell in row.cells):
            continue
        if any(i in rows for i in range(start, end)):
            yield range(start, end)
        start = end


def _mate(mates: Mapping[int, Row], number: int) -> Iterator[Row]:
    if number in mates:
        yield mates[number]


def _rewrite(tracer: Tracer, edits: TableEdits, group: range, mates: Mapping[int, Row]) -> None:
    """Take rows away, and put those of the return behind them."""
    new: list[tuple[Row, Mark]] = []
    for i in group:
        if i > group.start:
            new += edits.rows_in.pop(i, [])
        if i in mates and i not in edits.rows_out:
            edits.rows_out[i] = tracer.hand.deleted
            new.append((mates[i], tracer.hand.inserted))
            for wanted in (edits.cells, edits.cells_in, edits.cells_out):
                for place in [place for place in wanted if place[0] == i]:
                    del wanted[place]
    edits.rows_in[group.stop] = new + edits.rows_in[group.stop]


def _joins(mine: Row, theirs: Row) -> bool:
    """Whether a merge that begins in a row of the base begins in the return in an added row."""
    if not any(cell.handed for cell in theirs.cells):
        return False
    before = _standing(theirs)
    return _shape(mine.cells) == _shape(before) and any(
        one.handed and not own.handed for own, one in zip(mine.cells, before, strict=True)
    )


def _standing(row: Row) -> list[Cell]:
    """The cells that are there when all is rejected."""
    return [cell for cell in row.cells if cell.mark is None or cell.mark.kind != "cellIns"]


def _shape(cells: list[Cell]) -> list[tuple[int, str]]:
    return [(cell.span, cell.merge) for cell in cells]


def _cell(
    tracer: Tracer, edits: TableEdits, place: tuple[int, int], mine: Cell, theirs: Cell
) -> None:
    wanted = tracer.container(mine.content, theirs.content)
    if wanted:
        edits.cells[place] = wanted
    if looks_changed(theirs.element, f"{W}tcPr"):
        edits.looks.append((mine.element, theirs.element, tracer.hand.label))
    if theirs.mark is not None and theirs.mark.kind == "cellDel":
        edits.cells_out[place] = theirs.mark


def _marked_cells(edits: TableEdits, i: int, theirs: Row) -> None:
    """Cells that the return itself marks as inserted, at their places."""
    number = 0
    for cell in theirs.cells:
        if cell.mark is not None and cell.mark.kind == "cellIns":
            edits.cells_in[i, number].append((cell, cell.mark))
        else:
            number += 1


def _columns(
    base: Table, other: Table, pairs: dict[int, int]
) -> list[tuple[int | None, int | None]] | None:
    """Which column of the base is which of the other; none where cells are merged, or where rows
    come or go too: a column that not every row has would be joined to its neighbour.
    """
    if not len(pairs) == len(base.rows) == len(other.rows):
        return None
    mine = [base.rows[i].cells for i in pairs]
    theirs = [other.rows[j].cells for j in pairs.values()]
    if not _regular(mine) or not _regular(theirs):
        return None
    before = ["\x1c".join(cell.content.fingerprint for cell in column) for column in zip(*mine)]  # noqa: B905 -- regular
    after = ["\x1c".join(cell.content.fingerprint for cell in column) for column in zip(*theirs)]  # noqa: B905 -- regular

    def look(i: int, j: int) -> tuple[Sketch, Sketch]:
        return (
            sketch("column", before[i] if i >= 0 else ""),
            sketch("column", after[j] if j >= 0 else ""),
        )

    return [(step.before, step.after) for step in align(before, after, look)]


def _regular(rows: list[list[Cell]]) -> bool:
    return bool(rows) and all(
        len(row) == len(rows[0]) and all(cell.span == 1 and not cell.merge for cell in row)
        for row in rows
    )


_ONE_WAY = 2  # columns only come, or only go: both at once is a rewriting of the rows


def _by_columns(
    tracer: Tracer,
    edits: TableEdits,
    i: int,
    rows: tuple[Row, Row],
    columns: list[tuple[int | None, int | None]],
) -> bool:
    mine, theirs = rows
    kinds = {(a is None, b is None) for a, b in columns}
    if (False, False) not in kinds or len(kinds) > _ONE_WAY:
        return False
    at = 0
    for a, b in columns:
        if a is not None and b is not None:
            _cell(tracer, edits, (i, a), mine.cells[a], theirs.cells[b])
        elif a is not None:
            edits.cells_out[i, a] = tracer.hand.mark("cellDel")
        elif b is not None:
            edits.cells_in[i, at].append((theirs.cells[b], tracer.hand.mark("cellIns")))
        at = at if a is None else a + 1
    return True


def whole_columns(base: Table, edits: TableEdits) -> Iterator[tuple[int, Mark]]:
    """The columns that come in every row, as (place, mark): the rows that come need them too."""
    rows = [number for number, row in enumerate(base.rows) if row.before]
    first = rows[0] if rows else -1
    for (i, j), cells in sorted(edits.cells_in.items(), key=lambda one: one[0]):
        if i == first and all((number, j) in edits.cells_in for number in rows):
            yield from ((j, mark) for _, mark in cells)
