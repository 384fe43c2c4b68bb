"""What a reader sees, as plain text; the headings of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from chapters.oxml.namespaces import W
from chapters.oxml.styles import BODY_LEVEL
from chapters.oxml.words import blocks, cell_goes, mark_goes, row_goes, rows, words
from chapters.package import Package
from chapters.places import Places, style_levels
from chapters.stories import stories

__all__ = ["Heading", "headings", "lines", "plain_text"]

_UNREAD = frozenset({"comment", "glossary"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading: its level from 1, its words, and the number of its paragraph in the body, from
    1.
    """

    level: int
    text: str
    paragraph: int


def plain_text(data: bytes) -> str:
    """What a reader sees when all tracked changes are accepted: a line per paragraph, a tab
    between cells.

    Body first, then notes, headers and footers, each followed by its text boxes; no comments.
    Paragraphs of one cell stand on lines of their own. Hidden text is included: it can be shown.
    """
    found = stories(Package.open(data))
    read = [story for story in found if story.number and story.kind not in _UNREAD]
    return "\n".join(line for story in read for line in lines(story.root))


def lines(root: etree._Element) -> list[str]:
    """The lines of a story or cell, all tracked changes accepted; see `plain_text`."""
    said: list[str] = []
    for block in _joined(blocks(root)):
        if isinstance(block, list):
            said.append("".join(words(paragraph) for paragraph in block))
        else:
            said += _table(block)
    return said


def _table(table: etree._Element) -> Iterator[str]:
    for row, cells in rows(table):
        left = [cell for cell in cells if not cell_goes(cell)]
        if left and not row_goes(row):
            yield "\t".join("\n".join(lines(cell)) for cell in left)


def _joined(
    found: Iterable[etree._Element],
) -> Iterator[etree._Element | list[etree._Element]]:
    """Tables, and lists of paragraphs that read as one because the marks between them go.

    Where a table or the end follows, there is nothing to join: what has words stays.
    """
    open_ones: list[etree._Element] = []
    for block in found:
        if block.tag != f"{W}p":
            yield from _rest(open_ones)
            open_ones = []
            yield block
            continue
        open_ones.append(block)
        if not mark_goes(block):
            yield open_ones
            open_ones = []
    yield from _rest(open_ones)


def _rest(paragraphs: list[etree._Element]) -> Iterator[list[etree._Element]]:
    if any(words(paragraph) for paragraph in paragraphs):
        yield paragraphs


def headings(data: bytes) -> list[Heading]:
    """The headings of the body in order, tracked changes accepted."""
    package = Package.open(data)
    body = stories(package)[0]
    places = Places(body, style_levels(package))
    return list(_headings(body.root, places))


def _headings(root: etree._Element, places: Places) -> Iterator[Heading]:
    for block in _joined(blocks(root)):
        if not isinstance(block, list):
            for row, cells in rows(block):
                if not row_goes(row):
                    for cell in cells:
                        yield from _headings(cell, places)
            continue
        # Of joined paragraphs the properties of the last one survive
        level = places.level(block[-1])
        text = "".join(words(paragraph) for paragraph in block).strip()
        if level < BODY_LEVEL and text:
            yield Heading(level=level + 1, text=text, paragraph=places.number(block[0]))
