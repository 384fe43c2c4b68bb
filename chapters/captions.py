"""Captions of tables and of boxes: above them or below, set as captions or only typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from lxml import etree

from chapters.oxml.namespaces import W
from chapters.oxml.ranges import MARKERS
from chapters.oxml.tracked_words import plainly
from chapters.oxml.words import blocks, words

__all__ = ["Captions"]

_P, _TBL, _BOX, _SDT = f"{W}p", f"{W}tbl", f"{W}txbxContent", f"{W}sdt"

# What captions begin with, in the languages of the guide: "Table 3", "Encadré 2.1", "Box IV".
_NUMBER = r"\s*(?:\d+(?:[.\-–]\d+)*[a-z]?|[IVXL]+|[A-Z](?:[.\-–]\d+)*)(?!\w)"
_OF_BOX = re.compile(r"(?i:box|case study|encadré|recuadro|kasten|вставка)" + _NUMBER)
_OF_TABLE = re.compile(r"(?i:table(?:au)?|tab[el]la|tabelle|таблица|表|جدول)" + _NUMBER)
_OF_PICTURE = re.compile(r"fig|abb|photo|chart|graph|map\b|picture|image|рис|图", re.IGNORECASE)
_ENDS_A_LABEL = re.compile(r"\s*(?:[.:)–—-]|$)")
_COUNTS = re.compile(r"\bSEQ\s+\"?(?P<what>\w+)")
_COUNTED = ("tab", "таб", "表", "جدول", "box", "encadr", "recuadro", "kasten", "case")
_WORDS = (f"{W}t", f"{W}delText")
_FAR = 20
"""How many captions and tables in turn are looked at for whether captions stand above or below."""


class Captions:
    """The captions of a story. `styles` gives the styles of captions; `fill` is called with
    whatever is read, before it is.
    """

    def __init__(
        self, styles: Callable[[], Collection[str]], fill: Callable[[etree._Element], None]
    ) -> None:
        self._styles = styles
        self._fill = fill

    def title(self, table: etree._Element) -> str:
        """A table's own title: its caption, else the title that programs read out; may be empty."""
        caption = self._caption(table, self._is_of_table)
        if caption is not None:
            return _said(caption)
        own = table.find(f"{W}tblPr/{W}tblCaption")
        return "" if own is None else plainly(own.get(f"{W}val", ""))

    def label(self, box: etree._Element) -> str:
        """What a table or a text box is called as a box: "Box 5", from the first words in it, or
        from its caption; empty where neither says so.
        """
        self._fill(box)
        texts = (_said(paragraph) for paragraph in box.iter(_P))
        inside = _label(next((text for text in texts if text), ""))
        if inside or box.tag == _TBL:
            return inside or self._label_beside(box)
        anchor = next(box.iterancestors(_P), None)
        return "" if anchor is None else _label(_said(anchor)) or self._label_beside(anchor)

    def _label_beside(self, block: etree._Element) -> str:
        caption = self._caption(block, self._is_of_box)
        return "" if caption is None else _label(_said(caption))

    def _is_of_table(self, paragraph: etree._Element) -> bool:
        text, counted = _said(paragraph), _counted(paragraph)
        if counted:
            return counted.casefold().startswith(_COUNTED)
        if self._is_set_as_caption(paragraph):
            return not _OF_PICTURE.match(text)
        label = _OF_TABLE.match(text)
        return label is not None and _ENDS_A_LABEL.match(text, label.end()) is not None

    def _is_of_box(self, paragraph: etree._Element) -> bool:
        text = _said(paragraph)
        label = _OF_BOX.match(text)
        if label is None:
            return False  # "Box 5 shows …" is no caption
        is_set = bool(_counted(paragraph)) or self._is_set_as_caption(paragraph)
        return is_set or _ENDS_A_LABEL.match(text, label.end()) is not None

    def _is_set_as_caption(self, paragraph: etree._Element) -> bool:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = "" if style is None else style.get(f"{W}val", "")
        return bool(name) and (name in self._styles() or name.casefold() == "caption")

    def _caption(
        self, block: etree._Element, is_caption: Callable[[etree._Element], bool]
    ) -> etree._Element | None:
        """The caption of a table or box: above it or, where those of its neighbours stand so,
        below.
        """
        above, begins = self._on_one_side(block, is_caption, preceding=True)
        below, ends = self._on_one_side(block, is_caption, preceding=False)
        return below if below is not None and ends and not begins else above

    def _on_one_side(
        self,
        block: etree._Element,
        is_caption: Callable[[etree._Element], bool],
        *,
        preceding: bool,
    ) -> tuple[etree._Element | None, bool]:
        """The caption next to a block on one side; and whether the captions and blocks that take
        turns there end with a caption.
        """
        first: etree._Element | None = None
        for _ in range(_FAR):
            caption = self._beside(block, preceding=preceding)
            if caption is None or _is_block(caption) or not is_caption(caption):
                return first, False
            first = caption if first is None else first
            other = self._beside(caption, preceding=preceding)
            if other is None or not _is_block(other):
                return first, True
            block = other
        return first, True

    def _beside(self, block: etree._Element, *, preceding: bool) -> etree._Element | None:
        """The paragraph or table next to a block; one empty paragraph between does not matter."""
        blank = False
        for one in _siblings(block, preceding=preceding):
            if one.tag == _P:
                self._fill(one)
            if not (blank or _is_block(one) or _said(one)):
                blank = True
                continue
            return one
        return None


def _said(paragraph: etree._Element) -> str:
    """What a paragraph says, with the results of its fields; of a deleted one what it said."""
    return plainly(words(paragraph)) or plainly(
        "".join(node.text or "" for node in paragraph.iter(*_WORDS))
    )


def _label(text: str) -> str:
    match = _OF_BOX.match(text)
    return match[0] if match else ""


def _counted(paragraph: etree._Element) -> str:
    """What the first counting field in a paragraph counts: "Table" (ECMA-376 part 1, §17.16.5.56);
    empty where there is none.
    """
    simple = [node.get(f"{W}instr", "") for node in paragraph.iter(f"{W}fldSimple")]
    codes = "".join(node.text or "" for node in paragraph.iter(f"{W}instrText"))
    found = (_COUNTS.search(code) for code in (*simple, codes))
    return next((match["what"] for match in found if match), "")


def _is_block(node: etree._Element) -> bool:
    """Whether it is a table, or a paragraph that holds a text box."""
    return node.tag == _TBL or next(node.iter(_BOX), None) is not None


def _siblings(block: etree._Element, *, preceding: bool) -> Iterator[etree._Element]:
    """The paragraphs and tables before or after a block, nearest first, also where controls hold
    it alone, or them.
    """
    parent = block.getparent()
    while parent is not None and parent.tag == f"{W}sdtContent" and len(parent) == 1:
        control = parent.getparent()
        if control is None:
            return
        block, parent = control, control.getparent()
    for one in block.itersiblings(preceding=preceding):
        if one.tag == _SDT:
            inside = list(blocks(one))
            yield from reversed(inside) if preceding else inside
        elif one.tag in (_P, _TBL):
            yield one
        elif one.tag not in MARKERS:
            return
