"""What stands in a container, a table and a row, whatever controls are around it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from lxml import etree

from chapters.oxml.namespaces import W

__all__ = ["blocks", "cells", "empty_before", "rows", "section_ends"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type


def blocks(element: Element) -> Iterator[Element]:
    """The paragraphs and tables in a container."""
    for child in element:
        tag = child.tag
        if tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from blocks(content)
        elif tag in (f"{W}customXml", f"{W}smartTag"):
            yield from blocks(child)


def section_ends(body: Element) -> list[tuple[Element, bool]]:
    """The paragraphs that end a section, and whether they are there for that only (§17.6.18)."""
    ends = []
    for section in body.iter(f"{W}sectPr"):
        properties = section.getparent()
        paragraph = None if properties is None else properties.getparent()
        if paragraph is not None and paragraph.tag == f"{W}p":
            ends.append((paragraph, all(map(_says_nothing, list(paragraph)[1:]))))
    return ends


def empty_before(paragraph: Element) -> int:
    """How many paragraphs before one are empty."""
    before = paragraph.itersiblings(preceding=True)
    return sum(1 for _ in takewhile(_is_empty, before))


def _is_empty(node: Element) -> bool:
    return node.tag == f"{W}p" and all(
        _says_nothing(child) for child in node if child.tag != f"{W}pPr"
    )


def _says_nothing(node: Element) -> bool:
    if node.tag == f"{W}r":
        return all(child.tag == f"{W}rPr" for child in node)
    return node.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}proofErr")


def rows(element: Element) -> Iterator[Element]:
    """The rows of a table."""
    yield from _inside(element, f"{W}tr")


def cells(element: Element) -> Iterator[Element]:
    """The cells of a row."""
    yield from _inside(element, f"{W}tc")


def _inside(element: Element, wanted: str) -> Iterator[Element]:
    for child in element:
        if child.tag == wanted:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _inside(child, wanted)
