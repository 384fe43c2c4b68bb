"""Numbers and ids that must be unique in the guide: marks, drawings, shapes, controls."""

from __future__ import annotations

import re
from collections import defaultdict, deque

from lxml import etree

from chapters.oxml.namespaces import W14, WP, WPS, A, O, V, W

__all__ = ["ChapterIds", "GuideIds", "undescribed_pictures"]

_ID, _VAL = f"{W}id", f"{W}val"
_SINGLE = {
    f"{W}{name}"
    for name in [
        "ins",
        "del",
        "moveFrom",
        "moveTo",
        "rPrChange",
        "pPrChange",
        "sectPrChange",
        "tblPrChange",
        "tblPrExChange",
        "trPrChange",
        "tcPrChange",
        "tblGridChange",
        "numberingChange",
        "cellIns",
        "cellDel",
        "cellMerge",
    ]
}
_PAIRED = {
    f"{W}{family}{end}": (family, end)
    for family in (
        "bookmark",
        "perm",
        "moveFromRange",
        "moveToRange",
        "customXmlInsRange",
        "customXmlDelRange",
        "customXmlMoveFromRange",
        "customXmlMoveToRange",
    )
    for end in ("Start", "End")
}
_DECORATION = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_VML_NAME = re.compile(r"^_x0000_([a-z])\d+$")
_NEXT_BOX = re.compile(r"(mso-next-textbox:#)([^;\"]+)")
_PARAGRAPH_IDS = (f"{W14}paraId", f"{W14}textId")
_HAS_PARAGRAPH_IDS = etree.XPath(
    "boolean(descendant-or-self::*/@w14:paraId | descendant-or-self::*/@w14:textId)",
    namespaces={"w14": W14[1:-1]},
)


def undescribed_pictures(story: etree._Element) -> int:
    """How many pictures of a story have no alternative text, and are not marked as decoration."""
    return sum(
        not node.get("descr")
        and not node.get("title")
        and next(node.iter(_DECORATION), None) is None
        and next(node.itersiblings(f"{A}graphic"), None) is not None
        for node in story.iter(f"{WP}docPr")
    )


class GuideIds:
    """Counters and taken ids of the whole guide."""

    def __init__(self) -> None:
        self._counters: defaultdict[str, int] = defaultdict(int)
        self._controls: set[str] = set()
        self._shapes: set[str] = set()

    def next(self, family: str) -> str:
        """The next number of a family, from 1."""
        self._counters[family] += 1
        return str(self._counters[family])

    def control(self, wanted: str) -> str:
        """An id for a content control: the one it has, or a new one where that is taken."""
        while wanted in self._controls or not wanted.lstrip("-").isdigit():
            wanted = str(1_000_000_000 + int(self.next("control")))
        self._controls.add(wanted)
        return wanted

    def shape(self, wanted: str) -> str:
        """An id for a VML shape: new for one that Word numbered, else its own where free."""
        match = _VML_NAME.match(wanted)
        if match:
            return f"_x0000_{match.group(1)}{1024 + int(self.next('shape'))}"
        new = wanted
        while new in self._shapes:
            new = f"{wanted}_{self.next('named shape')}"
        self._shapes.add(new)
        return new


class ChapterIds:
    """One chapter's ids in the guide."""

    def __init__(self, guide: GuideIds) -> None:
        self._guide = guide
        self._shapes: dict[str, str] = {}
        self._boxes: dict[str, str] = {}

    def renumber(self, story: etree._Element) -> None:
        """Give everything in a story ids of its own; what belongs together stays together."""
        self._marks(story)
        self._drawings(story)
        self._shape_names(story)
        self._controls(story)
        if _HAS_PARAGRAPH_IDS(story):
            for paragraph in story.iter(f"{W}p", f"{W}tr"):
                for name in _PARAGRAPH_IDS:
                    paragraph.attrib.pop(name, "")
        for node in list(story.iter(f"{W}divId")):
            node.getparent().remove(node)  # type: ignore[union-attr]

    def _marks(self, story: etree._Element) -> None:
        waiting: defaultdict[tuple[str, str], deque[str]] = defaultdict(deque)
        starts: dict[str, etree._Element] = {}
        for node in list(story.iter(*_SINGLE, *_PAIRED)):
            pair = _PAIRED.get(str(node.tag))
            if pair is None:
                node.set(_ID, self._guide.next("mark"))
                continue
            key = (pair[0], node.get(_ID, ""))
            if pair[1] == "Start":
                new = self._guide.next("mark")
                waiting[key].append(new)
                starts[new] = node
                node.set(_ID, new)
            elif waiting[key]:
                node.set(_ID, waiting[key].popleft())
            else:
                _remove(node)
        for (family, _), unfinished in waiting.items():
            for new in unfinished:
                _finish(family, starts[new], new)

    def _drawings(self, story: etree._Element) -> None:
        for node in story.iter(f"{WP}docPr"):
            node.set("id", self._guide.next("drawing"))
        for node in story.iter(f"{WPS}txbx", f"{WPS}linkedTxbx"):
            old = node.get("id")
            if old is not None:
                if old not in self._boxes:
                    self._boxes[old] = self._guide.next("box")
                node.set("id", self._boxes[old])

    def _shape_names(self, story: etree._Element) -> None:
        for node in story.iter(f"{V}*"):
            if node.tag == f"{V}shapetype":
                continue
            for name in ("id", f"{O}spid"):
                if node.get(name):
                    node.set(name, self._shape(node.get(name, "")))
            style = node.get("style", "")
            if "mso-next-textbox" in style:
                node.set("style", _NEXT_BOX.sub(self._next_box, style))
        for node in story.iter(f"{O}OLEObject"):
            if node.get("ShapeID"):
                node.set("ShapeID", self._shape(node.get("ShapeID", "")))

    def _next_box(self, match: re.Match[str]) -> str:
        return match.group(1) + self._shape(match.group(2))

    def _shape(self, old: str) -> str:
        if old not in self._shapes:
            self._shapes[old] = self._guide.shape(old)
        return self._shapes[old]

    def _controls(self, story: etree._Element) -> None:
        for properties in story.iter(f"{W}sdtPr"):
            for node in properties.iterchildren(_ID):
                node.set(_VAL, self._guide.control(node.get(_VAL, "")))


def _finish(family: str, start: etree._Element, new: str) -> None:
    """End a range that never ends where it starts: Word calls a file with an open one damaged."""
    end = start.makeelement(f"{W}{family}End")
    end.set(_ID, new)
    start.addnext(end)
    end.tail, start.tail = start.tail, None


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
