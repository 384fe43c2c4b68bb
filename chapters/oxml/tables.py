"""Rows and cells that were inserted, deleted or merged; the grid stays consistent.

ECMA-376 part 1, §17.13.5.1 (cellDel), .2 (cellIns), .3 (cellMerge), .12 and .17 (rows);
§17.4.17 gridSpan, §17.4.85 vMerge, §17.4.66: every cell ends with a paragraph.
"""

from __future__ import annotations

from lxml import etree

from chapters.oxml.namespaces import W
from chapters.oxml.paragraphs import drop_emptied
from chapters.oxml.ranges import Loss, remove, sign, signed
from chapters.oxml.spans import (
    BEFORE_SPAN,
    cells_of,
    found_in,
    hand_over,
    number_in,
    properties_of,
    put,
    set_span,
    span_of,
)

__all__ = [
    "cells_of",
    "close_columns",
    "drop_cell",
    "drop_row",
    "end_with_paragraph",
    "merge_cell",
]

_P, _TBL, _TR, _TC, _VAL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}val"
_WRAPPERS = (f"{W}sdt", f"{W}sdtContent", f"{W}customXml")
_BEFORE_MERGE = (*BEFORE_SPAN, f"{W}gridSpan", f"{W}hMerge")
_NEEDS_PARAGRAPH = frozenset(
    f"{W}{name}" for name in ("tc", "txbxContent", "footnote", "endnote", "comment", "hdr", "ftr")
)
_MERGES = {"rest": "restart", "cont": "continue"}
_SIDES = (f"{W}vMerge", f"{W}vMergeOrig")
_FORMER = f"{W}tcPr/{W}tcPrChange/{W}tcPr"

_CUT = f"{W}rsidDel"


def rows_of(table: etree._Element) -> list[etree._Element]:
    """The rows of a table, those in content controls too, not those of tables within."""
    return found_in(table, _TR)


def _outer(element: etree._Element, tag: str) -> etree._Element | None:
    return next(element.iterancestors(tag), None)


def drop_row(row: etree._Element, loss: Loss, *, accept: bool) -> None:
    """The row goes; a table whose last row goes, goes; a merge that began here begins below."""
    table = _outer(row, _TBL)
    if row.getparent() is None or table is None:
        return
    below = _below(row, table)
    if below:
        _hand_down(row, below[0], accept=accept)
    holder = row.getparent()
    remove(row, loss)
    _drop_wrappers(holder, loss)
    if not below and table.find(_TR) is None and not rows_of(table):
        home = table.getparent()
        remove(table, loss)
        home = drop_emptied(home, loss)  # what stood beside the table may have gone before it
        if home is not None:
            end_with_paragraph(home)


def _below(row: etree._Element, table: etree._Element) -> list[etree._Element]:
    """The row after a row, at most one; none where a damaged file has the row out of place."""
    for sibling in row.itersiblings(_TR, *_WRAPPERS):
        found = [sibling] if sibling.tag == _TR else found_in(sibling, _TR)
        if found:
            return found[:1]
    if row.getparent() is table:
        return []
    rows = rows_of(table)
    return rows[rows.index(row) + 1 :][:1] if row in rows else []


def _drop_wrappers(holder: etree._Element | None, loss: Loss) -> None:
    while holder is not None and holder.tag in _WRAPPERS and not found_in(holder, _TR):
        outer = holder.getparent()
        remove(holder, loss)
        holder = outer


def _hand_down(row: etree._Element, below: etree._Element, *, accept: bool) -> None:
    """Let the merges that began in a row that goes begin in the next one; what continues there was
    of the merge above where the row was only inserted into it.
    """
    beginnings = {at for at, cell in _placed(row) if _begins(cell, accept=accept)}
    if beginnings and not accept:
        beginnings -= {at for at, cell in _placed_above(row) if _merge_of(cell)}
    if not beginnings:
        return
    for at, cell in _placed(below):
        if at in beginnings:
            _begin_merge(cell)


def _placed_above(row: etree._Element) -> list[tuple[int, etree._Element]]:
    """The cells of the row before a row; none where that is in a wrapper, or there is none."""
    above = next(row.itersiblings(_TR, *_WRAPPERS, preceding=True), None)
    return [] if above is None or above.tag != _TR else _placed(above)


def _begins(cell: etree._Element, *, accept: bool) -> bool:
    """Whether a merge begins in a cell that goes. Where its own tracked merge is undecided, and so
    is never decided, it counts as decided like what takes the cell away.
    """
    pending = cell.find(f"{W}tcPr/{W}cellMerge")
    if pending is None:
        return _merge_of(cell) == "restart"
    return pending.get(_SIDES[0] if accept else _SIDES[1]) == "rest"


def _begin_merge(cell: etree._Element) -> None:
    """Let a cell that continues a merge begin it: also where it would by what is undecided."""
    pending = cell.find(f"{W}tcPr/{W}cellMerge")
    if pending is not None:
        for side in _SIDES:
            if pending.get(side) == "cont":
                pending.set(side, "rest")
    for path in (f"{W}tcPr", _FORMER):
        merge = cell.find(f"{path}/{W}vMerge")
        if merge is not None and merge.get(_VAL, "continue") == "continue":
            merge.set(_VAL, "restart")


def _placed(row: etree._Element) -> list[tuple[int, etree._Element]]:
    """The cells of a row with the grid column that each begins in."""
    at = number_in(row.find(f"{W}trPr/{W}gridBefore"), 0)
    placed = []
    for cell in cells_of(row):
        placed.append((at, cell))
        at += span_of(cell)
    return placed


