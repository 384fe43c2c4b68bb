"""What several returns want of one table: its rows, cells and columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from chapters.combining.clashes import Clash, SideDraft
from chapters.combining.speaking import (
    container_text,
    marks_of,
    of_return,
    reads,
    row_text,
    row_wish,
    table_text,
    woven_parts,
)
from chapters.comparing.aligning import likeness, sketch
from chapters.comparing.columns import whole_columns
from chapters.comparing.edits import Edits, TableEdits
from chapters.comparing.flow import Container, Mark, Row, Table
from chapters.oxml.tracked_words import plainly

if TYPE_CHECKING:
    from chapters.combining.merging import Merger

__all__ = ["TableMerger", "moved_tables"]


def moved_tables(base: Table, wishes: Mapping[str, Edits]) -> set[str]:
    """The returns that put a table much like this one somewhere."""
    mine = sketch("table", reads(base.element))
    return {
        label
        for label, edits in wishes.items()
        for pieces in edits.inserts.values()
        for piece in pieces
        if piece.role == "table" and likeness(mine, sketch("table", reads(piece.nodes[0][1])))
    }


class TableMerger:
    """Merges the edits of several returns in tables, cell by cell."""

    def __init__(self, merger: Merger) -> None:
        self._merger = merger

    def table(
        self, base: Table, wishes: Mapping[str, TableEdits], movers: Collection[str]
    ) -> TableEdits:
        """One set of edits of a table for all; the clashes are added to the merger's list.
        `movers` are the returns that put the table somewhere else.
        """
        merged = TableEdits()
        self._rows_out(merged, wishes)
        for i in sorted({i for edits in wishes.values() for i in edits.rows_in}):
            self._rows_in(merged, i, wishes)
        self._columns(merged, wishes)
        if merged.rows_in:
            merged.columns_in.extend(whole_columns(base, merged))
        looks = [look for edits in wishes.values() for look in edits.looks]
        merged.looks.extend(self._merger.formats.once(looks))
        places = sorted({place for edits in wishes.values() for place in edits.cells})
        is_box = [len(row.cells) for row in base.rows] == [1]  # a frame around text, no figures
        for i, j in places:
            cells = {
                label: edits.cells[i, j]
                for label, edits in wishes.items()
                if (i, j) in edits.cells and i not in edits.rows_out
            }
            content = base.rows[i].cells[j].content
            known = len(self._merger.clashes)
            merged.cells[i, j] = self._merger.container(content, cells)
            if len(cells) > 1 and len(self._merger.clashes) == known and not is_box:
                self._one_cell(content, cells, merged.cells[i, j])
        self._new_row_clashes(merged, base, wishes)
        self._new_column_clashes(merged, base, wishes)
        self._row_clashes(merged, base, wishes)
        self._cell_clashes(merged, base, wishes)
        self._table_clashes(merged, base, wishes, movers)
        return merged

    def _one_cell(self, base: Container, wishes: Mapping[str, Edits], merged: Edits) -> None:
        """Different wishes for one cell are a clash, also where their words are not the same."""
        texts = {label: container_text(base, edits) for label, edits in wishes.items()}
        if len(set(texts.values())) == 1:
            return
        marks = {label: marks_of(merged, label) for label in wishes}
        sides = [SideDraft(label, marks[label], texts[label]) for label in wishes]
        at = base.element
        self._merger.clashes.append(Clash(at, container_text(base, Edits()), sides))

    def _rows_out(self, merged: TableEdits, wishes: Mapping[str, TableEdits]) -> None:
        for i in sorted({i for edits in wishes.values() for i in edits.rows_out}):
            out = [(label, e.rows_out[i]) for label, e in wishes.items() if i in e.rows_out]
            merged.rows_out[i] = self._merger.sharing.joined(out)

    def _row_clashes(
        self, merged: TableEdits, base: Table, wishes: Mapping[str, TableEdits]
    ) -> None:
        """Rows that some want gone and others want changed."""
        for i, mark in merged.rows_out.items():
            row = base.rows[i]
            gone = [SideDraft(k, [mark], "") for k, e in wishes.items() if i in e.rows_out]
            kept = [
                SideDraft(label, marks, text)
                for label, edits in wishes.items()
                if i not in edits.rows_out
                for marks, text in row_wish(merged, row, i, label, edits)
            ]
            elsewhere = [
                (label, new)
                for label, edits in wishes.items()
                for new in _moved_to(merged, row, label)
                if i in edits.rows_out
            ]
            if elsewhere and len({label for label, _ in elsewhere}) < len(gone):
                movers = dict(elsewhere)
                gone = [one for one in gone if one.label not in movers]
                kept += [
                    SideDraft(label, [mark, new], row_text(row, {}))
                    for label, new in movers.items()
                ]
            if kept:
                self._merger.clashes.append(Clash(row.element, row_text(row, {}), [*gone, *kept]))

    def _cell_clashes(
        self, merged: TableEdits, base: Table, wishes: Mapping[str, TableEdits]
    ) -> None:
        """Cells that some want gone, as those of a column, and others want changed."""
        for (i, j), mark in merged.cells_out.items():
            content = base.rows[i].cells[j].content
            gone = [SideDraft(k, [mark], "") for k, e in wishes.items() if (i, j) in e.cells_out]
            kept = [
                SideDraft(label, marks_of(merged.cells[i, j], label), container_text(content, one))
                for label, edits in wishes.items()
                if i not in edits.rows_out and (one := edits.cells.get((i, j)))
            ]
            if {side.label for side in kept} - {side.label for side in gone}:
                text = container_text(content, Edits())
                self._merger.clashes.append(Clash(content.element, text, [*gone, *kept]))

    def _table_clashes(
        self,
        merged: TableEdits,
        base: Table,
        wishes: Mapping[str, TableEdits],
        movers: Collection[str],
    ) -> None:
        """Rows or columns that come into a table which another takes away, or go from one which
        another puts elsewhere: there they are still. And rows against columns.
        """
        every = {i for i, row in enumerate(base.rows) if row.before}
        leaving = [label for label, edits in wishes.items() if every <= set(edits.rows_out)]
        instead = {label: _rows_instead(wishes[label]) for label in leaving if label not in movers}
        moved = any(label in movers for label in leaving)
        others = [
            label
            for label, edits in wishes.items()
            if label not in movers
            and (
                (label not in leaving and (edits.rows_in or edits.cells_in))
                or (moved and edits.rows_out)
                or (label not in leaving and edits.cells_out and any(instead.values()))
            )
        ]
        follows = False
        if not leaving:
            leaving, others = _narrower_and_taller(wishes)
        if not leaving:
            leaving, others = _shorter_and_wider(wishes)
            follows = True
        if not others and len(set(instead.values())) > 1:  # written anew, not by all alike
            leaving, others = list(instead), [label for label, rows in instead.items() if rows]
            follows = len(set(filter(None, instead.values()))) == 1
        elif not others or set(leaving) <= set(others):
            return
        sides = []
        for label in dict.fromkeys([*leaving, *others]):
            edits = TableEdits() if label in movers else wishes[label]
            marks = _grid_marks(merged, label)
            sides.append(SideDraft(label, marks, table_text(base, edits)))
        text = table_text(base, TableEdits())
        at = base.rows[0].element
        self._merger.clashes.append(Clash(at, text, sides, follows=follows))

    def _rows_in(self, merged: TableEdits, i: int, wishes: Mapping[str, TableEdits]) -> None:
        """New rows at one place: equal ones once, others in order."""
        new = {
            label: [(reads(row.element), (row, mark)) for row, mark in edits.rows_in.get(i, [])]
            for label, edits in wishes.items()
        }
        for same in woven_parts(new):
            row, _ = next(iter(same.values()))
            marks = [(label, mark) for label, (_, mark) in same.items()]
            merged.rows_in[i].append((row, self._merger.sharing.joined(marks)))

    def _new_row_clashes(
        self, merged: TableEdits, base: Table, wishes: Mapping[str, TableEdits]
    ) -> None:
        """New rows about one thing, by their first cells, are a clash where they are not one; and a
        new row clashes with one that another has written anew to be about the same thing.
        """
        about: dict[str, tuple[int, dict[str, SideDraft]]] = {}
        for i, row, mark in ((i, *one) for i, rows in merged.rows_in.items() for one in rows):
            cells = [plainly(cell) for cell in reads(row.element).split("\x1c")]
            _, sides = about.setdefault(cells[0].casefold(), (i, {}))
            for label in (one.label for one in mark.sharers):
                _say(sides, label, [mark], "\t".join(cells))
        for i, label in sorted({(i, k) for k, e in wishes.items() if about for i, _ in e.cells}):
            for marks, text in row_wish(merged, base.rows[i], i, label, wishes[label]):
                key = _first(text)
                if key in about and key != _first(row_text(base.rows[i], {})):
                    _say(about[key][1], label, marks, text)
        for key, (i, sides) in about.items():
            wanted = [set(map(id, side.marks)) for side in sides.values()]
            if key and any(one.isdisjoint(other) for one, other in combinations(wanted, 2)):
                beside = base.rows[min(i, len(base.rows) - 1)].element
                in_order = [sides[label] for label in self._merger.names if label in sides]
                self._merger.clashes.append(Clash(beside, "", in_order, repeats=True))

    def _new_column_clashes(
        self, merged: TableEdits, base: Table, wishes: Mapping[str, TableEdits]
    ) -> None:
        """New columns at one place about one thing, by their first cells, that are not one."""
        for j in sorted({j for edits in wishes.values() for _, j in edits.cells_in}):
            said = {label: _column(edits, j, 0) for label, edits in wishes.items()}
            about: dict[str, list[str]] = {}
            for label, cells in said.items():
                if cells and plainly(cells[0]):
                    about.setdefault(plainly(cells[0]).casefold(), []).append(label)
            for labels in about.values():
                if len({said[label] for label in labels}) > 1:
                    sides = [
                        SideDraft(label, _marks_in(merged, j, label), "\n".join(said[label]))
                        for label in labels
                    ]
                    at = base.rows[0].element
                    self._merger.clashes.append(Clash(at, "", sides, repeats=True))

    def _columns(self, merged: TableEdits, wishes: Mapping[str, TableEdits]) -> None:
        for place in sorted({p for edits in wishes.values() for p in edits.cells_out}):
            out = [(k, e.cells_out[place]) for k, e in wishes.items() if place in e.cells_out]
            merged.cells_out[place] = self._merger.sharing.joined(out)
        for place in sorted({p for edits in wishes.values() for p in edits.cells_in}):
            looks: dict[tuple[str, ...], list[tuple[str, int]]] = {}
            for label, edits in wishes.items():
                for number in range(len(edits.cells_in.get(place, []))):
                    looks.setdefault(_column(edits, place[1], number), []).append((label, number))
            for group in looks.values():
                marks = [(label, wishes[label].cells_in[place][n][1]) for label, n in group]
                cell = wishes[group[0][0]].cells_in[place][group[0][1]][0]
                merged.cells_in[place].append((cell, self._merger.sharing.joined(marks)))


def _rows_instead(edits: TableEdits) -> tuple[str, ...]:
    """What the rows say that come, in order."""
    return tuple(reads(row.element) for i in sorted(edits.rows_in) for row, _ in edits.rows_in[i])


def _narrower_and_taller(wishes: Mapping[str, TableEdits]) -> tuple[list[str], list[str]]:
    """Who takes cells away, as those of a column, and who adds rows, which have such a cell."""
    narrower = [label for label, edits in wishes.items() if edits.cells_out]
    taller = [label for label, edits in wishes.items() if edits.rows_in and not edits.cells_out]
    return (narrower, taller) if narrower and taller else ([], [])


def _shorter_and_wider(wishes: Mapping[str, TableEdits]) -> tuple[list[str], list[str]]:
    """Who takes rows away, and who adds cells to them, as those of a column: they go as well."""
    wider = {
        label: {i for i, _ in edits.cells_in if i not in edits.rows_out}
        for label, edits in wishes.items()
    }
    pairs = [
        (one, other)
        for one, edits in wishes.items()
        for other, rows in wider.items()
        if not rows.isdisjoint(edits.rows_out)
    ]
    return [one for one, _ in pairs], [other for _, other in pairs]


def _column(edits: TableEdits, j: int, number: int) -> tuple[str, ...]:
    """What a column says that comes: of two that differ in one cell all cells are apart."""
    there = sorted(i for i, other in edits.cells_in if other == j)
    cells = [edits.cells_in[i, j] for i in there]
    return tuple(reads(some[number][0].element) for some in cells if number < len(some))


def _moved_to(merged: TableEdits, row: Row, label: str) -> list[Mark]:
    """The marks under which a return has the same row elsewhere in the table."""
    said = reads(row.element)
    every = (one for rows in merged.rows_in.values() for one in rows)
    return of_return((mark for new, mark in every if reads(new.element) == said), label)


def _marks_in(merged: TableEdits, j: int, label: str) -> list[Mark]:
    """The marks of a return at the cells of a column that comes."""
    marks = (
        mark for (_, other), cells in merged.cells_in.items() for _, mark in cells if other == j
    )
    return of_return(marks, label)


def _grid_marks(merged: TableEdits, label: str) -> list[Mark]:
    """The marks of a return at rows and cells that come or go."""
    marks = [mark for rows_in in merged.rows_in.values() for _, mark in rows_in]
    marks += [merged.rows_out[i] for i in sorted(merged.rows_out)]
    marks += [mark for cells in merged.cells_in.values() for _, mark in cells]
    marks += [merged.cells_out[place] for place in sorted(merged.cells_out)]
    return of_return(marks, label)


def _say(sides: dict[str, SideDraft], label: str, marks: Sequence[Mark], text: str) -> None:
    """Count a row with what a return says about the same thing."""
    side = sides.setdefault(label, SideDraft(label, [], ""))
    side.marks += marks
    side.text = "\n".join(filter(None, (side.text, text)))


def _first(text: str) -> str:
    """The first cell of a row, by which it is known."""
    return plainly(text.split("\t", maxsplit=1)[0]).casefold()
