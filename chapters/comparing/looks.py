"""Marked changes of how a table, row or cell looks, put on the base's."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from chapters.comparing.importing import Importer
from chapters.oxml.namespaces import W

__all__ = ["change_looks"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_CHANGES = {
    f"{W}tblPr": f"{W}tblPrChange",
    f"{W}tblGrid": f"{W}tblGridChange",
    f"{W}tblPrEx": f"{W}tblPrExChange",
    f"{W}trPr": f"{W}trPrChange",
    f"{W}tcPr": f"{W}tcPrChange",
}
_OWN = tuple(f"{W}{kind}" for kind in ("ins", "del", "cellIns", "cellDel", "cellMerge"))


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
