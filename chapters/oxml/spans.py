"""Which columns of the grid the cells of a row cover, now and by their former properties.

ECMA-376 part 1, §17.4.17 gridSpan; §17.13.5.1 cellDel, .2 cellIns, .36 tcPrChange.

A cell that goes leaves its columns to the cell before it, else to the one after it. What was split
has a former span that covers columns of the new cells beside it, so rejecting both must not count
those twice. Covered, as far as the former span is wider, are the inserted cells, one after the
other, that are undecided and follow the old cell without another old one between; and of the first
old cell of a row, before these, those before it. Deleted cells among them do not part them.

Each step leaves covered what was: what goes to its old cell widens the former span by the rest
only; what stays, or goes elsewhere, takes its part away, and so does what it parts from the old
cell; a cell that changes its span while it is undecided has what it gains covered where all of it
was. Thus any order of decisions ends alike, whatever the spans are. One case cannot: a cell that
goes and has a former span of its own, which is forgotten with it or stands in its place, depending
on what is decided first.
"""

from __future__ import annotations

from itertools import takewhile

from lxml import etree

from chapters.oxml.namespaces import W

__all__ = [
    "BEFORE_SPAN",
    "cells_of",
    "found_in",
    "hand_over",
    "keep_columns",
    "number_in",
    "properties_of",
    "put",
    "set_span",
    "settle_span",
    "span_of",
]

BEFORE_SPAN = (f"{W}cnfStyle", f"{W}tcW")
_TR, _TC, _VAL = f"{W}tr", f"{W}tc", f"{W}val"
_WRAPPERS = (f"{W}sdt", f"{W}sdtContent", f"{W}customXml")
_PROPERTIES, _CHANGE = f"{W}tcPr", f"{W}tcPrChange"
_WIDEST = 1_000  # columns; Word allows 63


def cells_of(row: etree._Element) -> list[etree._Element]:
    """The cells of a row, those in content controls too."""
    return found_in(row, _TC)


def found_in(outer: etree._Element, tag: str) -> list[etree._Element]:
    """The rows of a table or the cells of a row, not those of tables within."""
    found: list[etree._Element] = []
    for child in outer:
        if child.tag == tag:
            found.append(child)
        elif child.tag in _WRAPPERS:
            found.extend(found_in(child, tag))
    return found


def number_in(element: etree._Element | None, default: int) -> int:
    """The number that an element says, if any."""
    text = (element.get(_VAL) or "") if element is not None else ""
    return min(int(text), _WIDEST) if text.isdecimal() and len(text) < _WIDEST else default


def span_of(cell: etree._Element) -> int:
    """How many grid columns a cell covers."""
    return max(1, number_in(cell.find(f"{_PROPERTIES}/{W}gridSpan"), 1))


def properties_of(cell: etree._Element) -> etree._Element:
    """The properties of a cell, made where it has none."""
    properties = cell.find(_PROPERTIES)
    if properties is None:
        properties = etree.Element(_PROPERTIES)
        cell.insert(0, properties)
    return properties


def put(properties: etree._Element, name: str, value: str | None, earlier: tuple[str, ...]) -> None:
    """Set, or with none remove, a property of a cell in the order of the schema."""
    there = properties.find(name)
    if value is None:
        if there is not None:
            properties.remove(there)
        return
    if there is None:
        there = etree.Element(name)
        place = sum(1 for child in properties if child.tag in earlier)
        properties.insert(place, there)
    there.set(_VAL, value)


def set_span(properties: etree._Element, span: int) -> None:
    """Set how many grid columns a cell covers."""
    put(properties, f"{W}gridSpan", str(span) if span > 1 else None, BEFORE_SPAN)


def hand_over(cells: list[etree._Element], at: int) -> None:
    """Leave the columns of an undecided cell that goes to the one before it, else after it."""
    cell, heir = cells[at], cells[at - 1 if at else 1]
    width = span_of(cell)
    if not _is_new(heir):
        less = -_covered(cells, at).get(cell, 0)
    elif _is_new(cell):
        less = 0  # both are covered one after the other, so what they become is as well
    else:
        less = _resized(cells, cells.index(heir), span_of(heir) + width)
    owner = _owner(cells, at)
    set_span(properties_of(heir), span_of(heir) + width)
    _widen_former(heir, width)
    if owner is not None:
        _widen_former(cells[owner], less)


