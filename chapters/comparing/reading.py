"""Story elements → flows: paragraphs, tables, and the marks on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from itertools import accumulate

from lxml import etree

from chapters.comparing import walking
from chapters.comparing.flow import Cell, Container, Mark, Paragraph, Piece, Row, Table, normal
from chapters.comparing.inlines import Inlines
from chapters.comparing.objects import Keys
from chapters.oxml.namespaces import W
from chapters.oxml.paragraphs import may_be_freed, only_waits

__all__ = ["Reader", "is_change", "looks_changed"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_MERGES = {"rest": "restart", "cont": "continue"}  # §17.18.1 → §17.18.57


class Reader:
    """Reads the containers of one part.

    `note` gives the label of a note by (kind, id): notes with one label are one note. `home` is
    the label of the return that is read, empty for the base. `sections` are paragraphs that end
    a section, with whether they are read as "none" or "two" paragraphs, `halves` the beginnings of
    fields that are read piece by piece. With `accepted` containers
    are read as they are when all is accepted, and marks are wraps that stay; else when rejected.
    """

    def __init__(
        self,
        keys: Keys,
        note: Callable[[str, str], str],
        home: str = "",
        sections: Mapping[Element, str] | None = None,
        halves: Collection[Element] = (),
        *,
        accepted: bool = False,
    ) -> None:
        self._home = home
        self._accepted = accepted
        self._sections = sections or {}
        self._inlines = Inlines(keys, note, home, halves, accepted=accepted)

    def container(self, element: Element) -> Container:
        """The blocks of a body, cell, note, header, footer or text box."""
        outer, self._inlines.pieces = self._inlines.pieces, []
        found = Container(element=element)
        elements: list[Element] = []
        for block in self._blocks(element):
            if block.tag == f"{W}tbl":
                stands = self._table(block, found)
                elements = [] if stands or not self._accepted else [*elements, block]
                continue
            if elements and self._accepted:
                self._inlines.markers(elements[-1], block)
            elements.append(block)
            self._inlines.paragraph(block)
            if self._inlines.pieces[-1].role == "end" and self._inlines.pieces[-1].before:
                found.blocks.append(self._close(elements))
                elements = []
        found.tail = self._left_over(found, last=True)
        self._inlines.pieces = outer
        found.marked = bool(found.tail) or any(block.marked for block in found.blocks)
        return found

    def _blocks(self, element: Element) -> Iterator[Element]:
        for block in walking.blocks(element):
            if self._home and only_waits(block):
                continue
            read = self._sections.get(block, "one") if self._sections else "one"
            if read != "none":
                yield block
            if read == "two":
                yield etree.Element(f"{W}p")

    def _close(self, elements: list[Element]) -> Paragraph:
        pieces, self._inlines.pieces = self._inlines.pieces, []
        standing = [piece for piece in pieces if piece.before]
        changed, self._inlines.looks_changed = self._inlines.looks_changed, False
        return Paragraph(
            elements=elements,
            pieces=pieces,
            text="".join(piece.text for piece in standing[:-1]),
            fingerprint=_fingerprint(standing),
            marked=changed
            or any(piece.marks for piece in pieces)
            or (bool(self._home) and may_be_freed(elements[-1])),
        )

    def _table(self, element: Element, found: Container) -> bool:
        """Read a table; false where it is not there, and is a piece of what follows."""
        every = list(walking.rows(element))
        rows = [self._row(row) for row in every if self._stays(row, "trPr", "del", "moveFrom")]
        _close_inserted(rows)
        _begin_merges(rows)
        if any(
            not self._stays(cell, "tcPr", "cellDel") for row in every for cell in walking.cells(row)
        ):
            rows = _close_up(rows)
        for row in rows:
            row.fingerprint = _row_print(row)
        if every and not any(row.before for row in rows):
            marks = (rows[0].mark,) if rows and rows[0].mark else ()
            table = Piece("table", "", ((None, element),), marks=marks, home=self._home)
            self._inlines.pieces.append(table)
            return False
        lead = self._left_over(found)
        fingerprint = "\x1d".join(row.fingerprint for row in rows if row.before)
        found.blocks.append(
            Table(
                element=element,
                rows=rows,
                lead=lead,
                fingerprint=f"\x1d{fingerprint}\x1d",
                marked=bool(lead)
                or looks_changed(element, f"{W}tblPr", f"{W}tblGrid")
                or any(map(_row_marked, rows)),
            )
        )
        return True

    def _stays(self, element: Element, properties: str, *kinds: str) -> bool:
        """Whether a row or cell is read: one that is deleted is not there when all is accepted."""
        own = element.find(f"{W}{properties}") if self._accepted else None
        return own is None or all(own.find(f"{W}{kind}") is None for kind in kinds)

    def _left_over(self, found: Container, *, last: bool = False) -> list[Piece]:
        """What was inserted before a table or at the end; standing words make a paragraph there.

        Their paragraph's end cannot go: they would have to be joined to a table, or to nothing.
        """
        pieces, self._inlines.pieces = self._inlines.pieces, []
        needed = last and self._accepted and not _ends_well(found)
        if not needed and not any(piece.before and piece.text for piece in pieces):
            return [] if self._accepted else pieces
        ends = [number for number, piece in enumerate(pieces) if piece.role in ("end", "joint")]
        if not ends:
            return []
        pieces[ends[-1]] = replace(pieces[ends[-1]], role="end", marks=())
        self._inlines.pieces = pieces[: ends[-1] + 1]
        found.blocks.append(self._close(_elements(self._inlines.pieces)))
        return pieces[ends[-1] + 1 :]

    def _row(self, element: Element) -> Row:
        cells: list[Cell] = []
        free = 0  # columns of cells that are gone: the one before covers them, or the next
        for node in walking.cells(element):
            cell = self._cell(node)
            if self._stays(node, "tcPr", "cellDel"):
                cells.append(cell)
                cell.span, free = cell.span + free, 0
            elif cells:
                cells[-1].span += cell.span
            else:
                free += cell.span
        mark = self._own_mark(element.find(f"{W}trPr"))
        marks = [cell.mark for cell in cells if cell.mark and cell.mark.kind == "cellIns"]
        if mark is None and marks and len(marks) == len(cells):  # without them there is no row
            mark = replace(marks[0], kind="ins")
        return Row(element, cells, mark, "", self._home)

    def _cell(self, element: Element) -> Cell:
        properties = element.find(f"{W}tcPr")
        mark, span, merge = None, 1, ""
        if properties is not None:
            mark = self._own_mark(properties, "cellIns", "cellDel")
            tracked = properties.find(f"{W}cellMerge")
            former = properties.find(f"{W}tcPrChange/{W}tcPr")
            if former is not None and not self._accepted:
                properties = former
            span = _number(properties.find(f"{W}gridSpan"))
            merged = properties.find(f"{W}vMerge")
            merge = "" if merged is None else str(merged.get(f"{W}val", "continue"))
            if tracked is not None:
                state = tracked.get(f"{W}vMerge" if self._accepted else f"{W}vMergeOrig", "")
                merge = _MERGES.get(str(state), "")
        return Cell(element, self.container(element), span, merge, mark)

    def _own_mark(self, properties: Element | None, *kinds: str) -> Mark | None:
        if properties is None or self._accepted:
            return None
        for kind in kinds or ("ins", "del", "moveFrom", "moveTo"):
            node = properties.find(f"{W}{kind}")
            if node is not None:
                return self._inlines.mark(node, kind)
        return None


def _fingerprint(pieces: list[Piece]) -> str:
    parts: list[str] = []
    link = ""
    for piece in pieces:
        if not piece.text:
            continue
        if piece.link != link:
            link = piece.link
            parts.append(f"\x02{link}\x03")
        parts.append(f"\x04{piece.key}\x05" if piece.role == "object" else piece.text)
    return normal("".join(parts))


def _row_print(row: Row) -> str:
    return "\x1c".join(
        f"{cell.span}{cell.merge}\x1b{cell.content.fingerprint}"
        for cell in row.cells
        if cell.mark is None or cell.mark.kind != "cellIns"
    )


def _elements(pieces: list[Piece]) -> list[Element]:
    return [
        piece.nodes[0][1]
        for piece in pieces
        if piece.role in ("end", "joint") or (piece.role == "table" and piece.before)
    ]


def _begin_merges(rows: list[Row]) -> None:
    """Let a vertical merge begin where it is first seen: the row or cell in which it began is not
    there in this state, and `resolve` hands its beginning down to the next one (§17.4.85).
    """
    above: set[int] = set()
    added: set[int] = set()
    for row in rows:
        here: set[int] = set()
        for at, cell in _placed(row):
            if row.before and cell.merge == "continue" and at not in above:
                cell.merge, cell.handed = "restart", at in added
            if cell.merge:
                here.add(at)
        if row.before:
            above, added = here, set()
        else:
            added = here


def _placed(row: Row) -> Iterator[tuple[int, Cell]]:
    """The cells of a row that are there, with the grid column that each begins in."""
    before = row.element.find(f"{W}trPr/{W}gridBefore")
    at = 0 if before is None else _number(before)
    for cell in row.cells:
        if cell.mark is None or cell.mark.kind != "cellIns":
            yield at, cell
            at += cell.span


def _close_inserted(rows: list[Row]) -> None:
    """Count the columns of cells without those that only inserted cells begin in: where a partner
    rejected some cells of a new column, those beside them cover it already.
    """
    there = [row for row in rows if row.before]
    spans = {id(row): _handed_over(row) for row in there}
    if not any(len(spans[id(row)]) < len(row.cells) for row in there):
        return
    edges = sorted({0} | {place for row in spans.values() for place in accumulate(row)})
    if len(edges) > max(sum(cell.span for cell in row.cells) for row in there):
        return  # a cell alone was inserted: `resolve` closes no column
    number = {place: at for at, place in enumerate(edges)}
    for row in there:
        at = 0
        for (_, cell), span in zip(_placed(row), spans[id(row)], strict=True):
            start, at = at, at + span
            cell.span = number[at] - number[start]


def _handed_over(row: Row) -> list[int]:
    """The spans of the cells that are there, where the one before an inserted cell, else the one
    behind it, covers its columns.
    """
    spans: list[int] = []
    free = 0
    for cell in row.cells:
        if cell.mark is None or cell.mark.kind != "cellIns":
            spans.append(cell.span + free)
            free = 0
        elif spans:
            spans[-1] += cell.span
        else:
            free += cell.span
    return spans


def _close_up(rows: list[Row]) -> list[Row]:
    """The rows that have cells, counted in columns that a cell of theirs begins in (§17.4.17)."""
    rows = [row for row in rows if row.cells]
    spans = [[cell.span for cell in row.cells] for row in rows]
    edges = sorted({0} | {place for row in spans for place in accumulate(row)})
    number = {place: at for at, place in enumerate(edges)}
    for row in rows:
        at = 0
        for cell in row.cells:
            start, at = at, at + cell.span
            cell.span = number[at] - number[start]
    return rows


def _ends_well(found: Container) -> bool:
    """Whether a container ends with a paragraph (§17.4.66)."""
    return bool(found.blocks) and isinstance(found.blocks[-1], Paragraph)


def _row_marked(row: Row) -> bool:
    return (
        row.mark is not None
        or looks_changed(row.element, f"{W}trPr", f"{W}tblPrEx")
        or any(
            cell.mark is not None or cell.content.marked or looks_changed(cell.element, f"{W}tcPr")
            for cell in row.cells
        )
    )


def looks_changed(element: Element, *properties: str) -> bool:
    """Whether a mark says that a table, row or cell looked otherwise before."""
    return any(
        is_change(child)
        for name in properties
        for found in element.iterchildren(name)
        for child in found
    )


def is_change(node: Element) -> bool:
    """Whether it is a mark of how a table, row, cell or section looks."""
    return str(node.tag).endswith("Change") or node.tag == f"{W}cellMerge"


def _number(node: Element | None) -> int:
    value = "1" if node is None else str(node.get(f"{W}val", "1"))
    return int(value) if value.isdigit() else 1
