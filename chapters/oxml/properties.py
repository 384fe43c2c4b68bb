"""Former properties: keep the new set, or bring back the whole former one.

ECMA-376 part 1, §17.13.5.29 (paragraph), .30 (its mark), .31 (run), .32 (section), .33 (grid), .34
to .37 (table, exceptions, cell, row); part 4, §9.6 (numbering).
"""

from __future__ import annotations

from lxml import etree

from chapters.oxml.namespaces import W
from chapters.oxml.order import in_order
from chapters.oxml.spans import settle_span

__all__ = ["NEVER_FORMER", "clear_mark", "keep_new", "restore_former"]

_KEPT = {
    f"{W}pPr": ("rPr", "sectPr"),
    f"{W}rPr": ("ins", "del", "moveFrom", "moveTo"),
    f"{W}trPr": ("ins", "del"),
    f"{W}tcPr": ("cellIns", "cellDel", "cellMerge"),
    f"{W}sectPr": ("headerReference", "footerReference"),
}
"""What in each set is no property of it and stays: other marks; the properties of the paragraph
mark and of a section, which have marks of their own; headers and footers, which are not tracked.
"""

NEVER_FORMER = frozenset(
    f"{W}{name}"
    for name in (
        "ins",
        "del",
        "moveFrom",
        "moveTo",
        "cellIns",
        "cellDel",
        "cellMerge",
        "numberingChange",
        "headerReference",
        "footerReference",
    )
)
"""What stands in sets of properties and is no property: marks, and what no mark tells of."""

_MAY_GO = frozenset(f"{W}{name}" for name in ("rPr", "pPr", "trPr", "tblPrEx", "numPr"))
_SUFFIX = "Change"


def keep_new(change: etree._Element) -> None:
    """Accept: the former set is forgotten."""
    clear_mark(change)


def clear_mark(mark: etree._Element) -> None:
    """Remove a mark that stands in a set of properties, and sets that become empty by it.

    An empty `w:trPr` is no valid row (§17.4.79); the others merely say nothing.
    """
    element: etree._Element | None = mark
    while element is not None:
        outer = element.getparent()
        if outer is None:
            return
        outer.remove(element)
        if len(outer) or outer.tag not in _MAY_GO or outer.attrib:
            return
        element = outer


def restore_former(change: etree._Element) -> None:
    """Reject: the complete former set comes back, an empty one too (LibreOffice writes no set)."""
    properties = change.getparent()
    if properties is None:
        return
    if change.tag == f"{W}numberingChange":
        clear_mark(change)  # the former number is only a picture of it (part 4, §9.6)
        return
    name = change.tag.removesuffix(_SUFFIX)
    former = change.find(name)
    if name == f"{W}tcPr":
        settle_span(properties, former)
    _replace(properties, change, [] if former is None else list(former))


def _replace(
    properties: etree._Element, change: etree._Element, former: list[etree._Element]
) -> None:
    kept = {f"{W}{name}" for name in _KEPT.get(properties.tag, ())}
    if properties.tag == f"{W}tblGrid":
        kept = set()
    for child in list(properties):
        if child is not change and child.tag not in kept:
            properties.remove(child)
    former = [child for child in former if child.tag not in kept | NEVER_FORMER]
    # LibreOffice 7.4 writes `w:keepNext` of a former set behind what it must stand before.
    restored = in_order(properties, former)
    _without_marks(restored)
    leading = properties.tag in {f"{W}rPr", f"{W}sectPr"}
    if leading:  # marks come first in w:rPr, header references first in w:sectPr
        for child in restored:
            properties.append(child)
    else:
        for place, child in enumerate(restored):
            properties.insert(place, child)
    clear_mark(change)


def _without_marks(restored: list[etree._Element]) -> None:
    for child in restored:
        for inner in list(child):
            if child.tag == f"{W}numPr" and inner.tag in NEVER_FORMER:
                child.remove(inner)
