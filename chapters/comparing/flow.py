"""The words of a story as a flow of pieces, in the state it has when its marks are rejected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from chapters.oxml.namespaces import W

__all__ = [
    "END",
    "OBJECT",
    "Block",
    "Cell",
    "Container",
    "Mark",
    "Paragraph",
    "Piece",
    "Row",
    "Table",
    "goes_with",
    "is_mark",
    "normal",
]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

OBJECT = "\ufdd0"
"""Stands in a paragraph's text for whatever is one thing and no letter: a picture, a note, …

A noncharacter (Unicode, §23.7): what people paste holds U+FFFC, which is there for this.
"""

END = "\ufdd1"
"""Stands for the end of a paragraph where several are read as one text."""

_GOES_IN = frozenset({"ins", "moveTo"})
_GOES_OUT = frozenset({"del", "moveFrom"})
_OUT_TAGS = frozenset(f"{W}{kind}" for kind in _GOES_OUT)
_MARK_TAGS = frozenset(f"{W}{kind}" for kind in _GOES_IN) | _OUT_TAGS
_UNSEEN = dict.fromkeys(map(ord, "\u200d\u200b\ufeff"))


def normal(text: str) -> str:
    """The text without the joiners that other programs put in (LibreOffice: in new cells)."""
    return text if text.isascii() else text.translate(_UNSEEN)


def is_mark(wrap: Element) -> bool:
    """Whether a wrap is a mark of the base that stays."""
    return wrap.tag in _MARK_TAGS


def goes_with(wraps: Iterable[Element]) -> bool:
    """Whether what stands in these wraps is not there when the base's own marks are accepted."""
    return any(wrap.tag in _OUT_TAGS for wrap in wraps)


@dataclass(slots=True, eq=False)
class Mark:
    """One tracked change as it is written: `kind` is the local name of its element.

    `source` is the element that it was read from, none where nobody tracked it. `movement` names
    the pair of a move. `label` says which of several returns it is
    from; `sharers` are the marks of several returns that it stands for, `owners` the labels of
    those whose change it is, empty for all of them.
    """

    kind: str
    author: str
    date: str
    source: Element | None = None
    movement: str = ""
    label: str = ""
    sharers: tuple[Mark, ...] = ()
    owners: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether somebody tracked it."""
        return self.source is not None or any(one.known for one in self.sharers)

    @property
    def adds(self) -> bool:
        """Whether rejecting it takes the words away."""
        return self.kind in _GOES_IN

    @property
    def removes(self) -> bool:
        """Whether accepting it takes the words away."""
        return self.kind in _GOES_OUT


@dataclass(slots=True, eq=False)
class Piece:
    """A stretch of a flow that comes from one place in the file.

    `role`: "text", "object", "pin" (no width: a bookmark, a range of a comment, the result of a
    field), "end" (of a paragraph), "joint" (no width: an end that has gone), "table". `nodes` are
    the (run, child) pairs that it is written from; the run is none for what stands beside runs.
    `wraps` are the links, the controls and the old marks that stay around it, outermost first;
    `marks` the tracked changes around it, outermost first. `home` is empty for what is in the base
    itself, else the label of the return that brings it.
    """

    role: str
    text: str
    nodes: tuple[tuple[Element | None, Element], ...]
    wraps: tuple[Element, ...] = ()
    marks: tuple[Mark, ...] = ()
    key: str = ""
    link: str = ""
    home: str = ""

    @property
    def before(self) -> bool:
        """Whether it is there when all is rejected."""
        return not any(mark.adds for mark in self.marks)

    def cut(self, start: int, end: int, marks: tuple[Mark, ...]) -> Piece:
        """The part of it from one position to another, under other marks."""
        return self.under(marks, self.text[start:end])

    def under(self, marks: tuple[Mark, ...], text: str | None = None) -> Piece:
        """The same under other marks, and with other text where it is given."""
        words = self.text if text is None else text
        return Piece(
            self.role, words, self.nodes, self.wraps, marks, self.key, self.link, self.home
        )


@dataclass(slots=True, eq=False)
class Paragraph:
    """A paragraph as it reads when all is rejected; it may span several `w:p`.

    `pieces` hold what is inserted too, and end with the piece of its end; `text` only what is
    there when all is rejected, without the end.
    """

    elements: list[Element]
    pieces: list[Piece]
    text: str
    fingerprint: str
    marked: bool

    @property
    def length(self) -> int:
        """Positions in it, its end included."""
        return len(self.text) + 1


@dataclass(slots=True, eq=False)
class Cell:
    """A table cell; `span` its width in columns, `merge` its place in a vertical merge, `handed`
    that it begins one only while the row above it, which is inserted, is not there.
    """

    element: Element
    content: Container
    span: int
    merge: str
    mark: Mark | None
    handed: bool = False


@dataclass(slots=True, eq=False)
class Row:
    """A table row; `mark` its own tracked insertion or deletion."""

    element: Element
    cells: list[Cell]
    mark: Mark | None
    fingerprint: str
    home: str = ""

    @property
    def before(self) -> bool:
        """Whether it is there when all is rejected."""
        return self.mark is None or not self.mark.adds


@dataclass(slots=True, eq=False)
class Table:
    """A table; `lead` is what was inserted between it and the paragraph before."""

    element: Element
    rows: list[Row]
    lead: list[Piece]
    fingerprint: str
    marked: bool


Block = Paragraph | Table


@dataclass(slots=True, eq=False)
class Container:
    """What holds blocks: a body, a cell, a note, a header; `tail` is inserted after the last."""

    element: Element
    blocks: list[Block] = field(default_factory=list)
    tail: list[Piece] = field(default_factory=list)
    marked: bool = False

    @property
    def fingerprint(self) -> str:
        """Equal for containers that say the same."""
        return "\x1e".join(block.fingerprint for block in self.blocks)
