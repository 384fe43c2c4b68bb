"""Where in its story an element sits: paragraph, headings above it, table, row and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from lxml import etree

from chapters.oxml.namespaces import W
from chapters.oxml.styles import BODY_LEVEL, heading_levels, outline_level
from chapters.oxml.words import blocks, words
from chapters.package import Package
from chapters.stories import Place, Story

__all__ = ["Places", "style_levels"]

_P, _TBL, _TR, _TC, _BOX = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}txbxContent"
_CELL = tuple[int | None, int | None, int | None]


def style_levels(package: Package) -> dict[str, int]:
    """The outline level of each paragraph style of a file; empty where it has no styles."""
    parts = [name for name in package.related(package.main, "styles") if package.has(name)]
    return heading_levels(package.tree(parts[0])) if parts else {}


class Places:
    """The places of one story: walks its paragraphs once, then answers for any element in it.

    `levels` come from `style_levels`, once for all stories of a file.
    """

    def __init__(self, story: Story, levels: dict[str, int]) -> None:
        self.story = story
        self._levels = levels
        self._numbers: dict[etree._Element, int] = {}
        self._paths: dict[etree._Element, tuple[str, ...]] = {}
        self._tables: dict[etree._Element, int] = {}
        own = list(_paragraphs(story.root))
        self._walk(own)
        for twin in story.twins:
            for paragraph, other in zip(own, _paragraphs(twin), strict=False):
                self._numbers[other] = self._numbers[paragraph]
                self._paths[other] = self._paths[paragraph]

    def _walk(self, paragraphs: Iterable[etree._Element]) -> None:
        path: list[tuple[int, str]] = []
        now: tuple[str, ...] = ()
        for number, paragraph in enumerate(paragraphs, 1):
            self._numbers[paragraph] = number
            level = self.level(paragraph)
            heading = words(paragraph).strip() if level < BODY_LEVEL else ""
            if heading:
                path = [one for one in path if one[0] < level]
                now = tuple(text for _, text in path)
                path.append((level, heading))
            self._paths[paragraph] = now
            if heading:
                now = (*now, heading)

    def level(self, paragraph: etree._Element) -> int:
        """The outline level of a paragraph: 0 to 8 for headings, 9 for other text."""
        properties = paragraph[0] if len(paragraph) else None
        if properties is None or properties.tag != f"{W}pPr":
            return BODY_LEVEL
        own = outline_level(properties)
        if own is not None:
            return own
        style = properties.find(f"{W}pStyle")
        name = "" if style is None else style.get(f"{W}val", "")
        return self._levels.get(name, BODY_LEVEL)

    def number(self, paragraph: etree._Element) -> int:
        """The number of a paragraph in its story, from 1; 0 where it is none of this story."""
        return self._numbers.get(paragraph, 0)

    def of(self, element: etree._Element) -> Place:
        """The place of an element of this story: a paragraph, what is in one, a row, a section."""
        paragraph = self._paragraph(element)
        table, row, column = self._cell(element)
        return Place(
            story=self.story.label,
            headings=() if paragraph is None else self._paths[paragraph],
            paragraph=1 if paragraph is None else self._numbers[paragraph],
            table=table,
            row=row,
            column=column,
        )

    def _paragraph(self, element: etree._Element) -> etree._Element | None:
        """The paragraph around an element, else the first one in it, else the one before it."""
        for around in (element, *element.iterancestors(_P)):
            if around in self._numbers:
                return around
        for scope in (element, *element.iterancestors(_TC, _TR, _TBL)):
            for within in scope.iter(_P):
                if within in self._numbers:
                    return within
        before = (one for one in element.itersiblings(_P, preceding=True) if one in self._numbers)
        return next(chain(before, reversed(self._numbers)), None)

    def _cell(self, element: etree._Element) -> _CELL:
        """Table, row and column of the outermost table of this story around an element."""
        around = [element]
        if element is not self.story.root:
            for above in element.iterancestors():
                if above is self.story.root or above in self.story.twins:
                    break
                around.append(above)
        around.reverse()
        table = next((node for node in around if node.tag == _TBL), None)
        if table is None:
            return None, None, None
        row = next((node for node in around if node.tag == _TR), None)
        cell = next((node for node in around if node.tag == _TC), None)
        return self._table(table), _row_number(row), _column_number(cell)

    def _table(self, table: etree._Element) -> int:
        if not self._tables:
            for root in (self.story.root, *self.story.twins):
                tables = (node for node in blocks(root) if node.tag == _TBL)
                self._tables.update((node, number) for number, node in enumerate(tables, 1))
        return self._tables.get(table, 1)


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs of a story in order, without those of text boxes inside it."""
    boxed = {paragraph for box in root.iter(_BOX) if box is not root for paragraph in box.iter(_P)}
    return (paragraph for paragraph in root.iter(_P) if paragraph not in boxed)


def _row_number(row: etree._Element | None) -> int | None:
    if row is None:
        return None
    table = next(row.iterancestors(_TBL))
    before = (node for node in table.iter(_TR) if next(node.iterancestors(_TBL)) is table)
    return next((number for number, node in enumerate(before, 1) if node is row), None)


def _column_number(cell: etree._Element | None) -> int | None:
    """The grid column where a cell starts, from 1, as a reader sees it under its heading."""
    if cell is None:
        return None
    row = next(cell.iterancestors(_TR))
    column = 1 + _width(row, f"{W}trPr/{W}gridBefore", 0)
    for node in row.iter(_TC):
        if node is cell:
            break
        if next(node.iterancestors(_TR)) is row:
            column += _width(node, f"{W}tcPr/{W}gridSpan", 1)
    return column


def _width(node: etree._Element, path: str, otherwise: int) -> int:
    found = node.find(path)
    value = "" if found is None else found.get(f"{W}val", "")
    return min(int(value), 100) if value.isascii() and value.isdigit() else otherwise
