"""What one return wants of a story: an edit script over positions of the base."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from chapters.comparing.flow import Cell, Mark, Piece, Row

__all__ = ["Edits", "Slot", "Span", "TableEdits"]

Slot = tuple[int, int]
"""A place between letters: block of the container, position in it; (blocks, 0) is its end."""

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type
Marks = tuple[Mark, ...]


@dataclass(slots=True, eq=False)
class Span:
    """Words of one base paragraph that go: positions, the last being the paragraph's end."""

    start: int
    end: int
    marks: Marks


@dataclass(slots=True, eq=False)
class TableEdits:
    """What is wanted of one table; rows and cells are counted in the base.

    `looks`: a table, row or cell of the base, the return's, and the label of the return, where a
    mark says that it looks otherwise. `columns_in`: columns that somebody adds to every row, which
    the rows that others add get as well.
    """

    rows_in: dict[int, list[tuple[Row, Mark]]] = field(default_factory=lambda: defaultdict(list))
    rows_out: dict[int, Mark] = field(default_factory=dict)
    cells: dict[tuple[int, int], Edits] = field(default_factory=dict)
    cells_in: dict[tuple[int, int], list[tuple[Cell, Mark]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    cells_out: dict[tuple[int, int], Mark] = field(default_factory=dict)
    columns_in: list[tuple[int, Mark]] = field(default_factory=list)
    looks: list[tuple[Element, Element, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(
            self.rows_in
            or self.rows_out
            or self.cells_in
            or self.cells_out
            or self.looks
            or any(self.cells.values())
        )


@dataclass(slots=True, eq=False)
class Edits:
    """What is wanted of one container.

    `inserts` hold pieces with the marks that they will be written under; a piece without marks
    has no width (a range of a comment).
    `kept_wraps` are the controls of the return that hold words of the base. `looks`: a section of
    the base, the return's, and the label of the return, where a mark says that it looks otherwise.
    """

    inserts: dict[Slot, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    deletes: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    tables: dict[int, TableEdits] = field(default_factory=dict)
    formats: dict[int, list[tuple[int, int, Piece]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    kept_wraps: set[Element] = field(default_factory=set)
    looks: list[tuple[Element, Element, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(
            self.inserts or self.deletes or self.formats or self.looks or any(self.tables.values())
        )

    def by_block(self) -> dict[int, dict[int, list[Piece]]]:
        """What is inserted, by block and position in it."""
        found: dict[int, dict[int, list[Piece]]] = {}
        for (block, offset), pieces in self.inserts.items():
            found.setdefault(block, {})[offset] = pieces
        return found

    def delete(self, block: int, start: int, end: int, marks: Marks) -> None:
        """Want these words gone; adjoining spans under the same marks are one."""
        if start >= end:
            return
        spans = self.deletes[block]
        if spans and spans[-1].end == start and spans[-1].marks == marks:
            spans[-1].end = end
        else:
            spans.append(Span(start, end, marks))
