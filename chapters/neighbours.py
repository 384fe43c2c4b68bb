"""Insertions that stand at one place: nothing of the text that was there before is between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from chapters.marked import MarkedPart, marked_parts
from chapters.oxml.namespaces import W
from chapters.package import Package
from chapters.values import RevisionId

__all__ = ["side_by_side"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type
_Owners = Mapping[Element, RevisionId]

_WORDS, _ENDS = {"ins", "to"}, {"pins", "pto"}
_P, _R = f"{W}p", f"{W}r"
_BORDERS = {f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}txbxContent", f"{W}footnote", f"{W}comment"}
_NOTHING = {
    f"{W}{name}" for name in ("rPr", "commentReference", "annotationRef", "lastRenderedPageBreak")
}


def side_by_side(data: bytes) -> list[tuple[RevisionId, ...]]:
    """The insertions at each place where several stand, in document order. Who reads them in
    another order reads another text.
    """
    return [
        run
        for part in marked_parts(Package.open(data))
        if part.marks
        for run in _runs(part)
        if len(run) > 1
    ]


def _runs(part: MarkedPart) -> Iterator[tuple[RevisionId, ...]]:
    """The insertions between two pieces of the text that was there before."""
    words, ends = _owners(part, _WORDS), _owners(part, _ENDS)
    here: list[RevisionId] = []
    for came, element in etree.iterwalk(part.root, events=("start", "end")):
        coming = words.get(element)
        if came == "end":  # the mark of a paragraph is written before its words, and read behind
            coming = next((ends[one] for one in _mark_of(element) if one in ends), None)
        if coming is not None:
            here += [coming] if coming not in here else []
        elif _is_old(element, words, ended=came == "end"):
            yield tuple(here)
            here = []
    yield tuple(here)


def _owners(part: MarkedPart, codes: set[str]) -> _Owners:
    return {
        element: RevisionId(name)
        for name, mark in part.marks.items()
        if mark.code in codes
        for element in mark.elements
    }


def _is_old(element: Element, words: _Owners, *, ended: bool) -> bool:
    """Whether what begins or ends here was there before, or parts one place from another."""
    if element.tag in _BORDERS or ended:
        return element.tag in _BORDERS or element.tag == _P
    parent = element.getparent()
    if parent is None or parent.tag != _R or element.tag in _NOTHING:
        return False
    return not any(one in words for one in element.iterancestors())


def _mark_of(element: Element) -> Iterator[Element]:
    """What is said of the mark of a paragraph (§17.3.1.29); nothing of other elements."""
    properties = element.find(f"{W}pPr/{W}rPr") if element.tag == _P else None
    return iter(()) if properties is None else iter(properties)
