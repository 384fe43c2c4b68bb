"""The parts of a file that hold tracked changes, and the marks in them by id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from chapters.identity import file_sign, id_of
from chapters.oxml.marks import Mark, find_marks, may_hold_marks
from chapters.oxml.moves import name_moves
from chapters.package import Package

__all__ = ["MarkedPart", "marked_parts"]

_NEVER = ("docProps/", "customXml/", "[Content_Types]", "word/theme/", "word/media/")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPart:
    """A part with its marks in document order; `vacant` ones hold nothing that a reader sees."""

    name: str
    root: etree._Element
    marks: dict[str, Mark]
    vacant: list[Mark]


def marked_parts(package: Package) -> Iterator[MarkedPart]:
    """Every part that holds a mark: the document first, then the others in the file's order."""
    sign = file_sign(package)
    others = [name for name in package.names if name != package.main]
    for name in [package.main, *others]:
        if name.startswith(_NEVER) or not _is_markup(package, name):
            continue
        if may_hold_marks(package.read(name)):
            yield _marked(package, name, sign)


def _is_markup(package: Package, name: str) -> bool:
    return package.content_type(name).endswith("xml") or name.endswith(".xml")


def _marked(package: Package, name: str, sign: int) -> MarkedPart:
    root = package.tree(name)
    found = find_marks(root)
    real = [mark for mark in found if not mark.vacant]
    name_moves(root, real)
    return MarkedPart(
        name=name,
        root=root,
        marks={id_of(name, mark, sign): mark for mark in real},
        vacant=[mark for mark in found if mark.vacant],
    )
