"""How things look: compared, and marked changes of it put on the base's tables."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from chapters.comparing.flow import Piece
from chapters.comparing.importing import Importer
from chapters.oxml.namespaces import W

__all__ = ["Looks", "change_looks"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_CHANGES = {
    f"{W}tblPr": f"{W}tblPrChange",
    f"{W}tblGrid": f"{W}tblGridChange",
    f"{W}tblPrEx": f"{W}tblPrExChange",
    f"{W}trPr": f"{W}trPrChange",
    f"{W}tcPr": f"{W}tcPrChange",
}
_OWN = tuple(f"{W}{kind}" for kind in ("ins", "del", "cellIns", "cellDel", "cellMerge"))


_SEEN = {
    f"{W}rPr": "rStyle b i caps smallCaps strike dstrike vanish color sz highlight u shd vertAlign",
    f"{W}pPr": "pStyle numPr jc ind outlineLvl pageBreakBefore keepNext bidi",
}
_SEEN_TAGS = {parent: [f"{W}{name}" for name in names.split()] for parent, names in _SEEN.items()}
_OFF = frozenset({"0", "false", "off", "none"})


class Looks:
    """Compares how words and paragraphs look: direct properties that a reader sees, and styles.

    Fonts, languages and what only programs care about do not count. `style` gives the base's name
    for a style of the return.
    """

    def __init__(self, style: Callable[[str, str], str]) -> None:
        self._style = style

    def differ(self, mine: Piece, theirs: Piece) -> bool:
        """Whether two pieces of text look different."""
        return self._of_run(mine) != self._of_run(theirs)

    def of_paragraph(self, end: Piece) -> list[tuple[str, ...]]:
        """How a paragraph looks, by its end."""
        return self._seen(end, end.nodes[0][1].find(f"{W}pPr"))

    def _of_run(self, piece: Piece) -> list[tuple[str, ...]]:
        run = piece.nodes[0][0]
        return self._seen(piece, None if run is None else run.find(f"{W}rPr"))

    def _seen(self, piece: Piece, properties: Element | None) -> list[tuple[str, ...]]:
        if properties is None:
            return []
        found = []
        for tag in _SEEN_TAGS[str(properties.tag)]:
            node = properties.find(tag)
            if node is not None and node.get(f"{W}val") not in _OFF:
                values = [str(value) for one in node.iter() for value in one.attrib.values()]
                if tag in (f"{W}pStyle", f"{W}rStyle") and piece.home:
                    values = [self._style(tag, value) for value in values]
                found.append((tag, *values))
        return found


def change_looks(mine: Element, theirs: Element, importer: Importer) -> None:
    """Give an element of the base the properties that a mark of the return's wants for it.

    What the base has becomes what it was before (ECMA-376 part 1, §17.13.5.32 to .38).
    """
    for name, change in _CHANGES.items():
        wanted = theirs.find(name)
        if wanted is None:
            continue
        own = mine.find(name)
        if wanted.find(change) is not None:
            _replace(mine, own, _changed(own, importer.adopt(wanted), change))
        merge = wanted.find(f"{W}cellMerge")
        if merge is not None:
            _merge(mine, importer.adopt(merge))


def _changed(own: Element | None, new: Element, change: str) -> Element:
    node = new.find(change)
    assert node is not None  # noqa: S101 -- it was there before it was copied
    former = etree.Element(str(new.tag)) if own is None else deepcopy(own)
    for child in list(former):
        if child.tag in (*_OWN, change):
            former.remove(child)
    for child in list(node):
        node.remove(child)
    node.append(former)
    for child in list(new):
        if child.tag in _OWN:
            new.remove(child)
    for mark in [] if own is None else [one for one in own if one.tag in _OWN]:
        node.addprevious(mark)
    return new


def _replace(parent: Element, old: Element | None, new: Element) -> None:
    if old is None:
        parent.insert(0, new)
        return
    old.addprevious(new)
    parent.remove(old)


def _merge(cell: Element, merge: Element) -> None:
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        properties = etree.Element(f"{W}tcPr")
        cell.insert(0, properties)
    change = properties.find(f"{W}tcPrChange")
    if change is None:
        properties.append(merge)
    else:
        change.addprevious(merge)
