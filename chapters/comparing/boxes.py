"""Text boxes: which box of a return is which of the base's, so that they are read as stories.

ECMA-376 part 1, §17.17.1 (`w:txbxContent`) and part 3, §7.6. A box that is one of the base's is the
same thing wherever it stands, and what was changed in it stands in it. Any other is one thing, by
its words: one that is new, or that holds another box, or that is one of several in a shape.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from chapters.comparing.aligning import Sketch, align, sketch
from chapters.comparing.files import File
from chapters.comparing.flow import goes_with
from chapters.comparing.importing import Ids
from chapters.comparing.objects import chosen
from chapters.oxml.marks import FORMER, RUN_MARKS
from chapters.oxml.namespaces import MC, W
from chapters.oxml.words import words

__all__ = ["Twin", "pair_boxes"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_BOX, _P, _FALLBACK = f"{W}txbxContent", f"{W}p", f"{MC}Fallback"
_ROW, _ROW_GOES = f"{W}tr", f"{W}trPr/{W}del"
_THINGS = frozenset({f"{W}drawing", f"{W}pict", f"{W}object", f"{MC}AlternateContent"})
_NUMBERED = (*RUN_MARKS, *FORMER)


def pair_boxes(base: File, others: Sequence[File]) -> None:
    """Give the boxes of the bodies their names, before these are read: a box that every return
    still has is read as a story.

    A box that one of them lacks, deletes or moves stays one thing for all: who edits what another
    takes away must clash.
    """
    mine = _boxes(base)
    if not mine:
        return
    found = [_paired([one.words for one in mine], other) for other in others]
    common = [
        number
        for number in range(len(mine))
        if all(number in pairs for pairs in found)
        and not (len(found) > 1 and any(_goes(pairs[number].thing) for pairs in found))
    ]
    base.boxes = {mine[number].thing: (str(number), mine[number].content) for number in common}
    for other, pairs in zip(others, found, strict=True):
        theirs = {number: pairs[number] for number in common}
        other.boxes = {one.thing: (str(number), one.content) for number, one in theirs.items()}


def _goes(thing: Element) -> bool:
    """Whether a mark of the return around a box takes it away from where it is."""
    rows = thing.iterancestors(_ROW)
    return goes_with(thing.iterancestors()) or any(row.find(_ROW_GOES) is not None for row in rows)


@dataclass(frozen=True, slots=True)
class _Box:
    """A thing in the body that is a text box: what is in it, and what that says."""

    thing: Element
    content: Element
    words: str


def _paired(mine: Sequence[str], other: File) -> dict[int, _Box]:
    """The boxes of a return by the number of the base's box that each is."""
    theirs = _boxes(other)
    said = [one.words for one in theirs]

    def look(i: int, j: int) -> tuple[Sketch, Sketch]:
        return (
            sketch("box", mine[i] if i >= 0 else ""),
            sketch("box", said[j] if j >= 0 else ""),
        )

    steps = align(mine, said, look)
    pairs = {one.before: one.after for one in steps if one.before is not None}
    left = [one.after for one in steps if one.before is None]
    for number in [number for number, there in pairs.items() if there is None]:
        moved = next((one for one in left if one is not None and said[one] == mine[number]), None)
        if moved is not None:
            left.remove(moved)
            pairs[number] = moved
    return {number: theirs[there] for number, there in pairs.items() if there is not None}


def _boxes(file: File) -> list[_Box]:
    """The boxes with words in the body; a file that is read so has read no story yet."""
    reading = File(file.package, accepted=file.accepted)
    things: defaultdict[Element, list[Element]] = defaultdict(list)
    for content in file.package.tree(file.package.main).iter(_BOX):
        thing = _thing(content, file.absent)
        if thing is not None:
            things[thing].append(content)
    single = {
        thing: contents[0]
        for thing, contents in things.items()
        if len(contents) == 1 and len(list(contents[0].iter(_BOX))) == 1
    }
    found = [
        _Box(thing, content, reading.box(content).fingerprint) for thing, content in single.items()
    ]
    return [one for one in found if one.words]


def _thing(content: Element, absent: frozenset[str]) -> Element | None:
    """The thing that a box is; none for one in another box, in a fallback, or not there yet."""
    thing: Element | None = None
    path = [content]
    for above in content.iterancestors():
        if above.tag in (_BOX, _FALLBACK) or above.tag in absent:
            return None
        if above.tag == _P:
            break
        path.append(above)
        thing = above if above.tag in _THINGS else thing
    if thing is None or (chosen(thing) is not thing and chosen(thing) not in path):
        return None
    return thing


class Twin:
    """The box in `mc:Fallback` that says once more what a box in `mc:Choice` says, while it does;
    made before anything is written into that one.
    """

    def __init__(self, content: Element) -> None:
        self._content = content
        self._twin: Element | None = None
        around = list(content.iterancestors(f"{MC}AlternateContent"))
        spare = list(around[-1].iter(_FALLBACK))[:1] if around else []
        boxes = [box for one in spare for box in one.iter(_BOX)]
        if len(boxes) == 1 and _plain(boxes[0]) == _plain(content):
            self._twin = boxes[0]

    def write(self, ids: Ids) -> None:
        """Say what the box says now, with ids of its own for the marks."""
        if self._twin is None:
            return
        for child in list(self._twin):
            self._twin.remove(child)
        self._twin.extend(deepcopy(child) for child in self._content)
        for mark in self._twin.iter(*_NUMBERED):
            mark.set(f"{W}id", ids.next())


def _plain(content: Element) -> list[str]:
    return [words(paragraph) for paragraph in content.iter(_P)]
