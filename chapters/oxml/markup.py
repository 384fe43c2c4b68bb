"""XML bytes ⇄ element trees: no DTD, no entity, no network; strict files read as transitional."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import itemgetter
from threading import local

from lxml import etree

from chapters.errors import Refused

__all__ = [
    "children",
    "doctype_refused",
    "has_crowded_tag",
    "has_doctype",
    "is_document",
    "is_strict",
    "is_wide",
    "parse",
    "parse_as_written",
    "serialise",
    "to_strict",
    "to_transitional",
]

_PURL = b"http://purl.oclc.org/ooxml/"
_OPEN = b"http://schemas.openxmlformats.org/"
_PAIRS = [
    (_PURL + strict, _OPEN + transitional)
    for strict, transitional in (
        (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
        (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
        (b"drawingml/main", b"drawingml/2006/main"),
        (b"drawingml/chartDrawing", b"drawingml/2006/chartDrawing"),
        (b"drawingml/chart", b"drawingml/2006/chart"),
        (b"drawingml/compatibility", b"drawingml/2006/compatibility"),
        (b"drawingml/diagram", b"drawingml/2006/diagram"),
        (b"drawingml/lockedCanvas", b"drawingml/2006/lockedCanvas"),
        (b"drawingml/picture", b"drawingml/2006/picture"),
        (b"drawingml/spreadsheetDrawing", b"drawingml/2006/spreadsheetDrawing"),
        (b"drawingml/wordprocessingDrawing", b"drawingml/2006/wordprocessingDrawing"),
        (b"officeDocument/bibliography", b"officeDocument/2006/bibliography"),
        (b"officeDocument/characteristics", b"officeDocument/2006/characteristics"),
        (b"officeDocument/customProperties", b"officeDocument/2006/custom-properties"),
        (b"officeDocument/customXml", b"officeDocument/2006/customXml"),
        (b"officeDocument/docPropsVTypes", b"officeDocument/2006/docPropsVTypes"),
        (b"officeDocument/extendedProperties", b"officeDocument/2006/extended-properties"),
        (b"officeDocument/math", b"officeDocument/2006/math"),
        (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
        (b"schemaLibrary/main", b"schemaLibrary/2006/main"),
    )
]
"""Strict namespace ↔ transitional namespace (ISO/IEC 29500-1 and -4, annexes A)."""

children: Callable[[etree._Element], list[etree._Element]] = itemgetter(slice(None))
"""What stands right in an element: as a list it is there before lxml's own walk has begun."""

_PROLOG = 100_000
_WINDOW, _CROWD = 8_192, 1_000
_ASIDES = ((b"<?", b"?>"), (b"<!--", b"-->"))
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")
_WIDE_CODECS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_DOCTYPE = b"<!DOCTYPE"
_DOCTYPES = (_DOCTYPE, *("<!DOCTYPE".encode(codec) for codec in _WIDE_CODECS))
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0")


def is_wide(content: bytes) -> bool:
    """Whether XML bytes are in an encoding of more than one byte for each letter."""
    return content[:2] in _WIDE


def has_doctype(content: bytes) -> bool:
    """Whether XML bytes declare a document type, in any encoding that a Word file may use."""
    if is_wide(content):
        return any(mark in content for mark in _DOCTYPES)
    return b"!" in content and _DOCTYPE in content  # a single letter is found at once


def has_crowded_tag(content: bytes) -> bool:
    """Whether a tag has more attributes than any program writes: reading them all takes lxml the
    square of their number.
    """
    at = 0
    while at < len(content):
        if content.find(b"<", at, at + _WINDOW) >= 0:
            at += _WINDOW
            continue
        begin, end = content.rfind(b"<", 0, at), content.find(b"<", at)
        end = len(content) if end < 0 else end
        if content.count(b"=", max(begin, 0), end) > _CROWD:
            return True
        at = end
    return False


def is_document(content: bytes) -> bool:
    """Whether XML bytes look like the main part of a Word file, by the name of their root."""
    start = content[:_PROLOG].replace(b"\0", b"") if is_wide(content) else content
    root = _ROOT.match(start, _after_asides(start))
    return root is not None and root[1] == b"document"


def _after_asides(content: bytes) -> int:
    """Where the root begins: after the declaration, instructions and comments, looked for at the
    beginning only; no regular expression, which could be made to take for ever.
    """
    at = content.find(b"<", 0, _PROLOG)
    while at >= 0:
        close = next((end for begin, end in _ASIDES if content.startswith(begin, at)), None)
        if close is None:
            return at
        past = content.find(close, at)
        at = content.find(b"<", past, _PROLOG) if past >= 0 else -1
    return len(content)


def is_strict(content: bytes) -> bool:
    """Whether XML bytes use a namespace of the strict variant (ISO/IEC 29500-1)."""
    return _PURL in content


def to_transitional(content: bytes) -> bytes:
    """XML bytes with every strict namespace replaced by its transitional one."""
    for strict, transitional in _PAIRS:
        content = content.replace(strict, transitional)
    return content


def to_strict(content: bytes) -> bytes:
    """XML bytes with every transitional namespace replaced by its strict one."""
    for strict, transitional in _PAIRS:
        content = content.replace(transitional, strict)
    return content


def parse(content: bytes, name: str) -> etree._Element:
    """The root of an XML part, in transitional namespaces; `name` is for the message.

    Raises `Refused` where it is no XML, has a DOCTYPE, or nests more than 256 deep (as Word does).
    """
    if is_wide(content):
        content = serialise(parse_as_written(content, name))
    if is_strict(content):
        content = to_transitional(content)
    return parse_as_written(content, name)


def parse_as_written(content: bytes, name: str) -> etree._Element:
    """The root of an XML part in the namespaces that it is written in; raises as `parse` does."""
    if has_doctype(content):
        raise doctype_refused()
    try:
        root = etree.fromstring(content, _parsers.usual)
    except etree.XMLSyntaxError as error:
        root = _huge_root(content, name, error)
    except ValueError as error:
        raise _damaged(name) from error
    if root is None:
        raise _damaged(name)
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that hid it so far
        raise doctype_refused()
    return root


def doctype_refused() -> Refused:
    """The refusal of a part with a document type: Word writes none, attackers do."""
    return Refused("doctype", "This file holds a document type, as no Word file does; not opened.")


def _huge_root(content: bytes, name: str, error: etree.XMLSyntaxError) -> etree._Element:
    """A second attempt for a part with one text of more than 10 MB, such as a picture in VML."""
    said = str(error)
    if "XML_PARSE_HUGE" not in said or "depth" in said.lower():
        raise _damaged(name) from error
    try:
        return etree.fromstring(content, _parser(huge=True))
    except etree.XMLSyntaxError as again:
        raise _damaged(name) from again


def _parser(*, huge: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=huge,
        collect_ids=False,
        remove_blank_text=False,
        remove_comments=True,  # Word drops them too, and no walk has to expect them
        remove_pis=True,
    )


class _Parsers(local):
    """The parser of a thread: making a new one takes longer than a short part."""

    def __init__(self) -> None:
        self.usual = _parser(huge=False)


_parsers = _Parsers()


def _damaged(name: str) -> Refused:
    return Refused("damaged-part", f"A part of this file ({name}) is damaged and cannot be read.")


def serialise(root: etree._Element) -> bytes:
    """The bytes of an XML part, UTF-8, with what stands around its root."""
    tree = root.getroottree()
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
