"""Edits → the base with tracked changes; what nobody touches stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import takewhile

from lxml import etree

from chapters.comparing.edits import Edits, Span, TableEdits
from chapters.comparing.flow import Container, Mark, Paragraph, Piece, Table, goes_with, is_mark
from chapters.comparing.importing import Importer
from chapters.comparing.looks import change_looks
from chapters.comparing.marking import Pen, bare
from chapters.comparing.properties import change_section
from chapters.comparing.sheets import Sheet
from chapters.oxml.namespaces import W

__all__ = ["Writer"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type


_SIMPLE, _CONTROL = f"{W}fldSimple", f"{W}sdt"


class Writer:
    """Writes edits into the containers of one part of the base.

    `importers` bring what comes from each return, by its label.
    """

    def __init__(self, pen: Pen, importers: Mapping[str, Importer]) -> None:
        self._pen = pen
        self._importers = importers
        self._kept: set[Element] = set()

    def write(self, base: Container, edits: Edits) -> None:
        """Write the edits of a container; its elements are replaced where something changes."""
        size = len(base.blocks)
        inserts = edits.by_block()
        self._kept |= edits.kept_wraps
        numbers = set(inserts) | set(edits.deletes) | set(edits.tables)
        for number in sorted((numbers | set(edits.formats)) - {size}):
            block = base.blocks[number]
            if isinstance(block, Paragraph):
                self._paragraph(block, _Wishes(number, block, edits, inserts.get(number, {})))
            else:
                self._before(block.element, edits.inserts.get((number, 0), []))
                self._table(block, edits.tables.get(number, TableEdits()))
        self._after(base, edits.inserts.get((size, 0), []))
        for mine, theirs, label in edits.looks:
            change_section(mine, theirs, self._importers[label])

    def _sheet(self, pieces: Sequence[Piece]) -> list[Element]:
        sheet = Sheet(self._pen, self._importers, self._kept)
        for piece in pieces:
            sheet.put(piece, ())
        return sheet.done

    def _before(self, element: Element, pieces: Sequence[Piece]) -> None:
        for new in self._sheet(pieces):
            element.addprevious(new)

    def _after(self, base: Container, pieces: Sequence[Piece]) -> None:
        if not pieces:
            return
        new = self._sheet(pieces)
        last = _last_element(base)
        if last is None:
            section = base.element.find(f"{W}sectPr")  # the last child of a body (§17.2.2)
            at = len(base.element) if section is None else base.element.index(section)
            base.element[at:at] = new
            return
        for one in reversed(new):
            last.addnext(one)

    def _paragraph(self, paragraph: Paragraph, wishes: _Wishes) -> None:
        sheet = Sheet(self._pen, self._importers, self._kept)
        for piece, wraps, look in wishes.pieces():
            sheet.put(piece, wraps, look)
        first = paragraph.elements[0]
        for new in sheet.done:
            first.addprevious(new)
        beside = list(_beside(paragraph))
        for old in (*paragraph.elements, *beside):
            _take_out(old)

    def _table(self, table: Table, edits: TableEdits) -> None:
        for (i, j), wanted in edits.cells.items():
            self.write(table.rows[i].cells[j].content, wanted)
        for (i, j), mark in edits.cells_out.items():
            self._pen.cell(table.rows[i].cells[j].element, mark)
        for (i, j), cells in edits.cells_in.items():
            self._cells(table, (i, j), [(cell.element, mark) for cell, mark in cells])
        _widen(table.element, edits)
        for i, mark in edits.rows_out.items():
            self._pen.row(table.rows[i].element, mark)
        for i in edits.rows_in:
            self._rows(table, i, edits)
        for mine, theirs, label in edits.looks:
            change_looks(mine, theirs, self._importers[label])

    def _rows(self, table: Table, place: int, edits: TableEdits) -> None:
        new = []
        for row, mark in edits.rows_in[place]:
            copy = self._importers[row.home].adopt(row.element)
            if len(mark.sharers) > 1:
                bare(copy)  # one return's own marks would make it that one's alone
            if mark is not row.mark:  # else it comes with the marks that it has
                self._pen.row(copy, mark)
            self._add_columns(copy, edits)
            new.append(copy)
        at = table.rows[min(place, len(table.rows) - 1)].element
        _place(at, new, after=place >= len(table.rows))

    def _add_columns(self, row: Element, edits: TableEdits) -> None:
        """Give an added row an empty cell in each column that is added beside it."""
        cells = list(row.iterchildren(f"{W}tc"))
        for place, mark in reversed(edits.columns_in if cells else []):
            model = cells[min(place, len(cells) - 1)]
            new = etree.Element(f"{W}tc")
            width = model.find(f"{W}tcPr/{W}tcW")
            if width is not None:
                etree.SubElement(new, f"{W}tcPr").append(deepcopy(width))
            etree.SubElement(new, f"{W}p")
            self._pen.cell(new, mark)
            _place(model, [new], after=place >= len(cells))

    def _cells(
        self, table: Table, place: tuple[int, int], cells: list[tuple[Element, Mark]]
    ) -> None:
        row = table.rows[place[0]]
        new = []
        for cell, mark in cells:
            home = mark.label or next(iter(self._importers))
            copy = self._importers[home].adopt(cell)
            if len(mark.sharers) > 1:
                bare(copy)
            self._pen.cell(copy, mark)
            new.append(copy)
        at = row.cells[min(place[1], len(row.cells) - 1)].element
        _place(at, new, after=place[1] >= len(row.cells))


class _Wishes:
    """The pieces of one base paragraph as the edits want them: cut, marked, with what is added."""

    def __init__(
        self,
        number: int,
        paragraph: Paragraph,
        edits: Edits,
        inserts: Mapping[int, list[Piece]],
    ) -> None:
        self._paragraph = paragraph
        self._spans = edits.deletes.get(number, [])
        self._formats = edits.formats.get(number, [])
        self._inserts = dict(inserts)
        self._kept = {one for one in edits.kept_wraps if one.tag == _CONTROL}
        cuts = {place for span in self._spans for place in (span.start, span.end)}
        cuts |= {place for start, end, _ in self._formats for place in (start, end)}
        self._cuts = sorted(cuts | set(self._inserts))
        self._spelt_out: list[Element] = []

    def pieces(self) -> Iterator[tuple[Piece, Sequence[Element], Piece | None]]:
        """Each piece, the wraps of the base that it goes into, and how a mark wants it to look."""
        at = 0
        standing = [piece for piece in self._paragraph.pieces if piece.before]
        around: tuple[Element, ...] = ()
        for piece in standing:
            size = 1 if piece.role == "end" else len(piece.text)
            wraps = self._wraps(piece, at)
            if size or (at == 0 and piece.role == "pin"):
                yield from self._added(at, _common(around, wraps), around, wraps)
            if not size:
                yield piece.under(self._pin_marks(piece, at)), wraps, None
                continue
            yield from self._standing(piece, at, size)
            at += size
            around = wraps
            if piece.link and not _linked(wraps):
                yield from self._in_field(at, piece.link, wraps)

    def _wraps(self, piece: Piece, at: int) -> tuple[Element, ...]:
        """The wraps of a piece; a simple field that is deleted is written as a complex one.

        A `w:fldSimple` around deleted words would come back with a new result (§17.16.19).
        """
        wrap = piece.wraps[-1] if piece.wraps else None
        if wrap is None:
            return ()
        if wrap.tag == _SIMPLE and piece.key.startswith("field:") and self._span(at) is not None:
            self._spelt_out.append(wrap)
        return tuple(one for one in piece.wraps if one not in self._spelt_out)

    def _standing(
        self, piece: Piece, at: int, size: int
    ) -> Iterator[tuple[Piece, Sequence[Element], Piece | None]]:
        inner = [cut for cut in self._cuts if at < cut < at + size]
        start = at
        for end in [*inner, at + size]:
            wraps = self._wraps(piece, start)
            if start > at and piece.link and not _linked(wraps):
                yield from self._in_field(start, piece.link, wraps)
            if start > at:
                yield from self._added(start, wraps)
            marks = self._marks(start)
            part = piece.under(marks)
            if piece.role == "text":
                part = piece.cut(start - at, end - at, marks)
            elif piece.key.startswith("field") and wraps and wraps[-1].tag == _SIMPLE:
                part = replace(part, nodes=())  # the element itself says what begins and ends
            yield part, wraps, self._look(start)
            start = end

    def _added(
        self, at: int, *rooms: tuple[Element, ...]
    ) -> Iterator[tuple[Piece, Sequence[Element], Piece | None]]:
        """What comes at a place, in the first of these wraps that has the controls around it that
        are kept: at the edge of a control it is for the return to say whether words stand in it.
        """
        for piece in self._inserts.pop(at, []):
            kept = sum(one in self._kept for one in piece.wraps)
            wraps = next((one for one in rooms if _controls(one) == kept), rooms[0])
            yield piece, _room(wraps, piece, self._paragraph), None

    def _in_field(
        self, at: int, link: str, wraps: tuple[Element, ...]
    ) -> Iterator[tuple[Piece, Sequence[Element], Piece | None]]:
        """What comes behind words that a field makes a link, and is in the same link: before the
        end of the field, and without a link of its own.
        """
        comes = self._inserts.get(at, [])
        same = [*takewhile(lambda one: one.link == link, comes)]
        self._inserts[at] = comes[len(same) :]
        for piece in same:
            yield replace(piece, link="", wraps=()), wraps, None

    def _marks(self, at: int) -> tuple[Mark, ...]:
        span = self._span(at)
        return () if span is None else span.marks

    def _span(self, at: int) -> Span | None:
        return next((span for span in self._spans if span.start <= at < span.end), None)

    def _look(self, at: int) -> Piece | None:
        return next((piece for start, end, piece in self._formats if start <= at < end), None)

    def _pin_marks(self, piece: Piece, at: int) -> tuple[Mark, ...]:
        """A pin inside deleted words goes with them if it stands in a run; between two deletions,
        with the first: the result of a field whose beginning and end go.
        """
        if piece.nodes[0][0] is None or not at or goes_with(piece.wraps):
            return ()
        before, after = self._span(at - 1), self._span(at)
        return () if before is None or after is None else before.marks


def _common(one: tuple[Element, ...], other: tuple[Element, ...]) -> tuple[Element, ...]:
    found = []
    for a, b in zip(one, other, strict=False):
        if a is not b:
            break
        found.append(a)
    return tuple(found)


def _linked(wraps: Sequence[Element]) -> bool:
    return any(one.tag == f"{W}hyperlink" for one in wraps)


def _controls(wraps: tuple[Element, ...]) -> int:
    return sum(one.tag == _CONTROL for one in wraps)


def _room(wraps: tuple[Element, ...], piece: Piece, paragraph: Paragraph) -> tuple[Element, ...]:
    """Of the wraps around a place, those that an added piece goes into: no other link than its."""
    room = []
    for wrap in wraps:
        other = wrap.tag == f"{W}hyperlink" and _link(wrap, paragraph) != piece.link
        if other or is_mark(wrap):
            break
        room.append(wrap)
    return tuple(room)


def _link(wrap: Element, paragraph: Paragraph) -> str:
    return next((piece.link for piece in paragraph.pieces if wrap in piece.wraps), "")


def _last_element(base: Container) -> Element | None:
    if not base.blocks:
        return None
    last = base.blocks[-1]
    return last.elements[-1] if isinstance(last, Paragraph) else last.element


def _widen(table: Element, edits: TableEdits) -> None:
    """Give the grid the columns that cells are added in (§17.4.48): a grid has one for each."""
    grid = table.find(f"{W}tblGrid")
    if grid is None or not edits.cells_in:
        return
    columns = list(grid.iterchildren(f"{W}gridCol"))
    added: dict[int, int] = {}
    for (_, place), cells in edits.cells_in.items():
        added[place] = max(added.get(place, 0), len(cells))
    for place, count in added.items():
        for _ in range(count if columns else 0):
            new = etree.Element(f"{W}gridCol")
            width = columns[min(place, len(columns) - 1)].get(f"{W}w")
            if width:
                new.set(f"{W}w", width)
            _place(columns[min(place, len(columns) - 1)], [new], after=place >= len(columns))


def _place(at: Element, new: list[Element], *, after: bool) -> None:
    if after:
        for one in reversed(new):
            at.addnext(one)
        return
    for one in new:
        at.addprevious(one)


def _beside(paragraph: Paragraph) -> Iterator[Element]:
    """The markers between the elements of a paragraph, which were written into it."""
    holder = paragraph.elements[0].getparent()
    for piece in paragraph.pieces if len(paragraph.elements) > 1 else ():
        if piece.role == "pin" and piece.nodes[0][1].getparent() is holder:
            yield piece.nodes[0][1]


def _take_out(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