def keep_columns(cell: etree._Element) -> None:
    """Let an undecided cell that stays, and those that it parts from their old cell, be covered no
    longer; nor does it cover any itself, whatever its former span was.
    """
    cells, at = _place(cell)
    if at < 0:
        return
    owner = _owner(cells, at)
    if owner is not None:
        covered = _covered(cells, at)
        parted = cells[at:] if at > owner else cells[:owner]
        _widen_former(cells[owner], -sum(covered.get(one, 0) for one in parted))
    if _surplus(cell) > 0:
        _widen_former(cell, sum(span_of(one) for one in _run(cells, at) if _is_new(one)))


def settle_span(properties: etree._Element, former: etree._Element | None) -> None:
    """Make a former set that comes back fit the row, where covered cells still are."""
    cell = properties.getparent()
    cells, at = _place(cell)
    if cell is None or at < 0:
        return
    then = 1 if former is None else _span_in(former)
    if _is_new(cell):
        owner = _owner(cells, at)
        if owner is not None:
            _widen_former(cells[owner], _resized(cells, at, then))
    elif former is not None and not _is_undecided(cell):
        set_span(former, then - sum(_covered(cells, at).values()))


def _place(cell: etree._Element | None) -> tuple[list[etree._Element], int]:
    """The cells of the row that a cell is in, and which of them it is; below 0 where it is none."""
    row = None if cell is None else next(cell.iterancestors(_TR), None)
    cells = [] if row is None else cells_of(row)
    return cells, cells.index(cell) if cell in cells else -1


def _is_new(cell: etree._Element) -> bool:
    return cell.find(f"{_PROPERTIES}/{W}cellIns") is not None


def _is_undecided(cell: etree._Element) -> bool:
    return _is_new(cell) or cell.find(f"{_PROPERTIES}/{W}cellDel") is not None


def _owner(cells: list[etree._Element], at: int) -> int | None:
    """The old cell in whose run a cell is: the one before it, else after it."""
    old = [place for place, one in enumerate(cells) if not _is_undecided(one)]
    before = [place for place in old if place <= at]
    return before[-1] if before else next(iter(old), None)


def _run(cells: list[etree._Element], owner: int) -> list[etree._Element]:
    """The undecided cells before a cell, if no other kind is there, and those that follow it."""
    before = cells[:owner]
    if not all(map(_is_undecided, before)):
        before = []
    return [*before, *takewhile(_is_undecided, cells[owner + 1 :])]


def _covered(cells: list[etree._Element], at: int) -> dict[etree._Element, int]:
    """How many columns of inserted cells a former span covers: of those in the run of a cell."""
    owner = _owner(cells, at)
    covered: dict[etree._Element, int] = {}
    left = 0 if owner is None else _surplus(cells[owner])
    for one in [] if owner is None else _run(cells, owner):
        if _is_new(one) and left > 0:
            covered[one] = min(span_of(one), left)
            left -= covered[one]
    return covered


def _resized(cells: list[etree._Element], at: int, span: int) -> int:
    """How much wider a former span must be so that it still covers as much of others and of what
    an inserted cell was, when that cell gets another span.
    """
    was, covered = span_of(cells[at]), _covered(cells, at).get(cells[at], 0)
    return (span if was == covered else min(span, covered)) - covered


def _surplus(cell: etree._Element) -> int:
    """By how many columns the former span of a cell is wider than what it has."""
    change = cell.find(f"{_PROPERTIES}/{_CHANGE}")
    former = None if change is None else change.find(_PROPERTIES)
    return 0 if former is None else max(0, _span_in(former) - span_of(cell))


def _span_in(properties: etree._Element) -> int:
    return max(1, number_in(properties.find(f"{W}gridSpan"), 1))


def _widen_former(cell: etree._Element, by: int) -> None:
    change = cell.find(f"{_PROPERTIES}/{_CHANGE}")
    if change is None or not by:
        return
    former = change.find(_PROPERTIES)
    if former is None:  # LibreOffice writes no set for an empty one
        former = etree.SubElement(change, _PROPERTIES)
    set_span(former, _span_in(former) + by)
