"""The parts of a file that hold tracked changes, and the marks in them by id."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from lxml import etree

from chapters.identity import file_sign, id_of
from chapters.oxml.hollow import all_there, sketch
from chapters.oxml.marks import Mark, find_marks, may_hold_marks
from chapters.oxml.moves import name_moves
from chapters.oxml.ranges import may_be_signed
from chapters.package import Package

__all__ = ["MarkedPart", "marked_parts", "sketched_parts"]

_NEVER = ("docProps/", "customXml/", "[Content_Types]", "word/theme/", "word/media/")
_WITHOUT_MARKS = ("ettings+xml", "fontTable+xml")  # settings and webSettings: no text, no looks


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPart:
    """A part with its marks in document order; `vacant` ones hold nothing that a reader sees.

    `is_signed` says whether an earlier call may have left its sign somewhere. `fill` makes sure
    that all words in an element are there; without effect where all are.
    """

    name: str
    root: etree._Element
    marks: dict[str, Mark]
    vacant: list[Mark]
    is_signed: bool
    fill: Callable[[etree._Element], None]


def marked_parts(package: Package) -> Iterator[MarkedPart]:
    """Every part that holds a mark: the document first, then the others in the file's order."""
    sign = file_sign(package)
    for name in _names(package):
        yield _marked(package, name, sign, all_there)


def sketched_parts(package: Package, headings: Collection[str]) -> Iterator[MarkedPart]:
    """As `marked_parts`, but paragraphs that hold neither a mark nor one of the styles `headings`
    are hollow until `fill` is called: for reading only, the package must not be saved.
    """
    sign = file_sign(package)
    for name in _names(package):
        made = sketch(package.read(name), headings)
        if made is not None:
            package.write(name, made.content)
        yield _marked(package, name, sign, all_there if made is None else made.fill)


def _names(package: Package) -> Iterator[str]:
    others = [name for name in package.names if name != package.main]
    for name in [package.main, *others]:
        if name.startswith(_NEVER) or not _is_markup(package, name):
            continue
        if may_hold_marks(package.read(name)):
            yield name


def _is_markup(package: Package, name: str) -> bool:
    content_type = package.content_type(name)
    if content_type.endswith(_WITHOUT_MARKS):
        return False
    return content_type.endswith("xml") or name.endswith(".xml")


def _marked(
    package: Package, name: str, sign: int, fill: Callable[[etree._Element], None]
) -> MarkedPart:
    content = package.read(name)
    root = package.tree(name)
    found = find_marks(root)
    real = [mark for mark in found if not mark.vacant]
    name_moves(root, real)
    return MarkedPart(
        name=name,
        root=root,
        marks={id_of(name, mark, sign): mark for mark in real},
        vacant=[mark for mark in found if mark.vacant],
        is_signed=may_be_signed(content),
        fill=fill,
    )
