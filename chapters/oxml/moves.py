"""Moved text: which marks are the two halves of one move.

ECMA-376 part 1, §17.13.5.21 to .28. Word writes ranges with a name; LibreOffice 7.4 writes neither
ranges nor names, and 25.2 marks only the paragraph as moved: these are paired by equal words.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from chapters.oxml.marks import Mark, attribute, is_alone
from chapters.oxml.namespaces import W

__all__ = ["MOVING", "drop_move_ranges", "name_moves"]

_P = f"{W}p"
_FROM, _TO = f"{W}moveFromRange", f"{W}moveToRange"
_STARTS = {f"{_FROM}Start": "from", f"{_TO}Start": "to"}
_ENDS = {f"{_FROM}End": "from", f"{_TO}End": "to"}
_SIDES = {"from": "from", "pfrom": "from", "sdtfrom": "from"} | {
    "to": "to",
    "pto": "to",
    "sdtto": "to",
}
MOVING = frozenset(_SIDES)
"""The codes of marks that may be a half of a move."""

_TEXT = (f"{W}t", f"{W}delText", f"{W}tab", f"{W}br")
_INSTEAD = {"from": "del", "to": "ins"}

Ranges = dict[tuple[str, str | None], str]


def name_moves(root: etree._Element, marks: list[Mark]) -> None:
    """Give the marks of each move their common name in `Mark.move`."""
    moving = [mark for mark in marks if mark.code in _SIDES]
    if not moving:
        return
    if any(True for _ in root.iter(*_STARTS)):
        _by_range(root, moving)
        _with_their_words(moving)
    unnamed = [mark for mark in moving if mark.move is None and not is_alone(mark)]
    if unnamed:
        _by_words(unnamed, marks)


def _by_range(root: etree._Element, moving: list[Mark]) -> None:
    """Names of the ranges that marks stand in; a paragraph's mark stands at its end."""
    by_element = {_anchor(mark): mark for mark in moving}
    still_open: Ranges = {}
    waiting: list[tuple[etree._Element, Mark]] = []
    wanted = {*_STARTS, *_ENDS, _P, *(one.tag for one in by_element)}
    for element in root.iter(*wanted):
        while waiting and not _is_in(element, waiting[-1][0]):
            _, mark = waiting.pop()
            mark.move = _name(still_open, mark)
        key = (element.tag.removesuffix("Start").removesuffix("End"), element.get(f"{W}id"))
        if element.tag in _STARTS:
            still_open[key] = element.get(f"{W}name") or f"?{key[1]}"
        elif element.tag in _ENDS:
            still_open.pop(key, None)
        elif element in by_element:
            mark = by_element[element]
            paragraph = _paragraph_of_mark(mark)
            if paragraph is None:
                mark.move = _name(still_open, mark)
            else:
                waiting.append((paragraph, mark))
    for _, mark in waiting:
        mark.move = _name(still_open, mark)


def _anchor(mark: Mark) -> etree._Element:
    return mark.targets[0] if mark.targets else mark.first


def _is_in(element: etree._Element, paragraph: etree._Element) -> bool:
    return element is paragraph or any(one is paragraph for one in element.iterancestors(_P))


def _paragraph_of_mark(mark: Mark) -> etree._Element | None:
    return mark.home if mark.code in {"pfrom", "pto"} else None


def _name(still_open: Ranges, mark: Mark) -> str | None:
    prefix = _FROM if _SIDES[mark.code] == "from" else _TO
    names = [name for (tag, _), name in still_open.items() if tag == prefix]
    return names[-1] if names else None


def _with_their_words(moving: list[Mark]) -> None:
    """A moved paragraph's mark without a name takes that of the moved words in its paragraph."""
    names = {(mark.home, _SIDES[mark.code]): mark.move for mark in moving if mark.move is not None}
    for mark in moving:
        if mark.move is None and mark.code in {"pfrom", "pto"}:
            mark.move = names.get((mark.home, _SIDES[mark.code]))


def _by_words(unnamed: list[Mark], marks: list[Mark]) -> None:
    """Pair unnamed halves, paragraph by paragraph, where their words are equal."""
    homes: dict[etree._Element | None, list[Mark]] = {}
    for mark in marks:
        if mark.code in {"from", "to", "del", "ins"}:
            homes.setdefault(mark.home, []).append(mark)
    waiting: dict[str, list[list[Mark]]] = {}
    for text, block in _blocks(unnamed, homes, "from"):
        waiting.setdefault(text, []).append(block)
    for text, block in _blocks(unnamed, homes, "to"):
        there = waiting.get(text)
        if text and there:
            pair = [*there.pop(0), *block]
            for mark in pair:
                mark.move = f"={pair[0].code}{pair[0].number}"


def _blocks(
    unnamed: list[Mark], homes: dict[etree._Element | None, list[Mark]], side: str
) -> Iterator[tuple[str, list[Mark]]]:
    """The words and marks of each paragraph that has an unnamed mark of this side."""
    blocks: dict[etree._Element | None, list[Mark]] = {}
    for mark in unnamed:
        if _SIDES[mark.code] == side:
            blocks.setdefault(mark.home, []).append(mark)
    for paragraph, block in blocks.items():
        near = homes.get(paragraph, ())
        there = [mark for mark in near if mark.code == side]
        there = there or [mark for mark in near if mark.code == _INSTEAD[side]]
        elements = [element for mark in there for element in mark.elements]
        said = "".join(one.text or " " for element in elements for one in element.iter(*_TEXT))
        own = [mark for mark in there if mark.author == block[0].author and mark not in block]
        yield " ".join(said.split()), [*block, *own]


def drop_move_ranges(root: etree._Element, marks: list[Mark]) -> None:
    """Remove the range markers of every move that has no mark left."""
    ends = list(root.iter(*_STARTS, *_ENDS))
    if not ends:
        return
    alive = {mark.move for mark in marks}
    gone = {
        (one.tag.removesuffix("Start"), one.get(f"{W}id"))
        for one in ends
        if one.tag in _STARTS and (attribute(one, "name") or f"?{one.get(f'{W}id')}") not in alive
    }
    for one in ends:
        key = (one.tag.removesuffix("Start").removesuffix("End"), one.get(f"{W}id"))
        outer = one.getparent()
        if key in gone and outer is not None:
            outer.remove(one)