def _merge_of(cell: etree._Element) -> str | None:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return None if merge is None else merge.get(_VAL, "continue")


def _set_merge(properties: etree._Element, merge: str | None) -> None:
    put(properties, f"{W}vMerge", merge, _BEFORE_MERGE)


def drop_cell(cell: etree._Element, loss: Loss, *, accept: bool) -> None:
    """The cell goes, and the cell before it (else after it) covers its columns.

    To be called while its mark is still there, which tells a deleted cell from an inserted one.
    """
    row = _outer(cell, _TR)
    table = _outer(cell, _TBL)
    if cell.getparent() is None or row is None or table is None:
        return
    placed = _placed(row)
    index = next((place for place, (_, one) in enumerate(placed) if one is cell), None)
    if index is None:
        return
    if len(placed) == 1:
        drop_row(row, loss, accept=accept)
        return
    if _begins(cell, accept=accept):
        _hand_cell_down(table, row, placed[index][0])
    hand_over([one for _, one in placed], index)
    remove(cell, loss)
    sign(row, loss)


def _hand_cell_down(table: etree._Element, row: etree._Element, at: int) -> None:
    """Let the merge that began in a cell that goes begin in the cell below it."""
    for below in _below(row, table):
        for there, other in _placed(below):
            if there == at:
                _begin_merge(other)


def merge_cell(mark: etree._Element, *, accept: bool) -> None:
    """A tracked vertical merge: `w:vMerge` of the mark on accept, `w:vMergeOrig` on reject.

    Both go into a pending former set as well: it was written with the merge still undecided.
    """
    properties = mark.getparent()
    if properties is None:
        return
    merge = _MERGES.get(mark.get(f"{W}vMerge" if accept else f"{W}vMergeOrig", ""))
    properties.remove(mark)
    _set_merge(properties, merge)
    former = properties.find(f"{W}tcPrChange/{W}tcPr")
    if former is not None:
        _set_merge(former, merge)


def close_columns(root: etree._Element, loss: Loss) -> None:
    """Join columns of the grid where cells went and no row has an edge between them any more.

    Not while anything is undecided that may change its columns, so that the order of decisions
    does not matter; until then the rows that lost a cell bear a sign.
    """
    tables: dict[etree._Element, list[etree._Element]] = {}
    for row in signed(root, _TR, loss):
        table = _outer(row, _TBL)
        if table is not None:
            tables.setdefault(table, []).append(row)
    for table, cut in tables.items():
        is_undecided = table.find(f"{W}tblGrid/{W}tblGridChange") is not None
        if is_undecided or any(_is_undecided(row) for row in rows_of(table)):
            continue
        edges = {edge for row in cut for edge in _hidden_edges(row)}
        for edge in sorted(edges, reverse=True):
            _close_column(table, edge)
        for row in cut:
            del row.attrib[_CUT]


def _is_undecided(row: etree._Element) -> bool:
    if any(row.find(f"{W}trPr/{W}{name}") is not None for name in ("ins", "del", "trPrChange")):
        return True
    return any(
        cell.find(f"{W}tcPr/{W}{name}") is not None
        for cell in cells_of(row)
        for name in ("cellIns", "cellDel", "tcPrChange")
    )


def _hidden_edges(row: etree._Element) -> set[int]:
    """The column edges that cells of this row reach across."""
    return {edge for at, cell in _placed(row) for edge in range(at + 1, at + span_of(cell))}


def _close_column(table: etree._Element, edge: int) -> None:
    columns = table.findall(f"{W}tblGrid/{W}gridCol")
    crossing = _crossing(table, edge)
    if not 0 < edge < len(columns) or not crossing:
        return
    for cell in crossing:
        set_span(properties_of(cell), span_of(cell) - 1)
    _join_widths(columns[edge - 1], columns[edge], crossing[0])
    grid = columns[edge].getparent()
    if grid is not None:
        grid.remove(columns[edge])


def _join_widths(column: etree._Element, gone: etree._Element, cell: etree._Element) -> None:
    """The width that the cell says, else that of both columns."""
    said = cell.find(f"{W}tcPr/{W}tcW")
    if said is not None and said.get(f"{W}type") == "dxa" and span_of(cell) == 1:
        column.set(f"{W}w", said.get(f"{W}w", ""))
        return
    widths = [one.get(f"{W}w", "") for one in (column, gone)]
    if all(map(str.isdecimal, widths)):
        column.set(f"{W}w", str(sum(map(int, widths))))


def _crossing(table: etree._Element, edge: int) -> list[etree._Element]:
    """The cells that reach across a column edge; none where a cell begins or ends at it."""
    crossing: list[etree._Element] = []
    for row in rows_of(table):
        for at, cell in _placed(row):
            end = at + span_of(cell)
            if edge in {at, end}:
                return []
            if at < edge < end:
                crossing.append(cell)
    return crossing


def end_with_paragraph(holder: etree._Element) -> None:
    """Give a cell, a note, a box, a header or a footer the paragraph that it must end with."""
    if holder.tag not in _NEEDS_PARAGRAPH:
        return
    blocks = [child for child in holder if child.tag in {_P, _TBL, f"{W}sdt", f"{W}customXml"}]
    if not blocks or blocks[-1].tag == _TBL:
        holder.append(etree.Element(_P))
