"""Where in its story an element sits: paragraph, headings above it, table, row and column."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from itertools import chain

from lxml import etree

from chapters.oxml.hollow import all_there
from chapters.oxml.namespaces import W
from chapters.oxml.styles import BODY_LEVEL, caption_styles, heading_levels, outline_level
from chapters.oxml.words import blocks, rows, words
from chapters.package import Package
from chapters.stories import Place, Story
from chapters.titles import Names, Titles, numbered

__all__ = ["Places", "styles_of_captions", "style_levels"]

_P, _TBL, _TR, _TC, _BOX = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}txbxContent"
_Cell = tuple[int | None, int | None, int | None, Names]
_OUTSIDE: _Cell = (None, None, None, Names())


def style_levels(package: Package) -> dict[str, int]:
    """The outline level of each paragraph style of a file; empty where it has no styles."""
    return heading_levels(package.related_tree("styles"))


def styles_of_captions(package: Package) -> frozenset[str]:
    """The paragraph styles of a file's captions; empty where it has no styles."""
    return caption_styles(package.related_tree("styles"))


def _no_captions() -> frozenset[str]:
    return frozenset()


class Places:
    """The places of one story: walks its paragraphs once, then answers for any element in it.

    `levels` come from `style_levels`, once for all stories of a file; `asked` are the paragraphs
    that will mostly be asked for, where the caller knows them: the others are not remembered.
    `captions` gives the styles of captions; `fill` puts back what is hollow in an element
    (`oxml/hollow`): both are called only where something in a table, or in a box, is asked for.
    """

    def __init__(
        self,
        story: Story,
        levels: dict[str, int],
        asked: Collection[etree._Element] | None = None,
        *,
        captions: Callable[[], Collection[str]] = _no_captions,
        fill: Callable[[etree._Element], None] = all_there,
    ) -> None:
        self.story = story
        self._titles = Titles(story, captions, fill)
        self._box: str | None = None
        self._levels = levels
        self._every: dict[etree._Element, int] = {}
        spoken = self._spoken()
        if asked is None or story.twins:
            self._numbers = self._all_numbers()
        else:
            kept = spoken.union(asked)
            numbered = enumerate(_paragraphs(story.root), 1)
            self._numbers = {node: number for number, node in numbered if node in kept}
        self._tables: dict[etree._Element, int] = {}
        self._rows: dict[etree._Element, int] = {}
        self._columns: dict[etree._Element, int] = {}
        self._counted: set[etree._Element] = set()
        self._headings = self._walk(spoken)
        self._heading_numbers = [number for number, _, _ in self._headings]

    def _all_numbers(self) -> dict[etree._Element, int]:
        """The number of each paragraph of the story and of its twins."""
        if not self._every:
            numbers = self._every
            numbers.update(
                (node, number) for number, node in enumerate(_paragraphs(self.story.root), 1)
            )
            own = list(numbers.values())
            for twin in self.story.twins:
                numbers.update(list(zip(_paragraphs(twin), own, strict=False)))
        return self._every

    def _walk(
        self, spoken: Collection[etree._Element]
    ) -> list[tuple[int, tuple[str, ...], tuple[str, ...]]]:
        """Each heading: its number, the path above itself, the path above what follows it.

        Only paragraphs that name a style or a level are looked at: nine in ten do not.
        """
        path: list[tuple[int, str]] = []
        found = []
        numbered = [(self._numbers[one], one) for one in spoken if one in self._numbers]
        for number, paragraph in sorted(numbered, key=_first):
            level = self.level(paragraph)
            heading = words(paragraph).strip() if level < BODY_LEVEL else ""
            if heading:
                path = [one for one in path if one[0] < level]
                above = tuple(text for _, text in path)
                path.append((level, heading))
                found.append((number, above, (*above, heading)))
        return found

    def _spoken(self) -> set[etree._Element]:
        """What names a style or an outline level: paragraphs, and a few elements more."""
        found = set()
        for node in self.story.root.iter(f"{W}pStyle", f"{W}outlineLvl"):
            properties = node.getparent()
            paragraph = None if properties is None else properties.getparent()
            if paragraph is not None:
                found.add(paragraph)
        return found

    def level(self, paragraph: etree._Element) -> int:
        """The outline level of a paragraph: 0 to 8 for headings, 9 for other text."""
        properties = paragraph[0] if len(paragraph) else None
        if properties is None or properties.tag != f"{W}pPr":
            return BODY_LEVEL
        own = outline_level(properties)
        if own is not None:
            return own
        style = next(properties.iterchildren(f"{W}pStyle"), None)
        name = "" if style is None else style.get(f"{W}val", "")
        return self._levels.get(name, BODY_LEVEL)

    def _path(self, number: int) -> tuple[str, ...]:
        at = bisect_right(self._heading_numbers, number)
        if at == 0:
            return ()
        heading, above, below = self._headings[at - 1]
        return above if heading == number else below

    def number(self, paragraph: etree._Element) -> int:
        """The number of a paragraph in its story, from 1; 0 where it is none of this story."""
        return self._all_numbers().get(paragraph, 0)

    def of(self, element: etree._Element) -> Place:
        """The place of an element of this story: a paragraph, what is in one, a row, a section."""
        number = self._number_near(element)
        table, row, column, names = self._cell(element)
        return Place(
            story=self.story.label,
            headings=self._path(number),
            paragraph=number,
            table=table,
            row=row,
            column=column,
            table_title=names.title,
            row_name=names.row,
            column_name=names.column,
            box=self._own_box() or names.box,
        )

    def _own_box(self) -> str:
        """What the story is called, where it is a text box that has a title."""
        if self.story.kind != "text box":
            return ""
        if self._box is None:
            self._box = self._titles.of_text_box()
        return self._box

    def _number_near(self, element: etree._Element) -> int:
        """The number of the paragraph around an element, else of the first one in it, else of the
        one before it.
        """
        if element in self._numbers:
            return self._numbers[element]
        numbers = self._all_numbers()
        around = (element, *element.iterancestors(_P))
        scopes = (element, *element.iterancestors(_TC, _TR, _TBL))
        within = (node for scope in scopes for node in scope.iter(_P))
        before = element.itersiblings(_P, preceding=True)
        near = chain(around, within, before, reversed(numbers))
        return next((numbers[node] for node in near if node in numbers), 1)

    def _cell(self, element: etree._Element) -> _Cell:
        """Table, row and column of the outermost table of this story around an element, and what
        they are called.
        """
        if element.tag == _P and element.getparent() is self.story.root:  # most
            return _OUTSIDE
        outermost: dict[str, etree._Element] = {}
        ends = (self.story.root, *self.story.twins)
        above: etree._Element | None = element
        while above is not None and above not in ends:
            outermost[above.tag] = above
            above = above.getparent()
        table = outermost.get(_TBL)
        if table is None:
            return _OUTSIDE
        self._count(table)
        row, column = outermost.get(_TR), self._column_of(outermost.get(_TC))
        names = self._titles.of_cell(table, row, column)
        return self._table(table), self._row_of(row), column, names

    def _table(self, table: etree._Element) -> int:
        if not self._tables:
            for root in (self.story.root, *self.story.twins):
                tables = (node for node in blocks(root) if node.tag == _TBL)
                self._tables.update((node, number) for number, node in enumerate(tables, 1))
        return self._tables.get(table, 1)

    def _count(self, table: etree._Element) -> None:
        """Number the rows and cells of a table, once: long ones have changes in every row."""
        if table in self._counted:
            return
        self._counted.add(table)
        for number, (row, cells) in enumerate(rows(table), 1):
            self._rows[row] = number
            self._columns.update((cell, column) for column, cell in numbered(row, cells))

    def _row_of(self, row: etree._Element | None) -> int | None:
        return None if row is None else self._rows.get(row, 1)

    def _column_of(self, cell: etree._Element | None) -> int | None:
        return None if cell is None else self._columns.get(cell, 1)


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs of a story in order, without those of text boxes inside it."""
    boxed = {paragraph for box in root.iter(_BOX) if box is not root for paragraph in box.iter(_P)}
    every = root.iter(_P)
    return (paragraph for paragraph in every if paragraph not in boxed) if boxed else every


def _first(entry: tuple[int, *tuple[object, ...]]) -> int:
    return entry[0]
