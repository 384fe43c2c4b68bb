"""What stands in a container, a table and a row, whatever controls are around it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from chapters.oxml.namespaces import W

__all__ = ["blocks", "cells", "rows"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type


def blocks(element: Element) -> Iterator[Element]:
    """The paragraphs and tables in a container; not paragraphs that only end a section."""
    for child in element:
        tag = child.tag
        if tag == f"{W}p":
            if not _only_section(child):
                yield child
        elif tag == f"{W}tbl":
            yield child
        elif tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from blocks(content)
        elif tag in (f"{W}customXml", f"{W}smartTag"):
            yield from blocks(child)


def _only_section(paragraph: Element) -> bool:
    """Whether a paragraph is there only to end a section (§17.6.18).

    LibreOffice 7.4 puts the end of a section on the paragraph before and leaves this one out.
    """
    properties = paragraph[0] if len(paragraph) else None
    if properties is None or properties.tag != f"{W}pPr":
        return False
    return properties.find(f"{W}sectPr") is not None and all(
        map(_says_nothing, list(paragraph)[1:])
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
