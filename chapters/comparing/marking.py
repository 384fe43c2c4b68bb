"""Marks put on whole elements: paragraphs, rows, cells, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from chapters.comparing.flow import Mark, Piece
from chapters.oxml.namespaces import MC, M, W

__all__ = ["Pen", "bare", "delete_text", "end_marks", "holds_marks", "marks_in"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_CONTENT = frozenset({f"{W}r", f"{M}oMath", f"{M}oMathPara", f"{MC}AlternateContent"})
_INSIDE = frozenset(
    {f"{W}hyperlink", f"{W}smartTag", f"{W}customXml", f"{W}sdt", f"{W}sdtContent"}
    | {f"{W}bdo", f"{W}dir", f"{W}fldSimple"}
)
_ADDED = frozenset({f"{W}ins", f"{W}moveTo"})
_ORDER = ("ins", "del", "moveFrom", "moveTo")
_END_MARKS = tuple(f"{W}{kind}" for kind in _ORDER)
_MARKED = (
    *(f"{W}{kind}" for kind in (*_ORDER, "cellIns", "cellDel", "cellMerge")),
    *(f"{W}{kind}PrChange" for kind in ("r", "p", "tbl", "tr", "tc", "tblEx")),
    f"{W}numberingChange",
)
_DELETED = {f"{W}t": f"{W}delText", f"{W}instrText": f"{W}delInstrText"}


class Pen:
    """Makes the elements of marks, with ids that are unique in the file."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._drawn: list[tuple[Element, Mark]] = []
        self._copies: dict[Element, Element] = {}
        self.renewed: set[str] = set()

    def mark(self, mark: Mark, kind: str = "") -> Element:
        """A new element for a mark, `kind` where it is not the mark's own."""
        node = etree.Element(f"{W}{kind or mark.kind}")
        node.set(f"{W}id", self._new_id())
        node.set(f"{W}author", mark.author)
        if mark.date:
            node.set(f"{W}date", mark.date)
        self._drawn.append((node, mark))
        return node

    @property
    def drawn(self) -> list[tuple[Element, Mark]]:
        """The elements that were made, with the marks that they are for."""
        return [(self.now(node), mark) for node, mark in self._drawn]

    def follow(self, node: Element, copy: Element) -> None:
        """What was drawn inside an element of the base, in a text box, is in its copy now."""
        if next(node.iter(f"{W}txbxContent"), None) is None:
            return
        self._copies.update(zip(node.iter(), copy.iter(), strict=True))

    def now(self, node: Element) -> Element:
        """Where an element is now that was written into what has been copied since."""
        while node in self._copies:
            node = self._copies[node]
        return node

    def renew(self, node: Element) -> None:
        """Give a mark of the base that is cut an id of its own."""
        node.set(f"{W}id", self._new_id())
        self.renewed.add(str(node.get(f"{W}id")))

    def row(self, row: Element, mark: Mark) -> None:
        """Mark a row as inserted or deleted, with all its words (§17.13.5.16, .12)."""
        properties = row.find(f"{W}trPr")
        if properties is None:
            properties = etree.Element(f"{W}trPr")
            before = row.find(f"{W}tblPrEx")
            row.insert(0 if before is None else row.index(before) + 1, properties)
        kind = "ins" if mark.adds else "del"
        if properties.find(f"{W}{kind}") is None:
            later = [f"{W}del"] if kind == "ins" else []
            _before_change(properties, self.mark(mark, kind), *later, f"{W}trPrChange")
        self.words(row, mark)

    def cell(self, cell: Element, mark: Mark) -> None:
        """Mark a cell as inserted or deleted, with all its words (§17.13.5.4, .1)."""
        properties = cell.find(f"{W}tcPr")
        if properties is None:
            properties = etree.Element(f"{W}tcPr")
            cell.insert(0, properties)
        for old in [*properties.iterchildren(f"{W}cellIns", f"{W}cellDel")]:
            properties.remove(old)
        _before_change(properties, self.mark(mark), f"{W}tcPrChange")
        self.words(cell, mark)

    def words(self, element: Element, mark: Mark) -> None:
        """Mark all words in an element and the ends of its paragraphs."""
        kind = "ins" if mark.kind in ("ins", "cellIns", "moveTo") else "del"
        for paragraph in list(_paragraphs(element)):
            self._inside(paragraph, mark, kind)
            self.end(paragraph, [mark], kind)

    def _inside(self, parent: Element, mark: Mark, kind: str) -> None:
        run: Element | None = None
        for child in list(parent):
            if child.tag in _CONTENT:
                if run is None:
                    run = self.mark(mark, kind)
                    child.addprevious(run)
                run.append(child)
                if kind == "del":
                    delete_text(child)
                continue
            run = None
            if child.tag in _INSIDE or (kind == "del" and child.tag in _ADDED):
                self._inside(child, mark, kind)
        # a field's code and result stay together: marks never part what is one run after another

    def end(self, paragraph: Element, marks: Sequence[Mark], kind: str = "") -> None:
        """Mark the end of a paragraph (§17.13.5.20, .15), besides the marks it has."""
        if not marks:
            return
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            properties = etree.Element(f"{W}pPr")
            paragraph.insert(0, properties)
        looks = properties.find(f"{W}rPr")
        if looks is None:
            looks = etree.Element(f"{W}rPr")
            after = [f"{W}sectPr", f"{W}pPrChange"]
            place = next((n for n, child in enumerate(properties) if child.tag in after), None)
            properties.insert(len(properties) if place is None else place, looks)
        for mark in marks:
            name = kind or mark.kind
            if looks.find(f"{W}{name}") is None:
                before = [looks.find(f"{W}{one}") for one in _ORDER[: _ORDER.index(name)]]
                looks.insert(sum(one is not None for one in before), self.mark(mark, kind))


