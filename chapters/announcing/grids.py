"""Tables whose shape changed: cells merged or split, columns, the order of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chapters.announcing.laying import Laid
from chapters.comparing.flow import Paragraph, Row, Table, normal
from chapters.findings import Finding

__all__ = ["RULES"]

_FEW = 3  # rows that can be said to be in another order


def _shapes(laid: Laid) -> Iterator[Finding]:
    for mine, theirs in laid.tables:
        old, new = [_spans(row) for row in mine.rows], [_spans(row) for row in theirs.rows]
        where = laid.where(theirs.element)
        if old and new and _widths(old) != _widths(new):
            less, more = min(_widths(old)), min(_widths(new))
            what = "added" if more > less else "deleted"
            text = f"A column was {what}: {less} columns became {more}."
            yield Finding(code="columns-changed", where=where, text=text)
        elif len(old) == len(new) and old != new:
            rows = [number for number, one in enumerate(old) if one != new[number]]
            drawn = "; ".join(
                f"row {number + 1}: {_drawn(mine.rows[number])} → {_drawn(theirs.rows[number])}"
                for number in rows
            )
            yield Finding(
                code="cells-merged", where=where, text=f"Cells have other shapes, {drawn}"
            )


def _spans(row: Row) -> tuple[tuple[int, str], ...]:
    return tuple((cell.span, cell.merge) for cell in row.cells)


def _widths(rows: Sequence[tuple[tuple[int, str], ...]]) -> set[int]:
    return {sum(span for span, _ in row) for row in rows}


def _drawn(row: Row) -> str:
    """A row as a line: a cell as wide as two is drawn with a double end."""
    return "".join(f"| {_words(row, n)} " + "|" * (c.span - 1) for n, c in enumerate(row.cells))


def _words(row: Row, number: int) -> str:
    cell = row.cells[number]
    if cell.merge == "continue":
        return "″"
    blocks = cell.content.blocks
    return normal(" ".join(one.text for one in blocks if isinstance(one, Paragraph))).strip()


def _orders(laid: Laid) -> Iterator[Finding]:
    """Rows that are all there, known by their first cell, in another order."""
    for mine, theirs in laid.tables:
        old, new = _keys(mine), _keys(theirs)
        both = set(old) & set(new)
        if len(both) < _FEW or len(old) != len(set(old)) or len(new) != len(set(new)):
            continue
        before = [key for key in old if key in both]
        after = [key for key in new if key in both]
        if before != after:
            text = f"Rows are in another order: {', '.join(after)}."
            yield Finding(code="rows-reordered", where=laid.where(theirs.element), text=text)
            yield from _cells(laid, mine, theirs, both)


def _cells(laid: Laid, mine: Table, theirs: Table, both: set[str]) -> Iterator[Finding]:
    """What changed in the cells of rows that only stand elsewhere."""
    old = {_key(row): row for row in mine.rows}
    for row in theirs.rows:
        before = old.get(_key(row))
        if before is None or _key(row) not in both or len(before.cells) != len(row.cells):
            continue
        for number in range(1, len(row.cells)):
            one, other = _words(before, number), _words(row, number)
            if one != other:
                text = f"Row “{_key(row)}”, column {number + 1}: “{one}” → “{other}”"
                yield Finding(code="cell-changed", where=laid.where(row.element), text=text)


def _keys(table: Table) -> list[str]:
    return [_key(row) for row in table.rows]


def _key(row: Row) -> str:
    return _words(row, 0) if row.cells else ""


RULES = (_shapes, _orders)
