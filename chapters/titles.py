"""What people call a table, its rows and its columns, or a box: by its words, not by a number."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple, TypeVar

from lxml import etree

from chapters.captions import Captions
from chapters.oxml.namespaces import W
from chapters.oxml.tracked_words import original_words, plainly
from chapters.oxml.words import blocks, rows, words
from chapters.stories import Story

__all__ = ["Names", "Titles", "numbered"]

_Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type
_Line = tuple[_Element, list[_Element]]  # a row with its cells
_Key = TypeVar("_Key")

_TR_PR, _TC_PR, _VAL = f"{W}trPr", f"{W}tcPr", f"{W}val"
_BEFORE, _SPAN = f"{W}gridBefore", f"{W}gridSpan"
_OFF = frozenset({"0", "false", "off"})
_FIGURE = re.compile(r"[\d\s.,:/%()+–-]+")
_TITLE, _WORDS = 60, 36
"""The most letters of a title, and of the words for a row or a column."""


class Names(NamedTuple):
    """The words for a place in a table; empty where there are none that tell it from others."""

    title: str = ""
    row: str = ""
    column: str = ""
    box: str = ""


@dataclass(slots=True)
class _Table:
    title: str = ""
    box: str = ""
    rows: Mapping[_Element, str] = field(default_factory=dict)
    columns: Mapping[int, str] = field(default_factory=dict)


class Titles:
    """What the tables and boxes of one story are called, each looked at when first asked for.

    `captions` gives the styles of captions; `fill` is called with whatever is read, before it is.
    """

    def __init__(
        self,
        story: Story,
        captions: Callable[[], Collection[str]],
        fill: Callable[[_Element], None],
    ) -> None:
        self._story = story
        self._captions = Captions(captions, fill)
        self._fill = fill
        self._tables: dict[_Element, _Table] = {}
        self._ordinals: dict[_Element, int] = {}

    def of_cell(self, table: _Element, row: _Element | None, column: int | None) -> Names:
        """What a table of the story is called, and a row and a column (from 1) of it."""
        named = self._tables.get(table)
        if named is None:
            named = self._tables[table] = self._named(table)
        return Names(
            title=named.title,
            row="" if row is None else named.rows.get(row, ""),
            column="" if column is None else named.columns.get(column, ""),
            box=named.box,
        )

    def of_text_box(self) -> str:
        """What the story is called, where it is a text box with a title: "Box 5"."""
        return self._captions.label(self._story.root)

    def _named(self, table: _Element) -> _Table:
        self._fill(table)
        lines = list(rows(table))
        if lines and all(len(cells) == 1 for _, cells in lines):
            label = self._captions.label(table)
            if label or len(lines) == 1:
                return _Table(box=label or f"box {self._ordinal(table)}")
        header = self._header(lines)
        return _Table(
            title=_short(self._captions.title(table), _TITLE),
            rows=self._rows(lines[len(header) :]),
            columns=self._columns(header),
        )

    def _ordinal(self, table: _Element) -> int:
        """The number of a table of one cell among those of the story."""
        if not self._ordinals:
            for root in (self._story.root, *self._story.twins):
                tables = (node for node in blocks(root) if node.tag == f"{W}tbl")
                boxes = (one for one in tables if [len(cells) for _, cells in rows(one)] == [1])
                self._ordinals.update((one, number) for number, one in enumerate(boxes, 1))
        return self._ordinals.get(table, 1)

    def _header(self, lines: list[_Line]) -> list[_Line]:
        """The rows that repeat on each page, else a first row with words over all columns but
        those of the rows' own names.
        """
        marked = list(takewhile(_repeats, lines))
        if marked or len(lines) < 2 or len(lines[0][1]) < 2:  # noqa: PLR2004 -- a list, no table
            return marked
        first, second = ([_words(cell) for cell in cells[1:]] for _, cells in lines[:2])
        both = zip(first, second, strict=False)
        is_data = any(_FIGURE.fullmatch(one) and _FIGURE.fullmatch(two) for one, two in both)
        return lines[:1] if all(first) and not is_data else []  # figures over figures are no header

    def _columns(self, header: Sequence[_Line]) -> Mapping[int, str]:
        found: dict[int, str] = {}
        for line in header:
            for column, cell in numbered(*line):
                name = _short(_words(cell), _WORDS)
                if name:
                    found |= dict.fromkeys(range(column, column + _span(cell)), name)
        return _unlike(found)

    def _rows(self, lines: Sequence[_Line]) -> Mapping[_Element, str]:
        """The names of rows that no other row has, before the changes or after them: one that was
        put elsewhere is marked twice, and yet is one row.
        """
        found: dict[_Element, str] = {}
        before, after = Counter[str](), Counter[str]()
        above = ""
        for row, cells in lines:
            begins, comes, goes = _facts(row)
            if begins and len(cells) > 1:
                above = above if _is_continued(cells[0]) else _short(_words(cells[0]), _WORDS)
                found[row] = above
                before[above.casefold()] += not comes
                after[above.casefold()] += not goes
        return {
            row: name
            for row, name in found.items()
            if name and max(before[name.casefold()], after[name.casefold()]) == 1
        }


def _words(cell: _Element) -> str:
    """What a cell said when it was sent; of a new one what it says."""
    paragraphs = list(cell.iter(f"{W}p"))
    before = plainly(" ".join(original_words(one, ())[0] for one in paragraphs))
    return before or plainly(" ".join(words(one) for one in paragraphs))


def _facts(row: _Element) -> tuple[bool, bool, bool]:
    """Whether a row begins in the first column, whether it is new, and whether it goes."""
    properties = next(row.iterchildren(_TR_PR), None)
    if properties is None:  # most
        return True, False, False
    comes, goes = (properties.find(f"{W}{name}") is not None for name in ("ins", "del"))
    return _width(properties, _BEFORE, 0) == 0, comes, goes


def numbered(row: _Element, cells: Sequence[_Element]) -> Iterator[tuple[int, _Element]]:
    """Each cell of a row with the column of the grid where it begins, from 1: as a reader sees it
    under its heading.
    """
    column = 1 + _width(next(row.iterchildren(_TR_PR), None), _BEFORE, 0)
    for cell in cells:
        yield column, cell
        column += _span(cell)


def _span(cell: _Element) -> int:
    return _width(next(cell.iterchildren(_TC_PR), None), _SPAN, 1)


def _width(properties: _Element | None, tag: str, otherwise: int) -> int:
    found = None if properties is None else next(properties.iterchildren(tag), None)
    value = "" if found is None else found.get(_VAL, "")
    return min(int(value), 100) if value.isascii() and value.isdigit() else otherwise


def _repeats(line: _Line) -> bool:
    node = line[0].find(f"{W}trPr/{W}tblHeader")
    return node is not None and node.get(f"{W}val", "1") not in _OFF


def _is_continued(cell: _Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _unlike(names: Mapping[_Key, str]) -> Mapping[_Key, str]:
    """The names that are no other's."""
    counts = Counter(name.casefold() for name in names.values())
    return {key: name for key, name in names.items() if name and counts[name.casefold()] == 1}


def _short(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    cut = textwrap.shorten(text, longest, placeholder=" …").lstrip()
    return cut if cut != "…" else f"{text[: longest - 1]}…"  # one long word
