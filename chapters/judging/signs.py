"""A file as one row of signs for each kind of story, each with the marks that it stands in.

A sign is a letter or stands for something: the end of a paragraph or cell, the start of a row, a
picture, a note. Inserted and deleted signs are both there, in document order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from chapters.grouping import group_of
from chapters.marked import MarkedPart, marked_parts
from chapters.oxml.marks import Mark
from chapters.oxml.namespaces import MC, M, W
from chapters.package import Package

__all__ = ["END_OF_CELL", "END_OF_PARAGRAPH", "ROW", "Marked", "Note", "Sign", "marked", "shown"]

END_OF_PARAGRAPH, END_OF_CELL, ROW = "\ue000", "\ue001", "\ue002"
_PICTURE, _NOTE = "\ufffc", "\ue003"

_P, _TR, _TC, _RUN_TEXT = f"{W}p", f"{W}tr", f"{W}tc", (f"{W}t", f"{W}delText", f"{M}t")
_SAYS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011",
    f"{W}sym": _PICTURE,
    f"{W}drawing": _PICTURE,
    f"{W}pict": _PICTURE,
    f"{W}object": _PICTURE,
    f"{W}footnoteReference": _NOTE,
    f"{W}endnoteReference": _NOTE,
}
_SILENT = frozenset(
    {f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}trPr", f"{W}tcPr", f"{W}tblPr", f"{W}tblGrid"}
    | {f"{W}sectPr", f"{W}instrText", f"{W}delInstrText", f"{MC}Fallback", f"{M}ctrlPr"}
)
_BOX = f"{W}txbxContent"
_STARTS, _ENDS = f"{W}commentRangeStart", f"{W}commentRangeEnd"
_REFERENCE = f"{W}commentReference"
_STORIES = ("footnotes", "endnotes", "header", "footer")
_OF_WORDS = frozenset({"ins", "del", "from", "to"})
_HOLDERS = {"pins": _P, "pdel": _P, "pfrom": _P, "pto": _P, "rins": _TR, "rdel": _TR}
_CELLS = {"cins": _TC, "cdel": _TC}


class Sign(NamedTuple):
    """A letter, or what stands for something else, and the names of the marks around it."""

    text: str
    marks: tuple[str, ...]


@dataclass(slots=True)
class Note:
    """Where a comment stands: the story, and the signs from its start to its end."""

    story: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marked:
    """The signs of a file by kind of story, its marks by name, the group of each, and where its
    comments stand. `homes` are the runs, paragraphs, rows and cells of the signs, `root` that of
    the main part.
    """

    stories: Mapping[str, list[Sign]]
    homes: Mapping[str, list[etree._Element]]
    root: etree._Element
    marks: Mapping[str, Mark]
    groups: Mapping[str, str]
    notes: Mapping[str, Note]


def marked(package: Package) -> Marked:
    """The signs of a file that is open; the marks are named as revisions are."""
    parts = {part.name: part for part in marked_parts(package)}
    stories: dict[str, list[Sign]] = {}
    homes: dict[str, list[etree._Element]] = {}
    notes: dict[str, Note] = {}
    for kind, name in _parts(package):
        reader = _Reader(kind, (stories, homes), notes, parts.get(name))
        reader.read(package.tree(name), ())
    marks = {name: mark for part in parts.values() for name, mark in part.marks.items()}
    groups = {n: group for part in parts.values() for n, group in group_of(part.marks).items()}
    return Marked(stories, homes, package.tree(package.main), marks, groups, notes)


def shown(text: str) -> str:
    """Signs as a person reads them."""
    for sign, words in ((END_OF_PARAGRAPH, "\n"), (END_OF_CELL, "\t"), (ROW, "\n")):
        text = text.replace(sign, words)
    return text.replace(_PICTURE, "[picture]").replace(_NOTE, "[note]")


def _parts(package: Package) -> Iterator[tuple[str, str]]:
    yield "body", package.main
    for kind in _STORIES:
        for name in sorted(package.related(package.main, kind)):
            yield kind, name


class _Reader:
    """Reads one part into the rows of its story; boxes go into a row of their own."""

    def __init__(
        self,
        kind: str,
        rows: tuple[dict[str, list[Sign]], dict[str, list[etree._Element]]],
        notes: dict[str, Note],
        part: MarkedPart | None,
    ) -> None:
        self._kind, self._notes = kind, notes
        self._stories, self._homes = rows
        self._around: dict[etree._Element, list[str]] = {}
        self._signs = _Signs()
        for name, mark in part.marks.items() if part is not None else ():
            for element in mark.elements:
                holder = _holder(mark.code, element)
                if holder is not None:
                    self._around.setdefault(holder, []).append(name)

    def read(self, node: etree._Element, stack: tuple[str, ...]) -> None:
        for child in node:
            if child.tag not in _SILENT:  # a comment of XML has no children and says nothing
                self._one(child, stack)

    def _one(self, node: etree._Element, stack: tuple[str, ...]) -> None:
        tag = node.tag
        if tag in _RUN_TEXT:
            self._add(_clean(node.text), stack, node)
        elif tag == _P:
            self.read(node, stack)
            self._add(END_OF_PARAGRAPH, self._inner(node, stack), node)
        elif tag == _BOX:
            outer, self._kind = (
                self._kind,
                f"{self._kind}, boxes".replace(", boxes, boxes", ", boxes"),
            )
            self.read(node, stack)
            self._kind = outer
        elif tag in (_TR, _TC):
            self._table(node, self._inner(node, stack))
        elif tag in (_STARTS, _ENDS, _REFERENCE):
            self._comment(node)
        else:
            if tag in _SAYS:
                self._add(_SAYS[tag], stack, node)
            if len(node):
                self.read(node, self._inner(node, stack))

    def _table(self, node: etree._Element, stack: tuple[str, ...]) -> None:
        if node.tag == _TR:
            self._add(ROW, stack, node)
        self.read(node, stack)
        if node.tag == _TC:
            self._add(END_OF_CELL, stack, node)

    def _comment(self, node: etree._Element) -> None:
        at = len(self._row())
        key = node.get(f"{W}id", "")
        note = self._notes.setdefault(key, Note(self._kind, at, at))
        if node.tag != _STARTS:
            note.end = max(note.end, at)

    def _inner(self, node: etree._Element, stack: tuple[str, ...]) -> tuple[str, ...]:
        found = self._around.get(node)
        return stack if found is None else (*stack, *found)

    def _add(self, text: str, stack: tuple[str, ...], node: etree._Element) -> None:
        """Note what a node says; the home of what is in a run is the run."""
        self._row().extend(map(self._signs[stack].__getitem__, text))
        outer = None if node.tag in (_P, _TR, _TC) else node.getparent()
        home = node if outer is None else outer
        self._homes.setdefault(self._kind, []).extend([home] * len(text))

    def _row(self) -> list[Sign]:
        return self._stories.setdefault(self._kind, [])


class _Letters(dict[str, Sign]):
    """The signs in the same marks by their letters: a file has few of them, many times."""

    def __init__(self, marks: tuple[str, ...]) -> None:
        super().__init__()
        self._marks = marks

    def __missing__(self, letter: str) -> Sign:
        sign = self[letter] = Sign(letter, self._marks)
        return sign


class _Signs(dict[tuple[str, ...], _Letters]):
    """The signs by the marks that they stand in."""

    def __missing__(self, marks: tuple[str, ...]) -> _Letters:
        letters = self[marks] = _Letters(marks)
        return letters


def _holder(code: str, element: etree._Element) -> etree._Element | None:
    """What a mark is about: itself for words; the paragraph, row or cell for others; none for
    those that change no sign.
    """
    if code in _OF_WORDS:
        return element
    around = _HOLDERS.get(code) or _CELLS.get(code)
    return None if around is None else next(element.iterancestors(around), None)


def _clean(text: str | None) -> str:
    return (text or "").replace("\u200d", "").replace("\u00ad", "")
