"""Tables whose shape changed: cells merged or split, columns, the order of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chapters.announcing.laying import Laid
from chapters.comparing.flow import Paragraph, Row, Table, normal
from chapters.findings import Finding

__all__ = ["RULES"]

_FEW = 3  # rows that can be said to be in another order
_DRAWN, _WIDE, _NARROW = 6, 72, 3  # rows of a grid, letters of a line, and of a column at least
_LISTED = 12


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
            before, after = ([table.rows[number] for number in rows] for table in (mine, theirs))
            widths = _column_widths([*before, *after])
            grids = f"Before:\n{_grid(before, widths)}\nAfter:\n{_grid(after, widths)}"
            text = f"Cells were merged or split. {grids}"
            yield Finding(code="cells-merged", where=where, text=text)


def _spans(row: Row) -> tuple[tuple[int, str], ...]:
    return tuple((cell.span, cell.merge) for cell in row.cells)


def _widths(rows: Sequence[tuple[tuple[int, str], ...]]) -> set[int]:
    return {sum(span for span, _ in row) for row in rows}


def _column_widths(rows: Sequence[Row]) -> list[int]:
    """How wide the columns of some rows are drawn; together narrower than a terminal."""
    columns = max(sum(cell.span for cell in row.cells) for row in rows)
    widths = [_NARROW] * columns
    for row in rows:
        at = 0
        for number, cell in enumerate(row.cells):
            share = (len(_words(row, number)) - 3 * (cell.span - 1)) // cell.span + 1
            for one in range(at, at + cell.span):
                widths[one] = max(widths[one], share - (cell.span == 1))
            at += cell.span
    return [min(width, max(_NARROW, _WIDE // columns - 3)) for width in widths]


def _grid(rows: Sequence[Row], widths: Sequence[int]) -> str:
    """Rows as lines, one column under the other: a merged cell is as wide as those that it is
    made of, and one that goes on from above says so.
    """
    lines = [_drawn(row, widths) for row in rows[:_DRAWN]]
    return "\n".join([*lines, *(["…"] if len(rows) > _DRAWN else [])])


def _drawn(row: Row, widths: Sequence[int]) -> str:
    drawn, at = "|", 0
    for number, cell in enumerate(row.cells):
        words = _words(row, number)
        width = sum(widths[at : at + cell.span]) + 3 * (cell.span - 1)
        cut = words if len(words) <= width else f"{words[: width - 1]}…"
        drawn += f" {cut:<{width}} |"
        at += cell.span
    return drawn


def _words(row: Row, number: int) -> str:
    cell = row.cells[number]
    if cell.merge == "continue":
        return "″"
    blocks = cell.content.blocks
    return normal(" ".join(one.text for one in blocks if isinstance(one, Paragraph))).strip()


def _orders(laid: Laid) -> Iterator[Finding]:
    """Rows that are all there, known by the cells of one column, in another order."""
    for mine, theirs in laid.tables:
        one, other = _cells_of(mine), _cells_of(theirs)
        if one == other:
            continue
        column = _key_column(one, other)
        old, new = _by_key(one, column), _by_key(other, column)
        before = [key for key in old if key in new]
        after = [key for key in new if key in old]
        if len(after) >= _FEW and before != after:
            text = (
                f"Rows re-ordered: {_turned(after, before)} (they were {_turned(before, after)})."
            )
            yield Finding(code="rows-reordered", where=laid.where(theirs.element), text=text)
            header = one[0] if one[0] == other[0] else []
            for number, said in _changed((old, new), column, header):
                where = laid.where(theirs.rows[number].element)
                yield Finding(code="cell-changed", where=where, text=said)


_Cells = list[list[str]]
_Keyed = dict[str, tuple[int, list[str]]]


def _cells_of(table: Table) -> _Cells:
    return [[_words(row, number) for number in range(len(row.cells))] for row in table.rows]


def _by_key(cells: _Cells, column: int) -> _Keyed:
    """The rows and their numbers, from 0, by their words in a column; none where these do not tell
    all rows apart.
    """
    keys = [row[column] if column < len(row) else "" for row in cells]
    told = len(set(keys)) == len(keys) and all(keys)
    return dict(zip(keys, enumerate(cells), strict=True)) if told else {}


def _key_column(one: _Cells, other: _Cells) -> int:
    """The column by which most other cells of the rows are what they were: not always the first,
    which may only count the rows.
    """

    def found(column: int) -> int:
        old, new = _by_key(one, column), _by_key(other, column)
        pairs = [(old[key][1], new[key][1]) for key in new if key in old]
        return sum(a == b for rows in pairs for a, b in zip(*rows, strict=False)) - len(pairs)

    return max(range(min((len(row) for row in (*one, *other)), default=0)), key=found, default=0)


def _changed(
    keyed: tuple[_Keyed, _Keyed], column: int, header: list[str]
) -> Iterator[tuple[int, str]]:
    """What changed in the cells of rows, wherever they stand now, with the numbers of the rows; but
    for columns that read the same from top to bottom, which only count them.
    """
    old, new = keyed
    wide = max((len(row) for _, row in new.values()), default=0)
    still = {at for at in range(wide) if _down(old, at) == _down(new, at)} | {column}
    for key, (number, row) in new.items():
        before = old[key][1] if key in old else []
        for at in range(len(row) if len(row) == len(before) else 0):
            if at not in still and before[at] != row[at]:
                name = (header[at] if at < len(header) else "") or at + 1
                yield number, f"Row “{key}”, column {name}: “{before[at]}” → “{row[at]}”"


def _down(keyed: _Keyed, column: int) -> list[list[str]]:
    return [row[column : column + 1] for _, row in keyed.values()]


def _turned(keys: Sequence[str], others: Sequence[str]) -> str:
    """The rows from the first that stands elsewhere to the last."""
    apart = [at for at, (one, other) in enumerate(zip(keys, others, strict=True)) if one != other]
    every = keys[apart[0] : apart[-1] + 1]
    return ", ".join([*every[:_LISTED], *(["…"] if len(every) > _LISTED else [])])


RULES = (_shapes, _orders)
