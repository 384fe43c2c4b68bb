"""The grid of a Word table as rows of cells that span columns and rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from chapters.oxml.namespaces import W
from chapters.oxml.words import cell_goes, row_goes, rows

__all__ = ["Cell", "Row", "table_rows"]

_VAL = f"{W}val"


@dataclass(slots=True, kw_only=True)
class Cell:
    """A cell: what it holds, and how many columns and rows it covers."""

    blocks: list[etree._Element]
    columns: int = 1
    rows: int = 1


@dataclass(slots=True, kw_only=True)
class Row:
    """A row of a table; `is_header` says that it is repeated on each page, or set off as first."""

    cells: list[Cell] = field(default_factory=list)
    is_header: bool = False


def table_rows(table: etree._Element) -> list[Row]:
    """The rows of a table; cells that continue the one above are joined to it (§17.4.85)."""
    found: list[Row] = []
    above: dict[int, Cell] = {}
    for number, (row, cells) in enumerate(rows(table)):
        if row_goes(row):
            continue
        new = Row(is_header=_is_header(row) or (number == 0 and _sets_first_off(table)))
        column = _grid(row, "gridBefore")
        for cell in cells:
            if cell_goes(cell):
                continue
            properties = cell.find(f"{W}tcPr")
            width = _number(properties, "gridSpan", 1)
            merge = None if properties is None else properties.find(f"{W}vMerge")
            if merge is not None and merge.get(_VAL, "continue") == "continue" and column in above:
                above[column].rows += 1
            else:
                made = Cell(blocks=list(cell), columns=width)
                new.cells.append(made)
                above.pop(column, None)
                if merge is not None:
                    above[column] = made
            column += width
        found.append(new)
    return found


def _is_header(row: etree._Element) -> bool:
    node = row.find(f"{W}trPr/{W}tblHeader")
    return node is not None and node.get(_VAL, "1") not in {"0", "false", "off"}


def _sets_first_off(table: etree._Element) -> bool:
    """Whether the table's style shows the first row as a heading (§17.4.55)."""
    look = table.find(f"{W}tblPr/{W}tblLook")
    if look is None or table.find(f"{W}tblPr/{W}tblStyle") is None:
        return False
    first = look.get(f"{W}firstRow")
    if first is not None:
        return first in {"1", "true", "on"}
    try:
        return bool(int(look.get(_VAL, "0"), 16) & 0x20)
    except ValueError:
        return False


def _grid(row: etree._Element, name: str) -> int:
    return _number(row.find(f"{W}trPr"), name, 0)


def _number(properties: etree._Element | None, name: str, default: int) -> int:
    node = None if properties is None else properties.find(f"{W}{name}")
    value = "" if node is None else node.get(_VAL, "")
    return int(value) if value.isdigit() else default
