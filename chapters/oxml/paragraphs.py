"""Paragraph marks that go: a paragraph is joined with the one that follows it.

ECMA-376 part 1, §17.13.5.15 (deleted paragraph) and .20 (inserted paragraph): without its mark a
paragraph's content belongs to the following paragraph, whose properties survive, as in Word.
"""

from __future__ import annotations

from lxml import etree

from chapters.oxml.namespaces import W
from chapters.oxml.ranges import MARKERS, SIGN, Loss, has_content, remove, sign, signed

__all__ = [
    "drop_emptied",
    "drop_paragraph_mark",
    "forget_stuck",
    "is_stuck",
    "may_be_freed",
    "only_waits",
    "stuck_paragraphs",
    "waits_for_table",
]

_P, _PPR, _TBL, _SDT = f"{W}p", f"{W}pPr", f"{W}tbl", f"{W}sdt"
_STUCK = f"{W}rsidDel"
_OPEN = (f"{W}sdtContent", f"{W}customXml", f"{W}sdt")
_OWN = frozenset({f"{W}sdtPr", f"{W}sdtEndPr", f"{W}customXmlPr"})
_GOING = tuple(f"{_PPR}/{W}rPr/{W}{name}" for name in ("del", "ins", "moveFrom", "moveTo"))
_LASTING = frozenset(
    f"{W}{kind}{end}" for kind in ("bookmark", "commentRange", "perm") for end in ("Start", "End")
)
_UNDECIDED = (
    *(f"{W}trPr/{W}{name}" for name in ("del", "ins")),
    *(f"{W}tcPr/{W}{name}" for name in ("cellDel", "cellIns")),
)


def stuck_paragraphs(root: etree._Element, loss: Loss) -> list[etree._Element]:
    """Paragraphs whose mark went while nothing could be joined, in document order.

    They bear a sign (in `w:rsidDel`, which means "deleted in that session", §17.3.1.22), so that
    resolving the rest later gives what resolving everything at once gives.
    """
    return signed(root, _P, loss)


def forget_stuck(root: etree._Element, loss: Loss) -> None:
    """Remove the signs: nothing that could free a paragraph is left in this part."""
    for paragraph in stuck_paragraphs(root, loss):
        del paragraph.attrib[_STUCK]


def is_stuck(paragraph: etree._Element) -> bool:
    """Whether the mark of a paragraph went while nothing could be joined."""
    return paragraph.get(_STUCK) == SIGN


def waits_for_table(paragraph: etree._Element) -> bool:
    """Whether a paragraph is stuck before a table."""
    found = _following(paragraph) if is_stuck(paragraph) else None
    return found is not None and found.tag == _TBL


def only_waits(paragraph: etree._Element) -> bool:
    """Whether a stuck paragraph without words is there until the table behind it is decided."""
    return waits_for_table(paragraph) and _may_go(paragraph, at_end=False)


def may_be_freed(paragraph: etree._Element) -> bool:
    """Whether the table that keeps a stuck paragraph with words where it is may yet go."""
    return is_stuck(paragraph) and _may_vanish(_following(paragraph))


def drop_paragraph_mark(paragraph: etree._Element, loss: Loss) -> None:
    """Join a paragraph whose mark is gone with the following one.

    With none to join (a table, the end of a cell) a paragraph with content stays, an empty one
    goes unless its container needs it.
    """
    if paragraph.getparent() is None:
        return
    found = _following(paragraph)
    if found is not None and found.tag == _P:
        _join(paragraph, found, loss)
    elif _may_go(paragraph, at_end=found is None) and not _waits(paragraph, found):
        _discard(paragraph, loss)
    else:
        sign(paragraph, loss)


def _following(paragraph: etree._Element) -> etree._Element | None:
    """The next block: a paragraph, or what stands in the way of one; none at the end."""
    node = paragraph
    while True:
        block = _next_block(node)
        if block is not None:
            return block
        outer = node.getparent()
        if outer is None or outer.tag not in _OPEN:
            return None
        node = outer


def _next_block(node: etree._Element) -> etree._Element | None:
    for sibling in node.itersiblings(etree.Element):
        if sibling.tag in MARKERS:
            continue
        if sibling.tag in _OPEN:
            inner = _first_block(sibling)
            if inner is not None:
                return inner
            continue
        return None if sibling.tag == f"{W}sectPr" else sibling
    return None


def _first_block(holder: etree._Element) -> etree._Element | None:
    for child in holder.iterchildren(etree.Element):
        if child.tag in MARKERS or child.tag in _OWN:
            continue
        inner = _first_block(child) if child.tag in _OPEN else child
        if inner is not None:
            return inner
    return None


def _join(paragraph: etree._Element, later: etree._Element, loss: Loss) -> None:
    properties = later.find(_PPR)
    first = next((child for child in later if child is not properties), None)
    moving = [child for child in paragraph if child.tag != _PPR]
    if paragraph.getparent() is later.getparent():
        sibling = paragraph.getnext()
        while sibling is not None and sibling is not later:
            moving.append(sibling)
            sibling = sibling.getnext()
    for child in moving:
        if first is not None:
            first.addprevious(child)
        else:
            later.append(child)
    _discard(paragraph, loss)


def _discard(paragraph: etree._Element, loss: Loss) -> None:
    holder = paragraph.getparent()
    for marker in list(paragraph):
        if marker.tag in MARKERS:
            paragraph.addprevious(marker)
    remove(paragraph, loss)
    drop_emptied(holder, loss)


def drop_emptied(holder: etree._Element | None, loss: Loss) -> etree._Element | None:
    """Remove the control whose last block went, and those around it; returns what holds them."""
    while holder is not None and holder.tag in _OPEN and _first_block(holder) is None:
        outer = holder.getparent()
        remove(holder, loss)
        holder = outer
    return holder


def _may_go(paragraph: etree._Element, *, at_end: bool) -> bool:
    if has_content(paragraph) or paragraph.find(f"{_PPR}/{W}sectPr") is not None:
        return False
    before = _preceding_block(paragraph)
    if before is not None and any(before.find(path) is not None for path in _GOING):
        return False  # it may still be joined to this one, whose properties would survive
    return not at_end or (before is not None and before.getparent() is paragraph.getparent())


def _waits(paragraph: etree._Element, found: etree._Element | None) -> bool:
    """Whether it holds bookmarks or the like that belong behind the table, if that goes."""
    return any(child.tag in _LASTING for child in paragraph) and _may_vanish(found)


def _may_vanish(block: etree._Element | None) -> bool:
    """Whether this is a table with rows or cells that are undecided."""
    if block is None or block.tag != _TBL:
        return False
    return any(block.find(f".//{path}") is not None for path in _UNDECIDED)


def _preceding_block(paragraph: etree._Element) -> etree._Element | None:
    """The paragraph that would be joined to this one; none where something else comes before."""
    node = paragraph
    while True:
        before = node.getprevious()
        while before is not None and (before.tag in MARKERS or before.tag in _OWN):
            before = before.getprevious()
        while before is not None and before.tag in _OPEN:
            inner = [child for child in before if child.tag not in MARKERS | _OWN]
            before = inner[-1] if inner else None
        if before is not None:
            return before if before.tag == _P else None
        outer = node.getparent()
        if outer is None or outer.tag not in _OPEN:
            return None
        node = outer
