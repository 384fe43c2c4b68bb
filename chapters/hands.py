"""Where two people in one file want the opposite: one takes away what the other wants there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from chapters.grouping import group_of
from chapters.marked import MarkedPart, marked_parts
from chapters.oxml.namespaces import W
from chapters.oxml.ranges import MARKERS
from chapters.oxml.tracked_words import words_of
from chapters.package import Package
from chapters.stories import Place
from chapters.whereabouts import Whereabouts

__all__ = ["Quarrel", "quarrels"]

Element = etree._Element  # noqa: SLF001 -- lxml's name for its element type

_WROTE = (f"{W}ins", f"{W}moveTo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarrel:
    """Words that `author` wrote and `other` took away again, in the same return; `groups` are
    their groups of revisions, in this order. `put_back`: it was the other way round, `other` took
    them away, and `author` wrote them again.
    """

    place: Place
    words: str
    author: str
    other: str
    groups: tuple[str, str]
    put_back: bool = False


def quarrels(data: bytes) -> list[Quarrel]:
    """The places of a file where one deletes inside another's insertion, or writes again beside
    it what another deleted, part by part in document order.

    An organization that says both is asked which it means.
    """
    package = Package.open(data)
    whereabouts = Whereabouts(package)
    return [
        one for part in marked_parts(package) if part.marks for one in _in_part(part, whereabouts)
    ]


def _in_part(part: MarkedPart, whereabouts: Whereabouts) -> Iterator[Quarrel]:
    owners = {element: name for name, mark in part.marks.items() for element in mark.elements}
    groups = group_of(part.marks)
    for name, mark in part.marks.items():
        around = mark.first.iterancestors(*_WROTE) if mark.code == "del" else ()
        for outer in around:
            author = part.marks[owners[outer]].author if outer in owners else mark.author
            if author != mark.author:
                yield Quarrel(
                    place=whereabouts.of(part.name, mark.first, mark.home)[1],
                    words=words_of(mark).strip(),
                    author=author or "",
                    other=mark.author or "",
                    groups=(groups[owners[outer]], groups[name]),
                )
        for beside in _beside(mark.elements) if mark.code == "del" else ():
            back = part.marks[owners[beside]] if beside in owners else mark
            same = words_of(back).strip() == words_of(mark).strip() != ""
            if back.code == "ins" and back.author != mark.author and same:
                yield Quarrel(
                    place=whereabouts.of(part.name, mark.first, mark.home)[1],
                    words=words_of(mark).strip(),
                    author=back.author or "",
                    other=mark.author or "",
                    groups=(groups[owners[beside]], groups[name]),
                    put_back=True,
                )


def _beside(elements: Sequence[Element]) -> Iterator[Element]:
    """What stands directly before a mark and behind it."""
    for end, before in ((elements[0], True), (elements[-1], False)):
        near = (one for one in end.itersiblings(preceding=before) if one.tag not in MARKERS)
        yield from islice(near, 1)