def end_marks(properties: Element | None) -> Iterator[Element]:
    """The marks of a paragraph's end in its `w:pPr`."""
    looks = None if properties is None else properties.find(f"{W}rPr")
    if looks is not None:
        yield from (node for node in looks if node.tag in _END_MARKS)


def delete_text(element: Element) -> None:
    """Turn words into deleted words (§17.3.3.7): `w:t` in a deletion is not valid.

    An element without words goes: a mark around nothing is taken for none.
    """
    for node in list(element.iter(*_DELETED)):
        parent = node.getparent()
        if any(True for _ in _boxed(node, element)):
            continue
        if node.text or parent is None or node is element:
            node.tag = _DELETED[str(node.tag)]
        else:
            parent.remove(node)


def _boxed(node: Element, top: Element) -> Iterator[Element]:
    for above in node.iterancestors():
        if above is top:
            return
        if above.tag == f"{W}txbxContent":
            yield above


def _paragraphs(element: Element) -> Iterator[Element]:
    if element.tag == f"{W}p":
        yield element
        return
    for child in element:
        if isinstance(child.tag, str):
            yield from _paragraphs(child)


def _before_change(properties: Element, node: Element, *later: str) -> None:
    """Put a mark where the schema wants it: last, but before these."""
    last = next((one for one in properties if one.tag in later), None)
    if last is None:
        properties.append(node)
    else:
        last.addprevious(node)


def holds_marks(piece: Piece) -> bool:
    """Whether marks stand inside a thing, such as an equation; not in a box that is a story."""
    return next(marks_in(piece), None) is not None


def marks_in(piece: Piece) -> Iterator[Element]:
    """The marks inside a thing, in order."""
    if piece.role == "object" and len(piece.nodes) == 1 and not piece.key.startswith("box:"):
        yield from piece.nodes[0][1].iter(*_MARKED)


def bare(element: Element) -> None:
    """Leave the marks of insertions in an added row, cell or table out, and what was struck again
    in it: what is wanted by several is marked for all of them.
    """
    for mark in list(element.iter(f"{W}del", f"{W}moveFrom")):
        parent = mark.getparent()
        if parent is not None and parent.tag != f"{W}rPr":
            parent.remove(mark)
    for mark in list(element.iter(f"{W}ins", f"{W}moveTo", f"{W}cellIns")):
        for child in list(mark):
            mark.addprevious(child)
        parent = mark.getparent()
        if parent is not None:
            parent.remove(mark)
